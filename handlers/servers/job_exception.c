/* SPDX-License-Identifier: ISC */
/*
 * An exception nears its end, or has ended: its owner, the coordinator and
 * information security are told, once for each warning that is configured and
 * once for the end.  Where the clock comes late, the nearest warning stands
 * for those before it.
 */
#include "handlers/servers/night.h"

/* How many of the warnings are due now. */
static int64_t
warnings_due(struct work *w, const struct exception *x)
{
	const struct exception_rules *rules = config_part(work_config(w),
	    &settings_exceptions);
	int64_t n = 0;

	/* told at an hour of the day on which it falls due */
	while (n < (int64_t)rules->n && day_at(day_of(x->until -
	    rules->warn[n]), BACK_HOUR, 0) <= work_now(w))
		n++;
	return n;
}

static int
tell(struct work *w, const struct exception *x, struct err *e)
{
	struct model *m = work_model(w);
	struct list to = { 0 };
	struct letter l = { .to = &to, .template = "exception-due",
	    .model = m, .each = true };
	char t[CLOCK_TEXT];
	int64_t left = x->until - work_now(w);

	exception_model(w, m, x);
	model_set(m, "ex_left", x->expired ? "" : clock_span(left / DAY > 0 ?
	    left / DAY * DAY : left / HOUR * HOUR + HOUR, t));
	l.thread = arena_printf(work_arena(w), "exception-%lld",
	    (long long)x->id);
	server_people(w, x->server, true, &to);
	return work_mail(w, &l, NULL, e) == -1 ? -1 : exception_changed(w, x,
	    x->expired ? "expired" : "warned", NULL, e);
}

static int
run(struct work *w, const char *argument, struct err *e)
{
	struct exception *x;
	int64_t warned = 0, told = 0, due;
	bool lifted;
	long long id;
	int rc;

	if (!str_number(argument, 1, INT64_MAX, &id))
		return err_set(e, ERR_INPUT, "\"%s\" is no exception",
		    argument);
	if ((rc = exception_load(w, id, &x, &lifted, e)) != 1 || lifted)
		return rc == -1 ? -1 : 0;
	if (store_int(work_store(w), e, &warned, "SELECT warned FROM "
	    "exceptions WHERE id = $1", "i", x->id) == -1 ||
	    store_int(work_store(w), e, &told, "SELECT expired FROM "
	    "exceptions WHERE id = $1", "i", x->id) == -1)
		return -1;
	due = warnings_due(w, x);
	if ((x->expired ? told == 0 : due > warned) && tell(w, x, e) == -1)
		return -1;
	if (store_exec(work_store(w), e, "UPDATE exceptions SET warned = $2, "
	    "expired = $3 WHERE id = $1", "iii", x->id, due,
	    (int64_t)x->expired) == -1)
		return -1;
	return x->expired ? 0 : exception_later(w, x, e);
}

/* The configuration may warn earlier than it did when they were made. */
static int
follow(struct work *w, struct err *e)
{
	struct list all = { 0 };
	int64_t warned = 0;
	size_t i;

	if (servers_exceptions(w, NULL, &all, e) == -1)
		return -1;
	for (i = 0; i < all.n; i++) {
		const struct exception *x = all.at[i];

		if (x->expired)
			continue;
		if (exception_later(w, x, e) == -1 ||
		    store_int(work_store(w), e, &warned, "SELECT warned FROM "
		    "exceptions WHERE id = $1", "i", x->id) == -1)
			return -1;
		if (warnings_due(w, x) > warned && work_later(w, "exception",
		    arena_printf(work_arena(w), "%lld", (long long)x->id),
		    work_now(w), e) == -1)
			return -1;
	}
	return 0;
}

const struct job job_exception = { .name = "exception", .run = run,
    .follow = follow };
