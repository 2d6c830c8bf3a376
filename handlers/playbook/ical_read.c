/* SPDX-License-Identifier: ISC */
/* Events of a calendar file, with all their occurrences; see ical.h. */
#include <stdlib.h>
#include <string.h>

#include "handlers/playbook/ical.h"
#include "handlers/playbook/ical_line.h"
#include "handlers/playbook/ical_rule.h"

/* A VEVENT as it stands there. */
struct event {
	const char	*summary;	/* or NULL */
	struct span	 uid;
	bool		 cancelled;
	struct ical_time start, end, instead;	/* instead: RECURRENCE-ID */
	bool		 has_start, has_end, is_instead;
	int64_t		 duration;	/* -1: none */
	struct span	 rule;
	struct list	 more, except;	/* struct ical_time *: RDATE, EXDATE */
	const char	*wrong;		/* the first line that makes no sense */
};

struct file {
	struct arena	*arena;
	day_t		 first, last;
	struct list	 events;	/* struct event * */
	struct list	*out;
	size_t		 before;	/* what was in out already */
};

static const char *
called(const struct event *v)
{
	return v->summary != NULL && v->summary[0] != '\0' ? v->summary :
	    "an event without SUMMARY";
}

/* --- lines ------------------------------------------------------------ */

static bool
read_time(struct arena *a, const struct ical_line *l, struct span value,
    struct ical_time *t)
{
	struct span zone = ical_param(l, "TZID");
	int slashes;

	if (!ical_time_read(value, t))
		return false;
	/* "/example.org/Europe/Berlin": the writer's own prefix */
	for (slashes = 0; slashes < 2 && zone.n > 0 && (slashes > 0 ||
	    zone.p[0] == '/'); zone.p++, zone.n--)
		slashes += zone.p[0] == '/';
	if (t->kind == ICAL_LOCAL && zone.n > 0)
		t->zone = arena_strn(a, zone.p, zone.n);
	return true;
}

static bool
line_summary(struct arena *a, struct event *v, const struct ical_line *l)
{
	v->summary = ical_text(a, l->value);
	return true;
}

static bool
line_uid(struct arena *a, struct event *v, const struct ical_line *l)
{
	(void)a;
	v->uid = span_trim(l->value);
	return true;
}

static bool
line_status(struct arena *a, struct event *v, const struct ical_line *l)
{
	(void)a;
	v->cancelled = span_eq_nocase(span_trim(l->value), "CANCELLED");
	return true;
}

static bool
line_start(struct arena *a, struct event *v, const struct ical_line *l)
{
	v->has_start = read_time(a, l, l->value, &v->start);
	return v->has_start;
}

static bool
line_end(struct arena *a, struct event *v, const struct ical_line *l)
{
	v->has_end = read_time(a, l, l->value, &v->end);
	return v->has_end;
}

static bool
line_duration(struct arena *a, struct event *v, const struct ical_line *l)
{
	(void)a;
	v->duration = ical_duration(l->value);
	return v->duration >= 0;
}

static bool
line_rule(struct arena *a, struct event *v, const struct ical_line *l)
{
	(void)a;
	/* two rules of one event are of another age; none may be lost */
	if (v->rule.n > 0)
		return false;
	v->rule = span_trim(l->value);
	return v->rule.n > 0;
}

static bool
line_instead(struct arena *a, struct event *v, const struct ical_line *l)
{
	v->is_instead = read_time(a, l, l->value, &v->instead);
	return v->is_instead && ical_param(l, "RANGE").n == 0;
}

static bool
read_times(struct arena *a, const struct ical_line *l, struct list *out)
{
	struct span rest = l->value, one;
	struct ical_time *t;
	const char *comma;

	while (rest.n > 0) {
		comma = memchr(rest.p, ',', rest.n);
		one = (struct span){ rest.p, comma != NULL ?
		    (size_t)(comma - rest.p) : rest.n };
		rest.p += one.n + (comma != NULL);
		rest.n -= one.n + (comma != NULL);
		t = arena_alloc(a, sizeof(*t));
		if (out->n >= ICAL_TIMES_MAX || !read_time(a, l, one, t))
			return false;
		list_add_in(a, out, t);
	}
	return true;
}

static bool
line_more(struct arena *a, struct event *v, const struct ical_line *l)
{
	return read_times(a, l, &v->more);
}

static bool
line_except(struct arena *a, struct event *v, const struct ical_line *l)
{
	return read_times(a, l, &v->except);
}

static bool
line_exrule(struct arena *a, struct event *v, const struct ical_line *l)
{
	(void)a, (void)v, (void)l;
	return false;
}

static const struct {
	const char	*name;
	bool		(*read)(struct arena *a, struct event *v,
			    const struct ical_line *l);
} lines[] = {
	{ "SUMMARY", line_summary }, { "UID", line_uid },
	{ "STATUS", line_status }, { "DTSTART", line_start },
	{ "DTEND", line_end }, { "DURATION", line_duration },
	{ "RRULE", line_rule }, { "RDATE", line_more },
	{ "EXDATE", line_except }, { "RECURRENCE-ID", line_instead },
	{ "EXRULE", line_exrule },
};
#define N_LINES (sizeof(lines) / sizeof(lines[0]))

static void
read_line(struct arena *a, struct event *v, const struct ical_line *l)
{
	size_t i;

	for (i = 0; i < N_LINES; i++)
		if (span_eq_nocase(l->name, lines[i].name)) {
			if (!lines[i].read(a, v, l) && v->wrong == NULL)
				v->wrong = arena_printf(a, "%s:%.*s",
				    lines[i].name, (int)utf8_cut(l->value.p,
				    l->value.n < 60 ? l->value.n : 60),
				    l->value.p);
			return;
		}
}

/* --- occurrences ------------------------------------------------------ */

/* One event's way into the list. */
struct turn {
	struct file	*f;
	const struct event *v;
	struct ical_time until;		/* of the rule */
	bool		 has_until;
	int64_t		 length;
	int		 days;		/* of whole days */
	int		 given;
	struct err	*e;
	bool		 failed;
};

static bool
same_time(const struct ical_time *a, const struct ical_time *b)
{
	int64_t x, y;

	if (a->kind == ICAL_DAY || b->kind == ICAL_DAY)
		return a->day == b->day;
	return ical_time_at(a, &x, NULL) == 0 &&
	    ical_time_at(b, &y, NULL) == 0 && x == y;
}

static bool
is_except(const struct event *v, const struct ical_time *t)
{
	size_t i;

	for (i = 0; i < v->except.n; i++)
		if (same_time(v->except.at[i], t))
			return true;
	return false;
}

static bool
fail(struct turn *u, const char *why)
{
	if (why != NULL)
		err_set(u->e, ERR_LIMIT, "%s", why);
	u->failed = true;
	return false;
}

static bool
add_time(struct turn *u, const struct ical_time *t)
{
	struct ical_event *o;
	struct file *f = u->f;

	if (t->day + u->days < f->first || t->day > f->last ||
	    is_except(u->v, t))
		return true;
	if (++u->given > ICAL_TIMES_MAX ||
	    f->out->n - f->before >= ICAL_ALL_MAX)
		return fail(u, "it comes too often");
	o = arena_alloc(f->arena, sizeof(*o));
	o->summary = called(u->v);
	o->all_day = t->kind == ICAL_DAY;
	if (ical_time_at(t, &o->from, u->e) == -1)
		return fail(u, NULL);
	o->first = day_of(o->from);
	o->last = o->first + u->days - 1;
	o->until = day_at(o->last + 1, 0, 0);
	if (!o->all_day) {
		o->until = o->from + u->length;
		o->last = u->length > 0 ? day_of(o->until - 1) : o->first;
	}
	if (o->last >= f->first && o->first <= f->last)
		list_add_in(f->arena, f->out, o);
	return true;
}

/* Is the rule over before this time? */
static bool
is_over(const struct turn *u, const struct ical_time *t)
{
	int64_t now, end;

	if (!u->has_until || t->day < u->until.day - 1)
		return false;
	if (t->day > u->until.day + 1)
		return true;
	if (t->kind == ICAL_DAY || u->until.kind == ICAL_DAY)
		return t->day > u->until.day;
	return ical_time_at(t, &now, NULL) == 0 &&
	    ical_time_at(&u->until, &end, NULL) == 0 && now > end;
}

static bool
rule_day(void *own, day_t d)
{
	struct turn *u = own;
	struct ical_time t = u->v->start;

	t.day = d;
	return !is_over(u, &t) && add_time(u, &t);
}

static int
add_rule(struct turn *u)
{
	struct ical_rule r;

	if (ical_rule_read(u->v->rule, &r, u->e) == -1)
		return -1;
	if (r.until.n > 0) {
		u->has_until = true;
		if (!ical_time_read(r.until, &u->until))
			return err_set(u->e, ERR_INPUT, "the rule's UNTIL is "
			    "no date");
		u->until.zone = u->v->start.zone;
	}
	ical_rule_days(&r, u->v->start.day, u->f->last, rule_day, u);
	return u->failed ? -1 : 0;
}

/* How long it is: DTEND, DURATION, or what RFC 5545 says without. */
static int
measure(struct turn *u)
{
	const struct event *v = u->v;
	int64_t from, until;

	if (ical_time_at(&v->start, &from, u->e) == -1)
		return -1;
	u->days = 1;
	if (v->has_end) {
		if (ical_time_at(&v->end, &until, u->e) == -1)
			return -1;
		u->length = until - from;
		if (v->start.kind == ICAL_DAY)
			u->days = v->end.day - v->start.day;
	} else if (v->duration >= 0) {
		u->length = v->duration;
		if (v->start.kind == ICAL_DAY)
			u->days = (int)(v->duration / DAY);
	}
	if (u->length < 0 || u->days < 0)
		return err_set(u->e, ERR_INPUT, "it ends before it begins");
	if (u->length > (int64_t)ICAL_DAYS_MAX * DAY ||
	    u->days > ICAL_DAYS_MAX)
		return err_set(u->e, ERR_LIMIT, "it is longer than %d days",
		    ICAL_DAYS_MAX);
	if (u->days == 0)
		u->days = 1;
	if (v->start.kind != ICAL_DAY)
		u->days = (int)(u->length / DAY) + 2;
	return 0;
}

static int
add_event(struct file *f, const struct event *v, struct err *e)
{
	struct turn u = { .f = f, .v = v, .e = e };
	size_t i;

	if (v->wrong != NULL)
		return err_set(e, ERR_INPUT, "cannot read \"%s\"", v->wrong);
	if (v->cancelled)
		return 0;
	if (!v->has_start)
		return err_set(e, ERR_INPUT, "it has no DTSTART");
	if (measure(&u) == -1)
		return -1;
	if (v->rule.n > 0 && !v->is_instead) {
		if (add_rule(&u) == -1)
			return -1;
	} else if (!add_time(&u, &v->start)) {
		return -1;
	}
	for (i = 0; i < v->more.n; i++)
		if (!add_time(&u, v->more.at[i]))
			return -1;
	return 0;
}

/* --- files ------------------------------------------------------------ */

static int
read_events(struct file *f, struct span text, struct err *e)
{
	struct span rest = ical_unfold(f->arena, text);
	struct event *v = NULL;
	struct ical_line l;
	int inner = 0;
	bool calendar = false;

	while (ical_next(&rest, &l)) {
		if (span_eq_nocase(l.name, "BEGIN")) {
			if (span_eq_nocase(l.value, "VCALENDAR"))
				calendar = true;
			if (v != NULL) {
				inner++;
			} else if (span_eq_nocase(l.value, "VEVENT")) {
				if (f->events.n >= ICAL_EVENTS_MAX)
					return err_set(e, ERR_LIMIT, "more "
					    "than %d events", ICAL_EVENTS_MAX);
				v = arena_alloc(f->arena, sizeof(*v));
				v->duration = -1;
				list_add_in(f->arena, &f->events, v);
			}
		} else if (span_eq_nocase(l.name, "END") && v != NULL) {
			if (inner > 0)
				inner--;
			else if (span_eq_nocase(l.value, "VEVENT"))
				v = NULL;
		} else if (v != NULL && inner == 0) {
			read_line(f->arena, v, &l);
		}
	}
	if (!calendar)
		return err_set(e, ERR_INPUT, "this is no calendar: no "
		    "BEGIN:VCALENDAR");
	if (v != NULL)
		return err_set(e, ERR_INPUT, "the file ends within \"%s\"",
		    called(v));
	return 0;
}

/* What stands for one occurrence of another takes that one's place. */
static void
replace(struct file *f, struct event *v)
{
	struct event *whole;
	size_t i;

	for (i = 0; i < f->events.n; i++) {
		whole = f->events.at[i];
		if (!whole->is_instead && whole->uid.n == v->uid.n &&
		    v->uid.n > 0 &&
		    memcmp(whole->uid.p, v->uid.p, v->uid.n) == 0)
			list_add_in(f->arena, &whole->except, &v->instead);
	}
}

static int
by_start(const void *a, const void *b)
{
	const struct ical_event *const *x = a, *const *y = b;

	if ((*x)->from != (*y)->from)
		return (*x)->from < (*y)->from ? -1 : 1;
	return strcmp((*x)->summary, (*y)->summary);
}

int
ical_read(struct arena *a, struct span text, day_t first, day_t last,
    struct list *out, struct err *e)
{
	struct file f = { .arena = a, .first = first, .last = last,
	    .out = out, .before = out->n };
	struct event *v;
	size_t i;

	if (text.n > ICAL_FILE_MAX)
		return err_set(e, ERR_LIMIT, "more than %d bytes",
		    ICAL_FILE_MAX);
	if (read_events(&f, text, e) == -1)
		return -1;
	for (i = 0; i < f.events.n; i++) {
		v = f.events.at[i];
		if (v->is_instead && v->wrong == NULL)
			replace(&f, v);
	}
	for (i = 0; i < f.events.n; i++) {
		v = f.events.at[i];
		if (add_event(&f, v, e) == -1)
			return err_in(e, "event \"%s\"", called(v));
	}
	if (out->n > f.before)
		qsort(out->at + f.before, out->n - f.before,
		    sizeof(*out->at), by_start);
	return 0;
}
