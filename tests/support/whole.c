/* SPDX-License-Identifier: ISC */
/* The whole of patchbot among real servers; see whole.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <arpa/inet.h>
#include <dirent.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/fd.h"
#include "base/mem.h"
#include "base/str.h"
#include "dovecot.h"
#include "exim.h"
#include "faketcp.h"
#include "proc.h"
#include "prosody.h"
#include "sign.h"
#include "whole.h"

#define VENDOR	"vendor.test"

struct whole {
	struct dovecot	*vendors, *people;
	struct exim	*in, *out;
	struct prosody	*xmpp;
	struct faketcp	*way;
	struct proc	*nsd, *bot;
	struct sign_key	*key;
	int		 dns_port;
	unsigned	 mails;
	char		 conf[300];
};

const char *
whole_room(void)
{
	return "bridge@conference.localhost";
}

bool
whole_have(void)
{
	return dovecot_have() && exim_have() && proc_have("nsd") &&
	    proc_have("prosody");
}

static void
start_nsd(struct whole *w)
{
	const char *argv[] = { "nsd", "-d", "-c", NULL, NULL };
	struct buf record = { 0 }, zone = { 0 };
	size_t i;

	w->key = sign_key_new(SIGN_RSA, 2048);
	sign_key_record(w->key, &record);
	buf_adds(&zone, "$ORIGIN " VENDOR ".\n$TTL 300\n@ SOA ns hostmaster 1 "
	    "3600 600 86400 60\n@ NS ns\nns A 127.0.0.1\n_dmarc TXT "
	    "\"v=DMARC1; p=reject\"\nk1._domainkey TXT (");
	for (i = 0; i < record.n; i += 200)
		buf_addf(&zone, " \"%.200s\"", record.p + i);
	buf_adds(&zone, " )\n");
	proc_write("nsd/" VENDOR, "%s", zone.p);
	w->dns_port = proc_port();
	argv[3] = proc_write("nsd/nsd.conf", "server:\n"
	    "	ip-address: 127.0.0.1@%d\n	username: \"\"\n"
	    "	chroot: \"\"\n	zonesdir: \"%s\"\n	database: \"\"\n"
	    "	zonelistfile: \"%s\"\n	xfrdfile: \"%s\"\n"
	    "	xfrdir: \"%s\"\n	pidfile: \"%s\"\n"
	    "	server-count: 1\nremote-control:\n	control-enable: no\n"
	    "zone:\n	name: " VENDOR "\n	zonefile: " VENDOR "\n",
	    w->dns_port, proc_path("nsd"), proc_path("nsd/zone.list"),
	    proc_path("nsd/xfrd.state"), proc_path("nsd"),
	    proc_path("nsd/nsd.pid"));
	w->nsd = proc_start("nsd", argv);
	assert_true(proc_wait_port(w->nsd, w->dns_port, PROC_MS));
	buf_free(&record);
	buf_free(&zone);
}

/* The certificate of that name of the folder that Dovecot's helper made. */
static const char *
certificate(const char *name)
{
	return proc_path("certs/%s", name != NULL ? name : "good");
}

static void
start_servers(struct whole *w, const struct whole_how *how)
{
	struct prosody_options po = { .certificate = how->xmpp_cert,
	    .archive = how->archive };
	struct exim_how in = { .anonymous = true, .no_auth = true };
	struct exim_how out = { .certificate = NULL };
	char why[200];

	w->vendors = dovecot_start("vendors", how->imap_cert != NULL ?
	    how->imap_cert : "good", NULL);
	w->people = dovecot_start("people", "good", NULL);
	in.maildir = dovecot_maildir(w->vendors, NULL);
	w->in = exim_start("exim-in", &in);
	out.certificate = certificate(how->smtp_cert);
	out.maildir = dovecot_maildir(w->people, NULL);
	w->out = exim_start("exim-out", &out);
	w->xmpp = prosody_new(&po, why, sizeof(why));
	if (w->xmpp == NULL)
		fail_msg("%s", why);
	prosody_user(w->xmpp, "patchbot", "pb secret");
	prosody_user(w->xmpp, "carol", "pw");
	prosody_user(w->xmpp, "dan", "pw");
	assert_int_equal(prosody_start(w->xmpp), 0);
	w->way = faketcp_proxy(w->xmpp->port);
	start_nsd(w);
}

static void
write_conf(struct whole *w, const struct whole_how *how)
{
	const char *ca = proc_write("ca.pem", "%s", dovecot_ca());
	static unsigned count;		/* a fresh state for each */

	proc_write("imap.secret", "%s\n", DOVECOT_SECRET);
	proc_write("smtp.secret", "%s\n", EXIM_SECRET);
	proc_write("xmpp.secret", "pb secret\n");
	str_copy(w->conf, sizeof(w->conf), proc_write("patchbot.conf",
	    "site { name \"Example Ltd\"; zone Europe/Berlin\n"
	    "	contact \"helpdesk@example.com\"\n"
	    "	address patchbot@example.com }\n"
	    "database state%u/patchbot.db\ncontrol state%u/control\n"
	    "mailbox vendors { imap localhost %d; tls %s; ca %s\n"
	    "	user bob; password-file imap.secret\n"
	    "	posted Posted; quarantined Quarantined; commands Commands }\n"
	    "send { smtp localhost %d; tls starttls; ca %s\n"
	    "	user %s; password-file smtp.secret }\n"
	    "chat { jid patchbot@localhost; server 127.0.0.1 %d; ca %s\n"
	    "	password-file xmpp.secret; room %s }\n"
	    "names { server 127.0.0.1@%d }\n"
	    "lists { committee committee@example.com\n"
	    "	helpdesk helpdesk@example.com; infosec infosec@example.com\n"
	    "	coordinator carol@example.com }\n"
	    "team dba { lead dan }\n"
	    "person carol { name Carol; mail carol@example.com\n"
	    "	jid carol@localhost; roles coordinator infosec }\n"
	    "person dan { name Dan; mail dan@example.com\n"
	    "	jid dan@localhost; team dba; roles lead }\n"
	    "tasks night {\n"
	    "	task db { title \"Patch the databases\"; team dba; owner dan\n"
	    "		minutes 30 }\n"
	    "	task shop { title \"Restart the shop\"; team dba; owner dan\n"
	    "		after db; minutes 20 } }\n"
	    "vendor lamp { name \"Lamp Works\"; from *@%s; reader any\n"
	    "	prove all { dkim %s; dmarc } }\n", count, count,
	    how->imaps ? dovecot_imaps(w->vendors) : dovecot_imap(w->vendors),
	    how->imaps ? "implicit" : "starttls", ca, w->out->port, ca,
	    EXIM_USER, faketcp_port(w->way), w->xmpp->ca, whole_room(),
	    w->dns_port, VENDOR, VENDOR));
	count++;
}

static const char *
program(void)
{
	const char *build = getenv("PATCHBOT_BUILD");
	static char path[300];

	if (build == NULL || strcmp(build, "build") == 0)
		return "./patchbot";
	snprintf(path, sizeof(path), "%s/patchbot", build);
	return path;
}

static void
start_bot(struct whole *w)
{
	const char *argv[] = { program(), "run", "-f", "-c", w->conf, NULL };

	w->bot = proc_start("patchbot", argv);
	assert_true(proc_wait_log(w->bot, "ready", PROC_MS));
}

struct whole *
whole_start(const struct whole_how *how)
{
	struct whole *w = mem_alloc(sizeof(*w));

	start_servers(w, how);
	write_conf(w, how);
	start_bot(w);
	return w;
}

void
whole_stop(struct whole *w)
{
	if (w == NULL)
		return;
	proc_stop(w->bot, SIGTERM, 30000);
	proc_stop(w->nsd, SIGTERM, PROC_MS);
	faketcp_free(w->way);
	prosody_free(w->xmpp);
	exim_stop(w->in);
	exim_stop(w->out);
	dovecot_free(w->vendors);
	dovecot_free(w->people);
	sign_key_free(w->key);
	free(w);
}

void
whole_crash(struct whole *w)
{
	proc_stop(w->bot, SIGKILL, PROC_MS);
	start_bot(w);
}

/* One step of SMTP: sends, then expects a reply of that class. */
static void
smtp_step(FILE *f, const char *send, size_t n, char class)
{
	char line[1000] = "";

	if (n > 0 && (fwrite(send, 1, n, f) != n || fflush(f) != 0))
		fail_msg("exim does not take what is sent");
	do {
		if (fgets(line, sizeof(line), f) == NULL)
			fail_msg("exim closed the connection");
	} while (line[3] == '-');
	if (line[0] != class)
		fail_msg("exim says: %s", line);
}

/* What a vendor's server would do. */
static void
smtp_deliver(int port, const char *from, const char *to, struct span mail)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
	    .sin_port = htons((uint16_t)port) };
	struct buf b = { 0 };
	FILE *f;
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	assert_int_equal(connect(fd, (struct sockaddr *)&at, sizeof(at)), 0);
	f = fdopen(fd, "r+");
	assert_non_null(f);
	setvbuf(f, NULL, _IONBF, 0);
	smtp_step(f, NULL, 0, '2');
	smtp_step(f, "EHLO vendor\r\n", 13, '2');
	buf_addf(&b, "MAIL FROM:<%s>\r\n", from);
	smtp_step(f, b.p, b.n, '2');
	buf_cut(&b, 0);
	buf_addf(&b, "RCPT TO:<%s>\r\n", to);
	smtp_step(f, b.p, b.n, '2');
	smtp_step(f, "DATA\r\n", 6, '3');
	buf_cut(&b, 0);
	buf_add(&b, mail.p, mail.n);
	buf_adds(&b, ".\r\n");
	smtp_step(f, b.p, b.n, '2');
	smtp_step(f, "QUIT\r\n", 6, '2');
	fclose(f);
	buf_free(&b);
}

void
whole_bulletin(struct whole *w, const char *reference, const char *title)
{
	struct buf mail = { 0 }, out = { 0 };
	char date[CLOCK_TEXT];

	buf_addf(&mail, "From: Lamp Works <alerts@" VENDOR ">\r\n"
	    "To: security@example.com\r\nSubject: [%s] %s\r\nDate: %s\r\n"
	    "Message-ID: <%u.%s@" VENDOR ">\r\nMIME-Version: 1.0\r\n"
	    "Content-Type: text/plain; charset=utf-8\r\n\r\n"
	    "Security advisory %s\r\n\r\n%s: CVE-2026-0001 lets a guest read "
	    "files.\r\nSeverity: Important\r\nA reboot is not needed.\r\n"
	    "More: https://lamp.example.net/%s\r\n", reference, title,
	    clock_rfc5322(clock_now(), date), ++w->mails, reference, reference,
	    title, reference);
	sign_dkim(w->key, VENDOR, "k1", "From:Subject:Date:Message-ID:To:"
	    "MIME-Version:Content-Type:From", (struct span){ mail.p, mail.n },
	    &out);
	smtp_deliver(w->in->port, "alerts@" VENDOR, "bob@localhost",
	    (struct span){ out.p, out.n });
	buf_free(&mail);
	buf_free(&out);
}

static int
count_in(const char *dir, const char *text)
{
	char path[600];
	struct buf b = { 0 };
	struct dirent *d;
	DIR *folder = opendir(dir);
	int n = 0;

	while (folder != NULL && (d = readdir(folder)) != NULL) {
		if (d->d_name[0] == '.')
			continue;
		snprintf(path, sizeof(path), "%s/%s", dir, d->d_name);
		buf_cut(&b, 0);
		if (file_read_all(path, 1 << 20, &b, NULL) == 0 &&
		    strstr(buf_str(&b), text) != NULL)
			n++;
	}
	if (folder != NULL)
		closedir(folder);
	buf_free(&b);
	return n;
}

int
whole_count_posted(struct whole *w, const char *text)
{
	const char *maildir = dovecot_maildir(w->people, NULL);
	char path[500];
	int n;

	snprintf(path, sizeof(path), "%s/new", maildir);
	n = count_in(path, text);
	snprintf(path, sizeof(path), "%s/cur", maildir);
	return n + count_in(path, text);
}

struct posted {
	struct whole	*w;
	const char	*text;
	int		 n;
};

static bool
enough(void *arg)
{
	struct posted *p = arg;

	return whole_count_posted(p->w, p->text) >= p->n;
}

bool
whole_posted(struct whole *w, const char *text, int n, int ms)
{
	struct posted p = { w, text, n };

	return proc_wait_until(enough, &p, ms);
}

int
whole_say(struct whole *w, struct buf *out, const char *as,
    const char *command)
{
	const char *argv[] = { program(), "say", "-c", w->conf, "--as", as,
	    command, NULL };

	return proc_run(argv, out, PROC_MS);
}

bool
whole_logged(struct whole *w, const char *text, int ms)
{
	return proc_wait_log(w->bot, text, ms);
}

pid_t
whole_pid(struct whole *w)
{
	return proc_pid(w->bot);
}

struct faketcp *
whole_xmpp_way(struct whole *w)
{
	return w->way;
}

int
whole_xmpp_port(struct whole *w)
{
	return w->xmpp->port;
}

const char *
whole_xmpp_ca(struct whole *w)
{
	return w->xmpp->ca;
}

/* Among the children of the daemon, by the name of the program. */
pid_t
whole_role(struct whole *w, const char *role)
{
	char path[64], name[64], line[200] = "", comm[64];
	struct dirent *d;
	DIR *proc = opendir("/proc");
	pid_t found = 0;
	FILE *f;
	int pid, parent;

	snprintf(name, sizeof(name), "patchbot-%s", role);
	name[15] = '\0';	/* as much as the kernel keeps of a name */
	while (proc != NULL && (d = readdir(proc)) != NULL && found == 0) {
		snprintf(path, sizeof(path), "/proc/%.20s/stat", d->d_name);
		if (d->d_name[0] < '1' || d->d_name[0] > '9' ||
		    (f = fopen(path, "r")) == NULL)
			continue;
		if (fgets(line, sizeof(line), f) != NULL && sscanf(line,
		    "%d (%63[^)]) %*c %d", &pid, comm, &parent) == 3 &&
		    strcmp(comm, name) == 0 && parent == whole_pid(w))
			found = pid;
		fclose(f);
	}
	if (proc != NULL)
		closedir(proc);
	return found;
}
