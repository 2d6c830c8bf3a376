/* SPDX-License-Identifier: ISC */
/* The directives "notices" and "tasks": what is read, and what is wrong. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "handlers/bridge/night.h"
#include "handlers/cycle/notice.h"

static struct arena *arena;
static struct conf_report report;
static char path[] = "/tmp/patchbot-conf.XXXXXX";

static int
setup(void **state)
{
	(void)state;
	arena = arena_new();
	report = (struct conf_report){ .arena = arena };
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

/* 20 lines stand before the text, which begins in line 21. */
static const char head[] =
    "site {\n name Example\n zone Europe/Berlin\n contact Desk\n"
    " address patchbot@example.com\n}\n"
    "lists {\n committee a@example.com\n helpdesk b@example.com\n"
    " infosec c@example.com\n coordinator d@example.com\n}\n"
    "mailbox m { maildir m; }\nsend { maildir s; }\n"
    "team dba { lead dan; }\nteam qa { lead dan; }\n"
    "person dan { name Dan; mail dan@example.com; team dba; \n"
    " roles coordinator; }\n"
    "person dora { name Dora; mail dora@example.com; team dba; }\n\n";

static struct config *
load(const char *text)
{
	int fd;
	FILE *f;
	struct config *c;

	memcpy(path + strlen(path) - 6, "XXXXXX", 6);
	assert_true((fd = mkstemp(path)) != -1);
	assert_non_null(f = fdopen(fd, "w"));
	fprintf(f, "%s%s", head, text);
	fclose(f);
	c = config_load(path, &report);
	unlink(path);
	return c;
}

static void
night_conf__wrong__is_reported_where_it_stands(void **state)
{
	static const struct { const char *text, *line; } cases[] = {
		{ "notices { scheduled -2d; }",
		  "21:21: error: found 1 word behind \"scheduled\"; expected "
		  "at least 2" },
		{ "notices { scheduled 2d 18:00; }",
		  "21:21: error: found \"2d\"; expected days before the start, "
		  "from -0d to -60d, like -2d" },
		{ "notices { scheduled -61d 18:00; }", "21:21: error: " },
		{ "notices { scheduled -2d 24:00; }", "21:25: error: " },
		{ "notices { scheduled -2d 18:00 -1d; }",
		  "21:31: error: expected a time like 18:00 behind \"-1d\"" },
		{ "notices { scheduled -2d 18:00 -2d 18:00; }",
		  "21:31: error: \"-2d 18:00\" stands here twice" },
		{ "notices { lead-time 61d; }",
		  "21:21: error: expected at most 60d" },
		{ "notices { led-time 1d; }", "did you mean \"lead-time\"" },
		{ "tasks n { }", "\"task\"" },
		{ "tasks n { task a { team dba; } }", "\"title\"" },
		{ "tasks n { task a { title T; } }",
		  "21:16: error: nobody would do \"a\": give it \"owner "
		  "PERSON\" or \"team TEAM\"" },
		{ "tasks n { task a { title T; team dbo; } }",
		  "21:34: error: there is no team \"dbo\"; did you mean "
		  "\"dba\"?" },
		{ "tasks n { task a { title T; owner dam; } }",
		  "21:35: error: there is no person \"dam\"; did you mean "
		  "\"dan\"?" },
		{ "tasks n { task a { title T; team qa; secondary dorra; } }",
		  "21:48: error: there is no person \"dorra\"; did you mean "
		  "\"dora\"?" },
		{ "tasks n { task one { title T; team qa; }\n"
		  "task two { title T; team qa; after onee; } }",
		  "22:36: error: there is no task \"onee\" in this list; did "
		  "you mean \"one\"?" },
		{ "tasks n { task a { title T; team qa; }\n"
		  "task A { title T; team qa; } }", "error: " },
		{ "tasks n { task a { title T; team qa; }\n"
		  "task a { title T; team qa; } }",
		  "22:6: error: the task \"a\" stands here twice" },
		{ "tasks n { task a { title T; team qa; after a; } }",
		  "21:7: error: tasks wait for each other in a circle: a "
		  "before a; take one \"after\" away" },
		{ "tasks n { task a { title T; team qa; after c; }\n"
		  "task b { title T; team qa; after a; }\n"
		  "task c { title T; team qa; after b; } }",
		  "in a circle: a before b before c before a" },
		{ "tasks n { task a { title T; team qa; } }\n"
		  "tasks N { task a { title T; team qa; } }", "error: " },
		{ "tasks n { task a { title T; team qa; } }\n"
		  "tasks n { task a { title T; team qa; } }",
		  "22:7: error: the task list \"n\" is there already" },
		{ "tasks n { task a { title T; team qa; minutes 0; } }",
		  "expected minutes from 1 to 10080" },
		{ "tasks n { task a { title T; team qa; minutes 10081; } }",
		  "expected minutes from 1 to 10080" },
		{ "tasks n { task a { title T; team qa; order x; } }",
		  "expected a number from 0 to 1000000" },
	};
	struct config *c;
	size_t i, k, bad = 0;
	bool found;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		report = (struct conf_report){ .arena = arena };
		c = load(cases[i].text);
		found = false;
		for (k = 0; k < report.lines.n && !found; k++)
			found = strstr(report.lines.at[k], cases[i].line) !=
			    NULL;
		if (c != NULL || !found)
			print_error("%s\nsays: %s\nexpected: %s", cases[i].text,
			    report.lines.n > 0 ? (char *)report.lines.at[0] :
			    "nothing", cases[i].line);
		bad += c != NULL || !found;
	}
	assert_int_equal(bad, 0);
}

static void
night_conf__right__is_read(void **state)
{
	struct config *c = load("notices {\n scheduled -7d 09:30 -0d 08:00\n"
	    " lead-time 72h\n contact Desk2\n expect Nothing\n}\n"
	    "tasks n {\n task one { title \"First\"; owner dan; minutes 10080;"
	    " order 7; }\n task two { title T; team dba; secondary dora;"
	    " after one one; minutes 1; }\n}\n");
	const struct notice_rules *r;
	const struct task_lists *all;
	const struct task *t;

	(void)state;
	if (c == NULL)
		fail_msg("%s", (char *)report.lines.at[0]);
	r = config_part(c, &settings_notices);
	assert_int_equal(r->n, 2);
	assert_int_equal(r->at[0].days, 7);
	assert_int_equal(r->at[0].hour, 9);
	assert_int_equal(r->at[0].minute, 30);
	assert_int_equal(r->at[1].days, 0);
	assert_int_equal(r->lead, 72 * HOUR);
	assert_string_equal(r->contact, "Desk2");
	assert_string_equal(r->expect, "Nothing");
	all = config_part(c, &settings_tasks);
	assert_int_equal(all->lists.n, 1);
	assert_int_equal(task_list_find(all, "N")->tasks.n, 2);
	t = task_list_find(all, "n")->tasks.at[0];
	assert_string_equal(t->id, "one");
	assert_string_equal(t->title, "First");
	assert_int_equal(t->minutes, TASK_MINUTES_MAX);
	assert_int_equal(t->order, 7);
	t = task_list_find(all, "n")->tasks.at[1];
	assert_string_equal(t->secondary, "dora");
	assert_int_equal(t->waits.n, 2);
	config_free(c);
}

static void
night_conf__nothing__is_the_default(void **state)
{
	struct config *c = load("");
	const struct notice_rules *r;

	(void)state;
	assert_non_null(c);
	assert_int_equal(report.warnings, 0);
	r = config_part(c, &settings_notices);
	assert_int_equal(r->n, 2);
	assert_int_equal(r->at[0].days, 2);
	assert_int_equal(r->at[1].days, 1);
	assert_int_equal(r->at[0].hour, 18);
	assert_int_equal(r->lead, 48 * HOUR);
	assert_null(r->contact);
	assert_string_equal(r->expect, NOTICE_EXPECT);
	config_free(c);
}

/* TASKS_MAX tasks are fine, one more is not. */
static void
night_conf__longest_list__and_one_more(void **state)
{
	struct buf b = { 0 };
	struct config *c;
	int i, n;

	(void)state;
	for (n = TASKS_MAX; n <= TASKS_MAX + 1; n++) {
		buf_cut(&b, 0);
		buf_adds(&b, "tasks n {\n");
		for (i = 0; i < n; i++)
			buf_addf(&b, "task t%d { title T; team qa; }\n", i);
		buf_adds(&b, "}\n");
		c = load(b.p);
		if (n == TASKS_MAX) {
			assert_non_null(c);
			config_free(c);
		} else {
			assert_null(c);
			assert_non_null(strstr(report.lines.at[0],
			    "201 tasks; expected at most 200"));
		}
	}
	buf_free(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
		    night_conf__wrong__is_reported_where_it_stands, setup,
		    teardown),
		cmocka_unit_test_setup_teardown(night_conf__right__is_read,
		    setup, teardown),
		cmocka_unit_test_setup_teardown(
		    night_conf__nothing__is_the_default, setup, teardown),
		cmocka_unit_test_setup_teardown(
		    night_conf__longest_list__and_one_more, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
