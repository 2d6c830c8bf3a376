/* SPDX-License-Identifier: ISC */
/* The corpus, found and counted; see corpus.h. */
#include "tests/support/corpus.h"

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
#include "base/fd.h"
#include "tests/support/txt_table.h"

const char *
corpus_path(const char *name)
{
	static char path[4096];
	const char *dir = getenv("PATCHBOT_CORPUS");

	snprintf(path, sizeof(path), "%s/%s",
	    dir != NULL ? dir : "../shared/corpus", name);
	return path;
}

void
corpus_needed(void)
{
	if (access(corpus_path(""), R_OK) == 0)
		return;
	print_message("no corpus at %s (PATCHBOT_CORPUS names it)\n",
	    corpus_path(""));
	skip();
}

bool
corpus_read(const char *name, struct buf *out)
{
	struct err e = { 0 };

	return file_read_all(corpus_path(name), CORPUS_FILE_MAX, out,
	    &e) == 0;
}

static void
add_record(struct txt_table *t, const char *name, const char *text)
{
	if (strcmp(text, "NXDOMAIN") == 0 ||
	    strcmp(text, "RCODE:nxdomain") == 0)
		return;
	if (strcmp(text, "RCODE:norec") == 0)
		text = table_empty;
	else if (strncmp(text, "~~", 2) == 0 ||
	    strncmp(text, "RCODE:", 6) == 0)
		text = table_fails;
	else if (strcmp(text, "\"\"") == 0)
		text = "";
	table_add(t, name, text);
}

void
corpus_table(const char *file, bool typed, struct txt_table *t)
{
	struct arena *a = arena_new();
	struct buf b = { 0 };
	struct span rest, line, name, type;

	assert_true(corpus_read(file, &b));
	rest = (struct span){ b.p, b.n };
	while (span_line(&rest, &line)) {
		if (!span_word(&line, &name) || name.p[0] == '#')
			continue;
		if (typed && (!span_word(&line, &type) ||
		    !span_eq(type, "txt")))
			continue;
		line = span_trim(line);
		add_record(t, arena_strn(a, name.p, name.n),
		    arena_strn(a, line.p, line.n));
	}
	buf_free(&b);
	arena_free(a);
}

/* tests/corpus.sh reads these lines; a reason is one line of its own. */
void
corpus_case(const char *folder, const char *name, enum corpus_outcome o,
    const char *why, ...)
{
	static const char *const words[] = {
		[CORPUS_RIGHT] = "right", [CORPUS_WRONG] = "wrong",
		[CORPUS_SKIPPED] = "skipped",
	};
	char text[512], *p;
	va_list ap;

	va_start(ap, why);
	vsnprintf(text, sizeof(text), why, ap);
	va_end(ap);
	for (p = text; *p != '\0'; p++)
		if ((unsigned char)*p < ' ')
			*p = ' ';
	printf("# corpus\t%s\t%s\t%s\t%s\n", folder, words[o], name, text);
	fflush(stdout);
}
