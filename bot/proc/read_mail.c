/* SPDX-License-Identifier: ISC */
/* The whole reading of one mail; see read_mail.h. */
#include "proc/read_mail.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "text/archive.h"
#include "text/attach.h"
#include "text/reading_parts.h"
#include "text/zip.h"

#define HEADLINE_MAX 200	/* bytes, about */
#define PACKED_MAX 100	/* files of an archive that are looked at */

/* A word, not a rule of dashes. */
static bool
says_something(struct span word)
{
	size_t i;

	for (i = 0; i < word.n; i++)
		if ((word.p[i] >= '0' && word.p[i] <= '9') ||
		    (ascii_lower(word.p[i]) >= 'a' &&
		    ascii_lower(word.p[i]) <= 'z'))
			return true;
	return false;
}

/* What stands in the <> of a List-Id. */
static const char *
list_id(struct arena *a, const struct mime_mail *m)
{
	const char *v = mime_header(a, m, "List-Id"), *lt, *gt;

	lt = v != NULL ? strrchr(v, '<') : NULL;
	gt = lt != NULL ? strchr(lt, '>') : NULL;
	return gt != NULL ? arena_strn(a, lt + 1, (size_t)(gt - lt) - 1) : v;
}

struct files {
	struct arena	*arena;
	struct list	*out;		/* struct reader_file * */
	size_t		 budget;	/* bytes to unpack */
};

static void
add_file(struct files *l, const char *name, const char *type,
    struct span bytes)
{
	struct reader_file *f = arena_alloc(l->arena, sizeof(*f));

	f->name = attach_clean_name(l->arena, name);
	f->type = type;
	f->bytes = bytes;
	list_add_in(l->arena, l->out, f);
}

/* archive_each: documents only. */
static const char *
add_packed(void *arg, const char *name, struct span content, bool whole)
{
	struct files *l = arg;

	if (whole && name != NULL && str_ends_nocase(name, ".json"))
		add_file(l, name, "application/json", (struct span){
		    arena_strn(l->arena, content.p, content.n), content.n });
	return NULL;
}

/* What is not shown as the mail's text, for those who read documents. */
static void
add_files(struct arena *a, const struct mime_mail *m, struct reader_mail *rm)
{
	struct files l = { a, &rm->files, ARCHIVE_LOOK_MAX };
	const struct mime_part *p;
	size_t i;

	for (i = 0; i < m->parts.n; i++) {
		p = m->parts.at[i];
		if (p->body.n == 0 || (!p->attached && p->name == NULL &&
		    strncmp(p->type, "text/", 5) == 0))
			continue;
		add_file(&l, p->name, p->type, p->body);
		/* what cannot be unpacked was told of as an attachment */
		if (gzip_is(p->body))
			gzip_look(a, p->name, p->body, &l.budget, add_packed,
			    &l);
		else if (zip_is(p->body))
			zip_walk(a, p->body, PACKED_MAX, &l.budget, add_packed,
			    &l);
	}
}

/*
 * The first line of a text that says something, on one line: what stands for a
 * subject that nobody signed.  NULL where there is none.
 */
static const char *
headline(struct arena *a, const char *text)
{
	struct span rest = span_of(text), line, word;
	struct buf b = { 0 };
	char *out = NULL;

	while (out == NULL && span_line(&rest, &line)) {
		while (b.n < HEADLINE_MAX && span_word(&line, &word))
			if (says_something(word))
				buf_addf(&b, "%s" SPAN_FMT, b.n > 0 ? " " : "",
				    SPAN_ARG(word));
		if (b.n > 0)
			out = arena_strn(a, b.p, b.n);
	}
	buf_free(&b);
	return out;
}

static void
read_bulletins(struct arena *a, const struct mime_mail *m,
    const struct read_job *job, const struct read_hooks *hooks,
    struct reading *r, struct list *out)
{
	const char *date = mime_field(a, m, "Date");
	struct reader_mail rm = { .arena = a, .subject = r->subject };
	struct buf b = { 0 };

	rm.from = mime_address(a, mime_field(a, m, "From"));
	rm.list_id = list_id(a, m);
	rm.in_reply_to = mime_field(a, m, "In-Reply-To");
	rm.text = reading_plain(a, reading_without_armour(a, m->text),
	    m->from_html);
	add_files(a, m, &rm);
	if (date != NULL)
		clock_parse_rfc5322(date, strlen(date), &rm.date);
	if (r->signed_only) {	/* the header proves nothing */
		rm.subject = headline(a, m->text);
		rm.date = r->signed_at;
	}
	hooks->read(job->reader, &rm, out);
	if (out->n == 0)
		return;
	hooks->pack(&b, out);
	r->claims = (struct span){ arena_strn(a, buf_str(&b), b.n), b.n };
	buf_free(&b);
	r->mail_class = CLASS_BULLETIN;
}

/*
 * What the signed text came with and would never be passed on: none of it is
 * read, but who sends a vendor's old words with a program beside them is to
 * be known as one who does.
 */
static void
add_carried(struct arena *a, struct span whole, struct reading *r)
{
	struct err e = { 0 };
	struct mime_mail *m = mime_read(a, whole, &e);
	struct attachment *at;
	size_t i;

	for (i = 0; m != NULL && i < m->attachments.n; i++) {
		at = m->attachments.at[i];
		if (at->refused == NULL ||
		    r->attachments.n >= READING_ATTACHMENTS_MAX)
			continue;
		list_add(&r->attachments, at);
	}
	if (m == NULL)
		return;
	list_free(&m->attachments);
	list_free(&m->parts);
}

void
read_mail(struct arena *a, struct span mail, const struct read_job *job,
    const struct read_hooks *hooks, struct reading *r, struct list *bulletins)
{
	struct list own = { 0 };
	struct err e = { 0 };
	struct verify_answer v = { .id = NULL };
	struct span whole = mail;
	struct mime_mail *m;

	*r = (struct reading){ .text = "" };
	if (hooks->verify != NULL && job->owners.n > 0)
		hooks->verify(a, mail, job, &v);
	r->proofs = v.proofs;
	if (v.only.p != NULL && !job->proven) {
		mail = v.only;
		r->signed_only = true;
		r->signed_at = v.made;
		r->signed_id = v.id;
	}
	m = mime_read(a, mail, &e);
	if (m == NULL) {
		r->failed = arena_str(a, e.text);
		return;
	}
	reading_of_mail(a, m, job->person, r);
	if (r->mail_class == CLASS_OTHER &&
	    (!job->person || job->reader != NULL))
		read_bulletins(a, m, job, hooks, r,
		    bulletins != NULL ? bulletins : &own);
	list_free(&m->parts);
	list_free(&own);
	if (r->signed_only)
		add_carried(a, whole, r);
}
