/* SPDX-License-Identifier: ISC */
/* Time; see clock.h. */
#include "base/clock.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/str.h"

static int64_t
read_ms(clockid_t id)
{
	struct timespec ts;

	clock_gettime(id, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

int64_t
clock_now(void)
{
	return read_ms(CLOCK_REALTIME) / 1000;
}

int64_t
clock_now_ms(void)
{
	return read_ms(CLOCK_REALTIME);
}

int64_t
clock_mono_ms(void)
{
	return read_ms(CLOCK_MONOTONIC);
}

/* The C library takes a folder or a list there for UTC, and says nothing. */
static bool
is_zone_file(const char *path)
{
	char magic[4] = "";
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	bool is = fd != -1 && read(fd, magic, 4) == 4 &&
	    memcmp(magic, "TZif", 4) == 0;

	if (fd != -1)
		close(fd);
	return is;
}

int
clock_zone(const char *name, struct err *e)
{
	char path[256];

	if (name[0] == '\0' || name[0] == '/' || strstr(name, "..") != NULL)
		return err_set(e, ERR_CONFIG, "\"%s\" is no time zone; write "
		    "an IANA name like Europe/Berlin", name);
	snprintf(path, sizeof(path), "/usr/share/zoneinfo/%s", name);
	if (strcmp(name, "UTC") != 0 && !is_zone_file(path))
		return err_set(e, ERR_CONFIG, "time zone \"%s\" is not known "
		    "here (%s is no zone; is the package tzdata installed?)",
		    name, path);
	if (setenv("TZ", name, 1) == -1)
		return err_sys(e, "TZ");
	tzset();
	return 0;
}

void
clock_local(int64_t t, struct tm *tm)
{
	time_t tt = (time_t)t;

	localtime_r(&tt, tm);
}

/* Seconds east of UTC that are in force then. */
static int64_t
offset_at(int64_t t)
{
	struct tm tm;

	clock_local(t, &tm);
	return tm.tm_gmtoff;
}

/*
 * Read once with the offset of the day before and once with that of the day
 * after; mktime(3) and its tm_isdst are no help where winter time is the
 * exception (Dublin) or the zone itself moved.
 */
int64_t
clock_at(int year, int month, int day, int hour, int minute)
{
	struct tm tm = { .tm_year = year - 1900, .tm_mon = month - 1,
	    .tm_mday = day, .tm_hour = hour, .tm_min = minute };
	int64_t civil = timegm(&tm);
	int64_t before = offset_at(civil - DAY), after = offset_at(civil + DAY);

	/* as it was before: right, the first of two, or behind the gap */
	if (before == after || offset_at(civil - before) == before ||
	    offset_at(civil - after) != after)
		return civil - before;
	return civil - after;
}

/* The C library knows one zone at a time: ours goes and comes back. */
int
clock_at_zone(const char *zone, int year, int month, int day, int hour,
    int minute, int64_t *t, struct err *e)
{
	const char *tz = getenv("TZ");
	char *ours = tz != NULL ? strdup(tz) : NULL;
	int rc;

	if (tz != NULL && ours == NULL)
		return err_sys(e, "TZ");
	rc = clock_zone(zone, e);
	if (rc == 0)
		*t = clock_at(year, month, day, hour, minute);
	if (ours != NULL)
		setenv("TZ", ours, 1);
	else
		unsetenv("TZ");
	tzset();
	free(ours);
	return rc;
}

int64_t
clock_add_days(int64_t t, int n)
{
	struct tm tm;

	clock_local(t, &tm);
	return clock_at(tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday + n,
	    tm.tm_hour, tm.tm_min) + tm.tm_sec;
}

/* a macro, so that the compiler sees and checks the format */
#define FORMAT(t, buf, fmt) do {					\
	struct tm tm;							\
	clock_local(t, &tm);						\
	strftime(buf, CLOCK_TEXT, fmt, &tm);				\
	return buf;							\
} while (0)

char *
clock_date(int64_t t, char buf[CLOCK_TEXT])
{
	FORMAT(t, buf, "%Y-%m-%d");
}

char *
clock_minute(int64_t t, char buf[CLOCK_TEXT])
{
	FORMAT(t, buf, "%Y-%m-%d %H:%M");
}

char *
clock_hour(int64_t t, char buf[CLOCK_TEXT])
{
	FORMAT(t, buf, "%H:%M");
}

char *
clock_end(int64_t begin, int64_t end, char buf[CLOCK_TEXT])
{
	struct tm from, to;

	clock_local(begin, &from);
	clock_local(end, &to);
	strftime(buf, CLOCK_TEXT, from.tm_gmtoff == to.tm_gmtoff ? "%H:%M" :
	    "%H:%M %Z", &to);
	return buf;
}

char *
clock_long(int64_t t, char buf[CLOCK_TEXT])
{
	FORMAT(t, buf, "%a %-d %b %Y %H:%M %Z");
}

char *
clock_rfc5322(int64_t t, char buf[CLOCK_TEXT])
{
	FORMAT(t, buf, "%a, %d %b %Y %H:%M:%S %z");
}

char *
clock_rfc3339(int64_t t, char buf[CLOCK_TEXT])
{
	time_t tt = (time_t)t;
	struct tm tm;

	gmtime_r(&tt, &tm);
	strftime(buf, CLOCK_TEXT, "%Y-%m-%dT%H:%M:%SZ", &tm);
	return buf;
}

char *
clock_span(int64_t s, char buf[CLOCK_TEXT])
{
	static const struct { int64_t size; char unit; } units[] = {
		{ DAY, 'd' }, { HOUR, 'h' }, { MINUTE, 'm' }, { 1, 's' },
	};
	size_t i, n = 0;

	if (s < 0)
		s = 0;
	buf[0] = '\0';
	for (i = 0; i < 4; i++) {
		if (s < units[i].size)
			continue;
		n += (size_t)snprintf(buf + n, CLOCK_TEXT - n, "%lld%c",
		    (long long)(s / units[i].size), units[i].unit);
		s %= units[i].size;
	}
	if (n == 0)
		str_copy(buf, CLOCK_TEXT, "0m");
	return buf;
}

/* n digits at *p, as a number; -1 where there are none. */
static int
digits(const char **p, int n)
{
	int v = 0;

	for (; n > 0; n--, (*p)++) {
		if (**p < '0' || **p > '9')
			return -1;
		v = v * 10 + (**p - '0');
	}
	return v;
}

static bool
parse_offset(const char *p, int *minutes)
{
	int sign = *p == '-' ? -1 : 1, h, m;

	if ((*p == 'Z' || *p == 'z') && p[1] == '\0') {
		*minutes = 0;
		return true;
	}
	if (*p != '+' && *p != '-')
		return false;
	p++;
	h = digits(&p, 2);
	if (*p == ':')
		p++;
	m = digits(&p, 2);
	*minutes = sign * (h * 60 + m);
	return h >= 0 && h <= 23 && m >= 0 && m <= 59 && *p == '\0';
}

static bool
valid_day(int y, int m, int d)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30,
	    31 };
	bool leap = (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;

	if (y < 1970 || m < 1 || m > 12 || d < 1)
		return false;
	return d <= days[m - 1] + (m == 2 && leap);
}

static int64_t
utc(int y, int mon, int d, int h, int m, int s)
{
	struct tm tm = { .tm_year = y - 1900, .tm_mon = mon - 1, .tm_mday = d,
	    .tm_hour = h, .tm_min = m, .tm_sec = s };

	return timegm(&tm);
}

bool
clock_parse(const char *p, int64_t *t)
{
	int y, mon, d, h, m, s = 0, offset;
	long long at;

	if (*p == '@') {
		if (!str_number(p + 1, 0, INT64_MAX / 4, &at))
			return false;
		*t = at;
		return true;
	}
	y = digits(&p, 4);
	mon = y >= 0 && *p++ == '-' ? digits(&p, 2) : -1;
	d = mon >= 0 && *p++ == '-' ? digits(&p, 2) : -1;
	if (!valid_day(y, mon, d))
		return false;
	if (*p == '\0') {
		*t = clock_at(y, mon, d, 0, 0);
		return true;
	}
	if (*p != ' ' && *p != 'T' && *p != 't')
		return false;
	p++;
	h = digits(&p, 2);
	m = h >= 0 && *p++ == ':' ? digits(&p, 2) : -1;
	if (h < 0 || h > 23 || m < 0 || m > 59)
		return false;
	if (*p == '\0') {
		*t = clock_at(y, mon, d, h, m);
		return true;
	}
	if (*p == ':') {
		p++;
		if ((s = digits(&p, 2)) < 0 || s > 60)
			return false;
	}
	if (*p == '.')
		for (p++; *p >= '0' && *p <= '9'; p++)
			;
	if (*p == '\0') {
		*t = clock_at(y, mon, d, h, m) + s;
		return true;
	}
	if (!parse_offset(p, &offset))
		return false;
	*t = utc(y, mon, d, h, m, s) - (int64_t)offset * MINUTE;
	return true;
}

bool
clock_parse_span(const char *s, int64_t *seconds)
{
	static const char units[] = "dhms";
	static const int64_t size[] = { DAY, HOUR, MINUTE, 1 };
	const char *u, *least = units;
	int64_t sum = 0, v;

	if (*s == '\0')
		return false;
	while (*s != '\0') {
		if (*s < '0' || *s > '9')
			return false;
		for (v = 0; *s >= '0' && *s <= '9'; s++)
			if ((v = v * 10 + (*s - '0')) > 10 * 366 * DAY)
				return false;
		if (*s == '\0' || (u = strchr(least, *s)) == NULL)
			return false;
		sum += v * size[u - units];
		least = u + 1;
		s++;
	}
	*seconds = sum;
	return sum <= (int64_t)10 * 366 * DAY;
}

/* Obsolete zone names of RFC 5322, 4.3; all others mean -0000. */
static int
zone_minutes(struct span z)
{
	static const struct { const char *name; int hours; } zones[] = {
		{ "EDT", -4 }, { "EST", -5 }, { "CDT", -5 }, { "CST", -6 },
		{ "MDT", -6 }, { "MST", -7 }, { "PDT", -7 }, { "PST", -8 },
	};
	char text[8] = "";
	size_t i;
	int minutes;

	if (z.n == 5 && (z.p[0] == '+' || z.p[0] == '-')) {
		memcpy(text, z.p, 5);
		return parse_offset(text, &minutes) ? minutes : 0;
	}
	for (i = 0; i < sizeof(zones) / sizeof(zones[0]); i++)
		if (span_eq_nocase(z, zones[i].name))
			return zones[i].hours * 60;
	return 0;
}

static int
month_of(struct span w)
{
	static const char names[] = "janfebmaraprmayjunjulaugsepoctnovdec";
	int i;

	for (i = 0; w.n >= 3 && i < 12; i++)
		if (ascii_lower(w.p[0]) == names[3 * i] &&
		    ascii_lower(w.p[1]) == names[3 * i + 1] &&
		    ascii_lower(w.p[2]) == names[3 * i + 2])
			return i + 1;
	return 0;
}

static bool
word_number(struct span w, int *v)
{
	size_t i;

	*v = 0;
	for (i = 0; i < w.n && i < 5; i++) {
		if (w.p[i] < '0' || w.p[i] > '9')
			return false;
		*v = *v * 10 + (w.p[i] - '0');
	}
	return w.n > 0 && w.n < 5;
}

static bool
word_time(struct span w, int *h, int *m, int *s)
{
	char text[12] = "";
	int used = 0, n;

	if (w.n >= sizeof(text))
		return false;
	memcpy(text, w.p, w.n);
	*s = 0;
	n = sscanf(text, "%2d:%2d%n:%2d%n", h, m, &used, s, &used);
	return n >= 2 && (size_t)used == w.n && *h >= 0 && *h < 24 &&
	    *m >= 0 && *m < 60 && *s >= 0 && *s <= 60;
}

bool
clock_parse_rfc5322(const char *p, size_t n, int64_t *t)
{
	struct span rest = { p, n }, w, zone = { NULL, 0 };
	const char *comma;
	int d, mon, y, h, m, s;

	/* "Fri," may stand right before the day, without white space */
	for (comma = p; comma < p + n && *comma != ',' &&
	    !(*comma >= '0' && *comma <= '9'); comma++)
		;
	if (comma < p + n && *comma == ',')
		rest = (struct span){ comma + 1, n - (size_t)(comma + 1 - p) };
	if (!span_word(&rest, &w))
		return false;
	if (!word_number(w, &d) || !span_word(&rest, &w) ||
	    (mon = month_of(w)) == 0 || !span_word(&rest, &w) ||
	    !word_number(w, &y))
		return false;
	if (w.n == 2)
		y += y < 50 ? 2000 : 1900;
	else if (w.n == 3)
		y += 1900;
	if (!valid_day(y, mon, d) || !span_word(&rest, &w) ||
	    !word_time(w, &h, &m, &s))
		return false;
	span_word(&rest, &zone);
	*t = utc(y, mon, d, h, m, s) - (int64_t)zone_minutes(zone) * MINUTE;
	return true;
}
