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
	if ((*d)->end + *more <= work_now(w))
		return err_set(e, ERR_INPUT, "%s would still be over (it ends "
		    "%s); give it more.", (*d)->name, cycle_when(w, (*d)->end));
	return 0;
}

/* A step of a cycle that has no night: 1, 0, -1. */
static int
is_step(struct work *w, const char *word, struct err *e)
{
	struct deployment *d;
	int64_t span;
	int rc;

	if (clock_parse_span(word, &span) ||
	    (rc = cycle_find(w, word, &d, e)) == 1 || (rc == 0 &&
	    (rc = cycle_stage_named(w, word, DEPLOYMENT_ALIVE, &d, e)) == 1 &&
	    (d->state & DEPLOYMENT_ALIVE)))
		return 0;
	return rc == -1 ? -1 : cycle_is_step(w, word, e);
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

	if ((any = is_step(w, words->at[0], e)) != 0)
		return any == -1 ? -1 : cycle_extend_step(w, words, e);
	if (parse(w, words, &d, &more, &reason, e) == -1)
		return -1;
	old_end = d->end;
	d->end += more;
	cycle_model(m, w, d);
	model_set(m, "reason", reason);
	/* of a stage, what hangs on its end fills them */
	model_list(m, "changes");
	model_list(m, "minds");
	model_flag(m, "has_others", false);
	model_set(m, "others_told", "");
	model_set(m, "longer", clock_span(more, t));
	model_set(m, "old_end", clock_long(old_end, t));
	model_set(m, "end_when", cycle_when(w, d->end));
	if (cycle_save(w, d, e) == -1 || cycle_changed(w, d, "extended",
	    d->start, old_end, reason, e) == -1 ||
	    cycle_room(w, "room-extend", m, e) == -1 ||
	    notice_longer(w, d, reason, old_end, &sent, e) == -1)
		return -1;
	notice_model(m, sent, false);
	if (cycle_stage_extended(w, d, reason, m, e) == -1 ||
	    work_journal(w, e, d->name, "extended by %s to %s: %s%s",
	    clock_span(more, t), cycle_when(w, d->end), reason,
	    notice_in_journal(w, sent, false)) == -1)
		return -1;
	return work_answer(w, "extend", m, e);
}

const struct command cmd_extend = {
	.name = "extend",
	.params = "[NAME|STEP] LENGTH REASON",
	.help = "Gives a deployment, or a step of a cycle, more time, and "
	    "tells who knows of it.",
	.example = "extend 60m the database needs longer",
	.roles = ROLES_RUN,
	.least = ASSURE_DOMAIN,
	.changes = true,
	.min = 1,
	.max = WORDS_MAX,
	.run = run,
};
