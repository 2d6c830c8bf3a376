/* SPDX-License-Identifier: ISC */
/* document: one version of a document, and its history. */
#include "handlers/cycle/papers.h"

static int
run(struct work *w, const struct words *words, struct err *e)
{
	struct model *m = work_model(w);
	struct document d = { 0 };
	struct cycle *c;
	long long version = 0;
	int64_t last;
	int rc;

	if (papers_pick(w, words->at[0], &c, &d, e) == -1)
		return -1;
	last = d.version;
	if (words->n > 1 && (!str_number(words->at[1], 1, last, &version) ||
	    (rc = document_get(w, c->id, d.name, version, &d, e)) != 1))
		return err_set(e, ERR_INPUT, "\"%.40s\" is no version of "
		    "%s/%s; they have the numbers 1 to %lld.", words->at[1],
		    c->name, d.name, (long long)last);
	run_model(w, m, c, NULL);
	return document_model(w, m, &d, e) == -1 ? -1 :
	    work_answer(w, "document", m, e);
}

const struct command cmd_document = {
	.name = "document",
	.params = "NAME [VERSION]",
	.help = "Shows a document as it was sent, its amendments, and its "
	    "history.",
	.example = "document 2026-11/change 1",
	.roles = ROLES_ANY,
	.least = ASSURE_NONE,
	.min = 1,
	.max = 2,
	.run = run,
};
