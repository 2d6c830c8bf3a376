/* SPDX-License-Identifier: ISC */
/*
 * Calendars' replies, as the common clients send them, on the whole way: a
 * mail, the reader, the gate, attendance.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "tests/support/cycletest.h"
#include "text/mime.h"
#include "text/reading_parts.h"

#define PYTHON	"/usr/bin/python3"
#define UID	"E-2026-11-18.review@example.com"

static unsigned mails;

/* The meeting of tests/flow/when.conf: Thu 19 Nov 14:00, room 4. */
static void
called(void)
{
	ct_start("2026-11-18 08:00");
	ct_reload("tests/flow/when.conf");
	ct_say("carol", "declare talk to see");
	ct_until("2026-11-18 08:01");
	ft_mails();
	ft_said();
}

/* The bytes as they came, through the reader, in the frame and out of it. */
static struct reading *
read_bytes(const char *bytes, bool person)
{
	struct reading r = { .text = "" }, *out;
	struct err e = { 0 };
	struct mime_mail *m = mime_read(ft_arena, span_of(bytes), &e);
	struct buf b = { 0 };
	struct unpack u;

	assert_non_null(m);
	reading_of_mail(ft_arena, m, person, &r);
	reading_pack(&b, &r);
	u = (struct unpack){ arena_strn(ft_arena, b.p, b.n), b.n, false };
	assert_non_null(out = reading_unpack(ft_arena, &u));
	list_free(&m->parts);
	list_free(&m->attachments);
	buf_free(&b);
	return out;
}

static const struct reading *
comes(const char *from, bool proven, const char *bytes, unsigned signs)
{
	const struct reading *r = read_bytes(bytes,
	    strstr(from, "@example.com") != NULL);
	struct evidence ev = { .complete = true, .from = from,
	    .subject = "Accepted: Review", .date = ft_clock, .signs = signs,
	    .message_id = arena_printf(ft_arena, "<r%u@x>", mails++) };

	ev.dmarc.result = proven ? PROOF_PASS : PROOF_NONE;
	if (proven)
		ev.proofs[ev.n++] = (struct proof){ .method = "dkim",
		    .result = PROOF_PASS, .domain = strchr(from, '@') + 1,
		    .covered = COVERED_MESSAGE_ID };
	ft_mail(&ev, r, false);
	assert_int_equal(ft_mail_rc, 0);
	ct_settle();
	return r;
}

static const char *
reply(const char *who, const char *partstat, int sequence, const char *more)
{
	return arena_printf(ft_arena, "From: %s@example.com\r\n"
	    "To: patchbot@example.com\r\nSubject: x\r\nMIME-Version: 1.0\r\n"
	    "Content-Type: text/calendar; method=REPLY; charset=utf-8\r\n\r\n"
	    "BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\nUID:" UID
	    "\r\nSEQUENCE:%d\r\nATTENDEE;PARTSTAT=%s:mailto:%s@example.com"
	    "\r\n%sEND:VEVENT\r\nEND:VCALENDAR\r\n", who, sequence, partstat,
	    who, more);
}

static const char *
said(const char *who)
{
	return ft_text(arena_printf(ft_arena, "SELECT answer FROM "
	    "meeting_guests WHERE step = 'review' AND who = '%s'", who));
}

/* --- the clients' own forms --------------------------------------------- */

/* Outlook: alternatives, base64, an upper-case MAILTO, the others' names. */
static const char outlook[] = "From: Wanda <wanda@example.com>\r\n"
    "To: patchbot@example.com\r\nSubject: Accepted: Review\r\n"
    "MIME-Version: 1.0\r\n"
    "Content-Type: multipart/alternative; boundary=\"_000_\"\r\n\r\n"
    "--_000_\r\nContent-Type: text/plain; charset=\"us-ascii\"\r\n\r\n\r\n"
    "--_000_\r\nContent-Type: text/calendar; charset=\"utf-8\"; "
    "method=REPLY\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    "%s\r\n--_000_--\r\n";
static const char outlook_ics[] = "BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\n"
    "PRODID:Microsoft Exchange Server 2010\r\nVERSION:2.0\r\n"
    "BEGIN:VTIMEZONE\r\nTZID:W. Europe Standard Time\r\n"
    "BEGIN:STANDARD\r\nRRULE:FREQ=SECONDLY\r\nEND:STANDARD\r\n"
    "END:VTIMEZONE\r\nBEGIN:VEVENT\r\n"
    "ATTENDEE;PARTSTAT=ACCEPTED;CN=\"Web, Wanda: lead\":MAILTO:wan\r\n"
    " da@Example.com\r\nCOMMENT;LANGUAGE=de-DE:bringe Kuchen\\, \"gern\""
    "\\n\r\nUID:" UID "\r\nSEQUENCE:0\r\nBEGIN:VALARM\r\nUID:other\r\n"
    "END:VALARM\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";

static const char *
base64(const char *s)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "abcdefghijklmnopqrstuvwxyz0123456789+/";
	size_t n = strlen(s), i, at = 0;
	char *out = arena_alloc(ft_arena, n * 2 + 10);
	unsigned v;

	for (i = 0; i < n; i += 3) {
		v = (unsigned)(unsigned char)s[i] << 16;
		v |= i + 1 < n ? (unsigned)(unsigned char)s[i + 1] << 8 : 0;
		v |= i + 2 < n ? (unsigned)(unsigned char)s[i + 2] : 0;
		out[at++] = digits[v >> 18];
		out[at++] = digits[v >> 12 & 63];
		out[at++] = i + 1 < n ? digits[v >> 6 & 63] : '=';
		out[at++] = i + 2 < n ? digits[v & 63] : '=';
		if (i % 57 == 54) {
			out[at++] = '\r';
			out[at++] = '\n';
		}
	}
	return out;
}

/* Gmail: alternatives and a file with the same, LF only, marked automatic. */
static const char gmail[] = "From: dan@example.com\n"
    "To: patchbot@example.com\nSubject: Declined: Review\n"
    "Auto-Submitted: auto-generated\nMIME-Version: 1.0\n"
    "Content-Type: multipart/mixed; boundary=\"m\"\n\n"
    "--m\nContent-Type: multipart/alternative; boundary=\"a\"\n\n"
    "--a\nContent-Type: text/plain; charset=\"UTF-8\"\n\n"
    "Dan has declined this invitation.\n"
    "--a\nContent-Type: text/calendar; charset=\"UTF-8\"; method=REPLY\n"
    "Content-Transfer-Encoding: 7bit\n\n"
    "BEGIN:VCALENDAR\nPRODID:-//Google Inc//Google Calendar 70.9054//EN\n"
    "VERSION:2.0\nCALSCALE:GREGORIAN\nMETHOD:REPLY\nBEGIN:VEVENT\n"
    "DTSTART:20261119T130000Z\nDTEND:20261119T140000Z\n"
    "ORGANIZER;CN=patchbot:mailto:patchbot@example.com\nUID:" UID "\n"
    "ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=DECLINED;CN="
    "dan@exam\n ple.com;X-NUM-GUESTS=0:mailto:dan@example.com\n"
    "SEQUENCE:0\nSTATUS:CONFIRMED\nEND:VEVENT\nEND:VCALENDAR\n"
    "--a--\n"
    "--m\nContent-Type: application/ics; name=\"invite.ics\"\n"
    "Content-Disposition: attachment; filename=\"invite.ics\"\n\n"
    "BEGIN:VCALENDAR\nMETHOD:REPLY\nBEGIN:VEVENT\nUID:" UID "\n"
    "ATTENDEE;PARTSTAT=DECLINED:mailto:dan@example.com\nSEQUENCE:0\n"
    "END:VEVENT\nEND:VCALENDAR\n--m--\n";

/* Thunderbird: quoted-printable. */
static const char thunderbird[] = "From: carol@example.com\r\n"
    "To: patchbot@example.com\r\nSubject: Event Tentatively Accepted\r\n"
    "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"t\"\r\n"
    "\r\n--t\r\nContent-Type: text/calendar; method=REPLY; charset=UTF-8\r\n"
    "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
    "BEGIN:VCALENDAR\r\nPRODID:-//Mozilla.org/NONSGML Mozilla Calendar V1.1"
    "//EN\r\nVERSION:2.0\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\n"
    "UID:" UID "\r\nSEQUENCE:0\r\n"
    "ATTENDEE;CN=3DCarol;PARTSTAT=3DTENTATIVE;ROLE=3DREQ-PARTICIPANT:mailto"
    ":carol@=\r\nexample.com\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n--t--\r\n";

static void
reply__of_each_client__is_attendance(void **state)
{
	const char *tell;

	(void)state;
	called();
	comes("wanda@example.com", true, arena_printf(ft_arena, outlook,
	    base64(outlook_ics)), 0);
	assert_string_equal(said("wanda"), "yes");
	comes("dan@example.com", true, gmail, SIGN_AUTO);
	assert_string_equal(said("dan"), "no");
	/* who declines is a lead: another of the team has to know */
	tell = ft_said();
	ft_has(tell, "dora@example.com: Dan does not come to "
	    "E-2026-11-18/review (Review, Thu 19 Nov 2026 14:00 CET).");
	ft_has(tell, "Waiting for Databases: Review.");
	comes("carol@example.com", true, thunderbird, 0);
	assert_string_equal(said("carol"), "maybe");
	/* nobody gets a mail for a click */
	ft_lacks(ft_mails(), "E-2026-11-18/review");
	ct_ask("olga", "answers E-2026-11-18/review", "1 comes, 1 may come, 1 "
	    "does not, 1 has not said.");
	ct_ask("olga", "answers review", "Wanda: yes, 08:01: bringe Kuchen, "
	    "'gern'");
	ct_ask("olga", "checklist review", "Who comes: 1 comes");
}

static void
reply__second_and_late__newest_wins(void **state)
{
	(void)state;
	called();
	comes("wanda@example.com", true, reply("wanda", "ACCEPTED", 0, ""), 0);
	comes("wanda@example.com", true, reply("wanda", "DECLINED", 0, ""), 0);
	assert_string_equal(said("wanda"), "no");
	ct_say("carol", "move review 2026-11-19 15:00 the room is taken");
	assert_null(said("wanda"));
	/* to the time before: noted, no more */
	comes("wanda@example.com", true, reply("wanda", "ACCEPTED", 0, ""), 0);
	assert_null(said("wanda"));
	assert_int_equal(ft_int("SELECT COUNT(*) FROM journal WHERE what LIKE "
	    "'%to the time before%'"), 1);
	comes("wanda@example.com", true, reply("wanda", "ACCEPTED", 1, ""), 0);
	assert_string_equal(said("wanda"), "yes");
	ct_until("2026-11-19 16:30");
	comes("wanda@example.com", true, reply("wanda", "DECLINED", 1, ""), 0);
	assert_string_equal(said("wanda"), "yes");
}

static void
reply__is_believed_as_an_answer_is(void **state)
{
	(void)state;
	called();
	/* unproven: it waits to be confirmed */
	comes("wanda@example.com", false, reply("wanda", "DECLINED", 0, ""),
	    0);
	assert_null(said("wanda"));
	ct_mail("wanda", false, arena_printf(ft_arena, "confirm %s",
	    ft_text("SELECT token FROM tokens WHERE person = 'wanda' AND "
	    "commands = 'answer E-2026-11-18/review@0 no\n'")), NULL, "x");
	assert_string_equal(said("wanda"), "no");
	/* in somebody else's name */
	comes("dan@example.com", true, reply("wanda", "ACCEPTED", 0, ""), 0);
	assert_string_equal(said("wanda"), "no");
	assert_null(said("dan"));
	/* an address that is invited and nobody's */
	comes("committee@example.com", true, reply("committee", "ACCEPTED", 0,
	    ""), 0);
	assert_string_equal(said("committee@example.com"), "yes");
	comes("committee@example.com", false, reply("committee", "DECLINED",
	    0, ""), 0);
	assert_string_equal(said("committee@example.com"), "yes");
	comes("stranger@example.com", true, reply("stranger", "ACCEPTED", 0,
	    ""), 0);
	assert_null(said("stranger@example.com"));
}

static void
answer__by_command__for_others_too(void **state)
{
	(void)state;
	called();
	ct_ask("wanda", "answer review yes with cake", "Noted for Wanda and "
	    "E-2026-11-18/review (Review, Thu 19 Nov 2026 14:00 CET): yes "
	    "(with cake).");
	ct_refused("dora", "answer review no for wanda", "the coordinator may "
	    "do it for others");
	ct_ask("carol", "answer review maybe for wanda she called",
	    "Noted for Wanda");
	assert_string_equal(said("wanda"), "maybe");
	ct_refused("dan", "answer review perchance", "Write answer "
	    "E-2026-11-18/review yes, no or maybe");
	ct_until("2026-11-19 15:30");
	ct_refused("dan", "answer review yes", "is over; nothing was changed");
}

/* Limits: what is no reply, too much of it, broken. */
static void
reply__bad_bytes__are_no_reply(void **state)
{
	struct buf b = { 0 };
	const struct reading *r;
	int i;

	(void)state;
	called();
	buf_adds(&b, "ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:x@example.com\r\n");
	for (i = 0; i < 3000; i++)
		buf_adds(&b, "X:1\r\n");
	r = comes("wanda@example.com", true, reply("wanda", "NEEDS-ACTION", 0,
	    ""), 0);
	assert_int_equal(r->replies.n, 0);
	r = comes("wanda@example.com", true, reply("wanda", "ACCEPTED", 0,
	    buf_str(&b)), 0);
	assert_int_equal(r->replies.n, 0);
	buf_free(&b);
}

/* --- somebody else's reply ---------------------------------------------- */

static void
reply__made_by_another__of_our_request(void **state)
{
	static const char script[] = PYTHON " - <<'EOF'\n"
	    "import os, email.mime.text as t\n"
	    "from icalendar import Calendar, Event, vCalAddress\n"
	    "q = Calendar.from_ical(open(os.environ['REQUEST'], "
	    "'rb').read())\n"
	    "e, = q.walk('VEVENT')\n"
	    "me, = [a for a in e['ATTENDEE'] if a.params.get('CN') == "
	    "'Wanda']\n"
	    "c = Calendar(); c.add('prodid', '-//other//EN')\n"
	    "c.add('version', '2.0'); c.add('method', 'REPLY')\n"
	    "r = Event()\n"
	    "for k in ('UID', 'SEQUENCE', 'DTSTART', 'DTEND', 'ORGANIZER', "
	    "'SUMMARY'):\n"
	    "    r[k] = e[k]\n"
	    "me.params['PARTSTAT'] = 'ACCEPTED'\n"
	    "r['ATTENDEE'] = me\n"
	    "c.add_component(r)\n"
	    "m = t.MIMEText(c.to_ical().decode(), 'calendar', 'utf-8')\n"
	    "m.set_param('method', 'REPLY')\n"
	    "m['From'] = 'wanda@example.com'; m['Subject'] = 'Accepted'\n"
	    "print(m.as_string())\n"
	    "EOF\n";
	char request[] = "/tmp/patchbot-request.XXXXXX", piece[4096];
	const char *mails_out, *at, *end;
	struct buf out = { 0 };
	size_t n;
	FILE *f;

	(void)state;
	if (system(PYTHON " -c 'import icalendar' 2>/dev/null") != 0) {
		print_message("python3-icalendar is not installed\n");
		skip();
	}
	ct_start("2026-11-18 08:00");
	ct_reload("tests/flow/when.conf");
	ct_say("carol", "declare talk to see");
	ct_until("2026-11-18 08:01");
	mails_out = strstr(ft_mails(), "wanda@example.com: [E-2026-11-18] "
	    "Meeting: Review");
	assert_non_null(mails_out);
	/* the mail's own calendar part, read as a reader would */
	assert_non_null(at = strstr(mails_out, "From: "));
	end = strstr(at, "committee@example.com: [");
	{
		struct err e = { 0 };
		struct mime_mail *m = mime_read(ft_arena, end != NULL ?
		    (struct span){ at, (size_t)(end - at) } : span_of(at), &e);
		size_t i;

		assert_non_null(m);
		assert_non_null(f = fdopen(mkstemp(request), "w"));
		for (i = 0; i < m->parts.n; i++) {
			const struct mime_part *p = m->parts.at[i];

			if (strcmp(p->type, "text/calendar") == 0)
				fwrite(p->body.p, 1, p->body.n, f);
		}
		fclose(f);
		list_free(&m->parts);
		list_free(&m->attachments);
	}
	setenv("REQUEST", request, 1);
	assert_non_null(f = popen(script, "r"));
	while ((n = fread(piece, 1, sizeof(piece), f)) > 0)
		buf_add(&out, piece, n);
	assert_int_equal(pclose(f), 0);
	unlink(request);
	comes("wanda@example.com", true, buf_str(&out), 0);
	assert_string_equal(said("wanda"), "yes");
	buf_free(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup_teardown(name, ft_open, ct_close)
		T(reply__of_each_client__is_attendance),
		T(reply__second_and_late__newest_wins),
		T(reply__is_believed_as_an_answer_is),
		T(answer__by_command__for_others_too),
		T(reply__bad_bytes__are_no_reply),
		T(reply__made_by_another__of_our_request),
	};

	ft_file = "tests/flow/cycle.conf";
	return cmocka_run_group_tests(tests, NULL, NULL);
}
