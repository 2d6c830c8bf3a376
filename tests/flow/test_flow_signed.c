/* SPDX-License-Identifier: ISC */
/* Signed mails on their way: what a signature is worth to core, and to whom. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "flow/keys.h"
#include "handlers/bulletin/facts.h"
#include "handlers/handler.h"
#include "tests/support/flowtest.h"
#include "text/keyring.h"

#define PLAN "plan shop production 2026-12-04 21:30 for 1h"
#define VENDOR "news@seal.example.net"

static struct reading
announcing(const char *id)
{
	struct reading r = { .mail_class = CLASS_BULLETIN, .subject = "s",
	    .text = "t" };
	struct bulletin_facts *f = arena_alloc(ft_arena, sizeof(*f));
	struct list l = { 0 };
	struct buf b = { 0 };

	f->vendor = "any";
	f->id = f->base = id;
	list_add_in(ft_arena, &l, f);
	facts_pack(&b, &l);
	r.claims = (struct span){ arena_strn(ft_arena, b.p, b.n), b.n };
	buf_free(&b);
	return r;
}

static struct evidence
from_vendor(void)
{
	return (struct evidence){ .complete = true, .from = VENDOR,
	    .subject = "lamp update", .date = FT_START };
}

static const char *
row(int64_t id, const char *column)
{
	struct err e = { 0 };
	char *text = NULL;

	if (store_text(ft.store, &e, ft_arena, &text, arena_printf(ft_arena,
	    "SELECT %s FROM inbox WHERE id = $1", column), "i", id) == -1)
		fail_msg("%s", e.text);
	return text != NULL ? text : "";
}

#define FINGERPRINT "32A95142FBD435C206318E1C4B0493533DD59113"

/* What core does with the answer of the verifier (or of a plain reader). */
static int64_t
signed_mail(struct evidence *ev, struct reading *r, enum proof_result result,
    bool verified)
{
	struct proof *p = arena_alloc(ft_arena, sizeof(*p));
	struct gate g;

	*p = (struct proof){ .method = "pgp", .result = result,
	    .identity = FINGERPRINT, .why = "signed by a key that is pinned" };
	list_add_in(ft_arena, &r->proofs, p);
	flow_gate(&ft, ft_arena, ev, &g);
	flow_take_proofs(ev, r, &g.judgement, verified);
	return ft_mail(ev, r, false);
}

static int64_t
signed_command(const char *id, const char *line, bool only, bool verified)
{
	static unsigned mails;
	struct evidence ev = { .complete = true, .from = "olaf@example.com",
	    .message_id = arena_printf(ft_arena, "<s%u@example.net>",
	    mails++), .date = FT_START };
	struct reading r = { .mail_class = CLASS_COMMAND, .text = "t",
	    .signed_only = only, .signed_id = id };

	list_add_in(ft_arena, &r.commands, arena_str(ft_arena, line));
	return signed_mail(&ev, &r, PROOF_PASS, verified);
}

static void
command__signed__is_done_once_however_it_is_wrapped(void **state)
{
	int64_t id;

	(void)state;
	signed_command("aa", PLAN, true, true);
	ft_has(ft_mails(), "> plan shop");
	assert_int_equal(ft_int("SELECT COUNT(*) FROM deployments"), 1);
	assert_int_equal(ft_int("SELECT COUNT(*) FROM tokens"), 0);
	ft_has(ft_text("SELECT assurance FROM journal ORDER BY id DESC "
	    "LIMIT 1"), "signed");
	/* the same words and signature, in another mail */
	id = signed_command("aa", PLAN, true, true);
	ft_has(row(id, "why"), "came before");
	assert_string_equal(ft_mails(), "");
	/* another time, another signature */
	id = signed_command("bb", "whoami", true, true);
	ft_has(ft_mails(), "> whoami");
	assert_string_equal(row(id, "state"), "done");
}

static void
command__signature_that_does_not_count__gets_a_token(void **state)
{
	(void)state;
	/* who holds no keys cannot say so */
	signed_command("cc", PLAN, true, false);
	assert_int_equal(ft_int("SELECT COUNT(*) FROM tokens"), 1);
	/* more was read than was signed */
	signed_command("dd", PLAN, false, true);
	assert_int_equal(ft_int("SELECT COUNT(*) FROM tokens"), 2);
	assert_int_equal(ft_int("SELECT COUNT(*) FROM deployments"), 0);
}

static void
vendor__signed__is_believed_and_its_subject_is_not(void **state)
{
	struct evidence ev = from_vendor();
	struct reading r = announcing("SEAL-2026-1");
	int64_t id;

	(void)state;
	r.signed_only = true;
	id = signed_mail(&ev, &r, PROOF_PASS, true);
	assert_string_equal(row(id, "verdict"), "authentic");
	ft_has(ft_mails(), "(unproven subject) lamp update");
}

static void
vendor__signature_without_its_reading__is_not_believed(void **state)
{
	struct evidence ev = from_vendor();
	struct reading r = announcing("SEAL-2026-2");
	int64_t id;

	(void)state;
	id = signed_mail(&ev, &r, PROOF_PASS, true);
	assert_string_equal(row(id, "verdict"), "unverified");
	ev = from_vendor();
	r = announcing("SEAL-2026-3");
	r.signed_only = true;
	id = signed_mail(&ev, &r, PROOF_PASS, false);
	assert_string_equal(row(id, "verdict"), "unverified");
	ev = from_vendor();
	r = announcing("SEAL-2026-4");
	id = signed_mail(&ev, &r, PROOF_FAIL, true);
	assert_string_equal(row(id, "verdict"), "unverified");
	ft_has(row(id, "why"), "signed by a key");
}

static void
vendor__unsigned__why_tells_which_key_would_do(void **state)
{
	struct evidence ev = from_vendor();
	struct reading r = announcing("SEAL-2026-5");
	int64_t id = ft_mail(&ev, &r, false);

	(void)state;
	ft_chat("ines", false, arena_printf(ft_arena, "why %lld",
	    (long long)id));
	ft_has(ft_said(), "an OpenPGP signature by the pinned key: "
	    FINGERPRINT);
}

static void
signers__of_a_mail__are_its_senders(void **state)
{
	struct evidence ev = from_vendor();
	struct read_job j = { .reader = NULL };
	struct gate g;

	(void)state;
	flow_gate(&ft, ft_arena, &ev, &g);
	flow_signers(ft_arena, &g, &ev, 77, &j);
	assert_int_equal(j.owners.n, 1);
	assert_string_equal(j.owners.at[0], "vendor seal");
	assert_false(j.proven);
	assert_int_equal(j.when, FT_START);	/* Date */
	ev.received = FT_START + 5;
	j = (struct read_job){ .reader = NULL };
	flow_signers(ft_arena, &g, &ev, 77, &j);
	assert_int_equal(j.when, FT_START + 5);
	/* a command is of when it came */
	ev.from = "olaf@example.com";
	flow_gate(&ft, ft_arena, &ev, &g);
	j = (struct read_job){ .reader = NULL };
	flow_signers(ft_arena, &g, &ev, 77, &j);
	assert_string_equal(j.owners.at[0], "person olaf");
	assert_int_equal(j.when, 77);
	ev.from = "carol@example.com";
	flow_gate(&ft, ft_arena, &ev, &g);
	j = (struct read_job){ .reader = NULL };
	flow_signers(ft_arena, &g, &ev, 77, &j);
	assert_int_equal(j.owners.n, 0);
}

/* The key of the configuration, with another end. */
static void
end_key(int64_t expires)
{
	const struct key_file *f = ft.config->keys.at[0];
	struct key_facts *k = f->keys.at[0];

	k->expires = expires;
}

static void
keys__that_end__are_told_once_thirty_days_ahead(void **state)
{
	struct err e = { 0 };
	const char *mails;

	(void)state;
	end_key(FT_START + KEYS_SOON + 1);
	assert_int_equal(keys_tell(&ft, &e), 0);
	assert_string_equal(ft_mails(), "");
	end_key(FT_START + KEYS_SOON);
	assert_int_equal(keys_tell(&ft, &e), 0);
	mails = ft_mails();
	ft_has(mails, "carol@example.com: ");
	ft_has(mails, "pinned for vendor seal ends on");
	ft_clock += 5 * 86400;
	assert_int_equal(keys_tell(&ft, &e), 0);
	assert_string_equal(ft_mails(), "");
	/* a new end is another one */
	end_key(ft_clock - 1);
	assert_int_equal(keys_tell(&ft, &e), 0);
	ft_has(ft_mails(), "ended on");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, ft_open, ft_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(command__signed__is_done_once_however_it_is_wrapped),
		TEST(command__signature_that_does_not_count__gets_a_token),
		TEST(vendor__signed__is_believed_and_its_subject_is_not),
		TEST(vendor__signature_without_its_reading__is_not_believed),
		TEST(vendor__unsigned__why_tells_which_key_would_do),
		TEST(signers__of_a_mail__are_its_senders),
		TEST(keys__that_end__are_told_once_thirty_days_ahead),
	};

	ft_file = "tests/flow/signed.conf";
	return cmocka_run_group_tests_name("flow_signed", tests, NULL, NULL);
}
