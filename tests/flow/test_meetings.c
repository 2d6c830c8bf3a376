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

static void
finish__calls_off__what_lies_ahead(void **state)
{
	(void)state;
	called();
	ct_say("carol", "finish E-2026-11-18 it was a false alarm");
	ft_has(unfolded(ft_mails()), "Meeting called off: Review");
}

/* --- agenda and minutes ------------------------------------------------- */

static void
agenda__is_what_is_open(void **state)
{
	const char *mails;

	(void)state;
	called();
	ct_bulletin("LAMP-1", 3);
	ct_say("carol", "action dan +5d order the disks");
	ct_until("2026-11-19 11:59");
	ft_mails();
	ct_until("2026-11-19 12:00");
	mails = ft_mails();
	ft_has(mails, "wanda@example.com: [E-2026-11-18] Agenda: Review, Thu "
	    "19 Nov 2026 14:00 CET");
	ft_has(mails, "1. What is open");
	ft_has(mails, "LAMP-1 [important], act by");
	ft_has(mails, "1  order the disks (Dan), due Mon 23 Nov 2026 17:00");
	ft_has(mails, "Stand-up");
	ft_lacks(mails, "dan@example.com: [E-2026-11-18] Agenda");
}

static void
minutes__are_prepared_asked_for__and_chased(void **state)
{
	const char *mails, *said;

	(void)state;
	called();
	ct_say("wanda", "answer review no I am away");
	ct_say("carol", "action dan +5d order the disks");
	ct_until("2026-11-19 15:00");
	mails = ft_mails();
	ft_has(mails, "dan@example.com: [E-2026-11-18] Minutes to fill in: "
	    "Review, Thu 19 Nov 2026 14:00 CET");
	ft_has(mails, "[ ] Wanda: no, I am away");
	ft_has(mails, "[ ] committee@example.com: did not say");
	ft_has(mails, "1  order the disks (Dan)");
	ft_golden("cycle/minutes.eml", strstr(mails, "dan@example.com: "
	    "[E-2026-11-18] Minutes"));
	ct_until("2026-11-19 16:20");
	assert_string_equal(ct_step("short"), "done");
	ft_lacks(ft_mails(), "Minutes to fill in: Stand-up");
	ct_until("2026-11-20 14:00");
	ft_has(ft_said(), "dan@example.com: The minutes of E-2026-11-18/review "
	    "(Review) are due now.");
	/* the next business day is a Monday */
	ct_until("2026-11-23 14:00");
	said = ft_said();
	ft_has(said, "dan@example.com: The minutes of E-2026-11-18/review");
	ft_has(said, "carol@example.com: The minutes of E-2026-11-18/review "
	    "(Review) are overdue");
	ct_say("dan", "tick review sent");
	ft_said();
	ct_until("2026-11-30 14:00");
	ft_lacks(ft_said(), "minutes");
}

/* --- action items ------------------------------------------------------- */

static void
action__is_reminded_chased__and_done(void **state)
{
	const char *said;

	(void)state;
	called();
	ct_ask("carol", "action dan +2d order the disks", "Action item 1 for "
	    "Dan, due Fri 20 Nov 2026 17:00 CET: order the disks.");
	ct_ask("dan", "actions", "1 open, of Dan. Say action done NUMBER.\n1: "
	    "order the disks (Dan), due Fri 20 Nov 2026 17:00 CET");
	ct_ask("wanda", "actions", "No action items are open for Wanda.");
	ct_ask("wanda", "actions all", "1: order the disks (Dan)");
	ct_ask("olga", "checklist", "Action items: 1 open; actions all lists "
	    "them.");
	ft_said();
	ct_until("2026-11-19 13:00");
	ft_has(ft_said(), "dan@example.com: Reminder: action item 1");
	ft_has(ft_mails(), "1  order the disks (Dan), due Fri 20 Nov");
	ct_until("2026-11-20 09:00");
	ft_has(ft_said(), "dan@example.com: Reminder: action item 1");
	ct_until("2026-11-20 17:00");
	said = ft_said();
	ft_has(said, "dan@example.com: Overdue: action item 1");
	ft_lacks(said, "carol@example.com: Action item 1");
	/* not on a Sunday */
	ct_until("2026-11-22 23:00");
	ft_lacks(ft_said(), "action item 1");
	ct_until("2026-11-23 09:00");
	said = ft_said();
	ft_has(said, "dan@example.com: Overdue: action item 1");
	ft_has(said, "carol@example.com: Action item 1 of Dan is overdue");
	ct_refused("wanda", "action done 1", "Action item 1 is not yours");
	ct_ask("dan", "action done 1 they came", "Action item 1 (order the "
	    "disks) is done: they came.");
	ct_refused("dan", "action done 1", "is done already");
	ft_said();
	ct_until("2026-11-25 12:00");
	ft_lacks(ft_said(), "action item");
}

static void
action__errors__say_what_to_do(void **state)
{
	(void)state;
	called();
	ct_refused("carol", "action nobody +2d x", "I know nobody called "
	    "\"nobody\"");
	ct_refused("carol", "action dan soon x", "is no day that I understand; "
	    "write it like 2026-11-21, or +3d.");
	ct_refused("carol", "action dan 2026-11-01 x", "has passed");
	ct_refused("carol", "action dan 2029-11-01 x", "is it right?");
	ct_refused("carol", "action dan +2d", "Who, by when, and what?");
	ct_refused("carol", "action done 7", "There is no action item 7");
	ct_refused("olga", "action dan +2d x", "is for these roles");
	ct_ask("dan", "action web 2026-12-04 look at the logs", "Action item "
	    "1 for Web, due Fri 4 Dec 2026 17:00 CET");
	ct_until("2026-12-03 09:00");
	ft_has(ft_said(), "wanda@example.com: Reminder: action item 1");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup_teardown(name, ft_open, ct_close)
		T(invite__goes_to_the_calendars_of_all),
		T(move__is_the_next_number__for_those_only),
		T(skip__and_cancel__take_it_out_of_calendars),
		T(finish__calls_off__what_lies_ahead),
		T(agenda__is_what_is_open),
		T(minutes__are_prepared_asked_for__and_chased),
		T(action__is_reminded_chased__and_done),
		T(action__errors__say_what_to_do),
	};

	ft_file = "tests/flow/cycle.conf";
	return cmocka_run_group_tests(tests, NULL, NULL);
}
