/* SPDX-License-Identifier: ISC */
/* The local control socket; see ctl.h. */
#include "proc/ctl.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/pack.h"

int
ctl_connect(const char *path, struct err *e)
{
	struct sockaddr_un to = { .sun_family = AF_UNIX };
	int fd;

	if (!str_copy(to.sun_path, sizeof(to.sun_path), path))
		return err_set(e, ERR_CONFIG, "%s: too long for a socket",
		    path);
	fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
	if (fd == -1)
		return err_sys(e, "socket");
	if (connect(fd, (struct sockaddr *)&to, sizeof(to)) == -1) {
		err_set(e, ERR_SYSTEM, "no daemon answers at %s (%s); start "
		    "it with \"patchbot run\"", path, strerror(errno));
		close(fd);
		return -1;
	}
	return fd;
}

int
ctl_send(int fd, const struct ctl_message *m, struct err *e)
{
	struct span text = span_of(m->text);
	struct buf b = { 0 };
	ssize_t n;

	if (text.n > CTL_MAX - 1024)
		text.n = CTL_MAX - 1024;
	pack_u8(&b, (uint8_t)m->kind);
	pack_str(&b, m->as);
	pack_span(&b, text);
	do
		n = send(fd, b.p, b.n, MSG_NOSIGNAL);
	while (n == -1 && errno == EINTR);
	buf_free(&b);
	return n == -1 ? err_sys(e, "control socket") : 0;
}

int
ctl_recv(int fd, struct arena *a, struct ctl_message *m, struct err *e)
{
	static char bytes[CTL_MAX];
	struct unpack u;
	ssize_t n;

	do
		n = recv(fd, bytes, sizeof(bytes), 0);
	while (n == -1 && errno == EINTR);
	if (n == -1)
		return err_sys(e, "control socket");
	if (n == 0)
		return 0;
	u = (struct unpack){ bytes, (size_t)n, false };
	m->kind = unpack_u8(&u);
	m->as = unpack_str(&u, a);
	m->text = unpack_str(&u, a);
	if (!unpack_done(&u))
		return err_set(e, ERR_INPUT, "a control message that makes no "
		    "sense");
	return 1;
}
