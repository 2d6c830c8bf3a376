/* SPDX-License-Identifier: ISC */
/* A small DKIM signer; see sign.h. */
#include "tests/support/sign.h"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/log.h"
#include "base/mem.h"

struct sign_key {
	EVP_PKEY	*pkey;
	enum sign_kind	 kind;
};

static void
need(bool ok, const char *what)
{
	if (!ok)
		log_fatalx("sign: %s failed", what);
}

struct sign_key *
sign_key_new(enum sign_kind kind, unsigned bits)
{
	struct sign_key *k = mem_alloc(sizeof(*k));

	k->kind = kind;
	k->pkey = kind == SIGN_RSA ?
	    EVP_PKEY_Q_keygen(NULL, NULL, "RSA", (size_t)bits) :
	    EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
	need(k->pkey != NULL, "making a key");
	return k;
}

struct sign_key *
sign_key_read(const char *pem)
{
	struct sign_key *k = mem_alloc(sizeof(*k));
	BIO *b = BIO_new_mem_buf(pem, -1);

	k->pkey = PEM_read_bio_PrivateKey(b, NULL, NULL, NULL);
	need(k->pkey != NULL, "reading a key");
	k->kind = EVP_PKEY_is_a(k->pkey, "RSA") ? SIGN_RSA : SIGN_ED25519;
	BIO_free(b);
	return k;
}

void
sign_key_free(struct sign_key *k)
{
	if (k != NULL)
		EVP_PKEY_free(k->pkey);
	free(k);
}

void
sign_key_pem(const struct sign_key *k, struct buf *out)
{
	BIO *b = BIO_new(BIO_s_mem());
	char *p;
	long n;

	need(PEM_write_bio_PrivateKey(b, k->pkey, NULL, NULL, 0, NULL, NULL)
	    == 1, "writing a key");
	n = BIO_get_mem_data(b, &p);
	buf_add(out, p, (size_t)n);
	BIO_free(b);
}

static void
add_base64(struct buf *out, const unsigned char *p, size_t n)
{
	unsigned char *text = mem_alloc(n * 2 + 8);

	EVP_EncodeBlock(text, p, (int)n);
	buf_adds(out, (char *)text);
	free(text);
}

void
sign_key_record(const struct sign_key *k, struct buf *out)
{
	unsigned char raw[32], *der = NULL;
	size_t n = sizeof(raw);
	int len;

	if (k->kind == SIGN_ED25519) {
		need(EVP_PKEY_get_raw_public_key(k->pkey, raw, &n) == 1,
		    "the public key");
		buf_adds(out, "v=DKIM1; k=ed25519; p=");
		add_base64(out, raw, n);
		return;
	}
	len = i2d_PUBKEY(k->pkey, &der);
	need(len > 0, "the public key");
	buf_adds(out, "v=DKIM1; k=rsa; p=");
	add_base64(out, der, (size_t)len);
	OPENSSL_free(der);
}

void
sign_key_bare(const struct sign_key *k, struct buf *out)
{
	unsigned char *der = NULL;
	int len = i2d_PublicKey(k->pkey, &der);

	need(len > 0, "the bare public key");
	add_base64(out, der, (size_t)len);
	OPENSSL_free(der);
}

/* --- canonical forms (RFC 6376, 3.4) ---------------------------------- */

static void
to_crlf(struct span mail, struct buf *out)
{
	size_t i;

	for (i = 0; i < mail.n; i++) {
		if (mail.p[i] == '\n' &&
		    (i == 0 || mail.p[i - 1] != '\r'))
			buf_addc(out, '\r');
		buf_addc(out, mail.p[i]);
	}
}

/* Blanks to one; none at the end.  s has no line end of its own. */
static void
add_relaxed(struct buf *out, struct span s)
{
	bool blank = false;
	size_t i;

	for (i = 0; i < s.n; i++) {
		if (s.p[i] == ' ' || s.p[i] == '\t') {
			blank = true;
			continue;
		}
		if (s.p[i] == '\n' || (s.p[i] == '\r' && i + 1 < s.n &&
		    s.p[i + 1] == '\n'))
			continue;
		if (blank)
			buf_addc(out, ' ');
		blank = false;
		buf_addc(out, s.p[i]);
	}
}

static void
canon_body(struct span body, bool simple, struct buf *out)
{
	struct span rest = body, line;
	size_t empty = 0;

	while (span_line(&rest, &line)) {
		size_t before;

		while (!simple && line.n > 0 && (line.p[line.n - 1] == ' ' ||
		    line.p[line.n - 1] == '\t'))
			line.n--;
		if (line.n == 0) {
			empty++;
			continue;
		}
		for (; empty > 0; empty--)
			buf_adds(out, "\r\n");
		before = out->n;
		if (simple)
			buf_add(out, line.p, line.n);
		else
			add_relaxed(out, line);
		if (out->n >= before)
			buf_adds(out, "\r\n");
	}
	if (out->n == 0 && simple)
		buf_adds(out, "\r\n");
}

static void
canon_field(struct span raw, bool simple, struct buf *out)
{
	const char *colon = memchr(raw.p, ':', raw.n);
	struct span name, value;
	size_t i;

	if (simple || colon == NULL) {
		buf_add(out, raw.p, raw.n);
		return;
	}
	name = span_trim((struct span){ raw.p, (size_t)(colon - raw.p) });
	value = span_trim((struct span){ colon + 1,
	    raw.n - (size_t)(colon + 1 - raw.p) });
	for (i = 0; i < name.n; i++)
		buf_addc(out, ascii_lower(name.p[i]));
	buf_addc(out, ':');
	add_relaxed(out, value);
}

#define FIELDS_MAX 200

struct header {
	struct span	at[FIELDS_MAX];	/* without the last line end */
	size_t		n;
	struct span	body;
};

static void
split(struct span mail, struct header *h)
{
	struct span rest = mail, line;

	h->n = 0;
	while (span_line(&rest, &line) && line.n > 0) {
		if ((line.p[0] == ' ' || line.p[0] == '\t') && h->n > 0) {
			h->at[h->n - 1].n = (size_t)(line.p + line.n -
			    h->at[h->n - 1].p);
		} else if (h->n < FIELDS_MAX) {
			h->at[h->n++] = line;
		}
	}
	h->body = rest;
}

/* The fields of h=, the lowest of each name first, as the RFC has it. */
static void
canon_signed(const struct header *h, const char *names, bool simple,
    struct buf *out)
{
	bool used[FIELDS_MAX] = { false };
	const char *p = names;
	size_t n, i;

	for (; *p != '\0'; p += n + (p[n] == ':')) {
		n = strcspn(p, ":");
		for (i = h->n; i > 0; i--) {
			if (used[i - 1] || h->at[i - 1].n <= n ||
			    h->at[i - 1].p[n] != ':' ||
			    strncasecmp(h->at[i - 1].p, p, n) != 0)
				continue;
			used[i - 1] = true;
			canon_field(h->at[i - 1], simple, out);
			buf_adds(out, "\r\n");
			break;
		}
	}
}

/* --- signing ---------------------------------------------------------- */

static void
add_body_hash(const struct sign_how *how, struct span body, struct buf *out)
{
	unsigned char md[EVP_MAX_MD_SIZE];
	const char *l = how->extra != NULL ? strstr(how->extra, "l=") : NULL;
	struct buf b = { 0 };
	unsigned n;

	canon_body(body, how->simple_body, &b);
	if (l != NULL)
		buf_cut(&b, (size_t)strtoul(l + 2, NULL, 10));
	need(EVP_Digest(buf_str(&b), b.n, md, &n,
	    how->sha1 ? EVP_sha1() : EVP_sha256(), NULL) == 1, "hashing");
	add_base64(out, md, n);
	buf_free(&b);
}

static void
add_signature(const struct sign_how *how, const struct buf *data,
    struct buf *out)
{
	const EVP_MD *md = how->sha1 ? EVP_sha1() : EVP_sha256();
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	unsigned char sig[1024], hash[EVP_MAX_MD_SIZE];
	const unsigned char *p = (const unsigned char *)data->p;
	size_t n = sizeof(sig), len = data->n;
	unsigned hn;

	if (how->key->kind == SIGN_ED25519) {
		/* RFC 8463: the hash is what is signed */
		need(EVP_Digest(p, len, hash, &hn, md, NULL) == 1, "hashing");
		p = hash;
		len = hn;
		md = NULL;
	}
	need(EVP_DigestSignInit(ctx, NULL, md, NULL, how->key->pkey) == 1 &&
	    EVP_DigestSign(ctx, sig, &n, p, len) == 1, "signing");
	add_base64(out, sig, n);
	EVP_MD_CTX_free(ctx);
}

void
sign_dkim_how(const struct sign_how *how, struct span mail, struct buf *out)
{
	struct buf crlf = { 0 }, data = { 0 }, field = { 0 };
	struct header h;

	to_crlf(mail, &crlf);
	split((struct span){ crlf.p, crlf.n }, &h);
	buf_addf(&field, "DKIM-Signature: v=1; a=%s; c=%s/%s; d=%s; s=%s;"
	    "\r\n\th=%s; %s\r\n\tbh=",
	    how->key->kind == SIGN_ED25519 ? "ed25519-sha256" :
	    how->sha1 ? "rsa-sha1" : "rsa-sha256",
	    how->simple_header ? "simple" : "relaxed",
	    how->simple_body ? "simple" : "relaxed", how->domain,
	    how->selector, how->headers,
	    how->extra != NULL ? how->extra : "");
	add_body_hash(how, h.body, &field);
	buf_adds(&field, ";\r\n\tb=");
	canon_signed(&h, how->headers, how->simple_header, &data);
	canon_field((struct span){ field.p, field.n }, how->simple_header,
	    &data);
	add_signature(how, &data, &field);
	buf_add(out, field.p, field.n);
	buf_adds(out, "\r\n");
	buf_add(out, crlf.p, crlf.n);
	buf_free(&crlf);
	buf_free(&data);
	buf_free(&field);
}

void
sign_dkim(const struct sign_key *k, const char *domain, const char *selector,
    const char *headers, struct span mail, struct buf *out)
{
	struct sign_how how = { .key = k, .domain = domain,
	    .selector = selector, .headers = headers };

	sign_dkim_how(&how, mail, out);
}

/* --- ARC --------------------------------------------------------------- */

static void
add_canon(struct span field, bool end, struct buf *out)
{
	canon_field(field, false, out);
	if (end)
		buf_adds(out, "\r\n");
}

/* The field NAME of the set i, "i=" in front, in its relaxed form. */
static void
add_of_set(const struct header *h, const char *name, unsigned i,
    struct buf *out)
{
	char start[64];
	size_t k;

	snprintf(start, sizeof(start), "%s: i=%u;", name, i);
	for (k = 0; k < h->n; k++)
		if (span_starts_nocase(h->at[k], start)) {
			add_canon(h->at[k], true, out);
			return;
		}
}

static void
add_message_signature(const struct sign_arc *how, const struct header *h,
    struct buf *field)
{
	const char *algorithm = how->key->kind == SIGN_ED25519 ?
	    "ed25519-sha256" : "rsa-sha256";
	const char *canon = how->simple ? "simple" : "relaxed";
	struct sign_how body = { .key = how->key, .simple_body = how->simple,
	    .extra = how->extra };
	struct buf data = { 0 };

	buf_addf(field, "ARC-Message-Signature: i=%u; a=%s; c=%s/%s; d=%s; "
	    "s=%s;\r\n\th=%s; %s\r\n\tbh=", how->instance, algorithm, canon,
	    canon, how->domain, how->selector, how->headers,
	    how->extra != NULL ? how->extra : "");
	add_body_hash(&body, h->body, field);
	buf_adds(field, ";\r\n\tb=");
	canon_signed(h, how->headers, how->simple, &data);
	canon_field((struct span){ field->p, field->n }, how->simple, &data);
	add_signature(&body, &data, field);
	buf_free(&data);
}

static void
add_seal(const struct sign_arc *how, const struct header *h,
    struct span results, struct span signature, struct buf *field)
{
	struct sign_how seal = { .key = how->key };
	struct buf data = { 0 };
	unsigned i;

	for (i = 1; i < how->instance; i++) {
		add_of_set(h, "ARC-Authentication-Results", i, &data);
		add_of_set(h, "ARC-Message-Signature", i, &data);
		add_of_set(h, "ARC-Seal", i, &data);
	}
	add_canon(results, true, &data);
	add_canon(signature, true, &data);
	buf_addf(field, "ARC-Seal: i=%u; a=%s; cv=%s; d=%s; s=%s; %s\r\n\tb=",
	    how->instance, how->key->kind == SIGN_ED25519 ?
	    "ed25519-sha256" : "rsa-sha256", how->cv, how->domain,
	    how->selector, how->seal_extra != NULL ? how->seal_extra : "");
	add_canon((struct span){ field->p, field->n }, false, &data);
	add_signature(&seal, &data, field);
	buf_free(&data);
}

void
sign_arc(const struct sign_arc *how, struct span mail, struct buf *out)
{
	struct buf crlf = { 0 }, results = { 0 }, ams = { 0 }, seal = { 0 };
	struct header h;

	to_crlf(mail, &crlf);
	split((struct span){ crlf.p, crlf.n }, &h);
	buf_addf(&results, "ARC-Authentication-Results: i=%u; %s",
	    how->instance, how->results);
	add_message_signature(how, &h, &ams);
	add_seal(how, &h, (struct span){ results.p, results.n },
	    (struct span){ ams.p, ams.n }, &seal);
	buf_addf(out, "%s\r\n%s\r\n%s\r\n", buf_str(&seal), buf_str(&ams),
	    buf_str(&results));
	buf_add(out, crlf.p, crlf.n);
	buf_free(&crlf);
	buf_free(&results);
	buf_free(&ams);
	buf_free(&seal);
}
