/* SPDX-License-Identifier: ISC */
/* crosscheck BULLETIN SOURCE [NOTE]: it was compared with a second source. */
#include <string.h>

#include "handlers/deciding/standing.h"

#define SOURCE_MAX	100	/* bytes of its name */

static int
run(struct work *w, const struct words *words, struct err *e)
{
	const char *note = cycle_rest(w, words, 2), *source = words->at[1];
	struct model *m = work_model(w);
	struct bulletin b;

	if (decide_pick(w, words, &b, e) == -1)
		return -1;
	if (str_eq_nocase(source, b.vendor))
		return err_set(e, ERR_INPUT, "%s is where it came from; name "
		    "the second source: a page, a list, the vendor's account "
		    "manager.", source);
	if (strlen(source) > SOURCE_MAX)
		return err_set(e, ERR_LIMIT, "The source is longer than %d "
		    "bytes; give it a shorter name, and put the rest behind "
		    "it.", SOURCE_MAX);
	if (store_exec(work_store(w), e, "INSERT INTO decide_checks "
	    "(bulletin, source, note, person, at) VALUES ($1, $2, $3, $4, $5) "
	    "ON CONFLICT (bulletin, source) DO UPDATE SET "
	    "note = excluded.note, person = excluded.person, "
	    "at = excluded.at", "isssi", b.id, cycle_lower(work_arena(w),
	    source), note, cycle_actor(w), work_now(w)) == -1 ||
	    work_journal(w, e, b.reference, "%s: compared with %s%s%s",
	    b.shown, source, note != NULL ? ": " : "", note != NULL ? note :
	    "") == -1 || cycle_reconsider(w, e) == -1)
		return -1;
	model_set(m, "reference", b.shown);
	model_set(m, "source", source);
	model_set(m, "note", note);
	return work_answer(w, "crosscheck", m, e);
}

const struct command cmd_crosscheck = {
	.name = "crosscheck",
	.params = "BULLETIN SOURCE [NOTE]",
	.help = "Notes that you compared a bulletin with a second source.",
	.example = "crosscheck EXS-2026-11 account-manager confirmed by "
	    "telephone",
	.roles = ROLES_WORK | ROLE_INFOSEC,
	.least = ASSURE_DOMAIN,
	.changes = true,
	.min = 2,
	.max = WORDS_MAX,
	.run = run,
};
