/* SPDX-License-Identifier: ISC */
/* Mails from paths to an examiner, and what that needs to know: see
 * examine.h. */
#include <stdio.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/fd.h"
#include "cli/cli.h"
#include "cli/examine.h"
#include "cli/mails.h"
#include "flow/keys.h"
#include "text/zone.h"

static void
unreadable(void *arg, const char *path, const char *why)
{
	struct examination *x = arg;
	struct examined one = { .file = path, .index = -1, .failed = why };
	struct buf b = { 0 };

	examiner_finish(x->examiner);
	x->seen++;
	/* a file's name may hold what steers a terminal */
	utf8_add_clean(&b, why, span_of(why).n);
	fprintf(stderr, "patchbot: %s\n", buf_str(&b));
	buf_free(&b);
	x->o.out(x->o.arg, x->arena, &one);
	x->unreadable = true;
}

static void
add(void *arg, const char *path, int64_t index, struct span mail)
{
	struct examination *x = arg;

	x->seen++;
	examiner_add(x->examiner, path, index, mail, 0);
}

void
examination_path(struct examination *x, const char *path)
{
	struct examined nothing = { .file = path, .index = -1,
	    .failed = "there is no mail in this folder" };
	const struct mails m = { add, unreadable, x };
	size_t before = x->seen;

	mails_each(&m, path);
	if (x->seen != before)
		return;
	examiner_finish(x->examiner);
	x->o.out(x->o.arg, x->arena, &nothing);
}

static void
print_report(const struct conf_report *r)
{
	size_t i;

	for (i = 0; i < r->lines.n; i++)
		fprintf(stderr, "%s\n", (char *)r->lines.at[i]);
}

/* The configuration serves where there is one; -c makes it a must. */
static int
load_config(struct examination *x, const char *path, bool must)
{
	if (path == NULL && !must)
		path = config_find_file();
	if (path == NULL)
		return 0;
	x->config = config_load(path, &x->report);
	if (x->config == NULL) {
		print_report(&x->report);
		return -1;
	}
	x->vendors = x->config->vendors;
	x->keys = x->config->keys;
	x->o.people = &x->config->people;
	x->o.gateways = &x->config->gateways;
	x->o.names = x->config->names;
	x->o.zone_file = x->config->zone_file;
	return 0;
}

static int
load_vendors(struct examination *x, const char *path)
{
	struct conf_node *root = conf_read_file(x->arena, path, &x->report);

	x->vendors = (struct list){ 0 };
	x->keys = (struct list){ 0 };
	if (root != NULL && conf_check(root, vendors_rules, &x->report) == 0 &&
	    vendors_read(x->arena, root, &x->vendors, &x->report) == 0 &&
	    keys_read(x->arena, &x->vendors, x->o.people, clock_now(),
	    &x->keys, &x->report) == 0)
		return 0;
	print_report(&x->report);
	return -1;
}

/* Said at once: a look-up could only fail, and make each mail undecided. */
static int
check_zone(const char *path)
{
	struct arena *a = arena_new();
	struct buf bytes = { 0 };
	struct err e = { 0 };
	int rc = file_read_all(path, ZONE_FILE_MAX, &bytes, &e);

	if (rc == 0 && zone_read(a, path, (struct span){ buf_str(&bytes),
	    bytes.n }, &e) == NULL)
		rc = -1;
	if (rc == -1)
		fprintf(stderr, "patchbot: %s\n", e.text);
	buf_free(&bytes);
	arena_free(a);
	return rc;
}

int
examination_set_up(struct examination *x, const char *config,
    const char *vendors, const char *zone, const char *when)
{
	struct err e = { 0 };

	/* with both given nothing of a configuration is needed */
	if ((config != NULL || vendors == NULL || zone == NULL) &&
	    load_config(x, config, config != NULL) == -1)
		return -1;
	if (vendors != NULL && load_vendors(x, vendors) == -1)
		return -1;
	if (zone != NULL && check_zone(zone) == -1)
		return -1;
	if (zone != NULL)
		x->o.zone_file = zone;
	if (when != NULL && !clock_parse(when, &x->o.when)) {
		fprintf(stderr, "patchbot: \"%s\" is no time; write @SECONDS, "
		    "2026-11-21, \"2026-11-21 18:00\" or RFC 3339\n", when);
		return -1;
	}
	/* 0 says that there is none */
	if (when != NULL && x->o.when == 0)
		x->o.when = 1;
	x->o.vendors = &x->vendors;
	x->o.keys = &x->keys;
	x->examiner = examiner_new(&x->o, &e);
	if (x->examiner == NULL)
		fprintf(stderr, "patchbot: %s\n", e.text);
	return x->examiner != NULL ? 0 : -1;
}

void
examination_begin(struct examination *x, examined_fn *out, void *arg)
{
	*x = (struct examination){ .arena = arena_new() };
	x->report.arena = x->arena;
	x->o.out = out;
	x->o.arg = arg;
}

void
examination_end(struct examination *x)
{
	examiner_free(x->examiner);
	config_free(x->config);
	arena_free(x->arena);
}
