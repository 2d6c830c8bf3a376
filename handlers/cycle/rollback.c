/* SPDX-License-Identifier: ISC */
/* The way back, as the playbook has it; see request.h. */
#include <string.h>

#include "base/fd.h"
#include "handlers/cycle/request.h"

#define FILE_MAX	16384	/* bytes of "rollback file FILE" */

static int
read_lines(struct arena *a, const struct conf_node *n, struct list *lines,
    struct conf_report *r)
{
	struct buf b = { 0 };
	struct err e = { 0 };
	struct span rest, line;
	int rc = -1;

	if (n->n != 3) {
		conf_error(r, n, 1, "expected one file's name behind "
		    "\"file\"");
		return -1;
	}
	if (file_read_all(conf_path(a, n, 2), FILE_MAX, &b, &e) == -1) {
		conf_error(r, n, 2, "%s (expected a text of at most %d "
		    "bytes)", e.text, FILE_MAX);
		goto out;
	}
	rest = (struct span){ buf_str(&b), b.n };
	while (span_line(&rest, &line)) {
		line = span_trim(line);
		if (line.n > 0)
			list_add_in(a, lines, arena_strn(a, line.p, line.n));
	}
	if (lines->n == 0 || lines->n > RECORD_LINES_MAX) {
		conf_error(r, n, 2, "it has %zu lines; expected 1 to %d",
		    lines->n, RECORD_LINES_MAX);
		goto out;
	}
	rc = 0;
out:
	buf_free(&b);
	return rc;
}

int
rollback_read(struct arena *a, const struct conf_node *step,
    struct list *lines, struct conf_report *r)
{
	const struct conf_node *n = conf_find(step, "rollback");
	size_t i;

	if (n == NULL)
		return 0;
	if (strcmp(n->words[1].text, "file") == 0)
		return read_lines(a, n, lines, r);
	for (i = 1; i < n->n; i++)
		list_add_in(a, lines, arena_str(a, n->words[i].text));
	return 0;
}
