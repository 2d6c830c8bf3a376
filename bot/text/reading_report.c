/* SPDX-License-Identifier: ISC */
/* Is a mail a complaint about ours, or statistics of them?  See
 * reading_parts.h. */
#include <string.h>

#include "text/machine_words.h"
#include "text/reading_parts.h"

/* "receiver!domain!begin!end.xml.gz" (RFC 7489, 7.2.1.1; RFC 8460, 5.1). */
static bool
is_report_name(const char *name)
{
	const char *p = name;
	int marks = 0;

	for (; p != NULL && (p = strchr(p, '!')) != NULL; p++)
		marks++;
	return marks == 3 || marks == 4;
}

bool
reading_is_report(struct arena *a, const struct mime_mail *m,
    const char *subject)
{
	const struct mime_part *p;
	size_t i;

	if (reading_part(m, "message/feedback-report") != NULL ||
	    reading_part(m, "application/tlsrpt*") != NULL ||
	    span_eq(reading_event(m), "Complaint"))
		return true;
	if (m->report_type != NULL && strcmp(m->type, "multipart/report") == 0)
		if (strcmp(m->report_type, "feedback-report") == 0 ||
		    strcmp(m->report_type, "tlsrpt") == 0)
			return true;
	for (i = 0; i < m->parts.n; i++) {
		p = m->parts.at[i];
		if (is_report_name(p->name))
			return true;
	}
	/* the older kind: a complaint, and the mail it is about */
	return machine_report_subject(subject) &&
	    mime_field(a, m, "In-Reply-To") == NULL &&
	    (reading_returned_part(m) != NULL ||
	    span_find_nocase(span_of(m->text), "\nReceived: ") != NULL ||
	    span_starts_nocase(span_of(subject), "report domain:"));
}
