/* SPDX-License-Identifier: ISC */
/*
 * What leaves: rows are leased to a role, "sending" is committed before the
 * last piece of a mail may go, outcomes are gathered and written together.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/log.h"
#include "base/mem.h"
#include "flow/work.h"
#include "store/agenda.h"
#include "store/journal.h"

/* An outcome that waits in memory for the next commit. */
struct outcome {
	int64_t		 row;
	char		*address;	/* "" for chat; NULL: whoever of the
					 * row is not named behind it */
	const char	*state;
	int64_t		 code;
	char		*text;
	bool		 last;		/* of its row: settle */
	bool		 all;		/* and all that were named have it */
};

static struct list waiting;	/* struct outcome * */

int
flow_lease_mail(struct flow *f, int64_t *ids, int max, struct err *e)
{
	int n = outbox_due(f->store, "mail", f->now(), ids, max, e);

	if (n > 0 && outbox_lease(f->store, "mail", f->now(), ids[n - 1],
	    e) == -1)
		return -1;
	return n;
}

static void
add_outcome(int64_t row, const char *address, const char *state, int64_t code,
    const char *text, bool last)
{
	struct outcome *o = mem_alloc(sizeof(*o));

	o->row = row;
	o->address = mem_str(address);
	o->state = state;
	o->code = code;
	o->text = mem_str(text);
	o->last = last;
	list_add(&waiting, o);
}

static bool
all_sent(const struct post_result *r)
{
	size_t i;

	for (i = 0; i < r->recipients.n; i++)
		if (((const struct post_rcpt *)r->recipients.at[i])->outcome !=
		    POST_SENT)
			return false;
	return r->recipients.n > 0;
}

static const char unsaid[] = "the postman did not say what became of it";

/* The row's own recipients count, not who is named: those who are not are in
 * doubt.  Before the others are noted; or, where all named ones have it, only
 * if it turns out that there are more. */
void
flow_mail_result(struct flow *f, const struct post_result *r)
{
	static const char *const states[] = { [POST_SENT] = "sent",
	    [POST_LATER] = "queued", [POST_REFUSED] = "failed",
	    [POST_UNKNOWN] = "unknown" };
	bool all = all_sent(r);
	size_t i;

	(void)f;
	if (!all)
		add_outcome(r->row, NULL, "unknown", 0, unsaid,
		    r->recipients.n == 0);
	for (i = 0; i < r->recipients.n; i++) {
		const struct post_rcpt *p = r->recipients.at[i];

		add_outcome(r->row, p->address, states[p->outcome <=
		    POST_UNKNOWN ? p->outcome : POST_UNKNOWN], p->code,
		    p->text, i + 1 == r->recipients.n);
	}
	((struct outcome *)waiting.at[waiting.n - 1])->all = all;
}

void
flow_chat_result(struct flow *f, int64_t row, bool ok, const char *why)
{
	(void)f;
	add_outcome(row, "", ok ? "sent" : "queued", 0, why, true);
}

size_t
flow_waiting(void)
{
	return waiting.n;
}

static void
free_outcomes(size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		struct outcome *o = waiting.at[i];

		free(o->address);
		free(o->text);
		free(o);
	}
	if (n < waiting.n)	/* and there is an array */
		memmove(waiting.at, waiting.at + n,
		    (waiting.n - n) * sizeof(*waiting.at));
	waiting.n -= n;
}

#define NEXT_MAX 200
#define TEXT_MAX 400	/* bytes of a server's words that are told */

static const char *
next_step(int64_t row, char next[NEXT_MAX])
{
	snprintf(next, NEXT_MAX, "\"patchbot queue show o%lld\" shows it; "
	    "\"patchbot queue retry o%lld\" sends it again, \"patchbot queue "
	    "drop o%lld\" gives it up.", (long long)row, (long long)row,
	    (long long)row);
	return next;
}

static int
tell_trouble(struct flow *f, int64_t row, const char *state,
    const struct outcome *o, struct err *e)
{
	char key[64], what[TEXT_MAX + 400], next[NEXT_MAX];
	const char *text;

	if (strcmp(state, "failed") != 0 && strcmp(state, "unknown") != 0)
		return 0;
	snprintf(key, sizeof(key), "outbox-%lld", (long long)row);
	text = o->text != NULL ? o->text : "no reason given";
	snprintf(what, sizeof(what), "Message %lld to %s is %s: %.*s",
	    (long long)row, o->address == NULL ? "its recipients" :
	    o->address[0] != '\0' ? o->address : "chat",
	    strcmp(state, "failed") == 0 ? "refused" : "in doubt (it may "
	    "have arrived)", (int)utf8_cut(text, TEXT_MAX), text);
	return flow_alert(f, key, what, next_step(row, next), e);
}

static int
settle(struct flow *f, const struct outcome *o, struct err *e)
{
	const char *state;
	int rc;

	if (o->all) {
		rc = outbox_settle_sent(f->store, o->row, f->now(), e);
		if (rc != 0)
			return rc == -1 ? -1 : 0;
		if (outbox_doubt(f->store, o->row, unsaid, e) == -1)
			return -1;
	}
	state = outbox_settle(f->store, o->row, f->now(), e);
	return state == NULL ? -1 : tell_trouble(f, o->row, state, o, e);
}

static int
write_one(struct flow *f, const struct outcome *o, struct err *e)
{
	char code[16];

	if (o->address == NULL) {
		if (outbox_doubt(f->store, o->row, o->text, e) == -1)
			return -1;
		return o->last ? settle(f, o, e) : 0;
	}
	if (outbox_outcome(f->store, o->row, o->address, o->state, o->code,
	    o->text, e) == -1)
		return -1;
	snprintf(code, sizeof(code), "%lld", (long long)o->code);
	if (o->address[0] != '\0' || strcmp(o->state, "sent") != 0)
		log_event("delivery", "to", o->address, "state", o->state,
		    "code", o->code != 0 ? code : NULL, "reply", o->text,
		    NULL);
	/* that one is in doubt is told at once, the others may still go out */
	if (strcmp(o->state, "unknown") == 0 &&
	    tell_trouble(f, o->row, o->state, o, e) == -1)
		return -1;
	return o->last ? settle(f, o, e) : 0;
}

static int
write_waiting(struct flow *f, size_t n, struct err *e)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (write_one(f, waiting.at[i], e) == -1)
			return -1;
	return 0;
}

int
flow_flush(struct flow *f, struct err *e)
{
	size_t n = waiting.n;

	if (n == 0)
		return 0;
	if (store_begin(f->store, e) == -1)
		return -1;
	if (write_waiting(f, n, e) == -1) {
		store_rollback(f->store);
		return -1;
	}
	if (store_commit(f->store, e) == -1)
		return -1;
	free_outcomes(n);
	return 0;
}

bool
flow_sending(struct flow *f, int64_t first, int64_t last, size_t n,
    struct err *e)
{
	size_t outcomes = waiting.n;

	if (store_begin(f->store, e) == -1)
		return false;
	/* the outcomes first: what was refused before its end is not leased
	 * any more */
	if (write_waiting(f, outcomes, e) == -1 || outbox_sending(f->store,
	    first, last, e) != (int64_t)n) {
		store_rollback(f->store);
		return false;
	}
	if (store_commit(f->store, e) == -1)
		return false;
	free_outcomes(outcomes);
	return true;
}

/* One batch of mails in doubt, told of: their number, or -1. */
static int
recover_some(struct flow *f, struct err *e)
{
	int64_t unknown[256];
	char key[64], what[300];
	int n, i;

	n = outbox_recover(f->store, f->now(), unknown, 256, e);
	for (i = 0; i < n; i++) {
		snprintf(key, sizeof(key), "outbox-%lld",
		    (long long)unknown[i]);
		snprintf(what, sizeof(what), "patchbot ended while message "
		    "%lld was being sent. It may have arrived, or not.",
		    (long long)unknown[i]);
		if (flow_alert(f, key, what, "Ask a recipient. \"patchbot "
		    "queue retry\" sends it again, \"patchbot queue drop\" "
		    "leaves it.", e) == -1)
			return -1;
	}
	return n;
}

/* What recurs, and does not wait already. */
static int
arm_jobs(struct flow *f, struct err *e)
{
	struct arena *a = arena_new();
	struct work w;
	int64_t n;
	size_t i;
	int rc = 0;

	work_open(&w, f, a);
	w.actor.name = "clock";
	for (i = 0; jobs[i] != NULL && rc != -1; i++) {
		if (jobs[i]->arm == NULL)
			continue;
		n = 0;
		rc = store_int(f->store, e, &n, "SELECT COUNT(*) FROM agenda "
		    "WHERE job = $1 AND state = 'waiting'", "s",
		    jobs[i]->name);
		if (rc != -1 && n == 0)
			rc = jobs[i]->arm(&w, e);
	}
	work_close(&w);
	arena_free(a);
	return rc == -1 ? -1 : 0;
}

/* Those that hold what is stored against the configuration. */
static int
follow(struct flow *f, struct err *e)
{
	struct arena *a = arena_new();
	struct work w;
	size_t i;
	int rc = 0;

	work_open(&w, f, a);
	w.actor.name = "clock";
	for (i = 0; jobs[i] != NULL && rc == 0; i++)
		if (jobs[i]->follow != NULL)
			rc = jobs[i]->follow(&w, e);
	work_close(&w);
	arena_free(a);
	return rc;
}

int
flow_reloaded(struct flow *f, struct err *e)
{
	if (store_begin(f->store, e) == -1)
		return -1;
	if (follow(f, e) == -1) {
		store_rollback(f->store);
		return -1;
	}
	return store_commit(f->store, e);
}

int
flow_recover(struct flow *f, struct err *e)
{
	int n;

	if (store_begin(f->store, e) == -1)
		return -1;
	while ((n = recover_some(f, e)) > 0)
		;
	if (n == -1 || arm_jobs(f, e) == -1 || follow(f, e) == -1) {
		store_rollback(f->store);
		return -1;
	}
	return store_commit(f->store, e);
}
