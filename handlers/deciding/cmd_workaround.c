/* SPDX-License-Identifier: ISC */
/* workaround BULLETIN TEXT: what shields until, or instead of, the patch. */
#include "handlers/deciding/standing.h"

static int
run(struct work *w, const struct words *words, struct err *e)
{
	const char *what = cycle_rest(w, words, 1);
	struct model *m = work_model(w);
	struct standing s;
	struct bulletin b;
	int64_t id;

	if (decide_pick(w, words, &b, e) == -1)
		return -1;
	if (what == NULL)
		return err_set(e, ERR_INPUT, "What was done? Write: "
		    "workaround %s TEXT.", b.shown);
	id = store_new_id(work_store(w), "workaround", e);
	if (id == -1 || store_exec(work_store(w), e, "INSERT INTO "
	    "decide_workarounds (id, bulletin, what, person, at) VALUES ($1, "
	    "$2, $3, $4, $5)", "iissi", id, b.id, what, cycle_actor(w),
	    work_now(w)) == -1 || work_journal(w, e, b.reference, "%s: "
	    "workaround: %s", b.shown, what) == -1 ||
	    standing_of(w, &b, &s, e) == -1)
		return -1;
	decide_head(w, m, &b, &s);
	model_set(m, "what", what);
	return work_answer(w, "workaround", m, e);
}

const struct command cmd_workaround = {
	.name = "workaround",
	.params = "BULLETIN TEXT",
	.help = "Notes what shields from a bulletin's problem until the patch "
	    "is there, beside its decisions.",
	.example = "workaround EXS-2026-11 port 4711 is closed at the border",
	.roles = ROLES_WORK | ROLE_INFOSEC,
	.least = ASSURE_DOMAIN,
	.changes = true,
	.min = 1,
	.max = WORDS_MAX,
	.run = run,
};
