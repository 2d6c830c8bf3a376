/* SPDX-License-Identifier: ISC */
/* The pinned keys; see keyring.h. */
#include "text/keyring.h"

#include <string.h>

#include "base/arena.h"
#include "text/conf.h"
#include "text/pgp_key.h"
#include "text/smime_cert.h"

void
keyring_add(struct arena *a, struct list *files, const char *owner,
    enum key_kind kind, const struct conf_node *node, size_t word)
{
	struct key_file *f = arena_alloc(a, sizeof(*f));
	const struct key_file *old;
	size_t i;

	*f = (struct key_file){ .owner = owner, .kind = kind,
	    .path = conf_path(a, node, word), .node = node, .word = word };
	for (i = 0; i < files->n; i++) {
		old = files->at[i];
		if (old->kind == f->kind && strcmp(old->path, f->path) == 0)
			return;
	}
	list_add_in(a, files, f);
}

static int
look_pgp(struct arena *a, struct key_file *f, struct err *e)
{
	struct list found = { 0 };
	const struct pgp_key *k;
	struct key_facts *out;
	size_t i;

	if (pgp_keys(a, f->bytes, &found, e) == -1)
		return -1;
	for (i = 0; i < found.n; i++) {
		k = found.at[i];
		out = arena_alloc(a, sizeof(*out));
		*out = (struct key_facts){ k->fingerprint, k->user,
		    k->algorithm, k->bits, k->made, k->expires, k->revoked,
		    false };
		list_add_in(a, &f->keys, out);
	}
	return 0;
}

int
keyring_look(struct arena *a, struct key_file *f, struct err *e)
{
	f->keys = (struct list){ 0 };
	return f->kind == KEY_SMIME ? smime_certs(a, f->bytes, &f->keys, e) :
	    look_pgp(a, f, e);
}

void
keyring_pack(struct buf *b, const struct list *files)
{
	const struct key_file *f;
	size_t i;

	pack_u32(b, (uint32_t)files->n);
	for (i = 0; i < files->n; i++) {
		f = files->at[i];
		pack_str(b, f->owner);
		pack_u32(b, f->kind);
		pack_str(b, f->path);
		pack_span(b, f->bytes);
	}
}

struct list *
keyring_unpack(struct arena *a, struct span bytes)
{
	struct unpack u = { bytes.p, bytes.n, false };
	struct list *files = arena_alloc(a, sizeof(*files));
	uint32_t i, n = unpack_count(&u, KEYRING_FILES_MAX);
	struct key_file *f;

	for (i = 0; i < n && !u.bad; i++) {
		f = arena_alloc(a, sizeof(*f));
		f->owner = unpack_str(&u, a);
		f->kind = unpack_u32(&u);
		f->path = unpack_str(&u, a);
		f->bytes = unpack_span(&u);
		if (f->owner == NULL || f->kind > KEY_SMIME ||
		    f->path == NULL || f->bytes.p == NULL)
			return NULL;
		f->bytes.p = arena_strn(a, f->bytes.p, f->bytes.n);
		list_add_in(a, files, f);
	}
	return unpack_done(&u) ? files : NULL;
}

bool
keyring_is_of(const struct key_file *f, const struct list *owners)
{
	size_t i;

	for (i = 0; i < owners->n; i++)
		if (strcmp(f->owner, owners->at[i]) == 0)
			return true;
	return false;
}
