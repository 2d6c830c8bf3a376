/* SPDX-License-Identifier: ISC */
/* Mandatory tests of the profiles (6.1.27; section 4). */
#include <string.h>

#include "handlers/bulletin/csaf_parts.h"

static const struct csaf_at document = { .name = "document" };
static const struct csaf_at notes_at = { .up = &document, .name = "notes" };
static const struct csaf_at references_at = { .up = &document,
    .name = "references" };
static const struct csaf_at tree_at = { .name = "product_tree" };
static const struct csaf_at vulnerabilities = { .name = "vulnerabilities" };

/* The document is of one of the categories (ends with NULL). */
static bool
is_of(const struct csaf *c, const char *const *categories)
{
	const char *s = jv_text(c->document, "category");

	for (; *categories != NULL; categories++)
		if (strcmp(s, *categories) == 0)
			return true;
	return false;
}

static const char *const telling[] = { "csaf_informational_advisory",
    "csaf_security_incident_response", NULL };
static const char *const informational[] = { "csaf_informational_advisory",
    NULL };
static const char *const advisory[] = { "csaf_security_advisory", NULL };
static const char *const vex[] = { "csaf_vex", NULL };
static const char *const affecting[] = { "csaf_security_advisory", "csaf_vex",
    NULL };

/* An entry of the list has one of these categories; none: external. */
static bool
has_category(const struct jv *list, const char *const *categories,
    const char *otherwise)
{
	const char *s;
	size_t i, k;

	for (i = 0; i < jv_n(list); i++) {
		s = jv_text(jv_at(list, i), "category");
		for (k = 0; categories[k] != NULL; k++)
			if (strcmp(s != NULL ? s : otherwise,
			    categories[k]) == 0)
				return true;
	}
	return false;
}

static void
document_notes(struct csaf *c, const char *test)
{
	static const char *const wanted[] = { "description", "details",
	    "general", "summary", NULL };

	if (is_of(c, telling) && !has_category(jv_get(c->document, "notes"),
	    wanted, ""))
		csaf_fault(c, test, &notes_at, "there is no note that tells "
		    "what it is about");
}

/* "external" is what the schema takes where no category is given. */
static void
document_references(struct csaf *c, const char *test)
{
	static const char *const wanted[] = { "external", NULL };

	if (is_of(c, telling) && !has_category(jv_get(c->document,
	    "references"), wanted, "external"))
		csaf_fault(c, test, &references_at, "there is no reference to "
		    "anything outside");
}

static void
no_vulnerabilities(struct csaf *c, const char *test)
{
	if (is_of(c, informational) && c->vulnerabilities != NULL)
		csaf_fault(c, test, &vulnerabilities, "an informational "
		    "advisory must not have vulnerabilities");
}

static void
product_tree(struct csaf *c, const char *test)
{
	if (is_of(c, affecting) && c->tree == NULL)
		csaf_fault(c, test, &tree_at, "the product tree is missing");
}

static void
some_vulnerabilities(struct csaf *c, const char *test)
{
	if (is_of(c, affecting) && c->vulnerabilities == NULL)
		csaf_fault(c, test, &vulnerabilities, "the vulnerabilities "
		    "are missing");
}

/* Every vulnerability has one of these members (ends with NULL). */
static void
each_has(struct csaf *c, const char *test, const char *const *categories,
    const char *const *members, const char *what)
{
	struct csaf_at in = { .up = &vulnerabilities };
	const struct jv *v;
	size_t i;

	if (!is_of(c, categories))
		return;
	for (; in.index < jv_n(c->vulnerabilities) && !csaf_enough(c);
	    in.index++) {
		v = jv_at(c->vulnerabilities, in.index);
		for (i = 0; members[i] != NULL; i++)
			if (jv_get(v, members[i]) != NULL)
				break;
		if (members[i] == NULL)
			csaf_fault(c, test, &in, "the vulnerability has no "
			    "%s", what);
	}
}

static void
vulnerability_notes(struct csaf *c, const char *test)
{
	static const char *const wanted[] = { "notes", NULL };

	each_has(c, test, affecting, wanted, "notes");
}

static void
product_status(struct csaf *c, const char *test)
{
	static const char *const wanted[] = { "product_status", NULL };

	each_has(c, test, advisory, wanted, "product status");
}

static void
vulnerability_id(struct csaf *c, const char *test)
{
	static const char *const wanted[] = { "cve", "ids", NULL };

	each_has(c, test, vex, wanted, "CVE and no other identifier");
}

static void
vex_status(struct csaf *c, const char *test)
{
	static const char *const wanted[] = { "fixed", "known_affected",
	    "known_not_affected", "under_investigation" };
	struct csaf_at in = { .up = &vulnerabilities };
	const struct jv *status;
	size_t i;

	for (; is_of(c, vex) && in.index < jv_n(c->vulnerabilities) &&
	    !csaf_enough(c); in.index++) {
		status = jv_get(jv_at(c->vulnerabilities, in.index),
		    "product_status");
		for (i = 0; i < 4; i++)
			if (jv_get(status, wanted[i]) != NULL)
				break;
		if (i == 4)
			csaf_fault(c, test, &in, "no product is said to be "
			    "fixed, affected, not affected or under "
			    "investigation");
	}
}

/* --- statements for every product -------------------------------------- */

static void
mark(struct csaf *c, struct csaf_product *p, void *arg)
{
	(void)c;
	p->seen = *(const size_t *)arg;
}

/* Marks the products of those items that have this category (NULL: all). */
static void
mark_items(struct csaf *c, const struct jv *items, const char *of, size_t m)
{
	size_t i;

	for (i = 0; i < jv_n(items) && csaf_step(c, 1); i++)
		if (of == NULL || strcmp(jv_text(jv_at(items, i), "category"),
		    of) == 0)
			csaf_each_product(c, jv_at(items, i), m, mark, &m);
}

static void
all_are_marked(struct csaf *c, const char *test, const struct jv *ids,
    size_t m, const struct csaf_at *at, const char *what)
{
	const struct csaf_product *p;
	size_t i;

	for (i = 0; i < jv_n(ids) && csaf_step(c, 1); i++) {
		p = csaf_product(c, jv_str(jv_at(ids, i)));
		if (p != NULL && p->seen != m)
			csaf_fault(c, test, at, "for the product %s there is "
			    "no word on %s", csaf_quote(c, p->id), what);
	}
}

static void
impact(struct csaf *c, const char *test)
{
	struct csaf_at in = { .up = &vulnerabilities };
	const struct jv *v;
	size_t m;

	for (; is_of(c, vex) && in.index < jv_n(c->vulnerabilities) &&
	    !csaf_enough(c); in.index++) {
		v = jv_at(c->vulnerabilities, in.index);
		m = ++c->mark;
		mark_items(c, jv_get(v, "flags"), NULL, m);
		mark_items(c, jv_get(v, "threats"), "impact", m);
		all_are_marked(c, test, jv_get(jv_get(v, "product_status"),
		    "known_not_affected"), m, &in, "why it is not affected");
	}
}

static void
action(struct csaf *c, const char *test)
{
	struct csaf_at in = { .up = &vulnerabilities };
	const struct jv *v;
	size_t m;

	for (; is_of(c, vex) && in.index < jv_n(c->vulnerabilities) &&
	    !csaf_enough(c); in.index++) {
		v = jv_at(c->vulnerabilities, in.index);
		m = ++c->mark;
		mark_items(c, jv_get(v, "remediations"), NULL, m);
		all_are_marked(c, test, jv_get(jv_get(v, "product_status"),
		    "known_affected"), m, &in, "what to do");
	}
}

const struct csaf_test csaf_tests_profiles[] = {
	{ "6.1.27.1", document_notes },
	{ "6.1.27.2", document_references },
	{ "6.1.27.3", no_vulnerabilities },
	{ "6.1.27.4", product_tree },
	{ "6.1.27.5", vulnerability_notes },
	{ "6.1.27.6", product_status },
	{ "6.1.27.7", vex_status },
	{ "6.1.27.8", vulnerability_id },
	{ "6.1.27.9", impact },
	{ "6.1.27.10", action },
	{ "6.1.27.11", some_vulnerabilities },
	{ NULL, NULL }
};
