/* SPDX-License-Identifier: ISC */
/* Reading what others deliver into a Maildir; see maildir.h. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/fd.h"
#include "base/mem.h"
#include "edge/maildir_parts.h"

static int
compare_names(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

int
maildir_scan(const char *dir, struct list *names, struct err *e)
{
	int fd = maildir_open_sub(dir, "new", e);
	struct dirent *d;
	DIR *new;

	if (fd == -1)
		return -1;
	new = fdopendir(fd);
	if (new == NULL) {
		close(fd);
		return err_sys(e, "%s/new", dir);
	}
	while (names->n < MAILDIR_SCAN_MAX && (d = readdir(new)) != NULL)
		if (d->d_name[0] != '.')
			list_add(names, mem_str(d->d_name));
	closedir(new);
	if (names->n > 1)
		qsort(names->at, names->n, sizeof(*names->at), compare_names);
	return 0;
}

/* Changed (or made) within the last moment: it may be written still. */
static bool
is_fresh(const struct stat *st)
{
	int64_t changed = (int64_t)st->st_ctim.tv_sec * 1000 +
	    st->st_ctim.tv_nsec / 1000000;
	int64_t age = clock_now_ms() - changed;

	return age >= 0 && age < MAILDIR_SETTLE_MS;
}

/*
 * Reads the file, or its header where it is too large.  With a lease, nobody
 * opened it for writing meanwhile, or it is not ours yet.
 */
static enum maildir_taken
read_mail(int fd, const struct stat *st, size_t max, struct maildir_mail *m,
    struct err *e)
{
	bool cut = (uint64_t)st->st_size > max;
	size_t left = cut ? MAILDIR_HEADER_MAX : (size_t)st->st_size;
	char piece[16384];
	struct buf b = { 0 };
	const char *end;
	ssize_t n = 1;

	while (left > 0 && n > 0) {
		n = read(fd, piece, left < sizeof(piece) ? left :
		    sizeof(piece));
		if (n > 0) {
			buf_add(&b, piece, (size_t)n);
			left -= (size_t)n;
		}
	}
	if (n == -1) {
		err_sys(e, "read");
		buf_free(&b);
		return MAILDIR_UNREADABLE;
	}
	if (cut) {
		end = memmem(buf_str(&b), b.n, "\r\n\r\n", 4);
		if (end == NULL)
			end = memmem(buf_str(&b), b.n, "\n\n", 2);
		if (end != NULL)
			buf_cut(&b, (size_t)(end - b.p) +
			    (*end == '\r' ? 4 : 2));
	}
	*m = (struct maildir_mail){ .size = st->st_size, .cut = cut,
	    .received = st->st_mtim.tv_sec };
	m->fd = fd_sealed((struct span){ buf_str(&b), b.n }, e);
	buf_free(&b);
	return m->fd != -1 ? MAILDIR_TAKEN : MAILDIR_UNREADABLE;
}

/* The same under a lease, where there are leases. */
static enum maildir_taken
read_settled(int fd, size_t max, struct maildir_mail *m, struct err *e)
{
	enum maildir_taken rc;
	struct stat st;
	bool lease;

	/* whoever opens it for writing while we hold it makes a SIGIO */
	signal(SIGIO, SIG_IGN);
	lease = fcntl(fd, F_SETLEASE, F_RDLCK) == 0;
	if (!lease && (errno == EAGAIN || errno == EBUSY))
		return MAILDIR_NOT_YET;
	if (fstat(fd, &st) == -1) {
		err_sys(e, "stat");
		return MAILDIR_UNREADABLE;
	}
	if ((!lease || st.st_size == 0) && is_fresh(&st))
		return MAILDIR_NOT_YET;
	rc = read_mail(fd, &st, max, m, e);
	if (lease && fcntl(fd, F_GETLEASE) != F_RDLCK &&
	    rc == MAILDIR_TAKEN) {
		close(m->fd);
		rc = MAILDIR_NOT_YET;
	}
	if (lease)
		fcntl(fd, F_SETLEASE, F_UNLCK);
	return rc;
}

enum maildir_taken
maildir_take(const char *dir, const char *name, size_t max,
    struct maildir_mail *m, struct err *e)
{
	char path[PATH_MAX];
	enum maildir_taken rc;
	struct stat st;
	int fd, n;

	m->fd = -1;
	if (!maildir_is_name(name))
		return MAILDIR_NO_MAIL;
	n = snprintf(path, sizeof(path), "%s/new/%s", dir, name);
	if (n < 0 || (size_t)n >= sizeof(path))
		return MAILDIR_NO_MAIL;
	/* looked at before it is opened: opening a device may do things */
	if (lstat(path, &st) == -1)
		return errno == ENOENT ? MAILDIR_GONE :
		    (err_sys(e, "%s", path), MAILDIR_UNREADABLE);
	if (!S_ISREG(st.st_mode))
		return MAILDIR_NO_MAIL;
	fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (fd == -1 && errno == ENOENT)
		return MAILDIR_GONE;
	/* somebody else holds a lease of his own */
	if (fd == -1 && errno == EWOULDBLOCK)
		return MAILDIR_NOT_YET;
	if (fd == -1) {
		err_sys(e, "%s", path);
		return MAILDIR_UNREADABLE;
	}
	if (fstat(fd, &st) == 0 && !S_ISREG(st.st_mode))
		rc = MAILDIR_NO_MAIL;
	else
		rc = read_settled(fd, max, m, e);
	close(fd);
	if (rc == MAILDIR_UNREADABLE)
		err_in(e, "%s", path);
	return rc;
}
