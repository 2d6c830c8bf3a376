/* SPDX-License-Identifier: ISC */
/* A bulletin as the templates see it; see bulletin.h. */
#include <string.h>

#include "handlers/bulletin/bulletin.h"
#include "handlers/bulletin/released.h"

#define ITEM_INDENT	4	/* blanks of a list's item in a text mail */
#define CVES_MAX	40	/* CVEs in the list of all */
#define SCORED_MAX	12	/* CVEs that have a line of their own */

char *
bulletin_wrap(struct arena *a, const char *text, size_t indent)
{
	struct span rest = span_of(text), word;
	struct buf b = { 0 };
	size_t column = indent, n, i;
	char *s;

	while (text != NULL && span_word(&rest, &word)) {
		for (n = 0, i = 0; i < word.n; i++)	/* characters */
			n += ((unsigned char)word.p[i] & 0xc0) != 0x80;
		if (b.n > 0 && column + 1 + n > BULLETIN_COLUMNS) {
			buf_addf(&b, "\n%*s", (int)indent, "");
			column = indent;
		} else if (b.n > 0) {
			buf_addc(&b, ' ');
			column++;
		}
		buf_add(&b, word.p, word.n);
		column += n;
	}
	s = arena_strn(a, buf_str(&b), b.n);
	buf_free(&b);
	return s;
}

/* How many of each list are shown. */
static const struct { const char *name; enum fact_field field; size_t max; }
lists[] = {
	{ "products", FACT_PRODUCTS, 20 },
	{ "affected", FACT_AFFECTED, 20 }, { "fixed", FACT_FIXED, 20 },
	{ "prerequisites", FACT_PREREQUISITES, 6 },
	{ "workarounds", FACT_WORKAROUNDS, 6 },
	{ "problems", FACT_PROBLEMS, 6 }, { "removal", FACT_REMOVAL, 6 },
	{ "remarks", FACT_REMARKS, 8 },
	{ "supersedes", FACT_SUPERSEDES, 10 },
	{ "superseded-by", FACT_SUPERSEDED_BY, 10 },
};

static void
set_lists(struct arena *a, struct model *m, const struct bulletin_facts *f)
{
	struct bulletin_facts copy = *f;
	const struct list *l;
	struct model *item;
	size_t i, k;

	for (i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
		l = facts_list(&copy, lists[i].field);
		model_list(m, lists[i].name);
		/* for what stands once before or behind the items */
		model_flag(m, arena_printf(a, "has-%s", lists[i].name),
		    l->n > 0);
		for (k = 0; k < l->n && k < lists[i].max; k++) {
			item = model_add(m, lists[i].name);
			model_set(item, "item", bulletin_wrap(a, l->at[k],
			    ITEM_INDENT));
			model_flag(item, "comma", k + 1 < l->n &&
			    k + 1 < lists[i].max);
		}
		if (l->n > lists[i].max)
			model_setf(m, arena_printf(a, "more-%s",
			    lists[i].name), "%zu", l->n - lists[i].max);
		else
			model_set(m, arena_printf(a, "more-%s",
			    lists[i].name), NULL);
	}
}

/* "prerequisites, known problems": asked for, but the vendor says nothing. */
static void
set_unstated(struct model *m, const struct bulletin_facts *f)
{
	static const enum fact_field asked[] = { FACT_PREREQUISITES,
	    FACT_WORKAROUNDS, FACT_PROBLEMS, FACT_REMOVAL };
	struct bulletin_facts copy = *f;
	struct buf b = { 0 };
	size_t i;

	for (i = 0; i < sizeof(asked) / sizeof(asked[0]); i++)
		if (facts_list(&copy, asked[i])->n == 0)
			buf_addf(&b, "%s%s", b.n > 0 ? ", " : "",
			    facts_field_name(asked[i]));
	model_set(m, "unstated", buf_str(&b));
	buf_free(&b);
}

/* --- the CVEs of which more is stated --------------------------------- */

static int
weight(const struct cve_fact *c)
{
	return (c->exploited == STATED_YES ? 1000 : 0) +
	    cvss_tenths(c->score);
}

static const char *
about_cve(struct arena *a, const struct cve_fact *c)
{
	struct buf b = { 0 };
	char *s;

	if (c->score != NULL)
		buf_addf(&b, ", CVSS %s", c->score);
	if (c->severity != NULL)
		buf_addf(&b, ", %s", c->severity);
	if (c->exploited != STATED_NOTHING)
		buf_adds(&b, c->exploited == STATED_YES ? ", exploited" :
		    ", not exploited");
	if (c->known == STATED_YES)
		buf_adds(&b, ", public before");
	if (c->vector != NULL)
		buf_addf(&b, ", %s", c->vector);
	s = b.n > 2 ? arena_str(a, b.p + 2) : arena_str(a, "");
	buf_free(&b);
	return s;
}

/* The worst first, and of equals the one that was named first; how many. */
static size_t
worst_cves(const struct bulletin_facts *f, const struct cve_fact **best)
{
	size_t i, k, n = 0;

	for (i = 0; i < f->cve_facts.n; i++) {
		const struct cve_fact *c = f->cve_facts.at[i];

		for (k = n; k > 0 && weight(best[k - 1]) < weight(c); k--)
			if (k < SCORED_MAX)
				best[k] = best[k - 1];
		if (k < SCORED_MAX)
			best[k] = c;
		if (n < SCORED_MAX)
			n++;
	}
	return n;
}

/* One text: a list of ids would cost more to render than all else. */
static char *
other_cves(struct arena *a, const struct bulletin_facts *f,
    const struct cve_fact *const *best, size_t n)
{
	size_t i, k, shown = 0;
	struct buf b = { 0 };
	char *s;

	for (i = 0; i < f->cves.n; i++) {
		for (k = 0; k < n; k++)
			if (strcmp(best[k]->id, f->cves.at[i]) == 0)
				break;
		if (k == n && shown++ < CVES_MAX)
			buf_addf(&b, "%s%s", b.n > 0 ? ", " : "",
			    (const char *)f->cves.at[i]);
	}
	if (shown > CVES_MAX)
		buf_addf(&b, " and %zu more", shown - CVES_MAX);
	s = bulletin_wrap(a, buf_str(&b), 2);
	buf_free(&b);
	return s;
}

/* "scored", the worst ones, each with what is said of it, and "cves": the
 * others, nothing where there are none. */
static void
set_cves(struct arena *a, struct model *m, const struct bulletin_facts *f)
{
	const struct cve_fact *best[SCORED_MAX];
	size_t i, n = worst_cves(f, best);
	struct model *item;

	model_list(m, "scored");
	for (i = 0; i < n; i++) {
		item = model_add(m, "scored");
		model_set(item, "cve", best[i]->id);
		model_set(item, "about", about_cve(a, best[i]));
	}
	model_flag(m, "has-scored", n > 0);
	model_set(m, "cves", f->cves.n == 0 ? "none named" :
	    other_cves(a, f, best, n));
}

/*
 * They become links in mails.  The readers take nothing else for one, but
 * what they say was written by a process that read a stranger's mail.
 */
static bool
is_link(const char *url)
{
	struct span s = span_of(url);

	return span_starts_nocase(s, "https://") ||
	    span_starts_nocase(s, "http://") ||
	    span_starts_nocase(s, "ftp://");
}

static void
set_urls(struct model *m, const struct bulletin_facts *f)
{
	size_t i, n = 0;

	model_list(m, "urls");
	for (i = 0; i < f->urls.n && n < 6; i++) {
		if (!is_link(f->urls.at[i]))
			continue;
		model_set(model_add(m, "urls"), "item", f->urls.at[i]);
		n++;
	}
}

static bool
watches(const struct team *t, const struct bulletin_facts *f)
{
	size_t i, k;

	for (i = 0; i < t->watches.n; i++) {
		if (f->title != NULL && span_find_nocase(span_of(f->title),
		    t->watches.at[i]) != NULL)
			return true;
		for (k = 0; k < f->products.n; k++)
			if (span_find_nocase(span_of(f->products.at[k]),
			    t->watches.at[i]) != NULL)
				return true;
	}
	return false;
}

/* Whom it may concern: the teams that watch for such products. */
static void
set_teams(struct work *w, const struct bulletin_facts *f, struct model *m)
{
	const struct people *p = &work_config(w)->people;
	const struct person *lead;
	struct model *item;
	size_t i;

	model_list(m, "teams");
	for (i = 0; i < p->teams.n; i++) {
		const struct team *t = p->teams.at[i];

		if (!watches(t, f))
			continue;
		item = model_add(m, "teams");
		lead = people_by_id(p, t->lead);
		model_set(item, "team", t->name);
		model_set(item, "lead", lead != NULL ? lead->name : NULL);
	}
}

static void
set_dates(struct model *m, const struct bulletin *b)
{
	const struct bulletin_facts *f = b->facts;
	int64_t published = f->published != 0 ? f->published : f->date;
	char t[CLOCK_TEXT];

	model_set(m, "published", published != 0 ? clock_date(published, t) :
	    "not stated");
	model_set(m, "updated", f->updated != 0 ? clock_date(f->updated, t) :
	    NULL);
	model_set(m, "withdrawn", b->withdrawn_at != 0 ?
	    clock_date(b->withdrawn_at, t) : NULL);
}

void
bulletin_model(struct work *w, const struct bulletin *b, struct model *m)
{
	static const char *const restart[] = { "not stated", "yes", "no" };
	const struct bulletin_facts *f = b->facts;
	struct arena *a = work_arena(w);

	model_set(m, "reference", b->shown);
	model_set(m, "title", b->title);
	model_set(m, "vendor", bulletin_vendor_name(w, b->vendor));
	model_set(m, "severity", b->severity != NULL ? b->severity :
	    "not stated");
	model_set(m, "site-severity", site_severity_name(b->site_severity));
	model_flag(m, "critical", b->site_severity == SEVERITY_CRITICAL);
	model_flag(m, "important", b->site_severity == SEVERITY_IMPORTANT);
	model_set(m, "restart", restart[f->restart <= RESTART_NO ?
	    f->restart : RESTART_NOT_STATED]);
	model_set(m, "kind", bulletin_kind_name(f->kind));
	model_set(m, "security", f->security != STATED_NOTHING ?
	    stated_name(f->security) : NULL);
	model_set(m, "exploited", stated_name(f->exploited));
	model_flag(m, "attacked", f->exploited == STATED_YES);
	model_set(m, "known", f->known != STATED_NOTHING ?
	    stated_name(f->known) : NULL);
	model_set(m, "summary", bulletin_wrap(a, f->summary, 2));
	set_dates(m, b);
	set_lists(a, m, f);
	set_cves(a, m, f);
	set_unstated(m, f);
	set_urls(m, f);
	set_teams(w, f, m);
	released_model(w, b, m);
	model_set(m, "proof", bulletin_wrap(a, b->proof, 2));
}
