/* SPDX-License-Identifier: ISC */
/* source NAME: one source of the register. */
#include "handlers/bulletin/sources.h"

static int
run(struct work *w, const struct words *words, struct err *e)
{
	static const char *const periods[] = { "month", "quarter", "year" };
	const struct source *s = source_pick(w, words->at[0], e);
	struct model *m = work_model(w), *item;
	struct counts c;
	struct period p;
	size_t i;

	if (s == NULL)
		return -1;
	model_list(m, "periods");
	for (i = 0; i < 3; i++) {
		if (period_parse(w, periods[i], &p, e) == -1 ||
		    source_counts(w, s->id, &p, &c, e) == -1)
			return -1;
		item = model_add(m, "periods");
		if (source_model(w, s, &c, item, e) == -1)
			return -1;
		model_set(item, "period", p.label);
	}
	if (source_model(w, s, &c, m, e) == -1)
		return -1;
	return work_answer(w, "source", m, e);
}

const struct command cmd_source = {
	.name = "source", .params = "NAME",
	.help = "One source of bulletins: where it is, who looks after it, "
	    "when it was seen last.",
	.example = "source debian",
	.roles = ROLES_ANY, .least = ASSURE_NONE, .min = 1, .max = 1,
	.run = run,
};
