/* SPDX-License-Identifier: ISC */
/* CVSS vectors and scores.  The base scores of well-known CVEs are those that
 * FIRST's examples and the national database give for these vectors. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "handlers/bulletin/cvss.h"

static const struct {
	const char	*vector;
	int		 base, temporal, environmental;	/* -1: not looked at */
} scores[] = {
	/* FIRST's guide to version 2, section 3.3 */
	{ "AV:N/AC:L/Au:N/C:N/I:N/A:C/E:F/RL:OF/RC:C/CDP:H/TD:H/CR:M/IR:M/AR:H",
	    78, 64, 92 },
	{ "AV:N/AC:L/Au:N/C:C/I:C/A:C/E:F/RL:OF/RC:C/CDP:H/TD:H/CR:M/IR:M/AR:L",
	    100, 83, 90 },
	{ "AV:L/AC:H/Au:N/C:C/I:C/A:C/E:POC/RL:OF/RC:C/CDP:H/TD:H/CR:M/IR:M/"
	    "AR:M", 62, 49, 75 },
	{ "AV:N/AC:M/Au:N/C:P/I:N/A:N", 43, -1, -1 },
	{ "AV:N/AC:L/Au:N/C:N/I:N/A:N", 0, 0, 0 },
	{ "AV:N/AC:L/Au:N/C:P/I:P/A:P", 75, -1, -1 },
	/* version 3.0 and 3.1 */
	{ "CVSS:3.0/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N", 61, 61, 61 },
	{ "CVSS:3.0/AV:N/AC:L/PR:L/UI:N/S:C/C:L/I:L/A:N", 64, -1, -1 },
	{ "CVSS:3.0/AV:L/AC:L/PR:H/UI:R/S:U/C:H/I:H/A:H", 65, -1, -1 },
	{ "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", 98, 98, 98 },
	{ "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H", 100, 100, 100 },
	{ "CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:U/C:H/I:N/A:N", 59, -1, -1 },
	{ "CVSS:3.1/AV:P/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", 68, -1, -1 },
	{ "CVSS:3.1/AV:A/AC:H/PR:N/UI:N/S:C/C:H/I:H/A:H", 83, -1, -1 },
	{ "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N", 0, 0, 0 },
	{ "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/E:U/RL:O/RC:U", 98,
	    78, 78 },
	{ "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/MAV:L", 98, 98, 84 },
	{ "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/MC:N/MI:N/MA:N", 98,
	    98, 0 },
	{ "CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:H/MS:C", 88, 88, 100 },
	/* in any order */
	{ "CVSS:3.1/A:H/I:H/C:H/S:U/UI:N/PR:N/AC:L/AV:N", 98, -1, -1 },
};

static void
cvss__computes_the_scores(void **state)
{
	struct err e = { 0 };
	struct cvss c;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(scores) / sizeof(scores[0]); i++) {
		if (cvss_parse(span_of(scores[i].vector), &c, &e) == -1)
			fail_msg("%s: %s", scores[i].vector, e.text);
		if (c.base != scores[i].base || (scores[i].temporal != -1 &&
		    (c.temporal != scores[i].temporal ||
		    c.environmental != scores[i].environmental)))
			fail_msg("%s: %d, %d, %d", scores[i].vector, c.base,
			    c.temporal, c.environmental);
	}
}

static void
cvss__refuses_what_is_no_vector(void **state)
{
	static const char *const bad[] = { "", "/", "CVSS:3.1/", "AV:N",
	    "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H", /* no A */
	    "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/",
	    "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/A:H",
	    "CVSS:3.1/AV:N/AC:M/PR:N/UI:N/S:U/C:H/I:H/A:H",
	    "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/ZZ:H",
	    "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/E",
	    "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N",
	    "AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
	    "(AV:N/AC:L/Au:N/C:P/I:P/A:P)", "av:n/ac:l/au:n/c:p/i:p/a:p" };
	struct err e;
	struct cvss c;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		err_clear(&e);
		if (cvss_parse(span_of(bad[i]), &c, &e) != -1)
			fail_msg("%s", bad[i]);
		assert_true(e.text[0] != '\0');
	}
}

static void
cvss__names_the_severity(void **state)
{
	static const struct { int tenths; const char *word; } all[] = {
		{ 0, "NONE" }, { 1, "LOW" }, { 39, "LOW" }, { 40, "MEDIUM" },
		{ 69, "MEDIUM" }, { 70, "HIGH" }, { 89, "HIGH" },
		{ 90, "CRITICAL" }, { 100, "CRITICAL" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		assert_string_equal(cvss_severity(all[i].tenths),
		    all[i].word);
}

static void
cvss__says_what_a_metric_means(void **state)
{
	static const char v[] = "CVSS:3.1/AV:A/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H";
	struct cvss c;

	(void)state;
	assert_int_equal(cvss_parse(span_of(v), &c, NULL), 0);
	assert_string_equal(cvss_get(&c, "AV")->word, "ADJACENT_NETWORK");
	assert_string_equal(cvss_get(&c, "E")->word, "NOT_DEFINED");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cvss__computes_the_scores),
		cmocka_unit_test(cvss__refuses_what_is_no_vector),
		cmocka_unit_test(cvss__names_the_severity),
		cmocka_unit_test(cvss__says_what_a_metric_means),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
