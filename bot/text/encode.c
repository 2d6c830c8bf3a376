/* SPDX-License-Identifier: ISC */
/* Encodings of a mail that we write; see encode.h. */
#include "text/encode.h"

#include <stdint.h>
#include <string.h>

#include "base/buf.h"

/* Of an encoded word between its question marks: with "=?UTF-8?Q?" and "?="
 * and a field name before it, it stays below 75 and the line below 76. */
#define PAYLOAD_MAX 52
/* A longer word would not fit on a line of its own beside others. */
#define ATOM_MAX 60

void
encode_field(struct encode_head *h, struct buf *out, const char *name)
{
	h->out = out;
	buf_addf(out, "%s:", name);
	h->column = strlen(name) + 1;
}

void
encode_token(struct encode_head *h, struct span word)
{
	if (h->column + 1 + word.n > ENCODE_LINE_MAX) {
		buf_adds(h->out, "\r\n");
		h->column = 0;
	}
	buf_addc(h->out, ' ');
	buf_add(h->out, word.p, word.n);
	h->column += 1 + word.n;
}

void
encode_end(struct encode_head *h)
{
	buf_adds(h->out, "\r\n");
}

/* RFC 2047, 5 (3): these stand for themselves even in a display name. */
static bool
is_q_safe(unsigned char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9') || (c != '\0' && strchr("!*+-/", c) != NULL);
}

static void
add_hex(struct buf *b, unsigned char c)
{
	static const char digits[] = "0123456789ABCDEF";
	char three[] = { '=', digits[c >> 4], digits[c & 15] };

	buf_add(b, three, sizeof(three));
}

static void
add_q(struct buf *b, const char *p, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		unsigned char c = (unsigned char)p[i];

		if (c == ' ')
			buf_addc(b, '_');
		else if (is_q_safe(c))
			buf_addc(b, (char)c);
		else
			add_hex(b, c);
	}
}

static void
add_base64(struct buf *b, const char *text, size_t n)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "abcdefghijklmnopqrstuvwxyz0123456789+/";
	const unsigned char *p = (const unsigned char *)text;
	char four[4];
	unsigned v;

	for (; n > 0; p += 3, n -= n < 3 ? n : 3) {
		v = (unsigned)p[0] << 16 | (n > 1 ? (unsigned)p[1] << 8 : 0) |
		    (n > 2 ? p[2] : 0);
		four[0] = digits[v >> 18];
		four[1] = digits[v >> 12 & 63];
		four[2] = n > 1 ? digits[v >> 6 & 63] : '=';
		four[3] = n > 2 ? digits[v & 63] : '=';
		buf_add(b, four, 4);
	}
}

static size_t
q_length(const char *p, size_t n)
{
	size_t i, sum = 0;

	for (i = 0; i < n; i++)
		sum += p[i] == ' ' || is_q_safe((unsigned char)p[i]) ? 1 : 3;
	return sum;
}

static size_t
b_length(const char *p, size_t n)
{
	(void)p;
	return (n + 2) / 3 * 4;
}

/* Encoded words; no character is split between two (RFC 2047, 5). */
static void
add_encoded(struct encode_head *h, const char *text)
{
	size_t n = strlen(text), take, len;
	bool q = q_length(text, n) <= b_length(text, n);
	size_t (*length)(const char *, size_t) = q ? q_length : b_length;
	struct buf word = { 0 };

	for (; n > 0; text += take, n -= take) {
		for (take = 0; take < n; take += len) {
			utf8_decode(text + take, n - take, &len);
			if (length(text, take + len) > PAYLOAD_MAX)
				break;
		}
		buf_cut(&word, 0);
		buf_adds(&word, q ? "=?UTF-8?Q?" : "=?UTF-8?B?");
		(q ? add_q : add_base64)(&word, text, take);
		buf_adds(&word, "?=");
		encode_token(h, (struct span){ word.p, word.n });
	}
	buf_free(&word);
}

static bool
is_ascii(const char *s)
{
	for (; *s != '\0'; s++)
		if (*s < 0x20 || *s > 0x7e)
			return false;
	return true;
}

/*
 * Single blanks between short words, and nothing that reads as an encoded
 * word: only then does folding and unfolding give the same text again.
 */
static bool
is_foldable(const char *s)
{
	size_t run = 0;

	if (!is_ascii(s) || strstr(s, "=?") != NULL || *s == ' ')
		return false;
	for (; *s != '\0'; s++) {
		run = *s == ' ' ? 0 : run + 1;
		if (run > ATOM_MAX || (*s == ' ' && (s[1] == ' ' ||
		    s[1] == '\0')))
			return false;
	}
	return true;
}

static void
add_words(struct encode_head *h, const char *text)
{
	struct span rest = span_of(text), word;

	while (span_word(&rest, &word))
		encode_token(h, word);
}

void
encode_text(struct encode_head *h, const char *text)
{
	if (is_foldable(text))
		add_words(h, text);
	else
		add_encoded(h, text);
}

static bool
is_atoms(const char *s)
{
	for (; *s != '\0'; s++)
		if (strchr("()<>[]:;@\\,.\"", *s) != NULL)
			return false;
	return true;
}

void
encode_phrase(struct encode_head *h, const char *name)
{
	struct buf quoted = { 0 };
	const char *p;

	if (is_foldable(name) && is_atoms(name)) {
		add_words(h, name);
		return;
	}
	buf_addc(&quoted, '"');
	for (p = name; *p != '\0'; p++) {
		if (*p == '"' || *p == '\\')
			buf_addc(&quoted, '\\');
		buf_addc(&quoted, *p);
	}
	buf_addc(&quoted, '"');
	if (is_ascii(name) && quoted.n <= ATOM_MAX &&
	    strstr(name, "=?") == NULL)
		encode_token(h, (struct span){ quoted.p, quoted.n });
	else
		add_encoded(h, name);
	buf_free(&quoted);
}

/* The next line, ended by LF, CR LF or a lone CR. */
static bool
next_line(const char **rest, struct span *line)
{
	if (**rest == '\0')
		return false;
	line->p = *rest;
	line->n = strcspn(*rest, "\r\n");
	*rest += line->n;
	if (**rest == '\r')
		(*rest)++;
	if (**rest == '\n')
		(*rest)++;
	return true;
}

/* A mailbox file or a list's archive would put '>' before this. */
static bool
is_from_line(struct span line)
{
	return line.n >= 5 && memcmp(line.p, "From ", 5) == 0;
}

#define EACH(byte)	(UINT64_C(0x0101010101010101) * (byte))

/* Whether none of the eight bytes is a control, beyond ASCII, or '='. */
static inline bool
are_plain(const char *p)
{
	uint64_t w, equals;

	memcpy(&w, p, sizeof(w));
	equals = w ^ EACH('=');
	/* the top bit of a byte is set by one that is too low, too high, or
	 * the sought one; a borrow from the byte before may set it, too, and
	 * then they are looked at one by one */
	return ((w | (w + EACH(1)) | (w - EACH(0x20)) | (equals - EACH(1))) &
	    EACH(0x80)) == 0;
}

/* How many of the first n bytes are surely plain. */
static size_t
plain_eights(const char *p, size_t n)
{
	size_t i = 0;

	while (n - i >= 8 && are_plain(p + i))
		i += 8;
	return i;
}

bool
encode_is_plain(const char *text)
{
	struct span line;
	size_t i;

	while (next_line(&text, &line)) {
		if (line.n > ENCODE_LINE_MAX || is_from_line(line))
			return false;
		for (i = plain_eights(line.p, line.n); i < line.n; i++)
			if ((line.p[i] < 0x20 && line.p[i] != '\t') ||
			    line.p[i] > 0x7e)
				return false;
	}
	return true;
}

void
encode_plain(struct buf *out, const char *text)
{
	struct span line;

	while (next_line(&text, &line)) {
		buf_add(out, line.p, line.n);
		buf_adds(out, "\r\n");
	}
}

/* How many bytes from there on stand for themselves, at most max. */
static size_t
plain_run(struct span line, size_t from, size_t max)
{
	size_t end = line.n - from > max ? from + max : line.n;
	size_t i = from + plain_eights(line.p + from, end - from);

	/* a line's last byte may be a blank */
	if (i == line.n && i > from)
		i--;
	for (; i < end; i++) {
		unsigned char c = (unsigned char)line.p[i];

		/* white space at a line's end would be lost on the way */
		if (c == ' ' || c == '\t') {
			if (i + 1 == line.n)
				break;
		} else if (c < 0x20 || c >= 0x7f || c == '=') {
			break;
		}
	}
	return i - from;
}

/* In runs, as most of a text is plain. */
static void
add_quoted_line(struct buf *out, struct span line)
{
	size_t i = 0, column = 0, n, room;

	while (i < line.n) {
		/* one column is kept for the '=' of a soft line break, unless
		 * what is left ends the line */
		room = ENCODE_LINE_MAX - column;
		n = plain_run(line, i, room);
		if (n == room && i + n < line.n)
			n--;
		if (column == 0 && is_from_line((struct span){ line.p + i,
		    line.n - i }))
			n = 0;
		if (n > 0) {
			buf_add(out, line.p + i, n);
		} else if (room < (i + 1 == line.n ? 3 : 4)) {
			buf_adds(out, "=\r\n");
			column = 0;
			continue;
		} else {
			add_hex(out, (unsigned char)line.p[i]);
		}
		column += n > 0 ? n : 3;
		i += n > 0 ? n : 1;
	}
	buf_adds(out, "\r\n");
}

void
encode_quoted_printable(struct buf *out, const char *text)
{
	struct span line;

	while (next_line(&text, &line))
		add_quoted_line(out, line);
}
