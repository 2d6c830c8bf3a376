/* SPDX-License-Identifier: ISC */
/* What of a proven mail's header its proof covers; see verdict.h. */
#include <string.h>

#include "text/address.h"
#include "text/verdict_parts.h"

struct covers {
	uint32_t	 fields;	/* enum mail_covered */
	int64_t		 signed_at;	/* the latest t=, or 0 */
};

/* A passing signature of a domain; any of the vendor's covers what it does. */
static void
add_signatures(const struct evidence *ev, const char *method,
    const char *domain, struct covers *c)
{
	const struct proof *p;
	uint32_t i;

	for (i = 0; i < ev->n; i++) {
		p = &ev->proofs[i];
		if (p->result != PROOF_PASS ||
		    strcmp(p->method, method) != 0 ||
		    !address_within(p->domain, domain))
			continue;
		c->fields |= p->covered;
		if (p->signed_at > c->signed_at)
			c->signed_at = p->signed_at;
	}
}

static void
collect(const struct prove *p, const struct evidence *ev, struct covers *c)
{
	size_t i;

	for (i = 0; i < p->children.n; i++)
		collect(p->children.at[i], ev, c);
	if (p->kind == PROVE_DKIM || p->kind == PROVE_LIST)
		add_signatures(ev, "dkim", p->argument, c);
	else if (p->kind == PROVE_ARC)
		add_signatures(ev, "arc", p->argument, c);
	else if (p->kind == PROVE_DMARC && ev->dmarc.result == PROOF_PASS)
		add_signatures(ev, "dkim", judge_organisation(ev), c);
}

int64_t
judge_dated(const struct vendor *v, const struct evidence *ev)
{
	struct covers c = { 0 };

	if (v->prove != NULL)
		collect(v->prove, ev, &c);
	return (c.fields & COVERED_DATE) != 0 && ev->date != 0 ? ev->date :
	    c.signed_at;
}

bool
judge_id_proven(const struct evidence *ev)
{
	struct covers c = { 0 };

	add_signatures(ev, "dkim", judge_organisation(ev), &c);
	return ev->message_id != NULL &&
	    (c.fields & COVERED_MESSAGE_ID) != 0;
}
