/* SPDX-License-Identifier: ISC */
/* A mail's way: into the inbox, through the gate (gate.c), to its handlers. */
#include <stdio.h>
#include <string.h>

#include "flow/keys.h"
#include "flow/work.h"
#include "text/keyring.h"

static char *
source_of(struct arena *a, const struct mail_arrived *m)
{
	return arena_printf(a, "mail:%s/%s/%lld", m->account, m->mailbox,
	    (long long)m->uidvalidity);
}

/* How far a mailbox was read: the role asks from there after a start. */
static int
move_cursor(struct flow *f, const struct mail_arrived *m, struct arena *a,
    struct err *e)
{
	long long uid;

	if (m->uidvalidity == 0 ||
	    !str_number(m->key, 0, UINT32_MAX, &uid))
		return 0;
	return store_exec(f->store, e, "INSERT INTO cursors (source, "
	    "uidvalidity, uid) VALUES ($1, $2, $3) ON CONFLICT (source) "
	    "DO UPDATE SET uidvalidity = excluded.uidvalidity, uid = CASE "
	    "WHEN cursors.uidvalidity = excluded.uidvalidity AND "
	    "cursors.uid > excluded.uid THEN cursors.uid ELSE excluded.uid "
	    "END", "sii", arena_printf(a, "%s/%s", m->account, m->mailbox),
	    m->uidvalidity, (int64_t)uid) == -1 ? -1 : 0;
}

static bool
is_open(const char *state)
{
	return strcmp(state, "new") == 0;
}

int
flow_mail_in(struct flow *f, const struct mail_arrived *m, struct span bytes,
    int64_t *inbox, int64_t *folder, struct err *e)
{
	struct arena *a = arena_new();
	struct inbox_row row = { .channel = "mail", .source = source_of(a, m),
	    .key = m->key, .at = f->now(), .raw = bytes, .cut = m->cut,
	    .received_at = m->received };
	char *state;
	int rc;

	*folder = -1;
	rc = inbox_add(f->store, &row, e);
	*inbox = row.id;
	if (rc == 1 && move_cursor(f, m, a, e) == -1)
		rc = -1;
	if (rc == 0) {
		rc = store_text(f->store, e, a, &state, "SELECT state FROM "
		    "inbox WHERE id = $1", "i", row.id);
		if (rc == 1 && !is_open(state))
			rc = store_int(f->store, e, folder, "SELECT folder "
			    "FROM inbox WHERE id = $1", "i", row.id);
		rc = rc == -1 ? -1 : 0;
	}
	arena_free(a);
	return rc;
}

/* The reasons, one a line; first, where it could not be read, why. */
static const char *
join_why(struct arena *a, const struct list *why, const struct reading *r)
{
	struct buf b = { 0 };
	char *text;
	size_t i;

	if (r->failed != NULL)
		buf_addf(&b, "it could not be read: %s", r->failed);
	for (i = 0; i < why->n; i++)
		buf_addf(&b, "%s%s", b.n > 0 ? "\n" : "",
		    (const char *)why->at[i]);
	text = arena_strn(a, buf_str(&b), b.n);
	buf_free(&b);
	return text;
}

void
mail_of_row(const struct work *w, struct mail_in *m)
{
	const struct config *c = w->flow->config;
	size_t i;

	*m = (struct mail_in){
		.inbox = w->row.id, .vendor = w->row.vendor,
		.vendor_name = w->row.vendor, .sender = w->row.sender,
		.subject = w->row.subject, .message_id = w->row.message_id,
		.verdict = w->row.verdict, .why = w->row.why,
		.received = w->old ? w->row.received_at : w->row.at,
		.dated = w->dated, .old = w->old,
		.evidence = w->ev,
		.reading = w->reading,
	};
	for (i = 0; m->vendor != NULL && i < c->vendors.n; i++) {
		const struct vendor *v = c->vendors.at[i];

		if (strcmp(v->id, m->vendor) == 0 && v->name != NULL)
			m->vendor_name = v->name;
	}
}

int
mail_handlers_run(struct work *w, enum mail_event event,
    const struct mail_in *m, struct err *e)
{
	size_t i;

	for (i = 0; mail_handlers[i] != NULL; i++)
		if (mail_handlers[i]->event == event &&
		    mail_handlers[i]->run(w, m, e) == -1)
			return -1;
	return 0;
}

/* What stands for the reading of a mail that was not read. */
static const struct reading nothing;

static int
quarantine(struct work *w, struct err *e)
{
	struct mail_in m;
	struct buf kept = { 0 };
	struct span bytes;
	int rc = 0;

	w->row.state = "refused";
	w->row.folder = FOLDER_QUARANTINED;
	/* kept, so that a release needs no second reading */
	if (w->reading != &nothing && w->reading->failed == NULL &&
	    !w->row.cut) {
		reading_pack(&kept, w->reading);
		bytes = (struct span){ kept.p, kept.n };
		rc = store_exec(w->flow->store, e, "UPDATE inbox SET "
		    "reading = $2 WHERE id = $1", "ib", w->row.id,
		    &bytes) == -1 ? -1 : 0;
		buf_free(&kept);
	}
	mail_of_row(w, &m);
	if (rc == -1 || work_journal(w, e, NULL, "quarantined mail %lld "
	    "(%s): %s", (long long)w->row.id, w->row.verdict,
	    w->row.sender != NULL ? w->row.sender : "no readable sender") == -1)
		return -1;
	return mail_handlers_run(w, MAIL_QUARANTINED, &m, e);
}

/*
 * Were these very words, of this very signature, in another mail?  A signature
 * holds in any envelope, so a Message-ID does not tell.
 */
static int
was_signed_before(struct work *w, struct err *e)
{
	int64_t first = 0;

	if (store_exec(w->flow->store, e, "INSERT INTO signed_mails (id, "
	    "inbox) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING", "si",
	    w->reading->signed_id, w->row.id) == -1 ||
	    store_int(w->flow->store, e, &first, "SELECT inbox FROM "
	    "signed_mails WHERE id = $1", "s", w->reading->signed_id) == -1)
		return -1;
	return first != w->row.id;
}

/*
 * Did this very mail come before?  A mailbox whose server numbers it anew, a
 * second copy by another way, and a proven mail that somebody else sends once
 * more must not do its commands again.
 */
static int
is_repeat(struct work *w, struct err *e)
{
	int64_t n = 0;
	int rc;

	if (w->reading->signed_id != NULL &&
	    (rc = was_signed_before(w, e)) != 0)
		return rc;
	if (w->row.message_id == NULL)
		return 0;
	return store_int(w->flow->store, e, &n, "SELECT COUNT(*) FROM inbox "
	    "WHERE message_id = $1 AND actor = $2 AND id <> $3", "ssi",
	    w->row.message_id, w->row.actor, w->row.id) == -1 ? -1 : n > 0;
}

void
work_instead(struct work *w, const char *line)
{
	w->instead.n = 0;
	list_add_in(w->arena, &w->instead, arena_str(w->arena, line));
}

void
work_instead_of(struct work *w, size_t i, const char *line)
{
	const struct list *all = &w->reading->commands;
	size_t k;

	for (k = w->instead.n; k < all->n; k++)
		list_add_in(w->arena, &w->instead, all->at[k]);
	w->instead.at[i] = arena_str(w->arena, line);
}

void
work_quiet(struct work *w)
{
	w->quiet = true;
}

void
work_settled(struct work *w)
{
	w->settled = true;
}

/* Its lines are commands, or the answer to something that was asked. */
static int
take_lines(struct work *w, struct err *e)
{
	static const struct list none;
	struct mail_in m;

	mail_of_row(w, &m);
	if (mail_handlers_run(w, MAIL_ANSWER, &m, e) == -1)
		return -1;
	/* a calendar's reply is answered by its handler, or by nobody */
	if (w->reading->replies.n > 0 && w->instead.n == 0)
		work_quiet(w);
	return command_mail(w, w->settled ? &none : w->instead.n > 0 ?
	    &w->instead : &w->reading->commands, e);
}

static int
take_command(struct work *w, const struct gate *g, struct err *e)
{
	int rc;

	if (g->assurance > ASSURE_NONE &&
	    bounce_forget(w, w->ev->from, e) == -1)
		return -1;
	w->actor = (struct actor){ .person = g->person,
	    .name = g->person->name, .roles = g->person->roles,
	    .assurance = g->assurance, .channel = CHANNEL_MAIL };
	/* only where nothing was read but what was signed */
	if (g->assurance == ASSURE_SIGNED && !w->reading->signed_only)
		w->actor.assurance = ASSURE_NONE;
	w->row.actor = g->person->id;
	w->row.folder = FOLDER_COMMANDS;
	w->row.state = "done";
	if ((rc = is_repeat(w, e)) != 0) {
		w->row.why = "this mail came before, by its Message-ID or its "
		    "signature; its commands are not done again";
		return rc == 1 ? 0 : -1;
	}
	if (w->reading->failed != NULL)
		return work_reply(w, arena_printf(w->arena, "Your mail could "
		    "not be read, and nothing that it says was done: %s. Send "
		    "the commands once more, as plain text.\n",
		    w->reading->failed), e);
	if (take_lines(w, e) == -1)
		return -1;
	if (w->refused)
		w->row.state = "refused";
	return 0;
}

#define SIGNS_OF_MACHINES (SIGN_LIST | SIGN_AUTO | SIGN_BULK | \
	SIGN_NULL_SENDER)

/* One of ours, however it came back: its own mark, our address, its id. */
static int
is_ours(struct work *w, struct err *e)
{
	int64_t n = 0;

	if ((w->ev->signs & SIGN_OURS) ||
	    str_eq_nocase(w->ev->from, w->flow->config->address))
		return 1;
	if (w->ev->message_id == NULL)
		return 0;
	return store_int(w->flow->store, e, &n, "SELECT COUNT(*) FROM outbox "
	    "WHERE unique_name = $1 AND channel = 'mail'", "s",
	    w->ev->message_id) == -1 ? -1 : n > 0;
}

/* A calendar's reply of somebody invited whom nobody registered: he can
 * confirm nothing, so it counts only where it is proven. */
static int
take_guest(struct work *w, const struct gate *g, struct err *e)
{
	struct actor nobody = w->actor;
	struct mail_in m;

	if (w->reading->replies.n == 0 || g->judgement.vendor != NULL ||
	    g->judgement.verdict == VERDICT_MALFORMED ||
	    !judge_domain_proven(w->ev) || !judge_id_proven(w->ev))
		return 0;
	w->actor = (struct actor){ .name = w->ev->from,
	    .assurance = ASSURE_DOMAIN, .channel = CHANNEL_MAIL };
	mail_of_row(w, &m);
	if (mail_handlers_run(w, MAIL_REPLY, &m, e) == -1)
		return -1;
	if (!w->quiet)
		w->actor = nobody;
	return w->quiet;
}

/* Calendars mark what they send for their owners as a machine's. */
static bool
by_machine(const struct work *w)
{
	unsigned signs = w->ev->signs & SIGNS_OF_MACHINES;

	return signs != 0 && (w->reading->replies.n == 0 ||
	    signs != SIGN_AUTO);
}

/* What kind of mail is it, once the vendors' were dealt with? */
static int
take_other(struct work *w, const struct gate *g, struct err *e)
{
	enum mail_class class = w->reading->mail_class;

	int rc = is_ours(w, e);

	w->row.state = "done";
	w->row.folder = FOLDER_COMMANDS;
	if (rc != 0) {
		w->row.why = "our own mail came back to us; left alone";
		return rc == 1 ? 0 : -1;
	}
	if (w->old && (class >= CLASS_AUTO_REPLY || (g->person != NULL &&
	    g->judgement.vendor == NULL))) {
		w->row.why = "old when it was read (old-mail); recorded, and "
		    "nothing that it says was done";
		if (g->person == NULL)
			return 0;
		/* so that a second copy is known to be one */
		w->row.actor = g->person->id;
		return is_repeat(w, e) == -1 ? -1 : 0;
	}
	if (class == CLASS_BOUNCE)
		return bounce_take(w, e);
	if (class == CLASS_AUTO_REPLY)
		return away_take(w, g->person, e);
	if (class == CLASS_REPORT) {
		w->row.why = "a report of a mail system about mails; filed, "
		    "not answered";
		return 0;
	}
	if (g->person == NULL && !w->old && (rc = take_guest(w, g, e)) != 0)
		return rc == 1 ? 0 : -1;
	if (g->person == NULL || g->judgement.verdict == VERDICT_MALFORMED ||
	    g->judgement.vendor != NULL)
		return quarantine(w, e);
	/* whoever wrote it in that name may have wanted just that */
	if (w->reading->failed != NULL && g->assurance == ASSURE_NONE)
		return quarantine(w, e);
	if (by_machine(w)) {
		w->row.why = "sent by a machine or a list; not answered";
		return 0;
	}
	return take_command(w, g, e);
}

/* What stands in a header that no signature covers. */
static const char *
unproven_subject(struct arena *a, const char *subject)
{
	return subject == NULL ? NULL : arena_printf(a, "(unproven subject) %s",
	    subject);
}

static int
take_vendor(struct work *w, struct err *e)
{
	struct mail_in m;

	w->row.state = "done";
	w->row.folder = FOLDER_POSTED;
	mail_of_row(w, &m);
	if (w->reading->signed_only)
		m.subject = unproven_subject(w->arena, m.subject);
	return mail_handlers_run(w, MAIL_BELIEVED, &m, e);
}

/* A mail over the size limit: its header is kept, a person must look. */
static int
take_cut(struct work *w, struct err *e)
{
	char *what = arena_printf(w->arena, "A mail over the size limit came "
	    "from %s: \"%s\". Only its header was kept (inbox row %lld).",
	    w->row.sender != NULL ? w->row.sender : "an unreadable sender",
	    w->row.subject != NULL ? w->row.subject : "",
	    (long long)w->row.id);

	w->row.verdict = verdict_name(VERDICT_MALFORMED);
	w->row.why = "larger than the limit (mail-limit); only its header "
	    "was read";
	if (!w->old && flow_alert(w->flow, arena_printf(w->arena, "size-%lld",
	    (long long)w->row.id), what, "Look at it in the mailbox; raise "
	    "mail-limit if such mails are wanted.", e) == -1)
		return -1;
	return quarantine(w, e);
}

/* A mailbox of years on the first day: what lies in it is no news. */
static bool
is_old(const struct work *w)
{
	int64_t most = w->flow->config->old_mail;

	return most != 0 && w->row.received_at > 0 &&
	    w->row.at - w->row.received_at > most;
}

static int
take_mail(struct work *w, const struct gate *g, struct err *e)
{
	if (w->row.cut)
		return take_cut(w, e);
	if (g->judgement.verdict == VERDICT_AUTHENTIC &&
	    w->reading->mail_class < CLASS_AUTO_REPLY)
		return take_vendor(w, e);
	return take_other(w, g, e);
}

static int
told_as_old(struct work *w, struct err *e)
{
	struct mail_in m;

	mail_of_row(w, &m);
	return mail_handlers_run(w, MAIL_OLD, &m, e);
}

int
flow_mail_done(struct flow *f, int64_t inbox, const struct evidence *ev,
    const struct reading *reading, int64_t *folder, struct err *e)
{
	struct arena *a = arena_new();
	struct buf packed = { 0 };
	struct work w;
	struct gate g;
	int rc;

	work_open(&w, f, a);
	rc = inbox_get_bare(f->store, a, inbox, &w.row, e);
	if (rc != 1 || !is_open(w.row.state))
		goto out;
	flow_gate(f, a, ev, &g);
	evidence_pack(&packed, ev);
	w.ev = ev;
	w.reading = reading != NULL ? reading : &nothing;
	judge_reading(a, w.reading, &g.judgement);
	w.row.evidence = (struct span){ packed.p, packed.n };
	w.row.sender = ev->from;
	w.row.subject = ev->subject;
	w.row.message_id = ev->message_id;
	w.row.verdict = verdict_name(g.judgement.verdict);
	w.row.vendor = g.judgement.vendor != NULL ?
	    g.judgement.vendor->id : NULL;
	w.row.mail_class = mail_class_name(w.reading->mail_class);
	w.row.why = join_why(a, &g.judgement.why, w.reading);
	w.dated = g.judgement.dated;
	w.old = is_old(&w);
	rc = take_mail(&w, &g, e);
	if (rc == 0 && w.old)
		rc = told_as_old(&w, e);
	if (rc == 0)
		rc = inbox_update(f->store, &w.row, e);
out:
	*folder = w.row.folder;
	buf_free(&packed);
	work_close(&w);
	arena_free(a);
	return rc == -1 ? -1 : 0;
}

int
flow_mail_failed(struct flow *f, int64_t inbox, const char *why,
    struct err *e)
{
	char key[64], what[600], next[160];
	int rc;

	if (store_begin(f->store, e) == -1)
		return -1;
	rc = inbox_failed(f->store, inbox, f->now(), why, e);
	if (rc == 1) {
		snprintf(key, sizeof(key), "poison-%lld", (long long)inbox);
		snprintf(what, sizeof(what), "Inbox row %lld failed %d times "
		    "and was set aside; nothing of it is lost. The reason: "
		    "%s", (long long)inbox, INBOX_TRIES, why);
		snprintf(next, sizeof(next), "\"patchbot queue show i%lld\" "
		    "shows it, \"patchbot queue retry i%lld\" tries it again.",
		    (long long)inbox, (long long)inbox);
		rc = flow_alert(f, key, what, next, e);
	}
	if (rc == -1) {
		store_rollback(f->store);
		return -1;
	}
	return store_commit(f->store, e);
}
