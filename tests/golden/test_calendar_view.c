/* SPDX-License-Identifier: ISC */
/*
 * "patchbot calendar": a month as text, as .ics and as a picture, as it was;
 * the .ics read by somebody else; and what it says to a wrong word.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fd.h"
#include "flow/config.h"
#include "handlers/playbook/playbook.h"
#include "tests/support/golden.h"

#define DIR	"tests/golden/calendar/"
/* the one that Debian's packages are for */
#define PYTHON	"/usr/bin/python3"

static struct arena *arena;
static struct config *config;

static int
setup(void **state)
{
	struct conf_report r = { 0 };

	(void)state;
	arena = arena_new();
	r.arena = arena;
	config = config_load(DIR "site.conf", &r);
	if (config == NULL)
		fail_msg("%s", (const char *)r.lines.at[0]);
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	config_free(config);
	arena_free(arena);
	return 0;
}

static void
october(enum calendar_form form, struct buf *out)
{
	struct calendar_wish w = { .form = form, .now = 1790000000,
	    .first = day_make(2026, 10, 1), .last = day_make(2026, 10, 31) };
	struct err e = { 0 };

	if (playbook_calendar(config, &w, out, &e) == -1)
		fail_msg("%s", e.text);
}

static void
calendar__golden__text(void **state)
{
	struct buf out = { 0 };

	(void)state;
	october(CALENDAR_TEXT, &out);
	golden_is(DIR "2026-10.txt", &out);
	buf_free(&out);
}

static void
calendar__golden__ics(void **state)
{
	struct buf out = { 0 };

	(void)state;
	october(CALENDAR_ICS, &out);
	golden_is(DIR "2026-10.ics", &out);
	buf_free(&out);
}

static void
calendar__golden__svg(void **state)
{
	struct buf out = { 0 };

	(void)state;
	october(CALENDAR_SVG, &out);
	golden_is(DIR "2026-10.svg", &out);
	buf_free(&out);
}

/* --- somebody else's eyes ---------------------------------------------- */

/* Three nights of one stage: before, over and behind the change of the clock,
 * by python3-icalendar and its own table of zones. */
static void
calendar__ics__is_read_by_another(void **state)
{
	static const char script[] = PYTHON " - " DIR "2026-10.ics <<'EOF'\n"
	    "import sys\n"
	    "from datetime import timezone\n"
	    "from icalendar import Calendar\n"
	    "c = Calendar.from_ical(open(sys.argv[1], 'rb').read())\n"
	    "assert not c.errors\n"
	    "n = 0\n"
	    "for e in c.walk('VEVENT'):\n"
	    "    n += 1\n"
	    "    assert not e.errors and e['UID'] and e['DTSTAMP'].dt\n"
	    "    if not str(e['UID']).startswith(('weekly.', 'monthly.2026-10."
	    "production.begin')):\n"
	    "        continue\n"
	    "    for t in (e['DTSTART'].dt, e['DTEND'].dt if 'DTEND' in e "
	    "else None):\n"
	    "        if t: print(e['UID'], t.strftime('%d %H:%M'), "
	    "t.astimezone(timezone.utc).strftime('%d %H:%MZ'))\n"
	    "assert n == len(set(str(e['UID']) for e in c.walk('VEVENT')))\n"
	    "print(n)\n"
	    "EOF\n";
	struct buf out = { 0 };

	(void)state;
	if (golden_shell(PYTHON " -c 'import icalendar' 2>&1", &out) != 0) {
		buf_free(&out);
		print_message("python3-icalendar is not installed\n");
		skip();
	}
	assert_int_equal(golden_shell(script, &out), 0);
	golden_is(DIR "2026-10.read", &out);
	buf_free(&out);
}

/* --- the subcommand ---------------------------------------------------- */

static int
run(struct buf *out, const char *arguments)
{
	buf_cut(out, 0);
	return golden_shell(arena_printf(arena, "TZ=UTC %s calendar -c " DIR
	    "site.conf %s 2>&1", golden_program(), arguments), out);
}

static void
calendar__prints__what_was_asked_for(void **state)
{
	struct buf out = { 0 };

	(void)state;
	assert_int_equal(run(&out, "--from 2026-10-01"), 0);
	golden_is(DIR "2026-10.txt", &out);
	assert_int_equal(run(&out, "--from 2026-10-01 --until 2026-10-31 svg"),
	    0);
	golden_is(DIR "2026-10.svg", &out);
	assert_int_equal(run(&out, "--from 2026-10-05 --until 2026-10-05"), 0);
	assert_string_equal(buf_str(&out), "October 2026\n\n"
	    "Mon 5 Oct   holiday      Works outing\n"
	    "Mon 5 Oct   22:00        weekly 2026-10-08  pilot  help desk is "
	    "told; 3 days before pilot, Thu 8 Oct 2026 22:00\n");
	assert_int_equal(run(&out, "--months 3 ics"), 0);
	assert_int_equal(run(&out, "--months 0"), 2);
	assert_int_equal(run(&out, "--from x"), 2);
	assert_non_null(strstr(buf_str(&out), "expected a date"));
	assert_int_equal(run(&out, "--from 2026-10-02 --until 2026-10-01"), 2);
	assert_int_equal(run(&out, "png"), 2);
	assert_int_equal(run(&out, "text ics"), 2);
	assert_int_equal(run(&out, "--months 1 --until 2030-01-01"), 2);
	buf_free(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(calendar__golden__text),
		cmocka_unit_test(calendar__golden__ics),
		cmocka_unit_test(calendar__golden__svg),
		cmocka_unit_test(calendar__ics__is_read_by_another),
		cmocka_unit_test(calendar__prints__what_was_asked_for),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
