/* SPDX-License-Identifier: ISC */
/* The small MIME walk beneath text/signed.c: one entity, exactly as it came. */
#ifndef TEXT_SIGNED_PARTS_H
#define TEXT_SIGNED_PARTS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

struct arena;

#define SIGNED_NOT_FIRST "something that is not signed stands before what is"

struct entity {
	struct span	 header, body;
	const char	*type;		/* lower case; "text/plain" where the
					 * header says nothing */
	const char	*value;		/* the whole Content-Type, or NULL */
	bool		 attached;
};

/* False where a field that matters, or a multipart's boundary, stands twice or
 * in pieces. */
bool	entity_open(struct arena *a, struct span bytes, struct entity *e);
/* A parameter of its Content-Type, quotes undone; NULL. */
const char *entity_parameter(struct arena *a, const struct entity *e,
	    const char *name);
/* The parts of a multipart, without the line end before each boundary; their
 * number, at most max (one that never ends counts). */
size_t	entity_children(struct arena *a, const struct entity *e,
	    struct span *part, size_t max);
/* Its body, transfer encoding undone; empty where it cannot be. */
struct span entity_decoded(struct arena *a, const struct entity *e);

#endif
