/* SPDX-License-Identifier: ISC */
/* How soon the site acts on a bulletin, by its severity alone: the policy of
 * a site that has none. */
#include "handlers/deciding/policy.h"

static const struct conf_rule rules[] = {
	{ .name = "critical", .params = "SPAN", .min = 1, .max = 1,
	    .def = "2d", .check = conf_is_span,
	    .help = "Time to act on critical bulletins." },
	{ .name = "important", .params = "SPAN", .min = 1, .max = 1,
	    .def = "7d", .check = conf_is_span,
	    .help = "Time to act on important ones." },
	{ .name = "moderate", .params = "SPAN", .min = 1, .max = 1,
	    .def = "30d", .check = conf_is_span,
	    .help = "Time to act on moderate ones." },
	{ .name = "low", .params = "SPAN", .min = 1, .max = 1,
	    .def = "90d", .check = conf_is_span,
	    .help = "Time to act on low ones." },
	{ .name = "not-stated", .params = "SPAN", .min = 1, .max = 1,
	    .def = "7d", .check = conf_is_span,
	    .help = "Time to act where the vendor states no severity." },
	{ .name = NULL },
};

static void *
read_act(struct arena *a, const struct config *c, const struct conf_node *root,
    struct conf_report *r)
{
	static const char *const names[] = { "not-stated", "low", "moderate",
	    "important", "critical" };
	static const char *const defs[] = { "7d", "90d", "30d", "7d", "2d" };
	const struct conf_node *n = conf_find(root, "act-within");
	struct policy_environment *v = arena_alloc(a, sizeof(*v));
	struct policy *p = arena_alloc(a, sizeof(*p));
	const char *span;
	size_t i;

	(void)c;
	if (n != NULL && conf_find(root, "decide") != NULL)
		conf_warn(r, n, 0, "\"decide\" names the policy in force; "
		    "what stands here has no effect");
	p->name = "act-within";
	v->name = "production";
	for (i = 0; i < LEVELS; i++) {
		span = n != NULL ? conf_get(n, names[i], 1, defs[i]) : defs[i];
		v->rules[i].kind = RULE_WITHIN;
		v->rules[i].words = arena_printf(a, "within %s", span);
		clock_parse_span(span, &v->rules[i].period.seconds);
	}
	list_add_in(a, &p->environments, v);
	return p;
}

const struct settings settings_act = {
	.rule = { .name = "act-within", .block = rules, .help = "How soon the "
	    "site acts on a bulletin, counted from its arrival, where no "
	    "policy is in force (\"decide\")." },
	.read = read_act,
};
