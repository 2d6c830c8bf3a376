/* SPDX-License-Identifier: ISC */
/* extend: more time, and the help desk knows at once. */
#include "handlers/cycle/deployment.h"
#include "handlers/cycle/notice.h"

/* The name may be left out, so the first word may be the length. */
static int
parse(struct work *w, const struct words *words, struct deployment **d,
    int64_t *more, const char **reason, struct err *e)
{
	size_t i = clock_parse_span(words->at[0], more) ? 0 : 1;

	if (cycle_pick(w, i == 1 ? words->at[0] : NULL, i == 1 ?
	    DEPLOYMENT_ALIVE : DEPLOYMENT_OPEN, d, e) == -1)
		return -1;
	if (i == words->n)
		return err_set(e, ERR_INPUT, "By how much? Write extend %s "
		    "60m REASON.", (*d)->name);
	if (cycle_parse_length(words->at[i], more, e) == -1)
		return -1;
	if ((*reason = cycle_rest(w, words, i + 1)) == NULL)
		return err_set(e, ERR_INPUT, "The help desk will ask why. "
		    "Write extend %s %s REASON.", (*d)->name, words->at[i]);
	if ((*d)->end + *more - (*d)->start > DEPLOYMENT_MAX)
		return err_set(e, ERR_LIMIT, "%s would take longer than 7 "
		    "days then; plan another one.", (*d)->name);
	return 0;
}

static int
run(struct work *w, const struct words *words, struct err *e)
{
	struct model *m = work_model(w);
	struct notice *sent = NULL;
	struct deployment *d;
	int64_t more, old_end;
	const char *reason = NULL;
	char t[CLOCK_TEXT];
	int any;

	if (parse(w, words, &d, &more, &reason, e) == -1)
		return -1;
	old_end = d->end;
	d->end += more;
	cycle_model(m, w, d);
	model_set(m, "reason", reason);
	model_set(m, "longer", clock_span(more, t));
	model_set(m, "end_when", cycle_when(w, d->end));
	if (cycle_save(w, d, e) == -1 || cycle_changed(w, d, "extended",
	    d->start, old_end, reason, e) == -1 ||
	    cycle_room(w, "room-extend", m, e) == -1 ||
	    (any = notice_any_sent(w, d, e)) == -1)
		return -1;
	/* a plan that nobody heard of is changed quietly */
	if ((any || d->state == DEPLOYMENT_OPEN) && notice_now(w, d, "update",
	    reason, 0, old_end, &sent, e) == -1)
		return -1;
	notice_model(m, sent, false);
	if (cycle_stage_extended(w, d, reason, e) == -1 || work_journal(w, e, d->name, "extended by %s to %s: %s%s",
	    clock_span(more, t), cycle_when(w, d->end), reason,
	    notice_in_journal(w, sent, false)) == -1)
		return -1;
	return work_answer(w, "extend", m, e);
}

const struct command cmd_extend = {
	.name = "extend",
	.params = "[NAME] LENGTH REASON",
	.help = "Gives a deployment more time and tells the help desk.",
	.example = "extend 60m the database needs longer",
	.roles = ROLES_RUN,
	.least = ASSURE_DOMAIN,
	.changes = true,
	.min = 1,
	.max = WORDS_MAX,
	.run = run,
};
