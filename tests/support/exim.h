/* SPDX-License-Identifier: ISC */
/*
 * A real Exim as a submission server for tests: STARTTLS, AUTH PLAIN and
 * LOGIN, everything delivered into one Maildir, and refusals at will:
 *
 *	nosuch@localhost	550 at RCPT
 *	later@localhost		451 at RCPT
 *	Subject: REJECT-DATA	550 after the data
 *	Subject: DEFER-DATA	451 after the data
 *
 * It runs in the private folder of tests/support/proc.h.
 */
#ifndef SUPPORT_EXIM_H
#define SUPPORT_EXIM_H

#include <stdbool.h>

#define EXIM_USER	"patchbot"
#define EXIM_SECRET	"a secret \"word\" = 1"

struct exim_how {
	const char	*certificate;	/* path without .pem and .key; NULL: no
					 * TLS */
	bool		 chunking;	/* offer BDAT */
	bool		 anonymous;	/* MAIL without AUTH is fine */
	bool		 no_auth;	/* offer no AUTH */
	const char	*maildir;	/* deliver there; NULL: its own */
};

struct exim {
	int		 port;
	char		*maildir;
	struct proc	*proc;
};

bool	exim_have(void);	/* prints why not */
/* Started and answering, or the test fails. */
struct exim *exim_start(const char *name, const struct exim_how *how);
void	exim_stop(struct exim *x);	/* NULL is fine */
/* How many mails lie in the Maildir. */
int	exim_count(const struct exim *x);
/* Waits until there are n; false when time is up. */
bool	exim_wait(const struct exim *x, int n, int ms);

#endif
