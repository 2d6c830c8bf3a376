/* SPDX-License-Identifier: ISC */
/* Any bytes as a template, in both modes, over a model of every kind. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/mem.h"
#include "text/template.h"

int	LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void
try(const char *name, const char *foot, const char *text, struct arena *a)
{
	struct builtin_template set[] = { { name, text },
	    { foot, "-- {{text}}\n" }, { NULL, NULL } };
	struct templates *ts = templates_new_from(set, NULL);
	struct model *m = model_new(a);
	struct buf out = { 0 };
	struct list uses = { 0 };
	struct err e;

	model_set(m, "text", "a <b> & \"c\"\nd");
	model_set(m, "empty", "");
	model_flag(m, "flag", true);
	model_set(model_add(m, "list"), "x", "1");
	model_set(model_add(m, "list"), "x", text);
	if (templates_load(ts, &e) == 0) {
		template_uses(ts, name, a, &uses, &e);
		template_render(ts, name, m, &out, &e);
		if (out.n > TEMPLATE_OUTPUT_MAX)
			abort();
	}
	list_free(&uses);
	buf_free(&out);
	templates_free(ts);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	char *text = mem_strn((const char *)data, n);
	struct arena *a = arena_new();

	try("t/m.txt", "t/foot.txt", text, a);
	try("t/m.html", "t/foot.html", text, a);
	arena_free(a);
	free(text);
	return 0;
}
