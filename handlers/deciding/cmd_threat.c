/* SPDX-License-Identifier: ISC */
/* threat BULLETIN THREAT REASON: an open bulletin comes under a threat, or it
 * passes; the emergency's playbook may be proposed. */
#include <string.h>

#include "handlers/deciding/standing.h"

static int
unknown(struct work *w, const char *word, struct err *e)
{
	const struct list *all = &decide_of(work_config(w))->threats;
	const char *names[FACTORS_MAX];
	struct list known = { 0 };
	size_t i;

	for (i = 0; i < all->n; i++) {
		names[i] = ((const struct factor *)all->at[i])->name;
		list_add_in(work_arena(w), &known, arena_str(work_arena(w),
		    names[i]));
	}
	return err_set(e, ERR_INPUT, "There is no threat \"%.80s\"%s Known "
	    "are: %s.", word, str_nearest(word, names, i) != NULL ?
	    words_nearest(work_arena(w), word, names, i) : ".",
	    cycle_join(work_arena(w), &known, ", "));
}

static int
run(struct work *w, const struct words *words, struct err *e)
{
	const char *reason = cycle_rest(w, words, 2);
	struct standing before, now;
	struct model *m = work_model(w);
	const struct factor *f;
	struct bulletin b;
	const char *what;

	if (decide_pick(w, words, &b, e) == -1)
		return -1;
	f = factor_find(&decide_of(work_config(w))->threats, words->at[1]);
	if (f == NULL)
		return unknown(w, words->at[1], e);
	if (reason == NULL)
		return err_set(e, ERR_INPUT, "Say how you know: threat %s %s "
		    "REASON.", b.shown, f->name);
	if (standing_of(w, &b, &before, e) == -1)
		return -1;
	now = before;
	change_threat(w, &now, f, cycle_actor(w), reason);
	what = arena_printf(work_arena(w), "threat %s (%s): %s", f->name,
	    f->title, reason);
	if (change_done(w, &b, &before, &now, what, true, e) == -1 ||
	    deciding_alarm(w, &b, e) == -1)
		return -1;
	decide_head(w, m, &b, &now);
	model_set(m, "what", f->name);
	model_set(m, "undo", "threat");
	return work_answer(w, "priority", m, e);
}

const struct command cmd_threat = {
	.name = "threat",
	.params = "BULLETIN exploited|proof-of-concept|none REASON",
	.help = "Says that an open bulletin came under a threat, or that it "
	    "passed; dates follow, and the committee is told.",
	.example = "threat EXS-2026-11 exploited seen on two of our sensors",
	.roles = ROLES_RUN | ROLE_INFOSEC,
	.least = ASSURE_CHAT,
	.changes = true,
	.min = 2,
	.max = WORDS_MAX,
	.run = run,
};
