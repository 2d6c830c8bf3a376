/* SPDX-License-Identifier: ISC */
/* The table of what came of each source in a period; see sources.h. */
#include <stdio.h>
#include <string.h>

#include "handlers/bulletin/sources.h"

/* --- periods ------------------------------------------------------------ */

static const char *const months[] = { "January", "February", "March",
    "April", "May", "June", "July", "August", "September", "October",
    "November", "December" };

/* n months from month m (1..12) of the year on. */
static void
set_period(struct work *w, int year, int m, int n, struct period *p)
{
	struct arena *a = work_arena(w);

	p->from = year * 100 + m;
	p->to = year * 100 + m + n - 1;
	if (n == 12)
		p->label = arena_printf(a, "%d", year);
	else if (n == 1)
		p->label = arena_printf(a, "%s %d", months[m - 1], year);
	else
		p->label = arena_printf(a, "%s to %s %d", months[m - 1],
		    months[m + n - 2], year);
}

void
period_last_quarter(struct work *w, int64_t t, struct period *p)
{
	struct tm tm;
	int quarter;

	clock_local(t, &tm);
	quarter = tm.tm_mon / 3;	/* 0..3, the one that t lies in */
	if (quarter == 0)
		set_period(w, tm.tm_year + 1899, 10, 3, p);
	else
		set_period(w, tm.tm_year + 1900, quarter * 3 - 2, 3, p);
}

static bool
is_digits(const char *s, size_t n)
{
	return strspn(s, "0123456789") >= n;
}

/* "2026", "2026-11", "2026-q4" */
static bool
parse_dated(struct work *w, const char *word, struct period *p)
{
	size_t n = strlen(word);
	long long year, m;

	if (n < 4 || !is_digits(word, 4) || (n > 4 && word[4] != '-') ||
	    !str_number(arena_strn(work_arena(w), word, 4), 1970, 9999, &year))
		return false;
	if (n == 4)
		set_period(w, (int)year, 1, 12, p);
	else if (n == 7 && ascii_lower(word[5]) == 'q' &&
	    str_number(word + 6, 1, 4, &m))
		set_period(w, (int)year, (int)m * 3 - 2, 3, p);
	else if (n == 7 && is_digits(word + 5, 2) &&
	    str_number(word + 5, 1, 12, &m))
		set_period(w, (int)year, (int)m, 1, p);
	else
		return false;
	return true;
}

int
period_parse(struct work *w, const char *word, struct period *p,
    struct err *e)
{
	struct tm tm;
	int year;

	clock_local(work_now(w), &tm);
	year = tm.tm_year + 1900;
	if (str_eq_nocase(word, "month"))
		set_period(w, year, tm.tm_mon + 1, 1, p);
	else if (str_eq_nocase(word, "quarter"))
		set_period(w, year, tm.tm_mon / 3 * 3 + 1, 3, p);
	else if (str_eq_nocase(word, "year"))
		set_period(w, year, 1, 12, p);
	else if (!parse_dated(w, word, p))
		return err_set(e, ERR_INPUT, "\"%s\" is no period. Say month, "
		    "quarter or year, or one like %d-%02d, %d-q%d or %d.",
		    word, year, tm.tm_mon + 1, year, tm.tm_mon / 3 + 1, year);
	return 0;
}

/* --- lines -------------------------------------------------------------- */

static void
set_counts(struct model *m, const struct counts *c)
{
	model_setf(m, "received", "%lld", (long long)c->received);
	model_setf(m, "believed", "%lld", (long long)c->believed);
	model_setf(m, "refused", "%lld", (long long)c->refused);
	model_setf(m, "bulletins", "%lld", (long long)c->bulletins);
	model_setf(m, "relevant", "%lld", (long long)c->relevant);
	model_setf(m, "irrelevant", "%lld", (long long)c->irrelevant);
}

int
source_model(struct work *w, const struct source *s, const struct counts *c,
    struct model *m, struct err *e)
{
	struct seen seen;
	char t[CLOCK_TEXT];

	if (source_last(w, s->id, &seen, e) == -1)
		return -1;
	model_set(m, "id", s->id);
	model_set(m, "name", s->name);
	model_set(m, "kind", s->kind);
	model_set(m, "at", s->at);
	model_set(m, "by", s->by != NULL ? s->by->name : NULL);
	set_counts(m, c);
	model_set(m, "seen", seen.at != 0 ? clock_date(seen.at, t) : "never");
	model_set(m, "usual", seen.days >= SOURCE_DAYS ?
	    clock_span((seen.usual + DAY / 2) / DAY * DAY, t) : NULL);
	model_set(m, "patience", clock_span(source_patience(s, &seen), t));
	model_flag(m, "by-mail", s->every == 0);
	model_set(m, "checked", seen.checked_at != 0 ?
	    clock_date(seen.checked_at, t) : NULL);
	model_set(m, "checked-by", seen.checked_by);
	model_set(m, "checked-note", seen.checked_note);
	return 0;
}

static struct counts
from_row(struct rows *r)
{
	return (struct counts){ rows_int(r, 0), rows_int(r, 1),
	    rows_int(r, 2), rows_int(r, 3), rows_int(r, 4), rows_int(r, 5) };
}

#define SUMS "SELECT COALESCE(SUM(received), 0), COALESCE(SUM(believed), 0), " \
	"COALESCE(SUM(refused), 0), COALESCE(SUM(bulletins), 0), " \
	"COALESCE(SUM(relevant), 0), COALESCE(SUM(irrelevant), 0)"

int
source_counts(struct work *w, const char *id, const struct period *p,
    struct counts *c, struct err *e)
{
	struct rows *r = store_query(work_store(w), SUMS " FROM source_counts "
	    "WHERE source = $1 AND month >= $2 AND month <= $3", "sii", id,
	    p->from, p->to);
	int rc = rows_next(r, e);

	*c = rc == 1 ? from_row(r) : (struct counts){ 0 };
	rows_end(r);
	return rc == -1 ? -1 : 0;
}

static bool
is_empty(const struct counts *c)
{
	return c->received == 0 && c->believed == 0 && c->refused == 0 &&
	    c->bulletins == 0 && c->relevant == 0 && c->irrelevant == 0;
}

static int
add_registered(struct work *w, const struct period *p, bool whole,
    struct model *m, struct err *e)
{
	const struct list *all = &source_rules(w)->all;
	struct counts c;
	size_t i;

	for (i = 0; i < all->n; i++) {
		const struct source *s = all->at[i];

		if (source_counts(w, s->id, p, &c, e) == -1)
			return -1;
		if (!whole && is_empty(&c))
			model_set(model_add(m, "quiet"), "item", s->name);
		else if (source_model(w, s, &c, model_add(m, "sources"),
		    e) == -1)
			return -1;
	}
	return 0;
}

struct other {
	const char	*id;
	struct counts	 c;
};

/* What is in no register: what claims no vendor, and vendors of before. */
static int
add_others(struct work *w, const struct period *p, struct model *m,
    struct err *e)
{
	struct rows *r = store_query(work_store(w), SUMS ", source FROM "
	    "source_counts WHERE month >= $1 AND month <= $2 GROUP BY source "
	    "ORDER BY source", "ii", p->from, p->to);
	struct arena *a = work_arena(w);
	struct list others = { 0 };
	struct source s = { .kind = "other" };
	struct other *o;
	size_t i;
	int rc;

	while ((rc = rows_next(r, e)) == 1) {
		o = arena_alloc(a, sizeof(*o));
		*o = (struct other){ rows_str(r, 6, a), from_row(r) };
		if (!is_empty(&o->c) && source_find(w, o->id) == NULL)
			list_add_in(a, &others, o);
	}
	rows_end(r);
	for (i = 0; rc != -1 && i < others.n; i++) {
		o = others.at[i];
		s.id = o->id;
		s.name = source_name(w, o->id);
		rc = source_model(w, &s, &o->c, model_add(m, "sources"), e);
	}
	return rc;
}

int
source_table(struct work *w, const struct period *p, bool whole,
    struct model *m, struct err *e)
{
	model_set(m, "period", p->label);
	model_list(m, "sources");
	model_list(m, "quiet");
	if (add_registered(w, p, whole, m, e) == -1)
		return -1;
	return add_others(w, p, m, e);
}
