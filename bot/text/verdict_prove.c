/* SPDX-License-Identifier: ISC */
/* Whether a vendor's prove block holds, and why, in words; see
 * verdict_parts.h. */
#include "text/verdict_parts.h"

#include <string.h>

#include "base/arena.h"
#include "text/address.h"

const char *
judge_from_domain(const struct evidence *ev)
{
	const char *at = ev->from != NULL ? strrchr(ev->from, '@') : NULL;

	return at != NULL ? at + 1 : NULL;
}

const char *
judge_organisation(const struct evidence *ev)
{
	return ev->dmarc.organisation != NULL ? ev->dmarc.organisation :
	    judge_from_domain(ev);
}

/* A proof of this method and result whose domain is, or lies below, this. */
static const struct proof *
proof_of(const struct evidence *ev, const char *method, const char *domain,
    enum proof_result r)
{
	uint32_t i;

	for (i = 0; i < ev->n; i++)
		if (ev->proofs[i].result == r &&
		    strcmp(ev->proofs[i].method, method) == 0 &&
		    address_within(ev->proofs[i].domain, domain))
			return &ev->proofs[i];
	return NULL;
}

const struct proof *
judge_dkim_of(const struct evidence *ev, const char *domain,
    enum proof_result r)
{
	return proof_of(ev, "dkim", domain, r);
}

/*
 * A gateway may find a signature good and DMARC failed: on what a list relays
 * the signature is the list's, not the author's.  Who names the domain asked
 * for no more than the signature; but both words are told.
 */
static const char *
word_on_dkim(struct arena *a, const struct evidence *ev,
    const struct proof *f)
{
	const struct proof *against = evidence_against(ev,
	    judge_from_domain(ev));

	if (against == NULL || against->by == NULL)
		return f->why;
	return arena_printf(a, "%s; that %s says as well that DMARC failed "
	    "for %s counts against \"dmarc\" only, not against \"dkim\"",
	    f->why, against->by, judge_from_domain(ev));
}

static enum holds
holds_dkim(struct arena *a, const struct prove *p, const struct evidence *ev,
    struct list *why)
{
	const struct proof *f = judge_dkim_of(ev, p->argument, PROOF_PASS);

	if (f != NULL) {
		list_add(why, arena_str(a, f->why != NULL ? f->why :
		    "a DKIM signature holds"));
		return HOLDS;
	}
	/* a gateway's word, in its own name */
	f = proof_of(ev, "authres-dkim", p->argument, PROOF_PASS);
	if (f != NULL) {
		list_add(why, arena_str(a, word_on_dkim(a, ev, f)));
		return HOLDS;
	}
	if ((f = judge_dkim_of(ev, p->argument, PROOF_TEMPERROR)) == NULL &&
	    (f = judge_dkim_of(ev, p->argument, PROOF_POLICY)) == NULL &&
	    (f = judge_dkim_of(ev, p->argument, PROOF_FAIL)) == NULL &&
	    (f = judge_dkim_of(ev, p->argument, PROOF_PERMERROR)) == NULL) {
		list_add(why, arena_printf(a, "no DKIM signature of %s is "
		    "there", p->argument));
		return HOLDS_NOT;
	}
	list_add(why, arena_printf(a, "DKIM of %s: %s", f->domain,
	    f->why != NULL ? f->why : proof_result_name(f->result)));
	return f->result == PROOF_TEMPERROR ? HOLDS_MAYBE : HOLDS_NOT;
}

static enum holds
holds_dmarc(struct arena *a, const struct prove *p, const struct evidence *ev,
    struct list *why)
{
	const struct dmarc_evidence *d = &ev->dmarc;

	(void)p;
	list_add(why, arena_printf(a, "DMARC: %s", d->why != NULL ? d->why :
	    proof_result_name(d->result)));
	if (d->result == PROOF_PASS)
		return HOLDS;
	return d->result == PROOF_TEMPERROR ? HOLDS_MAYBE : HOLDS_NOT;
}

/* The newest sealer's word that From was proven: DMARC, or aligned DKIM. */
static const struct proof *
sealed_word(const struct evidence *ev)
{
	const char *from = judge_from_domain(ev);
	const char *org = judge_organisation(ev);
	const struct proof *p;
	uint32_t i;

	/* who says that DMARC failed has judged by its signatures as well */
	for (i = 0; i < ev->n; i++) {
		p = &ev->proofs[i];
		if (p->result == PROOF_FAIL &&
		    strcmp(p->method, "arc-dmarc") == 0 &&
		    (p->domain == NULL || str_eq_nocase(p->domain, from)))
			return NULL;
	}
	for (i = 0; i < ev->n; i++) {
		p = &ev->proofs[i];
		/* the seal covers From, so a word without header.from is of
		 * this one, too */
		if (p->result == PROOF_PASS &&
		    strcmp(p->method, "arc-dmarc") == 0 &&
		    (p->domain == NULL || str_eq_nocase(p->domain, from)))
			return p;
	}
	return proof_of(ev, "arc-dkim", org, PROOF_PASS);
}

#define COVERED_ENOUGH	(COVERED_FROM | COVERED_SHOWN)

static enum holds
holds_arc(struct arena *a, const struct prove *p, const struct evidence *ev,
    struct list *why)
{
	const struct proof *f = NULL, *word;
	uint32_t i;

	for (i = 0; i < ev->n && f == NULL; i++)
		if (strcmp(ev->proofs[i].method, "arc") == 0)
			f = &ev->proofs[i];
	if (f == NULL) {
		list_add(why, arena_str(a, "no ARC chain is there"));
	} else if (f->result != PROOF_PASS) {
		list_add(why, arena_printf(a, "ARC: %s", f->why));
	} else if (!address_within(f->domain, p->argument)) {
		list_add(why, arena_printf(a, "%s, not %s", f->why,
		    p->argument));
	} else if ((f->covered & COVERED_ENOUGH) != COVERED_ENOUGH) {
		list_add(why, arena_printf(a, "%s, but what that one signed "
		    "leaves From, or what is shown, open", f->why));
	} else if ((word = sealed_word(ev)) == NULL) {
		list_add(why, arena_printf(a, "%s, but does not say that %s "
		    "was proven", f->why, judge_from_domain(ev)));
	} else {
		list_add(why, arena_printf(a, "%s; %s", f->why, word->why));
		return HOLDS;
	}
	return f != NULL && f->result == PROOF_TEMPERROR ? HOLDS_MAYBE :
	    HOLDS_NOT;
}

/* Anybody can write a List-Id above a mail that the host signed without one;
 * of a gateway's word it is not known what was signed. */
static bool
names_its_list(const struct evidence *ev, const char *host)
{
	uint32_t i;

	for (i = 0; i < ev->n; i++)
		if (ev->proofs[i].result == PROOF_PASS &&
		    strcmp(ev->proofs[i].method, "dkim") == 0 &&
		    (ev->proofs[i].covered & COVERED_LIST_ID) != 0 &&
		    address_within(ev->proofs[i].domain, host))
			return true;
	return judge_dkim_of(ev, host, PROOF_PASS) == NULL;
}

static enum holds
holds_list(struct arena *a, const struct prove *p, const struct evidence *ev,
    struct list *why)
{
	enum holds h;

	if (!address_within(ev->list_id, p->argument)) {
		list_add(why, arena_printf(a, "it has no List-Id of %s",
		    p->argument));
		return HOLDS_NOT;
	}
	h = holds_dkim(a, p, ev, why);
	if (h != HOLDS || names_its_list(ev, p->argument))
		return h;
	list_add(why, arena_printf(a, "that signature does not cover the "
	    "List-Id, so it does not say that the mail came through a list of "
	    "%s", p->argument));
	return HOLDS_NOT;
}

/*
 * A signature of the verifier's that passes for this key or file.  Who reads
 * the mail sees to it that nothing but what is signed is then read.
 */
static enum holds
holds_signed(struct arena *a, const struct prove *p,
    const struct evidence *ev, struct list *why)
{
	bool pgp = p->kind == PROVE_PGP;
	const char *said = NULL, *id;
	const struct proof *f;
	uint32_t i;

	for (i = 0; i < ev->n; i++) {
		f = &ev->proofs[i];
		if (strcmp(f->method, "signed") == 0 && said == NULL)
			said = f->why;
		if (strcmp(f->method, pgp ? "pgp" : "smime") != 0)
			continue;
		id = pgp ? f->identity : f->key;
		if (f->result == PROOF_PASS && id != NULL &&
		    strcmp(id, p->argument) == 0) {
			list_add(why, arena_str(a, f->why));
			return HOLDS;
		}
		said = f->why;
	}
	list_add(why, said != NULL ? arena_str(a, said) :
	    arena_printf(a, "no %s signature is there", pgp ? "OpenPGP" :
	    "S/MIME"));
	return HOLDS_NOT;
}

/* The first that holds is reason enough; else each tells why not. */
static enum holds
holds_any(struct arena *a, const struct prove *p, const struct evidence *ev,
    struct list *why)
{
	enum holds best = HOLDS_NOT, h;
	size_t i, before = why->n, last;

	for (i = 0; i < p->children.n; i++) {
		last = why->n;
		h = judge_holds(a, p->children.at[i], ev, why);
		if (h == HOLDS) {
			while (last > before)
				list_remove(why, --last);
			return h;
		}
		if (h > best)
			best = h;
	}
	return best;
}

static enum holds
holds_all(struct arena *a, const struct prove *p, const struct evidence *ev,
    struct list *why)
{
	enum holds worst = p->children.n > 0 ? HOLDS : HOLDS_NOT, h;
	size_t i;

	for (i = 0; i < p->children.n; i++) {
		h = judge_holds(a, p->children.at[i], ev, why);
		if (h < worst)
			worst = h;
	}
	return worst;
}

static const struct {
	enum holds	(*fn)(struct arena *, const struct prove *,
			    const struct evidence *, struct list *);
} kinds[] = {
	[PROVE_ANY] = { holds_any }, [PROVE_ALL] = { holds_all },
	[PROVE_DKIM] = { holds_dkim }, [PROVE_DMARC] = { holds_dmarc },
	[PROVE_ARC] = { holds_arc }, [PROVE_LIST] = { holds_list },
	[PROVE_PGP] = { holds_signed }, [PROVE_SMIME] = { holds_signed },
};

enum holds
judge_holds(struct arena *a, const struct prove *p, const struct evidence *ev,
    struct list *why)
{
	if (p == NULL) {
		list_add(why, arena_str(a, "nothing is configured that could "
		    "prove it"));
		return HOLDS_NOT;
	}
	return kinds[p->kind].fn(a, p, ev, why);
}
