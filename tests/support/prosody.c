/* SPDX-License-Identifier: ISC */
/* A real Prosody for tests; see prosody.h. */
#include "tests/support/prosody.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <netinet/in.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/fd.h"
#include "base/mem.h"
#include "tests/support/certs.h"

#define START_WAIT	15000	/* ms */

int
free_port(void)
{
	struct sockaddr_in a = { .sin_family = AF_INET,
	    .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t n = sizeof(a);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), port = -1;

	if (bind(fd, (struct sockaddr *)&a, n) == 0 &&
	    getsockname(fd, (struct sockaddr *)&a, &n) == 0)
		port = ntohs(a.sin_port);
	close(fd);
	return port;
}

static void
put_file(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");

	if (f == NULL || fputs(text, f) == EOF || fclose(f) == EOF) {
		perror(path);
		exit(1);
	}
}

static int
give_one(const char *path, const struct stat *st, int flag, struct FTW *w)
{
	struct passwd *pw = getpwnam("nobody");

	(void)st, (void)flag, (void)w;
	return pw == NULL ? -1 : lchown(path, pw->pw_uid, pw->pw_gid);
}

static int
remove_one(const char *path, const struct stat *st, int flag, struct FTW *w)
{
	(void)st, (void)flag, (void)w;
	return remove(path);
}

static void
write_config(const struct prosody *p)
{
	const struct prosody_options *o = &p->options;
	const char *cert = o->certificate != NULL ? o->certificate : "good";
	char path[128];
	struct buf b = { 0 };

	buf_addf(&b, "daemonize = false\npidfile = '%s/pid'\n"
	    "data_path = '%s/data'\nplugin_paths = { '%s/plugins' }\n"
	    "interfaces = { '127.0.0.1' }\nc2s_ports = { %d }\n"
	    "c2s_direct_tls_ports = { %d }\ns2s_ports = { }\n"
	    "http_ports = { }\nhttps_ports = { }\n", p->dir, p->dir, p->dir,
	    p->port, p->tls_port);
	buf_addf(&b, "modules_enabled = { 'roster'; 'saslauth'; 'tls'; "
	    "'disco'; 'ping'; 'offline'; 'posix'; 'smacks'; %s }\n",
	    o->archive ? "'mam'; " : "");
	buf_adds(&b, "modules_disabled = { 's2s'; 's2s_auth_certs' }\n"
	    "allow_registration = false\nc2s_require_encryption = true\n"
	    "authentication = 'internal_plain'\nstorage = 'internal'\n");
	buf_addf(&b, "c2s_stanza_size_limit = %u\n",
	    o->stanza_limit != 0 ? o->stanza_limit : 262144);
	buf_addf(&b, "log = { info = '%s/log' }\ncertificates = '%s/certs'\n"
	    "ssl = { certificate = '%s/certs/localhost.crt'; "
	    "key = '%s/certs/localhost.key' }\n", p->dir, p->dir, p->dir,
	    p->dir);
	buf_addf(&b, "VirtualHost 'localhost'\n"
	    "Component 'conference.localhost' 'muc'\n"
	    "modules_enabled = { %s%s }\nrestrict_room_creation = false\n"
	    "muc_room_locking = false\n"
	    "muc_room_default_public_jids = %s\n",
	    o->archive ? "'muc_mam'; " : "",
	    o->plugin != NULL ? "'test_plugin'; " : "",
	    o->semi ? "false" : "true");
	snprintf(path, sizeof(path), "%s/prosody.cfg.lua", p->dir);
	put_file(path, b.p);
	buf_free(&b);
	/* Prosody picks among all it finds there: one pair only */
	buf_addf(&b, "cp %s/ca/%s.pem %s/certs/localhost.crt && "
	    "cp %s/ca/%s.key %s/certs/localhost.key", p->dir, cert, p->dir,
	    p->dir, cert, p->dir);
	if (system(b.p) != 0)
		exit(1);
	buf_free(&b);
}

static void
make_dirs(const struct prosody *p)
{
	static const char *const subs[] = { "", "/data", "/data/localhost",
	    "/data/localhost/accounts", "/certs", "/plugins", "/ca" };
	char path[128];
	size_t i;

	for (i = 0; i < sizeof(subs) / sizeof(*subs); i++) {
		snprintf(path, sizeof(path), "%s%s", p->dir, subs[i]);
		if (mkdir(path, 0755) == -1 && errno != EEXIST) {
			perror(path);
			exit(1);
		}
	}
}

struct prosody *
prosody_new(const struct prosody_options *o, char *why, size_t n)
{
	struct prosody *p;
	char path[128];

	if (access("/usr/bin/prosody", X_OK) == -1 ||
	    access("/usr/bin/openssl", X_OK) == -1) {
		snprintf(why, n, "prosody or openssl is not installed");
		return NULL;
	}
	p = mem_alloc(sizeof(*p));
	p->options = *o;
	snprintf(p->dir, sizeof(p->dir), "/tmp/patchbot-prosody-XXXXXX");
	if (mkdtemp(p->dir) == NULL) {
		snprintf(why, n, "no folder in /tmp: %s", strerror(errno));
		free(p);
		return NULL;
	}
	chmod(p->dir, 0755);
	make_dirs(p);
	snprintf(path, sizeof(path), "%s/ca", p->dir);
	if (certs_make(path) == -1) {
		snprintf(why, n, "openssl makes no certificates");
		prosody_free(p);
		return NULL;
	}
	snprintf(p->ca, sizeof(p->ca), "%s/ca/ca.pem", p->dir);
	snprintf(p->other_ca, sizeof(p->other_ca), "%s/ca/ca-other.pem",
	    p->dir);
	p->port = free_port();
	p->tls_port = free_port();
	if (o->plugin != NULL) {
		snprintf(path, sizeof(path), "%s/plugins/mod_test_plugin.lua",
		    p->dir);
		put_file(path, o->plugin);
	}
	write_config(p);
	return p;
}

void
prosody_user(struct prosody *p, const char *name, const char *password)
{
	char path[160], text[160];

	snprintf(path, sizeof(path), "%s/data/localhost/accounts/%s.dat",
	    p->dir, name);
	snprintf(text, sizeof(text), "return { [\"password\"] = \"%s\"; };\n",
	    password);
	put_file(path, text);
	if (geteuid() == 0)
		give_one(path, NULL, 0, NULL);
}

static void __attribute__((noreturn))
run(const struct prosody *p)
{
	struct passwd *pw;
	char path[128];
	int fd;

	if (geteuid() == 0) {
		pw = getpwnam("nobody");
		if (pw == NULL || setgid(pw->pw_gid) == -1 ||
		    setuid(pw->pw_uid) == -1)
			_exit(1);
	}
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	signal(SIGPIPE, SIG_DFL);
	snprintf(path, sizeof(path), "%s/out", p->dir);
	fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
	if (fd == -1 || chdir(p->dir) == -1)
		_exit(1);
	dup2(fd, 1);
	dup2(fd, 2);
	/* the test's TAP plan is not its business */
	close(0);
	if (open("/dev/null", O_RDONLY) != 0)
		_exit(1);
	setenv("HOME", p->dir, 1);
	snprintf(path, sizeof(path), "%s/prosody.cfg.lua", p->dir);
	execl("/usr/bin/prosody", "prosody", "--config", path, (char *)NULL);
	_exit(127);
}

static bool
listens(int port)
{
	struct sockaddr_in a = { .sin_family = AF_INET,
	    .sin_port = htons((uint16_t)port),
	    .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	bool ok = connect(fd, (struct sockaddr *)&a, sizeof(a)) == 0;

	close(fd);
	return ok;
}

int
prosody_start(struct prosody *p)
{
	int64_t end = clock_mono_ms() + START_WAIT;
	struct timespec nap = { 0, 5000000 };

	if (geteuid() == 0 && nftw(p->dir, give_one, 8, FTW_PHYS) == -1)
		return -1;
	p->pid = fork();
	if (p->pid == 0)
		run(p);
	while (!listens(p->port) || !listens(p->tls_port)) {
		if (clock_mono_ms() > end ||
		    waitpid(p->pid, NULL, WNOHANG) == p->pid)
			return -1;
		nanosleep(&nap, NULL);
	}
	return 0;
}

void
prosody_stop(struct prosody *p, int sig)
{
	if (p->pid <= 0)
		return;
	kill(p->pid, sig);
	waitpid(p->pid, NULL, 0);
	p->pid = 0;
}

bool
prosody_logged(const struct prosody *p, const char *text)
{
	struct buf b = { 0 };
	char path[128];
	bool found;

	snprintf(path, sizeof(path), "%s/log", p->dir);
	found = file_read_all(path, 16 << 20, &b, NULL) == 0 &&
	    strstr(buf_str(&b), text) != NULL;
	buf_free(&b);
	return found;
}

void
prosody_free(struct prosody *p)
{
	if (p == NULL)
		return;
	prosody_stop(p, SIGKILL);
	nftw(p->dir, remove_one, 8, FTW_PHYS | FTW_DEPTH);
	free(p);
}
