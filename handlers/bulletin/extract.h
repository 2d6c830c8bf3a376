/* SPDX-License-Identifier: ISC */
/*
 * What the bulletin readers share: finding identifiers, links, labelled
 * values, headed sections, dates and words of severity in plain text, and
 * setting facts so that each knows where it was read.  All of it, the arrays
 * of lists too, lies in the mail's arena; lists grow to FACTS_LIST_MAX and no
 * further.
 *
 * A reader finds a piece of m->text (or m->subject) and gives that very piece
 * to a setter, not a copy of it: then its place is noted.  Pieces of anything
 * else set the fact without a place.
 */
#ifndef BULLETIN_EXTRACT_H
#define BULLETIN_EXTRACT_H

#include <stdbool.h>

#include "handlers/bulletin/facts.h"

#define EXTRACT_VALUE_MAX	4000	/* bytes of one labelled value */
#define EXTRACT_LABELS_MAX	(256 << 10)	/* bytes of a text in which
						 * labels are looked for */
#define EXTRACT_SUMMARY_MAX	700	/* bytes of a summary */
#define EXTRACT_ITEM_MAX	700	/* bytes of a workaround and the like */
#define EXTRACT_URLS_MAX	50

/* A new bulletin of that reader, added to out; NULL where out is full. */
struct bulletin_facts *extract_new(const struct reader_mail *m,
	    struct list *out, const char *vendor);

/* Adds a string once; sorted where sorted is set. */
void	extract_add(struct arena *a, struct list *l, struct span s,
	    bool sorted);
/* CVE-YYYY-N... and, from before 2005, CAN-YYYY-NNNN, as written (upper
 * case), sorted, each once. */
void	extract_cves(struct arena *a, struct span text, struct list *cves);
/* http, https and ftp links without the punctuation behind them; package
 * files (".deb", ".rpm", ...) are no links to read and are left out. */
void	extract_urls(struct arena *a, struct span text, struct list *urls);

/*
 * The value of the line "LABEL : value" (blanks before the colon and case do
 * not matter), or "LABEL | value" as a table's row becomes, with its
 * continuation lines (deeper indented), as it stands in the text; p NULL where
 * there is none.
 */
struct span extract_value(struct span text, const char *label);
/* The same in one line, a copy; NULL where there is none or it is empty. */
char	*extract_label(struct arena *a, struct span text, const char *label);
/*
 * The lines under a heading: a line that is heading alone (case, numbering
 * like "1. ", "II. ", "#", "*" and a closing ':' do not matter), up to the
 * next heading.  A heading is a line underlined by "===" or "---", or one
 * of the others given (ends with NULL).  p NULL: there is none.
 */
struct span extract_section(struct span text, const char *heading,
	    const char *const *others);
/* The line that begins with prefix (blanks before it off); p NULL: none. */
struct span extract_line(struct span text, const char *prefix);
/* The first line that is not blank and no rule of "=", "-", "*", "_". */
struct span extract_first_line(struct span text);
/* The first paragraph that is a text: some length, and a full stop. */
struct span extract_prose(struct span text);

/*
 * The first date in the text: "January 30, 2024", "25th January 2024",
 * "2024-01-30", "30-Jan-2024", "2024 January 30"; noon UTC of
 * that day, so that it is the same day nearly everywhere.  0: none.
 */
int64_t	extract_date(struct span text);
/* The same; *where is (a word of) it. */
int64_t	extract_find_date(struct span text, struct span *where);

/* The site's word for a vendor's ("High" is important, "Medium" moderate). */
enum site_severity extract_severity(const char *word);
/* The machine has to be restarted, or need not: only where that is said. */
enum restart extract_restart(struct span text);
/* The same; *where is a word of the phrase that says it, or p NULL. */
enum restart extract_find_restart(struct span text, struct span *where);
/* The first sentences of a text in one line, or NULL. */
char	*extract_summary(struct arena *a, struct span text);
/* White space folded, in one line; NULL where nothing is left. */
char	*extract_line_of(struct arena *a, struct span s);

/* --- setting facts ---------------------------------------------------- */

/*
 * Notes that this piece of the mail says a field.  A field with one value
 * keeps the last place, the others FACTS_FIELD_PLACES_MAX, one a line.
 */
void	extract_seen(struct arena *a, struct bulletin_facts *f,
	    enum fact_field field, struct span where);
/* The same for what stands in another file of the mail; line from 1, or 0;
 * words are cut to FACTS_WORDS_MAX. */
void	extract_seen_in_file(struct arena *a, struct bulletin_facts *f,
	    enum fact_field field, uint32_t line, struct span words);

/*
 * Sets a text that is not set yet (the reference, revision, title), or adds
 * to a list of texts, each once, in one line.  What may be long (workarounds,
 * prerequisites, removal, problems) is cut to EXTRACT_ITEM_MAX, "..." behind.
 * FACT_CVES, FACT_URLS, FACT_SEVERITY and FACT_SUMMARY take what is found in
 * the piece as the functions of these names do.  Nothing for an empty piece.
 */
void	extract_put(struct arena *a, struct bulletin_facts *f,
	    enum fact_field field, struct span value);
/* All CVEs and all links of the piece, each with its place. */
void	extract_set_cves(struct arena *a, struct bulletin_facts *f,
	    struct span text);
void	extract_set_urls(struct arena *a, struct bulletin_facts *f,
	    struct span text);
/* Sets severity and site_severity from a word of a known scale; else none. */
void	extract_set_severity(struct arena *a, struct bulletin_facts *f,
	    struct span word);
/* These set the value, and note where it was read (p NULL: nowhere). */
void	extract_set_kind(struct arena *a, struct bulletin_facts *f,
	    enum bulletin_kind kind, struct span where);
void	extract_set_security(struct arena *a, struct bulletin_facts *f,
	    enum stated v, struct span where);
void	extract_set_exploited(struct arena *a, struct bulletin_facts *f,
	    enum stated v, struct span where);
void	extract_set_known(struct arena *a, struct bulletin_facts *f,
	    enum stated v, struct span where);
/* What extract_find_restart() finds in the text; else nothing changes. */
void	extract_set_restart(struct arena *a, struct bulletin_facts *f,
	    struct span text);
/* The first date in the text, as FACT_PUBLISHED or FACT_UPDATED; date
 * follows: updated, else published.  false, and nothing set: no date. */
bool	extract_set_date(struct arena *a, struct bulletin_facts *f,
	    enum fact_field field, struct span text);

/* What is said of one CVE, made where it is not there yet (and added to
 * cves); NULL where id is no CVE or there are too many. */
struct cve_fact *extract_cve(struct arena *a, struct bulletin_facts *f,
	    struct span id);
/* A word of a known scale; else nothing changes. */
void	extract_set_cve_severity(struct arena *a, struct bulletin_facts *f,
	    struct cve_fact *c, struct span word);
/*
 * The first CVSS vector and base score of the piece, "CVSS v3.1 base score
 * 9.8", "7.5 (AV:N/...)": nothing is computed from a vector.  false: none.
 */
bool	extract_set_cvss(struct arena *a, struct bulletin_facts *f,
	    struct cve_fact *c, struct span text);

/* --- whole mails ------------------------------------------------------ */

/* The mail answers another one, or is a digest: it announces nothing. */
bool	extract_is_reply(const struct reader_mail *m);
/* A subject without "[list] " tags, "Fwd:" and the like. */
const char *extract_subject(const struct reader_mail *m);

/*
 * A reference of this form at the beginning of s: its length, 0 where it is
 * none.  In the pattern '@' is an upper-case letter, '*' letters, digits, '_'
 * and '-' (one or more), '9' one digit, '#' one or more digits; '\\' makes
 * the next character itself; other characters are themselves (case ignored).
 */
size_t	extract_match(struct span s, const char *pattern);
/* The first place of that form that no letter or digit stands before. */
struct span extract_find(struct span text, const char *pattern);

/*
 * A word that few lines have, and where it stands next: so the lines of a text
 * need not be searched one by one.
 */
struct extract_next {
	struct span	 text;
	const char	*word;
	const char	*at;		/* NULL: nowhere, from there on */
};
struct extract_next extract_next(struct span text, const char *word);
/* Whether the line has it; lines are asked about in their order. */
bool	extract_stands_in(struct extract_next *w, struct span line);

#endif
