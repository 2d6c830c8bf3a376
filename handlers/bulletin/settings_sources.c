/* SPDX-License-Identifier: ISC */
/* The directive "sources": what is in the register beside the vendors. */
#include <stdio.h>
#include <string.h>

#include "handlers/bulletin/sources.h"

#define SILENT_AFTER	"100d"
#define EVERY		"30d"
#define CHECK_AT	"09:00"

static const char *const kinds[] = { "web", "feed", "list", "person",
    "other" };
#define KINDS (sizeof(kinds) / sizeof(kinds[0]))

static bool
is_kind(const char *w, size_t i, struct err *e)
{
	const char *near;

	(void)i;
	for (i = 0; i < KINDS; i++)
		if (strcmp(w, kinds[i]) == 0)
			return true;
	near = str_nearest(w, kinds, KINDS);
	err_set(e, ERR_CONFIG, "web, feed, list, person or other%s%s%s",
	    near != NULL ? "; did you mean \"" : "", near != NULL ? near : "",
	    near != NULL ? "\"?" : "");
	return false;
}

static bool
is_days(const char *w, size_t i, struct err *e)
{
	int64_t t;

	if (conf_is_span(w, i, e) && clock_parse_span(w, &t) &&
	    t >= SOURCE_SPAN_MIN && t <= SOURCE_SPAN_MAX)
		return true;
	err_set(e, ERR_CONFIG, "a time from 1d to 1000d, such as 30d");
	return false;
}

static const struct conf_rule source_rules_table[] = {
	{ .name = "name", .params = "NAME", .min = 1, .max = 1,
	    .help = "What people call it; the default is the entry's own "
	    "name. A vendor has its name from the vendors file." },
	{ .name = "kind", .params = "web|feed|list|person|other", .min = 1,
	    .max = 1, .check = is_kind, .help = "What it is; needed where the "
	    "entry is no vendor's. An account manager is a person." },
	{ .name = "at", .params = "WHERE", .min = 1, .max = 1,
	    .help = "Where it is: a page's address, a telephone number. Needed "
	    "where the entry is no vendor's; of a vendor, where to check what "
	    "it mails." },
	{ .name = "by", .params = "PERSON", .min = 1, .max = 1,
	    .help = "The id of the person who looks after it. Needed where the "
	    "entry is no vendor's." },
	{ .name = "every", .params = "SPAN", .min = 1, .max = 1,
	    .def = EVERY, .check = is_days, .help = "How often somebody has to "
	    "look at it, and say so with the command checked. Not for "
	    "vendors, which write by themselves." },
	{ .name = "silent-after", .params = "SPAN", .min = 1, .max = 1,
	    .check = is_days, .help = "The coordinator is told when this "
	    "vendor was not heard for so long; the default is the one of all "
	    "sources." },
	{ .name = NULL },
};

static const struct conf_rule rules[] = {
	{ .name = "silent-after", .params = "SPAN", .min = 1, .max = 1,
	    .def = SILENT_AFTER, .check = is_days, .help = "The coordinator is "
	    "told when a vendor was not heard for so long; earlier, where it "
	    "was heard on five days or more and is silent for four times its "
	    "usual pause and a week at least." },
	{ .name = "check-at", .params = "HH:MM", .min = 1, .max = 1,
	    .def = CHECK_AT, .check = conf_is_clock, .help = "When the "
	    "register is gone through each day, and the coordinator is "
	    "reminded of the review on the first day of a quarter." },
	{ .name = "source", .params = "NAME", .min = 1, .max = 1,
	    .check = conf_is_name, .block = source_rules_table,
	    .flags = CONF_MANY, .help = "A source that sends no mail here (a "
	    "web page, a feed, the vendor's account manager), or more about "
	    "the vendor of this name. At most 500." },
	{ .name = NULL },
};

static struct source *
by_id(const struct list *all, const char *id)
{
	size_t i;

	for (i = 0; i < all->n; i++) {
		struct source *s = all->at[i];

		if (str_eq_nocase(s->id, id))
			return s;
	}
	return NULL;
}

static int64_t
span(const struct conf_node *n, const char *name, const char *def)
{
	int64_t t = 0;

	clock_parse_span(n != NULL ? conf_get(n, name, 1, def) : def, &t);
	return t;
}

static void
add_vendors(struct arena *a, const struct config *c, int64_t silent_after,
    struct list *all)
{
	const struct vendor *v;
	struct source *s;
	size_t i;

	for (i = 0; i < c->vendors.n; i++) {
		v = c->vendors.at[i];
		s = arena_alloc(a, sizeof(*s));
		*s = (struct source){ .id = v->id, .name = v->name,
		    .kind = "mail", .silent_after = silent_after };
		list_add_in(a, all, s);
	}
}

/* What must, or must not, stand in an entry of this kind. */
static void
check_entry(const struct conf_node *n, bool vendor, struct conf_report *r)
{
	static const char *const needed[] = { "kind", "at", "by" };
	static const char *const idle[] = { "kind", "name", "every" };
	const char *id = n->words[1].text;
	size_t i;

	for (i = 0; i < 3; i++)
		if (!vendor && !conf_stood(n, needed[i]))
			conf_error(r, n, 1, "the source \"%s\" is no vendor; "
			    "expected \"%s\" in its block", id, needed[i]);
	for (i = 0; i < 3; i++)
		if (vendor && conf_find(n, idle[i]) != NULL)
			conf_error(r, conf_find(n, idle[i]), 0, "\"%s\" is a "
			    "vendor; expected no \"%s\" for it", id, idle[i]);
	if (!vendor && conf_find(n, "silent-after") != NULL)
		conf_error(r, conf_find(n, "silent-after"), 0, "\"%s\" is no "
		    "vendor; expected \"every\" for it", id);
}

static void
read_by(const struct config *c, const struct conf_node *n, struct source *s,
    struct conf_report *r)
{
	const char *id = conf_get(n, "by", 1, NULL);

	if (id == NULL)
		return;
	s->by = people_by_id(&c->people, id);
	if (s->by == NULL && !conf_may_be(r, c->root, id))
		conf_error(r, conf_find(n, "by"), 1, "found \"%s\"; expected "
		    "the id of a person", id);
}

static void
read_source(struct arena *a, const struct config *c, const struct conf_node *n,
    struct list *all, struct conf_report *r)
{
	const char *id = n->words[1].text;
	struct source *s = by_id(all, id);
	bool vendor = s != NULL && s->every == 0;

	if (s != NULL && !vendor) {
		conf_error(r, n, 1, "found the source \"%s\" a second time; "
		    "expected each once", id);
		return;
	}
	check_entry(n, vendor, r);
	if (!vendor) {
		s = arena_alloc(a, sizeof(*s));
		s->id = arena_str(a, id);
		s->name = arena_str(a, conf_get(n, "name", 1, id));
		s->kind = arena_str(a, conf_get(n, "kind", 1, "other"));
		s->every = span(n, "every", EVERY);
		list_add_in(a, all, s);
	} else if (conf_find(n, "silent-after") != NULL) {
		s->silent_after = span(n, "silent-after", SILENT_AFTER);
	}
	s->at = arena_str(a, conf_get(n, "at", 1, NULL));
	read_by(c, n, s, r);
}

static void *
read_sources(struct arena *a, const struct config *c,
    const struct conf_node *root, struct conf_report *r)
{
	const struct conf_node *n = conf_find(root, "sources"), *child;
	struct source_rules *s = arena_alloc(a, sizeof(*s));
	const char *at = n != NULL ? conf_get(n, "check-at", 1, CHECK_AT) :
	    CHECK_AT;
	size_t i;

	sscanf(at, "%2d:%2d", &s->hour, &s->minute);
	add_vendors(a, c, span(n, "silent-after", SILENT_AFTER), &s->all);
	for (i = 0; n != NULL && i < n->children.n; i++) {
		child = n->children.at[i];
		if (strcmp(child->words[0].text, "source") != 0)
			continue;
		if (s->all.n < c->vendors.n + SOURCES_MAX)
			read_source(a, c, child, &s->all, r);
		else
			conf_error(r, child, 1, "expected at most %d sources",
			    SOURCES_MAX);
	}
	return s;
}

const struct settings settings_sources = {
	.rule = { .name = "sources", .block = rules, .help = "The register of "
	    "sources: all vendors, and those that send no mail here." },
	.read = read_sources,
};

const struct source_rules *
source_rules(const struct work *w)
{
	return config_part(work_config(w), &settings_sources);
}

const struct source *
source_find(const struct work *w, const char *word)
{
	const struct list *all = &source_rules(w)->all;
	const struct source *s = by_id(all, word);
	size_t i;

	for (i = 0; s == NULL && i < all->n; i++)
		if (str_eq_nocase(((struct source *)all->at[i])->name, word))
			s = all->at[i];
	return s;
}

const char *
source_name(const struct work *w, const char *id)
{
	const struct source *s = by_id(&source_rules(w)->all, id);

	if (strcmp(id, SOURCE_NONE) == 0)
		return "what claims no vendor";
	return s != NULL ? s->name : id;
}

static int
unknown(struct work *w, const char *word, struct err *e)
{
	const struct list *all = &source_rules(w)->all;
	const char **ids = arena_alloc(work_arena(w), (all->n + 1) *
	    sizeof(*ids)), *near;
	size_t i;

	for (i = 0; i < all->n; i++)
		ids[i] = ((struct source *)all->at[i])->id;
	near = str_nearest(word, ids, all->n);
	return err_set(e, ERR_INPUT, "There is no source \"%s\"%s%s%s "
	    "\"sources\" lists them.", word, near != NULL ? "; did you mean \""
	    : ".", near != NULL ? near : "", near != NULL ? "\"?" : "");
}

const struct source *
source_pick(struct work *w, const char *word, struct err *e)
{
	const struct source *s = source_find(w, word);

	if (s == NULL)
		unknown(w, word, e);
	return s;
}
