/* SPDX-License-Identifier: ISC */
/* Something of a cycle changed: are its change requests still true? */
#include "handlers/cycle/request.h"

static int
run(struct work *w, const char *argument, struct err *e)
{
	struct cycle *c;
	long long id;
	size_t made;
	int rc;

	if (!str_number(argument, 1, INT64_MAX, &id))
		return err_set(e, ERR_INPUT, "\"%s\" is no cycle", argument);
	rc = run_load(w, id, &c, e);
	return rc != 1 ? rc : request_check(w, c, &made, e);
}

const struct job job_request = { .name = "request", .run = run };
