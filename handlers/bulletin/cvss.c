/* SPDX-License-Identifier: ISC */
/* CVSS vectors and their scores; see cvss.h. */
#include "handlers/bulletin/cvss.h"

#include <string.h>

#define NOT_DEFINED2	{ "ND", "NOT_DEFINED", 1 }
#define NOT_DEFINED3	{ "X", "NOT_DEFINED", 1 }
#define IMPACT2	{ { "N", "NONE", 0 }, { "P", "PARTIAL", 0.275 }, \
	{ "C", "COMPLETE", 0.66 } }
#define DEMAND2	{ NOT_DEFINED2, { "L", "LOW", 0.5 }, { "M", "MEDIUM", 1 }, \
	{ "H", "HIGH", 1.51 } }
#define DEMAND3	{ NOT_DEFINED3, { "L", "LOW", 0.5 }, { "M", "MEDIUM", 1 }, \
	{ "H", "HIGH", 1.5 } }
/* the values of 3.x that a base metric and its modified one share */
#define VECTOR3	{ "N", "NETWORK", 0.85 }, { "A", "ADJACENT_NETWORK", 0.62 }, \
	{ "L", "LOCAL", 0.55 }, { "P", "PHYSICAL", 0.2 }
#define COMPLEX3	{ "L", "LOW", 0.77 }, { "H", "HIGH", 0.44 }
#define RIGHTS3	{ "N", "NONE", 0.85 }, { "L", "LOW", 0.62 }, \
	{ "H", "HIGH", 0.27 }
#define USER3	{ "N", "NONE", 0.85 }, { "R", "REQUIRED", 0.62 }
#define SCOPE3	{ "U", "UNCHANGED", 0 }, { "C", "CHANGED", 0 }
#define IMPACT3	{ "N", "NONE", 0 }, { "L", "LOW", 0.22 }, \
	{ "H", "HIGH", 0.56 }

static const struct cvss_metric metrics2[] = {
	{ "AV", "accessVector", true, { { "L", "LOCAL", 0.395 },
	    { "A", "ADJACENT_NETWORK", 0.646 }, { "N", "NETWORK", 1 } } },
	{ "AC", "accessComplexity", true, { { "H", "HIGH", 0.35 },
	    { "M", "MEDIUM", 0.61 }, { "L", "LOW", 0.71 } } },
	{ "Au", "authentication", true, { { "M", "MULTIPLE", 0.45 },
	    { "S", "SINGLE", 0.56 }, { "N", "NONE", 0.704 } } },
	{ "C", "confidentialityImpact", true, IMPACT2 },
	{ "I", "integrityImpact", true, IMPACT2 },
	{ "A", "availabilityImpact", true, IMPACT2 },
	{ "E", "exploitability", false, { NOT_DEFINED2,
	    { "U", "UNPROVEN", 0.85 }, { "POC", "PROOF_OF_CONCEPT", 0.9 },
	    { "F", "FUNCTIONAL", 0.95 }, { "H", "HIGH", 1 } } },
	{ "RL", "remediationLevel", false, { NOT_DEFINED2,
	    { "OF", "OFFICIAL_FIX", 0.87 }, { "TF", "TEMPORARY_FIX", 0.9 },
	    { "W", "WORKAROUND", 0.95 }, { "U", "UNAVAILABLE", 1 } } },
	{ "RC", "reportConfidence", false, { NOT_DEFINED2,
	    { "UC", "UNCONFIRMED", 0.9 }, { "UR", "UNCORROBORATED", 0.95 },
	    { "C", "CONFIRMED", 1 } } },
	{ "CDP", "collateralDamagePotential", false, {
	    { "ND", "NOT_DEFINED", 0 }, { "N", "NONE", 0 },
	    { "L", "LOW", 0.1 }, { "LM", "LOW_MEDIUM", 0.3 },
	    { "MH", "MEDIUM_HIGH", 0.4 }, { "H", "HIGH", 0.5 } } },
	{ "TD", "targetDistribution", false, { NOT_DEFINED2,
	    { "N", "NONE", 0 }, { "L", "LOW", 0.25 },
	    { "M", "MEDIUM", 0.75 }, { "H", "HIGH", 1 } } },
	{ "CR", "confidentialityRequirement", false, DEMAND2 },
	{ "IR", "integrityRequirement", false, DEMAND2 },
	{ "AR", "availabilityRequirement", false, DEMAND2 },
	{ NULL, NULL, false, { { NULL, NULL, 0 } } }
};

static const struct cvss_metric metrics3[] = {
	{ "AV", "attackVector", true, { VECTOR3 } },
	{ "AC", "attackComplexity", true, { COMPLEX3 } },
	{ "PR", "privilegesRequired", true, { RIGHTS3 } },
	{ "UI", "userInteraction", true, { USER3 } },
	{ "S", "scope", true, { SCOPE3 } },
	{ "C", "confidentialityImpact", true, { IMPACT3 } },
	{ "I", "integrityImpact", true, { IMPACT3 } },
	{ "A", "availabilityImpact", true, { IMPACT3 } },
	{ "E", "exploitCodeMaturity", false, { NOT_DEFINED3,
	    { "U", "UNPROVEN", 0.91 }, { "P", "PROOF_OF_CONCEPT", 0.94 },
	    { "F", "FUNCTIONAL", 0.97 }, { "H", "HIGH", 1 } } },
	{ "RL", "remediationLevel", false, { NOT_DEFINED3,
	    { "O", "OFFICIAL_FIX", 0.95 }, { "T", "TEMPORARY_FIX", 0.96 },
	    { "W", "WORKAROUND", 0.97 }, { "U", "UNAVAILABLE", 1 } } },
	{ "RC", "reportConfidence", false, { NOT_DEFINED3,
	    { "U", "UNKNOWN", 0.92 }, { "R", "REASONABLE", 0.96 },
	    { "C", "CONFIRMED", 1 } } },
	{ "CR", "confidentialityRequirement", false, DEMAND3 },
	{ "IR", "integrityRequirement", false, DEMAND3 },
	{ "AR", "availabilityRequirement", false, DEMAND3 },
	{ "MAV", "modifiedAttackVector", false, { NOT_DEFINED3, VECTOR3 } },
	{ "MAC", "modifiedAttackComplexity", false, { NOT_DEFINED3,
	    COMPLEX3 } },
	{ "MPR", "modifiedPrivilegesRequired", false, { NOT_DEFINED3,
	    RIGHTS3 } },
	{ "MUI", "modifiedUserInteraction", false, { NOT_DEFINED3, USER3 } },
	{ "MS", "modifiedScope", false, { NOT_DEFINED3, SCOPE3 } },
	{ "MC", "modifiedConfidentialityImpact", false, { NOT_DEFINED3,
	    IMPACT3 } },
	{ "MI", "modifiedIntegrityImpact", false, { NOT_DEFINED3, IMPACT3 } },
	{ "MA", "modifiedAvailabilityImpact", false, { NOT_DEFINED3,
	    IMPACT3 } },
	{ NULL, NULL, false, { { NULL, NULL, 0 } } }
};

const struct cvss_metric *
cvss_metrics(enum cvss_version v)
{
	return v == CVSS_2_0 ? metrics2 : metrics3;
}

static size_t
index_of(const struct cvss_metric *m, struct span name)
{
	size_t i;

	for (i = 0; m[i].name != NULL && !span_eq(name, m[i].name); i++)
		;
	return i;
}

const struct cvss_value *
cvss_get(const struct cvss *c, const char *name)
{
	const struct cvss_metric *m = cvss_metrics(c->version);
	size_t i = index_of(m, span_of(name));

	return &m[i].values[(size_t)c->at[i]];
}

static double
weight(const struct cvss *c, const char *name)
{
	return cvss_get(c, name)->weight;
}

static double
least(double a, double b)
{
	return a < b ? a : b;
}

static double
power(double x, int n)
{
	double r = 1;

	while (n-- > 0)
		r *= x;
	return r;
}

/* To the nearest tenth, for version 2; sums of decimals are never exact. */
static int
nearest(double x)
{
	return x <= 0 ? 0 : (int)(x * 10 + 0.5 + 1e-9);
}

/*
 * Up to the next tenth as 3.1 (appendix A) says: with five decimals.  3.0 has
 * no such rule, and a calculator in binary fractions may have rounded what
 * is a whole tenth up to the next: *up tells where that can be.
 */
static int
round_up(double x, bool *up)
{
	long n = (long)(x * 100000 + 0.5);
	int tenths = (int)(n / 10000) + (n % 10000 != 0);

	*up = n % 10000 == 0 && x * 10 > (double)tenths;
	return tenths;
}

static void
score2(struct cvss *c)
{
	double con = weight(c, "C"), in = weight(c, "I"), av = weight(c, "A");
	double times = weight(c, "E") * weight(c, "RL") * weight(c, "RC");
	double able = 20 * weight(c, "AV") * weight(c, "AC") * weight(c, "Au");
	double impact = 10.41 * (1 - (1 - con) * (1 - in) * (1 - av));
	double changed, adjusted;

	changed = least(10, 10.41 * (1 - (1 - con * weight(c, "CR")) *
	    (1 - in * weight(c, "IR")) * (1 - av * weight(c, "AR"))));
	c->base = nearest((0.6 * impact + 0.4 * able - 1.5) *
	    (impact > 0 ? 1.176 : 0));
	c->temporal = nearest(c->base / 10.0 * times);
	adjusted = nearest((0.6 * changed + 0.4 * able - 1.5) *
	    (changed > 0 ? 1.176 : 0)) / 10.0;
	adjusted = nearest(adjusted * times) / 10.0;
	c->environmental = nearest((adjusted + (10 - adjusted) *
	    weight(c, "CDP")) * weight(c, "TD"));
}

/* The weight of a modified metric, or of what it leaves as it is. */
static double
modified(const struct cvss *c, const char *name)
{
	const struct cvss_value *v = cvss_get(c, name);

	return strcmp(v->code, "X") == 0 ? weight(c, name + 1) : v->weight;
}

/* Rights weigh more where the scope changes (table 8 of 3.0, 7.4 of 3.1). */
static double
rights(double w, bool changed)
{
	return !changed ? w : w == 0.62 ? 0.68 : w == 0.27 ? 0.5 : w;
}

static double
whole3(double impact, double able, bool changed)
{
	return impact <= 0 ? 0 :
	    least((changed ? 1.08 : 1) * (impact + able), 10);
}

static void
environment3(struct cvss *c, bool scope, double times)
{
	const struct cvss_value *s = cvss_get(c, "MS");
	bool changed = s->code[0] == 'X' ? scope : s->code[0] == 'C', up;
	double able, iss, impact, x;

	able = 8.22 * modified(c, "MAV") * modified(c, "MAC") *
	    rights(modified(c, "MPR"), changed) * modified(c, "MUI");
	iss = least(0.915, 1 - (1 - modified(c, "MC") * weight(c, "CR")) *
	    (1 - modified(c, "MI") * weight(c, "IR")) *
	    (1 - modified(c, "MA") * weight(c, "AR")));
	if (!changed)
		impact = 6.42 * iss;
	else if (c->version == CVSS_3_1)
		impact = 7.52 * (iss - 0.029) -
		    3.25 * power(iss * 0.9731 - 0.02, 13);
	else
		impact = 7.52 * (iss - 0.029) - 3.25 * power(iss - 0.02, 15);
	x = round_up(whole3(impact, able, changed), &up) / 10.0;
	c->environmental = round_up(x * times, &c->environmental_up);
	c->environmental_up |= up;
}

static void
score3(struct cvss *c)
{
	bool changed = cvss_get(c, "S")->code[0] == 'C';
	double times = weight(c, "E") * weight(c, "RL") * weight(c, "RC");
	double iss, impact, able;

	iss = 1 - (1 - weight(c, "C")) * (1 - weight(c, "I")) *
	    (1 - weight(c, "A"));
	impact = changed ? 7.52 * (iss - 0.029) -
	    3.25 * power(iss - 0.02, 15) : 6.42 * iss;
	able = 8.22 * weight(c, "AV") * weight(c, "AC") *
	    rights(weight(c, "PR"), changed) * weight(c, "UI");
	c->base = round_up(whole3(impact, able, changed), &c->base_up);
	c->temporal = round_up(c->base / 10.0 * times, &c->temporal_up);
	environment3(c, changed, times);
	if (c->version == CVSS_3_1)
		c->base_up = c->temporal_up = c->environmental_up = false;
}

/* One "AV:N" into c; at is -1 where a metric was not seen yet. */
static int
take(struct cvss *c, struct span one, struct err *e)
{
	const struct cvss_metric *m = cvss_metrics(c->version);
	const char *colon = memchr(one.p, ':', one.n);
	struct span name = one, code;
	size_t i, k;

	if (colon == NULL)
		return err_set(e, ERR_INPUT, "\"" SPAN_FMT "\" is no metric "
		    "with its value", SPAN_ARG(one));
	name.n = (size_t)(colon - one.p);
	code = (struct span){ colon + 1, one.n - name.n - 1 };
	i = index_of(m, name);
	if (m[i].name == NULL)
		return err_set(e, ERR_INPUT, "there is no metric \"" SPAN_FMT
		    "\"", SPAN_ARG(name));
	if (c->at[i] != -1)
		return err_set(e, ERR_INPUT, "the metric %s stands there "
		    "twice", m[i].name);
	for (k = 0; k < CVSS_VALUES_MAX && m[i].values[k].code != NULL; k++)
		if (span_eq(code, m[i].values[k].code)) {
			c->at[i] = (signed char)k;
			return 0;
		}
	return err_set(e, ERR_INPUT, "the metric %s has no value \"" SPAN_FMT
	    "\"", m[i].name, SPAN_ARG(code));
}

/* What was not said: "not defined", but a base metric must be said. */
static int
complete(struct cvss *c, struct err *e)
{
	const struct cvss_metric *m = cvss_metrics(c->version);
	size_t i;

	for (i = 0; m[i].name != NULL; i++) {
		if (c->at[i] == -1 && m[i].base)
			return err_set(e, ERR_INPUT, "the metric %s is missing",
			    m[i].name);
		if (c->at[i] == -1)
			c->at[i] = 0;
	}
	return 0;
}

int
cvss_parse(struct span vector, struct cvss *c, struct err *e)
{
	static const struct { const char *start; enum cvss_version v; } of[] = {
		{ "CVSS:3.0/", CVSS_3_0 }, { "CVSS:3.1/", CVSS_3_1 },
	};
	struct span rest = vector, one;
	const char *slash;
	size_t i, n;

	memset(c, 0, sizeof(*c));
	memset(c->at, -1, sizeof(c->at));
	for (i = 0; i < sizeof(of) / sizeof(of[0]); i++) {
		n = strlen(of[i].start);
		if (rest.n < n || memcmp(rest.p, of[i].start, n) != 0)
			continue;
		c->version = of[i].v;
		rest = (struct span){ vector.p + n, vector.n - n };
		break;
	}
	do {
		slash = rest.n > 0 ? memchr(rest.p, '/', rest.n) : NULL;
		one = rest;
		if (slash != NULL)
			one.n = (size_t)(slash - rest.p);
		if (one.n == 0)
			return err_set(e, ERR_INPUT, "a metric is empty");
		if (take(c, one, e) == -1)
			return -1;
		rest.p += one.n + (slash != NULL);
		rest.n -= one.n + (slash != NULL);
	} while (slash != NULL);
	if (complete(c, e) == -1)
		return -1;
	if (c->version == CVSS_2_0)
		score2(c);
	else
		score3(c);
	return 0;
}

const char *
cvss_severity(int tenths)
{
	return tenths <= 0 ? "NONE" : tenths < 40 ? "LOW" : tenths < 70 ?
	    "MEDIUM" : tenths < 90 ? "HIGH" : "CRITICAL";
}
