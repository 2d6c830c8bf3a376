/* SPDX-License-Identifier: ISC */
/* Mails out of mbox files. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "base/buf.h"
#include "text/mbox.h"

#define MARK	"From a@b.example  Sat Nov 21 12:00:00 2026\n"
#define CR_MARK	"From a@b.example  Sat Nov 21 12:00:00 2026\r"
#define ARCHIVE	"From a at b.example  Sat Nov 21 12:00:00 2026\n"

static const struct {
	const char	*file;
	const char	*mails[4];	/* up to NULL */
} cases[] = {
	{ MARK "A: 1\n\ntext\n", { "A: 1\n\ntext\n" } },
	{ MARK "A: 1\n\ntext\n\n" MARK "A: 2\n\ntext\n\n",
	    { "A: 1\n\ntext\n", "A: 2\n\ntext\n\n" } },
	/* a mail without a body, and one without anything */
	{ MARK "A: 1\n\n" MARK "A: 2\n\n", { "A: 1\n\n", "A: 2\n\n" } },
	{ MARK MARK "A: 2\n\n", { "", "A: 2\n\n" } },
	/* CRLF */
	{ "From a@b.example  Sat Nov 21 12:00:00 2026\r\nA: 1\r\n\r\nx\r\n\r\n"
	    "From a@b.example  Sat Nov 21 12:00:00 2026\r\nA: 2\r\n\r\n",
	    { "A: 1\r\n\r\nx\r\n", "A: 2\r\n\r\n" } },
	/* lines that only begin like one */
	{ MARK "A: 1\n\ntext\n\nFrom here on\nmore\n",
	    { "A: 1\n\ntext\n\nFrom here on\nmore\n" } },
	{ MARK "A: 1\n\ntext\n" MARK "more\n",
	    { "A: 1\n\ntext\n" MARK "more\n" } },
	/* quoting */
	{ MARK "A: 1\n\n>From x\n>>From y\n> From z\n>Fromage\n",
	    { "A: 1\n\nFrom x\n>From y\n> From z\n>Fromage\n" } },
	/* a list archive */
	{ ARCHIVE "From: a at b.example (A. Name)\nSubject: x at y\n\n"
	    "From: c at d.example (text)\n\n" ARCHIVE "From: e@f.example\n\n",
	    { "From: a@b.example (A. Name)\nSubject: x at y\n\n"
	    "From: c at d.example (text)\n", "From: e@f.example\n\n" } },
	{ ARCHIVE "From: a at b.example\n\n", { "From: a@b.example\n\n" } },
	{ ARCHIVE "From: a at b.example <c@d.example>\n\n",
	    { "From: a at b.example <c@d.example>\n\n" } },
	/* elsewhere " at " is only text */
	{ MARK "From: a at b.example (Name)\n\n",
	    { "From: a at b.example (Name)\n\n" } },
	/* CR alone, as of an old Macintosh: only where there is no LF at all */
	{ CR_MARK "A: 1\r\rtext\r>From x\r\r" CR_MARK "A: 2\r\rtext\r",
	    { "A: 1\n\ntext\nFrom x\n", "A: 2\n\ntext\n" } },
	{ CR_MARK "A: 1\r\rtext", { "A: 1\n\ntext" } },
	{ MARK "A: 1\n\na\r\r" CR_MARK "A: 2\r\rb\n",
	    { "A: 1\n\na\r\r" CR_MARK "A: 2\r\rb\n" } },
	{ MARK "A: 1\n\na\r", { "A: 1\n\na\r" } },
	/* no mbox at all: one mail */
	{ "A: 1\n\ntext", { "A: 1\n\ntext" } },
	{ "", { NULL } },
};

static void
mbox__parts__mails(void **state)
{
	size_t i, k;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct mbox m;
		struct buf mail = { 0 };

		mbox_open(&m, span_of(cases[i].file));
		for (k = 0; k < 4 && cases[i].mails[k] != NULL; k++) {
			if (!mbox_next(&m, &mail))
				fail_msg("case %zu ends at %zu", i, k);
			assert_int_equal(m.index, k);
			assert_string_equal(buf_str(&mail),
			    cases[i].mails[k]);
		}
		assert_false(mbox_next(&m, &mail));
		buf_free(&mail);
	}
}

static void
mbox__is_known__by_its_first_line(void **state)
{
	(void)state;
	assert_true(mbox_is(span_of(MARK)));
	assert_true(mbox_is(span_of(ARCHIVE)));
	assert_true(mbox_is(span_of("From - Sat Nov 21 12:00:00 2026")));
	assert_true(mbox_is(span_of(CR_MARK "A: 1\r\r")));
	assert_false(mbox_is(span_of("From a@b.example\rA: Sat Nov 21 "
	    "12:00:00 2026\r\r")));
	assert_false(mbox_is(span_of("From: a@b.example\n" MARK)));
	assert_false(mbox_is(span_of("From a@b.example\n")));
	assert_false(mbox_is(span_of("From here 12:00 to 13:00\n")));
	assert_false(mbox_is(span_of("\n" MARK)));
	assert_false(mbox_is(span_of("")));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(mbox__parts__mails),
		cmocka_unit_test(mbox__is_known__by_its_first_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
