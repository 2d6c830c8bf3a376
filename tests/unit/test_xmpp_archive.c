/* SPDX-License-Identifier: ISC */
/*
 * What the chat edge takes for an answer of an archive, and what only looks
 * like one: stanzas as they would come, and no server.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>
#include <strophe.h>

#include "base/buf.h"
#include "edge/xmpp_parts.h"

#define OWN	"bot@example.com"
#define ROOM	"bridge@rooms.example.com"

static struct jabber *x;
static xmpp_ctx_t *ctx;
static int events, results;
static struct chat_event last;
static char body[100], told[400];

static void
on_event(const struct chat_event *ev)
{
	events++;
	last = *ev;
	snprintf(body, sizeof(body), "%s", ev->body);
}

static void
on_result(uint32_t job, const char *why)
{
	(void)job;
	results += why == NULL;
}

static void
on_state(const char *what, bool up, const char *text)
{
	(void)what, (void)up;
	snprintf(told, sizeof(told), "%s", text);
}

static int
open_edge(void **state)
{
	static const struct jabber_hooks hooks = { on_event, on_result,
	    on_state };
	struct chat_setup s = { .jid = OWN, .secret = "x", .host = "127.0.0.1",
	    .port = 1, .tls = TLS_STARTTLS, .room = ROOM, .nick = "patchbot" };

	(void)state;
	x = jabber_new(&hooks);
	jabber_setup(x, &s);
	ctx = xmpp_ctx_new(NULL, NULL);
	x->archive[ARCHIVE_OWN].offered = true;
	x->archive[ARCHIVE_ROOM].offered = true;
	snprintf(x->archive[ARCHIVE_OWN].query, 48, "own");
	snprintf(x->archive[ARCHIVE_ROOM].query, 48, "room");
	x->room.nick = strdup("patchbot");
	x->catch_up = true;
	x->missed_since = 1;
	events = results = 0;
	told[0] = '\0';
	return 0;
}

static int
close_edge(void **state)
{
	(void)state;
	xmpp_ctx_free(ctx);
	jabber_free(x);
	return 0;
}

static void
comes(const char *xml)
{
	xmpp_stanza_t *st = xmpp_stanza_new_from_string(ctx, xml);

	assert_non_null(st);
	jabber_on_stanza(x, (struct stanza *)st);
	xmpp_stanza_release(st);
}

#define RESULT(from, query, inner)					\
	"<message xmlns='jabber:client' " from ">"			\
	"<result xmlns='urn:xmpp:mam:2' queryid='" query "' id='a1'>"	\
	"<forwarded xmlns='urn:xmpp:forward:0'>"			\
	"<delay xmlns='urn:xmpp:delay' stamp='2026-12-04T20:41:00Z'/>"	\
	inner "</forwarded></result></message>"
#define SAID(from, more)						\
	"<message xmlns='jabber:client' from='" from "' " more ">"	\
	"<body>done 3</body></message>"
#define CAROL	"carol@example.com/phone"

static void
result__of_our_account__is_a_delayed_message(void **state)
{
	static const char *const froms[] = {
		RESULT("", "own", SAID(CAROL, "type='chat' id='m1'")),
		RESULT("from='" OWN "'", "own", SAID(CAROL, "id='m1'")),
		RESULT("from='BOT@Example.com'", "own",
		    SAID(CAROL, "type='normal' id='m1'")),
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(froms) / sizeof(*froms); i++) {
		comes(froms[i]);
		assert_int_equal(events, (int)i + 1);
		assert_int_equal(last.kind, CHAT_DIRECT);
		assert_true(last.delayed);
		assert_string_equal(body, "done 3");
	}
}

/* Anybody may send what looks like one, and nothing else in it is read. */
static void
result__forged__is_ignored(void **state)
{
	static const char *const forged[] = {
		RESULT("from='mallory@example.com/x'", "own",
		    SAID(CAROL, "type='chat'")),
		RESULT("from='example.com'", "own",
		    SAID(CAROL, "type='chat'")),
		RESULT("from='" OWN "/else'", "own",
		    SAID(CAROL, "type='chat'")),
		RESULT("from='" OWN ".example.net'", "own",
		    SAID(CAROL, "type='chat'")),
		/* not what was asked */
		RESULT("from='" OWN "'", "other", SAID(CAROL, "type='chat'")),
		RESULT("from='" OWN "'", "", SAID(CAROL, "type='chat'")),
		RESULT("from='" OWN "'", "room", SAID(CAROL, "type='chat'")),
		"<message xmlns='jabber:client'><result xmlns='urn:xmpp:mam:2' "
		    "id='a'><forwarded xmlns='urn:xmpp:forward:0'>"
		    SAID(CAROL, "type='chat'") "</forwarded></result>"
		    "</message>",
		/* the room's archive speaks for nobody else */
		RESULT("from='" ROOM "'", "room", SAID(CAROL, "type='chat'")),
		RESULT("from='" ROOM "/carol'", "room",
		    SAID(CAROL, "type='chat'")),
		RESULT("from='" ROOM "'", "own", SAID(CAROL, "type='chat'")),
		/* a message around it is no way in either */
		"<message xmlns='jabber:client' type='chat' from='" CAROL "'>"
		    "<body>done 3</body><result xmlns='urn:xmpp:mam:2' "
		    "queryid='own' id='a'/></message>",
		/* no message, and one of another namespace */
		RESULT("", "own", ""),
		RESULT("", "own", "<message xmlns='urn:other' from='" CAROL
		    "' type='chat'><body>done 3</body></message>"),
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(forged) / sizeof(*forged); i++) {
		comes(forged[i]);
		if (events != 0)
			fail_msg("taken: %s", forged[i]);
	}
	/* and when nothing was asked, nothing is an answer */
	x->archive[ARCHIVE_OWN].query[0] = '\0';
	comes(RESULT("", "", SAID(CAROL, "type='chat'")));
	comes(RESULT("", "own", SAID(CAROL, "type='chat'")));
	assert_int_equal(events, 0);
}

static void
result__not_for_us__is_left_out(void **state)
{
	static const char *const others[] = {
		SAID(ROOM "/carol", "type='groupchat'"),
		SAID(ROOM "/carol", "type='chat'"),	/* a nick is nobody */
		SAID(OWN "/patchbot", "type='chat' to='" CAROL "'"),
		SAID(CAROL, "type='error'"), SAID(CAROL, "type='headline'"),
		SAID("example.com", "type='chat'"),
		"<message xmlns='jabber:client' from='" CAROL "' "
		    "type='chat'><gone xmlns='urn:other'/></message>",
		"<message xmlns='jabber:client' type='chat'><body>done 3"
		    "</body></message>",
	};
	struct buf b = { 0 };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(others) / sizeof(*others); i++) {
		buf_cut(&b, 0);
		buf_addf(&b, RESULT("", "own", "%s"), others[i]);
		comes(b.p);
		if (events != 0)
			fail_msg("taken: %s", others[i]);
	}
	buf_free(&b);
}

/* Below, at, above; what does not fit any more is said to be missing. */
static void
results__above_the_limit__are_left_and_told(void **state)
{
	struct stanza *fin;
	xmpp_stanza_t *st;
	int over, i;

	for (over = -1; over <= 1; over++) {
		for (i = 0; i < ARCHIVE_MOST + over; i++)
			comes(RESULT("", "own", SAID(CAROL, "type='chat'")));
		assert_int_equal(events, over < 0 ? ARCHIVE_MOST - 1 :
		    ARCHIVE_MOST);
		st = xmpp_stanza_new_from_string(ctx, over > 0 ?
		    "<iq xmlns='jabber:client' type='result'>"
		    "<fin xmlns='urn:xmpp:mam:2'><set xmlns='http://jabber.org"
		    "/protocol/rsm'><last>z</last></set></fin></iq>" :
		    "<iq xmlns='jabber:client' type='result'>"
		    "<fin xmlns='urn:xmpp:mam:2' complete='true'/></iq>");
		fin = (struct stanza *)st;
		archive_answer_own(x, true, fin);
		xmpp_stanza_release(st);
		assert_int_equal(x->missed_since, 0);
		if (over > 0) {
			assert_non_null(strstr(told, "more messages of that "
			    "time than are read"));
			/* and people hear of it: who wrote gets no answer */
			assert_int_equal(events, ARCHIVE_MOST + 1);
			assert_int_equal(last.kind, CHAT_MISSED);
			assert_int_equal(last.since, 1);
			assert_non_null(strstr(body, "more messages"));
		} else {
			assert_string_equal(told, "");
			assert_int_equal(last.kind, CHAT_DIRECT);
		}
		close_edge(state);
		open_edge(state);
	}
}

/* An answer that is none ends the asking, for this stream or for good. */
static void
answer__that_is_none__ends_it_and_is_told(void **state)
{
	static const struct {
		const char *xml, *says;
		bool again;	/* the next stream asks once more */
	} cases[] = {
		{ NULL, "it does not answer", true },
		{ "<iq xmlns='jabber:client' type='error'><error "
		    "type='cancel'><forbidden xmlns='urn:ietf:params:xml:ns:"
		    "xmpp-stanzas'/></error></iq>", "forbidden", false },
		{ "<iq xmlns='jabber:client' type='result'/>",
		    "it ended in the middle", false },
		/* for ever the same page: it would never end */
		{ "<iq xmlns='jabber:client' type='result'><fin "
		    "xmlns='urn:xmpp:mam:2'><set xmlns='http://jabber.org/"
		    "protocol/rsm'><last>z</last></set></fin></iq>",
		    "it ended in the middle", false },
	};
	xmpp_stanza_t *st;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		st = cases[i].xml != NULL ?
		    xmpp_stanza_new_from_string(ctx, cases[i].xml) : NULL;
		archive_answer_own(x, st != NULL && i > 1,
		    (struct stanza *)st);
		if (st != NULL)
			xmpp_stanza_release(st);
		assert_non_null(strstr(told, cases[i].says));
		assert_non_null(strstr(told, "may be missing"));
		assert_int_equal(x->missed_since != 0, cases[i].again);
		assert_int_equal(events, !cases[i].again);
		assert_false(x->catch_up);
		close_edge(state);
		open_edge(state);
	}
}

#define FEATURES(more)							\
	"<iq xmlns='jabber:client' type='result'><query "		\
	"xmlns='http://jabber.org/protocol/disco#info'>" more "</query></iq>"
#define MAM	"<feature var='urn:xmpp:mam:2'/>"
#define STAMPS	"<feature var='urn:xmpp:sid:0'/>"

/* It is asked where its ids are those of live messages, and again where the
 * stream broke before it was read. */
static void
archive__offered_with_ids__is_asked_until_it_was_read(void **state)
{
	static const struct {
		const char *features;
		bool asked;
	} cases[] = {
		{ FEATURES(MAM STAMPS), true }, { FEATURES(MAM), false },
		{ FEATURES(STAMPS), false }, { FEATURES(""), false },
	};
	xmpp_stanza_t *st;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		x->ready = true;
		x->heard_at = 5;
		jabber_on_down(x, STREAM_GONE, "gone");
		assert_int_equal(x->missed_since, 1);
		assert_string_equal(x->archive[ARCHIVE_OWN].query, "");
		st = xmpp_stanza_new_from_string(ctx, cases[i].features);
		jabber_answer_account(x, true, (struct stanza *)st);
		xmpp_stanza_release(st);
		assert_int_equal(x->catch_up, cases[i].asked);
		assert_int_equal(x->missed_since != 0, cases[i].asked);
		close_edge(state);
		open_edge(state);
	}
	/* nothing is missed by a first stream, nor by one never ready */
	x->missed_since = 0;
	jabber_on_down(x, STREAM_GONE, "gone");
	assert_int_equal(x->missed_since, 0);
	x->ready = true;
	x->heard_at = 5;
	jabber_on_down(x, STREAM_GONE, "gone");
	assert_int_equal(x->missed_since, 5);
}

/* A message of ours that waits to be sent again. */
static void
waits(const char *to, const char *id)
{
	struct chat_send m = { .row = 1, .to = to, .body = "b",
	    .origin_id = id };
	struct item *it;

	jabber_send(x, 1, &m);
	it = x->queue.at[x->queue.n - 1];
	it->tries = 1;
}

#define OURS(from, more, inner)						\
	"<message xmlns='jabber:client' from='" from "' " more ">"	\
	"<body>b</body>" inner "</message>"
#define SID(id)	"<origin-id xmlns='urn:xmpp:sid:0' id='" id "'/>"
#define ITEM(jid) "<x xmlns='http://jabber.org/protocol/muc#user'>"	\
	"<item jid='" jid "'/></x>"

static void
own_message__in_an_archive__has_arrived(void **state)
{
	static const struct {
		const char *xml;
		bool arrived;
	} cases[] = {
		{ RESULT("", "own", OURS(OWN "/patchbot", "type='chat' to='"
		    CAROL "' id='d1'", "")), true },
		{ RESULT("", "own", OURS(OWN "/patchbot", "type='chat' "
		    "to='carol@example.com' id='else'", SID("d1"))), true },
		{ RESULT("", "own", OURS(OWN "/patchbot", "type='chat' "
		    "to='dan@example.com' id='d1'", "")), false },
		{ RESULT("", "own", OURS(OWN "/patchbot", "type='chat' to='"
		    CAROL "' id='d2'", "")), false },
		{ RESULT("", "own", OURS("mallory@example.com/x", "type='chat' "
		    "to='" CAROL "' id='d1'", "")), false },
		{ RESULT("from='" ROOM "'", "room", OURS(ROOM "/patchbot",
		    "type='groupchat'", SID("r1"))), true },
		{ RESULT("from='" ROOM "'", "room", OURS(ROOM "/older",
		    "type='groupchat' id='r1'", ITEM(OWN "/x"))), true },
		{ RESULT("from='" ROOM "'", "room", OURS(ROOM "/patchbot",
		    "type='groupchat' id='r1'", ITEM(CAROL))), false },
		{ RESULT("from='" ROOM "'", "room", OURS(ROOM "/carol",
		    "type='groupchat' id='r1'", "")), false },
		{ RESULT("from='" ROOM "'", "room", OURS(OWN "/patchbot",
		    "type='groupchat' id='r1'", "")), false },
		{ RESULT("from='" ROOM "'", "room", OURS(ROOM "/patchbot",
		    "type='groupchat' id='d1'", "")), false },
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		waits("carol@example.com", "d1");
		waits(NULL, "r1");
		comes(cases[i].xml);
		if (results != cases[i].arrived)
			fail_msg("%d results: %s", results, cases[i].xml);
		assert_int_equal(x->queue.n, cases[i].arrived ? 1 : 2);
		close_edge(state);
		open_edge(state);
	}
	/* what was never sent cannot have arrived */
	waits("carol@example.com", "d1");
	((struct item *)x->queue.at[0])->tries = 0;
	comes(cases[0].xml);
	assert_int_equal(results, 0);
}

/* What began to wait while the archive was asked is not covered by its
 * answer: it may be older than what was asked for. */
static void
look_up__ends__for_those_it_was_asked_for(void **state)
{
	static const enum archive_kind kinds[] = { ARCHIVE_OWN, ARCHIVE_ROOM };
	static const char *const to[] = { "carol@example.com", NULL };
	size_t i;

	for (i = 0; i < 2; i++) {
		waits(to[i], "d1");
		waits(to[i], "d2");
		queue_asked(x, to[i] == NULL);
		/* put once more and lost again */
		((struct item *)x->queue.at[1])->seq = 1;
		queue_again(x, true);
		waits(to[i], "d3");
		(kinds[i] == ARCHIVE_OWN ? archive_answer_own :
		    archive_answer_room)(x, false, NULL);
		assert_true(((struct item *)x->queue.at[0])->seen);
		assert_false(((struct item *)x->queue.at[1])->seen);
		assert_false(((struct item *)x->queue.at[2])->seen);
		assert_true(queue_unseen(x, to[i] == NULL) != INT64_MAX);
		close_edge(state);
		open_edge(state);
	}
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, open_edge, close_edge)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(result__of_our_account__is_a_delayed_message),
		TEST(result__forged__is_ignored),
		TEST(result__not_for_us__is_left_out),
		TEST(results__above_the_limit__are_left_and_told),
		TEST(answer__that_is_none__ends_it_and_is_told),
		TEST(archive__offered_with_ids__is_asked_until_it_was_read),
		TEST(look_up__ends__for_those_it_was_asked_for),
		TEST(own_message__in_an_archive__has_arrived),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
