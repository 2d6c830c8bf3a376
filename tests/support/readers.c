/* SPDX-License-Identifier: ISC */
/* Helpers for the tests of reading; see readers.h. */
#include "tests/support/readers.h"

#include <stdlib.h>
#include <time.h>

#include "base/buf.h"
#include "handlers/bulletin/select.h"

static const struct read_hooks hooks = { bulletin_read, facts_pack };

void
readers_read(struct arena *a, struct span mail, const char *hint, bool person,
    struct reading *r, struct list *bulletins)
{
	struct read_job job = { hint, person };

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
}

void
readers_print(struct buf *out, const struct reading *r,
    const struct list *bulletins)
{
	const struct attachment *at;
	size_t i;

	print_text(out, "class", mail_class_name(r->mail_class));
	print_text(out, "subject", r->subject);
	if (r->failed != NULL)
		print_text(out, "failed", r->failed);
	if (r->bounced != NULL)
		print_text(out, "bounced", r->bounced);
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
	struct bulletin_facts *f;
	size_t i;

	for (i = 0; i < bulletins->n; i++) {
		f = bulletins->at[i];
		list_free(&f->cves);
		list_free(&f->products);
		list_free(&f->fixed);
		list_free(&f->urls);
	}
	list_free(bulletins);
	list_free(&r->commands);
	list_free(&r->attachments);
}
