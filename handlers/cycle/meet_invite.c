/* SPDX-License-Identifier: ISC */
/* What goes to the calendars of those who are invited; see meeting.h. */
#include <string.h>

#include "handlers/cycle/meeting.h"

/* --- the calendar object ------------------------------------------------ */

/* Everybody who is invited stands in it, so that all see who comes. */
static void
add_guests(struct work *w, const struct list *guests, struct list *out)
{
	size_t i;

	for (i = 0; i < guests->n; i++) {
		const struct guest *g = guests->at[i];
		struct invitation_guest *x;

		if (g->address == NULL || !g->invited)
			continue;
		x = arena_alloc(work_arena(w), sizeof(*x));
		x->name = g->person != NULL ? g->person->name : NULL;
		x->address = g->address;
		list_add_in(work_arena(w), out, x);
	}
}

static const char *
object(struct work *w, const struct cycle *c, const struct cycle_step *s,
    const struct meeting *m, const struct list *guests)
{
	const struct config *config = work_config(w);
	struct arena *a = work_arena(w);
	struct list all = { 0 };
	struct buf b = { 0 };
	struct invitation v = {
		.zone = config->zone, .cancel = m->cancelled,
		.uid = m->uid, .sequence = m->sequence, .stamp = work_now(w),
		.from = m->begin, .until = m->until, .location = m->place,
		.organizer = { config->name, config->address },
		.guests = &all,
	};
	const char *text;

	add_guests(w, guests, &all);
	v.summary = arena_printf(a, "[%s] %s", c->name, s->title);
	v.description = m->cancelled ? NULL : arena_printf(a, "%s, cycle %s.\n"
	    "Accept or decline here, or tell %s: answer %s/%s yes",
	    c->playbook != NULL ? c->playbook->title : c->playbook_name,
	    c->name, config->name, c->name, s->name);
	playbook_invitation(&v, &b);
	text = arena_strn(a, b.p, b.n);
	buf_free(&b);
	return text;
}

/* --- sending it --------------------------------------------------------- */

int
meeting_write(struct work *w, const struct said *said,
    const struct list *guests, struct err *e)
{
	struct list whom = { 0 };
	size_t i;

	for (i = 0; i < guests->n; i++) {
		const struct guest *g = guests->at[i];

		if (g->invited)
			run_add_whom(w, g->person, g->address, NULL, &whom);
	}
	return run_write(w, said, &whom, e);
}

static const char *
thread_of(struct work *w, const struct cycle *c, const struct cycle_step *s)
{
	return arena_printf(work_arena(w), "meet-%lld-%s", (long long)c->id,
	    s->name);
}

void
meeting_beside(struct work *w, const struct cycle *c,
    const struct cycle_step *s, const char *what, struct said *said)
{
	said->under = thread_of(w, c, s);
	said->thread = arena_printf(work_arena(w), "%s.%lld.%s", what,
	    (long long)c->id, s->name);
}

static int
send(struct work *w, const struct cycle *c, const struct cycle_step *s,
    const struct meeting *m, const char *template, const char *reason,
    struct err *e)
{
	struct model *model = work_model(w);
	struct said said = { .cycle = c, .step = s, .what = "invite",
	    .template = template, .model = model };
	struct list guests = { 0 };
	char t[CLOCK_TEXT];

	if (meeting_guests(w, s, &guests, e) == -1 ||
	    run_letter_model(w, model, c, s, 0, e) == -1)
		return -1;
	model_set(model, "begin", clock_long(m->begin, t));
	model_set(model, "until", clock_long(m->until, t));
	model_set(model, "place", m->place);
	model_set(model, "reason", reason);
	model_flag(model, "agenda", run_happening(c, s->name, "agenda", 0) !=
	    NULL);
	said.thread = thread_of(w, c, s);
	said.calendar = object(w, c, s, m, &guests);
	said.method = m->cancelled ? "CANCEL" : "REQUEST";
	if (meeting_write(w, &said, &guests, e) == -1)
		return -1;
	return work_journal(w, e, c->name, "%s: %s sent to %zu (%s %lld)",
	    s->name, m->cancelled ? "the end of the invitation" :
	    "invitation", guests.n, said.method, (long long)m->sequence);
}

/* --- what happens to it ------------------------------------------------- */

static int
add_invited(struct work *w, const struct cycle_step *s, struct err *e)
{
	struct list whom = { 0 };
	size_t i;

	run_whom(w, &s->step->audience, &whom);
	for (i = 0; i < whom.n; i++) {
		const struct whom *x = whom.at[i];
		struct guest g = { .address = x->address, .invited = true };

		g.who = x->person != NULL ? x->person->id : x->address;
		if (meeting_save_guest(w, s, &g, e) == -1)
			return -1;
	}
	return 0;
}

static void
set_time(struct work *w, struct meeting *m, const struct cycle_step *s)
{
	const struct step_meet *q = s->step->own;

	m->begin = s->begin;
	m->until = s->until;
	m->place = q->place;
	m->told_at = work_now(w);
}

int
meeting_invite(struct work *w, const struct cycle *c,
    const struct cycle_step *s, struct err *e)
{
	struct meeting m = { 0 };
	int rc = meeting_load(w, s, &m, e);

	if (rc == -1 || (rc == 1 && !m.cancelled))
		return rc == -1 ? -1 : 0;
	/* what is planned anew after it was called off is the next number of
	 * the same entry in all calendars */
	m.sequence += rc == 1;
	m.cancelled = false;
	if (rc == 0)
		m.uid = arena_printf(work_arena(w), "%s.%s@%s", c->name,
		    s->name, work_config(w)->domain);
	set_time(w, &m, s);
	if (meeting_save(w, s, &m, e) == -1 || add_invited(w, s, e) == -1)
		return -1;
	return send(w, c, s, &m, run_template(w, s->step->template, "meet"),
	    NULL, e);
}

static bool
same_place(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

int
meeting_follow(struct work *w, const struct cycle *c,
    const struct cycle_step *s, struct err *e)
{
	const struct step_meet *q = s->step->own;
	struct meeting m;
	int rc = meeting_load(w, s, &m, e);

	if (rc != 1 || m.cancelled)
		return rc == -1 ? -1 : 0;
	if (m.begin == s->begin && m.until == s->until &&
	    same_place(m.place, q->place))
		return 0;
	set_time(w, &m, s);
	m.sequence++;
	/* who could come then may not be able to now */
	if (meeting_save(w, s, &m, e) == -1 ||
	    store_exec(work_store(w), e, "UPDATE meeting_guests SET "
	    "answer = NULL, note = NULL, said_by = NULL, said_at = 0, "
	    "channel = NULL WHERE cycle = $1 AND step = $2", "is", s->cycle,
	    s->name) == -1)
		return -1;
	return send(w, c, s, &m, "meet-moved", c->move_reason, e);
}

int
meeting_cancel(struct work *w, const struct cycle *c,
    const struct cycle_step *s, const char *reason, struct err *e)
{
	struct meeting m;
	int rc = meeting_load(w, s, &m, e);

	/* one that is over is in nobody's way */
	if (rc != 1 || m.cancelled || m.until <= work_now(w))
		return rc == -1 ? -1 : 0;
	m.cancelled = true;
	m.sequence++;
	if (meeting_save(w, s, &m, e) == -1)
		return -1;
	return send(w, c, s, &m, "meet-cancelled", reason, e);
}
