/* SPDX-License-Identifier: ISC */
/*
 * The whole proof from any bytes: a mail, a NUL byte, and behind it TXT
 * records, one a line ("" fails, "-" is none), given out in turn.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"
#include "text/prove.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static struct span answers;

static void
answer(void *arg, struct arena *a, const char *name, struct txt_answer *ans)
{
	struct span line;

	(void)arg;
	if (strlen(name) > 253)
		abort();
	ans->status = TXT_NONE;
	if (!span_line(&answers, &line) || span_eq(line, "-"))
		return;
	ans->status = line.n == 0 ? TXT_FAILED : TXT_FOUND;
	if (ans->status == TXT_FOUND)
		list_add(&ans->texts, arena_strn(a, line.p, line.n));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static struct prover *prover;
	struct span mail = { (const char *)data, n };
	const char *end = n > 0 ? memchr(data, '\0', n) : NULL;
	struct arena *a = arena_new();
	struct evidence ev, *back;
	struct buf b = { 0 };
	struct unpack u;

	if (prover == NULL && (prover = prover_new(NULL, NULL)) == NULL)
		abort();
	answers = (struct span){ NULL, 0 };
	if (end != NULL) {
		mail.n = (size_t)(end - mail.p);
		answers = (struct span){ end + 1, n - mail.n - 1 };
	}
	prove_mail(prover, a, mail, 1795262400, answer, NULL, &ev);
	evidence_pack(&b, &ev);
	u = (struct unpack){ .p = b.p, .n = b.n };
	back = evidence_unpack(a, &u);
	if (back == NULL || back->n != ev.n || ev.n == 0)
		abort();
	buf_free(&b);
	arena_free(a);
	return 0;
}
