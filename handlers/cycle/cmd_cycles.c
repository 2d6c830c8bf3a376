/* SPDX-License-Identifier: ISC */
/* cycles: those that run, those that ran, and when the next ones open. */
#include <string.h>

#include "handlers/cycle/running.h"

#define CYCLES_SHOWN	8	/* of those that are over */

static int
add(struct work *w, const struct cycle *brief, struct model *m,
    struct err *e)
{
	struct model *item;
	struct cycle *c;
	char t[CLOCK_TEXT];

	if (run_load(w, brief->id, &c, e) != 1)
		return -1;
	item = model_add(m, "cycles");
	run_model(w, item, c, NULL);
	run_counts(w, item, c);
	model_flag(item, "is_open", c->state == CYCLE_OPEN);
	model_set(item, "closed", c->closed_at != 0 ?
	    clock_date(c->closed_at, t) : "");
	return 0;
}

/* The next one of each playbook that opens by itself. */
static int
add_next(struct work *w, struct model *m, struct err *e)
{
	const struct list *all = &playbooks_of(work_config(w))->all;
	int64_t first = 0, last = 0;
	char t[CLOCK_TEXT];
	struct err why = { 0 };
	day_t d = 0;
	size_t i;
	int rc;

	model_list(m, "next");
	for (i = 0; i < all->n; i++) {
		const struct playbook *p = all->at[i];
		struct model *item;

		rc = playbook_release(p, day_of(work_now(w)), &d);
		while (rc == 1 && (rc = run_exists(w, p, d, e)) == 1)
			rc = playbook_release(p, d + 1, &d);
		if (rc == -1)
			return -1;
		item = model_add(m, "next");
		model_set(item, "playbook", p->title);
		model_set(item, "which", strcmp(p->name, "emergency") != 0 ?
		    p->name : "");
		model_flag(item, "by_hand",
		    p->release.every == RELEASE_DECLARED);
		model_set(item, "cycle", playbook_cycle_name(work_arena(w), p,
		    d));
		model_set(item, "when", p->release.every != RELEASE_DECLARED
		    && run_span(w, p, d, &first, &last, &why) == 1 ?
		    clock_long(first, t) : "");
	}
	return 0;
}

static int
run(struct work *w, const struct words *words, struct err *e)
{
	struct model *m = work_model(w);
	struct list open = { 0 }, over = { 0 };
	size_t i;

	(void)words;
	model_list(m, "cycles");
	if (run_list(w, CYCLE_OPEN, 100, &open, e) == -1 ||
	    run_list(w, CYCLE_CLOSED | CYCLE_CANCELLED, CYCLES_SHOWN, &over,
	    e) == -1)
		return -1;
	for (i = 0; i < open.n; i++)
		if (add(w, open.at[i], m, e) == -1)
			return -1;
	for (i = 0; i < over.n; i++)
		if (add(w, over.at[i], m, e) == -1)
			return -1;
	if (add_next(w, m, e) == -1)
		return -1;
	return work_answer(w, "cycles", m, e);
}

const struct command cmd_cycles = {
	.name = "cycles",
	.help = "Lists the cycles that run and ran, and when the next ones "
	    "open.",
	.example = "cycles",
	.roles = ROLES_ANY,
	.least = ASSURE_NONE,
	.min = 0,
	.max = 0,
	.run = run,
};
