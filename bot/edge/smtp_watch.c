/* SPDX-License-Identifier: ISC */
/*
 * libesmtp's connection, watched from outside: its descriptor is found, the
 * protocol is read along, and where the library would go on and we would not
 * the connection is cut.
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>

#include "base/buf.h"
#include "base/str.h"
#include "edge/smtp_parts.h"

#define FIND_FD_MAX	1024	/* descriptors looked through for ours */

static volatile sig_atomic_t late;

void
smtp_cut(struct smtp *s, const char *fmt, ...)
{
	va_list ap;

	if (!s->w.cut) {
		va_start(ap, fmt);
		vsnprintf(s->w.why, sizeof(s->w.why), fmt, ap);
		va_end(ap);
	}
	s->w.cut = true;
	if (s->w.fd != -1)
		shutdown(s->w.fd, SHUT_RDWR);
}

static bool
is_loopback_peer(const struct sockaddr_storage *ss)
{
	const struct sockaddr_in *in = (const void *)ss;
	const struct sockaddr_in6 *in6 = (const void *)ss;

	return ss->ss_family == AF_INET ?
	    ntohl(in->sin_addr.s_addr) >> 24 == 127 :
	    IN6_IS_ADDR_LOOPBACK(&in6->sin6_addr) != 0;
}

/*
 * libesmtp does not tell its descriptor; it is our only connected stream
 * socket of the internet.
 */
static int
find_socket(struct sockaddr_storage *ss)
{
	socklen_t n, len;
	int fd, type;

	for (fd = 0; fd < FIND_FD_MAX; fd++) {
		n = sizeof(*ss);
		len = sizeof(type);
		if (getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &len) == -1 ||
		    type != SOCK_STREAM ||
		    getpeername(fd, (struct sockaddr *)ss, &n) == -1)
			continue;
		if (ss->ss_family == AF_INET || ss->ss_family == AF_INET6)
			return fd;
	}
	return -1;
}

static void
on_alarm(int sig)
{
	(void)sig;
	late = 1;
}

bool
smtp_was_late(void)
{
	return late != 0;
}

/*
 * libesmtp's connect(2) blocks as long as the kernel tries, minutes for an
 * address that swallows packets.  A signal without SA_RESTART ends the call
 * with EINTR, which libesmtp takes as "the next address, please".  The timer
 * repeats for that one, and is off as soon as there is a connection.
 */
void
smtp_limit_connect(const struct smtp *s, bool on)
{
	int ms = s->patience != 0 ? s->patience : SMTP_WAIT_CONNECT * 1000;
	struct itimerval it = { 0 };
	struct sigaction sa = { .sa_handler = on_alarm };

	sigemptyset(&sa.sa_mask);
	sigaction(SIGALRM, &sa, NULL);
	if (on) {
		late = 0;
		it.it_value.tv_sec = ms / 1000;
		it.it_value.tv_usec = ms % 1000 * 1000;
		it.it_interval = it.it_value;
	}
	setitimer(ITIMER_REAL, &it, NULL);
}

void
smtp_on_connect(struct smtp *s)
{
	struct sockaddr_storage ss = { 0 };
	int one = 1;

	smtp_limit_connect(s, false);
	s->w.connected = true;
	s->w.step = TLS_BEFORE;
	s->w.auth_sent = s->w.auth_ok = false;
	s->w.line_n = 0;
	s->w.fd = find_socket(&ss);
	if (s->w.fd == -1) {
		/* it cannot be cut, but no message will be fed to it */
		smtp_cut(s, "the connection's descriptor was not found");
		return;
	}
	/* small writes would wait 40 ms for the server's acknowledgement */
	setsockopt(s->w.fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	if (!s->tls && !is_loopback_peer(&ss))
		smtp_cut(s, "%s is not on this machine, and TLS is off",
		    s->host);
}

/* Is the other side gone?  Then no word is asked for. */
bool
smtp_peer_gone(const struct smtp *s)
{
	struct pollfd p = { .fd = s->w.fd, .events = POLLRDHUP };

	return poll(&p, 1, 0) == 1 &&
	    (p.revents & (POLLRDHUP | POLLHUP | POLLERR | POLLNVAL)) != 0;
}

static void
on_answer(struct smtp_watch *w)
{
	struct buf b = { 0 };
	const char *text;

	utf8_add_clean(&b, w->line, w->line_n);
	text = buf_str(&b);
	if (text[0] == '4' || text[0] == '5')
		str_copy(w->bad, sizeof(w->bad), text);
	/* "220-" would be followed by more */
	if (w->step == TLS_ASKED && (w->line_n < 4 || w->line[3] != '-'))
		w->step = text[0] == '2' ? TLS_GRANTED : TLS_BEFORE;
	if (w->auth_sent && !w->auth_ok) {
		w->auth_ok = strncmp(text, "235", 3) == 0;
		if (text[0] == '4' || text[0] == '5')
			snprintf(w->auth_why, sizeof(w->auth_why), "the "
			    "server refuses the user or password: %.300s",
			    text);
	}
	buf_free(&b);
}

/*
 * libesmtp sends by BDAT where that is offered, without waiting for what
 * becomes of the recipients; a message that is refused for all of them costs
 * some protocol errors then, after three of which Exim hangs up.  It cannot be
 * told to use DATA.  But the bytes shown here are those that it is about to
 * parse: with the last letter changed it does not know the word.
 */
static void
hide_chunking(const struct smtp_watch *w, const char *last)
{
	struct span line = { w->line, w->line_n };

	if (span_eq_nocase(line, "250-CHUNKING") ||
	    span_eq_nocase(line, "250 CHUNKING"))
		*(char *)(uintptr_t)last = 'X';
}

/*
 * Whatever stands between the answer to STARTTLS and the handshake was put
 * there by somebody in between, and libesmtp would read it as if it had come
 * through TLS.
 */
void
smtp_on_read(struct smtp *s, const char *p, size_t n)
{
	struct smtp_watch *w = &s->w;

	for (; n > 0; p++, n--) {
		if (w->step == TLS_GRANTED) {
			smtp_cut(s, "somebody between us and the server put "
			    "plain text behind its answer to STARTTLS");
			return;
		}
		if (*p == '\n') {
			on_answer(w);
			w->line_n = 0;
		} else if (w->line_n < sizeof(w->line)) {
			w->line[w->line_n++] = *p;
			hide_chunking(w, p);
		}
	}
}

static bool
starts(const char *p, size_t n, const char *what)
{
	return n >= strlen(what) && memcmp(p, what, strlen(what)) == 0;
}

void
smtp_on_write(struct smtp *s, const char *p, size_t n)
{
	struct smtp_watch *w = &s->w;
	bool plain = s->tls && w->step != TLS_UP;

	if (!starts(p, n, "QUIT"))
		w->bad[0] = '\0';
	if (starts(p, n, "STARTTLS"))
		w->step = TLS_ASKED;
	if (starts(p, n, "AUTH ")) {
		w->auth_sent = true;
		if (plain)
			smtp_cut(s, "the password does not go out without TLS");
	}
	if (memmem(p, n, "MAIL FROM:", 10) == NULL)
		return;
	if (plain)
		smtp_cut(s, "no mail goes out without TLS");
	/* libesmtp would go on where AUTH is refused or not offered */
	if (s->user != NULL && !w->auth_ok)
		smtp_cut(s, "%s", w->auth_why[0] != '\0' ? w->auth_why :
		    "the server offers neither AUTH PLAIN nor AUTH LOGIN");
}
