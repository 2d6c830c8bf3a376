/* SPDX-License-Identifier: ISC */
/*
 * Waves: several forgeries in one vendor's name within a day.  The committee
 * gets one warning, written so that it can be passed on to users; then for a
 * day no other about this vendor, however many come.
 */
#include <string.h>

#include "handlers/bulletin/quarantine.h"
#include "handlers/bulletin/quote.h"

#define SAMPLES	3	/* subjects and senders' domains that are shown */

/* So many forgeries of the vendor within the last day?  1, 0, -1. */
static int
is_wave(struct work *w, const char *vendor, struct err *e)
{
	int64_t n = 0, enough = quarantine_rules(w)->wave;

	if (enough == 0)
		return 0;
	if (store_int(work_store(w), e, &n, "SELECT COUNT(*) FROM (SELECT 1 "
	    "FROM quarantine_cases WHERE vendor = $1 AND verdict = 'forged' "
	    "AND at > $2 LIMIT $3) AS few", "sii", vendor, work_now(w) - DAY,
	    enough) == -1)
		return -1;
	return n >= enough;
}

/* Takes the right to warn: 1, 0 somebody was warned within the last day. */
static int
take_turn(struct work *w, const char *vendor, struct err *e)
{
	int64_t n = store_exec(work_store(w), e, "INSERT INTO "
	    "quarantine_waves (vendor, warned_at) VALUES ($1, $2) "
	    "ON CONFLICT (vendor) DO UPDATE SET warned_at = "
	    "excluded.warned_at WHERE quarantine_waves.warned_at <= $3",
	    "sii", vendor, work_now(w), work_now(w) - DAY);

	return n == -1 ? -1 : n > 0;
}

/* The same but for numbers, which forgers count up. */
static bool
same_words(const char *a, const char *b)
{
	for (;; a++, b++) {
		a += strspn(a, "0123456789");
		b += strspn(b, "0123456789");
		if (*a != *b)
			return false;
		if (*a == '\0')
			return true;
	}
}

static void
add_once(struct arena *a, struct list *l, const char *item)
{
	size_t i;

	for (i = 0; i < l->n; i++)
		if (same_words(l->at[i], item))
			return;
	if (item[0] != '\0' && l->n < SAMPLES)
		list_add_in(a, l, arena_str(a, item));
}

static const char *
domain_of(const char *sender)
{
	struct span s = span_of(sender);
	size_t n = s.n;

	while (n > 0 && s.p[n - 1] != '@')
		n--;
	return n > 0 ? s.p + n : "";
}

static void
set_samples(struct model *m, const char *name, const struct list *l)
{
	size_t i;

	model_list(m, name);
	for (i = 0; i < l->n; i++)
		model_set(model_add(m, name), "item", l->at[i]);
}

struct looks {
	struct arena	*arena;
	const struct vendor *vendor;
	struct list	 subjects, domains;
	bool		 as_vendor;	/* some show its own address */
};

static void
add_look(struct looks *l, const char *subject, const char *sender)
{
	add_once(l->arena, &l->subjects, quote(l->arena, subject,
	    QUOTE_SUBJECT, NULL));
	if (sender == NULL)
		return;
	if (l->vendor != NULL && vendors_own(l->vendor, sender))
		l->as_vendor = true;
	else
		add_once(l->arena, &l->domains, quote(l->arena,
		    domain_of(sender), QUOTE_ADDRESS, NULL));
}

/* What the newest of them look like; the one at hand, whose row is not yet
 * written, first. */
static int
look(struct work *w, const struct mail_in *mail, struct looks *l,
    struct err *e)
{
	struct rows *r = store_query(work_store(w), "SELECT i.subject, "
	    "i.sender FROM quarantine_cases c JOIN inbox i ON i.id = c.inbox "
	    "WHERE c.vendor = $1 AND c.verdict = 'forged' AND c.at > $2 AND "
	    "c.inbox <> $3 ORDER BY c.at DESC, c.inbox DESC LIMIT 20", "sii",
	    mail->vendor, work_now(w) - DAY, mail->inbox);
	int rc;

	add_look(l, mail->subject, mail->sender);
	while ((rc = rows_next(r, e)) == 1)
		add_look(l, rows_text(r, 0), rows_text(r, 1));
	rows_end(r);
	return rc;
}

static int
warn(struct work *w, const struct mail_in *mail, struct err *e)
{
	struct looks looks = { .arena = work_arena(w),
	    .vendor = case_vendor(w, mail->vendor) };
	struct model *m = work_model(w);
	struct letter l = { .to = &work_config(w)->committee,
	    .template = "wave", .model = m };

	if (look(w, mail, &looks, e) == -1)
		return -1;
	set_samples(m, "subjects", &looks.subjects);
	set_samples(m, "domains", &looks.domains);
	model_flag(m, "as-vendor", looks.as_vendor);
	model_set(m, "vendor", mail->vendor_name);
	model_setf(m, "count", "%lld", (long long)quarantine_rules(w)->wave);
	if (work_mail(w, &l, NULL, e) == -1)
		return -1;
	return work_journal(w, e, NULL, "warned the committee of a wave of "
	    "forgeries in the name of %s", mail->vendor);
}

int
wave_check(struct work *w, const struct mail_in *m, struct err *e)
{
	int rc = is_wave(w, m->vendor, e);

	if (rc == 1)
		rc = take_turn(w, m->vendor, e);
	if (rc == 1)
		rc = warn(w, m, e);
	return rc;
}
