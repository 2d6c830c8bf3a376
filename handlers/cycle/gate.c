/* SPDX-License-Identifier: ISC */
/* The moment at which something begins behind its gates: what was approved for
 * it is held against what is so now, however lately that changed. */
#include <string.h>

#include "handlers/cycle/request.h"

/* An approval that was asked for lies before it. */
static bool
waits_for_approval(const struct cycle *c, const struct cycle_step *s)
{
	size_t i;

	for (i = 0; i < c->steps.n; i++) {
		const struct cycle_step *o = c->steps.at[i];

		if (strcmp(o->kind, "approve") == 0 && o->begun_at != 0 &&
		    request_waits_for(c, s, o->name))
			return true;
	}
	return false;
}

int
run_compare(struct work *w, struct cycle *c, const struct cycle_step *s,
    size_t *made, struct err *e)
{
	*made = 0;
	return waits_for_approval(c, s) ? request_check(w, c, made, e) : 0;
}

/* It was opened in time, but what it waits for is asked for anew. */
static int
tell_held(struct work *w, const struct cycle *c, const struct cycle_step *s,
    const struct deployment *d, const char *gates, struct err *e)
{
	struct model *m = work_model(w);

	run_model(w, m, c, s);
	model_set(m, "name", d->name);
	model_set(m, "gates", gates);
	return work_journal(w, e, d->name, "not opened: what was approved has "
	    "changed; it waits for %s", gates) == -1 ? -1 :
	    work_answer(w, "open-held", m, e);
}

int
cycle_gate(struct work *w, struct deployment **d, bool anyway, bool *held,
    struct err *e)
{
	struct cycle_step *s;
	struct cycle *c;
	const char *gates;
	size_t made;
	int rc = run_of_deployment(w, (*d)->id, &c, &s, e);

	*held = false;
	if (rc != 1 || c->state != CYCLE_OPEN)
		return rc == -1 ? -1 : 0;
	if (run_compare(w, c, s, &made, e) == -1)
		return -1;
	/* what was asked for anew may have moved it */
	if (made > 0 && cycle_get(w, (*d)->id, d, e) == -1)
		return -1;
	gates = run_gates(w, c, s);
	if (anyway || gates[0] == '\0')
		return 0;
	/* nothing of what was just sent may be undone by a refusal */
	if (made > 0) {
		*held = true;
		return tell_held(w, c, s, *d, gates, e);
	}
	return err_set(e, ERR_REFUSED, "%s waits for: %s (\"checklist %s\"). "
	    "When it is to begin all the same, say: open %s anyway.",
	    (*d)->name, gates, c->name, (*d)->name);
}
