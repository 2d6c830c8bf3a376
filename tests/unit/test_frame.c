/* SPDX-License-Identifier: ISC */
/* Frames: each rule of the table, and no descriptor left behind. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/fd.h"
#include "proc/frame.h"

static int pair[2];

static int
open_pair(void **state)
{
	int size = 4 << 20;

	(void)state;
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) == -1)
		return -1;
	setsockopt(pair[0], SOL_SOCKET, SO_SNDBUF, &size, sizeof(size));
	fcntl(pair[1], F_SETFL, O_NONBLOCK);
	return 0;
}

static int
close_pair(void **state)
{
	(void)state;
	close(pair[0]);
	close(pair[1]);
	return 0;
}

static int
open_fds(void)
{
	DIR *d = opendir("/proc/self/fd");
	int n = 0;

	while (readdir(d) != NULL)
		n++;
	closedir(d);
	return n;
}

/* Sends any packet at all: n bytes behind the head, and fds descriptors. */
static void
send_raw(uint32_t type, size_t n, int fds)
{
	static uint32_t packet[(FRAME_MAX + 64) / 4];
	_Alignas(struct cmsghdr) char control[CMSG_SPACE(8 * sizeof(int))];
	struct iovec iov = { packet, n };
	struct msghdr msg = { .msg_iov = &iov, .msg_iovlen = 1 };
	struct cmsghdr *c;
	int i, fd[8];

	memset(control, 0, sizeof(control));
	packet[0] = type;
	packet[1] = 7;
	if (fds > 0) {
		msg.msg_control = control;
		msg.msg_controllen = CMSG_SPACE((size_t)fds * sizeof(int));
		c = CMSG_FIRSTHDR(&msg);
		c->cmsg_level = SOL_SOCKET;
		c->cmsg_type = SCM_RIGHTS;
		c->cmsg_len = CMSG_LEN((size_t)fds * sizeof(int));
		for (i = 0; i < fds; i++)
			fd[i] = open("/dev/null", O_RDONLY | O_CLOEXEC);
		memcpy(CMSG_DATA(c), fd, (size_t)fds * sizeof(int));
	}
	assert_int_equal(sendmsg(pair[0], &msg, 0), n);
	for (i = 0; i < fds; i++)
		close(fd[i]);
}

static const struct rule {
	enum frame_type	 type;
	enum frame_side	 side;
	size_t		 min, max;
	bool		 fd;
} rules[] = {	/* as written in the header's table and wire.h */
	{ FRAME_SETUP, FROM_CORE, 0, FRAME_MAX, true },
	{ FRAME_JOB, FROM_CORE, 1, FRAME_MAX, true },
	{ FRAME_RESULT, FROM_ROLE, 1, FRAME_MAX, true },
	{ FRAME_ASK, FROM_ROLE, 1, 1024, false },
	{ FRAME_REPLY, FROM_CORE, 1, FRAME_MAX, false },
	{ FRAME_EVENT, FROM_ROLE, 1, FRAME_MAX, true },
	{ FRAME_STATE, FROM_ROLE, 1, 2048, false },
	{ FRAME_PING, FROM_CORE, 0, 0, false },
	{ FRAME_PONG, FROM_ROLE, 0, 0, false },
	{ FRAME_STOP, FROM_CORE, 0, 0, false },
};
#define RULES (sizeof(rules) / sizeof(rules[0]))

/* One packet in; what frame_recv says, its descriptor closed. */
static int
take(uint32_t type, size_t body, int fds, enum frame_side from)
{
	struct frame f = { .fd = -1 };
	struct err e = { 0 };
	int before = open_fds(), rc;

	send_raw(type, 8 + body, fds);
	rc = frame_recv(pair[1], from, &f, &e);
	if (rc == 1) {
		assert_int_equal(f.type, type);
		assert_int_equal(f.id, 7);
		assert_int_equal(f.body.n, body);
		assert_int_equal(f.fd != -1, fds > 0);
	} else {
		assert_int_equal(f.fd, -1);
		assert_true(e.text[0] != '\0');
	}
	if (f.fd != -1) {
		assert_int_equal(fcntl(f.fd, F_GETFD), FD_CLOEXEC);
		close(f.fd);
	}
	assert_int_equal(open_fds(), before);
	return rc;
}

static void
recv__each_rule__at_below_and_above(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < RULES; i++) {
		const struct rule *r = &rules[i];

		assert_int_equal(take(r->type, r->min, 0, r->side), 1);
		assert_int_equal(take(r->type, r->max, 0, r->side), 1);
		assert_int_equal(take(r->type, r->max + 1, 0, r->side), -1);
		if (r->min > 0)
			assert_int_equal(take(r->type, r->min - 1, 0,
			    r->side), -1);
		assert_int_equal(take(r->type, r->min, 0,
		    r->side == FROM_CORE ? FROM_ROLE : FROM_CORE), -1);
		assert_int_equal(take(r->type, r->min, 1, r->side),
		    r->fd ? 1 : -1);
		/* one descriptor at most */
		assert_int_equal(take(r->type, r->min, 2, r->side), -1);
		assert_int_equal(take(r->type, r->min, 4, r->side), -1);
		assert_int_equal(take(r->type, r->min, 8, r->side), -1);
	}
}

static void
recv__unknown_type_or_cut_head__is_refused(void **state)
{
	struct frame f = { .fd = -1 };
	struct err e = { 0 };
	size_t n;

	(void)state;
	assert_int_equal(take(0, 1, 0, FROM_ROLE), -1);
	assert_int_equal(take(FRAME_TYPES, 1, 1, FROM_ROLE), -1);
	assert_int_equal(take(0x7fffffff, 1, 0, FROM_CORE), -1);
	assert_int_equal(take(0xffffffff, 1, 1, FROM_CORE), -1);
	for (n = 1; n < 8; n++) {
		send_raw(FRAME_PING, n, 1);
		assert_int_equal(frame_recv(pair[1], FROM_CORE, &f, &e), -1);
		assert_int_equal(f.fd, -1);
	}
	assert_string_equal(frame_name(FRAME_STOP), "stop");
	assert_string_equal(frame_name(FRAME_TYPES), "unknown");
}

/* A packet of no bytes looks like the end, but may carry a descriptor. */
static void
recv__empty_packet__leaves_no_descriptor(void **state)
{
	struct frame f = { .fd = -1 };
	struct err e = { 0 };
	int before = open_fds();

	(void)state;
	send_raw(0, 0, 1);
	assert_int_not_equal(frame_recv(pair[1], FROM_ROLE, &f, &e), 1);
	assert_int_equal(open_fds(), before);
	send_raw(0, 0, 8);
	assert_int_not_equal(frame_recv(pair[1], FROM_ROLE, &f, &e), 1);
	assert_int_equal(open_fds(), before);
}

static void
send__round_trip__carries_body_and_descriptor(void **state)
{
	struct buf b = { 0 };
	struct frame f = { .fd = -1 };
	struct err e = { 0 };
	int fd = fd_sealed(span_of("mail"), &e);
	struct buf got = { 0 };

	(void)state;
	assert_int_equal(frame_recv(pair[1], FROM_ROLE, &f, &e), 2);
	buf_adds(&b, "hello");
	assert_int_equal(frame_send(pair[0], FRAME_EVENT, UINT32_MAX, &b, fd,
	    &e), 0);
	assert_int_equal(frame_recv(pair[1], FROM_ROLE, &f, &e), 1);
	assert_int_equal(f.id, UINT32_MAX);
	assert_memory_equal(f.body.p, "hello", 5);
	assert_int_equal(fd_read_all(f.fd, 10, &got, &e), 0);
	assert_string_equal(got.p, "mail");
	close(f.fd);
	close(fd);
	/* larger than the table allows: not sent at all */
	buf_cut(&b, 0);
	while (b.n < 1025)
		buf_addc(&b, 'x');
	assert_int_equal(frame_send(pair[0], FRAME_ASK, 1, &b, -1, &e), -1);
	assert_int_equal(e.code, ERR_LIMIT);
	assert_int_equal(frame_send(pair[0], FRAME_PONG, 1, NULL, -1, &e), 0);
	assert_int_equal(frame_recv(pair[1], FROM_ROLE, &f, &e), 1);
	assert_int_equal(f.type, FRAME_PONG);
	buf_free(&b);
	buf_free(&got);
}

static void
send__full_or_gone__is_told(void **state)
{
	struct buf b = { 0 };
	struct frame f;
	struct err e = { 0 };
	int rc, n = 0;

	(void)state;
	while (b.n < 65536)
		buf_addc(&b, 'x');
	fcntl(pair[0], F_SETFL, O_NONBLOCK);
	while ((rc = frame_send(pair[0], FRAME_JOB, 1, &b, -1, &e)) == 0)
		assert_true(++n < 10000);
	assert_int_equal(rc, 1);
	for (; n > 0; n--)
		assert_int_equal(frame_recv(pair[1], FROM_CORE, &f, &e), 1);
	assert_int_equal(frame_recv(pair[1], FROM_CORE, &f, &e), 2);
	close(pair[0]);
	assert_int_equal(frame_recv(pair[1], FROM_CORE, &f, &e), 0);
	assert_int_equal(frame_send(pair[1], FRAME_PONG, 1, NULL, -1, &e), -1);
	pair[0] = open("/dev/null", O_RDONLY);
	buf_free(&b);
}

#define MANY	200	/* frames, each with a descriptor */
#define NO_LIMIT	77	/* send_many()'s: nothing to be tested here */

/* As a user who is not root, with few descriptors allowed: 0, NO_LIMIT, or the
 * number of what went wrong.  valgrind keeps the limit to itself: the kernel
 * never hears of it, and would let all of them through. */
static int
send_many(void)
{
	struct rlimit few = { 64, 64 };
	struct buf b = { 0 };
	struct err e = { 0 };
	struct frame f;
	int rc = 0, n, again;

	if (geteuid() == 0 && (setgid(65534) == -1 || setuid(65534) == -1))
		return 1;
	if (setrlimit(RLIMIT_NOFILE, &few) == -1)
		return errno == EPERM ? NO_LIMIT : 1;
	buf_adds(&b, "x");
	fcntl(pair[0], F_SETFL, O_NONBLOCK);
	for (n = 0; n < MANY; n++)
		if ((rc = frame_send(pair[0], FRAME_RESULT, 1, &b, 0, &e)) != 0)
			break;
	if (rc != 2)
		return 2;
	for (again = 0; again < n; again++) {
		if (frame_recv(pair[1], FROM_ROLE, &f, &e) != 1 || f.fd == -1)
			return 3;
		close(f.fd);
	}
	rc = frame_send(pair[0], FRAME_RESULT, 1, &b, 0, &e);
	buf_free(&b);
	return rc == 0 ? 0 : 4;
}

/* The kernel counts what a user has on its way, over all his processes; root
 * alone is free of it. */
static void
send__descriptors_on_their_way__wait(void **state)
{
	pid_t pid = fork();
	int status;

	(void)state;
	if (pid == 0)
		_exit(send_many());
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	if (WEXITSTATUS(status) == NO_LIMIT)
		skip();
	assert_int_equal(WEXITSTATUS(status), 0);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, open_pair, close_pair)

static void
frame__wiped__leaves_nothing(void **state)
{
	struct buf b = { 0 };
	struct err e = { 0 };
	struct frame f;
	const char *p;
	size_t i;

	(void)state;
	buf_adds(&b, "somebody@example.net");
	assert_int_equal(frame_send(pair[0], FRAME_JOB, 1, &b, -1, &e), 0);
	assert_int_equal(frame_recv(pair[1], FROM_CORE, &f, &e), 1);
	p = f.body.p;
	assert_memory_equal(p, "somebody@example.net", b.n);
	unpack_u32(&f.body);	/* what was read of it goes as well */
	frame_wipe(&f);
	for (i = 0; i < b.n; i++)
		assert_int_equal(p[i], 0);
	buf_free(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(recv__each_rule__at_below_and_above),
		TEST(recv__unknown_type_or_cut_head__is_refused),
		TEST(recv__empty_packet__leaves_no_descriptor),
		TEST(send__round_trip__carries_body_and_descriptor),
		TEST(send__full_or_gone__is_told),
		TEST(send__descriptors_on_their_way__wait),
		TEST(frame__wiped__leaves_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
