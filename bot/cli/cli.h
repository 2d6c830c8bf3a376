/* SPDX-License-Identifier: ISC */
/*
 * Subcommands: each is one file that defines one constant, listed in main.c.
 * Exit codes are their return values.
 */
#ifndef CLI_CLI_H
#define CLI_CLI_H

#include <stdbool.h>

#define EXIT_USAGE	2

struct cli {
	const char	*name;
	const char	*usage;		/* behind "patchbot NAME" */
	const char	*help;
	int		(*run)(int argc, char **argv);	/* argv[0] is NAME */
};

extern const struct cli cli_run, cli_check, cli_calendar, cli_examine,
    cli_keys, cli_say, cli_console, cli_queue, cli_status, cli_vendors,
    cli_rehearse, cli_version, cli_help;

/* Says how it is used, and returns EXIT_USAGE. */
int	cli_usage(const struct cli *c);
/*
 * The console in this process.  wait: for a daemon that is starting; lines: -1
 * or a descriptor whose lines are shown in between, until it ends.
 */
int	cli_console_talk(const char *config, const char *as, bool wait,
	    int lines);
/* Prints a part of the manual as mdoc(7), from the tables: "commands",
 * "directives" or "playbook"; -1 where it is none of them. */
int	cli_manual(const char *part);
/* The configuration file: path, or the default search; NULL with a word on
 * standard error where there is none. */
const char *cli_config(const char *path);
/* The control socket's path of that configuration, to be freed; NULL with a
 * word on standard error. */
char	*cli_control(const char *config);

#endif
