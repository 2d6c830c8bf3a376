/* SPDX-License-Identifier: ISC */
/* What is believed of a message, and what is not given to a server. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/mem.h"
#include "edge/smtp_parts.h"

static void
smtp__judge__believes_only_answers(void **state)
{
	static const struct {
		bool word, answered;
		int message, recipient;
		enum post_outcome outcome;
		unsigned code;
	} cases[] = {
		/* the usual ways */
		{ true, true, 250, 250, POST_SENT, 250 },
		{ true, true, 250, 550, POST_REFUSED, 550 },
		{ true, true, 250, 451, POST_LATER, 451 },
		{ true, true, 550, 250, POST_REFUSED, 550 },
		{ true, true, 451, 250, POST_LATER, 451 },
		{ true, true, 421, 250, POST_LATER, 421 },
		{ true, true, 251, 251, POST_SENT, 251 },
		/* refused at DATA, before the word was asked for */
		{ false, true, 554, 250, POST_REFUSED, 554 },
		{ false, true, 451, 250, POST_LATER, 451 },
		/* all recipients refused, the rest out of sequence */
		{ false, true, 503, 550, POST_REFUSED, 550 },
		{ false, true, 503, 451, POST_LATER, 451 },
		{ true, true, 503, 250, POST_LATER, 503 },
		/* no word, so it cannot have been sent, whatever is said */
		{ false, true, 250, 250, POST_LATER, 250 },
		{ false, false, 250, 250, POST_LATER, 0 },
		{ false, false, 0, 0, POST_LATER, 0 },
		/* the word was given, and no answer to it came: what stands
		 * there still is the answer to something else */
		{ true, false, 0, 250, POST_UNKNOWN, 0 },
		{ true, false, 250, 250, POST_UNKNOWN, 0 },
		{ true, false, 354, 250, POST_UNKNOWN, 0 },
		{ true, false, 250, 0, POST_UNKNOWN, 0 },
		{ true, false, 0, 550, POST_REFUSED, 550 },
		/* answers that mean nothing */
		{ true, true, 0, 250, POST_UNKNOWN, 0 },
		{ true, true, 354, 250, POST_UNKNOWN, 354 },
		{ true, true, 999, 250, POST_UNKNOWN, 999 },
		{ true, true, -5, 250, POST_UNKNOWN, 0 },
	};
	static char address[] = "a@example.com";
	static void *to[] = { address };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct smtp_message m = { .recipients = { to, 1, 1 } };
		struct smtp_answer rcpt = { .code = cases[i].recipient,
		    .text = "of the recipient\r\n" };
		struct smtp_facts f = { .word = cases[i].word,
		    .answered = cases[i].answered,
		    .message = { .code = cases[i].message,
		    .enhanced = { 2, 0, 0 }, .text = "a\nb\x01\r\n" },
		    .recipients = &rcpt, .why = "it broke off" };

		m.arena = arena_new();
		smtp_judge(&m, &f);
		if (m.outcome->outcome != cases[i].outcome ||
		    m.outcome->code != cases[i].code)
			fail_msg("case %zu: outcome %u, code %u", i,
			    m.outcome->outcome, m.outcome->code);
		assert_string_equal(m.outcome->address, "a@example.com");
		assert_null(strpbrk(m.outcome->text, "\r\n\x01"));
		arena_free(m.arena);
	}
}

static bool
fits(size_t recipients, size_t bytes, const char *sender, const char *to)
{
	void **all = mem_array(recipients + 1, sizeof(*all));
	struct smtp_message m = { .sender = sender, .bytes = { .n = bytes } };
	size_t i;
	bool fit;

	for (i = 0; i < recipients; i++)
		all[i] = (char *)(uintptr_t)to;
	m.recipients = (struct list){ all, recipients, recipients };
	fit = smtp_unfit(&m) == NULL;
	free(all);
	return fit;
}

static void
smtp__messages__keep_their_limits(void **state)
{
	static const char *const bad[] = { "", "a b@c", "a@b>", "<a@b", "a\r\n",
	    "a\xc3\xbc@b", "a\x7f@b" };
	char longest[SMTP_ADDRESS_MAX + 2];
	size_t i;

	(void)state;
	assert_true(fits(1, 1, "a@b", "c@d"));
	assert_true(fits(1, 1, "", "c@d"));
	assert_false(fits(1, 1, NULL, "c@d"));
	assert_false(fits(0, 1, "", "c@d"));
	assert_true(fits(SMTP_RECIPIENTS_MAX - 1, 1, "", "c@d"));
	assert_true(fits(SMTP_RECIPIENTS_MAX, 1, "", "c@d"));
	assert_false(fits(SMTP_RECIPIENTS_MAX + 1, 1, "", "c@d"));
	assert_false(fits(1, 0, "", "c@d"));
	assert_true(fits(1, SMTP_SESSION_BYTES, "", "c@d"));
	assert_false(fits(1, SMTP_SESSION_BYTES + 1, "", "c@d"));
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_false(fits(1, 1, "", bad[i]));
		if (bad[i][0] != '\0')
			assert_false(fits(1, 1, bad[i], "c@d"));
	}
	memset(longest, 'a', sizeof(longest));
	longest[SMTP_ADDRESS_MAX] = '\0';
	assert_true(fits(1, 1, longest, longest));
	longest[SMTP_ADDRESS_MAX] = 'a';
	longest[SMTP_ADDRESS_MAX + 1] = '\0';
	assert_false(fits(1, 1, longest, "c@d"));
	assert_false(fits(1, 1, "", longest));
}

static void
smtp__lines__end_in_cr_lf(void **state)
{
	static const char *const cases[][2] = {
		{ "", "" }, { "a", "a" }, { "a\n", "a\r\n" },
		{ "a\r\n", "a\r\n" }, { "a\r", "a\r\n" },
		{ "\n\n", "\r\n\r\n" }, { "\r\r\n", "\r\n\r\n" },
		{ "\r\n.\n\r\n", "\r\n.\r\n\r\n" }, { "\n\r", "\r\n\r\n" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct buf b = { 0 };

		buf_adds(&b, cases[i][0]);
		smtp_lines(&b);
		assert_string_equal(buf_str(&b), cases[i][1]);
		buf_free(&b);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(smtp__judge__believes_only_answers),
		cmocka_unit_test(smtp__messages__keep_their_limits),
		cmocka_unit_test(smtp__lines__end_in_cr_lf),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
