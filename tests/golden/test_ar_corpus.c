/* SPDX-License-Identifier: ISC */
/*
 * Authentication-Results over the corpus: each vector as its server and its
 * results with their number of properties, and mails with several of them, of
 * which those of "example.net" are to count.
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
#include "text/authres.h"

#define VECTORS	"c_ar/authres-vectors.txt"

static unsigned wrong;

static void
compare(const char *folder, const char *name, const char *got,
    const char *want)
{
	bool right = strcmp(got, want) == 0;

	wrong += !right;
	corpus_case(folder, name, right ? CORPUS_RIGHT : CORPUS_WRONG,
	    "\"%s\", expected \"%s\"", got, want);
}

/* In the order of the file. */
static const char *const vectors[] = {
	"example.com spf=pass/1",
	"example.com auth=pass/1 spf=pass/1",
	"example.com sender-id=pass/1",
	"example.com sender-id=fail/1 dkim=pass/1",
	"example.com dkim=pass/1 dkim=fail/1",
	"example.com dkim=pass/1 dkim=fail/1",
	"example.net dkim=pass/1",
	"mail-router.example.net dkim=pass/2 dkim=fail/2",
	"example.com dkim=fail/1 dkim-adsp=discard/1",
	"mail-router.example.net dkim=pass/2 vbr=pass/2",
	"mail-router.example.net dmarc=pass/1",
	"example.com spf=pass/1",
	"example.com spf=pass/1 spf=none/1",
	"mail.bmsi.com iprev=pass/1 spf=none/1",
	"mail.bmsi.com iprev=pass/1 spf=none/1",
	"example.net smime=fail/2",
	"mx.example.com rrvs=pass/1",
	"example.com auth=pass/1",
	"mail.example.org tls=pass/3",
	"mail.example.org x-tls=pass/3",
	"mail.example.org x-tls=pass/1",
	("mail.example.org arc=none/0 dkim=pass/3 dmarc=none/1 spf=none/2 "
	    "x-tls=pass/3"),
};

static const char *
summary(struct arena *a, const struct authres *r)
{
	struct buf b = { 0 };
	const char *out;
	size_t i;

	buf_adds(&b, r->wrong != NULL ? r->wrong : r->id);
	for (i = 0; i < r->n; i++)
		buf_addf(&b, " %s=%s/%zu", r->results[i].method,
		    r->results[i].result, r->results[i].n);
	out = arena_str(a, buf_str(&b));
	buf_free(&b);
	return out;
}

/* The file writes line ends and tabs as \n and \t. */
static struct span
unescape(struct arena *a, struct span line)
{
	char *out = arena_strn(a, line.p, line.n);
	size_t i, n = 0;

	for (i = 0; i < line.n; i++) {
		char c = out[i];

		if (c == '\\' && i + 1 < line.n &&
		    (out[i + 1] == 'n' || out[i + 1] == 't'))
			c = out[++i] == 'n' ? '\n' : '\t';
		out[n++] = c;
	}
	return (struct span){ out, n };
}

static void
corpus__authres__reads_every_vector(void **state)
{
	struct buf file = { 0 };
	struct span rest, line;
	char name[16];
	size_t n = 0;

	(void)state;
	corpus_needed();
	assert_true(corpus_read(VECTORS, &file));
	rest = (struct span){ file.p, file.n };
	wrong = 0;
	while (span_line(&rest, &line) && n < sizeof(vectors) /
	    sizeof(vectors[0])) {
		struct arena *a = arena_new();
		const char *colon = memchr(line.p, ':', line.n);
		struct authres r;

		assert_non_null(colon);
		authres_parse(a, unescape(a, (struct span){ colon + 1,
		    line.n - (size_t)(colon + 1 - line.p) }), &r);
		snprintf(name, sizeof(name), "line %zu", n + 1);
		compare("c_ar", name, summary(a, &r), vectors[n++]);
		arena_free(a);
	}
	buf_free(&file);
	assert_int_equal(n, sizeof(vectors) / sizeof(vectors[0]));
	assert_int_equal(rest.n, 0);
	assert_int_equal(wrong, 0);
}

/* The words that count; "-" one that stands where it must not. */
static const struct {
	const char	*file;
	const char	*words;
} mails[] = {
	{ "alignment-from_not_in_sdid", "dkim=pass:unrelated.com" },
	{ "fakePayPal", "dkim=pass:unrelated.com" },
	/* the newest claims nothing, and another server wrote below it */
	{ "multiple_arh-newest_no_result", "-" },
	{ "multiple_arh-newest_parsing_error_02", "" },
	{ "multiple_arh-same_and_different_authserv", "spf=pass: "
	    "dkim=pass:example.com dkim=pass:football.example.com -" },
	/* thirteen, of which eight are kept */
	{ "multiple_spf_and_dmarc_results", "spf=fail: spf=pass: spf=none: "
	    "spf=fail: spf=policy: spf=neutral: spf=temperror: "
	    "spf=permerror:" },
	{ "rfc6376-A.2-arh-failed", "spf=pass:example.com "
	    "dkim=fail:example.com" },
	/* RFC 8301: the gateway let it pass, we do not */
	{ "rfc6376-A.2-arh-valid-a_tag_sha1", "spf=pass:example.com "
	    "dkim=policy:example.com" },
	{ "rfc6376-A.2-arh-valid-no_sdid_or_auid", "spf=pass:example.com "
	    "dkim=pass:" },
	{ "rfc6376-A.2-arh-valid", "spf=pass:example.com "
	    "dkim=pass:example.com" },
};

static const char *
words(struct arena *a, const struct evidence *ev)
{
	struct buf b = { 0 };
	const char *out;
	uint32_t i;

	for (i = 0; i < ev->n; i++) {
		const struct proof *p = &ev->proofs[i];
		const char *dash = strchr(p->method, '-');

		if (dash == NULL)
			buf_addf(&b, "%s-", b.n > 0 ? " " : "");
		else
			buf_addf(&b, "%s%s=%s:%s", b.n > 0 ? " " : "",
			    dash + 1, proof_result_name(p->result),
			    p->domain != NULL ? p->domain : "");
	}
	out = arena_str(a, buf_str(&b));
	buf_free(&b);
	return out;
}

static void
corpus__authres__counts_the_topmost_run(void **state)
{
	static char id[] = "example.net";
	void *ids[] = { id };
	struct authres_trust trust = { .ids = { ids, 1, 1 } };
	size_t i;

	(void)state;
	corpus_needed();
	wrong = 0;
	for (i = 0; i < sizeof(mails) / sizeof(mails[0]); i++) {
		struct arena *a = arena_new();
		struct evidence ev = { .complete = true };
		struct buf b = { 0 };
		struct mail m;

		assert_true(corpus_read(arena_printf(a,
		    "c_ar/lieser-arh/arh_%s.eml", mails[i].file), &b));
		mail_scan(a, (struct span){ b.p, b.n }, &m);
		authres_check(a, &m, &trust, &ev);
		compare("c_ar/lieser-arh", mails[i].file, words(a, &ev),
		    mails[i].words);
		buf_free(&b);
		arena_free(a);
	}
	assert_int_equal(wrong, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(corpus__authres__reads_every_vector),
		cmocka_unit_test(corpus__authres__counts_the_topmost_run),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
