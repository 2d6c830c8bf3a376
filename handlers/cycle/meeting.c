/* SPDX-License-Identifier: ISC */
/* Meetings and their guests as rows and words; see meeting.h. */
#include <string.h>

#include "handlers/cycle/meeting.h"

int
meeting_load(struct work *w, const struct cycle_step *s, struct meeting *out,
    struct err *e)
{
	struct rows *r = store_query(work_store(w), "SELECT uid, sequence, "
	    "begin_at, until_at, place, cancelled, told_at FROM meetings "
	    "WHERE cycle = $1 AND step = $2", "is", s->cycle, s->name);
	int rc = rows_next(r, e);

	if (rc == 1) {
		out->uid = rows_str(r, 0, work_arena(w));
		out->sequence = rows_int(r, 1);
		out->begin = rows_int(r, 2);
		out->until = rows_int(r, 3);
		out->place = rows_str(r, 4, work_arena(w));
		out->cancelled = rows_int(r, 5) != 0;
		out->told_at = rows_int(r, 6);
	}
	rows_end(r);
	return rc;
}

int
meeting_save(struct work *w, const struct cycle_step *s,
    const struct meeting *m, struct err *e)
{
	return store_exec(work_store(w), e, "INSERT INTO meetings (cycle, "
	    "step, uid, sequence, begin_at, until_at, place, cancelled, "
	    "told_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT "
	    "(cycle, step) DO UPDATE SET sequence = excluded.sequence, "
	    "begin_at = excluded.begin_at, until_at = excluded.until_at, "
	    "place = excluded.place, cancelled = excluded.cancelled, "
	    "told_at = excluded.told_at", "issiiisii", s->cycle, s->name,
	    m->uid, m->sequence, m->begin, m->until, m->place,
	    (int64_t)m->cancelled, m->told_at) == -1 ? -1 : 0;
}

int
meeting_of_uid(struct work *w, const char *uid, struct cycle **c,
    struct cycle_step **s, struct err *e)
{
	struct rows *r = store_query(work_store(w), "SELECT cycle, step FROM "
	    "meetings WHERE uid = $1", "s", uid);
	int rc = rows_next(r, e);
	const char *step = NULL;
	int64_t cycle = 0;

	if (rc == 1) {
		cycle = rows_int(r, 0);
		step = rows_str(r, 1, work_arena(w));
	}
	rows_end(r);
	if (rc != 1 || (rc = run_load(w, cycle, c, e)) != 1)
		return rc;
	*s = run_step(*c, step);
	return *s != NULL;
}

/* --- guests ------------------------------------------------------------- */

static struct guest *
from_row(struct work *w, struct rows *r)
{
	const struct people *all = &work_config(w)->people;
	struct arena *a = work_arena(w);
	struct guest *g = arena_alloc(a, sizeof(*g));

	g->who = rows_str(r, 0, a);
	g->address = rows_str(r, 1, a);
	g->invited = rows_int(r, 2) != 0;
	g->answer = rows_str(r, 3, a);
	g->note = rows_str(r, 4, a);
	g->said_by = rows_str(r, 5, a);
	g->said_at = rows_int(r, 6);
	g->channel = rows_str(r, 7, a);
	g->person = people_by_id(all, g->who);
	g->name = g->person != NULL ? g->person->name : g->who;
	return g;
}

int
meeting_guests(struct work *w, const struct cycle_step *s, struct list *out,
    struct err *e)
{
	struct rows *r = store_query(work_store(w), "SELECT who, address, "
	    "invited, answer, note, said_by, said_at, channel FROM "
	    "meeting_guests WHERE cycle = $1 AND step = $2 ORDER BY who",
	    "is", s->cycle, s->name);
	int rc;

	while ((rc = rows_next(r, e)) == 1)
		list_add_in(work_arena(w), out, from_row(w, r));
	rows_end(r);
	return rc;
}

int
meeting_save_guest(struct work *w, const struct cycle_step *s,
    const struct guest *g, struct err *e)
{
	return store_exec(work_store(w), e, "INSERT INTO meeting_guests "
	    "(cycle, step, who, address, invited, answer, note, said_by, "
	    "said_at, channel) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, "
	    "$10) ON CONFLICT (cycle, step, who) DO UPDATE SET "
	    "answer = excluded.answer, note = excluded.note, "
	    "said_by = excluded.said_by, said_at = excluded.said_at, "
	    "channel = excluded.channel", "isssisssis", s->cycle, s->name,
	    g->who, g->address, (int64_t)g->invited, g->answer, g->note,
	    g->said_by, g->said_at, g->channel) == -1 ? -1 : 0;
}

/* --- words -------------------------------------------------------------- */

const char *
meeting_tally(struct work *w, const struct list *guests)
{
	static const struct { const char *answer, *one, *more; } all[] = {
		{ "yes", "comes", "come" }, { "maybe", "may come", "may come" },
		{ "no", "does not", "do not" },
		{ NULL, "has not said", "have not said" },
	};
	struct arena *a = work_arena(w);
	struct list parts = { 0 };
	size_t i, k, n;

	for (k = 0; k < sizeof(all) / sizeof(all[0]); k++) {
		for (i = n = 0; i < guests->n; i++) {
			const char *x = ((const struct guest *)
			    guests->at[i])->answer;

			n += all[k].answer == NULL ? x == NULL : x != NULL &&
			    strcmp(x, all[k].answer) == 0;
		}
		if (n > 0)
			list_add_in(a, &parts, arena_printf(a, "%zu %s", n,
			    n == 1 ? all[k].one : all[k].more));
	}
	return cycle_join(a, &parts, ", ");
}

void
meeting_model(struct work *w, struct model *m, const struct list *guests)
{
	struct model *item;
	size_t i;

	model_list(m, "guests");
	for (i = 0; i < guests->n; i++) {
		const struct guest *g = guests->at[i];

		item = model_add(m, "guests");
		model_set(item, "guest", g->name);
		model_set(item, "answer", g->answer);
		model_flag(item, "uninvited", !g->invited);
		model_set(item, "by", g->said_by != NULL && strcmp(g->said_by,
		    g->who) != 0 ? cycle_person(w, g->said_by) : "");
		model_set(item, "at", g->said_at != 0 ? cycle_when(w,
		    g->said_at) : "");
		model_set(item, "note", g->note);
	}
}
