/* SPDX-License-Identifier: ISC */
/*
 * What the help desk is told: when, in which words, and what was sent.
 *
 *	waiting -> sent | dropped (moved, cancelled) | missed
 *
 * missed: the clock came when the deployment had begun.  What was sent is kept
 * as it was sent.
 */
#ifndef CYCLE_NOTICE_H
#define CYCLE_NOTICE_H

#include "handlers/cycle/cycle.h"

#define NOTICE_TIMES_MAX	10	/* scheduled notices of a deployment */
#define NOTICE_DAYS_MAX		60	/* days before the start */
#define NOTICE_GAP		HOUR	/* a reminder this soon after a notice
					 * that went out at once is left out */

/* What users have to expect, where the configuration says nothing. */
#define NOTICE_EXPECT	"The systems named may be slow, restart or be away " \
	"for a while. Please save your work and sign off before the start."

struct notice_time {
	int		 days;		/* before the day of the start */
	int		 hour, minute;	/* in the site's zone */
};

/* The configuration's "notices" block. */
struct notice_rules {
	struct notice_time at[NOTICE_TIMES_MAX];
	size_t		 n;
	int64_t		 lead;		/* seconds: the first one comes no
					 * later before the start */
	const char	*contact;	/* who to turn to; site's where NULL */
	const char	*expect;	/* what users will notice */
};
extern const struct settings settings_notices;
const struct notice_rules *notice_rules(const struct work *w);

/*
 * When the scheduled notices of a start are due, oldest first, each once; how
 * many.  The first moves to earlier days, at its hour, until it lies at least
 * lead before the start; what would not lie before the start is left out.
 */
size_t	notice_dates(const struct notice_rules *r, int64_t start,
	    int64_t due[NOTICE_TIMES_MAX]);
/*
 * Takes those out that now has passed.  *at_once: one must go out now, as the
 * first is due already and the help desk was not told yet (told); reminders
 * that would follow within NOTICE_GAP are taken out too.
 */
size_t	notice_remaining(int64_t *due, size_t n, int64_t now, bool told,
	    bool *at_once);

struct notice {
	int64_t		 id;		/* 0: not yet kept */
	int64_t		 deployment;
	const char	*kind;
	int64_t		 due;
	const char	*state;
	const char	*reason;	/* or NULL */
	int64_t		 old_start, old_end;	/* moved, update; or 0 */
	bool		 stopped;	/* an update: ended uncompleted */
	const char	*recipients;	/* once sent, with commas */
	struct rendered	 kept;		/* once sent */
	int64_t		 outbox, sent_at;
};

/* The kinds, ends with NULL. */
extern const char *const notice_kinds[];

/* Keeps a waiting one and has the clock bring it. */
int	notice_wait(struct work *w, const struct deployment *d, int64_t due,
	    struct err *e);
/*
 * Plans the scheduled notices of a deployment from now on; told: the help desk
 * knows already (a moved notice went out).  *sent: one that went out at once,
 * or NULL; *late: it did so less than the lead time before the start.
 */
int	notice_schedule(struct work *w, const struct deployment *d, bool told,
	    struct notice **sent, bool *late, struct err *e);
/* Takes back all that wait of a deployment. */
int	notice_drop(struct work *w, const struct deployment *d,
	    struct err *e);
/*
 * The deployment lies elsewhere now (its row says so): what waits is taken
 * back and planned anew, and where the help desk knows the old date it is told
 * the new one.  *sent, *late: as above.
 */
int	notice_moved(struct work *w, const struct deployment *d,
	    int64_t old_start, int64_t old_end, const char *reason,
	    struct notice **sent, bool *late, struct err *e);
/* Its end was put off, its start stays: who knows of it, or is in the midst of
 * it, is told. */
int	notice_longer(struct work *w, const struct deployment *d,
	    const char *reason, int64_t old_end, struct notice **sent,
	    struct err *e);
/* It will not be: what waits is taken back; who knows of it is told. */
int	notice_cancelled(struct work *w, const struct deployment *d,
	    const char *reason, struct notice **sent, struct err *e);
/* Was the help desk told anything of it?  1, 0, -1. */
int	notice_any_sent(struct work *w, const struct deployment *d,
	    struct err *e);
/* 1, 0, -1. */
int	notice_get(struct work *w, int64_t id, struct notice **out,
	    struct err *e);
/* The next waiting one of a kind, else the last sent one: 1, 0, -1. */
int	notice_of_kind(struct work *w, const struct deployment *d,
	    const char *kind, struct notice **out, struct err *e);
/* Adds those of one deployment (id 0: of all that are planned or open, or
 * ended in the last 30 days), by due time; at most 100. */
int	notice_list(struct work *w, int64_t deployment, struct list *out,
	    struct err *e);

/* The words of a notice as of its due time; nothing is sent. */
int	notice_render(struct work *w, const struct deployment *d,
	    const struct notice *n, struct rendered *out, struct err *e);
/* Renders, keeps, mails and says so in the room; n->kept and state are
 * set.  The caller writes the journal. */
int	notice_send(struct work *w, const struct deployment *d,
	    struct notice *n, struct err *e);
/* Makes one of this kind, due now, and sends it. */
int	notice_now(struct work *w, const struct deployment *d,
	    const char *kind, const char *reason, int64_t old_start,
	    int64_t old_end, struct notice **out, struct err *e);
/* Sets "told" (the subject that went out; empty for NULL) and "late". */
void	notice_model(struct model *m, const struct notice *sent, bool late);
/* Sets "next_notice": when the next waiting one is due, or empty. */
int	cycle_next_notice(struct work *w, const struct deployment *d,
	    struct model *m, struct err *e);
/* "; told the help desk ..." for a journal line; "" for NULL. */
const char *notice_in_journal(struct work *w, const struct notice *sent,
	    bool late);

#endif
