/* SPDX-License-Identifier: ISC */
/*
 * DKIM: mails signed here by an independent signer, changed in every way that
 * matters, and judged.  Keys are made anew for each run.
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
#include "text/dkim.h"

#define WHEN	INT64_C(1795262400)	/* 2026-11-21 */
#define HEADERS	"From:To:Subject:Date:Content-Type"

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

struct fixture {
	struct sign_key	*rsa, *rsa1024, *rsa1016, *ed;
	char		*rsa_record, *weak_record, *ed_record, *small_record;
	struct arena	*arena;
	struct txt_table	 zone;
	struct buf	 mail;
	struct evidence	 ev;
};

static struct fixture fx;

static char *
record_of(const struct sign_key *k)
{
	struct buf b = { 0 };

	sign_key_record(k, &b);
	return buf_steal(&b);
}

static int
setup_group(void **state)
{
	struct err e = { 0 };

	(void)state;
	assert_int_equal(dkim_ready(&e), 0);
	fx.rsa = sign_key_new(SIGN_RSA, 2048);
	fx.rsa1024 = sign_key_new(SIGN_RSA, 1024);
	fx.rsa1016 = sign_key_new(SIGN_RSA, 1016);
	fx.ed = sign_key_new(SIGN_ED25519, 0);
	fx.rsa_record = record_of(fx.rsa);
	fx.small_record = record_of(fx.rsa1024);
	fx.weak_record = record_of(fx.rsa1016);
	fx.ed_record = record_of(fx.ed);
	return 0;
}

static int
teardown_group(void **state)
{
	(void)state;
	sign_key_free(fx.rsa);
	sign_key_free(fx.rsa1024);
	sign_key_free(fx.rsa1016);
	sign_key_free(fx.ed);
	free(fx.rsa_record);
	free(fx.small_record);
	free(fx.weak_record);
	free(fx.ed_record);
	return 0;
}

static int
setup(void **state)
{
	(void)state;
	fx.arena = arena_new();
	table_add(&fx.zone, "rsa._domainkey.vendor.example", fx.rsa_record);
	table_add(&fx.zone, "small._domainkey.vendor.example",
	    fx.small_record);
	table_add(&fx.zone, "weak._domainkey.vendor.example", fx.weak_record);
	table_add(&fx.zone, "ed._domainkey.vendor.example", fx.ed_record);
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	arena_free(fx.arena);
	table_free(&fx.zone);
	buf_free(&fx.mail);
	fx.zone = (struct txt_table){ 0 };
	return 0;
}

static void
check_between(int64_t when, int64_t latest)
{
	struct mail m;

	fx.ev = (struct evidence){ .complete = true };
	mail_scan(fx.arena, (struct span){ fx.mail.p, fx.mail.n }, &m);
	dkim_check(fx.arena, &m, when, latest, table_txt,
	    &fx.zone, &fx.ev);
	assert_true(fx.ev.n >= 1);
}

static void
check_at(int64_t when)
{
	check_between(when, when);
}

static void
expect(enum proof_result r, const char *why)
{
	const struct proof *p = &fx.ev.proofs[0];

	if (p->result != r || strstr(p->why, why) == NULL)
		fail_msg("expected %s with \"%s\", got %s: %s",
		    proof_result_name(r), why, proof_result_name(p->result),
		    p->why);
}

static struct sign_how
usual(void)
{
	return (struct sign_how){ .key = fx.rsa, .domain = "vendor.example",
	    .selector = "rsa", .headers = HEADERS };
}

static void
sign(const struct sign_how *how, const char *text)
{
	struct buf out = { 0 };

	sign_dkim_how(how, span_of(text), &out);
	buf_free(&fx.mail);
	fx.mail = out;
}

/* Signs the plain mail as how says and judges it. */
static void
sign_and_check(const struct sign_how *how)
{
	sign(how, plain);
	check_at(WHEN);
}

static void
replace(const char *from, const char *to)
{
	char *at = strstr(fx.mail.p, from);
	struct buf b = { 0 };

	assert_non_null(at);
	buf_add(&b, fx.mail.p, (size_t)(at - fx.mail.p));
	buf_adds(&b, to);
	buf_adds(&b, at + strlen(from));
	buf_free(&fx.mail);
	fx.mail = b;
}

static void
prepend(const char *field)
{
	struct buf b = { 0 };

	buf_adds(&b, field);
	buf_add(&b, fx.mail.p, fx.mail.n);
	buf_free(&fx.mail);
	fx.mail = b;
}

/* CRLF to LF, as a Maildir has it */
static void
to_lf(void)
{
	struct buf b = { 0 };
	size_t i;

	for (i = 0; i < fx.mail.n; i++)
		if (fx.mail.p[i] != '\r')
			buf_addc(&b, fx.mail.p[i]);
	buf_free(&fx.mail);
	fx.mail = b;
}

static void
dkim__passes__good_signatures_of_every_form(void **state)
{
	struct sign_how how;
	int i;

	(void)state;
	for (i = 0; i < 16; i++) {
		how = usual();
		how.simple_header = i & 1;
		how.simple_body = i & 2;
		if (i & 4) {
			how.key = fx.ed;
			how.selector = "ed";
		}
		sign(&how, plain);
		if (i & 8)
			to_lf();
		check_at(WHEN);
		expect(PROOF_PASS, "holds");
		assert_int_equal(fx.ev.proofs[0].bits, i & 4 ? 256 : 2048);
		assert_string_equal(fx.ev.proofs[0].domain, "vendor.example");
		assert_string_equal(fx.ev.proofs[0].selector, how.selector);
		assert_string_equal(fx.ev.proofs[0].key, i & 4 ?
		    fx.ed_record : fx.rsa_record);
	}
	assert_true(fx.ev.complete);
}

static void
dkim__passes__odd_bodies(void **state)
{
	static const char *const bodies[] = { "", "\r\n", "\r\n\r\n", "x",
	    "x\r\n", "no end of line", " \r\n \r\n", "a\r\n\r\n\r\n" };
	struct sign_how how;
	struct buf b = { 0 };
	size_t i, k;

	(void)state;
	for (i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++)
		for (k = 0; k < 2; k++) {
			how = usual();
			how.simple_body = k != 0;
			buf_cut(&b, 0);
			buf_adds(&b, "From: a@vendor.example\r\n\r\n");
			buf_adds(&b, bodies[i]);
			sign(&how, buf_str(&b));
			check_at(WHEN);
			expect(PROOF_PASS, "holds");
		}
	buf_free(&b);
}

static void
dkim__fails__what_was_changed(void **state)
{
	struct sign_how how = usual();

	(void)state;
	sign(&how, plain);
	replace("A  text", "B  text");
	check_at(WHEN);
	expect(PROOF_FAIL, "the text was changed");
	sign(&how, plain);
	buf_adds(&fx.mail, "more\r\n");
	check_at(WHEN);
	expect(PROOF_FAIL, "the text was changed");
	sign(&how, plain);
	replace("Subject: An", "Subject: No");
	check_at(WHEN);
	expect(PROOF_FAIL, "the header was changed");
	sign(&how, plain);
	replace("security@", "insecure@");
	check_at(WHEN);
	expect(PROOF_FAIL, "the header was changed");
	/* blanks matter to "simple" only */
	sign(&how, plain);
	replace("A  text. \r\n", "A text.\r\n");
	check_at(WHEN);
	expect(PROOF_PASS, "holds");
	how.simple_body = true;
	sign(&how, plain);
	replace("A  text. \r\n", "A text.\r\n");
	check_at(WHEN);
	expect(PROOF_FAIL, "the text was changed");
	/* another key under that name */
	table_free(&fx.zone);
	table_add(&fx.zone, "rsa._domainkey.vendor.example", fx.small_record);
	sign_and_check(&how);
	expect(PROOF_FAIL, "another key");
}

static void
dkim__refuses__what_holds_but_is_weak(void **state)
{
	struct sign_how how = usual();

	(void)state;
	how.sha1 = true;
	sign_and_check(&how);
	expect(PROOF_POLICY, "rsa-sha1");
	how = usual();
	how.key = fx.rsa1016;
	how.selector = "weak";
	sign_and_check(&how);
	expect(PROOF_POLICY, "1016 bits");
	assert_int_equal(fx.ev.proofs[0].bits, 1016);
	how.key = fx.rsa1024;		/* just long enough */
	how.selector = "small";
	sign_and_check(&how);
	expect(PROOF_PASS, "1024 bits");
}

static void
dkim__refuses__a_body_length(void **state)
{
	struct sign_how how = usual();

	(void)state;
	how.extra = "l=10; ";
	sign_and_check(&how);
	expect(PROOF_POLICY, "l=");
	buf_adds(&fx.mail, "more\r\n");
	check_at(WHEN);
	expect(PROOF_POLICY, "l=");
	how.extra = "l=0; ";
	sign_and_check(&how);
	expect(PROOF_POLICY, "l=");
	/* even where it covers everything */
	how.extra = "l=29; ";
	sign_and_check(&how);
	expect(PROOF_POLICY, "l=");
	how.extra = "l=-1; ";
	sign_and_check(&how);
	expect(PROOF_PERMERROR, "l=");
}

static void
dkim__judges_times__as_of_the_time_given(void **state)
{
	struct sign_how how = usual();

	(void)state;
	how.extra = "t=1795262300; x=1795262500; ";
	sign_and_check(&how);
	expect(PROOF_PASS, "holds");
	check_at(WHEN + 99);
	expect(PROOF_PASS, "holds");
	check_at(WHEN + 100);
	expect(PROOF_POLICY, "expired");
	check_at(WHEN - 100 - DKIM_DRIFT);
	expect(PROOF_PASS, "holds");
	check_at(WHEN - 101 - DKIM_DRIFT);
	expect(PROOF_POLICY, "future");
	/* years before and after the clock of whoever runs this test */
	how.extra = "t=1200000000; x=1200000100; ";
	sign(&how, plain);
	check_at(1200000050);
	expect(PROOF_PASS, "holds");
	how.extra = "t=2600000000; x=2600000100; ";
	sign(&how, plain);
	check_at(2600000050);
	expect(PROOF_PASS, "holds");
	how.extra = "t=1795262300; x=1795262300; ";
	sign_and_check(&how);
	expect(PROOF_PERMERROR, "expires");
	how.extra = "t=1149999999; ";
	sign_and_check(&how);
	expect(PROOF_PERMERROR, "before DKIM");
	how.extra = "x=9999999999999; ";
	sign_and_check(&how);
	expect(PROOF_PERMERROR, "x=");
	/* a mail's own word of a time before DKIM is not believed */
	how.extra = "x=1795262500; ";
	sign(&how, plain);
	check_between(DKIM_EPOCH, WHEN + 100);
	expect(PROOF_PASS, "holds");
	check_between(DKIM_EPOCH - 1, WHEN + 100);
	expect(PROOF_POLICY, "expired");
	/* the expiry is said before any other weakness */
	how.sha1 = true;
	sign(&how, plain);
	check_at(WHEN + 100);
	expect(PROOF_POLICY, "expired");
}

static void
dkim__fails__a_mail_without_from(void **state)
{
	struct sign_how how = usual();

	(void)state;
	sign(&how, "To: list@site.example\r\nSubject: x\r\n\r\ntext\r\n");
	check_at(WHEN);
	expect(PROOF_FAIL, "this one has none");
	assert_int_equal(fx.zone.asked, 0);
}

static void
dkim__refuses__what_could_be_swapped(void **state)
{
	struct sign_how how = usual();

	(void)state;
	how.headers = "From:Date:Content-Type";
	sign_and_check(&how);
	expect(PROOF_POLICY, "Subject");
	how.headers = "From:Subject";
	sign_and_check(&how);
	expect(PROOF_POLICY, "Content-Type");
	/* a second Subject above the signed one */
	how = usual();
	sign(&how, plain);
	prepend("Subject: Something else\r\n");
	check_at(WHEN);
	expect(PROOF_POLICY, "Subject");
	sign(&how, plain);
	prepend("Content-Type: text/html\r\n");
	check_at(WHEN);
	expect(PROOF_POLICY, "Content-Type");
	/* oversigned: then it breaks */
	how.headers = HEADERS ":Subject:From";
	sign_and_check(&how);
	expect(PROOF_PASS, "cannot be added");
	prepend("Subject: Something else\r\n");
	check_at(WHEN);
	expect(PROOF_FAIL, "header");
	/* a second From is is malformed */
	how = usual();
	sign(&how, plain);
	prepend("From: x@y.example\r\n");
	check_at(WHEN);
	expect(PROOF_PERMERROR, "is malformed");
	how.headers = "Subject:Content-Type";
	sign_and_check(&how);
	expect(PROOF_PERMERROR, "From");
}

/* A key record for the usual signature, and what comes of it. */
static const struct {
	const char	*before;	/* in front of "p=..." */
	const char	*p;		/* instead of the key, or NULL */
	enum proof_result result;
	const char	*why;
} keys[] = {
	{ "", NULL, PROOF_PASS, "holds" },
	{ "v=DKIM1; ", NULL, PROOF_PASS, "holds" },
	{ "v=DKIM1; k=rsa; s=email; h=sha256; n=a note; x1=y; ", NULL,
	    PROOF_PASS, "holds" },
	{ "k=RSA; s=*; h=sha1:sha256; g=nobody; ", NULL, PROOF_PASS,
	    "holds" },
	{ "t=y; ", NULL, PROOF_POLICY, "testing" },
	{ "t=s:y; ", NULL, PROOF_POLICY, "testing" },
	{ "t=s; ", NULL, PROOF_PASS, "holds" },
	{ "k=rsa; v=DKIM1; ", NULL, PROOF_PERMERROR, "version" },
	{ "v=DKIM2; ", NULL, PROOF_PERMERROR, "version" },
	{ "v=DKIM1; k=ed25519; ", NULL, PROOF_PERMERROR, "another kind" },
	{ "k=dsa; ", NULL, PROOF_PERMERROR, "another kind" },
	{ "h=sha1; ", NULL, PROOF_PERMERROR, "hash" },
	{ "s=chat; ", NULL, PROOF_PERMERROR, "not for mail" },
	{ "t; ", NULL, PROOF_PERMERROR, "without '='" },
	{ "p=AAAA; ", NULL, PROOF_PERMERROR, "twice" },
	{ "v=DKIM1; ", "p=", PROOF_PERMERROR, "revoked" },
	{ "v=DKIM1; ", "p=  ; n=x", PROOF_PERMERROR, "revoked" },
	{ "v=DKIM1; ", "n=x", PROOF_PERMERROR, "no key" },
	{ "v=DKIM1; ", "p=BARF", PROOF_PERMERROR, "length" },
	{ "", "p=!!!!", PROOF_PERMERROR, "length" },
	{ "", "p=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
	    PROOF_PERMERROR, "cannot be checked" },
	{ "n=\xc3\xa9; ", NULL, PROOF_PERMERROR, "8-bit" },
};

static void
dkim__reads__key_records(void **state)
{
	struct sign_how how = usual();
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		table_free(&fx.zone);
		table_add(&fx.zone, "rsa._domainkey.vendor.example",
		    arena_printf(fx.arena, "%s%s", keys[i].before,
		    keys[i].p != NULL ? keys[i].p :
		    strstr(fx.rsa_record, "p=")));
		sign_and_check(&how);
		expect(keys[i].result, keys[i].why);
	}
}

static void
dkim__tells__lookups_apart(void **state)
{
	struct sign_how how = usual();
	char *text;

	(void)state;
	table_free(&fx.zone);
	sign_and_check(&how);
	expect(PROOF_PERMERROR, "there is no key at rsa._domainkey.vendor");
	assert_true(fx.ev.complete);
	table_add(&fx.zone, "rsa._domainkey.vendor.example", table_empty);
	check_at(WHEN);
	expect(PROOF_PERMERROR, "there is no key");
	table_free(&fx.zone);
	table_add(&fx.zone, "rsa._domainkey.vendor.example", table_fails);
	check_at(WHEN);
	expect(PROOF_TEMPERROR, "could not be looked up");
	assert_false(fx.ev.complete);
	table_free(&fx.zone);
	table_add(&fx.zone, "rsa._domainkey.vendor.example", fx.rsa_record);
	table_add(&fx.zone, "rsa._domainkey.vendor.example", "other");
	check_at(WHEN);
	expect(PROOF_PERMERROR, "2 TXT records");
	table_free(&fx.zone);
	text = arena_alloc(fx.arena, DKIM_RECORD_MAX + 2);
	memset(text, 'x', DKIM_RECORD_MAX + 1);
	table_add(&fx.zone, "rsa._domainkey.vendor.example", text);
	check_at(WHEN);
	expect(PROOF_PERMERROR, "longer than");
}

/* Changes to the signature field itself. */
static const struct {
	const char	*from, *to;
	enum proof_result result;
	const char	*why;
} fields[] = {
	{ "v=1; ", "v=2; ", PROOF_PERMERROR, "v=1" },
	{ "v=1; ", "", PROOF_PERMERROR, "v=1" },
	{ "v=1; ", "v=1; v=1; ", PROOF_PERMERROR, "twice" },
	{ "v=1; ", "v=1; q=dns/txt; ", PROOF_FAIL, "header" },
	{ "v=1; ", "v=1; q=http; ", PROOF_PERMERROR, "q=" },
	{ "v=1; ", "v=1; q=dns/special; ", PROOF_PERMERROR, "q=" },
	{ "v=1; ", "v=1; q=http:dns/txt; ", PROOF_FAIL, "header" },
	{ "v=1; ", "v=1; x; ", PROOF_PERMERROR, "without '='" },
	{ "v=1; ", "v=1; 1x=2; ", PROOF_PERMERROR, "name" },
	{ "v=1; ", "v=1; ; ", PROOF_PERMERROR, "without '='" },
	{ "v=1; ", "v=1; y=\xff; ", PROOF_PERMERROR, "8-bit" },
	{ "v=1; ", "v=1; i=@vendor.example; ", PROOF_FAIL, "header" },
	{ "v=1; ", "v=1; i=a@sub.vendor.example; ", PROOF_FAIL, "header" },
	{ "v=1; ", "v=1; i=a=40sub.vendor=2Eexample; ", PROOF_FAIL,
	    "header" },
	{ "v=1; ", "v=1; i=a@xvendor.example; ", PROOF_PERMERROR, "i=" },
	{ "v=1; ", "v=1; i=a@example; ", PROOF_PERMERROR, "i=" },
	{ "v=1; ", "v=1; i=vendor.example; ", PROOF_PERMERROR, "i=" },
	{ "v=1; ", "v=1; i=@vendor.example=; ", PROOF_PERMERROR, "i=" },
	{ "a=rsa-sha256", "a=rsa-md5", PROOF_PERMERROR, "a=" },
	{ "a=rsa-sha256", "a=ed25519-sha256", PROOF_PERMERROR, "kind" },
	{ "c=relaxed/relaxed", "c=future", PROOF_PERMERROR, "c=" },
	{ "c=relaxed/relaxed", "c=relaxed/", PROOF_PERMERROR, "c=" },
	{ "d=vendor.example", "d=", PROOF_PERMERROR, "d=" },
	{ "d=vendor.example", "d=vendor..example", PROOF_PERMERROR, "d=" },
	{ "d=vendor.example", "d=vendor.example'a.b", PROOF_PERMERROR,
	    "d=" },
	{ "s=rsa", "s=rsa/x", PROOF_PERMERROR, "s=" },
	{ "h=From", "h=", PROOF_PERMERROR, "h=" },
	{ "h=From", "h=From:", PROOF_PERMERROR, "h=" },
	{ "h=From:", "h=Sender:", PROOF_PERMERROR, "From" },
	{ "\tbh=", "\tbh=AAAA", PROOF_PERMERROR, "bh=" },
	{ "\tbh=", "\txx=", PROOF_PERMERROR, "bh=" },
	{ "\tb=", "\tb=*", PROOF_PERMERROR, "b=" },
	{ "\tb=", "\tyy=", PROOF_PERMERROR, "b=" },
	{ "\tb=", "\tb=AAAA", PROOF_FAIL, "header" },
};

static void
dkim__reads__signatures_strictly(void **state)
{
	struct sign_how how = usual();
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
		sign(&how, plain);
		replace(fields[i].from, fields[i].to);
		check_at(WHEN);
		expect(fields[i].result, fields[i].why);
		/* and it does not hurt a good one beside it, above or below */
		struct buf both = { 0 };

		sign_dkim(fx.ed, "vendor.example", "ed", HEADERS,
		    (struct span){ fx.mail.p, fx.mail.n }, &both);
		buf_free(&fx.mail);
		fx.mail = both;
		check_at(WHEN);
		assert_int_equal(fx.ev.n, 2);
		expect(PROOF_PASS, "holds");
		assert_int_equal(fx.ev.proofs[1].result, fields[i].result);
	}
}

static void
dkim__asks_t_s__of_the_identity(void **state)
{
	struct sign_how how = usual();

	(void)state;
	table_free(&fx.zone);
	table_add(&fx.zone, "rsa._domainkey.vendor.example",
	    arena_printf(fx.arena, "t=s; %s", strstr(fx.rsa_record, "p=")));
	how.extra = "i=a@sub.vendor.example; ";
	sign_and_check(&how);
	expect(PROOF_PERMERROR, "t=s");
	how.extra = "i=a@vendor.example; ";
	sign_and_check(&how);
	expect(PROOF_PASS, "holds");
	assert_string_equal(fx.ev.proofs[0].identity, "a@vendor.example");
}

static void
dkim__judges__at_most_ten(void **state)
{
	struct buf b = { 0 };
	unsigned i, n;

	(void)state;
	for (n = DKIM_SIGNATURES_MAX - 1; n <= DKIM_SIGNATURES_MAX + 1; n++) {
		buf_free(&fx.mail);
		buf_adds(&fx.mail, plain);
		for (i = 0; i < n; i++) {
			sign_dkim(fx.ed, "vendor.example", "ed", HEADERS,
			    (struct span){ fx.mail.p, fx.mail.n }, &b);
			buf_free(&fx.mail);
			fx.mail = b;
			b = (struct buf){ 0 };
		}
		check_at(WHEN);
		assert_int_equal(fx.ev.n, n);
		for (i = 0; i < n && i < DKIM_SIGNATURES_MAX; i++)
			assert_int_equal(fx.ev.proofs[i].result, PROOF_PASS);
		if (n > DKIM_SIGNATURES_MAX) {
			assert_int_equal(fx.ev.proofs[n - 1].result,
			    PROOF_POLICY);
			assert_non_null(strstr(fx.ev.proofs[n - 1].why,
			    "1 more"));
		}
	}
}

static void
dkim__says_none__without_signature(void **state)
{
	(void)state;
	buf_adds(&fx.mail, plain);
	check_at(WHEN);
	assert_int_equal(fx.ev.n, 1);
	expect(PROOF_NONE, "no DKIM signature");
	prepend("DomainKey-Signature: a=rsa-sha1; d=vendor.example; s=rsa; "
	    "c=nofws; q=dns; b=AAAA\r\n");
	check_at(WHEN);
	expect(PROOF_NONE, "DomainKey-Signature");
}

/* A mail whose encoding is signed, or not; its body as it stands. */
static enum proof_result
encoded(const char *encoding, const char *body, bool covered)
{
	struct sign_how how = usual();
	struct buf b = { 0 };

	how.headers = covered ? HEADERS ":Content-Transfer-Encoding" : HEADERS;
	buf_addf(&b, "From: a@vendor.example\r\nSubject: x\r\n"
	    "Content-Transfer-Encoding: %s\r\n\r\n%s", encoding, body);
	sign(&how, buf_str(&b));
	buf_free(&b);
	check_at(WHEN);
	return fx.ev.proofs[0].result;
}

static void
dkim__refuses__an_encoding_that_could_be_swapped(void **state)
{
	static const char line76[] = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
	    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\r\n";
	static const struct {
		const char *encoding, *body;
		enum proof_result result;
	} cases[] = {
		/* shown as they are */
		{ "7bit", "a=41 b", PROOF_PASS },
		{ " 8BIT (as sent)", "a=41 b", PROOF_PASS },
		{ "binary", "a=41 b", PROOF_PASS },
		/* of the very form that was signed */
		{ "quoted-printable", "caf=C3=A9=\r\n, open\r\n",
		    PROOF_PASS },
		{ "Quoted-Printable", line76, PROOF_PASS },
		{ "base64", "TG9vayBhdCB0aGlz\r\nLg==\r\n", PROOF_PASS },
		{ "base64", line76, PROOF_PASS },
		{ "base64", "", PROOF_PASS },
		/* a text that was meant to be read as it is */
		{ "quoted-printable", "see /?id=4g\r\n", PROOF_POLICY },
		{ "quoted-printable", "a=c3=a9\r\n", PROOF_POLICY },
		{ "quoted-printable", "caf\xc3\xa9\r\n", PROOF_POLICY },
		{ "quoted-printable", "end =4", PROOF_POLICY },
		{ "base64", "> TG9vayBhdCB0aGlz\r\n", PROOF_POLICY },
		{ "base64", "TG9vayBhdCB0aGlz\r\nBye.\r\n", PROOF_POLICY },
		{ "x-uuencode", "begin", PROOF_POLICY },
	};
	struct buf b = { 0 };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		if (encoded(cases[i].encoding, cases[i].body, false) !=
		    cases[i].result)
			fail_msg("case %zu: %s", i, fx.ev.proofs[0].why);
		if (cases[i].result == PROOF_POLICY)
			expect(PROOF_POLICY, "Content-Transfer-Encoding");
		/* signed, it is as the signer meant it */
		assert_int_equal(encoded(cases[i].encoding, cases[i].body,
		    true), PROOF_PASS);
	}
	/* one letter more than 76 on a line */
	buf_adds(&b, "A");
	buf_adds(&b, line76);
	assert_int_equal(encoded("base64", buf_str(&b), false), PROOF_POLICY);
	buf_free(&b);
	/* a second field on top of a signed one, the harmless first */
	encoded("7bit", "a=41 b", true);
	prepend("Content-Transfer-Encoding: base64\r\n");
	check_at(WHEN);
	expect(PROOF_POLICY, "Content-Transfer-Encoding");
}

static void
dkim__tells__what_is_covered(void **state)
{
	struct sign_how how = usual();
	const struct proof *p = &fx.ev.proofs[0];

	(void)state;
	how.extra = "t=1795262300; ";
	sign_and_check(&how);
	assert_int_equal(p->covered, COVERED_FROM | COVERED_TO |
	    COVERED_SUBJECT | COVERED_DATE | COVERED_CONTENT_TYPE |
	    COVERED_SHOWN);
	assert_int_equal(p->signed_at, 1795262300);
	/* another To on top of the signed one; a Date is not let through */
	prepend("To: other@example.com\r\n");
	check_at(WHEN);
	expect(PROOF_PASS, "holds");
	assert_false(p->covered & COVERED_TO);
	prepend("Date: Sun, 22 Nov 2026 12:00:00 +0000\r\n");
	check_at(WHEN);
	expect(PROOF_POLICY, "Date");
	/* signed as absent: none can be added */
	how.headers = HEADERS ":Message-ID:Reply-To:List-Id:"
	    "Content-Transfer-Encoding";
	how.extra = NULL;
	sign_and_check(&how);
	assert_int_equal(p->covered, 0x3ff);
	assert_int_equal(p->signed_at, 0);
	/* what does not pass covers nothing */
	replace("A  text", "B  text");
	check_at(WHEN);
	expect(PROOF_FAIL, "text");
	assert_int_equal(p->covered, 0);
}

#define DKIM_TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		DKIM_TEST(dkim__passes__good_signatures_of_every_form),
		DKIM_TEST(dkim__passes__odd_bodies),
		DKIM_TEST(dkim__fails__what_was_changed),
		DKIM_TEST(dkim__refuses__what_holds_but_is_weak),
		DKIM_TEST(dkim__refuses__a_body_length),
		DKIM_TEST(dkim__judges_times__as_of_the_time_given),
		DKIM_TEST(dkim__fails__a_mail_without_from),
		DKIM_TEST(dkim__refuses__what_could_be_swapped),
		DKIM_TEST(dkim__refuses__an_encoding_that_could_be_swapped),
		DKIM_TEST(dkim__tells__what_is_covered),
		DKIM_TEST(dkim__reads__key_records),
		DKIM_TEST(dkim__tells__lookups_apart),
		DKIM_TEST(dkim__reads__signatures_strictly),
		DKIM_TEST(dkim__asks_t_s__of_the_identity),
		DKIM_TEST(dkim__judges__at_most_ten),
		DKIM_TEST(dkim__says_none__without_signature),
	};

	return cmocka_run_group_tests(tests, setup_group, teardown_group);
}
