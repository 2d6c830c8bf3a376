/* SPDX-License-Identifier: ISC */
/*
 * The reader as a process: driven over a socket pair as core does it, with
 * mails that are fine, that break a limit, and with children that are made to
 * crash and to hang.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/fd.h"
#include "base/mem.h"
#include "handlers/bulletin/facts.h"
#include "proc/frame.h"
#include "proc/wire.h"
#include "text/reading.h"

#define INHERITED	50	/* a descriptor that is not the role's */

struct role {
	pid_t	pid;
	int	sock;
};

/* The reader that was built beside this program. */
static void
role_path(char path[512])
{
	ssize_t n = readlink("/proc/self/exe", path, 400);
	int i;

	assert_true(n > 0);
	path[n] = '\0';
	for (i = 0; i < 3; i++)	/* BUILD/tests/unit/test_role_reader */
		*strrchr(path, '/') = '\0';
	assert_true(str_copy(path + strlen(path), 512 - strlen(path),
	    "/patchbot-reader"));
}

static int
start(void **state, const char *seconds, int inherited)
{
	struct role *r = mem_alloc(sizeof(*r));
	char path[512];
	int pair[2];

	role_path(path);
	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair), 0);
	r->pid = fork();
	assert_int_not_equal(r->pid, -1);
	if (r->pid == 0) {
		dup2(pair[1], ROLE_FD);
		if (pair[0] != ROLE_FD)
			close(pair[0]);
		if (inherited != -1) {
			dup2(inherited, INHERITED);
			close_range(STDIN_FILENO, STDERR_FILENO, 0);
		}
		if (seconds != NULL)
			setenv("PATCHBOT_READ_SECONDS", seconds, 1);
		execl(path, "patchbot-reader", (char *)NULL);
		_exit(127);
	}
	close(pair[1]);
	r->sock = pair[0];
	*state = r;
	return 0;
}

static int
start_role(void **state)
{
	return start(state, NULL, -1);
}

/* Its children have a second, so that a test need not wait for long; and on a
 * slow machine the others keep theirs. */
static int
start_hasty_role(void **state)
{
	return start(state, "1", -1);
}

static int
stop_role(void **state)
{
	struct role *r = *state;
	struct err e;
	int status;

	frame_send(r->sock, FRAME_STOP, 0, NULL, -1, &e);
	assert_int_equal(waitpid(r->pid, &status, 0), r->pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
	close(r->sock);
	free(r);
	return 0;
}

static void
send_mail(const struct role *r, uint32_t id, struct span mail,
    const char *reader, bool person)
{
	struct read_job job = { .reader = reader, .person = person };
	struct buf b = { 0 };
	struct err e = { 0 };
	int fd = fd_sealed(mail, &e);

	assert_int_not_equal(fd, -1);
	read_job_pack(&b, &job);
	assert_int_equal(frame_send(r->sock, FRAME_JOB, id, &b, fd, &e), 0);
	close(fd);
	buf_free(&b);
}

struct result {
	uint32_t	 id;
	bool		 ok;
	char		*why;
	struct reading	*reading;	/* where ok */
};

static struct result
receive(const struct role *r, struct arena *a)
{
	struct result got = { 0 };
	struct job_done d = { 0 };
	struct buf b = { 0 };
	struct unpack u;
	struct frame f;
	struct err e = { 0 };
	int seals;

	assert_int_equal(frame_recv(r->sock, FROM_ROLE, &f, &e), 1);
	assert_int_equal(f.type, FRAME_RESULT);
	assert_true(job_done_unpack(&f.body, a, &d));
	got.id = f.id;
	got.ok = d.ok;
	got.why = arena_str(a, d.why);
	assert_int_equal(f.fd != -1, d.ok);
	if (!d.ok)
		return got;
	/* sealed: what core reads can no longer change */
	seals = fcntl(f.fd, F_GET_SEALS);
	assert_int_equal(seals & (F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW |
	    F_SEAL_SEAL), F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW |
	    F_SEAL_SEAL);
	assert_int_equal(fd_read_all(f.fd, 16 << 20, &b, &e), 0);
	close(f.fd);
	u = (struct unpack){ b.p, b.n, false };
	got.reading = reading_unpack(a, &u);
	assert_non_null(got.reading);
	buf_free(&b);
	return got;
}

static const char notice[] =
    "From: cleo@example.com\nSubject: [USN-8888-1] sample vulnerability\n"
    "Content-Type: text/plain; charset=iso-2022-jp\n\n"
    "A security issue affects these releases\x1b$B$3\x1b(B:\n"
    "CVE-2026-4001\n";

static void
role_reader__reads_a_mail(void **state)
{
	struct arena *a = arena_new();
	struct bulletin_facts *f;
	struct result got;
	struct list *l;

	send_mail(*state, 7, span_of(notice), "ubuntu", false);
	got = receive(*state, a);
	assert_int_equal(got.id, 7);
	assert_true(got.ok);
	assert_int_equal(got.reading->mail_class, CLASS_BULLETIN);
	l = facts_unpack(a, got.reading->claims);
	assert_non_null(l);
	assert_int_equal(l->n, 1);
	f = l->at[0];
	assert_string_equal(f->id, "USN-8888-1");
	/* a charset whose tables were opened before the seal */
	assert_non_null(strstr(got.reading->text, "\xe3\x81\x93"));
	arena_free(a);
}

static void
role_reader__reads_commands_and_pongs(void **state)
{
	struct role *r = *state;
	struct arena *a = arena_new();
	struct result got;
	struct frame f;
	struct err e;

	send_mail(r, 8, span_of("Subject: x\n\nstatus\n"), NULL, true);
	got = receive(r, a);
	assert_int_equal(got.reading->mail_class, CLASS_COMMAND);
	assert_string_equal(got.reading->commands.at[0], "status");
	assert_int_equal(frame_send(r->sock, FRAME_PING, 3, NULL, -1, &e), 0);
	assert_int_equal(frame_recv(r->sock, FROM_ROLE, &f, &e), 1);
	assert_int_equal(f.type, FRAME_PONG);
	arena_free(a);
}

/* The largest list that is taken goes through the sealed child whole. */
static void
role_reader__reads_attached_lists(void **state)
{
	struct role *r = *state;
	struct arena *a = arena_new();
	const struct server_list *l;
	struct buf b = { 0 };
	struct result got;
	int i;

	buf_adds(&b, "Subject: Re: lists\nIn-Reply-To: <x@example.com>\n"
	    "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n"
	    "--b\nContent-Type: text/plain\n\nOur list.\n--b\n"
	    "Content-Type: text/csv; charset=iso-8859-15; name=s.csv\n\n"
	    "server;until;reason\n");
	for (i = 0; i < READING_LISTED_MAX; i++)
		buf_addf(&b, "srv%05d;2026-12-01;sp\xe4ter, aus dem Grund, der "
		    "seit %d Wochen bekannt ist\n", i, i);
	buf_adds(&b, "--b--\n");
	send_mail(r, 9, (struct span){ b.p, b.n }, NULL, true);
	got = receive(r, a);
	assert_true(got.ok);
	assert_int_equal(got.reading->lists.n, 1);
	l = got.reading->lists.at[0];
	assert_string_equal(l->name, "s.csv");
	assert_null(l->wrong);
	assert_int_equal(l->servers.n, READING_LISTED_MAX);
	assert_string_equal(((struct listed_server *)l->servers.at[4999])->
	    reason, "sp\xc3\xa4ter, aus dem Grund, der seit 4999 Wochen "
	    "bekannt ist");
	/* of whom core does not call a person nothing is kept */
	send_mail(r, 10, (struct span){ b.p, b.n }, NULL, false);
	got = receive(r, a);
	assert_int_equal(got.reading->lists.n, 0);
	buf_free(&b);
	arena_free(a);
}

static void
role_reader__says_why_over_a_limit(void **state)
{
	struct arena *a = arena_new();
	struct buf b = { 0 };
	struct result got;
	int i;

	buf_adds(&b, "From: ");
	for (i = 0; i < 100000; i++)
		buf_addc(&b, '(');
	send_mail(*state, 9, (struct span){ b.p, b.n }, NULL, false);
	got = receive(*state, a);
	assert_true(got.ok);
	assert_non_null(strstr(got.reading->failed, "comments"));
	/* an empty mail is one, too */
	send_mail(*state, 10, span_of(""), NULL, false);
	got = receive(*state, a);
	assert_true(got.ok);
	assert_null(got.reading->failed);
	buf_free(&b);
	arena_free(a);
}

/* A mail that keeps a child busy for a while: much to decode. */
static void
slow_mail(struct buf *b)
{
	buf_adds(b, "Subject: x\nMIME-Version: 1.0\nContent-Type: text/html\n"
	    "Content-Transfer-Encoding: quoted-printable\n\n");
	while (b->n < 30 << 20)
		buf_adds(b, "<p style=3D'display:none'>=41=42=43<b>x</b></p>"
		    "<script>=\n");
}

/* A child of that process; waits until there is one. */
static pid_t
child_of(pid_t pid)
{
	char path[64], text[64];
	pid_t child = 0;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/task/%d/children", pid, pid);
	while (child == 0) {
		f = fopen(path, "r");
		if (f == NULL)
			return 0;
		if (fgets(text, sizeof(text), f) != NULL)
			child = (pid_t)strtol(text, NULL, 10);
		fclose(f);
	}
	return child;
}

static void
role_reader__outlives_a_crash(void **state)
{
	struct role *r = *state;
	struct arena *a = arena_new();
	struct buf b = { 0 };
	struct result got;

	slow_mail(&b);
	send_mail(r, 11, (struct span){ b.p, b.n }, NULL, false);
	assert_int_equal(kill(child_of(r->pid), SIGABRT), 0);
	got = receive(r, a);
	assert_int_equal(got.id, 11);
	assert_false(got.ok);
	assert_non_null(strstr(got.why, "crashed"));
	/* and the next mail is read as ever */
	send_mail(r, 12, span_of("Subject: x\n\nhello\n"), NULL, false);
	got = receive(r, a);
	assert_true(got.ok);
	assert_string_equal(got.reading->text, "hello\n");
	buf_free(&b);
	arena_free(a);
}

static void
role_reader__ends_a_child_that_hangs(void **state)
{
	struct role *r = *state;
	struct arena *a = arena_new();
	int64_t start = clock_mono_ms();
	struct buf b = { 0 };
	struct result got;

	slow_mail(&b);
	send_mail(r, 13, (struct span){ b.p, b.n }, NULL, false);
	assert_int_equal(kill(child_of(r->pid), SIGSTOP), 0);
	/* the others go on meanwhile */
	send_mail(r, 14, span_of("Subject: x\n\nhello\n"), NULL, false);
	got = receive(r, a);
	assert_int_equal(got.id, 14);
	assert_true(got.ok);
	got = receive(r, a);
	assert_int_equal(got.id, 13);
	assert_false(got.ok);
	assert_non_null(strstr(got.why, "longer than"));
	assert_true(clock_mono_ms() - start >= 1000);
	buf_free(&b);
	arena_free(a);
}

/* More jobs than places: all are answered, each once. */
static void
role_reader__serves_many_at_once(void **state)
{
	enum { MAILS = 400, AHEAD = 20 };
	struct role *r = *state;
	struct arena *a = arena_new();
	bool seen[MAILS] = { false };
	struct result got;
	int64_t start = clock_mono_ms();
	uint32_t sent = 0, n;

	for (n = 0; n < MAILS; n++) {
		while (sent < MAILS && sent < n + AHEAD) {
			send_mail(r, sent, span_of(notice), NULL, false);
			sent++;
		}
		got = receive(r, a);
		assert_true(got.ok);
		assert_true(got.id < MAILS);
		assert_false(seen[got.id]);
		seen[got.id] = true;
	}
	print_message("%d mails, %.3f ms each\n", MAILS,
	    (double)(clock_mono_ms() - start) / MAILS);
	arena_free(a);
}

static void
role_reader__measures_one_at_a_time(void **state)
{
	enum { MAILS = 1000 };
	struct role *r = *state;
	struct arena *a = arena_new();
	int64_t start = clock_mono_ms();
	uint32_t n;

	for (n = 0; n < MAILS; n++) {
		send_mail(r, n, span_of(notice), "ubuntu", false);
		assert_true(receive(r, a).ok);
	}
	print_message("%d mails, one at a time: %.3f ms each\n", MAILS,
	    (double)(clock_mono_ms() - start) / MAILS);
	arena_free(a);
}

/* Started by somebody careless: nothing that he left open stays so, and a mail
 * is not taken for the standard input that he did not give. */
static void
role_reader__keeps_to_its_own_descriptors(void **state)
{
	struct arena *a = arena_new();
	struct result got;
	int ends[2], i;
	char byte;
	void *role;

	(void)state;
	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	start(&role, NULL, ends[1]);
	close(ends[1]);
	for (i = 0; i < 3; i++) {
		send_mail(role, 1, span_of(notice), NULL, false);
		got = receive(role, a);
		assert_true(got.ok);
	}
	/* nobody else holds the other end */
	fcntl(ends[0], F_SETFL, O_NONBLOCK);
	assert_int_equal(read(ends[0], &byte, 1), 0);
	close(ends[0]);
	stop_role(&role);
	arena_free(a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(role_reader__reads_a_mail),
		cmocka_unit_test(role_reader__reads_commands_and_pongs),
		cmocka_unit_test(role_reader__reads_attached_lists),
		cmocka_unit_test(role_reader__says_why_over_a_limit),
		cmocka_unit_test(role_reader__outlives_a_crash),
		cmocka_unit_test_setup_teardown(
		    role_reader__ends_a_child_that_hangs, start_hasty_role,
		    stop_role),
		cmocka_unit_test(role_reader__serves_many_at_once),
		cmocka_unit_test(role_reader__keeps_to_its_own_descriptors),
		cmocka_unit_test(role_reader__measures_one_at_a_time),
	};

	return cmocka_run_group_tests(tests, start_role, stop_role);
}
