/* SPDX-License-Identifier: ISC */
/*
 * A step or stage, read: the directives that all kinds share here, the rest by
 * its kind; see playbook.h.
 */
#include <string.h>

#include "handlers/bulletin/bulletin.h"
#include "handlers/deciding/deciding.h"
#include "handlers/playbook/parts.h"

#define TEMPLATES_MAX	500	/* that a name is compared with */

/* --- the common directives ----------------------------------------------- */

static void
read_time(struct arena *a, struct step *s, const char *directive,
    enum moment_base base, const char *what, struct conf_report *r)
{
	const struct conf_node *n = conf_find(s->node, directive);
	struct moment m;

	if (n != NULL && moment_read_last(a, n, 1, base, &m, r) == 0)
		step_add_occasion(a, s, what, &m,
		    strcmp(what, "begin") == 0 ? s->late : LATE_DO);
}

static void
read_owner(struct arena *a, const struct config *c, struct step *s,
    struct conf_report *r)
{
	const struct conf_node *n = conf_find(s->node, "owner");
	struct list all = { 0 };

	if (n == NULL || audience_check(a, c, n, 1, r) == -1)
		return;
	audience_persons(c, a, n->words[1].text, &all);
	if (all.n == 0 && config_is_whole(c, r))
		conf_error(r, n, 1, "\"%.80s\" is nobody who could do it: "
		    "there is no such person", n->words[1].text);
	s->owner = n->words[1].text;
}

static void
read_escalations(struct arena *a, const struct config *c, struct step *s,
    struct conf_report *r)
{
	static const char *const own[] = { "person", "secondary", "lead" };
	const struct conf_node *n = conf_find(s->node, "escalate");
	struct escalation *x;
	int64_t before = -1;
	size_t i, k;

	for (i = 1; n != NULL && i < n->n; i += 2) {
		if (i + 1 == n->n) {
			conf_error(r, n, i, "found nobody behind \"%.80s\"; "
			    "expected who is told then", n->words[i].text);
			return;
		}
		x = arena_alloc(a, sizeof(*x));
		clock_parse_span(n->words[i].text, &x->after);
		if (x->after <= before || x->after > MOMENT_DAYS_MAX *
		    (int64_t)DAY)
			conf_error(r, n, i, "found \"%.80s\"; expected a "
			    "length of at most %d days, longer than the one "
			    "before", n->words[i].text, MOMENT_DAYS_MAX);
		before = x->after;
		x->to = n->words[i + 1].text;
		for (k = 0; k < 3 && strcmp(own[k], x->to) != 0; )
			k++;
		if (k == 3)
			audience_check(a, c, n, i + 1, r);
		list_add_in(a, &s->escalate, x);
	}
}

/* The value as bulletins have it, "service pack" of "service-pack"; NULL
 * after an error. */
static const char *
condition_value(struct arena *a, const struct config *c,
    const struct conf_node *n, struct conf_report *r)
{
	const char *fact = n->words[1].text, *w = n->words[3].text, **known;
	char *value = arena_str(a, w), *p;
	size_t i, count = 0;
	uint32_t k;

	known = arena_alloc(a, (c->vendors.n + KINDS + SEVERITY_CRITICAL + 10)
	    * sizeof(*known));
	if (strcmp(fact, "severity") == 0)
		for (k = SEVERITY_LOW; k <= SEVERITY_CRITICAL; k++)
			known[count++] = site_severity_name(k);
	else if (strcmp(fact, "kind") == 0)
		for (k = KIND_NOT_STATED + 1; k < KINDS; k++)
			known[count++] = bulletin_kind_name(k);
	else if (strcmp(fact, "class") == 0)
		for (i = 0; deciding_classes[i] != NULL; i++)
			known[count++] = deciding_classes[i];
	else
		for (i = 0; i < c->vendors.n; i++)
			known[count++] =
			    ((const struct vendor *)c->vendors.at[i])->id;
	if (strcmp(fact, "kind") == 0)	/* no reader knows that one */
		known[count++] = "integrated service pack";
	for (p = value; strcmp(fact, "kind") == 0 && *p != '\0'; p++)
		if (*p == '-')
			*p = ' ';
	for (i = 0; i < count; i++)
		if (strcmp(known[i], value) == 0)
			return known[i];
	if (strcmp(fact, "vendor") == 0 && conf_may_be(r, c->root, w))
		return NULL;
	conf_error(r, n, 3, "found \"%.80s\"; expected %s%s", w,
	    strcmp(fact, "severity") == 0 ? "critical, important, moderate or "
	    "low" : strcmp(fact, "kind") == 0 ? "a kind of bulletin such as "
	    "hotfix or service-pack" : strcmp(fact, "class") == 0 ?
	    "a class such as server or network" :
	    "a vendor of the vendors file",
	    words_nearest(a, value, known, count));
	return NULL;
}

static void
read_condition(struct arena *a, const struct config *c, struct step *s,
    const struct conf_node *n, struct conf_report *r)
{
	static const char *const facts[] = { "severity", "vendor", "kind",
	    "class" };
	static const char *const operators[] = { "=", "!=", ">=", "<=" };
	struct condition *x = arena_alloc(a, sizeof(*x));
	size_t i;

	x->fact = n->words[1].text;
	x->operator = n->words[2].text;
	for (i = 0; i < 4 && strcmp(facts[i], x->fact) != 0; )
		i++;
	if (i == 4) {
		conf_error(r, n, 1, "found \"%.80s\"; expected severity, "
		    "vendor, kind or class%s", x->fact, words_nearest(a,
		    x->fact, facts, 4));
		return;
	}
	for (i = 0; i < 4 && strcmp(operators[i], x->operator) != 0; )
		i++;
	if (i == 4 || (i > 1 && strcmp(x->fact, "severity") != 0)) {
		conf_error(r, n, 2, "found \"%.80s\"; expected %s",
		    x->operator, strcmp(x->fact, "severity") == 0 ?
		    "=, !=, >= or <=" : "= or !=");
		return;
	}
	x->value = condition_value(a, c, n, r);
	list_add_in(a, &s->conditions, x);
}

bool
step_is_template(struct arena *a, const char *word, const char **near)
{
	const char *known[TEMPLATES_MAX], *name;
	size_t k, count = 0, length;

	*near = "";
	for (k = 0; builtin_templates[k].name != NULL &&
	    count < TEMPLATES_MAX; k++) {
		name = builtin_templates[k].name;
		length = strlen(name);
		if (strncmp(name, "mail/", 5) != 0 || length < 10 ||
		    strcmp(name + length - 4, ".txt") != 0)
			continue;
		known[count] = arena_strn(a, name + 5, length - 9);
		if (strcmp(known[count++], word) == 0)
			return true;
	}
	*near = words_nearest(a, word, known, count);
	return false;
}

int
step_check_template(struct arena *a, const struct conf_node *n, size_t i,
    struct conf_report *r)
{
	const char *near;

	if (step_is_template(a, n->words[i].text, &near))
		return 0;
	conf_error(r, n, i, "there is no template \"%.80s\"%s; expected the "
	    "name of a letter, one of templates/mail", n->words[i].text, near);
	return -1;
}

/* Those that may stand several times, and months. */
static void
read_many(struct arena *a, const struct config *c, struct step *s,
    struct conf_report *r)
{
	const struct conf_node *n;
	const char *name, *w;
	size_t i, k;

	for (i = 0; i < s->node->children.n; i++) {
		n = s->node->children.at[i];
		name = n->words[0].text;
		if (strcmp(name, "when") == 0)
			read_condition(a, c, s, n, r);
		for (k = 1; k < n->n; k++) {
			w = n->words[k].text;
			if (strcmp(name, "after") == 0)
				list_add_in(a, &s->after, arena_str(a, w));
			else if (strcmp(name, "months") == 0)
				s->months |= 1u << words_month(w);
		}
	}
}

/* --- the kind ------------------------------------------------------------ */

static const struct conf_rule *
rule_of(const struct conf_rule *rules, const char *name)
{
	for (; rules->name != NULL; rules++)
		if (strcmp(rules->name, name) == 0)
			return rules;
	return NULL;
}

static const struct step_kind *
kind_of(const char *name)
{
	size_t i;

	for (i = 0; step_kinds[i] != NULL; i++)
		if (strcmp(step_kinds[i]->name, name) == 0)
			return step_kinds[i];
	return NULL;
}

/* "ask, notify or todo": all kinds, or those that have this directive. */
static const char *
kinds_with(struct arena *a, const char *directive)
{
	const char *names[64];
	struct buf b = { 0 };
	const char *text;
	size_t i, n = 0;

	for (i = 0; step_kinds[i] != NULL && n < 64; i++)
		if (directive == NULL ?
		    strcmp(step_kinds[i]->name, "stage") != 0 :
		    rule_of(step_kinds[i]->rules, directive) != NULL)
			names[n++] = step_kinds[i]->name;
	for (i = 0; i < n; i++)
		buf_addf(&b, "%s%s", i == 0 ? "" : i + 1 < n ? ", " :
		    directive != NULL ? " and " : " or ", names[i]);
	text = arena_str(a, buf_str(&b));
	buf_free(&b);
	return text;
}

/* The kind by the one directive that makes it; NULL after an error. */
static const struct step_kind *
find_kind(struct arena *a, const struct conf_node *n, struct conf_report *r)
{
	const struct step_kind *kind = NULL, *one;
	const struct conf_node *d, *first = NULL;
	size_t i;

	if (strcmp(n->words[0].text, "stage") == 0)
		return kind_of("stage");
	for (i = 0; i < n->children.n; i++) {
		d = n->children.at[i];
		one = kind_of(d->words[0].text);
		if (one == NULL)
			continue;
		if (kind != NULL)
			conf_error(r, d, 0, "found \"%s\" beside \"%s\" (line "
			    "%d); a step does one thing: make two steps",
			    one->name, kind->name, first->words[0].line);
		else
			first = d;
		kind = kind != NULL ? kind : one;
	}
	/* what was put away may have been what it does */
	if (kind == NULL && n->dropped.n == 0)
		conf_error(r, n, 1, "the step \"%s\" does nothing; expected "
		    "one of %s in it", n->words[1].text, kinds_with(a, NULL));
	return kind;
}

/* Directives that belong to other kinds. */
static void
check_foreign(struct arena *a, const struct step *s, struct conf_report *r)
{
	const struct conf_node *d;
	const char *name;
	size_t i;

	for (i = 0; i < s->node->children.n; i++) {
		d = s->node->children.at[i];
		name = d->words[0].text;
		if (rule_of(step_common, name) != NULL ||
		    rule_of(s->kind->rules, name) != NULL)
			continue;
		if (kind_of(name) == NULL)
			conf_error(r, d, 0, "found \"%s\" in %s \"%s\"; it "
			    "belongs to %s, not to %s", name,
			    s->node->words[0].text, s->name,
			    kinds_with(a, name), s->kind->name);
		else if (strcmp(s->kind->name, "stage") == 0)
			conf_error(r, d, 0, "found \"%s\" in the stage \"%s\"; "
			    "expected it in a step of its own", name, s->name);
	}
}

/* What the moments need, now that all of them are known. */
static void
check_times(struct arena *a, struct step *s, struct conf_report *r)
{
	const struct conf_node *by = conf_find(s->node, "by");
	const struct conf_node *remind = conf_find(s->node, "remind");
	bool due = step_occasion(s, "due") != NULL;
	size_t before = s->occasions.n;

	if (by != NULL && s->kind->length != NULL)
		conf_error(r, by, 0, "%s \"%s\" is over when its time is; take "
		    "\"by\" away", s->kind->name, s->name);
	if (remind != NULL && !due && s->kind->length == NULL) {
		if (s->own != NULL)	/* else the kind has said so */
			conf_error(r, remind, 0, "\"remind\" needs \"by\": "
			    "when is \"%s\" due?", s->name);
	} else {
		step_add_occasions(a, s, "remind", due ? MOMENT_SELF_END :
		    MOMENT_SELF, "remind", LATE_SKIP, r);
	}
	if (s->occasions.n - before > REMINDERS_MAX)
		conf_error(r, remind, 0, "%zu reminders; expected at most %d",
		    s->occasions.n - before, REMINDERS_MAX);
	if (s->occasions.n > OCCASIONS_MAX)
		conf_error(r, s->node, 1, "%zu times in \"%s\"; expected at "
		    "most %d", s->occasions.n, s->name, OCCASIONS_MAX);
	if (s->escalate.n > 0 && !due)
		step_lacks(s, "by", r);
}

struct step *
step_read(struct arena *a, const struct config *c, const struct conf_node *n,
    struct conf_report *r)
{
	const struct step_kind *kind = find_kind(a, n, r);
	const char *late = conf_get(n, "late", 1, NULL);
	struct step *s;

	if (kind == NULL)
		return NULL;
	s = arena_alloc(a, sizeof(*s));
	s->node = n;
	s->kind = kind;
	s->name = n->words[1].text;
	s->title = conf_get(n, "title", 1, s->name);
	s->template = conf_get(n, "template", 1, NULL);
	s->late = late == NULL ? kind->late :
	    strcmp(late, "do") == 0 ? LATE_DO : LATE_SKIP;
	check_foreign(a, s, r);
	if (s->template != NULL)
		step_check_template(a, conf_find(n, "template"), 1, r);
	read_time(a, s, "at", MOMENT_DAY, "begin", r);
	read_time(a, s, "by", conf_find(n, "at") != NULL ? MOMENT_SELF :
	    MOMENT_DAY, "due", r);
	read_owner(a, c, s, r);
	read_escalations(a, c, s, r);
	read_many(a, c, s, r);
	s->own = kind->read(a, c, s, r);
	check_times(a, s, r);
	return s;
}
