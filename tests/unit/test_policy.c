/* SPDX-License-Identifier: ISC */
/* Policies: periods and their limits, the ones that ship, and what is wrong
 * in a configuration. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>
#include <unistd.h>

#include "handlers/deciding/policy.h"
#include "tests/support/playbooks.h"

/* --- periods ---------------------------------------------------------- */

static int
period_of(const char *words, struct period *p, const char **error)
{
	struct conf_report r = { .arena = pb_arena };
	const char *text = arena_printf(pb_arena, "x %s\n", words);
	struct conf_node *root = conf_read_bytes(pb_arena, "f",
	    span_of(text), &r);
	int rc;

	assert_non_null(root);
	rc = period_read(root->children.at[0], 1, p, &r);
	*error = r.lines.n > 0 ? r.lines.at[0] : "";
	return rc;
}

/* Of that period after the one moment it is the other. */
static void
after(const char *words, const char *from, const char *to)
{
	const char *error;
	struct period p;
	char text[CLOCK_TEXT];
	int64_t t;

	if (period_of(words, &p, &error) == -1)
		fail_msg("%s: %s", words, error);
	assert_true(clock_parse(from, &t));
	if (strcmp(clock_minute(period_after(&p, t), text), to) != 0)
		fail_msg("%s after %s is %s, not %s", words, from, text, to);
}

static void
month__ends_where_the_next_one_does(void **state)
{
	(void)state;
	after("1 month", "2026-11-10 12:05", "2026-12-10 12:05");
	/* the last day where there is no such day */
	after("1 month", "2026-01-31 10:00", "2026-02-28 10:00");
	after("1 month", "2028-01-31 10:00", "2028-02-29 10:00");
	after("1 month", "2026-01-28 10:00", "2026-02-28 10:00");
	after("1 month", "2026-01-29 10:00", "2026-02-28 10:00");
	after("1 month", "2028-01-29 10:00", "2028-02-29 10:00");
	after("1 month", "2026-03-31 10:00", "2026-04-30 10:00");
	after("1 month", "2026-12-31 23:59", "2027-01-31 23:59");
	/* and no further: the last of a month leads to no last one */
	after("1 month", "2026-02-28 10:00", "2026-03-28 10:00");
	after("3 months", "2026-11-30 10:00", "2027-02-28 10:00");
	after("4 months", "2026-10-31 10:00", "2027-02-28 10:00");
	after("6 months", "2026-08-31 10:00", "2027-02-28 10:00");
	after("14 months", "2026-11-10 10:00", "2028-01-10 10:00");
}

static void
year__is_twelve_months(void **state)
{
	(void)state;
	after("1 year", "2026-11-10 12:05", "2027-11-10 12:05");
	after("1 year", "2028-02-29 12:00", "2029-02-28 12:00");
	after("4 years", "2028-02-29 12:00", "2032-02-29 12:00");
	after("1 year", "2027-02-28 12:00", "2028-02-28 12:00");
}

/* Days keep the civil time, a span counts seconds; summer time ends on 25
 * October, begins on 28 March. */
static void
day__keeps_the_civil_time(void **state)
{
	(void)state;
	after("1 day", "2026-10-24 12:00", "2026-10-25 12:00");
	after("24h", "2026-10-24 12:00", "2026-10-25 11:00");
	after("24 hours", "2026-10-24 12:00", "2026-10-25 11:00");
	after("1 week", "2027-03-25 02:30", "2027-04-01 02:30");
	/* 02:30 is not there that day */
	after("1 day", "2027-03-27 02:30", "2027-03-28 03:30");
	after("2 weeks", "2026-12-24 08:00", "2027-01-07 08:00");
	after("1 month", "2026-10-10 12:00", "2026-11-10 12:00");
}

static void
period__at_its_limits(void **state)
{
	static const struct {
		const char *words, *wrong;
	} cases[] = {
		{ "1h", NULL }, { "59m", "a time from 1 hour to 10 years" },
		{ "61m", NULL }, { "1 hour", NULL },
		{ "0 hours", "a time from 1 hour to 10 years" },
		{ "10 years", NULL }, { "9 years", NULL },
		{ "11 years", "a time from 1 hour to 10 years" },
		{ "120 months", NULL },
		{ "121 months", "a time from 1 hour to 10 years" },
		{ "3660 days", NULL }, { "3659 days", NULL },
		{ "3661 days", "a time from 1 hour to 10 years" },
		{ "1 mouth", "f:1:5: error: found \"mouth\"; expected hours, "
		    "days, weeks, months or years; did you mean \"month\"?" },
		{ "1", "found \"1\" alone; expected hours" },
		{ "soon", "found \"soon\"; expected a time such as 24h" },
		{ "1 month more", "found \"more\"; expected the end" },
		{ "24h more", "found \"more\"; expected the end" },
		{ "", "nothing stands behind \"x\"" },
	};
	const char *error;
	struct period p;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int rc = period_of(cases[i].words, &p, &error);

		if ((rc == 0) != (cases[i].wrong == NULL) ||
		    (rc == -1 && strstr(error, cases[i].wrong) == NULL))
			fail_msg("%s: %s", cases[i].words, error);
	}
}

/* --- the ones that ship ----------------------------------------------- */

/* The date of an announcement, by a shipped policy, in an environment. */
static void
ships(const struct config *c, const char *environment, uint32_t severity,
    const char *announced, const char *due)
{
	const struct policy_environment *v = policy_environment(policy_of(c),
	    environment);
	const struct policy_rule *r;
	char text[CLOCK_TEXT];
	int64_t t;

	assert_non_null(v);
	r = &v->rules[severity];
	assert_true(r->kind == RULE_WITHIN || r->kind == RULE_START);
	assert_true(clock_parse(announced, &t));
	assert_string_equal(clock_minute(period_after(&r->period, t), text),
	    due);
}

static const struct config *
shipped(const char *file)
{
	char here[500];
	const struct config *c;

	assert_non_null(getcwd(here, sizeof(here)));
	c = pb_load(arena_printf(pb_arena, "include %s/conf/policies/%s.conf\n"
	    "decide { policy %s }\n", here, file, file));
	if (c == NULL)
		fail_msg("%s", pb_errors());
	assert_null(strstr(pb_warnings(), "policy"));
	assert_string_equal(policy_of(c)->name, file);
	assert_non_null(policy_of(c)->title);
	return c;
}

#define LOW SEVERITY_LOW
#define MODERATE SEVERITY_MODERATE
#define IMPORTANT SEVERITY_IMPORTANT
#define CRITICAL SEVERITY_CRITICAL
#define UNSTATED SEVERITY_NOT_STATED

static void
policy_months__gives__its_dates(void **state)
{
	const struct config *c = shipped("months");

	(void)state;
	ships(c, "production", CRITICAL, "2026-01-31 09:00",
	    "2026-02-28 09:00");
	ships(c, "production", IMPORTANT, "2026-11-30 09:00",
	    "2027-02-28 09:00");
	ships(c, "production", MODERATE, "2026-11-10 09:00",
	    "2027-05-10 09:00");
	ships(c, "production", LOW, "2028-02-29 09:00", "2029-02-28 09:00");
	/* what is not rated goes with what is important */
	ships(c, "production", UNSTATED, "2026-11-30 09:00",
	    "2027-02-28 09:00");
}

static void
policy_day__gives__its_dates(void **state)
{
	const struct config *c = shipped("day");

	(void)state;
	ships(c, "production", CRITICAL, "2028-02-28 09:00",
	    "2028-02-29 09:00");
	ships(c, "production", IMPORTANT, "2026-12-31 09:00",
	    "2027-01-31 09:00");
	ships(c, "production", MODERATE, "2026-10-31 09:00",
	    "2027-02-28 09:00");
	ships(c, "production", LOW, "2026-11-10 09:00", "2027-11-10 09:00");
}

static void
policy_tested__gives__its_dates(void **state)
{
	const struct config *c = shipped("tested");
	const struct policy_environment *v = policy_environment(policy_of(c),
	    "Production");

	(void)state;
	assert_string_equal(v->after, "test");
	assert_int_equal(v->rules[CRITICAL].kind, RULE_START);
	assert_int_equal(v->rules[LOW].kind, RULE_SERVICE_PACK);
	ships(c, "production", CRITICAL, "2026-11-16 23:30",
	    "2026-11-17 23:30");
	ships(c, "production", IMPORTANT, "2026-12-28 09:00",
	    "2027-01-04 09:00");
	ships(c, "production", MODERATE, "2028-01-31 09:00",
	    "2028-02-29 09:00");
}

static void
policy_rhythm__goes__with_its_playbook(void **state)
{
	struct conf_report r = { .arena = pb_arena };
	struct config *c = config_load("conf/rehearse-checklist.conf", &r);
	const struct policy_environment *v;
	uint32_t s;

	(void)state;
	assert_non_null(c);
	v = policy_environment(policy_of(c), "dev");
	for (s = LOW; s <= CRITICAL; s++)
		assert_string_equal(v->rules[s].stage, "dev");
	v = policy_environment(policy_of(c), "production");
	for (s = LOW; s <= CRITICAL; s++)
		assert_string_equal(v->rules[s].stage, s >= IMPORTANT ?
		    "production" : "quarterly");
	config_free(c);
}

/* --- what is wrong ---------------------------------------------------- */

#define ALL "important never\nmoderate never\nlow never\n"
#define TWO "policy p { environment e { critical never\n" ALL "} }\n"

static void
policy__that_is_wrong__is_refused(void **state)
{
	static const struct pb_wrong cases[] = {
		{ "critical withn 1 month\n" ALL,
		    "23:10: error: found \"withn 1 month\"; expected \"within "
		    "TIME\", \"start TIME\", \"with service-pack\", \"with "
		    "PLAYBOOK/STAGE\" or \"never\"; did you mean \"within\"?" },
		{ "critical with servicepack\n" ALL,
		    "23:15: error: found \"servicepack\"; expected "
		    "service-pack or PLAYBOOK/STAGE; did you mean "
		    "\"service-pack\"?" },
		{ "critical with monthly/production\n" ALL,
		    "23:15: error: found \"monthly/production\"; expected a "
		    "stage of a playbook that comes by itself: there is no "
		    "such playbook" },
		{ "critical never again\n" ALL,
		    "23:16: error: found \"again\"; expected the end of the "
		    "line" },
		{ "critical with service-pack 3\n" ALL,
		    "23:28: error: found \"3\"; expected the end of the "
		    "line" },
		{ "critical never\nclock after tset\n" ALL,
		    "24:13: error: the clock of \"e\" leads to an environment "
		    "that policy \"p\" does not have; expected one of its own"
		},
		{ "critical never\nclock after e\n" ALL,
		    "24:13: error: the clock of \"e\" waits for itself" },
		{ "critical never\nclock anounced\n" ALL,
		    "24:7: error: found \"anounced\"; expected \"announced\" "
		    "or \"after ENVIRONMENT\"; did you mean \"announced\"?" },
	};

	(void)state;
	PB_WRONG("policy p {\nenvironment e {\n%}\n}\n", cases);
}

static void
decide__that_is_wrong__is_refused(void **state)
{
	static const struct pb_wrong cases[] = {
		{ "policy q", "28:8: error: found \"q\"; expected the name of "
		    "a \"policy\" block; did you mean \"p\"?" },
		{ "factor warm { title x }", "28:8: error: \"warm\" neither "
		    "raises nor lowers; expected one of them" },
		{ "factor warm { raise 1; lower 1 }", "28:24: error: \"warm\" "
		    "raises already; expected one of raise and lower" },
		{ "factor warm { raise 4 }", "28:21: error: found \"4\"; "
		    "expected a number from 1 to 3" },
		{ "factor warm { raise 0 }", "28:21: error: found \"0\"; "
		    "expected a number from 1 to 3" },
		{ "threat t { to critcal }", "28:15: error: found "
		    "\"critcal\"; expected critical, important, moderate or "
		    "low; did you mean \"critical\"?" },
		{ "threat t { propose nothing }", "28:20: error: found "
		    "\"nothing\"; expected a playbook whose release is "
		    "\"declared\"" },
		{ "class sever lamp", "28:7: error: found \"sever\"; expected "
		    "server, appliance, workstation, network, database or "
		    "third-party; did you mean \"server\"?" },
		{ "class server lamb", "28:14: error: found \"lamb\"; "
		    "expected a vendor of the vendors file; did you mean "
		    "\"lamp\"?" },
		{ "soon 59m", "28:6: error: found \"59m\"; expected a time "
		    "from 1h to 90d, such as 3d" },
		{ "soon 91d", "28:6: error: found \"91d\"; expected a time "
		    "from 1h to 90d, such as 3d" },
	};

	(void)state;
	PB_WRONG("policy p {\nenvironment e { critical never\n" ALL
	    "} }\ndecide {\n%\n}\n", cases);
}

static void
decide__within_its_limits__is_fine(void **state)
{
	static const char *const lines[] = { "policy p", "soon 1h",
	    "soon 90d", "factor warm { raise 1 }", "factor warm { lower 3 }",
	    "factor exposed { raise 3 }", "threat t { raise 2 }",
	    "threat exploited { to important; title x }",
	    "class network lamp", "check-at 23:59" };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		if (pb_load(arena_printf(pb_arena, TWO "decide {\n%s\n}\n",
		    lines[i])) == NULL)
			fail_msg("%s: %s", lines[i], pb_errors());
	/* what two blocks say of one date is told */
	assert_non_null(pb_load("act-within { low 90d }\n" TWO
	    "decide { policy p }\n"));
	assert_non_null(strstr(pb_warnings(), "what stands here has no "
	    "effect"));
}

static void
factors__that_are_built_in__are_there(void **state)
{
	const struct decide *d;

	(void)state;
	d = decide_of(pb_load("decide { factor exposed { raise 2 } }\n"));
	assert_true(d->configured);
	assert_int_equal(factor_find(&d->factors, "Exposed")->steps, 2);
	assert_int_equal(factor_find(&d->factors, "mitigated")->steps, -1);
	assert_int_equal(factor_find(&d->threats, "exploited")->to, CRITICAL);
	assert_null(factor_find(&d->factors, "warm"));
	assert_false(decide_of(pb_load(""))->configured);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, pb_setup, pb_teardown)

static int
zone(void **state)
{
	struct err e = { 0 };

	(void)state;
	return clock_zone("Europe/Berlin", &e);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(month__ends_where_the_next_one_does),
		TEST(year__is_twelve_months),
		TEST(day__keeps_the_civil_time),
		TEST(period__at_its_limits),
		TEST(policy_months__gives__its_dates),
		TEST(policy_day__gives__its_dates),
		TEST(policy_tested__gives__its_dates),
		TEST(policy_rhythm__goes__with_its_playbook),
		TEST(policy__that_is_wrong__is_refused),
		TEST(decide__that_is_wrong__is_refused),
		TEST(decide__within_its_limits__is_fine),
		TEST(factors__that_are_built_in__are_there),
	};

	return cmocka_run_group_tests(tests, zone, NULL);
}
