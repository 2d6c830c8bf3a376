/* SPDX-License-Identifier: ISC */
/* plan: a deployment comes to be, with its notices and its tasks. */
#include <string.h>

#include "handlers/bridge/bridge.h"
#include "handlers/bulletin/bulletin.h"
#include "handlers/cycle/clash.h"
#include "handlers/cycle/deployment.h"
#include "handlers/cycle/notice.h"
#include "handlers/deciding/deciding.h"
#include "handlers/servers/servers.h"

#define SERVER_MAX	100	/* bytes of one word of a list */

struct plan {
	struct deployment *d;
	int64_t		 length;
	const char	*tasks;
	bool		 anyway;
};

/* Each clause takes words from *i on and moves it behind them. */
struct clause {
	const char	*name;
	int		(*take)(struct plan *p, struct work *w,
			    const struct words *words, size_t *i,
			    struct err *e);
};
static bool is_clause(const char *word);

static int
take_list(struct work *w, const struct words *words, size_t *i,
    const char *what, struct list *out, struct err *e)
{
	const char *text;

	if (out->n != 0)
		return err_set(e, ERR_INPUT, "\"%s\" stands there twice.",
		    what);
	for (; *i < words->n && !is_clause(words->at[*i]); (*i)++) {
		text = cycle_text(work_arena(w), words->at[*i]);
		if (text[0] == '\0' || strlen(text) > SERVER_MAX)
			return err_set(e, ERR_INPUT, "One of the %s is empty "
			    "or longer than %d bytes.", what, SERVER_MAX);
		if (out->n == DEPLOYMENT_LIST_MAX)
			return err_set(e, ERR_LIMIT, "At most %d %s fit into "
			    "one deployment; name groups instead.",
			    DEPLOYMENT_LIST_MAX, what);
		list_add_in(work_arena(w), out, arena_str(work_arena(w),
		    text));
	}
	if (out->n == 0)
		return err_set(e, ERR_INPUT, "Behind \"%s\" something is "
		    "missing.", what);
	return 0;
}

static int
take_for(struct plan *p, struct work *w, const struct words *words, size_t *i,
    struct err *e)
{
	(void)w;
	if (p->length != 0)
		return err_set(e, ERR_INPUT, "\"for\" stands there twice.");
	if (*i == words->n)
		return err_set(e, ERR_INPUT, "How long? Write for 3h30m.");
	return cycle_parse_length(words->at[(*i)++], &p->length, e);
}

static int
take_servers(struct plan *p, struct work *w, const struct words *words,
    size_t *i, struct err *e)
{
	return take_list(w, words, i, "servers", &p->d->servers, e);
}

static int
take_systems(struct plan *p, struct work *w, const struct words *words,
    size_t *i, struct err *e)
{
	return take_list(w, words, i, "systems", &p->d->systems, e);
}

static int
take_bulletins(struct plan *p, struct work *w, const struct words *words,
    size_t *i, struct err *e)
{
	return take_list(w, words, i, "bulletins", &p->d->bulletins, e);
}

static int
take_tasks(struct plan *p, struct work *w, const struct words *words,
    size_t *i, struct err *e)
{
	(void)w;
	if (p->tasks != NULL)
		return err_set(e, ERR_INPUT, "\"tasks\" stands there twice.");
	if (*i == words->n)
		return err_set(e, ERR_INPUT, "Which task list? Write tasks "
		    "and its name.");
	p->tasks = words->at[(*i)++];
	return 0;
}

static int
take_anyway(struct plan *p, struct work *w, const struct words *words,
    size_t *i, struct err *e)
{
	(void)w, (void)words, (void)i, (void)e;
	p->anyway = true;
	return 0;
}

static const struct clause clauses[] = {
	{ "for", take_for },
	{ "servers", take_servers },
	{ "systems", take_systems },
	{ "bulletins", take_bulletins },
	{ "tasks", take_tasks },
	{ "anyway", take_anyway },
	{ NULL, NULL },
};

static bool
is_clause(const char *word)
{
	size_t i;

	for (i = 0; clauses[i].name != NULL; i++)
		if (str_eq_nocase(clauses[i].name, word))
			return true;
	return false;
}

static int
parse_clauses(struct plan *p, struct work *w, const struct words *words,
    size_t i, struct err *e)
{
	const char *names[sizeof(clauses) / sizeof(clauses[0])], *near;
	size_t k, n = 0;

	for (n = 0; clauses[n].name != NULL; n++)
		names[n] = clauses[n].name;
	while (i < words->n) {
		for (k = 0; k < n; k++)
			if (str_eq_nocase(words->at[i], names[k]))
				break;
		if (k == n) {
			near = str_nearest(words->at[i], names, n);
			return err_set(e, ERR_INPUT, "I do not understand "
			    "\"%.80s\" here; expected for, servers, systems, "
			    "bulletins or tasks%s%s%s", words->at[i],
			    near != NULL ? "; did you mean \"" : "",
			    near != NULL ? near : "",
			    near != NULL ? "\"?" : ".");
		}
		i++;
		if (clauses[k].take(p, w, words, &i, e) == -1)
			return -1;
	}
	if (p->length == 0)
		return err_set(e, ERR_INPUT, "How long will it take? Add for "
		    "and a length, like for 3h30m.");
	return 0;
}

static int
parse(struct plan *p, struct work *w, const struct words *words,
    struct err *e)
{
	struct deployment *d = p->d, *other;
	size_t used;
	int rc;

	d->name = words->at[0];
	if (cycle_check_name(w, d->name, e) == -1)
		return -1;
	if ((rc = cycle_find(w, d->name, &other, e)) == -1)
		return -1;
	if (rc == 1)
		return err_set(e, ERR_INPUT, "There is a deployment %s "
		    "already (%s); a name is used once. \"move %s\" changes "
		    "its date.", other->name,
		    deployment_state_name(other->state), other->name);
	d->environment = cycle_text(work_arena(w), words->at[1]);
	if (d->environment[0] == '\0' || strlen(d->environment) > SERVER_MAX)
		return err_set(e, ERR_INPUT, "Which environment? One word, "
		    "like production.");
	if (cycle_parse_start(w, words, 2, &d->start, &used, e) == -1 ||
	    parse_clauses(p, w, words, 2 + used, e) == -1)
		return -1;
	d->end = d->start + p->length;
	d->state = DEPLOYMENT_PLANNED;
	d->task_list = p->tasks;
	d->created_by = cycle_actor(w);
	d->created_at = work_now(w);
	return 0;
}

static const char *
shared_server(const struct deployment *a, const struct deployment *b)
{
	size_t i, k;

	for (i = 0; i < a->servers.n; i++)
		for (k = 0; k < b->servers.n; k++)
			if (str_eq_nocase(a->servers.at[i], b->servers.at[k]))
				return a->servers.at[i];
	return NULL;
}

/* Nights that touch the same server at the same time: warned, not refused. */
int
cycle_warn_overlaps(struct work *w, const struct deployment *d,
    struct model *m, struct err *e)
{
	struct list alive = { 0 };
	struct model *item;
	const char *server;
	size_t i;

	model_list(m, "overlaps");
	if (cycle_list(w, DEPLOYMENT_ALIVE, &alive, e) == -1)
		return -1;
	for (i = 0; i < alive.n; i++) {
		const struct deployment *o = alive.at[i];

		if (o->id == d->id || o->start >= d->end ||
		    d->start >= o->end ||
		    (server = shared_server(d, o)) == NULL)
			continue;
		item = model_add(m, "overlaps");
		model_set(item, "other", o->name);
		model_set(item, "server", server);
		model_set(item, "from", cycle_when(w, o->start));
		model_set(item, "to", cycle_when(w, o->end));
	}
	return 0;
}

static int
check_clashes(struct work *w, const struct plan *p, struct model *m,
    struct err *e)
{
	struct list found = { 0 };

	if (clash_night(w, p->d, &found, e) == -1 || (!p->anyway &&
	    clash_refuse(w, &found, "the same with anyway as the last word.",
	    e) == -1))
		return -1;
	clash_model(w, m, &found);
	return 0;
}

/* Mistyped, or not announced yet: it stays, and who plans is told. */
static int
tell_unknown(struct work *w, const struct deployment *d, struct model *m,
    struct err *e)
{
	const struct list *bulletins = &d->bulletins;
	struct list unknown = { 0 };
	struct bulletin b;
	size_t i;
	int rc;

	for (i = 0; i < bulletins->n; i++) {
		if ((rc = bulletin_find(w, bulletins->at[i], &b, e)) == -1)
			return -1;
		if (rc == 0)
			list_add_in(work_arena(w), &unknown,
			    bulletins->at[i]);
	}
	model_set(m, "near_environment", deciding_near_environment(w,
	    d->environment));
	model_set(m, "unknown_bulletins", cycle_join(work_arena(w), &unknown,
	    ", "));
	return 0;
}

static int
run(struct work *w, const struct words *words, struct err *e)
{
	struct plan p = { .d = arena_alloc(work_arena(w), sizeof(*p.d)) };
	struct model *m = work_model(w);
	struct notice *sent;
	int64_t tasks = 0;
	char t[CLOCK_TEXT];
	bool late;

	if (parse(&p, w, words, e) == -1 ||
	    check_clashes(w, &p, m, e) == -1 ||
	    cycle_insert(w, p.d, e) == -1)
		return -1;
	if (p.tasks != NULL &&
	    bridge_copy_tasks(w, p.d, p.tasks, &tasks, e) == -1)
		return -1;
	cycle_model(m, w, p.d);
	if (cycle_warn_overlaps(w, p.d, m, e) == -1 ||
	    cycle_room(w, "room-plan", m, e) == -1 ||
	    notice_schedule(w, p.d, false, &sent, &late, e) == -1)
		return -1;
	notice_model(m, sent, late);
	model_set(m, "unknown_servers", servers_unknown(w, &p.d->servers));
	model_set(m, "task_list", p.tasks);
	model_setf(m, "tasks", "%lld", (long long)tasks);
	if (tell_unknown(w, p.d, m, e) == -1 ||
	    cycle_next_notice(w, p.d, m, e) == -1 ||
	    work_journal(w, e, p.d->name, "planned for %s, %s, %s%s",
	    clock_minute(p.d->start, t), p.d->environment,
	    arena_printf(work_arena(w), "%lld tasks", (long long)tasks),
	    notice_in_journal(w, sent, late)) == -1)
		return -1;
	return work_answer(w, "plan", m, e);
}

const struct command cmd_plan = {
	.name = "plan",
	.params = "NAME ENVIRONMENT START for LENGTH [servers WORD ...] "
	    "[systems WORD ...] [bulletins ID ...] [tasks LIST] [anyway]",
	.help = "Plans a deployment and its notices to the help desk.",
	.example = "plan erp-december production 2026-12-01 21:30 for 3h30m "
	    "servers db1 app1 systems ERP tasks night",
	.roles = ROLES_RUN,
	.least = ASSURE_DOMAIN,
	.changes = true,
	.min = 5,
	.max = WORDS_MAX,
	.run = run,
};
