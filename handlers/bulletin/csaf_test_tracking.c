/* SPDX-License-Identifier: ISC */
/* Mandatory tests of the versions and the revision history (6.1.14, 16 to 22,
 * 30). */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "handlers/bulletin/csaf_parts.h"

static const struct csaf_at document = { .name = "document" };
static const struct csaf_at tracking = { .up = &document, .name = "tracking" };
static const struct csaf_at version_at = { .up = &tracking,
    .name = "version" };
static const struct csaf_at status_at = { .up = &tracking, .name = "status" };
static const struct csaf_at history_at = { .up = &tracking,
    .name = "revision_history" };

struct revision {
	const char	*number;
	struct csaf_version version;
	struct csaf_moment date;
};

struct history {
	struct revision	*at;		/* sorted by date, then by version */
	size_t		 n;
};

static int
by_date(const void *a, const void *b)
{
	const struct revision *one = a, *other = b;
	int r = csaf_moment_compare(one->date, other->date);

	return r != 0 ? r : csaf_version_compare(&one->version,
	    &other->version, true);
}

static struct history
history(struct csaf *c)
{
	const struct jv *list = jv_get(c->tracking, "revision_history");
	struct history h = { NULL, jv_n(list) };
	size_t i;

	h.at = mem_array(h.n + 1, sizeof(*h.at));
	for (i = 0; i < h.n; i++) {
		h.at[i].number = jv_text(jv_at(list, i), "number");
		csaf_version(span_of(h.at[i].number), &h.at[i].version);
		csaf_moment(jv_span(jv_get(jv_at(list, i), "date")),
		    &h.at[i].date);
	}
	qsort(h.at, h.n, sizeof(*h.at), by_date);
	return h;
}

static struct csaf_version
version(const struct csaf *c)
{
	struct csaf_version v;

	csaf_version(span_of(jv_text(c->tracking, "version")), &v);
	return v;
}

static bool
is_draft(const struct csaf *c)
{
	return strcmp(jv_text(c->tracking, "status"), "draft") == 0;
}

static bool
is_zero(const struct csaf_version *v)
{
	return span_eq(v->number[0], "0");
}

static void
sorted(struct csaf *c, const char *test)
{
	struct history h = history(c);
	size_t i;

	for (i = 1; i < h.n && !csaf_enough(c); i++)
		if (csaf_version_compare(&h.at[i - 1].version,
		    &h.at[i].version, true) > 0)
			csaf_fault(c, test, &history_at, "version %s is dated "
			    "before version %s", h.at[i - 1].number,
			    h.at[i].number);
	free(h.at);
}

static void
latest(struct csaf *c, const char *test)
{
	struct history h = history(c);
	struct csaf_version v = version(c);
	const struct revision *last = &h.at[h.n - 1];

	if (v.semantic != last->version.semantic ||
	    csaf_version_compare(&v, &last->version, !is_draft(c)) != 0)
		csaf_fault(c, test, &version_at, "the document's version is "
		    "%s, the last one of its history is %s",
		    jv_text(c->tracking, "version"), last->number);
	free(h.at);
}

static void
draft(struct csaf *c, const char *test)
{
	struct csaf_version v = version(c);

	if (!is_draft(c) && (is_zero(&v) || v.pre.p != NULL))
		csaf_fault(c, test, &status_at, "version %s is that of a "
		    "draft, but the status is \"%s\"",
		    jv_text(c->tracking, "version"),
		    jv_text(c->tracking, "status"));
}

static void
released(struct csaf *c, const char *test)
{
	struct history h = history(c);
	size_t i;

	for (i = 0; i < h.n && !is_draft(c) && !csaf_enough(c); i++)
		if (is_zero(&h.at[i].version))
			csaf_fault(c, test, &history_at, "the history of a "
			    "released document has the draft's version %s",
			    h.at[i].number);
	free(h.at);
}

static void
pre_releases(struct csaf *c, const char *test)
{
	struct history h = history(c);
	size_t i;

	for (i = 0; i < h.n && !csaf_enough(c); i++)
		if (h.at[i].version.pre.p != NULL)
			csaf_fault(c, test, &history_at, "the history has the "
			    "pre-release %s", h.at[i].number);
	free(h.at);
}

static void
not_draft(struct csaf *c, const char *test)
{
	struct csaf_version v = version(c);

	if (!is_draft(c) && v.pre.p != NULL)
		csaf_fault(c, test, &version_at, "version %s is a "
		    "pre-release, but the status is \"%s\"",
		    jv_text(c->tracking, "version"),
		    jv_text(c->tracking, "status"));
}

/* The number behind n, both decimal and of any length. */
static bool
follows(struct span n, struct span next)
{
	size_t i = n.n, k = next.n;
	char carry = 1, digit;

	while (i > 0 || carry > 0) {
		digit = (char)((i > 0 ? n.p[--i] : '0') + carry);
		carry = digit > '9';
		if (carry)
			digit = '0';
		if (k == 0 || next.p[--k] != digit)
			return false;
	}
	return k == 0;
}

static bool
same_number(struct span a, struct span b)
{
	return a.n == b.n && memcmp(a.p, b.p, a.n) == 0;
}

static void
complete(struct csaf *c, const char *test)
{
	struct history h = history(c);
	struct span first = h.at[0].version.number[0], one, next;
	size_t i;

	if (!span_eq(first, "0") && !span_eq(first, "1"))
		csaf_fault(c, test, &history_at, "the history begins with "
		    "version %s", h.at[0].number);
	for (i = 1; i < h.n && !csaf_enough(c); i++) {
		one = h.at[i - 1].version.number[0];
		next = h.at[i].version.number[0];
		/* what goes back is test 6.1.14's, what repeats 6.1.22's */
		if (!same_number(one, next) && !follows(one, next) &&
		    csaf_version_compare(&h.at[i - 1].version,
		    &h.at[i].version, false) < 0)
			csaf_fault(c, test, &history_at, "between the "
			    "versions %s and %s one is missing",
			    h.at[i - 1].number, h.at[i].number);
	}
	free(h.at);
}

static int
by_number(const void *a, const void *b)
{
	return strcmp(((const struct revision *)a)->number,
	    ((const struct revision *)b)->number);
}

static void
double_versions(struct csaf *c, const char *test)
{
	struct history h = history(c);
	size_t i;

	qsort(h.at, h.n, sizeof(*h.at), by_number);
	for (i = 1; i < h.n && !csaf_enough(c); i++)
		if (by_number(&h.at[i - 1], &h.at[i]) == 0)
			csaf_fault(c, test, &history_at, "version %s stands "
			    "there more than once", h.at[i].number);
	free(h.at);
}

static void
mixed(struct csaf *c, const char *test)
{
	struct history h = history(c);
	struct csaf_version v = version(c);
	size_t i;

	for (i = 0; i < h.n; i++)
		if (h.at[i].version.semantic != v.semantic) {
			csaf_fault(c, test, &history_at, "versions like %s "
			    "and like %s are mixed", h.at[i].number,
			    jv_text(c->tracking, "version"));
			break;
		}
	free(h.at);
}

const struct csaf_test csaf_tests_tracking[] = {
	{ "6.1.14", sorted },
	{ "6.1.16", latest },
	{ "6.1.17", draft },
	{ "6.1.18", released },
	{ "6.1.19", pre_releases },
	{ "6.1.20", not_draft },
	{ "6.1.21", complete },
	{ "6.1.22", double_versions },
	{ "6.1.30", mixed },
	{ NULL, NULL }
};
