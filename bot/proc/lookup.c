/* SPDX-License-Identifier: ISC */
/* Core's look-ups of TXT records; see lookup.h. */
#include "proc/lookup.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/mem.h"
#include "proc/wire.h"

#define SLOTS		4096	/* remembered names; a new one takes the place
				 * of an old one in its slot */
#define KEEP_MAX	3600	/* s, whatever the TTL says */
#define KEEP_NONE	60	/* s, for a name that is not there */

struct remembered {
	char		*name;
	struct buf	 answer;
	int64_t		 until;		/* clock_mono_ms */
};

struct asked {
	char		*name;
	uint32_t	 job;		/* id of the names role's job */
	struct list	 ids;		/* askers: uint32_t in pointers */
};

struct lookup {
	struct roles	*roles;
	lookup_fn	*fn;
	void		*arg;
	uint32_t	 next_job;
	struct list	 open;		/* struct asked * */
	struct remembered kept[SLOTS];
};

struct lookup *
lookup_new(struct roles *roles, lookup_fn *fn, void *arg)
{
	struct lookup *l = mem_alloc(sizeof(*l));

	l->roles = roles;
	l->fn = fn;
	l->arg = arg;
	return l;
}

void
lookup_forget(struct lookup *l)
{
	size_t i;

	for (i = 0; i < SLOTS; i++) {
		free(l->kept[i].name);
		buf_free(&l->kept[i].answer);
		l->kept[i] = (struct remembered){ 0 };
	}
}

static struct remembered *
slot_of(struct lookup *l, const char *name)
{
	uint32_t h = HASH_BEGIN;

	for (; *name != '\0'; name++)
		h = hash_more(h, ascii_lower(*name));
	return &l->kept[h % SLOTS];
}

static void
pack_failed(struct buf *b, const char *why)
{
	struct names_answer a = { .status = NAMES_FAILED, .why = why };

	names_answer_pack(b, &a);
}

void
lookup_ask(struct lookup *l, const char *name, uint32_t id)
{
	struct remembered *k = slot_of(l, name);
	struct buf b = { 0 };
	struct asked *q = NULL;
	size_t i;

	if (k->name != NULL && strcasecmp(k->name, name) == 0 &&
	    k->until > clock_mono_ms()) {
		l->fn(l->arg, id, &k->answer);
		return;
	}
	if (!roles_running(l->roles, PROC_NAMES)) {
		pack_failed(&b, "the names role is not running just now");
		l->fn(l->arg, id, &b);
		buf_free(&b);
		return;
	}
	for (i = 0; i < l->open.n && q == NULL; i++) {
		q = l->open.at[i];
		if (strcasecmp(q->name, name) != 0)
			q = NULL;
	}
	if (q == NULL) {
		q = mem_alloc(sizeof(*q));
		q->name = mem_str(name);
		q->job = ++l->next_job;
		list_add(&l->open, q);
		pack_str(&b, name);
		roles_send(l->roles, PROC_NAMES, FRAME_JOB, q->job, &b, -1);
		buf_free(&b);
	}
	list_add(&q->ids, (void *)(uintptr_t)id);
}

static void
remember(struct lookup *l, const char *name, const struct buf *answer,
    const struct names_answer *a)
{
	struct remembered *k = slot_of(l, name);
	int64_t keep = a->status == NAMES_NONE ? KEEP_NONE : a->ttl;

	if (a->status == NAMES_FAILED)
		return;
	if (keep > KEEP_MAX)
		keep = KEEP_MAX;
	free(k->name);
	buf_free(&k->answer);
	k->name = mem_str(name);
	buf_add(&k->answer, answer->p, answer->n);
	k->until = clock_mono_ms() + keep * 1000;
}

static void
close_asked(struct lookup *l, size_t at, const struct buf *answer)
{
	struct asked *q = l->open.at[at];
	size_t i;

	list_remove(&l->open, at);
	for (i = 0; i < q->ids.n; i++)
		l->fn(l->arg, (uint32_t)(uintptr_t)q->ids.at[i], answer);
	list_free(&q->ids);
	free(q->name);
	free(q);
}

bool
lookup_result(struct lookup *l, struct frame *f)
{
	struct arena *a = arena_new();
	struct names_answer answer;
	struct buf bytes = { 0 };
	bool ok;
	size_t i;

	buf_add(&bytes, f->body.p, f->body.n);
	ok = names_answer_unpack(&f->body, a, &answer);
	for (i = 0; ok && i < l->open.n; i++) {
		struct asked *q = l->open.at[i];

		if (q->job != f->id)
			continue;
		remember(l, q->name, &bytes, &answer);
		close_asked(l, i, &bytes);
		break;
	}
	buf_free(&bytes);
	arena_free(a);
	return ok;
}

void
lookup_names_ended(struct lookup *l)
{
	struct buf b = { 0 };

	pack_failed(&b, "the names role ended");
	while (l->open.n > 0)
		close_asked(l, 0, &b);
	buf_free(&b);
}

void
lookup_free(struct lookup *l)
{
	if (l == NULL)
		return;
	while (l->open.n > 0) {
		struct asked *q = l->open.at[0];

		list_remove(&l->open, 0);
		list_free(&q->ids);
		free(q->name);
		free(q);
	}
	list_free(&l->open);
	lookup_forget(l);
	free(l);
}
