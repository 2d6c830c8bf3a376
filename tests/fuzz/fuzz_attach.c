/* SPDX-License-Identifier: ISC */
/*
 * Attachments by their bytes: archives in archives, documents, scripts,
 * uuencoded texts.  What is unpacked never exceeds the budget.
 */
#include <stdint.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/buf.h"
#include "text/attach.h"

#define BUDGET	(1 << 20)	/* so that a small input can exceed it */

int	LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static const char *const names[] = { NULL, "a.gz", "a.tgz", "a.docx",
	    "a.pdf", "a.html", "a.txt", "a.tar" };
	struct arena *a = arena_new();
	struct buf out = { 0 };
	struct span in, rest;
	size_t budget = BUDGET;
	char *name;

	if (n > 0) {
		in = (struct span){ (const char *)data + 1, n - 1 };
		attach_refused(a, &budget, names[data[0] & 7], NULL, in);
		if (budget > BUDGET)
			abort();
		rest = in;
		while (uu_next(a, &rest, &name, &out))
			if (out.n == 0 || out.n > ARCHIVE_LOOK_MAX + 64)
				abort();
	}
	buf_free(&out);
	arena_free(a);
	return 0;
}
