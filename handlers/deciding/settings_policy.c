/* SPDX-License-Identifier: ISC */
/* The directive "policy": by when to act, by severity and environment. */
#include <string.h>

#include "handlers/deciding/policy.h"

static const struct conf_rule environment_rules[] = {
	{ .name = "clock", .params = "announced | after ENVIRONMENT",
	    .min = 1, .max = 2, .def = "announced", .help = "From when the "
	    "time counts: from the bulletin's announcement here, or from when "
	    "it is done in another environment of this policy, such as a "
	    "test." },
	{ .name = "critical", .params = "RULE", .min = 1, .max = 3,
	    .flags = CONF_NEEDED, .help = "By when a critical bulletin is "
	    "done: \"within TIME\"; or begun: \"start TIME\"; or with the "
	    "next such stage: \"with PLAYBOOK/STAGE\"; \"with service-pack\", "
	    "which is no date; or \"never\". TIME is a span (24h) or a number "
	    "and hours, days, weeks, months or years." },
	{ .name = "important", .params = "RULE", .min = 1, .max = 3,
	    .flags = CONF_NEEDED, .help = "The same for important ones." },
	{ .name = "moderate", .params = "RULE", .min = 1, .max = 3,
	    .flags = CONF_NEEDED, .help = "The same for moderate ones." },
	{ .name = "low", .params = "RULE", .min = 1, .max = 3,
	    .flags = CONF_NEEDED, .help = "The same for low ones." },
	{ .name = "not-stated", .params = "RULE", .min = 1, .max = 3,
	    .help = "The same where the vendor states no severity; the "
	    "default is what important ones have." },
	{ .name = NULL },
};

static const struct conf_rule rules[] = {
	{ .name = "title", .params = "TEXT", .min = 1, .max = 1,
	    .help = "What people call it." },
	{ .name = "environment", .params = "NAME", .min = 1, .max = 1,
	    .check = conf_is_name, .block = environment_rules,
	    .flags = CONF_MANY | CONF_NEEDED, .help = "The times of one "
	    "environment, named as stages and deployments name it; at most "
	    "20." },
	{ .name = NULL },
};

static const char *const severities[LEVELS] = { "not-stated", "low",
    "moderate", "important", "critical" };

/* --- one rule --------------------------------------------------------- */

static const char *
join_words(struct arena *a, const struct conf_node *n)
{
	struct buf b = { 0 };
	const char *s;
	size_t i;

	for (i = 1; i < n->n; i++)
		buf_addf(&b, "%s%s", i > 1 ? " " : "", n->words[i].text);
	s = arena_str(a, buf_str(&b));
	buf_free(&b);
	return s;
}

/* "checklist/production": a stage of a playbook that comes by itself. */
static int
read_stage(struct arena *a, const struct config *c, const struct conf_node *n,
    struct policy_rule *out, struct conf_report *r)
{
	const char *w = n->words[2].text, *slash = strchr(w, '/');
	const struct playbook *p;
	const struct step *s;

	if (slash == NULL) {
		conf_error(r, n, 2, "found \"%.80s\"; expected service-pack "
		    "or PLAYBOOK/STAGE%s", w, words_nearest(a, w,
		    (const char *const[]){ "service-pack" }, 1));
		return -1;
	}
	out->playbook = arena_strn(a, w, (size_t)(slash - w));
	out->stage = arena_str(a, slash + 1);
	p = playbook_find(playbooks_of(c), out->playbook);
	s = p != NULL ? playbook_step(p, out->stage) : NULL;
	/* it may be there, and wrong: that was said */
	if (conf_may_be(r, c->root, out->playbook) || (p != NULL &&
	    r->errors > 0 && playbook_names(p, out->stage)))
		return -1;
	if (p == NULL || p->release.every == RELEASE_DECLARED || s == NULL ||
	    s->kind->length == NULL) {
		conf_error(r, n, 2, "found \"%.80s\"; expected a stage of a "
		    "playbook that comes by itself: there is no such %s", w,
		    p == NULL ? "playbook" : s == NULL ? "stage" :
		    "one with dates ahead");
		return -1;
	}
	out->kind = RULE_STAGE;
	return 0;
}

/* Nothing stands from word i on. */
static int
ends(const struct conf_node *n, size_t i, struct conf_report *r)
{
	if (n->n <= i)
		return 0;
	conf_error(r, n, i, "found \"%.40s\"; expected the end of the line",
	    n->words[i].text);
	return -1;
}

static int
read_rule(struct arena *a, const struct config *c,
    const struct conf_node *n, struct policy_rule *out, struct conf_report *r)
{
	static const char *const known[] = { "within", "start", "with",
	    "never" };
	const char *w = n->words[1].text;

	*out = (struct policy_rule){ .words = join_words(a, n) };
	if (strcmp(w, "within") == 0 || strcmp(w, "start") == 0) {
		out->kind = w[0] == 'w' ? RULE_WITHIN : RULE_START;
		return period_read(n, 2, &out->period, r);
	}
	if (strcmp(w, "never") == 0) {
		out->kind = RULE_NEVER;
		return ends(n, 2, r);
	}
	if (strcmp(w, "with") == 0 && n->n > 2) {
		if (ends(n, 3, r) == -1)
			return -1;
		if (strcmp(n->words[2].text, "service-pack") != 0)
			return read_stage(a, c, n, out, r);
		out->kind = RULE_SERVICE_PACK;
		out->words = "with the next service pack";
		return 0;
	}
	conf_error(r, n, 1, "found \"%.80s\"; expected \"within TIME\", "
	    "\"start TIME\", \"with service-pack\", \"with PLAYBOOK/STAGE\" "
	    "or \"never\"%s", out->words, words_nearest(a, w, known, 4));
	return -1;
}

/* --- environments and policies ---------------------------------------- */

static void
read_clock(struct arena *a, const struct conf_node *n,
    struct policy_environment *v, struct conf_report *r)
{
	const struct conf_node *clock = conf_find(n, "clock");
	const char *w = clock != NULL ? clock->words[1].text : "announced";

	if (strcmp(w, "announced") == 0 && (clock == NULL || clock->n == 2))
		return;
	if (strcmp(w, "after") == 0 && clock->n == 3) {
		v->after = arena_str(a, clock->words[2].text);
		v->clock = clock;
		return;
	}
	conf_error(r, clock, 1, "found \"%.80s\"; expected \"announced\" or "
	    "\"after ENVIRONMENT\"%s", w, words_nearest(a, w,
	    (const char *const[]){ "announced", "after" }, 2));
}

static void
read_environment(struct arena *a, const struct config *c,
    const struct conf_node *n, struct policy *p, struct conf_report *r)
{
	struct policy_environment *v = arena_alloc(a, sizeof(*v));
	const struct conf_node *rule;
	uint32_t i;

	v->name = arena_str(a, n->words[1].text);
	if (policy_environment(p, v->name) != NULL)
		conf_error(r, n, 1, "found the environment \"%s\" a second "
		    "time; expected each once", v->name);
	if (p->environments.n == ENVIRONMENTS_MAX)
		conf_error(r, n, 1, "expected at most %d environments",
		    ENVIRONMENTS_MAX);
	read_clock(a, n, v, r);
	for (i = 0; i < LEVELS; i++)
		if ((rule = conf_find(n, severities[i])) != NULL)
			read_rule(a, c, rule, &v->rules[i], r);
	if (conf_find(n, "not-stated") == NULL)
		v->rules[SEVERITY_NOT_STATED] = v->rules[SEVERITY_IMPORTANT];
	list_add_in(a, &p->environments, v);
}

/* Clocks lead to an announcement in the end: none waits for itself. */
static void
check_clocks(const struct policy *p, struct conf_report *r)
{
	const struct policy_environment *v, *next;
	size_t i, steps;

	for (i = 0; i < p->environments.n; i++) {
		v = p->environments.at[i];
		for (next = v, steps = 0; next != NULL && next->after !=
		    NULL && steps <= p->environments.n; steps++)
			next = policy_environment(p, next->after);
		if (next == NULL && r->errors > 0)
			continue;
		if (next == NULL)
			conf_error(r, v->clock, 2, "the clock of \"%s\" "
			    "leads to an environment that policy \"%s\" "
			    "does not have; expected one of its own",
			    v->name, p->name);
		else if (steps > p->environments.n)
			conf_error(r, v->clock, 2, "the clock of \"%s\" "
			    "waits for itself", v->name);
	}
}

struct policies {
	struct list	 all;		/* struct policy * */
};

static const struct policy *
find(const struct policies *all, const char *name)
{
	size_t i;

	for (i = 0; i < all->all.n; i++) {
		const struct policy *p = all->all.at[i];

		if (strcmp(p->name, name) == 0)
			return p;
	}
	return NULL;
}

static void
read_one(struct arena *a, const struct config *c, struct policies *all,
    const struct conf_node *n, struct conf_report *r)
{
	struct policy *p = arena_alloc(a, sizeof(*p));
	size_t i;

	p->name = arena_str(a, n->words[1].text);
	p->title = arena_str(a, conf_get(n, "title", 1, NULL));
	if (find(all, p->name) != NULL)
		conf_error(r, n, 1, "the policy \"%s\" is there already",
		    p->name);
	if (all->all.n == POLICIES_MAX)
		conf_error(r, n, 1, "expected at most %d policies",
		    POLICIES_MAX);
	for (i = 0; i < n->children.n; i++) {
		const struct conf_node *child = n->children.at[i];

		if (strcmp(child->words[0].text, "environment") == 0)
			read_environment(a, c, child, p, r);
	}
	check_clocks(p, r);
	list_add_in(a, &all->all, p);
}

static void *
read_policies(struct arena *a, const struct config *c,
    const struct conf_node *root, struct conf_report *r)
{
	struct policies *all = arena_alloc(a, sizeof(*all));
	size_t i;

	for (i = 0; i < root->children.n; i++) {
		const struct conf_node *n = root->children.at[i];

		if (strcmp(n->words[0].text, "policy") == 0)
			read_one(a, c, all, n, r);
	}
	return all;
}

const struct settings settings_policy = {
	.rule = { .name = "policy", .params = "NAME { ... }", .min = 1,
	    .max = 1, .check = conf_is_name, .block = rules,
	    .flags = CONF_MANY, .help = "By when bulletins are done, by "
	    "severity and environment. The one that \"decide\" names is in "
	    "force." },
	.read = read_policies,
};

const struct policy_environment *
policy_environment(const struct policy *p, const char *name)
{
	size_t i;

	for (i = 0; i < p->environments.n; i++) {
		const struct policy_environment *v = p->environments.at[i];

		if (str_eq_nocase(v->name, name))
			return v;
	}
	return NULL;
}

const struct policy *
policy_of(const struct config *c)
{
	const struct policies *all = config_part(c, &settings_policy);
	const char *name = decide_of(c)->policy;
	const struct policy *p = name != NULL ? find(all, name) : NULL;

	return p != NULL ? p : config_part(c, &settings_act);
}

const char *
policy_words(const struct policy *p, struct arena *a)
{
	struct buf b = { 0 };
	const char *words;
	size_t i, k;

	buf_addf(&b, "%s", p->name);
	for (i = 0; i < p->environments.n; i++) {
		const struct policy_environment *v = p->environments.at[i];

		buf_addf(&b, "; %s%s%s", v->name, v->after != NULL ?
		    " after " : "", v->after != NULL ? v->after : "");
		for (k = 0; k < LEVELS; k++)
			buf_addf(&b, ", %s", v->rules[k].words);
	}
	words = arena_str(a, buf_str(&b));
	buf_free(&b);
	return words;
}
