/* SPDX-License-Identifier: ISC */
/* The dates of the cycles that there are, for "patchbot calendar": read beside
 * a running daemon, so that nothing is written here. */
#include <string.h>
#include <unistd.h>

#include "handlers/cycle/cycle.h"
#include "handlers/cycle/running.h"
#include "handlers/playbook/playbook.h"

/* What a step begins or ends with, and what a person said is not to be. */
static const char dates[] =
    "SELECT o.step, o.what, o.nth, o.at, o.until_at, o.reason "
    "FROM cycle_occasions o JOIN cycle_steps s "
    "ON s.cycle = o.cycle AND s.step = o.step "
    "WHERE o.cycle = $1 AND o.state NOT IN ('dropped', 'skipped') "
    "AND s.state <> $2 ORDER BY o.at, s.number, o.what, o.nth";

static int
add_dates(struct store *s, struct arena *a, int64_t id,
    struct calendar_cycle *c, struct err *e)
{
	struct rows *r = store_query(s, dates, "ii", id,
	    (int64_t)STEP_SKIPPED);
	struct calendar_date *d;
	const struct step *step;
	int rc;

	while ((rc = rows_next(r, e)) == 1) {
		step = playbook_step(c->playbook, rows_text(r, 0));
		/* "end" and "escalate" are the clock's, not the playbook's */
		if (step == NULL ||
		    step_occasion(step, rows_text(r, 1)) == NULL)
			continue;
		d = arena_alloc(a, sizeof(*d));
		d->step = step;
		d->what = rows_str(r, 1, a);
		d->nth = (int)rows_int(r, 2);
		d->at = rows_int(r, 3);
		d->until = rows_int(r, 4);
		d->reason = rows_str(r, 5, a);
		list_add_in(a, &c->dates, d);
	}
	rows_end(r);
	return rc;
}

static int
add_cycle(struct store *s, const struct config *config, struct arena *a,
    struct rows *r, struct list *out, struct err *e)
{
	const struct playbook *p = playbook_find(playbooks_of(config),
	    rows_text(r, 2));
	struct calendar_cycle *c;

	if (p == NULL)
		return 0;
	c = arena_alloc(a, sizeof(*c));
	*c = (struct calendar_cycle){ .playbook = p,
	    .name = rows_str(r, 1, a), .day0 = (day_t)rows_int(r, 3),
	    .declared = rows_int(r, 4) != 0 };
	list_add_in(a, out, c);
	return rows_int(r, 5) == CYCLE_CANCELLED ? 0 :
	    add_dates(s, a, rows_int(r, 0), c, e);
}

int
cycle_ahead(struct store *s, const struct config *config, struct arena *a,
    struct list *out, struct err *e)
{
	struct rows *r;
	int rc;

	if (playbooks_of(config) == NULL)
		return 0;
	r = store_query(s, "SELECT id, name, playbook, day0, declared, state "
	    "FROM cycles ORDER BY day0, id", "");
	while ((rc = rows_next(r, e)) == 1)
		if (add_cycle(s, config, a, r, out, e) == -1) {
			rc = -1;
			break;
		}
	rows_end(r);
	return rc;
}

int
cycle_ahead_of(const struct config *config, struct arena *a, struct list *out,
    struct err *e)
{
	struct store *s;
	int rc;

	if (access(config->database, F_OK) == -1)
		return 0;
	if (store_open_reader(&s, config->database, e) == -1)
		return -1;
	rc = cycle_ahead(s, config, a, out, e);
	store_close(s);
	return rc;
}
