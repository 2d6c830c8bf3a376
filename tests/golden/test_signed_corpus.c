/* SPDX-License-Identifier: ISC */
/*
 * Signed mails of the corpus, each judged under a vendors file that pins the
 * real key of the sender it claims, and under one that pins another's: what is
 * good is authentic with the key and not without; no attack is, ever.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/arena.h"
#include "base/buf.h"
#include "flow/flow.h"
#include "flow/keys.h"
#include "tests/support/corpus.h"
#include "tests/support/txt_table.h"
#include "text/keyring.h"
#include "text/prove.h"
#include "text/verify.h"

#define JOHNNY	"d_pgp_smime/johnny/"
#define ATTACKS	"e_hostile/johnny"

static struct prover *prover;
static struct verifier *verifier;
static struct arena *a;
static struct list vendors;

static int
setup(void **state)
{
	struct err e = { 0 };

	(void)state;
	prover = prover_new(NULL, &e);
	verifier = verifier_new(&e);
	assert_string_equal(e.text, "");
	a = arena_new();
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	prover_free(prover);
	verifier_free(verifier);
	arena_free(a);
	return 0;
}

/* The vendor "manager" (or another address) with these lines in its entry;
 * %s is the corpus. */
static void
pin(const char *from, const char *lines)
{
	struct conf_report r = { .arena = a };
	struct conf_node *root;
	struct list keys = { 0 };
	struct err e = { 0 };
	struct buf b = { 0 };
	const char *p, *dir;

	dir = arena_str(a, corpus_path("."));
	buf_addf(&b, "vendor sender { from %s ; reader any\n", from);
	for (p = lines; *p != '\0'; p++) {
		if (*p == '%')
			buf_addf(&b, "%s/", dir);
		else
			buf_addc(&b, *p);
	}
	buf_adds(&b, "\n}\n");
	root = conf_read_bytes(a, ".conf", (struct span){ b.p, b.n }, &r);
	assert_non_null(root);
	vendors = (struct list){ 0 };
	if (vendors_read(a, root, &vendors, &r) == -1 ||
	    keys_read(a, &vendors, NULL, (int64_t)time(NULL), &keys, &r) == -1)
		fail_msg("%s", (char *)r.lines.at[0]);
	assert_int_equal(verifier_keys(verifier, &keys, (int64_t)time(NULL),
	    &e), 0);
	buf_free(&b);
}

/* As the daemon does it, but for its processes; arrived 0: no word of it. */
static enum verdict
judged(const char *name, const char *before, const char **only)
{
	static struct txt_table nothing;
	struct buf mail = { 0 };
	struct evidence ev;
	struct gate g = { 0 };
	struct read_job j = { .reader = NULL };
	struct verify_answer r;
	struct reading reading = { .text = "" };

	buf_adds(&mail, before);
	if (!corpus_read(name, &mail))
		fail_msg("%s is missing", name);
	prove_mail(prover, a, (struct span){ mail.p, mail.n }, 0, table_txt,
	    &nothing, &ev);
	judge(a, &vendors, &ev, &g.judgement);
	flow_signers(a, &g, &ev, 0, &j);
	verify_mail(verifier, a, (struct span){ mail.p, mail.n },
	    &(struct verify_question){ j.from, j.when, j.owners }, &r);
	reading.proofs = r.proofs;
	reading.signed_only = r.only.p != NULL;
	if (flow_take_proofs(&ev, &reading, &g.judgement, true))
		judge(a, &vendors, &ev, &g.judgement);
	*only = r.only.p;
	buf_free(&mail);
	return g.judgement.verdict;
}

static void
expect(const char *folder, const char *name, const char *before, bool good,
    const char *says)
{
	const char *only = NULL;
	enum verdict v = judged(arena_printf(a, "%s/%s", folder, name),
	    before, &only);
	bool right = (v == VERDICT_AUTHENTIC) == good &&
	    (!good || strstr(only, says) != NULL);

	corpus_case(folder, name, right ? CORPUS_RIGHT : CORPUS_WRONG, "%s",
	    right ? "" : verdict_name(v));
	if (!right)
		fail_msg("%s/%s: %s", folder, name, verdict_name(v));
}

#define MANAGER	"manager@bigcorporation.de"
#define FPR	"AA482B4FF773584F58D14563F18273C6FB579BE4"
#define HERS	"key %" JOHNNY "keys/manager@bigcorporation.asc\n" \
		"prove any { pgp " FPR "; smime %" JOHNNY \
		"keys/manager@bigcorporation.crt }"
/* another's key, and another's certificate */
#define EVES	"key %" JOHNNY "keys/eve@bigcorporation.asc\nprove any { " \
		"pgp F9E600725878C6DAE30688CA4B568F486E960FB5; smime %" \
		JOHNNY "keys/eve@bigcorporation.crt }"

static const char *const valid[] = { "manager-pgp-inline.eml",
	"manager-pgp-mime.eml", "manager-smime.eml" };

static void
valid__pinned__is_authentic(void **state)
{
	size_t i;

	(void)state;
	corpus_needed();
	pin(MANAGER, HERS);
	for (i = 0; i < 3; i++)
		expect("d_pgp_smime/johnny/valid", valid[i], "", true,
		    "Congratulations");
	/* the authority that made the certificate, in place of it */
	pin(MANAGER, "prove any { smime %" JOHNNY
	    "keys/intermediate_ca.crt }");
	expect("d_pgp_smime/johnny/valid", valid[2], "", true,
	    "Congratulations");
}

static void
valid__not_pinned__is_not(void **state)
{
	size_t i;

	(void)state;
	corpus_needed();
	pin(MANAGER, EVES);
	for (i = 0; i < 3; i++)
		expect("d_pgp_smime/johnny/valid", valid[i], "", false, "");
	pin(MANAGER, "prove any { dmarc }");
	for (i = 0; i < 3; i++)
		expect("d_pgp_smime/johnny/valid", valid[i], "", false, "");
}

static void
attacks__sender_pinned__none_is_authentic(void **state)
{
	struct dirent *d;
	unsigned n = 0;
	DIR *dir;

	(void)state;
	corpus_needed();
	pin(MANAGER, HERS);
	dir = opendir(corpus_path(ATTACKS));
	assert_non_null(dir);
	while ((d = readdir(dir)) != NULL) {
		if (strstr(d->d_name, ".eml") == NULL)
			continue;
		expect(ATTACKS, d->d_name, "", false, "");
		n++;
	}
	closedir(dir);
	assert_true(n >= 20);
}

#define CARNIL	"key %d_pgp_smime/debian-keys/carnil.asc\n" \
		"prove any { pgp 04A4407CB9142C23030C17AE789D6F057FD863FE }"
#define JMM	"key %d_pgp_smime/debian-keys/jmm.asc\n" \
		"prove any { pgp B6E62F3D12AC38495C0DA90510C293B6C37C4E36 }"
#define AS_MAIL	"From: Salvatore Bonaccorso <carnil@debian.org>\n" \
		"Date: Tue, 30 Jan 2024 18:30:00 +0000\n\n"

static void
advisory__signed_by_a_subkey__needs_its_primary_key(void **state)
{
	(void)state;
	corpus_needed();
	pin("*@debian.org", CARNIL);
	expect("a_advisories/debian", "dsa-5611-1.txt", AS_MAIL, true,
	    "DSA-5611-1");
	/* two months late: an old one that was sent again */
	expect("a_advisories/debian", "dsa-5611-1.txt",
	    "From: carnil@debian.org\nDate: Sat, 30 Mar 2024 18:30:00 +0000\n"
	    "\n", false, "");
	pin("*@debian.org", JMM);
	expect("a_advisories/debian", "dsa-5611-1.txt", AS_MAIL, false, "");
}

static void
advisory__others__are_as_told(void **state)
{
	static const char *const mails[] = { "TRAIN_00436.eml",
	    "TRAIN_01230.eml", "TRAIN_02029.eml" };
	size_t i;

	(void)state;
	corpus_needed();
	/* signed by keys that are in none of the files */
	pin("*@debian.org *@lists.debian.org", CARNIL);
	for (i = 0; i < 3; i++)
		expect("a_advisories/debian", mails[i], "", false, "");
	/* forwarded: a good signature, within somebody else's mail */
	pin("*@debian.org leo@famulari.name", JMM);
	expect("a_advisories/oss-security", "fwd-dsa-3775-1.eml", "", false,
	    "");
}

static void
library__odd_ones__never_pass(void **state)
{
	static const char *const odd[] = { "message.txt.clear-2-sigs",
	    "message.txt.clear-2-sigs-2", "message.txt.cleartext-malf",
	    "message.txt.cleartext-nosig", "message.txt.cleartext-signed",
	    "message.txt.cleartext-signed-nonewline", "message.sig.asc.malf",
	    "message.txt.asc", "message.txt.2sigs" };
	size_t i;

	(void)state;
	corpus_needed();
	/* the good one of them is of a key with 1024 bits */
	pin("a@example.com", "key %d_pgp_smime/rnp/keyrings/1/pubring.gpg\n"
	    "prove any { pgp E95A3CBF583AA80A2CCC53AA7BC6709B15C23A4A }");
	for (i = 0; i < sizeof(odd) / sizeof(odd[0]); i++)
		expect("d_pgp_smime/rnp", odd[i], "From: a@example.com\n"
		    "Date: Fri, 25 Oct 2019 09:05:20 +0000\n\n", false, "");
	pin("fejj@gnome.org", "prove any { smime %d_pgp_smime/mimekit/"
	    "StartComCertificationAuthority.crt }");
	/* SHA-1 in the chain, and its key is not known */
	expect("d_pgp_smime/mimekit", "thunderbird-signed.txt", "", false,
	    "");
	pin("wk@gnupg.org werner@gnupg.org", "key %d_pgp_smime/mimekit/mimekit"
	    ".gpg.pub\nprove any { pgp "
	    "44CD48EEC90D8849961F36BA50DCD107AB0821A2 }");
	expect("d_pgp_smime/mimekit", "[Announce]_GnuPG_2.1.20_released.eml",
	    "", false, "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(valid__pinned__is_authentic),
		cmocka_unit_test(valid__not_pinned__is_not),
		cmocka_unit_test(attacks__sender_pinned__none_is_authentic),
		cmocka_unit_test(
		    advisory__signed_by_a_subkey__needs_its_primary_key),
		cmocka_unit_test(advisory__others__are_as_told),
		cmocka_unit_test(library__odd_ones__never_pass),
	};

	return cmocka_run_group_tests_name("signed_corpus", tests, setup,
	    teardown);
}
