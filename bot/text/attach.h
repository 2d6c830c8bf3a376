/* SPDX-License-Identifier: ISC */
/*
 * Attachments: their cleaned names, and why one is never passed on.  Judged
 * by content first and by name second; what cannot be judged within the
 * limits is refused.  Vendors never mail patches.
 */
#ifndef TEXT_ATTACH_H
#define TEXT_ATTACH_H

#include "text/archive.h"

struct arena;

#define ATTACH_NAME_MAX		200	/* bytes of a cleaned name */
#define ATTACH_NESTED_MAX	3	/* archives within archives */
#define ATTACH_ENTRIES_MAX	10000	/* files of one archive */
#define ATTACH_HTML_MAX		(2 << 20)	/* bytes that are looked at */

/*
 * The name without path, control and direction characters, at most
 * ATTACH_NAME_MAX bytes; NULL where nothing is left.
 */
char	*attach_clean_name(struct arena *a, const char *name);
/*
 * Why this must never be passed on, as a sentence's end ("it is a Windows
 * program"), or NULL.  name and type may be NULL.  budget: bytes that may
 * still be unpacked of this mail, at first ARCHIVE_TOTAL_MAX.
 */
const char *attach_refused(struct arena *a, size_t *budget, const char *name,
	    const char *type, struct span body);

#endif
