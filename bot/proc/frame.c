/* SPDX-License-Identifier: ISC */
/* Frames between core and its roles; see frame.h. */
#include "proc/frame.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/mem.h"

#define PAUSE_MS	5	/* until others have received something */

struct frame_rule {
	const char	*name;
	unsigned	 sender;
	uint32_t	 min, max;	/* bytes of the body */
	int		 fd;		/* may carry a descriptor */
};

static const struct frame_rule rules[FRAME_TYPES] = {
	[FRAME_SETUP]	= { "setup",  FROM_CORE, 0, FRAME_MAX, 1 },
	[FRAME_JOB]	= { "job",    FROM_CORE, 1, FRAME_MAX, 1 },
	[FRAME_RESULT]	= { "result", FROM_ROLE, 1, FRAME_MAX, 1 },
	[FRAME_ASK]	= { "ask",    FROM_ROLE, 1, 1024, 0 },
	[FRAME_REPLY]	= { "reply",  FROM_CORE, 1, FRAME_MAX, 0 },
	[FRAME_EVENT]	= { "event",  FROM_ROLE, 1, FRAME_MAX, 1 },
	[FRAME_STATE]	= { "state",  FROM_ROLE, 1, 2048, 0 },
	[FRAME_HEARD]	= { "heard",  FROM_ROLE, 4, 4, 0 },
	[FRAME_PING]	= { "ping",   FROM_CORE, 0, 0, 0 },
	[FRAME_PONG]	= { "pong",   FROM_ROLE, 0, 0, 0 },
	[FRAME_STOP]	= { "stop",   FROM_CORE, 0, 0, 0 },
};

struct frame_head {
	uint32_t	type;
	uint32_t	id;
};

const char *
frame_name(enum frame_type type)
{
	return type > 0 && type < FRAME_TYPES ? rules[type].name : "unknown";
}

static void
attach_fd(struct msghdr *msg, char *control, size_t n, int fd)
{
	struct cmsghdr *c;

	msg->msg_control = control;
	msg->msg_controllen = n;
	c = CMSG_FIRSTHDR(msg);
	c->cmsg_level = SOL_SOCKET;
	c->cmsg_type = SCM_RIGHTS;
	c->cmsg_len = CMSG_LEN(sizeof(fd));
	memcpy(CMSG_DATA(c), &fd, sizeof(fd));
}

int
frame_send(int sock, enum frame_type type, uint32_t id, const struct buf *body,
    int fd, struct err *e)
{
	_Alignas(struct cmsghdr) char control[CMSG_SPACE(sizeof(int))] = { 0 };
	struct frame_head head = { type, id };
	struct iovec iov[2] = {
		{ &head, sizeof(head) },
		{ body != NULL ? body->p : NULL, body != NULL ? body->n : 0 },
	};
	struct msghdr msg = { .msg_iov = iov, .msg_iovlen = 2 };

	if (iov[1].iov_len > rules[type].max)
		return err_set(e, ERR_LIMIT, "a %s frame of %zu bytes (at "
		    "most %u)", rules[type].name, iov[1].iov_len,
		    rules[type].max);
	if (fd != -1)
		attach_fd(&msg, control, sizeof(control), fd);
	while (sendmsg(sock, &msg, MSG_NOSIGNAL) == -1) {
		if (errno == EINTR)
			continue;
		if (errno == EAGAIN)
			return 1;
		if (errno == ETOOMANYREFS || errno == ENOBUFS ||
		    errno == ENOMEM)
			return 2;
		return err_sys(e, "cannot send a %s frame", rules[type].name);
	}
	return 0;
}

void
frame_wait(int sock, int said)
{
	struct pollfd p = { .fd = sock, .events = said == 1 ? POLLOUT : 0 };

	poll(&p, 1, said == 1 ? -1 : PAUSE_MS);
}

/* Takes the first descriptor, closes any other; *n: how many there were. */
static int
detach_fd(struct msghdr *msg, size_t *count)
{
	struct cmsghdr *c;
	int fd = -1, one;
	size_t i, n;

	*count = 0;
	for (c = CMSG_FIRSTHDR(msg); c != NULL; c = CMSG_NXTHDR(msg, c)) {
		if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS)
			continue;
		n = (c->cmsg_len - CMSG_LEN(0)) / sizeof(int);
		for (i = 0; i < n; i++) {
			memcpy(&one, CMSG_DATA(c) + i * sizeof(int),
			    sizeof(one));
			if (fd == -1)
				fd = one;
			else
				close(one);
			++*count;
		}
	}
	return fd;
}

static int
check_rule(const struct frame *f, enum frame_side from, struct err *e)
{
	const struct frame_rule *r;

	if (f->type <= 0 || f->type >= FRAME_TYPES)
		return err_set(e, ERR_INPUT, "a frame of unknown type %d",
		    f->type);
	r = &rules[f->type];
	if ((r->sender & from) == 0)
		return err_set(e, ERR_INPUT, "a %s frame from the wrong side",
		    r->name);
	if (f->body.n < r->min || f->body.n > r->max)
		return err_set(e, ERR_INPUT, "a %s frame of %zu bytes",
		    r->name, f->body.n);
	if (f->fd != -1 && !r->fd)
		return err_set(e, ERR_INPUT, "a %s frame with a descriptor",
		    r->name);
	return 0;
}

static char bytes[FRAME_MAX];	/* of the last frame that came */

void
frame_wipe(const struct frame *f)
{
	mem_wipe(bytes, (size_t)(f->body.p - bytes) + f->body.n);
}

int
frame_recv(int sock, enum frame_side from, struct frame *f, struct err *e)
{
	_Alignas(struct cmsghdr) char control[CMSG_SPACE(4 * sizeof(int))];
	struct frame_head head;
	struct iovec iov[2] = {
		{ &head, sizeof(head) }, { bytes, sizeof(bytes) },
	};
	struct msghdr msg = { .msg_iov = iov, .msg_iovlen = 2,
	    .msg_control = control, .msg_controllen = sizeof(control) };
	size_t fds;
	ssize_t n;

	f->fd = -1;
	do
		n = recvmsg(sock, &msg, MSG_CMSG_CLOEXEC);
	while (n == -1 && errno == EINTR);
	if (n == -1 && (errno == EAGAIN || errno == EWOULDBLOCK))
		return 2;
	if (n == -1 && errno == ECONNRESET)
		return 0;
	if (n == -1)
		return err_sys(e, "cannot receive a frame");
	f->fd = detach_fd(&msg, &fds);
	if (n == 0 && fds == 0)
		return 0;
	if (fds > 1) {
		err_set(e, ERR_INPUT, "a frame with %zu descriptors", fds);
		goto fail;
	}
	if ((size_t)n < sizeof(head) ||
	    (msg.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) != 0) {
		err_set(e, ERR_INPUT, "a cut frame of %zd bytes", n);
		goto fail;
	}
	f->type = head.type;
	f->id = head.id;
	f->body = (struct unpack){ bytes, (size_t)n - sizeof(head), false };
	if (check_rule(f, from, e) == -1)
		goto fail;
	return 1;
fail:
	if (f->fd != -1)
		close(f->fd);
	f->fd = -1;
	return -1;
}
