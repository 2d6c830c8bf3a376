/* SPDX-License-Identifier: ISC */
/* move: another date; whoever was told the old one is told the new one. */
#include "handlers/cycle/clash.h"
#include "handlers/cycle/deployment.h"
#include "handlers/cycle/notice.h"

/* WHEN [for LENGTH] [anyway] [REASON...] behind the name. */
static int
parse(struct work *w, const struct words *words, struct deployment *d,
    bool *anyway, const char **reason, struct err *e)
{
	int64_t length = d->end - d->start;
	size_t used, i;

	if (cycle_parse_when(w, words, 1, d->start, &d->start, &used, e) == -1)
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
	*anyway = i < words->n && str_eq_nocase(words->at[i], "anyway");
	*reason = cycle_rest(w, words, i + *anyway);
	return 0;
}

static int
check_clashes(struct work *w, const struct deployment *d, bool anyway,
    struct model *m, struct err *e)
{
	struct list found = { 0 };
	char t[CLOCK_TEXT], u[CLOCK_TEXT];

	if (clash_night(w, d, &found, e) == -1 || (!anyway && clash_refuse(w,
	    &found, arena_printf(work_arena(w), "move %s %s for %s anyway "
	    "REASON", d->name, clock_minute(d->start, t), clock_span(d->end -
	    d->start, u)), e) == -1))
		return -1;
	clash_model(w, m, &found);
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
	bool late, anyway = false;
	int rc = cycle_is_step(w, words->at[0], e);

	if (rc != 0)
		return rc == -1 ? -1 : cycle_move_step(w, words, e);
	if (cycle_pick(w, words->at[0], DEPLOYMENT_PLANNED, &d, e) == -1)
		return -1;
	old_start = d->start;
	old_end = d->end;
	if (parse(w, words, d, &anyway, &reason, e) == -1)
		return -1;
	if (d->start == old_start && d->end == old_end)
		return err_set(e, ERR_INPUT, "%s is planned for then "
		    "already; nothing was changed.", d->name);
	if (check_clashes(w, d, anyway, m, e) == -1)
		return -1;
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
	.params = "NAME|STEP [due] WHEN [for LENGTH] [anyway] [REASON]",
	.help = "Moves a planned deployment, or a step of a cycle, to another "
	    "date: 2026-12-08 21:30, a date alone, or +1d.",
	.example = "move erp-december 2026-12-08 21:30 the payroll run is "
	    "late",
	.roles = ROLES_RUN,
	.least = ASSURE_DOMAIN,
	.changes = true,
	.min = 2,
	.max = WORDS_MAX,
	.run = run,
};
