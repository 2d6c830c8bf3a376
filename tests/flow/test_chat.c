/* SPDX-License-Identifier: ISC */
/* Chat's way in: who counts as whom, what is a command, what is only talk. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "base/clock.h"
#include "tests/support/flowtest.h"

static const char *
answer(struct chat_event ev)
{
	static int n;

	if (ev.stanza_id == NULL && ev.id == NULL)
		ev.stanza_id = arena_printf(ft_arena, "t-%d", ++n);
	ft_event(&ev);
	return ft_said();
}

#define DIRECT(j, b) (struct chat_event){ .kind = CHAT_DIRECT, .jid = j, \
	.body = b, .stream = "s" }
#define ROOM(j, n, b) (struct chat_event){ .kind = CHAT_ROOM, .jid = j, \
	.nick = n, .body = b, .stream = "s" }
#define CAROL "carol@example.com/phone"

static void
direct__by_domain_and_jid(void **state)
{
	static const struct { const char *jid; bool known; } cases[] = {
		{ CAROL, true }, { "carol@example.com", true },
		{ "Carol@Example.COM/x", true },
		{ "carol@example.org/phone", false },
		{ "carol@example.com.evil.example/x", false },
		{ "carol@evil.example/carol@example.com", false },
		{ "stranger@example.com/x", false },
		{ "example.com", false }, { "@example.com", false },
		{ "", false },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *said = answer(DIRECT(cases[i].jid, "whoami"));

		(cases[i].known ? ft_has : ft_lacks)(said, "You are Carol");
		if (!cases[i].known)
			ft_has(said, "do not know you");
	}
}

static void
room__command_or_talk(void **state)
{
	static const struct { const char *line; bool command; } cases[] = {
		{ "!whoami", true }, { " !whoami", true }, { "!xyzzy", true },
		{ "patchbot: whoami", true }, { "patchbot, whoami", true },
		{ "PatchBot: whoami", true }, { "whoami", true },
		{ "status", true }, { "Status", true },
		{ "patchbot is slow today", false },
		{ "patchbots: whoami", false },
		{ "status looks good to me", false },
		{ "help me please", false }, { "done with lunch", false },
		{ "good night", false }, { "whoami\nreally", false },
		{ "> whoami", false }, { "/me whoami", false },
		{ "say !whoami", false }, { "", false }, { "   ", false },
		{ "\"whoami", false },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *said = answer(ROOM(CAROL, "Carol", cases[i].line));

		if ((said[0] != '\0') != cases[i].command)
			fail_msg("\"%s\": %s", cases[i].line, said);
		/* answered in the room, to who asked */
		if (cases[i].command)
			ft_has(said, "room: Carol: ");
	}
}

static void
room__a_strange_name__is_answered_by_it(void **state)
{
	(void)state;
	ft_has(answer(ROOM("wanda@example.com/x", "W @ndá: ", "!whoami")),
	    "room: W @ndá: : You are Wanda");
	ft_has(answer(ROOM("stranger@example.com/x", "carol", "!whoami")),
	    "room: carol: I do not know you");
	/* a name is nobody's proof, and nobody is asked what a line means */
	ft_has(answer(ROOM(NULL, "carol", "!whoami")), "do not know you");
	ft_has(answer(ROOM(NULL, NULL, "!whoami")), "do not know you");
}

static void
room__that_hides_people__is_told_to_write_directly(void **state)
{
	struct chat_event ev = ROOM(CAROL, "carol", "!whoami");

	(void)state;
	ev.hidden = true;
	ft_has(answer(ev), "hides who is who");
	ev.body = "just talking";
	assert_string_equal(answer(ev), "");
	ev.kind = CHAT_DIRECT;
	ev.body = "whoami";
	ft_has(answer(ev), "You are Carol");
}

static void
joined__a_room_that_hides_people__says_so_once(void **state)
{
	struct err e = { 0 };

	(void)state;
	assert_int_equal(flow_chat_joined(&ft, false, 0, &e), 0);
	assert_string_equal(ft_said(), "");
	assert_int_equal(flow_chat_joined(&ft, true, 0, &e), 0);
	ft_has(ft_said(), "room: This room hides who is who");
	/* a reconnect is no reason to say it again, a change is */
	assert_int_equal(flow_chat_joined(&ft, true, 0, &e), 0);
	assert_string_equal(ft_said(), "");
	assert_int_equal(flow_chat_joined(&ft, false, 0, &e), 0);
	assert_int_equal(flow_chat_joined(&ft, true, 0, &e), 0);
	ft_has(ft_said(), "hides who is who");
}

/* Nobody shall believe that a command was heard which was not. */
static void
joined__after_it_was_cut_off__says_since_when(void **state)
{
	struct err e = { 0 };

	(void)state;
	ft_clock = clock_at(2026, 12, 4, 21, 41);
	assert_int_equal(flow_chat_joined(&ft, false, ft_clock - 120, &e), 0);
	ft_has(ft_said(), "room: I was cut off from this room from 21:39 to "
	    "21:41. What was said here, or to me through this room, in that "
	    "time did not reach me: please say your commands again.");
	/* however short it was, something may have been said */
	assert_int_equal(flow_chat_joined(&ft, false, ft_clock, &e), 0);
	ft_has(ft_said(), "cut off from this room for a moment at 21:41.");
	/* over midnight; and a clock that was set back names no future */
	ft_clock = clock_at(2026, 12, 5, 0, 10);
	assert_int_equal(flow_chat_joined(&ft, false, ft_clock - 3600, &e), 0);
	ft_has(ft_said(), "from 2026-12-04 23:10 to 2026-12-05 00:10");
	assert_int_equal(flow_chat_joined(&ft, false, ft_clock + 60, &e), 0);
	ft_has(ft_said(), "for a moment at 00:10");
	/* where no command is taken, none was missed */
	assert_int_equal(flow_chat_joined(&ft, true, ft_clock, &e), 0);
	ft_has(ft_said(), "hides who is who");
	assert_int_equal(flow_chat_joined(&ft, true, ft_clock, &e), 0);
	assert_string_equal(ft_said(), "");
}

/* A key or a paragraph, pasted by mistake. */
static void
unknown__long__is_repeated_in_part(void **state)
{
	char said[3900];
	struct chat_event ev = DIRECT(CAROL, said);
	const char *back;

	(void)state;
	memset(said, 'x', sizeof(said) - 1);
	said[sizeof(said) - 1] = '\0';
	back = answer(ev);
	ft_has(back, "I do not know \"xxx");
	ft_has(back, "xxx...\". \"help\" lists what you can say.");
	assert_true(strlen(back) < 150);
}

/* More was missed than is read afterwards: nobody knows whose it was. */
static void
missed__tells_the_room_and_the_coordinator(void **state)
{
	struct err e = { 0 };
	const char *mails;

	(void)state;
	ft_clock = clock_at(2026, 12, 4, 21, 41);
	assert_int_equal(flow_chat_missed(&ft, ft_clock - 120, &e), 0);
	ft_has(ft_said(), "room: I was cut off from the chat server from "
	    "21:39 to 21:41, and could not read all that was written to me "
	    "directly in that time: if you got no answer, please say it "
	    "again.");
	mails = ft_mails();
	ft_has(mails, "Not all direct chat messages since 2026-12-04 21:39 "
	    "were read");
	/* a clock that was set back names no future */
	ft_clock += FLOW_MISSED_SECONDS;
	assert_int_equal(flow_chat_missed(&ft, ft_clock + 60, &e), 0);
	ft_has(ft_said(), "for a moment at 22:41");
}

/* A connection that breaks each minute floods nobody, and nothing of it is
 * left untold. */
static void
missed__again_and_again__is_told_once_an_hour(void **state)
{
	struct err e = { 0 };
	int i;

	(void)state;
	ft_clock = clock_at(2026, 12, 4, 21, 41);
	assert_int_equal(flow_chat_missed(&ft, ft_clock - 60, &e), 0);
	ft_has(ft_said(), "from 21:40 to 21:41");
	for (i = 1; i < FLOW_MISSED_SECONDS / 60; i++) {
		ft_clock += 60;
		assert_int_equal(flow_chat_missed(&ft, ft_clock - 30, &e), 0);
		assert_int_equal(flow_chat_missed_again(&ft, &e), 0);
		assert_string_equal(ft_said(), "");
	}
	ft_clock += 60;
	assert_int_equal(flow_chat_missed_again(&ft, &e), 0);
	ft_has(ft_said(), "from 21:41 to 22:40");
	assert_int_equal(flow_chat_missed_again(&ft, &e), 0);
	assert_string_equal(ft_said(), "");
	assert_int_equal(ft_int("SELECT COUNT(*) FROM outbox WHERE "
	    "unique_name LIKE '%missed%'"), 1);
	/* a clock that was set back waits for none of it */
	ft_clock -= 10 * 24 * 3600;
	assert_int_equal(flow_chat_missed(&ft, ft_clock - 60, &e), 0);
	ft_has(ft_said(), "could not read");
}

static void
delayed__is_not_acted_on(void **state)
{
	struct chat_event ev = DIRECT(CAROL, "plan shop production "
	    "2026-12-04 21:30 for 1h");

	(void)state;
	ev.delayed = true;
	ft_has(answer(ev), "reached me late");
	assert_int_equal(ft_int("SELECT COUNT(*) FROM deployments"), 0);
	/* what the room shows of the past is not even noted */
	ev.kind = CHAT_ROOM;
	ev.nick = "carol";
	ev.body = "!whoami";
	assert_string_equal(answer(ev), "");
	assert_int_equal(ft_int("SELECT COUNT(*) FROM inbox"), 1);
}

static void
twice__is_once__by_stanza_or_by_who_where_which(void **state)
{
	struct chat_event ev = DIRECT(CAROL, "whoami");

	(void)state;
	ev.stanza_id = "one";
	ft_has(answer(ev), "Carol");
	assert_string_equal(answer(ev), "");
	/* the server's id counts, whatever the client says */
	ev.id = "other";
	ev.stream = "t";
	assert_string_equal(answer(ev), "");
	/* without it: who, on which stream, and the stanza's own id */
	ev.stanza_id = NULL;
	ft_has(answer(ev), "Carol");
	assert_string_equal(answer(ev), "");
	ev.stream = "u";
	ft_has(answer(ev), "Carol");
	ev.jid = "carol@example.com/other";
	ft_has(answer(ev), "Carol");
	/* one id in the room and directly are two messages */
	ev = ROOM(CAROL, "carol", "!whoami");
	ev.stanza_id = "one";
	ft_has(answer(ev), "Carol");
	/* words must not run together: "a b" + "c" is not "a" + "b c" */
	ev = DIRECT("carol@example.com/a b", "whoami");
	ev.stream = "c";
	ev.id = "d";
	ft_has(answer(ev), "Carol");
	ev.jid = "carol@example.com/a";
	ev.stream = "b c";
	ft_has(answer(ev), "Carol");
}

/* Without any id nothing can be known as a repeat: nothing is lost then. */
static void
without_ids__each_is_taken(void **state)
{
	struct chat_event ev = DIRECT(CAROL, "whoami");
	int i;

	(void)state;
	for (i = 0; i < 20; i++)
		ft_event(&ev);
	assert_int_equal(ft_int("SELECT COUNT(*) FROM inbox"), 20);
	assert_int_equal(ft_int("SELECT COUNT(*) FROM outbox"), 20);
}

static void
body__that_was_too_long__is_said_so(void **state)
{
	(void)state;
	ft_has(answer(DIRECT(CAROL, NULL)), "too long for me");
	assert_string_equal(answer(ROOM(CAROL, "carol", NULL)), "");
	ft_has(answer(DIRECT(CAROL, "")), "no command");
	ft_has(answer(DIRECT(CAROL, "!")), "no command");
	assert_int_equal(ft_int("SELECT COUNT(*) FROM inbox WHERE "
	    "state = 'refused'"), 3);
	assert_string_equal(ft_text("SELECT actor FROM inbox LIMIT 1"),
	    "carol");
}

static bool full;

static bool
fails_late(const char *what)
{
	return full && strcmp(what, "commit") == 0;
}

/* What was said to the room but not committed was never said. */
static int said_lines;

static void
hear(const char *text)
{
	(void)text;
	said_lines++;
}

static void
commit__that_fails__unsays_everything(void **state)
{
	struct chat_event ev = DIRECT(CAROL, "plan shop production "
	    "2026-12-04 21:30 for 1h");
	struct err e = { 0 };

	(void)state;
	ev.stanza_id = "x";
	ft.on_room = hear;
	said_lines = 0;
	full = true;
	store_on_call(fails_late);
	assert_int_equal(flow_chat_in(&ft, &ev, &e), -1);
	assert_int_equal(e.code, ERR_FULL);
	assert_int_equal(said_lines, 0);
	assert_int_equal(ft.room_lines.n, 0);
	full = false;
	assert_int_equal(ft_int("SELECT COUNT(*) FROM inbox"), 0);
	/* the same again, once there is room */
	assert_int_equal(flow_chat_in(&ft, &ev, &e), 0);
	assert_int_equal(said_lines, 1);
	assert_int_equal(ft_int("SELECT COUNT(*) FROM deployments"), 1);
}

static bool
is_full(const char *what)
{
	(void)what;
	return full;
}

/* The server gives a message once: what cannot be written is kept. */
static void
disk_full__keeps_what_was_said__in_order(void **state)
{
	struct chat_event ev = DIRECT(CAROL, "plan shop production "
	    "2026-12-04 21:30 for 1h");
	struct err e = { 0 };
	const char *said;

	(void)state;
	ev.stanza_id = "1";
	full = true;
	store_on_call(is_full);
	assert_int_equal(flow_chat_take(&ft, &ev, &e), -1);
	assert_int_equal(e.code, ERR_FULL);
	ev.stanza_id = "2";
	ev.body = "whoami";
	assert_int_equal(flow_chat_take(&ft, &ev, &e), -1);
	assert_int_equal(flow_chat_again(&ft, &e), -1);
	full = false;
	ft_clock += FLOW_LATE_SECONDS;
	ev.stanza_id = "3";
	ev.body = "help";
	assert_int_equal(flow_chat_take(&ft, &ev, &e), 0);
	assert_int_equal(ft_int("SELECT COUNT(*) FROM deployments"), 1);
	said = ft_said();
	ft_has(said, "You are Carol");
	assert_true(strstr(said, "shop") < strstr(said, "You are Carol"));
	assert_int_equal(flow_chat_again(&ft, &e), 0);
	assert_string_equal(ft_said(), "");
	/* later than that it is not done, but its sender is told */
	full = true;
	ev.stanza_id = "4";
	ev.body = "cancel shop no need";
	assert_int_equal(flow_chat_take(&ft, &ev, &e), -1);
	full = false;
	ft_clock += FLOW_LATE_SECONDS + 1;
	assert_int_equal(flow_chat_again(&ft, &e), 0);
	ft_has(ft_said(), "reached me late");
}

/* What was missed is told, too, once there is room. */
static void
disk_full__keeps_what_was_missed(void **state)
{
	struct err e = { 0 };

	(void)state;
	ft_clock = clock_at(2026, 12, 4, 21, 41);
	full = true;
	store_on_call(is_full);
	assert_int_equal(flow_chat_missed(&ft, ft_clock - 60, &e), -1);
	assert_int_equal(flow_chat_missed_again(&ft, &e), -1);
	full = false;
	ft_clock += 600;
	assert_int_equal(flow_chat_missed_again(&ft, &e), 0);
	ft_has(ft_said(), "from 21:40 to 21:41");
}

/* At, and above: it is bounded. */
static void
disk_full__keeps_a_thousand(void **state)
{
	struct chat_event ev = DIRECT(CAROL, "whoami");
	struct err e = { 0 };
	int i;

	(void)state;
	full = true;
	store_on_call(is_full);
	for (i = 0; i <= FLOW_LATE_MAX; i++) {
		ev.stanza_id = arena_printf(ft_arena, "many-%d", i);
		assert_int_equal(flow_chat_take(&ft, &ev, &e), -1);
	}
	full = false;
	assert_int_equal(flow_chat_again(&ft, &e), 0);
	assert_int_equal(ft_int("SELECT COUNT(*) FROM inbox"), FLOW_LATE_MAX);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, ft_open, ft_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(direct__by_domain_and_jid),
		TEST(room__command_or_talk),
		TEST(room__a_strange_name__is_answered_by_it),
		TEST(room__that_hides_people__is_told_to_write_directly),
		TEST(joined__a_room_that_hides_people__says_so_once),
		TEST(joined__after_it_was_cut_off__says_since_when),
		TEST(unknown__long__is_repeated_in_part),
		TEST(missed__tells_the_room_and_the_coordinator),
		TEST(missed__again_and_again__is_told_once_an_hour),
		TEST(delayed__is_not_acted_on),
		TEST(twice__is_once__by_stanza_or_by_who_where_which),
		TEST(without_ids__each_is_taken),
		TEST(body__that_was_too_long__is_said_so),
		TEST(commit__that_fails__unsays_everything),
		TEST(disk_full__keeps_what_was_said__in_order),
		TEST(disk_full__keeps_what_was_missed),
		TEST(disk_full__keeps_a_thousand),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
