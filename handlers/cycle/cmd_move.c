/* SPDX-License-Identifier: ISC */
/* move: another date; whoever was told the old one is told the new one. */
#include "handlers/cycle/deployment.h"
#include "handlers/cycle/notice.h"

/* START [for LENGTH] [REASON...] behind the name. */
static int
parse(struct work *w, const struct words *words, struct deployment *d,
    const char **reason, struct err *e)
{
	int64_t length = d->end - d->start;
	size_t used, i;

	if (cycle_parse_start(w, words, 1, &d->start, &used, e) == -1)
		return -1;
	i = 1 + used;
	if (i < words->n && str_eq_nocase(words->at[i], "for")) {
		if (i + 1 == words->n)
			return err_set(e, ERR_INPUT, "How long? Write for "
			    "3h30m.");
		if (cycle_parse_length(words->at[i + 1], &length, e) == -1)
			return -1;
		i += 2;
	}
	d->end = d->start + length;
	*reason = cycle_rest(w, words, i);
	return 0;
}

static int
run(struct work *w, const struct words *words, struct err *e)
{
	struct model *m = work_model(w);
	int64_t old_start, old_end;
	struct deployment *d;
	struct notice *sent;
	char from[CLOCK_TEXT], to[CLOCK_TEXT];
	const char *reason = NULL;
	bool late;
	int rc = cycle_is_step(w, words->at[0], e);

	if (rc != 0)
		return rc == -1 ? -1 : cycle_move_step(w, words, e);
	if (cycle_pick(w, words->at[0], DEPLOYMENT_PLANNED, &d, e) == -1)
		return -1;
	old_start = d->start;
	old_end = d->end;
	if (parse(w, words, d, &reason, e) == -1)
		return -1;
	if (d->start == old_start && d->end == old_end)
		return err_set(e, ERR_INPUT, "%s is planned for then "
		    "already; nothing was changed.", d->name);
	cycle_model(m, w, d);
	model_set(m, "old_start", clock_long(old_start, from));
	model_set(m, "reason", reason);
	if (cycle_save(w, d, e) == -1 || cycle_changed(w, d, "moved",
	    old_start, old_end, reason, e) == -1 ||
	    cycle_warn_overlaps(w, d, m, e) == -1 ||
	    cycle_room(w, "room-move", m, e) == -1 ||
	    notice_moved(w, d, old_start, old_end, reason, &sent, &late, e) ==
	    -1)
		return -1;
	notice_model(m, sent, late);
	if (cycle_next_notice(w, d, m, e) == -1 ||
	    work_journal(w, e, d->name, "moved from %s to %s%s%s%s",
	    clock_minute(old_start, from), clock_minute(d->start, to),
	    reason != NULL ? ": " : "", reason != NULL ? reason : "",
	    notice_in_journal(w, sent, late)) == -1)
		return -1;
	return work_answer(w, "move", m, e);
}

const struct command cmd_move = {
	.name = "move",
	.params = "NAME|STEP START [for LENGTH] [REASON]",
	.help = "Moves a planned deployment, or a step of a cycle, to another "
	    "date.",
	.example = "move erp-december 2026-12-08 21:30 the payroll run is "
	    "late",
	.roles = ROLES_RUN,
	.least = ASSURE_DOMAIN,
	.changes = true,
	.min = 2,
	.max = WORDS_MAX,
	.run = run,
};
