/* SPDX-License-Identifier: ISC */
/*
 * The core process: what its files share.  core.c holds start, reload
 * and stop; core_rounds.c what is done in each round of the loop; core_roles.c
 * what passes between it and its roles; exam.c the mails that are being judged
 * and read; post.c what leaves; control.c the local socket.
 */
#ifndef PROC_CORE_H
#define PROC_CORE_H

#include <systemd/sd-event.h>

#include "flow/flow.h"
#include "proc/lookup.h"
#include "proc/roles.h"

struct exams;
struct control;

#define STATE_LINES	30	/* of one role that are logged in a minute */

struct channel_state {
	bool		 up;
	char		 text[200];
	int64_t		 minute;	/* when its lines were counted anew */
	unsigned	 lines;
};

struct core {
	sd_event	*loop;
	struct flow	 flow;
	struct config	*config;
	struct roles	*roles;
	struct lookup	*lookup;
	struct exams	*exams;
	struct control	*control;
	sd_event_source	*tick;
	sd_event_source	*flush;		/* writes outcomes a little later */
	sd_event_source	*keeper;	/* takes away what is kept no longer */
	struct keep	 keep;		/* how far it is */
	struct channel_state state[PROC_ROLES];
	bool		 stopping;
	bool		 loud;		/* -f: a line for each thing done */
	int64_t		 chat_began;	/* its process, seconds; 0 */
	int64_t		 chat_heard;	/* the last word of a chat process that
					 * ended by itself, seconds; 0 */
	int64_t		 keys_looked;	/* when last for keys that end */
	int64_t		 db_retry;	/* no write before (clock_mono_ms):
					 * the disk is full or the like */
	bool		 db_down;	/* said so, and not yet that it works */
	struct err	 db_error;	/* what it said then */
	/* the mails of the session that the postman runs */
	struct list	 posted;	/* struct posting *, by their rows */
	int64_t		 upto;		/* the last row that may end */
	struct post_page *page;		/* shared with the postman */
	int		 page_fd;
};

void	core_say(struct core *c, const char *fmt, ...)
	    __attribute__((format(printf, 2, 3)));

/* --- core_rounds.c ----------------------------------------------------- */
/* Has the loop do all that is done after each round and by the clock. */
void	core_add_rounds(struct core *c);
/* The database said no: log it once, wait before the next write. */
void	core_db_failed(struct core *c, const struct err *e);
bool	core_db_waits(const struct core *c);
/* Looks for everything that may be due; called after any change. */
void	core_pump(struct core *c);

/* --- core_roles.c ------------------------------------------------------ */
/* Sends a role its settings. */
void	core_set_up(struct core *c, enum role_kind k);
/* The hooks of roles.h; arg is the core. */
void	core_role_started(void *arg, enum role_kind k);
bool	core_role_frame(void *arg, enum role_kind k, struct frame *f);
void	core_role_ended(void *arg, enum role_kind k);
/* All mailboxes are read through, or there is none; or not (any more). */
void	core_hears(struct core *c, bool all);

/* --- exam.c, exam_commit.c --------------------------------------------- */
struct exams *exams_new(struct core *c);
void	exams_free(struct exams *x);
/* A mail that is in the inbox; fd (or -1: read from the database) is kept
 * by the call (a copy). */
void	exams_add(struct exams *x, int64_t inbox, int fd);
/* Takes further work from the inbox where there is room. */
void	exams_pump(struct exams *x);
/* Commits what was finished. */
void	exams_commit(struct exams *x);
bool	exams_frame(struct exams *x, enum role_kind k, struct frame *f);
/* Looks at all waiting rows again, those whose next try has come too. */
void	exams_look_again(struct exams *x);
/* There is a new configuration: who a mail is from is looked up in it.  The
 * old one may be freed behind this call. */
void	exams_reloaded(struct exams *x);
void	exams_started(struct exams *x, enum role_kind k);
void	exams_ended(struct exams *x, enum role_kind k);
void	exams_answer(void *x, uint32_t id, const struct buf *answer);
size_t	exams_open(const struct exams *x);

/* --- arrive.c, exam.c's front ------------------------------------------ */
bool	arrive_frame(struct core *c, struct frame *f);
void	arrive_commit(struct core *c);
/* The mailbox role ended, or started: what it was told is forgotten. */
void	arrive_forget(void);
/* Tells the mailbox role where this row's mail belongs. */
void	arrive_file(struct core *c, int64_t inbox);
/* The same for all that it was not told of yet: after a start, and by the
 * clock for what failed. */
void	arrive_file_waiting(struct core *c);
/* A server is back: moves that it refused are tried at the next tick. */
void	arrive_file_again(void);
/* Writes which mails were moved; in a transaction of its own. */
void	arrive_write_filed(struct core *c);

/* --- post.c ----------------------------------------------------------- */
void	post_pump(struct core *c);
bool	post_mail_frame(struct core *c, struct frame *f);
bool	post_chat_frame(struct core *c, struct frame *f);
/* The outcomes that waited are in the database now. */
void	post_written(struct core *c);
void	post_mail_ended(struct core *c);
void	post_chat_ended(struct core *c);

/* --- control.c -------------------------------------------------------- */
struct control *control_new(struct core *c, struct err *e);
void	control_free(struct control *ct);
/* Shows it at the consoles; false where there is none. */
bool	control_room(struct control *ct, const char *text);
void	control_status(struct core *c, struct buf *out);

#endif
