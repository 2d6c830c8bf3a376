/* SPDX-License-Identifier: ISC */
/* Looking into zip archives; see zip.h. */
#include "text/zip.h"

#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "text/archive.h"

#define END_SIZE	22	/* of the end record without its comment */
#define ENTRY_SIZE	46	/* of a central directory entry */
#define LOCAL_SIZE	30	/* of a local header */
#define NAME_MAX_ZIP	1024

static const char damaged[] = "it is a damaged archive";

struct zip {
	struct span	 s;
	size_t		*budget;
	struct buf	 unpacked;	/* of the file that is looked at */
};

struct entry {
	unsigned	 flags, method;
	uint32_t	 packed, size, at;
	struct span	 name;
};

static unsigned
u16(const char *p)
{
	const unsigned char *b = (const unsigned char *)p;

	return b[0] | (unsigned)b[1] << 8;
}

static uint32_t
u32(const char *p)
{
	return (uint32_t)u16(p) | (uint32_t)u16(p + 2) << 16;
}

bool
zip_is(struct span s)
{
	return s.n >= END_SIZE && (memcmp(s.p, "PK\3\4", 4) == 0 ||
	    memcmp(s.p, "PK\5\6", 4) == 0 || memcmp(s.p, "PK\7\10", 4) == 0 ||
	    /* a zip may have anything before it (self-extracting ones) */
	    memcmp(s.p + s.n - END_SIZE, "PK\5\6", 4) == 0);
}

/* The end of central directory record; NULL where there is none. */
static const char *
find_end(struct span s)
{
	size_t back;

	for (back = END_SIZE; back <= s.n && back <= END_SIZE + 65535; back++)
		if (memcmp(s.p + s.n - back, "PK\5\6", 4) == 0)
			return s.p + s.n - back;
	return NULL;
}

/* The file's content as far as it is looked at. */
static const char *
content_of(struct zip *z, const struct entry *e, struct span *out, bool *whole)
{
	const char *local, *why;
	size_t skip, used;
	struct span packed;

	if (e->flags & 0x2041)
		return "it is encrypted and cannot be looked into";
	if (e->at > z->s.n || z->s.n - e->at < LOCAL_SIZE)
		return damaged;
	local = z->s.p + e->at;
	skip = LOCAL_SIZE + (size_t)u16(local + 26) + u16(local + 28);
	if (memcmp(local, "PK\3\4", 4) != 0 || z->s.n - e->at < skip ||
	    z->s.n - e->at - skip < e->packed)
		return damaged;
	/* two names for one file: readers of either would be deceived */
	if (u16(local + 26) != e->name.n || memcmp(local + LOCAL_SIZE,
	    e->name.p, e->name.n) != 0 || u16(local + 8) != e->method)
		return "it is an archive with two tables of contents that "
		    "disagree";
	packed = (struct span){ local + skip, e->packed };
	if (e->method == 8) {
		buf_cut(&z->unpacked, 0);
		why = archive_inflate(packed, true, z->budget, &z->unpacked,
		    whole, &used);
		*out = (struct span){ buf_str(&z->unpacked), z->unpacked.n };
		return why;
	}
	if (e->method != 0)
		return "it is packed in a way that cannot be looked into";
	/* many entries may share the same bytes: these cost, too */
	if (packed.n > *z->budget)
		return "it unpacks to too much to look into";
	*z->budget -= packed.n;
	*out = packed;
	*whole = true;
	return NULL;
}

static size_t
read_entry(struct span rest, struct entry *e)
{
	size_t n;

	if (rest.n < ENTRY_SIZE || memcmp(rest.p, "PK\1\2", 4) != 0)
		return 0;
	e->flags = u16(rest.p + 8);
	e->method = u16(rest.p + 10);
	e->packed = u32(rest.p + 20);
	e->size = u32(rest.p + 24);
	e->at = u32(rest.p + 42);
	e->name = (struct span){ rest.p + ENTRY_SIZE, u16(rest.p + 28) };
	n = ENTRY_SIZE + e->name.n + u16(rest.p + 30) + u16(rest.p + 32);
	return n <= rest.n && e->name.n <= NAME_MAX_ZIP ? n : 0;
}

/* Each file of the table; why one is refused, or the table itself. */
static const char *
walk_table(struct arena *a, struct zip *z, struct span rest, size_t count,
    archive_each *each, void *arg)
{
	struct span content;
	const char *why = NULL;
	struct entry e;
	size_t i, n, first = z->s.n;
	bool whole;

	for (i = 0; i < count && why == NULL; i++) {
		n = read_entry(rest, &e);
		if (n == 0)
			return damaged;
		rest.p += n;
		rest.n -= n;
		if (e.at < first)
			first = e.at;
		if (e.name.n > 0 && e.name.p[e.name.n - 1] == '/' &&
		    e.size == 0)
			continue;
		why = content_of(z, &e, &content, &whole);
		if (why == NULL)
			why = each(arg, arena_strn(a, e.name.p, e.name.n),
			    content, whole);
	}
	if (why != NULL)
		return why;
	/* files that the table does not name */
	return rest.n != 0 || (first > 0 && memcmp(z->s.p, "PK\3\4", 4) == 0 &&
	    count > 0) ? damaged : NULL;
}

const char *
zip_walk(struct arena *a, struct span s, size_t max_entries, size_t *budget,
    archive_each *each, void *arg)
{
	struct zip z = { s, budget, { 0 } };
	const char *end = find_end(s), *why;
	struct span rest;
	size_t count;

	if (end == NULL || u32(end + 16) > s.n)
		return damaged;
	count = u16(end + 10);
	if (count > max_entries || count == 0xffff)
		return "it is an archive of too many files to look into";
	rest = (struct span){ s.p + u32(end + 16), 0 };
	if (rest.p > end)
		return damaged;
	rest.n = (size_t)(end - rest.p);
	why = walk_table(a, &z, rest, count, each, arg);
	buf_free(&z.unpacked);
	return why;
}
