/* SPDX-License-Identifier: ISC */
/*
 * Invitations as calendars get them: the bytes as they were, and what somebody
 * else's parser makes of them on both sides of a change of the clock.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "handlers/playbook/playbook.h"
#include "tests/support/golden.h"

#define DIR	"tests/golden/calendar/"
#define PYTHON	"/usr/bin/python3"

static void
write_one(struct buf *out, bool cancel, int64_t from, int64_t sequence)
{
	struct arena *a = arena_new();
	struct invitation_guest dan = { "Dan \"the man\" Base; DBA",
	    "dan@example.com" }, list = { NULL, "committee@example.com" };
	struct list guests = { 0 };
	struct invitation v = { .zone = "Europe/Berlin",
	    .cancel = cancel, .sequence = sequence,
	    .uid = "2026-10.review@example.com", .stamp = 1790000000,
	    .from = from, .until = from + HOUR, .guests = &guests,
	    .summary = "[2026-10] Review, with a title that is long enough to "
	    "be folded; \xc3\xa9t\xc3\xa9", .location = "room 4, 2nd floor",
	    .description = "Monthly patching\nsecond line",
	    .organizer = { "patchbot", "patchbot@example.com" } };
	struct err e = { 0 };

	assert_int_equal(clock_zone("Europe/Berlin", &e), 0);
	list_add_in(a, &guests, &dan);
	list_add_in(a, &guests, &list);
	playbook_invitation(&v, out);
	arena_free(a);
}

static void
invite__golden__request_and_cancel(void **state)
{
	struct err e = { 0 };
	struct buf out = { 0 };

	(void)state;
	assert_int_equal(clock_zone("Europe/Berlin", &e), 0);
	/* the last Friday of summer time, then the Monday behind it */
	write_one(&out, false, clock_at(2026, 10, 23, 14, 0), 0);
	golden_is(DIR "request.ics", &out);
	buf_cut(&out, 0);
	write_one(&out, false, clock_at(2026, 10, 26, 14, 0), 1);
	golden_is(DIR "moved.ics", &out);
	buf_cut(&out, 0);
	write_one(&out, true, clock_at(2026, 10, 26, 14, 0), 2);
	golden_is(DIR "cancel.ics", &out);
	buf_free(&out);
}

static void
invite__is_read_by_another__across_the_change_of_the_clock(void **state)
{
	static const char script[] = PYTHON " - <<'EOF'\n"
	    "from datetime import timezone\n"
	    "from icalendar import Calendar\n"
	    "for name in ('request', 'moved', 'cancel'):\n"
	    "    c = Calendar.from_ical(open('" DIR "' + name + '.ics', "
	    "'rb').read())\n"
	    "    assert not c.errors\n"
	    "    e, = c.walk('VEVENT')\n"
	    "    assert not e.errors\n"
	    "    zone, = c.walk('VTIMEZONE')\n"
	    "    tz = zone.to_tz()\n"
	    "    t = e['DTSTART'].dt\n"
	    "    ours = tz.localize(t.replace(tzinfo=None))\n"
	    "    assert ours.astimezone(timezone.utc) == "
	    "t.astimezone(timezone.utc)\n"
	    "    print(c['METHOD'], e['UID'], e['SEQUENCE'], e['STATUS'])\n"
	    "    print(t.strftime('%d %H:%M'), t.astimezone(timezone.utc)"
	    ".strftime('%H:%MZ'), e['DTEND'].dt.strftime('%H:%M'))\n"
	    "    for a in e['ATTENDEE']: print(a, sorted(a.params.items()))\n"
	    "    print(e['SUMMARY'], '|', e['LOCATION'])\n"
	    "EOF\n";
	struct buf out = { 0 };

	(void)state;
	if (golden_shell(PYTHON " -c 'import icalendar' 2>&1", &out) != 0) {
		buf_free(&out);
		print_message("python3-icalendar is not installed\n");
		skip();
	}
	assert_int_equal(golden_shell(script, &out), 0);
	golden_is(DIR "invite.read", &out);
	buf_free(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(invite__golden__request_and_cancel),
		cmocka_unit_test(
		    invite__is_read_by_another__across_the_change_of_the_clock),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
