/* SPDX-License-Identifier: ISC */
/* Programs for tests; see proc.h. */
#include "tests/support/proc.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/fd.h"
#include "base/mem.h"
#include "tests/support/proc_parts.h"

#define STEP_MS		5	/* between two looks */
#define LOG_MAX		(16 << 20)
#define LOG_TAIL	2000
#define ARGS_MAX	64
#define BED		"build/testbed"

struct proc {
	struct proc	*next;
	pid_t		 pid;
	int		 status;	/* once it is gone */
	bool		 gone;
	char		*name;
	char		*log;
};

static struct proc *running;
static char **paths;
static size_t n_paths;
static int next_port;

static int64_t
now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void
nap(void)
{
	poll(NULL, 0, STEP_MS);
}

/* --- the folder ---------------------------------------------------------- */

static char *
keep(char *path)
{
	paths = mem_grow(paths, n_paths + 1, sizeof(*paths));
	return paths[n_paths++] = path;
}

const char *
proc_path(const char *fmt, ...)
{
	struct buf b = { 0 };
	va_list ap;

	buf_addf(&b, "%s/", proc_folder());
	va_start(ap, fmt);
	buf_addv(&b, fmt, ap);
	va_end(ap);
	return keep(b.p);
}

static void
make_folders(const char *path)
{
	char *copy = mem_str(path), *p = copy + strlen(proc_folder()) + 1;

	for (; (p = strchr(p, '/')) != NULL; *p++ = '/') {
		*p = '\0';
		if (mkdir(copy, 0700) == -1 && errno != EEXIST)
			proc_fail("cannot make %s", copy);
	}
	free(copy);
}

const char *
proc_write(const char *name, const char *fmt, ...)
{
	const char *path = proc_path("%s", name);
	struct buf b = { 0 };
	struct err e;
	va_list ap;
	int fd;

	va_start(ap, fmt);
	buf_addv(&b, fmt, ap);
	va_end(ap);
	make_folders(path);
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (fd == -1 || fd_write_all(fd, b.p, b.n, &e) == -1)
		proc_fail("cannot write %s", path);
	close(fd);
	buf_free(&b);
	return path;
}

int
proc_end(int failed)
{
	const char *argv[] = { "rm", "-rf", "--", NULL, NULL };
	size_t i;

	while (running != NULL)
		proc_stop(running, SIGTERM, 3000);
	if (failed != 0 || getenv("PATCHBOT_KEEP") != NULL) {
		fprintf(stderr, "kept: %s\n", proc_folder());
	} else {
		argv[3] = proc_folder();
		proc_run(argv, NULL, PROC_MS);
	}
	for (i = 0; i < n_paths; i++)
		free(paths[i]);
	free(paths);
	paths = NULL;
	n_paths = 0;
	return failed;
}

/* --- ports --------------------------------------------------------------- */

static bool
port_is_free(int port, int type)
{
	struct sockaddr_in a = { .sin_family = AF_INET,
	    .sin_port = htons((uint16_t)port),
	    .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, type | SOCK_CLOEXEC, 0);
	bool ok;

	ok = fd != -1 && bind(fd, (struct sockaddr *)&a, sizeof(a)) == 0;
	if (fd != -1)
		close(fd);
	return ok;
}

/* Below those that the kernel hands out to clients, so none takes it. */
int
proc_port(void)
{
	int i;

	if (next_port == 0)
		next_port = 15000 + (int)(getpid() * 37 % 15000);
	for (i = 0; i < 15000; i++) {
		if (++next_port >= 30000)
			next_port = 15000;
		if (port_is_free(next_port, SOCK_STREAM) &&
		    port_is_free(next_port, SOCK_DGRAM))
			return next_port;
	}
	proc_fail("no free port");
}

/* --- looking programs up ------------------------------------------------- */

static bool
in_folders(const char *program, const char *folders)
{
	char path[512];
	size_t n;

	for (; *folders != '\0'; folders += n + (folders[n] == ':')) {
		n = strcspn(folders, ":");
		snprintf(path, sizeof(path), "%.*s/%s", (int)n, folders,
		    program);
		if (access(path, X_OK) == 0)
			return true;
	}
	return false;
}

static bool
is_installed(const char *program)
{
	const char *path = getenv("PATH");

	if (strchr(program, '/') != NULL)
		return access(program, X_OK) == 0;
	return path != NULL && in_folders(program, path);
}

static bool
is_unpacked(const char *program)
{
	const char *argv[] = { BED "/enter", "sh", "-c",
	    "command -v \"$1\"", "sh", program, NULL };

	return access(BED "/enter", X_OK) == 0 &&
	    proc_run(argv, NULL, PROC_MS) == 0;
}

bool
proc_have(const char *program)
{
	if (is_installed(program) || is_unpacked(program))
		return true;
	fprintf(stderr, "%s is neither installed nor could it be unpacked "
	    "under " BED " (see .ci/packages)\n", program);
	return false;
}

/* --- starting ------------------------------------------------------------ */

static void __attribute__((noreturn))
become(int out, const char *const argv[])
{
	const char *args[ARGS_MAX + 2] = { BED "/enter" }, **v = args + 1;
	int n, null;

	for (n = 0; argv[n] != NULL && n < ARGS_MAX; n++)
		v[n] = argv[n];
	null = open("/dev/null", O_RDONLY);
	dup2(null, 0);
	dup2(out, 1);
	dup2(out, 2);
	setpgid(0, 0);
	signal(SIGPIPE, SIG_DFL);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (!is_installed(argv[0]) && access(BED "/enter", X_OK) == 0)
		v = args;
	execvp(v[0], (char *const *)(uintptr_t)v);
	dprintf(2, "cannot start %s: %s\n", v[0], strerror(errno));
	_exit(127);
}

static pid_t
spawn(int out, const char *const argv[])
{
	pid_t pid;

	fflush(NULL);
	pid = fork();
	if (pid == -1)
		proc_fail("fork");
	if (pid == 0)
		become(out, argv);
	setpgid(pid, pid);
	return pid;
}

struct proc *
proc_start(const char *name, const char *const argv[])
{
	struct proc *p = mem_alloc(sizeof(*p));
	int fd;

	p->name = mem_str(name);
	p->log = mem_str(proc_path("%s.log", name));
	fd = open(p->log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	if (fd == -1)
		proc_fail("cannot write %s", p->log);
	p->pid = spawn(fd, argv);
	close(fd);
	p->next = running;
	running = p;
	return p;
}

pid_t
proc_pid(const struct proc *p)
{
	return p->pid;
}

long
proc_cpu(const struct proc *p)
{
	char path[64];
	struct buf b = { 0 };
	struct err e = { 0 };
	unsigned long user = 0, kernel = 0;

	snprintf(path, sizeof(path), "/proc/%d/stat", (int)p->pid);
	file_read_all(path, 4096, &b, &e);
	if (b.n > 0)
		sscanf(strrchr(b.p, ')'), ") %*c %*d %*d %*d %*d %*d %*u %*u "
		    "%*u %*u %*u %lu %lu", &user, &kernel);
	buf_free(&b);
	return (long)(user + kernel);
}

pid_t
proc_child(const struct proc *p, const char *word)
{
	char command[200];
	struct buf b = { 0 };
	const char *argv[] = { "sh", "-c", command, NULL };
	long pid;

	snprintf(command, sizeof(command), "for p in /proc/[0-9]*; do "
	    "grep -q '^PPid:.%d$' $p/status 2>/dev/null && "
	    "grep -aq '%s' $p/cmdline && echo ${p#/proc/}; done",
	    (int)p->pid, word);
	proc_run(argv, &b, 20000);
	pid = b.n > 0 ? atol(b.p) : 0;
	buf_free(&b);
	return (pid_t)pid;
}

const char *
proc_log(const struct proc *p)
{
	return p->log;
}

/* --- waiting ------------------------------------------------------------- */

/* Waits for the end at most ms; the pid descriptor wakes us at once. */
static bool
wait_gone(pid_t pid, int *status, int ms)
{
	struct pollfd w = { .events = POLLIN };
	pid_t rc;

	w.fd = (int)syscall(SYS_pidfd_open, pid, 0);
	if (w.fd != -1) {
		while (poll(&w, 1, ms) == -1 && errno == EINTR)
			continue;
		close(w.fd);
	}
	rc = waitpid(pid, status, WNOHANG);
	return rc == pid || (rc == -1 && errno == ECHILD);
}

bool
proc_running(struct proc *p)
{
	if (!p->gone)
		p->gone = wait_gone(p->pid, &p->status, 0);
	return !p->gone;
}

static void
show_log(const struct proc *p, const char *what)
{
	struct buf b = { 0 };

	fprintf(stderr, "%s: %s; the end of its log:\n", p->name, what);
	if (file_read_all(p->log, LOG_MAX, &b, NULL) == 0 && b.n > 0)
		fprintf(stderr, "%s\n", b.n > LOG_TAIL ? b.p + b.n - LOG_TAIL :
		    b.p);
	buf_free(&b);
}

static bool
wait_for(struct proc *p, bool (*done)(void *arg), void *arg, int ms,
    const char *what)
{
	int64_t end = now_ms() + ms;
	char text[160];
	bool alive;

	for (;;) {
		alive = p == NULL || proc_running(p);
		/* it may have done it just before it went */
		if (done(arg))
			return true;
		if (!alive || now_ms() >= end)
			break;
		nap();
	}
	if (p == NULL)
		return false;
	snprintf(text, sizeof(text), "%s while we waited for %s",
	    alive ? "time was up" : "it went away", what);
	show_log(p, text);
	return false;
}

static bool
port_answers(void *arg)
{
	struct sockaddr_in a = { .sin_family = AF_INET,
	    .sin_port = htons((uint16_t)*(int *)arg),
	    .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	bool ok;

	ok = fd != -1 && connect(fd, (struct sockaddr *)&a, sizeof(a)) == 0;
	if (fd != -1)
		close(fd);
	return ok;
}

bool
proc_wait_port(struct proc *p, int port, int ms)
{
	return wait_for(p, port_answers, &port, ms, "its port");
}

struct log_text {
	const char	*path;
	const char	*text;
};

static bool
log_has(void *arg)
{
	const struct log_text *l = arg;
	struct buf b = { 0 };
	bool ok;

	ok = file_read_all(l->path, LOG_MAX, &b, NULL) == 0 && b.n > 0 &&
	    memmem(b.p, b.n, l->text, strlen(l->text)) != NULL;
	buf_free(&b);
	return ok;
}

bool
proc_wait_log(struct proc *p, const char *text, int ms)
{
	struct log_text l = { p->log, text };

	return wait_for(p, log_has, &l, ms, text);
}

static bool
file_is_there(void *arg)
{
	return access(arg, F_OK) == 0;
}

bool
proc_wait_file(struct proc *p, const char *path, int ms)
{
	char *copy = mem_str(path);
	bool ok = wait_for(p, file_is_there, copy, ms, path);

	free(copy);
	return ok;
}

bool
proc_wait_until(bool (*done)(void *arg), void *arg, int ms)
{
	return wait_for(NULL, done, arg, ms, "");
}

/* --- ending -------------------------------------------------------------- */

int
proc_stop(struct proc *p, int sig, int ms)
{
	struct proc **at;
	int status;

	if (p == NULL)
		return 0;
	if (proc_running(p) && sig != 0)
		kill(p->pid, sig);
	if (!p->gone)
		p->gone = wait_gone(p->pid, &p->status, ms);
	/* also what it left behind, in the group that it leads */
	kill(-p->pid, SIGKILL);
	if (!p->gone)
		waitpid(p->pid, &p->status, 0);
	status = p->status;
	for (at = &running; *at != NULL && *at != p; at = &(*at)->next)
		continue;
	if (*at == p)
		*at = p->next;
	free(p->name);
	free(p->log);
	free(p);
	return status;
}

int
proc_run(const char *const argv[], struct buf *out, int ms)
{
	int fd = memfd_create("output", MFD_CLOEXEC), status = -1;
	struct err e;
	pid_t pid;

	if (fd == -1)
		proc_fail("memfd_create");
	pid = spawn(fd, argv);
	if (!wait_gone(pid, &status, ms)) {
		kill(-pid, SIGKILL);
		waitpid(pid, &status, 0);
		status = -1;
	}
	if (out != NULL && fd_read_all(fd, LOG_MAX, out, &e) == -1)
		proc_fail("%s", e.text);
	close(fd);
	return status;
}
