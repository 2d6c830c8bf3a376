/* SPDX-License-Identifier: ISC */
/* What is read of every bulletin, whoever its reader was; see common.h. */
#include "handlers/bulletin/common.h"

#include <string.h>

#include "base/arena.h"
#include "handlers/bulletin/form.h"

#define LEN(a) (sizeof(a) / sizeof((a)[0]))

/*
 * Words of a title, the ones that say more first.  A withdrawal is one where
 * the title begins or ends with the word, or it stands in brackets: "Update
 * for withdrawn certificates" is none.
 */
static const struct { const char *says; enum bulletin_kind means; } kinds[] = {
	{ "advance notification", KIND_ADVANCE_NOTICE },
	{ "advance notice", KIND_ADVANCE_NOTICE },
	{ "prenotification", KIND_ADVANCE_NOTICE },
	{ "pre-notification", KIND_ADVANCE_NOTICE },
	{ "pre-announcement", KIND_ADVANCE_NOTICE },
	{ "service pack", KIND_SERVICE_PACK },
	{ "feature pack", KIND_FEATURE_PACK },
	{ "feature update", KIND_FEATURE_PACK },
	{ "rollup", KIND_ROLLUP }, { "roll-up", KIND_ROLLUP },
	{ "cumulative update", KIND_ROLLUP },
	{ "hotfix", KIND_HOTFIX }, { "hot fix", KIND_HOTFIX },
	{ "security update", KIND_SECURITY_PATCH },
	{ "security patch", KIND_SECURITY_PATCH },
	{ "security fix", KIND_SECURITY_PATCH },
	{ "security release", KIND_SECURITY_PATCH },
	{ "vulnerabilities fixed", KIND_SECURITY_PATCH },
	{ "critical update", KIND_CRITICAL_UPDATE },
	{ "bug fix update", KIND_UPDATE }, { "bugfix update", KIND_UPDATE },
	{ "maintenance update", KIND_UPDATE },
	{ "maintenance release", KIND_UPDATE },
};

static const char *const withdrawals[] = { "withdrawn", "withdrawal of",
    "withdrawal", "retracted", "rescinded", "recalled" };

/* The word at p begins or ends the title, or stands in brackets. */
static bool
stands_out(struct span s, const char *p, size_t n)
{
	struct span before = { s.p, (size_t)(p - s.p) }, behind;

	behind.p = p + n;
	behind.n = (size_t)(s.p + s.n - behind.p);
	before = span_trim(before);
	behind = span_trim(behind);
	if (behind.n > 0 && strchr(")].:!", behind.p[0]) == NULL &&
	    before.n > 0)
		return false;
	return before.n == 0 || behind.n == 0 ||
	    strchr("([-:", before.p[before.n - 1]) != NULL;
}

static struct span
find_withdrawal(struct span title)
{
	const char *p;
	size_t i, n;

	for (i = 0; title.p != NULL && i < LEN(withdrawals); i++) {
		n = strlen(withdrawals[i]);
		p = span_find_nocase(title, withdrawals[i]);
		if (p != NULL && stands_out(title, p, n))
			return (struct span){ p, n };
	}
	return (struct span){ NULL, 0 };
}

/* The subject speaks of all that the mail announces, so of a withdrawal only
 * where that is one bulletin; a status in the text does as well. */
static void
set_withdrawal(const struct reader_mail *m, struct bulletin_facts *f,
    bool alone)
{
	static const char *const labels[] = { "Status", "Advisory Status",
	    "Bulletin Status" };
	struct span s = { NULL, 0 };
	size_t i;

	if (alone)
		s = find_withdrawal(span_of(m->subject));
	for (i = 0; alone && s.p == NULL && i < LEN(labels); i++)
		s = find_withdrawal(extract_value(span_of(m->text),
		    labels[i]));
	if (s.p == NULL)
		s = find_withdrawal(span_of(f->title));
	if (s.p != NULL)
		extract_set_kind(m->arena, f, KIND_WITHDRAWAL, s);
}

static void
set_kind(const struct reader_mail *m, struct bulletin_facts *f, bool alone)
{
	const char *p;
	size_t i, k;

	for (i = 0; i < LEN(kinds) && f->kind == KIND_NOT_STATED; i++) {
		struct span in[2] = { alone ? span_of(extract_subject(m)) :
		    (struct span){ NULL, 0 }, span_of(f->title) };

		for (k = 0; k < 2 && f->kind == KIND_NOT_STATED; k++) {
			p = in[k].p != NULL ?
			    span_find_nocase(in[k], kinds[i].says) : NULL;
			if (p != NULL)
				extract_set_kind(m->arena, f, kinds[i].means,
				    (struct span){ p, strlen(kinds[i].says) });
		}
	}
}

/* It is, where it has CVEs or says so; that it is not is the reader's to
 * know. */
static void
set_security(const struct reader_mail *m, struct bulletin_facts *f)
{
	struct span title = span_of(f->title), where = { NULL, 0 };
	const char *p;

	/* that a "security advisory" is withdrawn says nothing of security */
	if (f->security != STATED_NOTHING || f->kind == KIND_WITHDRAWAL)
		return;
	p = title.p != NULL ? span_find_nocase(title, "security") : NULL;
	if (p == NULL && title.p != NULL)
		p = span_find_nocase(title, "vulnerabilit");
	if (p == NULL && f->cves.n == 0)
		return;
	if (m->subject != NULL && p != NULL &&
	    (p = span_find_nocase(span_of(m->subject), "security")) != NULL)
		where = (struct span){ p, strlen("security") };
	else if (f->cves.n > 0 && m->text != NULL &&
	    (p = span_find_nocase(span_of(m->text), f->cves.at[0])) != NULL)
		where = (struct span){ p, strlen(f->cves.at[0]) };
	extract_set_security(m->arena, f, STATED_YES, where);
}

static void
set_replaced(const struct reader_mail *m, struct bulletin_facts *f)
{
	static const struct { const char *label; enum fact_field field; }
	labels[] = {
		{ "Supersedes", FACT_SUPERSEDES },
		{ "Replaces", FACT_SUPERSEDES },
		{ "Obsoletes", FACT_SUPERSEDES },
		{ "Updates Replaced", FACT_SUPERSEDES },
		{ "Bulletins Replaced by this Update", FACT_SUPERSEDES },
		{ "Superseded by", FACT_SUPERSEDED_BY },
		{ "Replaced by", FACT_SUPERSEDED_BY },
		{ "Obsoleted by", FACT_SUPERSEDED_BY },
	};
	struct bulletin_facts *g = f;
	struct span v;
	size_t i;

	for (i = 0; i < LEN(labels); i++) {
		v = extract_value(span_of(m->text), labels[i].label);
		if (v.n > 0 && v.n <= EXTRACT_ITEM_MAX &&
		    facts_list(g, labels[i].field)->n == 0 &&
		    !span_eq_nocase(v, "none") && !span_eq_nocase(v, "n/a"))
			extract_put(m->arena, f, labels[i].field, v);
	}
}

void
common_fill(const struct reader_mail *m, struct list *out)
{
	struct bulletin_facts *f;
	bool alone = out->n == 1;
	size_t i;

	for (i = 0; i < out->n; i++) {
		f = out->at[i];
		if (f->kind != KIND_WITHDRAWAL)
			set_withdrawal(m, f, alone);
		set_kind(m, f, alone);
		set_security(m, f);
	}
	/* the text speaks of all of several, and nobody knows which */
	if (!alone || m->text == NULL)
		return;
	f = out->at[0];
	set_replaced(m, f);
	common_tables(m, f);
	if (f->exploited == STATED_NOTHING)
		form_exploited(m->arena, f, span_of(m->text));
	if (f->known == STATED_NOTHING)
		form_known(m->arena, f, span_of(m->text));
}
