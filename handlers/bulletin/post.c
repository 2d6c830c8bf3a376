/* SPDX-License-Identifier: ISC */
/* A bulletin's summary goes to the committee. */
#include "handlers/bulletin/bulletin.h"
#include "handlers/deciding/deciding.h"

int
bulletin_post(struct work *w, const struct bulletin *b,
    const struct list *changes, int64_t since, struct err *e)
{
	struct arena *a = work_arena(w);
	struct model *m = work_model(w), *item;
	char t[CLOCK_TEXT];
	struct letter l = { .to = &work_config(w)->committee,
	    .template = "summary", .model = m };
	size_t i;

	l.thread = arena_printf(a, "bulletin-%s-%s", b->vendor, b->reference);
	bulletin_model(w, b, m);
	if (deciding_model(w, b, m, e) == -1)
		return -1;
	model_flag(m, "revised", changes->n > 0);
	model_set(m, "since", changes->n > 0 ? clock_date(since, t) : NULL);
	model_list(m, "changes");
	for (i = 0; i < changes->n; i++) {
		item = model_add(m, "changes");
		model_set(item, "item", bulletin_wrap(a, changes->at[i], 4));
	}
	if (work_mail(w, &l, NULL, e) == -1)
		return -1;
	return work_room(w, "bulletin-posted", m, e);
}
