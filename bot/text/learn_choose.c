/* SPDX-License-Identifier: ISC */
/* Which ways to prove a sender are proposed; see learn_parts.h. */
#include "text/learn_parts.h"

/* What is worth more comes first where two prove as much: the domain's own
 * signature needs no record, and no third party. */
static const int ranks[] = { [PROVE_DKIM] = 4, [PROVE_DMARC] = 3,
    [PROVE_LIST] = 2, [PROVE_ARC] = 1 };

static size_t
gain(const struct learn_sender *s, size_t way, uint32_t have)
{
	size_t i, n = 0;

	for (i = 0; i < s->mails.n; i++) {
		const struct learn_one *m = s->mails.at[i];

		n += (m->ways & have) == 0 && (m->ways & 1u << way) != 0;
	}
	return n;
}

/* The way that proves most of what the chosen ones do not. */
static bool
choose_next(const struct learn_sender *s, struct learn_choice *c)
{
	const struct learn_way *w, *best = NULL;
	size_t i, n, most = 0, at = 0;

	for (i = 0; i < s->ways.n; i++) {
		w = s->ways.at[i];
		n = w->foreign ? 0 : gain(s, i, c->bits);
		if (n == 0 || n < most || (n == most && best != NULL &&
		    ranks[w->prove.kind] <= ranks[best->prove.kind]))
			continue;
		best = w;
		most = n;
		at = i;
	}
	/* one odd mail is no reason to believe another way for good */
	if (best == NULL || (c->n > 0 && most < LEARN_MAILS_MIN))
		return false;
	c->ways[c->n++] = best;
	c->bits |= 1u << at;
	c->proven += most;
	return true;
}

struct learn_choice
learn_choose(const struct learn_sender *s)
{
	struct learn_choice c = { .n = 0 };
	size_t i;

	while (c.n < LEARN_CHOICES && choose_next(s, &c))
		;
	for (i = 0; i < s->mails.n; i++) {
		const struct learn_one *m = s->mails.at[i];

		c.misses[m->miss]++;
		c.others += m->ways != 0 && (m->ways & c.bits) == 0;
	}
	return c;
}

size_t
learn_unproven(const struct learn_choice *c)
{
	return c->misses[MISS_PLAIN] + c->others;
}

bool
learn_is_enough(const struct learn_choice *c)
{
	return c->n > 0 && c->proven >= LEARN_MAILS_MIN && c->proven * 100 >=
	    (c->proven + learn_unproven(c)) * LEARN_PERCENT;
}

