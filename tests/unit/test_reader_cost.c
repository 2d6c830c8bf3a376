/* SPDX-License-Identifier: ISC */
/*
 * What reading costs grows with the text, not with its square: each kind of
 * hostile text is read by every reader in one size and in eight times that.
 * CPU time is compared with CPU time, so that a busy machine and slow checkers
 * change nothing.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

#include "base/arena.h"
#include "base/buf.h"
#include "handlers/bulletin/select.h"

#define SMALL	(32 << 10)	/* bytes of a text */
#define TIMES	8		/* as large is the other one */
#define MOST	30		/* times the cost; a square is 64 */
#define FLOOR	60000		/* microseconds that are not worth a word */

static long
cpu_now(void)
{
	struct rusage u;

	getrusage(RUSAGE_SELF, &u);
	return (u.ru_utime.tv_sec + u.ru_stime.tv_sec) * 1000000L +
	    u.ru_utime.tv_usec + u.ru_stime.tv_usec;
}

/* What is in each line; "%d" counts, so that no two are the same.  The subject
 * where a reader asks for its own. */
static const struct { const char *head, *line, *subject; } texts[] = {
	{ "Ubuntu Security Notice USN-1-1\nThe problem can be corrected by\n"
	    "Ubuntu 26.04:\n", " sample%d 1.2\n", NULL },
	{ "", "Title: a\ncisco-sa-sample%d\n", NULL },
	{ "", "Cisco Security Advisory: a\n", NULL },
	{ "Debian Security Advisory DSA-1-1\nPackage : sample\n",
	    ": : : : CVE-2026-1%d CVSS 9.8\n", NULL },
	{ "", "APSB26-%d title\n", NULL },
	{ "OpenSSL Security Advisory [1 May 2026]\n",
	    "Severity: Low\nupgrade to OpenSSL 1.%d exploited\n", NULL },
	{ "Announcement ID: SUSE-SU-2026:1-1\nPackage List:\n",
	    "- SUSE (a):\nsample-%d\n", NULL },
	{ "Advisory ID: RHSA-2026:1-1\nPackage List:\n", "s%d.src.rpm\n",
	    NULL },
	{ "Security\n", "\n", NULL },
	{ "Title: Microsoft Security Bulletin Releases\n\nMS26-001\n",
	    "Title: a%d\n", NULL },
	{ "Advisory ID: VMSA-2026-0001\nSynopsis: a\n"
	    "Product  Version  on  Replace with\n", "a%d  1  x  2\n", NULL },
	{ "Announcement ID: SUSE-SU-2026:1-1\n"
	    "Cross-References: CVE-2026-1000\nCVSS scores:\n",
	    "CVE-2026-1%d (SUSE) : 7.8 CVSS:3.1/AV:N\n", NULL },
	{ "Mozilla Foundation Security Advisory 2026-01\nImpact\nhigh\n",
	    "CVE-2026-1%d: a\nImpact\nlow\n", NULL },
	{ "", "a a:\n", "Security update for Debian Testing - 2026-11-07" },
};

/* The CPU time of all bulletins that this reader finds in that many bytes. */
static long
cost(const char *reader, size_t text, size_t bytes)
{
	struct reader_mail m = { .from = "a@cisco.com",
	    .subject = "Cisco Adobe [USN-1-1] vulnerabilities" };
	struct list found = { 0 };
	struct buf b = { 0 };
	long before;
	int i = 0;

	if (texts[text].subject != NULL)
		m.subject = texts[text].subject;
	buf_add(&b, texts[text].head, strlen(texts[text].head));
	while (b.n < bytes) {
		const char *p = strstr(texts[text].line, "%d");

		if (p == NULL) {
			buf_addf(&b, "%s", texts[text].line);
			continue;
		}
		buf_addf(&b, "%.*s%d%s", (int)(p - texts[text].line),
		    texts[text].line, 1000 + i++, p + 2);
	}
	m.arena = arena_new();
	m.text = buf_str(&b);
	before = cpu_now();
	bulletin_read(reader, &m, &found);
	before = cpu_now() - before;
	list_free(&found);
	arena_free(m.arena);
	buf_free(&b);
	return before;
}

static void
check(const char *reader, size_t text)
{
	long large = cost(reader, text, (size_t)SMALL * TIMES), small;

	if (large <= FLOOR)
		return;
	small = cost(reader, text, SMALL);
	if (large > small * MOST)
		fail_msg("%s: \"%.20s\": %ld us, and %ld us for %d times as "
		    "much", reader != NULL ? reader : "all of them",
		    texts[text].line, small, large, TIMES);
}

static void
readers__cost_what_their_text_is_long(void **state)
{
	size_t i, k;

	(void)state;
	for (k = 0; k < sizeof(texts) / sizeof(texts[0]); k++) {
		check(NULL, k);
		for (i = 0; bulletin_readers[i] != NULL; i++)
			check(bulletin_readers[i]->id, k);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(readers__cost_what_their_text_is_long),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
