/* SPDX-License-Identifier: ISC */
/* The parts of the manual that come from the tables: all of it, and valid. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/fd.h"
#include "cli/cli.h"
#include "handlers/handler.h"

static struct arena *arena;
static char folder[] = "/tmp/patchbot-manual.XXXXXX";

static int
group_setup(void **state)
{
	(void)state;
	arena = arena_new();
	return mkdtemp(folder) == NULL ? -1 : 0;
}

static int
group_teardown(void **state)
{
	(void)state;
	unlink(arena_printf(arena, "%s/out", folder));
	unlink(arena_printf(arena, "%s/page.8", folder));
	rmdir(folder);
	arena_free(arena);
	return 0;
}

/* What cli_manual() prints. */
static char *
manual(const char *part, int *rc)
{
	const char *path = arena_printf(arena, "%s/out", folder);
	int saved = dup(1), saved_err = dup(2);
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	struct buf b = { 0 };
	struct err e = { 0 };
	char *text;

	assert_true(saved != -1 && saved_err != -1 && fd != -1);
	fflush(stdout);
	dup2(fd, 1);
	dup2(fd, 2);
	close(fd);
	*rc = cli_manual(part);
	fflush(stdout);
	dup2(saved, 1);
	dup2(saved_err, 2);
	close(saved);
	close(saved_err);
	if (file_read_all(path, 1 << 20, &b, &e) == -1)
		fail_msg("%s", e.text);
	text = arena_str(arena, buf_str(&b));
	buf_free(&b);
	return text;
}

static void
manual__has__every_command(void **state)
{
	char *text;
	size_t i;
	int rc;

	(void)state;
	text = manual("commands", &rc);
	assert_int_equal(rc, 0);
	for (i = 0; commands[i] != NULL; i++) {
		const char *item = arena_printf(arena, "\n.It Cm %s",
		    commands[i]->name);
		const char *at = strstr(text, item);

		/* not only as the beginning of a longer name */
		while (at != NULL && strchr(" \n", at[strlen(item)]) == NULL)
			at = strstr(at + 1, item);
		if (at == NULL)
			fail_msg("%s is missing", commands[i]->name);
		assert_non_null(commands[i]->help);
	}
	assert_true(i >= 20);
}

/* This table's items stand in the text; apart: those of blocks that have a page
 * of their own too. */
static void
has_rules(const char *text, const struct conf_rule *rules, bool apart,
    int depth)
{
	for (; rules->name != NULL; rules++) {
		if (strstr(text, arena_printf(arena, ".It Cm %s",
		    rules->name)) == NULL)
			fail_msg("%s is missing", rules->name);
		/* each says what it is for, in a sentence */
		if (rules->help == NULL || !str_ends_nocase(rules->help, "."))
			fail_msg("%s has no help", rules->name);
		/* "any" holds "any": the table holds itself */
		if (rules->block != NULL && depth < 4 &&
		    (apart || (rules->flags & CONF_APART) == 0))
			has_rules(text, rules->block, apart, depth + 1);
	}
}

static void
manual__has__every_directive(void **state)
{
	char *text;
	int rc;

	(void)state;
	text = manual("directives", &rc);
	assert_int_equal(rc, 0);
	has_rules(text, config_rules(), false, 0);
}

static void
manual__has__every_directive_of_a_playbook(void **state)
{
	const struct conf_rule *r = config_rules();
	char *text;
	int rc;

	(void)state;
	while (strcmp(r->name, "playbook") != 0)
		r++;
	text = manual("playbook", &rc);
	assert_int_equal(rc, 0);
	has_rules(text, r->block, true, 0);
}

static void
manual__refuses__other_parts(void **state)
{
	static const char *const parts[] = { NULL, "", "command", "x" };
	size_t i;
	int rc;

	(void)state;
	for (i = 0; i < 4; i++) {
		manual(parts[i], &rc);
		assert_int_equal(rc, -1);
	}
}

/* mandoc finds nothing to complain of in a page made of it. */
static void
manual__is__valid_mdoc(void **state)
{
	static const char *const parts[] = { "commands", "directives",
	    "playbook" };
	const char *page = arena_printf(arena, "%s/page.8", folder);
	size_t i;
	int rc;

	(void)state;
	if (system("command -v mandoc >/dev/null") != 0) {
		print_message("mandoc is not installed\n");
		skip();
	}
	for (i = 0; i < 3; i++) {
		char *text = manual(parts[i], &rc);
		FILE *f = fopen(page, "w");

		assert_non_null(f);
		fprintf(f, ".Dd November 21, 2026\n.Dt TEST 8\n.Os\n"
		    ".Sh NAME\n.Nm test\n.Nd test\n.Sh DESCRIPTION\n%s", text);
		assert_int_equal(fclose(f), 0);
		rc = system(arena_printf(arena, "mandoc -T lint -W warning %s",
		    page));
		assert_true(WIFEXITED(rc));
		assert_int_equal(WEXITSTATUS(rc), 0);
	}
}

/* The entry that the page on proof has people write is a valid one. */
static void
manual__shows__a_vendor_that_is_read(void **state)
{
	struct conf_report r = { .arena = arena };
	struct list vendors = { 0 };
	struct conf_node *root;
	struct buf b = { 0 };
	struct err e = { 0 };
	const char *from, *to;

	(void)state;
	if (file_read_all("man/patchbot-proof.7", 1 << 20, &b, &e) == -1)
		fail_msg("%s", e.text);
	from = strstr(b.p, "vendor northwind {");
	assert_non_null(from);
	to = strstr(from, "\n.Ed");
	assert_non_null(to);
	root = conf_read_bytes(arena, "page", (struct span){ from,
	    (size_t)(to - from) }, &r);
	assert_non_null(root);
	assert_int_equal(vendors_read(arena, root, &vendors, &r), 0);
	assert_int_equal(r.errors, 0);
	assert_non_null(vendors_by_address(&vendors,
	    "security@northwind.example.net"));
	buf_free(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(manual__has__every_command),
		cmocka_unit_test(manual__has__every_directive),
		cmocka_unit_test(manual__has__every_directive_of_a_playbook),
		cmocka_unit_test(manual__refuses__other_parts),
		cmocka_unit_test(manual__is__valid_mdoc),
		cmocka_unit_test(manual__shows__a_vendor_that_is_read),
	};

	return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
