/* SPDX-License-Identifier: ISC */
/* Reading recurrence rules; see ical_rule.h. */
#include "handlers/playbook/ical_rule.h"

#include <string.h>

/* The next part of a list, up to the mark. */
static bool
next_part(struct span *rest, char mark, struct span *part)
{
	const char *end;

	if (rest->n == 0)
		return false;
	end = memchr(rest->p, mark, rest->n);
	part->p = rest->p;
	part->n = end != NULL ? (size_t)(end - rest->p) : rest->n;
	rest->p += part->n + (end != NULL);
	rest->n -= part->n + (end != NULL);
	return true;
}

static bool
number(struct span s, int min, int max, int *out)
{
	char text[8];
	long long v;

	if (s.n == 0 || s.n >= sizeof(text))
		return false;
	memcpy(text, s.p, s.n);
	text[s.n] = '\0';
	if (!str_number(text + (text[0] == '+'), min, max, &v))
		return false;
	*out = (int)v;
	return true;
}

static int
weekday_of(struct span s)
{
	static const char *const names[] = { "SU", "MO", "TU", "WE", "TH",
	    "FR", "SA" };
	int i;

	for (i = 0; i < 7; i++)
		if (span_eq_nocase(s, names[i]))
			return i;
	return -1;
}

/* --- one reader for each part ----------------------------------------- */

static bool
read_freq(struct ical_rule *r, struct span v)
{
	static const char *const names[] = { "DAILY", "WEEKLY", "MONTHLY",
	    "YEARLY" };
	int i;

	for (i = 0; i < 4; i++)
		if (span_eq_nocase(v, names[i])) {
			r->freq = (enum ical_freq)i;
			return true;
		}
	return false;
}

static bool
read_interval(struct ical_rule *r, struct span v)
{
	return number(v, 1, 10000, &r->interval);
}

static bool
read_count(struct ical_rule *r, struct span v)
{
	return number(v, 1, 100000, &r->count);
}

static bool
read_until(struct ical_rule *r, struct span v)
{
	r->until = v;
	return v.n >= 8;
}

static bool
read_months(struct ical_rule *r, struct span v)
{
	struct span part;
	int m;

	while (next_part(&v, ',', &part)) {
		if (!number(part, 1, 12, &m))
			return false;
		r->months |= 1u << m;
	}
	return r->months != 0;
}

static bool
read_days(struct ical_rule *r, struct span v)
{
	struct span part;
	int d;

	while (next_part(&v, ',', &part)) {
		if (!number(part, -31, 31, &d) || d == 0)
			return false;
		if (d > 0)
			r->days |= UINT32_C(1) << d;
		else
			r->days_end |= UINT32_C(1) << -d;
	}
	return (r->days | r->days_end) != 0;
}

static bool
read_byday(struct ical_rule *r, struct span v)
{
	struct ical_weekday *w;
	struct span part, nth;

	while (next_part(&v, ',', &part)) {
		if (part.n < 2 || r->n_byday == ICAL_BY_MAX)
			return false;
		w = &r->byday[r->n_byday++];
		nth = (struct span){ part.p, part.n - 2 };
		part.p += nth.n;
		part.n = 2;
		w->weekday = weekday_of(part);
		if (w->weekday == -1 || (nth.n > 0 &&
		    (!number(nth, -53, 53, &w->n) || w->n == 0)))
			return false;
	}
	return r->n_byday > 0;
}

static bool
read_setpos(struct ical_rule *r, struct span v)
{
	struct span part;

	while (next_part(&v, ',', &part))
		if (r->n_setpos == ICAL_BY_MAX ||
		    !number(part, -366, 366, &r->setpos[r->n_setpos]) ||
		    r->setpos[r->n_setpos++] == 0)
			return false;
	return r->n_setpos > 0;
}

static bool
read_week_start(struct ical_rule *r, struct span v)
{
	r->week_start = weekday_of(v);
	return r->week_start != -1;
}

static const struct rule_part {
	const char	*name;
	bool		(*read)(struct ical_rule *r, struct span v);
} parts[] = {
	{ "FREQ", read_freq }, { "INTERVAL", read_interval },
	{ "COUNT", read_count }, { "UNTIL", read_until },
	{ "BYMONTH", read_months }, { "BYMONTHDAY", read_days },
	{ "BYDAY", read_byday }, { "BYSETPOS", read_setpos },
	{ "WKST", read_week_start },
};
#define N_PARTS (sizeof(parts) / sizeof(parts[0]))

static const struct rule_part *
part_of(struct span name)
{
	size_t i;

	for (i = 0; i < N_PARTS; i++)
		if (span_eq_nocase(name, parts[i].name))
			return &parts[i];
	return NULL;
}

/* What each part says may be right, and the whole still no rule. */
static int
fits_together(const struct ical_rule *r, struct err *e)
{
	int i;

	if (r->freq == ICAL_WEEKS && (r->days | r->days_end) != 0)
		return err_set(e, ERR_INPUT, "BYMONTHDAY does not go with "
		    "FREQ=WEEKLY");
	for (i = 0; i < r->n_byday; i++)
		if (r->byday[i].n != 0 && r->freq < ICAL_MONTHS)
			return err_set(e, ERR_INPUT, "a numbered weekday goes "
			    "with FREQ=MONTHLY and YEARLY only");
	/* some take it for each month's day, some for the start's month's */
	if (r->freq == ICAL_YEARS && (r->days | r->days_end) != 0 &&
	    r->months == 0)
		return err_set(e, ERR_INPUT, "BYMONTHDAY with FREQ=YEARLY "
		    "needs BYMONTH");
	if (r->n_setpos > 0 && r->n_byday == 0 &&
	    (r->days | r->days_end | r->months) == 0)
		return err_set(e, ERR_INPUT, "BYSETPOS needs another BY...");
	return 0;
}

int
ical_rule_read(struct span text, struct ical_rule *out, struct err *e)
{
	struct span rest = text, word, name;
	const struct rule_part *part;
	unsigned seen = 0;

	memset(out, 0, sizeof(*out));
	out->interval = 1;
	out->week_start = 1;
	while (next_part(&rest, ';', &word)) {
		next_part(&word, '=', &name);
		part = part_of(name);
		if (part == NULL || (seen & 1u << (part - parts)) != 0)
			return err_set(e, ERR_INPUT, "the rule's \"" SPAN_FMT
			    "\" is not understood here",
			    (int)(name.n < 40 ? name.n : 40), name.p);
		seen |= 1u << (part - parts);
		if (!part->read(out, word))
			return err_set(e, ERR_INPUT, "the rule's %s cannot be "
			    "\"" SPAN_FMT "\"", part->name,
			    (int)(word.n < 40 ? word.n : 40), word.p);
	}
	if ((seen & 1) == 0)
		return err_set(e, ERR_INPUT, "the rule has no FREQ");
	return fits_together(out, e);
}
