/* SPDX-License-Identifier: ISC */
/*
 * The playbooks that ship, each rehearsed for a month in four variants: a
 * regular one, one where people are late, one where things fail, and an
 * emergency.  What people do stands in NAME-VARIANT.script, what comes of it in
 * NAME-VARIANT.txt; GOLDEN_UPDATE=1 writes the latter anew.
 *
 * Of the regular months EFFORT counts what the coordinator has to send, and
 * COVERAGE says which row of the requirement each transcript shows.
 *
 * The sites are conf/rehearse-NAME.conf as they ship; only the vendor's key is
 * another one, that of playbooks/mail.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/fd.h"
#include "tests/support/golden.h"
#include "handlers/playbook/playbook.h"

#define DIR	"tests/golden/playbooks/"
#define ROWS	81	/* of the requirement */

/* A site whose vendor signs with the key of playbooks/mail, as $t/site.conf. */
#define SITE	"t=$(mktemp -d) && sed -e \"s,samples/zone,$PWD/" DIR	\
	"mail/zone,\" -e \"s,^include ,include $PWD/conf/,\" "		\
	"-e \"s,^inventory ,inventory $PWD/conf/,\" "			\
	"conf/rehearse-%s.conf > $t/site.conf && "
#define GONE	"; rc=$?; rm -rf $t; exit $rc"

static const struct {
	const char	*playbook, *from, *until;
} playbooks[] = {
	{ "small", "2026-11-01", "2026-11-30" },
	{ "checklist", "2026-11-01", "2026-11-30" },
	/* the second night is a month behind the first */
	{ "committee", "2026-11-01", "2026-12-15" },
	{ "weekend", "2026-11-01", "2026-11-30" },
	{ "four-phase", "2026-11-01", "2026-12-04" },
};
static const char *const variants[] = { "regular", "late", "failing",
    "emergency" };
#define CHECKLIST	1
#define COMMITTEE	2
#define WEEKEND	3
#define PLAYBOOKS	(sizeof(playbooks) / sizeof(playbooks[0]))
#define VARIANTS	(sizeof(variants) / sizeof(variants[0]))

static void
slurp(const char *path, struct buf *out)
{
	struct err e = { 0 };

	buf_cut(out, 0);
	if (file_read_all(path, 1 << 20, out, &e) == -1)
		fail_msg("%s", e.text);
}

/* Those days of a playbook, by the script of that name. */
static void
rehearse_days(size_t n, const char *from, const char *until,
    const char *variant, const char *options, struct buf *out)
{
	char command[1200];

	buf_cut(out, 0);
	/* the zone of the process does not matter */
	snprintf(command, sizeof(command), SITE "%s %s rehearse %s -c "
	    "$t/site.conf --from %s --until %s --script " DIR "%s-%s.script "
	    "2>$t/err || { cat $t/err; false; }" GONE, playbooks[n].playbook,
	    n % 2 == 0 ? "TZ=UTC" : "TZ=Asia/Tokyo", golden_program(), options,
	    from, until, playbooks[n].playbook, variant);
	if (golden_shell(command, out) != 0)
		fail_msg("%s-%s: %s", playbooks[n].playbook, variant,
		    buf_str(out));
}

/* Rehearses one; an emergency needs its days only. */
static void
rehearse(size_t n, const char *variant, const char *options,
    struct buf *out)
{
	bool declared = strcmp(variant, "emergency") == 0;

	rehearse_days(n, declared ? "2026-11-23" : playbooks[n].from,
	    declared ? "2026-12-04" : playbooks[n].until, variant, options,
	    out);
}

static void
month__says__what_it_said(void **state)
{
	struct buf out = { 0 };
	char path[200];
	size_t i, v;

	(void)state;
	for (i = 0; i < PLAYBOOKS; i++)
		for (v = 0; v < VARIANTS; v++) {
			rehearse(i, variants[v], "", &out);
			snprintf(path, sizeof(path), DIR "%s-%s.txt",
			    playbooks[i].playbook, variants[v]);
			golden_is(path, &out);
		}
	buf_free(&out);
}

/* The letter of the first day of a quarter, as a line of JSON: what came of the
 * quarter that is over, what was found of its sources, and what to say now. */
static void
check_review(char *text)
{
	char *line, *save = NULL;
	size_t n = 0;

	for (line = strtok_r(text, "\n", &save); line != NULL;
	    line = strtok_r(NULL, "\n", &save)) {
		if (strstr(line, "Review of the sources of bulletins") == NULL)
			continue;
		assert_non_null(strstr(line, "carla@example.com"));
		assert_non_null(strstr(line, "1 received, 1 believed, 0 "
		    "refused"));
		assert_non_null(strstr(line, "1: 0 relevant, 1 not, so far"));
		assert_non_null(strstr(line, "by Ines Secure: the old address "
		    "of their list still works"));
		assert_non_null(strstr(line, "checked NAME WHAT YOU FOUND"));
		n++;
	}
	assert_int_equal(n, 1);
}

static void
quarter__ends__with_a_review_of_the_sources(void **state)
{
	static const char from[] = "2026-12-16", until[] = "2027-01-05";
	struct buf out = { 0 };

	(void)state;
	rehearse_days(COMMITTEE, from, until, "quarter", "", &out);
	golden_is(DIR "committee-quarter.txt", &out);
	rehearse_days(COMMITTEE, from, until, "quarter", "-j", &out);
	check_review(out.p);
	buf_free(&out);
}

/* What an audience reads: the step's own text, and what happens when; not
 * what the coordinator's people owe. */
static void
announcement__says_what_happens__to_its_audience(void **state)
{
	struct buf out = { 0 };
	char *line, *save = NULL;
	size_t n = 0;

	(void)state;
	rehearse(WEEKEND, "regular", "-j", &out);
	for (line = strtok_r(out.p, "\n", &save); line != NULL;
	    line = strtok_r(NULL, "\n", &save)) {
		if (strstr(line, "System announcement") == NULL ||
		    strstr(line, "\"all-staff@example.com\"") == NULL)
			continue;
		assert_non_null(strstr(line, "leave your computer switched "
		    "on"));
		assert_non_null(strstr(line, "second halves"));
		assert_null(strstr(line, "Failures of the weekend"));
		n++;
	}
	assert_int_equal(n, 1);
	buf_free(&out);
}

/* Who is to judge it learns what is attached, and gets none of it. */
static void
patch__that_is_attached__is_named_and_withheld(void **state)
{
	struct buf out = { 0 };
	char *line, *save = NULL;
	size_t n = 0;

	(void)state;
	rehearse(CHECKLIST, "failing", "-j", &out);
	for (line = strtok_r(out.p, "\n", &save); line != NULL;
	    line = strtok_r(NULL, "\n", &save)) {
		if (strstr(line, "\"infosec@example.com\"") == NULL ||
		    strstr(line, "your patch is attached") == NULL)
			continue;
		assert_non_null(strstr(line, "EXS-2026-11-update[.]exe"));
		assert_null(strstr(line, "TVqQAAMAAAA"));
		n++;
	}
	assert_int_equal(n, 1);
	buf_free(&out);
}

/* --- what it asks of the coordinator ------------------------------------- */

struct effort {
	int	 steps;		/* of the cycle */
	int	 decides;	/* the coordinator: ticks, approvals, answers */
	int	 leads;		/* and what leads a night */
	int	 others;	/* what all others say */
	int	 sent;		/* mails and messages of patchbot */
};

static void
count_said(const char *line, struct effort *x)
{
	const char *who = strstr(line, "  said  ") + strlen("  said  ");

	if (strncmp(who, "carla  ", 7) != 0)
		x->others++;
	else if (strstr(who, "(room)") != NULL)
		x->leads++;
	else
		x->decides++;
}

static void
count(char *text, struct effort *x)
{
	char *line, *at, *save = NULL;

	*x = (struct effort){ 0 };
	for (line = strtok_r(text, "\n", &save); line != NULL;
	    line = strtok_r(NULL, "\n", &save)) {
		if (strstr(line, "  said  ") != NULL)
			count_said(line, x);
		else if (strstr(line, "  log  ") == NULL &&
		    strstr(line, "  came  ") == NULL)
			x->sent++;
		if ((at = strstr(line, "[2026-11] opened by")) != NULL)
			x->steps = atoi(strrchr(at, ':') + 1);
	}
}

static void
regular_month__asks__few_decisions(void **state)
{
	struct buf table = { 0 }, text = { 0 };
	char path[200];
	struct effort x;
	size_t i;

	(void)state;
	buf_addf(&table, "%-12s%8s%12s%10s%10s%10s\n", "regular", "steps",
	    "decisions", "of nights", "others", "patchbot");
	for (i = 0; i < PLAYBOOKS; i++) {
		snprintf(path, sizeof(path), DIR "%s-regular.txt",
		    playbooks[i].playbook);
		slurp(path, &text);
		count(text.p, &x);
		buf_addf(&table, "%-12s%8d%12d%10d%10d%10d\n",
		    playbooks[i].playbook, x.steps, x.decides, x.leads,
		    x.others, x.sent);
		if (strcmp(playbooks[i].playbook, "checklist") == 0)
			assert_in_range(x.decides + x.leads, 1, 5);
		assert_true(x.steps > 0);
	}
	golden_is(DIR "EFFORT", &table);
	buf_free(&text);
	buf_free(&table);
}

/* --- what is wrong in a playbook ----------------------------------------- */

/* The proof of the two years from 2026 on, whatever day it is. */
static void
prove(const char *name, struct buf *out)
{
	struct conf_report r = { .arena = arena_new() };
	struct config *c;
	char path[200];
	int64_t from;
	size_t i;

	snprintf(path, sizeof(path), DIR "faulty-%s.conf", name);
	c = config_load(path, &r);
	assert_non_null(c);
	assert_true(clock_parse("2026-01-01", &from));
	/* that of today was in the load */
	r.lines.n = 0;
	playbook_prove(c, from, 24, &r);
	for (i = 0; i < r.lines.n; i++)
		buf_addf(out, "%s\n", (const char *)r.lines.at[i]);
	config_free(c);
	arena_free(r.arena);
}

static void
faulty__is_named__with_file_and_line(void **state)
{
	static const char *const all[] = { "ordinal", "blackout", "cutoff" };
	static const char *const lines[] = {
		"faulty-ordinal.conf:13:", "faulty-blackout.conf:27:",
		"faulty-cutoff.conf:22:",
	};
	struct buf out = { 0 };
	char path[200];
	size_t i;

	(void)state;
	for (i = 0; i < 3; i++) {
		buf_cut(&out, 0);
		prove(all[i], &out);
		assert_non_null(strstr(buf_str(&out), lines[i]));
		snprintf(path, sizeof(path), DIR "faulty-%s.txt", all[i]);
		golden_is(path, &out);
	}
	buf_free(&out);
}

/* --- coverage ------------------------------------------------------------- */

/* "PLAYBOOK/STEP": the step stands in that playbook's file. */
static void
has_step(const char *word)
{
	struct buf conf = { 0 };
	char path[200], step[100];
	const char *slash = strchr(word, '/');
	size_t n = (size_t)(slash - word);

	if (n > 10 && strncmp(slash - 10, "-emergency", 10) == 0)
		n -= 10;
	if (n > 9 && strncmp(slash - 9, "-critical", 9) == 0)
		n -= 9;
	/* the committee's file has a second playbook */
	if (strncmp(word, "call-center/", 12) == 0)
		snprintf(path, sizeof(path), "conf/playbooks/committee.conf");
	else
		snprintf(path, sizeof(path), "conf/playbooks/%.*s.conf",
		    (int)n, word);
	slurp(path, &conf);
	snprintf(step, sizeof(step), "\tstep %s {", slash + 1);
	if (strstr(buf_str(&conf), step) == NULL) {
		snprintf(step, sizeof(step), "\tstage %s {", slash + 1);
		if (strstr(buf_str(&conf), step) == NULL)
			fail_msg("%s: %s has no such step", word, path);
	}
	buf_free(&conf);
}

/* One row: "R17 committee/applicability committee-regular.txt "words"", or
 * "R30 later: where". */
static void
check_row(char *line, int row)
{
	struct buf text = { 0 };
	char name[20], path[200], *step, *file, *words;

	snprintf(name, sizeof(name), "R%d ", row);
	if (strncmp(line, name, strlen(name)) != 0)
		fail_msg("COVERAGE: R%d is expected at: %s", row, line);
	step = line + strlen(name);
	if (strncmp(step, "later: ", 7) == 0) {
		assert_true(strlen(step) > 12);
		return;
	}
	file = strchr(step, ' ');
	words = file != NULL ? strchr(file + 1, ' ') : NULL;
	if (words == NULL || words[1] != '"' ||
	    line[strlen(line) - 1] != '"')
		fail_msg("COVERAGE: %s", line);
	*file++ = *words = '\0';
	words += 2;
	words[strlen(words) - 1] = '\0';
	if (strchr(step, '/') != NULL)
		has_step(step);
	else
		assert_string_equal(step, "-");
	snprintf(path, sizeof(path), DIR "%s", file);
	slurp(path, &text);
	if (*words == '\0' || strstr(buf_str(&text), words) == NULL)
		fail_msg("COVERAGE: R%d: %s does not say: %s", row, path,
		    words);
	buf_free(&text);
}

static void
coverage__names__each_row_once(void **state)
{
	struct buf text = { 0 };
	char *line, *save = NULL;
	int row = 0;

	(void)state;
	slurp(DIR "COVERAGE", &text);
	assert_true(text.n > 0);
	for (line = strtok_r(text.p, "\n", &save); line != NULL;
	    line = strtok_r(NULL, "\n", &save))
		if (line[0] != '#')
			check_row(line, ++row);
	assert_int_equal(row, ROWS);
	buf_free(&text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(month__says__what_it_said),
		cmocka_unit_test(quarter__ends__with_a_review_of_the_sources),
		cmocka_unit_test(
		    announcement__says_what_happens__to_its_audience),
		cmocka_unit_test(
		    patch__that_is_attached__is_named_and_withheld),
		cmocka_unit_test(regular_month__asks__few_decisions),
		cmocka_unit_test(faulty__is_named__with_file_and_line),
		cmocka_unit_test(coverage__names__each_row_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
