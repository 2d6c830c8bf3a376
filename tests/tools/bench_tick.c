/* SPDX-License-Identifier: ISC */
/*
 * bench_tick ENTRIES: microseconds of a look at the clock, as core has one each
 * second, with so many entries that wait on the agenda and none that is due.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/log.h"
#include "flow/flow.h"
#include "handlers/handler.h"
#include "store/agenda.h"

#define ROUNDS	20000

static int64_t
now(void)
{
	return 1796029200;
}

static int
fill(struct store *s, long entries, struct err *e)
{
	char argument[32];
	long i;

	if (store_begin(s, e) == -1)
		return -1;
	for (i = 0; i < entries; i++) {
		snprintf(argument, sizeof(argument), "%ld", i);
		if (agenda_add(s, "notice", argument, now() + HOUR + i, e) ==
		    -1)
			return -1;
	}
	return store_commit(s, e);
}

int
main(int argc, char **argv)
{
	struct flow f = { .now = now };
	struct err e = { 0 };
	int64_t began, due;
	int i;

	log_init("bench_tick", 0);
	if (argc != 2 || store_open_scratch(&f.store, NULL, all_tables, &e) ==
	    -1 || fill(f.store, atol(argv[1]), &e) == -1)
		log_fatalx("%s", argc != 2 ? "bench_tick ENTRIES" : e.text);
	began = clock_mono_ms();
	for (i = 0; i < ROUNDS; i++)
		if (flow_tick(&f, &e) != 0 ||
		    agenda_next(f.store, &due, &e) == -1)
			log_fatalx("%s", e.text);
	printf("%.2f\n", (double)(clock_mono_ms() - began) * 1000 / ROUNDS);
	store_close(f.store);
	return 0;
}
