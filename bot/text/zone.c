/* SPDX-License-Identifier: ISC */
/*
 * A zone, and looking names up in it; see zone.h.  Names go into a list that
 * is sorted once, so that look-ups are binary searches and records of one name
 * may stand anywhere in the file.
 */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "text/zone_parts.h"

/* What one name has, made from its records. */
struct entry {
	const char	*name, *alias;
	struct list	 texts;
	uint32_t	 ttl;
};

struct zone {
	struct entry	*entries;	/* sorted by reversed name */
	size_t		 n;
};

bool
zone_is_name(const char *s, size_t n)
{
	size_t i, label = 0;

	if (n > ZONE_NAME_MAX)
		return false;
	for (i = 0; i < n; i++) {
		label = s[i] == '.' ? 0 : label + 1;
		if (label > ZONE_LABEL_MAX ||
		    (s[i] == '.' && (i == 0 || s[i - 1] == '.')))
			return false;
	}
	return n == 0 || label > 0;
}

/* Order of names from their last label on, so that what lies below a name
 * stands right behind it. */
static int
compare_names(const char *a, const char *b)
{
	size_t n = strlen(a), m = strlen(b);
	unsigned char x, y;

	while (n > 0 && m > 0) {
		/* a dot goes before all that may be in a label */
		x = a[n - 1] == '.' ? 0 : (unsigned char)a[n - 1];
		y = b[m - 1] == '.' ? 0 : (unsigned char)b[m - 1];
		if (x != y)
			return x < y ? -1 : 1;
		n--;
		m--;
	}
	return n > 0 ? 1 : m > 0 ? -1 : 0;
}

static int
compare_records(const void *a, const void *b)
{
	const struct zone_record *x = *(void *const *)a, *y = *(void *const *)b;
	int c = x->name == y->name ? 0 : compare_names(x->name, y->name);

	return c != 0 ? c : x->order < y->order ? -1 : 1;
}

static int
add_to_entry(struct arena *a, const char *file, struct entry *en,
    const struct zone_record *r, struct err *e)
{
	if (r->alias != NULL)
		en->alias = r->alias;
	if (r->text == NULL)
		return 0;
	if (en->texts.n == ZONE_TXTS_MAX)
		return err_set(e, ERR_CONFIG, "%s: found more than %d TXT "
		    "records of %s", file, ZONE_TXTS_MAX, en->name);
	if (en->texts.n == 0 || r->ttl < en->ttl)
		en->ttl = r->ttl;
	list_add_in(a, &en->texts, r->text);
	return 0;
}

struct zone *
zone_make(struct arena *a, const char *file, struct list *records,
    struct err *e)
{
	struct zone *z = arena_alloc(a, sizeof(*z));
	const struct zone_record *r;
	struct entry *en;
	size_t i;

	if (records->n > 1)
		qsort(records->at, records->n, sizeof(*records->at),
		    compare_records);
	z->entries = arena_alloc(a, (records->n + 1) * sizeof(*z->entries));
	for (i = 0; i < records->n; i++) {
		r = records->at[i];
		en = z->n > 0 ? &z->entries[z->n - 1] : NULL;
		if (en == NULL || strcmp(en->name, r->name) != 0) {
			en = &z->entries[z->n++];
			en->name = r->name;
		}
		if (add_to_entry(a, file, en, r, e) == -1)
			return NULL;
	}
	return z;
}

/* Does name lie below top? */
static bool
is_below(const char *name, const char *top)
{
	size_t n = strlen(name), m = strlen(top);

	return n > m && (m == 0 || (name[n - m - 1] == '.' &&
	    strcmp(name + n - m, top) == 0));
}

/* What the name itself has; returns what it is an alias of, or NULL. */
static const char *
find_one(const struct zone *z, const char *name, struct zone_answer *out)
{
	char want[ZONE_NAME_MAX + 1];
	size_t n = strlen(name), i, low = 0, high = z->n, mid;

	*out = (struct zone_answer){ .status = ZONE_NXDOMAIN };
	n -= n > 0 && name[n - 1] == '.';
	if (!zone_is_name(name, n))
		return NULL;
	for (i = 0; i < n; i++)
		want[i] = ascii_lower(name[i]);
	want[n] = '\0';
	while (low < high) {
		mid = low + (high - low) / 2;
		if (compare_names(z->entries[mid].name, want) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	if (low == z->n)
		return NULL;
	if (strcmp(z->entries[low].name, want) != 0) {
		/* an empty non-terminal exists, RFC 8020 */
		if (is_below(z->entries[low].name, want))
			out->status = ZONE_NO_TXT;
		return NULL;
	}
	out->texts = z->entries[low].texts;
	out->ttl = z->entries[low].ttl;
	out->status = out->texts.n > 0 ? ZONE_FOUND : ZONE_NO_TXT;
	return z->entries[low].alias;
}

void
zone_find(const struct zone *z, const char *name, struct zone_answer *out)
{
	size_t left = ZONE_ALIASES_MAX;

	while ((name = find_one(z, name, out)) != NULL && left-- > 0)
		;
}

size_t
zone_count(const struct zone *z)
{
	return z->n;
}
