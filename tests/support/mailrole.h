/* SPDX-License-Identifier: ISC */
/*
 * patchbot-mailbox with a test in core's place: the real executable at the
 * other end of a SOCK_SEQPACKET pair.  Waits are in ms and end with NULL or
 * false; what came stays in order until it is taken.
 */
#ifndef SUPPORT_MAILROLE_H
#define SUPPORT_MAILROLE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/list.h"
#include "proc/frame.h"
#include "proc/wire.h"

struct arena;

/* A frame that came; what fits its type is filled. */
struct mailrole_got {
	enum frame_type	 type;
	uint32_t	 id;
	struct mail_arrived mail;
	const char	*bytes;		/* of the mail */
	size_t		 n;
	struct role_state state;
	struct job_done	 done;
	bool		 heard;
};
struct mailrole {
	pid_t		 pid;
	int		 fd;
	uint32_t	 jobs;		/* ids given */
	bool		 answer;	/* STAY to each mail as it comes */
	struct arena	*arena;
	struct list	 got;		/* struct mailrole_got * */
};

struct mailrole *mailrole_new(void);
void	mailrole_free(struct mailrole *r);	/* ends it */
/* SIGKILL, or STOP: then its wait status. */
int	mailrole_end(struct mailrole *r, bool crash);
void	mailrole_setup(struct mailrole *r, const struct mailbox_setup *s);
void	mailrole_send(struct mailrole *r, enum frame_type type, uint32_t id);
/* Reads what is there or comes within ms; false when nothing came. */
bool	mailrole_turn(struct mailrole *r, int ms);
/* The next mail / state that is up or down / answer to that job. */
const struct mailrole_got *mailrole_mail(struct mailrole *r, int ms);
const char *mailrole_state(struct mailrole *r, bool up, int ms);
const struct job_done *mailrole_done(struct mailrole *r, uint32_t id, int ms);
/* The next word that every mailbox was read through, or not. */
bool	mailrole_heard(struct mailrole *r, bool heard, int ms);
bool	mailrole_pong(struct mailrole *r, uint32_t id, int ms);
size_t	mailrole_mails(const struct mailrole *r);	/* not taken yet */
/* Sends mail_file; its id. */
uint32_t mailrole_file(struct mailrole *r, const struct mail_arrived *m,
	    enum mail_folder folder);

#endif
