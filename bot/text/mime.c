/* SPDX-License-Identifier: ISC */
/* A mail taken apart by libetpan; see mime.h. */
#include "text/mime.h"

#include <libetpan/mailmime.h>
#include <libetpan/mailmime_content.h>
#include <libetpan/mailmime_types_helper.h>
#include <libetpan/mmapstring.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "text/attach.h"
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

/* The main type and the subtype of a part in one word. */
static const char *
type_of(struct arena *a, const struct mailmime *mime)
{
	static const char *const names[] = {
		[MAILMIME_DISCRETE_TYPE_TEXT] = "text",
		[MAILMIME_DISCRETE_TYPE_IMAGE] = "image",
		[MAILMIME_DISCRETE_TYPE_AUDIO] = "audio",
		[MAILMIME_DISCRETE_TYPE_VIDEO] = "video",
		[MAILMIME_DISCRETE_TYPE_APPLICATION] = "application",
	};
	const struct mailmime_content *c = mime->mm_content_type;
	const struct mailmime_discrete_type *d;
	const char *main_type = "application";

	if (c == NULL || c->ct_type == NULL || c->ct_subtype == NULL)
		return "text/plain";
	if (c->ct_type->tp_type == MAILMIME_TYPE_COMPOSITE_TYPE) {
		main_type = c->ct_type->tp_data.tp_composite_type->ct_type ==
		    MAILMIME_COMPOSITE_TYPE_MULTIPART ? "multipart" : "message";
	} else {
		d = c->ct_type->tp_data.tp_discrete_type;
		if (d->dt_type == MAILMIME_DISCRETE_TYPE_EXTENSION &&
		    d->dt_extension != NULL)
			main_type = d->dt_extension;
		else if (d->dt_type > 0 && (size_t)d->dt_type <
		    sizeof(names) / sizeof(names[0]) &&
		    names[d->dt_type] != NULL)
			main_type = names[d->dt_type];
	}
	return arena_lower(a, span_of(arena_printf(a, "%.60s/%.60s",
	    main_type, c->ct_subtype)));
}

static const char *
parameter(const struct mailmime *mime, const char *name)
{
	const struct mailmime_content *c = mime->mm_content_type;
	const struct mailmime_parameter *p;
	clistiter *i;

	if (c == NULL || c->ct_parameters == NULL)
		return NULL;
	for (i = clist_begin(c->ct_parameters); i != NULL; i = clist_next(i)) {
		p = clist_content(i);
		if (str_eq_nocase(p->pa_name, name))
			return p->pa_value;
	}
	return NULL;
}

/* RFC 2231: charset'language'%41%42, or a plain value. */
static char *
extended_value(struct arena *a, const char *v)
{
	const char *q1 = strchr(v, '\''), *q2, *p;
	struct buf raw = { 0 }, out = { 0 };
	char *charset = NULL, *value;

	q2 = q1 != NULL ? strchr(q1 + 1, '\'') : NULL;
	if (q2 != NULL)
		charset = arena_strn(a, v, (size_t)(q1 - v));
	for (p = q2 != NULL ? q2 + 1 : v; *p != '\0'; p++) {
		if (*p == '%' && ascii_hex(p[1]) >= 0 && ascii_hex(p[2]) >= 0) {
			buf_addc(&raw, (char)(ascii_hex(p[1]) << 4 |
			    ascii_hex(p[2])));
			p += 2;
		} else {
			buf_addc(&raw, *p);
		}
	}
	charset_add(&out, charset, (struct span){ buf_str(&raw), raw.n }, 4096);
	value = arena_str(a, buf_str(&out));
	buf_free(&raw);
	buf_free(&out);
	return value;
}

/* A part's disposition field, or NULL. */
static const struct mailmime_disposition *
disposition(const struct mailmime *mime)
{
	const struct mailmime_field *f;
	clistiter *i;

	if (mime->mm_mime_fields == NULL)
		return NULL;
	for (i = clist_begin(mime->mm_mime_fields->fld_list); i != NULL;
	    i = clist_next(i)) {
		f = clist_content(i);
		if (f->fld_type == MAILMIME_FIELD_DISPOSITION)
			return f->fld_data.fld_disposition;
	}
	return NULL;
}

/* filename*0, filename*0*, filename*1... joined; filename*; filename. */
static char *
disposition_name(struct arena *a, const struct mailmime_disposition *d)
{
	const struct mailmime_disposition_parm *p;
	struct buf joined = { 0 };
	bool coded = false;
	char *plain = NULL;
	const char *key, *v;
	clistiter *i;

	if (d == NULL || d->dsp_parms == NULL)
		return NULL;
	for (i = clist_begin(d->dsp_parms); i != NULL; i = clist_next(i)) {
		p = clist_content(i);
		if (p->pa_type == MAILMIME_DISPOSITION_PARM_FILENAME)
			plain = charset_header(a,
			    span_of(p->pa_data.pa_filename));
		if (p->pa_type != MAILMIME_DISPOSITION_PARM_PARAMETER)
			continue;
		key = p->pa_data.pa_parameter->pa_name;
		v = p->pa_data.pa_parameter->pa_value;
		if (!span_starts_nocase(span_of(key), "filename*") ||
		    joined.n > 4096)
			continue;
		coded |= key[strlen(key) - 1] == '*';
		buf_adds(&joined, v);
	}
	if (joined.n > 0)
		plain = coded ? extended_value(a, buf_str(&joined)) :
		    charset_header(a, span_of(buf_str(&joined)));
	buf_free(&joined);
	return plain;
}

/* Header lines up to the first empty one. */
static struct span
header_of(struct span mail)
{
	struct span rest = mail, line;
	size_t n = 0;

	while (span_line(&rest, &line) && line.n > 0)
		n = mail.n - rest.n;
	return (struct span){ mail.p, n };
}

/* That of the disposition counts (RFC 2183); where the type has another, some
 * programs take that. */
static void
set_names(struct arena *a, const struct mailmime *mime, struct mime_part *p)
{
	const char *v;

	p->name = disposition_name(a, disposition(mime));
	if ((v = parameter(mime, "name")) != NULL)
		p->alias = charset_header(a, span_of(v));
	else if ((v = parameter(mime, "name*")) != NULL)
		p->alias = extended_value(a, v);
	if (p->name != NULL)
		return;
	p->name = p->alias;
	p->alias = NULL;
}

/* Some programs read base64 where it is called something else; ours reads
 * nothing there, and would look at the wrong bytes. */
static bool
is_odd(struct arena *a, const struct mailmime *mime)
{
	static const char *const known[] = { "7bit", "8bit", "binary",
	    "quoted-printable", "base64", "" };
	struct span header = header_of((struct span){ mime->mm_mime_start,
	    mime->mm_mime_start != NULL ? mime->mm_length : 0 });
	const char *v = mime_next_field(a, &header,
	    "Content-Transfer-Encoding");
	size_t i;

	for (i = 0; v != NULL && i < sizeof(known) / sizeof(known[0]); i++)
		if (span_eq_nocase((struct span){ v, strcspn(v, " \t;(") },
		    known[i]))
			return false;
	return v != NULL;
}

static struct span
decoded(struct arena *a, const struct mailmime *mime)
{
	const struct mailmime_data *d = mime->mm_data.mm_single;
	struct span s = { "", 0 };
	size_t at = 0, n = 0;
	char *out = NULL;

	if (mime->mm_type != MAILMIME_SINGLE || d == NULL ||
	    d->dt_type != MAILMIME_DATA_TEXT)
		return s;
	/* nothing to undo: as it stands in the mail's copy */
	if (d->dt_encoding != MAILMIME_MECHANISM_QUOTED_PRINTABLE &&
	    d->dt_encoding != MAILMIME_MECHANISM_BASE64)
		return (struct span){ d->dt_data.dt_text.dt_data,
		    d->dt_data.dt_text.dt_length };
	if (mailmime_part_parse(d->dt_data.dt_text.dt_data,
	    d->dt_data.dt_text.dt_length, &at, d->dt_encoding, &out, &n) != 0)
		return s;
	s = (struct span){ arena_strn(a, out, n), n };
	mailmime_decoded_part_free(out);
	return s;
}

/* Can a person be shown this part as the mail's text? */
static bool
is_shown(const struct mime_part *p, bool html)
{
	return !p->attached && p->name == NULL &&
	    strcmp(p->type, html ? "text/html" : "text/plain") == 0;
}

static struct mime_part *
add_part(struct walk *w, struct mailmime *mime)
{
	const struct mailmime_disposition *d = disposition(mime);
	struct mime_part *p = arena_alloc(w->arena, sizeof(*p));

	p->type = type_of(w->arena, mime);
	p->charset = arena_str(w->arena, parameter(mime, "charset"));
	set_names(w->arena, mime, p);
	p->odd = is_odd(w->arena, mime);
	p->flowed = str_eq_nocase(parameter(mime, "format"), "flowed");
	p->delsp = str_eq_nocase(parameter(mime, "delsp"), "yes");
	p->attached = d != NULL && d->dsp_type != NULL &&
	    d->dsp_type->dsp_type == MAILMIME_DISPOSITION_TYPE_ATTACHMENT;
	p->body = (struct span){ "", 0 };
	if (mime->mm_type == MAILMIME_SINGLE && !is_shown(p, true))
		p->body = decoded(w->arena, mime);
	else if (mime->mm_type != MAILMIME_SINGLE && mime->mm_body != NULL)
		p->body = (struct span){ mime->mm_body->dt_data.dt_text.dt_data,
		    mime->mm_body->dt_data.dt_text.dt_length };
	list_add(&w->mail->parts, p);
	return p;
}

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
		h->part->body = decoded(w->arena, h->mime);
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
	const char *kind = type_of(w->arena, mime);
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
	p = add_part(w, mime);
	if (shown && is_shown(p, false))
		add_text(&t->plain, p);
	else if (shown && is_shown(p, true))
		keep_html(w, t, p, mime);
	return 0;
}

/* What is common to a mail and the mails within it. */
struct nest {
	struct arena	*arena;
	size_t		 budget;	/* bytes that may still be unpacked */
	int		 depth;
};

static struct mime_mail *read_nested(struct nest *n, struct span mail,
    struct err *e);
static const char *judge_mail(struct nest *n, struct span mail);

static bool
is_mail_by_type(const struct mime_part *p)
{
	return strcmp(p->type, "message/rfc822") == 0 ||
	    strcmp(p->type, "message/global") == 0;
}

/* A mail within by what it holds; where only its name says that it is one,
 * by its bytes as well, as a program may be named so. */
static const char *
judge_content(struct nest *n, const struct mime_part *p)
{
	const char *why = NULL;

	if (is_mail_by_type(p))
		return judge_mail(n, p->body);
	if (p->name != NULL && str_ends_nocase(p->name, ".eml"))
		why = judge_mail(n, p->body);
	return why != NULL ? why : attach_refused(n->arena, &n->budget,
	    p->name, p->type, p->body);
}

/* Why a leaf is refused. */
static const char *
judge_part(struct nest *n, const struct mime_part *p)
{
	const char *why = judge_content(n, p);

	if (why == NULL && p->alias != NULL &&
	    !str_eq_nocase(p->alias, p->name))
		why = attach_refused(n->arena, &n->budget, p->alias, p->type,
		    (struct span){ "", 0 });
	if (why == NULL && p->odd)
		why = "it is encoded in a way that is not known";
	return why;
}

static const char *
judge_mail(struct nest *n, struct span mail)
{
	struct err e = { 0 };
	struct mime_mail *m;
	const char *why = NULL;
	size_t i;

	if (n->depth >= ATTACH_NESTED_MAX)
		return "it is a mail within mails within mails";
	n->depth++;
	m = read_nested(n, mail, &e);
	n->depth--;
	if (m == NULL)
		return arena_printf(n->arena, "it is a mail that cannot be "
		    "read: %s", e.text);
	for (i = 0; i < m->attachments.n && why == NULL; i++) {
		const struct attachment *at = m->attachments.at[i];

		if (at->refused != NULL)
			why = arena_printf(n->arena, "it is a mail that holds "
			    "an attachment, and %s", at->refused);
	}
	list_free(&m->parts);
	list_free(&m->attachments);
	return why;
}

static bool
is_signature(const char *type)
{
	return strcmp(type, "application/pgp-signature") == 0 ||
	    strcmp(type, "application/pkcs7-signature") == 0 ||
	    strcmp(type, "application/x-pkcs7-signature") == 0;
}

static void
add_attachment(struct nest *n, struct mime_mail *m, const char *name,
    const char *type, size_t size, const char *why)
{
	struct attachment *at;

	if (m->attachments.n >= READING_ATTACHMENTS_MAX) {
		/* not listed, but none hides behind a hundred others */
		at = m->attachments.at[READING_ATTACHMENTS_MAX - 1];
		if (at->refused == NULL)
			at->refused = why;
		return;
	}
	at = arena_alloc(n->arena, sizeof(*at));
	at->name = attach_clean_name(n->arena, name);
	at->type = type;
	at->size = (uint32_t)size;
	at->refused = why;
	list_add(&m->attachments, at);
}

/* Files within the text itself, which mail programs show as attachments. */
static void
list_uuencoded(struct nest *n, struct mime_mail *m)
{
	struct span rest = span_of(m->text);
	struct buf out = { 0 };
	char *name;

	while (uu_next(n->arena, &rest, &name, &out))
		add_attachment(n, m, name, "application/x-uuencode", out.n,
		    attach_refused(n->arena, &n->budget, name, NULL,
		    (struct span){ out.p, out.n }));
	buf_free(&out);
}

/* Text parts as they are shown are none; a signature only if it is not one. */
static void
list_attachments(struct nest *n, struct mime_mail *m)
{
	const struct mime_part *p;
	const char *why;
	size_t i;

	for (i = 0; i < m->parts.n; i++) {
		p = m->parts.at[i];
		if (is_shown(p, false) || is_shown(p, true) ||
		    strcmp(p->type, "message/delivery-status") == 0)
			continue;
		why = judge_part(n, p);
		if (why == NULL && is_signature(p->type))
			continue;
		add_attachment(n, m, p->name, p->type, p->body.n, why);
	}
	list_uuencoded(n, m);
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
	w->mail->type = type_of(w->arena, mime);
	report = parameter(mime, "report-type");
	if (report != NULL)
		w->mail->report_type = arena_lower(w->arena, span_of(report));
	rc = walk(w, mime, 1, true, &t);
	choose(w, &text, &t);
	w->mail->text = arena_strn(w->arena, buf_str(&text), text.n);
	buf_free(&text);
	return rc;
}

static struct mime_mail *
read_nested(struct nest *n, struct span mail, struct err *e)
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
	m->header = header_of((struct span){ copy, mail.n });
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
	list_attachments(n, m);
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
	struct nest n = { a, ARCHIVE_TOTAL_MAX, 0 };
	struct mime_mail *m;

	if (mail.n > MIME_SIZE_MAX)
		return read_nested(&n, mail, e);
	mail = with_line_feeds(a, mail);
	if (!mime_is_bare(mail))
		return read_nested(&n, mail, e);
	m = arena_alloc(a, sizeof(*m));
	mime_read_bare(a, mail, m);
	return m;
}
