/* SPDX-License-Identifier: ISC */
/* What came of each source, and when it was seen last; see sources.h. */
#include "handlers/bulletin/sources.h"

/* --- what came ---------------------------------------------------------- */

static int64_t
month_of(int64_t t)
{
	struct tm tm;

	clock_local(t, &tm);
	return (tm.tm_year + 1900) * 100 + tm.tm_mon + 1;
}

int
source_count(struct work *w, const char *source, int64_t at,
    const struct counts *c, struct err *e)
{
	return store_exec(work_store(w), e, "INSERT INTO source_counts "
	    "(source, month, received, believed, refused, bulletins, "
	    "relevant, irrelevant) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) "
	    "ON CONFLICT (source, month) DO UPDATE SET "
	    "received = source_counts.received + excluded.received, "
	    "believed = source_counts.believed + excluded.believed, "
	    "refused = source_counts.refused + excluded.refused, "
	    "bulletins = source_counts.bulletins + excluded.bulletins, "
	    "relevant = source_counts.relevant + excluded.relevant, "
	    "irrelevant = source_counts.irrelevant + excluded.irrelevant",
	    "siiiiiii", source, month_of(at), c->received, c->believed,
	    c->refused, c->bulletins, c->relevant, c->irrelevant) == -1 ?
	    -1 : 0;
}

int
source_release(struct work *w, const struct mail_in *m, const char *source,
    struct err *e)
{
	struct counts moved = { .received = 1, .believed = 1 };
	struct counts gone = { .received = -1, .refused = -1 };
	int64_t at = m->received;

	/* of one that was old it was the month of its server */
	if (store_int(work_store(w), e, &at, "SELECT at FROM quarantine_cases "
	    "WHERE inbox = $1", "i", m->inbox) == -1 ||
	    source_count(w, m->vendor != NULL ? m->vendor : SOURCE_NONE, at,
	    &gone, e) == -1)
		return -1;
	return source_count(w, source, at, &moved, e);
}

int
source_relevance(struct work *w, int64_t bulletin, enum relevance *out,
    struct err *e)
{
	struct rows *r = store_query(work_store(w), "SELECT COUNT(*), "
	    "COALESCE(SUM(affected), 0) FROM bulletin_answers "
	    "WHERE bulletin = $1", "i", bulletin);
	int rc = rows_next(r, e);

	*out = NOT_ANSWERED;
	if (rc == 1 && rows_int(r, 0) > 0)
		*out = rows_int(r, 1) > 0 ? RELEVANT : NOT_RELEVANT;
	rows_end(r);
	return rc == -1 ? -1 : 0;
}

int
source_answered(struct work *w, const struct bulletin *b,
    enum relevance before, struct err *e)
{
	enum relevance now;
	struct counts c = { 0 };

	if (source_relevance(w, b->id, &now, e) == -1)
		return -1;
	c.relevant = (now == RELEVANT) - (before == RELEVANT);
	c.irrelevant = (now == NOT_RELEVANT) - (before == NOT_RELEVANT);
	if (now == before)
		return 0;
	/* where the bulletin itself was counted */
	return source_count(w, b->vendor, b->first_at, &c, e);
}

/* --- when it was seen --------------------------------------------------- */

int
source_last(struct work *w, const char *source, struct seen *out,
    struct err *e)
{
	struct rows *r = store_query(work_store(w), "SELECT known_at, "
	    "seen_at, days, usual, told_at, checked_at, checked_by, "
	    "checked_note FROM source_seen WHERE source = $1", "s", source);
	struct arena *a = work_arena(w);
	int rc = rows_next(r, e);

	*out = (struct seen){ 0 };
	if (rc == 1)
		*out = (struct seen){ .known_at = rows_int(r, 0),
		    .at = rows_int(r, 1), .days = rows_int(r, 2),
		    .usual = rows_int(r, 3), .told_at = rows_int(r, 4),
		    .checked_at = rows_int(r, 5),
		    .checked_by = rows_str(r, 6, a),
		    .checked_note = rows_str(r, 7, a) };
	rows_end(r);
	return rc;
}

static bool
same_day(int64_t a, int64_t b)
{
	char x[CLOCK_TEXT], y[CLOCK_TEXT];

	return span_eq(span_of(clock_date(a, x)), clock_date(b, y));
}

/* One more day; the usual pause follows the last few. */
static void
add_day(struct seen *s, int64_t at)
{
	int64_t pause = at - s->at;

	s->days++;
	if (s->days == 2)
		s->usual = pause;
	else if (s->days > 2)
		s->usual += (pause - s->usual) / 4;
}

int
source_seen(struct work *w, const char *source, int64_t at, struct err *e)
{
	struct seen s;

	if (source_last(w, source, &s, e) == -1)
		return -1;
	/* the same second, a late one, or one from before it fell silent */
	if (s.at >= at || (s.told_at != 0 && at < s.told_at))
		return 0;
	if (s.at == 0 || (at > s.at && !same_day(s.at, at)))
		add_day(&s, at);
	return store_exec(work_store(w), e, "INSERT INTO source_seen (source, "
	    "known_at, seen_at, days, usual) VALUES ($1, $2, $2, $3, $4) "
	    "ON CONFLICT (source) DO UPDATE SET seen_at = CASE WHEN "
	    "source_seen.seen_at < excluded.seen_at THEN excluded.seen_at "
	    "ELSE source_seen.seen_at END, days = excluded.days, "
	    "usual = excluded.usual, told_at = 0", "siii", source, at, s.days,
	    s.usual) == -1 ? -1 : 0;
}

int
source_checked(struct work *w, const struct source *s, const char *note,
    struct err *e)
{
	/* what sends no mail is seen when somebody looks */
	if (s->every != 0 && source_seen(w, s->id, work_now(w), e) == -1)
		return -1;
	return store_exec(work_store(w), e, "INSERT INTO source_seen (source, "
	    "known_at, checked_at, checked_by, checked_note) VALUES ($1, $2, "
	    "$2, $3, $4) ON CONFLICT (source) DO UPDATE SET "
	    "checked_at = excluded.checked_at, "
	    "checked_by = excluded.checked_by, "
	    "checked_note = excluded.checked_note", "siss", s->id,
	    work_now(w), work_actor(w)->name, note) == -1 ? -1 : 0;
}

int64_t
source_patience(const struct source *s, const struct seen *seen)
{
	int64_t usual = seen->usual * SOURCE_TIMES;

	if (s->every != 0)
		return s->every;
	if (usual < SOURCE_PATIENCE)
		usual = SOURCE_PATIENCE;
	return seen->days >= SOURCE_DAYS && usual < s->silent_after ? usual :
	    s->silent_after;
}
