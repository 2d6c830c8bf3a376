/* SPDX-License-Identifier: ISC */
/*
 * bench_smtp sink PORT: takes mail on 127.0.0.1 and throws it away; at SIGTERM
 * prints how many messages came.  No extensions but PIPELINING.
 * bench_smtp send PORT N FILE: the floor of sending: N messages of one
 * recipient each in one session, the commands of each in one packet; prints
 * messages per second.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/fd.h"

#define CLIENTS	64

struct client {
	struct buf	in, out;
	bool		data;
};

static volatile sig_atomic_t stopped;
static struct pollfd fds[CLIENTS + 1];
static struct client clients[CLIENTS + 1];
static long messages;

static void __attribute__((noreturn))
die(const char *what)
{
	perror(what);
	exit(1);
}

static void
on_term(int sig)
{
	(void)sig;
	stopped = 1;
}

static struct sockaddr_in
loopback(const char *port)
{
	return (struct sockaddr_in){ .sin_family = AF_INET,
	    .sin_port = htons((uint16_t)atoi(port)),
	    .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
}

static void
no_delay(int fd)
{
	int one = 1;

	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
}

/* --- taking -------------------------------------------------------------- */

static const struct {
	const char	*verb;
	const char	*answer;
} answers[] = {
	{ "EHLO", "250-sink\r\n250-PIPELINING\r\n250 8BITMIME\r\n" },
	{ "HELO", "250 sink\r\n" },
	{ "MAIL", "250 ok\r\n" },
	{ "RCPT", "250 ok\r\n" },
	{ "RSET", "250 ok\r\n" },
	{ "NOOP", "250 ok\r\n" },
	{ "DATA", "354 go\r\n" },
	{ "QUIT", "221 bye\r\n" },
};

static void
command(struct client *c, const char *line)
{
	size_t i;

	for (i = 0; i < sizeof(answers) / sizeof(answers[0]); i++) {
		if (strncasecmp(line, answers[i].verb, 4) != 0)
			continue;
		c->data = strcmp(answers[i].verb, "DATA") == 0;
		buf_addf(&c->out, "%s", answers[i].answer);
		return;
	}
	buf_addf(&c->out, "500 what?\r\n");
}

/* Takes what is whole out of the input. */
static void
take(struct client *c)
{
	size_t at = 0;
	char *end;

	while (at < c->in.n) {
		if (c->data && c->in.n - at >= 3 &&
		    memcmp(c->in.p + at, ".\r\n", 3) == 0) {
			messages++;
			c->data = false;
			buf_addf(&c->out, "250 taken\r\n");
			at += 3;
			continue;
		}
		end = memchr(c->in.p + at, '\n', c->in.n - at);
		if (end == NULL)
			break;
		if (!c->data)
			command(c, c->in.p + at);
		at = (size_t)(end - c->in.p) + 1;
	}
	memmove(c->in.p, c->in.p + at, c->in.n - at);
	buf_cut(&c->in, c->in.n - at);
}

static void
drop(int i)
{
	close(fds[i].fd);
	fds[i].fd = -1;
	buf_free(&clients[i].in);
	buf_free(&clients[i].out);
	clients[i] = (struct client){ 0 };
}

static void
serve(int i)
{
	struct client *c = &clients[i];
	char piece[65536];
	ssize_t n = read(fds[i].fd, piece, sizeof(piece));
	struct err e;

	if (n <= 0) {
		drop(i);
		return;
	}
	buf_add(&c->in, piece, (size_t)n);
	take(c);
	/* few and short: they fit the socket's buffer */
	if (c->out.n > 0 &&
	    fd_write_all(fds[i].fd, c->out.p, c->out.n, &e) == -1)
		drop(i);
	else if (c->out.n > 0)
		buf_cut(&c->out, 0);
}

static void
welcome(int listener)
{
	static const char hello[] = "220 sink\r\n";
	int fd = accept(listener, NULL, NULL), i;

	for (i = 1; i <= CLIENTS && fds[i].fd != -1; i++)
		continue;
	if (fd == -1)
		return;
	if (i > CLIENTS || write(fd, hello, sizeof(hello) - 1) == -1) {
		close(fd);
		return;
	}
	no_delay(fd);
	fds[i] = (struct pollfd){ .fd = fd, .events = POLLIN };
}

static void
sink(const char *port)
{
	struct sockaddr_in a = loopback(port);
	struct sigaction sa = { .sa_handler = on_term };
	int one = 1, i;

	fds[0] = (struct pollfd){ .fd = socket(AF_INET, SOCK_STREAM, 0),
	    .events = POLLIN };
	setsockopt(fds[0].fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	if (bind(fds[0].fd, (struct sockaddr *)&a, sizeof(a)) == -1 ||
	    listen(fds[0].fd, CLIENTS) == -1)
		die(port);
	for (i = 1; i <= CLIENTS; i++)
		fds[i].fd = -1;
	sigaction(SIGTERM, &sa, NULL);
	signal(SIGPIPE, SIG_IGN);
	while (!stopped) {
		if (poll(fds, CLIENTS + 1, 1000) <= 0)
			continue;
		for (i = 1; i <= CLIENTS; i++)
			if (fds[i].fd != -1 && fds[i].revents != 0)
				serve(i);
		if (fds[0].revents != 0)
			welcome(fds[0].fd);
	}
	printf("%ld\n", messages);
}

/* --- sending ------------------------------------------------------------- */

/* Reads until n whole answers have come. */
static void
expect(FILE *in, int n)
{
	char line[512];

	while (n > 0 && fgets(line, sizeof(line), in) != NULL) {
		if (line[0] != '2' && line[0] != '3')
			die(line);
		n -= line[3] == ' ';
	}
	if (n > 0)
		die("the server went away");
}

static void
put(int fd, const struct buf *b)
{
	struct err e;

	if (fd_write_all(fd, b->p, b->n, &e) == -1)
		die(e.text);
}

static void
send_all(const char *port, int n, const char *path)
{
	struct sockaddr_in a = loopback(port);
	int fd = socket(AF_INET, SOCK_STREAM, 0), i;
	struct buf text = { 0 }, b = { 0 };
	struct timespec t0, t1;
	struct err e;
	FILE *in;

	if (file_read_all(path, 1 << 20, &text, &e) == -1)
		die(e.text);
	if (connect(fd, (struct sockaddr *)&a, sizeof(a)) == -1)
		die("connect");
	no_delay(fd);
	in = fdopen(fd, "r");
	expect(in, 1);
	buf_addf(&b, "EHLO bench\r\n");
	put(fd, &b);
	expect(in, 1);
	clock_gettime(CLOCK_MONOTONIC, &t0);
	for (i = 0; i < n; i++) {
		buf_cut(&b, 0);
		buf_addf(&b, "MAIL FROM:<n@bench.example>\r\n"
		    "RCPT TO:<u%d@bench.example>\r\nDATA\r\n", i);
		put(fd, &b);
		expect(in, 3);
		buf_cut(&b, 0);
		buf_add(&b, text.p, text.n);
		buf_addf(&b, "\r\n.\r\n");
		put(fd, &b);
		expect(in, 1);
	}
	clock_gettime(CLOCK_MONOTONIC, &t1);
	fclose(in);
	buf_free(&text);
	buf_free(&b);
	printf("%.0f\n", n / ((double)(t1.tv_sec - t0.tv_sec) +
	    (double)(t1.tv_nsec - t0.tv_nsec) / 1e9));
}

int
main(int argc, char **argv)
{
	if (argc == 3 && strcmp(argv[1], "sink") == 0)
		sink(argv[2]);
	else if (argc == 5 && strcmp(argv[1], "send") == 0)
		send_all(argv[2], atoi(argv[3]), argv[4]);
	else {
		fprintf(stderr, "usage: bench_smtp sink PORT | "
		    "send PORT N FILE\n");
		return 2;
	}
	return 0;
}
