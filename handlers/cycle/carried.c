/* SPDX-License-Identifier: ISC */
/* Which bulletins a deployment brings to its servers. */
#include <string.h>

#include "handlers/bulletin/bulletin.h"
#include "handlers/cycle/running.h"

/* A planned one names them. */
static bool
is_named(const struct deployment *d, const struct bulletin *b)
{
	size_t i;

	for (i = 0; i < d->bulletins.n; i++)
		if (str_eq_nocase(d->bulletins.at[i], b->reference) ||
		    str_eq_nocase(d->bulletins.at[i], b->shown))
			return true;
	return false;
}

static bool
goes_on(char c)
{
	return (ascii_lower(c) >= 'a' && ascii_lower(c) <= 'z') ||
	    ascii_is_digit(c);
}

/* As a word: EXS-2026-1 is not in "EXS-2026-12". */
static bool
says(const char *reason, const char *name)
{
	struct span rest = span_of(reason);
	size_t n = strlen(name);
	const char *p;

	while (n > 0 && (p = span_find_nocase(rest, name)) != NULL) {
		if ((p == reason || !goes_on(p[-1])) && !goes_on(p[n]) &&
		    !(p[n] == '-' && ascii_is_digit(p[n + 1])))
			return true;
		rest = span_of(p + 1);
	}
	return false;
}

/* The reason of an emergency names it: "EXS-2026-12 is being attacked". */
static bool
is_reason(const struct cycle *c, const struct bulletin *b)
{
	return c->reason != NULL && (says(c->reason, b->reference) ||
	    says(c->reason, b->shown));
}

/* Some bulletin since then, so that the others are not what it was declared
 * for, whatever became of that one: 1, 0, -1. */
static int
any_reason(struct work *w, const struct cycle *c, int64_t since,
    struct err *e)
{
	struct list names = { 0 };
	size_t i;

	if (!c->declared || c->reason == NULL)
		return 0;
	if (bulletin_names(w, since, &names, e) == -1)
		return -1;
	for (i = 0; i < names.n; i++)
		if (says(c->reason, names.at[i]))
			return 1;
	return 0;
}

/* A stage of that cycle: 1, 0, -1. */
static int
is_of(struct work *w, const struct deployment *d, const struct cycle *c,
    struct err *e)
{
	struct cycle_step *s;
	struct cycle *other;
	int rc = run_of_deployment(w, d->id, &other, &s, e);

	return rc != 1 ? rc : other->id == c->id;
}

int
cycle_carried(struct work *w, const struct deployment *d,
    const struct list *bulletins, const struct deployment *beside,
    struct list *out, struct err *e)
{
	int64_t begin = d->opened_at != 0 ? d->opened_at : d->start;
	int64_t since = 0;
	struct cycle *c = NULL;
	struct cycle_step *s;
	size_t i;
	int rc = run_of_deployment(w, d->id, &c, &s, e), holds = 1;
	int named = 0;

	if (rc == 1 && beside != NULL && (holds = is_of(w, beside, c, e)) !=
	    1)
		return holds;
	if (rc == -1 || (rc == 1 && ((since = run_since(w, c, e)) == -1 ||
	    (named = any_reason(w, c, since, e)) == -1)))
		return -1;
	for (i = 0; i < bulletins->n; i++) {
		struct bulletin *b = bulletins->at[i];

		if (rc == 0 || d->bulletins.n > 0 ? !is_named(d, b) :
		    b->first_at > begin || (named && !is_reason(c, b)) ||
		    (c->declared && b->last_at < since))
			continue;
		if (rc == 1 && (holds = run_holds(w, s, b, e)) == -1)
			return -1;
		if (rc == 0 || holds == 1)
			list_add_in(work_arena(w), out, b);
	}
	return 0;
}
