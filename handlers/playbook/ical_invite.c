/* SPDX-License-Identifier: ISC */
/* Invitations and their end, as calendars want them; see playbook.h. */
#include <stdio.h>
#include <string.h>

#include "handlers/playbook/ical.h"

/*
 * A parameter's value in quotes.  There is no way to write a quote in it that
 * all clients know (RFC 6868 is not read everywhere), so it becomes another.
 */
static void
add_quoted(struct buf *b, const char *value)
{
	buf_addc(b, '"');
	for (; *value != '\0'; value++)
		if (*value == '"')
			buf_addc(b, '\'');
		else if ((unsigned char)*value >= ' ' && *value != 0x7f)
			buf_addc(b, *value);
	buf_addc(b, '"');
}

static void
add_person(struct ical_out *o, const char *what, const char *params,
    const struct invitation_guest *g)
{
	struct buf name = { 0 }, value = { 0 };

	buf_addf(&name, "%s%s", what, params);
	if (g->name != NULL && g->name[0] != '\0') {
		buf_adds(&name, ";CN=");
		add_quoted(&name, g->name);
	}
	buf_addf(&value, "mailto:%s", g->address);
	ical_line(o->buf, buf_str(&name), buf_str(&value), false);
	buf_free(&name);
	buf_free(&value);
}

static void
add_guests(struct ical_out *o, const struct invitation *v)
{
	size_t i;

	/* of a cancelled one nobody has to answer */
	for (i = 0; i < v->guests->n; i++)
		add_person(o, "ATTENDEE", v->cancel ? ";ROLE=REQ-PARTICIPANT" :
		    ";ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE",
		    v->guests->at[i]);
}

static void
add_event(struct ical_out *o, const struct invitation *v)
{
	char number[32];

	ical_line(o->buf, "BEGIN", "VEVENT", false);
	ical_line(o->buf, "UID", v->uid, true);
	snprintf(number, sizeof(number), "%lld", (long long)v->sequence);
	ical_line(o->buf, "SEQUENCE", number, false);
	ical_utc(o, "DTSTAMP", v->stamp);
	ical_local(o, "DTSTART", v->from);
	ical_local(o, "DTEND", v->until);
	add_person(o, "ORGANIZER", "", &v->organizer);
	add_guests(o, v);
	ical_line(o->buf, "SUMMARY", v->summary, true);
	if (v->location != NULL && v->location[0] != '\0')
		ical_line(o->buf, "LOCATION", v->location, true);
	if (v->description != NULL && v->description[0] != '\0')
		ical_line(o->buf, "DESCRIPTION", v->description, true);
	ical_line(o->buf, "STATUS", v->cancel ? "CANCELLED" :
	    "CONFIRMED", false);
	ical_line(o->buf, "TRANSP", "OPAQUE", false);
	ical_line(o->buf, "END", "VEVENT", false);
}

void
playbook_invitation(const struct invitation *v, struct buf *out)
{
	struct ical_out to = { .buf = out, .zone = v->zone }, *o = &to;
	int first, last, month, day;

	ical_line(o->buf, "BEGIN", "VCALENDAR", false);
	ical_line(o->buf, "VERSION", "2.0", false);
	ical_line(o->buf, "PRODID", "-//patchbot//EN", true);
	ical_line(o->buf, "CALSCALE", "GREGORIAN", false);
	ical_line(o->buf, "METHOD", v->cancel ? "CANCEL" : "REQUEST",
	    false);
	/* whole years, so that a client that keeps the zone by its name has
	 * both halves of the year */
	day_split(day_of(v->from), &first, &month, &day);
	day_split(day_of(v->until), &last, &month, &day);
	ical_zone(o, day_make(first, 1, 1), day_make(last, 12, 31));
	add_event(o, v);
	ical_line(o->buf, "END", "VCALENDAR", false);
}
