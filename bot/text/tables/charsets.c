/* SPDX-License-Identifier: ISC */
/*
 * Runs while patchbot is built: asks the system's iconv for every character of
 * the sets that mails use, and prints them as the tables of
 * text/charset_tables.h.  Ends with 1, and the reason, where one is missing.
 */
#include "text/charset_tables.h"

#include <iconv.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LEN(a) (sizeof(a) / sizeof((a)[0]))
#define RUNS 39420	/* GB 18030's four bytes up to U+FFFF */

static const char *const singles[] = {
	"iso-8859-1", "iso-8859-2", "iso-8859-3", "iso-8859-4", "iso-8859-5",
	"iso-8859-6", "iso-8859-7", "iso-8859-8", "iso-8859-9", "iso-8859-10",
	"iso-8859-13", "iso-8859-14", "iso-8859-15", "iso-8859-16",
	"windows-1250", "windows-1251", "windows-1252", "windows-1253",
	"windows-1254", "windows-1255", "windows-1256", "windows-1257",
	"windows-1258", "koi8-r", "koi8-u", "cp437", "cp850", "macintosh",
	"tis-620",
};

/* "before" stands before each pair: JIS X 0212 is a plane of EUC-JP. */
static const struct {
	const char	*name, *set, *before;
	int		 lead, last, trail, end;
} sets[] = {
	{ "cp932",	"cp932",	"",	0x81, 0xfc, 0x40, 0xfc },
	{ "euc-jp",	"euc-jp",	"",	0x8e, 0xfe, 0xa1, 0xfe },
	{ "jis-x-0212",	"euc-jp",	"\x8f",	0xa1, 0xfe, 0xa1, 0xfe },
	{ "euc-kr",	"euc-kr",	"",	0xa1, 0xfe, 0xa1, 0xfe },
	{ "gb18030",	"gb18030",	"",	0x81, 0xfe, 0x40, 0xfe },
	{ "big5",	"big5",		"",	0x81, 0xfe, 0x40, 0xfe },
};

static uint32_t beyond[CHARSET_BEYONDS];
static unsigned beyonds;

static iconv_t
open_set(const char *name)
{
	iconv_t cd = iconv_open("UTF-32LE", name);

	if (cd == (iconv_t)-1) {
		fprintf(stderr, "charsets: iconv does not know \"%s\"; a "
		    "package of the C library's (libc-bin, or "
		    "libc-gconv-modules-extra) has it\n", name);
		exit(1);
	}
	return cd;
}

/* The one character that these bytes are, or CHARSET_NONE. */
static uint32_t
one(iconv_t cd, const char *bytes, size_t n)
{
	unsigned char four[8];
	char copy[8], *from = copy, *to = (char *)four;
	size_t m = sizeof(four);

	memcpy(copy, bytes, n);
	iconv(cd, NULL, NULL, NULL, NULL);
	if (iconv(cd, &from, &n, &to, &m) != 0 || n != 0 ||
	    iconv(cd, NULL, NULL, &to, &m) != 0 || m != sizeof(four) - 4)
		return CHARSET_NONE;
	return (uint32_t)four[0] | (uint32_t)four[1] << 8 |
	    (uint32_t)four[2] << 16 | (uint32_t)four[3] << 24;
}

/* As it stands in a table. */
static unsigned
entry(uint32_t code)
{
	if (code < 0x10000)
		return (unsigned)code;
	if (beyonds == CHARSET_BEYONDS) {
		fprintf(stderr, "charsets: too many beyond U+FFFF\n");
		exit(1);
	}
	beyond[beyonds] = code;
	return CHARSET_BEYOND + beyonds++;
}

static void
print_high(iconv_t cd)
{
	char byte;
	int i;

	printf(" {");
	for (i = 0; i < 128; i++) {
		byte = (char)(i + 128);
		printf("%u,", entry(one(cd, &byte, 1)));
	}
	printf("},");
}

static void
print_singles(void)
{
	size_t i;

	printf("const struct charset_single charset_singles[] = {\n");
	for (i = 0; i < LEN(singles); i++) {
		iconv_t cd = open_set(singles[i]);

		printf("{ \"%s\",", singles[i]);
		print_high(cd);
		printf(" },\n");
		iconv_close(cd);
	}
	printf("};\nconst unsigned charset_singles_n = %zu;\n", LEN(singles));
}

static void
print_pairs(size_t which)
{
	iconv_t cd = open_set(sets[which].set);
	char bytes[4];
	size_t n = strlen(sets[which].before);
	int lead, trail;

	memcpy(bytes, sets[which].before, n);
	for (lead = sets[which].lead; lead <= sets[which].last; lead++) {
		for (trail = sets[which].trail; trail <= sets[which].end;
		    trail++) {
			bytes[n] = (char)lead;
			bytes[n + 1] = (char)trail;
			printf("%u,", entry(one(cd, bytes, n + 2)));
		}
		printf("\n");
	}
	iconv_close(cd);
}

static void
print_sets(void)
{
	int leads, trails, at = 0;
	size_t i;

	printf("const uint16_t charset_codes[] = {\n");
	for (i = 0; i < LEN(sets); i++)
		print_pairs(i);
	printf("};\nconst struct charset_pairs charset_pairs[] = {\n");
	for (i = 0; i < LEN(sets); i++) {
		iconv_t cd = open_set(sets[i].set);

		leads = sets[i].last - sets[i].lead + 1;
		trails = sets[i].end - sets[i].trail + 1;
		printf("{ \"%s\",", sets[i].name);
		print_high(cd);
		printf(" %d, %d, %d, %d, %d },\n", sets[i].lead, leads,
		    sets[i].trail, trails, at);
		at += leads * trails;
		iconv_close(cd);
	}
	printf("};\nconst unsigned charset_pairs_n = %zu;\n", LEN(sets));
}

static void
print_runs(void)
{
	iconv_t cd = open_set("gb18030");
	uint32_t code, before = 0;
	unsigned i, n = 0;
	char b[4];

	printf("const struct charset_run charset_runs[] = {\n");
	for (i = 0; i < RUNS; i++) {
		b[0] = (char)(0x81 + i / 12600);
		b[1] = (char)(0x30 + i / 1260 % 10);
		b[2] = (char)(0x81 + i / 10 % 126);
		b[3] = (char)(0x30 + i % 10);
		code = one(cd, b, sizeof(b));
		if (i == 0 || code != (before == CHARSET_NONE ? before :
		    before + 1)) {
			printf("{%u,%u},\n", i, entry(code));
			n++;
		}
		before = code;
	}
	printf("};\nconst unsigned charset_runs_n = %u;\n", n);
	iconv_close(cd);
}

int
main(void)
{
	unsigned i;

	printf("/* written by bot/text/tables/charsets.c */\n"
	    "#include \"text/charset_tables.h\"\n");
	print_singles();
	print_sets();
	print_runs();
	printf("const uint32_t charset_beyond[] = {\n");
	for (i = 0; i < beyonds || i == 0; i++)
		printf("%u,\n", (unsigned)beyond[i]);
	printf("};\n");
	return fflush(stdout) == 0 ? 0 : 1;
}
