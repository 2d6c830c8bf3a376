/* SPDX-License-Identifier: ISC */
/*
 * ARC: chains sealed here by an independent signer, changed in every way that
 * matters, and judged.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "tests/support/sign.h"
#include "tests/support/txt_table.h"
#include "text/arc.h"
#include "text/dkim.h"

#define WHEN	INT64_C(1795262400)	/* 2026-11-21 12:00 UTC */
#define HEADERS	"From:To:Subject:Date:Content-Type"
#define RESULTS	"mx.list.example; dkim=pass header.d=vendor.example; " \
	"dmarc=pass header.from=vendor.example; spf=fail (no) " \
	"smtp.mailfrom=a@bounce.example"

static const char plain[] =
    "From: Vendor <security@vendor.example>\r\n"
    "To: list@site.example\r\n"
    "Subject: An   announcement\r\n"
    "\tfolded \r\n"
    "Date: Sat, 21 Nov 2026 12:00:00 +0000\r\n"
    "Content-Type: text/plain\r\n"
    "\r\n"
    "A  text. \r\n"
    "\r\n"
    "Second paragraph.\r\n"
    "\r\n";

static struct sign_key *rsa, *small, *ed;
static struct txt_table zone;
static struct arena *arena;
static struct buf mail;
static struct evidence ev;

static void
publish(const char *name, const struct sign_key *k, const char *more)
{
	struct buf b = { 0 };

	sign_key_record(k, &b);
	buf_adds(&b, more);
	table_add(&zone, name, buf_str(&b));
	buf_free(&b);
}

static int
setup_group(void **state)
{
	(void)state;
	rsa = sign_key_new(SIGN_RSA, 2048);
	small = sign_key_new(SIGN_RSA, 1016);
	ed = sign_key_new(SIGN_ED25519, 0);
	return 0;
}

static int
teardown_group(void **state)
{
	(void)state;
	sign_key_free(rsa);
	sign_key_free(small);
	sign_key_free(ed);
	return 0;
}

static int
setup(void **state)
{
	(void)state;
	arena = arena_new();
	publish("rsa._domainkey.list.example", rsa, "");
	publish("ed._domainkey.list.example", ed, "");
	publish("ed._domainkey.hop.example", ed, "");
	publish("small._domainkey.list.example", small, "");
	publish("test._domainkey.list.example", ed, "; t=y");
	table_add(&zone, "slow._domainkey.list.example", table_fails);
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	arena_free(arena);
	table_free(&zone);
	buf_free(&mail);
	zone = (struct txt_table){ 0 };
	return 0;
}

static void
check_between(int64_t when, int64_t latest)
{
	struct mail m;

	ev = (struct evidence){ .complete = true };
	mail_scan(arena, (struct span){ mail.p, mail.n }, &m);
	assert_null(m.malformed);
	arc_check(arena, &m, when, latest, table_txt, &zone, &ev);
}

static void
check(void)
{
	check_between(WHEN, WHEN);
}

static void
expect(enum proof_result r, const char *why)
{
	const struct proof *p = &ev.proofs[0];

	assert_true(ev.n >= 1);
	assert_string_equal(p->method, "arc");
	if (p->result != r || strstr(p->why, why) == NULL)
		fail_msg("expected %s with \"%s\", got %s: %s",
		    proof_result_name(r), why, proof_result_name(p->result),
		    p->why);
	if (r != PROOF_PASS)
		assert_int_equal(ev.n, 1);
}

static struct sign_arc
first(void)
{
	return (struct sign_arc){ .key = rsa, .domain = "list.example",
	    .selector = "rsa", .headers = HEADERS, .instance = 1,
	    .cv = "none", .results = RESULTS };
}

static struct sign_arc
later(unsigned i)
{
	return (struct sign_arc){ .key = ed, .domain = "hop.example",
	    .selector = "ed", .headers = HEADERS, .instance = i,
	    .cv = "pass", .results = "mx.hop.example; arc=pass" };
}

static void
use(const char *text)
{
	buf_cut(&mail, 0);
	buf_adds(&mail, text);
}

/* Puts one more set in front of the mail. */
static void
seal(struct sign_arc how)
{
	struct buf out = { 0 };

	sign_arc(&how, (struct span){ mail.p, mail.n }, &out);
	buf_free(&mail);
	mail = out;
}

static void
seal_plain(struct sign_arc how)
{
	use(plain);
	seal(how);
	check();
}

static void
replace(const char *from, const char *to)
{
	char *at = strstr(mail.p, from);
	struct buf b = { 0 };

	assert_non_null(at);
	buf_add(&b, mail.p, (size_t)(at - mail.p));
	buf_adds(&b, to);
	buf_adds(&b, at + strlen(from));
	buf_free(&mail);
	mail = b;
}

static void
arc__passes__good_chains(void **state)
{
	struct sign_arc how;
	unsigned i;
	char *lf, *p;

	(void)state;
	use(plain);
	check();
	assert_int_equal(ev.n, 0);
	assert_int_equal(zone.asked, 0);
	for (i = 0; i < 4; i++) {
		how = first();
		how.simple = i & 1;
		if (i & 2) {
			how.key = ed;
			how.selector = "ed";
		}
		seal_plain(how);
		expect(PROOF_PASS, "list.example sealed it last");
		assert_int_equal(ev.proofs[0].bits, i & 2 ? 256 : 2048);
		assert_string_equal(ev.proofs[0].domain, "list.example");
		assert_non_null(ev.proofs[0].key);
	}
	/* as a Maildir has it */
	for (lf = p = mail.p; *p != '\0'; p++)
		if (*p != '\r')
			*lf++ = *p;
	buf_cut(&mail, (size_t)(lf - mail.p));
	check();
	expect(PROOF_PASS, "holds (1 seal)");
	seal_plain(first());
	seal(later(2));
	seal(later(3));
	check();
	expect(PROOF_PASS, "holds (3 seals)");
	assert_string_equal(ev.proofs[0].domain, "hop.example");
}

static void
arc__tells__what_the_newest_sealer_claims(void **state)
{
	const struct proof *p = ev.proofs;
	struct sign_arc how = first();

	(void)state;
	seal_plain(how);
	assert_int_equal(ev.n, 4);
	assert_string_equal(p[1].method, "arc-dkim");
	assert_string_equal(p[1].by, "list.example");
	assert_string_equal(p[1].domain, "vendor.example");
	assert_int_equal(p[1].result, PROOF_PASS);
	assert_string_equal(p[2].method, "arc-dmarc");
	assert_string_equal(p[2].domain, "vendor.example");
	assert_string_equal(p[3].method, "arc-spf");
	assert_int_equal(p[3].result, PROOF_FAIL);
	assert_string_equal(p[3].domain, "bounce.example");
	/* what an older set claims is not the newest one's word */
	seal(later(2));
	check();
	assert_int_equal(ev.n, 1);
	/* what cannot be read claims nothing */
	how.results = "mx.list.example; dkim";
	seal_plain(how);
	expect(PROOF_PASS, "cannot be read");
	assert_int_equal(ev.n, 1);
}

static void
arc__tells__what_is_covered(void **state)
{
	struct sign_arc how = first();

	(void)state;
	seal_plain(how);
	assert_int_equal(ev.proofs[0].covered, COVERED_FROM | COVERED_SUBJECT |
	    COVERED_TO | COVERED_DATE | COVERED_CONTENT_TYPE | COVERED_SHOWN);
	how.headers = "From:Subject:Message-ID";
	seal_plain(how);
	expect(PROOF_PASS, "holds");
	assert_int_equal(ev.proofs[0].covered, COVERED_FROM |
	    COVERED_SUBJECT | COVERED_MESSAGE_ID);
}

static void
arc__fails__what_was_changed(void **state)
{
	static const struct {
		const char *from, *to, *why;
	} cases[] = {
		{ "A  text", "B  text", "text was changed after list" },
		{ "Subject: An", "Subject: No", "header was changed" },
		{ "security@", "insecure@", "header was changed" },
		{ "dkim=pass header", "dkim=none header", "seal of list" },
		{ "cv=none", "cv=pass", "cv=none" },
		{ "cv=none", "cv=fail", "list.example says" },
		{ "cv=none; ", "", "cv=none" },
		{ "i=1; a=rsa-sha256; cv", "i=2; a=rsa-sha256; cv",
		    "not whole" },
		{ "i=1; a=rsa-sha256; cv", "a=rsa-sha256; cv", "instance" },
		{ "i=1; a=rsa-sha256; cv", "i=51; a=rsa-sha256; cv",
		    "from 1 to 50" },
		{ "i=1; a=rsa-sha256; cv", "i=1; a=rsa-sha1; cv",
		    "rsa-sha1 is too weak" },
		{ "ARC-Seal: ", "X-Seal: ", "not whole" },
		{ "Results: i=1; ", "Results: ", "instance" },
		{ "d=list.example; s=rsa; \r\n\tb", "d=list.example; s=rsa; "
		    "h=From;\r\n\tb", "lists fields" },
		{ "s=rsa; \r\n\tb", "s=rsa; t=soon;\r\n\tb", "t=" },
		{ "d=list.example; s=rsa; \r\n\tb", "s=rsa; \r\n\tb", "d=" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		use(plain);
		seal(first());
		replace(cases[i].from, cases[i].to);
		check();
		expect(PROOF_FAIL, cases[i].why);
	}
	/* blanks matter to neither */
	use(plain);
	seal(first());
	replace("An   announcement", "An announcement");
	replace("A  text. ", "A text.");
	check();
	expect(PROOF_PASS, "holds");
}

static void
arc__fails__a_set_taken_from_its_chain(void **state)
{
	struct sign_arc how = later(2);
	char *second;

	(void)state;
	use(plain);
	seal(first());
	seal(how);
	/* without the first one's fields */
	second = strstr(mail.p, "ARC-Seal: i=1");
	assert_non_null(second);
	memcpy(second, "OLD", 3);
	check();
	expect(PROOF_FAIL, "instance 1 is not whole");
	/* the same instance twice */
	use(plain);
	seal(first());
	seal(first());
	check();
	expect(PROOF_FAIL, "twice");
	/* the newest one says that it got a broken chain */
	use(plain);
	seal(first());
	how.cv = "fail";
	seal(how);
	check();
	expect(PROOF_FAIL, "hop.example says");
	/* an old seal broken below a good new one */
	use(plain);
	seal(first());
	replace("mx.list.example; ", "mx.liar.example; ");
	seal(later(2));
	check();
	expect(PROOF_FAIL, "seal of list.example (instance 1)");
}

static void
arc__asks__for_keys_as_dkim_does(void **state)
{
	struct sign_arc how = first();

	(void)state;
	how.selector = "none";
	seal_plain(how);
	expect(PROOF_FAIL, "there is no key");
	how.selector = "slow";
	seal_plain(how);
	expect(PROOF_TEMPERROR, "could not be looked up");
	how.selector = "ed";		/* another kind of key */
	seal_plain(how);
	expect(PROOF_FAIL, "another kind");
	how.key = small;
	how.selector = "small";
	seal_plain(how);
	expect(PROOF_FAIL, "1016 bits");
	how.key = ed;
	how.selector = "test";
	seal_plain(how);
	expect(PROOF_POLICY, "t=y");
	assert_null(ev.proofs[0].key);
	assert_int_equal(ev.proofs[0].covered, 0);
	replace("dkim=pass header", "dkim=none header");
	check();
	expect(PROOF_FAIL, "seal of list");
	/* one look-up for a key, however often it seals */
	seal_plain(first());
	how = first();
	how.instance = 2;
	how.cv = "pass";
	seal(how);
	zone.asked = 0;
	check();
	expect(PROOF_PASS, "2 seals");
	assert_int_equal(zone.asked, 1);
	/* a broken form needs none */
	replace("cv=pass", "cv=none");
	zone.asked = 0;
	check();
	expect(PROOF_FAIL, "cv=pass");
	assert_int_equal(zone.asked, 0);
}

static void
arc__refuses__a_part_of_the_text(void **state)
{
	struct sign_arc how = first();

	(void)state;
	how.extra = "l=5; ";
	seal_plain(how);
	expect(PROOF_POLICY, "l=");
	how = first();
	how.headers = "From:ARC-Seal";
	seal_plain(how);
	expect(PROOF_FAIL, "covers a seal");
}

static void
arc__holds__fifty_instances(void **state)
{
	unsigned i;

	(void)state;
	use(plain);
	seal(first());
	for (i = 2; i <= ARC_INSTANCES_MAX; i++)
		seal(later(i));
	check();
	expect(PROOF_PASS, "holds (50 seals)");
	seal(later(ARC_INSTANCES_MAX + 1));
	check();
	expect(PROOF_FAIL, "from 1 to 50");
}

/* As with DKIM (RFC 6376, 3.5): judged at the time of the mail. */
static void
arc__is_judged__at_its_time(void **state)
{
	struct sign_arc how = first();

	(void)state;
	how.extra = "t=1795262300; x=1795262400; ";
	how.seal_extra = "t=1795262300; ";
	seal_plain(how);
	check_between(WHEN - 1, WHEN + 86400);
	expect(PROOF_PASS, "holds");
	check_between(WHEN, WHEN + 86400);
	expect(PROOF_POLICY, "expired on 2026-11-2");
	assert_int_equal(ev.proofs[0].covered, 0);
	/* a mail that says it is older than all of this does not live on */
	check_between(DKIM_EPOCH - 1, WHEN);
	expect(PROOF_POLICY, "expired");
	/* only the newest one has to hold (RFC 8617, 5.2) */
	seal(later(2));
	check_between(WHEN, WHEN + 86400);
	expect(PROOF_PASS, "2 seals");
	/* what was changed is worse than old, and so is a forged seal */
	use(plain);
	seal(how);
	replace("dkim=pass header", "dkim=none header");
	check_between(WHEN, WHEN + 86400);
	expect(PROOF_FAIL, "seal of list");
	use(plain);
	seal(how);
	replace("A  text", "B  text");
	check_between(WHEN, WHEN + 86400);
	expect(PROOF_FAIL, "was changed");
}

static void
arc__refuses__times_that_cannot_be(void **state)
{
	static const struct { const char *times, *seal; enum proof_result r;
	    const char *why; } cases[] = {
		{ "t=1795262300; x=1795262300; ", NULL, PROOF_FAIL,
		    "before it was made" },
		{ "x=soon; ", NULL, PROOF_FAIL, "x=" },
		{ "x=0; ", NULL, PROOF_POLICY, "expired" },
		{ "t=1795262700; ", NULL, PROOF_PASS, "holds" },
		{ "t=1795262701; ", NULL, PROOF_POLICY, "in the future" },
		{ NULL, "t=1795262700; ", PROOF_PASS, "holds" },
		{ NULL, "t=1795262701; ", PROOF_POLICY, "in the future" },
		/* RFC 8617, 4.1.3 knows no such tag of a seal */
		{ NULL, "x=1; ", PROOF_PASS, "holds" },
	};
	struct sign_arc how;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		how = first();
		how.extra = cases[i].times;
		how.seal_extra = cases[i].seal;
		seal_plain(how);
		expect(cases[i].r, cases[i].why);
		assert_int_equal(ev.proofs[0].key != NULL,
		    cases[i].r == PROOF_PASS);
	}
}

/* One seal is dated in the future, and another is forged. */
static void
arc__fails__what_is_forged_behind_a_doubt(void **state)
{
	struct sign_arc how = first();

	(void)state;
	how.seal_extra = "t=1795262701; ";
	use(plain);
	seal(how);
	seal(later(2));
	check();
	expect(PROOF_POLICY, "in the future");
	replace("arc=pass", "arc=none");
	check();
	expect(PROOF_FAIL, "seal of hop.example (instance 2)");
}

#define ARC_TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		ARC_TEST(arc__passes__good_chains),
		ARC_TEST(arc__tells__what_the_newest_sealer_claims),
		ARC_TEST(arc__tells__what_is_covered),
		ARC_TEST(arc__fails__what_was_changed),
		ARC_TEST(arc__is_judged__at_its_time),
		ARC_TEST(arc__refuses__times_that_cannot_be),
		ARC_TEST(arc__fails__a_set_taken_from_its_chain),
		ARC_TEST(arc__asks__for_keys_as_dkim_does),
		ARC_TEST(arc__refuses__a_part_of_the_text),
		ARC_TEST(arc__fails__what_is_forged_behind_a_doubt),
		ARC_TEST(arc__holds__fifty_instances),
	};

	return cmocka_run_group_tests(tests, setup_group, teardown_group);
}
