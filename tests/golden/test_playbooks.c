/* SPDX-License-Identifier: ISC */
/*
 * The playbooks that ship, each rehearsed for a month in four variants: a
 * regular one, one where people are late, one where things fail, and an
 * emergency.  What people do stands in NAME-VARIANT.script, what comes of it in
 * NAME-VARIANT.txt; GOLDEN_UPDATE=1 writes the latter anew.
 *
 * The sites are conf/rehearse-NAME.conf as they ship; only the vendor's key is
 * another one, that of playbooks/mail.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/fd.h"

#define DIR	"tests/golden/playbooks/"

/* A site whose vendor signs with the key of playbooks/mail, as $t/site.conf. */
#define SITE	"t=$(mktemp -d) && sed -e \"s,samples/zone,$PWD/" DIR	\
	"mail/zone,\" -e \"s,^include ,include $PWD/conf/,\" "		\
	"conf/rehearse-%s.conf > $t/site.conf && "
#define GONE	"; rc=$?; rm -rf $t; exit $rc"

static const struct {
	const char	*playbook, *from, *until;
} playbooks[] = {
	{ "small", "2026-11-01", "2026-11-30" },
	{ "checklist", "2026-11-01", "2026-11-30" },
	/* the second night is a month behind the first */
	{ "committee", "2026-11-01", "2026-12-15" },
	{ "weekend", "2026-11-01", "2026-11-30" },
	{ "four-phase", "2026-11-01", "2026-12-04" },
};
static const char *const variants[] = { "regular", "late", "failing",
    "emergency" };
#define PLAYBOOKS	(sizeof(playbooks) / sizeof(playbooks[0]))
#define VARIANTS	(sizeof(variants) / sizeof(variants[0]))

/* What a shell command prints, and its exit status. */
static int
run(struct buf *out, const char *command)
{
	char piece[4096];
	FILE *f = popen(command, "r");
	size_t n;
	int rc;

	assert_non_null(f);
	while ((n = fread(piece, 1, sizeof(piece), f)) > 0)
		buf_add(out, piece, n);
	rc = pclose(f);
	assert_true(WIFEXITED(rc));
	return WEXITSTATUS(rc);
}

static const char *
program(void)
{
	const char *build = getenv("PATCHBOT_BUILD");
	static char path[400];

	if (build == NULL || strcmp(build, "build") == 0)
		return "./patchbot";
	snprintf(path, sizeof(path), "%s/patchbot", build);
	return path;
}

static void
slurp(const char *path, struct buf *out)
{
	struct err e = { 0 };

	buf_cut(out, 0);
	if (file_read_all(path, 1 << 20, out, &e) == -1)
		fail_msg("%s", e.text);
}

static void
is_golden(const char *name, const struct buf *out)
{
	struct buf want = { 0 };
	char path[200];
	FILE *f;

	snprintf(path, sizeof(path), DIR "%s", name);
	if (getenv("GOLDEN_UPDATE") != NULL) {
		f = fopen(path, "w");
		assert_non_null(f);
		fwrite(buf_str(out), 1, out->n, f);
		fclose(f);
	}
	slurp(path, &want);
	if (want.n != out->n || memcmp(buf_str(&want), buf_str(out),
	    want.n) != 0)
		fail_msg("%s is not what it was:\n%s", path, buf_str(out));
	buf_free(&want);
}

/* Rehearses one; an emergency needs its days only. */
static void
rehearse(size_t n, const char *variant, struct buf *out)
{
	bool declared = strcmp(variant, "emergency") == 0;
	char command[1200];

	buf_cut(out, 0);
	/* the zone of the process does not matter */
	snprintf(command, sizeof(command), SITE "%s %s rehearse -c "
	    "$t/site.conf --from %s --until %s --script " DIR "%s-%s.script "
	    "2>$t/err || { cat $t/err; false; }" GONE, playbooks[n].playbook,
	    n % 2 == 0 ? "TZ=UTC" : "TZ=Asia/Tokyo", program(), declared ?
	    "2026-11-23" : playbooks[n].from, declared ? "2026-12-04" :
	    playbooks[n].until, playbooks[n].playbook, variant);
	if (run(out, command) != 0)
		fail_msg("%s-%s: %s", playbooks[n].playbook, variant,
		    buf_str(out));
}

static void
month__says__what_it_said(void **state)
{
	struct buf out = { 0 };
	char name[100];
	size_t i, v;

	(void)state;
	for (i = 0; i < PLAYBOOKS; i++)
		for (v = 0; v < VARIANTS; v++) {
			rehearse(i, variants[v], &out);
			snprintf(name, sizeof(name), "%s-%s.txt",
			    playbooks[i].playbook, variants[v]);
			is_golden(name, &out);
		}
	buf_free(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(month__says__what_it_said),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
