/* SPDX-License-Identifier: ISC */
/* What "patchbot examine" prints: for a person, and as JSON (-j). */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "cli/examine.h"
#include "handlers/bulletin/facts.h"

static const char *
verdict_of(const struct examined *x)
{
	return verdict_name(x->ev == NULL ? VERDICT_MALFORMED :
	    x->judgement.verdict);
}

static const struct list *
bulletins_of(struct arena *a, const struct examined *x)
{
	static const struct list none;
	struct list *l = NULL;

	if (x->reading != NULL && x->reading->claims.p != NULL)
		l = facts_unpack(a, x->reading->claims);
	return l != NULL ? l : &none;
}

/* --- JSON --------------------------------------------------------------- */

/* JSON is UTF-8; what a mail holds need not be. */
static json_t *
text(const char *s)
{
	struct buf b = { 0 };
	json_t *j;

	if (s == NULL)
		return json_null();
	if (utf8_valid(s, span_of(s).n))
		return json_string_nocheck(s);
	utf8_add_clean(&b, s, span_of(s).n);
	j = json_string_nocheck(buf_str(&b));
	buf_free(&b);
	return j;
}

static json_t *
texts(const struct list *l)
{
	json_t *j = json_array();
	size_t i;

	for (i = 0; i < l->n; i++)
		json_array_append_new(j, text(l->at[i]));
	return j;
}

static const struct {
	enum mail_covered bit;
	const char	*name;
} covered[] = {
	{ COVERED_FROM, "From" }, { COVERED_SUBJECT, "Subject" },
	{ COVERED_DATE, "Date" }, { COVERED_MESSAGE_ID, "Message-ID" },
	{ COVERED_TO, "To" }, { COVERED_REPLY_TO, "Reply-To" },
	{ COVERED_LIST_ID, "List-Id" },
	{ COVERED_CONTENT_TYPE, "Content-Type" },
	{ COVERED_ENCODING, "Content-Transfer-Encoding" },
};

#define COVERED_NAMES	(sizeof(covered) / sizeof(covered[0]))

static json_t *
covered_json(uint32_t mask)
{
	json_t *j = json_array();
	size_t i;

	for (i = 0; i < COVERED_NAMES; i++)
		if (mask & (uint32_t)covered[i].bit)
			json_array_append_new(j, text(covered[i].name));
	return j;
}

static json_t *
proof_json(const struct proof *p)
{
	json_t *j = json_object();

	json_object_set_new(j, "method", text(p->method));
	json_object_set_new(j, "result", text(proof_result_name(p->result)));
	json_object_set_new(j, "by", text(p->by));
	json_object_set_new(j, "domain", text(p->domain));
	json_object_set_new(j, "selector", text(p->selector));
	json_object_set_new(j, "bits", json_integer(p->bits));
	json_object_set_new(j, "covers", covered_json(p->covered));
	json_object_set_new(j, "why", text(p->why));
	return j;
}

static json_t *
bulletin_json(const struct bulletin_facts *f)
{
	json_t *j = json_object();
	char t[CLOCK_TEXT];

	json_object_set_new(j, "id", text(f->id));
	json_object_set_new(j, "title", text(f->title));
	json_object_set_new(j, "severity", text(f->severity));
	json_object_set_new(j, "site_severity",
	    f->site_severity == SEVERITY_NOT_STATED ? json_null() :
	    text(site_severity_name(f->site_severity)));
	json_object_set_new(j, "cves", texts(&f->cves));
	json_object_set_new(j, "products", texts(&f->products));
	json_object_set_new(j, "fixed", texts(&f->fixed));
	json_object_set_new(j, "restart", f->restart == RESTART_NOT_STATED ?
	    json_null() : json_boolean(f->restart == RESTART_YES));
	json_object_set_new(j, "urls", texts(&f->urls));
	json_object_set_new(j, "date", f->date == 0 ? json_null() :
	    text(clock_rfc3339(f->date, t)));
	return j;
}

static json_t *
attachment_json(const struct attachment *at)
{
	json_t *j = json_object();

	json_object_set_new(j, "name", text(at->name));
	json_object_set_new(j, "type", text(at->type));
	json_object_set_new(j, "size", json_integer(at->size));
	json_object_set_new(j, "refused", text(at->refused));
	return j;
}

static json_t *
dmarc_json(const struct evidence *ev)
{
	json_t *j = json_object();

	json_object_set_new(j, "result", text(proof_result_name(ev == NULL ?
	    PROOF_NONE : ev->dmarc.result)));
	json_object_set_new(j, "domain", text(ev == NULL ? NULL :
	    ev->dmarc.domain));
	json_object_set_new(j, "organisation", text(ev == NULL ? NULL :
	    ev->dmarc.organisation));
	json_object_set_new(j, "policy", text(ev == NULL ? NULL :
	    ev->dmarc.policy));
	return j;
}

static json_t *
why_json(const struct examined *x)
{
	json_t *why = texts(&x->judgement.why);

	if (x->failed != NULL)
		json_array_append_new(why, text(x->failed));
	if (x->reading != NULL && x->reading->failed != NULL)
		json_array_append_new(why, text(x->reading->failed));
	return why;
}

void
examine_print_json(void *arg, struct arena *a, const struct examined *x)
{
	const struct list *all = bulletins_of(a, x);
	const struct evidence *ev = x->ev;
	json_t *j = json_object(), *l;
	char *line;
	size_t i;

	(void)arg;
	json_object_set_new(j, "file", text(x->file));
	if (x->index >= 0)
		json_object_set_new(j, "index", json_integer(x->index));
	json_object_set_new(j, "message_id", text(ev ? ev->message_id : NULL));
	json_object_set_new(j, "from", text(ev ? ev->from : NULL));
	json_object_set_new(j, "verdict", text(verdict_of(x)));
	json_object_set_new(j, "vendor", text(x->judgement.vendor != NULL ?
	    x->judgement.vendor->id : NULL));
	json_object_set_new(j, "why", why_json(x));
	l = json_array();
	for (i = 0; ev != NULL && i < ev->n; i++)
		json_array_append_new(l, proof_json(&ev->proofs[i]));
	json_object_set_new(j, "evidence", l);
	json_object_set_new(j, "dmarc", dmarc_json(ev));
	json_object_set_new(j, "class", text(mail_class_name(x->reading ?
	    x->reading->mail_class : CLASS_OTHER)));
	l = json_array();
	for (i = 0; i < all->n; i++)
		json_array_append_new(l, bulletin_json(all->at[i]));
	json_object_set_new(j, "bulletins", l);
	l = json_array();
	for (i = 0; x->reading != NULL && i < x->reading->attachments.n; i++)
		json_array_append_new(l, attachment_json(
		    x->reading->attachments.at[i]));
	json_object_set_new(j, "attachments", l);
	line = json_dumps(j, JSON_COMPACT | JSON_PRESERVE_ORDER);
	if (line != NULL)
		puts(line);
	free(line);
	json_decref(j);
}

/* --- for a person ------------------------------------------------------- */

/* Nothing of a mail, nor of a file's name, may play with the terminal, or
 * write a line that would look like ours. */
static const char *
plain(struct buf *b, const char *s)
{
	utf8_add_clean(b, s, span_of(s).n);
	if (b->n > 0)
		utf8_one_line(b->p);
	return b->n > 0 ? b->p : "";
}

static void
show(const char *label, const char *s)
{
	struct buf b = { 0 };

	if (s != NULL && s[0] != '\0')
		printf("  %-10s %s\n", label, plain(&b, s));
	buf_free(&b);
}

static void
show_covered(uint32_t mask)
{
	struct buf b = { 0 };
	size_t i;

	for (i = 0; i < COVERED_NAMES; i++)
		if (mask & (uint32_t)covered[i].bit)
			buf_addf(&b, "%s%s", b.n > 0 ? ", " : "",
			    covered[i].name);
	show("  covers", buf_str(&b));
	buf_free(&b);
}

static void
show_proofs(const struct evidence *ev)
{
	char label[40];
	uint32_t i;

	for (i = 0; i < ev->n; i++) {
		const struct proof *p = &ev->proofs[i];

		snprintf(label, sizeof(label), "%s %s", p->method,
		    proof_result_name(p->result));
		show(label, p->why);
		show_covered(p->covered);
	}
	snprintf(label, sizeof(label), "dmarc %s",
	    proof_result_name(ev->dmarc.result));
	show(label, ev->dmarc.why);
}

static void
show_list(const char *label, const struct list *l)
{
	struct buf b = { 0 };
	size_t i;

	for (i = 0; i < l->n; i++)
		buf_addf(&b, "%s%s", i > 0 ? ", " : "",
		    (const char *)l->at[i]);
	if (b.n > 0)
		show(label, b.p);
	buf_free(&b);
}

static void
show_severity(const struct bulletin_facts *f)
{
	struct buf b = { 0 };

	if (f->severity != NULL)
		buf_adds(&b, f->severity);
	if (f->site_severity != SEVERITY_NOT_STATED)
		buf_addf(&b, "%s(here: %s)", b.n > 0 ? " " : "",
		    site_severity_name(f->site_severity));
	if (b.n > 0)
		show("  severity", b.p);
	buf_free(&b);
}

/* What it claims, whatever the verdict: what was not read has no line. */
static void
show_bulletin(const struct bulletin_facts *f)
{
	char t[CLOCK_TEXT];

	show("bulletin", f->id);
	show("", f->title);
	show_severity(f);
	show_list("  cves", &f->cves);
	show_list("  products", &f->products);
	show_list("  fixed", &f->fixed);
	if (f->restart != RESTART_NOT_STATED)
		show("  restart", f->restart == RESTART_YES ? "yes" : "no");
	show_list("  links", &f->urls);
	if (f->date != 0)
		show("  dated", clock_date(f->date, t));
}

static void
show_attached(const struct attachment *at)
{
	struct buf b = { 0 };

	buf_addf(&b, "%s (%s, %lld bytes)", at->name != NULL ? at->name :
	    "without a name", at->type != NULL ? at->type : "no type",
	    (long long)at->size);
	show("attached", b.p);
	show("", at->refused);
	buf_free(&b);
}

void
examine_print(void *arg, struct arena *a, const struct examined *x)
{
	const struct list *all = bulletins_of(a, x);
	struct buf name = { 0 };
	char label[32] = "";
	size_t i;

	(void)arg;
	if (x->index >= 0)
		snprintf(label, sizeof(label), " #%lld", (long long)x->index);
	printf("%s%s: %s%s%s\n", plain(&name, x->file), label, verdict_of(x),
	    x->judgement.vendor != NULL ? ", " : "",
	    x->judgement.vendor != NULL ? x->judgement.vendor->name != NULL ?
	    x->judgement.vendor->name : x->judgement.vendor->id : "");
	buf_free(&name);
	show("failed", x->failed);
	if (x->ev != NULL) {
		show("from", x->ev->from);
		show("subject", x->ev->subject);
		show_proofs(x->ev);
	}
	for (i = 0; i < x->judgement.why.n; i++)
		show("why", x->judgement.why.at[i]);
	if (x->reading != NULL) {
		show("class", mail_class_name(x->reading->mail_class));
		show("unread", x->reading->failed);
	}
	for (i = 0; i < all->n; i++)
		show_bulletin(all->at[i]);
	for (i = 0; x->reading != NULL && i < x->reading->attachments.n; i++)
		show_attached(x->reading->attachments.at[i]);
}
