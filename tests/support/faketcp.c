/* SPDX-License-Identifier: ISC */
/* A TCP server in a child process; see faketcp.h. */
#include "tests/support/faketcp.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/mem.h"

#define SEEN_MAX	65536
#define PAIRS_MAX	16

struct faketcp {
	pid_t	 pid;
	int	 port;
	char	*seen;		/* shared with the child, ends with NUL; of a
				 * proxy: what it holds, one byte */
};

static volatile sig_atomic_t cut;

static void
on_cut(int sig)
{
	(void)sig;
	cut = 1;
}

static int
listen_on_loopback(int *port)
{
	struct sockaddr_in a = { .sin_family = AF_INET,
	    .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t n = sizeof(a);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (bind(fd, (struct sockaddr *)&a, n) == -1 ||
	    listen(fd, 16) == -1 ||
	    getsockname(fd, (struct sockaddr *)&a, &n) == -1) {
		perror("faketcp");
		exit(1);
	}
	*port = ntohs(a.sin_port);
	return fd;
}

static void
serve_script(int fd, const struct faketcp_step *step, char *seen)
{
	size_t from = strlen(seen), n = from;
	ssize_t got;

	while (n < SEEN_MAX - 1 &&
	    (got = read(fd, seen + n, SEEN_MAX - 1 - n)) > 0) {
		n += (size_t)got;
		seen[n] = '\0';
		while (step->expect != NULL &&
		    strstr(seen + from, step->expect) != NULL) {
			if (write(fd, step->answer, strlen(step->answer)) < 0)
				break;
			step++;
			from = n;
		}
	}
	close(fd);
}

static struct faketcp *
new_child(int *listener, struct sigaction *sa)
{
	struct faketcp *f = mem_alloc(sizeof(*f));

	*listener = listen_on_loopback(&f->port);
	f->seen = mmap(NULL, SEEN_MAX, PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	sigemptyset(&sa->sa_mask);
	f->pid = fork();
	if (f->pid == 0)
		prctl(PR_SET_PDEATHSIG, SIGKILL);
	return f;
}

struct faketcp *
faketcp_new(const struct faketcp_step *script)
{
	struct sigaction sa = { .sa_handler = SIG_DFL };
	struct faketcp *f;
	int listener, fd;

	f = new_child(&listener, &sa);
	while (f->pid == 0)
		if ((fd = accept(listener, NULL, NULL)) != -1)
			serve_script(fd, script, f->seen);
	close(listener);
	return f;
}

static int
reach(int port)
{
	struct sockaddr_in a = { .sin_family = AF_INET,
	    .sin_port = htons((uint16_t)port),
	    .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), one = 1;

	if (connect(fd, (struct sockaddr *)&a, sizeof(a)) == -1) {
		close(fd);
		return -1;
	}
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	return fd;
}

/* False when one side is done. */
static bool
pass(int from, int to)
{
	char b[16384];
	ssize_t n = read(from, b, sizeof(b));

	return n > 0 && write(to, b, (size_t)n) == n;
}

/* poll(2) passes over what is below zero. */
static void
hold(struct pollfd *p, nfds_t n, int ways)
{
	nfds_t i;

	/* the odd ones are clients */
	for (i = 1; i < n; i++)
		if (p[i].fd > 0 && (ways & (i % 2 == 1 ? HOLD_IN : HOLD_OUT)))
			p[i] = (struct pollfd){ ~p[i].fd, 0, 0 };
}

static void __attribute__((noreturn))
relay(int listener, int port, volatile char *held)
{
	struct pollfd p[1 + 2 * PAIRS_MAX] = { { listener, POLLIN, 0 } };
	nfds_t n = 1, i;
	sigset_t none;

	sigemptyset(&none);
	for (;;) {
		/* only there the signal comes in: no cut is overlooked */
		if (ppoll(p, n, NULL, &none) == -1 || cut) {
			for (i = 1; cut && i < n; i++)
				close(p[i].fd < -1 ? ~p[i].fd : p[i].fd);
			n = cut ? 1 : n;
			*held = cut ? 0 : *held;
			cut = 0;
			continue;
		}
		hold(p, n, *held);
		for (i = 1; i < n; i++) {
			int other = p[((i - 1) ^ 1) + 1].fd;

			other = other < -1 ? ~other : other;
			if (p[i].revents != 0 && !pass(p[i].fd, other)) {
				shutdown(p[i].fd, SHUT_RDWR);
				shutdown(other, SHUT_RDWR);
				p[i].events = 0;
				p[i].fd = -1;
			}
		}
		if (p[0].revents != 0 && n + 2 <= 1 + 2 * PAIRS_MAX) {
			p[n] = (struct pollfd){ accept(listener, NULL, NULL),
			    POLLIN, 0 };
			p[n + 1] = (struct pollfd){ reach(port), POLLIN, 0 };
			n += 2;
			*held = 0;
		}
	}
}

struct faketcp *
faketcp_proxy(int port)
{
	struct sigaction sa = { .sa_handler = on_cut };
	struct faketcp *f;
	int listener;

	signal(SIGUSR1, SIG_IGN);
	f = new_child(&listener, &sa);
	if (f->pid == 0) {
		sigaddset(&sa.sa_mask, SIGUSR1);
		sigprocmask(SIG_BLOCK, &sa.sa_mask, NULL);
		sigaction(SIGUSR1, &sa, NULL);
		relay(listener, port, f->seen);
	}
	close(listener);
	return f;
}

int
faketcp_port(const struct faketcp *f)
{
	return f->port;
}

void
faketcp_hold(struct faketcp *f, int ways)
{
	*(volatile char *)f->seen = (char)ways;
}

void
faketcp_cut(struct faketcp *f)
{
	kill(f->pid, SIGUSR1);
}

bool
faketcp_saw(struct faketcp *f, const char *text)
{
	return strstr(f->seen, text) != NULL;
}

void
faketcp_free(struct faketcp *f)
{
	kill(f->pid, SIGKILL);
	waitpid(f->pid, NULL, 0);
	munmap(f->seen, SEEN_MAX);
	free(f);
}
