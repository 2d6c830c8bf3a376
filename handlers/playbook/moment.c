/* SPDX-License-Identifier: ISC */
/* Moments, read and put into words; see playbook.h. */
#include <stdlib.h>
#include <string.h>

#include "handlers/playbook/parts.h"

#define NUMBER_MAX	99999		/* of one offset's number */
#define TOO_MANY	999999		/* too far in whatever unit */

/* One moment, being read. */
struct scan {
	struct arena	*a;
	const struct conf_node *n;
	size_t		 i;		/* the next word */
	bool		 named;		/* it has a base of its own */
	bool		 ended;		/* by a comma or a time */
	struct moment	*m;
	struct conf_report *r;
};

/* The next word without the comma behind it, or NULL. */
static const char *
word_at(const struct scan *rd)
{
	const char *w;
	size_t n;

	if (rd->i >= rd->n->n)
		return NULL;
	w = rd->n->words[rd->i].text;
	n = strlen(w);
	return n > 0 && w[n - 1] == ',' ? arena_strn(rd->a, w, n - 1) : w;
}

static void
next(struct scan *rd)
{
	const char *w = rd->n->words[rd->i++].text;
	size_t n = strlen(w);

	if (n > 0 && w[n - 1] == ',')
		rd->ended = true;
}

static int
wrong(const struct scan *rd, const char *expected)
{
	const char *w = word_at(rd);

	if (w == NULL)
		conf_error(rd->r, rd->n, rd->n->n - 1, "found nothing behind "
		    "\"%.80s\"; expected %s", rd->n->words[rd->n->n - 1].text,
		    expected);
	else
		conf_error(rd->r, rd->n, rd->i, "found \"%.80s\"; expected %s",
		    rd->n->words[rd->i].text, expected);
	return -1;
}

/* --- the base ---------------------------------------------------------- */

static int
read_ordinal(struct scan *rd)
{
	const char *w = word_at(rd);

	rd->m->base = MOMENT_ORDINAL;
	rd->m->nth = w != NULL && !rd->ended ? words_ordinal(w) : 0;
	if (rd->m->nth == 0)
		return wrong(rd, "one of 1st, 2nd, 3rd, 4th, 5th and last, "
		    "and a weekday");
	next(rd);
	w = word_at(rd);
	rd->m->weekday = w != NULL && !rd->ended ? words_weekday(w) : -1;
	if (rd->m->weekday == -1)
		return wrong(rd, words_want_weekday(rd->a,
		    w != NULL ? w : ""));
	next(rd);
	return 0;
}

static int
read_next_month(struct scan *rd)
{
	next(rd);
	if (word_at(rd) == NULL || rd->ended ||
	    strcmp(word_at(rd), "month") != 0)
		return wrong(rd, "\"month\", as in \"next month 1st thu\"");
	next(rd);
	rd->m->month = 1;
	return read_ordinal(rd);
}

static int
read_step(struct scan *rd, enum moment_base base)
{
	const char *w = word_at(rd);
	struct err e = { 0 };

	if (w == NULL || !conf_is_name(w, 1, &e) || ascii_is_digit(w[0]))
		return wrong(rd, base == MOMENT_STEP ? "a moment such as "
		    "\"day +2 17:00\", \"production -1d\" or "
		    "\"next month 1st thu\"" : "the name of a step or stage");
	rd->m->base = base;
	rd->m->step = w;
	next(rd);
	return 0;
}

static int
read_end(struct scan *rd)
{
	next(rd);
	if (word_at(rd) == NULL || rd->ended || strcmp(word_at(rd), "of") != 0)
		return wrong(rd, "\"of\", as in \"end of production\"");
	next(rd);
	return read_step(rd, MOMENT_STEP_END);
}

static bool
begins_offset(const char *w)
{
	return w[0] == '+' || w[0] == '-' || ascii_is_digit(w[0]);
}

static int
read_base(struct scan *rd)
{
	const char *w = word_at(rd);

	if (w == NULL)
		return wrong(rd, "a moment such as \"day +2 17:00\"");
	rd->named = words_ordinal(w) != 0 || !begins_offset(w);
	if (!rd->named)
		return 0;
	if (words_ordinal(w) != 0)
		return read_ordinal(rd);
	if (strcmp(w, "next") == 0)
		return read_next_month(rd);
	if (strcmp(w, "end") == 0)
		return read_end(rd);
	if (strcmp(w, "day") != 0)
		return read_step(rd, MOMENT_STEP);
	rd->m->base = MOMENT_DAY;
	next(rd);
	return 0;
}

/* --- offsets and the time ---------------------------------------------- */

/* "+2fri": only one of them can be meant. */
static bool
add_weekday(const char *unit, int n, struct moment *m)
{
	int weekday = words_weekday(unit);

	if (weekday == -1 || n == 0 || m->on != 0)
		return false;
	m->on = n;
	m->onto = weekday;
	return true;
}

/* One number and its unit; *p moves behind them.  false: they are none. */
static bool
add_amount(struct arena *a, const char **p, int sign, bool alone,
    struct moment *m)
{
	static const struct { const char *unit; int days, business, seconds; }
	    units[] = {
		{ "d", 1, 0, 0 }, { "w", 7, 0, 0 }, { "bd", 0, 1, 0 },
		{ "h", 0, 0, HOUR }, { "m", 0, 0, MINUTE },
	};
	const char *unit;
	size_t len, i;
	char *end;
	long n;

	if (!ascii_is_digit(**p))
		return false;
	n = strtol(*p, &end, 10);
	n = (n > NUMBER_MAX ? TOO_MANY : n) * sign;
	len = strcspn(end, "0123456789");
	unit = arena_strn(a, end, len);
	*p = end + len;
	if (len == 0) {
		m->days += (int)n;
		return alone;
	}
	for (i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		if (strcmp(units[i].unit, unit) != 0)
			continue;
		m->days += (int)n * units[i].days;
		m->business += (int)n * units[i].business;
		m->seconds += n * units[i].seconds;
		return true;
	}
	return add_weekday(unit, (int)n, m);
}

static bool
is_too_far(const struct moment *m)
{
	int64_t most = (int64_t)MOMENT_DAYS_MAX * DAY;

	return abs(m->days) > MOMENT_DAYS_MAX ||
	    abs(m->on) > MOMENT_DAYS_MAX / 7 ||
	    abs(m->business) > MOMENT_DAYS_MAX ||
	    m->seconds > most || m->seconds < -most;
}

static int
read_offset(struct scan *rd)
{
	static const char form[] = "an offset such as +2d, -1w, +1fri, +3bd "
	    "(business days), -4h or +30m";
	const char *w = word_at(rd), *p = w + 1;
	struct moment *m = rd->m;
	bool alone = true;

	do {
		if (!add_amount(rd->a, &p, w[0] == '-' ? -1 : 1, alone, m))
			return wrong(rd, form);
		if (is_too_far(m))
			return wrong(rd, arena_printf(rd->a, "at most %d days, "
			    "either way", MOMENT_DAYS_MAX));
		alone = false;
	} while (*p != '\0');
	next(rd);
	return 0;
}

/* "0", "0d": nothing, for those who like to see it. */
static bool
is_zero(const char *w)
{
	static const char *const zeros[] = { "0", "0d", "0w", "0bd", "0h",
	    "0m" };
	size_t i;

	for (i = 0; i < sizeof(zeros) / sizeof(zeros[0]); i++)
		if (strcmp(w, zeros[i]) == 0)
			return true;
	return false;
}

/* What begins with a digit: a time, or nothing that is one. */
static int
read_time(struct scan *rd)
{
	const char *w = word_at(rd);
	struct err e = { 0 };

	if (strchr(w, ':') == NULL)
		return wrong(rd, "an offset with its sign, such as +2d or "
		    "-24h, or a time of day such as 17:00");
	if (!words_clock(w, &rd->m->hour, &rd->m->minute)) {
		conf_is_clock(w, 1, &e);
		return wrong(rd, arena_str(rd->a, e.text));
	}
	next(rd);
	rd->ended = true;
	return 0;
}

static int
read_rest(struct scan *rd)
{
	bool moved = false;
	const char *w;

	while (!rd->ended && (w = word_at(rd)) != NULL &&
	    words_ordinal(w) == 0) {
		if (w[0] == '\0') {		/* a comma alone */
			next(rd);
		} else if (w[0] == '+' || w[0] == '-' || is_zero(w)) {
			if (moved && !rd->named)
				break;
			if (is_zero(w))
				next(rd);
			else if (read_offset(rd) == -1)
				return -1;
			moved = true;
		} else if (!ascii_is_digit(w[0])) {
			break;
		} else if (read_time(rd) == -1) {
			return -1;
		}
	}
	return 0;
}

int
moment_read(struct arena *a, const struct conf_node *n, size_t *i,
    enum moment_base base, struct moment *out, struct conf_report *r)
{
	struct scan rd = { .a = a, .n = n, .i = *i, .m = out, .r = r };

	*out = (struct moment){ .base = base, .hour = -1, .minute = -1,
	    .node = n, .word = *i };
	if (read_base(&rd) == -1 || read_rest(&rd) == -1)
		return -1;
	*i = rd.i;
	return 0;
}

int
moment_read_last(struct arena *a, const struct conf_node *n, size_t i,
    enum moment_base base, struct moment *out, struct conf_report *r)
{
	const char *w;

	if (moment_read(a, n, &i, base, out, r) == -1)
		return -1;
	if (i == n->n)
		return 0;
	w = n->words[i].text;
	conf_error(r, n, i, "found \"%.80s\" behind a moment; expected the end "
	    "of the line%s", w, w[0] == '+' || w[0] == '-' ? ": several "
	    "offsets need a base, as in \"day +1 +4h\"" : "");
	return -1;
}

/* --- in words ---------------------------------------------------------- */

static void
add_count(struct buf *b, long long n, const char *unit)
{
	n = llabs(n);
	buf_addf(b, "%s%lld %s%s", b->n > 0 ? ", " : "", n, unit,
	    n == 1 ? "" : "s");
}

/* What the moment adds (sign 1) or takes away (-1): "2 days, 3 hours". */
static void
add_offsets(struct buf *b, const struct moment *m, int sign)
{
	int64_t s = m->seconds * sign;

	if (m->days * sign > 0)
		add_count(b, m->days, "day");
	if (m->on * sign > 0)
		add_count(b, m->on, words_of_weekday(m->onto));
	if (m->business * sign > 0)
		add_count(b, m->business, "business day");
	if (s >= HOUR)
		add_count(b, s / HOUR, "hour");
	if (s > 0 && s % HOUR != 0)
		add_count(b, s % HOUR / MINUTE, "minute");
}

const char *
moment_phrase(struct arena *a, const struct moment *m, const char *base,
    const char *before_time)
{
	struct buf later = { 0 }, earlier = { 0 }, b = { 0 };
	const char *text;

	add_offsets(&later, m, 1);
	add_offsets(&earlier, m, -1);
	if (later.n > 0)
		buf_addf(&b, "%s after ", buf_str(&later));
	if (later.n > 0 && earlier.n > 0)
		buf_adds(&b, "and ");
	if (earlier.n > 0)
		buf_addf(&b, "%s before ", buf_str(&earlier));
	buf_adds(&b, base);
	if (m->hour >= 0)
		buf_addf(&b, "%s%02d:%02d", before_time, m->hour, m->minute);
	text = arena_str(a, buf_str(&b));
	buf_free(&later);
	buf_free(&earlier);
	buf_free(&b);
	return text;
}

static const char *
base_words(struct arena *a, const struct moment *m)
{
	switch (m->base) {
	case MOMENT_DAY:
		return "day 0";
	case MOMENT_ORDINAL:
		return arena_printf(a, "the %s %s%s", words_of_ordinal(m->nth),
		    words_of_weekday(m->weekday), m->month > 0 ?
		    " of the next month" : "");
	case MOMENT_STEP:
		return m->step;
	case MOMENT_STEP_END:
		return arena_printf(a, "the end of %s", m->step);
	case MOMENT_SELF:
		return "its beginning";
	case MOMENT_SELF_END:
		return "its due time";
	}
	return "";
}

const char *
moment_words(struct arena *a, const struct moment *m)
{
	return moment_phrase(a, m, base_words(a, m), ", ");
}
