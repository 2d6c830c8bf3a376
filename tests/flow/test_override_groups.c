/* SPDX-License-Identifier: ISC */
/* Overrides of groups of the inventory: which servers they are of. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "tests/support/cycletest.h"

#define OVERRIDE "override 2026-11/live servers "
#define TO " applications none until 2026-11-27 21:30 the auditors"

static void
override__of_a_group__is_of_its_servers(void **state)
{
	(void)state;
	ct_runs("2026-11-20 11:30");
	ct_ask("dan", OVERRIDE "application:erp" TO, "Override 1 of "
	    "2026-11/live is asked for: db1 db2 until Fri 27 Nov 2026");
	/* groups hold together; a name stands beside them */
	ct_ask("dan", OVERRIDE "env:prod owner:web crd1" TO, "is asked for: "
	    "crd1 ad1 ad2 until");
	ft_has(ct_say("carol", "approve override 1"), "Left out of it: db1 "
	    "db2;");
	assert_int_equal(ct_count("exclusions WHERE state = 'open' AND server "
	    "IN ('db1', 'db2')"), 2);
	/* who asked for it is asked why, not who approved it last */
	assert_int_equal(ct_count("exclusions WHERE said_by = 'dan'"), 2);
	ft_has(ft_text("SELECT what FROM action_items WHERE owner = 'dan'"),
	    "patch db1 db2, left out of");
}

/* Whom nobody named, and who is out with a date of his own, keeps that. */
static void
override__of_a_group__leaves_what_is_out_already(void **state)
{
	(void)state;
	ct_runs("2026-11-20 10:30");
	ct_say("dan", "exclude db1 from live until 2026-12-10 the backup runs");
	ct_until("2026-11-20 11:30");
	ct_ask("dan", OVERRIDE "application:erp" TO, "is asked for: db2 until "
	    "Fri 27 Nov 2026");
	ct_say("carol", "approve override 1");
	assert_int_equal(ct_count("exclusions WHERE state = 'open' AND server "
	    "= 'db1' AND until_at > 1796600000"), 1);
	/* all of it is out now */
	ct_refused("dan", OVERRIDE "application:erp" TO, "No server of "
	    "2026-11-live is application:erp");
	/* by its name it is meant */
	ct_ask("dan", OVERRIDE "db1" TO, "is asked for: db1 until");
}

static void
override__of_what_is_not_there__names_the_nearest(void **state)
{
	(void)state;
	ct_runs("2026-11-20 11:30");
	ct_refused("dan", OVERRIDE "application:erb" TO, "The inventory has no "
	    "server and no group \"application:erb\" (did you mean "
	    "application:erp?).");
	ct_refused("dan", OVERRIDE "aplication:erp" TO, "(did you mean "
	    "application:erp?)");
	ct_refused("dan", OVERRIDE "dbb1" TO, "\"dbb1\" (did you mean "
	    "db1?)");
	ct_refused("dan", OVERRIDE "web3" TO, "web3 is not among the servers "
	    "of 2026-11-live; servers 2026-11-live lists them.");
	ct_refused("dan", OVERRIDE "env:dev" TO, "No server of 2026-11-live is "
	    "env:dev");
	ct_refused("dan", OVERRIDE "tier:a" TO, "Those are all servers of "
	    "2026-11-live; say servers all");
	assert_int_equal(ct_count("overrides"), 0);
}

int
main(void)
{
#define T(name)	cmocka_unit_test_setup_teardown(name, ft_open, ct_close)
	const struct CMUnitTest tests[] = {
		T(override__of_a_group__is_of_its_servers),
		T(override__of_a_group__leaves_what_is_out_already),
		T(override__of_what_is_not_there__names_the_nearest),
	};

	ft_file = "tests/flow/servers.conf";
	return cmocka_run_group_tests(tests, NULL, NULL);
}
