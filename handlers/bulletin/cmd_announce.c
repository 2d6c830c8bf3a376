/* SPDX-License-Identifier: ISC */
/* announce ID: a bulletin that was recorded only is posted after all. */
#include "handlers/bulletin/bulletin.h"
#include "handlers/deciding/deciding.h"

/* From now on it is followed like one that came today. */
static int
announce(struct work *w, struct bulletin *b, struct err *e)
{
	struct list none = { 0 };
	bool alarm;

	b->first_at = b->last_at = work_now(w);
	b->recorded = false;
	if (store_exec(work_store(w), e, "UPDATE bulletins SET first_at = $2, "
	    "last_at = $2, recorded = 0 WHERE id = $1", "ii", b->id,
	    b->last_at) == -1 ||
	    deciding_take(w, b, NULL, &none, &alarm, e) == -1 ||
	    bulletin_post(w, b, &none, 0, e) == -1 ||
	    work_journal(w, e, b->reference, "bulletin %s of %s, recorded "
	    "before, posted to the committee", b->shown, b->vendor) == -1)
		return -1;
	return alarm ? deciding_alarm(w, b, e) : 0;
}

static int
run(struct work *w, const struct words *words, struct err *e)
{
	struct model *m;
	struct bulletin b;

	if (bulletin_pick(w, words->at[0], &b, e) == -1)
		return -1;
	if (!b.recorded)
		return err_set(e, ERR_INPUT, "%s was posted already. Say: "
		    "bulletin %s", b.shown, b.shown);
	if (b.withdrawn_at != 0)
		return err_set(e, ERR_INPUT, "%s was withdrawn by its vendor, "
		    "so there is nothing to act on. Say: bulletin %s",
		    b.shown, b.shown);
	if (announce(w, &b, e) == -1)
		return -1;
	m = work_model(w);
	model_set(m, "reference", b.shown);
	model_set(m, "title", b.title);
	return work_answer(w, "announced", m, e);
}

const struct command cmd_announce = {
	.name = "announce", .params = "ID",
	.help = "Post a bulletin that was recorded only, as its mail was old.",
	.example = "announce DSA-5611-1",
	.roles = ROLES_RUN, .least = ASSURE_CHAT, .changes = true,
	.min = 1, .max = 1, .run = run,
};
