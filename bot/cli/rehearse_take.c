/* SPDX-License-Identifier: ISC */
/* What arrives in a rehearsal, given to the flow as core gives it; see
 * rehearse_run.h. */
#include "base/log.h"
#include "cli/rehearse_run.h"
#include "store/inbox.h"

static int
try_mail(struct flow *f, int64_t inbox, const struct evidence *evidence,
    const struct reading *reading, struct err *e)
{
	int64_t folder;
	struct gate g;
	struct arena *a = arena_new();
	int rc = store_begin(f->store, e);

	flow_gate(f, a, evidence, &g);
	if (rc == 0 && reading->failed != NULL &&
	    g.judgement.verdict == VERDICT_AUTHENTIC)
		rc = err_set(e, ERR_INPUT, "a proven mail could not be read: "
		    "%s", reading->failed);
	if (rc == 0)
		rc = flow_mail_done(f, inbox, evidence, reading, &folder, e);
	if (rc == 0)
		rc = store_commit(f->store, e);
	else
		store_rollback(f->store);
	flow_said(f, rc == 0);
	arena_free(a);
	return rc;
}

/* Tried as often as core does, but at once: it would come out the same. */
static int
judge_mail(struct flow *f, int64_t inbox, const struct evidence *evidence,
    const struct reading *reading, const char *failed, struct err *e)
{
	struct err why;
	int i;

	for (i = 0; i < INBOX_TRIES; i++) {
		why = (struct err){ 0 };
		if (evidence == NULL)
			err_set(&why, ERR_INPUT, "%s", failed);
		else if (try_mail(f, inbox, evidence, reading, &why) == 0)
			return 0;
		if (flow_no_room(&why)) {
			*e = why;
			return -1;
		}
		if (i == 0)
			log_warnx("inbox row %lld: %s", (long long)inbox,
			    why.text);
		if (flow_mail_failed(f, inbox, why.text, e) == -1)
			return -1;
	}
	return 0;
}

static int
put_in(struct flow *f, const struct mail_arrived *m, struct span bytes,
    int64_t *inbox, struct err *e)
{
	int64_t folder;

	if (store_begin(f->store, e) == -1)
		return -1;
	if (flow_mail_in(f, m, bytes, inbox, &folder, e) != -1)
		return store_commit(f->store, e);
	store_rollback(f->store);
	return -1;
}

static int
take_mail(struct run *run, const struct event *ev, struct span bytes, bool cut,
    struct err *e)
{
	const struct mail_arrived m = { .account = "rehearsal",
	    .mailbox = ev->act == ACT_REPLY ? "reply" : "mail",
	    .key = ev->key, .received = run->now, .cut = cut };
	struct arena *a = arena_new();
	struct evidence *evidence = NULL;
	struct reading *reading = NULL;
	struct err why = { 0 };
	int64_t inbox;
	int rc;

	rc = proofs_of(run->proofs, a, ev, bytes, run->now, &evidence,
	    &reading, &why);
	if (rc == -1)
		*e = why;
	if (rc == 0 && ev->act == ACT_REPLY)
		reply_prove(a, evidence);
	if (rc != -1)
		rc = put_in(&run->flow, &m, bytes, &inbox, e);
	if (rc != -1)
		rc = judge_mail(&run->flow, inbox, evidence, reading,
		    why.text, e);
	arena_free(a);
	return rc;
}

int
run_mail(struct run *run, const struct event *ev, struct err *e)
{
	struct buf b = { 0 };
	bool cut = false;
	int rc;

	if (ev->act == ACT_REPLY) {
		rc = reply_write(run->flow.store, run->r->config, ev, &b, e);
	} else {
		if (run->held.n == 0)
			proofs_ahead(run->proofs, run->r->bag,
			    &run->r->events, run->next - 1);
		rc = mailbag_get(run->r->bag, ev->mail, &b, &cut, e);
	}
	if (rc == 0)
		rc = take_mail(run, ev, (struct span){ buf_str(&b), b.n },
		    cut, e);
	buf_free(&b);
	return rc == -1 ? err_in(e, "%s", ev->text) : 0;
}

/* A command at the console; without chat all are said there. */
int
run_console(struct run *run, const struct event *ev, struct err *e)
{
	const char *as = ev->person != NULL ? ev->person->id : NULL;
	struct buf answer = { 0 };
	bool accepted;
	int rc;

	if (as == NULL)
		as = run->r->config->console_person;
	rc = flow_console_in(&run->flow, as, ev->key, ev->text, &answer,
	    &accepted, e);
	if (rc == 0 && answer.n > 0)
		rc = said_note(&run->r->saying, run->now, SAID_BESIDE, "tell",
		    as, answer.p, e);
	buf_free(&answer);
	return rc;
}

int
run_chat(struct run *run, const struct event *ev, struct err *e)
{
	bool room = ev->act == ACT_ROOM;
	struct chat_event chat = { .kind = room ? CHAT_ROOM : CHAT_DIRECT,
	    .nick = room ? ev->person->id : NULL, .body = ev->text,
	    .stream = "rehearsal", .stanza_id = ev->key,
	    .delayed = ev->at < run->now };

	if (!run->r->config->chat_configured)
		return run_console(run, ev, e);
	chat.jid = ev->person->jids.at[0];
	return flow_chat_in(&run->flow, &chat, e);
}
