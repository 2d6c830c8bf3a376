/* SPDX-License-Identifier: ISC */
/*
 * What travels between core and its roles.  The first byte chooses the body
 * that is unpacked; what unpacks, packed again, must unpack to the same bytes.
 * The whole input is also sent as one frame, from both sides, with a
 * descriptor where the first byte is odd: what frame_recv() lets through must
 * fit the contract of frame.h.
 */
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "handlers/bulletin/facts.h"
#include "proc/frame.h"
#include "proc/wire.h"
#include "text/authres_trust.h"
#include "text/evidence.h"
#include "text/reading.h"

int	LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void
need(int ok)
{
	if (!ok)
		abort();
}

/* --- bodies --------------------------------------------------------------- */

/* false: these bytes are no such thing; else it was packed again into out. */
typedef bool again_fn(struct arena *a, struct unpack *u, struct buf *out);

#define AGAIN(s)							\
	static bool							\
	again_##s(struct arena *a, struct unpack *u, struct buf *out)	\
	{								\
		struct s v = { 0 };					\
									\
		if (!s##_unpack(u, a, &v))				\
			return false;					\
		s##_pack(out, &v);					\
		return true;						\
	}

AGAIN(role_state)
AGAIN(job_done)
AGAIN(mailbox_setup)
AGAIN(mail_arrived)
AGAIN(mail_file)
AGAIN(postman_setup)
AGAIN(post_job)
AGAIN(post_dot)
AGAIN(post_word)
AGAIN(post_result)
AGAIN(chat_setup)
AGAIN(chat_event)
AGAIN(chat_send)
AGAIN(names_setup)
AGAIN(names_answer)
AGAIN(read_job)

static bool
again_evidence(struct arena *a, struct unpack *u, struct buf *out)
{
	const struct evidence *ev = evidence_unpack(a, u);

	if (ev == NULL)
		return false;
	need(ev->n <= EVIDENCE_PROOFS_MAX);
	evidence_pack(out, ev);
	return true;
}

static bool
again_reading(struct arena *a, struct unpack *u, struct buf *out)
{
	struct reading *r = reading_unpack(a, u);

	if (r == NULL)
		return false;
	need(r->commands.n <= READING_COMMANDS_MAX &&
	    r->attachments.n <= READING_ATTACHMENTS_MAX);
	reading_pack(out, r);
	return true;
}

static bool
again_facts(struct arena *a, struct unpack *u, struct buf *out)
{
	struct list *l = facts_unpack(a, (struct span){ u->p, u->n });

	if (l == NULL)
		return false;
	facts_pack(out, l);
	return true;
}

static bool
again_trust(struct arena *a, struct unpack *u, struct buf *out)
{
	struct authres_trust t;

	if (!authres_trust_unpack(a, u, &t))
		return false;
	authres_trust_pack(out, &t);
	return true;
}

static again_fn *const bodies[] = {
	again_role_state, again_job_done, again_mailbox_setup,
	again_mail_arrived, again_mail_file, again_postman_setup,
	again_post_job, again_post_dot, again_post_word, again_post_result,
	again_chat_setup, again_chat_event, again_chat_send, again_names_setup,
	again_names_answer, again_read_job, again_evidence, again_reading,
	again_facts, again_trust,
};
#define BODIES (sizeof(bodies) / sizeof(bodies[0]))

/* A flag of 2 comes back as 1, so the first packing may differ from what
 * arrived; from then on nothing may change. */
static void
body(again_fn *again, struct span bytes)
{
	struct arena *a = arena_new();
	struct buf one = { 0 }, two = { 0 };
	struct unpack u = { bytes.p, bytes.n, false };

	if (again(a, &u, &one)) {
		/* facts of an older format come back in the newest one, a line
		 * that was not clean comes back clean */
		need(one.n == bytes.n || again == again_facts ||
		    again == again_evidence || again == again_reading);
		u = (struct unpack){ one.p, one.n, false };
		need(again(a, &u, &two));
		need(one.n == two.n && memcmp(one.p, two.p, one.n) == 0);
	}
	buf_free(&one);
	buf_free(&two);
	arena_free(a);
}

/* --- frames --------------------------------------------------------------- */

static void
put(int sock, struct span bytes, int fd)
{
	_Alignas(struct cmsghdr) char control[CMSG_SPACE(sizeof(int))] = { 0 };
	union { const char *in; void *out; } base = { .in = bytes.p };
	struct iovec iov = { base.out, bytes.n };
	struct msghdr msg = { .msg_iov = &iov, .msg_iovlen = 1 };
	struct cmsghdr *c;

	if (fd != -1) {
		msg.msg_control = control;
		msg.msg_controllen = sizeof(control);
		c = CMSG_FIRSTHDR(&msg);
		c->cmsg_level = SOL_SOCKET;
		c->cmsg_type = SCM_RIGHTS;
		c->cmsg_len = CMSG_LEN(sizeof(fd));
		memcpy(CMSG_DATA(c), &fd, sizeof(fd));
	}
	need(sendmsg(sock, &msg, MSG_NOSIGNAL) == (ssize_t)bytes.n);
}

/* The lowest free descriptor: it moves where one was left open. */
static int
lowest_fd(void)
{
	int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);

	need(fd != -1);
	close(fd);
	return fd;
}

static void
frame(int pair[2], enum frame_side from, struct span bytes, int fd)
{
	struct frame f = { 0 };
	struct buf b = { 0 };
	struct err e = { 0 };
	int lowest = lowest_fd();
	int rc;

	put(pair[0], bytes, fd);
	rc = frame_recv(pair[1], from, &f, &e);
	need(rc == 1 || (rc == -1 && e.text[0] != '\0' && f.fd == -1));
	if (rc == 1) {
		need(f.type > 0 && f.type < FRAME_TYPES);
		need(f.body.n + 8 == bytes.n && f.body.n <= FRAME_MAX);
		need(memcmp(f.body.p, bytes.p + 8, f.body.n) == 0);
		need(fd != -1 || f.fd == -1);
		/* what was taken can be sent, and is taken again */
		buf_add(&b, f.body.p, f.body.n);
		need(frame_send(pair[0], f.type, f.id, &b, f.fd, &e) == 0);
		if (f.fd != -1)
			close(f.fd);
		need(frame_recv(pair[1], from, &f, &e) == 1);
		need(f.body.n == b.n);
		if (f.fd != -1)
			close(f.fd);
		buf_free(&b);
	}
	/* nothing is left to be read, and no descriptor is left open */
	need(frame_recv(pair[1], from, &f, &e) == 2);
	need(lowest_fd() == lowest);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static int pair[2] = { -1, -1 };
	struct span bytes = { (const char *)data, n };

	if (pair[0] == -1)
		need(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC |
		    SOCK_NONBLOCK, 0, pair) == 0);
	if (n == 0)
		return 0;
	frame(pair, FROM_CORE, bytes, (data[0] & 1) != 0 ? pair[0] : -1);
	frame(pair, FROM_ROLE, bytes, (data[0] & 1) != 0 ? pair[0] : -1);
	body(bodies[data[0] % BODIES], (struct span){ bytes.p + 1, n - 1 });
	return 0;
}
