/* SPDX-License-Identifier: ISC */
/*
 * Every bulletin reader over a mail: its first three lines are the subject,
 * the sender and the list, what follows is the text.  What comes out can be
 * filed, lies within its limits, and survives packing.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "handlers/bulletin/select.h"

int	LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

/* The next line as a string; NULL where it is empty. */
static char *
next_line(struct arena *a, struct span *rest)
{
	struct span line;

	return span_line(rest, &line) && line.n > 0 ?
	    arena_strn(a, line.p, line.n) : NULL;
}

static void
check_list(const struct list *l)
{
	size_t i;

	if (l->n > FACTS_LIST_MAX)
		abort();
	for (i = 0; i < l->n; i++)
		if (((char *)l->at[i])[0] == '\0' ||
		    strchr(l->at[i], '\n') != NULL)
			abort();
}

static void
check_bulletin(const struct bulletin_facts *f)
{
	struct bulletin_facts copy = *f;
	uint32_t i;

	if (f->id == NULL || f->id[0] == '\0' || f->base == NULL ||
	    f->vendor == NULL || f->restart > RESTART_NO)
		abort();
	for (i = 0; i < FACT_FIELDS; i++)
		if (facts_list(&copy, i) != NULL)
			check_list(facts_list(&copy, i));
}

static void
check(const struct list *found)
{
	struct arena *a = arena_new();
	struct buf b = { 0 };
	struct list *back;
	size_t i;

	if (found->n > FACTS_BULLETINS_MAX)
		abort();
	for (i = 0; i < found->n; i++)
		check_bulletin(found->at[i]);
	facts_pack(&b, found);
	back = facts_unpack(a, (struct span){ buf_str(&b), b.n });
	if (back == NULL || back->n != found->n)
		abort();
	buf_free(&b);
	arena_free(a);
}

static void
read_as(const struct reader_mail *m, const char *hint)
{
	struct list found = { 0 };

	bulletin_read(hint, m, &found);
	check(&found);
	list_free(&found);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena *a = arena_new();
	struct reader_mail m = { .arena = a };
	struct buf clean = { 0 };
	struct span rest;
	size_t i;

	utf8_add_clean(&clean, (const char *)data, n);
	rest = (struct span){ buf_str(&clean), clean.n };
	m.subject = next_line(a, &rest);
	m.from = next_line(a, &rest);
	m.list_id = next_line(a, &rest);
	m.text = arena_strn(a, rest.p, rest.n);
	read_as(&m, NULL);
	for (i = 0; bulletin_readers[i] != NULL; i++)
		read_as(&m, bulletin_readers[i]->id);
	buf_free(&clean);
	arena_free(a);
	return 0;
}
