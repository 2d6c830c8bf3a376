/* SPDX-License-Identifier: ISC */
/* What several subcommands share; see cli.h. */
#include <stdio.h>

#include "base/arena.h"
#include "base/mem.h"
#include "cli/cli.h"
#include "flow/config.h"

int
cli_usage(const struct cli *c)
{
	fprintf(stderr, "usage: patchbot %s %s\n", c->name, c->usage);
	return EXIT_USAGE;
}

const char *
cli_config(const char *path)
{
	if (path == NULL)
		path = config_find_file();
	if (path == NULL)
		fprintf(stderr, "patchbot: no configuration found "
		    "(./conf/patchbot.conf, " SYSCONFDIR
		    "/patchbot/patchbot.conf); name one with -c FILE\n");
	return path;
}

char *
cli_control(const char *config)
{
	struct conf_report r = { .arena = arena_new() };
	const char *path = NULL;
	char *control = NULL;
	size_t i;

	if ((config = cli_config(config)) != NULL &&
	    (path = config_control(r.arena, config, &r)) == NULL)
		for (i = 0; i < r.lines.n; i++)
			fprintf(stderr, "%s\n", (char *)r.lines.at[i]);
	if (path != NULL)
		control = mem_str(path);
	arena_free(r.arena);
	return control;
}
