/* SPDX-License-Identifier: ISC */
/* A growing array of pointers; see list.h. */
#include "base/list.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/mem.h"

void
list_add(struct list *l, void *p)
{
	if (l->n == l->cap) {
		l->cap = l->cap != 0 ? l->cap * 2 : 8;
		l->at = mem_grow(l->at, l->cap, sizeof(*l->at));
	}
	l->at[l->n++] = p;
}

void
list_add_in(struct arena *a, struct list *l, void *p)
{
	void **wider;

	if (l->n == l->cap) {
		l->cap = l->cap != 0 ? l->cap * 2 : 4;
		wider = arena_alloc(a, l->cap * sizeof(*wider));
		if (l->n != 0)
			memcpy(wider, l->at, l->n * sizeof(*wider));
		l->at = wider;
	}
	l->at[l->n++] = p;
}

void
list_remove(struct list *l, size_t i)
{
	if (i >= l->n)
		return;
	memmove(l->at + i, l->at + i + 1, (l->n - i - 1) * sizeof(*l->at));
	l->n--;
}

void
list_free(struct list *l)
{
	free(l->at);
	*l = (struct list){ 0 };
}
