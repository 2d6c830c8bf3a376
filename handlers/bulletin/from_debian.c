/* SPDX-License-Identifier: ISC */
/* Debian's security announcements: DSA and DLA; see the reader's constant. */
#include <string.h>

#include "base/arena.h"
#include "handlers/bulletin/form.h"

/* "DSA-5611-1", "DLA 3000-1", and "DSA-2039" of a first mail of old. */
static struct span
reference(struct span s)
{
	static const char *const forms[] = { "DSA-#-#", "DLA-#-#", "DSA #-#",
	    "DLA #-#", "ELA-#-#", "DSA-#", "DLA-#" };
	struct span found, best = { NULL, 0 };
	size_t i;

	/* the first one of the text, in its longest form */
	for (i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		found = extract_find(s, forms[i]);
		if (found.p != NULL && (best.p == NULL || found.p < best.p))
			best = found;
	}
	return best;
}

static void
set_reference(struct arena *a, struct bulletin_facts *f, struct span ref)
{
	char *id = arena_strn(a, ref.p, ref.n), *dash;

	extract_seen(a, f, FACT_REFERENCE, ref);
	id[3] = '-';
	for (dash = id; dash < id + 3; dash++)
		if (*dash >= 'a' && *dash <= 'z')
			*dash = (char)(*dash - 'a' + 'A');
	f->id = id;
	f->base = id;
	dash = strchr(id + 4, '-');
	if (dash != NULL) {
		f->base = arena_strn(a, id, (size_t)(dash - id));
		f->revision = dash + 1;
	}
}

/* "For the stable distribution (bookworm), ... fixed in\nversion X." */
static void
add_fixed(struct arena *a, struct bulletin_facts *f, struct span text)
{
	struct span rest = text, word, codename = { NULL, 0 };
	const char *package = f->products.n > 0 ? f->products.at[0] : "";
	bool version = false;
	const char *p;

	p = span_find_nocase(rest, "distribution (");
	if (p == NULL)
		p = span_find_nocase(rest, "For Debian ");
	if (p == NULL)
		return;
	rest.n -= (size_t)(p - rest.p);
	rest.p = p;
	while (span_word(&rest, &word)) {
		if (word.p[0] == '(' && memchr(word.p, ')', word.n) != NULL)
			codename = (struct span){ word.p + 1, (size_t)
			    ((const char *)memchr(word.p, ')', word.n) -
			    word.p) - 1 };
		while (version && word.n > 0 &&
		    strchr(".,;", word.p[word.n - 1]) != NULL)
			word.n--;
		if (version && codename.p != NULL && word.n > 0 &&
		    word.p[0] >= '0' && word.p[0] <= '9') {
			struct span s = span_of(arena_printf(a, "%s "
			    SPAN_FMT " (" SPAN_FMT ")", package,
			    SPAN_ARG(word), SPAN_ARG(codename)));

			extract_add(a, &f->fixed, s, false);
			extract_seen(a, f, FACT_FIXED, word);
		}
		version = span_eq_nocase(word, "version");
	}
}

/* What stands between the header block and the fixed versions. */
static void
set_summary(struct arena *a, struct bulletin_facts *f, struct span text)
{
	struct span rest = text, line, fixed;
	bool block = false;

	while (span_line(&rest, &line)) {
		line = span_trim(line);
		if (line.n > 0 && memchr(line.p, ':', line.n) != NULL &&
		    (span_starts_nocase(line, "Package") ||
		    span_starts_nocase(line, "CVE") ||
		    span_starts_nocase(line, "Debian Bug") ||
		    span_starts_nocase(line, "Version")))
			block = true;
		else if (block && line.n == 0)
			break;
	}
	fixed = extract_line(rest, "For the ");
	if (fixed.p == NULL)
		fixed = extract_line(rest, "For Debian ");
	if (fixed.p != NULL && fixed.p > rest.p)
		rest.n = (size_t)(fixed.p - rest.p);
	extract_put(a, f, FACT_SUMMARY, rest);
}

/* As the labels were called over the years. */
static const char *const packages[] = { "Package", "Packages", "Package(s)",
    NULL };
static const char *const cve_labels[] = { "CVE ID", "CVE Id(s)", "CVE Ids",
    "CVE IDs", "CVE Id", "CVE ID(s)", "CVE", "CVE names", "CVE name",
    "CVE References", "CVE reference", NULL };

/* What follows the first edition mends that one. */
static void
set_kind(struct arena *a, struct bulletin_facts *f, struct span ref)
{
	if (f->revision != NULL && strcmp(f->revision, "1") != 0)
		extract_set_kind(a, f, KIND_REVISION, ref);
	form_is_patch(a, f, ref);
}

static void
fill(const struct reader_mail *m, struct bulletin_facts *f, struct span text)
{
	struct arena *a = m->arena;
	struct span rest, word;
	struct span cves = form_value(text, cve_labels);
	const char *title = extract_subject(m), *p;

	rest = form_value(text, packages);
	while (rest.p != NULL && span_word(&rest, &word)) {
		if (word.p[word.n - 1] == ',')
			word.n--;
		extract_put(a, f, FACT_PRODUCTS, word);
	}
	extract_set_cves(a, f, cves.p != NULL ? cves : text);
	p = strchr(title, ']');
	if (title[0] == '[' && p != NULL)
		title = p + 1 + strspn(p + 1, " ");
	/* "FW: [DSA 1-1] x]": a forwarded subject's bracket */
	rest = span_of(title);
	if (rest.n > 0 && title[rest.n - 1] == ']' &&
	    strchr(title, '[') == NULL)
		rest.n--;
	extract_put(a, f, FACT_TITLE, rest);
	extract_set_date(a, f, FACT_PUBLISHED, text);
	extract_set_restart(a, f, text);
	form_exploited(a, f, text);
	extract_set_urls(a, f, text);
	add_fixed(a, f, text);
	rest = extract_value(text, "Version");
	if (rest.n > 0 && f->fixed.n == 0 && f->products.n > 0) {
		extract_add(a, &f->fixed, span_of(arena_printf(a, "%s %s",
		    (char *)f->products.at[0], extract_line_of(a, rest))),
		    false);
		extract_seen(a, f, FACT_FIXED, rest);
	}
	set_summary(a, f, text);
}

static bool
has_digit(struct span s)
{
	while (s.n > 0 && !ascii_is_digit(s.p[0])) {
		s.p++;
		s.n--;
	}
	return s.n > 0;
}

/* "sudo 1.7.2p6-1:" or "sun-java6 6.20-dlj-1 (non-free):". */
static void
add_migrated(struct arena *a, struct bulletin_facts *f, struct span line)
{
	struct span name, version;

	line = span_trim(line);
	if (line.n == 0 || line.p[line.n - 1] != ':')
		return;
	line.n--;
	if (!span_word(&line, &name) || !span_word(&line, &version))
		return;
	line = span_trim(line);
	if ((line.n > 0 && (line.p[0] != '(' || line.p[line.n - 1] != ')')) ||
	    !has_digit(version))
		return;
	extract_put(a, f, FACT_PRODUCTS, name);
	extract_add(a, &f->fixed, span_of(arena_printf(a, SPAN_FMT " "
	    SPAN_FMT " (testing)", SPAN_ARG(name), SPAN_ARG(version))), false);
	extract_seen(a, f, FACT_FIXED, version);
}

/*
 * "Security update for Debian Testing - 2010-05-07": an overview without a
 * number, known by its day.  Its packages stand in lines "name version:".
 */
static void
read_testing(const struct reader_mail *m, struct list *out)
{
	static const char mark[] = "Security update for Debian Testing - ";
	const char *subject = extract_subject(m);
	struct span rest = span_of(m->text), line;
	struct bulletin_facts *f;
	struct arena *a = m->arena;

	if (!span_starts_nocase(span_of(subject), mark) ||
	    extract_match(span_of(subject + strlen(mark)), "9999-99-99") == 0 ||
	    (f = extract_new(m, out, "debian")) == NULL)
		return;
	f->id = f->base = arena_printf(a, "testing-%.10s",
	    subject + strlen(mark));
	extract_seen(a, f, FACT_REFERENCE, span_of(subject));
	form_is_patch(a, f, span_of(subject));
	extract_put(a, f, FACT_TITLE, span_of(subject));
	extract_set_date(a, f, FACT_PUBLISHED,
	    span_of(subject + strlen(mark)));
	extract_set_cves(a, f, rest);
	extract_set_urls(a, f, rest);
	while (span_line(&rest, &line))
		add_migrated(a, f, line);
	extract_put(a, f, FACT_SUMMARY, span_of(m->text));
}

/*
 * From the advisory's own line on; a mail about one has none.  Those of the
 * first years of LTS have but the block of labels, and the subject.
 */
static struct span
advisory(const struct reader_mail *m, struct span text)
{
	static const char *const heads[] = { "Debian Security Advisory",
	    "Debian LTS Advisory", "Debian ELTS Advisory" };
	struct span from = { NULL, 0 }, head = form_head(text);
	size_t i;

	for (i = 0; i < 3 && from.p == NULL; i++)
		from = form_from(text, heads[i]);
	if (from.p == NULL && extract_find(span_of(m->subject),
	    "DLA #-#").p != NULL && extract_value(head, "Package").n > 0 &&
	    extract_value(head, "Version").n > 0)
		return text;
	return from;
}

static void
read(const struct reader_mail *m, struct list *out)
{
	struct span text = advisory(m, span_of(m->text)), line = text, ref;
	struct bulletin_facts *f;

	if (extract_is_reply(m))
		return;
	if (text.p == NULL) {
		read_testing(m, out);
		return;
	}
	span_line(&line, &ref);
	ref = reference(ref);
	if (ref.p == NULL)
		ref = reference(span_of(m->subject));
	if (ref.p == NULL || form_value(text, packages).n == 0)
		return;
	f = extract_new(m, out, "debian");
	if (f == NULL)
		return;
	set_reference(m->arena, f, ref);
	set_kind(m->arena, f, ref);
	fill(m, f, text);
}

const struct bulletin_reader from_debian = {
	.id = "debian",
	.from_what = "advisories of debian-security-announce and "
	    "debian-lts-announce (lists.debian.org), 2001 to 2024",
	.read = read,
};
