/* SPDX-License-Identifier: ISC */
/*
 * The chat role in trouble: servers that are not who they should be, that
 * stall, die and come back, and rooms that we fall out of.
 */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/clock.h"
#include "edge/xmpp.h"
#include "tests/support/chatrole.h"
#include "tests/support/faketcp.h"
#include "tests/support/prosody.h"
#include "tests/support/xuser.h"

#define ROOM	"bridge@conference.localhost"
#define BOT	"bot@localhost"
#define WAIT	15000		/* ms: back-off is part of it */

/* The room's service forgets the bot without a word when asked to. */
static const char ghost_module[] =
    "module:hook('muc-occupant-groupchat', function (event)\n"
    "  if event.stanza:get_child_text('body') ~= '!ghost' then return end\n"
    "  local room = event.room\n"
    "  local nick = room.jid .. '/patchbot'\n"
    "  local occ = room:get_occupant_by_nick(nick)\n"
    "  for jid in occ:each_session() do room._jid_nick[jid] = nil end\n"
    "  room._occupants[nick] = nil\n"
    "end)\n";

static char why_not[200];

static struct prosody *
start(const struct prosody_options *o)
{
	struct prosody *p = prosody_new(o, why_not, sizeof(why_not));

	if (p == NULL) {
		print_message("skipped: %s\n", why_not);
		skip();
	}
	prosody_user(p, "bot", "geheim");
	prosody_user(p, "alice", "geheim");
	assert_int_equal(prosody_start(p), 0);
	return p;
}

static struct chat_setup
setup_for(const struct prosody *p, const char *room)
{
	return (struct chat_setup){ .jid = BOT, .secret = "geheim",
	    .host = "127.0.0.1", .port = (uint32_t)p->port,
	    .tls = TLS_STARTTLS, .ca = p->ca, .room = room,
	    .nick = "patchbot" };
}

static struct xuser *
person(const struct prosody *p)
{
	struct xuser *u = xuser_new("alice@localhost/desk", "geheim", p->port,
	    p->ca, WAIT);

	assert_non_null(u);
	return u;
}

static struct chatrole *
bot(const struct chat_setup *s, const char *const *env)
{
	struct chatrole *r = chatrole_new(env);

	chatrole_setup(r, s);
	return r;
}

static void
bot_out(struct chatrole *r)
{
	assert_int_equal(chatrole_stop(r, 5000), 0);
	chatrole_free(r);
}

static void
xmpp__wrong_certificate__is_refused(void **state)
{
	static const struct {
		const char	*certificate, *says;
		uint32_t	 tls;
	} cases[] = {
		{ "wrongca", "unable to get local issuer", TLS_STARTTLS },
		{ "wrongca", "unable to get local issuer", TLS_IMPLICIT },
		{ "wronghost", "hostname mismatch", TLS_STARTTLS },
		{ "wronghost", "hostname mismatch", TLS_IMPLICIT },
		{ "expired", "expired", TLS_STARTTLS },
		{ "expired", "expired", TLS_IMPLICIT },
		{ "selfsigned", "self-signed", TLS_STARTTLS },
	};
	struct prosody_options o = { 0 };
	struct role_state *st;
	struct chat_setup s;
	struct prosody *p;
	struct chatrole *r;
	char other[128];
	/* the authority of "wrongca" is the system's: it must not count */
	const char *env[2] = { other, NULL };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		o.certificate = cases[i].certificate;
		p = start(&o);
		s = setup_for(p, NULL);
		s.tls = cases[i].tls;
		if (s.tls == TLS_IMPLICIT)
			s.port = (uint32_t)p->tls_port;
		snprintf(other, sizeof(other), "SSL_CERT_FILE=%s", p->other_ca);
		r = bot(&s, env);
		st = chatrole_state(r, false, WAIT);
		assert_non_null(st);
		assert_non_null(strstr(st->text, "certificate is refused"));
		assert_non_null(strstr(st->text, cases[i].says));
		assert_null(chatrole_state(r, true, 0));
		assert_false(prosody_logged(p, "Authenticated as"));
		chatrole_free(r);
		prosody_free(p);
	}
}

static void
xmpp__right_certificate__is_taken_either_way(void **state)
{
	struct prosody_options o = { 0 };
	struct prosody *p = start(&o);
	struct chat_setup s = setup_for(p, ROOM);
	struct chatrole *r;

	(void)state;
	r = bot(&s, NULL);
	assert_non_null(chatrole_state(r, true, WAIT));
	assert_true(prosody_logged(p, "Authenticated as"));
	/* new settings: connected anew */
	s.tls = TLS_IMPLICIT;
	s.port = (uint32_t)p->tls_port;
	chatrole_setup(r, &s);
	assert_non_null(chatrole_state(r, true, WAIT));
	assert_non_null(chatrole_event(r, CHAT_JOINED, NULL, WAIT));
	/* wrong ones say what is wrong */
	s.secret = "falsch";
	chatrole_setup(r, &s);
	assert_non_null(strstr(chatrole_state(r, false, WAIT)->text,
	    "check user and password"));
	s.ca = "/nonexistent/ca.pem";
	chatrole_setup(r, &s);
	assert_non_null(strstr(chatrole_state(r, false, WAIT)->text,
	    "cannot read the CA file"));
	s.tls = TLS_NONE;
	chatrole_setup(r, &s);
	assert_non_null(strstr(chatrole_state(r, false, WAIT)->text,
	    "without TLS"));
	bot_out(r);
	prosody_free(p);
}

#define HEAD "<?xml version='1.0'?><stream:stream xmlns='jabber:client' " \
	"xmlns:stream='http://etherx.jabber.org/streams' id='1' " \
	"from='localhost' version='1.0'>"
#define PLAIN "<mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>" \
	"<mechanism>PLAIN</mechanism></mechanisms>"
#define TLS_OFFER "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"
#define PROCEED	"<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"

/* Nothing comes through any more, and no end of the connection does. */
static void
xmpp__connection_that_dies_in_silence__is_noticed(void **state)
{
	static const char *const env[] = { CHAT_PING_ENV "=1000", NULL };
	struct prosody_options o = { 0 };
	struct prosody *p = start(&o);
	struct chat_setup s = setup_for(p, NULL);
	struct faketcp *proxy = faketcp_proxy(p->port);
	struct role_state *st;
	struct chatrole *r;

	(void)state;
	s.port = (uint32_t)faketcp_port(proxy);
	r = bot(&s, env);
	assert_non_null(chatrole_state(r, true, WAIT));
	faketcp_hold(proxy, HOLD_IN | HOLD_OUT);
	/* half a second of silence, one second for the answer */
	st = chatrole_state(r, false, WAIT);
	assert_non_null(st);
	assert_non_null(strstr(st->text, "does not answer any more"));
	assert_non_null(chatrole_state(r, true, WAIT));
	bot_out(r);
	faketcp_free(proxy);
	prosody_free(p);
}

static void
xmpp__scripted_server__never_sees_the_password(void **state)
{
	static const struct faketcp_step silent[] = { { NULL, NULL } };
	static const struct faketcp_step stripped[] = {
		{ "<stream:stream", HEAD "<stream:features>" PLAIN
		    "</stream:features>" },
		{ NULL, NULL } };
	/* a handshake that never comes, behind injected plain text */
	static const struct faketcp_step stalled[] = {
		{ "<stream:stream", HEAD "<stream:features>" TLS_OFFER PLAIN
		    "</stream:features>" },
		{ "<starttls", PROCEED "<stream:features>" PLAIN
		    "</stream:features>" },
		{ NULL, NULL } };
	static const struct {
		const struct faketcp_step *script;
		uint32_t	 tls;
		const char	*says;
	} cases[] = {
		{ silent, TLS_STARTTLS, "does not answer" },
		{ silent, TLS_IMPLICIT, "does not answer" },
		{ stripped, TLS_STARTTLS, "offers no TLS" },
		{ stalled, TLS_STARTTLS, "does not answer" },
	};
	static const char *const env[] = { CHAT_DEADLINE_ENV "=500", NULL };
	struct chat_setup s = { .jid = BOT, .secret = "geheim",
	    .host = "127.0.0.1" };
	struct role_state *st;
	struct faketcp *f;
	struct chatrole *r;
	int64_t began;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		f = faketcp_new(cases[i].script);
		s.port = (uint32_t)faketcp_port(f);
		s.tls = cases[i].tls;
		began = clock_mono_ms();
		r = bot(&s, env);
		st = chatrole_state(r, false, 5000);
		assert_non_null(st);
		assert_true(clock_mono_ms() - began < 5000);
		assert_non_null(strstr(st->text, cases[i].says));
		chatrole_free(r);
		assert_false(faketcp_saw(f, "<auth"));
		faketcp_free(f);
	}
}

static void
xmpp__killed_server__comes_back_with_all_messages(void **state)
{
	struct prosody_options o = { 0 };
	struct prosody *p = start(&o);
	struct chat_setup s = setup_for(p, ROOM);
	struct chat_event *ev;
	struct chatrole *r;
	struct xuser *a;
	char stream[64], id[16];
	int i;

	(void)state;
	r = bot(&s, NULL);
	assert_non_null(chatrole_state(r, true, WAIT));
	ev = chatrole_event(r, CHAT_JOINED, NULL, WAIT);
	assert_non_null(ev);
	snprintf(stream, sizeof(stream), "%s", ev->stream);
	prosody_stop(p, SIGKILL);
	assert_non_null(chatrole_state(r, false, WAIT));
	assert_non_null(chatrole_event(r, CHAT_LEFT, NULL, WAIT));
	/* all for the room, and two for a person who is away still */
	for (i = 0; i < 10; i++) {
		snprintf(id, sizeof(id), "row-%d.", i);
		chatrole_say(r, NULL, id, id);
	}
	chatrole_say(r, "alice@localhost", "direct", "row-d.");
	assert_null(chatrole_result(r, 1, 0));
	assert_int_equal(prosody_start(p), 0);
	assert_non_null(chatrole_state(r, true, WAIT));
	ev = chatrole_event(r, CHAT_JOINED, NULL, WAIT);
	assert_non_null(ev);
	assert_string_not_equal(ev->stream, stream);
	for (i = 1; i <= 11; i++)
		assert_true(chatrole_result(r, (uint32_t)i, WAIT)->ok);
	/* what the room has seen, by its history */
	a = person(p);
	assert_true(xuser_sees(a, "row-d.", WAIT));
	xuser_raw(a, "<presence to='" ROOM "/a'>"
	    "<x xmlns='http://jabber.org/protocol/muc'/></presence>");
	assert_true(xuser_sees(a, "<subject", WAIT));
	for (i = 0; i < 10; i++) {
		snprintf(id, sizeof(id), "row-%d.", i);
		assert_int_equal(xuser_count(a, id), 1);
	}
	xuser_free(a);
	bot_out(r);
	prosody_free(p);
}

static void
xmpp__cut_connection__comes_back_and_tells_since_when(void **state)
{
	struct prosody_options o = { 0 };
	struct prosody *p = start(&o);
	struct chat_setup s = setup_for(p, ROOM);
	struct chat_event *ev;
	struct faketcp *proxy;
	struct chatrole *r;
	struct xuser *a;
	int64_t cut_at;
	uint32_t job;
	char stream[64];

	(void)state;
	proxy = faketcp_proxy(p->port);
	s.port = (uint32_t)faketcp_port(proxy);
	r = bot(&s, NULL);
	assert_non_null(chatrole_state(r, true, WAIT));
	ev = chatrole_event(r, CHAT_JOINED, NULL, WAIT);
	assert_non_null(ev);
	assert_int_equal(ev->since, 0);
	snprintf(stream, sizeof(stream), "%s", ev->stream);
	a = person(p);
	assert_true(xuser_join(a, ROOM, "a", WAIT));
	assert_non_null(chatrole_event(r, CHAT_PRESENT, NULL, WAIT));
	cut_at = clock_now();
	faketcp_cut(proxy);
	assert_non_null(chatrole_state(r, false, WAIT));
	assert_non_null(chatrole_event(r, CHAT_LEFT, "connection", WAIT));
	/* said while nobody listens, both ways */
	xuser_say(a, ROOM, "groupchat", "g", "meanwhile");
	job = chatrole_say(r, NULL, "queued", "row-q");
	assert_non_null(chatrole_state(r, true, WAIT));
	ev = chatrole_event(r, CHAT_JOINED, NULL, WAIT);
	assert_non_null(ev);
	assert_string_not_equal(ev->stream, stream);
	assert_true(ev->since > cut_at - 10 && ev->since <= cut_at + 1);
	assert_true(chatrole_result(r, job, WAIT)->ok);
	assert_true(xuser_sees(a, "row-q", WAIT));
	/* what the room said meanwhile is not heard, nothing comes twice */
	xuser_say(a, ROOM, "groupchat", "h", "then");
	assert_non_null(chatrole_event(r, CHAT_ROOM, "then", WAIT));
	assert_int_equal(chatrole_count(r, CHAT_ROOM, NULL), 0);
	assert_int_equal(xuser_count(a, "row-q"), 0);
	/* another room was not missed */
	s.room = "other@conference.localhost";
	chatrole_setup(r, &s);
	ev = chatrole_event(r, CHAT_JOINED, NULL, WAIT);
	assert_non_null(ev);
	assert_int_equal(ev->since, 0);
	xuser_free(a);
	bot_out(r);
	faketcp_free(proxy);
	prosody_free(p);
}

#define KICK "<iq type='set' id='kick' to='" ROOM "'><query xmlns="	\
	"'http://jabber.org/protocol/muc#admin'><item nick='patchbot' "	\
	"role='none'/></query></iq>"
#define DESTROY "<iq type='set' id='destroy' to='" ROOM "'><query xmlns=" \
	"'http://jabber.org/protocol/muc#owner'><destroy/></query></iq>"

static void
xmpp__bot_out_of_its_room__comes_back(void **state)
{
	static const struct {
		const char	*how;	/* stanza, or NULL: say "!ghost" */
		const char	*says;
	} cases[] = {
		{ KICK, "kicked" },
		{ DESTROY, "destroyed" },
		{ NULL, "forgotten" },
	};
	static const char *const env[] = { CHAT_PING_ENV "=1000", NULL };
	struct prosody_options o = { .plugin = ghost_module };
	struct prosody *p = start(&o);
	struct chat_setup s = setup_for(p, ROOM);
	struct chat_event *ev;
	struct chatrole *r;
	struct xuser *a;
	uint32_t job;
	size_t i;

	(void)state;
	a = person(p);
	for (i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		/* the room's first is its owner */
		assert_true(xuser_join(a, ROOM, "a", WAIT));
		r = bot(&s, env);
		assert_non_null(chatrole_event(r, CHAT_JOINED, NULL, WAIT));
		if (cases[i].how != NULL)
			xuser_raw(a, cases[i].how);
		else
			xuser_say(a, ROOM, "groupchat", NULL, "!ghost");
		ev = chatrole_event(r, CHAT_LEFT, NULL, WAIT);
		assert_non_null(ev);
		assert_non_null(strstr(ev->body, cases[i].says));
		job = chatrole_say(r, NULL, "back", "row-b");
		assert_non_null(chatrole_event(r, CHAT_JOINED, NULL, WAIT));
		assert_true(chatrole_result(r, job, WAIT)->ok);
		bot_out(r);
	}
	xuser_free(a);
	prosody_free(p);
}

static void
xmpp__message_to_a_room_that_forgot_us__is_sent_on_return(void **state)
{
	struct prosody_options o = { .plugin = ghost_module };
	struct prosody *p = start(&o);
	struct chat_setup s = setup_for(p, ROOM);
	struct chatrole *r;
	struct xuser *a;
	uint32_t job;

	(void)state;
	a = person(p);
	assert_true(xuser_join(a, ROOM, "a", WAIT));
	/* the self-ping is a minute away: the refusal itself tells */
	r = bot(&s, NULL);
	assert_non_null(chatrole_event(r, CHAT_JOINED, NULL, WAIT));
	xuser_say(a, ROOM, "groupchat", NULL, "!ghost");
	assert_true(xuser_sees(a, "!ghost", WAIT));
	job = chatrole_say(r, NULL, "still", "row-s");
	assert_true(chatrole_result(r, job, WAIT)->ok);
	assert_int_equal(chatrole_count(r, CHAT_LEFT, "not in it"), 1);
	assert_true(xuser_sees(a, "row-s", WAIT));
	assert_int_equal(xuser_count(a, "row-s"), 0);
	xuser_free(a);
	bot_out(r);
	prosody_free(p);
}

static void
xmpp__message_that_ends_the_stream__does_not_hold_up_others(void **state)
{
	/* the server takes 20,000 bytes, and ends the stream above that */
	struct prosody_options o = { .stanza_limit = 20000 };
	struct prosody *p = start(&o);
	struct chat_setup s = setup_for(p, ROOM);
	struct job_done *done;
	struct chatrole *r;
	struct xuser *a;
	uint32_t first, big, last;
	char text[30001];

	(void)state;
	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	a = person(p);
	r = bot(&s, NULL);
	assert_non_null(chatrole_state(r, true, WAIT));
	first = chatrole_say(r, "alice@localhost/desk", "one", "row-1.");
	big = chatrole_say(r, "alice@localhost/desk", text, "row-2.");
	last = chatrole_say(r, "alice@localhost/desk", "three", "row-3.");
	done = chatrole_result(r, big, 2 * WAIT);
	assert_non_null(done);
	assert_false(done->ok);
	assert_true(chatrole_result(r, first, WAIT)->ok);
	assert_true(chatrole_result(r, last, WAIT)->ok);
	assert_true(xuser_sees(a, "row-3.", WAIT));
	assert_int_equal(xuser_count(a, "row-2."), 0);
	xuser_free(a);
	bot_out(r);
	prosody_free(p);
}

static void
xmpp__new_room__shows_real_jids(void **state)
{
	/* this service would hide them: the bot opens its own room */
	struct prosody_options o = { .semi = true };
	struct prosody *p = start(&o);
	struct chat_setup s = setup_for(p, ROOM);
	struct chat_event *ev;
	struct chatrole *r;
	struct xuser *a;

	(void)state;
	r = bot(&s, NULL);
	ev = chatrole_event(r, CHAT_JOINED, NULL, WAIT);
	assert_non_null(ev);
	assert_false(ev->hidden);
	a = person(p);
	assert_true(xuser_join(a, ROOM, "a", WAIT));
	xuser_say(a, ROOM, "groupchat", NULL, "here");
	ev = chatrole_event(r, CHAT_ROOM, "here", WAIT);
	assert_non_null(ev);
	assert_string_equal(ev->jid, "alice@localhost/desk");
	xuser_free(a);
	bot_out(r);
	prosody_free(p);
}

static void
xmpp__stop__confirms_what_is_on_the_way(void **state)
{
	struct prosody_options o = { 0 };
	struct prosody *p = start(&o);
	struct chat_setup s = setup_for(p, NULL);
	struct chatrole *r;
	struct xuser *a;
	int i, ok = 0;
	char id[16];

	(void)state;
	a = person(p);
	r = bot(&s, NULL);
	assert_non_null(chatrole_state(r, true, WAIT));
	for (i = 0; i < 50; i++) {
		snprintf(id, sizeof(id), "last-%d.", i);
		chatrole_say(r, "alice@localhost/desk", "bye", id);
	}
	assert_int_equal(chatrole_stop(r, 5000), 0);
	for (i = 1; i <= 50; i++)
		ok += chatrole_result(r, (uint32_t)i, 0) != NULL;
	assert_int_equal(ok, 50);
	assert_true(xuser_sees(a, "last-49.", WAIT));
	chatrole_free(r);
	xuser_free(a);
	prosody_free(p);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(xmpp__wrong_certificate__is_refused),
		cmocka_unit_test(xmpp__right_certificate__is_taken_either_way),
		cmocka_unit_test(
		    xmpp__connection_that_dies_in_silence__is_noticed),
		cmocka_unit_test(
		    xmpp__scripted_server__never_sees_the_password),
		cmocka_unit_test(
		    xmpp__killed_server__comes_back_with_all_messages),
		cmocka_unit_test(
		    xmpp__cut_connection__comes_back_and_tells_since_when),
		cmocka_unit_test(xmpp__bot_out_of_its_room__comes_back),
		cmocka_unit_test(
		    xmpp__message_to_a_room_that_forgot_us__is_sent_on_return),
		cmocka_unit_test(
		xmpp__message_that_ends_the_stream__does_not_hold_up_others),
		cmocka_unit_test(xmpp__new_room__shows_real_jids),
		cmocka_unit_test(xmpp__stop__confirms_what_is_on_the_way),
	};

	signal(SIGPIPE, SIG_IGN);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
