/* SPDX-License-Identifier: ISC */
/*
 * The row's way through the house: what arrives is put into the inbox, judged,
 * handled in one transaction, and what has to leave is handed out and settled.
 * Core and the tests drive it; it knows no sockets and no processes.
 */
#ifndef FLOW_FLOW_H
#define FLOW_FLOW_H

#include "flow/config.h"
#include "proc/wire.h"
#include "store/keep.h"
#include "store/outbox.h"
#include "store/store.h"
#include "text/evidence.h"
#include "text/reading.h"
#include "text/template.h"
#include "text/verdict.h"

struct flow {
	struct store	*store;
	const struct config *config;
	struct templates *templates;
	int64_t		 (*now)(void);
	/* fills n bytes that nobody can guess; NULL: the kernel's.  Only what
	 * is rehearsed has its own, so that it says the same each time. */
	void		 (*random)(void *bytes, size_t n);
	/* rows of the kind may wait in the outbox; core looks and clears */
	bool		 mail_waits, chat_waits;
	/* lines for the room, for consoles; called after the commit */
	void		 (*on_room)(const char *text);
	struct list	 room_lines;	/* char *, owned, until the commit */
	/* chat rows as they were written (struct chat_row *, owned): until the
	 * commit, and after it until core hands them out */
	struct list	 chat_fresh, chat_ready;
	bool		 room_hidden;	/* and the room was told so */
	int64_t		 up_since;	/* when it was started */
	/* since when some mailbox was not read through behind its last
	 * connection, so that nobody knows what waits there; 0: all were */
	int64_t		 deaf_since;
	/* direct messages of that time were missed and nobody was told yet
	 * (seconds; 0: none); when somebody was, last */
	int64_t		 missed_since, missed_upto, missed_told;
};

/* A row of the outbox for chat, so that it need not be read again. */
struct chat_row {
	struct chat_send send;
	char		 strings[];
};
#define FLOW_READY_MAX	500	/* kept so; what is more waits as a row only */

/* By f->random, else from the kernel. */
void	flow_random(const struct flow *f, void *bytes, size_t n);
/* Frees what a flow holds itself. */
void	flow_close(struct flow *f);

/* --- mail in ---------------------------------------------------------- */

/*
 * Puts one mail into the inbox, in the caller's transaction: 1 new (*inbox),
 * 0 known already (*inbox; *folder: where it belongs, or -1 where that is not
 * yet known), -1.
 */
int	flow_mail_in(struct flow *f, const struct mail_arrived *m,
	    struct span bytes, int64_t *inbox, int64_t *folder,
	    struct err *e);

/* What the reader must be told about a mail, from its evidence. */
struct gate {
	struct judgement judgement;
	const struct person *person;	/* whose address From is, or NULL */
	enum assurance	 assurance;	/* of that person */
	const char	*reader;	/* reader's id, or NULL */
};
void	flow_gate(const struct flow *f, struct arena *a,
	    const struct evidence *ev, struct gate *g);

/*
 * Whose pinned keys count for this mail, and what else its verifier must know:
 * fills proven, when, from and owners of the job.  arrived: when it came in.
 */
void	flow_signers(struct arena *a, const struct gate *g,
	    const struct evidence *ev, int64_t arrived, struct read_job *j);
/*
 * Adds what the verifier found to the evidence; true where it did, and the mail
 * must be judged anew.  before: the judgement until then.  Of a reader that
 * holds no keys (verified is false) nothing of the kind is believed: it is
 * taken out of the reading.
 */
bool	flow_take_proofs(struct evidence *ev, struct reading *r,
	    const struct judgement *before, bool verified);

/*
 * Ends a mail: verdict, handlers, messages; must stand in a transaction
 * (several mails may share one).  folder: where the mail belongs now.
 * -1: something failed that may go well later; roll back, and call
 * flow_mail_failed() in a transaction of its own.
 */
int	flow_mail_done(struct flow *f, int64_t inbox,
	    const struct evidence *ev, const struct reading *reading,
	    int64_t *folder, struct err *e);
/* Counts a failed try; the last one makes it poison and tells the
 * coordinator.  Own transaction. */
int	flow_mail_failed(struct flow *f, int64_t inbox, const char *why,
	    struct err *e);

/* --- commands --------------------------------------------------------- */

/* One chat event of kind CHAT_DIRECT or CHAT_ROOM; own transaction. */
int	flow_chat_in(struct flow *f, const struct chat_event *ev,
	    struct err *e);
/*
 * We are in the room; where it hides who is who, the room is told once that
 * commands are taken in direct messages only.  since: we were in it before and
 * have not heard it from then on (seconds; 0: we were not); it is told, as
 * nobody shall believe that a command of that time was heard.  Own
 * transaction.
 */
int	flow_chat_joined(struct flow *f, bool hidden, int64_t since,
	    struct err *e);
/*
 * What was written to us directly since then (seconds) could not be read to
 * its end: the room and the coordinator are told, as who wrote it cannot be.
 * What comes within FLOW_MISSED_SECONDS of that, or cannot be written (-1 and
 * *e say so), is kept in memory and told together by flow_chat_missed_again().
 * Own transaction.
 */
#define FLOW_MISSED_SECONDS 3600
int	flow_chat_missed(struct flow *f, int64_t since, struct err *e);
int	flow_chat_missed_again(struct flow *f, struct err *e);
/*
 * As flow_chat_in(), for an edge that gives each only once: what the database
 * will not take is kept in memory (-1 and *e say so) and done by
 * flow_chat_again(), or before the next one; after FLOW_LATE_SECONDS its
 * sender is only told that it came late.
 */
#define FLOW_LATE_MAX	1000	/* events kept; more are lost, and logged */
#define FLOW_LATE_SECONDS 60
int	flow_chat_take(struct flow *f, const struct chat_event *ev,
	    struct err *e);
int	flow_chat_again(struct flow *f, struct err *e);
/* It is the database that failed: full, damaged, locked. */
bool	flow_no_room(const struct err *e);
/*
 * One command from the local socket.  as: person's id, NULL: the configured
 * one.  key is unique per command.  accepted: false where it was refused; the
 * answer is there either way.  -1 only where the machine itself failed.
 */
int	flow_console_in(struct flow *f, const char *as, const char *key,
	    const char *line, struct buf *answer, bool *accepted,
	    struct err *e);

/* --- the clock -------------------------------------------------------- */

/* Brings what is due and runs it; returns how many jobs ran, or -1. */
int	flow_tick(struct flow *f, struct err *e);

/* --- what is kept ----------------------------------------------------- */

/* One small step of taking away what is older than the site keeps, in a
 * transaction of its own: 1 there may be more, 0 the pass is over, -1. */
int	flow_keep(struct flow *f, struct keep *k, struct err *e);

/* --- going out -------------------------------------------------------- */

/* After a start: see outbox_recover(); tells the coordinator of unknown
 * ones.  Jobs that recur are put on the agenda.  Own transaction. */
int	flow_recover(struct flow *f, struct err *e);
/* The configuration is another one: what follows it is looked at soon.  Own
 * transaction. */
int	flow_reloaded(struct flow *f, struct err *e);
/* Leases due mails for one session, at most max; their number, or -1. */
int	flow_lease_mail(struct flow *f, int64_t *ids, int max, struct err *e);
/*
 * Writes "sending" for the n leased mails from row first to row last, and the
 * outcomes that wait, in one commit; false, and nothing is written, where
 * those are not n or the database failed.
 */
bool	flow_sending(struct flow *f, int64_t first, int64_t last, size_t n,
	    struct err *e);
/* Notes an outcome in memory; it is written with the next flow_sending() or
 * flow_flush(). */
void	flow_mail_result(struct flow *f, const struct post_result *r);
void	flow_chat_result(struct flow *f, int64_t row, bool ok,
	    const char *why);
int	flow_flush(struct flow *f, struct err *e);
/* How many outcomes wait to be written. */
size_t	flow_waiting(void);

/* After a commit (or a rollback) of the caller's own: hands what was said to
 * the room to the consoles and lets chat_ready have what was fresh, or forgets
 * both. */
void	flow_said(struct flow *f, bool committed);

/* A mail to the coordinator about something that needs a hand; in the
 * caller's transaction.  key: the same key is not told twice a day. */
int	flow_alert(struct flow *f, const char *key, const char *what,
	    const char *next_step, struct err *e);

#endif
