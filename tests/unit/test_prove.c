/* SPDX-License-Identifier: ISC */
/* The whole proof: which moment it judges for, what it may ask. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "tests/support/sign.h"
#include "tests/support/txt_table.h"
#include "text/prove.h"

#define SIGNED_AT	INT64_C(1500000000)	/* 2017-07-14 02:40:00 */
#define VALID		"t=1500000000; x=1500000600; "

static struct prover *prover;
static struct sign_key *key;
static struct txt_table table;

static int
setup(void **state)
{
	struct buf record = { 0 };
	struct err e = { 0 };

	(void)state;
	prover = prover_new(NULL, &e);
	assert_string_equal(e.text, "");
	key = sign_key_new(SIGN_ED25519, 0);
	sign_key_record(key, &record);
	table_add(&table, "k._domainkey.vendor.example", buf_str(&record));
	table_add(&table, "_dmarc.vendor.example", "v=DMARC1; p=reject");
	buf_free(&record);
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	prover_free(prover);
	sign_key_free(key);
	table_free(&table);
	return 0;
}

static void
prove__judges__for_the_right_moment(void **state)
{
	static const struct {
		const char	*received, *date;
		int64_t		 when;
		enum proof_result result;
	} cases[] = {
		/* the moment given wins */
		{ "", "Fri, 14 Jul 2027 02:41:00 +0000", SIGNED_AT,
		    PROOF_PASS },
		{ "", "Fri, 14 Jul 2017 02:41:00 +0000", SIGNED_AT + 600,
		    PROOF_POLICY },
		/* else the topmost Received */
		{ "Received: x; Fri, 14 Jul 2017 02:41:00 +0000\r\n"
		    "Received: x; Fri, 14 Jul 2017 03:41:00 +0000\r\n",
		    "Fri, 14 Jul 2018 02:41:00 +0000", 0, PROOF_PASS },
		{ "Received: x; Fri, 14 Jul 2017 03:41:00 +0000\r\n",
		    "Fri, 14 Jul 2017 02:41:00 +0000", 0, PROOF_POLICY },
		/* else Date */
		{ "", "Fri, 14 Jul 2017 02:41:00 +0000", 0, PROOF_PASS },
		{ "Received: unreadable\r\n",
		    "Fri, 14 Jul 2017 02:51:00 +0000", 0, PROOF_POLICY },
		/* a Date that lies before t= is no matter for us */
		{ "", "Thu, 14 Jul 2016 02:41:00 +0000", 0, PROOF_PASS },
		/* but one before there was DKIM is no time at all */
		{ "", "Fri, 14 Jul 2000 02:41:00 +0000", 0, PROOF_POLICY },
		/* else now, years later */
		{ "", "unreadable", 0, PROOF_POLICY },
	};
	struct sign_how how = { .key = key, .domain = "vendor.example",
	    .selector = "k", .headers = "From:Subject", .extra = VALID };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct arena *a = arena_new();
		struct buf out = { 0 };
		struct evidence ev;

		sign_dkim_how(&how, span_of(arena_printf(a, "%sFrom: "
		    "a@vendor.example\r\nSubject: x\r\nDate: %s\r\n\r\nx\r\n",
		    cases[i].received, cases[i].date)), &out);
		assert_int_equal(prove_mail(prover, a, (struct span){ out.p,
		    out.n }, cases[i].when, table_txt, &table, &ev), 0);
		if (ev.proofs[0].result != cases[i].result)
			fail_msg("case %zu: %s", i, ev.proofs[0].why);
		assert_int_equal(ev.dmarc.result,
		    cases[i].result == PROOF_PASS ? PROOF_PASS : PROOF_FAIL);
		buf_free(&out);
		arena_free(a);
	}
}

static void
prove__asks_nothing__for_malformed_mails(void **state)
{
	struct arena *a = arena_new();
	struct buf out = { 0 };
	struct evidence ev;

	(void)state;
	sign_dkim(key, "vendor.example", "k", "From:Subject", span_of(
	    "From: a@vendor.example, b@vendor.example\nSubject: x\n\nx\n"),
	    &out);
	table.asked = 0;
	prove_mail(prover, a, (struct span){ out.p, out.n }, 1, table_txt,
	    &table, &ev);
	assert_null(ev.from);
	assert_non_null(ev.malformed);
	assert_int_equal(ev.proofs[0].result, PROOF_PERMERROR);
	assert_int_equal(ev.dmarc.result, PROOF_NONE);
	assert_int_equal(table.asked, 0);
	buf_free(&out);
	arena_free(a);
}

static void
prove__holds__the_limit_of_a_mail(void **state)
{
	static const char head[] = "From: a@b.example\n\n";
	struct arena *a = arena_new();
	char *big = calloc(1, PROVE_MAIL_MAX + 1);
	struct evidence ev;

	(void)state;
	memcpy(big, head, strlen(head));
	assert_int_equal(prove_mail(prover, a, (struct span){ big,
	    PROVE_MAIL_MAX }, 1, table_txt, &table, &ev), 0);
	assert_null(ev.malformed);
	assert_int_equal(prove_mail(prover, a, (struct span){ big,
	    PROVE_MAIL_MAX + 1 }, 1, table_txt, &table, &ev), -1);
	assert_non_null(strstr(ev.malformed, "64 MiB"));
	free(big);
	arena_free(a);
}

static void
txt__may_ask__for_what_proofs_need_only(void **state)
{
	static const char *const yes[] = { "_dmarc.b.example", "_dmarc.com",
	    "k._domainkey.b.example", "a.b._domainkey.b.example",
	    "b.example", "no.such.b-c.example" };
	static const char *const no[] = { "", "example", "b.example.",
	    "_x.b.example", "x_y.b.example", "B.example", "_dmarc",
	    "_dmarc.", "_domainkey.b.example", "._domainkey.b.example",
	    "k._domainkey", "k._domainkey.", "x._dmarc.b.example",
	    "K._domainkey.b.example", "_dmarc.b..example", "_dmarc.b example",
	    "_dmarc.b.example.", "k._domainkeyx.b.example" };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(yes) / sizeof(yes[0]); i++)
		if (!txt_may_ask(yes[i]))
			fail_msg("%s", yes[i]);
	for (i = 0; i < sizeof(no) / sizeof(no[0]); i++)
		if (txt_may_ask(no[i]))
			fail_msg("%s", no[i]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(prove__judges__for_the_right_moment),
		cmocka_unit_test(prove__asks_nothing__for_malformed_mails),
		cmocka_unit_test(prove__holds__the_limit_of_a_mail),
		cmocka_unit_test(txt__may_ask__for_what_proofs_need_only),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
