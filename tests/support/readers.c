/* SPDX-License-Identifier: ISC */
/* Helpers for the tests of reading; see readers.h. */
#include "tests/support/readers.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/buf.h"
#include "handlers/bulletin/select.h"

static const struct read_hooks hooks = { bulletin_read, facts_pack, NULL };

void
readers_read(struct arena *a, struct span mail, const char *hint, bool person,
    struct reading *r, struct list *bulletins)
{
	struct read_job job = { .reader = hint, .person = person };

	read_mail(a, mail, &job, &hooks, r, bulletins);
}

void
readers_join(struct buf *out, const struct list *l)
{
	size_t i;

	for (i = 0; i < l->n; i++)
		buf_addf(out, "%s%s", i > 0 ? "," : "", (char *)l->at[i]);
}

static void
print_lines(struct buf *out, const char *key, const struct list *l)
{
	size_t i;

	for (i = 0; i < l->n; i++)
		buf_addf(out, "%s: %s\n", key, (char *)l->at[i]);
}

static void
print_text(struct buf *out, const char *key, const char *value)
{
	buf_addf(out, "%s: %s\n", key, value != NULL ? value : "-");
}

static void
print_day(struct buf *out, const char *key, int64_t t)
{
	time_t when = (time_t)t;
	struct tm tm;

	if (t == 0) {
		print_text(out, key, NULL);
		return;
	}
	gmtime_r(&when, &tm);
	buf_addf(out, "%s: %04d-%02d-%02d\n", key, tm.tm_year + 1900,
	    tm.tm_mon + 1, tm.tm_mday);
}

static void
print_if(struct buf *out, const char *key, const char *value)
{
	if (strcmp(value, "not stated") != 0)
		print_text(out, key, value);
}

/* What many do not state is printed only where it is. */
static void
print_stated(struct buf *out, const struct bulletin_facts *f)
{
	static const enum fact_field lists[] = { FACT_AFFECTED,
	    FACT_PREREQUISITES, FACT_WORKAROUNDS, FACT_REMOVAL, FACT_PROBLEMS,
	    FACT_SUPERSEDES, FACT_SUPERSEDED_BY, FACT_REMARKS };
	struct bulletin_facts copy = *f;
	size_t i;

	print_if(out, "kind", bulletin_kind_name(f->kind));
	print_if(out, "security", stated_name(f->security));
	print_if(out, "exploited", stated_name(f->exploited));
	print_if(out, "public before", stated_name(f->known));
	if (f->published != 0)
		print_day(out, "published", f->published);
	if (f->updated != 0)
		print_day(out, "updated", f->updated);
	for (i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
		print_lines(out, facts_field_name(lists[i]),
		    facts_list(&copy, lists[i]));
}

static void
print_cve_facts(struct buf *out, const struct bulletin_facts *f)
{
	const struct cve_fact *c;
	size_t i;

	for (i = 0; i < f->cve_facts.n; i++) {
		c = f->cve_facts.at[i];
		buf_addf(out, "of %s: %s, CVSS %s %s, exploited %s, public "
		    "before %s\n", c->id, c->severity != NULL ? c->severity :
		    "-", c->score != NULL ? c->score : "-",
		    c->vector != NULL ? c->vector : "-",
		    stated_name(c->exploited), stated_name(c->known));
	}
}

static void
print_places(struct buf *out, const struct bulletin_facts *f)
{
	static const char *const parts[] = { "nowhere", "subject", "line",
	    "file, line" };
	const struct fact_place *p;
	size_t i;

	for (i = 0; i < f->places.n; i++) {
		p = f->places.at[i];
		buf_addf(out, "read in %s %u: %s: %s\n", parts[p->part],
		    p->line, facts_field_name(p->field), p->words);
	}
}

static void
print_bulletin(struct buf *out, const struct bulletin_facts *f)
{
	static const char *const restarts[] = { "not stated", "yes", "no" };

	buf_addf(out, "\nbulletin: %s\n", f->id);
	print_text(out, "vendor", f->vendor);
	print_text(out, "base", f->base);
	print_text(out, "revision", f->revision);
	print_text(out, "title", f->title);
	print_text(out, "severity", f->severity);
	print_text(out, "site severity", site_severity_name(f->site_severity));
	print_text(out, "restart", restarts[f->restart]);
	print_day(out, "date", f->date);
	print_lines(out, "cve", &f->cves);
	print_lines(out, "product", &f->products);
	print_lines(out, "fixed", &f->fixed);
	print_lines(out, "url", &f->urls);
	print_text(out, "summary", f->summary);
	print_stated(out, f);
	print_cve_facts(out, f);
	print_places(out, f);
}

void
readers_print(struct buf *out, const struct reading *r,
    const struct list *bulletins)
{
	static const char *const kinds[] = { "failed", "delayed",
	    "delivered" };
	const struct attachment *at;
	const struct bounce *b;
	size_t i;

	print_text(out, "class", mail_class_name(r->mail_class));
	print_text(out, "subject", r->subject);
	if (r->failed != NULL)
		print_text(out, "failed", r->failed);
	for (i = 0; i < r->bounces.n; i++) {
		b = r->bounces.at[i];
		buf_addf(out, "%s: %s (%s)\n", kinds[b->kind], b->address,
		    b->reason != NULL ? b->reason : "no reason");
	}
	if (r->returned != NULL)
		print_text(out, "returned", r->returned);
	if (r->away_until != 0)
		print_day(out, "away until", r->away_until);
	print_lines(out, "command", &r->commands);
	for (i = 0; i < r->attachments.n; i++) {
		at = r->attachments.at[i];
		buf_addf(out, "attachment: %s %s %u %s\n",
		    at->name != NULL ? at->name : "-", at->type, at->size,
		    at->refused != NULL ? at->refused : "(passed)");
	}
	for (i = 0; i < bulletins->n; i++)
		print_bulletin(out, bulletins->at[i]);
}

const char *
readers_corpus(void)
{
	const char *dir = getenv("PATCHBOT_CORPUS");

	return dir != NULL ? dir : "../shared/corpus";
}

void
readers_free(struct reading *r, struct list *bulletins)
{
	list_free(bulletins);
	list_free(&r->commands);
	list_free(&r->attachments);
}
