/* SPDX-License-Identifier: ISC */
/* Character sets to UTF-8; see charset.h. */
#include "text/charset.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "text/charset_decode.h"

#define LEN(a) (sizeof(a) / sizeof((a)[0]))

/* Names that say another one; those of the tables say themselves. */
static const struct { const char *name, *means; } also[] = {
	{ "latin1", "windows-1252" }, { "iso-8859-1", "windows-1252" },
	{ "iso8859-1", "windows-1252" }, { "iso_8859-1", "windows-1252" },
	{ "us-ascii", NULL }, { "ascii", NULL }, { "utf-8", NULL },
	{ "utf8", NULL }, { "unknown-8bit", NULL }, { "x-unknown", NULL },
	{ "ansi_x3.4-1968", NULL }, { "ansi_x3.110-1983", "iso-8859-1" },
	{ "iso8859-15", "iso-8859-15" }, { "latin9", "iso-8859-15" },
	{ "iso-8859-8-i", "iso-8859-8" }, { "iso-8859-11", "tis-620" },
	{ "cp1250", "windows-1250" }, { "cp1251", "windows-1251" },
	{ "cp1252", "windows-1252" }, { "gb2312", "gb18030" },
	{ "gbk", "gb18030" }, { "cp936", "gb18030" }, { "x-gbk", "gb18030" },
	{ "hz-gb-2312", "gb18030" }, { "windows-31j", "cp932" },
	{ "shift_jis", "cp932" }, { "sjis", "cp932" }, { "x-sjis", "cp932" },
	{ "shift-jis", "cp932" },
	{ "ms_kanji", "cp932" }, { "ks_c_5601-1987", "euc-kr" },
	{ "iso-2022-jp-2", "iso-2022-jp" }, { "x-euc-jp", "euc-jp" },
	{ "unicode-1-1-utf-7", "utf-7" }, { "x-mac-roman", "macintosh" },
};

/* Cleans, makes CRLF and lone CR to LF, and cuts at a whole character. */
static void
add_lines(struct buf *out, struct span s, size_t max)
{
	const char *cr;
	size_t n;

	if (s.n > max) {
		s.n = max;
		while (s.n > 0 && ((unsigned char)s.p[s.n] & 0xc0) == 0x80)
			s.n--;
	}
	while (s.n > 0 && (cr = memchr(s.p, '\r', s.n)) != NULL) {
		n = (size_t)(cr - s.p);
		utf8_add_clean(out, s.p, n);
		s.p += n + 1;
		s.n -= n + 1;
		if (s.n == 0 || s.p[0] != '\n')
			buf_addc(out, '\n');
	}
	utf8_add_clean(out, s.p, s.n);
}

static const char *
known_name(const char *charset)
{
	size_t i;

	for (i = 0; charset != NULL && i < LEN(also); i++)
		if (str_eq_nocase(also[i].name, charset))
			return also[i].means;
	return charset;
}

void
charset_add(struct buf *out, const char *charset, struct span s, size_t max)
{
	struct buf b = { 0 };

	charset = known_name(charset);
	if (charset != NULL && charset_decode(&b, charset, s, max))
		s = (struct span){ buf_str(&b), b.n };
	else if (!utf8_valid(s.p, s.n)) {
		charset_decode(&b, "windows-1252", s, max);
		s = (struct span){ buf_str(&b), b.n };
	}
	add_lines(out, s, max);
	buf_free(&b);
}

static void
decode_q(struct buf *out, struct span s)
{
	size_t i;

	for (i = 0; i < s.n; i++) {
		if (s.p[i] == '_') {
			buf_addc(out, ' ');
		} else if (s.p[i] == '=' && i + 2 < s.n &&
		    ascii_hex(s.p[i + 1]) >= 0 && ascii_hex(s.p[i + 2]) >= 0) {
			buf_addc(out, (char)(ascii_hex(s.p[i + 1]) << 4 |
			    ascii_hex(s.p[i + 2])));
			i += 2;
		} else {
			buf_addc(out, s.p[i]);
		}
	}
}

static void
decode_b(struct buf *out, struct span s)
{
	static const char digits[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const char *d;
	unsigned v = 0, bits = 0;
	size_t i;

	for (i = 0; i < s.n && s.p[i] != '='; i++) {
		d = s.p[i] != '\0' ? strchr(digits, s.p[i]) : NULL;
		if (d == NULL)
			continue;
		v = (v << 6 | (unsigned)(d - digits)) & 0xffffff;
		bits += 6;
		if (bits >= 8) {
			bits -= 8;
			buf_addc(out, (char)(v >> bits & 0xff));
		}
	}
}

/*
 * One encoded word at s ("=?charset?q?text?="): its length, with the decoded
 * bytes in word and its charset in name; 0 where there is none.
 */
static size_t
encoded_word(struct span s, struct buf *word, char name[64])
{
	const char *q1, *q2, *end, *star;
	size_t n;
	char kind;

	if (s.n < 8 || s.p[0] != '=' || s.p[1] != '?')
		return 0;
	q1 = memchr(s.p + 2, '?', s.n - 2);
	if (q1 == NULL || s.p + s.n - q1 < 4 || q1[2] != '?')
		return 0;
	kind = ascii_lower(q1[1]);
	q2 = q1 + 3;
	end = memmem(q2, (size_t)(s.p + s.n - q2), "?=", 2);
	n = (size_t)(q1 - s.p) - 2;
	if (end == NULL || n == 0 || n >= 64 || (kind != 'q' && kind != 'b'))
		return 0;
	memcpy(name, s.p + 2, n);
	name[n] = '\0';
	star = strchr(name, '*');	/* RFC 2231: language behind it */
	if (star != NULL)
		name[star - name] = '\0';
	if (kind == 'q')
		decode_q(word, (struct span){ q2, (size_t)(end - q2) });
	else
		decode_b(word, (struct span){ q2, (size_t)(end - q2) });
	return (size_t)(end - s.p) + 2;
}

/* Blanks alone between two encoded words do not count (RFC 2047, 6.2). */
static size_t
gap_before_word(struct span s)
{
	size_t i = 0;

	while (i < s.n && strchr(" \t\r\n", s.p[i]) != NULL && s.p[i] != '\0')
		i++;
	return i > 0 && i + 1 < s.n && s.p[i] == '=' && s.p[i + 1] == '?' ?
	    i : 0;
}

/* Bytes of encoded words that were gathered, not yet converted. */
struct words {
	struct buf	bytes;
	char		charset[64];
};

static void
flush_words(struct buf *out, struct words *w)
{
	charset_add(out, w->charset, (struct span){ buf_str(&w->bytes),
	    w->bytes.n }, 65536);
	buf_cut(&w->bytes, 0);
}

/* Takes the word or the plain text at s; its length. */
static size_t
header_piece(struct buf *out, struct words *w, struct span s)
{
	struct buf word = { 0 };
	char charset[64];
	size_t n = encoded_word(s, &word, charset);

	if (n > 0) {
		/* words of one charset may split a character */
		if (strcmp(w->charset, charset) != 0)
			flush_words(out, w);
		str_copy(w->charset, sizeof(w->charset), charset);
		buf_add(&w->bytes, buf_str(&word), word.n);
		n += gap_before_word((struct span){ s.p + n, s.n - n });
	} else {
		flush_words(out, w);
		n = 1;
		while (n < s.n && !(s.p[n] == '=' && n + 1 < s.n &&
		    s.p[n + 1] == '?'))
			n++;
		charset_add(out, NULL, (struct span){ s.p, n }, 65536);
	}
	buf_free(&word);
	return n;
}

char *
charset_header(struct arena *a, struct span raw)
{
	struct words w = { 0 };
	struct buf out = { 0 };
	char *line;
	size_t n;

	raw = span_trim(raw);
	while (raw.n > 0) {
		n = header_piece(&out, &w, raw);
		raw.p += n;
		raw.n -= n;
	}
	flush_words(&out, &w);
	line = arena_strn(a, buf_str(&out), out.n);
	utf8_one_line(line);
	buf_free(&out);
	buf_free(&w.bytes);
	return line;
}
