/* SPDX-License-Identifier: ISC */
/* Keys in the configuration: what is read, and what is said of mistakes. */
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
#include "base/buf.h"
#include "flow/keys.h"
#include "tests/support/pgpmake.h"
#include "text/keyring.h"
#include "text/vendors.h"

#define NOW	INT64_C(1795262400)

static struct arena *a;
static struct conf_report report;
static struct list vendors, keys;
static char dir[64];
static char fingerprint[80];

static void
write_file(const char *name, const struct buf *b)
{
	char path[128];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	f = fopen(path, "w");
	assert_non_null(f);
	assert_int_equal(fwrite(buf_str(b), 1, b->n, f), b->n);
	assert_int_equal(fclose(f), 0);
}

static void
write_key(const char *name, uint32_t lasts)
{
	struct pgpmake_wish w = { .made = NOW - 1000, .lasts = lasts };
	struct pgpmake *k = pgpmake_new(&w);
	struct buf b = { 0 };

	pgpmake_public(k, &b);
	write_file(name, &b);
	snprintf(fingerprint, sizeof(fingerprint), "%s",
	    pgpmake_fingerprint(k));
	buf_free(&b);
	pgpmake_free(k);
}

static int
setup(void **state)
{
	struct buf junk = { 0 }, cert = { 0 };
	struct smimemake *s = smimemake_new("a@example.com", NOW - 1000,
	    NOW + 1000);

	(void)state;
	a = arena_new();
	snprintf(dir, sizeof(dir), "/tmp/patchbot-keys.XXXXXX");
	assert_non_null(mkdtemp(dir));
	buf_adds(&junk, "no key\n");
	write_file("junk.asc", &junk);
	smimemake_cert(s, true, &cert);
	write_file("ca.pem", &cert);
	write_key("ended.asc", 500);
	write_key("good.asc", 0);
	smimemake_free(s);
	buf_free(&junk);
	buf_free(&cert);
	return 0;
}

static int
teardown(void **state)
{
	static const char *const names[] = { "junk.asc", "ca.pem",
	    "ended.asc", "good.asc" };
	char path[128];
	size_t i;

	(void)state;
	for (i = 0; i < 4; i++) {
		snprintf(path, sizeof(path), "%s/%s", dir, names[i]);
		unlink(path);
	}
	arena_free(a);
	return rmdir(dir);
}

/* Reads a vendor with these lines; what was reported first, or "". */
static const char *
read_lines(const char *lines)
{
	const char *text = arena_printf(a, "vendor v {\n\tfrom a@example.com\n"
	    "%s\n}\n", lines);
	struct conf_node *root;

	report = (struct conf_report){ .arena = a };
	vendors = (struct list){ 0 };
	keys = (struct list){ 0 };
	root = conf_read_bytes(a, arena_printf(a, "%s/v.conf", dir),
	    span_of(text), &report);
	assert_non_null(root);
	if (vendors_read(a, root, &vendors, &report) == 0)
		keys_read(a, &vendors, NULL, NOW, &keys, &report);
	return report.lines.n > 0 ? report.lines.at[0] : "";
}

#define has(text, needle) do {						\
	if (strstr(text, needle) == NULL)				\
		fail_msg("%s lacks %s", text, needle);			\
} while (0)

static void
keys__right_ones__are_read(void **state)
{
	const struct vendor *v;
	const struct key_file *f;

	(void)state;
	assert_string_equal(read_lines(arena_printf(a, "\tkey good.asc\n"
	    "\tprove any { pgp %s; smime ca.pem }", fingerprint)), "");
	v = vendors.at[0];
	assert_int_equal(v->keys.n, 2);
	assert_int_equal(keys.n, 2);
	f = keys.at[0];
	assert_string_equal(f->owner, "vendor v");
	assert_int_equal(f->kind, KEY_PGP);
	assert_string_equal(((struct key_facts *)f->keys.at[0])->id,
	    fingerprint);
	f = keys.at[1];
	assert_int_equal(f->kind, KEY_SMIME);
	assert_true(((struct key_facts *)f->keys.at[0])->authority);
	/* as people write it, and the same file named twice */
	assert_string_equal(read_lines(arena_printf(a, "\tkey good.asc\n"
	    "\tsmime ca.pem\n\tprove all { pgp \"0x%.20s %s\"; smime ca.pem }",
	    fingerprint, fingerprint + 20)), "");
	assert_int_equal(keys.n, 2);
}

static void
keys__wrong_ones__are_told_with_their_place(void **state)
{
	const char *line;

	(void)state;
	line = read_lines("\tkey nothing.asc\n\tprove any { dmarc }");
	has(line, "v.conf:3:6: error");
	has(line, "nothing.asc");
	has(line, "expected a file with OpenPGP public keys");
	line = read_lines("\tkey junk.asc\n\tprove any { dmarc }");
	has(line, "v.conf:3:6: error");
	has(line, "there is no OpenPGP public key in it");
	line = read_lines("\tsmime good.asc\n\tprove any { dmarc }");
	has(line, "there is no certificate in it");
	line = read_lines("\tprove any { pgp 0123456789ABCDEF }");
	has(line, "a whole fingerprint");
	line = read_lines("\tkey good.asc\n\tprove any {\n\t\tpgp "
	    "0123456789ABCDEF0123456789ABCDEF01234567\n\t}");
	has(line, "v.conf:5:7: error");
	has(line, "expected one that a \"key FILE\" of v holds");
	line = read_lines(arena_printf(a, "\tprove any { pgp %s }",
	    fingerprint));
	has(line, "error");
	line = read_lines("\tprove any { smime nothing.pem }");
	has(line, "v.conf:3:20: error");
}

static void
keys__ended__are_a_warning(void **state)
{
	const char *line = read_lines("\tkey ended.asc\n\tprove any { dmarc }");

	(void)state;
	has(line, "v.conf:3:6: warning");
	has(line, "ended at 2026-11-21T");
	assert_int_equal(report.errors, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keys__right_ones__are_read),
		cmocka_unit_test(keys__wrong_ones__are_told_with_their_place),
		cmocka_unit_test(keys__ended__are_a_warning),
	};

	return cmocka_run_group_tests_name("keys_conf", tests, setup,
	    teardown);
}
