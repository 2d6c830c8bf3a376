/* SPDX-License-Identifier: ISC */
/* The parts of a rehearsal: the script, and what is said of what cannot be
 * read of it, with line and column; the bag of mails; our own mails. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/rehearse.h"
#include "store/store.h"

#define CONFIG	"tests/golden/rehearse/site.conf"

static struct arena *arena;
static struct conf_report report;
static struct config *config;
static struct list events, errors;

static int
open_config(void **state)
{
	(void)state;
	arena = arena_new();
	report.arena = arena;
	config = config_load(CONFIG, &report);
	return config == NULL ? -1 : 0;
}

static int
close_config(void **state)
{
	(void)state;
	config_free(config);
	arena_free(arena);
	return 0;
}

static int
parse(const char *text)
{
	events = errors = (struct list){ 0 };
	return script_parse(arena, "dir/s", span_of(text), config, &events,
	    &errors);
}

static void
script__is_read__line_by_line(void **state)
{
	const struct event *ev;

	(void)state;
	assert_int_equal(parse("# a comment\n\n"
	    "2026-11-12 18:00 chat carla  plan x  y \r\n"
	    "\t2026-11-12 18:00:30 room sara #here\n"
	    "2026-11-12T18:01:00+01:00 reply dan yes\\nno\n"
	    "2026-11-12T17:02:00Z console status\n"
	    "2026-11-12 18:03 down\n2026-11-12 18:03 up\n"
	    "2026-11-12 18:04 restart"), 0);
	assert_int_equal(events.n, 7);
	ev = events.at[0];
	assert_int_equal(ev->at, 1794502800);
	assert_int_equal(ev->act, ACT_CHAT);
	assert_string_equal(ev->person->id, "carla");
	assert_string_equal(ev->text, "plan x  y");
	assert_string_equal(ev->key, "script 3");
	ev = events.at[1];
	assert_int_equal(ev->at, 1794502830);
	assert_int_equal(ev->act, ACT_ROOM);
	assert_string_equal(ev->text, "#here");
	ev = events.at[2];
	assert_int_equal(ev->at, 1794502860);
	assert_string_equal(ev->text, "yes\\nno");
	ev = events.at[3];
	assert_int_equal(ev->at, 1794502920);
	assert_null(ev->person);
	assert_int_equal(((struct event *)events.at[6])->act, ACT_RESTART);
}

static void
script__names_a_mail__beside_itself(void **state)
{
	(void)state;
	events = errors = (struct list){ 0 };
	assert_int_equal(script_parse(arena, "conf/rehearse.script", span_of(
	    "2026-11-12 18:00 mail samples/3-kernel.eml"), config, &events,
	    &errors), 0);
	assert_string_equal(((struct event *)events.at[0])->text,
	    "conf/samples/3-kernel.eml");
}

static void
script__wrong_line__is_told_with_its_column(void **state)
{
	static const struct {
		const char *text, *wrong;
	} all[] = {
		{ "soon chat carla x", "dir/s:1:1: found \"soon\", "
		    "expected a time: 2026-11-12 18:00" },
		{ "\n  2026-11-12", "dir/s:2:13: found the end of the line, "
		    "expected a time" },
		{ "2026-11-12 25:00 up", "dir/s:1:1: found \"2026-11-12 "
		    "25:00\"" },
		{ "2026-02-30 10:00 up", "dir/s:1:1: " },
		{ "@5 x", "dir/s:1:1: " },
		{ "2026-11-12 18:00", "dir/s:1:17: found the end of the line, "
		    "expected chat, room" },
		{ "2026-11-12 18:00 caht carla x", "dir/s:1:18: found "
		    "\"caht\", expected chat, room, reply, attach, mail, "
		    "console, down, up or restart; did you mean \"chat\"?" },
		{ "2026-11-12 18:00 chat", "dir/s:1:22: found the end of the "
		    "line, expected a person" },
		{ "2026-11-12 18:00 chat\tcalra x", "dir/s:1:23: found "
		    "\"calra\", expected a person of the configuration; did "
		    "you mean \"carla\"?" },
		{ "2026-11-12 18:00 chat zzzzzz x", "dir/s:1:23: found "
		    "\"zzzzzz\", expected a person of the configuration" },
		{ "2026-11-12 18:00 chat ada x", "dir/s:1:23: found \"ada\", "
		    "who has no \"jid\"" },
		{ "2026-11-12 18:00 chat carla ", "dir/s:1:29: found the end "
		    "of the line, expected a command" },
		{ "2026-11-12 18:00 down now", "dir/s:1:23: found \"now\", "
		    "expected nothing behind \"down\"" },
		{ "2026-11-12 18:00 up", "dir/s:1:18: found \"up\", expected "
		    "\"down\" before it" },
		{ "2026-11-12 18:00 down\n2026-11-12 18:01 restart",
		    "dir/s:2:18: found \"restart\", expected \"up\" before "
		    "it" },
		{ "2026-11-12 18:00 mail none.eml", "dir/s:1:23: "
		    "dir/none.eml: found nothing that can be read" },
		{ "2026-11-12 18:00 attach carla", "dir/s:1:30: found the end "
		    "of the line, expected the file that is attached" },
		{ "2026-11-12 18:00 attach carla none.csv yes", "dir/s:1:31: "
		    "dir/none.csv: found nothing that can be read" },
		{ "2026-11-12 18:00 restart\n2026-11-11 18:00 restart",
		    "dir/s:2:1: found \"2026-11-11 18:00\", expected a time "
		    "not before that of line 1" },
		{ "2026-11-12 18:00 chat carla \xff", "dir/s:1:1: found bytes "
		    "that are no UTF-8" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		assert_int_equal(parse(all[i].text), -1);
		assert_int_equal(errors.n, 1);
		if (strstr(errors.at[0], all[i].wrong) != errors.at[0])
			fail_msg("%s: %s", all[i].text,
			    (char *)errors.at[0]);
	}
}

static void
script__too_large__is_told(void **state)
{
	struct buf b = { 0 };
	int i;

	(void)state;
	buf_adds(&b, "2026-11-12 18:00 chat carla ");
	while (b.n <= SCRIPT_LINE_MAX)
		buf_addc(&b, 'x');
	assert_int_equal(parse(buf_str(&b)), -1);
	assert_string_equal(errors.at[0], "dir/s:1:1: found a line of 4401 "
	    "bytes, expected at most 4400");
	buf_cut(&b, SCRIPT_LINE_MAX);
	assert_int_equal(parse(buf_str(&b)), 0);

	buf_cut(&b, 0);
	for (i = 0; i < SCRIPT_LINES_MAX; i++)
		buf_addc(&b, '\n');
	assert_int_equal(parse(buf_str(&b)), 0);
	buf_addc(&b, '\n');
	assert_int_equal(parse(buf_str(&b)), -1);
	assert_string_equal(errors.at[0], "dir/s:100001:1: found more lines "
	    "than the 100000 that a script may have");

	buf_cut(&b, 0);
	for (i = 0; i < 2 * SCRIPT_ERRORS_MAX; i++)
		buf_adds(&b, "x\n");
	assert_int_equal(parse(buf_str(&b)), -1);
	assert_int_equal(errors.n, SCRIPT_ERRORS_MAX + 1);
	buf_free(&b);
}

static void
own_mail__is_taken_apart_as_it_was_composed(void **state)
{
	static const char mail[] = "Subject: x\r\n"
	    "Content-Type: multipart/alternative;\r\n boundary=\"=_b\"\r\n\r\n"
	    "--=_b\r\nContent-Type: text/plain; charset=utf-8\r\n"
	    "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
	    "one =3D\r\n two=20\r\n\r\n--=_b\r\n"
	    "Content-Type: text/html; charset=utf-8\r\n"
	    "Content-Transfer-Encoding: 7bit\r\n\r\n<p>one</p>\r\n\r\n"
	    "--=_b--\r\n";
	struct buf text = { 0 }, html = { 0 };

	(void)state;
	own_parts(span_of(mail), &text, &html);
	assert_string_equal(buf_str(&text), "one =\n two \n");
	assert_string_equal(buf_str(&html), "<p>one</p>\n");
	buf_cut(&text, 0);
	own_parts(span_of("no header"), &text, &html);
	assert_string_equal(buf_str(&text), "");
	buf_free(&text);
	buf_free(&html);
}

static void
bag__over_the_limit__keeps_the_header(void **state)
{
	static const char small[] = "Subject: x\n\nbody\n";
	static const char large[] = "Subject: x\r\n\r\na longer body\n\n.";
	struct err e = { 0 };
	struct mailbag *b = mailbag_new(sizeof(small) - 1, &e);
	struct buf out = { 0 };
	size_t one, two, three;
	bool cut;

	(void)state;
	assert_non_null(b);
	assert_int_equal(mailbag_put(b, span_of(small), &one, &e), 0);
	assert_int_equal(mailbag_put(b, span_of(large), &two, &e), 0);
	assert_int_equal(mailbag_put(b, span_of(""), &three, &e), 0);
	assert_int_equal(mailbag_get(b, two, &out, &cut, &e), 0);
	assert_true(cut);
	assert_string_equal(buf_str(&out), "Subject: x\r\n\r\n");
	buf_cut(&out, 0);
	assert_int_equal(mailbag_get(b, one, &out, &cut, &e), 0);
	assert_false(cut);
	assert_string_equal(buf_str(&out), small);
	assert_int_equal(mailbag_get(b, three, &out, &cut, &e), 0);
	buf_free(&out);
	mailbag_free(b);
}

static void
bag__is_filled__with_what_comes_between(void **state)
{
	static const char mbox[] = "From a@example.com Tue Nov 10 09:14:02 2026"
	    "\nDate: Tue, 10 Nov 2026 09:14:02 +0000\nSubject: 1\n\na\n\n"
	    "From b@example.com Wed Nov 11 09:14:02 2026\n"
	    "Date: Wed, 11 Nov 2026 09:14:02 +0000\nSubject: 2\n\nb\n\n"
	    "From c@example.com Wed Nov 11 09:14:02 2026\nSubject: 3\n\nc\n";
	char path[] = "/tmp/patchbot-bag.XXXXXX";
	struct err e = { 0 };
	struct mailbag *b = mailbag_new(1 << 20, &e);
	struct buf out = { 0 };
	const struct event *ev;
	int fd = mkstemp(path), saved = dup(2);
	bool cut;

	(void)state;
	assert_true(fd != -1 && saved != -1 && b != NULL);
	assert_int_equal(write(fd, mbox, sizeof(mbox) - 1), sizeof(mbox) - 1);
	close(fd);
	events = (struct list){ 0 };
	/* what it leaves out is said on standard error */
	assert_non_null(freopen("/dev/null", "w", stderr));
	assert_int_equal(mailbag_fill(b, arena, path, 1794355200, 1794441600,
	    &events, &e), 0);
	fflush(stderr);
	dup2(saved, 2);
	close(saved);
	unlink(path);
	assert_int_equal(events.n, 1);
	ev = events.at[0];
	assert_int_equal(ev->at, 1794388442);
	assert_int_equal(ev->act, ACT_MAIL);
	assert_string_equal(ev->key, "mail 2");
	assert_int_equal(mailbag_get(b, ev->mail, &out, &cut, &e), 0);
	assert_non_null(strstr(buf_str(&out), "Subject: 2\n\nb\n"));
	buf_free(&out);
	mailbag_free(b);
}

static int64_t
count_ids(struct store *s)
{
	int64_t n = -1;
	struct err e = { 0 };

	assert_int_equal(store_int(s, &e, &n, "SELECT COUNT(*) FROM ids "
	    "WHERE kind = 'test'", ""), 1);
	return n;
}

/* Of a database of one's own nothing is left, not even while it is open; one
 * with a name is there again. */
static void
scratch__goes_or_stays__by_its_name(void **state)
{
	char dir[] = "/tmp/patchbot-scratch.XXXXXX", path[60];
	struct err e = { 0 };
	struct store *s, *other;
	int round;

	(void)state;
	assert_non_null(mkdtemp(dir));
	setenv("TMPDIR", dir, 1);
	assert_int_equal(store_open_scratch(&s, NULL, NULL, &e), 0);
	assert_int_equal(store_open_scratch(&other, NULL, NULL, &e), 0);
	assert_int_equal(store_new_id(s, "test", &e), 1);
	assert_int_equal(count_ids(s), 1);
	assert_int_equal(count_ids(other), 0);
	assert_int_equal(rmdir(dir), 0);
	store_close(s);
	store_close(other);
	unsetenv("TMPDIR");

	assert_int_equal(mkdir(dir, 0700), 0);
	snprintf(path, sizeof(path), "%s/db", dir);
	for (round = 0; round < 2; round++) {
		assert_int_equal(store_open_scratch(&s, path, NULL, &e), 0);
		assert_int_equal(store_open_scratch(&other, path, NULL, &e),
		    -1);
		assert_int_equal(count_ids(s), round);
		assert_int_equal(store_new_id(s, "test", &e), round + 1);
		store_close(s);
	}
	unlink(path);
	snprintf(path, sizeof(path), "%s/db.lock", dir);
	unlink(path);
	assert_int_equal(rmdir(dir), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(script__is_read__line_by_line),
		cmocka_unit_test(script__names_a_mail__beside_itself),
		cmocka_unit_test(script__wrong_line__is_told_with_its_column),
		cmocka_unit_test(script__too_large__is_told),
		cmocka_unit_test(bag__over_the_limit__keeps_the_header),
		cmocka_unit_test(bag__is_filled__with_what_comes_between),
		cmocka_unit_test(scratch__goes_or_stays__by_its_name),
		cmocka_unit_test(own_mail__is_taken_apart_as_it_was_composed),
	};

	return cmocka_run_group_tests(tests, open_config, close_config);
}
