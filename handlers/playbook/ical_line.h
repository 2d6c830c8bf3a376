/* SPDX-License-Identifier: ISC */
/* Times in iCalendar files (RFC 5545, 3.3). */
#ifndef PLAYBOOK_ICAL_LINE_H
#define PLAYBOOK_ICAL_LINE_H

#include "handlers/playbook/playbook.h"
#include "text/ical.h"

enum ical_kind {
	ICAL_DAY,		/* 20261224 */
	ICAL_LOCAL,		/* 20261224T180000, of a zone or of ours */
	ICAL_UTC,		/* 20261224T180000Z */
};
struct ical_time {
	enum ical_kind	 kind;
	day_t		 day;
	int		 hour, minute, second;
	const char	*zone;		/* LOCAL: NULL is ours */
};
/* A DATE or DATE-TIME; the years are those of 1900 to 2200. */
bool	ical_time_read(struct span value, struct ical_time *out);
/* The moment: of a DAY its beginning here.  -1: the zone is not known. */
int	ical_time_at(const struct ical_time *t, int64_t *out, struct err *e);
/* "P1D", "PT1H30M", "P2W": -1 where it is none or negative. */
int64_t	ical_duration(struct span value);

#endif
