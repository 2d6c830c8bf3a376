/* SPDX-License-Identifier: ISC */
/*
 * CVSS vectors of the versions 2.0, 3.0 and 3.1: what they say, and the
 * scores that follow from it.  By FIRST's documents "A Complete Guide to the
 * Common Vulnerability Scoring System Version 2.0" and the specifications of
 * 3.0 and 3.1.
 */
#ifndef BULLETIN_CVSS_H
#define BULLETIN_CVSS_H

#include <stdbool.h>

#include "base/err.h"
#include "base/str.h"

enum cvss_version { CVSS_2_0, CVSS_3_0, CVSS_3_1 };

#define CVSS_METRICS_MAX	22	/* of one version */
#define CVSS_VALUES_MAX		6	/* of one metric */

struct cvss_value {
	const char	*code;		/* "N" */
	const char	*word;		/* "NETWORK": as JSON spells it */
	double		 weight;
};

struct cvss_metric {
	const char	*name;		/* "AV" */
	const char	*property;	/* "attackVector" */
	bool		 base;		/* a vector must have it */
	struct cvss_value values[CVSS_VALUES_MAX];	/* code NULL ends;
					 * where it is no base metric, the
					 * first is "not defined" */
};

struct cvss {
	enum cvss_version version;
	signed char	 at[CVSS_METRICS_MAX];	/* index of the value */
	int		 base, temporal, environmental;	/* tenths: 0 to 100 */
	/* a rounding of 3.0 that its formula leaves to the machine's
	 * arithmetic: the score may be one tenth higher */
	bool		 base_up, temporal_up, environmental_up;
};

/* The metrics of a version; name NULL ends. */
const struct cvss_metric *cvss_metrics(enum cvss_version v);
/* Reads a vector ("CVSS:3.1/AV:N/...", "AV:N/AC:L/Au:N/...", 2.0's brackets
 * are not taken) and computes its scores; -1 and a sentence: it is none. */
int	cvss_parse(struct span vector, struct cvss *c, struct err *e);
/* "HIGH" for the tenths of a score of version 3: NONE, LOW, MEDIUM, HIGH,
 * CRITICAL. */
const char *cvss_severity(int tenths);
/* The value of the metric with that name in this vector. */
const struct cvss_value *cvss_get(const struct cvss *c, const char *name);

#endif
