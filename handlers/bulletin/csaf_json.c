/* SPDX-License-Identifier: ISC */
/* JSON by jansson; see csaf_json.h. */
#include "handlers/bulletin/csaf_json.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>

#include "base/mem.h"

static const json_t *
of(const struct jv *v)
{
	return (const json_t *)(const void *)v;
}

static const struct jv *
as(const json_t *j)
{
	return (const struct jv *)(const void *)j;
}

/* The end of a string that begins at p, or the end of all. */
static const char *
behind_string(const char *p, const char *end)
{
	for (p++; p < end && *p != '"'; p++)
		if (*p == '\\' && p + 1 < end)
			p++;
	return p;
}

/* The parser recurses and gives each value memory of its own. */
static int
look_over(struct span bytes, struct err *e)
{
	const char *p, *end = bytes.p + bytes.n;
	size_t depth = 0, values = 0;

	if (bytes.n > JV_SIZE_MAX)
		return err_set(e, ERR_LIMIT, "it is larger than %d MB",
		    JV_SIZE_MAX >> 20);
	for (p = bytes.p; p < end; p++) {
		if (*p == '"') {
			p = behind_string(p, end);
			continue;
		}
		if (*p == '{' || *p == '[')
			depth++;
		else if ((*p == '}' || *p == ']') && depth > 0)
			depth--;
		else if (*p != ',' && *p != ':')
			continue;
		if (depth > JV_DEPTH_MAX)
			return err_set(e, ERR_LIMIT, "it nests deeper than %d "
			    "levels", JV_DEPTH_MAX);
		if (++values > 2 * JV_VALUES_MAX)
			return err_set(e, ERR_LIMIT, "it has more than %d "
			    "values", JV_VALUES_MAX);
	}
	return 0;
}

/*
 * The seed against names that were chosen to collide.  Left alone the library
 * would open a file for it, which the sealed child must not; the kernel gave
 * every program 16 random bytes at its start.
 */
static void
seed(void)
{
	static bool done;
	size_t n = 0;

	if (done)
		return;
	done = true;
	if (getauxval(AT_RANDOM) != 0)
		memcpy(&n, (const void *)getauxval(AT_RANDOM), sizeof(n));
	json_object_seed(n != 0 ? n : 1);
}

const struct jv *
jv_parse(struct span bytes, struct err *e)
{
	json_error_t why;
	json_t *j;

	/* a mark of the byte order is no JSON, but some programs write it */
	if (bytes.n >= 3 && memcmp(bytes.p, "\xef\xbb\xbf", 3) == 0)
		bytes = (struct span){ bytes.p + 3, bytes.n - 3 };
	if (look_over(bytes, e) == -1)
		return NULL;
	seed();
	j = json_loadb(bytes.p != NULL ? bytes.p : "", bytes.n,
	    JSON_REJECT_DUPLICATES, &why);
	if (j == NULL) {
		err_set(e, ERR_INPUT, "it is no valid JSON (line %d: %s)",
		    why.line, json_error_code(&why) ==
		    json_error_duplicate_key ? "a name stands twice in one "
		    "object" : why.text);
		return NULL;
	}
	if (!json_is_object(j)) {
		json_decref(j);
		err_set(e, ERR_INPUT, "it is JSON, but no object");
		return NULL;
	}
	return as(j);
}

void
jv_free(const struct jv *document)
{
	json_t *j;

	/* it was given away as const, but it is the caller's to end */
	memcpy(&j, &document, sizeof(j));
	json_decref(j);
}

enum jv_kind
jv_kind(const struct jv *v)
{
	const json_t *j = of(v);

	return json_is_string(j) ? JV_STRING : json_is_number(j) ? JV_NUMBER :
	    json_is_array(j) ? JV_ARRAY : json_is_object(j) ? JV_OBJECT :
	    JV_OTHER;
}

const struct jv *
jv_get(const struct jv *object, const char *name)
{
	return as(json_object_get(of(object), name));
}

size_t
jv_n(const struct jv *v)
{
	return json_is_array(of(v)) ? json_array_size(of(v)) :
	    json_object_size(of(v));
}

const struct jv *
jv_at(const struct jv *array, size_t i)
{
	return as(json_array_get(of(array), i));
}

const char *
jv_str(const struct jv *v)
{
	return json_string_value(of(v));
}

struct span
jv_span(const struct jv *v)
{
	return (struct span){ json_string_value(of(v)),
	    json_string_length(of(v)) };
}

const char *
jv_text(const struct jv *object, const char *name)
{
	return jv_str(jv_get(object, name));
}

bool
jv_number(const struct jv *v, double *x)
{
	*x = json_number_value(of(v));
	return json_is_number(of(v));
}

char *
jv_canonical(const struct jv *v)
{
	char *s = json_dumps(of(v), JSON_COMPACT | JSON_SORT_KEYS |
	    JSON_ENCODE_ANY);

	return s != NULL ? s : mem_str("");
}
