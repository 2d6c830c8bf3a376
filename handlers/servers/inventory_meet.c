/* SPDX-License-Identifier: ISC */
/* What two selections of the inventory share; see servers.h. */
#include "handlers/servers/inventory.h"

static int
meets(const struct inventory *inv, const struct selection *x,
    const struct selection *y, const struct server **which)
{
	size_t i;

	if (x->n == 0 || y->n == 0)
		return -1;
	for (i = 0; i < inv->n; i++) {
		if (!selection_has(x, i) || !selection_has(y, i))
			continue;
		if (which != NULL)
			*which = &inv->at[i];
		return 1;
	}
	return 0;
}

int
inventory_meets(const struct inventory *inv, const struct list *one,
    const struct list *other, const struct server **which)
{
	struct arena *a;
	int rc;

	if (which != NULL)
		*which = NULL;
	if (inv == NULL)
		return -1;
	a = arena_new();
	rc = meets(inv, inventory_selection(inv, a, one),
	    inventory_selection(inv, a, other), which);
	arena_free(a);
	return rc;
}

static int
within(const struct inventory *inv, const struct selection *x,
    const struct selection *y)
{
	size_t i;

	if (x->n == 0 || y->n == 0)
		return -1;
	for (i = 0; i < (inv->n + 63) / 64; i++)
		if (x->bits[i] & ~y->bits[i])
			return 0;
	return 1;
}

int
inventory_within(const struct inventory *inv, const struct list *inner,
    const struct list *outer)
{
	struct arena *a;
	int rc;

	if (inv == NULL)
		return -1;
	a = arena_new();
	rc = within(inv, inventory_selection(inv, a, inner),
	    inventory_selection(inv, a, outer));
	arena_free(a);
	return rc;
}

/* --- halves of clusters ------------------------------------------------- */

static bool
same_cluster(const struct server *a, const struct server *b)
{
	return inventory_compare(a->cluster, b->cluster) == 0;
}

/* The first of y that is another half of its cluster; those of one stand
 * together. */
static const struct server *
other_half(const struct inventory *inv, size_t i, const struct selection *y)
{
	const struct server *a = inv->halves[i], *b;

	while (i > 0 && same_cluster(inv->halves[i - 1], a))
		i--;
	for (; i < inv->n_halves && same_cluster(inv->halves[i], a); i++) {
		b = inv->halves[i];
		if (inventory_compare(a->half, b->half) != 0 &&
		    selection_has(y, (size_t)(b - inv->at)))
			return b;
	}
	return NULL;
}

bool
inventory_halves(const struct inventory *inv, const struct list *one,
    const struct list *other, const struct server **a,
    const struct server **b)
{
	struct arena *own;
	const struct selection *x, *y;
	size_t i;

	*b = NULL;
	if (inv == NULL)
		return false;
	own = arena_new();
	x = inventory_selection(inv, own, one);
	y = inventory_selection(inv, own, other);
	for (i = 0; i < inv->n_halves && *b == NULL; i++) {
		*a = inv->halves[i];
		if (selection_has(x, (size_t)(*a - inv->at)))
			*b = other_half(inv, i, y);
	}
	arena_free(own);
	return *b != NULL;
}
