/* SPDX-License-Identifier: ISC */
/* What a calendar replies to an invitation; see reading_parts.h. */
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "text/charset.h"
#include "text/ical.h"
#include "text/reading_parts.h"

#define UID_MAX		255	/* bytes, RFC 7986 has it */
#define ADDRESS_MAX	254
#define LEN(a) (sizeof(a) / sizeof((a)[0]))

static const struct {
	const char	*partstat;
	enum reply_says	 says;
} answers[] = {
	{ "ACCEPTED", REPLY_YES }, { "DECLINED", REPLY_NO },
	{ "TENTATIVE", REPLY_MAYBE },
};

/* "mailto:dan@example.com", in any case. */
static const char *
address(struct arena *a, struct span value)
{
	static const char scheme[] = "mailto:";
	const char *s;

	value = span_trim(value);
	if (span_starts_nocase(value, scheme)) {
		value.p += strlen(scheme);
		value.n -= strlen(scheme);
	}
	if (value.n > ADDRESS_MAX)
		return NULL;
	s = mime_address(a, arena_strn(a, value.p, value.n));
	return s;
}

/* The attendee who replies: a reply has one, and where a client sends the
 * others along, it is the first that says something. */
static void
attendee(struct arena *a, const struct ical_line *l,
    struct calendar_reply *reply)
{
	struct span partstat = ical_param(l, "PARTSTAT");
	size_t i;

	if (reply->attendee != NULL)
		return;
	for (i = 0; i < LEN(answers); i++)
		if (span_eq_nocase(partstat, answers[i].partstat)) {
			reply->says = answers[i].says;
			reply->attendee = address(a, l->value);
		}
}

static const char *
comment(struct arena *a, struct span value)
{
	char *s;

	if (value.n > 4 * REPLY_COMMENT_MAX)
		value.n = 4 * REPLY_COMMENT_MAX;
	s = arena_str(a, ical_text(a, value));
	s[utf8_cut(s, REPLY_COMMENT_MAX)] = '\0';
	return s[0] != '\0' ? s : NULL;
}

static void
property(struct arena *a, const struct ical_line *l,
    struct calendar_reply *reply)
{
	long long n;

	if (span_eq_nocase(l->name, "UID") && l->value.n <= UID_MAX) {
		reply->uid = ical_text(a, l->value);
	} else if (span_eq_nocase(l->name, "SEQUENCE")) {
		struct span v = span_trim(l->value);

		if (str_number(arena_strn(a, v.p, v.n), 0, INT32_MAX, &n))
			reply->sequence = n;
	} else if (span_eq_nocase(l->name, "ATTENDEE")) {
		attendee(a, l, reply);
	} else if (span_eq_nocase(l->name, "COMMENT") &&
	    reply->comment == NULL) {
		reply->comment = comment(a, l->value);
	}
}

/* The same stands in the mail twice, as its text and as a file. */
static void
add(struct arena *a, const struct calendar_reply *reply, struct list *out)
{
	struct calendar_reply *copy;
	size_t i;

	if (reply->uid == NULL || reply->uid[0] == '\0' ||
	    reply->attendee == NULL || out->n >= READING_REPLIES_MAX)
		return;
	for (i = 0; i < out->n; i++) {
		const struct calendar_reply *x = out->at[i];

		if (strcmp(x->uid, reply->uid) == 0)
			return;
	}
	copy = arena_alloc(a, sizeof(*copy));
	*copy = *reply;
	list_add_in(a, out, copy);
}

/* One object: adds nothing where it is no METHOD:REPLY. */
static void
read_object(struct arena *a, struct span text, struct list *out)
{
	struct span rest = ical_unfold(a, text);
	struct calendar_reply reply;
	struct list found = { 0 };
	struct ical_line l;
	bool replies = false;
	int depth = 0, lines;
	size_t i;

	for (lines = 0; lines < REPLY_LINES_MAX && ical_next(&rest, &l);
	    lines++) {
		if (span_eq_nocase(l.name, "BEGIN")) {
			/* an event, or what stands within one */
			if (depth > 0 || span_eq_nocase(span_trim(l.value),
			    "VEVENT"))
				depth++;
			if (depth == 1)
				reply = (struct calendar_reply){ 0 };
		} else if (span_eq_nocase(l.name, "END")) {
			if (depth == 1)
				add(a, &reply, &found);
			depth -= depth > 0;
		} else if (depth == 1) {
			property(a, &l, &reply);
		} else if (depth == 0 && span_eq_nocase(l.name, "METHOD")) {
			replies = span_eq_nocase(span_trim(l.value), "REPLY");
		}
	}
	for (i = 0; replies && i < found.n; i++)
		add(a, found.at[i], out);
}

static bool
is_calendar(const struct mime_part *p)
{
	return strcmp(p->type, "text/calendar") == 0 ||
	    strcmp(p->type, "application/ics") == 0;
}

bool
reading_is_calendar_reply(struct arena *a, const struct mime_mail *m,
    struct reading *r)
{
	struct buf utf8 = { 0 };
	size_t i;

	for (i = 0; i < m->parts.n; i++) {
		const struct mime_part *p = m->parts.at[i];

		if (!is_calendar(p) || p->body.n == 0 ||
		    p->body.n > REPLY_BYTES_MAX)
			continue;
		buf_cut(&utf8, 0);
		charset_add(&utf8, p->charset != NULL ? p->charset : "utf-8",
		    p->body, REPLY_BYTES_MAX);
		read_object(a, (struct span){ buf_str(&utf8), utf8.n },
		    &r->replies);
	}
	buf_free(&utf8);
	return r->replies.n > 0;
}
