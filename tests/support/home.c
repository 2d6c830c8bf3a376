/* SPDX-License-Identifier: ISC */
/* The embedded daemon in a folder of its own; see home.h. */
#include "tests/support/home.h"

#include <dirent.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/fd.h"
#include "base/str.h"

struct proc *home_bot;
char home_conf[300];
const char *home_programs;

static char home[200];
static int lives;

const char *
home_program(void)
{
	static char path[300];
	const char *build = getenv("PATCHBOT_BUILD");

	if (build == NULL)
		build = "build";
	if (home_programs == NULL && strcmp(build, "build") == 0)
		return "./patchbot";
	if (home_programs != NULL && home_programs[0] == '/')
		build = "";
	snprintf(path, sizeof(path), "%s%s%s%spatchbot", build,
	    build[0] != '\0' ? "/" : "",
	    home_programs != NULL ? home_programs : "",
	    home_programs != NULL ? "/" : "");
	return path;
}

const char *
home_path(const char *name)
{
	static char path[4][512];
	static int n;

	n = (n + 1) % 4;
	snprintf(path[n], sizeof(path[n]), "%s/%s", home, name);
	return path[n];
}

void
home_new(const char *more)
{
	static int n;
	char cwd[400], name[40];

	assert_non_null(getcwd(cwd, sizeof(cwd)));
	snprintf(home, sizeof(home), "%s", proc_path("home%d", ++n));
	snprintf(name, sizeof(name), "home%d/patchbot.conf", n);
	snprintf(home_conf, sizeof(home_conf), "%s", proc_write(name,
	    "site {\n\tname \"Example Ltd\"\n\tzone Europe/Berlin\n"
	    "\tcontact \"service desk\"\n\taddress patchbot@example.com\n}\n"
	    "database db/patchbot.db\ncontrol control\n"
	    "mailbox vendors {\n\tmaildir inbox\n\tposted Posted\n"
	    "\tquarantined Quarantined\n\tcommands Commands\n}\n"
	    "send {\n\tmaildir sent\n}\n"
	    "names {\n\tzone %s/conf/samples/zone\n}\n"
	    "lists {\n\tcommittee patch-committee@example.com\n"
	    "\thelpdesk helpdesk@example.com\n\tinfosec infosec@example.com\n"
	    "\tcoordinator carol@example.com\n}\n"
	    "include %s/conf/people.conf\ninclude %s/conf/tasks.conf\n"
	    "include %s/conf/samples/vendors.conf\n%s", cwd, cwd, cwd, cwd,
	    more));
}

void
home_launch(void)
{
	const char *argv[] = { home_program(), "run", "-f", "-c", home_conf,
	    NULL };
	char name[40];

	snprintf(name, sizeof(name), "bot%d", ++lives);
	home_bot = proc_start(name, argv);
}

void
home_start(void)
{
	home_launch();
	assert_true(proc_wait_log(home_bot, "patchbot: ready", HOME_SOON));
}

int
home_stop(int sig)
{
	int status = proc_stop(home_bot, sig, HOME_SOON);

	home_bot = NULL;
	return status;
}

int
home_end(void **state)
{
	(void)state;
	if (home_bot != NULL)
		proc_stop(home_bot, SIGKILL, HOME_SOON);
	home_bot = NULL;
	return 0;
}

int
home_client(struct buf *out, const char *what, const char *one,
    const char *two)
{
	const char *argv[] = { home_program(), what, "-c", home_conf, one, two,
	    NULL };
	int status;

	if (out != NULL)
		buf_cut(out, 0);
	status = proc_run(argv, out, HOME_SOON);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

void
home_deliver(const char *name, const char *bytes, size_t n)
{
	char tmp[512], final[100];
	struct err e = { 0 };
	int fd;

	mkdir(home_path("inbox"), 0700);
	mkdir(home_path("inbox/tmp"), 0700);
	mkdir(home_path("inbox/new"), 0700);
	mkdir(home_path("inbox/cur"), 0700);
	snprintf(tmp, sizeof(tmp), "%s/inbox/tmp/%s", home, name);
	fd = open(tmp, O_WRONLY | O_CREAT | O_EXCL, 0600);
	assert_true(fd != -1);
	assert_int_equal(fd_write_all(fd, bytes, n, &e), 0);
	close(fd);
	snprintf(final, sizeof(final), "inbox/new/%s", name);
	assert_int_equal(rename(tmp, home_path(final)), 0);
}

static int
is_mail(const struct dirent *d)
{
	return str_ends_nocase(d->d_name, ".eml");
}

void
home_deliver_samples(void)
{
	struct dirent **all;
	struct err e = { 0 };
	char path[400];
	int i, n = scandir("conf/samples", &all, is_mail, alphasort);

	assert_int_equal(n, HOME_SAMPLES);
	for (i = 0; i < n; i++) {
		struct buf b = { 0 };

		snprintf(path, sizeof(path), "conf/samples/%s",
		    all[i]->d_name);
		assert_int_equal(file_read_all(path, 1 << 22, &b, &e), 0);
		home_deliver(all[i]->d_name, b.p, b.n);
		buf_free(&b);
		free(all[i]);
	}
	free(all);
}

void
home_deliver_newsletters(int n)
{
	struct buf mail = { 0 };
	struct err e = { 0 };
	char name[40];
	int i;

	assert_int_equal(file_read_all("conf/samples/8-unknown-newsletter.eml",
	    1 << 20, &mail, &e), 0);
	for (i = 0; i < n; i++) {
		snprintf(name, sizeof(name), "m%d", i);
		home_deliver(name, mail.p, mail.n);
	}
	buf_free(&mail);
}

int
home_sent(struct buf *out)
{
	DIR *d = opendir(home_path("sent/new"));
	struct dirent *one;
	struct err e = { 0 };
	char path[300];
	int n = 0;

	buf_cut(out, 0);
	while (d != NULL && (one = readdir(d)) != NULL) {
		if (one->d_name[0] == '.')
			continue;
		snprintf(path, sizeof(path), "sent/new/%s", one->d_name);
		file_read_all(home_path(path), 1 << 22, out, &e);
		n++;
	}
	if (d != NULL)
		closedir(d);
	return n;
}

int
home_count_sent(void)
{
	DIR *d = opendir(home_path("sent/new"));
	struct dirent *one;
	int n = 0;

	while (d != NULL && (one = readdir(d)) != NULL)
		n += one->d_name[0] != '.';
	if (d != NULL)
		closedir(d);
	return n;
}

static bool
more_sent(void *arg)
{
	return home_count_sent() > *(int *)arg;
}

void
home_wait_sent(int n, struct buf *out)
{
	int have = home_count_sent();

	for (; have < n; have = home_count_sent())
		if (!proc_wait_until(more_sent, &have, HOME_SOON))
			fail_msg("%d mails were sent, not %d", have, n);
	home_sent(out);
}

bool
home_settled(void *arg)
{
	struct buf *b = arg;

	return home_client(b, "status", NULL, NULL) == 0 &&
	    strstr(b->p, "inbox: 0 open") != NULL &&
	    strstr(b->p, "outbox: 0 waiting") != NULL;
}

void
home_wait_samples(struct buf *out)
{
	home_wait_sent(HOME_SAMPLES, out);
	assert_true(proc_wait_until(home_settled, out, HOME_SOON));
	assert_int_equal(home_sent(out), HOME_SAMPLES);
}

int
home_log_count(const char *words)
{
	struct buf b = { 0 };
	struct err e = { 0 };
	struct span rest;
	const char *at;
	int n = 0;

	file_read_all(proc_log(home_bot), 1 << 24, &b, &e);
	rest = (struct span){ buf_str(&b), b.n };
	while ((at = span_find_nocase(rest, words)) != NULL) {
		n++;
		rest.n -= (size_t)(at + 1 - rest.p);
		rest.p = at + 1;
	}
	buf_free(&b);
	return n;
}
