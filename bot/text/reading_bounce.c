/* SPDX-License-Identifier: ISC */
/* Bounces and machines' answers; see reading_parts.h. */
#include <string.h>

#include "base/arena.h"
#include "text/reading_parts.h"

#define LEN(a) (sizeof(a) / sizeof((a)[0]))

/* Beginnings of subjects that only mail systems write. */
static const char *const bounce_subjects[] = {
	"undeliver", "delivery failure", "delivery status notification",
	"mail delivery failed", "mail delivery failure", "returned mail",
	"failure notice", "delivery failed", "delivery notification",
	"undelivered mail returned", "message you sent blocked",
	"mail system error", "delivery report", "mail delivery status",
	"message delivery has failed", "delayed mail", "delivery status",
	"**message you sent blocked", "warning: message",
	"there was an error sending your mail", "postmaster notify",
	"[postmaster] email delivery failure", "nondeliverable mail",
	"sorry, your message could not be delivered", "mail failure",
	"email bounce notification", "undeliverable", "notice: mail delivery",
};

/* Mailboxes of mail systems: the local part of From. */
static const char *const system_names[] = {
	"mailer-daemon", "postmaster", "post_master", "mail.delivery.system",
	"mailer_daemon", "maildaemon", "mailerdaemon",
};

/* Said by a mail system beside an address. */
static const char *const bounce_words[] = {
	"could not be delivered", "could not deliver", "cannot be delivered",
	"delivery has failed", "delivery failed", "user unknown",
	"unknown user", "mailbox is full", "mailbox full", "undeliverable",
	"permanent error", "rcpt to:", "returned message", "failure reasons",
	"was rejected", "no such user", "unable to deliver",
	"have trouble delivering", "had trouble delivering",
	"permanent fatal errors", "mailbox unavailable",
	"not a member of this mailing list", "delivery to the following",
	"\xe9\x80\x81\xe4\xbf\xa1\xe3\x81\xa7\xe3\x81\x8d\xe3\x81\xbe",
};

/* What stands before the address that failed, in a text. */
static const char *const address_marks[] = {
	"could not be delivered to:", "final-recipient: rfc822;",
	"rcpt to:", "550 unknown user", "recipients returned permanent errors:",
	"target mail address:", "following recipients were affected:",
	"following address(es) failed:", "following recipient(s):",
	"following addresses had", "failed recipient:", "recipient:",
	"to the following recipients", "failure reasons", "mailbox is full:",
	"the following recipient", "user unknown",
};

static bool
starts_with_any(const char *s, const char *const *words, size_t n)
{
	size_t i;

	for (i = 0; s != NULL && i < n; i++)
		if (span_starts_nocase(span_of(s), words[i]))
			return true;
	return false;
}

static bool
has_any(const char *s, const char *const *words, size_t n)
{
	struct span text = span_of(s);
	size_t i;

	if (text.n > 16384)
		text.n = 16384;
	for (i = 0; i < n; i++)
		if (span_find_nocase(text, words[i]) != NULL)
			return true;
	return false;
}

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
	return from != NULL &&
	    (span_find_nocase(span_of(from), "mail delivery") != NULL ||
	    span_find_nocase(span_of(from), "mail deliver system") != NULL ||
	    span_find_nocase(span_of(from), "NDR Administrator") != NULL);
}

static const struct mime_part *
find_part(const struct mime_mail *m, const char *type)
{
	const struct mime_part *p;
	size_t i;

	for (i = 0; i < m->parts.n; i++) {
		p = m->parts.at[i];
		if (strcmp(p->type, type) == 0)
			return p;
	}
	return NULL;
}

/* "rfc822; user@host" without its type. */
static const char *
typed_address(struct arena *a, const char *value)
{
	const char *semi = value != NULL ? strchr(value, ';') : NULL;

	return mime_address(a, semi != NULL ? semi + 1 : value);
}

/* RFC 3464, 2.3: of the first recipient that failed, else of the first. */
static const char *
status_address(struct arena *a, struct span fields)
{
	static const char *const names[] = { "Original-Recipient",
	    "Final-Recipient", "X-Actual-Recipient" };
	const char *address = NULL;
	struct span rest;
	size_t i;

	/* the final recipient is the one that is written about */
	rest = fields;
	address = typed_address(a, mime_next_field(a, &rest, names[1]));
	for (i = 0; address == NULL && i < LEN(names); i++) {
		rest = fields;
		address = typed_address(a, mime_next_field(a, &rest, names[i]));
	}
	return address;
}

/* The first address behind one of the marks; else the first "<a@b>". */
static const char *
text_address(struct arena *a, const char *text)
{
	struct span s = span_of(text), after;
	const char *p, *found;
	size_t i;

	if (s.n > 16384)
		s.n = 16384;
	for (i = 0; i < LEN(address_marks); i++) {
		p = span_find_nocase(s, address_marks[i]);
		if (p == NULL)
			continue;
		after.p = p + strlen(address_marks[i]);
		after.n = (size_t)(s.p + s.n - after.p);
		if (after.n > 400)
			after.n = 400;
		p = memchr(after.p, '@', after.n);
		if (p == NULL)
			continue;
		while (p > after.p && strchr(" \t\n<:;,\"'(", p[-1]) == NULL)
			p--;
		found = mime_address(a, arena_strn(a, p,
		    (size_t)(after.p + after.n - p)));
		if (found != NULL && strchr(found, '<') == NULL)
			return found;
	}
	return NULL;
}

static const char *
bounce_address(struct arena *a, const struct mime_mail *m)
{
	const struct mime_part *p = find_part(m, "message/delivery-status");
	const char *address = NULL;

	if (p == NULL)
		p = find_part(m, "message/global-delivery-status");
	if (p != NULL)
		address = status_address(a, p->body);
	if (address == NULL)
		address = mime_address(a, mime_field(a, m,
		    "X-Failed-Recipients"));
	if (address == NULL)
		address = text_address(a, m->text);
	return address;
}

/* Reports of abuse and of DMARC are a mail system's too: never answered. */
static bool
is_report(const struct mime_mail *m)
{
	return strcmp(m->type, "multipart/report") == 0 ||
	    find_part(m, "message/delivery-status") != NULL ||
	    find_part(m, "message/feedback-report") != NULL;
}

bool
reading_is_bounce(struct arena *a, const struct mime_mail *m,
    const char **address)
{
	const char *subject = mime_header(a, m, "Subject");
	const char *from = mime_header(a, m, "From");
	const char *sender = mime_field(a, m, "Return-Path");
	bool null_sender = sender != NULL && (strcmp(sender, "<>") == 0 ||
	    is_system(a, sender));
	bool by_subject = starts_with_any(subject, bounce_subjects,
	    LEN(bounce_subjects));
	bool says = has_any(m->text, bounce_words, LEN(bounce_words));
	int signs;

	*address = NULL;
	/* a receipt (RFC 8098) reports that somebody read: no bounce */
	if (m->report_type != NULL &&
	    strcmp(m->report_type, "disposition-notification") == 0)
		return false;
	signs = is_system(a, from) + null_sender + by_subject + says;
	if (!is_report(m) && signs < 2 &&
	    mime_field(a, m, "X-Failed-Recipients") == NULL)
		return false;
	/* a person who quotes a bounce has none of the machine's marks */
	if (!is_report(m) && !is_system(a, from) && !null_sender &&
	    !(by_subject && says))
		return false;
	*address = bounce_address(a, m);
	return true;
}

static const char *const auto_subjects[] = {
	"automatic reply", "auto reply", "autoreply", "auto-reply",
	"out of office", "out-of-office", "out of the office", "away from",
	"away until", "on vacation", "vacation", "automatic response",
	"automated response", "automatische antwort", "abwesenheit",
	"autom. antwort", "r\xc3\xa9ponse automatique", "absence du bureau",
	"absent du bureau", "message d'absence", "respuesta autom",
	"fuera de la oficina", "risposta automatica", "fuori sede",
	"automatisch antwoord", "afwezig", "[auto-reply]", "i am away",
	"automatiskt svar", "autosvar",
};

bool
reading_is_auto_reply(struct arena *a, const struct mime_mail *m)
{
	const char *v = mime_field(a, m, "Auto-Submitted");
	const char *subject = mime_header(a, m, "Subject");
	const char *sender = mime_field(a, m, "Return-Path");
	const char *precedence = mime_field(a, m, "Precedence");

	/* auto-generated is what bulletins are: only a reply counts */
	if (v != NULL && span_starts_nocase(span_of(v), "auto-replied"))
		return true;
	if (str_eq_nocase(precedence, "auto_reply") ||
	    str_eq_nocase(precedence, "auto-reply"))
		return true;
	if (mime_field(a, m, "X-Autoreply") != NULL ||
	    mime_field(a, m, "X-Autorespond") != NULL ||
	    mime_field(a, m, "X-Autoresponder") != NULL ||
	    mime_field(a, m, "X-Vacation") != NULL)
		return true;
	while (subject != NULL && (span_starts_nocase(span_of(subject), "re:")
	    || span_starts_nocase(span_of(subject), "aw:")))
		subject += 3 + strspn(subject + 3, " ");
	if (starts_with_any(subject, auto_subjects, LEN(auto_subjects)))
		return true;
	if (m->report_type != NULL &&
	    strcmp(m->report_type, "disposition-notification") == 0)
		return true;
	/* nobody writes with a null sender but machines that answer */
	return sender != NULL && strcmp(sender, "<>") == 0 &&
	    mime_field(a, m, "List-Id") == NULL;
}
