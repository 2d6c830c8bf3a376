/* SPDX-License-Identifier: ISC */
/* What people outside the house hear ("look vendors"): what concerns them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "base/clock.h"
#include "tests/support/cycletest.h"

static void
begun(void)
{
	ct_start("2026-11-02 08:00");
	ct_say("carol", "declare trial to see");
	ct_until("2026-11-02 10:00");
}

/* The mail to that address. */
static const char *
mail_to(const char *mails, const char *address)
{
	const char *from = strstr(mails, address), *to;

	assert_non_null(from);
	to = strstr(from, "You will hear again");
	assert_non_null(to);
	return arena_strn(ft_arena, from, (size_t)(to - from));
}

static void
vendors__are_told__what_concerns_them(void **state)
{
	const char *mails;

	(void)state;
	begun();
	ft_mails();
	ct_until("2026-11-03 09:00");
	mails = ft_mails();
	ft_has(mail_to(mails, "lamp@example.net"), "Night of the servers");
	/* a playbook's words are filled as running text */
	ft_has(ft_lf(span_of(mail_to(mails, "lamp@example.net"))), "patched. "
	    "It may be away for some\nminutes.\n");
	ft_lacks(mail_to(mails, "lamp@example.net"), "Laboratory");
	ft_lacks(mail_to(mails, "lamp@example.net"), "Talk");
	/* the house itself hears of all */
	ft_has(mail_to(mails, "committee@example.com: [E-2026-11-02] Notice"),
	    "Laboratory");
}

static void
vendors__hear_of_changes__that_concern_them(void **state)
{
	(void)state;
	begun();
	ct_until("2026-11-03 09:00");
	ft_mails();
	ct_say("carol", "move lab 2026-11-04 22:00 the room is taken");
	ct_say("carol", "skip talk nobody has a question");
	ft_lacks(ft_mails(), "lamp@example.net");
	ct_say("carol", "move night 2026-11-08 21:00 the power is cut");
	ft_has(ft_mails(), "lamp@example.net: [E-2026-11-02] Changed dates");
	ct_say("carol", "skip night no updates");
	ft_has(ft_mails(), "lamp@example.net: [E-2026-11-02] Left out");
}

/* The mail of changed dates to that address. */
static const char *
changed_to(const char *mails, const char *address)
{
	const char *from = strstr(mails, arena_printf(ft_arena, "%s: "
	    "[E-2026-11-02] Changed dates", address)), *to;

	if (from == NULL)
		fail_msg("none to %s in:\n%s", address, mails);
	to = strstr(from, "You get this");
	assert_non_null(to);
	return arena_strn(ft_arena, from, (size_t)(to - from));
}

/* One move, three who know of different dates: each hears of his own. */
static void
changes__of_one_move__reach_each_with_his_own(void **state)
{
	const char *mails, *one;

	(void)state;
	begun();
	ct_until("2026-11-03 10:30");
	ft_mails();
	ct_ask("carol", "preview move night 2026-11-08 21:00 x", "Would be "
	    "told: committee@example.com, dan@example.com, lamp@example.net, "
	    "sam@example.com, wanda@example.com\n");
	ct_say("carol", "move night 2026-11-08 21:00 the power is cut");
	mails = arena_str(ft_arena, ft_mails());
	one = changed_to(mails, "lamp@example.net");
	ft_has(one, "Night of the servers\r\n");
	ft_lacks(one, "laboratory");
	ft_lacks(one, "papers");
	one = changed_to(mails, "committee@example.com");
	ft_has(one, "Night of the servers\r\n");
	ft_has(one, "Second laboratory\r\n");
	ft_lacks(one, "papers");
	one = changed_to(mails, "dan@example.com");
	ft_has(one, "Send your papers, due\r\n");
	ft_lacks(one, "Night of");
	ft_lacks(one, "laboratory");
	/* who knows of none of them hears nothing */
	ct_say("carol", "move after 2026-11-10 21:00 another day");
	mails = ft_mails();
	ft_has(mails, "committee@example.com: [E-2026-11-02] Changed");
	ft_lacks(mails, "dan@example.com");
	ft_lacks(mails, "lamp@example.net");
}

/* A document that is sent to them tells them no date of the house's. */
static void
document__sent_to_vendors__tells_of_nights_only(void **state)
{
	const char *mails;

	(void)state;
	begun();
	ct_until("2026-11-03 10:30");
	ft_mails();
	ct_until("2026-11-03 11:00");
	ft_has(ft_mails(), "lamp@example.net: [E-2026-11-02] Memo");
	ct_say("carol", "extend papers 2h the printer is broken");
	mails = ft_mails();
	ft_has(mails, "dan@example.com: [E-2026-11-02] Changed dates");
	ft_lacks(mails, "lamp@example.net");
	ct_say("carol", "move lab 2026-11-04 22:00 the room is taken");
	ft_has(ft_mails(), "lamp@example.net: [E-2026-11-02] Changed dates");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup_teardown(name, ft_open, ct_close)
		T(vendors__are_told__what_concerns_them),
		T(vendors__hear_of_changes__that_concern_them),
		T(changes__of_one_move__reach_each_with_his_own),
		T(document__sent_to_vendors__tells_of_nights_only),
	};

	ft_file = "tests/flow/vendors.conf";
	return cmocka_run_group_tests(tests, NULL, NULL);
}
