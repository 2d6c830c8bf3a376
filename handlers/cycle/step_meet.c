/* SPDX-License-Identifier: ISC */
/* "meet MOMENT": invitation, agenda before, minutes after. */
#include <string.h>

#include "handlers/cycle/meeting.h"

static const struct conf_rule rules[] = {
	{ .name = "meet", .params = "MOMENT", .min = 1, .max = 12,
	    .help = "When the meeting begins." },
	{ .name = "for", .params = "LENGTH", .min = 1, .max = 1,
	    .check = conf_is_span, .help = "How long it takes." },
	{ .name = "invite", .params = "WHO ...", .min = 1, .max = 50,
	    .help = "Who is invited." },
	{ .name = "place", .params = "TEXT", .min = 1, .max = 1,
	    .help = "Where it is: a room, an address, a number to call." },
	{ .name = "invited", .params = "MOMENT", .min = 1, .max = 12,
	    .help = "When the invitations go out; an offset counts from the "
	    "meeting: -21d.  Where missing 14 days before it, or as soon as "
	    "the cycle opens; who wants cycles to open earlier for that says "
	    "so here." },
	{ .name = "agenda", .params = "MOMENT", .min = 1, .max = 12,
	    .help = "When the agenda goes out; an offset counts from the "
	    "meeting: -2d." },
	{ .name = "minutes", .params = "MOMENT", .min = 1, .max = 12,
	    .help = "By when the minutes are out; an offset counts from the "
	    "meeting: +2d." },
	{ .name = NULL },
};

/* A moment of a directive that may stand once. */
static int
read_one(struct arena *a, struct step *s, const char *directive,
    enum moment_base base, const char *what, struct conf_report *r)
{
	const struct conf_node *n = conf_find(s->node, directive);
	struct moment m;

	if (n == NULL)
		return 0;
	if (moment_read_last(a, n, 1, base, &m, r) == -1)
		return -1;
	step_add_occasion(a, s, what, &m,
	    strcmp(what, "begin") == 0 ? s->late : LATE_DO);
	return 0;
}

static void *
read_meet(struct arena *a, const struct config *c, struct step *s,
    struct conf_report *r)
{
	const struct conf_node *at = conf_find(s->node, "at");
	const struct conf_node *who = conf_find(s->node, "invite");
	struct step_meet *m = arena_alloc(a, sizeof(*m));
	int rc = 0;

	if (at != NULL) {
		conf_error(r, at, 0, "a meeting begins when \"meet\" says; "
		    "take \"at\" away");
		rc = -1;
	}
	if ((at == NULL && read_one(a, s, "meet", MOMENT_DAY, "begin",
	    r) == -1) ||
	    read_one(a, s, "invited", MOMENT_SELF, "invite", r) == -1 ||
	    read_one(a, s, "agenda", MOMENT_SELF, "agenda", r) == -1 ||
	    read_one(a, s, "minutes", MOMENT_SELF, "minutes", r) == -1)
		rc = -1;
	m->place = conf_get(s->node, "place", 1, NULL);
	m->length = step_span(s, "for", MEETING_MIN, MEETING_MAX, HOUR, r);
	if (who == NULL)
		rc = step_lacks(s, "invite", r);
	else if (step_add_audience(a, c, who, 1, &s->audience, r) == -1)
		rc = -1;
	return rc == 0 && m->length != -1 ? m : NULL;
}

static int64_t
meet_length(const struct step *s)
{
	const struct step_meet *m = s->own;

	return m->length;
}

static int
meet_moved(struct work *w, const struct cycle *c, struct cycle_step *s,
    int64_t old, struct err *e)
{
	(void)old;
	return meeting_follow(w, c, s, e);
}

const struct step_kind step_meet = {
	.name = "meet",
	.help = "A meeting: invites, sends the agenda, and chases the "
	    "minutes.",
	.does = "meet",
	.rules = rules,
	.read = read_meet,
	.length = meet_length,
	.late = LATE_SKIP,
	.occasion = run_meet,
	.done = run_ticked,
	.moved = meet_moved,
};
