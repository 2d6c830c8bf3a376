/* SPDX-License-Identifier: ISC */
/*
 * Time.  The only place that reads the system's clock; everywhere else time
 * is an argument, so the same code runs on a rehearsal clock.  Moments are
 * int64_t seconds of POSIX time (UTC); civil time is a struct tm in the
 * site's zone, which is process-wide (clock_zone).
 */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include "base/err.h"

#define MINUTE	60
#define HOUR	3600
#define DAY	86400

int64_t	clock_now(void);	/* seconds */
int64_t	clock_now_ms(void);	/* milliseconds */
int64_t	clock_mono_ms(void);	/* monotonic, for time-outs */

/* Sets the zone (an IANA name) for all conversions below. */
int	clock_zone(const char *name, struct err *e);
void	clock_local(int64_t t, struct tm *tm);
/*
 * The moment of a civil time.  A time that the change to summer time skips
 * moves forward by the gap (02:30 becomes 03:30); one that occurs twice is
 * the first of the two.  Fields out of range carry over (day 32, minute 90).
 */
int64_t	clock_at(int year, int month, int day, int hour, int minute);
/* The same for another zone than the site's; one that is not known: -1. */
int	clock_at_zone(const char *zone, int year, int month, int day, int hour,
	    int minute, int64_t *t, struct err *e);
/* The same civil time n days later. */
int64_t	clock_add_days(int64_t t, int n);

/* Each fills and returns the buffer. */
#define CLOCK_TEXT 64
char	*clock_date(int64_t t, char buf[CLOCK_TEXT]);	/* 2026-11-21 */
char	*clock_minute(int64_t t, char buf[CLOCK_TEXT]);	/* 2026-11-21 18:00 */
char	*clock_hour(int64_t t, char buf[CLOCK_TEXT]);	/* 18:00 */
/* The end of what is said with its begin: 03:00, or where summer time begins or
 * ends in between, 03:00 CET. */
char	*clock_end(int64_t begin, int64_t end, char buf[CLOCK_TEXT]);
char	*clock_long(int64_t t, char buf[CLOCK_TEXT]);
					/* Sat 21 Nov 2026 18:00 CET */
char	*clock_rfc3339(int64_t t, char buf[CLOCK_TEXT]);	/* UTC, Z */
char	*clock_rfc5322(int64_t t, char buf[CLOCK_TEXT]);
				/* Sat, 21 Nov 2026 18:00:00 +0100 */
char	*clock_span(int64_t seconds, char buf[CLOCK_TEXT]);	/* 3h30m, 2d */

/*
 * Reads "@seconds", RFC 3339, "YYYY-MM-DD HH:MM" or "YYYY-MM-DD" (the site's
 * zone, 00:00).
 */
bool	clock_parse(const char *s, int64_t *t);
/* Reads "90m", "3h30m", "2d", "45s" (each number with its unit, no sign). */
bool	clock_parse_span(const char *s, int64_t *seconds);
/* Reads an RFC 5322 date (obsolete zones too, 4.3); two-digit years as
 * there. */
bool	clock_parse_rfc5322(const char *s, size_t n, int64_t *t);

#endif
