/* SPDX-License-Identifier: ISC */
/*
 * What was said, out of the database: what people said and what mails came
 * (inbox), what was decided (journal), what was sent (outbox), and the notes
 * that are no rows.  All rows of one moment show together, in the order of
 * the inbox rows that they come from, so a rehearsal that was killed and goes
 * on prints the same.
 */
#include <stdlib.h>
#include <string.h>

#include "cli/rehearse.h"
#include "store/store.h"
#include "text/mail.h"

#define REPLIES	"mail:rehearsal/reply/"	/* source of a written answer */

int
said_note(struct saying *s, int64_t at, enum said_rank rank, const char *kind,
    const char *who, const char *text, struct err *e)
{
	struct said *one = arena_alloc(s->arena, sizeof(*one));

	*one = (struct said){ .at = at, .rank = rank, .kind = kind,
	    .who = arena_str(s->arena, who),
	    .text = arena_str(s->arena, text), .id = (int64_t)s->notes.n };
	list_add_in(s->arena, &s->notes, one);
	if (rank == SAID_BEFORE)
		return 0;
	return store_int(s->store, e, &one->cause, "SELECT MAX(id) FROM inbox "
	    "WHERE at <= $1", "i", at) == -1 ? -1 : 0;
}

static struct said *
add(struct arena *a, struct list *all, enum said_rank rank, struct rows *r)
{
	struct said *one = arena_alloc(a, sizeof(*one));

	one->rank = rank;
	one->id = rows_int(r, 0);
	one->at = rows_int(r, 1);
	one->cause = rows_int(r, 2);
	list_add_in(a, all, one);
	return one;
}

#define FILE_MARK	"filename=\""

/* The text of a mail that reply_write() wrote, above the quotation, and the
 * name of the file beside it. */
static const char *
reply_text(struct arena *a, struct span raw)
{
	const char *body = memmem(raw.p, raw.n, "\r\n\r\n", 4), *end;
	const char *file = memmem(raw.p, raw.n, "\r\n--" REPLY_BOUNDARY,
	    strlen("\r\n--" REPLY_BOUNDARY)) == NULL ? NULL : memmem(raw.p,
	    raw.n, FILE_MARK, strlen(FILE_MARK));
	struct span rest, line;
	struct buf b = { 0 };
	char *text;

	if (body == NULL)
		return "";
	body += 4;
	/* of the parts the first one is the text */
	if (file != NULL && (body = memmem(body, (size_t)(raw.p + raw.n -
	    body), "\r\n\r\n", 4)) == NULL)
		return "";
	if (file != NULL) {
		body += 4;
		buf_addf(&b, "[%.*s] ", (int)strcspn(file + strlen(FILE_MARK),
		    "\""), file + strlen(FILE_MARK));
	}
	end = memmem(body, (size_t)(raw.p + raw.n - body), "\r\n\r\nOn ", 7);
	if (end == NULL)
		end = raw.p + raw.n;
	rest = (struct span){ body, (size_t)(end - body) };
	while (span_line(&rest, &line))
		buf_addf(&b, SPAN_FMT "\n", SPAN_ARG(line));
	text = arena_str(a, buf_str(&b));
	buf_free(&b);
	return text;
}

/* A row of the inbox: a person's words, or a mail that came. */
static void
fill_in(struct arena *a, struct said *one, struct rows *r, bool full)
{
	const char *channel = rows_text(r, 3), *source = rows_text(r, 4);
	const char *state = rows_text(r, 5), *actor = rows_text(r, 6);
	bool mail = strcmp(channel, "mail") == 0;

	one->kind = !mail || actor != NULL ? "said" : "came";
	one->how = mail ? "mail" : strcmp(source, "room") == 0 ? "room" :
	    strcmp(source, "chat") == 0 ? "chat" : "console";
	one->who = rows_str(r, actor != NULL ? 6 : 7, a);
	one->refused = strcmp(state, "refused") == 0;
	one->subject = rows_str(r, 8, a);
	one->verdict = rows_str(r, 9, a);
	one->vendor = rows_str(r, 10, a);
	if (!mail)
		one->text = arena_strn(a, rows_bytes(r, 11).p,
		    rows_bytes(r, 11).n);
	else if (strncmp(source, REPLIES, sizeof(REPLIES) - 1) == 0)
		one->text = reply_text(a, rows_bytes(r, 11));
	else if (full)
		one->message = arena_strn(a, rows_bytes(r, 11).p,
		    rows_bytes(r, 11).n);
}

static int
take_in(struct saying *s, struct arena *a, struct list *all, struct err *e)
{
	struct rows *r = store_query(s->store, "SELECT id, at, id, channel, "
	    "source, state, actor, sender, subject, verdict, vendor, raw "
	    "FROM inbox JOIN inbox_raw USING (id) WHERE id > $1 AND "
	    "channel <> 'clock' ORDER BY id", "i", s->inbox);
	struct said *one;
	int rc;

	while ((rc = rows_next(r, e)) == 1) {
		one = add(a, all, SAID_IN, r);
		fill_in(a, one, r, s->full);
		s->inbox = one->id;
		s->people += strcmp(one->kind, "said") == 0;
		s->refused += strcmp(one->kind, "said") == 0 && one->refused;
	}
	rows_end(r);
	return rc;
}

static int
take_journal(struct saying *s, struct arena *a, struct list *all,
    struct err *e)
{
	struct rows *r = store_query(s->store, "SELECT id, at, "
	    "COALESCE(cause, 0), actor, subject, what, channel FROM journal "
	    "WHERE id > $1 ORDER BY id", "i", s->journal);
	struct said *one;
	int rc;

	while ((rc = rows_next(r, e)) == 1) {
		one = add(a, all, SAID_LOG, r);
		one->kind = "log";
		one->who = rows_str(r, 3, a);
		one->subject = rows_str(r, 4, a);
		one->text = rows_str(r, 5, a);
		one->how = rows_str(r, 6, a);
		s->journal = one->id;
	}
	rows_end(r);
	return rc;
}

static int
take_recipients(struct saying *s, struct arena *a, struct said *one,
    struct err *e)
{
	struct rows *r = store_query(s->store, "SELECT address FROM "
	    "recipients WHERE outbox = $1 AND address <> '' "
	    "ORDER BY address", "i", one->id);
	struct buf b = { 0 };
	int rc;

	while ((rc = rows_next(r, e)) == 1) {
		buf_addf(&b, "%s%s", b.n > 0 ? ", " : "", rows_text(r, 0));
		list_add_in(a, &one->to, rows_str(r, 0, a));
	}
	rows_end(r);
	one->who = arena_str(a, buf_str(&b));
	buf_free(&b);
	return rc;
}

/* Whom a JID belongs to, by the id. */
static const char *
whom(const struct saying *s, struct arena *a, const char *jid)
{
	const struct person *p = people_by_jid(&s->config->people, jid);

	return p != NULL ? p->id : arena_str(a, jid);
}

static void
fill_mail(struct arena *a, struct said *one, struct span bytes)
{
	struct buf text = { 0 }, html = { 0 };

	own_parts(bytes, &text, &html);
	one->text = arena_str(a, buf_str(&text));
	if (html.n > 0)
		one->html = arena_str(a, html.p);
	one->message = arena_strn(a, bytes.p, bytes.n);
	buf_free(&text);
	buf_free(&html);
}

static int
take_outbox(struct saying *s, struct arena *a, struct list *all,
    struct err *e)
{
	struct rows *r = store_query(s->store, "SELECT id, at, "
	    "COALESCE(cause, 0), channel, target, subject, body FROM outbox "
	    "JOIN outbox_body USING (id) WHERE id > $1 ORDER BY id", "i",
	    s->outbox);
	struct said *one;
	int rc;

	while ((rc = rows_next(r, e)) == 1) {
		one = add(a, all, SAID_OUT, r);
		s->outbox = one->id;
		if (strcmp(rows_text(r, 3), "mail") == 0) {
			one->kind = "mail";
			one->subject = rows_str(r, 5, a);
			if (s->full)
				fill_mail(a, one, rows_bytes(r, 6));
			s->mails++;
			if (take_recipients(s, a, one, e) == -1) {
				rc = -1;
				break;
			}
			continue;
		}
		one->kind = rows_text(r, 4) != NULL ? "chat" : "room";
		if (rows_text(r, 4) != NULL)
			one->who = whom(s, a, rows_text(r, 4));
		one->text = arena_strn(a, rows_bytes(r, 6).p,
		    rows_bytes(r, 6).n);
		s->chats++;
	}
	rows_end(r);
	return rc;
}

static int
compare(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

static int
in_order(const void *pa, const void *pb)
{
	const struct said *a = *(const struct said *const *)pa;
	const struct said *b = *(const struct said *const *)pb;
	int c = compare(a->at, b->at);

	if (c == 0 && (a->rank == SAID_BEFORE || b->rank == SAID_BEFORE))
		c = compare(a->rank, b->rank);
	if (c == 0)
		c = compare(a->cause, b->cause);
	if (c == 0)
		c = compare(a->rank, b->rank);
	return c != 0 ? c : compare(a->id, b->id);
}

int
said_show(struct saying *s, struct err *e)
{
	struct arena *a = arena_new();
	struct list all = { 0 };
	size_t i;
	int rc = -1;

	if (take_in(s, a, &all, e) == -1 ||
	    take_journal(s, a, &all, e) == -1 ||
	    take_outbox(s, a, &all, e) == -1)
		goto out;
	for (i = 0; i < s->notes.n; i++)
		list_add_in(a, &all, s->notes.at[i]);
	if (all.n > 0)
		qsort(all.at, all.n, sizeof(*all.at), in_order);
	for (i = 0; i < all.n; i++)
		s->print(s->out, all.at[i]);
	if (s->notes.n > 0) {
		arena_free(s->arena);
		s->arena = arena_new();
		s->notes = (struct list){ 0 };
	}
	rc = 0;
out:
	arena_free(a);
	return rc;
}
