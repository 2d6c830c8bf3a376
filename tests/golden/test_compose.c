/* SPDX-License-Identifier: ISC */
/*
 * The bytes of our mails, as they lie in tests/golden/compose/.
 * GOLDEN_UPDATE=1 writes them anew.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/fd.h"
#include "text/compose.h"

static void
golden(const char *name, const struct compose *c)
{
	char path[128];
	struct buf got = { 0 }, want = { 0 };
	struct err e;
	FILE *f;

	assert_int_equal(clock_zone("Europe/Berlin", &e), 0);
	assert_int_equal(compose(c, &got, &e), 0);
	snprintf(path, sizeof(path), "tests/golden/compose/%s.eml", name);
	if (getenv("GOLDEN_UPDATE") != NULL) {
		f = fopen(path, "w");
		assert_non_null(f);
		fwrite(got.p, 1, got.n, f);
		assert_int_equal(fclose(f), 0);
	}
	if (file_read_all(path, 1 << 20, &want, &e) == -1)
		fail_msg("%s", e.text);
	assert_string_equal(got.p, buf_str(&want));
	buf_free(&got);
	buf_free(&want);
}

static struct compose_mailbox list = { "Patch committee",
    "patch-committee@example.com" };
static struct compose_mailbox desk = { "Help desk, J\xc3\xb6rg",
    "helpdesk@example.com" };

static void
compose__golden__notice(void **state)
{
	void *to[] = { &desk }, *cc[] = { &list };
	struct compose c = {
		.from = { "patchbot", "patchbot@example.com" },
		.reply_to = "coordinator@example.com",
		.to = { to, 1, 1 }, .cc = { cc, 1, 1 },
		.subject = "Scheduled: production, 24 November 2026 21:30",
		.date = 1795284000,
		.message_id = "<notice.31.1@patchbot.example.com>",
		.loop = "patchbot.example.com",
		.text = "Systems: web, mail\nStart:   21:30\n\n-- \npatchbot\n",
	};

	(void)state;
	golden("notice", &c);
}

static void
compose__golden__summary(void **state)
{
	void *to[] = { &list };
	struct compose c = {
		.from = { "patchbot", "patchbot@example.com" },
		.to = { to, 1, 1 },
		.subject = "[kritisch] Sicherheitsl\xc3\xbc" "cke in "
		    "example-server, wir brauchen Ihre Antwort bis Dienstag",
		.date = 1782600000,
		.message_id = "<bulletin.7.2@patchbot.example.com>",
		.in_reply_to = "<bulletin.7.1@patchbot.example.com>",
		.references = "<bulletin.7.1@patchbot.example.com> "
		    "<a-rather-long-id-of-a-mail-in-between.0123456789@"
		    "mail.example.com>",
		.loop = "patchbot.example.com",
		.text = "F\xc3\xbcr wen: alle mit example-server \xe2\x80\x93 "
		    "auch auf Ger\xc3\xa4ten, die selten eingeschaltet "
		    "sind\n\nFrom here on: details\n",
		.html = "<p>F\xc3\xbcr wen: alle</p>\n",
	};

	(void)state;
	golden("summary", &c);
}

static void
compose__golden__reply_to_nobody(void **state)
{
	struct compose c = {
		.from = { NULL, "patchbot@example.com" },
		.subject = "Re: status", .date = 0, .reply = true,
		.message_id = "<reply.5@patchbot.example.com>",
		.text = "no line end", .html = "<p>1 &lt; 2</p>",
	};

	(void)state;
	golden("reply", &c);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(compose__golden__notice),
		cmocka_unit_test(compose__golden__summary),
		cmocka_unit_test(compose__golden__reply_to_nobody),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
