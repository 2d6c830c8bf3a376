/* SPDX-License-Identifier: ISC */
/*
 * Mails of machines in the corpus: each in the class that the manifest says,
 * none read as a bulletin; and none of the corpus' advisories, replies and
 * hostile mails taken for a machine's.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <ftw.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "tests/support/corpus.h"
#include "tests/support/readers.h"
#include "text/mbox.h"

static unsigned wrong, looked_at, bulletins;

static enum mail_class
class_of(struct span mail)
{
	struct arena *a = arena_new();
	struct list found = { 0 };
	struct reading r;
	enum mail_class c;

	readers_read(a, mail, NULL, false, &r, &found);
	c = r.mail_class;
	bulletins += found.n > 0;
	looked_at++;
	readers_free(&r, &found);
	arena_free(a);
	return c;
}

/* What the manifest calls it, and what it has to be taken for. */
static const struct { const char *said; enum mail_class want; } expected[] = {
	{ "class=bounce", CLASS_BOUNCE },
	/* a mail system's own, which brings back what a person wrote */
	{ "class=human mail quoting", CLASS_BOUNCE },
	{ "class=feedback", CLASS_REPORT },
	{ "class=auto-reply", CLASS_AUTO_REPLY },
	{ "class=not-bounce", CLASS_OTHER },
};

static void
judge_row(const char *name, const char *row)
{
	const char *folder = "g_bounce";
	struct buf b = { 0 };
	enum mail_class c;
	size_t i;

	assert_true(corpus_read(name, &b));
	c = class_of((struct span){ buf_str(&b), b.n });
	buf_free(&b);
	name += strlen("g_bounce/");
	for (i = 0; i < sizeof(expected) / sizeof(expected[0]); i++)
		if (strstr(row, expected[i].said) != NULL)
			break;
	assert_true(i < sizeof(expected) / sizeof(expected[0]));
	/* no bounce, as it has no facts; but a postmaster's "email bounce
	 * notification" with a null sender, auto-replied, is a machine's */
	if (strstr(name, "rb-issue-368") != NULL) {
		assert_int_equal(c, CLASS_BOUNCE);
		corpus_case(folder, name, CORPUS_SKIPPED, "a machine's own, "
		    "though it says nothing of a delivery");
	} else if (c == expected[i].want) {
		corpus_case(folder, name, CORPUS_RIGHT, "%s", "");
	} else {
		wrong++;
		corpus_case(folder, name, CORPUS_WRONG, "%s, taken for %s",
		    expected[i].said, mail_class_name(c));
	}
}

static void
corpus__mail_of_machines__is_in_its_class(void **state)
{
	struct buf manifest = { 0 };
	struct span rest, line;
	char row[400];

	(void)state;
	corpus_needed();
	assert_true(corpus_read("MANIFEST.tsv", &manifest));
	rest = (struct span){ manifest.p, manifest.n };
	wrong = looked_at = bulletins = 0;
	while (span_line(&rest, &line)) {
		if (!span_starts_nocase(line, "g_bounce/"))
			continue;
		snprintf(row, sizeof(row), SPAN_FMT, SPAN_ARG(line));
		row[strcspn(row, "\t")] = '\0';
		judge_row(row, row + strlen(row) + 1);
	}
	buf_free(&manifest);
	print_message("%u mails, %u wrong\n", looked_at, wrong);
	assert_true(looked_at > 90);
	assert_int_equal(wrong, 0);
	assert_int_equal(bulletins, 0);
}

/* One torture mail is a bounce, inside and out. */
static bool
is_machines(const char *path)
{
	return strstr(path, "/e_hostile/jwz/21") != NULL;
}

static int
look_at(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	static const char root[] = "/corpus/";
	const char *name = strstr(path, root);
	struct buf file = { 0 }, mail = { 0 };
	struct mbox box;

	(void)st;
	(void)ftw;
	name = name != NULL ? name + strlen(root) : path;
	if (type != FTW_F || !corpus_read(name, &file))
		return 0;
	mbox_open(&box, (struct span){ buf_str(&file), file.n });
	if (!mbox_is(box.rest))
		buf_add(&mail, file.p, file.n);
	while (mail.n > 0 || mbox_next(&box, &mail)) {
		enum mail_class c = class_of((struct span){ mail.p, mail.n });

		if (c >= CLASS_AUTO_REPLY && !is_machines(path)) {
			wrong++;
			print_message("%s: %s\n", path, mail_class_name(c));
		}
		if (!mbox_is((struct span){ buf_str(&file), file.n }))
			break;
		buf_cut(&mail, 0);
	}
	buf_free(&mail);
	buf_free(&file);
	return 0;
}

static void
corpus__mail_of_people_and_vendors__is_no_machines(void **state)
{
	static const char *const folders[] = { "a_advisories", "b_dkim",
	    "d_pgp_smime", "e_hostile" };
	size_t i;

	(void)state;
	corpus_needed();
	wrong = looked_at = 0;
	for (i = 0; i < sizeof(folders) / sizeof(folders[0]); i++)
		assert_int_equal(nftw(corpus_path(folders[i]), look_at, 20,
		    FTW_PHYS), 0);
	print_message("%u mails, %u wrong\n", looked_at, wrong);
	assert_true(looked_at > 400);
	assert_int_equal(wrong, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(corpus__mail_of_machines__is_in_its_class),
		cmocka_unit_test(
		    corpus__mail_of_people_and_vendors__is_no_machines),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
