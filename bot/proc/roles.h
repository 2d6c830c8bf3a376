/* SPDX-License-Identifier: ISC */
/*
 * Core's side of the roles: started over a socketpair, watched, pinged,
 * ended when they hang or break a rule, started again with back-off.
 */
#ifndef PROC_ROLES_H
#define PROC_ROLES_H

#include <stdbool.h>
#include <stdint.h>
#include <systemd/sd-event.h>

#include "base/buf.h"
#include "proc/frame.h"

enum role_kind { PROC_MAILBOX, PROC_POSTMAN, PROC_CHAT, PROC_NAMES,
	PROC_PROVER, PROC_READER, PROC_VERIFIER, PROC_ROLES };

struct roles;

struct role_hooks {
	/* The process runs: send it its SETUP. */
	void	(*started)(void *arg, enum role_kind k);
	/* One frame; a false return ends the role as a rule breaker. */
	bool	(*frame)(void *arg, enum role_kind k, struct frame *f);
	/* It ended; whatever it held must be given to the next one. */
	void	(*ended)(void *arg, enum role_kind k);
	void	*arg;
};

struct roles *roles_new(sd_event *loop, const struct role_hooks *hooks);
/* Starts a role now, or, where one is on its way out by roles_stop, when that
 * one is gone; later starts come by themselves until roles_stop. */
void	roles_start(struct roles *r, enum role_kind k);
bool	roles_running(const struct roles *r, enum role_kind k);
/*
 * Sends a frame; what the socket does not take waits in memory, in order.
 * body is copied; fd is duplicated where it must wait.  Nothing happens where
 * the role is not running.
 */
void	roles_send(struct roles *r, enum role_kind k, enum frame_type type,
	    uint32_t id, const struct buf *body, int fd);
/* Asks one to stop when it has finished, and not to be started again. */
void	roles_stop(struct roles *r, enum role_kind k);
void	roles_stop_all(struct roles *r);
bool	roles_any(const struct roles *r);	/* is one still running? */
void	roles_free(struct roles *r);		/* kills what still runs */
const char *roles_name(enum role_kind k);
int64_t	roles_pid(const struct roles *r, enum role_kind k);
/* When its process, or the last one of them, was last heard; seconds. */
int64_t	roles_heard(const struct roles *r, enum role_kind k);
unsigned roles_starts(const struct roles *r, enum role_kind k);

#endif
