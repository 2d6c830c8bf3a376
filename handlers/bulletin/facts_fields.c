/* SPDX-License-Identifier: ISC */
/* The names and places of the facts' fields; see facts.h. */
#include <stddef.h>
#include <string.h>

#include "handlers/bulletin/facts.h"

enum shape { SHAPE_OTHER, SHAPE_TEXT, SHAPE_LIST };

#define AT(member) offsetof(struct bulletin_facts, member)

static const struct {
	const char	*name;
	enum shape	 shape;
	size_t		 at;		/* of a text or list */
	bool		 many;
} fields[FACT_FIELDS] = {
	[FACT_REFERENCE] = { "reference", SHAPE_TEXT, AT(id), false },
	[FACT_REVISION] = { "revision", SHAPE_TEXT, AT(revision), false },
	[FACT_TITLE] = { "title", SHAPE_TEXT, AT(title), false },
	[FACT_KIND] = { "kind", SHAPE_OTHER, 0, false },
	[FACT_SECURITY] = { "security", SHAPE_OTHER, 0, false },
	[FACT_SEVERITY] = { "severity", SHAPE_TEXT, AT(severity), false },
	[FACT_CVES] = { "CVEs", SHAPE_LIST, AT(cves), true },
	[FACT_CVE_SEVERITY] = { "severity of a CVE", SHAPE_OTHER, 0, true },
	[FACT_CVSS] = { "CVSS", SHAPE_OTHER, 0, true },
	[FACT_EXPLOITED] = { "exploited", SHAPE_OTHER, 0, true },
	[FACT_PUBLIC] = { "public before", SHAPE_OTHER, 0, true },
	[FACT_PRODUCTS] = { "products", SHAPE_LIST, AT(products), true },
	[FACT_AFFECTED] = { "affected versions", SHAPE_LIST, AT(affected),
	    true },
	[FACT_FIXED] = { "fixed versions", SHAPE_LIST, AT(fixed), true },
	[FACT_RESTART] = { "restart", SHAPE_OTHER, 0, false },
	[FACT_PREREQUISITES] = { "prerequisites", SHAPE_LIST,
	    AT(prerequisites), true },
	[FACT_WORKAROUNDS] = { "workarounds", SHAPE_LIST, AT(workarounds),
	    true },
	[FACT_REMOVAL] = { "removal", SHAPE_LIST, AT(removal), true },
	[FACT_PROBLEMS] = { "known problems", SHAPE_LIST, AT(problems), true },
	[FACT_SUPERSEDES] = { "supersedes", SHAPE_LIST, AT(supersedes), true },
	[FACT_SUPERSEDED_BY] = { "superseded by", SHAPE_LIST,
	    AT(superseded_by), true },
	[FACT_PUBLISHED] = { "published", SHAPE_OTHER, 0, false },
	[FACT_UPDATED] = { "updated", SHAPE_OTHER, 0, false },
	[FACT_URLS] = { "links", SHAPE_LIST, AT(urls), true },
	[FACT_SUMMARY] = { "summary", SHAPE_TEXT, AT(summary), false },
	[FACT_REMARKS] = { "remarks", SHAPE_LIST, AT(remarks), true },
};

static const char *const severity_names[] = {
	[SEVERITY_NOT_STATED] = "not stated", [SEVERITY_LOW] = "low",
	[SEVERITY_MODERATE] = "moderate", [SEVERITY_IMPORTANT] = "important",
	[SEVERITY_CRITICAL] = "critical",
};

static const char *const kind_names[KINDS] = {
	[KIND_NOT_STATED] = "not stated",
	[KIND_SECURITY_PATCH] = "security patch",
	[KIND_CRITICAL_UPDATE] = "critical update", [KIND_UPDATE] = "update",
	[KIND_HOTFIX] = "hotfix", [KIND_ROLLUP] = "rollup",
	[KIND_SERVICE_PACK] = "service pack",
	[KIND_FEATURE_PACK] = "feature pack",
	[KIND_ADVANCE_NOTICE] = "advance notice",
	[KIND_REVISION] = "revision", [KIND_WITHDRAWAL] = "withdrawal",
};

const char *
site_severity_name(enum site_severity s)
{
	return s >= SEVERITY_NOT_STATED && s <= SEVERITY_CRITICAL ?
	    severity_names[s] : severity_names[SEVERITY_NOT_STATED];
}

const char *
bulletin_kind_name(uint32_t k)
{
	return kind_names[k < KINDS ? k : KIND_NOT_STATED];
}

const char *
stated_name(uint32_t s)
{
	return s == STATED_YES ? "yes" : s == STATED_NO ? "no" : "not stated";
}

const char *
facts_field_name(uint32_t field)
{
	return field < FACT_FIELDS ? fields[field].name : "something else";
}

bool
facts_field_is_many(uint32_t field)
{
	return field < FACT_FIELDS && fields[field].many;
}

struct list *
facts_list(struct bulletin_facts *f, uint32_t field)
{
	if (field >= FACT_FIELDS || fields[field].shape != SHAPE_LIST)
		return NULL;
	return (struct list *)(void *)((char *)f + fields[field].at);
}

const char **
facts_text(struct bulletin_facts *f, uint32_t field)
{
	if (field >= FACT_FIELDS || fields[field].shape != SHAPE_TEXT)
		return NULL;
	return (const char **)(void *)((char *)f + fields[field].at);
}

struct cve_fact *
facts_cve(const struct bulletin_facts *f, const char *id)
{
	struct cve_fact *c;
	size_t i;

	for (i = 0; i < f->cve_facts.n; i++) {
		c = f->cve_facts.at[i];
		if (strcmp(c->id, id) == 0)
			return c;
	}
	return NULL;
}

/* --- CVSS ------------------------------------------------------------- */

int
cvss_tenths(const char *s)
{
	if (s == NULL)
		return -1;
	if (strcmp(s, "10") == 0 || strcmp(s, "10.0") == 0)
		return 100;
	if (!ascii_is_digit(s[0]))
		return -1;
	if (s[1] == '\0')
		return (s[0] - '0') * 10;
	if (s[1] != '.' || !ascii_is_digit(s[2]) || s[3] != '\0')
		return -1;
	return (s[0] - '0') * 10 + s[2] - '0';
}

/*
 * Metrics between slashes, "AV:N/AC:L/...", with "CVSS:3.1/" before them but
 * in version 2 (its guide, section 2.4; the specifications of 3.1, section 6,
 * and 4.0, section 7, for the others).  The form only: what the letters mean
 * is the vendor's affair.
 */
bool
cvss_is_vector(const char *v)
{
	const char *p = v;
	size_t name, value, groups = 0;

	if (v == NULL || strlen(v) > FACTS_VECTOR_MAX)
		return false;
	for (;; p++, groups++) {
		name = strspn(p, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
		    "abcdefghijklmnopqrstuvwxyz");
		p += name;
		if (name == 0 || *p++ != ':')
			return false;
		value = strspn(p, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
		    "abcdefghijklmnopqrstuvwxyz0123456789.");
		p += value;
		if (value == 0)
			return false;
		if (*p == '\0')
			return groups >= 5;
		if (*p != '/')
			return false;
	}
}
