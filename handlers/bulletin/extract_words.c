/* SPDX-License-Identifier: ISC */
/* Dates, severities, restarts, summaries, subjects; see extract.h. */
#include <string.h>
#include <time.h>

#include "base/arena.h"
#include "base/buf.h"
#include "handlers/bulletin/common.h"

#define LEN(a) (sizeof(a) / sizeof((a)[0]))

static int
month_of(struct span w)
{
	static const char *const names[] = { "jan", "feb", "mar", "apr", "may",
	    "jun", "jul", "aug", "sep", "oct", "nov", "dec" };
	static const char *const full[] = { "january", "february", "march",
	    "april", "may", "june", "july", "august", "september", "october",
	    "november", "december" };
	size_t i;

	while (w.n > 0 && strchr(".,", w.p[w.n - 1]) != NULL)
		w.n--;
	for (i = 0; i < LEN(names); i++)
		if (span_eq_nocase(w, names[i]) || span_eq_nocase(w, full[i]))
			return (int)i + 1;
	return span_eq_nocase(w, "sept") ? 9 : 0;
}

/* A number with an ordinal's end or a comma behind it; -1 else. */
static int
number_of(struct span w)
{
	static const char *const ends[] = { "", ",", ".", "st", "nd", "rd",
	    "th", "st,", "nd,", "rd,", "th,", "]", ")", ":" };
	int v = 0;
	size_t i = 0, j;

	while (i < w.n && i < 4 && w.p[i] >= '0' && w.p[i] <= '9')
		v = v * 10 + (w.p[i++] - '0');
	for (j = 0; i > 0 && j < LEN(ends); j++)
		if (span_eq_nocase((struct span){ w.p + i, w.n - i }, ends[j]))
			return v;
	return -1;
}

static int64_t
noon(int year, int month, int day)
{
	struct tm tm = { .tm_year = year - 1900, .tm_mon = month - 1,
	    .tm_mday = day, .tm_hour = 12 };

	if (year < 1990 || year > 2200 || month < 1 || month > 12 ||
	    day < 1 || day > 31)
		return 0;
	return (int64_t)timegm(&tm);
}

static int64_t
iso_date(struct span w)
{
	struct span d = w.n >= 10 ? extract_find(w, "9999-99-99") :
	    (struct span){ NULL, 0 };
	const char *p = d.p;

	if (p == NULL)
		return 0;
	return noon((p[0] - '0') * 1000 + (p[1] - '0') * 100 +
	    (p[2] - '0') * 10 + (p[3] - '0'), (p[5] - '0') * 10 + (p[6] - '0'),
	    (p[8] - '0') * 10 + (p[9] - '0'));
}

/* "12-Oct-2007" */
static int64_t
dashed_date(struct span w)
{
	struct span day = w, month, year;
	const char *p = memchr(w.p, '-', w.n), *q;

	if (p == NULL || p - w.p > 2)
		return 0;
	day.n = (size_t)(p - w.p);
	month = (struct span){ p + 1, w.n - day.n - 1 };
	q = memchr(month.p, '-', month.n);
	if (q == NULL)
		return 0;
	year = (struct span){ q + 1, month.n - (size_t)(q - month.p) - 1 };
	month.n = (size_t)(q - month.p);
	return noon(number_of(year), month_of(month), number_of(day));
}

static struct span
without_bracket(struct span w)
{
	while (w.n > 0 && strchr("[(", w.p[0]) != NULL) {
		w.p++;
		w.n--;
	}
	return w;
}

int64_t
extract_date(struct span text)
{
	struct span where;

	return extract_find_date(text, &where);
}

int64_t
extract_find_date(struct span text, struct span *where)
{
	struct span rest = text, w[3] = { { NULL, 0 } };
	int64_t t = 0;

	if (rest.n > 65536)
		rest.n = 65536;
	while (t == 0) {
		w[0] = w[1];
		w[1] = w[2];
		if (!span_word(&rest, &w[2]))
			break;
		w[2] = without_bracket(w[2]);
		t = iso_date(w[2]);
		if (t == 0)
			t = dashed_date(w[2]);
		if (t != 0 || w[0].p == NULL)
			continue;
		if (month_of(w[0]) != 0)
			t = noon(number_of(w[2]), month_of(w[0]),
			    number_of(w[1]));
		else if (month_of(w[1]) != 0 && number_of(w[0]) > 31)
			t = noon(number_of(w[0]), month_of(w[1]),
			    number_of(w[2]));
		else if (month_of(w[1]) != 0)
			t = noon(number_of(w[2]), month_of(w[1]),
			    number_of(w[0]));
	}
	*where = t != 0 ? w[2] : (struct span){ NULL, 0 };
	return t;
}

static const struct { const char *word; enum site_severity means; } scale[] = {
	{ "critical", SEVERITY_CRITICAL }, { "urgent", SEVERITY_CRITICAL },
	{ "emergency", SEVERITY_CRITICAL }, { "important", SEVERITY_IMPORTANT },
	{ "high", SEVERITY_IMPORTANT }, { "severe", SEVERITY_IMPORTANT },
	{ "serious", SEVERITY_IMPORTANT }, { "major", SEVERITY_IMPORTANT },
	{ "moderate", SEVERITY_MODERATE }, { "medium", SEVERITY_MODERATE },
	{ "minor", SEVERITY_LOW }, { "low", SEVERITY_LOW },
	{ "negligible", SEVERITY_LOW }, { "informational", SEVERITY_LOW },
	{ "none", SEVERITY_LOW },
};

enum site_severity
extract_severity(const char *word)
{
	size_t i;

	for (i = 0; i < LEN(scale); i++)
		if (str_eq_nocase(scale[i].word, word))
			return scale[i].means;
	return SEVERITY_NOT_STATED;
}

/*
 * Phrases are sought in the text with its white space folded.  Only the
 * machine's restart counts: "restart Firefox" says nothing of it.
 */
static const struct { const char *says; enum restart means; } restarts[] = {
	{ "does not require a restart", RESTART_NO },
	{ "do not require a restart", RESTART_NO },
	{ "does not require restart", RESTART_NO },
	{ "no restart is required", RESTART_NO },
	{ "no reboot is required", RESTART_NO },
	{ "does not require a reboot", RESTART_NO },
	{ "without rebooting", RESTART_NO },
	{ "reboot your computer", RESTART_YES },
	{ "reboot your system", RESTART_YES },
	{ "reboot the system", RESTART_YES },
	{ "reboot the computer", RESTART_YES },
	{ "reboot the machine", RESTART_YES },
	{ "system must be rebooted", RESTART_YES },
	{ "systems must be rebooted", RESTART_YES },
	{ "computer must be rebooted", RESTART_YES },
	{ "need to reboot", RESTART_YES },
	{ "needs to be rebooted", RESTART_YES },
	{ "reboot is required", RESTART_YES },
	{ "reboot is necessary", RESTART_YES },
	{ "requires a reboot", RESTART_YES },
	{ "requires a restart", RESTART_YES },
	{ "requires restart", RESTART_YES },
	{ "restart required: yes", RESTART_YES },
	{ "restart your computer", RESTART_YES },
	{ "restart the computer", RESTART_YES },
	{ "restart the system", RESTART_YES },
	{ "system update will make all the necessary changes", RESTART_NO },
	{ "system upgrade is sufficient to effect the necessary changes",
	    RESTART_NO },
};

#define RESTART_TEXT_MAX	262144	/* bytes that are looked through */
#define PHRASE_MAX		64	/* longer than each of restarts[] */

/* White space folded, so that phrases are found across line ends. */
static void
fold(struct buf *out, struct span text, size_t max)
{
	struct span word;

	while (out->n < max && span_word(&text, &word)) {
		buf_add(out, word.p, word.n);
		buf_addc(out, ' ');
	}
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/*
 * What stands around p, folded: PHRASE_MAX letters, white space not counted,
 * before it, and as many or more from it on.  Where in it p is.
 */
static size_t
fold_around(struct buf *b, struct span text, const char *p)
{
	const char *end = text.p + text.n, *middle = p;
	size_t n = 0, at = 0;

	while (p > text.p && n < PHRASE_MAX)
		n += !is_blank(*--p);
	buf_cut(b, 0);
	for (; p < end && b->n < 3 * PHRASE_MAX; p++) {
		if (p == middle)
			at = b->n;
		if (!is_blank(*p))
			buf_addc(b, *p);
		else if (b->n > 0 && b->p[b->n - 1] != ' ')
			buf_addc(b, ' ');
	}
	return at;
}

/*
 * The first of restarts[] before the best one so far whose anchor is the one
 * at p; the best one where none is.  places: of the anchor in each phrase,
 * SIZE_MAX where it is not in it.
 */
static size_t
phrase_around(struct span text, const char *p, const size_t *places,
    size_t best, struct buf *b)
{
	size_t i, at = fold_around(b, text, p);

	for (i = 0; i < best; i++)
		if (places[i] <= at && span_starts_nocase((struct span){
		    b->p + at - places[i], b->n - at + places[i] },
		    restarts[i].says))
			return i;
	return best;
}

/* In every phrase stands one of these, once; in most mails none does. */
static const char *const anchors[] = { "restart", "reboot", "necessary" };

enum restart
extract_restart(struct span text)
{
	struct span where;

	return extract_find_restart(text, &where);
}

enum restart
extract_find_restart(struct span text, struct span *where)
{
	size_t i, k, found, best = LEN(restarts), places[LEN(restarts)];
	struct buf all = { 0 }, b = { 0 };
	struct span rest;
	const char *p;

	*where = (struct span){ NULL, 0 };
	if (text.n >= RESTART_TEXT_MAX) {
		fold(&all, text, RESTART_TEXT_MAX);
		text = (struct span){ buf_str(&all), all.n };
	}
	for (i = 0; i < LEN(anchors); i++) {
		for (k = 0; k < LEN(restarts); k++) {
			p = strstr(restarts[k].says, anchors[i]);
			places[k] = p != NULL ?
			    (size_t)(p - restarts[k].says) : SIZE_MAX;
		}
		rest = text;
		while ((p = span_find_nocase(rest, anchors[i])) != NULL) {
			found = phrase_around(text, p, places, best, &b);
			/* a folded copy is no place of the mail */
			if (found < best && all.n == 0)
				*where = (struct span){ p, strlen(anchors[i]) };
			best = found;
			p += strlen(anchors[i]);
			rest = (struct span){ p,
			    (size_t)(text.p + text.n - p) };
		}
	}
	buf_free(&all);
	buf_free(&b);
	return best < LEN(restarts) ? restarts[best].means :
	    RESTART_NOT_STATED;
}

/* A sentence ends here: a full stop, and a blank and a capital behind it. */
static bool
ends_sentence(const struct buf *b, size_t i)
{
	static const char *const abbreviated[] = { "e.g.", "i.e.", "etc.",
	    "vs.", "cf.", "No.", "Inc.", "approx." };
	size_t j, n;

	if (b->p[i] != '.' && b->p[i] != '!' && b->p[i] != '?')
		return false;
	if (i + 2 < b->n && (b->p[i + 1] != ' ' ||
	    (b->p[i + 2] >= 'a' && b->p[i + 2] <= 'z')))
		return false;
	for (j = 0; j < LEN(abbreviated); j++) {
		n = strlen(abbreviated[j]);
		if (i + 1 >= n && memcmp(b->p + i + 1 - n, abbreviated[j],
		    n) == 0)
			return false;
	}
	return true;
}

char *
extract_summary(struct arena *a, struct span text)
{
	size_t i, end = 0, sentences = 0;
	struct buf b = { 0 };
	struct span line;
	char *summary;

	if (text.p == NULL)
		return NULL;
	if (text.n > 8192)
		text.n = 8192;
	while (b.n < EXTRACT_SUMMARY_MAX + 8 && span_line(&text, &line))
		if (!table_is_row(line))
			fold(&b, line, EXTRACT_SUMMARY_MAX + 8);
	for (i = 0; i < b.n && sentences < 4 && i < EXTRACT_SUMMARY_MAX; i++) {
		if (!ends_sentence(&b, i))
			continue;
		end = i + 1;
		sentences++;
	}
	/* no sentence ended in time: cut at a word */
	if (end == 0 && b.n > EXTRACT_SUMMARY_MAX) {
		end = EXTRACT_SUMMARY_MAX;
		while (end > 0 && b.p[end] != ' ')
			end--;
	} else if (end == 0) {
		end = b.n;
	}
	summary = end > 0 ? extract_line_of(a, (struct span){ b.p, end }) :
	    NULL;
	buf_free(&b);
	return summary;
}

#define QUOTED_LINES	200	/* not empty ones, looked at for quotations */

/* Mails of a list in one: what it names first is not what it announces. */
static bool
is_digest(const struct reader_mail *m)
{
	static const char *const marks[] = { " digest, vol ", " digest of ",
	    "digest number ", "digest for " };
	struct span subject = span_of(m->subject), head = span_of(m->text);
	size_t i;

	for (i = 0; subject.p != NULL && i < LEN(marks); i++)
		if (span_find_nocase(subject, marks[i]) != NULL)
			return true;
	if (head.n > 4096)
		head.n = 4096;
	return head.p != NULL && extract_line(head, "Today's Topics").p !=
	    NULL;
}

static bool
looks_like_reply(const struct reader_mail *m)
{
	static const char *const marks[] = { "re:", "re :", "aw:", "antw:",
	    "antwort:", "sv:", "vs:", "odp:", "res:", "rif:", "ynt:", "re[",
	    "fw: re:", "fwd: re:", "r\xc3\xa9:" };
	const char *s = extract_subject(m);
	struct span rest = span_of(m->text), line;
	size_t i, quoted = 0, lines = 0;

	for (i = 0; i < LEN(marks); i++)
		if (span_starts_nocase(span_of(s), marks[i]) ||
		    span_starts_nocase(span_of(m->subject), marks[i]))
			return true;
	if (is_digest(m))
		return true;
	while (span_line(&rest, &line) && lines < QUOTED_LINES) {
		quoted += line.n > 0 && line.p[0] == '>';
		lines += line.n > 0;
	}
	/* somebody quotes one, with or without the header of an answer */
	return m->in_reply_to != NULL ? quoted * 10 > lines :
	    quoted * 2 > lines;
}

bool
extract_is_reply(const struct reader_mail *m)
{
	return m->is_reply == STATED_NOTHING ? looks_like_reply(m) :
	    m->is_reply == STATED_YES;
}

const char *
extract_subject(const struct reader_mail *m)
{
	static const char *const tags[] = { "fwd:", "fw:", "wg:", "tr:",
	    "[fwd:" };
	const char *s = m->subject != NULL ? m->subject : "", *end;
	bool more = true;
	size_t i, n;

	while (more) {
		more = false;
		s += strspn(s, " ");
		for (i = 0; i < LEN(tags) && !more; i++) {
			if (!span_starts_nocase(span_of(s), tags[i]))
				continue;
			s += strlen(tags[i]);
			more = true;
		}
		/* "[oss-security] ", "[SECURITY] ", not "[USN-1-1] " */
		end = *s == '[' ? strchr(s, ']') : NULL;
		n = end != NULL ? (size_t)(end - s) : 0;
		if (!more && n > 1 && n < 60 && end[1] == ' ' &&
		    strcspn(s, "0123456789") > n) {
			s = end + 1;
			more = true;
		}
	}
	return s;
}
