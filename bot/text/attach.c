/* SPDX-License-Identifier: ISC */
/* Attachments: names and refusals; see attach.h. */
#include "text/attach.h"

#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "text/archive.h"
#include "text/attach_content.h"
#include "text/html.h"
#include "text/zip.h"

#define LEN(a) (sizeof(a) / sizeof((a)[0]))

static const char *const bad_names[] = {
	".exe", ".com", ".pif", ".scr", ".dll", ".cpl", ".sys", ".js", ".jse",
	".vbs", ".vbe", ".wsf", ".wsh", ".wsc", ".hta", ".ps1", ".psm1",
	".psd1", ".bat", ".cmd", ".sh", ".msi", ".msp", ".mst", ".msix",
	".appx", ".deb", ".rpm", ".pkg", ".dmg", ".jar", ".jnlp", ".lnk",
	".url", ".reg", ".chm", ".iso", ".img", ".vhd", ".vhdx", ".scf",
	".inf", ".gadget", ".application", ".ade", ".adp", ".xll", ".docm",
	".dotm", ".xlsm", ".xltm", ".xlam", ".xlsb", ".pptm", ".potm", ".ppsm",
	".sldm", ".ppam", ".apk", ".py", ".pl", ".rb", ".php", ".command",
	".desktop", ".msc", ".settingcontent-ms", ".library-ms", ".iqy",
	".slk", ".one", ".rar", ".7z", ".cab", ".xz", ".txz", ".bz2", ".tbz",
	".tbz2", ".lzma", ".lz", ".lz4", ".br", ".zst", ".ace", ".zipx",
	".cpio", ".xar", ".whl", ".egg", ".gem", ".nupkg", ".vsix", ".xpi",
	".crx", ".msu", ".msixbundle", ".appxbundle", ".run", ".elf", ".so",
	".ko", ".csh", ".ksh", ".zsh", ".bash", ".fish", ".tcl", ".lua",
	".pyc", ".pyw", ".pyz", ".class", ".war", ".ear", ".aar", ".ipa",
	".snap", ".flatpak", ".appimage", ".vbox", ".ova", ".vmdk", ".qcow2",
	".accde", ".mde", ".mdb", ".accdb", ".xlm", ".xlw", ".wbk", ".website",
	".appref-ms", ".search-ms", ".searchconnector-ms", ".diagcab",
	".themepack", ".grp", ".wll", ".ppa", ".xla", ".ins", ".isp", ".prf",
	".mof", ".cdxml", ".psc1", ".ps1xml", ".scpt", ".workflow",
	".mobileconfig", ".ocx", ".drv", ".efi", ".fon", ".msh", ".msh1",
	".mshxml", ".hlp", ".arj", ".lzh", ".udf", ".wim", ".osax", ".cgi",
	".ws", ".sct", ".shb", ".shs", ".vb", ".rdp",
};

/* At most max bytes of it. */
static char *
clean_name(struct arena *a, const char *name, size_t max)
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
		    b.n + len <= max)
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

char *
attach_clean_name(struct arena *a, const char *name)
{
	return clean_name(a, name, ATTACH_NAME_MAX);
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

struct look {
	struct arena	*arena;
	size_t		*budget;
	int		 nested;
};

static const char *judge(const struct look *l, const char *name,
    const char *type, struct span s);

/* One file of an archive; the reason ends the walk. */
static const char *
judge_packed(void *arg, const char *name, struct span content, bool whole)
{
	const struct look *l = arg;
	const char *why = attach_refused_member(name, content);
	struct look in = { l->arena, l->budget, l->nested + 1 };

	if (why != NULL)
		return why;
	why = judge(&in, name, NULL, content);
	if (why == NULL && !whole)
		why = "it holds a file that is too large to look into";
	if (why == NULL)
		return NULL;
	name = attach_clean_name(l->arena, name);
	return arena_printf(l->arena, "it holds \"%s\": %s",
	    name != NULL ? name : "?", why);
}

static const char *
judge_archive(const struct look *l, const char *name, struct span s)
{
	struct look in = *l;
	bool zip = zip_is(s), gzip = !zip && gzip_is(s);

	if (!zip && !gzip && !tar_is(s))
		return NULL;
	if (l->nested >= ATTACH_NESTED_MAX)
		return "it is an archive within archives";
	if (zip)
		return zip_walk(l->arena, s, ATTACH_ENTRIES_MAX, l->budget,
		    judge_packed, &in);
	if (gzip)
		return gzip_look(l->arena, name, s, l->budget, judge_packed,
		    &in);
	return tar_walk(l->arena, s, ATTACH_ENTRIES_MAX, judge_packed, &in);
}

/* A file in a text (uuencode), which some programs unpack by themselves. */
static const char *
judge_written(const struct look *l, struct span s)
{
	struct look in = *l;	/* judge_packed() goes one deeper */
	const char *why = NULL;
	struct buf out = { 0 };
	size_t n = 0;
	char *name;

	while (why == NULL && uu_next(l->arena, &s, &name, &out)) {
		if (l->nested >= ATTACH_NESTED_MAX)
			why = "it is an archive within archives";
		else if (++n > ATTACH_ENTRIES_MAX)
			why = "it holds too many files to look into";
		else
			why = judge_packed(&in, name, (struct span){ out.p,
			    out.n }, out.n < ARCHIVE_LOOK_MAX);
	}
	buf_free(&out);
	return why;
}

static const char *
judge(const struct look *l, const char *name, const char *type, struct span s)
{
	/* whole: what it ends with is what it is */
	const char *clean = clean_name(l->arena, name, SIZE_MAX), *why;

	why = attach_refused_content(s, l->budget);
	if (why == NULL)
		why = refused_by_name(l->arena, clean);
	if (why == NULL && looks_like_html(type, clean, s)) {
		if (s.n > ATTACH_HTML_MAX)
			why = "it is too large to look into";
		else if (html_is_active(s))
			why = "it is a web page that runs a script or sends "
			    "what is typed";
	}
	if (why == NULL)
		why = judge_archive(l, clean, s);
	if (why == NULL)
		why = judge_written(l, s);
	return why;
}

const char *
attach_refused(struct arena *a, size_t *budget, const char *name,
    const char *type, struct span body)
{
	struct look l = { a, budget, 0 };

	if (type != NULL && strcmp(type, "message/partial") == 0)
		return "it is a piece of a mail that cannot be looked into";
	if (type != NULL && strcmp(type, "message/external-body") == 0)
		return "it stands for a file that lies elsewhere";
	return judge(&l, name, type, body);
}
