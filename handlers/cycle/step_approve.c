/* SPDX-License-Identifier: ISC */
/* "approve 2 of ccb": nothing goes on until they have said yes. */
#include <string.h>

#include "handlers/cycle/approve.h"
#include "handlers/cycle/request.h"

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
	{ .name = "renew", .params = "PART ...", .min = 1, .max = 20,
	    .help = "What of the change request, where it changes after it "
	    "was sent, makes the approval asked for anew: dates, servers, "
	    "bulletins, decisions, exclusions, prerequisites, rollback, "
	    "overrides, amendments, or any. What is not named here is told, "
	    "and the approval stands." },
	{ .name = "officer", .params = "WHO", .min = 1, .max = 1,
	    .help = "Who may decide in an emergency: \"now\" lets it go on "
	    "before it is approved, \"wait\" leaves it to the others." },
	{ .name = "informs", .params = "WHO ...", .min = 1, .max = 50,
	    .help = "Who is told by mail when it is approved, and under which "
	    "identifier." },
	{ .name = "rollback", .params = "TEXT ...|file FILE", .min = 1,
	    .max = 20, .help = "The way back, for the change request: each "
	    "text is a line; or the lines of a file." },
	{ .name = NULL },
};

/* The words are parts of the record. */
static int
read_renew(struct arena *a, const struct step *s, struct list *out,
    struct conf_report *r)
{
	const struct conf_node *n = conf_find(s->node, "renew");
	const char *known[64], *near, *word;
	size_t i, k, parts;

	/* what is not watched is told of no change, and would renew nothing */
	for (i = parts = 0; parts < 63 && record_parts[i] != NULL; i++)
		if (record_parts[i]->watched)
			known[parts++] = record_parts[i]->name;
	known[parts++] = "any";
	for (i = 1; n != NULL && i < n->n; i++) {
		word = n->words[i].text;
		for (k = 0; k < parts && strcmp(known[k], word) != 0; )
			k++;
		if (k == parts) {
			near = str_nearest(word, known, parts);
			conf_error(r, n, i, "found \"%.80s\"; expected a part "
			    "of the change request such as dates or servers, "
			    "or any%s%s%s", word, near != NULL ? "; did you "
			    "mean \"" : "", near != NULL ? near : "",
			    near != NULL ? "\"?" : "");
			return -1;
		}
		list_add_in(a, out, arena_str(a, word));
	}
	return 0;
}

static int
read_persons(struct arena *a, const struct config *c, struct step *s,
    struct step_approve *q, struct conf_report *r)
{
	const struct conf_node *officer = conf_find(s->node, "officer");
	const struct conf_node *informs = conf_find(s->node, "informs");

	if (officer != NULL) {
		if (audience_check(a, c, officer, 1, r) == -1)
			return -1;
		q->officer = officer->words[1].text;
	}
	return informs == NULL ? 0 : step_add_audience(a, c, informs, 1,
	    &s->audience, r);
}

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
	if (read_renew(a, s, &q->renew, r) == -1 ||
	    rollback_read(a, s->node, &q->rollback, r) == -1 ||
	    read_persons(a, c, s, q, r) == -1)
		rc = -1;
	if (step_occasion(s, "begin") == NULL)
		rc = step_lacks(s, "at", r);
	if (step_occasion(s, "due") == NULL)
		rc = step_lacks(s, "by", r);
	return rc == 0 ? q : NULL;
}

static const char *
quorum_of(struct arena *a, const struct step *s)
{
	const struct step_approve *q = s->own;

	return quorum_words(a, q->quorum);
}

const struct step_kind step_approve = {
	.name = "approve",
	.help = "Asks for an approval; what comes after it waits until its "
	    "quorum has said yes.",
	.does = "asks for approval by",
	.object = quorum_of,
	.rules = rules,
	.read = read_approve,
	.late = LATE_DO,
	.asks = true,
	.occasion = approve_occasion,
};
