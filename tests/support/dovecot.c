/* SPDX-License-Identifier: ISC */
/* A Dovecot for tests; see dovecot.h. */
#include "dovecot.h"

#include <arpa/inet.h>
#include <glob.h>
#include <grp.h>
#include <pwd.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/fd.h"
#include "base/mem.h"
#include "certs.h"
#include "edge/maildir.h"
#include "proc.h"

struct dovecot {
	struct proc	*proc;
	char		*name;
	char		*conf, *log;
	int		 imap, imaps;
};

static const char conf_text[] =
	"base_dir = %s/run\n"
	"state_dir = %s/state\n"
	"log_path = %s/log\n"
	"instance_name = %s\n"
	"protocols = imap\n"
	"listen = 127.0.0.1\n"
	"default_internal_user = %s\n"
	"default_internal_group = %s\n"
	"default_login_user = %s\n"
	"ssl = yes\n"
	"ssl_cert = <%s/%s.pem\n"
	"ssl_key = <%s/%s.key\n"
	"ssl_min_protocol = TLSv1.2\n"
	"disable_plaintext_auth = yes\n"
	"auth_mechanisms = plain login\n"
	"auth_verbose = yes\n"
	"auth_debug = yes\n"
	"auth_failure_delay = 0\n"
	"mail_location = maildir:%s/mail/%%n\n"
	"first_valid_uid = 1\n"
	"mail_fsync = never\n"
	"namespace inbox {\n\tinbox = yes\n\tseparator = /\n}\n"
	"passdb {\n\tdriver = passwd-file\n"
	"\targs = scheme=PLAIN username_format=%%n %s/users\n}\n"
	"userdb {\n\tdriver = static\n"
	"\targs = uid=%u gid=%u home=%s/mail/%%n\n}\n"
	"service anvil {\n\tchroot =\n}\n"
	"service stats {\n\tchroot =\n}\n"
	"service imap-login {\n\tchroot =\n"
	"\tinet_listener imap {\n\t\tport = %d\n\t}\n"
	"\tinet_listener imaps {\n\t\tport = %d\n\t\tssl = yes\n\t}\n}\n"
	"%s\n";

static void __attribute__((noreturn, format(printf, 1, 2)))
fail(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
	exit(1);
}

bool
dovecot_have(void)
{
	return proc_have("dovecot");
}

static const char *
certs_folder(void)
{
	static char *dir;

	if (dir == NULL) {
		dir = mem_str(proc_path("certs"));
		if (mkdir(dir, 0700) == -1 || certs_make(dir) == -1)
			fail("cannot make certificates in %s", dir);
	}
	return dir;
}

const char *
dovecot_ca(void)
{
	static struct buf pem;
	struct err e = { 0 };
	char path[4096];

	snprintf(path, sizeof(path), "%s/ca.pem", certs_folder());
	if (pem.n == 0 && file_read_all(path, 65536, &pem, &e) == -1)
		fail("%s", e.text);
	return buf_str(&pem);
}

/*
 * What a killed server leaves locked stays so for two minutes, longer than a
 * test waits: nobody holds these any more.
 */
static void
unlock_mails(const struct dovecot *d)
{
	static const char *const places[] = { "", "/.*" };
	glob_t found;
	size_t i, k;

	for (i = 0; i < 2; i++) {
		if (glob(proc_path("%s/mail/bob%s/dovecot-uidlist.lock",
		    d->name, places[i]), 0, NULL, &found) != 0)
			continue;
		for (k = 0; k < found.gl_pathc; k++)
			unlink(found.gl_pathv[k]);
		globfree(&found);
	}
}

void
dovecot_again(struct dovecot *d)
{
	const char *argv[] = { "dovecot", "-F", "-c", d->conf, NULL };

	unlock_mails(d);
	d->proc = proc_start(d->name, argv);
	if (!proc_wait_port(d->proc, d->imap, PROC_MS) ||
	    !proc_wait_port(d->proc, d->imaps, PROC_MS))
		fail("dovecot does not answer; its log is %s", d->log);
}

struct dovecot *
dovecot_start(const char *name, const char *cert, const char *extra)
{
	struct dovecot *d = mem_alloc(sizeof(*d));
	const char *certs = certs_folder(), *u;
	const struct passwd *me = getpwuid(geteuid());
	const struct group *group = getgrgid(getegid());
	char dir[3000], file[3100];

	if (me == NULL || group == NULL)
		fail("the user %u or his group has no name", geteuid());
	u = me->pw_name;
	snprintf(dir, sizeof(dir), "%s", proc_path("dovecot-%s", name));
	d->name = mem_str(strrchr(dir, '/') + 1);
	d->imap = proc_port();
	d->imaps = proc_port();
	snprintf(file, sizeof(file), "%s/users", d->name);
	proc_write(file, "bob:%s\n", DOVECOT_SECRET);
	snprintf(file, sizeof(file), "%s/log", dir);
	d->log = mem_str(file);
	snprintf(file, sizeof(file), "%s/dovecot.conf", d->name);
	d->conf = mem_str(proc_write(file, conf_text, dir, dir, dir, name, u,
	    group->gr_name, u, certs, cert, certs, cert, dir, dir,
	    me->pw_uid, group->gr_gid, dir, d->imap, d->imaps,
	    extra != NULL ? extra : ""));
	snprintf(file, sizeof(file), "%s/mail", dir);
	mkdir(file, 0700);
	dovecot_again(d);
	return d;
}

void
dovecot_stop(struct dovecot *d, bool crash)
{
	proc_stop(d->proc, crash ? SIGKILL : SIGTERM, PROC_MS);
	d->proc = NULL;
}

void
dovecot_free(struct dovecot *d)
{
	if (d == NULL)
		return;
	if (d->proc != NULL)
		dovecot_stop(d, false);
	free(d->name);
	free(d->conf);
	free(d->log);
	free(d);
}

int
dovecot_imap(const struct dovecot *d)
{
	return d->imap;
}

int
dovecot_imaps(const struct dovecot *d)
{
	return d->imaps;
}

const char *
dovecot_maildir(const struct dovecot *d, const char *folder)
{
	return proc_path("%s/mail/bob%s%s", d->name,
	    folder != NULL ? "/." : "", folder != NULL ? folder : "");
}

void
dovecot_deliver(const struct dovecot *d, const char *folder, const char *name,
    const char *text)
{
	struct err e = { 0 };

	if (maildir_make(dovecot_maildir(d, NULL), &e) == -1 ||
	    maildir_deliver(dovecot_maildir(d, folder), name,
	    span_of(text), &e) == -1)
		fail("%s", e.text);
}

size_t
dovecot_logged(const struct dovecot *d, const char *a, const char *b)
{
	FILE *f = fopen(d->log, "r");
	char line[4096];
	size_t n = 0;

	while (f != NULL && fgets(line, sizeof(line), f) != NULL)
		n += strstr(line, a) != NULL &&
		    (b == NULL || strstr(line, b) != NULL);
	if (f != NULL)
		fclose(f);
	return n;
}

/* --- as bob, by hand --------------------------------------------------- */

/* Reads up to the line that begins with tag; true for "OK". */
static bool
answered(FILE *f, const char *tag)
{
	char line[4096];

	while (fgets(line, sizeof(line), f) != NULL)
		if (strncmp(line, tag, strlen(tag)) == 0)
			return strncmp(line + strlen(tag), " OK", 3) == 0;
	return false;
}

void
dovecot_command(const struct dovecot *d, ...)
{
	struct sockaddr_in a = { .sin_family = AF_INET,
	    .sin_port = htons((uint16_t)d->imap),
	    .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	const char *command;
	FILE *in, *out;
	va_list ap;

	if (connect(fd, (const struct sockaddr *)&a, sizeof(a)) == -1)
		fail("dovecot is not there");
	in = fdopen(fd, "r");
	out = fdopen(dup(fd), "w");
	fprintf(out, "t LOGIN bob \"%s\"\r\n", DOVECOT_SECRET);
	fflush(out);
	if (!answered(in, "t"))
		fail("bob cannot log in");
	va_start(ap, d);
	while ((command = va_arg(ap, const char *)) != NULL) {
		fprintf(out, "t %s\r\n", command);
		fflush(out);
		if (!answered(in, "t"))
			fail("dovecot does not like: %s", command);
	}
	va_end(ap);
	fclose(out);
	fclose(in);
}
