/* SPDX-License-Identifier: ISC */
/* What senders prove, learned: evidence in, a proposal out that is a vendors
 * file and believes what it says it does. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "text/learn.h"
#include "text/verdict.h"

#define NOON	1767268800	/* 2026-01-01 12:00 UTC */

static struct arena *a;
static struct learn *l;
static struct list vendors;	/* of the proposal; in the arena */

static int
setup(void **state)
{
	(void)state;
	a = arena_new();
	l = learn_new();
	vendors = (struct list){ 0 };
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	learn_free(l);
	arena_free(a);
	return 0;
}

static struct evidence
mail(const char *from, const char *organisation)
{
	struct evidence ev = { .from = from, .from_name = "The Sender",
	    .subject = "A subject", .complete = true };

	ev.dmarc.organisation = organisation;
	ev.dmarc.covered = COVERED_FROM | COVERED_SHOWN;
	return ev;
}

static void
sign(struct evidence *ev, const char *domain, enum proof_result r,
    const char *key)
{
	ev->proofs[ev->n++] = (struct proof){ .method = "dkim", .result = r,
	    .domain = domain, .selector = "s", .why = "a signature",
	    .key = key, .covered = COVERED_FROM | COVERED_SHOWN };
}

static void
add(const struct evidence *ev, int day)
{
	struct learn_mail m = { "inbox/1", ev, NOON + (int64_t)day * DAY, true,
	    NULL };

	learn_add(l, &m);
}

/* The proposal, every entry said yes to; it must be a vendors file. */
static char *
proposal(const char *yes)
{
	struct learn_options o = { NULL, NULL };
	struct conf_report r = { .arena = a };
	struct list words = { 0 };
	struct conf_node *root;
	struct buf out = { 0 };
	char *s;

	list_add_in(a, &words, arena_str(a, yes));
	o.yes = &words;
	learn_write(l, &o, &out, NULL);
	root = conf_read_bytes(a, "proposal", (struct span){ out.p, out.n },
	    &r);
	if (root == NULL || conf_check(root, vendors_rules, &r) == -1 ||
	    vendors_read(a, root, &vendors, &r) == -1)
		fail_msg("%s\n%s", r.lines.n > 0 ? (char *)r.lines.at[0] :
		    "no vendors file", out.p);
	s = arena_strn(a, out.p, out.n);
	buf_free(&out);
	return s;
}

static void
has(const char *text, const char *words)
{
	if (strstr(text, words) == NULL)
		fail_msg("no \"%s\" in\n%s", words, text);
}

static void
has_not(const char *text, const char *words)
{
	if (strstr(text, words) != NULL)
		fail_msg("\"%s\" in\n%s", words, text);
}

static void
learn__proposes_what_proves(void **state)
{
	struct evidence ev = mail("a@vendor.example", "vendor.example");
	struct judgement j = { .verdict = VERDICT_UNKNOWN };
	char *s;
	int i;

	(void)state;
	sign(&ev, "mail.vendor.example", PROOF_PASS, "k");
	for (i = 0; i < 3; i++)
		add(&ev, i);
	s = proposal("vendor.example");
	has(s, "# vendor.example: 3 mails, 2026-01-01 to 2026-01-03, 3 with a "
	    "bulletin\n");
	has(s, "#   proves   dkim mail.vendor.example: 3 of 3, first "
	    "2026-01-01, last 2026-01-03\n");
	has(s, "\nvendor vendor {\n\tname \"The Sender\"\n"
	    "\tfrom a@vendor.example\n"
	    "\tprove any { dkim mail.vendor.example }\n}\n");
	assert_int_equal(vendors.n, 1);
	judge(a, &vendors, &ev, &j);
	assert_int_equal(j.verdict, VERDICT_AUTHENTIC);
}

static void
learn__pins_nothing_without_a_yes(void **state)
{
	struct evidence ev = mail("a@vendor.example", "vendor.example");
	char *s;
	int i;

	(void)state;
	sign(&ev, "vendor.example", PROOF_PASS, "k");
	for (i = 0; i < 3; i++)
		add(&ev, i);
	s = proposal("other.example");
	has(s, "#vendor vendor {\n");
	assert_int_equal(vendors.n, 0);
}

static void
learn__says_which_yes_is_no_sender(void **state)
{
	struct evidence ev = mail("a@vendor.example", "vendor.example");
	struct list yes = { 0 }, unknown = { 0 };
	struct learn_options o = { NULL, &yes };
	char one[] = "VENDOR.example", other[] = "vend.example";
	struct buf out = { 0 };

	(void)state;
	add(&ev, 0);
	list_add(&yes, one);
	list_add(&yes, other);
	learn_write(l, &o, &out, &unknown);
	assert_int_equal(unknown.n, 1);
	assert_string_equal(unknown.at[0], "vend.example");
	list_free(&yes);
	list_free(&unknown);
	buf_free(&out);
}

/* Ways that only together prove all; a domain that signs for others. */
static void
learn__joins_ways_and_leaves_strangers_out(void **state)
{
	struct evidence one = mail("a@vendor.example", "vendor.example");
	struct evidence other = one;
	char *s;
	int i;

	(void)state;
	sign(&one, "vendor.example", PROOF_PASS, "k");
	sign(&one, "bulk.example", PROOF_PASS, "k");
	other.dmarc.result = PROOF_PASS;
	for (i = 0; i < 4; i++)
		add(i % 2 == 0 ? &one : &other, i);
	s = proposal("vendor.example");
	has(s, "prove any { dkim vendor.example; dmarc }");
	has(s, "dkim bulk.example: 2 of 4");
	has(s, "not proposed");
}

static void
learn__says_that_keys_are_gone(void **state)
{
	struct evidence old = mail("a@vendor.example", "vendor.example");
	struct evidence now = old;
	char *s;
	int i;

	(void)state;
	sign(&old, "vendor.example", PROOF_PERMERROR, NULL);
	sign(&now, "vendor.example", PROOF_PASS, "k");
	for (i = 0; i < 5; i++)
		add(i < 3 ? &old : &now, i);
	s = proposal("vendor.example");
	has(s, "2 of 5, first 2026-01-04, last 2026-01-05; key no longer "
	    "published: 3\n");
	has(s, "#   unproven 3, its key is no longer published\n");
	/* what cannot be checked does not speak against it */
	assert_int_equal(vendors.n, 1);
}

static void
learn__tells_why_mails_are_not_proven(void **state)
{
	struct evidence good = mail("a@vendor.example", "vendor.example");
	struct evidence bad[3] = { good, good, good };
	char *s;
	int i;

	(void)state;
	sign(&good, "vendor.example", PROOF_PASS, "k");
	bad[0].dmarc.result = PROOF_FAIL;
	bad[0].dmarc.policy = "reject";
	bad[1].signs = SIGN_RELAYED;
	bad[2].complete = false;
	for (i = 0; i < 6; i++)
		add(i < 3 ? &good : &bad[i - 3], i);
	s = proposal("vendor.example");
	has(s, "unproven 1, disowned by its domain's DMARC policy");
	has(s, "unproven 1, through a list or gateway");
	has(s, "unproven 1, a look-up failed");
	assert_int_equal(vendors.n, 1);
}

/* 9 of 10 are enough, 8 of 9 are not; one alone never is. */
static void
learn__proposes_from_enough_only(void **state)
{
	struct evidence good = mail("a@vendor.example", "vendor.example");
	struct evidence bad = good;
	static const struct { int good, bad; size_t entries; } all[] = {
		{ 9, 1, 1 }, { 8, 1, 0 }, { 18, 2, 1 }, { 17, 2, 0 },
		{ 1, 0, 0 }, { 2, 0, 1 }, { 0, 3, 0 },
	};
	size_t i;
	int k;

	(void)state;
	sign(&good, "vendor.example", PROOF_PASS, "k");
	for (i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		if (i > 0)
			setup(NULL);
		for (k = 0; k < all[i].good + all[i].bad; k++)
			add(k < all[i].good ? &good : &bad, k);
		if (all[i].entries == 0)
			has(proposal("vendor.example"),
			    "no proposal");
		else
			proposal("vendor.example");
		assert_int_equal(vendors.n, all[i].entries);
		if (i + 1 < sizeof(all) / sizeof(all[0]))
			teardown(NULL);
	}
}

/* A list that signs for its authors is one sender. */
static void
learn__knows_lists(void **state)
{
	struct evidence ev = mail("one@a.example", "a.example");
	char *s;
	int i;

	(void)state;
	ev.list_id = "announce.lists.example";
	sign(&ev, "lists.example", PROOF_PASS, "k");
	ev.proofs[ev.n - 1].covered |= COVERED_LIST_ID;
	for (i = 0; i < 3; i++) {
		if (i == 2)
			ev.from = "two@b.example";
		ev.dmarc.organisation = i == 2 ? "b.example" : "a.example";
		add(&ev, i);
	}
	s = proposal("announce.lists.example");
	has(s, "# list announce.lists.example: 3 mails");
	has(s, "prove any { list lists.example }");
	has(s, "from one@a.example\n\tfrom two@b.example\n");
	assert_int_equal(vendors.n, 1);
}

static void
learn__proposes_no_imitation(void **state)
{
	struct evidence good = mail("a@vendor.example", "vendor.example");
	struct evidence bad = mail("a@vend0r.example", "vend0r.example");
	char *s;
	int i;

	(void)state;
	sign(&good, "vendor.example", PROOF_PASS, "k");
	sign(&bad, "vend0r.example", PROOF_PASS, "k");
	for (i = 0; i < 5; i++)
		add(i < 3 ? &good : &bad, i);
	s = proposal("vend0r.example");
	has(s, "no proposal: it resembles another sender");
	has(s, "#vendor vendor {");
	assert_int_equal(vendors.n, 0);
}

/* Nothing that a stranger writes ends a comment or a quoted word. */
static void
learn__quotes_strangers(void **state)
{
	struct evidence ev = mail("a@vendor.example", "vendor.example");
	const struct vendor *v;
	char *s;

	(void)state;
	sign(&ev, "vendor.example", PROOF_PASS, "k");
	ev.from_name = "x\"\nvendor evil { name \"Evil\" }\n#\x1b[2J\\";
	ev.subject = "y\nvendor evil2 { }";
	ev.list_id = "z }\nvendor.evil.example";
	add(&ev, 0);
	add(&ev, 1);
	s = proposal("vendor.example");
	has_not(s, "\nvendor evil");
	has_not(s, "\x1b");
	assert_int_equal(vendors.n, 1);
	v = vendors.at[0];
	assert_string_equal(v->id, "vendor");
}

static void
learn__leaves_quiet_senders_out(void **state)
{
	struct evidence ev = mail("a@news.example", "news.example");
	struct learn_mail m = { "inbox/1", &ev, NOON, false, NULL };
	struct evidence none = { .malformed = "two addresses" };
	char *s;

	(void)state;
	learn_add(l, &m);
	m.ev = &none;
	learn_add(l, &m);
	s = proposal("x");
	has(s, "# 1 more sender announced nothing and is left out.\n");
	has(s, "# 1 mail has no single From address.\n");
	has_not(s, "news.example");
}

static void
learn__limits_senders(void **state)
{
	struct evidence ev;
	char domain[64], from[80];
	int i;

	(void)state;
	for (i = 0; i < LEARN_SENDERS_MAX + 2; i++) {
		snprintf(domain, sizeof(domain), "d%d.example", i);
		snprintf(from, sizeof(from), "a@%s", domain);
		ev = mail(from, domain);
		learn_add(l, &(struct learn_mail){ "f", &ev, NOON, false,
		    NULL });
	}
	has(proposal("x"), "# 2 mails of further senders than "
	    "5000 were not counted.\n");
}

#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(learn__proposes_what_proves),
		T(learn__pins_nothing_without_a_yes),
		T(learn__says_which_yes_is_no_sender),
		T(learn__joins_ways_and_leaves_strangers_out),
		T(learn__says_that_keys_are_gone),
		T(learn__tells_why_mails_are_not_proven),
		T(learn__proposes_from_enough_only),
		T(learn__knows_lists),
		T(learn__proposes_no_imitation),
		T(learn__quotes_strangers),
		T(learn__leaves_quiet_senders_out),
		T(learn__limits_senders),
	};

	clock_zone("UTC", NULL);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
