/* SPDX-License-Identifier: ISC */
/* Looking into gzip, tar and uuencoded files; see archive.h. */
#include "text/archive.h"

#include <stdint.h>
#include <string.h>
#include <zlib.h>

#include "base/arena.h"

#define BLOCK		512	/* bytes of a tar block */
#define TAR_NAME_MAX	4096	/* bytes of a long name */

static const char damaged[] = "it is a damaged archive";
static const char too_much[] = "it unpacks to too much to look into";

/* --- deflate ------------------------------------------------------------ */

/* Fills out piece by piece until the end, the limit or an error. */
static int
inflate_all(z_stream *zs, struct buf *out, size_t max)
{
	char piece[16384];
	int rc = Z_OK;

	while (rc == Z_OK && out->n < max) {
		zs->next_out = (Bytef *)piece;
		zs->avail_out = sizeof(piece);
		rc = inflate(zs, Z_NO_FLUSH);
		if (rc == Z_OK || rc == Z_STREAM_END)
			buf_add(out, piece, sizeof(piece) - zs->avail_out);
		if (rc == Z_OK && zs->avail_in == 0 && zs->avail_out > 0)
			rc = Z_BUF_ERROR;	/* it is cut */
	}
	/* exactly the limit may be all there is */
	if (rc == Z_OK) {
		zs->next_out = (Bytef *)piece;
		zs->avail_out = 1;
		rc = inflate(zs, Z_NO_FLUSH);
		if (zs->avail_out == 0)
			rc = Z_OK;
	}
	return rc;
}

const char *
archive_inflate(struct span in, bool raw, size_t *budget, struct buf *out,
    bool *whole, size_t *used)
{
	z_stream zs = { .next_in = (Bytef *)(uintptr_t)in.p,
	    .avail_in = (uInt)in.n };
	size_t max = *budget < ARCHIVE_LOOK_MAX ? *budget : ARCHIVE_LOOK_MAX;
	size_t before = out->n;
	int rc;

	*whole = false;
	*used = 0;
	if (*budget == 0)
		return too_much;
	if (inflateInit2(&zs, raw ? -15 : 15) != Z_OK)
		return "it could not be unpacked";
	rc = inflate_all(&zs, out, before + max);
	if (out->n > before + max)
		buf_cut(out, before + max);
	*used = in.n - zs.avail_in;
	inflateEnd(&zs);
	*budget -= out->n - before;
	*whole = rc == Z_STREAM_END;
	if (rc != Z_OK && rc != Z_STREAM_END)
		return damaged;
	return !*whole && max < ARCHIVE_LOOK_MAX ? too_much : NULL;
}

/* --- gzip --------------------------------------------------------------- */

bool
gzip_is(struct span s)
{
	return s.n >= 3 && memcmp(s.p, "\x1f\x8b\x08", 3) == 0;
}

/* The bytes of a member's header, 0 where it is none (RFC 1952, 2.3). */
static size_t
member_header(struct span s)
{
	enum { FHCRC = 2, FEXTRA = 4, FNAME = 8, FCOMMENT = 16 };
	const unsigned char *p = (const unsigned char *)s.p;
	const char *nul;
	size_t at = 10;
	int flag;

	if (!gzip_is(s) || s.n < 18 || (p[3] & 0xe0) != 0)
		return 0;
	if (p[3] & FEXTRA)
		at += 2 + (size_t)(p[10] | p[11] << 8);
	for (flag = FNAME; flag <= FCOMMENT; flag *= 2) {
		if ((p[3] & flag) == 0)
			continue;
		if (at >= s.n || (nul = memchr(s.p + at, '\0',
		    s.n - at)) == NULL)
			return 0;
		at = (size_t)(nul - s.p) + 1;
	}
	if (p[3] & FHCRC)
		at += 2;
	return at < s.n ? at : 0;
}

/* "a.tar.gz" to "a.tar", "a.tgz" to "a.tar". */
static const char *
inner_name(struct arena *a, const char *name)
{
	size_t n = name != NULL ? strlen(name) : 0;

	if (n > 4 && str_ends_nocase(name, ".tgz"))
		return arena_printf(a, "%.*s.tar", (int)(n - 4), name);
	if (n > 3 && str_ends_nocase(name, ".gz"))
		return arena_strn(a, name, n - 3);
	return name;
}

const char *
gzip_look(struct arena *a, const char *name, struct span s, size_t *budget,
    archive_each *each, void *arg)
{
	struct buf out = { 0 };
	const char *why = NULL;
	size_t header, used;
	bool whole = true;

	/* several members are one file */
	while (why == NULL && whole && s.n > 0) {
		header = member_header(s);
		if (header == 0) {
			why = damaged;
			break;
		}
		why = archive_inflate((struct span){ s.p + header,
		    s.n - header }, true, budget, &out, &whole, &used);
		if (why == NULL && whole && s.n - header - used < 8)
			why = damaged;
		if (why != NULL || !whole)
			break;
		s.p += header + used + 8;
		s.n -= header + used + 8;
	}
	if (why == NULL)
		why = each(arg, inner_name(a, name),
		    (struct span){ buf_str(&out), out.n }, whole);
	buf_free(&out);
	return why;
}

/* --- tar ---------------------------------------------------------------- */

/* An octal field, or -1 (a GNU binary number is one that we do not need). */
static long long
octal(const char *p, size_t n)
{
	long long v = 0;
	bool any = false;
	size_t i;

	for (i = 0; i < n && p[i] == ' '; i++)
		;
	for (; i < n && p[i] >= '0' && p[i] <= '7'; i++) {
		v = v * 8 + (p[i] - '0');
		any = true;
	}
	return any && (i == n || p[i] == ' ' || p[i] == '\0') ? v : -1;
}

bool
tar_is(struct span s)
{
	const unsigned char *p = (const unsigned char *)s.p;
	long long sum = 0, want;
	size_t i;

	if (s.n < BLOCK || p[0] == '\0')
		return false;
	want = octal(s.p + 148, 8);
	for (i = 0; i < BLOCK; i++)
		sum += i >= 148 && i < 156 ? ' ' : p[i];
	return want == sum;
}

static size_t
bounded(const char *p, size_t max)
{
	const char *nul = memchr(p, '\0', max);

	return nul != NULL ? (size_t)(nul - p) : max;
}

static char *
tar_name(struct arena *a, const char *header)
{
	size_t n = bounded(header, 100), m = 0;

	if (memcmp(header + 257, "ustar", 5) == 0)
		m = bounded(header + 345, 155);
	return m > 0 ? arena_printf(a, "%.*s/%.*s", (int)m, header + 345,
	    (int)n, header) : arena_strn(a, header, n);
}

const char *
tar_walk(struct arena *a, struct span s, size_t max_entries,
    archive_each *each, void *arg)
{
	const char *name = NULL, *why = NULL;
	struct span content;
	long long size;
	size_t n, entries = 0;
	char type;

	while (why == NULL && s.n >= BLOCK && s.p[0] != '\0') {
		if (!tar_is(s) || (size = octal(s.p + 124, 12)) < 0 ||
		    (unsigned long long)size > s.n - BLOCK)
			return damaged;
		if (++entries > max_entries)
			return "it is an archive of too many files to look "
			    "into";
		type = s.p[156];
		content = (struct span){ s.p + BLOCK, (size_t)size };
		if (type == 'L') {	/* GNU: the name of the next one */
			name = arena_strn(a, content.p, bounded(content.p,
			    content.n < TAR_NAME_MAX ? content.n :
			    TAR_NAME_MAX));
		} else if (type != 'x' && type != 'g' && type != 'K' &&
		    type != '5') {
			why = each(arg, name != NULL ? name : tar_name(a, s.p),
			    content, true);
			name = NULL;
		}
		n = BLOCK + ((size_t)size + BLOCK - 1) / BLOCK * BLOCK;
		n = n < s.n ? n : s.n;
		s.p += n;
		s.n -= n;
	}
	/* what stands behind the end, some programs read on */
	for (; why == NULL && s.n > 0; s.p++, s.n--)
		if (s.p[0] != '\0')
			return damaged;
	return why;
}

/* --- uuencode ----------------------------------------------------------- */

/* One line of it: its bytes to out; how many, or -1 where it is none. */
static int
uu_line(struct span line, struct buf *out)
{
	int n, i, bits = 0, done = 0;
	unsigned v = 0;

	if (line.n == 0 || line.p[0] < ' ' || line.p[0] > '`')
		return -1;
	n = (line.p[0] - ' ') & 0x3f;
	if ((size_t)((n * 4 + 2) / 3) > line.n - 1)
		return -1;
	for (i = 1; done < n; i++) {
		if (line.p[i] < ' ' || line.p[i] > '`')
			return -1;
		v = v << 6 | (unsigned)((line.p[i] - ' ') & 0x3f);
		bits += 6;
		if (bits >= 8) {
			bits -= 8;
			buf_addc(out, (char)(v >> bits & 0xff));
			done++;
		}
	}
	return n;
}

size_t
uu_begins(struct span line)
{
	size_t i = 6;

	if (!span_starts_nocase(line, "begin "))
		return 0;
	while (i < line.n && line.p[i] >= '0' && line.p[i] <= '7')
		i++;
	if (i < 9 || i > 10 || i + 1 >= line.n || line.p[i] != ' ')
		return 0;
	return i + 1;
}

bool
uu_next(struct arena *a, struct span *rest, char **name, struct buf *out)
{
	struct span line, before;
	size_t at;

	while (span_line(rest, &line)) {
		if ((at = uu_begins(line)) == 0)
			continue;
		*name = arena_strn(a, line.p + at, line.n - at);
		buf_cut(out, 0);
		do {
			before = *rest;
		} while (out->n < ARCHIVE_LOOK_MAX && span_line(rest, &line) &&
		    uu_line(line, out) > 0);
		/* what ended it may be where the next one begins */
		*rest = before;
		if (out->n > 0)
			return true;
	}
	return false;
}
