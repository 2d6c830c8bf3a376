/* SPDX-License-Identifier: ISC */
/* A CSAF document from its bytes to its facts; see csaf.h. */
#include "handlers/bulletin/csaf.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "handlers/bulletin/csaf_parts.h"

#define QUOTE_MAX	80	/* bytes of a foreign string in a sentence */
#define SENTENCE_MAX	300	/* bytes of a fault's */
#define ID_MAX		100	/* bytes of an identifier */

static const struct csaf_test *const all_tests[] = { csaf_tests_products,
    csaf_tests_vulnerabilities, csaf_tests_scores, csaf_tests_tracking,
    csaf_tests_document, csaf_tests_profiles };

/* --- faults ------------------------------------------------------------ */

static void
add_pointer(struct buf *b, const struct csaf_at *at)
{
	const char *p;

	if (at == NULL)
		return;
	add_pointer(b, at->up);
	buf_addc(b, '/');
	if (at->name == NULL)
		buf_addf(b, "%zu", at->index);
	for (p = at->name; p != NULL && *p != '\0'; p++)
		buf_addc(b, *p);
}

/* Names come from the tables here, and none has a "/" or "~" to escape. */
char *
csaf_pointer(struct arena *a, const struct csaf_at *at)
{
	struct buf b = { 0 };
	char *s;

	add_pointer(&b, at);
	s = arena_strn(a, buf_str(&b), b.n);
	buf_free(&b);
	return s;
}

/* One clean line of at most max bytes, cut between two letters. */
static char *
clean(struct arena *a, const char *s, size_t max)
{
	size_t n = strlen(s), i;
	struct buf b = { 0 };
	bool cut = n > max;
	char *r;

	if (cut)
		for (n = max; n > 0 && (s[n] & 0xc0) == 0x80; n--)
			;
	utf8_add_clean(&b, s, n);
	for (i = 0; i < b.n; i++)
		if (b.p[i] == '\n' || b.p[i] == '\t')
			b.p[i] = ' ';
	r = arena_printf(a, "%s%s", buf_str(&b), cut ? "..." : "");
	buf_free(&b);
	return r;
}

const char *
csaf_quote(struct csaf *c, const char *s)
{
	return arena_printf(c->arena, "\"%s\"", clean(c->arena, s,
	    QUOTE_MAX));
}

void
csaf_fault(struct csaf *c, const char *test, const struct csaf_at *at,
    const char *fmt, ...)
{
	struct csaf_fault *f;
	struct buf b = { 0 };
	va_list ap;

	if (csaf_enough(c))
		return;
	va_start(ap, fmt);
	buf_addv(&b, fmt, ap);
	va_end(ap);
	f = arena_alloc(c->arena, sizeof(*f));
	f->test = test;
	f->path = csaf_pointer(c->arena, at);
	f->what = clean(c->arena, buf_str(&b), SENTENCE_MAX);
	list_add_in(c->arena, &c->report->faults, f);
	buf_free(&b);
}

bool
csaf_enough(const struct csaf *c)
{
	return c->report->faults.n >= CSAF_FAULTS_MAX ||
	    c->steps > CSAF_STEPS_MAX;
}

bool
csaf_step(struct csaf *c, size_t n)
{
	if (c->steps > CSAF_STEPS_MAX)
		return false;
	c->steps += n;
	if (c->steps <= CSAF_STEPS_MAX)
		return !csaf_enough(c);
	c->steps = 0;
	csaf_fault(c, "limit", NULL, "it refers to its own products more "
	    "often than %d times", CSAF_STEPS_MAX);
	c->steps = CSAF_STEPS_MAX + 1;
	return false;
}

/* --- the whole --------------------------------------------------------- */

/* Before the structure is known to be right: what it calls itself. */
static void
claims(struct csaf *c)
{
	const char *id = jv_text(c->tracking, "id");
	const char *title = jv_text(c->document, "title");

	c->report->is_csaf = jv_kind(c->document) == JV_OBJECT &&
	    (jv_get(c->document, "csaf_version") != NULL ||
	    jv_kind(c->tracking) == JV_OBJECT);
	if (id != NULL)
		c->report->id = clean(c->arena, id, ID_MAX);
	if (title != NULL)
		c->report->title = clean(c->arena, title, SENTENCE_MAX);
}

static void
check(struct csaf *c)
{
	const struct csaf_test *t;
	size_t i;

	csaf_check_schema(c);
	if (c->report->faults.n > 0)
		return;
	csaf_model(c);
	for (i = 0; i < sizeof(all_tests) / sizeof(all_tests[0]); i++)
		for (t = all_tests[i]; t->number != NULL; t++)
			t->run(c, t->number);
}

static void
report_unread(struct arena *a, struct span bytes, const struct err *e,
    struct csaf_report *r)
{
	struct csaf c = { .arena = a, .report = r };

	r->is_csaf = memmem(bytes.p, bytes.n, "\"csaf_version\"", 14) != NULL;
	csaf_fault(&c, e->code == ERR_LIMIT ? "limit" : "JSON", NULL, "%s",
	    e->text);
}

void
csaf_read(struct arena *a, struct span bytes, struct csaf_report *r,
    struct bulletin_facts *f)
{
	struct csaf c = { .arena = a, .report = r };
	struct err e = { 0 };

	*r = (struct csaf_report){ .id = NULL };
	c.root = jv_parse(bytes, &e);
	if (c.root == NULL) {
		report_unread(a, bytes, &e, r);
		return;
	}
	c.document = jv_get(c.root, "document");
	c.tracking = jv_get(c.document, "tracking");
	c.tree = jv_get(c.root, "product_tree");
	c.vulnerabilities = jv_get(c.root, "vulnerabilities");
	claims(&c);
	if (r->is_csaf)
		check(&c);
	if (r->is_csaf && r->faults.n == 0 && f != NULL)
		csaf_facts(&c, f);
	free(c.products);
	free(c.groups);
	free(c.index);
	jv_free(c.root);
}

bool
csaf_looks_so(struct span bytes)
{
	size_t i = 0;

	if (bytes.n >= 3 && memcmp(bytes.p, "\xef\xbb\xbf", 3) == 0)
		i = 3;
	while (i < bytes.n && strchr(" \t\r\n", bytes.p[i]) != NULL)
		i++;
	return i < bytes.n && bytes.p[i] == '{' &&
	    (memmem(bytes.p, bytes.n, "\"csaf_version\"", 14) != NULL ||
	    memmem(bytes.p, bytes.n, "\"tracking\"", 10) != NULL);
}

const char *
csaf_why(struct arena *a, const struct csaf_report *r)
{
	const struct csaf_fault *f;
	struct buf b = { 0 };
	const char *s;

	if (r->faults.n == 0)
		return "";
	f = r->faults.at[0];
	buf_adds(&b, f->what);
	if (f->test[0] == '6')
		buf_addf(&b, " (%s%smandatory test %s of CSAF 2.0)", f->path,
		    f->path[0] != '\0' ? ", " : "", f->test);
	else if (f->path[0] != '\0')
		buf_addf(&b, " (%s)", f->path);
	if (r->faults.n > 1)
		buf_addf(&b, "; and %s%zu more", r->faults.n ==
		    CSAF_FAULTS_MAX ? "at least " : "", r->faults.n - 1);
	s = arena_strn(a, buf_str(&b), b.n);
	buf_free(&b);
	return s;
}
