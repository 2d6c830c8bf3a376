/* SPDX-License-Identifier: ISC */
/* "approve 2 of ccb": nothing goes on until they have said yes. */
#include "handlers/cycle/approve.h"
#include "handlers/cycle/step.h"

static const struct conf_rule rules[] = {
	{ .name = "approve", .params = "QUORUM", .min = 1, .max = 60,
	    .help = "Who must say yes: \"coordinator\", \"2 of ccb\", \"all "
	    "of board\", joined by \"and\" and \"or\" with parentheses: "
	    "\"coordinator and (owner or committee)\". A word alone means one "
	    "of them; \"owner\" is the step's owner." },
	{ .name = "expires", .params = "LENGTH", .min = 1, .max = 1,
	    .check = conf_is_span, .help = "How long the approval holds after "
	    "it was given; then it is asked for again. To the cycle's end "
	    "where missing." },
	{ .name = NULL },
};

static void *
read_approve(struct arena *a, const struct config *c, struct step *s,
    struct conf_report *r)
{
	struct step_approve *q = arena_alloc(a, sizeof(*q));
	int rc = 0;

	q->quorum = quorum_read(a, c, conf_find(s->node, "approve"), 1,
	    s->owner, r);
	q->expires = step_span(s, "expires", MINUTE, APPROVAL_MAX, 0, r);
	if (q->quorum == NULL || q->expires == -1)
		rc = -1;
	if (step_occasion(s, "begin") == NULL)
		rc = step_lacks(s, "at", r);
	if (step_occasion(s, "due") == NULL)
		rc = step_lacks(s, "by", r);
	return rc == 0 ? q : NULL;
}

const struct step_kind step_approve = {
	.name = "approve",
	.help = "Asks for an approval; what comes after it waits until its "
	    "quorum has said yes.",
	.does = "asks for approval",
	.rules = rules,
	.read = read_approve,
	.late = LATE_DO,
	.asks = true,
	.occasion = approve_occasion,
};
