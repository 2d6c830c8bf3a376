/* SPDX-License-Identifier: ISC */
/* Looking at rows and putting them back; see queue.h. */
#include "proc/queue.h"

#include <string.h>

#include "base/arena.h"
#include "base/clock.h"
#include "store/inbox.h"
#include "store/journal.h"

#define LIST_MAX 200
#define GONE	"Its bytes are kept no longer (keep, in patchbot.conf(5)).\n"

static void
list_rows(struct rows *r, char letter, const char *title, struct buf *out)
{
	struct err e = { 0 };
	char t[CLOCK_TEXT];
	int n = 0;

	while (rows_next(r, &e) == 1) {
		if (n++ == 0)
			buf_addf(out, "%s\n", title);
		buf_addf(out, "  %c%-6lld %-8s %s  tries %lld  %s  %s\n",
		    letter, (long long)rows_int(r, 0), rows_text(r, 1),
		    clock_minute(rows_int(r, 2), t), (long long)rows_int(r, 3),
		    rows_text(r, 4) != NULL ? rows_text(r, 4) : "-",
		    rows_text(r, 5) != NULL ? rows_text(r, 5) : "");
	}
	rows_end(r);
}

static bool
list_all(struct flow *f, struct buf *out)
{
	size_t before = out->n;

	list_rows(store_query(f->store, "SELECT id, state, at, tries, sender, "
	    "COALESCE(why, subject) FROM inbox WHERE state IN ('new', "
	    "'poison') ORDER BY id LIMIT $1", "i",
	    (int64_t)LIST_MAX), 'i', "waiting or set aside in the inbox:",
	    out);
	list_rows(store_query(f->store, "SELECT id, state, at, tries, "
	    "COALESCE(target, channel), subject FROM outbox WHERE state IN "
	    "('queued', 'leased', 'sending', 'failed', 'unknown') "
	    "ORDER BY id LIMIT $1", "i", (int64_t)LIST_MAX), 'o',
	    "waiting or in doubt in the outbox:", out);
	if (out->n == before)
		buf_adds(out, "Nothing waits.\n");
	return true;
}

static bool
show_inbox(struct flow *f, int64_t id, struct buf *out)
{
	struct arena *a = arena_new();
	struct inbox_row r;
	struct err e = { 0 };
	char t[CLOCK_TEXT];
	int rc = inbox_get(f->store, a, id, &r, &e);

	if (rc == 1) {
		buf_addf(out, "inbox row %lld, %s, from %s\narrived %s, state "
		    "%s, tries %lld\n", (long long)id, r.channel, r.sender !=
		    NULL ? r.sender : "-", clock_minute(r.at, t), r.state,
		    (long long)r.tries);
		if (r.subject != NULL)
			buf_addf(out, "subject: %s\n", r.subject);
		if (r.verdict != NULL)
			buf_addf(out, "verdict: %s\n", r.verdict);
		if (r.why != NULL)
			buf_addf(out, "%s\n", r.why);
		if (r.raw.p != NULL)
			buf_addf(out, "%zu bytes\n", r.raw.n);
		else
			buf_adds(out, GONE);
	} else {
		buf_addf(out, "%s\n", rc == 0 ? "There is no such row." :
		    e.text);
	}
	arena_free(a);
	return rc == 1;
}

static bool
show_outbox(struct flow *f, int64_t id, struct buf *out)
{
	struct arena *a = arena_new();
	struct outbox_row o;
	struct err e = { 0 };
	char t[CLOCK_TEXT];
	int rc = outbox_get(f->store, a, id, &o, &e);
	struct rows *r;

	if (rc != 1) {
		buf_addf(out, "%s\n", rc == 0 ? "There is no such row." :
		    e.text);
		goto out;
	}
	buf_addf(out, "outbox row %lld, %s %s\nwritten %s, state %s, tries "
	    "%lld\n", (long long)id, o.channel, o.unique_name,
	    clock_minute(o.at, t), o.state, (long long)o.tries);
	r = store_query(f->store, "SELECT address, state, code, reply "
	    "FROM recipients WHERE outbox = $1 ORDER BY address", "i", id);
	while (rows_next(r, &e) == 1)
		buf_addf(out, "  %s: %s %lld %s\n", rows_text(r, 0),
		    rows_text(r, 1), (long long)rows_int(r, 2),
		    rows_text(r, 3) != NULL ? rows_text(r, 3) : "");
	rows_end(r);
	buf_addc(out, '\n');
	if (o.body.p != NULL) {
		utf8_add_clean(out, o.body.p, o.body.n < 20000 ? o.body.n :
		    20000);
		buf_addc(out, '\n');
	} else {
		buf_adds(out, GONE);
	}
out:
	arena_free(a);
	return rc == 1;
}

static bool
change(struct flow *f, bool inbox, bool drop, int64_t id, struct buf *out)
{
	struct journal_line l = { .at = f->now(), .actor = "operator",
	    .assurance = "confirmed", .channel = "console" };
	struct buf what = { 0 };
	struct err e = { 0 };
	int rc;

	if (inbox && drop) {
		buf_adds(out, "What arrived is never dropped; a poison row "
		    "may stay as it is.\n");
		return false;
	}
	if (store_begin(f->store, &e) == -1)
		goto fail;
	rc = inbox ? inbox_retry(f->store, id, &e) :
	    drop ? outbox_drop(f->store, id, f->now(), &e) :
	    outbox_retry(f->store, id, &e);
	buf_addf(&what, "%s %s row %lld", drop ? "dropped" : "put back",
	    inbox ? "inbox" : "outbox", (long long)id);
	l.what = what.p;
	if (rc == 1 && journal_add(f->store, &l, &e) == -1)
		rc = -1;
	if (rc == -1 || store_commit(f->store, &e) == -1) {
		store_rollback(f->store);
		buf_free(&what);
		goto fail;
	}
	if (rc == 1)
		buf_addf(out, "Done: %s.\n", what.p);
	else
		buf_addf(out, "Nothing to do: there is no %s row %lld that "
		    "%s. \"queue\" lists what there is.\n", inbox ?
		    "inbox" : "outbox", (long long)id, inbox ?
		    "was set aside" : drop ? "waits, failed or is in doubt" :
		    "failed or is in doubt");
	buf_free(&what);
	f->mail_waits = f->chat_waits = true;
	return rc == 1;
fail:
	buf_addf(out, "%s\n", e.text);
	return false;
}

static bool
usage(struct buf *out)
{
	buf_adds(out, "usage: queue list | show ROW | retry ROW | drop ROW, "
	    "where ROW is i12 (inbox) or o7 (outbox)\n");
	return false;
}

bool
queue_run(struct flow *f, const char *request, struct buf *out)
{
	struct span rest = span_of(request), verb, row;
	char number[24] = "";
	long long id = 0;
	bool inbox;

	if (!span_word(&rest, &verb) || span_eq_nocase(verb, "list"))
		return list_all(f, out);
	if (!span_word(&rest, &row) || row.n < 2 || row.n > 20 ||
	    (row.p[0] != 'i' && row.p[0] != 'o'))
		return usage(out);
	memcpy(number, row.p + 1, row.n - 1);
	inbox = row.p[0] == 'i';
	if (!str_number(number, 1, INT64_MAX, &id))
		return usage(out);
	if (span_eq_nocase(verb, "show"))
		return inbox ? show_inbox(f, id, out) :
		    show_outbox(f, id, out);
	if (span_eq_nocase(verb, "retry"))
		return change(f, inbox, false, id, out);
	if (span_eq_nocase(verb, "drop"))
		return change(f, inbox, true, id, out);
	return usage(out);
}
