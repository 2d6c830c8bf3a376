/* SPDX-License-Identifier: ISC */
/* The chat role against a real Prosody: messages, the room, confirmations. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/mem.h"
#include "edge/xmpp.h"
#include "tests/support/chatrole.h"
#include "tests/support/prosody.h"
#include "tests/support/xuser.h"

#define ROOM	"bridge@conference.localhost"
#define BOT	"bot@localhost"
#define WAIT	8000		/* ms: what should come, comes at once */

static struct prosody *server, *archive;
static char why_not[200];

static struct chat_setup
setup_for(const struct prosody *p, const char *room)
{
	return (struct chat_setup){ .jid = BOT, .secret = "geheim",
	    .host = "127.0.0.1", .port = (uint32_t)p->port,
	    .tls = TLS_STARTTLS, .ca = p->ca, .room = room,
	    .nick = "patchbot" };
}

static struct prosody *
start(const struct prosody_options *o)
{
	static const char *const names[] = { "bot", "alice", "bob", "carol",
	    "dave" };
	struct prosody *p = prosody_new(o, why_not, sizeof(why_not));
	size_t i;

	if (p == NULL)
		return NULL;
	for (i = 0; i < sizeof(names) / sizeof(*names); i++)
		prosody_user(p, names[i], "geheim");
	assert_int_equal(prosody_start(p), 0);
	return p;
}

static int
start_servers(void **state)
{
	struct prosody_options plain = { 0 }, mam = { .archive = true };

	(void)state;
	server = start(&plain);
	if (server != NULL)
		archive = start(&mam);
	return 0;
}

static int
stop_servers(void **state)
{
	(void)state;
	prosody_free(server);
	prosody_free(archive);
	return 0;
}

static void
need_server(void)
{
	if (server != NULL)
		return;
	print_message("skipped: %s\n", why_not);
	skip();
}

static struct xuser *
person(const struct prosody *p, const char *name)
{
	char jid[64];
	struct xuser *u;

	snprintf(jid, sizeof(jid), "%s@localhost/desk", name);
	u = xuser_new(jid, "geheim", p->port, p->ca, WAIT);
	assert_non_null(u);
	return u;
}

/* The role, connected, and in the room where there is one. */
static struct chatrole *
bot_in(const struct prosody *p, const char *room)
{
	struct chat_setup s = setup_for(p, room);
	struct chatrole *r = chatrole_new(NULL);

	chatrole_setup(r, &s);
	assert_non_null(chatrole_state(r, true, WAIT));
	if (room != NULL)
		assert_non_null(chatrole_event(r, CHAT_JOINED, NULL, WAIT));
	return r;
}

static void
bot_out(struct chatrole *r)
{
	assert_int_equal(chatrole_stop(r, 5000), 0);
	chatrole_free(r);
}

static void
xmpp__direct_message__comes_in_and_is_answered(void **state)
{
	struct chat_event *ev;
	struct job_done *done;
	struct chatrole *r;
	struct xuser *a;
	char *s;

	(void)state;
	need_server();
	r = bot_in(server, NULL);
	a = person(server, "alice");
	xuser_say(a, BOT, "chat", "m1", "status <now> & \"here\"");
	ev = chatrole_event(r, CHAT_DIRECT, NULL, WAIT);
	assert_non_null(ev);
	assert_string_equal(ev->body, "status <now> & \"here\"");
	assert_string_equal(ev->jid, "alice@localhost/desk");
	assert_string_equal(ev->id, "m1");
	assert_non_null(ev->stream);
	assert_null(ev->nick);
	assert_null(ev->stanza_id);
	assert_false(ev->delayed);
	done = chatrole_result(r, chatrole_say(r, ev->jid, "a < b & \x01"
	    "\xef\xbf\xbf c\n\xc3\xbc", "row-1"), WAIT);
	assert_non_null(done);
	assert_true(done->ok);
	s = xuser_wait(a, "row-1", WAIT);
	assert_non_null(s);
	/* what XML cannot carry has not ended the stream */
	assert_non_null(strstr(s, "a &lt; b &amp; \xef\xbf\xbd c\n\xc3\xbc"));
	assert_non_null(strstr(s, "urn:xmpp:sid:0"));
	free(s);
	/* normal is taken too; error, headline and groupchat are not */
	xuser_raw(a, "<message to='" BOT "'><body>two</body></message>");
	xuser_say(a, BOT, "headline", NULL, "three");
	xuser_raw(a, "<message to='" BOT "/patchbot' type='error' id='x'>"
	    "<body>four</body><error type='cancel'/></message>");
	xuser_say(a, BOT "/patchbot", "groupchat", NULL, "five");
	xuser_say(a, BOT, "chat", NULL, "six");
	assert_non_null(chatrole_event(r, CHAT_DIRECT, "six", WAIT));
	ev = chatrole_event(r, CHAT_DIRECT, NULL, 0);
	assert_non_null(ev);
	assert_string_equal(ev->body, "two");
	assert_null(chatrole_event(r, CHAT_DIRECT, NULL, 0));
	assert_int_equal(chatrole_count(r, CHAT_ROOM, NULL), 0);
	xuser_free(a);
	bot_out(r);
}

static void
xmpp__own_account__is_not_listened_to(void **state)
{
	struct chatrole *r;
	struct xuser *me, *a;

	(void)state;
	need_server();
	r = bot_in(server, NULL);
	me = person(server, "bot");
	a = person(server, "alice");
	xuser_say(me, BOT "/patchbot", "chat", NULL, "mine");
	xuser_turn(me, 50);
	xuser_say(a, BOT "/patchbot", "chat", NULL, "hers");
	assert_non_null(chatrole_event(r, CHAT_DIRECT, "hers", WAIT));
	assert_int_equal(chatrole_count(r, CHAT_DIRECT, NULL), 0);
	xuser_free(me);
	xuser_free(a);
	bot_out(r);
}

static void
xmpp__room_message__has_nick_and_real_jid(void **state)
{
	struct chat_event *ev;
	struct chatrole *r;
	struct xuser *a;
	uint32_t job;

	(void)state;
	need_server();
	r = bot_in(server, ROOM);
	a = person(server, "alice");
	assert_true(xuser_join(a, ROOM, "Ally", WAIT));
	ev = chatrole_event(r, CHAT_PRESENT, NULL, WAIT);
	assert_non_null(ev);
	assert_string_equal(ev->nick, "Ally");
	assert_string_equal(ev->jid, "alice@localhost/desk");
	xuser_say(a, ROOM, "groupchat", "g1", "here");
	ev = chatrole_event(r, CHAT_ROOM, NULL, WAIT);
	assert_non_null(ev);
	assert_string_equal(ev->body, "here");
	assert_string_equal(ev->nick, "Ally");
	assert_string_equal(ev->jid, "alice@localhost/desk");
	assert_string_equal(ev->id, "g1");
	assert_false(ev->hidden);
	assert_false(ev->delayed);
	/* confirmed by its reflection, which is no event */
	job = chatrole_say(r, NULL, "welcome", "row-2");
	assert_true(chatrole_result(r, job, WAIT)->ok);
	assert_true(xuser_sees(a, "row-2", WAIT));
	/* a private word through the room */
	xuser_say(a, ROOM "/patchbot", "chat", NULL, "psst");
	ev = chatrole_event(r, CHAT_DIRECT, "psst", WAIT);
	assert_non_null(ev);
	assert_string_equal(ev->nick, "Ally");
	assert_string_equal(ev->jid, "alice@localhost/desk");
	assert_int_equal(chatrole_count(r, CHAT_ROOM, NULL), 0);
	/* another name: gone, and here again */
	xuser_raw(a, "<presence to='" ROOM "/Alice'/>");
	ev = chatrole_event(r, CHAT_GONE, NULL, WAIT);
	assert_non_null(ev);
	assert_string_equal(ev->nick, "Ally");
	ev = chatrole_event(r, CHAT_PRESENT, NULL, WAIT);
	assert_non_null(ev);
	assert_string_equal(ev->nick, "Alice");
	xuser_free(a);
	assert_string_equal(chatrole_event(r, CHAT_GONE, NULL, WAIT)->nick,
	    "Alice");
	bot_out(r);
}

static void
xmpp__room_history__is_not_asked_for(void **state)
{
	struct chat_event *ev;
	struct chatrole *r;
	struct xuser *a;

	(void)state;
	need_server();
	a = person(server, "alice");
	assert_true(xuser_join(a, "old@conference.localhost", "a", WAIT));
	xuser_say(a, "old@conference.localhost", "groupchat", NULL, "before");
	assert_true(xuser_sees(a, "before", WAIT));
	r = bot_in(server, "old@conference.localhost");
	xuser_say(a, "old@conference.localhost", "groupchat", NULL, "after");
	ev = chatrole_event(r, CHAT_ROOM, NULL, WAIT);
	assert_non_null(ev);
	assert_string_equal(ev->body, "after");
	xuser_free(a);
	bot_out(r);
}

#define SECRET_ROOM	"masks@conference.localhost"
#define WHOIS(who) "<iq type='set' id='whois' to='" SECRET_ROOM "'>" \
	"<query xmlns='http://jabber.org/protocol/muc#owner'>" \
	"<x xmlns='jabber:x:data' type='submit'><field var='FORM_TYPE'>" \
	"<value>http://jabber.org/protocol/muc#roomconfig</value></field>" \
	"<field var='muc#roomconfig_whois'><value>" who "</value></field>" \
	"</x></query></iq>"

static void
xmpp__hidden_room__is_told_and_its_jids_are_not(void **state)
{
	struct chat_setup s;
	struct chat_event *ev;
	struct chatrole *r;
	struct xuser *a;

	(void)state;
	need_server();
	a = person(server, "alice");
	assert_true(xuser_join(a, SECRET_ROOM, "mask", WAIT));
	xuser_raw(a, WHOIS("moderators"));
	assert_true(xuser_sees(a, "whois", WAIT));
	s = setup_for(server, SECRET_ROOM);
	r = chatrole_new(NULL);
	chatrole_setup(r, &s);
	ev = chatrole_event(r, CHAT_JOINED, NULL, WAIT);
	assert_non_null(ev);
	assert_true(ev->hidden);
	xuser_say(a, SECRET_ROOM, "groupchat", NULL, "who am i");
	ev = chatrole_event(r, CHAT_ROOM, NULL, WAIT);
	assert_non_null(ev);
	assert_true(ev->hidden);
	assert_null(ev->jid);
	/* it opens (172) */
	xuser_raw(a, WHOIS("anyone"));
	ev = chatrole_event(r, CHAT_JOINED, NULL, WAIT);
	assert_non_null(ev);
	assert_false(ev->hidden);
	xuser_say(a, SECRET_ROOM, "groupchat", NULL, "and now");
	ev = chatrole_event(r, CHAT_ROOM, NULL, WAIT);
	assert_non_null(ev);
	assert_string_equal(ev->jid, "alice@localhost/desk");
	/* and closes again (173) */
	xuser_raw(a, WHOIS("moderators"));
	ev = chatrole_event(r, CHAT_JOINED, NULL, WAIT);
	assert_non_null(ev);
	assert_true(ev->hidden);
	xuser_say(a, SECRET_ROOM, "groupchat", NULL, "again");
	ev = chatrole_event(r, CHAT_ROOM, NULL, WAIT);
	assert_non_null(ev);
	assert_null(ev->jid);
	xuser_free(a);
	bot_out(r);
}

static void
xmpp__offline_message__is_marked_as_delayed(void **state)
{
	struct chat_event *ev;
	struct chatrole *r;
	struct xuser *a;

	(void)state;
	need_server();
	a = person(server, "alice");
	xuser_say(a, BOT, "chat", "late", "done 3");
	xuser_raw(a, "<iq type='get' id='stored' to='localhost'>"
	    "<ping xmlns='urn:xmpp:ping'/></iq>");
	assert_true(xuser_sees(a, "stored", WAIT));
	r = bot_in(server, NULL);
	ev = chatrole_event(r, CHAT_DIRECT, "done 3", WAIT);
	assert_non_null(ev);
	assert_true(ev->delayed);
	xuser_free(a);
	bot_out(r);
}

#define FORGED(by) \
	"<stanza-id xmlns='urn:xmpp:sid:0' id='forged' by='" by "'/>"

static void
xmpp__stanza_id__is_believed_where_announced_only(void **state)
{
	/* a server without archive stamps nothing and strips nothing */
	static const char direct[] = "<message type='chat' to='" BOT "'>"
	    "<body>x</body>" FORGED(BOT) "</message>";
	static const char room[] = "<message type='groupchat' to='" ROOM "'>"
	    "<body>x</body>" FORGED(ROOM) "</message>";
	struct prosody *servers[2];
	struct chat_event *ev;
	struct chatrole *r;
	struct xuser *a;
	int i;

	(void)state;
	need_server();
	servers[0] = server;
	servers[1] = archive;
	for (i = 0; i < 2; i++) {
		r = bot_in(servers[i], ROOM);
		a = person(servers[i], "alice");
		assert_true(xuser_join(a, ROOM, "a", WAIT));
		xuser_raw(a, direct);
		ev = chatrole_event(r, CHAT_DIRECT, NULL, WAIT);
		assert_non_null(ev);
		/* this archive leaves it beside its own: neither counts */
		assert_null(ev->stanza_id);
		xuser_say(a, BOT, "chat", NULL, "honest");
		ev = chatrole_event(r, CHAT_DIRECT, "honest", WAIT);
		assert_non_null(ev);
		assert_int_equal(ev->stanza_id != NULL, i == 1);
		xuser_raw(a, room);
		ev = chatrole_event(r, CHAT_ROOM, NULL, WAIT);
		assert_non_null(ev);
		assert_int_equal(ev->stanza_id != NULL, i == 1);
		if (i == 1)
			assert_string_not_equal(ev->stanza_id, "forged");
		xuser_free(a);
		bot_out(r);
	}
}

static char *
letters(size_t n)
{
	char *s = mem_alloc(n + 1);

	memset(s, 'x', n);
	return s;
}

static void
xmpp__body_over_the_limit__comes_without_text(void **state)
{
	static const size_t sizes[] = { 5000, CHAT_BODY_MAX - 1, CHAT_BODY_MAX,
	    CHAT_BODY_MAX + 1, 200000 };
	struct chat_event *ev;
	struct chatrole *r;
	struct xuser *a;
	size_t i;
	char *s;

	(void)state;
	need_server();
	r = bot_in(server, NULL);
	a = person(server, "alice");
	for (i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		s = letters(sizes[i]);
		xuser_say(a, BOT, "chat", "big", s);
		xuser_turn(a, 0);
		/* half of the role's idle turn: nothing waits inside TLS */
		ev = chatrole_event(r, CHAT_DIRECT, NULL,
		    sizes[i] == 5000 ? 500 : WAIT);
		assert_non_null(ev);
		assert_string_equal(ev->id, "big");
		if (sizes[i] <= CHAT_BODY_MAX)
			assert_string_equal(ev->body, s);
		else
			assert_null(ev->body);
		free(s);
	}
	/* an id over its limit is none */
	s = letters(CHAT_ID_MAX + 1);
	xuser_say(a, BOT, "chat", s, "long id");
	assert_null(chatrole_event(r, CHAT_DIRECT, "long", WAIT)->id);
	xuser_say(a, BOT, "chat", s + 1, "fitting id");
	assert_non_null(chatrole_event(r, CHAT_DIRECT, "fitting", WAIT)->id);
	free(s);
	xuser_free(a);
	bot_out(r);
}

static void
xmpp__outgoing_limits__are_kept(void **state)
{
	struct chatrole *r;
	struct xuser *a;
	uint32_t job;
	char *s;

	(void)state;
	need_server();
	r = bot_in(server, NULL);
	a = person(server, "alice");
	s = letters(CHAT_SEND_MAX + 1);
	job = chatrole_say(r, "alice@localhost", s, "too-long");
	assert_false(chatrole_result(r, job, WAIT)->ok);
	s[CHAT_SEND_MAX] = '\0';
	job = chatrole_say(r, "alice@localhost", s, "just-fits");
	assert_true(chatrole_result(r, job, WAIT)->ok);
	assert_true(xuser_sees(a, "just-fits", WAIT));
	free(s);
	/* no room, no origin-id, no text */
	job = chatrole_say(r, NULL, "hello", "row");
	assert_false(chatrole_result(r, job, WAIT)->ok);
	job = chatrole_say(r, "alice@localhost", "hello", NULL);
	assert_false(chatrole_result(r, job, WAIT)->ok);
	job = chatrole_say(r, "alice@localhost", "", "row");
	assert_false(chatrole_result(r, job, WAIT)->ok);
	xuser_free(a);
	bot_out(r);
}

static void
xmpp__queue__is_bounded_while_the_server_is_away(void **state)
{
	struct chat_setup s = { .jid = BOT, .secret = "x", .host = "127.0.0.1",
	    .port = (uint32_t)free_port(), .tls = TLS_STARTTLS };
	struct chatrole *r = chatrole_new(NULL);
	struct job_done *done;
	uint32_t last = 0;
	int i;

	(void)state;
	chatrole_setup(r, &s);
	for (i = 0; i < CHAT_QUEUE_MAX; i++)
		last = chatrole_say(r, "alice@localhost", "x", "row");
	assert_null(chatrole_result(r, last, 100));
	done = chatrole_result(r, chatrole_say(r, "alice@localhost", "x",
	    "row"), WAIT);
	assert_non_null(done);
	assert_false(done->ok);
	assert_non_null(chatrole_state(r, false, WAIT));
	chatrole_free(r);
}

static void
xmpp__error_answer__fails_the_message(void **state)
{
	struct job_done *done;
	struct chatrole *r;

	(void)state;
	need_server();
	r = bot_in(server, NULL);
	done = chatrole_result(r, chatrole_say(r, "nobody@localhost", "hello",
	    "row-9"), WAIT);
	assert_non_null(done);
	assert_false(done->ok);
	assert_non_null(strstr(done->why, "service-unavailable"));
	bot_out(r);
}

static void
xmpp__burst__arrives_exactly_once(void **state)
{
	static const char *const names[] = { "alice", "bob", "carol", "dave" };
	struct xuser *u[4];
	struct chatrole *r;
	char text[32];
	int i;

	(void)state;
	need_server();
	r = bot_in(server, "rush@conference.localhost");
	for (i = 0; i < 4; i++) {
		u[i] = person(server, names[i]);
		assert_true(xuser_join(u[i], "rush@conference.localhost",
		    names[i], WAIT));
	}
	for (i = 0; i < 100; i++) {
		snprintf(text, sizeof(text), "here %03d.", i);
		xuser_say(u[i % 4], "rush@conference.localhost", "groupchat",
		    NULL, text);
		/* and as many answers go the other way */
		chatrole_say(r, NULL, text, text);
	}
	assert_true(xuser_sees(u[3], "here 099.", WAIT));
	for (i = 0; i < 100; i++) {
		snprintf(text, sizeof(text), "here %03d.", i);
		assert_non_null(chatrole_event(r, CHAT_ROOM, text, WAIT));
		assert_true(chatrole_result(r, (uint32_t)i + 1, WAIT)->ok);
	}
	chatrole_turn(r, 100);
	assert_int_equal(chatrole_count(r, CHAT_ROOM, NULL), 0);
	for (i = 0; i < 4; i++)
		xuser_free(u[i]);
	bot_out(r);
}

static void
xmpp__requests__are_answered_properly(void **state)
{
	static const struct {
		const char *what, *payload, *expect;
	} cases[] = {
		{ "get", "<ping xmlns='urn:xmpp:ping'/>", "\"result\"" },
		{ "get", "<query xmlns='http://jabber.org/protocol/"
		    "disco#info'/>", "category=\"client\"" },
		{ "get", "<query xmlns='http://jabber.org/protocol/"
		    "disco#items'/>", "\"result\"" },
		{ "get", "<query xmlns='http://jabber.org/protocol/"
		    "disco#info' node='n'/>", "service-unavailable" },
		{ "get", "<query xmlns='jabber:iq:version'/>",
		    "service-unavailable" },
		{ "set", "<ping xmlns='urn:xmpp:ping'/>",
		    "service-unavailable" },
		{ "get", "<foo xmlns='urn:none'/>", "service-unavailable" },
	};
	struct chatrole *r;
	struct xuser *a;
	char xml[300], id[16], *s;
	size_t i;

	(void)state;
	need_server();
	r = bot_in(server, NULL);
	a = person(server, "alice");
	for (i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		snprintf(id, sizeof(id), "ask-%zu", i);
		snprintf(xml, sizeof(xml), "<iq type='%s' id='%s' to='" BOT
		    "/patchbot'>%s</iq>", cases[i].what, id, cases[i].payload);
		xuser_raw(a, xml);
		s = xuser_wait(a, id, WAIT);
		assert_non_null(s);
		assert_non_null(strstr(s, cases[i].expect));
		free(s);
	}
	/* only who has asked for the roster is told of subscriptions */
	xuser_raw(a, "<iq type='get' id='roster'>"
	    "<query xmlns='jabber:iq:roster'/></iq>");
	assert_true(xuser_sees(a, "roster", WAIT));
	xuser_raw(a, "<presence type='subscribe' to='" BOT "'/>");
	assert_true(xuser_sees(a, "unsubscribed", WAIT));
	xuser_free(a);
	bot_out(r);
}

static void
xmpp__taken_nick__gets_an_underscore(void **state)
{
	struct chat_setup s;
	struct chat_event *ev;
	struct chatrole *r;
	struct xuser *a;
	uint32_t job;

	(void)state;
	need_server();
	a = person(server, "alice");
	assert_true(xuser_join(a, "nick@conference.localhost", "patchbot",
	    WAIT));
	s = setup_for(server, "nick@conference.localhost");
	r = chatrole_new(NULL);
	chatrole_setup(r, &s);
	ev = chatrole_event(r, CHAT_JOINED, NULL, WAIT);
	assert_non_null(ev);
	assert_string_equal(ev->nick, "patchbot_");
	job = chatrole_say(r, NULL, "hello", "row-n");
	assert_true(chatrole_result(r, job, WAIT)->ok);
	/* what the owner of the name says is not ours */
	xuser_say(a, "nick@conference.localhost", "groupchat", NULL, "mine");
	assert_non_null(chatrole_event(r, CHAT_ROOM, "mine", WAIT));
	xuser_free(a);
	bot_out(r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    xmpp__direct_message__comes_in_and_is_answered),
		cmocka_unit_test(xmpp__own_account__is_not_listened_to),
		cmocka_unit_test(xmpp__room_message__has_nick_and_real_jid),
		cmocka_unit_test(xmpp__room_history__is_not_asked_for),
		cmocka_unit_test(
		    xmpp__hidden_room__is_told_and_its_jids_are_not),
		cmocka_unit_test(xmpp__offline_message__is_marked_as_delayed),
		cmocka_unit_test(
		    xmpp__stanza_id__is_believed_where_announced_only),
		cmocka_unit_test(xmpp__body_over_the_limit__comes_without_text),
		cmocka_unit_test(xmpp__outgoing_limits__are_kept),
		cmocka_unit_test(
		    xmpp__queue__is_bounded_while_the_server_is_away),
		cmocka_unit_test(xmpp__error_answer__fails_the_message),
		cmocka_unit_test(xmpp__burst__arrives_exactly_once),
		cmocka_unit_test(xmpp__requests__are_answered_properly),
		cmocka_unit_test(xmpp__taken_nick__gets_an_underscore),
	};

	signal(SIGPIPE, SIG_IGN);
	return cmocka_run_group_tests(tests, start_servers, stop_servers);
}
