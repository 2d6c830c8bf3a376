/* SPDX-License-Identifier: ISC */
/* "ask WHO ...": a question, its answers tracked one by one. */
#include <string.h>

#include "handlers/cycle/ask.h"
#include "handlers/cycle/step.h"

static bool
is_silence(const char *w, size_t i, struct err *e)
{
	static const char *const words[] = { "consent", "applies",
	    "escalate" };
	const char *near;
	size_t k;

	(void)i;
	for (k = 0; k < 3; k++)
		if (strcmp(w, words[k]) == 0)
			return true;
	near = str_nearest(w, words, 3);
	err_set(e, ERR_CONFIG, "consent, applies or escalate%s%s%s",
	    near != NULL ? "; did you mean \"" : "", near != NULL ? near : "",
	    near != NULL ? "\"?" : "");
	return false;
}

static const struct conf_rule rules[] = {
	{ .name = "ask", .params = "WHO ...", .min = 1, .max = 50,
	    .help = "Whom to ask; each of them is to answer. *teams are the "
	    "leads of all teams." },
	{ .name = "question", .params = "NAME", .min = 1, .max = 1,
	    .check = conf_is_name, .help = "What is asked, in a word by which "
	    "it is answered: applicability, results, ...; the step's name "
	    "where missing." },
	{ .name = "text", .params = "TEXT", .min = 1, .max = 1,
	    .help = "The question in a sentence, as the mail has it." },
	{ .name = "silence", .params = "consent|applies|escalate", .min = 1,
	    .max = 1, .check = is_silence, .help = "What it means where "
	    "somebody who was asked does not answer in time: that it is fine, "
	    "that it concerns them, or that somebody must find out." },
	{ .name = "pass", .params = "ANSWER", .min = 1, .max = 2,
	    .help = "The answer that all must give: ok, applicable, no "
	    "objection, ... Where one is another, the step stays open, and "
	    "what is after it waits, until the answer changes or the "
	    "coordinator accepts it (tick STEP REASON). Any answer will do "
	    "where missing." },
	{ .name = NULL },
};

/* One of the two answers that the question has, in any of its forms. */
static int
read_pass(struct arena *a, const struct step *s, struct step_ask *q,
    struct conf_report *r)
{
	const struct conf_node *n = conf_find(s->node, "pass");
	const struct scale *scale = ask_scale_of(q->question);
	const char *said, *rest;

	if (n == NULL)
		return 0;
	said = n->n > 2 ? arena_printf(a, "%s %s", n->words[1].text,
	    n->words[2].text) : n->words[1].text;
	q->pass = ask_read(scale, said, &rest);
	if (q->pass != NULL && *rest == '\0')
		return 0;
	conf_error(r, n, 1, "found \"%.80s\"; expected %s or %s, the answers "
	    "to the question \"%s\"", said, scale->yes, scale->no, q->question);
	return -1;
}

/* An unknown question is answered by yes or no: was another one meant? */
static void
check_question(const struct step *s, struct conf_report *r)
{
	static const char *const known[] = { "applicability", "applicable",
	    "affected", "result", "results", "test", "tests", "objection",
	    "objections", "server", "servers" };
	/* as ask.c has them */
	static const char *const begin[] = { "applicab", "affected", "result",
	    "test", "objection", "server" };
	const struct conf_node *n = conf_find(s->node, "question");
	const char *word = n != NULL ? n->words[1].text : NULL, *near;
	size_t i;

	if (n == NULL)
		return;
	for (i = 0; i < sizeof(begin) / sizeof(begin[0]); i++)
		if (strncmp(word, begin[i], strlen(begin[i])) == 0)
			return;
	near = str_nearest(word, known, sizeof(known) / sizeof(known[0]));
	if (near != NULL)
		conf_warn(r, n, 1, "the question \"%.80s\" is no known one, so "
		    "it is answered by yes or no; did you mean \"%s\"?", word,
		    near);
}

static void *
read_ask(struct arena *a, const struct config *c, struct step *s,
    struct conf_report *r)
{
	struct step_ask *q = arena_alloc(a, sizeof(*q));
	int rc;

	q->question = conf_get(s->node, "question", 1, s->name);
	q->text = conf_get(s->node, "text", 1, NULL);
	check_question(s, r);
	rc = step_add_audience(a, c, conf_find(s->node, "ask"), 1,
	    &s->audience, r);
	if (step_occasion(s, "begin") == NULL)
		rc = step_lacks(s, "at", r);
	if (step_occasion(s, "due") == NULL)
		rc = step_lacks(s, "by", r);
	if (read_pass(a, s, q, r) == -1)
		rc = -1;
	s->silence = conf_get(s->node, "silence", 1, "escalate");
	return rc == 0 ? q : NULL;
}

const struct step_kind step_ask = {
	.name = "ask",
	.help = "Asks each of an audience, reminds the silent, and knows what "
	    "silence means.",
	.does = "asks",
	.rules = rules,
	.read = read_ask,
	.late = LATE_DO,
	.asks = true,
	.occasion = ask_occasion,
	.done = ask_done,
};
