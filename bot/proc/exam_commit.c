/* SPDX-License-Identifier: ISC */
/*
 * Mails whose examination is over: in the order in which they came, and as
 * many together in a commit as there are; where that fails, each by itself.
 */
#include "base/arena.h"
#include "base/clock.h"
#include "base/log.h"
#include "proc/exam_parts.h"
#include "store/inbox.h"

#define TOGETHER	32	/* finished mails that are worth a commit ... */
#define WAIT_MS		40	/* ... while others are under examination, and
				 * how long the first of them waits */
#define OVERTAKE_MS 3000	/* of examination, until later mails may be
				 * handled first */
#define LATER_MAX	(3 * DAY)	/* of failed look-ups, then judge */

static int
postpone(struct exams *x, struct exam *m, struct err *e)
{
	int64_t now = x->core->flow.now();

	return store_exec(x->core->flow.store, e, "UPDATE inbox SET "
	    "next_try = $2, why = 'a name server did not answer; tried again "
	    "later' WHERE id = $1", "ii", m->inbox,
	    now + inbox_backoff((now - m->arrived) / 60)) == -1 ? -1 : 0;
}

/* One finished mail, inside the transaction. */
static int
finish_one(struct exams *x, struct exam *m, struct err *e)
{
	int64_t folder;

	if (m->gate.judgement.again &&
	    x->core->flow.now() - m->arrived < LATER_MAX)
		return postpone(x, m, e);
	/* a proven mail that cannot be read is tried again, and told of */
	if (m->reading->failed != NULL &&
	    m->gate.judgement.verdict == VERDICT_AUTHENTIC)
		return err_set(e, ERR_INPUT, "a proven mail could not be "
		    "read: %s", m->reading->failed);
	return flow_mail_done(&x->core->flow, m->inbox, m->ev, m->reading,
	    &folder, e);
}

static void
tell_one(const struct exam *m)
{
	const struct judgement *j = &m->gate.judgement;

	log_event("mail", "inbox", arena_printf(m->arena, "%lld",
	    (long long)m->inbox), "from", m->ev->from != NULL ? m->ev->from :
	    "", "verdict", j->again ? "later" : verdict_name(j->verdict),
	    "vendor", j->vendor != NULL ? j->vendor->id : NULL, "class",
	    mail_class_name(m->reading->mail_class), "unread",
	    m->reading->failed, NULL);
}

/* The batch failed as a whole: each by itself, so that only the guilty one
 * counts a try. */
static void
finish_alone(struct exams *x, struct exam *m)
{
	struct store *s = x->core->flow.store;
	struct err e = { 0 }, e2 = { 0 };

	if (store_begin(s, &e) == 0) {
		if (finish_one(x, m, &e) == -1)
			store_rollback(s);
		else if (store_commit(s, &e) == 0) {
			flow_said(&x->core->flow, true);
			tell_one(m);
			return;
		}
		flow_said(&x->core->flow, false);
	}
	if (e.code == ERR_FULL || e.code == ERR_CORRUPT) {
		core_db_failed(x->core, &e);
		return;
	}
	log_warnx("inbox row %lld: %s", (long long)m->inbox, e.text);
	if (flow_mail_failed(&x->core->flow, m->inbox, e.text, &e2) == -1)
		core_db_failed(x->core, &e2);
}

static int
finish_all(struct exams *x, struct err *e)
{
	struct store *s = x->core->flow.store;
	size_t i;

	if (store_begin(s, e) == -1)
		return -1;
	for (i = 0; i < x->open.n; i++) {
		struct exam *m = x->open.at[i];

		if (m->ready && finish_one(x, m, e) == -1) {
			store_rollback(s);
			return -1;
		}
	}
	return store_commit(s, e);
}

/*
 * Mails are handled in the order in which they came, as a revision must not
 * come before what it revises; only one that takes long is overtaken.  How
 * many are ready.
 */
static size_t
mark_ready(struct exams *x)
{
	int64_t now = clock_mono_ms();
	bool turn = true;
	size_t i, n = 0;

	for (i = 0; i < x->open.n; i++) {
		struct exam *m = x->open.at[i];

		m->ready = turn && m->stage == STAGE_DONE;
		n += m->ready;
		if (m->stage != STAGE_DONE && now - m->began < OVERTAKE_MS)
			turn = false;
	}
	return n;
}

void
exams_commit(struct exams *x)
{
	struct err e = { 0 };
	bool together;
	size_t i, n = mark_ready(x);

	if (n == 0 || core_db_waits(x->core))
		return;
	/* a mail by itself at once, many of them together */
	if (n < x->open.n && n < TOGETHER &&
	    clock_mono_ms() - x->since < WAIT_MS)
		return;
	x->since = 0;
	together = finish_all(x, &e) == 0;
	flow_said(&x->core->flow, together);
	for (i = 0; i < x->open.n; i++) {
		struct exam *m = x->open.at[i];

		if (!m->ready)
			continue;
		if (together)
			tell_one(m);
		else
			finish_alone(x, m);
		if (!together && core_db_waits(x->core))
			return;		/* kept, and tried again later */
		arrive_file(x->core, m->inbox);
		exam_close(x, m);
		i--;
	}
}
