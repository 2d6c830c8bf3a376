/* SPDX-License-Identifier: ISC */
/* The corpus' key tables read as zone files. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "tests/support/corpus.h"
#include "tests/support/corpus_zone.h"
#include "text/zone.h"

static const struct {
	const char	*file;
	unsigned	 failing;
	const char	*name;		/* one that is there */
	const char	*begin;		/* of its text; NULL: it has none */
} tables[] = {
	{ "b_dkim/mail-dkim/FAKE_DNS.dat", 2,
	    "selector1._domainkey.messiah.edu", "k=rsa; p=MIGf" },
	{ "b_dkim/mail-dkim/FAKE_DNS.dat", 2,
	    "2023-05-ed25519-empty._domainkey.wander.science", "" },
	{ "b_dkim/mail-dkim/FAKE_DNS.dat", 2,
	    "nonexistent._domainkey.messiah.edu", NULL },
	{ "b_dkim/lieser/DNS.tsv", 0, "_dmarc.paypal.com",
	    "v=DMARC1; p=reject; rua=" },
	{ "e_hostile/espoofer/DNS.tsv", 0, "selector._domainkey.attack.com",
	    "v=DKIM1; k=rsa; p=MIGf" },
};

static void
corpus_zone__reads__every_table(void **state)
{
	struct arena *a = arena_new();
	struct zone_answer answer;
	struct buf text = { 0 };
	struct err e = { 0 };
	struct zone *z;
	unsigned failing;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(tables) / sizeof(tables[0]); i++) {
		buf_cut(&text, 0);
		if (!corpus_zone(corpus_path(tables[i].file), &text,
		    &failing)) {
			print_message("skipped: no corpus at %s\n",
			    corpus_path(""));
			arena_free(a);
			skip();
		}
		assert_int_equal(failing, tables[i].failing);
		z = zone_read(a, tables[i].file,
		    (struct span){ text.p, text.n }, &e);
		if (z == NULL)
			fail_msg("%s", e.text);
		zone_find(z, tables[i].name, &answer);
		if (tables[i].begin == NULL) {
			assert_int_equal(answer.status, ZONE_NXDOMAIN);
			continue;
		}
		assert_int_equal(answer.status, ZONE_FOUND);
		assert_memory_equal(answer.texts.at[0], tables[i].begin,
		    strlen(tables[i].begin) + (tables[i].begin[0] == '\0'));
	}
	buf_free(&text);
	arena_free(a);
}

static void
corpus_zone__knows__types_and_failures(void **state)
{
	struct arena *a = arena_new();
	struct zone_answer answer;
	struct buf text = { 0 };
	struct err e = { 0 };
	struct zone *z;
	unsigned failing;

	(void)state;
	if (!corpus_zone(corpus_path("c_dmarc/rspamd/zone.tsv"), &text,
	    &failing)) {
		print_message("skipped: no corpus at %s\n", corpus_path(""));
		arena_free(a);
		skip();
	}
	assert_int_equal(failing, 5);	/* all time-outs */
	z = zone_read(a, "zone.tsv", (struct span){ text.p, text.n }, &e);
	if (z == NULL)
		fail_msg("%s", e.text);
	/* an address only: the name exists, but has no text */
	zone_find(z, "114.73.21.104.test4.uribl", &answer);
	assert_int_equal(answer.status, ZONE_NO_TXT);
	zone_find(z, "no.such.name.example", &answer);
	assert_int_equal(answer.status, ZONE_NXDOMAIN);
	buf_free(&text);
	arena_free(a);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(corpus_zone__reads__every_table),
		cmocka_unit_test(corpus_zone__knows__types_and_failures),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
