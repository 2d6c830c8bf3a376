/* SPDX-License-Identifier: ISC */
/*
 * The scripted day once more, but the Nth call of the store fails as if the
 * disk were full.  Every function must say so, with nothing half done, or do
 * the whole; what the world then repeats leads to the same end.
 *
 * DAY_STRIDE=1 sweeps every call; the default takes every 29th from a
 * different start each day of the year.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/log.h"
#include "store/store.h"
#include "tests/support/day.h"
#include "tests/support/sweep.h"

/* What was committed cannot fail any more. */
static bool
fail_call(const char *what)
{
	if (strcmp(what, "committed") == 0 || ++day->calls != day->at)
		return false;
	day->fault = true;
	return true;
}

/* One life in which that call fails; false where it ended badly. */
static bool
live_with(long at)
{
	int status;
	pid_t pid;

	day_fresh();
	day->calls = 0;
	day->at = at;
	day->fault = false;
	fflush(NULL);
	pid = fork();
	assert_int_not_equal(pid, -1);
	if (pid == 0) {
		store_on_call(fail_call);
		day_live();
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static void
day__any_store_call_fails__ends_the_same(void **state)
{
	long stride = sweep_stride(29), total, at, points = 0, silent = 0;
	/* static: what only a register holds counts as lost in the children */
	static struct arena *a, *b;
	static char *end, *sent;

	(void)state;
	a = arena_new();
	assert_true(live_with(0));
	total = day->calls;
	end = day_state(a);
	sent = day_sent(a);
	for (at = sweep_first(stride); at <= total; at += stride) {
		b = arena_new();
		if (!live_with(at))
			fail_msg("the day did not end where call %ld failed",
			    at);
		/* nobody was told: then it must have been done all the same */
		silent += day->fault;
		day_must_equal(b, at, "state", end, day_state(b));
		day_must_equal(b, at, "messages", sent, day_sent(b));
		arena_free(b);
		points++;
	}
	print_message("# failed %ld of %ld store calls in turn; %ld did not "
	    "matter\n", points, total, silent);
	arena_free(a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(day__any_store_call_fails__ends_the_same),
	};

	log_init("faults", 0);
	if (getenv("DAY_LOG") == NULL && freopen("/dev/null", "w", stderr) ==
	    NULL)
		return 1;
	return cmocka_run_group_tests(tests, day_set_up, day_tear_down);
}
