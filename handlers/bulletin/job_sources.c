/* SPDX-License-Identifier: ISC */
/*
 * Once a day the register is gone through: a vendor that is silent for too
 * long, or a page that nobody looked at, is told to the coordinator, once;
 * who looks after the page is told as well.
 */
#include "handlers/bulletin/sources.h"

static int64_t
next_check(const struct work *w)
{
	const struct source_rules *r = source_rules(w);
	struct tm tm;
	int64_t at;

	clock_local(work_now(w), &tm);
	at = clock_at(tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday, r->hour,
	    r->minute);
	return at > work_now(w) ? at : clock_at(tm.tm_year + 1900,
	    tm.tm_mon + 1, tm.tm_mday + 1, r->hour, r->minute);
}

static int
arm(struct work *w, struct err *e)
{
	return work_later(w, "sources", "daily", next_check(w), e);
}

/* From now on it is in the register. */
static int
enter(struct work *w, const struct source *s, struct err *e)
{
	return store_exec(work_store(w), e, "INSERT INTO source_seen (source, "
	    "known_at) VALUES ($1, $2)", "si", s->id, work_now(w)) == -1 ?
	    -1 : 0;
}

static int
note_told(struct work *w, const struct source *s, struct err *e)
{
	return store_exec(work_store(w), e, "UPDATE source_seen SET "
	    "told_at = $2 WHERE source = $1", "si", s->id, work_now(w)) == -1
	    ? -1 : 0;
}

/* 1: it is silent and nobody was told, 0, -1. */
static int
look(struct work *w, const struct source *s, struct err *e)
{
	struct seen seen;
	int rc = source_last(w, s->id, &seen, e);
	int64_t since = seen.at != 0 ? seen.at : seen.known_at;

	if (rc == 0)
		return enter(w, s, e);
	if (rc == -1 || seen.told_at != 0 ||
	    work_now(w) - since <= source_patience(s, &seen))
		return rc == -1 ? -1 : 0;
	return note_told(w, s, e) == -1 ? -1 : 1;
}

/* Who looks after what nobody looked at. */
static int
remind(struct work *w, const struct source *s, const struct model *m,
    struct err *e)
{
	if (s->every == 0 || s->by == NULL)
		return 0;
	return work_tell(w, s->by, "source-due", m, e);
}

static int
run(struct work *w, const char *argument, struct err *e)
{
	const struct list *all = &source_rules(w)->all;
	struct model *m = work_model(w), *item;
	struct letter l = { .to = &work_config(w)->coordinator,
	    .template = "sources-silent", .model = m };
	struct counts none = { 0 };
	size_t i, n = 0;
	int rc;

	(void)argument;
	model_list(m, "sources");
	for (i = 0; i < all->n; i++) {
		if ((rc = look(w, all->at[i], e)) == 0)
			continue;
		if (rc == -1)
			return -1;
		item = model_add(m, "sources");
		if (source_model(w, all->at[i], &none, item, e) == -1 ||
		    remind(w, all->at[i], item, e) == -1)
			return -1;
		n++;
	}
	model_setf(m, "count", "%zu", n);
	model_flag(m, "several", n > 1);
	if (n > 0 && (work_mail(w, &l, NULL, e) == -1 ||
	    work_journal(w, e, NULL, "told the coordinator of %zu silent "
	    "source%s", n, n > 1 ? "s" : "") == -1))
		return -1;
	return arm(w, e);
}

const struct job job_sources = { .name = "sources", .run = run, .arm = arm };
