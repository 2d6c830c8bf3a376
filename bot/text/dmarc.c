/* SPDX-License-Identifier: ISC */
/* DMARC; see dmarc.h. */
#include "text/dmarc.h"

#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "text/address.h"

/* What one look-up of _dmarc.DOMAIN gave. */
struct found {
	const char	*domain;
	const char	*text;		/* the record, NULL: none */
	struct dmarc_record rec;
	bool		 failed;
	bool		 nxdomain;
	const char	*why;
};

struct dmarc {
	const struct suffix_list *suffixes;
	struct arena	*arena;
	txt_lookup_fn	*txt;
	void		*arg;
	struct evidence	*ev;
	struct list	 asked;		/* struct found * */
};

/* Where a tree walk ended. */
struct walk {
	const char	*organisation;
	const struct found *psd;	/* the record with psd=y above it */
	bool		 records;	/* it found any */
	bool		 guarded;	/* kept from a public suffix */
	const struct found *failed;
};

const char *
dmarc_policy_name(enum dmarc_policy p)
{
	static const char *const names[] = {
		[DMARC_UNSET] = "none", [DMARC_NONE] = "none",
		[DMARC_QUARANTINE] = "quarantine", [DMARC_REJECT] = "reject",
	};

	return names[p];
}

/* --- records ---------------------------------------------------------- */

static bool
read_policy(struct span v, enum dmarc_policy *p)
{
	enum dmarc_policy i;

	for (i = DMARC_NONE; i <= DMARC_REJECT; i++)
		if (span_eq_nocase(v, dmarc_policy_name(i))) {
			*p = i;
			return true;
		}
	return false;
}

/* The next "tag=value" of a record; what is none comes out empty. */
static bool
next_tag(struct span *rest, struct span *name, struct span *value)
{
	struct span part;
	const char *end, *eq;

	if (rest->n == 0)
		return false;
	end = memchr(rest->p, ';', rest->n);
	part = (struct span){ rest->p,
	    end != NULL ? (size_t)(end - rest->p) : rest->n };
	rest->p += part.n + (end != NULL);
	rest->n -= part.n + (end != NULL);
	*name = *value = (struct span){ NULL, 0 };
	eq = part.n > 0 ? memchr(part.p, '=', part.n) : NULL;
	if (eq != NULL) {
		*name = span_trim((struct span){ part.p,
		    (size_t)(eq - part.p) });
		*value = span_trim((struct span){ eq + 1,
		    part.n - (size_t)(eq + 1 - part.p) });
	}
	return true;
}

enum tag { TAG_P, TAG_SP, TAG_NP, TAG_ADKIM, TAG_ASPF, TAG_PSD, TAG_T,
	TAG_RUA, TAGS };

static void
take_tag(struct dmarc_record *r, enum tag tag, struct span v, bool *bad)
{
	enum dmarc_policy *policy[] = { [TAG_P] = &r->p, [TAG_SP] = &r->sp,
	    [TAG_NP] = &r->np };

	if (tag <= TAG_NP)
		*bad |= !read_policy(v, policy[tag]);
	else if (tag == TAG_ADKIM)
		r->strict_dkim = span_eq_nocase(v, "s");
	else if (tag == TAG_ASPF)
		r->strict_spf = span_eq_nocase(v, "s");
	else if (tag == TAG_PSD && (span_eq_nocase(v, "y") ||
	    span_eq_nocase(v, "n")))
		r->psd = ascii_lower(v.p[0]);
	else if (tag == TAG_T)
		r->testing = span_eq_nocase(v, "y");
	else if (tag == TAG_RUA)
		r->reports = span_starts_nocase(v, "mailto:");
}

bool
dmarc_record_parse(const char *text, struct dmarc_record *r)
{
	static const char *const names[TAGS] = { "p", "sp", "np", "adkim",
	    "aspf", "psd", "t", "rua" };
	struct span rest = span_of(text), name, value;
	bool seen[TAGS] = { false }, bad = false;
	int i;

	*r = (struct dmarc_record){ .psd = 'u' };
	if (rest.n > DMARC_RECORD_MAX || !next_tag(&rest, &name, &value) ||
	    !span_eq_nocase(name, "v") || !span_eq(value, "DMARC1"))
		return false;
	while (next_tag(&rest, &name, &value))
		for (i = 0; i < TAGS; i++)
			if (span_eq_nocase(name, names[i]) && !seen[i]) {
				seen[i] = true;
				take_tag(r, (enum tag)i, value, &bad);
			}
	if (bad || r->p == DMARC_UNSET) {
		r->sp = r->np = DMARC_UNSET;
		r->p = r->reports ? DMARC_NONE : DMARC_UNSET;
	}
	return true;
}

/* --- look-ups --------------------------------------------------------- */

static void
take_answer(struct dmarc *d, struct found *f, const struct txt_answer *ans)
{
	struct dmarc_record rec;
	size_t i, n = 0;

	f->nxdomain = ans->status == TXT_NONE && ans->nxdomain;
	f->failed = ans->status == TXT_FAILED;
	f->why = ans->why;
	if (f->failed)
		d->ev->complete = false;
	if (ans->status != TXT_FOUND)
		return;
	for (i = 0; i < ans->texts.n; i++)
		if (dmarc_record_parse(ans->texts.at[i], &rec)) {
			f->rec = rec;
			f->text = ans->texts.at[i];
			n++;
		}
	if (n > 1)	/* 4.10.1: several are none */
		f->text = NULL;
}

static const struct found *
lookup(struct dmarc *d, const char *domain)
{
	struct txt_answer ans = { 0 };
	struct found *f;
	size_t i;

	for (i = 0; i < d->asked.n; i++) {
		f = d->asked.at[i];
		if (strcmp(f->domain, domain) == 0)
			return f;
	}
	f = arena_alloc(d->arena, sizeof(*f));
	f->domain = domain;
	list_add(&d->asked, f);
	if (strlen(domain) > 253 - strlen("_dmarc."))
		return f;
	d->txt(d->arg, d->arena, arena_printf(d->arena, "_dmarc.%s", domain),
	    &ans);
	take_answer(d, f, &ans);
	list_free(&ans.texts);
	return f;
}

static size_t
labels(const char *domain)
{
	size_t n = 1;

	for (; *domain != '\0'; domain++)
		n += *domain == '.';
	return n;
}

/* The last n > 0 labels of a domain. */
static const char *
last_labels(const char *domain, size_t n)
{
	size_t drop = labels(domain);

	for (drop = drop > n ? drop - n : 0; drop > 0; drop--)
		domain = strchr(domain, '.') + 1;
	return domain;
}

/* Without records only the public suffix list is left to ask. */
static const char *
by_suffix(struct dmarc *d, const char *domain)
{
	const char *org = suffix_organisation(d->suffixes, domain);

	return org != NULL ? org : domain;
}

/* RFC 9989, 4.10: from the domain towards the root. */
static void
tree_walk(struct dmarc *d, const char *domain, struct walk *w)
{
	const char *at = domain, *least = NULL;
	const struct found *f;
	size_t n = labels(domain), i;

	*w = (struct walk){ 0 };
	for (i = 0; i < DMARC_QUERIES_MAX && n > 0; i++) {
		f = lookup(d, at);
		if (f->failed && w->failed == NULL)
			w->failed = f;
		if (f->text != NULL) {
			w->records = true;
			least = at;
			if (f->rec.psd == 'n')
				break;
			if (f->rec.psd == 'y' && i > 0) {
				w->psd = f;
				w->organisation = last_labels(domain, n + 1);
				return;
			}
			if (f->rec.psd == 'y')
				break;
		}
		n = n > 8 ? 7 : n - 1;
		if (n > 0)
			at = last_labels(domain, n);
	}
	w->organisation = least != NULL ? least : by_suffix(d, domain);
	if (least != NULL && least != domain && lookup(d, least)->rec.psd ==
	    'u' && suffix_organisation(d->suffixes, least) == NULL) {
		w->guarded = true;
		w->organisation = last_labels(domain, labels(least) + 1);
	}
}

/* --- policy ----------------------------------------------------------- */

/* Does the From domain exist?  1 yes, 0 no, -1 cannot be asked. */
static int
exists(struct dmarc *d, const struct found *own)
{
	struct txt_answer ans = { 0 };
	enum txt_status st;

	if (!own->nxdomain)
		return own->failed ? -1 : 1;
	d->txt(d->arg, d->arena, own->domain, &ans);
	st = ans.status;
	list_free(&ans.texts);
	if (st == TXT_FAILED || st == TXT_REFUSED)
		return -1;
	return st == TXT_FOUND || !ans.nxdomain;
}

static enum dmarc_policy
lowered(enum dmarc_policy p)
{
	return p == DMARC_REJECT ? DMARC_QUARANTINE : DMARC_NONE;
}

/* The policy for a name below the record's; *note says what was chosen. */
static enum dmarc_policy
policy_below(struct dmarc *d, const struct found *own,
    const struct dmarc_record *r, const char **note)
{
	enum dmarc_policy sp = r->sp != DMARC_UNSET ? r->sp : r->p;
	int there;

	*note = r->sp != DMARC_UNSET ? ", for names below it (sp=)" : "";
	if (r->np == DMARC_UNSET || r->np == sp)
		return sp;
	there = exists(d, own);
	if (there == 1)
		return sp;
	if (there == 0) {
		*note = ", for names that do not exist (np=)";
		return r->np;
	}
	/* nobody is accused by a guess: the milder one */
	*note = ", the milder of sp= and np=, as it is not known whether the "
	    "name exists";
	return r->np < sp ? r->np : sp;
}

static const struct found *
choose_record(struct dmarc *d, const struct found *own, const struct walk *w)
{
	const struct found *f;

	if (own->text != NULL)
		return own;
	f = lookup(d, w->organisation);
	if (f->text != NULL)
		return f;
	if (w->psd != NULL)
		return w->psd;
	if (w->guarded)		/* what a suffix publishes is for its names */
		return lookup(d, last_labels(w->organisation,
		    labels(w->organisation) - 1));
	return NULL;
}

static bool
aligned(struct dmarc *d, const char *from, const struct walk *w, bool strict,
    const char *domain)
{
	struct walk other;

	if (domain == NULL)
		return false;
	if (strcmp(domain, from) == 0)
		return true;
	if (strict || !address_within(domain, w->organisation))
		return false;
	tree_walk(d, domain, &other);
	return other.failed == NULL &&
	    strcmp(other.organisation, w->organisation) == 0;
}

/* The proof of this method that passes and is aligned; *maybe: one that could
 * yet. */
static const struct proof *
find_aligned(struct dmarc *d, const char *from, const struct walk *w,
    const char *method, bool strict, const struct proof **maybe)
{
	const struct evidence *ev = d->ev;
	uint32_t i;

	*maybe = NULL;
	for (i = 0; i < ev->n; i++) {
		const struct proof *p = &ev->proofs[i];

		if (strcmp(p->method, method) != 0 ||
		    (p->result != PROOF_PASS && p->result != PROOF_TEMPERROR)
		    || !aligned(d, from, w, strict, p->domain))
			continue;
		if (p->result == PROOF_PASS)
			return p;
		*maybe = p;
	}
	return NULL;
}

/*
 * A word of a gateway that the site trusts: that DMARC passed there for this
 * very domain, or DKIM or SPF for one that is aligned with it.
 */
static const struct proof *
find_word(struct dmarc *d, const char *from, const struct walk *w,
    const struct dmarc_record *r)
{
	const struct proof *p, *maybe;

	if (evidence_against(d->ev, from) != NULL)
		return NULL;
	p = find_aligned(d, from, w, "authres-dmarc", true, &maybe);
	if (p == NULL)
		p = find_aligned(d, from, w, "authres-dkim", r->strict_dkim,
		    &maybe);
	if (p == NULL)
		p = find_aligned(d, from, w, "authres-spf", r->strict_spf,
		    &maybe);
	return p;
}

/* Why the other words of a gateway were not enough, where there is a reason. */
static const char *
not_heard(struct dmarc *d, const char *from)
{
	const struct proof *p = evidence_against(d->ev, from);

	return p == NULL || p->by == NULL ? "" : arena_printf(d->arena,
	    "; %s says that DMARC failed for it, so no other word of a "
	    "gateway counts here", p->by);
}

/* What the passing signatures of this domain cover, all together. */
static uint32_t
covered_by(const struct evidence *ev, const char *domain)
{
	uint32_t mask = 0, i;

	for (i = 0; i < ev->n; i++)
		if (strcmp(ev->proofs[i].method, "dkim") == 0 &&
		    ev->proofs[i].result == PROOF_PASS &&
		    strcmp(ev->proofs[i].domain, domain) == 0)
			mask |= ev->proofs[i].covered;
	return mask;
}

static void
conclude(struct dmarc *d, const char *from, const struct walk *w,
    const struct found *f, const char *note)
{
	struct dmarc_evidence *out = &d->ev->dmarc;
	const struct proof *maybe, *word, *p = find_aligned(d, from, w,
	    "dkim", f->rec.strict_dkim, &maybe);
	const char *view = w->guarded ? "; the public suffix list says that "
	    "the organisation begins there" : "";

	if (p != NULL) {
		out->result = PROOF_PASS;
		out->covered = covered_by(d->ev, p->domain);
		out->why = arena_printf(d->arena, "the signature of %s is "
		    "aligned with %s (%s%s)", p->domain, from,
		    strcmp(p->domain, from) == 0 ? "the same name" :
		    "the same organisation", view);
	} else if ((word = find_word(d, from, w, &f->rec)) != NULL) {
		out->result = PROOF_PASS;
		out->why = arena_printf(d->arena, "%s, which is aligned with "
		    "%s%s", word->why, from, view);
	} else if (maybe != NULL) {
		out->result = PROOF_TEMPERROR;
		out->why = arena_printf(d->arena, "the signature of %s could "
		    "not be checked yet", maybe->domain);
	} else if (w->failed != NULL) {
		out->result = PROOF_TEMPERROR;
		out->why = arena_printf(d->arena, "_dmarc.%s could not be "
		    "looked up", w->failed->domain);
	} else {
		out->result = PROOF_FAIL;
		out->why = arena_printf(d->arena, "no passing signature is "
		    "aligned with %s, and %s asks for \"%s\"%s%s%s", from,
		    f->domain, out->policy, note, view, not_heard(d, from));
	}
}

void
dmarc_check(const struct suffix_list *suffixes, struct arena *a,
    const char *from, txt_lookup_fn *txt, void *arg, struct evidence *ev)
{
	struct dmarc d = { .suffixes = suffixes, .arena = a, .txt = txt,
	    .arg = arg, .ev = ev };
	struct dmarc_evidence *out = &ev->dmarc;
	enum dmarc_policy p;
	const struct found *own = lookup(&d, from), *f;
	const char *note = "";
	struct walk w;

	*out = (struct dmarc_evidence){ 0 };
	tree_walk(&d, from, &w);
	/* a public suffix without a record has nobody who speaks for it */
	if (w.records || suffix_organisation(suffixes, w.organisation) != NULL)
		out->organisation = w.organisation;
	f = choose_record(&d, own, &w);
	if (f == NULL || (f != own && own->failed)) {
		out->result = w.failed != NULL ? PROOF_TEMPERROR : PROOF_NONE;
		out->why = w.failed != NULL ? arena_printf(a, "_dmarc.%s "
		    "could not be looked up", w.failed->domain) :
		    arena_printf(a, "neither %s nor a domain above it "
		    "publishes a DMARC policy; its organisation is %s by the "
		    "public suffix list (RFC 7489)", from, w.organisation);
	} else if (f->rec.p == DMARC_UNSET) {
		out->result = PROOF_PERMERROR;
		out->domain = f->domain;
		out->record = f->text;
		out->why = arena_printf(a, "the DMARC record of %s has no "
		    "valid policy (p=)", f->domain);
	} else {
		p = f == own ? f->rec.p : policy_below(&d, own, &f->rec,
		    &note);
		if (f->rec.testing) {
			p = lowered(p);
			note = ", one step milder as it is only testing (t=y)";
		}
		out->domain = f->domain;
		out->record = f->text;
		out->policy = dmarc_policy_name(p);
		conclude(&d, from, &w, f, note);
	}
	list_free(&d.asked);
}
