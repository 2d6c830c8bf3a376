/* SPDX-License-Identifier: ISC */
/* An override takes effect; see override.h. */
#include <string.h>

#include "handlers/cycle/action.h"
#include "handlers/cycle/clash.h"
#include "handlers/cycle/override.h"
#include "handlers/servers/servers.h"

int
override_tell_asker(struct work *w, const struct model *m,
    const struct override *o, struct err *e)
{
	const struct person *p = people_by_id(&work_config(w)->people,
	    o->asked_by);

	return p == NULL || p == work_actor(w)->person ? 0 :
	    work_tell(w, p, "override-told", m, e);
}

/*
 * Where there is an inventory they are exclusions like others, and come back by
 * themselves.  Else those that the deployment names one by one are named no
 * more; of a group it is said in the record and to the people only.
 */
static int
leave_out(struct work *w, const struct cycle_step *s,
    const struct override *o, struct err *e)
{
	struct list left = { 0 };
	struct deployment *d;
	size_t i;
	int rc = s->deployment == 0 ? 0 : cycle_get(w, s->deployment, &d, e);

	if (rc != 1)
		return rc;
	if (inventory_of(work_config(w)) != NULL)
		return servers_leave_out(w, d, &o->servers, o->until,
		    o->reason, o->asked_by, e) == -1 ? -1 : 0;
	for (i = 0; i < d->servers.n; i++)
		if (!str_listed(&o->servers, d->servers.at[i]))
			list_add_in(work_arena(w), &left, d->servers.at[i]);
	if (left.n == 0 || left.n == d->servers.n)
		return 0;
	return store_exec(work_store(w), e, "UPDATE deployments SET "
	    "servers = $2 WHERE id = $1", "is", d->id, cycle_join(
	    work_arena(w), &left, "\n")) == -1 ? -1 : 0;
}

/* What was left out is somebody's: he is chased until it is done. */
static int
remember(struct work *w, const struct cycle *c, const struct cycle_step *s,
    const struct override *o, struct err *e)
{
	struct arena *a = work_arena(w);
	struct action x = { .owner = o->asked_by, .due = o->until,
	    .made_by = cycle_actor(w), .made_at = work_now(w) };

	x.what = arena_printf(a, "patch %s, left out of %s/%s by override "
	    "%lld", cycle_join(a, &o->servers, " "), c->name, s->name,
	    (long long)o->id);
	x.id = store_new_id(work_store(w), "action item", e);
	return x.id == -1 || action_save(w, &x, true, e) == -1 ? -1 :
	    action_later(w, &x, e);
}

static int
move(struct work *w, struct cycle *c, struct cycle_step *s,
    const struct override *o, struct err *e)
{
	struct list changes = { 0 };
	size_t told;

	return run_move(w, c, s, &(struct move){ .what = "begin",
	    .at = o->until, .length = o->length, .kind = "moved",
	    .reason = o->reason, .override = true, .anyway = true },
	    &changes, &told, e);
}

int
override_do(struct work *w, struct cycle *c, struct cycle_step *s,
    struct override *o, const char *by, struct err *e)
{
	struct model *m = work_model(w);
	char t[CLOCK_TEXT];

	o->state = "done";
	o->done_at = work_now(w);
	if (override_save(w, o, false, e) == -1 ||
	    override_later(w, o, s, e) == -1)
		return -1;
	if ((o->all ? move(w, c, s, o, e) : leave_out(w, s, o, e) == -1 ||
	    remember(w, c, s, o, e) == -1 ? -1 : 0) == -1)
		return -1;
	if (request_later(w, c, e) == -1 || work_journal(w, e, c->name,
	    "%s: override %lld takes effect: %s until %s, asked for by %s: "
	    "%s; approved by %s", s->name, (long long)o->id,
	    override_what(w, o), clock_minute(o->until, t), o->asked_by,
	    o->reason, by) == -1)
		return -1;
	run_model(w, m, c, s);
	override_model(w, m, o);
	clash_model(w, m, &c->minds);
	return cycle_room(w, "room-override", m, e) == -1 ? -1 :
	    run_tell_coordinator(w, "room-override", m, e);
}
