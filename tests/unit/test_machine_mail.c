/* SPDX-License-Identifier: ISC */
/*
 * Mails of machines and mails of people that resemble them, in the forms of
 * the mail systems that are in use; written for this test.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/resource.h>
#include <cmocka.h>

#include "base/arena.h"
#include "base/buf.h"
#include "tests/support/readers.h"
#include "text/machine_words.h"
#include "text/reading_parts.h"

#define NULL_SENDER	"Return-Path: <>\n"
#define TO		"To: patchbot@example.com\n"
#define DAEMON		"From: MAILER-DAEMON@mx.example.net\n"
#define COPY		"\nReceived: from a.example.com by b.example.net\n" \
			"Message-ID: <pb.7.1f@example.com>\n" \
			"From: patchbot@example.com\nTo: ann@example.net\n" \
			"Subject: Summary\n\nHello\n"
#define REPORT(type)	"MIME-Version: 1.0\nContent-Type: multipart/report; " \
			"report-type=" type "; boundary=b\n"
#define PARTS(fields)	"--b\n\nHere it is.\n\n--b\nContent-Type: " \
			"message/delivery-status\n\nReporting-MTA: dns; " \
			"mx.example.net\n\n" fields "\n--b\nContent-Type: " \
			"message/rfc822\n" COPY "--b--\n"
#define OURS		"<pb.7.1f@example.com>"

struct bounced {
	const char	*what, *header, *body;
	const char	*address;	/* of the first that it speaks of */
	enum bounce_kind kind;
	const char	*reason;	/* a part of it, or NULL */
};

static const struct bounced bounces[] = {
	{ "RFC 3464", NULL_SENDER DAEMON TO REPORT("delivery-status")
	    "Subject: x\n", PARTS("Final-Recipient: rfc822;Ann@Example.NET\n"
	    "Action: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 no\n"),
	    "Ann@example.net", BOUNCE_FAILED, "550 no" },
	{ "a forwarded one", NULL_SENDER DAEMON TO REPORT("delivery-status"),
	    PARTS("Original-Recipient: rfc822;ann@example.net\n"
	    "Final-Recipient: rfc822; other@example.org\nAction: failed\n"
	    "Status: 5.2.2\n"), "ann@example.net", BOUNCE_FAILED, "5.2.2" },
	{ "a delay", DAEMON TO REPORT("delivery-status"),
	    PARTS("Final-Recipient: rfc822; ann@example.net\n"
	    "Action: delayed\nStatus: 4.4.1\n"), "ann@example.net",
	    BOUNCE_DELAYED, "4.4.1" },
	{ "a success", DAEMON TO REPORT("delivery-status"),
	    PARTS("Final-Recipient: rfc822; ann@example.net\n"
	    "Action: relayed\nStatus: 2.0.0\n"), "ann@example.net",
	    BOUNCE_DELIVERED, "2.0.0" },
	{ "no action, a soft status", DAEMON TO REPORT("delivery-status"),
	    PARTS("Final-Recipient: rfc822; ann@example.net\n"
	    "Status: 4.2.2\n"), "ann@example.net", BOUNCE_DELAYED, "4.2.2" },
	{ "qmail", NULL_SENDER "From: MAILER-DAEMON@mx.example.net\n"
	    TO "Subject: failure notice\n",
	    "Hi. This is the mail program at mx.example.net.\nI'm afraid I "
	    "could not deliver your message to these addresses.\n\n"
	    "<ann@example.net>:\n192.0.2.1 does not like recipient.\n"
	    "550 5.1.1 no such person\n\n--- Below is a copy.\n\n" COPY,
	    "ann@example.net", BOUNCE_FAILED, "550 5.1.1" },
	{ "Exim", NULL_SENDER "From: Mail Delivery System <Mailer-Daemon@"
	    "mx.example.net>\n" TO "Auto-Submitted: auto-replied\n"
	    "X-Failed-Recipients: ann@example.net, bob@example.net\n"
	    "Subject: Mail delivery failed: returning message to sender\n",
	    "It could not be delivered:\n\n  ann@example.net\n    unrouteable "
	    "address\n" COPY, "ann@example.net", BOUNCE_FAILED, NULL },
	{ "Exim's warning", NULL_SENDER "From: Mail Delivery System <Mailer-"
	    "Daemon@mx.example.net>\n" TO "Subject: Warning: message 1abc "
	    "delayed 24 hours\n", "The address to which it has not yet been "
	    "delivered is:\n\n  ann@example.net\n" COPY, "ann@example.net",
	    BOUNCE_DELAYED, NULL },
	{ "Sendmail's warning", NULL_SENDER "From: Mail Delivery Subsystem "
	    "<MAILER-DAEMON@mx.example.net>\n" TO "Subject: Warning: could not "
	    "send message for past 4 hours\n", "** THIS IS A WARNING MESSAGE "
	    "ONLY **\n<ann@example.net>... Deferred\n" COPY,
	    "ann@example.net", BOUNCE_DELAYED, NULL },
	{ "old Sendmail", "From: Mail Delivery Subsystem <MAILER-DAEMON>\n" TO
	    "Subject: Returned mail: User unknown\n",
	    "   ----- Transcript of session follows -----\n"
	    ">>> RCPT To:<ann@example.net>\n<<< 550 Ann who?\n"
	    "550 <ann@example.net>... User unknown\n" COPY,
	    "ann@example.net", BOUNCE_FAILED, "550 Ann who?" },
	{ "Exchange in German", NULL_SENDER "From: \"Microsoft Outlook\" "
	    "<MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@example.net>\n"
	    TO "Subject: Unzustellbar: Zusammenfassung\n",
	    "Fehler bei der Nachrichtenzustellung an folgende Empf\xc3\xa4nger:"
	    "\n\nann@example.net\n#550 5.1.1 RESOLVER.ADR.RecipNotFound ##\n"
	    COPY, "ann@example.net", BOUNCE_FAILED, NULL },
	{ "Exchange 2003", NULL_SENDER "From: System Administrator <postmaster"
	    "@example.net>\n" TO "Subject: Undeliverable: Summary\n",
	    "Your message did not reach some recipients.\n\nThe following "
	    "recipient(s) could not be reached:\n\n      ann@example.net on "
	    "1/2/2026\n            The e-mail account does not exist\n" COPY,
	    "ann@example.net", BOUNCE_FAILED, NULL },
	{ "Domino", NULL_SENDER "From: Postmaster@example.net\n" TO
	    "Subject: DELIVERY FAILURE: User ann (ann@example.net) not listed "
	    "in Domino Directory\n", "Your message was not delivered to:\n\n"
	    "  ann@example.net\n\nbecause:\n\n  User not listed\n" COPY,
	    "ann@example.net", BOUNCE_FAILED, NULL },
	{ "GroupWise", NULL_SENDER "From: Mailer-Daemon@mx.example.net\n" TO
	    "Subject: Message status - undeliverable\n",
	    "The message that you sent was undeliverable to the following:\n"
	    "\tann@example.net (user not found)\n" COPY, "ann@example.net",
	    BOUNCE_FAILED, NULL },
	{ "Gmail", NULL_SENDER "From: Mail Delivery Subsystem <mailer-daemon@"
	    "googlemail.com>\n" TO "Subject: Delivery Status Notification "
	    "(Failure)\n", "** Address not found **\n\nYour message wasn't "
	    "delivered to ann@example.net because the address couldn't be "
	    "found.\n" COPY, "ann@example.net", BOUNCE_FAILED, NULL },
	{ "a daemon of no name", NULL_SENDER "From: <>\n" TO
	    "Subject: Delivery problem\n", "Unable to deliver to "
	    "<ann@example.net>\n" COPY, "ann@example.net", BOUNCE_FAILED,
	    NULL },
	{ "a content filter", NULL_SENDER "From: \"Content-filter at mx\" "
	    "<postmaster@mx.example.net>\n" TO "Subject: BANNED (.exe) IN MAIL "
	    "FROM YOU\n", "Our content filter stopped your mail to "
	    "<ann@example.net>\n" COPY, "ann@example.net", BOUNCE_FAILED,
	    NULL },
	{ "Japanese", NULL_SENDER "From: no-reply@example.net\n" TO
	    "Subject: =?utf-8?b?44Oh44O844Or44Ko44Op44O86YCa55+l?=\n",
	    "Your mail could not be delivered to: <ann@example.net>\n" COPY,
	    "ann@example.net", BOUNCE_FAILED, NULL },
	{ "Russian", NULL_SENDER "From: mailer-daemon@example.net\n" TO
	    "Subject: =?utf-8?b?0J3QtdC00L7RgdGC0LDQstC70LXQvdC90L7QtQ==?=\n",
	    "<ann@example.net>: host said: 550 5.7.1 no\n" COPY,
	    "ann@example.net", BOUNCE_FAILED, NULL },
	{ "Polish, by its null sender", NULL_SENDER "From: poczta@example.net\n"
	    TO "Subject: =?utf-8?q?Nie_mo=C5=BCna_dostarczy=C4=87:_x?=\n",
	    "<ann@example.net> user unknown\n" COPY, "ann@example.net",
	    BOUNCE_FAILED, NULL },
	{ "a list server", "From: list-admin@example.net\n" TO
	    "X-MLServer: fml [fml 4]\nSubject: You are not member\n",
	    "You are not a member of this list <list@example.net>.\n" COPY,
	    "list@example.net", BOUNCE_FAILED, NULL },
	{ "a list server, of a loop", "From: list-admin@example.net\n" TO
	    "X-MLServer: fml [fml 4]\nSubject: Loop Alert\n",
	    "Duplicated Message-ID in <list@example.net>.\n" COPY,
	    "list@example.net", BOUNCE_FAILED, NULL },
	{ "a mailing service's event", "From: no-reply@sns.example.net\n" TO
	    "Subject: Notification Message\n", "{\"notificationType\":"
	    "\"Bounce\",\"bounce\":{\"bouncedRecipients\":[{"
	    "\"emailAddress\":\"ann@example.net\"}]},\"mail\":{"
	    "\"headers\":[{\"name\":\"Message-ID\",\"value\":\"" OURS
	    "\"}]}}\n\n--\nTo stop these mails, answer\n",
	    "ann@example.net", BOUNCE_FAILED, NULL },
	{ "one quoted in another", "From: no-reply@sns.example.net\n" TO
	    "Subject: Notification Message\n", "{\n  \"Type\" : "
	    "\"Notification\",\n  \"Message\" : \"{\\\"eventType\\\": "
	    "\\\"DeliveryDelay\\\",\\\"delayedRecipients\\\":[{"
	    "\\\"emailAddress\\\":\\\"ann@example.net\\\"}],"
	    "\\\"headers\\\":[{\\\"name\\\":\\\"Message-ID\\\","
	    "\\\"value\\\":\\\"" OURS "\\\"}]}\"\n}\n",
	    "ann@example.net", BOUNCE_DELAYED, NULL },
	{ "one of a mail that arrived", "From: no-reply@sns.example.net\n" TO
	    "Subject: Notification Message\n", "{\"notificationType\":"
	    "\"Delivery\",\"mail\":{\"source\":\"patchbot@example.com\","
	    "\"headers\":[{\"name\":\"Message-ID\",\"value\":\"" OURS
	    "\"}]},\"delivery\":{\"recipients\":[\"ann@example.net\","
	    "\"bob@example.net\"],\"smtpResponse\":\"250 ok\"}}\n",
	    "ann@example.net", BOUNCE_DELIVERED, NULL },
	{ "one of a mail that a service would not send",
	    "From: no-reply@sns.example.net\n" TO
	    "Subject: Notification Message\n", "{ \"eventType\": "
	    "\"Reject\", \"mail\": {\"source\": \"patchbot@example.com\", "
	    "\"destination\": [\"ann@example.net\", \"bob@example.net\"], "
	    "\"headers\": [{\"name\": \"Message-ID\", \"value\": \""
	    OURS "\"}] }, \"reject\": {\"reason\": \"Bad content\"}}\n",
	    "ann@example.net", BOUNCE_FAILED, "Bad content" },
	{ "the same quoted in another", "From: no-reply@sns.example.net\n" TO
	    "Subject: Notification Message\n", "{\n  \"Type\" : "
	    "\"Notification\",\n  \"Message\" : \"{\\\"eventType\\\": "
	    "\\\"Reject\\\",\\\"reject\\\":{\\\"reason\\\":\\\"Bad "
	    "content\\\"},\\\"mail\\\":{\\\"destination\\\":[\\\""
	    "ann@example.net\\\"],\\\"headers\\\":[{\\\"name\\\":"
	    "\\\"Message-ID\\\",\\\"value\\\":\\\"" OURS "\\\"}]}}\"\n}\n",
	    "ann@example.net", BOUNCE_FAILED, "Bad content" },
	{ "header only", NULL_SENDER DAEMON TO REPORT("delivery-status"),
	    "--b\n\nSorry\n\n--b\nContent-Type: message/delivery-status\n\n"
	    "Reporting-MTA: dns; a\n\nFinal-Recipient: rfc822; ann@example.net"
	    "\nAction: failed\nStatus: 5.0.0\n\n--b\nContent-Type: "
	    "text/rfc822-headers\n\nMessage-Id: " OURS "\n--b--\n",
	    "ann@example.net", BOUNCE_FAILED, "5.0.0" },
	{ "a report without its boundary", NULL_SENDER DAEMON TO
	    REPORT("delivery-status") "Subject: Undelivered Mail Returned to "
	    "Sender\n", "--c\n\nThis is the mail system.\n\n<ann@example.net>"
	    ": host mx said: 550 no\n\n--c\nContent-Type: message/rfc822\n"
	    COPY "--c--\n", "ann@example.net", BOUNCE_FAILED, NULL },
	{ "its id in References", NULL_SENDER DAEMON TO "References: " OURS
	    "\nSubject: Undelivered mail\n", "<ann@example.net>: unknown "
	    "user\n", "ann@example.net", BOUNCE_FAILED, NULL },
};

static struct reading *
read_one(struct arena *a, const char *header, const char *body)
{
	struct reading *r = arena_alloc(a, sizeof(*r));
	struct list none = { 0 };
	char *mail = arena_printf(a, "%s\n%s", header, body);

	readers_read(a, span_of(mail), NULL, false, r, &none);
	assert_int_equal(none.n, 0);
	return r;
}

static void
bounce__says__whose_and_which(void **state)
{
	struct arena *a = arena_new();
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(bounces) / sizeof(bounces[0]); i++) {
		const struct bounced *b = &bounces[i];
		struct reading *r = read_one(a, b->header, b->body);
		const struct bounce *one;

		if (r->mail_class != CLASS_BOUNCE || r->bounces.n == 0)
			fail_msg("%s: %s, of nobody", b->what,
			    mail_class_name(r->mail_class));
		one = r->bounces.at[0];
		if (strcmp(one->address, b->address) != 0 ||
		    one->kind != b->kind || (b->reason != NULL &&
		    (one->reason == NULL ||
		    strstr(one->reason, b->reason) == NULL)))
			fail_msg("%s: %s, kind %d, %s", b->what, one->address,
			    one->kind, one->reason);
		if (r->returned == NULL || strcmp(r->returned, OURS) != 0)
			fail_msg("%s: brings back %s", b->what, r->returned);
		readers_free(r, &(struct list){ 0 });
	}
	arena_free(a);
}

static const struct { const char *what, *event; size_t n; } events[] = {
	{ "all whom it should have gone to", "\"eventType\":\"Reject\","
	    "\"mail\":{\"source\":\"patchbot@example.com\",\"destination\":["
	    "\"ann@example.net\",\"bob@example.net\"]}", 2 },
	{ "nobody named", "\"eventType\":\"Reject\",\"mail\":{\"source\":"
	    "\"service@example.com\"},\"reject\":{\"reason\":\"x\"}", 0 },
	/* of several it does not say which */
	{ "some of them", "\"eventType\":\"Bounce\",\"mail\":{\"source\":"
	    "\"service@example.com\",\"destination\":[\"ann@example.net\","
	    "\"bob@example.net\"]}", 0 },
	{ "a delivery to nobody", "\"notificationType\":\"Delivery\",\"to\":"
	    " ann@example.net ,\"delivery\":{}", 0 },
};

static void
event__names__only_whom_it_says(void **state)
{
	struct arena *a = arena_new();
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(events) / sizeof(events[0]); i++) {
		struct reading *r = read_one(a, "From: no-reply@sns.example."
		    "net\n" TO, arena_printf(a, "{%s}\n", events[i].event));

		if (r->mail_class != CLASS_BOUNCE ||
		    r->bounces.n != events[i].n)
			fail_msg("%s: %s of %zu", events[i].what,
			    mail_class_name(r->mail_class), r->bounces.n);
		readers_free(r, &(struct list){ 0 });
	}
	arena_free(a);
}

/* The CPU time of an event whose list is one long run of signs, and then an
 * address. */
static long
event_cost(size_t bytes)
{
	struct arena *a = arena_new();
	struct buf b = { 0 };
	struct reading *r;
	struct rusage before, after;

	buf_adds(&b, "{\"eventType\":\"Reject\",\"destination\":[\"");
	while (b.n < bytes)
		buf_adds(&b, "=@");
	buf_adds(&b, "\",\"ann@example.net\"]}\n");
	getrusage(RUSAGE_SELF, &before);
	r = read_one(a, "From: no-reply@sns.example.net\n" TO, buf_str(&b));
	getrusage(RUSAGE_SELF, &after);
	assert_int_equal(r->bounces.n, 1);
	readers_free(r, &(struct list){ 0 });
	buf_free(&b);
	arena_free(a);
	return (after.ru_utime.tv_sec - before.ru_utime.tv_sec) * 1000000L +
	    after.ru_utime.tv_usec - before.ru_utime.tv_usec;
}

/* As unit/test_reader_cost: eight times as long, and not the square of it. */
static void
event__costs__what_its_text_is_long(void **state)
{
	long large = event_cost(32 << 10);

	(void)state;
	if (large > 60000 && large > 30 * event_cost(4 << 10))
		fail_msg("%ld us", large);
}

static void
bounce__holds__its_limit_of_addresses(void **state)
{
	static const size_t counts[] = { READING_BOUNCES_MAX - 1,
	    READING_BOUNCES_MAX, READING_BOUNCES_MAX + 1 };
	struct arena *a = arena_new();
	struct buf b = { 0 };
	size_t i, k;

	(void)state;
	for (i = 0; i < 3; i++) {
		struct reading *r;

		buf_cut(&b, 0);
		buf_adds(&b, "--b\nContent-Type: message/delivery-status\n\n"
		    "Reporting-MTA: dns; a\n\n");
		for (k = 0; k < counts[i]; k++)
			buf_addf(&b, "Final-Recipient: rfc822; a%zu@example."
			    "net\nAction: failed\nStatus: 5.1.1\n\n", k);
		buf_adds(&b, "--b--\n");
		r = read_one(a, DAEMON REPORT("delivery-status"), buf_str(&b));
		assert_int_equal(r->bounces.n, counts[i] < READING_BOUNCES_MAX ?
		    counts[i] : READING_BOUNCES_MAX);
		readers_free(r, &(struct list){ 0 });
	}
	buf_free(&b);
	arena_free(a);
}

static const struct { const char *what, *header, *body;
    enum mail_class want; } others[] = {
	/* answering machines */
	{ "RFC 3834", "From: a@example.net\nAuto-Submitted: auto-replied\n",
	    "I am away", CLASS_AUTO_REPLY },
	{ "with a null sender", NULL_SENDER "From: a@example.net\nSubject: Re: "
	    "Summary\n", "I am away", CLASS_AUTO_REPLY },
	{ "Exchange", "From: a@example.net\nSubject: Automatic reply: x\n"
	    "X-MS-Exchange-Inbox-Rules-Loop: a@example.net\n", "x",
	    CLASS_AUTO_REPLY },
	{ "Finnish", "From: a@example.net\nSubject: Automaattinen vastaus: x\n",
	    "x", CLASS_AUTO_REPLY },
	{ "Japanese", "From: a@example.net\nSubject: "
	    "=?utf-8?b?6Ieq5YuV5b+c562UOiB4?=\n", "x", CLASS_AUTO_REPLY },
	{ "Russian", "From: a@example.net\nSubject: =?utf-8?b?0JDQstGC0L7QvNCw"
	    "0YLQuNGH0LXRgdC60LjQuSDQvtGC0LLQtdGCOiB4?=\n", "x",
	    CLASS_AUTO_REPLY },
	{ "Notes", "From: a@example.net\nSubject: Ann Example is out of the "
	    "office (returning 12/01/2026)\n", "x", CLASS_AUTO_REPLY },
	{ "behind a mark of an answer", "From: a@example.net\nSubject: Re: "
	    "Out of Office: x\n", "x", CLASS_AUTO_REPLY },
	{ "thanks, in bulk", "From: a@example.net\nPrecedence: bulk\n"
	    "Subject: Thank you for your mail\n", "x", CLASS_AUTO_REPLY },
	{ "vacation(1)", "From: a@example.net\nPrecedence: junk\nSubject: away "
	    "from my mail\n", "x", CLASS_AUTO_REPLY },
	{ "a receipt", "From: a@example.net\n"
	    REPORT("disposition-notification") "Subject: Read: x\n",
	    "--b\n\nYour message was displayed.\n--b--\n", CLASS_AUTO_REPLY },
	{ "a challenge", "From: a@example.net\nIn-Reply-To: " OURS "\nSubject: "
	    "Re: Summary\n", "Please verify that you are a person: answer this",
	    CLASS_AUTO_REPLY },
	{ "a challenge by a link", "From: a@example.net\nSubject: RE: x\n",
	    "Click on the link to have your address added to the list of "
	    "those who may write here.", CLASS_AUTO_REPLY },
	{ "a challenge dressed as a bounce", "From: noreply@example.net\n"
	    REPORT("delivery-status") "Subject: Re: Summary\n",
	    "--b\n\nYour mail was waitlisted. Please confirm your message.\n"
	    "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; "
	    "a\n\nFinal-Recipient: rfc822; a@example.net\nAction: failed\n"
	    "Status: 4.7.0\n\n--b--\n", CLASS_AUTO_REPLY },
	{ "a list's acknowledgement", "From: list-bounces@example.net\n"
	    "X-List-Administrivia: yes\nPrecedence: bulk\nList-Id: "
	    "<list.example.net>\nSubject: Your message awaits approval\n", "x",
	    CLASS_AUTO_REPLY },
	{ "a list server's answer to what were no commands", "From: "
	    "Majordomo@example.net\nSubject: Majordomo results: EXS-2026-14\n",
	    ">>>> EXS-2026-14 fixes CVE-2026-1234\n**** Command 'exs-2026-14' "
	    "not recognized.\n", CLASS_AUTO_REPLY },
	{ "another's", "From: \"L-Soft list server\" <LISTSERV@example.net>\n"
	    "Subject: Output of your job \"patchbot\"\nAuto-Submitted: auto-"
	    "generated\n", "Unknown command\n", CLASS_AUTO_REPLY },
	{ "OTRS", "From: help@example.net\nX-OTRS-Loop: help@example.net\n"
	    "Subject: [Ticket#2026110210000014] Your mail\n", "It arrived.",
	    CLASS_AUTO_REPLY },
	{ "RT", "From: rt@example.net\nRT-Ticket: example.net #12\n"
	    "Subject: [example.net #12] AutoReply: x\n", "x",
	    CLASS_AUTO_REPLY },
	{ "Jira", "From: jira@example.net\nX-JIRA-FingerPrint: 1\nSubject: "
	    "HELP-12 x\n", "We got your request.", CLASS_AUTO_REPLY },
	{ "a ticket, by its subject", "From: help@example.net\nAuto-Submitted: "
	    "auto-generated\nSubject: [Request received] x\n", "x",
	    CLASS_AUTO_REPLY },
	{ "Mailman 3", "From: list-owner@example.net\nPrecedence: bulk\n"
	    "List-Id: <list.example.net>\nSubject: Your message to list@"
	    "example.net awaits moderator approval\n", "x",
	    CLASS_AUTO_REPLY },
	{ "a list server's welcome", "From: Majordomo@example.net\nPrecedence: "
	    "bulk\nSubject: Welcome to list\n", "x", CLASS_AUTO_REPLY },
	{ "a receipt in Spanish", "From: a@example.net\nAuto-Submitted: auto-"
	    "generated\nSubject: Acuse de recibo: x\n", "x",
	    CLASS_AUTO_REPLY },
	{ "a case", "From: a@example.net\nX-SFDC-LK: 1\nSubject: Case 12: x "
	    "[ ref:_1 ]\n", "Your request was received.", CLASS_AUTO_REPLY },
	{ "in braces", "From: a@example.net\nSubject: {Out of Office} x\n",
	    "x", CLASS_AUTO_REPLY },
	{ "an absence, by its text", "From: a@example.net\nSubject: On leave"
	    "\n", "I will answer upon my return.", CLASS_AUTO_REPLY },
	{ "an absence that answers", "From: a@example.net\nIn-Reply-To: " OURS
	    "\nSubject: On leave\n", "Until May.", CLASS_AUTO_REPLY },
	{ "a receipt that calls itself a report only", "From: a@example.net\n"
	    "MIME-Version: 1.0\nContent-Type: multipart/report; boundary=b\n"
	    "Subject: Read: x\n", "--b\n\nx\n--b\nContent-Type: message/"
	    "disposition-notification\n\nDisposition: x; displayed\n--b--\n",
	    CLASS_AUTO_REPLY },
	/* reports */
	{ "SpamCop", "From: 1@reports.example.net\nSubject: [SpamCop (192.0.2."
	    "1) id:1]x\n", "[ Offending message ]\nReceived: from x\n",
	    CLASS_REPORT },
	{ "RFC 5965", "From: fbl@example.net\n" REPORT("feedback-report"),
	    "--b\n\nx\n--b\nContent-Type: message/feedback-report\n\n"
	    "Feedback-Type: abuse\nVersion: 1\n\n--b\nContent-Type: "
	    "message/rfc822\n" COPY "--b--\n", CLASS_REPORT },
	{ "without its report-type", "From: fbl@example.net\nMIME-Version: 1.0"
	    "\nContent-Type: multipart/report; boundary=b\n",
	    "--b\n\nx\n--b\nContent-Type: message/feedback-report\n\n"
	    "Feedback-Type: fraud\n\n--b--\n", CLASS_REPORT },
	{ "an older complaint", "From: staff@example.net\nMIME-Version: 1.0\n"
	    "Content-Type: multipart/mixed; boundary=b\nSubject: complaint "
	    "about message from 192.0.2.1\n", "--b\nContent-Type: "
	    "message/rfc822\n" COPY "--b--\n", CLASS_REPORT },
	{ "DMARC", "From: noreply@example.net\nSubject: Report Domain: "
	    "example.com Submitter: example.net Report-ID: <1>\n", "x",
	    CLASS_REPORT },
	{ "DMARC, by its file", "From: noreply@example.net\nMIME-Version: 1.0\n"
	    "Content-Type: application/gzip; name=\"example.net!example.com!"
	    "1796029200!1796115600.xml.gz\"\nSubject: statistics\n", "x",
	    CLASS_REPORT },
	{ "TLS", "From: noreply@example.net\n" REPORT("tlsrpt"), "--b\n\nx\n"
	    "--b--\n", CLASS_REPORT },
	{ "a mailing service's complaint", "From: no-reply@sns.example.net\n"
	    "Subject: Notification Message\n", "{\"notificationType\":"
	    "\"Complaint\",\"complaint\":{}}\n", CLASS_REPORT },
	/* people, lists and vendors */
	{ "JSON of a person", "From: ann@example.net\nSubject: x\n",
	    "{\"type\":\"Bounce\"}\n", CLASS_OTHER },
	{ "a person about a bounce", "From: ann@example.net\nSubject: Re: "
	    "Undeliverable: Summary\nIn-Reply-To: <x@example.net>\n",
	    "I got this: 550 5.1.1 user unknown, what now?", CLASS_OTHER },
	{ "a person's answer to a machine's", "From: ann@example.net\nSubject: "
	    "Re: Out of office\nIn-Reply-To: <x@example.net>\n",
	    "Then I wait.", CLASS_OTHER },
	{ "a person about holidays", "From: ann@example.net\nSubject: On "
	    "vacation next week - who takes over?\n", "I am away.",
	    CLASS_OTHER },
	{ "another", "From: ann@example.net\nSubject: Abwesenheit von Bob\n",
	    "Wer vertritt ihn?", CLASS_OTHER },
	{ "a person's words of bounces", "From: ann@example.net\nSubject: "
	    "Delayed: patching of db03\n", "It was not delivered to us.",
	    CLASS_OTHER },
	{ "a ticket's talk", "From: rt@example.net\nRT-Ticket: example.net #12"
	    "\nSubject: [example.net #12] Re: x\n", "Please reboot it.",
	    CLASS_OTHER },
	{ "a forwarded bounce", "From: ann@example.net\nSubject: Fwd: failure "
	    "notice\nMIME-Version: 1.0\nContent-Type: multipart/mixed; "
	    "boundary=c\n", "--c\n\nsee below\n--c\nContent-Type: message/"
	    "rfc822\n\n" DAEMON REPORT("delivery-status") "\n"
	    PARTS("Final-Recipient: rfc822; ann@example.net\nAction: failed\n")
	    "--c--\n", CLASS_OTHER },
	{ "an advisory about bounces", "From: security@example.net\nList-Id: "
	    "<announce.example.net>\nSubject: Undeliverable mail crashes the "
	    "server\n", "A bounce (550 5.1.1, user unknown) may crash it.",
	    CLASS_OTHER },
	{ "one with a null sender", NULL_SENDER "From: security@example.net\n"
	    "List-Id: <announce.example.net>\nSubject: Delivery status "
	    "notification: denial of service\n", "could not be delivered",
	    CLASS_OTHER },
	{ "an announcement in bulk", "From: security@example.net\nPrecedence: "
	    "bulk\nSubject: Response to a sample vulnerability\n",
	    "x", CLASS_OTHER },
	{ "one of a word like a machine's", "From: security@example.net\n"
	    "Precedence: bulk\nSubject: Optimizing Passenger for Automation\n",
	    "x", CLASS_OTHER },
	{ "one by a ticket system", "From: security@example.net\nX-JIRA-"
	    "FingerPrint: 1\nSubject: Response to a vulnerability\n", "x",
	    CLASS_OTHER },
	{ "an automatic announcement", "From: security@example.net\n"
	    "Auto-Submitted: auto-generated\nSubject: Security update\n",
	    "x", CLASS_OTHER },
	{ "a list's discussion", "From: ann@example.net\nList-Id: "
	    "<users.example.net>\nPrecedence: list\nIn-Reply-To: <x@example."
	    "net>\nSubject: Re: watermarks\n", "They prove that you are the "
	    "author.", CLASS_OTHER },
	{ "a postmaster who writes", "From: Postmaster <postmaster@example.net>"
	    "\nSubject: Maintenance on Friday\n", "We move the servers.",
	    CLASS_OTHER },
	{ "automatic updates", "From: security@example.net\nSubject: Automatic "
	    "updates can be bypassed\n", "x", CLASS_OTHER },
	{ "a mail in a mail", "From: ann@example.net\nMIME-Version: 1.0\n"
	    "Content-Type: message/rfc822\nSubject: as attachment\n", COPY,
	    CLASS_OTHER },
	{ "nothing", "", "", CLASS_OTHER },
};

static void
mail__of_machines_and_people__is_told_apart(void **state)
{
	struct arena *a = arena_new();
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		struct reading *r = read_one(a, others[i].header,
		    others[i].body);

		if (r->mail_class != others[i].want)
			fail_msg("%s: %s", others[i].what,
			    mail_class_name(r->mail_class));
		readers_free(r, &(struct list){ 0 });
	}
	arena_free(a);
}

static void
words__look__no_further_than_their_limit(void **state)
{
	struct buf b = { 0 };
	size_t n;

	(void)state;
	for (n = MACHINE_LOOK_MAX - 13; n <= MACHINE_LOOK_MAX - 11; n++) {
		buf_cut(&b, 0);
		while (b.n < n)
			buf_addc(&b, '.');
		buf_adds(&b, "user unknown");
		assert_int_equal(machine_says_bounce((struct span){ b.p,
		    b.n }), n + 12 <= MACHINE_LOOK_MAX);
	}
	buf_free(&b);
	assert_false(machine_bounce_subject(NULL));
	assert_false(machine_auto_subject(""));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bounce__says__whose_and_which),
		cmocka_unit_test(event__names__only_whom_it_says),
		cmocka_unit_test(event__costs__what_its_text_is_long),
		cmocka_unit_test(bounce__holds__its_limit_of_addresses),
		cmocka_unit_test(mail__of_machines_and_people__is_told_apart),
		cmocka_unit_test(words__look__no_further_than_their_limit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
