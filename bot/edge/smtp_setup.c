/* SPDX-License-Identifier: ISC */
/* The settings of a server, and line ends; see smtp.h. */
#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "edge/smtp_parts.h"

static bool
is_loopback_name(const char *host)
{
	struct in_addr a;

	return str_eq_nocase(host, "localhost") ||
	    (inet_pton(AF_INET, host, &a) == 1 &&
	    ntohl(a.s_addr) >> 24 == 127);
}

/* Visible ASCII without the letters in not. */
static bool
is_word(const char *s, const char *not)
{
	for (; *s != '\0'; s++)
		if (*s <= ' ' || *s > '~' || strchr(not, *s) != NULL)
			return false;
	return true;
}

static int
check_setup(const struct postman_setup *p, struct err *e)
{
	if (p->host == NULL || p->host[0] == '\0' || p->port == 0 ||
	    p->port > 65535)
		return err_set(e, ERR_CONFIG, "SMTP: host and port are needed");
	if (!is_word(p->host, ":") || strlen(p->host) > 255)
		return err_set(e, ERR_CONFIG, "SMTP: \"%.100s\" is no host "
		    "that can be used: a name or an IPv4 address is", p->host);
	if (p->helo != NULL && !is_word(p->helo, ""))
		return err_set(e, ERR_CONFIG, "SMTP: the name to say with EHLO "
		    "has blanks or odd letters in it");
	if (p->tls == TLS_IMPLICIT)
		return err_set(e, ERR_CONFIG, "SMTP to %s:%u: implicit TLS is "
		    "not spoken here; use STARTTLS (port 587), or a relay on "
		    "this machine that speaks it", p->host, p->port);
	if (p->tls == TLS_NONE && !is_loopback_name(p->host))
		return err_set(e, ERR_CONFIG, "SMTP to %s:%u: without TLS only "
		    "a loopback address may be used", p->host, p->port);
	return 0;
}

struct smtp *
smtp_new(const struct postman_setup *p, struct err *e)
{
	struct smtp *s;

	if (check_setup(p, e) == -1)
		return NULL;
	s = mem_alloc(sizeof(*s));
	s->host = mem_str(p->host);
	s->port = p->port;
	s->helo = mem_str(p->helo != NULL && p->helo[0] != '\0' ? p->helo :
	    "localhost");
	s->user = mem_str(p->user);
	s->secret = mem_str(p->secret != NULL ? p->secret : "");
	s->tls = p->tls != TLS_NONE;
	s->w.fd = -1;
	if (s->tls)
		s->ctx = smtp_tls_new(p->ca, p->host, s->w.certificate, e);
	if (s->tls && s->ctx == NULL) {
		smtp_free(s);
		return NULL;
	}
	return s;
}

void
smtp_free(struct smtp *s)
{
	if (s == NULL)
		return;
	mem_wipe(s->secret, strlen(s->secret));
	free(s->secret);
	free(s->user);
	free(s->host);
	free(s->helo);
	smtp_tls_free(s->ctx);
	free(s);
}

void
smtp_set_patience(struct smtp *s, int ms)
{
	s->patience = ms;
}

void
smtp_lines(struct buf *b)
{
	struct buf out = { 0 };
	size_t i;

	for (i = 0; i < b->n; i++) {
		char c = b->p[i];

		if (c == '\r' && i + 1 < b->n && b->p[i + 1] == '\n')
			continue;
		if (c == '\n' || c == '\r')
			buf_add(&out, "\r\n", 2);
		else
			buf_addc(&out, c);
	}
	buf_free(b);
	*b = out;
}
