/* SPDX-License-Identifier: ISC */
/* Bulletins as they are kept; see bulletin.h. */
#include "handlers/bulletin/bulletin.h"

#include <string.h>

#include "handlers/bulletin/act.h"
#include "handlers/bulletin/released.h"

#define COLUMNS "SELECT id, vendor, reference, shown, title, severity, " \
	"site_severity, facts, first_at, last_at, act_by, revisions, " \
	"released_by, released_why, proven_at, dated FROM bulletins "

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
		.act_by = rows_int(r, 10), .revisions = rows_int(r, 11),
		.released_by = rows_str(r, 12, a),
		.released_why = rows_str(r, 13, a),
		.proven_at = rows_int(r, 14), .dated = rows_int(r, 15),
	};
	if (b->facts == NULL)
		b->facts = arena_alloc(a, sizeof(*b->facts));
}

int
bulletin_find(struct work *w, const char *reference, struct bulletin *b,
    struct err *e)
{
	struct rows *r = store_query(work_store(w), COLUMNS
	    "WHERE LOWER(reference) = LOWER($1) OR LOWER(shown) = LOWER($1) "
	    "ORDER BY last_at DESC LIMIT 1", "s", reference);
	int rc = rows_next(r, e);

	if (rc == 1)
		from_row(r, work_arena(w), b);
	rows_end(r);
	return rc;
}

int
bulletin_of(struct work *w, const char *vendor, const char *reference,
    struct bulletin *b, struct err *e)
{
	struct rows *r = store_query(work_store(w), COLUMNS
	    "WHERE vendor = $2 AND (LOWER(reference) = LOWER($1) OR "
	    "LOWER(shown) = LOWER($1)) ORDER BY last_at DESC LIMIT 1", "ss",
	    reference, vendor);
	int rc = rows_next(r, e);

	if (rc == 1)
		from_row(r, work_arena(w), b);
	rows_end(r);
	return rc;
}

int
bulletin_unknown(struct work *w, const char *reference, struct err *e)
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

static void
set_list(struct model *m, const char *name, const struct list *l, size_t max)
{
	struct model *item;
	size_t i;

	model_list(m, name);
	for (i = 0; i < l->n && i < max; i++) {
		item = model_add(m, name);
		model_set(item, "item", l->at[i]);
		model_flag(item, "comma", i + 1 < l->n && i + 1 < max);
	}
}

/*
 * They become links in mails.  The readers take nothing else for one, but
 * what they say was written by a process that read a stranger's mail.
 */
static bool
is_link(const char *url)
{
	struct span s = span_of(url);

	return span_starts_nocase(s, "https://") ||
	    span_starts_nocase(s, "http://") ||
	    span_starts_nocase(s, "ftp://");
}

static void
set_urls(struct model *m, const struct bulletin_facts *f)
{
	size_t i, n = 0;

	model_list(m, "urls");
	for (i = 0; i < f->urls.n && n < 6; i++) {
		if (!is_link(f->urls.at[i]))
			continue;
		model_set(model_add(m, "urls"), "item", f->urls.at[i]);
		n++;
	}
}

static void
set_more(struct model *m, const char *name, const struct list *l, size_t max)
{
	if (l->n > max)
		model_setf(m, name, "%zu", l->n - max);
	else
		model_set(m, name, NULL);
}

static bool
watches(const struct team *t, const struct bulletin_facts *f)
{
	size_t i, k;

	for (i = 0; i < t->watches.n; i++) {
		if (f->title != NULL && span_find_nocase(span_of(f->title),
		    t->watches.at[i]) != NULL)
			return true;
		for (k = 0; k < f->products.n; k++)
			if (span_find_nocase(span_of(f->products.at[k]),
			    t->watches.at[i]) != NULL)
				return true;
	}
	return false;
}

/* Whom it may concern: the teams that watch for such products. */
static void
set_teams(struct work *w, const struct bulletin_facts *f, struct model *m)
{
	const struct people *p = &work_config(w)->people;
	const struct person *lead;
	struct model *item;
	size_t i;

	model_list(m, "teams");
	for (i = 0; i < p->teams.n; i++) {
		const struct team *t = p->teams.at[i];

		if (!watches(t, f))
			continue;
		item = model_add(m, "teams");
		lead = people_by_id(p, t->lead);
		model_set(item, "team", t->name);
		model_set(item, "lead", lead != NULL ? lead->name : NULL);
	}
}

void
bulletin_model(struct work *w, const struct bulletin *b, struct model *m)
{
	static const char *const restart[] = { "not stated", "yes", "no" };
	const struct bulletin_facts *f = b->facts;
	char t[CLOCK_TEXT];

	model_set(m, "reference", b->shown);
	model_set(m, "title", b->title);
	model_set(m, "vendor", bulletin_vendor_name(w, b->vendor));
	model_set(m, "severity", b->severity != NULL ? b->severity :
	    "not stated");
	model_set(m, "site-severity", site_severity_name(b->site_severity));
	model_flag(m, "critical", b->site_severity == SEVERITY_CRITICAL);
	model_flag(m, "important", b->site_severity == SEVERITY_IMPORTANT);
	model_set(m, "restart", restart[f->restart <= RESTART_NO ?
	    f->restart : RESTART_NOT_STATED]);
	model_set(m, "published", f->date != 0 ? clock_date(f->date, t) :
	    "not stated");
	model_set(m, "act-by", clock_minute(b->act_by, t));
	model_set(m, "summary", f->summary);
	set_list(m, "cves", &f->cves, 40);
	set_more(m, "more-cves", &f->cves, 40);
	set_list(m, "products", &f->products, 20);
	set_more(m, "more-products", &f->products, 20);
	set_list(m, "fixed", &f->fixed, 20);
	set_more(m, "more-fixed", &f->fixed, 20);
	set_urls(m, f);
	set_teams(w, f, m);
	released_model(w, b, m);
}

static bool
same(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

static bool
holds(const struct list *l, const char *s)
{
	size_t i;

	for (i = 0; i < l->n; i++)
		if (strcmp(l->at[i], s) == 0)
			return true;
	return false;
}

static void
list_changes(struct arena *a, const char *what, const struct list *old,
    const struct list *fresh, struct list *out)
{
	struct buf added = { 0 }, gone = { 0 };
	size_t i;

	for (i = 0; i < fresh->n && added.n < 400; i++)
		if (!holds(old, fresh->at[i]))
			buf_addf(&added, "%s%s", added.n > 0 ? ", " : "",
			    (const char *)fresh->at[i]);
	for (i = 0; i < old->n && gone.n < 400; i++)
		if (!holds(fresh, old->at[i]))
			buf_addf(&gone, "%s%s", gone.n > 0 ? ", " : "",
			    (const char *)old->at[i]);
	if (added.n > 0)
		list_add(out, arena_printf(a, "%s added: %s", what, added.p));
	if (gone.n > 0)
		list_add(out, arena_printf(a, "%s no longer named: %s", what,
		    gone.p));
	buf_free(&added);
	buf_free(&gone);
}

void
bulletin_changes(struct arena *a, const struct bulletin_facts *old,
    const struct bulletin_facts *fresh, struct list *out)
{
	static const char *const restart[] = { "not stated", "yes", "no" };

	if (!same(old->title, fresh->title) && fresh->title != NULL)
		list_add(out, arena_printf(a, "the title is now \"%s\"",
		    fresh->title));
	if (!same(old->severity, fresh->severity))
		list_add(out, arena_printf(a, "the severity was %s and is now "
		    "%s", old->severity != NULL ? old->severity :
		    "not stated", fresh->severity != NULL ? fresh->severity :
		    "not stated"));
	if (old->restart != fresh->restart)
		list_add(out, arena_printf(a, "restart needed: was %s, is now "
		    "%s", restart[old->restart % 3],
		    restart[fresh->restart % 3]));
	list_changes(a, "CVEs", &old->cves, &fresh->cves, out);
	list_changes(a, "products", &old->products, &fresh->products, out);
	list_changes(a, "fixed versions", &old->fixed, &fresh->fixed, out);
	if (out->n == 0 && !same(old->revision, fresh->revision) &&
	    fresh->revision != NULL)
		list_add(out, arena_printf(a, "revision %s; what it names is "
		    "unchanged", fresh->revision));
}
