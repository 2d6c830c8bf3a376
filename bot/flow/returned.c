/* SPDX-License-Identifier: ISC */
/*
 * What came back: bounces and answers of machines.  Anybody can write either,
 * so a bounce counts only as far as it names a mail that we sent, and nothing
 * that is noted here stops a mail: it tells people whom mail may not reach.
 */
#include <string.h>

#include "flow/work.h"

#define AWAY_MAX	(60 * DAY)	/* as long as an answer is believed */
#define HINT_MAX	(30 * DAY)	/* so long after a mail a bounce that
					 * names none is still told of */

/* A row of ours that this address got, by the id that the bounce brings. */
struct sent {
	const char	*address;	/* as we wrote it; NULL: none fits */
	const char	*subject;
};

/*
 * The recipient of the mail that came back.  Where it had one only, that is
 * the one, under whatever name his server knows him.
 */
static int
find_sent(struct work *w, const char *address, struct sent *s, struct err *e)
{
	const char *id = w->reading->returned, *only = NULL;
	struct rows *r;
	int rc, n = 0;

	*s = (struct sent){ NULL, NULL };
	if (id == NULL)
		return 0;
	r = store_query(w->flow->store, "SELECT r.address, o.subject FROM "
	    "outbox AS o JOIN recipients AS r ON r.outbox = o.id WHERE "
	    "o.unique_name = $1 AND o.channel = 'mail'", "s", id);
	while ((rc = rows_next(r, e)) == 1) {
		n++;
		only = rows_str(r, 0, w->arena);
		s->subject = rows_str(r, 1, w->arena);
		if (str_eq_nocase(only, address))
			s->address = only;
	}
	rows_end(r);
	if (s->address == NULL && n == 1)
		s->address = only;
	return rc;
}

/* To the coordinator, once: until the address works again. */
static int
tell_bounced(struct work *w, const struct sent *s, const struct bounce *b,
    struct err *e)
{
	const struct config *c = w->flow->config;
	const struct person *p = people_by_mail(&c->people, s->address);
	struct model *m = work_model(w);
	struct letter l = { .to = &c->coordinator, .template = "bounced",
	    .model = m };

	model_set(m, "address", s->address);
	model_set(m, "who", p != NULL ? p->name : NULL);
	model_set(m, "phone", p != NULL ? p->phone : NULL);
	model_set(m, "mail", s->subject);
	model_set(m, "reason", b->reason);
	model_setf(m, "row", "%lld", (long long)w->row.id);
	return work_mail(w, &l, NULL, e);
}

static int
mark(struct work *w, const struct sent *s, const struct bounce *b,
    struct err *e)
{
	const char *address = arena_lower(w->arena, span_of(s->address));
	int64_t n = 0;

	if (store_exec(w->flow->store, e, "INSERT INTO bounced (address, "
	    "since, last, count, reason, inbox) VALUES ($1, $2, $2, 1, $3, $4) "
	    "ON CONFLICT (address) DO UPDATE SET last = excluded.last, "
	    "count = bounced.count + 1, reason = excluded.reason, "
	    "inbox = excluded.inbox", "sisi", address, w->now, b->reason,
	    w->row.id) == -1 || store_int(w->flow->store, e, &n,
	    "SELECT count FROM bounced WHERE address = $1", "s",
	    address) == -1)
		return -1;
	w->row.why = arena_printf(w->arena, "a mail to %s came back for good: "
	    "%s", address, b->reason != NULL ? b->reason : "no reason given");
	if (n > 1)
		return 0;
	if (work_journal(w, e, NULL, "%s", w->row.why) == -1)
		return -1;
	return tell_bounced(w, s, b, e);
}

/* It names no mail of ours, but somebody whom we wrote to. */
static int
hint(struct work *w, const struct bounce *b, struct err *e)
{
	int64_t n = 0;

	if (store_int(w->flow->store, e, &n, "SELECT COUNT(*) FROM recipients "
	    "AS r JOIN outbox AS o ON o.id = r.outbox WHERE "
	    "LOWER(r.address) = LOWER($1) AND o.at > $2", "si", b->address,
	    w->now - HINT_MAX) == -1)
		return -1;
	if (n == 0) {
		w->row.why = "says that a mail came back, but names none that "
		    "was sent; left alone";
		return 0;
	}
	w->row.why = "says that a mail came back, but not which; told, and "
	    "not noted";
	return flow_alert(w->flow, arena_printf(w->arena, "bounce-%s",
	    b->address), arena_printf(w->arena, "A mail to %s may have come "
	    "back (inbox row %lld). It does not say which mail, so it may be "
	    "forged.", b->address, (long long)w->row.id),
	    "Check the address in the configuration, and ask the person by "
	    "another way.", e);
}

static int
take_one(struct work *w, const struct bounce *b, struct err *e)
{
	struct sent s;

	if (find_sent(w, b->address, &s, e) == -1)
		return -1;
	if (b->kind != BOUNCE_FAILED) {
		if (w->row.why == NULL || w->row.why[0] == '\0')
			w->row.why = b->kind == BOUNCE_DELAYED ?
			    "a mail is late, and still being tried; nothing to "
			    "do" : "a mail arrived, says its server; nothing "
			    "to do";
		return 0;
	}
	return s.address != NULL ? mark(w, &s, b, e) : hint(w, b, e);
}

int
bounce_take(struct work *w, struct err *e)
{
	size_t i;

	w->row.why = NULL;
	for (i = 0; i < w->reading->bounces.n; i++)
		if (take_one(w, w->reading->bounces.at[i], e) == -1)
			return -1;
	if (i == 0)
		w->row.why = "says that a mail came back, but not from whom; "
		    "left alone";
	return 0;
}

int
bounce_forget(struct work *w, const char *address, struct err *e)
{
	int64_t n = store_exec(w->flow->store, e, "DELETE FROM bounced "
	    "WHERE address = LOWER($1)", "s", address);

	if (n <= 0)
		return (int)n;
	return work_journal(w, e, NULL, "%s works again", address) == -1 ?
	    -1 : 1;
}

/*
 * An answering machine of a person's own address.  Nothing proves it: it is
 * noted as away, never taken as an answer, and not for good.
 */
int
away_take(struct work *w, const struct person *p, struct err *e)
{
	int64_t until = w->reading->away_until;

	w->row.why = "an automatic reply; not answered";
	if (p == NULL || until <= w->now)
		return 0;
	if (until > w->now + AWAY_MAX)
		until = w->now + AWAY_MAX;
	w->row.why = arena_printf(w->arena, "an automatic reply; %s is noted "
	    "as away", p->name);
	if (store_exec(w->flow->store, e, "INSERT INTO people (id, away_until) "
	    "VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET "
	    "away_until = excluded.away_until", "si", p->id, until) == -1)
		return -1;
	return work_journal(w, e, NULL, "%s is away, says an automatic reply",
	    p->id);
}

/* --- for the handlers --------------------------------------------------- */

static const struct person *
person_of(const struct work *w, const char *id)
{
	return people_by_id(&w->flow->config->people, id);
}

static void
add_unreached(struct work *w, struct rows *r, bool away, struct list *out)
{
	struct unreached *u = arena_alloc(w->arena, sizeof(*u));

	u->address = rows_str(r, 0, w->arena);
	u->person = away ? person_of(w, u->address) :
	    people_by_mail(&w->flow->config->people, u->address);
	u->away = away;
	u->until = rows_int(r, 1);
	u->since = rows_int(r, 2);
	u->count = rows_int(r, 3);
	u->reason = rows_str(r, 4, w->arena);
	if (!away || u->person != NULL)
		list_add_in(w->arena, out, u);
}

int
work_unreached(struct work *w, struct list *out, struct err *e)
{
	static const char *const queries[] = {
	    "SELECT id, away_until, 0, 0, '' FROM people WHERE away_until > $1 "
	    "ORDER BY id",
	    "SELECT address, last, since, count, reason FROM bounced "
	    "WHERE since <= $1 ORDER BY address" };
	size_t i;
	int rc = 0;

	for (i = 0; i < 2 && rc != -1; i++) {
		struct rows *r = store_query(w->flow->store, queries[i], "i",
		    w->now);

		while ((rc = rows_next(r, e)) == 1)
			add_unreached(w, r, i == 0, out);
		rows_end(r);
	}
	return rc;
}

int
work_reached(struct work *w, const struct person *p, const char *address,
    struct err *e)
{
	int64_t n = 0;
	int rc;

	if (p != NULL && (n = store_exec(w->flow->store, e, "UPDATE people SET "
	    "away_until = 0 WHERE id = $1 AND away_until > 0", "s",
	    p->id)) == -1)
		return -1;
	if (n > 0 && work_journal(w, e, NULL, "%s is not away any more",
	    p->id) == -1)
		return -1;
	if (p != NULL && strchr(address, '@') == NULL)
		address = p->mail;
	rc = bounce_forget(w, address, e);
	return rc == -1 ? -1 : rc == 1 || n > 0;
}
