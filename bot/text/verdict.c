/* SPDX-License-Identifier: ISC */
/* The judgement; see verdict.h. */
#include "text/verdict.h"

#include <string.h>

#include "base/arena.h"
#include "base/clock.h"
#include "text/address.h"

/* Whether something holds: a failed look-up leaves it open. */
enum holds { HOLDS_NOT, HOLDS_MAYBE, HOLDS };

const char *
verdict_name(enum verdict v)
{
	static const char *const names[] = {
		[VERDICT_UNKNOWN] = "unknown",
		[VERDICT_AUTHENTIC] = "authentic",
		[VERDICT_UNVERIFIED] = "unverified",
		[VERDICT_FORGED] = "forged",
		[VERDICT_MALFORMED] = "malformed",
	};

	return names[v];
}

static const char *
from_domain(const struct evidence *ev)
{
	const char *at = ev->from != NULL ? strrchr(ev->from, '@') : NULL;

	return at != NULL ? at + 1 : NULL;
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

static const struct proof *
dkim_of(const struct evidence *ev, const char *domain, enum proof_result r)
{
	return proof_of(ev, "dkim", domain, r);
}

static void
say(struct arena *a, struct judgement *j, const char *text)
{
	list_add(&j->why, arena_str(a, text));
}

/* --- the prove block -------------------------------------------------- */

static enum holds evaluate(struct arena *a, const struct prove *p,
    const struct evidence *ev, struct list *why);

/*
 * A gateway may find a signature good and DMARC failed: on what a list relays
 * the signature is the list's, not the author's.  Who names the domain asked
 * for no more than the signature; but both words are told.
 */
static const char *
word_on_dkim(struct arena *a, const struct evidence *ev,
    const struct proof *f)
{
	const struct proof *against = evidence_against(ev, from_domain(ev));

	if (against == NULL || against->by == NULL)
		return f->why;
	return arena_printf(a, "%s; that %s says as well that DMARC failed "
	    "for %s counts against \"dmarc\" only, not against \"dkim\"",
	    f->why, against->by, from_domain(ev));
}

static enum holds
holds_dkim(struct arena *a, const struct prove *p, const struct evidence *ev,
    struct list *why)
{
	const struct proof *f = dkim_of(ev, p->argument, PROOF_PASS);

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
	if ((f = dkim_of(ev, p->argument, PROOF_TEMPERROR)) == NULL &&
	    (f = dkim_of(ev, p->argument, PROOF_POLICY)) == NULL &&
	    (f = dkim_of(ev, p->argument, PROOF_FAIL)) == NULL &&
	    (f = dkim_of(ev, p->argument, PROOF_PERMERROR)) == NULL) {
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
	const char *from = from_domain(ev);
	const char *org = ev->dmarc.organisation != NULL ?
	    ev->dmarc.organisation : from;
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
		    "was proven", f->why, from_domain(ev)));
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
	return dkim_of(ev, host, PROOF_PASS) == NULL;
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
		h = evaluate(a, p->children.at[i], ev, why);
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
		h = evaluate(a, p->children.at[i], ev, why);
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

static enum holds
evaluate(struct arena *a, const struct prove *p, const struct evidence *ev,
    struct list *why)
{
	if (p == NULL) {
		list_add(why, arena_str(a, "nothing is configured that could "
		    "prove it"));
		return HOLDS_NOT;
	}
	return kinds[p->kind].fn(a, p, ev, why);
}

/* --- verdicts --------------------------------------------------------- */

/* A signature of the From domain's organisation that holds, but is refused:
 * who made it has the domain's key and is no forger. */
static const struct proof *
refused_signature(const struct evidence *ev)
{
	const char *org = ev->dmarc.organisation != NULL ?
	    ev->dmarc.organisation : from_domain(ev);

	return dkim_of(ev, org, PROOF_POLICY);
}

static bool
is_strict(const struct evidence *ev)
{
	return ev->dmarc.result == PROOF_FAIL && ev->dmarc.policy != NULL &&
	    (strcmp(ev->dmarc.policy, "reject") == 0 ||
	    strcmp(ev->dmarc.policy, "quarantine") == 0);
}

/* From is the vendor's own address, and nothing proved it. */
static void
judge_unproven(struct arena *a, const struct evidence *ev, enum holds h,
    struct judgement *j)
{
	const struct proof *refused = refused_signature(ev);

	j->verdict = VERDICT_UNVERIFIED;
	if (h == HOLDS_MAYBE || (!ev->complete && refused == NULL &&
	    ev->dmarc.result == PROOF_TEMPERROR)) {
		j->again = true;
		say(a, j, "a look-up failed; it will be tried again");
	} else if (refused != NULL) {
		say(a, j, "a signature of the domain holds but is refused, so "
		    "it is not called a forgery");
	} else if (is_strict(ev) && (ev->signs & SIGN_RELAYED) != 0 &&
	    (ev->signs & SIGN_TRICK) == 0) {
		say(a, j, "it came through a list or a gateway, which may "
		    "have broken the signature");
	} else if (!ev->complete) {
		j->again = true;
		say(a, j, "a look-up failed; it will be tried again");
	} else if (is_strict(ev) || (ev->signs & SIGN_TRICK) != 0) {
		j->verdict = VERDICT_FORGED;
		say(a, j, (ev->signs & SIGN_TRICK) != 0 && ev->trick != NULL ?
		    ev->trick : arena_printf(a, "%s says that such a mail is "
		    "not from it (DMARC policy %s)", from_domain(ev),
		    ev->dmarc.policy));
	} else {
		say(a, j, "nothing proves it, and nothing shows that it is "
		    "forged");
	}
}

/* A list that writes its own address into From says "NAME via LIST". */
static bool
is_via_list(const struct evidence *ev)
{
	struct span name;

	if ((ev->signs & SIGN_LIST) == 0 || ev->from_name == NULL)
		return false;
	name = span_of(ev->from_name);
	return span_find_nocase(name, " via ") != NULL;
}

/* Claims the vendor by something that is not the vendor's: a trick. */
static void
judge_impostor(struct arena *a, const struct evidence *ev, const char *how,
    struct judgement *j)
{
	if (how != NULL)
		say(a, j, how);
	j->verdict = VERDICT_UNVERIFIED;
	if (vendors_own(j->vendor, ev->from)) {
		/* the vendor's own domain, but no address that announces */
		if (judge_domain_proven(ev))
			say(a, j, "its domain is proven, but not that such a "
			    "mail announces anything");
		else
			judge_unproven(a, ev, HOLDS_NOT, j);
	} else if (is_via_list(ev)) {
		say(a, j, "a list wrote its own address into From; that "
		    "proves nothing");
	} else if (!ev->complete) {
		j->again = true;
		say(a, j, "a look-up failed; it will be tried again");
	} else {
		j->verdict = VERDICT_FORGED;
		say(a, j, arena_printf(a, "%s is no address of %s", ev->from,
		    j->vendor->name != NULL ? j->vendor->name :
		    j->vendor->id));
	}
}

/* An old mail that is sent once more is as authentic as it ever was. */
static void
say_late(struct arena *a, const struct evidence *ev, struct judgement *j)
{
	char day[CLOCK_TEXT];

	if (j->dated == 0 || ev->received - j->dated <= JUDGE_LATE)
		return;
	say(a, j, arena_printf(a, "it was signed on %s and came %lld days "
	    "later: it was held up, or somebody sent an old mail once more",
	    clock_date(j->dated, day), (long long)(ev->received - j->dated) /
	    86400));
}

static void
judge_address(struct arena *a, const struct evidence *ev, struct judgement *j)
{
	enum holds h = evaluate(a, j->vendor->prove, ev, &j->why);

	if (h == HOLDS && (ev->signs & SIGN_TRICK) == 0) {
		j->verdict = VERDICT_AUTHENTIC;
		j->dated = judge_dated(j->vendor, ev);
		say_late(a, ev, j);
	} else if (h == HOLDS) {
		j->verdict = VERDICT_UNVERIFIED;
		say(a, j, arena_printf(a, "it is proven, but %s",
		    ev->trick != NULL ? ev->trick : "uses a spoofing trick"));
	} else {
		judge_unproven(a, ev, h, j);
	}
}

/* A vendor's address that stands in the display name. */
static const struct vendor *
named_address(struct arena *a, const struct list *vendors,
    const struct evidence *ev)
{
	static const char edges[] = " \t<>()[]\"',;:";
	const char *p = ev->from_name;
	const struct vendor *v;
	size_t n;

	for (; p != NULL && *p != '\0'; p += n) {
		p += strspn(p, edges);
		n = strcspn(p, edges);
		if (memchr(p, '@', n) == NULL)
			continue;
		v = vendors_by_address(vendors, arena_strn(a, p, n));
		if (v != NULL)
			return v;
	}
	return NULL;
}

static void
judge_claim(struct arena *a, const struct list *vendors,
    const struct evidence *ev, struct judgement *j)
{
	const char *how = NULL;

	if ((j->vendor = vendors_by_address(vendors, ev->from)) != NULL) {
		judge_address(a, ev, j);
		return;
	}
	j->vendor = vendors_claimed(a, vendors, ev->from, ev->from_name,
	    &how);
	if (j->vendor == NULL) {
		j->vendor = named_address(a, vendors, ev);
		how = ev->trick;
	}
	if (j->vendor != NULL)
		judge_impostor(a, ev, how, j);
	else
		say(a, j, "it claims to be from none of the vendors");
}

/* The array of reasons goes with the arena, too. */
static void
settle_why(struct arena *a, struct judgement *j)
{
	size_t n = j->why.n;
	void **at = arena_alloc(a, n * sizeof(*at));

	if (n > 0)
		memcpy(at, j->why.at, n * sizeof(*at));
	list_free(&j->why);
	j->why = (struct list){ .at = at, .n = n, .cap = n };
}

void
judge(struct arena *a, const struct list *vendors, const struct evidence *ev,
    struct judgement *j)
{
	*j = (struct judgement){ .verdict = VERDICT_UNKNOWN };
	if (ev->malformed != NULL || ev->from == NULL) {
		j->verdict = VERDICT_MALFORMED;
		say(a, j, ev->malformed != NULL ? ev->malformed :
		    "the mail has no single From address");
	} else {
		judge_claim(a, vendors, ev, j);
	}
	settle_why(a, j);
}

void
judge_reading(struct arena *a, const struct reading *r, struct judgement *j)
{
	const struct attachment *at = NULL;
	struct list why = { 0 };
	size_t i;

	if (j->vendor == NULL || j->vendor->sends_programs ||
	    j->verdict == VERDICT_MALFORMED)
		return;
	for (i = 0; i < r->attachments.n; i++) {
		at = r->attachments.at[i];
		if (at->refused != NULL)
			break;
	}
	if (i == r->attachments.n)
		return;
	list_add(&why, arena_printf(a, "it carries an attachment (%s) that "
	    "%s does not send: %s", at->name != NULL ? at->name : at->type,
	    j->vendor->name, at->refused));
	for (i = 0; i < j->why.n; i++)
		list_add(&why, j->why.at[i]);
	*j = (struct judgement){ .verdict = VERDICT_FORGED,
	    .vendor = j->vendor, .why = why };
	settle_why(a, j);
}

bool
judge_domain_proven(const struct evidence *ev)
{
	const struct dmarc_evidence *d = &ev->dmarc;
	uint32_t i;

	if (ev->malformed != NULL || ev->from == NULL)
		return false;
	if (d->result != PROOF_NONE || d->record != NULL)
		return d->result == PROOF_PASS;
	/* no record: the signature must be of the From's organisation */
	if (d->organisation != NULL)
		return dkim_of(ev, d->organisation, PROOF_PASS) != NULL;
	for (i = 0; i < ev->n; i++)
		if (ev->proofs[i].result == PROOF_PASS &&
		    strcmp(ev->proofs[i].method, "dkim") == 0 &&
		    str_eq_nocase(ev->proofs[i].domain, from_domain(ev)))
			return true;
	return false;
}
