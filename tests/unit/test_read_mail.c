/* SPDX-License-Identifier: ISC */
/* A mail's reading where only a part of it is signed, and a document's where
 * there is no mail around it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "base/arena.h"
#include "handlers/bulletin/select.h"
#include "proc/read_mail.h"
#include "tests/support/pgpmake.h"
#include "text/keyring.h"
#include "text/verdict.h"

#define NOW	INT64_C(1795262400)	/* 2026-11-21 */
#define OWNER	"vendor ann"

static struct verifier *verifier;

static void
verify(struct arena *a, struct span mail, const struct read_job *job,
    struct verify_answer *out)
{
	struct verify_question q = { job->from, job->when, job->owners };

	verify_mail(verifier, a, mail, &q, out);
}

static const struct read_hooks hooks = { bulletin_read, facts_pack, verify };

static int
setup(void **state)
{
	struct err e = { 0 };

	(void)state;
	verifier = verifier_new(&e);
	assert_string_equal(e.text, "");
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	verifier_free(verifier);
	return 0;
}

static void
pin(struct arena *a, const struct pgpmake *k)
{
	struct key_file *f = arena_alloc(a, sizeof(*f));
	struct list files = { 0 };
	struct err e = { 0 };
	struct buf b = { 0 };

	pgpmake_public(k, &b);
	f->owner = OWNER;
	f->kind = KEY_PGP;
	f->path = "key.asc";
	f->bytes = (struct span){ arena_strn(a, b.p, b.n), b.n };
	list_add_in(a, &files, f);
	assert_int_equal(verifier_keys(verifier, &files, NOW + 1, &e), 0);
	buf_free(&b);
}

/* A clear-signed text, and beside it, which nobody signed: this. */
static const char *
mail_with(struct arena *a, const struct pgpmake *k, const char *beside)
{
	struct buf b = { 0 };
	const char *mail;

	pgpmake_clear(k, "Install update 1.\n", NOW, NULL, &b);
	mail = arena_printf(a, "From: ann@example.com\nMIME-Version: 1.0\n"
	    "Content-Type: multipart/mixed; boundary=b\n\n--b\n\n%s\n--b\n%s"
	    "\n--b--\n", buf_str(&b), beside);
	buf_free(&b);
	return mail;
}

static void
signed__beside_a_program__is_read_and_forged(void **state)
{
	static const struct { const char *beside; size_t carried; } cases[] = {
		{ "Content-Type: text/plain\n\nSend money to Eve.\n", 0 },
		{ "Content-Type: image/png\n\nno image\n", 0 },
		{ "Content-Type: application/pdf; name=update.pdf\n\nMZ\n", 1 },
		{ "Content-Type: message/rfc822\n\nMIME-Version: 1.0\n"
		    "Content-Type: application/pdf\n\nMZ\n", 1 },
	};
	struct pgpmake_wish wish = { .made = NOW - 86400 };
	struct pgpmake *k = pgpmake_new(&wish);
	struct vendor vendor = { .id = "ann", .name = "Ann Soft" };
	struct arena *a = arena_new();
	struct read_job job = { .from = "ann@example.com", .when = NOW };
	size_t i;

	(void)state;
	pin(a, k);
	list_add_in(a, &job.owners, arena_str(a, OWNER));
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct judgement j = { .verdict = VERDICT_AUTHENTIC,
		    .vendor = &vendor };
		struct reading r;

		read_mail(a, span_of(mail_with(a, k, cases[i].beside)), &job,
		    &hooks, &r, NULL);
		assert_true(r.signed_only);
		assert_non_null(strstr(r.text, "Install update 1."));
		assert_null(strstr(r.text, "Eve"));
		assert_int_equal(r.attachments.n, cases[i].carried);
		judge_reading(a, &r, &j);
		assert_int_equal(j.verdict, cases[i].carried > 0 ?
		    VERDICT_FORGED : VERDICT_AUTHENTIC);
		list_free(&r.attachments);
		list_free(&r.commands);
	}
	pgpmake_free(k);
	arena_free(a);
}

/* --- a document without a mail around it -------------------------------- */

/* n notes of a thousand bytes; between: what stands between two values. */
static void
add_document(struct buf *b, const char *between, size_t n)
{
	size_t i, k;

	buf_addf(b, "{%s\"document\":{\"category\":\"csaf_base\","
	    "\"csaf_version\":\"2.0\",\"title\":\"A title\",%s"
	    "\"publisher\":{\"category\":\"vendor\",\"name\":\"N\","
	    "\"namespace\":\"https://vendor.example\"},\"notes\":[",
	    between, between);
	for (i = 0; i < n; i++) {
		buf_addf(b, "%s%s{\"category\":\"general\",\"text\":\"",
		    i > 0 ? "," : "", between);
		for (k = 0; k < 100; k++)
			buf_adds(b, "ten bytes ");
		buf_adds(b, "\"}");
	}
	buf_addf(b, "],%s\"tracking\":{\"id\":\"EX-1\",\"status\":"
	    "\"final\",\"version\":\"1\",\"initial_release_date\":"
	    "\"2026-01-01T00:00:00Z\",\"current_release_date\":"
	    "\"2026-01-01T00:00:00Z\",\"revision_history\":[{\"number\":"
	    "\"1\",\"date\":\"2026-01-01T00:00:00Z\",\"summary\":\"s\"}]}"
	    "}}%s", between, between);
}

static const struct { const char *before, *between; size_t notes; } bare[] = {
	{ "", "", 1 }, { "\xef\xbb\xbf", "\n  ", 1 }, { "", "\r\n", 1 },
	{ "\n", "\n\n", 1 }, { "", "\r", 1 },
	/* over a header's limit, and over a text's */
	{ "", "\n  ", 300 }, { "", "", 300 },
	{ "", "\n  ", 1200 }, { "", "", 1200 },
	{ "\xef\xbb\xbf", "\n\n", 5000 }, { "", "\r", 5000 },
};

static void
bare_document__of_any_size__is_read(void **state)
{
	const struct bulletin_facts *f;
	struct read_job job = { 0 };
	struct buf b = { 0 };
	struct list found;
	struct reading r;
	struct arena *a;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(bare) / sizeof(bare[0]); i++) {
		print_message("%zu\n", i);
		a = arena_new();
		found = (struct list){ 0 };
		buf_cut(&b, 0);
		buf_adds(&b, bare[i].before);
		add_document(&b, bare[i].between, bare[i].notes);
		read_mail(a, (struct span){ b.p, b.n }, &job, &hooks, &r,
		    &found);
		assert_null(r.failed);
		assert_int_equal(r.mail_class, CLASS_BULLETIN);
		assert_int_equal(r.attachments.n, 0);
		assert_int_equal(found.n, 1);
		f = found.at[0];
		assert_string_equal(f->id, "EX-1");
		assert_string_equal(f->title, "A title");
		assert_int_equal(f->remarks.n, 0);
		list_free(&found);
		arena_free(a);
	}
	buf_free(&b);
}

/* Its first field looks like one, but it is a mail. */
static void
mail__with_a_brace_before__is_no_document(void **state)
{
	struct arena *a = arena_new();
	struct read_job job = { 0 };
	struct reading r;

	(void)state;
	read_mail(a, span_of("{\"a\": 1,\nFrom: ann@example.com\n"
	    "Subject: hello\n\nhow are you? }\n"), &job, &hooks, &r, NULL);
	assert_string_equal(r.subject, "hello");
	assert_string_equal(r.text, "how are you? }\n");
	arena_free(a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bare_document__of_any_size__is_read),
		cmocka_unit_test(mail__with_a_brace_before__is_no_document),
		cmocka_unit_test(signed__beside_a_program__is_read_and_forged),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
