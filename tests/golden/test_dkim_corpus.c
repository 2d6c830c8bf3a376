/* SPDX-License-Identifier: ISC */
/*
 * The proof over the corpus of real, broken and hostile mails (which is no
 * part of this project; without it these tests are skipped).
 *
 * The manifest's word on a DKIM mail is taken as it is, with two translations:
 * its "invalid" is permerror or temperror here, and policy for an expired
 * signature (who made it had the key); and a "pass" may be "policy", where the
 * reason is one of those listed in weak[].
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <ftw.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/fd.h"
#include "tests/support/corpus.h"
#include "tests/support/txt_table.h"
#include "text/prove.h"
#include "text/verdict.h"

static struct prover *prover;
static struct txt_table table;
static unsigned examined;

static int
setup(void **state)
{
	struct err e = { 0 };

	(void)state;
	prover = prover_new(NULL, &e);
	assert_string_equal(e.text, "");
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	prover_free(prover);
	table_free(&table);
	return 0;
}

/* --- zones ------------------------------------------------------------ */

static void
load_zone(const char *file, bool typed)
{
	table_free(&table);
	table = (struct txt_table){ 0 };
	corpus_table(file, typed, &table);
}

/* --- DKIM ------------------------------------------------------------- */

static const char *const weak[] = { "rsa-sha1", "bits is too short", "t=y",
	"l=", "does not cover" };

/* The best result of a mail's signatures. */
static const struct proof *
best(const struct evidence *ev)
{
	static const enum proof_result order[] = { PROOF_PASS, PROOF_POLICY,
	    PROOF_FAIL, PROOF_TEMPERROR, PROOF_PERMERROR, PROOF_NONE };
	size_t i;
	uint32_t k;

	for (i = 0; i < sizeof(order) / sizeof(order[0]); i++)
		for (k = 0; k < ev->n; k++)
			if (ev->proofs[k].result == order[i] &&
			    strcmp(ev->proofs[k].method, "dkim") == 0)
				return &ev->proofs[k];
	return NULL;
}

static bool
is_weak(const struct proof *p)
{
	size_t i;

	for (i = 0; i < sizeof(weak) / sizeof(weak[0]); i++)
		if (strstr(p->why, weak[i]) != NULL)
			return p->result == PROOF_POLICY;
	return false;
}

/* "expected=X; ...", "rfc6376=Y" goes before it */
static bool
agrees(const char *manifest, const struct proof *p, unsigned *refused)
{
	const char *e = strstr(manifest, "rfc6376=");

	e = e != NULL ? e + strlen("rfc6376=") :
	    strstr(manifest, "expected=") + strlen("expected=");
	if (strncmp(e, "pass", 4) == 0) {
		*refused += is_weak(p);
		return p->result == PROOF_PASS || is_weak(p);
	}
	if (strncmp(e, "none", 4) == 0)
		return p->result == PROOF_NONE;
	if (strncmp(e, "fail", 4) == 0)
		return p->result == PROOF_FAIL ||
		    /* broken, and of the time before v=1 */
		    strstr(p->why, "v=1") != NULL;
	return p->result == PROOF_PERMERROR || p->result == PROOF_TEMPERROR ||
	    (p->result == PROOF_POLICY && strstr(p->why, "expired") != NULL);
}

static void
prove_file(struct arena *a, const char *file, struct evidence *ev)
{
	struct buf b = { 0 };

	if (!corpus_read(file, &b))
		fail_msg("%s cannot be read", file);
	prove_mail(prover, a, (struct span){ arena_strn(a, buf_str(&b), b.n),
	    b.n }, 0, table_txt, &table, ev);
	buf_free(&b);
}

static void
corpus__dkim__agrees_with_the_manifest(void **state)
{
	struct buf manifest = { 0 };
	struct span rest, line;
	unsigned n = 0, refused = 0, wrong = 0;

	(void)state;
	corpus_needed();
	load_zone("b_dkim/mail-dkim/FAKE_DNS.dat", false);
	assert_true(corpus_read("MANIFEST.tsv", &manifest));
	rest = (struct span){ manifest.p, manifest.n };
	while (span_line(&rest, &line)) {
		struct arena *a = arena_new();
		struct evidence ev;
		const struct proof *p;
		char *row = arena_strn(a, line.p, line.n), *name;
		bool good;

		if (strncmp(row, "b_dkim/mail-dkim/", 17) == 0 &&
		    strstr(row, "expected=") != NULL) {
			name = strtok_r(row, "\t", &row);
			prove_file(a, name, &ev);
			p = best(&ev);
			n++;
			good = agrees(row, p, &refused);
			wrong += !good;
			corpus_case("b_dkim/mail-dkim", strrchr(name, '/') + 1,
			    good ? CORPUS_RIGHT : CORPUS_WRONG, "%s (%s), "
			    "manifest: %s", proof_result_name(p->result),
			    p->why, row);
		}
		arena_free(a);
	}
	buf_free(&manifest);
	print_message("%u mails: %u agree (%u of them good but refused as "
	    "weak)\n", n, n - wrong, refused);
	assert_true(n >= 70);
	assert_int_equal(wrong, 0);
}

static const struct {
	const char	*file;
	enum proof_result dkim;		/* the best signature */
	const char	*dkim_why;
	enum proof_result dmarc;
	const char	*policy;
} mails[] = {
	{ "b_dkim/lieser/rfc6376-A.2.eml", PROOF_PASS, "holds", PROOF_NONE,
	    NULL },
	{ "b_dkim/lieser/rfc6376-A.2-body_modified.eml", PROOF_FAIL, "text",
	    PROOF_NONE, NULL },
	{ "b_dkim/lieser/rfc6376-A.2-header_subject_modified.eml",
	    PROOF_FAIL, "header", PROOF_NONE, NULL },
	{ "b_dkim/lieser/rfc6376-A.2-ill_formed-list_id.eml", PROOF_PASS,
	    "holds", PROOF_NONE, NULL },
	{ "b_dkim/lieser/rfc6376-A.2-ill_formed-missing_v.eml",
	    PROOF_PERMERROR, "v=1", PROOF_NONE, NULL },
	{ "b_dkim/lieser/rfc8463-A.3.eml", PROOF_PASS, "holds", PROOF_NONE,
	    NULL },
	{ "b_dkim/lieser/rfc8463-A.3-key_algo_mismatch.eml",
	    PROOF_PERMERROR, "kind", PROOF_NONE, NULL },
	{ "b_dkim/lieser/fakePayPal.eml", PROOF_NONE, "no DKIM", PROOF_FAIL,
	    "reject" },
};

/* DNS in c_dmarc/rspamd/zone.tsv; what the suite gets by SPF is not ours. */
static const struct {
	const char	*file;
	enum proof_result dkim;
	enum proof_result dmarc;
	const char	*policy;
} rspamd[] = {
	{ "bad_dkim1.eml", PROOF_PERMERROR, PROOF_FAIL, "none" },
	{ "bad_dkim3.eml", PROOF_TEMPERROR, PROOF_FAIL, "none" },
	{ "bad_dkim_highsecure.eml", PROOF_FAIL, PROOF_NONE, NULL },
	{ "good_dkim_highsecure.eml", PROOF_PASS, PROOF_NONE, NULL },
	{ "fail_none.eml", PROOF_NONE, PROOF_FAIL, "none" },
	{ "fail_quarantine.eml", PROOF_NONE, PROOF_FAIL, "quarantine" },
	{ "onsubdomain_fail_alignment.eml", PROOF_PASS, PROOF_FAIL,
	    "reject" },
	{ "pass_none.eml", PROOF_PASS, PROOF_PASS, "none" },
	{ "pct_none1.eml", PROOF_PERMERROR, PROOF_FAIL, "quarantine" },
	{ "subdomain_fail_quarantine.eml", PROOF_NONE, PROOF_FAIL,
	    "quarantine" },
	{ "no_dkim_valid_spf.eml", PROOF_NONE, PROOF_NONE, NULL },
};

/* "c_dmarc/rspamd/fail_none.eml" is a case of "c_dmarc/rspamd". */
static void
tell(struct arena *a, const char *file, bool right, const struct evidence *ev)
{
	const char *slash = strrchr(file, '/');
	const struct proof *p = best(ev);

	corpus_case(arena_strn(a, file, (size_t)(slash - file)), slash + 1,
	    right ? CORPUS_RIGHT : CORPUS_WRONG, "DKIM %s (%s), DMARC %s %s "
	    "(%s)", proof_result_name(p->result), p->why,
	    proof_result_name(ev->dmarc.result), ev->dmarc.policy,
	    ev->dmarc.why);
	if (!right)
		fail_msg("%s is wrong", file);
}

static void
expect(const char *file, enum proof_result dkim, const char *why,
    enum proof_result dmarc, const char *policy)
{
	struct arena *a = arena_new();
	struct evidence ev;
	const struct proof *p;

	prove_file(a, file, &ev);
	p = best(&ev);
	tell(a, file, p->result == dkim && strstr(p->why, why) != NULL &&
	    ev.dmarc.result == dmarc && (policy == NULL ||
	    (ev.dmarc.policy != NULL &&
	    strcmp(ev.dmarc.policy, policy) == 0)), &ev);
	arena_free(a);
}

static void
corpus__dkim__knows_the_rfc_examples(void **state)
{
	size_t i;

	(void)state;
	corpus_needed();
	load_zone("b_dkim/lieser/DNS.tsv", false);
	for (i = 0; i < sizeof(mails) / sizeof(mails[0]); i++)
		expect(mails[i].file, mails[i].dkim, mails[i].dkim_why,
		    mails[i].dmarc, mails[i].policy);
}

static void
corpus__dmarc__agrees_with_the_suite(void **state)
{
	char file[256];
	size_t i;

	(void)state;
	corpus_needed();
	load_zone("c_dmarc/rspamd/zone.tsv", true);
	corpus_case("c_dmarc/rspamd", "dkim_unknown_tags.eml", CORPUS_SKIPPED,
	    "the key it was signed with is not in zone.tsv");
	for (i = 0; i < sizeof(rspamd) / sizeof(rspamd[0]); i++) {
		snprintf(file, sizeof(file), "c_dmarc/rspamd/%s",
		    rspamd[i].file);
		expect(file, rspamd[i].dkim, "", rspamd[i].dmarc,
		    rspamd[i].policy);
	}
}

/* --- everything ------------------------------------------------------- */

static void
check_text(const char *file, const char *s)
{
	if (s != NULL && (!utf8_valid(s, strlen(s)) ||
	    strpbrk(s, "\r\n") != NULL))
		fail_msg("%s: not one line of UTF-8: %s", file, s);
}

static int
look_at(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	struct arena *a;
	struct evidence ev;
	struct buf b = { 0 };
	struct err e = { 0 };

	(void)st;
	(void)ftw;
	if (type != FTW_F || file_read_all(path, CORPUS_FILE_MAX, &b, &e) == -1)
		return 0;
	a = arena_new();
	prove_mail(prover, a, (struct span){ b.p, b.n }, 0, table_txt,
	    &table, &ev);
	examined++;
	check_text(path, ev.from_name);
	check_text(path, ev.subject);
	check_text(path, ev.to);
	check_text(path, ev.references);
	assert_int_equal(ev.from == NULL, ev.malformed != NULL);
	assert_true(ev.n >= 1);
	if (strstr(path, "/e_hostile/") != NULL &&
	    (ev.dmarc.result == PROOF_PASS || judge_domain_proven(&ev)))
		fail_msg("%s is proven to be from %s", path, ev.from);
	arena_free(a);
	buf_free(&b);
	return 0;
}

static void
corpus__all_of_it__is_read_and_nothing_hostile_is_proven(void **state)
{
	(void)state;
	corpus_needed();
	load_zone("e_hostile/espoofer/DNS.tsv", false);
	examined = 0;
	assert_int_equal(nftw(corpus_path(""), look_at, 20, FTW_PHYS), 0);
	print_message("%u files\n", examined);
	assert_true(examined > 100);
}

static void
corpus__two_from_fields__are_malformed(void **state)
{
	static const char *const files[] = { "client_a1.eml",
	    "server_a8.eml", "server_a10.eml", "server_a12.eml",
	    "server_a14.eml", "server_a16.eml", "server_a18.eml" };
	struct arena *a;
	struct evidence ev;
	size_t i;

	(void)state;
	corpus_needed();
	a = arena_new();
	for (i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		prove_file(a, arena_printf(a, "e_hostile/espoofer/%s",
		    files[i]), &ev);
		if (ev.malformed == NULL)
			fail_msg("%s is from %s", files[i], ev.from);
	}
	arena_free(a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(corpus__dkim__agrees_with_the_manifest),
		cmocka_unit_test(corpus__dkim__knows_the_rfc_examples),
		cmocka_unit_test(corpus__dmarc__agrees_with_the_suite),
		cmocka_unit_test(
		    corpus__all_of_it__is_read_and_nothing_hostile_is_proven),
		cmocka_unit_test(corpus__two_from_fields__are_malformed),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
