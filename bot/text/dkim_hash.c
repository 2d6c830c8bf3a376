/* SPDX-License-Identifier: ISC */
/* Whether a signature fits; see dkim_hash.h. */
#include "text/dkim_hash.h"

#include <stdint.h>
#include <strings.h>

#include "base/buf.h"
#include "text/canon.h"
#include "text/dkim.h"

/* The field that the at-th name of h= stands for: each further one of a name
 * is the next above (RFC 6376, 5.4.2); NULL where there is none. */
static const struct mail_field *
signed_field(const struct mail *m, const struct dkim_signature *s,
    size_t at)
{
	const struct mail_field *f;
	struct span want = { NULL, 0 }, rest = s->signed_list, item;
	size_t i, above = 0;

	for (i = 0; i <= at; i++)
		tags_item(&rest, &want);
	rest = s->signed_list;
	for (i = 0; i < at && tags_item(&rest, &item); i++)
		above += item.n == want.n &&
		    strncasecmp(item.p, want.p, want.n) == 0;
	for (i = m->n; i-- > 0;) {
		f = &m->fields[i];
		if (f->name.n != want.n || f == s->field ||
		    strncasecmp(f->name.p, want.p, want.n) != 0)
			continue;
		if (above-- == 0)
			return f;
	}
	return NULL;
}

static void
add_signed(const struct mail *m, const struct dkim_signature *s,
    struct buf *out)
{
	struct span rest = s->signed_list, item;
	const struct mail_field *f;
	size_t n = 0;

	while (tags_item(&rest, &item) && n < DKIM_SIGNED_MAX)
		if ((f = signed_field(m, s, n++)) != NULL)
			canon_field(out, f->raw, s->relaxed_header);
	canon_signature(out, s->field->raw, s->relaxed_header);
}

/* A body on its way into the hash. */
struct part {
	struct digest	*digest;
	size_t		 left;	/* bytes that may still come */
};

static void
hash_piece(void *arg, const char *p, size_t n)
{
	struct part *t = arg;

	if (n > t->left)
		n = t->left;
	t->left -= n;
	digest_add(t->digest, p, n);
}

void
dkim_body_hash(const struct mail *m, const struct dkim_signature *s,
    struct hash *out)
{
	struct part t = { digest_new(s->alg == DKIM_RSA_SHA1),
	    s->partial ? (size_t)s->length : SIZE_MAX };

	canon_body(m->body, s->relaxed_body, m->lf, hash_piece, &t);
	digest_end(t.digest, out);
	/* 3.5: l= must not be more than there is */
	if (s->partial && t.left > 0)
		out->n = 0;
}

bool
dkim_header_is(const struct mail *m, const struct dkim_signature *s,
    const struct pubkey *k)
{
	struct buf signed_bytes = { 0 };
	bool good;

	add_signed(m, s, &signed_bytes);
	good = pubkey_verify(k, s->alg == DKIM_RSA_SHA1,
	    (struct span){ signed_bytes.p, signed_bytes.n }, s->data);
	buf_free(&signed_bytes);
	return good;
}
