/* SPDX-License-Identifier: ISC */
/*
 * The real daemon with no server at all: mail comes in through a Maildir and
 * leaves through another, names are answered from a zone file.  What it does,
 * and what it does when it is hurt: killed, its roles killed, its disk full,
 * its configuration wrong, its database damaged, its console asleep.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/fd.h"
#include "base/str.h"
#include "handlers/handler.h"
#include "proc/ctl.h"
#include "tests/support/home.h"
#include "tests/support/pgpmake.h"

/* --- what it does ----------------------------------------------------- */

static void
samples__posted_or_quarantined__and_the_clients_answer(void **state)
{
	struct buf b = { 0 };
	int n;

	(void)state;
	home_new("");
	home_deliver_samples();
	home_start();
	home_wait_samples(&b);
	n = home_sent(&b);
	assert_non_null(strstr(b.p, "To: patch-committee@example.com"));
	assert_non_null(strstr(b.p, "To: infosec@example.com"));
	assert_non_null(strstr(b.p, "forged"));
	assert_int_equal(home_client(&b, "status", NULL, NULL), 0);
	assert_non_null(strstr(b.p, "inbox: 0 open"));
	assert_int_equal(home_client(&b, "say", "bulletins", NULL), 0);
	assert_int_equal(home_client(&b, "queue", "list", NULL), 0);
	assert_int_equal(home_client(&b, "say", "xyzzy", NULL), 1);
	assert_non_null(strstr(b.p, "do not know \"xyzzy\""));
	assert_int_equal(home_client(&b, "queue", "retry", "i99999"), 1);
	assert_int_equal(home_client(&b, "queue", "retry", "99999"), 2);
	assert_int_equal(home_client(&b, "queue", "list", "i1"), 2);
	assert_int_equal(home_client(&b, "queue", "nonsense", NULL), 2);
	assert_non_null(strstr(b.p, "usage: patchbot queue"));
	assert_int_equal(home_client(&b, "status", "nonsense", NULL), 2);
	assert_int_equal(home_client(&b, "queeu", NULL, NULL), 2);
	assert_non_null(strstr(b.p, "did you mean \"queue\"?"));
	assert_int_equal(home_client(&b, "say", NULL, NULL), 2);
	/* the sockets and files are nobody else's */
	{
		struct stat st;

		assert_int_equal(stat(home_path("control"), &st), 0);
		assert_int_equal(st.st_mode & 0777, 0600);
		assert_int_equal(stat(home_path("db/patchbot.db"), &st), 0);
		assert_int_equal(st.st_mode & 0077, 0);
	}
	{
		int64_t began = clock_mono_ms();
		int status = home_stop(SIGTERM);

		assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
		print_message("# stopped in %lld ms\n",
		    (long long)(clock_mono_ms() - began));
		assert_true(clock_mono_ms() - began < 10000);
		assert_int_equal(access(home_path("control"), F_OK), -1);
	}
	assert_int_equal(home_client(&b, "status", NULL, NULL), 2);
	assert_non_null(strstr(b.p, "no daemon answers"));
	/* started again nothing is sent twice */
	home_start();
	assert_int_equal(home_client(&b, "status", NULL, NULL), 0);
	assert_int_equal(home_sent(&b), n);
	buf_free(&b);
}

static void
reload__good_is_taken__bad_is_not(void **state)
{
	struct buf b = { 0 }, text = { 0 };
	struct err e = { 0 };
	FILE *f;

	(void)state;
	home_new("");
	home_start();
	assert_int_equal(file_read_all(home_conf, 1 << 20, &text, &e), 0);
	f = fopen(home_conf, "a");
	fputs("sight { }\n", f);
	fclose(f);
	kill(proc_pid(home_bot), SIGHUP);
	assert_true(proc_wait_log(home_bot, "the old configuration stays",
	    HOME_SOON));
	/* file and line */
	assert_true(home_log_count("patchbot.conf:") > 0);
	assert_true(proc_running(home_bot));
	/* and who runs the night can go on with it meanwhile */
	assert_int_equal(home_client(&b, "say", "whoami", NULL), 0);
	assert_int_equal(home_client(&b, "status", NULL, NULL), 0);
	assert_int_equal(truncate(home_conf, 0), 0);
	f = fopen(home_conf, "w");
	fwrite(text.p, 1, text.n, f);
	fputs("person zoe { name Zoe ; mail zoe@example.com ; roles member }\n",
	    f);
	fclose(f);
	kill(proc_pid(home_bot), SIGHUP);
	assert_true(proc_wait_log(home_bot, "patchbot: reload", HOME_SOON));
	{
		const char *argv[] = { home_program(), "say", "-c", home_conf,
		    "--as", "zoe", "whoami", NULL };

		buf_cut(&b, 0);
		assert_int_equal(proc_run(argv, &b, HOME_SOON), 0);
		assert_non_null(strstr(b.p, "You are Zoe"));
	}
	/* roles were told, not restarted */
	home_client(&b, "status", NULL, NULL);
	assert_null(strstr(b.p, "starts 2"));
	buf_free(&b);
	buf_free(&text);
}

static bool
more_reloads(void *arg)
{
	return home_log_count("patchbot: reload") > *(const int *)arg;
}

/* With this configuration, but for the block that begins so (or NULL). */
static void
reload_with(const struct buf *text, const char *without)
{
	const char *end = without != NULL ? strstr(text->p, without) : NULL;
	int before = home_log_count("patchbot: reload");
	FILE *f = fopen(home_conf, "w");

	assert_non_null(f);
	fwrite(text->p, 1, end != NULL ? (size_t)(end - text->p) : text->n,
	    f);
	if (end != NULL)
		fputs(strstr(end, "}\n") + 2, f);
	fclose(f);
	kill(proc_pid(home_bot), SIGHUP);
	assert_true(proc_wait_until(more_reloads, &before, HOME_SOON));
}

/* The postman is still on its way out when it is wanted again. */
static void
reload__a_role_out_and_in_again__runs(void **state)
{
	struct buf b = { 0 }, text = { 0 };
	struct err e = { 0 };
	pid_t postman;

	(void)state;
	home_new("");
	home_start();
	assert_int_equal(file_read_all(home_conf, 1 << 20, &text, &e), 0);
	postman = proc_child(home_bot, "postman");
	assert_true(postman > 0);
	kill(postman, SIGSTOP);
	reload_with(&text, "send {");
	reload_with(&text, NULL);
	kill(postman, SIGCONT);
	home_deliver_newsletters(1);
	home_wait_sent(1, &b);
	assert_true(proc_child(home_bot, "postman") != postman);
	buf_free(&b);
	buf_free(&text);
}

/* Again and again while mails are under way. */
static void
reload__in_the_middle_of_the_work__loses_nothing(void **state)
{
	struct buf b = { 0 }, mail = { 0 };
	struct err e = { 0 };
	char name[40];
	int i;

	(void)state;
	home_new(HOME_MAIL_EACH);
	home_start();
	assert_int_equal(file_read_all("conf/samples/8-unknown-newsletter.eml",
	    1 << 20, &mail, &e), 0);
	for (i = 0; i < 100; i++) {
		snprintf(name, sizeof(name), "m%d", i);
		home_deliver(name, mail.p, mail.n);
		if (i % 3 == 0)
			kill(proc_pid(home_bot), SIGHUP);
	}
	home_wait_sent(100, &b);
	assert_true(proc_running(home_bot));
	assert_int_equal(home_log_count("ended (signal"), 0);
	assert_int_equal(home_sent(&b), 100);
	buf_free(&b);
	buf_free(&mail);
}

static bool
read_both(void *arg)
{
	(void)arg;
	return home_log_count("patchbot: mail inbox=") == 2;
}

/* The file's time is when it was delivered. */
static void
mail_of_last_year__is_recorded__and_tells_nobody(void **state)
{
	struct timespec past[2] = { { .tv_nsec = UTIME_OMIT },
	    { .tv_sec = clock_now() - 365 * (int64_t)DAY } };
	struct buf b = { 0 };

	(void)state;
	home_new(HOME_MAIL_EACH);
	home_deliver_newsletters(2);
	assert_int_equal(utimensat(AT_FDCWD, home_path("inbox/new/m0"), past,
	    0), 0);
	home_start();
	assert_true(proc_wait_until(read_both, NULL, HOME_SOON));
	home_wait_sent(1, &b);
	assert_int_equal(home_client(&b, "say", "quarantine", NULL), 0);
	assert_non_null(strstr(b.p, "2 unknown, "));
	assert_null(strstr(b.p, "1 unknown, "));
	assert_int_equal(home_client(&b, "say", "why 1", NULL), 0);
	assert_int_equal(home_sent(&b), 1);
	buf_free(&b);
}

/* --- signed mails ------------------------------------------------------ */

static void
deliver_signed(const struct pgpmake *key, const char *name, const char *text,
    bool altered)
{
	struct buf b = { 0 };

	pgpmake_listed(key, "Seal Works <news@seal.example.net>", name, text,
	    clock_now(), &b);
	if (altered)
		strstr(b.p, "7.2")[0] = '8';
	home_deliver(name, b.p, b.n);
	buf_free(&b);
}

static void
signed__by_a_pinned_key__is_posted_and_altered_is_not(void **state)
{
	struct pgpmake_wish wish = { .made = clock_now() - DAY };
	struct pgpmake *key = pgpmake_new(&wish);
	struct buf b = { 0 }, more = { 0 };

	(void)state;
	pgpmake_public(key, &b);
	buf_addf(&more, "vendor seal {\n\tname \"Seal Works\"\n"
	    "\tfrom *@seal.example.net\n\treader any\n\tkey %s\n"
	    "\tprove any { pgp %s }\n}\n", proc_write("seal.asc", "%s", b.p),
	    pgpmake_fingerprint(key));
	home_new(more.p);
	deliver_signed(key, "right", "SEAL-2026-7: lampd lets strangers in\n\n"
	    "Install version 7.2 of lampd (CVE-2026-900777).\n", false);
	deliver_signed(key, "wrong", "SEAL-2026-8: lampd lets strangers in\n\n"
	    "Install version 7.2 of lampd (CVE-2026-900888).\n", true);
	home_start();
	home_wait_sent(2, &b);
	assert_true(proc_wait_until(home_settled, &b, HOME_SOON));
	assert_int_equal(home_client(&b, "say", "bulletins", NULL), 0);
	assert_non_null(strstr(b.p, "SEAL-2026-7"));
	assert_null(strstr(b.p, "SEAL-2026-8"));
	assert_int_equal(home_client(&b, "say", "bulletin SEAL-2026-7", NULL),
	    0);
	assert_non_null(strstr(b.p, "CVE-2026-900777"));
	assert_null(strstr(b.p, "CVE-2026-900999"));
	assert_int_equal(home_client(&b, "say", "quarantine", NULL), 0);
	assert_non_null(strstr(b.p, "Seal Works"));
	assert_int_equal(home_log_count("ended (signal"), 0);
	pgpmake_free(key);
	buf_free(&b);
	buf_free(&more);
}

/* In d: the folder of the installed root. */
static void
shell(const char *what)
{
	char command[2000];

	snprintf(command, sizeof(command), "d=%s/root; %s", proc_folder(),
	    what);
	assert_int_equal(system(command), 0);
}

/* As make install DESTDIR= lays it out; returns where its programs are. */
static const char *
install_below(void)
{
	char command[1000];

	snprintf(command, sizeof(command), "rm -rf $d && mkdir -p $d/bin "
	    "$d/libexec/patchbot && cp %s $d/bin/patchbot && "
	    "cp \"${PATCHBOT_BUILD:-build}\"/patchbot-* $d/libexec/patchbot",
	    home_program());
	shell(command);
	return proc_path("root/bin");
}

/* What lies there works there. */
static void
installed__below_another_root__finds_its_roles(void **state)
{
	const char *bin;
	const char *argv[] = { NULL, "examine", "-z", "conf/samples/zone",
	    "-V", "conf/samples/vendors.conf", "conf/samples/1-advisory.eml",
	    NULL };
	struct buf b = { 0 };
	int status;

	(void)state;
	install_below();
	bin = proc_path("root/bin/patchbot");
	argv[0] = bin;
	status = proc_run(argv, &b, HOME_SOON);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	assert_non_null(strstr(b.p, "authentic"));
	buf_free(&b);
}

static bool
role_is_new(void *arg)
{
	pid_t now = proc_child(home_bot, "patchbot-prover"), *old = arg;

	return now > 0 && now != *old;
}

/* A package's new programs take the place of the old ones, and may speak
 * another language: a role that starts over stays of the old. */
static void
upgraded__while_it_runs__starts_the_roles_it_knows(void **state)
{
	struct buf b = { 0 };
	char bin[300];
	pid_t old;

	(void)state;
	snprintf(bin, sizeof(bin), "%s", install_below());
	home_programs = bin;
	home_new(HOME_MAIL_EACH);
	home_start();
	shell("for f in $d/libexec/patchbot/*; do rm $f && "
	    "cp /bin/false $f; done");
	old = proc_child(home_bot, "patchbot-prover");
	kill(old, SIGKILL);
	kill(proc_child(home_bot, "patchbot-postman"), SIGKILL);
	assert_true(proc_wait_until(role_is_new, &old, HOME_SOON));
	home_deliver_samples();
	home_wait_samples(&b);
	assert_int_equal(home_log_count("(status"), 0);
	buf_free(&b);
}

static int
end_installed(void **state)
{
	home_programs = NULL;
	return home_end(state);
}

/* --- how it is hurt ---------------------------------------------------- */

static void
second__is_refused__stale_socket_is_taken_over(void **state)
{
	const char *argv[] = { home_program(), "run", "-c", home_conf, NULL };
	struct buf b = { 0 };
	int status;

	(void)state;
	home_new("");
	home_start();
	status = proc_run(argv, &b, HOME_SOON);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 2);
	assert_non_null(strstr(b.p, "in use by another patchbot"));
	assert_int_equal(home_client(&b, "status", NULL, NULL), 0);
	home_deliver_samples();
	home_wait_sent(1, &b);
	home_stop(SIGKILL);
	assert_int_equal(access(home_path("control"), F_OK), 0);
	home_start();
	assert_int_equal(home_client(&b, "status", NULL, NULL), 0);
	/* a mail in doubt is told of instead */
	home_wait_sent(HOME_SAMPLES - 1, &b);
	assert_true(proc_wait_until(home_settled, &b, HOME_SOON));
	home_stop(SIGTERM);
	buf_free(&b);
}

/* A mistyped path must not cost somebody a file. */
static void
control__that_is_a_file__is_left_alone(void **state)
{
	struct buf b = { 0 };
	struct err e = { 0 };
	FILE *f;
	int status;

	(void)state;
	home_new("");
	f = fopen(home_path("control"), "w");
	assert_non_null(f);
	fputs("precious", f);
	fclose(f);
	home_launch();
	status = home_stop(0);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) != 0);
	assert_int_equal(file_read_all(home_path("control"), 100, &b, &e), 0);
	assert_string_equal(b.p, "precious");
	buf_free(&b);
}

static void
role__killed__is_started_again(void **state)
{
	struct buf b = { 0 };
	pid_t old;

	(void)state;
	home_new(HOME_MAIL_EACH);
	home_start();
	old = proc_child(home_bot, "patchbot-prover");
	assert_true(old > 0);
	kill(old, SIGKILL);
	assert_true(proc_wait_log(home_bot, "prover ended (signal 9)",
	    HOME_SOON));
	assert_true(proc_wait_until(role_is_new, &old, HOME_SOON));
	/* it was not core that killed it */
	assert_int_equal(home_log_count(", by us"), 0);
	kill(proc_child(home_bot, "patchbot-mailbox"), SIGKILL);
	kill(proc_child(home_bot, "patchbot-postman"), SIGKILL);
	kill(proc_child(home_bot, "patchbot-reader"), SIGKILL);
	kill(proc_child(home_bot, "patchbot-names"), SIGKILL);
	home_deliver_newsletters(HOME_SAMPLES);
	/* one that a role died of is tried again after 20 s */
	home_wait_sent(HOME_SAMPLES, &b);
	buf_free(&b);
}

static bool
later(void *arg)
{
	return clock_mono_ms() > *(int64_t *)arg;
}

static void
limit_files(rlim_t max)
{
	struct rlimit l = { max, RLIM_INFINITY };

	assert_int_equal(prlimit(proc_pid(home_bot), RLIMIT_FSIZE, &l, NULL),
	    0);
}

#define FULL_SIZE	200000

/* 1500 mails come while nothing can be written: more than there are
 * descriptors. */
static void
disk_full__says_it_once__and_resumes_by_itself(void **state)
{
	struct buf b = { 0 };
	struct stat st;
	int64_t until;
	long before;

	(void)state;
	home_new(HOME_MAIL_EACH);
	home_start();
	/* the log must still fit, the journal of the database not: by the
	 * tables alone it has come farther */
	assert_int_equal(stat(home_path("db/patchbot.db-wal"), &st), 0);
	assert_true(st.st_size > FULL_SIZE);
	limit_files(FULL_SIZE);
	home_deliver_newsletters(1500);
	assert_true(proc_wait_log(home_bot, "nothing is taken in", HOME_SOON));
	assert_int_equal(home_client(&b, "say", "whoami", NULL), 1);
	assert_non_null(strstr(b.p, "could not be recorded"));
	before = proc_cpu(home_bot);
	until = clock_mono_ms() + 12000;	/* two tries and more */
	proc_wait_until(later, &until, 13000);
	before = proc_cpu(home_bot) - before;
	print_message("# %ld ms of CPU in 12 s with a full disk\n",
	    before * 1000 / sysconf(_SC_CLK_TCK));
	assert_true(before * 1000 / sysconf(_SC_CLK_TCK) < 2000);
	assert_true(proc_running(home_bot));
	assert_int_equal(home_log_count("nothing is taken in"), 1);
	assert_int_equal(home_client(&b, "status", NULL, NULL), 0);
	assert_non_null(strstr(b.p, "nothing is taken in or sent"));
	limit_files(RLIM_INFINITY);
	assert_true(proc_wait_log(home_bot, "the database works again",
	    HOME_SOON));
	assert_int_equal(home_client(&b, "status", NULL, NULL), 0);
	assert_null(strstr(b.p, "nothing is taken in or sent"));
	home_wait_sent(1500, &b);
	assert_int_equal(home_count_sent(), 1500);
	assert_int_equal(home_log_count("ended (signal"), 0);
	buf_free(&b);
}

static void
database__corrupt__is_said_and_not_started(void **state)
{
	struct buf b = { 0 };
	struct err e = { 0 };
	char log[300];
	int status, fd;

	(void)state;
	home_new("");
	home_start();
	home_stop(SIGTERM);
	fd = open(home_path("db/patchbot.db"), O_WRONLY | O_TRUNC);
	assert_true(fd != -1);
	while (lseek(fd, 0, SEEK_END) < 65536)
		assert_true(write(fd, "not a database at all ", 22) == 22);
	close(fd);
	home_launch();
	snprintf(log, sizeof(log), "%s", proc_log(home_bot));
	status = home_stop(0);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 1);
	file_read_all(log, 1 << 20, &b, &e);
	assert_non_null(strstr(b.p, "patchbot.db"));
	assert_non_null(strstr(b.p, "not a database"));
	buf_free(&b);
}

/* Somebody stopped his console with Ctrl-Z: it is his loss only. */
static void
console__that_sleeps__stops_nobody(void **state)
{
	struct ctl_message m = { .kind = CTL_CONSOLE };
	struct buf b = { 0 };
	struct err e = { 0 };
	char line[200], at[CLOCK_TEXT];
	int i, fd;

	(void)state;
	home_new("");
	home_start();
	fd = ctl_connect(home_path("control"), &e);
	assert_true(fd != -1);
	assert_int_equal(ctl_send(fd, &m, &e), 0);
	clock_zone("Europe/Berlin", &e);
	{
		const char *argv[] = { home_program(), "say", "-c", home_conf,
		    "--as", "carla", "plan", "shop", "production", NULL, NULL,
		    "for", "2h", NULL };
		char day[CLOCK_TEXT], hour[CLOCK_TEXT];
		int64_t t = clock_add_days(clock_now(), 1);

		argv[9] = clock_date(t, day);
		argv[10] = clock_hour(t, hour);
		assert_int_equal(proc_run(argv, &b, HOME_SOON), 0);
	}
	for (i = 0; i < 400; i++) {
		struct ctl_message note = { .kind = CTL_SAY, .as = "carla" };
		struct arena *a = arena_new();
		struct ctl_message got;
		int one = ctl_connect(home_path("control"), &e);
		struct timeval tv = { 10, 0 };

		assert_true(one != -1);
		setsockopt(one, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof(tv));
		snprintf(line, sizeof(line), "move shop %s 21:30 for 3h "
		    "the hall is booked", clock_date(clock_add_days(
		    clock_now(), 3 + i % 2), at));
		note.text = line;
		assert_int_equal(ctl_send(one, &note, &e), 0);
		if (ctl_recv(one, a, &got, &e) != 1)
			fail_msg("no answer to number %d: %s", i, e.text);
		if (got.kind != CTL_DONE)
			fail_msg("number %d: %s", i, got.text);
		close(one);
		arena_free(a);
	}
	close(fd);
	assert_int_equal(home_client(&b, "status", NULL, NULL), 0);
	buf_free(&b);
}

/* A mail whose recipients do not fit one frame must not stop all others. */
static void
recipients__too_many_for_a_frame__stop_nothing_else(void **state)
{
	const char *argv[] = { home_program(), "say", "-c", home_conf, "--as",
	    "carla", "plan", "shop", "production", NULL, NULL, "for", "2h",
	    NULL };
	struct buf b = { 0 }, list = { 0 };
	struct err e = { 0 };
	char day[CLOCK_TEXT], hour[CLOCK_TEXT];
	FILE *f;
	int i;

	(void)state;
	home_new(HOME_MAIL_EACH);
	for (i = 0; i < 999; i++)
		buf_addf(&list, " desk%060d@%060d.%060d.example.com", i, i, i);
	f = fopen(home_conf, "r+");
	while (fgets(day, sizeof(day), f) != NULL)
		buf_adds(&b, day);
	rewind(f);
	{
		char *at = strstr(b.p, "helpdesk@example.com");

		assert_non_null(at);
		fprintf(f, "%.*shelpdesk@example.com%s%s", (int)(at - b.p),
		    b.p, list.p, at + strlen("helpdesk@example.com"));
	}
	fclose(f);
	home_start();
	clock_zone("Europe/Berlin", &e);
	argv[9] = clock_date(clock_add_days(clock_now(), 1), day);
	argv[10] = clock_hour(clock_add_days(clock_now(), 1), hour);
	assert_int_equal(proc_run(argv, NULL, HOME_SOON), 0);
	assert_true(proc_wait_log(home_bot, "too many recipients", HOME_SOON));
	home_deliver_newsletters(3);
	home_wait_sent(3, &b);
	buf_free(&b);
	buf_free(&list);
}

/* --- how fast it starts ------------------------------------------------- */

static void
ready__with_a_hundred_thousand_mails(void **state)
{
	struct store *s;
	struct err e = { 0 };
	struct buf b = { 0 };
	int64_t began;

	(void)state;
	home_new("");
	mkdir(home_path("db"), 0700);
	assert_int_equal(store_open(&s, home_path("db/patchbot.db"), all_tables,
	    &e), 0);
	assert_int_equal(store_begin(s, &e), 0);
	assert_int_not_equal(store_exec(s, &e, "INSERT INTO inbox (id, "
	    "channel, source, key, at, state, verdict, folder, filed) "
	    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n "
	    "WHERE i < 100000) SELECT i, 'mail', 'mail:vendors/INBOX/0', "
	    "'old.' || i, 1700000000 + i, 'done', 'unknown', 0, 0 FROM n",
	    ""), -1);
	assert_int_not_equal(store_exec(s, &e, "INSERT INTO inbox_raw (id, "
	    "raw) SELECT id, randomblob(2000) FROM inbox", ""), -1);
	assert_int_not_equal(store_exec(s, &e, "INSERT INTO ids (kind, next) "
	    "VALUES ('inbox', 100001)", ""), -1);
	assert_int_equal(store_commit(s, &e), 0);
	store_close(s);
	began = clock_mono_ms();
	home_start();
	began = clock_mono_ms() - began;
	print_message("# ready after %lld ms with 100000 mails stored\n",
	    (long long)began);
	assert_true(began < 5000);
	began = clock_mono_ms();
	home_deliver_samples();
	home_wait_samples(&b);
	print_message("# and the samples posted %lld ms later\n",
	    (long long)(clock_mono_ms() - began));
	buf_free(&b);
}

static bool
is_deaf(void *arg)
{
	struct buf *b = arg;

	return home_client(b, "status", NULL, NULL) == 0 &&
	    strstr(b->p, "not every mailbox was read since") != NULL;
}

static bool
hears(void *arg)
{
	struct buf *b = arg;

	return home_client(b, "status", NULL, NULL) == 0 && !is_deaf(b);
}

/* Where one cannot be looked into, nobody's silence counts. */
static void
silence__counts__when_every_mailbox_was_read(void **state)
{
	struct buf b = { 0 };
	FILE *f;

	(void)state;
	home_new("mailbox other {\n\tmaildir other\n}\n");
	assert_non_null(f = fopen(home_path("other"), "w"));
	fclose(f);
	home_start();
	home_deliver_samples();
	home_wait_samples(&b);
	assert_true(is_deaf(&b));
	assert_int_equal(unlink(home_path("other")), 0);
	assert_true(proc_wait_until(hears, &b, HOME_SOON));
	buf_free(&b);
}

#define TEST(f) cmocka_unit_test_teardown(f, home_end)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(samples__posted_or_quarantined__and_the_clients_answer),
		TEST(reload__good_is_taken__bad_is_not),
		TEST(reload__a_role_out_and_in_again__runs),
		TEST(reload__in_the_middle_of_the_work__loses_nothing),
		TEST(mail_of_last_year__is_recorded__and_tells_nobody),
		TEST(signed__by_a_pinned_key__is_posted_and_altered_is_not),
		TEST(installed__below_another_root__finds_its_roles),
		cmocka_unit_test_teardown(
		    upgraded__while_it_runs__starts_the_roles_it_knows,
		    end_installed),
		TEST(second__is_refused__stale_socket_is_taken_over),
		TEST(control__that_is_a_file__is_left_alone),
		TEST(role__killed__is_started_again),
		TEST(disk_full__says_it_once__and_resumes_by_itself),
		TEST(database__corrupt__is_said_and_not_started),
		TEST(console__that_sleeps__stops_nobody),
		TEST(recipients__too_many_for_a_frame__stop_nothing_else),
		TEST(silence__counts__when_every_mailbox_was_read),
		TEST(ready__with_a_hundred_thousand_mails),
	};

	proc_init();
	return proc_end(cmocka_run_group_tests(tests, NULL, NULL));
}
