/* SPDX-License-Identifier: ISC */
/*
 * ARC from any bytes: a mail, a NUL byte, and behind it TXT records, one a
 * line ("" fails, "-" is none), given out in turn.  The canonical forms are
 * held against what they promise, too.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "text/arc.h"
#include "text/canon.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

#define NOW	INT64_C(1795262400)	/* 2026-11-21 */

static struct span answers;
static unsigned asked;

static void
answer(void *arg, struct arena *a, const char *name, struct txt_answer *ans)
{
	struct span line;

	(void)arg;
	asked++;
	if (!txt_may_ask(name))
		abort();
	ans->status = TXT_NONE;
	if (!span_line(&answers, &line) || span_eq(line, "-"))
		return;
	ans->status = line.n == 0 ? TXT_FAILED : TXT_FOUND;
	if (ans->status == TXT_FOUND)
		list_add(&ans->texts, arena_strn(a, line.p, line.n));
}

static void
keep(void *arg, const char *p, size_t n)
{
	buf_add(arg, p, n);
}

/* A canonical form is its own; a relaxed one is that of the simple one. */
static void
check_canon(const struct mail *m)
{
	struct buf simple = { 0 }, relaxed = { 0 }, twice = { 0 };
	size_t i;

	canon_body(m->body, false, m->lf, keep, &simple);
	canon_body(m->body, true, m->lf, keep, &relaxed);
	canon_body((struct span){ relaxed.p, relaxed.n }, true, false, keep,
	    &twice);
	if (twice.n != relaxed.n ||
	    (twice.n > 0 && memcmp(twice.p, relaxed.p, twice.n) != 0) ||
	    relaxed.n > simple.n)
		abort();
	for (i = 0; i < m->n; i++) {
		buf_cut(&relaxed, 0);
		buf_cut(&twice, 0);
		canon_field(&relaxed, m->fields[i].raw, true);
		canon_field(&twice, (struct span){ relaxed.p, relaxed.n - 2 },
		    true);
		if (twice.n != relaxed.n ||
		    memcmp(twice.p, relaxed.p, twice.n) != 0)
			abort();
		canon_signature(&simple, m->fields[i].raw, false);
	}
	buf_free(&simple);
	buf_free(&relaxed);
	buf_free(&twice);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct span bytes = { (const char *)data, n };
	const char *end = n > 0 ? memchr(data, '\0', n) : NULL;
	struct arena *a = arena_new();
	struct evidence ev = { .complete = true };
	struct mail m;

	answers = (struct span){ NULL, 0 };
	asked = 0;
	if (end != NULL) {
		bytes.n = (size_t)(end - bytes.p);
		answers = (struct span){ end + 1, n - bytes.n - 1 };
	}
	mail_scan(a, bytes, &m);
	arc_check(a, &m, NOW, NOW, answer, NULL, &ev);
	if (asked > ARC_INSTANCES_MAX + 1 || ev.n > 1 + ARC_WORDS_MAX ||
	    (ev.n > 0 && ev.proofs[0].why == NULL))
		abort();
	if (ev.n > 0 && (ev.proofs[0].result == PROOF_PASS) !=
	    (ev.proofs[0].key != NULL))
		abort();
	check_canon(&m);
	arena_free(a);
	return 0;
}
