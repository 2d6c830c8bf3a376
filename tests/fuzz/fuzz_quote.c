/* SPDX-License-Identifier: ISC */
/*
 * A stranger's words: quoted they are one clean line without links, and what
 * makes mails alike is the same each time.  The input is a subject and, behind
 * the first newline, a text.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "handlers/bulletin/likeness.h"
#include "handlers/bulletin/quote.h"

int	LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

#define MOST	60	/* characters */

static bool
is_letter(char c)
{
	return ascii_lower(c) >= 'a' && ascii_lower(c) <= 'z';
}

/* What a mail program would make a link of. */
static void
check(const char *q)
{
	size_t i, n = strlen(q), characters = 0;

	if (!utf8_valid(q, n))
		abort();
	for (i = 0; i < n; i++) {
		characters += ((unsigned char)q[i] & 0xc0) != 0x80;
		if ((unsigned char)q[i] < ' ' || q[i] == '"')
			abort();
		if (q[i] == '.' && i > 0 && is_letter(q[i - 1]) &&
		    is_letter(q[i + 1]) && is_letter(q[i + 2]))
			abort();
		if (span_starts_nocase(span_of(q + i), "http://") ||
		    span_starts_nocase(span_of(q + i), "https://"))
			abort();
	}
	/* a dot becomes three, a scheme's end too; and "..." at the end */
	if (characters > 3 * MOST + 3)
		abort();
}

static void
check_links(struct arena *a, const char *text)
{
	struct list links = { 0 };
	struct span host;
	size_t i;

	quote_links(a, text, 20, &links);
	if (links.n > 20)
		abort();
	for (i = 0; i < links.n; i++) {
		host = quote_host(links.at[i]);
		if (strlen(links.at[i]) > LINK_MAX || host.n > LINK_MAX)
			abort();
		check(quote(a, links.at[i], MOST, NULL));
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena *a = arena_new();
	char *subject = arena_strn(a, (const char *)data, n), *text;
	struct likeness l = { .vendor = "v", .verdict = n % 2 == 0 ? "forged" :
	    "unverified", .sender = subject };
	struct likeness_keys one, two;

	text = strchr(subject, '\n');
	if (text != NULL)
		*text++ = '\0';
	check(quote(a, subject, MOST, NULL));
	check_links(a, text);
	l.subject = subject;
	l.text = text;
	likeness_keys(a, &l, &one);
	likeness_keys(a, &l, &two);
	if (one.n > LIKENESS_KEYS_MAX || memcmp(&one, &two, sizeof(one)) != 0)
		abort();
	arena_free(a);
	return 0;
}
