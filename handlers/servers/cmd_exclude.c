/* SPDX-License-Identifier: ISC */
/* exclude: a server is left out of a night, with a reason and a new date. */
#include "handlers/servers/night.h"

static int
how(struct err *e)
{
	return err_set(e, ERR_INPUT, "Which server, from which night, until "
	    "when, and why? Write exclude db1,db2 from production until "
	    "2026-12-18 the backup runs.");
}

/* All of them may be left out, or none is. */
static int
check(struct work *w, const struct night_list *l, struct list *names,
    struct err *e)
{
	const struct night_server *s;
	const char *name;
	size_t i;

	for (i = 0; i < names->n; i++) {
		name = names->at[i];
		if ((s = night_server(l, name)) == NULL) {
			if (name_known(w, name, true, &name, e) == -1)
				return -1;
			return err_set(e, ERR_INPUT, "%s is not among the "
			    "servers of %s; servers %s lists them.", name,
			    l->night->name, l->night->name);
		}
		if (!server_may(w, s->server))
			return err_set(e, ERR_REFUSED, "%s %s may leave it "
			    "out.", s->name, server_whose(w, s->server));
		names->at[i] = arena_str(work_arena(w), s->name);
	}
	return 0;
}

static int
run(struct work *w, const struct words *words, struct err *e)
{
	size_t from = word_at(words, 1, "from"), until, i;
	struct model *m = work_model(w);
	struct list names = { 0 };
	const char *reason;
	struct night_list *l;
	struct deployment *d;
	char t[CLOCK_TEXT];
	int64_t back;

	until = word_at(words, from, "until");
	if (from + 2 != until || until + 1 >= words->n)
		return how(e);
	reason = cycle_rest(w, words, until + 2);
	if (names_of_words(w, words, 0, from, &names, e) == -1 ||
	    cycle_pick_night(w, words->at[from + 1], work_actor(w)->roles &
	    ROLES_RUN ? DEPLOYMENT_ALIVE : DEPLOYMENT_PLANNED, &d, e) == -1 ||
	    parse_new_date(w, words->at[until + 1], d->start, &back, e) == -1)
		return -1;
	if (reason == NULL)
		return err_set(e, ERR_INPUT, "And why? Nothing is left out "
		    "without a reason: exclude %s from %s until %s REASON.",
		    words->at[0], words->at[from + 1], words->at[until + 1]);
	if (cycle_may_change(w, d, e) == -1 ||
	    servers_of_night(w, d, &l, e) == -1 ||
	    check(w, l, &names, e) == -1)
		return -1;
	for (i = 0; i < names.n; i++)
		if (exclusion_may(w, d->environment, back, names.at[i], e) ==
		    -1)
			return -1;
	for (i = 0; i < names.n; i++)
		if (exclusion_make(w, d, names.at[i], back, reason, e) == -1)
			return -1;
	if (cycle_all_facts_changed(w, e) == -1)
		return -1;
	model_set(m, "names", cycle_join(work_arena(w), &names, ", "));
	model_set(m, "night", d->name);
	model_set(m, "until", clock_date(back, t));
	model_set(m, "reason", reason);
	model_flag(m, "several", names.n > 1);
	return cycle_room(w, "exclude", m, e) == -1 ||
	    server_tell_owners(w, &names, "exclude", m, e) == -1 ? -1 :
	    work_answer(w, "exclude", m, e);
}

const struct command cmd_exclude = {
	.name = "exclude",
	.params = "SERVER[,SERVER] from STAGE|DEPLOYMENT until DATE REASON",
	.help = "Leaves servers out of a night, and of all others of its "
	    "environment before the new date; then they are back by "
	    "themselves.",
	.example = "exclude fs1 from production until 2026-12-18 the backup "
	    "runs",
	.roles = ROLES_WORK,
	.least = ASSURE_NONE,
	.changes = true,
	.min = 5,
	.max = WORDS_MAX,
	.run = run,
};
