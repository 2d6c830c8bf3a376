/* SPDX-License-Identifier: ISC */
/* decide BULLETIN VERDICT [for ENVIRONMENT] [until DATE] REASON. */
#include <string.h>

#include "handlers/deciding/standing.h"

#define UNTIL_DAYS_MAX	(5 * 366)
#define UNTIL_HOUR	18	/* of the day that "until" names */

struct verdict {
	const char	*name;
	bool		 until;		/* needs a date */
	bool		 reason;	/* needs a reason */
};
static const struct verdict verdicts[] = {
	{ "go", false, false }, { "no-go", false, true },
	{ "defer", true, true }, { "workaround", false, true },
	{ "done", false, true },
};
#define VERDICTS (sizeof(verdicts) / sizeof(verdicts[0]))

struct wish {
	const struct verdict *verdict;
	const struct policy_environment *environment;	/* NULL: all */
	int64_t		 until;
	const char	*reason;
};

static int
take_verdict(struct work *w, const char *word, struct wish *x, struct err *e)
{
	const char *names[VERDICTS];
	size_t i;

	for (i = 0; i < VERDICTS; i++) {
		names[i] = verdicts[i].name;
		if (str_eq_nocase(word, names[i]))
			x->verdict = &verdicts[i];
	}
	return x->verdict != NULL ? 0 : err_set(e, ERR_INPUT, "\"%.80s\" is "
	    "no decision that I know; expected go, no-go, defer, workaround "
	    "or done%s", word, str_nearest(word, names, VERDICTS) != NULL ?
	    words_nearest(work_arena(w), word, names, VERDICTS) : ".");
}

/* "2026-12-04" or "+10d": that day at UNTIL_HOUR. */
static int
take_until(struct work *w, const char *word, struct wish *x, struct err *e)
{
	day_t today = day_of(work_now(w)), day = today;
	char text[CLOCK_TEXT];
	int64_t t;

	if (word[0] == '+' && clock_parse_span(word + 1, &t) && t % DAY == 0)
		day = today + (day_t)(t / DAY > UNTIL_DAYS_MAX ?
		    UNTIL_DAYS_MAX + 1 : t / DAY);
	else if (strlen(word) == 10 && clock_parse(word, &t))
		day = day_of(t);
	else
		return err_set(e, ERR_INPUT, "\"%.40s\" is no day that I "
		    "understand; write until %s, or until +10d.", word,
		    clock_date(work_now(w) + 10 * DAY, text));
	if (day <= today || day > today + UNTIL_DAYS_MAX)
		return err_set(e, ERR_INPUT, "\"%.40s\" is not between "
		    "tomorrow and %d days from now.", word, UNTIL_DAYS_MAX);
	x->until = day_at(day, UNTIL_HOUR, 0);
	return 0;
}

static int
parse(struct work *w, const struct words *words, struct wish *x,
    struct err *e)
{
	size_t i = 2;

	if (take_verdict(w, words->at[1], x, e) == -1)
		return -1;
	for (; i + 1 < words->n; i += 2) {
		if (str_eq_nocase(words->at[i], "for") &&
		    x->environment == NULL) {
			x->environment = decide_environment(w,
			    words->at[i + 1], e);
			if (x->environment == NULL)
				return -1;
		} else if (str_eq_nocase(words->at[i], "until") &&
		    x->until == 0) {
			if (take_until(w, words->at[i + 1], x, e) == -1)
				return -1;
		} else {
			break;
		}
	}
	x->reason = cycle_rest(w, words, i);
	if (x->verdict->until && x->until == 0)
		return err_set(e, ERR_INPUT, "Until when? Write: decide %s %s "
		    "until +10d REASON.", words->at[0], x->verdict->name);
	if (x->verdict->reason && x->reason == NULL)
		return err_set(e, ERR_INPUT, "Say why: decide %s %s%s%s "
		    "REASON.", words->at[0], x->verdict->name,
		    x->environment != NULL ? " for " : "",
		    x->environment != NULL ? x->environment->name : "");
	return 0;
}

/* A "go" after it was done opens it again; "done" by a person's word ends
 * it. */
static int
follow(struct work *w, const struct bulletin *b, const struct decision *d,
    struct err *e)
{
	if (strcmp(d->verdict, "done") != 0)
		return 0;
	return store_exec(work_store(w), e, "INSERT INTO decide_done "
	    "(bulletin, environment, at, how) VALUES ($1, $2, $3, $4) "
	    "ON CONFLICT (bulletin, environment) DO UPDATE SET "
	    "at = excluded.at, how = excluded.how", "isis", b->id,
	    d->environment, d->at, arena_printf(work_arena(w), "%s says so",
	    decide_who(w, d->person))) == -1 ? -1 : 0;
}

static int
decide_one(struct work *w, const struct bulletin *b,
    const struct standing *s, const struct deadline *due,
    const struct wish *x, struct model *m, struct err *e)
{
	struct decision d = { .bulletin = b->id,
	    .environment = due->environment->name,
	    .verdict = x->verdict->name, .until = x->until,
	    .reason = x->reason, .person = cycle_actor(w),
	    .at = work_now(w), .level = s->level,
	    .assurance = assurance_name(work_actor(w)->assurance) };
	char t[CLOCK_TEXT];

	if (decision_evidence(w, b, s, due, &d.evidence, e) == -1 ||
	    decision_add(w, &d, e) == -1 || follow(w, b, &d, e) == -1 ||
	    cycle_all_facts_changed(w, e) == -1)
		return -1;
	decision_model(w, model_add(m, "decided"), &d);
	return work_journal(w, e, b->reference, "%s: decided %s for %s%s%s%s"
	    "%s (known: %s)", b->shown, d.verdict, d.environment, d.until !=
	    0 ? " until " : "", d.until != 0 ? clock_date(d.until, t) : "",
	    d.reason != NULL ? ": " : "", d.reason != NULL ? d.reason : "",
	    d.evidence);
}

static int
run(struct work *w, const struct words *words, struct err *e)
{
	struct model *m = work_model(w);
	struct standing before, now;
	struct bulletin b;
	struct wish x = { 0 };
	size_t i;

	if (decide_pick(w, words, &b, e) == -1 ||
	    parse(w, words, &x, e) == -1 ||
	    standing_of(w, &b, &before, e) == -1)
		return -1;
	model_list(m, "decided");
	for (i = 0; i < before.dues.n; i++) {
		const struct deadline *d = before.dues.at[i];

		if ((x.environment == NULL || d->environment ==
		    x.environment) && decide_one(w, &b, &before, d, &x, m,
		    e) == -1)
			return -1;
	}
	now = before;
	if (standing_save(w, &b, &now, e) == -1)
		return -1;
	decide_head(w, m, &b, &now);
	model_set(m, "who", work_actor(w)->name);
	if (cycle_room(w, "room-decided", m, e) == -1)
		return -1;
	return work_answer(w, "decided", m, e);
}

const struct command cmd_decide = {
	.name = "decide",
	.params = "BULLETIN go|no-go|defer|workaround|done [for ENVIRONMENT] "
	    "[until DATE] [REASON]",
	.help = "Records what is decided about a bulletin, for one "
	    "environment or all, with what is known at the time.",
	.example = "decide EXS-2026-11 defer for production until 2026-12-11 "
	    "the ERP cannot print with it",
	.roles = ROLES_RUN | ROLE_INFOSEC | ROLE_APPROVER,
	.least = ASSURE_CHAT,
	.changes = true,
	.min = 2,
	.max = WORDS_MAX,
	.run = run,
};
