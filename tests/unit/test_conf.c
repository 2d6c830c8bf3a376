/* SPDX-License-Identifier: ISC */
/* The configuration's one form: syntax, includes, rules, report, printing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "text/conf.h"

static struct arena *arena;
static struct conf_report report;

static int
setup(void **state)
{
	(void)state;
	arena = arena_new();
	report = (struct conf_report){ .arena = arena };
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

static struct conf_node *
read_text(const char *text)
{
	return conf_read_bytes(arena, "t", span_of(text), &report);
}

static const char *
line(size_t i)
{
	return i < report.lines.n ? report.lines.at[i] : "(no such line)";
}

/* The tree in a form that shows every border: (a b{(c)}) */
static void
show(struct buf *b, const struct conf_node *n)
{
	const struct conf_node *c;
	size_t i, j;

	for (i = 0; i < n->children.n; i++) {
		c = n->children.at[i];
		buf_addc(b, '(');
		for (j = 0; j < c->n; j++)
			buf_addf(b, "%s<%s>", j > 0 ? " " : "",
			    c->words[j].text);
		if (c->block) {
			buf_addc(b, '{');
			show(b, c);
			buf_addc(b, '}');
		}
		buf_addc(b, ')');
	}
}

static void
expect_tree(const char *text, const char *tree)
{
	struct buf b = { 0 };
	struct conf_node *n = read_text(text);

	if (n == NULL)
		fail_msg("%s: %s", text, line(0));
	show(&b, n);
	assert_string_equal(buf_str(&b), tree);
	buf_free(&b);
}

static void
conf__reads__every_form(void **state)
{
	static const struct { const char *text, *tree; } cases[] = {
		{ "", "" },
		{ "\n\n;;\n", "" },
		{ "# only a comment", "" },
		{ "\\\n", "" },
		{ "a", "(<a>)" },
		{ "a b\tc\r\n", "(<a> <b> <c>)" },
		{ "a; b;c", "(<a>)(<b>)(<c>)" },
		{ "a # b\nc", "(<a>)(<c>)" },
		{ "a b#c", "(<a> <b#c>)" },	/* no white space before */
		{ "a \"b c\" \"\"", "(<a> <b c> <>)" },
		{ "a \"#;{}\"", "(<a> <#;{}>)" },
		{ "a \"x\\\"y\\\\z\\nw\"", "(<a> <x\"y\\z\nw>)" },
		{ "a b \\\n c\nd", "(<a> <b> <c>)(<d>)" },
		{ "a b \\\r\n c", "(<a> <b> <c>)" },
		{ "a \"b\\\nc\"", "(<a> <bc>)" },
		{ "a b\\\nc", "(<a> <bc>)" },
		{ "a b\\c", "(<a> <b\\c>)" },
		{ "a {}", "(<a>{})" },
		{ "a{b}", "(<a>{(<b>)})" },
		{ "a { b; c d }\ne", "(<a>{(<b>)(<c> <d>)})(<e>)" },
		{ "a {\n\tb {\n\t}\n}\n", "(<a>{(<b>{})})" },
		{ "a { } b { }", "(<a>{})(<b>{})" },
		{ "a { b } ; c", "(<a>{(<b>)})(<c>)" },
		{ "a \"x\"{b}", "(<a> <x>{(<b>)})" },
		{ "gr\xc3\xbc\xc3\x9f \xe2\x82\xac",
		    "(<gr\xc3\xbc\xc3\x9f> <\xe2\x82\xac>)" },
		{ "a\xef\xbf\xbd", "(<a\xef\xbf\xbd>)" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		expect_tree(cases[i].text, cases[i].tree);
	assert_int_equal(report.errors, 0);
}

static void
conf__says__where_syntax_is_wrong(void **state)
{
	static const struct { const char *text, *where, *what; } cases[] = {
		/* the place where it was opened, not the end of the file */
		{ "x\na {\n b\n c\n", "t:2:3: error: ", "not closed" },
		{ "a {\n b { c }\n", "t:1:3: error: ", "not closed" },
		{ "x\n a \"b\nc\"\n", "t:2:4: error: ", "not closed" },
		{ "a \"b", "t:1:3: error: ", "not closed" },
		{ "a\n }\n", "t:2:2: error: ", "no block is open" },
		{ "a { b } }", "t:1:9: error: ", "no block is open" },
		{ "a\n{ b }", "t:2:1: error: ", "without a word" },
		{ "a { { } }", "t:1:5: error: ", "without a word" },
		{ "a b\"c\"", "t:1:4: error: ", "inside the word \"b\"" },
		{ "a \"b\"c", "t:1:6: error: ", "behind a quoted word" },
		{ "a \"b\"\"c\"", "t:1:6: error: ", "behind a quoted word" },
		{ "a \"b\\t\"", "t:1:5: error: ", "backslash" },
		{ "a \"b\\", "t:1:5: error: ", "backslash" },
		/* columns count characters, not bytes */
		{ "\xc3\xbc\xc3\xbc }", "t:1:4: error: ", "no block" },
		{ "a\n b\x01", "t:2:3: error: ", "0x01" },
		{ "a\rb", "t:1:2: error: ", "0x0d" },
		{ "a\x7f", "t:1:2: error: ", "0x7f" },
		{ "ab\xff", "t:1:3: error: ", "0xff is not UTF-8" },
		{ "a\n\xc3", "t:2:1: error: ", "0xc3 is not UTF-8" },
		{ "\xed\xa0\x80", "t:1:1: error: ", "not UTF-8" },
		{ "include x", "t:1:9: error: ", "no file" },
		{ "\xef\xbb\xbf" "a b", "t:1:1: error: ", "byte order mark" },
		/* indentation shows where a brace was forgotten */
		{ "p {\n step c\n  at day\n }\n step d { x }\n}\n",
		    "t:2:2: error: ", "\"step c\" has no \"{\", though the "
		    "lines behind it stand deeper; expected \"step c {\": "
		    "line 6 has a \"}\" too many" },
		{ "calendar {\n blackout a {\n  hard\n blackout b {\n  x\n"
		    " }\n}\np {\n}\n", "t:2:2: error: ", "the block of "
		    "\"blackout a\" is not closed, it seems: the next \"}\" "
		    "for it, in line 7, stands further left" },
		/* one error each, whatever stands behind it */
		{ "a \"b \"c\" d\ne", "t:1:7: error: ", "behind a quoted" },
		{ "a b\"c d\ne", "t:1:4: error: ", "inside the word" },
		{ "a { x \"b; c }\ne { }", "t:1:7: error: ", "not closed" },
		{ "a \"b {\n c\n}\n", "t:1:3: error: ", "not closed" },
		{ "a\n{\n b\n}\nc { }", "t:2:1: error: ", "without a word" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		report.lines.n = 0;
		report.errors = 0;
		assert_null(read_text(cases[i].text));
		assert_int_equal(report.errors, 1);
		if (strncmp(line(0), cases[i].where,
		    strlen(cases[i].where)) != 0 ||
		    strstr(line(0), cases[i].what) == NULL)
			fail_msg("%s: %s", cases[i].text, line(0));
	}
}

static void
conf__refuses__nul_bytes(void **state)
{
	static const char text[] = "a b\nc\0d\n";

	(void)state;
	assert_null(conf_read_bytes(arena, "t",
	    (struct span){ text, sizeof(text) - 1 }, &report));
	assert_string_equal(line(0),
	    "t:2:2: error: a control character (0x00); expected text");
}

static void
conf__remembers__places(void **state)
{
	const struct conf_node *root, *a, *c;

	(void)state;
	root = read_text("\n  a \"\xc3\xbc\" b {\n\tc\n}");
	assert_non_null(root);
	a = root->children.at[0];
	c = a->children.at[0];
	assert_string_equal(a->file, "t");
	assert_int_equal(a->words[0].line, 2);
	assert_int_equal(a->words[0].column, 3);
	assert_int_equal(a->words[1].column, 5);
	assert_int_equal(a->words[2].column, 9);
	assert_int_equal(c->words[0].line, 3);
	assert_int_equal(c->words[0].column, 2);
}

/* n nested blocks. */
static struct conf_node *
nested(unsigned n)
{
	struct conf_node *root;
	struct buf b = { 0 };
	unsigned i;

	for (i = 0; i < n; i++)
		buf_adds(&b, "a {");
	for (i = 0; i < n; i++)
		buf_adds(&b, "}");
	root = read_text(buf_str(&b));
	buf_free(&b);
	return root;
}

static void
conf__limits__depth(void **state)
{
	(void)state;
	assert_non_null(nested(CONF_DEPTH_MAX - 1));
	assert_non_null(nested(CONF_DEPTH_MAX));
	assert_null(nested(CONF_DEPTH_MAX + 1));
	assert_non_null(strstr(line(0), "t:1:51: error: found a block within"));
	assert_null(nested(100000));
}

/* A directive with n words behind its name. */
static struct conf_node *
wide(unsigned n)
{
	struct conf_node *root;
	struct buf b = { 0 };
	unsigned i;

	buf_adds(&b, "a");
	for (i = 0; i < n; i++)
		buf_adds(&b, " b");
	root = read_text(buf_str(&b));
	buf_free(&b);
	return root;
}

static void
conf__limits__words(void **state)
{
	(void)state;
	assert_non_null(wide(CONF_WORDS_MAX - 1));
	assert_non_null(wide(CONF_WORDS_MAX));
	assert_null(wide(CONF_WORDS_MAX + 1));
	assert_non_null(strstr(line(0), "t:1:2003: error: "));
}

/* --- files ------------------------------------------------------------ */

static char dir[64];

static int
setup_dir(void **state)
{
	snprintf(dir, sizeof(dir), "/tmp/test_conf.XXXXXX");
	assert_non_null(mkdtemp(dir));
	return setup(state);
}

static int
teardown_dir(void **state)
{
	char command[128];

	snprintf(command, sizeof(command), "rm -rf %s", dir);
	assert_int_equal(system(command), 0);
	return teardown(state);
}

static const char *
path(const char *name)
{
	return arena_printf(arena, "%s/%s", dir, name);
}

static void
put(const char *name, const char *text)
{
	FILE *f = fopen(path(name), "w");

	assert_non_null(f);
	assert_true(fputs(text, f) >= 0);
	assert_int_equal(fclose(f), 0);
}

static void
conf__includes__relative_to_the_naming_file(void **state)
{
	const struct conf_node *root, *n;
	struct buf b = { 0 };

	(void)state;
	assert_int_equal(mkdir(path("sub"), 0700), 0);
	assert_int_equal(mkdir(path("sub/deep"), 0700), 0);
	put("main", "a\ninclude sub/one\nblock { include \"sub/two\" }\n");
	put("sub/one", "b file\ninclude deep/three; include ../four\n");
	put("sub/two", "c");
	put("sub/deep/three", "d");
	put("four", "e");
	root = conf_read_file(arena, path("main"), &report);
	if (root == NULL)
		fail_msg("%s", line(0));
	show(&b, root);
	assert_string_equal(buf_str(&b),
	    "(<a>)(<b> <file>)(<d>)(<e>)(<block>{(<c>)})");
	buf_free(&b);
	n = conf_find(root, "b");
	assert_string_equal(n->file, path("sub/one"));
	assert_string_equal(conf_path(arena, n, 1), path("sub/file"));
	n = conf_find(root, "d");
	assert_string_equal(n->file, path("sub/deep/three"));
	n = conf_find(root, "e");
	assert_string_equal(n->file, path("four"));
}

/* ".." goes the short way, but never past a link: that leads elsewhere. */
static void
conf__path__goes_up_past_folders_only(void **state)
{
	static const struct {
		const char *file, *word, *path;
	} cases[] = {
		{ "up/main", "../x", "x" },
		{ "up/deep/main", "../../x", "x" },
		{ "up/deep/main", "../../../x", "../x" },
		{ "up/deep/main", "y/../x", "up/deep/y/../x" },
		{ "link/main", "../x", "link/../x" },
		{ "none/main", "../x", "none/../x" },
	};
	struct conf_word w[2] = { { "d", 1, 1 }, { "", 1, 3 } };
	struct conf_node n = { .words = w, .n = 2 };
	size_t i;

	(void)state;
	assert_int_equal(mkdir(path("up"), 0700), 0);
	assert_int_equal(mkdir(path("up/deep"), 0700), 0);
	assert_int_equal(symlink("up/deep", path("link")), 0);
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		n.file = path(cases[i].file);
		w[1].text = cases[i].word;
		if (strncmp(cases[i].path, "../", 3) == 0)
			assert_string_equal(conf_path(arena, &n, 1),
			    arena_printf(arena, "%.*s%s",
			    (int)(strrchr(dir, '/') - dir) + 1, dir,
			    cases[i].path + 3));
		else
			assert_string_equal(conf_path(arena, &n, 1),
			    path(cases[i].path));
	}
}

static void
conf__says__what_is_wrong_with_includes(void **state)
{
	(void)state;
	put("self", "a\n include self\n");
	assert_null(conf_read_file(arena, path("self"), &report));
	assert_non_null(strstr(line(0), "self:2:10: error: "));
	assert_non_null(strstr(line(0), "includes itself"));
	/* the same file by another name */
	assert_int_equal(symlink("a", path("b")), 0);
	put("a", "include b\n");
	assert_null(conf_read_file(arena, path("a"), &report));
	assert_non_null(strstr(line(1), "includes itself"));
	put("gone", "include nowhere\n");
	assert_null(conf_read_file(arena, path("gone"), &report));
	assert_non_null(strstr(line(2), "gone:1:9: error: cannot include"));
	assert_non_null(strstr(line(2), "No such file"));
	put("two", "include a b\n");
	assert_null(conf_read_file(arena, path("two"), &report));
	assert_non_null(strstr(line(3), "expected one file name"));
	put("none", "include\n");
	assert_null(conf_read_file(arena, path("none"), &report));
	assert_non_null(strstr(line(4), "none:1:1: error: "));
	put("folder", "include .\n");
	assert_null(conf_read_file(arena, path("folder"), &report));
	assert_non_null(strstr(line(5), "no regular file"));
	/* a block does not reach over the border of a file */
	put("half", "x {\n");
	put("other", "include half\n}\n");
	assert_null(conf_read_file(arena, path("other"), &report));
	assert_non_null(strstr(line(6), "half:1:3: error: the block"));
	/* one file may be included twice, side by side */
	put("leaf", "x\n");
	put("twice", "include leaf\ninclude leaf\n");
	assert_non_null(conf_read_file(arena, path("twice"), &report));
}

/* Files 0..n, each including the next. */
static bool
chain(unsigned n)
{
	char name[16], text[32];
	unsigned i;

	for (i = 0; i <= n; i++) {
		snprintf(name, sizeof(name), "c%u", i);
		snprintf(text, sizeof(text), "include c%u\n", i + 1);
		put(name, i < n ? text : "leaf\n");
	}
	return conf_read_file(arena, path("c0"), &report) != NULL;
}

static void
conf__limits__depth_of_includes(void **state)
{
	(void)state;
	assert_true(chain(CONF_DEPTH_MAX - 1));
	assert_true(chain(CONF_DEPTH_MAX));
	assert_false(chain(CONF_DEPTH_MAX + 1));
	assert_non_null(strstr(line(0), "c16:1:9: error: files include"));
}

/* One file that includes a leaf n times: n + 1 files. */
static bool
fan(unsigned n)
{
	struct buf b = { 0 };
	bool good;

	put("leaf", "x\n");
	while (n-- > 0)
		buf_adds(&b, "include leaf\n");
	put("fan", buf_str(&b));
	buf_free(&b);
	good = conf_read_file(arena, path("fan"), &report) != NULL;
	return good;
}

static void
conf__limits__number_of_files(void **state)
{
	(void)state;
	assert_true(fan(CONF_FILES_MAX - 2));
	assert_true(fan(CONF_FILES_MAX - 1));
	assert_false(fan(CONF_FILES_MAX));
	assert_non_null(strstr(line(0), "more than 1000 files"));
}

static bool
sized(size_t n, bool as_file)
{
	char *text = malloc(n + 1);
	bool good;

	assert_non_null(text);
	memset(text, '\n', n);
	text[n] = '\0';
	if (as_file) {
		put("big", text);
		good = conf_read_file(arena, path("big"), &report) != NULL;
	} else
		good = read_text(text) != NULL;
	free(text);
	return good;
}

static void
conf__limits__size(void **state)
{
	int i;

	(void)state;
	for (i = 0; i < 2; i++) {
		assert_true(sized(CONF_FILE_MAX - 1, i == 1));
		assert_true(sized(CONF_FILE_MAX, i == 1));
		assert_false(sized(CONF_FILE_MAX + 1, i == 1));
		assert_non_null(strstr(line((size_t)i), "limit of 4194304"));
	}
}

static void
conf__says__why_the_first_file_is_unreadable(void **state)
{
	(void)state;
	assert_null(conf_read_file(arena, path("nowhere"), &report));
	assert_string_equal(line(0), arena_printf(arena, "%s/nowhere: error: "
	    "cannot read it: No such file or directory", dir));
	assert_null(conf_read_file(arena, dir, &report));
	assert_non_null(strstr(line(1), "no regular file"));
}

/* --- rules ------------------------------------------------------------ */

static const struct conf_rule prove_rules[] = {
	{ .name = "dkim", .params = "DOMAIN", .min = 1, .max = 1,
	    .flags = CONF_MANY, .check = conf_is_host },
	{ .name = "any", .block = prove_rules, .flags = CONF_MANY },
	{ .name = NULL },
};
static const struct conf_rule account_rules[] = {
	{ .name = "host", .params = "HOST", .min = 1, .max = 1,
	    .check = conf_is_host, .flags = CONF_NEEDED },
	{ .name = "port", .params = "PORT", .min = 1, .max = 1,
	    .check = conf_is_port, .def = "993" },
	{ .name = "password", .params = "WORD", .min = 1, .max = 1,
	    .flags = CONF_SECRET },
	{ .name = "folders", .params = "NAME ...", .min = 1, .max = 3 },
	{ .name = NULL },
};
static const struct conf_rule free_rules[] = {
	{ .name = "*", .params = "WORD ...", .min = 1, .max = 2 },
	{ .name = NULL },
};
static const struct conf_rule top_rules[] = {
	{ .name = "account", .params = "NAME", .min = 1, .max = 1,
	    .check = conf_is_name, .block = account_rules, .flags = CONF_MANY },
	{ .name = "zone", .params = "NAME", .min = 1, .max = 1, .def = "UTC" },
	{ .name = "prove", .block = prove_rules },
	{ .name = "words", .block = free_rules },
	{ .name = NULL },
};

static void
conf__checks__against_rules(void **state)
{
	static const struct { const char *text, *said; } cases[] = {
		{ "zone UTC\naccount a { host h }\naccount b { host h }",
		    NULL },
		{ "prove { any { dkim a.example; any { dkim b } } }", NULL },
		{ "words { a b; c d e }", NULL },
		{ "zon UTC", "t:1:1: error: found the unknown word \"zon\"; "
		    "did you mean \"zone\"?" },
		{ "x UTC", "t:1:1: error: found the unknown word \"x\"; "
		    "expected account, zone, prove or words" },
		{ "account a {\n\tprot 1\n\thost h\n}", "t:2:2: error: found "
		    "the unknown word \"prot\" in \"account\"; did you mean "
		    "\"port\"?" },
		{ "zone", "t:1:1: error: found 0 words behind \"zone\"; "
		    "expected 1: zone NAME" },
		{ "account a {\n host h\n folders }", "t:3:2: error: found 0 "
		    "words behind \"folders\"; expected at least 1: folders "
		    "NAME ..." },
		{ "zone UTC x y", "t:1:10: error: found the superfluous word "
		    "\"x\"; expected zone NAME: put text with blanks in "
		    "quotes" },
		{ "accounts a", "t:1:1: error: found the unknown word "
		    "\"accounts\"; did you mean \"account\"?" },
		/* further away than a slip, and yet it begins like one */
		{ "accounting a", "t:1:1: error: found the unknown word "
		    "\"accounting\"; did you mean \"account\"?" },
		{ "zone UTC\n\nzone UTC", "t:3:1: error: found \"zone\" a "
		    "second time; expected it once (the first is at t:1)" },
		{ "zone UTC { }", "t:1:6: error: found a block behind \"zone\""
		    "; expected zone NAME and no block" },
		{ "account a {\n}", "t:1:1: error: the directive \"host\" is "
		    "missing in account \"a\"; expected host HOST" },
		{ "account a", "t:1:1: error: the directive \"host\" is "
		    "missing in account \"a\"; expected host HOST" },
		{ "account a { host h; port 0 }", "t:1:26: error: found \"0\"; "
		    "expected a port number from 1 to 65535" },
		{ "prove { any { any { dkim -x } } }", "t:1:26: error: found "
		    "\"-x\"; expected a host name or an address" },
		{ "words { a }", "t:1:9: error: found 0 words behind \"a\"; "
		    "expected at least 1: a WORD ..." },
	};
	struct conf_node *n;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		report.lines.n = 0;
		assert_non_null(n = read_text(cases[i].text));
		if (cases[i].said == NULL) {
			if (conf_check(n, top_rules, &report) != 0)
				fail_msg("%s: %s", cases[i].text, line(0));
			continue;
		}
		assert_int_equal(conf_check(n, top_rules, &report), -1);
		assert_int_equal(report.lines.n, 1);
		assert_string_equal(line(0), cases[i].said);
	}
}

static void
conf__reports__all_errors_at_once(void **state)
{
	struct conf_node *n = read_text("x\nzone\naccount A { port y }\n");

	(void)state;
	assert_int_equal(conf_check(n, top_rules, &report), -1);
	assert_int_equal(report.errors, 5);
	assert_int_equal(report.lines.n, 5);
}

/* What stands behind an error of syntax, in a file or those beside it. */
static void
conf__goes_on__behind_syntax_errors(void **state)
{
	struct conf_node *n;
	struct buf b = { 0 };

	(void)state;
	put("torn", "gone {\n x\n");
	put("main", "a b\"c\"\ninclude nowhere\ninclude torn\n"
	    "d \"e\\t\" f\nx { y \"z }\ng\n");
	assert_non_null(n = conf_read_most(arena, path("main"), &report));
	assert_int_equal(report.errors, 5);
	assert_true(report.gaps);
	show(&b, n);
	assert_string_equal(buf_str(&b), "(<a> <b> <c>)(<d> <e\\t> <f>)"
	    "(<x>{(<y> <z>)})(<g>)");
	buf_free(&b);
	assert_true(conf_stood(n, "gone"));
	assert_false(conf_stood(n, "nowhere"));
	assert_true(conf_may_be(&report, n, "anything"));
	assert_null(conf_read_most(arena, path("nowhere"), &report));
}

/* What is wrong goes, with what needs it; names stay known. */
static void
conf__prunes__what_is_wrong(void **state)
{
	struct conf_node *n = read_text("x\nzone\naccount A { host h }\n"
	    "account b { host h; port y }\naccount c { host -h }\n"
	    "prove { any { dkim -x } }\n");
	struct buf b = { 0 };

	(void)state;
	assert_int_equal(conf_check(n, top_rules, &report), -1);
	assert_int_equal(report.errors, 6);
	conf_prune(arena, n, top_rules);
	show(&b, n);
	assert_string_equal(buf_str(&b), "(<account> <b>{(<host> <h>)})"
	    "(<prove>{(<any>{})})");
	buf_free(&b);
	assert_true(conf_stood(n, "zone"));
	assert_true(conf_stood(n->children.at[0], "port"));
	assert_false(conf_stood(n->children.at[0], "folders"));
	assert_true(conf_may_be(&report, n, "c"));
	assert_false(conf_may_be(&report, n, "d"));
}

static void
conf__limits__lines_of_a_report(void **state)
{
	struct conf_node *n;
	struct buf b = { 0 };
	unsigned i;

	(void)state;
	for (i = 0; i < CONF_REPORT_MAX + 1; i++)
		buf_adds(&b, "x\n");
	n = read_text(buf_str(&b));
	buf_free(&b);
	assert_int_equal(conf_check(n, top_rules, &report), -1);
	assert_int_equal(report.errors, CONF_REPORT_MAX + 1);
	assert_int_equal(report.lines.n, CONF_REPORT_MAX);
}

static void
conf__warns__with_place(void **state)
{
	struct conf_node *n = read_text("zone UTC");

	(void)state;
	conf_warn(&report, n->children.at[0], 1, "%s is dull", "UTC");
	/* a word that is not there: the last one's place */
	conf_warn(&report, n->children.at[0], 9, "end");
	/* the root has no place */
	conf_error(&report, n, 0, "empty");
	assert_string_equal(line(0), "t:1:6: warning: UTC is dull");
	assert_string_equal(line(1), "t:1:6: warning: end");
	assert_string_equal(line(2), "t: error: empty");
	assert_int_equal(report.warnings, 2);
	assert_int_equal(report.errors, 1);
}

static void
conf__finds__words(void **state)
{
	struct conf_node *n = read_text("a b c\na d\n");

	(void)state;
	assert_string_equal(conf_get(n, "a", 2, "x"), "c");
	assert_string_equal(conf_get(n, "a", 3, "x"), "x");
	assert_null(conf_get(n, "b", 1, NULL));
	assert_null(conf_find(n, "b"));
	/* bytes have a name without folder: paths stay as they are */
	assert_string_equal(conf_path(arena, n->children.at[0], 1), "b");
}

static void
conf__prints__what_parses_again(void **state)
{
	static const char *const texts[] = {
		"a b c", "a \"b c\" \"\" \"#x\" x#", "a \"\\\"\\\\\\n;{}\"",
		"a { b { c; d \"e f\" }; g }\nh", "\"\" x", "\"#\"",
		"gr\xc3\xbc\xc3\x9f", "a b\\c", "a {}", "\"a\\\\\"",
	};
	struct buf one = { 0 }, two = { 0 }, text = { 0 };
	struct conf_node *n;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		buf_cut(&one, 0);
		buf_cut(&two, 0);
		buf_cut(&text, 0);
		assert_non_null(n = read_text(texts[i]));
		show(&one, n);
		conf_print(&text, n, top_rules, 0);
		if ((n = read_text(buf_str(&text))) == NULL)
			fail_msg("%s: %s", buf_str(&text), line(0));
		show(&two, n);
		assert_string_equal(buf_str(&one), buf_str(&two));
	}
	buf_free(&one);
	buf_free(&two);
	buf_free(&text);
}

static void
conf__prints__defaults_but_no_secrets(void **state)
{
	struct conf_node *n = read_text(
	    "account a { password \"s3cret\"; host h; }");
	struct buf b = { 0 };

	(void)state;
	conf_print(&b, n, top_rules, 0);
	assert_string_equal(buf_str(&b),
	    "account a {\n"
	    "\t# password: a secret, not shown\n"
	    "\thost h\n"
	    "\t# port 993 (default)\n"
	    "}\n"
	    "# zone UTC (default)\n");
	buf_free(&b);
}

#define T(f)	cmocka_unit_test_setup_teardown(f, setup, teardown)
#define D(f)	cmocka_unit_test_setup_teardown(f, setup_dir, teardown_dir)

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		T(conf__reads__every_form),
		T(conf__says__where_syntax_is_wrong),
		T(conf__refuses__nul_bytes),
		T(conf__remembers__places),
		T(conf__limits__depth),
		T(conf__limits__words),
		D(conf__includes__relative_to_the_naming_file),
		D(conf__path__goes_up_past_folders_only),
		D(conf__says__what_is_wrong_with_includes),
		D(conf__limits__depth_of_includes),
		D(conf__limits__number_of_files),
		D(conf__limits__size),
		D(conf__says__why_the_first_file_is_unreadable),
		T(conf__checks__against_rules),
		T(conf__reports__all_errors_at_once),
		D(conf__goes_on__behind_syntax_errors),
		T(conf__prunes__what_is_wrong),
		T(conf__limits__lines_of_a_report),
		T(conf__warns__with_place),
		T(conf__finds__words),
		T(conf__prints__what_parses_again),
		T(conf__prints__defaults_but_no_secrets),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
