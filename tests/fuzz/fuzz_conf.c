/* SPDX-License-Identifier: ISC */
/*
 * Any bytes as a configuration.  What is read, printed and read again is equal
 * as printed, with secrets left out too; what fits the rules is read by all
 * that read it at a start, but for what opens files.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "flow/config.h"
#include "text/conf.h"
#include "text/vendors.h"

int	LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
need(int ok)
{
	if (!ok)
		abort();
}

/* Prints, reads that, and prints again: no difference. */
static struct conf_node *
print_again(struct arena *a, const struct conf_node *n,
    const struct conf_rule *rules)
{
	struct conf_report r = { .arena = a };
	struct buf one = { 0 }, two = { 0 };
	struct conf_node *again;

	conf_print(&one, n, rules, 0);
	again = conf_read_bytes(a, "again", (struct span){ buf_str(&one),
	    one.n }, &r);
	need(again != NULL);
	conf_print(&two, again, rules, 0);
	need(one.n == two.n && strcmp(buf_str(&one), buf_str(&two)) == 0);
	buf_free(&one);
	buf_free(&two);
	return again;
}

/* The readers may count on what the rules have let through. */
static void
read_all(struct arena *a, struct conf_node *root, struct conf_report *r)
{
	struct config c = { .arena = a, .root = root, .file = "fuzz",
	    .site = "Example", .zone = "UTC", .contact = "desk",
	    .address = "patchbot@example.com", .domain = "example.com" };
	unsigned before = r->errors;
	size_t i;
	int rc;

	rc = people_read(a, root, &c.people, r);
	need((rc == 0) == (r->errors == before));
	before = r->errors;
	rc = vendors_read(a, root, &c.vendors, r);
	need((rc == 0) == (r->errors == before));
	for (i = 0; all_settings[i] != NULL; i++)
		all_settings[i]->read(a, &c, root, r);
	for (i = 0; i < c.people.persons.n; i++) {
		const struct person *p = c.people.persons.at[i];

		need(people_by_id(&c.people, p->id) != NULL);
		need(p->mail != NULL && p->roles != 0);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new();
	struct conf_report r = { .arena = a };
	struct conf_node *n;
	int rc;

	n = conf_read_bytes(a, "fuzz",
	    (struct span){ (const char *)data, size }, &r);
	need((n == NULL) == (r.errors > 0));
	if (n != NULL) {
		print_again(a, n, NULL);
		/* a tree for each: a check marks what it has told of */
		conf_check(n, vendors_rules, &r);
		r = (struct conf_report){ .arena = a };
		n = conf_read_bytes(a, "fuzz",
		    (struct span){ (const char *)data, size }, &r);
		need(n != NULL);
		rc = conf_check(n, config_rules(), &r);
		need((rc == 0) == (r.errors == 0));
		print_again(a, n, config_rules());
		/* what is wrong is put away, and the rest read all the same */
		if (r.errors > 0)
			conf_prune(a, n, config_rules());
		read_all(a, n, &r);
	}
	need(r.lines.n <= CONF_REPORT_MAX + 1);
	arena_free(a);
	return 0;
}
