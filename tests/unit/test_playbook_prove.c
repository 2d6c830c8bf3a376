/* SPDX-License-Identifier: ISC */
/* The proof of playbooks: each trap, named where it was written. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/playbooks.h"

#define FROM	"2026-01-01"

/* What the proof of the months from that day on says, one a line and without
 * the path. */
static const char *
proof_of(const char *text, const char *from, int months)
{
	struct conf_report r = { 0 };
	const char *lines = "", *line;
	int64_t t;
	size_t i;

	if (pb_load(text) == NULL)
		fail_msg("%s", pb_errors());
	assert_true(clock_parse(from, &t));
	r.arena = pb_arena;
	playbook_prove(pb_config, t, months, &r);
	for (i = 0; i < r.lines.n; i++) {
		line = r.lines.at[i];
		line += strlen(pb_config->file) + 1;
		lines = arena_printf(pb_arena, "%s%s\n", lines, line);
	}
	return lines;
}

/* The steps of a playbook that comes each 2nd Tuesday, line 23 on. */
static const char *
monthly(const char *calendar, const char *steps)
{
	return arena_printf(pb_arena, "calendar { %s }\n"
	    "playbook p { release every month 2nd tue\n%s\n}", calendar,
	    steps);
}

struct trap {
	const char	*calendar, *steps;
	const char	*line;		/* all that is said; "": nothing */
};

static void
find(const struct trap *traps, size_t n)
{
	const char *said;
	size_t i;
	int bad = 0;

	for (i = 0; i < n; i++) {
		said = proof_of(monthly(traps[i].calendar, traps[i].steps),
		    FROM, 24);
		if (strcmp(said, traps[i].line) == 0)
			continue;
		print_message("%s\nis:\n%sexpected:\n%s\n", traps[i].steps,
		    said, traps[i].line);
		bad++;
	}
	assert_int_equal(bad, 0);
}
#define FIND(traps)	find(traps, sizeof(traps) / sizeof(traps[0]))

#define STAGE	"for 3h; servers env:prod; notice -3d 18:00"

/* --- ordinals --------------------------------------------------------- */

static void
prove__names__the_ordinal_trap(void **state)
{
	static const struct trap traps[] = {
		{ "", "stage dev { at 2nd wed 21:30; " STAGE " }",
		  "23:16: warning: \"dev\" falls before the release day (write "
		  "it as days from \"day\"), in 4 of 24 cycles, first in "
		  "2026-04: the 2nd Wednesday is Wed 8 Apr 2026, the release "
		  "Tue 14 Apr 2026\n" },
		/* always before: somebody meant it */
		{ "", "stage dev { at 1st mon 21:30; " STAGE " }", "" },
		/* the way out */
		{ "", "stage dev { at day +1 21:30; " STAGE " }", "" },
		/* and a month's end is behind in all of them */
		{ "", "stage dev { at last wed 21:30; " STAGE " }", "" },
	};

	(void)state;
	FIND(traps);
}

/* The seventy-two months of which twenty have it (Fridays). */
static void
prove__counts__the_ordinal_trap(void **state)
{
	static const struct { const char *day, *count; } cases[] = {
		{ "wed", "in 10 of 72 cycles" }, { "thu", "in 20 of 72 " },
		{ "fri", "in 30 of 72 " },
	};
	size_t i;

	(void)state;
	for (i = 0; i < 3; i++) {
		const char *said = proof_of(monthly("", arena_printf(pb_arena,
		    "stage dev { at 2nd %s 21:30; " STAGE " }", cases[i].day)),
		    "2025-01-01", 72);

		if (strstr(said, cases[i].count) == NULL)
			fail_msg("%s: %s", cases[i].day, said);
	}
}

static void
prove__names__ordinals_of_emergencies(void **state)
{
	const char *said = proof_of("playbook e { release declared\n"
	    "stage fast { at 2nd fri 21:30; for 3h; servers env:prod }\n}",
	    FROM, 24);

	(void)state;
	assert_non_null(strstr(said, "22:17: warning: \"fast\" falls before "
	    "the release day"));
}

/* --- order ------------------------------------------------------------ */

#define DEV	"stage dev { at day +2 21:30; " STAGE " }\n"

static void
prove__names__what_comes_too_early(void **state)
{
	static const struct trap traps[] = {
		{ "", DEV "stage qa { at day +3 21:30; after dev; for 3h\n"
		  "servers env:qa; notice -3d 18:00 }", "" },
		{ "", DEV "stage qa { at day +1 21:30; after dev; for 3h\n"
		  "servers env:qa; notice -3d 18:00 }",
		  "24:35: error: \"qa\" comes before \"dev\", on which it "
		  "depends, in all 24 cycles, first in 2026-01: qa begins Wed "
		  "14 Jan 2026 21:30, dev begins Thu 15 Jan 2026 21:30\n" },
		{ "", DEV "stage qa { at dev +2h; after dev; for 3h\n"
		  "servers env:qa; notice -3d 18:00 }",
		  "24:30: error: \"qa\" begins before \"dev\" is over, on "
		  "which it depends, in all 24 cycles, first in 2026-01: qa "
		  "begins Thu 15 Jan 2026 23:30, dev begins Thu 15 Jan 2026 "
		  "21:30 to Fri 16 Jan 2026 00:30\n" },
		{ "", "step ok { at day; by day +3 12:00; ask dba\n"
		  "question q }\n"
		  "stage qa { at day +2 21:30; after ok; " STAGE " }",
		  "25:35: error: \"ok\" is due behind the begin of \"qa\", "
		  "which waits for it, in all 24 cycles, first in 2026-01: ok "
		  "is due Fri 16 Jan 2026 12:00, qa begins Thu 15 Jan 2026 "
		  "21:30\n" },
		{ "", "step ok { at day +3; by day +2 12:00; ask dba\n"
		  "question q }",
		  "23:25: error: \"ok\" is due before it begins, in all 24 "
		  "cycles, first in 2026-01: ok begins Fri 16 Jan 2026 09:00, "
		  "due Thu 15 Jan 2026 12:00\n" },
		{ "", "step ok { at day; by day +2 12:00; ask dba\n"
		  "question q; remind -3d }",
		  "24:20: warning: a reminder of \"ok\" comes before it "
		  "begins, in all 24 cycles, first in 2026-01: Mon 12 Jan "
		  "2026 12:00, ok begins Tue 13 Jan 2026 09:00\n" },
		{ "", "step ok { at day; by day +2 12:00; ask dba\n"
		  "question q; remind +1h }",
		  "24:20: warning: a reminder of \"ok\" comes when it is due "
		  "already, in all 24 cycles, first in 2026-01: Thu 15 Jan "
		  "2026 13:00, due Thu 15 Jan 2026 12:00\n" },
	};

	(void)state;
	FIND(traps);
}

static void
prove__names__cutoffs_and_meetings(void **state)
{
	static const struct trap traps[] = {
		/* the meeting that finalises, behind the cut-off */
		{ "", "step review { meet production 15:30; invite board }\n"
		  "stage production { at day +10 21:30; cutoff 11:00\n"
		  STAGE " }",
		  "24:45: error: the cut-off of \"production\" lies before the "
		  "meeting \"review\", which can change nothing then, in all "
		  "24 cycles, first in 2026-01: cut-off Fri 23 Jan 2026 11:00, "
		  "meeting Fri 23 Jan 2026 15:30, begin Fri 23 Jan 2026 "
		  "21:30\n" },
		{ "", "step review { meet production 10:00; invite board }\n"
		  "stage production { at day +10 21:30; cutoff 11:00\n"
		  STAGE " }", "" },
		/* on another day, where the stage waits for it */
		{ "", "step review { meet day +9 15:30; invite board }\n"
		  "stage production { at day +10 21:30; cutoff -2d 11:00\n"
		  "after review; " STAGE " }",
		  "24:45: error: the cut-off of \"production\" lies before the "
		  "meeting \"review\", which can change nothing then, in all "
		  "24 cycles, first in 2026-01: cut-off Wed 21 Jan 2026 11:00, "
		  "meeting Thu 22 Jan 2026 15:30, begin Fri 23 Jan 2026 "
		  "21:30\n" },
		{ "", "stage production { at day +10 21:30; cutoff 22:00\n"
		  STAGE " }",
		  "23:45: error: the cut-off of \"production\" lies behind its "
		  "begin, in all 24 cycles, first in 2026-01: cut-off Fri 23 "
		  "Jan 2026 22:00, begin Fri 23 Jan 2026 21:30\n" },
		{ "", "stage production { at day +10 21:30; cutoff -9d\n"
		  STAGE " }",
		  "23:45: warning: the freeze before \"production\" is very "
		  "long, in all 24 cycles, first in 2026-01: from Wed 14 Jan "
		  "2026 21:30 to Fri 23 Jan 2026 21:30, 9d\n" },
		{ "", "stage production { at day +10 21:30; freeze -9d\n"
		  STAGE " }", "" },
		{ "", "stage production { at day +10 21:30; freeze -20d\n"
		  STAGE " }",
		  "23:45: warning: the freeze before \"production\" is very "
		  "long, in all 24 cycles, first in 2026-01: from Sat 3 Jan "
		  "2026 21:30 to Fri 23 Jan 2026 21:30, 20d\n" },
		{ "", "stage production { at day +10 21:30; freeze 22:00\n"
		  STAGE " }",
		  "23:45: error: the freeze of \"production\" lies behind its "
		  "begin, in all 24 cycles, first in 2026-01: freeze Fri 23 "
		  "Jan 2026 22:00, begin Fri 23 Jan 2026 21:30\n" },
	};

	(void)state;
	FIND(traps);
}

/* --- days ------------------------------------------------------------- */

static void
prove__names__notices_and_days_off(void **state)
{
	static const struct trap traps[] = {
		{ "", "stage production { at day +10 21:30; for 3h\n"
		  "servers env:prod; notice -1d 18:00 }",
		  "24:26: warning: \"production\" would be announced late, in "
		  "all 24 cycles, first in 2026-01: Thu 22 Jan 2026 18:00, "
		  "1d3h30m before it begins; \"lead-time\" is 2d\n" },
		{ "holiday 2026-10-14 Fair", "step ok { at day; by day +1 "
		  "12:00; ask dba; question q }",
		  "23:22: warning: \"ok\" is due on a day off (\"bd\" counts "
		  "business days), in 1 of 24 cycles, 2026-10: Wed 14 Oct "
		  "2026: Fair; the next business day is Thu 15 Oct 2026\n" },
		{ "holiday 2026-10-14 Fair",
		  "step ok { at day; by day +1bd 12:00; ask dba; question q }",
		  "" },
		{ "holiday 2026-10-14 Fair", "stage s { at day +1 21:30\n"
		  STAGE " }",
		  "23:14: warning: \"s\" begins on a holiday, in 1 of 24 "
		  "cycles, 2026-10: Wed 14 Oct 2026 21:30: Fair\n" },
		{ "blackout x { from 2026-01-01 until 2027-01-01; "
		  "servers env:x }", DEV,
		  "21:30: warning: the blackout \"x\" lasts 366 days; is that "
		  "so?\n"
		  "21:67: warning: \"env:x\" stands nowhere else: no stage "
		  "names it\n" },
	};

	(void)state;
	FIND(traps);
}

static void
prove__names__dates_that_are_not(void **state)
{
	static const struct trap traps[] = {
		{ "", "step a { at 5th fri; notify dba }",
		  "22:10: error: a date of \"p\" cannot be worked out" },
	};
	const char *said;

	(void)state;
	said = proof_of(monthly("", traps[0].steps), FROM, 24);
	if (strncmp(said, traps[0].line, strlen(traps[0].line)) != 0 ||
	    strstr(said, "in 15 of 24 cycles, first in 2026-02: ") == NULL)
		fail_msg("%s", said);
}

/* --- nights ----------------------------------------------------------- */

static void
prove__names__blackouts(void **state)
{
	static const struct trap traps[] = {
		/* the own blackout, violated in each month */
		{ "blackout loans { every month week 3..4; reason closings }",
		  "stage production { at 3rd fri 21:30; " STAGE " }",
		  "23:23: error: \"production\" falls into the blackout "
		  "\"loans\" of line 21 (closings), in all 24 cycles, first in "
		  "2026-01: Fri 16 Jan 2026 21:30 until Sat 17 Jan 2026 "
		  "00:30; the next free date is Thu "
		  "29 Jan 2026\n" },
		/* once a year: that one is moved by hand */
		{ "blackout end { yearly 12-10..01-02 }",
		  "stage production { at day +10 21:30; " STAGE " }",
		  "23:23: warning: \"production\" falls into the blackout "
		  "\"end\" of line 21, in 2 of 24 cycles, first in 2026-12: "
		  "Fri 18 Dec 2026 21:30 until Sat 19 Dec 2026 00:30; "
		  "the next free date is Sun 3 Jan "
		  "2027\n" },
		{ "blackout end { soft; every month day 1..31 }",
		  "stage production { at day +10 21:30; " STAGE " }",
		  "23:23: warning: \"production\" falls into the soft blackout "
		  "\"end\" of line 21, in all 24 cycles, first in 2026-01: Fri "
		  "23 Jan 2026 21:30 until Sat 24 Jan 2026 00:30; "
		  "no date within 92 days is free\n" },
		/* by the week, and its first hours only */
		{ "blackout shop { every week fri 18:00 until sun 06:00\n"
		  "reason \"most is sold then\" }",
		  "stage production { at day +10 21:30; " STAGE " }",
		  "24:23: error: \"production\" falls into the blackout "
		  "\"shop\" of line 21 (most is sold then), in all 24 cycles, "
		  "first in 2026-01: Fri 23 Jan 2026 21:30 until Sat 24 Jan "
		  "2026 00:30; the next free date is Sun 25 Jan 2026\n" },
		{ "blackout shop { soft; every month last fri 21:00 until "
		  "22:00 }", "stage production { at day +10 21:30; " STAGE " }",
		  "23:23: warning: \"production\" falls into the soft "
		  "blackout \"shop\" of line 21, in 2 of 24 cycles, first in "
		  "2026-04: Fri 24 Apr 2026 21:30 until Sat 25 Apr 2026 "
		  "00:30; the next free date is Sat 25 Apr 2026\n" },
		{ "blackout shop { every week fri 12:00 until 21:30 }",
		  "stage production { at day +10 21:30; " STAGE " }", "" },
		{ "blackout end { every month day 1..31; servers env:dev }",
		  "stage production { at day +10 21:30; " STAGE " }",
		  "21:58: warning: \"env:dev\" stands nowhere else: no stage "
		  "names it\n" },
	};

	(void)state;
	FIND(traps);
}

/* Seventy-two of seventy-two. */
static void
prove__counts__blackouts(void **state)
{
	const char *said = proof_of(monthly(
	    "blackout loans { every month week 3..4 }",
	    "stage production { at 3rd fri 21:30; for 3h30m; "
	    "notice -3d 18:00 }"), "2025-01-01", 72);

	(void)state;
	if (strstr(said, "in all 72 cycles, first in 2025-01: ") == NULL)
		fail_msg("%s", said);
}

static void
prove__names__nights_that_meet(void **state)
{
	static const struct trap traps[] = {
		{ "", DEV "stage two { at day +2 23:00; " STAGE " }",
		  "24:16: error: \"two\" overlaps, on the same servers, with "
		  "\"dev\", in all 24 cycles, first in 2026-01: Thu 15 Jan "
		  "2026 23:00 and Thu 15 Jan 2026 21:30\n" },
		{ "", DEV "stage two { at day +2 23:00; for 1h; servers "
		  "tier:erp; notice -3d 18:00 }",
		  "24:16: warning: \"two\" may overlap, on common servers, "
		  "with \"dev\", in all 24 cycles, first in 2026-01: Thu 15 "
		  "Jan 2026 23:00 and Thu 15 Jan 2026 21:30\n" },
		{ "", DEV "stage two { at day +2 23:00; for 1h; servers "
		  "env:qa; notice -3d 18:00 }", "" },
		{ "apart env:prod env:qa", DEV "stage two { at day +3 03:00\n"
		  "for 1h; servers env:qa; notice -3d 18:00 }",
		  "24:16: error: \"two\" breaks \"apart env:prod env:qa\" with "
		  "\"dev\", in all 24 cycles, first in 2026-01: Fri 16 Jan "
		  "2026 03:00 and Thu 15 Jan 2026 21:30\n" },
		{ "halves env:prod env:qa", DEV "stage two { at day +3 03:00\n"
		  "for 1h; servers env:qa; notice -3d 18:00 }", "" },
		{ "apart web1 web2", "stage s { at day +2 21:30; for 1h\n"
		  "servers web1 web2; notice -3d 18:00 }",
		  "23:7: error: \"s\" patches together what \"apart web1 "
		  "web2\" keeps apart, in all 24 cycles, first in 2026-01: Thu "
		  "15 Jan 2026 21:30\n" },
	};

	(void)state;
	FIND(traps);
}

static void
prove__names__the_change_of_the_clock(void **state)
{
	static const struct trap traps[] = {
		{ "", "stage s { at last sat 22:00; for 6h; servers env:prod\n"
		  "notice -3d 18:00 }",
		  "23:14: note: the clock changes while \"s\" runs, in 3 of 24 "
		  "cycles, first in 2026-03: Sat 28 Mar 2026 22:00 to Sun 29 "
		  "Mar 2026 05:00, which are 6h\n" },
	};

	(void)state;
	FIND(traps);
}

/* Two playbooks, and two cycles of one. */
static void
prove__names__nights_of_others(void **state)
{
	const char *said = proof_of(
	    "playbook a { release every week mon\n"
	    "stage s { at day +1 21:30; for 3h; servers db1 } }\n"
	    "playbook b { release every month 2nd tue\n"
	    "stage t { at day 22:00; for 3h; servers db1 } }\n", FROM, 24);

	(void)state;
	assert_string_equal(said, "24:14: error: \"t\" overlaps, on the same "
	    "servers, with \"s\" of \"a\", in all 24 cycles, first in 2026-01: "
	    "Tue 13 Jan 2026 22:00 and Tue 13 Jan 2026 21:30\n");
	said = proof_of("playbook a { release every week mon\n"
	    "stage s { at day 21:30; for 5d; servers db1 }\n"
	    "stage t { at day 20:00; for 2h; servers db2 } }\n", FROM, 24);
	assert_string_equal(said, "");
	said = proof_of("playbook a { release every week mon\n"
	    "stage s { at day 21:30; for 5d; servers db1 }\n"
	    "stage t { at day +6 20:00; for 26h; servers db1 } }\n", FROM, 24);
	if (strstr(said, "with \"s\" of another cycle, in ") == NULL)
		fail_msg("%s", said);
}

/* Whoever declares an emergency knows what day it is. */
static void
prove__declared__may_be_due_on_any_day(void **state)
{
	(void)state;
	assert_string_equal(proof_of("calendar { holiday 2026-10-14 Fair }\n"
	    "playbook e { release declared\n"
	    "step ok { at day; by day +1 12:00; ask dba; question q }\n"
	    "stage s { at day +2 21:30; for 3h; servers env:dev } }\n", FROM,
	    24), "");
}

static void
prove__is_silent__where_nothing_is_wrong(void **state)
{
	(void)state;
	assert_string_equal(proof_of("", FROM, 24), "");
	assert_string_equal(proof_of(monthly("blackout x { every month week "
	    "1; }", DEV "stage prod { at dev +7; after dev; for 3h\n"
	    "servers env:x; notice -3d 18:00; cutoff 11:00 }"), FROM, 24), "");
}

/* Without an inventory, words are only known from each other. */
static void
prove__names__words_that_stand_once(void **state)
{
#define SET(servers) "for 3h; servers " servers "; notice -3d 18:00"
	static const struct trap traps[] = {
		{ "apart half:a hlaf:b",
		  "stage a { at day +10 21:30; " SET("env:prod half:a") " }\n"
		  "stage b { at day +12 21:30; " SET("env:prod half:b") " }",
		  "21:25: warning: \"hlaf:b\" stands nowhere else: no stage "
		  "names it; did you mean \"half:b\"?\n" },
		{ "", "stage a { at day +10 21:30; " SET("env:prod") " }\n"
		  "stage b { at day +12 21:30; " SET("env:prd") " }\n"
		  "stage c { at day +14 21:30; " SET("env:prod") " }",
		  "24:45: warning: \"env:prd\" stands nowhere else; did you "
		  "mean \"env:prod\"?\n" },
		/* one of its own is no slip, nor is a number behind it */
		{ "", "stage a { at day +10 21:30; " SET("env:test") " }\n"
		  "stage b { at day +12 21:30; " SET("env:prod tier:web1")
		  " }\n"
		  "stage c { at day +14 21:30; " SET("env:prod tier:web2")
		  " }\n"
		  "stage d { at day +16 21:30; " SET("env:prod tier:web2") " }",
		  "" },
		/* stages that name none: nights are planned by hand */
		{ "apart half:a half:b", "stage a { at day +10 21:30; for 3h; "
		  "notice -3d 18:00 }", "" },
	};

	(void)state;
	FIND(traps);
}

/* An agenda behind its meeting, minutes before it. */
static void
prove__names__papers_at_the_wrong_end(void **state)
{
#define MEET "step m { meet day +1 14:00; invite board; "
	static const struct trap traps[] = {
		{ "", MEET "agenda +1bd }", "23:50: error: the agenda of \"m\" "
		  "goes out when it has begun, in all 24 cycles, first in "
		  "2026-01: Thu 15 Jan 2026 14:00, m begins Wed 14 Jan 2026 "
		  "14:00\n" },
		{ "", MEET "minutes -2d }", "23:51: error: the minutes of "
		  "\"m\" are due before it begins, in all 24 cycles, first in "
		  "2026-01: Mon 12 Jan 2026 14:00, m begins Wed 14 Jan 2026 "
		  "14:00\n" },
		{ "", MEET "agenda -2d }", "23:50: note: the agenda of \"m\" "
		  "goes out before the release day, without its bulletins, in "
		  "all 24 cycles, first in 2026-01: Mon 12 Jan 2026 14:00, the "
		  "release is Tue 13 Jan 2026\n" },
		{ "", MEET "agenda -1d; minutes +2d }", "" },
	};

	(void)state;
	FIND(traps);
}

/* A configuration that ran yesterday must come up again tonight. */
static void
prove__hinders__no_start(void **state)
{
	struct conf_report r = { .arena = pb_arena };
	int64_t t;

	(void)state;
	assert_true(clock_parse(FROM, &t));
	assert_non_null(pb_load(monthly("", DEV "stage qa { at day; after "
	    "dev; for 1h; servers env:qa; notice -3d }")));
	config_prove(pb_config, t, &r);
	assert_int_equal(r.errors, 1);
	assert_int_equal(r.warnings, 0);
}

#define TEST(name)	cmocka_unit_test_setup_teardown(name, \
    pb_setup, pb_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(prove__names__the_ordinal_trap),
		TEST(prove__counts__the_ordinal_trap),
		TEST(prove__names__ordinals_of_emergencies),
		TEST(prove__names__what_comes_too_early),
		TEST(prove__names__cutoffs_and_meetings),
		TEST(prove__names__notices_and_days_off),
		TEST(prove__names__dates_that_are_not),
		TEST(prove__names__blackouts),
		TEST(prove__names__words_that_stand_once),
		TEST(prove__names__papers_at_the_wrong_end),
		TEST(prove__counts__blackouts),
		TEST(prove__names__nights_that_meet),
		TEST(prove__names__the_change_of_the_clock),
		TEST(prove__names__nights_of_others),
		TEST(prove__declared__may_be_due_on_any_day),
		TEST(prove__is_silent__where_nothing_is_wrong),
		TEST(prove__hinders__no_start),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
