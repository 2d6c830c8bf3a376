/* SPDX-License-Identifier: ISC */
/* Encoded words to UTF-8; see encoded.h. */
#include "text/encoded.h"

#include <string.h>

#include "base/buf.h"

enum charset { CS_UTF8, CS_LATIN1, CS_1252, CS_ASCII, CS_OTHER, CS_OPAQUE };

static const struct {
	const char	*name;
	enum charset	 charset;
} charsets[] = {
	{ "utf-8", CS_UTF8 }, { "utf8", CS_UTF8 },
	{ "us-ascii", CS_ASCII }, { "ascii", CS_ASCII },
	{ "iso-8859-1", CS_LATIN1 }, { "latin1", CS_LATIN1 },
	{ "iso8859-1", CS_LATIN1 }, { "iso_8859-1", CS_LATIN1 },
	{ "windows-1252", CS_1252 }, { "cp1252", CS_1252 },
};

/* 0x80 to 0x9f of windows-1252; 0: not assigned */
static const unsigned short cp1252[32] = {
	0x20ac, 0, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021,
	0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0, 0x017d, 0,
	0, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
	0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0, 0x017e, 0x0178,
};

struct word {
	struct span	charset;
	char		coding;		/* 'q' or 'b' */
	struct span	text;
	size_t		n;		/* bytes of the whole word */
};

static enum charset
charset_of(struct span name)
{
	const char *star = memchr(name.p, '*', name.n);
	size_t i;

	if (star != NULL)	/* RFC 2231: a language behind it */
		name.n = (size_t)(star - name.p);
	for (i = 0; i < sizeof(charsets) / sizeof(charsets[0]); i++)
		if (span_eq_nocase(name, charsets[i].name))
			return charsets[i].charset;
	/* here ASCII bytes are not ASCII characters */
	if (span_starts_nocase(name, "iso-2022") ||
	    span_starts_nocase(name, "utf-7") ||
	    span_starts_nocase(name, "utf-16") ||
	    span_starts_nocase(name, "utf-32"))
		return CS_OPAQUE;
	return CS_OTHER;
}

static void
add_char(struct buf *out, unsigned c)
{
	if (c < 0x80) {
		buf_addc(out, (char)c);
	} else if (c < 0x800) {
		buf_addc(out, (char)(0xc0 | c >> 6));
		buf_addc(out, (char)(0x80 | (c & 0x3f)));
	} else {
		buf_addc(out, (char)(0xe0 | c >> 12));
		buf_addc(out, (char)(0x80 | (c >> 6 & 0x3f)));
		buf_addc(out, (char)(0x80 | (c & 0x3f)));
	}
}

static void
add_bytes(struct buf *out, enum charset cs, const char *p, size_t n)
{
	size_t i;
	unsigned c;

	if (cs == CS_UTF8) {
		utf8_add_clean(out, p, n);
		return;
	}
	if (cs == CS_OPAQUE && n > 0) {
		add_char(out, 0xfffd);
		return;
	}
	for (i = 0; i < n; i++) {
		c = (unsigned char)p[i];
		if (c < 0x20 && c != '\n' && c != '\t')
			continue;
		if (c == 0x7f)
			continue;
		if (c >= 0x80 && cs == CS_1252 && c < 0xa0)
			c = cp1252[c - 0x80];
		else if (c >= 0x80 && c < 0xa0)
			c = 0;		/* C1 controls */
		else if (c >= 0x80 && cs != CS_LATIN1 && cs != CS_1252)
			c = 0;
		add_char(out, c != 0 ? c : 0xfffd);
	}
}

static bool
decode_q(struct buf *raw, struct span s)
{
	size_t i;
	int hi, lo;

	for (i = 0; i < s.n; i++) {
		if (s.p[i] == '_') {
			buf_addc(raw, ' ');
		} else if (s.p[i] != '=') {
			buf_addc(raw, s.p[i]);
		} else {
			if (i + 2 >= s.n || (hi = ascii_hex(s.p[i + 1])) < 0 ||
			    (lo = ascii_hex(s.p[i + 2])) < 0)
				return false;
			buf_addc(raw, (char)(hi << 4 | lo));
			i += 2;
		}
	}
	return true;
}

static int
base64_value(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	return c == '+' ? 62 : c == '/' ? 63 : -1;
}

static bool
decode_b(struct buf *raw, struct span s)
{
	unsigned acc = 0;
	int bits = 0, v;
	size_t i;

	while (s.n > 0 && s.p[s.n - 1] == '=')
		s.n--;
	for (i = 0; i < s.n; i++) {
		if ((v = base64_value(s.p[i])) < 0)
			return false;
		acc = acc << 6 | (unsigned)v;
		bits += 6;
		if (bits >= 8) {
			bits -= 8;
			buf_addc(raw, (char)(acc >> bits & 0xff));
		}
	}
	return true;
}

/* An encoded word at the start of s: "=?charset?q?text?=" */
static bool
word_at(struct span s, struct word *w)
{
	size_t i, end;

	if (s.n < 8 || s.p[0] != '=' || s.p[1] != '?')
		return false;
	for (i = 2; i < s.n && s.p[i] != '?'; i++)
		if ((unsigned char)s.p[i] <= ' ')
			return false;
	if (i == 2 || i + 4 >= s.n || s.p[i + 2] != '?')
		return false;
	for (end = i + 3; end + 1 < s.n; end++) {
		if ((unsigned char)s.p[end] <= ' ')
			return false;
		if (s.p[end] == '?' && s.p[end + 1] == '=')
			break;
	}
	if (end + 1 >= s.n)
		return false;
	w->charset = (struct span){ s.p + 2, i - 2 };
	w->coding = ascii_lower(s.p[i + 1]);
	w->text = (struct span){ s.p + i + 3, end - i - 3 };
	w->n = end + 2;
	return w->coding == 'q' || w->coding == 'b';
}

static bool
has_controls(const char *p, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (((unsigned char)p[i] < ' ' && p[i] != '\t') ||
		    p[i] == 0x7f)
			return true;
	return false;
}

struct decoder {
	struct buf	 raw;		/* bytes of the words so far */
	enum charset	 charset;
	bool		 open;		/* raw waits for its neighbour */
	bool		 clean;
	struct buf	*out;
};

/* Bytes of one character may be split between words: join, then convert. */
static void
flush(struct decoder *d)
{
	size_t from = d->out->n, i;

	if (!d->open)
		return;
	if (d->charset != CS_OPAQUE && has_controls(d->raw.p, d->raw.n))
		d->clean = false;
	add_bytes(d->out, d->charset, buf_str(&d->raw), d->raw.n);
	for (i = from; i < d->out->n; i++)
		if ((unsigned char)d->out->p[i] < ' ')
			d->out->p[i] = ' ';
	buf_cut(&d->raw, 0);
	d->open = false;
}

static bool
take_word(struct decoder *d, const struct word *w)
{
	enum charset cs = charset_of(w->charset);
	size_t before;

	if (d->open && cs != d->charset)
		flush(d);
	before = d->raw.n;
	if (!(w->coding == 'q' ? decode_q : decode_b)(&d->raw, w->text)) {
		buf_cut(&d->raw, before);
		return false;
	}
	d->charset = cs;
	d->open = true;
	return true;
}

static size_t
blanks(struct span s)
{
	size_t n = 0;

	while (n < s.n && (s.p[n] == ' ' || s.p[n] == '\t' ||
	    s.p[n] == '\r' || s.p[n] == '\n'))
		n++;
	return n;
}

bool
encoded_decode(struct buf *out, struct span in)
{
	struct decoder d = { .out = out, .clean = true };
	struct word w;
	struct span next;
	size_t n, k;

	while (in.n > 0) {
		if ((n = blanks(in)) > 0) {
			next = (struct span){ in.p + n, in.n - n };
			/* blanks between two encoded words are nothing */
			if (!(d.open && word_at(next, &w))) {
				flush(&d);
				for (k = 0; k < n; k++)
					if (in.p[k] == ' ' || in.p[k] == '\t')
						buf_addc(out, ' ');
			}
		} else if (word_at(in, &w) && take_word(&d, &w)) {
			n = w.n;
		} else {
			flush(&d);
			n = 1;
			while (n < in.n && in.p[n] != '=' &&
			    (unsigned char)in.p[n] > ' ')
				n++;
			utf8_add_clean(out, in.p, n);
		}
		in.p += n;
		in.n -= n;
	}
	flush(&d);
	buf_free(&d.raw);
	return d.clean;
}

bool
encoded_marks(struct span s)
{
	size_t i;

	for (i = 0; i + 1 < s.n; i++)
		if (s.p[i] == '=' && s.p[i + 1] == '?')
			return true;
	return false;
}
