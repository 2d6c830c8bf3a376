/* SPDX-License-Identifier: ISC */
/* Which reader reads a mail; see select.h. */
#include "handlers/bulletin/select.h"

#include <string.h>

#include "base/arena.h"
#include "handlers/bulletin/common.h"
#include "handlers/bulletin/csaf_mail.h"

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

/* Readers of whatever comes, from the one that knows more to the one that
 * knows less: each is asked after all others. */
static const char *const general[] = { "oss-security", "any" };

static bool
is_general(const struct bulletin_reader *r)
{
	size_t i;

	for (i = 0; i < sizeof(general) / sizeof(general[0]); i++)
		if (strcmp(r->id, general[i]) == 0)
			return true;
	return false;
}

static void
read_with(const struct bulletin_reader *r, const struct reader_mail *m,
    struct list *out)
{
	if (r == NULL || out->n > 0)
		return;
	r->read(m, out);
	drop_nameless(out);
}

/* U+00A0, which some mail programs write for blanks, as two blanks: what
 * stands behind it stays where it was. */
static const char *
with_plain_blanks(struct arena *a, const char *text)
{
	static const char hard[] = "\xc2\xa0";
	char *copy, *p;

	if (strstr(text, hard) == NULL)
		return text;
	copy = arena_str(a, text);
	for (p = copy; (p = strstr(p, hard)) != NULL;)
		p[0] = p[1] = ' ';
	return copy;
}

/* The general readers guess from the text alone: a document knows better. */
static bool
is_guess(const struct list *out)
{
	const struct bulletin_facts *f = out->n > 0 ? out->at[0] : NULL;
	const struct bulletin_reader *r = f != NULL ? by_id(f->vendor) : NULL;

	return r != NULL && is_general(r);
}

void
bulletin_read(const char *hint, const struct reader_mail *m, struct list *out)
{
	const struct bulletin_reader *hinted = by_id(hint);
	const struct bulletin_reader *const *r;
	struct reader_mail *plain = arena_alloc(m->arena, sizeof(*plain));
	struct csaf_mail documents;
	size_t i;

	csaf_mail_read(m, &documents);
	/* the facts know it */
	*plain = *m;
	plain->text = with_plain_blanks(m->arena, documents.text);
	/* each reader asks */
	plain->is_reply = extract_is_reply(plain) ? STATED_YES : STATED_NO;
	read_with(hinted, plain, out);
	for (r = bulletin_readers; hint == NULL && *r != NULL; r++)
		if (!is_general(*r))
			read_with(*r, plain, out);
	for (i = 0; i < sizeof(general) / sizeof(general[0]); i++)
		if (hinted == NULL || strcmp(general[i], hint) != 0)
			read_with(by_id(general[i]), plain, out);
	if (!extract_is_reply(m))
		csaf_mail_join(m, &documents, is_guess(out), out);
	common_fill(plain, out);
}
