/* SPDX-License-Identifier: ISC */
/* The chat edge as its role drives it: settings, turns, the end; see xmpp.h. */
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/str.h"
#include "edge/xmpp_parts.h"

#define ALIVE_WAIT	15000	/* ms for the answer of a silent server */

static const char *
same(const char *s)
{
	return s != NULL ? s : "";
}

static uint64_t
lot(void)
{
	uint64_t v = 0;

	if (getrandom(&v, sizeof(v), 0) != sizeof(v))
		log_fatal("getrandom");
	return v;
}

int
jabber_backoff(unsigned fails)
{
	int full = fails < 6 ? 1000 << fails : 60000;

	return full / 2 + (int)(lot() % (uint64_t)(full / 2));
}

static int
from_environment(const char *name, int def)
{
	const char *v = getenv(name);
	long long n;

	return v != NULL && str_number(v, 50, 3600000, &n) ? (int)n : def;
}

struct jabber *
jabber_new(const struct jabber_hooks *hooks)
{
	struct jabber *x = mem_alloc(sizeof(*x));
	struct stream_hooks h = {
		jabber_on_up, jabber_on_down, jabber_on_stanza, x
	};

	x->hooks = *hooks;
	x->stream = stream_new(&h);
	x->state = -1;
	snprintf(x->random, sizeof(x->random), "%016llx",
	    (unsigned long long)lot());
	x->ping_ms = from_environment(CHAT_PING_ENV, 60000);
	x->deadline_ms = from_environment(CHAT_DEADLINE_ENV, STREAM_DEADLINE);
	return x;
}

/* --- settings ----------------------------------------------------------- */

static void
forget_setup(struct jabber *x)
{
	if (x->setup.secret != NULL)
		mem_wipe((void *)(uintptr_t)x->setup.secret,
		    strlen(x->setup.secret));
	arena_free(x->arena);
	free(x->domain);
	x->arena = NULL;
	x->domain = NULL;
	x->setup = (struct chat_setup){ 0 };
	x->set = false;
}

static const char *
check_setup(const struct chat_setup *s)
{
	if (!jid_is_account(s->jid))
		return "the chat account is no JID (name@domain)";
	if (s->secret == NULL || s->secret[0] == '\0')
		return "the chat account has no password";
	if (s->tls != TLS_STARTTLS && s->tls != TLS_IMPLICIT)
		return "chat is never spoken without TLS";
	if (s->port > 65535)
		return "the chat server's port is out of range";
	if (s->room != NULL && !jid_is_account(s->room))
		return "the room is no JID (room@service)";
	if (s->nick != NULL && strlen(s->nick) > CHAT_NICK_MAX - 10)
		return "the nick is too long";
	return NULL;
}

static bool
same_setup(const struct chat_setup *a, const struct chat_setup *b)
{
	return strcmp(same(a->jid), same(b->jid)) == 0 &&
	    strcmp(same(a->secret), same(b->secret)) == 0 &&
	    strcmp(same(a->host), same(b->host)) == 0 &&
	    a->port == b->port && a->tls == b->tls &&
	    strcmp(same(a->ca), same(b->ca)) == 0 &&
	    strcmp(same(a->room), same(b->room)) == 0 &&
	    strcmp(same(a->nick), same(b->nick)) == 0;
}

static void
leave_all(struct jabber *x)
{
	int64_t missed;

	if (x->room.state != ROOM_OUT)
		room_lost(x, "the settings have changed");
	stream_close(x->stream);
	missed = x->room.missed_since;
	room_free(x);
	x->room.missed_since = missed;
}

void
jabber_setup(struct jabber *x, const struct chat_setup *s)
{
	const char *wrong = check_setup(s);
	bool first = x->streams == 0 && !x->set;

	if (x->set && same_setup(&x->setup, s))
		return;
	leave_all(x);
	/* another account or room has nothing that we might have missed */
	if (strcmp(same(x->setup.jid), same(s->jid)) != 0)
		x->missed_since = 0;
	if (strcmp(same(x->setup.room), same(s->room)) != 0)
		x->room.missed_since = 0;
	forget_setup(x);
	x->arena = arena_new();
	x->setup = (struct chat_setup){
		.jid = arena_str(x->arena, s->jid),
		.secret = arena_str(x->arena, s->secret),
		.host = arena_str(x->arena, s->host),
		.port = s->port, .tls = s->tls,
		.ca = arena_str(x->arena, s->ca),
		.room = arena_str(x->arena, s->room),
		.nick = arena_str(x->arena, s->nick != NULL &&
		    s->nick[0] != '\0' ? s->nick : "patchbot"),
	};
	x->state = -1;		/* whatever comes is news */
	if (wrong != NULL) {
		jabber_tell(x, false, wrong);
		queue_refuse_all(x, wrong);
		return;
	}
	x->domain = jid_domain(s->jid);
	x->set = true;
	if (first)
		x->missed_since = x->room.missed_since = s->missed_since;
	x->fails = 0;
	x->retry_at = 0;
}

void
jabber_free(struct jabber *x)
{
	if (x == NULL)
		return;
	iq_forget(x);
	room_free(x);
	queue_free(x);
	stream_free(x->stream);
	forget_setup(x);
	free(x);
}

/* --- turns --------------------------------------------------------------- */

void
jabber_send(struct jabber *x, uint32_t job, const struct chat_send *m)
{
	if (!x->set)
		x->hooks.result(job, "chat is not configured");
	else
		queue_add(x, job, m);
}

static void
connect_now(struct jabber *x)
{
	char text[300];

	if (x->setup.ca != NULL && access(x->setup.ca, R_OK) == -1) {
		snprintf(text, sizeof(text), "cannot read the CA file %.250s",
		    x->setup.ca);
		jabber_tell(x, false, text);
		x->retry_at = clock_mono_ms() + jabber_backoff(x->fails++);
		return;
	}
	stream_open(x->stream, &x->setup, x->deadline_ms);
}

/* A server that says nothing at all is asked whether it lives: a connection
 * that died in silence is noticed within ping_ms / 2 + ALIVE_WAIT. */
static int64_t
alive_due(const struct jabber *x)
{
	if (!x->ready || iq_is_out(x, ASK_SERVER))
		return INT64_MAX;
	return x->heard + x->ping_ms / 2;
}

static void
tick(struct jabber *x)
{
	int64_t now = clock_mono_ms();

	if (x->set && !stream_is_open(x->stream) && now >= x->retry_at)
		connect_now(x);
	iq_tick(x, now);
	room_tick(x, now);
	queue_tick(x, now);
	if (now >= alive_due(x))
		x->barrier = iq_ask(x, ASK_SERVER, "get", x->domain,
		    "<ping xmlns='" NS_PING "'/>",
		    x->ping_ms < ALIVE_WAIT ? x->ping_ms : ALIVE_WAIT);
}

void
jabber_run(struct jabber *x)
{
	stream_run(x->stream);
	tick(x);
	/* what the turn has queued goes out now */
	stream_run(x->stream);
}

int
jabber_fd(const struct jabber *x)
{
	return stream_fd(x->stream);
}

short
jabber_events(const struct jabber *x)
{
	return stream_events(x->stream);
}

static int64_t
earlier(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

int
jabber_timeout(const struct jabber *x)
{
	int64_t now = clock_mono_ms(), wake;

	wake = earlier(stream_wake(x->stream), iq_wake(x));
	wake = earlier(wake, earlier(room_wake(x), queue_wake(x)));
	wake = earlier(wake, alive_due(x));
	if (x->set && !stream_is_open(x->stream))
		wake = earlier(wake, x->retry_at);
	if (wake <= now)
		return 0;
	return wake - now < 60000 ? (int)(wake - now) : 60000;
}

void
jabber_stop(struct jabber *x, int ms)
{
	int64_t end = clock_mono_ms() + ms;
	struct pollfd p;

	while (x->ready && queue_on_the_way(x) && clock_mono_ms() < end) {
		p = (struct pollfd){ .fd = jabber_fd(x),
		    .events = jabber_events(x) };
		poll(&p, 1, 50);
		jabber_run(x);
	}
	stream_close(x->stream);
}
