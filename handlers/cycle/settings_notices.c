/* SPDX-License-Identifier: ISC */
/* The directive "notices": when and how the help desk is told. */
#include <stdio.h>
#include <string.h>

#include "handlers/cycle/notice.h"

static bool
parse_days(const char *w, int *days)
{
	char digits[4] = "";
	size_t n = strlen(w);
	long long v;

	if (n < 3 || n > 4 || w[0] != '-' || w[n - 1] != 'd')
		return false;
	memcpy(digits, w + 1, n - 2);
	if (!str_number(digits, 0, NOTICE_DAYS_MAX, &v))
		return false;
	*days = (int)v;
	return true;
}

static bool
is_moment(const char *w, size_t i, struct err *e)
{
	int days;

	if (i % 2 == 0)
		return conf_is_clock(w, i, e);
	if (parse_days(w, &days))
		return true;
	err_set(e, ERR_CONFIG, "days before the start, from -0d to "
	    "-%dd, like -2d", NOTICE_DAYS_MAX);
	return false;
}

static const struct conf_rule rules[] = {
	{ .name = "scheduled", .params = "-DAYSd HH:MM ...", .min = 2,
	    .max = (size_t)2 * NOTICE_TIMES_MAX, .check = is_moment,
	    .def = "-2d 18:00 -1d 18:00",
	    .help = "When the help desk is told of a deployment: days before "
	    "it starts and a local time, in pairs; the first one is the "
	    "announcement, the others remind." },
	{ .name = "lead-time", .params = "LENGTH", .min = 1, .max = 1,
	    .check = conf_is_span, .def = "48h",
	    .help = "The announcement is made at least this long before the "
	    "start, a day or more earlier where it must be." },
	{ .name = "contact", .params = "TEXT", .min = 1, .max = 1,
	    .help = "Whom the help desk turns to about a deployment; the "
	    "site's contact where missing." },
	{ .name = "expect", .params = "TEXT", .min = 1, .max = 1,
	    .def = "\"" NOTICE_EXPECT "\"",
	    .help = "What users have to expect, in every announcement." },
	{ .name = NULL },
};

static int
clock_word(const char *w, struct notice_time *t)
{
	return sscanf(w, "%2d:%2d", &t->hour, &t->minute) == 2 ? 0 : -1;
}

static void
read_times(struct notice_rules *r, const struct conf_node *n,
    struct conf_report *report)
{
	struct notice_time *t;
	size_t i, k;

	if (n->n % 2 == 0)
		conf_error(report, n, n->n - 1, "expected a time like 18:00 "
		    "behind \"%s\"", n->words[n->n - 1].text);
	for (i = 1; i + 1 < n->n && r->n < NOTICE_TIMES_MAX; i += 2) {
		t = &r->at[r->n];
		if (!parse_days(n->words[i].text, &t->days) ||
		    clock_word(n->words[i + 1].text, t) == -1)
			continue;
		for (k = 0; k < r->n; k++)
			if (memcmp(&r->at[k], t, sizeof(*t)) == 0)
				conf_error(report, n, i, "\"%s %s\" stands "
				    "here twice", n->words[i].text,
				    n->words[i + 1].text);
		r->n++;
	}
}

static void *
read_notices(struct arena *a, const struct config *c,
    const struct conf_node *root, struct conf_report *report)
{
	static const struct notice_time def[] = { { 2, 18, 0 },
	    { 1, 18, 0 } };
	const struct conf_node *n = conf_find(root, "notices"), *at = NULL;
	struct notice_rules *r = arena_alloc(a, sizeof(*r));

	(void)c;
	r->lead = 48 * HOUR;
	r->expect = NOTICE_EXPECT;
	if (n != NULL) {
		at = conf_find(n, "scheduled");
		clock_parse_span(conf_get(n, "lead-time", 1, "48h"),
		    &r->lead);
		r->contact = conf_get(n, "contact", 1, NULL);
		r->expect = conf_get(n, "expect", 1, NOTICE_EXPECT);
	}
	if (r->lead > NOTICE_DAYS_MAX * (int64_t)DAY)
		conf_error(report, conf_find(n, "lead-time"), 1, "expected at "
		    "most %dd", NOTICE_DAYS_MAX);
	if (at != NULL) {
		read_times(r, at, report);
	} else {
		memcpy(r->at, def, sizeof(def));
		r->n = 2;
	}
	return r;
}

const struct settings settings_notices = {
	.rule = { .name = "notices", .params = "{ ... }", .min = 0, .max = 0,
	    .block = rules, .help = "When and how the help desk is told of "
	    "deployments." },
	.read = read_notices,
};

const struct notice_rules *
notice_rules(const struct work *w)
{
	return config_part(work_config(w), &settings_notices);
}
