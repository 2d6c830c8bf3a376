/* SPDX-License-Identifier: ISC */
/*
 * The postman: holds the messages that core hands over (SEND) and, on GO,
 * gives all of them to the submission server in one session, or puts them
 * into a Maildir.  Before the end of each message core is asked, as it must
 * have written "sending" to the disk by then; each message's outcome goes to
 * core as soon as it stands.
 *
 * While a session runs, core's frames are read only where a message's end is
 * asked for; what comes then (more messages, new settings, STOP) waits until
 * the session is over.  Core may give its word ahead for several messages; the
 * page that both share tells it how far that was used.
 */
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/fd.h"
#include "base/log.h"
#include "base/mem.h"
#include "edge/maildir.h"
#include "edge/smtp.h"
#include "proc/role.h"
#include "proc/sandbox.h"

/* What is held for the next GO; more is told to come again later. */
#define HELD_MESSAGES	2000
#define HELD_BYTES	(256UL << 20)

/* Bytes of a RESULT beside addresses and texts: in all, and for each one. */
#define RESULT_HEAD	64
#define RESULT_EACH	24

struct held {
	struct smtp_message m;		/* first: the lists hold these */
	const char	*name;		/* of its file in a Maildir */
};

static struct {
	struct smtp	*smtp;		/* either this ... */
	char		*maildir;	/* ... or this; or neither, and why: */
	char		 broken[480];
	char		*where;		/* for STATE: "host:port", the folder */
	struct list	 held;		/* struct smtp_message * */
	size_t		 bytes;		/* of held */
	int64_t		 upto;		/* rows that may end without asking */
	struct post_page *page;		/* shared with core */
	bool		 busy;		/* a session runs */
	bool		 go, stop;	/* came while it ran */
	struct buf	 setup;		/* the same: settings for afterwards */
	bool		 said, up;	/* the last STATE */
	char		 text[480];
} me;

static void
say_state(bool up, const char *text)
{
	if (me.said && me.up == up && strcmp(me.text, text) == 0)
		return;
	me.said = true;
	me.up = up;
	str_copy(me.text, sizeof(me.text), text);
	role_say_state(me.where, up, text);
}

/* --- core's word ------------------------------------------------------ */

static void	on_frame(const struct frame *f);

/* One frame of core's, within ms (-1: whenever it comes); false where there is
 * none.  answer: what is waited for, 0 nothing; *got: it is this one, and go
 * its word. */
static bool
take_frame(int ms, uint32_t answer, bool *got, bool *go)
{
	struct pollfd p = { .fd = ROLE_FD, .events = POLLIN };
	struct post_word w;
	struct frame f;
	struct err e;
	int rc;

	if (poll(&p, 1, ms) < 1)
		return false;
	rc = frame_recv(ROLE_FD, FROM_CORE, &f, &e);
	/* the server has not seen this message's end: all is well */
	if (rc == 0)
		_exit(0);
	if (rc == -1)
		log_fatalx("core: %s", e.text);
	if (rc == 2)
		return false;
	if (f.type != FRAME_REPLY) {
		on_frame(&f);
		return true;
	}
	if (!post_word_unpack(&f.body, NULL, &w) ||
	    (f.id != 0 && f.id != answer))
		log_fatalx("core answers what was not asked");
	if (w.upto > me.upto)
		me.upto = w.upto;
	if (f.id != 0) {
		*got = true;
		*go = w.go;
	}
	return true;
}

/* Asks, and waits for core's word; everything else is kept for later. */
static bool
ask(const struct smtp_message *m)
{
	struct post_dot dot = { m->row };
	struct buf b = { 0 };
	bool got = false, go = false;

	post_dot_pack(&b, &dot);
	role_send(FRAME_ASK, m->id, &b, -1);
	buf_free(&b);
	while (!got)
		take_frame(-1, m->id, &got, &go);
	return go;
}

/* What core has said ahead costs nothing; what it may have said meanwhile is
 * looked at before it is asked. */
static bool
may_end(void *arg, const struct smtp_message *m)
{
	bool got, go;

	(void)arg;
	while (m->row > me.upto && take_frame(0, 0, &got, &go))
		;
	if (m->row > me.upto && !ask(m))
		return false;
	me.page->row = m->row;
	return true;
}

/* A thousand refusals with their texts would be more than a frame takes. */
static void
shorten(struct smtp_message *m)
{
	size_t i, n = m->recipients.n, room = FRAME_MAX - RESULT_HEAD, each;

	for (i = 0; i < n; i++) {
		each = strlen(m->outcome[i].address) + RESULT_EACH;
		room -= each < room ? each : room;
	}
	for (i = 0; i < n; i++) {
		each = strlen(m->outcome[i].text);
		if (each > room / n)
			m->outcome[i].text = arena_strn(m->arena,
			    m->outcome[i].text, room / n);
	}
}

static void
done(void *arg, struct smtp_message *m)
{
	struct post_result r = { .row = m->row };
	struct buf b = { 0 };
	size_t i;

	(void)arg;
	shorten(m);
	for (i = 0; i < m->recipients.n; i++)
		list_add(&r.recipients, &m->outcome[i]);
	post_result_pack(&b, &r);
	role_send(FRAME_RESULT, m->id, &b, -1);
	buf_free(&b);
	list_free(&r.recipients);
}

static const struct smtp_calls calls = { may_end, done, NULL };

/* --- sending ---------------------------------------------------------- */

static void
settle_rest(const struct list *batch, const char *why)
{
	struct smtp_message *m;
	size_t i;

	for (i = 0; i < batch->n; i++) {
		m = batch->at[i];
		if (!m->done)
			smtp_settle(m, POST_LATER, why, &calls);
	}
}

static void
send_smtp(const struct list *batch)
{
	struct smtp_message *const *all = (void *)batch->at;
	struct err e = { 0 };
	size_t at = 0, taken;
	enum smtp_end end;

	while (at < batch->n) {
		if (all[at]->done) {
			at++;
			continue;
		}
		end = smtp_session(me.smtp, all + at, batch->n - at, &calls,
		    &taken, &e);
		if (end == SMTP_FAILED) {
			say_state(false, e.text);
			settle_rest(batch, e.text);
			return;
		}
		say_state(true, "mail is accepted");
		if (end == SMTP_DONE)
			at += taken;
	}
}

static void
send_maildir(const struct list *batch)
{
	struct err e = { 0 };
	size_t i;

	for (i = 0; i < batch->n; i++) {
		struct smtp_message *m = batch->at[i];
		struct held *h = batch->at[i];
		struct span bytes = { m->bytes.p, m->bytes.n };

		if (!may_end(NULL, m)) {
			smtp_settle(m, POST_LATER, "held back before its end",
			    &calls);
		} else if (maildir_deliver(me.maildir, h->name, bytes, &e) ==
		    -1) {
			say_state(false, e.text);
			smtp_settle(m, POST_LATER, e.text, &calls);
		} else {
			say_state(true, "mail is written");
			smtp_settle(m, POST_SENT, "written", &calls);
		}
	}
}

static void
held_free(struct smtp_message *m)
{
	struct arena *a = m->arena;

	buf_free(&m->bytes);
	arena_free(a);		/* m itself lies there */
}

/* All that is held; what comes meanwhile is for the next time. */
static void
send_held(void)
{
	struct list batch = me.held;
	size_t i;

	me.held = (struct list){ 0 };
	me.bytes = 0;
	me.upto = 0;
	me.busy = true;
	if (me.smtp != NULL)
		send_smtp(&batch);
	else if (me.maildir != NULL)
		send_maildir(&batch);
	else
		settle_rest(&batch, me.broken);
	me.busy = false;
	for (i = 0; i < batch.n; i++)
		held_free(batch.at[i]);
	list_free(&batch);
}

/* --- frames ----------------------------------------------------------- */

static void
configure(struct unpack body)
{
	struct arena *a = arena_new();
	struct postman_setup p = { 0 };
	struct err e = { 0 };
	char *secret;

	if (!postman_setup_unpack(&body, a, &p))
		log_fatalx("core: these are no settings for the postman");
	smtp_free(me.smtp);
	me.smtp = NULL;
	free(me.maildir);
	me.maildir = mem_str(p.maildir);
	free(me.where);
	me.where = mem_str(p.maildir != NULL ? p.maildir : arena_printf(a,
	    "%s:%u", p.host != NULL ? p.host : "?", p.port));
	if (p.maildir == NULL)
		me.smtp = smtp_new(&p, &e);
	me.said = false;
	if (me.smtp == NULL && me.maildir == NULL) {
		str_copy(me.broken, sizeof(me.broken), e.text);
		say_state(false, e.text);
	}
	secret = (char *)(uintptr_t)p.secret;
	if (secret != NULL)
		mem_wipe(secret, strlen(secret));
	arena_free(a);
}

static void
on_setup(const struct frame *f)
{
	static bool sealed;
	struct err e = { 0 };

	if (me.busy) {
		buf_cut(&me.setup, 0);
		buf_add(&me.setup, f->body.p, f->body.n);
		return;
	}
	configure(f->body);
	if (!sealed && sandbox_enter(SANDBOX_EDGE, &e) == -1)
		log_fatalx("%s", e.text);
	sealed = true;
}

static void
hold(const struct frame *f, struct arena *a, const struct post_job *job)
{
	struct held *h = arena_alloc(a, sizeof(*h));
	struct smtp_message *m = &h->m;
	struct err e = { 0 };

	if (job->name == NULL || job->sender == NULL || f->fd == -1)
		log_fatalx("core: a message without name, sender or bytes");
	h->name = job->name;
	m->arena = a;
	m->id = f->id;
	m->row = job->row;
	m->sender = job->sender;
	m->recipients = job->recipients;
	if (fd_read_all(f->fd, SMTP_SESSION_BYTES, &m->bytes, &e) == -1)
		smtp_settle(m, e.code == ERR_LIMIT ? POST_REFUSED : POST_LATER,
		    e.text, &calls);
	else if (job->recipients.n == 0)
		log_fatalx("core: a message without recipients");
	else if (me.held.n >= HELD_MESSAGES ||
	    m->bytes.n > HELD_BYTES - me.bytes)
		smtp_settle(m, POST_LATER, "the postman's bag is full",
		    &calls);
	if (m->done) {
		held_free(m);
		return;
	}
	if (me.smtp != NULL)
		smtp_lines(&m->bytes);
	me.bytes += m->bytes.n;
	list_add(&me.held, m);
}

static void
share_page(int fd)
{
	if (me.page != NULL)
		return;		/* it is the same one each time */
	me.page = mmap(NULL, sizeof(*me.page), PROT_READ | PROT_WRITE,
	    MAP_SHARED, fd, 0);
	if (me.page == MAP_FAILED)
		log_fatal("core: the page that is to be shared");
}

static void
on_job(const struct frame *f)
{
	struct arena *a = arena_new();
	struct unpack body = f->body;
	struct post_job job = { 0 };

	if (!post_job_unpack(&body, a, &job) || job.kind > POST_GO)
		log_fatalx("core: this is no job for the postman");
	if (job.kind == POST_SEND) {
		hold(f, a, &job);
		return;
	}
	arena_free(a);
	share_page(f->fd);
	me.go = true;
}

static void
on_frame(const struct frame *f)
{
	switch (f->type) {
	case FRAME_SETUP:
		on_setup(f);
		break;
	case FRAME_JOB:
		on_job(f);
		break;
	case FRAME_PING:
		role_send(FRAME_PONG, f->id, NULL, -1);
		break;
	case FRAME_STOP:
		me.stop = true;
		break;
	default:
		log_fatalx("core: a %s is not expected here",
		    frame_name(f->type));
	}
	if (f->fd != -1)
		close(f->fd);
}

int
main(void)
{
	struct frame f;

	role_init("postman");
	smtp_prepare();
	for (;;) {
		if (!role_next(&f, -1))
			continue;
		on_frame(&f);
		while (me.go) {
			me.go = false;
			send_held();
			if (me.setup.n != 0)
				configure((struct unpack){ .p = me.setup.p,
				    .n = me.setup.n });
			mem_wipe(me.setup.p, me.setup.n);
			buf_cut(&me.setup, 0);
		}
		if (me.stop)
			exit(0);
	}
}
