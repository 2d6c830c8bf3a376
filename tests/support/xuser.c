/* SPDX-License-Identifier: ISC */
/* A person at an XMPP client; see xuser.h. */
#include "tests/support/xuser.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strophe.h>
#include <sys/socket.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/list.h"
#include "base/mem.h"
#include "edge/jid.h"

struct xuser {
	xmpp_ctx_t	*ctx;
	xmpp_conn_t	*conn;
	int		 fd;
	bool		 up, over;
	unsigned	 ids;
	struct list	 got;		/* char *: stanzas as text */
};

static int last_fd;

static int
on_socket(xmpp_conn_t *conn, void *sock)
{
	int one = 1;

	last_fd = *(int *)sock;
	setsockopt(last_fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	return xmpp_sockopt_cb_keepalive(conn, sock);
}

static int
on_stanza(xmpp_conn_t *conn, xmpp_stanza_t *st, void *arg)
{
	struct xuser *u = arg;
	char *text;
	size_t n;

	(void)conn;
	if (xmpp_stanza_to_text(st, &text, &n) == 0) {
		list_add(&u->got, mem_strn(text, n));
		xmpp_free(u->ctx, text);
	}
	return 1;
}

static void
on_event(xmpp_conn_t *conn, xmpp_conn_event_t event, int error,
    xmpp_stream_error_t *se, void *arg)
{
	struct xuser *u = arg;

	(void)error, (void)se;
	if (event != XMPP_CONN_CONNECT) {
		u->over = true;
		return;
	}
	xmpp_handler_add(conn, on_stanza, NULL, NULL, NULL, u);
	u->up = true;
}

static void
flush(struct xuser *u)
{
	int i, one = 1;

	for (i = 0; i < 6 && !u->over; i++)
		xmpp_run_once(u->ctx, 0);
	if (!u->over && u->fd != -1)
		setsockopt(u->fd, IPPROTO_TCP, TCP_QUICKACK, &one, sizeof(one));
}

void
xuser_turn(struct xuser *u, int ms)
{
	int64_t end = clock_mono_ms() + ms, left;
	size_t before = u->got.n;
	struct pollfd p = { .fd = u->fd, .events = POLLIN };

	flush(u);
	while (u->got.n == before && !u->over) {
		left = end - clock_mono_ms();
		if (left <= 0)
			return;
		if (!u->up)	/* the library waits for the connection */
			xmpp_run_once(u->ctx, 10);
		else
			poll(&p, 1, (int)left);
		flush(u);
		if (!u->up && clock_mono_ms() >= end)
			return;
	}
}

struct xuser *
xuser_new(const char *jid, const char *password, int port, const char *ca,
    int ms)
{
	struct xuser *u = mem_alloc(sizeof(*u));
	int64_t end = clock_mono_ms() + ms;

	xmpp_initialize();
	u->ctx = xmpp_ctx_new(NULL, NULL);
	u->conn = xmpp_conn_new(u->ctx);
	xmpp_conn_set_flags(u->conn, XMPP_CONN_FLAG_MANDATORY_TLS |
	    XMPP_CONN_FLAG_DISABLE_SM);
	xmpp_conn_set_jid(u->conn, jid);
	xmpp_conn_set_pass(u->conn, password);
	xmpp_conn_set_cafile(u->conn, ca);
	xmpp_conn_set_sockopt_callback(u->conn, on_socket);
	u->fd = -1;
	if (xmpp_connect_client(u->conn, "127.0.0.1", (unsigned short)port,
		on_event, u) != 0) {
		xuser_free(u);
		return NULL;
	}
	u->fd = last_fd;
	while (!u->up && !u->over && clock_mono_ms() < end)
		xmpp_run_once(u->ctx, 10);
	if (!u->up) {
		xuser_free(u);
		return NULL;
	}
	xuser_raw(u, "<presence/>");
	return u;
}

void
xuser_free(struct xuser *u)
{
	int64_t end = clock_mono_ms() + 1000;
	size_t i;

	if (u == NULL)
		return;
	if (u->up && !u->over)
		xmpp_disconnect(u->conn);
	while (u->up && !u->over && clock_mono_ms() < end)
		xmpp_run_once(u->ctx, 10);
	xmpp_conn_release(u->conn);
	xmpp_ctx_free(u->ctx);
	for (i = 0; i < u->got.n; i++)
		free(u->got.at[i]);
	list_free(&u->got);
	free(u);
}

void
xuser_raw(struct xuser *u, const char *xml)
{
	size_t n = strlen(xml), done;

	xmpp_send_raw(u->conn, xml, n);
	/* the library writes one TLS record a turn */
	for (done = 0; done <= n; done += 16384)
		flush(u);
}

void
xuser_say(struct xuser *u, const char *to, const char *type, const char *id,
    const char *body)
{
	struct buf b = { 0 };

	buf_addf(&b, "<message type='%s' to='", type);
	xml_add(&b, to);
	buf_adds(&b, "' id='");
	if (id != NULL)
		xml_add(&b, id);
	else
		buf_addf(&b, "u%u", ++u->ids);
	buf_adds(&b, "'><body>");
	xml_add(&b, body);
	buf_adds(&b, "</body></message>");
	xuser_raw(u, b.p);
	buf_free(&b);
}

static char *
take(struct xuser *u, const char *text)
{
	size_t i;
	char *s;

	for (i = 0; i < u->got.n; i++) {
		s = u->got.at[i];
		if (strstr(s, text) == NULL)
			continue;
		list_remove(&u->got, i);
		return s;
	}
	return NULL;
}

char *
xuser_wait(struct xuser *u, const char *text, int ms)
{
	int64_t end = clock_mono_ms() + ms, left;
	char *s;

	flush(u);
	while ((s = take(u, text)) == NULL) {
		left = end - clock_mono_ms();
		if (left <= 0 || u->over)
			return NULL;
		xuser_turn(u, (int)left);
	}
	return s;
}

bool
xuser_sees(struct xuser *u, const char *text, int ms)
{
	char *s = xuser_wait(u, text, ms);
	bool seen = s != NULL;

	free(s);
	return seen;
}

size_t
xuser_count(struct xuser *u, const char *text)
{
	size_t i, n = 0;

	for (i = 0; i < u->got.n; i++)
		n += strstr(u->got.at[i], text) != NULL;
	return n;
}

bool
xuser_join(struct xuser *u, const char *room, const char *nick, int ms)
{
	struct buf b = { 0 };
	char *s;

	buf_adds(&b, "<presence to='");
	xml_add(&b, room);
	buf_adds(&b, "/");
	xml_add(&b, nick);
	buf_adds(&b, "'><x xmlns='http://jabber.org/protocol/muc'>"
	    "<history maxchars='0'/></x></presence>");
	xuser_raw(u, b.p);
	buf_free(&b);
	s = xuser_wait(u, "\"110\"", ms);
	if (s != NULL && strstr(s, "\"201\"") != NULL) {
		buf_adds(&b, "<iq type='set' id='open-room' to='");
		xml_add(&b, room);
		buf_adds(&b, "'><query xmlns='http://jabber.org/protocol/"
		    "muc#owner'><x xmlns='jabber:x:data' type='submit'/>"
		    "</query></iq>");
		xuser_raw(u, b.p);
		buf_free(&b);
		xuser_sees(u, "open-room", ms);
	}
	free(s);
	return s != NULL;
}
