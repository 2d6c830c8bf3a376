/* SPDX-License-Identifier: ISC */
/*
 * The evidence of a case in plain words: each proof that was looked for and
 * what came of it, what would have made the mail authentic, and what nothing
 * here can tell.
 */
#include <string.h>

#include "handlers/bulletin/bulletin.h"
#include "handlers/bulletin/quarantine.h"
#include "handlers/bulletin/quote.h"

#define NEEDED_DEPTH	8	/* blocks within blocks that are told */

static void
add(struct arena *a, struct model *m, const char *list, const char *text)
{
	struct model *item = model_add(m, list);

	model_set(item, "item", text);
	model_set(item, "wrapped", bulletin_wrap(a, text, 4));
}

/* --- what was found -------------------------------------------------- */

static const struct {
	const char	*method, *name;
} methods[] = {
	{ "dkim", "DKIM" }, { "dmarc", "DMARC" }, { "spf", "SPF" },
	{ "arc", "ARC" }, { "pgp", "OpenPGP" }, { "smime", "S/MIME" },
	{ "authres", "Authentication-Results" },
};

static const char *
plain_name(const char *method)
{
	size_t i;

	for (i = 0; i < sizeof(methods) / sizeof(methods[0]); i++)
		if (strcmp(methods[i].method, method) == 0)
			return methods[i].name;
	return method;
}

/* "authres-spf" is another's word on SPF: whose, must not be lost. */
static const char *
method_name(struct arena *a, const char *method)
{
	if (strncmp(method, "authres-", 8) == 0)
		return arena_printf(a, "%s, by another server's word,",
		    plain_name(method + 8));
	if (strncmp(method, "arc-", 4) == 0)
		return arena_printf(a, "%s, by the ARC sealer's word,",
		    plain_name(method + 4));
	return plain_name(method);
}

/* What a result is worth, for somebody who knows none of the words. */
static const char *
in_words(enum proof_result r)
{
	static const char *const words[] = {
		[PROOF_NONE] = "none", [PROOF_PASS] = "holds",
		[PROOF_FAIL] = "does not hold",
		[PROOF_POLICY] = "holds, but is refused",
		[PROOF_NEUTRAL] = "proves nothing",
		[PROOF_TEMPERROR] = "could not be checked",
		[PROOF_PERMERROR] = "cannot be checked",
	};

	return (size_t)r < sizeof(words) / sizeof(words[0]) ? words[r] :
	    "is not known";
}

static void
add_found(struct arena *a, const char *what, const char *domain,
    enum proof_result r, const char *why, const struct vendor *v,
    struct model *m)
{
	char *line = arena_printf(a, "%s%s%s: %s%s%s", what,
	    domain != NULL ? " of " : "", domain != NULL ? domain : "",
	    in_words(r), why != NULL ? "; " : "", why != NULL ? why : "");

	add(a, m, "proofs", quote(a, line, QUOTE_WHY, v));
}

static void
set_found(struct arena *a, const struct evidence *ev, const struct vendor *v,
    struct model *m)
{
	const struct dmarc_evidence *d = &ev->dmarc;
	uint32_t i;

	for (i = 0; i < ev->n && i < EVIDENCE_PROOFS_MAX; i++)
		add_found(a, method_name(a, ev->proofs[i].method),
		    ev->proofs[i].domain, ev->proofs[i].result,
		    ev->proofs[i].why, v, m);
	if (d->result != PROOF_NONE || d->why != NULL)
		add_found(a, "DMARC", d->domain, d->result, d->why, v, m);
	if (ev->malformed != NULL)
		add(a, m, "proofs", quote(a, ev->malformed, QUOTE_WHY, v));
	if (ev->trick != NULL)
		add(a, m, "proofs", quote(a, ev->trick, QUOTE_WHY, v));
}

/* --- what would have been enough ------------------------------------- */

static const char *const needs[] = {
	[PROVE_ANY] = "one of these:",
	[PROVE_ALL] = "all of these:",
	[PROVE_DKIM] = "a DKIM signature that holds, by this domain or one "
	    "below it:",
	[PROVE_DMARC] = "DMARC passes for the domain of the From address",
	[PROVE_ARC] = "an ARC chain that holds, sealed last by this domain, "
	    "which says that From was proven:",
	[PROVE_LIST] = "a signature that holds and a List-Id, both of this "
	    "list's host or one below it:",
	[PROVE_PGP] = "an OpenPGP signature by the pinned key:",
	[PROVE_SMIME] = "an S/MIME signature by the certificate pinned as, or "
	    "by one of the authority in:",
};
#define NEEDS (sizeof(needs) / sizeof(needs[0]))

static void
add_need(struct arena *a, int depth, const char *text, struct model *m)
{
	struct model *item = model_add(m, "needed");

	model_set(item, "item", text);
	model_set(item, "wrapped", bulletin_wrap(a, text, 4 + 2 *
	    (size_t)depth));
	model_set(item, "indent", arena_printf(a, "%*s", 2 * depth, ""));
}

/* Where the site keeps its files is nobody's business: the name alone. */
static const char *
argument(const struct prove *p)
{
	const char *s = p->argument != NULL ? p->argument : "", *slash;

	slash = p->kind == PROVE_SMIME ? strrchr(s, '/') : NULL;
	return slash != NULL ? slash + 1 : s;
}

static void
add_needed(struct arena *a, const struct prove *p, int depth, struct model *m)
{
	size_t i;

	if ((size_t)p->kind < NEEDS && needs[p->kind] != NULL)
		add_need(a, depth, arena_printf(a, "%s%s%s", needs[p->kind],
		    p->argument != NULL ? " " : "", argument(p)), m);
	for (i = 0; i < p->children.n && depth < NEEDED_DEPTH; i++)
		add_needed(a, p->children.at[i], depth + 1, m);
}

static void
set_needed(struct arena *a, const struct vendor *v, struct model *m)
{
	struct buf from = { 0 };
	size_t i;

	model_list(m, "needed");
	if (v == NULL) {
		add_need(a, 0, "it would have to come from a vendor of the "
		    "vendors file; this one claims to be none of them", m);
		return;
	}
	buf_adds(&from, "one From address, and it is among:");
	for (i = 0; i < v->from.n && i < QUARANTINE_SHOWN; i++)
		buf_addf(&from, " %s", (const char *)v->from.at[i]);
	add_need(a, 0, arena_str(a, buf_str(&from)), m);
	buf_free(&from);
	if (v->prove != NULL)
		add_needed(a, v->prove, 0, m);
	if (!v->sends_programs)
		add_need(a, 0, "nothing attached that can run something", m);
}

/* --- what nothing here tells ----------------------------------------- */

/* Signatures only: what another says of one is none. */
static bool
any_result(const struct evidence *ev, enum proof_result r)
{
	uint32_t i;

	for (i = 0; i < ev->n && i < EVIDENCE_PROOFS_MAX; i++)
		if (ev->proofs[i].result == r && ev->proofs[i].by == NULL)
			return true;
	return false;
}

static void
set_unknown(struct arena *a, const struct quarantined *q,
    const struct vendor *v, struct model *m)
{
	const struct evidence *ev = q->evidence;

	if (ev != NULL && !ev->complete)
		add(a, m, "unknown", "a question to DNS was not answered, so "
		    "a proof may exist that could not be checked");
	if (ev != NULL && (ev->signs & SIGN_RELAYED) != 0)
		add(a, m, "unknown", "a list or gateway stood in between; "
		    "whether it changed the mail, or somebody else did, looks "
		    "the same from here");
	if (ev != NULL && any_result(ev, PROOF_FAIL))
		add(a, m, "unknown", "who changed what was signed, and where");
	if (ev != NULL && any_result(ev, PROOF_PASS))
		add(a, m, "unknown", "whether who signed it means well: a "
		    "signature tells the sender, not the intent");
	if (ev == NULL || !any_result(ev, PROOF_PASS))
		add(a, m, "unknown", "who wrote it: nothing that holds was "
		    "signed");
	/* of a mail that was believed the reading is not kept */
	if (q->reading == NULL && strcmp(q->verdict, "authentic") != 0)
		add(a, m, "unknown", "what it says: it was not, or could not "
		    "be, read");
	else if (v != NULL)
		add(a, m, "unknown", "whether the vendor announces the same: "
		    "only its own site, or its account manager, can tell");
}

void
case_proofs(struct work *w, const struct quarantined *q, struct model *m)
{
	const struct vendor *v = case_vendor(w, q->vendor);

	model_list(m, "proofs");
	model_list(m, "unknown");
	if (q->evidence != NULL)
		set_found(work_arena(w), q->evidence, v, m);
	set_needed(work_arena(w), v, m);
	set_unknown(work_arena(w), q, v, m);
}
