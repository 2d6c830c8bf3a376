/* SPDX-License-Identifier: ISC */
/* What words select of the inventory, and what two selections share. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "handlers/servers/inventory.h"

/* --- columns and values ------------------------------------------------- */

static const struct {
	const char	*name;
	enum column	 column;
} headings[] = {
	{ "server", COLUMN_SERVER }, { "host", COLUMN_SERVER },
	{ "hostname", COLUMN_SERVER }, { "name", COLUMN_SERVER },
	{ "environment", COLUMN_ENVIRONMENT }, { "env", COLUMN_ENVIRONMENT },
	{ "tier", COLUMN_TIER },
	{ "owner", COLUMN_OWNER }, { "team", COLUMN_OWNER },
	{ "application", COLUMN_APPLICATION }, { "app", COLUMN_APPLICATION },
	{ "cluster", COLUMN_CLUSTER },
	{ "half", COLUMN_HALF }, { "node", COLUMN_HALF },
};

enum column
inventory_heading(struct span heading)
{
	size_t i;

	for (i = 0; i < sizeof(headings) / sizeof(headings[0]); i++)
		if (span_eq_nocase(heading, headings[i].name))
			return headings[i].column;
	return COLUMNS_KNOWN;
}

size_t
inventory_column(const struct inventory *inv, struct span key)
{
	enum column known = inventory_heading(key);
	size_t i;

	for (i = 0; i < inv->n_columns; i++)
		if (span_eq_nocase(key, inv->columns[i]) ||
		    (known != COLUMNS_KNOWN && known ==
		    inventory_heading(span_of(inv->columns[i]))))
			return i;
	return SIZE_MAX;
}

bool
inventory_next_value(const char **values, struct span *value)
{
	size_t n;

	while (**values == '|' || **values == ' ')
		(*values)++;
	if (**values == '\0')
		return false;
	n = strcspn(*values, "|");
	*value = span_trim((struct span){ *values, n });
	*values += n;
	return true;
}

bool
inventory_has_value(const char *values, const char *value)
{
	struct span one;

	while (inventory_next_value(&values, &one))
		if (span_eq_nocase(one, value))
			return true;
	return false;
}

/* --- names -------------------------------------------------------------- */

const struct inventory *
inventory_of(const struct config *c)
{
	return config_part(c, &settings_inventory);
}

size_t
inventory_count(const struct inventory *inv)
{
	return inv != NULL ? inv->n : 0;
}

int
inventory_compare(const char *a, const char *b)
{
	for (; *a != '\0' && ascii_lower(*a) == ascii_lower(*b); a++, b++)
		;
	return (unsigned char)ascii_lower(*a) - (unsigned char)ascii_lower(*b);
}

const struct server *
inventory_find(const struct inventory *inv, const char *name)
{
	size_t from = 0, to = inv != NULL ? inv->n : 0, i;
	int c;

	while (from < to) {
		i = from + (to - from) / 2;
		if ((c = inventory_compare(name, inv->at[i].name)) == 0)
			return &inv->at[i];
		if (c < 0)
			to = i;
		else
			from = i + 1;
	}
	return NULL;
}

const char *
inventory_nearest(const struct inventory *inv, const char *name)
{
	const char **names, *near;
	size_t i;

	if (inv == NULL)
		return NULL;
	names = mem_array(inv->n + 1, sizeof(*names));
	for (i = 0; i < inv->n; i++)
		names[i] = inv->at[i].name;
	near = str_nearest(name, names, inv->n);
	free(names);
	return near;
}

/* --- selections --------------------------------------------------------- */

static struct span
key_of(const char *word)
{
	const char *colon = strchr(word, ':');

	return (struct span){ word, colon != NULL ? (size_t)(colon - word) :
	    0 };
}

static bool
same_key(const char *a, const char *b)
{
	size_t n = key_of(a).n, i;

	if (n != key_of(b).n)
		return false;
	for (i = 0; i < n; i++)
		if (ascii_lower(a[i]) != ascii_lower(b[i]))
			return false;
	return true;
}

/* Sets the bits of all that this word alone selects. */
static void
add_word(const struct inventory *inv, const char *word, uint64_t *bits)
{
	struct span key = key_of(word);
	const struct server *s;
	size_t column, i;

	if (key.n == 0 && word[0] != ':') {
		if ((s = inventory_find(inv, word)) != NULL) {
			i = (size_t)(s - inv->at);
			bits[i / 64] |= 1ull << (i % 64);
		}
		return;
	}
	if ((column = inventory_column(inv, key)) == SIZE_MAX)
		return;
	for (i = 0; i < inv->n; i++)
		if (inventory_has_value(inv->at[i].values[column],
		    word + key.n + 1))
			bits[i / 64] |= 1ull << (i % 64);
}

static bool
word_is(const struct inventory *inv, const struct server *s,
    const char *word)
{
	struct span key = key_of(word);
	size_t column;

	if (key.n == 0 && word[0] != ':')
		return inventory_compare(s->name, word) == 0;
	column = inventory_column(inv, key);
	return column != SIZE_MAX && inventory_has_value(s->values[column],
	    word + key.n + 1);
}

bool
inventory_is(const struct inventory *inv, const struct server *s,
    const struct list *words)
{
	size_t i, k;
	bool any;

	for (i = 0; i < words->n; i++) {
		for (k = 0, any = false; k < words->n && !any; k++)
			any = same_key(words->at[i], words->at[k]) &&
			    word_is(inv, s, words->at[k]);
		if (!any)
			return false;
	}
	return true;
}

static bool
key_stood_before(const struct list *words, size_t i)
{
	size_t k;

	for (k = 0; k < i; k++)
		if (same_key(words->at[k], words->at[i]))
			return true;
	return false;
}

static void
work_out(const struct inventory *inv, const struct list *words,
    struct selection *s)
{
	size_t size = (inv->n + 63) / 64, i, k;
	uint64_t *one = mem_array(size + 1, sizeof(*one));

	for (i = 0; i < inv->n; i++)
		s->bits[i / 64] |= 1ull << (i % 64);
	for (i = 0; words != NULL && i < words->n; i++) {
		if (key_stood_before(words, i))
			continue;
		memset(one, 0, size * sizeof(*one));
		for (k = i; k < words->n; k++)
			if (same_key(words->at[i], words->at[k]))
				add_word(inv, words->at[k], one);
		for (k = 0; k < size; k++)
			s->bits[k] &= one[k];
	}
	free(one);
	for (i = s->n = 0; i < size; i++)
		s->n += (size_t)__builtin_popcountll(s->bits[i]);
}

static char *
key_text(struct arena *a, const struct list *words)
{
	struct buf b = { 0 };
	char *text;
	size_t i;

	for (i = 0; words != NULL && i < words->n; i++)
		buf_addf(&b, "%s\n", (const char *)words->at[i]);
	text = arena_lower(a, (struct span){ buf_str(&b), b.n });
	buf_free(&b);
	return text;
}

const struct selection *
inventory_selection(const struct inventory *inv, struct arena *a,
    const struct list *words)
{
	struct selections *kept = inv->kept;
	char *key = key_text(a, words);
	struct selection *s;
	size_t i;

	for (i = 0; i < kept->n; i++)
		if (strcmp(kept->at[i].key, key) == 0)
			return &kept->at[i];
	s = arena_alloc(a, sizeof(*s));
	if (kept->n < SELECTIONS_MAX && strlen(key) <= SELECTION_KEY_MAX) {
		s = &kept->at[kept->n++];
		a = inv->arena;
		key = arena_str(a, key);
	}
	s->key = key;
	s->bits = arena_alloc(a, ((inv->n + 63) / 64 + 1) * sizeof(*s->bits));
	work_out(inv, words, s);
	return s;
}

void
inventory_select(const struct inventory *inv, struct arena *a,
    const struct list *words, struct list *out)
{
	const struct selection *s;
	size_t i;

	if (inv == NULL)
		return;
	s = inventory_selection(inv, a, words);
	for (i = 0; i < inv->n; i++)
		if (selection_has(s, i))
			list_add_in(a, out, &inv->at[i]);
}
