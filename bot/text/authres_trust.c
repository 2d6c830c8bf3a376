/* SPDX-License-Identifier: ISC */
/* Trusted gateways, to bytes and back; see authres_trust.h. */
#include "text/authres_trust.h"

#include "base/arena.h"

static void
pack_names(struct buf *b, const struct list *l)
{
	size_t i;

	pack_u32(b, (uint32_t)l->n);
	for (i = 0; i < l->n; i++)
		pack_str(b, l->at[i]);
}

static void
unpack_names(struct arena *a, struct unpack *u, struct list *l)
{
	uint32_t n = unpack_count(u, AUTHRES_TRUST_MAX), i;

	const char *name;

	for (i = 0; i < n && !u->bad; i++) {
		name = unpack_str(u, a);
		u->bad |= name == NULL;
		list_add_in(a, l, arena_str(a, name));
	}
}

void
authres_trust_pack(struct buf *b, const struct authres_trust *t)
{
	pack_names(b, &t->ids);
	pack_names(b, &t->hosts);
}

bool
authres_trust_unpack(struct arena *a, struct unpack *u,
    struct authres_trust *t)
{
	*t = (struct authres_trust){ 0 };
	unpack_names(a, u, &t->ids);
	unpack_names(a, u, &t->hosts);
	return unpack_done(u);
}
