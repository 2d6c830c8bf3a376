/* SPDX-License-Identifier: ISC */
/* Is a mail a bounce?  See reading_parts.h. */
#include <string.h>

#include "text/machine_words.h"
#include "text/reading_parts.h"

#define LEN(a) (sizeof(a) / sizeof((a)[0]))

/* Mailboxes of mail systems: the local part of From begins so. */
static const char *const system_names[] = {
	"mailer-daemon", "mailerdaemon", "mailer_daemon", "mailer.daemon",
	"maildaemon", "mail-daemon", "mail.daemon", "mdaemon", "postmaster",
	"post_master", "post-master", "postoffice", "mail.delivery",
	"mail-delivery", "maildelivery", "delivery-status", "deliverystatus",
	"microsoftexchange329e71ec88ae", "mailadmin", "mail-admin",
	"mailsystem", "mail-system", "mta-daemon", "smtp-daemon", "nondelivery",
};

/* What mail systems call themselves beside their address. */
static const char *const system_titles[] = {
	"mail delivery", "mail deliver system", "mailer-daemon",
	"mailer daemon", "mail daemon", "postmaster", "mail administrator",
	"mail system", "ndr administrator", "delivery subsystem",
	"delivery system", "internet mail", "content-filter", "content filter",
	"mail router", "mail transport", "message delivery",
};

static bool
is_system(struct arena *a, const char *from)
{
	const char *address = mime_address(a, from);
	const char *local = address != NULL ? address : from;
	size_t i;

	for (i = 0; local != NULL && i < LEN(system_names); i++) {
		struct span s = span_trim(span_of(local));

		while (s.n > 0 && (s.p[0] == '"' || s.p[0] == '<')) {
			s.p++;
			s.n--;
		}
		if (span_starts_nocase(s, system_names[i]))
			return true;
	}
	for (i = 0; from != NULL && i < LEN(system_titles); i++)
		if (span_find_nocase(span_of(from), system_titles[i]) != NULL)
			return true;
	return false;
}

const struct mime_part *
reading_part(const struct mime_mail *m, const char *type)
{
	const struct mime_part *p;
	size_t i, n = strcspn(type, "*");

	for (i = 0; i < m->parts.n; i++) {
		p = m->parts.at[i];
		if (strncmp(p->type, type, n) == 0 &&
		    (type[n] == '*' || p->type[n] == '\0'))
			return p;
	}
	return NULL;
}

static const struct mime_part *
status_part(const struct mime_mail *m)
{
	const struct mime_part *p = reading_part(m, "message/delivery-status");

	if (p == NULL)
		p = reading_part(m, "message/global-delivery-status");
	return p != NULL ? p : reading_part(m, "message/xdelivery-status");
}

const struct mime_part *
reading_returned_part(const struct mime_mail *m)
{
	static const char *const types[] = { "message/rfc822",
	    "text/rfc822-header*", "message/global*",
	    "message/rfc822-header*" };
	const struct mime_part *p = NULL;
	size_t i;

	for (i = 0; p == NULL && i < LEN(types); i++)
		p = reading_part(m, types[i]);
	return p;
}

/* A report in the form of RFC 3464, or near it. */
static bool
is_status_report(const struct mime_mail *m)
{
	return status_part(m) != NULL ||
	    (strcmp(m->type, "multipart/report") == 0 &&
	    (m->report_type == NULL ||
	    strcmp(m->report_type, "delivery-status") == 0));
}

/* A list server's own words to somebody whose mail it did not take. */
static bool
is_list_refusal(struct arena *a, const struct mime_mail *m)
{
	static const char *const servers[] = { "X-MLServer", "X-ML-Info",
	    "X-List-Administrivia", "X-Listserver", "X-ezmlm-Reject" };
	static const char *const words[] = { "not a member of",
	    "not allowed to post", "duplicated message-id" };
	size_t i, k;

	for (i = 0; i < LEN(servers); i++)
		for (k = 0; k < LEN(words) && mime_field(a, m, servers[i]) !=
		    NULL; k++)
			if (span_find_nocase(span_of(m->text), words[k]) !=
			    NULL)
				return true;
	return false;
}

/* The words of a bounce, in a mail that nothing else shows to be a machine's.
 * A person who quotes a bounce answers somebody, or names nobody. */
static bool
is_bare_bounce(struct arena *a, const struct mime_mail *m)
{
	return mime_field(a, m, "In-Reply-To") == NULL &&
	    (reading_returned_part(m) != NULL ||
	    reading_names_address(a, m));
}

static bool
looks_like_bounce(struct arena *a, const struct mime_mail *m, bool person,
    const char *subject)
{
	const char *from = mime_header(a, m, "From");
	const char *sender = mime_field(a, m, "Return-Path");
	bool null_sender = sender != NULL && (strcmp(sender, "<>") == 0 ||
	    is_system(a, sender));
	bool system = is_system(a, from) || (from != NULL &&
	    strcmp(span_trim(span_of(from)).p, "<>") == 0);
	bool named = machine_bounce_subject(subject);
	bool hint = named || machine_bounce_hint(subject);
	bool list = mime_field(a, m, "List-Id") != NULL ||
	    mime_field(a, m, "List-Unsubscribe") != NULL;
	bool says = false;

	if (mime_field(a, m, "X-Failed-Recipients") != NULL ||
	    is_list_refusal(a, m))
		return true;
	/* the raw body too: old systems' MIME is often broken */
	if (system || null_sender || named)
		says = machine_says_bounce(span_of(m->text)) ||
		    machine_says_bounce(m->body);
	if (system)
		return null_sender || hint || says;
	/* a list's mail about mail systems has only their words */
	if (list)
		return false;
	if (null_sender)
		return named || (hint && says) ||
		    (says && reading_returned_part(m) != NULL);
	return !person && named && says && is_bare_bounce(a, m);
}

bool
reading_is_bounce(struct arena *a, const struct mime_mail *m, bool person,
    struct reading *r)
{
	const struct mime_part *p = status_part(m);

	if (reading_take_event(a, m, r))
		return true;
	if (!is_status_report(m) &&
	    !looks_like_bounce(a, m, person, r->subject))
		return false;
	reading_take_bounce(a, m, p, r);
	return true;
}
