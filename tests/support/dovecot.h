/* SPDX-License-Identifier: ISC */
/*
 * A Dovecot of the test's own, as an ordinary user in the test's private
 * folder (proc.h), with Maildirs and the user "bob", password DOVECOT_SECRET.
 * Waits end by proc.h's deadlines; what fails fails the test.
 */
#ifndef SUPPORT_DOVECOT_H
#define SUPPORT_DOVECOT_H

#include <stdbool.h>
#include <stddef.h>

#define DOVECOT_SECRET	"correct horse battery"

struct dovecot;

/* Whether one can run here; says why not. */
bool	dovecot_have(void);
/*
 * Starts one.  cert is a name of certs.h (the certificates are made at the
 * first call); extra are lines for its configuration, or NULL.  Every name
 * keeps its mails, so that stopping and starting again is a restart on the
 * same ports.
 */
struct dovecot *dovecot_start(const char *name, const char *cert,
	    const char *extra);
/* Ends it: with SIGKILL, as a crash would, or in its own way. */
void	dovecot_stop(struct dovecot *d, bool crash);
void	dovecot_again(struct dovecot *d);	/* starts it after a stop */
void	dovecot_free(struct dovecot *d);	/* stops it too; NULL is fine */
int	dovecot_imap(const struct dovecot *d);	/* port: STARTTLS */
int	dovecot_imaps(const struct dovecot *d);	/* port: implicit TLS */
/* PEM text of the CA that signed "good". */
const char *dovecot_ca(void);
/* Path of bob's Maildir, or of a folder in it (NULL: the inbox). */
const char *dovecot_maildir(const struct dovecot *d, const char *folder);
/* Delivers a mail as a local delivery agent does. */
void	dovecot_deliver(const struct dovecot *d, const char *folder,
	    const char *name, const char *text);
/* How many lines of its log hold both (b may be NULL). */
size_t	dovecot_logged(const struct dovecot *d, const char *a, const char *b);
/* Logs in as bob, gives the commands (up to NULL), expects OK for each. */
void	dovecot_command(const struct dovecot *d, ...)
	    __attribute__((sentinel));

#endif
