/* SPDX-License-Identifier: ISC */
/*
 * Servers: the inventory, which of them a night patches, which are left out of
 * it until when and why, and the register of exceptions.  The folder's one
 * public header, for playbooks, cycles and change requests.
 *
 * A night's list is what the inventory has for it, and what people added.  No
 * server falls out of it silently: one that is left out needs a reason and a
 * new date, and comes back by itself.
 */
#ifndef SERVERS_SERVERS_H
#define SERVERS_SERVERS_H

#include "handlers/handler.h"

#define SERVERS_MAX		100000	/* of an inventory */
#define SERVER_NAME_MAX		253	/* bytes */
#define SERVER_COLUMNS_MAX	50

/* --- the inventory ------------------------------------------------------ */

struct inventory;

/* A value may be several, with "|" between them. */
struct server {
	const char	*name;
	const char	*environment;	/* these are "" where not stated */
	const char	*tier, *owner, *application, *cluster, *half;
	const char *const *values;	/* of all columns, in their order */
	int		 line;		/* of the file */
};

extern const struct settings settings_inventory;
/* NULL: there is none. */
const struct inventory *inventory_of(const struct config *c);
size_t	inventory_count(const struct inventory *inv);
/* By its name, ASCII case ignored; NULL: no such one. */
const struct server *inventory_find(const struct inventory *inv,
	    const char *name);
/* The nearest name, or NULL; it looks at all of them. */
const char *inventory_nearest(const struct inventory *inv, const char *name);
/*
 * Adds (const struct server *, by name) all that these words select: words
 * with one key ("env:prod", "env:dev") name one or the other, words with
 * several keys must hold together; a word without a key is a server's name; no
 * words are all servers.
 */
void	inventory_select(const struct inventory *inv, struct arena *a,
	    const struct list *words, struct list *out);
/*
 * Have these two selections a server in common?  1 and the first one (which
 * may be NULL), 0; -1 where one of them selects nothing: then nothing is known.
 */
int	inventory_meets(const struct inventory *inv, const struct list *one,
	    const struct list *other, const struct server **which);
/* Is all that inner selects outer's?  1, 0, -1 as above. */
int	inventory_within(const struct inventory *inv,
	    const struct list *inner, const struct list *outer);
/* Two halves of one cluster, one in each selection. */
bool	inventory_halves(const struct inventory *inv, const struct list *one,
	    const struct list *other, const struct server **a,
	    const struct server **b);

#endif
