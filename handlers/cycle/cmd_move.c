/* SPDX-License-Identifier: ISC */
/* move: another date; whoever was told the old one is told the new one.  And
 * what would come of that. */
#include <string.h>

#include "handlers/cycle/clash.h"
#include "handlers/cycle/deployment.h"
#include "handlers/cycle/notice.h"

/* A deployment at its new date. */
struct moving {
	struct deployment *d;
	int64_t		 old_start, old_end;
	bool		 anyway;
	const char	*reason;	/* or NULL */
	struct model	*m;		/* of the answer */
	struct notice	*sent;
	bool		 late;
};

/* WHEN [for LENGTH] [anyway] [REASON...] from word i on. */
static int
parse(struct work *w, const struct words *words, size_t i, struct moving *x,
    struct err *e)
{
	struct deployment *d = x->d;
	int64_t length = d->end - d->start;
	size_t used;

	x->old_start = d->start;
	x->old_end = d->end;
	if (cycle_parse_when(w, words, i, d->start, &d->start, &used, e) == -1)
		return -1;
	i += used;
	if (i < words->n && str_eq_nocase(words->at[i], "for")) {
		if (i + 1 == words->n)
			return err_set(e, ERR_INPUT, "How long? Write for "
			    "3h30m.");
		if (cycle_parse_length(words->at[i + 1], &length, e) == -1)
			return -1;
		i += 2;
	}
	d->end = d->start + length;
	x->anyway = i < words->n && str_eq_nocase(words->at[i], "anyway");
	x->reason = cycle_rest(w, words, i + x->anyway);
	if (d->start == x->old_start && d->end == x->old_end)
		return err_set(e, ERR_INPUT, "%s is planned for then "
		    "already; nothing was changed.", d->name);
	return 0;
}

/* The deployment that word i names, and what behind it is to be done with it;
 * only: it is tried, so nothing of it is refused. */
static int
begin(struct work *w, const struct words *words, size_t i, bool only,
    struct moving *x, struct err *e)
{
	struct list found = { 0 };
	char t[CLOCK_TEXT], u[CLOCK_TEXT];

	*x = (struct moving){ .m = work_model(w) };
	if (cycle_pick(w, words->at[i], DEPLOYMENT_PLANNED, &x->d, e) == -1 ||
	    parse(w, words, i + 1, x, e) == -1 ||
	    clash_night(w, x->d, &found, e) == -1)
		return -1;
	if (!x->anyway && !only && clash_refuse(w, &found, arena_printf(
	    work_arena(w), "move %s %s for %s anyway REASON", x->d->name,
	    clock_minute(x->d->start, t), clock_span(x->d->end - x->d->start,
	    u)), e) == -1)
		return -1;
	clash_model(w, x->m, &found);
	if (x->anyway)
		model_set(x->m, "refused", "");
	cycle_model(x->m, w, x->d);
	model_set(x->m, "old_start", clock_long(x->old_start, t));
	model_set(x->m, "old_end", clock_long(x->old_end, t));
	model_set(x->m, "reason", x->reason);
	return 0;
}

static int
carry_out(struct work *w, struct moving *x, struct err *e)
{
	return cycle_save(w, x->d, e) == -1 || cycle_changed(w, x->d, "moved",
	    x->old_start, x->old_end, x->reason, e) == -1 ||
	    cycle_warn_overlaps(w, x->d, x->m, e) == -1 ||
	    cycle_room(w, "room-move", x->m, e) == -1 ||
	    notice_moved(w, x->d, x->old_start, x->old_end, x->reason,
	    &x->sent, &x->late, e) == -1 ? -1 : 0;
}

static int
run(struct work *w, const struct words *words, struct err *e)
{
	struct moving x;
	char from[CLOCK_TEXT], to[CLOCK_TEXT];
	int rc = cycle_is_step(w, words->at[0], e);

	if (rc != 0)
		return rc == -1 ? -1 : cycle_move_step(w, words, e);
	if (begin(w, words, 0, false, &x, e) == -1 ||
	    carry_out(w, &x, e) == -1)
		return -1;
	notice_model(x.m, x.sent, x.late);
	if (cycle_next_notice(w, x.d, x.m, e) == -1 ||
	    work_journal(w, e, x.d->name, "moved from %s to %s%s%s%s",
	    clock_minute(x.old_start, from), clock_minute(x.d->start, to),
	    x.reason != NULL ? ": " : "", x.reason != NULL ? x.reason : "",
	    notice_in_journal(w, x.sent, x.late)) == -1)
		return -1;
	return work_answer(w, "move", x.m, e);
}

/* --- only looked at ----------------------------------------------------- */

/* When the help desk's notices that wait are due: "A, B", or "". */
static int
waiting(struct work *w, const struct deployment *d, const char **out,
    struct err *e)
{
	struct list all = { 0 }, dates = { 0 };
	char t[CLOCK_TEXT];
	size_t i;

	if (notice_list(w, d->id, &all, e) == -1)
		return -1;
	for (i = 0; i < all.n; i++) {
		const struct notice *n = all.at[i];

		if (strcmp(n->state, "waiting") == 0)
			list_add_in(work_arena(w), &dates, arena_str(
			    work_arena(w), clock_long(n->due, t)));
	}
	*out = cycle_join(work_arena(w), &dates, ", ");
	return 0;
}

static int
try(struct work *w, void *what, struct err *e)
{
	struct moving *x = what;
	const char *dates;

	if (carry_out(w, x, e) == -1 || waiting(w, x->d, &dates, e) == -1)
		return -1;
	model_set(x->m, "notices", dates);
	return 0;
}

int
cycle_preview_night(struct work *w, const struct words *words, struct err *e)
{
	struct list all = { 0 };
	const char *dates;
	struct moving x;

	if (begin(w, words, 1, true, &x, e) == -1 ||
	    waiting(w, x.d, &dates, e) == -1 ||
	    work_trial(w, try, &x, &all, e) == -1)
		return -1;
	model_set(x.m, "old_notices", dates);
	model_flag(x.m, "ends_else", x.d->end != x.old_end);
	preview_messages(w, x.m, arena_printf(work_arena(w), "%.40s-moved",
	    x.d->name), &all);
	return work_answer(w, "preview-move", x.m, e);
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
