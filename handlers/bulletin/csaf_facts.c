/* SPDX-License-Identifier: ISC */
/*
 * What a valid CSAF document says, as facts of a bulletin: its head.  Each
 * fact's place is the JSON pointer of where it stood.
 */
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "handlers/bulletin/csaf_parts.h"
#include "handlers/bulletin/extract.h"

#define LEN(a) (sizeof(a) / sizeof((a)[0]))

static const struct csaf_at document = { .name = "document" };
static const struct csaf_at tracking = { .up = &document, .name = "tracking" };

/* Strangers' letters: what steers a terminal goes, lines stay. */
char *
csaf_clean(struct csaf *c, const char *s)
{
	struct buf b = { 0 };
	char *r;

	utf8_add_clean(&b, s, strlen(s));
	r = arena_strn(c->arena, buf_str(&b), b.n);
	buf_free(&b);
	return r;
}

void
csaf_seen(struct csaf *c, struct bulletin_facts *f, enum fact_field field,
    const struct csaf_at *at)
{
	extract_seen_in_file(c->arena, f, field, 0, span_of(csaf_pointer(
	    c->arena, at)));
}

void
csaf_put(struct csaf *c, struct bulletin_facts *f, enum fact_field field,
    const char *s, const struct csaf_at *at)
{
	const struct list *l = facts_list(f, field);
	size_t before = l != NULL ? l->n : 0;

	if (s == NULL)
		return;
	extract_put(c->arena, f, field, span_of(csaf_clean(c, s)));
	if (l == NULL || l->n > before)
		csaf_seen(c, f, field, at);
}

static void
put_tracked(struct csaf *c, struct bulletin_facts *f, enum fact_field field,
    const char *name)
{
	struct csaf_at at = { .up = &tracking, .name = name };

	csaf_put(c, f, field, jv_text(c->tracking, name), &at);
}

static int64_t
date(struct csaf *c, struct bulletin_facts *f, enum fact_field field,
    const char *name)
{
	struct csaf_at at = { .up = &tracking, .name = name };
	struct csaf_moment m = { 0, 0 };

	csaf_moment(jv_span(jv_get(c->tracking, name)), &m);
	csaf_seen(c, f, field, &at);
	return m.seconds;
}

/* A word of a scale that is not known stays the vendor's word. */
static void
severity(struct csaf *c, struct bulletin_facts *f)
{
	struct csaf_at up = { .up = &document, .name = "aggregate_severity" };
	struct csaf_at at = { .up = &up, .name = "text" };
	const char *s = jv_text(jv_get(c->document, up.name), at.name);

	if (s == NULL)
		return;
	f->severity = extract_line_of(c->arena, span_of(csaf_clean(c, s)));
	if (f->severity != NULL)
		f->site_severity = extract_severity(f->severity);
	csaf_seen(c, f, FACT_SEVERITY, &at);
}

/* The first note of the kinds, in the order of the kinds. */
static bool
put_note(struct csaf *c, struct bulletin_facts *f, const struct jv *notes,
    const struct csaf_at *up)
{
	static const char *const kinds[] = { "summary", "description",
	    "details", "general" };
	struct csaf_at list = { .up = up, .name = "notes" };
	struct csaf_at in = { .up = &list };
	const struct jv *n;
	size_t i;

	for (i = 0; i < LEN(kinds) && f->summary == NULL; i++)
		for (in.index = 0; in.index < jv_n(notes) &&
		    f->summary == NULL; in.index++) {
			n = jv_at(notes, in.index);
			if (strcmp(jv_text(n, "category"), kinds[i]) == 0)
				csaf_put(c, f, FACT_SUMMARY, jv_text(n,
				    "text"), &in);
		}
	return f->summary != NULL;
}

static void
summary(struct csaf *c, struct bulletin_facts *f)
{
	struct csaf_at list = { .name = "vulnerabilities" };
	struct csaf_at in = { .up = &list };

	if (put_note(c, f, jv_get(c->document, "notes"), &document))
		return;
	for (; in.index < jv_n(c->vulnerabilities); in.index++)
		if (put_note(c, f, jv_get(jv_at(c->vulnerabilities, in.index),
		    "notes"), &in))
			return;
}

/*
 * Some publishers write in a note what the standard has threats for.  Only
 * the plain sentence counts: that nothing is known.
 */
static void
exploitability_note(struct csaf *c, struct bulletin_facts *f)
{
	struct csaf_at list = { .up = &document, .name = "notes" };
	struct csaf_at in = { .up = &list };
	const struct jv *notes = jv_get(c->document, "notes"), *n;
	const char *title;

	for (; in.index < jv_n(notes); in.index++) {
		n = jv_at(notes, in.index);
		title = jv_text(n, "title");
		if (title == NULL || !str_eq_nocase(title, "Exploitability") ||
		    span_find_nocase(jv_span(jv_get(n, "text")),
		    "no known public exploit") == NULL)
			continue;
		f->exploited = STATED_NO;
		csaf_seen(c, f, FACT_EXPLOITED, &in);
		return;
	}
}

static void
urls_of(struct csaf *c, struct bulletin_facts *f, const struct jv *references,
    const struct csaf_at *up)
{
	struct csaf_at list = { .up = up, .name = "references" };
	struct csaf_at in = { .up = &list }, at = { .up = &in, .name = "url" };

	for (; in.index < jv_n(references) && f->urls.n < EXTRACT_URLS_MAX;
	    in.index++)
		csaf_put(c, f, FACT_URLS, jv_text(jv_at(references, in.index),
		    "url"), &at);
}

static void
urls(struct csaf *c, struct bulletin_facts *f)
{
	struct csaf_at list = { .name = "vulnerabilities" };
	struct csaf_at in = { .up = &list };

	urls_of(c, f, jv_get(c->document, "references"), &document);
	for (; in.index < jv_n(c->vulnerabilities) &&
	    f->urls.n < EXTRACT_URLS_MAX; in.index++)
		urls_of(c, f, jv_get(jv_at(c->vulnerabilities, in.index),
		    "references"), &in);
}

static bool
says_withdrawn(const char *s)
{
	static const char *const words[] = { "withdrawn", "retracted",
	    "revoked" };
	struct span text = span_of(s);
	size_t i;

	for (i = 0; i < LEN(words); i++)
		if (s != NULL && span_find_nocase(text, words[i]) != NULL)
			return true;
	return false;
}

/* The entry of the history that has the document's version; the last one
 * where none has. */
static const struct jv *
own_revision(struct csaf *c, struct csaf_at *at)
{
	const struct jv *all = jv_get(c->tracking, "revision_history");
	const char *version = jv_text(c->tracking, "version");

	for (at->index = jv_n(all); at->index-- > 1;)
		if (strcmp(jv_text(jv_at(all, at->index), "number"),
		    version) == 0)
			return jv_at(all, at->index);
	at->index = jv_n(all) - 1;
	return jv_at(all, at->index);
}

/*
 * CSAF 2.0 has no word for a withdrawal; publishers say it in the title, or
 * in the last revision's summary.
 */
static void
revision(struct csaf *c, struct bulletin_facts *f)
{
	struct csaf_at list = { .up = &tracking, .name = "revision_history" };
	struct csaf_at in = { .up = &list };
	struct csaf_at at = { .up = &in, .name = "summary" };
	const struct jv *own = own_revision(c, &in);
	const char *s = jv_text(own, "summary");

	if (says_withdrawn(f->title) || says_withdrawn(s))
		f->kind = KIND_WITHDRAWAL;
	else if (jv_n(jv_get(c->tracking, "revision_history")) > 1)
		f->kind = KIND_REVISION;
	if (f->kind == KIND_NOT_STATED)
		return;
	csaf_seen(c, f, FACT_KIND, &at);
	csaf_put(c, f, FACT_REMARKS, arena_printf(c->arena, "Version %s: %s",
	    jv_text(own, "number"), csaf_clean(c, s)), &at);
}

/* What a reader of the summary should know of the document itself. */
static void
remarks(struct csaf *c, struct bulletin_facts *f)
{
	struct csaf_at at = { .up = &tracking, .name = "status" };
	const struct jv *publisher = jv_get(c->document, "publisher");
	const char *s = jv_text(c->tracking, "status");

	if (strcmp(s, "draft") == 0)
		csaf_put(c, f, FACT_REMARKS, "The document calls itself a "
		    "draft.", &at);
	else if (strcmp(s, "interim") == 0)
		csaf_put(c, f, FACT_REMARKS, "The document calls itself "
		    "interim: more is to be expected.", &at);
	at = (struct csaf_at){ .up = &document, .name = "publisher" };
	s = jv_text(publisher, "category");
	if (strcmp(s, "vendor") != 0)
		csaf_put(c, f, FACT_REMARKS, arena_printf(c->arena,
		    "Published by %s (%s), not by the vendor.",
		    csaf_clean(c, jv_text(publisher, "name")), s), &at);
	at = (struct csaf_at){ .up = &document, .name = "distribution" };
	s = jv_text(jv_get(jv_get(c->document, "distribution"), "tlp"),
	    "label");
	if (s != NULL && strcmp(s, "WHITE") != 0)
		csaf_put(c, f, FACT_REMARKS, arena_printf(c->arena,
		    "Marked TLP:%s: mind to whom it may be passed on.", s),
		    &at);
}

void
csaf_facts(struct csaf *c, struct bulletin_facts *f)
{
	/* each list has room for its own looks */
	c->steps = 0;
	put_tracked(c, f, FACT_REFERENCE, "id");
	f->base = f->id;
	put_tracked(c, f, FACT_REVISION, "version");
	csaf_put(c, f, FACT_TITLE, jv_text(c->document, "title"),
	    &(struct csaf_at){ .up = &document, .name = "title" });
	f->published = date(c, f, FACT_PUBLISHED, "initial_release_date");
	f->updated = date(c, f, FACT_UPDATED, "current_release_date");
	f->date = f->updated;
	severity(c, f);
	revision(c, f);
	summary(c, f);
	exploitability_note(c, f);
	urls(c, f);
	csaf_vulnerability_facts(c, f);
	remarks(c, f);
}
