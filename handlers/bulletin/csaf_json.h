/* SPDX-License-Identifier: ISC */
/*
 * JSON values as the CSAF reader sees them.  The library behind is named in
 * csaf_json.c alone; a value belongs to its document and goes with it.
 */
#ifndef BULLETIN_CSAF_JSON_H
#define BULLETIN_CSAF_JSON_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/str.h"

#define JV_SIZE_MAX	(16 << 20)	/* bytes of a document */
#define JV_DEPTH_MAX	100		/* arrays and objects within others */
#define JV_VALUES_MAX	1000000		/* values and names, about */

enum jv_kind { JV_OTHER, JV_STRING, JV_NUMBER, JV_ARRAY, JV_OBJECT };

struct jv;

/*
 * A document that is an object; NULL and a sentence where the bytes are no
 * JSON (RFC 8259), name something twice in one object, or exceed a limit
 * (ERR_LIMIT).  Size, depth and number are looked at before anything is
 * parsed.
 */
const struct jv *jv_parse(struct span bytes, struct err *e);
void	jv_free(const struct jv *document);

/* All take NULL, which is a value that is not there. */
enum jv_kind jv_kind(const struct jv *v);
const struct jv *jv_get(const struct jv *object, const char *name);
/* Entries of an array, members of an object; else 0. */
size_t	jv_n(const struct jv *v);
const struct jv *jv_at(const struct jv *array, size_t i);
/* NULL where it is no string; valid UTF-8 without a NUL. */
const char *jv_str(const struct jv *v);
struct span jv_span(const struct jv *v);
/* The string of that name in the object, or NULL. */
const char *jv_text(const struct jv *object, const char *name);
bool	jv_number(const struct jv *v, double *x);
/* One form for equal values, to be freed. */
char	*jv_canonical(const struct jv *v);

#endif
