/* SPDX-License-Identifier: ISC */
/* What the calendar block becomes; see playbook.h for what it answers. */
#ifndef PLAYBOOK_CALENDAR_H
#define PLAYBOOK_CALENDAR_H

#include "handlers/playbook/playbook.h"

/* Dates from files and the clock's are looked at between these years. */
#define CALENDAR_FIRST_YEAR	2000
#define CALENDAR_LAST_YEAR	2060
#define CALENDAR_DAYS_MAX	20000	/* holidays, of all files together */
#define NEXT_FREE_DAYS		92

/* "holiday 12-25 every year NAME": month and day; "holiday 2026-12-24 NAME":
 * day0 alone. */
struct holiday {
	day_t		 first, last;	/* of one that comes once */
	int		 month, day;	/* of one that comes each year, or 0 */
	const char	*name;
};

enum span_kind {
	SPAN_DATES,		/* from D until D */
	SPAN_MONTH_DAY,		/* every month day A..B */
	SPAN_MONTH_WEEK,	/* every month week A..B */
	SPAN_MONTH_BUSINESS,	/* every month business-day A..B */
	SPAN_YEARLY,		/* yearly MM-DD..MM-DD */
	SPAN_EVENTS,		/* ics FILE */
	SPAN_RECURRING,		/* every week fri 18:00 until mon 06:00 */
};

/* A stretch of time that is told by one directive of a blackout. */
struct blackout_span {
	enum span_kind	 kind;
	day_t		 first, last;		/* DATES; both belong to it */
	int		 a, b;			/* MONTH_*: of the range */
	int		 month_a, day_a, month_b, day_b;	/* YEARLY */
	struct release	 when;		/* RECURRING: the day it begins on */
	int		 begins, ends;	/* ... minutes of that day, and from
					 * its midnight on */
	struct list	 events;	/* struct ical_event *, sorted */
	int64_t		 before;		/* EVENTS: this much longer */
	const struct conf_node *node;
};

struct blackout {
	const char	*name, *reason;
	bool		 hard;
	bool		 change;	/* other teams' changes */
	struct list	 servers;	/* char *; none: all */
	struct list	 spans;		/* struct blackout_span * */
};

/* "apart A B", "halves A B". */
struct apart {
	const char	*name;		/* the directive as it was written */
	bool		 night;		/* else only not at the same time */
	struct list	 words;		/* char * */
};

struct calendar {
	const struct config *config;	/* for the inventory; NULL: none */
	unsigned	 weekend;	/* bit d: weekday d is no business */
	struct list	 yearly;	/* struct holiday *: each year */
	struct list	 once;		/* struct holiday *: sorted by first */
	struct list	 blackouts;	/* struct blackout *, as they stand */
	struct list	 apart;		/* struct apart * */
};

/* --- reading (settings_calendar.c, blackout.c, recurring.c) ----------- */

extern const struct conf_rule blackout_rules[], changes_rules[];
/* A block of either kind. */
void	blackout_read(struct arena *a, struct calendar *c,
	    const struct conf_node *n, struct conf_report *r);
/* "every week fri 18:00 until mon 06:00", "every month last fri". */
void	recurring_read(struct blackout_span *s, const struct conf_node *n,
	    struct conf_report *r);
/* "12-25"; 02-29 is a day of leap years. */
bool	calendar_month_day(const char *w, size_t n, int *month, int *day);
/* The words behind the directive's name, if it is there. */
void	calendar_words(struct arena *a, const struct conf_node *n,
	    struct list *out);
/* The events of the file that word 1 names, of the years looked at. */
void	calendar_read_file(struct arena *a, const struct conf_node *n,
	    struct list *out, struct conf_report *r);

/* --- what it answers -------------------------------------------------- */

/* The name of the holiday that day, or NULL. */
const char *calendar_holiday(const struct calendar *c, day_t d);
/*
 * Where such a span lies that starts in this month (of YEARLY: this year): the
 * first and last day, or false where the month has none.
 */
bool	calendar_span_days(const struct calendar *c,
	    const struct blackout_span *s, int year, int month, day_t *first,
	    day_t *last);
/* Every server that inner means is one of outer's; without an inventory:
 * whatever there is. */
bool	servers_within(const struct calendar *c, const struct list *inner,
	    const struct list *outer);
/* The first two halves of a cluster that one selection has; false: none. */
bool	servers_halves(const struct calendar *c, const struct list *words,
	    const struct server **a, const struct server **b);

#endif
