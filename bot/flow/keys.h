/* SPDX-License-Identifier: ISC */
/* The pinned keys of a configuration: their files read, and held against what
 * the configuration says of them. */
#ifndef FLOW_KEYS_H
#define FLOW_KEYS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/list.h"
#include "text/conf.h"

struct arena;
struct people;
struct person;
struct evidence;
struct flow;

#define KEYS_SOON	(30 * INT64_C(86400))	/* seconds before a key ends
						 * that the coordinator is told */

/*
 * Reads the files that vendors (struct vendor *) and people (may be NULL) name
 * and adds them to files (struct key_file *, in the arena).  Errors: a file
 * that cannot be read, with no key in it, a fingerprint that none of the
 * vendor's files holds.  A key that has ended by now, or was revoked, is a
 * warning.  -1 where the report got errors.
 */
int	keys_read(struct arena *a, const struct list *vendors,
	    const struct people *people, int64_t now, struct list *files,
	    struct conf_report *r);
/* Tells the coordinator of each key that ends within KEYS_SOON, or has ended,
 * once for each end.  Own transaction. */
int	keys_tell(struct flow *f, struct err *e);
/* Did a signature of one of this person's keys pass? */
bool	keys_signed_by(const struct evidence *ev, const struct person *p);

#endif
