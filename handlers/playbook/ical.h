/* SPDX-License-Identifier: ISC */
/*
 * iCalendar (RFC 5545), as far as a calendar of holidays and blackouts needs
 * it, and as far as others must read what we write.
 *
 * This is ours and not libical, which brings ICU with it: 2.7 MB to a core
 * that has 4, and 5.9 MB after the first rule; and which may turn for half a
 * minute in a rule that fits no day.  The tests hold every rule that is read
 * here against libical.
 *
 * Read is: VEVENT with DTSTART, DTEND or DURATION, SUMMARY, UID, STATUS,
 * RRULE, RDATE, EXDATE, RECURRENCE-ID.  A rule is tried on each day from its
 * start to the end of the years asked for, so it ends, whatever it says.
 * Rules below DAILY, and parts of rules that we do not know, are errors: a
 * blackout must not be lost in silence.
 */
#ifndef PLAYBOOK_ICAL_H
#define PLAYBOOK_ICAL_H

#include "handlers/playbook/playbook.h"

#define ICAL_FILE_MAX	(2 << 20)	/* bytes */
#define ICAL_EVENTS_MAX	5000		/* VEVENTs of one file */
#define ICAL_TIMES_MAX	4000		/* occurrences of one of them */
#define ICAL_ALL_MAX	20000		/* occurrences of one file */
#define ICAL_DAYS_MAX	400		/* of one occurrence */

struct ical_event {
	const char	*summary;	/* one line; never NULL */
	int64_t		 from, until;
	bool		 all_day;
	day_t		 first, last;	/* the days it touches */
};

/*
 * Adds (struct ical_event *) every occurrence that touches a day from first
 * to last, by its start.  Floating times and whole days are the site's; a TZID
 * must be an IANA name.  -1 and *e, which names the event, where something
 * cannot be read or a limit is passed.
 */
int	ical_read(struct arena *a, struct span text, day_t first, day_t last,
	    struct list *out, struct err *e);

/* --- writing ----------------------------------------------------------- */

struct ical_out {
	struct buf	*buf;
	const char	*zone;		/* IANA name: of all times */
};

/*
 * A calendar: begin, events, end.  Lines end with CRLF and are folded at 75
 * bytes, never within a character.  name: of the whole calendar; the zone is
 * written down as it is between first and last, each change by itself.
 */
void	ical_begin(struct ical_out *o, const char *name, day_t first,
	    day_t last);
void	ical_end(struct ical_out *o);

struct ical_entry {
	const char	*uid;		/* stable: "2026-11.dev@example.com" */
	const char	*summary, *description, *location;	/* or NULL */
	int64_t		 stamp;		/* when it was written */
	int64_t		 from, until;	/* until == from: a moment */
	bool		 all_day;	/* first and last instead */
	day_t		 first, last;
	bool		 free;		/* does not make anybody busy */
	const char	*categories;	/* "stage"; or NULL */
};
void	ical_add(struct ical_out *o, const struct ical_entry *e);
/* One line, folded: "NAME;PARAM=...", then the value with , ; \ and newlines
 * escaped where text is true. */
void	ical_line(struct buf *b, const char *name, const char *value,
	    bool text);
/* VTIMEZONE of those days; "NAME;TZID=..." of a moment; one in UTC. */
void	ical_zone(struct ical_out *o, day_t first, day_t last);
void	ical_local(struct ical_out *o, const char *name, int64_t t);
void	ical_utc(struct ical_out *o, const char *name, int64_t t);

#endif
