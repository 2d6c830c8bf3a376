/* SPDX-License-Identifier: ISC */
/*
 * The scripted day: 30 mails, one deployment, 40 commands, with an edge that
 * gives again what was not acknowledged.  The kill sweep and the fault sweep
 * live it over and over; each life in a process of its own.
 */
#ifndef SUPPORT_DAY_H
#define SUPPORT_DAY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

/* Shared with the children, so that it survives their deaths. */
struct day {
	long	 calls;		/* store calls so far in this life */
	long	 at;		/* the one that is hurt; 0: none */
	bool	 fault;		/* one was put in and not yet seen */
	int64_t	 latest;	/* the clock */
	size_t	 n;		/* bytes of the list of what was sent */
	char	 sent[1 << 20];	/* one line a message: what the world saw */
};
extern struct day *day;

int	day_set_up(void **state);	/* of the group */
int	day_tear_down(void **state);
const char *day_path(void);		/* of its database */
/* Nothing happened yet: no database, nothing sent. */
void	day_fresh(void);
/* One life, from the morning to its end, from wherever the database is. */
void	day_live(void);
/* What is left of it and what the world saw, sorted, in words. */
char	*day_state(struct arena *a);
char	*day_sent(struct arena *a);
/* Fails with the first line that one text has and the other lacks. */
void	day_must_equal(struct arena *a, long at, const char *what,
	    const char *want, const char *got);

#endif
