/* SPDX-License-Identifier: ISC */
/* "stage NAME { ... }": an environment's deployment and its window. */
#include <string.h>

#include "handlers/cycle/request.h"

/* "env:prod", "tier:erp", "db1" */
static bool
is_server_word(const char *w, size_t i, struct err *e)
{
	size_t n = strlen(w);

	(void)i;
	if (n > 0 && n <= 253 && strspn(w, "abcdefghijklmnopqrstuvwxyz"
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._:-") == n)
		return true;
	err_set(e, ERR_CONFIG, "a server or a group of servers such as db1, "
	    "env:prod or tier:erp");
	return false;
}

static bool
is_early(const char *w, size_t i, struct err *e)
{
	return i > 1 || conf_is_name(w, i, e);
}

static const struct conf_rule rules[] = {
	{ .name = "for", .params = "LENGTH", .min = 1, .max = 1,
	    .check = conf_is_span, .help = "How long the window is." },
	{ .name = "servers", .params = "WORD ...", .min = 1,
	    .max = DEPLOYMENT_LIST_MAX, .check = is_server_word,
	    .help = "What is patched: servers, or groups of them (env:prod, "
	    "tier:erp); blackouts hold for these. All servers where "
	    "missing." },
	{ .name = "systems", .params = "WORD ...", .min = 1,
	    .max = DEPLOYMENT_LIST_MAX, .help = "What users know by name, for "
	    "the notices." },
	{ .name = "environment", .params = "NAME", .min = 1, .max = 1,
	    .check = conf_is_name, .help = "The environment; the stage's name "
	    "where missing." },
	{ .name = "cutoff", .params = "MOMENT", .min = 1, .max = 12,
	    .help = "From then on nothing is added to this deployment: 11:00 "
	    "is on its day." },
	{ .name = "notice", .params = "MOMENT ...", .min = 1, .max = 30,
	    .help = "When the help desk is told: the first is the "
	    "announcement, the others remind. It is made a day earlier where "
	    "only its time of day is in the way of the \"lead-time\". The "
	    "\"notices\" of the configuration hold where missing." },
	{ .name = "tasks", .params = "LIST", .min = 1, .max = 1,
	    .check = conf_is_name, .help = "The list of tasks that the night "
	    "follows." },
	{ .name = "early", .params = "WHO MOMENT", .min = 2, .max = 14,
	    .flags = CONF_MANY, .check = is_early, .help = "Somebody who "
	    "begins before the others, and is called then." },
	{ .name = "freeze", .params = "MOMENT", .min = 1, .max = 12,
	    .help = "From then on its servers, tasks and dates are changed "
	    "only by an override: \"freeze memo\" is when the step memo goes "
	    "out." },
	{ .name = "override", .params = "QUORUM", .min = 1, .max = 60,
	    .help = "Who has to approve a change behind the freeze or the "
	    "cut-off; a coordinator where missing." },
	{ .name = "rollback", .params = "TEXT ...|file FILE", .min = 1,
	    .max = 20, .help = "The way back, for the change request: each "
	    "text is a line; or the lines of a file." },
	{ .name = NULL },
};

static void
read_words(struct arena *a, const struct conf_node *stage, const char *name,
    struct list *out)
{
	const struct conf_node *n = conf_find(stage, name);
	size_t i;

	for (i = 1; n != NULL && i < n->n; i++)
		list_add_in(a, out, arena_str(a, n->words[i].text));
}

/* "cutoff" and "freeze": each once, and the stage's own. */
static int
read_end(struct arena *a, struct step *s, const char *name,
    struct conf_report *r)
{
	const struct conf_node *n = conf_find(s->node, name);
	struct moment m;

	if (n == NULL)
		return 0;
	if (moment_read_last(a, n, 1, MOMENT_SELF, &m, r) == -1)
		return -1;
	step_add_occasion(a, s, name, &m, LATE_DO);
	return 0;
}

static int
read_override(struct arena *a, const struct config *c, struct step *s,
    struct step_stage *g, struct conf_report *r)
{
	const struct conf_node *n = conf_find(s->node, "override");

	if (n == NULL)
		return 0;
	g->override = quorum_read(a, c, n, 1, s->owner, r);
	return g->override != NULL ? 0 : -1;
}

static int
read_early(struct arena *a, const struct config *c, struct step *s,
    const struct conf_node *n, struct step_stage *g, struct conf_report *r)
{
	struct stage_early *early = arena_alloc(a, sizeof(*early));

	if (audience_check(a, c, n, 1, r) == -1 ||
	    moment_read_last(a, n, 2, MOMENT_SELF, &early->when, r) == -1)
		return -1;
	if (g->early.n == EARLY_MAX) {
		conf_error(r, n, 0, "more than %d of \"early\"", EARLY_MAX);
		return -1;
	}
	early->group = n->words[1].text;
	list_add_in(a, &g->early, early);
	step_add_occasion(a, s, arena_printf(a, STEP_EARLY "%s", early->group),
	    &early->when, LATE_DO);
	return 0;
}

/* Its list of tasks, which is read later than playbooks are. */
static int
read_tasks(struct arena *a, const struct config *c, const struct step *s,
    struct step_stage *g, struct conf_report *r)
{
	const struct conf_node *n = conf_find(s->node, "tasks"), *t;
	const char **names, *near;
	size_t i, k = 0;

	if (n == NULL)
		return 0;
	g->tasks = n->words[1].text;
	names = arena_alloc(a, (c->root->children.n + 1) * sizeof(*names));
	for (i = 0; i < c->root->children.n; i++) {
		t = c->root->children.at[i];
		if (strcmp(t->words[0].text, "tasks") != 0 || t->n < 2)
			continue;
		if (str_eq_nocase(t->words[1].text, g->tasks))
			return 0;
		names[k++] = t->words[1].text;
	}
	if (conf_may_be(r, c->root, g->tasks))
		return -1;
	near = str_nearest(g->tasks, names, k);
	conf_error(r, n, 1, "there is no task list \"%s\"%s%s%s", g->tasks,
	    near != NULL ? "; did you mean \"" : "", near != NULL ? near : "",
	    near != NULL ? "\"?" : "");
	return -1;
}

static void *
read_stage(struct arena *a, const struct config *c, struct step *s,
    struct conf_report *r)
{
	struct step_stage *g = arena_alloc(a, sizeof(*g));
	const struct conf_node *n;
	size_t i;
	int rc = 0;

	g->environment = conf_get(s->node, "environment", 1, s->name);
	g->notices = conf_find(s->node, "notice") != NULL;
	read_words(a, s->node, "servers", &g->servers);
	read_words(a, s->node, "systems", &g->systems);
	if (step_occasion(s, "begin") == NULL)
		rc = step_lacks(s, "at", r);
	if (conf_find(s->node, "for") == NULL)
		rc = step_lacks(s, "for", r);
	else if ((g->length = step_span(s, "for", DEPLOYMENT_MIN,
	    DEPLOYMENT_MAX, 0, r)) == -1)
		rc = -1;
	if (read_tasks(a, c, s, g, r) == -1 ||
	    read_end(a, s, "cutoff", r) == -1 ||
	    read_end(a, s, "freeze", r) == -1 ||
	    read_override(a, c, s, g, r) == -1 ||
	    rollback_read(a, s->node, &g->rollback, r) == -1 ||
	    step_add_occasions(a, s, "notice", MOMENT_SELF, "notice",
	    LATE_DO, r) == -1)
		rc = -1;
	for (i = 0; i < s->node->children.n; i++) {
		n = s->node->children.at[i];
		if (strcmp(n->words[0].text, "early") == 0 &&
		    read_early(a, c, s, n, g, r) == -1)
			rc = -1;
	}
	return rc == 0 ? g : NULL;
}

static int64_t
stage_length(const struct step *s)
{
	const struct step_stage *g = s->own;

	return g->length;
}

static const struct list *
stage_servers(const struct step *s)
{
	const struct step_stage *g = s->own;

	return &g->servers;
}

const struct step_kind step_stage = {
	.name = "stage",
	.help = "An environment's deployment: its window, its servers, its "
	    "notices.",
	.does = "deploys",
	.rules = rules,
	.read = read_stage,
	.length = stage_length,
	.servers = stage_servers,
	.late = LATE_DO,
	.occasion = run_stage,
	.moved = run_stage_moved,
};
