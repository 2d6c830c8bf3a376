/* SPDX-License-Identifier: ISC */
/*
 * Apple's security announcements: APPLE-SA-2011-10-12-1, and since 2023
 * APPLE-SA-09-21-2023-1, with the products in the same line; then, for each
 * component, what it is available for, the impact, a description and the CVE.
 * From a real one of 2022 and the list's public archive.
 */
#include <string.h>

#include "base/arena.h"
#include "handlers/bulletin/form.h"

static const char *const forms[] = { "APPLE-SA-9999-99-99-#",
    "APPLE-SA-9999-99-99", "APPLE-SA-99-99-9999-#", "APPLE-SA-99-99-9999",
    NULL };

static const struct form apple = {
	.published = (const char *const[]){ "Released", NULL },
};

/* The reference's own day: most have no other. */
static void
set_day(struct arena *a, struct bulletin_facts *f, struct span ref)
{
	const char *d = f->id + strlen("APPLE-SA-");
	bool year_first = extract_match(span_of(d), "9999-") == 5;

	if (f->published != 0)
		return;
	extract_set_date(a, f, FACT_PUBLISHED, span_of(year_first ?
	    arena_printf(a, "%.10s", d) :
	    arena_printf(a, "%.4s-%.2s-%.2s", d + 6, d, d + 3)));
	extract_seen(a, f, FACT_PUBLISHED, ref);
}

/* "Additional information for APPLE-SA-... product": it is that one's. */
static void
set_kind(struct arena *a, struct bulletin_facts *f, struct span title,
    struct span ref)
{
	struct span old = { NULL, 0 };

	if (span_starts_nocase(title, "Additional information for"))
		old = form_find(title, forms);
	if (old.p != NULL) {
		f->base = arena_strn(a, old.p, old.n);
		extract_set_kind(a, f, KIND_REVISION, title);
		title = form_behind(title, old.p + old.n);
	}
	extract_put(a, f, FACT_PRODUCTS, title);
	form_is_patch(a, f, ref);
}

static void
read(const struct reader_mail *m, struct list *out)
{
	struct span text = span_of(m->text), head = form_head(text), ref;
	struct span subject = span_of(m->subject), title, line;
	struct arena *a = m->arena;
	struct bulletin_facts *f;
	const char *p;

	if (extract_is_reply(m))
		return;
	/* its own line begins with it: other mails only mention one */
	line = extract_line(head, "APPLE-SA-");
	ref = form_find(line, forms);
	if (ref.p == NULL || ref.p != line.p ||
	    (f = extract_new(m, out, "apple")) == NULL)
		return;
	form_reference(a, f, ref, 0, false);
	/* a second line may go on with it, before the empty one */
	title = form_behind(form_paragraph(text, ref.p), ref.p + ref.n);
	p = subject.p != NULL ? span_find_nocase(subject, f->id) : NULL;
	if (title.n == 0 && p != NULL)
		title = form_behind(subject, p + strlen(f->id));
	extract_put(a, f, FACT_TITLE, title);
	set_kind(a, f, title, ref);
	form_fill(a, f, text, &apple);
	set_day(a, f, ref);
}

const struct bulletin_reader from_apple = {
	.id = "apple",
	.from_what = "announcements of security-announce (lists.apple.com) as "
	    "public archives show them, 2005 to 2024",
	.read = read,
};
