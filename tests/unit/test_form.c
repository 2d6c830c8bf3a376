/* SPDX-License-Identifier: ISC */
/* What advisories of labels and headings share, and its limits. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "handlers/bulletin/form.h"
#include "handlers/bulletin/general.h"

static void
form__takes_a_head_of_so_many_lines(void **state)
{
	struct buf b = { 0 };
	struct span head;
	int i;

	(void)state;
	for (i = 0; i < FORM_HEAD_LINES + 1; i++)
		buf_addf(&b, "\nline %d\n", i);
	head = form_head((struct span){ b.p, b.n });
	assert_non_null(span_find_nocase(head, "line 14\n"));
	assert_null(span_find_nocase(head, "line 15"));
	buf_cut(&b, 0);
	while (b.n < FORM_HEAD_BYTES + 1)
		buf_addc(&b, '\n');
	assert_int_equal(form_head((struct span){ b.p, FORM_HEAD_BYTES -
	    1 }).n, FORM_HEAD_BYTES - 1);
	assert_int_equal(form_head((struct span){ b.p, FORM_HEAD_BYTES }).n,
	    FORM_HEAD_BYTES);
	assert_int_equal(form_head((struct span){ b.p, b.n }).n,
	    FORM_HEAD_BYTES);
	buf_free(&b);
}

static size_t
listed(struct arena *a, int entries)
{
	struct bulletin_facts f = { 0 };
	struct buf b = { 0 };
	int i;

	buf_addf(&b, "Products:\n");
	for (i = 0; i < entries; i++)
		buf_addf(&b, " * sample %d\n", i);
	form_listed(a, &f, FACT_PRODUCTS, (struct span){ b.p, b.n },
	    "Products");
	buf_free(&b);
	return f.products.n;
}

static void
form__lists_up_to_its_limit(void **state)
{
	struct arena *a = arena_new();

	(void)state;
	assert_int_equal(listed(a, 0), 0);
	assert_int_equal(listed(a, FORM_LISTED_MAX - 1), FORM_LISTED_MAX - 1);
	assert_int_equal(listed(a, FORM_LISTED_MAX), FORM_LISTED_MAX);
	assert_int_equal(listed(a, FORM_LISTED_MAX + 1), FORM_LISTED_MAX);
	arena_free(a);
}

static void
form__takes_no_prose_for_an_entry(void **state)
{
	struct arena *a = arena_new();
	char text[FORM_ENTRY_BYTES + 8];
	struct bulletin_facts f = { 0 };

	(void)state;
	memset(text, 'a', sizeof(text));
	form_lines(a, &f, FACT_PRODUCTS, (struct span){ text,
	    FORM_ENTRY_BYTES });
	assert_int_equal(f.products.n, 0);
	form_lines(a, &f, FACT_PRODUCTS, (struct span){ text,
	    FORM_ENTRY_BYTES - 1 });
	assert_int_equal(f.products.n, 1);
	arena_free(a);
}

static const struct { const char *says; enum stated means; } attacks[] = {
	{ "Apple is aware of a report that this issue may have been\n"
	    "exploited.", STATED_YES },
	{ "The flaw is actively exploited.", STATED_YES },
	{ "We are not aware of any active exploits.", STATED_NO },
	{ "There are no known exploits of it.", STATED_NO },
	{ "The team is not aware of any public announcements or malicious\n"
	    "use of the flaw.", STATED_NO },
	{ "An attacker could exploit this to read files.", STATED_NOTHING },
	{ "It can be exploited by anybody.", STATED_NOTHING },
	{ "No known workaround. An attacker may exploit it.",
	    STATED_NOTHING },
	{ "Nothing is said of it.", STATED_NOTHING },
};

static void
form__believes_only_what_is_said_of_attacks(void **state)
{
	struct arena *a = arena_new();
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(attacks) / sizeof(attacks[0]); i++) {
		struct bulletin_facts f = { 0 };

		form_exploited(a, &f, span_of(attacks[i].says));
		if (f.exploited != attacks[i].means)
			fail_msg("%s", attacks[i].says);
	}
	arena_free(a);
}

/* How far a general mail is read: a CVE that ends there, or one byte on. */
static void
general__reads_up_to_its_limit(void **state)
{
	static const char cve[] = "CVE-2026-90001";
	struct arena *a = arena_new();
	struct reader_mail m = { .arena = a,
	    .subject = "[EWSA-2026-1] security update" };
	const struct bulletin_facts *f;
	struct list found = { 0 };
	struct buf b = { 0 };
	size_t over;

	(void)state;
	for (over = 0; over < 2; over++) {
		buf_cut(&b, 0);
		while (b.n + strlen(cve) < GENERAL_TEXT_MAX + over)
			buf_addc(&b, '\n');
		buf_addf(&b, "%s", cve);
		m.text = buf_str(&b);
		general_read(&m, &found, "any");
		f = found.at[over];
		/* no part of its number is taken for a number */
		assert_int_equal(f->cves.n, over == 0);
	}
	list_free(&found);
	buf_free(&b);
	arena_free(a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(form__takes_a_head_of_so_many_lines),
		cmocka_unit_test(form__lists_up_to_its_limit),
		cmocka_unit_test(form__takes_no_prose_for_an_entry),
		cmocka_unit_test(form__believes_only_what_is_said_of_attacks),
		cmocka_unit_test(general__reads_up_to_its_limit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
