/* SPDX-License-Identifier: ISC */
/*
 * A calendar's reply to an invitation.  It becomes the command "answer" of who
 * sent it, so it counts as much as that would.  What it claims of anybody else,
 * of a meeting that we do not know, or of a time that has changed since,
 * counts for nothing.
 */
#include <string.h>

#include "handlers/cycle/meeting.h"
#include "handlers/cycle/on_reply.h"

static const char *const words[] = {
	[REPLY_YES] = "yes", [REPLY_NO] = "no", [REPLY_MAYBE] = "maybe",
};

int
reply_meeting(struct work *w, const struct calendar_reply *r,
    struct cycle **c, struct cycle_step **s, struct err *e)
{
	struct meeting m;
	int rc = meeting_of_uid(w, r->uid, c, s, e);

	if (rc != 1)
		return rc == -1 ? -1 : work_journal(w, e, NULL, "a reply of "
		    "%s to a meeting that is not ours: left alone",
		    work_actor(w)->name);
	if ((rc = meeting_load(w, *s, &m, e)) != 1)
		return rc;
	if (m.cancelled || (*c)->state != CYCLE_OPEN || meeting_over(w, *s))
		return work_journal(w, e, (*c)->name, "%s: %s says %s, too "
		    "late: it is %s", (*s)->name, work_actor(w)->name,
		    words[r->says], m.cancelled ? "called off" : "over");
	if (r->sequence < m.sequence)
		return work_journal(w, e, (*c)->name, "%s: %s says %s to the "
		    "time before (%lld, now %lld); it counts for nothing",
		    (*s)->name, work_actor(w)->name, words[r->says],
		    (long long)r->sequence, (long long)m.sequence);
	return 1;
}

const char *
reply_word(const struct calendar_reply *r)
{
	return words[r->says];
}

/* The sender's own, under whichever of his addresses. */
static bool
is_own(struct work *w, const struct calendar_reply *r)
{
	return people_by_mail(&work_config(w)->people, r->attendee) ==
	    work_actor(w)->person;
}

/* One command, so a lone quote may not end it. */
static const char *
quoteless(struct work *w, const char *s)
{
	char *copy = arena_str(work_arena(w), s != NULL ? s : ""), *p;

	for (p = copy; *p != '\0'; p++)
		if (*p == '"')
			*p = '\'';
	return copy;
}

static int
run(struct work *w, const struct mail_in *m, struct err *e)
{
	const struct list *all = m->reading != NULL ? &m->reading->replies :
	    NULL;
	struct cycle_step *s;
	struct cycle *c;
	size_t i;
	int rc;

	for (i = 0; all != NULL && i < all->n; i++) {
		const struct calendar_reply *r = all->at[i];

		if (!is_own(w, r)) {
			if (work_journal(w, e, NULL, "%s replied to an "
			    "invitation of %s: left alone",
			    work_actor(w)->name, r->attendee) == -1)
				return -1;
			continue;
		}
		if ((rc = reply_meeting(w, r, &c, &s, e)) == -1)
			return -1;
		if (rc != 1)
			continue;
		work_quiet(w);
		/* in brackets, so that the note is not taken for "for
		 * SOMEBODY" */
		work_instead(w, arena_printf(work_arena(w), "answer %s/%s@%lld "
		    "%s%s%s%s", c->name, s->name, (long long)r->sequence,
		    words[r->says], r->comment != NULL ? " (" : "",
		    quoteless(w, r->comment), r->comment != NULL ? ")" :
		    ""));
		return 0;
	}
	return 0;
}

const struct mail_handler on_reply = { .event = MAIL_ANSWER, .run = run };
