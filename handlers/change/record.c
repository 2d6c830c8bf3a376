/* SPDX-License-Identifier: ISC */
/* The record of a change: put together, kept, compared; see change.h. */
#include <stdlib.h>
#include <string.h>

#include "handlers/bulletin/bulletin.h"
#include "handlers/change/change.h"

#define PARTS_MAX	50

/* Tabs and line breaks keep the lines of a kept record apart. */
static const char *
one_line(struct arena *a, const char *s)
{
	size_t n = s == NULL ? 0 : utf8_cut(s, RECORD_TEXT_MAX);
	char *copy = arena_strn(a, s != NULL ? s : "", n), *p;

	for (p = copy; *p != '\0'; p++)
		if ((unsigned char)*p < 0x20)
			*p = ' ';
	return copy;
}

struct record_line *
record_add(struct work *w, struct list *lines, const char *label,
    const char *text)
{
	struct arena *a = work_arena(w);
	struct record_line *l = arena_alloc(a, sizeof(*l));

	l->label = one_line(a, label);
	l->text = one_line(a, text);
	list_add_in(a, lines, l);
	return l;
}

static int
by_order(const void *x, const void *y)
{
	const struct record_part *a = *(const struct record_part *const *)x;
	const struct record_part *b = *(const struct record_part *const *)y;

	return a->order != b->order ? a->order - b->order :
	    strcmp(a->name, b->name);
}

/* What is more than a part may have is counted in its last line. */
static void
cut(struct work *w, struct list *lines)
{
	size_t more = lines->n - RECORD_LINES_MAX + 1;

	if (lines->n <= RECORD_LINES_MAX)
		return;
	lines->n = RECORD_LINES_MAX - 1;
	record_add(w, lines, "more", arena_printf(work_arena(w), "%zu more",
	    more));
}

int
record_compose(struct work *w, const struct record *r, struct list *out,
    struct err *e)
{
	const struct record_part *sorted[PARTS_MAX] = { NULL };
	size_t n, i;

	for (n = 0; n < PARTS_MAX && record_parts[n] != NULL; n++)
		sorted[n] = record_parts[n];
	qsort(sorted, n, sizeof(sorted[0]), by_order);
	for (i = 0; i < n; i++) {
		struct record_section *s = arena_alloc(work_arena(w),
		    sizeof(*s));

		s->name = sorted[i]->name;
		s->heading = sorted[i]->heading;
		s->none = sorted[i]->none;
		s->watched = sorted[i]->watched;
		if (sorted[i]->fill(w, r, &s->lines, e) == -1)
			return -1;
		cut(w, &s->lines);
		list_add_in(work_arena(w), out, s);
	}
	return 0;
}

/* --- kept --------------------------------------------------------------- */

const char *
record_pack(struct arena *a, const struct list *sections)
{
	struct buf b = { 0 };
	const char *text;
	size_t i, k;

	for (i = 0; i < sections->n; i++) {
		const struct record_section *s = sections->at[i];

		buf_addf(&b, "%s\t%s\t%s\t%s\n", s->watched ? "watched" :
		    "part", s->name, s->heading, s->none != NULL ? s->none :
		    "");
		for (k = 0; k < s->lines.n; k++) {
			const struct record_line *l = s->lines.at[k];

			buf_addf(&b, "%s\t%s\t%s\n", l->settled ? "settled" :
			    "line", l->label, l->text);
		}
	}
	text = arena_str(a, buf_str(&b));
	buf_free(&b);
	return text;
}

static const char *
field(struct arena *a, struct span *rest)
{
	const char *tab = memchr(rest->p, '\t', rest->n);
	size_t n = tab != NULL ? (size_t)(tab - rest->p) : rest->n;
	const char *out = arena_strn(a, rest->p, n);

	rest->p += n + (tab != NULL);
	rest->n -= n + (tab != NULL);
	return out;
}

void
record_unpack(struct arena *a, const char *text, struct list *out)
{
	struct record_section *s = NULL;
	struct span rest = span_of(text != NULL ? text : ""), line;
	struct record_line *l;
	const char *what;

	while (span_line(&rest, &line)) {
		what = field(a, &line);
		if (strcmp(what, "watched") == 0 || strcmp(what, "part") == 0) {
			s = arena_alloc(a, sizeof(*s));
			s->watched = what[0] == 'w';
			s->name = field(a, &line);
			s->heading = field(a, &line);
			s->none = field(a, &line);
			list_add_in(a, out, s);
		} else if (s != NULL) {
			l = arena_alloc(a, sizeof(*l));
			l->settled = what[0] == 's';
			l->label = field(a, &line);
			l->text = field(a, &line);
			list_add_in(a, &s->lines, l);
		}
	}
}

void
record_model(struct arena *a, struct model *m, const struct list *sections)
{
	struct model *part, *item;
	size_t i, k;

	model_list(m, "parts");
	for (i = 0; i < sections->n; i++) {
		const struct record_section *s = sections->at[i];

		if (s->lines.n == 0 && (s->none == NULL ||
		    s->none[0] == '\0'))
			continue;
		part = model_add(m, "parts");
		model_set(part, "heading", s->heading);
		model_set(part, "none", s->lines.n == 0 ? s->none : "");
		model_list(part, "lines");
		for (k = 0; k < s->lines.n; k++) {
			const struct record_line *l = s->lines.at[k];

			item = model_add(part, "lines");
			model_set(item, "label", l->label);
			model_set(item, "line", l->text);
			model_set(item, "wrapped", bulletin_wrap(a,
			    arena_printf(a, "%s: %s", l->label, l->text),
			    6));
		}
	}
}

/* --- compared ----------------------------------------------------------- */

static const struct record_section *
section_of(const struct list *sections, const char *name)
{
	size_t i;

	for (i = 0; i < sections->n; i++) {
		const struct record_section *s = sections->at[i];

		if (strcmp(s->name, name) == 0)
			return s;
	}
	return NULL;
}

/* The line of that label, the nth among its like. */
static const struct record_line *
line_of(const struct record_section *s, const char *label, size_t nth)
{
	size_t i;

	for (i = 0; s != NULL && i < s->lines.n; i++) {
		const struct record_line *l = s->lines.at[i];

		if (strcmp(l->label, label) == 0 && nth-- == 0)
			return l;
	}
	return NULL;
}

static size_t
nth_of(const struct record_section *s, size_t i)
{
	const struct record_line *l = s->lines.at[i];
	size_t k, n = 0;

	for (k = 0; k < i; k++)
		n += strcmp(((const struct record_line *)s->lines.at[k])->label,
		    l->label) == 0;
	return n;
}

static void
differ(struct arena *a, const struct record_section *s,
    const struct record_line *before, const struct record_line *now,
    struct list *out)
{
	struct record_change *x = arena_alloc(a, sizeof(*x));

	x->part = s->name;
	x->heading = s->heading;
	/* one of them is there */
	x->label = before != NULL ? before->label : now != NULL ?
	    now->label : "";
	x->before = before != NULL ? before->text : NULL;
	x->now = now != NULL ? now->text : NULL;
	list_add_in(a, out, x);
}

/* Lines of one that the other has not or has otherwise; gone: only what the
 * other has not. */
static void
compare(struct arena *a, const struct record_section *one,
    const struct record_section *other, bool gone, struct list *out)
{
	size_t i;

	for (i = 0; i < one->lines.n; i++) {
		const struct record_line *l = one->lines.at[i];
		const struct record_line *o = line_of(other, l->label,
		    nth_of(one, i));

		if (l->settled || (o != NULL && o->settled))
			continue;
		if (gone && o == NULL)
			differ(a, one, l, NULL, out);
		else if (!gone && (o == NULL || strcmp(o->text, l->text) != 0))
			differ(a, one, o, l, out);
	}
}

void
record_difference(struct arena *a, const struct list *before,
    const struct list *now, struct list *out)
{
	size_t i;

	for (i = 0; i < now->n; i++) {
		const struct record_section *s = now->at[i];
		const struct record_section *o = section_of(before, s->name);

		if (!s->watched)
			continue;
		compare(a, s, o, false, out);
		if (o != NULL)
			compare(a, o, s, true, out);
	}
}
