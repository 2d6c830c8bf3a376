/* SPDX-License-Identifier: ISC */
/* The characters that HTML names; see html.h. */
#include <stdlib.h>
#include <string.h>

#include "text/html_parts.h"

static const struct { const char *name; const char *utf8; } entities[] = {
	{ "amp", "&" }, { "lt", "<" }, { "gt", ">" }, { "quot", "\"" },
	{ "apos", "'" }, { "nbsp", "\xc2\xa0" },
	{ "ensp", " " }, { "emsp", " " },
	{ "thinsp", " " }, { "zwnj", "" }, { "zwj", "" }, { "shy", "" },
	{ "copy", "\xc2\xa9" }, { "reg", "\xc2\xae" },
	{ "trade", "\xe2\x84\xa2" }, { "ndash", "\xe2\x80\x93" },
	{ "mdash", "\xe2\x80\x94" }, { "hellip", "\xe2\x80\xa6" },
	{ "lsquo", "\xe2\x80\x98" }, { "rsquo", "\xe2\x80\x99" },
	{ "ldquo", "\xe2\x80\x9c" }, { "rdquo", "\xe2\x80\x9d" },
	{ "bull", "\xe2\x80\xa2" }, { "middot", "\xc2\xb7" },
	{ "rarr", "\xe2\x86\x92" }, { "larr", "\xe2\x86\x90" },
	{ "laquo", "\xc2\xab" }, { "raquo", "\xc2\xbb" },
	{ "auml", "\xc3\xa4" }, { "ouml", "\xc3\xb6" }, { "uuml", "\xc3\xbc" },
	{ "Auml", "\xc3\x84" }, { "Ouml", "\xc3\x96" }, { "Uuml", "\xc3\x9c" },
	{ "szlig", "\xc3\x9f" }, { "eacute", "\xc3\xa9" },
	{ "egrave", "\xc3\xa8" }, { "agrave", "\xc3\xa0" },
	{ "ccedil", "\xc3\xa7" }, { "euro", "\xe2\x82\xac" },
	{ "colon", ":" }, { "Tab", " " }, { "NewLine", " " },
	{ "sect", "\xc2\xa7" }, { "deg", "\xc2\xb0" }, { "times", "\xc3\x97" },
};

size_t
html_entity(struct span s, const char **utf8, unsigned long *code)
{
	size_t i, n = 1;
	char word[40];	/* a number may begin with zeros */

	while (n < s.n && n < sizeof(word) && s.p[n] != ';' &&
	    strchr("#abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "0123456789", s.p[n]) != NULL && s.p[n] != '\0')
		n++;
	if (n < 2 || n >= sizeof(word))
		return 0;
	memcpy(word, s.p + 1, n - 1);
	word[n - 1] = '\0';
	if (n < s.n && s.p[n] == ';')
		n++;
	if (word[0] == '#') {
		*code = ascii_lower(word[1]) == 'x' ?
		    strtoul(word + 2, NULL, 16) : strtoul(word + 1, NULL, 10);
		*utf8 = NULL;
		return n;
	}
	for (i = 0; i < LEN(entities); i++) {
		if (strcmp(entities[i].name, word) != 0)
			continue;
		*utf8 = entities[i].utf8;
		return n;
	}
	return 0;
}
