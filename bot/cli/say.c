/* SPDX-License-Identifier: ISC */
/* patchbot say, queue and status: one request to the running daemon. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/str.h"
#include "cli/cli.h"
#include "proc/ctl.h"

/* Sends it, prints the answer: 0 accepted, 1 refused, 2 nobody answers. */
static int
request(const char *config, const struct ctl_message *m)
{
	struct arena *a = arena_new();
	struct ctl_message answer = { 0 };
	struct err e = { 0 };
	char *path = cli_control(config);
	int fd = -1, rc = 2;

	if (path == NULL)
		goto out;
	if ((fd = ctl_connect(path, &e)) == -1 || ctl_send(fd, m, &e) == -1 ||
	    ctl_recv(fd, a, &answer, &e) != 1) {
		fprintf(stderr, "patchbot: %s\n", e.text[0] != '\0' ? e.text :
		    "the daemon closed the connection");
		goto out;
	}
	rc = answer.kind == CTL_DONE ? 0 : 1;
	fputs(answer.text != NULL ? answer.text : "", stdout);
out:
	if (fd != -1)
		close(fd);
	free(path);
	arena_free(a);
	return rc;
}

/* What the shell took for one word stays one, but where it has quotes itself:
 * then it can only be a text. */
static void
join(int argc, char **argv, struct buf *out)
{
	int i;

	for (i = 0; i < argc; i++) {
		bool one = i > 0 && strchr(argv[i], '"') == NULL &&
		    (argv[i][0] == '\0' || strchr(argv[i], ' ') != NULL);
		const char *quote = one ? "\"" : "";

		buf_addf(out, "%s%s%s%s", i > 0 ? " " : "", quote, argv[i],
		    quote);
	}
}

static int
say(int argc, char **argv)
{
	static const struct option longs[] = {
		{ "as", required_argument, NULL, 'a' },
		{ NULL, 0, NULL, 0 },
	};
	struct ctl_message m = { .kind = CTL_SAY };
	const char *config = NULL;
	struct buf text = { 0 };
	int c, rc;

	/* "+": what follows the command's name is the command's */
	while ((c = getopt_long(argc, argv, "+c:", longs, NULL)) != -1) {
		if (c == 'c')
			config = optarg;
		else if (c == 'a')
			m.as = optarg;
		else
			return cli_usage(&cli_say);
	}
	if (optind == argc)
		return cli_usage(&cli_say);
	join(argc - optind, argv + optind, &text);
	m.text = text.p;
	rc = request(config, &m);
	buf_free(&text);
	return rc;
}

/* "i7" or "o7". */
static bool
is_row(const char *s)
{
	long long id;

	return (*s == 'i' || *s == 'o') && str_number(s + 1, 1, INT64_MAX,
	    &id);
}

static bool
is_queue_request(int n, char **words)
{
	static const char *const of_a_row[] = { "show", "retry", "drop" };
	size_t i;

	if (n == 0 || (n == 1 && str_eq_nocase(words[0], "list")))
		return true;
	for (i = 0; n == 2 && i < sizeof(of_a_row) / sizeof(*of_a_row); i++)
		if (str_eq_nocase(words[0], of_a_row[i]))
			return is_row(words[1]);
	return false;
}

static bool
is_nothing(int n, char **words)
{
	(void)words;
	return n == 0;
}

static int
simple(int argc, char **argv, enum ctl_kind kind, const struct cli *cli,
    bool (*is_request)(int, char **))
{
	struct ctl_message m = { .kind = kind };
	const char *config = NULL;
	struct buf text = { 0 };
	int c, rc;

	while ((c = getopt(argc, argv, "+c:")) != -1) {
		if (c != 'c')
			return cli_usage(cli);
		config = optarg;
	}
	if (!is_request(argc - optind, argv + optind))
		return cli_usage(cli);
	join(argc - optind, argv + optind, &text);
	m.text = buf_str(&text);
	rc = request(config, &m);
	buf_free(&text);
	return rc;
}

static int
queue(int argc, char **argv)
{
	return simple(argc, argv, CTL_QUEUE, &cli_queue,
	    is_queue_request);
}

static int
status(int argc, char **argv)
{
	return simple(argc, argv, CTL_STATUS, &cli_status, is_nothing);
}

const struct cli cli_say = {
	"say", "[-c FILE] [--as PERSON] COMMAND...",
	"give one command to the running daemon", say,
};
const struct cli cli_queue = {
	"queue", "[-c FILE] [list | show ROW | retry ROW | drop ROW]",
	"look at rows that wait, put them back, give them up", queue,
};
const struct cli cli_status = {
	"status", "[-c FILE]", "how the daemon and its channels are", status,
};
