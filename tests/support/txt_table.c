/* SPDX-License-Identifier: ISC */
/* A table of TXT records; see txt_table.h. */
#include "tests/support/txt_table.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/mem.h"
#include "base/str.h"

struct entry {
	char		*name;
	const char	*special;
	char		*text;
};

const char table_fails[] = "FAILS", table_empty[] = "EMPTY";

void
table_add(struct txt_table *z, const char *name, const char *text)
{
	struct entry *e = mem_alloc(sizeof(*e));

	e->name = mem_str(name);
	if (text == table_fails || text == table_empty)
		e->special = text;
	else
		e->text = mem_str(text);
	list_add(&z->entries, e);
}

void
table_free(struct txt_table *z)
{
	size_t i;

	for (i = 0; i < z->entries.n; i++) {
		struct entry *e = z->entries.at[i];

		free(e->name);
		free(e->text);
		free(e);
	}
	list_free(&z->entries);
}

void
table_txt(void *arg, struct arena *a, const char *name, struct txt_answer *ans)
{
	struct txt_table *z = arg;
	size_t i;

	z->asked++;
	z->last = arena_str(a, name);
	ans->status = TXT_NONE;
	ans->nxdomain = true;
	for (i = 0; i < z->entries.n; i++) {
		struct entry *e = z->entries.at[i];

		if (!str_eq_nocase(e->name, name)) {
			/* what has names below it exists */
			if (str_ends_nocase(e->name, arena_printf(a, ".%s",
			    name)))
				ans->nxdomain = false;
			continue;
		}
		ans->nxdomain = false;
		if (e->special == table_fails) {
			ans->status = TXT_FAILED;
			ans->why = "SERVFAIL";
		} else if (e->text != NULL) {
			ans->status = TXT_FOUND;
			list_add(&ans->texts, arena_str(a, e->text));
		}
	}
}
