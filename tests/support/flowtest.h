/* SPDX-License-Identifier: ISC */
/* A flow on a database in memory, its clock in the test's hand: for tests of
 * what comes in and what goes out, with no process and no socket. */
#ifndef SUPPORT_FLOWTEST_H
#define SUPPORT_FLOWTEST_H

#include "base/arena.h"
#include "flow/flow.h"

#define FT_START	1796029200	/* 2026-11-30 10:00 in Berlin */

extern struct flow	ft;		/* opened by ft_open */
extern int64_t		ft_clock;	/* what it is, set by the test */
extern struct arena    *ft_arena;	/* goes with ft_close */

/* Setup and teardown for cmocka; the configuration is ft_file, mail.conf where
 * the test's main() does not say otherwise. */
extern const char *ft_file;
int	ft_open(void **state);
int	ft_close(void **state);

/* One chat message, with a stanza id of its own. */
void	ft_chat(const char *who, bool room, const char *text);
void	ft_event(const struct chat_event *ev);
/*
 * One mail as prover and reader would describe it; returns its inbox row.
 * ft_mail_rc is what flow_mail_done() said.
 */
int64_t	ft_mail(const struct evidence *ev, const struct reading *r, bool cut);
extern int ft_mail_rc;
extern int64_t ft_mail_age;	/* seconds that it had lain on its server;
				 * ft_open sets 0 */

/* Makes it that time and has the clock bring what is due. */
void	ft_tick(int64_t t);

/* What waits to leave, taken out: "TARGET: TEXT" a message of chat (the
 * target "room"), "TO: SUBJECT" and the bytes for a mail. */
const char *ft_said(void);
const char *ft_mails(void);

int64_t	ft_int(const char *sql);
const char *ft_text(const char *sql);	/* NULL: no row */

/* Reads mail.conf (or another file of tests/flow) and these lines behind it:
 * the first error, or NULL. */
const char *ft_config(const char *file, const char *lines);
struct ft_case {
	const char	*lines;
	const char	*wrong;		/* in the error; NULL: there is none */
};
void	ft_configs(const char *file, const struct ft_case *cases, size_t n);

/* The text must be what lies in tests/golden/NAME, the style of HTML left out;
 * with GOLDEN_UPDATE=1 it is put there. */
void	ft_golden(const char *name, const char *text);

/* Copies of what a mail holds: on one line, each stretch of blanks made one and
 * what quoted-printable broke put together; with LF for CRLF. */
const char *ft_flat(const char *text);
const char *ft_lf(struct span text);

/* Fail where the text lacks this, or has it. */
void	ft_has(const char *text, const char *needle);
void	ft_lacks(const char *text, const char *needle);

#endif
