/* SPDX-License-Identifier: ISC */
/* Cycles that run: they open, go on, are late, wait, move and end. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "base/clock.h"
#include "tests/support/flowtest.h"

/* Runs the clock from entry to entry until then; what was said is kept. */
static void
until(const char *when)
{
	int64_t t, due;

	assert_true(clock_parse(when, &t));
	while ((due = ft_int("SELECT COALESCE(MIN(due), 0) FROM agenda WHERE "
	    "state = 'waiting'")) != 0 && due <= t)
		ft_tick(due > ft_clock ? due : ft_clock);
	ft_tick(t);
}

static void
begin(const char *when)
{
	struct err e = { 0 };
	int64_t t;

	assert_true(clock_parse(when, &t));
	ft_clock = t;
	assert_int_equal(flow_recover(&ft, &e), 0);
}

static const char *
say(const char *who, const char *what)
{
	ft_said();
	ft_chat(who, false, what);
	return ft_said();
}

static void
cycles__open__by_themselves(void **state)
{
	(void)state;
	begin("2026-11-02 10:00");
	until("2026-11-05 16:59");
	print_message("%s", say("carol", "cycles"));
	until("2026-11-05 17:01");
	print_message("%s\n", ft_said());
	print_message("%s\n", ft_mails());
	print_message("%s", say("carol", "checklist"));
	print_message("%s", say("carol", "checklist production"));
	until("2026-11-30 17:01");
	print_message("%s\n", ft_said());
	print_message("%s\n", ft_mails());
	print_message("%s", say("carol", "checklist"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(cycles__open__by_themselves,
		    ft_open, ft_close),
	};

	ft_file = "tests/flow/cycle.conf";
	return cmocka_run_group_tests(tests, NULL, NULL);
}
