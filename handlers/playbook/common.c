/* SPDX-License-Identifier: ISC */
/* What all steps share: their table, and what the kinds read with; see
 * playbook.h. */
#include <string.h>

#include "handlers/playbook/parts.h"

#define WORDS_OF_MOMENT	12		/* more stand in none */
#define ESCALATIONS_MAX	20
#define AFTER_MAX	50

bool
step_is_name(const char *w, size_t i, struct err *e)
{
	static const char *const taken[] = { "day", "end", "next", "last",
	    "of", "month" };
	size_t k;

	if (!conf_is_name(w, i, e))
		return false;
	if (ascii_is_digit(w[0])) {
		err_set(e, ERR_CONFIG, "a name that begins with a letter");
		return false;
	}
	for (k = 0; k < sizeof(taken) / sizeof(taken[0]); k++)
		if (strcmp(w, taken[k]) == 0) {
			err_set(e, ERR_CONFIG, "another name: that word "
			    "belongs to moments");
			return false;
		}
	return true;
}

static bool
is_late(const char *w, size_t i, struct err *e)
{
	(void)i;
	if (strcmp(w, "do") == 0 || strcmp(w, "skip") == 0)
		return true;
	err_set(e, ERR_CONFIG, "\"do\" or \"skip\"");
	return false;
}

static bool
is_month(const char *w, size_t i, struct err *e)
{
	(void)i;
	if (words_month(w) != 0)
		return true;
	err_set(e, ERR_CONFIG, "a month: 1 to 12, or jan to dec");
	return false;
}

static bool
is_escalation(const char *w, size_t i, struct err *e)
{
	if (i % 2 == 0 || conf_is_span(w, i, e))
		return true;
	err_set(e, ERR_CONFIG, "LENGTH WHO, as in 2h lead");
	return false;
}

const struct conf_rule step_common[] = {
	{ .name = "title", .params = "TEXT", .min = 1, .max = 1,
	    .help = "Its name for people; the step's name where missing." },
	{ .name = "at", .params = "MOMENT", .min = 1, .max = WORDS_OF_MOMENT,
	    .help = "When it begins." },
	{ .name = "by", .params = "MOMENT", .min = 1, .max = WORDS_OF_MOMENT,
	    .help = "When it is due. Where \"at\" stands too, an offset or a "
	    "time alone counts from there." },
	{ .name = "owner", .params = "WHO", .min = 1, .max = 1,
	    .help = "Whose it is: a person, team, role or audience; the "
	    "coordinator where missing." },
	{ .name = "after", .params = "STEP ...", .min = 1, .max = AFTER_MAX,
	    .flags = CONF_MANY, .help = "What must be done before it begins: "
	    "where that is not so at its time, it waits." },
	{ .name = "when", .params = "severity|vendor|kind|class "
	    "=|!=|>=|<= VALUE", .min = 3, .max = 3, .flags = CONF_MANY,
	    .help = "It takes place "
	    "only where one of the cycle's bulletins is such; where it stands "
	    "several times, one bulletin must fit all." },
	{ .name = "months", .params = "MONTH ...", .min = 1, .max = 12,
	    .check = is_month, .help = "It takes place in cycles of these "
	    "months only: 1 to 12, or jan to dec." },
	{ .name = "template", .params = "NAME", .min = 1, .max = 1,
	    .check = conf_is_name, .help = "What is sent, in place of the "
	    "kind's own template." },
	{ .name = "remind", .params = "MOMENT ...", .min = 1, .max = 40,
	    .help = "When those are reminded who have not answered or done "
	    "it: offsets count from when it is due (or, of a meeting and a "
	    "stage, begins): \"remind -24h -2h\"." },
	{ .name = "escalate", .params = "LENGTH WHO ...", .min = 2,
	    .max = (size_t)2 * ESCALATIONS_MAX, .check = is_escalation,
	    .help = "Who is told where it is not done so long after it was "
	    "due: the person (who should have), the secondary, the lead (of "
	    "that person's team), or whom any other word means." },
	{ .name = "late", .params = "do|skip", .min = 1, .max = 1,
	    .check = is_late, .help = "What becomes of it where patchbot was "
	    "down at its time: it is done and says that it is late, or is "
	    "left out and that is said." },
	{ .name = NULL },
};

/* --- what the kinds use -------------------------------------------------- */

const struct occasion *
step_occasion(const struct step *s, const char *what)
{
	const struct occasion *o;
	size_t i;

	for (i = 0; i < s->occasions.n; i++) {
		o = s->occasions.at[i];
		if (strcmp(o->what, what) == 0)
			return o;
	}
	return NULL;
}

void
step_add_occasion(struct arena *a, struct step *s, const char *what,
    const struct moment *m, enum late_rule late)
{
	struct occasion *o = arena_alloc(a, sizeof(*o));
	size_t i, to = s->occasions.n;

	*o = (struct occasion){ .what = what, .when = *m, .late = late };
	list_add_in(a, &s->occasions, o);
	if (strcmp(what, "begin") == 0)
		to = 0;
	else if (strcmp(what, "due") == 0)
		to = step_occasion(s, "begin") != NULL;
	for (i = s->occasions.n - 1; i > to; i--)
		s->occasions.at[i] = s->occasions.at[i - 1];
	s->occasions.at[i] = o;
}

int
step_add_occasions(struct arena *a, struct step *s, const char *directive,
    enum moment_base base, const char *what, enum late_rule late,
    struct conf_report *r)
{
	const struct conf_node *n = conf_find(s->node, directive);
	struct moment m;
	size_t i = 1;

	while (n != NULL && i < n->n) {
		if (moment_read(a, n, &i, base, &m, r) == -1)
			return -1;
		step_add_occasion(a, s, what, &m, late);
	}
	return 0;
}

int
step_add_audience(struct arena *a, const struct config *c,
    const struct conf_node *n, size_t i, struct list *out,
    struct conf_report *r)
{
	int rc = 0;

	for (; n != NULL && i < n->n; i++) {
		if (audience_check(a, c, n, i, r) == -1)
			rc = -1;
		list_add_in(a, out, arena_str(a, n->words[i].text));
	}
	return rc;
}

int64_t
step_span(const struct step *s, const char *directive, int64_t min,
    int64_t max, int64_t def, struct conf_report *r)
{
	const struct conf_node *n = conf_find(s->node, directive);
	char least[CLOCK_TEXT], most[CLOCK_TEXT];
	int64_t length = def;

	if (n == NULL || !clock_parse_span(n->words[1].text, &length) ||
	    (length >= min && length <= max))
		return length;
	conf_error(r, n, 1, "found \"%.80s\"; expected a length from %s to %s",
	    n->words[1].text, clock_span(min, least), clock_span(max, most));
	return -1;
}

int
step_lacks(const struct step *s, const char *directive, struct conf_report *r)
{
	static const struct { const char *name, *usage; } known[] = {
		{ "at", "at MOMENT" }, { "by", "by MOMENT" },
		{ "for", "for LENGTH" }, { "invite", "invite WHO ..." },
	};
	const char *usage = directive;
	size_t i;

	/* what stands there was wrong, and that was said */
	if (conf_find(s->node, directive) != NULL)
		return -1;
	for (i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (strcmp(known[i].name, directive) == 0)
			usage = known[i].usage;
	conf_error(r, s->node, 1, "\"%s\" lacks \"%s\": %s needs it", s->name,
	    usage, s->kind->name);
	return -1;
}
