/* SPDX-License-Identifier: ISC */
/* What a mail is, and until when its writer is away; see reading_parts.h. */
#include <string.h>
#include <time.h>

#include "base/arena.h"
#include "base/clock.h"
#include "text/reading_parts.h"

#define LEN(a) (sizeof(a) / sizeof((a)[0]))

static const char *const reply_marks[] = {
	"re:", "aw:", "antw:", "sv:", "rif:", "r\xc3\xa9:", "re[", "re :",
};

bool
reading_is_reply(struct arena *a, const struct mime_mail *m)
{
	const char *subject = mime_header(a, m, "Subject");
	size_t i;

	for (i = 0; subject != NULL && i < LEN(reply_marks); i++)
		if (span_starts_nocase(span_of(subject), reply_marks[i]))
			return true;
	return mime_field(a, m, "In-Reply-To") != NULL;
}

/* Some come in the form of a bounce. */
static bool
is_receipt_or_challenge(struct arena *a, const struct mime_mail *m,
    bool person, const char *subject)
{
	return (m->report_type != NULL &&
	    strcmp(m->report_type, "disposition-notification") == 0) ||
	    reading_is_challenge(a, m, person, subject);
}

void
reading_of_mail(struct arena *a, const struct mime_mail *m, bool person,
    struct reading *r)
{
	const char *date = mime_field(a, m, "Date");
	int64_t sent = 0;

	r->subject = mime_header(a, m, "Subject");
	r->text = m->text;
	r->attachments = m->attachments;
	if (reading_is_report(a, m, r->subject)) {
		r->mail_class = CLASS_REPORT;
		return;
	}
	if (is_receipt_or_challenge(a, m, person, r->subject)) {
		r->mail_class = CLASS_AUTO_REPLY;
		return;
	}
	if (reading_is_bounce(a, m, r)) {
		r->mail_class = CLASS_BOUNCE;
		return;
	}
	/* before that: some calendars call their replies auto-generated */
	if (reading_is_calendar_reply(a, m, r)) {
		r->mail_class = CLASS_ANSWER;
		return;
	}
	if (reading_is_auto_reply(a, m, r->subject)) {
		r->mail_class = CLASS_AUTO_REPLY;
		if (date != NULL)
			clock_parse_rfc5322(date, strlen(date), &sent);
		r->away_until = reading_away_until(r->subject, m->text, sent);
		return;
	}
	r->mail_class = CLASS_OTHER;
	if (!person)
		return;
	reading_commands(a, m->text, &r->commands);
	reading_lists(a, m, r);
	if (reading_is_reply(a, m))
		r->mail_class = CLASS_ANSWER;
	else if (r->commands.n > 0)
		r->mail_class = CLASS_COMMAND;
}

static const char *const months[][8] = {
	{ "january", "jan", "januar", "janvier" },
	{ "february", "feb", "februar", "f\xc3\xa9vrier" },
	{ "march", "mar", "m\xc3\xa4rz", "mars" },
	{ "april", "apr", "avril" }, { "may", "mai" },
	{ "june", "jun", "juni", "juin" },
	{ "july", "jul", "juli", "juillet" },
	{ "august", "aug", "ao\xc3\xbbt" },
	{ "september", "sep", "sept", "septembre" },
	{ "october", "oct", "oktober", "octobre" },
	{ "november", "nov", "novembre" },
	{ "december", "dec", "dezember", ("d\xc3\xa9" "cembre") },
};

/* Said before the day of return; a day before them is another day. */
static const char *const until_marks[] = {
	"until", "through", "till", "back on", "back in the office on",
	"returning on", "returning to the office on", "return on",
	"return to the office on", "be back", "returning", "bis zum",
	"bis einschlie\xc3\x9flich", "bis", ("zur\xc3\xbc" "ck am"), "jusqu'au",
	"de retour le", "hasta el", "fino al",
};

static int
month_of(struct span word)
{
	size_t i, j;

	while (word.n > 0 && strchr(".,;", word.p[word.n - 1]) != NULL)
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

	for (i = 0; i < word.n && i < 5 && word.p[i] >= '0' &&
	    word.p[i] <= '9'; i++)
		v = v * 10 + (word.p[i] - '0');
	*digits = i;
	return i > 0 ? v : -1;
}

/* The day with the mail's year, or the next one where that is long past. */
static int64_t
moment_of(const struct tm *sent, int year, int month, int day)
{
	struct tm day_tm;

	if (month < 1 || month > 12 || day < 1 || day > 31)
		return 0;
	if (year == 0) {
		year = sent->tm_year + 1900;
		if (month < sent->tm_mon + 1 - 1)
			year++;
	} else if (year < 100) {
		year += 2000;
	}
	if (year < 2000 || year > 2200)
		return 0;
	day_tm = (struct tm){ .tm_year = year - 1900, .tm_mon = month - 1,
	    .tm_mday = day, .tm_hour = 12 };
	return (int64_t)timegm(&day_tm);
}

/* "2026-11-30", "30.11.2026", "30/11/2026" (day first, but where it cannot
 * be; an ambiguous one with slashes says nothing). */
static int64_t
numeric_date(struct span w, const struct tm *sent)
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
		return moment_of(sent, 0, v[1], v[0]);
	if (i < 3)
		return 0;
	if (digits[0] == 4)
		return moment_of(sent, v[0], v[1], v[2]);
	if (sep == '/' && v[0] <= 12 && v[1] <= 12 && v[0] != v[1])
		return 0;
	if (sep == '/' && v[0] <= 12)
		return moment_of(sent, v[2], v[0], v[1]);
	return moment_of(sent, v[2], v[1], v[0]);
}

/* A date within the next few words: "Monday, May 5th, 2026", "5. Mai". */
static int64_t
date_at(struct span rest, const struct tm *sent)
{
	int month = 0, day = 0, year = 0, v;
	struct span word;
	size_t i, digits;
	int64_t t;

	for (i = 0; i < 7 && span_word(&rest, &word); i++) {
		while (word.n > 0 && (word.p[0] == '(' || word.p[0] == '*')) {
			word.p++;
			word.n--;
		}
		t = numeric_date(word, sent);
		if (t != 0)
			return t;
		v = number_of(word, &digits);
		if (month_of(word) != 0 && month == 0)
			month = month_of(word);
		else if (digits == 4 && month != 0)
			year = v;
		else if (digits > 0 && digits <= 2 && day == 0)
			day = v;
		else if (month != 0 && day != 0)
			break;
	}
	return month != 0 && day != 0 ? moment_of(sent, year, month, day) : 0;
}

static int64_t
away_in(struct span text, const struct tm *sent)
{
	struct span rest;
	const char *p;
	int64_t t;
	size_t i;

	for (i = 0; i < LEN(until_marks); i++) {
		rest = text;
		while ((p = span_find_nocase(rest, until_marks[i])) != NULL) {
			rest.n -= (size_t)(p + strlen(until_marks[i]) - rest.p);
			rest.p = p + strlen(until_marks[i]);
			if (rest.n == 0 || strchr(" :\n\t", rest.p[0]) == NULL)
				continue;
			t = date_at(rest, sent);
			if (t != 0)
				return t;
		}
	}
	return 0;
}

int64_t
reading_away_until(const char *subject, const char *text, int64_t sent)
{
	struct span body = span_of(text);
	time_t when = (time_t)sent;
	struct tm tm;
	int64_t t;

	if (sent == 0)
		return 0;	/* without a year nothing is certain */
	gmtime_r(&when, &tm);
	if (body.n > 4096)
		body.n = 4096;
	t = away_in(span_of(subject), &tm);
	return t != 0 ? t : away_in(body, &tm);
}
