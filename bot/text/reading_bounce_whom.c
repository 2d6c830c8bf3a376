/* SPDX-License-Identifier: ISC */
/* Whom a bounce speaks of, and which of our mails came back; see
 * reading_parts.h. */
#include <string.h>

#include "base/arena.h"
#include "base/list.h"
#include "text/machine_words.h"
#include "text/reading_parts.h"

#define LEN(a) (sizeof(a) / sizeof((a)[0]))

#define ADDRESS_LOOK	320	/* bytes: no address is longer */

/* What stands before the address that failed, in a text. */
static const char *const address_marks[] = {
	"could not be delivered to:", "final-recipient: rfc822;",
	"rcpt to:", "550 unknown user", "recipients returned permanent errors:",
	"target mail address:", "following recipients were affected:",
	"following address(es) failed:", "following recipient(s):",
	"following addresses had", "failed recipient:", "recipient:",
	"recipient address:", "to the following recipients",
	"to the following address", "failure reasons", "mailbox is full:",
	"the following recipient", "the following address",
	"failed permanently:", "wasn't delivered to", "be delivered to",
	"empfänger", "user unknown", "unknown user", "to <",
};

/* --- whom it speaks of ------------------------------------------------- */

/* "rfc822; user@host" without its type. */
static const char *
typed_address(struct arena *a, const char *value)
{
	const char *semi = value != NULL ? strchr(value, ';') : NULL;

	return mime_address(a, semi != NULL ? semi + 1 : value);
}

/* A text on one line, BOUNCE_REASON_MAX bytes at most, whole characters. */
const char *
reading_reason(struct arena *a, struct span s)
{
	char *line = arena_strn(a, s.p, s.n < 4 * BOUNCE_REASON_MAX ? s.n :
	    4 * BOUNCE_REASON_MAX);

	utf8_one_line(line);
	line[utf8_cut(line, BOUNCE_REASON_MAX)] = '\0';
	return line[0] != '\0' ? line : NULL;
}

static const char *
field_of(struct arena *a, struct span group, const char *name)
{
	return mime_next_field(a, &group, name);
}

static enum bounce_kind
kind_of(const char *action, const char *status)
{
	static const struct { const char *word; enum bounce_kind kind; }
	    actions[] = {
		{ "failed", BOUNCE_FAILED }, { "delayed", BOUNCE_DELAYED },
		{ "delivered", BOUNCE_DELIVERED },
		{ "relayed", BOUNCE_DELIVERED },
		{ "expanded", BOUNCE_DELIVERED },
	};
	size_t i;

	for (i = 0; action != NULL && i < LEN(actions); i++)
		if (span_starts_nocase(span_of(action), actions[i].word))
			return actions[i].kind;
	return status == NULL || status[0] == '5' ? BOUNCE_FAILED :
	    status[0] == '2' ? BOUNCE_DELIVERED : BOUNCE_DELAYED;
}

void
reading_add_bounce(struct arena *a, struct reading *r, const char *address,
    enum bounce_kind kind, const char *reason)
{
	struct bounce *b;

	if (address == NULL || r->bounces.n >= READING_BOUNCES_MAX)
		return;
	b = arena_alloc(a, sizeof(*b));
	*b = (struct bounce){ address, kind, reason };
	list_add_in(a, &r->bounces, b);
}

/* One recipient's group of fields (RFC 3464, 2.3). */
static void
take_group(struct arena *a, struct span group, struct reading *r)
{
	const char *address = typed_address(a, field_of(a, group,
	    "Original-Recipient"));
	const char *status = field_of(a, group, "Status"), *why;

	/* what we wrote to, else what it became on the way */
	if (address == NULL)
		address = typed_address(a, field_of(a, group,
		    "Final-Recipient"));
	if (address == NULL)
		address = typed_address(a, field_of(a, group,
		    "X-Actual-Recipient"));
	why = field_of(a, group, "Diagnostic-Code");
	if (why == NULL)
		why = status;
	reading_add_bounce(a, r, address, kind_of(field_of(a, group, "Action"),
	    status), why != NULL ? reading_reason(a, span_of(why)) : NULL);
}

/* Groups are divided by empty lines; the first is about the mail. */
static void
take_status(struct arena *a, struct span body, struct reading *r)
{
	struct span rest = body, line, group = { body.p, 0 };

	while (span_line(&rest, &line)) {
		if (span_trim(line).n == 0) {
			take_group(a, group, r);
			group.p = rest.p;
		}
		group.n = (size_t)(rest.p - group.p);
	}
	take_group(a, group, r);
}

/* What an address in a text ends at. */
static bool
is_edge(char c)
{
	return strchr(" \t\r\n<>:;,\"'()[]\\", c) != NULL;
}

/* The address around an @.  No farther than an address is long: a text may be
 * one run of them. */
const char *
reading_address_at(struct arena *a, struct span s, const char *at)
{
	const char *p = at, *end = at, *found;

	while (p > s.p && at - p <= ADDRESS_LOOK && !is_edge(p[-1]))
		p--;
	while (end < s.p + s.n && end - p <= ADDRESS_LOOK && !is_edge(*end))
		end++;
	if (end - p > ADDRESS_LOOK)
		return NULL;
	found = mime_address(a, arena_strn(a, p, (size_t)(end - p)));
	return found != NULL && strpbrk(found, "<>/=() ") == NULL ? found :
	    NULL;
}

struct span
reading_behind_address(struct span s, const char *at)
{
	const char *end = at;

	while (end < s.p + s.n && !is_edge(*end))
		end++;
	return (struct span){ end, (size_t)(s.p + s.n - end) };
}

/* The first address behind one of the marks. */
static const char *
marked_address(struct arena *a, struct span s)
{
	struct span after;
	const char *p, *found;
	size_t i;

	for (i = 0; i < LEN(address_marks); i++) {
		p = span_find_nocase(s, address_marks[i]);
		if (p == NULL)
			continue;
		after.p = p + strlen(address_marks[i]);
		after.n = (size_t)(s.p + s.n - after.p);
		if (after.n > 400)
			after.n = 400;
		p = memchr(after.p, '@', after.n);
		found = p != NULL ? reading_address_at(a, after, p) : NULL;
		if (found != NULL)
			return found;
	}
	return NULL;
}

/* The first address in the text that is neither the sender's nor ours. */
static const char *
other_address(struct arena *a, const struct mime_mail *m, struct span s)
{
	const char *from = mime_address(a, mime_field(a, m, "From"));
	const char *to = mime_address(a, mime_field(a, m, "To")), *address;
	struct span word;

	if (s.n > 4096)
		s.n = 4096;
	while (span_word(&s, &word)) {
		if (memchr(word.p, '@', word.n) == NULL)
			continue;
		address = mime_address(a, arena_strn(a, word.p, word.n));
		if (address != NULL && !str_eq_nocase(address, from) &&
		    !str_eq_nocase(address, to) &&
		    strpbrk(address, "<>=/()") == NULL)
			return address;
	}
	return NULL;
}

/* What it says itself, before the copy of our mail. */
static struct span
own_words(struct span text)
{
	static const char *const begins[] = { "Received:", "Message-ID:",
	    "Return-Path:", "DKIM-Signature:", "MIME-Version:" };
	struct span rest = text, line;
	size_t i;

	if (text.n > MACHINE_LOOK_MAX)
		text.n = MACHINE_LOOK_MAX;
	while (span_line(&rest, &line) && line.p < text.p + text.n)
		for (i = 0; i < LEN(begins); i++)
			if (span_starts_nocase(line, begins[i]))
				return (struct span){ text.p,
				    (size_t)(line.p - text.p) };
	return text;
}

/* The line that a server said no with, else nothing. */
static const char *
said_in(struct arena *a, struct span text)
{
	struct span line, t;

	while (span_line(&text, &line)) {
		for (t = span_trim(line); t.n > 4 && strchr("<> \t", t.p[0]) !=
		    NULL; t.p++, t.n--)
			;
		if (t.n > 8 && (t.p[0] == '5' || t.p[0] == '4') &&
		    t.p[1] >= '0' && t.p[1] <= '5' && t.p[2] >= '0' &&
		    t.p[2] <= '9' && (t.p[3] == ' ' || t.p[3] == '-'))
			return reading_reason(a, t);
	}
	return NULL;
}

static enum bounce_kind
kind_in_text(const struct mime_mail *m, const struct reading *r)
{
	return machine_says_delayed(r->subject, span_of(m->text)) ?
	    BOUNCE_DELAYED : BOUNCE_FAILED;
}

static const char *
address_in(struct arena *a, const struct mime_mail *m, struct span s)
{
	const char *address = marked_address(a, s);

	return address != NULL ? address : other_address(a, m, s);
}

bool
reading_names_address(struct arena *a, const struct mime_mail *m)
{
	return address_in(a, m, own_words(span_of(m->text))) != NULL;
}

/* Without a report in fields: from the header, else from what it says. */
static void
take_text(struct arena *a, const struct mime_mail *m, struct reading *r)
{
	enum bounce_kind kind = kind_in_text(m, r);
	struct span s = own_words(span_of(m->text)), rest, one;
	const char *failed = mime_field(a, m, "X-Failed-Recipients"), *p;
	const char *why;

	why = said_in(a, s);
	rest = failed != NULL ? span_of(failed) : (struct span){ "", 0 };
	while (rest.n > 0) {
		p = memchr(rest.p, ',', rest.n);
		one = (struct span){ rest.p, p != NULL ? (size_t)(p - rest.p) :
		    rest.n };
		reading_add_bounce(a, r, mime_address(a, arena_strn(a, one.p,
		    one.n)), kind, why);
		rest.p += one.n + (p != NULL);
		rest.n -= one.n + (p != NULL);
	}
	if (r->bounces.n == 0)
		reading_add_bounce(a, r, address_in(a, m, s), kind, why);
	/* where the MIME is broken the text is not all */
	if (r->bounces.n == 0)
		reading_add_bounce(a, r, address_in(a, m, own_words(m->body)),
		    kind, why);
}

/* --- which mail came back ---------------------------------------------- */

const char *
reading_id_in(struct arena *a, const char *value)
{
	const char *lt = value != NULL ? strchr(value, '<') : NULL;
	const char *gt = lt != NULL ? strchr(lt, '>') : NULL;

	if (gt == NULL || gt - lt > 250 || memchr(lt, ' ',
	    (size_t)(gt - lt)) != NULL)
		return NULL;
	return arena_strn(a, lt, (size_t)(gt - lt) + 1);
}

/* In the copy of our header that it brings, whichever way it brings it; the
 * first of them, as our text may quote another one. */
static const char *
returned_id(struct arena *a, const struct mime_mail *m)
{
	const struct mime_part *p = reading_returned_part(m);
	struct span s = p != NULL ? p->body : m->body;
	const char *id = NULL, *v;

	if (s.n > BOUNCE_RETURNED_MAX)
		s.n = BOUNCE_RETURNED_MAX;
	if ((v = mime_next_field(a, &s, "Message-ID")) != NULL)
		id = reading_id_in(a, v);
	if (id == NULL)
		id = reading_id_in(a, mime_field(a, m, "In-Reply-To"));
	if (id == NULL)
		id = reading_id_in(a, mime_field(a, m, "References"));
	return id;
}

void
reading_take_bounce(struct arena *a, const struct mime_mail *m,
    const struct mime_part *status, struct reading *r)
{
	if (status != NULL)
		take_status(a, status->body, r);
	if (r->bounces.n == 0)
		take_text(a, m, r);
	r->returned = returned_id(a, m);
}
