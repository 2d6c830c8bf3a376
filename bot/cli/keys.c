/* SPDX-License-Identifier: ISC */
/*
 * patchbot keys: what the configuration pins, and what a key file holds.  It
 * changes nothing but by "import -y", which copies one file to the folder that
 * the configuration names; whether it is pinned a person still writes there.
 */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/fd.h"
#include "cli/cli.h"
#include "flow/config.h"
#include "flow/keys.h"
#include "text/keyring.h"
#include "text/pgp_key.h"

#define PREFIX_MIN	8	/* digits of a fingerprint that name a key */

struct asked {
	struct arena	*arena;
	struct config	*config;
	bool		 yes;
	int		 n;		/* words behind the verb */
	char		**words;
};

static const char *
day(int64_t t, char buf[CLOCK_TEXT])
{
	return t == 0 ? "never" : clock_date(t, buf);
}

/* One line; nothing of a user id may play with the terminal. */
static void
print_short(const struct key_file *f, const struct key_facts *k)
{
	char made[CLOCK_TEXT], ends[CLOCK_TEXT], size[32];

	snprintf(size, sizeof(size), "%s %u", k->algorithm, k->bits);
	printf("%-20s %s  %-9s  made %s  ends %-10s%s  %s  (%s)\n", f->owner,
	    k->id, size, day(k->made, made), day(k->expires, ends),
	    k->revoked ? "  REVOKED" : "", k->user, f->path);
}

static void
print_long(const struct key_file *f, const struct key_facts *k)
{
	char made[CLOCK_TEXT], ends[CLOCK_TEXT];

	printf("%s\n  fingerprint  %s\n  of           %s%s\n"
	    "  algorithm    %s, %u bits\n  made         %s\n"
	    "  ends         %s%s\n  file         %s\n", f->owner, k->id,
	    k->user, k->authority ? " (an authority)" : "", k->algorithm,
	    k->bits, day(k->made, made), day(k->expires, ends),
	    k->revoked ? ", REVOKED" : "", f->path);
}

/* Runs fn over all pinned keys; how many it took. */
static unsigned
each(const struct asked *q, bool (*fn)(const struct asked *,
    const struct key_file *, const struct key_facts *))
{
	const struct list *files = &q->config->keys;
	const struct key_file *f;
	unsigned taken = 0;
	size_t i, j;

	for (i = 0; i < files->n; i++) {
		f = files->at[i];
		for (j = 0; j < f->keys.n; j++)
			taken += fn(q, f, f->keys.at[j]);
	}
	return taken;
}

static bool
list_one(const struct asked *q, const struct key_file *f,
    const struct key_facts *k)
{
	(void)q;
	print_short(f, k);
	return true;
}

static int
run_list(const struct asked *q)
{
	if (each(q, list_one) == 0)
		printf("no key is pinned; see \"key\" and \"smime\" of a "
		    "vendor, and \"key\" of a person, in patchbot.conf(5)\n");
	return 0;
}

/* --- what ends soon ----------------------------------------------------- */

static int64_t horizon;

static bool
ends_soon(const struct asked *q, const struct key_file *f,
    const struct key_facts *k)
{
	(void)q;
	if (!k->revoked && (k->expires == 0 || k->expires > horizon))
		return false;
	print_short(f, k);
	return true;
}

static int
run_expires(const struct asked *q)
{
	long long days = KEYS_SOON / 86400;
	unsigned n;

	if (q->n > 0 && !str_number(q->words[0], 0, 36500, &days)) {
		fprintf(stderr, "patchbot: \"%s\" is no number of days\n",
		    q->words[0]);
		return EXIT_USAGE;
	}
	horizon = clock_now() + days * 86400;
	n = each(q, ends_soon);
	if (n == 0)
		printf("no pinned key ends within %lld days\n", days);
	return n > 0;
}

/* --- one key or file ------------------------------------------------------ */

/* The file as what it is: OpenPGP keys, else certificates. */
static int
look(const struct asked *q, const char *path, struct key_file *f)
{
	struct buf b = { 0 };
	struct err e = { 0 };
	int rc;

	*f = (struct key_file){ .owner = "(not pinned)", .path = path };
	rc = file_read_all(path, PGP_FILE_MAX, &b, &e);
	if (rc == 0) {
		f->bytes = (struct span){ arena_strn(q->arena, buf_str(&b),
		    b.n), b.n };
		f->kind = span_find_nocase(f->bytes, "-----BEGIN CERTIFICATE")
		    != NULL || (b.n > 0 && b.p[0] == 0x30) ? KEY_SMIME :
		    KEY_PGP;
		rc = keyring_look(q->arena, f, &e);
		if (rc == -1)
			err_in(&e, "%s", path);
	}
	if (rc == -1)
		fprintf(stderr, "patchbot: %s\n", e.text);
	buf_free(&b);
	return rc;
}

static void
print_all(const struct key_file *f)
{
	size_t i;

	for (i = 0; i < f->keys.n; i++)
		print_long(f, f->keys.at[i]);
}

static bool
show_one(const struct asked *q, const struct key_file *f,
    const struct key_facts *k)
{
	const char *w = q->words[0];

	if (!span_starts_nocase(span_of(k->id), w))
		return false;
	print_long(f, k);
	return true;
}

static int
run_show(const struct asked *q)
{
	struct key_file f;

	if (strlen(q->words[0]) >= PREFIX_MIN && each(q, show_one) > 0)
		return 0;
	if (access(q->words[0], R_OK) == -1) {
		fprintf(stderr, "patchbot: \"%s\" is neither a file nor the "
		    "fingerprint (%d digits of it, at least) of a pinned "
		    "key\n", q->words[0], PREFIX_MIN);
		return 1;
	}
	if (look(q, q->words[0], &f) == -1)
		return 1;
	print_all(&f);
	return 0;
}

/* --- import --------------------------------------------------------------- */

static int
copy(const struct asked *q, const struct key_file *f, const char *to)
{
	struct buf old = { 0 };
	struct err e = { 0 };
	int fd, rc = -1;

	(void)q;
	fd = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	if (fd == -1 && errno == EEXIST) {
		if (file_read_all(to, PGP_FILE_MAX, &old, &e) == 0 &&
		    old.n == f->bytes.n &&
		    memcmp(old.p, f->bytes.p, old.n) == 0)
			rc = 0;
		else
			err_set(&e, ERR_INPUT, "%s is there already, and is "
			    "another file; nothing was changed", to);
	} else if (fd == -1) {
		err_sys(&e, "%s", to);
	} else {
		rc = fd_write_all(fd, f->bytes.p, f->bytes.n, &e);
		if (close(fd) == -1 && rc == 0)
			rc = err_sys(&e, "%s", to);
	}
	if (rc == -1)
		fprintf(stderr, "patchbot: %s\n", e.text);
	buf_free(&old);
	return rc;
}

/* The lines that pin it, for a person to write. */
static void
print_lines(const struct key_file *f, const char *whose, const char *path)
{
	const struct key_facts *k;
	size_t i;

	printf("\nTo pin it, add to the entry of %s:\n    %s %s\n", whose,
	    f->kind == KEY_PGP ? "key" : "smime", path);
	if (strncmp(whose, "vendor ", 7) != 0)
		return;
	printf("and to its prove block (\"any\": this is enough):\n");
	for (i = 0; i < f->keys.n; i++) {
		k = f->keys.at[i];
		if (f->kind == KEY_PGP)
			printf("    pgp %s\n", k->id);
		else if (i == 0)
			printf("    smime %s\n", path);
	}
}

static int
run_import(const struct asked *q)
{
	const char *path = q->words[2], *base, *to = path, *whose;
	struct key_file f;

	if (strcmp(q->words[0], "vendor") != 0 &&
	    strcmp(q->words[0], "person") != 0) {
		fprintf(stderr, "patchbot: a key is of a vendor or of a "
		    "person, not of a \"%s\"\n", q->words[0]);
		return EXIT_USAGE;
	}
	if (look(q, path, &f) == -1)
		return 1;
	if (f.kind == KEY_SMIME && strcmp(q->words[0], "person") == 0) {
		fprintf(stderr, "patchbot: a person's key is an OpenPGP key, "
		    "not a certificate\n");
		return 1;
	}
	whose = arena_printf(q->arena, "%s %s", q->words[0], q->words[1]);
	print_all(&f);
	base = strrchr(path, '/') != NULL ? strrchr(path, '/') + 1 : path;
	if (q->config->keys_folder != NULL)
		to = arena_printf(q->arena, "%s/%s", q->config->keys_folder,
		    base);
	printf("\nCompare the fingerprint with what its owner tells you by "
	    "another way\n(telephone, a letter, the vendor's own site), "
	    "never with the mail it came in.\n");
	if (!q->yes) {
		printf("\nNothing was changed; with -y it is copied to %s.\n",
		    q->config->keys_folder != NULL ? to :
		    "the folder that \"keys\" in the configuration names");
	} else if (q->config->keys_folder == NULL) {
		fprintf(stderr, "patchbot: the configuration names no folder "
		    "for keys; add \"keys FOLDER\"\n");
		return 1;
	} else if (copy(q, &f, to) == -1) {
		return 1;
	} else {
		printf("\nCopied to %s.\n", to);
	}
	print_lines(&f, whose, to);
	return 0;
}

static const struct {
	const char	*name;
	int		 min, max;	/* words behind it */
	int		(*run)(const struct asked *);
} verbs[] = {
	{ "list", 0, 0, run_list },
	{ "show", 1, 1, run_show },
	{ "expires", 0, 1, run_expires },
	{ "import", 3, 3, run_import },
};

/* The words behind "keys": a verb of the table, or none: list. */
static int
dispatch(struct asked *q, int argc, char **argv)
{
	const char *name = argc > 0 ? argv[0] : "list";
	size_t i;

	q->n = argc > 0 ? argc - 1 : 0;
	q->words = argv + (argc > 0);
	for (i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++)
		if (strcmp(verbs[i].name, name) == 0 && q->n >= verbs[i].min &&
		    q->n <= verbs[i].max)
			return verbs[i].run(q);
	return cli_usage(&cli_keys);
}

static int
run(int argc, char **argv)
{
	static const struct option longs[] = {
		{ "yes", no_argument, NULL, 'y' }, { NULL, 0, NULL, 0 },
	};
	struct conf_report r = { .arena = arena_new() };
	struct asked q = { .arena = r.arena };
	const char *path = NULL;
	int c, rc = EXIT_USAGE;
	size_t i;

	while ((c = getopt_long(argc, argv, "c:y", longs, NULL)) != -1) {
		if (c == 'c')
			path = optarg;
		else if (c == 'y')
			q.yes = true;
		else
			break;
	}
	if (c != -1) {
		cli_usage(&cli_keys);
		goto out;
	}
	if ((path = cli_config(path)) == NULL)
		goto out;
	q.config = config_load(path, &r);
	for (i = 0; q.config == NULL && i < r.lines.n; i++)
		fprintf(stderr, "%s\n", (char *)r.lines.at[i]);
	rc = q.config != NULL ? dispatch(&q, argc - optind, argv + optind) : 1;
out:
	config_free(q.config);
	arena_free(r.arena);
	return rc;
}

const struct cli cli_keys = {
	"keys",
	"[-y] [-c FILE] [list | show FILE|FINGERPRINT | expires [DAYS] |\n"
	"           import vendor|person NAME FILE]",
	"the OpenPGP keys and certificates that are pinned", run,
};
