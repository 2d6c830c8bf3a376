/* SPDX-License-Identifier: ISC */
/* Between the zone file's reader and the zone that it fills; see zone.h. */
#ifndef TEXT_ZONE_PARTS_H
#define TEXT_ZONE_PARTS_H

#include "text/zone.h"

struct zone_record {
	const char	*name;	/* lower case, absolute, without last dot */
	char		*text;	/* NULL: another type than TXT */
	const char	*alias;	/* of a CNAME */
	uint32_t	 ttl;
	uint32_t	 order;	/* its place in the file */
};

/* Lengths of labels and of the whole, RFC 1035, 2.3.4. */
bool	zone_is_name(const char *s, size_t n);
/*
 * The zone of these records (struct zone_record *), which it sorts; file
 * stands before error messages.  NULL and *e where a name has too many.
 */
struct zone *zone_make(struct arena *a, const char *file,
	    struct list *records, struct err *e);

#endif
