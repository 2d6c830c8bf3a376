/* SPDX-License-Identifier: ISC */
/*
 * A reply to a bulletin's summary, which asks whether the bulletin concerns a
 * team: its first words are the answer, as with a question of a cycle.
 */
#include "handlers/bulletin/bulletin.h"
#include "handlers/cycle/ask.h"
#include "handlers/cycle/on_answer.h"

/* The bulletin of the first word that is the id of its thread: 1, 0, -1. */
static int
of_ids(struct work *w, const char *ids, struct bulletin *b, struct err *e)
{
	struct span rest = span_of(ids != NULL ? ids : ""), id;
	int rc = 0;

	while (rc == 0 && span_word(&rest, &id))
		rc = bulletin_of_thread(w, id, b, e);
	return rc;
}

/* Other letters of the thread tell and ask nothing: what is written below them
 * is no answer.  A summary came of one of the bulletin's mails: 1, 0, -1. */
static int
is_summary(struct work *w, const char *id, const struct bulletin *b,
    struct err *e)
{
	int64_t n = 0;

	if (id == NULL)
		return 0;
	if (work_is_thread(w, span_trim(span_of(id)), bulletin_thread(w,
	    b->vendor, b->reference)))
		return 1;
	if (store_int(work_store(w), e, &n, "SELECT COUNT(*) FROM outbox "
	    "JOIN bulletin_mails ON inbox = cause WHERE unique_name = $1 "
	    "AND bulletin = $2", "si", id, b->id) == -1)
		return -1;
	return n > 0;
}

static void
take(struct work *w, const struct bulletin *b, const struct list *lines)
{
	const struct scale *scale = ask_scale_of("applicable");
	const char *text = answer_lines(w, lines), *rest = "", *answer;
	struct span first = span_of(lines->at[0]), word;

	/* somebody who writes a whole command means it; "yes" is none */
	if (span_word(&first, &word) && command_find(arena_strn(
	    work_arena(w), word.p, word.n)) != NULL)
		return;
	if ((answer = ask_read(scale, text, &rest)) == NULL)
		return;
	work_instead(w, arena_printf(work_arena(w), "affected %s %s%s%s",
	    b->shown, str_eq_nocase(answer, scale->yes) ? "yes" : "no",
	    rest[0] != '\0' ? " " : "", rest));
}

static int
run(struct work *w, const struct mail_in *m, struct err *e)
{
	struct bulletin b;
	int rc;

	if (m->evidence == NULL || m->reading == NULL ||
	    m->reading->commands.n == 0)
		return 0;
	if ((rc = of_ids(w, m->evidence->in_reply_to, &b, e)) == 0)
		rc = of_ids(w, m->evidence->references, &b, e);
	if (rc == 1)
		rc = is_summary(w, m->evidence->in_reply_to, &b, e);
	if (rc == 1)
		take(w, &b, &m->reading->commands);
	return rc == -1 ? -1 : 0;
}

const struct mail_handler on_summary = { .event = MAIL_ANSWER, .run = run };
