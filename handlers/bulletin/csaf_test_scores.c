/* SPDX-License-Identifier: ISC */
/* Mandatory tests of the scores (6.1.7 to 6.1.10). */
#include <string.h>

#include "handlers/bulletin/csaf_parts.h"
#include "handlers/bulletin/cvss.h"

#define LEN(a) (sizeof(a) / sizeof((a)[0]))

static const struct csaf_at vulnerabilities = { .name = "vulnerabilities" };

static const struct {
	const char	*object, *version;
	enum cvss_version v;
} versions[] = {
	{ "cvss_v2", "2.0", CVSS_2_0 },
	{ "cvss_v3", "3.0", CVSS_3_0 },
	{ "cvss_v3", "3.1", CVSS_3_1 },
};

/* --- 6.1.7 ------------------------------------------------------------- */

/* A score without its version has one of the vector; 6.1.8 refuses it. */
static bool
has_version(const struct jv *score, size_t i)
{
	const char *v = jv_text(jv_get(score, versions[i].object), "version");

	return v != NULL && strcmp(v, versions[i].version) == 0;
}

static void
scored_twice(struct csaf *c, const char *test, const struct jv *scores,
    const struct csaf_at *at)
{
	struct csaf_product *p;
	const struct jv *ids;
	size_t i, k, n, mark;

	for (i = 0; i < LEN(versions); i++) {
		mark = ++c->mark;
		for (k = 0; k < jv_n(scores) && csaf_step(c, 1); k++) {
			if (!has_version(jv_at(scores, k), i))
				continue;
			ids = jv_get(jv_at(scores, k), "products");
			for (n = 0; n < jv_n(ids) && csaf_step(c, 1); n++) {
				p = csaf_product(c, jv_str(jv_at(ids, n)));
				if (p != NULL && p->seen == mark)
					csaf_fault(c, test, at, "the product "
					    "%s has more than one score of "
					    "CVSS %s", csaf_quote(c, p->id),
					    versions[i].version);
				if (p != NULL)
					p->seen = mark;
			}
		}
	}
}

static void
double_scores(struct csaf *c, const char *test)
{
	struct csaf_at in = { .up = &vulnerabilities };
	struct csaf_at list = { .up = &in, .name = "scores" };

	for (; in.index < jv_n(c->vulnerabilities) && !csaf_enough(c);
	    in.index++)
		scored_twice(c, test, jv_get(jv_at(c->vulnerabilities,
		    in.index), "scores"), &list);
}

/* --- all CVSS objects -------------------------------------------------- */

struct object {
	const struct jv	*v;
	const struct csaf_at *at;
	bool		 three;		/* cvss_v3 */
	struct cvss	 cvss;
};

static const struct csaf_at *
member(struct csaf_at *place, const struct object *o, const char *name)
{
	*place = (struct csaf_at){ .up = o->at, .name = name };
	return place;
}

/* The version that the object says it has; false: it is none of its kind. */
static bool
version_of(const struct object *o, enum cvss_version *v)
{
	const char *s = jv_text(o->v, "version");
	size_t i;

	for (i = 0; s != NULL && i < LEN(versions); i++)
		if (strcmp(s, versions[i].version) == 0 &&
		    (versions[i].v != CVSS_2_0) == o->three) {
			*v = versions[i].v;
			return true;
		}
	return false;
}

static bool
has_word(const struct cvss_metric *m, const char *word)
{
	size_t i;

	for (i = 0; i < CVSS_VALUES_MAX && m->values[i].word != NULL; i++)
		if (strcmp(m->values[i].word, word) == 0)
			return true;
	return false;
}

static const char *const score_names[] = { "baseScore", "temporalScore",
    "environmentalScore" };
static const char *const severity_names[] = { "baseSeverity",
    "temporalSeverity", "environmentalSeverity" };

static bool
is_severity(const char *s)
{
	static const char *const words[] = { "NONE", "LOW", "MEDIUM", "HIGH",
	    "CRITICAL" };
	size_t i;

	for (i = 0; s != NULL && i < LEN(words); i++)
		if (strcmp(s, words[i]) == 0)
			return true;
	return false;
}

static bool
members_keep_schema(struct csaf *c, const char *test, const struct object *o,
    enum cvss_version version)
{
	const struct cvss_metric *m = cvss_metrics(version);
	struct csaf_at at;
	const struct jv *v;
	bool ok = true;
	double x;
	size_t i;

	for (i = 0; i < 3; i++) {
		v = jv_get(o->v, score_names[i]);
		if (v != NULL && (!jv_number(v, &x) || x < 0 || x > 10)) {
			csaf_fault(c, test, member(&at, o, score_names[i]),
			    "\"%s\" is no number between 0 and 10",
			    score_names[i]);
			ok = false;
		}
		v = jv_get(o->v, severity_names[i]);
		if (o->three && v != NULL && !is_severity(jv_str(v))) {
			csaf_fault(c, test, member(&at, o, severity_names[i]),
			    "\"%s\" is no severity of CVSS",
			    severity_names[i]);
			ok = false;
		}
	}
	for (; m->name != NULL; m++) {
		v = jv_get(o->v, m->property);
		if (v != NULL && (jv_str(v) == NULL ||
		    !has_word(m, jv_str(v)))) {
			csaf_fault(c, test, member(&at, o, m->property),
			    "\"%s\" has a value that CVSS does not know",
			    m->property);
			ok = false;
		}
	}
	return ok;
}

/* The object keeps FIRST's schema, and o->cvss is filled from its vector. */
static bool
keeps_schema(struct csaf *c, const char *test, struct object *o)
{
	static const char *const musts[] = { "version", "vectorString",
	    "baseScore", "baseSeverity" };
	enum cvss_version version;
	struct err e = { 0 };
	struct csaf_at at;
	const char *vector;
	size_t i;

	for (i = 0; i < LEN(musts) - !o->three; i++)
		if (jv_get(o->v, musts[i]) == NULL) {
			csaf_fault(c, test, member(&at, o, musts[i]),
			    "\"%s\" is missing", musts[i]);
			return false;
		}
	if (!version_of(o, &version)) {
		csaf_fault(c, test, member(&at, o, "version"), "it is no "
		    "version of CVSS that may stand here");
		return false;
	}
	vector = jv_text(o->v, "vectorString");
	if (vector == NULL || cvss_parse(jv_span(jv_get(o->v,
	    "vectorString")), &o->cvss, &e) == -1 ||
	    o->cvss.version != version) {
		csaf_fault(c, test, member(&at, o, "vectorString"),
		    "%s is no vector of CVSS %s%s%s", vector != NULL ?
		    csaf_quote(c, vector) : "it", jv_text(o->v, "version"),
		    e.text[0] != '\0' ? ": " : "", e.text);
		return false;
	}
	return members_keep_schema(c, test, o, version);
}

static void
each_object(struct csaf *c, void (*f)(struct csaf *c, struct object *o))
{
	struct csaf_at in = { .up = &vulnerabilities };
	struct csaf_at list = { .up = &in, .name = "scores" };
	struct csaf_at score = { .up = &list };
	struct csaf_at at = { .up = &score };
	struct object o = { .at = &at };
	const struct jv *scores;
	size_t i;

	for (; in.index < jv_n(c->vulnerabilities); in.index++) {
		scores = jv_get(jv_at(c->vulnerabilities, in.index), "scores");
		for (score.index = 0; score.index < jv_n(scores);
		    score.index++)
			for (i = 0; i < 2 && !csaf_enough(c); i++) {
				at.name = versions[i].object;
				o.three = i == 1;
				o.v = jv_get(jv_at(scores, score.index),
				    at.name);
				if (o.v != NULL)
					f(c, &o);
			}
	}
}

/* --- 6.1.8, 6.1.9, 6.1.10 ---------------------------------------------- */

/* The number is these tenths; up: or one tenth more. */
static bool
is_score(double x, int tenths, bool up)
{
	double off = x * 10 - tenths;

	return (off > -1e-6 && off < 1e-6) ||
	    (up && off > 1 - 1e-6 && off < 1 + 1e-6);
}

static void
check_computed(struct csaf *c, const char *test, const struct object *o)
{
	const struct cvss *v = &o->cvss;
	int scores[3] = { v->base, v->temporal, v->environmental };
	bool up[3] = { v->base_up, v->temporal_up, v->environmental_up };
	struct csaf_at at;
	const char *s;
	double x;
	size_t i;

	for (i = 0; i < 3; i++) {
		if (jv_number(jv_get(o->v, score_names[i]), &x) &&
		    !is_score(x, scores[i], up[i]))
			csaf_fault(c, test, member(&at, o, score_names[i]),
			    "\"%s\" is %.1f, but by the vector it is %d.%d",
			    score_names[i], x, scores[i] / 10,
			    scores[i] % 10);
		s = jv_text(o->v, severity_names[i]);
		if (o->three && s != NULL &&
		    strcmp(s, cvss_severity(scores[i])) != 0 && (!up[i] ||
		    strcmp(s, cvss_severity(scores[i] + 1)) != 0))
			csaf_fault(c, test, member(&at, o, severity_names[i]),
			    "\"%s\" is \"%s\", but by the vector it is "
			    "\"%s\"", severity_names[i], s,
			    cvss_severity(scores[i]));
	}
}

static void
check_consistent(struct csaf *c, const char *test, const struct object *o)
{
	const struct cvss_metric *m = cvss_metrics(o->cvss.version);
	const char *s, *said;
	struct csaf_at at;

	for (; m->name != NULL; m++) {
		s = jv_text(o->v, m->property);
		said = cvss_get(&o->cvss, m->name)->word;
		if (s != NULL && strcmp(s, said) != 0)
			csaf_fault(c, test, member(&at, o, m->property),
			    "\"%s\" is \"%s\", but the vector says \"%s\"",
			    m->property, s, said);
	}
}

static void
check_object(struct csaf *c, struct object *o)
{
	if (!keeps_schema(c, "6.1.8", o))
		return;
	check_computed(c, "6.1.9", o);
	check_consistent(c, "6.1.10", o);
}

static void
objects(struct csaf *c, const char *test)
{
	(void)test;
	each_object(c, check_object);
}

const struct csaf_test csaf_tests_scores[] = {
	{ "6.1.7", double_scores },
	{ "6.1.8 to 6.1.10", objects },
	{ NULL, NULL }
};
