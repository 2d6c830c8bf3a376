/* SPDX-License-Identifier: ISC */
/* Where each fact of a bulletin was read, for people; see bulletin.h. */
#include "handlers/bulletin/bulletin.h"

#define SHOWN_MAX	60	/* places in one answer */

/* The mail that was read last: its case number and when it came. */
static int
set_mail(struct work *w, const struct bulletin *b, struct model *m,
    struct err *e)
{
	struct rows *r = store_query(work_store(w), "SELECT id, at FROM inbox "
	    "WHERE id = (SELECT MAX(inbox) FROM bulletin_mails WHERE "
	    "bulletin = $1)", "i", b->id);
	char t[CLOCK_TEXT];
	int rc = rows_next(r, e);

	model_set(m, "mail", NULL);
	model_set(m, "received", NULL);
	if (rc == 1) {
		model_setf(m, "mail", "%lld", (long long)rows_int(r, 0));
		model_set(m, "received", clock_minute(rows_int(r, 1), t));
	}
	rows_end(r);
	return rc;
}

static const char *
where(struct arena *a, const struct fact_place *p)
{
	if (p->part == PART_SUBJECT)
		return "subject";
	if (p->part == PART_TEXT)
		return arena_printf(a, "line %u", p->line);
	return p->line != 0 ? arena_printf(a, "file, line %u", p->line) :
	    "file";
}

static void
set_places(struct arena *a, const struct bulletin_facts *f, struct model *m)
{
	const struct fact_place *p;
	struct model *item;
	size_t field, i, n = 0;

	model_list(m, "places");
	for (field = 0; field < FACT_FIELDS; field++)
		for (i = 0; i < f->places.n; i++) {
			p = f->places.at[i];
			if (p->field != field || n++ >= SHOWN_MAX)
				continue;
			item = model_add(m, "places");
			model_set(item, "field", facts_field_name(p->field));
			model_set(item, "where", where(a, p));
			model_set(item, "words", p->words);
		}
	if (n > SHOWN_MAX)
		model_setf(m, "more", "%zu", n - SHOWN_MAX);
	else
		model_set(m, "more", NULL);
}

static bool
is_stated(const struct bulletin_facts *f, uint32_t field)
{
	struct bulletin_facts copy = *f;
	size_t i;

	if (facts_list(&copy, field) != NULL)
		return facts_list(&copy, field)->n > 0;
	if (facts_text(&copy, field) != NULL)
		return *facts_text(&copy, field) != NULL;
	for (i = 0; i < f->cve_facts.n && field == FACT_CVSS; i++)
		if (((struct cve_fact *)f->cve_facts.at[i])->score != NULL)
			return true;
	return (field == FACT_KIND && f->kind != KIND_NOT_STATED) ||
	    (field == FACT_EXPLOITED && f->exploited != STATED_NOTHING) ||
	    (field == FACT_RESTART && f->restart != RESTART_NOT_STATED) ||
	    (field == FACT_PUBLISHED && f->published != 0) ||
	    (field == FACT_UPDATED && f->updated != 0);
}

/* What is known without a place: from an earlier mail of this bulletin, or
 * concluded from its reference. */
static void
set_placeless(const struct bulletin_facts *f, struct model *m)
{
	struct buf b = { 0 };
	uint32_t field;
	size_t i;

	for (field = 0; field < FACT_FIELDS; field++) {
		for (i = 0; i < f->places.n; i++)
			if (((struct fact_place *)f->places.at[i])->field ==
			    field)
				break;
		if (i == f->places.n && is_stated(f, field))
			buf_addf(&b, "%s%s", b.n > 0 ? ", " : "",
			    facts_field_name(field));
	}
	model_set(m, "placeless", buf_str(&b));
	buf_free(&b);
}

int
bulletin_places(struct work *w, const struct bulletin *b, struct model *m,
    struct err *e)
{
	model_set(m, "reference", b->shown);
	set_places(work_arena(w), b->facts, m);
	set_placeless(b->facts, m);
	return set_mail(w, b, m, e) == -1 ? -1 : 0;
}
