/* SPDX-License-Identifier: ISC */
/*
 * DKIM with libopendkim; see dkim.h.
 *
 * One handle takes all signatures of a mail that we found well-formed and
 * whose keys we have.  The library finds its keys through key_lookup(), which
 * hands out what was fetched before; it never asks anything itself.
 */
#include "text/dkim.h"

#include <opendkim/dkim.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "text/dkim_covers.h"
#include "text/dkim_decoded.h"
#include "text/dkim_hash.h"
#include "text/dkim_key.h"
#include "text/dkim_parse.h"
#include "text/dkim_selftest.h"

struct dkim_checker {
	DKIM_LIB	*lib;
	struct buf	 scratch;	/* header fields and bodies as CRLF */
};

/* One signature on its way. */
struct judged {
	struct dkim_signature	 sig;
	struct dkim_key		 key;
	struct proof		*proof;
	bool			 handed;	/* the library has it */
};

struct check {
	struct dkim_checker	*c;
	struct arena		*arena;
	const struct mail	*mail;
	int64_t			 when;
	int64_t			 latest;	/* no t= may be later */
	txt_lookup_fn		*txt;
	void			*arg;
	struct evidence		*ev;
	size_t			 n;
	struct judged		 at[DKIM_SIGNATURES_MAX];
};

static void
settle(struct judged *j, enum proof_result r, const char *why)
{
	j->proof->result = r;
	j->proof->why = why;
}

/* --- keys ------------------------------------------------------------- */

static void
fetch_key(struct check *k, struct judged *j)
{
	enum proof_result r = dkim_key_fetch(k->arena, &j->sig, k->txt,
	    k->arg, &j->key);

	j->proof->key = j->key.record;
	j->handed = r == PROOF_PASS;
	if (r == PROOF_TEMPERROR)
		k->ev->complete = false;
	if (!j->handed)
		settle(j, r, j->key.wrong);
}

static DKIM_CBSTAT
key_lookup(DKIM *d, DKIM_SIGINFO *sig, u_char *out, size_t cap)
{
	struct check *k = dkim_get_user_context(d);
	const char *domain = (const char *)dkim_sig_getdomain(sig);
	const char *selector = (const char *)dkim_sig_getselector(sig);
	size_t i;

	for (i = 0; i < k->n; i++) {
		struct judged *j = &k->at[i];

		if (!j->handed ||
		    !str_eq_nocase(j->sig.domain, domain) ||
		    !str_eq_nocase(j->sig.selector, selector))
			continue;
		return str_copy((char *)out, cap, j->key.clean) ?
		    DKIM_CBSTAT_CONTINUE : DKIM_CBSTAT_NOTFOUND;
	}
	return DKIM_CBSTAT_NOTFOUND;
}

/* --- what a signature that holds is worth ----------------------------- */

/* Why a signature that holds is refused all the same, or NULL. */
static const char *
refusal(const struct check *k, const struct judged *j)
{
	const struct dkim_signature *s = &j->sig;
	const char *open;
	char day[CLOCK_TEXT];

	if (s->expires >= 0 && k->when >= s->expires)
		return arena_printf(k->arena, "the signature holds, but "
		    "expired on %s (x=)", clock_date(s->expires, day));
	if (s->alg == DKIM_RSA_SHA1)
		return "the signature holds, but rsa-sha1 is too weak to "
		    "prove anything (RFC 8301)";
	if (s->alg != DKIM_ED25519 && j->proof->bits < DKIM_BITS_MIN)
		return arena_printf(k->arena, "the signature holds, but its "
		    "key of %u bits is too short to prove anything "
		    "(RFC 8301 asks for 1024)", j->proof->bits);
	if (s->length)
		return "the signature holds, but covers only a part of the "
		    "text (l=), so that anything could be added";
	if (s->signed_at > k->latest + DKIM_DRIFT)
		return arena_printf(k->arena, "the signature holds, but is "
		    "dated in the future, %s (t=)",
		    clock_date(s->signed_at, day));
	if (j->key.testing)
		return "the signature holds, but its domain says that it is "
		    "only testing DKIM (t=y)";
	if ((open = dkim_swappable(k->mail, s)) != NULL)
		return arena_printf(k->arena, "the signature holds, but does "
		    "not cover the %s, which anybody could have written",
		    open);
	return NULL;
}

static const char *
praise(const struct check *k, const struct judged *j)
{
	const char *over = dkim_signature_covers(&j->sig, "From") >
	    k->mail->count[FIELD_FROM] ? ", From cannot be added to" : "";

	return arena_printf(k->arena, "the signature of %s holds (%s, %u "
	    "bits%s)", j->sig.domain, j->sig.algorithm, j->proof->bits, over);
}

static void
accept(struct check *k, struct judged *j)
{
	settle(j, PROOF_PASS, praise(k, j));
	j->proof->covered = dkim_covered(k->mail, &j->sig);
	if (j->sig.signed_at > 0)
		j->proof->signed_at = j->sig.signed_at;
}

/*
 * A second look at what does not fit by the library: it takes "b =" for another
 * tag and any that ends in b for this one, a bare CR for a blank in the relaxed
 * form of a body and a bare LF for a line's end in the simple one.
 */
static bool
fits_by_ours(const struct check *k, const struct judged *j, bool text_fits)
{
	struct span bh, b;
	struct pubkey *key;
	struct tags t;
	bool fits;

	if (j->sig.alg == DKIM_RSA_SHA1 || j->sig.length ||
	    tags_parse(j->sig.field->value, &t) != NULL ||
	    !tags_get(&t, "bh", &bh) || !tags_get(&t, "b", &b))
		return false;
	/* each signature would have a long text hashed once more */
	if (!text_fits && (k->mail->body.n > DKIM_AGAIN_MAX ||
	    !dkim_body_is(k->mail, &j->sig, tags_squeeze(k->arena, bh))))
		return false;
	key = pubkey_new(j->sig.alg == DKIM_ED25519, j->key.data);
	fits = key != NULL && dkim_header_is(k->mail, &j->sig, key,
	    tags_squeeze(k->arena, b));
	pubkey_free(key);
	return fits;
}

static void
settle_holding(struct check *k, struct judged *j)
{
	const char *why = refusal(k, j);

	if (why != NULL)
		settle(j, PROOF_POLICY, why);
	else
		accept(k, j);
}

static void
judge_one(struct check *k, struct judged *j, DKIM_SIGINFO *s)
{
	unsigned flags = dkim_sig_getflags(s);
	int error = dkim_sig_geterror(s);
	const char *text;
	bool changed = (flags & DKIM_SIGFLAG_PASSED) != 0 &&
	    dkim_sig_getbh(s) == DKIM_SIGBH_MISMATCH;

	j->proof->bits = j->sig.alg == DKIM_ED25519 ? 256 :
	    dkim_decoded_bits(j->key.data);
	if ((changed || error == DKIM_SIGERROR_BADSIG) &&
	    fits_by_ours(k, j, dkim_sig_getbh(s) == DKIM_SIGBH_MATCH)) {
		settle_holding(k, j);
	} else if (changed) {
		settle(j, PROOF_FAIL, "the text was changed after it was "
		    "signed");
	} else if ((flags & DKIM_SIGFLAG_PASSED) != 0 &&
	    dkim_sig_getbh(s) == DKIM_SIGBH_MATCH &&
	    error == DKIM_SIGERROR_OK) {
		settle_holding(k, j);
	} else if (error == DKIM_SIGERROR_BADSIG) {
		settle(j, PROOF_FAIL, "the header was changed after it was "
		    "signed, or it was signed with another key");
	} else {
		text = dkim_sig_geterrorstr(error);
		settle(j, PROOF_PERMERROR, arena_printf(k->arena,
		    "the signature cannot be checked: %s",
		    text != NULL ? text : "libopendkim does not say why"));
	}
}

/* --- feeding the library ---------------------------------------------- */

/* Bytes with every bare LF as CRLF; those of a CRLF mail as they are. */
static struct span
as_crlf(struct check *k, struct span s)
{
	struct buf *b = &k->c->scratch;
	const char *nl;
	size_t n;

	if (!k->mail->lf)
		return s;
	buf_cut(b, 0);
	while ((nl = memchr(s.p, '\n', s.n)) != NULL) {
		n = (size_t)(nl - s.p);
		buf_add(b, s.p, n > 0 && nl[-1] == '\r' ? n - 1 : n);
		buf_add(b, "\r\n", 2);
		s.p += n + 1;
		s.n -= n + 1;
	}
	buf_add(b, s.p, s.n);
	return (struct span){ b->p, b->n };
}

static u_char *
unconst(const char *p)
{
	/* the library reads only, but its functions do not say so */
	return (u_char *)(uintptr_t)p;
}

static struct judged *
judged_of(struct check *k, const struct mail_field *f)
{
	size_t i;

	for (i = 0; i < k->n; i++)
		if (k->at[i].sig.field == f)
			return &k->at[i];
	return NULL;
}

/*
 * All fields but signatures that are not for the library.  0, or -1 where it
 * refused one of them after all, which then is out: the handle is spoilt.
 */
static int
feed_header(struct check *k, DKIM *d)
{
	const struct mail *m = k->mail;
	struct judged *j;
	struct span raw;
	size_t i;

	for (i = 0; i < m->n; i++) {
		j = NULL;
		if (m->fields[i].id == FIELD_DKIM) {
			j = judged_of(k, &m->fields[i]);
			if (j == NULL || !j->handed)
				continue;
		}
		raw = as_crlf(k, m->fields[i].raw);
		if (dkim_header(d, unconst(raw.p), raw.n) == DKIM_STAT_OK ||
		    j == NULL)
			continue;
		j->handed = false;
		settle(j, PROOF_PERMERROR, arena_printf(k->arena,
		    "the signature cannot be read: %s",
		    dkim_geterror(d) != NULL ? dkim_geterror(d) :
		    "libopendkim refuses it"));
		return -1;
	}
	return 0;
}

static size_t
handed(const struct check *k)
{
	size_t i, n = 0;

	for (i = 0; i < k->n; i++)
		n += k->at[i].handed;
	return n;
}

/* The library's signatures come in the order in which they were fed. */
static void
collect(struct check *k, DKIM *d, const char *error)
{
	DKIM_SIGINFO **sigs;
	int n = 0, next = 0;
	size_t i;

	if (error == NULL && (dkim_getsiglist(d, &sigs, &n) != DKIM_STAT_OK ||
	    (size_t)n != handed(k)))
		error = "libopendkim lost a signature";
	for (i = 0; i < k->n; i++) {
		struct judged *j = &k->at[i];

		if (!j->handed)
			continue;
		if (error == NULL && !str_eq_nocase(j->sig.domain,
		    (const char *)dkim_sig_getdomain(sigs[next])))
			error = "libopendkim mixed signatures up";
		if (error != NULL)
			settle(j, PROOF_PERMERROR, arena_printf(k->arena,
			    "the signature cannot be checked: %s", error));
		else
			judge_one(k, j, sigs[next++]);
	}
}

static const char *
feed_body(struct check *k, DKIM *d)
{
	struct span body;
	DKIM_STAT st = dkim_eoh(d);

	if (st == DKIM_STAT_OK && k->mail->body.n > 0) {
		body = as_crlf(k, k->mail->body);
		st = dkim_body(d, unconst(body.p), body.n);
		/* 3.4.3, 3.4.4: a last line without its end gets one; left
		 * to itself the library would not hash it */
		if (st == DKIM_STAT_OK && body.p[body.n - 1] != '\n')
			st = dkim_body(d, unconst("\r\n"), 2);
	}
	if (st == DKIM_STAT_OK)
		dkim_eom(d, NULL);	/* each signature speaks for itself */
	else
		return arena_str(k->arena, dkim_geterror(d) != NULL ?
		    dkim_geterror(d) : dkim_getresultstr(st));
	return NULL;
}

/*
 * A signature that the library refuses although we did not is taken out, and
 * the rest starts anew; each round takes one out, so this ends.
 */
static void
run_library(struct check *k)
{
	DKIM_STAT st;
	DKIM *d;
	const char *error;

	while (handed(k) > 0) {
		d = dkim_verify(k->c->lib, unconst("mail"), NULL, &st);
		if (d == NULL) {
			collect(k, NULL, "libopendkim has no memory");
			return;
		}
		dkim_set_user_context(d, k);
		if (feed_header(k, d) == 0) {
			error = feed_body(k, d);
			collect(k, d, error);
			dkim_free(d);
			return;
		}
		dkim_free(d);
	}
}

/* --- all signatures of a mail ----------------------------------------- */

static void
add_signature(struct check *k, const struct mail_field *f)
{
	struct judged *j = &k->at[k->n++];
	struct proof *p = &k->ev->proofs[k->ev->n++];

	dkim_signature_read(k->arena, f, &j->sig);
	j->proof = p;
	*p = (struct proof){ .method = "dkim", .domain = j->sig.domain,
	    .selector = j->sig.selector, .identity = j->sig.identity,
	    .algorithm = j->sig.algorithm };
	if (j->sig.wrong != NULL)
		settle(j, PROOF_PERMERROR, arena_printf(k->arena,
		    "the signature is not valid: %s", j->sig.wrong));
	else if (k->mail->count[FIELD_FROM] == 0)
		settle(j, PROOF_FAIL, "the signature is for a mail with a "
		    "From, and this one has none");
	else if (k->mail->from == NULL)
		settle(j, PROOF_PERMERROR, "the signature was not checked, "
		    "as the mail is malformed");
	else
		fetch_key(k, j);
}

static void
add_other(struct check *k, enum proof_result r, const char *why)
{
	if (k->ev->n < EVIDENCE_PROOFS_MAX)
		k->ev->proofs[k->ev->n++] = (struct proof){
		    .method = "dkim", .result = r, .why = why };
}

void
dkim_check(struct dkim_checker *c, struct arena *a, const struct mail *m,
    int64_t when, int64_t latest, txt_lookup_fn *txt, void *arg,
    struct evidence *ev)
{
	/* no signature was received before there was any */
	struct check k = { .c = c, .arena = a, .mail = m,
	    .when = when < DKIM_EPOCH ? latest : when, .latest = latest,
	    .txt = txt, .arg = arg, .ev = ev };
	size_t i;

	for (i = 0; i < m->n; i++)
		if (m->fields[i].id == FIELD_DKIM &&
		    k.n < DKIM_SIGNATURES_MAX && ev->n < EVIDENCE_PROOFS_MAX)
			add_signature(&k, &m->fields[i]);
	if (m->count[FIELD_DKIM] == 0)
		add_other(&k, PROOF_NONE, m->count[FIELD_DOMAINKEY] > 0 ?
		    "the mail has only a DomainKey-Signature, the forerunner "
		    "of DKIM, which proves nothing" :
		    "the mail has no DKIM signature");
	if (m->count[FIELD_DKIM] > k.n)
		add_other(&k, PROOF_POLICY, arena_printf(a,
		    "%zu more signatures were not looked at; %d are enough",
		    (size_t)m->count[FIELD_DKIM] - k.n,
		    DKIM_SIGNATURES_MAX));
	run_library(&k);
	if (c->scratch.cap > (1 << 20))
		buf_free(&c->scratch);
}

/* --- loading ---------------------------------------------------------- */

static void
selftest_txt(void *arg, struct arena *a, const char *name,
    struct txt_answer *ans)
{
	size_t i;

	(void)arg;
	ans->status = TXT_NONE;
	for (i = 0; i < 2; i++)
		if (strcmp(name, dkim_selftest_keys[i].name) == 0) {
			ans->status = TXT_FOUND;
			list_add(&ans->texts, arena_str(a,
			    dkim_selftest_keys[i].record));
		}
}

/*
 * The known mail, signed with both kinds of keys, must pass; with one letter
 * changed it must fail.
 */
static bool
selftest(struct dkim_checker *c, bool change)
{
	struct arena *a = arena_new();
	struct evidence ev = { .complete = true };
	struct span s = { NULL, 0 };
	struct mail m;
	char *bytes = arena_str(a, dkim_selftest_mail);
	bool ok;

	s = span_of(bytes);
	if (change)
		bytes[s.n - 4] ^= 1;
	mail_scan(a, s, &m);
	dkim_check(c, a, &m, DKIM_SELFTEST_TIME, DKIM_SELFTEST_TIME,
	    selftest_txt, NULL, &ev);
	ok = ev.n == 2 &&
	    ev.proofs[0].result == (change ? PROOF_FAIL : PROOF_PASS) &&
	    ev.proofs[1].result == (change ? PROOF_FAIL : PROOF_PASS);
	arena_free(a);
	return ok;
}

static bool
set_options(struct dkim_checker *c)
{
	u_int flags = DKIM_LIBFLAGS_NONE, bits = 1;
	uint64_t drift = (uint64_t)DKIM_EPOCH;

	/*
	 * The library compares t= and x= with the system's clock.  With a
	 * drift this long both tests always hold for what we hand it (see
	 * DKIM_EPOCH); the times are judged here.  So is the key's length.
	 */
	return dkim_options(c->lib, DKIM_OP_SETOPT, DKIM_OPTS_FLAGS, &flags,
	    sizeof(flags)) == DKIM_STAT_OK &&
	    dkim_options(c->lib, DKIM_OP_SETOPT, DKIM_OPTS_CLOCKDRIFT,
	    &drift, sizeof(drift)) == DKIM_STAT_OK &&
	    dkim_options(c->lib, DKIM_OP_SETOPT, DKIM_OPTS_MINKEYBITS,
	    &bits, sizeof(bits)) == DKIM_STAT_OK &&
	    dkim_set_key_lookup(c->lib, key_lookup) == DKIM_STAT_OK;
}

struct dkim_checker *
dkim_checker_new(struct err *e)
{
	struct dkim_checker *c = calloc(1, sizeof(*c));

	if (c != NULL && (c->lib = dkim_init(NULL, NULL)) != NULL &&
	    dkim_libfeature(c->lib, DKIM_FEATURE_ED25519) &&
	    set_options(c) && selftest(c, false) && selftest(c, true))
		return c;
	err_set(e, ERR_SYSTEM, "libopendkim does not verify known "
	    "signatures here; is another version installed, or does "
	    "OpenSSL's configuration forbid RSA, Ed25519 or SHA-256?");
	dkim_checker_free(c);
	return NULL;
}

void
dkim_checker_free(struct dkim_checker *c)
{
	if (c == NULL)
		return;
	if (c->lib != NULL)
		dkim_close(c->lib);
	dkim_decoded_forget();
	buf_free(&c->scratch);
	free(c);
}
