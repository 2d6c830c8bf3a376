/* SPDX-License-Identifier: ISC */
/*
 * What the bulletin readers share: finding identifiers, links, labelled
 * values, headed sections, dates and words of severity in plain text.  All of
 * it lies in the mail's arena; lists grow to FACTS_LIST_MAX and no further.
 */
#ifndef BULLETIN_EXTRACT_H
#define BULLETIN_EXTRACT_H

#include <stdbool.h>

#include "handlers/bulletin/facts.h"

#define EXTRACT_VALUE_MAX	4000	/* bytes of one labelled value */
#define EXTRACT_SUMMARY_MAX	700	/* bytes of a summary */
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
 * not matter) with its continuation lines (deeper indented), joined by a
 * blank; NULL where there is none.
 */
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
 * "2024-01-30", "30-Jan-2024", "2024 January 30"; noon UTC of that day, so that it is the same
 * day nearly everywhere.  0: none.
 */
int64_t	extract_date(struct span text);

/* The site's word for a vendor's ("High" is important, "Medium" moderate). */
enum site_severity extract_severity(const char *word);
/* Sets severity and site_severity from a word of a known scale; else none. */
void	extract_set_severity(struct arena *a, struct bulletin_facts *f,
	    struct span word);
/* The machine has to be restarted, or need not: only where that is said. */
enum restart extract_restart(struct span text);
/* The first sentences of a text in one line, or NULL. */
char	*extract_summary(struct arena *a, struct span text);
/* White space folded, in one line; NULL where nothing is left. */
char	*extract_line_of(struct arena *a, struct span s);

/* The mail answers another one, or is a digest: it announces nothing. */
bool	extract_is_reply(const struct reader_mail *m);
/* A subject without "[list] " tags, "Fwd:" and the like. */
const char *extract_subject(const struct reader_mail *m);

/*
 * A reference of this form at the beginning of s: its length, 0 where it is
 * none.  In the pattern 'A' is an upper-case letter, 'w' letters, digits, '_'
 * and '-' (one or more), '9' one digit, '#' one or more digits; '\\' makes
 * the next character itself; other characters are themselves (case ignored).
 */
size_t	extract_match(struct span s, const char *pattern);
/* The first place of that form that no letter or digit stands before. */
struct span extract_find(struct span text, const char *pattern);

#endif
