/* SPDX-License-Identifier: ISC */
/*
 * "patchbot vendors" over the sample mails, as a person runs it: what it
 * prints is golden files, and what it proposes, said yes to, decides about
 * the proven samples as the file that ships with them does.
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

#define DIR	"tests/golden/vendors/"
#define GIVEN	"-V conf/samples/vendors.conf -z conf/samples/zone "

/* What the program prints, both ways, and its exit status. */
static int
run(struct buf *out, const char *arguments)
{
	char command[800];

	snprintf(command, sizeof(command), "TZ=UTC %s vendors %s 2>&1",
	    golden_program(), arguments);
	return golden_shell(command, out);
}

static void
learn__prints_a_proposal(void **state)
{
	struct buf out = { 0 };

	(void)state;
	assert_int_equal(run(&out, "learn " GIVEN "conf/samples/*.eml"), 0);
	golden_is(DIR "learn.golden", &out);
	buf_free(&out);
}

static void
test__shows_what_changes(void **state)
{
	struct buf out = { 0 };

	(void)state;
	assert_int_equal(run(&out, "test " GIVEN "-n " DIR "changed.conf "
	    "conf/samples/*.eml"), 0);
	golden_is(DIR "test.golden", &out);
	buf_free(&out);
}

static void
test__counts_without_another_file(void **state)
{
	struct buf out = { 0 };

	(void)state;
	assert_int_equal(run(&out, "test " GIVEN "conf/samples/*.eml"), 0);
	golden_is(DIR "test-one.golden", &out);
	buf_free(&out);
}

static void
learn__proposes_a_file_that_decides_the_same(void **state)
{
	char path[] = "/tmp/patchbot-vendors-XXXXXX", arguments[300];
	struct buf out = { 0 };
	int fd = mkstemp(path);

	(void)state;
	assert_true(fd != -1);
	assert_int_equal(run(&out, "learn -y northwind.example.net " GIVEN
	    "conf/samples/*.eml"), 0);
	assert_int_equal(write(fd, out.p, out.n), out.n);
	close(fd);
	buf_cut(&out, 0);
	snprintf(arguments, sizeof(arguments), "test " GIVEN "-n %s "
	    "conf/samples/[123]-*.eml", path);
	run(&out, arguments);
	unlink(path);
	if (strstr(buf_str(&out), "3 as before, 0 decided differently") == NULL)
		fail_msg("%s", buf_str(&out));
	buf_free(&out);
}

static void
vendors__says_what_is_wrong(void **state)
{
	static const struct {
		const char *arguments;
		int status;
		const char *words;
	} all[] = {
		{ "", 2, "usage: patchbot vendors learn" },
		{ "forget x", 2, "usage: patchbot vendors learn" },
		{ "learn", 2, "usage: patchbot vendors learn" },
		{ "learn -n x y", 2, "usage: patchbot vendors learn" },
		{ "test -y x y", 2, "usage: patchbot vendors learn" },
		{ "learn " GIVEN "/nowhere/at/all", 1, "/nowhere/at/all" },
		{ "test " GIVEN "-n /nowhere/at/all conf/samples", 2,
		    "/nowhere/at/all" },
		{ "test " GIVEN "-n conf/samples/1-advisory.eml conf/samples",
		    2, "conf/samples/1-advisory.eml:" },
		{ "learn -y nobody.example " GIVEN "conf/samples/1-*.eml", 0,
		    "no mail is from the sender \"nobody.example\"" },
	};
	struct buf out = { 0 };
	size_t i;
	int rc;

	(void)state;
	for (i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		buf_cut(&out, 0);
		rc = run(&out, all[i].arguments);
		if (rc != all[i].status ||
		    strstr(buf_str(&out), all[i].words) == NULL)
			fail_msg("%s: %d, %s", all[i].arguments, rc,
			    buf_str(&out));
	}
	buf_free(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(learn__prints_a_proposal),
		cmocka_unit_test(test__shows_what_changes),
		cmocka_unit_test(test__counts_without_another_file),
		cmocka_unit_test(learn__proposes_a_file_that_decides_the_same),
		cmocka_unit_test(vendors__says_what_is_wrong),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
