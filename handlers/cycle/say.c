/* SPDX-License-Identifier: ISC */
/* What people write in commands, and what is said back; see cycle.h. */
#include <string.h>

#include "handlers/cycle/deployment.h"

const char *
cycle_lower(struct arena *a, const char *s)
{
	char *copy = arena_str(a, s), *p;

	for (p = copy; *p != '\0'; p++)
		*p = ascii_lower(*p);
	return copy;
}

const char *
cycle_join(struct arena *a, const struct list *l, const char *between)
{
	struct buf b = { 0 };
	const char *joined;
	size_t i;

	for (i = 0; i < l->n; i++)
		buf_addf(&b, "%s%s", i > 0 ? between : "",
		    (const char *)l->at[i]);
	joined = arena_str(a, buf_str(&b));
	buf_free(&b);
	return joined;
}

const char *
cycle_text(struct arena *a, const char *s)
{
	struct span t = span_trim(span_of(s));
	char *copy, *p;

	if (t.n >= 2 && t.p[0] == '"' && t.p[t.n - 1] == '"' &&
	    memchr(t.p + 1, '"', t.n - 2) == NULL) {
		t.p++;
		t.n -= 2;
	}
	if (t.n > CYCLE_TEXT_MAX)
		for (t.n = CYCLE_TEXT_MAX; t.n > 0 &&
		    ((unsigned char)t.p[t.n] & 0xc0) == 0x80; t.n--)
			;
	copy = arena_strn(a, t.p, t.n);
	for (p = copy; *p != '\0'; p++)
		if ((unsigned char)*p < 0x20)
			*p = ' ';
	return copy;
}

const char *
cycle_rest(struct work *w, const struct words *words, size_t i)
{
	const char *s = i < words->n ? cycle_text(work_arena(w),
	    words->rest[i]) : "";

	return s[0] != '\0' ? s : NULL;
}

/* --- what people write ------------------------------------------------ */

static bool
letter_or_digit(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9');
}

static int
name_letters(const char *name, struct err *e)
{
	size_t i;

	for (i = 0; name[i] != '\0'; i++)
		if (!letter_or_digit(name[i]) &&
		    (i == 0 || strchr("._-", name[i]) == NULL))
			return err_set(e, ERR_INPUT, "\"%.80s\" cannot be a "
			    "name: letters and digits, and behind the first "
			    "one \".\", \"_\" and \"-\" (for example "
			    "erp-december).", name);
	if (i == 0 || i > DEPLOYMENT_NAME_MAX)
		return err_set(e, ERR_INPUT, "A name has 1 to %d letters; "
		    "this one has %zu.", DEPLOYMENT_NAME_MAX, i);
	return 0;
}

int
cycle_check_name(struct work *w, const char *name, struct err *e)
{
	static const char *const taken[] = { "mine", "load", "anyway", "for",
	    "again", "scheduled", "update", "completed", "cancelled", "moved",
	    "servers", "systems", "bulletins", "tasks", "all" };
	long long number;
	int64_t span;
	size_t i;

	if (name_letters(name, e) == -1)
		return -1;
	for (i = 0; i < sizeof(taken) / sizeof(taken[0]); i++)
		if (str_eq_nocase(name, taken[i]))
			return err_set(e, ERR_INPUT, "\"%s\" has a meaning in "
			    "commands; choose another name.", name);
	if (str_number(name, 0, INT64_MAX, &number) ||
	    clock_parse_span(name, &span))
		return err_set(e, ERR_INPUT, "\"%s\" would be taken for a "
		    "number or a length of time; choose another name.", name);
	if (people_team(&work_config(w)->people, name) != NULL)
		return err_set(e, ERR_INPUT, "\"%s\" is a team; choose "
		    "another name.", name);
	return 0;
}

static int
lies_ahead(struct work *w, int64_t at, struct err *e)
{
	char t[CLOCK_TEXT];

	if (at <= work_now(w))
		return err_set(e, ERR_INPUT, "%s has passed; a deployment "
		    "starts in the future.", clock_long(at, t));
	if (at > work_now(w) + DEPLOYMENT_AHEAD_MAX)
		return err_set(e, ERR_INPUT, "%s is more than two years "
		    "ahead; is the year right?", clock_long(at, t));
	return 0;
}

int
cycle_parse_start(struct work *w, const struct words *words, size_t i,
    int64_t *start, size_t *used, struct err *e)
{
	const char *date = i < words->n ? words->at[i] : "";
	const char *both = date;
	char t[CLOCK_TEXT];

	*used = 1;
	if (strlen(date) == 10 && i + 1 < words->n) {
		both = arena_printf(work_arena(w), "%s %s", date,
		    words->at[i + 1]);
		*used = 2;
	}
	if (strlen(both) < 16 || both[0] == '@' || !clock_parse(both, start))
		return err_set(e, ERR_INPUT, "\"%.80s\" is no start that I "
		    "understand; write it like %s 21:30 (local time) or "
		    "2026-12-01T21:30:00+01:00.", both,
		    clock_date(work_now(w) + 7 * DAY, t));
	return lies_ahead(w, *start, e);
}

/* "+1d", "-2h": so much later or earlier than it was; whole days at the same
 * hour. */
static bool
parse_shift(const char *word, int64_t old, int64_t *at)
{
	int64_t span, sign = word[0] == '-' ? -1 : 1;

	if ((word[0] != '+' && word[0] != '-') ||
	    !clock_parse_span(word + 1, &span) ||
	    span > DEPLOYMENT_AHEAD_MAX)
		return false;
	*at = span % DAY == 0 ? clock_add_days(old, (int)(sign * (span /
	    DAY))) : old + sign * span;
	return true;
}

int
cycle_parse_when(struct work *w, const struct words *words, size_t i,
    int64_t old, int64_t *at, size_t *used, struct err *e)
{
	const char *word = i < words->n ? words->at[i] : "";
	const char *next = i + 1 < words->n ? words->at[i + 1] : "";
	struct tm day, hour;
	char t[CLOCK_TEXT];
	int64_t d;

	*used = 1;
	if (parse_shift(word, old, at))
		return lies_ahead(w, *at, e);
	if (strlen(word) == 10 && clock_parse(word, &d) &&
	    strchr(next, ':') == NULL) {
		clock_local(d, &day);
		clock_local(old, &hour);
		*at = clock_at(day.tm_year + 1900, day.tm_mon + 1,
		    day.tm_mday, hour.tm_hour, hour.tm_min);
		return lies_ahead(w, *at, e);
	}
	if (cycle_parse_start(w, words, i, at, used, NULL) == 0)
		return 0;
	if (strlen(word) == 10 || strlen(word) > 15)
		return cycle_parse_start(w, words, i, at, used, e);
	return err_set(e, ERR_INPUT, "\"%.80s\" is no start that I "
	    "understand; write it like %s 21:30 (local time), a date alone "
	    "(the hour stays), or +1d (a day later).", word,
	    clock_date(work_now(w) + 7 * DAY, t));
}

int
cycle_parse_length(const char *word, int64_t *seconds, struct err *e)
{
	if (!clock_parse_span(word, seconds))
		return err_set(e, ERR_INPUT, "\"%.80s\" is no length of time; "
		    "write it like 3h30m or 90m.", word);
	if (*seconds < DEPLOYMENT_MIN || *seconds > DEPLOYMENT_MAX)
		return err_set(e, ERR_INPUT, "%.40s is not between 5 minutes "
		    "and 7 days.", word);
	return 0;
}

/* --- what is said ----------------------------------------------------- */

const char *
cycle_when(struct work *w, int64_t t)
{
	int64_t away = t - work_now(w);
	char text[CLOCK_TEXT];
	struct tm tm;

	if (away > -12 * HOUR && away < 12 * HOUR)
		return arena_str(work_arena(w), clock_hour(t, text));
	clock_local(t, &tm);
	strftime(text, sizeof(text), "%a %-d %b %H:%M", &tm);
	return arena_str(work_arena(w), text);
}

const char *
cycle_took(struct work *w, int64_t from, int64_t to)
{
	char t[CLOCK_TEXT];

	if (from == 0 || to - from < MINUTE)
		return "";
	return arena_str(work_arena(w), clock_span((to - from) / MINUTE *
	    MINUTE, t));
}

const char *
cycle_person(struct work *w, const char *id)
{
	const struct person *p = people_by_id(&work_config(w)->people, id);

	return p != NULL ? p->name : id;
}

const char *
cycle_actor(struct work *w)
{
	const struct actor *a = work_actor(w);

	return a->person != NULL ? a->person->id : a->name;
}

int
cycle_room(struct work *w, const char *template, const struct model *m,
    struct err *e)
{
	if (work_actor(w)->channel == CHANNEL_ROOM)
		return 0;
	return work_room(w, template, m, e);
}

void
cycle_model(struct model *m, struct work *w, const struct deployment *d)
{
	struct arena *a = work_arena(w);
	char t[CLOCK_TEXT];

	model_set(m, "name", d->name);
	model_set(m, "environment", d->environment);
	model_set(m, "state", deployment_state_name(d->state));
	model_set(m, "start", clock_long(d->start, t));
	model_set(m, "end", clock_long(d->end, t));
	model_set(m, "start_hour", clock_hour(d->start, t));
	model_set(m, "end_hour", clock_end(d->start, d->end, t));
	model_set(m, "duration", clock_span(d->end - d->start, t));
	model_set(m, "servers", cycle_join(a, &d->servers, ", "));
	model_set(m, "systems", cycle_join(a, &d->systems, ", "));
	model_set(m, "bulletins", cycle_join(a, &d->bulletins, ", "));
}
