/* SPDX-License-Identifier: ISC */
/* Descriptors; see fd.h. */
#include "base/fd.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"

#define SEALS (F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL)

int
fd_sealed(struct span bytes, struct err *e)
{
	int fd = memfd_create("patchbot", MFD_CLOEXEC | MFD_ALLOW_SEALING);

	if (fd == -1)
		return err_sys(e, "memfd_create");
	if (fd_write_all(fd, bytes.p, bytes.n, e) == -1)
		goto fail;
	if (fcntl(fd, F_ADD_SEALS, SEALS) == -1) {
		err_sys(e, "cannot seal a memfd");
		goto fail;
	}
	return fd;
fail:
	close(fd);
	return -1;
}

int
fd_shared(size_t n, void **at, struct err *e)
{
	int fd = memfd_create("patchbot-shared", MFD_CLOEXEC |
	    MFD_ALLOW_SEALING);

	*at = NULL;
	if (fd == -1)
		return err_sys(e, "memfd_create");
	/* a file that shrinks under a mapping would be our end */
	if (ftruncate(fd, (off_t)n) == -1 || fcntl(fd, F_ADD_SEALS,
	    F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) == -1) {
		err_sys(e, "cannot prepare a shared memfd");
		goto fail;
	}
	*at = mmap(NULL, n, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (*at != MAP_FAILED)
		return fd;
	*at = NULL;
	err_sys(e, "mmap");
fail:
	close(fd);
	return -1;
}

bool
fd_is_sealed(int fd, size_t max)
{
	int seals = fcntl(fd, F_GET_SEALS);
	struct stat st;

	return seals != -1 && (seals & SEALS) == SEALS &&
	    fstat(fd, &st) == 0 && st.st_size >= 0 &&
	    (size_t)st.st_size <= max;
}

int
fd_write_all(int fd, const char *p, size_t n, struct err *e)
{
	ssize_t w;

	while (n > 0) {
		w = write(fd, p, n);
		if (w == -1 && errno == EINTR)
			continue;
		if (w == -1)
			return err_sys(e, "write");
		p += w;
		n -= (size_t)w;
	}
	return 0;
}

int
fd_read_all(int fd, size_t max, struct buf *out, struct err *e)
{
	char piece[16384];
	off_t at = 0;
	ssize_t n;

	for (;;) {
		n = pread(fd, piece, sizeof(piece), at);
		if (n == -1 && errno == EINTR)
			continue;
		if (n == -1)
			return err_sys(e, "read");
		if (n == 0)
			return 0;
		if ((size_t)n > max - (size_t)at)
			return err_set(e, ERR_LIMIT,
			    "more than the limit of %zu bytes", max);
		buf_add(out, piece, (size_t)n);
		at += n;
	}
}

int
fd_read_stream(int fd, size_t max, struct buf *out, struct err *e)
{
	char piece[16384];
	size_t before = out->n;
	ssize_t n;

	while ((n = read(fd, piece, sizeof(piece))) != 0) {
		if (n == -1 && errno == EINTR)
			continue;
		if (n == -1)
			return err_sys(e, "read");
		if ((size_t)n > max - (out->n - before))
			return err_set(e, ERR_LIMIT,
			    "more than the limit of %zu bytes", max);
		buf_add(out, piece, (size_t)n);
	}
	return 0;
}

int
file_read_all(const char *path, size_t max, struct buf *out, struct err *e)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC), rc;

	if (fd == -1)
		return err_sys(e, "%s", path);
	rc = fd_read_all(fd, max, out, e);
	if (rc == -1)
		err_in(e, "%s", path);
	close(fd);
	return rc;
}
