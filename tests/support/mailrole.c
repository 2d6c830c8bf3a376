/* SPDX-License-Identifier: ISC */
/* patchbot-mailbox under a test; see mailrole.h. */
#include "mailrole.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/fd.h"
#include "base/mem.h"

static void __attribute__((noreturn))
fail(const char *what)
{
	fprintf(stderr, "mailrole: %s\n", what);
	abort();
}

struct mailrole *
mailrole_new(void)
{
	struct mailrole *r = mem_alloc(sizeof(*r));
	const char *build = getenv("PATCHBOT_BUILD");
	char path[4096];
	int pair[2];

	snprintf(path, sizeof(path), "%s/patchbot-mailbox",
	    build != NULL ? build : "build");
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) == -1)
		fail("socketpair");
	r->pid = fork();
	if (r->pid == 0) {
		if (pair[1] == ROLE_FD)	/* dup2 would keep CLOEXEC on it */
			pair[1] = dup(pair[1]);
		dup2(pair[1], ROLE_FD);
		setenv(ROLE_DEBUG, "1", 1);
		execl(path, path, (char *)NULL);
		perror(path);
		_exit(127);
	}
	close(pair[1]);
	r->fd = pair[0];
	r->arena = arena_new();
	return r;
}

int
mailrole_end(struct mailrole *r, bool crash)
{
	int status = -1;

	if (r->pid == 0)
		return -1;
	if (crash)
		kill(r->pid, SIGKILL);
	else
		mailrole_send(r, FRAME_STOP, 0);
	waitpid(r->pid, &status, 0);
	r->pid = 0;
	return status;
}

void
mailrole_free(struct mailrole *r)
{
	mailrole_end(r, true);
	close(r->fd);
	arena_free(r->arena);
	list_free(&r->got);
	free(r);
}

void
mailrole_send(struct mailrole *r, enum frame_type type, uint32_t id)
{
	struct err e = { 0 };

	if (frame_send(r->fd, type, id, NULL, -1, &e) != 0)
		fail(e.text);
}

void
mailrole_setup(struct mailrole *r, const struct mailbox_setup *s)
{
	struct buf b = { 0 };
	struct err e = { 0 };

	mailbox_setup_pack(&b, s);
	if (frame_send(r->fd, FRAME_SETUP, 0, &b, -1, &e) != 0)
		fail(e.text);
	buf_free(&b);
}

uint32_t
mailrole_file(struct mailrole *r, const struct mail_arrived *m,
    enum mail_folder folder)
{
	struct mail_file f = { m->account, m->mailbox, m->uidvalidity, m->key,
	    folder };
	struct buf b = { 0 };
	struct err e = { 0 };

	mail_file_pack(&b, &f);
	if (frame_send(r->fd, FRAME_JOB, ++r->jobs, &b, -1, &e) != 0)
		fail(e.text);
	buf_free(&b);
	return r->jobs;
}

static void
keep(struct mailrole *r, struct frame *f)
{
	struct mailrole_got *g = arena_alloc(r->arena, sizeof(*g));
	struct buf b = { 0 };
	struct err e = { 0 };
	bool fits = true;

	g->type = f->type;
	g->id = f->id;
	if (f->type == FRAME_EVENT) {
		fits = mail_arrived_unpack(&f->body, r->arena, &g->mail) &&
		    f->fd != -1 && fd_read_all(f->fd, 64 << 20, &b, &e) == 0;
		g->bytes = arena_strn(r->arena, buf_str(&b), b.n);
		g->n = b.n;
		buf_free(&b);
	} else if (f->type == FRAME_STATE) {
		fits = role_state_unpack(&f->body, r->arena, &g->state);
		fprintf(stderr, "# %s %s: %s\n", g->state.what,
		    g->state.up ? "up" : "down", g->state.text);
	} else if (f->type == FRAME_RESULT) {
		fits = job_done_unpack(&f->body, r->arena, &g->done);
	} else if (f->type == FRAME_HEARD) {
		g->heard = unpack_u32(&f->body) == 1;
	}
	if (f->fd != -1)
		close(f->fd);
	if (!fits)
		fail("a frame that does not fit");
	list_add(&r->got, g);
	if (f->type == FRAME_EVENT && r->answer)
		mailrole_file(r, &g->mail, FOLDER_STAY);
}

bool
mailrole_turn(struct mailrole *r, int ms)
{
	struct pollfd p = { .fd = r->fd, .events = POLLIN };
	struct err e = { 0 };
	struct frame f;

	if (poll(&p, 1, ms) <= 0)
		return false;
	switch (frame_recv(r->fd, FROM_ROLE, &f, &e)) {
	case 1:
		keep(r, &f);
		return true;
	case 0:
		return false;
	default:
		fail(e.text);
	}
}

/* Takes the first that match(g, arg) likes, waiting for it at most ms. */
static const struct mailrole_got *
await(struct mailrole *r, bool (*match)(const struct mailrole_got *,
    uint32_t), uint32_t arg, int ms)
{
	int64_t until = clock_mono_ms() + ms;
	const struct mailrole_got *g;
	size_t i = 0;

	for (;;) {
		for (; i < r->got.n; i++) {
			g = r->got.at[i];
			if (match(g, arg)) {
				list_remove(&r->got, i);
				return g;
			}
		}
		ms = (int)(until - clock_mono_ms());
		if (!mailrole_turn(r, ms > 0 ? ms : 0) && ms <= 0)
			return NULL;
		if (r->pid != 0 && waitpid(r->pid, NULL, WNOHANG) == r->pid)
			fail("the role has ended");
	}
}

static bool
is_mail(const struct mailrole_got *g, uint32_t arg)
{
	(void)arg;
	return g->type == FRAME_EVENT;
}

static bool
is_state(const struct mailrole_got *g, uint32_t up)
{
	return g->type == FRAME_STATE && g->state.up == (up != 0);
}

static bool
is_heard(const struct mailrole_got *g, uint32_t heard)
{
	return g->type == FRAME_HEARD && g->heard == (heard != 0);
}

static bool
is_done(const struct mailrole_got *g, uint32_t id)
{
	return g->type == FRAME_RESULT && g->id == id;
}

static bool
is_pong(const struct mailrole_got *g, uint32_t id)
{
	return g->type == FRAME_PONG && g->id == id;
}

const struct mailrole_got *
mailrole_mail(struct mailrole *r, int ms)
{
	return await(r, is_mail, 0, ms);
}

const char *
mailrole_state(struct mailrole *r, bool up, int ms)
{
	const struct mailrole_got *g = await(r, is_state, up, ms);

	return g != NULL ? g->state.text : NULL;
}

const struct job_done *
mailrole_done(struct mailrole *r, uint32_t id, int ms)
{
	const struct mailrole_got *g = await(r, is_done, id, ms);

	return g != NULL ? &g->done : NULL;
}

bool
mailrole_heard(struct mailrole *r, bool heard, int ms)
{
	return await(r, is_heard, heard, ms) != NULL;
}

bool
mailrole_pong(struct mailrole *r, uint32_t id, int ms)
{
	return await(r, is_pong, id, ms) != NULL;
}

size_t
mailrole_mails(const struct mailrole *r)
{
	size_t i, n = 0;

	for (i = 0; i < r->got.n; i++)
		n += is_mail(r->got.at[i], 0);
	return n;
}
