/* SPDX-License-Identifier: ISC */
/*
 * A mail was quarantined: information security is told of the first of its
 * kind at once, of the others with their count when the group closes; and the
 * committee is warned of a wave.
 */
#include <string.h>

#include "handlers/bulletin/quarantine.h"
#include "handlers/bulletin/quote.h"
#include "handlers/bulletin/sources.h"

static int
tell(struct work *w, const struct mail_in *mail, struct err *e)
{
	struct quarantined q = { .inbox = mail->inbox, .at = mail->received,
	    .sender = mail->sender, .subject = mail->subject,
	    .verdict = mail->verdict, .vendor = mail->vendor,
	    .why = mail->why, .open = true, .evidence = mail->evidence,
	    .reading = mail->reading };
	struct model *m = work_model(w);
	struct letter l = { .to = &work_config(w)->infosec,
	    .template = "quarantine", .model = m };

	case_model(w, &q, m);
	case_contents(w, &q, m);
	case_proofs(w, &q, m);
	model_set(m, "message-id", quote(work_arena(w), mail->message_id,
	    QUOTE_ADDRESS, NULL));
	l.thread = arena_printf(work_arena(w), "case-%lld",
	    (long long)mail->inbox);
	return work_mail(w, &l, NULL, e);
}

static int
take(struct work *w, const struct mail_in *mail, struct err *e)
{
	static const struct counts one = { .received = 1, .refused = 1 };
	struct filed f;

	if (source_count(w, mail->vendor != NULL ? mail->vendor : SOURCE_NONE,
	    mail->received, &one, e) == -1)
		return -1;
	if (mail->old)
		return quarantine_record(w, mail, e);
	if (quarantine_add(w, mail, &f, e) == -1)
		return -1;
	if (f.nth == 1 && tell(w, mail, e) == -1)
		return -1;
	if (f.nth == 2 && work_later(w, "digest", arena_printf(work_arena(w),
	    "%lld", (long long)f.head), f.closes_at, e) == -1)
		return -1;
	return mail->vendor != NULL && strcmp(mail->verdict, "forged") == 0 ?
	    wave_check(w, mail, e) : 0;
}

const struct mail_handler on_quarantined = {
	.event = MAIL_QUARANTINED,
	.run = take,
};
