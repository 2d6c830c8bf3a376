/* SPDX-License-Identifier: ISC */
/* affected ID yes|no [NOTE]: whether a bulletin concerns one's systems. */
#include "handlers/bulletin/released.h"
#include "handlers/bulletin/sources.h"

static int
run(struct work *w, const struct words *words, struct err *e)
{
	const struct person *p = work_actor(w)->person;
	const char *note = words->n > 2 ? words->rest[2] : NULL;
	struct model *m = work_model(w);
	enum relevance before;
	struct bulletin b;
	bool yes = str_eq_nocase(words->at[1], "yes");

	if (bulletin_pick(w, words->at[0], &b, e) == -1)
		return -1;
	if (!yes && !str_eq_nocase(words->at[1], "no"))
		return err_set(e, ERR_INPUT, "\"%s\" is neither yes nor no. "
		    "Say: affected %s yes, or: affected %s no, and what you "
		    "want to add behind it.", words->at[1], words->at[0],
		    words->at[0]);
	if (source_relevance(w, b.id, &before, e) == -1 ||
	    store_exec(work_store(w), e, "INSERT INTO bulletin_answers "
	    "(bulletin, person, team, affected, note, at) VALUES ($1, $2, $3, "
	    "$4, $5, $6) ON CONFLICT (bulletin, person) DO UPDATE SET "
	    "affected = excluded.affected, note = excluded.note, "
	    "at = excluded.at", "issisi", b.id, p->id, p->team, (int64_t)yes,
	    note, work_now(w)) == -1 ||
	    source_answered(w, &b, before, e) == -1 ||
	    work_journal(w, e, b.reference, "%s says: %saffected by %s%s%s",
	    p->id, yes ? "" : "not ", b.shown, note != NULL ? ": " : "",
	    note != NULL ? note : "") == -1)
		return -1;
	model_set(m, "reference", b.shown);
	released_model(w, &b, m);
	model_flag(m, "affected", yes);
	return work_answer(w, "affected", m, e);
}

const struct command cmd_affected = {
	.name = "affected", .params = "ID yes|no [NOTE]",
	.help = "Say whether a bulletin concerns your systems.",
	.example = "affected DSA-5611-1 yes all web servers",
	.roles = ROLES_WORK | ROLE_INFOSEC, .least = ASSURE_NONE,
	.changes = true, .min = 2, .max = WORDS_MAX, .run = run,
};
