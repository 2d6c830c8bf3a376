/* SPDX-License-Identifier: ISC */
/*
 * CSAF 2.0, the OASIS Common Security Advisory Framework: advisories in JSON.
 * A document is read only where it keeps the schema of the standard, the
 * profile that it names (section 4) and the mandatory tests (6.1); else it is
 * invalid, and what is wrong is said in words.
 */
#ifndef BULLETIN_CSAF_H
#define BULLETIN_CSAF_H

#include "handlers/bulletin/facts.h"

#define CSAF_FAULTS_MAX	20		/* told of one document */
#define CSAF_STEPS_MAX	5000000	/* looks from one place to another */

struct csaf_fault {
	const char	*test;		/* "6.1.9", or "schema", "limit" */
	const char	*path;		/* JSON pointer (RFC 6901), "" all */
	const char	*what;		/* a sentence without its full stop */
};

struct csaf_report {
	bool		 is_csaf;	/* it says so, valid or not */
	const char	*id, *title;	/* as it claims; NULL not stated */
	struct list	 faults;	/* struct csaf_fault *, the first ones;
					 * none: the document is valid */
};

/*
 * Reads a document: the report, and where it is valid its facts in f (which
 * may be NULL).  All lies in the arena.  A document costs at most a second
 * and what JV_VALUES_MAX allows; one beyond a limit is reported so.
 */
void	csaf_read(struct arena *a, struct span bytes, struct csaf_report *r,
	    struct bulletin_facts *f);
/* These bytes could be one, so that it is worth to parse them. */
bool	csaf_looks_so(struct span bytes);
/* "the JSON is ... (test 6.1.9, at /document/...)" for the first fault, with
 * how many more there are. */
const char *csaf_why(struct arena *a, const struct csaf_report *r);

#endif
