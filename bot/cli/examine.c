/* SPDX-License-Identifier: ISC */
/*
 * patchbot examine: what would be believed of these mails, and why.  Works
 * without configuration, database or daemon.
 */
#include "cli/examine.h"

#include <unistd.h>

#include "cli/cli.h"

static int
run(int argc, char **argv)
{
	struct examination x;
	const char *config = NULL, *vendors = NULL, *zone = NULL, *when = NULL;
	int c, rc = EXIT_USAGE;

	examination_begin(&x, examine_print, NULL);
	while ((c = getopt(argc, argv, "c:V:z:t:j")) != -1) {
		if (c == 'c')
			config = optarg;
		else if (c == 'V')
			vendors = optarg;
		else if (c == 'z')
			zone = optarg;
		else if (c == 't')
			when = optarg;
		else if (c == 'j')
			x.o.out = examine_print_json;
		else
			break;
	}
	if (c != -1 || optind == argc) {
		cli_usage(&cli_examine);
		goto out;
	}
	if (examination_set_up(&x, config, vendors, zone, when) == -1)
		goto out;
	for (; optind < argc; optind++)
		examination_path(&x, argv[optind]);
	examiner_finish(x.examiner);
	rc = x.unreadable ? 1 : 0;
out:
	examination_end(&x);
	return rc;
}

const struct cli cli_examine = {
	"examine",
	"[-j] [-c FILE] [-V VENDORS] [-z ZONE] [-t TIME] PATH...",
	"what would be believed of these mails, and why", run,
};
