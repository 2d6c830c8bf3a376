/* SPDX-License-Identifier: ISC */
/* Authentication-Results from any bytes: as one field, and as a mail's. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "text/authres.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void
check_field(struct arena *a, struct span bytes)
{
	struct authres r;
	size_t i, k;

	authres_parse(a, bytes, &r);
	if ((r.wrong != NULL && r.n != 0) || r.n > AUTHRES_RESULTS_MAX ||
	    (r.wrong == NULL && r.id == NULL))
		abort();
	for (i = 0; i < r.n; i++) {
		if (r.results[i].method[0] == '\0' ||
		    r.results[i].result[0] == '\0' ||
		    r.results[i].n > AUTHRES_PROPERTIES_MAX)
			abort();
		for (k = 0; k < r.results[i].n; k++)
			if (r.results[i].properties[k].value == NULL)
				abort();
	}
}

static void
check_word(const struct proof *p)
{
	if (p->by == NULL || p->why == NULL ||
	    strncmp(p->method, "authres", 7) != 0 ||
	    !utf8_valid(p->why, strlen(p->why)) ||
	    strpbrk(p->why, "\r\n") != NULL)
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static char id[] = "mx.example.com", host[] = "*.in.example.com";
	static void *ids[] = { id }, *hosts[] = { id, host };
	static const struct authres_trust trust = { { ids, 1, 1 },
	    { hosts, 2, 2 } };
	struct span bytes = { (const char *)data, n };
	struct arena *a = arena_new();
	struct evidence ev = { .complete = true };
	struct mail m;
	uint32_t i;

	check_field(a, bytes);
	mail_scan(a, bytes, &m);
	authres_check(a, &m, &trust, &ev);
	if (ev.n > AUTHRES_WORDS_MAX + 1)
		abort();
	for (i = 0; i < ev.n; i++)
		check_word(&ev.proofs[i]);
	arena_free(a);
	return 0;
}
