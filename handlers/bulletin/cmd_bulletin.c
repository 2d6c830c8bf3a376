/* SPDX-License-Identifier: ISC */
/* bulletin ID [facts]: one bulletin with all that is known of it, or where in
 * its mail that was read. */
#include "handlers/bulletin/bulletin.h"
#include "handlers/deciding/deciding.h"

static int
set_answers(struct work *w, const struct bulletin *b, struct model *m,
    struct err *e)
{
	struct rows *r = store_query(work_store(w), "SELECT person, team, "
	    "affected, note FROM bulletin_answers WHERE bulletin = $1 "
	    "ORDER BY at", "i", b->id);
	const struct people *p = &work_config(w)->people;
	const struct person *who;
	struct model *item;
	int rc;

	model_list(m, "answers");
	while ((rc = rows_next(r, e)) == 1) {
		who = people_by_id(p, rows_text(r, 0));
		item = model_add(m, "answers");
		model_set(item, "who", who != NULL ? who->name :
		    rows_text(r, 0));
		model_set(item, "team", rows_text(r, 1));
		model_flag(item, "affected", rows_int(r, 2) != 0);
		model_set(item, "note", rows_text(r, 3));
	}
	rows_end(r);
	return rc;
}

static int
run(struct work *w, const struct words *words, struct err *e)
{
	struct model *m = work_model(w);
	struct bulletin b;

	if (bulletin_pick(w, words->at[0], &b, e) == -1)
		return -1;
	if (words->n == 2) {
		if (!str_eq_nocase(words->at[1], "facts"))
			return err_set(e, ERR_INPUT, "\"%s\" is nothing "
			    "that I know of a bulletin; say \"bulletin %s "
			    "facts\" for where each fact was read.",
			    words->at[1], words->at[0]);
		return bulletin_places(w, &b, m, e) == -1 ? -1 :
		    work_answer(w, "bulletin-facts", m, e);
	}
	bulletin_model(w, &b, m);
	if (deciding_model(w, &b, m, e) == -1 ||
	    set_answers(w, &b, m, e) == -1)
		return -1;
	return work_answer(w, "bulletin", m, e);
}

const struct command cmd_bulletin = {
	.name = "bulletin", .params = "ID [facts]",
	.help = "What one bulletin says, and who is affected; with \"facts\", "
	    "where in its mail each fact was read.",
	.example = "bulletin DSA-5611-1",
	.roles = ROLES_ANY, .least = ASSURE_NONE, .min = 1, .max = 2,
	.run = run,
};
