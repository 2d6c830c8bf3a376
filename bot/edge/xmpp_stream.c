/* SPDX-License-Identifier: ISC */
/*
 * libstrophe, tamed; see xmpp_stream.h.
 *
 * Why there is an alarm: libstrophe 0.12 does the TLS handshake inside
 * xmpp_run_once and waits there for good when the server falls silent; it has
 * no deadline for the log-in either.  The handler of SIGALRM may only do
 * what is safe in a signal, and shutdown(2) is: the descriptor, taken from the
 * socket callback, then reads as closed, and the library comes back by itself.
 *
 * Why rounds and a sweep: a TLS record of up to 16 KB is taken from the socket
 * at once, where poll(2) no longer sees what the library has not read of it.
 * So each turn makes as many rounds as the bytes that wait can need; a record
 * that came in pieces is swept out some ms later.
 */
#include "edge/xmpp_stream.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strophe.h>
#include <sys/ioctl.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/time.h>

#include "base/clock.h"
#include "base/mem.h"

#define CLOSE_WAIT	1000	/* ms for the server's goodbye */
#define ROUNDS		8	/* of xmpp_run_once in a turn, at most */
#define READ_STEP	4096	/* bytes it reads in a round, */
#define WRITE_STEP	16384	/* and writes of each stanza */
#define SWEEP_WAIT	10	/* ms */
#define UNACKED_WAIT	20000	/* ms that TCP tries; then the peer is gone */

struct stream {
	struct stream_hooks	 hooks;
	xmpp_ctx_t		*ctx;
	xmpp_conn_t		*conn;
	const struct chat_setup	*setup;
	char			*jid;	/* full, of this or the last stream */
	bool			 tcp, secured, logged_in, up, closing, over;
	int64_t			 sweep_at;
	unsigned		 owed;	/* rounds that what was put needs */
	bool			 blocked;	/* the socket takes no more */
	uint64_t		 seq;
	char			 why[300];
};

static volatile sig_atomic_t watched = -1;	/* descriptor */
static volatile sig_atomic_t alarmed;
static struct stream *the_stream;	/* callbacks without an argument */

static void
on_alarm(int sig)
{
	int saved = errno;

	(void)sig;
	alarmed = 1;
	if (watched >= 0)
		shutdown(watched, SHUT_RDWR);
	errno = saved;
}

/* Repeats, as a signal during the name look-up finds no descriptor yet. */
static void
set_alarm(int ms)
{
	struct itimerval t = { { ms > 0, 0 }, { ms / 1000, ms % 1000 * 1000 } };

	setitimer(ITIMER_REAL, &t, NULL);
}

static void
say_why(struct stream *s, const char *text)
{
	if (s->why[0] == '\0')
		snprintf(s->why, sizeof(s->why), "%s", text);
}

static int
on_socket(xmpp_conn_t *conn, void *sock)
{
	int fd = *(int *)sock, one = 1, unacked = UNACKED_WAIT, rc;

	/* libstrophe uses select(2) */
	if (alarmed || fd >= FD_SETSIZE)
		return -1;
	watched = fd;
	rc = xmpp_sockopt_cb_keepalive(conn, sock);
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	/* behind the library's own, which waits for minutes */
	setsockopt(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &unacked,
	    sizeof(unacked));
	return rc;
}

static int
on_bad_certificate(const xmpp_tlscert_t *cert, const char *const text)
{
	char line[260];

	(void)cert;
	snprintf(line, sizeof(line), "the server's certificate is refused: %s",
	    text);
	say_why(the_stream, line);
	return 0;
}

static int
on_stanza(xmpp_conn_t *conn, xmpp_stanza_t *st, void *arg)
{
	struct stream *s = arg;

	(void)conn;
	if (s->up && !s->over)
		s->hooks.stanza(s->hooks.arg, (struct stanza *)st);
	return 1;
}

static void
on_login(struct stream *s)
{
	const char *jid = xmpp_conn_get_bound_jid(s->conn);

	s->logged_in = true;
	if (!xmpp_conn_is_secured(s->conn)) {
		stream_kill(s, "the server's stream is not encrypted");
		return;
	}
	set_alarm(0);
	free(s->jid);
	s->jid = mem_str(jid != NULL ? jid : s->setup->jid);
	xmpp_handler_add(s->conn, on_stanza, NULL, NULL, NULL, s);
	s->up = true;
	s->hooks.up(s->hooks.arg);
}

static void
on_event(xmpp_conn_t *conn, xmpp_conn_event_t event, int error,
    xmpp_stream_error_t *se, void *arg)
{
	struct stream *s = arg;
	char line[300];

	(void)conn, (void)error;
	if (event == XMPP_CONN_CONNECT) {
		on_login(s);
		return;
	}
	/* the library has closed the descriptor */
	watched = -1;
	s->over = true;
	if (se == NULL)
		return;
	if (se->type == XMPP_SE_CONFLICT)
		snprintf(line, sizeof(line), "somebody else has logged in as "
		    "%s/" STREAM_RESOURCE, s->setup->jid);
	else
		snprintf(line, sizeof(line), "the server ended the stream%s%s",
		    se->text != NULL ? ": " : "",
		    se->text != NULL ? se->text : "");
	say_why(s, line);
}

struct stream *
stream_new(const struct stream_hooks *hooks)
{
	struct stream *s = mem_alloc(sizeof(*s));
	struct sigaction sa = { .sa_handler = on_alarm };

	s->hooks = *hooks;
	xmpp_initialize();
	/* without a logger: its lines hold whole stanzas and the password */
	s->ctx = xmpp_ctx_new(NULL, NULL);
	the_stream = s;
	sigaction(SIGALRM, &sa, NULL);
	return s;
}

void
stream_free(struct stream *s)
{
	if (s == NULL)
		return;
	set_alarm(0);
	watched = -1;
	if (s->conn != NULL)
		xmpp_conn_release(s->conn);
	xmpp_ctx_free(s->ctx);
	xmpp_shutdown();
	free(s->jid);
	free(s);
	the_stream = NULL;
}

/* What a person is told where the library said nothing. */
static void
explain_end(struct stream *s, char *text, size_t n)
{
	const char *host = s->setup->host != NULL ? s->setup->host :
	    strchr(s->setup->jid, '@') + 1;

	if (s->why[0] != '\0')
		snprintf(text, n, "%s", s->why);
	else if (alarmed)
		snprintf(text, n, "%s does not answer: no log-in before the "
		    "deadline", host);
	else if (s->logged_in)
		snprintf(text, n, "the connection to %s broke", host);
	else if (s->secured)
		snprintf(text, n, "%s refused the log-in of %s: check user "
		    "and password", host, s->setup->jid);
	else if (s->tcp)
		snprintf(text, n, "%s offers no TLS, or ended the connection "
		    "before it", host);
	else
		snprintf(text, n, "cannot connect to %s", host);
}

static void
finish(struct stream *s)
{
	enum stream_end end = STREAM_GONE;
	char text[400];

	set_alarm(0);
	explain_end(s, text, sizeof(text));
	if (s->closing)
		end = STREAM_CLOSED;
	else if (!s->logged_in && s->tcp && !alarmed)
		end = STREAM_REFUSED;
	xmpp_conn_release(s->conn);
	s->conn = NULL;
	s->up = false;
	s->hooks.down(s->hooks.arg, end, text);
}

/* The CA file alone: OpenSSL's defaults, which libstrophe always adds, are
 * pointed at it and at no directory. */
static void
set_authority(struct stream *s, const char *ca)
{
	if (ca == NULL)
		return;
	setenv("SSL_CERT_FILE", ca, 1);
	setenv("SSL_CERT_DIR", "", 1);
	xmpp_conn_set_cafile(s->conn, ca);
}

static void
prepare(struct stream *s, const struct chat_setup *setup)
{
	char full[3100];

	s->setup = setup;
	s->tcp = s->secured = s->logged_in = s->up = s->closing = false;
	s->over = s->blocked = false;
	s->sweep_at = 0;
	s->seq = 0;
	s->owed = 0;
	s->why[0] = '\0';
	s->conn = xmpp_conn_new(s->ctx);
	xmpp_conn_set_flags(s->conn, XMPP_CONN_FLAG_DISABLE_SM |
	    (setup->tls == TLS_IMPLICIT ? XMPP_CONN_FLAG_LEGACY_SSL :
	    XMPP_CONN_FLAG_MANDATORY_TLS));
	xmpp_conn_set_sockopt_callback(s->conn, on_socket);
	xmpp_conn_set_certfail_handler(s->conn, on_bad_certificate);
	set_authority(s, setup->ca);
	xmpp_conn_set_pass(s->conn, setup->secret);
	snprintf(full, sizeof(full), "%s/" STREAM_RESOURCE, setup->jid);
	xmpp_conn_set_jid(s->conn, full);
}

void
stream_open(struct stream *s, const struct chat_setup *setup, int deadline)
{
	prepare(s, setup);
	watched = -1;
	alarmed = 0;
	set_alarm(deadline);
	/* the library takes a port only beside a host */
	if (xmpp_connect_client(s->conn, setup->host != NULL || setup->port == 0
		? setup->host : strchr(setup->jid, '@') + 1,
		(unsigned short)setup->port, on_event, s) != 0)
		finish(s);
}

void
stream_kill(struct stream *s, const char *why)
{
	say_why(s, why);
	if (watched >= 0)
		shutdown(watched, SHUT_RDWR);
}

void
stream_close(struct stream *s)
{
	int64_t end = clock_mono_ms() + CLOSE_WAIT;
	struct pollfd p;

	if (s->conn == NULL)
		return;
	s->closing = true;
	if (s->up)
		xmpp_disconnect(s->conn);
	else
		stream_kill(s, "closed");
	while (s->conn != NULL) {
		stream_run(s);
		if (s->conn == NULL)
			break;
		p = (struct pollfd){ .fd = watched, .events = POLLIN };
		if (poll(&p, 1, 20) == 0 && clock_mono_ms() > end)
			stream_kill(s, "closed");
	}
}

/* One packet for several stanzas. */
static void
cork(int fd, int on)
{
	setsockopt(fd, IPPROTO_TCP, TCP_CORK, &on, sizeof(on));
}

static void
look_around(struct stream *s)
{
	struct sockaddr_storage ss;
	socklen_t n = sizeof(ss);

	if (watched != -1 && !s->tcp)
		s->tcp = getpeername(watched, (struct sockaddr *)&ss, &n) == 0;
	if (watched != -1 && !s->secured)
		s->secured = xmpp_conn_is_secured(s->conn) != 0;
}

static void
make_rounds(struct stream *s, unsigned n)
{
	bool corked = s->up && s->owed > 1;
	int one = 1;

	if (corked)
		cork(watched, 1);
	while (n-- > 0 && !s->over) {
		xmpp_run_once(s->ctx, 0);
		s->owed -= s->owed > 0;
		look_around(s);
		/* out with it: the other rounds are for what comes in */
		if (corked && xmpp_conn_send_queue_len(s->conn) == 0) {
			cork(watched, 0);
			corked = false;
		}
	}
	if (watched == -1)
		return;
	if (corked)
		cork(watched, 0);
	/* Linux turns it off again by itself; without it the server's Nagle
	 * waits 40 ms for our delayed acknowledgement */
	setsockopt(watched, IPPROTO_TCP, TCP_QUICKACK, &one, sizeof(one));
}

/* The rounds that are due now; none where the stream lies still. */
static unsigned
rounds_due(struct stream *s)
{
	struct pollfd p = { .fd = watched, .events = POLLIN };
	int64_t now = clock_mono_ms();
	int waiting = 0;
	unsigned n = s->owed;

	if (!s->up)
		return 2;	/* the library's own timers, too */
	if (s->blocked || xmpp_conn_send_queue_len(s->conn) > 0)
		n += 2;
	if (poll(&p, 1, 0) == 1)
		ioctl(watched, FIONREAD, &waiting);
	if (p.revents != 0) {
		n += 2 + (unsigned)waiting / READ_STEP;
		s->sweep_at = now + SWEEP_WAIT;
	} else if (s->sweep_at != 0 && now >= s->sweep_at) {
		s->sweep_at = 0;
		n = ROUNDS;
	}
	return n < ROUNDS ? n : ROUNDS;
}

void
stream_run(struct stream *s)
{
	struct pollfd p = { .events = POLLOUT };
	unsigned n;

	if (s->conn == NULL)
		return;
	if (!s->over && (n = rounds_due(s)) > 0)
		make_rounds(s, n);
	/* what the handlers have put */
	if (!s->over && s->up && s->owed > 0)
		make_rounds(s, s->owed < ROUNDS ? s->owed : ROUNDS);
	if (s->over) {
		finish(s);
		return;
	}
	p.fd = watched;
	s->blocked = s->up && poll(&p, 1, 0) == 0;
}

bool
stream_is_open(const struct stream *s)
{
	return s->conn != NULL;
}

int
stream_fd(const struct stream *s)
{
	return s->conn != NULL ? watched : -1;
}

short
stream_events(const struct stream *s)
{
	if (s->conn == NULL)
		return 0;
	/* before the log-in the socket becomes writable when it connects */
	return !s->tcp || s->owed > 0 || s->blocked ||
	    xmpp_conn_send_queue_len(s->conn) > 0 ? POLLIN | POLLOUT : POLLIN;
}

int64_t
stream_wake(const struct stream *s)
{
	if (s->conn == NULL)
		return INT64_MAX;
	/* libstrophe has timers of its own while it logs in */
	if (!s->up)
		return clock_mono_ms() + 100;
	return s->sweep_at != 0 ? s->sweep_at : INT64_MAX;
}

const char *
stream_jid(const struct stream *s)
{
	return s->jid;
}

uint64_t
stream_put(struct stream *s, const char *xml, size_t n)
{
	if (s->conn == NULL || !s->up || s->over)
		return 0;
	xmpp_send_raw(s->conn, xml, n);
	s->owed += 1 + (unsigned)(n / WRITE_STEP);
	return ++s->seq;
}
