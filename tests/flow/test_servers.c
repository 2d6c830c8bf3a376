/* SPDX-License-Identifier: ISC */
/* Servers of nights: lists by command, by mail and by answer; what is left out
 * until when. */
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
#include "tests/support/cycletest.h"

#define ASKED "2026-11-11 10:00"
#define DUE "2026-11-17 12:00"
#define CUT "2026-11-20 10:59"

static void
asked(void)
{
	ct_runs(ASKED);
}

#define QUEUES	20	/* at most */

static const char *list_replies_to;	/* a Message-ID, or NULL */
static struct list more_lists;		/* struct server_list *, behind it */

/* A reply of that person to the question, with these rows ("ad1||\n" is
 * server, until, reason) as a table; wrong: what the reader says of it. */
static void
mail_list(const char *who, bool proven, const char *rows, const char *wrong)
{
	struct evidence ev = { .complete = true, .date = ft_clock,
	    .from = arena_printf(ft_arena, "%s@example.com", who),
	    .in_reply_to = list_replies_to,
	    .subject = "Re: [2026-11/lists] Server lists" };
	struct reading r = { .mail_class = CLASS_ANSWER, .text = "Here.",
	    .subject = ev.subject };
	struct server_list *l = arena_alloc(ft_arena, sizeof(*l));
	struct span rest = span_of(rows), line;
	static unsigned mails;
	size_t i;

	ev.message_id = arena_printf(ft_arena, "<list%u@example.com>",
	    mails++);
	ev.dmarc.result = proven ? PROOF_PASS : PROOF_NONE;
	if (proven)
		ev.proofs[ev.n++] = (struct proof){ .method = "dkim",
		    .result = PROOF_PASS, .domain = "example.com",
		    .covered = COVERED_MESSAGE_ID };
	l->name = "servers.csv";
	l->wrong = wrong;
	while (span_line(&rest, &line)) {
		struct listed_server *x = arena_alloc(ft_arena, sizeof(*x));
		char *row = arena_strn(ft_arena, line.p, line.n);

		x->line = (uint32_t)l->servers.n + 2;
		x->server = strsep(&row, "|");
		x->until = strsep(&row, "|");
		x->reason = row;
		list_add_in(ft_arena, &l->servers, x);
	}
	list_add_in(ft_arena, &r.lists, l);
	for (i = 0; i < more_lists.n; i++)
		list_add_in(ft_arena, &r.lists, more_lists.at[i]);
	more_lists = (struct list){ 0 };
	ft_mails();
	ft_mail(&ev, &r, false);
	assert_int_equal(ft_mail_rc, 0);
	ct_settle();
}

static int64_t
named(const char *night)
{
	return ft_int(arena_printf(ft_arena, "SELECT COUNT(*) FROM "
	    "night_servers WHERE deployment = (SELECT id FROM deployments "
	    "WHERE name = '%s')", night));
}

/* The mails without the soft ends of lines of quoted-printable. */
static const char *
mails(void)
{
	char *text = arena_str(ft_arena, ft_mails()), *from = text, *to = text;

	while (*from != '\0') {
		if (strncmp(from, "=\r\n", 3) == 0)
			from += 3;
		else
			*to++ = *from++;
	}
	*to = '\0';
	return text;
}

static void
write_file(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	fputs(text, f);
	assert_int_equal(fclose(f), 0);
}

/* --- lists --------------------------------------------------------------- */

static void
question__names_the_teams_servers(void **state)
{
	const char *mails;

	(void)state;
	ct_start("2026-11-02 08:00");
	ct_until("2026-11-11 08:00");
	ft_mails();
	ct_until(ASKED);
	mails = ft_mails();
	ft_has(mails, "Your servers in this cycle");
	ft_has(mails, "      2: db1, db2\r\n");
	ft_has(mails, "      2: ad1, ad2\r\n");
	ft_has(mails, "a first row \"server,until,reason\"");
}

static void
servers__shows__what_the_inventory_has(void **state)
{
	const char *said;

	(void)state;
	asked();
	said = ct_say("olga", "servers live");
	ft_has(said, "2026-11-live (production, Fri 20 Nov 2026 21:30 CET): 5 "
	    "servers; 0 named by their teams.\nad1, ad2, crd1, db1, db2\n");
	ft_has(said, "Not named yet: Databases, 2 (db1, db2)");
	ft_has(said, "Soft blackout loans (loans are written): crd1");
	ft_has(said, "ad1 and ad2 (halves of a cluster): give them two slots");
	ft_has(said, "Lists are due Tue 17 Nov 2026 12:00 CET "
	    "(2026-11/lists).");
	ct_ask("olga", "servers", "2026-11-rest, Mon 23 Nov 2026 21:30 CET: 2 "
	    "servers; 0 named\nThe inventory has 10 servers.");
	ct_ask("olga", "servers 2026-11-live", "5 servers");
	ct_refused("olga", "servers liev", "did you mean \"live\"?");
	ct_refused("olga", "servers lists", "is no stage");
	ct_refused("olga", "servers live add db1", "are for the coordinator "
	    "and the teams");
	ct_refused("dan", "servers live plus db1", "expected add, remove or "
	    "set");
}

static void
answer__as_listed__names_the_teams_servers(void **state)
{
	(void)state;
	asked();
	ct_ask("dan", "answer 2026-11/lists as listed", "Noted for Databases: "
	    "as listed");
	assert_int_equal(named("2026-11-live"), 2);
	ct_ask("olga", "servers live", "2 named by their teams");
	ct_ask("olga", "servers live", "List of Databases: 2, Dan, 10:00");
	ct_ask("sam", "answer 2026-11/lists none", "Still patched in "
	    "2026-11-rest, in your name: lnd1. To leave one out: exclude");
	assert_int_equal(named("2026-11-live"), 2);
}

static void
add__beyond_the_inventorys__by_hand(void **state)
{
	(void)state;
	asked();
	ct_ask("carol", "servers live add lone1", "Added by hand: lone1");
	ct_ask("olga", "servers live", "ad1, ad2, crd1, db1, db2, lone1");
	ct_ask("carol", "servers live remove lone1", "Taken off "
	    "2026-11-live: lone1");
	ct_refused("carol", "servers live remove lone1", "is not among the "
	    "servers of 2026-11-live");
	ct_refused("carol", "servers live remove db1", "db1 belongs to "
	    "2026-11-live by the playbook. It is left out with a reason and "
	    "a new date: exclude db1 from 2026-11-live until DATE REASON.");
	ct_refused("carol", "servers live remove db7", "did you mean "
	    "\"db1\"?");
}

static void
add__what_is_wrong__is_told_and_the_rest_taken(void **state)
{
	const char *said;

	(void)state;
	asked();
	said = ct_say("dan", "servers live add db1,db3 ad1 DB1 dev1");
	ft_has(said, "2026-11-live: 1 server noted (db1).");
	ft_has(said, "There is no server \"db3\"; did you mean \"db1\"? Not "
	    "taken.");
	ft_has(said, "ad1 belongs to: Web; they or the coordinator may say "
	    "so. Not taken.");
	ft_has(said, "DB1 stands there twice; it counts once.");
	ft_has(said, "dev1 is of the environment dev, and 2026-11-live "
	    "patches another one: not taken.");
	ct_refused("dan", "servers live add mainframe", "Nothing was changed. "
	    "There is no server \"mainframe\".");
	ct_refused("dan", "servers live add ,", "Which servers?");
	/* its own and not named: shown, never dropped */
	said = ct_say("dan", "servers live set db1");
	ft_has(said, "Not in your list, and still in 2026-11-live: db2. To "
	    "leave one out: exclude SERVER from 2026-11-live until DATE "
	    "REASON.");
}

static void
add__of_what_never_shares_a_night__is_refused(void **state)
{
	(void)state;
	asked();
	/* rest has lnd1, of tier:lending; and one half of the cluster w */
	ct_refused("carol", "servers rest add crd1", "crd1 and lnd1 of "
	    "2026-11-rest never share a night (apart tier:lending "
	    "tier:credit): not taken. Put crd1 into another night, or leave "
	    "lnd1 out first: exclude lnd1 from 2026-11-rest until DATE "
	    "REASON.");
	ct_refused("carol", "servers rest add web3", "web3 and web1 of "
	    "2026-11-rest never share a night (halves of a cluster)");
	ct_say("carol", "exclude lnd1 from rest until 2026-12-10 first the "
	    "scores");
	ct_ask("carol", "servers rest add crd1", "Added by hand: crd1");
}

static void
names__of_one_command__below_at_and_above(void **state)
{
	struct buf b = { 0 };
	int n, i;

	(void)state;
	asked();
	for (n = 499; n <= 501; n++) {
		buf_cut(&b, 0);
		buf_adds(&b, "servers live add db1");
		for (i = 1; i < n; i++)
			buf_adds(&b, ",x");
		ct_ask("carol", buf_str(&b), n <= 500 ? "1 server noted "
		    "(db1)" : "At most 500 servers in one command; send the "
		    "list as a .csv file");
	}
	buf_free(&b);
}

static void
cutoff__passed__only_by_override(void **state)
{
	(void)state;
	asked();
	ct_until(CUT);
	ct_say("dan", "servers live add db1");
	assert_int_equal(named("2026-11-live"), 1);
	ct_until("2026-11-20 11:00");
	ct_refused("dan", "servers live add db2", "2026-11/live is behind its "
	    "cut-off since 2026-11-20 11:00; its servers, tasks and dates are "
	    "changed only by an override");
	ct_refused("dan", "exclude db1 from live until 2026-12-01 x",
	    "cut-off");
	ct_refused("carol", "servers live add db2", "cut-off");
	ct_ask("carol", "override 2026-11/live servers db2 applications none "
	    "until 2026-12-01 21:30 the backup runs that night", "Override 1");
	ct_ask("carol", "approve override 1", "That suffices");
	ct_ask("olga", "servers live", "db2");
	assert_string_equal(ft_text("SELECT server || ' ' || reason FROM "
	    "exclusions"), "db2 the backup runs that night");
}

/* --- in which order ------------------------------------------------------ */

/* The most important ones first, each in the first queue that has it. */
static void
queues__of_a_night__are_in_their_order(void **state)
{
	const char *said;

	(void)state;
	asked();
	ft_lacks(ct_say("olga", "servers live"), "In this order");
	ct_reload("tests/flow/queues.conf");
	said = ct_say("olga", "servers live");
	ft_has(said, "by their teams. In this order: directory 2, databases "
	    "2, scores 1.\n");
	ft_has(said, "  directory: ad1, ad2\n  databases: db1, db2\n  "
	    "scores: crd1\n");
	/* who is left out waits in none */
	ct_say("carol", "exclude ad2 from live until 2026-12-01 it waits");
	ct_say("carol", "servers live add web3");
	said = ct_say("olga", "servers live");
	ft_has(said, "directory 1, databases 2, scores 1, the rest 1.");
	ft_has(said, "  the rest: web3\n");
	/* and in the table */
	ct_mail("olga", true, "servers live", NULL, "x");
	said = mails();
	ft_has(said, "named by,queue");
	ft_has(said, ",directory\r\n");
}

/* The tasks stand in that order ("a b c"). */
static void
stand_in_order(const char *said, const char *ids)
{
	struct span rest = span_of(ids), id;
	const char *at = said;

	while (span_word(&rest, &id)) {
		at = strstr(at, arena_printf(ft_arena, " " SPAN_FMT ": ",
		    SPAN_ARG(id)));
		assert_non_null(at);
	}
}

/* Where a task list says nothing else; what it says goes first. */
static void
queues__order_the_tasks_of_a_night(void **state)
{
	const char *said;

	(void)state;
	asked();
	ct_reload("tests/flow/queues.conf");
	ct_say("carol", "tasks load waves live");
	said = ct_say("carol", "tasks live");
	stand_in_order(said, "domain early data late credit all very-late");
	ft_has(said, "waits late: Its look-ups (Web) for data");
	/* another order of the site holds for nights that are planned, too */
	ct_reload("tests/flow/servers.conf");
	stand_in_order(ct_say("carol", "tasks live"),
	    "all credit data domain early late very-late");
}

static void
queues__wrong__are_refused(void **state)
{
	static const struct ft_case cases[] = {
		{ "queues {\nqueue a { servers ad1 }\nqueue a { servers db1 "
		    "}\n}", "found the queue \"a\" a second time" },
		{ "queues { queue a }", "servers" },
		{ "queues { }", "queue" },
		{ "tasks n { task a { title T ; team web ; queue mail } }",
		    "there is no queue \"mail\"" },
		{ "queues { queue mail { servers ad1 } }\ntasks n { task a { "
		    "title T ; team web ; queue mial } }", "there is no queue "
		    "\"mial\"; did you mean \"mail\"?" },
	};
	struct buf b = { 0 };
	const char *wrong;
	int i, n;

	(void)state;
	ft_configs("servers.conf", cases, sizeof(cases) / sizeof(cases[0]));
	for (n = QUEUES - 1; n <= QUEUES + 1; n++) {
		buf_cut(&b, 0);
		buf_adds(&b, "queues {\n");
		for (i = 0; i < n; i++)
			buf_addf(&b, "queue q%d { servers ad1 }\n", i);
		buf_adds(&b, "}\n");
		wrong = ft_config("servers.conf", buf_str(&b));
		if (n <= QUEUES)
			assert_null(wrong);
		else
			ft_has(wrong, "expected at most 20 queues");
	}
	buf_free(&b);
}

/* --- by mail ------------------------------------------------------------- */

static void
list__by_mail__is_taken_and_answers(void **state)
{
	const char *got;

	(void)state;
	asked();
	mail_list("dan", true, "db1||\ndb2|2026-12-01|the backup runs\n"
	    "db9||\nlone1||\n", NULL);
	got = mails();
	ft_has(got, "servers.csv: 1 server noted (db1).");
	ft_has(got, "Left out: db2");
	ft_has(got, "Line 4: There is no server \"db9\"; did you mean "
	    "\"db1\"? Not taken.");
	ft_has(got, "Line 5: lone1 has no owner in the inventory; the "
	    "coordinator may say so. Not taken.");
	assert_string_equal(ft_text("SELECT answer || ': ' || note FROM "
	    "cycle_answers WHERE who = 'dba'"), "as listed: list 1: 1 "
	    "server, 1 left out, 2 not taken");
	ct_ask("olga", "servers live", "4 servers, 1 left out; 1 named");
	ct_refused("dan", "servers 2026-11/lists take 1", "The list 1 was "
	    "taken already");
	ct_refused("wanda", "servers 2026-11/lists take 1", "There is no list "
	    "\"1\" that came from you");
	ct_refused("dan", "servers 2026-11/lists take 7", "There is no list");
}

static void
one_more(const char *name, const char *server, const char *wrong)
{
	struct server_list *l = arena_alloc(ft_arena, sizeof(*l));
	struct listed_server *x = arena_alloc(ft_arena, sizeof(*x));

	*l = (struct server_list){ .name = name, .wrong = wrong };
	*x = (struct listed_server){ 2, server, "", "" };
	if (server != NULL)
		list_add_in(ft_arena, &l->servers, x);
	list_add_in(ft_arena, &more_lists, l);
}

/* Behind the third table of one mail nothing is read, and that is said. */
static void
list__that_is_a_fourth__is_named(void **state)
{
	const char *got;

	(void)state;
	asked();
	one_more("b.csv", "db2", NULL);
	one_more("c.csv", NULL, "Line 3, column 1: a quote");
	one_more("d.csv", NULL, "a mail's first 3 tables are read");
	one_more(NULL, NULL, "a mail's first 3 tables are read");
	mail_list("dan", true, "db1||\n", NULL);
	got = mails();
	ft_has(got, "servers.csv: 2 servers noted (db1, db2).");
	ft_has(got, "c.csv: Line 3, column 1: a quote; what stands before it "
	    "was read.");
	ft_has(got, "d.csv was left out: a mail's first 3 tables are read. "
	    "Please send it in a mail of its own, as an answer to the same "
	    "question.");
	ft_has(got, "A table without a name was left out: a mail's first 3 "
	    "tables are read. Please");
	assert_string_equal(ft_text("SELECT note FROM cycle_answers WHERE "
	    "who = 'dba'"), "list 1: 2 servers, 0 left out, 3 not taken");
}

/* A table and no word of one's own: from anybody who can write a From. */
static void
list__in_reply_to_an_override__is_no_vote(void **state)
{
	(void)state;
	asked();
	list_replies_to = "<thread.override.1.x@example.com>";
	mail_list("dan", false, "db1||\n", NULL);
	mail_list("dan", true, "db1||\n", NULL);
	list_replies_to = NULL;
	assert_int_equal(ct_count("inbox WHERE state = 'new'"), 0);
}

static void
exclude__of_a_later_night__does_not_pass_a_freeze(void **state)
{
	(void)state;
	asked();
	ct_until("2026-11-19 12:00");
	ct_say("dan", "exclude db1 from live until 2026-12-01 the backup runs");
	ct_until("2026-11-20 11:00");
	ct_refused("dan", "include db1", "cut-off");
	assert_int_equal(ct_count("exclusions WHERE state = 'open'"), 1);
}

static void
list__half_of_a_reason__is_told(void **state)
{
	const char *got;

	(void)state;
	asked();
	mail_list("dan", true, "db1|2026-12-01|\ndb2|soon|never again\n",
	    "Line 9, column 3: this quote does not end");
	got = mails();
	ft_has(got, "Line 2: db1 has a new date but no reason, and both are "
	    "needed to leave it out: it stays in 2026-11-live.");
	ft_has(got, "Line 3: db2 stays in 2026-11-live: \"soon\" is no day "
	    "that I understand; write the new date like 2026-11-21.");
	ft_has(got, "Line 9, column 3: this quote does not end; what stands "
	    "before it was read.");
	assert_int_equal(ct_count("exclusions"), 0);
	assert_null(ft_text("SELECT answer FROM cycle_answers WHERE who = "
	    "'dba'"));
}

static void
list__that_proves_nothing__waits_for_its_token(void **state)
{
	const char *token;

	(void)state;
	asked();
	mail_list("wanda", false, "ad1||\nad2||\n", NULL);
	assert_int_equal(named("2026-11-live"), 0);
	token = ft_text("SELECT token FROM tokens WHERE inbox <> 0");
	ft_has(ft_mails(), token);
	ct_mail("wanda", false, arena_printf(ft_arena, "confirm %s", token),
	    NULL, "x");
	assert_int_equal(named("2026-11-live"), 2);
	ft_has(ft_mails(), "2 servers noted (ad1, ad2)");
}

static void
list__late__counts_and_is_shown(void **state)
{
	(void)state;
	asked();
	ct_until(DUE);
	ct_until("2026-11-18 08:00");
	mail_list("dan", true, "db1||\ndb2||\n", NULL);
	ft_has(ft_mails(), "It is late, but counts.");
	ct_ask("olga", "servers live", "List of Databases: 2, Dan, 08:00, "
	    "LATE");
	ct_ask("olga", "servers live", "Lists were due Tue 17 Nov 2026");
	ft_has(ft_text("SELECT what FROM journal WHERE what LIKE "
	    "'list of dba%'"), "; late");
}

static void
show__by_mail__has_the_table_beside_it(void **state)
{
	const char *got;
	int n;

	(void)state;
	asked();
	ct_say("dan", "exclude db2 from live until 2026-12-01 \"a, b\"");
	ft_mails();
	ct_mail("olga", true, "servers live", NULL, "servers");
	got = mails();
	ft_has(got, "Content-Type: multipart/mixed;");
	ft_has(got, "Content-Disposition: attachment; "
	    "filename=\"2026-11-live.csv\"");
	ft_has(got, "server,environment,tier,owner,application,cluster,half,"
	    "state,until,reason,named by\r\n");
	ft_has(got, "ad1,prod,a,web,directory,ad,1,in,,,\r\n");
	ft_has(got, "db2,prod,a,dba,erp,,,left out,2026-12-01,\"a, b\",");
	ft_has(got, "The whole list is attached.");
	/* a mail takes ten files */
	ct_mail("olga", true, "servers live\nservers live\nservers live\n"
	    "servers live\nservers live\nservers live\nservers live\n"
	    "servers live\nservers live\nservers live\nservers live", NULL,
	    "servers");
	got = mails();
	for (n = 0; (got = strstr(got, "filename=\"")) != NULL; n++)
		got++;
	assert_int_equal(n, 10);
}

/* --- left out ------------------------------------------------------------ */

static void
exclude__until_a_date__then_it_is_back(void **state)
{
	const char *mails;

	(void)state;
	asked();
	ct_ask("dan", "exclude db1,db2 from live until 2026-11-23 the backup "
	    "runs", "db1, db2 are left out of 2026-11-live until 2026-11-23: "
	    "the backup runs.");
	ct_ask("olga", "servers live", "Left out: db1 until 2026-11-23: the "
	    "backup runs (Dan)");
	ct_ask("olga", "checklist 2026-11", "Servers left out until a new "
	    "date: 2");
	ft_mails();
	ct_until("2026-11-16 15:00");
	ft_has(ft_mails(), "db1, left out of 2026-11-live until 2026-11-23: "
	    "the backup");	/* the agenda */
	ct_say("carol", "servers rest add db1");
	ct_until("2026-11-23 10:00");
	mails = ft_mails();
	ft_has(mails, "dan@example.com: [patchbot] db1 is to be patched "
	    "again");
	ft_has(mails, "carol@example.com: [patchbot] db1 is to be patched "
	    "again");
	ft_has(mails, "Next night    2026-11-rest, Mon 23 Nov 2026 21:30");
	ft_has(mails, "[patchbot] db2 is to be patched again");
	ft_has(mails, "Next night    none is planned that has it");
	assert_int_equal(ct_count("exclusions WHERE state = 'open'"), 0);
	ct_until("2026-12-31 10:00");
	ft_lacks(ft_mails(), "to be patched again");
}

static void
exclude__in_the_next_cycle__is_carried_by_its_date(void **state)
{
	(void)state;
	asked();
	/* the nights of December are the 18th and the 21st */
	ct_say("dan", "exclude db1 from live until 2026-12-20 waits");
	ct_say("dan", "exclude db2 from live until 2026-12-10 waits");
	ct_until("2026-12-09 10:00");
	ct_ask("olga", "servers 2026-12/live", "Left out: db1 until "
	    "2026-12-20: waits (Dan)");
	ft_lacks(ct_say("olga", "servers 2026-12/live"), "Left out: db2");
}

static void
exclude__errors__say_what_to_do(void **state)
{
	(void)state;
	asked();
	ct_refused("dan", "exclude db1 live until 2026-12-01 x", "Write "
	    "exclude db1,db2 from production until");
	ct_refused("dan", "exclude db1 from live until 2026-12-01",
	    "Nothing is left out without a reason: exclude db1 from live "
	    "until 2026-12-01 REASON.");
	ct_refused("dan", "exclude db1 from live until 2026-12-01 \"\"",
	    "Nothing is left out without a reason");
	ct_refused("dan", "exclude db1 from live until soon x", "\"soon\" is "
	    "no day");
	ct_refused("dan", "exclude db1 from live until 2026-11-20 x", "is not "
	    "behind the night; write 2026-11-21 or a later day");
	ct_ask("dan", "exclude db1 from live until 2026-11-21 x", "left out");
	ct_ask("dan", "exclude db1 from live until 2027-11-12 x", "left out");
	ct_refused("dan", "exclude db1 from live until 2027-11-13 x", "more "
	    "than 366 days ahead. What is never patched is an exception");
	ct_refused("dan", "exclude ad1 from live until 2026-12-01 x", "ad1 "
	    "belongs to: Web; they or the coordinator may leave it out");
	ct_refused("carol", "exclude lnd1 from live until 2026-12-01 x",
	    "lnd1 is not among the servers of 2026-11-live");
	ct_refused("carol", "exclude db7 from live until 2026-12-01 x", "did "
	    "you mean \"db1\"?");
	ct_refused("olga", "exclude db1 from live until 2026-12-01 x", "is "
	    "for these roles");
}

/* --- without an inventory ------------------------------------------------- */

static int
bare_open(void **state)
{
	int rc;

	ft_file = "tests/flow/cycle.conf";
	rc = ft_open(state);
	ft_file = "tests/flow/servers.conf";
	return rc;
}

static void
no_inventory__names_are_taken_as_they_are(void **state)
{
	(void)state;
	ct_runs("2026-11-10 10:00");
	ct_ask("olga", "servers production", "0 servers; 0 named by their "
	    "teams.\nNo inventory is configured that would resolve env:prod");
	ct_ask("olga", "servers", ": 0 servers; 0 named; no inventory says "
	    "what is in env:prod");
	ct_ask("dan", "servers production add db1,db2", "Added by hand: db1, "
	    "db2");
	ct_ask("olga", "servers production", "2 servers; 2 named");
	ct_refused("dan", "servers production add tier:erp", "There is no "
	    "server \"tier:erp\".");
	ct_ask("dan", "exclude db2 from production until 2026-12-01 later",
	    "db2 is left out");
	ct_ask("olga", "servers", "No inventory is configured, so names are "
	    "not checked.");
	/* in chat it stays short */
	ct_say("dan", "servers production add a1,a2,a3,a4,a5,a6,a7,a8,a9,b1,"
	    "b2,b3,b4,b5,b6");
	ct_say("dan", "exclude a1,a2,a3,a4,a5,a6,a7,a8,a9,b1,b2,b3,b4,b5 from "
	    "production until 2026-12-01 later");
	ft_lacks(ct_say("olga", "servers production"), "more left out");
	ct_say("dan", "exclude b6 from production until 2026-12-01 later");
	ct_ask("olga", "servers production", "and 1 more left out");
	ct_ask("carol", "plan extra qa 2026-11-28 21:30 for 1h servers x1 "
	    "env:qa", "extra is planned");
	ct_ask("olga", "servers extra", "1 server; 0 named");
}

static void
plan__names_unknown_servers(void **state)
{
	(void)state;
	asked();
	ct_ask("carol", "plan extra qa 2026-11-28 21:30 for 1h servers db1 "
	    "lnd2 env:qa mainframe", "Not in the inventory: lnd2 (did you mean "
	    "lnd1?), mainframe");
	ft_lacks(ct_say("carol", "plan more qa 2026-11-29 21:30 for 1h "
	    "servers db1"), "Not in the inventory");
}

/* --- the configuration ---------------------------------------------------- */

static void
reload__reads_the_inventory_again(void **state)
{
	char dir[] = "/tmp/patchbot-servers.XXXXXX", conf[100], csv[100];
	struct buf b = { 0 };
	struct err e = { 0 };

	(void)state;
	asked();
	ct_say("carol", "servers live add lone1");
	assert_non_null(mkdtemp(dir));
	snprintf(conf, sizeof(conf), "%s/site.conf", dir);
	snprintf(csv, sizeof(csv), "%s/inventory.csv", dir);
	assert_int_equal(file_read_all("tests/flow/servers.conf", 1 << 20, &b,
	    &e), 0);
	write_file(conf, b.p);
	write_file(csv, "server,env,tier\nad1,prod,a\nnew1,prod,a\n");
	ct_reload(conf);
	ct_ask("olga", "servers", "The inventory has 2 servers.");
	/* what was added by hand stays; what the inventory lost is gone */
	ct_ask("olga", "servers live", "ad1, lone1, new1\n");
	/* one with an error is no configuration, and the old one stays */
	write_file(csv, "server,env\nad1,prod\nAD1,prod\n");
	ft_has(ft_config(conf, ""), "inventory.csv:3:1: error: the server "
	    "\"AD1\" stands in line 2 already");
	unlink(csv);
	unlink(conf);
	rmdir(dir);
	buf_free(&b);
}

static void
configurations__wrong__are_refused(void **state)
{
	static const struct ft_case cases[] = {
		{ "exceptions { warn 1h 180d; longest 1d }", NULL },
		{ "exceptions { warn 59m }", "expected 1h to 180d" },
		{ "exceptions { warn 181d }", "expected 1h to 180d" },
		{ "exceptions { warn 1d 2d 3d 4d 5d 6d }", "warn" },
		{ "exceptions { longest 23h }", "expected 1d to 1830d" },
		{ "exceptions { longest 1830d }", NULL },
		{ "exceptions { longest 1831d }", "expected 1d to 1830d" },
		{ "inventory /nowhere.csv", "the inventory cannot be read" },
	};

	(void)state;
	ft_configs("cycle.conf", cases, sizeof(cases) / sizeof(cases[0]));
}

int
main(void)
{
#define T(name)	cmocka_unit_test_setup_teardown(name, ft_open, ct_close)
	const struct CMUnitTest tests[] = {
		T(question__names_the_teams_servers),
		T(servers__shows__what_the_inventory_has),
		T(answer__as_listed__names_the_teams_servers),
		T(add__beyond_the_inventorys__by_hand),
		T(add__what_is_wrong__is_told_and_the_rest_taken),
		T(add__of_what_never_shares_a_night__is_refused),
		T(names__of_one_command__below_at_and_above),
		T(cutoff__passed__only_by_override),
		T(queues__of_a_night__are_in_their_order),
		T(queues__order_the_tasks_of_a_night),
		T(queues__wrong__are_refused),
		T(list__by_mail__is_taken_and_answers),
		T(list__that_is_a_fourth__is_named),
		T(list__in_reply_to_an_override__is_no_vote),
		T(exclude__of_a_later_night__does_not_pass_a_freeze),
		T(list__half_of_a_reason__is_told),
		T(list__that_proves_nothing__waits_for_its_token),
		T(list__late__counts_and_is_shown),
		T(show__by_mail__has_the_table_beside_it),
		T(exclude__until_a_date__then_it_is_back),
		T(exclude__in_the_next_cycle__is_carried_by_its_date),
		T(exclude__errors__say_what_to_do),
		cmocka_unit_test_setup_teardown(
		    no_inventory__names_are_taken_as_they_are, bare_open,
		    ct_close),
		T(plan__names_unknown_servers),
		T(reload__reads_the_inventory_again),
		T(configurations__wrong__are_refused),
	};

	ft_file = "tests/flow/servers.conf";
	return cmocka_run_group_tests(tests, NULL, NULL);
}
