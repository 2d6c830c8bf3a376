/* SPDX-License-Identifier: ISC */
/*
 * "patchbot examine" as others call it: an object of JSON or more for each
 * path, in order, whatever lies there; what it exits with; nothing that plays
 * with a terminal.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "tests/support/golden.h"
#include "tests/support/pgpmake.h"

#define MADE	INT64_C(1795262400)	/* 2026-11-21 12:00 UTC */

static char home[] = "/tmp/patchbot-examine-XXXXXX";

/* In a folder of its own with these files; $P is the program. */
static const char make[] =
    "cd \"$H\" && : > empty && printf '\\0\\0' > nul && "
    "printf 'From: a@b.example\\n\\nx\\n' > one && mkdir none folder && "
    "for i in a B .c; do cp one folder/$i; done && ln -s ../one folder/l && "
    "printf '; x\\na TXT \"x\\n' > bad && "
    "printf '_dmarc.b.example. TXT \"v=DMARC1; p=none; np=reject\"\\n"
    "here.b.example. A 192.0.2.1\\n' > dmarc && "
    "for i in gone here; do printf \"From: a@$i.b.example\\n\\nx\\n\" > $i; "
    "done && "
    "printf '\\377\\0\\033{\"' > binary && "
    "cp one \"$(printf 'n\\033[31m\\nx: authentic, Debian')\" && "
    "(printf 'From a@b.example  Sat Nov 21 12:00:00 2026\\n'; cat one; "
    "printf '\\nFrom a@b.example  Sat Nov 21 12:00:00 2026\\n'; cat one) > box";

static int
run(struct buf *out, const char *paths)
{
	char command[1200];

	buf_cut(out, 0);
	snprintf(command, sizeof(command), "export TZ=UTC H=%s W=\"$PWD\"; "
	    "P=$(realpath %s); V=\"$P examine -V $W/conf/samples/vendors.conf "
	    "-z $W/conf/samples/zone\"; cd \"$H\"; %s", home, golden_program(),
	    paths);
	return golden_shell(command, out);
}

static int
setup(void **state)
{
	struct buf out = { 0 };

	(void)state;
	assert_non_null(mkdtemp(home));
	assert_int_equal(run(&out, make), 0);
	buf_free(&out);
	return 0;
}

static int
teardown(void **state)
{
	struct buf out = { 0 };

	(void)state;
	run(&out, "rm -rf \"$H\"");
	buf_free(&out);
	return 0;
}

static size_t
count(const char *s, const char *word)
{
	size_t n = 0;

	while ((s = strstr(s, word)) != NULL) {
		s += strlen(word);
		n++;
	}
	return n;
}

static const struct {
	const char	*run;
	int		 status;
	size_t		 lines;
	const char	*first, *last;	/* stand in it, in this order */
} calls[] = {
	{ "$V -j one", 0, 1, "{\"file\":\"one\",\"message_id\":null",
	    "unknown" },
	{ "$V -j empty", 0, 1, "\"verdict\":\"malformed\"", "empty" },
	{ "$V -j nul", 0, 1, "\"malformed\"", "NUL" },
	{ "$V -j binary", 0, 1, "\"file\":\"binary\"", "\"malformed\"" },
	{ "$V -j box", 0, 2, "\"index\":0", "\"index\":1" },
	{ "$V -j none", 0, 1, "\"file\":\"none\"", "no mail" },
	{ "$V -j folder", 0, 3, "folder/.c", "folder/a" },
	{ "$V -j folder/", 0, 3, "folder/B", "folder/a" },
	{ "$V -j missing 2>&-", 1, 1, "\"file\":\"missing\"", "No such file" },
	{ "$V -j one missing box 2>&-", 1, 4, "missing", "\"file\":\"box\"" },
	{ "cat one | $V -j /dev/stdin", 0, 1, "/dev/stdin", "a@b.example" },
	/* a person is told as much as a program */
	{ "$V $W/conf/samples/4-monthly.eml | sed -n '/bulletin  /,$p'", 0, 9,
	    "severity Critical (here: critical)", "dated" },
	{ "$V $W/conf/samples/6-forged-address.eml | sed -n '/attached/,$p'", 0,
	    2, "attached   KB-700399.exe (application/octet-stream, ",
	    "can run" },
	/* whether the name exists is asked for, where a policy asks for it */
	{ "$P examine -j -z dmarc gone", 0, 1, "\"dmarc\":{\"result\":\"fail\"",
	    "\"policy\":\"reject\"" },
	{ "$P examine -j -z dmarc here", 0, 1, "\"dmarc\":{\"result\":\"fail\"",
	    "\"policy\":\"none\"" },
	{ "$V -j -- -x 2>&-", 1, 1, "\"file\":\"-x\"", "No such file" },
	{ "$V 2>&1", 2, 1, "usage", "PATH" },
	{ "$V -j -t soon one 2>&1", 2, 1, "\"soon\" is no time", "RFC 3339" },
	{ "$V -j -t 2026-02-30 one 2>&1", 2, 1, "is no time", "RFC 3339" },
	{ "$V -j -t @0 one", 0, 1, "one", "unknown" },
	{ "$V -j -V missing one 2>&1", 2, 1, "missing", "cannot read" },
	{ "$V -j -z missing one 2>&1", 2, 1, "missing", "No such file" },
	{ "$V -j -z bad one 2>&1", 2, 1, "bad:2: ", "not closed" },
};

static void
examine__answers__for_each_path(void **state)
{
	struct buf out = { 0 };
	const char *at;
	size_t i;
	int rc;

	(void)state;
	for (i = 0; i < sizeof(calls) / sizeof(calls[0]); i++) {
		rc = run(&out, calls[i].run);
		at = strstr(buf_str(&out), calls[i].first);
		if (rc != calls[i].status ||
		    count(buf_str(&out), "\n") != calls[i].lines ||
		    at == NULL || strstr(at, calls[i].last) == NULL)
			fail_msg("%s: %d: %s", calls[i].run, rc,
			    buf_str(&out));
	}
	buf_free(&out);
}

static void
examine__prints__no_name_that_steers(void **state)
{
	struct buf out = { 0 };

	(void)state;
	assert_int_equal(run(&out, "$V n*"), 0);
	assert_null(strchr(buf_str(&out), '\033'));
	assert_null(strstr(buf_str(&out), "\nx: authentic"));
	assert_non_null(strstr(buf_str(&out), "n[31m x: authentic, Debian: "));
	assert_int_equal(run(&out, "$V -j n*"), 0);
	assert_null(strchr(buf_str(&out), '\033'));
	assert_int_equal(count(buf_str(&out), "\n"), 3);
	buf_free(&out);
}

static void
put(const char *name, const char *text)
{
	char path[200];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", home, name);
	assert_non_null(f = fopen(path, "w"));
	fputs(text, f);
	assert_int_equal(fclose(f), 0);
}

/* -t holds for what is signed, too, whatever the mail says of itself. */
static void
examine__judges__signatures_at_that_time(void **state)
{
	static const struct { const char *when, *verdict; } times[] = {
		{ "", "\"authentic\"" }, { "-t 2026-11-22", "\"authentic\"" },
		{ "-t 2026-12-22", "\"unverified\"" },
		{ "-t 2026-11-11", "\"unverified\"" },
	};
	struct pgpmake_wish wish = { .made = MADE - 86400 };
	struct pgpmake *k = pgpmake_new(&wish);
	struct buf b = { 0 }, key = { 0 };
	char command[200];
	size_t i;

	(void)state;
	pgpmake_public(k, &key);
	put("key.asc", buf_str(&key));
	buf_addf(&b, "vendor a {\n\tfrom a@b.example\n\tkey key.asc\n"
	    "\tprove any { pgp %s }\n}\n", pgpmake_fingerprint(k));
	put("pgp.conf", buf_str(&b));
	buf_cut(&b, 0);
	buf_adds(&b, "From: a@b.example\n"
	    "Date: Sat, 21 Nov 2026 12:00:00 +0000\n\n");
	pgpmake_clear(k, "Install update 1.\n", MADE, NULL, &b);
	put("signed", buf_str(&b));
	for (i = 0; i < sizeof(times) / sizeof(times[0]); i++) {
		snprintf(command, sizeof(command), "$V -j -V pgp.conf %s "
		    "signed", times[i].when);
		assert_int_equal(run(&b, command), 0);
		if (strstr(buf_str(&b), times[i].verdict) == NULL)
			fail_msg("%s: %s", command, buf_str(&b));
	}
	pgpmake_free(k);
	buf_free(&key);
	buf_free(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(examine__answers__for_each_path),
		cmocka_unit_test(examine__prints__no_name_that_steers),
		cmocka_unit_test(examine__judges__signatures_at_that_time),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
