/* SPDX-License-Identifier: ISC */
/* Decisions as rows, and the evidence that each was made on. */
#include <string.h>

#include "handlers/deciding/standing.h"

#define COLUMNS	"id, bulletin, environment, verdict, until_at, reason, " \
	"person, at, assurance, evidence, undone_at, level"

int
decision_add(struct work *w, struct decision *d, struct err *e)
{
	d->id = store_new_id(work_store(w), "decision", e);
	return d->id == -1 || store_exec(work_store(w), e, "INSERT INTO "
	    "decide_decisions (id, bulletin, environment, verdict, until_at, "
	    "reason, person, at, assurance, evidence, level) VALUES ($1, $2, "
	    "$3, $4, $5, $6, $7, $8, $9, $10, $11)", "iissississi", d->id,
	    d->bulletin, d->environment, d->verdict, d->until, d->reason,
	    d->person, d->at, d->assurance, d->evidence, (int64_t)d->level)
	    == -1 ? -1 : 0;
}

int
decision_list(struct work *w, int64_t bulletin, int max, struct list *out,
    struct err *e)
{
	struct arena *a = work_arena(w);
	/* of one bulletin without LIMIT, for which SQLite would sort in a
	 * table of its own, made anew for each mail */
	struct rows *r = bulletin != 0 ? store_query(work_store(w), "SELECT "
	    COLUMNS " FROM decide_decisions WHERE bulletin = $1 "
	    "ORDER BY id DESC", "i", bulletin) :
	    store_query(work_store(w), "SELECT " COLUMNS " FROM "
	    "decide_decisions ORDER BY id DESC LIMIT $1", "i", (int64_t)max);
	struct decision *d;
	int rc = 1;

	while (max-- > 0 && (rc = rows_next(r, e)) == 1) {
		d = arena_alloc(a, sizeof(*d));
		*d = (struct decision){ .id = rows_int(r, 0),
		    .bulletin = rows_int(r, 1),
		    .environment = rows_str(r, 2, a),
		    .verdict = rows_str(r, 3, a), .until = rows_int(r, 4),
		    .reason = rows_str(r, 5, a), .person = rows_str(r, 6, a),
		    .at = rows_int(r, 7), .assurance = rows_str(r, 8, a),
		    .evidence = rows_str(r, 9, a),
		    .undone = rows_int(r, 10) != 0,
		    .level = (uint32_t)rows_int(r, 11) };
		list_add_in(a, out, d);
	}
	rows_end(r);
	return rc == -1 ? -1 : 0;
}

void
decision_model(struct work *w, struct model *m, const struct decision *d)
{
	char t[CLOCK_TEXT];

	model_set(m, "at", clock_minute(d->at, t));
	model_set(m, "verdict", d->verdict);
	model_set(m, "environment", d->environment);
	model_set(m, "until", d->until != 0 ? clock_date(d->until, t) : "");
	model_set(m, "who", decide_who(w, d->person));
	model_set(m, "reason", d->reason);
	model_set(m, "evidence", d->evidence);
	model_flag(m, "undone", d->undone);
}

/* --- evidence --------------------------------------------------------- */

static void
say_factors(struct work *w, const struct standing *s, struct buf *b)
{
	size_t i;

	if (s->threat != NULL)
		buf_addf(b, ", threat %s (%s)", s->threat, decide_who(w,
		    s->threat_by));
	for (i = 0; i < s->factors.n; i++) {
		const struct applied *x = s->factors.at[i];

		buf_addf(b, ", %s (%s)", x->factor, decide_who(w, x->person));
	}
}

static int
say_answers(struct work *w, int64_t bulletin, struct buf *b, struct err *e)
{
	int64_t yes = 0, no = 0;

	if (bulletin_answers(w, bulletin, &yes, &no, e) == -1)
		return -1;
	if (yes + no == 0)
		buf_adds(b, "; nobody has answered whether it concerns them");
	else
		buf_addf(b, "; answers: %lld affected, %lld not",
		    (long long)yes, (long long)no);
	return 0;
}

static int
say_checks(struct work *w, int64_t bulletin, struct buf *b, struct err *e)
{
	struct rows *r = store_query(work_store(w), "SELECT source FROM "
	    "decide_checks WHERE bulletin = $1 ORDER BY at, source", "i",
	    bulletin);
	size_t n = 0;
	int rc;

	while ((rc = rows_next(r, e)) == 1)
		buf_addf(b, "%s%s", n++ == 0 ? "; compared with " : ", ",
		    rows_text(r, 0));
	rows_end(r);
	return rc;
}

int
decision_evidence(struct work *w, const struct bulletin *b,
    const struct standing *s, const struct deadline *d, const char **out,
    struct err *e)
{
	struct buf text = { 0 };
	int rc;

	buf_addf(&text, "%s", site_severity_name(s->level));
	if (s->level != s->severity)
		buf_addf(&text, " instead of %s",
		    site_severity_name(s->severity));
	buf_addf(&text, ", exploited: %s", stated_name(b->facts->exploited));
	say_factors(w, s, &text);
	buf_addf(&text, "; %s", deadline_act(w, d));
	rc = say_answers(w, b->id, &text, e);
	if (rc == 0)
		rc = say_checks(w, b->id, &text, e);
	buf_addf(&text, "; %s", b->released_by != NULL && b->proven_at == 0 ?
	    "its mail is not proven, it was released" : b->proof != NULL ?
	    b->proof : "its mail is proven");
	*out = arena_str(work_arena(w), buf_str(&text));
	buf_free(&text);
	return rc;
}

/* --- what stands beside a decision ------------------------------------ */

static int
list_rows(struct work *w, struct rows *r, struct model *m, const char *name,
    struct err *e)
{
	struct model *item;
	char t[CLOCK_TEXT];
	int rc;

	model_list(m, name);
	while ((rc = rows_next(r, e)) == 1) {
		item = model_add(m, name);
		model_set(item, "what", rows_text(r, 0));
		model_set(item, "who", decide_who(w, rows_text(r, 1)));
		model_set(item, "at", clock_date(rows_int(r, 2), t));
		model_set(item, "note", rows_text(r, 3));
	}
	rows_end(r);
	return rc;
}

int
decision_shields(struct work *w, int64_t bulletin, struct model *m,
    struct err *e)
{
	if (list_rows(w, store_query(work_store(w), "SELECT what, person, at, "
	    "NULL FROM decide_workarounds WHERE bulletin = $1 AND "
	    "undone_at = 0 ORDER BY id", "i", bulletin), m, "shields", e) ==
	    -1)
		return -1;
	return list_rows(w, store_query(work_store(w), "SELECT source, "
	    "person, at, note FROM decide_checks WHERE bulletin = $1 "
	    "ORDER BY at, source", "i", bulletin), m, "checks", e);
}
