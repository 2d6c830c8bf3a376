/* SPDX-License-Identifier: ISC */
/*
 * The corpus of real, broken and hostile mails, which is no part of this
 * project: tests read it where it lies, and are skipped where it does not.
 *
 * A test program of it is called tests/golden/test_NAME_corpus.c and tells
 * every case it looked at by corpus_case(); "make corpus" runs them all and
 * adds the cases up into one table, a row for each folder.
 */
#ifndef SUPPORT_CORPUS_H
#define SUPPORT_CORPUS_H

#include <stdbool.h>

struct buf;
struct txt_table;

#define CORPUS_FILE_MAX	(64 << 20)	/* bytes of one file of it */

enum corpus_outcome {
	CORPUS_RIGHT,
	CORPUS_WRONG,		/* the test has to fail, too */
	CORPUS_SKIPPED,		/* nobody says what is right; why is needed */
};

/* The path of a file of the corpus, in a static buffer; the folder is
 * $PATCHBOT_CORPUS, else ../shared/corpus. */
const char *corpus_path(const char *name);
/* Skips the running cmocka test where there is no corpus. */
void	corpus_needed(void);
/* Adds a whole file of it to the buffer; false where it cannot be read. */
bool	corpus_read(const char *name, struct buf *out);
/*
 * Adds the records of a key table of it to t: "name text" a line, or "name
 * type text" where typed, of which the TXT ones.  Fails the running test
 * where it cannot be read.
 */
void	corpus_table(const char *name, bool typed, struct txt_table *t);
/*
 * One case for the table: its folder ("c_arc", "b_dkim/mail-dkim"), its name
 * within it, what came of it and (printf) why; "" where it is right.
 */
void	corpus_case(const char *folder, const char *name,
	    enum corpus_outcome o, const char *why, ...)
	    __attribute__((format(printf, 4, 5)));

#endif
