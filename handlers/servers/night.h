/* SPDX-License-Identifier: ISC */
/* Lists of servers as rows and words; for this folder. */
#ifndef SERVERS_NIGHT_H
#define SERVERS_NIGHT_H

#include "handlers/cycle/cycle.h"
#include "handlers/playbook/playbook.h"
#include "handlers/servers/servers.h"

#define NAMES_MAX	500	/* servers of one command */
#define SHOWN_MAX	15	/* names in a line of chat */
#define NEAREST_MAX	20	/* unknown names that are held against all */
#define PROBLEMS_MAX	50	/* of one list that are told, then counted */
#define AHEAD_MAX	366	/* days, of a new date */
#define BACK_HOUR	9	/* of the day when its people hear of it */

/* --- lists (night.c) ----------------------------------------------------- */

struct night_server *night_server(const struct night_list *l,
	    const char *name);
/* Names of those for which keep() holds (NULL: all that are in), at most max;
 * "and 3 more" behind; "" for none. */
typedef bool night_keep(const struct night_server *s, const void *with);
const char *night_names(struct work *w, const struct night_list *l,
	    night_keep *keep, const void *with, size_t max);
bool	night_is_in(const struct night_server *s);
/* Is it this team's (or person's)? */
bool	server_is_of(const struct server *s, const char *who);
/* "Database team", "Dan Base, Middle tier"; "nobody". */
const char *server_owner(struct work *w, const struct server *s);
/* "belongs to: Database team; they or the coordinator", who may say so. */
const char *server_whose(struct work *w, const struct server *s);
/* Coordinators may change all, others what is their own or their team's. */
bool	server_may(struct work *w, const struct server *s);

/* --- a list that is handed in (handed.c, handed_end.c) ------------------- */

struct handed {
	struct list	 nights;	/* struct night_list * */
	bool		 by_hand;	/* one night was meant: what it lacks
					 * is added */
	int64_t		 due;		/* of lists; 0 none */
	bool		 late;
	struct list	 seen;		/* char *: names in lower case */
	struct list	 taken, added, left_out;	/* char *: names */
	struct list	 problems;	/* char *: sentences */
	size_t		 more;		/* problems that are not told */
	size_t		 unknown;
	struct list	 others;	/* nights that one may clash with */
	bool		 others_known;
};
void	handed_begin(struct work *w, struct handed *h, int64_t due);
/* One of it.  until, reason: of one to be left out, or ""; where: "line 3: " or
 * "".  What is wrong with it becomes a problem.  0, -1 the machine failed. */
int	handed_server(struct work *w, struct handed *h, const char *where,
	    const char *name, const char *until, const char *reason,
	    struct err *e);
void	handed_problem(struct work *w, struct handed *h, const char *fmt, ...)
	    __attribute__((format(printf, 3, 4)));
/* Journal, who handed in what, and the model of the answer.  whole: what it
 * does not name of the actor's servers is told. */
int	handed_end(struct work *w, struct handed *h, bool whole,
	    struct model *m, struct err *e);

/* --- what is shown (show.c, list_csv.c) ---------------------------------- */

/* "servers [STAGE|DEPLOYMENT]"; by mail with the whole list as a table. */
int	servers_show(struct work *w, const char *word, struct err *e);
/* The whole list: server, environment, ..., state, until, reason. */
void	night_csv(struct work *w, const struct night_list *l,
	    struct buf *out);

/* --- queues (settings_queues.c, queues.c) -------------------------------- */

struct queue {
	const char	*name;
	struct list	 words;		/* char *: as a stage selects servers */
};
extern const struct settings settings_queues;	/* struct list of struct
						 * queue *, as they stand */
/* The first one that has it, or their number where none has. */
size_t	queue_of(struct work *w, const struct server *s);
/* Its name; "" where there is no such one. */
const char *queue_name(struct work *w, size_t queue);
/* Sets "order" ("directory 2, mail 1, the rest 3"; empty where there are no
 * queues), and the list "queues": queue, queue_names. */
void	queues_model(struct work *w, const struct night_list *l,
	    struct model *m);

/* --- exclusions (exclusion.c) -------------------------------------------- */

/* "2026-12-18", a day behind after and not too far ahead; *t its 00:00.  -1
 * with a sentence. */
int	parse_new_date(struct work *w, const char *word, int64_t after,
	    int64_t *t, struct err *e);
/* -1 with a sentence where that, until then, concerns a night that is frozen or
 * behind its cut-off. */
int	exclusion_may(struct work *w, const char *environment, int64_t until,
	    const char *server, struct err *e);
/* Leaves it out, in place of an older exclusion; the journal says so. */
int	exclusion_make(struct work *w, const struct deployment *d,
	    const char *server, int64_t until, const char *reason,
	    const char *by, struct err *e);
/* By its number, open: 1, 0, -1. */
int	exclusion_load(struct work *w, int64_t id, struct exclusion **out,
	    struct err *e);
/* Ends it: "back", "included". */
int	exclusion_end(struct work *w, const struct exclusion *x,
	    const char *state, struct err *e);
/* Sets out_server, out_until, out_reason, out_by, out_night. */
void	exclusion_model(struct work *w, struct model *m,
	    const struct exclusion *x);

/* --- exceptions (exception.c) -------------------------------------------- */

struct exception_rules {
	int64_t		 warn[5];	/* seconds before the end, the longest
					 * first */
	size_t		 n;
	int64_t		 longest;	/* seconds from now that one may last */
};
extern const struct settings settings_exceptions;

/* By its number, lifted or not: 1, 0, -1. */
int	exception_load(struct work *w, int64_t id, struct exception **out,
	    bool *lifted, struct err *e);
/* The command's number, of one that is not lifted; -1 with a sentence. */
int	exception_pick(struct work *w, const char *word,
	    struct exception **out, struct err *e);
/* "2026-12-18": *t is when that day is over. */
int	exception_until(struct work *w, const char *word, int64_t *t,
	    struct err *e);
/* Notes what became of it, in the register and in the journal. */
int	exception_changed(struct work *w, const struct exception *x,
	    const char *kind, const char *reason, struct err *e);
/* Has the clock bring it when somebody must hear of it. */
int	exception_later(struct work *w, const struct exception *x,
	    struct err *e);
/* Sets ex_no, ex_server, ex_for, ex_until, ex_reason, ex_measure, ex_by,
 * ex_owner, ex_expired. */
void	exception_model(struct work *w, struct model *m,
	    const struct exception *x);

/* --- words --------------------------------------------------------------- */

/* 00:00 of a day "2026-12-18"; false where it is none. */
bool	word_is_day(const char *word, int64_t *t);
/* Adds the names of "a,b" and "a b" from word i to (not with) word to; -1 with
 * a sentence where there are none or too many. */
int	names_of_words(struct work *w, const struct words *words, size_t i,
	    size_t to, struct list *out, struct err *e);
/* The inventory's spelling; where there is no such one, *e says so with the
 * nearest.  Without an inventory each name is known. */
int	name_known(struct work *w, const char *name, bool nearest,
	    const char **out, struct err *e);
/* Those who hear of a server: its owners (a team's lead), the coordinators,
 * and with infosec these: addresses (char *), each once. */
void	server_people(struct work *w, const char *name, bool infosec,
	    struct list *out);
/* Tells their owners (a team's lead), but for who is just speaking. */
int	server_tell_owners(struct work *w, const struct list *names,
	    const char *template, const struct model *m, struct err *e);
/* The word at which one of these stands ("until"), or n. */
size_t	word_at(const struct words *words, size_t from, const char *what);

#endif
