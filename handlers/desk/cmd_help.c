/* SPDX-License-Identifier: ISC */
/* help [COMMAND]: what one may say, from the commands' own tables. */
#include <string.h>

#include "handlers/handler.h"

static int
one(struct work *w, const char *name, struct err *e)
{
	const struct command *c = command_find(name);
	const char *names[256], *near;
	struct model *m = work_model(w);
	struct buf roles = { 0 };
	size_t n;
	int rc;

	if (c == NULL) {
		for (n = 0; n < 256 && commands[n] != NULL; n++)
			names[n] = commands[n]->name;
		near = str_nearest(name, names, n);
		return err_set(e, ERR_INPUT, "There is no command \"%s\"%s%s%s "
		    "\"help\" lists them.", name, near != NULL ?
		    "; did you mean \"" : ".", near != NULL ? near : "",
		    near != NULL ? "\"?" : "");
	}
	people_role_names(c->roles, &roles);
	model_set(m, "name", c->name);
	model_set(m, "params", c->params);
	model_set(m, "help", c->help);
	model_set(m, "example", c->example);
	model_set(m, "roles", c->roles == ROLES_ANY || c->roles == 0 ? NULL :
	    buf_str(&roles));
	model_flag(m, "allowed", command_allowed(c, work_actor(w)));
	rc = work_answer(w, "help-one", m, e);
	buf_free(&roles);
	return rc;
}

/* What belongs together stands together, what is wanted in a hurry first; the
 * last has what no other names. */
static const struct { const char *room, *heading; } groups[] = {
	{ "bridge",	"On the night" },
	{ "cycle",	"Plans, cycles, questions and approvals" },
	{ "bulletin",	"Bulletins, and mails that were held back" },
	{ "deciding",	"Decisions, and what is due" },
	{ "servers",	"Servers and exceptions" },
	{ NULL,		"And besides" },
};
#define GROUPS (sizeof(groups) / sizeof(groups[0]))

static size_t
group_of(const char *room)
{
	size_t g;

	for (g = 0; g < GROUPS - 1; g++)
		if (strcmp(groups[g].room, room) == 0)
			break;
	return g;
}

static void
add_group(struct work *w, struct model *m, size_t g)
{
	struct model *group = NULL, *item;
	size_t i;

	for (i = 0; commands[i] != NULL; i++) {
		if (group_of(command_rooms[i]) != g ||
		    !command_allowed(commands[i], work_actor(w)))
			continue;
		if (group == NULL) {
			group = model_add(m, "groups");
			model_set(group, "heading", groups[g].heading);
		}
		item = model_add(group, "commands");
		model_set(item, "name", commands[i]->name);
		model_set(item, "params", commands[i]->params);
		model_set(item, "help", commands[i]->help);
	}
}

static int
run(struct work *w, const struct words *words, struct err *e)
{
	struct model *m = work_model(w);
	size_t g;

	if (words->n == 1)
		return one(w, words->at[0], e);
	model_list(m, "groups");
	for (g = 0; g < GROUPS; g++)
		add_group(w, m, g);
	return work_answer(w, "help", m, e);
}

const struct command cmd_help = {
	.name = "help", .params = "[COMMAND]",
	.help = "What you can say here.", .example = "help done",
	.roles = 0, .least = ASSURE_NONE, .max = 1, .run = run,
};
