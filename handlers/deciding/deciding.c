/* SPDX-License-Identifier: ISC */
/* What other rooms ask of this one; see deciding.h. */
#include <string.h>

#include "handlers/deciding/standing.h"

/* --- a bulletin came -------------------------------------------------- */

/* It says for the first time that attacks are seen. */
static bool
became_exploited(struct work *w, const struct bulletin *b,
    const struct bulletin *old)
{
	return decide_of(work_config(w))->configured &&
	    b->withdrawn_at == 0 && b->facts->exploited == STATED_YES &&
	    (old == NULL || old->facts->exploited != STATED_YES);
}

/* What was done before its vendor said more is done without that. */
static void
recall_done(struct work *w, const struct bulletin *b,
    const struct standing *s, struct list *changes)
{
	char t[CLOCK_TEXT];
	size_t i;

	for (i = 0; i < s->dues.n; i++) {
		const struct deadline *d = s->dues.at[i];

		if (d->done_at != 0 && !d->open)
			list_add_in(work_arena(w), changes, arena_printf(
			    work_arena(w), "it was done in %s on %s, before "
			    "this; if it has to be done again, say: decide %s "
			    "go for %s", d->environment->name,
			    clock_date(d->done_at, t), b->shown,
			    d->environment->name));
	}
}

int
deciding_take(struct work *w, const struct bulletin *b,
    const struct bulletin *old, struct list *changes, bool *alarm,
    struct err *e)
{
	const struct factor *threat = factor_find(&decide_of(work_config(
	    w))->threats, "exploited");
	struct standing before, now;

	if (standing_of(w, old != NULL ? old : b, &before, e) == -1)
		return -1;
	now = before;
	now.severity = b->site_severity;
	*alarm = became_exploited(w, b, old);
	if (*alarm)
		change_threat(w, &now, threat, NULL, NULL);
	/* a new one has one level from the start, its threat included */
	if (old == NULL)
		((struct leveled *)now.levels.at[0])->level = now.level =
		    standing_level(&now);
	if (standing_save(w, b, &now, e) == -1)
		return -1;
	if (old != NULL && b->withdrawn_at == old->withdrawn_at) {
		change_dues(w, &before, &now, changes);
		recall_done(w, b, &now, changes);
	}
	return 0;
}

int
deciding_alarm(struct work *w, const struct bulletin *b, struct err *e)
{
	const struct decide *d = decide_of(work_config(w));
	const struct factor *threat;
	struct model *m = work_model(w);
	struct standing s;

	if (standing_of(w, b, &s, e) == -1)
		return -1;
	threat = s.threat != NULL ? factor_find(&d->threats, s.threat) : NULL;
	if (threat == NULL || threat->propose == NULL || b->withdrawn_at != 0)
		return 0;
	decide_head(w, m, b, &s);
	model_set(m, "threat", threat->name);
	model_set(m, "means", threat->title);
	model_set(m, "why", s.threat_why);
	model_set(m, "who", decide_who(w, s.threat_by));
	model_set(m, "playbook", threat->propose);
	if (run_tell_coordinator(w, "threat-propose", m, e) == -1)
		return -1;
	return work_journal(w, e, b->reference, "proposed to declare %s: %s "
	    "is %s", threat->propose, b->shown, threat->name);
}

/* --- questions -------------------------------------------------------- */

int
deciding_level(struct work *w, const struct bulletin *b, uint32_t *level,
    struct err *e)
{
	int64_t stored = b->site_severity;

	if (store_int(work_store(w), e, &stored, "SELECT level FROM "
	    "decide_levels WHERE bulletin = $1 ORDER BY n DESC LIMIT 1", "i",
	    b->id) == -1)
		return -1;
	*level = (uint32_t)stored;
	return 0;
}

static const char *
act_of(struct work *w, const struct bulletin *b, const struct standing *s)
{
	return b->recorded ? "nothing asked: it was old when it was read" :
	    deadline_act(w, deadline_first(s));
}

int
deciding_act(struct work *w, const struct bulletin *b, const char **act,
    struct err *e)
{
	struct standing s;

	if (standing_of(w, b, &s, e) == -1)
		return -1;
	*act = act_of(w, b, &s);
	return 0;
}

int
deciding_checked(struct work *w, const struct bulletin *b, struct err *e)
{
	int64_t n = 0;

	if (store_int(work_store(w), e, &n, "SELECT COUNT(*) FROM "
	    "decide_checks WHERE bulletin = $1", "i", b->id) == -1)
		return -1;
	return n > 0;
}

/* --- what it looks like ----------------------------------------------- */

static void
set_dues(struct work *w, struct model *m, const struct bulletin *b,
    const struct standing *s)
{
	const struct deadline *first = b->recorded ? NULL : deadline_first(s);
	struct model *item;
	char t[CLOCK_TEXT];
	size_t i;

	model_list(m, "dues");
	for (i = 0; !b->recorded && i < s->dues.n; i++) {
		item = model_add(m, "dues");
		deadline_model(w, item, s->dues.at[i]);
		model_flag(item, "named", s->dues.n > 1);
	}
	model_set(m, "act-by", first != NULL && first->at != NO_DATE ?
	    clock_minute(first->at, t) : "");
}

static void
set_factors(struct work *w, struct model *m, const struct standing *s)
{
	struct model *item;
	char t[CLOCK_TEXT];
	size_t i;

	model_list(m, "factors");
	for (i = 0; i < s->factors.n; i++) {
		const struct applied *x = s->factors.at[i];

		item = model_add(m, "factors");
		model_set(item, "factor", x->factor);
		model_flag(item, "raises", x->steps > 0);
		model_set(item, "why", x->reason);
		model_set(item, "who", decide_who(w, x->person));
		model_set(item, "at", clock_date(x->at, t));
	}
	model_set(m, "threat", s->threat);
	model_set(m, "threat-why", s->threat_why);
	model_set(m, "threat-by", s->threat == NULL ? "" : decide_who(w,
	    s->threat_by));
	model_set(m, "threat-at", s->threat == NULL ? "" :
	    clock_date(s->threat_at, t));
}

static int
set_type(struct work *w, struct model *m, const struct bulletin *b,
    const struct standing *s, struct err *e)
{
	const char *type, *class, *nature;

	if (deciding_type(w, b, &type, &class, e) == -1)
		return -1;
	nature = type_nature(b, type);
	if (nature != NULL && type != NULL && span_find_nocase(span_of(type),
	    nature) != NULL)
		nature = NULL;		/* "security patch" says it */
	model_set(m, "type", type != NULL ? type :
	    bulletin_kind_name(b->facts->kind));
	model_set(m, "nature", nature);
	model_set(m, "class", class);
	model_set(m, "typed", s->typed_by != NULL ? decide_who(w,
	    s->typed_by) : "");
	model_flag(m, "hotfix", type != NULL && strcmp(type, "hotfix") == 0);
	return 0;
}

static int
set_decided(struct work *w, struct model *m, const struct bulletin *b,
    const struct standing *s, struct err *e)
{
	size_t i;

	model_list(m, "decided");
	for (i = 0; i < s->decisions.n; i++)
		decision_model(w, model_add(m, "decided"),
		    s->decisions.at[i]);
	return decision_shields(w, b->id, m, e);
}

int
deciding_model(struct work *w, const struct bulletin *b, struct model *m,
    struct err *e)
{
	const struct decide *d = decide_of(work_config(w));
	struct standing s;

	if (standing_of(w, b, &s, e) == -1)
		return -1;
	model_set(m, "policy", d->policy);
	model_set(m, "level", site_severity_name(s.level));
	model_flag(m, "moved", s.level != s.severity);
	set_dues(w, m, b, &s);
	set_factors(w, m, &s);
	if (set_type(w, m, b, &s, e) == -1 ||
	    set_decided(w, m, b, &s, e) == -1)
		return -1;
	model_set(m, "act", act_of(w, b, &s));
	return 0;
}
