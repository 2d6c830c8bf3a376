/* SPDX-License-Identifier: ISC */
/* What the files of this folder share among themselves. */
#ifndef PLAYBOOK_PARTS_H
#define PLAYBOOK_PARTS_H

#include "handlers/playbook/playbook.h"

/* --- words ------------------------------------------------------------- */

/* "sun" to "saturday": 0 to 6, or -1. */
int	words_weekday(const char *w);
/* "1st" to "5th" and "last": 1 to 5 and -1, or 0. */
int	words_ordinal(const char *w);
/* "1" to "12", "jan" to "december": 1 to 12, or 0. */
int	words_month(const char *w);
const char *words_of_weekday(int weekday);	/* "Tuesday" */
const char *words_of_ordinal(int nth);		/* "2nd", "last" */
const char *words_of_month(int month);		/* "November" */
/* "Tue 10 Nov 2026", and with " 21:30" behind it. */
const char *words_of_day(struct arena *a, day_t d);
const char *words_of_time(struct arena *a, int64_t t);
/* For an unknown weekday: "a weekday such as tue; did you mean "tue"?". */
const char *words_want_weekday(struct arena *a, const char *word);
/* YYYY-MM-DD that is one. */
bool	words_date(const char *w, day_t *out);
/* What was expected in place of a word that is none, for "expected ...":
 * form, or how many days that month has. */
void	words_want_date(const char *w, const char *form, struct err *e);
/* HH:MM; -1 and -1 where it is none. */
bool	words_clock(const char *w, int *hour, int *minute);

/* "2 days after BASE; 12:00" of a moment whose base is called so. */
const char *moment_phrase(struct arena *a, const struct moment *m,
	    const char *base, const char *before_time);

/* --- releases ---------------------------------------------------------- */

/* "2 weeks fri", "month 2nd tue" from word *i on, which moves behind it; and
 * the "from DATE" that it may or must have.  -1 after an error. */
int	release_read_days(const struct conf_node *n, size_t *i,
	    struct release *out, struct conf_report *r);
int	release_read_from(const struct conf_node *n, size_t *i,
	    struct release *out, struct conf_report *r);
/* Its first day from d on; it is not one that is declared. */
day_t	release_next(const struct release *x, day_t d);

/* --- steps ------------------------------------------------------------- */

/* A step's name: a moment can be told from it. */
bool	step_is_name(const char *w, size_t i, struct err *e);
/* Reads a step or stage; NULL where it is of no kind.  Others that it names
 * are not looked up yet. */
struct step *step_read(struct arena *a, const struct config *c,
	    const struct conf_node *n, struct conf_report *r);
/* Looks up what the steps say of each other; whole: all of them were read
 * without an error, so that rings can be looked for. */
void	steps_check(struct arena *a, const struct playbook *p, bool whole,
	    struct conf_report *r);

/* The "lead-time" of "notices": how long before a window it is announced. */
int64_t	announce_lead(const struct config *c);

/* --- audiences --------------------------------------------------------- */

#define AUDIENCES_DEEP	8		/* audiences within audiences */

struct audiences {
	struct list	 all;		/* struct audience * */
};
/* audience_check() while they are being read. */
int	audience_check_in(struct arena *a, const struct config *c,
	    const struct audiences *all, const struct conf_node *n, size_t i,
	    struct conf_report *r);

#endif
