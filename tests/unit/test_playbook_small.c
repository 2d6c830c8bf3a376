/* SPDX-License-Identifier: ISC */
/* The playbook that patchbot comes with, and the examples of its manual. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "base/fd.h"
#include "tests/support/playbooks.h"

#define PAGE	"man/patchbot-playbook.5"

/* As conf/patchbot.conf has it. */
static const struct playbook *
load_small(unsigned *warnings)
{
	struct conf_report r = { .arena = pb_arena };

	pb_config = config_load("conf/patchbot.conf", &r);
	if (pb_config == NULL)
		fail_msg("%s", (char *)r.lines.at[0]);
	*warnings = r.warnings;
	return playbook_find(playbooks_of(pb_config), "small");
}

/* In a month that begins on a Wednesday, the trap of those who say "2nd
 * Wednesday". */
static void
small__the_default__has_its_dates(void **state)
{
	unsigned warnings;
	const struct playbook *p = load_small(&warnings);

	(void)state;
	assert_int_equal(warnings, 0);
	assert_string_equal(pb_dates(p, "2026-04-14", NULL, false),
	    "2026-04-09 10:00 heads-up begin\n"
	    "2026-04-15 10:00 applicable begin\n"
	    "2026-04-15 17:00 applicable remind\n"
	    "2026-04-16 15:00 applicable remind\n"
	    "2026-04-16 17:00 applicable due\n"
	    "2026-04-20 18:00 dev begin until 2026-04-20 20:00\n"
	    "2026-04-21 10:00 go begin\n"
	    "2026-04-21 18:00 production notice\n"
	    "2026-04-22 08:00 go remind\n"
	    "2026-04-22 12:00 go due\n"
	    "2026-04-22 18:00 production notice\n"
	    "2026-04-23 11:00 production cutoff\n"
	    "2026-04-23 21:30 production begin until 2026-04-24 00:30\n"
	    "2026-04-24 08:30 outcome begin\n"
	    "2026-04-27 09:00 report begin\n"
	    "2026-04-27 14:00 report remind\n"
	    "2026-04-27 16:00 report due\n");
}

/* Every block of the page that begins with such a word, read on its own. */
static void
read_examples(const char *page, const char *word, size_t *n)
{
	const char *from = page, *end;
	char *text;

	while ((from = strstr(from, word)) != NULL) {
		assert_non_null(end = strstr(from, "\n.Ed"));
		text = arena_strn(pb_arena, from, (size_t)(end - from));
		if (pb_load(text) == NULL)
			fail_msg("%s: %s", text, pb_errors());
		from = end;
		(*n)++;
	}
}

static void
manual__examples__are_read(void **state)
{
	struct buf b = { 0 };
	struct err e = { 0 };
	size_t n = 0;

	(void)state;
	if (file_read_all(PAGE, 1 << 20, &b, &e) == -1)
		fail_msg("%s", e.text);
	read_examples(buf_str(&b), "\nplaybook ", &n);
	read_examples(buf_str(&b), "\naudience ", &n);
	assert_int_equal(n, 2);
	buf_free(&b);
}

int
main(void)
{
#define TEST(t) cmocka_unit_test_setup_teardown(t, pb_setup, pb_teardown)
	const struct CMUnitTest tests[] = {
		TEST(small__the_default__has_its_dates),
		TEST(manual__examples__are_read),
	};

	return cmocka_run_group_tests_name("playbook_small", tests, NULL,
	    NULL);
}
