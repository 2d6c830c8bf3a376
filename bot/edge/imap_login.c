/* SPDX-License-Identifier: ISC */
/*
 * Logging in to an IMAP server, and the speaking by hand that it shares with
 * IDLE.  libetpan's own SASL is not used: it would load plugins, and its
 * XOAUTH2 keeps copies of the token.
 */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/fd.h"
#include "base/mem.h"
#include "edge/imap_parts.h"

/* --- speaking by hand -------------------------------------------------- */

int
imap_say(struct imap *im, int tagged, ...)
{
	const char *piece;
	bool ok = !tagged ||
	    mailimap_send_current_tag(im->s) == MAILIMAP_NO_ERROR;
	va_list ap;

	va_start(ap, tagged);
	while (ok && (piece = va_arg(ap, const char *)) != NULL)
		ok = mailstream_write(im->s->imap_stream, piece,
		    strlen(piece)) != -1;
	va_end(ap);
	ok = ok && mailstream_write(im->s->imap_stream, "\r\n", 2) != -1 &&
	    mailstream_flush(im->s->imap_stream) != -1;
	return ok ? MAILIMAP_NO_ERROR : MAILIMAP_ERROR_STREAM;
}

int
imap_finish(struct imap *im, int refused)
{
	struct mailimap_response *r;
	int rc = mailimap_parse_response(im->s, &r);

	if (rc != MAILIMAP_NO_ERROR)
		return rc;
	rc = r->rsp_resp_done->rsp_data.rsp_tagged->rsp_cond_state->rsp_type;
	mailimap_response_free(r);
	return rc == MAILIMAP_RESP_COND_STATE_OK ? MAILIMAP_NO_ERROR : refused;
}

int
imap_await_plus(struct imap *im, bool *plus)
{
	const char *line;
	int i;

	*plus = false;
	for (i = 0; i < 1000; i++) {
		line = mailimap_read_line(im->s);
		if (line == NULL)
			return MAILIMAP_ERROR_STREAM;
		if (line[0] == '+') {
			*plus = true;
			return MAILIMAP_NO_ERROR;
		}
		if (line[0] != '*')
			return MAILIMAP_NO_ERROR;
		im->news |= strstr(line, "EXISTS") != NULL;
	}
	return MAILIMAP_ERROR_PROTOCOL;
}

/* --- log-in ------------------------------------------------------------ */

static void
add_base64(struct buf *out, const struct buf *in)
{
	static const char d[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "abcdefghijklmnopqrstuvwxyz0123456789+/";
	uint32_t v;
	size_t i, k, left;

	for (i = 0; i < in->n; i += 3) {
		left = in->n - i < 3 ? in->n - i : 3;
		for (v = 0, k = 0; k < 3; k++)
			v = v << 8 | (k < left ? (uint8_t)in->p[i + k] : 0);
		for (k = 0; k < 4; k++)
			buf_addc(out, k <= left ?
			    d[v >> (18 - 6 * k) & 63] : '=');
	}
}

static void
wipe(struct buf *b)
{
	if (b->p != NULL)
		mem_wipe(b->p, b->cap);
	buf_free(b);
}

/* One SASL exchange whose only message is ours (PLAIN, XOAUTH2). */
static int
sasl(struct imap *im, const char *mechanism, const struct buf *message)
{
	struct buf b = { 0 };
	bool plus = false;
	int rc;

	rc = imap_say(im, 1, "AUTHENTICATE ", mechanism, NULL);
	if (rc == MAILIMAP_NO_ERROR)
		rc = imap_await_plus(im, &plus);
	if (rc == MAILIMAP_NO_ERROR && plus) {
		add_base64(&b, message);
		rc = imap_say(im, 0, buf_str(&b), NULL);
		if (rc == MAILIMAP_NO_ERROR)
			rc = imap_await_plus(im, &plus);
	}
	/* XOAUTH2 explains a refusal in a second challenge: go on to the NO */
	if (rc == MAILIMAP_NO_ERROR && plus) {
		rc = imap_say(im, 0, NULL);
		if (rc == MAILIMAP_NO_ERROR)
			rc = imap_await_plus(im, &plus);
	}
	wipe(&b);
	mem_wipe(im->s->imap_stream->write_buffer,
	    im->s->imap_stream->buffer_max_size);
	if (rc == MAILIMAP_NO_ERROR)
		rc = plus ? MAILIMAP_ERROR_PROTOCOL :
		    imap_finish(im, MAILIMAP_ERROR_LOGIN);
	if (rc == MAILIMAP_NO_ERROR)
		im->s->imap_state = MAILIMAP_STATE_AUTHENTICATED;
	return rc;
}

static int
login_xoauth2(struct imap *im, const struct mail_account *a, struct err *e)
{
	struct buf token = { 0 }, b = { 0 };
	struct span t;
	int rc = -1;

	if (file_read_all(a->token_file, IMAP_TOKEN_MAX, &token, e) == -1) {
		err_in(e, "the token for XOAUTH2");
		goto out;
	}
	t = span_trim((struct span){ buf_str(&token), token.n });
	if (t.n == 0 || memchr(t.p, '\n', t.n) != NULL) {
		err_set(e, ERR_CONFIG, "%s: a token file holds one line",
		    a->token_file);
		goto out;
	}
	buf_addf(&b, "user=%s\001auth=Bearer ", a->user);
	buf_add(&b, t.p, t.n);
	buf_adds(&b, "\001\001");
	rc = sasl(im, "XOAUTH2", &b);
out:
	wipe(&token);
	wipe(&b);
	return rc;
}

static int
login_plain(struct imap *im, const struct mail_account *a)
{
	struct buf b = { 0 };
	int rc;

	if (!mailimap_has_authentication(im->s, "PLAIN")) {
		rc = mailimap_login(im->s, a->user, a->secret);
		mem_wipe(im->s->imap_stream->write_buffer,
		    im->s->imap_stream->buffer_max_size);
		return rc;
	}
	buf_addc(&b, '\0');
	buf_adds(&b, a->user);
	buf_addc(&b, '\0');
	buf_adds(&b, a->secret);
	rc = sasl(im, "PLAIN", &b);
	wipe(&b);
	return rc;
}

int
imap_login(struct imap *im, const struct mail_account *a, bool *rejected,
    struct err *e)
{
	int rc;

	if (a->user == NULL || (a->secret == NULL && a->token_file == NULL))
		return err_set(e, ERR_CONFIG, "no user, or neither a password "
		    "nor a token file, is configured");
	if (a->token_file == NULL &&
	    !mailimap_has_authentication(im->s, "PLAIN") &&
	    mailimap_has_extension(im->s, "LOGINDISABLED"))
		return err_set(e, ERR_REFUSED, "%s takes no password here "
		    "(LOGINDISABLED): TLS or a token_file is needed", a->host);
	if (a->token_file != NULL &&
	    !mailimap_has_authentication(im->s, "XOAUTH2"))
		return err_set(e, ERR_REFUSED, "%s does not offer XOAUTH2, "
		    "which token_file asks for", a->host);
	rc = a->token_file != NULL ? login_xoauth2(im, a, e) :
	    login_plain(im, a);
	if (rc == -1)
		return -1;
	if (rc == MAILIMAP_NO_ERROR)
		return 0;
	imap_failed(im, rc, "log-in", e);
	*rejected = e->code == ERR_REFUSED;
	im->dead = true;
	return -1;
}
