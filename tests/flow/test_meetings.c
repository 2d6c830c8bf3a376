/* SPDX-License-Identifier: ISC */
/* Meetings of cycles: calendars are told, people answer, work comes of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "base/clock.h"
#include "tests/support/cycletest.h"

/* The meeting of tests/flow/when.conf: Thu 19 Nov 14:00, room 4. */
static const char *
called(void)
{
	ct_start("2026-11-18 08:00");
	ct_reload("tests/flow/when.conf");
	ct_say("carol", "declare talk to see");
	ct_until("2026-11-18 08:01");
	ft_said();
	return ft_mails();
}

/* A calendar part as it lies in the mail, its folded lines joined. */
static const char *
unfolded(const char *mails)
{
	char *s = arena_str(ft_arena, mails), *from = s, *to = s;

	for (; *from != '\0'; from++) {
		if (*from == '\r')
			continue;
		if (*from == '\n' && from[1] == ' ' && from[2] != ' ')
			from++;
		else if (from[0] == '=' && from[1] == '\r' && from[2] == '\n')
			from += 2;
		else
			*to++ = *from;
	}
	*to = '\0';
	return s;
}

static void
invite__goes_to_the_calendars_of_all(void **state)
{
	const char *mails = called();

	(void)state;
	ft_has(mails, "wanda@example.com: [E-2026-11-18] Meeting: Review, Thu "
	    "19 Nov 2026 14:00 CET");
	ft_has(mails, "committee@example.com: [E-2026-11-18] Meeting: Review");
	ft_has(mails, "committee@example.com: [E-2026-11-18] Meeting: "
	    "Stand-up");
	mails = unfolded(mails);
	ft_has(mails, "method=REQUEST");
	ft_has(mails, "UID:E-2026-11-18.review@example.com\nSEQUENCE:0");
	ft_has(mails, "mailto:wanda@example.com");
	assert_int_equal(ft_int("SELECT COUNT(*) FROM meeting_guests WHERE "
	    "step = 'review'"), 2);
	/* it was not late, and is not repeated */
	assert_int_equal(ft_int("SELECT COUNT(*) FROM cycle_occasions WHERE "
	    "what = 'invite' AND state <> 'done'"), 0);
	ct_start("2026-11-18 09:00");
	ft_lacks(ft_mails(), "Meeting");
}

static void
move__is_the_next_number__for_those_only(void **state)
{
	const char *mails;

	(void)state;
	called();
	ct_ask("carol", "preview move review 2026-11-19 15:00",
	    "Would be told: committee@example.com, wanda@example.com");
	ft_lacks(ft_mails(), "Meeting");
	ct_say("carol", "move review 2026-11-19 15:00 the room is taken");
	mails = unfolded(ft_mails());
	ft_has(mails, "wanda@example.com: [E-2026-11-18] Meeting moved: "
	    "Review, now Thu 19 Nov 2026 15:00 CET");
	ft_has(mails, "Reason        the room is taken");
	ft_has(mails, "SEQUENCE:1");
	/* the one mail is enough */
	ft_lacks(mails, "wanda@example.com: [E-2026-11-18] Changed dates");
	ft_lacks(mails, "Meeting moved: Stand-up");
}

static void
skip__and_cancel__take_it_out_of_calendars(void **state)
{
	const char *mails;

	(void)state;
	called();
	ct_say("carol", "skip review nothing to talk of");
	mails = unfolded(ft_mails());
	ft_has(mails, "wanda@example.com: [E-2026-11-18] Meeting called off: "
	    "Review");
	ft_has(mails, "method=CANCEL");
	ft_has(mails, "STATUS:CANCELLED");
	ft_lacks(mails, "Left out: Review");
	ct_say("carol", "cancel E-2026-11-18 enough");
	mails = ft_mails();
	ft_has(mails, "committee@example.com: [E-2026-11-18] Meeting called "
	    "off: Stand-up");
	ft_lacks(mails, "called off: Review");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup_teardown(name, ft_open, ct_close)
		T(invite__goes_to_the_calendars_of_all),
		T(move__is_the_next_number__for_those_only),
		T(skip__and_cancel__take_it_out_of_calendars),
	};

	ft_file = "tests/flow/cycle.conf";
	return cmocka_run_group_tests(tests, NULL, NULL);
}
