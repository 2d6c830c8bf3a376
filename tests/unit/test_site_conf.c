/* SPDX-License-Identifier: ISC */
/* The configurations that are shipped: usable, printable, without secrets. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fd.h"
#include "cli/cli.h"
#include "flow/config.h"
#include "handlers/handler.h"

#define SECRET "xyzzy-correct-horse-17"

static struct arena *arena;
static char folder[] = "/tmp/patchbot-site.XXXXXX";

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
	unlink(arena_printf(arena, "%s/secret", folder));
	unlink(arena_printf(arena, "%s/site.conf", folder));
	unlink(arena_printf(arena, "%s/people.conf", folder));
	unlink(arena_printf(arena, "%s/tasks.conf", folder));
	unlink(arena_printf(arena, "%s/vendors.conf", folder));
	rmdir(folder);
	arena_free(arena);
	return 0;
}

static char *
text_of(const char *path)
{
	struct buf b = { 0 };
	struct err e = { 0 };
	char *s;

	if (file_read_all(path, 1 << 20, &b, &e) == -1)
		fail_msg("%s", e.text);
	s = arena_str(arena, buf_str(&b));
	buf_free(&b);
	return s;
}

static void
put(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	assert_true(fputs(text, f) >= 0);
	assert_int_equal(fclose(f), 0);
	assert_int_equal(chmod(path, 0600), 0);
}

/* What "patchbot check ARGUMENTS" writes, errors too; its exit code in *rc. */
static char *
check(const char *a1, const char *a2, const char *a3, int *rc)
{
	const char *out = arena_printf(arena, "%s/out", folder);
	char *argv[] = { arena_str(arena, "check"), arena_str(arena, a1),
	    arena_str(arena, a2), a3 != NULL ? arena_str(arena, a3) : NULL,
	    NULL };
	int saved = dup(1), saved_err = dup(2);
	int fd = open(out, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	assert_true(saved != -1 && saved_err != -1 && fd != -1);
	fflush(stdout);
	dup2(fd, 1);
	dup2(fd, 2);
	close(fd);
	optind = 0;
	*rc = cli_check.run(a3 != NULL ? 4 : 3, argv);
	fflush(stdout);
	dup2(saved, 1);
	dup2(saved_err, 2);
	close(saved);
	close(saved_err);
	return text_of(out);
}

static const char *const shipped[] = { "conf/patchbot.conf",
    "conf/site.conf" };

static void
shipped__passes__check(void **state)
{
	struct conf_report r;
	struct config *c;
	size_t i;
	char *out;
	int rc;

	(void)state;
	for (i = 0; i < 2; i++) {
		out = check("-c", shipped[i], NULL, &rc);
		if (rc != 0)
			fail_msg("%s", out);
		r = (struct conf_report){ .arena = arena };
		assert_non_null(c = config_load(shipped[i], &r));
		assert_int_equal(r.errors, 0);
		assert_true(c->send_configured);
		assert_true(c->people.persons.n > 10);
		assert_int_equal(c->mailbox.accounts.n, 1);
		config_free(c);
	}
}

/* Every vendor that the site's example promises to know. */
static void
vendors__names__all(void **state)
{
	static const char *const names[] = { "microsoft", "redhat", "debian",
	    "ubuntu", "suse", "cisco", "oracle", "vmware", "adobe", "apple",
	    "mozilla", "freebsd", "openssl", "cisa" };
	struct conf_report r = { .arena = arena };
	struct config *c = config_load("conf/site.conf", &r);
	size_t i, j;

	(void)state;
	assert_non_null(c);
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		for (j = 0; j < c->vendors.n; j++) {
			const struct vendor *v = c->vendors.at[j];

			if (strcmp(v->id, names[i]) == 0)
				break;
		}
		if (j == c->vendors.n)
			fail_msg("vendors.conf knows no \"%s\"", names[i]);
	}
	config_free(c);
}

/* Printed, read and printed again: the same text. */
static void
check_p__prints__what_parses_again(void **state)
{
	struct conf_report r;
	struct conf_node *root;
	struct buf again = { 0 };
	size_t i;
	char *out;
	int rc;

	(void)state;
	for (i = 0; i < 2; i++) {
		out = check("-p", "-c", shipped[i], &rc);
		/* a warning, of a trust anchor that is not installed here */
		while (strstr(out, "warning: ") != NULL &&
		    strstr(out, "warning: ") < strchr(out, '\n'))
			out = strchr(out, '\n') + 1;
		assert_int_equal(rc, 0);
		r = (struct conf_report){ .arena = arena };
		root = conf_read_bytes(arena, "printed", span_of(out), &r);
		assert_non_null(root);
		assert_int_equal(conf_check(root, config_rules(), &r), 0);
		conf_print(&again, root, config_rules(), 0);
		assert_string_equal(buf_str(&again), out);
		buf_free(&again);
	}
}

/* The text with every "from" as "to". */
static char *
replace(const char *text, const char *from, const char *to)
{
	struct buf b = { 0 };
	const char *at;
	char *s;
	int n = 0;

	while ((at = strstr(text, from)) != NULL) {
		buf_add(&b, text, (size_t)(at - text));
		buf_adds(&b, to);
		text = at + strlen(from);
		n++;
	}
	assert_true(n > 0);
	buf_adds(&b, text);
	s = arena_str(arena, buf_str(&b));
	buf_free(&b);
	return s;
}

/* site.conf with the passwords in files, all of which are the same one. */
static const char *
with_password_files(void)
{
	static const char *const parts[] = { "people.conf", "tasks.conf",
	    "vendors.conf" };
	const char *file = arena_printf(arena, "%s/site.conf", folder);
	char *text = text_of("conf/site.conf");
	size_t i;

	text = replace(text, "password-credential  imap",
	    "password-file secret");
	text = replace(text, "password-credential  smtp",
	    "password-file secret");
	text = replace(text, "password-credential  xmpp",
	    "password-file secret");
	put(file, text);
	put(arena_printf(arena, "%s/secret", folder), SECRET "\n");
	for (i = 0; i < 3; i++)
		put(arena_printf(arena, "%s/%s", folder, parts[i]),
		    text_of(arena_printf(arena, "conf/%s", parts[i])));
	return file;
}

static void
check_p__prints__no_secret(void **state)
{
	const char *file = with_password_files();
	char *out;
	int rc;

	(void)state;
	out = check("-p", "-c", file, &rc);
	assert_int_equal(rc, 0);
	assert_non_null(strstr(out, "password-file secret"));
	assert_null(strstr(out, SECRET));
}

/* The same file with the passwords read in: they are there, the tree that is
 * printed still has none, and after the wiping they are gone. */
static void
secrets__stand__nowhere_in_the_tree(void **state)
{
	const char *file = with_password_files();
	struct conf_report r = { .arena = arena };
	struct config *c = config_load(file, &r);
	const struct mail_account *a;
	struct buf out = { 0 };
	struct err e = { 0 };

	(void)state;
	assert_non_null(c);
	if (config_secrets(c, &e) == -1)
		fail_msg("%s", e.text);
	a = c->mailbox.accounts.at[0];
	assert_string_equal(a->secret, SECRET);
	assert_string_equal(c->send.secret, SECRET);
	assert_string_equal(c->chat.secret, SECRET);
	conf_print(&out, c->root, config_rules(), 0);
	assert_null(strstr(buf_str(&out), SECRET));
	buf_free(&out);
	config_wipe(c);
	assert_null(a->secret);
	assert_null(c->send.secret);
	assert_null(c->chat.secret);
	config_free(c);
}

/* What keeps somebody from logging in, or anybody from not: told, and not in
 * the way of who checks as another user. */
static void
secrets__missing_or_open_to_all__are_warned_of(void **state)
{
	static const struct {
		const char *text;	/* of the file; NULL: there is none */
		mode_t mode;
		const char *warning;
	} cases[] = {
		{ SECRET, 0600, NULL }, { SECRET, 0640, NULL },
		{ SECRET, 0644, "can read" }, { SECRET, 0602, "can write to" },
		{ "", 0600, "is empty" }, { NULL, 0, "No such file" },
	};
	const char *file = with_password_files();
	const char *secret = arena_printf(arena, "%s/secret", folder);
	size_t i;
	char *out;
	int rc;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		unlink(secret);
		if (cases[i].text != NULL) {
			put(secret, cases[i].text);
			chmod(secret, cases[i].mode);
		}
		out = check("-c", file, NULL, &rc);
		assert_int_equal(rc, 0);
		assert_null(strstr(out, SECRET));
		if (cases[i].warning == NULL)
			assert_null(strstr(out, "/secret"));
		else if (strstr(out, cases[i].warning) == NULL)
			fail_msg("%s in: %s", cases[i].warning, out);
	}
	put(file, replace(text_of(file), "password-file secret", ""));
	out = check("-c", file, NULL, &rc);
	assert_non_null(strstr(out, "it has no password"));
}

/* At and above what a socket's name can hold: run would not start. */
static void
control__too_long_for_a_socket__is_an_error(void **state)
{
	const char *file = arena_printf(arena, "%s/site.conf", folder);
	char *out;
	int rc, n;

	(void)state;
	for (n = 107; n <= 108; n++) {
		put(file, arena_printf(arena, "control /%0*d\n", n - 1, 0));
		out = check("-c", file, NULL, &rc);
		assert_int_equal(strstr(out, "too long for a socket") != NULL,
		    n > 107);
	}
}

static struct config *
with_gateways(const char *block, struct conf_report *r)
{
	char *base = realpath("conf/site.conf", NULL);
	const char *path = arena_printf(arena, "%s/site.conf", folder);
	struct config *c;

	assert_non_null(base);
	put(path, arena_printf(arena, "include %s\ngateways { %s }\n", base,
	    block));
	free(base);
	*r = (struct conf_report){ .arena = arena };
	c = config_load(path, r);
	return c;
}

static void
gateways__name__whose_words_count(void **state)
{
	static const struct {
		const char *block, *error;
	} bad[] = {
		{ "received-by a.example.com", "\"authserv-id\" is missing" },
		{ "authserv-id \"mx example\"", "an authserv-id as it" },
		{ "authserv-id mx/1", "an authserv-id as it" },
		{ "authserv-id mx; received-by *.", "a host (store" },
		{ "authserv-id mx; received-by a*.example.com",
		    "a host (store" },
	};
	struct conf_report r;
	struct buf many = { 0 };
	struct config *c;
	size_t i, k;

	(void)state;
	c = with_gateways("authserv-id MX.Example.com gate; "
	    "received-by Store.example.com *.In.example.com", &r);
	assert_non_null(c);
	assert_int_equal(c->gateways.ids.n, 2);
	assert_string_equal(c->gateways.ids.at[0], "mx.example.com");
	assert_int_equal(c->gateways.hosts.n, 2);
	assert_string_equal(c->gateways.hosts.at[1], "*.in.example.com");
	config_free(c);
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_null(with_gateways(bad[i].block, &r));
		if (strstr(r.lines.at[0], bad[i].error) == NULL)
			fail_msg("%s", (char *)r.lines.at[0]);
	}
	for (i = AUTHRES_TRUST_MAX - 1; i <= AUTHRES_TRUST_MAX + 1; i++) {
		buf_cut(&many, 0);
		buf_adds(&many, "authserv-id");
		for (k = 0; k < i; k++)
			buf_addf(&many, " mx%zu", k);
		c = with_gateways(buf_str(&many), &r);
		assert_int_equal(c != NULL, i <= AUTHRES_TRUST_MAX);
		config_free(c);
	}
	buf_free(&many);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(shipped__passes__check),
		cmocka_unit_test(vendors__names__all),
		cmocka_unit_test(check_p__prints__what_parses_again),
		cmocka_unit_test(check_p__prints__no_secret),
		cmocka_unit_test(secrets__stand__nowhere_in_the_tree),
		cmocka_unit_test(
		    secrets__missing_or_open_to_all__are_warned_of),
		cmocka_unit_test(control__too_long_for_a_socket__is_an_error),
		cmocka_unit_test(gateways__name__whose_words_count),
	};

	return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
