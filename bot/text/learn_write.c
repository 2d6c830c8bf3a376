/* SPDX-License-Identifier: ISC */
/* The proposal for a vendors file; see learn.h. */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "text/learn_parts.h"

#define FEW		5	/* addresses that are listed one by one */
#define EXAMPLES	3	/* unproven mails that are shown */
#define WIDTH		76	/* columns of a comment's text */
#define SHOWN		8	/* addresses, names, lists in a comment */

static const char *const kind_names[] = { [PROVE_DKIM] = "dkim",
    [PROVE_DMARC] = "dmarc", [PROVE_ARC] = "arc", [PROVE_LIST] = "list" };

/* --- words ------------------------------------------------------------- */

/* A stranger's words for one line of the file: clean, and nothing in them
 * ends a quoted word. */
static void
add_clean(struct buf *out, const char *s, size_t max)
{
	struct buf b = { 0 };
	size_t i;

	utf8_add_clean(&b, s, strlen(s));
	for (i = 0; i < b.n; i++)
		if (strchr("\"\\\n\t", b.p[i]) != NULL)
			b.p[i] = ' ';
	if (b.n > max) {
		while (max > 0 && (b.p[max] & 0xc0) == 0x80)
			max--;
		buf_cut(&b, max);
		buf_adds(&b, "...");
	}
	buf_add(out, buf_str(&b), b.n);
	buf_free(&b);
}

static void
add_day(struct buf *out, int64_t t)
{
	char day[CLOCK_TEXT];

	buf_adds(out, t != 0 ? clock_date(t, day) : "unknown");
}

static int
by_count(const void *a, const void *b)
{
	const struct learn_word *one = *(void *const *)a;
	const struct learn_word *other = *(void *const *)b;

	if (one->n != other->n)
		return one->n > other->n ? -1 : 1;
	return strcmp(one->text, other->text);
}

/* Words of a sentence under this beginning of each line. */
static void
add_folded(struct buf *out, const char *begin, const char *s)
{
	struct buf clean = { 0 };
	struct span rest, word;
	size_t column = 0;

	add_clean(&clean, s, 400);
	rest = (struct span){ buf_str(&clean), clean.n };
	while (span_word(&rest, &word)) {
		if (column == 0 || column + 1 + word.n > WIDTH) {
			buf_adds(out, column > 0 ? "\n" : "");
			buf_adds(out, begin);
			column = strlen(begin);
		} else {
			buf_addc(out, ' ');
			column++;
		}
		buf_add(out, word.p, word.n);
		column += word.n;
	}
	buf_adds(out, column > 0 ? "\n" : "");
	buf_free(&clean);
}

/* "#   LABEL    one (12), two (3)", folded between two. */
static void
add_words(struct buf *out, const char *label, struct list *words, bool quote)
{
	struct buf one = { 0 };
	size_t column = 0, i;

	if (words->n > 0)
		qsort(words->at, words->n, sizeof(words->at[0]), by_count);
	for (i = 0; i < words->n && i < SHOWN; i++) {
		const struct learn_word *w = words->at[i];

		buf_cut(&one, 0);
		buf_adds(&one, quote ? "\"" : "");
		add_clean(&one, w->text, 60);
		buf_addf(&one, "%s (%zu)%s", quote ? "\"" : "", w->n,
		    i + 1 < words->n ? "," : "");
		if (i == 0 || column + 1 + one.n > WIDTH) {
			buf_addf(out, "%s#   %-8s", i > 0 ? "\n" : "",
			    i > 0 ? "" : label);
			column = 12;
		}
		buf_addc(out, ' ');
		buf_add(out, one.p, one.n);
		column += 1 + one.n;
	}
	if (words->n > SHOWN)
		buf_addf(out, " and %zu more", words->n - SHOWN);
	buf_adds(out, words->n > 0 ? "\n" : "");
	buf_free(&one);
}

static void
add_way(struct buf *out, const struct learn_way *w)
{
	buf_adds(out, kind_names[w->prove.kind]);
	if (w->prove.argument != NULL) {
		buf_addc(out, ' ');
		add_clean(out, w->prove.argument, 255);
	}
}

/* --- one sender -------------------------------------------------------- */

static void
add_ways(struct buf *out, const struct learn_sender *s)
{
	const struct learn_way *w;
	size_t i;

	for (i = 0; i < s->ways.n; i++) {
		w = s->ways.at[i];
		buf_adds(out, "#   proves   ");
		add_way(out, w);
		buf_addf(out, ": %zu of %zu", w->holds, s->mails.n);
		if (w->holds > 0) {
			buf_adds(out, ", first ");
			add_day(out, w->first);
			buf_adds(out, ", last ");
			add_day(out, w->last);
		}
		if (w->gone > 0)
			buf_addf(out, "%skey no longer published: %zu",
			    w->holds > 0 ? "; " : ", ", w->gone);
		buf_addc(out, '\n');
		if (w->foreign && w->holds > 0)
			buf_adds(out, "#            (another domain's, which "
			    "may sign for anybody: not proposed)\n");
	}
}

static const struct {
	enum learn_miss	 miss;
	const char	*words;
} misses[] = {
	{ MISS_GONE, "its key is no longer published" },
	{ MISS_FAILED, "a look-up failed; try again" },
	{ MISS_RELAYED, "through a list or gateway, which may have broken "
	    "it" },
	{ MISS_DISOWNED, "disowned by its domain's DMARC policy" },
};

static void
add_misses(struct buf *out, const struct learn_sender *s,
    const struct learn_choice *c)
{
	size_t i, shown = 0, n = learn_unproven(c);

	for (i = 0; i < sizeof(misses) / sizeof(misses[0]); i++)
		if (c->misses[misses[i].miss] > 0)
			buf_addf(out, "#   unproven %zu, %s\n",
			    c->misses[misses[i].miss], misses[i].words);
	if (n == 0 || c->n == 0)
		return;
	buf_addf(out, "#   unproven %zu, for no known reason; look at %s:\n",
	    n, n == 1 ? "it" : "them");
	for (i = 0; i < s->mails.n && shown < EXAMPLES; i++) {
		const struct learn_one *m = s->mails.at[i];

		if ((m->ways & c->bits) != 0 || (m->ways == 0 &&
		    m->miss != MISS_PLAIN))
			continue;
		buf_adds(out, "#     ");
		add_clean(out, m->where, 200);
		if (m->subject != NULL) {
			buf_adds(out, "  ");
			add_clean(out, m->subject, 60);
		}
		buf_addc(out, '\n');
		shown++;
	}
	if (n > shown)
		buf_addf(out, "#     and %zu more\n", n - shown);
}

/* The word an entry is called by: "debian" of debian.org; a list by all of
 * its name. */
static void
add_id(struct buf *out, const struct learn_sender *s)
{
	const char *p;

	for (p = s->name; *p != '\0' && (s->is_list || *p != '.'); p++)
		buf_addc(out, (ascii_lower(*p) >= 'a' && ascii_lower(*p) <=
		    'z') || (*p >= '0' && *p <= '9') ? *p : '-');
}

static bool
is_plain(const char *s)
{
	return s[0] != '\0' && s[strspn(s, "abcdefghijklmnopqrstuvwxyz"
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_+=@")] == '\0';
}

/* Each address where there are few; else everything of their domains. */
static void
add_from(struct buf *out, const char *mark, const struct learn_sender *s)
{
	const char *domain, *seen[LEARN_WORDS_MAX];
	const struct learn_word *w;
	size_t i, k, n = 0;

	for (i = 0; i < s->addresses.n; i++) {
		w = s->addresses.at[i];
		domain = strrchr(w->text, '@') + 1;
		if (!is_plain(w->text) || w->proven == 0)
			continue;
		if (s->addresses.n <= FEW || s->is_list) {
			buf_addf(out, "%s\tfrom %s\n", mark, w->text);
			continue;
		}
		for (k = 0; k < n && strcmp(seen[k], domain) != 0; k++)
			;
		if (k < n)
			continue;
		seen[n++] = domain;
		buf_addf(out, "%s\tfrom *@%s\n", mark, domain);
	}
}

static void
add_entry(struct buf *out, const struct learn_sender *s,
    const struct learn_choice *c, const char *mark)
{
	const struct learn_word *w;
	size_t i;

	buf_addf(out, "%svendor ", mark);
	add_id(out, s);
	buf_addf(out, " {\n%s\tname \"", mark);
	w = s->names.n > 0 && !s->is_list ? s->names.at[0] : NULL;
	add_clean(out, w != NULL ? w->text : s->name, 60);
	buf_adds(out, "\"\n");
	add_from(out, mark, s);
	for (i = 0; i < s->lists.n && i < FEW; i++) {
		w = s->lists.at[i];
		/* not one that some of its mail came through */
		if (is_plain(w->text) && w->proven * 2 >= c->proven)
			buf_addf(out, "%s\tlist %s\n", mark, w->text);
	}
	w = s->readers.n > 0 ? s->readers.at[0] : NULL;
	if (w != NULL && is_plain(w->text))
		buf_addf(out, "%s\treader %s\n", mark, w->text);
	buf_addf(out, "%s\tprove any { ", mark);
	for (i = 0; i < c->n; i++) {
		buf_adds(out, i > 0 ? "; " : "");
		add_way(out, c->ways[i]);
	}
	buf_addf(out, " }\n%s}\n", mark);
}

static const struct vendor *
known_as(const struct learn_sender *s, const struct list *vendors)
{
	const struct vendor *v = NULL;
	size_t i;

	for (i = 0; vendors != NULL && i < s->addresses.n && v == NULL; i++)
		v = vendors_by_address(vendors,
		    ((struct learn_word *)s->addresses.at[i])->text);
	return v;
}

/* Other senders that announced at least as much, as vendors: what resembles
 * one of them is no sender of its own. */
static void
add_greater(struct learn *l, const struct learn_sender *s, struct list *all)
{
	const struct learn_sender *other;
	struct vendor *v;
	size_t i;

	for (i = 0; i < l->senders.n && l->senders.at[i] != s; i++) {
		other = l->senders.at[i];
		if (other->is_list)
			continue;
		v = arena_alloc(l->arena, sizeof(*v));
		v->id = v->name = other->name;
		list_add_in(l->arena, &v->from, arena_printf(l->arena, "*@%s",
		    other->name));
		list_add_in(l->arena, all, v);
	}
}

/* Why this sender is taken for an imitation of another one, or NULL. */
static const char *
resembles(struct learn *l, const struct learn_sender *s,
    const struct list *vendors)
{
	const struct learn_word *w;
	struct list all = { 0 };
	const char *how = NULL;
	size_t i;

	for (i = 0; vendors != NULL && i < vendors->n; i++)
		list_add_in(l->arena, &all, vendors->at[i]);
	add_greater(l, s, &all);
	for (i = 0; i < s->addresses.n; i++) {
		w = s->addresses.at[i];
		if (vendors_by_address(&all, w->text) != NULL)
			return NULL;
		if (vendors_claimed(l->arena, &all, w->text, NULL, &how) !=
		    NULL)
			return how;
	}
	return NULL;
}

static void
add_head(struct buf *out, struct learn_sender *s,
    const struct learn_options *o)
{
	const struct vendor *v = known_as(s, o->vendors);

	buf_addf(out, "\n# %s", s->is_list ? "list " : "");
	add_clean(out, s->name, 255);
	buf_addf(out, ": %zu mail%s, ", s->mails.n,
	    s->mails.n == 1 ? "" : "s");
	add_day(out, s->first);
	buf_adds(out, " to ");
	add_day(out, s->last);
	buf_addf(out, ", %zu with a bulletin\n", s->announced);
	if (v != NULL)
		buf_addf(out, "#   your vendors file has it as \"%s\"\n",
		    v->id);
	add_words(out, "from", &s->addresses, false);
	add_words(out, "called", &s->names, true);
	add_words(out, "list", &s->lists, false);
	add_ways(out, s);
}

static void
add_sender(struct learn *l, struct buf *out, struct learn_sender *s,
    const struct learn_options *o, const char *mark)
{
	const char *how = resembles(l, s, o->vendors);
	struct learn_choice c = learn_choose(s);

	add_head(out, s, o);
	add_misses(out, s, &c);
	if (how != NULL) {
		buf_adds(out, "#   no proposal: it resembles another sender\n");
		add_folded(out, "#     ", how);
	} else if (learn_is_enough(&c)) {
		add_entry(out, s, &c, mark);
	} else if (c.proven + learn_unproven(&c) == 0) {
		buf_adds(out, "#   no proposal: none of it can be checked\n");
	} else if (c.n > 0 && c.proven < LEARN_MAILS_MIN) {
		buf_adds(out, "#   no proposal: one mail is too few\n");
	} else {
		buf_addf(out, "#   no proposal: %zu of %zu prove something, "
		    "fewer than %d%%\n", c.proven,
		    c.proven + learn_unproven(&c), LEARN_PERCENT);
	}
}

/* --- all --------------------------------------------------------------- */

static int
by_announced(const void *a, const void *b)
{
	const struct learn_sender *one = *(void *const *)a;
	const struct learn_sender *other = *(void *const *)b;

	if (one->announced != other->announced)
		return one->announced > other->announced ? -1 : 1;
	if (one->mails.n != other->mails.n)
		return one->mails.n > other->mails.n ? -1 : 1;
	return strcmp(one->name, other->name);
}

static void
add_others(struct buf *out, const struct learn *l, size_t quiet)
{
	if (quiet > 0)
		buf_addf(out, "\n# %zu more sender%s announced nothing and %s "
		    "left out.\n", quiet, quiet == 1 ? "" : "s",
		    quiet == 1 ? "is" : "are");
	if (l->malformed > 0)
		buf_addf(out, "# %zu mail%s no single From address.\n",
		    l->malformed, l->malformed == 1 ? " has" : "s have");
	if (l->left_out > 0)
		buf_addf(out, "# %zu mails of further senders than %d were "
		    "not counted.\n", l->left_out, LEARN_SENDERS_MAX);
}

static void
add_unknown(struct learn *l, const struct list *yes, struct list *unknown)
{
	size_t i, k;

	for (i = 0; yes != NULL && unknown != NULL && i < yes->n; i++) {
		for (k = 0; k < l->senders.n; k++)
			if (str_eq_nocase(yes->at[i], ((struct learn_sender *)
			    l->senders.at[k])->name))
				break;
		if (k == l->senders.n)
			list_add(unknown, yes->at[i]);
	}
}

void
learn_write(struct learn *l, const struct learn_options *o, struct buf *out,
    struct list *unknown)
{
	struct learn_sender *s;
	size_t i, quiet = 0;

	if (l->senders.n > 0)
		qsort(l->senders.at, l->senders.n, sizeof(l->senders.at[0]),
		    by_announced);
	buf_addf(out, "# A proposal for a vendors file, from %zu mail%s.\n"
	    "# Believe none of it unseen: a mailbox holds forgeries as well.  "
	    "Say yes to a\n# sender that you know by taking the \"#\" off its "
	    "entry, or by -y SENDER;\n# then try it: patchbot vendors test -n "
	    "FILE PATH\n", l->mails, l->mails == 1 ? "" : "s");
	for (i = 0; i < l->senders.n; i++) {
		s = l->senders.at[i];
		if (s->announced > 0 || str_listed(o->yes, s->name))
			add_sender(l, out, s, o,
			    str_listed(o->yes, s->name) ? "" : "#");
		else
			quiet++;
	}
	add_others(out, l, quiet);
	add_unknown(l, o->yes, unknown);
}
