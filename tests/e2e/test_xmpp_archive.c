/* SPDX-License-Identifier: ISC */
/*
 * The chat role over a broken connection, with the server's archives and
 * without: what it sent and what was written to it, at each point at which the
 * connection can break.
 */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/str.h"
#include "edge/xmpp.h"
#include "tests/support/chatrole.h"
#include "tests/support/faketcp.h"
#include "tests/support/prosody.h"
#include "tests/support/xuser.h"

#define ROOM	"bridge@conference.localhost"
#define BOT	"bot@localhost"
#define ALICE	"alice@localhost/desk"
#define WAIT	15000		/* ms: back-off is part of it */

/* A server, the way to it, the bot behind that way, and a person. */
struct scene {
	struct prosody	*p;
	struct faketcp	*way;
	struct chatrole	*r;
	struct xuser	*a;
};

/* A chat process, which comes into the room. */
static void
begin(struct scene *c)
{
	struct chat_setup s = { .jid = BOT, .secret = "geheim",
	    .host = "127.0.0.1", .tls = TLS_STARTTLS, .room = ROOM,
	    .nick = "patchbot" };

	s.port = (uint32_t)faketcp_port(c->way);
	s.ca = c->p->ca;
	c->r = chatrole_new(NULL);
	chatrole_setup(c->r, &s);
	assert_non_null(chatrole_event(c->r, CHAT_JOINED, NULL, WAIT));
}

static struct scene
scene(bool archive)
{
	struct prosody_options o = { .archive = archive };
	struct scene c;
	char why[200];

	c.p = prosody_new(&o, why, sizeof(why));
	if (c.p == NULL) {
		print_message("skipped: %s\n", why);
		skip();
	}
	prosody_user(c.p, "bot", "geheim");
	prosody_user(c.p, "alice", "geheim");
	assert_int_equal(prosody_start(c.p), 0);
	c.way = faketcp_proxy(c.p->port);
	begin(&c);
	c.a = xuser_new(ALICE, "geheim", c.p->port, c.p->ca, WAIT);
	assert_non_null(c.a);
	assert_true(xuser_join(c.a, ROOM, "a", WAIT));
	return c;
}

static void
leave(struct scene *c)
{
	xuser_free(c->a);
	assert_int_equal(chatrole_stop(c->r, 5000), 0);
	chatrole_free(c->r);
	faketcp_free(c->way);
	prosody_free(c->p);
}

/* Her server has done all that she has sent. */
static void
settle(struct scene *c)
{
	static int n;
	char xml[200], id[20];

	snprintf(id, sizeof(id), "settle-%d.", ++n);
	snprintf(xml, sizeof(xml), "<iq type='get' id='%s' to='localhost'>"
	    "<ping xmlns='urn:xmpp:ping'/></iq>", id);
	xuser_raw(c->a, xml);
	assert_true(xuser_sees(c->a, id, WAIT));
}

/* The bot has had all that was said to it up to now. */
static void
bot_settles(struct scene *c)
{
	static int n;
	char text[24];

	snprintf(text, sizeof(text), "settled-%d.", ++n);
	xuser_say(c->a, BOT, "chat", NULL, text);
	assert_non_null(chatrole_event(c->r, CHAT_DIRECT, text, WAIT));
}

static void
back(struct scene *c)
{
	faketcp_cut(c->way);
	assert_non_null(chatrole_event(c->r, CHAT_LEFT, NULL, WAIT));
	assert_non_null(chatrole_event(c->r, CHAT_JOINED, NULL, WAIT));
}

/* --- out ------------------------------------------------------------------ */

static void
outgoing(struct scene *c, bool archive, bool room, int ways)
{
	static int n;
	const char *to = room ? NULL : ALICE;
	char id[20];
	uint32_t job;

	snprintf(id, sizeof(id), "row-%d.", ++n);
	faketcp_hold(c->way, ways);
	job = chatrole_say(c->r, to, "hello", id);
	if (ways == HOLD_OUT)		/* there, and nobody knows */
		assert_true(xuser_sees(c->a, id, WAIT));
	else				/* on its way for ever */
		assert_null(chatrole_result(c->r, job, 100));
	back(c);
	assert_true(chatrole_result(c->r, job, WAIT)->ok);
	settle(c);
	/* not twice, where the server can tell; else with the same id */
	assert_int_equal(xuser_count(c->a, id),
	    ways == HOLD_OUT && archive ? 0 : 1);
	if (ways == HOLD_IN || !archive)
		assert_true(xuser_sees(c->a, id, 0));
}

static void
broken__at_each_point__sends_once_or_with_the_same_id(void **state)
{
	struct scene c;
	int archive, room;

	(void)state;
	for (archive = 0; archive < 2; archive++) {
		c = scene(archive);
		for (room = 0; room < 2; room++) {
			outgoing(&c, archive, room, HOLD_IN);
			outgoing(&c, archive, room, HOLD_OUT);
		}
		leave(&c);
	}
}

/* The process ends with its word said, and core has not heard of it; and with
 * its word not said. */
static void
said_before(struct scene *c, bool archive, bool room)
{
	static int n;
	const char *to = room ? NULL : ALICE;
	char id[20], never[20];
	int64_t since = clock_now() - 5;
	uint32_t job;

	snprintf(id, sizeof(id), "gone-%d.", ++n);
	snprintf(never, sizeof(never), "never-%d.", n);
	job = chatrole_say(c->r, to, "hello", id);
	assert_true(chatrole_result(c->r, job, WAIT)->ok);
	assert_true(xuser_sees(c->a, id, WAIT));
	chatrole_free(c->r);
	begin(c);
	job = chatrole_say_again(c->r, to, "hello", id, since);
	assert_true(chatrole_result(c->r, job, WAIT)->ok);
	job = chatrole_say_again(c->r, to, "hello", never, since);
	assert_true(chatrole_result(c->r, job, WAIT)->ok);
	settle(c);
	assert_int_equal(xuser_count(c->a, id), archive ? 0 : 1);
	assert_int_equal(xuser_count(c->a, never), 1);
}

static void
process__that_ended__says_once_with_an_archive(void **state)
{
	struct scene c;
	int archive, room;

	(void)state;
	for (archive = 0; archive < 2; archive++) {
		c = scene(archive);
		for (room = 0; room < 2; room++)
			said_before(&c, archive, room);
		leave(&c);
	}
}

/* A word of the room's history that looks like ours is not ours. */
static void
archive__same_id_by_somebody_else__does_not_confirm(void **state)
{
	struct scene c = scene(true);
	uint32_t job;

	(void)state;
	xuser_raw(c.a, "<message type='groupchat' to='" ROOM "' id='row-x.'>"
	    "<body>hello</body><origin-id xmlns='urn:xmpp:sid:0' id='row-x.'/>"
	    "</message>");
	assert_true(xuser_sees(c.a, "row-x.", WAIT));
	faketcp_hold(c.way, HOLD_IN);
	job = chatrole_say(c.r, NULL, "hello", "row-x.");
	assert_null(chatrole_result(c.r, job, 100));
	back(&c);
	assert_true(chatrole_result(c.r, job, WAIT)->ok);
	assert_true(xuser_sees(c.a, "row-x.", WAIT));
	leave(&c);
}

/* --- in ------------------------------------------------------------------- */

static void
archive__what_was_written_meanwhile__comes_as_delayed(void **state)
{
	struct scene c = scene(true);
	struct chat_event *ev;
	struct xuser *me;
	char had[300];

	(void)state;
	/* had before: comes again, known by its id */
	xuser_say(c.a, BOT, "chat", "m0", "before");
	ev = chatrole_event(c.r, CHAT_DIRECT, "before", WAIT);
	assert_non_null(ev);
	assert_false(ev->delayed);
	str_copy(had, sizeof(had), ev->stanza_id);
	me = xuser_new(BOT "/else", "geheim", c.p->port, c.p->ca, WAIT);
	assert_non_null(me);
	faketcp_hold(c.way, HOLD_OUT);
	xuser_say(c.a, BOT, "chat", "m1", "done 3");
	xuser_say(c.a, ROOM, "groupchat", NULL, "in the room");
	xuser_say(c.a, ROOM "/patchbot", "chat", NULL, "through the room");
	xuser_say(me, ALICE, "chat", NULL, "by ourselves");
	assert_true(xuser_sees(c.a, "by ourselves", WAIT));
	settle(&c);
	xuser_free(me);
	back(&c);
	ev = chatrole_event(c.r, CHAT_DIRECT, "done 3", WAIT);
	assert_non_null(ev);
	assert_true(ev->delayed);
	assert_non_null(ev->stanza_id);
	assert_string_not_equal(ev->stanza_id, had);
	assert_string_equal(ev->id, "m1");
	assert_string_equal(ev->jid, ALICE);
	ev = chatrole_event(c.r, CHAT_DIRECT, "before", WAIT);
	assert_non_null(ev);
	assert_true(ev->delayed);
	assert_string_equal(ev->stanza_id, had);
	bot_settles(&c);
	assert_int_equal(chatrole_count(c.r, CHAT_DIRECT, "done"), 0);
	assert_int_equal(chatrole_count(c.r, CHAT_DIRECT, "our"), 0);
	assert_int_equal(chatrole_count(c.r, CHAT_DIRECT, "room"), 0);
	assert_int_equal(chatrole_count(c.r, CHAT_ROOM, NULL), 0);
	leave(&c);
}

/* The archive shows all that was missed, and more pages than one of it. */
static void
archive__many_pages__come_in_order(void **state)
{
	enum { MANY = 2 * ARCHIVE_PAGE + 20 };
	struct scene c = scene(true);
	struct chat_event *ev;
	char text[20];
	int i;

	(void)state;
	faketcp_hold(c.way, HOLD_OUT);
	for (i = 0; i < MANY; i++) {
		snprintf(text, sizeof(text), "note %d.", i);
		xuser_say(c.a, BOT, "chat", NULL, text);
	}
	settle(&c);
	back(&c);
	for (i = 0; i < MANY; i++) {
		snprintf(text, sizeof(text), "note %d.", i);
		ev = chatrole_event(c.r, CHAT_DIRECT, NULL, WAIT);
		assert_non_null(ev);
		assert_string_equal(ev->body, text);
		assert_true(ev->delayed);
	}
	bot_settles(&c);
	assert_int_equal(chatrole_count(c.r, CHAT_DIRECT, NULL), 0);
	assert_int_equal(chatrole_count(c.r, CHAT_LEFT, NULL), 0);
	leave(&c);
}

/* Without one the server keeps what is written while it knows us away; what
 * it gave to a connection that was dead already is lost. */
static void
no_archive__what_came_after_the_break__comes_as_delayed(void **state)
{
	struct scene c = scene(false);
	struct chat_event *ev;

	(void)state;
	faketcp_hold(c.way, HOLD_OUT);
	xuser_say(c.a, BOT, "chat", NULL, "into the void");
	settle(&c);
	faketcp_cut(c.way);
	assert_non_null(chatrole_event(c.r, CHAT_LEFT, NULL, WAIT));
	/* the room has seen it go */
	assert_true(xuser_sees(c.a, "unavailable", WAIT));
	xuser_say(c.a, BOT, "chat", NULL, "into the store");
	assert_non_null(chatrole_event(c.r, CHAT_JOINED, NULL, WAIT));
	ev = chatrole_event(c.r, CHAT_DIRECT, "store", WAIT);
	assert_non_null(ev);
	assert_true(ev->delayed);
	bot_settles(&c);
	assert_int_equal(chatrole_count(c.r, CHAT_DIRECT, NULL), 0);
	leave(&c);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    broken__at_each_point__sends_once_or_with_the_same_id),
		cmocka_unit_test(
		    process__that_ended__says_once_with_an_archive),
		cmocka_unit_test(
		    archive__same_id_by_somebody_else__does_not_confirm),
		cmocka_unit_test(
		    archive__what_was_written_meanwhile__comes_as_delayed),
		cmocka_unit_test(archive__many_pages__come_in_order),
		cmocka_unit_test(
		    no_archive__what_came_after_the_break__comes_as_delayed),
	};

	signal(SIGPIPE, SIG_IGN);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
