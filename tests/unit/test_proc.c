/* SPDX-License-Identifier: ISC */
/* The helper that starts programs for other tests. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <arpa/inet.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "tests/support/proc.h"

#define SHORT_MS	300

static void
proc__user__is_an_ordinary_one(void **state)
{
	struct stat st;

	(void)state;
	assert_int_not_equal(geteuid(), 0);
	assert_int_equal(stat(proc_folder(), &st), 0);
	assert_int_equal(st.st_uid, geteuid());
	assert_int_equal(st.st_mode & 0777, 0700);
	/* the repository's root can be reached, by its path too */
	assert_int_equal(access("Makefile", R_OK), 0);
}

static void
proc__run__gives_output_and_status(void **state)
{
	const char *ok[] = { "sh", "-c", "echo out; echo err >&2; exit 3",
	    NULL };
	const char *none[] = { "no-such-program", NULL };
	const char *slow[] = { "sleep", "60", NULL };
	struct buf out = { 0 };
	int status = proc_run(ok, &out, PROC_MS);

	(void)state;
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 3);
	assert_string_equal(out.p, "out\nerr\n");
	buf_free(&out);
	assert_int_equal(WEXITSTATUS(proc_run(none, NULL, PROC_MS)), 127);
	assert_int_equal(proc_run(slow, NULL, SHORT_MS), -1);
}

static void
proc__wait_log__sees_text_or_the_end(void **state)
{
	const char *argv[] = { "sh", "-c", "echo ready; exec sleep 60", NULL };
	const char *dead[] = { "sh", "-c", "echo sorry; exit 1", NULL };
	struct proc *p = proc_start("sleeper", argv);

	(void)state;
	assert_true(proc_wait_log(p, "ready", PROC_MS));
	assert_true(proc_running(p));
	assert_false(proc_wait_log(p, "never", SHORT_MS));
	assert_int_equal(WTERMSIG(proc_stop(p, SIGTERM, PROC_MS)), SIGTERM);
	p = proc_start("dead", dead);
	assert_true(proc_wait_log(p, "sorry", PROC_MS));
	/* much sooner than the deadline */
	assert_false(proc_wait_log(p, "never", 600000));
	assert_int_equal(WEXITSTATUS(proc_stop(p, 0, PROC_MS)), 1);
}

/* Gone, or dead and waiting for somebody to collect it. */
static bool
is_dead(void *arg)
{
	char path[64], text[256], *state;
	ssize_t n;
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/stat", *(int *)arg);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd == -1)
		return true;
	n = read(fd, text, sizeof(text) - 1);
	close(fd);
	text[n > 0 ? n : 0] = '\0';
	state = strrchr(text, ')');
	return state == NULL || state[2] == 'Z' || state[2] == 'X';
}

static void
proc__stop__kills_what_will_not_go(void **state)
{
	const char *argv[] = { "sh", "-c", "trap '' TERM; sleep 60 & "
	    "echo $!; while :; do sleep 60; done", NULL };
	struct proc *p = proc_start("stubborn", argv);
	const char *cat[] = { "cat", proc_log(p), NULL };
	struct buf log = { 0 };
	int child;

	(void)state;
	assert_true(proc_wait_log(p, "\n", PROC_MS));
	assert_int_equal(proc_run(cat, &log, PROC_MS), 0);
	child = atoi(log.p);
	buf_free(&log);
	assert_true(child > 1);
	assert_int_equal(WTERMSIG(proc_stop(p, SIGTERM, SHORT_MS)), SIGKILL);
	assert_true(proc_wait_until(is_dead, &child, PROC_MS));
}

static void
proc__port__is_free_and_waited_for(void **state)
{
	const char *argv[] = { "sleep", "60", NULL };
	struct sockaddr_in a = { .sin_family = AF_INET,
	    .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	struct proc *p = proc_start("port", argv);
	int one = proc_port(), two = proc_port(), fd;

	(void)state;
	assert_int_not_equal(one, two);
	assert_false(proc_wait_port(p, one, SHORT_MS));
	fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	a.sin_port = htons((uint16_t)one);
	assert_int_equal(bind(fd, (struct sockaddr *)&a, sizeof(a)), 0);
	assert_int_equal(listen(fd, 5), 0);
	assert_true(proc_wait_port(p, one, PROC_MS));
	close(fd);
	proc_stop(p, SIGTERM, PROC_MS);
}

static void
proc__write__makes_folders(void **state)
{
	const char *path = proc_write("a/b/c.conf", "port %d\n", 25);
	const char *argv[] = { "cat", path, NULL };
	struct buf out = { 0 };

	(void)state;
	assert_string_equal(path, proc_path("a/b/%s.conf", "c"));
	assert_int_equal(proc_run(argv, &out, PROC_MS), 0);
	assert_string_equal(out.p, "port 25\n");
	buf_free(&out);
}

static void
proc__have__knows_what_is_there(void **state)
{
	(void)state;
	assert_true(proc_have("sh"));
	assert_true(proc_have("/bin/sh"));
	assert_false(proc_have("no-such-program"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(proc__user__is_an_ordinary_one),
		cmocka_unit_test(proc__run__gives_output_and_status),
		cmocka_unit_test(proc__wait_log__sees_text_or_the_end),
		cmocka_unit_test(proc__stop__kills_what_will_not_go),
		cmocka_unit_test(proc__port__is_free_and_waited_for),
		cmocka_unit_test(proc__write__makes_folders),
		cmocka_unit_test(proc__have__knows_what_is_there),
	};

	proc_init();
	return proc_end(cmocka_run_group_tests(tests, NULL, NULL));
}
