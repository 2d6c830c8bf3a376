/* SPDX-License-Identifier: ISC */
/*
 * OpenPGP signatures by librnp; see pgp.h.
 *
 * The library is given one signature packet at a time, as a detached one over
 * bytes that we framed ourselves: what it makes of armour, of clear-signed
 * texts with odd headers and of signatures that hide further data does then not
 * matter.  Its log, which it writes to the standard error stream with the
 * mail's own bytes in it, goes to /dev/null.
 */
#include "text/pgp.h"

#include <rnp/rnp.h>
#include <rnp/rnp_err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/mem.h"
#include "text/evidence.h"
#include "text/pgp_packet.h"
#include "text/pgp_selftest.h"

struct pgp_checker {
	rnp_ffi_t	 ffi;
	FILE		*nowhere;	/* /dev/null */
};

/* What is known of one signature while it is judged. */
struct sight {
	struct pgp_sig_facts facts;
	rnp_result_t	 status;
	rnp_key_handle_t key;		/* NULL: the library knows none */
	char		 primary[2 * PGP_FINGERPRINT + 1];
	const char	*algorithm;
	uint32_t	 bits;
	int64_t		 when;
};

static FILE *
silence(struct pgp_checker *c)
{
	FILE *was = stderr;

	stderr = c->nowhere;
	return was;
}

/* --- the library's answers --------------------------------------------- */

static void
take_primary(struct sight *s)
{
	char *f = NULL;

	if (rnp_key_get_primary_fprint(s->key, &f) != RNP_SUCCESS ||
	    f == NULL)
		rnp_key_get_fprint(s->key, &f);
	if (f != NULL)
		str_copy(s->primary, sizeof(s->primary), f);
	rnp_buffer_destroy(f);
	rnp_key_get_bits(s->key, &s->bits);
}

static void
take_status(rnp_op_verify_t op, struct sight *s)
{
	rnp_op_verify_signature_t sig = NULL;
	size_t n = 0;

	s->status = RNP_ERROR_BAD_FORMAT;
	rnp_op_verify_get_signature_count(op, &n);
	if (n != 1 ||
	    rnp_op_verify_get_signature_at(op, 0, &sig) != RNP_SUCCESS)
		return;
	s->status = rnp_op_verify_signature_get_status(sig);
	if (rnp_op_verify_signature_get_key(sig, &s->key) != RNP_SUCCESS)
		s->key = NULL;
	if (s->key != NULL)
		take_primary(s);
}

static void
verify(struct pgp_checker *c, struct span content, struct span packet,
    struct sight *s)
{
	rnp_input_t data = NULL, sig = NULL;
	rnp_op_verify_t op = NULL;
	FILE *was = silence(c);

	s->status = RNP_ERROR_GENERIC;
	/* its clock may go a little before ours: signed_badly_timed() */
	rnp_set_timestamp(c->ffi, (uint64_t)(s->facts.made > s->when ?
	    s->facts.made : s->when));
	if (rnp_input_from_memory(&data, (const uint8_t *)content.p,
	    content.n, false) == RNP_SUCCESS &&
	    rnp_input_from_memory(&sig, (const uint8_t *)packet.p, packet.n,
	    false) == RNP_SUCCESS &&
	    rnp_op_verify_detached_create(&op, c->ffi, data, sig) ==
	    RNP_SUCCESS) {
		rnp_op_verify_execute(op);	/* its word is for all; each
						 * signature has its own */
		take_status(op, s);
	}
	if (op != NULL)
		rnp_op_verify_destroy(op);
	rnp_input_destroy(data);
	rnp_input_destroy(sig);
	stderr = was;
}

/* --- what is refused though it holds ------------------------------------ */

static const char *
weak(struct arena *a, const struct sight *s)
{
	const char *hash = pgp_hash_name(s->facts.hash);
	unsigned alg = s->facts.algorithm;

	if (hash == NULL || strcmp(hash, "MD5") == 0 ||
	    strcmp(hash, "RIPEMD160") == 0 || (strcmp(hash, "SHA1") == 0 &&
	    s->facts.made >= PGP_SHA1_UNTIL))
		return arena_printf(a, "its hash algorithm (%s) is too weak",
		    hash != NULL ? hash : "unknown");
	if ((alg == 1 || alg == 3 || alg == 17) && s->bits < SIGNED_RSA_MIN)
		return arena_printf(a, "its key has %u bits; %d are the least "
		    "that count", s->bits, SIGNED_RSA_MIN);
	if (alg != 1 && alg != 3 && alg != 17 && s->bits < 255)
		return arena_printf(a, "its key has %u bits; 255 are the "
		    "least that count", s->bits);
	return NULL;
}

/* Superseded and retired keys were good until then; any other revocation
 * takes back all that the key ever signed (RFC 9580, 5.2.3.31). */
static const char *
revoked(struct arena *a, rnp_key_handle_t key, int64_t made)
{
	rnp_signature_handle_t sig = NULL;
	bool is = false, retired = false, superseded = false;
	uint32_t at = 0;

	if (rnp_key_is_revoked(key, &is) != RNP_SUCCESS || !is)
		return NULL;
	rnp_key_is_retired(key, &retired);
	rnp_key_is_superseded(key, &superseded);
	if (rnp_key_get_revocation_signature(key, &sig) == RNP_SUCCESS &&
	    sig != NULL) {
		rnp_signature_get_creation(sig, &at);
		rnp_signature_handle_destroy(sig);
	}
	if ((retired || superseded) && made < (int64_t)at)
		return NULL;
	return arena_str(a, "the key was revoked");
}

/* RFC 9580, 5.2.3.29: a key that its owner made for other keys or to encrypt
 * may lie where nobody guards it as one that speaks for him.  The library
 * checks the mathematics alone. */
static const char *
not_for_signatures(rnp_key_handle_t key)
{
	bool may = false;

	return rnp_key_allows_usage(key, "sign", &may) == RNP_SUCCESS && may ?
	    NULL : "its owner did not make the key for signatures";
}

static const char *
expired(struct arena *a, rnp_key_handle_t key, int64_t when)
{
	uint32_t made = 0, lasts = 0;
	char t[CLOCK_TEXT];

	rnp_key_get_creation(key, &made);
	rnp_key_get_expiration(key, &lasts);
	if (lasts == 0 || when < (int64_t)made + lasts)
		return NULL;
	return arena_printf(a, "the key had expired at %s",
	    clock_rfc3339((int64_t)made + lasts, t));
}

/* Of a key that signed, and of the primary key above it. */
static const char *
spent(struct pgp_checker *c, struct arena *a, const struct sight *s)
{
	rnp_key_handle_t primary = NULL;
	const char *why = revoked(a, s->key, s->facts.made);

	if (why == NULL)
		why = expired(a, s->key, s->when);
	if (why != NULL || rnp_locate_key(c->ffi, "fingerprint", s->primary,
	    &primary) != RNP_SUCCESS || primary == NULL)
		return why;
	why = revoked(a, primary, s->facts.made);
	if (why == NULL)
		why = expired(a, primary, s->when);
	rnp_key_handle_destroy(primary);
	return why;
}

/* --- one signature ------------------------------------------------------ */

static bool
is_pinned(const struct list *files, const char *fingerprint)
{
	const struct key_facts *k;
	const struct key_file *f;
	size_t i, j;

	for (i = 0; i < files->n; i++) {
		f = files->at[i];
		for (j = 0; f->kind == KEY_PGP && j < f->keys.n; j++) {
			k = f->keys.at[j];
			if (strcmp(k->id, fingerprint) == 0)
				return true;
		}
	}
	return false;
}

static enum proof_result
judge_known(struct pgp_checker *c, struct arena *a, const struct sight *s,
    const char **why)
{
	const char *reason = weak(a, s);

	if (reason == NULL && s->status == RNP_ERROR_SIGNATURE_EXPIRED)
		reason = "the signature had expired";
	if (reason == NULL)
		reason = not_for_signatures(s->key);
	if (reason == NULL)
		reason = spent(c, a, s);
	if (reason == NULL && s->status == RNP_SUCCESS)
		reason = signed_badly_timed(a, s->facts.made, s->when);
	if (reason != NULL) {
		*why = arena_printf(a, "a signature by the key %s is refused: "
		    "%s", s->primary, reason);
		return PROOF_POLICY;
	}
	if (s->status != RNP_SUCCESS) {
		*why = arena_printf(a, "a signature by the key %s does not fit "
		    "the text: it was changed, or the signature is false",
		    s->primary);
		return PROOF_FAIL;
	}
	*why = arena_printf(a, "signed by the key %s, which is pinned",
	    s->primary);
	return PROOF_PASS;
}

static enum proof_result
judge(struct pgp_checker *c, struct arena *a, const struct sight *s,
    const struct list *files, const char **why)
{
	if (s->key == NULL) {
		*why = arena_printf(a, "signed by the key %s, which is not "
		    "pinned", s->facts.issuer[0] != '\0' ? s->facts.issuer :
		    "(not named)");
		return PROOF_NEUTRAL;
	}
	if (!is_pinned(files, s->primary)) {
		*why = arena_printf(a, "signed by the key %s, which is pinned "
		    "for somebody else", s->primary);
		return PROOF_NEUTRAL;
	}
	return judge_known(c, a, s, why);
}

/* What needs no key to be refused; NULL: go on. */
static const char *
unfit(const struct signed_part *part, const struct pgp_sig_facts *f)
{
	if (f->version != 4)
		return "is not of version 4";
	if (f->type != 1 && (f->type != 0 || part->kind == SIGNED_CLEAR))
		return "is none of a text";
	return NULL;
}

static struct proof *
check_one(struct pgp_checker *c, struct arena *a,
    const struct signed_part *part, struct span packet, struct span body,
    const struct list *files, int64_t when)
{
	struct proof *p = arena_alloc(a, sizeof(*p));
	struct sight s = { .when = when };
	const char *no;

	p->method = "pgp";
	p->result = PROOF_PERMERROR;
	if (!pgp_sig_facts(body, &s.facts)) {
		p->why = "an OpenPGP signature is damaged";
		return p;
	}
	if ((no = unfit(part, &s.facts)) != NULL) {
		p->why = arena_printf(a, "an OpenPGP signature %s", no);
		return p;
	}
	if (s.when == 0)
		s.when = s.facts.made;
	verify(c, part->content, packet, &s);
	p->result = judge(c, a, &s, files, &p->why);
	p->identity = arena_str(a, s.key != NULL ? s.primary :
	    s.facts.issuer);
	p->algorithm = arena_printf(a, "%s/%s",
	    pgp_algorithm_name(s.facts.algorithm) != NULL ?
	    pgp_algorithm_name(s.facts.algorithm) : "unknown",
	    pgp_hash_name(s.facts.hash) != NULL ?
	    pgp_hash_name(s.facts.hash) : "unknown");
	p->bits = s.bits;
	p->signed_at = s.facts.made;
	if (s.key != NULL)
		rnp_key_handle_destroy(s.key);
	return p;
}

void
pgp_check(struct pgp_checker *c, struct arena *a,
    const struct signed_part *part, const struct list *files, int64_t when,
    struct list *proofs)
{
	struct span rest = part->signature;
	struct pgp_packet packet;
	struct proof *bad;
	int i, more = 1;

	for (i = 0; i < PGP_SIGNATURES_MAX; i++) {
		more = pgp_next(&rest, &packet);
		if (more != 1 || packet.tag != PGP_SIGNATURE)
			break;
		list_add_in(a, proofs, check_one(c, a, part, packet.whole,
		    packet.body, files, when));
	}
	if (more == 0 && i > 0)
		return;
	bad = arena_alloc(a, sizeof(*bad));
	*bad = (struct proof){ .method = "pgp", .result = PROOF_PERMERROR,
	    .why = more == 1 && i == PGP_SIGNATURES_MAX ? "there are more "
	    "OpenPGP signatures than the limit" : "what stands as an OpenPGP "
	    "signature is something else as well" };
	list_add_in(a, proofs, bad);
}

/* --- opening ------------------------------------------------------------ */

static int
import(struct pgp_checker *c, struct span bytes)
{
	rnp_input_t in = NULL;
	FILE *was = silence(c);
	rnp_result_t rc;

	rc = rnp_input_from_memory(&in, (const uint8_t *)bytes.p, bytes.n,
	    false);
	if (rc == RNP_SUCCESS)
		rc = rnp_import_keys(c->ffi, in, RNP_LOAD_SAVE_PUBLIC_KEYS |
		    RNP_LOAD_SAVE_PERMISSIVE, NULL);
	rnp_input_destroy(in);
	stderr = was;
	return rc == RNP_SUCCESS ? 0 : -1;
}

int
pgp_checker_keys(struct pgp_checker *c, const struct list *files,
    int64_t now, struct err *e)
{
	const struct key_file *f;
	int rc = 0;
	size_t i;

	rnp_unload_keys(c->ffi, RNP_KEY_UNLOAD_PUBLIC);
	/* the library judges a key's own signatures once, when it comes in */
	rnp_set_timestamp(c->ffi, (uint64_t)now);
	for (i = 0; i < files->n; i++) {
		f = files->at[i];
		if (f->kind == KEY_PGP && import(c, f->bytes) == -1)
			rc = err_set(e, ERR_INPUT, "%s: the OpenPGP library "
			    "cannot use it", f->path);
	}
	return rc;
}

/* Does the library verify a text of our own, and not a changed one? */
static bool
works(struct pgp_checker *c)
{
	struct arena *a = arena_new();
	struct key_file file = { .owner = "", .kind = KEY_PGP, .path = "",
	    .bytes = span_of(pgp_selftest_key) };
	struct list files = { 0 }, good = { 0 }, bad = { 0 };
	struct signed_mail m;
	struct signed_part *p;
	struct err e = { 0 };
	bool ok = false;

	list_add_in(a, &files, &file);
	signed_find(a, span_of(pgp_selftest_mail), &m);
	if (keyring_look(a, &file, &e) == 0 && m.parts.n == 1 &&
	    pgp_checker_keys(c, &files, PGP_SELFTEST_TIME, &e) == 0) {
		p = m.parts.at[0];
		pgp_check(c, a, p, &files, PGP_SELFTEST_TIME, &good);
		p->content.n--;
		pgp_check(c, a, p, &files, PGP_SELFTEST_TIME, &bad);
		ok = good.n == 1 && bad.n == 1 &&
		    ((struct proof *)good.at[0])->result == PROOF_PASS &&
		    ((struct proof *)bad.at[0])->result == PROOF_FAIL;
	}
	rnp_unload_keys(c->ffi, RNP_KEY_UNLOAD_PUBLIC);
	arena_free(a);
	return ok;
}

struct pgp_checker *
pgp_checker_new(struct err *e)
{
	struct pgp_checker *c = mem_alloc(sizeof(*c));

	c->nowhere = fopen("/dev/null", "we");
	if (c->nowhere == NULL) {
		err_sys(e, "/dev/null");
	} else if (rnp_ffi_create(&c->ffi, "GPG", "GPG") != RNP_SUCCESS) {
		err_set(e, ERR_SYSTEM, "the OpenPGP library cannot be opened");
	} else if (!works(c)) {
		err_set(e, ERR_SYSTEM, "the OpenPGP library fails at a text "
		    "whose signature is known to be good, or takes a false "
		    "one");
	} else {
		return c;
	}
	pgp_checker_free(c);
	return NULL;
}

void
pgp_checker_free(struct pgp_checker *c)
{
	if (c == NULL)
		return;
	if (c->ffi != NULL)
		rnp_ffi_destroy(c->ffi);
	if (c->nowhere != NULL)
		fclose(c->nowhere);
	free(c);
}
