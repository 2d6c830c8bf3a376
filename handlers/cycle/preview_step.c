/* SPDX-License-Identifier: ISC */
/* "preview STEP [WHAT] [for WHO]": what a step would send now, and that it
 * sends nothing; see deployment.h. */
#include <string.h>

#include "handlers/cycle/running.h"

#define SHOWN	8	/* messages of one preview */

/* What of a step can be looked at: the words of step.h. */
static const char *const occasions[] = { "begin", "remind", "due", "invite",
    "agenda", "minutes", "cutoff" };

struct preview {
	struct cycle	*c;
	struct cycle_step *s;
	const char	*what;
	const char	*whom;		/* as it was written; NULL: all */
	const struct person *person;	/* whom that means, or NULL */
};

static int
try(struct work *w, void *what, struct err *e)
{
	struct preview *p = what;

	/* as it is once its time has come */
	if (p->s->begun_at == 0)
		p->s->begun_at = work_now(w);
	if (p->s->state == STEP_WAITING)
		p->s->state = STEP_OPEN;
	return p->s->step->kind->occasion(w, p->c, p->s, p->what, 0, e);
}

/* By default what comes next of it, or what it is for. */
static const char *
usual(const struct cycle_step *s)
{
	return strcmp(s->kind, "expect") == 0 ? "due" :
	    strcmp(s->kind, "meet") == 0 ? "agenda" : "begin";
}

static int
parse_what(struct preview *p, const char *word, struct err *e)
{
	const size_t n = sizeof(occasions) / sizeof(occasions[0]);
	const char *near;
	size_t i;

	for (i = 0; i < n && !str_eq_nocase(occasions[i], word); )
		i++;
	if (i < n) {
		p->what = occasions[i];
		return 0;
	}
	near = str_nearest(word, occasions, n);
	return err_set(e, ERR_INPUT, "\"%.40s\" is nothing that a step does; "
	    "expected begin, remind, due, invite, agenda, minutes or "
	    "cutoff%s%s%s", word, near != NULL ? "; did you mean \"" :
	    "", near != NULL ? near : "", near != NULL ? "\"?" : ".");
}

static int
parse(struct work *w, const struct words *words, struct preview *p,
    struct err *e)
{
	size_t i = 1;

	*p = (struct preview){ 0 };
	if (run_pick_open(w, words->at[0], &p->c, &p->s, e) == -1)
		return -1;
	if (p->s->step == NULL || p->s->step->kind->occasion == NULL)
		return err_set(e, ERR_INPUT, "%s/%s sends nothing of its own.",
		    p->c->name, p->s->name);
	p->what = usual(p->s);
	if (i < words->n && !str_eq_nocase(words->at[i], "for") &&
	    parse_what(p, words->at[i++], e) == -1)
		return -1;
	if (i == words->n)
		return 0;
	if (i + 2 != words->n || !str_eq_nocase(words->at[i], "for"))
		return err_set(e, ERR_INPUT, "It is said like this: preview "
		    "%s/%s %s for ADDRESS.", p->c->name, p->s->name, p->what);
	p->whom = words->at[i + 1];
	p->person = people_by_id(&work_config(w)->people, cycle_lower(
	    work_arena(w), p->whom));
	return 0;
}

/* --- whose it is ---------------------------------------------------------- */

static const char *
reader_of(const struct trial *t)
{
	return t->to != NULL ? t->to : "room";
}

static bool
is_for(struct work *w, const struct preview *p, const struct trial *t)
{
	const struct people *all = &work_config(w)->people;
	const char *to = reader_of(t);

	return str_eq_nocase(p->whom, to) || (p->person != NULL &&
	    (people_by_mail(all, to) == p->person ||
	    people_by_jid(all, to) == p->person));
}

static void
add_reader(struct work *w, struct list *out, const struct trial *t)
{
	size_t i;

	for (i = 0; i < out->n; i++)
		if (strcmp(out->at[i], reader_of(t)) == 0)
			return;
	list_add_in(work_arena(w), out, arena_str(work_arena(w),
	    reader_of(t)));
}

/* Leaves those that go to whom it was asked for; -1 with who gets any. */
static int
only_for(struct work *w, const struct preview *p, struct list *all,
    struct err *e)
{
	struct list his = { 0 }, readers = { 0 };
	const char *whom = p->person != NULL && p->person->mail != NULL ?
	    p->person->mail : p->whom;
	size_t i;

	if (p->whom == NULL)
		return 0;
	for (i = 0; i < all->n; i++) {
		if (is_for(w, p, all->at[i]))
			list_add_in(work_arena(w), &his, all->at[i]);
		add_reader(w, &readers, all->at[i]);
	}
	*all = his;
	if (his.n > 0)
		return 0;
	if (p->person == NULL && strchr(whom, '@') == NULL &&
	    !str_eq_nocase(whom, "room"))
		return err_set(e, ERR_INPUT, "There is nobody \"%.80s\"; it "
		    "goes to %s.", whom, readers.n > 0 ? cycle_join(
		    work_arena(w), &readers, ", ") : "nobody");
	return err_set(e, ERR_INPUT, "%.200s gets nothing of %s/%s %s; it goes "
	    "to %s.", whom, p->c->name, p->s->name, p->what, readers.n > 0 ?
	    cycle_join(work_arena(w), &readers, ", ") : "nobody");
}

/* --- what is shown -------------------------------------------------------- */

static bool
alike(const struct trial *a, const struct trial *b)
{
	return a->subject == NULL || b->subject == NULL ?
	    a->subject == b->subject && strcmp(a->text, b->text) == 0 :
	    strcmp(a->subject, b->subject) == 0;
}

static bool
same(const struct trial *a, const struct trial *b)
{
	return strcmp(a->text, b->text) == 0 && (a->html == NULL ||
	    b->html == NULL ? a->html == b->html : strcmp(a->html, b->html) ==
	    0);
}

/* By mail the entry is a file, as plain text: no mailer that gets it may put
 * into a calendar what was only looked at. */
static void
show_entry(struct work *w, struct model *m, const char *entry,
    const char *file)
{
	model_set(m, "entry", entry);
	model_set(m, "entry_file", entry != NULL && work_attach(w, file,
	    "text/plain", span_of(entry)) ? file : "");
}

void
preview_html(struct work *w, struct model *m, const char *html,
    const char *file)
{
	model_flag(m, "html", html != NULL);
	model_set(m, "file", html != NULL && work_attach(w, file, "text/html",
	    span_of(html)) ? file : "");
}

/* The letter of one, and who gets the same, or one like it; its files are
 * called "NAME-n". */
static void
fill_one(struct work *w, const char *name, const struct list *all, size_t i,
    size_t n, struct model *item)
{
	const struct trial *t = all->at[i];
	struct list to = { 0 }, others = { 0 };
	size_t k;

	for (k = i; k < all->n; k++)
		if (alike(all->at[k], t))
			add_reader(w, same(all->at[k], t) ? &to : &others,
			    all->at[k]);
	model_set(item, "recipients", cycle_join(work_arena(w), &to, ", "));
	model_set(item, "others", cycle_join(work_arena(w), &others, ", "));
	model_set(item, "other", others.n > 0 ? others.at[0] : "");
	model_set(item, "subject", t->subject);
	model_set(item, "text", t->text);
	show_entry(w, item, t->calendar, arena_printf(work_arena(w),
	    "%s-%zu.ics", name, n));
	preview_html(w, item, t->html, arena_printf(work_arena(w),
	    "%s-%zu.html", name, n));
}

/* Of letters of one subject the first is shown, all of one person's. */
void
preview_messages(struct work *w, struct model *m, const char *name,
    const struct list *all)
{
	size_t i, k, n = 0;

	model_list(m, "messages");
	for (i = 0; i < all->n; i++) {
		for (k = 0; k < i && !alike(all->at[k], all->at[i]); )
			k++;
		if (k == i && n++ < SHOWN)
			fill_one(w, name, all, i, n, model_add(m,
			    "messages"));
	}
	model_set(m, "more", n <= SHOWN ? "" : arena_printf(work_arena(w),
	    "%zu", n - SHOWN));
}

int
cycle_preview_step(struct work *w, const struct words *words, struct err *e)
{
	struct model *m = work_model(w);
	struct list all = { 0 };
	struct preview p;
	char t[CLOCK_TEXT];

	if (parse(w, words, &p, e) == -1)
		return -1;
	run_model(w, m, p.c, p.s);
	model_set(m, "what", p.what);
	model_set(m, "begins", p.s->begin > work_now(w) ? clock_long(
	    p.s->begin, t) : "");
	if (work_trial(w, try, &p, &all, e) == -1 ||
	    only_for(w, &p, &all, e) == -1)
		return -1;
	preview_messages(w, m, arena_printf(work_arena(w), "%.40s-%s",
	    p.s->name, p.what), &all);
	return work_answer(w, "preview-step", m, e);
}
