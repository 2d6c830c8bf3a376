/* SPDX-License-Identifier: ISC */
/* A mail taken apart: limits, the text that is shown, charsets, HTML. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/arena.h"
#include "base/buf.h"
#include "text/attach.h"
#include "text/charset.h"
#include "text/html.h"
#include "text/mime.h"
#include "text/reading.h"

static void
repeat(struct buf *b, const char *s, size_t n)
{
	while (n-- > 0)
		buf_adds(b, s);
}

static void
nested_multiparts(struct buf *b, size_t n)
{
	size_t i;

	buf_adds(b, "From: a@example.com\nMIME-Version: 1.0\n");
	for (i = 0; i < n; i++)
		buf_addf(b, "Content-Type: multipart/mixed; boundary=b%03zu\n\n"
		    "--b%03zu\n", i, i);
	buf_adds(b, "\nx\n");
	/* unclosed ones are not all seen as nested */
	for (i = n; i > 0; i--)
		buf_addf(b, "--b%03zu--\n", i - 1);
}

static void
nested_mails(struct buf *b, size_t n)
{
	buf_adds(b, "From: a@example.com\n");
	repeat(b, "Content-Type: message/rfc822\n\nFrom: b@example.com\n", n);
	buf_adds(b, "\nx\n");
}

static void
nested_comments(struct buf *b, size_t n)
{
	buf_adds(b, "From: ");
	repeat(b, "(", n);
	repeat(b, ")", n);
	buf_adds(b, " a@example.com\n\nx\n");
}

static void
long_header(struct buf *b, size_t n)
{
	buf_adds(b, "Subject: x\nX-Long: ");
	repeat(b, "a", n - b->n - 2);	/* its newline, the empty line */
	buf_adds(b, "\n\nx\n");
}

static void
long_mail(struct buf *b, size_t n)
{
	buf_adds(b, "Subject: x\n\n");
	while (b->n + 70 < n)
		buf_adds(b, "a line of an endless text, the same again and "
		    "again, until here.\n");
	repeat(b, "a", n - b->n);
}

static void
many_parts(struct buf *b, size_t n)
{
	buf_adds(b, "MIME-Version: 1.0\n"
	    "Content-Type: multipart/mixed; boundary=b\n\n");
	repeat(b, "--b\n\nx\n", n - 1);	/* the multipart is a part too */
	buf_adds(b, "--b--\n");
}

/* No multipart, so that only this limit counts. */
static void
dashed_lines(struct buf *b, size_t n)
{
	buf_adds(b, "Subject: x\n\n");
	repeat(b, "--b\n", n);
}

static const struct {
	const char *what;
	void (*make)(struct buf *, size_t);
	size_t max;
} limits[] = {
	{ "multiparts", nested_multiparts, MIME_DEPTH_MAX - 1 },
	{ "mails", nested_mails, MIME_MESSAGES_MAX },
	{ "comments", nested_comments, MIME_PARENS_MAX },
	{ "header", long_header, MIME_HEADER_MAX },
	{ "size", long_mail, MIME_SIZE_MAX },
	{ "parts", many_parts, MIME_PARTS_MAX },
	{ "dashed lines", dashed_lines, MIME_DASHES_MAX },
};

static bool
is_read(void (*make)(struct buf *, size_t), size_t n)
{
	struct arena *a = arena_new();
	struct buf b = { 0 };
	struct err e = { 0 };
	struct mime_mail *m;
	bool ok;

	make(&b, n);
	m = mime_read(a, (struct span){ b.p, b.n }, &e);
	ok = m != NULL;
	if (m != NULL) {
		list_free(&m->parts);
		list_free(&m->attachments);
	} else {
		assert_int_equal(e.code, ERR_LIMIT);
		assert_true(strlen(e.text) > 20);
	}
	buf_free(&b);
	arena_free(a);
	return ok;
}

static void
mime__holds_its_limits(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(limits) / sizeof(limits[0]); i++) {
		print_message("%s %zu\n", limits[i].what, limits[i].max);
		assert_true(is_read(limits[i].make, limits[i].max - 1));
		assert_true(is_read(limits[i].make, limits[i].max));
		assert_false(is_read(limits[i].make, limits[i].max + 1));
	}
}

static void
mime__counts_boundaries(void **state)
{
	struct buf b = { 0 };
	struct err e = { 0 };

	(void)state;
	buf_adds(&b, "Subject: x\n\n");
	repeat(&b, "boundary = x\n", MIME_BOUNDARIES_MAX);
	assert_int_equal(mime_check((struct span){ b.p, b.n }, &e), 0);
	buf_adds(&b, "BOUNDARY*0=x\n");
	assert_int_equal(mime_check((struct span){ b.p, b.n }, &e), -1);
	buf_free(&b);
}

#define FLOWED "MIME-Version: 1.0\nContent-Type: text/plain; format=flowed"

/* What is shown of a mail: the whole text it must give. */
static const struct {
	const char *what, *mail, *text;
} shown[] = {
	{ "no MIME", "Subject: x\n\nhello\n", "hello\n" },
	{ "CR alone", "Subject: x\r\rhello\rthere\r", "hello\nthere\n" },
	{ "mbox line", "From x@y  Mon Jan  1\nSubject: x\n\nhello\n",
	    "hello\n" },
	{ "CRLF", "Subject: x\r\n\r\na\r\nb\r\n", "a\nb\n" },
	{ "quoted-printable and latin1",
	    "MIME-Version: 1.0\nContent-Type: text/plain; charset=iso-8859-1\n"
	    "Content-Transfer-Encoding: quoted-printable\n\nGr=FC=\n=DFe\n",
	    "Gr\xc3\xbc\xc3\x9f" "e\n" },
	{ "base64 and koi8-r",
	    "MIME-Version: 1.0\nContent-Type: text/plain; charset=koi8-r\n"
	    "Content-Transfer-Encoding: base64\n\n8NLJ18XU\n",
	    "\xd0\x9f\xd1\x80\xd0\xb8\xd0\xb2\xd0\xb5\xd1\x82" },
	{ "ISO-2022-JP",
	    "MIME-Version: 1.0\nContent-Type: text/plain; "
	    "charset=iso-2022-jp\n\n\x1b$B$3$s\x1b(B\n",
	    "\xe3\x81\x93\xe3\x82\x93\n" },
	{ "Shift_JIS",
	    "MIME-Version: 1.0\nContent-Type: text/plain; charset=Shift_JIS\n"
	    "\n\x82\xb1\x82\xf1\n", "\xe3\x81\x93\xe3\x82\x93\n" },
	{ "GB2312",
	    "MIME-Version: 1.0\nContent-Type: text/plain; charset=gb2312\n"
	    "\n\xd6\xd0\n", "\xe4\xb8\xad\n" },
	{ "an unknown charset is windows-1252 where it is no UTF-8",
	    "MIME-Version: 1.0\nContent-Type: text/plain; charset=x-none\n\n"
	    "a\x96" "b\n", "a\xe2\x80\x93" "b\n" },
	{ "plain before HTML",
	    "MIME-Version: 1.0\n"
	    "Content-Type: multipart/alternative; boundary=b\n\n--b\n"
	    "Content-Type: text/html\n\n<p>html</p>\n--b\n\nplain\n--b--\n",
	    "plain" },
	{ "HTML where the plain one is empty",
	    "MIME-Version: 1.0\n"
	    "Content-Type: multipart/alternative; boundary=b\n\n--b\n"
	    "Content-Type: text/plain\n\n \n--b\n"
	    "Content-Type: text/html\n\n<p>html</p>\n--b--\n", "html\n" },
	{ "a list's footer does not hide an HTML mail",
	    "MIME-Version: 1.0\n"
	    "Content-Type: multipart/mixed; boundary=b\n\n--b\n"
	    "Content-Type: text/html\n\n<p>html</p>\n--b\n\nfooter\n--b--\n",
	    "html\n\nfooter" },
	{ "a mail within is not shown",
	    "MIME-Version: 1.0\n"
	    "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nouter\n--b\n"
	    "Content-Type: message/rfc822\n\nSubject: y\n\ninner\n--b--\n",
	    "outer" },
	{ "a mail that is only a mail shows nothing",
	    "MIME-Version: 1.0\nContent-Type: message/rfc822\n\n"
	    "Subject: y\n\ninner\n", "" },
	{ "an attached text is not shown",
	    "MIME-Version: 1.0\n"
	    "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nouter\n--b\n"
	    "Content-Disposition: attachment\n\ninner\n--b--\n", "outer" },
	{ "lines that flow", FLOWED "\n\nPlease deploy the \nupdate on \n"
	    "Friday.\n\n  Indented\n From here\n- \na\n",
	    "Please deploy the update on Friday.\n\n Indented\nFrom here\n"
	    "- a\n" },
	{ "... and do not", "MIME-Version: 1.0\nContent-Type: text/plain\n\n"
	    "a \nb\n", "a \nb\n" },
	{ "... of quotations", FLOWED "\n\n> one \n> line\n>> deeper \n"
	    "> back \nmine \n>\n", "> one line\n>> deeper \n> back \nmine \n"
	    ">\n" },
	{ "... before a signature", FLOWED "\n\ntext \n-- \nAnn\n",
	    "text \n-- \nAnn\n" },
	{ "... with blanks for their breaks", FLOWED "; delsp=yes\n\nhttp://a. \n"
	    "example/ \n", "http://a.example/\n" },
	{ "... around a file within", FLOWED "\n\nSee \nbegin 644 a.txt \n"
	    ">a \n  b\nend\nc \nd\n", "See \nbegin 644 a.txt \n>a \n b\n"
	    "end\nc d\n" },
	{ "... to the end", FLOWED "\n\na \nb ", "a b " },
	{ "control characters are left out", "Subject: x\n\na\x1b[31mb\x07\n",
	    "a[31mb\n" },
	{ "nothing", "", "" },
};

static void
mime__shows_the_text(void **state)
{
	struct arena *a = arena_new();
	struct err e = { 0 };
	struct mime_mail *m;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(shown) / sizeof(shown[0]); i++) {
		print_message("%s\n", shown[i].what);
		m = mime_read(a, span_of(shown[i].mail), &e);
		assert_non_null(m);
		assert_string_equal(m->text, shown[i].text);
		list_free(&m->parts);
		list_free(&m->attachments);
	}
	arena_free(a);
}

/* n harmless attachments, then a program. */
static bool
last_is_refused(size_t n)
{
	struct arena *a = arena_new();
	struct buf b = { 0 };
	struct err e = { 0 };
	struct mime_mail *m;
	const struct attachment *at;
	bool refused;

	buf_adds(&b, "MIME-Version: 1.0\n"
	    "Content-Type: multipart/mixed; boundary=b\n\n");
	repeat(&b, "--b\nContent-Type: image/png\n\nx\n", n);
	buf_adds(&b, "--b\nContent-Type: image/png\n\nMZx\n--b--\n");
	m = mime_read(a, (struct span){ buf_str(&b), b.n }, &e);
	assert_non_null(m);
	assert_int_equal(m->attachments.n, n < READING_ATTACHMENTS_MAX ?
	    n + 1 : READING_ATTACHMENTS_MAX);
	at = m->attachments.at[m->attachments.n - 1];
	refused = at->refused != NULL;
	list_free(&m->parts);
	list_free(&m->attachments);
	buf_free(&b);
	arena_free(a);
	return refused;
}

static void
mime__hides_no_program_behind_others(void **state)
{
	(void)state;
	assert_true(last_is_refused(READING_ATTACHMENTS_MAX - 1));
	assert_true(last_is_refused(READING_ATTACHMENTS_MAX));
	assert_true(last_is_refused(READING_ATTACHMENTS_MAX + 1));
}

#define FILE_PART(part) "MIME-Version: 1.0\nContent-Type: multipart/mixed; " \
    "boundary=b\n\n--b\n" part "\n--b--\n"

static const struct { const char *what, *mail, *name; bool refused; }
    carried[] = {
	{ "a uuencoded program", "Subject: x\n\nSee:\nbegin 644 fix.txt\n"
	    "$35J0``\n`\nend\n", "fix.txt", true },
	{ "one in a text that flows", FLOWED "\n\nSee \nbegin 644 fix.exe "
	    "\n$35J0`` \n` \nend\n", "fix.exe", true },
	{ "a uuencoded text", "\nbegin 0644 a b.txt\n#86)C\n`\nend\n",
	    "a b.txt", false },
	{ "a text that begins", "\nbegin 644 words\nthat are none\n", NULL,
	    false },
	{ "one whose type has another name", FILE_PART("Content-Type: "
	    "application/octet-stream; name=\"a.js\"\nContent-Disposition: "
	    "attachment; filename=a.txt\n\nx"), "a.txt", true },
	{ "one with one name", FILE_PART("Content-Type: text/csv; "
	    "name=\"a.csv\"\nContent-Disposition: attachment; filename=a.csv"
	    "\n\nx"), "a.csv", false },
	{ "an encoding in quotes", FILE_PART("Content-Disposition: attachment; "
	    "filename=a.txt\nContent-Transfer-Encoding: \"base64\"\n\n"
	    "TVqQAA==\n"), "a.txt", true },
	{ "an encoding of its own", FILE_PART("Content-Disposition: "
	    "attachment; filename=a.txt\nContent-Transfer-Encoding: "
	    "x-uuencode\n\nx"),
	    "a.txt", true },
	{ "an encoding with a comment", FILE_PART("Content-Disposition: "
	    "attachment; filename=a.txt\nContent-Transfer-Encoding:  Base64 "
	    "(x)\n\naGVsbG8=\n"), "a.txt", false },
	{ "a program in a text in a file", FILE_PART("Content-Disposition: "
	    "attachment; filename=a.txt\n\nbegin 644 b.txt\n$35J0``\n`\nend"),
	    "a.txt", true },
	{ "a mail by its name", "MIME-Version: 1.0\nContent-Type: "
	    "application/octet-stream; name=x.eml\n\nMIME-Version: 1.0\n"
	    "Content-Type: application/pdf\n\nMZ\n", "x.eml", true },
	{ "a script that has a mail's name", FILE_PART("Content-Type: "
	    "application/javascript; name=\"evil.js\"\nContent-Disposition: "
	    "attachment; filename=\"x.eml\"\n\nWScript.Echo(1)"), "x.eml",
	    true },
	{ "a program that has one", FILE_PART("Content-Disposition: "
	    "attachment; filename=x.eml\n\nMZx"), "x.eml", true },
	{ "a mail that is called a script, too", FILE_PART("Content-Type: "
	    "message/rfc822; name=a.js\nContent-Disposition: attachment; "
	    "filename=x.eml\n\nSubject: y\n\ninner"), "x.eml", true },
	{ "a mail in an encoding of its own", FILE_PART("Content-Type: "
	    "message/rfc822\nContent-Disposition: attachment; filename=x.eml"
	    "\nContent-Transfer-Encoding: x-gzip64\n\nH4sI"), "x.eml",
	    true },
	{ "a mail by its type", FILE_PART("Content-Type: message/rfc822; "
	    "name=x.eml\n\nSubject: y\n\ninner"), "x.eml", false },
	{ "a harmless mail by its name", FILE_PART("Content-Type: "
	    "application/octet-stream; name=x.eml\n\nSubject: y\n\ninner"),
	    "x.eml", false },
};

static void
mime__finds_what_is_carried(void **state)
{
	struct arena *a = arena_new();
	const struct attachment *at;
	struct err e = { 0 };
	struct mime_mail *m;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(carried) / sizeof(carried[0]); i++) {
		print_message("%s\n", carried[i].what);
		m = mime_read(a, span_of(carried[i].mail), &e);
		assert_non_null(m);
		assert_int_equal(m->attachments.n, carried[i].name != NULL);
		if (carried[i].name != NULL) {
			at = m->attachments.at[0];
			assert_string_equal(at->name, carried[i].name);
			assert_int_equal(at->refused != NULL,
			    carried[i].refused);
		}
		list_free(&m->parts);
		list_free(&m->attachments);
	}
	arena_free(a);
}

static const struct { const char *raw, *line; } headers[] = {
	{ "plain", "plain" },
	{ " =?utf-8?q?Gr=C3=BC=C3=9Fe?= x", "Gr\xc3\xbc\xc3\x9f" "e x" },
	{ "=?iso-8859-1?B?R3L832U=?=", "Gr\xc3\xbc\xc3\x9f" "e" },
	{ "=?utf-8?B?R3LD?= =?utf-8?B?vMOfZQ==?=", /* a split character */
	    "Gr\xc3\xbc\xc3\x9f" "e" },
	{ "=?utf-8?q?a?=  =?iso-8859-1?q?b?= c", "ab c" },
	{ "=?utf-8?x?a?= =?utf-8?q?", "=?utf-8?x?a?= =?utf-8?q?" },
	{ "=?utf-8?q?a=0Ab=09c?=", "a b c" },
	{ "=?no-such?q?=FC?=", "\xc3\xbc" },
	{ "=?utf-8?q?a=E2=80=AEb=C2=85c=E2=80=8B?=", "abc" },
};

static void
charset__decodes_headers(void **state)
{
	struct arena *a = arena_new();
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(headers) / sizeof(headers[0]); i++)
		assert_string_equal(charset_header(a,
		    span_of(headers[i].raw)), headers[i].line);
	arena_free(a);
}

static void
charset__cuts_at_a_whole_character(void **state)
{
	struct buf b = { 0 };

	(void)state;
	charset_add(&b, "utf-8", span_of("a\xc3\xbc"), 2);
	assert_string_equal(buf_str(&b), "a");
	buf_free(&b);
}

static const struct { const char *html, *text; } pages[] = {
	{ "<p>a</p><p>b</p>", "a\n\nb\n" },
	{ "a<br>b<div>c</div>", "a\nb\nc\n" },
	{ "a  \n b", "a b\n" },
	{ "<ul><li>a<li>b</ul>", "- a\n- b\n" },
	{ "<table><tr><td>a</td><td>b</td></tr><tr><td>c</table>",
	    "a | b\nc\n" },
	{ "<table><tr><th>a</th><td><p>b</p></td><td> </td><td><p>c</td></tr>"
	    "<tr><td><p>d</p></td><td><p>e</p></td></tr></table>f",
	    "a | b | c\nd | e\n\nf\n" },
	/* a layout's cells hold blocks of text, or tables */
	{ "<table><tr><td><p>a</p><p>b</p></td><td>c</td></tr></table>",
	    "a\n\nb\n\nc\n" },
	{ "<table><tr><td><table><tr><td>a</td><td>b</td></tr></table></td>"
	    "<td><table><tr><td>c</td></tr></table></td></tr></table>",
	    "a | b\n\nc\n" },
	{ "<td>a<br>b</td><td>c</td>", "a\nb c\n" },
	{ "<table><tr><td></td><td>a</td><td></td></tr></table>", "a\n" },
	{ "<a href=\"https://example.com/x?a=1&amp;b=2\">here</a>.",
	    "here <https://example.com/x?a=1&b=2>.\n" },
	{ "<a href=https://example.com/>https://example.com/</a>",
	    "https://example.com/\n" },
	{ "<a href='javascript:x()'>here</a>", "here\n" },
	{ "&lt;b&gt; &#65;&#x42; &auml; &unknown; &", "<b> AB \xc3\xa4 "
	    "&unknown; &\n" },
	{ "a<style>b</style><script>if (a<b) c()</script>d<!-- e -->", "ad\n" },
	{ "a<span style=\"color:red;display : none\">b<span>c</span>d</span>e",
	    "ae\n" },
	{ "a<div style='font-size:0px'>b</div>c", "a\nc\n" },
	{ "a<div style='font-size:0.9em'>b</div>", "a\nb\n" },
	{ "a<div hidden>b</div><div style=visibility:hidden>c</div>d",
	    "a\nd\n" },
	{ "p&#8203;ass&shy;word", "password\n" },
	{ "<pre>a\n  b</pre>", "a\n  b\n" },
	{ "<pre>a:\tb\n\tc</pre>", "a:\tb\n\tc\n" },
	/* only so can HTML indent */
	{ "a<br>\n&nbsp;&nbsp; b&nbsp; c<br>&nbsp;<br>d", "a\n   b c\n\nd\n" },
	{ "<table><tr><td>&nbsp;a</td><td>&nbsp; b</td></tr></table>",
	    "a | b\n" },
	/* what is quoted shows it, as it does in a plain text */
	{ "a<blockquote>b<br>c<p>d</p></blockquote>e",
	    "a\n\n> b\n> c\n\n> d\n\ne\n" },
	{ "<blockquote>a<blockquote>b</blockquote>c</blockquote>d",
	    "> a\n\n> b\n\n> c\n\nd\n" },
	{ "</blockquote>a<blockquote><ul><li>b</ul>", "a\n\n> - b\n" },
	{ "a<blockquote/>b<blockquote hidden>c</blockquote>d",
	    "a\n\n> b\n> d\n" },
	{ "1 < 2 and 3 > 2", "1 < 2 and 3 > 2\n" },
	{ "<p title=\"a>b\">c</p>", "c\n" },
	{ "<p title=\"unclosed>c</p>", "c\n" },
	{ "<head><title>t</title></head>a", "a\n" },
	{ "a<![CDATA[b]]>c<!doctype x>", "ac\n" },
	{ "<", "<\n" },
	{ "", "" },
};

static void
html__becomes_plain_text(void **state)
{
	struct buf b = { 0 };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(pages) / sizeof(pages[0]); i++) {
		buf_cut(&b, 0);
		html_text(&b, span_of(pages[i].html), 1000);
		assert_string_equal(buf_str(&b), pages[i].text);
	}
	buf_free(&b);
}

static void
html__stops_at_its_limit(void **state)
{
	struct buf b = { 0 };

	(void)state;
	html_text(&b, span_of("aaaa bbbb cccc dddd"), 9);
	assert_true(b.n <= 10);
	buf_free(&b);
}

static void
mime__finds_addresses(void **state)
{
	struct arena *a = arena_new();

	(void)state;
	assert_string_equal(mime_address(a, "Ann <ann@Example.COM>"),
	    "ann@example.com");
	assert_string_equal(mime_address(a, "ann@example.com (Ann)"),
	    "ann@example.com");
	assert_null(mime_address(a, "Ann"));
	assert_null(mime_address(a, NULL));
	arena_free(a);
}

/* By the list of its fields, and beyond what is listed without one. */
static void
mime__finds_fields(void **state)
{
	static const size_t lines[] = { 0, MIME_NAMES_MAX - 7,
	    MIME_NAMES_MAX - 6, MIME_NAMES_MAX };
	struct arena *a = arena_new();
	struct err e = { 0 };
	struct buf b = { 0 };
	struct mime_mail *m;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		buf_cut(&b, 0);
		buf_adds(&b, "From: a@example.com\nsubjects: none\n"
		    "Subject no field\nsUBJECT \t: one\n two\n");
		repeat(&b, "X: y\n", lines[i]);
		buf_adds(&b, "Subject: three\nLast:\n\nSubject: text\n");
		m = mime_read(a, (struct span){ b.p, b.n }, &e);
		assert_non_null(m);
		/* seven lines and those */
		assert_int_equal(m->names != NULL,
		    lines[i] + 7 <= MIME_NAMES_MAX);
		assert_string_equal(mime_field(a, m, "Subject"), "one  two");
		assert_string_equal(mime_field(a, m, "FROM"), "a@example.com");
		assert_string_equal(mime_field(a, m, "last"), "");
		assert_null(mime_field(a, m, "Sub"));
		assert_null(mime_field(a, m, "To"));
		list_free(&m->parts);
		list_free(&m->attachments);
	}
	buf_free(&b);
	arena_free(a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(mime__holds_its_limits),
		cmocka_unit_test(mime__counts_boundaries),
		cmocka_unit_test(mime__shows_the_text),
		cmocka_unit_test(mime__hides_no_program_behind_others),
		cmocka_unit_test(mime__finds_what_is_carried),
		cmocka_unit_test(charset__decodes_headers),
		cmocka_unit_test(charset__cuts_at_a_whole_character),
		cmocka_unit_test(html__becomes_plain_text),
		cmocka_unit_test(html__stops_at_its_limit),
		cmocka_unit_test(mime__finds_addresses),
		cmocka_unit_test(mime__finds_fields),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
