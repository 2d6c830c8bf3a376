/* SPDX-License-Identifier: ISC */
/* The directive "decide": the policy in force, and what raises and lowers a
 * bulletin's level. */
#include <stdio.h>
#include <string.h>

#include "handlers/deciding/policy.h"

#define SOON		"3d"
#define CHECK_AT	"09:00"
#define SOON_MAX	(90 * DAY)

static bool
is_steps(const char *w, size_t i, struct err *e)
{
	long long n;

	(void)i;
	if (str_number(w, 1, STEPS_UP, &n))
		return true;
	err_set(e, ERR_CONFIG, "a number from 1 to %d", STEPS_UP);
	return false;
}

static uint32_t
level_of(const char *w)
{
	uint32_t s = SEVERITY_CRITICAL;

	while (s > SEVERITY_NOT_STATED && strcmp(w, site_severity_name(s)) !=
	    0)
		s--;
	return s;
}

static bool
is_level(const char *w, size_t i, struct err *e)
{
	const char *names[SEVERITY_CRITICAL], *near;

	if (level_of(w) != SEVERITY_NOT_STATED)
		return true;
	for (i = 0; i < SEVERITY_CRITICAL; i++)
		names[i] = site_severity_name((uint32_t)i + 1);
	near = str_nearest(w, names, SEVERITY_CRITICAL);
	err_set(e, ERR_CONFIG, "critical, important, moderate or low%s%s%s",
	    near != NULL ? "; did you mean \"" : "", near != NULL ? near : "",
	    near != NULL ? "\"?" : "");
	return false;
}

static bool
is_soon(const char *w, size_t i, struct err *e)
{
	int64_t t;

	if (conf_is_span(w, i, e) && clock_parse_span(w, &t) && t >= HOUR &&
	    t <= SOON_MAX)
		return true;
	err_set(e, ERR_CONFIG, "a time from 1h to 90d, such as 3d");
	return false;
}

static const struct conf_rule factor_rules[] = {
	{ .name = "title", .params = "TEXT", .min = 1, .max = 1,
	    .help = "What it means; the default is its name." },
	{ .name = "raise", .params = "LEVELS", .min = 1, .max = 1,
	    .check = is_steps, .help = "So many levels more urgent, 1 to 3." },
	{ .name = "lower", .params = "LEVELS", .min = 1, .max = 1,
	    .check = is_steps, .help = "So many levels less urgent, 1 to 3." },
	{ .name = NULL },
};
static const struct conf_rule threat_rules[] = {
	{ .name = "title", .params = "TEXT", .min = 1, .max = 1,
	    .help = "What it means; the default is its name." },
	{ .name = "raise", .params = "LEVELS", .min = 1, .max = 1,
	    .check = is_steps, .help = "So many levels more urgent, 1 to 3." },
	{ .name = "to", .params = "critical|important|moderate|low", .min = 1,
	    .max = 1, .check = is_level, .help = "At least this level." },
	{ .name = "propose", .params = "PLAYBOOK", .min = 1, .max = 1,
	    .help = "A playbook that is declared: the coordinator is proposed "
	    "to do so, with the sentence to send." },
	{ .name = NULL },
};
static const struct conf_rule rules[] = {
	{ .name = "policy", .params = "NAME", .min = 1, .max = 1,
	    .help = "The policy in force; without one, act-within is." },
	{ .name = "factor", .params = "NAME", .min = 1, .max = 1,
	    .check = conf_is_name, .block = factor_rules, .flags = CONF_MANY,
	    .help = "What people may raise or lower a bulletin for. There "
	    "are always high-value, exposed and attacked-before (each raises "
	    "by one), mitigated and low-value (each lowers by one); a block "
	    "of that name changes one." },
	{ .name = "threat", .params = "NAME", .min = 1, .max = 1,
	    .check = conf_is_name, .block = threat_rules, .flags = CONF_MANY,
	    .help = "A threat that an open bulletin may come under. There are "
	    "always exploited (to critical), proof-of-concept (raises by "
	    "one) and none." },
	{ .name = "class", .params = "CLASS VENDOR ...", .min = 2, .max = 100,
	    .flags = CONF_MANY, .help = "All that these vendors announce is "
	    "for this class: server, appliance, workstation, network, "
	    "database or third-party. The command type says otherwise of "
	    "one bulletin." },
	{ .name = "soon", .params = "SPAN", .min = 1, .max = 1, .def = SOON,
	    .check = is_soon, .help = "What is due within this time is told "
	    "to the coordinator, once." },
	{ .name = "check-at", .params = "HH:MM", .min = 1, .max = 1,
	    .def = CHECK_AT, .check = conf_is_clock, .help = "When he is told "
	    "each day of what is due soon or newly overdue, if there is "
	    "any." },
	{ .name = NULL },
};

static const struct factor factors[] = {
	{ .name = "high-value", .title = "systems of high value", .steps = 1 },
	{ .name = "exposed", .title = "within reach of many", .steps = 1 },
	{ .name = "attacked-before", .title = "attacked in the past",
	    .steps = 1 },
	{ .name = "mitigated", .title = "something else stands in the way",
	    .steps = -1 },
	{ .name = "low-value", .title = "systems of low value", .steps = -1 },
	{ .name = NULL },
};
static const struct factor threats[] = {
	{ .name = "exploited", .title = "attacks are seen",
	    .to = SEVERITY_CRITICAL },
	{ .name = "proof-of-concept", .title = "it is public how to attack",
	    .steps = 1 },
	{ .name = "none", .title = "no threat is known" },
	{ .name = NULL },
};

const struct factor *
factor_find(const struct list *all, const char *name)
{
	size_t i;

	for (i = 0; i < all->n; i++) {
		const struct factor *f = all->at[i];

		if (str_eq_nocase(f->name, name))
			return f;
	}
	return NULL;
}

/* The built-in one that a block of its name changes, or a new one. */
static struct factor *
entry(struct arena *a, const struct conf_node *n, struct list *all,
    struct conf_report *r)
{
	const char *name = n->words[1].text;
	struct factor *f;
	size_t i;

	for (i = 0; i < all->n; i++) {
		f = all->at[i];
		if (strcmp(f->name, name) == 0)
			return f;
	}
	if (all->n == FACTORS_MAX)
		conf_error(r, n, 1, "expected at most %d of them",
		    FACTORS_MAX);
	f = arena_alloc(a, sizeof(*f));
	f->name = f->title = arena_str(a, name);
	list_add_in(a, all, f);
	return f;
}

static void
read_steps(const struct conf_node *n, struct factor *f, struct conf_report *r)
{
	const struct conf_node *raise = conf_find(n, "raise");
	const struct conf_node *lower = conf_find(n, "lower");
	long long steps = 0;

	if (raise != NULL && lower != NULL)
		conf_error(r, lower, 0, "\"%s\" raises already; expected one "
		    "of raise and lower", f->name);
	if (raise == NULL && lower == NULL)
		return;
	f->to = SEVERITY_NOT_STATED;
	str_number((raise != NULL ? raise : lower)->words[1].text, 1,
	    STEPS_UP, &steps);
	f->steps = (int)(raise != NULL ? steps : -steps);
}

/* A playbook is read later than this: its block tells enough. */
static const struct conf_node *
playbook_node(const struct conf_node *root, const char *name)
{
	size_t i;

	for (i = 0; i < root->children.n; i++) {
		const struct conf_node *n = root->children.at[i];

		if (strcmp(n->words[0].text, "playbook") == 0 && n->n > 1 &&
		    strcmp(n->words[1].text, name) == 0)
			return n;
	}
	return NULL;
}

static void
read_propose(struct arena *a, const struct conf_node *root,
    const struct conf_node *n, struct factor *f, struct conf_report *r)
{
	const struct conf_node *at = conf_find(n, "propose"), *p;

	if (at == NULL)
		return;
	f->propose = arena_str(a, at->words[1].text);
	p = playbook_node(root, f->propose);
	if (conf_may_be(r, root, f->propose))
		return;
	if (p == NULL || strcmp(conf_get(p, "release", 1, ""), "declared") !=
	    0)
		conf_error(r, at, 1, "found \"%.80s\"; expected a playbook "
		    "whose release is \"declared\"", f->propose);
}

static void
read_factor(struct arena *a, const struct conf_node *root,
    const struct conf_node *n, struct list *all, struct conf_report *r)
{
	bool threat = strcmp(n->words[0].text, "threat") == 0;
	struct factor *f = entry(a, n, all, r);
	const char *to = conf_get(n, "to", 1, NULL);

	f->title = arena_str(a, conf_get(n, "title", 1, f->title));
	read_steps(n, f, r);
	if (to != NULL) {
		f->to = level_of(to);
		f->steps = conf_find(n, "raise") != NULL ? f->steps : 0;
	}
	if (!threat && f->steps == 0 && n->dropped.n == 0)
		conf_error(r, n, 1, "\"%s\" neither raises nor lowers; "
		    "expected one of them", f->name);
	if (threat)
		read_propose(a, root, n, f, r);
}

static void
read_class(struct arena *a, const struct config *c, const struct conf_node *n,
    struct decide *d, struct conf_report *r)
{
	struct site_class *x = arena_alloc(a, sizeof(*x));
	const char **ids = arena_alloc(a, (c->vendors.n + 1) * sizeof(*ids));
	size_t i, k, count;

	for (count = 0; deciding_classes[count] != NULL; count++)
		if (strcmp(deciding_classes[count], n->words[1].text) == 0)
			x->class = deciding_classes[count];
	if (x->class == NULL)
		conf_error(r, n, 1, "found \"%.80s\"; expected server, "
		    "appliance, workstation, network, database or third-party"
		    "%s", n->words[1].text, words_nearest(a, n->words[1].text,
		    deciding_classes, count));
	for (k = 0; k < c->vendors.n; k++)
		ids[k] = ((const struct vendor *)c->vendors.at[k])->id;
	for (i = 2; i < n->n; i++) {
		for (k = 0; k < c->vendors.n; k++)
			if (strcmp(ids[k], n->words[i].text) == 0)
				break;
		if (k == c->vendors.n &&
		    !conf_may_be(r, c->root, n->words[i].text))
			conf_error(r, n, i, "found \"%.80s\"; expected a "
			    "vendor of the vendors file%s", n->words[i].text,
			    words_nearest(a, n->words[i].text, ids, k));
		list_add_in(a, &x->vendors, arena_str(a, n->words[i].text));
	}
	list_add_in(a, &d->classes, x);
}

static void
add_builtin(struct arena *a, const struct factor *from, struct list *all)
{
	struct factor *f;

	for (; from->name != NULL; from++) {
		f = arena_alloc(a, sizeof(*f));
		*f = *from;
		list_add_in(a, all, f);
	}
}

static void
read_policy(struct arena *a, const struct conf_node *root,
    const struct conf_node *n, struct decide *d, struct conf_report *r)
{
	const struct conf_node *at = conf_find(n, "policy"), *p;
	const char *names[POLICIES_MAX];
	size_t i, k = 0;

	if (at == NULL)
		return;
	for (i = 0; i < root->children.n; i++) {
		p = root->children.at[i];
		if (strcmp(p->words[0].text, "policy") != 0 || p->n < 2)
			continue;
		if (strcmp(p->words[1].text, at->words[1].text) == 0)
			d->policy = arena_str(a, p->words[1].text);
		if (k < POLICIES_MAX)
			names[k++] = p->words[1].text;
	}
	if (d->policy == NULL && !conf_may_be(r, root, at->words[1].text))
		conf_error(r, at, 1, "found \"%.80s\"; expected the name of "
		    "a \"policy\" block%s", at->words[1].text, words_nearest(a,
		    at->words[1].text, names, k));
}

static void
read_block(struct arena *a, const struct config *c,
    const struct conf_node *root, const struct conf_node *n, struct decide *d,
    struct conf_report *r)
{
	size_t i;

	d->configured = true;
	read_policy(a, root, n, d, r);
	for (i = 0; i < n->children.n; i++) {
		const struct conf_node *child = n->children.at[i];

		if (strcmp(child->words[0].text, "factor") == 0)
			read_factor(a, root, child, &d->factors, r);
		else if (strcmp(child->words[0].text, "threat") == 0)
			read_factor(a, root, child, &d->threats, r);
		else if (strcmp(child->words[0].text, "class") == 0)
			read_class(a, c, child, d, r);
	}
}

static void *
read_decide(struct arena *a, const struct config *c,
    const struct conf_node *root, struct conf_report *r)
{
	const struct conf_node *n = conf_find(root, "decide");
	struct decide *d = arena_alloc(a, sizeof(*d));

	add_builtin(a, factors, &d->factors);
	add_builtin(a, threats, &d->threats);
	clock_parse_span(n != NULL ? conf_get(n, "soon", 1, SOON) : SOON,
	    &d->soon);
	sscanf(n != NULL ? conf_get(n, "check-at", 1, CHECK_AT) : CHECK_AT,
	    "%2d:%2d", &d->hour, &d->minute);
	if (n != NULL)
		read_block(a, c, root, n, d, r);
	return d;
}

const struct settings settings_decide = {
	.rule = { .name = "decide", .block = rules, .help = "How bulletins "
	    "are decided about: the policy in force, what raises and lowers "
	    "them, and when the coordinator is told of what is due." },
	.read = read_decide,
};

const struct decide *
decide_of(const struct config *c)
{
	return config_part(c, &settings_decide);
}
