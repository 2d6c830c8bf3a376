/* SPDX-License-Identifier: ISC */
/* document: one version of a document, and its history; by mail as it was
 * sent, too. */
#include <string.h>

#include "handlers/cycle/papers.h"

#define NAME_SHOWN	30	/* bytes of it in a file's name */

/* As a file beside the answer: what a template makes of it in HTML would not be
 * what was sent. */
static int
attach(struct work *w, struct model *m, const struct cycle *c,
    const struct document *d, struct err *e)
{
	struct document sent;
	const char *file;
	bool beside;

	if (document_sent(w, d, &sent, e) == -1)
		return -1;
	file = arena_printf(work_arena(w), "%.40s-%.*s-%lld.html", c->name,
	    NAME_SHOWN, sent.name, (long long)sent.version);
	beside = sent.body.html != NULL && work_attach(w, file, "text/html",
	    span_of(sent.body.html));
	model_set(m, "file", beside ? file : "");
	model_flag(m, "by_mail", sent.body.html != NULL && !beside);
	return 0;
}

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
	return document_model(w, m, &d, e) == -1 ||
	    attach(w, m, c, &d, e) == -1 ? -1 : work_answer(w,
	    "document", m, e);
}

const struct command cmd_document = {
	.name = "document",
	.params = "NAME [VERSION]",
	.help = "Shows a document as it was sent, its amendments, and its "
	    "history. By mail it comes as a file, too, as it looked.",
	.example = "document 2026-11/change 1",
	.roles = ROLES_ANY,
	.least = ASSURE_NONE,
	.min = 1,
	.max = 2,
	.run = run,
};
