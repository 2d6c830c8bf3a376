/* SPDX-License-Identifier: ISC */
/* Calendars that others read; see ical.h. */
#include <stdio.h>
#include <string.h>

#include "handlers/playbook/ical.h"

#define FOLD	75	/* bytes of a line, CRLF not counted */

static void
add_value(struct buf *b, const char *value, bool text)
{
	for (; *value != '\0'; value++) {
		if (text && *value == '\n') {
			buf_adds(b, "\\n");
		} else if (text && strchr("\\;,", *value) != NULL) {
			buf_addc(b, '\\');
			buf_addc(b, *value);
		} else if ((unsigned char)*value >= ' ' || *value == '\t') {
			buf_addc(b, *value);
		}
	}
}

void
ical_line(struct buf *b, const char *name, const char *value, bool text)
{
	struct buf line = { 0 };
	const char *p;
	size_t left, n, room = FOLD;

	buf_adds(&line, name);
	buf_addc(&line, ':');
	add_value(&line, value, text);
	p = buf_str(&line);
	for (left = line.n; left > room; left -= n, p += n) {
		/* bytes that are no UTF-8 may be cut anywhere */
		if ((n = utf8_cut(p, room)) == 0)
			n = room;
		buf_add(b, p, n);
		buf_adds(b, "\r\n ");
		room = FOLD - 1;	/* the blank is the next line's */
	}
	buf_add(b, p, left);
	buf_adds(b, "\r\n");
	buf_free(&line);
}

static void
add_day(struct buf *b, const char *name, day_t d)
{
	char value[32], line[60];
	int year, month, day;

	day_split(d, &year, &month, &day);
	snprintf(value, sizeof(value), "%04d%02d%02d", year, month, day);
	snprintf(line, sizeof(line), "%s;VALUE=DATE", name);
	ical_line(b, line, value, false);
}

/* --- the zone ---------------------------------------------------------- */

static void
civil(char value[32], const struct tm *tm)
{
	strftime(value, 32, "%Y%m%dT%H%M%S", tm);
}

static void
add_offset(struct buf *b, const char *name, long seconds)
{
	long n = seconds < 0 ? -seconds : seconds;
	char value[32];

	snprintf(value, sizeof(value), "%c%02ld%02ld", seconds < 0 ? '-' : '+',
	    n / HOUR, n % HOUR / MINUTE);
	ical_line(b, name, value, false);
}

/* One stretch of the zone's life: what holds from t on. */
static void
add_observance(struct buf *b, int64_t t, const struct tm *before)
{
	const char *what;
	char value[32];
	struct tm tm;
	time_t onset;

	clock_local(t, &tm);
	what = tm.tm_isdst > 0 ? "DAYLIGHT" : "STANDARD";
	ical_line(b, "BEGIN", what, false);
	add_offset(b, "TZOFFSETFROM", before->tm_gmtoff);
	add_offset(b, "TZOFFSETTO", tm.tm_gmtoff);
	ical_line(b, "TZNAME", tm.tm_zone, true);
	/* the time that clocks showed when it came (RFC 5545, 3.6.5) */
	onset = (time_t)(t + before->tm_gmtoff);
	gmtime_r(&onset, &tm);
	civil(value, &tm);
	ical_line(b, "DTSTART", value, false);
	ical_line(b, "END", what, false);
}

/* The second at which the offset of "from" is no more, at most "until". */
static int64_t
change_between(int64_t from, int64_t until)
{
	struct tm a, b;
	int64_t mid;

	clock_local(from, &a);
	while (until - from > 1) {
		mid = from + (until - from) / 2;
		clock_local(mid, &b);
		if (b.tm_gmtoff == a.tm_gmtoff && b.tm_isdst == a.tm_isdst)
			from = mid;
		else
			until = mid;
	}
	return until;
}

/*
 * Each change is written by itself, without a rule: the same text whatever
 * the zone does, and right in all years that are told of.
 */
void
ical_zone(struct ical_out *o, day_t first, day_t last)
{
	int64_t t = day_at(first, 0, 0), end = day_at(last + 1, 0, 0), next;
	struct tm a, b;

	ical_line(o->buf, "BEGIN", "VTIMEZONE", false);
	ical_line(o->buf, "TZID", o->zone, true);
	clock_local(t, &a);
	add_observance(o->buf, t, &a);
	for (; t < end; t = next) {
		next = t + 7 * (int64_t)DAY;
		clock_local(t, &a);
		clock_local(next, &b);
		if (a.tm_gmtoff == b.tm_gmtoff && a.tm_isdst == b.tm_isdst)
			continue;
		next = change_between(t, next);
		clock_local(next - 1, &a);
		if (next < end)
			add_observance(o->buf, next, &a);
	}
	ical_line(o->buf, "END", "VTIMEZONE", false);
}

void
ical_begin(struct ical_out *o, const char *name, day_t first, day_t last)
{
	ical_line(o->buf, "BEGIN", "VCALENDAR", false);
	ical_line(o->buf, "VERSION", "2.0", false);
	ical_line(o->buf, "PRODID", "-//patchbot//EN", true);
	ical_line(o->buf, "CALSCALE", "GREGORIAN", false);
	ical_line(o->buf, "NAME", name, true);
	ical_line(o->buf, "X-WR-CALNAME", name, true);
	ical_line(o->buf, "X-WR-TIMEZONE", o->zone, true);
	ical_zone(o, first, last);
}

void
ical_end(struct ical_out *o)
{
	ical_line(o->buf, "END", "VCALENDAR", false);
}

/* --- entries ----------------------------------------------------------- */

void
ical_local(struct ical_out *o, const char *name, int64_t t)
{
	char value[32], line[120];
	struct tm tm;

	clock_local(t, &tm);
	civil(value, &tm);
	snprintf(line, sizeof(line), "%s;TZID=%s", name, o->zone);
	ical_line(o->buf, line, value, false);
}

void
ical_utc(struct ical_out *o, const char *name, int64_t t)
{
	time_t when = (time_t)t;
	char value[32];
	struct tm tm;

	gmtime_r(&when, &tm);
	strftime(value, sizeof(value), "%Y%m%dT%H%M%SZ", &tm);
	ical_line(o->buf, name, value, false);
}

static void
add_text(struct ical_out *o, const char *name, const char *value)
{
	if (value != NULL && value[0] != '\0')
		ical_line(o->buf, name, value, true);
}

void
ical_add(struct ical_out *o, const struct ical_entry *e)
{
	ical_line(o->buf, "BEGIN", "VEVENT", false);
	ical_line(o->buf, "UID", e->uid, true);
	ical_utc(o, "DTSTAMP", e->stamp);
	if (e->all_day) {
		add_day(o->buf, "DTSTART", e->first);
		add_day(o->buf, "DTEND", e->last + 1);
	} else {
		ical_local(o, "DTSTART", e->from);
		if (e->until > e->from)
			ical_local(o, "DTEND", e->until);
	}
	add_text(o, "SUMMARY", e->summary);
	add_text(o, "DESCRIPTION", e->description);
	add_text(o, "LOCATION", e->location);
	add_text(o, "CATEGORIES", e->categories);
	ical_line(o->buf, "TRANSP", e->free ? "TRANSPARENT" : "OPAQUE", false);
	ical_line(o->buf, "END", "VEVENT", false);
}
