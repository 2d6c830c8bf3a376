/* SPDX-License-Identifier: ISC */
/* Maildirs: their folders, delivering into them and filing; see maildir.h. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/fd.h"
#include "edge/maildir_parts.h"

bool
maildir_is_name(const char *name)
{
	size_t i, n = strlen(name);

	if (n == 0 || n > MAILDIR_NAME_MAX || name[0] == '.' ||
	    !utf8_valid(name, n))
		return false;
	for (i = 0; i < n; i++)
		if ((unsigned char)name[i] < 0x20 || name[i] == 0x7f ||
		    name[i] == '/')
			return false;
	return true;
}

size_t
maildir_key(const char *name)
{
	const char *flags = strstr(name, ":2,");

	return flags != NULL ? (size_t)(flags - name) : strlen(name);
}

/* --- folders ----------------------------------------------------------- */

/* 1: made it, 0: it is there. */
static int
make_dir(const char *path, struct err *e)
{
	if (mkdir(path, 0700) == 0)
		return 1;
	return errno == EEXIST ? 0 : err_sys(e, "cannot make %s", path);
}

static int
sync_dir(const char *path, struct err *e)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC), rc = 0;

	if (fd == -1)
		return err_sys(e, "%s", path);
	/* some file systems cannot sync a folder, and say EINVAL */
	if (fsync(fd) == -1 && errno != EINVAL)
		rc = err_sys(e, "cannot sync %s", path);
	close(fd);
	return rc;
}

int
maildir_make(const char *dir, struct err *e)
{
	static const char *const parts[] = { "tmp", "cur", "new" };
	char path[PATH_MAX];
	int made, n, rc;
	size_t i;

	if (strlen(dir) + MAILDIR_NAME_MAX + 20 > sizeof(path))
		return err_set(e, ERR_CONFIG, "%s: too long a path", dir);
	made = make_dir(dir, e);
	for (i = 0; made != -1 && i < 3; i++) {
		n = snprintf(path, sizeof(path), "%s/%s", dir, parts[i]);
		rc = n < 0 ? -1 : make_dir(path, e);
		made = rc == -1 ? -1 : made | rc;
	}
	return made > 0 ? sync_dir(dir, e) : made;
}

int
maildir_open_sub(const char *dir, const char *sub, struct err *e)
{
	char path[PATH_MAX];
	int fd, n = snprintf(path, sizeof(path), "%s/%s", dir, sub);

	if (n < 0 || (size_t)n >= sizeof(path))
		return err_set(e, ERR_CONFIG, "%s: too long a path", dir);
	fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd == -1)
		err_sys(e, "%s", path);
	return fd;
}

/*
 * Looks for a file of this key with any flags, the usual one first; copies
 * its name.  1 found, 0 not, -1 and *e.
 */
static int
find_key(int dirfd, const char *key, char name[NAME_MAX + 1], struct err *e)
{
	size_t n = strlen(key);
	struct dirent *d;
	DIR *dir;
	int fd;

	snprintf(name, NAME_MAX + 1, "%s:2,S", key);
	if (faccessat(dirfd, name, F_OK, AT_SYMLINK_NOFOLLOW) == 0)
		return 1;
	fd = openat(dirfd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	dir = fd != -1 ? fdopendir(fd) : NULL;
	if (dir == NULL) {
		err_sys(e, "cannot read a Maildir's folder");
		if (fd != -1)
			close(fd);
		return -1;
	}
	while ((d = readdir(dir)) != NULL)
		if (strncmp(d->d_name, key, n) == 0 &&
		    (d->d_name[n] == '\0' ||
		    strncmp(d->d_name + n, ":2,", 3) == 0))
			break;
	if (d != NULL)
		str_copy(name, NAME_MAX + 1, d->d_name);
	closedir(dir);
	return d != NULL;
}

/* Renames without replacing anything; errno EEXIST where the name is taken. */
static int
rename_new(int from, const char *a, int to, const char *b)
{
	if (renameat2(from, a, to, b, RENAME_NOREPLACE) == 0)
		return 0;
	if (errno != EINVAL && errno != ENOSYS)
		return -1;
	/* a file system without that flag: a hard link never replaces */
	if (linkat(from, a, to, b, 0) == -1)
		return -1;
	return unlinkat(from, a, 0);
}

/* --- delivering -------------------------------------------------------- */

struct maildir_fds {
	int	tmp, new, cur;
};

static int
is_delivered(const struct maildir_fds *d, const char *name, struct err *e)
{
	char found[NAME_MAX + 1];

	if (faccessat(d->new, name, F_OK, AT_SYMLINK_NOFOLLOW) == 0)
		return 1;
	return find_key(d->cur, name, found, e);
}

static int
write_tmp(int tmp, const char *name, struct span bytes, struct err *e)
{
	int fd;

	/* what a try before this one left, when it was killed */
	unlinkat(tmp, name, 0);
	fd = openat(tmp, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd == -1)
		return err_sys(e, "cannot create %s in tmp", name);
	if (fd_write_all(fd, bytes.p, bytes.n, e) == -1)
		goto fail;
	if (fsync(fd) == -1) {
		err_sys(e, "cannot sync %s", name);
		goto fail;
	}
	if (close(fd) == 0)
		return 0;
	fd = -1;
	err_sys(e, "cannot close %s", name);
fail:
	if (fd != -1)
		close(fd);
	unlinkat(tmp, name, 0);
	return -1;
}

static int
deliver(const struct maildir_fds *d, const char *name, struct span bytes,
    struct err *e)
{
	int there = is_delivered(d, name, e);

	if (there == -1)
		return -1;
	if (there == 0) {
		if (write_tmp(d->tmp, name, bytes, e) == -1)
			return -1;
		if (rename_new(d->tmp, name, d->new, name) == -1 &&
		    errno != EEXIST) {
			err_sys(e, "cannot move %s into new", name);
			unlinkat(d->tmp, name, 0);
			return -1;
		}
	}
	unlinkat(d->tmp, name, 0);
	/* also where it was there: a try before may have ended before this */
	if (fsync(d->new) == -1 && errno != EINVAL)
		return err_sys(e, "cannot sync new");
	return 0;
}

int
maildir_deliver(const char *dir, const char *name, struct span bytes,
    struct err *e)
{
	struct maildir_fds d = { -1, -1, -1 };
	int rc = -1;

	if (!maildir_is_name(name) || strchr(name, ':') != NULL)
		return err_set(e, ERR_INPUT, "\"%.100s\" cannot be the name of "
		    "a mail in a Maildir", name);
	if (maildir_make(dir, e) == -1)
		goto out;
	d.tmp = maildir_open_sub(dir, "tmp", e);
	d.new = d.tmp != -1 ? maildir_open_sub(dir, "new", e) : -1;
	d.cur = d.new != -1 ? maildir_open_sub(dir, "cur", e) : -1;
	if (d.cur != -1)
		rc = deliver(&d, name, bytes, e);
out:
	if (d.tmp != -1)
		close(d.tmp);
	if (d.new != -1)
		close(d.new);
	if (d.cur != -1)
		close(d.cur);
	return rc == -1 ? err_in(e, "Maildir %s", dir) : 0;
}

/* --- filing ------------------------------------------------------------ */

static int
folder_path(const char *dir, const char *folder, char path[PATH_MAX],
    struct err *e)
{
	size_t at, i;
	int n;

	if (folder == NULL) {
		if (!str_copy(path, PATH_MAX, dir))
			return err_set(e, ERR_CONFIG, "too long a path");
		return 0;
	}
	if (*folder == '\0' || *folder == '.' || *folder == '/' ||
	    strlen(folder) > MAILDIR_NAME_MAX || strstr(folder, "..") != NULL ||
	    strstr(folder, "//") != NULL)
		return err_set(e, ERR_CONFIG, "\"%.100s\" cannot be the name "
		    "of a Maildir's folder", folder);
	n = snprintf(path, PATH_MAX, "%s/.%s", dir, folder);
	if (n < 0 || n >= PATH_MAX)
		return err_set(e, ERR_CONFIG, "too long a path");
	at = strlen(dir) + 2;
	for (i = at; path[i] != '\0'; i++)
		if (path[i] == '/')
			path[i] = '.';
	return maildir_make(path, e);
}

/* The flags of a name with S among them, in the order that they stand in. */
static void
add_seen(const char *name, struct buf *out)
{
	const char *f = name + maildir_key(name);
	bool seen = false;

	buf_adds(out, ":2,");
	for (f += *f != '\0' ? 3 : 0; *f != '\0'; f++) {
		if (!seen && *f >= 'S') {
			seen = true;
			if (*f != 'S')
				buf_addc(out, 'S');
		}
		buf_addc(out, *f);
	}
	if (!seen)
		buf_addc(out, 'S');
}

/* Moves it there as seen; a key that is taken there gets a number behind. */
static int
put_away(int from, const char *name, int to, const char *key, struct err *e)
{
	struct buf flags = { 0 }, target = { 0 };
	int i, rc = -1;

	add_seen(name, &flags);
	for (i = 0; i < 100 && rc == -1; i++) {
		buf_cut(&target, 0);
		buf_adds(&target, key);
		if (i > 0)
			buf_addf(&target, "_%d", i);
		buf_adds(&target, buf_str(&flags));
		if ((from == to && strcmp(name, buf_str(&target)) == 0) ||
		    rename_new(from, name, to, buf_str(&target)) == 0 ||
		    errno == ENOENT)
			rc = 0;
		else if (errno != EEXIST)
			break;
	}
	if (rc == -1)
		err_sys(e, "cannot move %s", name);
	buf_free(&flags);
	buf_free(&target);
	return rc;
}

/* Where the mail lies: new/ or cur/, and its name; -1 in *from: nowhere. */
static int
find_mail(const struct maildir_fds *d, const char *key, int *from,
    char name[NAME_MAX + 1], struct err *e)
{
	int found;

	*from = -1;
	str_copy(name, NAME_MAX + 1, key);
	if (faccessat(d->new, name, F_OK, AT_SYMLINK_NOFOLLOW) == 0) {
		*from = d->new;
		return 0;
	}
	found = find_key(d->cur, key, name, e);
	if (found == 1)
		*from = d->cur;
	if (found != 0)
		return found == -1 ? -1 : 0;
	/* a name with flags in new/ is odd, but happens */
	found = find_key(d->new, key, name, e);
	if (found == 1)
		*from = d->new;
	return found == -1 ? -1 : 0;
}

int
maildir_file(const char *dir, const char *key, const char *folder,
    struct err *e)
{
	struct maildir_fds d = { -1, -1, -1 };
	char path[PATH_MAX], name[NAME_MAX + 1];
	int from = -1, to = -1, rc = -1;

	if (!maildir_is_name(key) || maildir_key(key) != strlen(key))
		return err_set(e, ERR_INPUT, "\"%.100s\" cannot be the key of "
		    "a mail in a Maildir", key);
	if (folder_path(dir, folder, path, e) == -1)
		goto out;
	d.new = maildir_open_sub(dir, "new", e);
	d.cur = d.new != -1 ? maildir_open_sub(dir, "cur", e) : -1;
	if (d.cur == -1 || find_mail(&d, key, &from, name, e) == -1)
		goto out;
	if (from == -1) {
		rc = 0;
		goto out;
	}
	to = folder != NULL ? maildir_open_sub(path, "cur", e) : d.cur;
	if (to != -1)
		rc = put_away(from, name, to, key, e);
out:
	if (to != -1 && to != d.cur)
		close(to);
	if (d.new != -1)
		close(d.new);
	if (d.cur != -1)
		close(d.cur);
	return rc == -1 ? err_in(e, "Maildir %s", dir) : 0;
}
