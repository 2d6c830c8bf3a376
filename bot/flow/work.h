/* SPDX-License-Identifier: ISC */
/* The inside of struct work: for the files of flow/ only. */
#ifndef FLOW_WORK_H
#define FLOW_WORK_H

#include "flow/flow.h"
#include "handlers/handler.h"
#include "store/inbox.h"

struct work {
	struct flow	*flow;
	struct arena	*arena;
	struct inbox_row row;
	struct actor	 actor;
	int64_t		 now;
	struct buf	 answer;
	bool		 refused;	/* one command at least was */
	bool		 quiet;		/* see work_quiet() */
	bool		 settled;	/* see work_settled() */
	struct list	 files;		/* struct compose_file *, in the arena:
					 * see work_attach() */
	struct list	*trial;		/* see work_trial(); else NULL */
	/* mail only */
	const struct evidence *ev;
	int64_t		 dated;		/* see struct mail_in */
	bool		 old;		/* see struct mail_in */
	const struct reading *reading;
	struct list	 instead;	/* char *, in the arena: lines that take
					 * the place of its commands */
};

void	work_open(struct work *w, struct flow *f, struct arena *a);
void	work_close(struct work *w);

/*
 * Runs one command line as w->actor, answer and refusal included, within a
 * savepoint: what a refused command did is undone.  0 done, 1 refused (the
 * answer says why), -1 the machine failed.
 */
int	command_run(struct work *w, const char *line, struct err *e);
/* Splits a line at white space, "quoted words" kept together; false where a
 * quote does not end or there are too many words.  Bytes live in the arena. */
bool	command_split(struct arena *a, const char *line, const char **name,
	    struct words *words);
/* A line of the room: is it meant for us?  Takes "!" and our name off. */
bool	command_addressed(struct work *w, const char *nick, const char **line);
/* Runs all commands of a mail and sends the transcript, or asks for a token. */
int	command_mail(struct work *w, const struct list *lines, struct err *e);

/* Its row, as handlers see it. */
void	mail_of_row(const struct work *w, struct mail_in *m);
/* Each that is there for this event; 0, -1. */
int	mail_handlers_run(struct work *w, enum mail_event event,
	    const struct mail_in *m, struct err *e);
/* What a registered person wrote: 0, -1; see flow/mail_people.c. */
int	mail_take_command(struct work *w, const struct gate *g, struct err *e);
/* The same for the reply to an invitation: 1 it was taken, 0 not, -1. */
int	mail_take_guest(struct work *w, const struct gate *g, struct err *e);
/* This very mail came before: 1, 0, -1. */
int	mail_is_repeat(struct work *w, struct err *e);

/* Adds a message for chat: to NULL is the room. */
int	work_chat(struct work *w, const char *to, const char *text,
	    struct err *e);
/* The answer to a mail, to the person's registered address. */
int	work_reply(struct work *w, const char *text, struct err *e);

/* What a bounce and an answering machine say, noted; see flow/returned.c. */
int	bounce_take(struct work *w, struct err *e);
int	away_take(struct work *w, const struct person *p, struct err *e);
/* The address works again, whoever says so: 1 it was marked, 0, -1. */
int	bounce_forget(struct work *w, const char *address, struct err *e);

#endif
