/* SPDX-License-Identifier: ISC */
/* One recurrence rule (RFC 5545, 3.3.10), by days; see ical.h. */
#ifndef PLAYBOOK_ICAL_RULE_H
#define PLAYBOOK_ICAL_RULE_H

#include "handlers/playbook/playbook.h"

#define ICAL_BY_MAX	64	/* entries of one BYDAY or BYSETPOS */

enum ical_freq {
	ICAL_DAYS, ICAL_WEEKS, ICAL_MONTHS, ICAL_YEARS
};

struct ical_weekday {
	int		 n;		/* 0 each, 2 second, -1 last */
	int		 weekday;
};

struct ical_rule {
	enum ical_freq	 freq;
	int		 interval;
	int		 count;		/* 0: without end */
	struct span	 until;		/* as it was written; n 0: none */
	unsigned	 months;	/* bit m; 0: all */
	uint32_t	 days, days_end; /* bit d: day d, dth from the end */
	struct ical_weekday byday[ICAL_BY_MAX];
	int		 n_byday;
	int		 setpos[ICAL_BY_MAX];
	int		 n_setpos;
	int		 week_start;	/* 0 Sunday; Monday where not given */
};

/* Reads "FREQ=MONTHLY;BYDAY=2TU"; -1 and *e: what is not understood. */
int	ical_rule_read(struct span text, struct ical_rule *out, struct err *e);
/*
 * Calls day for each day of the rule from start to last, in order, until it
 * returns false.  COUNT is looked at, UNTIL is the caller's.
 */
void	ical_rule_days(const struct ical_rule *r, day_t start, day_t last,
	    bool (*day)(void *own, day_t d), void *own);

#endif
