/* SPDX-License-Identifier: ISC */
/* DMARC: records, the tree walk, policies, alignment. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "tests/support/txt_table.h"
#include "text/dmarc.h"

#define REJECT	"v=DMARC1; p=reject"

static struct suffix_list *suffixes;

static int
setup(void **state)
{
	struct err e = { 0 };

	(void)state;
	suffixes = suffix_open(NULL, &e);
	assert_string_equal(e.text, "");
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	suffix_close(suffixes);
	return 0;
}

static const struct {
	const char	*text;
	bool		 ok;
	enum dmarc_policy p, sp, np;
	bool		 strict;
	char		 psd;
	bool		 testing;
} records[] = {
	{ "v=DMARC1; p=none", true, DMARC_NONE, 0, 0, false, 'u', false },
	{ "v=DMARC1;p=reject", true, DMARC_REJECT, 0, 0, false, 'u', false },
	{ " v = DMARC1 ; P = Quarantine ;", true, DMARC_QUARANTINE, 0, 0,
	    false, 'u', false },
	{ "v=DMARC1; p=reject; sp=none; np=quarantine; adkim=s; aspf=s; "
	    "psd=n; t=y; rua=mailto:x@y.example; fo=1; zz=1", true,
	    DMARC_REJECT, DMARC_NONE, DMARC_QUARANTINE, true, 'n', true },
	{ "v=DMARC1; p=reject; psd=y; adkim=r; t=n; pct=0", true,
	    DMARC_REJECT, 0, 0, false, 'y', false },
	{ "v=DMARC1; p=reject; psd=x; garbage; =; a", true, DMARC_REJECT, 0,
	    0, false, 'u', false },
	/* the first of two counts */
	{ "v=DMARC1; p=none; p=reject", true, DMARC_NONE, 0, 0, false, 'u',
	    false },
	/* no valid policy: void, or none where reports are wanted */
	{ "v=DMARC1", true, DMARC_UNSET, 0, 0, false, 'u', false },
	{ "v=DMARC1; p=bogus", true, DMARC_UNSET, 0, 0, false, 'u', false },
	{ "v=DMARC1; p=reject; sp=bogus", true, DMARC_UNSET, 0, 0, false,
	    'u', false },
	{ "v=DMARC1; rua=mailto:x@y.example", true, DMARC_NONE, 0, 0, false,
	    'u', false },
	{ "v=DMARC1; p=reject; np=; rua=mailto:x@y.example", true,
	    DMARC_NONE, 0, 0, false, 'u', false },
	/* no records */
	{ "", false, 0, 0, 0, false, 0, false },
	{ "p=reject; v=DMARC1", false, 0, 0, 0, false, 0, false },
	{ "v=dmarc1; p=reject", false, 0, 0, 0, false, 0, false },
	{ "v=DMARC10; p=reject", false, 0, 0, 0, false, 0, false },
	{ "v=spf1 -all", false, 0, 0, 0, false, 0, false },
};

static void
dmarc__reads__records(void **state)
{
	struct dmarc_record r;
	char *text;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(records) / sizeof(records[0]); i++) {
		if (dmarc_record_parse(records[i].text, &r) != records[i].ok)
			fail_msg("\"%s\"", records[i].text);
		if (records[i].ok && (r.p != records[i].p ||
		    r.sp != records[i].sp || r.np != records[i].np ||
		    r.strict_dkim != records[i].strict ||
		    r.psd != records[i].psd ||
		    r.testing != records[i].testing))
			fail_msg("\"%s\": %d %d %d %d %c %d", records[i].text,
			    r.p, r.sp, r.np, r.strict_dkim, r.psd, r.testing);
	}
	for (i = DMARC_RECORD_MAX - 1; i <= DMARC_RECORD_MAX + 1; i++) {
		text = malloc(i + 1);
		memset(text, ' ', i);
		memcpy(text, REJECT, strlen(REJECT));
		text[i] = '\0';
		assert_int_equal(dmarc_record_parse(text, &r),
		    i <= DMARC_RECORD_MAX);
		free(text);
	}
}

struct rr {
	const char	*name, *text;
};

/* One look at a zone: From, the domain of a passing signature, what comes. */
static const struct {
	const char	*what;
	struct rr	 zone[5];
	const char	*from, *signer;
	enum proof_result signer_result;	/* 0: pass */
	enum proof_result result;
	const char	*domain, *organisation, *policy;
	const char	*why;		/* a part of it */
} cases[] = {
	{ "no record anywhere",
	    { { NULL, NULL } }, "a.vendor.example", "vendor.example", 0,
	    PROOF_NONE, NULL, "vendor.example", NULL, "RFC 7489" },
	{ "the same name",
	    { { "_dmarc.vendor.example", REJECT } }, "vendor.example",
	    "vendor.example", 0, PROOF_PASS, "vendor.example",
	    "vendor.example", "reject", "the same name" },
	{ "relaxed: above", { { "_dmarc.vendor.example", REJECT } },
	    "a.vendor.example", "vendor.example", 0, PROOF_PASS,
	    "vendor.example", "vendor.example", "reject",
	    "same organisation" },
	{ "relaxed: beside", { { "_dmarc.vendor.example", REJECT } },
	    "a.vendor.example", "b.vendor.example", 0, PROOF_PASS,
	    "vendor.example", "vendor.example", "reject", "same" },
	{ "strict: above",
	    { { "_dmarc.vendor.example", REJECT "; adkim=s" } },
	    "a.vendor.example", "vendor.example", 0, PROOF_FAIL,
	    "vendor.example", "vendor.example", "reject", "no passing" },
	{ "strict: the same",
	    { { "_dmarc.vendor.example", REJECT "; adkim=s" } },
	    "a.vendor.example", "a.vendor.example", 0, PROOF_PASS,
	    "vendor.example", "vendor.example", "reject", "same name" },
	{ "a name that only ends alike",
	    { { "_dmarc.vendor.example", REJECT } }, "vendor.example",
	    "evilvendor.example", 0, PROOF_FAIL, "vendor.example",
	    "vendor.example", "reject", "no passing" },
	{ "another organisation", { { "_dmarc.vendor.example", REJECT } },
	    "vendor.example", "q.example", 0, PROOF_FAIL, "vendor.example",
	    "vendor.example", "reject", "no passing" },
	{ "a signature that failed", { { "_dmarc.vendor.example", REJECT } },
	    "vendor.example", "vendor.example", PROOF_FAIL, PROOF_FAIL,
	    "vendor.example", "vendor.example", "reject", "no passing" },
	{ "a signature that is refused",
	    { { "_dmarc.vendor.example", REJECT } }, "vendor.example",
	    "vendor.example", PROOF_POLICY, PROOF_FAIL, "vendor.example",
	    "vendor.example", "reject", "no passing" },
	{ "a signature that waits for its key",
	    { { "_dmarc.vendor.example", REJECT } }, "vendor.example",
	    "vendor.example", PROOF_TEMPERROR, PROOF_TEMPERROR,
	    "vendor.example", "vendor.example", "reject", "yet" },
	/* policies below the record */
	{ "sp=", { { "_dmarc.vendor.example",
	    "v=DMARC1; p=none; sp=quarantine" } }, "a.vendor.example", NULL,
	    0, PROOF_FAIL, "vendor.example", "vendor.example", "quarantine",
	    "sp=" },
	{ "sp= is not for the name itself", { { "_dmarc.vendor.example",
	    "v=DMARC1; p=none; sp=reject" } }, "vendor.example", NULL, 0,
	    PROOF_FAIL, "vendor.example", "vendor.example", "none", "" },
	{ "np= for a name that is not there", { { "_dmarc.vendor.example",
	    "v=DMARC1; p=none; np=reject" } }, "no.vendor.example", NULL, 0,
	    PROOF_FAIL, "vendor.example", "vendor.example", "reject",
	    "np=" },
	{ "np= is not for one that is there", { { "_dmarc.vendor.example",
	    "v=DMARC1; p=none; np=reject" },
	    { "k._domainkey.a.vendor.example", "x" } }, "a.vendor.example",
	    NULL, 0, PROOF_FAIL, "vendor.example", "vendor.example", "none",
	    "" },
	{ "t=y is one step milder", { { "_dmarc.vendor.example",
	    REJECT "; t=y" } }, "vendor.example", NULL, 0, PROOF_FAIL,
	    "vendor.example", "vendor.example", "quarantine", "t=y" },
	{ "t=y makes quarantine none", { { "_dmarc.vendor.example",
	    "v=DMARC1; p=quarantine; t=y" } }, "vendor.example", NULL, 0,
	    PROOF_FAIL, "vendor.example", "vendor.example", "none", "t=y" },
	{ "a record of its own wins", { { "_dmarc.vendor.example", REJECT },
	    { "_dmarc.a.vendor.example", "v=DMARC1; p=none" } },
	    "a.vendor.example", NULL, 0, PROOF_FAIL, "a.vendor.example",
	    "vendor.example", "none", "" },
	{ "one in between is not looked at", { { "_dmarc.vendor.example",
	    REJECT }, { "_dmarc.b.vendor.example", "v=DMARC1; p=none" } },
	    "a.b.vendor.example", NULL, 0, PROOF_FAIL, "vendor.example",
	    "vendor.example", "reject", "" },
	/* the tree walk */
	{ "psd=n ends the walk", { { "_dmarc.vendor.example", REJECT },
	    { "_dmarc.b.vendor.example", "v=DMARC1; p=none; psd=n" } },
	    "a.b.vendor.example", "vendor.example", 0, PROOF_FAIL,
	    "b.vendor.example", "b.vendor.example", "none", "" },
	{ "psd=y: the organisation lies below",
	    { { "_dmarc.bank.example", REJECT "; psd=y; sp=quarantine" } },
	    "a.one.bank.example", "one.bank.example", 0, PROOF_PASS,
	    "bank.example", "one.bank.example", "quarantine", "same org" },
	{ "psd=y: neighbours are strangers",
	    { { "_dmarc.bank.example", REJECT "; psd=y" } },
	    "one.bank.example", "two.bank.example", 0, PROOF_FAIL,
	    "bank.example", "one.bank.example", "reject", "" },
	{ "psd=y on the name itself",
	    { { "_dmarc.bank.example", REJECT "; psd=y" } }, "bank.example",
	    "bank.example", 0, PROOF_PASS, "bank.example", "bank.example",
	    "reject", "" },
	{ "the fewest labels are the organisation",
	    { { "_dmarc.a.vendor.example", REJECT },
	    { "_dmarc.vendor.example", "v=DMARC1; p=none" } },
	    "a.vendor.example", "b.vendor.example", 0, PROOF_PASS,
	    "a.vendor.example", "vendor.example", "reject", "" },
	{ "the only record is the organisation's",
	    { { "_dmarc.a.vendor.example", REJECT } }, "a.vendor.example",
	    "vendor.example", 0, PROOF_FAIL, "a.vendor.example",
	    "a.vendor.example", "reject", "" },
	{ "a public suffix is no organisation",
	    { { "_dmarc.co.uk", REJECT } }, "bank.co.uk", "evil.co.uk", 0,
	    PROOF_FAIL, "co.uk", "bank.co.uk", "reject",
	    "public suffix" },
	{ "short labels are not alike", { { "_dmarc.x.com", REJECT } },
	    "x.com", "q.com", 0, PROOF_FAIL, "x.com", "x.com", "reject",
	    "" },
	{ "a suffix signs for nobody", { { "_dmarc.vendor.com", REJECT } },
	    "vendor.com", "com", 0, PROOF_FAIL, "vendor.com", "vendor.com",
	    "reject", "" },
	/* answers that are no use */
	{ "two records are none", { { "_dmarc.vendor.example", REJECT },
	    { "_dmarc.vendor.example", "v=DMARC1; p=none" } },
	    "vendor.example", "vendor.example", 0, PROOF_NONE, NULL,
	    "vendor.example", NULL, "neither" },
	{ "other texts beside it do no harm",
	    { { "_dmarc.vendor.example", "v=spf1 -all" },
	    { "_dmarc.vendor.example", REJECT } }, "vendor.example",
	    "vendor.example", 0, PROOF_PASS, "vendor.example",
	    "vendor.example", "reject", "" },
	{ "no valid policy",
	    { { "_dmarc.vendor.example", "v=DMARC1; p=maybe" } },
	    "vendor.example", "vendor.example", 0, PROOF_PERMERROR,
	    "vendor.example", "vendor.example", NULL, "p=" },
	{ "the look-up fails", { { "_dmarc.vendor.example", table_fails } },
	    "vendor.example", "vendor.example", 0, PROOF_TEMPERROR, NULL,
	    "vendor.example", NULL, "could not be looked up" },
	{ "a look-up above fails, which does not matter",
	    { { "_dmarc.vendor.example", REJECT },
	    { "_dmarc.example", table_fails } }, "vendor.example",
	    "vendor.example", 0, PROOF_PASS, "vendor.example",
	    "vendor.example", "reject", "" },
	{ "a look-up above fails, which could",
	    { { "_dmarc.a.vendor.example", REJECT },
	    { "_dmarc.vendor.example", table_fails } }, "a.vendor.example",
	    "vendor.example", 0, PROOF_TEMPERROR, "a.vendor.example",
	    "a.vendor.example", "reject", "could not" },
};

static bool
same(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

static void
dmarc__judges__zones(void **state)
{
	size_t i, k;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct arena *a = arena_new();
		struct evidence ev = { .complete = true };
		const struct dmarc_evidence *d = &ev.dmarc;
		struct txt_table z = { 0 };

		for (k = 0; k < 5 && cases[i].zone[k].name != NULL; k++)
			table_add(&z, cases[i].zone[k].name,
			    cases[i].zone[k].text);
		if (cases[i].signer != NULL)
			ev.proofs[ev.n++] = (struct proof){ .method = "dkim",
			    .domain = cases[i].signer,
			    .result = cases[i].signer_result != 0 ?
			    cases[i].signer_result : PROOF_PASS };
		dmarc_check(suffixes, a, cases[i].from, table_txt, &z, &ev);
		if (d->result != cases[i].result ||
		    !same(d->domain, cases[i].domain) ||
		    !same(d->organisation, cases[i].organisation) ||
		    !same(d->policy, cases[i].policy) ||
		    strstr(d->why, cases[i].why) == NULL)
			fail_msg("%s: %s, domain %s, organisation %s, policy "
			    "%s: %s", cases[i].what,
			    proof_result_name(d->result), d->domain,
			    d->organisation, d->policy, d->why);
		assert_int_equal(ev.complete,
		    strstr(cases[i].what, "look-up") == NULL);
		table_free(&z);
		arena_free(a);
	}
}

/* Words of a gateway beside a zone; From is a.vendor.example. */
static const struct {
	const char	*what;
	const char	*record;	/* at _dmarc.vendor.example, or NULL */
	const char	*method, *domain;
	enum proof_result said;
	enum proof_result result;
	const char	*why;
} words[] = {
	{ "DMARC", REJECT, "authres-dmarc", "a.vendor.example", PROOF_PASS,
	    PROOF_PASS, "mx.site.example says" },
	{ "DMARC of another domain", REJECT, "authres-dmarc",
	    "vendor.example", PROOF_PASS, PROOF_FAIL, "no passing" },
	{ "DMARC of none", REJECT, "authres-dmarc", NULL, PROOF_PASS,
	    PROOF_FAIL, "no passing" },
	{ "DMARC that failed", REJECT, "authres-dmarc", "a.vendor.example",
	    PROOF_FAIL, PROOF_FAIL, "mx.site.example says that DMARC failed" },
	{ "DKIM", REJECT, "authres-dkim", "vendor.example", PROOF_PASS,
	    PROOF_PASS, "says, which is aligned with a.vendor.example" },
	{ "DKIM of another", REJECT, "authres-dkim", "evil.example",
	    PROOF_PASS, PROOF_FAIL, "no passing" },
	{ "DKIM where it has to be strict", REJECT "; adkim=s",
	    "authres-dkim", "vendor.example", PROOF_PASS, PROOF_FAIL, "" },
	{ "SPF", REJECT, "authres-spf", "bounce.vendor.example", PROOF_PASS,
	    PROOF_PASS, "mx.site.example says" },
	{ "SPF of another", REJECT, "authres-spf", "bulk.example",
	    PROOF_PASS, PROOF_FAIL, "no passing" },
	{ "SPF where it has to be strict", REJECT "; aspf=s", "authres-spf",
	    "vendor.example", PROOF_PASS, PROOF_FAIL, "" },
	{ "SPF where only DKIM has to be strict", REJECT "; adkim=s",
	    "authres-spf", "vendor.example", PROOF_PASS, PROOF_PASS, "" },
	{ "SPF that failed softly", REJECT, "authres-spf", "vendor.example",
	    PROOF_FAIL, PROOF_FAIL, "no passing" },
	{ "a word without a policy to hold it against", NULL,
	    "authres-dmarc", "a.vendor.example", PROOF_PASS, PROOF_NONE,
	    "neither" },
	/* who sealed a chain is no gateway of ours; nor is a spf of ours */
	{ "ARC's word", REJECT, "arc-dmarc", "a.vendor.example", PROOF_PASS,
	    PROOF_FAIL, "no passing" },
	{ "SPF without a gateway", REJECT, "spf", "a.vendor.example",
	    PROOF_PASS, PROOF_FAIL, "no passing" },
};

static void
dmarc__takes__a_trusted_gateways_word(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		struct arena *a = arena_new();
		struct evidence ev = { .complete = true, .n = 1 };
		struct txt_table z = { 0 };

		if (words[i].record != NULL)
			table_add(&z, "_dmarc.vendor.example",
			    words[i].record);
		ev.proofs[0] = (struct proof){ .method = words[i].method,
		    .by = "mx.site.example", .domain = words[i].domain,
		    .covered = 0x3ff, .result = words[i].said,
		    .why = "mx.site.example says" };
		dmarc_check(suffixes, a, "a.vendor.example", table_txt, &z,
		    &ev);
		if (ev.dmarc.result != words[i].result ||
		    strstr(ev.dmarc.why, words[i].why) == NULL)
			fail_msg("%s: %s: %s", words[i].what,
			    proof_result_name(ev.dmarc.result), ev.dmarc.why);
		/* nobody says what its proof covered */
		assert_int_equal(ev.dmarc.covered, 0);
		table_free(&z);
		arena_free(a);
	}
}

/* A gateway gives one word on DMARC; where there are two, one may be the
 * sender's, and where it is against the mail, no other word helps. */
static void
dmarc__takes__no_word_beside_one_against_it(void **state)
{
	static const struct {
		const char	*method, *domain, *against;
		bool		 good;
	} two[] = {
		{ "authres-dmarc", "a.vendor.example", NULL, false },
		{ "authres-dmarc", "a.vendor.example", "a.vendor.example",
		    false },
		{ "authres-dkim", "vendor.example", "a.vendor.example",
		    false },
		{ "authres-spf", "vendor.example", "a.vendor.example", false },
		{ "authres-dkim", "vendor.example", "other.example", true },
		{ "authres-dkim", "vendor.example", NULL, false },
	};
	struct txt_table z = { 0 };
	size_t i, first;

	(void)state;
	table_add(&z, "_dmarc.vendor.example", REJECT);
	for (i = 0; i < 2 * sizeof(two) / sizeof(two[0]); i++) {
		struct arena *a = arena_new();
		struct evidence ev = { .complete = true, .n = 2 };

		first = i % 2;
		ev.proofs[first] = (struct proof){ .by = "mx.site.example",
		    .method = two[i / 2].method, .result = PROOF_PASS,
		    .domain = two[i / 2].domain, .why = "pass" };
		ev.proofs[!first] = (struct proof){ .by = "mx.site.example",
		    .method = "authres-dmarc", .result = PROOF_FAIL,
		    .domain = two[i / 2].against, .why = "fail" };
		dmarc_check(suffixes, a, "a.vendor.example", table_txt, &z,
		    &ev);
		assert_int_equal(ev.dmarc.result, two[i / 2].good ?
		    PROOF_PASS : PROOF_FAIL);
		arena_free(a);
	}
	table_free(&z);
}

static void
dmarc__asks__at_most_eight_names(void **state)
{
	struct arena *a = arena_new();
	struct evidence ev = { .complete = true };
	struct txt_table z = { 0 };

	(void)state;
	table_add(&z, "_dmarc.vendor.example", REJECT);
	dmarc_check(suffixes, a, "a.b.c.d.e.f.g.h.i.j.k.l.vendor.example",
	    table_txt, &z, &ev);
	assert_int_equal(z.asked, DMARC_QUERIES_MAX);
	assert_string_equal(ev.dmarc.organisation, "vendor.example");
	z.asked = 0;
	dmarc_check(suffixes, a, "g.h.i.j.k.l.vendor.example", table_txt, &z,
	    &ev);
	assert_int_equal(z.asked, DMARC_QUERIES_MAX);
	z.asked = 0;
	dmarc_check(suffixes, a, "h.i.j.k.l.vendor.example", table_txt, &z,
	    &ev);
	assert_int_equal(z.asked, 7);
	table_free(&z);
	arena_free(a);
}

/* As the prover's role does: only _dmarc names are answered. */
static void
refuse_other(void *arg, struct arena *a, const char *name,
    struct txt_answer *ans)
{
	if (strncmp(name, "_dmarc.", 7) == 0)
		table_txt(arg, a, name, ans);
	else
		ans->status = TXT_REFUSED;
}

static void
dmarc__takes__the_milder_policy_where_it_cannot_know(void **state)
{
	struct arena *a = arena_new();
	struct evidence ev = { .complete = true };
	struct txt_table z = { 0 };

	(void)state;
	table_add(&z, "_dmarc.vendor.example",
	    "v=DMARC1; p=quarantine; np=reject");
	dmarc_check(suffixes, a, "no.vendor.example", refuse_other, &z, &ev);
	assert_string_equal(ev.dmarc.policy, "quarantine");
	assert_non_null(strstr(ev.dmarc.why, "milder"));
	assert_true(ev.complete);
	table_free(&z);
	arena_free(a);
}

static void
suffix__knows__organisations(void **state)
{
	static const struct {
		const char	*name, *organisation;
	} names[] = {
		{ "a.b.example.co.uk", "example.co.uk" },
		{ "example.com", "example.com" },
		{ "com", NULL }, { "co.uk", NULL }, { "github.io", NULL },
		{ "x.github.io", "x.github.io" },
	};
	struct err e = { 0 };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		assert_true(same(suffix_organisation(suffixes,
		    names[i].name), names[i].organisation));
	assert_null(suffix_open("/nonexistent", &e));
	assert_non_null(strstr(e.text, "/nonexistent"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(dmarc__reads__records),
		cmocka_unit_test(dmarc__judges__zones),
		cmocka_unit_test(dmarc__takes__a_trusted_gateways_word),
		cmocka_unit_test(dmarc__takes__no_word_beside_one_against_it),
		cmocka_unit_test(dmarc__asks__at_most_eight_names),
		cmocka_unit_test(
		    dmarc__takes__the_milder_policy_where_it_cannot_know),
		cmocka_unit_test(suffix__knows__organisations),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
