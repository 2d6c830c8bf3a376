/* SPDX-License-Identifier: ISC */
/* How a bulletin stands, as it is stored; see standing.h. */
#include "handlers/deciding/standing.h"

static int
load_row(struct work *w, const struct bulletin *b, struct standing *s,
    struct err *e)
{
	struct arena *a = work_arena(w);
	struct rows *r = store_query(work_store(w), "SELECT announced_at, "
	    "closed_at, threat, threat_steps, threat_to, threat_why, "
	    "threat_by, threat_at, type, class, typed_by FROM "
	    "decide_bulletins WHERE bulletin = $1", "i", b->id);
	int rc = rows_next(r, e);

	*s = (struct standing){ .bulletin = b->id, .announced = b->first_at,
	    .severity = b->site_severity };
	if (rc == 1) {
		s->stored = true;
		s->announced = rows_int(r, 0);
		s->closed = rows_int(r, 1);
		s->threat = rows_str(r, 2, a);
		s->threat_steps = (int)rows_int(r, 3);
		s->threat_to = (uint32_t)rows_int(r, 4);
		s->threat_why = rows_str(r, 5, a);
		s->threat_by = rows_str(r, 6, a);
		s->threat_at = rows_int(r, 7);
		s->type = rows_str(r, 8, a);
		s->class = rows_str(r, 9, a);
		s->typed_by = rows_str(r, 10, a);
	}
	rows_end(r);
	return rc == -1 ? -1 : 0;
}

static int
load_factors(struct work *w, struct standing *s, struct err *e)
{
	struct arena *a = work_arena(w);
	struct rows *r = store_query(work_store(w), "SELECT factor, steps, "
	    "reason, person, at FROM decide_factors WHERE bulletin = $1 "
	    "ORDER BY at, factor", "i", s->bulletin);
	struct applied *x;
	int rc;

	while ((rc = rows_next(r, e)) == 1) {
		x = arena_alloc(a, sizeof(*x));
		*x = (struct applied){ .factor = rows_str(r, 0, a),
		    .steps = (int)rows_int(r, 1), .reason = rows_str(r, 2, a),
		    .person = rows_str(r, 3, a), .at = rows_int(r, 4) };
		list_add_in(a, &s->factors, x);
	}
	rows_end(r);
	return rc;
}

static void
add_level(struct work *w, struct standing *s, int64_t at, uint32_t level)
{
	struct leveled *x = arena_alloc(work_arena(w), sizeof(*x));

	x->at = at;
	x->level = level;
	list_add_in(work_arena(w), &s->levels, x);
}

static int
load_levels(struct work *w, struct standing *s, struct err *e)
{
	struct rows *r = store_query(work_store(w), "SELECT at, level FROM "
	    "decide_levels WHERE bulletin = $1 ORDER BY n", "i", s->bulletin);
	int rc;

	while ((rc = rows_next(r, e)) == 1)
		add_level(w, s, rows_int(r, 0), (uint32_t)rows_int(r, 1));
	rows_end(r);
	if (s->levels.n == 0)
		add_level(w, s, s->announced, s->severity);
	s->level = ((struct leveled *)s->levels.at[s->levels.n - 1])->level;
	return rc;
}

int
standing_of(struct work *w, const struct bulletin *b, struct standing *s,
    struct err *e)
{
	if (load_row(w, b, s, e) == -1 || load_factors(w, s, e) == -1 ||
	    load_levels(w, s, e) == -1)
		return -1;
	return deadline_all(w, b, s, e);
}

uint32_t
standing_level(const struct standing *s)
{
	int level = (int)s->severity;
	size_t i;

	if (s->factors.n == 0 && s->threat_steps == 0 &&
	    s->threat_to == SEVERITY_NOT_STATED)
		return s->severity;
	/* what its vendor does not rate is taken for important */
	if (level == SEVERITY_NOT_STATED)
		level = SEVERITY_IMPORTANT;
	for (i = 0; i < s->factors.n; i++)
		level += ((struct applied *)s->factors.at[i])->steps;
	level += s->threat_steps;
	if (level < (int)s->threat_to)
		level = (int)s->threat_to;
	return level < SEVERITY_LOW ? SEVERITY_LOW :
	    level > SEVERITY_CRITICAL ? SEVERITY_CRITICAL : (uint32_t)level;
}

static int
save_row(struct work *w, const struct standing *s, struct err *e)
{
	return store_exec(work_store(w), e, "INSERT INTO decide_bulletins "
	    "(bulletin, announced_at, closed_at, threat, threat_steps, "
	    "threat_to, threat_why, threat_by, threat_at, type, class, "
	    "typed_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, "
	    "$12) ON CONFLICT (bulletin) DO UPDATE SET "
	    "closed_at = excluded.closed_at, threat = excluded.threat, "
	    "threat_steps = excluded.threat_steps, "
	    "threat_to = excluded.threat_to, "
	    "threat_why = excluded.threat_why, "
	    "threat_by = excluded.threat_by, "
	    "threat_at = excluded.threat_at, type = excluded.type, "
	    "class = excluded.class, typed_by = excluded.typed_by",
	    "iiisiississs", s->bulletin, s->announced, s->closed, s->threat,
	    (int64_t)s->threat_steps, (int64_t)s->threat_to, s->threat_why,
	    s->threat_by, s->threat_at, s->type, s->class, s->typed_by) == -1
	    ? -1 : 0;
}

static int
save_level(struct work *w, const struct standing *s, int64_t n, int64_t at,
    uint32_t level, struct err *e)
{
	return store_exec(work_store(w), e, "INSERT INTO decide_levels "
	    "(bulletin, n, at, level) VALUES ($1, $2, $3, $4) "
	    "ON CONFLICT DO NOTHING", "iiii", s->bulletin, n, at,
	    (int64_t)level) == -1 ? -1 : 0;
}

/* The first level where none is stored, and the new one where it differs. */
static int
save_levels(struct work *w, const struct standing *s, struct err *e)
{
	const struct leveled *x = s->levels.at[0];
	uint32_t now = standing_level(s);

	if (save_level(w, s, 0, x->at, x->level, e) == -1)
		return -1;
	if (s->back && now != s->level && s->levels.n > 1 &&
	    ((struct leveled *)s->levels.at[s->levels.n - 2])->level == now)
		return store_exec(work_store(w), e, "DELETE FROM "
		    "decide_levels WHERE bulletin = $1 AND n = $2", "ii",
		    s->bulletin, (int64_t)s->levels.n - 1) == -1 ? -1 : 0;
	return now == s->level ? 0 : save_level(w, s, (int64_t)s->levels.n,
	    work_now(w), now, e);
}

int
deciding_closed_by(struct work *w, const struct bulletin *b, int64_t at,
    struct err *e)
{
	int64_t closed = 0;

	if (store_int(work_store(w), e, &closed, "SELECT closed_at FROM "
	    "decide_bulletins WHERE bulletin = $1", "i", b->id) == -1)
		return -1;
	return closed != 0 && closed <= at;
}

/* Nothing is left to do anywhere, and nothing will be by itself. */
static bool
is_closed(const struct bulletin *b, const struct standing *s)
{
	const struct deadline *d;
	size_t i;

	for (i = 0; b->withdrawn_at == 0 && i < s->dues.n; i++) {
		d = s->dues.at[i];
		if (d->open || (d->done_at == 0 && d->decision != NULL &&
		    d->decision->until != 0))
			return false;
	}
	return true;
}

int
standing_save(struct work *w, const struct bulletin *b, struct standing *s,
    struct err *e)
{
	bool closed;

	s->factors = (struct list){ 0 };
	if (save_row(w, s, e) == -1 || load_factors(w, s, e) == -1 ||
	    save_levels(w, s, e) == -1 || standing_of(w, b, s, e) == -1)
		return -1;
	closed = is_closed(b, s);
	if (closed == (s->closed != 0))
		return 0;
	s->closed = closed ? work_now(w) : 0;
	if (save_row(w, s, e) == -1)
		return -1;
	return work_journal(w, e, b->reference, "%s: %s", b->shown, closed ?
	    "nothing is left to do, it is closed" : "open again");
}

int
standing_bulletins(struct work *w, struct rows *r, struct list *out,
    struct err *e)
{
	struct arena *a = work_arena(w);
	struct list ids = { 0 };
	struct bulletin *b;
	int64_t *id;
	size_t i;
	int rc;

	while ((rc = rows_next(r, e)) == 1) {
		id = arena_alloc(a, sizeof(*id));
		*id = rows_int(r, 0);
		list_add_in(a, &ids, id);
	}
	rows_end(r);
	for (i = 0; rc != -1 && i < ids.n; i++) {
		b = arena_alloc(a, sizeof(*b));
		rc = bulletin_get(w, *(int64_t *)ids.at[i], b, e);
		if (rc == 1)
			list_add_in(a, out, b);
	}
	return rc == -1 ? -1 : 0;
}

int
standing_open(struct work *w, int max, struct list *out, struct err *e)
{
	return standing_bulletins(w, store_query(work_store(w), "SELECT "
	    "bulletin FROM decide_bulletins WHERE closed_at = 0 ORDER BY "
	    "announced_at DESC, bulletin DESC LIMIT $1", "i", (int64_t)max),
	    out, e);
}
