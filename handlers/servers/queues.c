/* SPDX-License-Identifier: ISC */
/* In which order a night's servers are patched: the queues of the site. */
#include "handlers/servers/night.h"

struct waiting {
	struct work	*w;
	size_t		 queue;
};

size_t
queue_of(struct work *w, const struct server *s)
{
	const struct list *all = config_part(work_config(w),
	    &settings_queues);
	size_t i;

	for (i = 0; s != NULL && i < all->n; i++)
		if (inventory_is(inventory_of(work_config(w)), s,
		    &((struct queue *)all->at[i])->words))
			return i;
	return all->n;
}

size_t
servers_queue_place(const struct config *c, const char *name)
{
	const struct list *all = config_part(c, &settings_queues);
	size_t i;

	for (i = 0; name != NULL && i < all->n; i++)
		if (str_eq_nocase(((struct queue *)all->at[i])->name, name))
			return i;
	return all->n;
}

const char *
queue_name(struct work *w, size_t queue)
{
	const struct list *all = config_part(work_config(w),
	    &settings_queues);

	return queue < all->n ? ((struct queue *)all->at[queue])->name : "";
}

static bool
waits_in(const struct night_server *s, const void *with)
{
	const struct waiting *x = with;

	return night_is_in(s) && queue_of(x->w, s->server) == x->queue;
}

static size_t
count(const struct night_list *l, const struct waiting *x)
{
	size_t i, n = 0;

	for (i = 0; i < l->servers.n; i++)
		n += waits_in(l->servers.at[i], x);
	return n;
}

void
queues_model(struct work *w, const struct night_list *l, struct model *m)
{
	const struct list *all = config_part(work_config(w),
	    &settings_queues);
	struct waiting x = { .w = w };
	struct list order = { 0 };
	struct model *item;
	const char *name;
	size_t n;

	model_list(m, "queues");
	for (x.queue = 0; all->n > 0 && x.queue <= all->n; x.queue++) {
		if ((n = count(l, &x)) == 0)
			continue;
		name = x.queue < all->n ? queue_name(w, x.queue) : "the rest";
		list_add_in(work_arena(w), &order, arena_printf(
		    work_arena(w), "%s %zu", name, n));
		item = model_add(m, "queues");
		model_set(item, "queue", name);
		model_set(item, "queue_names", night_names(w, l, waits_in, &x,
		    SHOWN_MAX));
	}
	model_set(m, "order", cycle_join(work_arena(w), &order, ", "));
}
