/* SPDX-License-Identifier: ISC */
/* One grammar for commands: words and quotes, limits, rights, and that what
 * was refused leaves nothing behind. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "flow/work.h"
#include "tests/support/flowtest.h"

static void
split__words_and_quotes(void **state)
{
	static const struct { const char *line; const char *want; } cases[] = {
		{ "a", "a" }, { "  a\tb\r\nc ", "a|b|c" },
		{ "a \"b c\" d", "a|b c|d" }, { "a \"\"", "a|" },
		{ "a \"b\"c", "a|b|c" }, { "a b\"c d\"", "a|b\"c|d\"" },
		{ "\"a b\" c", "a b|c" },
		{ "a \"b", NULL }, { "a \"", NULL }, { "\"a", NULL },
		{ "", NULL }, { " \t\n", NULL },
	};
	size_t i, k;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct words w;
		struct buf b = { 0 };
		const char *name;

		if (!command_split(ft_arena, cases[i].line, &name, &w)) {
			if (cases[i].want != NULL)
				fail_msg("refused: %s", cases[i].line);
			continue;
		}
		buf_adds(&b, name);
		for (k = 0; k < w.n; k++)
			buf_addf(&b, "|%s", w.at[k]);
		if (cases[i].want == NULL || strcmp(b.p, cases[i].want) != 0)
			fail_msg("%s: %s", cases[i].line, b.p);
		buf_free(&b);
	}
}

static void
split__rest__is_the_line_from_there(void **state)
{
	struct words w;
	const char *name;

	(void)state;
	assert_true(command_split(ft_arena, "note \"a b\"  c  d ", &name, &w));
	assert_int_equal(w.n, 3);
	assert_string_equal(w.rest[0], "\"a b\"  c  d ");
	assert_string_equal(w.rest[1], "c  d ");
	assert_string_equal(w.rest[2], "d ");
}

/* Runs one line as somebody at the console; true where it was accepted. */
static bool
say(const char *as, const char *line, const char **answer)
{
	static int n;
	struct buf b = { 0 };
	struct err e = { 0 };
	bool ok;

	if (flow_console_in(&ft, as, arena_printf(ft_arena, "k%d", ++n), line,
	    &b, &ok, &e) == -1)
		fail_msg("%s: %s", line, e.text);
	*answer = arena_str(ft_arena, buf_str(&b));
	buf_free(&b);
	return ok;
}

static char *
many(const char *start, const char *piece, size_t n)
{
	struct buf b = { 0 };
	char *text;

	buf_adds(&b, start);
	for (; n > 0; n--)
		buf_adds(&b, piece);
	text = arena_str(ft_arena, b.p);
	buf_free(&b);
	return text;
}

static void
run__limits__at_below_above(void **state)
{
	const char *a;
	size_t n;

	(void)state;
	for (n = 3999; n <= 4001; n++) {
		say("carol", many("bulletin ", "x", n - 9), &a);
		(n <= 4000 ? ft_lacks : ft_has)(a, "at most 4000 bytes");
	}
	for (n = WORDS_MAX - 1; n <= WORDS_MAX + 1; n++) {
		say("carol", many("whoami", " x", n), &a);
		(n <= WORDS_MAX ? ft_lacks : ft_has)(a, "more than 64 words");
		(n <= WORDS_MAX ? ft_has : ft_lacks)(a,
		    "more words than I understand");
	}
	assert_false(say("carol", "", &a));
	ft_has(a, "no command");
	assert_false(say("carol", "  ", &a));
	assert_false(say("carol", "note \"a", &a));
	ft_has(a, "quote without its end");
	assert_false(say("carol", "bulletin", &a));
	ft_has(a, "said like this: bulletin ");
	assert_false(say("nobody", "status", &a));
	ft_has(a, "no person \"nobody\"");
}

static void
run__unknown__names_the_nearest_that_is_allowed(void **state)
{
	const char *a;

	(void)state;
	assert_false(say("carol", "stauts", &a));
	ft_has(a, "Did you mean \"status\"");
	assert_false(say("carol", "xyzzyx", &a));
	ft_lacks(a, "Did you mean");
	ft_has(a, "\"help\"");
	assert_true(say("carol", "WhoAmI", &a));
	assert_true(say("carol", "!whoami", &a));
	/* no hint at what the asker may not do */
	assert_false(say("olga", "relaese 1 x", &a));
	ft_lacks(a, "release");
	assert_false(say("ines", "relaese 1 x", &a));
	ft_has(a, "release");
	/* no prefixes */
	assert_false(say("carol", "who", &a));
}

/* Each that one may say once, by what it is for; nothing that one may not. */
static void
help__lists__by_what_it_is_for(void **state)
{
	struct actor carol = { 0 };
	char line[60];
	const char *a, *at;
	size_t i;

	(void)state;
	carol.person = people_find(&ft.config->people, "carol");
	carol.roles = carol.person->roles;
	assert_true(say("carol", "help", &a));
	for (i = 0; commands[i] != NULL; i++) {
		snprintf(line, sizeof(line), "\n  %s ", commands[i]->name);
		at = strstr(a, line);
		assert_true((at != NULL) == command_allowed(commands[i],
		    &carol));
		if (at != NULL)
			assert_null(strstr(at + 1, line));
	}
	/* what is wanted in a hurry comes first */
	assert_true(span_starts_nocase(span_of(a), "On the night:\n  away"));
	ft_has(a, "\nAnd besides:\n  confirm TOKEN - ");
	assert_true(say("olga", "help", &a));
	ft_lacks(a, "\n  release ");
}

static void
rights__by_role_and_assurance(void **state)
{
	const char *a;

	(void)state;
	assert_false(say("wanda", "quarantine", &a));
	ft_has(a, "is for these roles");
	assert_false(say("carol", "release 1 because", &a));
	ft_has(a, "infosec");
	assert_true(say("ines", "quarantine", &a));
	assert_false(say("olga", "plan x production 2026-12-04 21:30 for 1h",
	    &a));
	ft_has(a, "is for these roles");
	assert_int_equal(ft_int("SELECT COUNT(*) FROM deployments"), 0);
}

/* --- a refused command leaves nothing ------------------------------------- */

static int64_t
things(void)
{
	return ft_int("SELECT (SELECT COUNT(*) FROM outbox) + (SELECT "
	    "COUNT(*) FROM journal) + (SELECT COUNT(*) FROM agenda) + "
	    "(SELECT COUNT(*) FROM tokens) + (SELECT COUNT(*) FROM "
	    "deployments)");
}

static void
run__machine_failed__takes_the_whole_row_back(void **state)
{
	struct work w;
	struct err e = { 0 };

	(void)state;
	assert_int_equal(store_begin(ft.store, &e), 0);
	work_open(&w, &ft, ft_arena);
	w.actor = (struct actor){ .person = people_by_id(&ft.config->people,
	    "carol"), .name = "Carol", .roles = ROLES_ANY,
	    .assurance = ASSURE_CONFIRMED, .channel = CHANNEL_CONSOLE };
	assert_int_equal(command_run(&w, "plan shop production "
	    "2026-12-04 21:30 for 3h30m tasks short", &e), 0);
	assert_false(w.refused);
	assert_int_equal(ft.room_lines.n, 1);
	/* the machine's own failure is no refusal: all of it goes */
	assert_int_not_equal(store_exec(ft.store, &e, "CREATE TRIGGER no_more "
	    "BEFORE INSERT ON journal BEGIN SELECT RAISE(ABORT, 'no'); END",
	    ""), -1);
	assert_int_equal(command_run(&w, "plan next production "
	    "2026-12-05 21:30 for 1h", &e), -1);
	store_rollback(ft.store);
	flow_said(&ft, false);
	assert_int_equal(ft.room_lines.n, 0);
	assert_int_equal(ft_int("SELECT COUNT(*) FROM deployments"), 0);
	work_close(&w);
}

static int
say_much_then_refuse(struct work *w, const struct words *words, struct err *e)
{
	(void)words;
	buf_adds(&w->answer, "half an answer\n");
	if (work_chat(w, NULL, "said to the room", e) == -1 ||
	    work_journal(w, e, "x", "did something") == -1 ||
	    work_later(w, "notice", "1", FT_START + 5, e) == -1 ||
	    flow_alert(w->flow, "k", "what", "next", e) == -1)
		return -1;
	return err_set(e, ERR_INPUT, "no, after all");
}

static void
savepoint__room_lines_outbox_and_flags__are_taken_back(void **state)
{
	/* release runs the believed handlers before it may say no: here the
	 * same by a command of the test's own, through the same savepoint */
	struct words none = { .line = "x" };
	struct work w;
	struct err e = { 0 };
	int64_t before = things(), n;

	(void)state;
	assert_int_equal(store_begin(ft.store, &e), 0);
	work_open(&w, &ft, ft_arena);
	w.actor.name = "test";
	n = store_exec(ft.store, &e, "SAVEPOINT command", "");
	assert_int_not_equal(n, -1);
	assert_int_equal(say_much_then_refuse(&w, &none, &e), -1);
	assert_true(ft.mail_waits && ft.chat_fresh.n > 0);
	assert_int_equal(things(), before + 4);
	store_exec(ft.store, &e, "ROLLBACK TO SAVEPOINT command", "");
	assert_int_equal(things(), before);
	store_rollback(ft.store);
	flow_said(&ft, false);
	work_close(&w);
}

/* "confirm" runs lines that say things, within a command that may be undone:
 * a refused line among them takes back only itself. */
static void
confirm__with_a_refused_line__keeps_the_others(void **state)
{
	const char *a;

	(void)state;
	assert_int_equal(store_exec(ft.store, NULL, "INSERT INTO tokens "
	    "(token, person, inbox, commands, made, expires) VALUES "
	    "('abcd-efgh', 'carol', 0, 'plan shop production 2026-12-04 21:30 "
	    "for 3h30m tasks short' || char(10) || 'plan shop production "
	    "2026-12-09 21:30 for 1h' || char(10) || 'whoami' || char(10), 1, "
	    "9999999999)", ""), 1);
	assert_false(say("carol", "confirm ABCD-efgh", &a));
	ft_has(a, "> plan shop production 2026-12-04");
	ft_has(a, "> whoami");
	assert_int_equal(ft_int("SELECT COUNT(*) FROM deployments"), 1);
	assert_int_equal(ft_int("SELECT COUNT(*) FROM tokens WHERE used > 0"),
	    1);
	/* the room heard of the one that was planned, once */
	a = ft_said();
	ft_has(a, "shop");
	assert_int_equal(ft_int("SELECT COUNT(*) FROM journal WHERE what LIKE "
	    "'%planned%'") <= 1, 1);
	assert_false(say("carol", "confirm abcd-efgh", &a));
	ft_has(a, "no such token");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, ft_open, ft_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(split__words_and_quotes),
		TEST(split__rest__is_the_line_from_there),
		TEST(run__limits__at_below_above),
		TEST(help__lists__by_what_it_is_for),
		TEST(run__unknown__names_the_nearest_that_is_allowed),
		TEST(rights__by_role_and_assurance),
		TEST(run__machine_failed__takes_the_whole_row_back),
		TEST(savepoint__room_lines_outbox_and_flags__are_taken_back),
		TEST(confirm__with_a_refused_line__keeps_the_others),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
