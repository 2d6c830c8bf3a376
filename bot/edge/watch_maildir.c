/* SPDX-License-Identifier: ISC */
/*
 * Watching a Maildir's new/; see watch.h.  inotify says when something came;
 * a scan from time to time catches what it does not see (network file
 * systems, a queue that ran over).  A mail stays in new/ until core has
 * committed it, so what was handed over and not answered is simply found
 * again after a crash.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/list.h"
#include "base/log.h"
#include "base/mem.h"
#include "edge/maildir.h"
#include "edge/watch.h"

#define BATCH		32	/* files of one step */
#define AGAIN_MS	250	/* a file that is being written: look again */
#define REPORTED_MAX	1000	/* names whose trouble was told */
#define TAKEN_MAX	4096	/* names handed over; the host's flow control
				 * keeps them far below */

struct watch_dir {
	struct watch	 w;
	int		 notify;	/* inotify, or -1 */
	bool		 open;		/* the Maildir was there last time */
	bool		 scan;		/* due */
	int64_t		 scan_at;	/* ms: the next scan in any case */
	struct list	 names;		/* found in new/, not looked at yet */
	size_t		 next;
	struct list	 taken;		/* handed over, not filed: char * */
	struct list	 reported;	/* told once: char * */
	unsigned	 failures;
	unsigned	 poll;		/* seconds */
};

static struct watch_dir *
dir_of(struct watch *w)
{
	return (struct watch_dir *)w;
}

static bool
has(const struct list *l, const char *name)
{
	size_t i;

	for (i = 0; i < l->n; i++)
		if (strcmp(l->at[i], name) == 0)
			return true;
	return false;
}

static void
empty(struct list *l)
{
	size_t i;

	for (i = 0; i < l->n; i++)
		free(l->at[i]);
	list_free(l);
	*l = (struct list){ 0 };
}

static void
scan_in(struct watch_dir *d, int64_t ms)
{
	int64_t at = clock_mono_ms() + ms;

	if (at < d->scan_at)
		d->scan_at = at;
}

/* --- the folder -------------------------------------------------------- */

static void
go_down(struct watch_dir *d, const struct err *e)
{
	int64_t ms = WATCH_RETRY_MIN;
	unsigned n;

	for (n = d->failures++; n > 0 && ms < WATCH_RETRY_MAX; n--)
		ms *= 2;
	d->open = false;
	if (d->notify != -1)
		close(d->notify);
	d->notify = -1;
	d->scan_at = clock_mono_ms() + ms;
	watch_say(&d->w, false, "%s", e->text);
}

/*
 * Watches new/, or watches it still: the same folder twice is one watch, and
 * one that was put in its place is not missed for longer than a scan.
 */
static void
watch_new(struct watch_dir *d)
{
	struct buf new = { 0 };

	if (d->notify == -1)
		return;
	buf_addf(&new, "%s/new", d->w.account->path);
	if (inotify_add_watch(d->notify, buf_str(&new), IN_MOVED_TO |
	    IN_CLOSE_WRITE | IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR) ==
	    -1) {
		if (errno != ENOENT && errno != ENOTDIR)
			log_warn("%s: no inotify: %s is looked at every %u "
			    "seconds", d->w.what, buf_str(&new), d->poll);
		close(d->notify);
		d->notify = -1;
	}
	buf_free(&new);
}

static void
go_up(struct watch_dir *d)
{
	const char *path = d->w.account->path;
	struct err e = { 0 };

	if (maildir_make(path, &e) == -1) {
		go_down(d, &e);
		return;
	}
	d->open = true;
	d->failures = 0;
	d->notify = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	d->scan = true;
	watch_say(&d->w, true, "watching %s", path);
}

/* Empties inotify's queue; what it says is only that a scan is due. */
static bool
has_news(struct watch_dir *d)
{
	char events[4096];
	bool news = false;

	while (d->notify != -1 && read(d->notify, events, sizeof(events)) > 0)
		news = true;
	return news;
}

static int
compare_names(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Names whose file is gone may be told of anew, should they come again.
 * there is in byte order. */
static void
forget(struct list *l, const struct list *there)
{
	size_t i;

	for (i = l->n; i-- > 0;)
		if (there->n == 0 || bsearch(&l->at[i], there->at, there->n,
		    sizeof(*there->at), compare_names) == NULL) {
			free(l->at[i]);
			list_remove(l, i);
		}
}

static void
scan(struct watch_dir *d)
{
	struct err e = { 0 };

	empty(&d->names);
	d->next = 0;
	d->scan = false;
	watch_new(d);
	d->scan_at = clock_mono_ms() + (int64_t)d->poll * 1000;
	if (maildir_scan(d->w.account->path, &d->names, &e) == -1) {
		go_down(d, &e);
		return;
	}
	forget(&d->reported, &d->names);
	forget(&d->taken, &d->names);
}

/* --- mails ------------------------------------------------------------- */

static void
report(struct watch_dir *d, const char *name, const char *text)
{
	if (has(&d->reported, name) || d->reported.n >= REPORTED_MAX)
		return;
	list_add(&d->reported, mem_str(name));
	log_warnx("%s: %s", d->w.what, text);
	d->w.host->state(d->w.host->arg, d->w.what, true, text);
}

static void
hand_over(struct watch_dir *d, const char *name, const struct maildir_mail *m)
{
	char *key = mem_strn(name, maildir_key(name));
	struct mail_arrived a = {
		.account = d->w.account->name, .mailbox = d->w.mailbox,
		.key = key, .received = m->received, .size = m->size,
		.cut = m->cut };

	list_add(&d->taken, mem_str(name));
	d->w.host->arrived(d->w.host->arg, &a, m->fd);
	free(key);
}

static void
take(struct watch_dir *d, const char *name)
{
	struct maildir_mail m;
	struct err e = { 0 };

	switch (maildir_take(d->w.account->path, name, d->w.host->max_size,
	    &m, &e)) {
	case MAILDIR_TAKEN:
		hand_over(d, name, &m);
		break;
	case MAILDIR_NOT_YET:
		scan_in(d, AGAIN_MS);
		break;
	case MAILDIR_GONE:
		break;
	case MAILDIR_NO_MAIL:
		err_set(&e, ERR_INPUT, "%s/new holds what is no mail, it is "
		    "left alone: %.100s", d->w.account->path, name);
		report(d, name, e.text);
		break;
	case MAILDIR_UNREADABLE:
		report(d, name, e.text);
		break;
	}
}

static void
dir_step(struct watch *w)
{
	struct watch_dir *d = dir_of(w);
	int64_t now = clock_mono_ms();
	size_t i, room;

	if (!d->open && now >= d->scan_at)
		go_up(d);
	if (!d->open)
		return;
	d->scan |= has_news(d) || now >= d->scan_at;
	if (d->next >= d->names.n && d->scan)
		scan(d);
	for (i = 0; i < BATCH && d->next < d->names.n; i++) {
		room = w->host->room(w->host->arg);
		if (room == 0 || d->taken.n >= TAKEN_MAX)
			break;
		if (!has(&d->taken, d->names.at[d->next]))
			take(d, d->names.at[d->next]);
		d->next++;
	}
}

static int64_t
dir_due(const struct watch *w)
{
	const struct watch_dir *d = (const struct watch_dir *)w;

	if (!d->open)
		return d->scan_at;
	if (d->next < d->names.n)
		return w->host->room(w->host->arg) > 0 ? 0 : INT64_MAX;
	return d->scan ? 0 : d->scan_at;
}

static struct pollfd
dir_wait(const struct watch *w)
{
	const struct watch_dir *d = (const struct watch_dir *)w;
	bool busy = d->next < d->names.n;

	/* while there is more than core takes, news would only spin */
	return (struct pollfd){ .fd = busy ? -1 : d->notify,
	    .events = POLLIN };
}

static bool
dir_caught_up(const struct watch *w)
{
	const struct watch_dir *d = (const struct watch_dir *)w;

	return d->open && !d->scan && d->next >= d->names.n;
}

static int
dir_file(struct watch *w, const struct mail_file *f, const char *folder,
    struct err *e)
{
	struct watch_dir *d = dir_of(w);
	size_t i, n = strlen(f->key);

	if (maildir_file(w->account->path, f->key,
	    f->folder == FOLDER_STAY ? NULL : folder, e) == -1)
		return -1;
	for (i = 0; i < d->taken.n; i++)
		if (maildir_key(d->taken.at[i]) == n &&
		    memcmp(d->taken.at[i], f->key, n) == 0) {
			free(d->taken.at[i]);
			list_remove(&d->taken, i);
			break;
		}
	return 0;
}

static void
dir_end(struct watch *w)
{
	struct watch_dir *d = dir_of(w);

	if (d->notify != -1)
		close(d->notify);
	empty(&d->names);
	empty(&d->taken);
	empty(&d->reported);
}

static const struct watch_ops maildir_ops = {
	.step = dir_step, .due = dir_due, .wait = dir_wait,
	.caught_up = dir_caught_up, .file = dir_file, .end = dir_end,
};

struct watch *
watch_maildir(const struct mail_account *a, const struct mail_cursor *c,
    const char *what, const struct watch_host *host)
{
	struct watch_dir *d = mem_alloc(sizeof(*d));

	watch_init(&d->w, &maildir_ops, a, c->mailbox, what, host);
	d->notify = -1;
	d->poll = a->poll == 0 || a->poll > WATCH_POLL_MAX ? WATCH_POLL :
	    a->poll;
	return &d->w;
}
