/* SPDX-License-Identifier: ISC */
/* Bulletins as they are kept; see bulletin.h. */
#include "handlers/bulletin/bulletin.h"

#include <string.h>

#define COLUMNS "SELECT id, vendor, reference, shown, title, severity, " \
	"site_severity, facts, first_at, last_at, revisions, " \
	"released_by, released_why, proven_at, dated, " \
	"withdrawn_at, proof, recorded FROM bulletins "

static void
from_row(struct rows *r, struct arena *a, struct bulletin *b)
{
	struct span bytes = rows_bytes(r, 7);
	struct list *facts = facts_unpack(a, bytes);

	*b = (struct bulletin){
		.id = rows_int(r, 0), .vendor = rows_str(r, 1, a),
		.reference = rows_str(r, 2, a), .shown = rows_str(r, 3, a),
		.title = rows_str(r, 4, a), .severity = rows_str(r, 5, a),
		.site_severity = (uint32_t)rows_int(r, 6),
		.facts = facts != NULL && facts->n == 1 ? facts->at[0] : NULL,
		.first_at = rows_int(r, 8), .last_at = rows_int(r, 9),
		.revisions = rows_int(r, 10),
		.released_by = rows_str(r, 11, a),
		.released_why = rows_str(r, 12, a),
		.proven_at = rows_int(r, 13), .dated = rows_int(r, 14),
		.withdrawn_at = rows_int(r, 15), .proof = rows_str(r, 16, a),
		.recorded = rows_int(r, 17) != 0,
	};
	if (b->facts == NULL)
		b->facts = arena_alloc(a, sizeof(*b->facts));
}

static int
one(struct work *w, struct rows *r, struct bulletin *b, struct err *e)
{
	int rc = rows_next(r, e);

	if (rc == 1)
		from_row(r, work_arena(w), b);
	rows_end(r);
	return rc;
}

static int
by_name(struct work *w, const char *reference, struct bulletin *b,
    struct err *e)
{
	return one(w, store_query(work_store(w), COLUMNS
	    "WHERE LOWER(reference) = LOWER($1) OR LOWER(shown) = LOWER($1) "
	    "ORDER BY last_at DESC LIMIT 1", "s", reference), b, e);
}

/* The number of a revision, "2" of "NLSA-2026-014-2"; 0: there is none. */
static long long
revision_of(const char *name)
{
	const char *dash = strrchr(name, '-');
	long long n = 0;

	return dash != NULL && str_number(dash + 1, 1, 9999, &n) ? n : 0;
}

/* By the name that one of its earlier mails had: who has that one at hand says
 * what stands in it. */
static int
by_earlier_name(struct work *w, const char *name, struct bulletin *b,
    struct err *e)
{
	long long n = revision_of(name);
	const char *base;
	int rc;

	if (n == 0)
		return 0;
	base = arena_strn(work_arena(w), name,
	    (size_t)(strrchr(name, '-') - name));
	if ((rc = by_name(w, base, b, e)) != 1)
		return rc;
	return str_eq_nocase(b->reference, base) &&
	    span_starts_nocase(span_of(b->shown), base) &&
	    n <= revision_of(b->shown + strlen(base));
}

int
bulletin_find(struct work *w, const char *reference, struct bulletin *b,
    struct err *e)
{
	int rc = by_name(w, reference, b, e);

	return rc == 0 ? by_earlier_name(w, reference, b, e) : rc;
}

int
bulletin_get(struct work *w, int64_t id, struct bulletin *b, struct err *e)
{
	return one(w, store_query(work_store(w), COLUMNS "WHERE id = $1",
	    "i", id), b, e);
}

int
bulletin_answers(struct work *w, int64_t id, int64_t *yes, int64_t *no,
    struct err *e)
{
	struct rows *r = store_query(work_store(w), "SELECT "
	    "COALESCE(SUM(affected), 0), COUNT(*) FROM bulletin_answers "
	    "WHERE bulletin = $1", "i", id);
	int rc = rows_next(r, e);

	*yes = rc == 1 ? rows_int(r, 0) : 0;
	*no = rc == 1 ? rows_int(r, 1) - *yes : 0;
	rows_end(r);
	return rc == -1 ? -1 : 0;
}

int
bulletin_of(struct work *w, const char *vendor, const char *reference,
    struct bulletin *b, struct err *e)
{
	/* the vendor is looked at here: asked for it, SQLite reads all of the
	 * vendor's bulletins instead of those that have this reference */
	struct rows *r = store_query(work_store(w), COLUMNS
	    "WHERE LOWER(reference) = LOWER($1) OR LOWER(shown) = LOWER($1) "
	    "ORDER BY last_at DESC", "s", reference);
	int rc;

	while ((rc = rows_next(r, e)) == 1)
		if (strcmp(rows_text(r, 1), vendor) == 0) {
			from_row(r, work_arena(w), b);
			break;
		}
	rows_end(r);
	return rc;
}

int
bulletin_since(struct work *w, int64_t since, const char *vendor, int max,
    struct list *out, struct err *e)
{
	struct arena *a = work_arena(w);
	struct rows *r = store_query(work_store(w), COLUMNS
	    "WHERE last_at >= $1 AND recorded = 0 AND (withdrawn_at IS NULL OR "
	    "withdrawn_at = 0) AND ($2 IS NULL OR vendor = $2) "
	    "ORDER BY last_at, id LIMIT $3", "isi", since, vendor,
	    (int64_t)max);
	int rc;

	while ((rc = rows_next(r, e)) == 1) {
		struct bulletin *b = arena_alloc(a, sizeof(*b));

		from_row(r, a, b);
		list_add_in(a, out, b);
	}
	rows_end(r);
	return rc;
}

int
bulletin_names(struct work *w, int64_t since, struct list *out, struct err *e)
{
	struct arena *a = work_arena(w);
	struct rows *r = store_query(work_store(w), "SELECT reference FROM "
	    "bulletins WHERE last_at >= $1 UNION SELECT shown FROM bulletins "
	    "WHERE last_at >= $1", "i", since);
	int rc;

	while ((rc = rows_next(r, e)) == 1)
		list_add_in(a, out, rows_str(r, 0, a));
	rows_end(r);
	return rc;
}

int
bulletin_tells_cve(struct work *w, const char *cve, struct err *e)
{
	/* each is unpacked by itself: there may be thousands */
	struct rows *r = store_query(work_store(w), "SELECT facts FROM "
	    "bulletins ORDER BY last_at DESC", "");
	const struct bulletin_facts *f;
	struct list *facts;
	struct arena *a;
	bool found = false;
	size_t i;
	int rc = 0;

	while (!found && (rc = rows_next(r, e)) == 1) {
		a = arena_new();
		facts = facts_unpack(a, rows_bytes(r, 0));
		f = facts != NULL && facts->n == 1 ? facts->at[0] : NULL;
		for (i = 0; f != NULL && i < f->cves.n && !found; i++)
			found = str_eq_nocase(f->cves.at[i], cve);
		arena_free(a);
	}
	rows_end(r);
	return rc == -1 ? -1 : found;
}

static int
unknown(struct work *w, const char *reference, struct err *e)
{
	const char *names[200], *near;
	struct rows *r = store_query(work_store(w), "SELECT shown FROM "
	    "bulletins ORDER BY last_at DESC LIMIT 200", "");
	size_t n = 0;

	while (n < 200 && rows_next(r, e) == 1)
		names[n++] = rows_str(r, 0, work_arena(w));
	rows_end(r);
	near = str_nearest(reference, names, n);
	return err_set(e, ERR_INPUT, "I have no bulletin \"%s\"%s%s%s "
	    "\"bulletins\" lists the latest ones.", reference,
	    near != NULL ? "; did you mean \"" : ".",
	    near != NULL ? near : "", near != NULL ? "\"?" : "");
}

int
bulletin_pick(struct work *w, const char *reference, struct bulletin *b,
    struct err *e)
{
	int rc = bulletin_find(w, reference, b, e);

	return rc == 0 ? unknown(w, reference, e) : rc == 1 ? 0 : -1;
}

const char *
bulletin_vendor_name(struct work *w, const char *vendor)
{
	const struct list *l = &work_config(w)->vendors;
	size_t i;

	for (i = 0; i < l->n; i++) {
		const struct vendor *v = l->at[i];

		if (strcmp(v->id, vendor) == 0 && v->name != NULL)
			return v->name;
	}
	return vendor;
}
