/* SPDX-License-Identifier: ISC */
/* renew: an exception lasts longer, with a reason. */
#include "handlers/servers/night.h"

static int
run(struct work *w, const struct words *words, struct err *e)
{
	const char *reason = cycle_rest(w, words, 3);
	struct model *m = work_model(w);
	struct list names = { 0 };
	struct exception *x;
	char t[CLOCK_TEXT];
	int64_t old;

	if (!str_eq_nocase(words->at[1], "until") || reason == NULL)
		return err_set(e, ERR_INPUT, "Until when, and why? Write "
		    "renew %s until 2027-03-31 REASON.", words->at[0]);
	if (exception_pick(w, words->at[0], &x, e) == -1)
		return -1;
	old = x->until;
	if (exception_until(w, words->at[2], &x->until, e) == -1)
		return -1;
	if (x->until <= old)
		return err_set(e, ERR_INPUT, "Exception %lld ends %s already. "
		    "lift %lld REASON ends it now.", (long long)x->id,
		    clock_date(old - 1, t), (long long)x->id);
	x->expired = false;
	if (store_exec(work_store(w), e, "UPDATE exceptions SET "
	    "until_at = $2, warned = 0, expired = 0 WHERE id = $1", "ii",
	    x->id, x->until) == -1 || exception_later(w, x, e) == -1 ||
	    exception_changed(w, x, "renewed", reason, e) == -1)
		return -1;
	exception_model(w, m, x);
	model_set(m, "renewed", clock_date(old - 1, t));
	list_add_in(work_arena(w), &names, arena_str(work_arena(w),
	    x->server));
	return server_tell_owners(w, &names, "except", m, e) == -1 ? -1 :
	    work_answer(w, "except", m, e);
}

const struct command cmd_renew = {
	.name = "renew",
	.params = "ID until DATE REASON",
	.help = "Puts the end of an exception off.",
	.example = "renew 3 until 2027-03-31 the new one comes in March",
	.roles = ROLES_RUN | ROLE_INFOSEC,
	.least = ASSURE_DOMAIN,
	.changes = true,
	.min = 4,
	.max = WORDS_MAX,
	.run = run,
};
