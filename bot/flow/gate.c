/* SPDX-License-Identifier: ISC */
/* What is believed of a mail before it is read, and who may prove it. */
#include <string.h>

#include "flow/keys.h"
#include "flow/work.h"
#include "text/keyring.h"

void
flow_gate(const struct flow *f, struct arena *a, const struct evidence *ev,
    struct gate *g)
{
	*g = (struct gate){ 0 };
	judge(a, &f->config->vendors, ev, &g->judgement);
	g->person = people_by_mail(&f->config->people, ev->from);
	/* without a Message-ID of its sender's the same mail, sent once more
	 * by somebody else, could not be told from a new one */
	g->assurance = g->person == NULL ? ASSURE_NONE :
	    keys_signed_by(ev, g->person) ? ASSURE_SIGNED :
	    judge_domain_proven(ev) && judge_id_proven(ev) ? ASSURE_DOMAIN :
	    ASSURE_NONE;
	if (g->judgement.vendor != NULL)
		g->reader = g->judgement.vendor->reader != NULL ?
		    g->judgement.vendor->reader : g->judgement.vendor->id;
}

static void
add_owner(struct arena *a, struct read_job *j, const struct list *keys)
{
	const struct key_file *f = keys->n > 0 ? keys->at[0] : NULL;

	if (f != NULL)
		list_add_in(a, &j->owners, arena_str(a, f->owner));
}

void
flow_signers(struct arena *a, const struct gate *g, const struct evidence *ev,
    int64_t arrived, struct read_job *j)
{
	if (g->judgement.vendor != NULL)
		add_owner(a, j, &g->judgement.vendor->keys);
	if (g->person != NULL)
		add_owner(a, j, &g->person->keys);
	j->proven = g->judgement.verdict == VERDICT_AUTHENTIC;
	j->from = ev->from;
	/* the topmost Received is of a server that we trust; but a command
	 * must be of now, whatever a header says */
	j->when = g->person != NULL ? arrived :
	    ev->received != 0 ? ev->received :
	    ev->date != 0 ? ev->date : arrived;
	if (j->when == 0)
		j->when = ev->received != 0 ? ev->received : ev->date;
}

bool
flow_take_proofs(struct evidence *ev, struct reading *r,
    const struct judgement *before, bool verified)
{
	const struct proof *p;
	bool any = false;
	size_t i;

	if (!verified) {
		r->proofs = (struct list){ 0 };
		r->signed_only = false;
		r->signed_id = NULL;
		return false;
	}
	for (i = 0; i < r->proofs.n; i++) {
		p = r->proofs.at[i];
		if (strcmp(p->method, "pgp") != 0 &&
		    strcmp(p->method, "smime") != 0 &&
		    strcmp(p->method, "signed") != 0)
			continue;
		/* who proves a mail must have read nothing else of it */
		if (p->result == PROOF_PASS && !r->signed_only &&
		    before->verdict != VERDICT_AUTHENTIC)
			continue;
		any |= evidence_add(ev, p);
	}
	return any;
}
