/* SPDX-License-Identifier: ISC */
/* "move", "extend" and "preview move" of a step of a cycle. */
#include <string.h>

#include "handlers/cycle/clash.h"
#include "handlers/cycle/notice.h"
#include "handlers/cycle/running.h"

int
cycle_is_step(struct work *w, const char *word, struct err *e)
{
	struct cycle_step *s;
	struct deployment *d;
	struct cycle *c;
	int rc = cycle_find(w, word, &d, e);

	if (rc == 0)
		return run_is_step(w, word, e);
	if (rc == -1 || (rc = run_of_deployment(w, d->id, &c, &s, e)) != 1)
		return rc;
	return c->state == CYCLE_OPEN;
}

/* A step by its name, or by its deployment's. */
static int
pick(struct work *w, const char *word, struct cycle **c,
    struct cycle_step **s, struct err *e)
{
	struct deployment *d;
	int rc = cycle_find(w, word, &d, e);

	if (rc == 1)
		rc = run_of_deployment(w, d->id, c, s, e);
	return rc == 1 ? 0 : rc == -1 ? -1 :
	    run_pick_open(w, word, c, s, e);
}

/* STEP [due] WHEN [for LENGTH] [anyway] [REASON], from word i on. */
static int
parse(struct work *w, const struct words *words, size_t i, struct cycle **c,
    struct cycle_step **s, struct move *m, struct err *e)
{
	size_t used;

	if (pick(w, words->at[i++], c, s, e) == -1)
		return -1;
	m->kind = "moved";
	m->what = (*s)->begin != 0 ? "begin" : "due";
	if (i < words->n && str_eq_nocase(words->at[i], "due")) {
		m->what = "due";
		i++;
	}
	if (i == words->n)
		return err_set(e, ERR_INPUT, "When? Write move %s/%s "
		    "2026-11-20 14:00 REASON.", (*c)->name, (*s)->name);
	if (cycle_parse_when(w, words, i, strcmp(m->what, "begin") == 0 ?
	    (*s)->begin : (*s)->due, &m->at, &used, e) == -1)
		return -1;
	i += used;
	if (i + 1 < words->n && str_eq_nocase(words->at[i], "for")) {
		if (cycle_parse_length(words->at[i + 1], &m->length, e) == -1)
			return -1;
		i += 2;
	}
	m->anyway = i < words->n && str_eq_nocase(words->at[i], "anyway");
	m->reason = cycle_rest(w, words, i + m->anyway);
	return 0;
}

static int
nothing_moved(const struct cycle *c, const struct cycle_step *s,
    struct err *e)
{
	return err_set(e, ERR_INPUT, "%s/%s is planned for then already; "
	    "nothing was changed.", c->name, s->name);
}

/* Whether the help desk knows of a stage among these. */
static int
helpdesk_knows(struct work *w, const struct cycle *c,
    const struct list *changes, struct err *e)
{
	size_t i;
	int any = 0;

	for (i = 0; i < changes->n && any == 0; i++) {
		const struct happening *h = changes->at[i];
		const struct cycle_step *s = run_step(c, h->step);

		if (s != NULL && s->deployment != 0 &&
		    strcmp(h->what, "begin") == 0)
			any = notice_any_sent(w, &(struct deployment){
			    .id = s->deployment }, e);
	}
	return any;
}

static int
answer(struct work *w, struct cycle *c, struct cycle_step *s,
    const struct move *mv, const struct list *changes,
    const struct list *told, bool helpdesk, bool preview, struct err *e)
{
	struct model *m = work_model(w);

	run_model(w, m, c, s);
	run_changes_model(w, c, changes, m);
	clash_model(w, m, &c->minds);
	model_flag(m, "preview", preview);
	model_flag(m, "longer", strcmp(mv->kind, "extended") == 0);
	model_set(m, "reason", mv->reason);
	model_set(m, "told", cycle_join(work_arena(w), told, ", "));
	model_flag(m, "helpdesk", helpdesk);
	return work_answer(w, "move-step", m, e);
}

int
cycle_preview_move(struct work *w, const struct words *words, struct err *e)
{
	struct list changes = { 0 }, told = { 0 };
	struct move m = { 0 };
	struct cycle_step *s;
	struct cycle *c;
	int helpdesk, rc;

	if (words->n < 3)
		return err_set(e, ERR_INPUT, "What, and to when? Write preview "
		    "move NAME 2026-11-20 14:00.");
	if ((rc = cycle_is_step(w, words->at[1], e)) != 1)
		return rc == -1 ? -1 : cycle_preview_night(w, words, e);
	if (parse(w, words, 1, &c, &s, &m, e) == -1 ||
	    run_move_try(w, c, s, &m, &changes, e) == -1)
		return -1;
	if (changes.n == 0)
		return nothing_moved(c, s, e);
	if (run_to_tell(w, c, &changes, &told, e) == -1 ||
	    (helpdesk = helpdesk_knows(w, c, &changes, e)) == -1)
		return -1;
	return answer(w, c, s, &m, &changes, &told, helpdesk, true, e);
}

static int
do_move(struct work *w, struct cycle *c, struct cycle_step *s,
    const struct move *m, struct err *e)
{
	struct list changes = { 0 }, told = { 0 };
	char t[CLOCK_TEXT];
	size_t n;
	int helpdesk;

	if (run_move(w, c, s, m, &changes, &n, e) == -1)
		return -1;
	if (changes.n == 0)
		return nothing_moved(c, s, e);
	if (run_to_tell(w, c, &changes, &told, e) == -1 ||
	    (helpdesk = helpdesk_knows(w, c, &changes, e)) == -1 ||
	    work_journal(w, e, c->name, "%s: %s %s to %s%s%s%s; %zu date%s "
	    "changed, %zu told", s->name, strcmp(m->what, "due") == 0 ? "due "
	    "time" : "begin", m->kind, clock_minute(m->at, t),
	    m->reason != NULL ? ": " : "", m->reason != NULL ? m->reason : "",
	    clash_in_journal(w, &c->minds), changes.n, changes.n == 1 ? "" :
	    "s", n) == -1)
		return -1;
	return answer(w, c, s, m, &changes, &told, helpdesk, false, e);
}

int
cycle_move_step(struct work *w, const struct words *words, struct err *e)
{
	struct move m = { 0 };
	struct cycle_step *s;
	struct cycle *c;

	return parse(w, words, 0, &c, &s, &m, e) == -1 ? -1 :
	    do_move(w, c, s, &m, e);
}

int
cycle_extend_step(struct work *w, const struct words *words, struct err *e)
{
	struct move m = { .what = "due", .kind = "extended",
	    .anyway = true };
	struct cycle_step *s;
	struct cycle *c;
	int64_t more;

	if (run_pick_open(w, words->at[0], &c, &s, e) == -1)
		return -1;
	if (s->due == 0 && s->until <= s->begin)
		return err_set(e, ERR_INPUT, "%s/%s has no time by which it is "
		    "due; move %s/%s WHEN moves it.", c->name, s->name,
		    c->name, s->name);
	if (words->n == 1)
		return err_set(e, ERR_INPUT, "By how much? Write extend %s/%s "
		    "2h REASON.", c->name, s->name);
	if (!clock_parse_span(words->at[1], &more) || more < DEPLOYMENT_MIN ||
	    more > 60 * DAY)
		return err_set(e, ERR_INPUT, "\"%.80s\" is no length of time "
		    "between 5 minutes and 60 days; write it like 2h or 1d.",
		    words->at[1]);
	if ((m.reason = cycle_rest(w, words, 2)) == NULL)
		return err_set(e, ERR_INPUT, "Who waits for it will ask why. "
		    "Write extend %s/%s %s REASON.", c->name, s->name,
		    words->at[1]);
	m.at = (s->due != 0 ? s->due : s->until) + more;
	if (m.at <= work_now(w))
		return err_set(e, ERR_INPUT, "%s/%s would still be overdue; "
		    "give it more.", c->name, s->name);
	return do_move(w, c, s, &m, e);
}
