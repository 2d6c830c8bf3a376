/* SPDX-License-Identifier: ISC */
/* The core's end of a postman; see postman.h. */
#include "tests/support/postman.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/fd.h"
#include "base/mem.h"

static void __attribute__((noreturn))
die(const char *what)
{
	perror(what);
	abort();
}

static void
start_role(int sock)
{
	const char *build = getenv("PATCHBOT_BUILD");
	char path[512];

	snprintf(path, sizeof(path), "%s/patchbot-postman",
	    build != NULL ? build : "build");
	/* dup2 takes close-on-exec away; the pair never stands at 3 itself */
	if (dup2(sock, ROLE_FD) == -1)
		_exit(112);
	execl(path, "patchbot-postman", (char *)NULL);
	_exit(113);
}

struct postman *
postman_start(const struct postman_setup *setup)
{
	struct postman *p = mem_alloc(sizeof(*p));
	int pair[2], i;
	struct err e;
	void *page;

	if ((p->page_fd = fd_shared(sizeof(*p->page), &page, &e)) == -1)
		die("fd_shared");
	p->page = page;
	p->arena = arena_new();
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) == -1)
		die("socketpair");
	for (i = 0; i < 2; i++) {
		int high = fcntl(pair[i], F_DUPFD_CLOEXEC, 10);

		close(pair[i]);
		pair[i] = high;
	}
	p->pid = fork();
	if (p->pid == 0)
		start_role(pair[1]);
	close(pair[1]);
	p->sock = pair[0];
	postman_setup_again(p, setup);
	return p;
}

static void
must_send(struct postman *p, enum frame_type type, uint32_t id,
    const struct buf *b, int fd)
{
	struct err e;

	if (frame_send(p->sock, type, id, b, fd, &e) != 0) {
		fprintf(stderr, "postman: %s\n", e.text);
		abort();
	}
}

void
postman_setup_again(struct postman *p, const struct postman_setup *setup)
{
	struct buf b = { 0 };

	postman_setup_pack(&b, setup);
	must_send(p, FRAME_SETUP, 0, &b, -1);
	buf_free(&b);
}

void
postman_send(struct postman *p, int64_t row, const char *recipients,
    const char *bytes, size_t n)
{
	struct post_job job = { .kind = POST_SEND, .row = row,
	    .sender = "sender@localhost" };
	struct span rest = span_of(recipients), word;
	struct buf b = { 0 };
	struct err e;
	int fd = fd_sealed((struct span){ bytes, n }, &e);

	job.name = arena_printf(p->arena, "patchbot.%lld", (long long)row);
	while (span_word(&rest, &word))
		list_add(&job.recipients, arena_strn(p->arena, word.p,
		    word.n));
	post_job_pack(&b, &job);
	must_send(p, FRAME_JOB, (uint32_t)row, &b, fd);
	close(fd);
	buf_free(&b);
	list_free(&job.recipients);
}

void
postman_go(struct postman *p)
{
	struct post_job job = { .kind = POST_GO };
	struct buf b = { 0 };

	p->page->row = 0;
	post_job_pack(&b, &job);
	must_send(p, FRAME_JOB, 0, &b, p->page_fd);
	buf_free(&b);
}

static bool
answer(struct postman *p, struct frame *f)
{
	struct post_dot *dot = arena_alloc(p->arena, sizeof(*dot));
	struct post_word word = { 0 };
	struct buf b = { 0 };

	if (!post_dot_unpack(&f->body, p->arena, dot))
		return false;
	list_add(&p->asked, dot);
	if (dot->row == p->stop_at)
		must_send(p, FRAME_STOP, 0, NULL, -1);
	word.go = dot->row != p->refuse;
	word.upto = word.go ? p->upto : 0;
	post_word_pack(&b, &word);
	must_send(p, FRAME_REPLY, f->id, &b, -1);
	buf_free(&b);
	return true;
}

static bool
take(struct postman *p, struct frame *f)
{
	struct post_result *r;
	struct role_state *s;

	switch (f->type) {
	case FRAME_ASK:
		return answer(p, f);
	case FRAME_RESULT:
		r = arena_alloc(p->arena, sizeof(*r));
		list_add(&p->results, r);
		return post_result_unpack(&f->body, p->arena, r) &&
		    (uint32_t)r->row == f->id;
	case FRAME_STATE:
		s = arena_alloc(p->arena, sizeof(*s));
		list_add(&p->states, s);
		return role_state_unpack(&f->body, p->arena, s);
	default:
		return f->type == FRAME_PONG;
	}
}

static bool
wait_for(struct postman *p, const struct list *l, size_t n, int ms)
{
	struct pollfd pfd = { .fd = p->sock, .events = POLLIN };
	struct frame f;
	struct err e;

	while (l->n < n) {
		if (poll(&pfd, 1, ms) != 1 ||
		    frame_recv(p->sock, FROM_ROLE, &f, &e) != 1 ||
		    !take(p, &f))
			return false;
	}
	return true;
}

bool
postman_results(struct postman *p, size_t n, int ms)
{
	return wait_for(p, &p->results, n, ms);
}

bool
postman_states(struct postman *p, size_t n, int ms)
{
	return wait_for(p, &p->states, n, ms);
}

const struct post_rcpt *
postman_outcome(const struct postman *p, int64_t row, size_t i)
{
	const struct post_result *r;
	size_t k;

	for (k = 0; k < p->results.n; k++) {
		r = p->results.at[k];
		if (r->row == row)
			return i < r->recipients.n ? r->recipients.at[i] :
			    NULL;
	}
	return NULL;
}

int
postman_end(struct postman *p)
{
	int status = -1;

	close(p->sock);
	close(p->page_fd);
	munmap(p->page, sizeof(*p->page));
	waitpid(p->pid, &status, 0);
	list_free(&p->results);
	list_free(&p->states);
	list_free(&p->asked);
	arena_free(p->arena);
	free(p);
	return status;
}
