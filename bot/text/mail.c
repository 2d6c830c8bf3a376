/* SPDX-License-Identifier: ISC */
/* The header of a mail; see mail.h. */
#include "text/mail.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "text/address.h"
#include "text/encoded.h"
#include "text/evidence.h"

static const char *const names[FIELD_NAMES] = {
	[FIELD_FROM] = "From", [FIELD_SENDER] = "Sender",
	[FIELD_REPLY_TO] = "Reply-To", [FIELD_TO] = "To",
	[FIELD_CC] = "Cc", [FIELD_SUBJECT] = "Subject",
	[FIELD_DATE] = "Date", [FIELD_MESSAGE_ID] = "Message-ID",
	[FIELD_IN_REPLY_TO] = "In-Reply-To",
	[FIELD_REFERENCES] = "References", [FIELD_RECEIVED] = "Received",
	[FIELD_RETURN_PATH] = "Return-Path",
	[FIELD_PRECEDENCE] = "Precedence",
	[FIELD_AUTO_SUBMITTED] = "Auto-Submitted",
	[FIELD_LIST_ID] = "List-Id", [FIELD_LIST_POST] = "List-Post",
	[FIELD_LIST_UNSUBSCRIBE] = "List-Unsubscribe",
	[FIELD_MAILING_LIST] = "Mailing-List",
	[FIELD_BEEN_THERE] = "X-BeenThere",
	[FIELD_RESENT_FROM] = "Resent-From",
	[FIELD_FORWARDED_TO] = "X-Forwarded-To",
	[FIELD_ORIGINAL_FROM] = "X-Original-From",
	[FIELD_ARC_SEAL] = "ARC-Seal",
	[FIELD_ARC_SIGNATURE] = "ARC-Message-Signature",
	[FIELD_ARC_RESULTS] = "ARC-Authentication-Results",
	[FIELD_AUTHRES] = "Authentication-Results",
	[FIELD_CONTENT_TYPE] = "Content-Type",
	[FIELD_CONTENT_ENCODING] = "Content-Transfer-Encoding",
	[FIELD_MIME_VERSION] = "MIME-Version",
	[FIELD_DKIM] = "DKIM-Signature",
	[FIELD_DOMAINKEY] = "DomainKey-Signature",
	[FIELD_LOOP] = MAIL_LOOP_FIELD,
};

enum mail_name
mail_name_of(struct span name)
{
	int i;

	for (i = FIELD_OTHER + 1; i < FIELD_NAMES; i++)
		if (name.n > 0 && ascii_lower(names[i][0]) ==
		    ascii_lower(name.p[0]) && span_eq_nocase(name, names[i]))
			return (enum mail_name)i;
	return FIELD_OTHER;
}

/* The first thing that is wrong is the one to tell. */
static void
malformed(struct mail *m, const char *why)
{
	if (m->malformed == NULL)
		m->malformed = why;
}

/*
 * One physical line: its bytes without the line end, and how many bytes it
 * takes with it.
 */
static struct span
line_at(const char *p, size_t n, size_t *whole)
{
	const char *nl = memchr(p, '\n', n);
	struct span line = { p, nl != NULL ? (size_t)(nl - p) : n };

	*whole = nl != NULL ? line.n + 1 : line.n;
	if (nl != NULL && line.n > 0 && p[line.n - 1] == '\r')
		line.n--;
	return line;
}

/* Finds the end of the header, within its limits; counts the fields. */
static size_t
measure(struct mail *m, struct span bytes, size_t *fields)
{
	size_t at = 0, whole;
	struct span line;

	*fields = 0;
	while (at < bytes.n) {
		line = line_at(bytes.p + at, bytes.n - at, &whole);
		if (line.n == 0)
			break;
		if (line.n > MAIL_LINE_MAX)
			malformed(m, "a line of the header is longer than "
			    "16384 bytes");
		if (at + whole > MAIL_HEADER_MAX) {
			malformed(m, "the header is larger than 512 KiB");
			break;
		}
		if (line.p[0] != ' ' && line.p[0] != '\t' &&
		    ++*fields > MAIL_FIELDS_MAX) {
			malformed(m, "the header has more than 1000 fields");
			--*fields;
			break;
		}
		at += whole;
	}
	return at;
}

/*
 * Bytes that have no place in a header: NUL, other controls, a bare CR.
 * 8-bit bytes are looked at where they matter.
 */
static void
check_bytes(struct mail *m, struct span header)
{
	const unsigned char *p = (const unsigned char *)header.p;
	size_t i;

	for (i = 0; i < header.n; i++) {
		if (p[i] >= ' ' && p[i] != 0x7f)
			continue;
		if (p[i] == '\t' || p[i] == '\n')
			continue;
		if (p[i] == '\r' && i + 1 < header.n && p[i + 1] == '\n')
			continue;
		malformed(m, p[i] == '\0' ? "the header holds a NUL byte" :
		    p[i] == '\r' ? "the header holds a bare carriage return" :
		    "the header holds control characters");
		return;
	}
}

static void
split_field(struct mail *m, struct span raw)
{
	struct mail_field *f = &m->fields[m->n];
	const char *colon = memchr(raw.p, ':', raw.n);
	size_t i, n = colon != NULL ? (size_t)(colon - raw.p) : 0;

	if (colon == NULL || n == 0) {
		malformed(m, "the header has a line that is no field");
		return;
	}
	f->raw = raw;
	f->value = (struct span){ colon + 1, raw.n - n - 1 };
	f->name = span_trim((struct span){ raw.p, n });
	for (i = 0; i < n; i++) {
		unsigned char c = (unsigned char)raw.p[i];

		if (c <= ' ' || c >= 0x7f || n > MAIL_NAME_MAX) {
			malformed(m, n > MAIL_NAME_MAX ?
			    "the header has a field with an overlong name" :
			    "the header has a field name with blanks or "
			    "8-bit bytes in it");
			break;
		}
	}
	f->id = mail_name_of(f->name);
	if (m->count[f->id]++ == 0)
		m->top[f->id] = f;
	m->n++;
}

static void
split(struct mail *m, struct span header)
{
	size_t at = 0, start = 0, end = 0, whole;
	struct span line;

	if (header.n > 0 && (header.p[0] == ' ' || header.p[0] == '\t'))
		malformed(m, "the header begins with a continued line");
	while (at < header.n) {
		line = line_at(header.p + at, header.n - at, &whole);
		if (at > 0 && line.n > 0 && line.p[0] != ' ' &&
		    line.p[0] != '\t') {
			split_field(m, (struct span){ header.p + start,
			    end - start });
			start = at;
		}
		end = at + line.n;
		at += whole;
	}
	if (header.n > 0)
		split_field(m, (struct span){ header.p + start, end - start });
}

char *
mail_unfold(struct arena *a, struct span v)
{
	char *out;
	size_t i, n = 0;

	v = span_trim(v);
	if (v.n > MAIL_FACT_MAX)
		v.n = MAIL_FACT_MAX;
	out = arena_alloc(a, v.n + 1);
	for (i = 0; i < v.n; i++)
		if (v.p[i] != '\r' && v.p[i] != '\n' && v.p[i] != '\0')
			out[n++] = v.p[i];
	return out;
}

/* The same for a person: whatever it holds, valid UTF-8 comes out. */
static char *
text_of(struct arena *a, const struct mail_field *f, bool decode)
{
	struct buf b = { 0 };
	struct span v;
	char *out;

	if (f == NULL)
		return NULL;
	v = span_trim(f->value);
	if (v.n > MAIL_FACT_MAX)
		v.n = MAIL_FACT_MAX;
	if (decode) {
		encoded_decode(&b, v);
	} else {
		const char *raw = mail_unfold(a, v);

		utf8_add_clean(&b, raw, strlen(raw));
	}
	out = arena_strn(a, buf_str(&b), b.n);
	utf8_one_line(out);
	buf_free(&b);
	return out;
}

/* What stands between the first '<' and the '>' behind it. */
static struct span
angled(struct span v)
{
	const char *l = memchr(v.p, '<', v.n), *r;

	if (l == NULL)
		return (struct span){ NULL, 0 };
	l++;
	r = memchr(l, '>', v.n - (size_t)(l - v.p));
	if (r == NULL)
		return (struct span){ NULL, 0 };
	return (struct span){ l, (size_t)(r - l) };
}

static bool
plain(struct span s)
{
	size_t i;

	for (i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] <= ' ' ||
		    (unsigned char)s.p[i] >= 0x7f)
			return false;
	return s.n <= 998;
}

/* The first "<id>" of the field, or NULL. */
static char *
id_of(struct arena *a, const struct mail_field *f)
{
	struct span id;

	if (f == NULL)
		return NULL;
	id = angled(f->value);
	if (id.n == 0 || !plain(id))
		return NULL;
	return arena_strn(a, id.p - 1, id.n + 2);
}

static const char *
list_id_of(struct arena *a, const struct mail_field *f)
{
	struct span id;

	if (f == NULL)
		return NULL;
	id = angled(f->value);
	if (id.p == NULL)	/* an old list: the id alone */
		id = span_trim(f->value);
	if (id.n == 0 || !plain(id))
		return NULL;
	return arena_lower(a, id);
}

static int64_t
date_of(struct arena *a, struct span v)
{
	const char *s = mail_unfold(a, v);
	int64_t t;

	return clock_parse_rfc5322(s, strlen(s), &t) ? t : 0;
}

/* Received: ...; date */
static int64_t
received_of(struct arena *a, const struct mail_field *f)
{
	const char *semi;

	if (f == NULL)
		return 0;
	semi = memrchr(f->value.p, ';', f->value.n);
	if (semi == NULL)
		return 0;
	semi++;
	return date_of(a, (struct span){ semi,
	    f->value.n - (size_t)(semi - f->value.p) });
}

static bool
first_word_is(const struct mail_field *f, const char *word)
{
	struct span rest = f->value, w;
	size_t n = 0;

	if (!span_word(&rest, &w))
		return false;
	while (n < w.n && w.p[n] != ';' && w.p[n] != '(')
		n++;
	w.n = n;
	return span_eq_nocase(w, word);
}

static uint32_t
signs_of(const struct mail *m)
{
	const struct mail_field *const *top = m->top;
	uint32_t s = 0;

	if (top[FIELD_LIST_ID] != NULL || top[FIELD_LIST_POST] != NULL ||
	    top[FIELD_MAILING_LIST] != NULL)
		s |= SIGN_LIST | SIGN_RELAYED;
	if (top[FIELD_BEEN_THERE] != NULL || top[FIELD_RESENT_FROM] != NULL ||
	    top[FIELD_FORWARDED_TO] != NULL || top[FIELD_ARC_SEAL] != NULL ||
	    top[FIELD_ORIGINAL_FROM] != NULL)
		s |= SIGN_RELAYED;
	if (top[FIELD_AUTO_SUBMITTED] != NULL &&
	    !first_word_is(top[FIELD_AUTO_SUBMITTED], "no"))
		s |= SIGN_AUTO;
	if (top[FIELD_PRECEDENCE] != NULL &&
	    (first_word_is(top[FIELD_PRECEDENCE], "bulk") ||
	    first_word_is(top[FIELD_PRECEDENCE], "junk") ||
	    first_word_is(top[FIELD_PRECEDENCE], "list")))
		s |= SIGN_BULK;
	if (m->return_path != NULL && m->return_path[0] == '\0')
		s |= SIGN_NULL_SENDER;
	if (top[FIELD_LOOP] != NULL)
		s |= SIGN_OURS;
	if (m->trick != NULL)
		s |= SIGN_TRICK;
	return s;
}

static void
read_from(struct arena *a, struct mail *m)
{
	struct address addr;

	if (m->count[FIELD_FROM] == 0) {
		malformed(m, "the mail has no From");
		return;
	}
	if (m->count[FIELD_FROM] > 1) {
		malformed(m, arena_printf(a, "the mail has %u From fields",
		    m->count[FIELD_FROM]));
		return;
	}
	address_parse(a, m->top[FIELD_FROM]->value, &addr);
	if (addr.malformed != NULL) {
		malformed(m, addr.malformed);
		return;
	}
	m->from = addr.address;
	m->from_domain = addr.domain;
	m->from_name = addr.name;
	m->trick = addr.trick;
}

static void
read_facts(struct arena *a, struct mail *m)
{
	const struct mail_field **top = m->top;
	struct span v;

	m->subject = text_of(a, top[FIELD_SUBJECT], true);
	m->message_id = id_of(a, top[FIELD_MESSAGE_ID]);
	m->in_reply_to = id_of(a, top[FIELD_IN_REPLY_TO]);
	m->references = text_of(a, top[FIELD_REFERENCES], false);
	m->reply_to = text_of(a, top[FIELD_REPLY_TO], false);
	m->to = text_of(a, top[FIELD_TO], false);
	m->list_id = list_id_of(a, top[FIELD_LIST_ID]);
	if (top[FIELD_DATE] != NULL)
		m->date = date_of(a, top[FIELD_DATE]->value);
	m->received = received_of(a, top[FIELD_RECEIVED]);
	if (top[FIELD_RETURN_PATH] != NULL) {
		v = angled(top[FIELD_RETURN_PATH]->value);
		if (v.p != NULL)
			m->return_path = arena_strn(a, v.p,
			    v.n <= 998 ? v.n : 998);
	}
}

void
mail_scan(struct arena *a, struct span bytes, struct mail *m)
{
	struct span header = bytes;
	size_t fields, whole;
	struct span line;

	*m = (struct mail){ 0 };
	if (bytes.n == 0) {
		malformed(m, "the mail is empty");
		return;
	}
	header.n = measure(m, bytes, &fields);
	m->body = (struct span){ bytes.p + header.n, bytes.n - header.n };
	if (m->body.n > 0) {
		line = line_at(m->body.p, m->body.n, &whole);
		if (line.n == 0) {
			m->body.p += whole;
			m->body.n -= whole;
		}
	}
	line = line_at(bytes.p, bytes.n, &whole);
	m->lf = whole == line.n + 1;
	m->fields = arena_alloc(a, (fields + 1) * sizeof(*m->fields));
	check_bytes(m, header);
	split(m, header);
	if (m->n == 0)
		malformed(m, "the mail has no header");
	read_from(a, m);
	read_facts(a, m);
	m->signs = signs_of(m);
}
