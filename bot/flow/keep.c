/* SPDX-License-Identifier: ISC */
/* What is older than the site keeps goes, in small steps; see flow.h. */
#include "flow/flow.h"

#include <stdio.h>

#include "store/journal.h"

static int
note(struct flow *f, int taken, const char *what, struct err *e)
{
	char line[120];
	struct journal_line l = { .at = f->now(), .actor = "patchbot",
	    .assurance = "confirmed", .channel = "clock", .what = line };

	if (taken == 0)
		return 0;
	snprintf(line, sizeof(line), "kept no longer: %d %s", taken, what);
	return journal_add(f->store, &l, e);
}

/* Before which time it goes. */
static int64_t
before(const struct flow *f, int64_t span)
{
	return span == KEEP_ALWAYS ? INT64_MIN : f->now() - span;
}

int
flow_keep(struct flow *f, struct keep *k, struct err *e)
{
	const struct config *c = f->config;
	struct keep was = *k;
	const char *what = "";
	int taken = 0, rc;

	if (store_begin(f->store, e) == -1)
		return -1;
	rc = keep_step(f->store, k, before(f, c->keep_bodies), before(f,
	    c->keep_tokens), &taken, &what, e);
	if (rc == -1 || note(f, taken, what, e) == -1 ||
	    store_commit(f->store, e) == -1) {
		store_rollback(f->store);
		*k = was;
		return -1;
	}
	return rc;
}
