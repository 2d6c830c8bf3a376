/* SPDX-License-Identifier: ISC */
/* What several kinds of steps do alike; see running.h. */
#include <string.h>

#include "handlers/bulletin/bulletin.h"
#include "handlers/change/change.h"
#include "handlers/cycle/approve.h"
#include "handlers/cycle/ask.h"
#include "handlers/cycle/running.h"
#include "handlers/cycle/step.h"
#include "handlers/deciding/deciding.h"

#define BULLETINS_SHOWN	20	/* in one letter */
#define BULLETINS_LOOKED_AT 500	/* for those: most may be settled */
#define BULLETINS_CHECKED 500	/* that a second source is looked for */

static void
add_bulletin(struct work *w, struct model *m, const struct bulletin *b,
    const char *mention, const char *level, const char *act)
{
	struct arena *a = work_arena(w);
	struct model *item = model_add(m, "bulletins");

	model_set(item, "reference", mention);
	model_set(item, "headline", b->title);
	model_set(item, "severity", level);
	model_set(item, "act", act);
	/* for the plain part: a reference may say who released it */
	model_set(item, "line", bulletin_wrap(a, arena_printf(a, "%s [%s], "
	    "%s", mention, level, act), 6));
	model_set(item, "headline-wrapped", bulletin_wrap(a, b->title, 6));
}

int
run_bulletins_model(struct work *w, struct model *m, const struct cycle *c,
    size_t *n, struct err *e)
{
	struct list all = { 0 };
	int64_t since = run_since(w, c, e), until = run_until(c);
	const char *mention, *act;
	uint32_t level;
	size_t i;
	int rc;

	*n = 0;
	model_list(m, "bulletins");
	/* what came behind its end is another one's */
	if (c->closed_at != 0 && c->closed_at < until)
		until = c->closed_at + 1;
	if (since == -1 || bulletin_about(w, since, c->reason,
	    BULLETINS_LOOKED_AT, &all, e) == -1)
		return -1;
	for (i = 0; i < all.n && *n < BULLETINS_SHOWN; i++) {
		const struct bulletin *b = all.at[i];

		if (b->first_at >= until)
			continue;
		/* done by a cycle before, or by an emergency: nobody is asked
		 * of it again, unless this one is declared for it */
		if ((rc = deciding_closed_by(w, b, c->opened_at, e)) == 1 &&
		    !bulletin_is_named(b, c->reason))
			continue;
		if (rc == -1 || bulletin_mention(w, b->shown, &mention, e) ==
		    -1 || deciding_act(w, b, &act, e) == -1 ||
		    deciding_level(w, b, &level, e) == -1)
			return -1;
		add_bulletin(w, m, b, mention, site_severity_name(level),
		    act);
		++*n;
	}
	model_flag(m, "has_bulletins", *n > 0);
	return 0;
}

int
run_letter_model(struct work *w, struct model *m, const struct cycle *c,
    const struct cycle_step *s, int64_t late, struct err *e)
{
	char t[CLOCK_TEXT];
	size_t n;

	run_model(w, m, c, s);
	/* an audience is told what happens, not who owes what by when */
	run_dates_model(w, m, c, s != NULL && strcmp(s->kind, "notify") == 0,
	    INT64_MAX);
	model_set(m, "text", "");
	model_set(m, "late_since", late > 0 ? clock_long(work_now(w) - late,
	    t) : "");
	return run_bulletins_model(w, m, c, &n, e);
}

const char *
run_template(struct work *w, const char *own, const char *kind)
{
	return own != NULL && work_has_letter(w, own) ? own : kind;
}

int
run_owing(struct work *w, const struct cycle *c, const struct cycle_step *s,
    struct list *out, struct err *e)
{
	(void)c;
	if (s->step != NULL && strcmp(s->kind, "ask") == 0 &&
	    s->begun_at != 0)
		return ask_owing(w, s, out, e);
	if (s->step != NULL && strcmp(s->kind, "approve") == 0)
		return approve_holding(w, s, out, e);
	run_owners(w, s, out);
	return 0;
}

static int
short_word(struct work *w, const struct cycle *c, const struct cycle_step *s,
    const char *what, const char *template, struct model *m, struct err *e)
{
	struct said said = { .cycle = c, .step = s, .what = what,
	    .template = template, .model = m };
	struct list whom = { 0 };

	if (run_owing(w, c, s, &whom, e) == -1)
		return -1;
	run_model(w, m, c, s);
	return run_tell(w, &said, &whom, e);
}

int
run_remind(struct work *w, const struct cycle *c, const struct cycle_step *s,
    struct err *e)
{
	return short_word(w, c, s, "remind", "step-remind", work_model(w), e);
}

/* One of those who were told already coordinates. */
static bool
coordinator_owes(struct work *w, const struct cycle_step *s)
{
	struct list whom = { 0 };
	size_t i;

	run_owners(w, s, &whom);
	for (i = 0; i < whom.n; i++) {
		const struct whom *x = whom.at[i];

		if (x->person == NULL || (x->person->roles & ROLE_COORDINATOR))
			return true;
	}
	return false;
}

int
run_overdue(struct work *w, const struct cycle *c,
    const struct cycle_step *s, struct err *e)
{
	struct model *m = work_model(w);

	if (short_word(w, c, s, "due", "step-due", m, e) == -1)
		return -1;
	/* the coordinator, where it is not his own */
	if (!coordinator_owes(w, s) &&
	    run_tell_coordinator(w, "step-overdue", m, e) == -1)
		return -1;
	return work_journal(w, e, c->name, "%s: due, and not done", s->name);
}

int
run_ticked(struct work *w, const struct cycle *c, struct cycle_step *s,
    const char *note, struct err *e)
{
	/* of a meeting: its minutes are out */
	if (document_sign(w, c->id, arena_printf(work_arena(w), "%s-minutes",
	    s->name), e) == -1)
		return -1;
	return run_end_in(w, c, s, STEP_DONE, note, e);
}

/* --- what is expected --------------------------------------------------- */

static int
bulletin_came(struct work *w, int64_t since, const char *vendor,
    const char **what, struct err *e)
{
	struct list all = { 0 };

	if (bulletin_since(w, since, vendor, 1, &all, e) == -1)
		return -1;
	if (all.n > 0)
		*what = ((const struct bulletin *)all.at[0])->shown;
	return all.n > 0;
}

/* All that came were compared with a second source, and one at least. */
static int
were_checked(struct work *w, const struct step_expect *x, int64_t since,
    const char **what, struct err *e)
{
	struct list all = { 0 };
	size_t i;
	int rc = 0;

	if (x->from.n == 0)
		rc = bulletin_since(w, since, NULL, BULLETINS_CHECKED, &all,
		    e);
	for (i = 0; rc != -1 && i < x->from.n; i++)
		rc = bulletin_since(w, since, x->from.at[i],
		    BULLETINS_CHECKED, &all, e);
	if (rc == -1)
		return -1;
	for (i = 0; i < all.n; i++)
		if ((rc = deciding_checked(w, all.at[i], e)) != 1)
			return rc;
	*what = arena_printf(work_arena(w), "%zu compared with a second "
	    "source", all.n);
	return all.n > 0;
}

/* A word of "from" is a vendor (any address that its file names) or an
 * address. */
static int
mail_came(struct work *w, int64_t since, const char *from,
    const char **what, struct err *e)
{
	char t[CLOCK_TEXT];
	int64_t at = 0;
	int rc;

	if (from != NULL && strchr(from, '@') == NULL)
		return bulletin_came(w, since, from, what, e);
	if ((rc = work_mail_since(w, from, since, &at, e)) == 1)
		*what = arena_printf(work_arena(w), "a mail, %s",
		    clock_minute(at, t));
	return rc;
}

static int
has_come(struct work *w, const struct step_expect *x, int64_t since,
    const char *from, const char **what, struct err *e)
{
	return x->bulletin ? bulletin_came(w, since, from, what, e) :
	    mail_came(w, since, from, what, e);
}

int
run_expected(struct work *w, const struct cycle *c,
    const struct cycle_step *s, const char **what, struct err *e)
{
	const struct step_expect *x = s->step->own;
	int64_t since = s->begin != 0 ? s->begin : c->opened_at;
	size_t i;
	int rc;

	if (s->begin == 0 && day_at(c->day0, 0, 0) < since)
		since = day_at(c->day0, 0, 0);
	if (x->checked)
		return were_checked(w, x, since, what, e);
	if (x->from.n == 0)
		return has_come(w, x, since, NULL, what, e);
	for (i = 0; i < x->from.n; i++) {
		rc = has_come(w, x, since, x->from.at[i], what, e);
		if (rc != 0)
			return rc;
	}
	return 0;
}
