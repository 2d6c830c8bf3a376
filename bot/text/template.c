/* SPDX-License-Identifier: ISC */
/* The set of templates: built in, overridden by files; see template.h. */
#include "text/template.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/fd.h"
#include "base/mem.h"
#include "base/str.h"
#include "text/template_tree.h"

struct templates {
	struct arena	*arena;
	const struct builtin_template *set;
	const char	*dir;
	struct list	 all;		/* struct template * */
};

struct templates *
templates_new_from(const struct builtin_template *set, const char *dir)
{
	struct templates *ts = mem_alloc(sizeof(*ts));

	ts->arena = arena_new();
	ts->set = set;
	ts->dir = arena_str(ts->arena, dir);
	return ts;
}

struct templates *
templates_new(const char *dir)
{
	return templates_new_from(builtin_templates, dir);
}

void
templates_free(struct templates *ts)
{
	if (ts == NULL)
		return;
	arena_free(ts->arena);
	list_free(&ts->all);
	free(ts);
}

struct template *
templates_find(const struct templates *ts, const char *name)
{
	uint32_t hash = template_hash(name);
	struct template *t;
	size_t i;

	for (i = 0; i < ts->all.n; i++) {
		t = ts->all.at[i];
		if (t->hash == hash && strcmp(t->name, name) == 0)
			return t;
	}
	return NULL;
}

bool
templates_have(const struct templates *ts, const char *name)
{
	return templates_find(ts, name) != NULL;
}

void
templates_list(const struct templates *ts, struct list *names)
{
	const struct builtin_template *b;

	for (b = ts->set; b->name != NULL; b++) {
		union { const char *in; void *out; } u = { .in = b->name };

		list_add(names, u.out);
	}
}

static int
load_one(struct templates *ts, const struct builtin_template *b,
    struct err *e)
{
	struct template *t = arena_alloc(ts->arena, sizeof(*t));
	struct buf text = { 0 };
	const char *path;
	int rc;

	t->name = t->file = b->name;
	t->hash = template_hash(b->name);
	t->html = str_ends_nocase(b->name, ".html");
	list_add(&ts->all, t);
	path = ts->dir == NULL ? NULL :
	    arena_printf(ts->arena, "%s/%s", ts->dir, b->name);
	if (path == NULL || (access(path, F_OK) == -1 && errno == ENOENT))
		return template_parse(ts->arena, t, b->text, strlen(b->text),
		    e);
	t->file = path;
	rc = file_read_all(path, TEMPLATE_SIZE_MAX, &text, e);
	if (rc == 0)
		rc = template_parse(ts->arena, t, buf_str(&text), text.n, e);
	buf_free(&text);
	return rc;
}

/* Says that this file overrides nothing, and what may have been meant. */
static int
unknown_file(const struct templates *ts, const char *name, struct err *e)
{
	struct list names = { 0 };
	const char **words, *near;

	templates_list(ts, &names);
	words = mem_array(names.n + 1, sizeof(*words));
	memcpy(words, names.at, names.n * sizeof(*words));
	near = str_nearest(name, words, names.n);
	err_set(e, ERR_CONFIG, "%s/%s: there is no template \"%s\" that it "
	    "could override%s%s%s", ts->dir, name, name,
	    near != NULL ? "; did you mean \"" : "",
	    near != NULL ? near : "", near != NULL ? "\"?" : "");
	free(words);
	list_free(&names);
	return -1;
}

/* Looks through DIR/KIND (kind NULL: DIR itself, for its folders). */
static int
check_files(const struct templates *ts, const char *kind, struct err *e)
{
	const char *path = kind == NULL ? ts->dir :
	    arena_printf(ts->arena, "%s/%s", ts->dir, kind), *name;
	DIR *d = opendir(path);
	struct dirent *de;
	struct stat st;
	int rc = 0;

	if (d == NULL)
		return err_sys(e, "%s", path);
	while (rc == 0 && (de = readdir(d)) != NULL) {
		if (de->d_name[0] == '.' || str_ends_nocase(de->d_name, "~"))
			continue;
		name = kind == NULL ? arena_str(ts->arena, de->d_name) :
		    arena_printf(ts->arena, "%s/%s", kind, de->d_name);
		if (fstatat(dirfd(d), de->d_name, &st, 0) == -1)
			rc = err_sys(e, "%s/%s", ts->dir, name);
		else if (S_ISDIR(st.st_mode) && kind == NULL)
			rc = check_files(ts, name, e);
		else if (templates_find(ts, name) == NULL)
			rc = unknown_file(ts, name, e);
	}
	closedir(d);
	return rc;
}

/*
 * Finds the partials of a template and how deep they go; a ring of partials
 * would render for ever, so it is refused here.
 */
static int
link_partials(const struct templates *ts, struct template *t, struct err *e)
{
	struct piece *pc;
	size_t i;

	t->linking = true;
	for (i = 0; i < t->n; i++) {
		pc = &t->pieces[i];
		if (pc->kind != PIECE_PARTIAL)
			continue;
		pc->partial = templates_find(ts, pc->text);
		if (pc->partial == NULL)
			return err_set(e, ERR_CONFIG, "%s:%d: there is no "
			    "template \"%s\"", t->file, pc->line, pc->text);
		if (pc->partial->html != t->html)
			return err_set(e, ERR_CONFIG, "%s:%d: html and text "
			    "do not mix: \"%s\"", t->file, pc->line, pc->text);
		if (pc->partial->linking)
			return err_set(e, ERR_CONFIG, "%s:%d: \"%s\" comes to "
			    "include itself", t->file, pc->line, pc->text);
		if (pc->partial->height == 0 &&
		    link_partials(ts, pc->partial, e) == -1)
			return -1;
		if (pc->partial->height + 1 > t->height)
			t->height = pc->partial->height + 1;
	}
	t->linking = false;
	if (t->height == 0)
		t->height = 1;
	if (t->height > TEMPLATE_DEPTH_MAX + 1)
		return err_set(e, ERR_LIMIT, "%s: more than %d partials "
		    "within each other", t->file, TEMPLATE_DEPTH_MAX);
	return 0;
}

int
templates_load(struct templates *ts, struct err *e)
{
	const struct builtin_template *b;
	struct template *t;
	size_t i;

	for (b = ts->set; b->name != NULL; b++)
		if (load_one(ts, b, e) == -1)
			return -1;
	if (ts->dir != NULL && check_files(ts, NULL, e) == -1)
		return -1;
	for (i = 0; i < ts->all.n; i++) {
		t = ts->all.at[i];
		if (t->height == 0 && link_partials(ts, t, e) == -1)
			return -1;
	}
	return 0;
}

/* Each template is looked through once, however often it is included. */
static void
add_uses(struct template *t, struct arena *a, struct list *seen,
    struct list *uses)
{
	const struct piece *pc;
	struct template_use *u;
	size_t i;

	for (i = 0; i < seen->n; i++)
		if (seen->at[i] == t)
			return;
	list_add(seen, t);
	for (i = 0; i < t->n; i++) {
		pc = &t->pieces[i];
		if (pc->kind == PIECE_PARTIAL)
			add_uses(pc->partial, a, seen, uses);
		if (pc->kind == PIECE_TEXT || pc->kind == PIECE_PARTIAL)
			continue;
		u = arena_alloc(a, sizeof(*u));
		u->name = arena_str(a, pc->text);
		u->file = arena_str(a, t->file);
		u->line = pc->line;
		u->section = pc->kind == PIECE_SECTION ||
		    pc->kind == PIECE_INVERTED;
		list_add(uses, u);
	}
}

int
template_uses(const struct templates *ts, const char *name, struct arena *a,
    struct list *uses, struct err *e)
{
	struct template *t = templates_find(ts, name);
	struct list seen = { 0 };

	if (t == NULL)
		return err_set(e, ERR_CONFIG, "there is no template \"%s\"",
		    name);
	add_uses(t, a, &seen, uses);
	list_free(&seen);
	return 0;
}
