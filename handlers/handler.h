/* SPDX-License-Identifier: ISC */
/*
 * The one header of the handlers: what a command, a clock job or a mail
 * handler is, and what it may do.  A handler turns one inbox row into changes
 * of state, journal lines and messages, all in one transaction that the
 * machine opens and commits: it never sees a socket, a clock or a file.
 *
 * Adding a command is adding one file, handlers/FOLDER/cmd_NAME.c, which
 * defines one constant:
 *
 *	const struct command cmd_here = { .name = "here", ... };
 *
 * Likewise job_NAME.c (struct job), on_NAME.c (struct mail_handler),
 * tables_NAME.c (struct tables) and settings_NAME.c (struct settings).
 * Include this header, headers of the own folder, and at most the one header
 * of another folder that is named like it ("cycle/cycle.h").
 */
#ifndef HANDLERS_HANDLER_H
#define HANDLERS_HANDLER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/list.h"
#include "base/str.h"
#include "flow/config.h"
#include "flow/people.h"
#include "store/store.h"
#include "text/evidence.h"
#include "text/reading.h"
#include "text/template.h"

/* --- the work at hand ------------------------------------------------- */

struct work;

enum channel {
	CHANNEL_MAIL, CHANNEL_CHAT /* direct */, CHANNEL_ROOM,
	CHANNEL_CONSOLE, CHANNEL_CLOCK
};

struct actor {
	const struct person *person;	/* NULL: not registered, or the clock */
	const char	*name;		/* never NULL */
	unsigned	 roles;
	enum assurance	 assurance;
	enum channel	 channel;
};

struct store *work_store(struct work *w);
struct arena *work_arena(struct work *w);
int64_t	work_now(const struct work *w);
/* When it was said: of a mail when it arrived, by its topmost Received (the
 * own server's), which may be long before it is read; else now. */
int64_t	work_said_at(const struct work *w);
/* When patchbot started. */
int64_t	work_up_since(const struct work *w);
/* Everything that was sent to us was heard: every mailbox is read, and no mail
 * waits for its examination: 1, 0, -1.  Where it is 0, silence means nothing.
 * A mailbox that nobody can reach for WORK_DEAF_MAX is waited for no more, nor
 * are mails that came so long behind the time at which it was due. */
#define WORK_DEAF_MAX	14400	/* seconds */
int	work_hears(struct work *w, int64_t due, struct err *e);
const struct config *work_config(const struct work *w);
const struct actor *work_actor(const struct work *w);
/* A model with the names that every template may use: site, contact, bot,
 * now, date, person (the actor's name). */
struct model *work_model(struct work *w);

/* --- saying things ---------------------------------------------------- */

/* Adds to the answer that the asker gets (template "chat/NAME.txt"). */
int	work_answer(struct work *w, const char *template,
	    const struct model *m, struct err *e);
/*
 * Puts a file beside the answer, where that goes by mail: a name of letters,
 * digits, '.', '_' and '-', a type such as "text/csv", and UTF-8 text.  False
 * where there is none beside it: in chat, at the console, behind more files
 * than a mail takes.
 */
bool	work_attach(struct work *w, const char *name, const char *type,
	    struct span text);
/* A message to the room; the console sees it too. */
int	work_room(struct work *w, const char *template, const struct model *m,
	    struct err *e);
/* A direct chat message to a person; without a JID it goes by mail. */
int	work_tell(struct work *w, const struct person *p, const char *template,
	    const struct model *m, struct err *e);

#define LETTER_COLUMNS	72	/* of running text in a letter's plain part */

struct letter {
	const struct list *to;		/* char * addresses */
	const char	*template;	/* "summary": mail/summary.subject,
					 * .txt and, where it exists, .html */
	const struct model *model;
	const char	*thread;	/* a stable word: all letters of one
					 * thread refer to its first; NULL */
	const char	*under;		/* another thread, that this one
					 * branches off from; or NULL */
	bool		 each;		/* one message per recipient */
	/* An invitation beside the text (RFC 6047), lines ending in CR LF, and
	 * its method, "REQUEST" or "CANCEL"; NULL for other letters. */
	const char	*calendar, *method;
};
/* Renders and freezes a mail; *outbox (may be NULL) is its first row. */
int	work_mail(struct work *w, const struct letter *l, int64_t *outbox,
	    struct err *e);
/* The rendered parts of a letter, nothing sent: for preview and records. */
struct rendered {
	const char	*subject, *text, *html;		/* html may be NULL */
};
int	work_render(struct work *w, const struct letter *l,
	    struct rendered *out, struct err *e);
/* Whether there is a letter of that name: "mail/NAME.txt". */
bool	work_has_letter(struct work *w, const char *name);
/* Mails a letter that was rendered before, as it is. */
int	work_mail_rendered(struct work *w, const struct letter *l,
	    const struct rendered *r, int64_t *outbox, struct err *e);

/* What is said while something is only tried. */
struct trial {
	const char	*to;		/* address or JID; NULL: the room */
	const char	*subject;	/* NULL: by chat */
	const char	*text, *html;	/* html may be NULL */
	const char	*calendar;	/* the lines of the invitation that goes
					 * along; NULL: none */
};
/*
 * Runs it as the clock does, whoever asks, and undoes all of it; what it would
 * have sent is added to out (struct trial *, the same bytes, but for tokens:
 * those are made anew).
 */
int	work_trial(struct work *w, int (*run)(struct work *, void *,
	    struct err *), void *what, struct list *out, struct err *e);

/* One line in the journal; subject is what it is about, or NULL. */
int	work_journal(struct work *w, struct err *e, const char *subject,
	    const char *fmt, ...) __attribute__((format(printf, 4, 5)));
/* The journal's last lines about a subject (struct log_line *), the oldest
 * first, at most max. */
struct log_line {
	int64_t		 at;
	const char	*actor, *what;
};
int	work_log(struct work *w, const char *subject, int max,
	    struct list *lines, struct err *e);
/* Has the clock bring job with argument at that time. */
int	work_later(struct work *w, const char *job, const char *argument,
	    int64_t due, struct err *e);
int	work_not_later(struct work *w, const char *job, const char *argument,
	    struct err *e);

/* --- commands --------------------------------------------------------- */

#define WORDS_MAX	64

struct words {
	const char	*line;		/* the whole command, as it was given */
	size_t		 n;		/* words behind the command's name */
	const char	*at[WORDS_MAX];
	const char	*rest[WORDS_MAX];	/* the line from word i on */
};

struct command {
	const char	*name;		/* lower case, one word */
	const char	*params;	/* "NAME [REASON]", for help */
	const char	*help;		/* one short sentence */
	const char	*example;
	unsigned	 roles;		/* any of these may */
	enum assurance	 least;		/* the least assurance it needs */
	bool		 changes;	/* by mail: needs commands/by-mail */
	size_t		 min, max;	/* words behind the name */
	/* 0: done, the answer was given; -1: refused, e->text is the answer
	 * and everything that was done is undone. */
	int		(*run)(struct work *w, const struct words *words,
			    struct err *e);
	/*
	 * In the room a line that begins with "!" or our name is a command;
	 * a bare one is, where it is this name alone, or where this says that
	 * the words fit (a task of that name exists, ...).  NULL: never with
	 * words behind.
	 */
	bool		(*bare)(struct work *w, const struct words *words);
};

/* Whether this actor may run it, assurance aside. */
bool	command_allowed(const struct command *c, const struct actor *a);
const struct command *command_find(const char *name);
/* all commands, in the order of their names; ends with NULL */
extern const struct command *const commands[];
/* the folder of handlers/ that each of them lies in, in the same order */
extern const char *const command_rooms[];

/* --- the clock and mails ---------------------------------------------- */

struct job {
	const char	*name;
	int		(*run)(struct work *w, const char *argument,
			    struct err *e);
	/* Of a job that recurs: asks the clock for its next time.  Called at
	 * each start where none waits; run() does it for the time after. */
	int		(*arm)(struct work *w, struct err *e);
	/* Of one that follows the configuration: asks the clock for itself.
	 * Called at each start and reload. */
	int		(*follow)(struct work *w, struct err *e);
};
extern const struct job *const jobs[];

enum mail_event {
	MAIL_BELIEVED,		/* a vendor's, authentic or released */
	MAIL_QUARANTINED,	/* not believed: information security is told */
	MAIL_ANSWER,		/* of a registered address, before its lines
				 * are taken as commands: see work_instead() */
	MAIL_REPLY,		/* a calendar's reply, of a proven address that
				 * is nobody's; who takes it says
				 * work_quiet() */
	MAIL_OLD,		/* any that is old, behind its own event */
};

struct mail_in {
	int64_t		 inbox;
	const char	*vendor;	/* id, or NULL */
	const char	*vendor_name;
	const char	*sender;
	const char	*subject;
	const char	*message_id;
	const char	*verdict;
	const char	*why;		/* reasons, one a line */
	const char	*released_by;	/* or NULL */
	const char	*released_why;
	int64_t		 received;	/* when it came here; of one that is
					 * old, when it came to its server */
	int64_t		 dated;		/* by its proof; 0: not known */
	bool		 old;		/* by "old-mail": it is recorded, and
					 * nothing follows from it */
	const struct evidence *evidence;	/* NULL for a release */
	const struct reading *reading;
};

struct mail_handler {
	enum mail_event	 event;
	int		(*run)(struct work *w, const struct mail_in *m,
			    struct err *e);
};
extern const struct mail_handler *const mail_handlers[];

/*
 * Runs the believed-mail handlers for a quarantined row (release); *m is
 * filled for the caller.  -1 and ERR_INPUT where there is no such row in
 * quarantine.
 */
int	work_release(struct work *w, int64_t inbox, const char *reason,
	    struct err *e);
/*
 * The newest mail that came since then from an address ("a@b", "*@b"; NULL:
 * any): 1 and when it came, 0 none, -1.
 */
int	work_mail_since(struct work *w, const char *from, int64_t since,
	    int64_t *at, struct err *e);
/* When the mail of ours was made that has this Message-ID ("<...>"): 1, 0 there
 * is none, -1. */
int	work_letter_made(struct work *w, const char *message_id, int64_t *at,
	    struct err *e);
/* Whether the Message-ID ("<...>") is that of the first letter of a thread
 * (struct letter), by which all others refer to it. */
bool	work_is_thread(struct work *w, struct span id, const char *thread);
/* Notes that a quarantined row was looked at and thrown away. */
int	work_discard(struct work *w, int64_t inbox, const char *reason,
	    struct err *e);
/*
 * In a handler of MAIL_ANSWER: this line is the mail's only command, in place
 * of those that were read.  Who sent it may do no more by it than by a command
 * that he wrote himself.
 */
void	work_instead(struct work *w, const char *line);
/* Likewise: this line stands in place of the mail's command i, from 0; the
 * others stay. */
void	work_instead_of(struct work *w, size_t i, const char *line);
/* Likewise: who sent the mail expects no answer (his calendar wrote it), and
 * gets none unless something is refused or has to be confirmed. */
void	work_quiet(struct work *w);
/*
 * Likewise: nothing in the mail is run or has to be confirmed; what was said
 * by work_answer() is the whole answer.  Who sent it may be anybody who knows
 * the address, so it repeats nothing of the mail and changes nothing.
 */
void	work_settled(struct work *w);
/*
 * A token that stands for these command lines, good until then and once, for
 * a letter to that person: "confirm TOKEN" runs them as that person.
 */
#define WORK_TOKEN	10
int	work_token(struct work *w, const struct person *p,
	    const char *lines, int64_t expires, char token[WORK_TOKEN],
	    struct err *e);
/* Runs the commands that a token was sent for, as their sender. */
int	work_confirm(struct work *w, const char *token, struct err *e);

/* --- whom mail may not reach -------------------------------------------- */

/* Somebody whose answering machine says that he is away, or an address from
 * which a mail came back for good.  Neither stops a mail. */
struct unreached {
	const char	*address;	/* lower case; of who is away: his id */
	const struct person *person;	/* NULL: nobody's address */
	bool		 away;
	int64_t		 until;		/* away until; else when the last mail
					 * came back */
	int64_t		 since, count;	/* of what came back */
	const char	*reason;
};
int	work_unreached(struct work *w, struct list *out, struct err *e);
/* Forgets what is noted about the person (NULL: nobody's) and the address, or
 * his first one where address is another word: 1, 0 nothing was noted, -1. */
int	work_reached(struct work *w, const struct person *p,
	    const char *address, struct err *e);

/* --- small things that several handlers need -------------------------- */

/* The table of all of the tables_*.c, ends with NULL. */
extern const struct tables *const all_tables[];

#endif
