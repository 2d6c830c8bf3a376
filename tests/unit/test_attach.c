/* SPDX-License-Identifier: ISC */
/* Attachments: names cleaned, and what is refused by its content. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <zlib.h>

#include "base/arena.h"
#include "base/buf.h"
#include "text/attach.h"
#include "text/zip.h"

static const struct { const char *raw, *clean; } names[] = {
	{ "report.pdf", "report.pdf" },
	{ "../../etc/passwd", "passwd" },
	{ "C:\\temp\\a.txt", "a.txt" },
	{ "a/b\\c:d.txt", "d.txt" },
	/* right-to-left override: "fdp.exe" shown as "exe.pdf" */
	{ "patch\xe2\x80\xae" "fdp.exe", "patchfdp.exe" },
	{ "a\nb\tc\x7f.txt", "abc.txt" },
	{ "a\xe2\x80\x8b.exe . ", "a.exe" },
	{ "\xff\xfe.txt", "txt" },
	{ ".bashrc", "bashrc" },
	{ "...", NULL }, { "", NULL }, { NULL, NULL }, { "/", NULL },
};

static void
attach__cleans_names(void **state)
{
	struct arena *a = arena_new();
	char *name;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		name = attach_clean_name(a, names[i].raw);
		if (names[i].clean == NULL)
			assert_null(name);
		else
			assert_string_equal(name, names[i].clean);
	}
	arena_free(a);
}

static void
attach__cuts_long_names(void **state)
{
	struct arena *a = arena_new();
	char name[ATTACH_NAME_MAX + 3];

	(void)state;
	memset(name, 'a', sizeof(name));
	name[ATTACH_NAME_MAX + 1] = '\0';
	assert_int_equal(strlen(attach_clean_name(a, name)), ATTACH_NAME_MAX);
	name[ATTACH_NAME_MAX] = '\0';
	assert_int_equal(strlen(attach_clean_name(a, name)), ATTACH_NAME_MAX);
	name[ATTACH_NAME_MAX - 1] = '\0';
	assert_int_equal(strlen(attach_clean_name(a, name)),
	    ATTACH_NAME_MAX - 1);
	arena_free(a);
}

#define BYTES(s) (s), sizeof(s) - 1

/* word: part of the reason; NULL: it is passed on. */
static const struct {
	const char *name, *type, *bytes;
	size_t n;
	const char *word;
} files[] = {
	{ "a.txt", "text/plain", BYTES("hello"), NULL },
	{ "a.pdf", "application/pdf", BYTES("%PDF-1.4"), NULL },
	{ "a.txt", "text/plain", BYTES("MZ\x90"), "Windows program" },
	{ "a.pdf", "application/pdf", BYTES("\x7f" "ELF\2"), "Linux" },
	{ NULL, NULL, BYTES("\xcf\xfa\xed\xfe"), "macOS" },
	{ "a", NULL, BYTES("#!/bin/sh"), "script" },
	{ "a.txt", NULL, BYTES("\xef\xbb\xbf#!/bin/sh"), "script" },
	{ "a.hqx", NULL, BYTES("(This file must be converted with BinHex 4.0)"
	    "\n:"), "packed" },
	{ "a.txt", NULL, BYTES("!<arch>\ndebian-binary   1"), "Debian" },
	{ "a.txt", NULL, BYTES("\xed\xab\xee\xdb\3"), "RPM" },
	{ "a.txt", NULL, BYTES("Rar!\x1a\7"), "RAR" },
	{ "a.js", NULL, BYTES("x"), ".js" },
	{ "A.VBS", NULL, BYTES("x"), ".vbs" },
	{ "a.pdf.ps1", NULL, BYTES("x"), ".ps1" },
	{ "a.bat .", NULL, BYTES("x"), ".bat" },
	{ "a.cmd", NULL, BYTES(""), ".cmd" },
	{ "a.docm", NULL, BYTES("x"), ".docm" },
	{ "a.doc", NULL, BYTES("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 plain"),
	    NULL },
	{ "a.doc", NULL, BYTES("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1__"
	    "_\0V\0B\0A\0_\0P\0R\0O\0J\0E\0C\0T\0"), "macros" },
	{ "a.dat", NULL, BYTES("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1__"
	    "\x84\x10\x0c\0\0\0\0\0\xc0\0\0\0\0\0\0\x46"), "installer" },
	{ "a.html", "text/html", BYTES("<p>hello"), NULL },
	{ "a.html", "text/html", BYTES("<p><SCRIPT>x()"), "web page" },
	{ "a.txt", "text/plain", BYTES("<html><form action=x>"), "web page" },
	{ "a.svg", "image/svg+xml", BYTES("<svg><path/></svg>"), NULL },
	{ "a.svg", NULL, BYTES("<svg/onload\n=\nx()>"), "web page" },
	{ "a.htm", NULL, BYTES("<img src='x'onerror=y()>"), "web page" },
	{ "a.htm", NULL, BYTES("<META Content=\"0;x\" Http-Equiv = Refresh>"),
	    "web page" },
	{ "a.htm", NULL, BYTES("<img alt='>' onerror=y()>"), "web page" },
	{ "a.htm", NULL, BYTES("1 < 2 <p onx>"), NULL },
	{ "a.htm", NULL, BYTES("<p>only = on x=y <b class=on>"), NULL },
	{ "a.htm", NULL, BYTES("<a href=\"data:application/zip;base64,\">"),
	    "web page" },
	/* what a browser makes of it */
	{ "a.htm", NULL, BYTES("<a href='&#106;avascript:x()'>"), "web page" },
	{ "a.htm", NULL, BYTES("<a href='&#x00000000000006A;avascript:x()'>"),
	    "web page" },
	{ "a.htm", NULL, BYTES("<a href='java\r\nscript:x()'>"), "web page" },
	{ "a.htm", NULL, BYTES("<a href='java&Tab;script&colon;x()'>"),
	    "web page" },
	{ "a.htm", NULL, BYTES("<a href='/?a=1&b=2&amp;c'\n\ttitle='x'>&#106;"),
	    NULL },
	{ "a.svg", "image/svg+xml", BYTES("<svg onload=x()>"),
	    "web page" },
	/* scripts by how they begin, whatever they are called */
	{ "a.txt", NULL, BYTES("\xef\xbb\xbf\r\n@ECHO OFF\r\n"), "script" },
	{ "a.txt", NULL, BYTES("\xff\xfe@\0e\0c\0h\0o\0 \0o\0"), "script" },
	{ "a.txt", NULL, BYTES("Option Explicit\nDim x\n"), "script" },
	{ "a.log", NULL, BYTES("// x\nvar s = new ActiveXObject(\"W\");\n"),
	    "script" },
	{ "a.txt", NULL, BYTES("param([string]$a)\n"), "script" },
	{ "a.xml", NULL, BYTES("<job><script>x()</script></job>"),
	    "script" },
	{ "a.txt", NULL, BYTES("[InternetShortcut]\nURL=x"), "shortcut" },
	{ "a.txt", NULL, BYTES("REGEDIT4\n"), "registry" },
	{ "a.php.txt", NULL, BYTES("<?php x();"), "script" },
	{ "a.txt", NULL, BYTES("The script calls CreateObject(\"x\").\n"
	    "Set a strong password.\n"), NULL },
	{ "a.xml", NULL, BYTES("<package><name>x</name></package>"), NULL },
	{ "a.diff", NULL, BYTES("--- a/x.sh\n+++ b/x.sh\n@@ -1 +1 @@\n"),
	    NULL },
	/* documents */
	{ "a.pdf", NULL, BYTES("%PDF-1.4\n<< /OpenAction << /S /J#61vaScript"
	    " /JS (x) >> >>"), "runs a script" },
	{ "a.pdf", NULL, BYTES("x\n%PDF-1.4\n<</S/Launch/F(x)>>"),
	    "runs a program" },
	{ "a.pdf", NULL, BYTES("%PDF-1.4 /Type /EmbeddedFile "),
	    "file inside" },
	{ "a.pdf", NULL, BYTES("%PDF-1.4 /Launchpad /Type /Page"), NULL },
	{ "a.rtf", NULL, BYTES("{\\rtf1 {\\object\\objdata 01}}"),
	    "embedded" },
	{ "a.rtf", NULL, BYTES("{\\rtf1 hello}"), NULL },
	{ "a.msp", NULL, BYTES("x"), ".msp" },
	{ "a", NULL, BYTES("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1__"
	    "\x86\x10\x0c\0\0\0\0\0\xc0\0\0\0\0\0\0\x46"), "installer" },
	/* images, packages, archives that stay shut */
	{ "a", NULL, BYTES("L\0\0\0\x01\x14\x02\0x"), "shortcut" },
	{ "a", NULL, BYTES("dex\n035"), "Android" },
	{ "a", NULL, BYTES("MSCF\0\0"), "cabinet" },
	{ "a", NULL, BYTES("7z\xbc\xaf\x27\x1c"), "7z" },
	{ "a", NULL, BYTES("BZh9"), "packed" },
	{ "a", NULL, BYTES("\xfd" "7zXZ\0"), "packed" },
	{ "a", NULL, BYTES("\x78\x9f\x3e\x22"), "Outlook" },
	{ "a", "message/partial", BYTES("x"), "piece" },
	{ "a", "message/external-body", BYTES("x"), "elsewhere" },
};

static void
attach__judges_by_content_and_name(void **state)
{
	struct arena *a = arena_new();
	size_t i, budget = ARCHIVE_TOTAL_MAX;
	const char *why;

	(void)state;
	for (i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		print_message("%zu %s\n", i, files[i].name);
		why = attach_refused(a, &budget, files[i].name, files[i].type,
		    (struct span){ files[i].bytes, files[i].n });
		if (files[i].word == NULL)
			assert_null(why);
		else if (why == NULL || strstr(why, files[i].word) == NULL)
			fail_msg("%s is no reason of \"%s\"", why,
			    files[i].word);
	}
	arena_free(a);
}

/* --- archives that are made here -------------------------------------- */

struct made {
	struct buf	file, table;
	unsigned	n;
	unsigned	flags;		/* of all entries */
	bool		deceive;	/* another name in the local header */
};

static void
le(struct buf *b, unsigned long v, int n)
{
	for (; n > 0; n--, v >>= 8)
		buf_addc(b, (char)(v & 0xff));
}

static void
zip_add(struct made *z, const char *name, const char *p, size_t n, bool pack)
{
	uLongf cap = compressBound(n) + 64;
	unsigned char *packed = malloc(cap);
	size_t at = z->file.n, size = n;
	z_stream zs = { 0 };

	if (pack) {
		deflateInit2(&zs, 9, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY);
		zs.next_in = (Bytef *)(uintptr_t)p;
		zs.avail_in = (uInt)n;
		zs.next_out = packed;
		zs.avail_out = (uInt)cap;
		deflate(&zs, Z_FINISH);
		size = cap - zs.avail_out;
		deflateEnd(&zs);
	}
	buf_add(&z->file, "PK\3\4\24\0", 6);
	le(&z->file, z->flags, 2);
	le(&z->file, pack ? 8 : 0, 2);
	le(&z->file, 0, 8);
	le(&z->file, size, 4);
	le(&z->file, n, 4);
	le(&z->file, strlen(name), 2);
	le(&z->file, 0, 2);
	buf_adds(&z->file, name);
	if (z->deceive)
		z->file.p[z->file.n - 1] ^= 1;
	buf_add(&z->file, pack ? (const char *)packed : p, size);
	buf_add(&z->table, "PK\1\2\24\0\24\0", 8);
	le(&z->table, z->flags, 2);
	le(&z->table, pack ? 8 : 0, 2);
	le(&z->table, 0, 8);
	le(&z->table, size, 4);
	le(&z->table, n, 4);
	le(&z->table, strlen(name), 2);
	le(&z->table, 0, 12);
	le(&z->table, at, 4);
	buf_adds(&z->table, name);
	z->n++;
	free(packed);
}

static struct span
zip_end(struct made *z)
{
	size_t at = z->file.n;

	buf_add(&z->file, buf_str(&z->table), z->table.n);
	buf_add(&z->file, "PK\5\6\0\0\0\0", 8);
	le(&z->file, z->n, 2);
	le(&z->file, z->n, 2);
	le(&z->file, z->table.n, 4);
	le(&z->file, at, 4);
	le(&z->file, 0, 2);
	return (struct span){ z->file.p, z->file.n };
}

static void
zip_free(struct made *z)
{
	buf_free(&z->file);
	buf_free(&z->table);
	*z = (struct made){ 0 };
}

static void
assert_why(struct span s, const char *name, const char *word)
{
	struct arena *a = arena_new();
	size_t budget = ARCHIVE_TOTAL_MAX;
	const char *why = attach_refused(a, &budget, name, "application/zip",
	    s);

	if (word == NULL && why != NULL)
		fail_msg("refused: %s", why);
	if (word != NULL && (why == NULL || strstr(why, word) == NULL))
		fail_msg("\"%s\" is no reason of \"%s\"",
		    why != NULL ? why : "none", word);
	arena_free(a);
}

static void
attach__looks_into_archives(void **state)
{
	struct made z = { 0 };
	struct span inner;

	(void)state;
	zip_add(&z, "readme.txt", "hello", 5, true);
	zip_add(&z, "folder/", "", 0, false);
	zip_add(&z, "empty.txt", "", 0, true);
	assert_why(zip_end(&z), "a.zip", NULL);
	zip_free(&z);
	/* by content, whatever the name says, packed or not */
	zip_add(&z, "readme.txt", "MZ and the rest", 15, true);
	assert_why(zip_end(&z), "a.zip", "Windows program");
	zip_free(&z);
	zip_add(&z, "a.pdf", "\x7f" "ELF", 4, false);
	assert_why(zip_end(&z), "a.pdf", "Linux");
	zip_free(&z);
	zip_add(&z, "run.js", "x", 1, true);
	assert_why(zip_end(&z), "a.zip", ".js");
	zip_free(&z);
	zip_add(&z, "word/document.xml", "<w/>", 4, true);
	zip_add(&z, "word/vbaProject.bin", "x", 1, true);
	inner = zip_end(&z);
	assert_why(inner, "a.docx", "macros");
	zip_free(&z);
	z.flags = 1;
	zip_add(&z, "a.txt", "hello", 5, false);
	assert_why(zip_end(&z), "a.zip", "encrypted");
	zip_free(&z);
	z.deceive = true;
	zip_add(&z, "a.txt", "hello", 5, false);
	assert_why(zip_end(&z), "a.zip", "disagree");
	zip_free(&z);
}

/* Whatever stands after a very long name is its kind all the same. */
static void
attach__sees_the_end_of_long_names(void **state)
{
	char name[5000];

	(void)state;
	memset(name, 'a', sizeof(name));
	memcpy(name + sizeof(name) - 5, ".exe", 5);
	assert_why(span_of("x"), name, ".exe");
}

/* A boot sector and the marks of images that lie further behind. */
static void
attach__refuses_disk_images(void **state)
{
	char *p = calloc(1, 0x8800);

	(void)state;
	assert_why((struct span){ p, 0x8800 }, "a", NULL);
	memcpy(p + 0x8001, "CD001", 5);
	assert_why((struct span){ p, 0x8800 }, "a", "disk image");
	assert_why((struct span){ p, 0x8000 }, "a", NULL);
	p[510] = 0x55;
	p[511] = (char)0xaa;
	assert_why((struct span){ p, 1024 }, "a", "disk image");
	assert_why((struct span){ p, 1023 }, "a", NULL);
	memcpy(p + 2048 - 512, "koly", 4);
	p[510] = 0;
	assert_why((struct span){ p, 2048 }, "a.dat", "disk image");
	free(p);
}

/* zlib's own header, as a PDF has it. */
static void
attach__looks_into_packed_pdfs(void **state)
{
	static const char object[] = "1 0 obj << /S /Launch >> endobj";
	unsigned char packed[200];
	uLongf n = sizeof(packed);
	struct buf b = { 0 };

	(void)state;
	compress(packed, &n, (const Bytef *)object, sizeof(object) - 1);
	buf_adds(&b, "%PDF-1.5\n1 0 obj << /Filter /FlateDecode >>stream\r\n");
	buf_add(&b, (char *)packed, n);
	buf_adds(&b, "\nendstream");
	/* an image may be packed like that: only where objects are */
	assert_why((struct span){ b.p, b.n }, "a.pdf", NULL);
	buf_adds(&b, " << /Type /ObjStm >>");
	assert_why((struct span){ b.p, b.n }, "a.pdf", "runs a program");
	buf_free(&b);
}

/* gzip with a name in its header; level 9. */
static void
gzip_add(struct buf *out, const char *p, size_t n)
{
	uLongf cap = compressBound(n) + 64;
	unsigned char *packed = malloc(cap);
	z_stream zs = { 0 };

	deflateInit2(&zs, 9, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY);
	zs.next_in = (Bytef *)(uintptr_t)p;
	zs.avail_in = (uInt)n;
	zs.next_out = packed;
	zs.avail_out = (uInt)cap;
	deflate(&zs, Z_FINISH);
	buf_add(out, "\x1f\x8b\x08\x08\0\0\0\0\0\x03name\0", 15);
	buf_add(out, (char *)packed, cap - zs.avail_out);
	le(out, crc32(0, (const Bytef *)p, (uInt)n), 4);
	le(out, n, 4);
	deflateEnd(&zs);
	free(packed);
}

static void
tar_add(struct buf *out, const char *name, const char *p, size_t n, bool old)
{
	char h[512] = "";
	unsigned sum = 0;
	size_t i;

	str_copy(h, 100, name);
	snprintf(h + 100, 8, "0000644");
	snprintf(h + 124, 12, "%011zo", n);
	h[156] = '0';
	if (!old)
		memcpy(h + 257, "ustar", 6);
	memset(h + 148, ' ', 8);
	for (i = 0; i < 512; i++)
		sum += (unsigned char)h[i];
	snprintf(h + 148, 7, "%06o", sum);
	buf_add(out, h, 512);
	buf_add(out, p, n);
	while (out->n % 512 != 0)
		buf_addc(out, '\0');
}

static void
attach__looks_into_tar_and_gzip(void **state)
{
	struct buf tar = { 0 }, gz = { 0 };
	size_t i;

	(void)state;
	for (i = 0; i < 2; i++) {	/* today's and V7's */
		buf_cut(&tar, 0);
		buf_cut(&gz, 0);
		tar_add(&tar, "doc/readme.txt", "hello", 5, i == 1);
		for (size_t k = 0; k < 1024; k++)
			buf_addc(&tar, '\0');
		assert_why((struct span){ tar.p, tar.n }, "a.tar", NULL);
		gzip_add(&gz, tar.p, tar.n);
		assert_why((struct span){ gz.p, gz.n }, "a.tar.gz", NULL);
		buf_cut(&tar, tar.n - 1024);
		tar_add(&tar, "doc/run.txt", "#!/bin/sh", 9, i == 1);
		assert_why((struct span){ tar.p, tar.n }, "a.dat", "script");
		buf_cut(&gz, 0);
		gzip_add(&gz, tar.p, tar.n);
		assert_why((struct span){ gz.p, gz.n }, "a.dat", "script");
	}
	/* without a name */
	assert_why((struct span){ gz.p, gz.n }, NULL, "script");
	/* by the name within */
	buf_cut(&gz, 0);
	gzip_add(&gz, "x", 1);
	assert_why((struct span){ gz.p, gz.n }, "run.vbs.gz", ".vbs");
	/* two members are one file */
	buf_cut(&gz, 0);
	gzip_add(&gz, "M", 1);
	gzip_add(&gz, "Z", 1);
	assert_why((struct span){ gz.p, gz.n }, "a.gz", "Windows program");
	assert_why((struct span){ gz.p, gz.n - 1 }, "a.gz", "damaged");
	buf_adds(&gz, "more");
	assert_why((struct span){ gz.p, gz.n }, "a.gz", "damaged");
	/* behind the end of a tar */
	buf_cut(&tar, 0);
	tar_add(&tar, "a", "x", 1, false);
	for (i = 0; i < 1024; i++)
		buf_addc(&tar, '\0');
	buf_adds(&tar, "MZ");
	assert_why((struct span){ tar.p, tar.n }, "a.tar", "damaged");
	buf_free(&tar);
	buf_free(&gz);
}

static void
attach__knows_packages_and_macros(void **state)
{
	static const struct { const char *name, *text, *word; } members[] = {
		{ "META-INF/MANIFEST.MF", "x", "Java" },
		{ "AndroidManifest.xml", "x", "Android" },
		{ "AppxManifest.xml", "x", "Windows package" },
		{ "xl/macrosheets/sheet1.xml", "x", "macros" },
		{ "word/activeX/activeX1.xml", "x", "macros" },
		{ "Basic/Standard/Module1.xml", "x", "macros" },
		{ "[Content_Types].xml", "...sheet.macroEnabled.main+xml",
		    "macros" },
		{ "word/_rels/settings.xml.rels", "<R Type=\"x/"
		    "attachedTemplate\" TargetMode=\"External\"/>", "fetches" },
		{ "word/_rels/document.xml.rels", "<R Type=\"x/hyperlink\" "
		    "TargetMode=\"External\"/>", NULL },
		{ "a/mail.eml", "x", "holds a mail" },
		{ "META-INF/manifest.xml", "x", NULL },
	};
	struct made z = { 0 };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(members) / sizeof(members[0]); i++) {
		zip_add(&z, members[i].name, members[i].text,
		    strlen(members[i].text), true);
		assert_why(zip_end(&z), "a.docx", members[i].word);
		zip_free(&z);
	}
}

/* The budget is of all of a mail's attachments together. */
static void
attach__ends_at_its_budget(void **state)
{
	struct arena *a = arena_new();
	char *p = calloc(1, ARCHIVE_LOOK_MAX);
	struct buf gz = { 0 };
	size_t i, budget = ARCHIVE_TOTAL_MAX;

	(void)state;
	gzip_add(&gz, p, ARCHIVE_LOOK_MAX);
	for (i = 0; i < ARCHIVE_TOTAL_MAX / ARCHIVE_LOOK_MAX; i++)
		assert_null(attach_refused(a, &budget, "a.gz", NULL,
		    (struct span){ gz.p, gz.n }));
	assert_int_equal(budget, 0);
	assert_non_null(strstr(attach_refused(a, &budget, "a.gz", NULL,
	    (struct span){ gz.p, gz.n }), "too much"));
	buf_free(&gz);
	free(p);
	arena_free(a);
}

/* A hundred entries of a table over the same bytes. */
static void
attach__counts_shared_bytes_as_often_as_they_are_read(void **state)
{
	char *p = calloc(1, 1 << 20);
	struct made z = { 0 };
	struct buf table = { 0 };
	size_t i;

	(void)state;
	zip_add(&z, "a.txt", p, 1 << 20, false);
	buf_add(&table, z.table.p, z.table.n);
	for (i = 1; i < 100; i++, z.n++)
		buf_add(&z.table, table.p, table.n);
	assert_why(zip_end(&z), "a.zip", "too much");
	buf_free(&table);
	zip_free(&z);
	free(p);
}

/* Puts it into a text, uuencoded. */
static void
uu_add(struct buf *b, struct span s)
{
	size_t i, k, n;
	unsigned v;

	buf_adds(b, "begin 644 a.txt\n");
	for (; s.n > 0; s.p += n, s.n -= n) {
		n = s.n < 45 ? s.n : 45;
		buf_addc(b, (char)(' ' + n));
		for (i = 0; i < n; i += 3) {
			for (v = 0, k = i; k < i + 3; k++)
				v = v << 8 | (k < n ? (unsigned char)s.p[k] :
				    0);
			for (k = 0; k < 4; k++)
				buf_addc(b, (char)(' ' +
				    (v >> (18 - 6 * k) & 0x3f)));
		}
		buf_addc(b, '\n');
	}
	buf_adds(b, "`\nend\n");
}

/* Archives in archives up to the limit are looked into, not beyond. */
static void
attach__ends_at_nested_archives(void **state)
{
	struct made z = { 0 }, outer = { 0 };
	struct span s;
	int i;

	(void)state;
	zip_add(&z, "a.txt", "hello", 5, false);
	s = zip_end(&z);
	for (i = 1; i <= ATTACH_NESTED_MAX; i++) {
		assert_why(s, "a.zip", NULL);
		zip_add(&outer, "b.zip", s.p, s.n, true);
		zip_end(&outer);
		zip_free(&z);
		z = outer;
		outer = (struct made){ 0 };
		s = (struct span){ z.file.p, z.file.n };
	}
	assert_why(s, "a.zip", "within archives");
	zip_free(&z);
}

/* A file written in a text is as deep in it as one of an archive. */
static void
attach__ends_at_nested_texts(void **state)
{
	struct buf text = { 0 }, out = { 0 };
	int i;

	(void)state;
	buf_adds(&text, "hello\n");
	for (i = 0; i <= ATTACH_NESTED_MAX; i++) {
		assert_why((struct span){ text.p, text.n }, "a.txt", NULL);
		uu_add(&out, (struct span){ text.p, text.n });
		buf_free(&text);
		text = out;
		out = (struct buf){ 0 };
	}
	assert_why((struct span){ text.p, text.n }, "a.txt",
	    "within archives");
	buf_free(&text);
}

static void
attach__ends_at_large_files(void **state)
{
	struct made z = { 0 };
	char *p = calloc(1, ARCHIVE_LOOK_MAX + 1);

	(void)state;
	zip_add(&z, "a.bin", p, ARCHIVE_LOOK_MAX - 1, true);
	zip_add(&z, "b.bin", p, ARCHIVE_LOOK_MAX, true);
	assert_why(zip_end(&z), "a.zip", NULL);
	zip_free(&z);
	zip_add(&z, "a.bin", p, ARCHIVE_LOOK_MAX + 1, true);
	assert_why(zip_end(&z), "a.zip", "too large");
	zip_free(&z);
	free(p);
}

static void
attach__ends_at_many_files(void **state)
{
	struct made z = { 0 };
	size_t i;

	(void)state;
	for (i = 0; i < ATTACH_ENTRIES_MAX - 1; i++)
		zip_add(&z, "a", "", 0, false);
	zip_add(&z, "a", "", 0, false);
	assert_why(zip_end(&z), "a.zip", NULL);
	z.file.n = 0;
	zip_free(&z);
	for (i = 0; i < ATTACH_ENTRIES_MAX + 1; i++)
		zip_add(&z, "a", "", 0, false);
	assert_why(zip_end(&z), "a.zip", "too many files");
	zip_free(&z);
}

static void
attach__ends_at_many_written_files(void **state)
{
	struct buf b = { 0 };
	size_t i;

	(void)state;
	for (i = 0; i < ATTACH_ENTRIES_MAX; i++)
		buf_adds(&b, "begin 644 a\n#86)C\n`\nend\n");
	assert_why((struct span){ b.p, b.n }, "a.txt", NULL);
	buf_adds(&b, "begin 644 a\n#86)C\n`\nend\n");
	assert_why((struct span){ b.p, b.n }, "a.txt", "too many files");
	buf_free(&b);
}

/* What ends a file may be the first line of the next. */
static void
attach__sees_written_files_behind_each_other(void **state)
{
	(void)state;
	assert_why(span_of("begin 644 a.txt\n#86)C\nbegin 644 b.txt\n"
	    "$35J0``\n`\nend\n"), "a.txt", "Windows program");
	assert_why(span_of("begin 644 a.txt\nbegin 644 b.txt\n$35J0``\n"),
	    "a.txt", "Windows program");
	assert_why(span_of("begin 644 a.txt\n#86)C\nbegin 644 b.txt\n"
	    "#86)C\n`\nend\n"), "a.txt", NULL);
}

/* Each cut of an archive is refused or passed, never a crash. */
static void
attach__survives_cut_archives(void **state)
{
	struct made z = { 0 };
	struct arena *a = arena_new();
	struct span s;
	size_t i, budget = ARCHIVE_TOTAL_MAX;

	(void)state;
	zip_add(&z, "a.txt", "hello hello hello", 17, true);
	zip_add(&z, "b.txt", "MZ", 2, false);
	s = zip_end(&z);
	for (i = 0; i < s.n; i++) {
		char *cut = malloc(i + 1), *flip = malloc(s.n);

		memcpy(cut, s.p, i);
		attach_refused(a, &budget, NULL, NULL,
		    (struct span){ cut, i });
		memcpy(flip, s.p, s.n);
		flip[i] ^= 0x55;
		attach_refused(a, &budget, NULL, NULL,
		    (struct span){ flip, s.n });
		free(cut);
		free(flip);
	}
	assert_why(s, "a.zip", "Windows program");
	zip_free(&z);
	arena_free(a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(attach__cleans_names),
		cmocka_unit_test(attach__cuts_long_names),
		cmocka_unit_test(attach__judges_by_content_and_name),
		cmocka_unit_test(attach__looks_into_archives),
		cmocka_unit_test(attach__sees_the_end_of_long_names),
		cmocka_unit_test(attach__refuses_disk_images),
		cmocka_unit_test(attach__looks_into_packed_pdfs),
		cmocka_unit_test(attach__looks_into_tar_and_gzip),
		cmocka_unit_test(attach__knows_packages_and_macros),
		cmocka_unit_test(attach__ends_at_its_budget),
		cmocka_unit_test(
		    attach__counts_shared_bytes_as_often_as_they_are_read),
		cmocka_unit_test(attach__ends_at_nested_archives),
		cmocka_unit_test(attach__ends_at_nested_texts),
		cmocka_unit_test(attach__ends_at_large_files),
		cmocka_unit_test(attach__ends_at_many_files),
		cmocka_unit_test(attach__ends_at_many_written_files),
		cmocka_unit_test(attach__sees_written_files_behind_each_other),
		cmocka_unit_test(attach__survives_cut_archives),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
