/* SPDX-License-Identifier: ISC */
/* patchbot check: is the configuration usable?  -p prints it. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "cli/cli.h"
#include "flow/config.h"
#include "text/template.h"

static int
check_templates(const struct config *c)
{
	struct templates *t = templates_new(c->templates);
	struct err e = { 0 };
	int rc = templates_load(t, &e);

	if (rc == -1)
		fprintf(stderr, "%s\n", e.text);
	templates_free(t);
	return rc;
}

static struct config *
load(const char *path, struct conf_report *r)
{
	struct config *c = config_load(path, r);
	size_t i;

	if (c != NULL)
		config_prove(c, clock_now(), r);
	for (i = 0; i < r->lines.n; i++)
		fprintf(stderr, "%s\n", (char *)r->lines.at[i]);
	return c;
}

static int
run(int argc, char **argv)
{
	struct conf_report r = { .arena = arena_new() };
	const char *path = NULL;
	struct buf out = { 0 };
	struct config *c;
	bool print = false, strict = false;
	int o, rc = 1;

	while ((o = getopt(argc, argv, "c:pW")) != -1) {
		if (o == 'c')
			path = optarg;
		else if (o == 'p')
			print = true;
		else if (o == 'W')
			strict = true;
		else
			return cli_usage(&cli_check);
	}
	if (argc != optind)
		return cli_usage(&cli_check);
	if ((path = cli_config(path)) == NULL)
		return EXIT_USAGE;
	c = load(path, &r);
	if (c != NULL && check_templates(c) == 0 && r.errors == 0 &&
	    !(strict && r.warnings > 0))
		rc = 0;
	if (c != NULL && print) {
		conf_print(&out, c->root, config_rules(), 0);
		fputs(buf_str(&out), stdout);
	} else if (rc == 0) {
		printf("%s: fine, %u warning%s\n", path, r.warnings,
		    r.warnings == 1 ? "" : "s");
	}
	buf_free(&out);
	config_free(c);
	arena_free(r.arena);
	return rc;
}

const struct cli cli_check = {
	"check", "[-pW] [-c FILE]",
	"check the configuration (-p prints it, -W: warnings are errors)", run,
};
