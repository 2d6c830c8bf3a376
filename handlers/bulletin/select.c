/* SPDX-License-Identifier: ISC */
/* Which reader reads a mail; see select.h. */
#include "handlers/bulletin/select.h"

#include <string.h>

#include "handlers/bulletin/extract.h"

static const struct bulletin_reader *
by_id(const char *id)
{
	const struct bulletin_reader *const *r;

	for (r = bulletin_readers; id != NULL && *r != NULL; r++)
		if (strcmp((*r)->id, id) == 0)
			return *r;
	return NULL;
}

/* What core could not file is no bulletin. */
static void
drop_nameless(struct list *out)
{
	const struct bulletin_facts *f;
	size_t i = 0;

	while (i < out->n) {
		f = out->at[i];
		if (f->id == NULL || f->base == NULL || f->vendor == NULL)
			list_remove(out, i);
		else
			i++;
	}
}

void
bulletin_read(const char *hint, const struct reader_mail *m, struct list *out)
{
	const struct bulletin_reader *any = by_id("any"), *hinted = by_id(hint);
	const struct bulletin_reader *const *r;

	if (hinted != NULL) {
		hinted->read(m, out);
		drop_nameless(out);
	}
	for (r = bulletin_readers; hint == NULL && *r != NULL &&
	    out->n == 0; r++) {
		if (*r == any)
			continue;
		(*r)->read(m, out);
		drop_nameless(out);
	}
	if (out->n == 0 && any != NULL && any != hinted) {
		any->read(m, out);
		drop_nameless(out);
	}
}
