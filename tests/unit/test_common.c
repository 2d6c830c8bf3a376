/* SPDX-License-Identifier: ISC */
/* What is read of every bulletin after its reader, and what is none. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "base/arena.h"
#include "base/buf.h"
#include "handlers/bulletin/common.h"
#include "handlers/bulletin/select.h"

static struct arena *a;

static int
open_arena(void **state)
{
	(void)state;
	a = arena_new();
	return 0;
}

static int
close_arena(void **state)
{
	(void)state;
	arena_free(a);
	return 0;
}

/* The facts of one bulletin of such a mail, whose reader found its title. */
static struct bulletin_facts *
filled(const char *subject, const char *title, const char *text)
{
	struct bulletin_facts *f = arena_alloc(a, sizeof(*f));
	struct reader_mail *m = arena_alloc(a, sizeof(*m));
	struct list out = { 0 };

	*m = (struct reader_mail){ .arena = a, .subject = subject,
	    .text = text };
	f->mail = m;
	f->title = title;
	list_add_in(a, &out, f);
	common_fill(m, &out);
	return f;
}

static const struct { const char *subject, *title, *text;
	enum bulletin_kind kind; } titles[] = {
	{ "[LAMP-1] lamp security update", NULL, "", KIND_SECURITY_PATCH },
	{ "LAMP-1", "Lamp 7 Service Pack 2", "", KIND_SERVICE_PACK },
	{ "LAMP-1", "Lamp feature pack", "", KIND_FEATURE_PACK },
	{ "LAMP-1: cumulative update for Lamp", NULL, "", KIND_ROLLUP },
	{ "Hotfix for Lamp", NULL, "", KIND_HOTFIX },
	{ "Critical Update for Lamp", NULL, "", KIND_CRITICAL_UPDATE },
	{ "lamp bug fix update", NULL, "", KIND_UPDATE },
	{ "Advance notification of security updates", NULL, "",
	    KIND_ADVANCE_NOTICE },
	{ "LAMP-1: lamps", NULL, "", KIND_NOT_STATED },
	/* withdrawals, and what is none */
	{ "[WITHDRAWN] LAMP-1 lamp security update", NULL, "",
	    KIND_WITHDRAWAL },
	{ "LAMP-1 lamp security update (withdrawn)", NULL, "",
	    KIND_WITHDRAWAL },
	{ "LAMP-1 has been withdrawn", NULL, "", KIND_WITHDRAWAL },
	{ "Withdrawal of LAMP-1", NULL, "", KIND_WITHDRAWAL },
	{ "Withdrawn: LAMP-1", NULL, "", KIND_WITHDRAWAL },
	{ "LAMP-1: lamps", "Retracted: lamps", "", KIND_WITHDRAWAL },
	{ "LAMP-1: lamps", NULL, "Status: withdrawn\n", KIND_WITHDRAWAL },
	{ "LAMP-1: security update for withdrawn certificates", NULL, "",
	    KIND_SECURITY_PATCH },
	{ "LAMP-1: lamps", NULL, "An older update was withdrawn.\n",
	    KIND_NOT_STATED },
};

static void
common__knows_kinds_and_withdrawals(void **state)
{
	const struct bulletin_facts *f;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(titles) / sizeof(titles[0]); i++) {
		f = filled(titles[i].subject, titles[i].title,
		    titles[i].text);
		if (f->kind != titles[i].kind)
			fail_msg("%s: %s", titles[i].subject,
			    bulletin_kind_name(f->kind));
	}
}

/* A subject speaks of all that a mail announces. */
static void
common__of_several__believes_their_own_titles_only(void **state)
{
	struct reader_mail m = { .arena = a, .subject = "Withdrawn: LAMP-1",
	    .text = "We know of attacks.\n" };
	struct bulletin_facts one = { .title = "lamp hotfix", .mail = &m };
	struct bulletin_facts two = { .title = "withdrawn: x", .mail = &m };
	struct list out = { 0 };

	(void)state;
	list_add_in(a, &out, &one);
	list_add_in(a, &out, &two);
	common_fill(&m, &out);
	assert_int_equal(one.kind, KIND_HOTFIX);
	assert_int_equal(two.kind, KIND_WITHDRAWAL);
	assert_int_equal(one.exploited, STATED_NOTHING);
}

static const struct { const char *text; enum stated exploited, known; }
attacks[] = {
	{ "We know of attacks.", STATED_YES, STATED_NOTHING },
	{ "It is actively\nexploited.", STATED_YES, STATED_NOTHING },
	{ "We are not aware of attacks.", STATED_NO, STATED_NOTHING },
	{ "An attacker could exploit it.", STATED_NOTHING, STATED_NOTHING },
	{ "It has been publicly\ndisclosed.", STATED_NOTHING, STATED_YES },
	{ "Publicly disclosed: No", STATED_NOTHING, STATED_NO },
	{ "It has not been publicly disclosed.", STATED_NOTHING, STATED_NO },
	{ "The update was published.", STATED_NOTHING, STATED_NOTHING },
};

static void
common__believes_only_what_is_said_of_attacks(void **state)
{
	const struct bulletin_facts *f;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(attacks) / sizeof(attacks[0]); i++) {
		f = filled("s", "t", attacks[i].text);
		print_message("%s\n", attacks[i].text);
		assert_int_equal(f->exploited, attacks[i].exploited);
		assert_int_equal(f->known, attacks[i].known);
	}
}

static void
common__finds_what_is_replaced(void **state)
{
	const struct bulletin_facts *f = filled("s", "t", "Supersedes: "
	    "LAMP-1, LAMP-2\nReplaced by: LAMP-9\nObsoletes: none\n");

	(void)state;
	assert_int_equal(f->supersedes.n, 1);
	assert_string_equal(f->supersedes.at[0], "LAMP-1, LAMP-2");
	assert_string_equal(f->superseded_by.at[0], "LAMP-9");
}

/* --- tables ----------------------------------------------------------- */

static const char *
joined(const struct list *l)
{
	struct buf b = { 0 };
	const char *s;
	size_t i;

	for (i = 0; i < l->n; i++)
		buf_addf(&b, "%s%s", i > 0 ? "," : "", (char *)l->at[i]);
	s = arena_str(a, buf_str(&b));
	buf_free(&b);
	return s;
}

static void
table__gives_versions_and_restart(void **state)
{
	static const char *const texts[] = {
		"Update   Product       Affected versions   Restart   "
		"Fixed in\n"
		"-------  ------------  ------------------  --------  "
		"--------\n"
		"KB-1     Lamp Server   before 7.0.4        No        7.0.4\n"
		"KB-2     Lamp Switch   before 2.1          Yes       2.1\n"
		"\n"
		"KB-3     Lamp Post     no row              Yes       9.9\n",
		"Update | Product | Affected versions | Restart | Fixed in\n"
		"KB-1 | Lamp Server | before 7.0.4 | No | 7.0.4\n"
		"KB-2 | Lamp Switch | before 2.1 | Yes | 2.1\n"
		"Nothing else is known.\n"
		"KB-3 | Lamp Post | no row | Yes | 9.9\n",
	};
	const struct bulletin_facts *f;
	size_t i;

	(void)state;
	for (i = 0; i < 2; i++) {
		f = filled("s", "t", texts[i]);
		assert_string_equal(joined(&f->products),
		    "Lamp Server,Lamp Switch");
		assert_string_equal(joined(&f->fixed),
		    "Lamp Server 7.0.4,Lamp Switch 2.1");
		assert_string_equal(joined(&f->affected),
		    "Lamp Server before 7.0.4,Lamp Switch before 2.1");
		assert_int_equal(f->restart, RESTART_YES);
	}
	/* "No" for one says nothing of all; a word is no version */
	f = filled("s", "t", "Product | Restart | Fixed in\n"
	    "Lamp | No | none yet\n");
	assert_int_equal(f->restart, RESTART_NOT_STATED);
	assert_int_equal(f->fixed.n, 0);
}

static void
table__changes_nothing_that_was_read(void **state)
{
	struct reader_mail m = { .arena = a, .text =
	    "Product | Fixed in\nLamp | 7\n" };
	struct bulletin_facts f = { .mail = &m };

	(void)state;
	extract_add(a, &f.fixed, span_of("lamp 6"), false);
	common_tables(&m, &f);
	assert_string_equal(joined(&f.fixed), "lamp 6");
	assert_string_equal(joined(&f.products), "Lamp");
}

static void
table__holds_its_limits(void **state)
{
	struct span cells[TABLE_CELLS_MAX];
	struct reader_mail m = { .arena = a };
	struct buf b = { 0 };
	size_t i, n;

	(void)state;
	for (n = TABLE_CELLS_MAX - 1; n <= TABLE_CELLS_MAX + 1; n++) {
		buf_cut(&b, 0);
		for (i = 0; i < n; i++)
			buf_addf(&b, "%sc%zu", i > 0 ? "  " : "", i);
		assert_int_equal(table_cells((struct span){ b.p, b.n }, cells),
		    n <= TABLE_CELLS_MAX ? n : 0);
	}
	assert_int_equal(table_cells(span_of("one cell"), cells), 0);
	assert_int_equal(table_cells(span_of(""), cells), 0);
	for (n = TABLE_ROWS_MAX - 1; n <= TABLE_ROWS_MAX + 1; n++) {
		struct bulletin_facts f = { .mail = &m };

		buf_cut(&b, 0);
		buf_adds(&b, "Product | Fixed in\n");
		for (i = 0; i < n; i++)
			buf_addf(&b, "lamp %zu | %zu\n", i, i);
		m.text = buf_str(&b);
		common_tables(&m, &f);
		assert_int_equal(f.fixed.n, n < TABLE_ROWS_MAX ? n :
		    TABLE_ROWS_MAX);
	}
	buf_free(&b);
}

static void
table__is_told_from_prose(void **state)
{
	(void)state;
	assert_true(table_is_row(span_of("a | b")));
	assert_true(table_is_row(span_of("KB-1   Lamp   7.0")));
	assert_false(table_is_row(span_of("This  text  is  justified.")));
	assert_false(table_is_row(span_of("Package   : lamp")));
	assert_false(table_is_row(span_of("One sentence.  Another one.")));
	assert_false(table_is_row(span_of("")));
	assert_string_equal(extract_summary(a, span_of("It is bad.\n"
	    "Update   Product   Fixed in\nKB-1     Lamp      7.0\n"
	    "Do update.")), "It is bad. Do update.");
}

/* --- what is no bulletin ---------------------------------------------- */

static const char advisory[] = "Advisory ID: NLSA-2026-014-1\n"
    "Severity: High\n\nA security update for lamps.\n";

static size_t
announced(const char *subject, const char *text)
{
	struct reader_mail m = { .arena = a, .subject = subject,
	    .text = text, .from = "a@example.net" };
	struct list out = { 0 };
	size_t n;

	bulletin_read(NULL, &m, &out);
	n = out.n;
	list_free(&out);
	return n;
}

static void
none__of_replies_quotations_and_digests__is_a_bulletin(void **state)
{
	static const char *const subjects[] = {
		"Re: [NLSA-2026-014-1] lamps", "AW: NLSA-2026-014-1: lamps",
		"Antwort: NLSA-2026-014-1: lamps", "RE : NLSA-2026-014-1",
		"Odp: NLSA-2026-014-1: lamps",
		"security-announce Digest, Vol 12, Issue 3",
	};
	size_t i;

	(void)state;
	assert_int_equal(announced("[NLSA-2026-014-1] lamps", advisory), 1);
	assert_int_equal(announced("Fwd: [NLSA-2026-014-1] lamps", advisory),
	    1);
	assert_int_equal(announced("[EXT] NLSA-2026-014-1", "Lamps.\n"), 1);
	assert_int_equal(announced("Minutes of Friday (NLSA-2026-014-1)",
	    "Lamps.\n"), 0);
	for (i = 0; i < sizeof(subjects) / sizeof(subjects[0]); i++)
		assert_int_equal(announced(subjects[i], advisory), 0);
	assert_int_equal(announced("[NLSA-2026-014-1] lamps",
	    "Today's Topics:\n\n   1. NLSA-2026-014-1\n\nAdvisory ID: "
	    "NLSA-2026-014-1\n"), 0);
	/* quoted, and no header says that it is an answer */
	assert_int_equal(announced("NLSA-2026-014-1",
	    "Is this for us?\n\n> Advisory ID: NLSA-2026-014-1\n"
	    "> Severity: High\n>\n> A security update for lamps.\n"), 0);
	/* a line of an advisory may begin so */
	assert_int_equal(announced("[NLSA-2026-014-1] lamps",
	    "Advisory ID: NLSA-2026-014-1\nSeverity: High\n"
	    "> a line\nmore of it\nand more\n"), 1);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, open_arena, close_arena)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(common__knows_kinds_and_withdrawals),
		TEST(common__of_several__believes_their_own_titles_only),
		TEST(common__believes_only_what_is_said_of_attacks),
		TEST(common__finds_what_is_replaced),
		TEST(table__gives_versions_and_restart),
		TEST(table__changes_nothing_that_was_read),
		TEST(table__holds_its_limits),
		TEST(table__is_told_from_prose),
		TEST(none__of_replies_quotations_and_digests__is_a_bulletin),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
