/* SPDX-License-Identifier: ISC */
/*
 * CSAF documents of the corpus: those whose manifest row says that they fail
 * a mandatory test must fail that test, all others must be valid.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <string.h>
#include <cmocka.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"
#include "handlers/bulletin/csaf.h"
#include "tests/support/corpus.h"

#define FOLDER	"f_csaf/"

/* The field of a manifest's line, from 0. */
static struct span
field(struct span line, int i)
{
	const char *tab;

	for (;; i--) {
		tab = memchr(line.p, '\t', line.n);
		if (i == 0 || tab == NULL)
			break;
		line.n -= (size_t)(tab + 1 - line.p);
		line.p = tab + 1;
	}
	if (tab != NULL)
		line.n = (size_t)(tab - line.p);
	return line;
}

/* "id=X; title=...": the value's end is the next "; ". */
static struct span
fact(struct span facts, const char *name)
{
	const char *p = span_find_nocase(facts, name), *end;
	struct span v = { NULL, 0 };

	if (p == NULL)
		return v;
	v.p = p + strlen(name);
	v.n = (size_t)(facts.p + facts.n - v.p);
	end = memmem(v.p, v.n, "; ", 2);
	if (end != NULL)
		v.n = (size_t)(end - v.p);
	return v;
}

static bool
fails_test(const struct csaf_report *r, struct span number)
{
	const struct csaf_fault *f;
	size_t i, n = number.n;

	/* "6.1.27" is meant with what stands behind it, and 6.1.8 is what
	 * the schema of CVSS says */
	for (i = 0; i < r->faults.n; i++) {
		f = r->faults.at[i];
		if (strncmp(f->test, number.p, n) == 0 &&
		    (f->test[n] == '\0' || f->test[n] == '.'))
			return true;
	}
	return false;
}

static bool
judge(struct arena *a, const char *folder, const char *name,
    struct span expected, struct span bytes)
{
	const char *fails = span_find_nocase(expected,
	    "fails mandatory test ");
	struct span id = fact(expected, "id="), number = { NULL, 0 };
	struct csaf_report r;
	const char *why = NULL;

	csaf_read(a, bytes, &r, NULL);
	if (fails != NULL) {
		number.p = fails + strlen("fails mandatory test ");
		number.n = (size_t)(expected.p + expected.n - number.p);
		if (!fails_test(&r, number))
			why = arena_printf(a, "does not fail test " SPAN_FMT
			    ": %s", SPAN_ARG(number), csaf_why(a, &r));
	} else if (!r.is_csaf || r.faults.n > 0) {
		why = arena_printf(a, "is not valid: %s", csaf_why(a, &r));
	} else if (id.p != NULL && !span_eq(id, r.id)) {
		why = arena_printf(a, "is called %s", r.id);
	}
	corpus_case(folder, name, why == NULL ? CORPUS_RIGHT : CORPUS_WRONG,
	    "%s", why != NULL ? why : "");
	return why == NULL;
}

static void
documents__are_what_the_manifest_says(void **state)
{
	struct buf manifest = { 0 }, file = { 0 };
	struct span rest, line, path, slash;
	size_t n = 0, wrong = 0;
	const char *folder, *name;
	struct arena *a;

	(void)state;
	corpus_needed();
	assert_true(corpus_read("MANIFEST.tsv", &manifest));
	rest = (struct span){ manifest.p, manifest.n };
	while (span_line(&rest, &line)) {
		path = field(line, 0);
		if (!span_starts_nocase(path, FOLDER) || path.n < 5 ||
		    memcmp(path.p + path.n - 5, ".json", 5) != 0)
			continue;
		a = arena_new();
		slash = (struct span){ path.p, path.n };
		while (slash.p[slash.n - 1] != '/')
			slash.n--;
		folder = arena_strn(a, path.p, slash.n - 1);
		name = arena_strn(a, path.p + slash.n, path.n - slash.n);
		buf_cut(&file, 0);
		assert_true(corpus_read(arena_strn(a, path.p, path.n),
		    &file));
		wrong += !judge(a, folder, name, field(line, 2),
		    (struct span){ file.p, file.n });
		n++;
		arena_free(a);
	}
	print_message("%zu documents, %zu wrong\n", n, wrong);
	assert_true(n > 100);
	assert_int_equal(wrong, 0);
	buf_free(&manifest);
	buf_free(&file);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(documents__are_what_the_manifest_says),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
