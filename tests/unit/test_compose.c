/* SPDX-License-Identifier: ISC */
/* Mails we write: read back with libetpan, and what is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <libetpan/libetpan.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "text/compose.h"
#include "text/encode.h"

#define ID "<row-17@patchbot.example.com>"

static struct compose_mailbox to = { NULL, "list@example.com" };

static struct compose
sample(void)
{
	static void *first[] = { &to };
	struct compose c = {
		.from = { "patchbot", "patchbot@example.com" },
		.to = { first, 1, 1 }, .subject = "Hello", .date = 1795284000,
		.message_id = ID, .loop = "example.com", .text = "Body\n",
	};

	return c;
}

/* No line over 76 characters, CR LF everywhere, nothing but ASCII. */
static void
check_form(const struct buf *b)
{
	size_t i, line = 0;

	for (i = 0; i < b->n; i++) {
		unsigned char c = (unsigned char)b->p[i];

		if (c == '\n') {
			assert_true(i > 0 && b->p[i - 1] == '\r');
			line = 0;
		} else if (c == '\r') {
			assert_int_equal(b->p[i + 1], '\n');
		} else {
			assert_true(c == '\t' || (c >= 0x20 && c < 0x7f));
			assert_true(++line <= ENCODE_LINE_MAX);
		}
	}
	assert_true(b->n >= 2 && b->p[b->n - 1] == '\n');
}

static char *
decode(const char *s)
{
	size_t at = 0;
	char *out = NULL;

	assert_int_equal(mailmime_encoded_phrase_parse("utf-8", s, strlen(s),
	    &at, "utf-8", &out), MAILIMF_NO_ERROR);
	return out;
}

static struct mailimf_field *
field(struct mailmime *m, int type)
{
	clistiter *i;
	struct mailimf_field *f;

	for (i = clist_begin(m->mm_data.mm_message.mm_fields->fld_list);
	    i != NULL; i = clist_next(i)) {
		f = clist_content(i);
		if (f->fld_type == type)
			return f;
	}
	fail_msg("no field of type %d", type);
	return NULL;
}

/* Lines end in LF again. */
static void
check_part(struct mailmime *part, const char *type, const char *want)
{
	const char *p = part->mm_data.mm_single->dt_data.dt_text.dt_data;
	size_t n = part->mm_data.mm_single->dt_data.dt_text.dt_length, at = 0,
	    len, i;
	struct buf got = { 0 };
	char *text;

	assert_string_equal(part->mm_content_type->ct_subtype, type);
	assert_int_equal(mailmime_part_parse(p, n, &at,
	    part->mm_mime_fields != NULL ?
	    mailmime_transfer_encoding_get(part->mm_mime_fields) :
	    MAILMIME_MECHANISM_8BIT, &text, &len), MAILIMF_NO_ERROR);
	for (i = 0; i < len; i++)
		if (text[i] != '\r')
			buf_addc(&got, text[i]);
	assert_string_equal(buf_str(&got), want);
	buf_free(&got);
	mmap_string_unref(text);
}

static struct mailmime *
parse(const struct buf *b)
{
	struct mailmime *m;
	size_t at = 0;

	check_form(b);
	assert_int_equal(mailmime_parse(b->p, b->n, &at, &m),
	    MAILIMF_NO_ERROR);
	assert_int_equal(m->mm_type, MAILMIME_MESSAGE);
	return m;
}

static void
compose__subjects__read_back(void **state)
{
	static const char *const subjects[] = {
		"Hello", "", "two  blanks", " leading", "trailing ",
		"Sicherheitsl\xc3\xbc" "cke in \xc3\x84rmelkanal",
		"\xe6\x9b\xb4\xe6\x96\xb0\xe3\x81\xae\xe3\x81\x8a\xe7\x9f\xa5"
		"\xe3\x82\x89\xe3\x81\x9b\xe6\x9b\xb4\xe6\x96\xb0\xe3\x81\xae"
		"\xe6\x9b\xb4\xe6\x96\xb0\xe3\x81\xae\xe3\x81\x8a\xe7\x9f\xa5",
		"=?UTF-8?Q?not_encoded?=", "a =?x",
		"[SECURITY] [DSA 0000-1] a-package security update with a "
		"subject that is far too long for one line of a header",
		"oneverylongwordoneverylongwordoneverylongwordoneverylongword"
		"oneverylongwordoneverylongwordoneverylongwordoneverylongword",
		"\xf0\x9f\x94\xa5\xf0\x9f\x94\xa5\xf0\x9f\x94\xa5\xf0\x9f\x94"
		"\xa5\xf0\x9f\x94\xa5\xf0\x9f\x94\xa5\xf0\x9f\x94\xa5\xf0\x9f"
		"\x94\xa5\xf0\x9f\x94\xa5\xf0\x9f\x94\xa5\xf0\x9f\x94\xa5",
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(subjects) / sizeof(*subjects); i++) {
		struct compose c = sample();
		struct buf b = { 0 };
		struct mailmime *m;
		struct err e;
		const char *p;
		char *text;

		c.subject = subjects[i];
		assert_int_equal(compose(&c, &b, &e), 0);
		if (subjects[i][0] == '\0') {
			p = strstr(b.p, "Subject:\r\n");
			assert_non_null(p);
			buf_free(&b);
			continue;
		}
		m = parse(&b);
		text = decode(field(m, MAILIMF_FIELD_SUBJECT)->
		    fld_data.fld_subject->sbj_value);
		assert_string_equal(text, subjects[i]);
		free(text);
		mailmime_free(m);
		buf_free(&b);
	}
}

static void
compose__names__read_back(void **state)
{
	static const char *const names[] = {
		"Ann Example", "Example, Ann", "Ann \"The\" Example\\",
		"J\xc3\xb6rg M\xc3\xbcller", "=?x?=", "a.b", "O'Neil (IT)",
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(names) / sizeof(*names); i++) {
		struct compose c = sample();
		struct buf b = { 0 };
		struct mailmime *m;
		struct mailimf_mailbox *mb;
		struct err e;
		char *text;

		c.from.name = names[i];
		assert_int_equal(compose(&c, &b, &e), 0);
		m = parse(&b);
		mb = clist_content(clist_begin(field(m, MAILIMF_FIELD_FROM)->
		    fld_data.fld_from->frm_mb_list->mb_list));
		assert_string_equal(mb->mb_addr_spec, "patchbot@example.com");
		text = decode(mb->mb_display_name);
		assert_string_equal(text, names[i]);
		free(text);
		mailmime_free(m);
		buf_free(&b);
	}
}

static const char *const bodies[] = {
	"Body\n", "", "no end of line\n", "a\n\n\nb\n",
	"F\xc3\xbcr alle: =3D is no escape\n",
	"From here on\n>From there\n", ".\n..\n.dot\n",
	"trailing blank \ntrailing tab\t\n-- \nsignature\n",
	/* 75, 76, 77 and 78 characters; with a letter beyond ASCII near 76 */
	"123456789012345678901234567890123456789012345678901234567890123456"
	"789012345\n"
	"123456789012345678901234567890123456789012345678901234567890123456"
	"7890123456\n",
	"123456789012345678901234567890123456789012345678901234567890123456"
	"78901234567\n"
	"123456789012345678901234567890123456789012345678901234567890123456"
	"789012345678\n",
	"12345678901234567890123456789012345678901234567890123456789012345"
	"\xc3\xbc\xc3\xbc\xc3\xbc\xc3\xbc\xc3\xbc From here =\n",
	/* a soft line break falls before "From " */
	"123456789012345678901234567890123456789012345678901234567890123456"
	"789012345From here\n",
	"tab\tinside\n", "bell\x07" "and escape\x1b\n",
};

static void
compose__bodies__read_back(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(bodies) / sizeof(*bodies); i++) {
		struct compose c = sample();
		struct buf b = { 0 };
		struct mailmime *m;
		struct err e;
		const char *from;

		c.text = bodies[i];
		assert_int_equal(compose(&c, &b, &e), 0);
		m = parse(&b);
		from = strstr(b.p, "\nFrom ");
		assert_null(from);
		check_part(m->mm_data.mm_message.mm_msg_mime, "plain",
		    bodies[i]);
		mailmime_free(m);
		buf_free(&b);
	}
}

static void
compose__both_parts__read_back(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(bodies) / sizeof(*bodies); i++) {
		struct compose c = sample();
		struct buf b = { 0 };
		struct mailmime *m, *multi;
		clistiter *part;
		struct err e;

		c.text = bodies[i];
		c.html = "<p>H\xc3\xa9llo</p>\n";
		assert_int_equal(compose(&c, &b, &e), 0);
		m = parse(&b);
		multi = m->mm_data.mm_message.mm_msg_mime;
		assert_int_equal(multi->mm_type, MAILMIME_MULTIPLE);
		part = clist_begin(multi->mm_data.mm_multipart.mm_mp_list);
		check_part(clist_content(part), "plain", bodies[i]);
		part = clist_next(part);
		check_part(clist_content(part), "html", c.html);
		assert_null(clist_next(part));
		mailmime_free(m);
		buf_free(&b);
	}
}

/* RFC 6047, 2.4: the method stands in the part's type too. */
static void
compose__invitation__is_the_last_part(void **state)
{
	struct compose c = sample();
	struct buf b = { 0 };
	struct err e;

	(void)state;
	c.calendar = "BEGIN:VCALENDAR\nMETHOD:REQUEST\nEND:VCALENDAR\n";
	c.method = "REQUEST";
	assert_int_equal(compose(&c, &b, &e), 0);
	assert_non_null(strstr(b.p, "multipart/alternative"));
	assert_non_null(strstr(b.p, "\r\nContent-Type: text/calendar; "
	    "method=REQUEST; charset=utf-8\r\n"));
	assert_non_null(strstr(b.p, "\r\n\r\nBEGIN:VCALENDAR\r\n"
	    "METHOD:REQUEST\r\nEND:VCALENDAR\r\n\r\n--"));
	buf_free(&b);
}

static void
compose__invitation__has_a_method_of_letters(void **state)
{
	static const struct { const char *method; int rc; } cases[] = {
		{ "REQUEST", 0 }, { "ABCDEFGHIJKLMNOPQRST", 0 },
		{ "ABCDEFGHIJKLMNOPQRSTU", -1 }, { NULL, -1 }, { "", -1 },
		{ "REQUEST; x=y", -1 }, { "R\r\nBcc: a@example.com", -1 },
	};
	struct compose c = sample();
	struct buf b = { 0 };
	struct err e;
	size_t i;

	(void)state;
	c.calendar = "BEGIN:VCALENDAR\nEND:VCALENDAR\n";
	for (i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		c.method = cases[i].method;
		assert_int_equal(compose(&c, &b, &e), cases[i].rc);
	}
	buf_free(&b);
}

/* A body that holds the boundary gets another one; same parts, same bytes. */
static void
compose__boundary__is_stable_and_not_in_the_body(void **state)
{
	struct compose c = sample();
	struct buf one = { 0 }, two = { 0 };
	char boundary[80], *p, *end, *again;
	struct err e;

	(void)state;
	c.html = "<p></p>\n";
	assert_int_equal(compose(&c, &one, &e), 0);
	assert_int_equal(compose(&c, &two, &e), 0);
	assert_string_equal(one.p, two.p);
	p = strstr(one.p, "boundary=\"");
	assert_non_null(p);
	p += strlen("boundary=\"");
	end = strchr(p, '"');
	snprintf(boundary, sizeof(boundary), "--%.*s\n", (int)(end - p), p);
	c.text = boundary;
	buf_cut(&two, 0);
	assert_int_equal(compose(&c, &two, &e), 0);
	p = strstr(two.p, "boundary=\"");
	assert_non_null(p);
	again = strndup(p + strlen("boundary=\""), strlen(boundary) - 3);
	assert_null(strstr(boundary, again));
	free(again);
	buf_free(&one);
	buf_free(&two);
}

static void
refuse(struct compose c, const char *what)
{
	struct buf b = { 0 };
	struct err e;

	buf_adds(&b, "x");
	assert_int_equal(compose(&c, &b, &e), -1);
	if (strstr(e.text, what) == NULL)
		fail_msg("\"%s\" is not in \"%s\"", what, e.text);
	assert_string_equal(b.p, "x");
	buf_free(&b);
}

static void
compose__refuses__injected_headers(void **state)
{
	static const char *const evil[] = { "a\r\nBcc: x@example.com", "a\nb",
	    "a\rb", "a\x01", "a\x7f", "a\xff" };
	static struct compose_mailbox bad;
	void *list[] = { &bad };
	struct compose c;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(evil) / sizeof(*evil); i++) {
		c = sample();
		c.subject = evil[i];
		refuse(c, "Subject");
		c = sample();
		c.from.name = evil[i];
		refuse(c, "From");
		c = sample();
		c.from.address = evil[i];
		refuse(c, "From");
		c = sample();
		c.reply_to = evil[i];
		refuse(c, "Reply-To");
		c = sample();
		c.loop = evil[i];
		refuse(c, "Loop");
		c = sample();
		c.message_id = evil[i];
		refuse(c, "Message-ID");
		bad = (struct compose_mailbox){ evil[i], "a@example.com" };
		c = sample();
		c.to = (struct list){ list, 1, 1 };
		refuse(c, "To");
		bad = (struct compose_mailbox){ NULL, evil[i] };
		c = sample();
		c.cc = (struct list){ list, 1, 1 };
		refuse(c, "Cc");
	}
	for (i = 0; i < 3; i++) {
		c = sample();
		c.in_reply_to = evil[i];
		refuse(c, "In-Reply-To");
		c = sample();
		c.references = evil[i];
		refuse(c, "References");
	}
	c = sample();
	c.text = "a\xff\n";
	refuse(c, "no UTF-8");
}

static void
compose__addresses(void **state)
{
	static const struct { const char *address; bool ok; } cases[] = {
		{ "a@example.com", true }, { "a.b+c@example.com", true },
		{ "a'b/c=d@localhost", true },
		{ "", false }, { "a", false }, { "@b", false }, { "a@", false },
		{ "a@b@c", false }, { "a b@c", false }, { "<a@b>", false },
		{ "\"a\"@b", false }, { "a@b,c@d", false }, { ".a@b", false },
		{ "a.@b", false }, { "a..b@c", false }, { "a@.b", false },
		{ "a@b.", false }, { "\xc3\xbc@b", false }, { "a@b;", false },
	};
	char longest[COMPOSE_ADDRESS_MAX + 2];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		if (compose_is_address(cases[i].address) != cases[i].ok)
			fail_msg("%s", cases[i].address);
	memset(longest, 'a', sizeof(longest));
	longest[1] = '@';
	longest[COMPOSE_ADDRESS_MAX - 1] = '\0';
	assert_true(compose_is_address(longest));
	longest[COMPOSE_ADDRESS_MAX - 1] = 'a';
	longest[COMPOSE_ADDRESS_MAX] = '\0';
	assert_true(compose_is_address(longest));
	longest[COMPOSE_ADDRESS_MAX] = 'a';
	longest[COMPOSE_ADDRESS_MAX + 1] = '\0';
	assert_false(compose_is_address(longest));
}

static char *
repeat(char ch, size_t n)
{
	char *s = malloc(n + 1);

	memset(s, ch, n);
	s[n] = '\0';
	return s;
}

static int
with_subject(size_t n)
{
	struct compose c = sample();
	char *s = repeat('s', n);
	struct buf b = { 0 };
	struct err e;
	int rc;

	c.subject = s;
	rc = compose(&c, &b, &e);
	free(s);
	buf_free(&b);
	return rc;
}

static int
with_body(size_t n, bool html)
{
	struct compose c = sample();
	char *s = repeat('t', n);
	struct buf b = { 0 };
	struct err e;
	int rc;

	*(html ? &c.html : &c.text) = s;
	rc = compose(&c, &b, &e);
	free(s);
	buf_free(&b);
	return rc;
}

static int
with_recipients(size_t n)
{
	struct compose c = sample();
	void **all = calloc(n, sizeof(*all));
	struct buf b = { 0 };
	struct err e;
	size_t i;
	int rc;

	for (i = 0; i < n; i++)
		all[i] = &to;
	c.to = (struct list){ all, n, n };
	rc = compose(&c, &b, &e);
	free(all);
	buf_free(&b);
	return rc;
}

static void
compose__keeps__its_limits(void **state)
{
	int d;

	(void)state;
	for (d = -1; d <= 1; d++) {
		int want = d <= 0 ? 0 : -1;

		assert_int_equal(with_subject((size_t)(COMPOSE_VALUE_MAX + d)),
		    want);
		assert_int_equal(with_body((size_t)(COMPOSE_BODY_MAX + d),
		    false), want);
		assert_int_equal(with_body((size_t)(COMPOSE_BODY_MAX + d),
		    true), want);
		assert_int_equal(with_recipients(
		    (size_t)(COMPOSE_RECIPIENTS_MAX + d)), want);
	}
}

/* A long thread keeps its first id and its last ones; rubbish goes. */
static void
compose__references__are_shortened(void **state)
{
	struct compose c = sample();
	struct buf ids = { 0 }, b = { 0 };
	struct err e;
	struct mailmime *m;
	clist *l;
	int i;

	(void)state;
	for (i = 0; i <= COMPOSE_REFERENCES_MAX; i++)
		buf_addf(&ids, "<%d@example.com> rubbish <no> <a@b@c> ", i);
	c.references = buf_str(&ids);
	c.in_reply_to = "rubbish";
	assert_int_equal(compose(&c, &b, &e), 0);
	assert_null(strstr(b.p, "In-Reply-To"));
	assert_null(strstr(b.p, "rubbish"));
	m = parse(&b);
	l = field(m, MAILIMF_FIELD_REFERENCES)->fld_data.fld_references->
	    mid_list;
	assert_int_equal(clist_count(l), COMPOSE_REFERENCES_MAX);
	assert_string_equal(clist_nth_data(l, 0), "0@example.com");
	assert_string_equal(clist_nth_data(l, 1), "2@example.com");
	assert_string_equal(clist_nth_data(l, COMPOSE_REFERENCES_MAX - 1),
	    "20@example.com");
	mailmime_free(m);
	buf_free(&ids);
	buf_free(&b);
}

static void
compose__date__stands_in_the_sites_zone(void **state)
{
	struct compose c = sample();
	struct buf b = { 0 };
	struct err e;

	(void)state;
	assert_int_equal(clock_zone("Europe/Berlin", &e), 0);
	assert_int_equal(compose(&c, &b, &e), 0);
	assert_non_null(strstr(b.p, "\r\nDate: Sat, 21 Nov 2026 19:00:00 "
	    "+0100\r\n"));
	buf_free(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(compose__subjects__read_back),
		cmocka_unit_test(compose__names__read_back),
		cmocka_unit_test(compose__bodies__read_back),
		cmocka_unit_test(compose__both_parts__read_back),
		cmocka_unit_test(compose__invitation__is_the_last_part),
		cmocka_unit_test(compose__invitation__has_a_method_of_letters),
		cmocka_unit_test(
		    compose__boundary__is_stable_and_not_in_the_body),
		cmocka_unit_test(compose__refuses__injected_headers),
		cmocka_unit_test(compose__addresses),
		cmocka_unit_test(compose__keeps__its_limits),
		cmocka_unit_test(compose__references__are_shortened),
		cmocka_unit_test(compose__date__stands_in_the_sites_zone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
