/* SPDX-License-Identifier: ISC */
/* SMTP servers that misbehave, or that only count; see smtpd.h. */
#include "tests/support/smtpd.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/sockios.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/fd.h"
#include "base/mem.h"
#include "tests/support/proc.h"

#define SEEN_MAX (64 << 20)

/* One client: what was read and not used yet. */
struct client {
	int		 fd;
	int		 seen;		/* -1: nothing is kept */
	char		 buf[65536];
	size_t		 n;
};

static void __attribute__((noreturn))
die(const char *what)
{
	perror(what);
	abort();
}

static int
listen_on(int *port, int backlog)
{
	struct sockaddr_in in = { .sin_family = AF_INET,
	    .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t n = sizeof(in);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd == -1 || bind(fd, (struct sockaddr *)&in, n) == -1 ||
	    listen(fd, backlog) == -1 ||
	    getsockname(fd, (struct sockaddr *)&in, &n) == -1)
		die("listen");
	*port = ntohs(in.sin_port);
	return fd;
}

static bool
fill(struct client *c)
{
	ssize_t n;

	if (c->n == sizeof(c->buf))
		return false;
	n = read(c->fd, c->buf + c->n, sizeof(c->buf) - c->n);
	if (n <= 0)
		return false;
	if (c->seen != -1 && write(c->seen, c->buf + c->n, (size_t)n) != n)
		die("seen");
	c->n += (size_t)n;
	return true;
}

/* Drops what stands in front, up to and with the end of the needle. */
static bool
skip(struct client *c, const char *needle, char *line, size_t cap)
{
	size_t len = strlen(needle), keep;
	char *p;

	while ((p = memmem(c->buf, c->n, needle, len)) == NULL) {
		/* a body is larger than the buffer: keep what may begin it */
		if (line == NULL && c->n > len) {
			keep = len - 1;
			memmove(c->buf, c->buf + c->n - keep, keep);
			c->n = keep;
		}
		if (!fill(c))
			return false;
	}
	if (line != NULL)
		snprintf(line, cap, "%.*s", (int)(p - c->buf), c->buf);
	p += len;
	c->n -= (size_t)(p - c->buf);
	memmove(c->buf, p, c->n);
	return true;
}

static bool
say(struct client *c, const char *text)
{
	return write(c->fd, text, strlen(text)) == (ssize_t)strlen(text);
}

/* Until the client's machine has acknowledged all that was sent. */
static void
wait_sent(struct client *c)
{
	int left = 1;

	while (ioctl(c->fd, SIOCOUTQ, &left) == 0 && left > 0)
		poll(NULL, 0, 1);
	/* read by the client?  on loopback it wakes at once */
	poll(NULL, 0, 20);
}

static void
follow(struct client *c, const char *const *script)
{
	char line[1024];

	for (; *script != NULL; script++) {
		const char *arg = *script + 2;

		switch (**script) {
		case 'S':
			if (!say(c, arg))
				return;
			break;
		case 'C':
			if (!skip(c, "\r\n", line, sizeof(line)) ||
			    strncmp(line, arg, strlen(arg)) != 0)
				return;
			break;
		case 'D':
			if (!skip(c, "\r\n.\r\n", NULL, 0))
				return;
			break;
		case 'W':
			wait_sent(c);
			break;
		default:
			do
				c->n = 0;
			while (fill(c));
			return;
		}
	}
}

static void
swallow(struct client *c)
{
	char line[1024];
	bool ok = say(c, "220 sink\r\n");

	while (ok && skip(c, "\r\n", line, sizeof(line))) {
		if (strncasecmp(line, "EHLO", 4) == 0)
			ok = say(c, "250-sink\r\n250 PIPELINING\r\n");
		else if (strncasecmp(line, "DATA", 4) == 0)
			ok = say(c, "354 go on\r\n") &&
			    skip(c, "\r\n.\r\n", NULL, 0) &&
			    say(c, "250 taken\r\n");
		else if (strncasecmp(line, "QUIT", 4) == 0)
			ok = say(c, "221 bye\r\n") && false;
		else
			ok = say(c, "250 ok\r\n");
	}
}

static void __attribute__((noreturn))
serve(int l, int seen, const char *const *script)
{
	static struct client c;
	int one = 1;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	signal(SIGPIPE, SIG_IGN);
	for (;;) {
		c.fd = accept(l, NULL, NULL);
		c.seen = seen;
		c.n = 0;
		if (c.fd == -1)
			_exit(1);
		setsockopt(c.fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
		if (script != NULL)
			follow(&c, script);
		else
			swallow(&c);
		close(c.fd);
	}
}

static struct smtpd *
start(const char *name, const char *const *script, bool keep)
{
	struct smtpd *d = mem_alloc(sizeof(*d));
	int l = listen_on(&d->port, 16), seen = -1;

	d->seen = mem_str(proc_path("%s.seen", name));
	if (keep)
		seen = open(d->seen, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC,
		    0600);
	d->pid = fork();
	if (d->pid == 0)
		serve(l, seen, script);
	close(l);
	if (seen != -1)
		close(seen);
	return d;
}

struct smtpd *
smtpd_script(const char *name, const char *const *script)
{
	return start(name, script, true);
}

struct smtpd *
smtpd_sink(const char *name)
{
	return start(name, NULL, false);
}

/* A listener whose queue is full drops what comes. */
struct smtpd *
smtpd_black_hole(const char *name)
{
	struct smtpd *d = mem_alloc(sizeof(*d));
	struct sockaddr_in in = { .sin_family = AF_INET,
	    .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int l = listen_on(&d->port, 0), i, fd, ready[2];
	char byte = 0;

	d->seen = mem_str(proc_path("%s.seen", name));
	in.sin_port = htons((uint16_t)d->port);
	if (pipe2(ready, O_CLOEXEC) == -1)
		die("pipe");
	d->pid = fork();
	if (d->pid != 0) {
		close(l);
		close(ready[1]);
		if (read(ready[0], &byte, 1) != 1)
			die("black hole");
		close(ready[0]);
		return d;
	}
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	for (i = 0; i < 4; i++) {
		fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
		connect(fd, (struct sockaddr *)&in, sizeof(in));
	}
	if (write(ready[1], &byte, 1) != 1)
		_exit(1);
	for (;;)
		pause();
}

void
smtpd_stop(struct smtpd *d, struct buf *seen)
{
	struct err e;

	kill(d->pid, SIGKILL);
	waitpid(d->pid, NULL, 0);
	if (seen != NULL && file_read_all(d->seen, SEEN_MAX, seen, &e) == -1)
		die(e.text);
	free(d->seen);
	free(d);
}
