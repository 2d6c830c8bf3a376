/* SPDX-License-Identifier: ISC */
/* Who is called in a night and does not begin is called again, then others. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "tests/support/cycletest.h"

/* Its night is open from 21:30 on, and Ole is not here yet. */
static void
opened(const char *tasks)
{
	ct_start("2026-11-20 12:00");
	ct_reload("tests/flow/calls.conf");
	ct_say("carol", arena_printf(ft_arena, "plan night live 2026-11-20 "
	    "21:30 for 3h servers web9%s%s", tasks != NULL ? " tasks " : "",
	    tasks != NULL ? tasks : ""));
	ct_until("2026-11-20 21:30");
	ct_say("carol", "open night anyway");
	ft_said();
}

static void
call__nobody_answers__goes_on_to_the_next(void **state)
{
	const char *said;

	(void)state;
	opened("called");
	ct_until("2026-11-20 21:39");
	ft_lacks(ft_said(), "first");
	/* the same, and who stands in as he is not here */
	ct_until("2026-11-20 21:40");
	said = ft_said();
	ft_has(said, "ole@example.com: night: your turn. first (Stop the "
	    "jobs) may begin.");
	ft_has(said, "oda@example.com: night: your turn.");
	ft_has(said, "room: first (Stop the jobs) has waited 10 minutes for "
	    "somebody to say start first.\nCalled again: Ole, Oda");
	ft_lacks(said, "carol@example.com");
	ct_until("2026-11-20 21:50");
	said = ft_said();
	ft_has(said, "olaf@example.com: night: first (Stop the jobs) has "
	    "waited 20 minutes, and Ole has not said start. Please look after "
	    "it: say start first");
	ft_has(said, "oda@example.com: night: first");
	ft_has(said, "Called now: Oda, Olaf (220).");
	ft_lacks(said, "ole@example.com");
	ct_until("2026-11-20 22:00");
	said = ft_said();
	ft_has(said, "carol@example.com: night: nobody has begun first (Stop "
	    "the jobs) in 30 minutes. Called were Ole (221), Oda, Olaf (220); "
	    "please phone them.");
	ft_has(said, "Called now: Carol.");
	ft_lacks(said, "alma@example.com");
	/* and then it is theirs */
	ct_until("2026-11-21 00:20");
	ft_lacks(ft_said(), "first");
	assert_int_equal(ct_count("journal WHERE what LIKE 'nobody has begun "
	    "first%'"), 3);
}

static void
call__answered__is_over(void **state)
{
	(void)state;
	opened("called");
	ct_until("2026-11-20 21:41");
	ct_say("ole", "start first");
	ft_said();
	ct_until("2026-11-20 22:30");
	ft_lacks(ft_said(), "has waited");
	/* the hand-off is a call as well, and counts from then */
	ct_say("ole", "done first");
	ft_said();
	ct_until("2026-11-20 22:39");
	ft_lacks(ft_said(), "next");
	ct_until("2026-11-20 22:40");
	ft_has(ft_said(), "room: next (Patch) has waited 10 minutes");
	ct_say("oda", "start next");
	ft_said();
	ct_until("2026-11-20 23:30");
	ft_lacks(ft_said(), "has waited");
}

/* What may begin a second time is called for from the first round on. */
static void
call__taken_back__begins_anew(void **state)
{
	(void)state;
	opened("called");
	ct_say("ole", "start first");
	ct_say("ole", "done first");
	ct_until("2026-11-20 21:41");
	ct_say("ole", "start first again");
	ft_said();
	/* it cannot begin now, so nobody is asked to */
	ct_until("2026-11-20 22:10");
	ft_lacks(ft_said(), "next");
	ct_say("ole", "done first");
	ft_said();
	ct_until("2026-11-20 22:20");
	ft_has(ft_said(), "next (Patch) has waited 10 minutes");
}

/* What is said of the wait is how long it was, whatever was set since. */
static void
call__setting_changed__tells_the_true_wait(void **state)
{
	(void)state;
	opened("called");
	ct_until("2026-11-20 21:35");
	ct_reload("tests/flow/calls-longer.conf");
	ct_until("2026-11-20 21:40");
	ft_has(ft_said(), "first (Stop the jobs) has waited 10 minutes");
	ct_until("2026-11-20 22:10");
	ft_has(ft_said(), "first (Stop the jobs) has waited 40 minutes");
	ct_until("2026-11-20 22:40");
	ft_has(ft_said(), "nobody has begun first (Stop the jobs) in 70 "
	    "minutes");
	/* freed once more: from then */
	ct_say("ole", "start first");
	ct_say("ole", "done first");
	ct_until("2026-11-20 22:45");
	ct_say("ole", "start first again");
	ct_until("2026-11-20 22:50");
	ct_say("ole", "done first");
	ft_said();
	ct_until("2026-11-20 23:20");
	ft_has(ft_said(), "next (Patch) has waited 30 minutes");
}

/* A list that comes while the night is on is watched like one from before. */
static void
call__of_a_list_that_is_loaded_late__comes_too(void **state)
{
	(void)state;
	opened(NULL);
	ct_ask("carol", "tasks load called night", "tasks now, from");
	ft_said();
	ct_until("2026-11-20 21:39");
	ft_lacks(ft_said(), "first");
	ct_until("2026-11-20 21:40");
	ft_has(ft_said(), "first (Stop the jobs) has waited 10 minutes");
}

static void
call__nobody_behind__goes_to_the_coordinator(void **state)
{
	const char *said;

	(void)state;
	opened("alone");
	ct_until("2026-11-20 21:40");
	ft_has(ft_said(), "lena@example.com: night: your turn. only");
	ct_until("2026-11-20 21:50");
	said = ft_said();
	ft_has(said, "carol@example.com: night: nobody has begun only (Patch "
	    "the laboratory) in 20 minutes. Called were Lena; please phone");
	ct_until("2026-11-20 22:30");
	ft_lacks(ft_said(), "only");
}

static void
call__night_is_over__is_made_no_more(void **state)
{
	(void)state;
	opened("called");
	ct_say("carol", "cancel night the power is out");
	ft_said();
	ct_until("2026-11-20 22:30");
	ft_lacks(ft_said(), "first");
}

/* Off where it is not asked for, also for a night that runs. */
static void
call__not_configured__is_made_once(void **state)
{
	(void)state;
	opened("called");
	ct_reload("tests/flow/change.conf");
	ct_until("2026-11-20 22:30");
	ft_lacks(ft_said(), "has waited");
	ct_reload("tests/flow/calls.conf");
	ct_until("2026-11-20 23:30");
	ft_lacks(ft_said(), "has waited");
}

static void
calls__wrong__are_refused(void **state)
{
	static const struct ft_case cases[] = {
		{ "calls { again 1m }", NULL },
		{ "calls { again 4h }", NULL },
		{ "calls { again 59s }", "a span from 1m to 4h" },
		{ "calls { again 4h1s }", "a span from 1m to 4h" },
		{ "calls { again often }", "a span from 1m to 4h" },
		{ "calls { }", "again" },
	};

	(void)state;
	ft_configs("change.conf", cases, sizeof(cases) / sizeof(cases[0]));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup_teardown(name, ft_open, ct_close)
		T(call__nobody_answers__goes_on_to_the_next),
		T(call__answered__is_over),
		T(call__taken_back__begins_anew),
		T(call__setting_changed__tells_the_true_wait),
		T(call__of_a_list_that_is_loaded_late__comes_too),
		T(call__nobody_behind__goes_to_the_coordinator),
		T(call__night_is_over__is_made_no_more),
		T(call__not_configured__is_made_once),
		T(calls__wrong__are_refused),
	};

	ft_file = "tests/flow/change.conf";
	return cmocka_run_group_tests(tests, NULL, NULL);
}
