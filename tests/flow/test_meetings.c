/* SPDX-License-Identifier: ISC */
/* Meetings of cycles: calendars are told, people answer, work comes of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "base/clock.h"
#include "text/mime.h"
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

/* As a mailer answers a letter of that meeting. */
static void
reply(const char *who, const char *lines)
{
	ct_mail(who, true, lines, arena_printf(ft_arena,
	    "<thread.meet-%lld-review@example.com>", (long long)ft_int(
	    "SELECT cycle FROM meeting_guests WHERE step = 'review'")),
	    "Re: [E-2026-11-18] Meeting: Review");
}

static void
reply__to_an_invitation__is_an_answer(void **state)
{
	(void)state;
	called();
	reply("wanda", "no, I operate that day\n");
	assert_string_equal(ft_text("SELECT answer FROM meeting_guests WHERE "
	    "step = 'review' AND who = 'wanda'"), "no");
	assert_string_equal(ft_text("SELECT note FROM meeting_guests WHERE "
	    "step = 'review' AND who = 'wanda'"), "I operate that day");
	reply("wanda", "Yes!\nthe day was given back to me\n");
	assert_string_equal(ft_text("SELECT answer FROM meeting_guests WHERE "
	    "step = 'review' AND who = 'wanda'"), "yes");
	/* a whole command is one, and what is neither changes nothing */
	reply("wanda", "answer E-2026-11-18/review maybe\n");
	reply("wanda", "thanks\n");
	assert_string_equal(ft_text("SELECT answer FROM meeting_guests WHERE "
	    "step = 'review' AND who = 'wanda'"), "maybe");
}

/* The Message-ID of that letter as it went to him. */
static const char *
id_in(const char *mails, const char *head)
{
	const char *p = strstr(mails, head);

	assert_non_null(p);
	assert_non_null(p = strstr(p, "\nMessage-ID: "));
	p += strlen("\nMessage-ID: ");
	return arena_strn(ft_arena, p, strcspn(p, "\r\n"));
}

static void
about(const char *who, const char *lines, const char *refers)
{
	ct_refers(refers);
	ct_mail(who, true, lines, "<pb.1.2@example.com>", "Re: Review");
}

static const char *
says(const char *who)
{
	return ft_text(arena_printf(ft_arena, "SELECT answer FROM "
	    "meeting_guests WHERE step = 'review' AND who = '%s'", who));
}

/* What is said of its items is not said of who comes. */
static void
reply__to_an_agenda_or_minutes__is_no_answer(void **state)
{
	const char *mails;

	(void)state;
	called();
	reply("wanda", "yes\n");
	ct_until("2026-11-19 12:00");
	mails = arena_str(ft_arena, ft_mails());
	ft_has(mails, "In-Reply-To: <thread.meet-1-review@example.com>");
	ct_mail("wanda", true, "No, item 2 is done\n", id_in(mails,
	    "wanda@example.com: [E-2026-11-18] Agenda"),
	    "Re: [E-2026-11-18] Agenda: Review");
	assert_string_equal(says("wanda"), "yes");
	ft_has(ft_mails(), "wanda@example.com: Re: [E-2026-11-18] Agenda");
	/* the later ones of a thread have no word of it in their own id */
	about("wanda", "No, item 2 is done\n",
	    "<thread.meet-1-review@example.com> "
	    "<thread.agenda.1.review@example.com> <pb.1.2@example.com>");
	about("wanda", "No, not so\n", "<thread.meet-1-review@example.com> "
	    "<thread.minutes.1.review@example.com>");
	assert_string_equal(says("wanda"), "yes");
	/* but the invitation is asked about still */
	about("wanda", "No, I am ill\n",
	    "<thread.meet-1-review@example.com> <pb.1.1@example.com>");
	assert_string_equal(says("wanda"), "no");
}

/* Who could come then may not be able to now. */
static void
reply__to_the_time_before__is_no_answer(void **state)
{
	const char *mails, *now = "E-2026-11-18/review is Thu 19 Nov 2026 "
	    "15:00 CET now, room 4. Nothing was noted. Reply to the newest "
	    "one, or write answer E-2026-11-18/review yes, no or maybe.";

	(void)state;
	called();
	ct_until("2026-11-18 10:00");
	ct_say("carol", "move review 2026-11-19 15:00 the room is taken");
	mails = arena_str(ft_arena, ft_mails());
	ct_until("2026-11-18 10:05");
	/* it lay there since before; then to the letter of then */
	ct_arrived("2026-11-18 09:59");
	ct_mail("wanda", true, "yes\n", "<pb.1.1@example.com>", "Re: "
	    "[E-2026-11-18/review] Meeting");
	assert_null(says("wanda"));
	ft_has(ft_flat(ft_mails()), now);
	reply("wanda", "yes\n");
	assert_null(says("wanda"));
	ft_has(ft_flat(ft_mails()), now);
	ct_mail("wanda", true, "yes\n", id_in(mails, "wanda@example.com: "
	    "[E-2026-11-18] Meeting moved"), "Re: [E-2026-11-18/review] x");
	assert_string_equal(says("wanda"), "yes");
	ct_mail("wanda", true, "answer E-2026-11-18/review no\n", NULL, "x");
	assert_string_equal(says("wanda"), "no");
}

/* So it is with a command that was written before. */
static void
command__of_the_time_before__is_no_answer(void **state)
{
	const char *token;

	(void)state;
	called();
	ct_mail("dan", false, "answer E-2026-11-18/review yes\n", NULL, "x");
	token = ft_text("SELECT token FROM tokens WHERE person = 'dan' AND "
	    "inbox <> 0");
	assert_non_null(token);
	ct_until("2026-11-18 10:00");
	ct_say("carol", "move review 2026-11-19 15:00 the room is taken");
	ct_until("2026-11-18 10:05");
	ft_mails();
	ct_arrived("2026-11-18 09:59");
	ct_mail("wanda", true, "answer E-2026-11-18/review yes\n", NULL, "x");
	ft_has(ft_flat(ft_mails()), "E-2026-11-18/review is Thu 19 Nov 2026 "
	    "15:00 CET now, room 4. Nothing was noted.");
	assert_null(says("wanda"));
	ct_mail("dan", false, arena_printf(ft_arena, "confirm %s", token),
	    NULL, "x");
	assert_null(says("dan"));
	/* what is said now is said of now */
	ct_mail("wanda", true, "answer E-2026-11-18/review yes\n", NULL, "x");
	assert_string_equal(says("wanda"), "yes");
}

/* There is none before the first: what was said sooner is said of it. */
static void
command__from_before_the_first_invitation__is_of_it(void **state)
{
	(void)state;
	called();
	ct_arrived("2026-11-18 07:59");
	ct_mail("wanda", true, "answer E-2026-11-18/review yes\n", NULL, "x");
	assert_string_equal(says("wanda"), "yes");
	ct_arrived("2026-11-18 07:59");
	ct_mail("dan", false, "answer E-2026-11-18/review no\n", NULL, "x");
	ct_mail("dan", false, arena_printf(ft_arena, "confirm %s", ft_text(
	    "SELECT token FROM tokens WHERE person = 'dan' AND inbox <> 0")),
	    NULL, "x");
	assert_string_equal(says("dan"), "no");
}

static const char *
invited(const char *who, const char *lines)
{
	const char *token;

	ct_mail(who, false, lines, "<thread.meet-1-review@example.com>",
	    "Re: [E-2026-11-18] Meeting: Review");
	token = ft_text(arena_printf(ft_arena, "SELECT token FROM tokens "
	    "WHERE person = '%s' AND inbox <> 0", who));
	assert_non_null(token);
	return arena_printf(ft_arena, "confirm %s", token);
}

/* What waits for its token is said of the time that was read then. */
static void
reply__confirmed_after_a_move__is_no_answer(void **state)
{
	const char *wanda, *dan;

	(void)state;
	called();
	wanda = invited("wanda", "yes\n");
	dan = invited("dan", "answer E-2026-11-18/review yes\n");
	ct_until("2026-11-18 10:00");
	ct_say("carol", "move review 2026-11-19 15:00 the room is taken");
	ct_until("2026-11-18 10:05");
	ft_mails();
	ct_mail("wanda", false, wanda, NULL, "x");
	ft_has(ft_flat(ft_mails()), "E-2026-11-18/review is Thu 19 Nov 2026 "
	    "15:00 CET now, room 4. Nothing was noted.");
	assert_null(says("wanda"));
	ct_mail("dan", false, dan, NULL, "x");
	assert_null(says("dan"));
	/* nor does a whole command behind the old letter */
	reply("wanda", "answer E-2026-11-18/review yes\n");
	assert_null(says("wanda"));
}

static void
answer__the_same_again__is_said_to_be_so(void **state)
{
	(void)state;
	called();
	ct_say("wanda", "answer review yes I bring the keys");
	ft_said();
	ct_ask("wanda", "answer review yes", "It was so already: Wanda said "
	    "yes (I bring the keys) to E-2026-11-18/review, 08:01. Nothing has "
	    "changed.");
	assert_int_equal(ct_count("journal WHERE what LIKE "
	    "'%wanda says yes%'"), 1);
	ct_ask("wanda", "answer review no", "no");
}

/* What begins with "no" may be a yes. */
static void
reply__no_problem__is_a_yes(void **state)
{
	static const char *const all[] = { "No problem, see you there\n",
	    "no objection\n", "No objections.\n", "No concerns!\n",
	    "no problems at all\n" };
	size_t i;

	(void)state;
	called();
	for (i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		reply("wanda", "no\n");
		reply("wanda", all[i]);
		assert_string_equal(ft_text("SELECT answer FROM "
		    "meeting_guests WHERE step = 'review' AND "
		    "who = 'wanda'"), "yes");
	}
	/* a condition makes no yes of it */
	reply("wanda", "no\n");
	ft_mails();
	reply("wanda", "no problem if it is over by three\n");
	assert_string_equal(says("wanda"), "no");
	ft_has(ft_flat(ft_mails()), "Write answer E-2026-11-18/review yes, no "
	    "or maybe");
	reply("wanda", "yes, but only if it is over by three\n");
	assert_string_equal(says("wanda"), "no");
	ft_has(ft_flat(ft_mails()), "Write answer E-2026-11-18/review yes, no "
	    "or maybe");
	/* of a calendar it is a comment: what was clicked is plain */
	ct_say("wanda", "answer review yes (but a bit late)");
	assert_string_equal(says("wanda"), "yes");
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

/* --- preview ------------------------------------------------------------- */

/* A calendar entry without the moment at which it was made. */
static const char *
entry_of(const char *text)
{
	char *s = arena_str(ft_arena, text), *p = strstr(s, "\nDTSTAMP:");

	assert_non_null(p);
	p += strlen("\nDTSTAMP:");
	memset(p, '-', strcspn(p, "\n"));
	return s;
}

/* The file of that name in the last mail, its lines ending in LF. */
static const char *
file_in(const char *mails, const char *type)
{
	const char *from = strstr(mails, "From: patchbot"), *text = NULL;
	struct mime_mail *m;
	struct err e = { 0 };
	size_t i;

	assert_non_null(from);
	m = mime_read(ft_arena, span_of(from), &e);
	assert_non_null(m);
	for (i = 0; i < m->parts.n; i++) {
		const struct mime_part *p = m->parts.at[i];

		if (strcmp(p->type, type) == 0)
			text = ft_lf(p->body);
	}
	list_free(&m->parts);
	list_free(&m->attachments);
	assert_non_null(text);
	return text;
}

/* What goes into the calendars is shown as it goes there: in chat as text, by
 * mail as a file that is no invitation. */
static void
preview__of_an_invitation__has_the_entry(void **state)
{
	const char *mails, *said, *shown, *sent;

	(void)state;
	ct_start("2026-11-18 08:00");
	ct_reload("tests/flow/invited.conf");
	ct_say("carol", "declare talk-later to see");
	ct_until("2026-11-18 08:01");
	said = arena_str(ft_arena, ct_say("carol", "preview review invite"));
	ft_has(said, "Its entry for the calendar:\nBEGIN:VCALENDAR\n");
	ft_mails();
	ct_mail("carol", true, "preview review invite", NULL, "x");
	mails = ft_mails();
	ft_has(mails, "Its entry for the calendar lies beside this mail: "
	    "review-invite-1.ics");
	ft_lacks(mails, "text/calendar");
	shown = entry_of(file_in(mails, "text/plain"));
	ft_has(entry_of(said), shown);
	ct_until("2026-11-21 14:00");
	sent = file_in(ft_mails(), "text/calendar");
	assert_string_equal(shown, entry_of(sent));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup_teardown(name, ft_open, ct_close)
		T(invite__goes_to_the_calendars_of_all),
		T(reply__to_an_invitation__is_an_answer),
		T(reply__no_problem__is_a_yes),
		T(reply__to_an_agenda_or_minutes__is_no_answer),
		T(reply__to_the_time_before__is_no_answer),
		T(command__of_the_time_before__is_no_answer),
		T(command__from_before_the_first_invitation__is_of_it),
		T(reply__confirmed_after_a_move__is_no_answer),
		T(answer__the_same_again__is_said_to_be_so),
		T(move__is_the_next_number__for_those_only),
		T(preview__of_an_invitation__has_the_entry),
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
