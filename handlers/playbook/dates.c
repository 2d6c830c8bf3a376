/* SPDX-License-Identifier: ISC */
/*
 * All dates of a cycle; see playbook.h.  Each step has two points, its
 * beginning and its end, which are worked out once and on demand: a moment
 * asks for the point that it hangs on.
 */
#include <stdlib.h>
#include <string.h>

#include "handlers/playbook/calendar.h"
#include "handlers/playbook/parts.h"

#define LEAD_DEFAULT	"48h"			/* as "notices" has it */

struct point {
	enum { POINT_NEW, POINT_ASKED, POINT_KNOWN } state;
	int64_t		 at;
	const char	*reason;
	bool		 fixed;
};

struct dates {
	const struct playbook *p;
	const struct calendar *c;
	struct arena	*a;
	day_t		 day0;
	const struct list *fixed;	/* struct fixed *, or NULL */
	struct point	*points;	/* of step number n: 2n - 2, 2n - 1 */
	struct err	*e;
};

static int point_of(struct dates *, const struct step *, bool end,
    const struct point **);

/* --- a moment ------------------------------------------------------------ */

/* What a moment hangs on: a civil time, and how it is called. */
struct base {
	day_t		 day;
	int		 hour, minute;
	const char	*words;
};

static int
base_ordinal(struct dates *d, const struct step *s, const struct moment *m,
    struct base *b)
{
	int year, month, day;

	day_split(d->day0, &year, &month, &day);
	month += m->month;
	year += (month - 1) / 12;
	month = (month - 1) % 12 + 1;
	b->words = arena_printf(d->a, "the %s %s of %s %d",
	    words_of_ordinal(m->nth), words_of_weekday(m->weekday),
	    words_of_month(month), year);
	if (day_ordinal(year, month, m->nth, m->weekday, &b->day) == 1)
		return 0;
	return err_set(d->e, ERR_CONFIG, "%s:%d: \"%s\" hangs on %s, which "
	    "that month does not have", m->node->file,
	    m->node->words[0].line, s->name, b->words);
}

static int
base_step(struct dates *d, const struct step *s, const struct moment *m,
    struct base *b)
{
	bool end = m->base == MOMENT_STEP_END || m->base == MOMENT_SELF_END;
	const struct step *other = m->step == NULL ? s :
	    playbook_step(d->p, m->step);
	const struct point *at;
	struct tm tm;

	if (other == NULL)
		return err_set(d->e, ERR_CONFIG, "%s:%d: there is no step "
		    "\"%s\"", m->node->file, m->node->words[0].line, m->step);
	if (point_of(d, other, end, &at) == -1)
		return -1;
	clock_local(at->at, &tm);
	b->day = day_of(at->at);
	b->hour = tm.tm_hour;
	b->minute = tm.tm_min;
	b->words = arena_printf(d->a, "%s%s, %s", !end ? "" :
	    other->kind->length != NULL ? "the end of " : "the due time of ",
	    other->name, words_of_time(d->a, at->at));
	return 0;
}

static int
find_base(struct dates *d, const struct step *s, const struct moment *m,
    struct base *b)
{
	b->hour = d->p->hour;
	b->minute = d->p->minute;
	if (m->base == MOMENT_ORDINAL)
		return base_ordinal(d, s, m, b);
	if (m->base != MOMENT_DAY)
		return base_step(d, s, m, b);
	b->day = d->day0;
	b->words = arena_printf(d->a, "the %s, %s", d->p->release.every ==
	    RELEASE_DECLARED ? "declaration" : "release",
	    words_of_day(d->a, d->day0));
	return 0;
}

/* " (left out: Thu 24 Dec 2026, Christmas Eve)": what the business days
 * between stepped over, but for the weekends, which everybody knows. */
static const char *
left_out(struct dates *d, day_t from, day_t to)
{
	const char *text = "", *why;
	int step = to < from ? -1 : 1;
	day_t day;

	for (day = from; day != to; day += step) {
		if (day == from || calendar_is_business_day(d->c, day, &why) ||
		    strcmp(why, words_of_weekday(day_weekday(day))) == 0)
			continue;
		text = arena_printf(d->a, "%s%s%s, %s", text, *text == '\0' ?
		    " (left out: " : "; ", words_of_day(d->a, day), why);
	}
	return *text == '\0' ? "" : arena_printf(d->a, "%s)", text);
}

/* The nth such weekday behind that day, or before it: never the day itself. */
static day_t
onto_weekday(day_t d, int n, int weekday)
{
	int away = (weekday - day_weekday(d) + 7) % 7;

	if (n > 0)
		return d + (away == 0 ? 7 : away) + (n - 1) * 7;
	return d - (7 - away) + (n + 1) * 7;
}

/* Days keep the civil time, weekdays and business days too; then hours; the
 * time last. */
static int
moment_at(struct dates *d, const struct step *s, const struct moment *m,
    int64_t *at, const char **reason)
{
	const char *out = "";
	struct base b;
	day_t before;

	if (find_base(d, s, m, &b) == -1)
		return -1;
	b.day += m->days;
	if (m->on != 0)
		b.day = onto_weekday(b.day, m->on, m->onto);
	before = b.day;
	if (m->business != 0) {
		b.day = calendar_add_business(d->c, b.day, m->business);
		out = left_out(d, before, b.day);
	}
	*at = day_at(b.day, b.hour, b.minute) + m->seconds;
	if (m->hour >= 0)
		*at = day_at(m->seconds != 0 ? day_of(*at) : b.day, m->hour,
		    m->minute);
	*reason = arena_printf(d->a, "%s%s", moment_phrase(d->a, m, b.words,
	    "; "), out);
	return 0;
}

/* --- the points ---------------------------------------------------------- */

static const struct fixed *
find_fixed(const struct dates *d, const struct step *s, bool end)
{
	const struct fixed *f;
	size_t i;

	for (i = 0; d->fixed != NULL && i < d->fixed->n; i++) {
		f = d->fixed->at[i];
		if (strcmp(f->step, s->name) == 0 &&
		    strcmp(f->what, end ? "due" : "begin") == 0)
			return f;
	}
	return NULL;
}

/* By the rule: its own moment, else where the other point is. */
static int
by_rule(struct dates *d, const struct step *s, bool end, struct point *p)
{
	const struct occasion *o = step_occasion(s, end ? "due" : "begin");
	const struct point *other;

	if (o != NULL)
		return moment_at(d, s, &o->when, &p->at, &p->reason);
	if (step_occasion(s, end ? "begin" : "due") == NULL)
		return err_set(d->e, ERR_CONFIG, "\"%s\" has no date",
		    s->name);
	if (point_of(d, s, !end, &other) == -1)
		return -1;
	p->at = other->at;
	p->reason = other->reason;
	if (end && s->kind->length != NULL)
		p->at += s->kind->length(s);
	return 0;
}

static int
point_of(struct dates *d, const struct step *s, bool end,
    const struct point **out)
{
	struct point *p = &d->points[(s->number - 1) * 2 + (end ? 1 : 0)];
	const struct fixed *f = find_fixed(d, s, end);
	int rc;

	*out = p;
	if (p->state == POINT_KNOWN)
		return 0;
	if (p->state == POINT_ASKED)
		return err_set(d->e, ERR_CONFIG, "the date of \"%s\" hangs on "
		    "itself", s->name);
	p->state = POINT_ASKED;
	rc = by_rule(d, s, end, p);
	if (f != NULL) {
		/* a person may set what the rule cannot say */
		if (rc == -1)
			p->reason = d->e != NULL ? arena_str(d->a, d->e->text) :
			    "the rule names no date";
		err_clear(d->e);
		p->at = f->at;
		p->fixed = true;
		rc = 0;
	}
	p->state = rc == 0 ? POINT_KNOWN : POINT_NEW;
	return rc;
}

/* --- announcements ------------------------------------------------------- */

int64_t
announce_lead(const struct config *c)
{
	const struct conf_node *n = c == NULL ? NULL : conf_find(c->root,
	    "notices");
	int64_t lead = 0;

	clock_parse_span(n == NULL ? LEAD_DEFAULT : conf_get(n, "lead-time",
	    1, LEAD_DEFAULT), &lead);
	return lead;
}

/*
 * "-2d 18:00" of a night that was moved to 17:00 would be 47 hours: where the
 * days are enough and only the hour is not, the announcement is a day earlier.
 * Less days than that were meant so.
 */
static int
keep_lead(struct dates *d, const struct step *s, struct due *x)
{
	int64_t lead = announce_lead(d->c->config);
	const struct moment *m = &x->occasion->when;
	const struct point *begin;
	day_t day = day_of(x->at);

	if (m->hour < 0 || s->kind->length == NULL ||
	    x->occasion != step_occasion(s, "notice"))
		return 0;
	if (point_of(d, s, false, &begin) == -1)
		return -1;
	if (begin->at - x->at >= lead ||
	    (day_of(begin->at) - day) * (int64_t)DAY < lead)
		return 0;
	day = m->business != 0 ? calendar_add_business(d->c, day, -1) :
	    day - 1;
	x->at = day_at(day, m->hour, m->minute);
	x->reason = arena_printf(d->a, "%s; a day earlier, for the lead-time",
	    x->reason);
	return 0;
}

/* --- the list ------------------------------------------------------------ */

static int
add_due(struct dates *d, const struct step *s, const struct occasion *o,
    struct list *out)
{
	struct due *x = arena_alloc(d->a, sizeof(*x));
	bool begin = strcmp(o->what, "begin") == 0;
	const struct point *p, *end;

	x->step = s;
	x->occasion = o;
	if (begin || strcmp(o->what, "due") == 0) {
		if (point_of(d, s, !begin, &p) == -1)
			return -1;
		x->at = p->at;
		x->reason = p->reason;
		x->fixed = p->fixed;
	} else if (moment_at(d, s, &o->when, &x->at, &x->reason) == -1 ||
	    keep_lead(d, s, x) == -1) {
		return -1;
	}
	x->until = x->at;
	if (begin && s->kind->length != NULL) {
		if (point_of(d, s, true, &end) == -1)
			return -1;
		x->until = end->at;
	}
	list_add_in(d->a, out, x);
	return 0;
}

static bool
takes_place(const struct step *s, day_t day0)
{
	int year, month, day;

	day_split(day0, &year, &month, &day);
	return s->months == 0 || (s->months & 1u << month) != 0;
}

/* By time, then as the steps stand, then as their occasions do. */
static int
compare(const void *one, const void *two)
{
	const struct due *a = *(const struct due *const *)one;
	const struct due *b = *(const struct due *const *)two;
	size_t i;

	if (a->at != b->at)
		return a->at < b->at ? -1 : 1;
	if (a->step != b->step)
		return a->step->number < b->step->number ? -1 : 1;
	for (i = 0; i < a->step->occasions.n; i++) {
		if (a->step->occasions.at[i] == (const void *)a->occasion)
			return a == b ? 0 : -1;
		if (a->step->occasions.at[i] == (const void *)b->occasion)
			return 1;
	}
	return 0;
}

int
playbook_dates(const struct playbook *p, const struct calendar *c,
    struct arena *a, day_t day0, const struct list *fixed, struct list *out,
    struct err *e)
{
	struct dates d = { .p = p, .c = c, .a = a, .day0 = day0,
	    .fixed = fixed, .e = e };
	const struct step *s;
	size_t i, k, first = out->n;

	d.points = arena_alloc(a, (p->steps.n * 2 + 1) * sizeof(*d.points));
	for (i = 0; i < p->steps.n; i++) {
		s = p->steps.at[i];
		if (!takes_place(s, day0))
			continue;
		for (k = 0; k < s->occasions.n; k++)
			if (add_due(&d, s, s->occasions.at[k], out) == -1)
				return -1;
	}
	if (out->n > first)
		qsort(out->at + first, out->n - first, sizeof(*out->at),
		    compare);
	return 0;
}
