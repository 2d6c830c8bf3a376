/* SPDX-License-Identifier: ISC */
/*
 * TXT records from a zone file: RFC 1035, 5.1, with $TTL of RFC 2308, 4.
 * What the tests, "patchbot examine -z" and the embedded default look names
 * up in, where no resolver shall be asked.
 *
 * Comments, quoted strings, parentheses over lines, $ORIGIN, $TTL, relative
 * and absolute names, "@", an omitted owner, class and TTL in either order or
 * none, \DDD and \X (an escaped dot in a name still parts labels).  A string
 * may be longer than the 255 bytes it could have on the wire.  No SOA is
 * needed.  A CNAME is followed, within the file; records of other types are
 * not read, but their names exist.
 * Wildcards stand for themselves only, and $INCLUDE and $GENERATE are errors,
 * as a zone is one sealed file here.
 */
#ifndef TEXT_ZONE_H
#define TEXT_ZONE_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/list.h"
#include "base/str.h"

struct arena;

#define ZONE_FILE_MAX	(64 << 20)	/* bytes of a zone file */
#define ZONE_NAME_MAX	253	/* bytes of a name, without the last dot */
#define ZONE_LABEL_MAX	63	/* bytes of one of its labels */
#define ZONE_TEXT_MAX	65535	/* bytes of a TXT record's strings, joined */
#define ZONE_WORDS_MAX	300	/* words of one record */
#define ZONE_TXTS_MAX	1000	/* TXT records of one name */
#define ZONE_ALIASES_MAX 8	/* CNAMEs that are followed for one name */
#define ZONE_DEFAULT_TTL 3600	/* where the file says none */

struct zone;

enum zone_status {
	ZONE_FOUND,	/* has TXT records */
	ZONE_NO_TXT,	/* the name exists, or one below it, but has none */
	ZONE_NXDOMAIN,	/* there is no such name */
};

struct zone_answer {
	enum zone_status status;
	struct list	 texts;	/* char *: one per record, strings joined; they
				 * live as long as the zone */
	uint32_t	 ttl;	/* least of the records; 0 without any */
};

/*
 * Reads a zone file into the arena; name stands before error messages
 * ("NAME:LINE: ...").  NULL and *e where it is wrong.
 */
struct zone *zone_read(struct arena *a, const char *name, struct span bytes,
	    struct err *e);
/* Looks a name up (with or without its last dot; case does not matter).  The
 * list of the answer is borrowed from the zone: do not free it. */
void	zone_find(const struct zone *z, const char *name,
	    struct zone_answer *out);
/* How many names have records. */
size_t	zone_count(const struct zone *z);

#endif
