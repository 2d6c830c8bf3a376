/* SPDX-License-Identifier: ISC */
/* Mandatory tests of the product tree (6.1.1 to 6.1.5, 13, 25, 31). */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "handlers/bulletin/csaf_parts.h"

static const struct csaf_at tree = { .name = "product_tree" };
static const struct csaf_at vulnerabilities = { .name = "vulnerabilities" };

/* --- identifiers that stand for nothing -------------------------------- */

static void
must_be_product(struct csaf *c, const char *test, const struct jv *id,
    const struct csaf_at *at)
{
	if (csaf_step(c, 1) && csaf_product(c, jv_str(id)) == NULL)
		csaf_fault(c, test, at, "the product %s is not defined in the "
		    "product tree", csaf_quote(c, jv_str(id)));
}

static void
must_be_group(struct csaf *c, const char *test, const struct jv *id,
    const struct csaf_at *at)
{
	if (csaf_step(c, 1) && csaf_group(c, jv_str(id)) == NULL)
		csaf_fault(c, test, at, "the product group %s is not defined "
		    "in the product tree", csaf_quote(c, jv_str(id)));
}

typedef void checker(struct csaf *c, const char *test, const struct jv *id,
    const struct csaf_at *at);

/* All ids in the list object[name]. */
static void
each_id(struct csaf *c, const char *test, const struct jv *object,
    const char *name, const struct csaf_at *at, checker *check)
{
	struct csaf_at list = { .up = at, .name = name };
	struct csaf_at in = { .up = &list };
	const struct jv *ids = jv_get(object, name);

	for (in.index = 0; in.index < jv_n(ids) && !csaf_enough(c);
	    in.index++)
		check(c, test, jv_at(ids, in.index), &in);
}

/* All ids in object[list][each][name]. */
static void
each_items_ids(struct csaf *c, const char *test, const struct jv *object,
    const char *list, const char *name, const struct csaf_at *at,
    checker *check)
{
	struct csaf_at l = { .up = at, .name = list }, in = { .up = &l };
	const struct jv *items = jv_get(object, list);

	for (in.index = 0; in.index < jv_n(items) && !csaf_enough(c);
	    in.index++)
		each_id(c, test, jv_at(items, in.index), name, &in, check);
}

static void
missing_products(struct csaf *c, const char *test)
{
	static const char *const states[] = { "first_affected", "first_fixed",
	    "fixed", "known_affected", "known_not_affected", "last_affected",
	    "recommended", "under_investigation" };
	struct csaf_at in = { .up = &vulnerabilities };
	struct csaf_at status = { .up = &in, .name = "product_status" };
	struct csaf_at list = { .up = &tree, .name = "relationships" };
	struct csaf_at relation = { .up = &list };
	struct csaf_at end = { .up = &relation };
	const struct jv *v = jv_get(c->tree, "relationships");
	size_t i;

	each_items_ids(c, test, c->tree, "product_groups", "product_ids",
	    &tree, must_be_product);
	for (; relation.index < jv_n(v); relation.index++) {
		end.name = "product_reference";
		must_be_product(c, test, jv_get(jv_at(v, relation.index),
		    end.name), &end);
		end.name = "relates_to_product_reference";
		must_be_product(c, test, jv_get(jv_at(v, relation.index),
		    end.name), &end);
	}
	for (; in.index < jv_n(c->vulnerabilities); in.index++) {
		v = jv_at(c->vulnerabilities, in.index);
		for (i = 0; i < sizeof(states) / sizeof(states[0]); i++)
			each_id(c, test, jv_get(v, "product_status"),
			    states[i], &status, must_be_product);
		each_items_ids(c, test, v, "remediations", "product_ids", &in,
		    must_be_product);
		each_items_ids(c, test, v, "scores", "products", &in,
		    must_be_product);
		each_items_ids(c, test, v, "threats", "product_ids", &in,
		    must_be_product);
		each_items_ids(c, test, v, "flags", "product_ids", &in,
		    must_be_product);
	}
}

static void
missing_groups(struct csaf *c, const char *test)
{
	static const char *const lists[] = { "remediations", "threats",
	    "flags" };
	struct csaf_at in = { .up = &vulnerabilities };
	size_t i;

	for (; in.index < jv_n(c->vulnerabilities); in.index++)
		for (i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
			each_items_ids(c, test, jv_at(c->vulnerabilities,
			    in.index), lists[i], "group_ids", &in,
			    must_be_group);
}

/* --- identifiers that are defined twice, or by themselves -------------- */

static void
double_products(struct csaf *c, const char *test)
{
	size_t i;

	for (i = 1; i < c->n_products && !csaf_enough(c); i++)
		if (strcmp(c->products[i - 1].id, c->products[i].id) == 0)
			csaf_fault(c, test, &tree, "the product %s is defined "
			    "more than once", csaf_quote(c,
			    c->products[i].id));
}

static void
double_groups(struct csaf *c, const char *test)
{
	size_t i;

	for (i = 1; i < c->n_groups && !csaf_enough(c); i++)
		if (strcmp(c->groups[i - 1].id, c->groups[i].id) == 0)
			csaf_fault(c, test, &tree, "the product group %s is "
			    "defined more than once", csaf_quote(c,
			    c->groups[i].id));
}

/*
 * Follows the references of one relationship's product, deeper and back by a
 * stack of our own: a chain may be as long as the document.  seen is grey
 * while the product is on the stack, black when it led to no circle.
 */
static bool
runs_in_a_circle(struct csaf *c, struct csaf_product *first,
    struct csaf_product **stack, size_t grey, size_t black)
{
	static const char *const ends[] = { "product_reference",
	    "relates_to_product_reference" };
	struct csaf_product *p, *next;
	size_t n = 0;

	stack[n++] = first;
	first->seen = grey;
	first->step = 0;
	while (n > 0) {
		p = stack[n - 1];
		if (p->relation == NULL || p->step == 2) {
			p->seen = black;
			n--;
			continue;
		}
		next = csaf_product(c, jv_text(p->relation, ends[p->step++]));
		if (next != NULL && next->seen == grey)
			return true;
		if (next != NULL && next->seen != black) {
			next->seen = grey;
			next->step = 0;
			stack[n++] = next;
		}
	}
	return false;
}

static void
circles(struct csaf *c, const char *test)
{
	struct csaf_product **stack = mem_array(c->n_products + 1,
	    sizeof(*stack));
	size_t i, black = ++c->mark, grey;

	for (i = 0; i < c->n_products && !csaf_enough(c); i++) {
		grey = ++c->mark;
		if (c->products[i].relation == NULL ||
		    c->products[i].seen == black ||
		    !runs_in_a_circle(c, &c->products[i], stack, grey, black))
			continue;
		csaf_fault(c, test, &tree, "the product %s is defined by "
		    "itself, in a circle", csaf_quote(c, c->products[i].id));
		break;
	}
	free(stack);
}

/* --- what helps to recognise a product --------------------------------- */

static void
purls(struct csaf *c, const char *test)
{
	const struct jv *helper;
	size_t i;

	for (i = 0; i < c->n_products && !csaf_enough(c); i++) {
		helper = jv_get(c->products[i].full,
		    "product_identification_helper");
		if (jv_get(helper, "purl") != NULL &&
		    !csaf_is_purl(jv_span(jv_get(helper, "purl"))))
			csaf_fault(c, test, &tree, "the package URL %s of the "
			    "product %s is not valid", csaf_quote(c,
			    jv_text(helper, "purl")), csaf_quote(c,
			    c->products[i].id));
	}
}

static int
nocase(const void *a, const void *b)
{
	return strcasecmp(*(const char *const *)a, *(const char *const *)b);
}

static void
algorithms_of(struct csaf *c, const char *test, const struct jv *file,
    const char *id)
{
	const struct jv *hashes = jv_get(file, "file_hashes");
	size_t i, n = jv_n(hashes);
	const char **all = mem_array(n + 1, sizeof(*all));

	for (i = 0; i < n; i++)
		all[i] = jv_text(jv_at(hashes, i), "algorithm");
	qsort(all, n, sizeof(*all), nocase);
	for (i = 1; i < n; i++)
		if (strcasecmp(all[i - 1], all[i]) == 0) {
			csaf_fault(c, test, &tree, "the hash algorithm %s is "
			    "used more than once for one file of the product "
			    "%s", csaf_quote(c, all[i]), csaf_quote(c, id));
			break;
		}
	free(all);
}

static void
hash_algorithms(struct csaf *c, const char *test)
{
	const struct jv *hashes;
	size_t i, k;

	for (i = 0; i < c->n_products; i++) {
		hashes = jv_get(jv_get(c->products[i].full,
		    "product_identification_helper"), "hashes");
		for (k = 0; k < jv_n(hashes) && !csaf_enough(c); k++)
			algorithms_of(c, test, jv_at(hashes, k),
			    c->products[i].id);
	}
}

/* --- a version that is a range ----------------------------------------- */

/*
 * A sign of comparison anywhere, or one of the words standing alone: a
 * version may be called "after-eight".
 */
static bool
is_range(struct span name)
{
	static const char *const words[] = { "after", "all", "before",
	    "earlier", "later", "prior", "versions" };
	struct span word;
	size_t i;

	if (memchr(name.p, '<', name.n) != NULL ||
	    memchr(name.p, '>', name.n) != NULL)
		return true;
	while (span_word(&name, &word)) {
		while (word.n > 0 && strchr("(),;.:[]", word.p[0]) != NULL)
			word = (struct span){ word.p + 1, word.n - 1 };
		while (word.n > 0 &&
		    strchr("(),;.:[]", word.p[word.n - 1]) != NULL)
			word.n--;
		for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
			if (span_eq_nocase(word, words[i]))
				return true;
	}
	return false;
}

static void
walk_ranges(struct csaf *c, const char *test, const struct jv *branches,
    const struct csaf_at *at)
{
	struct csaf_at list = { .up = at, .name = "branches" };
	struct csaf_at in = { .up = &list };
	struct csaf_at name = { .up = &in, .name = "name" };
	const struct jv *b;

	for (; in.index < jv_n(branches) && !csaf_enough(c); in.index++) {
		b = jv_at(branches, in.index);
		if (strcmp(jv_text(b, "category"), "product_version") == 0 &&
		    is_range(jv_span(jv_get(b, "name"))))
			csaf_fault(c, test, &name, "%s is a range of versions, "
			    "where one version has to stand", csaf_quote(c,
			    jv_text(b, "name")));
		walk_ranges(c, test, jv_get(b, "branches"), &in);
	}
}

static void
ranges(struct csaf *c, const char *test)
{
	walk_ranges(c, test, jv_get(c->tree, "branches"), &tree);
}

const struct csaf_test csaf_tests_products[] = {
	{ "6.1.1", missing_products },
	{ "6.1.2", double_products },
	{ "6.1.3", circles },
	{ "6.1.4", missing_groups },
	{ "6.1.5", double_groups },
	{ "6.1.13", purls },
	{ "6.1.25", hash_algorithms },
	{ "6.1.31", ranges },
	{ NULL, NULL }
};
