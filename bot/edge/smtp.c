/* SPDX-License-Identifier: ISC */
/* Sessions through libesmtp; see smtp.h. */
#include <errno.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <auth-client.h>
#include <libesmtp.h>

#include "base/mem.h"
#include "base/str.h"
#include "edge/smtp_parts.h"

/* libesmtp.h declares this only where OpenSSL's headers came before it. */
int	smtp_starttls_set_ctx(smtp_session_t session, struct ssl_ctx_st *ctx);

#define TAIL		512	/* bytes of a message that wait for the word */

/* libesmtp's side of a message, during a session. */
struct smtp_state {
	struct smtp	*s;
	size_t		 index;
	size_t		 fed;		/* bytes handed over */
	bool		 word;		/* the dot may have gone out */
	smtp_message_t	 message;
	smtp_recipient_t *recipients;
};

void
smtp_prepare(void)
{
	auth_context_t a;

	unsetenv("HOME");
	unsetenv("XDG_CONFIG_DIR");
	auth_client_init();
	a = auth_create_context();
	if (a == NULL)
		return;
	/* a module stays loaded once a context has asked for it */
	auth_set_mechanism_flags(a, AUTH_PLUGIN_PLAIN, 0);
	auth_set_mechanism(a, "LOGIN");
	auth_set_mechanism(a, "PLAIN");
	auth_destroy_context(a);
}

/* --- what becomes of a message ---------------------------------------- */

static void
settle(const struct smtp_calls *calls, struct smtp_message *m)
{
	m->done = true;
	calls->done(calls->arg, m);
}

void
smtp_settle(struct smtp_message *m, enum post_outcome outcome,
    const char *text, const struct smtp_calls *calls)
{
	struct smtp_answer a = { .text = text };

	smtp_judge_all(m, outcome, &a);
	settle(calls, m);
}

static struct smtp_answer
answer_of(const smtp_status_t *st)
{
	return (struct smtp_answer){ st->code,
	    { st->enh_class, st->enh_subject, st->enh_detail }, st->text };
}

/* The message was answered, or will not be any more. */
static void
conclude(struct smtp *s, struct smtp_message *m, bool answered,
    const char *why)
{
	struct smtp_state *t = m->state;
	struct smtp_facts f = { .word = t->word, .answered = answered,
	    .why = why };
	struct smtp_answer *all;
	size_t i;

	all = mem_array(m->recipients.n, sizeof(*all));
	for (i = 0; i < m->recipients.n; i++)
		all[i] = answer_of(smtp_recipient_status(t->recipients[i]));
	f.recipients = all;
	f.message = answer_of(smtp_message_transfer_status(t->message));
	smtp_judge(m, &f);
	free(all);
	settle(s->calls, m);
}

/* --- what libesmtp calls ---------------------------------------------- */

static void
on_monitor(const char *p, int n, int writing, void *arg)
{
	if (n <= 0)
		return;
	if (writing == SMTP_CB_WRITING)
		smtp_on_write(arg, p, (size_t)n);
	else if (writing == SMTP_CB_READING)
		smtp_on_read(arg, p, (size_t)n);
}

static void
on_mail_status(struct smtp *s, struct smtp_message *m)
{
	struct smtp_answer a =
	    answer_of(smtp_reverse_path_status(m->state->message));

	if (a.code / 100 == 2 || m->done)
		return;
	smtp_judge_all(m, a.code / 100 == 5 ? POST_REFUSED : POST_LATER, &a);
	settle(s->calls, m);
}

static struct smtp_message *
message_of(smtp_message_t message)
{
	return smtp_message_get_application_data(message);
}

static void
on_event(smtp_session_t session, int event, void *arg, ...)
{
	struct smtp *s = arg;
	struct smtp_message *m;
	va_list ap;

	(void)session;
	va_start(ap, arg);
	switch (event) {
	case SMTP_EV_CONNECT:
		smtp_on_connect(s);
		break;
	case SMTP_EV_DISCONNECT:
		/* libesmtp may go on to the next address */
		s->w.fd = -1;
		smtp_limit_connect(s, true);
		break;
	case SMTP_EV_STARTTLS_OK:
		s->w.step = TLS_UP;
		s->w.line_n = 0;
		break;
	case SMTP_EV_WRONG_PEER_CERTIFICATE:
		/* it compares with the canonical name that DNS gave; ours was
		 * compared with the configured one, in the handshake */
		*va_arg(ap, int *) = 1;
		break;
	case SMTP_EV_EXTNA_STARTTLS:
		smtp_cut(s, "the server offers no STARTTLS, or somebody in "
		    "between took it away");
		break;
	case SMTP_EV_MAILSTATUS:
		(void)va_arg(ap, const char *);
		on_mail_status(s, message_of(va_arg(ap, smtp_message_t)));
		break;
	case SMTP_EV_MESSAGESENT:
		m = message_of(va_arg(ap, smtp_message_t));
		if (!m->done)
			conclude(s, m, true, NULL);
		break;
	default:
		break;
	}
	va_end(ap);
}

/* Is the message's end allowed?  If not, the connection is gone. */
static bool
ask(struct smtp *s, struct smtp_message *m)
{
	struct smtp_state *t = m->state;

	if (s->w.cut || smtp_peer_gone(s)) {
		smtp_cut(s, "the server closed the connection");
		return false;
	}
	t->word = s->calls->may_end(s->calls->arg, m);
	if (!t->word) {
		s->w.withheld = m;
		smtp_cut(s, "held back before its end");
	}
	return t->word;
}

/*
 * Feeds a message: all but its tail, then, on the word, the tail.  NULL with
 * errno set makes libesmtp drop the session without ending the message; the
 * cut connection makes sure of it.
 */
static const char *
feed(void **ctx, int *len, void *arg)
{
	struct smtp_message *m = arg;
	struct smtp_state *t = m->state;
	struct smtp *s = t->s;
	size_t from = t->fed, left = m->bytes.n - from;

	(void)ctx;
	if (len == NULL) {
		t->fed = 0;
		return NULL;
	}
	*len = 0;
	if (s->w.cut || (left > 0 && left <= TAIL && !ask(s, m))) {
		errno = ECANCELED;
		return NULL;
	}
	errno = 0;	/* what the callbacks left would end the session */
	if (left == 0)
		return NULL;
	*len = (int)(left > TAIL ? left - TAIL : left);
	t->fed += (size_t)*len;
	return m->bytes.p + from;
}

static int
on_login(auth_client_request_t request, char **result, int n, void *arg)
{
	struct smtp *s = arg;
	int i;

	for (i = 0; i < n; i++)
		result[i] = (request[i].flags & AUTH_USER) != 0 ? s->user :
		    (request[i].flags & AUTH_PASS) != 0 ? s->secret : NULL;
	return 1;
}

/* --- a session -------------------------------------------------------- */

static void
add_message(struct smtp *s, smtp_session_t session, size_t i)
{
	struct smtp_message *m = s->m[i];
	struct smtp_state *t = mem_alloc(sizeof(*t));
	size_t k;

	m->state = t;
	t->s = s;
	t->index = i;
	t->message = smtp_add_message(session);
	t->recipients = mem_array(m->recipients.n, sizeof(*t->recipients));
	smtp_message_set_application_data_release(t->message, m, NULL);
	if (m->sender[0] != '\0')
		smtp_set_reverse_path(t->message, m->sender);
	for (k = 0; k < m->recipients.n; k++)
		t->recipients[k] = smtp_add_recipient(t->message,
		    m->recipients.at[k]);
	smtp_size_set_estimate(t->message, m->bytes.n);
	smtp_set_messagecb(t->message, feed, m);
}

static void
set_timeouts(const struct smtp *s, smtp_session_t session)
{
	static const int which[] = { Timeout_GREETING, Timeout_ENVELOPE,
	    Timeout_DATA, Timeout_TRANSFER, Timeout_DATA2 };
	size_t i;

	for (i = 0; i < sizeof(which) / sizeof(which[0]); i++) {
		long ms = 1000L * (which[i] == Timeout_DATA2 ? SMTP_WAIT_END :
		    SMTP_WAIT);

		if (s->patience != 0)
			ms = s->patience;
		smtp_set_timeout(session,
		    which[i] | Timeout_OVERRIDE_RFC2822_MINIMUM, ms);
	}
}

static smtp_session_t
new_session(struct smtp *s, auth_context_t auth)
{
	smtp_session_t session = smtp_create_session();
	char server[300];

	snprintf(server, sizeof(server), "%s:%u", s->host, s->port);
	smtp_set_server(session, server);
	smtp_set_hostname(session, s->helo);
	smtp_starttls_enable(session, s->tls ? Starttls_REQUIRED :
	    Starttls_DISABLED);
	if (s->tls)
		smtp_starttls_set_ctx(session, s->ctx);
	if (s->user != NULL) {
		auth_set_mechanism_flags(auth, AUTH_PLUGIN_PLAIN, 0);
		auth_set_interact_cb(auth, on_login, s);
		smtp_auth_set_context(session, auth);
	}
	smtp_set_eventcb(session, on_event, s);
	smtp_set_monitorcb(session, on_monitor, s, 0);
	set_timeouts(s, session);
	return session;
}

/* Why a session ended early, in words for a person. */
static void
explain(const struct smtp *s, struct err *e)
{
	const struct smtp_watch *w = &s->w;
	char text[SMTP_TEXT_MAX] = "", *p;

	if (w->certificate[0] != '\0') {
		str_copy(text, sizeof(text), w->certificate);
	} else if (w->cut) {
		str_copy(text, sizeof(text), w->why);
	} else if (!w->connected && smtp_was_late()) {
		snprintf(text, sizeof(text), "no connection within %d seconds",
		    SMTP_WAIT_CONNECT);
	} else if (!w->connected) {
		p = smtp_strerror(smtp_errno(), text, sizeof(text));
		err_set(e, ERR_TEMPORARY, "SMTP %s:%u: no connection: %.200s",
		    s->host, s->port, p != NULL ? p : text);
		return;
	} else if (w->step == TLS_GRANTED) {
		smtp_tls_error(text, sizeof(text));
		err_set(e, ERR_TEMPORARY, "SMTP %s:%u: the TLS handshake "
		    "failed: %.200s", s->host, s->port, text);
		return;
	} else if (w->auth_why[0] != '\0' && !w->auth_ok) {
		str_copy(text, sizeof(text), w->auth_why);
	} else {
		snprintf(text, sizeof(text), "the session broke off%s%.300s",
		    w->bad[0] != '\0' ? "; the server said: " :
		    " while the server was waited for", w->bad);
	}
	err_set(e, ERR_TEMPORARY, "SMTP %s:%u: %.350s", s->host, s->port,
	    text);
}

/* How many messages make the next session; the unfit are settled here. */
static size_t
choose(const struct smtp *s, size_t n)
{
	size_t i, sum = 0;

	for (i = 0; i < n && i < SMTP_SESSION_MESSAGES; i++) {
		struct smtp_message *m = s->m[i];
		const char *why = smtp_unfit(m);

		if (m->done)
			continue;
		if (why != NULL) {
			smtp_settle(m, POST_REFUSED, why, s->calls);
			continue;
		}
		if (sum + m->bytes.n > SMTP_SESSION_BYTES)
			break;
		sum += m->bytes.n;
	}
	return i;
}

/* After libesmtp: what it left open, for good or for another session. */
static enum smtp_end
sum_up(struct smtp *s, struct err *e)
{
	enum smtp_end end = SMTP_DONE;
	struct smtp_message *m;
	size_t i;

	explain(s, e);
	for (i = 0; i < s->n; i++) {
		m = s->m[i];
		if (!m->done && m->state->word)
			conclude(s, m, false, e->text);
		else if (!m->done && m == s->w.withheld)
			smtp_settle(m, POST_LATER, s->w.why, s->calls);
		else if (!m->done)
			end = SMTP_FAILED;
		if (m->state != NULL)
			free(m->state->recipients);
		free(m->state);
		m->state = NULL;
	}
	return s->w.withheld != NULL ? SMTP_WITHHELD : end;
}

enum smtp_end
smtp_session(struct smtp *s, struct smtp_message *const *m, size_t n,
    const struct smtp_calls *calls, size_t *taken, struct err *e)
{
	auth_context_t auth = auth_create_context();
	smtp_session_t session;
	enum smtp_end end;
	size_t i, todo = 0;

	memset(&s->w, 0, sizeof(s->w));
	s->w.fd = -1;
	s->calls = calls;
	s->m = m;
	s->n = *taken = choose(s, n);
	session = new_session(s, auth);
	for (i = 0; i < s->n; i++) {
		if (m[i]->done)
			continue;
		add_message(s, session, i);
		todo++;
	}
	if (todo > 0) {
		smtp_limit_connect(s, true);
		smtp_start_session(session);
		smtp_limit_connect(s, false);
	}
	end = sum_up(s, e);
	smtp_destroy_session(session);
	auth_destroy_context(auth);
	return end;
}
