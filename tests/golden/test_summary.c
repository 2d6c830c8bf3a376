/* SPDX-License-Identifier: ISC */
/*
 * What the committee gets of a bulletin that states everything, of its
 * revision and withdrawal, and of one that states next to nothing; and what
 * chat says of them.  The files lie in tests/golden/summary/;
 * GOLDEN_UPDATE=1 writes them anew.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/fd.h"
#include "handlers/bulletin/facts.h"
#include "tests/support/flowtest.h"

static void
golden(const char *name, const char *got)
{
	char path[128];
	struct buf want = { 0 };
	struct err e = { 0 };
	FILE *f;

	snprintf(path, sizeof(path), "tests/golden/summary/%s", name);
	if (getenv("GOLDEN_UPDATE") != NULL) {
		f = fopen(path, "w");
		assert_non_null(f);
		fputs(got, f);
		assert_int_equal(fclose(f), 0);
	}
	if (file_read_all(path, 1 << 20, &want, &e) == -1)
		fail_msg("%s", e.text);
	assert_string_equal(got, buf_str(&want));
	buf_free(&want);
}

static void
arrives(const struct bulletin_facts *f)
{
	struct evidence ev = { .complete = true, .subject = "lamp update",
	    .from = "alerts@lamp.example.net", .date = FT_START, .n = 1,
	    .proofs = { { .method = "dkim", .result = PROOF_PASS,
	    .domain = "lamp.example.net", .bits = 2048,
	    .why = "the signature of lamp.example.net holds" } } };
	struct reading r = { .mail_class = CLASS_BULLETIN, .subject = "s",
	    .text = "t" };
	struct bulletin_facts copy = *f;
	struct list l = { 0 };
	struct buf b = { 0 };

	list_add_in(ft_arena, &l, &copy);
	facts_pack(&b, &l);
	r.claims = (struct span){ b.p, b.n };
	ft_mail(&ev, &r, false);
	assert_int_equal(ft_mail_rc, 0);
	buf_free(&b);
}

#define DAY_1	1795867200	/* noon UTC of 2026-11-28 */

#define PUT(field, ...) put(f, field, (const char *const[]){		\
	__VA_ARGS__, NULL })

static void
put(struct bulletin_facts *f, enum fact_field field, const char *const *texts)
{
	struct list *l = facts_list(f, field);

	for (l->n = 0; *texts != NULL; texts++)
		list_add_in(ft_arena, l, arena_str(ft_arena, *texts));
}

static struct cve_fact *
cve(struct bulletin_facts *f, const char *id, const char *score,
    const char *vector, const char *severity)
{
	struct cve_fact *c = arena_alloc(ft_arena, sizeof(*c));

	c->id = id;
	c->score = score;
	c->vector = vector;
	c->severity = severity;
	list_add_in(ft_arena, &f->cve_facts, c);
	return c;
}

static void
place(struct bulletin_facts *f, enum fact_field field, enum fact_part part,
    uint32_t line, const char *words)
{
	struct fact_place *p = arena_alloc(ft_arena, sizeof(*p));

	p->field = (uint8_t)field;
	p->part = (uint8_t)part;
	p->line = line;
	p->words = words;
	list_add_in(ft_arena, &f->places, p);
}

/* A bulletin that states all that can be stated. */
static struct bulletin_facts *
full(void)
{
	struct bulletin_facts *f = arena_alloc(ft_arena, sizeof(*f));

	*f = (struct bulletin_facts){ .vendor = "any", .id = "LAMP-2026-11-1",
	    .base = "LAMP-2026-11", .revision = "1",
	    .title = "Lamp Server: <dimming> & switching without a password",
	    .severity = "High", .site_severity = SEVERITY_IMPORTANT,
	    .restart = RESTART_YES, .kind = KIND_SECURITY_PATCH,
	    .security = STATED_YES, .known = STATED_YES, .date = DAY_1,
	    .published = DAY_1,
	    .summary = "Whoever reaches the switch over the network can turn "
	    "every lamp off without a password. Lamps that are off stay off. "
	    "A lamp that was dimmed forgets how far." };
	PUT(FACT_CVES, "CVE-2026-910001", "CVE-2026-910002",
	    "CVE-2026-910003");
	cve(f, "CVE-2026-910002", "5.3", NULL, "Medium");
	cve(f, "CVE-2026-910001", "8.1",
	    "CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:U/C:H/I:H/A:H", "High");
	PUT(FACT_PRODUCTS, "Lamp Server", "Lamp Switch");
	PUT(FACT_AFFECTED, "Lamp Server 7.0 before 7.0.4",
	    "Lamp Switch 2.1 before 2.1.9");
	PUT(FACT_FIXED, "Lamp Server 7.0.4", "Lamp Switch 2.1.9");
	PUT(FACT_PREREQUISITES, "Lamp Server 7.0 with its fuse update of "
	    "October has to be installed first; the switches come last.");
	PUT(FACT_WORKAROUNDS, "Where the update cannot be installed, close "
	    "port 4711 to everybody but the janitor's network.");
	PUT(FACT_REMARKS, "The attached CSAF document lamps.json is invalid, "
	    "and nothing of it was read: \"title\" is missing "
	    "(/document/title).");
	PUT(FACT_PROBLEMS, "Lamps that are dimmed flicker until they are "
	    "switched off and on again.", "The clock of model 3 is an hour "
	    "late.");
	PUT(FACT_REMOVAL, "Run lampctl rollback 7.0.3 and restart the "
	    "server.");
	PUT(FACT_SUPERSEDES, "LAMP-2026-08", "LAMP-2026-09");
	PUT(FACT_URLS, "https://lamp.example.net/security/LAMP-2026-11");
	place(f, FACT_SEVERITY, PART_TEXT, 5, "Severity: High");
	place(f, FACT_REFERENCE, PART_SUBJECT, 1,
	    "[LAMP-2026-11-1] Lamp Server");
	place(f, FACT_CVSS, PART_FILE, 0, "\"baseScore\": 8.1");
	return f;
}

/* Its revision: some news, and little is repeated. */
static struct bulletin_facts *
revised(void)
{
	struct bulletin_facts *f = arena_alloc(ft_arena, sizeof(*f));

	*f = (struct bulletin_facts){ .vendor = "any", .id = "LAMP-2026-11-2",
	    .base = "LAMP-2026-11", .revision = "2", .severity = "Critical",
	    .site_severity = SEVERITY_CRITICAL, .exploited = STATED_YES,
	    .date = DAY_1 + 86400, .updated = DAY_1 + 86400 };
	PUT(FACT_CVES, "CVE-2026-910001", "CVE-2026-910002",
	    "CVE-2026-910004");
	cve(f, "CVE-2026-910001", "9.8", NULL, "Critical")->exploited =
	    STATED_YES;
	PUT(FACT_FIXED, "Lamp Server 7.0.5", "Lamp Switch 2.1.9");
	place(f, FACT_EXPLOITED, PART_TEXT, 9, "We have seen attacks.");
	return f;
}

static void
summary__says_all_that_is_stated__and_what_changed(void **state)
{
	struct bulletin_facts *withdrawn;

	(void)state;
	arrives(full());
	golden("full.eml", ft_mails());
	ft_clock += 86400;
	arrives(revised());
	golden("revised.eml", ft_mails());
	ft_chat("dan", false, "bulletin LAMP-2026-11");
	ft_chat("dan", false, "bulletin LAMP-2026-11 facts");
	ft_clock += 86400;
	withdrawn = arena_alloc(ft_arena, sizeof(*withdrawn));
	*withdrawn = (struct bulletin_facts){ .vendor = "any",
	    .id = "LAMP-2026-11-3", .base = "LAMP-2026-11", .revision = "3",
	    .kind = KIND_WITHDRAWAL, .date = DAY_1 + 2 * 86400,
	    .summary = "The update turns lamps on at night." };
	arrives(withdrawn);
	golden("withdrawn.eml", ft_mails());
	ft_chat("dan", false, "bulletins");
	golden("chat.txt", ft_said());
}

static void
summary__invents_nothing(void **state)
{
	struct bulletin_facts f = { .vendor = "any", .id = "LAMP-2026-12",
	    .base = "LAMP-2026-12" };

	(void)state;
	arrives(&f);
	golden("least.eml", ft_mails());
	ft_chat("dan", false, "bulletin LAMP-2026-12");
	ft_chat("dan", false, "bulletin LAMP-2026-12 facts");
	ft_chat("dan", false, "bulletin LAMP-2026-12 fcts");
	golden("least-chat.txt", ft_said());
}

/* Hundreds of everything: the summary stays one that is read. */
static void
summary__of_a_large_bulletin__is_cut(void **state)
{
	static const enum fact_field lists[] = { FACT_CVES, FACT_PRODUCTS,
	    FACT_AFFECTED, FACT_FIXED, FACT_WORKAROUNDS, FACT_PROBLEMS,
	    FACT_PREREQUISITES, FACT_REMOVAL, FACT_SUPERSEDES, FACT_URLS };
	struct bulletin_facts f = { .vendor = "any", .id = "LAMP-2026-13",
	    .base = "LAMP-2026-13", .title = "a large one" };
	size_t i, k;

	(void)state;
	for (i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
		for (k = 0; k < 300; k++)
			list_add_in(ft_arena, facts_list(&f, lists[i]),
			    arena_printf(ft_arena, lists[i] == FACT_CVES ?
			    "CVE-2026-92%04zu" : lists[i] == FACT_URLS ?
			    "https://lamp.example.net/%zu" : "item %zu", k));
	for (k = 0; k < 300; k++)
		cve(&f, f.cves.at[k], k == 200 ? "9.9" : k % 2 ? "5.0" : "7.0",
		    NULL, NULL);
	arrives(&f);
	golden("large.eml", ft_mails());
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, ft_open, ft_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(summary__says_all_that_is_stated__and_what_changed),
		TEST(summary__invents_nothing),
		TEST(summary__of_a_large_bulletin__is_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
