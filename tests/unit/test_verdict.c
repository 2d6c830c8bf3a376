/* SPDX-License-Identifier: ISC */
/* Verdicts: evidence and two vendors in, a judgement out. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "base/arena.h"
#include "text/verdict.h"

static struct prove dkim = { .kind = PROVE_DKIM,
    .argument = "vendor.example" };
static struct prove dmarc = { .kind = PROVE_DMARC };
static struct prove any = { .kind = PROVE_ANY };
static struct prove all = { .kind = PROVE_ALL };
static struct vendor vendor = { .id = "vendor", .name = "Vendorsoft",
    .prove = &any };
static struct vendor strict = { .id = "strict", .name = "Strictware",
    .prove = &all };
static struct vendor bare = { .id = "bare", .name = "Bareware" };
static struct list vendors;

static char vendor_from[] = "*@vendor.example", vendor_name[] = "Vendorsoft";
static char strict_from[] = "*@strict.example", strict_name[] = "Strictware";
static char bare_from[] = "*@bare.example", bare_name[] = "Bareware";

static int
setup(void **state)
{
	(void)state;
	list_add(&any.children, &dkim);
	list_add(&any.children, &dmarc);
	list_add(&all.children, &dkim);
	list_add(&all.children, &dmarc);
	list_add(&vendor.from, vendor_from);
	list_add(&vendor.names, vendor_name);
	list_add(&strict.from, strict_from);
	list_add(&strict.names, strict_name);
	list_add(&bare.from, bare_from);
	list_add(&bare.names, bare_name);
	list_add(&vendors, &vendor);
	list_add(&vendors, &strict);
	list_add(&vendors, &bare);
	return 0;
}

static int
teardown(void **state)
{
	struct vendor *v[] = { &vendor, &strict, &bare };
	size_t i;

	(void)state;
	for (i = 0; i < 3; i++) {
		list_free(&v[i]->from);
		list_free(&v[i]->names);
	}
	list_free(&any.children);
	list_free(&all.children);
	list_free(&vendors);
	return 0;
}

#define NONE	PROOF_NONE
#define PASS	PROOF_PASS
#define FAIL	PROOF_FAIL
#define POLICY	PROOF_POLICY
#define TEMP	PROOF_TEMPERROR
#define OURS	"a@vendor.example"

static const struct {
	const char	*what;
	const char	*from, *name;
	enum proof_result dkim;		/* one signature with this result */
	const char	*signer;
	enum proof_result dmarc;
	const char	*policy;
	unsigned	 signs;
	bool		 failed;	/* a look-up failed */
	enum verdict	 verdict;
	bool		 again;
	const char	*why;
} cases[] = {
	/* proven */
	{ "DKIM", OURS, NULL, PASS, "vendor.example", NONE, NULL, 0, false,
	    VERDICT_AUTHENTIC, false, "" },
	{ "DKIM of a name below", OURS, NULL, PASS, "mail.vendor.example",
	    NONE, NULL, 0, false, VERDICT_AUTHENTIC, false, "" },
	{ "DMARC alone", OURS, NULL, FAIL, "x.example", PASS, "reject", 0,
	    false, VERDICT_AUTHENTIC, false, "DMARC" },
	{ "another look-up failed, it does not matter", OURS, NULL, PASS,
	    "vendor.example", TEMP, NULL, 0, true, VERDICT_AUTHENTIC, false,
	    "" },
	{ "proven, but its name shows another address", OURS, "x@y.example",
	    PASS, "vendor.example", PASS, "reject", SIGN_TRICK, false,
	    VERDICT_UNVERIFIED, false, "proven, but" },
	{ "all of it holds", "a@strict.example", NULL, PASS,
	    "vendor.example", PASS, "reject", 0, false, VERDICT_AUTHENTIC,
	    false, "" },
	/* not proven, not forged */
	{ "a signature of somebody else", OURS, NULL, PASS,
	    "notvendor.example", FAIL, "none", 0, false, VERDICT_UNVERIFIED,
	    false, "no DKIM signature of vendor.example" },
	{ "nothing at all", OURS, NULL, NONE, NULL, NONE, NULL, 0, false,
	    VERDICT_UNVERIFIED, false, "nothing proves" },
	{ "one of two holds", "a@strict.example", NULL, PASS,
	    "vendor.example", NONE, NULL, 0, false, VERDICT_UNVERIFIED,
	    false, "nothing proves" },
	{ "policy none", OURS, NULL, FAIL, "vendor.example", FAIL, "none", 0,
	    false, VERDICT_UNVERIFIED, false, "nothing proves" },
	{ "a list in between", OURS, NULL, FAIL, "vendor.example", FAIL,
	    "reject", SIGN_LIST | SIGN_RELAYED, false, VERDICT_UNVERIFIED,
	    false, "list or a gateway" },
	{ "a gateway in between", OURS, NULL, FAIL, "vendor.example", FAIL,
	    "quarantine", SIGN_RELAYED, false, VERDICT_UNVERIFIED, false,
	    "list or a gateway" },
	{ "a refused signature of the domain", OURS, NULL, POLICY,
	    "vendor.example", FAIL, "reject", 0, false, VERDICT_UNVERIFIED,
	    false, "holds but is refused" },
	{ "a vendor without prove block", "a@bare.example", NULL, PASS,
	    "bare.example", PASS, "reject", 0, false, VERDICT_UNVERIFIED,
	    false, "nothing is configured" },
	/* to be tried again */
	{ "the key could not be looked up", OURS, NULL, TEMP,
	    "vendor.example", TEMP, "reject", 0, true, VERDICT_UNVERIFIED,
	    true, "tried again" },
	{ "the policy could not be looked up", OURS, NULL, FAIL,
	    "vendor.example", TEMP, NULL, 0, true, VERDICT_UNVERIFIED, true,
	    "tried again" },
	{ "a near miss, but a look-up failed", "a@vend0r.example", NULL,
	    TEMP, "vend0r.example", TEMP, NULL, 0, true, VERDICT_UNVERIFIED,
	    true, "tried again" },
	/* forged */
	{ "policy reject", OURS, NULL, NONE, NULL, FAIL, "reject", 0, false,
	    VERDICT_FORGED, false, "DMARC policy reject" },
	{ "policy quarantine", OURS, NULL, FAIL, "vendor.example", FAIL,
	    "quarantine", 0, false, VERDICT_FORGED, false, "quarantine" },
	{ "a refused signature of somebody else", OURS, NULL, POLICY,
	    "evil.example", FAIL, "reject", 0, false, VERDICT_FORGED, false,
	    "reject" },
	{ "a trick, whatever the policy", OURS, "x@y.example", NONE, NULL,
	    NONE, NULL, SIGN_TRICK, false, VERDICT_FORGED, false, "shows" },
	{ "a trick through a list", OURS, "x@y.example", NONE, NULL, FAIL,
	    "reject", SIGN_TRICK | SIGN_RELAYED, false, VERDICT_FORGED,
	    false, "shows" },
	{ "a near-miss domain that proves itself", "a@vend0r.example", NULL,
	    PASS, "vend0r.example", PASS, "reject", 0, false, VERDICT_FORGED,
	    false, "no address of Vendorsoft" },
	{ "a display name", "a@evil.example", "Vendorsoft", PASS,
	    "evil.example", PASS, "reject", 0, false, VERDICT_FORGED, false,
	    "no address of Vendorsoft" },
	{ "a vendor's address as display name", "a@evil.example",
	    "Help (a@vendor.example)", PASS, "evil.example", PASS, "reject",
	    SIGN_TRICK, false, VERDICT_FORGED, false,
	    "no address of Vendorsoft" },
	{ "a list that wrote itself into From", "l@list.example",
	    "Vendorsoft via A List", PASS, "list.example", PASS, "none",
	    SIGN_LIST | SIGN_RELAYED, false, VERDICT_UNVERIFIED, false,
	    "list wrote" },
	{ "the vendor's domain, but no address of it that announces",
	    "a@mail.vendor.example", NULL, PASS, "vendor.example", PASS,
	    "reject", 0, false, VERDICT_UNVERIFIED, false,
	    "its domain is proven" },
	{ "the same unproven", "a@mail.vendor.example", NULL, NONE, NULL, FAIL,
	    "none", 0, false, VERDICT_UNVERIFIED, false, "nothing proves" },
	/* of no vendor */
	{ "a stranger", "a@stranger.test", "A Person", PASS,
	    "stranger.test", PASS, "reject", 0, false, VERDICT_UNKNOWN,
	    false, "none of the vendors" },
};

static bool
says(const struct judgement *j, const char *part)
{
	size_t i;

	for (i = 0; i < j->why.n; i++)
		if (strstr(j->why.at[i], part) != NULL)
			return true;
	return part[0] == '\0';
}

static void
verdict__follows__the_evidence(void **state)
{
	struct judgement j;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct arena *a = arena_new();
		struct evidence ev = { .from = cases[i].from,
		    .from_name = cases[i].name, .signs = cases[i].signs,
		    .complete = !cases[i].failed, .n = 1 };

		ev.proofs[0] = (struct proof){ .method = "dkim",
		    .result = cases[i].dkim, .domain = cases[i].signer,
		    .why = "a reason" };
		ev.dmarc = (struct dmarc_evidence){
		    .result = cases[i].dmarc, .policy = cases[i].policy,
		    .organisation = strchr(cases[i].from, '@') + 1,
		    .why = "another" };
		if (cases[i].signs & SIGN_TRICK)
			ev.trick = "the display name shows another address";
		judge(a, &vendors, &ev, &j);
		if (j.verdict != cases[i].verdict ||
		    j.again != cases[i].again || !says(&j, cases[i].why))
			fail_msg("%s: %s, again %d, \"%s\"", cases[i].what,
			    verdict_name(j.verdict), j.again, j.why.n > 0 ?
			    (char *)j.why.at[j.why.n - 1] : "");
		assert_true(j.why.n > 0);
		assert_int_equal(j.vendor != NULL,
		    j.verdict != VERDICT_UNKNOWN);
		arena_free(a);
	}
}

static void
verdict__is_malformed__without_a_single_from(void **state)
{
	struct arena *a = arena_new();
	struct evidence ev = { .from = OURS, .complete = true,
	    .malformed = "the mail has 2 From fields" };
	struct judgement j;

	(void)state;
	judge(a, &vendors, &ev, &j);
	assert_int_equal(j.verdict, VERDICT_MALFORMED);
	assert_string_equal(j.why.at[0], ev.malformed);
	assert_false(judge_domain_proven(&ev));
	ev.malformed = ev.from = NULL;
	judge(a, &vendors, &ev, &j);
	assert_int_equal(j.verdict, VERDICT_MALFORMED);
	arena_free(a);
}

static void
verdict__is_forged__with_an_attached_program(void **state)
{
	static const struct {
		const char *from; enum proof_result dkim; bool sends;
		const char *refused; enum verdict verdict;
	} at[] = {
		{ OURS, PASS, false, NULL, VERDICT_AUTHENTIC },
		{ OURS, PASS, false, "it is a script", VERDICT_FORGED },
		{ OURS, PASS, true, "it is a script", VERDICT_AUTHENTIC },
		{ OURS, FAIL, false, "it is a script", VERDICT_FORGED },
		{ OURS, FAIL, true, "it is a script", VERDICT_UNVERIFIED },
		/* who claims no vendor forges none */
		{ "a@b.org", PASS, false, "it is a script", VERDICT_UNKNOWN },
		{ NULL, PASS, false, "it is a script", VERDICT_MALFORMED },
	};
	struct attachment fine = { .name = "a.txt", .type = "text/plain" };
	struct attachment bad = { .name = "b.bin", .type = "x/y" };
	struct arena *a = arena_new();
	struct reading r = { 0 };
	struct judgement j;
	size_t i, before;

	(void)state;
	list_add_in(a, &r.attachments, &fine);
	list_add_in(a, &r.attachments, &bad);
	for (i = 0; i < sizeof(at) / sizeof(at[0]); i++) {
		struct evidence ev = { .from = at[i].from, .complete = true,
		    .n = 1 };

		ev.proofs[0] = (struct proof){ .method = "dkim", .result =
		    at[i].dkim, .domain = "vendor.example", .why = "x" };
		vendor.sends_programs = at[i].sends;
		bad.refused = at[i].refused;
		judge(a, &vendors, &ev, &j);
		before = j.why.n;
		judge_reading(a, &r, &j);
		if (j.verdict != at[i].verdict)
			fail_msg("case %zu: %s", i, verdict_name(j.verdict));
		if (j.verdict != VERDICT_FORGED)
			continue;
		/* what was proven stays beside it */
		assert_int_equal(j.why.n, before + 1);
		assert_string_equal(j.why.at[0], "it carries an attachment "
		    "(b.bin) that Vendorsoft does not send: it is a script");
	}
	vendor.sends_programs = false;
	arena_free(a);
}

#define ENOUGH	(COVERED_FROM | COVERED_SHOWN)
#define GOOD	{ "arc", PASS, "gate.example", ENOUGH }
#define KEEP	"arc-dmarc", PASS, "vendor.example", 0

/* One prove block with arc, list or dkim alone; up to three proofs. */
static const struct {
	const char	*what;
	enum prove_kind	 kind;
	const char	*argument, *list_id;
	struct {
		const char	*method;
		enum proof_result result;
		const char	*domain;
		uint32_t	 covered;
	} at[3];
	enum verdict	 verdict;
	bool		 again;
	const char	*why;
} relayed[] = {
	{ "a named sealer's word on DMARC", PROVE_ARC, "gate.example", NULL,
	    { GOOD, { KEEP } }, VERDICT_AUTHENTIC, false, "arc-dmarc" },
	{ "a sealer below the named domain", PROVE_ARC, "gate.example", NULL,
	    { { "arc", PASS, "mx.gate.example", ENOUGH }, { KEEP } },
	    VERDICT_AUTHENTIC, false, "arc-dmarc" },
	{ "its word without header.from", PROVE_ARC, "gate.example", NULL,
	    { GOOD, { "arc-dmarc", PASS, NULL, 0 } }, VERDICT_AUTHENTIC,
	    false, "" },
	{ "its word on aligned DKIM", PROVE_ARC, "gate.example", NULL,
	    { GOOD, { "arc-dkim", PASS, "m.vendor.example", 0 } },
	    VERDICT_AUTHENTIC, false, "arc-dkim" },
	{ "its word on somebody else's DKIM", PROVE_ARC, "gate.example",
	    NULL, { GOOD, { "arc-dkim", PASS, "other.example", 0 } },
	    VERDICT_UNVERIFIED, false, "does not say that vendor.example" },
	{ "its word on another From", PROVE_ARC, "gate.example", NULL,
	    { GOOD, { "arc-dmarc", PASS, "other.example", 0 } },
	    VERDICT_UNVERIFIED, false, "does not say" },
	{ "its word that it failed", PROVE_ARC, "gate.example", NULL,
	    { GOOD, { "arc-dmarc", FAIL, "vendor.example", 0 } },
	    VERDICT_UNVERIFIED, false, "does not say" },
	{ "its word that it failed, and on aligned DKIM", PROVE_ARC,
	    "gate.example", NULL, { GOOD, { "arc-dkim", PASS,
	    "m.vendor.example", 0 }, { "arc-dmarc", FAIL, "vendor.example",
	    0 } }, VERDICT_UNVERIFIED, false, "does not say" },
	{ "its word that it failed, and did not", PROVE_ARC, "gate.example",
	    NULL, { GOOD, { KEEP }, { "arc-dmarc", FAIL, "vendor.example",
	    0 } }, VERDICT_UNVERIFIED, false, "does not say" },
	{ "its word that another From failed", PROVE_ARC, "gate.example",
	    NULL, { GOOD, { KEEP }, { "arc-dmarc", FAIL, "other.example",
	    0 } }, VERDICT_AUTHENTIC, false, "arc-dmarc" },
	{ "its word on SPF", PROVE_ARC, "gate.example", NULL,
	    { GOOD, { "arc-spf", PASS, "vendor.example", 0 } },
	    VERDICT_UNVERIFIED, false, "does not say" },
	{ "a gateway's word is no sealer's", PROVE_ARC, "gate.example", NULL,
	    { GOOD, { "authres-dmarc", PASS, "vendor.example", 0 } },
	    VERDICT_UNVERIFIED, false, "does not say" },
	{ "another sealer", PROVE_ARC, "gate.example", NULL,
	    { { "arc", PASS, "evil.example", ENOUGH }, { KEEP } },
	    VERDICT_UNVERIFIED, false, "not gate.example" },
	{ "a sealer whose name only ends so", PROVE_ARC, "gate.example",
	    NULL, { { "arc", PASS, "xgate.example", ENOUGH }, { KEEP } },
	    VERDICT_UNVERIFIED, false, "not gate.example" },
	{ "From not covered", PROVE_ARC, "gate.example", NULL,
	    { { "arc", PASS, "gate.example", COVERED_SHOWN }, { KEEP } },
	    VERDICT_UNVERIFIED, false, "open" },
	{ "Subject or the text's form not covered", PROVE_ARC,
	    "gate.example", NULL, { { "arc", PASS, "gate.example",
	    COVERED_FROM | COVERED_SUBJECT }, { KEEP } },
	    VERDICT_UNVERIFIED, false, "open" },
	{ "a broken chain", PROVE_ARC, "gate.example", NULL,
	    { { "arc", FAIL, "gate.example", ENOUGH }, { KEEP } },
	    VERDICT_UNVERIFIED, false, "ARC: arc" },
	{ "a chain whose key is late", PROVE_ARC, "gate.example", NULL,
	    { { "arc", TEMP, "gate.example", 0 } }, VERDICT_UNVERIFIED, true,
	    "tried again" },
	{ "no chain", PROVE_ARC, "gate.example", NULL, { { KEEP } },
	    VERDICT_UNVERIFIED, false, "no ARC chain" },
	{ "ARC is no DKIM", PROVE_DKIM, "gate.example", NULL,
	    { GOOD, { "arc-dkim", PASS, "gate.example", 0 } },
	    VERDICT_UNVERIFIED, false, "no DKIM signature" },
	{ "a gateway's word on DKIM", PROVE_DKIM, "vendor.example", NULL,
	    { { "authres-dkim", PASS, "m.vendor.example", 0 } },
	    VERDICT_AUTHENTIC, false, "authres-dkim" },
	{ "a gateway's word on DKIM, and against DMARC", PROVE_DKIM,
	    "list.example", NULL, { { "authres-dkim", PASS, "list.example",
	    0 }, { "authres-dmarc", FAIL, "vendor.example", 0 } },
	    VERDICT_AUTHENTIC, false, "authres-dkim; that mx.site.example says "
	    "as well that DMARC failed for vendor.example counts against" },
	{ "... against DMARC of another From", PROVE_DKIM, "list.example",
	    NULL, { { "authres-dkim", PASS, "list.example", 0 },
	    { "authres-dmarc", FAIL, "other.example", 0 } },
	    VERDICT_AUTHENTIC, false, "authres-dkim" },
	{ "a gateway's word that it failed", PROVE_DKIM, "vendor.example",
	    NULL, { { "authres-dkim", FAIL, "vendor.example", 0 } },
	    VERDICT_UNVERIFIED, false, "no DKIM signature" },
	{ "a list's signature and its name", PROVE_LIST, "lists.example",
	    "news.lists.example", { { "dkim", PASS, "lists.example",
	    COVERED_LIST_ID } }, VERDICT_AUTHENTIC, false, "dkim" },
	{ "a List-Id that its signature leaves out", PROVE_LIST,
	    "lists.example", "news.lists.example",
	    { { "dkim", PASS, "lists.example", COVERED_FROM } },
	    VERDICT_UNVERIFIED, false, "not cover the List-Id" },
	{ "a List-Id that another signature covers", PROVE_LIST,
	    "lists.example", "news.lists.example",
	    { { "dkim", PASS, "lists.example", 0 },
	    { "dkim", PASS, "vendor.example", COVERED_LIST_ID } },
	    VERDICT_UNVERIFIED, false, "not cover the List-Id" },
	{ "a List-Id that one of two signatures covers", PROVE_LIST,
	    "lists.example", "news.lists.example",
	    { { "dkim", PASS, "lists.example", 0 },
	    { "dkim", PASS, "a.lists.example", COVERED_LIST_ID } },
	    VERDICT_AUTHENTIC, false, "dkim" },
	{ "a gateway's word on a list's signature", PROVE_LIST,
	    "lists.example", "news.lists.example",
	    { { "authres-dkim", PASS, "lists.example", 0 } },
	    VERDICT_AUTHENTIC, false, "authres-dkim" },
	{ "a list's signature on a mail of another list", PROVE_LIST,
	    "lists.example", "news.xlists.example",
	    { { "dkim", PASS, "lists.example", COVERED_LIST_ID } },
	    VERDICT_UNVERIFIED, false, "no List-Id of lists.example" },
	{ "a list's signature on no list's mail", PROVE_LIST,
	    "lists.example", NULL, { { "dkim", PASS, "lists.example", 0 } },
	    VERDICT_UNVERIFIED, false, "no List-Id" },
	{ "a list's name alone", PROVE_LIST, "lists.example",
	    "news.lists.example", { { "dkim", PASS, "vendor.example", 0 } },
	    VERDICT_UNVERIFIED, false, "no DKIM signature of lists" },
	{ "a list whose key is late", PROVE_LIST, "lists.example",
	    "news.lists.example", { { "dkim", TEMP, "lists.example", 0 } },
	    VERDICT_UNVERIFIED, true, "tried again" },
};

static void
verdict__follows__relayed_proofs(void **state)
{
	struct judgement j;
	size_t i, k;

	(void)state;
	for (i = 0; i < sizeof(relayed) / sizeof(relayed[0]); i++) {
		struct arena *a = arena_new();
		struct prove alone = { .kind = relayed[i].kind,
		    .argument = relayed[i].argument };
		struct evidence ev = { .from = OURS, .complete = true,
		    .list_id = relayed[i].list_id };

		ev.dmarc.organisation = "vendor.example";
		for (k = 0; k < 3 && relayed[i].at[k].method != NULL; k++)
			ev.proofs[ev.n++] = (struct proof){
			    .method = relayed[i].at[k].method,
			    .by = "mx.site.example",
			    .result = relayed[i].at[k].result,
			    .domain = relayed[i].at[k].domain,
			    .covered = relayed[i].at[k].covered,
			    .why = relayed[i].at[k].method };
		vendor.prove = &alone;
		judge(a, &vendors, &ev, &j);
		vendor.prove = &any;
		if (j.verdict != relayed[i].verdict ||
		    j.again != relayed[i].again || !says(&j, relayed[i].why))
			fail_msg("%s: %s, again %d, \"%s\"",
			    relayed[i].what, verdict_name(j.verdict),
			    j.again, (char *)j.why.at[0]);
		arena_free(a);
	}
}

static void
domain__is_proven__by_dmarc_or_alignment(void **state)
{
	static const struct {
		enum proof_result dmarc;
		const char	*record, *organisation;
		enum proof_result dkim;
		const char	*signer;
		bool		 proven;
	} at[] = {
		{ PASS, "v=DMARC1", "b.example", PASS, "b.example", true },
		{ FAIL, "v=DMARC1", "b.example", PASS, "b.example", false },
		{ TEMP, NULL, "b.example", PASS, "b.example", false },
		{ NONE, NULL, "b.example", PASS, "a.b.example", true },
		{ NONE, NULL, "b.example", PASS, "xb.example", false },
		{ NONE, NULL, "b.example", POLICY, "a.b.example", false },
		{ NONE, NULL, NULL, PASS, "a.b.example", true },
		{ NONE, NULL, NULL, PASS, "b.example", false },
		{ NONE, NULL, "b.example", NONE, NULL, false },
	};
	struct evidence ev = { .from = "x@a.b.example", .n = 1 };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(at) / sizeof(at[0]); i++) {
		ev.dmarc = (struct dmarc_evidence){ .result = at[i].dmarc,
		    .record = at[i].record,
		    .organisation = at[i].organisation };
		ev.proofs[0] = (struct proof){ .method = "dkim",
		    .result = at[i].dkim, .domain = at[i].signer };
		if (judge_domain_proven(&ev) != at[i].proven)
			fail_msg("case %zu", i);
		/* somebody's word is no signature */
		ev.proofs[0].method = "arc-dkim";
		if (judge_domain_proven(&ev) && at[i].dmarc != PASS)
			fail_msg("case %zu by a word", i);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(verdict__follows__the_evidence),
		cmocka_unit_test(verdict__is_malformed__without_a_single_from),
		cmocka_unit_test(verdict__is_forged__with_an_attached_program),
		cmocka_unit_test(verdict__follows__relayed_proofs),
		cmocka_unit_test(domain__is_proven__by_dmarc_or_alignment),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
