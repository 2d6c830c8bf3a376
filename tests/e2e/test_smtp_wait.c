/* SPDX-License-Identifier: ISC */
/* Servers that do not answer: the client comes back by itself. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "base/arena.h"
#include "base/clock.h"
#include "edge/smtp.h"
#include "tests/support/proc.h"
#include "tests/support/smtpd.h"

#define PATIENCE	300	/* ms */

static bool
yes(void *arg, const struct smtp_message *m)
{
	(void)arg;
	(void)m;
	return true;
}

static void
count(void *arg, struct smtp_message *m)
{
	(void)m;
	++*(int *)arg;
}

/* Runs a session of one message; its end, the outcome or POST_LATER. */
static enum smtp_end
waits(struct smtpd *d, enum post_outcome *outcome, struct err *e)
{
	struct postman_setup setup = { .host = "127.0.0.1",
	    .port = (uint32_t)d->port, .tls = TLS_NONE };
	struct smtp *s = smtp_new(&setup, e);
	static char address[] = "a@localhost";
	static void *to[] = { address };
	struct smtp_message m = { .sender = "", .recipients = { to, 1, 1 },
	    .arena = arena_new() }, *all[] = { &m };
	int done = 0;
	struct smtp_calls calls = { yes, count, &done };
	int64_t start = clock_mono_ms();
	enum smtp_end end;
	size_t taken;

	assert_non_null(s);
	smtp_set_patience(s, PATIENCE);
	buf_adds(&m.bytes, "Subject: Hello\r\n\r\nHello\r\n");
	end = smtp_session(s, all, 1, &calls, &taken, e);
	/* not at once, and long before a kernel or libesmtp would give up */
	assert_in_range(clock_mono_ms() - start, PATIENCE - 1, PROC_MS);
	*outcome = m.done ? m.outcome[0].outcome : POST_LATER;
	assert_int_equal(done, m.done);
	buf_free(&m.bytes);
	arena_free(m.arena);
	smtp_free(s);
	smtpd_stop(d, NULL);
	return end;
}

static void
smtp__connect__is_bounded(void **state)
{
	enum post_outcome outcome;
	struct err e = { 0 };

	(void)state;
	assert_int_equal(waits(smtpd_black_hole("hole"), &outcome, &e),
	    SMTP_FAILED);
	assert_int_equal(outcome, POST_LATER);
	if (strstr(e.text, "no connection within") == NULL)
		fail_msg("%s", e.text);
}

static void
smtp__greeting__is_waited_for_only_so_long(void **state)
{
	static const char *const script[] = { "E", NULL };
	enum post_outcome outcome;
	struct err e = { 0 };

	(void)state;
	assert_int_equal(waits(smtpd_script("silent", script), &outcome, &e),
	    SMTP_FAILED);
	assert_int_equal(outcome, POST_LATER);
	assert_non_null(strstr(e.text, "while the server was waited for"));
}

static void
smtp__answer_to_the_dot__missing_is_unknown(void **state)
{
	static const char *const script[] = { "S 220 here\r\n", "C EHLO",
	    "S 250 here\r\n", "C MAIL", "S 250 ok\r\n", "C RCPT",
	    "S 250 ok\r\n", "C DATA", "S 354 go on\r\n", "D", "E", NULL };
	enum post_outcome outcome;
	struct err e = { 0 };

	(void)state;
	assert_int_equal(waits(smtpd_script("no-answer", script), &outcome,
	    &e), SMTP_DONE);
	assert_int_equal(outcome, POST_UNKNOWN);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(smtp__connect__is_bounded),
		cmocka_unit_test(smtp__greeting__is_waited_for_only_so_long),
		cmocka_unit_test(smtp__answer_to_the_dot__missing_is_unknown),
	};

	proc_init();
	smtp_prepare();
	return proc_end(cmocka_run_group_tests(tests, NULL, NULL));
}
