/* SPDX-License-Identifier: ISC */
/*
 * Reading of real announcements (the corpus, which is no part of this project;
 * without it these tests are skipped).  What each says was looked up by hand;
 * the months of ubuntu-security-announce have a table of their own.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/arena.h"
#include "base/buf.h"
#include "tests/support/corpus.h"
#include "tests/support/readers.h"

#define FOLDER	"a_advisories"

struct one {
	struct arena	*arena;
	struct reading	 r;
	struct list	 bulletins;
};

static void
open_one(struct one *o, struct span mail)
{
	*o = (struct one){ .arena = arena_new() };
	readers_read(o->arena, mail, NULL, false, &o->r, &o->bulletins);
}

static void
close_one(struct one *o)
{
	readers_free(&o->r, &o->bulletins);
	arena_free(o->arena);
}

static void
load(const char *name, struct buf *out)
{
	if (!corpus_read(name, out))
		fail_msg("%s cannot be read", corpus_path(name));
}

static void
day_of(char day[11], int64_t t)
{
	time_t when = (time_t)t;
	struct tm tm;

	gmtime_r(&when, &tm);
	day[0] = '\0';
	if (t != 0)
		strftime(day, 11, "%Y-%m-%d", &tm);
}

/* NULL is the same as "". */
static bool
same(const char *got, const char *want)
{
	return strcmp(got != NULL ? got : "", want != NULL ? want : "") == 0;
}

/* --- by hand ---------------------------------------------------------- */

/* Everything that each of them states; "" and NULL: it does not. Lists are
 * joined with commas; one CVE "(N)": that many of them. */
struct expected {
	const char	*file, *vendor, *id, *revision, *title, *severity,
			*date;
	enum bulletin_kind kind;
	enum restart	 restart;
	enum stated	 exploited;
	const char	*cves, *products, *fixed;
};

#define PATCH	KIND_SECURITY_PATCH, RESTART_NOT_STATED, STATED_NOTHING

static const struct expected expected[] = {
	{ "apple/apple-sa-2022-11-09-1.txt", "apple", "APPLE-SA-2022-11-09-1",
	    "", "iOS 16.1.1 and iPadOS 16.1.1", "", "2022-11-09", PATCH,
	    "CVE-2022-40303,CVE-2022-40304", "iOS 16.1.1 and iPadOS 16.1.1",
	    "" },
	{ "debian/TRAIN_00326.eml", "debian", "testing-2010-05-07", "",
	    "Security update for Debian Testing - 2010-05-07", "",
	    "2010-05-07", PATCH,
	    "CVE-2009-3736,CVE-2010-0636,CVE-2010-0637,CVE-2010-0638",
	    "gnu-smalltalk", "gnu-smalltalk 3.1-6 (testing)" },
	/* a reply */
	{ .file = "debian/TRAIN_00436.eml" },
	{ "debian/TRAIN_00766.eml", "debian", "testing-2010-04-22", "",
	    "Security update for Debian Testing - 2010-04-22", "",
	    "2010-04-22", PATCH, "CVE-2010-1224", "asterisk",
	    "asterisk 1:1.6.2.6-1 (testing)" },
	{ "debian/TRAIN_01093.eml", "debian", "testing-2010-04-23", "",
	    "Security update for Debian Testing - 2010-04-23", "",
	    "2010-04-23", PATCH,
	    "CVE-2009-3388,CVE-2009-3938,CVE-2010-0009,CVE-2010-1150",
	    "couchdb,liboggplay,mediawiki,poppler",
	    "couchdb 0.11.0-1 (testing),"
	    "liboggplay 0.2.1~git20091227-1.1 (testing),"
	    "mediawiki 1:1.15.3-1 (testing),poppler 0.12.4-1 (testing)" },
	{ "debian/TRAIN_01230.eml", "debian", "DSA-2039-1", "1",
	    "New cacti packages fix missing input sanitising", "",
	    "2010-04-23", PATCH, "", "cacti",
	    "cacti 0.8.7b-2.1+lenny2 (lenny)" },
	{ "debian/TRAIN_02029.eml", "debian", "DSA-2040-1", "1",
	    "New squidguard packages fix several vulnerabilities", "",
	    "2010-05-02", PATCH, "CVE-2009-3700,CVE-2009-3826", "squidguard",
	    "squidguard 1.2.0-8.4+lenny1 (lenny),squidguard 1.2.0-9 (sid)" },
	/* a point release: it announces no bulletin */
	{ .file = "debian/TRAIN_03024.eml" },
	{ "debian/dsa-5611-1.txt", "debian", "DSA-5611-1", "1", "", "",
	    "2024-01-30", PATCH,
	    "CVE-2023-6246,CVE-2023-6779,CVE-2023-6780", "glibc",
	    "glibc 2.36-9+deb12u4 (bookworm)" },
	{ "misc/cert-ca-2002-21.mbox", "any", "CA-2002-21", "",
	    "Vulnerability in PHP", "", "2002-07-22", KIND_NOT_STATED,
	    RESTART_NOT_STATED, STATED_NOTHING, "",
	    "Systems running PHP versions 4.2.0 or 4.2.1", "4.2.2" },
	{ "misc/freebsd-sa-02-36.mbox", "freebsd", "FreeBSD-SA-02:36.nfs", "",
	    "Bug in NFS server code allows remote denial of service", "",
	    "2002-08-05", KIND_SECURITY_PATCH, RESTART_YES, STATED_NOTHING,
	    "", "nfs", "FreeBSD RELENG_4,FreeBSD RELENG_4_6,"
	    "FreeBSD RELENG_4_5,FreeBSD RELENG_4_4" },
	{ "misc/rhn-errata-2002-08-22.mbox", "redhat", "RHSA-2002:158-09",
	    "09", "New kernel update available, fixes i810 video oops, "
	    "several security issues", "", "", KIND_SECURITY_PATCH,
	    RESTART_NOT_STATED, STATED_NO, "", "", "" },
	{ "oss-security/fwd-dsa-3775-1.eml", "debian", "DSA-3775-1", "1",
	    "tcpdump security update", "", "2017-01-29", PATCH, "(41)",
	    "tcpdump", "tcpdump 4.9.0-1~deb8u1 (jessie),"
	    "tcpdump 4.9.0-1 (stretch),tcpdump 4.9.0-1 (sid)" },
	{ "oss-security/isc-dhcp-2022-10-05.eml", "isc", "CVE-2022-2928", "",
	    "ISC has disclosed two vulnerabilities in ISC DHCP "
	    "(CVE-2022-2928, CVE-2022-2929)", "", "2022-10-05", PATCH,
	    "CVE-2022-2928,CVE-2022-2929", "ISC DHCP",
	    "ISC DHCP 4.4.3-P1,ISC DHCP 4.1-R16-P2" },
	{ "oss-security/openssl-2024-01-25.eml", "openssl",
	    "openssl-20240125", "",
	    "OpenSSL Security Advisory [25th January 2024]", "Low",
	    "2024-01-25", PATCH, "CVE-2024-0727", "OpenSSL",
	    "OpenSSL 3.2.1,OpenSSL 3.1.5,OpenSSL 3.0.13,OpenSSL 1.1.1x,"
	    "OpenSSL 1.0.2zj" },
	{ "oss-security/xsa-489v2.eml", "xen", "XSA-489", "2",
	    "Multiple RBAC issues in XAPI", "", "", PATCH,
	    "CVE-2026-23559,CVE-2026-23560,CVE-2026-23561,CVE-2026-23562,"
	    "CVE-2026-42486", "XAPI", "" },
	{ "redhat/rhsa-2013-0232.txt", "redhat", "RHSA-2013:0232-01", "01",
	    "JBoss Enterprise Application Platform 5.2.0 security update",
	    "Important", "2013-02-04", PATCH, "CVE-2012-5629",
	    "Red Hat JBoss Enterprise Application Platform", "" },
};

static bool
same_list(const struct list *got, const char *want)
{
	struct buf b = { 0 };
	bool ok;

	readers_join(&b, got);
	ok = want[0] == '(' ? got->n == strtoul(want + 1, NULL, 10) :
	    strcmp(buf_str(&b), want) == 0;
	if (!ok)
		print_message("%s: expected %s\n", buf_str(&b), want);
	buf_free(&b);
	return ok;
}

/* The first fact that is not as expected, or NULL. */
static const char *
differs(const struct bulletin_facts *f, const struct expected *e)
{
	char day[11];

	day_of(day, f->date);
	if (!same(f->vendor, e->vendor))
		return "reader";
	if (!same(f->id, e->id))
		return "reference";
	if (!same(f->revision, e->revision))
		return "revision";
	if (!same(f->title, e->title))
		return "title";
	if (!same(f->severity, e->severity))
		return "severity";
	if (!same(day, e->date))
		return "date";
	if (f->kind != e->kind)
		return "kind";
	if (f->restart != e->restart)
		return "restart";
	if (f->exploited != e->exploited)
		return "exploited";
	if (!same_list(&f->cves, e->cves))
		return "CVEs";
	if (!same_list(&f->products, e->products))
		return "products";
	return same_list(&f->fixed, e->fixed) ? NULL : "fixed versions";
}

static void
check_one(const struct expected *e)
{
	const char *wrong = NULL;
	struct buf mail = { 0 };
	char name[200];
	struct one o;

	snprintf(name, sizeof(name), FOLDER "/%s", e->file);
	load(name, &mail);
	open_one(&o, (struct span){ mail.p, mail.n });
	assert_null(o.r.failed);
	if (o.bulletins.n != (e->id != NULL))
		wrong = "number of bulletins";
	else if (e->id != NULL)
		wrong = differs(o.bulletins.at[0], e);
	corpus_case(FOLDER, e->file, wrong == NULL ? CORPUS_RIGHT :
	    CORPUS_WRONG, "%s", wrong != NULL ? wrong : "");
	if (wrong != NULL)
		fail_msg("%s: %s", e->file, wrong);
	close_one(&o);
	buf_free(&mail);
}

static void
readers__agree_with_what_a_person_reads(void **state)
{
	size_t i;

	(void)state;
	corpus_needed();
	for (i = 0; i < sizeof(expected) / sizeof(expected[0]); i++)
		check_one(&expected[i]);
}

/* --- OpenSSL, by the manifest ----------------------------------------- */

/* The worst of those listed, "" where none is. */
static const char *
worst_of(const char *severities)
{
	static const char *const worst[] = { "Critical", "High", "Moderate",
	    "Low" };
	size_t i;

	for (i = 0; i < 4; i++)
		if (strstr(severities, worst[i]) != NULL)
			return worst[i];
	return "";
}

/* Files are named by the advisory's day; of two the text says another. */
static void
day_named(char day[11], const char *name)
{
	const char *base = strrchr(name, '/') + 1;

	if (strcmp(base, "20080528.txt") == 0)
		snprintf(day, 11, "2008-03-28");
	else if (strcmp(base, "prng.txt") == 0)
		snprintf(day, 11, "2001-07-10");
	else
		snprintf(day, 11, "%.4s-%.2s-%.2s", base, base + 4, base + 6);
}

static const char *
openssl_differs(const struct bulletin_facts *f, const char *name,
    const char *cves, const char *severities)
{
	char day[11], got[11], id[32];

	day_named(day, name);
	day_of(got, f->published);
	snprintf(id, sizeof(id), "openssl-%.4s%.2s%.2s", day, day + 5,
	    day + 8);
	if (!same(f->vendor, "openssl") || !same(f->id, id))
		return "reference";
	if (!same(got, day))
		return "date";
	if (f->title == NULL || strncmp(f->title,
	    "OpenSSL Security Advisory", 25) != 0)
		return "title";
	if (!same_list(&f->cves, cves))
		return "CVEs";
	if (!same_list(&f->products, "OpenSSL"))
		return "products";
	return same(f->severity, worst_of(severities)) ? NULL : "severity";
}

static void
check_openssl(const char *name, const char *cves, const char *severities)
{
	struct buf mail = { 0 };
	const char *wrong;
	struct one o;

	load(name, &mail);
	open_one(&o, (struct span){ mail.p, mail.n });
	wrong = o.bulletins.n != 1 ? "number of bulletins" :
	    openssl_differs(o.bulletins.at[0], name, cves, severities);
	corpus_case(FOLDER, name + strlen(FOLDER) + 1, wrong == NULL ?
	    CORPUS_RIGHT : CORPUS_WRONG, "%s", wrong != NULL ? wrong : "");
	if (wrong != NULL)
		fail_msg("%s: %s", name, wrong);
	close_one(&o);
	buf_free(&mail);
}

static void
readers__agree_on_openssl(void **state)
{
	struct buf manifest = { 0 };
	struct span rest, line;
	size_t n = 0;

	(void)state;
	corpus_needed();
	load("MANIFEST.tsv", &manifest);
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
		/* one sentence of 2004 for the one release of then, and the
		 * livepatches of a kernel name none */
		p = strrchr(f->fixed.at[i], '(');
		n = p != NULL ? strcspn(p + 1, ")") : 0;
		if (p == NULL)
			continue;
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

static bool
title_agrees(const struct bulletin_facts *f, char **row)
{
	const char *title = strstr(row[4], row[3]);

	title = title != NULL ? strstr(title, "] ") : NULL;
	return title != NULL && same(f->title, title + 2);
}

/* The empty echo of a subscriber's ticket system, and what has no number. */
static bool
is_none(char **row)
{
	return row[3][0] == '\0' || strstr(row[4], "[RT.PS #") != NULL;
}

static const char *
usn_differs(struct tally *t, const struct list *found, char **row)
{
	const struct bulletin_facts *f = found->n > 0 ? found->at[0] : NULL;
	bool title, cves, packages;

	if (is_none(row)) {
		t->extra += found->n;
		return found->n > 0 ? "it is no notice" : NULL;
	}
	t->notices++;
	if (found->n != 1 || !same(f->id, row[3]))
		return "reference";
	title = title_agrees(f, row);
	cves = cves_agree(f, row[5]);
	packages = packages_agree(f, row[6]);
	t->ids++;
	t->titles += title;
	t->cves += cves;
	t->packages += packages;
	return !title ? "title" : !cves ? "CVEs" : !packages ? "packages" :
	    NULL;
}

static void
check_usn(struct tally *t, char **row, struct span mail)
{
	char name[300];
	const char *wrong;
	struct one o;

	t->mails++;
	open_one(&o, mail);
	wrong = usn_differs(t, &o.bulletins, row);
	snprintf(name, sizeof(name), "ubuntu-usn/%s %s", row[0], row[4]);
	corpus_case(FOLDER, name, wrong == NULL ? CORPUS_RIGHT :
	    CORPUS_WRONG, "%s", wrong != NULL ? wrong : "");
	close_one(&o);
}

static void
readers__agree_on_months_of_ubuntu(void **state)
{
	struct buf facts = { 0 }, month = { 0 };
	char name[128], now[64] = "", *row[7];
	struct tally t = { 0 };
	struct span rest, line;

	(void)state;
	corpus_needed();
	load(FOLDER "/ubuntu-usn-facts.tsv", &facts);
	rest = (struct span){ facts.p, facts.n };
	span_line(&rest, &line);
	while (span_line(&rest, &line)) {
		char *copy = strndup(line.p, line.n);
		struct span mail;

		assert_int_equal(split_row(copy, row, 7), 7);
		if (strcmp(now, row[0]) != 0) {
			snprintf(now, sizeof(now), "%s", row[0]);
			buf_cut(&month, 0);
			snprintf(name, sizeof(name), FOLDER "/ubuntu-usn/%s",
			    now);
			load(name, &month);
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


int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(readers__agree_with_what_a_person_reads),
		cmocka_unit_test(readers__agree_on_openssl),
		cmocka_unit_test(readers__agree_on_months_of_ubuntu),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
