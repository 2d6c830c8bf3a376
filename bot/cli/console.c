/* SPDX-License-Identifier: ISC */
/* patchbot console: the room in a terminal. */
#include <errno.h>
#include <getopt.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/clock.h"
#include "cli/cli.h"
#include "proc/ctl.h"

#define LINE_MAX_BYTES	4096
#define WAIT_MS		10000	/* for a daemon that is just starting */

static int
connect_when_there(const char *path, bool wait, struct err *e)
{
	int64_t until = clock_mono_ms() + (wait ? WAIT_MS : 0);
	int fd;

	while ((fd = ctl_connect(path, e)) == -1 && clock_mono_ms() < until)
		poll(NULL, 0, 20);
	return fd;
}

static void
prompt(void)
{
	if (isatty(STDIN_FILENO))
		fputs("> ", stdout);
	fflush(stdout);
}

/* One message of the daemon; false where it is gone. */
static bool
show(int fd)
{
	struct arena *a = arena_new();
	struct ctl_message m;
	bool there = ctl_recv(fd, a, &m, NULL) == 1;

	if (there && m.text != NULL) {
		if (isatty(STDIN_FILENO))
			fputs("\r", stdout);
		printf(m.kind == CTL_ROOM ? "* %s\n" : "%s", m.text);
		prompt();
	}
	arena_free(a);
	return there;
}

/*
 * What the daemon that we started logs; the prompt moves below it.  false
 * where that has ended.
 */
static bool
show_log(int fd)
{
	char bytes[4096];
	ssize_t n = read(fd, bytes, sizeof(bytes));

	if (n == -1 && errno == EINTR)
		return true;
	if (n <= 0)
		return false;
	fputs("\r", stdout);
	fwrite(bytes, 1, (size_t)n, stdout);
	if (bytes[n - 1] == '\n')
		prompt();
	fflush(stdout);
	return true;
}

static bool
send_line(int fd, const char *as, char *line)
{
	struct ctl_message m = { CTL_SAY, as, line };

	line[strcspn(line, "\r\n")] = '\0';
	if (line[strspn(line, " \t")] == '\0') {
		prompt();
		return true;
	}
	if (strcmp(line, "quit") == 0 || strcmp(line, "exit") == 0)
		return false;
	return ctl_send(fd, &m, NULL) == 0;
}

static int
talk(int fd, const char *as, int lines)
{
	struct pollfd p[3] = { { .fd = fd, .events = POLLIN },
	    { .fd = STDIN_FILENO, .events = POLLIN },
	    { .fd = lines, .events = POLLIN } };
	char line[LINE_MAX_BYTES];

	setvbuf(stdin, NULL, _IONBF, 0);
	for (;;) {
		if (poll(p, 3, -1) == -1 && errno != EINTR)
			return 1;
		if (p[2].revents != 0 && !show_log(lines))
			p[2].fd = -1;
		if (p[0].revents != 0 && !show(fd)) {
			fputs("\nThe daemon has ended.\n", stdout);
			return 1;
		}
		if (p[1].revents == 0)
			continue;
		if (fgets(line, sizeof(line), stdin) == NULL ||
		    !send_line(fd, as, line))
			return 0;
		/* a script's answers come in the order of its lines */
		if (!isatty(STDIN_FILENO) &&
		    line[strspn(line, " \t")] != '\0' && !show(fd))
			return 1;
	}
}

int
cli_console_talk(const char *config, const char *as, bool wait, int lines)
{
	struct ctl_message hello = { .kind = CTL_CONSOLE };
	struct err e = { 0 };
	char *path = cli_control(config);
	int fd, rc = 2;

	if (path == NULL)
		return 2;
	if ((fd = connect_when_there(path, wait, &e)) == -1 ||
	    ctl_send(fd, &hello, &e) == -1) {
		fprintf(stderr, "patchbot: %s\n", e.text);
	} else {
		puts("This is the room. \"help\" lists what you can say, "
		    "\"quit\" leaves.");
		prompt();
		rc = talk(fd, as, lines);
	}
	if (fd != -1)
		close(fd);
	free(path);
	return rc;
}

static int
run(int argc, char **argv)
{
	static const struct option longs[] = {
		{ "as", required_argument, NULL, 'a' },
		{ NULL, 0, NULL, 0 },
	};
	const char *config = NULL, *as = NULL;
	bool wait = false;
	int c;

	optind = 0;
	while ((c = getopt_long(argc, argv, "c:w", longs, NULL)) != -1) {
		if (c == 'c')
			config = optarg;
		else if (c == 'a')
			as = optarg;
		else if (c == 'w')
			wait = true;
		else
			return cli_usage(&cli_console);
	}
	if (optind != argc)
		return cli_usage(&cli_console);
	return cli_console_talk(config, as, wait, -1);
}

const struct cli cli_console = {
	"console", "[-w] [-c FILE] [--as PERSON]",
	"the room in a terminal (-w: wait for a daemon that is starting)", run,
};
