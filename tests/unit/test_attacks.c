/* SPDX-License-Identifier: ISC */
/*
 * Attacks on what a person is shown: mails that are made and signed here, one
 * for each idea in what was published on the composition of mail programs and
 * on spoofed signatures.  The vendor's domain, key and policy are pinned; the
 * attacker has a domain of its own, with key and policy, and may have mails
 * that the vendor signed.  None of these may be authentic; the mails that are
 * told to be, have to be, under the same vendors file.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "tests/support/readers.h"
#include "tests/support/sign.h"
#include "tests/support/txt_table.h"
#include "text/prove.h"
#include "text/verdict.h"

static const char vendors_file[] =
    "vendor legit {\n"
    "	name \"Legit Software\"\n"
    "	known-as \"Legit Security\"\n"
    "	from *@legit-soft.example\n"
    "	prove any { dkim legit-soft.example; dmarc }\n"
    "}\n";

static struct prover *prover;
static struct txt_table table;
static struct sign_key *vendor_key, *attacker_key;
static struct arena *shelf;
static struct list vendors;

static void
add_key(const char *name, const struct sign_key *k)
{
	struct buf b = { 0 };

	sign_key_record(k, &b);
	table_add(&table, name, buf_str(&b));
	buf_free(&b);
}

static int
setup(void **state)
{
	/* the attacker's names, some of which no host may have */
	static const char *const theirs[] = { "attack.example",
	    "legit-soft.example.attack.example", "1egit-soft.example",
	    "legit-s0ft.example", "legitsoft.example", "legit-soft.test",
	    "xn--legt-soft-x9h.example",
	    "legit-soft.example(.attack.example",
	    "legit-soft.example'a.attack.example",
	    "legit-soft.example\".attack.example",
	    "legit-soft.example/.attack.example",
	    "legit-soft.example,.attack.example" };
	struct conf_report report = { 0 };
	struct err e = { 0 };
	size_t i;

	(void)state;
	shelf = arena_new();
	report.arena = shelf;
	prover = prover_new(NULL, &e);
	assert_string_equal(e.text, "");
	assert_int_equal(vendors_read(shelf, conf_read_bytes(shelf, "v",
	    span_of(vendors_file), &report), &vendors, &report), 0);
	vendor_key = sign_key_new(SIGN_ED25519, 0);
	attacker_key = sign_key_new(SIGN_ED25519, 0);
	add_key("s._domainkey.legit-soft.example", vendor_key);
	table_add(&table, "_dmarc.legit-soft.example", "v=DMARC1; p=reject");
	for (i = 0; i < sizeof(theirs) / sizeof(theirs[0]); i++) {
		add_key(arena_printf(shelf, "s._domainkey.%s", theirs[i]),
		    attacker_key);
		table_add(&table, arena_printf(shelf, "_dmarc.%s", theirs[i]),
		    "v=DMARC1; p=reject");
	}
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	prover_free(prover);
	sign_key_free(vendor_key);
	sign_key_free(attacker_key);
	table_free(&table);
	arena_free(shelf);
	return 0;
}

static enum verdict
verdict_of(struct arena *a, struct span mail, const char **why)
{
	struct list found = { 0 };
	struct evidence ev;
	struct judgement j;
	struct reading r;

	prove_mail(prover, a, mail, 0, table_txt, &table, &ev);
	judge(a, &vendors, &ev, &j);
	readers_read(a, mail, "any", false, &r, &found);
	judge_reading(a, &r, &j);
	*why = j.why.n > 0 ? j.why.at[0] : "";
	readers_free(&r, &found);
	/* whatever it tries, what is told of it is one line */
	assert_true(ev.subject == NULL || strpbrk(ev.subject, "\r\n") == NULL);
	return j.verdict;
}

/* --- who it is from ----------------------------------------------------- */

#define REST "To: all@example.com\r\nSubject: Update\r\n" \
	"Date: Mon, 30 Nov 2026 10:00:00 +0100\r\n" \
	"Message-ID: <1@attack.example>\r\n\r\nInstall this.\r\n"

/* The header before the rest; the mail is signed by the attacker's domain. */
static const struct { const char *from; size_t n; bool claims; } froms[] = {
#define FROM(s, claims) { s, sizeof(s) - 1, claims }
	/* several From fields, in all the ways to write them */
	FROM("From: a@attack.example\r\nFrom: admin@legit-soft.example\r\n", 0),
	FROM("From: admin@legit-soft.example\r\nFrom: a@attack.example\r\n", 0),
	FROM("From: a@attack.example\r\nfROM: admin@legit-soft.example\r\n", 0),
	FROM("From: a@attack.example\r\nFrom : admin@legit-soft.example\r\n",
	    0),
	FROM("From : admin@legit-soft.example\r\nFrom: a@attack.example\r\n",
	    0),
	FROM("From\t: admin@legit-soft.example\r\nFrom: a@attack.example\r\n",
	    0),
	FROM("From\r\n : admin@legit-soft.example\r\nFrom: a@attack.example"
	    "\r\n", 0),
	FROM(" From: admin@legit-soft.example\r\nFrom: a@attack.example\r\n",
	    0),
	FROM("From\0: admin@legit-soft.example\r\nFrom: a@attack.example\r\n",
	    0),
	FROM("\0From: admin@legit-soft.example\r\nFrom: a@attack.example\r\n",
	    0),
	FROM("Fr\xc3\xb6m: admin@legit-soft.example\r\nFrom: a@attack.example"
	    "\r\n", 0),
	FROM("X: y\rFrom: admin@legit-soft.example\r\nFrom: a@attack.example"
	    "\r\n", 0),
	FROM("From: a@attack.example\r\n\tFrom: admin@legit-soft.example\r\n",
	    0),
	FROM("From admin@legit-soft.example\r\nFrom: a@attack.example\r\n", 0),
	/* several addresses in one */
	FROM("From: a@attack.example, admin@legit-soft.example\r\n", 0),
	FROM("From: admin@legit-soft.example, a@attack.example\r\n", 0),
	FROM("From: <admin@legit-soft.example>, <a@attack.example>\r\n", 0),
	FROM("From: <admin@legit-soft.example> <a@attack.example>\r\n", 0),
	FROM("From: admin@legit-soft.example <a@attack.example>\r\n", 0),
	FROM("From: <a@attack.example> admin@legit-soft.example\r\n", 0),
	FROM("From: <a@attack.example>admin@legit-soft.example\r\n", 0),
	FROM("From: a@attack.example;admin@legit-soft.example\r\n", 0),
	FROM("From: <<admin@legit-soft.example>a@attack.example>\r\n", 0),
	FROM("From: ,admin@legit-soft.example,a@attack.example\r\n", 0),
	/* groups, routes, comments, quotations */
	FROM("From: Legit: admin@legit-soft.example;\r\n", 0),
	FROM("From: Legit: admin@legit-soft.example;, a@attack.example\r\n", 0),
	FROM("From: admin@legit-soft.example:a@attack.example\r\n", 0),
	FROM("From: <@attack.example:admin@legit-soft.example>\r\n", 0),
	FROM("From: <@legit-soft.example,@x.example:a@attack.example>\r\n", 0),
	FROM("From: (a@attack.example) admin@legit-soft.example(\r\n", 0),
	FROM("From: admin@legit-soft.example(.attack.example)\r\n", 1),
	FROM("From: <admin@legit-soft.example(>a@attack.example)>\r\n", 0),
	FROM("From: admin(@attack.example)@legit-soft.example\r\n", 0),
	FROM("From: admin@(x)legit-soft.example\r\n", 0),
	FROM("From: <admin@legit-soft.example>(<a@attack.example>)\r\n", 1),
	FROM("From: a@attack.example (admin@legit-soft.example)\r\n", 1),
	FROM("From: (admin@legit-soft.example) <a@attack.example>\r\n", 1),
	FROM("From: \"admin@legit-soft.example\"@attack.example\r\n", 0),
	FROM("From: \"admin@legit-soft.example\" <a@attack.example>\r\n", 1),
	FROM("From: \"<admin@legit-soft.example>\" <a@attack.example>\r\n", 1),
	FROM("From: \"admin@legit-soft.example\\\" <a@attack.example>\r\n", 0),
	FROM("From: \"x\\\" <admin@legit-soft.example>\" <a@attack.example>"
	    "\r\n", 1),
	FROM("From: admin@legit-soft.example\\@attack.example\r\n", 0),
	FROM("From: admin@legit-soft.example@attack.example\r\n", 0),
	FROM("From: admin%legit-soft.example@attack.example\r\n", 0),
	FROM("From: admin@[legit-soft.example]\r\n", 0),
	/* bytes that cut or turn */
	FROM("From: admin@legit-soft.example\0@attack.example\r\n", 0),
	FROM("From: <admin@legit-soft.example\0>\r\n", 0),
	FROM("From: admin@legit-soft.example\x08@attack.example\r\n", 0),
	FROM("From: admin@legit-soft.example\r@attack.example\r\n", 0),
	FROM("From: admin@legit-soft.example\n @attack.example\r\n", 0),
	FROM("From: admin@legit-soft.example\xe2\x80\xae@attack.example\r\n",
	    0),
	FROM("From: admin@l\xd0\xb5git-soft.example\r\n", 0),
	FROM("From: admin@legit-soft.example \r\n <a@attack.example>\r\n", 0),
	FROM("From: <admin@legit-soft.example>\r\n <a@attack.example>\r\n", 0),
	/* encoded words */
	FROM("From: =?utf-8?q?admin=40legit-soft.example?= "
	    "<a@attack.example>\r\n", 1),
	FROM("From: =?utf-8?b?PGFkbWluQGxlZ2l0LXNvZnQuZXhhbXBsZT4=?= "
	    "<a@attack.example>\r\n", 1),
	FROM("From: =?utf-8?q?admin@legit-soft.example=00?= "
	    "<a@attack.example>\r\n", 0),
	FROM("From: =?utf-8?q?admin@legit-soft.example=0A?= "
	    "<a@attack.example>\r\n", 0),
	FROM("From: =?utf-8?q?admin@legit-soft.example=3E_?=<a@attack.example>"
	    "\r\n", 1),
	FROM("From: =?utf-8?q?admin=40legit-soft.example?=\r\n", 0),
	FROM("From: =?utf-8?q?admin?=@legit-soft.example\r\n", 0),
	FROM("From: <=?utf-8?q?admin=40legit-soft.example=3E?= "
	    "a@attack.example>\r\n", 0),
	FROM("From: admin@=?utf-8?q?legit-soft.example?=\r\n", 0),
	FROM("From: =?utf-8?q?Legit_=E2=80=AEerawtfoS?= <a@attack.example>\r\n",
	    0),
	FROM("From: =?utf-8?q?Leg=E2=80=8Bit_Security?= <a@attack.example>\r\n",
	    1),
	FROM("From: =?utf-8?q?L=D0=B5git_Security?= <a@attack.example>\r\n", 1),
	/* whose name it bears, in whose domain */
	FROM("From: Legit Security <a@attack.example>\r\n", 1),
	FROM("From: \"Legit Software updates\" <a@attack.example>\r\n", 1),
	FROM("From: security@legit-soft.example.attack.example\r\n", 1),
	FROM("From: security@1egit-soft.example\r\n", 1),
	FROM("From: security@legit-s0ft.example\r\n", 1),
	FROM("From: security@legitsoft.example\r\n", 1),
	FROM("From: security@legit-soft.test\r\n", 1),
	FROM("From: security@xn--legt-soft-x9h.example\r\n", 1),
	/* the vendor's own, which nothing proves */
	FROM("From: admin@legit-soft.example\r\n", 1),
	FROM("From: admin@legit-soft.example.\r\n", 0),
	FROM("From: admin@LEGIT-SOFT.EXAMPLE\r\n", 1),
	FROM("From: admin@mail.legit-soft.example\r\n", 1),
	/* without From, or with one that says nothing */
	FROM("Sender: admin@legit-soft.example\r\n", 0),
	FROM("From:\r\nSender: admin@legit-soft.example\r\n", 0),
	FROM("From: <>\r\nSender: admin@legit-soft.example\r\n", 0),
	FROM("From: Legit Security\r\nSender: admin@legit-soft.example\r\n", 0),
	FROM("From: undisclosed:;\r\nSender: admin@legit-soft.example\r\n", 0),
	FROM("From: a@attack.example\r\nSender: admin@legit-soft.example\r\n",
	    0),
	FROM("From: a@attack.example\r\nReply-To: admin@legit-soft.example\r\n",
	    0),
	FROM("From: a@attack.example\r\nResent-From: admin@legit-soft.example"
	    "\r\n", 0),
	FROM("From: a@attack.example\r\nX-Original-From: admin@legit-soft."
	    "example\r\n", 0),
#undef FROM
};

/* Signed in the attacker's name, over all From fields. */
static void
sign_as(struct buf *out, const char *domain, const char *extra,
    struct span mail)
{
	struct sign_how how = { .key = attacker_key, .domain = domain,
	    .selector = "s", .headers = "From:From:Sender:To:Subject:Date",
	    .extra = extra };

	sign_dkim_how(&how, mail, out);
}

static void
attack__on_from__is_not_authentic(void **state)
{
	static const char *const domains[] = { "attack.example",
	    "legit-soft.example.attack.example", "1egit-soft.example",
	    "legit-s0ft.example", "legitsoft.example", "legit-soft.test",
	    "xn--legt-soft-x9h.example" };
	size_t i, k;

	(void)state;
	for (i = 0; i < sizeof(froms) / sizeof(froms[0]); i++) {
		struct arena *a = arena_new();
		struct buf mail = { 0 }, out = { 0 };
		enum verdict v;
		const char *why;

		buf_add(&mail, froms[i].from, froms[i].n);
		buf_adds(&mail, REST);
		/* a good signature of each domain that the attacker has */
		buf_add(&out, mail.p, mail.n);
		for (k = 0; k < sizeof(domains) / sizeof(domains[0]); k++) {
			struct buf one = { 0 };

			sign_as(&one, domains[k], NULL, (struct span){ out.p,
			    out.n });
			buf_free(&out);
			out = one;
		}
		v = verdict_of(a, (struct span){ out.p, out.n }, &why);
		if (v == VERDICT_AUTHENTIC || (froms[i].claims &&
		    v == VERDICT_UNKNOWN))
			fail_msg("%s is %s: %s", froms[i].from,
			    verdict_name(v), why);
		buf_free(&mail);
		buf_free(&out);
		arena_free(a);
	}
}

/* --- what the vendor did sign -------------------------------------------- */

#define SIGNED "From: Legit Security <security@legit-soft.example>\r\n" \
	"To: all@example.com\r\nSubject: Update 1\r\n" \
	"Date: Mon, 30 Nov 2026 10:00:00 +0100\r\n" \
	"Message-ID: <1@legit-soft.example>\r\n" \
	"MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n" \
	"Content-Transfer-Encoding: 7bit\r\n"
#define BODY "Install update 1.\r\n"
#define ALL "From:To:Subject:Date:Message-ID:MIME-Version:Content-Type:" \
	"Content-Transfer-Encoding"

/*
 * A mail that the vendor signed (headers: what its signature covers; extra:
 * more of its tags), and what became of it: before is put in front, find is
 * replaced, behind is put to its end.
 */
static const struct {
	const char	*what, *headers, *extra, *body;
	const char	*before, *find, *replace, *behind;
	bool		 authentic;
} replays[] = {
	{ "as it was", ALL, NULL, BODY, "", "", "", "", true },
	{ "with traces", ALL, NULL, BODY, "Received: from a.example by "
	    "b.example; Mon, 30 Nov 2026 10:00:01 +0100\r\nX-Spam: no\r\n",
	    "", "", "", true },
	{ "signed in the least that shows all", "From:Subject:Content-Type",
	    NULL, BODY, "", "", "", "", true },
	{ "another text", ALL, NULL, BODY, "", "update 1.", "update 2.", "",
	    false },
	{ "another subject", ALL, NULL, BODY, "", "Subject: Update 1",
	    "Subject: Update 2", "", false },
	{ "another address", ALL, NULL, BODY, "", "<security@", "<admin@", "",
	    false },
	{ "a From before", ALL, NULL, BODY, "From: a@attack.example\r\n", "",
	    "", "", false },
	{ "a From behind", ALL, NULL, BODY, "", "To: all", "From: "
	    "a@attack.example\r\nTo: all", "", false },
	{ "a From with a blank", ALL, NULL, BODY, "From : Evil <evil@legit-"
	    "soft.example>\r\n", "", "", "", false },
	{ "a second subject", ALL, NULL, BODY, "Subject: Send money\r\n", "",
	    "", "", false },
	{ "a second date", ALL, NULL, BODY, "Date: Mon, 30 Nov 2027 10:00:00 "
	    "+0100\r\n", "", "", "", false },
	{ "a second type", ALL, NULL, BODY, "Content-Type: text/html\r\n", "",
	    "", "", false },
	{ "a second encoding", ALL, NULL, BODY, "Content-Transfer-Encoding: "
	    "base64\r\n", "", "", "", false },
	{ "a second MIME-Version", ALL, NULL, BODY, "MIME-Version: 2.0\r\n",
	    "", "", "", false },
	{ "an unsigned subject", "From:To:Date:Content-Type", NULL, BODY, "",
	    "Subject: Update 1", "Subject: Send money", "", false },
	{ "an unsigned type", "From:To:Subject:Date", NULL,
	    "--x\r\n\r\nevil\r\n--x--\r\n" BODY, "",
	    "text/plain; charset=utf-8", "multipart/mixed; boundary=x", "",
	    false },
	{ "a second encoding where none was signed",
	    "From:To:Subject:Date:Content-Type", NULL, BODY,
	    "Content-Transfer-Encoding: base64\r\n", "", "", "", false },
	{ "a type where none was signed", "From:To:Subject:Date", NULL, BODY,
	    "Content-Type: text/html\r\n", "Content-Type: text/plain; "
	    "charset=utf-8\r\n", "", "", false },
	{ "text behind a length", ALL, "l=19; ", BODY, "", "", "",
	    "And send money.\r\n", false },
	{ "a length that covers nothing", ALL, "l=0; ", BODY, "",
	    "Install update 1", "Send money", "", false },
	{ "without its From signed", "To:Subject:Date:Content-Type", NULL,
	    BODY, "", "<security@", "<admin@", "", false },
	{ "an identity of another domain", ALL, "i=@attack.example; ", BODY,
	    "", "", "", "", false },
	{ "expired", ALL, "t=1701000000; x=1701000001; ", BODY, "", "", "", "",
	    false },
	{ "resent within another mail", ALL, NULL, BODY,
	    "From: a@attack.example\r\nMIME-Version: 1.0\r\n"
	    "Content-Type: message/rfc822\r\n\r\n", "", "", "", false },
	{ "behind a header of its own", ALL, NULL, BODY,
	    "From: security@legit-soft.example\r\nSubject: Send money\r\n"
	    "\r\nSend money.\r\n", "", "", "", false },
	{ "as a part beside another", ALL, NULL, BODY,
	    "From: security@legit-soft.example\r\nMIME-Version: 1.0\r\n"
	    "Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\n"
	    "Send money.\r\n--x\r\nContent-Type: message/rfc822\r\n\r\n",
	    "", "", "--x--\r\n", false },
};

static void
replace(struct buf *b, const char *find, const char *with)
{
	struct buf out = { 0 };
	const char *p = find[0] != '\0' ? strstr(buf_str(b), find) : NULL;
	size_t at;

	if (p == NULL)
		return;
	at = (size_t)(p - b->p);
	buf_add(&out, b->p, at);
	buf_adds(&out, with);
	at += strlen(find);
	buf_add(&out, b->p + at, b->n - at);
	buf_free(b);
	*b = out;
}

static void
attack__on_what_was_signed__is_not_authentic(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(replays) / sizeof(replays[0]); i++) {
		struct sign_how how = { .key = vendor_key, .selector = "s",
		    .domain = "legit-soft.example",
		    .headers = replays[i].headers, .extra = replays[i].extra };
		struct arena *a = arena_new();
		struct buf mail = { 0 }, out = { 0 };
		enum verdict v;
		const char *why;

		buf_addf(&mail, SIGNED "\r\n%s", replays[i].body);
		buf_adds(&out, replays[i].before);
		sign_dkim_how(&how, (struct span){ mail.p, mail.n }, &out);
		replace(&out, replays[i].find, replays[i].replace);
		buf_adds(&out, replays[i].behind);
		v = verdict_of(a, (struct span){ out.p, out.n }, &why);
		if ((v == VERDICT_AUTHENTIC) != replays[i].authentic)
			fail_msg("%s: %s: %s", replays[i].what,
			    verdict_name(v), why);
		buf_free(&mail);
		buf_free(&out);
		arena_free(a);
	}
}

/* --- signatures that speak of somebody else ------------------------------ */

static const struct { const char *domain, *extra; } signatures[] = {
	{ "attack.example", NULL },
	{ "attack.example", "i=security@legit-soft.example; " },
	{ "attack.example", "i=@legit-soft.example; " },
	{ "attack.example", "d=legit-soft.example; " },
	{ "legit-soft.example", NULL },		/* with the wrong key */
	{ "LEGIT-SOFT.EXAMPLE", NULL },
	{ "legit-soft.example.", NULL },
	{ "example", NULL },
	{ "xlegit-soft.example", NULL },
	{ "legit-soft.example.attack.example", NULL },
	{ "legit-soft.example(.attack.example", NULL },
	{ "legit-soft.example'a.attack.example", NULL },
	{ "legit-soft.example\".attack.example", NULL },
	{ "legit-soft.example/.attack.example", NULL },
	{ "legit-soft.example,.attack.example", NULL },
	{ "legit-soft.example .attack.example", NULL },
	{ "legit-soft.example=00.attack.example", NULL },
	{ "legit-soft.example\\000.attack.example", NULL },
};

static void
attack__by_a_signature_of_another__is_not_authentic(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(signatures) / sizeof(signatures[0]); i++) {
		struct arena *a = arena_new();
		struct buf out = { 0 };
		const char *why;
		enum verdict v;

		sign_as(&out, signatures[i].domain, signatures[i].extra,
		    span_of(SIGNED "\r\n" BODY));
		v = verdict_of(a, (struct span){ out.p, out.n }, &why);
		if (v == VERDICT_AUTHENTIC)
			fail_msg("d=%s %s: %s", signatures[i].domain,
			    signatures[i].extra, why);
		buf_free(&out);
		arena_free(a);
	}
}

/* Whoever answers for the vendor's names may not say what a key is twice, nor
 * that it is one for tests, nor one for other uses. */
static void
attack__on_the_key_record__is_not_authentic(void **state)
{
	static const struct { const char *how, *find, *with; bool good; }
	    records[] = {
		{ "as it is", "", "", true },
		{ "revoked", "p=", "p=; x=", false },
		{ "in test", "v=DKIM1;", "v=DKIM1; t=y;", false },
		{ "for other uses", "v=DKIM1;", "v=DKIM1; s=other;", false },
		{ "of a later version", "v=DKIM1;", "v=DKIM2;", false },
		{ "of another kind", "k=ed25519", "k=rsa", false },
		{ "for no such hash", "v=DKIM1;", "v=DKIM1; h=sha1;", false },
	};
	struct sign_how how = { .key = vendor_key, .headers = ALL,
	    .domain = "legit-soft.example" };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(records) / sizeof(records[0]); i++) {
		struct arena *a = arena_new();
		struct buf out = { 0 }, record = { 0 };
		const char *why;
		enum verdict v;

		sign_key_record(vendor_key, &record);
		replace(&record, records[i].find, records[i].with);
		how.selector = arena_printf(shelf, "r%zu", i);
		table_add(&table, arena_printf(shelf, "r%zu._domainkey."
		    "legit-soft.example", i), buf_str(&record));
		sign_dkim_how(&how, span_of(SIGNED "\r\n" BODY), &out);
		v = verdict_of(a, (struct span){ out.p, out.n }, &why);
		if ((v == VERDICT_AUTHENTIC) != records[i].good)
			fail_msg("a key record %s: %s: %s", records[i].how,
			    verdict_name(v), why);
		buf_free(&out);
		buf_free(&record);
		arena_free(a);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(attack__on_from__is_not_authentic),
		cmocka_unit_test(attack__on_what_was_signed__is_not_authentic),
		cmocka_unit_test(
		    attack__by_a_signature_of_another__is_not_authentic),
		cmocka_unit_test(attack__on_the_key_record__is_not_authentic),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
