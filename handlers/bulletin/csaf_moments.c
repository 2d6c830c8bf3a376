/* SPDX-License-Identifier: ISC */
/* Dates (RFC 3339) and version numbers of CSAF documents. */
#include <string.h>

#include "handlers/bulletin/csaf_parts.h"

/* --- dates ------------------------------------------------------------- */

/* Reads by a pattern: '9' a digit, other characters themselves (ASCII case
 * ignored). */
static bool
has_form(struct span s, const char *form)
{
	size_t i;

	for (i = 0; form[i] != '\0'; i++)
		if (i >= s.n || (form[i] == '9' ? !ascii_is_digit(s.p[i]) :
		    ascii_lower(s.p[i]) != ascii_lower(form[i])))
			return false;
	return true;
}

static int
number(const char *p, size_t n)
{
	int v = 0;

	while (n-- > 0)
		v = v * 10 + (*p++ - '0');
	return v;
}

/* Days since 1970-01-01 of a day in the Gregorian calendar. */
static int64_t
days(int year, int month, int day)
{
	int64_t y = year - (month <= 2), era = (y >= 0 ? y : y - 399) / 400;
	int64_t of_era = y - era * 400;
	int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 +
	    day - 1;

	return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 +
	    of_year - 719468;
}

static bool
is_day(int year, int month, int day)
{
	static const int most[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31,
	    30, 31 };
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return month >= 1 && month <= 12 && day >= 1 &&
	    day <= most[month - 1] + (month == 2 && leap);
}

/* "Z" or "+hh:mm" to seconds east of UTC. */
static bool
offset(struct span s, int64_t *east)
{
	*east = 0;
	if (s.n == 1)
		return s.p[0] == 'Z' || s.p[0] == 'z';
	if (s.n != 6 || (s.p[0] != '+' && s.p[0] != '-') ||
	    !has_form((struct span){ s.p + 1, 5 }, "99:99") ||
	    number(s.p + 1, 2) > 23 || number(s.p + 4, 2) > 59)
		return false;
	*east = (number(s.p + 1, 2) * 60 + number(s.p + 4, 2)) * 60;
	if (s.p[0] == '-')
		*east = -*east;
	return true;
}

bool
csaf_moment(struct span s, struct csaf_moment *m)
{
	int year, month, day, hour, minute, second;
	long unit = 100000000;
	int64_t east;
	size_t n = 19;

	*m = (struct csaf_moment){ 0, 0 };
	if (!has_form(s, "9999-99-99T99:99:99"))
		return false;
	year = number(s.p, 4);
	month = number(s.p + 5, 2);
	day = number(s.p + 8, 2);
	hour = number(s.p + 11, 2);
	minute = number(s.p + 14, 2);
	second = number(s.p + 17, 2);
	if (n < s.n && s.p[n] == '.') {
		for (n++; n < s.n && ascii_is_digit(s.p[n]); n++, unit /= 10)
			m->nanos += unit * (s.p[n] - '0');
		if (n == 20)
			return false;
	}
	if (!is_day(year, month, day) || hour > 23 || minute > 59 ||
	    second > 60 || !offset((struct span){ s.p + n, s.n - n }, &east))
		return false;
	m->seconds = days(year, month, day) * 86400 +
	    (hour * 60 + minute) * 60 + second - east;
	return true;
}

int
csaf_moment_compare(struct csaf_moment a, struct csaf_moment b)
{
	if (a.seconds != b.seconds)
		return a.seconds < b.seconds ? -1 : 1;
	return a.nanos < b.nanos ? -1 : a.nanos > b.nanos;
}

bool
csaf_is_date(struct span s)
{
	struct csaf_moment m;

	return csaf_moment(s, &m);
}

/* --- version numbers --------------------------------------------------- */

/* A number without leading zeros at the beginning of *s, taken off it. */
static bool
take_number(struct span *s, struct span *n)
{
	*n = (struct span){ s->p, 0 };
	while (n->n < s->n && ascii_is_digit(s->p[n->n]))
		n->n++;
	s->p += n->n;
	s->n -= n->n;
	return n->n > 0 && (n->n == 1 || n->p[0] != '0');
}

static bool
take_char(struct span *s, char c)
{
	if (s->n == 0 || s->p[0] != c)
		return false;
	s->p++;
	s->n--;
	return true;
}

/* The next identifier between dots; false at the end. */
static bool
identifier(struct span *rest, struct span *one)
{
	const char *dot;

	if (rest->p == NULL)
		return false;
	dot = rest->n > 0 ? memchr(rest->p, '.', rest->n) : NULL;
	*one = *rest;
	if (dot == NULL) {
		rest->p = NULL;
		rest->n = 0;
		return true;
	}
	one->n = (size_t)(dot - rest->p);
	rest->p += one->n + 1;
	rest->n -= one->n + 1;
	return true;
}

static bool
is_numeric(struct span s)
{
	size_t i;

	for (i = 0; i < s.n && ascii_is_digit(s.p[i]); i++)
		;
	return i == s.n;
}

static bool
are_identifiers(struct span s, bool zeros)
{
	struct span one;
	size_t i;

	while (identifier(&s, &one)) {
		if (one.n == 0 || (!zeros && one.n > 1 && one.p[0] == '0' &&
		    is_numeric(one)))
			return false;
		for (i = 0; i < one.n; i++)
			if (!ascii_is_digit(one.p[i]) && one.p[i] != '-' &&
			    !(ascii_lower(one.p[i]) >= 'a' &&
			    ascii_lower(one.p[i]) <= 'z'))
				return false;
	}
	return true;
}

bool
csaf_version(struct span s, struct csaf_version *v)
{
	const char *plus;
	size_t i;

	*v = (struct csaf_version){ 0 };
	if (!take_number(&s, &v->number[0]))
		return false;
	if (s.n == 0)
		return true;
	v->semantic = true;
	for (i = 1; i < 3; i++)
		if (!take_char(&s, '.') || !take_number(&s, &v->number[i]))
			return false;
	plus = s.n > 0 ? memchr(s.p, '+', s.n) : NULL;
	if (plus != NULL) {
		v->build = (struct span){ plus + 1,
		    s.n - (size_t)(plus - s.p) - 1 };
		s.n = (size_t)(plus - s.p);
	}
	if (take_char(&s, '-')) {
		v->pre = s;
		s.n = 0;
	}
	return s.n == 0 && are_identifiers(v->pre, false) &&
	    are_identifiers(v->build, true);
}

bool
csaf_is_version(struct span s)
{
	struct csaf_version v;

	return csaf_version(s, &v);
}

static int
compare_numbers(struct span a, struct span b)
{
	if (a.n != b.n)
		return a.n < b.n ? -1 : 1;
	return a.n > 0 ? memcmp(a.p, b.p, a.n) : 0;
}

/* Identifiers of a pre-release: numbers by value and below words, words by
 * their letters (Semantic Versioning 11.4). */
static int
compare_identifiers(struct span a, struct span b)
{
	bool number_a = is_numeric(a), number_b = is_numeric(b);
	int r;

	if (number_a && number_b)
		return compare_numbers(a, b);
	if (number_a != number_b)
		return number_a ? -1 : 1;
	r = memcmp(a.p, b.p, a.n < b.n ? a.n : b.n);
	return r != 0 ? r : a.n < b.n ? -1 : a.n > b.n;
}

static int
compare_pre(struct span a, struct span b)
{
	struct span one, other;
	bool more_a, more_b;
	int r = 0;

	/* what has none is the release, and above it */
	if (a.p == NULL || b.p == NULL)
		return (a.p == NULL) - (b.p == NULL);
	while (r == 0) {
		more_a = identifier(&a, &one);
		more_b = identifier(&b, &other);
		if (!more_a || !more_b)
			return (int)more_a - (int)more_b;
		r = compare_identifiers(one, other);
	}
	return r;
}

int
csaf_version_compare(const struct csaf_version *a,
    const struct csaf_version *b, bool pre)
{
	size_t i;
	int r = 0;

	for (i = 0; i < 3 && r == 0; i++)
		r = compare_numbers(a->number[i], b->number[i]);
	return r != 0 || !pre ? r : compare_pre(a->pre, b->pre);
}
