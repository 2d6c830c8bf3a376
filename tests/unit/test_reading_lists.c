/* SPDX-License-Identifier: ISC */
/* Lists of servers that are attached to mails: which parts are lists, what is
 * read of them, limits, the way to core; and tables that we attach, read
 * back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "text/compose.h"
#include "text/reading_parts.h"

static struct arena *arena;

static int
setup(void **state)
{
	(void)state;
	arena = arena_new();
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

/* A mail of a person with that head of a part and that body in it. */
static struct reading *
read_part(const char *head, struct span body, bool person)
{
	struct reading *r = arena_alloc(arena, sizeof(*r));
	struct buf b = { 0 };
	struct err e = { 0 };
	struct mime_mail *m;

	buf_adds(&b, "From: dan@example.com\r\nSubject: Re: lists\r\n"
	    "In-Reply-To: <x@example.com>\r\nMIME-Version: 1.0\r\n"
	    "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"
	    "Content-Type: text/plain\r\n\r\nOur list.\r\n--b\r\n");
	buf_addf(&b, "%s\r\n\r\n", head);
	buf_add(&b, body.p, body.n);
	buf_adds(&b, "\r\n--b--\r\n");
	m = mime_read(arena, (struct span){ b.p, b.n }, &e);
	assert_non_null(m);
	r->text = "";
	reading_of_mail(arena, m, person, r);
	list_free(&m->parts);
	list_free(&r->commands);
	list_free(&r->attachments);
	r->commands = r->attachments = (struct list){ 0 };
	buf_free(&b);
	return r;
}

/* "2:ad1,until,reason;" for each, and what was wrong. */
static const char *
said(const struct reading *r)
{
	struct buf b = { 0 };
	const char *text;
	size_t i, k;

	for (i = 0; i < r->lists.n; i++) {
		const struct server_list *l = r->lists.at[i];

		for (k = 0; k < l->servers.n; k++) {
			const struct listed_server *x = l->servers.at[k];

			buf_addf(&b, "%u:%s,%s,%s;", x->line, x->server,
			    x->until, x->reason);
		}
		if (l->wrong != NULL)
			buf_adds(&b, l->wrong);
	}
	text = arena_str(arena, buf_str(&b));
	buf_free(&b);
	return text;
}

#define CSV "Content-Type: text/csv; charset=utf-8"

static void
list__parts__that_are_lists(void **state)
{
	static const struct { const char *head; bool is; } all[] = {
		{ CSV, true },
		{ "Content-Type: text/csv", true },
		{ "Content-Type: application/vnd.ms-excel; "
		    "name=\"Servers.CSV\"", true },
		{ "Content-Type: application/octet-stream\r\n"
		    "Content-Disposition: attachment; filename=s.csv", true },
		{ "Content-Type: text/plain; name=s.txt", false },
		{ "Content-Type: application/octet-stream; name=s.xlsx",
		    false },
	};
	struct reading *r;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		r = read_part(all[i].head, span_of("server\r\nad1\r\n"), true);
		assert_string_equal(said(r), all[i].is ? "2:ad1,,;" : "");
		assert_int_equal(r->mail_class, CLASS_ANSWER);
	}
	/* of whom nobody knows not a row is kept */
	r = read_part(CSV, span_of("server\r\nad1\r\n"), false);
	assert_int_equal(r->lists.n, 0);
}

static void
list__columns__by_their_headings(void **state)
{
	static const struct { const char *in, *out; } all[] = {
		{ "ad1\r\nad2\r\n", "1:ad1,,;2:ad2,,;" },
		{ "Server;Until;Reason\r\nad1;;\r\nfs1;2026-12-01;x, y\r\n",
		    "2:ad1,,;3:fs1,2026-12-01,x, y;" },
		{ "why,what,Hostname,new date\r\nr,w,db1,d\r\n",
		    "2:db1,d,r;" },
		{ "server,until\r\n,2026-12-01\r\nad1\r\n", "3:ad1,,;" },
		{ "a,b\r\nc,d\r\n", "Line 1, column 1: the first row names "
		    "the columns, and one of them must be \"server\"" },
		{ "until\r\nad1\r\n", "Line 1, column 1: the first row names "
		    "the columns, and one of them must be \"server\"" },
		{ "server\r\nad1\r\n\"ad2\r\n", "2:ad1,,;Line 3, column 1: "
		    "this quote does not end" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		assert_string_equal(said(read_part(CSV, span_of(all[i].in),
		    true)), all[i].out);
	/* as a spreadsheet of the west saves it without being asked */
	assert_string_equal(said(read_part("Content-Type: text/csv; "
	    "charset=windows-1252", span_of("server,until,reason\r\n"
	    "x,2026-12-01,sp\xe4ter\r\n"), true)), "2:x,2026-12-01,"
	    "sp\xc3\xa4ter;");
	assert_string_equal(said(read_part("Content-Type: text/csv\r\n"
	    "Content-Transfer-Encoding: base64", span_of("c2VydmVyDQphZDE="),
	    true)), "2:ad1,,;");
}

static struct reading *
many(int n, size_t name)
{
	struct reading *r;
	struct buf b = { 0 };
	int i;

	buf_adds(&b, "server\r\n");
	for (i = 0; i < n; i++)
		buf_addf(&b, "%0*d\r\n", (int)name, i);
	r = read_part(CSV, (struct span){ b.p, b.n }, true);
	buf_free(&b);
	return r;
}

static void
list__limits__below_at_and_above(void **state)
{
	const struct server_list *l;
	int i;

	(void)state;
	for (i = -1; i <= 1; i++) {
		l = many(READING_LISTED_MAX + i, 6)->lists.at[0];
		assert_int_equal(l->servers.n, i < 1 ? READING_LISTED_MAX +
		    i : READING_LISTED_MAX);
		if (i < 1)
			assert_null(l->wrong);
		else
			assert_string_equal(l->wrong, "Line 5002, column 1: "
			    "more than 5000 servers in one mail");
		l = many(1, (size_t)(LISTED_NAME_MAX + i))->lists.at[0];
		assert_int_equal(strlen(((struct listed_server *)
		    l->servers.at[0])->server), i < 1 ? LISTED_NAME_MAX + i :
		    LISTED_NAME_MAX);
	}
}

static void
list__bytes__below_at_and_above(void **state)
{
	const struct server_list *l;
	struct buf b = { 0 };
	int i;

	(void)state;
	for (i = -1; i <= 1; i++) {
		buf_cut(&b, 0);
		buf_adds(&b, "server\r\nad1\r\n");
		while (b.n < (size_t)(LIST_BYTES_MAX + i))
			buf_addc(&b, b.n % 70 == 0 ? '\n' : ' ');
		l = read_part(CSV, (struct span){ b.p, b.n }, true)->
		    lists.at[0];
		assert_int_equal(l->servers.n, i < 1);
		if (i == 1)
			assert_string_equal(l->wrong, "Line 1, column 1: the "
			    "table has more than 1048576 bytes");
	}
	buf_free(&b);
}

/* That many tables in one mail. */
static const struct reading *
tables(int n)
{
	struct buf b = { 0 };
	const struct reading *r;
	int i;

	buf_adds(&b, "server\r\nad0\r\n");	/* the first part's body */
	for (i = 1; i < n; i++)
		buf_addf(&b, "--b\r\nContent-Type: text/csv; name=t%d.csv"
		    "\r\n\r\nserver\r\nad%d\r\n", i, i);
	r = read_part(CSV, (struct span){ b.p, b.n }, true);
	buf_free(&b);
	return r;
}

/* What is not read is named, and what is not named is counted. */
static void
list__tables__below_at_and_above(void **state)
{
	const struct server_list *l;
	const struct reading *r;
	int i;

	(void)state;
	for (i = -1; i <= 1; i++) {
		r = tables(READING_LISTS_MAX + i);
		assert_int_equal(r->lists.n, READING_LISTS_MAX + i);
		l = r->lists.at[r->lists.n - 1];
		assert_int_equal(l->servers.n, i < 1);
		if (i < 1)
			assert_null(l->wrong);
		else
			assert_string_equal(l->wrong, "a mail's first 3 "
			    "tables are read");
	}
	assert_string_equal(l->name, "t3.csv");
	for (i = -1; i <= 1; i++) {
		r = tables(READING_LISTS_TOLD + i);
		assert_int_equal(r->lists.n, READING_LISTS_TOLD + (i < 1 ? i :
		    0));
		l = r->lists.at[r->lists.n - 1];
		assert_string_equal(l->wrong, i < 1 ? "a mail's first 3 "
		    "tables are read" : "a mail's first 3 tables are read, "
		    "and 1 more is left out behind it");
	}
}

static void
list__packed__is_what_it_was(void **state)
{
	struct reading *r = read_part(CSV, span_of("server,until,reason\r\n"
	    "ad1,,\r\nfs1,2026-12-01,x\r\n\"y\r\n"), true), *back;
	struct buf b = { 0 };
	struct unpack u;
	size_t n;

	(void)state;
	reading_pack(&b, r);
	u = (struct unpack){ b.p, b.n, false };
	assert_non_null(back = reading_unpack(arena, &u));
	assert_int_equal(back->mail_class, CLASS_ANSWER);
	assert_string_equal(said(back), said(r));
	buf_cut(&b, 0);
	reading_pack(&b, tables(READING_LISTS_TOLD + 1));
	u = (struct unpack){ b.p, b.n, false };
	assert_non_null(back = reading_unpack(arena, &u));
	assert_int_equal(back->lists.n, READING_LISTS_TOLD);
	buf_cut(&b, 0);
	reading_pack(&b, r);
	/* cut anywhere it is nothing */
	for (n = 0; n < b.n; n++) {
		u = (struct unpack){ b.p, n, false };
		assert_null(reading_unpack(arena, &u));
	}
	buf_free(&b);
}

/* --- tables that we send ------------------------------------------------- */

static void
compose__files__are_read_back(void **state)
{
	static struct compose_mailbox to = { NULL, "dan@example.com" };
	struct compose_file f = { "night.csv", "text/csv",
	    "server,reason\nad1,sp\xc3\xa4ter\n" };
	struct compose c = { .from = { "patchbot", "patchbot@example.com" },
	    .subject = "x", .message_id = "<1.2@example.com>", .text = "T\n",
	    .html = "<p>T</p>\n" };
	const struct mime_part *p;
	struct buf b = { 0 };
	struct err e = { 0 };
	struct mime_mail *m;

	(void)state;
	list_add_in(arena, &c.to, &to);
	list_add_in(arena, &c.files, &f);
	assert_int_equal(compose(&c, &b, &e), 0);
	m = mime_read(arena, (struct span){ b.p, b.n }, &e);
	assert_non_null(m);
	assert_string_equal(m->text, "T\n");
	assert_int_equal(m->parts.n, 3);
	p = m->parts.at[2];
	assert_string_equal(p->type, "text/csv");
	assert_string_equal(p->name, "night.csv");
	assert_true(p->attached);
	assert_int_equal(p->body.n, strlen(f.text) + 2);
	assert_memory_equal(p->body.p, "server,reason\r\nad1,sp\xc3\xa4ter",
	    26);
	list_free(&m->parts);
	list_free(&m->attachments);
	/* what would stand in a header must be harmless there */
	f.name = "a\"\r\nX: y";
	assert_int_equal(compose(&c, &b, &e), -1);
	f.name = "ok.csv";
	f.type = "text/csv; x";
	assert_int_equal(compose(&c, &b, &e), -1);
	buf_free(&b);
}

static void
compose__files__limits(void **state)
{
	static struct compose_mailbox to = { NULL, "dan@example.com" };
	struct compose c = { .from = { "p", "patchbot@example.com" },
	    .subject = "x", .message_id = "<1.2@example.com>", .text = "T\n" };
	struct compose_file f = { .type = "text/csv", .text = "" };
	struct buf b = { 0 };
	struct err e = { 0 };
	int i;

	(void)state;
	list_add_in(arena, &c.to, &to);
	for (i = 1; i <= COMPOSE_FILES_MAX + 1; i++) {
		f.name = "a.csv";
		list_add_in(arena, &c.files, &f);
		assert_int_equal(compose(&c, &b, &e), i > COMPOSE_FILES_MAX ?
		    -1 : 0);
	}
	c.files.n = 1;
	for (i = -1; i <= 1; i++) {
		f.name = arena_printf(arena, "%0*d", COMPOSE_NAME_MAX + i, 1);
		assert_int_equal(compose(&c, &b, &e), i == 1 ? -1 : 0);
	}
	buf_free(&b);
}

int
main(void)
{
#define T(name)	cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(list__parts__that_are_lists),
		T(list__columns__by_their_headings),
		T(list__limits__below_at_and_above),
		T(list__bytes__below_at_and_above),
		T(list__tables__below_at_and_above),
		T(list__packed__is_what_it_was),
		T(compose__files__are_read_back),
		T(compose__files__limits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
