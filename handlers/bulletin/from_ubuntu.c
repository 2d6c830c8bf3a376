/* SPDX-License-Identifier: ISC */
/* Ubuntu's security notices: USN and LSN; see the reader's constant. */
#include <string.h>

#include "base/arena.h"
#include "handlers/bulletin/extract.h"

static const char *const headings[] = { "Summary", "Software Description",
    "Details", "Details follow", "Update instructions", "References",
    "Package Information", "Original advisory details",
    "Support Information", NULL };

/* The list's replies keep the tag behind other marks, so it is sought. */
static struct span
reference(struct span s)
{
	struct span usn = extract_find(s, "USN-#-#");
	struct span lsn = extract_find(s, "LSN-#-#");

	if (usn.p == NULL || (lsn.p != NULL && lsn.p < usn.p))
		return lsn;
	return usn;
}

static void
set_reference(struct arena *a, struct bulletin_facts *f, struct span ref)
{
	char *id = arena_strn(a, ref.p, ref.n);

	/* USN-1355-2 may be about another package than USN-1355-1: each is
	 * its own notice, and none has a revision */
	f->id = id;
	f->base = id;
	extract_seen(a, f, FACT_REFERENCE, ref);
}

/* "- samba: SMB/CIFS file..." and "-   linux-aws - Linux kernel for..." */
static void
add_described(struct arena *a, struct bulletin_facts *f, struct span list)
{
	struct span line, name;
	size_t n;

	while (span_line(&list, &line)) {
		line = span_trim(line);
		if (line.n < 2 || line.p[0] != '-')
			continue;
		line = span_trim((struct span){ line.p + 1, line.n - 1 });
		n = 0;
		while (n < line.n && line.p[n] != ':' && line.p[n] != ' ')
			n++;
		name = (struct span){ line.p, n };
		extract_put(a, f, FACT_PRODUCTS, name);
	}
}

/* Notices of 2004: a bare list under "The following packages are affected:",
 * or "(package: ...)" names the source. */
static void
add_affected(struct arena *a, struct bulletin_facts *f, struct span text)
{
	struct span rest = extract_line(text, "The following package"), line;
	bool any = false;

	if (rest.p == NULL)
		return;
	rest = (struct span){ rest.p, (size_t)(text.p + text.n - rest.p) };
	if (!span_line(&rest, &line))
		return;
	while (span_line(&rest, &line)) {
		line = span_trim(line);
		if (line.n == 0 && any)
			break;
		if (line.n == 0)
			continue;
		if (memchr(line.p, ' ', line.n) != NULL)
			break;
		extract_put(a, f, FACT_PRODUCTS, line);
		any = true;
	}
}

/*
 * "Ubuntu 6.06 LTS:" and, deeper, "package   version" lines; a livepatch
 * notice has "    generic - 76.1".
 */
static void
add_fixed(struct arena *a, struct bulletin_facts *f, struct span text)
{
	struct span rest = text, line, release = { NULL, 0 }, name, version;
	struct span words;
	bool names = f->products.n == 0;
	char *s;

	while (span_line(&rest, &line)) {
		words = span_trim(line);
		if (span_starts_nocase(words, "Ubuntu ") && words.n < 60) {
			if (words.p[words.n - 1] == ':')
				words.n--;
			release = words;
			continue;
		}
		if (words.n > 0 && line.p[0] != ' ' && line.p[0] != '\t')
			release.p = NULL;
		if (release.p == NULL || !span_word(&words, &name) ||
		    !span_word(&words, &version))
			continue;
		if (span_eq(version, "-") && !span_word(&words, &version))
			continue;
		if (strpbrk(arena_strn(a, version.p, version.n),
		    "0123456789") == NULL)
			continue;
		s = arena_printf(a, SPAN_FMT " " SPAN_FMT " (" SPAN_FMT ")",
		    SPAN_ARG(name), SPAN_ARG(version), SPAN_ARG(release));
		extract_add(a, &f->fixed, span_of(s), false);
		extract_seen(a, f, FACT_FIXED, version);
		if (names)
			extract_put(a, f, FACT_PRODUCTS, name);
	}
}

/* The part that says what to install, of any year's form. */
static struct span
instructions(struct span text)
{
	static const char *const begins[] = { "The problem can be corrected",
	    "The problems can be corrected" };
	static const char *const ends[] = { "Details follow", "In general",
	    "References", "After a standard system", "Support Information",
	    "ATTENTION:", "After performing" };
	struct span s = { NULL, 0 }, end;
	size_t i;

	for (i = 0; i < 2 && s.p == NULL; i++)
		s = extract_line(text, begins[i]);
	if (s.p == NULL)
		return s;
	s.n = (size_t)(text.p + text.n - s.p);
	for (i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		end = extract_line(s, ends[i]);
		if (end.p != NULL)
			s.n = (size_t)(end.p - s.p);
	}
	return s;
}

/* What is installed is signed for in lists behind the text: no facts. */
static struct span
without_lists(struct span text)
{
	static const char *const ends[] = { "Source archives:",
	    "Updated packages for Ubuntu", "-------------- next part" };
	struct span end;
	size_t i;

	for (i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		end = extract_line(text, ends[i]);
		if (end.p != NULL)
			text.n = (size_t)(end.p - text.p);
	}
	return text;
}

static void
fill(const struct reader_mail *m, struct bulletin_facts *f, struct span whole)
{
	struct arena *a = m->arena;
	struct span text = without_lists(whole), s;
	const char *title = m->subject, *p;

	p = title != NULL ? strstr(title, f->id) : NULL;
	p = p != NULL ? strchr(p, ']') : NULL;
	if (p != NULL)
		title = p + 1 + strspn(p + 1, " ");
	extract_put(a, f, FACT_TITLE, span_of(title));
	extract_set_cves(a, f, whole);
	extract_set_date(a, f, FACT_PUBLISHED, text);
	extract_set_restart(a, f, text);
	extract_set_urls(a, f, text);
	s = extract_section(text, "Software Description", headings);
	if (s.p != NULL)
		add_described(a, f, s);
	else
		add_affected(a, f, text);
	add_fixed(a, f, instructions(text));
	s = extract_section(text, "Details", headings);
	if (s.p == NULL)
		s = extract_section(text, "Details follow", headings);
	if (s.p == NULL)
		s = extract_section(text, "Summary", headings);
	extract_put(a, f, FACT_SUMMARY, s);
}

static void
read(const struct reader_mail *m, struct list *out)
{
	struct span text = span_of(m->text), ref;
	struct bulletin_facts *f;

	if (m->subject == NULL || extract_is_reply(m))
		return;
	ref = reference(span_of(m->subject));
	if (ref.p == NULL)
		return;
	/* the body must be a notice, not a mail about one */
	if (extract_line(text, "Ubuntu Security Notice").p == NULL &&
	    span_find_nocase(text, "A security issue affects") == NULL &&
	    span_find_nocase(text, "security issues affect") == NULL)
		return;
	f = extract_new(m, out, "ubuntu");
	if (f == NULL)
		return;
	set_reference(m->arena, f, ref);
	fill(m, f, text);
}

const struct bulletin_reader from_ubuntu = {
	.id = "ubuntu",
	.from_what = "notices of ubuntu-security-announce "
	    "(lists.ubuntu.com), 2004 to 2021",
	.read = read,
};
