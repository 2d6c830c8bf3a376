/* SPDX-License-Identifier: ISC */
/* Words of replies; see reply_words.h. */
#include <string.h>

#include "handlers/cycle/reply_words.h"

#define MARKS	" \t.,;:!?-\"'*()"	/* around a word */
#define NEAR	3	/* words behind "no" that are looked at */

/* What nobody has who agrees. */
static const char *const nouns[] = { "problem", "problems", "concern",
    "concerns", "objection", "objections", "issue", "issues", "reservation",
    "reservations", "complaint", "complaints", "worries", "blocker",
    "blockers", "showstopper", "showstoppers", "veto", NULL };

/* How such a sentence begins, the longer ones first. */
static const char *const leads[] = { "i have no", "we have no", "i see no",
    "we see no", "there are no", "without any", "without", "no", NULL };

/* Between the two it changes nothing: "no further objections". */
static const char *const fillers[] = { "further", "known", "more", "new",
    "real", "such", NULL };

/* "No" of these is an answer to nothing. */
static const char *const idle[] = { "answer", "comment", "comments", "doubt",
    "idea", "input", "matter", "need", "one", "opinion", "other", "question",
    "questions", "remark", "remarks", "time", NULL };

/* Behind a yes, or behind a "no problems", they take it back, ... */
static const char *const backs[] = { "although", "apart", "aside", "but",
    "except", "however", "if", "though", "until", NULL };

/* ... they make it hang on something, ... */
static const char *const conditions[] = { "assuming", "condition",
    "conditional", "conditionally", "depending", "exception", "excluding",
    "only", "pending", "provided", "providing", "subject", "till", "unless",
    NULL };

/* ... and they may, where they come first: further on they are in many
 * sentences. */
static const char *const doubts[] = { "after", "before", "cannot", "can't",
    "can\xe2\x80\x99t", "don't", "don\xe2\x80\x99t", "hold", "later", "long",
    "not", "once", "other", "soon", "wait", "when", "while", "yet", NULL };

/* Conditions of two words, which mean something else alone. */
static const char *const pairs[][2] = { { "as", "long" }, { "as", "soon" },
    { "other", "than" } };

static bool
among(struct span word, const char *const *all)
{
	for (; *all != NULL; all++)
		if (span_eq_nocase(word, *all))
			return true;
	return false;
}

/* The next word, without the marks around it. */
static bool
next(struct span *rest, struct span *word)
{
	if (!span_word(rest, word))
		return false;
	while (word->n > 0 && strchr(MARKS, word->p[0]) != NULL) {
		word->p++;
		word->n--;
	}
	while (word->n > 0 && strchr(MARKS, word->p[word->n - 1]) != NULL)
		word->n--;
	return true;
}

static bool
is_pair(struct span word, struct span before)
{
	size_t i;

	for (i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++)
		if (span_eq_nocase(before, pairs[i][0]) &&
		    span_eq_nocase(word, pairs[i][1]))
			return true;
	return false;
}

/* Who has tested says when there were no problems: "after the reboot". */
static bool
is_condition(enum reply_to to, struct span word, struct span before)
{
	return among(word, backs) || is_pair(word, before) ||
	    (to != REPLY_TO_TEST && among(word, conditions));
}

/* Behind "no problems" all that is said is of them. */
static bool
has_limit(enum reply_to to, const char *text)
{
	struct span rest = span_of(text), word, before = span_of("");

	if (strchr(text, '?') != NULL)
		return true;
	for (; next(&rest, &word); before = word)
		if (is_condition(to, word, before) || (to == REPLY_TO_TEST ?
		    span_eq_nocase(word, "other") : among(word, doubts)))
			return true;
	return false;
}

/* "As soon as possible" hangs on nothing. */
static bool
is_wish(struct span word, struct span rest)
{
	struct span as, possible;

	return span_eq_nocase(word, "soon") && next(&rest, &as) &&
	    span_eq_nocase(as, "as") && next(&rest, &possible) &&
	    span_eq_nocase(possible, "possible");
}

bool
reply_hangs_on(enum reply_to to, const char *rest)
{
	struct span s = span_of(rest), word, before = span_of("");

	for (; next(&s, &word); before = word) {
		if (is_condition(to, word, before) &&
		    !is_wish(word, s))
			return true;
		if (word.p[word.n] == '.')
			return false;
	}
	return false;
}

/* Behind "no" and blanks only: "no, problems with ..." is a no. */
static const char *
behind_lead(const char *text)
{
	size_t i, n;

	for (i = 0; leads[i] != NULL; i++) {
		n = strlen(leads[i]);
		if (span_starts_nocase(span_of(text), leads[i]) &&
		    (text[n] == ' ' || text[n] == '\t'))
			return text + n;
	}
	return NULL;
}

enum reply_means
reply_clears(enum reply_to to, const char *text, const char **rest)
{
	const char *from = behind_lead(text);
	struct span s = span_of(from != NULL ? from : ""), word;
	bool straight = true;
	int i;

	for (i = 0; i < NEAR && next(&s, &word); i++) {
		if (!among(word, nouns)) {
			straight &= among(word, fillers);
			continue;
		}
		*rest = word.p + word.n + strspn(word.p + word.n, MARKS);
		return straight && !has_limit(to, word.p + word.n) ?
		    SAYS_YES : SAYS_EITHER;
	}
	return SAYS_NEITHER;
}

/* "No idea", "no further comment": what it begins with is no no. */
static bool
is_idle(const char *text)
{
	const char *from = behind_lead(text);
	struct span s = span_of(from != NULL ? from : ""), word;

	while (next(&s, &word))
		if (!among(word, fillers))
			return among(word, idle);
	return false;
}

/* "Ok?", "yes, not before Friday". */
static bool
is_doubtful(const char *rest)
{
	struct span s = span_of(rest), word;

	return strchr(rest, '?') != NULL || (next(&s, &word) &&
	    among(word, doubts));
}

enum reply_means
reply_verdict(const char *text, const char **rest)
{
	static const struct {
		const char	*said;
		enum reply_means	 means;
	} words[] = {
		{ "approved", SAYS_YES }, { "approve", SAYS_YES },
		{ "yes", SAYS_YES }, { "ok", SAYS_YES },
		{ "rejected", SAYS_NO }, { "reject", SAYS_NO },
		{ "no", SAYS_NO },
	};
	enum reply_means says = reply_clears(REPLY_TO_REQUEST, text, rest);
	size_t i, n;

	if (says == SAYS_NEITHER && is_idle(text))
		return SAYS_EITHER;
	for (i = 0; says == SAYS_NEITHER && i < sizeof(words) /
	    sizeof(words[0]); i++) {
		n = strlen(words[i].said);
		if (!span_starts_nocase(span_of(text), words[i].said) ||
		    (text[n] != '\0' && strchr(" .,;:!?-", text[n]) == NULL))
			continue;
		*rest = text + n + strspn(text + n, " .,;:!-");
		says = words[i].means == SAYS_YES && (is_doubtful(*rest) ||
		    reply_hangs_on(REPLY_TO_REQUEST, *rest)) ? SAYS_EITHER :
		    words[i].means;
	}
	return says;
}
