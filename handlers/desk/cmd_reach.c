/* SPDX-License-Identifier: ISC */
/* reach: whom mail may not reach, and that somebody is reached again. */
#include "handlers/handler.h"

static int
list_them(struct work *w, struct err *e)
{
	struct model *m = work_model(w), *item;
	struct list all = { 0 };
	const struct unreached *u;
	char t[CLOCK_TEXT];
	size_t i;

	if (work_unreached(w, &all, e) == -1)
		return -1;
	model_list(m, "away");
	model_list(m, "bounced");
	for (i = 0; i < all.n; i++) {
		u = all.at[i];
		item = model_add(m, u->away ? "away" : "bounced");
		model_set(item, "who", u->person != NULL ? u->person->name :
		    NULL);
		model_set(item, "address", u->address);
		model_set(item, "until", clock_date(u->until, t));
		model_set(item, "since", clock_date(u->since, t));
		model_setf(item, "count", "%lld", (long long)u->count);
		model_set(item, "reason", u->reason);
	}
	model_flag(m, "none", all.n == 0);
	return work_answer(w, "reach", m, e);
}

static int
run(struct work *w, const struct words *words, struct err *e)
{
	const char *who = words->at[0];
	const struct person *p;
	struct model *m;
	int rc;

	if (words->n == 0)
		return list_them(w, e);
	if (words->n != 2 || !str_eq_nocase(words->at[1], "again"))
		return err_set(e, ERR_INPUT, "Say \"reach\" to see whom mail "
		    "may not reach, or \"reach %s again\" when it does.", who);
	p = people_find(&work_config(w)->people, who);
	rc = work_reached(w, p, who, e);
	if (rc == 0)
		return err_set(e, ERR_INPUT, "Nothing is noted about %s. "
		    "\"reach\" lists what is.", who);
	if (rc == -1)
		return -1;
	m = work_model(w);
	model_set(m, "who", p != NULL ? p->name : who);
	return work_answer(w, "reached", m, e);
}

const struct command cmd_reach = {
	.name = "reach", .params = "[PERSON|ADDRESS again]",
	.help = "Whom mail may not reach: who is away, which addresses come "
	"back.",
	.example = "reach dan@example.com again",
	.roles = ROLES_RUN | ROLE_INFOSEC | ROLE_LEAD, .least = ASSURE_DOMAIN,
	.changes = true, .min = 0, .max = 2, .run = run,
};
