/* SPDX-License-Identifier: ISC */
/* Which quarantined mails are one case, and which are not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "handlers/bulletin/likeness.h"

static bool
alike(const struct likeness *a, const struct likeness *b)
{
	struct arena *arena = arena_new();
	struct likeness_keys x, y;
	bool same = false;
	size_t i, j;

	likeness_keys(arena, a, &x);
	likeness_keys(arena, b, &y);
	for (i = 0; i < x.n; i++)
		for (j = 0; j < y.n; j++)
			same |= strcmp(x.at[i], y.at[j]) == 0;
	arena_free(arena);
	return same;
}

#define LONG "your mailbox is going to be closed unless you act today"
#define OTHER "a wholly different letter about something else altogether"

static const struct {
	const char	*what;
	struct likeness	 a, b;
	bool		 alike;
} cases[] = {
	{ "the same mail",
	    { "v", "forged", "a@x.example", "S", LONG },
	    { "v", "forged", "a@x.example", "S", LONG }, true },
	{ "another verdict",
	    { "v", "forged", "a@x.example", "S", LONG },
	    { "v", "unverified", "a@x.example", "S", LONG }, false },
	{ "another vendor",
	    { "v", "forged", "a@x.example", "S", LONG },
	    { "w", "forged", "a@x.example", "S", LONG }, false },
	{ "a vendor and none",
	    { "v", "forged", "a@x.example", "S", LONG },
	    { NULL, "forged", "a@x.example", "S", LONG }, false },
	/* the text alone */
	{ "the text alone, in other clothes",
	    { "v", "forged", "a@x.example", "S", LONG },
	    { "v", "forged", "b@y.example", "T",
	    "YOUR mailbox -- is going\n\nto be closed, unless you act today!"
	    " https://z.example/1" }, true },
	{ "another number in it",
	    { "v", "forged", NULL, NULL, "until 12 March " LONG },
	    { "v", "forged", NULL, NULL, "until 9 March " LONG }, true },
	{ "numbers, where it may be true",
	    { "v", "unverified", NULL, NULL, "DSA 12 of March " LONG },
	    { "v", "unverified", NULL, NULL, "DSA 13 of March " LONG },
	    false },
	/* of domain, subject and links any two */
	{ "domain and subject",
	    { "v", "forged", "a@x.example", "Update KB5 now", LONG },
	    { "v", "forged", "b@X.EXAMPLE", "RE: fwd: update kb71 NOW",
	    OTHER }, true },
	{ "the domain only",
	    { "v", "forged", "a@x.example", "one", LONG },
	    { "v", "forged", "a@x.example", "two", OTHER }, false },
	{ "the subject only",
	    { "v", "forged", "a@x.example", "one", LONG },
	    { "v", "forged", "a@y.example", "one", OTHER }, false },
	{ "numbered domains and the subject",
	    { "v", "forged", "a@x1.example", "one", LONG },
	    { "v", "forged", "a@x27.example", "one", OTHER }, true },
	{ "domain and links",
	    { "v", "forged", "a@x.example", "one",
	    "https://e.example/1 http://f.example" },
	    { "v", "forged", "a@x.example", "two",
	    "http://F.example/7 http://e.example/2" }, true },
	{ "domain and some other links",
	    { "v", "forged", "a@x.example", "one", "https://e.example/1" },
	    { "v", "forged", "a@x.example", "two", "https://e.example/1 "
	    "https://g.example" }, false },
	{ "subject and links",
	    { "v", "forged", "a@x.example", "one", "https://e.example/1" },
	    { "v", "forged", "a@y.example", "one", "https://e.example/2" },
	    true },
	{ "subject and a link elsewhere, by a trick",
	    { "v", "forged", "a@x.example", "one", "https://e.example/" },
	    { "v", "forged", "a@y.example", "one",
	    "https://e.example@f.example/" }, false },
	/* what may be true: an advisory is not the one before */
	{ "two advisories of one list",
	    { "v", "unverified", "a@x.example", "DSA-1: update",
	    "https://x.example/DSA-1" },
	    { "v", "unverified", "a@x.example", "DSA-2: update",
	    "https://x.example/DSA-2" }, false },
	{ "one advisory, twice",
	    { "v", "unverified", "a@x.example", "DSA-1: update",
	    "https://x.example/DSA-1" },
	    { "v", "unverified", "a@x.example", "DSA-1: update",
	    "https://x.example/DSA-1" }, true },
	/* too little to compare */
	{ "empty mails",
	    { "v", "forged", NULL, NULL, NULL },
	    { "v", "forged", NULL, NULL, NULL }, false },
	{ "no subject, no links",
	    { NULL, "unknown", "a@x.example", "", "hello" },
	    { NULL, "unknown", "b@x.example", " Re: ", "goodbye" }, false },
};

static void
likeness__by_its_rule(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		if (alike(&cases[i].a, &cases[i].b) != cases[i].alike ||
		    alike(&cases[i].b, &cases[i].a) != cases[i].alike)
			fail_msg("%s", cases[i].what);
}

/* n times the letter, and the end. */
static char *
text(size_t n, const char *end)
{
	struct buf b = { 0 };

	while (n-- > 0)
		buf_addc(&b, 'x');
	buf_adds(&b, end);
	return buf_steal(&b);
}

static void
likeness__keeps_its_limits(void **state)
{
	struct likeness a = { "v", "forged", NULL, NULL, NULL }, b = a;
	size_t n;
	char *x, *y;

	(void)state;
	/* letters that make a text */
	for (n = LIKENESS_TEXT_MIN - 1; n <= LIKENESS_TEXT_MIN + 1; n++) {
		a.text = b.text = x = text(n, " 1234567890 !?");
		assert_true(alike(&a, &b) == (n >= LIKENESS_TEXT_MIN));
		free(x);
	}
	/* bytes that are compared */
	for (n = LIKENESS_TEXT_MAX - 2; n <= LIKENESS_TEXT_MAX + 1; n++) {
		a.text = x = text(n, "y");
		b.text = y = text(n, "z");
		assert_true(alike(&a, &b) == (n >= LIKENESS_TEXT_MAX));
		free(x);
		free(y);
	}
}

/* The fifty-first link is not looked at. */
static void
likeness__of_many_links(void **state)
{
	struct likeness a = { "v", "forged", NULL, "one", NULL }, b = a;
	struct buf x = { 0 }, y = { 0 };
	size_t n, i;

	(void)state;
	for (n = LIKENESS_LINKS_MAX - 1; n <= LIKENESS_LINKS_MAX; n++) {
		buf_cut(&x, 0);
		buf_cut(&y, 0);
		for (i = 0; i < n; i++) {
			buf_addf(&x, "http://h.example/%zu ", i);
			buf_addf(&y, "http://h.example/%zu ", i);
		}
		buf_adds(&x, "http://x.example");
		buf_adds(&y, "http://y.example");
		a.text = x.p;
		b.text = y.p;
		assert_true(alike(&a, &b) == (n == LIKENESS_LINKS_MAX));
	}
	buf_free(&x);
	buf_free(&y);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(likeness__by_its_rule),
		cmocka_unit_test(likeness__keeps_its_limits),
		cmocka_unit_test(likeness__of_many_links),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
