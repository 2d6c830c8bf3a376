/* SPDX-License-Identifier: ISC */
/* Whom words mean, and who must say yes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "handlers/playbook/parts.h"
#include "tests/support/playbooks.h"

static const char audiences[] = "audience desk { to helpdesk; look users }\n"
    "audience both { to board desk dora dan; to dora@example.com }\n";

/* "Cleo Dan", and behind it the addresses. */
static const char *
meant(const char *word)
{
	struct list persons = { 0 }, addresses = { 0 };
	struct buf b = { 0 };
	const char *text;
	size_t i;

	audience_persons(pb_config, pb_arena, word, &persons);
	audience_addresses(pb_config, pb_arena, word, &addresses);
	for (i = 0; i < persons.n; i++)
		buf_addf(&b, "%s ",
		    ((const struct person *)persons.at[i])->name);
	buf_addc(&b, ':');
	for (i = 0; i < addresses.n; i++)
		buf_addf(&b, " %.*s", (int)strcspn(addresses.at[i], "@"),
		    (char *)addresses.at[i]);
	text = arena_str(pb_arena, buf_str(&b));
	buf_free(&b);
	return text;
}

static void
audience__means__whom_the_word_says(void **state)
{
	static const struct { const char *word, *meant; } cases[] = {
		{ "dan", "Dan : dan" },
		{ "dba", "Dan Dora : dan dora" },
		{ "*teams", "Dan Quinn : dan quinn" },
		{ "lead", "Cleo Dan : cleo dan" },
		{ "board", "Cleo Dan Quinn : cleo dan quinn" },
		/* persons of a list: its addresses' */
		{ "committee", "Cleo : cleo all" },
		/* and those of the role */
		{ "coordinator", "Carla : carla" },
		{ "helpdesk", ": b" },
		{ "dora@example.com", "Dora : dora" },
		{ "x@example.net", ": x" },
		/* each once, in order */
		{ "both", "Cleo Dan Quinn Dora : cleo dan quinn b dora" },
		{ "auditor", ":" },
	};
	size_t i;

	(void)state;
	if (pb_load(audiences) == NULL)
		fail_msg("%s", pb_errors());
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_string_equal(meant(cases[i].word), cases[i].meant);
	assert_string_equal(audience_find(pb_config, "desk")->look, "users");
	assert_string_equal(audience_find(pb_config, "board")->look, "team");
	assert_null(audience_find(pb_config, "committee"));
}

static void
audience__says__what_is_wrong(void **state)
{
	static const struct pb_wrong cases[] = {
		{ "audience x { look users }", "21:1: error: the directive "
		    "\"to\" is missing in audience \"x\"; expected to "
		    "WHO ..." },
		{ "audience x { to dan; look user }", "21:27: error: found "
		    "\"user\"; expected team, management, users, helpdesk or "
		    "vendors; did you mean \"users\"?" },
		{ "audience owner { to dan }", "21:10: error: \"owner\" means "
		    "something already; expected another name" },
		{ "audience dba { to dan }", "21:10: error: there is a team or "
		    "person \"dba\" already; expected another name" },
		{ "audience lead { to dan }", "21:10: error: \"lead\" means "
		    "something already; expected another name" },
		{ "audience board { to dan }", "21:10: error: the audience "
		    "\"board\" is there already" },
		{ "audience x { to dora boadr }", "21:22: error: nobody is "
		    "called \"boadr\"; expected a person, a team, a role, an "
		    "address, a list such as committee, or an audience; did "
		    "you mean \"board\"?" },
		{ "audience x { to x }", "21:10: error: the audience \"x\" "
		    "holds itself, or one that does" },
		{ "audience x { to y }\naudience y { to dan z }\naudience z "
		    "{ to x }", "21:10: error: the audience \"x\" holds "
		    "itself, or one that does" },
		{ "audience a { to b }\naudience b { to c }\naudience c { to "
		    "d }\naudience d { to e }\naudience e { to f }\naudience "
		    "f { to g }\naudience g { to h }\naudience h { to i }\n"
		    "audience i { to dan }", "21:10: error: found audiences 9 "
		    "deep; expected at most 8" },
	};

	(void)state;
	PB_WRONG("%", cases);
	/* eight are fine, and one within two is no ring */
	assert_non_null(pb_load("audience b { to c i }\naudience c { to "
	    "d i }\naudience d { to e }\naudience e { to f }\naudience "
	    "f { to g }\naudience g { to h }\naudience h { to i }\n"
	    "audience i { to dan }"));
	assert_string_equal(meant("b"), "Dan : dan");
}

static void
audience__of_nobody__is_warned_of(void **state)
{
	(void)state;
	assert_non_null(pb_load("playbook p { release declared; step s { at "
	    "day; notify auditor board } }"));
	assert_non_null(strstr(pb_warnings(), "21:56: warning: \"auditor\" "
	    "means nobody: there is no such person"));
	assert_null(strstr(pb_warnings(), "board"));
}

/* --- quorums ------------------------------------------------------------- */

static const struct quorum *
quorum(const char *words, const char *owner)
{
	struct conf_report r = { .arena = pb_arena };
	const struct conf_node *n = conf_read_bytes(pb_arena, "t",
	    span_of(arena_printf(pb_arena, "approve %s", words)), &r);
	const struct quorum *q = quorum_read(pb_arena, pb_config,
	    n->children.at[0], 1, owner, &r);

	if (q == NULL)
		fail_msg("%s: %s", words, (char *)r.lines.at[0]);
	return q;
}

/* Whether these, by id, suffice. */
static bool
holds(const struct quorum *q, const char *owner, const char *ids)
{
	struct span rest = span_of(ids), word;
	struct list persons = { 0 };
	size_t i;

	while (span_word(&rest, &word))
		for (i = 0; i < pb_config->people.persons.n; i++) {
			struct person *p = pb_config->people.persons.at[i];

			if (span_eq(word, p->id))
				list_add_in(pb_arena, &persons, p);
		}
	return quorum_holds(q, pb_config, owner, &persons);
}

static void
quorum__holds__when_those_suffice(void **state)
{
	static const struct {
		const char *words, *owner, *enough, *not_enough, *written;
	} cases[] = {
		{ "dan", NULL, "dan", "dora", "dan" },
		{ "dba", NULL, "dora", "quinn", "dba" },
		{ "1 of dba", NULL, "dan", "cleo", "one of dba" },
		{ "2 of board", NULL, "dan quinn", "dan dora", "2 of board" },
		{ "2 of board", NULL, "dan cleo carla", "dan dan",
		    "2 of board" },
		{ "all of board", NULL, "cleo quinn dan", "cleo quinn",
		    "all of board" },
		{ "coordinator and (owner or committee)", "dora",
		    "carla dora", "dora cleo",
		    "coordinator and (owner or committee)" },
		{ "coordinator and ( owner or committee )", "dba",
		    "cleo carla", "carla quinn",
		    "coordinator and (owner or committee)" },
		{ "dan or dora or quinn", NULL, "quinn", "carla",
		    "dan or dora or quinn" },
		{ "(dan and dora) or 2 of board", NULL, "dan dora",
		    "dan carla", "(dan and dora) or 2 of board" },
		/* one person may count twice */
		{ "dan and dba", NULL, "dan", "dora", "dan and dba" },
	};
	size_t i;

	(void)state;
	assert_non_null(pb_load(""));
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct quorum *q = quorum(cases[i].words,
		    cases[i].owner);

		assert_true(holds(q, cases[i].owner, cases[i].enough));
		assert_false(holds(q, cases[i].owner, cases[i].not_enough));
		assert_false(holds(q, cases[i].owner, ""));
		assert_string_equal(quorum_words(pb_arena, q),
		    cases[i].written);
	}
	assert_string_equal(quorum_words(pb_arena, quorum("coordinator and "
	    "(2 of board or (all of dba and quinn))", NULL)),
	    "coordinator and (2 of board or (all of dba and quinn))");
}

static void
quorum__persons__are_all_who_may(void **state)
{
	struct list out = { 0 };

	(void)state;
	assert_non_null(pb_load(""));
	quorum_persons(quorum("owner or 2 of board or dan", "dora"), pb_config,
	    pb_arena, "dora", &out);
	assert_int_equal(out.n, 4);
	assert_string_equal(((struct person *)out.at[0])->id, "dora");
}

static void
quorum__says__what_is_wrong(void **state)
{
	/* "approve" stands in column 61, what is behind it in 69 */
	static const struct pb_wrong cases[] = {
		{ "2 board", "21:71: error: found \"board\"; expected \"of\", "
		    "as in \"2 of ccb\"" },
		{ "0 of board", "21:69: error: found \"0\"; expected a number "
		    "from 1 to 1000" },
		{ "4 of board", "21:74: error: \"board\" means 3 persons: 4 "
		    "cannot approve" },
		{ "auditor", "21:69: error: \"auditor\" means 0 persons: 1 "
		    "cannot approve" },
		{ "dan or dora and quinn", "21:81: error: found \"and\"; "
		    "expected parentheses around what belongs together" },
		{ "dan and", "21:73: error: found nothing behind \"and\"; "
		    "expected a person, a board, a role or \"owner\"" },
		{ "(dan or dora", "21:77: error: found nothing behind "
		    "\"dora\"; expected \")\"" },
		{ "dan)", "21:69: error: found \")\"; expected \"and\", "
		    "\"or\" or the end of the line" },
		{ "dan dora", "21:73: error: found \"dora\"; expected "
		    "\"and\", \"or\" or the end of the line" },
		{ "owner", "21:69: error: \"owner\" is nobody: the step names "
		    "none; add \"owner WHO\"" },
		{ "dna", "21:69: error: nobody is called \"dna\"; expected a "
		    "person, a team, a role, an address, a list such as "
		    "committee, or an audience; did you mean \"dba\"?" },
		{ "(((((((((dan)))))))))", "21:69: error: found \"(\"; "
		    "expected no deeper parentheses" },
	};

	(void)state;
	PB_WRONG("playbook p { release declared; step s { at day; by +1; "
	    "     approve % } }", cases);
}

int
main(void)
{
#define TEST(t) cmocka_unit_test_setup_teardown(t, pb_setup, pb_teardown)
	const struct CMUnitTest tests[] = {
		TEST(audience__means__whom_the_word_says),
		TEST(audience__says__what_is_wrong),
		TEST(audience__of_nobody__is_warned_of),
		TEST(quorum__holds__when_those_suffice),
		TEST(quorum__persons__are_all_who_may),
		TEST(quorum__says__what_is_wrong),
	};

	return cmocka_run_group_tests_name("audience", tests, NULL, NULL);
}
