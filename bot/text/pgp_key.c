/* SPDX-License-Identifier: ISC */
/* What an OpenPGP key file holds; see pgp_key.h. */
#include "text/pgp_key.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"

#define SECRET_KEY	5	/* packet tags */
#define SECRET_SUBKEY	7
#define USER_MAX	200	/* bytes of a user id that are kept */

struct reading_keys {
	struct arena	*arena;
	struct list	*keys;
	struct pgp_key	*key;		/* the primary key we are in */
	int64_t		 signed_at;	/* its newest self-signature */
	bool		 in_subkey;
	struct err	*err;
};

/* Version 4: SHA-1 over 0x99, two octets of length, the body (RFC 9580,
 * 5.5.4.2). */
static bool
fingerprint(struct span body, char *out)
{
	unsigned char head[3] = { 0x99, (unsigned char)(body.n >> 8),
	    (unsigned char)body.n }, sum[EVP_MAX_MD_SIZE];
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	unsigned n = 0, i;
	bool ok;

	ok = body.n <= 0xffff && ctx != NULL &&
	    EVP_DigestInit_ex(ctx, EVP_sha1(), NULL) == 1 &&
	    EVP_DigestUpdate(ctx, head, sizeof(head)) == 1 &&
	    EVP_DigestUpdate(ctx, body.p, body.n) == 1 &&
	    EVP_DigestFinal_ex(ctx, sum, &n) == 1;
	for (i = 0; ok && i < n && i < PGP_FINGERPRINT; i++)
		snprintf(out + 2 * i, 3, "%02X", sum[i]);
	EVP_MD_CTX_free(ctx);
	return ok;
}

static int
take_key(struct reading_keys *r, struct span body)
{
	struct pgp_key *k = arena_alloc(r->arena, sizeof(*k));
	struct pgp_key_facts f;
	const char *name;

	if (!pgp_key_facts(body, &f))
		return err_set(r->err, ERR_INPUT, "a key in it is damaged");
	if (f.version != 4)
		return err_set(r->err, ERR_INPUT, "a key in it is of version "
		    "%u; only version 4 can be verified", f.version);
	if (r->keys->n >= PGP_KEYS_MAX)
		return err_set(r->err, ERR_LIMIT, "it holds more than %d keys",
		    PGP_KEYS_MAX);
	if (!fingerprint(body, k->fingerprint))
		return err_set(r->err, ERR_SYSTEM, "no fingerprint could be "
		    "made of a key");
	name = pgp_algorithm_name(f.algorithm);
	k->user = "";
	k->algorithm = name != NULL ? name : "unknown";
	k->bits = f.bits;
	k->made = f.made;
	list_add_in(r->arena, r->keys, k);
	r->key = k;
	r->signed_at = 0;
	r->in_subkey = false;
	return 0;
}

static void
take_user(struct reading_keys *r, struct span body)
{
	struct buf b = { 0 };

	if (r->key == NULL || r->key->user[0] != '\0')
		return;
	utf8_add_clean(&b, body.p, body.n < USER_MAX ? body.n : USER_MAX);
	r->key->user = arena_str(r->arena, buf_str(&b));
	buf_free(&b);
}

/* Of its own signatures the newest says how long the key lasts. */
static void
take_signature(struct reading_keys *r, struct span body)
{
	struct pgp_sig_facts f;
	size_t n;

	if (r->key == NULL || !pgp_sig_facts(body, &f))
		return;
	n = strlen(f.issuer);
	if (n < 16 || strcmp(f.issuer + n - 16, r->key->fingerprint +
	    strlen(r->key->fingerprint) - 16) != 0)
		return;
	if (f.type == 0x20)
		r->key->revoked = true;
	if (r->in_subkey || f.made < r->signed_at ||
	    (f.type != 0x1f && (f.type < 0x10 || f.type > 0x13)))
		return;
	r->signed_at = f.made;
	r->key->expires = f.key_lasts != 0 ? r->key->made + f.key_lasts : 0;
}

static int
take_packets(struct reading_keys *r, struct span bytes)
{
	struct pgp_packet p;
	int more;

	while ((more = pgp_next(&bytes, &p)) == 1) {
		if (p.tag == SECRET_KEY || p.tag == SECRET_SUBKEY)
			return err_set(r->err, ERR_INPUT, "it holds a secret "
			    "key, which must never lie here; export the "
			    "public one");
		if (p.tag == PGP_KEY && take_key(r, p.body) == -1)
			return -1;
		if (p.tag == PGP_SUBKEY && r->key != NULL) {
			r->key->subkeys++;
			r->in_subkey = true;
		}
		if (p.tag == PGP_UID)
			take_user(r, p.body);
		if (p.tag == PGP_SIGNATURE)
			take_signature(r, p.body);
	}
	return more == 0 ? 0 : err_set(r->err, ERR_INPUT, "it is damaged, or "
	    "no OpenPGP key file");
}

int
pgp_keys(struct arena *a, struct span file, struct list *keys, struct err *e)
{
	struct reading_keys r = { .arena = a, .keys = keys, .err = e };
	struct span rest = file;
	struct buf b = { 0 };
	size_t before = keys->n;
	int rc = 0;

	if (file.n > PGP_FILE_MAX)
		return err_set(e, ERR_LIMIT, "it has more than %d bytes",
		    PGP_FILE_MAX);
	if (file.n > 0 && ((unsigned char)file.p[0] & 0x80) != 0)
		rc = take_packets(&r, file);
	else
		while (rc == 0 && pgp_armour(&b, &rest, NULL)) {
			rc = take_packets(&r, (struct span){ b.p, b.n });
			/* what a key is named by was copied */
			buf_cut(&b, 0);
		}
	buf_free(&b);
	if (rc == 0 && keys->n == before)
		rc = err_set(e, ERR_INPUT, "there is no OpenPGP public key in "
		    "it");
	return rc;
}

bool
pgp_fingerprint(const char *text, char out[2 * PGP_FINGERPRINT + 1])
{
	size_t n = 0;
	char c;

	if (text[0] == '0' && (text[1] == 'x' || text[1] == 'X'))
		text += 2;
	for (; *text != '\0'; text++) {
		if (*text == ' ' || *text == ':')
			continue;
		c = ascii_lower(*text);
		if (n == 2 * PGP_FINGERPRINT ||
		    !((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f')))
			return false;
		out[n++] = c >= 'a' ? (char)(c - 'a' + 'A') : c;
	}
	out[n] = '\0';
	return n == 40 || n == 64;
}
