/* SPDX-License-Identifier: ISC */
/*
 * The entries of Microsoft's notifications: below "MS13-037" or a CVE a list
 * of labels (Affected Software, Version Number, Reason for Revision), whose
 * values may go on in the next lines.
 */
#ifndef BULLETIN_MICROSOFT_ENTRY_H
#define BULLETIN_MICROSOFT_ENTRY_H

#include "handlers/bulletin/extract.h"

/* "Critical Security Bulletins", "Important Security Updates": the severity
 * of what stands under it; n 0 where the line is no such heading. */
struct span microsoft_severity_heading(struct span line);
/* Labels may have a list's mark before them: " - Impact: ..." */
struct span microsoft_without_mark(struct span line);
/* From p in the line up to an empty line or the next point of the list; rest
 * is what follows the line. */
struct span microsoft_up_to_next(const char *p, struct span line,
	    struct span rest);
/* One line of an entry; *listing is set while software is being listed. */
void	microsoft_entry_line(struct arena *a, struct bulletin_facts *f,
	    struct span line, struct span rest, bool *listing);

#endif
