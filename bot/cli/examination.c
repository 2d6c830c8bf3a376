/* SPDX-License-Identifier: ISC */
/*
 * Mails from paths (files, mboxes, Maildirs, folders of them) to an examiner,
 * and what an examiner needs to know: see examine.h.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/fd.h"
#include "cli/cli.h"
#include "cli/examine.h"
#include "flow/keys.h"
#include "text/mbox.h"

#define FILE_MAX	(512 << 20)	/* bytes of one file (an mbox) */
#define DEPTH_MAX	64		/* folders within folders */

static void one_path(struct examination *x, const char *path, int depth);

static void
unreadable(struct examination *x, const char *path, const char *why)
{
	struct examined one = { .file = path, .index = -1, .failed = why };

	examiner_finish(x->examiner);
	x->seen++;
	fprintf(stderr, "patchbot: %s\n", why);
	x->o.out(x->o.arg, x->arena, &one);
	x->unreadable = true;
}

static void
add(struct examination *x, const char *path, int64_t index, struct span mail)
{
	x->seen++;
	examiner_add(x->examiner, path, index, mail);
}

void
examination_path(struct examination *x, const char *path)
{
	struct examined nothing = { .file = path, .index = -1,
	    .failed = "there is no mail in this folder" };
	size_t before = x->seen;

	one_path(x, path, 0);
	if (x->seen != before)
		return;
	examiner_finish(x->examiner);
	x->o.out(x->o.arg, x->arena, &nothing);
}

static void
one_file(struct examination *x, const char *path)
{
	struct buf bytes = { 0 }, mail = { 0 };
	struct err e = { 0 };
	struct span file;
	struct mbox m;

	if (file_read_all(path, FILE_MAX, &bytes, &e) == -1) {
		unreadable(x, path, e.text);
		goto out;
	}
	file = (struct span){ buf_str(&bytes), bytes.n };
	if (!mbox_is(file)) {
		add(x, path, -1, file);
		goto out;
	}
	mbox_open(&m, file);
	while (mbox_next(&m, &mail))
		add(x, path, (int64_t)m.index, (struct span){ buf_str(&mail),
		    mail.n });
out:
	buf_free(&bytes);
	buf_free(&mail);
}

static int
no_dots(const struct dirent *d)
{
	return strcmp(d->d_name, ".") != 0 && strcmp(d->d_name, "..") != 0;
}

static int
by_bytes(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static void
folder(struct examination *x, const char *path, int depth)
{
	struct dirent **names;
	struct buf sub = { 0 };
	int n = scandir(path, &names, no_dots, by_bytes), i;

	if (n == -1) {
		unreadable(x, path, "the folder cannot be read");
		return;
	}
	for (i = 0; i < n; i++) {
		buf_cut(&sub, 0);
		buf_addf(&sub, "%s%s%s", path, str_ends_nocase(path, "/") ?
		    "" : "/", names[i]->d_name);
		one_path(x, sub.p, depth + 1);
		free(names[i]);
	}
	free(names);
	buf_free(&sub);
}

static void
one_path(struct examination *x, const char *path, int depth)
{
	struct stat st;
	struct err e = { 0 };

	if (depth > DEPTH_MAX)
		unreadable(x, path, "folders are nested too deeply");
	else if ((depth == 0 ? stat(path, &st) : lstat(path, &st)) == -1) {
		err_sys(&e, "%s", path);
		unreadable(x, path, e.text);
	} else if (S_ISDIR(st.st_mode))
		folder(x, path, depth);
	else if (S_ISREG(st.st_mode) || depth == 0)
		one_file(x, path);
	/* links, devices and sockets inside a folder are passed over */
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
	if (zone != NULL)
		x->o.zone_file = zone;
	if (when != NULL && !clock_parse(when, &x->o.when)) {
		fprintf(stderr, "patchbot: \"%s\" is no time; write @SECONDS, "
		    "2026-11-21, \"2026-11-21 18:00\" or RFC 3339\n", when);
		return -1;
	}
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
