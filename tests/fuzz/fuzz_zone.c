/* SPDX-License-Identifier: ISC */
/* Any bytes as a zone file; the first line is the name that is looked up. */
#include <stdint.h>
#include <stdlib.h>

#include "base/arena.h"
#include "text/zone.h"

int	LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new();
	struct span rest = { (const char *)data, size }, name = { 0 };
	struct zone_answer answer;
	struct err e = { 0 };
	struct zone *z;

	span_line(&rest, &name);
	z = zone_read(a, "fuzz", rest, &e);
	if ((z == NULL) != (e.text[0] != '\0'))
		abort();
	if (z != NULL) {
		zone_find(z, arena_strn(a, name.p, name.n), &answer);
		if ((answer.status == ZONE_FOUND) != (answer.texts.n > 0))
			abort();
	}
	arena_free(a);
	return 0;
}
