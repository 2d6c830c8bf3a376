/* SPDX-License-Identifier: ISC */
/* Playbooks for tests: an organisation of five, and lines behind it. */
#ifndef SUPPORT_PLAYBOOKS_H
#define SUPPORT_PLAYBOOKS_H

#include "handlers/playbook/playbook.h"

extern struct arena *pb_arena;
extern struct config *pb_config;	/* the last one read */

/* For cmocka, of each test. */
int	pb_setup(void **state);
int	pb_teardown(void **state);

/* Reads these lines as the 21st and following of a configuration: teams dba
 * and qa, carla (coordinator), cleo, dan, dora and quinn, the audience board,
 * the task list night, the vendor lamp.  NULL where they have an error. */
const struct config *pb_load(const char *lines);
/* The errors without the path, "21:5: error: ...", joined by newlines. */
const char *pb_errors(void);
const char *pb_warnings(void);
/* The first playbook of these lines, which must have no error. */
const struct playbook *pb_playbook(const char *lines);

/* The dates of the cycle of that day, in the configuration read last: a line
 * each, "2026-11-12 17:00 STEP begin until 2026-11-12 18:00 fixed: REASON"; or
 * the error. */
const char *pb_dates(const struct playbook *p, const char *day0,
	    const struct list *fixed, bool reasons);

/* The lines, put in form's place of "%", must have just these errors. */
struct pb_wrong {
	const char	*lines, *error;
};
void	pb_wrong(const char *form, const struct pb_wrong *cases, size_t n);
#define PB_WRONG(form, cases) \
	pb_wrong(form, cases, sizeof(cases) / sizeof(cases[0]))

#endif
