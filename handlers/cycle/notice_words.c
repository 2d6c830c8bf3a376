/* SPDX-License-Identifier: ISC */
/* The words of a notice: the names that its templates use. */
#include <string.h>

#include "handlers/bulletin/bulletin.h"
#include "handlers/cycle/deployment.h"
#include "handlers/cycle/notice.h"

#define COLUMN	14	/* where values begin in the text part */
#define WIDTH	72

static size_t
width_of(struct span s)
{
	size_t i, n = 0;

	for (i = 0; i < s.n; i++)
		n += ((unsigned char)s.p[i] & 0xc0) != 0x80;
	return n;
}

/* Lines of at most WIDTH, the first beginning at the column, all others
 * indented to it. */
static const char *
wrap(struct arena *a, const char *text, size_t column)
{
	struct span rest = span_of(text), word;
	struct buf b = { 0 };
	size_t at = column, len;
	const char *out;

	while (span_word(&rest, &word)) {
		len = width_of(word);
		if (at > column && at + 1 + len > WIDTH) {
			buf_addf(&b, "\n%*s", (int)column, "");
			at = column;
		} else if (at > column) {
			buf_addc(&b, ' ');
			at++;
		}
		buf_add(&b, word.p, word.n);
		at += len;
	}
	out = arena_str(a, buf_str(&b));
	buf_free(&b);
	return out;
}

/* The value for html, and for text wrapped ("NAME_wrapped"). */
static void
set_both(struct model *m, struct arena *a, const char *name,
    const char *value, size_t column)
{
	const char *v = value != NULL ? value : "";

	model_set(m, name, v);
	model_set(m, arena_printf(a, "%s_wrapped", name), wrap(a, v, column));
}

/* Was the help desk told the date before this one? */
static int
told_before(struct work *w, const struct notice *n, bool *told, struct err *e)
{
	int64_t count = 0;

	if (store_int(work_store(w), e, &count, "SELECT COUNT(*) FROM notices "
	    "WHERE deployment = $1 AND id <> $2 AND kind IN ('scheduled', "
	    "'moved') AND (state = 'sent' OR (state = 'waiting' AND due < $3))",
	    "iii", n->deployment, n->id, n->due) == -1)
		return -1;
	*told = count > 0;
	return 0;
}

static void
set_times(struct model *m, const struct deployment *d,
    const struct notice *n, int64_t at)
{
	char t[CLOCK_TEXT];
	int64_t more = d->end - n->old_end;

	model_set(m, "date", clock_date(d->start, t));
	model_set(m, "old_start", n->old_start != 0 ?
	    clock_long(n->old_start, t) : "");
	model_set(m, "old_end", n->old_end != 0 ?
	    clock_long(n->old_end, t) : "");
	model_set(m, "longer", n->old_end != 0 && more > 0 ?
	    clock_span(more, t) : "");
	model_set(m, "completed", clock_long(d->completed_at != 0 ?
	    d->completed_at : at, t));
}

/* The bulletins, those that somebody released marked so. */
static int
mentions(struct work *w, const struct deployment *d, struct list *out,
    struct err *e)
{
	const char *text;
	size_t i;

	for (i = 0; i < d->bulletins.n; i++) {
		if (bulletin_mention(w, d->bulletins.at[i], &text, e) == -1)
			return -1;
		list_add_in(work_arena(w), out, arena_str(work_arena(w),
		    text));
	}
	return 0;
}

/* What may still hold it up: it is not said to be certain then. */
static int
set_open(struct model *m, struct work *w, const struct deployment *d,
    struct err *e)
{
	struct list open = { 0 };
	size_t i;

	if (cycle_stage_open(w, d, &open, e) == -1)
		return -1;
	model_flag(m, "uncertain", open.n > 0);
	model_list(m, "open");
	for (i = 0; i < open.n; i++)
		set_both(model_add(m, "open"), work_arena(w), "waits_for",
		    open.at[i], 2);
	return 0;
}

int
notice_render(struct work *w, const struct deployment *d,
    const struct notice *n, struct rendered *out, struct err *e)
{
	const struct notice_rules *r = notice_rules(w);
	struct arena *a = work_arena(w);
	struct model *m = work_model(w);
	struct letter l = { .to = &work_config(w)->helpdesk, .model = m };
	struct list bulletins = { 0 };
	int64_t at = n->due > work_now(w) ? n->due : work_now(w);
	bool told = false, first, scheduled;
	char lead[CLOCK_TEXT];

	if (told_before(w, n, &told, e) == -1 ||
	    mentions(w, d, &bulletins, e) == -1)
		return -1;
	scheduled = strcmp(n->kind, "scheduled") == 0;
	first = !told || strcmp(n->kind, "moved") == 0;
	cycle_model(m, w, d);
	set_times(m, d, n, at);
	if (set_open(m, w, d, e) == -1)
		return -1;
	model_flag(m, "reminder", scheduled && told);
	model_flag(m, "short_notice", first && d->start - at < r->lead);
	if (r->lead % HOUR == 0)
		model_setf(m, "lead", "%lld hours", (long long)(r->lead /
		    HOUR));
	else
		model_set(m, "lead", clock_span(r->lead, lead));
	model_flag(m, "stopped", n->stopped);
	model_flag(m, "begun", d->opened_at != 0);
	set_both(m, a, "contact", r->contact != NULL ? r->contact :
	    work_config(w)->contact, COLUMN);
	set_both(m, a, "expect", r->expect, 0);
	set_both(m, a, "reason", n->reason, COLUMN);
	set_both(m, a, "note", d->note, COLUMN);
	set_both(m, a, "what", d->name, COLUMN);
	set_both(m, a, "servers", cycle_join(a, &d->servers, ", "), COLUMN);
	set_both(m, a, "systems", cycle_join(a, &d->systems, ", "), COLUMN);
	set_both(m, a, "bulletins", cycle_join(a, &bulletins, ", "), COLUMN);
	l.template = arena_printf(a, "notice-%s", n->kind);
	return work_render(w, &l, out, e);
}
