/* SPDX-License-Identifier: ISC */
/*
 * The text of a mail through the framing of clear-signed texts.  What is found
 * is put in armour again, and must be found as the same.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "text/signed.h"

int	LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

/* The content as a clear-signed text, dash-escaped. */
static void
armour(struct buf *out, struct span content)
{
	size_t i;

	buf_adds(out, "A: b\n\n-----BEGIN PGP SIGNED MESSAGE-----\n\n");
	for (i = 0; i < content.n; i++) {
		if ((i == 0 || content.p[i - 1] == '\n') &&
		    content.p[i] == '-')
			buf_adds(out, "- ");
		buf_addc(out, content.p[i]);
	}
	buf_adds(out, "\n-----BEGIN PGP SIGNATURE-----\n\nwsBc\n"
	    "-----END PGP SIGNATURE-----\n");
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct buf mail = { 0 }, back = { 0 };
	struct arena *a = arena_new();
	const struct signed_part *p, *q;
	struct signed_mail m, again;
	size_t i;

	buf_adds(&mail, "A: b\n\n");
	buf_add(&mail, data, n);
	signed_find(a, (struct span){ mail.p, mail.n }, &m);
	for (i = 0; i < m.parts.n; i++) {
		p = m.parts.at[i];
		buf_cut(&back, 0);
		armour(&back, p->content);
		signed_find(a, (struct span){ back.p, back.n }, &again);
		if (again.parts.n != 1)
			abort();
		q = again.parts.at[0];
		if (q->content.n != p->content.n || memcmp(q->content.p,
		    p->content.p, p->content.n) != 0)
			abort();
	}
	buf_free(&mail);
	buf_free(&back);
	arena_free(a);
	return 0;
}
