/* SPDX-License-Identifier: ISC */
/*
 * A real Prosody for tests: on loopback, high ports, a private folder, as an
 * ordinary user.  Virtual host "localhost", rooms at "conference.localhost"
 * (real JIDs shown to everybody unless a room says otherwise).
 */
#ifndef SUPPORT_PROSODY_H
#define SUPPORT_PROSODY_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct prosody_options {
	const char	*certificate;	/* "good", "wronghost", "wrongca",
					 * "expired"; NULL: good */
	bool		 archive;	/* mod_mam: stanza-ids are announced */
	bool		 semi;		/* new rooms hide real JIDs */
	unsigned	 stanza_limit;	/* bytes; 0: 262144 */
	const char	*plugin;	/* Lua: one more module of the rooms */
};

struct prosody {
	char	dir[64];
	char	ca[96];		/* PEM of the authority of "good" */
	char	other_ca[96];	/* of the one that signed "wrongca" */
	int	port;		/* STARTTLS */
	int	tls_port;	/* direct TLS */
	pid_t	pid;		/* 0: not running */
	struct prosody_options options;
};

/*
 * Makes the folder and the certificates and picks the ports.  NULL, with the
 * reason to skip in why, where a program is missing.
 */
struct prosody *prosody_new(const struct prosody_options *o, char *why,
	    size_t n);
/* An account; before or while it runs. */
void	prosody_user(struct prosody *p, const char *name, const char *password);
/* Starts it and waits until it listens: 0, or -1. */
int	prosody_start(struct prosody *p);
void	prosody_stop(struct prosody *p, int sig);	/* and waits */
/* Its log holds that text. */
bool	prosody_logged(const struct prosody *p, const char *text);
void	prosody_free(struct prosody *p);	/* stops it, removes all */

/* A free port on 127.0.0.1, or -1. */
int	free_port(void);

#endif
