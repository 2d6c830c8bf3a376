/* SPDX-License-Identifier: ISC */
/* How soon the site acts on a bulletin, by its severity. */
#include "handlers/bulletin/act.h"

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
	struct act *act = arena_alloc(a, sizeof(*act));
	size_t i;

	(void)c;
	(void)r;
	for (i = 0; i < 5; i++)
		clock_parse_span(n != NULL ? conf_get(n, names[i], 1,
		    defs[i]) : defs[i], &act->within[i]);
	return act;
}

const struct settings settings_act = {
	.rule = { .name = "act-within", .block = rules, .help = "How soon the "
	    "site acts on a bulletin, counted from its arrival." },
	.read = read_act,
};

int64_t
act_by(struct work *w, uint32_t severity, int64_t from)
{
	const struct act *act = config_part(work_config(w), &settings_act);

	return from + act->within[severity <= SEVERITY_CRITICAL ? severity :
	    SEVERITY_NOT_STATED];
}
