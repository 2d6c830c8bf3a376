/* SPDX-License-Identifier: ISC */
/*
 * The structure of a CSAF 2.0 document, as its JSON schema demands it: one
 * table per object, walked by one function.  Members that the schema does not
 * name are allowed there and here.
 */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/mem.h"
#include "handlers/bulletin/csaf_parts.h"

#define SCHEMA	"schema"

struct member;

struct shape {
	enum jv_kind	 kind;
	size_t		 min, max;	/* entries or members; max 0: any */
	bool		 unique;	/* no two equal entries */
	const struct shape *items;
	const struct member *members;	/* name NULL ends */
	const char *const *words;	/* one of these; NULL ends */
	bool		(*form)(struct span s);
	const char	*what;		/* what form is, in words */
};

struct member {
	const char	*name;
	const struct shape *shape;
	bool		 required;
};

#define END		{ NULL, NULL, false }
#define MUST		true
#define MAY		false
#define WORDS(...)	(const char *const[]){ __VA_ARGS__, NULL }
#define FORM(f, w)	{ .kind = JV_STRING, .form = (f), .what = (w) }
#define ONE_OF(...)	{ .kind = JV_STRING, .words = WORDS(__VA_ARGS__) }
#define LIST_OF(i, u)	{ .kind = JV_ARRAY, .min = 1, .unique = (u), \
	.items = (i) }
#define OBJECT(m)	{ .kind = JV_OBJECT, .members = (m) }

static const struct shape text = { .kind = JV_STRING };
static const struct shape texts = LIST_OF(&text, false);
static const struct shape distinct = LIST_OF(&text, true);
static const struct shape uri = FORM(csaf_is_uri, "an absolute address");
static const struct shape uris = LIST_OF(&uri, false);
static const struct shape date = FORM(csaf_is_date, "a date and time with its "
    "zone (RFC 3339)");
static const struct shape version = FORM(csaf_is_version, "a version number "
    "(\"3\" or \"1.2.0\")");
static const struct shape language = FORM(csaf_is_language, "a language's "
    "tag");

static const struct member acknowledgment_m[] = {
	{ "names", &texts, MAY }, { "organization", &text, MAY },
	{ "summary", &text, MAY }, { "urls", &uris, MAY }, END
};
static const struct shape acknowledgment = { .kind = JV_OBJECT, .min = 1,
    .members = acknowledgment_m };
static const struct shape acknowledgments = LIST_OF(&acknowledgment, false);

static const struct shape note_category = ONE_OF("description", "details",
    "faq", "general", "legal_disclaimer", "other", "summary");
static const struct member note_m[] = {
	{ "category", &note_category, MUST }, { "text", &text, MUST },
	{ "audience", &text, MAY }, { "title", &text, MAY }, END
};
static const struct shape note = OBJECT(note_m);
static const struct shape notes = LIST_OF(&note, false);

static const struct shape reference_category = ONE_OF("external", "self");
static const struct member reference_m[] = {
	{ "summary", &text, MUST }, { "url", &uri, MUST },
	{ "category", &reference_category, MAY }, END
};
static const struct shape reference = OBJECT(reference_m);
static const struct shape references = LIST_OF(&reference, false);

/* --- products ---------------------------------------------------------- */

static const struct shape hash_value = FORM(csaf_is_hash, "32 or more "
    "hexadecimal digits");
static const struct member file_hash_m[] = {
	{ "algorithm", &text, MUST }, { "value", &hash_value, MUST }, END
};
static const struct shape file_hash = OBJECT(file_hash_m);
static const struct shape file_hashes = LIST_OF(&file_hash, false);
static const struct member hash_m[] = {
	{ "file_hashes", &file_hashes, MUST }, { "filename", &text, MUST }, END
};
static const struct shape hash = OBJECT(hash_m);
static const struct shape hashes = LIST_OF(&hash, false);
static const struct member generic_m[] = {
	{ "namespace", &uri, MUST }, { "uri", &uri, MUST }, END
};
static const struct shape generic = OBJECT(generic_m);
static const struct shape generics = LIST_OF(&generic, false);
static const struct shape cpe = FORM(csaf_is_cpe, "a CPE name");
static const struct shape purl = FORM(csaf_is_purl_like, "a package URL");
static const struct member helper_m[] = {
	{ "cpe", &cpe, MAY }, { "hashes", &hashes, MAY },
	{ "model_numbers", &distinct, MAY }, { "purl", &purl, MAY },
	{ "sbom_urls", &uris, MAY }, { "serial_numbers", &distinct, MAY },
	{ "skus", &texts, MAY }, { "x_generic_uris", &generics, MAY }, END
};
static const struct shape helper = { .kind = JV_OBJECT, .min = 1,
    .members = helper_m };
static const struct member product_m[] = {
	{ "name", &text, MUST }, { "product_id", &text, MUST },
	{ "product_identification_helper", &helper, MAY }, END
};
static const struct shape product = OBJECT(product_m);
static const struct shape products = LIST_OF(&product, false);

static const struct shape branches;
static const struct shape branch_category = ONE_OF("architecture", "host_name",
    "language", "legacy", "patch_level", "product_family", "product_name",
    "product_version", "product_version_range", "service_pack",
    "specification", "vendor");
static const struct member branch_m[] = {
	{ "category", &branch_category, MUST }, { "name", &text, MUST },
	{ "branches", &branches, MAY }, { "product", &product, MAY }, END
};
static const struct shape branch = { .kind = JV_OBJECT, .min = 3, .max = 3,
    .members = branch_m };
static const struct shape branches = LIST_OF(&branch, false);

static const struct shape two_or_more = { .kind = JV_ARRAY, .min = 2,
    .unique = true, .items = &text };
static const struct member group_m[] = {
	{ "group_id", &text, MUST }, { "product_ids", &two_or_more, MUST },
	{ "summary", &text, MAY }, END
};
static const struct shape group = OBJECT(group_m);
static const struct shape groups = LIST_OF(&group, false);
static const struct shape relation = ONE_OF("default_component_of",
    "external_component_of", "installed_on", "installed_with",
    "optional_component_of");
static const struct member relationship_m[] = {
	{ "category", &relation, MUST },
	{ "full_product_name", &product, MUST },
	{ "product_reference", &text, MUST },
	{ "relates_to_product_reference", &text, MUST }, END
};
static const struct shape relationship = OBJECT(relationship_m);
static const struct shape relationships = LIST_OF(&relationship, false);
static const struct member tree_m[] = {
	{ "branches", &branches, MAY },
	{ "full_product_names", &products, MAY },
	{ "product_groups", &groups, MAY },
	{ "relationships", &relationships, MAY }, END
};
static const struct shape tree = { .kind = JV_OBJECT, .min = 1,
    .members = tree_m };

/* --- vulnerabilities --------------------------------------------------- */

static const struct shape cve = FORM(csaf_is_cve, "a CVE");
static const struct shape cwe_id = FORM(csaf_is_cwe_id, "a CWE's number");
static const struct member cwe_m[] = {
	{ "id", &cwe_id, MUST }, { "name", &text, MUST }, END
};
static const struct shape cwe = OBJECT(cwe_m);
static const struct shape flag_label = ONE_OF("component_not_present",
    "inline_mitigations_already_exist",
    "vulnerable_code_cannot_be_controlled_by_adversary",
    "vulnerable_code_not_in_execute_path", "vulnerable_code_not_present");
static const struct member flag_m[] = {
	{ "label", &flag_label, MUST }, { "date", &date, MAY },
	{ "group_ids", &distinct, MAY }, { "product_ids", &distinct, MAY }, END
};
static const struct shape flag = OBJECT(flag_m);
static const struct shape flags = LIST_OF(&flag, true);
static const struct member id_m[] = {
	{ "system_name", &text, MUST }, { "text", &text, MUST }, END
};
static const struct shape id = OBJECT(id_m);
static const struct shape ids = LIST_OF(&id, true);
static const struct shape party = ONE_OF("coordinator", "discoverer", "other",
    "user", "vendor");
static const struct shape contact = ONE_OF("completed", "contact_attempted",
    "disputed", "in_progress", "not_contacted", "open");
static const struct member involvement_m[] = {
	{ "party", &party, MUST }, { "status", &contact, MUST },
	{ "date", &date, MAY }, { "summary", &text, MAY }, END
};
static const struct shape involvement = OBJECT(involvement_m);
static const struct shape involvements = LIST_OF(&involvement, true);
static const struct member status_m[] = {
	{ "first_affected", &distinct, MAY }, { "first_fixed", &distinct, MAY },
	{ "fixed", &distinct, MAY }, { "known_affected", &distinct, MAY },
	{ "known_not_affected", &distinct, MAY },
	{ "last_affected", &distinct, MAY }, { "recommended", &distinct, MAY },
	{ "under_investigation", &distinct, MAY }, END
};
static const struct shape status = { .kind = JV_OBJECT, .min = 1,
    .members = status_m };
static const struct shape restart_category = ONE_OF("connected",
    "dependencies", "machine", "none", "parent", "service", "system",
    "vulnerable_component", "zone");
static const struct member restart_m[] = {
	{ "category", &restart_category, MUST }, { "details", &text, MAY }, END
};
static const struct shape restart = OBJECT(restart_m);
static const struct shape remedy_category = ONE_OF("mitigation",
    "no_fix_planned", "none_available", "vendor_fix", "workaround");
static const struct member remediation_m[] = {
	{ "category", &remedy_category, MUST }, { "details", &text, MUST },
	{ "date", &date, MAY }, { "entitlements", &texts, MAY },
	{ "group_ids", &distinct, MAY }, { "product_ids", &distinct, MAY },
	{ "restart_required", &restart, MAY }, { "url", &uri, MAY }, END
};
static const struct shape remediation = OBJECT(remediation_m);
static const struct shape remediations = LIST_OF(&remediation, false);
/* what is in them is test 6.1.8's */
static const struct shape cvss = { .kind = JV_OBJECT };
static const struct member score_m[] = {
	{ "products", &distinct, MUST }, { "cvss_v2", &cvss, MAY },
	{ "cvss_v3", &cvss, MAY }, END
};
static const struct shape score = { .kind = JV_OBJECT, .min = 2,
    .members = score_m };
static const struct shape scores = LIST_OF(&score, false);
static const struct shape threat_category = ONE_OF("exploit_status", "impact",
    "target_set");
static const struct member threat_m[] = {
	{ "category", &threat_category, MUST }, { "details", &text, MUST },
	{ "date", &date, MAY }, { "group_ids", &distinct, MAY },
	{ "product_ids", &distinct, MAY }, END
};
static const struct shape threat = OBJECT(threat_m);
static const struct shape threats = LIST_OF(&threat, false);
static const struct member vulnerability_m[] = {
	{ "acknowledgments", &acknowledgments, MAY }, { "cve", &cve, MAY },
	{ "cwe", &cwe, MAY }, { "discovery_date", &date, MAY },
	{ "flags", &flags, MAY }, { "ids", &ids, MAY },
	{ "involvements", &involvements, MAY }, { "notes", &notes, MAY },
	{ "product_status", &status, MAY }, { "references", &references, MAY },
	{ "release_date", &date, MAY }, { "remediations", &remediations, MAY },
	{ "scores", &scores, MAY }, { "threats", &threats, MAY },
	{ "title", &text, MAY }, END
};
static const struct shape vulnerability = { .kind = JV_OBJECT, .min = 1,
    .members = vulnerability_m };
static const struct shape vulnerabilities = LIST_OF(&vulnerability, false);

/* --- the document itself ----------------------------------------------- */

static const struct member severity_m[] = {
	{ "text", &text, MUST }, { "namespace", &uri, MAY }, END
};
static const struct shape severity = OBJECT(severity_m);
static const struct shape tlp_label = ONE_OF("AMBER", "GREEN", "RED", "WHITE");
static const struct member tlp_m[] = {
	{ "label", &tlp_label, MUST }, { "url", &uri, MAY }, END
};
static const struct shape tlp = OBJECT(tlp_m);
static const struct member distribution_m[] = {
	{ "text", &text, MAY }, { "tlp", &tlp, MAY }, END
};
static const struct shape distribution = { .kind = JV_OBJECT, .min = 1,
    .members = distribution_m };
static const struct shape publisher_category = ONE_OF("coordinator",
    "discoverer", "other", "translator", "user", "vendor");
static const struct member publisher_m[] = {
	{ "category", &publisher_category, MUST }, { "name", &text, MUST },
	{ "namespace", &uri, MUST }, { "contact_details", &text, MAY },
	{ "issuing_authority", &text, MAY }, END
};
static const struct shape publisher = OBJECT(publisher_m);
static const struct member engine_m[] = {
	{ "name", &text, MUST }, { "version", &text, MAY }, END
};
static const struct shape engine = OBJECT(engine_m);
static const struct member generator_m[] = {
	{ "engine", &engine, MUST }, { "date", &date, MAY }, END
};
static const struct shape generator = OBJECT(generator_m);
static const struct member revision_m[] = {
	{ "date", &date, MUST }, { "number", &version, MUST },
	{ "summary", &text, MUST }, { "legacy_version", &text, MAY }, END
};
static const struct shape revision = OBJECT(revision_m);
static const struct shape revisions = LIST_OF(&revision, false);
static const struct shape tracking_id = FORM(csaf_is_tracking_id, "one line "
    "without blanks around it");
static const struct shape tracking_status = ONE_OF("draft", "final",
    "interim");
static const struct member tracking_m[] = {
	{ "current_release_date", &date, MUST }, { "id", &tracking_id, MUST },
	{ "initial_release_date", &date, MUST },
	{ "revision_history", &revisions, MUST },
	{ "status", &tracking_status, MUST }, { "version", &version, MUST },
	{ "aliases", &distinct, MAY }, { "generator", &generator, MAY }, END
};
static const struct shape tracking = OBJECT(tracking_m);
static const struct shape category = FORM(csaf_is_category, "one line that "
    "neither begins nor ends with a blank, \"-\", \"_\" or \".\"");
static const struct shape csaf_2_0 = ONE_OF("2.0");
static const struct member document_m[] = {
	{ "category", &category, MUST }, { "csaf_version", &csaf_2_0, MUST },
	{ "publisher", &publisher, MUST }, { "title", &text, MUST },
	{ "tracking", &tracking, MUST },
	{ "acknowledgments", &acknowledgments, MAY },
	{ "aggregate_severity", &severity, MAY },
	{ "distribution", &distribution, MAY }, { "lang", &language, MAY },
	{ "notes", &notes, MAY }, { "references", &references, MAY },
	{ "source_lang", &language, MAY }, END
};
static const struct shape document = OBJECT(document_m);
static const struct member root_m[] = {
	{ "document", &document, MUST }, { "product_tree", &tree, MAY },
	{ "vulnerabilities", &vulnerabilities, MAY }, END
};
static const struct shape root = OBJECT(root_m);

/* --- the walk ---------------------------------------------------------- */

static const char *const kind_names[] = {
	[JV_OTHER] = "something else", [JV_STRING] = "a text",
	[JV_NUMBER] = "a number", [JV_ARRAY] = "a list",
	[JV_OBJECT] = "an object",
};

/* What a sentence calls this place: its name, or "entry 3 of \"notes\"". */
static const char *
called(struct csaf *c, const struct csaf_at *at)
{
	if (at == NULL)
		return "the document";
	if (at->name != NULL)
		return csaf_quote(c, at->name);
	return arena_printf(c->arena, "entry %zu of %s", at->index + 1,
	    called(c, at->up));
}

static void
check_text(struct csaf *c, const struct shape *s, const struct jv *v,
    const struct csaf_at *at)
{
	const char *value = jv_str(v);
	size_t i;

	if (value[0] == '\0') {
		csaf_fault(c, SCHEMA, at, "%s is empty", called(c, at));
	} else if (s->form != NULL && !s->form(jv_span(v))) {
		csaf_fault(c, SCHEMA, at, "%s is %s, which is not %s",
		    called(c, at), csaf_quote(c, value), s->what);
	} else if (s->words != NULL) {
		for (i = 0; s->words[i] != NULL; i++)
			if (strcmp(value, s->words[i]) == 0)
				return;
		csaf_fault(c, SCHEMA, at, "%s is %s, which is none of the "
		    "words that the standard has for it", called(c, at),
		    csaf_quote(c, value));
	}
}

static int
compare_texts(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Equal entries lie side by side once they are sorted. */
static void
check_unique(struct csaf *c, const struct jv *v, const struct csaf_at *at)
{
	size_t i, n = jv_n(v);
	char **all;

	if (n < 2)
		return;
	all = mem_array(n, sizeof(*all));
	for (i = 0; i < n; i++)
		all[i] = jv_canonical(jv_at(v, i));
	qsort(all, n, sizeof(*all), compare_texts);
	for (i = 1; i < n; i++)
		if (strcmp(all[i - 1], all[i]) == 0) {
			csaf_fault(c, SCHEMA, at, "an entry of %s stands "
			    "there twice", called(c, at));
			break;
		}
	for (i = 0; i < n; i++)
		free(all[i]);
	free(all);
}

/* Recurses as deep as the tables do, and by branches as deep as JV_DEPTH_MAX
 * lets a document be. */
static void
check(struct csaf *c, const struct shape *s, const struct jv *v,
    const struct csaf_at *at)
{
	const struct member *m;
	const struct jv *inner;
	struct csaf_at in = { .up = at };
	size_t n = jv_n(v);

	if (csaf_enough(c))
		return;
	if (jv_kind(v) != s->kind) {
		csaf_fault(c, SCHEMA, at, "%s is not %s", called(c, at),
		    kind_names[s->kind]);
		return;
	}
	if (s->kind == JV_STRING)
		check_text(c, s, v, at);
	else if (n < s->min || (s->max != 0 && n > s->max))
		csaf_fault(c, SCHEMA, at, "%s has %zu %s, the standard asks "
		    "for %zu%s", called(c, at), n, s->kind == JV_ARRAY ?
		    "entries" : "members", s->min,
		    s->max == s->min ? "" : " or more");
	for (in.index = 0; s->kind == JV_ARRAY && in.index < n; in.index++)
		check(c, s->items, jv_at(v, in.index), &in);
	if (s->unique && !csaf_enough(c))
		check_unique(c, v, at);
	for (m = s->members; m != NULL && m->name != NULL; m++) {
		in.name = m->name;
		inner = jv_get(v, m->name);
		if (inner != NULL)
			check(c, m->shape, inner, &in);
		else if (m->required)
			csaf_fault(c, SCHEMA, &in, "\"%s\" is missing",
			    m->name);
	}
}

void
csaf_check_schema(struct csaf *c)
{
	check(c, &root, c->root, NULL);
}
