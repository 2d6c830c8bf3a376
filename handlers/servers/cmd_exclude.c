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

/* What is to be left out, of which night. */
struct wish {
	struct list	 names;		/* char * */
	struct deployment *night;
	int64_t		 back;		/* 00:00 of the new date */
	const char	*reason;
};

/* All of it was said before: nothing is noted, and nobody is told. */
static bool
is_repeated(const struct night_list *l, const struct wish *x)
{
	size_t i;

	for (i = 0; i < x->names.n; i++) {
		const struct exclusion *o = night_server(l,
		    x->names.at[i])->out;

		if (o == NULL || o->until != x->back ||
		    !str_eq_nocase(o->reason, x->reason) ||
		    !str_eq_nocase(o->night, x->night->name))
			return false;
	}
	return true;
}

static int
leave_out(struct work *w, const struct wish *x, struct err *e)
{
	size_t i;

	for (i = 0; i < x->names.n; i++)
		if (exclusion_may(w, x->night->environment, x->back,
		    x->names.at[i], e) == -1)
			return -1;
	for (i = 0; i < x->names.n; i++)
		if (exclusion_make(w, x->night, x->names.at[i], x->back,
		    x->reason, cycle_actor(w), e) == -1)
			return -1;
	return cycle_all_facts_changed(w, e);
}

static int
tell(struct work *w, struct wish *x, bool repeated, struct err *e)
{
	struct model *m = work_model(w);
	char t[CLOCK_TEXT];

	model_set(m, "names", cycle_join(work_arena(w), &x->names, ", "));
	model_set(m, "night", x->night->name);
	model_set(m, "until", clock_date(x->back, t));
	model_set(m, "reason", x->reason);
	model_flag(m, "several", x->names.n > 1);
	model_flag(m, "repeated", repeated);
	if (!repeated && (cycle_room(w, "exclude", m, e) == -1 ||
	    server_tell_owners(w, &x->names, "exclude", m, e) == -1))
		return -1;
	return work_answer(w, "exclude", m, e);
}

static int
run(struct work *w, const struct words *words, struct err *e)
{
	size_t from = word_at(words, 1, "from"), until;
	struct wish x = { 0 };
	struct night_list *l;
	bool repeated;

	until = word_at(words, from, "until");
	if (from + 2 != until || until + 1 >= words->n)
		return how(e);
	x.reason = cycle_rest(w, words, until + 2);
	if (names_of_words(w, words, 0, from, &x.names, e) == -1 ||
	    cycle_pick_night(w, words->at[from + 1], work_actor(w)->roles &
	    ROLES_RUN ? DEPLOYMENT_ALIVE : DEPLOYMENT_PLANNED, &x.night, e) ==
	    -1 || parse_new_date(w, words->at[until + 1], x.night->start,
	    &x.back, e) == -1)
		return -1;
	if (x.reason == NULL)
		return err_set(e, ERR_INPUT, "And why? Nothing is left out "
		    "without a reason: exclude %s from %s until %s REASON.",
		    words->at[0], words->at[from + 1], words->at[until + 1]);
	if (cycle_may_change(w, x.night, e) == -1 ||
	    servers_of_night(w, x.night, &l, e) == -1 ||
	    check(w, l, &x.names, e) == -1)
		return -1;
	repeated = is_repeated(l, &x);
	if (!repeated && leave_out(w, &x, e) == -1)
		return -1;
	return tell(w, &x, repeated, e);
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
