/* SPDX-License-Identifier: ISC */
/*
 * post_rate [MESSAGES [BYTES]]: how many messages a second the postman hands
 * to a server that takes everything, each with core's word asked for, in
 * sessions as core makes them.  Prints the rate.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "edge/smtp.h"
#include "tests/support/postman.h"
#include "tests/support/proc.h"
#include "tests/support/smtpd.h"

static char *
make_mail(size_t n)
{
	static const char head[] = "From: a@localhost\r\nTo: b@localhost\r\n"
	    "Date: Sat, 21 Nov 2026 19:00:00 +0100\r\n"
	    "Message-ID: <1@localhost>\r\nSubject: Hello\r\n\r\n";
	static const char line[] = "0123456789012345678901234567890123456789"
	    "012345678901234567890123456789\r\n";
	char *text = mem_alloc(sizeof(head) + n + sizeof(line));
	size_t at = sizeof(head) - 1;

	memcpy(text, head, at);
	for (; at < n; at += sizeof(line) - 1)
		memcpy(text + at, line, sizeof(line) - 1);
	return text;
}

int
main(int argc, char **argv)
{
	int n = argc > 1 ? atoi(argv[1]) : 5000, i, sent = 0;
	char *text = make_mail(argc > 2 ? (size_t)atoi(argv[2]) : 2000);
	struct postman_setup setup = { .host = "127.0.0.1", .tls = TLS_NONE };
	struct smtpd *d;
	struct postman *p;
	int64_t start;
	double seconds;

	proc_init();
	d = smtpd_sink("sink");
	setup.port = (uint32_t)d->port;
	p = postman_start(&setup);
	start = clock_mono_ms();
	while (sent < n) {
		for (i = 0; i < SMTP_SESSION_MESSAGES && sent < n; i++)
			postman_send(p, ++sent, "b@localhost", text,
			    strlen(text));
		postman_go(p);
		if (!postman_results(p, (size_t)sent, PROC_MS))
			return proc_end(1);
	}
	seconds = (double)(clock_mono_ms() - start) / 1000;
	for (i = 1; i <= n; i++)
		if (postman_outcome(p, i, 0)->outcome != POST_SENT)
			return proc_end(1);
	printf("%d messages of %zu bytes: %.0f/s\n", n, strlen(text),
	    n / seconds);
	free(text);
	postman_end(p);
	smtpd_stop(d, NULL);
	return proc_end(0);
}
