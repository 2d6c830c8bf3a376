/* SPDX-License-Identifier: ISC */
/* preview: a notice as it will be sent, or as it was; a step's letters; what a
 * move would change. */
#include <string.h>

#include "handlers/cycle/deployment.h"
#include "handlers/cycle/notice.h"

static bool
is_kind(const char *word, const char **kind)
{
	size_t i;

	for (i = 0; notice_kinds[i] != NULL; i++)
		if (str_eq_nocase(notice_kinds[i], word)) {
			*kind = notice_kinds[i];
			return true;
		}
	return false;
}

/* One of a kind that was neither planned nor sent: as it would be now. */
static struct notice *
imagined(struct work *w, const struct deployment *d, const char *kind)
{
	struct notice *n = arena_alloc(work_arena(w), sizeof(*n));

	n->deployment = d->id;
	n->kind = kind;
	n->due = work_now(w);
	n->state = "imagined";
	if (strcmp(kind, "update") == 0 || strcmp(kind, "moved") == 0 ||
	    strcmp(kind, "cancelled") == 0)
		n->reason = "(the reason that you will give)";
	if (strcmp(kind, "moved") == 0)
		n->old_start = d->start;
	if (strcmp(kind, "update") == 0)
		n->old_end = d->end;
	return n;
}

/* What nobody can know before it is said; else "". */
static const char *
unknown_of(const struct notice *n)
{
	return n->id != 0 ? "" : strcmp(n->kind, "moved") == 0 ?
	    "the new date" : strcmp(n->kind, "update") == 0 ? "the new end" :
	    "";
}

static int
find(struct work *w, const struct words *words, struct deployment **d,
    struct notice **n, struct err *e)
{
	const char *kind;
	long long id;
	int rc;

	if (str_number(words->at[0], 1, INT64_MAX, &id) && words->n == 1) {
		if ((rc = notice_get(w, id, n, e)) == -1)
			return -1;
		if (rc == 0)
			return err_set(e, ERR_INPUT, "There is no notice "
			    "%lld; \"notices\" lists them.", id);
		return cycle_get(w, (*n)->deployment, d, e) == 1 ? 0 : -1;
	}
	if (!is_kind(words->at[0], &kind)) {
		const char *near = str_nearest(words->at[0], notice_kinds, 5);

		return err_set(e, ERR_INPUT, "\"%.80s\" is no notice; expected "
		    "its number (see \"notices\"), or scheduled, update, "
		    "completed, cancelled or moved%s%s%s", words->at[0],
		    near != NULL ? "; did you mean \"" : "", near != NULL ?
		    near : "", near != NULL ? "\"?" : ".");
	}
	if (cycle_pick(w, words->n > 1 ? words->at[1] : NULL, words->n > 1 ?
	    DEPLOYMENT_ANY : DEPLOYMENT_ALIVE, d, e) == -1 ||
	    (rc = notice_of_kind(w, *d, kind, n, e)) == -1)
		return -1;
	if (rc == 0)
		*n = imagined(w, *d, kind);
	return 0;
}

/* A word that is neither a number nor a kind of notice may be a step. */
static int
is_step(struct work *w, const struct words *words, bool *is, struct err *e)
{
	const char *kind;
	long long id;
	int rc;

	*is = false;
	if (words->n > 4 || is_kind(words->at[0], &kind) ||
	    str_number(words->at[0], 1, INT64_MAX, &id))
		return 0;
	rc = strchr(words->at[0], '/') != NULL ? 1 :
	    cycle_is_step(w, words->at[0], e);
	*is = rc == 1;
	return rc == -1 ? -1 : 0;
}

static int
run(struct work *w, const struct words *words, struct err *e)
{
	struct model *m = work_model(w);
	struct deployment *d = NULL;
	struct rendered r;
	struct notice *n;
	char t[CLOCK_TEXT];
	bool kept, step;

	if (str_eq_nocase(words->at[0], "move"))
		return cycle_preview_move(w, words, e);
	if (is_step(w, words, &step, e) == -1)
		return -1;
	if (step)
		return cycle_preview_step(w, words, e);
	if (words->n > 2)
		return err_set(e, ERR_INPUT, "\"%.200s\" has more words than I "
		    "understand. It is said like this: preview KIND NAME (for "
		    "example: preview completed erp-december)", words->line);
	if (find(w, words, &d, &n, e) == -1)
		return -1;
	kept = n->kept.text != NULL;
	r = n->kept;
	if (!kept && notice_render(w, d, n, &r, e) == -1)
		return -1;
	cycle_model(m, w, d);
	model_setf(m, "id", "%lld", (long long)n->id);
	model_set(m, "kind", n->kind);
	model_flag(m, "kept", kept);
	model_flag(m, "waiting", strcmp(n->state, "waiting") == 0);
	model_flag(m, "imagined", n->id == 0);
	model_set(m, "but", unknown_of(n));
	model_flag(m, "gone", strcmp(n->state, "dropped") == 0 ||
	    strcmp(n->state, "missed") == 0);
	model_set(m, "due", clock_long(n->due, t));
	model_set(m, "sent_at", kept ? clock_long(n->sent_at, t) : "");
	model_set(m, "recipients", kept ? n->recipients :
	    cycle_join(work_arena(w), &work_config(w)->helpdesk, ", "));
	model_set(m, "subject", r.subject);
	model_set(m, "text", r.text);
	preview_html(w, m, r.html, arena_printf(work_arena(w), "%s-%s.html",
	    d->name, n->kind));
	return work_answer(w, "preview", m, e);
}

const struct command cmd_preview = {
	.name = "preview",
	.params = "NUMBER | KIND [NAME] | STEP [WHAT] [for WHO] | "
	    "move NAME|STEP WHEN",
	.help = "Shows a notice exactly as it will be, or was, sent; what a "
	    "step would send, and to whom; or what a move would change. By "
	    "mail the HTML and the calendar's entry lie beside it.",
	.example = "preview completed erp-december",
	.roles = ROLES_ANY,
	.least = ASSURE_NONE,
	.min = 1,
	.max = WORDS_MAX,
	.run = run,
};
