/* SPDX-License-Identifier: ISC */
/* Bulletins in bytes; see facts.h. */
#include "handlers/bulletin/facts.h"

#include "base/arena.h"
#include "base/buf.h"

static const char *const severity_names[] = {
	[SEVERITY_NOT_STATED] = "not stated", [SEVERITY_LOW] = "low",
	[SEVERITY_MODERATE] = "moderate", [SEVERITY_IMPORTANT] = "important",
	[SEVERITY_CRITICAL] = "critical",
};

const char *
site_severity_name(enum site_severity s)
{
	return s >= SEVERITY_NOT_STATED && s <= SEVERITY_CRITICAL ?
	    severity_names[s] : severity_names[SEVERITY_NOT_STATED];
}

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

	for (n = unpack_count(u, FACTS_LIST_MAX); n > 0; n--) {
		s = unpack_str(u, a);
		if (s == NULL)
			u->bad = true;
		list_add_in(a, l, s);
	}
}

void
facts_pack(struct buf *b, const struct list *bulletins)
{
	size_t i, n = bulletins->n;
	const struct bulletin_facts *f;

	if (n > FACTS_BULLETINS_MAX)
		n = FACTS_BULLETINS_MAX;
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
	}
}

static struct bulletin_facts *
unpack_one(struct unpack *u, struct arena *a)
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
	struct unpack u = { bytes.p, bytes.n, false };
	uint32_t n;

	for (n = unpack_count(&u, FACTS_BULLETINS_MAX); n > 0 && !u.bad; n--)
		list_add_in(a, l, unpack_one(&u, a));
	return unpack_done(&u) ? l : NULL;
}
