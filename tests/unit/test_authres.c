/* SPDX-License-Identifier: ISC */
/* Authentication-Results: its grammar, and which of them count. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "text/authres.h"

static struct arena *arena;

static int
setup(void **state)
{
	(void)state;
	arena = arena_new();
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

static const struct {
	const char	*text;
	const char	*id;		/* NULL: none is to be read */
	const char	*wrong;		/* a part of it, or NULL */
	const char	*results;	/* "method/version=result" ... */
} forms[] = {
	{ " mx.example.com; none", "mx.example.com", NULL, "" },
	{ "mx.example.com; none;", "mx.example.com", NULL, "" },
	{ "mx.example.com 1; none (at all)", "mx.example.com", NULL, "" },
	{ "(a (nested \\) one)) mx.example.com (x) 1 (y) ; (z) none",
	    "mx.example.com", NULL, "" },
	{ "\"mx example\"; dkim=pass", "mx example", NULL, "dkim/1=pass" },
	{ "a; dkim=pass", "a", NULL, "dkim/1=pass" },
	{ "a; DKIM = PASS ; spf/2 = Fail;", "a", NULL,
	    "dkim/1=pass spf/2=fail" },
	{ "a;\r\n\tdkim=pass (good)\r\n\theader.d=b.example\r\n", "a", NULL,
	    "dkim/1=pass" },
	{ "a; dkim=pass reason=\"so; it = is\" header.d=b", "a", NULL,
	    "dkim/1=pass" },
	{ "a; dkim=pass reason=good header.d=b", "a", NULL, "dkim/1=pass" },
	{ "a; dkim=pass header.i=\"joe smith\"@b.example", "a", NULL,
	    "dkim/1=pass" },
	{ "a; dkim=pass header . d = b.example", "a", NULL, "dkim/1=pass" },
	/* what is none */
	{ "", NULL, "names no server", "" },
	{ "; dkim=pass", NULL, "names no server", "" },
	{ "dkim=pass header.d=b", NULL, "no results behind", "" },
	{ "mx/1; dkim=pass", NULL, "no results behind", "" },
	{ "a b; dkim=pass", NULL, "no results behind", "" },
	{ "a 1x; dkim=pass", NULL, "no results behind", "" },
	{ "a", "a", "no results behind", "" },
	{ "a 2; dkim=pass", "a", "version", "" },
	{ "a 0; dkim=pass", NULL, "version", "" },
	{ "a; dkim", "a", "without a result", "" },
	{ "a; dkim=", "a", "without a result", "" },
	{ "a; =pass", "a", "without a method", "" },
	{ "a; dkim/x=pass", "a", "version", "" },
	{ "a; none; dkim=pass", "a", "without a result", "" },
	{ "a; dkim=pass header.d", "a", "without a value", "" },
	{ "a; dkim=pass header.d=", "a", "without a value", "" },
	{ "a; dkim=pass reason=", "a", "reason", "" },
	{ "a; dkim=pass, spf=pass", "a", "does not belong", "" },
	{ "a; dkim=pass (", "a", "comment", "" },
	{ "a; dkim=pass header.d=\"b", "a", "quoted string", "" },
	{ "\"a; dkim=pass", NULL, "quoted string", "" },
};

static void
authres__reads__its_grammar(void **state)
{
	struct buf b = { 0 };
	struct authres r;
	size_t i, k;

	(void)state;
	for (i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		authres_parse(arena, span_of(forms[i].text), &r);
		buf_cut(&b, 0);
		for (k = 0; k < r.n; k++)
			buf_addf(&b, "%s%s/%u=%s", k > 0 ? " " : "",
			    r.results[k].method, r.results[k].version,
			    r.results[k].result);
		if ((r.id == NULL) != (forms[i].id == NULL) ||
		    (r.id != NULL && strcmp(r.id, forms[i].id) != 0) ||
		    (r.wrong == NULL) != (forms[i].wrong == NULL) ||
		    (r.wrong != NULL &&
		    strstr(r.wrong, forms[i].wrong) == NULL) ||
		    strcmp(buf_str(&b), forms[i].results) != 0)
			fail_msg("\"%s\": id %s, wrong %s, \"%s\"",
			    forms[i].text, r.id, r.wrong, buf_str(&b));
	}
	buf_free(&b);
}

static void
authres__keeps__what_a_result_says(void **state)
{
	struct authres r;

	(void)state;
	authres_parse(arena, span_of("mx; dkim=fail (not (so) good) "
	    "reason=\"the \\\"b=\\\"\" Header.D=B.example header.b=qA/+=; "
	    "iprev=pass policy.iprev=2001:db8::1 (host) x=y "
	    "smtp.mailfrom=\"joe smith\"@b.example"), &r);
	assert_null(r.wrong);
	assert_int_equal(r.n, 2);
	assert_string_equal(r.results[0].comment, "not (so) good");
	assert_string_equal(r.results[0].reason, "the \"b=\"");
	assert_int_equal(r.results[0].n, 2);
	assert_string_equal(authres_get(&r.results[0], "header", "d"),
	    "B.example");
	assert_string_equal(authres_get(&r.results[0], "header", "b"),
	    "qA/+=");
	assert_null(authres_get(&r.results[0], "header", "x"));
	assert_null(authres_get(&r.results[0], "body", "d"));
	assert_string_equal(authres_get(&r.results[1], "policy", "iprev"),
	    "2001:db8::1");
	assert_string_equal(authres_get(&r.results[1], "", "x"), "y");
	assert_string_equal(authres_get(&r.results[1], "smtp", "mailfrom"),
	    "joe smith@b.example");
}

static const char *
repeat(const char *start, const char *what, size_t n, const char *end)
{
	struct buf b = { 0 };
	const char *out;

	buf_adds(&b, start);
	while (n-- > 0)
		buf_adds(&b, what);
	buf_adds(&b, end);
	out = arena_str(arena, buf_str(&b));
	buf_free(&b);
	return out;
}

static void
authres__holds__its_limits(void **state)
{
	static const struct {
		const char	*start, *what;
		size_t		 max;
		const char	*end, *wrong;
	} limits[] = {
		{ "a", "; dkim=pass", AUTHRES_RESULTS_MAX, "", "results" },
		{ "a; dkim=pass", " h.x=y", AUTHRES_PROPERTIES_MAX, "",
		    "properties" },
		{ "a; dkim=pass h.x=", "y", AUTHRES_FIELD_MAX - 17, "",
		    "longer" },
	};
	struct authres r;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(limits) / sizeof(limits[0]); i++) {
		authres_parse(arena, span_of(repeat(limits[i].start,
		    limits[i].what, limits[i].max, limits[i].end)), &r);
		assert_null(r.wrong);
		authres_parse(arena, span_of(repeat(limits[i].start,
		    limits[i].what, limits[i].max + 1, limits[i].end)), &r);
		assert_non_null(strstr(r.wrong, limits[i].wrong));
		assert_int_equal(r.n, 0);
	}
	for (i = AUTHRES_COMMENT_DEPTH; i <= AUTHRES_COMMENT_DEPTH + 1; i++) {
		authres_parse(arena, span_of(repeat(repeat("a; ", "(", i, ""),
		    ")", i, " dkim=pass")), &r);
		assert_int_equal(r.wrong == NULL, i <= AUTHRES_COMMENT_DEPTH);
	}
}

/* --- which of them count ------------------------------------------------- */

#define AR	"Authentication-Results: mx.example.com; "
#define MX	"Received: from a (b [192.0.2.1]) by mx.example.com with " \
	"ESMTP; Sat, 21 Nov 2026 12:00:00 +0000\r\n"
#define STORE	"Received: from mx.example.com by store.example.com; x\r\n"
#define DEEP	"Received: by 1.in.example.com (Postfix, from userid 5)\r\n"
#define GOOD	AR "dkim=pass header.d=vendor.example\r\n"
#define MORE	AR "dmarc=pass header.from=Vendor.Example\r\n"
#define EVIL	AR "dkim=pass header.d=evil.example\r\n"
#define FOREIGN	"Authentication-Results: mx.evil.example; dkim=pass " \
	"header.d=evil.example\r\n"
#define FROM	"From: a@vendor.example\r\n"
#define HAS_GOOD	"dkim=pass:vendor.example"
#define HAS_BOTH	HAS_GOOD " dmarc=pass:vendor.example"

static const struct {
	const char	*what;
	const char	*header;
	const char	*words;		/* "-": one out of place was told */
} orders[] = {
	{ "on top of the gateway's Received", GOOD MX FROM, HAS_GOOD },
	{ "alone", GOOD FROM, HAS_GOOD },
	{ "two in a row", GOOD MORE MX FROM, HAS_BOTH },
	{ "fields of servers between them", "X-Spam: no\r\n" GOOD
	    "DKIM-Filter: x\r\nReceived-SPF: pass\r\n" MORE MX FROM,
	    HAS_BOTH },
	{ "below servers behind the gateway", "Return-Path: <a@b>\r\n"
	    "Delivered-To: x\r\n" DEEP STORE GOOD MX FROM, HAS_GOOD },
	{ "below the sealing of a server", "ARC-Seal: i=1\r\n"
	    "ARC-Message-Signature: i=1\r\n"
	    "ARC-Authentication-Results: i=1; mx.example.com; none\r\n"
	    GOOD MX FROM, HAS_GOOD },
	{ "a name in other letters", "authentication-results: MX.Example.COM;"
	    " dkim=pass header.d=vendor.example\r\n" FROM, HAS_GOOD },
	/* forged */
	{ "below the gateway's Received", MX EVIL FROM, "-" },
	{ "a second run below it", GOOD MX EVIL FROM, HAS_GOOD " -" },
	{ "below a stranger's Received", "Received: from a by "
	    "relay.evil.example; x\r\n" EVIL FROM, "-" },
	{ "below a Received without by", "Received: from a; x\r\n" EVIL FROM,
	    "-" },
	{ "below a Received whose client is called by", "Received: from by "
	    "store.example.com by mx.example.com; x\r\n" EVIL FROM, "-" },
	{ "below a Received that names us in a comment", "Received: from a "
	    "(by store.example.com) by mx.example.com; x\r\n" EVIL FROM,
	    "-" },
	{ "below a name that only ends like ours", "Received: from a by "
	    "evilstore.example.com; x\r\n" EVIL FROM, "-" },
	{ "below the domain itself, of which all below is ours",
	    "Received: from a by in.example.com; x\r\n" EVIL FROM, "-" },
	{ "below what the sender wrote", FROM EVIL, "-" },
	{ "below a signature", "DKIM-Signature: x\r\n" EVIL FROM, "-" },
	{ "in a foreign run", FOREIGN EVIL MX FROM, "-" },
	{ "behind a foreign one", GOOD FOREIGN EVIL MX FROM,
	    HAS_GOOD " -" },
	{ "behind one that cannot be read",
	    "Authentication-Results: dkim=pass\r\n" EVIL MX FROM, "-" },
	{ "behind a field of the sender", GOOD "Subject: x\r\n" EVIL FROM,
	    HAS_GOOD " -" },
	{ "a foreign one alone", FOREIGN FROM, "" },
	{ "none", FROM, "" },
	/* what a gateway says of itself */
	{ "it found nothing", AR "none\r\n" MX FROM, "" },
	{ "words that do not matter here", AR "auth=pass smtp.auth=x; "
	    "iprev=pass\r\n" MX FROM, "" },
	{ "SPF by its old name", AR "spf=softfail smtp.mfrom=x@b.example; "
	    "spf=hardfail smtp.mailfrom=c.example\r\n" FROM,
	    "spf=fail:b.example spf=fail:c.example" },
	{ "an identity", AR "dkim=pass header.i=@M.Vendor.example\r\n" FROM,
	    "dkim=pass:m.vendor.example" },
	{ "no domain", AR "dkim=pass header.d=so-what\xff\r\n" FROM,
	    "dkim=pass:" },
	{ "a weak signature", AR "dkim=pass header.d=vendor.example "
	    "header.a=rsa-sha1\r\n" FROM, "dkim=policy:vendor.example" },
	{ "a version of a method that is not known", AR "dkim/2=pass "
	    "header.d=vendor.example\r\n" FROM, "" },
};

static char id[] = "mx.example.com", other_id[] = "gate.example.com";
static char store[] = "store.example.com", below[] = "*.in.example.com";
static void *ids[] = { other_id, id }, *hosts[] = { store, below };
static const struct authres_trust trust = { { ids, 2, 2 },
    { hosts, 2, 2 } };

static const char *
words_of(const char *header, const struct authres_trust *t)
{
	struct evidence ev = { .complete = true };
	struct buf b = { 0 };
	struct mail m;
	const char *out;
	uint32_t i;

	mail_scan(arena, span_of(arena_printf(arena, "%s\r\nx\r\n", header)),
	    &m);
	authres_check(arena, &m, t, &ev);
	for (i = 0; i < ev.n; i++) {
		const struct proof *p = &ev.proofs[i];

		assert_non_null(p->why);
		assert_non_null(p->by);
		assert_true(utf8_valid(p->why, strlen(p->why)));
		if (strcmp(p->method, "authres") == 0) {
			assert_int_equal(p->result, PROOF_NEUTRAL);
			buf_addf(&b, "%s-", b.n > 0 ? " " : "");
			continue;
		}
		assert_memory_equal(p->method, "authres-", 8);
		buf_addf(&b, "%s%s=%s:%s", b.n > 0 ? " " : "", p->method + 8,
		    proof_result_name(p->result),
		    p->domain != NULL ? p->domain : "");
	}
	out = arena_str(arena, buf_str(&b));
	buf_free(&b);
	return out;
}

static void
authres__counts__the_topmost_run_of_ours(void **state)
{
	static const struct authres_trust nobody;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(orders) / sizeof(orders[0]); i++) {
		const char *got = words_of(orders[i].header, &trust);

		if (strcmp(got, orders[i].words) != 0)
			fail_msg("%s: \"%s\", expected \"%s\"",
			    orders[i].what, got, orders[i].words);
		assert_string_equal(words_of(orders[i].header, &nobody), "");
	}
}

/* Where the gateway's own Received stands above its word, and the site says
 * so, what follows its first field may be the sender's. */
static void
authres__counts__one_below_the_gateways_received(void **state)
{
	void *its_own[] = { store, id };
	struct authres_trust t = { { ids, 2, 2 }, { its_own, 2, 2 } };

	(void)state;
	assert_string_equal(words_of(MX GOOD EVIL FROM, &t), HAS_GOOD " -");
	assert_string_equal(words_of(STORE MX GOOD FROM, &t), HAS_GOOD);
	assert_string_equal(words_of(GOOD MORE MX EVIL FROM, &t),
	    HAS_BOTH " -");
}

static void
authres__keeps__eight_words(void **state)
{
	struct buf b = { 0 };
	size_t i, n;

	(void)state;
	for (n = AUTHRES_WORDS_MAX - 1; n <= AUTHRES_WORDS_MAX + 1; n++) {
		buf_cut(&b, 0);
		for (i = 0; i < n; i++)
			buf_adds(&b, AR "spf=none\r\n");
		buf_adds(&b, FROM);
		assert_int_equal(strlen(words_of(buf_str(&b), &trust)) + 1,
		    strlen("spf=none: ") * (n < AUTHRES_WORDS_MAX ? n :
		    AUTHRES_WORDS_MAX));
	}
	buf_free(&b);
}

static void
trust__travels__whole(void **state)
{
	struct authres_trust t;
	struct buf b = { 0 };
	struct unpack u;

	(void)state;
	authres_trust_pack(&b, &trust);
	u = (struct unpack){ b.p, b.n, false };
	assert_true(authres_trust_unpack(arena, &u, &t));
	assert_int_equal(t.ids.n, 2);
	assert_string_equal(t.ids.at[1], id);
	assert_int_equal(t.hosts.n, 2);
	assert_string_equal(t.hosts.at[1], below);
	u = (struct unpack){ b.p, b.n - 1, false };
	assert_false(authres_trust_unpack(arena, &u, &t));
	buf_free(&b);
}

#define AUTHRES_TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		AUTHRES_TEST(authres__reads__its_grammar),
		AUTHRES_TEST(authres__keeps__what_a_result_says),
		AUTHRES_TEST(authres__holds__its_limits),
		AUTHRES_TEST(authres__counts__the_topmost_run_of_ours),
		AUTHRES_TEST(authres__counts__one_below_the_gateways_received),
		AUTHRES_TEST(authres__keeps__eight_words),
		AUTHRES_TEST(trust__travels__whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
