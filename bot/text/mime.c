/* SPDX-License-Identifier: ISC */
/* A mail taken apart by libetpan, and what of it is its text; see mime.h. */
#include "text/mime.h"

#include <libetpan/mailmime.h>
#include <libetpan/mailmime_content.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "text/archive.h"
#include "text/charset.h"
#include "text/flowed.h"
#include "text/html.h"
#include "text/mime_parts.h"
#include "text/reading.h"

#define PAD 64	/* the quoted-printable decoder reads past the end */

struct walk {
	struct arena	*arena;
	struct mime_mail *mail;
	size_t		 parts;		/* seen so far */
	struct err	*err;
};

/* What one part says and what the next one says are not of one paragraph. */
static void
part_gap(struct buf *out)
{
	while (out->n > 0 && (out->n < 2 || memcmp(out->p + out->n - 2, "\n\n",
	    2) != 0))
		buf_addc(out, '\n');
}

static void
add_text(struct buf *out, const struct mime_part *p)
{
	size_t room = READING_TEXT_MAX > out->n ? READING_TEXT_MAX - out->n : 0;
	struct buf utf8 = { 0 };

	part_gap(out);
	if (strcmp(p->type, "text/html") == 0) {
		charset_add(&utf8, p->charset, p->body, READING_TEXT_MAX * 4);
		html_text(out, (struct span){ buf_str(&utf8), utf8.n }, room);
	} else if (p->flowed) {
		charset_add(&utf8, p->charset, p->body, room);
		flowed_add(out, (struct span){ buf_str(&utf8), utf8.n },
		    p->delsp);
	} else {
		charset_add(out, p->charset, p->body, room);
	}
	buf_free(&utf8);
}

static bool
is_empty(const struct buf *b)
{
	return span_trim((struct span){ buf_str(b), b->n }).n == 0;
}

struct texts {
	struct buf	plain;
	struct list	html;	/* struct html_part * */
};

/* Made text only where nothing else is: most have a plain text beside them. */
struct html_part {
	struct mime_part *part;
	struct mailmime	*mime;
};

static void
keep_html(struct walk *w, struct texts *t, struct mime_part *p,
    struct mailmime *mime)
{
	struct html_part *h = arena_alloc(w->arena, sizeof(*h));

	*h = (struct html_part){ p, mime };
	list_add_in(w->arena, &t->html, h);
}

static void
add_html(struct walk *w, struct buf *out, const struct list *html)
{
	const struct html_part *h;
	size_t i;

	for (i = 0; i < html->n; i++) {
		h = html->at[i];
		h->part->body = mime_part_decoded(w->arena, h->mime);
		add_text(out, h->part);
	}
}

static int walk(struct walk *w, struct mailmime *mime, unsigned depth,
    bool shown, struct texts *t);

/* Adds what is the text of these: the plain one, else the HTML. */
static void
choose(struct walk *w, struct buf *out, struct texts *from)
{
	struct buf *best = &from->plain, html = { 0 };

	if (is_empty(best))
		add_html(w, &html, &from->html);
	if (!is_empty(&html)) {
		best = &html;
		w->mail->from_html = true;
	}
	if (best->n > 0)
		part_gap(out);
	buf_add(out, buf_str(best), best->n);
	buf_cut(out, READING_TEXT_MAX);
	buf_free(&from->plain);
	buf_free(&html);
	*from = (struct texts){ 0 };
}

/*
 * The parts of a multipart.  Of alternatives one is the text; a report's,
 * a signed or a related one's text is its first part; else it is all of them.
 */
static int
walk_parts(struct walk *w, struct mailmime *mime, unsigned depth, bool shown,
    struct texts *t)
{
	const char *kind = mime_part_type(w->arena, mime);
	bool one_of = strcmp(kind, "multipart/alternative") == 0;
	bool first_only = strcmp(kind, "multipart/report") == 0 ||
	    strcmp(kind, "multipart/signed") == 0 ||
	    strcmp(kind, "multipart/related") == 0;
	struct texts one = { 0 };
	clistiter *i;
	bool first = true;
	int rc = 0;

	for (i = clist_begin(mime->mm_data.mm_multipart.mm_mp_list);
	    i != NULL && rc == 0; i = clist_next(i)) {
		rc = walk(w, clist_content(i), depth + 1,
		    shown && (first || !first_only), &one);
		first = false;
		if (!one_of)
			choose(w, &t->plain, &one);
	}
	choose(w, &t->plain, &one);
	return rc;
}

static int
walk(struct walk *w, struct mailmime *mime, unsigned depth, bool shown,
    struct texts *t)
{
	struct mime_part *p;

	if (++w->parts > MIME_PARTS_MAX)
		return err_set(w->err, ERR_LIMIT, "the mail has more than %d "
		    "parts", MIME_PARTS_MAX);
	if (depth > MIME_DEPTH_MAX)
		return err_set(w->err, ERR_LIMIT, "the mail's parts nest more "
		    "than %d deep", MIME_DEPTH_MAX);
	if (mime->mm_type == MAILMIME_MULTIPLE)
		return walk_parts(w, mime, depth, shown, t);
	p = mime_part_new(w->arena, mime);
	list_add(&w->mail->parts, p);
	if (shown && mime_part_is_shown(p, false))
		add_text(&t->plain, p);
	else if (shown && mime_part_is_shown(p, true))
		keep_html(w, t, p, mime);
	return 0;
}

static struct span
without_from_line(struct span mail)
{
	struct span rest = mail, line;
	size_t i = 5;

	if (mail.n < i || memcmp(mail.p, "From ", i) != 0)
		return mail;
	while (i < mail.n && (mail.p[i] == ' ' || mail.p[i] == '\t'))
		i++;
	/* "From : x" is a header field in its obsolete form */
	if (i < mail.n && mail.p[i] == ':')
		return mail;
	return span_line(&rest, &line) ? rest : mail;
}

static int
walk_mail(struct walk *w, struct mailmime *top)
{
	struct texts t = { 0 };
	struct mailmime *mime = top;
	const char *report;
	struct buf text = { 0 };
	int rc;

	if (top->mm_type == MAILMIME_MESSAGE &&
	    top->mm_data.mm_message.mm_msg_mime != NULL)
		mime = top->mm_data.mm_message.mm_msg_mime;
	w->mail->type = mime_part_type(w->arena, mime);
	report = mime_part_parameter(mime, "report-type");
	if (report != NULL)
		w->mail->report_type = arena_lower(w->arena, span_of(report));
	rc = walk(w, mime, 1, true, &t);
	choose(w, &text, &t);
	w->mail->text = arena_strn(w->arena, buf_str(&text), text.n);
	buf_free(&text);
	return rc;
}

struct mime_mail *
mime_read_nested(struct mime_nest *n, struct span mail, struct err *e)
{
	struct arena *a = n->arena;
	struct mime_mail *m = arena_alloc(a, sizeof(*m));
	struct walk w = { a, m, 0, e };
	struct mailmime *top = NULL;
	size_t at = 0;
	char *copy;
	int rc = 0;

	if (mime_check(mail, e) == -1)
		return NULL;
	mail = without_from_line(mail);
	copy = arena_alloc(a, mail.n + PAD);
	if (mail.n > 0)
		memcpy(copy, mail.p, mail.n);
	m->header = mime_header_of((struct span){ copy, mail.n });
	m->body = (struct span){ copy + m->header.n, mail.n - m->header.n };
	mime_list_fields(a, m);
	m->type = "text/plain";
	m->text = "";
	if (mailmime_parse(copy, mail.n, &at, &top) == 0 && top != NULL)
		rc = walk_mail(&w, top);
	if (top != NULL)
		mailmime_free(top);
	if (rc == -1) {
		list_free(&m->parts);
		return NULL;
	}
	mime_list_attachments(n, m);
	return m;
}

/* A file of an old Macintosh ends its lines with CR alone: where no LF is at
 * all, each of them is one. */
static struct span
with_line_feeds(struct arena *a, struct span mail)
{
	char *copy, *p;

	if (mail.n == 0 || memchr(mail.p, '\n', mail.n) != NULL ||
	    memchr(mail.p, '\r', mail.n) == NULL)
		return mail;
	copy = arena_strn(a, mail.p, mail.n);
	for (p = copy; p < copy + mail.n; p++)
		if (*p == '\r')
			*p = '\n';
	return (struct span){ copy, mail.n };
}

struct mime_mail *
mime_read(struct arena *a, struct span mail, struct err *e)
{
	struct mime_nest n = { a, ARCHIVE_TOTAL_MAX, 0 };
	struct mime_mail *m;

	if (mail.n > MIME_SIZE_MAX)
		return mime_read_nested(&n, mail, e);
	mail = with_line_feeds(a, mail);
	if (!mime_is_bare(mail))
		return mime_read_nested(&n, mail, e);
	m = arena_alloc(a, sizeof(*m));
	mime_read_bare(a, mail, m);
	return m;
}
