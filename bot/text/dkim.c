/* SPDX-License-Identifier: ISC */
/* DKIM; see dkim.h. */
#include "text/dkim.h"

#include <string.h>

#include "base/arena.h"
#include "base/clock.h"
#include "text/dkim_covers.h"
#include "text/dkim_hash.h"
#include "text/dkim_key.h"
#include "text/dkim_parse.h"
#include "text/dkim_selftest.h"
#include "text/pubkey.h"

/* One signature on its way. */
struct judged {
	struct dkim_signature	 sig;
	struct dkim_key		 key;
	struct proof		*proof;
	struct hash		 text;
	bool			 hashed;	/* text is known */
};

struct check {
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
	if (s->partial)
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

/* --- whether it holds --------------------------------------------------- */

static bool
same_manner(const struct dkim_signature *a, const struct dkim_signature *b)
{
	return a->relaxed_body == b->relaxed_body &&
	    (a->alg == DKIM_RSA_SHA1) == (b->alg == DKIM_RSA_SHA1) &&
	    a->partial == b->partial && a->length == b->length;
}

/* Of a long text and many signatures, each manner is hashed once. */
static const struct hash *
text_hash(struct check *k, struct judged *j)
{
	size_t i;

	for (i = 0; i < k->n; i++)
		if (k->at[i].hashed && same_manner(&k->at[i].sig, &j->sig))
			return &k->at[i].text;
	dkim_body_hash(k->mail, &j->sig, &j->text);
	j->hashed = true;
	return &j->text;
}

static void
judge_by_key(struct check *k, struct judged *j, const struct pubkey *key)
{
	const char *why;

	j->proof->bits = pubkey_bits(key);
	if (!dkim_header_is(k->mail, &j->sig, key))
		settle(j, PROOF_FAIL, "the header was changed after it was "
		    "signed, or it was signed with another key");
	else if (!hash_is(text_hash(k, j), j->sig.body_hash))
		settle(j, PROOF_FAIL, "the text was changed after it was "
		    "signed");
	else if ((why = refusal(k, j)) != NULL)
		settle(j, PROOF_POLICY, why);
	else
		accept(k, j);
}

static void
judge(struct check *k, struct judged *j)
{
	enum proof_result r = dkim_key_fetch(k->arena, &j->sig, k->txt,
	    k->arg, &j->key);
	struct pubkey *key;

	j->proof->key = j->key.record;
	if (r == PROOF_TEMPERROR)
		k->ev->complete = false;
	if (r != PROOF_PASS) {
		settle(j, r, j->key.wrong);
		return;
	}
	key = pubkey_new(j->sig.alg == DKIM_ED25519, j->key.data);
	if (key == NULL)
		settle(j, PROOF_PERMERROR, arena_printf(k->arena,
		    "the signature cannot be checked: the key (p=) is none "
		    "for %s", j->sig.algorithm));
	else
		judge_by_key(k, j, key);
	pubkey_free(key);
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
		judge(k, j);
}

static void
add_other(struct check *k, enum proof_result r, const char *why)
{
	if (k->ev->n < EVIDENCE_PROOFS_MAX)
		k->ev->proofs[k->ev->n++] = (struct proof){
		    .method = "dkim", .result = r, .why = why };
}

void
dkim_check(struct arena *a, const struct mail *m, int64_t when,
    int64_t latest, txt_lookup_fn *txt, void *arg, struct evidence *ev)
{
	/* no signature was received before there was any */
	struct check k = { .arena = a, .mail = m,
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
}

/* --- self test ---------------------------------------------------------- */

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
selftest(bool change)
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
	dkim_check(a, &m, DKIM_SELFTEST_TIME, DKIM_SELFTEST_TIME,
	    selftest_txt, NULL, &ev);
	ok = ev.n == 2 &&
	    ev.proofs[0].result == (change ? PROOF_FAIL : PROOF_PASS) &&
	    ev.proofs[1].result == (change ? PROOF_FAIL : PROOF_PASS);
	arena_free(a);
	return ok;
}

int
dkim_ready(struct err *e)
{
	return selftest(false) && selftest(true) ? 0 : err_set(e, ERR_SYSTEM,
	    "OpenSSL does not verify known signatures here; does its "
	    "configuration forbid RSA, Ed25519 or SHA-256?");
}
