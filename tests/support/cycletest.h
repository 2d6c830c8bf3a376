/* SPDX-License-Identifier: ISC */
/* Cycles in tests: a clock that brings everything in order, and people who
 * speak and write.  Over flowtest.h. */
#ifndef SUPPORT_CYCLETEST_H
#define SUPPORT_CYCLETEST_H

#include "tests/support/flowtest.h"

/* Patchbot starts at that time ("2026-11-02 10:00"). */
void	ct_start(const char *when);
/* The clock runs from entry to entry until then. */
void	ct_until(const char *when);
/* It is that time, and nothing ran in between; then what is due comes. */
void	ct_sleep(const char *when);
/* What is due now comes, and what comes of that. */
void	ct_settle(void);

/* Somebody says it in chat; what was said of it to whom. */
const char *ct_say(const char *who, const char *line);
/* ... must be answered with this; what else was said is thrown away. */
void	ct_ask(const char *who, const char *line, const char *answer);
/* ... must be refused with this (in the sentence). */
void	ct_refused(const char *who, const char *line, const char *sentence);

/* A mail of these lines ('\n'); proven: its domain is.  reply_to: the
 * Message-ID that it answers, or NULL. */
void	ct_mail(const char *who, bool proven, const char *lines,
	    const char *reply_to, const char *subject);
/* The next mail lay at the server since then. */
void	ct_arrived(const char *when);
/* The next mail names these Message-IDs in its References. */
void	ct_refers(const char *ids);
/* A bulletin of the vendor lamp, believed. */
void	ct_bulletin(const char *reference, unsigned severity);
/* The same with these facts: a new one, or one more mail of it. */
struct bulletin_facts;
void	ct_facts(const char *reference, const struct bulletin_facts *more);
/* Patchbot starts at that time and the bulletin comes; what was said is
 * gone. */
void	ct_came(const char *when, const char *reference, unsigned severity);

/* Teardown, in place of ft_close(). */
int	ct_close(void **state);
/* Reads another configuration and tells the flow, as a reload does. */
void	ct_reload(const char *file);

/* Cycle 2026-11 runs, and it is that time; what was said so far is gone. */
void	ct_runs(const char *until);
/* How many rows there are: "cycles WHERE ...". */
int64_t	ct_count(const char *what);
/* The state of a step: "done". */
const char *ct_step(const char *step);

#endif
