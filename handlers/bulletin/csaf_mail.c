/* SPDX-License-Identifier: ISC */
/* CSAF documents in a mail; see csaf_mail.h. */
#include "handlers/bulletin/csaf_mail.h"

#include <string.h>

#include "base/arena.h"
#include "handlers/bulletin/csaf.h"
#include "handlers/bulletin/extract.h"

#define VENDOR	"csaf"

/* --- finding and reading ----------------------------------------------- */

static bool
is_json(const struct reader_file *file)
{
	return (file->type != NULL &&
	    span_find_nocase(span_of(file->type), "json") != NULL) ||
	    (file->name != NULL && str_ends_nocase(file->name, ".json"));
}

static const char *
file_title(struct arena *a, const struct reader_file *file)
{
	return file->name != NULL ? arena_printf(a, "The attached CSAF "
	    "document %s", file->name) : "The CSAF document in this mail";
}

static void
remark(struct arena *a, struct bulletin_facts *f, const char *s)
{
	extract_put(a, f, FACT_REMARKS, span_of(s));
}

/* It must have something to be filed under. */
static struct bulletin_facts *
invalid(const struct reader_mail *m, const struct reader_file *file,
    const struct csaf_report *r)
{
	struct bulletin_facts *f = arena_alloc(m->arena, sizeof(*f));

	f->vendor = VENDOR;
	f->id = r->id != NULL && r->id[0] != '\0' ? r->id :
	    file->name != NULL ? file->name : "invalid-csaf";
	f->base = f->id;
	f->title = r->title != NULL ? r->title : m->subject;
	remark(m->arena, f, arena_printf(m->arena, "%s is invalid, and "
	    "nothing of it was read: %s.", file_title(m->arena, file),
	    csaf_why(m->arena, r)));
	return f;
}

static void
read_one(const struct reader_mail *m, const struct reader_file *file,
    struct csaf_mail *c)
{
	struct bulletin_facts *f = arena_alloc(m->arena, sizeof(*f));
	struct csaf_report r;

	f->vendor = VENDOR;
	csaf_read(m->arena, file->bytes, &r, f);
	if (!r.is_csaf)
		return;
	if (r.faults.n == 0 && f->id != NULL)
		list_add_in(m->arena, &c->valid, f);
	else
		list_add_in(m->arena, &c->invalid, invalid(m, file, &r));
}

/* A document written in the text: from a line that begins with "{" to the
 * last "}". */
static struct span
in_text(struct span text)
{
	struct span rest = text, line, found = { NULL, 0 };
	const char *end = text.n > 0 ? memrchr(text.p, '}', text.n) : NULL;

	while (end != NULL && span_line(&rest, &line)) {
		line = span_trim(line);
		if (line.n == 0 || line.p[0] != '{' || line.p > end)
			continue;
		found = (struct span){ line.p, (size_t)(end + 1 - line.p) };
		return csaf_looks_so(found) ? found :
		    (struct span){ NULL, 0 };
	}
	return found;
}

void
csaf_mail_read(const struct reader_mail *m, struct csaf_mail *c)
{
	const struct reader_file *file;
	struct reader_file own = { NULL, NULL, { NULL, 0 } };
	struct span text = span_of(m->text);
	size_t i, n = 0;

	*c = (struct csaf_mail){ .text = m->text };
	for (i = 0; i < m->files.n && n < CSAF_FILES_MAX; i++) {
		file = m->files.at[i];
		if (!is_json(file) || !csaf_looks_so(file->bytes))
			continue;
		read_one(m, file, c);
		n++;
	}
	own.bytes = in_text(text);
	if (own.bytes.p == NULL)
		return;
	read_one(m, &own, c);
	c->text = arena_printf(m->arena, "%.*s%s",
	    (int)(own.bytes.p - text.p), text.p, own.bytes.p + own.bytes.n);
}

/* --- joining ----------------------------------------------------------- */

static bool
same(const struct bulletin_facts *a, const struct bulletin_facts *b)
{
	return str_eq_nocase(a->base, b->base) || str_eq_nocase(a->id, b->id) ||
	    str_eq_nocase(a->id, b->base) || str_eq_nocase(a->base, b->id);
}

static void
take_places(struct arena *a, struct bulletin_facts *to,
    const struct bulletin_facts *from, enum fact_field field)
{
	const struct fact_place *p;
	size_t i;

	for (i = 0; i < from->places.n; i++) {
		p = from->places.at[i];
		if (p->field == field)
			list_add_in(a, &to->places, from->places.at[i]);
	}
}

/* What has one value and is no text: taken where the document is silent. */
static void
take_values(struct arena *a, struct bulletin_facts *to,
    const struct bulletin_facts *from)
{
	const struct {
		uint32_t	*to;
		uint32_t	 from;
		enum fact_field	 field;
	} values[] = {
		{ &to->site_severity, from->site_severity, FACT_SEVERITY },
		{ &to->restart, from->restart, FACT_RESTART },
		{ &to->kind, from->kind, FACT_KIND },
		{ &to->security, from->security, FACT_SECURITY },
		{ &to->exploited, from->exploited, FACT_EXPLOITED },
		{ &to->known, from->known, FACT_PUBLIC },
	};
	size_t i;

	/* a severity goes with its word */
	if (to->severity != NULL)
		to->site_severity = extract_severity(to->severity);
	for (i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
		if (*values[i].to != 0 || values[i].from == 0 ||
		    (values[i].field == FACT_SEVERITY &&
		    to->severity != NULL))
			continue;
		*values[i].to = values[i].from;
		take_places(a, to, from, values[i].field);
		if (values[i].field == FACT_SEVERITY)
			to->severity = from->severity;
	}
}

/* What the document is silent on, the mail around it may say. */
static void
complete(struct arena *a, struct bulletin_facts *to,
    struct bulletin_facts *from)
{
	struct list *l, *more;
	const char **s;
	uint32_t field;

	take_values(a, to, from);
	for (field = 0; field < FACT_FIELDS; field++) {
		l = facts_list(to, field);
		more = facts_list(from, field);
		s = facts_text(to, field);
		if (field == FACT_SEVERITY || field == FACT_REVISION)
			continue;
		if (l != NULL && l->n == 0 && more->n > 0)
			*l = *more;
		else if (s != NULL && *s == NULL &&
		    *facts_text(from, field) != NULL)
			*s = *facts_text(from, field);
		else
			continue;
		take_places(a, to, from, field);
	}
}

static struct bulletin_facts *
find(const struct list *l, const struct bulletin_facts *f)
{
	size_t i;

	for (i = 0; i < l->n; i++)
		if (same(l->at[i], f))
			return l->at[i];
	return NULL;
}

static void
add(struct list *out, struct bulletin_facts *f)
{
	if (out->n < FACTS_BULLETINS_MAX)
		list_add(out, f);
}

/* Whatever was found in the text carries the remark; where nothing was, the
 * document is named all the same. */
static void
join_invalid(const struct reader_mail *m, const struct csaf_mail *c,
    struct list *out)
{
	struct bulletin_facts *f;
	size_t i, k, n = out->n;

	for (i = 0; i < c->invalid.n; i++) {
		f = c->invalid.at[i];
		for (k = 0; k < n; k++)
			remark(m->arena, out->at[k], f->remarks.at[0]);
		if (n == 0)
			add(out, f);
	}
}

void
csaf_mail_join(const struct reader_mail *m, const struct csaf_mail *c,
    bool guessed, struct list *out)
{
	struct bulletin_facts *f, *text;
	struct list found = { 0 };
	size_t i;

	for (i = 0; i < out->n && c->valid.n > 0; i++) {
		f = find(&c->valid, out->at[i]);
		if (f == NULL && !guessed)
			list_add(&found, out->at[i]);
	}
	for (i = 0; i < c->valid.n; i++) {
		f = c->valid.at[i];
		text = find(out, f);
		if (text != NULL) {
			complete(m->arena, f, text);
			if (!guessed)
				f->vendor = text->vendor;
		}
		if (find(&found, f) == NULL)
			add(&found, f);
	}
	if (c->valid.n > 0) {
		out->n = 0;
		for (i = 0; i < found.n; i++)
			add(out, found.at[i]);
	}
	list_free(&found);
	join_invalid(m, c, out);
}
