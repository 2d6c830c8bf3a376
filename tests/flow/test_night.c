/* SPDX-License-Identifier: ISC */
/*
 * A deployment's way from the plan to the closed night, through the real
 * dispatch: commands by chat, room and console, the clock, and everything
 * that leaves.  The transcripts in tests/golden/night are what was said;
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
#include <unistd.h>

#include "base/fd.h"
#include "base/mem.h"
#include "flow/flow.h"
#include "handlers/handler.h"
#include "store/agenda.h"
#include "store/journal.h"

struct world {
	char		 dir[32];
	char		 path[64];
	struct arena	*arena;
	struct config	*config;
	struct flow	 flow;
	int64_t		 row;		/* last outbox row that was shown */
	int64_t		 line;		/* last journal line */
	int		 stanza;
	struct buf	 out;
};

static int64_t now;

static int64_t
test_now(void)
{
	return now;
}

static int
setup(void **state)
{
	struct world *w = mem_alloc(sizeof(*w));
	struct conf_report r = { 0 };
	struct err e = { 0 };

	snprintf(w->dir, sizeof(w->dir), "/tmp/patchbot-night.XXXXXX");
	assert_non_null(mkdtemp(w->dir));
	snprintf(w->path, sizeof(w->path), "%s/db", w->dir);
	w->arena = arena_new();
	r.arena = w->arena;
	w->config = config_load("tests/flow/night.conf", &r);
	if (w->config == NULL)
		fail_msg("%s", r.lines.n > 0 ? (char *)r.lines.at[0] : "?");
	w->flow.config = w->config;
	w->flow.now = test_now;
	w->flow.templates = templates_new(NULL);
	if (templates_load(w->flow.templates, &e) == -1 ||
	    store_open(&w->flow.store, w->path, all_tables, &e) == -1)
		fail_msg("%s", e.text);
	*state = w;
	return 0;
}

static int
teardown(void **state)
{
	static const char *const ends[] = { "", "-wal", "-shm", ".lock" };
	struct world *w = *state;
	char path[80];
	size_t i;

	store_close(w->flow.store);
	templates_free(w->flow.templates);
	config_free(w->config);
	arena_free(w->arena);
	for (i = 0; i < 4; i++) {
		snprintf(path, sizeof(path), "%s%s", w->path, ends[i]);
		unlink(path);
	}
	rmdir(w->dir);
	flow_close(&w->flow);
	buf_free(&w->out);
	free(w);
	return 0;
}

/* --- what was said ---------------------------------------------------- */

static void
show_text(struct buf *out, const char *head, struct span text)
{
	struct span line;

	buf_addf(out, "  %s\n", head);
	while (span_line(&text, &line)) {
		buf_adds(out, line.n > 0 ? "    | " : "    |");
		buf_add(out, line.p, line.n);
		buf_addc(out, '\n');
	}
}

/* The header fields that make a thread. */
static void
show_thread(struct buf *out, struct span bytes)
{
	struct span line;

	bool of_one = false;	/* a folded field goes on */

	while (span_line(&bytes, &line) && line.n > 0) {
		of_one = (of_one && line.p[0] == ' ') ||
		    span_starts_nocase(line, "References:") ||
		    span_starts_nocase(line, "In-Reply-To:") ||
		    span_starts_nocase(line, "Message-ID: <thread");
		if (of_one)
			buf_addf(out, "    | " SPAN_FMT "\n",
			    SPAN_ARG(line));
	}
}

static void
show_outbox(struct world *w)
{
	struct rows *r = store_query(w->flow.store, "SELECT o.id, o.channel, "
	    "o.target, o.subject, b.body, MIN(r.address) FROM outbox o "
	    "JOIN outbox_body b ON b.id = o.id LEFT JOIN recipients r "
	    "ON r.outbox = o.id WHERE o.id > $1 GROUP BY "
	    "o.id, o.channel, o.target, o.subject, b.body ORDER BY o.id",
	    "i", w->row);
	char head[400];
	struct err e;

	while (rows_next(r, &e) == 1) {
		w->row = rows_int(r, 0);
		if (strcmp(rows_text(r, 1), "mail") == 0) {
			buf_addf(&w->out, "  mail to %s: %s\n",
			    rows_text(r, 5), rows_text(r, 3));
			show_thread(&w->out, rows_bytes(r, 4));
			continue;
		}
		snprintf(head, sizeof(head), "%s%s", rows_text(r, 2) != NULL ?
		    "to " : "room", rows_text(r, 2) != NULL ?
		    rows_text(r, 2) : "");
		show_text(&w->out, head, rows_bytes(r, 4));
	}
	rows_end(r);
}

/* Shows the journal's new lines and returns how many there were. */
static int
show_journal(struct world *w)
{
	struct rows *r = store_query(w->flow.store, "SELECT id, actor, "
	    "subject, what FROM journal WHERE id > $1 ORDER BY id", "i",
	    w->line);
	struct err e;
	int n = 0;

	while (rows_next(r, &e) == 1) {
		w->line = rows_int(r, 0);
		buf_addf(&w->out, "  journal %s, %s: %s\n", rows_text(r, 1),
		    rows_text(r, 2) != NULL ? rows_text(r, 2) : "-",
		    rows_text(r, 3));
		n++;
	}
	rows_end(r);
	return n;
}

static void
tick_until(struct world *w, int64_t t)
{
	struct err e = { 0 };
	char at[CLOCK_TEXT];
	int64_t due;

	while (agenda_next(w->flow.store, &due, &e) == 1 && due <= t) {
		now = due > now ? due : now;
		buf_addf(&w->out, "\n-- clock, %s\n", clock_long(now, at));
		if (flow_tick(&w->flow, &e) == -1)
			fail_msg("tick: %s", e.text);
		show_outbox(w);
		/* a job writes one line, several may be due at once */
		show_journal(w);
	}
	now = t;
}

static void
chat(struct world *w, const char *who, bool room, const char *line)
{
	char jid[100], stanza[20];
	struct chat_event ev = { .kind = room ? CHAT_ROOM : CHAT_DIRECT,
	    .jid = jid, .nick = room ? who : NULL, .body = line,
	    .stanza_id = stanza };
	struct err e = { 0 };

	snprintf(jid, sizeof(jid), "%s@example.com/phone", who);
	snprintf(stanza, sizeof(stanza), "s%d", ++w->stanza);
	if (flow_chat_in(&w->flow, &ev, &e) == -1)
		fail_msg("%s: %s", line, e.text);
}

static void
console(struct world *w, const char *who, const char *line)
{
	struct buf answer = { 0 };
	struct err e = { 0 };
	bool accepted;
	char key[20];

	snprintf(key, sizeof(key), "c%d", ++w->stanza);
	if (flow_console_in(&w->flow, who, key, line, &answer, &accepted,
	    &e) == -1)
		fail_msg("%s: %s", line, e.text);
	show_text(&w->out, accepted ? "answer" : "refused",
	    (struct span){ buf_str(&answer), answer.n });
	buf_free(&answer);
}

/*
 * One line of a script: "@2026-11-24 10:00" the time (what is due on the way
 * runs), "# text" a remark, "who: line" by direct chat, "who# line" in the
 * room, "who> line" at the console.
 */
static void
step(struct world *w, const char *line)
{
	size_t n = strcspn(line, ":#>");
	char who[20] = "";
	char at[CLOCK_TEXT];
	int64_t t;

	if (line[0] == '@') {
		assert_true(clock_parse(line + 1, &t));
		tick_until(w, t);
		buf_addf(&w->out, "\n== %s\n", clock_long(now, at));
		return;
	}
	buf_addf(&w->out, "\n%s\n", line);
	if (line[0] == '#')
		return;
	assert_true(n < sizeof(who) && line[n] != '\0');
	memcpy(who, line, n);
	if (line[n] == '>')
		console(w, who, line + n + 2);
	else
		chat(w, who, line[n] == '#', line + n + 2);
	show_outbox(w);
	/* whatever a command changes is one line, and never more */
	assert_in_range(show_journal(w), 0, 1);
}

static void
compare(const char *name, const char *text)
{
	char path[100];
	struct buf b = { 0 };
	struct err e = { 0 };
	FILE *f;

	snprintf(path, sizeof(path), "tests/golden/night/%s", name);
	if (getenv("GOLDEN_UPDATE") != NULL) {
		assert_non_null(f = fopen(path, "w"));
		fputs(text, f);
		fclose(f);
	}
	if (file_read_all(path, 1 << 20, &b, &e) == -1)
		fail_msg("%s (GOLDEN_UPDATE=1 writes it)", e.text);
	assert_string_equal(text, buf_str(&b));
	buf_free(&b);
}

static void
run_script(struct world *w, const char *const *script, const char *name)
{
	struct err e = { 0 };
	char head[65];
	int64_t lines;
	size_t i;

	for (i = 0; script[i] != NULL; i++)
		step(w, script[i]);
	if (journal_verify(w->flow.store, &lines, head, &e) == -1)
		fail_msg("%s", e.text);
	compare(name, buf_str(&w->out));
}

/* Lines of more than 72 characters are cut or wrapped in plain mail. */
static void
check_widths(const char *text)
{
	struct span rest = span_of(text), line;
	size_t i, n;

	while (span_line(&rest, &line)) {
		for (i = n = 0; i < line.n; i++)
			n += ((unsigned char)line.p[i] & 0xc0) != 0x80;
		if (n > 72)
			fail_msg("%zu characters: " SPAN_FMT, n,
			    SPAN_ARG(line));
	}
}

/* Every notice that was kept: its text, or its html. */
static void
compare_notices(struct world *w, bool html, const char *name)
{
	struct rows *r = store_query(w->flow.store, "SELECT id, kind, "
	    "subject, body_text, body_html, recipients FROM notices WHERE "
	    "state = 'sent' ORDER BY sent_at, id", "");
	struct buf out = { 0 };
	struct err e;

	while (rows_next(r, &e) == 1) {
		buf_addf(&out, "=== %lld %s\nTo: %s\nSubject: %s\n\n%s\n",
		    (long long)rows_int(r, 0), rows_text(r, 1),
		    rows_text(r, 5), rows_text(r, 2),
		    rows_text(r, html ? 4 : 3));
		check_widths(rows_text(r, 3));
	}
	rows_end(r);
	compare(name, buf_str(&out));
	buf_free(&out);
}

/* --- the scripts ------------------------------------------------------ */

static const char *const whole[] = {
	"@2026-11-24 10:00",
	"carla> status",
	"carla: plan erp-december production 2026-12-01 21:30 for "
	    "3h30m servers db1 db2 app1 app2 systems ERP \"Order "
	    "entry\" bulletins DSA-5611 tasks night",
	"hana: notices",
	"hana: preview 1",
	"dan: tasks mine",
	"dan: here",
	"@2026-12-01 21:05",
	"# the day itself",
	"carla: open erp-december",
	"erin# here",
	"nils: here",
	"dan: here",
	"dan: here",
	"sven: here",
	"carla: here quentin",
	"carla: roll",
	"dan: done db-critical",
	"mia: start erp-down",
	"erin# done erp-dwon",
	"erin# !done erp-dwon",
	"erin# fail erp-dwon",
	"erin# start at nine",
	"# people talking get no answer",
	"@2026-12-01 21:30",
	"erin# start erp-down",
	"erin# start erp-down",
	"nils: done alarms-off",
	"@2026-12-01 21:52",
	"erin# done erp-down",
	"erin: done erp-down",
	"dan: start jobs-off",
	"@2026-12-01 22:05",
	"dan: done jobs-off all jobs are held",
	"sven: start patch-critical",
	"@2026-12-01 22:55",
	"carla: status",
	"sven: fail patch-critical db2 does not come back",
	"carla: status",
	"carla: extend 60m db2 needs a new boot disk",
	"sven: note the disk is from the spare box",
	"@2026-12-01 23:20",
	"sven: start patch-critical",
	"@2026-12-01 23:40",
	"sven: done patch-critical",
	"dan: start db-critical",
	"sven: away fetching the other disk",
	"sara: here",
	"sara: done patch-rest",
	"dan: done db-critical",
	"mia# here",
	"mia# done middle-up",
	"carla: complete",
	"@2026-12-02 00:30",
	"dora: done db-rest",
	"erin: done erp-up",
	"quentin: done smoke-tests 14 of 14 passed",
	"carla: status",
	"nils: done alarms-on",
	"quentin: away home",
	"carla: roll",
	"carla: log 12",
	"hana: complete",
	"carla: complete",
	"carla: status",
	"carla: close",
	"carla: status",
	"carla: log 2",
	"hana: notices",
	"hana: preview 3",
	"carla: tasks erp-december",
	NULL
};

static void
night__whole__from_plan_to_closed(void **state)
{
	struct world *w = *state;

	run_script(w, whole, "whole.txt");
	compare_notices(w, false, "whole-notices.txt");
	compare_notices(w, true, "whole-notices.html");
}

static const char *const changes[] = {
	"@2026-11-24 10:00",
	"carla: plan quiet test 2026-12-10 20:00 for 2h",
	"carla: move quiet 2026-12-11 20:00",
	"carla: extend quiet 30m a second disk",
	"carla: cancel quiet",
	"carla: plan late test 2026-11-25 20:00 for 2h servers t1 "
	    "tasks small",
	"carla: plan other test 2026-11-25 21:00 for 2h servers t2 T1",
	"carla: move other 2026-11-25 21:15 for 90m",
	"carla# move other 2026-11-25 21:00 for 2h",
	"carla# !move other 2026-11-25 21:00 for 2h as it was",
	"carla: move late 2026-11-27 20:00 for 3h the test data is "
	    "not ready",
	"carla: notices late",
	"carla: extend late 1h one more server",
	"@2026-11-26 09:00",
	"carla: cancel late \"no test data this week\"",
	"carla: close other",
	"carla: open other",
	"carla: open other anyway",
	"carla: open late",
	"carla: open late anyway",
	"carla: open other now",
	"carla: open other",
	"carla: close other",
	"carla: close other the disk is broken",
	"carla: notices late",
	"carla: notices other",
	"carla: plan gone test 2026-12-03 20:00 for 1h",
	"@2026-11-26 10:00",
	"carla: open gone",
	"carla: open gone anyway",
	"carla: cancel gone",
	"carla: cancel gone wrong month",
	"carla: preview moved gone",
	NULL
};

static void
night__changes__moved_cancelled_late(void **state)
{
	struct world *w = *state;

	run_script(w, changes, "changes.txt");
	compare_notices(w, false, "changes-notices.txt");
	compare_notices(w, true, "changes-notices.html");
}

static const char *const refusals[] = {
	"@2026-11-24 10:00",
	"carla: plan",
	"carla: plan a-b test 2026-12-10 20:00",
	"carla: plan a-b test 2026-12-10 for 2h",
	"carla: plan a-b test 2026-12-10 20:00 for",
	"carla: plan a-b test 2026-12-10 20:00 for 2x",
	"carla: plan a-b test 2026-12-10 20:00 for 4m",
	"carla: plan a-b test 2026-12-10 20:00 for 8d",
	"carla: plan a-b test 2026-11-24 10:00 for 2h",
	"carla: plan a-b test 2036-11-24 10:00 for 2h",
	"carla: plan a-b test 2026-13-10 20:00 for 2h",
	"carla: plan a-b test @1796000000 now for 2h",
	"carla: plan a/b test 2026-12-10 20:00 for 2h",
	"carla: plan -ab test 2026-12-10 20:00 for 2h",
	"carla: plan mine test 2026-12-10 20:00 for 2h",
	"carla: plan 60m test 2026-12-10 20:00 for 2h",
	"carla: plan 12 test 2026-12-10 20:00 for 2h",
	"carla: plan dba test 2026-12-10 20:00 for 2h",
	"carla: plan a23456789012345678901234567890123456789x1 test "
	    "2026-12-10 20:00 for 2h",
	"carla: plan a-b test 2026-12-10 20:00 for 2h server db1",
	"carla: plan a-b test 2026-12-10 20:00 for 2h for 3h",
	"carla: plan a-b test 2026-12-10 20:00 for 2h servers",
	"carla: plan a-b test 2026-12-10 20:00 for 2h tasks nigth",
	"carla: plan a-b test 2026-12-10 20:00 for 2h tasks unheard",
	"dan: plan a-b test 2026-12-10 20:00 for 2h",
	"# the longest name, RFC 3339, and the three ways to write it",
	"carla: plan a2345678901234567890123456789012345678x1 test "
	    "2026-12-10T20:00:00+01:00 for 2h",
	"carla: plan Alpha test 2026-12-11T20:00 for 2h",
	"carla: plan alpha test 2026-12-12 20:00 for 2h",
	"# one name or another",
	"carla: complete",
	"carla: extend",
	"carla: extend 60m because",
	"carla: extend ALPHA 60m",
	"carla: extend alhpa 60m because",
	"carla: complete alpha",
	"carla: move alpha",
	"carla: move alpha 2026-12-11 20:00",
	"carla: move beta 2026-12-11 20:00",
	"carla: preview",
	"carla: preview updte alpha",
	"carla: preview 99",
	"carla: preview scheduled",
	"carla: start x",
	"carla: note hello",
	"carla: tasks",
	"carla: tasks load small",
	"carla: tasks load small alpha",
	"dan: tasks load small alpha",
	"carla: log",
	"carla: log alpha 5",
	"carla: log alpha 0",
	"carla: log alpha 101",
	"@2026-12-11 19:00",
	"carla: plan beta test 2026-12-11 20:00 for 2h tasks small",
	"carla: open alpha",
	"carla: open beta",
	"carla: open beta",
	"carla: complete",
	"carla: complete alhpa",
	"carla: complete anyway all fine",
	"sara: here",
	"sara: start patch",
	"sara: start patch beta",
	"sara: done alpha/patch",
	"sara: start gamma/patch",
	"sara: done patch beta in time",
	"quinn: fail check beta",
	"quinn: here dan",
	"quentin: here quinn",
	"quentin: here nobody",
	"quinn: away",
	"quinn: away",
	"quinn: tasks",
	"quinn: tasks beta qa",
	"quinn: tasks beta mine",
	"ada> status",
	"ada> done check",
	"carla: start patch beta again",
	"carla: complete beta",
	"carla: complete beta anyway",
	"carla: complete beta anyway the check moves to tomorrow",
	"carla: complete",
	"carla: start patch again now",
	"carla: fail patch",
	"carla: roll alpha",
	"carla: status alpha",
	"carla: status alpah",
	NULL
};

static void
night__refusals__say_what_to_do(void **state)
{
	run_script(*state, refusals, "refusals.txt");
}

/* The machine slept: notices that are due late, once, or not any more. */
static void
night__slept__one_notice_or_none(void **state)
{
	struct world *w = *state;
	struct err e = { 0 };

	step(w, "@2026-11-24 10:00");
	step(w, "carla: plan nap test 2026-12-01 21:30 for 2h");
	step(w, "carla: plan deep test 2026-11-28 21:30 for 2h");
	assert_true(clock_parse("2026-11-30 19:00", &now));
	assert_true(flow_tick(&w->flow, &e) >= 0);
	show_outbox(w);
	show_journal(w);
	step(w, "carla: notices nap");
	step(w, "carla: notices deep");
	compare("slept.txt", buf_str(&w->out));
}

/* The last answer to somebody, from the outbox. */
static char *
last_answer(struct world *w)
{
	struct err e = { 0 };
	char *text;

	if (store_text(w->flow.store, &e, w->arena, &text, "SELECT "
	    "CAST(body AS TEXT) FROM outbox JOIN outbox_body USING (id) "
	    "WHERE channel = 'chat' AND "
	    "target IS NOT NULL ORDER BY id DESC LIMIT 1", "") != 1)
		fail_msg("no answer: %s", e.text);
	return text;
}

/* What was shown before is what is sent, and what is shown afterwards. */
static void
night__preview__is_what_is_sent(void **state)
{
	struct world *w = *state;
	char *before[2], *after, *text, *subject;
	struct err e = { 0 };
	int i;

	step(w, "@2026-11-24 10:00");
	step(w, "carla: plan shown test 2026-12-01 21:30 for 2h servers "
	    "a b tasks small");
	for (i = 0; i < 2; i++) {
		step(w, i == 0 ? "hana: preview 1" : "hana: preview 2");
		before[i] = last_answer(w);
	}
	step(w, "@2026-12-01 10:00");
	for (i = 0; i < 2; i++) {
		assert_int_equal(store_text(w->flow.store, &e, w->arena,
		    &text, "SELECT body_text FROM notices WHERE id = $1", "i",
		    (int64_t)i + 1), 1);
		assert_int_equal(store_text(w->flow.store, &e, w->arena,
		    &subject, "SELECT o.subject FROM outbox o JOIN notices n "
		    "ON n.outbox = o.id WHERE n.id = $1", "i",
		    (int64_t)i + 1), 1);
		assert_non_null(strstr(before[i], text));
		assert_non_null(strstr(before[i], subject));
		step(w, i == 0 ? "hana: preview 1" : "hana: preview 2");
		after = last_answer(w);
		/* but for the line that says when */
		assert_string_equal(strchr(before[i], '\n'),
		    strchr(after, '\n'));
	}
}

/* Everybody says "here" in the same second, twice: one line each. */
static void
night__rush__everybody_is_checked_in_once(void **state)
{
	struct world *w = *state;
	const struct people *all = &w->config->people;
	int64_t here = 0, lines = 0, answers = 0;
	struct err e = { 0 };
	size_t i, k;

	step(w, "@2026-11-24 10:00");
	step(w, "carla: plan rush test 2026-11-24 20:00 for 2h tasks night");
	step(w, "@2026-11-24 19:50");
	step(w, "carla: open rush");
	for (k = 0; k < 2; k++)
		for (i = 0; i < all->persons.n; i++) {
			const struct person *p = all->persons.at[i];

			if (p->jids.n > 0)
				chat(w, p->id, k == 1, "here");
		}
	store_int(w->flow.store, &e, &here, "SELECT COUNT(*) FROM presence "
	    "WHERE here = 1", "");
	store_int(w->flow.store, &e, &lines, "SELECT COUNT(*) FROM journal "
	    "WHERE subject = 'rush' AND what = 'checked in'", "");
	store_int(w->flow.store, &e, &answers, "SELECT COUNT(*) FROM outbox "
	    "JOIN outbox_body USING (id) WHERE channel = 'chat' AND "
	    "(CAST(body AS TEXT) LIKE '%checked in at 19:50%' OR "
	    "CAST(body AS TEXT) LIKE '%here since 19:50%')", "");
	/* all but the auditor, who has no JID; carla is here by opening */
	assert_int_equal(here, all->persons.n - 1);
	assert_int_equal(lines, all->persons.n - 2);
	assert_int_equal(answers, 2 * (all->persons.n - 1));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
		    night__whole__from_plan_to_closed, setup, teardown),
		cmocka_unit_test_setup_teardown(
		    night__changes__moved_cancelled_late, setup, teardown),
		cmocka_unit_test_setup_teardown(
		    night__refusals__say_what_to_do, setup, teardown),
		cmocka_unit_test_setup_teardown(
		    night__preview__is_what_is_sent, setup, teardown),
		cmocka_unit_test_setup_teardown(
		    night__rush__everybody_is_checked_in_once, setup, teardown),
		cmocka_unit_test_setup_teardown(
		    night__slept__one_notice_or_none, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
