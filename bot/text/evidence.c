/* SPDX-License-Identifier: ISC */
/* Evidence to bytes and back; see evidence.h. */
#include "text/evidence.h"

#include <string.h>

#include "base/arena.h"

#define EVIDENCE_FORMAT	2

static const char *const result_names[] = {
	[PROOF_NONE] = "none", [PROOF_PASS] = "pass", [PROOF_FAIL] = "fail",
	[PROOF_POLICY] = "policy", [PROOF_NEUTRAL] = "neutral",
	[PROOF_TEMPERROR] = "temperror", [PROOF_PERMERROR] = "permerror",
};

#define RESULTS	(sizeof(result_names) / sizeof(result_names[0]))

/* The strings of struct evidence, in the order in which they travel. */
#define STRINGS(X) X(from) X(from_name) X(malformed) X(trick) X(message_id) \
	X(in_reply_to) X(references) X(subject) X(reply_to) X(to) X(list_id)
#define PROOF_STRINGS(X) X(method) X(by) X(domain) X(selector) X(identity) \
	X(algorithm) X(why) X(key)
#define DMARC_STRINGS(X) X(domain) X(organisation) X(policy) X(record) X(why)

const char *
proof_result_name(enum proof_result r)
{
	return (unsigned)r < RESULTS ? result_names[r] : "none";
}

static enum proof_result
unpack_result(struct unpack *u)
{
	uint8_t r = unpack_u8(u);

	if (r >= RESULTS)
		u->bad = true;
	return u->bad ? PROOF_NONE : (enum proof_result)r;
}

void
proof_pack(struct buf *b, const struct proof *p)
{
	pack_u8(b, (uint8_t)p->result);
	pack_u32(b, p->bits);
	pack_u32(b, p->covered);
	pack_i64(b, p->signed_at);
#define PACK(field) pack_str(b, p->field);
	PROOF_STRINGS(PACK)
#undef PACK
}

void
proof_unpack(struct unpack *u, struct arena *a, struct proof *p)
{
	p->result = unpack_result(u);
	p->bits = unpack_u32(u);
	p->covered = unpack_u32(u);
	p->signed_at = unpack_i64(u);
#define UNPACK(field) p->field = unpack_line(u, a);
	PROOF_STRINGS(UNPACK)
#undef UNPACK
	if (p->method == NULL)
		u->bad = true;
}

bool
evidence_add(struct evidence *ev, const struct proof *p)
{
	uint32_t i = ev->n;

	if (i < EVIDENCE_PROOFS_MAX) {
		ev->proofs[ev->n++] = *p;
		return true;
	}
	while (i > 0 && ev->proofs[i - 1].result == PROOF_PASS)
		i--;
	if (i == 0)
		return false;
	ev->proofs[i - 1] = *p;
	return true;
}

const struct proof *
evidence_against(const struct evidence *ev, const char *from)
{
	const struct proof *p;
	uint32_t i;

	for (i = 0; i < ev->n; i++) {
		p = &ev->proofs[i];
		if (p->result == PROOF_FAIL &&
		    strcmp(p->method, "authres-dmarc") == 0 &&
		    (p->domain == NULL || strcmp(p->domain, from) == 0))
			return p;
	}
	return NULL;
}

void
evidence_pack(struct buf *b, const struct evidence *ev)
{
	uint32_t i;

	pack_u8(b, EVIDENCE_FORMAT);
#define PACK(field) pack_str(b, ev->field);
	STRINGS(PACK)
#undef PACK
	pack_i64(b, ev->date);
	pack_i64(b, ev->received);
	pack_u32(b, ev->signs);
	pack_u8(b, ev->complete);
	pack_u32(b, ev->n);
	for (i = 0; i < ev->n; i++)
		proof_pack(b, &ev->proofs[i]);
	pack_u8(b, (uint8_t)ev->dmarc.result);
	pack_u32(b, ev->dmarc.covered);
#define PACK(field) pack_str(b, ev->dmarc.field);
	DMARC_STRINGS(PACK)
#undef PACK
}

struct evidence *
evidence_unpack(struct arena *a, struct unpack *u)
{
	struct evidence *ev = arena_alloc(a, sizeof(*ev));
	uint32_t i;

	if (unpack_u8(u) != EVIDENCE_FORMAT)
		return NULL;
#define UNPACK(field) ev->field = unpack_line(u, a);
	STRINGS(UNPACK)
#undef UNPACK
	ev->date = unpack_i64(u);
	ev->received = unpack_i64(u);
	ev->signs = unpack_u32(u);
	ev->complete = unpack_u8(u) != 0;
	ev->n = unpack_count(u, EVIDENCE_PROOFS_MAX);
	for (i = 0; i < ev->n && !u->bad; i++)
		proof_unpack(u, a, &ev->proofs[i]);
	ev->dmarc.result = unpack_result(u);
	ev->dmarc.covered = unpack_u32(u);
#define UNPACK(field) ev->dmarc.field = unpack_line(u, a);
	DMARC_STRINGS(UNPACK)
#undef UNPACK
	return unpack_done(u) ? ev : NULL;
}
