/* SPDX-License-Identifier: ISC */
/* patchbot-chat under test; see chatrole.h. */
#include "tests/support/chatrole.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/mem.h"

static void __attribute__((noreturn))
run(int fd, const char *const *env)
{
	const char *build = getenv("PATCHBOT_BUILD");
	char path[256];

	for (; env != NULL && *env != NULL; env++)
		putenv((char *)(uintptr_t)*env);
	/* not the test's TAP plan */
	dup2(2, 1);
	if (fd == ROLE_FD)
		fcntl(fd, F_SETFD, 0);
	else
		dup2(fd, ROLE_FD);
	snprintf(path, sizeof(path), "%s/patchbot-chat",
	    build != NULL ? build : "build");
	execl(path, path, (char *)NULL);
	perror(path);
	_exit(127);
}

struct chatrole *
chatrole_new(const char *const *env)
{
	struct chatrole *r = mem_alloc(sizeof(*r));
	int fd[2];

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fd) == -1) {
		perror("socketpair");
		exit(1);
	}
	r->arena = arena_new();
	r->fd = fd[0];
	r->pid = fork();
	if (r->pid == 0)
		run(fd[1], env);
	close(fd[1]);
	return r;
}

static void
send_frame(struct chatrole *r, enum frame_type type, uint32_t id,
    const struct buf *b)
{
	struct err e;

	if (frame_send(r->fd, type, id, b, -1, &e) != 0)
		fprintf(stderr, "to the role: %s\n", e.text);
}

void
chatrole_setup(struct chatrole *r, const struct chat_setup *s)
{
	struct buf b = { 0 };

	chat_setup_pack(&b, s);
	send_frame(r, FRAME_SETUP, 0, &b);
	buf_free(&b);
}

uint32_t
chatrole_say(struct chatrole *r, const char *to, const char *body,
    const char *origin_id)
{
	return chatrole_say_again(r, to, body, origin_id, 0);
}

uint32_t
chatrole_say_again(struct chatrole *r, const char *to, const char *body,
    const char *origin_id, int64_t since)
{
	struct chat_send m = { (int64_t)++r->jobs, to, body, origin_id,
	    since };
	struct buf b = { 0 };

	chat_send_pack(&b, &m);
	send_frame(r, FRAME_JOB, r->jobs, &b);
	buf_free(&b);
	return r->jobs;
}

static void
keep(struct chatrole *r, struct frame *f)
{
	struct chatrole_frame *g = arena_alloc(r->arena, sizeof(*g));
	bool ok = true;

	g->type = f->type;
	g->id = f->id;
	if (f->type == FRAME_EVENT)
		ok = chat_event_unpack(&f->body, r->arena, &g->event);
	else if (f->type == FRAME_RESULT)
		ok = job_done_unpack(&f->body, r->arena, &g->done);
	else if (f->type == FRAME_STATE)
		ok = role_state_unpack(&f->body, r->arena, &g->state);
	if (!ok)
		fprintf(stderr, "a broken frame from the role\n");
	list_add(&r->got, g);
}

bool
chatrole_turn(struct chatrole *r, int ms)
{
	struct pollfd p = { .fd = r->fd, .events = POLLIN };
	struct frame f;
	struct err e;
	bool any = false;

	while (poll(&p, 1, any ? 0 : ms) == 1) {
		if (frame_recv(r->fd, FROM_ROLE, &f, &e) != 1)
			break;
		keep(r, &f);
		any = true;
	}
	return any;
}

static bool
fits(const struct chat_event *ev, enum chat_kind kind, const char *text)
{
	return ev->kind == kind && (text == NULL ||
	    (ev->body != NULL && strstr(ev->body, text) != NULL));
}

struct chat_event *
chatrole_event(struct chatrole *r, enum chat_kind kind, const char *text,
    int ms)
{
	int64_t end = clock_mono_ms() + ms;
	struct chatrole_frame *g;
	size_t i = 0;

	for (;;) {
		for (; i < r->got.n; i++) {
			g = r->got.at[i];
			if (g->type != FRAME_EVENT ||
			    !fits(&g->event, kind, text))
				continue;
			list_remove(&r->got, i);
			return &g->event;
		}
		if (clock_mono_ms() >= end)
			return NULL;
		chatrole_turn(r, (int)(end - clock_mono_ms()));
	}
}

struct role_state *
chatrole_state(struct chatrole *r, bool up, int ms)
{
	int64_t end = clock_mono_ms() + ms;
	struct chatrole_frame *g;
	size_t i = 0;

	for (;;) {
		for (; i < r->got.n; i++) {
			g = r->got.at[i];
			if (g->type != FRAME_STATE || g->state.up != up)
				continue;
			list_remove(&r->got, i);
			return &g->state;
		}
		if (clock_mono_ms() >= end)
			return NULL;
		chatrole_turn(r, (int)(end - clock_mono_ms()));
	}
}

struct job_done *
chatrole_result(struct chatrole *r, uint32_t job, int ms)
{
	int64_t end = clock_mono_ms() + ms;
	struct chatrole_frame *g;
	size_t i = 0;

	for (;;) {
		for (; i < r->got.n; i++) {
			g = r->got.at[i];
			if (g->type != FRAME_RESULT || g->id != job)
				continue;
			list_remove(&r->got, i);
			return &g->done;
		}
		if (clock_mono_ms() >= end)
			return NULL;
		chatrole_turn(r, (int)(end - clock_mono_ms()));
	}
}

size_t
chatrole_count(const struct chatrole *r, enum chat_kind kind, const char *text)
{
	const struct chatrole_frame *g;
	size_t i, n = 0;

	for (i = 0; i < r->got.n; i++) {
		g = r->got.at[i];
		n += g->type == FRAME_EVENT && fits(&g->event, kind, text);
	}
	return n;
}

int
chatrole_stop(struct chatrole *r, int ms)
{
	int64_t end = clock_mono_ms() + ms;
	int status = -1;

	if (r->pid <= 0)
		return -1;
	send_frame(r, FRAME_STOP, 0, NULL);
	while (waitpid(r->pid, &status, WNOHANG) == 0) {
		chatrole_turn(r, 10);
		if (clock_mono_ms() < end)
			continue;
		kill(r->pid, SIGKILL);
		waitpid(r->pid, &status, 0);
		break;
	}
	r->pid = 0;
	return status;
}

void
chatrole_free(struct chatrole *r)
{
	if (r == NULL)
		return;
	if (r->pid > 0) {
		kill(r->pid, SIGKILL);
		waitpid(r->pid, NULL, 0);
	}
	close(r->fd);
	list_free(&r->got);
	arena_free(r->arena);
	free(r);
}
