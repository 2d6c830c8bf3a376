/* SPDX-License-Identifier: ISC */
/*
 * The zone file's reader; see zone.h.  Entries are read one by one: tokens up
 * to the end of the line (parentheses keep it open), then owner, TTL, class
 * and type are picked from the front.
 */
#include <stdarg.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "text/zone_parts.h"

#define WORDS_MAX	ZONE_WORDS_MAX

struct word {
	size_t	at, n;		/* its place in the reader's text */
	bool	quoted;
};

struct reader {
	struct arena	*a;
	const char	*file;
	const char	*p, *end;
	unsigned	 line, first;	/* now, and where the entry began */
	struct buf	 text;		/* words of the entry, unescaped */
	struct word	 words[WORDS_MAX];
	size_t		 n;
	bool		 indented;	/* the entry begins with a blank */
	char		 origin[ZONE_NAME_MAX + 1];
	const char	*owner;		/* of the entry before, NULL */
	uint32_t	 ttl;
	struct list	 records;	/* struct zone_record *, in the arena */
	struct err	*e;
};

static int __attribute__((format(printf, 2, 3)))
wrong(struct reader *rd, const char *fmt, ...)
{
	struct buf b = { 0 };
	va_list ap;

	va_start(ap, fmt);
	buf_addv(&b, fmt, ap);
	va_end(ap);
	err_set(rd->e, ERR_CONFIG, "%s:%u: %s", rd->file, rd->first,
	    buf_str(&b));
	buf_free(&b);
	return -1;
}

/* --- words ------------------------------------------------------------ */

/* Reads a backslash and what stands behind it. */
static int
read_escape(struct reader *rd)
{
	unsigned v;

	rd->p++;
	if (rd->p == rd->end || *rd->p == '\n')
		return wrong(rd, "found a backslash at the end of a line; "
		    "expected \\DDD or \\X");
	if (!ascii_is_digit(*rd->p)) {
		buf_addc(&rd->text, *rd->p++);
		return 0;
	}
	if (rd->end - rd->p < 3 || !ascii_is_digit(rd->p[1]) ||
	    !ascii_is_digit(rd->p[2]))
		return wrong(rd, "found a backslash with less than three "
		    "digits; expected \\DDD");
	v = (unsigned)(rd->p[0] - '0') * 100 + (unsigned)(rd->p[1] - '0') * 10 +
	    (unsigned)(rd->p[2] - '0');
	if (v == 0 || v > 255)
		return wrong(rd, "found \\%.3s; expected \\001 to \\255",
		    rd->p);
	buf_addc(&rd->text, (char)v);
	rd->p += 3;
	return 0;
}

static bool
ends_word(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == ';' ||
	    c == '"' || c == '(' || c == ')';
}

static int
read_word(struct reader *rd)
{
	struct word w = { .at = rd->text.n, .quoted = *rd->p == '"' };

	if (rd->n == WORDS_MAX)
		return wrong(rd, "found more than %d words in one record",
		    WORDS_MAX);
	rd->p += w.quoted;
	for (;;) {
		if (rd->p == rd->end || (w.quoted ? *rd->p == '"' ||
		    *rd->p == '\n' : ends_word(*rd->p)))
			break;
		if (*rd->p == '\0')
			return wrong(rd, "found a NUL byte");
		if (*rd->p != '\\')
			buf_addc(&rd->text, *rd->p++);
		else if (read_escape(rd) == -1)
			return -1;
	}
	if (w.quoted) {
		if (rd->p == rd->end || *rd->p == '\n')
			return wrong(rd, "the quotation mark in this record is "
			    "not closed on its line");
		rd->p++;
	}
	w.n = rd->text.n - w.at;
	buf_addc(&rd->text, '\0');
	rd->words[rd->n++] = w;
	return 0;
}

/* Reads the words of the next entry; 1, 0 at the end of the file, or -1. */
static int
next_entry(struct reader *rd)
{
	unsigned open = 0;

	rd->n = 0;
	buf_cut(&rd->text, 0);
	rd->first = rd->line;
	rd->indented = rd->p < rd->end && (*rd->p == ' ' || *rd->p == '\t');
	while (rd->p < rd->end) {
		switch (*rd->p) {
		case '\n':
			rd->line++;
			rd->p++;
			if (open == 0)
				return 1;
			continue;
		case ' ':
		case '\t':
		case '\r':
			rd->p++;
			continue;
		case ';':
			rd->p = memchr(rd->p, '\n',
			    (size_t)(rd->end - rd->p));
			if (rd->p == NULL)
				rd->p = rd->end;
			continue;
		case '(':
			if (open++ > 0)
				return wrong(rd, "found \"(\" within another");
			rd->p++;
			continue;
		case ')':
			if (open-- == 0)
				return wrong(rd, "found \")\" without \"(\"");
			rd->p++;
			continue;
		}
		if (read_word(rd) == -1)
			return -1;
	}
	if (open > 0)
		return wrong(rd, "the \"(\" in this record is not closed");
	return rd->n > 0;
}

static const char *
word(const struct reader *rd, size_t i)
{
	return rd->text.p + rd->words[i].at;
}

/* --- names ------------------------------------------------------------ */

/* The word as an absolute name in lower case without last dot; "" is the
 * root. */
static int
absolute(struct reader *rd, size_t i, char out[ZONE_NAME_MAX + 1])
{
	const char *w = word(rd, i);
	size_t n = rd->words[i].n, m = strlen(rd->origin), j;
	struct buf b = { 0 };
	int rc = -1;

	if (strcmp(w, "@") != 0)
		buf_add(&b, w, n);
	if (n > 0 && w[n - 1] == '.')
		buf_cut(&b, n - 1);
	else if (m > 0)
		buf_addf(&b, "%s%s", b.n > 0 ? "." : "", rd->origin);
	if (n == 0 || !zone_is_name(buf_str(&b), b.n)) {
		wrong(rd, "found \"%.80s\"; expected a name of at most %d "
		    "bytes in labels of at most %d", w, ZONE_NAME_MAX,
		    ZONE_LABEL_MAX);
		goto out;
	}
	for (j = 0; j < b.n; j++)
		out[j] = ascii_lower(b.p[j]);
	out[b.n] = '\0';
	rc = 0;
out:
	buf_free(&b);
	return rc;
}

/* --- records ---------------------------------------------------------- */

/* A TTL: a number of seconds, or 1w2d3h4m5s as BIND writes it. */
static bool
is_ttl(const char *s, uint32_t *ttl)
{
	static const char units[] = "smhdw";
	static const uint32_t size[] = { 1, 60, 3600, 86400, 604800 };
	const char *u;
	uint64_t sum = 0, v;

	if (!ascii_is_digit(*s))
		return false;
	while (*s != '\0') {
		if (!ascii_is_digit(*s))
			return false;
		for (v = 0; ascii_is_digit(*s); s++)
			if ((v = v * 10 + (uint64_t)(*s - '0')) > INT32_MAX)
				return false;
		u = *s != '\0' ? strchr(units, ascii_lower(*s)) : units;
		if (u == NULL)
			return false;
		sum += v * size[u - units];
		s += *s != '\0';
	}
	*ttl = (uint32_t)sum;
	return sum <= INT32_MAX;	/* RFC 2181, 8 */
}

static bool
is_class(const char *s)
{
	return str_eq_nocase(s, "IN") || str_eq_nocase(s, "CH") ||
	    str_eq_nocase(s, "HS") || str_eq_nocase(s, "CS");
}

static int
add_record(struct reader *rd, char *text, const char *alias, uint32_t ttl)
{
	struct zone_record *r = arena_alloc(rd->a, sizeof(*r));

	r->name = rd->owner;
	r->text = text;
	r->alias = alias;
	r->ttl = ttl;
	r->order = (uint32_t)rd->records.n;
	list_add(&rd->records, r);
	return 0;
}

static int
add_alias(struct reader *rd, size_t i, uint32_t ttl)
{
	char name[ZONE_NAME_MAX + 1];

	if (i == rd->n)
		return wrong(rd, "found no name behind CNAME; expected one");
	if (absolute(rd, i, name) == -1)
		return -1;
	return add_record(rd, NULL, arena_str(rd->a, name), ttl);
}

/* The strings from word i on, joined. */
static int
add_txt(struct reader *rd, size_t i, uint32_t ttl)
{
	struct buf b = { 0 };
	int rc = -1;

	if (i == rd->n) {
		wrong(rd, "found no string behind TXT; expected at least one");
		goto out;
	}
	for (; i < rd->n; i++)
		buf_add(&b, word(rd, i), rd->words[i].n);
	if (b.n > ZONE_TEXT_MAX) {
		wrong(rd, "found a record of %zu bytes; expected at most %d",
		    b.n, ZONE_TEXT_MAX);
		goto out;
	}
	rc = add_record(rd, arena_strn(rd->a, buf_str(&b), b.n), NULL, ttl);
out:
	buf_free(&b);
	return rc;
}

static int
read_owner(struct reader *rd, size_t *i)
{
	char name[ZONE_NAME_MAX + 1];

	if (rd->indented) {
		if (rd->owner == NULL)
			return wrong(rd, "found a record without a name; "
			    "expected one, as no record stands before it");
		return 0;
	}
	if (absolute(rd, *i, name) == -1)
		return -1;
	if (rd->owner == NULL || strcmp(rd->owner, name) != 0)
		rd->owner = arena_str(rd->a, name);
	++*i;
	return 0;
}

static int
read_record(struct reader *rd)
{
	uint32_t ttl = rd->ttl;
	size_t i = 0;
	bool class = false, time = false;
	const char *type;

	if (read_owner(rd, &i) == -1)
		return -1;
	for (; i < rd->n && !rd->words[i].quoted; i++) {
		if (!class && is_class(word(rd, i)))
			class = true;
		else if (!time && is_ttl(word(rd, i), &ttl))
			time = true;
		else
			break;
	}
	if (i == rd->n || rd->words[i].quoted)
		return wrong(rd, "found no type; expected one, such as TXT");
	type = word(rd, i);
	if (str_eq_nocase(type, "TXT"))
		return add_txt(rd, i + 1, ttl);
	if (str_eq_nocase(type, "CNAME"))
		return add_alias(rd, i + 1, ttl);
	if (strspn(type, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	    "0123456789-") != strlen(type) || ascii_is_digit(type[0]))
		return wrong(rd, "found \"%.80s\"; expected a TTL, a class or "
		    "a type such as TXT", type);
	return add_record(rd, NULL, NULL, ttl);
}

static int
read_directive(struct reader *rd)
{
	char name[ZONE_NAME_MAX + 1];
	const char *w = word(rd, 0);

	if (str_eq_nocase(w, "$ORIGIN") && rd->n == 2) {
		if (absolute(rd, 1, name) == -1)
			return -1;
		str_copy(rd->origin, sizeof(rd->origin), name);
		return 0;
	}
	if (str_eq_nocase(w, "$TTL") && rd->n == 2) {
		if (!is_ttl(word(rd, 1), &rd->ttl))
			return wrong(rd, "found \"%.80s\"; expected a number "
			    "of seconds", word(rd, 1));
		return 0;
	}
	return wrong(rd, "found \"%.80s\"; expected $ORIGIN NAME or $TTL "
	    "SECONDS (nothing else that begins with $ is read)", w);
}

/* --- the file --------------------------------------------------------- */

struct zone *
zone_read(struct arena *a, const char *name, struct span bytes, struct err *e)
{
	struct reader rd = { .a = a, .file = name, .p = bytes.p,
	    .end = bytes.p, .line = 1, .ttl = ZONE_DEFAULT_TTL, .e = e };
	struct zone *z = NULL;
	int rc;

	if (bytes.n > ZONE_FILE_MAX) {
		err_set(e, ERR_LIMIT, "%s: more than the limit of %d bytes",
		    name, ZONE_FILE_MAX);
		return NULL;
	}
	if (bytes.n > 0)
		rd.end += bytes.n;
	while ((rc = next_entry(&rd)) == 1) {
		if (rd.n == 0)
			continue;
		if (!rd.indented && word(&rd, 0)[0] == '$')
			rc = read_directive(&rd);
		else
			rc = read_record(&rd);
		if (rc == -1)
			break;
	}
	if (rc == 0)
		z = zone_make(a, name, &rd.records, e);
	list_free(&rd.records);
	buf_free(&rd.text);
	return z;
}
