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
/* Do these words select this one of its servers? */
bool	inventory_is(const struct inventory *inv, const struct server *s,
	    const struct list *words);
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

/* --- queues --------------------------------------------------------------- */

#define SERVERS_QUEUES_MAX	20

/* The place of the queue of that name among the site's, from 0; their number
 * where there is none, and for NULL: behind all that have one. */
size_t	servers_queue_place(const struct config *c, const char *name);

/* --- what a night patches ------------------------------------------------ */

struct deployment;

/* One that is left out of a night, and of every other one of its environment
 * that begins before its new date. */
struct exclusion {
	int64_t		 id;
	const char	*server, *environment;
	const char	*night;		/* the deployment's name */
	int64_t		 until;		/* 00:00 of the new date: from then on
					 * it is patched again */
	const char	*reason;
	const char	*said_by;	/* person's id */
	int64_t		 said_at;
};

/* One that is not patched, for a bulletin or at all, with what is done
 * instead. */
struct exception {
	int64_t		 id;
	const char	*server;
	const char	*bulletin;	/* NULL: all */
	int64_t		 until;		/* its last second has passed then */
	const char	*reason, *measure;
	const char	*said_by;
	int64_t		 said_at;
	bool		 expired;	/* and neither renewed nor lifted */
};

struct night_server {
	const char	*name;
	const struct server *server;	/* NULL: not in the inventory */
	bool		 added;		/* by hand: no word selects it */
	const char	*said_by;	/* who named it last; NULL: nobody */
	int64_t		 said_at;
	bool		 late;		/* behind the lists' due time */
	const struct exclusion *out;	/* or NULL */
	const struct exception *excepted;	/* from all, over that night;
						 * or NULL */
	const struct exception *exception;	/* the first one of any kind
						 * that is not lifted; or
						 * NULL */
};

struct night_list {
	const struct deployment *night;
	struct list	 servers;	/* struct night_server *, by name */
	struct list	 groups;	/* char *: words that no inventory
					 * resolves */
	size_t		 in;		/* to be patched */
	size_t		 out, excepted;	/* not */
	size_t		 named;		/* of those in: by somebody */
};

/* The list as it is now.  0, -1. */
int	servers_of_night(struct work *w, const struct deployment *d,
	    struct night_list **out, struct err *e);
/* Adds (struct exclusion *) those that are open, by their new date; d: that
 * hold for this night (NULL: all). */
int	servers_exclusions(struct work *w, const struct deployment *d,
	    struct list *out, struct err *e);
/* Adds (struct exception *) those that are not lifted, expired ones too, by
 * their end; server: NULL for all. */
int	servers_exceptions(struct work *w, const char *server,
	    struct list *out, struct err *e);

/*
 * Adds (char *) the very servers of a night that these words mean, by name:
 * names, and groups ("env:prod tier:a"), which hold together; *all: no other is
 * left in it.  -1 with a sentence where a word means none: with the nearest
 * that does.  Without an inventory words stay as they are, and a group must be
 * one that the night itself names.
 */
int	servers_of_words(struct work *w, const struct deployment *d,
	    const struct list *words, struct list *out, bool *all,
	    struct err *e);
/* Leaves out of a night, in that person's name, those of these words that name
 * a server of it; others are passed over.  How many, or -1. */
int	servers_leave_out(struct work *w, const struct deployment *d,
	    const struct list *words, int64_t until, const char *reason,
	    const char *by, struct err *e);

/* Those of these words that are names, and of no server of the inventory:
 * "fx1 (did you mean fs1?), db9"; "" for none, or without an inventory. */
const char *servers_unknown(struct work *w, const struct list *words);

/* --- for questions, agendas and checklists ------------------------------- */

/* Adds to the list "nights" those deployments with what they patch of that
 * team (NULL: all): night, night_when, night_count, night_names, night_out;
 * and the flag nights_any, where there is a server at all. */
int	servers_nights_model(struct work *w, struct model *m,
	    const struct list *nights, const char *team, struct err *e);
/* The team says that what these nights have of it is right.  due: of its
 * lists, or 0. */
int	servers_confirm_team(struct work *w, const struct list *nights,
	    const char *team, int64_t due, struct err *e);
/* Sets the lists "exceptions" and "exclusions" to what is carried along, the
 * flag "carried" where there is any, and exceptions_open, exceptions_expired,
 * exclusions_open (empty for none). */
int	servers_carried_model(struct work *w, struct model *m, struct err *e);
/*
 * A mail answers the question ref with a table of servers: keeps it, and *line
 * is the command that hands it in; 1, 0 it has none, -1.
 */
int	servers_take_mail(struct work *w, const struct mail_in *mail,
	    const char *ref, const char **line, struct err *e);

#endif
