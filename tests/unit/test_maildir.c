/* SPDX-License-Identifier: ISC */
/* Maildirs: delivering, taking, filing; and being killed in between. */
#include <dirent.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/fd.h"
#include "base/mem.h"
#include "edge/maildir.h"

#define MAIL	"From: a@example.com\r\nSubject: x\r\n\r\nbody\r\n"
#define HEADER	"From: a@example.com\r\nSubject: x\r\n\r\n"
#define SKIPPED	77		/* of a child: the system does not allow it */

static char box[PATH_MAX];	/* a Maildir, made anew for each test */

static int
remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

static int
setup(void **state)
{
	struct err e = { 0 };

	(void)state;
	str_copy(box, sizeof(box), "/tmp/maildir-XXXXXX");
	if (mkdtemp(box) == NULL || chmod(box, 0755) == -1)
		return -1;
	return maildir_make(box, &e);
}

static int
teardown(void **state)
{
	(void)state;
	return nftw(box, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static const char *
path_of(const char *sub, const char *name)
{
	static char path[2][PATH_MAX + NAME_MAX + 40];
	static int i;

	i = !i;
	snprintf(path[i], sizeof(path[i]), "%s/%s/%s", box, sub, name);
	return path[i];
}

static void
put(const char *sub, const char *name, const char *text)
{
	struct err e = { 0 };
	int fd = open(path_of(sub, name), O_WRONLY | O_CREAT | O_EXCL, 0644);

	assert_int_not_equal(fd, -1);
	assert_int_equal(fd_write_all(fd, text, strlen(text), &e), 0);
	close(fd);
}

static bool
there(const char *sub, const char *name)
{
	return access(path_of(sub, name), F_OK) == 0;
}

static size_t
count(const char *sub)
{
	DIR *dir = opendir(path_of(sub, ""));
	struct dirent *d;
	size_t n = 0;

	assert_non_null(dir);
	while ((d = readdir(dir)) != NULL)
		n += d->d_name[0] != '.';
	closedir(dir);
	return n;
}

static void
assert_file(const char *sub, const char *name, const char *text)
{
	struct buf b = { 0 };
	struct err e = { 0 };

	assert_int_equal(file_read_all(path_of(sub, name), 1 << 20, &b, &e), 0);
	assert_string_equal(buf_str(&b), text);
	buf_free(&b);
}

static int
deliver(const char *name, struct err *e)
{
	return maildir_deliver(box, name, span_of(MAIL), e);
}

/* --- delivering -------------------------------------------------------- */

static void
maildir__delivers__into_a_maildir_that_is_missing(void **state)
{
	char dir[PATH_MAX + 20];
	struct err e = { 0 };

	(void)state;
	snprintf(dir, sizeof(dir), "%s/fresh", box);
	assert_int_equal(maildir_deliver(dir, "row-1", span_of(MAIL), &e), 0);
	assert_file("fresh/new", "row-1", MAIL);
	assert_true(there("fresh", "cur"));
	assert_int_equal(count("fresh/tmp"), 0);
}

static void
maildir__delivers__a_name_only_once(void **state)
{
	static const char *const later[] = {
		"row-1:2,S", "row-1:2,", "row-1:2,RS", "row-1",
	};
	struct err e = { 0 };
	size_t i;

	(void)state;
	assert_int_equal(deliver("row-1", &e), 0);
	assert_int_equal(deliver("row-1", &e), 0);
	assert_int_equal(count("new"), 1);
	/* somebody reads it: it moves to cur, with whatever flags */
	for (i = 0; i < sizeof(later) / sizeof(later[0]); i++) {
		rename(path_of("new", "row-1"), path_of("cur", "row-1"));
		rename(path_of("cur", i > 0 ? later[i - 1] : "row-1"),
		    path_of("cur", later[i]));
		assert_true(there("cur", later[i]));
		assert_int_equal(deliver("row-1", &e), 0);
		assert_int_equal(count("new"), 0);
	}
	/* a longer name is another mail */
	assert_int_equal(deliver("row-12", &e), 0);
	assert_int_equal(deliver("row", &e), 0);
	assert_int_equal(count("new"), 2);
}

static void
maildir__refuses__names_that_cannot_be(void **state)
{
	char longest[MAILDIR_NAME_MAX + 2];
	const struct {
		const char *name;
		bool	    good;
	} cases[] = {
		{ "a", true }, { "1763.M1P2.host,S=3", true },
		{ "", false }, { ".hidden", false }, { "..", false },
		{ "a/b", false }, { "../a", false }, { "a:2,S", false },
		{ "a\nb", false }, { "a\177", false }, { "a\377b", false },
	};
	struct err e = { 0 };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		err_clear(&e);
		assert_int_equal(deliver(cases[i].name, &e),
		    cases[i].good ? 0 : -1);
		assert_int_equal(e.code, cases[i].good ? ERR_NONE : ERR_INPUT);
	}
	memset(longest, 'x', sizeof(longest));
	longest[MAILDIR_NAME_MAX + 1] = '\0';
	assert_int_equal(deliver(longest, &e), -1);
	longest[MAILDIR_NAME_MAX] = '\0';
	assert_int_equal(deliver(longest, &e), 0);
	longest[MAILDIR_NAME_MAX - 1] = '\0';
	assert_int_equal(deliver(longest, &e), 0);
}

/* Becomes root of a file system of 64 KB at box; false where it may not. */
static bool
small_disk(void)
{
	if (unshare(geteuid() == 0 ? CLONE_NEWNS :
	    CLONE_NEWUSER | CLONE_NEWNS) == -1)
		return false;
	return mount("none", "/", "none", MS_REC | MS_PRIVATE, NULL) == 0 &&
	    mount("tmpfs", box, "tmpfs", 0, "size=64k") == 0;
}

static int
fill_disk(void)
{
	char *big = mem_alloc(1 << 20);
	struct err e = { 0 };
	int bad = 0;

	if (!small_disk())
		return SKIPPED;
	if (maildir_deliver(box, "big", (struct span){ big, 1 << 20 }, &e) !=
	    -1 || e.code != ERR_FULL)
		bad = 1;
	else if (there("new", "big") || there("tmp", "big"))
		bad = 2;
	else if (deliver("small", &e) == -1)	/* the room is back */
		bad = 3;
	free(big);
	return bad;
}

static int
in_child(int (*run)(void))
{
	int status;
	pid_t pid = fork();

	if (pid == 0)
		_exit(run());
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	if (WEXITSTATUS(status) == SKIPPED)
		skip();
	return WEXITSTATUS(status);
}

static void
maildir__leaves_nothing__on_a_full_disk(void **state)
{
	(void)state;
	assert_int_equal(in_child(fill_disk), 0);
}

/*
 * A child delivers and is killed before its nth system call.  Returns 1 where
 * it came to its end before that, -1 where it cannot be traced.
 */
static int
killed_at(int nth)
{
	struct err e = { 0 };
	int status, n = 0;
	pid_t pid = fork();

	if (pid == 0) {
		if (ptrace(PTRACE_TRACEME, 0, NULL, NULL) == -1)
			_exit(SKIPPED);
		raise(SIGSTOP);
		_exit(deliver("row-1", &e) == 0 ? 0 : 1);
	}
	while (waitpid(pid, &status, 0) == pid && !WIFEXITED(status)) {
		if (WIFSIGNALED(status))
			return 0;
		if (n++ == nth)
			kill(pid, SIGKILL);
		ptrace(PTRACE_SYSCALL, pid, NULL, NULL);
	}
	if (WEXITSTATUS(status) == SKIPPED)
		return -1;
	assert_int_equal(WEXITSTATUS(status), 0);
	return 1;
}

static void
maildir__is_whole_or_absent__when_killed_at_any_call(void **state)
{
	struct err e = { 0 };
	int nth, rc;

	for (nth = 0;; nth++) {
		assert_true(nth < 1000);
		rc = killed_at(nth);
		if (rc == -1)
			skip();
		/* never half a mail in new */
		if (count("new") != 0)
			assert_file("new", "row-1", MAIL);
		/* and the repeat makes it exactly one, with tmp clean */
		assert_int_equal(deliver("row-1", &e), 0);
		assert_int_equal(count("new"), 1);
		assert_int_equal(count("tmp"), 0);
		assert_file("new", "row-1", MAIL);
		if (rc == 1)
			break;
		teardown(state);
		assert_int_equal(setup(state), 0);
	}
	assert_true(nth > 20);	/* it was a sweep */
}

/* --- taking ------------------------------------------------------------ */

static enum maildir_taken
take(const char *name, size_t max, struct maildir_mail *m, struct err *e)
{
	return maildir_take(box, name, max, m, e);
}

static void
assert_fd(int fd, const char *text, size_t n)
{
	struct buf b = { 0 };
	struct err e = { 0 };

	assert_int_equal(fd_read_all(fd, 1 << 20, &b, &e), 0);
	assert_int_equal(b.n, n);
	assert_memory_equal(buf_str(&b), text, n);
	buf_free(&b);
	close(fd);
}

static void
maildir__takes__whole_or_the_header_by_size(void **state)
{
	const size_t n = strlen(MAIL);
	const struct {
		size_t	max;
		bool	cut;
	} cases[] = {
		{ n + 1, false }, { n, false }, { n - 1, true }, { 0, true },
	};
	struct maildir_mail m;
	struct err e = { 0 };
	size_t i;

	(void)state;
	put("new", "1.a", MAIL);
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(take("1.a", cases[i].max, &m, &e),
		    MAILDIR_TAKEN);
		assert_int_equal(m.cut, cases[i].cut);
		assert_int_equal(m.size, n);
		assert_in_range(m.received, clock_now() - 60, clock_now() + 1);
		assert_fd(m.fd, MAIL, cases[i].cut ? strlen(HEADER) : n);
	}
	assert_true(there("new", "1.a"));
	/* bare newlines, as local programs write them */
	put("new", "2.b", "A: b\n\nbody of some length\n");
	assert_int_equal(take("2.b", 3, &m, &e), MAILDIR_TAKEN);
	assert_fd(m.fd, "A: b\n\n", 6);
}

static void
maildir__takes__no_endless_header(void **state)
{
	char *line = mem_alloc(MAILDIR_HEADER_MAX + 2);
	struct maildir_mail m;
	struct err e = { 0 };

	(void)state;
	memset(line, 'x', MAILDIR_HEADER_MAX + 1);
	put("new", "1.a", line);
	assert_int_equal(take("1.a", 10, &m, &e), MAILDIR_TAKEN);
	assert_true(m.cut);
	assert_int_equal(m.size, MAILDIR_HEADER_MAX + 1);
	assert_fd(m.fd, line, MAILDIR_HEADER_MAX);
	free(line);
}

static void
maildir__waits__while_somebody_writes(void **state)
{
	struct maildir_mail m;
	struct err e = { 0 };
	int fd, reader;

	(void)state;
	fd = open(path_of("new", "1.a"), O_WRONLY | O_CREAT | O_EXCL, 0644);
	assert_int_equal(fd_write_all(fd, "From: a@exa", 11, &e), 0);
	assert_int_equal(take("1.a", 1000, &m, &e), MAILDIR_NOT_YET);
	assert_int_equal(ftruncate(fd, 0), 0);
	assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
	assert_int_equal(fd_write_all(fd, MAIL, strlen(MAIL), &e), 0);
	assert_int_equal(take("1.a", 1000, &m, &e), MAILDIR_NOT_YET);
	close(fd);
	/* somebody who reads it is no obstacle */
	reader = open(path_of("new", "1.a"), O_RDONLY);
	assert_int_equal(take("1.a", 1000, &m, &e), MAILDIR_TAKEN);
	close(reader);
	assert_fd(m.fd, MAIL, strlen(MAIL));
}

/* Asks until it is taken; how many ms that took, -1 never within 5 s. */
static int64_t
take_in_time(const char *name)
{
	struct maildir_mail m;
	struct err e = { 0 };
	int64_t start = clock_mono_ms();

	while (clock_mono_ms() - start < 5000) {
		if (take(name, 1000, &m, &e) == MAILDIR_TAKEN) {
			close(m.fd);
			return clock_mono_ms() - start;
		}
		sched_yield();
	}
	return -1;
}

static void
maildir__waits__for_an_empty_file_to_settle(void **state)
{
	(void)state;
	put("new", "1.a", "");
	/* some programs touch a file first and fill it later */
	assert_in_range(take_in_time("1.a"), MAILDIR_SETTLE_MS - 300, 4900);
}

static int
take_of_another(void)
{
	int64_t ms;

	if (geteuid() != 0 || setgid(65534) == -1 || setuid(65534) == -1)
		return SKIPPED;
	ms = take_in_time("1.a");
	return ms < MAILDIR_SETTLE_MS - 300 || ms > 4900;
}

static void
maildir__waits__for_rest_where_there_is_no_lease(void **state)
{
	(void)state;
	/* a lease is for the owner of the file only */
	chmod(path_of("new", ""), 0755);
	put("new", "1.a", MAIL);
	assert_int_equal(in_child(take_of_another), 0);
}

static int
take_forbidden(void)
{
	struct maildir_mail m;
	struct err e = { 0 };

	if (geteuid() == 0 && (setgid(65534) == -1 || setuid(65534) == -1))
		return SKIPPED;
	return take("1.a", 1000, &m, &e) != MAILDIR_UNREADABLE ||
	    strstr(e.text, "1.a") == NULL || m.fd != -1;
}

static void
maildir__says_why__a_file_is_unreadable(void **state)
{
	(void)state;
	chmod(path_of("new", ""), 0755);
	put("new", "1.a", MAIL);
	chmod(path_of("new", "1.a"), 0);
	assert_int_equal(in_child(take_forbidden), 0);
}

static void
maildir__passes_over__what_is_no_mail(void **state)
{
	struct maildir_mail m;
	struct err e = { 0 };

	(void)state;
	put("cur", "target", MAIL);
	assert_int_equal(symlink("../cur/target", path_of("new", "link")), 0);
	assert_int_equal(mkdir(path_of("new", "folder"), 0700), 0);
	assert_int_equal(mkfifo(path_of("new", "pipe"), 0600), 0);
	put("new", "bad\nname", MAIL);
	assert_int_equal(take("link", 1000, &m, &e), MAILDIR_NO_MAIL);
	assert_int_equal(take("folder", 1000, &m, &e), MAILDIR_NO_MAIL);
	assert_int_equal(take("pipe", 1000, &m, &e), MAILDIR_NO_MAIL);
	assert_int_equal(take("bad\nname", 1000, &m, &e), MAILDIR_NO_MAIL);
	assert_int_equal(take("gone", 1000, &m, &e), MAILDIR_GONE);
	assert_int_equal(take("../cur/target", 1000, &m, &e),
	    MAILDIR_NO_MAIL);
}

static void
maildir__scans__in_byte_order_without_dots(void **state)
{
	static const char *const names[] = { "B", "a", ".x", "10", "2" };
	static const char *const want[] = { "10", "2", "B", "a" };
	struct list l = { 0 };
	struct err e = { 0 };
	size_t i;

	(void)state;
	for (i = 0; i < 5; i++)
		put("new", names[i], MAIL);
	assert_int_equal(maildir_scan(box, &l, &e), 0);
	assert_int_equal(l.n, 4);
	for (i = 0; i < 4; i++) {
		assert_string_equal(l.at[i], want[i]);
		free(l.at[i]);
	}
	list_free(&l);
	assert_int_equal(maildir_scan("/nonexistent/x", &l, &e), -1);
}

/* --- filing ------------------------------------------------------------ */

static void
maildir__files__from_wherever_the_mail_lies(void **state)
{
	static const struct {
		const char *sub, *name;		/* where it lies */
		const char *folder;
		const char *to, *as;		/* where it must lie then */
	} cases[] = {
		{ "new", "k1", NULL, "cur", "k1:2,S" },
		{ "new", "k2", "posted", ".posted/cur", "k2:2,S" },
		{ "cur", "k3:2,S", "posted", ".posted/cur", "k3:2,S" },
		/* another program put flags on it; they stay */
		{ "cur", "k4:2,FRT", "posted", ".posted/cur", "k4:2,FRST" },
		{ "cur", "k5:2,RS", NULL, "cur", "k5:2,RS" },
		{ "cur", "k6:2,", NULL, "cur", "k6:2,S" },
		{ "new", "k7:2,F", NULL, "cur", "k7:2,FS" },
		{ "new", "k8", "a/b", ".a.b/cur", "k8:2,S" },
		{ "new", "k9", "it.sec", ".it.sec/cur", "k9:2,S" },
	};
	struct err e = { 0 };
	char key[20];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		snprintf(key, sizeof(key), "%.*s", 2, cases[i].name);
		put(cases[i].sub, cases[i].name, cases[i].as);
		assert_int_equal(maildir_file(box, key, cases[i].folder, &e),
		    0);
		assert_file(cases[i].to, cases[i].as, cases[i].as);
		/* again: it was moved already, and stays where it is */
		assert_int_equal(maildir_file(box, key, cases[i].folder, &e),
		    0);
		assert_file(cases[i].to, cases[i].as, cases[i].as);
	}
	assert_int_equal(count("new"), 0);
	/* first to stay, later to a folder: as core does it */
	put("new", "two", MAIL);
	assert_int_equal(maildir_file(box, "two", NULL, &e), 0);
	assert_int_equal(maildir_file(box, "two", "posted", &e), 0);
	assert_file(".posted/cur", "two:2,S", MAIL);
	assert_false(there("cur", "two:2,S"));
}

static void
maildir__files__over_nothing(void **state)
{
	struct err e = { 0 };

	(void)state;
	put("cur", "k:2,S", "the older");
	put("new", "k", "the newer");
	assert_int_equal(maildir_file(box, "k", NULL, &e), 0);
	assert_file("cur", "k:2,S", "the older");
	assert_file("cur", "k_1:2,S", "the newer");
}

static void
maildir__refuses__odd_keys_and_folders(void **state)
{
	static const struct {
		const char	*key, *folder;
	} cases[] = {
		{ "a/b", NULL }, { "..", NULL }, { "", NULL },
		{ "a:2,S", NULL }, { "a", "" }, { "a", ".." },
		{ "a", "x/../y" }, { "a", "/etc" }, { "a", "x//y" },
	};
	struct err e = { 0 };
	size_t i;

	(void)state;
	put("new", "a", MAIL);
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(maildir_file(box, cases[i].key,
		    cases[i].folder, &e), -1);
	assert_true(there("new", "a"));
}

#define T(f)	cmocka_unit_test_setup_teardown(f, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(maildir__delivers__into_a_maildir_that_is_missing),
		T(maildir__delivers__a_name_only_once),
		T(maildir__refuses__names_that_cannot_be),
		T(maildir__leaves_nothing__on_a_full_disk),
		T(maildir__is_whole_or_absent__when_killed_at_any_call),
		T(maildir__takes__whole_or_the_header_by_size),
		T(maildir__takes__no_endless_header),
		T(maildir__waits__while_somebody_writes),
		T(maildir__waits__for_an_empty_file_to_settle),
		T(maildir__waits__for_rest_where_there_is_no_lease),
		T(maildir__says_why__a_file_is_unreadable),
		T(maildir__passes_over__what_is_no_mail),
		T(maildir__scans__in_byte_order_without_dots),
		T(maildir__files__from_wherever_the_mail_lies),
		T(maildir__files__over_nothing),
		T(maildir__refuses__odd_keys_and_folders),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
