/* SPDX-License-Identifier: ISC */
/*
 * Mails that come once more, or late: which is newer, and whether it came
 * before, is told by what the signature covers, and by that only.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "handlers/bulletin/facts.h"
#include "tests/support/flowtest.h"

#define DAY_SECONDS	86400

/*
 * One more mail of LAMP-7, which has no date of its own; whether it was
 * posted, and its row in *id.
 */
static bool
posted(const char *title, int64_t signed_at, int64_t date, uint32_t covered,
    int64_t *id)
{
	struct evidence ev = { .complete = true, .subject = "lamp update",
	    .from = "alerts@lamp.example.net", .date = date,
	    .received = ft_clock, .n = 1 };
	struct reading r = { .mail_class = CLASS_BULLETIN, .subject = "s",
	    .text = "t" };
	struct bulletin_facts f = { .vendor = "any", .id = "LAMP-7",
	    .base = "LAMP-7", .title = title };
	struct list l = { 0 };
	struct buf b = { 0 };

	ev.proofs[0] = (struct proof){ .method = "dkim", .why = "fine",
	    .result = PROOF_PASS, .domain = "lamp.example.net",
	    .signed_at = signed_at, .covered = covered };
	list_add_in(ft_arena, &l, &f);
	facts_pack(&b, &l);
	r.claims = (struct span){ arena_strn(ft_arena, b.p, b.n), b.n };
	buf_free(&b);
	*id = ft_mail(&ev, &r, false);
	return strstr(ft_mails(), title) != NULL;
}

static void
bulletin__that_is_older__takes_no_newer_ones_place(void **state)
{
	int64_t day = ft_clock - DAY_SECONDS, id;

	(void)state;
	assert_true(posted("lamp one", day, 0, 0, &id));
	assert_true(posted("lamp two", day + 60, 0, 0, &id));
	/* by the time of signing */
	assert_false(posted("lamp one", day, 0, 0, &id));
	/* a Date that anybody could have written does not make it new */
	assert_false(posted("lamp one", day, day + 90, 0, &id));
	/* nor old */
	assert_true(posted("lamp three", day + 120, day - 90, 0, &id));
	/* a covered one does */
	assert_false(posted("lamp two", day + 600, day + 60, COVERED_DATE,
	    &id));
	assert_true(posted("lamp four", day, day + 180, COVERED_DATE, &id));
	/* where nothing covers a time, the order of arrival is all there is */
	assert_true(posted("lamp five", 0, day - 90, 0, &id));
	assert_int_equal(ft_int("SELECT COUNT(*) FROM bulletins"), 1);
}

static void
mail__that_comes_late__stays_authentic_and_says_so(void **state)
{
	static const char sql[] = "SELECT verdict || ': ' || why FROM inbox "
	    "ORDER BY id DESC LIMIT 1";
	int64_t id;

	(void)state;
	assert_true(posted("lamp one", ft_clock - 7 * DAY_SECONDS, 0, 0,
	    &id));
	ft_lacks(ft_text(sql), "held up");
	assert_false(posted("lamp two", ft_clock - 7 * DAY_SECONDS - 1, 0, 0,
	    &id));
	ft_has(ft_text(sql), "authentic: ");
	ft_has(ft_text(sql), "came 7 days later: it was held up");
}

static void
command(uint32_t covered)
{
	struct evidence ev = { .complete = true, .subject = "s",
	    .from = "carol@example.com", .message_id = "<1@example.com>",
	    .n = 1 };
	struct reading r = { .mail_class = CLASS_COMMAND, .subject = "s" };

	ev.dmarc.result = PROOF_PASS;
	ev.proofs[0] = (struct proof){ .method = "dkim", .why = "fine",
	    .result = PROOF_PASS, .domain = "example.com",
	    .covered = covered };
	list_add_in(ft_arena, &r.commands, arena_str(ft_arena,
	    "plan shop production 2026-12-04 21:30 for 1h"));
	ft_mail(&ev, &r, false);
	ft_mails();
}

/* Who gets hold of such a mail could send it again under another id. */
static void
command__whose_id_is_not_covered__gets_a_token(void **state)
{
	(void)state;
	command(~(uint32_t)COVERED_MESSAGE_ID);
	assert_int_equal(ft_int("SELECT COUNT(*) FROM deployments"), 0);
	assert_int_equal(ft_int("SELECT COUNT(*) FROM tokens"), 1);
}

static void
command__whose_id_is_covered__is_done(void **state)
{
	(void)state;
	command(COVERED_MESSAGE_ID);
	assert_int_equal(ft_int("SELECT COUNT(*) FROM deployments"), 1);
	assert_int_equal(ft_int("SELECT COUNT(*) FROM tokens"), 0);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, ft_open, ft_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(bulletin__that_is_older__takes_no_newer_ones_place),
		TEST(mail__that_comes_late__stays_authentic_and_says_so),
		TEST(command__whose_id_is_not_covered__gets_a_token),
		TEST(command__whose_id_is_covered__is_done),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
