/* SPDX-License-Identifier: ISC */
/* OpenPGP's outer form; see pgp_packet.h. */
#include "text/pgp_packet.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "text/decode.h"

#define LEN(a) (sizeof(a) / sizeof((a)[0]))

/* A cursor over bytes, sticky: what is not there reads as 0. */
struct bytes {
	struct span	s;
	bool		bad;
};

static unsigned
octet(struct bytes *b)
{
	if (b->s.n == 0) {
		b->bad = true;
		return 0;
	}
	b->s.n--;
	return (unsigned char)*b->s.p++;
}

static uint32_t
number(struct bytes *b, int octets)
{
	uint32_t v = 0;

	while (octets-- > 0)
		v = v << 8 | octet(b);
	return v;
}

static struct span
take(struct bytes *b, size_t n)
{
	struct span s = { b->s.p, n };

	if (n > b->s.n) {
		b->bad = true;
		return (struct span){ NULL, 0 };
	}
	b->s.p += n;
	b->s.n -= n;
	return s;
}

/* --- packets ---------------------------------------------------------- */

/* The length of a new packet or a subpacket: RFC 9580, 4.2.1 and 5.2.3.7. */
static size_t
new_length(struct bytes *b, bool sub)
{
	unsigned first = octet(b);

	if (first < 192)
		return first;
	if (first < (sub ? 255U : 224U))
		return (size_t)(first - 192) * 256 + octet(b) + 192;
	if (first == 255)
		return number(b, 4);
	b->bad = true;		/* partial */
	return 0;
}

int
pgp_next(struct span *rest, struct pgp_packet *p)
{
	struct bytes b = { *rest, false };
	unsigned head;
	size_t n;

	if (rest->n == 0)
		return 0;
	head = octet(&b);
	if ((head & 0x80) == 0)
		return -1;
	if (head & 0x40) {
		p->tag = (int)(head & 0x3f);
		n = new_length(&b, false);
	} else {
		p->tag = (int)(head >> 2 & 0x0f);
		if ((head & 3) == 3)
			return -1;	/* until the end */
		n = number(&b, 1 << (head & 3));
	}
	p->body = take(&b, n);
	if (b.bad)
		return -1;
	p->whole = (struct span){ rest->p, (size_t)(b.s.p - rest->p) };
	*rest = b.s;
	return 1;
}

/* --- armour ----------------------------------------------------------- */

static struct span
trim_end(struct span s)
{
	while (s.n > 0 && strchr(" \t\r", s.p[s.n - 1]) != NULL)
		s.n--;
	return s;
}

/* "-----BEGIN PGP what-----", or "END"; what "" is any. */
static bool
is_mark(struct span line, const char *edge, const char *what)
{
	char start[80];
	size_t n;

	line = trim_end(line);
	n = (size_t)snprintf(start, sizeof(start), "-----%s PGP %s", edge,
	    what);
	if (line.n < n + 5 || memcmp(line.p, start, n) != 0 ||
	    memcmp(line.p + line.n - 5, "-----", 5) != 0)
		return false;
	return what[0] == '\0' || line.n == n + 5;
}

bool
pgp_armour(struct buf *out, struct span *rest, const char *what)
{
	struct span line = { NULL, 0 }, data;
	bool header = true;

	if (what == NULL)
		what = "";
	while (!is_mark(line, "BEGIN", what))
		if (!span_line(rest, &line))
			return false;
	/* "Version: x" and the like, up to an empty line */
	while (header) {
		if (!span_line(rest, &line))
			return false;
		header = trim_end(line).n > 0;
		if (header && memchr(line.p, ':', line.n) == NULL)
			return false;
	}
	data = (struct span){ rest->p, 0 };
	while (span_line(rest, &line)) {
		if (is_mark(line, "END", what))
			return decode_base64(out, data) && data.n > 0;
		if (line.n > 0 && line.p[0] == '=')
			continue;	/* the checksum */
		data.n = (size_t)(rest->p - data.p);
	}
	return false;
}

/* --- signatures ------------------------------------------------------- */

static void
hex_of(char *out, size_t cap, struct span s)
{
	size_t i;

	for (i = 0; i < s.n && 2 * i + 2 < cap; i++)
		snprintf(out + 2 * i, 3, "%02X", (unsigned char)s.p[i]);
}

/* RFC 9580, 5.2.3: creation 2, key expiration 9, issuer 16, fingerprint 33 */
static void
subpackets(struct pgp_sig_facts *f, struct span area, bool signed_part)
{
	struct bytes all = { area, false }, one;
	unsigned type;

	while (all.s.n > 0 && !all.bad) {
		one = (struct bytes){ take(&all, new_length(&all, true)),
		    false };
		if (all.bad || one.s.n == 0)
			return;
		type = octet(&one) & 0x7f;
		if (type == 2 && signed_part && one.s.n == 4)
			f->made = number(&one, 4);
		else if (type == 9 && signed_part && one.s.n == 4)
			f->key_lasts = number(&one, 4);
		else if (type == 16 && one.s.n == 8 && f->issuer[0] == '\0')
			hex_of(f->issuer, sizeof(f->issuer), one.s);
		else if (type == 33 && (one.s.n == 21 || one.s.n == 33)) {
			octet(&one);
			hex_of(f->issuer, sizeof(f->issuer), one.s);
		}
	}
}

static bool
version_3(struct bytes *b, struct pgp_sig_facts *f)
{
	if (octet(b) != 5)
		return false;
	f->type = octet(b);
	f->made = number(b, 4);
	hex_of(f->issuer, sizeof(f->issuer), take(b, 8));
	f->algorithm = octet(b);
	f->hash = octet(b);
	return !b->bad;
}

bool
pgp_sig_facts(struct span body, struct pgp_sig_facts *f)
{
	struct bytes b = { body, false };
	int wide;

	*f = (struct pgp_sig_facts){ .version = octet(&b) };
	if (f->version == 3)
		return version_3(&b, f);
	if (f->version != 4 && f->version != 6)
		return false;
	wide = f->version == 6 ? 4 : 2;
	f->type = octet(&b);
	f->algorithm = octet(&b);
	f->hash = octet(&b);
	subpackets(f, take(&b, number(&b, wide)), true);
	subpackets(f, take(&b, number(&b, wide)), false);
	return !b.bad;
}

/* --- keys ------------------------------------------------------------- */

static const struct { unsigned id; const char *name; } algorithms[] = {
	{ 1, "RSA" }, { 2, "RSA" }, { 3, "RSA" }, { 16, "ElGamal" },
	{ 17, "DSA" }, { 18, "ECDH" }, { 19, "ECDSA" }, { 22, "EdDSA" },
	{ 25, "X25519" }, { 26, "X448" }, { 27, "Ed25519" },
	{ 28, "Ed448" },
};

static const struct { unsigned id; const char *name; } hashes[] = {
	{ 1, "MD5" }, { 2, "SHA1" }, { 3, "RIPEMD160" }, { 8, "SHA256" },
	{ 9, "SHA384" }, { 10, "SHA512" }, { 11, "SHA224" },
	{ 12, "SHA3-256" }, { 14, "SHA3-512" },
};

const char *
pgp_algorithm_name(unsigned algorithm)
{
	size_t i;

	for (i = 0; i < LEN(algorithms); i++)
		if (algorithms[i].id == algorithm)
			return algorithms[i].name;
	return NULL;
}

const char *
pgp_hash_name(unsigned hash)
{
	size_t i;

	for (i = 0; i < LEN(hashes); i++)
		if (hashes[i].id == hash)
			return hashes[i].name;
	return NULL;
}

bool
pgp_is_hash(struct span name)
{
	size_t i;

	for (i = 0; i < LEN(hashes); i++)
		if (span_eq_nocase(name, hashes[i].name))
			return true;
	return false;
}

/* RFC 9580, 9.2: the curves that are in use, by their object identifier. */
static const struct { const char *oid; size_t n; unsigned bits; } curves[] = {
	{ "\x2a\x86\x48\xce\x3d\x03\x01\x07", 8, 256 },	/* P-256 */
	{ "\x2b\x81\x04\x00\x22", 5, 384 },		/* P-384 */
	{ "\x2b\x81\x04\x00\x23", 5, 521 },		/* P-521 */
	{ "\x2b\x06\x01\x04\x01\xda\x47\x0f\x01", 9, 256 }, /* Ed25519 */
	{ "\x2b\x06\x01\x04\x01\x97\x55\x01\x05\x01", 10, 256 },
	{ "\x2b\x24\x03\x03\x02\x08\x01\x01\x07", 9, 256 }, /* brainpool */
	{ "\x2b\x24\x03\x03\x02\x08\x01\x01\x0b", 9, 384 },
	{ "\x2b\x24\x03\x03\x02\x08\x01\x01\x0d", 9, 512 },
};

static unsigned
curve_bits(struct bytes *b)
{
	struct span oid = take(b, octet(b));
	size_t i;

	for (i = 0; i < LEN(curves); i++)
		if (oid.p != NULL && oid.n == curves[i].n &&
		    memcmp(oid.p, curves[i].oid, oid.n) == 0)
			return curves[i].bits;
	return 0;
}

bool
pgp_key_facts(struct span body, struct pgp_key_facts *f)
{
	struct bytes b = { body, false };

	*f = (struct pgp_key_facts){ .version = octet(&b) };
	f->made = number(&b, 4);
	if (f->version == 3)
		number(&b, 2);		/* days it lasts */
	else if (f->version == 6)
		number(&b, 4);		/* length of the key material */
	else if (f->version != 4)
		return false;
	f->algorithm = octet(&b);
	if (f->algorithm == 18 || f->algorithm == 19 || f->algorithm == 22)
		f->bits = curve_bits(&b);
	else if (f->algorithm == 25 || f->algorithm == 27)
		f->bits = 256;
	else if (f->algorithm == 26 || f->algorithm == 28)
		f->bits = 456;
	else
		f->bits = number(&b, 2);	/* of its first number */
	return !b.bad;
}
