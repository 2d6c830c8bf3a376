/* SPDX-License-Identifier: ISC */
/* What a valid CSAF document says of its vulnerabilities, their scores, the
 * products and what to do. */
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "handlers/bulletin/csaf_parts.h"
#include "handlers/bulletin/extract.h"

#define LEN(a) (sizeof(a) / sizeof((a)[0]))
#define TRIES_MAX	20000	/* attempts to add to one list */

static const struct csaf_at vulnerabilities = { .name = "vulnerabilities" };

/* --- CVEs -------------------------------------------------------------- */

/* The worst score, a newer version before an older one. */
static void
score(struct csaf *c, struct bulletin_facts *f, struct cve_fact *cve,
    const struct jv *scores, const struct csaf_at *up)
{
	static const char *const kinds[] = { "cvss_v3", "cvss_v2" };
	struct csaf_at list = { .up = up, .name = "scores" };
	struct csaf_at in = { .up = &list };
	const struct jv *v, *worst = NULL;
	double x, most = -1;
	char text[32];
	size_t i, at = 0;

	for (i = 0; i < LEN(kinds) && worst == NULL; i++)
		for (in.index = 0; in.index < jv_n(scores); in.index++) {
			v = jv_get(jv_at(scores, in.index), kinds[i]);
			if (jv_number(jv_get(v, "baseScore"), &x) &&
			    x > most) {
				most = x;
				worst = v;
				at = in.index;
			}
		}
	if (worst == NULL)
		return;
	in.index = at;
	snprintf(text, sizeof(text), "%.1f", most);
	cve->score = arena_str(c->arena, text);
	cve->vector = arena_str(c->arena, jv_text(worst, "vectorString"));
	if (!cvss_is_vector(cve->vector))
		cve->vector = NULL;
	csaf_seen(c, f, FACT_CVSS, &in);
	if (cve->severity != NULL || jv_text(worst, "baseSeverity") == NULL)
		return;
	cve->severity = arena_str(c->arena, jv_text(worst, "baseSeverity"));
	csaf_seen(c, f, FACT_CVE_SEVERITY, &in);
}

/* What is said of attacks, in the words that publishers use. */
static const struct {
	const char	*words;
	enum stated	 exploited, known;
} exploits[] = {
	{ "exploited:yes", STATED_YES, STATED_NOTHING },
	{ "exploited:no", STATED_NO, STATED_NOTHING },
	{ "publicly disclosed:yes", STATED_NOTHING, STATED_YES },
	{ "publicly disclosed:no", STATED_NOTHING, STATED_NO },
	{ "no known exploit", STATED_NO, STATED_NOTHING },
	{ "no known public exploit", STATED_NO, STATED_NOTHING },
	{ "not exploited", STATED_NO, STATED_NOTHING },
	{ "no exploitation", STATED_NO, STATED_NOTHING },
	{ "not been exploited", STATED_NO, STATED_NOTHING },
	{ "not aware of any", STATED_NO, STATED_NOTHING },
	{ "exploited in the wild", STATED_YES, STATED_NOTHING },
	{ "actively exploited", STATED_YES, STATED_NOTHING },
	{ "being exploited", STATED_YES, STATED_NOTHING },
	{ "active exploitation", STATED_YES, STATED_NOTHING },
	{ "exploitation detected", STATED_YES, STATED_NOTHING },
	{ "known to be exploited", STATED_YES, STATED_NOTHING },
};

/* The first of the words that fits decides: "not exploited in the wild". */
static void
exploit(struct csaf *c, struct bulletin_facts *f, struct cve_fact *cve,
    const char *details, const struct csaf_at *at)
{
	uint32_t exploited = STATED_NOTHING, known = STATED_NOTHING;
	size_t i;

	for (i = 0; i < LEN(exploits); i++) {
		if (span_find_nocase(span_of(details),
		    exploits[i].words) == NULL)
			continue;
		if (exploited == STATED_NOTHING)
			exploited = exploits[i].exploited;
		if (known == STATED_NOTHING)
			known = exploits[i].known;
	}
	if (exploited != STATED_NOTHING) {
		if (cve != NULL && cve->exploited != STATED_YES)
			cve->exploited = exploited;
		if (f->exploited != STATED_YES)
			f->exploited = exploited;
		csaf_seen(c, f, FACT_EXPLOITED, at);
	}
	if (known != STATED_NOTHING) {
		if (cve != NULL && cve->known != STATED_YES)
			cve->known = known;
		if (f->known != STATED_YES)
			f->known = known;
		csaf_seen(c, f, FACT_PUBLIC, at);
	}
}

static void
threats(struct csaf *c, struct bulletin_facts *f, struct cve_fact *cve,
    const struct jv *v, const struct csaf_at *up)
{
	struct csaf_at list = { .up = up, .name = "threats" };
	struct csaf_at in = { .up = &list };
	const struct jv *items = jv_get(v, "threats"), *t;
	const char *kind, *details;

	for (; in.index < jv_n(items); in.index++) {
		t = jv_at(items, in.index);
		kind = jv_text(t, "category");
		details = jv_text(t, "details");
		if (strcmp(kind, "exploit_status") == 0) {
			exploit(c, f, cve, details, &in);
		} else if (strcmp(kind, "impact") == 0 && cve != NULL &&
		    cve->severity == NULL && strlen(details) < 30 &&
		    extract_severity(details) != SEVERITY_NOT_STATED) {
			cve->severity = csaf_clean(c, details);
			csaf_seen(c, f, FACT_CVE_SEVERITY, &in);
		}
	}
}

/* --- products ---------------------------------------------------------- */

struct adding {
	struct bulletin_facts *f;
	enum fact_field	 field;
	const struct csaf_at *at;
	size_t		 mark;		/* of this list */
	size_t		 tries;
};

/* "Vendorsoft Editor" where the tree has the two, else the full name. */
static const char *
short_name(struct csaf *c, const struct csaf_product *p)
{
	if (p->product == NULL)
		return p->name;
	if (p->vendor == NULL ||
	    span_starts_nocase(span_of(p->product), p->vendor))
		return p->product;
	return arena_printf(c->arena, "%s %s", p->vendor, p->product);
}

/* The full name, with the version where it does not say that itself. */
static const char *
long_name(struct csaf *c, const struct csaf_product *p)
{
	if (p->version == NULL ||
	    span_find_nocase(span_of(p->name), p->version) != NULL)
		return p->name;
	return arena_printf(c->arena, "%s %s", p->name, p->version);
}

static void
add_product(struct csaf *c, struct csaf_product *p, struct adding *to)
{
	if (p == NULL || p->seen == to->mark || to->tries++ > TRIES_MAX)
		return;
	p->seen = to->mark;
	csaf_put(c, to->f, to->field, to->field == FACT_PRODUCTS ?
	    short_name(c, p) : long_name(c, p), to->at);
}

/* The products of these lists (ends with NULL) of all vulnerabilities. */
static void
add_states(struct csaf *c, struct bulletin_facts *f, enum fact_field field,
    const char *const *states)
{
	struct csaf_at in = { .up = &vulnerabilities };
	struct csaf_at status = { .up = &in, .name = "product_status" };
	struct csaf_at list = { .up = &status }, at = { .up = &list };
	struct adding to = { .f = f, .field = field, .at = &at,
	    .mark = ++c->mark };
	const struct jv *v, *ids;

	for (; in.index < jv_n(c->vulnerabilities); in.index++) {
		v = jv_get(jv_at(c->vulnerabilities, in.index), status.name);
		for (size_t i = 0; states[i] != NULL; i++) {
			list.name = states[i];
			ids = jv_get(v, list.name);
			for (at.index = 0; at.index < jv_n(ids) &&
			    to.tries <= TRIES_MAX; at.index++)
				add_product(c, csaf_product(c, jv_str(jv_at(
				    ids, at.index))), &to);
		}
	}
}

/* An informational advisory has products and no vulnerabilities; then all
 * that it names are meant (4.3). */
static void
add_all(struct csaf *c, struct bulletin_facts *f)
{
	struct csaf_at tree = { .name = "product_tree" };
	struct adding to = { .f = f, .field = FACT_PRODUCTS, .at = &tree,
	    .mark = ++c->mark };
	size_t i;

	for (i = 0; i < c->n_products && to.tries <= TRIES_MAX; i++)
		add_product(c, &c->products[i], &to);
}

static void
products(struct csaf *c, struct bulletin_facts *f)
{
	static const char *const affected[] = { "known_affected",
	    "first_affected", "last_affected", NULL };
	static const char *const fixed[] = { "first_fixed", "fixed", NULL };
	static const char *const open[] = { "under_investigation", NULL };
	static const char *const not[] = { "known_not_affected", NULL };

	add_states(c, f, FACT_PRODUCTS, affected);
	add_states(c, f, FACT_PRODUCTS, fixed);
	/* what is not, or not known to be, concerned is named only where
	 * nothing else is */
	if (f->products.n == 0)
		add_states(c, f, FACT_PRODUCTS, open);
	if (f->products.n == 0)
		add_states(c, f, FACT_PRODUCTS, not);
	if (f->products.n == 0)
		add_all(c, f);
	add_states(c, f, FACT_AFFECTED, affected);
	add_states(c, f, FACT_FIXED, fixed);
}

/* --- what to do -------------------------------------------------------- */

static const struct {
	const char	*category;
	enum fact_field	 field;
	const char	*before;	/* the details, in words */
} remedies[] = {
	{ "vendor_fix", FACT_FIXED, "" },
	{ "workaround", FACT_WORKAROUNDS, "" },
	{ "mitigation", FACT_WORKAROUNDS, "" },
	{ "no_fix_planned", FACT_REMARKS, "No fix is planned: " },
	{ "none_available", FACT_REMARKS, "There is no fix: " },
};

/* What has to be started again; a whole machine is a restart. */
static const struct {
	const char	*category;
	enum restart	 restart;
	const char	*words;
} restarts[] = {
	{ "none", RESTART_NO, NULL },
	{ "machine", RESTART_YES, NULL }, { "system", RESTART_YES, NULL },
	{ "zone", RESTART_YES, NULL }, { "connected", RESTART_YES, NULL },
	{ "parent", RESTART_YES, NULL },
	{ "vulnerable_component", RESTART_NOT_STATED,
	    "The vulnerable component has to be restarted." },
	{ "service", RESTART_NOT_STATED,
	    "The service has to be restarted." },
	{ "dependencies", RESTART_NOT_STATED,
	    "What depends on it has to be restarted." },
};

static void
set_restart(struct csaf *c, struct bulletin_facts *f, const struct jv *v,
    const struct csaf_at *up)
{
	struct csaf_at at = { .up = up, .name = "restart_required" };
	const char *s = jv_text(v, "category"), *details;
	size_t i;

	for (i = 0; s != NULL && i < LEN(restarts); i++) {
		if (strcmp(s, restarts[i].category) != 0)
			continue;
		csaf_put(c, f, FACT_REMARKS, restarts[i].words, &at);
		if (restarts[i].restart != RESTART_NOT_STATED &&
		    f->restart != RESTART_YES) {
			f->restart = restarts[i].restart;
			csaf_seen(c, f, FACT_RESTART, &at);
		}
	}
	details = jv_text(v, "details");
	if (details != NULL)
		csaf_put(c, f, FACT_REMARKS, arena_printf(c->arena,
		    "Restart: %s", details), &at);
}

static void
remedy(struct csaf *c, struct bulletin_facts *f, const struct jv *v,
    const struct csaf_at *at)
{
	struct csaf_at url = { .up = at, .name = "url" };
	const char *s = jv_text(v, "category");
	const struct jv *rights = jv_get(v, "entitlements");
	size_t i;

	for (i = 0; i < LEN(remedies); i++)
		if (strcmp(s, remedies[i].category) == 0)
			csaf_put(c, f, remedies[i].field, arena_printf(
			    c->arena, "%s%s", remedies[i].before,
			    jv_text(v, "details")), at);
	for (i = 0; i < jv_n(rights); i++)
		csaf_put(c, f, FACT_PREREQUISITES, jv_str(jv_at(rights, i)),
		    at);
	set_restart(c, f, jv_get(v, "restart_required"), at);
	if (f->urls.n < EXTRACT_URLS_MAX)
		csaf_put(c, f, FACT_URLS, jv_text(v, "url"), &url);
}

static void
remediations(struct csaf *c, struct bulletin_facts *f, const struct jv *v,
    const struct csaf_at *up, size_t *tries)
{
	struct csaf_at list = { .up = up, .name = "remediations" };
	struct csaf_at in = { .up = &list };
	const struct jv *items = jv_get(v, "remediations");

	for (; in.index < jv_n(items) && *tries < TRIES_MAX; in.index++) {
		++*tries;
		remedy(c, f, jv_at(items, in.index), &in);
	}
}

void
csaf_vulnerability_facts(struct csaf *c, struct bulletin_facts *f)
{
	struct csaf_at in = { .up = &vulnerabilities };
	struct csaf_at at = { .up = &in, .name = "cve" };
	const struct jv *v, *id;
	struct cve_fact *cve;
	size_t tries = 0;

	if (jv_n(c->vulnerabilities) > 0) {
		f->security = STATED_YES;
		csaf_seen(c, f, FACT_SECURITY, &vulnerabilities);
	}
	products(c, f);
	for (; in.index < jv_n(c->vulnerabilities) &&
	    in.index < FACTS_LIST_MAX; in.index++) {
		v = jv_at(c->vulnerabilities, in.index);
		id = jv_get(v, "cve");
		cve = id != NULL ? extract_cve(c->arena, f, jv_span(id)) :
		    NULL;
		if (cve != NULL)
			csaf_seen(c, f, FACT_CVES, &at);
		threats(c, f, cve, v, &in);
		if (cve != NULL)
			score(c, f, cve, jv_get(v, "scores"), &in);
		remediations(c, f, v, &in, &tries);
	}
	if (f->fixed.n > 0 && f->kind == KIND_NOT_STATED)
		f->kind = KIND_SECURITY_PATCH;
}
