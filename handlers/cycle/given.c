/* SPDX-License-Identifier: ISC */
/* The same answer once more; see given.h. */
#include "handlers/cycle/given.h"

#include <string.h>

bool
given_before(const struct given *x, const char *answer, const char *text)
{
	return x->answer != NULL && strcmp(x->answer, answer) == 0 &&
	    (text[0] == '\0' || (x->note != NULL &&
	    strcmp(x->note, text) == 0));
}

int
given_tell(struct work *w, const struct cycle *c, const struct cycle_step *s,
    const struct given *x, struct err *e)
{
	struct model *m = work_model(w);

	run_model(w, m, c, s);
	model_set(m, "who", x->who);
	model_set(m, "answer", x->answer);
	model_set(m, "text", x->note);
	model_set(m, "said", cycle_when(w, x->at));
	return work_answer(w, "answer-same", m, e);
}
