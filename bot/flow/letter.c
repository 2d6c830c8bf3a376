/* SPDX-License-Identifier: ISC */
/*
 * Mails: rendered from templates, composed, frozen into outbox rows.  The
 * Message-ID derives from the row; the first letter of a thread carries the
 * thread's own id, and all later ones refer to it.
 */
#include <string.h>

#include "flow/work.h"
#include "text/compose.h"

#define SUBJECT_MAX	250	/* bytes of a mail's subject */

bool
work_has_letter(struct work *w, const char *name)
{
	return templates_have(w->flow->templates, arena_printf(w->arena,
	    "mail/%s.txt", name));
}

/* What a subject quotes may be of any length; a header line may not. */
static void
cut_subject(struct buf *b)
{
	buf_cut(b, strcspn(buf_str(b), "\n"));
	if (b->n <= SUBJECT_MAX)
		return;
	buf_cut(b, utf8_cut(buf_str(b), SUBJECT_MAX));
	buf_adds(b, "...");
}

static int
part(struct work *w, const struct letter *l, const char *ending,
    const char **out, struct err *e)
{
	char *name = arena_printf(w->arena, "mail/%s.%s", l->template, ending);
	struct buf b = { 0 };
	int rc;

	*out = NULL;
	if (strcmp(ending, "html") == 0 &&
	    !templates_have(w->flow->templates, name))
		return 0;
	rc = template_render(w->flow->templates, name, l->model, &b, e);
	if (rc == 0) {
		if (strcmp(ending, "subject") == 0)
			cut_subject(&b);
		*out = arena_str(w->arena, buf_str(&b));
	}
	buf_free(&b);
	return rc;
}

int
work_render(struct work *w, const struct letter *l, struct rendered *out,
    struct err *e)
{
	if (part(w, l, "subject", &out->subject, e) == -1 ||
	    part(w, l, "txt", &out->text, e) == -1 ||
	    part(w, l, "html", &out->html, e) == -1)
		return -1;
	return 0;
}

/* "<thread.WORD@domain>", other bytes than letters and digits made '-'. */
static char *
thread_id(struct work *w, const char *thread)
{
	char *word = arena_str(w->arena, thread), *p;

	for (p = word; *p != '\0'; p++)
		if (!((*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z') ||
		    (*p >= '0' && *p <= '9') || *p == '.' || *p == '-'))
			*p = '-';
	return arena_printf(w->arena, "<thread.%s@%s>", word,
	    w->flow->config->domain);
}

bool
work_is_thread(struct work *w, struct span id, const char *thread)
{
	return span_eq_nocase(id, thread_id(w, thread));
}

/* Fills in the ids; the thread's first letter takes the thread's own. */
static int
set_ids(struct work *w, const struct letter *l, int64_t row,
    struct compose *c, struct err *e)
{
	const char *own, *above;
	int64_t n = 0;

	c->message_id = arena_printf(w->arena, "<pb.%lld.%llx@%s>",
	    (long long)row, (unsigned long long)w->now,
	    w->flow->config->domain);
	if (l == NULL || l->thread == NULL)
		return 0;
	own = thread_id(w, l->thread);
	above = l->under != NULL ? thread_id(w, l->under) : NULL;
	if (store_int(w->flow->store, e, &n, "SELECT COUNT(*) FROM outbox "
	    "WHERE unique_name = $1", "s", own) == -1)
		return -1;
	if (n == 0) {
		c->message_id = own;
		c->in_reply_to = c->references = above;
	} else {
		c->in_reply_to = own;
		c->references = above == NULL ? own : arena_printf(w->arena,
		    "%s %s", above, own);
	}
	return 0;
}

static int
freeze(struct work *w, struct compose *c, const struct list *to,
    const struct letter *l, int64_t *outbox, struct err *e)
{
	const struct config *config = w->flow->config;
	struct outbox_row row = { .channel = "mail", .at = w->now,
	    .cause = w->row.id, .recipients = *to };
	struct compose_mailbox *boxes;
	struct buf bytes = { 0 };
	size_t i;
	int rc = -1;

	if ((row.id = store_new_id(w->flow->store, "outbox", e)) == -1 ||
	    set_ids(w, l, row.id, c, e) == -1)
		return -1;
	boxes = arena_alloc(w->arena, to->n * sizeof(*boxes));
	c->to.at = arena_alloc(w->arena, to->n * sizeof(void *));
	c->to.n = to->n;
	for (i = 0; i < to->n; i++) {
		boxes[i].address = to->at[i];
		c->to.at[i] = &boxes[i];
	}
	c->from = (struct compose_mailbox){ config->name, config->address };
	c->date = w->now;
	c->loop = config->domain;
	if (compose(c, &bytes, e) == -1)
		goto out;
	row.unique_name = c->message_id;
	row.sender = config->address;
	row.subject = c->subject;
	row.body = (struct span){ bytes.p, bytes.n };
	if (outbox_add(w->flow->store, &row, e) == -1)
		goto out;
	w->flow->mail_waits = true;
	for (i = 0; w->trial != NULL && i < to->n; i++) {
		struct trial *t = arena_alloc(w->arena, sizeof(*t));

		*t = (struct trial){ to->at[i], c->subject, c->text, c->html,
		    c->calendar };
		list_add_in(w->arena, w->trial, t);
	}
	if (outbox != NULL && *outbox == 0)
		*outbox = row.id;
	rc = 0;
out:
	buf_free(&bytes);
	return rc;
}

/* A calendar object has CR LF; the mail gives its lines their ends itself. */
static const char *
without_cr(struct arena *a, const char *s)
{
	char *copy, *p;

	if (s == NULL)
		return NULL;
	copy = arena_str(a, s);
	for (p = copy; *s != '\0'; s++)
		if (*s != '\r')
			*p++ = *s;
	*p = '\0';
	return copy;
}

int
work_mail_rendered(struct work *w, const struct letter *l,
    const struct rendered *r, int64_t *outbox, struct err *e)
{
	struct compose c = { .subject = r->subject, .text = r->text,
	    .html = r->html, .calendar = without_cr(w->arena, l->calendar),
	    .method = l->method };
	size_t i;

	if (outbox != NULL)
		*outbox = 0;
	if (l->to->n == 0)
		return err_set(e, ERR_CONFIG, "nobody is configured to get "
		    "the mail \"%s\"", r->subject);
	if (!l->each)
		return freeze(w, &c, l->to, l, outbox, e);
	for (i = 0; i < l->to->n; i++) {
		struct list one = { .at = &l->to->at[i], .n = 1 };
		struct compose copy = c;

		if (freeze(w, &copy, &one, l, outbox, e) == -1)
			return -1;
	}
	return 0;
}

int
work_mail(struct work *w, const struct letter *l, int64_t *outbox,
    struct err *e)
{
	struct rendered r;

	if (work_render(w, l, &r, e) == -1)
		return -1;
	return work_mail_rendered(w, l, &r, outbox, e);
}

static void
add_ids(const char *text, struct buf *out)
{
	struct span rest = span_of(text), word;
	size_t i;

	while (span_word(&rest, &word)) {
		for (i = 0; i < word.n; i++)
			if (word.p[i] <= ' ' || word.p[i] >= 0x7f)
				break;
		if (i < 5 || i < word.n || i > COMPOSE_VALUE_MAX ||
		    word.p[0] != '<' || word.p[i - 1] != '>')
			continue;
		buf_addf(out, "%s" SPAN_FMT, out->n > 0 ? " " : "",
		    SPAN_ARG(word));
	}
}

/* The Message-IDs in what a stranger's header says; NULL where none is. */
static const char *
ids_of(struct work *w, const char *one, const char *two)
{
	struct buf b = { 0 };
	char *ids;

	add_ids(one, &b);
	add_ids(two, &b);
	ids = b.n > 0 ? arena_strn(w->arena, b.p, b.n) : NULL;
	buf_free(&b);
	return ids;
}

bool
work_attach(struct work *w, const char *name, const char *type,
    struct span text)
{
	struct compose_file *f;

	if (w->actor.channel != CHANNEL_MAIL || w->files.n >=
	    COMPOSE_FILES_MAX || text.n > COMPOSE_BODY_MAX)
		return false;
	f = arena_alloc(w->arena, sizeof(*f));
	f->name = arena_str(w->arena, name);
	f->type = type;
	f->text = without_cr(w->arena, arena_strn(w->arena, text.p, text.n));
	list_add_in(w->arena, &w->files, f);
	return true;
}

int
work_reply(struct work *w, const char *text, struct err *e)
{
	struct list to = { 0 };
	struct model *m = work_model(w);
	struct letter l = { .to = &to, .template = "reply", .model = m };
	struct compose c = { .reply = true, .files = w->files };
	struct rendered r;
	/* of a mail that proves nothing not a word goes to whom it names */
	const char *subject = w->ev != NULL && w->actor.assurance >
	    ASSURE_NONE ? w->ev->subject : NULL;
	int rc;

	/* the template begins with one */
	while (subject != NULL && span_starts_nocase(span_of(subject), "Re:"))
		subject += 3 + strspn(subject + 3, " ");
	list_add(&to, arena_str(w->arena, w->actor.person->mail));
	model_set(m, "text", text);
	model_set(m, "subject", subject != NULL && subject[0] != '\0' ?
	    subject : "your commands");
	model_flag(m, "refused", w->refused);
	rc = work_render(w, &l, &r, e);
	if (rc == 0) {
		c.subject = r.subject;
		c.text = r.text;
		if (w->ev != NULL) {
			c.in_reply_to = ids_of(w, w->ev->message_id, NULL);
			c.references = ids_of(w, w->ev->references,
			    w->ev->message_id);
		}
		rc = freeze(w, &c, &to, NULL, NULL, e);
	}
	list_free(&to);
	return rc;
}

/* What it is about: up to the first mark behind which details follow. */
static char *
first_words(struct arena *a, const char *what)
{
	static const char *const marks[] = { ". ", ": ", " (" };
	size_t i, n = strlen(what);
	const char *p;

	for (i = 0; i < 3; i++)
		if ((p = strstr(what, marks[i])) != NULL &&
		    (size_t)(p - what) < n)
			n = (size_t)(p - what);
	return arena_strn(a, what, n);
}

int
flow_alert(struct flow *f, const char *key, const char *what,
    const char *next_step, struct err *e)
{
	struct arena *a = arena_new();
	struct model *m;
	struct letter l = { .to = &f->config->coordinator,
	    .template = "alert" };
	struct work w;
	int64_t n;
	int rc = -1;

	work_open(&w, f, a);
	l.thread = arena_printf(a, "alert-%s-%lld", key,
	    (long long)(w.now / DAY));
	n = 0;
	if (store_int(f->store, e, &n, "SELECT COUNT(*) FROM outbox "
	    "WHERE unique_name = $1", "s", thread_id(&w, l.thread)) == -1)
		goto out;
	rc = 0;
	if (n != 0)
		goto out;	/* told today already */
	m = work_model(&w);
	model_set(m, "title", first_words(a, what));
	model_set(m, "what", what);
	model_set(m, "next", next_step);
	l.model = m;
	rc = work_mail(&w, &l, NULL, e);
out:
	work_close(&w);
	arena_free(a);
	return rc;
}
