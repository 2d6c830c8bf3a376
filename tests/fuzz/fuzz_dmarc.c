/* SPDX-License-Identifier: ISC */
/*
 * DMARC from any bytes: lines of TXT records, given out in turn; the first
 * line is the From domain, the second the domain of a passing signature, or
 * behind a '~' one for which a gateway saw SPF pass.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "text/address.h"
#include "text/dmarc.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static struct span answers;
static unsigned asked;

static void
answer(void *arg, struct arena *a, const char *name, struct txt_answer *ans)
{
	struct span line, text;
	const char *bar;

	(void)arg;
	asked++;
	if (strlen(name) > 253)
		abort();
	ans->status = TXT_NONE;
	if (!span_line(&answers, &line))
		return;
	ans->nxdomain = line.n == 1;
	ans->status = line.n == 0 ? TXT_FAILED : TXT_FOUND;
	while (line.n > 0) {	/* several records are parted by '|' */
		bar = memchr(line.p, '|', line.n);
		text = (struct span){ line.p,
		    bar != NULL ? (size_t)(bar - line.p) : line.n };
		list_add(&ans->texts, arena_strn(a, text.p, text.n));
		line.p += text.n + (bar != NULL);
		line.n -= text.n + (bar != NULL);
	}
}

/* A line as a lower-case domain, or NULL. */
static char *
domain_of(struct arena *a, struct span line)
{
	char *s;
	size_t i;

	if (!address_is_domain(line))
		return NULL;
	s = arena_strn(a, line.p, line.n);
	for (i = 0; i < line.n; i++)
		s[i] = ascii_lower(s[i]);
	return s;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static struct suffix_list *suffixes;
	struct arena *a = arena_new();
	struct evidence ev = { .complete = true };
	struct span line = { NULL, 0 };
	struct dmarc_record r;
	char *from, *signer;
	bool spf;

	if (suffixes == NULL && (suffixes = suffix_open(NULL, NULL)) == NULL)
		abort();
	dmarc_record_parse(arena_strn(a, (const char *)data, n), &r);
	answers = (struct span){ (const char *)data, n };
	span_line(&answers, &line);
	from = domain_of(a, line);
	line = (struct span){ NULL, 0 };
	span_line(&answers, &line);
	spf = line.n > 0 && line.p[0] == '~';
	if (spf)
		line = (struct span){ line.p + 1, line.n - 1 };
	signer = domain_of(a, line);
	if (from != NULL) {
		asked = 0;
		if (signer != NULL)
			ev.proofs[ev.n++] = (struct proof){
			    .method = spf ? "authres-spf" : "dkim",
			    .by = "mx.example.com", .why = "it says",
			    .result = PROOF_PASS, .domain = signer };
		dmarc_check(suffixes, a, from, answer, NULL, &ev);
		/* two walks and the question whether From exists */
		if (asked > 2 * DMARC_QUERIES_MAX + 1 ||
		    ev.dmarc.why == NULL)
			abort();
		/* a pass needs a name in common */
		if (ev.dmarc.result == PROOF_PASS && (signer == NULL ||
		    strcmp(strrchr(signer, '.') != NULL ?
		    strrchr(signer, '.') : signer,
		    strrchr(from, '.') != NULL ?
		    strrchr(from, '.') : from) != 0))
			abort();
	}
	arena_free(a);
	return 0;
}
