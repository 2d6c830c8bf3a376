/* SPDX-License-Identifier: ISC */
/*
 * What DMARC stands on, over the corpus: the public suffix list with its own
 * test vectors, and the suite's cases of SPF, which count here as the word of
 * a trusted gateway.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "tests/support/corpus.h"
#include "tests/support/txt_table.h"
#include "text/address.h"
#include "text/prove.h"
#include "text/suffix.h"

#define PSL	"c_dmarc/psl"

/* The next word between two ', lower case; NULL where it is null. */
static char *
argument(struct arena *a, struct span *rest)
{
	const char *l = memchr(rest->p, '\'', rest->n), *r, *p;
	const char *null = span_find_nocase(*rest, "null");
	char *out;
	size_t i;

	if (null != NULL && (l == NULL || null < l)) {
		p = null + 4;
		out = NULL;
	} else {
		r = memchr(l + 1, '\'', rest->n - (size_t)(l + 1 - rest->p));
		out = arena_strn(a, l + 1, (size_t)(r - l - 1));
		for (i = 0; out[i] != '\0'; i++)
			out[i] = ascii_lower(out[i]);
		p = r + 1;
	}
	rest->n -= (size_t)(p - rest->p);
	rest->p = p;
	return out;
}

/* Names that no From domain can be (none, a leading dot, letters beyond
 * ASCII) never reach the list. */
static void
try_suffix(struct suffix_list *l, struct arena *a, struct span line,
    unsigned *wrong)
{
	struct span rest = { memchr(line.p, '(', line.n), 0 };
	const char *name, *want, *got;
	bool right;

	rest.n = (size_t)(line.p + line.n - rest.p);
	name = argument(a, &rest);
	want = argument(a, &rest);
	if (name == NULL || !address_is_domain(span_of(name))) {
		corpus_case(PSL, name != NULL ? name : "null", CORPUS_SKIPPED,
		    "no From domain can be like that");
		return;
	}
	got = suffix_organisation(l, name);
	right = want == NULL ? got == NULL :
	    got != NULL && strcmp(got, want) == 0;
	*wrong += !right;
	corpus_case(PSL, name, right ? CORPUS_RIGHT : CORPUS_WRONG,
	    "%s, expected %s", got, want);
}

static void
corpus__suffix__agrees_with_the_vectors(void **state)
{
	struct arena *a;
	struct buf file = { 0 };
	struct span rest, line;
	struct err e = { 0 };
	struct suffix_list *l;
	unsigned wrong = 0;

	(void)state;
	corpus_needed();
	a = arena_new();
	l = suffix_open(corpus_path(PSL "/public_suffix_list.dat"), &e);
	assert_string_equal(e.text, "");
	assert_true(corpus_read(PSL "/test_psl.txt", &file));
	rest = (struct span){ file.p, file.n };
	while (span_line(&rest, &line))
		if (span_starts_nocase(line, "checkPublicSuffix("))
			try_suffix(l, a, line, &wrong);
	suffix_close(l);
	buf_free(&file);
	arena_free(a);
	assert_int_equal(wrong, 0);
}

/* The suite's own SPF results, as a gateway would write them down. */
static const struct {
	const char	*file, *mailfrom;
	enum proof_result result;
} spf[] = {
	{ "fail_none.eml", "foo@spf.cacophony.za.org", PROOF_PASS },
	{ "onsubdomain_fail_alignment.eml", "foo@yo.mom.za.org", PROOF_PASS },
	{ "onsubdomain_fail_alignment.eml", "foo@mom.za.org", PROOF_FAIL },
};

static void
corpus__dmarc__takes_spf_from_a_gateway(void **state)
{
	static char id[] = "mx.example.com";
	void *ids[] = { id };
	struct authres_trust trust = { .ids = { ids, 1, 1 } };
	struct txt_table table = { 0 };
	struct err e = { 0 };
	struct prover *prover;
	unsigned wrong = 0;
	size_t i;

	(void)state;
	corpus_needed();
	prover = prover_new(NULL, &e);
	assert_string_equal(e.text, "");
	prover_trust(prover, &trust);
	corpus_table("c_dmarc/rspamd/zone.tsv", true, &table);
	for (i = 0; i < sizeof(spf) / sizeof(spf[0]); i++) {
		struct arena *a = arena_new();
		struct buf b = { 0 };
		struct evidence ev;
		bool right;

		buf_addf(&b, "Authentication-Results: %s; spf=pass "
		    "smtp.mailfrom=%s\n", id, spf[i].mailfrom);
		assert_true(corpus_read(arena_printf(a, "c_dmarc/rspamd/%s",
		    spf[i].file), &b));
		prove_mail(prover, a, (struct span){ b.p, b.n }, 0,
		    table_txt, &table, &ev);
		right = ev.dmarc.result == spf[i].result;
		wrong += !right;
		corpus_case("c_dmarc/rspamd", arena_printf(a, "%s by SPF of "
		    "%s", spf[i].file, spf[i].mailfrom), right ?
		    CORPUS_RIGHT : CORPUS_WRONG, "%s: %s",
		    proof_result_name(ev.dmarc.result), ev.dmarc.why);
		buf_free(&b);
		arena_free(a);
	}
	table_free(&table);
	prover_free(prover);
	assert_int_equal(wrong, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(corpus__suffix__agrees_with_the_vectors),
		cmocka_unit_test(corpus__dmarc__takes_spf_from_a_gateway),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
