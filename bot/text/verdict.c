/* SPDX-License-Identifier: ISC */
/* Whom a mail claims to be from, and the verdict on that; see verdict.h. */
#include "text/verdict.h"

#include <string.h>

#include "base/arena.h"
#include "base/clock.h"
#include "text/verdict_parts.h"

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

static void
say(struct arena *a, struct judgement *j, const char *text)
{
	list_add(&j->why, arena_str(a, text));
}

/* A signature of the From domain's organisation that holds, but is refused:
 * who made it has the domain's key and is no forger. */
static const struct proof *
refused_signature(const struct evidence *ev)
{
	return judge_dkim_of(ev, judge_organisation(ev), PROOF_POLICY);
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
		    "not from it (DMARC policy %s)", judge_from_domain(ev),
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
	enum holds h = judge_holds(a, j->vendor->prove, ev, &j->why);

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
		return judge_dkim_of(ev, d->organisation, PROOF_PASS) != NULL;
	for (i = 0; i < ev->n; i++)
		if (ev->proofs[i].result == PROOF_PASS &&
		    strcmp(ev->proofs[i].method, "dkim") == 0 &&
		    str_eq_nocase(ev->proofs[i].domain, judge_from_domain(ev)))
			return true;
	return false;
}
