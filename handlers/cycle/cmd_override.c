/* SPDX-License-Identifier: ISC */
/* override: a stage is changed behind its freeze, with reason, servers,
 * applications and new date. */
#include <string.h>

#include "handlers/cycle/override.h"
#include "handlers/servers/servers.h"

static bool
is_key(const char *word)
{
	return str_eq_nocase(word, "servers") ||
	    str_eq_nocase(word, "applications") ||
	    str_eq_nocase(word, "for") ||
	    str_eq_nocase(word, "until");
}

/* Where the date begins: behind it everything is the reason. */
static size_t
until_at(const struct words *words)
{
	size_t i = 1;

	while (i < words->n && !str_eq_nocase(words->at[i], "until"))
		i++;
	return i;
}

/* The words behind a key up to the next one, commas taken off. */
static void
words_of(struct arena *a, const struct words *words, const char *key,
    struct list *out)
{
	size_t i = 1, n, end = until_at(words);

	while (i < end && !str_eq_nocase(words->at[i], key))
		i++;
	for (i++; i < end && !is_key(words->at[i]); i++) {
		n = strlen(words->at[i]);
		while (n > 0 && words->at[i][n - 1] == ',')
			n--;
		if (n > 0)
			list_add_in(a, out, arena_strn(a, words->at[i], n));
	}
}

static bool
is_alone(const struct list *l, const char *word)
{
	return l->n == 1 && str_eq_nocase(l->at[0], word);
}

/* Names what is not there, in one sentence. */
static int
lacking(struct work *w, const struct cycle *c, const struct cycle_step *s,
    const struct override *o, struct err *e)
{
	struct arena *a = work_arena(w);
	struct list missing = { 0 };
	char t[CLOCK_TEXT];

	if (!o->all && o->servers.n == 0)
		list_add_in(a, &missing, arena_str(a, "the servers (servers "
		    "web1 db1, or servers all)"));
	if (o->applications.n == 0)
		list_add_in(a, &missing, arena_str(a, "the applications "
		    "(applications ERP, or applications none)"));
	if (o->until == 0)
		list_add_in(a, &missing, arena_printf(a, "the new date (until "
		    "%s)", clock_minute(s->begin + 7 * DAY, t)));
	if (o->reason == NULL)
		list_add_in(a, &missing, arena_str(a, "the business reason, "
		    "behind the date"));
	if (missing.n == 0)
		return 0;
	return err_set(e, ERR_INPUT, "An override needs servers, applications, "
	    "a new date and a business reason; missing: %s. It is said like "
	    "this: override %s/%s servers web1 applications ERP until %s "
	    "REASON.", cycle_join(a, &missing, "; "), c->name, s->name,
	    clock_minute(s->begin + 7 * DAY, t));
}

static bool
says_for(const struct words *words)
{
	size_t i, end = until_at(words);

	for (i = 1; i < end; i++)
		if (str_eq_nocase(words->at[i], "for"))
			return true;
	return false;
}

/* "for 5h", before the date: the window is to be so long. */
static int
parse_length(struct work *w, const struct words *words, struct override *o,
    struct err *e)
{
	struct list found = { 0 };

	if (!says_for(words))
		return 0;
	words_of(work_arena(w), words, "for", &found);
	if (!o->all)
		return err_set(e, ERR_INPUT, "for LENGTH is about the whole "
		    "stage; say servers all with it.");
	return cycle_parse_length(cycle_join(work_arena(w), &found, " "),
	    &o->length, e);
}

static int
parse(struct work *w, const struct words *words, const struct cycle *c,
    const struct cycle_step *s, struct override *o, struct err *e)
{
	struct arena *a = work_arena(w);
	size_t i = until_at(words), used;

	words_of(a, words, "servers", &o->servers);
	words_of(a, words, "applications", &o->applications);
	if ((o->all = is_alone(&o->servers, "all")))
		o->servers.n = 0;
	if (parse_length(w, words, o, e) == -1)
		return -1;
	if (i + 1 < words->n) {
		if (cycle_parse_start(w, words, i + 1, &o->until, &used, e) ==
		    -1)
			return -1;
		o->reason = cycle_rest(w, words, i + 1 + used);
	}
	if (lacking(w, c, s, o, e) == -1)
		return -1;
	if (is_alone(&o->applications, "none"))
		o->applications.n = 0;
	if (o->servers.n > DEPLOYMENT_LIST_MAX ||
	    o->applications.n > DEPLOYMENT_LIST_MAX)
		return err_set(e, ERR_INPUT, "At most %d servers and %d "
		    "applications in one override.", DEPLOYMENT_LIST_MAX,
		    DEPLOYMENT_LIST_MAX);
	return 0;
}

/* Names and groups become the very servers of its night; all of them at once
 * are the whole stage. */
static int
resolve(struct work *w, const struct cycle_step *s, struct override *o,
    struct err *e)
{
	struct list names = { 0 };
	struct deployment *d;
	bool all;
	int rc = s->deployment == 0 ? 0 : cycle_get(w, s->deployment, &d, e);

	if (rc != 1 || o->all)
		return rc == -1 ? -1 : 0;
	if (servers_of_words(w, d, &o->servers, &names, &all, e) == -1)
		return -1;
	if (all)
		return err_set(e, ERR_INPUT, "Those are all servers of %s; say "
		    "servers all, and the whole stage moves.", d->name);
	if (names.n > DEPLOYMENT_LIST_MAX)
		return err_set(e, ERR_INPUT, "Those are %zu servers of %s; one "
		    "override is about %d at most. Ask for several, or say "
		    "servers all.", names.n, d->name, DEPLOYMENT_LIST_MAX);
	o->servers = names;
	return 0;
}

static int
check_stage(struct work *w, const struct cycle *c, const struct cycle_step *s,
    struct err *e)
{
	struct list all = { 0 };
	size_t i, n = 0;

	if (strcmp(s->kind, "stage") != 0 || s->step == NULL)
		return err_set(e, ERR_INPUT, "%s/%s is no stage; overrides are "
		    "for those.", c->name, s->name);
	if (s->state != STEP_WAITING || s->begin <= work_now(w))
		return err_set(e, ERR_INPUT, "The night of %s/%s has begun or "
		    "is over; nothing is overridden now.", c->name, s->name);
	if (run_frozen(w, c, s) == NULL)
		return err_set(e, ERR_INPUT, "%s/%s is not frozen; it is still "
		    "changed without an override (move, tasks load).",
		    c->name, s->name);
	if (override_list(w, c->id, "asked", &all, e) == -1)
		return -1;
	for (i = 0; i < all.n; i++)
		n += strcmp(((const struct override *)all.at[i])->step,
		    s->name) == 0;
	if (n >= OVERRIDES_MAX)
		return err_set(e, ERR_INPUT, "%zu overrides of %s/%s wait "
		    "already; those first.", n, c->name, s->name);
	return 0;
}

/* Who holds it back, so that the one who asked knows whom to speak with. */
static int
noes_model(struct work *w, struct model *m, const struct override *o,
    struct err *e)
{
	struct list votes = { 0 }, names = { 0 };
	size_t i;

	if (override_votes(w, o, &votes, e) == -1)
		return -1;
	for (i = 0; i < votes.n; i++) {
		const struct vote *v = votes.at[i];

		if (!v->yes)
			list_add_in(work_arena(w), &names, arena_str(
			    work_arena(w), v->name));
	}
	model_set(m, "noes", cycle_join(work_arena(w), &names, ", "));
	return 0;
}

/* Adds those of one state, of cycles that are open, at most max of the newest;
 * *n: how many there are. */
static int
add_ones(struct work *w, const char *state, int64_t max, struct model *m,
    int64_t *n, struct err *e)
{
	struct list all = { 0 };
	struct model *item;
	struct cycle *c;
	size_t i;

	if (override_list_open(w, state, max, &all, n, e) == -1)
		return -1;
	for (i = 0; i < all.n; i++) {
		const struct override *o = all.at[i];

		if (run_load(w, o->cycle, &c, e) != 1)
			return -1;
		item = model_add(m, "overrides");
		run_model(w, item, c, run_step(c, o->step));
		override_model(w, item, o);
		if (noes_model(w, item, o, e) == -1)
			return -1;
	}
	return 0;
}

/* Alone: those that wait, that are in effect, and that are over. */
static int
show(struct work *w, struct err *e)
{
	struct model *m = work_model(w);
	int64_t asked, done, over;

	model_list(m, "overrides");
	if (add_ones(w, "asked", INT64_MAX, m, &asked, e) == -1 ||
	    add_ones(w, "done", INT64_MAX, m, &done, e) == -1 ||
	    add_ones(w, "over", OVERRIDES_OVER, m, &over, e) == -1)
		return -1;
	model_flag(m, "waiting", asked > 0);
	model_set(m, "more", over <= OVERRIDES_OVER ? "" : arena_printf(
	    work_arena(w), "%lld", (long long)(over - OVERRIDES_OVER)));
	return work_answer(w, "overrides", m, e);
}

static int
run(struct work *w, const struct words *words, struct err *e)
{
	struct model *m = work_model(w);
	struct override o = { .state = "asked", .asked_by = cycle_actor(w),
	    .asked_at = work_now(w) };
	struct cycle_step *s;
	struct cycle *c;

	if (words->n == 0)
		return show(w, e);
	if (run_pick_open(w, words->at[0], &c, &s, e) == -1 ||
	    check_stage(w, c, s, e) == -1 ||
	    parse(w, words, c, s, &o, e) == -1 ||
	    resolve(w, s, &o, e) == -1)
		return -1;
	o.cycle = c->id;
	o.step = s->name;
	if ((o.id = store_new_id(work_store(w), "override", e)) == -1 ||
	    override_save(w, &o, true, e) == -1 ||
	    override_ask(w, c, s, &o, e) == -1)
		return -1;
	run_model(w, m, c, s);
	override_model(w, m, &o);
	model_set(m, "quorum", quorum_words(work_arena(w),
	    override_quorum(s)));
	return cycle_room(w, "override-asked", m, e) == -1 ? -1 :
	    work_answer(w, "override-asked", m, e);
}

const struct command cmd_override = {
	.name = "override",
	.params = "STAGE servers WORD ...|all applications WORD ...|none "
	    "[for LENGTH] until DATE REASON",
	.help = "Asks for a change of a stage behind its freeze or cut-off; "
	    "alone it lists them.",
	.example = "override 2026-11/production servers web1 applications ERP "
	    "until 2026-12-04 21:30 the auditors work on it",
	.roles = ROLE_LEAD | ROLE_APPROVER | ROLES_RUN,
	.least = ASSURE_CHAT,
	.changes = true,
	.min = 0,
	.max = WORDS_MAX,
	.run = run,
};
