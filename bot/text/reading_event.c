/* SPDX-License-Identifier: ISC */
/*
 * What a mailing service (Amazon SES) tells of one mail by an object of JSON,
 * which a notification service (SNS) brings as the text of a mail of its own:
 * {"notificationType":"Bounce",... or the same quoted within another object.
 * Nothing of it is guessed: whom an event does not name it does not speak of.
 * See reading_parts.h.
 */
#include <string.h>

#include "base/arena.h"
#include "base/list.h"
#include "text/reading_parts.h"

#define LEN(a) (sizeof(a) / sizeof((a)[0]))

#define LOOK_MAX	2048	/* bytes of a text, for an event's type */
#define NEAR_MAX	400	/* bytes behind a name, for its value */

/* Where an event of that type names the addresses that it speaks of. */
enum where {
	EACH,		/* {"emailAddress":"..."} each, also of several */
	RECIPIENTS,	/* "recipients":["...","..."] */
	ALL,		/* whoever the mail was for ("destination"), as the
			 * service sent it to none of them */
};

struct event {
	const char	*type;
	enum bounce_kind kind;
	enum where	 where;
};

static const struct event events[] = {
	{ "Bounce", BOUNCE_FAILED, EACH },
	{ "DeliveryDelay", BOUNCE_DELAYED, EACH },
	{ "Delivery", BOUNCE_DELIVERED, RECIPIENTS },
	{ "Reject", BOUNCE_FAILED, ALL },
	{ "Rendering Failure", BOUNCE_FAILED, ALL },
};

struct span
reading_event(const struct mime_mail *m)
{
	static const char *const keys[] = { "\"notificationType",
	    "\"eventType" };
	struct span s = span_trim(span_of(m->text)), word = { NULL, 0 };
	const char *p = NULL;
	size_t i;

	if (s.n == 0 || s.p[0] != '{')
		return word;
	if (s.n > LOOK_MAX)
		s.n = LOOK_MAX;
	for (i = 0; i < LEN(keys) && p == NULL; i++)
		if ((p = span_find_nocase(s, keys[i])) != NULL)
			p += strlen(keys[i]);
	if (p == NULL)
		return word;
	for (; p < s.p + s.n && strchr(" :\\\"", *p) != NULL; p++)
		;
	for (word.p = p; p < s.p + s.n && strchr("\\\"", *p) == NULL; p++)
		word.n++;
	return word;
}

/* NULL: it says nothing of a mail's delivery. */
static const struct event *
find(struct span type)
{
	size_t i;

	for (i = 0; i < LEN(events); i++)
		if (span_eq(type, events[i].type))
			return &events[i];
	return NULL;
}

/* What stands behind that name, a little of it; p NULL: no such name. */
static struct span
behind(struct span s, const char *name)
{
	const char *p = span_find_nocase(s, name);
	struct span near = { NULL, 0 };

	if (p == NULL)
		return near;
	near.p = p + strlen(name);
	near.n = (size_t)(s.p + s.n - near.p);
	return near;
}

/* All addresses of the list behind that name. */
static void
take_listed(struct arena *a, struct span s, const char *name,
    const char *reason, enum bounce_kind kind, struct reading *r)
{
	struct span list = behind(s, name);
	const char *at, *end;

	end = list.n > 0 ? memchr(list.p, ']', list.n) : NULL;
	if (end != NULL)
		list.n = (size_t)(end - list.p);
	while (list.n > 0 && r->bounces.n < READING_BOUNCES_MAX &&
	    (at = memchr(list.p, '@', list.n)) != NULL) {
		reading_add_bounce(a, r, reading_address_at(a, list, at), kind,
		    reason);
		list = reading_behind_address(list, at);
	}
}

static void
take_each(struct arena *a, struct span s, enum bounce_kind kind,
    struct reading *r)
{
	const char *at;

	while ((s = behind(s, "\"emailAddress")).p != NULL) {
		at = memchr(s.p, '@', s.n < NEAR_MAX ? s.n : NEAR_MAX);
		if (at != NULL)
			reading_add_bounce(a, r, reading_address_at(a, s, at),
			    kind, NULL);
	}
}

/* "reject":{"reason":"Bad content"} */
static const char *
why_rejected(struct arena *a, struct span s)
{
	struct span v = behind(s, "\"reason");
	size_t n;

	while (v.n > 0 && strchr(" :\\\"", v.p[0]) != NULL) {
		v.p++;
		v.n--;
	}
	for (n = 0; n < v.n && n < NEAR_MAX &&
	    strchr("\\\"", v.p[n]) == NULL; n++)
		;
	return n > 0 ? reading_reason(a, (struct span){ v.p, n }) : NULL;
}

/* {"name":"Message-ID","value":"<...>"} among the header's fields in it. */
static const char *
returned_id(struct arena *a, struct span s)
{
	struct span v = behind(s, "\"Message-ID");

	return v.p != NULL ? reading_id_in(a, arena_strn(a, v.p, v.n <
	    NEAR_MAX ? v.n : NEAR_MAX)) : NULL;
}

bool
reading_take_event(struct arena *a, const struct mime_mail *m,
    struct reading *r)
{
	const struct event *e = find(reading_event(m));
	struct span s = span_of(m->text);

	if (e == NULL)
		return false;
	if (e->where == EACH)
		take_each(a, s, e->kind, r);
	else if (e->where == RECIPIENTS)
		take_listed(a, s, "\"recipients", NULL, e->kind, r);
	else
		take_listed(a, s, "\"destination", why_rejected(a, s), e->kind,
		    r);
	r->returned = returned_id(a, s);
	return true;
}
