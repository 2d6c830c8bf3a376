/* SPDX-License-Identifier: ISC */
/* Mails from paths; see mails.h. */
#include "cli/mails.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/fd.h"
#include "text/mbox.h"

#define FILE_MAX	(512 << 20)	/* bytes of one file (an mbox) */
#define DEPTH_MAX	64		/* folders within folders */

static void one_path(const struct mails *m, const char *path, int depth);

/* Also what another program writes: /dev/stdin, a named pipe. */
static int
read_path(const char *path, struct buf *out, struct err *e)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC), rc;

	if (fd == -1)
		return err_sys(e, "%s", path);
	if (lseek(fd, 0, SEEK_CUR) == -1 && errno == ESPIPE)
		rc = fd_read_stream(fd, FILE_MAX, out, e);
	else
		rc = fd_read_all(fd, FILE_MAX, out, e);
	if (rc == -1)
		err_in(e, "%s", path);
	close(fd);
	return rc;
}

static void
one_file(const struct mails *m, const char *path)
{
	struct buf bytes = { 0 }, mail = { 0 };
	struct err e = { 0 };
	struct span file;
	struct mbox box;

	if (read_path(path, &bytes, &e) == -1) {
		m->unreadable(m->arg, path, e.text);
		goto out;
	}
	file = (struct span){ buf_str(&bytes), bytes.n };
	if (!mbox_is(file)) {
		m->one(m->arg, path, -1, file);
		goto out;
	}
	mbox_open(&box, file);
	while (mbox_next(&box, &mail))
		m->one(m->arg, path, (int64_t)box.index, (struct span){
		    buf_str(&mail), mail.n });
out:
	buf_free(&bytes);
	buf_free(&mail);
}

static int
no_dots(const struct dirent *d)
{
	return strcmp(d->d_name, ".") != 0 && strcmp(d->d_name, "..") != 0;
}

static int
by_bytes(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static void
folder(const struct mails *m, const char *path, int depth)
{
	struct dirent **names;
	struct buf sub = { 0 };
	int n = scandir(path, &names, no_dots, by_bytes), i;

	if (n == -1) {
		m->unreadable(m->arg, path, "the folder cannot be read");
		return;
	}
	for (i = 0; i < n; i++) {
		buf_cut(&sub, 0);
		buf_addf(&sub, "%s%s%s", path, str_ends_nocase(path, "/") ?
		    "" : "/", names[i]->d_name);
		one_path(m, sub.p, depth + 1);
		free(names[i]);
	}
	free(names);
	buf_free(&sub);
}

static void
one_path(const struct mails *m, const char *path, int depth)
{
	struct stat st;
	struct err e = { 0 };

	if (depth > DEPTH_MAX)
		m->unreadable(m->arg, path, "folders are nested too deeply");
	else if ((depth == 0 ? stat(path, &st) : lstat(path, &st)) == -1) {
		err_sys(&e, "%s", path);
		m->unreadable(m->arg, path, e.text);
	} else if (S_ISDIR(st.st_mode))
		folder(m, path, depth);
	else if (S_ISREG(st.st_mode) || depth == 0)
		one_file(m, path);
	/* links, devices and sockets inside a folder are passed over */
}

void
mails_each(const struct mails *m, const char *path)
{
	one_path(m, path, 0);
}
