/* SPDX-License-Identifier: ISC */
/* What is done goes when it is old enough, step by step, and nothing else. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/clock.h"
#include "flow/flow.h"
#include "store/agenda.h"
#include "store/inbox.h"
#include "store/journal.h"
#include "tests/support/flowtest.h"

#define NOW	1796029200	/* 2026-11-30 */
#define BODIES	(400 * DAY)
#define TOKENS	(30 * DAY)
#define OLD	(NOW - BODIES - 1)
#define LIMIT	(NOW - BODIES)

static char dir[40], path[60];
static struct config config;
static struct flow f;
static struct err e;
static long calls, at;

static int64_t
now(void)
{
	return NOW;
}

static void
open_it(void)
{
	static const struct tables *const none[] = { NULL };

	if (store_open(&f.store, path, none, &e) == -1)
		fail_msg("%s", e.text);
}

static int
setup(void **state)
{
	(void)state;
	/* in memory where there is such a place: each life waits for it */
	snprintf(dir, sizeof(dir), "/dev/shm/patchbot-keep.XXXXXX");
	if (mkdtemp(dir) == NULL) {
		snprintf(dir, sizeof(dir), "/tmp/patchbot-keep.XXXXXX");
		assert_non_null(mkdtemp(dir));
	}
	snprintf(path, sizeof(path), "%s/db", dir);
	config = (struct config){ .keep_bodies = BODIES,
	    .keep_tokens = TOKENS };
	f = (struct flow){ .config = &config, .now = now };
	e = (struct err){ 0 };
	open_it();
	return 0;
}

static int
teardown(void **state)
{
	char command[80];

	(void)state;
	store_close(f.store);
	snprintf(command, sizeof(command), "rm -rf %s", dir);
	return system(command);
}

static int64_t
count(const char *sql)
{
	int64_t n = -1;

	if (store_int(f.store, &e, &n, sql, "") == -1)
		fail_msg("%s", e.text);
	return n;
}

static void
came(const char *key, int64_t when, const char *state, int64_t folder,
    size_t size)
{
	char *bytes = calloc(1, size);
	struct inbox_row row = { .channel = "mail", .source = "box",
	    .key = key, .at = when, .raw = { bytes, size } };

	memset(bytes, 'x', size);
	assert_int_equal(inbox_add(f.store, &row, &e), 1);
	assert_int_equal(store_exec(f.store, &e, "UPDATE inbox SET state = $2, "
	    "folder = $3, reading = $4 WHERE id = $1", "isib", row.id, state,
	    folder, &row.raw), 1);
	free(bytes);
}

static void
left(const char *name, int64_t when, const char *state, int64_t done)
{
	struct outbox_row row = { .channel = "mail", .at = when,
	    .unique_name = name, .body = span_of("x") };

	row.id = store_new_id(f.store, "outbox", &e);
	assert_int_equal(outbox_add(f.store, &row, &e), 0);
	assert_int_equal(store_exec(f.store, &e, "UPDATE outbox SET state = "
	    "$2, done_at = CASE WHEN $3 > 0 THEN $3 END WHERE id = $1", "isi",
	    row.id, state, done), 1);
}

static void
due(const char *job, int64_t when, const char *state)
{
	assert_int_equal(agenda_add(f.store, job, "x", when, &e), 0);
	assert_int_equal(store_exec(f.store, &e, "UPDATE agenda SET state = $2 "
	    "WHERE job = $1", "ss", job, state), 1);
}

static void
token(const char *name, int64_t expires)
{
	assert_int_equal(store_exec(f.store, &e, "INSERT INTO tokens (token, "
	    "person, inbox, commands, made, expires) VALUES ($1, 'x', 0, 'x', "
	    "0, $2)", "si", name, expires), 1);
}

/* Six bodies, two entries and a token are old enough. */
static void
fill(void)
{
	came("done", OLD, "done", 3, 9);
	came("open", OLD, "new", 0, 9);
	came("failed", OLD, "poison", 0, 9);
	came("held", OLD, "refused", 2, 9);
	came("not-allowed", OLD, "refused", 3, 9);
	came("thrown-away", OLD, "done", 2, 9);
	came("at-the-limit", LIMIT, "done", 3, 9);
	came("younger", LIMIT + 1, "done", 3, 9);
	came("late", OLD, "done", 3, 9);
	left("sent", OLD, "sent", OLD);
	left("sent-later", OLD, "sent", LIMIT);
	left("queued", OLD, "queued", 0);
	left("leased", OLD, "leased", 0);
	left("sending", OLD, "sending", 0);
	left("refused", OLD, "failed", OLD);
	left("in-doubt", OLD, "unknown", OLD);
	left("dropped", OLD, "dropped", OLD);
	left("young", NOW, "sent", NOW);
	due("brought", OLD, "brought");
	due("cancelled", OLD, "cancelled");
	due("overdue", OLD, "waiting");
	due("at-the-limit", LIMIT, "brought");
	token("gone", NOW - TOKENS - 1);
	token("at-the-limit", NOW - TOKENS);
	token("good", NOW + 1);
}

static int
pass(void)
{
	struct keep k = { 0 };
	int rc, steps = 0;

	while ((rc = flow_keep(&f, &k, &e)) == 1)
		steps++;
	assert_int_equal(rc, 0);
	return steps + 1;
}

/* What fill() has left when all is over; every row is there still. */
static void
check_rest(void)
{
	int64_t lines;
	char head[65];

	assert_int_equal(count("SELECT COUNT(*) FROM inbox"), 9);
	assert_int_equal(count("SELECT COUNT(*) FROM inbox_raw"), 5);
	assert_int_equal(count("SELECT COUNT(*) FROM inbox JOIN inbox_raw "
	    "USING (id) WHERE key IN ('open', 'failed', 'held', "
	    "'at-the-limit', 'younger') AND reading IS NOT NULL"), 5);
	assert_int_equal(count("SELECT COUNT(*) FROM inbox WHERE reading IS "
	    "NULL"), 4);
	assert_int_equal(count("SELECT COUNT(*) FROM outbox"), 9);
	assert_int_equal(count("SELECT COUNT(*) FROM outbox_body"), 7);
	assert_int_equal(count("SELECT COUNT(*) FROM outbox JOIN outbox_body "
	    "USING (id) WHERE unique_name IN ('sent', 'dropped')"), 0);
	assert_int_equal(count("SELECT COUNT(*) FROM agenda WHERE job IN "
	    "('overdue', 'at-the-limit')"), 2);
	assert_int_equal(count("SELECT COUNT(*) FROM agenda"), 2);
	assert_int_equal(count("SELECT COUNT(*) FROM tokens WHERE token <> "
	    "'gone'"), 2);
	assert_int_equal(count("SELECT COUNT(*) FROM tokens"), 2);
	if (journal_verify(f.store, &lines, head, &e) == -1)
		fail_msg("%s", e.text);
}

static void
old__goes__and_nothing_else(void **state)
{
	struct inbox_row again = { .channel = "mail", .source = "box",
	    .key = "done", .at = NOW, .raw = span_of("x") };

	(void)state;
	fill();
	pass();
	check_rest();
	/* four kinds, a line each, with how many */
	assert_int_equal(count("SELECT COUNT(*) FROM journal"), 4);
	assert_int_equal(count("SELECT COUNT(*) FROM journal WHERE what = "
	    "'kept no longer: 4 bodies of what came'"), 1);
	pass();
	check_rest();
	assert_int_equal(count("SELECT COUNT(*) FROM journal"), 4);
	/* what comes once more is known */
	assert_int_equal(inbox_add(f.store, &again, &e), 0);
	assert_int_equal(count("SELECT COUNT(*) FROM outbox WHERE "
	    "unique_name = 'sent'"), 1);
}

/* A row without its bytes is a row all the same. */
static void
row__without_its_bytes__is_shown(void **state)
{
	struct arena *a = arena_new();
	struct inbox_row in;
	struct outbox_row out;

	(void)state;
	came("done", OLD, "done", 3, 9);
	left("sent", OLD, "sent", OLD);
	pass();
	assert_int_equal(inbox_get(f.store, a, 1, &in, &e), 1);
	assert_string_equal(in.key, "done");
	assert_null(in.raw.p);
	assert_int_equal(outbox_get(f.store, a, 1, &out, &e), 1);
	assert_string_equal(out.unique_name, "sent");
	assert_null(out.body.p);
	arena_free(a);
}

/* What was brought is not brought again, though its entry is gone. */
static void
entry__that_is_gone__comes_no_second_time(void **state)
{
	(void)state;
	assert_int_equal(agenda_add(f.store, "job", "x", OLD, &e), 0);
	assert_int_equal(agenda_bring(f.store, OLD, &e), 1);
	pass();
	assert_int_equal(count("SELECT COUNT(*) FROM agenda"), 0);
	assert_int_equal(agenda_add(f.store, "job", "x", OLD, &e), 0);
	assert_int_equal(agenda_bring(f.store, NOW, &e), 1);
	assert_int_equal(count("SELECT COUNT(*) FROM inbox"), 1);
}

static void
always__keeps_all(void **state)
{
	(void)state;
	fill();
	config.keep_bodies = config.keep_tokens = KEEP_ALWAYS;
	pass();
	assert_int_equal(count("SELECT COUNT(*) FROM inbox_raw"), 9);
	assert_int_equal(count("SELECT COUNT(*) FROM outbox_body"), 9);
	assert_int_equal(count("SELECT COUNT(*) FROM agenda"), 4);
	assert_int_equal(count("SELECT COUNT(*) FROM tokens"), 3);
	assert_int_equal(count("SELECT COUNT(*) FROM journal"), 0);
}

/* However much there is, a step takes little of it. */
static void
step__is_small(void **state)
{
	struct keep k = { 0 };
	char key[20];
	int i;

	(void)state;
	for (i = 0; i < 2 * KEEP_ROWS + 1; i++) {
		snprintf(key, sizeof(key), "%d", i);
		came(key, OLD, "done", 3, 1);
	}
	for (i = 0; i < 3; i++) {
		snprintf(key, sizeof(key), "large-%d", i);
		came(key, OLD, "done", 3, KEEP_BYTES / 2);
	}
	assert_int_equal(flow_keep(&f, &k, &e), 1);
	assert_int_equal(count("SELECT COUNT(*) FROM inbox_raw"),
	    KEEP_ROWS + 4);
	assert_int_equal(flow_keep(&f, &k, &e), 1);
	assert_int_equal(count("SELECT COUNT(*) FROM inbox_raw"), 4);
	assert_int_equal(flow_keep(&f, &k, &e), 1);
	assert_int_equal(count("SELECT COUNT(*) FROM inbox_raw"), 1);
	pass();
	assert_int_equal(count("SELECT COUNT(*) FROM inbox_raw"), 0);
}

/* Young rows, open ones among them, are not gone through to the last. */
static void
pass__ends__where_all_is_young(void **state)
{
	char key[20];
	int i;

	(void)state;
	came("old", OLD, "done", 3, 1);
	for (i = 0; i < 10 * KEEP_ROWS; i++) {
		snprintf(key, sizeof(key), "%d", i);
		came(key, NOW, "done", 3, 1);
	}
	/* two of what came, one each of the other kinds */
	assert_int_equal(pass(), 5);
	assert_int_equal(count("SELECT COUNT(*) FROM inbox_raw"),
	    10 * KEEP_ROWS);
}

static bool
fail_call(const char *what)
{
	return strcmp(what, "committed") != 0 && ++calls == at;
}

static bool
end_at_call(const char *what)
{
	(void)what;
	if (++calls == at)
		_exit(0);
	return false;
}

/* The disk is full at any call: nothing is half done, and it goes on. */
static void
fault__anywhere__ends_the_same(void **state)
{
	struct keep k;
	int rc = 0;

	for (at = 1; rc != 2; at++) {
		fill();
		k = (struct keep){ 0 };
		calls = 0;
		store_on_call(fail_call);
		while ((rc = flow_keep(&f, &k, &e)) == 1)
			;
		store_on_call(NULL);
		assert_false(store_in_transaction(f.store));
		if (rc == 0 && calls < at)
			rc = 2;		/* it was not reached: all were */
		pass();
		check_rest();
		teardown(state);
		setup(state);
	}
	assert_true(at > 30);
}

/* Killed at any call: what was committed stays gone, the next start does the
 * rest. */
static void
kill__anywhere__ends_the_same(void **state)
{
	int status = 0;
	pid_t pid;

	for (at = 1; status == 0; at++) {
		fill();
		store_close(f.store);
		pid = fork();
		assert_int_not_equal(pid, -1);
		if (pid == 0) {
			open_it();
			calls = 0;
			store_on_call(end_at_call);
			pass();
			_exit(1);	/* it was not reached */
		}
		assert_int_equal(waitpid(pid, &status, 0), pid);
		open_it();
		pass();
		check_rest();
		teardown(state);
		setup(state);
	}
	assert_true(at > 30);
}

static void
keep__wrong__is_refused(void **state)
{
	static const struct ft_case cases[] = {
		{ "keep { bodies 30d ; tokens 3650d }", NULL },
		{ "keep { bodies always ; tokens always }", NULL },
		{ "keep { }", NULL },
		{ "keep { bodies 29d }", "a span from 30d to 3650d, or "
		    "always" },
		{ "keep { bodies 3651d }", "a span from 30d" },
		{ "keep { tokens 29d23h }", "a span from 30d" },
		{ "keep { tokens never }", "a span from 30d" },
		{ "keep { journal 400d }", "journal" },
	};

	(void)state;
	assert_int_equal(ft.config->keep_bodies, BODIES);
	assert_int_equal(ft.config->keep_tokens, TOKENS);
	ft_configs("mail.conf", cases, sizeof(cases) / sizeof(cases[0]));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
		T(old__goes__and_nothing_else),
		T(row__without_its_bytes__is_shown),
		T(entry__that_is_gone__comes_no_second_time),
		T(always__keeps_all),
		T(step__is_small),
		T(pass__ends__where_all_is_young),
		T(fault__anywhere__ends_the_same),
		T(kill__anywhere__ends_the_same),
		cmocka_unit_test_setup_teardown(keep__wrong__is_refused,
		    ft_open, ft_close),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
