/* SPDX-License-Identifier: ISC */
/* servers: what a night patches; and a list of it that is handed in. */
#include <string.h>

#include "handlers/servers/night.h"

enum change {
	CHANGE_ADD, CHANGE_REMOVE, CHANGE_SET
};
static const char *const changes[] = { "add", "remove", "set" };

/* --- changes ------------------------------------------------------------- */

static int
answer(struct work *w, struct handed *h, bool whole, const char *what,
    struct err *e)
{
	struct model *m = work_model(w);

	model_set(m, "what", what);
	model_set(m, "removed_names", "");
	if (handed_end(w, h, whole, m, e) == -1)
		return -1;
	return work_answer(w, "servers-handed", m, e);
}

static int
name_them(struct work *w, const struct deployment *d,
    const struct night_facts *f, const struct list *names, bool whole,
    struct err *e)
{
	struct handed h = { .by_hand = true };
	struct night_list *l;
	size_t i;

	handed_begin(w, &h, f->lists_due);
	if (servers_of_night(w, d, &l, e) == -1)
		return -1;
	list_add_in(work_arena(w), &h.nights, l);
	for (i = 0; i < names->n; i++)
		if (handed_server(w, &h, "", names->at[i], "", "", e) == -1)
			return -1;
	/* so that nobody believes that something was done */
	if (h.taken.n == 0)
		return err_set(e, ERR_INPUT, "Nothing was changed. %s",
		    (const char *)h.problems.at[0]);
	return answer(w, &h, whole, d->name, e);
}

static int
remove_one(struct work *w, const struct deployment *d,
    const struct night_list *l, const char *name, struct err *e)
{
	const struct night_server *s = night_server(l, name);

	if (s == NULL) {
		if (name_known(w, name, true, &name, e) == -1)
			return -1;
		return err_set(e, ERR_INPUT, "%s is not among the servers of "
		    "%s.", name, d->name);
	}
	if (!s->added)
		return err_set(e, ERR_INPUT, "%s belongs to %s by the "
		    "playbook. It is left out with a reason and a new date: "
		    "exclude %s from %s until DATE REASON.", s->name, d->name,
		    s->name, d->name);
	if (!server_may(w, s->server))
		return err_set(e, ERR_REFUSED, "%s %s may say so.", s->name,
		    server_whose(w, s->server));
	return store_exec(work_store(w), e, "DELETE FROM night_servers WHERE "
	    "deployment = $1 AND server_key = $2", "is", d->id,
	    cycle_lower(work_arena(w), s->name)) == -1 ? -1 : 0;
}

static int
remove_them(struct work *w, const struct deployment *d,
    const struct list *names, struct err *e)
{
	struct model *m = work_model(w);
	struct handed h = { 0 };
	struct night_list *l;
	const char *text = cycle_join(work_arena(w), names, ", ");
	size_t i;

	if (servers_of_night(w, d, &l, e) == -1)
		return -1;
	for (i = 0; i < names->n; i++)
		if (remove_one(w, d, l, names->at[i], e) == -1)
			return -1;
	model_set(m, "what", d->name);
	model_set(m, "removed_names", text);
	if (handed_end(w, &h, false, m, e) == -1 ||
	    cycle_all_facts_changed(w, e) == -1 || work_journal(w, e,
	    d->name, "servers taken off: %s", text) == -1)
		return -1;
	return work_answer(w, "servers-handed", m, e);
}

static int
change(struct work *w, const struct words *words, enum change what,
    struct err *e)
{
	struct list names = { 0 };
	struct night_facts f;
	struct deployment *d;

	if ((work_actor(w)->roles & ROLES_WORK) == 0)
		return err_set(e, ERR_REFUSED, "The servers of a night are "
		    "for the coordinator and the teams to change.");
	if (cycle_pick_night(w, words->at[0], DEPLOYMENT_PLANNED, &d,
	    e) == -1 || cycle_night_facts(w, d, &f, e) == -1 ||
	    cycle_may_change(w, d, e) == -1 ||
	    names_of_words(w, words, 2, words->n, &names, e) == -1)
		return -1;
	return what == CHANGE_REMOVE ? remove_them(w, d, &names, e) :
	    name_them(w, d, &f, &names, what == CHANGE_SET, e);
}

/* --- a table that came by mail ------------------------------------------- */

/* The list of that number, which must be the actor's: its file's name and what
 * was not read of it, a sentence a line (NULL). */
static int
pick_mailed(struct work *w, const char *word, int64_t *id, const char **name,
    const char **wrong, struct err *e)
{
	struct rows *r;
	long long n = 0;
	int64_t taken = 0;
	bool mine = false;
	int rc;

	str_number(word, 1, INT64_MAX, &n);
	*id = n;
	r = store_query(work_store(w), "SELECT person, name, wrong, taken_at "
	    "FROM mailed_lists WHERE id = $1", "i", *id);
	if ((rc = rows_next(r, e)) == 1) {
		mine = str_eq_nocase(rows_text(r, 0), cycle_actor(w)) ||
		    (work_actor(w)->roles & ROLES_RUN);
		*name = rows_str(r, 1, work_arena(w));
		*wrong = rows_str(r, 2, work_arena(w));
		taken = rows_int(r, 3);
	}
	rows_end(r);
	if (rc == -1)
		return -1;
	if (rc == 0 || !mine)
		return err_set(e, ERR_INPUT, "There is no list \"%.20s\" that "
		    "came from you. Send it as a .csv file beside your answer "
		    "to the question.", word);
	if (taken != 0)
		return err_set(e, ERR_INPUT, "The list %s was taken already, "
		    "%s. Send the new one as a .csv file.", word,
		    cycle_when(w, taken));
	return store_exec(work_store(w), e, "UPDATE mailed_lists SET "
	    "taken_at = $2 WHERE id = $1", "ii", *id, work_now(w)) == -1 ?
	    -1 : 0;
}

/* The nights that may be changed still. */
static int
open_nights(struct work *w, const struct list_question *q, struct handed *h,
    struct err *e)
{
	struct night_facts f;
	struct night_list *l;
	size_t i;

	for (i = 0; i < q->nights.n; i++) {
		const struct deployment *d = q->nights.at[i];

		if (cycle_night_facts(w, d, &f, e) == -1)
			return -1;
		if (cycle_may_change(w, d, e) == -1) {
			if (e->code != ERR_REFUSED)
				return -1;
			handed_problem(w, h, "%s", e->text);
			continue;
		}
		if (servers_of_night(w, d, &l, e) == -1)
			return -1;
		list_add_in(work_arena(w), &h->nights, l);
	}
	return 0;
}

struct mailed {
	const char	*where, *server, *until, *reason;
};

static int
load_rows(struct work *w, int64_t id, struct list *out, struct err *e)
{
	struct arena *a = work_arena(w);
	struct rows *r = store_query(work_store(w), "SELECT line, server, "
	    "until, reason FROM mailed_servers WHERE list = $1 ORDER BY nth",
	    "i", id);
	struct mailed *x;
	int rc;

	while ((rc = rows_next(r, e)) == 1) {
		x = arena_alloc(a, sizeof(*x));
		x->where = arena_printf(a, "Line %lld: ",
		    (long long)rows_int(r, 0));
		x->server = rows_str(r, 1, a);
		x->until = rows_str(r, 2, a);
		x->reason = rows_str(r, 3, a);
		list_add_in(a, out, x);
	}
	rows_end(r);
	return rc;
}

static int
take_mailed(struct work *w, const struct words *words, struct err *e)
{
	const char *name = NULL, *wrong = NULL;
	struct handed h = { 0 };
	struct list_question q;
	struct list rows = { 0 };
	struct span wrongs, line;
	int64_t id;
	size_t i;

	if (cycle_list_question(w, words->at[0], &q, e) == -1 ||
	    pick_mailed(w, words->at[2], &id, &name, &wrong, e) == -1 ||
	    load_rows(w, id, &rows, e) == -1)
		return -1;
	handed_begin(w, &h, q.due);
	wrongs = span_of(wrong != NULL ? wrong : "");
	if (open_nights(w, &q, &h, e) == -1)
		return -1;
	while (span_line(&wrongs, &line))
		handed_problem(w, &h, "%.*s", (int)line.n, line.p);
	for (i = 0; i < rows.n; i++) {
		const struct mailed *x = rows.at[i];

		if (handed_server(w, &h, x->where, x->server, x->until,
		    x->reason, e) == -1)
			return -1;
	}
	if (h.taken.n + h.left_out.n > 0 && cycle_answer_list(w, q.ref,
	    arena_printf(work_arena(w), "list %lld: %zu server%s, %zu "
	    "left out%s", (long long)id, h.taken.n, h.taken.n == 1 ? "" : "s",
	    h.left_out.n,
	    h.problems.n > 0 ? arena_printf(work_arena(w), ", %zu not taken",
	    h.problems.n + h.more) : ""), e) == -1)
		return -1;
	return answer(w, &h, true, name != NULL ? name : q.ref, e);
}

static int
run(struct work *w, const struct words *words, struct err *e)
{
	size_t i;

	if (words->n <= 1)
		return servers_show(w, words->n == 1 ? words->at[0] : NULL, e);
	if (words->n == 3 && str_eq_nocase(words->at[1], "take"))
		return take_mailed(w, words, e);
	for (i = 0; i < sizeof(changes) / sizeof(changes[0]); i++)
		if (str_eq_nocase(words->at[1], changes[i]))
			return change(w, words, i, e);
	return err_set(e, ERR_INPUT, "I do not understand \"%.40s\" here; "
	    "expected add, remove or set, like servers %s add db1 db2.",
	    words->at[1], words->at[0]);
}

const struct command cmd_servers = {
	.name = "servers",
	.params = "[STAGE|DEPLOYMENT [add|remove|set NAME ...]]",
	.help = "Shows which servers a night patches, which are left out and "
	    "whose list is missing; or names servers of it. By mail the whole "
	    "list comes as a table.",
	.example = "servers production add db3",
	.roles = ROLES_ANY,
	.least = ASSURE_NONE,
	.changes = true,
	.min = 0,
	.max = WORDS_MAX,
	.run = run,
};
