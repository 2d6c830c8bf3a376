/* SPDX-License-Identifier: ISC */
/* log: the last lines of a deployment's journal. */
#include "handlers/bridge/night.h"

#define LINES_USUAL	20
#define LINES_MAX	100

/* None is next in line; in the morning the night that is over is meant. */
static int
pick_last(struct work *w, struct deployment **d, struct err *e)
{
	struct list some = { 0 };
	int rc = cycle_list(w, DEPLOYMENT_ALIVE | DEPLOYMENT_COMPLETED, &some,
	    e);

	if (rc == 0 && some.n == 0)
		rc = cycle_last_closed(w, d, e);
	return rc == 0 ? cycle_pick(w, NULL, DEPLOYMENT_ALIVE |
	    DEPLOYMENT_COMPLETED, d, e) : rc == -1 ? -1 : 0;
}

static int
parse(struct work *w, const struct words *words, struct deployment **d,
    int *max, struct err *e)
{
	const char *name = NULL;
	long long n = LINES_USUAL;
	size_t i;

	for (i = 0; i < words->n; i++)
		if (!str_number(words->at[i], 1, LINES_MAX, &n)) {
			if (name != NULL)
				return err_set(e, ERR_INPUT, "\"%.80s\" is no "
				    "number from 1 to %d.", words->at[i],
				    LINES_MAX);
			name = words->at[i];
		}
	*max = (int)n;
	if (night_pick(w, name, d, e) == -1)
		return -1;
	return *d == NULL ? pick_last(w, d, e) : 0;
}

static int
run(struct work *w, const struct words *words, struct err *e)
{
	struct model *m = work_model(w), *item;
	struct list lines = { 0 };
	struct deployment *d;
	const char *day = "";
	char t[CLOCK_TEXT];
	size_t i;
	int max = LINES_USUAL;

	if (parse(w, words, &d, &max, e) == -1 ||
	    work_log(w, d->name, max, &lines, e) == -1)
		return -1;
	model_list(m, "lines");
	for (i = 0; i < lines.n; i++) {
		const struct log_line *l = lines.at[i];
		const char *date = arena_str(work_arena(w),
		    clock_date(l->at, t));

		item = model_add(m, "lines");
		/* the date stands only where it changes */
		model_set(item, "day", str_eq_nocase(date, day) ? "" : date);
		model_set(item, "hour", clock_hour(l->at, t));
		model_set(item, "who", cycle_person(w, l->actor));
		model_set(item, "what", l->what);
		day = date;
	}
	model_set(m, "name", d->name);
	return work_answer(w, "log", m, e);
}

const struct command cmd_log = {
	.name = "log",
	.params = "[NAME] [LINES]",
	.help = "Shows the last lines of a deployment's log.",
	.example = "log 10",
	.roles = ROLES_ANY,
	.least = ASSURE_NONE,
	.min = 0,
	.max = 2,
	.run = run,
};
