/* SPDX-License-Identifier: ISC */
/*
 * patchbot rehearse: what patchbot would say in a stretch of time, to whom and
 * when, in seconds: the daemon's own code on a clock that jumps.
 */
#include "cli/rehearse.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/fd.h"
#include "base/log.h"
#include "cli/cli.h"

#define LONGEST		(20 * INT64_C(366) * DAY)
#define MAIL_FILE_MAX	(256 << 20)	/* bytes: the most that a site takes */

struct arguments {
	const char	*config, *from, *until, *mail, *script;
	bool		 json;
};

static bool
read_arguments(int argc, char **argv, struct arguments *a)
{
	static const struct option longs[] = {
		{ "from", required_argument, NULL, 'f' },
		{ "until", required_argument, NULL, 'u' },
		{ "mail", required_argument, NULL, 'm' },
		{ "script", required_argument, NULL, 's' },
		{ NULL, 0, NULL, 0 },
	};
	int c;

	while ((c = getopt_long(argc, argv, "c:j", longs, NULL)) != -1) {
		if (c == 'c')
			a->config = optarg;
		else if (c == 'f')
			a->from = optarg;
		else if (c == 'u')
			a->until = optarg;
		else if (c == 'm')
			a->mail = optarg;
		else if (c == 's')
			a->script = optarg;
		else if (c == 'j')
			a->json = true;
		else
			return false;
	}
	return optind == argc && a->from != NULL && a->until != NULL;
}

/* A day is a whole one: from its begin, until its end. */
static int
read_times(const struct arguments *a, struct rehearsal *r)
{
	static const char expected[] = "write 2026-11-12, \"2026-11-12 18:00\" "
	    "or RFC 3339";

	if (!clock_parse(a->from, &r->from)) {
		fprintf(stderr, "patchbot: --from %s is no time; %s\n",
		    a->from, expected);
		return -1;
	}
	if (!clock_parse(a->until, &r->until)) {
		fprintf(stderr, "patchbot: --until %s is no time; %s\n",
		    a->until, expected);
		return -1;
	}
	if (a->until[0] != '@' && strlen(a->until) == 10)
		r->until = clock_add_days(r->until, 1) - 1;
	if (r->until < r->from || r->until - r->from > LONGEST) {
		fprintf(stderr, "patchbot: --until %s is %s --from %s\n",
		    a->until, r->until < r->from ? "before" :
		    "more than 20 years after", a->from);
		return -1;
	}
	return 0;
}

static struct config *
load(const char *path)
{
	struct conf_report r = { .arena = arena_new() };
	struct config *c = config_load(path, &r);
	size_t i;

	for (i = 0; i < r.lines.n; i++)
		fprintf(stderr, "%s\n", (char *)r.lines.at[i]);
	arena_free(r.arena);
	return c;
}

static int
print_errors(const struct list *errors)
{
	size_t i;

	for (i = 0; i < errors->n; i++)
		fprintf(stderr, "%s\n", (const char *)errors->at[i]);
	return errors->n == 0 ? 0 : -1;
}

static int
put_file(struct rehearsal *r, struct event *ev, struct err *e)
{
	struct buf b = { 0 };
	int rc = file_read_all(ev->text, MAIL_FILE_MAX, &b, e);

	if (rc == 0)
		rc = mailbag_put(r->bag, (struct span){ buf_str(&b), b.n },
		    &ev->mail, e);
	buf_free(&b);
	return rc;
}

/* The script's lines that lie between from and until, their files read. */
static int
add_script(struct rehearsal *r, struct arena *a, const char *path,
    struct err *e)
{
	struct list all = { 0 }, errors = { 0 };
	size_t i, left = 0;

	script_read(a, path, r->config, &all, &errors);
	if (print_errors(&errors) == -1)
		return err_set(e, ERR_INPUT, "%s: not rehearsed", path);
	for (i = 0; i < all.n; i++) {
		struct event *ev = all.at[i];

		if (ev->at < r->from || ev->at > r->until) {
			left++;
			continue;
		}
		if (ev->act == ACT_MAIL && put_file(r, ev, e) == -1)
			return -1;
		list_add_in(a, &r->events, ev);
	}
	if (left > 0)
		fprintf(stderr, "patchbot: %s: %zu line%s left out, of another "
		    "time\n", path, left, left == 1 ? "" : "s");
	return 0;
}

/* By time; of the same time mails come first, then lines as they stand. */
static int
in_order(const void *pa, const void *pb)
{
	const struct event *a = *(const struct event *const *)pa;
	const struct event *b = *(const struct event *const *)pb;

	if (a->at != b->at)
		return a->at < b->at ? -1 : 1;
	return (a->order > b->order) - (a->order < b->order);
}

static void
sort_events(struct list *l)
{
	size_t i;

	for (i = 0; i < l->n; i++)
		((struct event *)l->at[i])->order = i;
	if (l->n > 0)
		qsort(l->at, l->n, sizeof(*l->at), in_order);
}

static int
prepare(struct rehearsal *r, struct arena *a, const struct arguments *args,
    struct err *e)
{
	if ((r->bag = mailbag_new(r->config->mailbox.max_size,
	    e)) == NULL)
		return -1;
	if (args->mail != NULL && access(args->mail, R_OK) == -1)
		return err_sys(e, "%s", args->mail);
	if (args->mail != NULL && mailbag_fill(r->bag, a, args->mail, r->from,
	    r->until, &r->events, e) == -1)
		return -1;
	if (args->script != NULL && add_script(r, a, args->script, e) == -1)
		return -1;
	sort_events(&r->events);
	return 0;
}

static void
print_sum(const struct rehearsal *r)
{
	const struct saying *s = &r->saying;
	char t[CLOCK_TEXT];

	fprintf(stderr, "patchbot: rehearsed %s: people said %zu things "
	    "(%zu refused), patchbot sent %zu mails and %zu messages\n",
	    clock_span(r->until - r->from + 1, t), s->people, s->refused,
	    s->mails, s->chats);
}

static int
run(int argc, char **argv)
{
	struct arguments args = { 0 };
	struct rehearsal r = { .saying.out = stdout };
	struct arena *a = arena_new();
	struct err e = { 0 };
	int rc = EXIT_USAGE;

	if (!read_arguments(argc, argv, &args)) {
		cli_usage(&cli_rehearse);
		goto out;
	}
	log_init("patchbot", 0);
	log_events(false);
	if ((args.config = cli_config(args.config)) == NULL ||
	    (r.config = load(args.config)) == NULL ||
	    read_times(&args, &r) == -1)
		goto out;
	r.saying.print = args.json ? said_print_json : said_print;
	r.saying.full = args.json;
	if (prepare(&r, a, &args, &e) == -1) {
		fprintf(stderr, "patchbot: %s\n", e.text);
		rc = r.bag == NULL ? 1 : EXIT_USAGE;
		goto out;
	}
	rc = rehearse(&r, &e) == -1 ? 1 : 0;
	if ((fflush(stdout) == EOF || ferror(stdout)) && rc == 0)
		rc = err_sys(&e, "standard output") == -1;
	if (rc == 0)
		print_sum(&r);
	else
		fprintf(stderr, "patchbot: %s\n", e.text);
out:
	mailbag_free(r.bag);
	config_free(r.config);
	arena_free(a);
	return rc;
}

const struct cli cli_rehearse = {
	"rehearse",
	"[-j] [-c FILE] --from TIME --until TIME [--mail DIR] [--script FILE]",
	"what would be said, when and to whom, from one time to another", run,
};
