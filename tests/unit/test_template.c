/* SPDX-License-Identifier: ISC */
/* Templates: what they write, what they refuse, and their limits. */
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
#include "text/template.h"

/* What every case below knows. */
static struct model *
known(struct arena *a)
{
	struct model *m = model_new(a), *i, *j;

	model_set(m, "name", "Ann");
	model_set(m, "empty", NULL);
	model_set(m, "evil", "<a href=\"x\" id='y'>&</a>");
	model_set(m, "lines", "one\ntwo\x07\xe2\x80\xae" "three");
	model_set(m, "bad", "a\xff" "b");
	model_set(m, "dotted.name", "dots");
	model_flag(m, "yes", true);
	model_flag(m, "no", false);
	model_list(m, "none");
	i = model_add(m, "people");
	model_set(i, "name", "Bob");
	model_setf(i, "age", "%d", 40);
	j = model_add(i, "pets");
	model_set(j, "pet", "cat");
	j = model_add(i, "pets");
	model_set(j, "pet", "dog");
	i = model_add(m, "people");
	model_set(i, "name", "Eve");
	model_setf(i, "age", "%d", 41);
	model_list(i, "pets");
	return m;
}

#define FOOT "-- \n{{name}}\n"

/* Renders text as NAME; returns 0 or -1, out and e filled. */
static int
render(const char *name, const char *text, struct buf *out, struct err *e)
{
	struct builtin_template set[] = { { name, text },
	    { "t/foot.txt", FOOT }, { NULL, NULL } };
	struct templates *ts = templates_new_from(set, NULL);
	struct arena *a = arena_new();
	int rc;

	err_clear(e);
	rc = templates_load(ts, e);
	if (rc == 0)
		rc = template_render(ts, name, known(a), out, e);
	arena_free(a);
	templates_free(ts);
	return rc;
}

static void
check_cases(const char *name, const char *const (*cases)[2])
{
	struct err e;

	for (; (*cases)[0] != NULL; cases++) {
		struct buf out = { 0 };

		if (render(name, (*cases)[0], &out, &e) == -1)
			fail_msg("%s: %s", (*cases)[0], e.text);
		assert_string_equal(buf_str(&out), (*cases)[1]);
		buf_free(&out);
	}
}

static void
template__renders__text(void **state)
{
	static const char *const cases[][2] = {
		{ "", "" },
		{ "plain }} text", "plain }} text" },
		{ "Hello {{name}}!", "Hello Ann!" },
		{ "{{ name }}{{\tname\t}}", "AnnAnn" },
		{ "[{{empty}}]", "[]" },
		{ "{{dotted.name}}", "dots" },
		/* text mode does not escape, but one value is one line */
		{ "{{evil}}", "<a href=\"x\" id='y'>&</a>" },
		{ "{{lines}}", "one twothree" },
		{ "{{{lines}}}", "one\ntwothree" },
		{ "{{bad}}", "a\xef\xbf\xbd" "b" },
		/* sections */
		{ "{{#yes}}Y{{/yes}}{{#no}}N{{/no}}", "Y" },
		{ "{{^yes}}Y{{/yes}}{{^no}}N{{/no}}", "N" },
		{ "{{#name}}<{{name}}>{{/name}}", "<Ann>" },
		{ "{{#empty}}x{{/empty}}{{^empty}}-{{/empty}}", "-" },
		{ "{{#none}}x{{/none}}{{^none}}-{{/none}}", "-" },
		{ "{{#people}}{{name}}={{age}};{{/people}}", "Bob=40;Eve=41;" },
		{ "{{^people}}x{{/people}}", "" },
		/* inner first, then outer */
		{ "{{#people}}{{#pets}}{{name}}'s {{pet}} {{/pets}}{{/people}}",
		    "Bob's cat Bob's dog " },
		{ "{{#people}}{{^pets}}{{name}} {{evil}}{{/pets}}{{/people}}",
		    "Eve <a href=\"x\" id='y'>&</a>" },
		/* alone on a line */
		{ "a\n{{#yes}}\nb\n{{/yes}}\nc\n", "a\nb\nc\n" },
		{ "a\n  {{#no}}  \nb\n\t{{/no}}\nc\n", "a\nc\n" },
		{ "a\n{{! remark\nof two lines }}\nb\n", "a\nb\n" },
		{ "a{{! remark }}b", "ab" },
		{ "  {{name}}\n", "  Ann\n" },
		{ "x {{#yes}}\ny{{/yes}}\n", "x \ny\n" },
		{ "{{#yes}}\n{{/yes}}", "" },
		{ "{{#yes}}{{/yes}}\n", "\n" },
		{ "a\n{{>t/foot.txt}}\nb\n", "a\n-- \nAnn\nb\n" },
		{ "{{#people}}\n{{>t/foot.txt}}\n{{/people}}\n",
		    "-- \nBob\n-- \nEve\n" },
		/* written elsewhere */
		{ "a\r\n{{#yes}}\r\nb\r\n{{/yes}}\r\nc\r\n", "a\nb\nc\n" },
		{ NULL, NULL }
	};

	(void)state;
	check_cases("t/main.txt", cases);
}

static void
template__renders__html(void **state)
{
	static const char *const cases[][2] = {
		{ "<b>{{evil}}</b>", "<b>&lt;a href=&quot;x&quot; "
		    "id=&#39;y&#39;&gt;&amp;&lt;/a&gt;</b>" },
		{ "{{lines}}", "one\ntwothree" },
		{ NULL, NULL }
	};

	(void)state;
	check_cases("t/main.html", cases);
}

static void
template__refuses__with_file_and_line(void **state)
{
	static const struct {
		const char *name, *text, *what;
	} cases[] = {
		{ "t/m.txt", "a\n{{nome}}", "t/m.txt:2: the name \"nome\"" },
		{ "t/m.txt", "{{#nome}}{{/nome}}", "t/m.txt:1: the name" },
		{ "t/m.txt", "{{age}}", "t/m.txt:1: the name \"age\"" },
		{ "t/m.txt", "\n{{people}}", "t/m.txt:2: \"people\" is a" },
		{ "t/m.txt", "{{yes}}", "\"yes\" is a flag" },
		{ "t/m.txt", "a\nb {{name", "t/m.txt:2: there is no end" },
		{ "t/m.txt", "{{name}", "t/m.txt:1: there is no end" },
		{ "t/m.txt", "{{{name}}", "t/m.txt:1: there is no end" },
		{ "t/m.txt", "{{", "t/m.txt:1: there is no end" },
		{ "t/m.txt", "{{}}", "t/m.txt:1: this is no tag" },
		{ "t/m.txt", "{{a b}}", "t/m.txt:1: this is no tag" },
		{ "t/m.txt", "{{&name}}", "t/m.txt:1: this is no tag" },
		{ "t/m.txt", "{{=<% %>=}}", "t/m.txt:1: this is no tag" },
		{ "t/m.txt", "\n{{#yes}}\n\n", "t/m.txt:2: the section \"yes\" "
		    "is never closed" },
		{ "t/m.txt", "{{#yes}}\n{{/no}}", "t/m.txt:2: found {{/no}} "
		    "where {{/yes}} (opened in line 1)" },
		{ "t/m.txt", "{{/yes}}", "t/m.txt:1: this closes no section" },
		{ "t/m.txt", "{{>t/none.txt}}", "t/m.txt:1: there is no "
		    "template \"t/none.txt\"" },
		{ "t/m.txt", "{{>t/m.txt}}", "comes to include itself" },
		{ "t/m.html", "{{>t/foot.txt}}", "html and text do not mix" },
		{ "t/m.html", "{{{name}}}", "a raw value is not allowed" },
		{ "t/m.txt", "a\xff", "t/m.txt: a template is UTF-8 text" },
	};
	struct err e;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct buf out = { 0 };

		buf_adds(&out, "before");
		assert_int_equal(render(cases[i].name, cases[i].text, &out,
		    &e), -1);
		if (strstr(e.text, cases[i].what) == NULL)
			fail_msg("%s: \"%s\"", cases[i].text, e.text);
		assert_string_equal(buf_str(&out), "before");
		buf_free(&out);
	}
}

/* n times s, then what comes after. */
static char *
many(const char *s, size_t n, const char *after)
{
	struct buf b = { 0 };

	while (n-- > 0)
		buf_adds(&b, s);
	buf_adds(&b, after);
	return buf_steal(&b);
}

static int
try(char *text)
{
	struct buf out = { 0 };
	struct err e;
	int rc = render("t/m.txt", text, &out, &e);

	if (rc == -1)
		assert_int_equal(e.code, ERR_LIMIT);
	buf_free(&out);
	free(text);
	return rc;
}

static char *
nested(size_t n)
{
	char *close = many("{{/yes}}", n, ""), *all;

	all = many("{{#yes}}", n, close);
	free(close);
	return all;
}

static void
template__keeps__its_limits(void **state)
{
	struct buf b = { 0 };

	(void)state;
	/* size of a template */
	assert_int_equal(try(many("x", TEMPLATE_SIZE_MAX - 1, "")), 0);
	assert_int_equal(try(many("x", TEMPLATE_SIZE_MAX, "")), 0);
	assert_int_equal(try(many("x", TEMPLATE_SIZE_MAX + 1, "")), -1);
	/* sections within sections */
	assert_int_equal(try(nested(TEMPLATE_DEPTH_MAX - 1)), 0);
	assert_int_equal(try(nested(TEMPLATE_DEPTH_MAX)), 0);
	assert_int_equal(try(nested(TEMPLATE_DEPTH_MAX + 1)), -1);
	/* two people within two people ...: 2^16 sections of 32 pieces */
	for (int i = 0; i < TEMPLATE_DEPTH_MAX; i++)
		buf_adds(&b, "{{#people}}");
	for (int i = 0; i < 32; i++)
		buf_adds(&b, "{{empty}}");
	for (int i = 0; i < TEMPLATE_DEPTH_MAX; i++)
		buf_adds(&b, "{{/people}}");
	assert_int_equal(try(buf_steal(&b)), -1);
}

/* Renders a template of 32 values of n bytes each. */
static int
output(size_t n)
{
	char *text = many("{{{v}}}", 32, ""), *value = many("x", n, "");
	struct builtin_template set[] = { { "t/m.txt", text }, { 0 } };
	struct templates *ts = templates_new_from(set, NULL);
	struct arena *a = arena_new();
	struct model *m = model_new(a);
	struct buf out = { 0 };
	struct err e;
	int rc;

	model_set(m, "v", value);
	assert_int_equal(templates_load(ts, &e), 0);
	rc = template_render(ts, "t/m.txt", m, &out, &e);
	assert_int_equal(out.n, rc == 0 ? 32 * n : 0);
	buf_free(&out);
	arena_free(a);
	templates_free(ts);
	free(text);
	free(value);
	return rc;
}

static void
template__keeps__its_output_limit(void **state)
{
	(void)state;
	assert_int_equal(output(TEMPLATE_OUTPUT_MAX / 32 - 1), 0);
	assert_int_equal(output(TEMPLATE_OUTPUT_MAX / 32), 0);
	assert_int_equal(output(TEMPLATE_OUTPUT_MAX / 32 + 1), -1);
}

/* A chain of n partials behind the first template. */
static int
chain(int n)
{
	struct builtin_template set[TEMPLATE_DEPTH_MAX + 3] = { { 0 } };
	static char names[TEMPLATE_DEPTH_MAX + 3][16];
	static char texts[TEMPLATE_DEPTH_MAX + 3][32];
	struct templates *ts;
	struct err e;
	int i, rc;

	for (i = 0; i <= n; i++) {
		snprintf(names[i], sizeof(names[i]), "t/%d.txt", i);
		snprintf(texts[i], sizeof(texts[i]), "{{>t/%d.txt}}", i + 1);
		set[i] = (struct builtin_template){ names[i],
		    i < n ? texts[i] : "end" };
	}
	ts = templates_new_from(set, NULL);
	rc = templates_load(ts, &e);
	templates_free(ts);
	return rc;
}

static void
template__limits__partials_in_partials(void **state)
{
	(void)state;
	assert_int_equal(chain(TEMPLATE_DEPTH_MAX - 1), 0);
	assert_int_equal(chain(TEMPLATE_DEPTH_MAX), 0);
	assert_int_equal(chain(TEMPLATE_DEPTH_MAX + 1), -1);
}

static void
put_file(const char *dir, const char *name, const char *text)
{
	char path[256];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	f = fopen(path, "w");
	assert_non_null(f);
	fputs(text, f);
	assert_int_equal(fclose(f), 0);
}

static void
template__overrides__single_files(void **state)
{
	static const struct builtin_template set[] = {
		{ "t/a.txt", "built-in {{>t/b.txt}}" }, { "t/b.txt", "b" },
		{ NULL, NULL } };
	char dir[] = "/tmp/test-template-XXXXXX", path[64];
	struct arena *a = arena_new();
	struct templates *ts;
	struct buf out = { 0 };
	struct err e = { 0 };

	(void)state;
	assert_non_null(mkdtemp(dir));
	snprintf(path, sizeof(path), "%s/t", dir);
	assert_int_equal(mkdir(path, 0700), 0);
	put_file(dir, "t/b.txt", "of the site");
	put_file(dir, "t/b.txt~", "an editor's copy");
	put_file(dir, "t/.b.txt.swp", "another");
	ts = templates_new_from(set, dir);
	assert_int_equal(templates_load(ts, &e), 0);
	assert_int_equal(template_render(ts, "t/a.txt", model_new(a), &out,
	    &e), 0);
	assert_string_equal(buf_str(&out), "built-in of the site");
	templates_free(ts);

	put_file(dir, "t/b.txt", "one\n{{two");
	ts = templates_new_from(set, dir);
	assert_int_equal(templates_load(ts, &e), -1);
	assert_non_null(strstr(e.text, "/t/b.txt:2: there is no end"));
	templates_free(ts);

	put_file(dir, "t/b.txt", "fine");
	put_file(dir, "t/aa.txt", "overrides nothing");
	ts = templates_new_from(set, dir);
	assert_int_equal(templates_load(ts, &e), -1);
	assert_non_null(strstr(e.text, "did you mean \"t/a.txt\"?"));
	templates_free(ts);

	snprintf(path, sizeof(path), "rm -r %s", dir);
	assert_int_equal(system(path), 0);
	ts = templates_new_from(set, dir);
	assert_int_equal(templates_load(ts, &e), -1);
	templates_free(ts);
	buf_free(&out);
	arena_free(a);
}

static void
template__tells__what_it_uses(void **state)
{
	static const struct builtin_template set[] = {
		{ "t/a.txt", "{{x}}\n{{#y}}\n{{>t/b.txt}}{{>t/b.txt}}{{/y}}" },
		{ "t/b.txt", "{{{z}}}" }, { NULL, NULL } };
	struct templates *ts = templates_new_from(set, NULL);
	struct arena *a = arena_new();
	struct list uses = { 0 };
	struct template_use *u;
	struct err e;

	(void)state;
	assert_int_equal(templates_load(ts, &e), 0);
	assert_int_equal(template_uses(ts, "t/a.txt", a, &uses, &e), 0);
	assert_int_equal(uses.n, 3);
	u = uses.at[0];
	assert_string_equal(u->name, "x");
	assert_false(u->section);
	u = uses.at[1];
	assert_string_equal(u->name, "y");
	assert_true(u->section);
	assert_int_equal(u->line, 2);
	u = uses.at[2];
	assert_string_equal(u->name, "z");
	assert_string_equal(u->file, "t/b.txt");
	assert_int_equal(template_uses(ts, "t/c.txt", a, &uses, &e), -1);
	list_free(&uses);
	arena_free(a);
	templates_free(ts);
}

/* The set that is compiled in must load as it stands. */
static void
template__built_in_set__loads(void **state)
{
	struct templates *ts = templates_new(NULL);
	struct err e = { 0 };

	(void)state;
	if (templates_load(ts, &e) == -1)
		fail_msg("%s", e.text);
	templates_free(ts);
}

/* Each letter of a cycle has its look too, not the plain text alone. */
static void
template__built_in_set__has_html_beside_each_letter(void **state)
{
	const struct builtin_template *t, *h;
	char name[100];
	size_t n = 0;

	(void)state;
	for (t = builtin_templates; t->name != NULL; t++) {
		if (strstr(t->text, "{{>mail/cycle-foot.txt}}") == NULL)
			continue;
		snprintf(name, sizeof(name), "%.*s.html",
		    (int)(strlen(t->name) - 4), t->name);
		for (h = builtin_templates; h->name != NULL &&
		    strcmp(h->name, name) != 0; )
			h++;
		if (h->name == NULL)
			fail_msg("there is no %s", name);
		n++;
	}
	assert_true(n > 10);
}

/* Asked at every letter, for years: it may keep nothing of it. */
static void
templates__list__borrows_the_names(void **state)
{
	struct builtin_template set[] = { { "mail/a.txt", "a" },
	    { "mail/b.html", "b" }, { NULL, NULL } };
	struct templates *ts = templates_new_from(set, NULL);
	struct list names = { 0 };
	size_t i;

	(void)state;
	templates_list(ts, &names);
	assert_int_equal(names.n, 2);
	for (i = 0; i < 2; i++)
		assert_ptr_equal(names.at[i], set[i].name);
	list_free(&names);
	templates_free(ts);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(templates__list__borrows_the_names),
		cmocka_unit_test(template__renders__text),
		cmocka_unit_test(template__renders__html),
		cmocka_unit_test(template__refuses__with_file_and_line),
		cmocka_unit_test(template__keeps__its_limits),
		cmocka_unit_test(template__keeps__its_output_limit),
		cmocka_unit_test(template__limits__partials_in_partials),
		cmocka_unit_test(template__overrides__single_files),
		cmocka_unit_test(template__tells__what_it_uses),
		cmocka_unit_test(template__built_in_set__loads),
		cmocka_unit_test(
		    template__built_in_set__has_html_beside_each_letter),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
