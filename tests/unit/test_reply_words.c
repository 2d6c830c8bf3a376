/* SPDX-License-Identifier: ISC */
/* Words of replies: what is a yes, what a no, what has to be asked again. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "handlers/cycle/reply_words.h"

static void
verdict__of_words_of_people(void **state)
{
	static const struct {
		const char	*text;
		enum reply_means	 says;
		const char	*rest;		/* where it is yes or no */
	} all[] = {
		{ "yes", SAYS_YES, "" },
		{ "OK, go ahead", SAYS_YES, "go ahead" },
		{ "Approved.", SAYS_YES, "" },
		{ "No problems", SAYS_YES, "" },
		{ "No concerns from our side", SAYS_YES, "from our side" },
		{ "no concern.", SAYS_YES, "" },
		{ "no objection, go ahead", SAYS_YES, "go ahead" },
		{ "No issues!", SAYS_YES, "" },
		{ "No real concerns", SAYS_YES, "" },
		{ "no further objections", SAYS_YES, "" },
		{ "We have no reservations", SAYS_YES, "" },
		{ "without objection", SAYS_YES, "" },
		{ "no", SAYS_NO, "" }, { "No.", SAYS_NO, "" },
		{ "no: the way back is missing", SAYS_NO,
		    "the way back is missing" },
		{ "No, problems with the databases", SAYS_NO,
		    "problems with the databases" },
		{ "rejected - too early", SAYS_NO, "too early" },
		/* no yes, and no plain no */
		{ "no problems until Friday, but then I object",
		    SAYS_EITHER, NULL },
		{ "No objections if the tests pass", SAYS_EITHER, NULL },
		{ "no problems yet", SAYS_EITHER, NULL },
		{ "no problems?", SAYS_EITHER, NULL },
		{ "no major concerns", SAYS_EITHER, NULL },
		{ "no other objections", SAYS_EITHER, NULL },
		{ "no idea", SAYS_EITHER, NULL },
		{ "no comment", SAYS_EITHER, NULL },
		{ "no further comments, go ahead", SAYS_EITHER, NULL },
		{ "No more questions", SAYS_EITHER, NULL },
		{ "no remarks from us", SAYS_EITHER, NULL },
		{ "no other remarks, go ahead", SAYS_EITHER, NULL },
		{ "no more servers of ours", SAYS_NO,
		    "more servers of ours" },
		{ "yes, but not before Friday", SAYS_EITHER, NULL },
		{ "ok?", SAYS_EITHER, NULL },
		{ "approved, provided that the tests pass", SAYS_EITHER, NULL },
		{ "approved as long as QA signs", SAYS_EITHER, NULL },
		{ "ok from my side, provided that QA signs", SAYS_EITHER,
		    NULL },
		{ "approved for test, but not for production", SAYS_EITHER,
		    NULL },
		{ "yes, on condition that QA signs", SAYS_EITHER, NULL },
		{ "ok as soon as QA has signed", SAYS_EITHER, NULL },
		{ "ok, please do it as soon as possible", SAYS_YES,
		    "please do it as soon as possible" },
		{ "Approved, only web1", SAYS_EITHER, NULL },
		{ "Conditional", SAYS_NEITHER, NULL },
		{ "approved: don\xe2\x80\x99t forget QA", SAYS_EITHER, NULL },
		{ "No objections under the condition that QA signs",
		    SAYS_EITHER, NULL },
		{ "no problems excluding web1", SAYS_EITHER, NULL },
		{ "no concerns other than the date", SAYS_EITHER, NULL },
		{ "approved for this month. Only for its addressee",
		    SAYS_YES, "for this month. Only for its addressee" },
		{ "yes, a long night", SAYS_YES, "a long night" },
		{ "nobody told me", SAYS_NEITHER, NULL },
		{ "problems", SAYS_NEITHER, NULL },
		{ "", SAYS_NEITHER, NULL },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		const char *rest = "";

		if (reply_verdict(all[i].text, &rest) != all[i].says)
			fail_msg("\"%s\" is read wrongly", all[i].text);
		if (all[i].rest != NULL)
			assert_string_equal(rest, all[i].rest);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(verdict__of_words_of_people),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
