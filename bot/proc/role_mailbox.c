/* SPDX-License-Identifier: ISC */
/*
 * The mailbox role: watches the accounts that core names, hands every mail
 * over once, and files it when core says so.
 *
 * It never decides anything about a mail.  At most IN_FLIGHT mails are with
 * core unanswered; the first mail_file for a mail is the answer.  What core
 * sends while a server is slow is kept in a queue, so that a PING is answered
 * at any time.
 */
#include <limits.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/list.h"
#include "base/log.h"
#include "base/mem.h"
#include "edge/tls.h"
#include "edge/watch.h"
#include "proc/role.h"
#include "proc/sandbox.h"
#include "proc/wire.h"

#define IN_FLIGHT	32
#define QUEUE_MAX	1000	/* frames held while a server is waited for */

/* One mailbox of one account. */
struct source {
	struct buf	 sig;	/* its settings, packed, without the cursor */
	struct arena	*arena;
	struct mailbox_setup setup;	/* sig unpacked: one of each */
	struct watch	*watch;
	bool		 kept;
	bool		 heard;		/* all that lay there when it came up
					 * was taken by core */
};
struct held {
	enum frame_type	 type;
	uint32_t	 id;
	struct buf	 body;
};

static struct list sources;	/* struct source * */
static struct list in_flight;	/* char *, of mail_id() */
static struct list queue;	/* struct held * */

/* --- what the watched ask for ------------------------------------------ */

static char *
mail_id(const char *account, const char *mailbox, int64_t uidvalidity,
    const char *key)
{
	struct buf b = { 0 };

	buf_addf(&b, "%s\n%s\n%lld\n%s", account, mailbox,
	    (long long)uidvalidity, key);
	return buf_steal(&b);
}

static bool
flight_find(const char *id, size_t *at)
{
	for (*at = 0; *at < in_flight.n; (*at)++)
		if (strcmp(in_flight.at[*at], id) == 0)
			return true;
	return false;
}

static void
flight_remove(size_t at)
{
	free(in_flight.at[at]);
	list_remove(&in_flight, at);
}

static size_t
room(void *arg)
{
	(void)arg;
	return in_flight.n < IN_FLIGHT ? IN_FLIGHT - in_flight.n : 0;
}

static void
arrived(void *arg, const struct mail_arrived *m, int fd)
{
	char *id = mail_id(m->account, m->mailbox, m->uidvalidity, m->key);
	struct buf b = { 0 };
	size_t at;

	(void)arg;
	if (flight_find(id, &at))
		free(id);
	else
		list_add(&in_flight, id);
	mail_arrived_pack(&b, m);
	role_send(FRAME_EVENT, 0, &b, fd);
	buf_free(&b);
	close(fd);
}

static void
state(void *arg, const char *what, bool up, const char *text)
{
	(void)arg;
	role_say_state(what, up, text);
}

/* While a server is waited for: keeps what core sends, and answers its PING
 * (role_next does).  False where enough is kept. */
static bool
keep_frames(void *arg)
{
	struct frame f;
	struct held *h;

	(void)arg;
	while (queue.n < QUEUE_MAX && role_next(&f, 0)) {
		h = mem_alloc(sizeof(*h));
		h->type = f.type;
		h->id = f.id;
		buf_add(&h->body, f.body.p, f.body.n);
		if (f.fd != -1)
			close(f.fd);
		list_add(&queue, h);
	}
	return queue.n < QUEUE_MAX;
}

static const struct tls_side side = { ROLE_FD, keep_frames, NULL };
static struct watch_host host = {
	.room = room, .arrived = arrived, .state = state, .side = &side,
};

/* --- settings ---------------------------------------------------------- */

/* The arena's strings are const to their readers; a secret goes with us. */
static void
wipe_account(const struct mail_account *a)
{
	if (a->secret != NULL)
		mem_wipe((char *)(uintptr_t)a->secret, strlen(a->secret));
}

static void
wipe_setup(const struct mailbox_setup *s)
{
	size_t i;

	for (i = 0; i < s->accounts.n; i++)
		wipe_account(s->accounts.at[i]);
}

static void
wipe_buf(struct buf *b)
{
	if (b->p != NULL)
		mem_wipe(b->p, b->cap);
	buf_free(b);
}

static const struct mail_account *
account_of(const struct source *s)
{
	return s->setup.accounts.at[0];
}

static const char *
mailbox_of(const struct source *s)
{
	const struct mail_cursor *c = account_of(s)->mailboxes.at[0];

	return c->mailbox;
}

static void
source_free(struct source *s)
{
	watch_free(s->watch);
	wipe_setup(&s->setup);
	arena_free(s->arena);
	wipe_buf(&s->sig);
	free(s);
}

/* The settings of one mailbox alone, so that two can be compared. */
static void
pack_one(struct buf *b, const struct mail_account *a, const char *mailbox)
{
	struct mail_cursor c = { .mailbox = mailbox };
	struct mail_account one = *a;
	struct mailbox_setup s = { 0 };

	one.mailboxes = (struct list){ 0 };
	list_add(&one.mailboxes, &c);
	list_add(&s.accounts, &one);
	mailbox_setup_pack(b, &s);
	list_free(&one.mailboxes);
	list_free(&s.accounts);
}

static struct source *
source_new(struct buf *sig, const struct mail_cursor *c, bool first)
{
	struct source *s = mem_alloc(sizeof(*s));
	const struct mail_account *a;
	struct buf what = { 0 };
	struct unpack u;

	s->sig = *sig;
	*sig = (struct buf){ 0 };
	s->arena = arena_new();
	u = (struct unpack){ s->sig.p, s->sig.n, false };
	if (!mailbox_setup_unpack(&u, s->arena, &s->setup))
		log_fatalx("settings of a mailbox do not survive packing");
	a = account_of(s);
	buf_adds(&what, a->name);
	if (!first)
		buf_addf(&what, "/%s", c->mailbox);
	s->watch = (a->maildir ? watch_maildir : watch_imap)(a, c,
	    buf_str(&what), &host);
	buf_free(&what);
	return s;
}

/* Keeps the source of these settings where there is one, else makes it. */
static void
keep_or_make(const struct mail_account *a, const struct mail_cursor *c,
    bool first)
{
	struct buf sig = { 0 };
	struct source *s;
	size_t i;

	pack_one(&sig, a, c->mailbox);
	for (i = 0; i < sources.n; i++) {
		s = sources.at[i];
		if (s->sig.n == sig.n && memcmp(s->sig.p, sig.p, sig.n) == 0) {
			s->kept = true;
			wipe_buf(&sig);
			return;
		}
	}
	s = source_new(&sig, c, first);
	s->kept = true;
	list_add(&sources, s);
}

/* What is gone, or set anew: its mails need no answer any more. */
static void
drop_source(size_t i)
{
	struct source *s = sources.at[i];
	char *prefix = mail_id(account_of(s)->name, mailbox_of(s), 0, "");
	size_t k, n = strlen(prefix) - strlen("0\n");

	for (k = in_flight.n; k-- > 0;)
		if (strncmp(in_flight.at[k], prefix, n) == 0)
			flight_remove(k);
	free(prefix);
	list_remove(&sources, i);
	source_free(s);
}

static void
check_account(const struct mail_account *a)
{
	size_t k;

	if (a->name == NULL || a->mailboxes.n == 0 ||
	    (a->maildir ? a->path == NULL : a->host == NULL))
		log_fatalx("core sent an account without name, place or "
		    "mailbox");
	for (k = 0; k < a->mailboxes.n; k++)
		if (((const struct mail_cursor *)
		    a->mailboxes.at[k])->mailbox == NULL)
			log_fatalx("core sent a mailbox without name");
}

static void
on_setup(struct unpack *u)
{
	struct arena *arena = arena_new();
	const struct mail_account *a;
	struct mailbox_setup setup;
	struct unpack whole = *u;
	size_t i, k;

	if (!mailbox_setup_unpack(u, arena, &setup))
		log_fatalx("core sent settings that do not fit");
	host.max_size = setup.max_size;
	for (i = 0; i < sources.n; i++)
		((struct source *)sources.at[i])->kept = false;
	for (i = 0; i < setup.accounts.n; i++) {
		a = setup.accounts.at[i];
		check_account(a);
		for (k = 0; k < a->mailboxes.n; k++)
			keep_or_make(a, a->mailboxes.at[k], k == 0);
	}
	for (i = sources.n; i-- > 0;)
		if (!((struct source *)sources.at[i])->kept)
			drop_source(i);
	wipe_setup(&setup);
	mem_wipe((char *)(uintptr_t)whole.p, whole.n);
	arena_free(arena);
}

/* --- jobs -------------------------------------------------------------- */

static struct source *
source_of(const struct mail_file *f)
{
	struct source *s;
	size_t i;

	for (i = 0; i < sources.n; i++) {
		s = sources.at[i];
		if (strcmp(account_of(s)->name, f->account) == 0 &&
		    strcmp(mailbox_of(s), f->mailbox) == 0)
			return s;
	}
	return NULL;
}

static void
on_job(uint32_t id, struct unpack *u)
{
	struct arena *arena = arena_new();
	struct job_done done = { .ok = true };
	struct err e = { 0 };
	struct mail_file f;
	struct source *s;
	struct buf b = { 0 };
	char *mail;
	size_t at;

	if (!mail_file_unpack(u, arena, &f) || f.account == NULL ||
	    f.mailbox == NULL || f.key == NULL ||
	    f.folder > FOLDER_COMMANDS)
		log_fatalx("core sent a job that does not fit");
	mail = mail_id(f.account, f.mailbox, f.uidvalidity, f.key);
	if (flight_find(mail, &at))
		flight_remove(at);
	free(mail);
	s = source_of(&f);
	if (s != NULL && watch_file(s->watch, &f, &e) == -1)
		done = (struct job_done){ false, e.text };
	else if (s == NULL && f.folder != FOLDER_STAY)
		/* asking again would not help, and keep others waiting */
		log_warnx("mail %.40s of %.100s is not moved: this mailbox is "
		    "not configured any more", f.key, f.mailbox);
	job_done_pack(&b, &done);
	role_send(FRAME_RESULT, id, &b, -1);
	buf_free(&b);
	arena_free(arena);
}

static void
on_frame(enum frame_type type, uint32_t id, struct unpack body)
{
	if (type == FRAME_SETUP)
		on_setup(&body);
	else if (type == FRAME_JOB)
		on_job(id, &body);
	else
		log_fatalx("core sent a %s frame", frame_name(type));
}

/* All that core said so far, in its order. */
static void
serve_core(void)
{
	struct held *h;

	keep_frames(NULL);
	while (queue.n > 0) {
		h = queue.at[0];
		list_remove(&queue, 0);
		on_frame(h->type, h->id, (struct unpack){ h->body.p,
		    h->body.n, false });
		wipe_buf(&h->body);
		free(h);
		keep_frames(NULL);
	}
}

/* --- what was heard ---------------------------------------------------- */

static bool
hears(struct source *s)
{
	if (!s->watch->up)
		s->heard = false;
	else if (in_flight.n == 0 && watch_caught_up(s->watch))
		s->heard = true;
	return s->heard;
}

/* Core takes silence for silence only where every mailbox was read. */
static void
say_what_is_heard(void)
{
	static bool said;
	struct buf b = { 0 };
	bool all = true;
	size_t i;

	for (i = 0; i < sources.n; i++)
		all &= hears(sources.at[i]);
	if (all == said)
		return;
	said = all;
	pack_u32(&b, all);
	role_send(FRAME_HEARD, 0, &b, -1);
	buf_free(&b);
}

/* --- the loop ---------------------------------------------------------- */

/* Waits for core, for a server, or for the time that something is due. */
static void
wait_for_something(void)
{
	struct pollfd *p = mem_array(sources.n + 1, sizeof(*p));
	int64_t due = INT64_MAX, now, one;
	struct source *s;
	size_t i;

	p[0] = (struct pollfd){ .fd = ROLE_FD, .events = POLLIN };
	for (i = 0; i < sources.n; i++) {
		s = sources.at[i];
		p[i + 1] = watch_wait(s->watch);
		one = watch_due(s->watch);
		if (one < due)
			due = one;
	}
	now = clock_mono_ms();
	/* what was kept while a server was waited for is not in the socket */
	if (due <= now || queue.n > 0)
		due = now;
	poll(p, sources.n + 1, due - now > INT_MAX ? INT_MAX :
	    (int)(due - now));
	free(p);
}

/* At the end; a session may be in the middle of something: not touched. */
static void
wipe_all(void)
{
	struct source *s;
	size_t i;

	for (i = 0; i < sources.n; i++) {
		s = sources.at[i];
		wipe_setup(&s->setup);
		mem_wipe(s->sig.p, s->sig.n);
	}
}

int
main(void)
{
	struct err e = { 0 };
	struct frame f;
	size_t i;

	role_init("mailbox");
	while (!role_next(&f, -1))
		;
	if (f.fd != -1)
		close(f.fd);
	on_frame(f.type, f.id, f.body);
	role_on_stop(wipe_all);
	if (sandbox_enter(SANDBOX_EDGE, &e) == -1)
		log_fatalx("%s", e.text);
	for (;;) {
		serve_core();
		for (i = 0; i < sources.n; i++)
			watch_step(((struct source *)sources.at[i])->watch);
		say_what_is_heard();
		wait_for_something();
	}
}
