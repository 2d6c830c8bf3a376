/* SPDX-License-Identifier: ISC */
/* patchbot calendar: the months to come, as text, as .ics, as a picture. */
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"
#include "handlers/cycle/cycle.h"
#include "handlers/playbook/playbook.h"

#define MONTHS_MAX	36

static int
wrong(const char *what, const char *found)
{
	fprintf(stderr, "patchbot: %s, found \"%s\"\n", what, found);
	return EXIT_USAGE;
}

/* The month of the clock's day, or what was asked for: its first and last. */
static int
span(struct calendar_wish *w, const char *from, const char *until,
    const char *months)
{
	int year, month, day;
	long long n = 1;
	int64_t t = w->now;

	if (from != NULL && !clock_parse(from, &t))
		return wrong("expected a date like 2026-11-01", from);
	day_split(day_of(t), &year, &month, &day);
	if (from == NULL)
		day = 1;
	w->first = day_make(year, month, day);
	if (months != NULL && !str_number(months, 1, MONTHS_MAX, &n))
		return wrong("expected a number of months from 1 to 36",
		    months);
	w->last = day_make(year, month + (int)n, day) - 1;
	if (until == NULL)
		return 0;
	if (!clock_parse(until, &t) || day_of(t) < w->first)
		return wrong("expected a date that is not before the first",
		    until);
	w->last = day_of(t);
	if (w->last - w->first > MONTHS_MAX * 31)
		return wrong("expected at most 36 months", until);
	return 0;
}

static int
form(struct calendar_wish *w, const char *word)
{
	static const char *const forms[] = { "text", "ics", "svg" };
	int i;

	for (i = 0; i < 3; i++)
		if (strcmp(word, forms[i]) == 0) {
			w->form = (enum calendar_form)i;
			return 0;
		}
	return wrong("expected text, ics or svg", word);
}

static int
print(const struct config *c, struct calendar_wish *w)
{
	struct arena *a = arena_new();
	struct list cycles = { 0 };
	struct buf out = { 0 };
	struct err e = { 0 };
	int rc = cycle_ahead_of(c, a, &cycles, &e);

	if (rc == 0) {
		w->cycles = &cycles;
		rc = playbook_calendar(c, w, &out, &e);
		w->cycles = NULL;
	}
	if (rc == -1)
		fprintf(stderr, "patchbot: %s\n", e.text);
	else if (fwrite(buf_str(&out), 1, out.n, stdout) != out.n)
		rc = -1;
	buf_free(&out);
	arena_free(a);
	return rc == 0 ? 0 : 1;
}

/* What is doubtful in it is for "patchbot check" to say. */
static struct config *
load(const char *path)
{
	struct conf_report r = { .arena = arena_new() };
	struct config *c = config_load(path, &r);
	size_t i;

	for (i = 0; c == NULL && i < r.lines.n; i++)
		fprintf(stderr, "%s\n", (char *)r.lines.at[i]);
	arena_free(r.arena);
	return c;
}

static int
run(int argc, char **argv)
{
	static const struct option options[] = {
		{ "from", required_argument, NULL, 'f' },
		{ "until", required_argument, NULL, 'u' },
		{ "months", required_argument, NULL, 'm' },
		{ NULL, 0, NULL, 0 },
	};
	const char *path = NULL, *from = NULL, *until = NULL, *months = NULL;
	struct calendar_wish w = { .form = CALENDAR_TEXT };
	struct config *c;
	int o, rc;

	while ((o = getopt_long(argc, argv, "c:", options, NULL)) != -1) {
		if (o == 'c')
			path = optarg;
		else if (o == 'f')
			from = optarg;
		else if (o == 'u')
			until = optarg;
		else if (o == 'm')
			months = optarg;
		else
			return cli_usage(&cli_calendar);
	}
	if (argc - optind > 1 || (until != NULL && months != NULL))
		return cli_usage(&cli_calendar);
	if (optind < argc && (rc = form(&w, argv[optind])) != 0)
		return rc;
	if ((path = cli_config(path)) == NULL)
		return EXIT_USAGE;
	if ((c = load(path)) == NULL)
		return 1;
	/* dates are the site's, whose zone is known now */
	w.now = clock_now();
	rc = span(&w, from, until, months);
	if (rc == 0)
		rc = print(c, &w);
	config_free(c);
	return rc;
}

const struct cli cli_calendar = {
	"calendar", "[-c FILE] [--from DATE] [--until DATE | --months N] "
	"[text|ics|svg]",
	"print what the playbooks will do in this month, or in those days",
	run,
};
