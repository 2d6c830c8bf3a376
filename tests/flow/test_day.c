/* SPDX-License-Identifier: ISC */
/*
 * The scripted day: 30 mails, one deployment, 40 commands, with an edge that
 * gives again what was not acknowledged.  Killed (SIGKILL) after each store
 * call in turn and started anew, the day must end in the same state with the
 * same messages sent; only a mail killed between its dot and its outcome may
 * be "unknown", and then it was sent at most once and somebody was told.
 *
 * DAY_STRIDE=1 sweeps every call; the default takes every 13th from a
 * different start each day of the year, so that in time all are swept.
 */
#include <setjmp.h>
#include <signal.h>
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
#include "base/str.h"
#include "store/store.h"
#include "tests/support/day.h"
#include "tests/support/sweep.h"

static bool
count_call(const char *what)
{
	(void)what;
	if (++day->calls == day->at)
		raise(SIGKILL);
	return false;
}

/* How many recipients a mail has that was killed while "sending". */
static int64_t
count_doubt(void)
{
	struct store *s;
	struct err e = { 0 };
	int64_t n = 0;

	if (store_open_reader(&s, day_path(), &e) == -1)
		return 0;	/* killed before there was a database */
	store_int(s, &e, &n, "SELECT COUNT(*) FROM outbox JOIN recipients "
	    "ON outbox.id = recipients.outbox "
	    "WHERE outbox.state = 'sending'", "");
	store_close(s);
	return n;
}

/* Runs lives until one ends by itself; how many were killed, and how many
 * recipients' mails were in doubt then. */
static int
run_day(long kill_at, int64_t *doubt)
{
	int status, deaths = 0;
	pid_t pid;

	day->at = kill_at;
	for (;;) {
		day->calls = 0;
		fflush(NULL);
		pid = fork();
		assert_int_not_equal(pid, -1);
		if (pid == 0) {
			store_on_call(count_call);
			day_live();
			_exit(0);
		}
		assert_int_equal(waitpid(pid, &status, 0), pid);
		if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
			return deaths;
		if (!WIFSIGNALED(status) || WTERMSIG(status) != SIGKILL)
			fail_msg("a life ended with status %d", status);
		deaths++;
		*doubt = count_doubt();
		day->at = 0;	/* once a sweep point */
	}
}

/* A mail in doubt may be missing once for each of its recipients, and one
 * alert tells of it; nothing else may differ. */
static void
must_equal_but(struct arena *a, long at, int64_t doubt, const char *want,
    const char *got)
{
	static const char told[] = "needs a hand: patchbot ended while";
	struct span rw = span_of(want), rg = span_of(got), lw, lg;
	bool more = span_line(&rg, &lg);
	int alerts = 0, missing = 0, order;

	while (span_line(&rw, &lw)) {
		while (more && span_find_nocase(lg, told) != NULL) {
			alerts++;
			more = span_line(&rg, &lg);
		}
		order = !more ? -1 : strcmp(arena_strn(a, lw.p, lw.n),
		    arena_strn(a, lg.p, lg.n));
		if (order > 0)
			fail_msg("killed after call %ld: sent twice: %.*s",
			    at, (int)lg.n, lg.p);
		if (order < 0 && ++missing > doubt)
			fail_msg("killed after call %ld: not sent: %.*s", at,
			    (int)lw.n, lw.p);
		if (order == 0)
			more = span_line(&rg, &lg);
	}
	assert_int_equal(alerts, 1);
}

static void
compare(struct arena *a, long at, int64_t doubt, const char *state,
    const char *sent)
{
	day_must_equal(a, at, "state", state, day_state(a));
	if (doubt == 0)
		day_must_equal(a, at, "messages", sent, day_sent(a));
	else
		must_equal_but(a, at, doubt, sent, day_sent(a));
}

static void
day__killed_after_each_call__ends_the_same(void **state)
{
	long stride = sweep_stride(13), total, at, points = 0;
	int64_t doubt = 0, doubts = 0;
	struct arena *a = arena_new();
	char *end, *sent;
	struct arena *b;

	(void)state;
	day_fresh();
	assert_int_equal(run_day(0, &doubt), 0);
	total = day->calls;	/* of one undisturbed life */
	end = day_state(a);
	sent = day_sent(a);
	if (getenv("DAY_SHOW") != NULL)
		print_message("%s\n%s\n", end, sent);
	assert_non_null(strstr(sent, "Completed"));
	for (at = sweep_first(stride); at <= total; at += stride) {
		b = arena_new();
		day_fresh();
		assert_int_equal(run_day(at, &doubt), 1);
		compare(b, at, doubt, end, sent);
		doubts += doubt > 0;
		arena_free(b);
		points++;
	}
	print_message("# swept %ld of %ld store calls; at %lld of them a mail "
	    "was in doubt, sent at most once, and told of\n", points, total,
	    (long long)doubts);
	arena_free(a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(day__killed_after_each_call__ends_the_same),
	};

	log_init("day", 0);
	/* some hundred lives would fill the terminal with their log */
	if (getenv("DAY_LOG") == NULL && freopen("/dev/null", "w", stderr) ==
	    NULL)
		return 1;
	return cmocka_run_group_tests(tests, day_set_up,
	    day_tear_down);
}
