/* SPDX-License-Identifier: ISC */
/* The inventory: its file, what words select of it, and what check says. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fd.h"
#include "handlers/servers/inventory.h"
#include "tests/support/playbooks.h"

#define HEAD "server,environment,tier,owner,application,cluster,half\n"

static struct conf_report report;

/* NULL where there are errors; they are in said(). */
static const struct inventory *
table(struct span bytes)
{
	report = (struct conf_report){ .arena = pb_arena };
	if (pb_config == NULL)
		assert_non_null(pb_load(""));
	return inventory_read(pb_arena, pb_config, "inv.csv", bytes, &report);
}

static const char *
said(void)
{
	struct buf b = { 0 };
	const char *text;
	size_t i;

	for (i = 0; i < report.lines.n; i++)
		buf_addf(&b, "%s%s", i > 0 ? "\n" : "",
		    (char *)report.lines.at[i]);
	text = arena_str(pb_arena, buf_str(&b));
	buf_free(&b);
	return text;
}

static const struct inventory *
sample(void)
{
	const struct inventory *inv = table(span_of(HEAD
	    "db2,prod,erp,dba,erp,c1,2\n"
	    "db1,prod,erp,dba,erp,c1,1\n"
	    "web1,prod,web|dmz,qa,shop,,\n"
	    "dev1,dev,erp,dba,erp,,\n"));

	if (inv == NULL)
		fail_msg("%s", said());
	return inv;
}

static struct list *
words(const char *text)
{
	struct list *l = arena_alloc(pb_arena, sizeof(*l));
	struct span rest = span_of(text), word;

	while (span_word(&rest, &word))
		list_add_in(pb_arena, l, arena_strn(pb_arena, word.p, word.n));
	return l;
}

static const char *
selected(const struct inventory *inv, const char *text)
{
	struct list out = { 0 };
	struct buf b = { 0 };
	const char *names;
	size_t i;

	inventory_select(inv, pb_arena, words(text), &out);
	for (i = 0; i < out.n; i++)
		buf_addf(&b, "%s%s", i > 0 ? " " : "",
		    ((const struct server *)out.at[i])->name);
	names = arena_str(pb_arena, buf_str(&b));
	buf_free(&b);
	return names;
}

static void
words__select__the_very_servers(void **state)
{
	static const struct { const char *words, *names; } all[] = {
		{ "", "db1 db2 dev1 web1" },
		{ "env:prod", "db1 db2 web1" },
		{ "ENV:Prod tier:erp", "db1 db2" },
		{ "environment:prod environment:dev tier:erp",
		    "db1 db2 dev1" },
		{ "tier:dmz", "web1" }, { "tier:web", "web1" },
		{ "tier:we", "" },
		{ "DB1 web1", "db1 web1" },
		{ "env:dev db1", "" }, { "env:prod db1", "db1" },
		{ "half:1", "db1" }, { "node:2", "db2" },
		{ "app:shop", "web1" }, { "team:dba env:dev", "dev1" },
		{ "colour:red", "" }, { "nothing", "" },
	};
	const struct inventory *inv = sample();
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		assert_string_equal(selected(inv, all[i].words),
		    all[i].names);
		/* one by one it is the same */
		assert_int_equal(inventory_is(inv, inventory_find(inv, "db1"),
		    words(all[i].words)), strstr(all[i].names, "db1") != NULL);
	}
	/* asked for again: kept, and the same */
	assert_string_equal(selected(inv, "env:prod"), "db1 db2 web1");
}

static void
selections__meet__lie_within__and_have_halves(void **state)
{
	const struct inventory *inv = sample();
	const struct server *a, *b;

	(void)state;
	assert_int_equal(inventory_meets(inv, words("env:prod"),
	    words("tier:erp"), &a), 1);
	assert_string_equal(a->name, "db1");
	assert_int_equal(inventory_meets(inv, words("env:dev"),
	    words("tier:web"), NULL), 0);
	assert_int_equal(inventory_meets(inv, words("env:dev"),
	    words("tier:nix"), NULL), -1);
	assert_int_equal(inventory_within(inv, words("tier:web"),
	    words("env:prod")), 1);
	assert_int_equal(inventory_within(inv, words("tier:erp"),
	    words("env:prod")), 0);
	assert_int_equal(inventory_within(NULL, words("a"), words("a")), -1);
	assert_true(inventory_halves(inv, words("env:prod"), words("db2"), &a,
	    &b));
	assert_string_equal(a->name, "db1");
	assert_string_equal(b->name, "db2");
	assert_false(inventory_halves(inv, words("db1"), words("db1"), &a,
	    &b));
	assert_string_equal(inventory_nearest(inv, "wbe1"), "web1");
	assert_null(inventory_nearest(inv, "mainframe"));
	assert_non_null(inventory_find(inv, "DEV1"));
	assert_null(inventory_find(inv, "dev"));
}

static void
columns__in_any_order__unknown_ones_are_kept(void **state)
{
	const struct inventory *inv = table(span_of("\xef\xbb\xbf"
	    "Env;OS;Host\r\nprod;\"debian\";db1\r\ndev;windows;x\r\n"));

	(void)state;
	assert_non_null(inv);
	assert_string_equal(selected(inv, "os:debian"), "db1");
	assert_string_equal(selected(inv, "env:dev"), "x");
	assert_string_equal(inventory_find(inv, "db1")->owner, "");
}

static void
file__errors__name_line_and_column(void **state)
{
	static const struct { const char *in, *error; } all[] = {
		{ "", "inv.csv:1:1: error: the table is empty; expected a row "
		    "of headings (server,environment,tier,owner) and a row "
		    "for each server" },
		{ "db1,prod\n", "inv.csv:1:1: error: the first row names the "
		    "columns, and one of them must be \"server\"; found "
		    "\"db1\" at first" },
		{ "server,tier\n", "inv.csv:1:1: error: the first row names "
		    "the columns, and one of them must be \"environment\"; "
		    "found \"server\" at first" },
		{ "server,env,env\n", "inv.csv:1:12: error: the column "
		    "\"env\" is there already" },
		{ "server,env,owner,Team\n", "inv.csv:1:18: error: the column "
		    "\"Team\" is there already, as owner" },
		{ "server,env,a b\n", "inv.csv:1:12: error: \"a b\" is no "
		    "heading of a column; expected letters, digits, _ and -, "
		    "at most 40" },
		{ "server,env\ndb 1,prod\n", "inv.csv:2:1: error: \"db 1\" is "
		    "no server's name; expected letters, digits, '.', '_' and "
		    "'-', at most 253" },
		{ "server,env\n-x,prod\n", "inv.csv:2:1: error: \"-x\" is no "
		    "server's name; expected letters, digits, '.', '_' and "
		    "'-', at most 253" },
		{ "server,env\n,prod\n", "inv.csv:2:1: error: a server without "
		    "a name" },
		{ "server,env\ndb1,\n", "inv.csv:2:1: error: \"db1\" has no "
		    "environment" },
		{ "server,env\ndb1\n", "inv.csv:2:1: error: the row \"db1\" "
		    "has 1 of 2 columns; missing: env" },
		{ "server,env\ndb1,prod,x\n", "inv.csv:2:10: error: \"x\" "
		    "stands in no column: the first row has 2" },
		{ "server,env\ndb1,prod\ndb2,dev\nDB1,dev\n", "inv.csv:4:1: "
		    "error: the server \"DB1\" stands in line 2 already" },
		{ "server,env\ndb1,\"prod\n", "inv.csv:2:5: error: this quote "
		    "does not end" },
		{ "env,server\nprod\n", "inv.csv:2:1: error: the row "
		    "\"prod\" has 1 of 2 columns; missing: server" },
		{ "owner,tier,server,env\ndba,erp,db1\n", "inv.csv:2:1: "
		    "error: the row \"dba,erp,db1\" has 3 of 4 columns; "
		    "missing: env" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		assert_null(table(span_of(all[i].in)));
		assert_string_equal(said(), all[i].error);
	}
	/* worth a warning only: what may be empty is not there */
	assert_non_null(table(span_of("server,env,tier,owner\ndb1,prod\n")));
	assert_string_equal(said(), "inv.csv:2:1: warning: the row "
	    "\"db1,prod\" has 2 of 4 columns; missing: tier, owner, which is "
	    "taken as empty");
	/* somebody may have left */
	assert_non_null(table(span_of("server,env,owner\ndb1,prod,dbb\n")));
	assert_string_equal(said(), "inv.csv:2:10: warning: the owner \"dbb\" "
	    "is no team or person of the configuration; did you mean "
	    "\"dba\"?; nobody would be told");
}

static const struct inventory *
many(int n, size_t name)
{
	struct buf b = { 0 };
	const struct inventory *inv;
	int i;

	buf_adds(&b, "server,env\n");
	for (i = 0; i < n; i++)
		buf_addf(&b, "s%0*d,prod\n", (int)name - 1, i);
	inv = table((struct span){ b.p, b.n });
	buf_free(&b);
	return inv;
}

static void
limits__below_at_and_above(void **state)
{
	const struct inventory *inv;
	struct buf b = { 0 };
	int i;

	(void)state;
	for (i = -1; i <= 1; i++) {
		inv = many(SERVERS_MAX + i, 8);
		assert_int_equal(inv != NULL, i < 1);
		if (inv != NULL)
			assert_int_equal(inventory_count(inv), SERVERS_MAX +
			    i);
		else
			assert_string_equal(said(), "inv.csv:100002:1: error: "
			    "more than 100000 servers");
		assert_int_equal(many(1, (size_t)(SERVER_NAME_MAX + i)) !=
		    NULL, i < 1);	/* as long as a value, too */
		buf_cut(&b, 0);
		buf_addf(&b, "server,env\nx,%0*d\n", INVENTORY_VALUE_MAX + i,
		    1);
		assert_int_equal(table((struct span){ b.p, b.n }) != NULL,
		    i < 1);
	}
	buf_free(&b);
}

/* --- in a configuration ------------------------------------------------- */

static char file[] = "/tmp/patchbot-inventory.XXXXXX";

static const char *
warnings(const char *csv, const char *conf)
{
	struct err e = { 0 };
	int fd;

	memcpy(file + strlen(file) - 6, "XXXXXX", 6);
	assert_true((fd = mkstemp(file)) != -1);
	assert_int_equal(fd_write_all(fd, csv, strlen(csv), &e), 0);
	close(fd);
	report = (struct conf_report){ .arena = pb_arena };
	if (pb_load(arena_printf(pb_arena, "%s\ninventory %s\n", conf,
	    file)) == NULL) {
		unlink(file);
		return pb_errors();
	}
	config_prove(pb_config, 1796029200, &report);
	unlink(file);
	return said();
}

static void
check__words_that_select_nothing__are_named(void **state)
{
	const char *s = warnings(HEAD "db1,prod,erp,dba,,,\nw1,dev,web,dba,,,"
	    "\n", "calendar {\n blackout b { every month day 1..2; servers "
	    "env:prd }\n apart tier:erp tiers:web\n}\n"
	    "playbook p {\n release every month 2nd tue\n stage s {\n at day "
	    "+1 21:00\n for 1h\n servers env:dev tier:erp\n }\n"
	    " stage t {\n at day +2 21:00\n for 1h\n servers db2\n }\n}\n");

	(void)state;
	assert_non_null(strstr(s, "\"env:prd\" is no server of the inventory; "
	    "did you mean \"env:prod\"?"));
	assert_non_null(strstr(s, "\"tiers:web\" is no server of the "
	    "inventory; did you mean \"tier:web\"?"));
	assert_non_null(strstr(s, "no server of the inventory is all of this "
	    "at once"));
	assert_non_null(strstr(s, "\"db2\" is no server of the inventory; did "
	    "you mean \"db1\"?"));
}

static void
check__apart_and_halves__name_the_servers(void **state)
{
	static const char csv[] = HEAD "db1,prod,a,dba,,c,1\n"
	    "db2,prod,b,dba,,c,2\nx,prod,a,dba,,,\n";
	static const char conf[] = "calendar {\n apart %s\n}\nplaybook p {\n "
	    "release every month 2nd tue\n stage s {\n at day +1 21:00\n for "
	    "3h\n servers tier:a\n }\n stage t {\n at day +1 22:00\n for 3h\n "
	    "servers tier:b\n }\n}\n";
	const char *s = warnings(csv, arena_printf(pb_arena, conf, "x db2"));

	(void)state;
	assert_non_null(strstr(s, "error: \"t\" breaks \"apart x db2\" (x, "
	    "db2) with \"s\""));
	s = warnings(csv, arena_printf(pb_arena, conf, "y z"));
	assert_non_null(strstr(s, "error: \"t\" breaks \"halves of a "
	    "cluster\" (db1, db2) with \"s\""));
	s = warnings(csv, "playbook p {\n release every month 2nd tue\n stage "
	    "s {\n at day +1 21:00\n for 3h\n servers env:prod\n }\n}\n");
	assert_non_null(strstr(s, "note: \"s\" has both halves of the cluster "
	    "\"c\" (db1 and db2); they need two slots"));
}

static void
blackout__hits__only_whom_the_inventory_has_in_both(void **state)
{
	static const char conf[] = "calendar {\n blackout b { hard; every "
	    "month day 1..31; servers tier:loans }\n}\nplaybook p {\n release "
	    "every month 2nd tue\n stage s {\n at day +1 21:00\n for 3h\n "
	    "servers env:prod\n }\n}\n";
	const char *s = warnings(HEAD "db1,prod,erp,dba,,,\nl1,dev,loans,dba,"
	    ",,\n", conf);

	(void)state;
	/* by the words alone it would */
	assert_null(strstr(s, "falls into the blackout"));
	s = warnings(HEAD "db1,prod,erp,dba,,,\nl1,prod,loans,dba,,,\n",
	    conf);
	assert_non_null(strstr(s, "falls into the blackout \"b\""));
}

static void
file__that_is_not_there__is_an_error(void **state)
{
	(void)state;
	assert_null(pb_load("inventory /nowhere/inventory.csv\n"));
	assert_non_null(strstr(pb_errors(), "the inventory cannot be read: "
	    "/nowhere/inventory.csv: "));
}

int
main(void)
{
#define T(name)	cmocka_unit_test_setup_teardown(name, pb_setup, pb_teardown)
	const struct CMUnitTest tests[] = {
		T(words__select__the_very_servers),
		T(selections__meet__lie_within__and_have_halves),
		T(columns__in_any_order__unknown_ones_are_kept),
		T(file__errors__name_line_and_column),
		T(limits__below_at_and_above),
		T(check__words_that_select_nothing__are_named),
		T(check__apart_and_halves__name_the_servers),
		T(blackout__hits__only_whom_the_inventory_has_in_both),
		T(file__that_is_not_there__is_an_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
