/* SPDX-License-Identifier: ISC */
/* The inside of "patchbot examine": mails in, judged mails out, in order. */
#ifndef CLI_EXAMINE_H
#define CLI_EXAMINE_H

#include <stdbool.h>
#include <stdint.h>

#include "flow/config.h"
#include "flow/people.h"
#include "proc/wire.h"
#include "text/authres_trust.h"
#include "text/evidence.h"
#include "text/reading.h"
#include "text/verdict.h"

struct arena;
struct examiner;

/* One examined mail; strings live until the call that gets it returns. */
struct examined {
	const char	*file;
	int64_t		 index;		/* in an mbox, else -1 */
	const struct evidence *ev;	/* NULL: it could not be examined */
	const struct reading *reading;
	struct judgement judgement;
	const char	*failed;	/* why it could not be examined */
};
typedef void examined_fn(void *arg, struct arena *a,
	    const struct examined *x);

struct examine_options {
	const struct list *vendors;
	const struct people *people;	/* or NULL */
	const struct authres_trust *gateways;	/* or NULL */
	const struct list *keys;	/* struct key_file *: pinned ones */
	struct names_setup names;
	const char	*zone_file;	/* or NULL */
	int64_t		 when;		/* 0: each mail's own time */
	int64_t		 present;	/* 0: now; for keys that have ended */
	examined_fn	*out;
	void		*arg;
};

/* Starts the prover, the reader and the names role. */
struct examiner *examiner_new(const struct examine_options *o, struct err *e);
/* Takes one mail (copied); results come out in the order of the calls.  when:
 * it came; 0: as the options say. */
void	examiner_add(struct examiner *x, const char *file, int64_t index,
	    struct span mail, int64_t when);
/* Waits until everything is out. */
void	examiner_finish(struct examiner *x);
void	examiner_free(struct examiner *x);

/* Mails from paths, with what a configuration says, if there is one. */
struct examination {
	struct arena	*arena;
	struct conf_report report;
	struct config	*config;	/* or NULL */
	struct list	 vendors;
	struct list	 keys;		/* struct key_file * */
	struct examine_options o;
	struct examiner	*examiner;
	bool		 unreadable;
	size_t		 seen;		/* mails, and what could not be read */
};

void	examination_begin(struct examination *x, examined_fn *out, void *arg);
/*
 * Any of these may be NULL; what is not given is the configuration's, where
 * one is found.  -1 and a word on standard error: it cannot begin.
 */
int	examination_set_up(struct examination *x, const char *config,
	    const char *vendors, const char *zone, const char *when);
/* A file, an mbox, a folder of them; results come as they are ready, all of
 * them with examiner_finish().  What cannot be read is a result, too. */
void	examination_path(struct examination *x, const char *path);
void	examination_end(struct examination *x);

/* The two ways to print. */
examined_fn examine_print, examine_print_json;

#endif
