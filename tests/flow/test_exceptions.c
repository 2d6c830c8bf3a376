/* SPDX-License-Identifier: ISC */
/* The register of exceptions: servers that are not patched, until when, and who
 * is warned of its end; and exclusions that are said again, or taken back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/fd.h"
#include "handlers/bulletin/facts.h"
#include "tests/support/cycletest.h"

#define ASKED "2026-11-11 10:00"

static void
asked(void)
{
	ct_runs(ASKED);
}

static void
write_file(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	fputs(text, f);
	assert_int_equal(fclose(f), 0);
}

/* --- exceptions ---------------------------------------------------------- */

#define EXCEPT "except db1 for all until 2026-12-31 too old with its own " \
	"network"

static void
exception__is_warned_of_twice__and_told_when_expired(void **state)
{
	const char *mails;

	(void)state;
	asked();
	ct_ask("ines", EXCEPT, "dan@example.com: Exception 1: db1 is not "
	    "patched (all) until 2026-12-31. Reason: too old. Instead: its "
	    "own network.");
	ct_ask("carol", "exclude db2 from live until 2026-12-01 it waits",
	    "dan@example.com: db2 is left out of 2026-11-live");
	ct_say("carol", "include db2");
	ct_ask("olga", "servers live", "4 servers, 1 excepted");
	ct_ask("olga", "servers live", "Exception 1: db1, all, until "
	    "2026-12-31: too old; instead: its own network");
	ft_mails();
	ct_until("2026-12-18 08:59");
	ft_lacks(ft_mails(), "[patchbot] Exception 1");
	ct_until("2026-12-18 09:00");	/* fourteen days before its end */
	mails = ft_mails();
	ft_has(mails, "dan@example.com: [patchbot] Exception 1 of db1 ends "
	    "2026-12-31");
	ft_has(mails, "carol@example.com: [patchbot] Exception 1");
	ft_has(mails, "infosec@example.com: [patchbot] Exception 1");
	ct_until("2026-12-28 09:00");
	ft_lacks(ft_mails(), "Exception 1 of db1 has");
	ct_until("2026-12-29 09:00");
	ct_until("2027-01-01 08:59");
	ft_lacks(ft_mails(), "has expired");
	ct_until("2027-01-01 09:00");
	ft_has(ft_mails(), "dan@example.com: [patchbot] Exception 1 of db1 "
	    "has expired");
	ct_until("2027-02-15 09:00");
	ft_lacks(ft_mails(), "has expired\r\n");
	assert_int_equal(ct_count("exception_changes WHERE kind = 'warned'"),
	    2);
	assert_int_equal(ct_count("exception_changes WHERE kind = "
	    "'expired'"), 1);
	ct_ask("olga", "exceptions", "1: db1 (Databases), all, EXPIRED "
	    "2026-12-31: too old");
	ct_ask("olga", "checklist 2027-02", "Exceptions: 1, 1 EXPIRED");
	/* it is patched again from its end on */
	ft_has(ct_say("olga", "servers 2027-02/live"), "5 servers;");
}

static void
exception__renewed__is_warned_of_anew__lifted__is_history(void **state)
{
	(void)state;
	asked();
	ct_say("ines", EXCEPT);
	ct_until("2026-12-19 09:00");
	ct_refused("ines", "renew 1 until 2026-12-30 x", "ends 2026-12-31 "
	    "already");
	ct_refused("ines", "renew 1 to 2027-03-01 x", "Write renew 1 until");
	ct_ask("ines", "renew 1 until 2027-03-01 not before March", "until "
	    "2027-03-01, renewed; it was until 2026-12-31");
	ft_mails();
	ct_until("2027-01-05 10:00");
	ft_lacks(ft_mails(), "[patchbot] Exception 1");
	ct_until("2027-02-16 10:00");
	ft_has(ft_mails(), "Exception 1 of db1 ends 2027-03-01");
	ct_refused("ines", "lift 1", "It is said like this");
	ct_ask("ines", "lift 1 it was replaced", "Exception 1 of db1 (all) is "
	    "lifted: it was replaced.");
	ct_refused("ines", "lift 1 again", "Exception 1 (db1) was lifted");
	ct_refused("ines", "renew 1 until 2027-04-01 x", "was lifted");
	ft_mails();
	ct_until("2027-03-10 10:00");
	ft_lacks(ft_mails(), "[patchbot] Exception 1");
	ft_has(ct_say("olga", "exceptions db1"), "No exception of db1 is in "
	    "the register.\n2026-11-11 10:00  1 made by Ines, until "
	    "2026-12-31: too old; instead: its own network\n");
	ft_has(ct_say("olga", "exceptions db1"), "1 lifted by Ines, until "
	    "2027-03-01: it was replaced");
}

static void
exception__clock_comes_late__one_warning_stands_for_both(void **state)
{
	(void)state;
	asked();
	ct_say("ines", EXCEPT);
	ft_mails();
	ct_sleep("2026-12-30 10:00");
	assert_int_equal(ct_count("exception_changes WHERE kind = 'warned'"),
	    1);
	ct_until("2027-01-02 10:00");
	assert_int_equal(ct_count("exception_changes WHERE kind = "
	    "'expired'"), 1);
}

static void
exception__errors__say_what_to_do(void **state)
{
	(void)state;
	asked();
	ct_bulletin("LAMP-1", SEVERITY_IMPORTANT);
	ct_refused("ines", "except db1 until 2026-12-31 too old",
	    "What is done instead? No exception without it");
	ct_refused("ines", "except db1 for all 2026-12-31 x with y", "Write "
	    "except fax1 for all until");
	ct_refused("ines", "except db7 until 2026-12-31 x with y", "did you "
	    "mean \"db1\"?");
	ct_refused("ines", "except db1 until 2026-11-10 x with y", "has "
	    "passed");
	/* "longest" is 400 days */
	ct_refused("ines", "except db1 for LAMP-2 until 2027-12-16 x with y",
	    "I have no bulletin \"LAMP-2\"; did you mean \"LAMP-1\"?");
	ct_refused("ines", "except db1 for x until 2027-12-16 x with y",
	    "I have no bulletin \"x\". \"bulletins\" lists the latest");
	ct_ask("ines", "except db1 for lamp-1 until 2027-12-16 x with y",
	    "Exception 1: db1 is not patched (LAMP-1)");
	ct_refused("ines", "except db2 until 2027-12-17 x with y", "lasts at "
	    "most 400 days");
	ct_refused("ines", "except db1 for lamp-1 until 2026-12-31 x with y",
	    "has the exception 1 for LAMP-1 already. renew 1 until DATE");
	ct_ask("ines", "except db1 until 2026-12-31 x with y", "Exception 2");
	ct_refused("dan", "except db2 until 2026-12-31 x with y", "is for "
	    "these roles");
	ct_refused("ines", "renew x until 2026-12-31 y", "no number of an "
	    "exception");
	ct_refused("ines", "lift 9 y", "There is no exception 9");
	ct_refused("olga", "exceptions db7", "did you mean \"db1\"?");
	/* for one bulletin: it stays in the night, and is marked */
	ct_say("ines", "lift 2 y");
	ct_ask("olga", "servers live", "5 servers; 0 named");
	ct_ask("olga", "servers live", "Exception 1: db1, LAMP-1, until");
}

static void
exception__warned_earlier__after_a_reload(void **state)
{
	char dir[] = "/tmp/patchbot-servers.XXXXXX", conf[100];
	struct buf b = { 0 };
	struct err e = { 0 };
	char *at;

	(void)state;
	asked();
	ct_say("ines", EXCEPT);
	ft_mails();
	assert_non_null(mkdtemp(dir));
	snprintf(conf, sizeof(conf), "%s/site.conf", dir);
	assert_int_equal(file_read_all("tests/flow/servers.conf", 1 << 20, &b,
	    &e), 0);
	/* no inventory beside it, and ninety days ahead instead of fourteen */
	assert_non_null(at = strstr(b.p, "inventory inventory.csv"));
	memset(at, ' ', strlen("inventory inventory.csv"));
	assert_non_null(at = strstr(b.p, "warn 14d"));
	memcpy(at, "warn 90d", 8);
	write_file(conf, b.p);
	ct_reload(conf);
	ct_until("2026-11-11 10:05");
	/* without an inventory nobody owns it; the others hear of it */
	at = arena_str(ft_arena, ft_mails());
	ft_has(at, "carol@example.com: [patchbot] Exception 1 of db1 ends");
	ft_lacks(at, "dan@example.com: [patchbot]");
	unlink(conf);
	rmdir(dir);
	buf_free(&b);
}

/* --- and exclusions ------------------------------------------------------ */

static void
exclude__again__replaces__include__takes_back(void **state)
{
	const char *said;

	(void)state;
	asked();
	ct_say("dan", "exclude db1 from live until 2026-12-01 one");
	ct_say("dan", "exclude db1 from live until 2026-12-02 two");
	/* the very same changes nothing, and the room hears nothing */
	said = ct_say("dan", "exclude db1 from live until 2026-12-02 two");
	ft_has(said, "It was so already, and nothing has changed: db1 is left "
	    "out of 2026-11-live until 2026-12-02: two.");
	ft_lacks(said, "room: ");
	assert_int_equal(ct_count("journal WHERE what LIKE '%two'"), 1);
	assert_int_equal(ct_count("exclusions WHERE state = 'open'"), 1);
	ft_has(ft_text("SELECT what FROM journal WHERE what LIKE '%two'"),
	    "db1 is left out until 2026-12-02 (it was until 2026-12-01): "
	    "two");
	ct_ask("dan", "servers live add db1 db2", "db1 is left out of "
	    "2026-11-live until 2026-12-02 (two); include db1 takes it back.");
	ct_refused("wanda", "include db1", "db1 belongs to: Databases");
	ct_refused("dan", "include db2", "db2 is not left out of any night.");
	ct_refused("dan", "include db1 in live now", "Write include db1 in "
	    "production");
	said = ct_say("carol", "include db1 in live");
	ft_has(said, "carol@example.com/phone: db1 is not left out of "
	    "2026-11-live any more.");
	ft_has(said, "room: db1 is not left out of 2026-11-live any more.");
	ft_has(said, "dan@example.com: db1 is not left out of");
	ft_mails();
	ct_until("2026-12-03 10:00");
	ft_lacks(ft_mails(), "to be patched again");
}

int
main(void)
{
#define T(name)	cmocka_unit_test_setup_teardown(name, ft_open, ct_close)
	const struct CMUnitTest tests[] = {
		T(exception__is_warned_of_twice__and_told_when_expired),
		T(exception__renewed__is_warned_of_anew__lifted__is_history),
		T(exception__clock_comes_late__one_warning_stands_for_both),
		T(exception__errors__say_what_to_do),
		T(exception__warned_earlier__after_a_reload),
		T(exclude__again__replaces__include__takes_back),
	};

	ft_file = "tests/flow/servers.conf";
	return cmocka_run_group_tests(tests, NULL, NULL);
}
