/* SPDX-License-Identifier: ISC */
/*
 * The products and groups of a CSAF document, found by their identifiers: the
 * products by a hash, as they are asked for most.  Who writes a document may
 * choose identifiers that collide; so each look counts as a step, and a
 * document that needs too many is refused.
 */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/mem.h"
#include "handlers/bulletin/csaf_parts.h"

struct names {
	const char	*vendor, *product, *version;
};

struct filling {
	struct csaf	*c;
	size_t		 cap;
};

static void
add_product(struct filling *f, const struct jv *full, struct names n)
{
	struct csaf *c = f->c;

	if (c->n_products == f->cap) {
		f->cap = f->cap > 0 ? 2 * f->cap : 64;
		c->products = mem_grow(c->products, f->cap,
		    sizeof(*c->products));
	}
	c->products[c->n_products++] = (struct csaf_product){
		.id = jv_text(full, "product_id"),
		.name = jv_text(full, "name"), .full = full,
		.vendor = n.vendor, .product = n.product,
		.version = n.version,
	};
}

static void
walk_branches(struct filling *f, const struct jv *branches, struct names above)
{
	const struct jv *b;
	const char *category, *name;
	struct names n;
	size_t i;

	for (i = 0; i < jv_n(branches); i++) {
		b = jv_at(branches, i);
		category = jv_text(b, "category");
		name = jv_text(b, "name");
		n = above;
		if (strcmp(category, "vendor") == 0)
			n.vendor = name;
		else if (strcmp(category, "product_name") == 0)
			n.product = name;
		else if (strncmp(category, "product_version", 15) == 0)
			n.version = name;
		if (jv_get(b, "product") != NULL)
			add_product(f, jv_get(b, "product"), n);
		walk_branches(f, jv_get(b, "branches"), n);
	}
}

static int
by_id(const void *a, const void *b)
{
	return strcmp(((const struct csaf_product *)a)->id,
	    ((const struct csaf_product *)b)->id);
}

static int
group_by_id(const void *a, const void *b)
{
	return strcmp(((const struct csaf_group *)a)->id,
	    ((const struct csaf_group *)b)->id);
}

/* FNV-1a, 64 bits, both halves. */
static size_t
hash(const char *s)
{
	uint64_t h = 0xcbf29ce484222325u;

	for (; *s != '\0'; s++)
		h = (h ^ (unsigned char)*s) * 0x100000001b3u;
	return (size_t)(h ^ h >> 32);
}

/* At least half of the places stay free, so that each search ends. */
static void
fill_index(struct csaf *c)
{
	size_t size = 16, i, at;

	while (size < 2 * c->n_products)
		size *= 2;
	c->index = mem_array(size, sizeof(*c->index));
	c->index_mask = size - 1;
	for (i = 0; i < c->n_products; i++) {
		at = hash(c->products[i].id);
		while (c->index[at & c->index_mask] != 0 && csaf_step(c, 1))
			at++;
		if (c->index[at & c->index_mask] == 0)
			c->index[at & c->index_mask] = (uint32_t)i + 1;
	}
}

static void
add_groups(struct csaf *c)
{
	const struct jv *groups = jv_get(c->tree, "product_groups"), *g;
	size_t i;

	c->n_groups = jv_n(groups);
	c->groups = mem_array(c->n_groups + 1, sizeof(*c->groups));
	for (i = 0; i < c->n_groups; i++) {
		g = jv_at(groups, i);
		c->groups[i].id = jv_text(g, "group_id");
		c->groups[i].products = jv_get(g, "product_ids");
	}
	qsort(c->groups, c->n_groups, sizeof(*c->groups), group_by_id);
}

void
csaf_model(struct csaf *c)
{
	struct filling f = { .c = c };
	struct names none = { NULL, NULL, NULL };
	const struct jv *v;
	size_t i;

	walk_branches(&f, jv_get(c->tree, "branches"), none);
	v = jv_get(c->tree, "full_product_names");
	for (i = 0; i < jv_n(v); i++)
		add_product(&f, jv_at(v, i), none);
	v = jv_get(c->tree, "relationships");
	for (i = 0; i < jv_n(v); i++) {
		add_product(&f, jv_get(jv_at(v, i), "full_product_name"),
		    none);
		c->products[c->n_products - 1].relation = jv_at(v, i);
	}
	if (c->n_products > 0)
		qsort(c->products, c->n_products, sizeof(*c->products), by_id);
	fill_index(c);
	add_groups(c);
}

struct csaf_product *
csaf_product(struct csaf *c, const char *id)
{
	struct csaf_product *p;
	size_t i;

	for (i = hash(id); c->index[i & c->index_mask] != 0; i++) {
		p = &c->products[c->index[i & c->index_mask] - 1];
		if (strcmp(p->id, id) == 0)
			return p;
		if (!csaf_step(c, 1))
			break;
	}
	return NULL;
}

struct csaf_group *
csaf_group(const struct csaf *c, const char *id)
{
	struct csaf_group key = { .id = id };

	return id == NULL || c->n_groups == 0 ? NULL : bsearch(&key,
	    c->groups, c->n_groups, sizeof(*c->groups), group_by_id);
}

static void
each_of(struct csaf *c, const struct jv *ids,
    void (*f)(struct csaf *c, struct csaf_product *p, void *arg), void *arg)
{
	struct csaf_product *p;
	size_t i;

	for (i = 0; i < jv_n(ids) && csaf_step(c, 1); i++) {
		p = csaf_product(c, jv_str(jv_at(ids, i)));
		if (p != NULL)
			f(c, p, arg);
	}
}

void
csaf_each_product(struct csaf *c, const struct jv *item, size_t mark,
    void (*f)(struct csaf *c, struct csaf_product *p, void *arg), void *arg)
{
	const struct jv *groups = jv_get(item, "group_ids");
	struct csaf_group *g;
	size_t i;

	each_of(c, jv_get(item, "product_ids"), f, arg);
	for (i = 0; i < jv_n(groups) && csaf_step(c, 1); i++) {
		g = csaf_group(c, jv_str(jv_at(groups, i)));
		if (g == NULL || g->seen == mark)
			continue;
		g->seen = mark;
		each_of(c, g->products, f, arg);
	}
}
