/* SPDX-License-Identifier: ISC */
/*
 * From the vendor's mail to "completed", on real servers: a signed bulletin
 * delivered by SMTP reaches the committee's mailbox, a deployment is planned,
 * and two people run its night in chat.  Then the same with wrong
 * certificates, and with roles killed at random.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <signal.h>

#include "base/clock.h"
#include "tests/support/faketcp.h"
#include "tests/support/proc.h"
#include "tests/support/whole.h"
#include "tests/support/xuser.h"

#define SOON	20000	/* ms: a deadline that only a bug misses */
#define NEVER	1500	/* ms in which something must not happen */
#define KILLS	100

static struct whole *w;
static struct xuser *carol, *dan;

static void
start(const struct whole_how *how)
{
	if (!whole_have())
		skip();
	w = whole_start(how);
}

static int
end(void **state)
{
	(void)state;
	xuser_free(carol);
	xuser_free(dan);
	carol = dan = NULL;
	whole_stop(w);
	w = NULL;
	return 0;
}

static void
say(const char *as, const char *command)
{
	struct buf out = { 0 };
	int rc = whole_say(w, &out, as, command);

	if (rc != 0)
		fail_msg("%s: %s", command, buf_str(&out));
	buf_free(&out);
}

static void
people_come(void)
{
	carol = xuser_new("carol@localhost/desk", "pw", whole_xmpp_port(w),
	    whole_xmpp_ca(w), SOON);
	dan = xuser_new("dan@localhost/phone", "pw", whole_xmpp_port(w),
	    whole_xmpp_ca(w), SOON);
	assert_non_null(carol);
	assert_non_null(dan);
	assert_true(whole_logged(w, "chat joined", SOON));
	assert_true(xuser_join(carol, whole_room(), "carol", SOON));
	assert_true(xuser_join(dan, whole_room(), "dan", SOON));
}

/* Says it in the room and waits for a stanza that holds the words. */
static void
in_room(struct xuser *u, const char *line, const char *answer)
{
	xuser_say(u, whole_room(), "groupchat", NULL, line);
	if (!xuser_sees(u, answer, SOON))
		fail_msg("\"%s\" was not answered with \"%s\"", line, answer);
}

static void
directly(struct xuser *u, const char *line, const char *answer)
{
	xuser_say(u, "patchbot@localhost", "chat", NULL, line);
	if (!xuser_sees(u, answer, SOON))
		fail_msg("\"%s\" was not answered with \"%s\"", line, answer);
}

static void
plan_tomorrow(const char *name)
{
	char line[200], at[CLOCK_TEXT];

	snprintf(line, sizeof(line), "plan %s production %s for 2h systems "
	    "shop tasks night", name, clock_minute(clock_add_days(clock_now(),
	    1), at));
	say("carol", line);
}

static void
run_the_night(void)
{
	directly(carol, "open shop anyway", "night of shop is open");
	in_room(carol, "here", "carol: You are here since");
	in_room(dan, "!here", "dan: Welcome, Dan; you are checked in");
	in_room(carol, "!roll", "are here. All are.");
	in_room(dan, "!start db", "dan: ");
	/* who waited for it is called by name */
	in_room(dan, "!done db", "db is done");
	in_room(dan, "!start shop", "dan: ");
	in_room(dan, "!done shop", "shop is done");
	in_room(carol, "!stauts", "Did you mean");
	in_room(carol, "!complete all is well", "shop is completed");
	in_room(carol, "!close", "night of shop is closed");
}

static void
whole__bulletin_to_completed__on_real_servers(void **state)
{
	(void)state;
	start(&(struct whole_how){ .imaps = true });
	people_come();
	whole_bulletin(w, "LAMP-2026-01", "lamp daemon update");
	assert_true(whole_posted(w, "LAMP-2026-01", 1, SOON));
	assert_true(xuser_sees(carol, "LAMP-2026-01", SOON));
	directly(dan, "bulletins", "LAMP-2026-01");
	plan_tomorrow("shop");
	assert_true(whole_posted(w, "Subject: [patch notice] Scheduled", 1,
	    SOON));
	run_the_night();
	assert_true(whole_posted(w, "Subject: [patch notice] Completed", 1,
	    SOON));
}

static void
whole__starttls__works_as_well(void **state)
{
	(void)state;
	start(&(struct whole_how){ .imaps = false });
	whole_bulletin(w, "LAMP-2026-02", "lamp shade update");
	assert_true(whole_posted(w, "LAMP-2026-02", 1, SOON));
}

/* One wrong certificate each: that channel is refused with a reason, and
 * nothing is sent over it. */
static void
whole__wrong_certificate__refused_and_nothing_sent(void **state)
{
	static const struct {
		struct whole_how how;
		const char	*role;
	} cases[] = {
		{ { .imap_cert = "wrongca" }, "mailbox" },
		{ { .imap_cert = "wronghost" }, "mailbox" },
		{ { .imap_cert = "expired" }, "mailbox" },
		{ { .smtp_cert = "wrongca" }, "postman" },
		{ { .smtp_cert = "wronghost" }, "postman" },
		{ { .smtp_cert = "expired" }, "postman" },
		{ { .xmpp_cert = "wrongca" }, "chat" },
		{ { .xmpp_cert = "wronghost" }, "chat" },
		{ { .xmpp_cert = "expired" }, "chat" },
	};
	char line[64];
	size_t i;

	(void)state;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		start(&cases[i].how);
		whole_bulletin(w, "LAMP-2026-03", "lamp wick update");
		snprintf(line, sizeof(line), "patchbot: %s what=",
		    cases[i].role);
		assert_true(whole_logged(w, line, SOON));
		assert_true(whole_logged(w, "ertificate", SOON));
		if (cases[i].how.xmpp_cert == NULL)
			assert_int_equal(whole_count_posted(w,
			    "LAMP-2026-03"), 0);
		end(NULL);
	}
}

static void
whole__core_crashes__goes_on_where_it_was(void **state)
{
	(void)state;
	start(&(struct whole_how){ .imaps = true });
	people_come();
	plan_tomorrow("shop");
	directly(carol, "open shop anyway", "shop is open");
	in_room(dan, "!start db", "db");
	whole_crash(w);
	assert_true(whole_logged(w, "chat joined", SOON));
	in_room(dan, "!done db", "shop");
}

/* A command that was said into a broken connection is asked for again, and done
 * once, when it is said again. */
static void
whole__chat_breaks__command_is_asked_again_and_done_once(void **state)
{
	(void)state;
	start(&(struct whole_how){ .imaps = true, .archive = true });
	people_come();
	plan_tomorrow("shop");
	directly(dan, "whoami", "You are Dan");
	/* the connection is dead, and only its server's archive has it */
	faketcp_hold(whole_xmpp_way(w), HOLD_OUT);
	xuser_say(carol, "patchbot@localhost", "chat", NULL,
	    "open shop anyway");
	xuser_say(carol, whole_room(), "groupchat", NULL, "!open shop anyway");
	assert_true(xuser_sees(carol, "!open shop anyway", SOON));
	faketcp_cut(whole_xmpp_way(w));
	assert_true(xuser_sees(carol, "I was cut off from this room", SOON));
	assert_true(xuser_sees(carol, "That reached me late", SOON));
	/* what was answered before is not answered again */
	directly(dan, "bulletins", "bulletin");
	assert_int_equal(xuser_count(dan, "You are Dan"), 0);
	assert_int_equal(xuser_count(dan, "reached me late"), 0);
	assert_int_equal(xuser_count(carol, "is open"), 0);
	directly(carol, "open shop anyway", "night of shop is open");
	/* the server knows it away: its store and its archive have it */
	faketcp_cut(whole_xmpp_way(w));
	assert_true(xuser_sees(carol, "unavailable", SOON));
	xuser_say(carol, "patchbot@localhost", "chat", NULL, "whoami");
	assert_true(xuser_sees(carol, "I was cut off from this room", SOON));
	assert_true(xuser_sees(carol, "That reached me late", SOON));
	directly(carol, "whoami", "You are Carol");
	assert_int_equal(xuser_count(carol, "reached me late"), 0);
	assert_int_equal(xuser_count(carol, "cut off"), 0);
	assert_int_equal(xuser_count(carol, "night of shop is open"), 0);
}

/* Likewise where the process hangs and is ended: the next one knows since when
 * nothing was heard. */
static void
whole__chat_dies__command_is_asked_again(void **state)
{
	pid_t pid;

	(void)state;
	start(&(struct whole_how){ .imaps = true, .archive = true });
	people_come();
	directly(carol, "whoami", "You are Carol");
	pid = whole_role(w, "chat");
	assert_true(pid > 0 && kill(pid, SIGSTOP) == 0);
	xuser_say(carol, "patchbot@localhost", "chat", NULL, "bulletins");
	xuser_say(carol, whole_room(), "groupchat", NULL, "!status");
	assert_true(xuser_sees(carol, "!status", SOON));
	kill(pid, SIGKILL);
	assert_true(xuser_sees(carol, "I was cut off from this room", SOON));
	assert_true(xuser_sees(carol, "That reached me late", SOON));
	directly(carol, "whoami", "You are Carol");
	assert_int_equal(xuser_count(carol, "reached me late"), 0);
}

/* How many of the first *n bulletins were not posted; none was twice. */
static int
not_posted(int n)
{
	char ref[32];
	int k, times, lost = 0;

	for (k = 1; k <= n; k++) {
		snprintf(ref, sizeof(ref), "LAMP-2026-%d:", 1000 + k);
		times = whole_count_posted(w, ref);
		if (times > 1)
			fail_msg("%s was posted %d times", ref, times);
		lost += times == 0;
	}
	return lost;
}

/* What a role had in its hands when it died comes later, or is in doubt, and
 * then somebody is told. */
static bool
all_known(void *n)
{
	return whole_count_posted(w, "in doubt") >= not_posted(*(int *)n);
}

/* Whatever role dies at whatever moment: every bulletin is posted once, or
 * told to be in doubt; every command is answered once. */
static void
whole__roles_killed_at_random__nothing_lost(void **state)
{
	static const char *const roles[] = { "mailbox", "postman", "chat",
	    "names", "prover", "reader" };
	char ref[32];
	int i, k, killed = 0, mails = 0, of[6] = { 0 };
	pid_t pid;

	(void)state;
	start(&(struct whole_how){ .imaps = true });
	people_come();
	srandom(4);
	/* a role that has died often is started later and later: turns are
	 * many, mails are few */
	for (i = 0; killed < KILLS && i < 50 * KILLS; i++) {
		if (i % 5 == 0 && mails < KILLS) {
			mails++;
			snprintf(ref, sizeof(ref), "LAMP-2026-%d",
			    1000 + mails);
			whole_bulletin(w, ref, "lamp update");
		}
		k = (int)(random() % 6);
		if ((pid = whole_role(w, roles[k])) != 0 &&
		    kill(pid, SIGKILL) == 0) {
			killed++;
			of[k]++;
		}
		xuser_turn(carol, (int)(random() % 60));
	}
	assert_int_equal(killed, KILLS);
	for (k = 0; k < 6; k++)
		assert_true(of[k] > 0);
	snprintf(ref, sizeof(ref), "LAMP-2026-%d:", 1000 + mails);
	whole_posted(w, ref, 1, 3 * SOON);
	assert_true(proc_wait_until(all_known, &mails, 9 * SOON));
	directly(dan, "whoami", "dan");
	print_message("# %d roles killed, %d mails, %d in doubt\n", killed,
	    mails, not_posted(mails));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define T(f) cmocka_unit_test_teardown(f, end)
		T(whole__bulletin_to_completed__on_real_servers),
		T(whole__starttls__works_as_well),
		T(whole__wrong_certificate__refused_and_nothing_sent),
		T(whole__core_crashes__goes_on_where_it_was),
		T(whole__chat_breaks__command_is_asked_again_and_done_once),
		T(whole__chat_dies__command_is_asked_again),
		T(whole__roles_killed_at_random__nothing_lost),
	};

	proc_init();
	return proc_end(cmocka_run_group_tests(tests, NULL, NULL));
}
