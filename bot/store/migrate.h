/* SPDX-License-Identifier: ISC */
/* Numbered schema changes; used by store_open() only. */
#ifndef STORE_MIGRATE_H
#define STORE_MIGRATE_H

#include "store/store.h"

extern const struct tables store_tables;	/* the machine's own */

/*
 * Brings every owner to its newest migration, all in one transaction.  An
 * owner or number that this program does not know is refused (ERR_CONFIG).
 */
int	store_migrate(struct store *s, const struct tables *const *all,
	    struct err *e);
/* Several statements without parameters, for migrations. */
int	store_script(struct store *s, const char *sql, struct err *e);

#endif
