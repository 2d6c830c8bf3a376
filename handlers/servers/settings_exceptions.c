/* SPDX-License-Identifier: ISC */
/* The directive "exceptions": when their end is told ahead, and how long one
 * may last. */
#include <stdlib.h>

#include "handlers/servers/night.h"

#define WARN_MAX	(180 * (int64_t)DAY)
#define LONGEST_MAX	(5 * 366 * (int64_t)DAY)

static const struct conf_rule rules[] = {
	{ .name = "warn", .params = "SPAN ...", .min = 1, .max = 5,
	    .check = conf_is_span, .def = "14d 3d", .help = "How long before "
	    "its end the owner, the coordinator and information security are "
	    "told of an exception; once each." },
	{ .name = "longest", .params = "SPAN", .min = 1, .max = 1,
	    .check = conf_is_span, .def = "366d", .help = "So far ahead an "
	    "exception may end at most; then it has to be renewed." },
	{ .name = NULL },
};

static int
longest_first(const void *one, const void *two)
{
	const int64_t *a = one, *b = two;

	return *a > *b ? -1 : *a < *b;
}

static void *
read_exceptions(struct arena *a, const struct config *c,
    const struct conf_node *root, struct conf_report *r)
{
	const struct conf_node *n = conf_find(root, "exceptions"), *warn;
	struct exception_rules *x = arena_alloc(a, sizeof(*x));
	size_t i;

	(void)c;
	*x = (struct exception_rules){ .warn = { 14 * DAY, 3 * DAY }, .n = 2,
	    .longest = 366 * (int64_t)DAY };
	if (n == NULL)
		return x;
	if ((warn = conf_find(n, "warn")) != NULL) {
		x->n = 0;
		for (i = 1; i < warn->n && x->n < 5; i++) {
			if (!clock_parse_span(warn->words[i].text,
			    &x->warn[x->n]))
				continue;
			if (x->warn[x->n] < HOUR || x->warn[x->n] > WARN_MAX)
				conf_error(r, warn, i, "expected 1h to %dd",
				    (int)(WARN_MAX / DAY));
			x->n++;
		}
		qsort(x->warn, x->n, sizeof(x->warn[0]), longest_first);
	}
	clock_parse_span(conf_get(n, "longest", 1, "366d"), &x->longest);
	if (x->longest < DAY || x->longest > LONGEST_MAX)
		conf_error(r, conf_find(n, "longest"), 1, "expected 1d to %dd",
		    (int)(LONGEST_MAX / DAY));
	return x;
}

const struct settings settings_exceptions = {
	.rule = { .name = "exceptions", .params = "{ ... }", .block = rules,
	    .help = "The register of servers that are not patched: see "
	    "SERVERS above." },
	.read = read_exceptions,
};
