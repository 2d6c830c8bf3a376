/* SPDX-License-Identifier: ISC */
/*
 * The whole reading of one mail: taken apart, classed, its bulletins read.
 * What the reader's child does between its seal and its answer; the tests and
 * the fuzzers call the same.
 */
#ifndef PROC_READ_MAIL_H
#define PROC_READ_MAIL_H

#include "handlers/bulletin/facts.h"
#include "proc/wire.h"
#include "text/reading.h"
#include "text/verify.h"

/* The bulletin readers (handlers/bulletin/select.h), handed in so that the
 * machine does not hang on the handlers. */
struct read_hooks {
	void	(*read)(const char *hint, const struct reader_mail *m,
		    struct list *out);
	void	(*pack)(struct buf *b, const struct list *bulletins);
	/* The signatures in it; NULL: this process has no keys. */
	void	(*verify)(struct arena *a, struct span mail,
		    const struct read_job *job, struct verify_answer *out);
};

/*
 * Where a signature passes and nothing else proves the mail (job->proven), all
 * of the reading is of what was signed; of what came with it, only the
 * attachments that are never passed on are told as well.
 *
 * Always fills r, whose strings lie in the arena: where the mail cannot be
 * read, r->failed says why and the rest is empty.  bulletins (may be NULL)
 * gets the struct bulletin_facts * as well.
 */
void	read_mail(struct arena *a, struct span mail, const struct read_job *job,
	    const struct read_hooks *hooks, struct reading *r,
	    struct list *bulletins);

#endif
