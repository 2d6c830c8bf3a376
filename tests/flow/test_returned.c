/* SPDX-License-Identifier: ISC */
/* What comes back of the mails we sent: outcomes, bounces, answers of
 * machines. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "base/clock.h"
#include "store/outbox.h"
#include "tests/support/flowtest.h"

static const char *
why(int64_t id)
{
	const char *text = ft_text(arena_printf(ft_arena, "SELECT why FROM "
	    "inbox WHERE id = %lld", (long long)id));

	return text != NULL ? text : "";
}

/* A mail of ours, sent to these. */
static void
sent_to(const char *id, const char *one, const char *two)
{
	struct outbox_row o = { .channel = "mail", .unique_name = id,
	    .subject = "lamp update", .body = { "b", 1 }, .at = ft_clock,
	    .id = store_new_id(ft.store, "outbox", NULL) };
	struct err e = { 0 };

	list_add_in(ft_arena, &o.recipients, arena_str(ft_arena, one));
	if (two != NULL)
		list_add_in(ft_arena, &o.recipients, arena_str(ft_arena, two));
	assert_int_equal(outbox_add(ft.store, &o, &e), 0);
	ft_mails();
}

/* What the mail of this bounce made of its row. */
static const char *
bounced(const char *id, const char *address, enum bounce_kind kind)
{
	struct evidence ev = { .complete = true, .from =
	    "mailer-daemon@example.com", .signs = SIGN_NULL_SENDER };
	struct reading r = { .mail_class = CLASS_BOUNCE, .returned = id };
	struct bounce b = { address, kind, "550 5.1.1 no such user" };

	if (address != NULL)
		list_add_in(ft_arena, &r.bounces, &b);
	return why(ft_mail(&ev, &r, false));
}

/* A mail of Dan's, his domain proven or not. */
static void
says_whoami(bool proven)
{
	struct evidence ev = { .complete = true, .from = "dan@example.com" };
	struct reading r = { .mail_class = CLASS_COMMAND };

	if (proven) {
		ev.dmarc.result = PROOF_PASS;
		ev.message_id = "<whoami@example.com>";
		ev.proofs[ev.n++] = (struct proof){ .method = "dkim",
		    .result = PROOF_PASS, .domain = "example.com",
		    .covered = COVERED_FROM | COVERED_MESSAGE_ID };
	}
	list_add_in(ft_arena, &r.commands, arena_str(ft_arena, "whoami"));
	ft_mail(&ev, &r, false);
}

#define MARKS ft_int("SELECT COUNT(*) FROM bounced")

static void
bounce__of_our_mail__marks_the_address_and_is_told_once(void **state)
{
	const char *mails;

	(void)state;
	sent_to("<1@x>", "dan@example.com", "erin@example.com");
	ft_has(bounced("<1@x>", "DAN@example.com", BOUNCE_FAILED),
	    "came back for good: 550 5.1.1");
	assert_int_equal(MARKS, 1);
	assert_string_equal(ft_text("SELECT address FROM bounced"),
	    "dan@example.com");
	mails = ft_mails();
	ft_has(mails, "carol@example.com: ");
	ft_has(mails, "lamp update");
	ft_has(mails, "550 5.1.1 no such user");
	ft_has(mails, "say \"reach dan@example.com again\"");
	ft_clock += 2 * DAY;
	bounced("<1@x>", "dan@example.com", BOUNCE_FAILED);
	assert_string_equal(ft_mails(), "");
	assert_int_equal(ft_int("SELECT count FROM bounced"), 2);
	assert_true(ft_int("SELECT last FROM bounced") == ft_clock);
	/* one of two got it: which, under another name, nobody knows */
	bounced("<1@x>", "d.other@example.org", BOUNCE_FAILED);
	assert_int_equal(MARKS, 1);
	/* of one recipient it is clear */
	sent_to("<2@x>", "mia@example.com", NULL);
	bounced("<2@x>", "m.other@example.org", BOUNCE_FAILED);
	assert_int_equal(MARKS, 2);
	ft_has(ft_mails(), "mia@example.com");
}

static void
bounce__that_proves_nothing__marks_nobody(void **state)
{
	(void)state;
	sent_to("<1@x>", "dan@example.com", NULL);
	/* late, or arrived */
	ft_has(bounced("<1@x>", "dan@example.com", BOUNCE_DELAYED), "late");
	ft_has(bounced("<1@x>", "dan@example.com", BOUNCE_DELIVERED),
	    "arrived");
	assert_string_equal(ft_mails(), "");
	/* anybody can invent one: of a mail that was never sent, of nobody */
	ft_has(bounced("<9@x>", "nobody@example.org", BOUNCE_FAILED),
	    "left alone");
	ft_has(bounced("<1@x>", NULL, BOUNCE_FAILED), "left alone");
	assert_string_equal(ft_mails(), "");
	/* of somebody whom we write to: told once a day, not believed */
	ft_has(bounced(NULL, "dan@example.com", BOUNCE_FAILED), "not noted");
	ft_has(ft_mails(), "may be forged");
	bounced("<9@x>", "dan@example.com", BOUNCE_FAILED);
	assert_string_equal(ft_mails(), "");
	ft_clock += 40 * DAY;
	ft_has(bounced(NULL, "dan@example.com", BOUNCE_FAILED), "left alone");
	assert_int_equal(MARKS, 0);
}

static void
address__that_works_again__is_forgotten(void **state)
{
	(void)state;
	sent_to("<1@x>", "dan@example.com", NULL);
	bounced("<1@x>", "dan@example.com", BOUNCE_FAILED);
	ft_mails();
	ft_chat("carol", false, "reach");
	ft_has(ft_said(), "dan@example.com (Dan");
	/* an unproven mail in his name says nothing */
	says_whoami(false);
	assert_int_equal(MARKS, 1);
	says_whoami(true);
	assert_int_equal(MARKS, 0);
	ft_mails();
	bounced("<1@x>", "dan@example.com", BOUNCE_FAILED);
	ft_has(ft_mails(), "came back");
	ft_chat("carol", false, "reach dan@example.com again");
	ft_has(ft_said(), "again");
	assert_int_equal(MARKS, 0);
	ft_chat("carol", false, "reach");
	ft_has(ft_said(), "no address came back");
	ft_chat("carol", false, "reach dan again");
	ft_has(ft_said(), "Nothing is noted");
	ft_chat("carol", false, "reach dan");
	ft_has(ft_said(), "Say \"reach\"");
}

static void
mail__of_ours__is_left_alone(void **state)
{
	struct evidence ev = { .complete = true, .from = ft.config->address };
	struct reading r = { .mail_class = CLASS_COMMAND };

	(void)state;
	list_add_in(ft_arena, &r.commands, arena_str(ft_arena, "whoami"));
	ev.dmarc.result = PROOF_PASS;
	/* without its mark: by its address, by its id */
	ft_has(why(ft_mail(&ev, &r, false)), "our own");
	sent_to("<1@x>", "dan@example.com", NULL);
	ev.from = "dan@example.com";
	ev.message_id = "<1@x>";
	ft_has(why(ft_mail(&ev, &r, false)), "our own");
	assert_string_equal(ft_mails(), "");
}

/* --- outcomes ------------------------------------------------------ */

/* A mail to two, of whom the postman names these; state of row and theirs. */
static const char *
settled(bool sending, const char *named, enum post_outcome outcome)
{
	struct post_result r = { 0 };
	struct post_rcpt one = { .address = named, .outcome = outcome,
	    .text = "\xc3\xa4 no" };
	struct err e = { 0 };

	sent_to(arena_printf(ft_arena, "<%lld@y>", (long long)ft_int("SELECT "
	    "COUNT(*) FROM outbox")), "dan@example.com",
	    "erin@example.com");
	r.row = ft_int("SELECT MAX(id) FROM outbox");
	assert_int_equal(store_exec(ft.store, &e, "UPDATE outbox SET "
	    "state = $2 WHERE id = $1", "is", r.row, sending ? "sending" :
	    "leased"), 1);
	if (named != NULL)
		list_add_in(ft_arena, &r.recipients, &one);
	flow_mail_result(&ft, &r);
	assert_int_equal(flow_flush(&ft, &e), 0);
	return ft_text(arena_printf(ft_arena, "SELECT o.state || ' ' || "
	    "a.state || ' ' || b.state FROM outbox AS o, recipients AS a, "
	    "recipients AS b WHERE o.id = %lld AND a.outbox = o.id AND "
	    "b.outbox = o.id AND a.address < b.address", (long long)r.row));
}

static void
outcome__is_of_the_rows_own_recipients(void **state)
{
	(void)state;
	/* never silently sent again: who is not named is in doubt */
	assert_string_equal(settled(true, NULL, 0), "unknown unknown unknown");
	ft_has(ft_mails(), "in doubt");
	assert_string_equal(settled(true, "dan@example.com", POST_SENT),
	    "unknown sent unknown");
	ft_mails();
	assert_string_equal(settled(true, "eve@example.org", POST_SENT),
	    "unknown unknown unknown");
	ft_mails();
	assert_string_equal(settled(true, "dan@example.com", POST_LATER),
	    "queued queued unknown");
	ft_mails();
	/* before it was being sent, nothing can have arrived */
	assert_string_equal(settled(false, NULL, 0), "queued queued queued");
	ft_lacks(ft_mails(), "in doubt");
}

static void
out_of_office__is_noted_as_away(void **state)
{
	struct evidence ev = { .complete = true, .from = "dan@example.com",
	    .signs = SIGN_AUTO };
	struct reading r = { .mail_class = CLASS_AUTO_REPLY,
	    .away_until = FT_START + 5 * DAY };

	(void)state;
	ft_mail(&ev, &r, false);
	assert_true(ft_int("SELECT away_until FROM people WHERE id = 'dan'") ==
	    FT_START + 5 * DAY);
	ft_chat("carol", false, "reach");
	ft_has(ft_said(), "is away until 2026-12-05, says an automatic reply");
	/* a date that has passed, and somebody unknown: nothing */
	r.away_until = FT_START - 1;
	ft_mail(&ev, &r, false);
	assert_true(ft_int("SELECT away_until FROM people WHERE id = 'dan'") ==
	    FT_START + 5 * DAY);
	ft_chat("carol", false, "reach dan again");
	ft_has(ft_said(), "again");
	assert_int_equal(ft_int("SELECT away_until FROM people WHERE "
	    "id = 'dan'"), 0);
	ev.from = "x@example.org";
	r.away_until = FT_START + 9 * DAY;
	ft_mail(&ev, &r, false);
	assert_int_equal(ft_int("SELECT COUNT(*) FROM people"), 1);
	assert_string_equal(ft_mails(), "");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, ft_open, ft_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(bounce__of_our_mail__marks_the_address_and_is_told_once),
		TEST(bounce__that_proves_nothing__marks_nobody),
		TEST(address__that_works_again__is_forgotten),
		TEST(mail__of_ours__is_left_alone),
		TEST(outcome__is_of_the_rows_own_recipients),
		TEST(out_of_office__is_noted_as_away),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
