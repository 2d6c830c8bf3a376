/* SPDX-License-Identifier: ISC */
/*
 * declare: an emergency's cycle opens now; or one that opens by itself is
 * opened by hand, where patchbot came too late for it.
 */
#include <string.h>

#include "handlers/bulletin/bulletin.h"
#include "handlers/cycle/clash.h"

#define OPEN_MAX	400	/* open cycles that are looked through */

/* The only playbook that is declared; NULL where there are none or several,
 * named in the list. */
static const struct playbook *
only_declared(struct work *w, struct list *names)
{
	const struct list *all = &playbooks_of(work_config(w))->all;
	const struct playbook *found = NULL;
	size_t i;

	for (i = 0; i < all->n; i++) {
		const struct playbook *p = all->at[i];

		if (p->release.every != RELEASE_DECLARED)
			continue;
		found = p;
		list_add_in(work_arena(w), names, arena_str(work_arena(w),
		    p->name));
	}
	return names->n == 1 ? found : NULL;
}

static int
no_playbook(struct work *w, const char *word, struct err *e)
{
	const struct list *all = &playbooks_of(work_config(w))->all;
	const char *names[PLAYBOOKS_MAX + 1], *near;
	size_t i;

	for (i = 0; i < all->n && i < PLAYBOOKS_MAX; i++)
		names[i] = ((const struct playbook *)all->at[i])->name;
	names[i++] = "emergency";
	near = str_nearest(word, names, i);
	return err_set(e, ERR_INPUT, "There is no playbook \"%.80s\"%s%s%s "
	    "Write: declare emergency REASON.", word, near != NULL ?
	    "; did you mean \"" : ".", near != NULL ? near : "",
	    near != NULL ? "\"?" : "");
}

/* "emergency [PLAYBOOK]" or a playbook's name; *i: the reason's first word. */
static int
which(struct work *w, const struct words *words, const struct playbook **p,
    size_t *i, struct err *e)
{
	const struct playbooks *all = playbooks_of(work_config(w));
	struct list names = { 0 };

	*i = 1;
	if (!str_eq_nocase(words->at[0], "emergency")) {
		*p = playbook_find(all, words->at[0]);
		return *p != NULL ? 0 : no_playbook(w, words->at[0], e);
	}
	/* one that comes by itself has its own command; here its name is a
	 * word of the reason: "declare emergency hospital fire" */
	if (words->n > 1 && (*p = playbook_find(all, words->at[1])) != NULL &&
	    (*p)->release.every == RELEASE_DECLARED) {
		*i = 2;
		return 0;
	}
	if ((*p = playbook_find(all, "emergency")) != NULL &&
	    (*p)->release.every == RELEASE_DECLARED)
		return 0;
	if ((*p = only_declared(w, &names)) != NULL)
		return 0;
	if (names.n == 0)
		return err_set(e, ERR_INPUT, "No playbook is for emergencies: "
		    "one whose release is \"declared\" would be. A night "
		    "by itself can be planned all the same: plan NAME "
		    "production WHEN for 2h.");
	return err_set(e, ERR_INPUT, "Which one? %s are for emergencies. "
	    "Write: declare emergency PLAYBOOK REASON.",
	    cycle_join(work_arena(w), &names, ", "));
}

/* The day 0 of the cycle that is on, or comes next. */
static int
running_day(struct work *w, const struct playbook *p, day_t *day,
    struct err *e)
{
	day_t today = day_of(work_now(w));
	int64_t first = 0, last = 0;
	int back, rc = 0;

	for (back = 62; back >= 0 && rc == 0; back--) {
		if (playbook_release(p, today - back, day) != 1)
			return err_set(e, ERR_INPUT, "%s has no release day "
			    "that I can work out.", p->name);
		if (run_span(w, p, *day, &first, &last, e) == -1)
			return -1;
		if (last <= work_now(w))
			continue;
		if ((rc = run_exists(w, p, *day, e)) != 1)
			return rc;
	}
	return err_set(e, ERR_INPUT, "The cycle %s of %s is open already, or "
	    "was.", playbook_cycle_name(work_arena(w), p, *day), p->name);
}

/* Two people may declare the same one: the second must mean another. */
static int
check_open(struct work *w, const struct playbook *p, const char *reason,
    struct err *e)
{
	struct list all = { 0 };
	char t[CLOCK_TEXT];
	size_t i;

	if (span_starts_nocase(span_of(
	    reason), "another ") || span_starts_nocase(span_of(reason),
	    "another:"))
		return 0;
	if (run_list(w, CYCLE_OPEN, OPEN_MAX, &all, e) == -1)
		return -1;
	for (i = 0; i < all.n; i++) {
		const struct cycle *c = all.at[i];

		if (!c->declared || !str_eq_nocase(c->playbook_name, p->name))
			continue;
		return err_set(e, ERR_INPUT, "%s is open already, since %s: "
		    "%s. \"checklist %s\" shows it. If this is another one, "
		    "say so: declare %s another: REASON.", c->name,
		    clock_long(c->opened_at, t), c->reason, c->name, p->name);
	}
	return 0;
}

static int
tell(struct work *w, const struct cycle *c, struct model *m, struct err *e)
{
	struct list minds = { 0 };
	size_t n;

	run_model(w, m, c, NULL);
	run_counts(w, m, c);
	run_dates_model(w, m, c, false, INT64_MAX);
	/* it is urgent: what its nights meet is said, and stops nothing */
	if (clash_cycle(w, c, true, &minds, e) == -1)
		return -1;
	clash_model(w, m, &minds);
	if (run_bulletins_model(w, m, c, &n, e) == -1 ||
	    cycle_room(w, "room-declared", m, e) == -1)
		return -1;
	return run_tell_coordinator(w, "room-declared", m, e);
}

/* A name in the reason that nothing is known of: mistyped perhaps.  It is said,
 * and holds nothing up. */
static int
unknown_model(struct work *w, struct model *m, const char *reason,
    struct err *e)
{
	struct list all = { 0 };
	struct model *item;
	size_t i;

	model_list(m, "unknown");
	if (reason != NULL && bulletin_unknown(w, reason, &all, e) == -1)
		return -1;
	for (i = 0; i < all.n; i++) {
		const struct bulletin_unknown *u = all.at[i];

		item = model_add(m, "unknown");
		model_set(item, "word", u->word);
		model_set(item, "near", u->near);
	}
	model_flag(m, "any_unknown", all.n > 0);
	return 0;
}

static int
run(struct work *w, const struct words *words, struct err *e)
{
	struct model *m = work_model(w);
	const struct playbook *p;
	const char *reason;
	struct cycle *c;
	day_t day = day_of(work_now(w));
	bool emergency;
	size_t i;

	if (which(w, words, &p, &i, e) == -1)
		return -1;
	emergency = p->release.every == RELEASE_DECLARED;
	if ((reason = cycle_rest(w, words, i)) == NULL)
		return err_set(e, ERR_INPUT, "Say why: declare %s REASON.",
		    emergency ? "emergency" : p->name);
	if (emergency && check_open(w, p, reason, e) == -1)
		return -1;
	if (!emergency && running_day(w, p, &day, e) == -1)
		return -1;
	if (run_open(w, p, day, emergency ? reason : NULL, &c, e) == -1 ||
	    tell(w, c, m, e) == -1 ||
	    unknown_model(w, m, emergency ? reason : NULL, e) == -1)
		return -1;
	return work_answer(w, "declare", m, e);
}

const struct command cmd_declare = {
	.name = "declare",
	.params = "emergency [PLAYBOOK] REASON",
	.help = "Opens an emergency's cycle now.",
	.example = "declare emergency the mail gateway is being attacked",
	.roles = ROLES_RUN | ROLE_INFOSEC,
	.least = ASSURE_CHAT,
	.changes = true,
	.min = 1,
	.max = WORDS_MAX,
	.run = run,
};
