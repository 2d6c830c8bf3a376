/* SPDX-License-Identifier: ISC */
/* Exim for tests; see exim.h. */
#include "tests/support/exim.h"

#include <dirent.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"
#include "tests/support/proc.h"

static const char acl[] =
    "begin acl\n"
    "acl_mail:\n"
    "  accept authenticated = *\n"
    "  deny message = 5.7.0 log in first\n"
    "acl_rcpt:\n"
    "  deny local_parts = nosuch\n"
    "       message = 5.1.1 there is nobody of that name\n"
    "  defer local_parts = later\n"
    "       message = 4.7.1 come again later\n"
    "  accept\n"
    "acl_data:\n"
    "  deny condition = ${if match{$h_subject:}{REJECT-DATA}}\n"
    "       message = 5.7.1 this is not wanted here\n"
    "  defer condition = ${if match{$h_subject:}{DEFER-DATA}}\n"
    "       message = 4.7.1 not just now\n"
    "  accept\n";

static const char authenticators[] =
    "begin authenticators\n"
    "plain:\n"
    "  driver = plaintext\n"
    "  public_name = PLAIN\n"
    "  server_prompts = :\n"
    "  server_condition = ${if and{{eq{$auth2}{USER}}{eq{$auth3}{SECRET}}}}\n"
    "  server_set_id = $auth2\n"
    "  server_advertise_condition = ${if def:tls_in_cipher}\n"
    "login:\n"
    "  driver = plaintext\n"
    "  public_name = LOGIN\n"
    "  server_prompts = Username:: : Password::\n"
    "  server_condition = ${if and{{eq{$auth1}{USER}}{eq{$auth2}{SECRET}}}}\n"
    "  server_set_id = $auth1\n"
    "  server_advertise_condition = ${if def:tls_in_cipher}\n";

static void
add_main(struct buf *b, const char *folder, int port,
    const struct exim_how *how)
{
	const struct passwd *pw = getpwuid(geteuid());
	char user[32];

	snprintf(user, sizeof(user), "%d", (int)geteuid());
	buf_addf(b, "USER = " EXIM_USER "\nSECRET = " EXIM_SECRET "\n"
	    "exim_user = %s\nexim_group = %d\n"
	    "spool_directory = %s/spool\nlog_file_path = %s/log-%%s\n"
	    "pid_file_path = %s/pid\n"
	    "local_interfaces = 127.0.0.1\ndaemon_smtp_ports = %d\n",
	    pw != NULL ? pw->pw_name : user, (int)getegid(), folder, folder,
	    folder, port);
	buf_adds(b, "primary_hostname = localhost\n"
	    "never_users =\nkeep_environment =\nhost_lookup =\n"
	    "rfc1413_query_timeout = 0s\n"
	    "smtp_accept_max_per_connection = 100000\n"
	    "smtp_accept_queue_per_connection = 0\n"
	    "smtp_enforce_sync = true\n"
	    "received_header_text =\n"
	    "message_size_limit = 100M\n"
	    "acl_smtp_rcpt = acl_rcpt\nacl_smtp_data = acl_data\n");
	buf_addf(b, "chunking_advertise_hosts = %s\n",
	    how->chunking ? "*" : "");
	if (how->certificate != NULL)
		buf_addf(b, "tls_advertise_hosts = *\n"
		    "tls_certificate = %s.pem\ntls_privatekey = %s.key\n",
		    how->certificate, how->certificate);
	else
		buf_adds(b, "tls_advertise_hosts =\n");
	if (!how->anonymous)
		buf_adds(b, "acl_smtp_mail = acl_mail\n");
}

static void
add_delivery(struct buf *b, const struct exim *x)
{
	buf_addf(b, "begin routers\nall:\n  driver = accept\n"
	    "  transport = maildir\n"
	    "begin transports\nmaildir:\n  driver = appendfile\n"
	    "  directory = %s\n  maildir_format\n"
	    "  create_directory\n  user = %d\n  group = %d\n"
	    "begin retry\n* * F,1h,1m\n",
	    x->maildir, (int)geteuid(), (int)getegid());
}

bool
exim_have(void)
{
	return proc_have("exim4");
}

struct exim *
exim_start(const char *name, const struct exim_how *how)
{
	struct exim *x = mem_alloc(sizeof(*x));
	const char *folder = proc_path("%s", name), *conf;
	const char *argv[] = { "exim4", "-C", NULL, "-bdf", "-q1h", NULL };
	struct buf b = { 0 };

	x->port = proc_port();
	x->maildir = mem_str(how->maildir != NULL ? how->maildir :
	    proc_path("%s/Maildir", name));
	add_main(&b, folder, x->port, how);
	buf_adds(&b, acl);
	add_delivery(&b, x);
	if (!how->no_auth)
		buf_adds(&b, authenticators);
	conf = proc_path("%s.conf", name);
	proc_write(proc_path("%s/spool/.here", name) + strlen(proc_folder()) +
	    1, "%s", "");
	proc_write(conf + strlen(proc_folder()) + 1, "%s", b.p);
	buf_free(&b);
	argv[2] = conf;
	x->proc = proc_start(name, argv);
	if (!proc_wait_port(x->proc, x->port, PROC_MS)) {
		fprintf(stderr, "exim did not start\n");
		abort();
	}
	return x;
}

void
exim_stop(struct exim *x)
{
	if (x == NULL)
		return;
	proc_stop(x->proc, SIGTERM, PROC_MS);
	free(x->maildir);
	free(x);
}

int
exim_count(const struct exim *x)
{
	char path[512];
	struct dirent *de;
	DIR *d;
	int n = 0;

	snprintf(path, sizeof(path), "%s/new", x->maildir);
	if ((d = opendir(path)) == NULL)
		return 0;
	while ((de = readdir(d)) != NULL)
		n += de->d_name[0] != '.';
	closedir(d);
	return n;
}

struct count {
	const struct exim *x;
	int		   n;
};

static bool
has_count(void *arg)
{
	const struct count *c = arg;

	return exim_count(c->x) >= c->n;
}

bool
exim_wait(const struct exim *x, int n, int ms)
{
	struct count c = { x, n };

	return proc_wait_until(has_count, &c, ms);
}
