/* SPDX-License-Identifier: ISC */
/* Which servers of a night words mean; see servers.h. */
#include <string.h>

#include "handlers/servers/inventory.h"
#include "handlers/servers/night.h"

/* Without an inventory only the night's own words are known. */
static int
as_they_are(struct work *w, const struct deployment *d,
    const struct list *words, struct list *out, bool *all, struct err *e)
{
	size_t i;

	for (i = 0; i < words->n; i++) {
		const char *word = words->at[i];

		if (strchr(word, ':') != NULL && !str_listed(&d->servers, word))
			return err_set(e, ERR_INPUT, "There is no inventory "
			    "that says what \"%.60s\" is; name the servers, "
			    "or what %s has itself: %s.", word, d->name,
			    cycle_join(work_arena(w), &d->servers, " "));
		if (!str_listed(out, word))
			list_add_in(work_arena(w), out, words->at[i]);
	}
	*all = d->servers.n > 0;
	for (i = 0; i < d->servers.n; i++)
		*all &= str_listed(out, d->servers.at[i]);
	return 0;
}

/* Each word must mean something. */
static int
check_words(struct work *w, const struct list *words, struct err *e)
{
	const struct inventory *inv = inventory_of(work_config(w));
	struct arena *a = work_arena(w);
	struct list unknown = { 0 };
	const char *near;
	size_t i;

	for (i = 0; i < words->n; i++) {
		const struct list one = { .at = &words->at[i], .n = 1 };

		if (inventory_selection(inv, a, &one)->n > 0)
			continue;
		near = unknown.n < NEAREST_MAX ? inventory_nearest_word(inv,
		    a, words->at[i]) : NULL;
		list_add_in(a, &unknown, arena_printf(a, "\"%.60s\"%s%s%s",
		    (const char *)words->at[i], near != NULL ?
		    " (did you mean " : "", near != NULL ? near : "",
		    near != NULL ? "?)" : ""));
	}
	return unknown.n == 0 ? 0 : err_set(e, ERR_INPUT, "The inventory has "
	    "no server and no group %s.", cycle_join(a, &unknown, ", "));
}

/* Those in the night that the groups mean.  Of others they may mean more; and
 * one that is out already, until a date of its own, nobody named. */
static int
add_groups(struct work *w, const struct night_list *l,
    const struct list *groups, struct list *out, struct err *e)
{
	struct list found = { 0 };
	const struct night_server *s;
	size_t i, before = out->n;

	if (groups->n == 0)
		return 0;
	inventory_select(inventory_of(work_config(w)), work_arena(w), groups,
	    &found);
	for (i = 0; i < found.n; i++) {
		s = night_server(l, ((const struct server *)found.at[i])->name);
		if (s != NULL && night_is_in(s))
			str_list_once(work_arena(w), out, s->name);
	}
	return out->n > before ? 0 : err_set(e, ERR_INPUT, "No server of %s is "
	    "%s; servers %s lists them.", l->night->name, cycle_join(
	    work_arena(w), groups, " "), l->night->name);
}

/* What is in the night, and named by nobody. */
static bool
is_all(const struct night_list *l, const struct list *names)
{
	size_t i;

	for (i = 0; i < l->servers.n; i++) {
		const struct night_server *s = l->servers.at[i];

		if (night_is_in(s) && !str_listed(names, s->name))
			return false;
	}
	return l->in > 0;
}

int
servers_of_words(struct work *w, const struct deployment *d,
    const struct list *words, struct list *out, bool *all, struct err *e)
{
	const struct inventory *inv = inventory_of(work_config(w));
	struct list groups = { 0 }, looked_up = { 0 };
	const struct night_server *s;
	struct night_list *l;
	size_t i;

	*all = false;
	if (inv == NULL)
		return as_they_are(w, d, words, out, all, e);
	if (servers_of_night(w, d, &l, e) == -1)
		return -1;
	for (i = 0; i < words->n; i++) {
		const char *word = words->at[i];

		if ((s = night_server(l, word)) == NULL) {
			list_add_in(work_arena(w), strchr(word, ':') != NULL ?
			    &groups : &looked_up, words->at[i]);
		} else {
			str_list_once(work_arena(w), out, s->name);
		}
	}
	if (check_words(w, &looked_up, e) == -1 ||
	    check_words(w, &groups, e) == -1 ||
	    add_groups(w, l, &groups, out, e) == -1)
		return -1;
	if (looked_up.n > 0)
		return err_set(e, ERR_INPUT, "%.60s is not among the servers "
		    "of %s; servers %s lists them.",
		    (const char *)looked_up.at[0], d->name, d->name);
	*all = is_all(l, out);
	return 0;
}
