/* SPDX-License-Identifier: ISC */
/* Mandatory tests of the document's head (6.1.12, 15, 26, 28). */
#include <string.h>

#include "base/buf.h"
#include "handlers/bulletin/csaf_parts.h"

#define LEN(a) (sizeof(a) / sizeof((a)[0]))

static const struct csaf_at document = { .name = "document" };
static const struct csaf_at lang_at = { .up = &document, .name = "lang" };
static const struct csaf_at source_at = { .up = &document,
    .name = "source_lang" };
static const struct csaf_at category_at = { .up = &document,
    .name = "category" };

static void
language(struct csaf *c, const char *test, const struct csaf_at *at)
{
	const struct jv *v = jv_get(c->document, at->name);

	if (v != NULL && !csaf_language_exists(jv_span(v)))
		csaf_fault(c, test, at, "there is no language %s",
		    csaf_quote(c, jv_str(v)));
}

static void
languages(struct csaf *c, const char *test)
{
	language(c, test, &lang_at);
	language(c, test, &source_at);
}

static void
translator(struct csaf *c, const char *test)
{
	const char *category = jv_text(jv_get(c->document, "publisher"),
	    "category");

	if (strcmp(category, "translator") == 0 &&
	    jv_get(c->document, "source_lang") == NULL)
		csaf_fault(c, test, &source_at, "it is a translation and does "
		    "not say of which language");
}

static void
translation(struct csaf *c, const char *test)
{
	const char *lang = jv_text(c->document, "lang");
	const char *source = jv_text(c->document, "source_lang");

	if (lang != NULL && source != NULL && str_eq_nocase(lang, source))
		csaf_fault(c, test, &source_at, "it is said to be translated "
		    "from %s to the same", csaf_quote(c, source));
}

/* The letters of a category without blanks, dashes and underscores. */
static void
squeeze(struct buf *b, const char *s)
{
	size_t n = strlen(s), skip;

	while (n > 0) {
		skip = csaf_space(s, n);
		if (skip == 0)
			skip = csaf_dash(s, n);
		if (skip == 0 && *s == '_')
			skip = 1;
		if (skip == 0) {
			buf_addc(b, ascii_lower(*s));
			skip = 1;
		}
		s += skip;
		n -= skip;
	}
}

/*
 * What is not the base profile's must not be named in another way: neither
 * what the standard calls a profile nor its value, however it is spaced.
 */
static void
category(struct csaf *c, const char *test)
{
	static const char *const values[] = { "csaf_base",
	    "csaf_security_incident_response", "csaf_informational_advisory",
	    "csaf_security_advisory", "csaf_vex" };
	const char *s = jv_text(c->document, "category");
	struct buf one = { 0 }, other = { 0 };
	bool bad = span_starts_nocase(span_of(s), "csaf_");
	size_t i;

	for (i = 0; i < LEN(values); i++)
		if (strcmp(s, values[i]) == 0)
			return;
	squeeze(&one, s);
	/* the base's own name is not among those that are forbidden */
	for (i = 1; i < LEN(values); i++) {
		buf_cut(&other, 0);
		squeeze(&other, values[i]);
		bad |= strcmp(buf_str(&one), buf_str(&other)) == 0 ||
		    strcmp(buf_str(&one), buf_str(&other) +
		    strlen("csaf")) == 0;
	}
	if (bad)
		csaf_fault(c, test, &category_at, "the category %s is like "
		    "the name of a profile, or begins as only theirs may",
		    csaf_quote(c, s));
	buf_free(&one);
	buf_free(&other);
}

const struct csaf_test csaf_tests_document[] = {
	{ "6.1.12", languages },
	{ "6.1.15", translator },
	{ "6.1.26", category },
	{ "6.1.28", translation },
	{ NULL, NULL }
};
