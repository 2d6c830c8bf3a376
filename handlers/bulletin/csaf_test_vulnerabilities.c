/* SPDX-License-Identifier: ISC */
/*
 * Mandatory tests of the vulnerabilities but their scores (6.1.6, 11, 23, 24,
 * 29, 32, 33).  A product carries a mark of where it was seen last; marks
 * only grow, so that nothing has to be wiped between two vulnerabilities.
 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "handlers/bulletin/csaf_parts.h"

#define LEN(a) (sizeof(a) / sizeof((a)[0]))

static const struct csaf_at vulnerabilities = { .name = "vulnerabilities" };

/* A place that a visitor of products tells of, and the marks it compares. */
struct visit {
	const char	*test;
	const struct csaf_at *at;
	size_t		 first;		/* of this vulnerability */
	size_t		 mark;		/* of this list or item */
};

/* Runs a test for each vulnerability. */
static void
each(struct csaf *c, const char *test, void (*f)(struct csaf *c,
    const char *test, const struct jv *v, const struct csaf_at *at))
{
	struct csaf_at in = { .up = &vulnerabilities };

	for (; in.index < jv_n(c->vulnerabilities) && !csaf_enough(c);
	    in.index++)
		f(c, test, jv_at(c->vulnerabilities, in.index), &in);
}

/* --- 6.1.6 ------------------------------------------------------------- */

static const struct {
	const char	*list;
	size_t		 group;
} states[] = {
	{ "first_affected", 0 }, { "known_affected", 0 },
	{ "last_affected", 0 }, { "known_not_affected", 1 },
	{ "first_fixed", 2 }, { "fixed", 2 }, { "under_investigation", 3 },
};

static const char *const group_names[] = { "affected", "not affected",
    "fixed", "under investigation" };

static void
contradiction(struct csaf *c, const char *test, const struct jv *v,
    const struct csaf_at *at)
{
	const struct jv *status = jv_get(v, "product_status"), *ids;
	struct csaf_at s = { .up = at, .name = "product_status" };
	size_t first = c->mark + 1, i, k;
	struct csaf_product *p;

	c->mark += LEN(group_names);
	for (i = 0; i < LEN(states); i++) {
		ids = jv_get(status, states[i].list);
		for (k = 0; k < jv_n(ids) && csaf_step(c, 1); k++) {
			p = csaf_product(c, jv_str(jv_at(ids, k)));
			if (p == NULL)
				continue;
			if (p->seen >= first &&
			    p->seen != first + states[i].group)
				csaf_fault(c, test, &s, "the product %s is "
				    "said to be \"%s\" and \"%s\" at once",
				    csaf_quote(c, p->id),
				    group_names[p->seen - first],
				    group_names[states[i].group]);
			p->seen = first + states[i].group;
		}
	}
}

static void
contradictions(struct csaf *c, const char *test)
{
	each(c, test, contradiction);
}

/* --- 6.1.11 ------------------------------------------------------------ */

static void
weakness(struct csaf *c, const char *test, const struct jv *v,
    const struct csaf_at *at)
{
	struct csaf_at in = { .up = at, .name = "cwe" };
	const struct jv *cwe = jv_get(v, "cwe");
	unsigned long id;

	if (cwe == NULL)
		return;
	id = strtoul(jv_text(cwe, "id") + 4, NULL, 10);
	if (!csaf_cwe_exists(id))
		csaf_fault(c, test, &in, "there is no weakness %s",
		    csaf_quote(c, jv_text(cwe, "id")));
	else if (!csaf_cwe_is(id, jv_span(jv_get(cwe, "name"))))
		csaf_fault(c, test, &in, "the weakness CWE-%lu is not called "
		    "%s", id, csaf_quote(c, jv_text(cwe, "name")));
}

static void
weaknesses(struct csaf *c, const char *test)
{
	each(c, test, weakness);
}

/* --- 6.1.23 ------------------------------------------------------------ */

static int
compare_texts(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void
double_cves(struct csaf *c, const char *test)
{
	size_t i, n = 0, most = jv_n(c->vulnerabilities);
	const char **all = mem_array(most + 1, sizeof(*all));

	for (i = 0; i < most; i++) {
		all[n] = jv_text(jv_at(c->vulnerabilities, i), "cve");
		n += all[n] != NULL;
	}
	qsort(all, n, sizeof(*all), compare_texts);
	for (i = 1; i < n && !csaf_enough(c); i++)
		if (strcmp(all[i - 1], all[i]) == 0)
			csaf_fault(c, test, &vulnerabilities, "%s has more "
			    "than one entry", all[i]);
	free(all);
}

/* --- 6.1.24 ------------------------------------------------------------ */

struct involvement {
	const char	*party;
	struct csaf_moment at;
};

static int
compare_involvements(const void *a, const void *b)
{
	const struct involvement *one = a, *other = b;
	int r = strcmp(one->party, other->party);

	return r != 0 ? r : csaf_moment_compare(one->at, other->at);
}

/* The same moment written in two zones is one date; what has no date cannot
 * be held against another. */
static void
involvement(struct csaf *c, const char *test, const struct jv *v,
    const struct csaf_at *at)
{
	const struct jv *list = jv_get(v, "involvements"), *one;
	struct csaf_at in = { .up = at, .name = "involvements" };
	size_t i, n = 0, most = jv_n(list);
	struct involvement *all = mem_array(most + 1, sizeof(*all));

	for (i = 0; i < most; i++) {
		one = jv_at(list, i);
		all[n].party = jv_text(one, "party");
		n += jv_get(one, "date") != NULL && csaf_moment(jv_span(
		    jv_get(one, "date")), &all[n].at);
	}
	qsort(all, n, sizeof(*all), compare_involvements);
	for (i = 1; i < n && !csaf_enough(c); i++)
		if (compare_involvements(&all[i - 1], &all[i]) == 0)
			csaf_fault(c, test, &in, "the party \"%s\" is named "
			    "more than once for one date", all[i].party);
	free(all);
}

static void
involvements(struct csaf *c, const char *test)
{
	each(c, test, involvement);
}

/* --- 6.1.29 and 6.1.32 ------------------------------------------------- */

static void
must_name_products(struct csaf *c, const char *test, const struct jv *v,
    const struct csaf_at *at, const char *list, const char *what)
{
	struct csaf_at l = { .up = at, .name = list }, in = { .up = &l };
	const struct jv *items = jv_get(v, list), *one;

	for (; in.index < jv_n(items) && !csaf_enough(c); in.index++) {
		one = jv_at(items, in.index);
		if (jv_get(one, "product_ids") == NULL &&
		    jv_get(one, "group_ids") == NULL)
			csaf_fault(c, test, &in, "the %s names no products",
			    what);
	}
}

static void
remediation(struct csaf *c, const char *test, const struct jv *v,
    const struct csaf_at *at)
{
	must_name_products(c, test, v, at, "remediations", "remediation");
}

static void
flag(struct csaf *c, const char *test, const struct jv *v,
    const struct csaf_at *at)
{
	must_name_products(c, test, v, at, "flags", "flag");
}

static void
remediations(struct csaf *c, const char *test)
{
	each(c, test, remediation);
}

static void
flags(struct csaf *c, const char *test)
{
	each(c, test, flag);
}

/* --- 6.1.33 ------------------------------------------------------------ */

static void
flagged(struct csaf *c, struct csaf_product *p, void *arg)
{
	const struct visit *v = arg;

	if (p->seen >= v->first && p->seen != v->mark)
		csaf_fault(c, v->test, v->at, "the product %s has more than "
		    "one flag that says why it is not affected",
		    csaf_quote(c, p->id));
	p->seen = v->mark;
}

static void
double_flag(struct csaf *c, const char *test, const struct jv *v,
    const struct csaf_at *at)
{
	struct csaf_at in = { .up = at, .name = "flags" };
	struct visit visit = { test, &in, c->mark + 1, 0 };
	const struct jv *list = jv_get(v, "flags");
	size_t i;

	for (i = 0; i < jv_n(list) && !csaf_enough(c); i++) {
		visit.mark = ++c->mark;
		csaf_each_product(c, jv_at(list, i), visit.mark, flagged,
		    &visit);
	}
}

static void
double_flags(struct csaf *c, const char *test)
{
	each(c, test, double_flag);
}

const struct csaf_test csaf_tests_vulnerabilities[] = {
	{ "6.1.6", contradictions },
	{ "6.1.11", weaknesses },
	{ "6.1.23", double_cves },
	{ "6.1.24", involvements },
	{ "6.1.29", remediations },
	{ "6.1.32", flags },
	{ "6.1.33", double_flags },
	{ NULL, NULL }
};
