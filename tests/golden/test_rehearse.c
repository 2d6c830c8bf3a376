/* SPDX-License-Identifier: ISC */
/*
 * "patchbot rehearse" as a person runs it: transcripts of a fortnight with the
 * samples that ship, and of two weeks with chat, a stop of three days and a
 * night; each is run twice and must say the same, whatever the process' zone
 * and clock say.  GOLDEN_UPDATE=1 writes them anew.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/fd.h"
#include "tests/support/golden.h"

#define DIR	"tests/golden/rehearse/"
#define SITE	"-c " DIR "site.conf "
#define NOVEMBER "--from 2026-11-09 --until 2026-11-21 "

/* What the program prints, and its exit status. */
static int
run(struct buf *out, const char *before, const char *arguments)
{
	char command[800];

	snprintf(command, sizeof(command), "%s %s rehearse %s", before,
	    golden_program(), arguments);
	return golden_shell(command, out);
}

static const struct {
	const char	*name, *arguments;
} rehearsals[] = {
	{ "fortnight", "-c conf/patchbot.conf " NOVEMBER
	    "--mail conf/samples --script conf/rehearse.script 2>/dev/null" },
	{ "weeks", SITE "--from 2026-10-20 --until 2026-11-02 "
	    "--script " DIR "weeks.script 2>&1" },
	{ "token", "-j " SITE NOVEMBER "--script " DIR "token.script 2>&1" },
	{ "quiet", SITE "--from '2026-11-20 08:00' --until "
	    "2026-12-02T09:00:00+01:00 --mail conf/samples 2>&1" },
};
#define REHEARSALS (sizeof(rehearsals) / sizeof(rehearsals[0]))

static void
rehearse__says__what_it_said(void **state)
{
	char path[200];
	struct buf out = { 0 };
	size_t i;
	int rc;

	(void)state;
	for (i = 0; i < REHEARSALS; i++) {
		buf_cut(&out, 0);
		rc = run(&out, "TZ=UTC", rehearsals[i].arguments);
		if (rc != 0)
			fail_msg("%d: %s", rc, buf_str(&out));
		snprintf(path, sizeof(path), DIR "%s.golden",
		    rehearsals[i].name);
		golden_is(path, &out);
	}
	buf_free(&out);
}

static void
rehearse__run_twice__says_the_same(void **state)
{
	struct buf one = { 0 }, two = { 0 };
	char arguments[400];
	size_t i;
	int json;

	(void)state;
	for (i = 0; i < REHEARSALS; i++)
		for (json = 0; json < 2; json++) {
			snprintf(arguments, sizeof(arguments), "%s %s",
			    json ? "-j" : "", rehearsals[i].arguments);
			buf_cut(&one, 0);
			buf_cut(&two, 0);
			assert_int_equal(run(&one, "", arguments), 0);
			assert_int_equal(run(&two, "TZ=Asia/Tokyo LANG=C "
			    "TMPDIR=/dev/shm ", arguments), 0);
			assert_true(one.n > 0);
			assert_int_equal(one.n, two.n);
			assert_memory_equal(one.p, two.p, one.n);
		}
	buf_free(&one);
	buf_free(&two);
}

static void
rehearse__says_what_is_wrong(void **state)
{
	static const struct {
		const char *arguments;
		int status;
		const char *words;
	} all[] = {
		{ "", 2, "usage: patchbot rehearse" },
		{ "--from 2026-11-01", 2, "usage: patchbot rehearse" },
		{ NOVEMBER "x", 2, "usage: patchbot rehearse" },
		{ SITE "--from soon --until 2026-11-01", 2,
		    "--from soon is no time; write 2026-11-12" },
		{ SITE "--from 2026-11-01 --until 2026-13-01", 2,
		    "--until 2026-13-01 is no time" },
		{ SITE "--from 2026-11-01 --until 2026-10-31", 2,
		    "--until 2026-10-31 is before --from 2026-11-01" },
		{ SITE "--from 2026-11-01 --until 2066-10-31", 2,
		    "more than 20 years" },
		{ "-c /nowhere/at/all.conf " NOVEMBER, 2, "/nowhere/at/all" },
		{ SITE NOVEMBER "--script /nowhere/at/all", 2,
		    "/nowhere/at/all" },
		{ SITE NOVEMBER "--mail /nowhere/at/all", 2,
		    "/nowhere/at/all" },
		{ SITE NOVEMBER "--script conf/samples/README", 2,
		    "conf/samples/README:1:1: found \"" },
		{ SITE NOVEMBER "--script " DIR "weeks.script", 0,
		    "lines left out, of another time" },
	};
	struct buf out = { 0 };
	char arguments[400];
	size_t i;
	int rc;

	(void)state;
	for (i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		buf_cut(&out, 0);
		snprintf(arguments, sizeof(arguments), "%s 2>&1",
		    all[i].arguments);
		rc = run(&out, "TZ=UTC", arguments);
		if (rc != all[i].status ||
		    strstr(buf_str(&out), all[i].words) == NULL)
			fail_msg("%s: %d, %s", all[i].arguments, rc,
			    buf_str(&out));
	}
	buf_free(&out);
}

/* No room for its own files, and nobody who reads. */
static void
rehearse__machine_fails__ends_with_1(void **state)
{
	static const struct {
		const char *before, *to, *words;
	} all[] = {
		{ "TMPDIR=/nowhere/at/all", "", "/nowhere/at/all" },
		{ "", ">/dev/full", "standard output: No space left" },
	};
	struct buf out = { 0 };
	char arguments[300];
	size_t i;

	(void)state;
	for (i = 0; i < 2; i++) {
		snprintf(arguments, sizeof(arguments), SITE NOVEMBER
		    "--script " DIR "token.script 2>&1 %s", all[i].to);
		buf_cut(&out, 0);
		assert_int_equal(run(&out, all[i].before, arguments), 1);
		if (strstr(buf_str(&out), all[i].words) == NULL)
			fail_msg("%s", buf_str(&out));
	}
	buf_free(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rehearse__says__what_it_said),
		cmocka_unit_test(rehearse__run_twice__says_the_same),
		cmocka_unit_test(rehearse__says_what_is_wrong),
		cmocka_unit_test(rehearse__machine_fails__ends_with_1),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
