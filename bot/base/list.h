/* SPDX-License-Identifier: ISC */
/*
 * A growing array of pointers.  { 0 } is an empty one.  It does not own what
 * it points to.
 */
#ifndef BASE_LIST_H
#define BASE_LIST_H

#include <stddef.h>

struct arena;

struct list {
	void	**at;
	size_t	  n;
	size_t	  cap;
};

void	list_add(struct list *l, void *p);
/* The same for a list whose array lies in the arena: needs no list_free(),
 * and must never meet list_add(). */
void	list_add_in(struct arena *a, struct list *l, void *p);
void	list_remove(struct list *l, size_t i);	/* keeps the order */
void	list_free(struct list *l);		/* the array only */

#endif
