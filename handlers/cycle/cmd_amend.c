/* SPDX-License-Identifier: ISC */
/* amend: something is added to a document; what stands in it stays. */
#include <string.h>

#include "handlers/cycle/papers.h"
#include "handlers/cycle/request.h"

static int
run(struct work *w, const struct words *words, struct err *e)
{
	struct model *m = work_model(w);
	const char *text = cycle_rest(w, words, 1);
	const struct cycle_step *s;
	struct document d = { 0 };
	struct cycle *c;
	int64_t version;
	bool asked;

	if (papers_pick(w, words->at[0], &c, &d, e) == -1)
		return -1;
	if (text == NULL)
		return err_set(e, ERR_INPUT, "What is to be added? Write amend "
		    "%s/%s TEXT.", c->name, d.name);
	/* who approves a change request approves what is added to it */
	s = run_step(c, d.name);
	asked = c->state == CYCLE_OPEN && s != NULL &&
	    strcmp(s->kind, "approve") == 0 && s->begun_at != 0 &&
	    (s->state & (STEP_OPEN | STEP_DONE)) != 0;
	if (document_amend(w, c->id, d.name, text, &version, e) == -1 ||
	    (asked && request_later(w, c, e) == -1) ||
	    work_journal(w, e, c->name, "%s: amended, version %lld: %s",
	    d.name, (long long)version, text) == -1)
		return -1;
	run_model(w, m, c, NULL);
	model_set(m, "document", d.name);
	model_setf(m, "version", "%lld", (long long)version);
	model_set(m, "text", text);
	model_flag(m, "asked", asked);
	return work_answer(w, "amend", m, e);
}

const struct command cmd_amend = {
	.name = "amend",
	.params = "NAME TEXT",
	.help = "Adds an amendment to a document; it gets the next version.",
	.example = "amend 2026-11/change the second disk is exchanged too",
	.roles = ROLES_RUN | ROLE_LEAD | ROLE_APPROVER | ROLE_INFOSEC,
	.least = ASSURE_DOMAIN,
	.changes = true,
	.min = 1,
	.max = WORDS_MAX,
	.run = run,
};
