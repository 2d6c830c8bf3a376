/* SPDX-License-Identifier: ISC */
/*
 * Which attachments a mail has, and why one is refused: each by its content,
 * its names and its encoding, a mail within by what is attached to that.  See
 * mime_parts.h.
 */
#include "text/mime_parts.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "text/attach.h"
#include "text/reading.h"

static const char *judge_mail(struct mime_nest *n, struct span mail);

static bool
is_mail_by_type(const struct mime_part *p)
{
	return strcmp(p->type, "message/rfc822") == 0 ||
	    strcmp(p->type, "message/global") == 0;
}

/* A mail within by what it holds; where only its name says that it is one,
 * by its bytes as well, as a program may be named so. */
static const char *
judge_content(struct mime_nest *n, const struct mime_part *p)
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
judge_part(struct mime_nest *n, const struct mime_part *p)
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
judge_mail(struct mime_nest *n, struct span mail)
{
	struct err e = { 0 };
	struct mime_mail *m;
	const char *why = NULL;
	size_t i;

	if (n->depth >= ATTACH_NESTED_MAX)
		return "it is a mail within mails within mails";
	n->depth++;
	m = mime_read_nested(n, mail, &e);
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
add_attachment(struct mime_nest *n, struct mime_mail *m, const char *name,
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
list_uuencoded(struct mime_nest *n, struct mime_mail *m)
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
void
mime_list_attachments(struct mime_nest *n, struct mime_mail *m)
{
	const struct mime_part *p;
	const char *why;
	size_t i;

	for (i = 0; i < m->parts.n; i++) {
		p = m->parts.at[i];
		if (mime_part_is_shown(p, false) ||
		    mime_part_is_shown(p, true) ||
		    strcmp(p->type, "message/delivery-status") == 0)
			continue;
		why = judge_part(n, p);
		if (why == NULL && is_signature(p->type))
			continue;
		add_attachment(n, m, p->name, p->type, p->body.n, why);
	}
	list_uuencoded(n, m);
}
