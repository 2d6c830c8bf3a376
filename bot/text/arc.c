/* SPDX-License-Identifier: ISC */
/*
 * ARC; see arc.h.
 *
 * The order is that of cost: the form of the chain, then the newest message
 * signature (one key), then the seals from the first on, each over everything
 * before it; the first thing that is wrong ends it.  What is only no pass, as
 * a time that cannot be, waits for the end: a forged chain is worse.
 */
#include "text/arc.h"

#include <stdarg.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "text/authres.h"
#include "text/canon.h"
#include "text/dkim.h"
#include "text/dkim_covers.h"
#include "text/dkim_hash.h"
#include "text/dkim_key.h"
#include "text/pubkey.h"
#include "text/tags.h"

/* One instance: its three fields. */
struct set {
	const struct mail_field *results, *signature, *seal;
};

struct arc {
	struct arena	*arena;
	const struct mail *mail;
	int64_t		 when, latest;	/* as in dkim_check() */
	txt_lookup_fn	*txt;
	void		*arg;
	struct proof	*proof;
	const char	*doubt;		/* why it is no pass where it holds */
	unsigned	 n;		/* the newest instance */
	struct set	 sets[ARC_INSTANCES_MAX + 1];	/* from 1 */
	struct list	 keys;		/* struct key * */
	struct authres	 claims;	/* of the newest set */
};

struct key {
	const char	*name;
	struct dkim_key	 record;
	struct pubkey	*key;		/* NULL: record.wrong, or no key */
};

/* The two fields that are signatures, read. */
struct signature {
	struct tags	 tags;
	struct dkim_signature sig;
};

static int
settle(struct arc *c, enum proof_result r, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
static void
doubt(struct arc *c, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* Always -1: the chain is no pass. */
static int
settle(struct arc *c, enum proof_result r, const char *fmt, ...)
{
	struct buf b = { 0 };
	va_list ap;

	va_start(ap, fmt);
	buf_addv(&b, fmt, ap);
	va_end(ap);
	c->proof->result = r;
	c->proof->why = arena_strn(c->arena, buf_str(&b), b.n);
	buf_free(&b);
	return -1;
}

/* Why it does not count, though it holds; which is only known at the end.  The
 * first one is told. */
static void
doubt(struct arc *c, const char *fmt, ...)
{
	struct buf b = { 0 };
	va_list ap;

	if (c->doubt != NULL)
		return;
	va_start(ap, fmt);
	buf_addv(&b, fmt, ap);
	va_end(ap);
	c->doubt = arena_strn(c->arena, buf_str(&b), b.n);
	buf_free(&b);
}

/* --- the form of the chain --------------------------------------------- */

/* A number from 1 to 50 in at most two digits; 0: it is none. */
static unsigned
instance_number(struct span v)
{
	unsigned n = 0;
	size_t i;

	if (v.n == 0 || v.n > 2)
		return 0;
	for (i = 0; i < v.n; i++) {
		if (v.p[i] < '0' || v.p[i] > '9')
			return 0;
		n = n * 10 + (unsigned)(v.p[i] - '0');
	}
	return n <= ARC_INSTANCES_MAX ? n : 0;
}

/* "i=1; the rest", which is like Authentication-Results. */
static unsigned
results_instance(struct span v, struct span *rest)
{
	const char *semi = memchr(v.p, ';', v.n), *eq;

	if (semi == NULL)
		return 0;
	eq = memchr(v.p, '=', (size_t)(semi - v.p));
	if (eq == NULL || !span_eq(span_trim((struct span){ v.p,
	    (size_t)(eq - v.p) }), "i"))
		return 0;
	*rest = (struct span){ semi + 1, v.n - (size_t)(semi + 1 - v.p) };
	return instance_number(span_trim((struct span){ eq + 1,
	    (size_t)(semi - eq - 1) }));
}

static unsigned
signature_instance(struct span v)
{
	struct tags t;
	struct span i;

	return tags_parse(v, &t) == NULL && tags_get(&t, "i", &i) ?
	    instance_number(i) : 0;
}

/* Where the field belongs; NULL: its instance is no valid one. */
static const struct mail_field **
place_of(struct arc *c, const struct mail_field *f)
{
	struct span rest;
	unsigned i;

	if (f->raw.n > DKIM_FIELD_MAX)
		return NULL;
	i = f->id == FIELD_ARC_RESULTS ? results_instance(f->value, &rest) :
	    signature_instance(f->value);
	if (i == 0)
		return NULL;
	if (i > c->n)
		c->n = i;
	return f->id == FIELD_ARC_RESULTS ? &c->sets[i].results :
	    f->id == FIELD_ARC_SIGNATURE ? &c->sets[i].signature :
	    &c->sets[i].seal;
}

static int
collect(struct arc *c)
{
	const struct mail_field **at, *f;
	size_t k;
	unsigned i;

	for (k = 0; k < c->mail->n; k++) {
		f = &c->mail->fields[k];
		if (f->id != FIELD_ARC_RESULTS && f->id != FIELD_ARC_SEAL &&
		    f->id != FIELD_ARC_SIGNATURE)
			continue;
		if ((at = place_of(c, f)) == NULL)
			return settle(c, PROOF_FAIL, "the ARC chain is not "
			    "valid: a field of it cannot be read, or has no "
			    "instance (i=) from 1 to %d", ARC_INSTANCES_MAX);
		if (*at != NULL)
			return settle(c, PROOF_FAIL, "the ARC chain is not "
			    "valid: an instance stands in it twice");
		*at = f;
	}
	for (i = 1; i <= c->n; i++)
		if (c->sets[i].results == NULL || c->sets[i].seal == NULL ||
		    c->sets[i].signature == NULL)
			return settle(c, PROOF_FAIL, "the ARC chain is not "
			    "valid: instance %u is not whole", i);
	return 0;
}

static int
read_signature(struct arc *c, const struct mail_field *f, unsigned i,
    struct signature *s)
{
	const char *what = f->id == FIELD_ARC_SEAL ? "seal" :
	    "message signature";
	const char *wrong = tags_parse(f->value, &s->tags);
	struct span v;

	s->sig = (struct dkim_signature){ .field = f, .signed_at = -1,
	    .expires = -1 };
	if (wrong == NULL)
		wrong = dkim_shared_read(c->arena, &s->tags, &s->sig);
	if (wrong == NULL && tags_get(&s->tags, "t", &v) &&
	    !dkim_is_number(v, &s->sig.signed_at))
		wrong = "its time (t=) is no number";
	if (wrong == NULL && s->sig.alg == DKIM_RSA_SHA1)
		wrong = "rsa-sha1 is too weak to prove anything (RFC 8301)";
	if (wrong != NULL)
		return settle(c, PROOF_FAIL, "the ARC chain is not valid: "
		    "the %s of instance %u: %s", what, i, wrong);
	return 0;
}

/* 5.1.1: the first says none, each later one that what it got was whole. */
static int
check_seal_form(struct arc *c, unsigned i, const struct signature *s)
{
	struct span cv = { NULL, 0 }, h;

	if (tags_get(&s->tags, "h", &h))
		return settle(c, PROOF_FAIL, "the ARC chain is not valid: the "
		    "seal of instance %u lists fields (h=)", i);
	tags_get(&s->tags, "cv", &cv);
	if (span_eq_nocase(cv, i == 1 ? "none" : "pass"))
		return 0;
	if (span_eq_nocase(cv, "fail"))
		return settle(c, PROOF_FAIL, "%s says that the ARC chain was "
		    "broken before it (cv=fail)", s->sig.domain);
	return settle(c, PROOF_FAIL, "the ARC chain is not valid: the seal of "
	    "instance %u does not say what it has to (cv=%s)", i,
	    i == 1 ? "none" : "pass");
}

/* --- keys -------------------------------------------------------------- */

static struct key *
key_of(struct arc *c, const struct dkim_signature *s)
{
	const char *name = dkim_key_name(c->arena, s);
	struct key *k;
	size_t i;

	for (i = 0; i < c->keys.n; i++) {
		k = c->keys.at[i];
		if (strcmp(k->name, name) == 0)
			return k;
	}
	k = arena_alloc(c->arena, sizeof(*k));
	k->name = name;
	list_add(&c->keys, k);
	if (dkim_key_fetch(c->arena, s, c->txt, c->arg, &k->record) ==
	    PROOF_PASS)
		k->key = pubkey_new(s->alg == DKIM_ED25519, k->record.data);
	return k;
}

/* NULL: settled. */
static struct key *
good_key(struct arc *c, const struct dkim_signature *s)
{
	struct key *k = key_of(c, s);

	if (k->record.wrong != NULL)
		settle(c, k->record.result == PROOF_TEMPERROR ?
		    PROOF_TEMPERROR : PROOF_FAIL, "the ARC chain cannot be "
		    "checked: %s", k->record.wrong);
	else if (k->key == NULL || (s->alg == DKIM_ED25519) !=
	    k->record.ed25519)
		settle(c, PROOF_FAIL, "the ARC chain cannot be checked: the "
		    "key at %s is none for %s", k->name, s->algorithm);
	else if (s->alg != DKIM_ED25519 &&
	    pubkey_bits(k->key) < DKIM_BITS_MIN)
		settle(c, PROOF_FAIL, "the ARC chain is sealed with a key of "
		    "%u bits, which is too short to prove anything (RFC 8301 "
		    "asks for %d)", pubkey_bits(k->key), DKIM_BITS_MIN);
	else
		return k;
	return NULL;
}

/* As with DKIM: nobody signs tomorrow, nor in earnest with a key under test. */
static void
doubt_signature(struct arc *c, const struct dkim_signature *s,
    const struct key *k)
{
	char day[CLOCK_TEXT];

	if (k->record.testing)
		doubt(c, "%s says of its key that it is only testing (t=y)",
		    s->domain);
	if (s->signed_at > c->latest + DKIM_DRIFT)
		doubt(c, "the ARC chain holds, but a part of it that %s signed "
		    "is dated in the future, %s (t=)", s->domain,
		    clock_date(s->signed_at, day));
}

/* --- the newest message signature -------------------------------------- */

/* RFC 6376, 3.5, which RFC 8617, 4.1.2 takes over; a seal has no x=. */
static const char *
read_expiry(struct signature *s)
{
	struct span v;

	if (!tags_get(&s->tags, "x", &v))
		return NULL;
	if (!dkim_is_number(v, &s->sig.expires))
		return "its expiry (x=) is no number";
	return s->sig.signed_at >= s->sig.expires ?
	    "it expires (x=) before it was made (t=)" : NULL;
}

static void
doubt_expired(struct arc *c, const struct dkim_signature *s)
{
	char day[CLOCK_TEXT];

	if (s->expires >= 0 && c->when >= s->expires)
		doubt(c, "the newest ARC signature holds, but expired on %s "
		    "(x=)", clock_date(s->expires, day));
}

static int
read_message_signature(struct arc *c, struct signature *s)
{
	const char *wrong;
	struct span v;

	if (read_signature(c, c->sets[c->n].signature, c->n, s) == -1)
		return -1;
	if ((wrong = dkim_body_read(c->arena, &s->tags, &s->sig)) != NULL ||
	    (wrong = read_expiry(s)) != NULL)
		return settle(c, PROOF_FAIL, "the ARC chain is not valid: the "
		    "message signature of instance %u: %s", c->n, wrong);
	if (!tags_get(&s->tags, "h", &s->sig.signed_list))
		return settle(c, PROOF_FAIL, "the ARC chain is not valid: the "
		    "message signature of instance %u names no signed fields "
		    "(h=)", c->n);
	if (dkim_signature_covers(&s->sig, "ARC-Seal") > 0)
		return settle(c, PROOF_FAIL, "the ARC chain is not valid: the "
		    "message signature of instance %u covers a seal", c->n);
	if (tags_get(&s->tags, "l", &v))
		return settle(c, PROOF_POLICY, "the newest ARC signature "
		    "covers only a part of the text (l=), so that anything "
		    "could be added");
	return 0;
}

static int
check_message(struct arc *c)
{
	struct span canon;
	struct signature s;
	struct hash text;
	struct key *k;
	bool good;

	if (read_message_signature(c, &s) == -1 ||
	    (k = good_key(c, &s.sig)) == NULL)
		return -1;
	dkim_body_hash(c->mail, &s.sig, &text);
	if (!hash_is(&text, s.sig.body_hash))
		return settle(c, PROOF_FAIL, "the text was changed after %s "
		    "sealed it (ARC)", s.sig.domain);
	good = dkim_header_is(c->mail, &s.sig, k->key);
	if (!good && !tags_get(&s.tags, "c", &canon)) {
		/* the RFC names no default, and signers differ */
		s.sig.relaxed_header = true;
		good = dkim_header_is(c->mail, &s.sig, k->key);
	}
	if (!good)
		return settle(c, PROOF_FAIL, "the header was changed after %s "
		    "sealed it (ARC)", s.sig.domain);
	doubt_expired(c, &s.sig);
	doubt_signature(c, &s.sig, k);
	c->proof->covered = dkim_covered(c->mail, &s.sig);
	return 0;
}

/* --- the seals --------------------------------------------------------- */

/* data: all sets before this one; this one is added. */
static int
check_seal(struct arc *c, unsigned i, struct buf *data)
{
	const struct set *set = &c->sets[i];
	struct signature s;
	struct key *k;
	size_t n;

	if (read_signature(c, set->seal, i, &s) == -1 ||
	    (k = good_key(c, &s.sig)) == NULL)
		return -1;
	canon_field(data, set->results->raw, true);
	canon_field(data, set->signature->raw, true);
	n = data->n;
	canon_signature(data, set->seal->raw, true);
	if (!pubkey_verify(k->key, false, (struct span){ data->p, data->n },
	    s.sig.data))
		return settle(c, PROOF_FAIL, "the ARC seal of %s (instance "
		    "%u) is broken", s.sig.domain, i);
	doubt_signature(c, &s.sig, k);
	buf_cut(data, n);
	canon_field(data, set->seal->raw, true);
	if (i == c->n) {
		c->proof->bits = pubkey_bits(k->key);
		c->proof->key = k->record.record;
	}
	return 0;
}

/* The newest seal names whom all this is about. */
static int
check_form(struct arc *c)
{
	struct signature s;
	struct span rest;
	unsigned i;

	if (collect(c) == -1)
		return -1;
	for (i = c->n; i > 0; i--) {
		if (read_signature(c, c->sets[i].seal, i, &s) == -1)
			return -1;
		if (i == c->n) {
			c->proof->domain = s.sig.domain;
			c->proof->selector = s.sig.selector;
			c->proof->algorithm = s.sig.algorithm;
		}
		if (check_seal_form(c, i, &s) == -1)
			return -1;
	}
	/* the claims that count are the newest sealer's */
	results_instance(c->sets[c->n].results->value, &rest);
	authres_parse(c->arena, rest, &c->claims);
	return 0;
}

static void
add_claims(struct arc *c, struct evidence *ev)
{
	const struct authres *r = &c->claims;

	if (r->wrong != NULL) {
		c->proof->why = arena_printf(c->arena, "%s; what it claims "
		    "cannot be read: it %s", c->proof->why, r->wrong);
		return;
	}
	authres_add(c->arena, r, "arc", c->proof->domain, ARC_WORDS_MAX, ev);
}

void
arc_check(struct arena *a, const struct mail *m, int64_t when, int64_t latest,
    txt_lookup_fn *txt, void *arg, struct evidence *ev)
{
	struct arc c = { .arena = a, .mail = m, .txt = txt, .arg = arg,
	    .when = when < DKIM_EPOCH ? latest : when, .latest = latest };
	struct buf data = { 0 };
	unsigned i;
	int rc;

	if (m->count[FIELD_ARC_SEAL] + m->count[FIELD_ARC_SIGNATURE] +
	    m->count[FIELD_ARC_RESULTS] == 0 || ev->n == EVIDENCE_PROOFS_MAX)
		return;
	c.proof = &ev->proofs[ev->n++];
	*c.proof = (struct proof){ .method = "arc" };
	rc = check_form(&c);
	if (rc == 0)
		rc = check_message(&c);
	for (i = 1; i <= c.n && rc == 0; i++)
		rc = check_seal(&c, i, &data);
	if (rc == 0 && c.doubt != NULL) {
		rc = settle(&c, PROOF_POLICY, "%s", c.doubt);
		c.proof->key = NULL;
		c.proof->bits = 0;
	}
	if (rc == 0) {
		settle(&c, PROOF_PASS, "the ARC chain holds (%u seal%s), and "
		    "%s sealed it last", c.n, c.n == 1 ? "" : "s",
		    c.proof->domain);
		add_claims(&c, ev);
	} else {
		c.proof->covered = 0;
	}
	buf_free(&data);
	for (i = 0; i < c.keys.n; i++)
		pubkey_free(((struct key *)c.keys.at[i])->key);
	list_free(&c.keys);
}
