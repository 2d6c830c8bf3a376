/* SPDX-License-Identifier: ISC */
/* What a file is by its bytes; see attach_content.h. */
#include "text/attach_content.h"

#include <string.h>

#include "base/buf.h"
#include "text/archive.h"

#define PDF_STREAMS_MAX	10000	/* that are unpacked of one PDF */

#define LEN(a) (sizeof(a) / sizeof((a)[0]))

static const char opaque[] = "it is packed and cannot be looked into";
static const char image[] = "it is a disk image";
static const char macos[] = "it is a macOS program";
static const char link_file[] = "it is a shortcut, which can run programs";
static const char script[] = "it is a script";

/* What a file begins with, or holds at a fixed place. */
static const struct { size_t at, n; const char *bytes, *why; } magics[] = {
	{ 0, 2, "MZ", "it is a Windows program" },
	{ 0, 4, "\x7f" "ELF", "it is a Linux or Unix program" },
	{ 0, 4, "\xfe\xed\xfa\xce", macos },
	{ 0, 4, "\xfe\xed\xfa\xcf", macos },
	{ 0, 4, "\xce\xfa\xed\xfe", macos },
	{ 0, 4, "\xcf\xfa\xed\xfe", macos },
	{ 0, 4, "\xca\xfe\xba\xbe", "it is a program (Java or macOS)" },
	{ 0, 4, "\xca\xfe\xba\xbf", macos },
	{ 0, 4, "dex\n", "it is an Android program" },
	{ 0, 4, "\0asm", "it is a WebAssembly program" },
	{ 0, 4, "\x1bLua", script }, { 0, 7, "FasdUAS", script },
	{ 0, 2, "#!", script },
	{ 0, 4, "\xed\xab\xee\xdb", "it is an RPM package" },
	{ 0, 21, "!<arch>\ndebian-binary", "it is a Debian package" },
	{ 0, 8, "!<arch>\n", "it is an archive of program parts" },
	{ 0, 4, "xar!", "it is a macOS installer" },
	{ 0, 4, "Cr24", "it is a browser extension" },
	{ 0, 4, "MSCF", "it is a cabinet, which cannot be looked into" },
	{ 0, 4, "ISc(", "it is an installer's cabinet" },
	{ 0, 6, "7z\xbc\xaf\x27\x1c",
	    "it is a 7z archive, which cannot be looked into" },
	{ 0, 4, "Rar!", "it is a RAR archive, which cannot be looked into" },
	{ 7, 7, "**ACE**", opaque }, { 0, 2, "\x60\xea", opaque },
	{ 2, 3, "-lh", opaque },
	{ 0, 3, "BZh", opaque }, { 0, 6, "\xfd" "7zXZ\0", opaque },
	{ 0, 4, "\x28\xb5\x2f\xfd", opaque }, { 0, 4, "LZIP", opaque },
	{ 0, 4, "\x04\x22\x4d\x18", opaque }, { 0, 2, "\x1f\x9d", opaque },
	{ 0, 2, "\x1f\xa0", opaque }, { 0, 5, "\x5d\0\0\x80\0", opaque },
	{ 0, 5, "\x5d\0\0\0\x01", opaque }, { 0, 4, "zPQ\0", opaque },
	{ 0, 6, "070701", opaque }, { 0, 6, "070702", opaque },
	{ 0, 6, "070707", opaque }, { 0, 4, "\x78\x9f\x3e\x22",
	    "it is an Outlook package, which cannot be looked into" },
	{ 0, 5, "MSWIM", image }, { 0x8001, 5, "CD001", image },
	{ 0x8001, 5, "BEA01", image }, { 0x8001, 5, "NSR02", image },
	{ 0x8001, 5, "NSR03", image }, { 0, 8, "conectix", image },
	{ 0, 8, "vhdxfile", image }, { 0, 4, "KDMV", image },
	{ 0, 4, "QFI\xfb", image }, { 0, 4, "hsqs", image },
	{ 512, 8, "EFI PART", image }, { 0x40, 4, "\x7f\x10\xda\xbe", image },
	{ 0, 8, "L\0\0\0\x01\x14\x02\0", link_file },
	{ 0, 4, "ITSF", "it is a Windows help file, which can run programs" },
	{ 0, 4, "?_\x03\0", "it is a Windows help file, which can run "
	    "programs" },
	{ 0, 4, "!BDN", "it is a mail store" },
	{ 4, 15, "Standard Jet DB", "it is a database that can run programs" },
	{ 4, 15, "Standard ACE DB", "it is a database that can run programs" },
	{ 0, 8, "\xe4\x52\x5c\x7b\x8c\xd8\xa7\x4d",
	    "it is a OneNote file, which can hold programs" },
};

static bool
has(struct span s, const char *p, size_t n)
{
	return s.n >= n && memmem(s.p, s.n, p, n) != NULL;
}

/* A boot sector, or the trailer of an Apple image. */
static bool
is_image(struct span s)
{
	const unsigned char *p = (const unsigned char *)s.p;

	if (s.n >= 1024 && s.n % 512 == 0 && p[510] == 0x55 && p[511] == 0xaa)
		return true;
	return s.n >= 512 && memcmp(s.p + s.n - 512, "koly", 4) == 0;
}

/* --- documents ----------------------------------------------------------- */

/* Compound files: MSI and the older Office formats ([MS-CFB]). */
static const char *
refused_compound(struct span s)
{
	static const char vba[] = "_\0V\0B\0A\0_\0P\0R\0O\0J\0E\0C\0T";
	static const char macros[] = "M\0a\0c\0r\0o\0s";
	static const char package[] = "O\0l\0e\0" "1\0" "0\0N\0a\0t\0i\0v\0e";
	static const char mail[] = "_\0_\0a\0t\0t\0a\0c\0h\0_\0v\0e\0r\0s";
	static const char locked[] = "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k";
	/* the classes of Windows installer packages, patches, transforms */
	static const char msi[] = "\x10\x0c\0\0\0\0\0\xc0\0\0\0\0\0\0\x46";
	const char *p = memmem(s.p, s.n, msi, sizeof(msi) - 1);

	if (p != NULL && p > s.p && strchr("\x84\x86\x82", p[-1]) != NULL)
		return "it is a Windows installer";
	if (has(s, vba, sizeof(vba) - 1) || has(s, macros, sizeof(macros) - 1))
		return "it is a document with macros";
	if (has(s, package, sizeof(package) - 1))
		return "it is a document with an embedded object";
	if (has(s, mail, sizeof(mail) - 1))
		return "it is an Outlook mail with attachments";
	if (has(s, locked, sizeof(locked) - 1))
		return "it is encrypted and cannot be looked into";
	return NULL;
}

/* The value of "#4a", -1: none. */
static int
hex_pair(const char *p)
{
	int v = 0, i;

	for (i = 0; i < 2; i++) {
		char c = ascii_lower(p[i]);

		if (c >= '0' && c <= '9')
			v = v * 16 + c - '0';
		else if (c >= 'a' && c <= 'f')
			v = v * 16 + c - 'a' + 10;
		else
			return -1;
	}
	return v;
}

/* The name behind a '/', its escapes undone (ISO 32000, 7.3.5). */
static size_t
pdf_name(struct span s, char name[32])
{
	size_t i, n = 0;
	int v;

	for (i = 0; i < s.n && n < 31; i++) {
		char c = s.p[i];

		if (c == '#' && i + 2 < s.n &&
		    (v = hex_pair(s.p + i + 1)) > 0) {
			c = (char)v;
			i += 2;
		} else if ((unsigned char)c <= ' ' ||
		    strchr("/<>[](){}%", c) != NULL) {
			break;
		}
		name[n++] = c;
	}
	name[n] = '\0';
	return n;
}

static const char *
pdf_action(struct span s, bool *packed)
{
	static const struct { const char *name, *why; } actions[] = {
		{ "JavaScript", "it is a PDF that runs a script" },
		{ "Launch", "it is a PDF that runs a program" },
		{ "EmbeddedFile", "it is a PDF with a file inside" },
		{ "EmbeddedFiles", "it is a PDF with a file inside" },
		{ "RichMedia", "it is a PDF that runs what it shows" },
		{ "XFA", "it is a PDF with a form that runs scripts" },
	};
	char name[32];
	size_t i;

	for (; s.n > 0; s.p++, s.n--) {
		const char *slash = memchr(s.p, '/', s.n);

		if (slash == NULL)
			break;
		s.n -= (size_t)(slash - s.p);
		s.p = slash;
		if (pdf_name((struct span){ s.p + 1, s.n - 1 }, name) == 0)
			continue;
		*packed |= strcmp(name, "ObjStm") == 0;
		for (i = 0; i < LEN(actions); i++)
			if (strcmp(name, actions[i].name) == 0)
				return actions[i].why;
	}
	return NULL;
}

/* Objects may be packed in streams (ISO 32000, 7.5.7): each is looked into. */
static const char *
pdf_streams(struct span s, size_t *budget)
{
	static const char mark[] = "stream";
	struct buf out = { 0 };
	const char *p, *why = NULL;
	bool whole, packed = false;
	size_t used, n = 0;

	while (why == NULL && (p = memmem(s.p, s.n, mark, 6)) != NULL) {
		p += 6;
		while (p < s.p + s.n && (*p == '\r' || *p == '\n'))
			p++;
		s = (struct span){ p, (size_t)(s.p + s.n - p) };
		/* zlib's first byte; another filter is none that hides text */
		if (s.n < 2 || (s.p[0] & 0x0f) != 8)
			continue;
		if (*budget == 0 || ++n > PDF_STREAMS_MAX) {
			why = "it unpacks to too much to look into";
			break;
		}
		buf_cut(&out, 0);
		archive_inflate(s, false, budget, &out, &whole, &used);
		why = pdf_action((struct span){ buf_str(&out), out.n },
		    &packed);
	}
	buf_free(&out);
	return why;
}

static const char *
refused_pdf(struct span s, size_t *budget)
{
	bool packed = false;
	const char *why = pdf_action(s, &packed);

	return why == NULL && packed ? pdf_streams(s, budget) : why;
}

static const char *
refused_rtf(struct span s)
{
	return has(s, "\\obj", 4) || has(s, "\\*\\template", 11) ?
	    "it is a document with an embedded object" : NULL;
}

/* --- scripts -------------------------------------------------------------- */

/* How the first line of a script begins, that no text for people does. */
static const struct { const char *begin, *why; } first_lines[] = {
	/* here, too: behind a mark of the byte order */
	{ "#!", script },
	{ "(this file must be converted with binhex", opaque },
	{ "@echo", script }, { "echo off", script }, { "@rem", script },
	{ "rem ", script }, { "@if ", script }, { "@setlocal", script },
	{ "setlocal", script }, { "@powershell", script },
	{ "powershell", script }, { "@cmd", script }, { "cmd.exe", script },
	{ "cmd /c", script }, { "@start", script },
	{ "#requires", script }, { "param(", script }, { "param (", script },
	{ "[cmdletbinding", script }, { "set-strictmode", script },
	{ "$erroractionpreference", script }, { "import-module", script },
	{ "set-executionpolicy", script }, { "invoke-expression", script },
	{ "invoke-webrequest", script }, { "iex(", script },
	{ "iex ", script }, { "new-object", script },
	{ "start-process", script }, { "add-type", script },
	{ "option explicit", script }, { "on error resume next", script },
	{ "createobject(", script }, { "wscript.", script },
	{ "#@~^", script }, { "<?php", script }, { "<?wsf", script },
	{ "<scriptlet", script }, { "<hta:", script }, { "<jnlp", script },
	/* these only with a script inside */
	{ "<job", NULL }, { "<package", NULL }, { "<component", NULL },
	{ "tell application", script }, { "import os", script },
	{ "use strict;", script }, { "[internetshortcut]", link_file },
	{ "[desktop entry]", link_file }, { "[autorun]", link_file },
	{ "[shell]", link_file }, { "<librarydescription", link_file },
	{ "<searchconnectordescription", link_file },
	{ "full address:s:", link_file }, { "regedit4", "it changes the "
	    "registry of Windows" }, { "windows registry editor", "it changes "
	    "the registry of Windows" }, { "id;p", "it is a sheet that can "
	    "run programs" },
};

/* UTF-16 and UTF-8 marks, and the zero bytes of the former, out. */
static size_t
plain_begin(struct span s, char out[CONTENT_SCRIPT_MAX + 1])
{
	size_t i = 0, n = 0;

	if (s.n >= 3 && memcmp(s.p, "\xef\xbb\xbf", 3) == 0)
		i = 3;
	else if (s.n >= 2 && (memcmp(s.p, "\xff\xfe", 2) == 0 ||
	    memcmp(s.p, "\xfe\xff", 2) == 0))
		i = 2;
	for (; i < s.n && n < CONTENT_SCRIPT_MAX; i++)
		if (s.p[i] != '\0')
			out[n++] = s.p[i];
	out[n] = '\0';
	return n;
}

/* Windows' scripts need its objects; beside them, what a program is made of. */
static bool
is_windows_script(struct span s)
{
	static const char *const objects[] = { "activexobject",
	    "createobject(", "wscript.shell", "wscript.create",
	    "shell.application", "scripting.filesystemobject" };
	static const char *const words[] = { "var ", "dim ", "set ", "sub ",
	    "function ", "const ", "try", "new ", "on error" };
	struct span line, t;
	bool object = false;
	size_t i;

	for (i = 0; i < LEN(objects) && !object; i++)
		object = span_find_nocase(s, objects[i]) != NULL;
	while (object && span_line(&s, &line)) {
		t = span_trim(line);
		for (i = 0; i < LEN(words); i++)
			if (span_starts_nocase(t, words[i]) && t.n > 6 &&
			    strchr(";){", t.p[t.n - 1]) != NULL)
				return true;
		if (span_starts_nocase(t, "dim ") ||
		    (span_starts_nocase(t, "set ") &&
		    span_find_nocase(t, "= createobject(") != NULL))
			return true;
	}
	return false;
}

static const char *
refused_script(struct span s)
{
	char text[CONTENT_SCRIPT_MAX + 1];
	struct span t;
	size_t i;

	t = (struct span){ text, plain_begin(s, text) };
	t = span_trim(t);
	for (i = 0; i < LEN(first_lines); i++)
		if (span_starts_nocase(t, first_lines[i].begin) &&
		    (first_lines[i].why != NULL ||
		    span_find_nocase(t, "<script") != NULL))
			return first_lines[i].why != NULL ?
			    first_lines[i].why : script;
	return is_windows_script(t) ? script : NULL;
}

/* --- all together --------------------------------------------------------- */

const char *
attach_refused_content(struct span s, size_t *budget)
{
	static const char compound[] = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";
	struct span head = { s.p, s.n < 1024 ? s.n : 1024 };
	size_t i;

	for (i = 0; i < LEN(magics); i++)
		if (s.n >= magics[i].at + magics[i].n &&
		    memcmp(s.p + magics[i].at, magics[i].bytes,
		    magics[i].n) == 0)
			return magics[i].why;
	if (is_image(s))
		return image;
	if (s.n >= 8 && memcmp(s.p, compound, 8) == 0)
		return refused_compound(s);
	/* readers look for the mark anywhere in the first kilobyte */
	if (has(head, "%PDF-", 5))
		return refused_pdf(s, budget);
	if (has(head, "{\\rt", 4))
		return refused_rtf(s);
	return refused_script(s);
}

static bool
begins(const char *name, const char *with)
{
	return span_starts_nocase(span_of(name), with);
}

const char *
attach_refused_member(const char *name, struct span content)
{
	static const char macros[] = "it is a document with macros";
	static const struct { const char *name, *why; } whole[] = {
		{ "META-INF/MANIFEST.MF", "it is a Java program" },
		{ "AndroidManifest.xml", "it is an Android program" },
		{ "AppxManifest.xml", "it is a Windows package" },
		{ "AppxMetadata/AppxBundleManifest.xml",
		    "it is a Windows package" },
		{ "extension.vsixmanifest", "it is a program's extension" },
	};
	size_t i;

	if (name == NULL)
		return NULL;
	for (i = 0; i < LEN(whole); i++)
		if (str_eq_nocase(name, whole[i].name))
			return whole[i].why;
	if (span_find_nocase(span_of(name), "vbaProject") != NULL ||
	    span_find_nocase(span_of(name), "/macrosheets/") != NULL ||
	    span_find_nocase(span_of(name), "/activeX/") != NULL ||
	    begins(name, "Basic/") || begins(name, "Scripts/"))
		return macros;
	if (str_eq_nocase(name, "[Content_Types].xml") &&
	    (span_find_nocase(content, "macroEnabled") != NULL ||
	    span_find_nocase(content, "vbaProject") != NULL))
		return macros;
	if (str_ends_nocase(name, ".rels") &&
	    span_find_nocase(content, "\"External\"") != NULL &&
	    (span_find_nocase(content, "/attachedTemplate\"") != NULL ||
	    span_find_nocase(content, "/oleObject\"") != NULL ||
	    span_find_nocase(content, "/frame\"") != NULL))
		return "it is a document that fetches what it runs";
	if (str_ends_nocase(name, ".eml"))
		return "it holds a mail, which is not looked into there";
	return NULL;
}
