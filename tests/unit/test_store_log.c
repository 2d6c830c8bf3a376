/* SPDX-License-Identifier: ISC */
/* Room for the database's log, made before it is needed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"
#include "store/inbox.h"
#include "tests/support/proc.h"

#define LOG_FRAMES 1000		/* of SQLite's, of 4120 bytes */

static struct store *s;
static struct arena *arena;
static struct err e;
static char path[300];

static uint64_t disk_left;	/* bytes, as statvfs(3) is to say */

/* Instead of libc's: a disk as full as a test wants it. */
int
statvfs(const char *file, struct statvfs *disk)
{
	assert_string_equal(file, path);
	memset(disk, 0, sizeof(*disk));
	disk->f_frsize = 4096;
	disk->f_bavail = disk_left / 4096;
	return 0;
}

static int
set_up(void **state)
{
	static int n;

	(void)state;
	disk_left = 1 << 30;
	arena = arena_new();
	snprintf(path, sizeof(path), "%s", proc_path("log-%d.db", ++n));
	return store_open(&s, path, NULL, &e);
}

static int
tear_down(void **state)
{
	(void)state;
	store_close(s);
	s = NULL;
	arena_free(arena);
	return 0;
}

static void
assert_rows(int64_t n)
{
	int64_t got = -1;
	char *check;

	assert_int_equal(store_int(s, &e, &got, "SELECT COUNT(*) FROM inbox",
	    ""), 1);
	assert_int_equal(got, n);
	assert_int_equal(store_text(s, &e, arena, &check,
	    "PRAGMA integrity_check", ""), 1);
	assert_string_equal(check, "ok");
}

static off_t
log_size(void)
{
	struct stat st;
	char wal[320];

	snprintf(wal, sizeof(wal), "%s-wal", path);
	assert_int_equal(stat(wal, &st), 0);
	return st.st_size;
}

static void
add_rows(int from, int n)
{
	struct inbox_row row;
	int i;

	for (i = from; i < from + n; i++) {
		row = (struct inbox_row){ .channel = "mail", .source = "m",
		    .key = arena_printf(arena, "%d", i), .at = 100,
		    .raw = { "raw", 3 } };
		assert_int_equal(store_begin(s, &e), 0);
		assert_int_equal(inbox_add(s, &row, &e), 1);
		assert_int_equal(store_commit(s, &e), 0);
	}
}

static void
make_room__makes_the_log_as_long_as_it_becomes(void **state)
{
	off_t size;

	(void)state;
	add_rows(0, 5);
	store_make_room(s);
	size = log_size();
	assert_true(size >= LOG_FRAMES * 4120);
	assert_true(size < LOG_FRAMES * 4120 * 11 / 10);
	/* several times through all of it */
	add_rows(5, 600);
	store_make_room(s);
	assert_int_equal(log_size(), size);
	store_close(s);
	assert_int_equal(store_open(&s, path, NULL, &e), 0);
	assert_rows(605);
}

/* In a child that ends without closing: as a crash leaves it. */
static void
commit_and_crash(int from)
{
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		if (store_open(&s, path, NULL, &e) == -1)
			_exit(1);
		store_make_room(s);
		add_rows(from, 20);
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
}

static void
make_room__then_a_crash__nothing_committed_is_lost(void **state)
{
	(void)state;
	store_close(s);
	commit_and_crash(0);
	assert_true(log_size() >= LOG_FRAMES * 4120);
	commit_and_crash(20);	/* with zeros behind what is recovered */
	assert_int_equal(store_open(&s, path, NULL, &e), 0);
	assert_rows(40);
}

static void
limit_files(rlim_t n)
{
	struct rlimit l;

	getrlimit(RLIMIT_FSIZE, &l);
	l.rlim_cur = n != 0 ? n : l.rlim_max;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &l), 0);
}

static void
make_room__disk_full__does_nothing(void **state)
{
	(void)state;
	signal(SIGXFSZ, SIG_IGN);
	add_rows(0, 1);
	limit_files((rlim_t)log_size() + 200000);
	store_make_room(s);
	add_rows(1, 3);
	limit_files(0);
	add_rows(4, 3);
	assert_rows(7);
}

static void
make_room__little_is_left__leaves_it(void **state)
{
	long before;

	(void)state;
	add_rows(0, 1);
	before = log_size();
	disk_left = (64 << 20) - 4096;
	store_make_room(s);
	assert_int_equal(log_size(), before);
	disk_left = 64 << 20;
	store_make_room(s);
	assert_true(log_size() > before);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(make_room__makes_the_log_as_long_as_it_becomes),
		TEST(make_room__then_a_crash__nothing_committed_is_lost),
		TEST(make_room__disk_full__does_nothing),
		TEST(make_room__little_is_left__leaves_it),
	};

	proc_init();
	return proc_end(cmocka_run_group_tests(tests, NULL, NULL));
}
