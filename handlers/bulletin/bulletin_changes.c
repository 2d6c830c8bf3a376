/* SPDX-License-Identifier: ISC */
/* What a revision says against the last mail of its bulletin; bulletin.h. */
#include <string.h>

#include "handlers/bulletin/bulletin.h"

#define NAMED_MAX	400	/* bytes of names in one sentence */

static const char *const restarts[] = { "not stated", "yes", "no" };

static void
say(struct arena *a, struct list *out, const char *what, const char *old,
    const char *fresh)
{
	list_add_in(a, out, arena_printf(a, "%s: was %s, is now %s", what,
	    old != NULL ? old : "not stated", fresh));
}

static bool
same(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

static bool
holds(const struct list *l, const char *s)
{
	size_t i;

	for (i = 0; i < l->n; i++)
		if (strcmp(l->at[i], s) == 0)
			return true;
	return false;
}

/* Those of a list that the other one does not hold, with commas. */
static void
missing(const struct list *l, const struct list *other, struct buf *out)
{
	size_t i, more = 0;

	for (i = 0; i < l->n; i++) {
		if (holds(other, l->at[i]))
			continue;
		if (out->n >= NAMED_MAX)
			more++;
		else
			buf_addf(out, "%s%s", out->n > 0 ? ", " : "",
			    (const char *)l->at[i]);
	}
	if (more > 0)
		buf_addf(out, " and %zu more", more);
}

static void
list_changes(struct arena *a, const char *what, const struct list *old,
    const struct list *fresh, struct list *out)
{
	struct buf added = { 0 }, gone = { 0 };

	if (fresh->n == 0)
		return;
	missing(fresh, old, &added);
	missing(old, fresh, &gone);
	if (added.n > 0)
		list_add_in(a, out, arena_printf(a, "%s added: %s", what,
		    added.p));
	if (gone.n > 0)
		list_add_in(a, out, arena_printf(a, "%s no longer named: %s",
		    what, gone.p));
	buf_free(&added);
	buf_free(&gone);
}

static void
kind_changes(struct arena *a, const struct bulletin_facts *old,
    const struct bulletin_facts *fresh, struct list *out)
{
	bool was = old->kind == KIND_WITHDRAWAL;
	bool is = fresh->kind == KIND_WITHDRAWAL;

	if (is && !was)
		list_add_in(a, out, arena_str(a, "the vendor has WITHDRAWN "
		    "it"));
	else if (was && !is)
		list_add_in(a, out, arena_str(a, "it is no longer "
		    "withdrawn"));
}

/* Only what is stated now, and otherwise than before. */
static void
stated_changes(struct arena *a, const char *what, uint32_t old, uint32_t fresh,
    struct list *out)
{
	if (fresh != STATED_NOTHING && fresh != old)
		say(a, out, what, stated_name(old), stated_name(fresh));
}

static void
severity_changes(struct arena *a, const struct bulletin_facts *old,
    const struct bulletin_facts *fresh, struct list *out)
{
	const char *how = "severity";

	if (fresh->severity == NULL || same(old->severity, fresh->severity))
		return;
	if (old->site_severity != SEVERITY_NOT_STATED)
		how = fresh->site_severity > old->site_severity ?
		    "severity RAISED" :
		    fresh->site_severity < old->site_severity ?
		    "severity lowered" : how;
	say(a, out, how, old->severity, fresh->severity);
}

/* Of the CVEs that both name. */
static void
cve_changes(struct arena *a, const struct bulletin_facts *old,
    const struct bulletin_facts *fresh, struct list *out)
{
	static const struct cve_fact nothing;
	const struct cve_fact *c, *before;
	size_t i;

	for (i = 0; i < fresh->cve_facts.n; i++) {
		c = fresh->cve_facts.at[i];
		before = facts_cve(old, c->id);
		if (before == NULL)
			before = &nothing;
		if (!holds(&old->cves, c->id))
			continue;
		if (c->score != NULL && cvss_tenths(c->score) !=
		    cvss_tenths(before->score))
			say(a, out, arena_printf(a, "%s CVSS", c->id),
			    before->score, c->score);
		if (c->severity != NULL && !same(before->severity,
		    c->severity))
			say(a, out, arena_printf(a, "%s severity", c->id),
			    before->severity, c->severity);
		stated_changes(a, arena_printf(a, "%s exploited", c->id),
		    before->exploited, c->exploited, out);
	}
}

void
bulletin_changes(struct arena *a, const struct bulletin_facts *old,
    const struct bulletin_facts *fresh, struct list *out)
{
	static const enum fact_field lists[] = { FACT_CVES, FACT_PRODUCTS,
	    FACT_AFFECTED, FACT_FIXED, FACT_PREREQUISITES, FACT_WORKAROUNDS,
	    FACT_PROBLEMS, FACT_REMOVAL, FACT_SUPERSEDED_BY };
	struct bulletin_facts was = *old, is = *fresh;
	size_t i;

	kind_changes(a, old, fresh, out);
	stated_changes(a, "exploited", old->exploited, fresh->exploited, out);
	severity_changes(a, old, fresh, out);
	stated_changes(a, "public before", old->known, fresh->known, out);
	cve_changes(a, old, fresh, out);
	if (!same(old->title, fresh->title) && fresh->title != NULL)
		list_add_in(a, out, arena_printf(a, "the title is now \"%s\"",
		    fresh->title));
	if (old->restart != fresh->restart &&
	    fresh->restart != RESTART_NOT_STATED)
		say(a, out, "restart needed", restarts[old->restart % 3],
		    restarts[fresh->restart % 3]);
	for (i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
		list_changes(a, facts_field_name(lists[i]),
		    facts_list(&was, lists[i]), facts_list(&is, lists[i]),
		    out);
	if (out->n == 0 && !same(old->revision, fresh->revision) &&
	    fresh->revision != NULL)
		list_add_in(a, out, arena_printf(a, "revision %s; what it "
		    "names is unchanged", fresh->revision));
}

/* --- both mails together ---------------------------------------------- */

static void
take_over(const char **text, const char *old)
{
	if (*text == NULL)
		*text = old;
}

/* What the older mail says of CVEs that are named still. */
static void
merge_cves(struct arena *a, struct bulletin_facts *all,
    const struct bulletin_facts *old)
{
	struct list cves = { 0 };
	struct cve_fact *c, *before;
	size_t i;

	for (i = 0; i < all->cve_facts.n; i++) {
		c = arena_alloc(a, sizeof(*c));
		*c = *(struct cve_fact *)all->cve_facts.at[i];
		before = facts_cve(old, c->id);
		if (before != NULL) {
			take_over(&c->severity, before->severity);
			/* a score and its vector belong together */
			if (c->score == NULL && c->vector == NULL) {
				c->score = before->score;
				c->vector = before->vector;
			}
			c->exploited = c->exploited != STATED_NOTHING ?
			    c->exploited : before->exploited;
			c->known = c->known != STATED_NOTHING ? c->known :
			    before->known;
		}
		list_add_in(a, &cves, c);
	}
	for (i = 0; i < old->cve_facts.n; i++) {
		before = old->cve_facts.at[i];
		if (holds(&all->cves, before->id) &&
		    facts_cve(all, before->id) == NULL)
			list_add_in(a, &cves, before);
	}
	all->cve_facts = cves;
}

struct bulletin_facts *
bulletin_merge(struct arena *a, const struct bulletin_facts *old,
    const struct bulletin_facts *fresh)
{
	struct bulletin_facts *all = arena_alloc(a, sizeof(*all)), was = *old;
	uint32_t i;

	*all = *fresh;
	for (i = 0; i < FACT_FIELDS; i++)
		if (facts_list(all, i) != NULL && facts_list(all, i)->n == 0)
			*facts_list(all, i) = *facts_list(&was, i);
	if (all->kind == KIND_NOT_STATED && old->kind < KIND_ADVANCE_NOTICE)
		all->kind = old->kind;
	take_over(&all->title, old->title);
	take_over(&all->summary, old->summary);
	take_over(&all->revision, old->revision);
	if (all->severity == NULL) {
		all->severity = old->severity;
		all->site_severity = old->site_severity;
	}
	if (all->restart == RESTART_NOT_STATED)
		all->restart = old->restart;
	if (all->security == STATED_NOTHING)
		all->security = old->security;
	if (all->exploited == STATED_NOTHING)
		all->exploited = old->exploited;
	if (all->known == STATED_NOTHING)
		all->known = old->known;
	if (all->published == 0)
		all->published = old->published;
	if (all->date == 0)
		all->date = old->date;
	merge_cves(a, all, old);
	return all;
}
