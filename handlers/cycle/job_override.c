/* SPDX-License-Identifier: ISC */
/* An override is over: its new date has passed, or it came too late. */
#include <string.h>

#include "handlers/cycle/override.h"

#define STALE	(7 * DAY)

/* Nobody approved it in time: who asked for it hears so, but for what is over
 * with its whole cycle for so long that nobody waits for it. */
static int
lapse(struct work *w, const struct cycle *c, const struct cycle_step *s,
    const struct override *o, const char *why, struct err *e)
{
	const struct person *p = people_by_id(&work_config(w)->people,
	    o->asked_by);
	struct model *m = work_model(w);

	run_model(w, m, c, s);
	override_model(w, m, o);
	model_set(m, "stage", o->step);
	model_set(m, "why", why);
	if (work_journal(w, e, c->name, "%s: override %lld is over, it was "
	    "not approved in time: %s", o->step, (long long)o->id, why) == -1)
		return -1;
	if (c->state != CYCLE_OPEN && o->until <= work_now(w) - STALE)
		return 0;
	return p == NULL ? 0 : work_tell(w, p, "override-over", m, e);
}

static int
end(struct work *w, const struct cycle *c, const struct cycle_step *s,
    struct override *o, struct err *e)
{
	bool asked = strcmp(o->state, "asked") == 0;
	const char *why = asked ? override_late(w, o, c, s) : o->until <=
	    work_now(w) ? "its new date has passed" : "";
	char t[CLOCK_TEXT];

	/* its night was moved in the meantime */
	if (why[0] == '\0')
		return override_later(w, o, s, e);
	o->state = "over";
	if (override_save(w, o, false, e) == -1)
		return -1;
	return asked ? lapse(w, c, s, o, why, e) : work_journal(w, e,
	    c->name, "%s: override %lld is over: it was until %s", o->step,
	    (long long)o->id, clock_minute(o->until, t));
}

static int
run(struct work *w, const char *argument, struct err *e)
{
	struct override *o;
	struct cycle *c;
	long long id;
	int rc;

	if (!str_number(argument, 1, INT64_MAX, &id))
		return err_set(e, ERR_INPUT, "\"%s\" is no override",
		    argument);
	if ((rc = override_load(w, id, &o, e)) != 1 ||
	    strcmp(o->state, "over") == 0 ||
	    (rc = run_load(w, o->cycle, &c, e)) != 1)
		return rc == -1 ? -1 : 0;
	return end(w, c, run_step(c, o->step), o, e);
}

/* Those that are not over yet, each once. */
static int
follow(struct work *w, struct err *e)
{
	struct list all = { 0 };
	struct cycle *c;
	size_t i;
	int rc;

	if (override_list(w, 0, "asked", &all, e) == -1 ||
	    override_list(w, 0, "done", &all, e) == -1)
		return -1;
	for (i = 0; i < all.n; i++) {
		const struct override *o = all.at[i];

		if ((rc = run_load(w, o->cycle, &c, e)) == -1 || (rc == 1 &&
		    override_later(w, o, run_step(c, o->step), e) == -1))
			return -1;
	}
	return 0;
}

const struct job job_override = { .name = "override", .run = run,
    .follow = follow };
