/* SPDX-License-Identifier: ISC */
/* Which bulletins belong to a cycle, and what "when" says of them. */
#include <string.h>

#include "handlers/bulletin/bulletin.h"
#include "handlers/cycle/running.h"
#include "handlers/deciding/deciding.h"

#define BULLETINS_MAX	500	/* of one cycle that are looked at */
#define DECLARED_BACK	(7 * DAY)	/* an emergency's bulletins are from
					 * this long before it on */

int64_t
run_since(struct work *w, const struct cycle *c, struct err *e)
{
	int64_t before = 0;
	int rc;

	if (c->declared)
		return day_at(c->day0, 0, 0) - DECLARED_BACK;
	/* what came on the last cycle's release day was for that one */
	rc = store_int(work_store(w), e, &before, "SELECT MAX(day0) FROM "
	    "cycles WHERE playbook = $1 AND declared = 0 AND day0 < $2", "si",
	    c->playbook_name, (int64_t)c->day0);
	if (rc == -1)
		return -1;
	return rc == 1 ? day_at((day_t)before + 1, 0, 0) :
	    day_at(c->day0 - 31, 0, 0);
}

int64_t
run_until(const struct cycle *c)
{
	day_t next;

	return !c->declared && c->playbook != NULL &&
	    playbook_release(c->playbook, c->day0 + 1, &next) == 1 ?
	    day_at(next, 0, 0) : INT64_MAX;
}

static bool
compare(const char *operator, int64_t difference)
{
	return strcmp(operator, "=") == 0 ? difference == 0 :
	    strcmp(operator, "!=") == 0 ? difference != 0 :
	    strcmp(operator, ">=") == 0 ? difference >= 0 : difference <= 0;
}

static uint32_t
severity_of(const char *word)
{
	uint32_t s;

	for (s = SEVERITY_CRITICAL; s > SEVERITY_NOT_STATED; s--)
		if (str_eq_nocase(word, site_severity_name(s)))
			break;
	return s;
}

/* "security-patch" is how "security patch" is written in one word. */
static bool
same_kind(const char *word, const char *kind)
{
	size_t i;

	for (i = 0; word[i] != '\0' && kind[i] != '\0'; i++)
		if (ascii_lower(word[i]) != kind[i] &&
		    !(word[i] == '-' && kind[i] == ' '))
			return false;
	return word[i] == '\0' && kind[i] == '\0';
}

/* What is known of a bulletin, as somebody said or decided. */
struct known {
	const struct bulletin *b;
	uint32_t	 level;
	const char	*type, *class;
};

static bool
severity_holds(const struct condition *q, const struct known *k)
{
	return compare(q->operator, (int64_t)k->level -
	    severity_of(q->value));
}

static bool
vendor_holds(const struct condition *q, const struct known *k)
{
	return compare(q->operator, str_eq_nocase(k->b->vendor, q->value) ?
	    0 : 1);
}

static bool
kind_holds(const struct condition *q, const struct known *k)
{
	return compare(q->operator, same_kind(q->value, k->type != NULL ?
	    k->type : bulletin_kind_name(k->b->facts->kind)) ? 0 : 1);
}

static bool
class_holds(const struct condition *q, const struct known *k)
{
	return compare(q->operator, k->class != NULL &&
	    str_eq_nocase(k->class, q->value) ? 0 : 1);
}

static const struct {
	const char	*fact;
	bool		(*holds)(const struct condition *q,
			    const struct known *k);
} facts[] = {
	{ "severity", severity_holds }, { "vendor", vendor_holds },
	{ "kind", kind_holds }, { "class", class_holds },
};

static int
all_hold(struct work *w, const struct list *conditions,
    const struct bulletin *b, struct err *e)
{
	struct known k = { .b = b };
	size_t i, f;

	if (deciding_level(w, b, &k.level, e) == -1 ||
	    deciding_type(w, b, &k.type, &k.class, e) == -1)
		return -1;
	for (i = 0; i < conditions->n; i++) {
		const struct condition *q = conditions->at[i];

		for (f = 0; f + 1 < sizeof(facts) / sizeof(facts[0]) &&
		    strcmp(facts[f].fact, q->fact) != 0; )
			f++;
		if (!facts[f].holds(q, &k))
			return 0;
	}
	return 1;
}

int
run_holds(struct work *w, const struct cycle_step *s,
    const struct bulletin *b, struct err *e)
{
	if (s->step == NULL || s->step->conditions.n == 0)
		return 1;
	return all_hold(w, &s->step->conditions, b, e);
}

int
run_conditions(struct work *w, const struct cycle *c,
    const struct cycle_step *s, struct err *e)
{
	struct list bulletins = { 0 };
	int64_t since;
	size_t i;
	int rc;

	if (s->step == NULL || s->step->conditions.n == 0)
		return 1;
	if ((since = run_since(w, c, e)) == -1 || bulletin_about(w, since,
	    c->reason, BULLETINS_MAX, &bulletins, e) == -1)
		return -1;
	for (i = 0; i < bulletins.n; i++)
		if ((rc = all_hold(w, &s->step->conditions,
		    bulletins.at[i], e)) != 0)
			return rc;
	return 0;
}
