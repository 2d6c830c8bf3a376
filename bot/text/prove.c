/* SPDX-License-Identifier: ISC */
/* The whole proof of one mail; see prove.h. */
#include "text/prove.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/mem.h"
#include "text/arc.h"
#include "text/authres.h"
#include "text/dkim.h"
#include "text/dmarc.h"
#include "text/mail.h"
#include "text/pubkey.h"
#include "text/suffix.h"

struct prover {
	struct suffix_list	*suffixes;
	struct arena		*arena;		/* of trust */
	struct authres_trust	 trust;
};

struct prover *
prover_new(const char *suffix_file, struct err *e)
{
	struct prover *p = mem_alloc(sizeof(*p));

	p->suffixes = suffix_open(suffix_file, e);
	if (p->suffixes != NULL && dkim_ready(e) == 0)
		return p;
	prover_free(p);
	return NULL;
}

void
prover_free(struct prover *p)
{
	if (p == NULL)
		return;
	pubkey_forget();
	suffix_close(p->suffixes);
	arena_free(p->arena);
	free(p);
}

static void
copy_names(struct arena *a, const struct list *from, struct list *to)
{
	size_t i;

	for (i = 0; i < from->n; i++)
		list_add_in(a, to, arena_str(a, from->at[i]));
}

void
prover_trust(struct prover *p, const struct authres_trust *t)
{
	arena_free(p->arena);
	p->arena = arena_new();
	p->trust = (struct authres_trust){ 0 };
	copy_names(p->arena, &t->ids, &p->trust.ids);
	copy_names(p->arena, &t->hosts, &p->trust.hosts);
}

static void
copy_facts(const struct mail *m, struct evidence *out)
{
	*out = (struct evidence){
		.from = m->malformed == NULL ? m->from : NULL,
		.from_name = m->from_name,
		.malformed = m->malformed,
		.trick = m->trick,
		.message_id = m->message_id,
		.in_reply_to = m->in_reply_to,
		.references = m->references,
		.subject = m->subject,
		.reply_to = m->reply_to,
		.to = m->to,
		.list_id = m->list_id,
		.date = m->date,
		.received = m->received,
		.signs = m->signs,
		.complete = true,
	};
}

int
prove_mail(struct prover *p, struct arena *a, struct span mail, int64_t when,
    txt_lookup_fn *txt, void *arg, struct evidence *out)
{
	int64_t latest = when != 0 ? when : clock_now();
	struct mail m;

	if (mail.n > PROVE_MAIL_MAX) {
		*out = (struct evidence){ .complete = true,
		    .malformed = "the mail is larger than 64 MiB" };
		return -1;
	}
	mail_scan(a, mail, &m);
	if (when == 0)
		when = m.received != 0 ? m.received :
		    m.date != 0 ? m.date : latest;
	copy_facts(&m, out);
	if (m.malformed != NULL)
		m.from = NULL;	/* then no key is asked for, either */
	dkim_check(a, &m, when, latest, txt, arg, out);
	if (m.from != NULL) {
		arc_check(a, &m, when, latest, txt, arg, out);
		authres_check(a, &m, &p->trust, out);
	}
	if (m.from != NULL)
		dmarc_check(p->suffixes, a, m.from_domain, txt, arg, out);
	else
		out->dmarc.why = "there is no From domain to ask for";
	return 0;
}
