/* SPDX-License-Identifier: ISC */
/* Documents and their versions; see change.h. */
#include <string.h>

#include "handlers/change/change.h"
#include "handlers/cycle/cycle.h"

#define HEAD	"cycle, name, version, at, author, kind, why"
#define BODY	"subject, body_text, body_html, facts"

static void
head(struct work *w, struct rows *r, struct document *d)
{
	struct arena *a = work_arena(w);

	d->cycle = rows_int(r, 0);
	d->name = rows_str(r, 1, a);
	d->version = rows_int(r, 2);
	d->at = rows_int(r, 3);
	d->author = rows_str(r, 4, a);
	d->kind = rows_str(r, 5, a);
	d->why = rows_str(r, 6, a);
}

/* The first of these rows, HEAD and BODY, and ends them: 1, 0, -1. */
static int
first(struct work *w, struct rows *r, struct document *out, struct err *e)
{
	struct arena *a = work_arena(w);
	int rc = rows_next(r, e);

	if (rc == 1) {
		head(w, r, out);
		out->body.subject = rows_str(r, 7, a);
		out->body.text = rows_str(r, 8, a);
		out->body.html = rows_str(r, 9, a);
		out->facts = rows_str(r, 10, a);
	}
	rows_end(r);
	return rc;
}

int
document_get(struct work *w, int64_t cycle, const char *name, int64_t version,
    struct document *out, struct err *e)
{
	return first(w, store_query(work_store(w), "SELECT " HEAD ", " BODY
	    " FROM documents WHERE cycle = $1 AND name = $2 AND "
	    "(version = $3 OR $3 = 0) ORDER BY version DESC LIMIT 1", "isi",
	    cycle, name, version), out, e);
}

int
document_record(struct work *w, int64_t cycle, const char *name, int64_t at,
    struct document *out, struct err *e)
{
	return first(w, store_query(work_store(w), "SELECT " HEAD ", " BODY
	    " FROM documents WHERE cycle = $1 AND name = $2 AND at <= $3 AND "
	    "facts IS NOT NULL ORDER BY version DESC LIMIT 1", "isi", cycle,
	    name, at), out, e);
}

int
document_record_of(struct work *w, int64_t cycle, const char *name,
    int64_t version, struct document *out, struct err *e)
{
	return first(w, store_query(work_store(w), "SELECT " HEAD ", " BODY
	    " FROM documents WHERE cycle = $1 AND name = $2 AND version <= $3 "
	    "AND facts IS NOT NULL ORDER BY version DESC LIMIT 1", "isi",
	    cycle, name, version), out, e);
}

/* Adds all of these rows, HEAD, and ends them. */
static int
heads(struct work *w, struct rows *r, struct list *out, struct err *e)
{
	int rc;

	while ((rc = rows_next(r, e)) == 1) {
		struct document *d = arena_alloc(work_arena(w), sizeof(*d));

		head(w, r, d);
		list_add_in(work_arena(w), out, d);
	}
	rows_end(r);
	return rc;
}

int
document_list(struct work *w, int64_t cycle, const char *name,
    struct list *out, struct err *e)
{
	return heads(w, store_query(work_store(w), "SELECT " HEAD " FROM "
	    "documents WHERE cycle = $1 AND (name = $2 OR $2 IS NULL) "
	    "ORDER BY name, version", "is", cycle, name), out, e);
}

int
document_amendments(struct work *w, int64_t cycle, const char *name,
    struct list *out, struct err *e)
{
	return heads(w, store_query(work_store(w), "SELECT " HEAD " FROM "
	    "documents WHERE cycle = $1 AND name = $2 AND body_text IS NULL "
	    "ORDER BY version", "is", cycle, name), out, e);
}

static int
insert(struct work *w, const struct document *d, struct err *e)
{
	return store_exec(work_store(w), e, "INSERT INTO documents (" HEAD ", "
	    "subject, body_text, body_html, facts) VALUES ($1, $2, $3, $4, "
	    "$5, $6, $7, $8, $9, $10, $11)", "isiisssssss", d->cycle, d->name,
	    d->version, d->at, d->author, d->kind, d->why, d->body.subject,
	    d->body.text, d->body.html, d->facts) == -1 ? -1 : 0;
}

static bool
same(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

int
document_keep(struct work *w, struct document *d, struct err *e)
{
	struct document last = { 0 };
	const char *by;
	int64_t version, at;
	int rc = document_get(w, d->cycle, d->name, 0, &last, e), is_signed;

	if (rc == -1 || (is_signed = document_signed(w, d->cycle, d->name,
	    &version, &at, &by, e)) == -1)
		return -1;
	if (rc == 1 && same(last.body.text, d->body.text) &&
	    same(last.body.subject, d->body.subject) &&
	    same(last.facts, d->facts)) {
		*d = last;
		return 0;
	}
	d->version = rc == 1 ? last.version + 1 : 1;
	d->kind = rc == 0 ? "made" : is_signed ? "amended" : "changed";
	d->at = work_now(w);
	d->author = cycle_actor(w);
	return insert(w, d, e);
}

int
document_amend(struct work *w, int64_t cycle, const char *name,
    const char *text, int64_t *version, struct err *e)
{
	struct document d = { .cycle = cycle, .name = name, .kind = "amended",
	    .at = work_now(w), .author = cycle_actor(w), .why = text };
	int64_t n = 0;

	if (store_int(work_store(w), e, &n, "SELECT MAX(version) FROM "
	    "documents WHERE cycle = $1 AND name = $2", "is", cycle, name) ==
	    -1)
		return -1;
	if (n >= AMENDMENTS_MAX)
		return err_set(e, ERR_INPUT, "%s has %lld versions; make a new "
		    "document of it.", name, (long long)n);
	*version = d.version = n + 1;
	return insert(w, &d, e);
}

int
document_sign(struct work *w, int64_t cycle, const char *name, struct err *e)
{
	/* of a change request what was sent, not what was added since */
	return store_exec(work_store(w), e, "INSERT INTO document_signed "
	    "(cycle, name, version, at, person) SELECT cycle, name, "
	    "COALESCE(MAX(CASE WHEN facts IS NOT NULL THEN version END), "
	    "MAX(version)), $3, $4 FROM documents WHERE cycle = $1 AND "
	    "name = $2 GROUP BY cycle, name ON CONFLICT (cycle, name) DO "
	    "NOTHING", "isis", cycle, name, work_now(w), cycle_actor(w)) == -1
	    ? -1 : 0;
}

int
document_signed(struct work *w, int64_t cycle, const char *name,
    int64_t *version, int64_t *at, const char **by, struct err *e)
{
	struct rows *r = store_query(work_store(w), "SELECT version, at, "
	    "person FROM document_signed WHERE cycle = $1 AND name = $2", "is",
	    cycle, name);
	int rc = rows_next(r, e);

	if (rc == 1) {
		*version = rows_int(r, 0);
		*at = rows_int(r, 1);
		*by = rows_str(r, 2, work_arena(w));
	}
	rows_end(r);
	return rc;
}

/* --- shown -------------------------------------------------------------- */

static void
history_model(struct work *w, struct model *m, const struct list *all)
{
	struct model *item;
	char t[CLOCK_TEXT];
	size_t i;

	model_list(m, "history");
	for (i = 0; i < all->n; i++) {
		const struct document *d = all->at[i];

		item = model_add(m, "history");
		model_setf(item, "version", "%lld", (long long)d->version);
		model_set(item, "at", clock_minute(d->at, t));
		model_set(item, "author", cycle_person(w, d->author));
		model_set(item, "kind", d->kind);
		model_set(item, "why", d->why);
	}
}

int
document_sent(struct work *w, const struct document *d, struct document *out,
    struct err *e)
{
	*out = *d;
	while (out->body.text == NULL && out->version > 1)
		if (document_get(w, d->cycle, d->name, out->version - 1, out,
		    e) == -1)
			return -1;
	return 0;
}

/* What was sent, and what persons added behind it. */
static int
body_model(struct work *w, struct model *m, const struct document *d,
    const struct list *all, struct err *e)
{
	struct document body;
	struct model *item;
	char t[CLOCK_TEXT];
	size_t i;

	if (document_sent(w, d, &body, e) == -1)
		return -1;
	model_set(m, "subject", body.body.subject);
	model_set(m, "text", body.body.text);
	model_list(m, "amendments");
	for (i = 0; i < all->n; i++) {
		const struct document *x = all->at[i];

		if (x->version <= body.version || x->version > d->version)
			continue;
		item = model_add(m, "amendments");
		model_set(item, "at", clock_minute(x->at, t));
		model_set(item, "author", cycle_person(w, x->author));
		model_set(item, "why", x->why);
	}
	return 0;
}

int
document_model(struct work *w, struct model *m, const struct document *d,
    struct err *e)
{
	struct list all = { 0 };
	int64_t version = 0, at = 0;
	const char *by = NULL;
	char t[CLOCK_TEXT];
	int rc;

	if (document_list(w, d->cycle, d->name, &all, e) == -1 ||
	    body_model(w, m, d, &all, e) == -1 ||
	    (rc = document_signed(w, d->cycle, d->name, &version, &at, &by,
	    e)) == -1)
		return -1;
	history_model(w, m, &all);
	model_set(m, "document", d->name);
	model_setf(m, "version", "%lld", (long long)d->version);
	model_setf(m, "versions", "%zu", all.n);
	model_set(m, "made", clock_long(d->at, t));
	model_set(m, "author", cycle_person(w, d->author));
	model_set(m, "signed", rc == 0 ? "" : arena_printf(work_arena(w),
	    "version %lld, %s, by %s", (long long)version, clock_minute(at, t),
	    cycle_person(w, by)));
	return 0;
}
