/* SPDX-License-Identifier: ISC */
/*
 * Any bytes as a calendar file.  What is read lies in the years asked for, in
 * order, and ends not before it begins; and written and read again it is what
 * it was.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "handlers/playbook/ical.h"

int	LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
need(int ok)
{
	if (!ok)
		abort();
}

static void
in_order(const struct list *events, day_t first, day_t last)
{
	const struct ical_event *e;
	int64_t before = INT64_MIN;
	size_t i;

	for (i = 0; i < events->n; i++) {
		e = events->at[i];
		need(e->from >= before && e->until >= e->from);
		need(e->first <= last && e->last >= first);
		need(e->summary != NULL && strchr(e->summary, '\n') == NULL);
		before = e->from;
	}
}

static void
write_again(struct arena *a, const struct list *events, day_t first,
    day_t last)
{
	struct buf b = { 0 };
	struct ical_out o = { .buf = &b, .zone = "UTC" };
	const struct ical_event *e, *f;
	struct list again = { 0 };
	struct err err = { 0 };
	size_t i;

	ical_begin(&o, "fuzz", first, last);
	for (i = 0; i < events->n; i++) {
		e = events->at[i];
		ical_add(&o, &(struct ical_entry){ .uid = "x@example.com",
		    .summary = e->summary, .from = e->from, .until = e->until,
		    .all_day = e->all_day, .first = e->first,
		    .last = e->last });
	}
	ical_end(&o);
	if (b.n <= ICAL_FILE_MAX && events->n <= ICAL_EVENTS_MAX) {
		need(ical_read(a, (struct span){ b.p, b.n }, first, last,
		    &again, &err) == 0);
		need(again.n == events->n);
		for (i = 0; i < again.n; i++) {
			e = events->at[i];
			f = again.at[i];
			need(e->from == f->from && e->until == f->until);
		}
	}
	buf_free(&b);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new();
	day_t first = day_make(2020, 1, 1), last = day_make(2035, 12, 31);
	struct list events = { 0 };
	struct err e = { 0 };
	int rc;

	need(clock_zone("UTC", &e) == 0);
	rc = ical_read(a, (struct span){ (const char *)data, size }, first,
	    last, &events, &e);
	need((rc == -1) == (e.text[0] != '\0'));
	if (rc == 0) {
		in_order(&events, first, last);
		write_again(a, &events, first, last);
	}
	arena_free(a);
	return 0;
}
