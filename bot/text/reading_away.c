/* SPDX-License-Identifier: ISC */
/*
 * Until when the writer of an out-of-office is away, in the words and the
 * order of words of the languages whose machines are known; dates in Chinese,
 * Japanese and Korean: reading_away_east.c.  See reading_parts.h.
 */
#include <string.h>

#include "text/reading_away.h"
#include "text/reading_parts.h"

#define LEN(a) (sizeof(a) / sizeof((a)[0]))

#define DATE_WORDS	7	/* behind a mark, in which its date is */
#define BEFORE_MAX	20	/* bytes of a word of return before a mark */
#define BEHIND_MAX	80	/* ... and of what is looked at behind it */

static const char *const months[][20] = {
	{ "january", "jan", "januar", "jänner", "januari", "janvier", "enero",
	    "gennaio", "janeiro", "stycznia", "ledna" },
	{ "february", "feb", "februar", "februari", "février", "fevrier",
	    "febrero", "febbraio", "fevereiro", "lutego", "února" },
	{ "march", "mar", "märz", "maerz", "maart", "mars", "marts", "marzo",
	    "março", "marca", "března" },
	{ "april", "apr", "avril", "abril", "aprile", "kwietnia", "dubna" },
	{ "may", "mai", "mei", "maj", "mayo", "maggio", "maio", "maja",
	    "května" },
	{ "june", "jun", "juni", "juin", "junio", "giugno", "junho", "czerwca",
	    "června" },
	{ "july", "jul", "juli", "juillet", "julio", "luglio", "julho",
	    "lipca", "července" },
	{ "august", "aug", "augustus", "augusti", "août", "aout", "agosto",
	    "sierpnia", "srpna" },
	{ "september", "sep", "sept", "septembre", "septiembre", "settembre",
	    "setembro", "września", "září" },
	{ "october", "oct", "oktober", "okt", "octobre", "octubre", "ottobre",
	    "outubro", "października", "října" },
	{ "november", "nov", "novembre", "noviembre", "novembro", "listopada",
	    "listopadu" },
	{ "december", "dec", "dezember", "dez", "décembre", "decembre",
	    "diciembre", "dicembre", "dezembro", "grudnia", "prosince" },
};

/* Said before the day of return; a day before them is another day. */
static const char *const until_marks[] = {
	"until", "through", "till", "back on", "back in the office on",
	"returning on", "returning to the office on", "return on",
	"return to the office on", "be back", "returning", "back at work",
	"return to work", "bis zum", "bis einschließlich", "bis",
	"zurück am", "zurück ab", "wieder ab", "wieder am", "jusqu'au",
	"jusqu’au", "retour le", "de retour", "hasta el", "hasta",
	"vuelvo el", "volveré el", "regreso el", "regreso", "regresaré el",
	"fino al", "fino a", "rientrerò il", "rientro il", "torno il", "até",
	"de volta em", "regresso a", "tot en met", "tot", "t/m", "terug op",
	"til og med", "til", "till och med", "åter den", "do",
};

/* Said before it as before the first day away: what is near tells. */
static const char *const from_marks[] = {
	"ab dem", "ab", "am", "vanaf",
};
static const char *const return_words[] = {
	"wieder", "zurück", "für sie da", "weer aanwezig", "weer bereikbaar",
};

/* Between the first day and the last. */
static const char *const range_words[] = {
	"to", "-", "–", "—", "au", "al", "a", "e", "bis", "tot", "til", "do",
};

/* Between a day and its month. */
static const char *const of_words[] = { "of", "de", "del", "du", "des" };

static bool
is_one_of(struct span word, const char *const *words, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (span_eq_nocase(word, words[i]))
			return true;
	return false;
}

static int
month_of(struct span word)
{
	size_t i, j;

	while (word.n > 0 && strchr(".,;:)*", word.p[word.n - 1]) != NULL)
		word.n--;
	for (i = 0; i < LEN(months); i++)
		for (j = 0; j < LEN(months[i]) && months[i][j] != NULL; j++)
			if (span_eq_nocase(word, months[i][j]))
				return (int)i + 1;
	return 0;
}

/* The number a word begins with ("5th", "17."), -1 none. */
static int
number_of(struct span word, size_t *digits)
{
	int v = 0;
	size_t i;

	for (i = 0; i < word.n && i < 5 && ascii_is_digit(word.p[i]); i++)
		v = v * 10 + (word.p[i] - '0');
	*digits = i;
	return i > 0 ? v : -1;
}

/* The day with the mail's year, or the next one where that is long past. */
int64_t
away_moment(const struct away_sent *sent, int year, int month, int day)
{
	struct tm tm = { .tm_mday = day, .tm_mon = month - 1, .tm_hour = 12 };
	int64_t t;

	if (month < 1 || month > 12 || day < 1 || day > 31)
		return 0;
	if (year == 0) {
		year = sent->tm.tm_year + 1900;
		if (month < sent->tm.tm_mon + 1 - 1)
			year++;
	} else if (year < 100) {
		year += 2000;
	}
	if (year < 2000 || year > 2200)
		return 0;
	tm.tm_year = year - 1900;
	t = (int64_t)timegm(&tm);
	/* nobody says until when he was away */
	return t >= sent->at - 24 * 3600 ? t : 0;
}

/* "2026-11-30", "30.11.2026", "30/11/2026" (day first, but where it cannot
 * be; an ambiguous one with slashes says nothing). */
static int64_t
numeric_date(struct span w, const struct away_sent *sent)
{
	int v[3] = { 0, 0, 0 };
	size_t i, n, digits[3];
	char sep = 0;

	for (i = 0; i < 3; i++) {
		v[i] = number_of(w, &digits[i]);
		if (v[i] == -1)
			break;
		n = digits[i];
		w.p += n;
		w.n -= n;
		if (i < 2 && (w.n == 0 || strchr("-./", w.p[0]) == NULL ||
		    (sep != 0 && w.p[0] != sep)))
			break;
		if (i < 2) {
			sep = w.p[0];
			w.p++;
			w.n--;
		}
	}
	if (sep == '.' && i >= 2 && v[2] < 1)	/* "30.11." */
		return away_moment(sent, 0, v[1], v[0]);
	if (i < 3)
		return 0;
	if (digits[0] == 4)
		return away_moment(sent, v[0], v[1], v[2]);
	if (sep == '/' && v[0] <= 12 && v[1] <= 12 && v[0] != v[1])
		return 0;
	if (sep == '/' && v[0] <= 12)
		return away_moment(sent, v[2], v[0], v[1]);
	return away_moment(sent, v[2], v[1], v[0]);
}

/* "2-13": the last of its days; else the word as it is. */
static struct span
last_day(struct span w)
{
	size_t first, last;
	struct span rest;

	number_of(w, &first);
	if (first == 0 || first > 2 || first + 1 >= w.n || w.p[first] != '-')
		return w;
	rest = (struct span){ w.p + first + 1, w.n - first - 1 };
	number_of(rest, &last);
	return last == 1 || last == 2 ? rest : w;
}

/* Behind it a new sentence begins; "Mon." and "17." are within one. */
static bool
ends_sentence(struct span w)
{
	return w.n > 5 && w.p[w.n - 1] == '.' && month_of(w) == 0 &&
	    !ascii_is_digit(w.p[0]);
}

/* A date within the next few words: "Monday, May 5th, 2026", "5. Mai". */
static int64_t
date_at(struct span rest, const struct away_sent *sent)
{
	int month = 0, day = 0, year = 0, v;
	struct span word;
	size_t i, digits;
	int64_t t;

	for (i = 0; i < DATE_WORDS && span_word(&rest, &word); i++) {
		while (word.n > 0 && strchr("(*", word.p[0]) != NULL) {
			word.p++;
			word.n--;
		}
		t = numeric_date(word, sent);
		if (t != 0)
			return t;
		word = last_day(word);
		v = number_of(word, &digits);
		if (month_of(word) != 0 && month == 0)
			month = month_of(word);
		else if (digits == 4 && month != 0)
			year = v;
		else if (digits > 0 && digits <= 2 && day == 0)
			day = v;
		else if ((month != 0 || day != 0) &&
		    !is_one_of(word, of_words, LEN(of_words)))
			break;
		if (ends_sentence(word))
			break;
	}
	return month != 0 && day != 0 ? away_moment(sent, year, month, day) : 0;
}

/* A word by itself, not an end of another. */
static bool
begins_word(struct span text, const char *p)
{
	return p == text.p || (!ascii_is_alnum(p[-1]) &&
	    (unsigned char)p[-1] < 0x80);
}

static bool
says_return(struct span s)
{
	size_t i;

	for (i = 0; i < LEN(return_words); i++)
		if (span_find_nocase(s, return_words[i]) != NULL)
			return true;
	return false;
}

/* One of the words stands right before p, or not far behind, with no other day
 * between: "ab dem 2. im Urlaub, ab dem 9. wieder da". */
static bool
has_beside(struct span text, const char *p)
{
	const char *from = p - text.p > BEFORE_MAX ? p - BEFORE_MAX : text.p;
	const char *end = text.p + text.n - p > BEHIND_MAX ? p + BEHIND_MAX :
	    text.p + text.n, *next;
	struct span behind = { p + 2, (size_t)(end - p) - 2 }, near;
	size_t i;

	for (i = 0; i < LEN(from_marks); i++)
		if ((next = span_find_nocase(behind, from_marks[i])) != NULL &&
		    begins_word(text, next) &&
		    next[strlen(from_marks[i])] == ' ')
			behind.n = (size_t)(next - behind.p);
	near = (struct span){ from, (size_t)(behind.p + behind.n - from) };
	return says_return(near);
}

static int64_t
behind_marks(struct span text, const char *const *marks, size_t n, bool beside,
    const struct away_sent *sent)
{
	struct span rest;
	const char *p;
	int64_t t;
	size_t i;

	for (i = 0; i < n; i++) {
		rest = text;
		while ((p = span_find_nocase(rest, marks[i])) != NULL) {
			rest.n -= (size_t)(p + strlen(marks[i]) - rest.p);
			rest.p = p + strlen(marks[i]);
			if (rest.n == 0 || strchr(" :\n\t", rest.p[0]) ==
			    NULL || !begins_word(text, p) ||
			    (beside && !has_beside(text, p)))
				continue;
			t = date_at(rest, sent);
			if (t != 0)
				return t;
		}
	}
	return 0;
}

/* "2 to 13 November", "02.11. - 13.11.", "2-13 November" */
static int64_t
end_of_range(struct span text, const struct away_sent *sent)
{
	struct span word, before = { "", 0 }, from;
	size_t digits;
	int64_t t = 0;

	while (t == 0 && span_word(&text, &word)) {
		from = (struct span){ word.p, (size_t)(text.p + text.n -
		    word.p) };
		if (last_day(word).p != word.p)
			t = date_at(from, sent);
		else if ((month_of(before) != 0 || number_of(before,
		    &digits) != -1) && is_one_of(word, range_words,
		    LEN(range_words)))
			t = date_at(text, sent);
		before = word;
	}
	return t;
}

static int64_t
away_in(struct span text, const struct away_sent *sent)
{
	int64_t t;

	if ((t = behind_marks(text, until_marks, LEN(until_marks), false,
	    sent)) != 0 ||
	    (t = behind_marks(text, from_marks, LEN(from_marks), true,
	    sent)) != 0 || (t = away_east(text, sent)) != 0)
		return t;
	return end_of_range(text, sent);
}

int64_t
reading_away_until(const char *subject, const char *text, int64_t sent)
{
	struct span body = span_of(text);
	struct away_sent when = { .at = sent };
	time_t t = (time_t)sent;
	int64_t until;

	if (sent == 0)
		return 0;	/* without a year nothing is certain */
	gmtime_r(&t, &when.tm);
	if (body.n > 4096)
		body.n = 4096;
	until = away_in(span_of(subject), &when);
	return until != 0 ? until : away_in(body, &when);
}
