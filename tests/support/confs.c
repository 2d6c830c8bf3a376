/* SPDX-License-Identifier: ISC */
/* Configurations from text; see confs.h. */
#include "tests/support/confs.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"

#define FILES_MAX	20

static char folder[] = "/tmp/patchbot-conf.XXXXXX";
static bool made;
static char files[FILES_MAX][100];
static size_t n_files;

static const char head[] =
    "site {\n name Example\n zone Europe/Berlin\n contact Desk\n"
    " address patchbot@example.com\n}\n"
    "lists {\n committee a@example.com\n helpdesk b@example.com\n"
    " infosec c@example.com\n coordinator d@example.com\n}\n"
    "mailbox m { maildir m; }\nsend { maildir s; }\n"
    "team dba { lead dan; }\nteam qa { lead dan; }\n"
    "person dan { name Dan; mail dan@example.com; team dba; }\n"
    "person cora { name Cora; mail cora@example.com\n"
    " roles coordinator; }\n\n";

const char *
confs_path(const char *name)
{
	static char path[100];

	if (!made) {
		assert_non_null(mkdtemp(folder));
		made = true;
	}
	snprintf(path, sizeof(path), "%s/%s", folder, name);
	return path;
}

void
confs_file(const char *name, const char *text)
{
	const char *path = confs_path(name);
	FILE *f = fopen(path, "w");
	size_t i;

	assert_non_null(f);
	assert_true(fputs(text, f) >= 0);
	assert_int_equal(fclose(f), 0);
	for (i = 0; i < n_files; i++)
		if (strcmp(files[i], path) == 0)
			return;
	assert_true(n_files < FILES_MAX);
	snprintf(files[n_files++], sizeof(files[0]), "%s", path);
}

struct config *
confs_load(const char *text, struct conf_report *r)
{
	struct arena *a = arena_new();
	struct config *c;

	confs_file("patchbot.conf", arena_printf(a, "%s%s\n", head, text));
	c = config_load(confs_path("patchbot.conf"), r);
	arena_free(a);
	return c;
}

const char *
confs_lines(const struct conf_report *r)
{
	const char *text = "";
	size_t i;

	for (i = 0; i < r->lines.n; i++)
		text = arena_printf(r->arena, "%s%s\n", text,
		    (const char *)r->lines.at[i]);
	return text;
}

int
confs_done(void **state)
{
	(void)state;
	while (n_files > 0)
		unlink(files[--n_files]);
	if (made)
		rmdir(folder);
	return 0;
}
