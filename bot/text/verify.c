/* SPDX-License-Identifier: ISC */
/* A mail's signatures; see verify.h. */
#include "text/verify.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/mem.h"
#include "text/digest.h"
#include "text/evidence.h"
#include "text/keyring.h"
#include "text/pgp.h"
#include "text/signed.h"
#include "text/smime.h"

struct verifier {
	struct arena	*arena;		/* of the files */
	struct list	 files;		/* struct key_file * */
	struct pgp_checker *pgp;
};

struct verifier *
verifier_new(struct err *e)
{
	struct verifier *v = mem_alloc(sizeof(*v));

	v->arena = arena_new();
	smime_open();
	v->pgp = pgp_checker_new(e);
	if (v->pgp != NULL)
		return v;
	verifier_free(v);
	return NULL;
}

void
verifier_free(struct verifier *v)
{
	if (v == NULL)
		return;
	pgp_checker_free(v->pgp);
	arena_free(v->arena);
	free(v);
}

int
verifier_keys(struct verifier *v, const struct list *files, int64_t now,
    struct err *e)
{
	const struct key_file *in;
	struct key_file *f;
	size_t i;
	int rc = 0;

	arena_free(v->arena);
	v->arena = arena_new();
	v->files = (struct list){ 0 };
	for (i = 0; i < files->n; i++) {
		in = files->at[i];
		f = arena_alloc(v->arena, sizeof(*f));
		f->owner = arena_str(v->arena, in->owner);
		f->kind = in->kind;
		f->path = arena_str(v->arena, in->path);
		f->bytes = (struct span){ arena_strn(v->arena, in->bytes.p,
		    in->bytes.n), in->bytes.n };
		if (keyring_look(v->arena, f, e) == -1)
			rc = err_in(e, "%s", f->path);
		else
			list_add_in(v->arena, &v->files, f);
	}
	return pgp_checker_keys(v->pgp, &v->files, now, e) == -1 ? -1 : rc;
}

/* --- one mail ----------------------------------------------------------- */

static struct proof *
say(struct arena *a, struct list *proofs, enum proof_result r, const char *why)
{
	struct proof *p = arena_alloc(a, sizeof(*p));

	*p = (struct proof){ .method = "signed", .result = r, .why = why };
	list_add_in(a, proofs, p);
	return p;
}

/* A passing proof of this key (any: NULL). */
static const struct proof *
passing(const struct list *proofs, const char *identity)
{
	const struct proof *p;
	size_t i;

	for (i = 0; i < proofs->n; i++) {
		p = proofs->at[i];
		if (p->result == PROOF_PASS && (identity == NULL ||
		    strcmp(p->identity, identity) == 0))
			return p;
	}
	return NULL;
}

/* Of several texts a key counts only where it signed all of them. */
static void
demote(struct arena *a, struct list *first, const struct list *other)
{
	struct proof *p;
	size_t i;

	for (i = 0; i < first->n; i++) {
		p = first->at[i];
		if (p->result != PROOF_PASS ||
		    passing(other, p->identity) != NULL)
			continue;
		p->result = PROOF_POLICY;
		p->why = arena_printf(a, "the key %s signed one text of the "
		    "mail, but not another that stands as signed in it",
		    p->identity);
	}
}

struct look {
	struct verifier	*v;
	struct arena	*arena;
	const struct verify_question *q;
	struct list	 files;		/* of the owners */
	struct list	 contents;	/* struct span * */
};

static void
check_part(struct look *l, const struct signed_part *part,
    struct list *proofs)
{
	struct span *content = arena_alloc(l->arena, sizeof(*content));

	*content = part->content;
	if (part->kind == SIGNED_CLEAR || part->kind == SIGNED_PGP)
		pgp_check(l->v->pgp, l->arena, part, &l->files, l->q->when,
		    proofs);
	else
		smime_check(l->arena, part, &l->files, l->q->from, l->q->when,
		    proofs, content);
	list_add_in(l->arena, &l->contents, content);
}

static void
check_parts(struct look *l, const struct signed_mail *m,
    struct list *proofs)
{
	struct list other;
	size_t i, j;

	for (i = 0; i < m->parts.n; i++) {
		other = (struct list){ 0 };
		check_part(l, m->parts.at[i], i == 0 ? proofs : &other);
		if (i == 0)
			continue;
		demote(l->arena, proofs, &other);
		/* of the others only what does not pass is worth a line */
		for (j = 0; j < other.n; j++)
			if (((struct proof *)other.at[j])->result !=
			    PROOF_PASS)
				list_add_in(l->arena, proofs, other.at[j]);
	}
}

static void
take_passed(struct look *l, const struct signed_mail *m, struct span mail,
    struct verify_answer *out)
{
	const struct signed_part *part = m->parts.at[0];
	const struct proof *p = passing(&out->proofs, NULL);

	if (p == NULL)
		return;
	out->only = signed_only(l->arena, mail, part->kind, &l->contents,
	    part->charset);
	out->made = p->signed_at;
	out->id = digest_id(l->arena, p->identity, p->signed_at, &l->contents);
	if (m->rest)
		say(l->arena, &out->proofs, PROOF_NONE, "what stands outside "
		    "of the signature proves nothing and was left out");
}

void
verify_mail(struct verifier *v, struct arena *a, struct span mail,
    const struct verify_question *q, struct verify_answer *out)
{
	struct look l = { v, a, q, { 0 }, { 0 } };
	struct signed_mail m;
	size_t i;

	*out = (struct verify_answer){ .id = NULL };
	for (i = 0; i < v->files.n; i++)
		if (keyring_is_of(v->files.at[i], &q->owners))
			list_add_in(a, &l.files, v->files.at[i]);
	signed_find(a, mail, &m);
	if (m.encrypted != NULL)
		say(a, &out->proofs, PROOF_NONE, arena_printf(a, "it is "
		    "encrypted (%s), and there is no key here to read it",
		    m.encrypted));
	if (m.refused != NULL)
		say(a, &out->proofs, PROOF_POLICY, arena_printf(a, "no "
		    "signature in it counts: %s", m.refused));
	check_parts(&l, &m, &out->proofs);
	if (m.parts.n > 0)
		take_passed(&l, &m, mail, out);
	if (out->proofs.n > VERIFY_PROOFS_MAX)
		out->proofs.n = VERIFY_PROOFS_MAX;
}
