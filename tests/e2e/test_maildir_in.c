/* SPDX-License-Identifier: ISC */
/* patchbot-mailbox watching a Maildir. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "../support/mailrole.h"
#include "../support/proc.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/mem.h"
#include "edge/maildir.h"

#define MAIL	"From: a@example.com\r\nSubject: x\r\n\r\nbody\r\n"
#define SOON	10000

static struct mailrole *r;
static struct mail_cursor inbox = { .mailbox = "INBOX" };
static struct mail_account box;

static void
watch(void)
{
	struct mailbox_setup s = { .max_size = 1000 };

	list_add(&s.accounts, &box);
	r = mailrole_new();
	mailrole_setup(r, &s);
	list_free(&s.accounts);
	assert_non_null(mailrole_state(r, true, SOON));
}

static int
begin(void **state)
{
	static int n;

	(void)state;
	box = (struct mail_account){ .name = "in", .maildir = true,
	    .path = mem_str(proc_path("box%d", n++)), .poll = 3600,
	    .posted = "posted" };
	list_add(&box.mailboxes, &inbox);
	return 0;
}

static int
end(void **state)
{
	(void)state;
	mailrole_free(r);
	list_free(&box.mailboxes);
	free((char *)(uintptr_t)box.path);
	return 0;
}

static const char *
path_of(const char *sub, const char *name)
{
	return proc_path("%s/%s/%s", strrchr(box.path, '/') + 1, sub, name);
}

static bool
there(const char *sub, const char *name)
{
	return access(path_of(sub, name), F_OK) == 0;
}

static void
deliver(const char *name)
{
	struct err e = { 0 };

	assert_int_equal(maildir_deliver(box.path, name, span_of(MAIL), &e),
	    0);
}

static const struct mail_arrived *
expect(const char *key)
{
	const struct mailrole_got *g = mailrole_mail(r, SOON);

	assert_non_null(g);
	assert_string_equal(g->mail.key, key);
	assert_string_equal(g->mail.account, "in");
	assert_string_equal(g->mail.mailbox, "INBOX");
	assert_int_equal(g->mail.uidvalidity, 0);
	assert_string_equal(g->bytes, MAIL);
	return &g->mail;
}

static void
file(const struct mail_arrived *m, enum mail_folder folder)
{
	const struct job_done *j = mailrole_done(r, mailrole_file(r, m,
	    folder), SOON);

	assert_non_null(j);
	assert_true(j->ok);
}

/* Nothing more comes: the pong overtakes whatever would have. */
static void
expect_no_more(void)
{
	static uint32_t id = 1000;

	mailrole_send(r, FRAME_PING, ++id);
	assert_true(mailrole_pong(r, id, SOON));
	assert_int_equal(mailrole_mails(r), 0);
}

static void
mailbox__takes__what_is_moved_or_copied_into_new(void **state)
{
	const struct mail_arrived *a, *b;
	char command[10000];

	(void)state;
	watch();		/* and makes the Maildir */
	deliver("1.a");
	a = expect("1.a");
	proc_write("mail.txt", "%s", MAIL);
	snprintf(command, sizeof(command), "cp %s %s", proc_path("mail.txt"),
	    path_of("new", "2.b"));
	assert_int_equal(system(command), 0);
	b = expect("2.b");
	assert_true(there("new", "1.a"));	/* core has not answered */
	file(a, FOLDER_STAY);
	assert_true(there("cur", "1.a:2,S"));
	file(a, FOLDER_POSTED);
	assert_true(there(".posted/cur", "1.a:2,S"));
	file(a, FOLDER_POSTED);
	file(b, FOLDER_STAY);
	file(b, FOLDER_QUARANTINED);		/* none is configured */
	assert_true(there("cur", "2.b:2,S"));
	expect_no_more();
}

static void
mailbox__waits__until_a_file_is_whole(void **state)
{
	int fd;

	(void)state;
	watch();
	fd = open(path_of("new", "1.a"), O_WRONLY | O_CREAT | O_EXCL, 0600);
	assert_int_equal(write(fd, MAIL, 10), 10);
	deliver("2.b");
	expect("2.b");		/* so new/ was looked at since */
	expect_no_more();
	assert_int_equal(write(fd, &MAIL[10], strlen(MAIL) - 10),
	    (ssize_t)strlen(MAIL) - 10);
	close(fd);
	expect("1.a");
}

static void
mailbox__sends_again__only_what_core_has_not_committed(void **state)
{
	const struct mail_arrived *m;
	int i;
	char name[20];

	(void)state;
	watch();
	for (i = 0; i < 6; i++) {
		snprintf(name, sizeof(name), "%d.x", i);
		deliver(name);
	}
	for (i = 0; i < 6; i++) {
		snprintf(name, sizeof(name), "%d.x", i);
		m = expect(name);
		if (i < 3)
			file(m, i < 2 ? FOLDER_STAY : FOLDER_POSTED);
	}
	mailrole_free(r);	/* killed */
	watch();
	for (i = 3; i < 6; i++) {
		snprintf(name, sizeof(name), "%d.x", i);
		expect(name);
	}
	expect_no_more();
}

static void
mailbox__says_once__what_is_no_mail(void **state)
{
	const char *text;

	(void)state;
	watch();
	assert_int_equal(mkdir(path_of("new", "folder"), 0700), 0);
	deliver("1.a");
	text = mailrole_state(r, true, SOON);
	assert_non_null(text);
	assert_non_null(strstr(text, "folder"));
	expect("1.a");
	deliver("2.b");
	expect("2.b");
	assert_null(mailrole_state(r, true, 0));
}

static void
mailbox__holds__thirty_two_unanswered(void **state)
{
	const struct mail_arrived *first;
	char name[20];
	int i;

	(void)state;
	watch();
	for (i = 0; i < 40; i++) {
		snprintf(name, sizeof(name), "%02d.x", i);
		deliver(name);
	}
	first = expect("00.x");
	for (i = 1; i < 32; i++) {
		snprintf(name, sizeof(name), "%02d.x", i);
		expect(name);
	}
	expect_no_more();
	file(first, FOLDER_STAY);
	expect("32.x");
	expect_no_more();
}

static void
mailbox__comes_back__when_the_maildir_was_away(void **state)
{
	const char *away = proc_path("away");

	(void)state;
	box.poll = 1;	/* nobody tells us of a folder above new/ */
	watch();
	assert_int_equal(rename(box.path, away), 0);
	proc_write(strrchr(box.path, '/') + 1, "a file is in the way");
	assert_non_null(mailrole_state(r, false, SOON));
	unlink(box.path);
	assert_int_equal(rename(away, box.path), 0);
	assert_non_null(mailrole_state(r, true, SOON));
	deliver("1.a");
	expect("1.a");
}

/* What lay there must have been taken by core before silence means anything. */
static void
mailbox__is_heard__when_all_that_lay_there_is_taken(void **state)
{
	const struct mail_arrived *m;
	const char *away = proc_path("heard-away");
	struct err e = { 0 };

	(void)state;
	box.poll = 1;
	assert_int_equal(maildir_make(box.path, &e), 0);
	deliver("1.first");
	watch();
	m = expect("1.first");
	expect_no_more();
	assert_false(mailrole_heard(r, true, 0));
	file(m, FOLDER_STAY);
	assert_true(mailrole_heard(r, true, SOON));
	/* later mails change nothing */
	deliver("2.second");
	file(expect("2.second"), FOLDER_STAY);
	/* a place that is gone does */
	assert_int_equal(rename(box.path, away), 0);
	proc_write(strrchr(box.path, '/') + 1, "a file is in the way");
	assert_true(mailrole_heard(r, false, SOON));
}

#define T(f)	cmocka_unit_test_setup_teardown(f, begin, end)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(mailbox__takes__what_is_moved_or_copied_into_new),
		T(mailbox__waits__until_a_file_is_whole),
		T(mailbox__sends_again__only_what_core_has_not_committed),
		T(mailbox__says_once__what_is_no_mail),
		T(mailbox__holds__thirty_two_unanswered),
		T(mailbox__comes_back__when_the_maildir_was_away),
		T(mailbox__is_heard__when_all_that_lay_there_is_taken),
	};

	proc_init();
	return proc_end(cmocka_run_group_tests(tests, NULL, NULL));
}
