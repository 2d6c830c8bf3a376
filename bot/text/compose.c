/* SPDX-License-Identifier: ISC */
/* Writes mails; see compose.h. */
#include "text/compose.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/str.h"
#include "text/encode.h"

bool
compose_is_address(const char *s)
{
	const char *at = strchr(s, '@'), *p;

	if (at == NULL || at == s || at[1] == '\0' ||
	    strlen(s) > COMPOSE_ADDRESS_MAX)
		return false;
	for (p = s; *p != '\0'; p++) {
		if (*p <= 0x20 || *p > 0x7e ||
		    strchr("()<>[]:;\\,\"", *p) != NULL)
			return false;
		if (*p == '@' && p != at)
			return false;
		if (*p == '.' && (p == s || p == at + 1 || p[1] == '.' ||
		    p[1] == '@' || p[1] == '\0'))
			return false;
	}
	return true;
}

/* "<left@right>" of visible ASCII (RFC 5322, 3.6.4). */
static bool
is_message_id(struct span s)
{
	size_t i, at = 0;

	if (s.n < 5 || s.n > COMPOSE_VALUE_MAX || s.p[0] != '<' ||
	    s.p[s.n - 1] != '>')
		return false;
	for (i = 1; i < s.n - 1; i++) {
		if (s.p[i] <= 0x20 || s.p[i] > 0x7e ||
		    strchr("<>()\\,;\"", s.p[i]) != NULL)
			return false;
		at += s.p[i] == '@';
	}
	return at == 1 && s.p[1] != '@' && s.p[s.n - 2] != '@';
}

static int
check_value(const char *what, const char *s, struct err *e)
{
	size_t n;
	const char *p;

	if (s == NULL)
		return 0;
	n = strlen(s);
	if (n > COMPOSE_VALUE_MAX)
		return err_set(e, ERR_LIMIT, "%s of a mail: %zu bytes, the "
		    "limit is %d", what, n, COMPOSE_VALUE_MAX);
	for (p = s; *p != '\0'; p++)
		if ((unsigned char)*p < 0x20 || *p == 0x7f)
			return err_set(e, ERR_INPUT, "%s of a mail has a line "
			    "break or control character in it", what);
	if (!utf8_valid(s, n))
		return err_set(e, ERR_INPUT, "%s of a mail is no UTF-8", what);
	return 0;
}

static int
check_address(const char *what, const char *s, struct err *e)
{
	if (s != NULL && compose_is_address(s))
		return 0;
	return err_set(e, ERR_INPUT, "%s of a mail: this is no address that "
	    "can be written to: \"%.100s\"", what, s != NULL ? s : "");
}

static int
check_mailboxes(const char *what, const struct list *l, struct err *e)
{
	const struct compose_mailbox *m;
	size_t i;

	if (l->n > COMPOSE_RECIPIENTS_MAX)
		return err_set(e, ERR_LIMIT, "%s of a mail: %zu addresses, "
		    "the limit is %d", what, l->n, COMPOSE_RECIPIENTS_MAX);
	for (i = 0; i < l->n; i++) {
		m = l->at[i];
		if (check_address(what, m->address, e) == -1 ||
		    check_value(what, m->name, e) == -1)
			return -1;
	}
	return 0;
}

static int
check_body(const char *what, const char *s, struct err *e)
{
	size_t n = s != NULL ? strlen(s) : 0;

	if (n > COMPOSE_BODY_MAX)
		return err_set(e, ERR_LIMIT, "the %s of a mail: %zu bytes, the "
		    "limit is %d", what, n, COMPOSE_BODY_MAX);
	if (n != 0 && !utf8_valid(s, n))
		return err_set(e, ERR_INPUT, "the %s of a mail is no UTF-8",
		    what);
	return 0;
}

/* Words of a list of ids may be many: only the characters matter there. */
static int
check_ids(const char *what, const char *s, struct err *e)
{
	for (; s != NULL && *s != '\0'; s++)
		if (*s == '\r' || *s == '\n')
			return err_set(e, ERR_INPUT, "%s of a mail has a line "
			    "break in it", what);
	return 0;
}

/* It stands in a header as it is. */
static bool
is_method(const char *s)
{
	return s != NULL && s[0] != '\0' && strlen(s) <= COMPOSE_METHOD_MAX &&
	    strspn(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == strlen(s);
}

/* Name and type stand in headers as they are. */
static bool
is_file(const struct compose_file *f)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz"
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";

	return f->name[0] != '\0' && strlen(f->name) <= COMPOSE_NAME_MAX &&
	    strspn(f->name, letters) == strlen(f->name) &&
	    strspn(f->type, "abcdefghijklmnopqrstuvwxyz/-") ==
	    strlen(f->type);
}

static int
check_files(const struct list *l, struct err *e)
{
	size_t i;

	if (l->n > COMPOSE_FILES_MAX)
		return err_set(e, ERR_LIMIT, "a mail with %zu files, the limit "
		    "is %d", l->n, COMPOSE_FILES_MAX);
	for (i = 0; i < l->n; i++) {
		const struct compose_file *f = l->at[i];

		if (!is_file(f))
			return err_set(e, ERR_INPUT, "a file of a mail: this "
			    "is no name or type for it: \"%.100s\", "
			    "\"%.40s\"", f->name, f->type);
		if (check_body("file", f->text, e) == -1)
			return -1;
	}
	return 0;
}

static int
check(const struct compose *c, struct err *e)
{
	const char *id = c->message_id != NULL ? c->message_id : "";

	if (check_value("From", c->from.name, e) == -1 ||
	    check_address("From", c->from.address, e) == -1 ||
	    (c->reply_to != NULL &&
	    check_address("Reply-To", c->reply_to, e) == -1) ||
	    check_mailboxes("To", &c->to, e) == -1 ||
	    check_mailboxes("Cc", &c->cc, e) == -1 ||
	    check_value("Subject", c->subject, e) == -1 ||
	    check_ids("In-Reply-To", c->in_reply_to, e) == -1 ||
	    check_ids("References", c->references, e) == -1 ||
	    check_value(COMPOSE_LOOP, c->loop, e) == -1 ||
	    check_body("text", c->text, e) == -1 ||
	    check_body("html", c->html, e) == -1 ||
	    check_body("calendar", c->calendar, e) == -1 ||
	    check_files(&c->files, e) == -1)
		return -1;
	if (c->calendar != NULL && !is_method(c->method))
		return err_set(e, ERR_INPUT, "an invitation lacks its method");
	if (!is_message_id(span_of(id)))
		return err_set(e, ERR_INPUT,
		    "this is no Message-ID: \"%.100s\"", id);
	return 0;
}

static void
add_mailbox(struct encode_head *h, const struct compose_mailbox *m,
    const char *after)
{
	struct buf b = { 0 };
	bool name = m->name != NULL && m->name[0] != '\0';

	if (name)
		encode_phrase(h, m->name);
	buf_addf(&b, name ? "<%s>%s" : "%s%s", m->address, after);
	encode_token(h, (struct span){ b.p, b.n });
	buf_free(&b);
}

static void
add_mailboxes(struct buf *out, const char *field, const struct list *l)
{
	struct encode_head h;
	size_t i;

	encode_field(&h, out, field);
	for (i = 0; i < l->n; i++)
		add_mailbox(&h, l->at[i], i + 1 < l->n ? "," : "");
	if (l->n == 0)
		encode_token(&h, span_of("undisclosed-recipients:;"));
	encode_end(&h);
}

/*
 * The ids among these words: all, or the first and the last ones, which is
 * how mail readers shorten a long thread.
 */
static void
add_ids(struct buf *out, const char *field, const char *ids)
{
	struct span rest = span_of(ids != NULL ? ids : ""), word;
	struct encode_head h;
	size_t n = 0, i = 0;

	while (span_word(&rest, &word))
		n += is_message_id(word);
	if (n == 0)
		return;
	encode_field(&h, out, field);
	rest = span_of(ids);
	while (span_word(&rest, &word)) {
		if (!is_message_id(word))
			continue;
		if (i == 0 || i + COMPOSE_REFERENCES_MAX - 1 >= n)
			encode_token(&h, word);
		i++;
	}
	encode_end(&h);
}

static void
add_head(const struct compose *c, struct buf *out)
{
	struct encode_head h;
	char date[CLOCK_TEXT];

	encode_field(&h, out, "From");
	add_mailbox(&h, &c->from, "");
	encode_end(&h);
	if (c->reply_to != NULL)
		buf_addf(out, "Reply-To: %s\r\n", c->reply_to);
	add_mailboxes(out, "To", &c->to);
	if (c->cc.n != 0)
		add_mailboxes(out, "Cc", &c->cc);
	encode_field(&h, out, "Subject");
	encode_text(&h, c->subject != NULL ? c->subject : "");
	encode_end(&h);
	buf_addf(out, "Date: %s\r\n", clock_rfc5322(c->date, date));
	buf_addf(out, "Message-ID: %s\r\n", c->message_id);
	add_ids(out, "In-Reply-To", c->in_reply_to);
	add_ids(out, "References", c->references);
	buf_addf(out, "Auto-Submitted: %s\r\n",
	    c->reply ? "auto-replied" : "auto-generated");
	if (c->loop != NULL && c->loop[0] != '\0') {
		encode_field(&h, out, COMPOSE_LOOP);
		encode_text(&h, c->loop);
		encode_end(&h);
	}
	buf_adds(out, "MIME-Version: 1.0\r\n");
}

static void
add_part(struct buf *out, const char *type, const char *text)
{
	bool plain = encode_is_plain(text);

	buf_addf(out, "Content-Type: %s; charset=utf-8\r\n"
	    "Content-Transfer-Encoding: %s\r\n\r\n", type,
	    plain ? "7bit" : "quoted-printable");
	if (plain)
		encode_plain(out, text);
	else
		encode_quoted_printable(out, text);
}

static bool
in_files(const struct list *l, const char *boundary)
{
	size_t i;

	for (i = 0; i < l->n; i++)
		if (strstr(((const struct compose_file *)l->at[i])->text,
		    boundary) != NULL)
			return true;
	return false;
}

/*
 * A boundary that only the message id decides.  "=_" cannot stand in
 * quoted-printable; a body that goes as it is might hold it, so the number
 * behind grows until it does not.
 */
static void
make_boundary(const struct compose *c, char boundary[64])
{
	uint64_t hash = 0xcbf29ce484222325ULL;	/* FNV-1a */
	const char *p;
	unsigned i = 0;

	for (p = c->message_id; *p != '\0'; p++)
		hash = (hash ^ (unsigned char)*p) * 0x100000001b3ULL;
	do
		snprintf(boundary, 64, "=_patchbot_%016" PRIx64 "_%u", hash,
		    i++);
	while (strstr(c->text, boundary) != NULL ||
	    (c->html != NULL && strstr(c->html, boundary) != NULL) ||
	    (c->calendar != NULL && strstr(c->calendar, boundary) != NULL) ||
	    in_files(&c->files, boundary));
}

static void
add_file(struct buf *out, const struct compose_file *f)
{
	buf_addf(out, "Content-Disposition: attachment; filename=\"%s\"\r\n",
	    f->name);
	add_part(out, f->type, f->text);
}

/* The text in its forms, as one body. */
static void
add_text(const struct compose *c, const char *b, struct buf *out)
{
	const char *text = c->text;
	char type[64];

	if (c->html == NULL && c->calendar == NULL) {
		add_part(out, "text/plain", text);
		return;
	}
	buf_addf(out, "Content-Type: multipart/alternative;\r\n"
	    " boundary=\"%s\"\r\n\r\n--%s\r\n", b, b);
	add_part(out, "text/plain", text);
	if (c->html != NULL) {
		buf_addf(out, "\r\n--%s\r\n", b);
		add_part(out, "text/html", c->html);
	}
	if (c->calendar != NULL) {
		snprintf(type, sizeof(type), "text/calendar; method=%s",
		    c->method);
		buf_addf(out, "\r\n--%s\r\n", b);
		add_part(out, type, c->calendar);
	}
	buf_addf(out, "\r\n--%s--\r\n", b);
}

int
compose(const struct compose *c, struct buf *out, struct err *e)
{
	struct compose all = *c;
	char b[64], inner[80];
	size_t i;

	if (check(c, e) == -1)
		return -1;
	add_head(c, out);
	if (all.text == NULL)
		all.text = "";
	make_boundary(&all, b);
	if (c->files.n == 0) {
		add_text(&all, b, out);
		return 0;
	}
	/* an inner one may not begin with the outer one (RFC 2046, 5.1.2) */
	snprintf(inner, sizeof(inner), "=_alt_%s", b);
	buf_addf(out, "Content-Type: multipart/mixed;\r\n"
	    " boundary=\"%s\"\r\n\r\n--%s\r\n", b, b);
	add_text(&all, inner, out);
	for (i = 0; i < c->files.n; i++) {
		buf_addf(out, "\r\n--%s\r\n", b);
		add_file(out, c->files.at[i]);
	}
	buf_addf(out, "\r\n--%s--\r\n", b);
	return 0;
}
