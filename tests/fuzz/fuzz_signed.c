/* SPDX-License-Identifier: ISC */
/*
 * A whole mail through the framing of what is signed in it: MIME's parts,
 * clear-signed texts, armour and signature packets.  What comes out must lie
 * within its limits and be found in the mail that is made of it again.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "text/pgp_packet.h"
#include "text/signed.h"

int	LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void
need(bool ok)
{
	if (!ok)
		abort();
}

/* Every line ends in CR LF, and a clear-signed one in no blank. */
static void
look_at_content(const struct signed_part *p)
{
	struct span s = p->content;
	size_t i;

	for (i = 0; i < s.n; i++) {
		if (s.p[i] != '\n')
			continue;
		need(i > 0 && s.p[i - 1] == '\r');
		need(p->kind != SIGNED_CLEAR || i < 2 ||
		    (s.p[i - 2] != ' ' && s.p[i - 2] != '\t'));
	}
}

static void
look_at_signature(const struct signed_part *p)
{
	struct span rest = p->signature;
	struct pgp_sig_facts f;
	struct pgp_packet packet;

	need(p->signature.n <= SIGNED_SIGNATURE_MAX ||
	    p->kind == SIGNED_SMIME_OPAQUE);
	while (pgp_next(&rest, &packet) == 1) {
		need(packet.whole.n > packet.body.n);
		pgp_sig_facts(packet.body, &f);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct span mail = { (const char *)data, n }, made;
	struct arena *a = arena_new();
	struct list contents = { 0 };
	const struct signed_part *p = NULL;
	struct signed_part *copy;
	struct signed_mail m;
	size_t i;

	signed_find(a, mail, &m);
	need(m.parts.n <= SIGNED_PARTS_MAX);
	need(m.refused == NULL || m.parts.n == 0);
	for (i = 0; i < m.parts.n; i++) {
		p = m.parts.at[i];
		need(m.parts.n == 1 || p->kind == SIGNED_CLEAR);
		look_at_content(p);
		look_at_signature(p);
		copy = arena_alloc(a, sizeof(*copy));
		*copy = *p;
		list_add_in(a, &contents, &copy->content);
	}
	if (p != NULL) {
		made = signed_only(a, mail, p->kind, &contents, p->charset);
		need(made.n >= p->content.n);
		need(p->content.n == 0 || memmem(made.p, made.n, p->content.p,
		    p->content.n) != NULL);
	}
	arena_free(a);
	return 0;
}
