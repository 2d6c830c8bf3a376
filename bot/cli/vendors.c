/* SPDX-License-Identifier: ISC */
/*
 * patchbot vendors: "learn" proposes a vendors file from mails that are
 * there, "test" shows what a changed one would decide differently.  Both only
 * print; nothing is written and nothing believed by them.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "cli/cli.h"
#include "cli/examine.h"
#include "handlers/bulletin/facts.h"
#include "text/learn.h"

#define PAIRS	(VERDICT_MALFORMED + 1)

struct options {
	const char	*config, *vendors, *zone, *when, *fresh;
	struct list	 yes;
};

static void
examine_all(struct examination *x, char **paths)
{
	for (; *paths != NULL; paths++)
		examination_path(x, *paths);
	examiner_finish(x->examiner);
}

/* --- learn ------------------------------------------------------------- */

/* A reader of a vendor's own is worth naming; the general one is not. */
static const char *
reader_of(struct arena *a, const struct examined *x, bool *announces)
{
	struct list *all = x->reading != NULL && x->reading->claims.p != NULL ?
	    facts_unpack(a, x->reading->claims) : NULL;
	const struct bulletin_facts *f;

	*announces = all != NULL && all->n > 0;
	if (!*announces)
		return NULL;
	f = all->at[0];
	return strcmp(f->vendor, "any") == 0 ||
	    strcmp(f->vendor, "csaf") == 0 ? NULL : f->vendor;
}

static void
learn_one(void *arg, struct arena *a, const struct examined *x)
{
	struct learn_mail m = { .ev = x->ev };

	if (x->ev == NULL)
		return;
	m.where = x->index < 0 ? x->file : arena_printf(a, "%s #%lld",
	    x->file, (long long)x->index);
	m.when = x->ev->received != 0 ? x->ev->received : x->ev->date;
	m.reader = reader_of(a, x, &m.announces);
	learn_add(arg, &m);
}

static void
print_learned(struct learn *l, const struct examination *x,
    const struct options *o)
{
	struct learn_options how = { &x->vendors, &o->yes };
	struct list unknown = { 0 };
	struct buf out = { 0 };
	size_t i;

	learn_write(l, &how, &out, &unknown);
	fwrite(buf_str(&out), 1, out.n, stdout);
	for (i = 0; i < unknown.n; i++)
		fprintf(stderr, "patchbot: no mail is from the sender "
		    "\"%s\"; write it as the proposal does\n",
		    (char *)unknown.at[i]);
	list_free(&unknown);
	buf_free(&out);
}

static int
learn(const struct options *o, char **paths)
{
	struct examination x;
	struct learn *l = learn_new();
	int rc = EXIT_USAGE;

	examination_begin(&x, learn_one, l);
	if (examination_set_up(&x, o->config, o->vendors, o->zone,
	    o->when) == -1)
		goto out;
	examine_all(&x, paths);
	print_learned(l, &x, o);
	rc = x.unreadable ? 1 : 0;
out:
	examination_end(&x);
	learn_free(l);
	return rc;
}

/* --- test -------------------------------------------------------------- */

/* What the file in force decided of one mail; all of it in the arena. */
struct decided {
	const char	*file;
	int64_t		 index;
	bool		 failed;
	struct judgement judgement;
	const char	*vendor;	/* id, or NULL */
};

struct comparison {
	struct arena	*arena;
	struct list	 before;	/* struct decided *, in order */
	size_t		 pairs[PAIRS][PAIRS];	/* before, now */
	size_t		 mails, failed, vendors;
};

/* Nothing of a mail may play with the terminal. */
static void
show(const char *label, const char *s)
{
	struct buf b = { 0 };

	if (s == NULL || s[0] == '\0')
		return;
	utf8_add_clean(&b, s, strlen(s));
	printf("  %-8s %s\n", label, buf_str(&b));
	buf_free(&b);
}

static const char *
vendor_id(const struct judgement *j)
{
	return j->vendor != NULL ? j->vendor->id : NULL;
}

static void
show_judgement(const char *label, const struct judgement *j,
    const char *vendor)
{
	char what[200];
	size_t i;

	snprintf(what, sizeof(what), "%s%s%s", verdict_name(j->verdict),
	    vendor != NULL ? ", " : "", vendor != NULL ? vendor : "");
	show(label, what);
	for (i = 0; i < j->why.n; i++)
		show("", j->why.at[i]);
}

/* The first time round: what is decided now lives on. */
static void
remember_one(void *arg, struct arena *a, const struct examined *x)
{
	struct comparison *c = arg;
	struct decided *d = arena_alloc(c->arena, sizeof(*d));
	size_t i;

	(void)a;
	d->file = arena_str(c->arena, x->file);
	d->index = x->index;
	d->failed = x->ev == NULL;
	d->judgement.verdict = x->judgement.verdict;
	d->vendor = arena_str(c->arena, vendor_id(&x->judgement));
	for (i = 0; i < x->judgement.why.n; i++)
		list_add_in(c->arena, &d->judgement.why, arena_str(c->arena,
		    x->judgement.why.at[i]));
	list_add_in(c->arena, &c->before, d);
	c->mails++;
	c->failed += d->failed;
	c->pairs[d->judgement.verdict][d->judgement.verdict] += !d->failed;
}

static bool
same_vendor(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

/* The second time, by the other file; mails come in the same order, but for
 * those that came or went in a mailbox that is in use. */
static const struct decided *
decided_before(const struct comparison *c, const struct examined *x)
{
	const struct decided *d = c->mails < c->before.n ?
	    c->before.at[c->mails] : NULL;

	return d != NULL && d->index == x->index &&
	    strcmp(d->file, x->file) == 0 ? d : NULL;
}

static void
compare_one(void *arg, struct arena *a, const struct examined *x)
{
	struct comparison *c = arg;
	const struct judgement *now = &x->judgement;
	const struct decided *d = decided_before(c, x);
	bool vendor;

	(void)a;
	c->mails++;
	if (d == NULL || x->ev == NULL || d->failed) {
		c->failed++;
		return;
	}
	c->pairs[d->judgement.verdict][now->verdict]++;
	vendor = !same_vendor(d->vendor, vendor_id(now));
	c->vendors += vendor && d->judgement.verdict == now->verdict;
	if (d->judgement.verdict == now->verdict && !vendor)
		return;
	printf("%s", x->file);
	if (x->index >= 0)
		printf(" #%lld", (long long)x->index);
	printf("\n");
	show("from", x->ev->from);
	show("subject", x->ev->subject);
	show_judgement("before", &d->judgement, d->vendor);
	show_judgement("now", now, vendor_id(now));
	printf("\n");
}

static void
print_comparison(const struct comparison *c)
{
	size_t i, k, same = 0;

	for (i = 0; i < PAIRS; i++)
		same += c->pairs[i][i];
	same -= c->vendors;
	printf("%zu mail%s: %zu as before, %zu decided differently\n",
	    c->mails, c->mails == 1 ? "" : "s", same,
	    c->mails - c->failed - same);
	for (i = 0; i < PAIRS; i++)
		for (k = 0; k < PAIRS; k++)
			if (i != k && c->pairs[i][k] > 0)
				printf("  %6zu  %s -> %s\n", c->pairs[i][k],
				    verdict_name((enum verdict)i),
				    verdict_name((enum verdict)k));
	if (c->vendors > 0)
		printf("  %6zu  another vendor, the same verdict\n",
		    c->vendors);
	if (c->failed > 0)
		printf("  %6zu  could not be examined\n", c->failed);
}

/* One file alone: how many mails it decides how. */
static void
print_counts(const struct comparison *c)
{
	size_t i;

	printf("%zu mail%s\n", c->mails, c->mails == 1 ? "" : "s");
	for (i = 0; i < PAIRS; i++)
		if (c->pairs[i][i] > 0)
			printf("  %6zu  %s\n", c->pairs[i][i],
			    verdict_name((enum verdict)i));
	if (c->failed > 0)
		printf("  %6zu  could not be examined\n", c->failed);
}

/*
 * Judged twice as a whole, not only decided twice: another file may pin other
 * keys, and then there is other evidence.
 */
static int
test(const struct options *o, char **paths)
{
	struct comparison old = { .mails = 0 }, c = { .mails = 0 };
	struct examination x, fresh;
	int rc = EXIT_USAGE;

	examination_begin(&x, remember_one, &old);
	examination_begin(&fresh, compare_one, &c);
	old.arena = x.arena;
	if (examination_set_up(&x, o->config, o->vendors, o->zone,
	    o->when) == -1 || (o->fresh != NULL && examination_set_up(&fresh,
	    o->config, o->fresh, o->zone, o->when) == -1))
		goto out;
	examine_all(&x, paths);
	if (o->fresh != NULL) {
		c.before = old.before;
		examine_all(&fresh, paths);
		print_comparison(&c);
	} else {
		print_counts(&old);
	}
	rc = x.unreadable ? 1 : 0;
out:
	examination_end(&fresh);
	examination_end(&x);
	return rc;
}

/* --- both -------------------------------------------------------------- */

static const struct {
	const char	*name;
	int		(*run)(const struct options *o, char **paths);
	const char	*letters;
} actions[] = {
	{ "learn", learn, "c:V:z:t:y:" },
	{ "test", test, "c:V:z:t:n:" },
};

static int
run(int argc, char **argv)
{
	struct options o = { .config = NULL };
	size_t i, n = sizeof(actions) / sizeof(actions[0]);
	int c, rc = EXIT_USAGE;

	for (i = 0; i < n && argc > 1; i++)
		if (strcmp(argv[1], actions[i].name) == 0)
			break;
	if (argc < 2 || i == n)
		return cli_usage(&cli_vendors);
	while ((c = getopt(argc - 1, argv + 1, actions[i].letters)) != -1) {
		if (c == 'c')
			o.config = optarg;
		else if (c == 'V')
			o.vendors = optarg;
		else if (c == 'z')
			o.zone = optarg;
		else if (c == 't')
			o.when = optarg;
		else if (c == 'n')
			o.fresh = optarg;
		else if (c == 'y')
			list_add(&o.yes, optarg);
		else
			break;
	}
	if (c != -1 || optind == argc - 1)
		cli_usage(&cli_vendors);
	else
		rc = actions[i].run(&o, argv + 1 + optind);
	list_free(&o.yes);
	return rc;
}

const struct cli cli_vendors = {
	"vendors",
	"learn [-c FILE] [-V VENDORS] [-z ZONE] [-t TIME] [-y SENDER]... "
	"PATH...\n"
	"       patchbot vendors test [-c FILE] [-V VENDORS] [-n NEW] "
	"[-z ZONE] [-t TIME] PATH...",
	"propose a vendors file from these mails, or compare two", run,
};
