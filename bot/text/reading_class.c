/* SPDX-License-Identifier: ISC */
/* What a mail is; see reading_parts.h. */
#include <string.h>

#include "base/arena.h"
#include "base/clock.h"
#include "text/machine_words.h"
#include "text/reading_parts.h"

bool
reading_is_marked(const char *subject)
{
	return subject != NULL && machine_answer_mark(subject) > 0;
}

bool
reading_is_reply(struct arena *a, const struct mime_mail *m)
{
	return reading_is_marked(mime_header(a, m, "Subject")) ||
	    mime_field(a, m, "In-Reply-To") != NULL;
}

/* Some come in the form of a bounce. */
static bool
is_receipt_or_challenge(struct arena *a, const struct mime_mail *m,
    bool person, const char *subject)
{
	return (m->report_type != NULL &&
	    strcmp(m->report_type, "disposition-notification") == 0) ||
	    reading_part(m, "message/disposition-notification") != NULL ||
	    reading_is_challenge(a, m, person, subject);
}

void
reading_of_mail(struct arena *a, const struct mime_mail *m, bool person,
    struct reading *r)
{
	const char *date = mime_field(a, m, "Date");
	int64_t sent = 0;

	r->subject = mime_header(a, m, "Subject");
	r->text = m->text;
	r->attachments = m->attachments;
	if (reading_is_report(a, m, r->subject)) {
		r->mail_class = CLASS_REPORT;
		return;
	}
	if (is_receipt_or_challenge(a, m, person, r->subject)) {
		r->mail_class = CLASS_AUTO_REPLY;
		return;
	}
	if (reading_is_bounce(a, m, person, r)) {
		r->mail_class = CLASS_BOUNCE;
		return;
	}
	/* before that: some calendars call their replies auto-generated */
	if (reading_is_calendar_reply(a, m, r)) {
		r->mail_class = CLASS_ANSWER;
		return;
	}
	if (reading_is_auto_reply(a, m, r->subject)) {
		r->mail_class = CLASS_AUTO_REPLY;
		if (date != NULL)
			clock_parse_rfc5322(date, strlen(date), &sent);
		r->away_until = reading_away_until(r->subject, m->text, sent);
		return;
	}
	r->mail_class = CLASS_OTHER;
	if (!person)
		return;
	reading_commands(a, m->text, &r->commands);
	reading_lists(a, m, r);
	if (reading_is_reply(a, m))
		r->mail_class = CLASS_ANSWER;
	else if (r->commands.n > 0)
		r->mail_class = CLASS_COMMAND;
}
