/* SPDX-License-Identifier: ISC */
/* Golden files; see golden.h. */
#include "tests/support/golden.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "base/fd.h"

void
golden_is(const char *path, const struct buf *out)
{
	struct buf want = { 0 };
	struct err e = { 0 };
	FILE *f;

	if (getenv("GOLDEN_UPDATE") != NULL) {
		assert_non_null(f = fopen(path, "w"));
		fwrite(buf_str(out), 1, out->n, f);
		assert_int_equal(fclose(f), 0);
	}
	if (file_read_all(path, 1 << 20, &want, &e) == -1)
		fail_msg("%s (GOLDEN_UPDATE=1 writes it)", e.text);
	if (want.n != out->n || memcmp(buf_str(&want), buf_str(out),
	    want.n) != 0)
		fail_msg("%s is not what it was:\n%s", path, buf_str(out));
	buf_free(&want);
}

int
golden_shell(const char *command, struct buf *out)
{
	FILE *f = popen(command, "r");
	char piece[4096];
	size_t n;
	int rc;

	assert_non_null(f);
	while ((n = fread(piece, 1, sizeof(piece), f)) > 0)
		buf_add(out, piece, n);
	rc = pclose(f);
	assert_true(WIFEXITED(rc));
	return WEXITSTATUS(rc);
}

const char *
golden_program(void)
{
	const char *build = getenv("PATCHBOT_BUILD");
	static char path[400];

	if (build == NULL || strcmp(build, "build") == 0)
		return "./patchbot";
	snprintf(path, sizeof(path), "%s/patchbot", build);
	return path;
}
