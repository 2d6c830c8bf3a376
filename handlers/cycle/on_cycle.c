/* SPDX-License-Identifier: ISC */
/* A believed mail came: what was expected is there, and a step that was left
 * out for want of a bulletin may be needed after all. */
#include <string.h>

#include "handlers/cycle/request.h"

static int
look(struct work *w, struct cycle *c, struct err *e)
{
	const char *what;
	size_t i;
	int rc;

	for (i = 0; i < c->steps.n; i++) {
		struct cycle_step *s = c->steps.at[i];

		if (strcmp(s->kind, "expect") != 0 || s->step == NULL ||
		    (s->state & STEP_ENDED))
			continue;
		if ((rc = run_expected(w, c, s, &what, e)) == -1)
			return -1;
		if (rc == 0)
			continue;
		if (work_journal(w, e, c->name, "%s: has come: %s", s->name,
		    what) == -1 || run_end(w, c, s, STEP_DONE, what, e) == -1)
			return -1;
	}
	return c->state == CYCLE_OPEN ? run_reconsider(w, c, e) : 0;
}

int
cycle_reconsider(struct work *w, struct err *e)
{
	struct list open = { 0 };
	size_t i;

	if (run_open_ones(w, &open, e) == -1)
		return -1;
	for (i = 0; i < open.n; i++)
		if (look(w, open.at[i], e) == -1 ||
		    request_later(w, open.at[i], e) == -1)
			return -1;
	return 0;
}

static int
run(struct work *w, const struct mail_in *mail, struct err *e)
{
	(void)mail;
	return cycle_reconsider(w, e);
}

const struct mail_handler on_cycle = { .event = MAIL_BELIEVED, .run = run };
