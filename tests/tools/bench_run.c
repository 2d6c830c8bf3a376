/* SPDX-License-Identifier: ISC */
/*
 * bench_run meter COMMAND...: runs it with its output on /dev/null, prints
 *	"WALL CPU RSS": seconds, seconds of all its processes, peak KB.
 * bench_run ready SECONDS COMMAND...: runs a daemon, waits for its READY=1
 *	(sd_notify), lets it be for some seconds, prints "READY PSS CPU":
 *	milliseconds, KB of all its processes together, milliseconds of CPU
 *	spent in those seconds; then ends it.
 */
#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define WAIT_MS	30000
#define PIDS	4096

static void __attribute__((noreturn))
die(const char *what)
{
	perror(what);
	exit(1);
}

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static pid_t
run(char **argv, bool quiet)
{
	pid_t pid = fork();
	int null;

	if (pid == -1)
		die("fork");
	if (pid != 0)
		return pid;
	null = open("/dev/null", O_RDWR);
	dup2(null, 0);
	dup2(null, 1);
	if (quiet)
		dup2(null, 2);
	execvp(argv[0], argv);
	die(argv[0]);
}

static double
seconds(struct timeval t)
{
	return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

static int
meter(char **argv)
{
	double start = now();
	struct rusage ru;
	int status;

	if (waitpid(run(argv, false), &status, 0) == -1)
		die("wait");
	start = now() - start;
	getrusage(RUSAGE_CHILDREN, &ru);
	printf("%.3f %.3f %ld\n", start, seconds(ru.ru_utime) +
	    seconds(ru.ru_stime), ru.ru_maxrss);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

/* --- a daemon and its processes ------------------------------------------ */

/* The number behind a name in a file of /proc, or field n of its stat. */
static long
from_file(const char *pid, const char *file, const char *name)
{
	char path[300], line[512];
	long n = 0;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%s/%s", pid, file);
	f = fopen(path, "r");
	if (f == NULL)
		return 0;
	while (fgets(line, sizeof(line), f) != NULL)
		if (strncmp(line, name, strlen(name)) == 0)
			n = strtol(line + strlen(name), NULL, 10);
	fclose(f);
	return n;
}

/* CPU time so far, in clock ticks: fields 14 and 15 of stat. */
static long
ticks(const char *pid)
{
	unsigned long user = 0, sys = 0;
	char path[300], line[1024], *p;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%s/stat", pid);
	f = fopen(path, "r");
	if (f == NULL)
		return 0;
	p = fgets(line, sizeof(line), f) != NULL ? strrchr(line, ')') : NULL;
	fclose(f);
	if (p == NULL || sscanf(p, ") %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u "
	    "%*u %lu %lu", &user, &sys) != 2)
		return 0;
	return (long)(user + sys);
}

/* Adds up over pid and all that descend from it. */
static void
measure(pid_t root, long *pss, long *cpu)
{
	pid_t tree[PIDS] = { root };
	size_t n = 1, i, before;
	struct dirent *d;
	long parent, pid;
	DIR *proc;

	do {
		before = n;
		proc = opendir("/proc");
		while (proc != NULL && (d = readdir(proc)) != NULL) {
			if (!isdigit((unsigned char)d->d_name[0]))
				continue;
			pid = strtol(d->d_name, NULL, 10);
			parent = from_file(d->d_name, "status", "PPid:");
			for (i = 0; i < n && tree[i] != pid; i++)
				continue;
			if (i < n || n == PIDS)
				continue;
			for (i = 0; i < n && tree[i] != parent; i++)
				continue;
			if (i < n)
				tree[n++] = (pid_t)pid;
		}
		if (proc != NULL)
			closedir(proc);
	} while (n > before);
	*pss = *cpu = 0;
	for (i = 0; i < n; i++) {
		char name[24];

		snprintf(name, sizeof(name), "%d", (int)tree[i]);
		*pss += from_file(name, "smaps_rollup", "Pss:");
		*cpu += ticks(name);
	}
}

static int
notify_socket(void)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0), n;
	char name[64];

	/* an abstract one leaves nothing behind */
	n = snprintf(name, sizeof(name), "@patchbot-bench-%d", (int)getpid());
	memcpy(a.sun_path, name, (size_t)n);
	a.sun_path[0] = '\0';
	if (fd == -1 || bind(fd, (struct sockaddr *)&a, (socklen_t)(offsetof(
	    struct sockaddr_un, sun_path) + (size_t)n)) == -1)
		die("notify socket");
	setenv("NOTIFY_SOCKET", name, 1);
	return fd;
}

static int
wait_ready(int fd)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };
	char text[1024];
	ssize_t n;

	while (poll(&p, 1, WAIT_MS) == 1) {
		n = recv(fd, text, sizeof(text) - 1, 0);
		if (n <= 0)
			continue;
		text[n] = '\0';
		if (strstr(text, "READY=1") != NULL)
			return 0;
	}
	fprintf(stderr, "bench_run: never ready\n");
	return -1;
}

static int
ready(int idle, char **argv)
{
	long pss = 0, cpu = 0, before = 0;
	int fd = notify_socket(), rc;
	double start = now(), took;
	pid_t pid = run(argv, true);

	rc = wait_ready(fd);
	took = now() - start;
	if (rc == 0) {
		/* the roles start up first */
		poll(NULL, 0, 1000);
		measure(pid, &pss, &before);
		poll(NULL, 0, idle * 1000);
		measure(pid, &pss, &cpu);
		printf("%.0f %ld %ld\n", took * 1000, pss, (cpu - before) *
		    1000 / sysconf(_SC_CLK_TCK));
	}
	kill(pid, SIGTERM);
	waitpid(pid, NULL, 0);
	return rc == 0 ? 0 : 1;
}

int
main(int argc, char **argv)
{
	if (argc >= 3 && strcmp(argv[1], "meter") == 0)
		return meter(argv + 2);
	if (argc >= 4 && strcmp(argv[1], "ready") == 0)
		return ready(atoi(argv[2]), argv + 3);
	fprintf(stderr, "usage: bench_run meter COMMAND... | "
	    "ready SECONDS COMMAND...\n");
	return 2;
}
