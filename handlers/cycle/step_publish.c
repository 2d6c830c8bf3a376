/* SPDX-License-Identifier: ISC */
/* "publish DOCUMENT": a document is made from what is known, and kept. */
#include "handlers/cycle/step.h"

static const struct conf_rule rules[] = {
	{ .name = "publish", .params = "DOCUMENT", .min = 1, .max = 1,
	    .check = conf_is_name, .help = "The document: plan, servers, "
	    "report, ...; it is written by the template of that name where "
	    "\"template\" names no other." },
	{ .name = "to", .params = "WHO ...", .min = 1, .max = 50,
	    .help = "Who gets it by mail; without it, it is kept only." },
	{ .name = NULL },
};

static void *
read_publish(struct arena *a, const struct config *c, struct step *s,
    struct conf_report *r)
{
	struct step_publish *p = arena_alloc(a, sizeof(*p));
	const struct conf_node *to = conf_find(s->node, "to");
	int rc = 0;

	p->document = conf_get(s->node, "publish", 1, s->name);
	if (to != NULL)
		rc = step_add_audience(a, c, to, 1, &s->audience, r);
	if (step_occasion(s, "begin") == NULL)
		rc = step_lacks(s, "at", r);
	return rc == 0 ? p : NULL;
}

const struct step_kind step_publish = {
	.name = "publish",
	.help = "Makes a document of what is known then, keeps it, and sends "
	    "it.",
	.does = "publishes",
	.rules = rules,
	.read = read_publish,
	.late = LATE_DO,
};
