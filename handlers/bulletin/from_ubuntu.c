/* SPDX-License-Identifier: ISC */
/* Ubuntu's security notices: USN and LSN; see the reader's constant. */
#include <string.h>

#include "base/arena.h"
#include "handlers/bulletin/form.h"

static const char *const headings[] = { "Summary", "Software Description",
    "Details", "Details follow", "Update instructions", "References",
    "Package Information", "Original advisory details",
    "Support Information", NULL };

/* "USN-1-1", of a livepatch "LSN-1-1", and once "USN-1946". */
static const char *const forms[] = { "USN-#-#", "LSN-#-#", "USN-#", NULL };

/* The list's replies keep the tag behind other marks, so it is sought; where
 * the subject has none, the notice's own line on top has it. */
static struct span
reference(const struct reader_mail *m)
{
	static const char *const lines[] = { "Ubuntu Security Notice",
	    "Kernel Live Patch Security Notice" };
	struct span head = form_head(span_of(m->text)), ref;
	size_t i;

	ref = form_find(span_of(m->subject), forms);
	for (i = 0; i < 2 && ref.p == NULL; i++)
		ref = form_find(extract_line(head, lines[i]), forms);
	return ref;
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

static bool
has_digit(struct span s)
{
	size_t i;

	for (i = 0; i < s.n; i++)
		if (s.p[i] >= '0' && s.p[i] <= '9')
			return true;
	return false;
}

/* What is being read of the instructions. */
struct place {
	struct span	release;	/* "Ubuntu 6.06 LTS" */
	struct span	name;		/* a package whose version is below */
	bool		names;		/* packages are the products, too */
};

static void
put_fixed(struct arena *a, struct bulletin_facts *f, struct span name,
    struct span version, struct span release)
{
	if (release.n > 0)
		form_fixed(a, f, arena_printf(a, SPAN_FMT " " SPAN_FMT " ("
		    SPAN_FMT ")", SPAN_ARG(name), SPAN_ARG(version),
		    SPAN_ARG(release)), version);
	else
		form_fixed(a, f, arena_printf(a, SPAN_FMT " " SPAN_FMT,
		    SPAN_ARG(name), SPAN_ARG(version)), version);
}

/* "| 4.4.0-21.37 | 16.1 | generic, lowlatency |": a kernel and its patch. */
static void
add_row(struct arena *a, struct bulletin_facts *f, struct span line)
{
	struct span kernel, version, bar;

	line = form_unmarked(line);
	if (!span_word(&line, &kernel) || !span_word(&line, &bar) ||
	    !span_word(&line, &version) || !span_eq(bar, "|") ||
	    !has_digit(kernel) || !has_digit(version))
		return;
	form_fixed(a, f, arena_printf(a, "livepatch " SPAN_FMT " for kernel "
	    SPAN_FMT, SPAN_ARG(version), SPAN_ARG(kernel)), version);
}

static bool
is_release(struct span words)
{
	static const char *const names[] = { "Ubuntu ", "Edubuntu ",
	    "Kubuntu ", "Xubuntu " };
	size_t i;

	for (i = 0; i < 4; i++)
		if (span_starts_nocase(words, names[i]) && words.n < 60)
			return true;
	return false;
}

/* "package   version", "generic - 76.1", or one of the two alone. */
static void
add_line(struct arena *a, struct bulletin_facts *f, struct span words,
    struct place *at)
{
	struct span name, version;
	bool two;

	if (!span_word(&words, &name))
		return;
	two = span_word(&words, &version);
	if (two && span_eq(version, "-"))
		two = span_word(&words, &version);
	if (span_trim(words).n > 0) {
		at->release.p = at->name.p = NULL;	/* prose */
		return;
	}
	if (!two && at->name.p != NULL) {
		version = name;
		name = at->name;
	} else if (!two) {
		at->name = name;
		return;
	}
	at->name.p = NULL;
	if (!has_digit(version))
		return;
	put_fixed(a, f, name, version, at->release);
	if (at->names)
		extract_put(a, f, FACT_PRODUCTS, name);
}

/* "Ubuntu 6.06 LTS:" and, mostly deeper, what is fixed there. */
static void
add_fixed(struct arena *a, struct bulletin_facts *f, struct span text)
{
	struct place at = { { NULL, 0 }, { NULL, 0 }, f->products.n == 0 };
	struct span rest = text, line, words;

	while (span_line(&rest, &line)) {
		words = span_trim(line);
		if (words.n > 0 && words.p[0] == '|') {
			add_row(a, f, words);
		} else if (is_release(words)) {
			if (words.p[words.n - 1] == ':')
				words.n--;
			at.release = words;
			at.name.p = NULL;
		} else if (at.release.p != NULL) {
			add_line(a, f, words, &at);
		}
	}
}

/* What stands in brackets behind a version: "(for Ubuntu 5.04)", "(kino)"; a
 * line may end within. */
static struct span
bracketed(struct arena *a, struct span rest)
{
	struct span s = span_trim(rest);
	const char *end = s.n > 0 && s.p[0] == '(' ? memchr(s.p, ')', s.n) :
	    NULL;

	if (end == NULL || end - s.p > 60)
		return (struct span){ NULL, 0 };
	s = (struct span){ s.p + 1, (size_t)(end - s.p) - 1 };
	if (span_starts_nocase(s, "for"))
		s = (struct span){ s.p + 3, s.n - 3 };
	return span_of(extract_line_of(a, s));
}

/*
 * Until 2006 in one sentence: "...upgrading the affected package to version
 * 5.8.4-2 (for Ubuntu 4.10), or 5.8.7-5 (for Ubuntu 5.10)".
 */
static void
add_said(struct arena *a, struct bulletin_facts *f, struct span text)
{
	struct span rest = text, word, before = { NULL, 0 }, in, name, none;

	if (f->products.n == 0)
		return;
	none = (struct span){ NULL, 0 };
	while (span_word(&rest, &word)) {
		while (word.n > 0 && strchr(".,;", word.p[word.n - 1]) != NULL)
			word.n--;
		in = bracketed(a, rest);
		name = span_of(f->products.at[0]);
		if (word.n > 2 && word.p[0] >= '0' && word.p[0] <= '9' &&
		    (memchr(word.p, '.', word.n) != NULL ||
		    memchr(word.p, '-', word.n) != NULL) &&
		    !span_eq(before, "Ubuntu"))
			put_fixed(a, f, in.n > 0 && !is_release(in) ? in :
			    name, word, is_release(in) ? in : none);
		before = word;
	}
}

/* The part that says what to install, of any year's form. */
static struct span
instructions(struct span text)
{
	static const char *const begins[] = { "The problem can be corrected",
	    "The problems can be corrected", "1. Install the security" };
	static const char *const ends[] = { "Details follow", "In general",
	    "References", "After a standard system", "Support Information",
	    "ATTENTION:", "After performing",
	    "2. " };
	struct span s = { NULL, 0 }, end;
	size_t i;

	for (i = 0; i < 3 && s.p == NULL; i++)
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
	if (span_find_nocase(span_of(title), "regression") != NULL)
		extract_set_kind(a, f, KIND_REVISION, span_of(title));
	form_is_patch(a, f, span_of(m->subject));
	form_exploited(a, f, text);
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
	if (f->fixed.n == 0)
		add_said(a, f, form_until(instructions(text),
		    "Details follow"));
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
	ref = reference(m);
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
