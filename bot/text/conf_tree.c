/* SPDX-License-Identifier: ISC */
/* What stands in the configuration's tree; see conf.h. */
#include <string.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "text/conf.h"

const struct conf_node *
conf_find(const struct conf_node *parent, const char *name)
{
	const struct conf_node *n;
	size_t i;

	for (i = 0; i < parent->children.n; i++) {
		n = parent->children.at[i];
		if (strcmp(n->words[0].text, name) == 0)
			return n;
	}
	return NULL;
}

static bool
stands_in(const struct list *l, size_t word, const char *what)
{
	const struct conf_node *n;
	size_t i;

	for (i = 0; i < l->n; i++) {
		n = l->at[i];
		if (word < n->n && strcmp(n->words[word].text, what) == 0)
			return true;
	}
	return false;
}

bool
conf_stood(const struct conf_node *parent, const char *name)
{
	return stands_in(&parent->dropped, 0, name) ||
	    stands_in(&parent->children, 0, name);
}

bool
conf_may_be(const struct conf_report *r, const struct conf_node *parent,
    const char *name)
{
	return r->gaps || (parent != NULL &&
	    stands_in(&parent->dropped, 1, name));
}

const char *
conf_get(const struct conf_node *parent, const char *name, size_t i,
    const char *def)
{
	const struct conf_node *n = conf_find(parent, name);

	return n != NULL && i < n->n ? n->words[i].text : def;
}

/*
 * The folder "dir/sub/" (n bytes of it) without its last part, where that is
 * no link and thus the same as "dir/sub/../"; SIZE_MAX where it is not.
 */
static size_t
above(struct arena *a, const char *dir, size_t n)
{
	const char *folder = arena_strn(a, dir, n - 1);
	const char *slash = strrchr(folder, '/');
	const char *last = slash != NULL ? slash + 1 : folder;
	struct stat st;

	if (last[0] == '\0' || strcmp(last, ".") == 0 ||
	    strcmp(last, "..") == 0 || lstat(folder, &st) == -1 ||
	    !S_ISDIR(st.st_mode))
		return SIZE_MAX;
	return (size_t)(last - folder);
}

char *
conf_path(struct arena *a, const struct conf_node *n, size_t word)
{
	const char *path = n->words[word].text;
	const char *slash = strrchr(n->file, '/');
	size_t dir = slash != NULL ? (size_t)(slash - n->file) + 1 : 0, up;

	if (path[0] == '/')
		return arena_str(a, path);
	/* "run/x", as people would say it, not "conf/../run/x" */
	while (dir > 1 && strncmp(path, "../", 3) == 0 &&
	    (up = above(a, n->file, dir)) != SIZE_MAX) {
		dir = up;
		path += 3;
	}
	return arena_printf(a, "%.*s%s", (int)dir, n->file, path);
}
