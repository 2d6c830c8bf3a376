/* SPDX-License-Identifier: ISC */
/* A bulletin's summary goes to the committee. */
#include "handlers/bulletin/bulletin.h"
#include "handlers/deciding/deciding.h"

#define THREADS_MAX	2000	/* of the newest bulletins are looked at */

const char *
bulletin_thread(struct work *w, const char *vendor, const char *reference)
{
	return arena_printf(work_arena(w), "bulletin-%s-%s", vendor,
	    reference);
}

int
bulletin_of_thread(struct work *w, struct span id, struct bulletin *b,
    struct err *e)
{
	struct rows *r;
	int64_t found = 0;
	int rc;

	if (!span_starts_nocase(id, "<thread.bulletin-"))
		return 0;
	r = store_query(work_store(w), "SELECT id, vendor, reference FROM "
	    "bulletins ORDER BY last_at DESC LIMIT $1", "i",
	    (int64_t)THREADS_MAX);
	while (found == 0 && (rc = rows_next(r, e)) == 1)
		if (work_is_thread(w, id, bulletin_thread(w, rows_text(r, 1),
		    rows_text(r, 2))))
			found = rows_int(r, 0);
	rows_end(r);
	return found != 0 ? bulletin_get(w, found, b, e) : rc;
}

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

	l.thread = bulletin_thread(w, b->vendor, b->reference);
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
