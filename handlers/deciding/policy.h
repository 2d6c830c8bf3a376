/* SPDX-License-Identifier: ISC */
/* By when to act: periods, rules, policies, and what raises and lowers. */
#ifndef DECIDING_POLICY_H
#define DECIDING_POLICY_H

#include "handlers/bulletin/bulletin.h"
#include "handlers/deciding/deciding.h"
#include "handlers/playbook/playbook.h"

#define LEVELS		(SEVERITY_CRITICAL + 1)
#define PERIOD_MIN	HOUR
#define PERIOD_YEARS	10		/* the longest */
#define POLICIES_MAX	50
#define ENVIRONMENTS_MAX 20		/* of one policy */
#define FACTORS_MAX	50		/* and threats, each */
#define STEPS_UP	3		/* most levels by one factor */
#define NO_DATE		INT64_MAX

/* --- periods (period.c) ----------------------------------------------- */

/*
 * A span ("24h", "2d": so many seconds), or a number and hours, days, weeks,
 * months, years.  Days and longer keep the civil time; a month later is the
 * same day of the next month, or its last day where it has no such day (31
 * January and a month: the last of February); a year is twelve months.
 */
struct period {
	int	months, days;
	int64_t	seconds;
};
/* From word i of the node to its end; -1 after an error in the report. */
int	period_read(const struct conf_node *n, size_t i, struct period *out,
	    struct conf_report *r);
int64_t	period_after(const struct period *p, int64_t t);

/* --- policies (settings_policy.c) ------------------------------------- */

enum rule_kind {
	RULE_WITHIN,		/* to be done within a period */
	RULE_START,		/* to be begun within it */
	RULE_STAGE,		/* with the next such stage of a playbook */
	RULE_SERVICE_PACK,	/* with the next service pack: no date */
	RULE_NEVER,		/* it need not be done */
};
struct policy_rule {
	enum rule_kind	 kind;
	struct period	 period;
	const char	*playbook, *stage;
	const char	*words;		/* "within 1 month" */
};
struct policy_environment {
	const char	*name;		/* as deployments and stages call it */
	const char	*after;		/* its clock begins when it is done
					 * there; NULL: when announced */
	struct policy_rule rules[LEVELS];	/* by enum site_severity */
	const struct conf_node *clock;	/* where that stands, or NULL */
};
struct policy {
	const char	*name, *title;	/* title may be NULL */
	struct list	 environments;	/* struct policy_environment * */
};
extern const struct settings settings_policy;
/* "production" of a policy; ASCII case ignored; NULL. */
const struct policy_environment *policy_environment(const struct policy *p,
	    const char *name);
/* The one in force: never NULL. */
const struct policy *policy_of(const struct config *c);
/* All that it says in one line, to tell whether it has changed. */
const char *policy_words(const struct policy *p, struct arena *a);
/* What "act-within" says, as a policy of the one environment "production". */
extern const struct settings settings_act;

/* --- what raises and lowers (settings_decide.c) ----------------------- */

struct factor {
	const char	*name, *title;
	int		 steps;		/* levels up; down where negative */
	uint32_t	 to;		/* of a threat: at least this level */
	const char	*propose;	/* of a threat: a playbook, or NULL */
};
struct site_class {
	const char	*class;
	struct list	 vendors;	/* char * */
};
struct decide {
	bool		 configured;
	const char	*policy;	/* NULL: what act-within says */
	struct list	 factors, threats;	/* struct factor * */
	struct list	 classes;	/* struct site_class * */
	int64_t		 soon;		/* seconds ahead that are told of */
	int		 hour, minute;	/* when, each day */
};
extern const struct settings settings_decide;
const struct decide *decide_of(const struct config *c);
/* By name, ASCII case ignored; NULL. */
const struct factor *factor_find(const struct list *factors,
	    const char *name);

#endif
