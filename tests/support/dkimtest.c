/* SPDX-License-Identifier: ISC */
/* What is said of a mail's only DKIM signature; see dkimtest.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/arena.h"
#include "tests/support/dkimtest.h"
#include "tests/support/txt_table.h"
#include "text/dkim.h"

enum proof_result
dkim_said(const char *name, const char *record, struct span mail,
    int64_t when)
{
	struct evidence ev = { .complete = true };
	struct arena *a = arena_new();
	struct txt_table zone = { 0 };
	enum proof_result r;
	struct mail m;

	table_add(&zone, name, record);
	mail_scan(a, mail, &m);
	dkim_check(a, &m, when, when, table_txt, &zone, &ev);
	assert_int_equal(ev.n, 1);
	r = ev.proofs[0].result;
	table_free(&zone);
	arena_free(a);
	return r;
}
