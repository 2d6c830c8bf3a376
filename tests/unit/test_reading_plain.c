/* SPDX-License-Identifier: ISC */
/* The text as its author wrote it, without what was put around it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"
#include "text/reading_parts.h"

#define RULE	"_______________________________________________\n"
#define LIST	"announce mailing list -- announce@lists.example.org\n" \
		"To unsubscribe send an email to announce-leave@lists." \
		"example.org\n"
#define LONG	"----------------------------------------\n"

static const struct { const char *what, *text, *plain; } texts[] = {
	{ "nothing", "", "" },
	{ "a text", "One.\n\nTwo.\n", "One.\n\nTwo.\n" },
	{ "a footer", "Text.\n\n" RULE LIST, "Text.\n\n" },
	{ "one of dashes", "Text.\n\n" LONG LIST, "Text.\n\n" },
	{ "an underlined heading", "How to unsubscribe\n" LONG LIST,
	    "How to unsubscribe\n" LONG LIST },
	{ "a rule amid the text", "A\n" RULE "B\n" RULE LIST,
	    "A\n" RULE "B\n" },
	{ "a rule and no list", "A\n" RULE "The team.\n", "A\n" RULE
	    "The team.\n" },
	{ "a list of facts", "A\n" RULE "CVE-2026-1234 of the mailing list\n",
	    "A\n" RULE "CVE-2026-1234 of the mailing list\n" },
	{ "a warning", "CAUTION: This email originated from outside of the "
	    "organization.\nDo not click.\n\nText.\n", "\n\n\nText.\n" },
	{ "an announcement of such", "Text.\n\nThis email originated from "
	    "outside.\n", "Text.\n\nThis email originated from outside.\n" },
	{ "blanks at the end", "a \t \n  b\xc2\xa0 \nc\xc2\xa0" "d\n",
	    "a\n  b\nc d\n" },
	{ "a signature's mark", "a\n--   \nb\n", "a\n-- \nb\n" },
	{ "dashes", "a\n--\nb\n", "a\n--\nb\n" },
};

static void
plain__is__what_the_author_wrote(void **state)
{
	struct arena *a = arena_new();
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		print_message("%s\n", texts[i].what);
		assert_string_equal(reading_plain(a, texts[i].text, false),
		    texts[i].plain);
	}
	/* HTML has no blanks at the end of a line */
	assert_string_equal(reading_plain(a, "a\n--\nb\n", true),
	    "a\n-- \nb\n");
	arena_free(a);
}

/* A text that is longer than what is looked at: only its end is a footer. */
static void
plain__looks_for_a_footer__at_the_end(void **state)
{
	struct arena *a = arena_new();
	char *text = arena_printf(a, RULE LIST "%0900d\n", 7);

	(void)state;
	assert_string_equal(reading_plain(a, text, false), text);
	arena_free(a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(plain__is__what_the_author_wrote),
		cmocka_unit_test(plain__looks_for_a_footer__at_the_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
