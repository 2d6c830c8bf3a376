/* SPDX-License-Identifier: ISC */
/* type BULLETIN TYPE|CLASS ...: what kind of patch it is, and for what. */
#include <string.h>

#include "handlers/deciding/standing.h"

static const char *
word_in(const char *const *words, const char *word)
{
	for (; *words != NULL; words++)
		if (str_eq_nocase(*words, word))
			return *words;
	return NULL;
}

static int
unknown(struct work *w, const char *word, struct err *e)
{
	const char *known[32];
	struct list all = { 0 };
	size_t i, n = 0;

	for (i = 0; deciding_types[i] != NULL; i++)
		known[n++] = deciding_types[i];
	for (i = 0; deciding_classes[i] != NULL; i++)
		known[n++] = deciding_classes[i];
	for (i = 0; i < n; i++)
		list_add_in(work_arena(w), &all, arena_str(work_arena(w),
		    known[i]));
	return err_set(e, ERR_INPUT, "\"%.80s\" is neither a type nor a class"
	    "%s Known are: %s.", word, str_nearest(word, known, n) != NULL ?
	    words_nearest(work_arena(w), word, known, n) : ".",
	    cycle_join(work_arena(w), &all, ", "));
}

/* Each word is one or the other. */
static int
parse(struct work *w, const struct words *words, struct standing *s,
    struct err *e)
{
	const char *type, *class;
	size_t i;

	for (i = 1; i < words->n; i++) {
		type = word_in(deciding_types, words->at[i]);
		class = word_in(deciding_classes, words->at[i]);
		if (type == NULL && class == NULL)
			return unknown(w, words->at[i], e);
		s->type = type != NULL ? type : s->type;
		s->class = class != NULL ? class : s->class;
	}
	s->typed_by = cycle_actor(w);
	return 0;
}

static int
run(struct work *w, const struct words *words, struct err *e)
{
	struct model *m = work_model(w);
	struct standing s;
	struct bulletin b;

	if (decide_pick(w, words, &b, e) == -1 ||
	    standing_of(w, &b, &s, e) == -1 || parse(w, words, &s, e) == -1)
		return -1;
	if (work_journal(w, e, b.reference, "%s: it is %s%s%s", b.shown,
	    s.type != NULL ? s.type : "of a type that is not stated",
	    s.class != NULL ? ", for the class " : "", s.class != NULL ?
	    s.class : "") == -1 || standing_save(w, &b, &s, e) == -1 ||
	    cycle_reconsider(w, e) == -1 ||
	    deciding_model(w, &b, m, e) == -1)
		return -1;
	model_set(m, "reference", b.shown);
	return work_answer(w, "type", m, e);
}

const struct command cmd_type = {
	.name = "type",
	.params = "BULLETIN TYPE|CLASS ...",
	.help = "Says what kind of patch a bulletin announces "
	    "(security-patch, hotfix, service-pack, ...), and for what "
	    "(server, network, ...).",
	.example = "type EXS-2026-11 rollup server",
	.roles = ROLES_RUN | ROLE_INFOSEC,
	.least = ASSURE_DOMAIN,
	.changes = true,
	.min = 2,
	.max = 3,
	.run = run,
};
