/* SPDX-License-Identifier: ISC */
/* A person's answer by mail, and our own mails taken apart again; see
 * rehearse.h. */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/fd.h"
#include "cli/rehearse.h"
#include "store/outbox.h"
#include "text/decode.h"
#include "text/encode.h"
#include "text/mail.h"

#define QUOTED_MAX	2000	/* bytes of the mail that is answered */

/* The part behind the next "Content-Type: TYPE", up to the boundary. */
static void
add_part(struct span mail, struct span boundary, const char *type,
    struct buf *out)
{
	const char *at = memmem(mail.p, mail.n, type, strlen(type)), *body;
	struct span part, head;
	const char *end = NULL;

	if (at == NULL)
		return;
	part = (struct span){ at, (size_t)(mail.p + mail.n - at) };
	if ((body = memmem(part.p, part.n, "\r\n\r\n", 4)) == NULL)
		return;
	head = (struct span){ part.p, (size_t)(body - part.p) };
	part.n -= (size_t)(body + 4 - part.p);
	part.p = body + 4;
	if (boundary.n > 0)
		end = memmem(part.p, part.n, boundary.p, boundary.n);
	if (end != NULL)	/* and the line end and "--" before it */
		part.n = (size_t)(end - part.p) - 4;
	if (span_find_nocase(head, "quoted-printable") != NULL)
		decode_quoted_printable(out, part);
	else
		buf_add(out, part.p, part.n);
}

/* Lines end in LF, as they were before. */
static void
without_cr(struct buf *b)
{
	size_t i, n = 0;

	for (i = 0; i < b->n; i++)
		if (b->p[i] != '\r')
			b->p[n++] = b->p[i];
	buf_cut(b, n);
}

void
own_parts(struct span mail, struct buf *text, struct buf *html)
{
	static const char mark[] = " boundary=\"";
	const char *head = memmem(mail.p, mail.n, "\r\n\r\n", 4), *at;
	struct span boundary = { NULL, 0 };

	if (head == NULL)
		return;
	at = memmem(mail.p, (size_t)(head - mail.p), mark, sizeof(mark) - 1);
	if (at != NULL) {
		boundary.p = at + sizeof(mark) - 1;
		boundary.n = strcspn(boundary.p, "\"");
		add_part(mail, boundary, "Content-Type: text/html", html);
	}
	add_part(mail, boundary, "Content-Type: text/plain", text);
	without_cr(text);
	without_cr(html);
}

/* The last mail that any of the person's addresses had when this was written,
 * which may be before it is taken: 1, 0 none, -1. */
static int
last_mail(struct store *s, struct arena *a, const struct event *ev,
    struct outbox_row *row, struct err *e)
{
	const struct person *p = ev->person;
	int64_t id = 0, last = 0;
	size_t i;

	for (i = 0; i < p->mails.n; i++) {
		if (store_int(s, e, &id, "SELECT MAX(outbox) FROM recipients "
		    "JOIN outbox ON outbox.id = recipients.outbox WHERE "
		    "LOWER(address) = $1 AND outbox.at <= $2", "si",
		    p->mails.at[i], ev->at) == -1)
			return -1;
		last = id > last ? id : last;
	}
	return last == 0 ? 0 : outbox_get(s, a, last, row, e);
}

/* What the person writes: new lines and the token put in. */
static int
add_words(struct store *s, struct arena *a, const struct event *ev,
    struct buf *out, struct err *e)
{
	char *token = NULL;
	const char *p;

	if (strstr(ev->text, "$TOKEN") != NULL && store_text(s, e, a, &token,
	    "SELECT token FROM tokens WHERE person = $1 AND made <= $2 "
	    "ORDER BY made DESC, inbox DESC LIMIT 1", "si", ev->person->id,
	    ev->at) == -1)
		return -1;
	for (p = ev->text; *p != '\0'; p++) {
		if (p[0] == '\\' && p[1] == 'n') {
			buf_adds(out, "\r\n");
			p++;
		} else if (strncmp(p, "$TOKEN", 6) == 0) {
			buf_adds(out, token != NULL ? token : "(no token)");
			p += 5;
		} else {
			buf_addc(out, *p);
		}
	}
	buf_adds(out, "\r\n");
	return 0;
}

static void
add_quote(const struct config *c, const struct outbox_row *row,
    struct buf *out)
{
	struct buf text = { 0 }, html = { 0 };
	struct span rest, line;
	char date[CLOCK_TEXT];

	own_parts(row->body, &text, &html);
	buf_addf(out, "\r\nOn %s, %s wrote:\r\n", clock_minute(row->at, date),
	    c->name);
	rest = (struct span){ buf_str(&text), utf8_cut(buf_str(&text),
	    QUOTED_MAX) };
	while (span_line(&rest, &line))
		buf_addf(out, "> " SPAN_FMT "\r\n", SPAN_ARG(line));
	buf_free(&text);
	buf_free(&html);
}

/* The thread that it names, folded as it is: a mailer's reply carries that on.
 * Empty where it begins one. */
static struct span
references_of(const struct outbox_row *row)
{
	static const char field[] = "\r\nReferences: ";
	struct span mail = row->body, none = { NULL, 0 };
	const char *head = memmem(mail.p, mail.n, "\r\n\r\n", 4), *at, *end;

	at = head == NULL ? NULL : memmem(mail.p, (size_t)(head - mail.p),
	    field, sizeof(field) - 1);
	if (at == NULL)
		return none;
	at += sizeof(field) - 1;
	for (end = at; (end = memmem(end, (size_t)(head + 2 - end), "\r\n",
	    2)) != NULL && end < head && (end[2] == ' ' || end[2] == '\t'); )
		end += 2;
	return (struct span){ at, (size_t)((end != NULL ? end : head) - at) };
}

static void
add_head(const struct config *c, const struct event *ev,
    const struct outbox_row *row, struct buf *out)
{
	const char *from = ev->person->mail;
	struct buf subject = { 0 };
	struct encode_head h;
	struct span thread;
	char date[CLOCK_TEXT];
	const char *p;

	clock_rfc5322(ev->at, date);
	/* the own server's, by which is told what came in time */
	buf_addf(out, "Received: by mail.%s; %s\r\n", strchr(from, '@') + 1,
	    date);
	buf_addf(out, "From: %s\r\nTo: %s\r\nDate: %s\r\nMessage-ID: <", from,
	    c->address, date);
	for (p = ev->key; *p != '\0'; p++)
		buf_addc(out, *p == ' ' ? '.' : *p);
	buf_addf(out, ".rehearsal%s>\r\n", strchr(from, '@'));
	buf_addf(&subject, "%s%s", row == NULL ||
	    span_starts_nocase(span_of(row->subject), "Re:") ? "" : "Re: ",
	    row != NULL ? row->subject : "for patchbot");
	encode_field(&h, out, "Subject");
	encode_text(&h, buf_str(&subject));
	encode_end(&h);
	if (row != NULL) {
		thread = references_of(row);
		buf_addf(out, "In-Reply-To: %s\r\nReferences: " SPAN_FMT
		    "%s%s\r\n", row->unique_name, SPAN_ARG(thread),
		    thread.n > 0 ? " " : "", row->unique_name);
	}
	buf_adds(out, "MIME-Version: 1.0\r\n");
	if (ev->attached != NULL)
		buf_adds(out, "Content-Type: multipart/mixed; boundary=\""
		    REPLY_BOUNDARY "\"\r\n\r\n--" REPLY_BOUNDARY "\r\n");
	buf_adds(out, "Content-Type: text/plain; charset=utf-8\r\n"
	    "Content-Transfer-Encoding: 8bit\r\n\r\n");
	buf_free(&subject);
}

/* The file beside it, as it is. */
static int
add_attached(const struct event *ev, struct buf *out, struct err *e)
{
	const char *slash = strrchr(ev->attached, '/');

	buf_addf(out, "\r\n--" REPLY_BOUNDARY "\r\nContent-Type: %s\r\n"
	    "Content-Disposition: attachment; filename=\"%s\"\r\n"
	    "Content-Transfer-Encoding: 8bit\r\n\r\n",
	    str_ends_nocase(ev->attached, ".csv") ? "text/csv; charset=utf-8" :
	    "application/octet-stream", slash != NULL ? slash + 1 :
	    ev->attached);
	if (file_read_all(ev->attached, SCRIPT_ATTACHED_MAX, out, e) == -1)
		return -1;
	buf_adds(out, "\r\n--" REPLY_BOUNDARY "--\r\n");
	return 0;
}

int
reply_write(struct store *s, const struct config *c, const struct event *ev,
    struct buf *out, struct err *e)
{
	struct arena *a = arena_new();
	struct outbox_row row;
	int rc = last_mail(s, a, ev, &row, e);
	bool first = rc == 0;

	if (rc != -1) {
		add_head(c, ev, first ? NULL : &row, out);
		rc = add_words(s, a, ev, out, e);
		if (rc == 0 && !first)
			add_quote(c, &row, out);
		if (rc == 0 && ev->attached != NULL)
			rc = add_attached(ev, out, e);
	}
	arena_free(a);
	return rc;
}

void
reply_prove(struct arena *a, struct evidence *ev)
{
	const char *at = ev->from != NULL ? strchr(ev->from, '@') : NULL;

	if (at == NULL)
		return;
	ev->complete = true;
	ev->n = 1;
	ev->proofs[0] = (struct proof){ .method = "dkim",
	    .result = PROOF_PASS, .domain = arena_str(a, at + 1),
	    .bits = 2048, .covered = COVERED_FROM | COVERED_SUBJECT |
	    COVERED_DATE | COVERED_MESSAGE_ID | COVERED_SHOWN,
	    .why = "taken as proven, in the rehearsal" };
	ev->dmarc = (struct dmarc_evidence){ .result = PROOF_PASS,
	    .domain = ev->proofs[0].domain,
	    .organisation = ev->proofs[0].domain,
	    .why = ev->proofs[0].why, .covered = ev->proofs[0].covered };
}
