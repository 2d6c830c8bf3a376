/* SPDX-License-Identifier: ISC */
/* Playbooks for tests; see playbooks.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "handlers/playbook/parts.h"
#include "playbooks.h"

struct arena *pb_arena;
struct config *pb_config;

static struct conf_report report;
static char path[] = "/tmp/patchbot-playbook.XXXXXX";

int
pb_setup(void **state)
{
	(void)state;
	pb_arena = arena_new();
	report = (struct conf_report){ .arena = pb_arena };
	return 0;
}

int
pb_teardown(void **state)
{
	(void)state;
	config_free(pb_config);
	pb_config = NULL;
	arena_free(pb_arena);
	return 0;
}

static const char head[] =
    "site {\n name Example\n zone Europe/Berlin\n contact Desk\n"
    " address patchbot@example.com\n}\n"
    "lists { committee cleo@example.com all@example.com\n"
    " helpdesk b@example.com\n infosec c@example.com\n"
    " coordinator carla@example.com }\n"
    "team dba { lead dan; }\nteam qa { lead quinn; }\n"
    "person carla { name Carla; mail carla@example.com; roles coordinator }\n"
    "person cleo { name Cleo; mail cleo@example.com; roles approver lead }\n"
    "person dan { name Dan; mail dan@example.com; team dba; roles lead }\n"
    "person dora { name Dora; mail dora@example.com; team dba }\n"
    "person quinn { name Quinn; mail quinn@example.com; team qa; "
    "roles infosec }\n"
    "tasks night { task t { title T; team qa } }\n"
    "vendor lamp { name Lamp; from *@lamp.example.net; prove any { dmarc } }\n"
    "audience board { to cleo dan quinn }\n";

const struct config *
pb_load(const char *text)
{
	FILE *f;
	int fd;

	config_free(pb_config);
	report.lines.n = 0;
	report.errors = 0;
	memcpy(path + strlen(path) - 6, "XXXXXX", 6);
	assert_true((fd = mkstemp(path)) != -1);
	assert_non_null(f = fdopen(fd, "w"));
	fprintf(f, "%s%s", head, text);
	assert_int_equal(fclose(f), 0);
	pb_config = config_load(path, &report);
	unlink(path);
	return pb_config;
}

/* The lines of that kind without the path. */
static const char *
lines(const char *kind)
{
	struct buf b = { 0 };
	char *text, *at;
	size_t i;

	for (i = 0; i < report.lines.n; i++)
		if (strstr(report.lines.at[i], kind) != NULL)
			buf_addf(&b, "%s%s", b.n > 0 ? "\n" : "",
			    (char *)report.lines.at[i] + strlen(path) + 1);
	text = arena_str(pb_arena, buf_str(&b));
	buf_free(&b);
	/* the path stands within too, where another line is named */
	while ((at = strstr(text, path)) != NULL) {
		*at = '@';
		memmove(at + 1, at + strlen(path),
		    strlen(at + strlen(path)) + 1);
	}
	return text;
}

const char *
pb_errors(void)
{
	return lines(": error: ");
}

const char *
pb_warnings(void)
{
	return lines(": warning: ");
}

const struct playbook *
pb_playbook(const char *lines)
{
	const struct config *c = pb_load(lines);

	if (c == NULL)
		fail_msg("%s", pb_errors());
	assert_true(playbooks_of(c)->all.n > 0);
	return playbooks_of(c)->all.at[0];
}

static void
expect_one(const char *text, const char *error, size_t *bad)
{
	if (pb_load(text) != NULL)
		fail_msg("%s: no error", text);
	if (strcmp(pb_errors(), error) == 0)
		return;
	print_message("%s:\n%s\n%s\n", text, pb_errors(), error);
	(*bad)++;
}

void
pb_wrong(const char *form, const struct pb_wrong *cases, size_t n)
{
	const char *at = strstr(form, "%");
	struct buf b = { 0 };
	size_t i, bad = 0;

	for (i = 0; i < n; i++) {
		buf_cut(&b, 0);
		buf_add(&b, form, (size_t)(at - form));
		buf_adds(&b, cases[i].lines);
		buf_adds(&b, at + 1);
		expect_one(buf_str(&b), cases[i].error, &bad);
	}
	buf_free(&b);
	assert_int_equal(bad, 0);
}

const char *
pb_dates(const struct playbook *p, const char *day0, const struct list *fixed,
    bool reasons)
{
	struct list out = { 0 };
	struct buf b = { 0 };
	struct err e = { 0 };
	const struct due *x;
	char at[CLOCK_TEXT];
	const char *text;
	day_t d;
	size_t i;

	assert_true(words_date(day0, &d));
	if (playbook_dates(p, calendar_of(pb_config), pb_arena, d, fixed,
	    &out, &e) == -1)
		return arena_str(pb_arena, e.text);
	for (i = 0; i < out.n; i++) {
		x = out.at[i];
		buf_addf(&b, "%s %s %s", clock_minute(x->at, at),
		    x->step->name, x->occasion->what);
		if (x->until != x->at)
			buf_addf(&b, " until %s", clock_minute(x->until, at));
		buf_addf(&b, "%s%s%s\n", x->fixed ? " fixed" : "",
		    reasons ? ": " : "", reasons ? x->reason : "");
	}
	text = arena_str(pb_arena, buf_str(&b));
	buf_free(&b);
	return text;
}
