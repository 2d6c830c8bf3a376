/* SPDX-License-Identifier: ISC */
/*
 * A person at an XMPP client, for tests.  Nothing happens between the calls;
 * what has come meanwhile is read by the next one.  Waits are in ms.
 */
#ifndef SUPPORT_XUSER_H
#define SUPPORT_XUSER_H

#include <stdbool.h>
#include <stddef.h>

struct xuser;

/* Logs in by STARTTLS at 127.0.0.1:port and sends presence; jid is full.
 * NULL where that fails. */
struct xuser *xuser_new(const char *jid, const char *password, int port,
	    const char *ca, int ms);
void	xuser_free(struct xuser *u);		/* with goodbye */
/* Enters a room, which its default settings open where it is new. */
bool	xuser_join(struct xuser *u, const char *room, const char *nick, int ms);
/* type is "chat", "groupchat", ...  The id is made up where it is NULL. */
void	xuser_say(struct xuser *u, const char *to, const char *type,
	    const char *id, const char *body);
void	xuser_raw(struct xuser *u, const char *xml);
/* Reads until ms are over or one stanza has come. */
void	xuser_turn(struct xuser *u, int ms);
/*
 * The first stanza, among those that have come and are not yet taken, whose
 * text holds this; it is taken.  NULL where none came in time; the caller
 * frees it.
 */
char	*xuser_wait(struct xuser *u, const char *text, int ms);
bool	xuser_sees(struct xuser *u, const char *text, int ms);	/* the same */
/* How many of those not yet taken hold this. */
size_t	xuser_count(struct xuser *u, const char *text);

#endif
