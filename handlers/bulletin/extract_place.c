/* SPDX-License-Identifier: ISC */
/* Where in the mail a fact was read; see extract.h. */
#include <string.h>

#include "base/arena.h"
#include "handlers/bulletin/extract.h"

/* The piece lies in these bytes: compared as numbers, as it may be a part of
 * anything else. */
static bool
lies_in(struct span piece, const char *text, size_t n)
{
	uintptr_t at = (uintptr_t)piece.p, from = (uintptr_t)text;

	return text != NULL && at >= from && at - from < n;
}

/* Counts on from the last place in the text, as facts come mostly in the
 * order of the mail. */
static uint32_t
line_of(const struct bulletin_facts *f, const char *text, const char *at)
{
	const struct fact_place *last;
	const char *p = text;
	uint32_t line = 1;
	size_t i;

	for (i = f->places.n; i > 0; i--) {
		last = f->places.at[i - 1];
		if (last->part != PART_TEXT || last->at > at)
			continue;
		p = last->at;
		line = last->line;
		break;
	}
	while ((p = memchr(p, '\n', (size_t)(at - p))) != NULL) {
		line++;
		p++;
	}
	return line;
}

/* At most FACTS_WORDS_MAX bytes, no half character at the end. */
static struct span
cut(struct span s)
{
	if (s.n <= FACTS_WORDS_MAX)
		return s;
	s.n = FACTS_WORDS_MAX;
	while (s.n > 0 && ((unsigned char)s.p[s.n] & 0xc0) == 0x80)
		s.n--;
	return span_trim(s);
}

/* The line around at; where that is long, from at on. */
static struct span
words_at(const char *text, size_t n, const char *at)
{
	const char *begin = memrchr(text, '\n', (size_t)(at - text));
	const char *end = memchr(at, '\n', (size_t)(text + n - at));
	struct span line;

	begin = begin != NULL ? begin + 1 : text;
	end = end != NULL ? end : text + n;
	line = span_trim((struct span){ begin, (size_t)(end - begin) });
	if (line.n > FACTS_WORDS_MAX && at - line.p > FACTS_WORDS_MAX / 2)
		line = (struct span){ at, (size_t)(end - at) };
	return cut(line);
}

/* Room for one more place of that field; NULL where there is none. */
static struct fact_place *
place_for(struct arena *a, struct bulletin_facts *f, enum fact_field field,
    enum fact_part part, uint32_t line)
{
	struct fact_place *p;
	size_t i, n = 0;

	for (i = 0; i < f->places.n; i++) {
		p = f->places.at[i];
		if (p->field != field)
			continue;
		if (!facts_field_is_many(field))
			return p;
		/* files may have no lines */
		if (p->part == part && p->line == line && line != 0)
			return NULL;
		n++;
	}
	if (n >= FACTS_FIELD_PLACES_MAX || f->places.n >= FACTS_PLACES_MAX)
		return NULL;
	p = arena_alloc(a, sizeof(*p));
	list_add_in(a, &f->places, p);
	return p;
}

static void
note(struct arena *a, struct bulletin_facts *f, const struct fact_place *found,
    struct span words)
{
	struct fact_place *p;

	if (words.n == 0)
		return;
	p = place_for(a, f, found->field, found->part, found->line);
	if (p == NULL)
		return;
	*p = *found;
	p->words = arena_strn(a, words.p, words.n);
}

/* No place of that field can be added: then none is looked for, as that takes
 * time that grows with the mail. */
static bool
is_full(const struct bulletin_facts *f, enum fact_field field)
{
	const struct fact_place *p;
	size_t i, n = 0;

	if (!facts_field_is_many(field))
		return false;
	for (i = 0; i < f->places.n; i++) {
		p = f->places.at[i];
		n += p->field == field;
	}
	return n >= FACTS_FIELD_PLACES_MAX || i >= FACTS_PLACES_MAX;
}

void
extract_seen(struct arena *a, struct bulletin_facts *f, enum fact_field field,
    struct span where)
{
	const struct reader_mail *m = f->mail;
	struct fact_place p = { .field = (uint8_t)field };
	size_t n;

	where = span_trim(where);
	if (m == NULL || where.n == 0 || is_full(f, field))
		return;
	p.at = where.p;
	n = m->text != NULL ? strlen(m->text) : 0;
	if (lies_in(where, m->text, n)) {
		p.part = PART_TEXT;
		p.line = line_of(f, m->text, where.p);
		note(a, f, &p, words_at(m->text, n, where.p));
		return;
	}
	n = m->subject != NULL ? strlen(m->subject) : 0;
	if (lies_in(where, m->subject, n)) {
		p.part = PART_SUBJECT;
		p.line = 1;
		note(a, f, &p, words_at(m->subject, n, where.p));
	}
}

void
extract_seen_in_file(struct arena *a, struct bulletin_facts *f,
    enum fact_field field, uint32_t line, struct span words)
{
	struct fact_place p = { .field = (uint8_t)field, .part = PART_FILE,
	    .line = line };

	note(a, f, &p, cut(span_trim(words)));
}
