/* SPDX-License-Identifier: ISC */
/* Verified TLS client streams on OpenSSL; see tls.h. */
#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <openssl/err.h>
#include <openssl/ssl.h>

#include "base/buf.h"
#include "base/mem.h"
#include "edge/tls_parts.h"

/* --- waiting ---------------------------------------------------------- */

static int
late(struct tls *t, const char *doing)
{
	return err_set(&t->why, ERR_TEMPORARY, "%s port %u: no answer in time "
	    "while %s", t->host, t->port, doing);
}

/* 0 when the descriptor is ready, -1 when the time is over. */
static int
wait_for(struct tls *t, short events, const char *doing)
{
	struct pollfd p[2] = { { .fd = t->fd, .events = events },
	    { .fd = t->side != NULL ? t->side->fd : -1, .events = POLLIN } };
	int64_t left;
	int n;

	for (;;) {
		left = t->until - clock_mono_ms();
		if (left <= 0)
			return late(t, doing);
		n = poll(p, 2, left > 60000 ? 60000 : (int)left);
		if (n == -1 && errno != EINTR)
			return err_sys(&t->why, "poll");
		if (n <= 0)
			continue;
		if (p[1].revents != 0 && !t->side->ready(t->side->arg))
			p[1].fd = -1;
		if (p[0].revents != 0)
			return 0;
	}
}

/* --- connecting ------------------------------------------------------- */

static bool
is_loopback(const struct sockaddr *sa)
{
	struct sockaddr_in in4;
	struct sockaddr_in6 in6;

	if (sa->sa_family == AF_INET) {
		memcpy(&in4, sa, sizeof(in4));
		return (ntohl(in4.sin_addr.s_addr) >> 24) == 127;
	}
	if (sa->sa_family != AF_INET6)
		return false;
	memcpy(&in6, sa, sizeof(in6));
	return IN6_IS_ADDR_LOOPBACK(&in6.sin6_addr) != 0;
}

static int
connect_one(struct tls *t, const struct addrinfo *ai)
{
	int failed = 0, one = 1;
	socklen_t n = sizeof(failed);

	t->fd = socket(ai->ai_family, SOCK_STREAM | SOCK_CLOEXEC |
	    SOCK_NONBLOCK, 0);
	if (t->fd == -1)
		return err_sys(&t->why, "socket");
	if (connect(t->fd, ai->ai_addr, ai->ai_addrlen) == -1) {
		failed = errno;
		if (failed == EINPROGRESS) {
			if (wait_for(t, POLLOUT, "connecting") == -1)
				goto out;
			getsockopt(t->fd, SOL_SOCKET, SO_ERROR, &failed, &n);
		}
	}
	if (failed == 0) {
		/* commands are small; Nagle would make each wait for an ACK */
		setsockopt(t->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
		return 0;
	}
	err_set(&t->why, ERR_TEMPORARY, "%s port %u: %s", t->host, t->port,
	    failed == ECONNREFUSED ? "connection refused: nothing listens "
	    "there" : strerror(failed));
out:
	close(t->fd);
	t->fd = -1;
	return -1;
}

static int
connect_any(struct tls *t, uint32_t mode)
{
	const struct addrinfo hints = { .ai_socktype = SOCK_STREAM };
	struct addrinfo *list = NULL, *ai;
	char port[12];
	int rc, done = -1;

	snprintf(port, sizeof(port), "%u", t->port);
	rc = getaddrinfo(t->host, port, &hints, &list);
	if (rc != 0)
		return err_set(&t->why, ERR_TEMPORARY, "%s: no address: %s",
		    t->host, gai_strerror(rc));
	for (ai = list; ai != NULL && done == -1; ai = ai->ai_next) {
		if (mode == TLS_NONE && !is_loopback(ai->ai_addr)) {
			err_set(&t->why, ERR_REFUSED, "%s is not a loopback "
			    "address: only 127.0.0.0/8 and ::1 may be spoken "
			    "to without TLS; set tls to starttls or implicit",
			    t->host);
			break;
		}
		done = connect_one(t, ai);
	}
	freeaddrinfo(list);
	return done;
}

/* --- the handshake ---------------------------------------------------- */

/* Waits as OpenSSL asks; -1 and t->why for every other outcome. */
static int
want(struct tls *t, int rc, const char *doing)
{
	int saved = errno, what = SSL_get_error(t->ssl, rc);
	const char *reason;
	bool closed;

	if (what == SSL_ERROR_WANT_READ)
		return wait_for(t, POLLIN, doing);
	if (what == SSL_ERROR_WANT_WRITE)
		return wait_for(t, POLLOUT, doing);
	if (t->verify != X509_V_OK) {
		ERR_clear_error();
		return tls_refuse(t);
	}
	reason = ERR_reason_error_string(ERR_peek_last_error());
	closed = ERR_GET_REASON(ERR_peek_last_error()) ==
	    SSL_R_UNEXPECTED_EOF_WHILE_READING;
	ERR_clear_error();
	if (what == SSL_ERROR_SSL && !closed)
		return err_set(&t->why, ERR_TEMPORARY, "%s port %u: TLS failed "
		    "while %s: %s", t->host, t->port, doing,
		    reason != NULL ? reason : "protocol error");
	return err_set(&t->why, ERR_TEMPORARY, "%s port %u: connection closed "
	    "by the server while %s%s%s", t->host, t->port, doing,
	    what == SSL_ERROR_SYSCALL && saved != 0 ? ": " : "",
	    what == SSL_ERROR_SYSCALL && saved != 0 ? strerror(saved) : "");
}

static int
handshake(struct tls *t)
{
	int rc;

	if (tls_make_context(t) == -1)
		return -1;
	t->ssl = SSL_new(t->ctx);
	if (t->ssl == NULL || SSL_set_fd(t->ssl, t->fd) != 1 ||
	    !tls_expect_host(t)) {
		ERR_clear_error();
		return err_set(&t->why, ERR_SYSTEM, "cannot set TLS up for %s",
		    t->host);
	}
	SSL_set_app_data(t->ssl, t);
	SSL_set_verify(t->ssl, SSL_VERIFY_PEER, tls_on_verify);
	for (;;) {
		errno = 0;
		rc = SSL_connect(t->ssl);
		if (rc == 1)
			break;
		if (want(t, rc, "starting TLS") == -1)
			return -1;
	}
	/* Belt and braces: the handshake would have failed already. */
	t->verify = SSL_get_verify_result(t->ssl);
	return t->verify == X509_V_OK ? 0 : tls_refuse(t);
}

int
tls_secure(struct tls *t, struct err *e)
{
	if (t->ssl != NULL)
		return err_set(e, ERR_INPUT, "TLS is on already");
	if (handshake(t) == 0)
		return 0;
	*e = t->why;
	SSL_free(t->ssl);	/* nothing may be written in the clear now */
	t->ssl = NULL;
	t->dead = true;
	return -1;
}

struct tls *
tls_open(const struct tls_peer *p, int64_t ms, struct err *e)
{
	struct tls *t;

	if (p->port == 0 || p->port > 65535 || p->mode > TLS_IMPLICIT) {
		err_set(e, ERR_CONFIG, "%s: no such port or kind of TLS",
		    p->host);
		return NULL;
	}
	t = mem_alloc(sizeof(*t));
	t->fd = -1;
	t->host = mem_str(p->host);
	t->port = p->port;
	t->ca = mem_str(p->ca);
	t->side = p->side;
	tls_allow(t, ms, 65536);
	if (connect_any(t, p->mode) == 0 &&
	    (p->mode != TLS_IMPLICIT || handshake(t) == 0))
		return t;
	*e = t->why;
	tls_close(t);
	return NULL;
}

/* --- bytes ------------------------------------------------------------ */

void
tls_allow(struct tls *t, int64_t ms, size_t bytes)
{
	t->until = clock_mono_ms() + ms;
	t->budget = bytes;
}

static int
plain_failed(struct tls *t, short events, const char *doing)
{
	if (errno == EINTR)
		return 0;
	if (errno == EAGAIN)
		return wait_for(t, events, doing);
	return err_set(&t->why, ERR_TEMPORARY, "%s port %u: %s while %s",
	    t->host, t->port, strerror(errno), doing);
}

static ssize_t
read_some(struct tls *t, void *p, size_t n)
{
	ssize_t got;

	if (t->budget == 0)
		return err_set(&t->why, ERR_LIMIT, "%s port %u: the server "
		    "sends more than was asked for", t->host, t->port);
	if (n > t->budget)
		n = t->budget;
	if (n > INT32_MAX)
		n = INT32_MAX;
	for (;;) {
		errno = 0;
		got = t->ssl != NULL ? SSL_read(t->ssl, p, (int)n) :
		    recv(t->fd, p, n, 0);
		if (got > 0)
			break;
		if (t->ssl == NULL && got == 0)
			return err_set(&t->why, ERR_TEMPORARY, "%s port %u: "
			    "connection closed by the server", t->host,
			    t->port);
		if ((t->ssl != NULL ? want(t, (int)got, "reading") :
		    plain_failed(t, POLLIN, "reading")) == -1)
			return -1;
	}
	t->budget -= (size_t)got;
	return got;
}

static ssize_t
write_some(struct tls *t, const void *p, size_t n)
{
	ssize_t put;

	if (n > INT32_MAX)
		n = INT32_MAX;
	for (;;) {
		errno = 0;
		put = t->ssl != NULL ? SSL_write(t->ssl, p, (int)n) :
		    send(t->fd, p, n, MSG_NOSIGNAL);
		if (put > 0)
			return put;
		if ((t->ssl != NULL ? want(t, (int)put, "writing") :
		    plain_failed(t, POLLOUT, "writing")) == -1)
			return -1;
	}
}

/* Whoever goes on after a failure gets -1 at once, and the first reason. */
ssize_t
tls_read(struct tls *t, void *p, size_t n)
{
	ssize_t rc = t->dead ? -1 : read_some(t, p, n);

	t->dead |= rc == -1;
	return rc;
}

ssize_t
tls_write(struct tls *t, const void *p, size_t n)
{
	ssize_t rc = t->dead ? -1 : write_some(t, p, n);

	t->dead |= rc == -1;
	return rc;
}

bool
tls_pending(const struct tls *t)
{
	return t->ssl != NULL && SSL_has_pending(t->ssl) == 1;
}

int
tls_fd(const struct tls *t)
{
	return t->fd;
}

const struct err *
tls_why(const struct tls *t)
{
	return &t->why;
}

void
tls_close(struct tls *t)
{
	if (t == NULL)
		return;
	if (t->ssl != NULL && !t->dead && SSL_is_init_finished(t->ssl))
		SSL_shutdown(t->ssl);
	ERR_clear_error();
	SSL_free(t->ssl);
	SSL_CTX_free(t->ctx);
	if (t->fd != -1)
		close(t->fd);
	mem_wipe(t->ca, t->ca != NULL ? strlen(t->ca) : 0);
	free(t->ca);
	free(t->host);
	free(t);
}
