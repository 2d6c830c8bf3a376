/* SPDX-License-Identifier: ISC */
/* Character sets by tables; see charset_decode.h. */
#include "text/charset_decode.h"

#include <stdint.h>
#include <string.h>

#include "base/buf.h"
#include "text/charset_tables.h"

#define LEN(a) (sizeof(a) / sizeof((a)[0]))
#define NOTHING	0xffffffff	/* bytes that show nothing, such as a shift */
#define PLANES	0x10000		/* where those beyond the first begin */

enum { ASCII, ROMAN, KANJI };	/* ISO-2022-JP's sets */

/* What bytes before have set. */
struct state {
	struct span	 rest;
	const struct charset_single *single;
	const struct charset_pairs *pairs;
	const struct charset_pairs *third;	/* EUC-JP's other plane */
	unsigned	 set;		/* ISO-2022-JP */
	bool		 begun, big;	/* UTF-16: which byte comes first */
	bool		 shifted;	/* UTF-7: within base64 */
	unsigned	 bits, nbits;
	unsigned	 high;		/* first half of a pair of UTF-16 */
};

/* Takes the character at "rest", which has one byte at least: how many bytes
 * it has; *code is CHARSET_NONE where there is none. */
typedef size_t take(struct state *s, unsigned *code);

static unsigned
byte_at(const struct state *s, size_t i)
{
	return i < s->rest.n ? (unsigned char)s->rest.p[i] : 0;
}

static unsigned
entry(uint16_t e)
{
	return e >= CHARSET_BEYOND && e < CHARSET_BEYOND + CHARSET_BEYONDS ?
	    (unsigned)charset_beyond[e - CHARSET_BEYOND] : e;
}

static size_t
take_single(struct state *s, unsigned *code)
{
	unsigned c = byte_at(s, 0);

	*code = c < 0x80 ? c : s->single->high[c - 0x80];
	return 1;
}

static unsigned
pair(const struct charset_pairs *t, unsigned lead, unsigned trail)
{
	lead -= t->lead;
	trail -= t->trail;
	if (lead >= t->leads || trail >= t->trails)
		return CHARSET_NONE;
	return entry(charset_codes[t->at + lead * t->trails + trail]);
}

static size_t
take_pairs(struct state *s, unsigned *code)
{
	unsigned c = byte_at(s, 0);

	*code = c < 0x80 ? c : s->pairs->high[c - 0x80];
	if (*code != CHARSET_NONE)
		return 1;
	*code = pair(s->pairs, c, byte_at(s, 1));
	return *code != CHARSET_NONE ? 2 : 1;
}

static size_t
take_euc_jp(struct state *s, unsigned *code)
{
	if (byte_at(s, 0) != 0x8f)
		return take_pairs(s, code);
	*code = pair(s->third, byte_at(s, 1), byte_at(s, 2));
	return *code != CHARSET_NONE ? 3 : 1;
}

/* By its place in the order of all of four bytes. */
static unsigned
of_four(unsigned place)
{
	unsigned low = 0, high = charset_runs_n, mid;

	if (place >= 189000 && place < 189000 + 0x100000)
		return place - 189000 + PLANES;
	if (place > 39419)
		return CHARSET_NONE;
	while (high - low > 1) {
		mid = low + (high - low) / 2;
		if (charset_runs[mid].from <= place)
			low = mid;
		else
			high = mid;
	}
	if (charset_runs[low].code == CHARSET_NONE)
		return CHARSET_NONE;
	return charset_runs[low].code + place - charset_runs[low].from;
}

static size_t
take_gb18030(struct state *s, unsigned *code)
{
	unsigned a = byte_at(s, 0) - 0x81, b = byte_at(s, 1) - 0x30;
	unsigned c = byte_at(s, 2) - 0x81, d = byte_at(s, 3) - 0x30;

	if (a >= 126 || b >= 10)
		return take_pairs(s, code);
	*code = c < 126 && d < 10 ?
	    of_four(((a * 10 + b) * 126 + c) * 10 + d) : CHARSET_NONE;
	return *code != CHARSET_NONE ? 4 : 1;
}

static size_t
take_iso_2022_jp(struct state *s, unsigned *code)
{
	static const struct { const char *bytes; unsigned set; } shifts[] = {
		{ "\033(B", ASCII }, { "\033(J", ROMAN },
		{ "\033$@", KANJI }, { "\033$B", KANJI },
	};
	unsigned c = byte_at(s, 0);
	size_t i;

	for (i = 0; c == 033 && i < LEN(shifts); i++)
		if (s->rest.n >= 3 && memcmp(s->rest.p, shifts[i].bytes, 3) ==
		    0) {
			s->set = shifts[i].set;
			*code = NOTHING;
			return 3;
		}
	if (s->set != KANJI || c <= 0x20 || c >= 0x7f) {
		*code = c == 033 || c >= 0x80 ? CHARSET_NONE :
		    s->set == ROMAN && c == '\\' ? 0xa5 :
		    s->set == ROMAN && c == '~' ? 0x203e : c;
		return 1;
	}
	*code = pair(s->pairs, c | 0x80, byte_at(s, 1) ^ 0x80);
	return *code != CHARSET_NONE ? 2 : 1;
}

/* A half of a pair waits for the other one. */
static unsigned
of_unit(struct state *s, unsigned unit)
{
	unsigned high = s->high;

	s->high = 0;
	if (unit >= 0xd800 && unit < 0xdc00) {
		s->high = unit;
		return high != 0 ? CHARSET_NONE : NOTHING;
	}
	if (unit < 0xdc00 || unit > 0xdfff)
		return high != 0 ? CHARSET_NONE : unit;
	return high == 0 ? CHARSET_NONE :
	    PLANES + ((high - 0xd800) << 10) + (unit - 0xdc00);
}

static size_t
take_utf_16(struct state *s, unsigned *code)
{
	unsigned a = byte_at(s, 0), b = byte_at(s, 1);
	bool mark = !s->begun && ((a == 0xff && b == 0xfe) ||
	    (a == 0xfe && b == 0xff));

	if (mark)
		s->big = a == 0xfe;
	s->begun = true;
	*code = s->rest.n < 2 ? CHARSET_NONE : mark ? NOTHING :
	    of_unit(s, s->big ? a << 8 | b : b << 8 | a);
	return s->rest.n < 2 ? 1 : 2;
}

static size_t
take_utf_16le(struct state *s, unsigned *code)
{
	s->begun = true;
	return take_utf_16(s, code);
}

static size_t
take_utf_16be(struct state *s, unsigned *code)
{
	s->big = true;
	return take_utf_16le(s, code);
}

static int
base64_digit(unsigned c)
{
	static const char digits[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const char *d = c != 0 ? strchr(digits, (int)c) : NULL;

	return d != NULL ? (int)(d - digits) : -1;
}

/* RFC 2152. */
static size_t
take_utf_7(struct state *s, unsigned *code)
{
	unsigned c = byte_at(s, 0);
	int digit = s->shifted ? base64_digit(c) : -1;

	*code = NOTHING;
	if (digit >= 0) {
		s->bits = s->bits << 6 | (unsigned)digit;
		s->nbits += 6;
		if (s->nbits >= 16) {
			s->nbits -= 16;
			*code = of_unit(s, s->bits >> s->nbits & 0xffff);
		}
		return 1;
	}
	if (s->shifted && c == '-') {
		s->shifted = false;
		return 1;
	}
	s->shifted = c == '+' && byte_at(s, 1) != '-';
	if (s->shifted)
		s->bits = s->nbits = s->high = 0;
	else
		*code = c < 0x80 ? c : CHARSET_NONE;
	return c == '+' && !s->shifted ? 2 : 1;
}

static const struct {
	const char	*name;
	const char	*pairs;		/* the table that it goes by */
	take		*take;
} sets[] = {
	{ "cp932",	"cp932",	take_pairs },
	{ "euc-jp",	"euc-jp",	take_euc_jp },
	{ "iso-2022-jp", "euc-jp",	take_iso_2022_jp },
	{ "euc-kr",	"euc-kr",	take_pairs },
	{ "gb18030",	"gb18030",	take_gb18030 },
	{ "big5",	"big5",		take_pairs },
	{ "utf-7",	NULL,		take_utf_7 },
	{ "utf-16",	NULL,		take_utf_16 },
	{ "utf-16le",	NULL,		take_utf_16le },
	{ "utf-16be",	NULL,		take_utf_16be },
};

static const struct charset_pairs *
pairs_of(const char *name)
{
	unsigned i;

	for (i = 0; name != NULL && i < charset_pairs_n; i++)
		if (strcmp(charset_pairs[i].name, name) == 0)
			return &charset_pairs[i];
	return NULL;
}

static take *
find_set(const char *name, struct state *s)
{
	size_t i;

	for (i = 0; i < charset_singles_n; i++)
		if (str_eq_nocase(charset_singles[i].name, name)) {
			s->single = &charset_singles[i];
			return take_single;
		}
	for (i = 0; i < LEN(sets); i++)
		if (str_eq_nocase(sets[i].name, name)) {
			s->pairs = pairs_of(sets[i].pairs);
			s->third = pairs_of("jis-x-0212");
			return sets[i].take;
		}
	return NULL;
}

static void
add_char(struct buf *out, unsigned c)
{
	char p[4];
	size_t n = c < 0x800 ? 2 : c < PLANES ? 3 : 4, i;

	if (c < 0x80) {
		buf_addc(out, (char)c);
		return;
	}
	for (i = n - 1; i > 0; i--) {
		p[i] = (char)(0x80 | (c & 0x3f));
		c >>= 6;
	}
	p[0] = (char)((0xf00U >> n & 0xf0) | c);
	buf_add(out, p, n);
}

bool
charset_decode(struct buf *out, const char *set, struct span bytes, size_t max)
{
	struct state s = { .rest = bytes };
	take *next = find_set(set, &s);
	unsigned code;
	size_t n;

	if (next == NULL)
		return false;
	while (s.rest.n > 0 && out->n < max) {
		n = next(&s, &code);
		s.rest.p += n;
		s.rest.n -= n;
		if (code != NOTHING)
			add_char(out, code);
	}
	return true;
}
