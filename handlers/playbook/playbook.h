/* SPDX-License-Identifier: ISC */
/*
 * The organisation's own process, as it is written down: playbooks of steps,
 * the moments they hang on, and the calendar that the moments obey.  Nothing
 * here knows the database: text in, dates out, each with its reason.  What a
 * cycle does on those dates is handlers/cycle.
 *
 * A cycle is one run of a playbook.  It hangs on its day 0: the release day
 * that "release" names, or the day on which an emergency was declared.  Every
 * step has occasions (it begins, it reminds, it is due, an agenda goes out),
 * each at a moment that is worked out from day 0, other steps and the calendar.
 *
 * Adding a kind of step is adding one file, handlers/cycle/step_NAME.c, which
 * defines one constant:
 *
 *	const struct step_kind step_notify = { .name = "notify", ... };
 */
#ifndef PLAYBOOK_PLAYBOOK_H
#define PLAYBOOK_PLAYBOOK_H

#include "handlers/handler.h"
#include "handlers/servers/servers.h"

#define PLAYBOOKS_MAX	50		/* of one configuration */
#define STEPS_MAX	200		/* of one playbook, stages included */
#define OCCASIONS_MAX	40		/* of one step */
#define REMINDERS_MAX	10
#define MOMENT_DAYS_MAX	400		/* of an offset, either way */

/* --- the calendar ------------------------------------------------------ */

/* The configuration's "calendar" block: weekends, holidays, blackouts, what
 * must be kept apart.  Without one: Saturday and Sunday, nothing else. */
struct calendar;
extern const struct settings settings_calendar;
const struct calendar *calendar_of(const struct config *c);

/* A civil day: the number of days since 1970-01-01, no zone. */
typedef int32_t day_t;
day_t	day_of(int64_t t);			/* in the site's zone */
day_t	day_make(int year, int month, int day);	/* fields carry over */
void	day_split(day_t d, int *year, int *month, int *day);
int	day_weekday(day_t d);			/* 0 Sunday .. 6 Saturday */
int64_t	day_at(day_t d, int hour, int minute);	/* clock_at()'s DST rule */
/* The nth (1..5, -1 the last) such weekday of a month: 1, or 0 where the
 * month has none. */
int	day_ordinal(int year, int month, int nth, int weekday, day_t *out);

/* false: why (may be NULL) is the holiday's name, "Saturday", ...; true: it is
 * NULL. */
bool	calendar_is_business_day(const struct calendar *c, day_t d,
	    const char **why);
/* n business days on (negative: back); 0: d itself. */
day_t	calendar_add_business(const struct calendar *c, day_t d, int n);

struct blackout_hit {
	const char	*name;		/* of the blackout */
	const char	*reason;	/* or NULL */
	bool		 hard;		/* else soft: a warning */
	bool		 change;	/* another team's change: told when it
					 * meets a night */
	int64_t		 from, until;
	const char	*file;		/* where it was written */
	int		 line;
	const struct list *servers;	/* its words; empty: all */
};
/*
 * Adds (struct blackout_hit *) every blackout that touches [from, until) for
 * these server words ("env:prod", "tier:erp", "db1"; an empty list is all
 * servers), by its start.  Words with one key ("env:") name one or the other,
 * words with several keys must hold together.  Where there is an inventory
 * they mean its servers; else what may be a server of both is taken for one.
 */
void	calendar_blackouts(const struct calendar *c, struct arena *a,
	    int64_t from, int64_t until, const struct list *servers,
	    struct list *out);
/* The next start at the same civil time, from start on, at which a window of
 * that length touches no blackout of that hardness or harder (soft_too), and
 * lies on no holiday: 1, or 0 where none lies within 92 days. */
int	calendar_next_free(const struct calendar *c, int64_t start,
	    int64_t length, const struct list *servers, bool soft_too,
	    int64_t *out);
/*
 * Two windows that may not share a night (incompatible systems, halves of a
 * cluster): the name of the rule, or NULL where they may.
 */
const char *calendar_apart(const struct calendar *c,
	    const struct list *servers, const struct list *others);
/*
 * May these two selections mean a common server?  The inventory knows; without
 * one (and where one of them selects nothing of it) the words are held against
 * each other: those with the same key ("env:") name one or the other,
 * different keys must hold together, so "env:prod tier:erp" and "env:prod" may,
 * "env:prod" and "env:dev" may not.
 */
bool	servers_meet(const struct calendar *c, const struct list *one,
	    const struct list *other);
struct window {
	int64_t		 from, until;
	const struct list *servers;	/* NULL or empty: all */
};
/*
 * The same with the times looked at: what is "apart" may not share a night
 * (from noon to noon), "halves" may not overlap, nor may the halves of a
 * cluster of the inventory.  NULL: these two may.
 */
const char *calendar_clash(const struct calendar *c, const struct window *one,
	    const struct window *other);
/* The same, and which servers meet: NULL where no inventory has them. */
struct clash {
	const char	*rule;		/* as it was written, or in words */
	const struct server *one, *other;
};
bool	calendar_clashes(const struct calendar *c, const struct window *one,
	    const struct window *other, struct clash *out);

/* For sentences: "; did you mean "X"?" of the nearest known word, or "". */
const char *words_nearest(struct arena *a, const char *word,
	    const char *const *known, size_t n);

/* --- moments ----------------------------------------------------------- */

enum moment_base {
	MOMENT_DAY,		/* day 0 */
	MOMENT_ORDINAL,		/* "2nd wed", "next month 1st thu" */
	MOMENT_STEP,		/* another step or stage begins */
	MOMENT_STEP_END,	/* ... is due, its window ends: "end of dev" */
	MOMENT_SELF,		/* this step's own "at": "agenda -2d" */
	MOMENT_SELF_END,	/* this step's own "by": "remind -24h" */
};

/*
 *	[BASE] [OFFSET ...] [HH:MM]
 *
 * A base alone keeps its time of day; day 0 and ordinals have the playbook's
 * "hour".  Offsets: +2 and +2d days, -1w weeks, +1fri the first Friday behind,
 * +3bd business days (Monday is one of Friday), +4h, +30m, and 0.  Days come
 * first and keep the civil time, then weekdays, business days, and hours; HH:MM
 * is applied last.
 *
 * Where several moments stand in one directive, HH:MM or a comma ends each,
 * and where no base is named one offset is all: "remind -2d 18:00 -24h -2h".
 */
struct moment {
	enum moment_base base;
	const char	*step;		/* MOMENT_STEP, MOMENT_STEP_END */
	int		 month;		/* ordinal's: 0 day 0's, 1 the next */
	int		 nth, weekday;	/* ordinal's */
	int		 days, business;
	int		 on, onto;	/* "+2fri": 2, 5; on 0: none */
	int64_t		 seconds;
	int		 hour, minute;	/* -1: as the base has it */
	const struct conf_node *node;	/* where it was written */
	size_t		 word;		/* its first word there */
};

/*
 * Reads a moment from word *i of a node on, as far as it goes, and moves *i
 * behind it; base: what it hangs on where it names nothing.  -1 after an error
 * in the report.  Names of steps are not looked up yet.
 */
int	moment_read(struct arena *a, const struct conf_node *n, size_t *i,
	    enum moment_base base, struct moment *out, struct conf_report *r);
/* The same for the last thing in a directive: more words are an error. */
int	moment_read_last(struct arena *a, const struct conf_node *n, size_t i,
	    enum moment_base base, struct moment *out, struct conf_report *r);
/* "2 days after production, 12:00": for errors and the checklist. */
const char *moment_words(struct arena *a, const struct moment *m);

/* --- playbooks --------------------------------------------------------- */

/*
 * When cycles come: "every month 2nd tue", "every month last fri", "every
 * month day 10", "every quarter 2nd tue", "every 3 months 2nd tue from
 * 2026-02-10", "every week mon", "every 2 weeks wed from 2026-01-07",
 * "declared".  Only what every month has (1st to 4th, days 1 to 28, last), so
 * that no cycle is left out.  Quarters begin in January.
 */
enum release_every {
	RELEASE_DECLARED, RELEASE_WEEKS, RELEASE_MONTHS
};
struct release {
	enum release_every every;
	int		 n;		/* each n weeks or months */
	int		 nth, weekday;	/* MONTHS; nth 0: on day "day", -1 the
					 * last.  WEEKS: weekday */
	int		 day;		/* 1..28, -1 the last */
	day_t		 from;		/* with n > 1: one such day (WEEKS), or
					 * a day of such a month; else 0 */
};
/* From word i on; -1 after an error in the report. */
int	release_read(const struct conf_node *n, size_t i, struct release *out,
	    struct conf_report *r);

/* What becomes of an occasion that the clock brings too late. */
enum late_rule {
	LATE_DO,		/* do it, and say that it is late */
	LATE_SKIP,		/* leave it out, and say so */
};

struct occasion {
	const char	*what;		/* "begin", "due", "remind", ...: the
					 * kind's own stand in cycle/step.h */
	struct moment	 when;
	enum late_rule	 late;
};

struct playbook;
struct step_kind;

struct step {
	const char	*name;
	const char	*title;		/* the name where none was given */
	const struct step_kind *kind;
	int		 number;	/* from 1, as they stand */
	struct list	 occasions;	/* struct occasion *; the first two may
					 * be "begin" and "due" */
	struct list	 after;		/* char *: steps to be done before */
	struct list	 audience;	/* char *: as written, checked */
	struct list	 escalate;	/* struct escalation * */
	const char	*owner;		/* person, team or role; NULL: the
					 * coordinator */
	const char	*template;	/* letter's name, or NULL: the kind's */
	const char	*silence;	/* consent applies escalate; or NULL */
	unsigned	 months;	/* bit m: in cycles of month m; 0 all */
	enum late_rule	 late;		/* of "begin": its own, or the kind's */
	struct list	 conditions;	/* struct condition *: all must hold */
	const void	*own;		/* what the kind's read() returned */
	const struct conf_node *node;
};

/* "escalate 2h secondary 4h lead 1d coordinator": behind its due time. */
struct escalation {
	int64_t		 after;		/* seconds */
	const char	*to;		/* person secondary lead coordinator
					 * management, or an audience's word */
};

/* "when severity >= important": of the cycle's bulletins, one at least. */
struct condition {
	const char	*fact;		/* severity vendor kind */
	const char	*operator;	/* = != >= <= */
	const char	*value;		/* severity: as site_severity_name(),
					 * kind: as bulletin_kind_name() */
};

struct playbook {
	const char	*name, *title;
	struct release	 release;
	int		 hour, minute;	/* of moments without a time */
	struct list	 steps;		/* struct step *, as they stand */
	const struct conf_node *node;
};

struct playbooks {
	struct list	 all;		/* struct playbook * */
};
extern const struct settings settings_playbook;
const struct playbooks *playbooks_of(const struct config *c);
const struct playbook *playbook_find(const struct playbooks *p,
	    const char *name);
const struct step *playbook_step(const struct playbook *p, const char *name);
/* Whether it names such a step or stage, be it one that could not be read. */
bool	playbook_names(const struct playbook *p, const char *step);

/* --- kinds of steps ---------------------------------------------------- */

struct cycle;			/* handlers/cycle/running.h */
struct cycle_step;

struct step_kind {
	const char	*name;		/* its directive: the word that makes a
					 * step one of this kind.  "stage" is a
					 * block of its own instead */
	const char	*help;		/* one sentence */
	const char	*does;		/* for the month and the checklist: what
					 * it does, "tells", "asks" */
	/* ... to whom or what, where the audience is not that: what an
	 * approval says is for others than those who give it. */
	const char	*(*object)(struct arena *a, const struct step *s);
	/* What may stand in such a step beside what may stand in all; ends
	 * with a name of NULL.  The directive itself is one of them. */
	const struct conf_rule *rules;
	/*
	 * Reads those directives; adds audience and occasions to the step.
	 * Returns its own part (never NULL), or NULL after errors.
	 */
	void		*(*read)(struct arena *a, const struct config *c,
			    struct step *s, struct conf_report *r);
	/* How long what begins takes (a meeting, a window), in seconds; 0. */
	int64_t		(*length)(const struct step *s);
	/* The server words of a window, or NULL: for blackouts. */
	const struct list *(*servers)(const struct step *s);
	enum late_rule	 late;		/* of "begin" */
	bool		 asks;		/* people need the time between "begin"
					 * and "due" to answer */

	/* The clock brings an occasion.  late: seconds behind its time. */
	int		(*occasion)(struct work *w, const struct cycle *c,
			    struct cycle_step *s, const char *what,
			    int64_t late, struct err *e);
	/* Somebody says that it is done; NULL: nobody can (it ends itself). */
	int		(*done)(struct work *w, const struct cycle *c,
			    struct cycle_step *s, const char *note,
			    struct err *e);
	/* Its dates were moved, or it was taken back: what was told must be
	 * told anew.  old: begin as it was; NULL where nothing is to be done */
	int		(*moved)(struct work *w, const struct cycle *c,
			    struct cycle_step *s, int64_t old, struct err *e);
};
/* generated from handlers/cycle/step_*.c; ends with NULL */
extern const struct step_kind *const step_kinds[];

/* What may stand in steps of all kinds; ends with a name of NULL. */
extern const struct conf_rule step_common[];

/* --- for the kinds' read() --------------------------------------------- */

/* The occasion of that name (the first), or NULL. */
const struct occasion *step_occasion(const struct step *s, const char *what);
/* Adds one; "begin" stands first, then "due".  OCCASIONS_MAX is checked when
 * the step was read. */
void	step_add_occasion(struct arena *a, struct step *s, const char *what,
	    const struct moment *m, enum late_rule late);
/* Adds an occasion for each moment of the step's directive, where it stands;
 * -1 after an error. */
int	step_add_occasions(struct arena *a, struct step *s,
	    const char *directive, enum moment_base base, const char *what,
	    enum late_rule late, struct conf_report *r);
/* Adds the words from word i on to out, each checked by audience_check(). */
int	step_add_audience(struct arena *a, const struct config *c,
	    const struct conf_node *n, size_t i, struct list *out,
	    struct conf_report *r);
/* The directive's span in seconds, checked against limits; def where it does
 * not stand there.  -1 after an error. */
int64_t	step_span(const struct step *s, const char *directive, int64_t min,
	    int64_t max, int64_t def, struct conf_report *r);
/* Whether there is a letter of that name; else near is "; did you mean ...?"
 * or "". */
bool	step_is_template(struct arena *a, const char *word, const char **near);
/* Whether word i names a letter that is there ("mail/NAME.txt"); else it adds
 * an error with the nearest one, and returns -1. */
int	step_check_template(struct arena *a, const struct conf_node *n,
	    size_t i, struct conf_report *r);
/* The error that the step lacks a directive, unless one that was wrong stands
 * there; returns -1. */
int	step_lacks(const struct step *s, const char *directive,
	    struct conf_report *r);

/* --- audiences --------------------------------------------------------- */

/*
 * Whom a word means, the first that fits:
 *
 *	NAME		of an "audience NAME { ... }" block; boards are such
 *	committee helpdesk infosec coordinator	the configuration's lists
 *	*teams		every team's lead
 *	TEAM		its members
 *	PERSON
 *	ROLE		all persons with that role
 *	a@b		an address
 */
struct audience {
	const char	*name;
	const char	*look;		/* team management users helpdesk
					 * vendors; "team" where not said */
	struct list	 words;		/* char * */
	const struct conf_node *node;
};
extern const struct settings settings_audience;
/* The block of that name, or NULL. */
const struct audience *audience_find(const struct config *c,
	    const char *name);
/* Whether word i of the node is such a word; else it adds an error with the
 * nearest known one, and returns -1.  A warning where it means nobody now. */
int	audience_check(struct arena *a, const struct config *c,
	    const struct conf_node *n, size_t i, struct conf_report *r);
/* Adds those meant by a word, each once: const struct person *, and char *
 * addresses (of a list, in its order; of persons, their first).  A list's
 * persons are those whose addresses stand in it, and those of the role of the
 * same name. */
void	audience_persons(const struct config *c, struct arena *a,
	    const char *word, struct list *out);
void	audience_addresses(const struct config *c, struct arena *a,
	    const char *word, struct list *out);

/* --- quorums ----------------------------------------------------------- */

/* "2 of ccb", "coordinator and (owner or committee)", "all of board". */
enum quorum_op { QUORUM_OF, QUORUM_AND, QUORUM_OR };
struct quorum {
	enum quorum_op	 op;
	size_t		 n;		/* OF: so many; SIZE_MAX: all */
	bool		 counted;	/* OF: a number stood there, as people
					 * are to read it again */
	const char	*word;		/* OF: an audience's word, or "owner",
					 * the step's owner */
	struct list	 parts;		/* AND, OR: struct quorum * */
};
/* From word i of the node on to its end; owner: the step's (NULL: none, and
 * "owner" is an error).  NULL after an error. */
struct quorum *quorum_read(struct arena *a, const struct config *c,
	    const struct conf_node *n, size_t i, const char *owner,
	    struct conf_report *r);
/* Whether those (struct person *) suffice.  A person counts for every word
 * that means him. */
bool	quorum_holds(const struct quorum *q, const struct config *c,
	    const char *owner, const struct list *persons);
/* Adds all (struct person *) who may take part, each once. */
void	quorum_persons(const struct quorum *q, const struct config *c,
	    struct arena *a, const char *owner, struct list *out);
const char *quorum_words(struct arena *a, const struct quorum *q);

/* --- dates ------------------------------------------------------------- */

/* A date that a person set in a running cycle, in place of the rule: what
 * hangs on it moves along. */
struct fixed {
	const char	*step, *what;	/* what: "begin", or "due" (of what has
					 * a length: its end) */
	int64_t		 at;
};

struct due {
	const struct step *step;
	const struct occasion *occasion;
	int64_t		 at;
	int64_t		 until;		/* of a begin with a length; else at */
	const char	*reason;	/* "2 days after the release, Tue 10
					 * Nov 2026; 17:00" */
	bool		 fixed;		/* by a person; reason: the rule's */
};

/*
 * All occasions of a cycle of that day 0, by time (then by the step's number);
 * steps whose months leave this cycle out are not there.  fixed may be NULL.
 * -1 where a moment cannot be worked out (an ordinal that the month does not
 * have): *e says which.
 */
int	playbook_dates(const struct playbook *p, const struct calendar *c,
	    struct arena *a, day_t day0, const struct list *fixed,
	    struct list *out, struct err *e);
/*
 * Steps whose moments hang on each other in a ring: "a, b, a", or NULL.  That
 * of a playbook in force is NULL: settings_playbook refuses the others.
 */
const char *playbook_ring(struct arena *a, const struct playbook *p,
	    const struct step **first);
/* The next release day on or after d: 1, or 0 for one that is declared. */
int	playbook_release(const struct playbook *p, day_t d, day_t *out);
/* "2026-11" (months), "2026-11-09" (weeks), "E-2026-11-18" (declared). */
const char *playbook_cycle_name(struct arena *a, const struct playbook *p,
	    day_t day0);

/* --- the months to come ------------------------------------------------ */

/* A cycle that there is, with the dates that it came to have. */
struct calendar_cycle {
	const struct playbook *playbook;
	const char	*name;
	day_t		 day0;
	bool		 declared;
	struct list	 dates;		/* struct calendar_date * */
};
struct calendar_date {
	const struct step *step;
	const char	*what;		/* the occasion's name */
	int		 nth;		/* from 0, among those of the name */
	int64_t		 at, until;
	const char	*reason;
};

enum calendar_form { CALENDAR_TEXT, CALENDAR_ICS, CALENDAR_SVG };
struct calendar_wish {
	enum calendar_form form;
	day_t		 first, last;	/* both belong to it */
	int64_t		 now;		/* when it is asked for: DTSTAMP */
	const struct list *cycles;	/* struct calendar_cycle *: as they
					 * are, not as planned; or NULL */
};
/*
 * Adds every occasion of every cycle of these days as the playbooks have it,
 * with blackouts and holidays: lines of text, an iCalendar file, or one
 * picture of the months (SVG).  -1 where a date cannot be worked out.
 */
int	playbook_calendar(const struct config *c,
	    const struct calendar_wish *w, struct buf *out, struct err *e);

/* --- invitations (ical_invite.c) --------------------------------------- */

struct invitation_guest {
	const char	*name;		/* or NULL */
	const char	*address;
};
struct invitation {
	const char	*zone;		/* IANA name: the site's */
	bool		 cancel;	/* its end: METHOD:CANCEL */
	const char	*uid;
	int64_t		 sequence, stamp, from, until;
	const char	*summary, *description, *location;	/* or NULL */
	struct invitation_guest organizer;
	const struct list *guests;	/* struct invitation_guest * */
};
/* One calendar object that every common client takes as an invitation, or as
 * its end (RFC 5546): one VEVENT, and the zone for the years it lies in.
 * Lines end with CRLF. */
void	playbook_invitation(const struct invitation *v, struct buf *out);

/* --- proof ------------------------------------------------------------- */

#define PROOF_MONTHS	24

/*
 * Works out every date of the months ahead of from and adds what does not hold
 * to the report, with file and line: errors (what cannot be: a step before what
 * it depends on, nights that meet, a hard blackout in half of the cycles or
 * more), warnings (traps and doubts) and notes.  Alike findings of many cycles
 * are one line that says how many and the first, and where there is one the
 * next free date.  Of playbooks that are declared each day of two months is
 * tried, blackouts aside.  config_prove() comes here.
 */
void	playbook_prove(const struct config *c, int64_t from, int months,
	    struct conf_report *r);

#endif
