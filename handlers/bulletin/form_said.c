/* SPDX-License-Identifier: ISC */
/* What is said of single CVEs, and of attacks; see form.h. */
#include <string.h>

#include "base/arena.h"
#include "handlers/bulletin/form.h"

#define LEN(a) (sizeof(a) / sizeof((a)[0]))
#define SENTENCE_BYTES	600	/* looked at around one word */

/* --- scores ----------------------------------------------------------- */

/* The only CVE of the line; p NULL where it has none, or several. */
static struct span
only_cve(struct span line, bool *several)
{
	struct span first = form_find(line, form_cves), rest, next;

	*several = false;
	if (first.p == NULL)
		return first;
	rest.p = first.p + first.n;
	rest.n = (size_t)(line.p + line.n - rest.p);
	next = form_find(rest, form_cves);
	*several = next.p != NULL && (next.n != first.n ||
	    memcmp(next.p, first.p, first.n) != 0);
	return first;
}

/* "CVE-... (Example): 8.5", and its vector in the next line. */
static bool
score_goes_on(struct span cve, struct span rest)
{
	struct span next;

	return cve.p != NULL && span_line(&rest, &next) &&
	    span_starts_nocase(span_trim(next), "CVSS:");
}

/* This line and the next: a vector is often too long for one. */
static struct span
with_next(struct span line, struct span rest)
{
	struct span next;

	if (span_line(&rest, &next) && form_find(next, form_cves).p == NULL)
		line.n = (size_t)(next.p + next.n - line.p);
	return line;
}

/* The value of a line so labelled, if it is one word. */
static struct span
labelled_word(struct span line, const char *const *labels)
{
	struct span words = { NULL, 0 }, word;

	for (; labels != NULL && *labels != NULL && words.n == 0; labels++)
		if (span_starts_nocase(span_trim(line), *labels))
			words = extract_value(line, *labels);
	return span_word(&words, &word) && words.n == 0 ? word :
	    (struct span){ NULL, 0 };
}

/* What a line says of its CVE: false where it is nothing new. */
static bool
put_said(struct arena *a, struct bulletin_facts *f, struct span cve,
    struct span word, struct span piece)
{
	struct cve_fact said = { 0 }, *c;

	if (word.n > 0)
		extract_set_cve_severity(a, f, &said, word);
	else
		extract_set_cvss(a, f, &said, piece);
	if (said.severity == NULL && said.score == NULL &&
	    said.vector == NULL)
		return false;
	c = extract_cve(a, f, cve);
	if (c == NULL)
		return false;
	if (c->severity == NULL)
		c->severity = said.severity;
	/* a score with its vector is better than one without */
	if (c->vector == NULL && (c->score == NULL || said.vector != NULL)) {
		c->vector = said.vector;
		if (said.score != NULL)
			c->score = said.score;
	}
	return true;
}

void
form_scores(struct arena *a, struct bulletin_facts *f, struct span text,
    const char *const *severities, bool each)
{
	struct span rest = text, line, id, cve = { NULL, 0 }, word;
	struct extract_next name = extract_next(text, "CVE-");
	struct extract_next score = extract_next(text, "CVSS");
	struct extract_next vector = extract_next(text, "AV:");
	bool several, scored;
	size_t n = 0;

	/* one CVE in all of it: whatever is said is said of that */
	if (f->cves.n == 1)
		cve = span_of(f->cves.at[0]);
	while (n < FORM_SCORES_MAX && span_line(&rest, &line)) {
		id = (struct span){ NULL, 0 };
		if (extract_stands_in(&name, line)) {
			id = only_cve(line, &several);
			if (several)
				cve.p = NULL;
			else if (id.p != NULL)
				cve = id;
		}
		word = each ? labelled_word(line, severities) :
		    (struct span){ NULL, 0 };
		scored = extract_stands_in(&score, line);
		scored |= extract_stands_in(&vector, line);
		if (cve.p != NULL && (word.n > 0 || scored ||
		    score_goes_on(id, rest)))
			n += put_said(a, f, cve, word, with_next(line, rest));
	}
}

/* --- attacks ---------------------------------------------------------- */

static const char *const seen[] = { "exploited in the wild",
    "actively exploited", "active exploitation", "actively being exploited",
    "been exploited", "being exploited", "being actively exploited",
    "exploitation in the wild", "exploitation of this vulnerability in",
    "exploits in the wild", "exploit in the wild", "used in attacks",
    "exploitation detected", "under active attack",
    "targeted attacks", "aware of attacks",
    "know of attacks", "have seen attacks" };

static const char *const denied[] = { "not aware of", "unaware of",
    "no evidence", "no known exploit", "no known public exploit",
    "no reports of", "no indication", "not been exploited",
    "not known to be exploited", "not currently aware",
    "have any known exploit", "no public exploit", "no active exploit",
    "not actively exploited", "no known malicious" };

/* A sentence, folded to one line. */
struct sentence {
	char	 p[SENTENCE_BYTES];
	size_t	 n;
};

/* The one around p. */
static struct span
sentence_around(struct sentence *s, struct span text, const char *p)
{
	const char *from = p, *to = p, *end = text.p + text.n;
	bool blank, before = true;

	while (from > text.p && p - from < SENTENCE_BYTES / 2 &&
	    !((from[-1] == '.' && (from[0] == ' ' || from[0] == '\n')) ||
	    (from[-1] == '\n' && from[0] == '\n')))
		from--;
	while (to < end && to - p < SENTENCE_BYTES / 2 &&
	    !((to[0] == '.' && (to + 1 == end || to[1] == ' ' ||
	    to[1] == '\n')) ||
	    (to[0] == '\n' && to + 1 < end && to[1] == '\n')))
		to++;
	for (s->n = 0; from < to; from++, before = blank) {
		blank = *from == ' ' || *from == '\t' || *from == '\r' ||
		    *from == '\n';
		if (!blank)
			s->p[s->n++] = *from;
		else if (!before)
			s->p[s->n++] = ' ';
	}
	return (struct span){ s->p, s->n };
}

/* One of these words stands in whatever says that attacks are seen, or are
 * not; single ones, as lines end anywhere. */
static const char *const anchors[] = { "exploit", "malicious", "attack" };

void
form_exploited(struct arena *a, struct bulletin_facts *f, struct span text)
{
	struct phrases no, yes;
	struct sentence b;
	struct span rest, s;
	size_t i, n = 0;
	const char *p;

	phrases_ready(&no, denied, LEN(denied));
	phrases_ready(&yes, seen, LEN(seen));
	for (i = 0; i < LEN(anchors) && f->exploited != STATED_YES; i++) {
		rest = text;
		while (f->exploited != STATED_YES && n++ < FORM_ANCHORS_MAX &&
		    (p = span_find_nocase(rest, anchors[i])) != NULL) {
			s = sentence_around(&b, text, p);
			if (phrases_in(&no, s))
				extract_set_exploited(a, f, STATED_NO,
				    (struct span){ p, 1 });
			else if (phrases_in(&yes, s))
				extract_set_exploited(a, f, STATED_YES,
				    (struct span){ p, 1 });
			p += strlen(anchors[i]);
			rest = (struct span){ p,
			    (size_t)(text.p + text.n - p) };
		}
	}
}

/* --- public before ---------------------------------------------------- */

static const char *const public[] = { "been publicly disclosed",
    "was publicly disclosed", "were publicly disclosed",
    "publicly disclosed: yes", "publicly disclosed | yes",
    "is publicly known", "are publicly known", "been made public",
    "is already public", "exploit code has been published",
    "exploit code is public", "exploit is publicly available",
    "exploits are publicly available" };

static const char *const not_public[] = { "not been publicly disclosed",
    "not publicly disclosed", "not publicly known", "not been made public",
    "publicly disclosed: no", "publicly disclosed | no",
    "not aware of any public" };

void
form_known(struct arena *a, struct bulletin_facts *f, struct span text)
{
	struct span rest = text, s;
	struct phrases no, yes;
	struct sentence b;
	const char *p;
	size_t n = 0;

	phrases_ready(&no, not_public, LEN(not_public));
	phrases_ready(&yes, public, LEN(public));
	while (f->known != STATED_YES && n++ < FORM_ANCHORS_MAX &&
	    (p = span_find_nocase(rest, "publi")) != NULL) {
		s = sentence_around(&b, text, p);
		if (phrases_in(&no, s))
			extract_set_known(a, f, STATED_NO,
			    (struct span){ p, 1 });
		else if (phrases_in(&yes, s))
			extract_set_known(a, f, STATED_YES,
			    (struct span){ p, 1 });
		p += strlen("publi");
		rest = (struct span){ p, (size_t)(text.p + text.n - p) };
	}
}
