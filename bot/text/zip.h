/* SPDX-License-Identifier: ISC */
/*
 * Looking into zip archives (and what is one: OOXML, OpenDocument, JAR) by
 * their central directory (APPNOTE 4.3.12), without writing anything.
 */
#ifndef TEXT_ZIP_H
#define TEXT_ZIP_H

#include <stdbool.h>

#include "text/archive.h"

struct arena;

bool	zip_is(struct span s);
/*
 * Calls each file with its (uncleaned) name and its content, whole or as far
 * as ARCHIVE_LOOK_MAX (whole = false).  Ends with the first answer that is not
 * NULL and returns it.  What cannot be looked into is an answer too: a
 * damaged archive, encrypted files, local headers that disagree, more than
 * max_entries files, or more to unpack than the budget.  NULL: every file was
 * seen.
 */
const char *zip_walk(struct arena *a, struct span s, size_t max_entries,
	    size_t *budget, archive_each *each, void *arg);

#endif
