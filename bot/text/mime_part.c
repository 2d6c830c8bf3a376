/* SPDX-License-Identifier: ISC */
/*
 * One part of a mail by its own fields: its type, its names, its bytes without
 * their transfer encoding.  See mime_parts.h.
 */
#include "text/mime_parts.h"

#include <libetpan/mailmime.h>
#include <libetpan/mailmime_content.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "text/charset.h"

const char *
mime_part_type(struct arena *a, const struct mailmime *mime)
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

const char *
mime_part_parameter(const struct mailmime *mime, const char *name)
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

/* That of the disposition counts (RFC 2183); where the type has another, some
 * programs take that. */
static void
set_names(struct arena *a, const struct mailmime *mime, struct mime_part *p)
{
	const char *v;

	p->name = disposition_name(a, disposition(mime));
	if ((v = mime_part_parameter(mime, "name")) != NULL)
		p->alias = charset_header(a, span_of(v));
	else if ((v = mime_part_parameter(mime, "name*")) != NULL)
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
	struct span header = mime_header_of((struct span){ mime->mm_mime_start,
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

struct span
mime_part_decoded(struct arena *a, const struct mailmime *mime)
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

bool
mime_part_is_shown(const struct mime_part *p, bool html)
{
	return !p->attached && p->name == NULL &&
	    strcmp(p->type, html ? "text/html" : "text/plain") == 0;
}

struct mime_part *
mime_part_new(struct arena *a, const struct mailmime *mime)
{
	const struct mailmime_disposition *d = disposition(mime);
	struct mime_part *p = arena_alloc(a, sizeof(*p));

	p->type = mime_part_type(a, mime);
	p->charset = arena_str(a, mime_part_parameter(mime, "charset"));
	set_names(a, mime, p);
	p->odd = is_odd(a, mime);
	p->flowed = str_eq_nocase(mime_part_parameter(mime, "format"),
	    "flowed");
	p->delsp = str_eq_nocase(mime_part_parameter(mime, "delsp"), "yes");
	p->attached = d != NULL && d->dsp_type != NULL &&
	    d->dsp_type->dsp_type == MAILMIME_DISPOSITION_TYPE_ATTACHMENT;
	p->body = (struct span){ "", 0 };
	if (mime->mm_type == MAILMIME_SINGLE && !mime_part_is_shown(p, true))
		p->body = mime_part_decoded(a, mime);
	else if (mime->mm_type != MAILMIME_SINGLE && mime->mm_body != NULL)
		p->body = (struct span){ mime->mm_body->dt_data.dt_text.dt_data,
		    mime->mm_body->dt_data.dt_text.dt_length };
	return p;
}
