/* SPDX-License-Identifier: ISC */
/* An action item comes to its owner's mind, or is overdue; see action.h. */
#include "handlers/cycle/action.h"

static int
tell_owner(struct work *w, const struct action *x, const struct model *m,
    struct err *e)
{
	const struct people *all = &work_config(w)->people;
	const struct team *t = people_team(all, x->owner);
	const struct person *lead = people_by_id(all, t == NULL ? x->owner :
	    t->lead);
	bool told = lead != NULL;
	size_t i;

	if (lead != NULL && work_tell(w, lead, "action-due", m, e) == -1)
		return -1;
	for (i = 0; lead == NULL && t != NULL && i < all->persons.n; i++) {
		const struct person *p = all->persons.at[i];

		if (!str_eq_nocase(p->team, t->id))
			continue;
		told = true;
		if (work_tell(w, p, "action-due", m, e) == -1)
			return -1;
	}
	/* whose it was is not with us any more */
	return told ? 0 : run_tell_coordinator(w, "action-overdue", m, e);
}

static int
run(struct work *w, const char *argument, struct err *e)
{
	struct model *m = work_model(w);
	struct action *x;
	long long id;
	int rc;

	if (!str_number(argument, 1, INT64_MAX, &id))
		return err_set(e, ERR_INPUT, "\"%s\" is no action item",
		    argument);
	if ((rc = action_load(w, id, &x, e)) != 1 || x->done_at != 0)
		return rc == -1 ? -1 : 0;
	action_model(w, m, x);
	if (tell_owner(w, x, m, e) == -1)
		return -1;
	if (x->due <= work_now(w)) {
		if (++x->chased > 1 &&
		    run_tell_coordinator(w, "action-overdue", m, e) == -1)
			return -1;
		if (action_save(w, x, false, e) == -1)
			return -1;
	}
	return action_later(w, x, e);
}

const struct job job_action = { .name = "action", .run = run };
