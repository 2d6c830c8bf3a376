/* SPDX-License-Identifier: ISC */
/*
 * bench_mails DIR N: mails for the benches, of 10 KB, from ten made-up vendors
 * with keys made anew.  Of 20 mails 14 are signed (two by Ed25519), 4 were
 * changed after that, 2 are not signed.  Writes DIR/mail/NUMBER.eml, DIR/list,
 * DIR/zone and DIR/vendors.conf; DIR must exist.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "base/buf.h"
#include "tests/support/sign.h"

#define VENDORS	10
#define BODY	9000
#define HEADERS	"From:To:Subject:Date:Message-ID:MIME-Version:Content-Type"

struct bench_vendor {
	char		 domain[32];
	struct sign_key	*rsa, *ed;
};

static const char *const sentences[] = {
	"A heap overflow in the session handler lets an attacker run code.",
	"The REST interface does not check the length of its input.",
	"We know of no use of this issue so far.",
	"Restart the service after the update; sessions are kept.",
	"As a workaround, close port 8443 until the update is installed.",
	"Fixed in 4.2.17 and 5.0.3; older lines get no update.",
};
#define SENTENCES	(sizeof(sentences) / sizeof(sentences[0]))

static void __attribute__((noreturn))
die(const char *what)
{
	perror(what);
	exit(1);
}

static FILE *
create(const char *dir, const char *name)
{
	struct buf path = { 0 };
	FILE *f;

	buf_addf(&path, "%s/%s", dir, name);
	f = fopen(path.p, "w");
	if (f == NULL)
		die(path.p);
	buf_free(&path);
	return f;
}

static void
finish(FILE *f)
{
	if (fclose(f) != 0)
		die("write");
}

/* A TXT record of several strings, each of at most 200 bytes. */
static void
put_record(FILE *zone, const char *name, const char *domain,
    const struct buf *text)
{
	size_t at;

	fprintf(zone, "%s.%s. 3600 IN TXT", name, domain);
	for (at = 0; at < text->n; at += 200)
		fprintf(zone, " \"%.*s\"", 200, text->p + at);
	fputc('\n', zone);
}

static void
make_vendors(struct bench_vendor *v, const char *dir)
{
	FILE *zone = create(dir, "zone"), *conf = create(dir, "vendors.conf");
	struct buf record = { 0 };
	int i;

	for (i = 0; i < VENDORS; i++, v++) {
		snprintf(v->domain, sizeof(v->domain), "vendor%d.example", i);
		v->rsa = sign_key_new(SIGN_RSA, 2048);
		v->ed = sign_key_new(SIGN_ED25519, 0);
		buf_cut(&record, 0);
		sign_key_record(v->rsa, &record);
		put_record(zone, "rsa._domainkey", v->domain, &record);
		buf_cut(&record, 0);
		sign_key_record(v->ed, &record);
		put_record(zone, "ed._domainkey", v->domain, &record);
		fprintf(zone, "_dmarc.%s. 3600 IN TXT \"v=DMARC1; p=reject\"\n",
		    v->domain);
		fprintf(conf, "vendor vendor%d {\n\tfrom *@%s\n"
		    "\tprove any { dkim %s }\n}\n", i, v->domain, v->domain);
	}
	buf_free(&record);
	finish(zone);
	finish(conf);
}

static void
write_mail(struct buf *b, const struct bench_vendor *v, int i)
{
	time_t at = (time_t)1790000000 + i * 311;
	char date[64];
	struct tm tm;
	size_t start;

	gmtime_r(&at, &tm);
	strftime(date, sizeof(date), "%a, %d %b %Y %H:%M:%S +0000", &tm);
	buf_addf(b, "Received: from mx.%s by relay.bench.example; %s\r\n",
	    v->domain, date);
	buf_addf(b, "From: Security <secure@%s>\r\nTo: announce@%s\r\n"
	    "Subject: [SA-2026-%04d] Important: update for Gateway OS\r\n"
	    "Date: %s\r\nMessage-ID: <sa.%d@%s>\r\nMIME-Version: 1.0\r\n"
	    "Content-Type: text/plain; charset=utf-8\r\n\r\n", v->domain,
	    v->domain, i, date, i, v->domain);
	buf_addf(b, "Security advisory SA-2026-%04d\r\n\r\nSeverity: "
	    "Important\r\nCVE-2026-%05d, CVE-2026-%05d\r\n\r\n", i,
	    1000 + i % 50000, 2000 + i % 50000);
	for (start = b->n; b->n < start + BODY; )
		buf_addf(b, "%s\r\n", sentences[(b->n / 64 + (size_t)i) %
		    SENTENCES]);
}

static void
put_mail(const char *dir, FILE *list, const struct bench_vendor *v, int i)
{
	struct buf mail = { 0 }, out = { 0 };
	int kind = i % 20;
	char path[64];
	FILE *f;

	write_mail(&mail, v, i);
	if (kind < 2)
		buf_add(&out, mail.p, mail.n);
	else
		sign_dkim(kind < 4 ? v->ed : v->rsa, v->domain,
		    kind < 4 ? "ed" : "rsa", HEADERS,
		    (struct span){ mail.p, mail.n }, &out);
	/* a changed body: the last word of some */
	if (kind >= 16)
		memcpy(out.p + out.n - 6, "CHG", 3);
	snprintf(path, sizeof(path), "mail/%d.eml", i);
	f = create(dir, path);
	fwrite(out.p, 1, out.n, f);
	finish(f);
	fprintf(list, "%s/%s\n", dir, path);
	buf_free(&mail);
	buf_free(&out);
}

int
main(int argc, char **argv)
{
	struct bench_vendor vendors[VENDORS];
	int i, n = argc == 3 ? atoi(argv[2]) : 0;
	char path[512];
	FILE *list;

	if (n <= 0) {
		fprintf(stderr, "usage: bench_mails DIR N\n");
		return 2;
	}
	snprintf(path, sizeof(path), "%s/mail", argv[1]);
	mkdir(path, 0755);
	make_vendors(vendors, argv[1]);
	list = create(argv[1], "list");
	for (i = 1; i <= n; i++)
		put_mail(argv[1], list, &vendors[i % VENDORS], i);
	finish(list);
	for (i = 0; i < VENDORS; i++) {
		sign_key_free(vendors[i].rsa);
		sign_key_free(vendors[i].ed);
	}
	return 0;
}
