/* SPDX-License-Identifier: ISC */
/*
 * A believed mail's bulletins: new ones are posted to the committee at once,
 * one that is known already is the same bulletin, and a revised one says what
 * changed.
 */
#include "handlers/bulletin/bulletin.h"
#include "handlers/bulletin/released.h"
#include "handlers/bulletin/sources.h"
#include "handlers/deciding/deciding.h"

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
insert(struct work *w, const struct bulletin *b, const struct span *facts,
    struct err *e)
{
	return store_exec(work_store(w), e, "INSERT INTO bulletins "
	    "(id, vendor, reference, shown, title, severity, site_severity, "
	    "facts, first_at, last_at, released_by, released_why, "
	    "dated, withdrawn_at, exploited, proof, recorded) VALUES ($1, $2, "
	    "$3, $4, $5, $6, $7, $8, $9, $9, $10, $11, $12, $13, $14, $15, "
	    "$16)", "isssssibissiiisi", b->id, b->vendor, b->reference,
	    b->shown, b->title, b->severity, (int64_t)b->site_severity, facts,
	    b->last_at, b->released_by, b->released_why, b->dated,
	    b->withdrawn_at, (int64_t)b->facts->exploited, b->proof,
	    (int64_t)b->recorded) == -1 ? -1 : 0;
}

static int
update(struct work *w, const struct bulletin *b, const struct span *facts,
    struct err *e)
{
	return store_exec(work_store(w), e, "UPDATE bulletins SET shown = $2, "
	    "title = $3, severity = $4, site_severity = $5, facts = $6, "
	    "last_at = $7, revisions = revisions + 1, "
	    "released_by = $8, released_why = $9, dated = $10, "
	    "withdrawn_at = $11, exploited = $12, proof = $13, "
	    "recorded = $14, first_at = $15 WHERE id = $1",
	    "isssibissiiisii", b->id, b->shown, b->title, b->severity,
	    (int64_t)b->site_severity, facts, b->last_at, b->released_by,
	    b->released_why, b->dated, b->withdrawn_at,
	    (int64_t)b->facts->exploited, b->proof, (int64_t)b->recorded,
	    b->first_at) == -1 ? -1 : 0;
}

static int
save(struct work *w, const struct bulletin *b, bool is_new, struct err *e)
{
	struct buf packed = { 0 };
	struct span bytes;
	int rc;

	pack_one(b->facts, &packed);
	bytes = (struct span){ packed.p, packed.n };
	rc = is_new ? insert(w, b, &bytes, e) : update(w, b, &bytes, e);
	buf_free(&packed);
	return rc;
}

/* "dkim of ... holds", in one line; what a person released is not proven. */
static const char *
proof_of(struct work *w, const struct mail_in *m)
{
	struct span rest = span_of(m->why), line;
	struct buf b = { 0 };
	char *s;

	if (m->released_by != NULL || m->why == NULL)
		return NULL;
	while (span_line(&rest, &line))
		buf_addf(&b, "%s" SPAN_FMT, b.n > 0 ? "; " : "",
		    SPAN_ARG(line));
	s = arena_strn(work_arena(w), buf_str(&b), b.n);
	buf_free(&b);
	return s;
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
	b->withdrawn_at = f->kind == KIND_WITHDRAWAL ? work_now(w) : 0;
	b->proof = proof_of(w, m);
	b->recorded = m->old;
	b->last_at = m->old ? m->received : work_now(w);
	b->dated = m->dated;
	b->first_at = m->received;
	b->released_by = m->released_by;
	b->released_why = m->released_why;
}

/*
 * An older mail that comes late, or once more, must not take the newer one's
 * place.  The bulletin's own date decides; where it has none, or is the same,
 * the date that the mail's proof covers.  A Date that nothing covers is no
 * date: then the one that came last is the newer one.
 */
static bool
is_older(const struct mail_in *m, const struct bulletin *old,
    const struct bulletin *fresh)
{
	int64_t was = old->facts->date, is = fresh->facts->date;

	if (was == 0 || is == 0 || was == is) {
		was = old->dated;
		is = fresh->dated;
	}
	if (was != 0 && is != 0)
		return is < was;
	return m->old && m->received < old->last_at;
}

/* What was recorded only is as new to people as if it had never come. */
static bool
is_news(const struct mail_in *m, const struct bulletin *old)
{
	return old->recorded && !m->old;
}

/* One that is known: 1 where it says something new (in b, with both mails'
 * facts), 0 where not. */
static int
revise(struct work *w, const struct mail_in *m, const struct bulletin *old,
    struct bulletin *b, struct list *changes)
{
	const struct bulletin_facts *fresh = b->facts;
	bool older = is_older(m, old, b), news = is_news(m, old);

	bulletin_changes(work_arena(w), old->facts, fresh, changes);
	if (!news && (changes->n == 0 || older))
		return 0;
	from_facts(w, m, older ? old->facts : bulletin_merge(work_arena(w),
	    old->facts, fresh), b);
	b->id = old->id;
	b->first_at = news ? m->received : old->first_at;
	b->recorded = old->recorded && m->old;
	b->last_at = b->recorded ? m->received : work_now(w);
	if (news)
		changes->n = 0;
	released_carry(w, old, b);
	return 1;
}

static int
note(struct work *w, const struct mail_in *m, const struct bulletin *b,
    bool revised, struct err *e)
{
	return work_journal(w, e, b->reference, "%s bulletin %s of %s "
	    "posted to the committee%s%s", b->withdrawn_at != 0 ?
	    "withdrawn" : revised ? "revised" : "new", b->shown, b->vendor,
	    m->released_by != NULL ? ", released by " : "",
	    m->released_by != NULL ? m->released_by : "");
}

static int
note_old(struct work *w, const struct bulletin *b, struct err *e)
{
	return work_journal(w, e, b->reference, "bulletin %s of %s recorded "
	    "and not posted: its mail was old when it was read", b->shown,
	    b->vendor);
}

static int
take_one(struct work *w, const struct mail_in *m,
    const struct bulletin_facts *f, struct err *e)
{
	struct bulletin old = { 0 }, b = { 0 };
	struct list changes = { 0 };
	bool alarm, revised;
	int rc;

	from_facts(w, m, f, &b);
	if ((rc = bulletin_of(w, b.vendor, b.reference, &old, e)) == -1)
		return -1;
	revised = rc == 1 && !is_news(m, &old);
	if (rc == 1 && revise(w, m, &old, &b, &changes) == 0) {
		if (changes.n == 0 && released_confirm(w, m, &old, e) == -1)
			return -1;
		return link_mail(w, old.id, m->inbox, e);
	}
	if (rc == 0 && ((b.id = store_new_id(work_store(w), "bulletin", e)) ==
	    -1 || source_count(w, b.vendor, b.last_at,
	    &(struct counts){ .bulletins = 1 }, e) == -1))
		return -1;
	if (save(w, &b, rc == 0, e) == -1 || released_save(w, &b, e) == -1 ||
	    link_mail(w, b.id, m->inbox, e) == -1)
		return -1;
	if (b.recorded)
		return note_old(w, &b, e);
	if (deciding_take(w, &b, revised ? &old : NULL, &changes, &alarm,
	    e) == -1 || bulletin_post(w, &b, &changes, old.last_at, e) == -1 ||
	    note(w, m, &b, revised, e) == -1)
		return -1;
	return alarm ? deciding_alarm(w, &b, e) : 0;
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

	/* never taken as a mail with nothing in it: it is tried again */
	if (all == NULL && m->reading->claims.p != NULL &&
	    m->released_by == NULL)
		return err_set(e, ERR_INPUT, "the bulletins that its reader "
		    "found make no sense");
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
