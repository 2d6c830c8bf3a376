/* SPDX-License-Identifier: ISC */
/* CSAF documents: every mandatory test by a document of our own that fails
 * it and by what is next to it and does not; forms; limits. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "handlers/bulletin/csaf_parts.h"

/* The parts of a document; NULL: as in the valid one. */
#define PUBLISHER "\"publisher\":{\"category\":\"vendor\",\"name\":\"N\"," \
    "\"namespace\":\"https://vendor.example\"}"
#define HEAD(category, more) "\"category\":\"" category "\"," \
    "\"csaf_version\":\"2.0\",\"title\":\"A title\"," more
#define REVISION(number, date) "{\"number\":\"" number "\",\"date\":\"" date \
    "\",\"summary\":\"s\"}"
#define TRACKING(version, status, history) "\"id\":\"EX-1\",\"status\":\"" \
    status "\",\"version\":\"" version "\",\"initial_release_date\":" \
    "\"2026-01-01T00:00:00Z\",\"current_release_date\":" \
    "\"2026-01-01T00:00:00Z\",\"revision_history\":[" history "]"
#define DAY1 "2026-01-01T00:00:00Z"
#define DAY2 "2026-01-02T00:00:00Z"
#define PRODUCT(id) "{\"product_id\":\"" id "\",\"name\":\"Product " id "\"}"
#define AB "\"full_product_names\":[" PRODUCT("A") "," PRODUCT("B") "]"
#define TREE(what) ",\"product_tree\":{" what "}"
#define GROUP "\"product_groups\":[{\"group_id\":\"G\",\"product_ids\":" \
    "[\"A\",\"B\"]}]"
#define VULN(what) ",\"vulnerabilities\":[{" what "}]"
#define NOTE "\"notes\":[{\"category\":\"summary\",\"text\":\"t\"}]"
#define SCORE(cvss) "\"scores\":[{\"products\":[\"A\"]," cvss "}]"
#define V31 "\"version\":\"3.1\",\"vectorString\":" \
    "\"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H\""
#define S31(score, severity) V31 ",\"baseScore\":" score \
    ",\"baseSeverity\":\"" severity "\""
#define WITH_PURL(p) "\"full_product_names\":[{\"product_id\":\"A\"," \
    "\"name\":\"n\",\"product_identification_helper\":{\"purl\":\"" p "\"}}]"
#define RELATION(id, of, to) "{\"category\":\"installed_on\"," \
    "\"product_reference\":\"" of "\",\"relates_to_product_reference\":\"" \
    to "\",\"full_product_name\":" PRODUCT(id) "}"
#define BRANCH(category, name) "\"branches\":[{\"category\":\"" category \
    "\",\"name\":\"" name "\",\"product\":" PRODUCT("A") "}]"
#define INVOLVED(date) "{\"party\":\"vendor\",\"status\":\"open\"," \
    "\"date\":\"" date "\"}"
#define CWE(id, name) "\"cwe\":{\"id\":\"" id "\",\"name\":\"" name "\"}"
#define H64 "0123456789abcdef0123456789abcdef"
#define HASHES(one, other) "\"full_product_names\":[{\"product_id\":\"A\"," \
    "\"name\":\"n\",\"product_identification_helper\":{\"hashes\":[{" \
    "\"filename\":\"f\",\"file_hashes\":[{\"algorithm\":\"" one \
    "\",\"value\":\"" H64 "\"},{\"algorithm\":\"" other "\",\"value\":\"" \
    H64 "\"}]}]}}]"

static const struct {
	const char	*test;		/* that fails, or NULL: valid */
	const char	*document, *tracking, *rest;
} cases[] = {
	{ NULL, NULL, NULL, NULL },
	{ "schema", HEAD("csaf_base", "\"notes\":[]"), NULL, NULL },
	{ "schema", "\"category\":\"csaf_base\",\"csaf_version\":\"2.1\","
	    "\"title\":\"t\"," PUBLISHER, NULL, NULL },
	{ "schema", HEAD("csaf_base", "\"lang\":\"x_y\"," PUBLISHER), NULL,
	    NULL },
	{ "schema", HEAD("csaf_base ", PUBLISHER), NULL, NULL },
	{ "schema", NULL, TRACKING("01", "final", REVISION("1", DAY1)), NULL },
	{ "schema", NULL, TRACKING("1", "done", REVISION("1", DAY1)), NULL },
	{ "schema", NULL, TRACKING("1", "final", REVISION("1",
	    "2026-02-30T00:00:00Z")), NULL },
	{ "schema", NULL, TRACKING("1", "final", REVISION("1",
	    "2026-02-03T00:00:00")), NULL },
	{ "schema", NULL, NULL, TREE("") },
	{ "schema", NULL, NULL, ",\"vulnerabilities\":[]" },
	{ "schema", NULL, NULL, VULN("") },
	{ "schema", NULL, NULL, VULN("\"cve\":\"CVE-2026-123\"") },
	{ "schema", NULL, NULL, TREE(AB) VULN("\"product_status\":"
	    "{\"fixed\":[\"A\",\"A\"]}") },
	{ "6.1.1", NULL, NULL, TREE(AB) VULN("\"product_status\":"
	    "{\"fixed\":[\"C\"]}") },
	{ "6.1.1", NULL, NULL, TREE(AB) VULN("\"flags\":[{\"label\":"
	    "\"component_not_present\",\"product_ids\":[\"C\"]}]") },
	{ "6.1.2", NULL, NULL, TREE("\"full_product_names\":[" PRODUCT("A") ","
	    PRODUCT("A") "]") },
	{ "6.1.3", NULL, NULL, TREE(AB ",\"relationships\":["
	    RELATION("R", "A", "R") "]") },
	{ "6.1.3", NULL, NULL, TREE(AB ",\"relationships\":["
	    RELATION("R", "A", "S") "," RELATION("S", "B", "R") "]") },
	{ NULL, NULL, NULL, TREE(AB ",\"relationships\":["
	    RELATION("R", "A", "B") "," RELATION("S", "R", "R") ","
	    RELATION("T", "S", "R") "]") },
	{ "6.1.4", NULL, NULL, TREE(AB) VULN("\"threats\":[{\"category\":"
	    "\"impact\",\"details\":\"d\",\"group_ids\":[\"G\"]}]") },
	{ "6.1.5", NULL, NULL, TREE(AB ",\"product_groups\":[{\"group_id\":"
	    "\"G\",\"product_ids\":[\"A\",\"B\"]},{\"group_id\":\"G\","
	    "\"product_ids\":[\"A\",\"B\"]}]") },
	{ "6.1.6", NULL, NULL, TREE(AB) VULN("\"product_status\":{\"fixed\":"
	    "[\"A\"],\"known_affected\":[\"B\",\"A\"]}") },
	{ NULL, NULL, NULL, TREE(AB) VULN("\"product_status\":{\"fixed\":"
	    "[\"A\"],\"recommended\":[\"A\"],\"first_fixed\":[\"A\"]}") },
	{ "6.1.7", NULL, NULL, TREE(AB) VULN("\"scores\":[{\"products\":"
	    "[\"A\"],\"cvss_v3\":{" S31("9.8", "CRITICAL") "}},{\"products\":"
	    "[\"A\"],\"cvss_v3\":{" S31("9.8", "CRITICAL") "}}]") },
	{ NULL, NULL, NULL, TREE(AB) VULN("\"scores\":[{\"products\":"
	    "[\"A\"],\"cvss_v3\":{" S31("9.8", "CRITICAL") "}},{\"products\":"
	    "[\"B\"],\"cvss_v3\":{" S31("9.8", "CRITICAL") "}}]") },
	{ "6.1.8", NULL, NULL, TREE(AB) VULN(SCORE("\"cvss_v3\":{" V31
	    ",\"baseScore\":9.8}")) },
	{ "6.1.8", NULL, NULL, TREE(AB) VULN(SCORE("\"cvss_v2\":{" S31("9.8",
	    "CRITICAL") "}")) },
	{ "6.1.8", NULL, NULL, TREE(AB) VULN(SCORE("\"cvss_v3\":{" S31("9.8",
	    "CRITICAL") ",\"attackVector\":\"NEAR\"}")) },
	{ "6.1.9", NULL, NULL, TREE(AB) VULN(SCORE("\"cvss_v3\":{" S31("9.7",
	    "CRITICAL") "}")) },
	{ "6.1.9", NULL, NULL, TREE(AB) VULN(SCORE("\"cvss_v3\":{" S31("9.8",
	    "HIGH") "}")) },
	{ "6.1.9", NULL, NULL, TREE(AB) VULN(SCORE("\"cvss_v3\":{" S31("9.8",
	    "CRITICAL") ",\"temporalScore\":9}")) },
	{ "6.1.10", NULL, NULL, TREE(AB) VULN(SCORE("\"cvss_v3\":{" S31("9.8",
	    "CRITICAL") ",\"attackVector\":\"LOCAL\"}")) },
	{ NULL, NULL, NULL, TREE(AB) VULN(SCORE("\"cvss_v3\":{" S31("9.8",
	    "CRITICAL") ",\"attackVector\":\"NETWORK\",\"temporalScore\":9.8,"
	    "\"modifiedScope\":\"NOT_DEFINED\"}")) },
	{ "6.1.11", NULL, NULL, VULN(CWE("CWE-20", "Use After Free")) },
	{ "6.1.11", NULL, NULL, VULN(CWE("CWE-99999", "Use After Free")) },
	{ NULL, NULL, NULL, VULN(CWE("CWE-416", "Use After Free")) },
	{ "6.1.12", HEAD("csaf_base", "\"lang\":\"EZ\"," PUBLISHER), NULL,
	    NULL },
	{ NULL, HEAD("csaf_base", "\"lang\":\"de-CH\"," PUBLISHER), NULL,
	    NULL },
	{ "6.1.13", NULL, NULL, TREE(WITH_PURL("pkg:maven/@1.3.4")) },
	{ "6.1.13", NULL, NULL, TREE(WITH_PURL("pkg:npm/foo?=x")) },
	{ NULL, NULL, NULL, TREE(WITH_PURL("pkg:npm/%40a/b@1.0?arch=x#s")) },
	{ "6.1.14", NULL, TRACKING("1", "final", REVISION("2", DAY1) ","
	    REVISION("1", DAY2)), NULL },
	{ NULL, NULL, TRACKING("2", "final", REVISION("2", DAY2) ","
	    REVISION("1", DAY1)), NULL },
	{ NULL, NULL, TRACKING("1.10.0", "final", REVISION("1.9.0", DAY1) ","
	    REVISION("1.10.0", "2025-12-31T23:30:00.5-01:00")), NULL },
	{ "6.1.15", "\"category\":\"csaf_base\",\"csaf_version\":\"2.0\","
	    "\"title\":\"t\",\"publisher\":{\"category\":\"translator\","
	    "\"name\":\"n\",\"namespace\":\"https://t.example\"}", NULL,
	    NULL },
	{ "6.1.16", NULL, TRACKING("1", "final", REVISION("1", DAY1) ","
	    REVISION("2", DAY2)), NULL },
	{ NULL, NULL, TRACKING("1.0.0-rc.1", "draft", REVISION("1.0.0",
	    DAY1)), NULL },
	{ NULL, NULL, TRACKING("1.0.0+a", "final", REVISION("1.0.0+b", DAY1)),
	    NULL },
	{ "6.1.17", NULL, TRACKING("0.9.0", "final", REVISION("0.9.0", DAY1)),
	    NULL },
	{ "6.1.18", NULL, TRACKING("1", "interim", REVISION("0", DAY1) ","
	    REVISION("1", DAY2)), NULL },
	{ "6.1.19", NULL, TRACKING("1.0.0", "final", REVISION("1.0.0-rc", DAY1)
	    "," REVISION("1.0.0", DAY2)), NULL },
	{ "6.1.20", NULL, TRACKING("1.0.0-a", "interim", REVISION("1.0.0",
	    DAY1)), NULL },
	{ "6.1.21", NULL, TRACKING("3", "final", REVISION("1", DAY1) ","
	    REVISION("3", DAY2)), NULL },
	{ "6.1.21", NULL, TRACKING("2.0.0", "final", REVISION("2.0.0", DAY1)),
	    NULL },
	{ NULL, NULL, TRACKING("10", "final", REVISION("1", DAY1) ","
	    REVISION("2", DAY1) "," REVISION("3", DAY1) "," REVISION("4", DAY1)
	    "," REVISION("5", DAY1) "," REVISION("6", DAY1) "," REVISION("7",
	    DAY1) "," REVISION("8", DAY1) "," REVISION("9", DAY1) ","
	    REVISION("10", DAY2)), NULL },
	{ "6.1.22", NULL, TRACKING("1", "final", REVISION("1", DAY1) ","
	    REVISION("1", DAY2)), NULL },
	{ "6.1.23", NULL, NULL, ",\"vulnerabilities\":[{\"cve\":"
	    "\"CVE-2026-1234\"},{\"cve\":\"CVE-2026-1234\"}]" },
	{ "6.1.24", NULL, NULL, VULN("\"involvements\":[" INVOLVED(DAY1) ","
	    INVOLVED("2026-01-01T02:00:00+02:00") "]") },
	{ NULL, NULL, NULL, VULN("\"involvements\":[" INVOLVED(DAY1) ","
	    INVOLVED(DAY2) "]") },
	{ "6.1.25", NULL, NULL, TREE(HASHES("sha256", "sha256")) },
	{ NULL, NULL, NULL, TREE(HASHES("sha256", "sha512")) },
	{ "6.1.26", HEAD("Security\u2010Advisory", PUBLISHER), NULL, NULL },
	{ "6.1.26", HEAD("V_eX", PUBLISHER), NULL, NULL },
	{ "6.1.26", HEAD("Csaf_a", PUBLISHER), NULL, NULL },
	{ "6.1.26", HEAD("csaf_Security_Advisory", PUBLISHER), NULL, NULL },
	{ NULL, HEAD("Example security advisory", PUBLISHER), NULL, NULL },
	{ "6.1.27.1", HEAD("csaf_informational_advisory", PUBLISHER), NULL,
	    NULL },
	{ "6.1.27.2", HEAD("csaf_security_incident_response", NOTE ","
	    PUBLISHER), NULL, NULL },
	{ NULL, HEAD("csaf_informational_advisory", NOTE ",\"references\":[{"
	    "\"summary\":\"s\",\"url\":\"https://a.example\"}]," PUBLISHER),
	    NULL, NULL },
	{ "6.1.27.3", HEAD("csaf_informational_advisory", PUBLISHER), NULL,
	    VULN("\"title\":\"t\"") },
	{ "6.1.27.4", HEAD("csaf_vex", PUBLISHER), NULL, NULL },
	{ "6.1.27.5", HEAD("csaf_vex", PUBLISHER), NULL, TREE(AB)
	    VULN("\"cve\":\"CVE-2026-1234\"") },
	{ "6.1.27.6", HEAD("csaf_security_advisory", PUBLISHER), NULL, TREE(AB)
	    VULN(NOTE) },
	{ "6.1.27.7", HEAD("csaf_vex", PUBLISHER), NULL, TREE(AB) VULN(NOTE
	    ",\"cve\":\"CVE-2026-1234\",\"product_status\":{\"first_fixed\":"
	    "[\"A\"]}") },
	{ "6.1.27.8", HEAD("csaf_vex", PUBLISHER), NULL, TREE(AB) VULN(NOTE
	    ",\"product_status\":{\"fixed\":[\"A\"]}") },
	{ "6.1.27.9", HEAD("csaf_vex", PUBLISHER), NULL, TREE(AB) VULN(NOTE
	    ",\"cve\":\"CVE-2026-1234\",\"product_status\":"
	    "{\"known_not_affected\":[\"A\"]}") },
	{ "6.1.27.10", HEAD("csaf_vex", PUBLISHER), NULL, TREE(AB) VULN(NOTE
	    ",\"cve\":\"CVE-2026-1234\",\"product_status\":"
	    "{\"known_affected\":[\"A\"]}") },
	{ NULL, HEAD("csaf_vex", PUBLISHER), NULL, TREE(AB "," GROUP) VULN(NOTE
	    ",\"cve\":\"CVE-2026-1234\",\"product_status\":"
	    "{\"known_affected\":[\"A\",\"B\"]},\"remediations\":[{"
	    "\"category\":\"none_available\",\"details\":\"d\",\"group_ids\":"
	    "[\"G\"]}]") },
	{ "6.1.27.11", HEAD("csaf_security_advisory", PUBLISHER), NULL,
	    TREE(AB) },
	{ "6.1.28", HEAD("csaf_base", "\"lang\":\"en-US\",\"source_lang\":"
	    "\"en-us\"," PUBLISHER), NULL, NULL },
	{ "6.1.29", NULL, NULL, VULN("\"remediations\":[{\"category\":"
	    "\"workaround\",\"details\":\"d\"}]") },
	{ "6.1.30", NULL, TRACKING("2", "final", REVISION("1.0.0", DAY1) ","
	    REVISION("2", DAY2)), NULL },
	{ "6.1.31", NULL, NULL, TREE(BRANCH("product_version", "4.1 (all)")) },
	{ NULL, NULL, NULL, TREE(BRANCH("product_version_range", "<4.1")) },
	{ NULL, NULL, NULL, TREE(BRANCH("product_version", "hall-4.1")) },
	{ "6.1.32", NULL, NULL, VULN("\"flags\":[{\"label\":"
	    "\"component_not_present\"}]") },
	{ "6.1.33", NULL, NULL, TREE(AB "," GROUP) VULN("\"flags\":[{"
	    "\"label\":\"component_not_present\",\"group_ids\":[\"G\"]},{"
	    "\"label\":\"vulnerable_code_not_present\",\"product_ids\":"
	    "[\"B\"]}]") },
	{ NULL, NULL, NULL, TREE(AB "," GROUP) VULN("\"flags\":[{"
	    "\"label\":\"component_not_present\",\"group_ids\":[\"G\"],"
	    "\"product_ids\":[\"A\"]}]") },
};

static void
build(struct buf *b, size_t i)
{
	buf_cut(b, 0);
	buf_addf(b, "{\"document\":{%s,\"tracking\":{%s}}%s}",
	    cases[i].document != NULL ? cases[i].document :
	    HEAD("csaf_base", PUBLISHER), cases[i].tracking != NULL ?
	    cases[i].tracking : TRACKING("1", "final", REVISION("1", DAY1)),
	    cases[i].rest != NULL ? cases[i].rest : "");
}

static void
csaf__keeps_the_mandatory_tests(void **state)
{
	const struct csaf_fault *f;
	struct csaf_report r;
	struct buf b = { 0 };
	struct arena *a;
	bool found;
	size_t i, k;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		build(&b, i);
		a = arena_new();
		csaf_read(a, (struct span){ b.p, b.n }, &r, NULL);
		assert_true(r.is_csaf);
		assert_string_equal(r.id, "EX-1");
		found = cases[i].test == NULL && r.faults.n == 0;
		for (k = 0; k < r.faults.n && cases[i].test != NULL; k++) {
			f = r.faults.at[k];
			found |= strcmp(f->test, cases[i].test) == 0;
		}
		if (!found)
			fail_msg("expected %s: %s\n%s", cases[i].test != NULL ?
			    cases[i].test : "valid", csaf_why(a, &r), b.p);
		arena_free(a);
	}
	buf_free(&b);
}

static void
report(struct buf *b, const char *test, const char *words)
{
	struct arena *a = arena_new();
	const struct csaf_fault *f;
	struct csaf_report r;

	csaf_read(a, (struct span){ b->p, b->n }, &r, NULL);
	if (test == NULL) {
		if (r.faults.n > 0)
			fail_msg("%s", csaf_why(a, &r));
	} else {
		assert_true(r.faults.n > 0);
		f = r.faults.at[0];
		assert_string_equal(f->test, test);
		if (strstr(f->what, words) == NULL)
			fail_msg("%s", f->what);
	}
	arena_free(a);
}

static void
csaf__refuses_what_is_no_json(void **state)
{
	static const struct { const char *text, *words; } bad[] = {
		{ "", "no valid JSON" }, { "{", "no valid JSON" },
		{ "[]", "no object" }, { "{\"a\":1,\"a\":2}", "twice" },
		{ "{\"a\":\"\\u0000\"}", "no valid JSON" },
		{ "{\"a\":\"\xff\"}", "no valid JSON" },
		{ "{\"a\":1} x", "no valid JSON" },
	};
	struct buf b = { 0 };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		buf_cut(&b, 0);
		buf_adds(&b, bad[i].text);
		report(&b, "JSON", bad[i].words);
	}
	buf_free(&b);
}

/* A member that nobody knows, n arrays deep, in a valid document. */
static void
nest(struct buf *b, size_t n)
{
	size_t i;

	build(b, 0);
	buf_cut(b, b->n - 1);
	buf_adds(b, ",\"x_deep\":");
	for (i = 0; i < n; i++)
		buf_addc(b, '[');
	for (i = 0; i < n; i++)
		buf_addc(b, ']');
	buf_addc(b, '}');
}

static void
csaf__limits_depth(void **state)
{
	struct buf b = { 0 };

	(void)state;
	nest(&b, JV_DEPTH_MAX - 2);
	report(&b, NULL, NULL);
	nest(&b, JV_DEPTH_MAX - 1);
	report(&b, NULL, NULL);
	nest(&b, JV_DEPTH_MAX);
	report(&b, "limit", "nests deeper");
	nest(&b, 1000000);
	report(&b, "limit", "nests deeper");
	buf_free(&b);
}

/* Blanks behind the document make it n bytes long. */
static void
csaf__limits_size(void **state)
{
	struct buf b = { 0 };

	(void)state;
	build(&b, 0);
	while (b.n < JV_SIZE_MAX - 1)
		buf_addc(&b, ' ');
	report(&b, NULL, NULL);
	buf_addc(&b, ' ');
	report(&b, NULL, NULL);
	buf_addc(&b, ' ');
	report(&b, "limit", "larger than");
	buf_free(&b);
}

static void
csaf__limits_values(void **state)
{
	struct buf b = { 0 };
	size_t i, marks = 0;

	(void)state;
	build(&b, 0);
	/* what is counted: brackets, commas and colons outside of texts */
	for (i = 0; i < b.n; i++)
		if (b.p[i] == '"')
			while (b.p[++i] != '"')
				;
		else if (strchr("{}[],:", b.p[i]) != NULL)
			marks++;
	buf_cut(&b, b.n - 1);
	buf_adds(&b, ",\"x\":[0");
	for (i = marks + 4; i < 2 * JV_VALUES_MAX; i++)
		buf_adds(&b, ",0");
	buf_adds(&b, "]}");
	report(&b, NULL, NULL);
	buf_cut(&b, b.n - 2);
	buf_adds(&b, ",0]}");
	report(&b, "limit", "values");
	buf_free(&b);
}

/* Many vulnerabilities that each name one group of many products. */
static void
csaf__limits_looks(void **state)
{
	struct buf b = { 0 };
	int i;

	(void)state;
	build(&b, 0);
	buf_cut(&b, b.n - 1);
	buf_adds(&b, ",\"product_tree\":{\"full_product_names\":[");
	for (i = 0; i < 10000; i++)
		buf_addf(&b, "%s{\"product_id\":\"P%d\",\"name\":\"n\"}",
		    i > 0 ? "," : "", i);
	buf_adds(&b, "],\"product_groups\":[{\"group_id\":\"G\","
	    "\"product_ids\":[");
	for (i = 0; i < 10000; i++)
		buf_addf(&b, "%s\"P%d\"", i > 0 ? "," : "", i);
	buf_adds(&b, "]}]},\"vulnerabilities\":[");
	for (i = 0; i < 600; i++)
		buf_addf(&b, "%s{\"flags\":[{\"label\":"
		    "\"component_not_present\",\"group_ids\":[\"G\"]}]}",
		    i > 0 ? "," : "");
	buf_adds(&b, "]}");
	report(&b, "limit", "more often");
	buf_free(&b);
}

static void
csaf__tells_a_limited_number_of_faults(void **state)
{
	struct buf b = { 0 };
	struct arena *a = arena_new();
	struct csaf_report r;
	int i;

	(void)state;
	build(&b, 0);
	buf_cut(&b, b.n - 1);
	buf_adds(&b, ",\"vulnerabilities\":[{}");
	for (i = 0; i < 1000; i++)
		buf_adds(&b, ",{}");
	buf_adds(&b, "]}");
	csaf_read(a, (struct span){ b.p, b.n }, &r, NULL);
	assert_int_equal(r.faults.n, CSAF_FAULTS_MAX);
	assert_non_null(strstr(csaf_why(a, &r), "at least 19 more"));
	arena_free(a);
	buf_free(&b);
}

static void
csaf__recognises_its_kind(void **state)
{
	(void)state;
	assert_true(csaf_looks_so(span_of(" \n{ \"document\": "
	    "{\"csaf_version\": \"2.0\"}}")));
	assert_true(csaf_looks_so(span_of("\xef\xbb\xbf{\"tracking\"")));
	assert_false(csaf_looks_so(span_of("{\"name\":\"x\"}")));
	assert_false(csaf_looks_so(span_of("[\"csaf_version\"]")));
	assert_false(csaf_looks_so(span_of("")));
}

struct form {
	const char	*text;
	bool		 good;
};

static void
try_forms(const struct form *f, bool (*is)(struct span s))
{
	for (; f->text != NULL; f++)
		if (is(span_of(f->text)) != f->good)
			fail_msg("%s", f->text);
}

static void
csaf__knows_forms(void **state)
{
	static const struct form cpes[] = {
		{ "cpe:/a:vendor:product:1.0", true }, { "cpe:/", true },
		{ "CPE:/o:x:y:1:2:3:en", true }, { "cpe:/a:b c", false },
		{ "cpe:/a:1:2:3:4:5:6:7", false },
		{ "cpe:2.3:a:v:p:1.0:*:*:*:*:*:*:*", true },
		{ "cpe:2.3:o:v:p\\:x:-:*:*:de-DE:*:*:x?:*", true },
		{ "cpe:2.3:a:v:p:1.0:*:*:*:*:*:*", false },
		{ "cpe:2.3:a:v:p:1.0:*:*:deutsch:*:*:*:*", false },
		{ "cpe:2.3:x:v:p:1.0:*:*:*:*:*:*:*", false },
		{ "cpe:2.3:a:v:p:1*0:*:*:*:*:*:*:*", false },
		{ "x", false }, { NULL, false }
	};
	static const struct form uris[] = {
		{ "https://a.example/b?c=d#e", true }, { "urn:x:y", true },
		{ "mailto:a@b.example", true }, { "/relative", false },
		{ "https://a.example/b c", false }, { "", false },
		{ "https://a.example/%zz", false }, { "a#b:c", false },
		{ "http://a/#b#c", false }, { NULL, false }
	};
	static const struct form languages[] = {
		{ "en", true }, { "zh-yue-Hant-HK", true }, { "x-a", true },
		{ "de-DE-u-co-phonebk-x-abc", true }, { "i-default", true },
		{ "sl-rozaj-biske-1994", true }, { "de-", false },
		{ "de--DE", false }, { "d", false }, { "de-x", false },
		{ "de-DE-DE", false }, { "en-u", false }, { "en_US", false },
		{ "deutschland", false }, { "", false }, { NULL, false }
	};
	static const struct form existing[] = {
		{ "en", true }, { "EN-gb", true }, { "zh-yue-Hant-HK", true },
		{ "de-1996", true }, { "qaa", true }, { "de-XA", true },
		{ "x-anything", true }, { "ez", false }, { "en-EX", false },
		{ "en-Latx", false }, { "de-abcde", false },
		{ "en-yue", false }, { NULL, false }
	};
	static const struct form versions[] = {
		{ "0", true }, { "10", true }, { "1.2.3", true },
		{ "1.2.3-a.1+b.01", true }, { "1.2", false }, { "01", false },
		{ "1.2.3-01", false }, { "1.2.3-", false }, { "v1", false },
		{ "", false }, { NULL, false }
	};
	static const struct form dates[] = {
		{ "2024-02-29T23:59:60Z", true },
		{ "2026-01-01t00:00:00.123456+14:00", true },
		{ "2023-02-29T00:00:00Z", false }, { "2026-01-01", false },
		{ "2026-01-01T24:00:00Z", false },
		{ "2026-01-01T00:00:00.Z", false },
		{ "2026-01-01T00:00:00+0100", false }, { NULL, false }
	};

	(void)state;
	try_forms(cpes, csaf_is_cpe);
	try_forms(uris, csaf_is_uri);
	try_forms(languages, csaf_is_language);
	try_forms(existing, csaf_language_exists);
	try_forms(versions, csaf_is_version);
	try_forms(dates, csaf_is_date);
}

static void
csaf__orders_versions(void **state)
{
	static const char *const up[] = { "1.0.0-alpha", "1.0.0-alpha.1",
	    "1.0.0-alpha.beta", "1.0.0-beta", "1.0.0-beta.2",
	    "1.0.0-beta.11", "1.0.0-rc.1", "1.0.0", "1.0.1", "1.9.0",
	    "1.10.0", "2.0.0", "100000000000000000000000.0.0" };
	struct csaf_version one, other;
	size_t i;

	(void)state;
	for (i = 1; i < sizeof(up) / sizeof(up[0]); i++) {
		assert_true(csaf_version(span_of(up[i - 1]), &one));
		assert_true(csaf_version(span_of(up[i]), &other));
		assert_true(csaf_version_compare(&one, &other, true) < 0);
		assert_true(csaf_version_compare(&other, &one, true) > 0);
		assert_int_equal(csaf_version_compare(&one, &one, true), 0);
	}
}

static void
csaf__knows_weaknesses(void **state)
{
	(void)state;
	assert_true(csaf_cwe_is(1, span_of("DEPRECATED: Location")));
	assert_true(csaf_cwe_is(416, span_of("Use After Free")));
	assert_true(csaf_cwe_is(79, span_of("Improper Neutralization of Input "
	    "During Web Page Generation ('Cross-site Scripting')")));
	assert_false(csaf_cwe_is(79, span_of("Improper Neutralization")));
	assert_false(csaf_cwe_is(79, span_of("")));
	assert_false(csaf_cwe_exists(0));
	assert_false(csaf_cwe_exists(999999));
	assert_true(csaf_cwe_exists(1434));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(csaf__keeps_the_mandatory_tests),
		cmocka_unit_test(csaf__refuses_what_is_no_json),
		cmocka_unit_test(csaf__limits_depth),
		cmocka_unit_test(csaf__limits_size),
		cmocka_unit_test(csaf__limits_values),
		cmocka_unit_test(csaf__limits_looks),
		cmocka_unit_test(csaf__tells_a_limited_number_of_faults),
		cmocka_unit_test(csaf__recognises_its_kind),
		cmocka_unit_test(csaf__knows_forms),
		cmocka_unit_test(csaf__orders_versions),
		cmocka_unit_test(csaf__knows_weaknesses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
