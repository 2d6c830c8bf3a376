/* SPDX-License-Identifier: ISC */
/* Records: kept and read back, and what differs between two of them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "handlers/change/change.h"

static struct arena *arena;

static int
setup(void **state)
{
	(void)state;
	arena = arena_new();
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

/* "dates!: dev=Thu; *qa=Fri": a part a line, "!" watched, "*" settled. */
static struct list *
sections(const char *text)
{
	struct list *out = arena_alloc(arena, sizeof(*out));
	struct record_section *s;
	struct record_line *l;
	char *copy = arena_str(arena, text), *part, *line, *save, *rest;

	for (part = strtok_r(copy, "\n", &save); part != NULL;
	    part = strtok_r(NULL, "\n", &save)) {
		rest = strchr(part, ':');
		s = arena_alloc(arena, sizeof(*s));
		s->watched = rest[-1] == '!';
		rest[s->watched ? -1 : 0] = '\0';
		s->name = s->heading = part;
		s->none = "None.";
		for (line = strsep(&rest, ":"), line = strsep(&rest, ";");
		    line != NULL; line = strsep(&rest, ";")) {
			line += strspn(line, " ");
			if (*line == '\0')
				continue;
			l = arena_alloc(arena, sizeof(*l));
			l->settled = *line == '*';
			l->label = line + l->settled;
			l->text = strchr(line, '=') + 1;
			*strchr(line, '=') = '\0';
			list_add_in(arena, &s->lines, l);
		}
		list_add_in(arena, out, s);
	}
	return out;
}

static const char *
differences(const char *before, const char *now)
{
	struct list out = { 0 };
	struct buf b = { 0 };
	const char *text;
	size_t i;

	record_difference(arena, sections(before), sections(now), &out);
	for (i = 0; i < out.n; i++) {
		const struct record_change *x = out.at[i];

		buf_addf(&b, "%s%s/%s: %s > %s", i > 0 ? "; " : "", x->part,
		    x->label, x->before != NULL ? x->before : "-",
		    x->now != NULL ? x->now : "-");
	}
	text = arena_str(arena, buf_str(&b));
	buf_free(&b);
	return text;
}

static void
difference__is_told__of_watched_parts(void **state)
{
	static const struct {
		const char	*before, *now, *says;
	} cases[] = {
		{ "dates!: dev=Thu", "dates!: dev=Thu", "" },
		{ "dates!: dev=Thu", "dates!: dev=Fri",
		    "dates/dev: Thu > Fri" },
		{ "dates!: dev=Thu", "dates!: dev=Thu; qa=Fri",
		    "dates/qa: - > Fri" },
		{ "dates!: dev=Thu; qa=Fri", "dates!: qa=Fri",
		    "dates/dev: Thu > -" },
		/* the order is no news */
		{ "dates!: dev=Thu; qa=Fri", "dates!: qa=Fri; dev=Thu", "" },
		/* what nobody watches, and what is over */
		{ "tests: dev=ok", "tests: dev=bad", "" },
		{ "dates!: dev=Thu", "dates!: *dev=Fri", "" },
		{ "dates!: *dev=Thu", "dates!: dev=Fri", "" },
		{ "dates!: *dev=Thu; qa=Fri", "dates!: qa=Fri", "" },
		/* several of one label are told apart by their order */
		{ "back!: way=one; way=two", "back!: way=one; way=three",
		    "back/way: two > three" },
		{ "back!: way=one; way=two", "back!: way=one",
		    "back/way: two > -" },
		/* a part that a newer patchbot has, or has no more */
		{ "dates!: dev=Thu", "dates!: dev=Thu\nnew!: a=b",
		    "new/a: - > b" },
		{ "dates!: dev=Thu\nold!: a=b", "dates!: dev=Thu", "" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_string_equal(differences(cases[i].before,
		    cases[i].now), cases[i].says);
}

static void
pack__read_back__is_the_same(void **state)
{
	static const char text[] = "dates!: dev=Thu; *qa=Fri\ntests: a=b\n"
	    "none!: ";
	struct list back = { 0 };
	const char *packed = record_pack(arena, sections(text));
	const struct record_section *s;

	(void)state;
	record_unpack(arena, packed, &back);
	assert_string_equal(record_pack(arena, &back), packed);
	assert_int_equal(back.n, 3);
	s = back.at[0];
	assert_true(s->watched);
	assert_int_equal(s->lines.n, 2);
	assert_true(((const struct record_line *)s->lines.at[1])->settled);
	s = back.at[2];
	assert_string_equal(s->none, "None.");
	assert_int_equal(s->lines.n, 0);
	/* what no record is gives none, and a line before any part is lost */
	back.n = 0;
	record_unpack(arena, "line\ta\tb\n", &back);
	record_unpack(arena, NULL, &back);
	record_unpack(arena, "", &back);
	assert_int_equal(back.n, 0);
	record_unpack(arena, "watched\tdates", &back);
	assert_int_equal(back.n, 1);
	assert_string_equal(((const struct record_section *)back.at[0])->
	    heading, "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
		T(difference__is_told__of_watched_parts),
		T(pack__read_back__is_the_same),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
