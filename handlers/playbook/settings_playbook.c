/* SPDX-License-Identifier: ISC */
/*
 * The directive "playbook": the process, as the organisation writes it down.
 * The rules of a step's block are put together from what all steps share and
 * from what each kind brings, so a new kind needs no line here.
 */
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "handlers/playbook/parts.h"

#define HOUR_DEFAULT	"09:00"

static size_t
count(const struct conf_rule *rules)
{
	size_t n = 0;

	while (rules[n].name != NULL)
		n++;
	return n;
}

static void
add_rules(struct conf_rule *all, const struct conf_rule *more)
{
	size_t n = count(all), i, k;

	for (i = 0; more[i].name != NULL; i++) {
		for (k = 0; k < n && strcmp(all[k].name, more[i].name) != 0; )
			k++;
		if (k == n)
			all[n++] = more[i];
	}
}

/* What may stand in a step of any kind. */
static const struct conf_rule *
step_rules(void)
{
	struct conf_rule *all;
	size_t n = count(step_common), i;

	for (i = 0; step_kinds[i] != NULL; i++)
		n += count(step_kinds[i]->rules);
	all = mem_array(n + 1, sizeof(*all));
	add_rules(all, step_common);
	for (i = 0; step_kinds[i] != NULL; i++)
		add_rules(all, step_kinds[i]->rules);
	return all;
}

static const struct conf_rule *
playbook_rules(void)
{
	static struct conf_rule rules[] = {
		{ .name = "title", .params = "TEXT", .min = 1, .max = 1,
		    .help = "Its name for people." },
		{ .name = "release", .params = "RULE", .min = 1, .max = 8,
		    .flags = CONF_NEEDED, .help = "When its cycles come, each "
		    "with this as its day 0." },
		{ .name = "hour", .params = "HH:MM", .min = 1, .max = 1,
		    .check = conf_is_clock, .def = HOUR_DEFAULT, .help = "The "
		    "time of what names a day only." },
		{ .name = "step", .params = "NAME", .min = 1, .max = 1,
		    .check = step_is_name, .flags = CONF_MANY | CONF_APART,
		    .help = "What happens at its time; of one of the kinds "
		    "below." },
		{ .name = "stage", .params = "NAME", .min = 1, .max = 1,
		    .check = step_is_name, .flags = CONF_MANY | CONF_APART,
		    .help = "An environment's deployment: the kind stage "
		    "below." },
		{ .name = NULL },
	};

	if (rules[3].block == NULL)
		rules[3].block = rules[4].block = step_rules();
	return rules;
}

static void
read_steps(struct arena *a, const struct config *c, struct playbook *p,
    struct conf_report *r)
{
	const struct conf_node *n;
	struct step *s;
	size_t i;

	for (i = 0; i < p->node->children.n; i++) {
		n = p->node->children.at[i];
		if (strcmp(n->words[0].text, "step") != 0 &&
		    strcmp(n->words[0].text, "stage") != 0)
			continue;
		if (p->steps.n == STEPS_MAX) {
			conf_error(r, n, 0, "more than %d steps in \"%s\"",
			    STEPS_MAX, p->name);
			return;
		}
		if ((s = step_read(a, c, n, r)) == NULL)
			continue;
		list_add_in(a, &p->steps, s);
		s->number = (int)p->steps.n;
	}
}

static void
read_playbook(struct arena *a, const struct config *c,
    const struct conf_node *n, struct playbooks *all, struct conf_report *r)
{
	const struct conf_node *release = conf_find(n, "release");
	struct playbook *p = arena_alloc(a, sizeof(*p));
	unsigned before = r->errors;

	p->node = n;
	p->name = n->words[1].text;
	p->title = conf_get(n, "title", 1, p->name);
	words_clock(conf_get(n, "hour", 1, HOUR_DEFAULT), &p->hour,
	    &p->minute);
	if (release != NULL)
		release_read(release, 1, &p->release, r);
	if (playbook_find(all, p->name) != NULL)
		conf_error(r, n, 1, "the playbook \"%s\" is there already",
		    p->name);
	read_steps(a, c, p, r);
	if (r->errors == before && p->steps.n == 0 && n->dropped.n == 0 &&
	    !conf_stood(n, "step") && !conf_stood(n, "stage"))
		conf_error(r, n, 1, "the playbook \"%s\" has no step; expected "
		    "\"step NAME { ... }\" or \"stage NAME { ... }\"", p->name);
	steps_check(a, p, r->errors == before, r);
	list_add_in(a, &all->all, p);
}

static void *
read_playbooks(struct arena *a, const struct config *c,
    const struct conf_node *root, struct conf_report *r)
{
	struct playbooks *all = arena_alloc(a, sizeof(*all));
	const struct conf_node *n;
	size_t i;

	for (i = 0; i < root->children.n; i++) {
		n = root->children.at[i];
		if (strcmp(n->words[0].text, "playbook") != 0)
			continue;
		if (all->all.n == PLAYBOOKS_MAX) {
			conf_error(r, n, 0, "more than %d playbooks",
			    PLAYBOOKS_MAX);
			break;
		}
		read_playbook(a, c, n, all, r);
	}
	return all;
}

const struct settings settings_playbook = {
	.rule = { .name = "playbook", .params = "NAME { ... }", .min = 1,
	    .max = 1, .check = conf_is_name,
	    .flags = CONF_MANY | CONF_APART | CONF_LENIENT,
	    .help = "The organisation's process, step by step; its language "
	    "has a page of its own, patchbot-playbook(5)." },
	.block = playbook_rules,
	.read = read_playbooks,
};

const struct playbooks *
playbooks_of(const struct config *c)
{
	return config_part(c, &settings_playbook);
}

const struct playbook *
playbook_find(const struct playbooks *p, const char *name)
{
	const struct playbook *one;
	size_t i;

	for (i = 0; p != NULL && i < p->all.n; i++) {
		one = p->all.at[i];
		if (strcmp(one->name, name) == 0)
			return one;
	}
	return NULL;
}

bool
playbook_names(const struct playbook *p, const char *step)
{
	const struct list *all[] = { &p->node->children, &p->node->dropped };
	const struct conf_node *n;
	size_t i, k;

	for (k = 0; k < 2; k++)
		for (i = 0; i < all[k]->n; i++) {
			n = all[k]->at[i];
			if (n->n > 1 && strcmp(n->words[1].text, step) == 0 &&
			    (strcmp(n->words[0].text, "step") == 0 ||
			    strcmp(n->words[0].text, "stage") == 0))
				return true;
		}
	return false;
}
