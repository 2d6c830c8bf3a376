/* SPDX-License-Identifier: ISC */
/*
 * Reading of mails of our own making (tests/golden/reader), whose readings are
 * golden files.  The real ones: test_readers_corpus.c.
 */
#include <dirent.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/fd.h"
#include "tests/support/readers.h"

struct one {
	struct arena	*arena;
	struct reading	 r;
	struct list	 bulletins;
};

static void
close_one(struct one *o)
{
	readers_free(&o->r, &o->bulletins);
	arena_free(o->arena);
}

static void
load(const char *dir, const char *name, struct buf *out)
{
	struct err e = { 0 };
	char path[512];

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	if (file_read_all(path, 64 << 20, out, &e) == -1)
		fail_msg("%s", e.text);
}

/* --- mails of our own ------------------------------------------------- */

static void
check_golden(const char *name)
{
	struct buf mail = { 0 }, want = { 0 }, got = { 0 };
	char base[256], golden[300], hint[64], path[400];
	struct err e = { 0 };
	struct one o;

	/* VENDOR-anything.eml: read with that vendor's hint; "-..." without */
	snprintf(base, sizeof(base), "%.*s", (int)(strlen(name) - 4), name);
	snprintf(hint, sizeof(hint), "%.*s", (int)strcspn(name, "-."), name);
	snprintf(golden, sizeof(golden), "%s.golden", base);
	load("tests/golden/reader", name, &mail);
	o = (struct one){ .arena = arena_new() };
	readers_read(o.arena, (struct span){ mail.p, mail.n },
	    strcmp(hint, "person") == 0 || strcmp(hint, "none") == 0 ? NULL :
	    hint, strcmp(hint, "person") == 0, &o.r, &o.bulletins);
	readers_print(&got, &o.r, &o.bulletins);
	snprintf(path, sizeof(path), "tests/golden/reader/%s", golden);
	if (getenv("GOLDEN_UPDATE") != NULL) {
		FILE *f = fopen(path, "w");

		assert_non_null(f);
		fputs(buf_str(&got), f);
		fclose(f);
	}
	print_message("%s\n", name);
	if (file_read_all(path, 1 << 20, &want, &e) == -1)
		fail_msg("%s", e.text);
	assert_string_equal(buf_str(&got), buf_str(&want));
	close_one(&o);
	buf_free(&mail);
	buf_free(&want);
	buf_free(&got);
}

static int
is_mail(const struct dirent *d)
{
	return str_ends_nocase(d->d_name, ".eml");
}

static void
readers__read_our_samples_as_before(void **state)
{
	struct dirent **names;
	int i, n = scandir("tests/golden/reader", &names, is_mail, alphasort);

	(void)state;
	assert_true(n > 10);
	for (i = 0; i < n; i++) {
		check_golden(names[i]->d_name);
		free(names[i]);
	}
	free(names);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(readers__read_our_samples_as_before),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
