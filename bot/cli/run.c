/* SPDX-License-Identifier: ISC */
/* patchbot run: the daemon, in the foreground. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <signal.h>
#include <unistd.h>

#include "base/log.h"
#include "cli/cli.h"
#include "proc/run.h"

/* The rest of what the daemon has to say, until it has ended. */
static void
drain(int fd)
{
	char bytes[4096];
	ssize_t n;

	while ((n = read(fd, bytes, sizeof(bytes))) > 0)
		fwrite(bytes, 1, (size_t)n, stdout);
	fflush(stdout);
}

/*
 * At a terminal the console's prompt comes along: the daemon runs beside it
 * and ends with it.  What it logs comes through a pipe, so that the prompt is
 * always the last line.
 */
static int
with_console(const char *config)
{
	struct err e = { 0 };
	pid_t parent = getpid(), daemon;
	int lines[2], rc;

	if (pipe2(lines, O_CLOEXEC) == -1 || (daemon = fork()) == -1)
		log_fatal("fork");
	if (daemon == 0) {
		prctl(PR_SET_PDEATHSIG, SIGTERM);
		if (getppid() != parent)
			exit(0);
		/* Ctrl-C is the console's, which then ends us */
		setpgid(0, 0);
		if (dup2(lines[1], STDOUT_FILENO) == -1 ||
		    dup2(lines[1], STDERR_FILENO) == -1)
			log_fatal("dup2");
		close(lines[0]);
		close(lines[1]);
		rc = run_daemon(config, true, &e);
		if (rc == -1)
			log_warnx("%s", e.text);
		exit(rc == 0 ? 0 : 1);
	}
	close(lines[1]);
	rc = cli_console_talk(config, NULL, true, lines[0]);
	kill(daemon, SIGTERM);
	drain(lines[0]);
	close(lines[0]);
	waitpid(daemon, NULL, 0);
	return rc;
}

static int
run(int argc, char **argv)
{
	const char *config = NULL;
	struct err e = { 0 };
	bool loud = false, debug = false;
	int c;

	while ((c = getopt(argc, argv, "c:df")) != -1) {
		if (c == 'c')
			config = optarg;
		else if (c == 'd')
			debug = true;
		else if (c == 'f')
			loud = true;
		else
			return cli_usage(&cli_run);
	}
	if (argc != optind)
		return cli_usage(&cli_run);
	if ((config = cli_config(config)) == NULL)
		return EXIT_USAGE;
	log_init("patchbot", debug);
	setenv("PATCHBOT_DEBUG", debug ? "1" : "0", 1);
	if (loud && isatty(STDIN_FILENO) && isatty(STDOUT_FILENO))
		return with_console(config);
	if (run_daemon(config, loud, &e) == 0)
		return 0;
	log_warnx("%s", e.text);
	return e.code == ERR_CONFIG ? EXIT_USAGE : 1;
}

const struct cli cli_run = {
	"run", "[-df] [-c FILE]",
	"run the daemon in the foreground (-f: tell, with a console)", run,
};
