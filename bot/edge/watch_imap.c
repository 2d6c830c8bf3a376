/* SPDX-License-Identifier: ISC */
/*
 * Watching an IMAP mailbox; see watch.h.  One step connects, or searches, or
 * hands over one batch, or goes to IDLE; mails leave in the order of their
 * UIDs, so core's cursor (the highest UID it has committed) never jumps over
 * one that was not handed over.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/fd.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/str.h"
#include "edge/imap.h"
#include "edge/watch.h"

/*
 * A mail that breaks the session each time it is fetched must not hold up
 * those behind it: after so many points it is taken by its header, after
 * twice as many as no more than the fact that it is there.  A broken promise
 * of the server's counts 2, a lost connection (which may be chance) 1.
 */
#define TROUBLE_CUT	4
#define TROUBLE_BARE	8

struct watch_box {
	struct watch	 w;
	struct imap	*im;
	bool		 idling;
	bool		 search;	/* due */
	int64_t		 uidvalidity;
	int64_t		 seen;		/* highest UID handed over */
	uint32_t	*uids;		/* found and not handed over yet */
	size_t		 next, n;
	int64_t		 poll_at;	/* ms */
	int64_t		 retry_at;
	int64_t		 up_since;
	unsigned	 failures;	/* in a row */
	uint32_t	 trouble_uid;
	unsigned	 trouble;
	unsigned	 poll;		/* seconds */
};

static struct watch_box *
box_of(struct watch *w)
{
	return (struct watch_box *)w;
}

/* --- up and down ------------------------------------------------------- */

/* Doubles from WATCH_RETRY_MIN, a quarter more or less, so that many clients
 * of a server that comes back do not come at once. */
static int64_t
back_off(unsigned failures, bool rejected)
{
	int64_t ms = WATCH_RETRY_MIN;
	uint32_t r = 0;

	while (failures-- > 1 && ms < WATCH_RETRY_MAX)
		ms *= 2;
	if (rejected && ms < WATCH_REJECTED)
		ms = WATCH_REJECTED;
	if (ms > WATCH_RETRY_MAX)
		ms = WATCH_RETRY_MAX;
	if (getrandom(&r, sizeof(r), 0) != (ssize_t)sizeof(r))
		r = UINT32_MAX / 2;
	return ms * 3 / 4 + (int64_t)(r % (uint32_t)(ms / 2 + 1));
}

static void
go_down(struct watch_box *b, bool rejected, const struct err *e)
{
	int64_t now = clock_mono_ms();

	if (b->im != NULL && now - b->up_since >= WATCH_STEADY)
		b->failures = 0;
	imap_close(b->im);
	b->im = NULL;
	b->idling = false;
	b->failures++;
	b->retry_at = now + back_off(b->failures, rejected);
	watch_say(&b->w, false, "%s", e->text);
}

static void
forget_uids(struct watch_box *b)
{
	free(b->uids);
	b->uids = NULL;
	b->next = b->n = 0;
}

static void
note_uidvalidity(struct watch_box *b, int64_t now_valid)
{
	if (now_valid == b->uidvalidity)
		return;
	if (b->uidvalidity != 0)
		log_warnx("%s: the server numbers mailbox %s anew (UIDVALIDITY "
		    "%lld, was %lld): all its mails are looked at again",
		    b->w.what, b->w.mailbox, (long long)now_valid,
		    (long long)b->uidvalidity);
	b->uidvalidity = now_valid;
	b->seen = 0;
}

static void
set_poll(struct watch_box *b)
{
	b->poll_at = clock_mono_ms() + (int64_t)b->poll * 1000;
}

static void
go_up(struct watch_box *b)
{
	struct err e = { 0 };
	bool rejected = false;
	int64_t uidvalidity;

	b->im = imap_open(b->w.account, b->w.host->side, &rejected, &e);
	if (b->im == NULL) {
		go_down(b, rejected, &e);
		return;
	}
	b->up_since = clock_mono_ms();
	if (imap_select(b->im, b->w.mailbox, &uidvalidity, &e) == -1) {
		go_down(b, false, &e);
		return;
	}
	note_uidvalidity(b, uidvalidity);
	forget_uids(b);
	b->search = true;
	set_poll(b);
	watch_say(&b->w, true, "watching %s on %s%s", b->w.mailbox,
	    b->w.account->host, imap_can_idle(b->im) ? "" :
	    " (by polling: the server offers no IDLE)");
}

/* --- handing over ------------------------------------------------------ */

static void
hand_over(struct watch_box *b, struct imap_mail *m, bool cut)
{
	char key[16];
	struct mail_arrived a = {
		.account = b->w.account->name, .mailbox = b->w.mailbox,
		.uidvalidity = b->uidvalidity, .key = key,
		.received = m->received, .size = m->size, .cut = cut };

	snprintf(key, sizeof(key), "%u", m->uid);
	b->w.host->arrived(b->w.host->arg, &a, m->fd);
	m->fd = -1;
	b->seen = m->uid;
}

static bool
is_large(const struct watch_box *b, const struct imap_mail *m)
{
	return m->size > (int64_t)b->w.host->max_size ||
	    (m->uid == b->trouble_uid && b->trouble >= TROUBLE_CUT);
}

/* A mail that cannot be had at all: an empty one stands for it, cut. */
static void
take_bare(struct watch_box *b, uint32_t uid)
{
	struct imap_mail m = { .uid = uid };
	struct err e = { 0 };

	log_warnx("%s: mail %u of %s cannot be fetched", b->w.what, uid,
	    b->w.mailbox);
	b->next++;
	m.fd = fd_sealed((struct span){ NULL, 0 }, &e);
	if (m.fd == -1)
		go_down(b, false, &e);
	else
		hand_over(b, &m, true);
}

/* Fetches the mails up to the first of the other kind (whole or header). */
static size_t
fetch_alike(struct watch_box *b, struct imap_mail *m, size_t n, bool *large,
    int *rc, struct err *e)
{
	size_t k, bytes = 0;

	*large = is_large(b, &m[0]);
	for (k = 0; k < n && is_large(b, &m[k]) == *large; k++) {
		bytes += *large ? IMAP_HEADER_MAX : (size_t)m[k].size;
		if (k > 0 && bytes > WATCH_BULK)
			break;
	}
	*rc = imap_bodies(b->im, m, k, *large, *large ? IMAP_HEADER_MAX :
	    b->w.host->max_size, e);
	return k;
}

static void
note_trouble(struct watch_box *b, uint32_t uid, const struct err *e)
{
	if (uid != b->trouble_uid) {
		b->trouble_uid = uid;
		b->trouble = 0;
	}
	b->trouble += e->code == ERR_TEMPORARY ? 1 : 2;
}

/*
 * Hands over what was fetched of m, in order, up to the first that is not
 * there though it should be; what vanished meanwhile is passed over.
 */
static size_t
hand_over_all(struct watch_box *b, struct imap_mail *m, size_t n,
    bool large, bool complete)
{
	size_t k;

	for (k = 0; k < n; k++) {
		if (m[k].fd == -1 && !complete)
			break;
		if (m[k].fd != -1)
			hand_over(b, &m[k], large || m[k].size >
			    (int64_t)b->w.host->max_size);
	}
	return k;
}

static void
drop_gone(struct imap_mail *m, size_t *n)
{
	size_t i, k = 0;

	for (i = 0; i < *n; i++)
		if (m[i].there)
			m[k++] = m[i];
	*n = k;
}

static void
failed(struct watch_box *b, uint32_t uid, const struct err *e)
{
	if (uid != 0)
		note_trouble(b, uid, e);
	/* a NO leaves the session whole, but going on at once is a loop */
	go_down(b, false, e);
}

/* One batch of what the search found, as far as core has room. */
static void
take_batch(struct watch_box *b, size_t room)
{
	struct imap_mail m[IMAP_BATCH] = { { 0 } };
	size_t i, n = 0, done = 0, k, given;
	struct err e = { 0 };
	bool large;
	int rc = 0;

	if (b->uids[b->next] == b->trouble_uid && b->trouble >= TROUBLE_BARE) {
		take_bare(b, b->trouble_uid);
		return;
	}
	/* one at a time, so that it is known which one breaks the session */
	if (b->trouble > 0 && b->uids[b->next] <= b->trouble_uid)
		room = 1;
	while (n < IMAP_BATCH && n < room && b->next + n < b->n) {
		m[n].uid = b->uids[b->next + n];
		n++;
	}
	b->next += n;
	if (imap_sizes(b->im, m, n, &e) == -1) {
		failed(b, m[0].uid, &e);
		return;
	}
	drop_gone(m, &n);
	while (done < n && rc == 0) {
		k = fetch_alike(b, m + done, n - done, &large, &rc, &e);
		given = hand_over_all(b, m + done, k, large, rc == 0);
		if (rc == -1)
			failed(b, m[done + (given < k ? given : 0)].uid, &e);
		done += given;
	}
	for (i = 0; i < n; i++)
		if (m[i].fd != -1)
			close(m[i].fd);
}

/* --- steps ------------------------------------------------------------- */

static void
search(struct watch_box *b)
{
	struct err e = { 0 };

	forget_uids(b);
	/* some servers look for new mail at NOOP only, or once in a while */
	if (!imap_can_idle(b->im) && imap_noop(b->im, &e) == -1) {
		failed(b, 0, &e);
		return;
	}
	if (imap_search(b->im, b->seen, &b->uids, &b->n, &e) == -1) {
		failed(b, 0, &e);
		return;
	}
	b->search = false;
	set_poll(b);
}

static bool
has_spoken(const struct watch_box *b)
{
	struct pollfd p = { .fd = imap_fd(b->im), .events = POLLIN };

	return imap_idle_news(b->im) || poll(&p, 1, 0) > 0;
}

/* False: the session is gone. */
static bool
stop_idling(struct watch_box *b)
{
	struct err e = { 0 };

	if (!b->idling)
		return true;
	b->idling = false;
	if (imap_idle_end(b->im, &e) == 0) {
		b->search |= imap_news(b->im);
		return true;
	}
	failed(b, 0, &e);
	return false;
}

static void
rest(struct watch_box *b)
{
	struct err e = { 0 };
	int rc;

	/* what came since the search is searched for first */
	if (imap_news(b->im)) {
		b->search = true;
		return;
	}
	if (!imap_can_idle(b->im) || b->idling)
		return;
	rc = imap_idle(b->im, &e);
	if (rc == -1) {
		failed(b, 0, &e);
		return;
	}
	b->idling = true;
	if (rc == 1 && stop_idling(b))
		b->search = true;
}

/* Core is busy: the server is kept, and asked no more than it must be. */
static void
hold(struct watch_box *b)
{
	struct err e = { 0 };

	if (clock_mono_ms() < b->poll_at)
		return;
	set_poll(b);
	if (imap_noop(b->im, &e) == -1)
		failed(b, 0, &e);
}

static void
box_step(struct watch *w)
{
	struct watch_box *b = box_of(w);
	int64_t now = clock_mono_ms();
	size_t room;

	if (b->im == NULL && now < b->retry_at)
		return;
	if (b->im == NULL)
		go_up(b);
	else if (b->idling && (has_spoken(b) || now >= b->poll_at))
		b->search |= stop_idling(b);
	else if (!b->idling && now >= b->poll_at && b->next >= b->n)
		b->search = true;
	if (b->im == NULL || b->idling)
		return;
	if (b->search && b->next >= b->n)
		search(b);
	if (b->im == NULL)
		return;
	room = w->host->room(w->host->arg);
	if (b->next < b->n && room > 0)
		take_batch(b, room);
	else if (b->next < b->n)
		hold(b);
	else
		rest(b);
}

static int64_t
box_due(const struct watch *w)
{
	const struct watch_box *b = (const struct watch_box *)w;

	if (b->im == NULL)
		return b->retry_at;
	if (b->idling)
		return imap_idle_news(b->im) ? 0 : b->poll_at;
	if (b->search && b->next >= b->n)
		return 0;
	if (b->next < b->n)
		return w->host->room(w->host->arg) > 0 ? 0 : b->poll_at;
	return imap_news(b->im) || imap_can_idle(b->im) ? 0 : b->poll_at;
}

static struct pollfd
box_wait(const struct watch *w)
{
	const struct watch_box *b = (const struct watch_box *)w;

	return (struct pollfd){ .fd = b->im != NULL && b->idling ?
	    imap_fd(b->im) : -1, .events = POLLIN };
}

static bool
box_caught_up(const struct watch *w)
{
	const struct watch_box *b = (const struct watch_box *)w;

	return b->im != NULL && !b->search && b->next >= b->n;
}

static int
box_file(struct watch *w, const struct mail_file *f, const char *folder,
    struct err *e)
{
	struct watch_box *b = box_of(w);
	long long uid;

	if (f->folder == FOLDER_STAY)
		return 0;
	if (!str_number(f->key, 1, UINT32_MAX, &uid))
		return err_set(e, ERR_INPUT, "\"%.40s\" is no UID", f->key);
	if (b->im == NULL || !stop_idling(b))
		return err_set(e, ERR_TEMPORARY, "%s is not connected: %.300s",
		    w->what, w->text);
	if (f->uidvalidity != b->uidvalidity) {
		log_warnx("%s: mail %s of %s had its number before the server "
		    "numbered anew: it is not moved", w->what, f->key,
		    w->mailbox);
		return 0;
	}
	/* while a mail is moved, news may hide behind its EXPUNGE */
	b->search = true;
	if (imap_file(b->im, (uint32_t)uid, folder, e) == 0)
		return 0;
	if (imap_dead(b->im))
		failed(b, 0, e);
	return -1;
}

static void
box_end(struct watch *w)
{
	struct watch_box *b = box_of(w);

	imap_close(b->im);
	free(b->uids);
}

static const struct watch_ops imap_ops = {
	.step = box_step, .due = box_due, .wait = box_wait,
	.caught_up = box_caught_up, .file = box_file, .end = box_end,
};

struct watch *
watch_imap(const struct mail_account *a, const struct mail_cursor *c,
    const char *what, const struct watch_host *host)
{
	struct watch_box *b = mem_alloc(sizeof(*b));

	watch_init(&b->w, &imap_ops, a, c->mailbox, what, host);
	b->uidvalidity = c->uidvalidity;
	b->seen = c->uid;
	b->poll = a->poll == 0 ? WATCH_POLL : a->poll;
	if (b->poll > WATCH_POLL_MAX)
		b->poll = WATCH_POLL_MAX;
	return &b->w;
}
