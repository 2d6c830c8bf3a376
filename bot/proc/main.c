/* SPDX-License-Identifier: ISC */
/* patchbot: one command, its subcommands in one table. */
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "cli/cli.h"

static const struct cli *const subcommands[] = {
	&cli_run, &cli_check, &cli_calendar, &cli_examine, &cli_keys,
	&cli_say, &cli_console, &cli_queue, &cli_status, &cli_vendors,
	&cli_rehearse, &cli_version, &cli_help,
};
#define N (sizeof(subcommands) / sizeof(subcommands[0]))

static int
version(int argc, char **argv)
{
	(void)argv;
	if (argc != 1)
		return cli_usage(&cli_version);
	printf("patchbot %s\n", VERSION);
	return 0;
}

static void
list(FILE *out)
{
	size_t i;

	fputs("usage: patchbot SUBCOMMAND [OPTION ...]\n\n", out);
	for (i = 0; i < N; i++)
		fprintf(out, "  %-9s %s\n", subcommands[i]->name,
		    subcommands[i]->help);
	fputs("\nThe manual: patchbot(8), patchbot.conf(5), "
	    "patchbot-playbook(5), patchbot-proof(7).\n", out);
}

static int
help(int argc, char **argv)
{
	size_t i;

	if (argc == 1) {
		list(stdout);
		return 0;
	}
	if (strcmp(argv[1], "--mdoc") == 0)
		return cli_manual(argc > 2 ? argv[2] : NULL) == 0 ? 0 :
		    cli_usage(&cli_help);
	for (i = 0; i < N; i++)
		if (strcmp(subcommands[i]->name, argv[1]) == 0) {
			printf("patchbot %s %s\n\n%s\n", subcommands[i]->name,
			    subcommands[i]->usage, subcommands[i]->help);
			return 0;
		}
	return cli_usage(&cli_help);
}

const struct cli cli_version = { "version", "", "print the version",
	version };
const struct cli cli_help = { "help",
	"[SUBCOMMAND | --mdoc commands|directives|playbook]",
	"how a subcommand is used", help };

static void
say_unknown(const char *name)
{
	const char *names[N], *near;
	size_t i;

	for (i = 0; i < N; i++)
		names[i] = subcommands[i]->name;
	near = str_nearest(name, names, N);
	fprintf(stderr, "patchbot: there is no subcommand \"%s\"%s%s%s\n\n",
	    name, near != NULL ? "; did you mean \"" : "",
	    near != NULL ? near : "", near != NULL ? "\"?" : "");
}

int
main(int argc, char **argv)
{
	const char *name = argc > 1 ? argv[1] : "";
	size_t i;

	if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0)
		name = "help";
	if (strcmp(name, "--version") == 0)
		name = "version";
	for (i = 0; i < N; i++)
		if (strcmp(subcommands[i]->name, name) == 0)
			return subcommands[i]->run(argc - 1, argv + 1);
	if (argc > 1)
		say_unknown(name);
	list(stderr);
	return EXIT_USAGE;
}
