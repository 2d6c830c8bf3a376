/* SPDX-License-Identifier: ISC */
/* notices: what the help desk was and will be told. */
#include <string.h>

#include "handlers/cycle/notice.h"

static void
add(struct work *w, struct model *m, const struct notice *n,
    const struct deployment *d)
{
	struct model *item = model_add(m, "notices");
	bool sent = strcmp(n->state, "sent") == 0;
	char t[CLOCK_TEXT];

	(void)w;
	model_setf(item, "id", "%lld", (long long)n->id);
	model_set(item, "kind", n->kind);
	model_set(item, "name", d->name);
	model_set(item, "due", clock_minute(n->due, t));
	model_set(item, "sent_at", sent ? clock_minute(n->sent_at, t) : "");
	model_flag(item, "waiting", strcmp(n->state, "waiting") == 0);
	model_flag(item, "dropped", strcmp(n->state, "dropped") == 0);
	model_flag(item, "missed", strcmp(n->state, "missed") == 0);
}

static const struct deployment *
of(const struct list *all, int64_t id)
{
	size_t i;

	for (i = 0; i < all->n; i++) {
		const struct deployment *d = all->at[i];

		if (d->id == id)
			return d;
	}
	return NULL;
}

static int
run(struct work *w, const struct words *words, struct err *e)
{
	struct list all = { 0 }, notices = { 0 };
	struct model *m = work_model(w);
	struct deployment *d = NULL;
	size_t i;

	if (words->n == 1) {
		if (cycle_pick(w, words->at[0], DEPLOYMENT_ANY, &d, e) == -1)
			return -1;
		list_add_in(work_arena(w), &all, d);
	} else if (cycle_list(w, DEPLOYMENT_ANY, &all, e) == -1) {
		return -1;
	}
	if (notice_list(w, d != NULL ? d->id : 0, &notices, e) == -1)
		return -1;
	model_list(m, "notices");
	for (i = 0; i < notices.n; i++) {
		const struct notice *n = notices.at[i];
		const struct deployment *its = of(&all, n->deployment);

		if (its != NULL)
			add(w, m, n, its);
	}
	model_set(m, "name", d != NULL ? d->name : "");
	return work_answer(w, "notices", m, e);
}

const struct command cmd_notices = {
	.name = "notices",
	.params = "[NAME]",
	.help = "Lists what the help desk was told and will be told.",
	.example = "notices erp-december",
	.roles = ROLES_ANY,
	.least = ASSURE_NONE,
	.min = 0,
	.max = 1,
	.run = run,
};
