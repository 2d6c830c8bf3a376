/* SPDX-License-Identifier: ISC */
/* Who released a bulletin, wherever it is mentioned; see released.h. */
#include "handlers/bulletin/released.h"

#include "handlers/bulletin/quote.h"

const char *
released_words(struct work *w, const struct bulletin *b)
{
	struct arena *a = work_arena(w);
	const char *why;
	char t[CLOCK_TEXT];

	if (b->released_by == NULL)
		return NULL;
	why = quote(a, b->released_why, RELEASED_WHY, NULL);
	if (b->proven_at == 0)
		return arena_printf(a, "not proven; %s released it: %s",
		    b->released_by, why);
	return arena_printf(a, "%s released it before it was proven: %s; "
	    "proven since %s", b->released_by, why, clock_minute(b->proven_at,
	    t));
}

void
released_model(struct work *w, const struct bulletin *b, struct model *m)
{
	char t[CLOCK_TEXT];

	model_set(m, "released", released_words(w, b));
	model_set(m, "released-by", b->released_by);
	model_set(m, "released-why", b->released_why);
	model_set(m, "proven-since", b->proven_at != 0 ?
	    clock_minute(b->proven_at, t) : NULL);
}

void
released_carry(struct work *w, const struct bulletin *old, struct bulletin *b)
{
	if (b->released_by != NULL || old->released_by == NULL)
		return;		/* released anew, or never */
	b->released_by = old->released_by;
	b->released_why = old->released_why;
	b->proven_at = old->proven_at != 0 ? old->proven_at : work_now(w);
}

int
released_save(struct work *w, const struct bulletin *b, struct err *e)
{
	if (b->released_by == NULL)
		return 0;
	return store_exec(work_store(w), e, "UPDATE bulletins SET "
	    "released_by = $2, released_why = $3, proven_at = $4 "
	    "WHERE id = $1", "issi", b->id, b->released_by, b->released_why,
	    b->proven_at) == -1 ? -1 : 0;
}

int
released_confirm(struct work *w, const struct mail_in *m,
    const struct bulletin *old, struct err *e)
{
	struct bulletin b = *old;

	if (m->released_by != NULL || old->released_by == NULL ||
	    old->proven_at != 0)
		return 0;
	b.proven_at = work_now(w);
	if (released_save(w, &b, e) == -1)
		return -1;
	return work_journal(w, e, old->reference, "a proven mail says the "
	    "same as bulletin %s, which %s released", old->shown,
	    old->released_by);
}

int
bulletin_mention(struct work *w, const char *reference, const char **out,
    struct err *e)
{
	const char *words;
	struct bulletin b;
	int rc = bulletin_find(w, reference, &b, e);

	if (rc == -1)
		return -1;
	words = rc == 1 ? released_words(w, &b) : NULL;
	*out = words == NULL ? reference : arena_printf(work_arena(w),
	    "%s (%s)", reference, words);
	return 0;
}
