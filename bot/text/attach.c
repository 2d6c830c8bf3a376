/* SPDX-License-Identifier: ISC */
/* Attachments: names and refusals; see attach.h. */
#include "text/attach.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "text/html.h"
#include "text/zip.h"

#define LEN(a) (sizeof(a) / sizeof((a)[0]))

/* What a file begins with. */
static const struct { size_t at, n; const char *bytes, *why; } magics[] = {
	{ 0, 2, "MZ", "it is a Windows program" },
	{ 0, 4, "\x7f" "ELF", "it is a Linux or Unix program" },
	{ 0, 4, "\xfe\xed\xfa\xce", "it is a macOS program" },
	{ 0, 4, "\xfe\xed\xfa\xcf", "it is a macOS program" },
	{ 0, 4, "\xce\xfa\xed\xfe", "it is a macOS program" },
	{ 0, 4, "\xcf\xfa\xed\xfe", "it is a macOS program" },
	{ 0, 4, "\xca\xfe\xba\xbe", "it is a program (Java or macOS)" },
	{ 0, 2, "#!", "it is a script" },
	{ 0, 4, "\xed\xab\xee\xdb", "it is an RPM package" },
	{ 0, 21, "!<arch>\ndebian-binary", "it is a Debian package" },
	{ 0, 4, "xar!", "it is a macOS installer" },
	{ 0, 4, "MSCF", "it is a cabinet, which cannot be looked into" },
	{ 0, 6, "7z\xbc\xaf\x27\x1c",
	    "it is a 7z archive, which cannot be looked into" },
	{ 0, 4, "Rar!", "it is a RAR archive, which cannot be looked into" },
	{ 0, 2, "\x1f\x8b", "it is compressed and cannot be looked into" },
	{ 0, 3, "BZh", "it is compressed and cannot be looked into" },
	{ 0, 6, "\xfd" "7zXZ\0", "it is compressed and cannot be looked into" },
	{ 0, 4, "\x28\xb5\x2f\xfd",
	    "it is compressed and cannot be looked into" },
	{ 257, 5, "ustar", "it is a tar archive, which is not passed on" },
	{ 0x8001, 5, "CD001", "it is a disk image" },
	{ 0, 8, "conectix", "it is a disk image" },
	{ 0, 8, "vhdxfile", "it is a disk image" },
	{ 0, 4, "L\0\0\0", "it is a Windows shortcut" },
	{ 0, 4, "ITSF", "it is a Windows help file, which can run programs" },
	{ 0, 4, "!BDN", "it is a mail store" },
	{ 0, 8, "\xe4\x52\x5c\x7b\x8c\xd8\xa7\x4d",
	    "it is a OneNote file, which can hold programs" },
};

static const char *const bad_names[] = {
	".exe", ".com", ".scr", ".pif", ".dll", ".cpl", ".sys", ".js", ".jse",
	".vbs", ".vbe", ".wsf", ".wsh", ".wsc", ".hta", ".ps1", ".psm1",
	".psd1", ".bat", ".cmd", ".sh", ".msi", ".msp", ".mst", ".msix",
	".appx", ".deb", ".rpm", ".pkg", ".dmg", ".jar", ".jnlp", ".lnk",
	".url", ".reg", ".chm", ".iso", ".img", ".vhd", ".vhdx", ".scf",
	".inf", ".gadget", ".application", ".ade", ".adp", ".xll", ".docm",
	".dotm", ".xlsm", ".xltm", ".xlam", ".xlsb", ".pptm", ".potm", ".ppsm",
	".sldm", ".ppam", ".apk", ".py", ".pl", ".rb", ".php", ".command",
	".desktop", ".msc", ".settingcontent-ms", ".library-ms", ".iqy",
	".slk", ".one", ".rar", ".7z", ".cab", ".tar", ".tgz", ".gz", ".xz",
	".bz2", ".zst", ".ace", ".arj", ".lzh", ".udf", ".wim", ".osax",
	".cgi", ".ws", ".sct", ".shb", ".shs", ".vb", ".rdp",
};

char *
attach_clean_name(struct arena *a, const char *name)
{
	struct buf b = { 0 };
	size_t n, len;
	const char *p;
	unsigned c;
	char *clean;

	for (p = name; p != NULL && *p != '\0'; p++)
		if (*p == '/' || *p == '\\' || *p == ':')
			name = p + 1;
	n = name != NULL ? strlen(name) : 0;
	for (p = name; n > 0; p += len, n -= len) {
		c = utf8_decode(p, n, &len);
		if (!utf8_invisible(c) && c != 0xfffd &&
		    b.n + len <= ATTACH_NAME_MAX)
			buf_add(&b, p, len);
	}
	/* Windows drops these at the end, so a name could hide its kind */
	while (b.n > 0 && strchr(". ", b.p[b.n - 1]) != NULL)
		buf_cut(&b, b.n - 1);
	p = buf_str(&b);
	p += strspn(p, " .");
	clean = *p != '\0' ? arena_str(a, p) : NULL;
	buf_free(&b);
	return clean;
}

static const char *
refused_by_name(struct arena *a, const char *name)
{
	size_t i;

	for (i = 0; name != NULL && i < LEN(bad_names); i++)
		if (str_ends_nocase(name, bad_names[i]))
			return arena_printf(a, "files named \"%s\" can run "
			    "something or hide what they hold", bad_names[i]);
	return NULL;
}

static bool
has(struct span s, const char *p, size_t n)
{
	return s.n >= n && memmem(s.p, s.n, p, n) != NULL;
}

/* Compound files: MSI and the older Office formats ([MS-CFB]). */
static const char *
refused_compound(struct span s)
{
	static const char vba[] = "_\0V\0B\0A\0_\0P\0R\0O\0J\0E\0C\0T";
	static const char macros[] = "M\0a\0c\0r\0o\0s";
	static const char package[] = "O\0l\0e\0" "1\0" "0\0N\0a\0t\0i\0v\0e";
	/* the class of a Windows installer package, in a directory entry */
	static const char msi[] = "\x84\x10\x0c\0\0\0\0\0\xc0\0\0\0\0\0\0\x46";

	if (has(s, msi, sizeof(msi) - 1))
		return "it is a Windows installer";
	if (has(s, vba, sizeof(vba) - 1) || has(s, macros, sizeof(macros) - 1))
		return "it is a document with macros";
	if (has(s, package, sizeof(package) - 1))
		return "it is a document with an embedded object";
	return NULL;
}

static const char *
refused_by_content(struct span s)
{
	static const char compound[] = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";
	size_t i;

	for (i = 0; i < LEN(magics); i++)
		if (s.n >= magics[i].at + magics[i].n &&
		    memcmp(s.p + magics[i].at, magics[i].bytes,
		    magics[i].n) == 0)
			return magics[i].why;
	if (s.n >= 8 && memcmp(s.p, compound, 8) == 0)
		return refused_compound(s);
	return NULL;
}

static bool
looks_like_html(const char *type, const char *name, struct span s)
{
	struct span head = { s.p, s.n < 1024 ? s.n : 1024 };

	if (type != NULL && (strcmp(type, "text/html") == 0 ||
	    strcmp(type, "application/xhtml+xml") == 0 ||
	    strcmp(type, "image/svg+xml") == 0))
		return true;
	if (name != NULL && (str_ends_nocase(name, ".htm") ||
	    str_ends_nocase(name, ".html") || str_ends_nocase(name, ".svg") ||
	    str_ends_nocase(name, ".xhtml") || str_ends_nocase(name, ".mht") ||
	    str_ends_nocase(name, ".mhtml")))
		return true;
	return span_find_nocase(head, "<html") != NULL ||
	    span_find_nocase(head, "<script") != NULL;
}

static const char *judge(struct arena *a, const char *name, const char *type,
    struct span s, int nested);

struct zip_walk {
	struct arena	*arena;
	int		 nested;
};

/* One file of a zip archive; the reason ends the walk. */
static const char *
judge_zipped(void *arg, const char *name, struct span content, bool whole)
{
	struct zip_walk *w = arg;
	const char *why;

	if (str_ends_nocase(name, "vbaProject.bin"))
		return "it is a document with macros";
	why = judge(w->arena, name, NULL, content, w->nested + 1);
	if (why == NULL && !whole)
		why = "it holds a file that is too large to look into";
	return why != NULL ? arena_printf(w->arena, "it holds \"%s\": %s",
	    name, why) : NULL;
}

static const char *
judge(struct arena *a, const char *name, const char *type, struct span s,
    int nested)
{
	struct zip_walk w = { a, nested };
	const char *clean = attach_clean_name(a, name), *why;

	why = refused_by_content(s);
	if (why == NULL)
		why = refused_by_name(a, clean);
	if (why == NULL && looks_like_html(type, clean, s)) {
		if (s.n > ATTACH_HTML_MAX)
			why = "it is too large to look into";
		else if (html_is_active(s))
			why = "it is a web page that runs a script or sends "
			    "what is typed";
	}
	if (why == NULL && zip_is(s))
		why = nested >= ATTACH_NESTED_MAX ?
		    "it is an archive within archives" :
		    zip_walk(a, s, ATTACH_ENTRIES_MAX, judge_zipped, &w);
	return why;
}

const char *
attach_refused(struct arena *a, const char *name, const char *type,
    struct span body)
{
	return judge(a, name, type, body, 0);
}
