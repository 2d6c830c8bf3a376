/* SPDX-License-Identifier: ISC */
/*
 * The postman as core runs it: against a real Exim over STARTTLS with AUTH,
 * and against scripted servers for what no real one does on request.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/fd.h"
#include "base/mem.h"
#include "edge/smtp.h"
#include "tests/support/certs.h"
#include "tests/support/exim.h"
#include "tests/support/postman.h"
#include "tests/support/proc.h"
#include "tests/support/smtpd.h"

#define MANY	300

static const char mail[] =
    "From: patchbot <patchbot@localhost>\r\n"
    "To: list@localhost\r\n"
    "Subject: %s  with   blanks\r\n"
    "  folded\r\n"
    "Date: Sat, 21 Nov 2026 19:00:00 +0100\r\n"
    "Message-ID: <%d.test@localhost>\r\n"
    "X-Patchbot-Loop: localhost\r\n"
    "\r\n"
    "first line\r\n"
    ".\r\n"
    "..two dots, and a blank at the end \r\n"
    "From here on\r\n"
    "\r\n"
    "last line\r\n";

static char *
make_mail(const char *subject, int n)
{
	char *text = mem_alloc(2000);

	snprintf(text, 2000, mail, subject, n);
	return text;
}

static void
send_one(struct postman *p, int64_t row, const char *to, const char *subject)
{
	char *text = make_mail(subject, (int)row);

	postman_send(p, row, to, text, strlen(text));
	free(text);
}

static void
expect(const struct postman *p, int64_t row, size_t i,
    enum post_outcome outcome, unsigned code, const char *text)
{
	const struct post_rcpt *r = postman_outcome(p, row, i);

	if (r == NULL)
		fail_msg("row %d: no outcome for recipient %zu", (int)row, i);
	if (r->outcome != outcome || r->code != code ||
	    strstr(r->text, text) == NULL)
		fail_msg("row %d, recipient %zu: outcome %u, code %u, \"%s\"",
		    (int)row, i, r->outcome, r->code, r->text);
}

static void
expect_down(struct postman *p, const char *text)
{
	const struct role_state *s;

	assert_true(postman_states(p, 1, PROC_MS));
	s = p->states.at[p->states.n - 1];
	if (s->up || strstr(s->text, text) == NULL)
		fail_msg("%s: \"%s\"", s->up ? "up" : "down", s->text);
}

static char *ca;		/* PEM text */

static int
setup_certs(void **state)
{
	struct buf b = { 0 };
	struct err e;

	(void)state;
	proc_write("certs/here", "%s", "");
	if (certs_make(proc_path("certs")) == -1 ||
	    file_read_all(proc_path("certs/ca.pem"), 1 << 20, &b, &e) == -1)
		return -1;
	ca = buf_steal(&b);
	return 0;
}

static int
free_certs(void **state)
{
	(void)state;
	free(ca);
	return 0;
}

static struct postman_setup
to_exim(const struct exim *x)
{
	return (struct postman_setup){ .host = "localhost",
	    .port = (uint32_t)x->port, .tls = TLS_STARTTLS, .ca = ca,
	    .user = EXIM_USER, .secret = EXIM_SECRET,
	    .helo = "patchbot.localhost" };
}

static struct postman_setup
to_script(const struct smtpd *d, enum wire_tls tls)
{
	return (struct postman_setup){ .host = "127.0.0.1",
	    .port = (uint32_t)d->port, .tls = tls, .ca = ca,
	    .helo = "patchbot.localhost" };
}

static struct exim *
start_exim(const char *certificate, bool chunking, const char *name)
{
	struct exim_how how = { .certificate = proc_path("certs/%s",
	    certificate), .chunking = chunking };

	if (!exim_have())
		skip();
	return exim_start(name, &how);
}

/* The one mail in the Maildir, compared with what was sent (LF there). */
static void
expect_bytes(const struct exim *x, const char *sent)
{
	struct buf want = { 0 }, got = { 0 };
	char path[512];
	struct dirent *de;
	struct err e;
	DIR *d;

	snprintf(path, sizeof(path), "%s/new", x->maildir);
	d = opendir(path);
	assert_non_null(d);
	while ((de = readdir(d)) != NULL && de->d_name[0] == '.')
		;
	assert_non_null(de);
	snprintf(path, sizeof(path), "%s/new/%s", x->maildir, de->d_name);
	closedir(d);
	assert_int_equal(file_read_all(path, 1 << 20, &got, &e), 0);
	for (; *sent != '\0'; sent++)
		if (*sent != '\r')
			buf_addc(&want, *sent);
	assert_string_equal(got.p, want.p);
	buf_free(&want);
	buf_free(&got);
}

static void
delivers(bool chunking, const char *name)
{
	struct exim *x = start_exim("good", chunking, name);
	struct postman_setup setup = to_exim(x);
	struct postman *p = postman_start(&setup);
	char *text = make_mail("Hello", 1);
	const struct post_dot *dot;

	postman_send(p, 1, "list@localhost", text, strlen(text));
	postman_go(p);
	assert_true(postman_results(p, 1, PROC_MS));
	expect(p, 1, 0, POST_SENT, 250, "OK id=");
	assert_int_equal(p->asked.n, 1);
	dot = p->asked.at[0];
	assert_int_equal(dot->row, 1);
	assert_true(postman_states(p, 1, PROC_MS));
	assert_true(((struct role_state *)p->states.at[0])->up);
	assert_true(exim_wait(x, 1, PROC_MS));
	expect_bytes(x, text);
	free(text);
	postman_end(p);
	exim_stop(x);
}

static void
smtp__starttls_and_auth__delivers_every_byte(void **state)
{
	(void)state;
	delivers(false, "exim-data");
}

static void
smtp__chunking__delivers_every_byte(void **state)
{
	(void)state;
	delivers(true, "exim-bdat");
}

static void
outcomes(bool chunking, const char *name)
{
	struct exim *x = start_exim("good", chunking, name);
	struct postman_setup setup = to_exim(x);
	struct postman *p = postman_start(&setup);

	send_one(p, 1, "a@localhost nosuch@localhost later@localhost",
	    "Hello");
	send_one(p, 2, "nosuch@localhost", "Hello");
	send_one(p, 3, "later@localhost", "Hello");
	send_one(p, 4, "a@localhost", "REJECT-DATA");
	send_one(p, 5, "a@localhost", "DEFER-DATA");
	send_one(p, 6, "a@localhost nosuch@localhost", "DEFER-DATA");
	send_one(p, 7, "a@localhost", "Hello");
	send_one(p, 8, "not-an\xc3\xbc-address@localhost", "Hello");
	postman_go(p);
	assert_true(postman_results(p, 8, PROC_MS));
	expect(p, 1, 0, POST_SENT, 250, "OK");
	expect(p, 1, 1, POST_REFUSED, 550, "5.1.1 there is nobody");
	expect(p, 1, 2, POST_LATER, 451, "4.7.1 come again");
	expect(p, 2, 0, POST_REFUSED, 550, "nobody");
	expect(p, 3, 0, POST_LATER, 451, "come again");
	expect(p, 4, 0, POST_REFUSED, 550, "5.7.1 this is not wanted");
	expect(p, 5, 0, POST_LATER, 451, "4.7.1 not just now");
	expect(p, 6, 0, POST_LATER, 451, "not just now");
	expect(p, 6, 1, POST_REFUSED, 550, "nobody");
	expect(p, 7, 0, POST_SENT, 250, "OK");
	expect(p, 8, 0, POST_REFUSED, 0, "address cannot be used");
	assert_true(exim_wait(x, 2, PROC_MS));
	postman_end(p);
	assert_int_equal(exim_count(x), 2);
	exim_stop(x);
}

static void
smtp__refusals__come_per_recipient(void **state)
{
	(void)state;
	outcomes(false, "exim-outcomes");
}

static void
smtp__refusals__come_per_recipient_with_chunking(void **state)
{
	(void)state;
	outcomes(true, "exim-outcomes-bdat");
}

/* Wrong servers and wrong words: nothing is sent, and a person learns why. */
static void
refused(const char *certificate, struct postman_setup *change,
    const char *text)
{
	struct exim *x = start_exim(certificate, false, "exim-refused");
	struct postman_setup setup = to_exim(x);
	struct postman *p;

	if (change->host != NULL)
		setup.host = change->host;
	if (change->secret != NULL)
		setup.secret = change->secret;
	if (change->ca != NULL)
		setup.ca = change->ca;
	p = postman_start(&setup);
	send_one(p, 1, "a@localhost", "Hello");
	send_one(p, 2, "a@localhost", "Hello");
	postman_go(p);
	assert_true(postman_results(p, 2, PROC_MS));
	expect(p, 1, 0, POST_LATER, 0, text);
	expect(p, 2, 0, POST_LATER, 0, text);
	expect_down(p, text);
	assert_int_equal(p->asked.n, 0);
	postman_end(p);
	assert_int_equal(exim_count(x), 0);
	exim_stop(x);
}

static void
smtp__certificates__must_be_right(void **state)
{
	struct postman_setup none = { 0 }, unknown = { 0 };
	struct buf b = { 0 };
	struct err e;

	(void)state;
	refused("wrongca", &none, "certificate refused: the server's "
	    "certificate is from a CA that is not trusted here");
	refused("selfsigned", &none, "certificate refused: the server's "
	    "certificate is signed by itself only");
	refused("wronghost", &none, "certificate refused: the server's "
	    "certificate is for another host (expected \"localhost\"");
	refused("expired", &none, "certificate refused: the server's "
	    "certificate has expired");
	assert_int_equal(file_read_all(proc_path("certs/ca-other.pem"),
	    1 << 20, &b, &e), 0);
	unknown.ca = b.p;
	refused("good", &unknown, "is from a CA that is not trusted here");
	buf_free(&b);
}

static void
smtp__password__must_be_right(void **state)
{
	struct postman_setup wrong = { .secret = "wrong" };

	(void)state;
	refused("good", &wrong, "the server refuses the user or password: 535");
}

/* An address as host: its certificate must hold the address. */
static void
smtp__address__is_verified_too(void **state)
{
	struct exim *x = start_exim("good", false, "exim-address");
	struct postman_setup setup = to_exim(x);
	struct postman *p;

	(void)state;
	setup.host = "127.0.0.1";
	p = postman_start(&setup);
	send_one(p, 1, "a@localhost", "Hello");
	postman_go(p);
	assert_true(postman_results(p, 1, PROC_MS));
	expect(p, 1, 0, POST_SENT, 250, "OK");
	postman_end(p);
	exim_stop(x);
}

static void
smtp__auth__must_be_offered(void **state)
{
	struct exim_how how = { .certificate = proc_path("certs/good"),
	    .no_auth = true, .anonymous = true };
	struct postman_setup setup;
	struct postman *p;
	struct exim *x;

	(void)state;
	if (!exim_have())
		skip();
	x = exim_start("exim-noauth", &how);
	setup = to_exim(x);
	p = postman_start(&setup);
	send_one(p, 1, "a@localhost", "Hello");
	postman_go(p);
	assert_true(postman_results(p, 1, PROC_MS));
	expect(p, 1, 0, POST_LATER, 0, "offers neither AUTH PLAIN nor");
	postman_end(p);
	assert_int_equal(exim_count(x), 0);
	exim_stop(x);
}

static void
smtp__many__go_in_few_sessions(void **state)
{
	struct exim *x = start_exim("good", false, "exim-many");
	struct postman_setup setup = to_exim(x);
	struct postman *p = postman_start(&setup);
	int64_t row;

	(void)state;
	for (row = 1; row <= MANY; row++)
		send_one(p, row, "a@localhost", "Hello");
	postman_go(p);
	assert_true(postman_results(p, MANY, PROC_MS));
	for (row = 1; row <= MANY; row++)
		expect(p, row, 0, POST_SENT, 250, "OK");
	assert_int_equal(p->asked.n, MANY);
	assert_int_equal(p->page->row, MANY);
	assert_true(exim_wait(x, MANY, 3 * PROC_MS));
	postman_end(p);
	assert_int_equal(exim_count(x), MANY);
	exim_stop(x);
}

/* What core has said ahead is not asked for again, the one behind it is. */
static void
smtp__asks_only__beyond_the_word_given_ahead(void **state)
{
	struct exim *x = start_exim("good", false, "exim-ahead");
	struct postman_setup setup = to_exim(x);
	struct postman *p = postman_start(&setup);
	int64_t row;

	(void)state;
	for (row = 1; row <= 5; row++)
		send_one(p, row, "a@localhost", "Hello");
	p->upto = 3;
	p->refuse = 5;
	postman_go(p);
	assert_true(postman_results(p, 5, PROC_MS));
	for (row = 1; row <= 4; row++)
		expect(p, row, 0, POST_SENT, 250, "OK");
	expect(p, 5, 0, POST_LATER, 0, "held back");
	assert_int_equal(p->asked.n, 3);
	assert_int_equal(((struct post_dot *)p->asked.at[0])->row, 1);
	assert_int_equal(((struct post_dot *)p->asked.at[1])->row, 4);
	assert_int_equal(((struct post_dot *)p->asked.at[2])->row, 5);
	assert_int_equal(p->page->row, 4);
	/* the word holds for its session only */
	p->refuse = 0;
	p->upto = 0;
	send_one(p, 2, "a@localhost", "Hello");
	postman_go(p);
	assert_true(postman_results(p, 6, PROC_MS));
	assert_int_equal(p->asked.n, 4);
	postman_end(p);
	exim_stop(x);
}

/* The middle one is not sent; those behind it go in a new session. */
static void
held_back(bool chunking, const char *name)
{
	struct exim *x = start_exim("good", chunking, name);
	struct postman_setup setup = to_exim(x);
	struct postman *p = postman_start(&setup);
	char *big = mem_alloc(300000);
	int64_t row;

	snprintf(big, 300000, mail, "Big", 2);
	while (strlen(big) < 290000)
		memcpy(big + strlen(big), "0123456789\r\n", 13);
	p->refuse = 2;
	send_one(p, 1, "a@localhost", "Hello");
	postman_send(p, 2, "a@localhost", big, strlen(big));
	for (row = 3; row <= 5; row++)
		send_one(p, row, "a@localhost", "Hello");
	postman_go(p);
	assert_true(postman_results(p, 5, PROC_MS));
	expect(p, 2, 0, POST_LATER, 0, "held back");
	for (row = 1; row <= 5; row += row == 1 ? 2 : 1)
		expect(p, row, 0, POST_SENT, 250, "OK");
	/* small ones held back as well, and nothing but them */
	p->refuse = 6;
	send_one(p, 6, "a@localhost", "Hello");
	postman_go(p);
	assert_true(postman_results(p, 6, PROC_MS));
	expect(p, 6, 0, POST_LATER, 0, "held back");
	p->refuse = 0;
	postman_send(p, 7, "a@localhost", big, strlen(big));
	postman_go(p);
	assert_true(postman_results(p, 7, PROC_MS));
	expect(p, 7, 0, POST_SENT, 250, "OK");
	assert_true(exim_wait(x, 5, PROC_MS));
	postman_end(p);
	assert_int_equal(exim_count(x), 5);
	free(big);
	exim_stop(x);
}

static void
smtp__word_refused__leaves_the_message_unsent(void **state)
{
	(void)state;
	held_back(false, "exim-held");
}

static void
smtp__word_refused__with_chunking_too(void **state)
{
	(void)state;
	held_back(true, "exim-held-bdat");
}

/* STOP while messages are under way: they are finished first. */
static void
smtp__stop__finishes_what_is_held(void **state)
{
	struct exim *x = start_exim("good", false, "exim-stop");
	struct postman_setup setup = to_exim(x);
	struct postman *p = postman_start(&setup);

	(void)state;
	p->stop_at = 1;
	send_one(p, 1, "a@localhost", "Hello");
	send_one(p, 2, "a@localhost", "Hello");
	postman_go(p);
	assert_true(postman_results(p, 2, PROC_MS));
	expect(p, 1, 0, POST_SENT, 250, "OK");
	expect(p, 2, 0, POST_SENT, 250, "OK");
	assert_int_equal(postman_end(p), 0);
	exim_stop(x);
}

/* --- scripted servers ------------------------------------------------- */

#define GREETING	"S 220 here\r\n", "C EHLO", "S 250 here\r\n"
#define MESSAGE		"C MAIL", "S 250 ok\r\n", "C RCPT", "S 250 ok\r\n", \
			"C DATA", "S 354 go on\r\n"

struct scripted {
	const char	*what;
	enum wire_tls	 tls;
	unsigned	 asked;
	enum post_outcome outcome[2];	/* of rows 1 and 2 */
	const char	*text;		/* in row 1's */
	const char	*never;		/* the client must not have sent this */
	const char	*script[32];
};

static const struct scripted scripts[] = {
	{ "ends after the dot", TLS_NONE, 1, { POST_UNKNOWN, POST_LATER },
	    "broke off", NULL, { GREETING, MESSAGE, "D", NULL } },
	{ "ends before the dot", TLS_NONE, 0, { POST_LATER, POST_LATER },
	    "", "first line", { GREETING, "C MAIL", "S 250 ok\r\n", "C RCPT",
	    "S 250 ok\r\n", NULL } },
	{ "ends after the first message", TLS_NONE, 1,
	    { POST_SENT, POST_LATER }, "taken", NULL,
	    { GREETING, MESSAGE, "D", "S 250 taken\r\n", NULL } },
	{ "says something else after the dot", TLS_NONE, 1,
	    { POST_UNKNOWN, POST_LATER }, "", NULL,
	    { GREETING, MESSAGE, "D", "S well, who knows\r\n", "C QUIT",
	    NULL } },
	/* 250 to DATA: nothing was sent, whatever libesmtp thinks */
	{ "says 250 to DATA", TLS_NONE, 0, { POST_LATER, POST_LATER }, "",
	    "first line", { GREETING, "C MAIL", "S 250 ok\r\n", "C RCPT",
	    "S 250 ok\r\n", "C DATA", "S 250 sent\r\n", "C QUIT", NULL } },
	/* CHUNKING is offered in two pieces, and not used (see the client) */
	{ "offers CHUNKING", TLS_NONE, 2, { POST_SENT, POST_SENT }, "taken",
	    "BDAT", { "S 220 here\r\n", "C EHLO", "S 250-here\r\n250-CHUN",
	    "W", "S KING\r\n250 8BITMIME\r\n", MESSAGE, "D",
	    "S 250 taken\r\n", MESSAGE, "D", "S 250 taken\r\n", "C QUIT",
	    NULL } },
	{ "refuses the sender", TLS_NONE, 0, { POST_REFUSED, POST_LATER },
	    "not you", NULL, { GREETING, "C MAIL", "S 550 not you\r\n",
	    "C MAIL", "S 451 nor you\r\n", "C QUIT", "S 221 bye\r\n", NULL } },
	{ "is closing", TLS_NONE, 0, { POST_LATER, POST_LATER },
	    "the server said: 421", NULL,
	    { "S 421 closing\r\n", "C QUIT", NULL } },
	{ "is refusing", TLS_NONE, 0, { POST_LATER, POST_LATER },
	    "the server said: 554", NULL,
	    { "S 554 not for you\r\n", "C QUIT", NULL } },
	{ "has no STARTTLS", TLS_STARTTLS, 0, { POST_LATER, POST_LATER },
	    "offers no STARTTLS", "MAIL",
	    { GREETING, "E", NULL } },
	{ "has its STARTTLS taken away", TLS_STARTTLS, 0,
	    { POST_LATER, POST_LATER }, "offers no STARTTLS", "MAIL",
	    { "S 220 here\r\n", "C EHLO", "S 250-here\r\n250-XXXXXXXA\r\n"
	    "250 AUTH PLAIN\r\n", "E", NULL } },
	{ "refuses STARTTLS", TLS_STARTTLS, 0, { POST_LATER, POST_LATER },
	    "the server said: 454", "MAIL",
	    { "S 220 here\r\n", "C EHLO", "S 250-here\r\n250 STARTTLS\r\n",
	    "C STARTTLS", "S 454 not now\r\n", "C QUIT", NULL } },
	{ "is injected", TLS_STARTTLS, 0, { POST_LATER, POST_LATER },
	    "plain text behind", "EHLO patchbot.localhost\r\nEHLO",
	    { "S 220 here\r\n", "C EHLO", "S 250-here\r\n250 STARTTLS\r\n",
	    "C STARTTLS", "S 220 go\r\n250-here\r\n250 AUTH PLAIN\r\n"
	    "235 welcome\r\n", "E", NULL } },
	{ "speaks no TLS after all", TLS_STARTTLS, 0,
	    { POST_LATER, POST_LATER }, "the TLS handshake failed", "MAIL",
	    { "S 220 here\r\n", "C EHLO", "S 250-here\r\n250 STARTTLS\r\n",
	    "C STARTTLS", "S 220 go\r\n", NULL } },
};

static void
follows(const struct scripted *s)
{
	struct smtpd *d = smtpd_script("script", s->script);
	struct postman_setup setup = to_script(d, s->tls);
	struct postman *p = postman_start(&setup);
	const struct post_rcpt *one, *two;
	struct buf seen = { 0 };

	send_one(p, 1, "a@localhost", "Hello");
	send_one(p, 2, "a@localhost", "Hello");
	postman_go(p);
	if (!postman_results(p, 2, PROC_MS))
		fail_msg("a server that %s: no results", s->what);
	one = postman_outcome(p, 1, 0);
	two = postman_outcome(p, 2, 0);
	if (one->outcome != s->outcome[0] || two->outcome != s->outcome[1] ||
	    strstr(one->text, s->text) == NULL || p->asked.n != s->asked)
		fail_msg("a server that %s: outcomes %u (%s), %u (%s), asked "
		    "%zu times", s->what, one->outcome, one->text,
		    two->outcome, two->text, p->asked.n);
	postman_end(p);
	smtpd_stop(d, &seen);
	if (s->never != NULL && strstr(buf_str(&seen), s->never) != NULL)
		fail_msg("a server that %s was told \"%s\"", s->what,
		    s->never);
	buf_free(&seen);
}

static void
smtp__odd_servers__are_judged_rightly(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(scripts) / sizeof(scripts[0]); i++)
		follows(&scripts[i]);
}

/* Settings that cannot be used: said at once, and messages wait. */
static void
smtp__settings__are_refused(void **state)
{
	static const struct {
		struct postman_setup setup;
		const char *text;
	} cases[] = {
		{ { .host = "mail.example.com", .port = 25, .tls = TLS_NONE },
		    "without TLS only a loopback address" },
		{ { .host = "localhost", .port = 465, .tls = TLS_IMPLICIT },
		    "implicit TLS is not spoken here" },
		{ { .host = "localhost", .port = 587, .tls = TLS_STARTTLS,
		    .ca = "no certificate" }, "there is no PEM certificate" },
		{ { .host = "::1", .port = 587, .tls = TLS_STARTTLS },
		    "is no host that can be used" },
		{ { .host = "a b", .port = 587, .tls = TLS_STARTTLS },
		    "is no host that can be used" },
		{ { .host = "localhost", .tls = TLS_STARTTLS },
		    "host and port are needed" },
		{ { .host = "localhost", .port = 587, .tls = TLS_STARTTLS,
		    .helo = "a\r\nRSET" }, "has blanks or odd letters" },
	};
	struct postman *p;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		p = postman_start(&cases[i].setup);
		expect_down(p, cases[i].text);
		send_one(p, 1, "a@localhost", "Hello");
		postman_go(p);
		assert_true(postman_results(p, 1, PROC_MS));
		expect(p, 1, 0, POST_LATER, 0, cases[i].text);
		postman_end(p);
	}
}

/* Nobody listens; then the settings change to a server that is there. */
static void
smtp__new_settings__are_used(void **state)
{
	struct smtpd *d = smtpd_sink("sink");
	struct postman_setup setup = to_script(d, TLS_NONE);
	struct postman *p;

	(void)state;
	setup.port = (uint32_t)proc_port();
	p = postman_start(&setup);
	send_one(p, 1, "a@localhost", "Hello");
	postman_go(p);
	assert_true(postman_results(p, 1, PROC_MS));
	expect(p, 1, 0, POST_LATER, 0, "no connection: Connection refused");
	setup.port = (uint32_t)d->port;
	postman_setup_again(p, &setup);
	send_one(p, 2, "a@localhost", "Hello");
	postman_go(p);
	assert_true(postman_results(p, 2, PROC_MS));
	expect(p, 2, 0, POST_SENT, 250, "taken");
	postman_end(p);
	smtpd_stop(d, NULL);
}

/* All outcomes of a large message fit into one frame, shortened if need be. */
static void
many_recipients(const char *name, enum post_outcome outcome, unsigned code)
{
	struct smtpd *d = smtpd_sink("sink");
	struct postman_setup setup = to_script(d, TLS_NONE);
	struct postman *p = postman_start(&setup);
	struct buf to = { 0 };
	size_t i;

	for (i = 0; i < SMTP_RECIPIENTS_MAX; i++)
		buf_addf(&to, "%s-%zu-and-some-more-letters@localhost ", name,
		    i);
	send_one(p, 1, to.p, "Hello");
	buf_adds(&to, "one-more@localhost");
	send_one(p, 2, to.p, "Hello");
	postman_go(p);
	assert_true(postman_results(p, 2, PROC_MS));
	for (i = 0; i < SMTP_RECIPIENTS_MAX; i++)
		expect(p, 1, i, outcome, code, "");
	assert_null(postman_outcome(p, 1, SMTP_RECIPIENTS_MAX));
	expect(p, 2, SMTP_RECIPIENTS_MAX, POST_REFUSED, 0, "between 1 and");
	buf_free(&to);
	postman_end(p);
	smtpd_stop(d, NULL);
}

static void
smtp__recipients__are_a_thousand_at_most(void **state)
{
	(void)state;
	many_recipients("a", POST_SENT, 250);
	many_recipients("long", POST_REFUSED, 550);
}

static void
smtp__maildir__takes_the_mail(void **state)
{
	struct postman_setup setup = { .maildir = proc_path("sent") };
	struct postman *p = postman_start(&setup);
	struct buf got = { 0 };
	char *text = make_mail("Hello", 1);
	struct err e;

	(void)state;
	p->refuse = 2;
	postman_send(p, 1, "a@localhost", text, strlen(text));
	send_one(p, 2, "a@localhost", "Hello");
	postman_go(p);
	assert_true(postman_results(p, 2, PROC_MS));
	expect(p, 1, 0, POST_SENT, 0, "written");
	expect(p, 2, 0, POST_LATER, 0, "held back");
	assert_int_equal(file_read_all(proc_path("sent/new/patchbot.1"),
	    1 << 20, &got, &e), 0);
	assert_string_equal(got.p, text);
	assert_int_equal(access(proc_path("sent/new/patchbot.2"), F_OK), -1);
	buf_free(&got);
	free(text);
	postman_end(p);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(smtp__starttls_and_auth__delivers_every_byte),
		cmocka_unit_test(smtp__chunking__delivers_every_byte),
		cmocka_unit_test(smtp__refusals__come_per_recipient),
		cmocka_unit_test(
		    smtp__refusals__come_per_recipient_with_chunking),
		cmocka_unit_test(smtp__certificates__must_be_right),
		cmocka_unit_test(smtp__password__must_be_right),
		cmocka_unit_test(smtp__address__is_verified_too),
		cmocka_unit_test(smtp__auth__must_be_offered),
		cmocka_unit_test(smtp__many__go_in_few_sessions),
		cmocka_unit_test(
		    smtp__asks_only__beyond_the_word_given_ahead),
		cmocka_unit_test(smtp__word_refused__leaves_the_message_unsent),
		cmocka_unit_test(smtp__word_refused__with_chunking_too),
		cmocka_unit_test(smtp__stop__finishes_what_is_held),
		cmocka_unit_test(smtp__odd_servers__are_judged_rightly),
		cmocka_unit_test(smtp__settings__are_refused),
		cmocka_unit_test(smtp__new_settings__are_used),
		cmocka_unit_test(smtp__recipients__are_a_thousand_at_most),
		cmocka_unit_test(smtp__maildir__takes_the_mail),
	};

	proc_init();
	return proc_end(cmocka_run_group_tests(tests, setup_certs,
	    free_certs));
}
