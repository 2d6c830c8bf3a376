/* SPDX-License-Identifier: ISC */
/* lift: an exception is over, and why. */
#include "handlers/servers/night.h"

static int
run(struct work *w, const struct words *words, struct err *e)
{
	const char *reason = cycle_rest(w, words, 1);
	struct model *m = work_model(w);
	struct list names = { 0 };
	struct exception *x;

	if (exception_pick(w, words->at[0], &x, e) == -1)
		return -1;
	if (reason == NULL)
		return err_set(e, ERR_INPUT, "And why? Write lift %s REASON.",
		    words->at[0]);
	if (store_exec(work_store(w), e, "UPDATE exceptions SET "
	    "lifted_at = $2 WHERE id = $1", "ii", x->id, work_now(w)) == -1 ||
	    work_not_later(w, "exception", arena_printf(work_arena(w), "%lld",
	    (long long)x->id), e) == -1 ||
	    exception_changed(w, x, "lifted", reason, e) == -1)
		return -1;
	exception_model(w, m, x);
	model_set(m, "reason", reason);
	list_add_in(work_arena(w), &names, arena_str(work_arena(w),
	    x->server));
	return server_tell_owners(w, &names, "lift", m, e) == -1 ? -1 :
	    work_answer(w, "lift", m, e);
}

const struct command cmd_lift = {
	.name = "lift",
	.params = "ID REASON",
	.help = "Ends an exception: the server is patched again.",
	.example = "lift 3 it was replaced",
	.roles = ROLES_RUN | ROLE_INFOSEC,
	.least = ASSURE_DOMAIN,
	.changes = true,
	.min = 2,
	.max = WORDS_MAX,
	.run = run,
};
