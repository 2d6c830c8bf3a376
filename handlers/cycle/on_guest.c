/* SPDX-License-Identifier: ISC */
/*
 * A calendar's reply of somebody who is invited by his address alone: a
 * vendor's engineer, a customer.  Only his own, and only where the mail is
 * proven, as nobody could be asked to confirm it.
 */
#include "handlers/cycle/meeting.h"
#include "handlers/cycle/on_reply.h"

static struct guest *
invited(const struct list *guests, const char *address)
{
	size_t i;

	for (i = 0; i < guests->n; i++) {
		struct guest *g = guests->at[i];

		if (g->invited && g->person == NULL &&
		    str_eq_nocase(g->who, address))
			return g;
	}
	return NULL;
}

static int
take(struct work *w, const struct mail_in *m, const struct calendar_reply *r,
    struct err *e)
{
	struct list guests = { 0 };
	struct cycle_step *s;
	struct cycle *c;
	struct guest *g;
	int rc;

	if (!str_eq_nocase(r->attendee, m->sender) ||
	    (rc = meeting_of_uid(w, r->uid, &c, &s, e)) == 0)
		return 0;
	if (rc == -1 || meeting_guests(w, s, &guests, e) == -1)
		return -1;
	if ((g = invited(&guests, m->sender)) == NULL)
		return 0;
	work_quiet(w);
	if ((rc = reply_meeting(w, r, &c, &s, e)) != 1)
		return rc;
	return meeting_said(w, c, s, g, reply_word(r), r->comment, e);
}

static int
run(struct work *w, const struct mail_in *m, struct err *e)
{
	const struct list *all = &m->reading->replies;
	size_t i;

	for (i = 0; i < all->n; i++)
		if (take(w, m, all->at[i], e) == -1)
			return -1;
	return 0;
}

const struct mail_handler on_guest = { .event = MAIL_REPLY, .run = run };
