/* SPDX-License-Identifier: ISC */
/* What several commands say and look up; see standing.h. */
#include <string.h>

#include "handlers/deciding/standing.h"

int
decide_pick(struct work *w, const struct words *words, struct bulletin *b,
    struct err *e)
{
	if (bulletin_pick(w, words->at[0], b, e) == -1)
		return -1;
	if (b->recorded)
		return err_set(e, ERR_INPUT, "%s was old when it was read, so "
		    "it was recorded only. To have it asked about, say first: "
		    "announce %s", b->shown, b->shown);
	return 0;
}

const char *
decide_who(struct work *w, const char *person)
{
	return person == NULL ? "its vendor" : cycle_person(w, person);
}

const struct policy_environment *
decide_environment(struct work *w, const char *word, struct err *e)
{
	const struct policy *p = policy_of(work_config(w));
	const struct policy_environment *v = policy_environment(p, word);
	const char *names[ENVIRONMENTS_MAX];
	struct list all = { 0 };
	size_t i;

	if (v != NULL)
		return v;
	for (i = 0; i < p->environments.n; i++) {
		v = p->environments.at[i];
		names[i] = v->name;
		list_add_in(work_arena(w), &all, arena_str(work_arena(w),
		    v->name));
	}
	err_set(e, ERR_INPUT, "The policy %s has no environment \"%.80s\"%s "
	    "It has: %s.", p->name, word, i > 0 && str_nearest(word, names,
	    i) != NULL ? words_nearest(work_arena(w), word, names, i) : ".",
	    cycle_join(work_arena(w), &all, ", "));
	return NULL;
}

const char *
deciding_near_environment(struct work *w, const char *word)
{
	const struct policy *p = policy_of(work_config(w));
	const struct policy_environment *v;
	const char *names[ENVIRONMENTS_MAX];
	size_t i;

	if (p == NULL || policy_environment(p, word) != NULL)
		return NULL;
	for (i = 0; i < p->environments.n; i++) {
		v = p->environments.at[i];
		names[i] = v->name;
	}
	return str_nearest(word, names, i);
}

void
decide_head(struct work *w, struct model *m, const struct bulletin *b,
    const struct standing *s)
{
	uint32_t level = s->level;

	model_set(m, "reference", b->shown);
	model_set(m, "title", b->title);
	model_set(m, "level", site_severity_name(level));
	model_set(m, "severity", site_severity_name(s->severity));
	model_flag(m, "moved", level != s->severity);
	model_flag(m, "critical", level == SEVERITY_CRITICAL);
	model_flag(m, "important", level == SEVERITY_IMPORTANT);
	model_set(m, "act", deadline_act(w, deadline_first(s)));
}

void
deadline_model(struct work *w, struct model *m, const struct deadline *d)
{
	char t[CLOCK_TEXT];

	model_set(m, "environment", d->environment->name);
	model_set(m, "when", deadline_when(w, d));
	model_set(m, "date", d->at != NO_DATE ? clock_minute(d->at, t) : "");
	model_flag(m, "begin", deadline_is_start(d));
	model_set(m, "because", deadline_reason(w, d));
	model_set(m, "over", d->closed);
	model_flag(m, "stale", d->stale);
	model_flag(m, "agreed", d->agreed);
	model_set(m, "verdict", d->decision != NULL ? d->decision->verdict :
	    "");
	model_set(m, "by", d->decision != NULL ? decide_who(w,
	    d->decision->person) : "");
}
