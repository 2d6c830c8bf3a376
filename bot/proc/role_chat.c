/* SPDX-License-Identifier: ISC */
/*
 * patchbot-chat: the process that holds the chat account's password.  It
 * polls core's socket and the chat server's side by side; all it decides is
 * when to connect again.
 */
#include <poll.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/log.h"
#include "base/mem.h"
#include "edge/xmpp.h"
#include "proc/role.h"
#include "proc/sandbox.h"

#define FRAMES_PER_TURN	64
#define STOP_WAIT	2000	/* ms for confirmations after STOP */

static struct jabber *chat;

static void
on_event(const struct chat_event *ev)
{
	struct buf b = { 0 };

	chat_event_pack(&b, ev);
	role_send(FRAME_EVENT, 0, &b, -1);
	buf_free(&b);
}

static void
on_result(uint32_t job, const char *why)
{
	struct job_done done = { why == NULL, why };
	struct buf b = { 0 };

	job_done_pack(&b, &done);
	role_send(FRAME_RESULT, job, &b, -1);
	buf_free(&b);
}

static void
on_stop(void)
{
	jabber_stop(chat, STOP_WAIT);
	jabber_free(chat);
	chat = NULL;
}

static void
take_setup(struct frame *f)
{
	struct arena *a = arena_new();
	struct unpack body = f->body;
	struct chat_setup s;

	if (!chat_setup_unpack(&f->body, a, &s))
		log_fatalx("core: a broken setup");
	jabber_setup(chat, &s);
	/* the edge has its own copy: the password stays in that one place */
	if (s.secret != NULL)
		mem_wipe((void *)(uintptr_t)s.secret, strlen(s.secret));
	mem_wipe((void *)(uintptr_t)body.p, body.n);
	arena_free(a);
}

static void
take_job(struct frame *f)
{
	struct arena *a = arena_new();
	struct chat_send m;

	if (!chat_send_unpack(&f->body, a, &m))
		log_fatalx("core: a broken job");
	jabber_send(chat, f->id, &m);
	arena_free(a);
}

static void
take(struct frame *f)
{
	if (f->fd != -1)
		close(f->fd);
	if (f->type == FRAME_SETUP)
		take_setup(f);
	else if (f->type == FRAME_JOB)
		take_job(f);
	else
		log_fatalx("core: an unexpected %s frame", frame_name(f->type));
}

static void
turn(void)
{
	struct pollfd p[2] = {
		{ .fd = ROLE_FD, .events = POLLIN },
		{ .fd = jabber_fd(chat), .events = jabber_events(chat) },
	};
	struct frame f;
	int i;

	poll(p, 2, jabber_timeout(chat));
	for (i = 0; p[0].revents != 0 && i < FRAMES_PER_TURN; i++) {
		if (!role_next(&f, 0))
			break;
		take(&f);
	}
	jabber_run(chat);
}

int
main(void)
{
	static const struct jabber_hooks hooks = {
		on_event, on_result, role_say_state
	};
	struct err e = { 0 };
	struct frame f;

	role_init("chat");
	chat = jabber_new(&hooks);
	role_on_stop(on_stop);
	while (!role_next(&f, -1))
		;
	if (f.type != FRAME_SETUP)
		log_fatalx("core: a %s frame before the setup",
		    frame_name(f.type));
	if (sandbox_enter(SANDBOX_EDGE, &e) == -1)
		log_fatalx("%s", e.text);
	take(&f);
	for (;;)
		turn();
}
