/* SPDX-License-Identifier: ISC */
/*
 * A believed mail's bulletins: new ones are posted to the committee at once,
 * one that is known already is the same bulletin, and a revised one says what
 * changed.
 */
#include "handlers/bulletin/act.h"
#include "handlers/bulletin/bulletin.h"
#include "handlers/bulletin/released.h"
#include "handlers/bulletin/sources.h"

static int
link_mail(struct work *w, int64_t bulletin, int64_t inbox, struct err *e)
{
	return store_exec(work_store(w), e, "INSERT INTO bulletin_mails "
	    "(bulletin, inbox) VALUES ($1, $2) ON CONFLICT DO NOTHING", "ii",
	    bulletin, inbox) == -1 ? -1 : 0;
}

static void
pack_one(const struct bulletin_facts *f, struct buf *out)
{
	union { const void *in; void *out; } one = { .in = f };
	void *at[1] = { one.out };
	struct list l = { .at = at, .n = 1, .cap = 1 };

	facts_pack(out, &l);
}

static int
save(struct work *w, const struct bulletin *b, bool is_new, struct err *e)
{
	struct buf packed = { 0 };
	struct span bytes;
	int64_t rc;

	pack_one(b->facts, &packed);
	bytes = (struct span){ packed.p, packed.n };
	rc = is_new ? store_exec(work_store(w), e, "INSERT INTO bulletins "
	    "(id, vendor, reference, shown, title, severity, site_severity, "
	    "facts, first_at, last_at, act_by, released_by, released_why, "
	    "dated) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9, $10, $11, "
	    "$12, $13)", "isssssibiissi", b->id, b->vendor, b->reference,
	    b->shown, b->title, b->severity, (int64_t)b->site_severity,
	    &bytes, b->last_at, b->act_by, b->released_by, b->released_why,
	    b->dated) :
	    store_exec(work_store(w), e, "UPDATE bulletins SET shown = $2, "
	    "title = $3, severity = $4, site_severity = $5, facts = $6, "
	    "last_at = $7, act_by = $8, revisions = revisions + 1, "
	    "released_by = $9, released_why = $10, dated = $11 WHERE id = $1",
	    "isssibiissi", b->id, b->shown, b->title, b->severity,
	    (int64_t)b->site_severity, &bytes, b->last_at, b->act_by,
	    b->released_by, b->released_why, b->dated);
	buf_free(&packed);
	return rc == -1 ? -1 : 0;
}

static void
from_facts(struct work *w, const struct mail_in *m,
    const struct bulletin_facts *f, struct bulletin *b)
{
	b->vendor = m->vendor != NULL ? m->vendor : f->vendor;
	b->reference = f->base != NULL ? f->base : f->id;
	b->shown = f->id;
	b->title = f->title != NULL ? f->title : m->subject != NULL ?
	    m->subject : f->id;
	b->severity = f->severity;
	b->site_severity = f->site_severity;
	b->facts = f;
	b->last_at = work_now(w);
	b->dated = m->dated;
	b->act_by = act_by(w, f->site_severity, m->received);
	b->released_by = m->released_by;
	b->released_why = m->released_why;
}

static int
post(struct work *w, const struct bulletin *b, const struct list *changes,
    struct err *e)
{
	struct arena *a = work_arena(w);
	struct model *m = work_model(w), *item;
	struct letter l = { .to = &work_config(w)->committee,
	    .template = "summary", .model = m };
	size_t i;

	l.thread = arena_printf(a, "bulletin-%s-%s", b->vendor, b->reference);
	bulletin_model(w, b, m);
	model_flag(m, "revised", changes->n > 0);
	model_list(m, "changes");
	for (i = 0; i < changes->n; i++) {
		item = model_add(m, "changes");
		model_set(item, "item", changes->at[i]);
	}
	if (work_mail(w, &l, NULL, e) == -1)
		return -1;
	return work_room(w, "bulletin-posted", m, e);
}

/*
 * An older mail that comes late, or once more, must not take the newer one's
 * place.  The bulletin's own date decides; where it has none, or is the same,
 * the date that the mail's proof covers.  A Date that nothing covers is no
 * date: then the one that came last is the newer one.
 */
static bool
is_older(const struct bulletin *old, const struct bulletin *fresh)
{
	int64_t was = old->facts->date, is = fresh->facts->date;

	if (was == 0 || is == 0 || was == is) {
		was = old->dated;
		is = fresh->dated;
	}
	return was != 0 && is != 0 && is < was;
}

static int
take_one(struct work *w, const struct mail_in *m,
    const struct bulletin_facts *f, struct err *e)
{
	struct bulletin old, b = { 0 };
	struct list changes = { 0 };
	int rc;

	from_facts(w, m, f, &b);
	if ((rc = bulletin_of(w, b.vendor, b.reference, &old, e)) == -1)
		return -1;
	if (rc == 0) {
		if ((b.id = store_new_id(work_store(w), "bulletin", e)) == -1 ||
		    save(w, &b, true, e) == -1 ||
		    source_count(w, b.vendor, b.last_at,
		    &(struct counts){ .bulletins = 1 }, e) == -1)
			return -1;
	} else {
		b.id = old.id;
		bulletin_changes(work_arena(w), old.facts, f, &changes);
		if (changes.n == 0 || is_older(&old, &b)) {
			rc = changes.n > 0 ? 0 : released_confirm(w, m, &old,
			    e);
			list_free(&changes);
			return rc == -1 ? -1 : link_mail(w, old.id, m->inbox,
			    e);
		}
		released_carry(w, &old, &b);
		rc = save(w, &b, false, e);
	}
	if (rc != -1)
		rc = released_save(w, &b, e);
	if (rc != -1)
		rc = link_mail(w, b.id, m->inbox, e);
	if (rc != -1)
		rc = post(w, &b, &changes, e);
	if (rc != -1)
		rc = work_journal(w, e, b.reference, "%s bulletin %s of %s "
		    "posted to the committee%s%s", changes.n > 0 ? "revised" :
		    "new", b.shown, b.vendor, m->released_by != NULL ?
		    ", released by " : "", m->released_by != NULL ?
		    m->released_by : "");
	list_free(&changes);
	return rc == -1 ? -1 : 0;
}

/* A mail of this source: counted, and the source was seen.  What a person
 * released was counted when it was quarantined, and shows nobody's life. */
static int
count(struct work *w, const struct mail_in *m, const struct list *all,
    struct err *e)
{
	static const struct counts one = { .received = 1, .believed = 1 };

	if (m->released_by != NULL)
		return source_release(w, m, m->vendor != NULL ? m->vendor :
		    ((struct bulletin_facts *)all->at[0])->vendor, e);
	if (m->vendor == NULL)
		return 0;
	if (source_count(w, m->vendor, m->received, &one, e) == -1)
		return -1;
	return source_seen(w, m->vendor, m->received, e);
}

static int
take(struct work *w, const struct mail_in *m, struct err *e)
{
	struct list *all = m->reading->claims.p != NULL ?
	    facts_unpack(work_arena(w), m->reading->claims) : NULL;
	size_t i;

	if (all == NULL || all->n == 0) {
		if (m->released_by == NULL)
			return count(w, m, NULL, e);	/* a newsletter */
		return err_set(e, ERR_INPUT, "Mail %lld announces no bulletin "
		    "that I can read, so there is nothing to post; forward it "
		    "to the committee yourself.", (long long)m->inbox);
	}
	for (i = 0; i < all->n; i++)
		if (take_one(w, m, all->at[i], e) == -1)
			return -1;
	return count(w, m, all, e);
}

const struct mail_handler on_believed = {
	.event = MAIL_BELIEVED,
	.run = take,
};
