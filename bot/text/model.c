/* SPDX-License-Identifier: ISC */
/* Names to values for the templates; see template.h. */
#include <stdarg.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/log.h"
#include "text/template_tree.h"

/* A model holds some tens of names: a chain is found through fast enough. */
struct entry {
	struct var	 var;
	uint32_t	 hash;
	size_t		 cap;		/* of the list's array */
	struct entry	*next;
};

struct model {
	struct arena	*arena;
	struct entry	*first;
};

struct model *
model_new(struct arena *a)
{
	struct model *m = arena_alloc(a, sizeof(*m));

	m->arena = a;
	return m;
}

/* FNV-1a, 32 bits. */
uint32_t
template_hash(const char *name)
{
	uint32_t h = HASH_BEGIN;

	for (; *name != '\0'; name++)
		h = hash_more(h, *name);
	return h;
}

static struct entry *
find(const struct model *m, const char *name, uint32_t hash)
{
	struct entry *en;

	for (en = m->first; en != NULL; en = en->next)
		if (en->hash == hash && strcmp(en->var.name, name) == 0)
			return en;
	return NULL;
}

const struct var *
model_find(const struct model *m, const char *name, uint32_t hash)
{
	const struct entry *en = find(m, name, hash);

	return en != NULL ? &en->var : NULL;
}

static struct entry *
take(struct model *m, const char *name, enum var_kind kind)
{
	uint32_t hash = template_hash(name);
	struct entry *en = find(m, name, hash);

	if (en == NULL) {
		en = arena_alloc(m->arena, sizeof(*en));
		en->var.name = arena_str(m->arena, name);
		en->var.kind = kind;
		en->hash = hash;
		en->next = m->first;
		m->first = en;
	}
	if ((en->var.kind == VAR_LIST) != (kind == VAR_LIST))
		log_fatalx("model: \"%s\" is a list and something else", name);
	en->var.kind = kind;
	return en;
}

void
model_set(struct model *m, const char *name, const char *value)
{
	take(m, name, VAR_TEXT)->var.text =
	    arena_str(m->arena, value != NULL ? value : "");
}

void
model_setf(struct model *m, const char *name, const char *fmt, ...)
{
	struct buf b = { 0 };
	va_list ap;

	va_start(ap, fmt);
	buf_addv(&b, fmt, ap);
	va_end(ap);
	model_set(m, name, buf_str(&b));
	buf_free(&b);
}

void
model_flag(struct model *m, const char *name, bool on)
{
	take(m, name, VAR_FLAG)->var.on = on;
}

void
model_list(struct model *m, const char *list)
{
	take(m, list, VAR_LIST);
}

struct model *
model_add(struct model *m, const char *list)
{
	struct entry *en = take(m, list, VAR_LIST);
	struct list *l = &en->var.items;
	struct model *item = model_new(m->arena);
	void **at;

	/* the array lies in the arena as well, so nothing is to be freed;
	 * doubling keeps what is left behind below what is in use */
	if (l->n == en->cap) {
		en->cap = en->cap != 0 ? en->cap * 2 : 8;
		at = arena_alloc(m->arena, en->cap * sizeof(*at));
		if (l->n != 0)
			memcpy(at, l->at, l->n * sizeof(*at));
		l->at = at;
	}
	l->at[l->n++] = item;
	return item;
}
