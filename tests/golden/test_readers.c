/* SPDX-License-Identifier: ISC */
/*
 * Reading of real announcements (the corpus, read where it lies) and of mails
 * of our own making (tests/golden/reader), whose readings are golden files.
 */
#include <dirent.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/fd.h"
#include "tests/support/readers.h"

struct one {
	struct arena	*arena;
	struct reading	 r;
	struct list	 bulletins;
};

static void
open_one(struct one *o, struct span mail, const char *hint)
{
	*o = (struct one){ .arena = arena_new() };
	readers_read(o->arena, mail, hint, false, &o->r, &o->bulletins);
}

static void
close_one(struct one *o)
{
	readers_free(&o->r, &o->bulletins);
	arena_free(o->arena);
}

static void
load(const char *dir, const char *name, struct buf *out)
{
	struct err e = { 0 };
	char path[512];

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	if (file_read_all(path, 64 << 20, out, &e) == -1)
		fail_msg("%s", e.text);
}

static bool
corpus_is_here(void)
{
	if (access(readers_corpus(), R_OK) == 0)
		return true;
	print_message("skipped: no corpus at %s\n", readers_corpus());
	return false;
}

/* id, CVEs (sorted, comma) and first product as the manifest has them; NULL
 * means that it does not say. */
static const struct {
	const char *file, *id, *cves, *product;
} expected[] = {
	{ "apple/apple-sa-2022-11-09-1.txt", "APPLE-SA-2022-11-09-1",
	    "CVE-2022-40303,CVE-2022-40304", "iOS 16.1.1 and iPadOS 16.1.1" },
	{ "debian/TRAIN_00326.eml", "testing-2010-05-07",
	    "CVE-2009-3736,CVE-2010-0636,CVE-2010-0637,CVE-2010-0638", NULL },
	{ "debian/TRAIN_00436.eml", NULL, NULL, NULL },	/* a reply */
	{ "debian/TRAIN_00766.eml", "testing-2010-04-22", "CVE-2010-1224",
	    NULL },
	{ "debian/TRAIN_01093.eml", "testing-2010-04-23",
	    "CVE-2009-3388,CVE-2009-3938,CVE-2010-0009,CVE-2010-1150", NULL },
	{ "debian/TRAIN_01230.eml", "DSA-2039-1", NULL, "cacti" },
	{ "debian/TRAIN_02029.eml", "DSA-2040-1",
	    "CVE-2009-3700,CVE-2009-3826", "squidguard" },
	/* a point release: it announces no bulletin */
	{ "debian/TRAIN_03024.eml", NULL, NULL, NULL },
	{ "debian/dsa-5611-1.txt", "DSA-5611-1",
	    "CVE-2023-6246,CVE-2023-6779,CVE-2023-6780", "glibc" },
	{ "misc/cert-ca-2002-21.mbox", "CA-2002-21", "", NULL },
	{ "misc/freebsd-sa-02-36.mbox", "FreeBSD-SA-02:36.nfs", "", "nfs" },
	{ "misc/rhn-errata-2002-08-22.mbox", "RHSA-2002:158-09", "", NULL },
	{ "oss-security/isc-dhcp-2022-10-05.eml", "CVE-2022-2928",
	    "CVE-2022-2928,CVE-2022-2929", NULL },
	{ "oss-security/openssl-2024-01-25.eml", "openssl-20240125",
	    "CVE-2024-0727", NULL },
	{ "oss-security/xsa-489v2.eml", "XSA-489",
	    "CVE-2026-23559,CVE-2026-23560,CVE-2026-23561,CVE-2026-23562,"
	    "CVE-2026-42486", NULL },
	{ "redhat/rhsa-2013-0232.txt", "RHSA-2013:0232-01", "CVE-2012-5629",
	    "Red Hat JBoss Enterprise Application Platform" },
};

static void
readers__agree_with_the_manifest(void **state)
{
	const struct bulletin_facts *f;
	struct buf cves = { 0 }, mail = { 0 };
	char dir[400];
	struct one o;
	size_t i;

	(void)state;
	if (!corpus_is_here())
		skip();
	snprintf(dir, sizeof(dir), "%s/a_advisories", readers_corpus());
	for (i = 0; i < sizeof(expected) / sizeof(expected[0]); i++) {
		buf_cut(&mail, 0);
		buf_cut(&cves, 0);
		load(dir, expected[i].file, &mail);
		open_one(&o, (struct span){ mail.p, mail.n }, NULL);
		print_message("%s\n", expected[i].file);
		assert_null(o.r.failed);
		assert_int_equal(o.bulletins.n, expected[i].id != NULL);
		if (o.bulletins.n == 1) {
			f = o.bulletins.at[0];
			assert_string_equal(f->id, expected[i].id);
			readers_join(&cves, &f->cves);
			if (expected[i].cves != NULL)
				assert_string_equal(buf_str(&cves),
				    expected[i].cves);
			if (expected[i].product != NULL)
				assert_string_equal(f->products.at[0],
				    expected[i].product);
		}
		close_one(&o);
	}
	buf_free(&mail);
	buf_free(&cves);
}

/* 41 CVEs of a forwarded clear-signed advisory; nothing of what is around. */
static void
readers__read_a_forwarded_advisory(void **state)
{
	const struct bulletin_facts *f;
	struct buf mail = { 0 };
	struct one o;

	(void)state;
	if (!corpus_is_here())
		skip();
	load(readers_corpus(), "a_advisories/oss-security/fwd-dsa-3775-1.eml",
	    &mail);
	open_one(&o, (struct span){ mail.p, mail.n }, NULL);
	assert_int_equal(o.bulletins.n, 1);
	f = o.bulletins.at[0];
	assert_string_equal(f->id, "DSA-3775-1");
	assert_string_equal(f->products.at[0], "tcpdump");
	assert_string_equal(f->title, "tcpdump security update");
	assert_int_equal(f->cves.n, 41);
	assert_int_equal(f->fixed.n, 3);
	close_one(&o);
	buf_free(&mail);
}

/* The manifest's rows of that folder: the CVEs of each, and the severity,
 * which is the worst of those listed. */
static void
check_openssl(const char *name, const char *cves, const char *severities)
{
	static const char *const worst[] = { "Critical", "High", "Moderate",
	    "Low" };
	const struct bulletin_facts *f;
	struct buf mail = { 0 }, got = { 0 };
	struct one o;
	size_t i;

	load(readers_corpus(), name, &mail);
	open_one(&o, (struct span){ mail.p, mail.n }, NULL);
	print_message("%s\n", name);
	assert_int_equal(o.bulletins.n, 1);
	f = o.bulletins.at[0];
	assert_memory_equal(f->id, "openssl-20", 10);
	readers_join(&got, &f->cves);
	assert_string_equal(buf_str(&got), cves);
	for (i = 0; i < 4; i++)
		if (strstr(severities, worst[i]) != NULL)
			break;
	if (i < 4)
		assert_string_equal(f->severity, worst[i]);
	else
		assert_null(f->severity);
	close_one(&o);
	buf_free(&mail);
	buf_free(&got);
}

static void
readers__agree_on_openssl(void **state)
{
	struct buf manifest = { 0 };
	struct span rest, line;
	size_t n = 0;

	(void)state;
	if (!corpus_is_here())
		skip();
	load(readers_corpus(), "MANIFEST.tsv", &manifest);
	rest = (struct span){ manifest.p, manifest.n };
	while (span_line(&rest, &line)) {
		char *row = strndup(line.p, line.n), *cves, *sev;

		cves = strstr(row, "cves=");
		sev = strstr(row, "severities=");
		if (strncmp(row, "a_advisories/openssl/", 21) == 0 &&
		    cves != NULL && sev != NULL) {
			row[strcspn(row, "\t")] = '\0';
			cves += 5;
			cves[strcspn(cves, ";\t")] = '\0';
			sev[strcspn(sev, "\t")] = '\0';
			check_openssl(row, cves, sev);
			n++;
		}
		free(row);
	}
	print_message("%zu advisories\n", n);
	assert_true(n >= 30);
	buf_free(&manifest);
}

/* --- months of ubuntu-security-announce ------------------------------- */

/* columns: file, Message-ID, date, id, subject, CVEs, releases */
static size_t
split_row(char *line, char **out, size_t max)
{
	size_t n = 0;

	for (; n < max && line != NULL; n++) {
		out[n] = line;
		line = strchr(line, '\t');
		if (line != NULL)
			*line++ = '\0';
	}
	return n;
}

/* The mail of a pipermail month with that Message-ID. */
static struct span
find_mail(const struct buf *month, const char *message_id)
{
	struct span rest = { month->p, month->n }, line, mail = { NULL, 0 };
	bool blank = true, ours = false;

	while (span_line(&rest, &line)) {
		if (blank && line.n > 20 && memcmp(line.p, "From ", 5) == 0 &&
		    memmem(line.p, line.n, " at ", 4) != NULL) {
			if (ours)
				break;
			mail.p = line.p;
		}
		if (line.n > 12 && span_starts_nocase(line, "Message-ID: ") &&
		    span_eq((struct span){ line.p + 12, line.n - 12 },
		    message_id))
			ours = true;
		blank = line.n == 0;
		mail.n = (size_t)(rest.p - mail.p);
	}
	return ours ? mail : (struct span){ NULL, 0 };
}

/* Every CVE of the row is there, and no other. */
static bool
cves_agree(const struct bulletin_facts *f, const char *row)
{
	struct list want = { 0 };
	struct arena *a = arena_new();
	char *copy = arena_str(a, row), *rest, *t;
	bool same;
	size_t i, j;

	for (t = strtok_r(copy, ",; ", &rest); t != NULL;
	    t = strtok_r(NULL, ",; ", &rest))
		list_add(&want, t);
	same = want.n == f->cves.n;
	for (i = 0; i < want.n && same; i++) {
		for (j = 0; j < f->cves.n; j++)
			if (strcmp(want.at[i], f->cves.at[j]) == 0)
				break;
		same = j < f->cves.n;
	}
	list_free(&want);
	arena_free(a);
	return same;
}

/* Packages are there, and every fixed version names one of the releases. */
static bool
packages_agree(const struct bulletin_facts *f, const char *releases)
{
	const char *p;
	char name[64];
	size_t i, n;

	if (f->products.n == 0)
		return false;
	for (i = 0; i < f->fixed.n; i++) {
		p = strrchr(f->fixed.at[i], '(');
		n = p != NULL ? strcspn(p + 1, ")") : 0;
		if (n == 0 || n >= sizeof(name))
			return false;
		memcpy(name, p + 1, n);
		name[n] = '\0';
		/* "Ubuntu 14.04 LTS" is listed as "Ubuntu 14.04" or so */
		name[strcspn(name, " ") + 6] = '\0';
		if (strstr(releases, name) == NULL)
			return false;
	}
	return true;
}

struct tally {
	size_t	mails, notices, ids, titles, cves, packages, extra;
};

static void
check_usn(struct tally *t, char **row, struct span mail)
{
	const struct bulletin_facts *f;
	const char *title;
	struct one o;

	open_one(&o, mail, NULL);
	t->mails++;
	/* the empty echo of a subscriber's ticket system, on the list */
	if (row[3][0] == '\0' || strstr(row[4], "[RT.PS #") != NULL) {
		if (o.bulletins.n > 0)
			print_message("extra: %s\n", row[4]);
		t->extra += o.bulletins.n;
		close_one(&o);
		return;
	}
	t->notices++;
	f = o.bulletins.n == 1 ? o.bulletins.at[0] : NULL;
	if (f == NULL || strcmp(f->id, row[3]) != 0) {
		print_message("id: %s: %s\n", row[4], f != NULL ? f->id :
		    "none");
		close_one(&o);
		return;
	}
	t->ids++;
	title = strstr(row[4], row[3]);
	title = title != NULL ? strstr(title, "] ") : NULL;
	if (title != NULL && f->title != NULL &&
	    strcmp(f->title, title + 2) == 0)
		t->titles++;
	else
		print_message("title: %s: %s\n", row[4], f->title);
	if (cves_agree(f, row[5]))
		t->cves++;
	else
		print_message("cves: %s: %s\n", row[4], row[5]);
	if (packages_agree(f, row[6]))
		t->packages++;
	else
		print_message("packages: %s: %zu products, %zu fixed, %s\n",
		    row[4], f->products.n, f->fixed.n, row[6]);
	close_one(&o);
}

static void
readers__agree_on_months_of_ubuntu(void **state)
{
	struct buf facts = { 0 }, month = { 0 };
	char dir[400], now[64] = "", *row[7];
	struct tally t = { 0 };
	struct span rest, line;

	(void)state;
	if (!corpus_is_here())
		skip();
	snprintf(dir, sizeof(dir), "%s/a_advisories/ubuntu-usn",
	    readers_corpus());
	load(readers_corpus(), "a_advisories/ubuntu-usn-facts.tsv", &facts);
	rest = (struct span){ facts.p, facts.n };
	span_line(&rest, &line);
	while (span_line(&rest, &line)) {
		char *copy = strndup(line.p, line.n);
		struct span mail;

		assert_int_equal(split_row(copy, row, 7), 7);
		if (strcmp(now, row[0]) != 0) {
			snprintf(now, sizeof(now), "%s", row[0]);
			buf_cut(&month, 0);
			load(dir, now, &month);
		}
		mail = find_mail(&month, row[1]);
		assert_non_null(mail.p);
		check_usn(&t, row, mail);
		free(copy);
	}
	print_message("%zu mails, %zu notices: id %zu, title %zu, CVEs %zu, "
	    "packages %zu; %zu that are none\n", t.mails, t.notices, t.ids,
	    t.titles, t.cves, t.packages, t.extra);
	assert_int_equal(t.extra, 0);
	assert_int_equal(t.ids, t.notices);
	assert_int_equal(t.titles, t.notices);
	assert_int_equal(t.cves, t.notices);
	assert_int_equal(t.packages, t.notices);
	buf_free(&facts);
	buf_free(&month);
}

/* --- mails of our own ------------------------------------------------- */

static void
check_golden(const char *name)
{
	struct buf mail = { 0 }, want = { 0 }, got = { 0 };
	char base[256], golden[300], hint[64], path[400];
	struct err e = { 0 };
	struct one o;

	/* VENDOR-anything.eml: read with that vendor's hint; "-..." without */
	snprintf(base, sizeof(base), "%.*s", (int)(strlen(name) - 4), name);
	snprintf(hint, sizeof(hint), "%.*s", (int)strcspn(name, "-."), name);
	snprintf(golden, sizeof(golden), "%s.golden", base);
	load("tests/golden/reader", name, &mail);
	o = (struct one){ .arena = arena_new() };
	readers_read(o.arena, (struct span){ mail.p, mail.n },
	    strcmp(hint, "person") == 0 || strcmp(hint, "none") == 0 ? NULL :
	    hint, strcmp(hint, "person") == 0, &o.r, &o.bulletins);
	readers_print(&got, &o.r, &o.bulletins);
	snprintf(path, sizeof(path), "tests/golden/reader/%s", golden);
	if (getenv("GOLDEN_UPDATE") != NULL) {
		FILE *f = fopen(path, "w");

		assert_non_null(f);
		fputs(buf_str(&got), f);
		fclose(f);
	}
	print_message("%s\n", name);
	if (file_read_all(path, 1 << 20, &want, &e) == -1)
		fail_msg("%s", e.text);
	assert_string_equal(buf_str(&got), buf_str(&want));
	close_one(&o);
	buf_free(&mail);
	buf_free(&want);
	buf_free(&got);
}

static int
is_mail(const struct dirent *d)
{
	return str_ends_nocase(d->d_name, ".eml");
}

static void
readers__read_our_samples_as_before(void **state)
{
	struct dirent **names;
	int i, n = scandir("tests/golden/reader", &names, is_mail, alphasort);

	(void)state;
	assert_true(n > 10);
	for (i = 0; i < n; i++) {
		check_golden(names[i]->d_name);
		free(names[i]);
	}
	free(names);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(readers__agree_with_the_manifest),
		cmocka_unit_test(readers__read_a_forwarded_advisory),
		cmocka_unit_test(readers__agree_on_openssl),
		cmocka_unit_test(readers__agree_on_months_of_ubuntu),
		cmocka_unit_test(readers__read_our_samples_as_before),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
