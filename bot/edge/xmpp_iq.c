/* SPDX-License-Identifier: ISC */
/*
 * Requests and answers (RFC 6120, 8.2.3): ours, each with its deadline and
 * the only address that may answer it; and those of others.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "edge/xmpp_parts.h"

static void (*const answers[ASK_KINDS])(struct jabber *, bool,
    struct stanza *) = {
	[ASK_ACCOUNT]	= jabber_answer_account,
	[ASK_SERVER]	= jabber_answer_server,
	[ASK_ROOM]	= room_answer_info,
	[ASK_CONFIG]	= room_answer_config,
	[ASK_SELF]	= room_answer_self,
	[ASK_ARCHIVE]	= archive_answer_own,
	[ASK_ROOM_ARCHIVE] = archive_answer_room,
};

uint64_t
iq_ask(struct jabber *x, enum ask kind, const char *type, const char *to,
    const char *payload, int wait_ms)
{
	struct request *r = &x->asked[kind];
	struct buf b = { 0 };
	uint64_t seq;

	iq_drop(x, kind);
	/* the ids are not to be guessed by who would like to answer */
	snprintf(r->id, sizeof(r->id), "%s-%u", x->random, ++x->requests);
	r->to = mem_str(to);
	r->by = clock_mono_ms() + wait_ms;
	buf_addf(&b, "<iq type='%s' id='%s' to='", type, r->id);
	xml_add(&b, to);
	buf_addf(&b, "'>%s</iq>", payload);
	seq = jabber_put(x, &b);
	if (seq == 0)
		iq_drop(x, kind);
	return seq;
}

bool
iq_is_out(const struct jabber *x, enum ask kind)
{
	return x->asked[kind].id[0] != '\0';
}

void
iq_drop(struct jabber *x, enum ask kind)
{
	free(x->asked[kind].to);
	x->asked[kind] = (struct request){ 0 };
}

void
iq_forget(struct jabber *x)
{
	unsigned i;

	for (i = 0; i < ASK_KINDS; i++)
		iq_drop(x, i);
}

void
iq_tick(struct jabber *x, int64_t now)
{
	unsigned i;

	for (i = 0; i < ASK_KINDS; i++) {
		if (!iq_is_out(x, i) || x->asked[i].by > now)
			continue;
		iq_drop(x, i);
		answers[i](x, false, NULL);
	}
}

int64_t
iq_wake(const struct jabber *x)
{
	int64_t wake = INT64_MAX;
	unsigned i;

	for (i = 0; i < ASK_KINDS; i++)
		if (iq_is_out(x, i) && x->asked[i].by < wake)
			wake = x->asked[i].by;
	return wake;
}

bool
iq_has_feature(struct stanza *st, const char *var)
{
	struct stanza *q = stanza_child(st, "query", NS_DISCO_INFO), *k;
	const char *name, *v;

	if (q == NULL)
		return false;
	for (k = stanza_first(q); k != NULL; k = stanza_next(k)) {
		name = stanza_name(k);
		if (name == NULL || strcmp(name, "feature") != 0)
			continue;
		v = stanza_attr(k, "var");
		if (v != NULL && strcmp(v, var) == 0)
			return true;
	}
	return false;
}

const char *
iq_condition(struct stanza *st)
{
	struct stanza *e = stanza_child(st, "error", NULL);
	struct stanza *c = e != NULL ? stanza_child(e, NULL, NS_ERRORS) : NULL;
	const char *name = c != NULL ? stanza_name(c) : NULL;

	return name != NULL ? name : "undefined-condition";
}

/* Our server may answer for our account without saying from whom. */
static bool
answers_for(const struct jabber *x, const char *from, const char *to)
{
	if (from == NULL)
		return jid_same_bare(to, x->setup.jid) ||
		    strcmp(to, x->domain) == 0;
	return strcmp(from, to) == 0 ||
	    (jid_resource(to) == NULL && jid_resource(from) == NULL &&
		jid_same_bare(from, to));
}

static void
take_answer(struct jabber *x, struct stanza *st, bool ok)
{
	const char *id = stanza_attr(st, "id");
	const char *from = stanza_attr(st, "from");
	unsigned i;

	for (i = 0; id != NULL && i < ASK_KINDS; i++) {
		if (!iq_is_out(x, i) || strcmp(x->asked[i].id, id) != 0)
			continue;
		if (!answers_for(x, from, x->asked[i].to))
			return;
		iq_drop(x, i);
		answers[i](x, ok, st);
		return;
	}
}

static void
reply(struct jabber *x, struct stanza *st, const char *type,
    const char *payload)
{
	const char *id = stanza_attr(st, "id");
	const char *from = stanza_attr(st, "from");
	struct buf b = { 0 };

	buf_addf(&b, "<iq type='%s' id='", type);
	xml_add(&b, id != NULL ? id : "");
	if (from != NULL) {
		buf_adds(&b, "' to='");
		xml_add(&b, from);
	}
	buf_addf(&b, "'>%s</iq>", payload);
	jabber_put(x, &b);
}

#define INFO	"<query xmlns='" NS_DISCO_INFO "'>" \
	"<identity category='client' type='bot' name='patchbot'/>" \
	"<feature var='" NS_DISCO_INFO "'/>" \
	"<feature var='" NS_PING "'/></query>"
#define UNAVAILABLE "<error type='cancel'><service-unavailable " \
	"xmlns='" NS_ERRORS "'/></error>"

static const struct {
	const char	*name, *ns, *payload;
} served[] = {
	{ "ping", NS_PING, "" },
	{ "query", NS_DISCO_INFO, INFO },
	{ "query", NS_DISCO_ITEMS, "<query xmlns='" NS_DISCO_ITEMS "'/>" },
};

static void
serve(struct jabber *x, struct stanza *st, const char *type)
{
	struct stanza *q;
	size_t i;

	for (i = 0; i < sizeof(served) / sizeof(*served); i++) {
		q = stanza_child(st, served[i].name, served[i].ns);
		/* we have no nodes, XEP-0030, 3.2 */
		if (q == NULL || stanza_attr(q, "node") != NULL ||
		    strcmp(type, "get") != 0)
			continue;
		reply(x, st, "result", served[i].payload);
		return;
	}
	reply(x, st, "error", UNAVAILABLE);
}

void
iq_take(struct jabber *x, struct stanza *st)
{
	const char *type = stanza_attr(st, "type");

	if (type == NULL)
		return;
	if (strcmp(type, "result") == 0)
		take_answer(x, st, true);
	else if (strcmp(type, "error") == 0)
		take_answer(x, st, false);
	else if (strcmp(type, "get") == 0 || strcmp(type, "set") == 0)
		serve(x, st, type);
}
