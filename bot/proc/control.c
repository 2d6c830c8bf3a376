/* SPDX-License-Identifier: ISC */
/*
 * Core's end of the control socket.  Who may connect is decided by the
 * socket's folder and mode (0600); who connects may speak as anybody, which
 * the journal shows as the console's word.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "proc/core.h"
#include "proc/ctl.h"
#include "proc/queue.h"

#define CLIENTS_MAX	64

struct client {
	struct control	*control;
	int		 fd;
	sd_event_source	*io;
	bool		 console;	/* hears the room */
};

struct control {
	struct core	*core;
	int		 fd;
	sd_event_source	*io;
	struct list	 clients;
	uint64_t	 counter;
	char		*path;
	int		 spare;		/* given up to turn somebody away */
};

static void
close_client(struct client *cl)
{
	struct control *ct = cl->control;
	size_t i;

	for (i = 0; i < ct->clients.n; i++)
		if (ct->clients.at[i] == cl)
			list_remove(&ct->clients, i);
	sd_event_source_disable_unref(cl->io);
	close(cl->fd);
	free(cl);
}

/*
 * Core waits for nobody: who does not read (a console that was stopped with
 * ^Z) until its socket is full is let go; on_client hears of it.
 */
static void
answer(struct client *cl, enum ctl_kind kind, const char *text)
{
	struct ctl_message m = { kind, NULL, text };

	if (ctl_send(cl->fd, &m, NULL) == -1)
		shutdown(cl->fd, SHUT_RDWR);
}

static void
say(struct client *cl, const struct ctl_message *m)
{
	struct control *ct = cl->control;
	struct core *c = ct->core;
	struct buf out = { 0 };
	struct err e = { 0 };
	char key[64];
	bool accepted = false;

	snprintf(key, sizeof(key), "%lld-%llu", (long long)clock_now_ms(),
	    (unsigned long long)++ct->counter);
	if (flow_console_in(&c->flow, m->as, key, m->text, &out, &accepted,
	    &e) == -1) {
		core_db_failed(c, &e);
		buf_addf(&out, "That could not be recorded, so it was not "
		    "done: %s\n", e.text);
	}
	answer(cl, accepted ? CTL_DONE : CTL_REFUSED, buf_str(&out));
	buf_free(&out);
	exams_look_again(c->exams);
}

static void
serve(struct client *cl, const struct ctl_message *m)
{
	struct core *c = cl->control->core;
	struct buf out = { 0 };
	bool ok = true;

	switch (m->kind) {
	case CTL_SAY:
		if (m->text == NULL)
			break;
		say(cl, m);
		return;
	case CTL_CONSOLE:
		cl->console = true;
		return;
	case CTL_QUEUE:
		ok = queue_run(&c->flow, m->text != NULL ? m->text : "",
		    &out);
		exams_look_again(c->exams);
		break;
	case CTL_STATUS:
		control_status(c, &out);
		break;
	default:
		break;
	}
	if (out.n == 0) {
		ok = false;
		buf_adds(&out, "What?\n");
	}
	answer(cl, ok ? CTL_DONE : CTL_REFUSED, buf_str(&out));
	buf_free(&out);
}

static int
on_client(sd_event_source *s, int fd, uint32_t events, void *arg)
{
	struct client *cl = arg;
	struct core *c = cl->control->core;
	struct arena *a = arena_new();
	struct ctl_message m = { 0 };
	struct err e = { 0 };

	(void)s;
	(void)events;
	if (ctl_recv(fd, a, &m, &e) == 1)
		serve(cl, &m);
	else
		close_client(cl);
	arena_free(a);
	core_pump(c);
	return 0;
}

/* Without a free descriptor whoever knocks would be announced for ever. */
static void
turn_away(struct control *ct, int fd)
{
	int client;

	if (ct->spare == -1)
		return;
	close(ct->spare);
	client = accept4(fd, NULL, NULL, SOCK_CLOEXEC);
	if (client != -1)
		close(client);
	ct->spare = fcntl(fd, F_DUPFD_CLOEXEC, 0);
}

static int
on_connect(sd_event_source *s, int fd, uint32_t events, void *arg)
{
	struct control *ct = arg;
	struct client *cl;
	/* who does not read loses lines; we never wait for him */
	int client = accept4(fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);

	(void)s;
	(void)events;
	if (client == -1 && (errno == EMFILE || errno == ENFILE))
		turn_away(ct, fd);
	if (client == -1)
		return 0;
	if (ct->clients.n >= CLIENTS_MAX) {
		close(client);
		return 0;
	}
	cl = mem_alloc(sizeof(*cl));
	cl->control = ct;
	cl->fd = client;
	list_add(&ct->clients, cl);
	sd_event_add_io(ct->core->loop, &cl->io, client, EPOLLIN, on_client,
	    cl);
	return 0;
}

/* A socket that a killed daemon left is taken over, a living one is not. */
static int
bind_socket(int fd, const char *path, struct err *e)
{
	struct sockaddr_un to = { .sun_family = AF_UNIX };
	struct stat st;
	mode_t mask;
	int rc, other;

	if (!str_copy(to.sun_path, sizeof(to.sun_path), path))
		return err_set(e, ERR_CONFIG, "control: %s is too long for a "
		    "socket (at most %zu bytes)", path,
		    sizeof(to.sun_path) - 1);
	if (lstat(path, &st) == 0 && !S_ISSOCK(st.st_mode))
		return err_set(e, ERR_CONFIG, "control: %s is there, and is no "
		    "socket", path);
	if ((other = ctl_connect(path, NULL)) != -1) {
		close(other);
		return err_set(e, ERR_CONFIG, "control: another patchbot "
		    "answers at %s", path);
	}
	unlink(path);
	mask = umask(0177);
	rc = bind(fd, (struct sockaddr *)&to, sizeof(to));
	umask(mask);
	if (rc == -1 || listen(fd, 16) == -1)
		return err_sys(e, "control: %s", path);
	return 0;
}

struct control *
control_new(struct core *c, struct err *e)
{
	struct control *ct = mem_alloc(sizeof(*ct));

	ct->core = c;
	ct->spare = -1;
	ct->fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK,
	    0);
	if (ct->fd == -1) {
		err_sys(e, "socket");
	} else if (bind_socket(ct->fd, c->config->control, e) == 0) {
		ct->path = mem_str(c->config->control);
		ct->spare = fcntl(ct->fd, F_DUPFD_CLOEXEC, 0);
		sd_event_add_io(c->loop, &ct->io, ct->fd, EPOLLIN, on_connect,
		    ct);
		return ct;
	}
	control_free(ct);
	return NULL;
}

void
control_free(struct control *ct)
{
	if (ct == NULL)
		return;
	while (ct->clients.n > 0)
		close_client(ct->clients.at[0]);
	list_free(&ct->clients);
	sd_event_source_disable_unref(ct->io);
	if (ct->fd != -1)
		close(ct->fd);
	if (ct->spare != -1)
		close(ct->spare);
	if (ct->path != NULL)
		unlink(ct->path);
	free(ct->path);
	free(ct);
}

bool
control_room(struct control *ct, const char *text)
{
	bool heard = false;
	size_t i;

	for (i = 0; ct != NULL && i < ct->clients.n; i++) {
		struct client *cl = ct->clients.at[i];

		if (cl->console) {
			answer(cl, CTL_ROOM, text);
			heard = true;
		}
	}
	return heard;
}

static int64_t
count(struct core *c, const char *sql)
{
	int64_t n = 0;

	store_int(c->flow.store, NULL, &n, sql, "");
	return n;
}

void
control_status(struct core *c, struct buf *out)
{
	char t[CLOCK_TEXT], span[CLOCK_TEXT];
	int k;

	buf_addf(out, "patchbot %s, up %s since %s\n", VERSION,
	    clock_span(c->flow.now() - c->flow.up_since, span),
	    clock_minute(c->flow.up_since, t));
	if (c->db_down)
		buf_addf(out, "%s; nothing is taken in or sent until it works "
		    "again\n", c->db_error.text);
	for (k = 0; k < PROC_ROLES; k++) {
		struct channel_state *s = &c->state[k];

		if (roles_starts(c->roles, (enum role_kind)k) == 0)
			continue;
		buf_addf(out, "  %-8s %s, starts %u%s%s\n",
		    roles_name((enum role_kind)k),
		    roles_running(c->roles, (enum role_kind)k) ? "runs" :
		    "is down", roles_starts(c->roles, (enum role_kind)k),
		    s->text[0] != '\0' ? ": " : "", s->text);
	}
	if (c->flow.deaf_since != 0)
		buf_addf(out, "not every mailbox was read since %s: nobody's "
		    "silence counts\n", clock_minute(c->flow.deaf_since, t));
	buf_addf(out, "inbox: %lld open, %lld set aside, %lld in quarantine\n",
	    (long long)count(c, "SELECT COUNT(*) FROM inbox WHERE "
	    "state = 'new'"),
	    (long long)count(c, "SELECT COUNT(*) FROM inbox WHERE "
	    "state = 'poison'"),
	    (long long)count(c, "SELECT COUNT(*) FROM inbox WHERE "
	    "state = 'refused' AND folder = 2"));
	buf_addf(out, "outbox: %lld waiting, %lld failed, %lld in doubt\n",
	    (long long)count(c, "SELECT COUNT(*) FROM outbox WHERE state IN "
	    "('queued', 'leased', 'sending')"),
	    (long long)count(c, "SELECT COUNT(*) FROM outbox WHERE "
	    "state = 'failed'"),
	    (long long)count(c, "SELECT COUNT(*) FROM outbox WHERE "
	    "state = 'unknown'"));
}
