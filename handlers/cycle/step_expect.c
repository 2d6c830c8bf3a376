/* SPDX-License-Identifier: ISC */
/* "expect bulletin from VENDOR": something must have come by then. */
#include <string.h>

#include "handlers/cycle/running.h"
#include "handlers/cycle/step.h"

#define FROM_MAX	50

static bool
is_expected(const char *w, size_t i, struct err *e)
{
	static const char *const what[] = { "bulletin", "mail", "crosscheck" };
	const char *near;

	if ((i == 1 && (strcmp(w, "bulletin") == 0 ||
	    strcmp(w, "mail") == 0 || strcmp(w, "crosscheck") == 0)) ||
	    i > 2 || (i == 2 && strcmp(w, "from") == 0))
		return true;
	near = i == 1 ? str_nearest(w, what, 3) : NULL;
	err_set(e, ERR_CONFIG, "%s%s%s%s", i == 1 ? "\"bulletin\", \"mail\" or "
	    "\"crosscheck\"" : "\"from\"", near != NULL ? "; did you mean "
	    "\"" : "", near != NULL ? near : "", near != NULL ? "\"?" : "");
	return false;
}

static bool
is_alert(const char *w, size_t i, struct err *e)
{
	if (i > 1 || strcmp(w, "alert") == 0)
		return true;
	err_set(e, ERR_CONFIG, "\"alert\"");
	return false;
}

static const struct conf_rule rules[] = {
	{ .name = "expect",
	    .params = "bulletin|mail|crosscheck [from VENDOR|ADDRESS ...]",
	    .min = 1, .max = FROM_MAX + 2, .check = is_expected,
	    .help = "What must have come by the time of \"by\": a bulletin "
	    "that is believed, any mail, or that somebody compared all the "
	    "bulletins that came, and one at least, with a second source "
	    "(the command crosscheck). A vendor is its id in the vendors "
	    "file; mail may be from an address or from *@example.com. What "
	    "came since the cycle began counts, or since \"at\"." },
	{ .name = "else", .params = "alert WHO ... TEMPLATE", .min = 3,
	    .max = 20, .check = is_alert, .help = "Who is alerted where "
	    "nothing came, by which template. The coordinator where it does "
	    "not stand here." },
	{ .name = NULL },
};

static const struct vendor *
vendor_of(const struct config *c, const char *id)
{
	const struct vendor *v;
	size_t i;

	for (i = 0; i < c->vendors.n; i++) {
		v = c->vendors.at[i];
		if (strcmp(v->id, id) == 0)
			return v;
	}
	return NULL;
}

/* Says which vendor is not there, and which one is nearest. */
static int
no_vendor(struct arena *a, const struct config *c, const struct conf_node *n,
    size_t i, bool mail, struct conf_report *r)
{
	const char **ids = arena_alloc(a, (c->vendors.n + 1) * sizeof(*ids));
	const char *near;
	size_t k;

	if (conf_may_be(r, c->root, n->words[i].text))
		return -1;
	for (k = 0; k < c->vendors.n; k++)
		ids[k] = ((const struct vendor *)c->vendors.at[k])->id;
	near = str_nearest(n->words[i].text, ids, c->vendors.n);
	conf_error(r, n, i, "there is no vendor \"%.80s\"%s%s%s%s",
	    n->words[i].text, mail ? ", and it is no address" : "",
	    near != NULL ? "; did you mean \"" : "", near != NULL ? near : "",
	    near != NULL ? "\"?" : "");
	return -1;
}

static int
read_from(struct arena *a, const struct config *c, const struct conf_node *n,
    struct step_expect *x, struct conf_report *r)
{
	struct err e = { 0 };
	const char *w;
	size_t i;
	int rc = 0;

	if (n->n == 3) {
		conf_error(r, n, 2, "nobody stands behind \"from\"; expected "
		    "a vendor%s", x->bulletin ? "" : " or an address");
		return -1;
	}
	for (i = 3; i < n->n; i++) {
		w = n->words[i].text;
		if (vendor_of(c, w) == NULL && (x->bulletin ||
		    !conf_is_address(strncmp(w, "*@", 2) == 0 ?
		    arena_printf(a, "any%s", w + 1) : w, 1, &e)))
			rc = no_vendor(a, c, n, i, !x->bulletin, r);
		list_add_in(a, &x->from, arena_str(a, w));
	}
	return rc;
}

/* "else alert WHO ... TEMPLATE" */
static int
read_alert(struct arena *a, const struct config *c, const struct conf_node *n,
    struct step_expect *x, struct conf_report *r)
{
	struct err e = { 0 };
	struct conf_node who;

	if (n == NULL) {
		list_add_in(a, &x->alert, arena_str(a, "coordinator"));
		return 0;
	}
	x->template = n->words[n->n - 1].text;
	if (!conf_is_name(x->template, 1, &e)) {
		conf_error(r, n, n->n - 1, "found \"%.80s\"; expected the "
		    "template's name, %s", x->template, e.text);
		return -1;
	}
	if (step_check_template(a, n, n->n - 1, r) == -1)
		return -1;
	who = *n;
	who.n--;
	return step_add_audience(a, c, &who, 2, &x->alert, r);
}

static void *
read_expect(struct arena *a, const struct config *c, struct step *s,
    struct conf_report *r)
{
	const struct conf_node *n = conf_find(s->node, "expect");
	struct step_expect *x = arena_alloc(a, sizeof(*x));
	int rc;

	x->checked = strcmp(n->words[1].text, "crosscheck") == 0;
	x->bulletin = x->checked || strcmp(n->words[1].text, "bulletin") == 0;
	x->template = s->template;
	rc = read_from(a, c, n, x, r);
	if (read_alert(a, c, conf_find(s->node, "else"), x, r) == -1)
		rc = -1;
	if (step_occasion(s, "due") == NULL)
		rc = step_lacks(s, "by", r);
	return rc == 0 ? x : NULL;
}

static int
alert(struct work *w, const struct cycle *c, struct cycle_step *s,
    int64_t late, struct err *e)
{
	const struct step_expect *x = s->step->own;
	struct model *m = work_model(w);
	struct said said = { .cycle = c, .step = s, .what = "alert",
	    .model = m };
	struct list whom = { 0 };

	said.template = run_template(w, x->template, "step-expect");
	said.thread = arena_printf(work_arena(w), "cycle-%s", c->name);
	run_whom(w, &x->alert, &whom);
	if (run_letter_model(w, m, c, s, late, e) == -1)
		return -1;
	model_set(m, "from", x->from.n > 0 ? cycle_join(work_arena(w),
	    &x->from, ", ") : "");
	model_set(m, "expected", x->checked ? "second source compared with "
	    "the bulletins" : x->bulletin ? "bulletin" : "mail");
	model_flag(m, "crosscheck", x->checked);
	return run_write(w, &said, &whom, e) == -1 ? -1 :
	    work_journal(w, e, c->name, "%s: nothing has come, %zu alerted",
	    s->name, whom.n);
}

static int
occasion(struct work *w, const struct cycle *c, struct cycle_step *s,
    const char *what, int64_t late, struct err *e)
{
	const char *which;
	int rc;

	if (strcmp(what, "due") != 0 && strcmp(what, "begin") != 0)
		return strcmp(what, "remind") == 0 ? run_remind(w, c, s, e) :
		    0;
	if ((rc = run_expected(w, c, s, &which, e)) == -1)
		return -1;
	if (rc == 0)
		return strcmp(what, "due") != 0 ? 0 : alert(w, c, s, late, e);
	return work_journal(w, e, c->name, "%s: has come: %s", s->name,
	    which) == -1 ? -1 : run_end_in(w, c, s, STEP_DONE, which, e);
}

/* "bulletin from lamp", as it stands there. */
static const char *
what_comes(struct arena *a, const struct step *s)
{
	const struct conf_node *n = conf_find(s->node, "expect");
	const char *text = n->words[1].text;
	size_t i;

	for (i = 2; i < n->n; i++)
		text = arena_printf(a, "%s %s", text, n->words[i].text);
	return text;
}

const struct step_kind step_expect = {
	.name = "expect",
	.help = "Watches for something that must come by then, and alerts "
	    "where it does not.",
	.does = "expects",
	.object = what_comes,
	.rules = rules,
	.read = read_expect,
	.late = LATE_DO,
	.occasion = occasion,
	.done = run_ticked,
};
