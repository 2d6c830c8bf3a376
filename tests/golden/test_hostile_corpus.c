/* SPDX-License-Identifier: ISC */
/*
 * The hostile mails of the corpus: for each a vendors file is made that pins
 * the domain of whom it imitates (of whom it is from, where it imitates
 * nobody), and under that file it is not authentic.  None takes long, none
 * much memory.  A mail of the same domain that its key did sign is authentic
 * under the same file.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <dirent.h>
#include <ftw.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/fd.h"
#include "tests/support/corpus.h"
#include "tests/support/readers.h"
#include "tests/support/sign.h"
#include "tests/support/txt_table.h"
#include "text/mail.h"
#include "text/mbox.h"
#include "text/prove.h"
#include "text/verdict.h"

#define SECONDS_MAX	2	/* for any one mail */
#define MEGABYTES_MAX	256	/* for all of them */

static struct prover *prover;
static struct txt_table table;
static struct sign_key *key;
static unsigned cases, wrong;

static int
setup(void **state)
{
	struct err e = { 0 };

	(void)state;
	prover = prover_new(NULL, &e);
	assert_string_equal(e.text, "");
	key = sign_key_new(SIGN_ED25519, 0);
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	prover_free(prover);
	sign_key_free(key);
	table_free(&table);
	return 0;
}

/* The attackers' own keys ("name, tab, text"), and the domain's. */
static void
make_zone(struct arena *a, const char *domain)
{
	struct buf b = { 0 };
	struct span rest, line, name;

	table_free(&table);
	table = (struct txt_table){ 0 };
	assert_true(corpus_read("e_hostile/espoofer/DNS.tsv", &b));
	rest = (struct span){ b.p, b.n };
	while (span_line(&rest, &line))
		if (span_word(&line, &name)) {
			line = span_trim(line);
			table_add(&table, arena_strn(a, name.p, name.n),
			    arena_strn(a, line.p, line.n));
		}
	buf_cut(&b, 0);
	sign_key_record(key, &b);
	table_add(&table, arena_printf(a, "ours._domainkey.%s", domain),
	    buf_str(&b));
	table_add(&table, arena_printf(a, "_dmarc.%s", domain),
	    "v=DMARC1; p=reject");
	buf_free(&b);
}

static const struct list *
make_vendors(struct arena *a, const char *domain)
{
	struct list *vendors = arena_alloc(a, sizeof(*vendors));
	struct conf_report report = { .arena = a };
	const char *text = arena_printf(a, "vendor imitated {\n"
	    "from *@%s\nprove any { dkim %s; dmarc }\n}\n", domain, domain);
	struct conf_node *n = conf_read_bytes(a, "v", span_of(text), &report);

	if (vendors_read(a, n, vendors, &report) == -1)
		fail_msg("%s", (char *)report.lines.at[0]);
	return vendors;
}

static enum verdict
verdict_of(struct arena *a, const struct list *vendors, struct span mail,
    const char **why)
{
	struct list found = { 0 };
	struct evidence ev;
	struct judgement j;
	struct reading r;

	prove_mail(prover, a, mail, 0, table_txt, &table, &ev);
	judge(a, vendors, &ev, &j);
	readers_read(a, mail, "any", false, &r, &found);
	judge_reading(a, &r, &j);
	*why = j.why.n > 0 ? j.why.at[0] : "";
	readers_free(&r, &found);
	return j.verdict;
}

/* A mail of that domain, signed with its key, is authentic: the file works. */
static void
check_original(struct arena *a, const struct list *vendors,
    const char *domain)
{
	struct buf out = { 0 };
	const char *why, *mail = arena_printf(a, "From: news@%s\r\n"
	    "Subject: x\r\nDate: Mon, 30 Nov 2026 10:00:00 +0100\r\n\r\nx\r\n",
	    domain);

	sign_dkim(key, domain, "ours", "From:Subject:Date", span_of(mail),
	    &out);
	if (verdict_of(a, vendors, (struct span){ out.p, out.n }, &why) !=
	    VERDICT_AUTHENTIC)
		fail_msg("a signed mail of %s is not authentic: %s", domain,
		    why);
	buf_free(&out);
}

/* Whom it imitates: as its manifest says, else whoever it is from. */
static const char *
imitated(struct arena *a, const char *folder, struct span mail)
{
	struct evidence ev;
	const char *at;

	if (strcmp(folder, "e_hostile/espoofer") == 0 ||
	    memmem(mail.p, mail.n, "@legitimate.com", 15) != NULL)
		return "legitimate.com";
	prove_mail(prover, a, mail, 0, table_txt, &table, &ev);
	at = ev.from != NULL ? strrchr(ev.from, '@') : NULL;
	/* "dkim localhost" is refused, as it would believe too much */
	return at != NULL && strchr(at, '.') != NULL && strchr(at, '_') ==
	    NULL ? at + 1 : "example.org";
}

static void
attack(const char *folder, const char *name)
{
	struct arena *a = arena_new();
	struct buf b = { 0 };
	const struct list *vendors;
	const char *domain, *why;
	int64_t start, ms;
	enum verdict v;

	assert_true(corpus_read(arena_printf(a, "%s/%s", folder, name), &b));
	domain = imitated(a, folder, (struct span){ buf_str(&b), b.n });
	make_zone(a, domain);
	vendors = make_vendors(a, domain);
	check_original(a, vendors, domain);
	start = clock_mono_ms();
	v = verdict_of(a, vendors, (struct span){ buf_str(&b), b.n }, &why);
	ms = clock_mono_ms() - start;
	cases++;
	if (v == VERDICT_AUTHENTIC || ms >= SECONDS_MAX * 1000) {
		wrong++;
		corpus_case(folder, name, CORPUS_WRONG, "%s after %lld ms: %s",
		    verdict_name(v), (long long)ms, why);
	} else {
		corpus_case(folder, name, CORPUS_RIGHT, "%s", "");
	}
	buf_free(&b);
	arena_free(a);
}

static void
attack_folder(const char *folder)
{
	DIR *d = opendir(corpus_path(folder));
	struct dirent *e;

	assert_non_null(d);
	while ((e = readdir(d)) != NULL)
		if (e->d_name[0] != '.' && !str_ends_nocase(e->d_name, ".tsv")
		    && !str_ends_nocase(e->d_name, ".xml"))
			attack(folder, e->d_name);
	closedir(d);
}

static void
corpus__hostile__nothing_is_authentic(void **state)
{
	/* johnny's are signed: test_signed_corpus pins their keys */
	static const char *const folders[] = { "e_hostile/espoofer",
	    "e_hostile/jwz", "e_hostile/mime4j",
	    "e_hostile/rfc2822-examples", "e_hostile/rspamd",
	    "e_hostile/rubymail-errors" };
	struct rusage use;
	size_t i;

	(void)state;
	corpus_needed();
	cases = wrong = 0;
	for (i = 0; i < sizeof(folders) / sizeof(folders[0]); i++)
		attack_folder(folders[i]);
	getrusage(RUSAGE_SELF, &use);
	print_message("%u mails, %u wrong, at most %ld MB\n", cases, wrong,
	    use.ru_maxrss / 1024);
	assert_true(cases > 150);
	assert_int_equal(wrong, 0);
	assert_true(use.ru_maxrss / 1024 < MEGABYTES_MAX);
}

/* --- real senders --------------------------------------------------------- */

static struct list known;

/* A domain that resembles a vendor's, or lies in none of its own. */
static void
check_sender(const char *path, struct span mail)
{
	struct arena *a = arena_new();
	const struct vendor *v;
	const char *how = NULL;
	struct mail m;

	mail_scan(a, mail, &m);
	cases += m.from != NULL;
	v = m.from == NULL || vendors_by_address(&known, m.from) != NULL ?
	    NULL : vendors_claimed(a, &known, m.from, NULL, &how);
	if (v != NULL && !vendors_own(v, m.from)) {
		wrong++;
		print_message("%s: %s: %s\n", path, m.from, how);
	}
	arena_free(a);
}

static int
look_at(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	struct buf file = { 0 }, mail = { 0 };
	struct err e = { 0 };
	struct mbox box;

	(void)st;
	(void)ftw;
	if (type != FTW_F ||
	    file_read_all(path, CORPUS_FILE_MAX, &file, &e) == -1)
		return 0;
	mbox_open(&box, (struct span){ buf_str(&file), file.n });
	if (!mbox_is(box.rest))
		check_sender(path, box.rest);
	else
		while (mbox_next(&box, &mail)) {
			check_sender(path, (struct span){ mail.p, mail.n });
			buf_cut(&mail, 0);
		}
	buf_free(&mail);
	buf_free(&file);
	return 0;
}

/* Under the vendors file that we ship, nobody real looks like a forger. */
static void
corpus__real_senders__are_no_near_miss(void **state)
{
	static const char *const folders[] = { "a_advisories", "b_dkim",
	    "c_dmarc", "d_pgp_smime", "g_bounce" };
	struct arena *a;
	struct conf_report report = { 0 };
	struct conf_node *n;
	size_t i;

	(void)state;
	corpus_needed();
	report.arena = a = arena_new();
	n = conf_read_file(a, "conf/vendors.conf", &report);
	assert_non_null(n);
	assert_int_equal(vendors_read(a, n, &known, &report), 0);
	cases = wrong = 0;
	for (i = 0; i < sizeof(folders) / sizeof(folders[0]); i++)
		assert_int_equal(nftw(corpus_path(folders[i]), look_at, 20,
		    FTW_PHYS), 0);
	print_message("%u senders, %u wrong\n", cases, wrong);
	assert_true(cases > 400);
	assert_int_equal(wrong, 0);
	arena_free(a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(corpus__hostile__nothing_is_authentic),
		cmocka_unit_test(corpus__real_senders__are_no_near_miss),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
