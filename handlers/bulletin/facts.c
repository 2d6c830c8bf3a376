/* SPDX-License-Identifier: ISC */
/* Bulletins in bytes; see facts.h. */
#include "handlers/bulletin/facts.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"

/* Lists of texts behind cves, products, fixed and urls, as format 2 has
 * them; a new one makes a new format. */
static const enum fact_field newer_lists[] = { FACT_AFFECTED,
    FACT_PREREQUISITES, FACT_WORKAROUNDS, FACT_REMOVAL, FACT_PROBLEMS,
    FACT_SUPERSEDES, FACT_SUPERSEDED_BY, FACT_REMARKS };

#define LEN(a) (sizeof(a) / sizeof((a)[0]))

static void
pack_list(struct buf *b, const struct list *l)
{
	size_t i, n = l->n < FACTS_LIST_MAX ? l->n : FACTS_LIST_MAX;

	pack_u32(b, (uint32_t)n);
	for (i = 0; i < n; i++)
		pack_str(b, l->at[i]);
}

static void
unpack_list(struct unpack *u, struct arena *a, struct list *l)
{
	uint32_t n;
	char *s;

	for (n = unpack_count(u, FACTS_LIST_MAX); n > 0 && !u->bad; n--) {
		s = unpack_str(u, a);
		if (s == NULL)
			u->bad = true;
		list_add_in(a, l, s);
	}
}

static void
pack_cves(struct buf *b, const struct list *l)
{
	size_t i, n = l->n < FACTS_LIST_MAX ? l->n : FACTS_LIST_MAX;
	const struct cve_fact *c;

	pack_u32(b, (uint32_t)n);
	for (i = 0; i < n; i++) {
		c = l->at[i];
		pack_str(b, c->id);
		pack_str(b, c->severity);
		pack_str(b, c->score);
		pack_str(b, c->vector);
		pack_u8(b, (uint8_t)c->exploited);
		pack_u8(b, (uint8_t)c->known);
	}
}

static void
unpack_cves(struct unpack *u, struct arena *a, struct list *l)
{
	struct cve_fact *c;
	uint32_t n;

	for (n = unpack_count(u, FACTS_LIST_MAX); n > 0 && !u->bad; n--) {
		c = arena_alloc(a, sizeof(*c));
		c->id = unpack_str(u, a);
		c->severity = unpack_str(u, a);
		c->score = unpack_str(u, a);
		c->vector = unpack_str(u, a);
		c->exploited = unpack_u8(u);
		c->known = unpack_u8(u);
		if (c->id == NULL || c->exploited > STATED_NO ||
		    c->known > STATED_NO ||
		    (c->score != NULL && cvss_tenths(c->score) == -1) ||
		    (c->vector != NULL && !cvss_is_vector(c->vector)))
			u->bad = true;
		list_add_in(a, l, c);
	}
}

/* Places that were not resolved (extract.h) say nothing and stay here. */
static void
pack_places(struct buf *b, const struct list *l)
{
	const struct fact_place *p;
	uint32_t n = 0;
	size_t i;

	for (i = 0; i < l->n && n < FACTS_PLACES_MAX; i++) {
		p = l->at[i];
		n += p->part != PART_NONE;
	}
	pack_u32(b, n);
	for (i = 0; n > 0; i++) {
		p = l->at[i];
		if (p->part == PART_NONE)
			continue;
		pack_u8(b, p->field);
		pack_u8(b, p->part);
		pack_u32(b, p->line);
		pack_str(b, p->words);
		n--;
	}
}

static void
unpack_places(struct unpack *u, struct arena *a, struct list *l)
{
	struct fact_place *p;
	uint32_t n;

	for (n = unpack_count(u, FACTS_PLACES_MAX); n > 0 && !u->bad; n--) {
		p = arena_alloc(a, sizeof(*p));
		p->field = unpack_u8(u);
		p->part = unpack_u8(u);
		p->line = unpack_u32(u);
		p->words = unpack_str(u, a);
		if (p->field >= FACT_FIELDS || p->part == PART_NONE ||
		    p->part > PART_FILE || p->words == NULL ||
		    strlen(p->words) > FACTS_WORDS_MAX)
			u->bad = true;
		list_add_in(a, l, p);
	}
}

/* What came with format 2. */
static void
pack_newer(struct buf *b, const struct bulletin_facts *f)
{
	/* facts_list() serves those who fill it as well, so it is not const */
	union { const void *in; void *out; } u = { .in = f };
	size_t i;

	pack_u8(b, (uint8_t)f->kind);
	pack_u8(b, (uint8_t)f->security);
	pack_u8(b, (uint8_t)f->exploited);
	pack_u8(b, (uint8_t)f->known);
	pack_i64(b, f->published);
	pack_i64(b, f->updated);
	for (i = 0; i < LEN(newer_lists); i++)
		pack_list(b, facts_list(u.out, newer_lists[i]));
	pack_cves(b, &f->cve_facts);
	pack_places(b, &f->places);
}

static void
unpack_newer(struct unpack *u, struct arena *a, struct bulletin_facts *f)
{
	size_t i;

	f->kind = unpack_u8(u);
	f->security = unpack_u8(u);
	f->exploited = unpack_u8(u);
	f->known = unpack_u8(u);
	f->published = unpack_i64(u);
	f->updated = unpack_i64(u);
	for (i = 0; i < LEN(newer_lists); i++)
		unpack_list(u, a, facts_list(f, newer_lists[i]));
	unpack_cves(u, a, &f->cve_facts);
	unpack_places(u, a, &f->places);
	if (f->kind >= KINDS || f->security > STATED_NO ||
	    f->exploited > STATED_NO || f->known > STATED_NO)
		u->bad = true;
}

void
facts_pack(struct buf *b, const struct list *bulletins)
{
	size_t i, n = bulletins->n;
	const struct bulletin_facts *f;

	if (n > FACTS_BULLETINS_MAX)
		n = FACTS_BULLETINS_MAX;
	pack_u32(b, FACTS_FORMAT);
	pack_u32(b, (uint32_t)n);
	for (i = 0; i < n; i++) {
		f = bulletins->at[i];
		pack_str(b, f->vendor);
		pack_str(b, f->id);
		pack_str(b, f->base);
		pack_str(b, f->revision);
		pack_str(b, f->title);
		pack_str(b, f->severity);
		pack_u32(b, f->site_severity);
		pack_u32(b, f->restart);
		pack_i64(b, f->date);
		pack_list(b, &f->cves);
		pack_list(b, &f->products);
		pack_list(b, &f->fixed);
		pack_list(b, &f->urls);
		pack_str(b, f->summary);
		pack_newer(b, f);
	}
}

static struct bulletin_facts *
unpack_one(struct unpack *u, struct arena *a, bool newer)
{
	struct bulletin_facts *f = arena_alloc(a, sizeof(*f));

	f->vendor = unpack_str(u, a);
	f->id = unpack_str(u, a);
	f->base = unpack_str(u, a);
	f->revision = unpack_str(u, a);
	f->title = unpack_str(u, a);
	f->severity = unpack_str(u, a);
	f->site_severity = unpack_u32(u);
	f->restart = unpack_u32(u);
	f->date = unpack_i64(u);
	unpack_list(u, a, &f->cves);
	unpack_list(u, a, &f->products);
	unpack_list(u, a, &f->fixed);
	unpack_list(u, a, &f->urls);
	f->summary = unpack_str(u, a);
	if (newer)
		unpack_newer(u, a, f);
	/* what core files it under must be there */
	if (f->vendor == NULL || f->id == NULL || f->base == NULL ||
	    f->id[0] == '\0' || f->base[0] == '\0' ||
	    f->site_severity > SEVERITY_CRITICAL || f->restart > RESTART_NO)
		u->bad = true;
	return f;
}

struct list *
facts_unpack(struct arena *a, struct span bytes)
{
	struct list *l = arena_alloc(a, sizeof(*l));
	struct unpack u = { bytes.p, bytes.n, false }, head = u;
	bool newer = unpack_u32(&head) == FACTS_FORMAT;
	uint32_t n;

	if (newer)
		u = head;
	for (n = unpack_count(&u, FACTS_BULLETINS_MAX); n > 0 && !u.bad; n--)
		list_add_in(a, l, unpack_one(&u, a, newer));
	return unpack_done(&u) ? l : NULL;
}
