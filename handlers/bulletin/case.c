/* SPDX-License-Identifier: ISC */
/* One case of the quarantine, as it is told; see quarantine.h. */
#include <string.h>

#include "handlers/bulletin/bulletin.h"
#include "handlers/bulletin/facts.h"
#include "handlers/bulletin/quarantine.h"
#include "handlers/bulletin/quote.h"

int
case_number(const struct words *words, size_t i, const char *verb,
    int64_t *id, struct err *e)
{
	long long n;

	if (!str_number(words->at[i], 1, INT64_MAX, &n))
		return err_set(e, ERR_INPUT, "\"%s\" is no number of a case. "
		    "Say: %s. \"quarantine\" lists what waits.", words->at[i],
		    verb);
	*id = n;
	return 0;
}

const struct vendor *
case_vendor(const struct work *w, const char *id)
{
	const struct list *l = &work_config(w)->vendors;
	size_t i;

	for (i = 0; id != NULL && i < l->n; i++) {
		const struct vendor *v = l->at[i];

		if (strcmp(v->id, id) == 0)
			return v;
	}
	return NULL;
}

static struct unpack
copy_of(struct arena *a, struct span b)
{
	return (struct unpack){ arena_strn(a, b.p, b.n), b.n, false };
}

static void
unpack_case(struct arena *a, struct rows *r, struct quarantined *q)
{
	struct span evidence = rows_bytes(r, 7), reading = rows_bytes(r, 8);
	struct unpack u;

	if (evidence.n > 0) {
		u = copy_of(a, evidence);
		q->evidence = evidence_unpack(a, &u);
	}
	if (reading.n > 0) {
		u = copy_of(a, reading);
		q->reading = reading_unpack(a, &u);
	}
}

int
case_get(struct work *w, int64_t inbox, bool deep, struct quarantined *q,
    struct err *e)
{
	struct arena *a = work_arena(w);
	struct rows *r = store_query(work_store(w), "SELECT id, at, sender, "
	    "subject, verdict, vendor, why, CASE WHEN $2 = 1 THEN evidence "
	    "END, CASE WHEN $2 = 1 THEN reading END, state, folder "
	    "FROM inbox WHERE id = $1 AND channel = 'mail' AND "
	    "verdict IS NOT NULL", "ii", inbox, (int64_t)deep);
	int rc = rows_next(r, e);

	if (rc == 1) {
		*q = (struct quarantined){ .inbox = rows_int(r, 0),
		    .at = rows_int(r, 1), .sender = rows_str(r, 2, a),
		    .subject = rows_str(r, 3, a), .verdict = rows_str(r, 4, a),
		    .vendor = rows_str(r, 5, a), .why = rows_str(r, 6, a),
		    .open = span_eq(span_of(rows_text(r, 9)), "refused") };
		unpack_case(a, r, q);
	}
	rows_end(r);
	return rc;
}

static void
set_why(struct work *w, struct model *m, const char *why,
    const struct vendor *v)
{
	struct span rest = span_of(why != NULL ? why : ""), line;
	struct arena *a = work_arena(w);
	const char *text;
	struct model *item;

	model_list(m, "why");
	while (span_line(&rest, &line)) {
		text = quote(a, arena_strn(a, line.p, line.n), QUOTE_WHY, v);
		item = model_add(m, "why");
		model_set(item, "item", text);
		model_set(item, "wrapped", bulletin_wrap(a, text, 4));
	}
}

void
case_model(struct work *w, const struct quarantined *q, struct model *m)
{
	const struct vendor *v = case_vendor(w, q->vendor);
	struct arena *a = work_arena(w);
	const char *name = q->evidence != NULL ? q->evidence->from_name : NULL;
	char t[CLOCK_TEXT];

	model_setf(m, "case", "%lld", (long long)q->inbox);
	model_set(m, "verdict", q->verdict);
	model_set(m, "vendor", v != NULL ? v->name : q->vendor);
	model_set(m, "sender", q->sender != NULL ? quote(a, q->sender,
	    QUOTE_ADDRESS, v) : "(no single readable address)");
	model_set(m, "name", quote(a, name, QUOTE_NAME, NULL));
	model_set(m, "subject", quote(a, q->subject, QUOTE_SUBJECT, NULL));
	model_set(m, "received", clock_minute(q->at, t));
	set_why(w, m, q->why, v);
}

static void
set_claims(struct arena *a, const struct list *all, struct model *m)
{
	struct model *item;
	size_t i;

	model_list(m, "claims");
	for (i = 0; all != NULL && i < all->n && i < QUARANTINE_SHOWN; i++) {
		const struct bulletin_facts *f = all->at[i];

		item = model_add(m, "claims");
		model_set(item, "reference", quote(a, f->id, QUOTE_NAME,
		    NULL));
		model_set(item, "title", quote(a, f->title, QUOTE_SUBJECT,
		    NULL));
	}
}

static void
set_attachments(struct arena *a, const struct reading *r, struct model *m)
{
	const struct attachment *at;
	struct model *item;
	size_t i;

	model_list(m, "attachments");
	for (i = 0; r != NULL && i < r->attachments.n &&
	    i < QUARANTINE_SHOWN; i++) {
		at = r->attachments.at[i];
		item = model_add(m, "attachments");
		model_set(item, "name", at->name != NULL ? quote(a, at->name,
		    QUOTE_NAME, NULL) : "(no name)");
		model_set(item, "type", quote(a, at->type, QUOTE_NAME, NULL));
		model_set(item, "refused", quote(a, at->refused, QUOTE_WHY,
		    NULL));
	}
}

void
case_contents(struct work *w, const struct quarantined *q, struct model *m)
{
	struct arena *a = work_arena(w);
	const struct reading *r = q->reading;
	struct list links = { 0 }, *claims = NULL;
	size_t i;

	if (r != NULL && r->claims.p != NULL)
		claims = facts_unpack(a, r->claims);
	model_flag(m, "unread", r != NULL && (r->failed != NULL ||
	    (claims == NULL && r->claims.p != NULL)));
	set_claims(a, claims, m);
	set_attachments(a, r, m);
	model_list(m, "links");
	quote_links(a, r != NULL ? r->text : NULL, QUARANTINE_SHOWN, &links);
	for (i = 0; i < links.n; i++)
		model_set(model_add(m, "links"), "item", quote(a, links.at[i],
		    QUOTE_LINK, NULL));
}
