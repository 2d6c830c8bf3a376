/* SPDX-License-Identifier: ISC */
/* Evidence to bytes and back; bytes that are none. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "base/arena.h"
#include "text/evidence.h"

static struct evidence
sample(void)
{
	struct evidence ev = { .from = "a@b.example", .from_name = "N",
	    .subject = "", .date = -1, .received = INT64_C(1) << 40,
	    .signs = SIGN_LIST | SIGN_TRICK, .complete = true,
	    .trick = "t", .list_id = "l.b.example" };
	uint32_t i;

	for (i = 0; i < EVIDENCE_PROOFS_MAX; i++)
		ev.proofs[ev.n++] = (struct proof){ .method = "dkim",
		    .result = (enum proof_result)(i % 7), .bits = i,
		    .by = "mx.c.example", .covered = i << 5,
		    .signed_at = (int64_t)i << 33,
		    .domain = "b.example", .why = "because" };
	ev.dmarc = (struct dmarc_evidence){ .result = PROOF_FAIL,
	    .policy = "reject", .record = "v=DMARC1", .why = "w",
	    .covered = 0x21 };
	return ev;
}

static void
evidence__travels__whole(void **state)
{
	struct arena *a = arena_new();
	struct evidence in = sample(), *out;
	struct buf b = { 0 }, again = { 0 };
	struct unpack u;

	(void)state;
	evidence_pack(&b, &in);
	u = (struct unpack){ .p = b.p, .n = b.n };
	out = evidence_unpack(a, &u);
	assert_non_null(out);
	assert_string_equal(out->from, "a@b.example");
	assert_null(out->malformed);
	assert_string_equal(out->subject, "");
	assert_int_equal(out->date, -1);
	assert_int_equal(out->received, INT64_C(1) << 40);
	assert_int_equal(out->n, EVIDENCE_PROOFS_MAX);
	assert_int_equal(out->proofs[6].result, PROOF_PERMERROR);
	assert_int_equal(out->proofs[31].bits, 31);
	assert_string_equal(out->proofs[31].by, "mx.c.example");
	assert_int_equal(out->proofs[31].covered, 31 << 5);
	assert_int_equal(out->proofs[31].signed_at, INT64_C(31) << 33);
	assert_int_equal(out->dmarc.covered, 0x21);
	assert_string_equal(out->dmarc.policy, "reject");
	evidence_pack(&again, out);
	assert_int_equal(again.n, b.n);
	assert_memory_equal(again.p, b.p, b.n);
	buf_free(&b);
	buf_free(&again);
	arena_free(a);
}

static void
evidence__is_refused__cut_or_lengthened(void **state)
{
	struct arena *a = arena_new();
	struct evidence in = sample();
	struct buf b = { 0 };
	struct unpack u;
	size_t i;

	(void)state;
	evidence_pack(&b, &in);
	for (i = 0; i < b.n; i++) {
		u = (struct unpack){ .p = b.p, .n = i };
		assert_null(evidence_unpack(a, &u));
	}
	buf_addc(&b, 'x');
	u = (struct unpack){ .p = b.p, .n = b.n };
	assert_null(evidence_unpack(a, &u));
	buf_free(&b);
	arena_free(a);
}

static void
evidence__is_refused__with_values_out_of_range(void **state)
{
	struct arena *a = arena_new();
	struct evidence in = sample();
	struct buf b = { 0 };
	struct unpack u;

	(void)state;
	in.n = 1;
	in.proofs[0].result = (enum proof_result)7;
	evidence_pack(&b, &in);
	u = (struct unpack){ .p = b.p, .n = b.n };
	assert_null(evidence_unpack(a, &u));
	buf_cut(&b, 0);
	in.proofs[0].result = PROOF_PASS;
	in.proofs[0].method = NULL;
	evidence_pack(&b, &in);
	u = (struct unpack){ .p = b.p, .n = b.n };
	assert_null(evidence_unpack(a, &u));
	buf_cut(&b, 0);
	in.proofs[0].method = "dkim";
	evidence_pack(&b, &in);
	u = (struct unpack){ .p = b.p, .n = b.n };
	assert_non_null(evidence_unpack(a, &u));
	b.p[0] = 99;	/* another format */
	u = (struct unpack){ .p = b.p, .n = b.n };
	assert_null(evidence_unpack(a, &u));
	buf_free(&b);
	arena_free(a);
}

/* The prover reads foreign bytes: what it says is never taken for clean. */
static void
evidence__unpacks__to_clean_lines(void **state)
{
	struct arena *a = arena_new();
	struct evidence in = sample(), *out;
	struct buf b = { 0 };
	struct unpack u;

	(void)state;
	in.subject = "a\nstate=done\x1b[2J\xff";
	in.proofs[0].why = "b\xe2\x80\xae\tc";
	in.dmarc.why = "d\r\n";
	evidence_pack(&b, &in);
	u = (struct unpack){ .p = b.p, .n = b.n };
	out = evidence_unpack(a, &u);
	assert_non_null(out);
	assert_string_equal(out->subject, "a state=done[2J\xef\xbf\xbd");
	assert_string_equal(out->proofs[0].why, "b c");
	assert_string_equal(out->dmarc.why, "d");
	buf_free(&b);
	arena_free(a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(evidence__travels__whole),
		cmocka_unit_test(evidence__is_refused__cut_or_lengthened),
		cmocka_unit_test(
		    evidence__is_refused__with_values_out_of_range),
		cmocka_unit_test(evidence__unpacks__to_clean_lines),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
