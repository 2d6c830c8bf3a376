/* SPDX-License-Identifier: ISC */
/* action: somebody does something by a day; and that it is done. */
#include <string.h>

#include "handlers/cycle/action.h"

/* "2026-12-04", "+3d": the end of that day. */
static int
parse_due(struct work *w, const char *word, int64_t *due, struct err *e)
{
	day_t today = day_of(work_now(w)), day;
	int64_t t = 0;
	char text[CLOCK_TEXT];

	if (word[0] == '+' && clock_parse_span(word + 1, &t) && t >= DAY)
		day = t / DAY > ACTION_DAYS_MAX ? today + ACTION_DAYS_MAX + 1 :
		    today + (day_t)(t / DAY);
	else if (strlen(word) == 10 && clock_parse(word, &t))
		day = day_of(t);
	else
		return err_set(e, ERR_INPUT, "\"%.40s\" is no day that I "
		    "understand; write it like %s, or +3d.", word,
		    clock_date(work_now(w) + 3 * DAY, text));
	*due = day_at(day, ACTION_DUE, 0);
	if (*due <= work_now(w))
		return err_set(e, ERR_INPUT, "%s has passed; action items are "
		    "due in the future.", clock_long(*due, text));
	if (day > today + ACTION_DAYS_MAX)
		return err_set(e, ERR_INPUT, "%.40s is more than %d days "
		    "ahead; is it right?", word, ACTION_DAYS_MAX);
	return 0;
}

static int
parse_owner(struct work *w, const char *word, const char **owner,
    struct err *e)
{
	const struct people *all = &work_config(w)->people;
	const struct team *t = people_team(all, word);
	const struct person *p = t == NULL ? people_find(all, word) : NULL;

	if (t == NULL && p == NULL)
		return err_set(e, ERR_INPUT, "I know nobody called \"%.80s\", "
		    "and no such team. Write action PERSON %s TEXT.", word,
		    "+3d");
	*owner = t != NULL ? t->id : p->id;
	return 0;
}

static int
make(struct work *w, const struct words *words, struct err *e)
{
	struct model *m = work_model(w);
	struct action x = { .made_by = cycle_actor(w),
	    .made_at = work_now(w) };

	if (words->n < 3)
		return err_set(e, ERR_INPUT, "Who, by when, and what? Write "
		    "action dan +3d order the disks.");
	if (parse_owner(w, words->at[0], &x.owner, e) == -1 ||
	    parse_due(w, words->at[1], &x.due, e) == -1)
		return -1;
	x.what = cycle_rest(w, words, 2);
	if (x.what == NULL)
		return err_set(e, ERR_INPUT, "What is to be done?");
	if ((x.id = store_new_id(work_store(w), "action item", e)) == -1 ||
	    action_save(w, &x, true, e) == -1 || action_later(w, &x, e) == -1 ||
	    work_journal(w, e, NULL, "action item %lld for %s: %s",
	    (long long)x.id, x.owner, x.what) == -1)
		return -1;
	action_model(w, m, &x);
	return work_answer(w, "action", m, e);
}

static bool
may(struct work *w, const struct action *x)
{
	const struct person *p = work_actor(w)->person;

	return (work_actor(w)->roles & ROLES_RUN) || p == NULL ||
	    str_eq_nocase(p->id, x->owner) ||
	    str_eq_nocase(p->team, x->owner) ||
	    str_eq_nocase(p->id, x->made_by);
}

static int
finish(struct work *w, const struct words *words, struct err *e)
{
	struct model *m = work_model(w);
	struct action *x;
	long long id;
	int rc;

	if (words->n < 2 || !str_number(words->at[1], 1, INT64_MAX, &id))
		return err_set(e, ERR_INPUT, "Which one? Write action done "
		    "NUMBER; actions lists them.");
	if ((rc = action_load(w, id, &x, e)) == -1)
		return -1;
	if (rc == 0)
		return err_set(e, ERR_INPUT, "There is no action item %lld; "
		    "actions lists them.", id);
	if (x->done_at != 0)
		return err_set(e, ERR_INPUT, "Action item %lld is done "
		    "already: %s, by %s.", id, cycle_when(w, x->done_at),
		    cycle_person(w, x->done_by));
	if (!may(w, x))
		return err_set(e, ERR_REFUSED, "Action item %lld is not "
		    "yours; its owner, who made it, or the coordinator says "
		    "that it is done.", id);
	x->done_at = work_now(w);
	x->done_by = cycle_actor(w);
	x->note = cycle_rest(w, words, 2);
	action_model(w, m, x);
	model_set(m, "note", x->note);
	if (action_save(w, x, false, e) == -1 || work_not_later(w, "action",
	    arena_printf(work_arena(w), "%lld", id), e) == -1 ||
	    work_journal(w, e, NULL, "action item %lld is done%s%s", id,
	    x->note != NULL ? ": " : "", x->note != NULL ? x->note : "") == -1)
		return -1;
	return work_answer(w, "action-done", m, e);
}

static int
run(struct work *w, const struct words *words, struct err *e)
{
	return str_eq_nocase(words->at[0], "done") ? finish(w, words, e) :
	    make(w, words, e);
}

const struct command cmd_action = {
	.name = "action",
	.params = "OWNER DUE TEXT | done NUMBER [NOTE]",
	.help = "Notes what a person or team does by a day (2026-12-04, +3d), "
	    "or that it is done.",
	.example = "action dan +3d order the disks",
	.roles = ROLES_WORK | ROLE_INFOSEC | ROLE_APPROVER,
	.least = ASSURE_NONE,
	.changes = true,
	.min = 2,
	.max = WORDS_MAX,
	.run = run,
};
