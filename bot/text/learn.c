/* SPDX-License-Identifier: ISC */
/* Counting what senders prove; see learn.h. */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/mem.h"
#include "text/address.h"
#include "text/learn_parts.h"
#include "text/verdict.h"

struct learn *
learn_new(void)
{
	struct learn *l = mem_alloc(sizeof(*l));

	l->arena = arena_new();
	return l;
}

void
learn_free(struct learn *l)
{
	if (l == NULL)
		return;
	arena_free(l->arena);
	free(l);
}

static const char *
domain_of(const char *address)
{
	const char *at = address != NULL ? strrchr(address, '@') : NULL;

	return at != NULL ? at + 1 : "";
}

static const char *
organisation(const struct evidence *ev)
{
	return ev->dmarc.organisation != NULL ? ev->dmarc.organisation :
	    domain_of(ev->from);
}

static void
add_word(struct learn *l, struct list *words, const char *text, bool proven)
{
	struct learn_word *w;
	size_t i;

	if (text == NULL || text[0] == '\0')
		return;
	for (i = 0; i < words->n; i++) {
		w = words->at[i];
		if (strcmp(w->text, text) == 0) {
			w->n++;
			w->proven += proven;
			return;
		}
	}
	if (words->n >= LEARN_WORDS_MAX)
		return;
	w = arena_alloc(l->arena, sizeof(*w));
	w->text = arena_str(l->arena, text);
	w->n = 1;
	w->proven = proven;
	list_add_in(l->arena, words, w);
}

static struct learn_sender *
sender_of(struct learn *l, const char *name, bool is_list)
{
	struct learn_sender *s;
	size_t i;

	for (i = 0; i < l->senders.n; i++) {
		s = l->senders.at[i];
		if (s->is_list == is_list && str_eq_nocase(s->name, name))
			return s;
	}
	if (l->senders.n >= LEARN_SENDERS_MAX)
		return NULL;
	s = arena_alloc(l->arena, sizeof(*s));
	s->name = arena_str(l->arena, name);
	s->is_list = is_list;
	list_add_in(l->arena, &l->senders, s);
	return s;
}

/* --- ways to prove ----------------------------------------------------- */

/* The gate's own word: would a vendor with this address and this one way be
 * proven? */
static bool
holds(struct arena *a, const struct prove *p, const struct evidence *ev)
{
	struct prove any = { .kind = PROVE_ANY };
	struct vendor v = { .id = "learned", .prove = &any };
	struct judgement j = { .verdict = VERDICT_UNKNOWN };
	struct list vendors = { 0 };
	union { const void *in; void *out; } way = { .in = p };

	list_add_in(a, &any.children, way.out);
	list_add_in(a, &v.from, arena_str(a, ev->from));
	list_add_in(a, &vendors, &v);
	judge(a, &vendors, ev, &j);
	return j.verdict == VERDICT_AUTHENTIC;
}

static struct learn_way *
way_of(struct learn *l, struct learn_sender *s, enum prove_kind kind,
    const char *argument, bool foreign, size_t *index)
{
	struct learn_way *w;
	size_t i;

	for (i = 0; i < s->ways.n; i++) {
		w = s->ways.at[i];
		*index = i;
		if (w->prove.kind == kind && (argument == NULL ||
		    strcmp(w->prove.argument, argument) == 0))
			return w;
	}
	if (s->ways.n >= LEARN_WAYS_MAX)
		return NULL;
	w = arena_alloc(l->arena, sizeof(*w));
	w->prove.kind = kind;
	w->prove.argument = arena_str(l->arena, argument);
	w->foreign = foreign;
	*index = s->ways.n;
	list_add_in(l->arena, &s->ways, w);
	return w;
}

struct counting {
	struct learn	*l;
	struct learn_sender *s;
	struct arena	*a;		/* of this mail */
	const struct learn_mail *m;
	struct learn_one *one;
};

static void
try_way(struct counting *c, enum prove_kind kind, const char *argument,
    bool foreign)
{
	struct prove p = { .kind = kind, .argument = argument };
	struct learn_way *w;
	size_t i = 0;

	if (!holds(c->a, &p, c->m->ev))
		return;
	w = way_of(c->l, c->s, kind, argument, foreign, &i);
	if (w == NULL || (c->one->ways & 1u << i) != 0)
		return;
	c->one->ways |= 1u << i;
	w->holds++;
	if (c->m->when != 0 && (w->first == 0 || c->m->when < w->first))
		w->first = c->m->when;
	if (c->m->when > w->last)
		w->last = c->m->when;
}

/* The key of an old signature may be gone: that says nothing about the mail. */
static void
note_gone(struct counting *c, const struct proof *p, bool foreign)
{
	struct learn_way *w;
	size_t i = 0;

	if (p->result != PROOF_PERMERROR || p->selector == NULL ||
	    p->key != NULL || p->domain == NULL)
		return;
	w = way_of(c->l, c->s, PROVE_DKIM, p->domain, foreign, &i);
	if (w != NULL && (c->one->keyless & 1u << i) == 0)
		w->gone++;
	if (w != NULL)
		c->one->keyless |= 1u << i;
}

static enum learn_miss
why_not(const struct counting *c)
{
	const struct evidence *ev = c->m->ev;
	const char *policy = ev->dmarc.policy;

	if (c->one->ways != 0)
		return MISS_NOTHING;
	if (c->one->keyless != 0)
		return MISS_GONE;
	if (!ev->complete || ev->dmarc.result == PROOF_TEMPERROR)
		return MISS_FAILED;
	if ((ev->signs & SIGN_RELAYED) != 0)
		return MISS_RELAYED;
	if (ev->dmarc.result == PROOF_FAIL && policy != NULL &&
	    strcmp(policy, "none") != 0)
		return MISS_DISOWNED;
	return MISS_PLAIN;
}

/* Did the host of this signature sign that the mail is of its list? */
static bool
names_list(const struct evidence *ev, const struct proof *p)
{
	return (p->covered & COVERED_LIST_ID) != 0 &&
	    address_within(ev->list_id, p->domain);
}

static void
count_ways(struct counting *c)
{
	const struct evidence *ev = c->m->ev;
	const char *org = organisation(ev);
	const struct proof *p;
	uint32_t i;
	bool foreign;

	for (i = 0; i < ev->n; i++) {
		p = &ev->proofs[i];
		if (p->domain == NULL)
			continue;
		foreign = !address_within(p->domain, org);
		if (strcmp(p->method, "arc") == 0)
			try_way(c, PROVE_ARC, p->domain, false);
		if (strcmp(p->method, "dkim") != 0)
			continue;
		if (p->result == PROOF_PASS && foreign && names_list(ev, p))
			try_way(c, PROVE_LIST, p->domain, false);
		else if (p->result == PROOF_PASS)
			try_way(c, PROVE_DKIM, p->domain, foreign);
		else
			note_gone(c, p, foreign);
	}
	if (ev->dmarc.result == PROOF_PASS)
		try_way(c, PROVE_DMARC, NULL, false);
	c->one->miss = why_not(c);
}

/* A list's own signature holds, and nothing of the author's domain does. */
static bool
is_of_list(const struct evidence *ev)
{
	const char *org = organisation(ev);
	const struct proof *p;
	bool list = false;
	uint32_t i;

	if (ev->list_id == NULL || ev->dmarc.result == PROOF_PASS)
		return false;
	for (i = 0; i < ev->n; i++) {
		p = &ev->proofs[i];
		if (strcmp(p->method, "dkim") != 0 || p->domain == NULL ||
		    p->result != PROOF_PASS)
			continue;
		if (address_within(p->domain, org))
			return false;
		list |= names_list(ev, p);
	}
	return list;
}

void
learn_add(struct learn *l, const struct learn_mail *m)
{
	const struct evidence *ev = m->ev;
	struct counting c = { .l = l, .m = m };
	struct learn_sender *s;
	bool list, proven;

	l->mails++;
	if (ev->from == NULL || ev->malformed != NULL) {
		l->malformed++;
		return;
	}
	list = is_of_list(ev);
	s = sender_of(l, list ? ev->list_id : organisation(ev), list);
	if (s == NULL) {
		l->left_out++;
		return;
	}
	c.s = s;
	c.a = arena_new();
	c.one = arena_alloc(l->arena, sizeof(*c.one));
	c.one->where = arena_str(l->arena, m->where);
	c.one->subject = arena_str(l->arena, ev->subject);
	list_add_in(l->arena, &s->mails, c.one);
	s->announced += m->announces;
	if (m->when != 0 && (s->first == 0 || m->when < s->first))
		s->first = m->when;
	if (m->when > s->last)
		s->last = m->when;
	count_ways(&c);
	arena_free(c.a);
	proven = c.one->ways != 0;
	add_word(l, &s->addresses, ev->from, proven);
	add_word(l, &s->names, ev->from_name, proven);
	add_word(l, &s->lists, ev->list_id, proven);
	add_word(l, &s->readers, m->reader, proven);
}
