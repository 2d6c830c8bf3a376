/* SPDX-License-Identifier: ISC */
/* When notices are due: civil days in the site's zone; see notice.h. */
#include <stdlib.h>

#include "handlers/cycle/notice.h"

static int64_t
moment(const struct notice_time *t, const struct tm *start)
{
	return clock_at(start->tm_year + 1900, start->tm_mon + 1,
	    start->tm_mday - t->days, t->hour, t->minute);
}

static int
by_time(const void *a, const void *b)
{
	int64_t x, y;

	x = *(const int64_t *)a;
	y = *(const int64_t *)b;
	return x < y ? -1 : x > y;
}

static const struct notice_time *
earliest(const struct notice_rules *r, const struct tm *tm)
{
	const struct notice_time *first = NULL;
	size_t i;

	for (i = 0; i < r->n; i++)
		if (first == NULL || moment(&r->at[i], tm) < moment(first, tm))
			first = &r->at[i];
	return first;
}

size_t
notice_dates(const struct notice_rules *r, int64_t start,
    int64_t due[NOTICE_TIMES_MAX])
{
	const struct notice_time *first;
	struct notice_time t;
	struct tm tm;
	size_t i, n = 0, kept = 0;

	clock_local(start, &tm);
	first = earliest(r, &tm);
	for (i = 0; i < r->n; i++) {
		t = r->at[i];
		/* from the civil day anew: adding 24 hours would drift where
		 * summer time begins or ends */
		while (&r->at[i] == first && start - moment(&t, &tm) < r->lead)
			t.days++;
		if (moment(&t, &tm) < start)
			due[n++] = moment(&t, &tm);
	}
	qsort(due, n, sizeof(due[0]), by_time);
	for (i = 0; i < n; i++)
		if (kept == 0 || due[i] != due[kept - 1])
			due[kept++] = due[i];
	return kept;
}

size_t
notice_remaining(int64_t *due, size_t n, int64_t now, bool told,
    bool *at_once)
{
	size_t i, kept = 0;

	*at_once = !told && (n == 0 || due[0] <= now);
	for (i = 0; i < n; i++)
		if (due[i] > now && (due[i] >= now + NOTICE_GAP ||
		    !(told || *at_once)))
			due[kept++] = due[i];
	return kept;
}
