/* SPDX-License-Identifier: ISC */
/* Core's side of the roles; see roles.h. */
#include "proc/roles.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/list.h"
#include "base/log.h"
#include "base/mem.h"
#include "proc/spawn.h"

#define BACKOFF_FIRST	100	/* ms until the first start over */
#define BACKOFF_MAX	10000
#define GOOD_AFTER	10000	/* ms of life that forgive earlier deaths */
#define PING_EVERY	20000	/* ms of silence until we ask */

/* A frame that the socket did not take at once. */
struct waiting {
	enum frame_type	 type;
	uint32_t	 id;
	struct buf	 body;
	int		 fd;
};

struct role_proc {
	struct roles	*all;
	enum role_kind	 kind;
	int		 program;	/* open, see spawn.h; -1: not found */
	pid_t		 pid;		/* 0: not running */
	int		 sock;
	sd_event_source	*io, *timer;
	struct list	 out;		/* struct waiting * */
	bool		 stopping;
	bool		 again;		/* wanted once more, when it is gone */
	unsigned	 starts;
	int64_t		 began, heard, pinged;	/* clock_mono_ms */
	int64_t		 backoff;
};

struct roles {
	sd_event	*loop;
	struct role_hooks hooks;
	struct role_proc p[PROC_ROLES];
};

/* How long a role may keep silent before it counts as hung, in ms: the
 * postman's libesmtp blocks for as long as SMTP's own time-outs allow. */
static const struct { const char *name; int64_t hung; } kinds[PROC_ROLES] = {
	[PROC_MAILBOX]	= { "mailbox", 180000 },
	[PROC_POSTMAN]	= { "postman", 900000 },
	[PROC_CHAT]	= { "chat", 90000 },
	[PROC_NAMES]	= { "names", 60000 },
	[PROC_PROVER]	= { "prover", 60000 },
	[PROC_READER]	= { "reader", 60000 },
	[PROC_VERIFIER]	= { "verifier", 60000 },
};

const char *
roles_name(enum role_kind k)
{
	return kinds[k].name;
}

static void
drop_waiting(struct role_proc *p)
{
	size_t i;

	for (i = 0; i < p->out.n; i++) {
		struct waiting *w = p->out.at[i];

		if (w->fd != -1)
			close(w->fd);
		mem_wipe(w->body.p, w->body.n);
		buf_free(&w->body);
		free(w);
	}
	p->out.n = 0;
}

static int on_io(sd_event_source *s, int fd, uint32_t events, void *arg);
static int on_timer(sd_event_source *s, uint64_t usec, void *arg);

static void
set_timer(struct role_proc *p, int64_t ms)
{
	uint64_t now;

	sd_event_now(p->all->loop, CLOCK_MONOTONIC, &now);
	now += (uint64_t)ms * 1000;
	if (p->timer == NULL)
		sd_event_add_time(p->all->loop, &p->timer, CLOCK_MONOTONIC,
		    now, 50000, on_timer, p);
	else
		sd_event_source_set_time(p->timer, now);
	sd_event_source_set_enabled(p->timer, SD_EVENT_ONESHOT);
}

static void
again_later(struct role_proc *p)
{
	set_timer(p, p->backoff);
	p->backoff = p->backoff * 2 < BACKOFF_MAX ? p->backoff * 2 :
	    BACKOFF_MAX;
}

/* The socket, or -1.  A program that was not there is looked for again. */
static int
spawn(struct role_proc *p, struct err *e)
{
	const char *name = kinds[p->kind].name;

	if (p->program == -1)
		p->program = spawn_open(name, e);
	return p->program == -1 ? -1 :
	    spawn_role(p->program, name, &p->pid, e);
}

void
roles_start(struct roles *r, enum role_kind k)
{
	struct role_proc *p = &r->p[k];
	struct err e = { 0 };

	/* one that was asked to stop goes first: it takes no new work */
	p->again = p->pid != 0 && p->stopping;
	if (p->pid != 0)
		return;
	p->stopping = false;
	p->sock = spawn(p, &e);
	if (p->sock == -1) {
		p->pid = 0;
		log_warnx("%s", e.text);
		again_later(p);
		return;
	}
	fcntl(p->sock, F_SETFL, O_NONBLOCK);
	p->starts++;
	p->began = p->heard = clock_mono_ms();
	p->pinged = 0;
	sd_event_add_io(r->loop, &p->io, p->sock, EPOLLIN, on_io, p);
	set_timer(p, PING_EVERY);
	r->hooks.started(r->hooks.arg, k);
}

enum end {
	END_LET,	/* it was asked to end, and does */
	END_GONE,	/* it closed its end: what ended it is its status */
	END_KILL,	/* it must go */
};

/* The role is gone or must go: clean up, tell, and plan the next start. */
static void
end_role(struct role_proc *p, enum end how)
{
	int status = 0;

	p->io = sd_event_source_disable_unref(p->io);
	close(p->sock);
	p->sock = -1;
	if (how != END_LET)
		kill(p->pid, SIGKILL);
	while (waitpid(p->pid, &status, 0) == -1 && errno == EINTR)
		;
	if (!p->stopping)
		log_warnx("%s ended (%s %d)%s", kinds[p->kind].name,
		    WIFSIGNALED(status) ? "signal" : "status",
		    WIFSIGNALED(status) ? WTERMSIG(status) :
		    WEXITSTATUS(status), how == END_KILL ? ", by us" : "");
	p->pid = 0;
	drop_waiting(p);
	p->all->hooks.ended(p->all->hooks.arg, p->kind);
	if (p->stopping && !p->again)
		return;
	if (p->again || clock_mono_ms() - p->began > GOOD_AFTER)
		p->backoff = BACKOFF_FIRST;
	p->stopping = p->again = false;
	again_later(p);
}

static void
flush(struct role_proc *p)
{
	struct err e = { 0 };

	while (p->out.n > 0) {
		struct waiting *w = p->out.at[0];

		if (frame_send(p->sock, w->type, w->id, &w->body, w->fd,
		    &e) != 0)
			break;
		if (w->fd != -1)
			close(w->fd);
		mem_wipe(w->body.p, w->body.n);
		buf_free(&w->body);
		free(w);
		list_remove(&p->out, 0);
	}
	sd_event_source_set_io_events(p->io, p->out.n > 0 ?
	    EPOLLIN | EPOLLOUT : EPOLLIN);
}

static int
on_io(sd_event_source *s, int fd, uint32_t events, void *arg)
{
	struct role_proc *p = arg;
	struct err e = { 0 };
	struct frame f;
	int rc, i;

	(void)s;
	if (events & EPOLLOUT)
		flush(p);
	/* a few at a time, so that no role starves the others */
	for (i = 0; i < 64 && p->sock == fd; i++) {
		rc = frame_recv(fd, FROM_ROLE, &f, &e);
		if (rc == 2)
			return 0;
		if (rc <= 0) {
			if (rc == -1)
				log_warnx("%s: %s", kinds[p->kind].name,
				    e.text);
			end_role(p, rc == -1 ? END_KILL :
			    p->stopping ? END_LET : END_GONE);
			return 0;
		}
		p->heard = clock_mono_ms();
		p->pinged = 0;
		if (f.type == FRAME_PONG)
			continue;
		if (!p->all->hooks.frame(p->all->hooks.arg, p->kind, &f)) {
			log_warnx("%s sent a %s frame that makes no sense",
			    kinds[p->kind].name, frame_name(f.type));
			end_role(p, END_KILL);
			return 0;
		}
	}
	return 0;
}

/* Not running: time to start.  Running: time to ask whether it lives. */
static int
on_timer(sd_event_source *s, uint64_t usec, void *arg)
{
	struct role_proc *p = arg;
	int64_t now = clock_mono_ms();

	(void)s;
	(void)usec;
	if (p->pid == 0) {
		if (!p->stopping)
			roles_start(p->all, p->kind);
		return 0;
	}
	if (now - p->heard > kinds[p->kind].hung) {
		log_warnx("%s has not answered for %lld s; it is ended",
		    kinds[p->kind].name,
		    (long long)(now - p->heard) / 1000);
		end_role(p, END_KILL);
		return 0;
	}
	if (now - p->heard >= PING_EVERY && p->pinged == 0) {
		p->pinged = now;
		roles_send(p->all, p->kind, FRAME_PING, 0, NULL, -1);
	}
	set_timer(p, PING_EVERY);
	return 0;
}

void
roles_send(struct roles *r, enum role_kind k, enum frame_type type,
    uint32_t id, const struct buf *body, int fd)
{
	struct role_proc *p = &r->p[k];
	struct err e = { 0 };
	struct waiting *w;
	int rc = 1;

	if (p->pid == 0)
		return;
	if (p->out.n == 0)
		rc = frame_send(p->sock, type, id, body, fd, &e);
	if (rc == -1)
		log_warnx("%s: %s", kinds[k].name, e.text);
	if (rc <= 0)
		return;	/* sent, or the next receive sees that it is gone */
	w = mem_alloc(sizeof(*w));
	w->type = type;
	w->id = id;
	if (body != NULL)
		buf_add(&w->body, body->p, body->n);
	w->fd = fd != -1 ? fcntl(fd, F_DUPFD_CLOEXEC, 0) : -1;
	list_add(&p->out, w);
	sd_event_source_set_io_events(p->io, EPOLLIN | EPOLLOUT);
}

struct roles *
roles_new(sd_event *loop, const struct role_hooks *hooks)
{
	struct roles *r = mem_alloc(sizeof(*r));
	struct err e = { 0 };
	int k;

	r->loop = loop;
	r->hooks = *hooks;
	for (k = 0; k < PROC_ROLES; k++) {
		r->p[k].all = r;
		r->p[k].kind = (enum role_kind)k;
		r->p[k].program = spawn_open(kinds[k].name, &e);
		r->p[k].sock = -1;
		r->p[k].backoff = BACKOFF_FIRST;
	}
	return r;
}

bool
roles_running(const struct roles *r, enum role_kind k)
{
	return r->p[k].pid != 0;
}

void
roles_stop(struct roles *r, enum role_kind k)
{
	r->p[k].stopping = true;
	r->p[k].again = false;
	if (r->p[k].pid != 0)
		roles_send(r, k, FRAME_STOP, 0, NULL, -1);
}

void
roles_stop_all(struct roles *r)
{
	int k;

	for (k = 0; k < PROC_ROLES; k++)
		roles_stop(r, (enum role_kind)k);
}

bool
roles_any(const struct roles *r)
{
	int k;

	for (k = 0; k < PROC_ROLES; k++)
		if (r->p[k].pid != 0)
			return true;
	return false;
}

void
roles_free(struct roles *r)
{
	int k;

	if (r == NULL)
		return;
	for (k = 0; k < PROC_ROLES; k++) {
		struct role_proc *p = &r->p[k];

		p->stopping = true;
		if (p->pid != 0)
			end_role(p, END_KILL);
		sd_event_source_disable_unref(p->timer);
		list_free(&p->out);
		if (p->program != -1)
			close(p->program);
	}
	free(r);
}

int64_t
roles_pid(const struct roles *r, enum role_kind k)
{
	return r->p[k].pid;
}

unsigned
roles_starts(const struct roles *r, enum role_kind k)
{
	return r->p[k].starts;
}

int64_t
roles_heard(const struct roles *r, enum role_kind k)
{
	return clock_now() - (clock_mono_ms() - r->p[k].heard) / 1000;
}
