/* SPDX-License-Identifier: ISC */
/* Versions of a change request, and what lies between two; see request.h. */
#include "handlers/cycle/request.h"

int
request_version(struct work *w, const struct cycle_step *s, int64_t at,
    int64_t *version, struct err *e)
{
	struct document d = { 0 };
	int rc = document_record(w, s->cycle, s->name, at, &d, e);

	*version = rc == 1 ? d.version : 0;
	return rc == -1 ? -1 : 0;
}

int
request_changes(struct work *w, const struct cycle_step *s, int64_t version,
    struct list *changes, int64_t *at, struct err *e)
{
	struct document before = { 0 }, last = { 0 };
	struct list old = { 0 }, now = { 0 };
	struct arena *a = work_arena(w);

	/* an amendment has none of its own: it was added to the one before */
	if (document_record_of(w, s->cycle, s->name, version, &before, e) ==
	    -1 || document_record(w, s->cycle, s->name, INT64_MAX, &last,
	    e) == -1)
		return -1;
	record_unpack(a, before.facts, &old);
	record_unpack(a, last.facts, &now);
	record_difference(a, &old, &now, changes);
	*at = last.at;
	return 0;
}
