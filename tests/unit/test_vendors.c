/* SPDX-License-Identifier: ISC */
/* The vendors file: reading, whose address it is, and who claims to be whom. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "text/vendors.h"

static struct arena *arena;
static struct conf_report report;
static struct list vendors;

/* The names are real ones where the shape of the name is what is tested. */
static const char file[] =
    "vendor microsoft {\n"
    "	name Microsoft\n"
    "	known-as MSRC \"Microsoft Security Response Center\"\n"
    "	from *@microsoft.com *@*.microsoft.com\n"
    "	prove any { dkim microsoft.com; dmarc }\n"
    "}\n"
    "vendor debian {\n"
    "	name \"Debian\"; from *@lists.debian.org security@debian.org\n"
    "	from DSA@Debian.ORG\n"
    "	list debian-security-announce.lists.debian.org\n"
    "	prove any { dkim Lists.Debian.org; all { dmarc; dkim debian.org } }\n"
    "}\n"
    "vendor redhat {\n"
    "	name \"Red Hat\"; from *@redhat.com\n"
    "	reader red-hat; sends programs; prove all { dmarc }\n"
    "}\n"
    "vendor isc { name ISC; from *@lists.isc.org; prove all { arc "
    "Gate.Example.org; list Lists.isc.org } }\n"
    "vendor cisa {\n"
    "	from cisa@messages.cisa.gov us-cert@public.delivery.example\n"
    "	prove any { dkim messages.cisa.gov }\n"
    "}\n"
    "vendor apple { name Apple; from *@lists.apple.com; prove any { dmarc } }\n"
    "vendor uk { name \"Albion Soft\"; from news@albion.co.uk\n"
    "	prove any { dmarc } }\n"
    "vendor northwind { name \"Northwind Linux\"\n"
    "	from *@lists.northwind.example.net; prove any { dmarc } }\n"
    "vendor sample { from *@example.com; prove any { dmarc } }\n";

static int
load(const char *text)
{
	struct conf_node *n;

	arena = arena_new();
	report = (struct conf_report){ .arena = arena };
	vendors = (struct list){ 0 };
	n = conf_read_bytes(arena, "v", span_of(text), &report);
	assert_non_null(n);
	return vendors_read(arena, n, &vendors, &report);
}

static int
setup(void **state)
{
	(void)state;
	return load(file);
}

static int
teardown(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

static void
vendors__reads__every_directive(void **state)
{
	const struct vendor *v;
	const struct prove *p;

	(void)state;
	assert_int_equal(vendors.n, 9);
	v = vendors.at[1];
	assert_string_equal(v->id, "debian");
	assert_string_equal(v->name, "Debian");
	assert_null(v->reader);
	assert_int_equal(v->from.n, 3);
	assert_string_equal(v->from.at[2], "dsa@debian.org");
	assert_int_equal(v->lists.n, 1);
	assert_int_equal(v->prove->kind, PROVE_ANY);
	assert_int_equal(v->prove->children.n, 2);
	p = v->prove->children.at[0];
	assert_int_equal(p->kind, PROVE_DKIM);
	assert_string_equal(p->argument, "lists.debian.org");
	p = v->prove->children.at[1];
	assert_int_equal(p->kind, PROVE_ALL);
	assert_int_equal(p->children.n, 2);
	p = p->children.at[0];
	assert_int_equal(p->kind, PROVE_DMARC);
	assert_null(p->argument);
	v = vendors.at[2];
	assert_string_equal(v->reader, "red-hat");
	assert_true(v->sends_programs);
	assert_int_equal(v->prove->kind, PROVE_ALL);
	v = vendors.at[0];
	assert_false(v->sends_programs);
	assert_int_equal(v->names.n, 3);
	assert_string_equal(v->names.at[0], "Microsoft");
	assert_string_equal(v->names.at[1], "MSRC");
	v = vendors.at[3];
	p = v->prove->children.at[0];
	assert_int_equal(p->kind, PROVE_ARC);
	assert_string_equal(p->argument, "gate.example.org");
	p = v->prove->children.at[1];
	assert_int_equal(p->kind, PROVE_LIST);
	assert_string_equal(p->argument, "lists.isc.org");
	v = vendors.at[4];
	assert_string_equal(v->name, "cisa");	/* its id, by default */
}

static void
vendors__says__what_is_wrong(void **state)
{
	static const struct { const char *text, *said; } cases[] = {
		{ "vendor { from *@x.org; prove any { dmarc } }",
		    "v:1:1: error: found 0 words behind \"vendor\"; "
		    "expected 1: vendor NAME { ... }" },
		{ "vendor x { prove any { dmarc } }", "v:1:1: error: the "
		    "directive \"from\" is missing in vendor \"x\"; expected "
		    "from ADDRESS|*@DOMAIN|*@*.DOMAIN ..." },
		{ "vendor x { from *@x.org }", "v:1:1: error: the directive "
		    "\"prove\" is missing in vendor \"x\"; expected prove "
		    "any|all" },
		{ "vendor x { from *@x.org; sends it; prove any { dmarc } }",
		    "v:1:32: error: found \"it\"; expected programs" },
		{ "vendor x { from *@x.org; prove some { dmarc } }",
		    "v:1:32: error: found \"some\"; expected any or all" },
		{ "vendor x { from *@x.org; prove all { } }",
		    "v:1:32: error: found no proof in the block of \"all\"; "
		    "expected at least one, such as dmarc" },
		{ "vendor x { from *@x.org; prove any { all {}; dmarc } }",
		    "v:1:38: error: found no proof in the block of \"all\"; "
		    "expected at least one, such as dmarc" },
		{ "vendor x { from *@x.org; prove any { dkim } }",
		    "v:1:38: error: found 0 words behind \"dkim\"; expected "
		    "1: dkim DOMAIN" },
		{ "vendor x { from *@x.org; prove any { dkim org } }",
		    "v:1:43: error: found \"org\"; expected a domain such as "
		    "example.com" },
		{ "vendor x { from *@x.org; prove any { arc org } }",
		    "v:1:42: error: found \"org\"; expected a domain such as "
		    "example.com" },
		{ "vendor x { from *@x.org; prove any { list } }",
		    "v:1:38: error: found 0 words behind \"list\"; expected "
		    "1: list HOST" },
		{ "vendor x { from *@x.org; prove any { dmark } }",
		    "v:1:38: error: found the unknown word \"dmark\" in "
		    "\"prove\"; did you mean \"dmarc\"?" },
		{ "vendor x { from *@x.org; prove any { dmarc } }\n"
		    "vendor x { from *@y.org; prove any { dmarc } }",
		    "v:2:8: error: found the vendor \"x\" a second time; "
		    "expected each once" },
	};
	static const char *const patterns[] = { "x", "x@", "@x.org", "*@org",
	    "*@*.org", "*@*", "a*@x.org", "*x@x.org", "*@x.*.org", "a@b@x.org",
	    "*@x_y.org", "\"a b@x.org\"", "*@[192.0.2.1]", "*@2001:db8::1" };
	char text[128];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		teardown(NULL);
		assert_int_equal(load(cases[i].text), -1);
		assert_int_equal(report.lines.n, 1);
		assert_string_equal(report.lines.at[0], cases[i].said);
	}
	for (i = 0; i < sizeof(patterns) / sizeof(patterns[0]); i++) {
		teardown(NULL);
		snprintf(text, sizeof(text), "vendor x { from %s; prove any "
		    "{ dmarc } }", patterns[i]);
		assert_int_equal(load(text), -1);
		assert_non_null(strstr(report.lines.at[0], "v:1:17: error: "));
		assert_int_equal(vendors.n, 0);
	}
}

static void
vendors__reads__the_good_ones_beside_a_bad_one(void **state)
{
	(void)state;
	teardown(NULL);
	assert_int_equal(load("vendor a { from *@a.org; prove any { dmarc } }\n"
	    "vendor b { }\nother thing\n"
	    "vendor c { from *@c.org; prove any { dmarc } }\n"), -1);
	assert_int_equal(vendors.n, 2);
	assert_int_equal(report.errors, 2);	/* both of b */
}

static void
vendors__knows__whose_address(void **state)
{
	static const struct { const char *address, *vendor; } cases[] = {
		{ "secure@microsoft.com", "microsoft" },
		{ "Secure@Microsoft.COM", "microsoft" },
		{ "x@email.microsoft.com", "microsoft" },
		{ "x@a.b.microsoft.com", "microsoft" },
		{ "x@notmicrosoft.com", NULL },
		{ "x@microsoft.com.example", NULL },
		{ "x@lists.debian.org", "debian" },
		{ "security@debian.org", "debian" },
		{ "dsa@debian.org", "debian" },
		{ "other@debian.org", NULL },	/* not listed */
		{ "x@a.lists.debian.org", NULL },
		{ "x@www.redhat.com", NULL },	/* "*@b" is not below b */
		{ "a@b@redhat.com", "redhat" },	/* the last @ counts */
		{ "@redhat.com", NULL }, { "redhat.com", NULL },
		{ "x@", NULL }, { "", NULL }, { NULL, NULL },
	};
	const struct vendor *v;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		v = vendors_by_address(&vendors, cases[i].address);
		if (cases[i].vendor == NULL ? v != NULL : v == NULL ||
		    strcmp(v->id, cases[i].vendor) != 0)
			fail_msg("%s: %s", cases[i].address,
			    v != NULL ? v->id : "none");
	}
}

static void
vendors__prefers__the_most_exact_pattern(void **state)
{
	(void)state;
	teardown(NULL);
	assert_int_equal(load(
	    "vendor a { from *@*.x.org; prove any { dmarc } }\n"
	    "vendor b { from *@*.y.x.org; prove any { dmarc } }\n"
	    "vendor c { from *@z.y.x.org; prove any { dmarc } }\n"
	    "vendor d { from m@z.y.x.org; prove any { dmarc } }\n"), 0);
	assert_string_equal(vendors_by_address(&vendors, "m@w.x.org")->id, "a");
	assert_string_equal(vendors_by_address(&vendors, "m@w.y.x.org")->id,
	    "b");
	assert_string_equal(vendors_by_address(&vendors, "n@z.y.x.org")->id,
	    "c");
	assert_string_equal(vendors_by_address(&vendors, "m@z.y.x.org")->id,
	    "d");
}

struct claim {
	const char	*address, *name;	/* of the mail */
	const char	*vendor;		/* NULL: claims none */
	const char	*how;			/* what the sentence holds */
};

static void
expect_claims(const struct claim *c, size_t n)
{
	const struct vendor *v;
	const char *how;
	size_t i;

	for (i = 0; i < n; i++) {
		v = vendors_claimed(arena, &vendors, c[i].address, c[i].name,
		    &how);
		if (c[i].vendor == NULL ? v != NULL : v == NULL ||
		    strcmp(v->id, c[i].vendor) != 0)
			fail_msg("%s <%s>: %s: %s", c[i].name != NULL ?
			    c[i].name : "", c[i].address, v != NULL ? v->id :
			    "none", how != NULL ? how : "");
		if (v == NULL)
			assert_null(how);
		else if (strstr(how, c[i].how) == NULL)
			fail_msg("<%s>: %s", c[i].address, how);
	}
}

#define ENDING	"another ending"
#define ADDED	"addition"
#define ALIKE	"look-alike letters"
#define SLIP	"one letter"
#define PART	"part of another domain"
#define SCRIPT	"another script"
#define OWN	"none that it announces from"

static void
vendors__sees__near_misses(void **state)
{
	static const struct claim cases[] = {
		{ "x@microsoft.com", NULL, "microsoft", "is one of Microsoft" },
		/* own domains, addresses that are not listed */
		{ "x@debian.org", NULL, "debian", OWN },
		{ "x@sub.debian.org", NULL, "debian", OWN },
		{ "x@cisa.gov", NULL, "cisa", OWN },
		{ "x@www.lists.apple.com", NULL, "apple", OWN },
		/* a host that serves many: others there claim nothing */
		{ "x@public.delivery.example", NULL, NULL, NULL },
		/* one slip */
		{ "x@micosoft.com", NULL, "microsoft", SLIP },
		{ "x@microsofft.com", NULL, "microsoft", SLIP },
		{ "x@micorsoft.com", NULL, "microsoft", SLIP },
		{ "x@mikrosoft.com", NULL, "microsoft", SLIP },
		{ "x@mail.micosoft.com", NULL, "microsoft", SLIP },
		{ "x@micosoft.net", NULL, "microsoft", SLIP },
		{ "x@debain.org", NULL, "debian", SLIP },
		{ "x@debiam.org", NULL, "debian", SLIP },
		{ "x@aple.com", NULL, NULL, NULL },	/* too short */
		{ "x@applr.com", NULL, "apple", SLIP },
		{ "x@albiom.co.uk", NULL, "uk", SLIP },
		{ "x@examplle.com", NULL, "sample", SLIP },
		{ "x@nortwind.example.net", NULL, "northwind", SLIP },
		/* two slips, or too short a name, or another first letter */
		{ "x@micosft.com", NULL, NULL, NULL },
		{ "x@iss.org", NULL, NULL, NULL },
		{ "x@lsc.org", NULL, NULL, NULL },
		{ "x@disa.gov", NULL, NULL, NULL },
		{ "x@opple.com", NULL, NULL, NULL },
		{ "x@applr.org", NULL, NULL, NULL },
	};

	(void)state;
	expect_claims(cases, sizeof(cases) / sizeof(cases[0]));
}

static void
vendors__sees__lookalike_domains(void **state)
{
	static const struct claim cases[] = {
		/* digits and pairs for letters */
		{ "x@micros0ft.com", NULL, "microsoft", ALIKE },
		{ "x@rnicrosoft.com", NULL, "microsoft", ALIKE },
		{ "x@m1cr0s0ft.com", NULL, "microsoft", ALIKE },
		{ "x@rnlcr0s0ft.org", NULL, "microsoft", ALIKE },
		{ "x@app1e.com", NULL, "apple", ALIKE },
		{ "x@1sc.org", NULL, "isc", ALIKE },
		{ "x@c1sa.gov", NULL, "cisa", ALIKE },
		/* other scripts, as UTF-8 and as punycode */
		{ "x@\xd0\xb0pple.com", NULL, "apple", SCRIPT },
		{ "x@xn--pple-43d.com", NULL, "apple", SCRIPT },
		{ "x@xn--micrsoft-qbh.com", NULL, "microsoft", SCRIPT },
		{ "x@m\xc3\xad" "crosoft.com", NULL, "microsoft", SCRIPT },
		{ "x@isc\xe3\x80\x82org", NULL, "isc", SCRIPT },
		{ "x@xn--bcher-kva.example", NULL, NULL, NULL },
		{ "x@xn--.com", NULL, NULL, NULL },
		{ "x@xn--99999999999.com", NULL, NULL, NULL },
		/* the whole domain in another */
		{ "x@microsoft.com.evil.example", NULL, "microsoft", PART },
		{ "x@mail.microsoft.com.evil.example", NULL, "microsoft",
		    PART },
		{ "x@microsoft-com.example", NULL, "microsoft", PART },
		{ "x@microsoft.com-security.example", NULL, "microsoft",
		    PART },
		{ "x@isc.org.example", NULL, "isc", PART },
		/* the name with an addition, or another ending */
		{ "x@microsoft-security.com", NULL, "microsoft", ADDED },
		{ "x@my-microsoft-update.example", NULL, "microsoft", ADDED },
		{ "x@redhat-alerts.com", NULL, "redhat", ADDED },
		{ "x@microsoftsecurity.com", NULL, "microsoft", ADDED },
		{ "x@securitydebian.org", NULL, "debian", ADDED },
		{ "x@cisa-alerts.example", NULL, "cisa", ADDED },
		{ "x@isc-security.example", NULL, NULL, NULL },	/* too short */
		{ "x@microsoft.co", NULL, "microsoft", ENDING },
		{ "x@redhat.example", NULL, "redhat", ENDING },
		{ "x@isc.com", NULL, NULL, NULL },
		{ "x@cisa.com", NULL, NULL, NULL },
		/* honest strangers */
		{ "x@example.org", NULL, NULL, NULL },	/* not example.com's */
		{ "x@other.example.net", NULL, NULL, NULL },
		{ "x@debian.example.net", NULL, "debian", ENDING },
		{ "x@pineapple.com", NULL, NULL, NULL },
		{ "x@applesauce.com", NULL, NULL, NULL },
		{ "x@apple.orchard.example", NULL, NULL, NULL },
		{ "x@microsoft.customer.example", NULL, NULL, NULL },
		{ "x@vodafone.co.uk", NULL, NULL, NULL },
		{ "x@com", NULL, NULL, NULL }, { "x@.", NULL, NULL, NULL },
		{ "x@..", NULL, NULL, NULL }, { "x@", NULL, NULL, NULL },
		{ "x", NULL, NULL, NULL }, { NULL, NULL, NULL, NULL },
	};

	(void)state;
	expect_claims(cases, sizeof(cases) / sizeof(cases[0]));
}

static void
vendors__owns__domains_whether_listed_or_not(void **state)
{
	static const struct { size_t vendor; const char *address; bool own; }
	cases[] = {
		{ 0, "x@microsoft.com", true },
		{ 0, "x@a.microsoft.com", true },
		{ 0, "x@micros0ft.com", false }, { 1, "x@debian.org", true },
		{ 1, "x@a.debian.org", true }, { 1, "x@debian.net", false },
		{ 4, "x@cisa.gov", true },
		{ 4, "x@public.delivery.example", false },
		{ 0, "microsoft.com", false }, { 0, "x@", false },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		if (vendors_own(vendors.at[cases[i].vendor],
		    cases[i].address) != cases[i].own)
			fail_msg("%s", cases[i].address);
}

#define NAME	"display name is that of"
#define SHOWS	"shows a domain"

static void
vendors__sees__claims_by_display_name(void **state)
{
	static const struct claim cases[] = {
		{ "x@a.example", "Microsoft", "microsoft", NAME },
		{ "x@a.example", "MICROSOFT", "microsoft", NAME },
		{ "x@a.example", "Microsoft Security", "microsoft", NAME },
		{ "x@a.example", "msrc", "microsoft", NAME },
		{ "x@a.example", "The Microsoft Team", "microsoft", NAME },
		{ "x@a.example", "Security Team, Microsoft", "microsoft",
		    NAME },
		{ "x@a.example", "Red Hat", "redhat", NAME },
		{ "x@a.example", "RedHat", "redhat", NAME },
		{ "x@a.example", "red-hat security", "redhat", NAME },
		{ "x@a.example", "R e d H a t", "redhat", NAME },
		{ "x@a.example", "Micr0soft", "microsoft", NAME },
		{ "x@a.example", "Rnicrosoft", "microsoft", NAME },
		{ "x@a.example", "M\xd1\x96" "cr\xd0\xbes\xd0\xbe" "ft",
		    "microsoft", NAME },
		{ "x@a.example", "Micro\xe2\x80\x8bsoft", "microsoft", NAME },
		{ "x@a.example", "\xf0\x9d\x90\x83" "ebian", "debian", NAME },
		{ "x@a.example", "\xef\xbc\xa4" "ebian", "debian", NAME },
		{ "x@a.example", "cisa", "cisa", NAME },
		/* an address or a domain of the vendor's inside the name */
		{ "x@a.example", "security@debian.org", "debian", SHOWS },
		{ "x@a.example", "news (lists.debian.org)", "debian", SHOWS },
		{ "x@a.example", "Support @ MICROSOFT.COM", "microsoft",
		    SHOWS },
		{ "x@a.example", "a@microsoft.com.a.example", "microsoft",
		    SHOWS },
		{ "x@a.example", "a@notmicrosoft.com", NULL, NULL },
		{ "x@a.example", "a@microsoft.community", NULL, NULL },
		/* the address goes before the name */
		{ "x@lists.debian.org", "Microsoft", "debian", "is one of" },
		/* people */
		{ "x@a.example", "Ann Apple", NULL, NULL },
		{ "x@a.example", "Ann (Debian)", NULL, NULL },
		{ "x@a.example", "Debiana Smith", NULL, NULL },
		{ "x@a.example", "Fred Hatter", NULL, NULL },
		{ "x@a.example", "Discussion of ISC Bind", NULL, NULL },
		{ "x@a.example", "", NULL, NULL },
		{ "x@a.example", " \t", NULL, NULL },
		{ "x@a.example", "\xff\xfe", NULL, NULL },
		{ NULL, "Debian", "debian", NAME },
	};

	(void)state;
	expect_claims(cases, sizeof(cases) / sizeof(cases[0]));
}

static void
vendors__limits__what_it_looks_at(void **state)
{
	struct buf b = { 0 };
	const char *how;
	size_t i;

	(void)state;
	/* the name's end is at 511, 512 and 513 bytes of folded text */
	for (i = 0; i < 3; i++) {
		buf_cut(&b, 0);
		buf_adds(&b, "security ");
		while (b.n < 1 + 511 + i - strlen("debian"))
			buf_addc(&b, 'x');
		buf_adds(&b, " debian");
		assert_int_equal(vendors_claimed(arena, &vendors, "x@a.example",
		    buf_str(&b), &how) != NULL, i < 2);
	}
	/* a domain of 255 bytes and one of 256 */
	for (i = 0; i < 2; i++) {
		buf_cut(&b, 0);
		buf_adds(&b, "x@");
		while (b.n < 2 + 255 + i - strlen(".micosoft.com"))
			buf_addc(&b, b.n % 60 == 0 ? '.' : 'x');
		buf_adds(&b, ".micosoft.com");
		assert_int_equal(vendors_claimed(arena, &vendors, buf_str(&b),
		    NULL, &how) != NULL, i == 0);
	}
	buf_free(&b);
}

/* --- the files that are shipped ----------------------------------------- */

static void
load_file(const char *path)
{
	const struct conf_node *n;

	teardown(NULL);
	arena = arena_new();
	report = (struct conf_report){ .arena = arena };
	vendors = (struct list){ 0 };
	n = conf_read_file(arena, path, &report);
	if (n == NULL || conf_check(n, vendors_rules, &report) == -1 ||
	    vendors_read(arena, n, &vendors, &report) == -1)
		fail_msg("%s", (const char *)report.lines.at[0]);
}

static void
vendors__ships__the_vendors_that_were_asked_for(void **state)
{
	static const struct { const char *address, *vendor; } cases[] = {
		{ "x@microsoft.com", "microsoft" },
		{ "x@email2.microsoft.com", "microsoft" },
		{ "rhsa-announce@redhat.com", "redhat" },
		{ "x@debian.org", "debian" },
		{ "x@lists.ubuntu.com", "ubuntu" },
		{ "x@canonical.com", "ubuntu" },
		{ "maint-coord@suse.de", "suse" },
		{ "x@cisco.com", "cisco" },
		{ "el-errata@oss.oracle.com", "oracle" },
		{ "vmware.psirt@broadcom.com", "vmware" },
		{ "x@mail.adobe.com", "adobe" },
		{ "product-security-noreply@lists.apple.com", "apple" },
		{ "x@mozilla.org", "mozilla" },
		{ "security-advisories@freebsd.org", "freebsd" },
		{ "x@openssl.org", "openssl" },
		{ "x@openssh.com", "openssh" },
		{ "CISA@messages.cisa.gov", "cisa" },
		/* no vendor's, though near */
		{ "x@broadcom.com", NULL }, { "x@apple.com", NULL },
		{ "x@public.govdelivery.com", NULL },
		{ "oss-security@lists.openwall.com", NULL },
	};
	const struct vendor *v;
	size_t i;

	(void)state;
	load_file("conf/vendors.conf");
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		v = vendors_by_address(&vendors, cases[i].address);
		if (cases[i].vendor == NULL ? v != NULL : v == NULL ||
		    strcmp(v->id, cases[i].vendor) != 0)
			fail_msg("%s: %s", cases[i].address,
			    v != NULL ? v->id : "none");
	}
}

/* No vendor's own address or name is taken for another's. */
static void
vendors__ships__no_claims_on_each_other(void **state)
{
	const struct vendor *v, *who;
	const char *how, *address;
	size_t i, j;

	(void)state;
	load_file("conf/vendors.conf");
	for (i = 0; i < vendors.n; i++) {
		v = vendors.at[i];
		for (j = 0; j < v->from.n; j++) {
			address = v->from.at[j];
			if (strncmp(address, "*@*.", 4) == 0)
				address = arena_printf(arena, "x@y.%s",
				    address + 4);
			who = vendors_claimed(arena, &vendors, address, NULL,
			    &how);
			assert_ptr_equal(who, v);
		}
		for (j = 0; j < v->names.n; j++) {
			who = vendors_claimed(arena, &vendors, "x@a.example",
			    v->names.at[j], &how);
			if (who != v)
				fail_msg("%s is taken for %s",
				    (const char *)v->names.at[j],
				    who != NULL ? who->id : "nobody");
		}
	}
}

static void
vendors__ships__samples_that_claim_what_they_shall(void **state)
{
	static const struct claim cases[] = {
		{ "security@northwind.example.net",
		    "Northwind Linux Security Team", "northwind", "is one" },
		{ "updates@news.exsoft.example.org",
		    "Example Software Security Response", "exsoft", "is one" },
		{ "security@n0rthwind.example.net",
		    "Northwind Linux Security Team", "northwind", ALIKE },
		{ "letter@greenhouse.example", "The Greenhouse Letter", NULL,
		    NULL },
		{ "ann@example.com", "Ann", NULL, NULL },
	};

	(void)state;
	load_file("conf/samples/vendors.conf");
	expect_claims(cases, sizeof(cases) / sizeof(cases[0]));
	assert_string_equal(((struct vendor *)vendors.at[0])->reader, "any");
}

#define T(f)	cmocka_unit_test_setup_teardown(f, setup, teardown)

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		T(vendors__reads__every_directive),
		T(vendors__says__what_is_wrong),
		T(vendors__reads__the_good_ones_beside_a_bad_one),
		T(vendors__knows__whose_address),
		T(vendors__prefers__the_most_exact_pattern),
		T(vendors__sees__near_misses),
		T(vendors__sees__lookalike_domains),
		T(vendors__owns__domains_whether_listed_or_not),
		T(vendors__sees__claims_by_display_name),
		T(vendors__limits__what_it_looks_at),
		T(vendors__ships__the_vendors_that_were_asked_for),
		T(vendors__ships__no_claims_on_each_other),
		T(vendors__ships__samples_that_claim_what_they_shall),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
