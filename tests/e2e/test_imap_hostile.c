/* SPDX-License-Identifier: ISC */
/*
 * patchbot-mailbox against servers that do what no honest one does.  Each is
 * a script in a child: lines to expect, bytes to send.
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "../support/mailrole.h"
#include "base/buf.h"
#include "base/clock.h"
#include "edge/imap.h"
#include "edge/tls.h"

#define SOON	15000
#define SECRET	"correct horse battery"

static struct mailrole *r;
static pid_t server;
static int port;

/* --- the scripted server ----------------------------------------------- */

struct talk {
	FILE	*in, *out;
	char	 line[4096];
	char	 tag[32];	/* of the last command */
	int	 visit;		/* connections so far */
};

static void
send_text(struct talk *t, const char *text)
{
	fputs(text, t->out);
	fflush(t->out);
}

/* The next command; leaves (the child ends the visit) when there is none. */
static bool
next_command(struct talk *t)
{
	if (fgets(t->line, sizeof(t->line), t->in) == NULL)
		return false;
	if (strstr(t->line, SECRET) != NULL)
		_exit(99);	/* the password came in the clear */
	snprintf(t->tag, sizeof(t->tag), "%.*s",
	    (int)strcspn(t->line, " \r\n"), t->line);
	return true;
}

static void
ok(struct talk *t)
{
	fprintf(t->out, "%s OK done\r\n", t->tag);
	fflush(t->out);
}

/* Plays an honest server up to the first command that holds until. */
static bool
play_until(struct talk *t, const char *caps, const char *until)
{
	while (next_command(t)) {
		if (until != NULL && strstr(t->line, until) != NULL)
			return true;
		if (strstr(t->line, " CAPABILITY") != NULL)
			fprintf(t->out, "* CAPABILITY IMAP4rev1 %s\r\n", caps);
		else if (strstr(t->line, " SELECT") != NULL)
			fprintf(t->out, "* 1 EXISTS\r\n"
			    "* OK [UIDVALIDITY 7] so\r\n");
		else if (strstr(t->line, " UID SEARCH") != NULL)
			fprintf(t->out, "* SEARCH 1\r\n");
		else if (strstr(t->line, "RFC822.SIZE") != NULL)
			fprintf(t->out, "* 1 FETCH (UID 1 RFC822.SIZE 500 "
			    "INTERNALDATE \"21-Nov-2026 10:00:00 +0100\")"
			    "\r\n");
		ok(t);
	}
	return false;
}

static void
serve(int listener, void (*script)(struct talk *))
{
	struct talk t = { 0 };
	int fd;

	signal(SIGPIPE, SIG_IGN);
	alarm(120);
	for (;;) {
		fd = accept(listener, NULL, NULL);
		if (fd == -1)
			_exit(1);
		t.in = fdopen(fd, "r");
		t.out = fdopen(dup(fd), "w");
		t.visit++;
		script(&t);
		fclose(t.in);
		fclose(t.out);
	}
}

static void
start(void (*script)(struct talk *))
{
	struct sockaddr_in a = { .sin_family = AF_INET,
	    .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t n = sizeof(a);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	assert_int_equal(bind(fd, (const struct sockaddr *)&a, n), 0);
	assert_int_equal(listen(fd, 8), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&a, &n), 0);
	port = ntohs(a.sin_port);
	server = fork();
	if (server == 0)
		serve(fd, script);
	close(fd);
}

/* The role, watching the scripted server. */
static void
watch(uint32_t tls)
{
	struct mail_cursor inbox = { .mailbox = "INBOX" };
	struct mail_account a = { .name = "odd", .host = "127.0.0.1",
	    .port = (uint32_t)port, .tls = tls, .user = "bob",
	    .secret = SECRET, .poll = 1 };
	struct mailbox_setup s = { .max_size = 1000 };

	list_add(&a.mailboxes, &inbox);
	list_add(&s.accounts, &a);
	r = mailrole_new();
	mailrole_setup(r, &s);
	list_free(&a.mailboxes);
	list_free(&s.accounts);
}

static int
end(void **state)
{
	int status;

	(void)state;
	if (r != NULL)
		mailrole_free(r);
	r = NULL;
	kill(server, SIGTERM);
	waitpid(server, &status, 0);
	/* 99: it saw the password in the clear */
	return WIFEXITED(status) && WEXITSTATUS(status) == 99 ? -1 : 0;
}

static void
expect_down(const char *why)
{
	const char *text = mailrole_state(r, false, SOON);

	assert_non_null(text);
	if (strstr(text, why) == NULL)
		fail_msg("\"%s\" does not say \"%s\"", text, why);
}

/* The most memory that the role ever had, in KB. */
static long
peak_memory(void)
{
	char path[60], line[200];
	long kb = -1;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/status", r->pid);
	f = fopen(path, "r");
	while (f != NULL && fgets(line, sizeof(line), f) != NULL)
		sscanf(line, "VmHWM: %ld", &kb);
	if (f != NULL)
		fclose(f);
	return kb;
}

/* A sanitizer keeps what was freed, so its memory says nothing. */
static void
assert_memory_below(long kb)
{
	const char *build = getenv("PATCHBOT_BUILD");

	if (build == NULL || strstr(build, "address") == NULL)
		assert_in_range(peak_memory(), 1000, kb);
}

/* --- before TLS -------------------------------------------------------- */

static void
inject(struct talk *t)
{
	send_text(t, "* OK hello\r\n");
	if (!play_until(t, "STARTTLS AUTH=PLAIN", " STARTTLS"))
		return;
	/* in one write: the second line would be believed after TLS */
	fprintf(t->out, "%s OK go on\r\n* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n",
	    t->tag);
	fflush(t->out);
	play_until(t, "AUTH=PLAIN", NULL);
}

static void
imap__refuses__data_injected_behind_starttls(void **state)
{
	(void)state;
	start(inject);
	watch(TLS_STARTTLS);
	expect_down("behind STARTTLS");
}

static void
strip(struct talk *t)
{
	send_text(t, "* OK hello\r\n");
	play_until(t, "AUTH=PLAIN", NULL);
}

static void
imap__refuses__a_server_without_starttls(void **state)
{
	(void)state;
	start(strip);
	watch(TLS_STARTTLS);
	expect_down("does not offer STARTTLS");
}

static void
refuse_starttls(struct talk *t)
{
	send_text(t, "* OK hello\r\n");
	if (play_until(t, "STARTTLS AUTH=PLAIN", " STARTTLS")) {
		fprintf(t->out, "%s NO not today\r\n", t->tag);
		fflush(t->out);
		play_until(t, "AUTH=PLAIN", NULL);
	}
}

static void
imap__stops__where_starttls_is_refused(void **state)
{
	(void)state;
	start(refuse_starttls);
	watch(TLS_STARTTLS);
	expect_down("not today");
}

static void
preauth(struct talk *t)
{
	send_text(t, "* PREAUTH you are bob already\r\n");
	play_until(t, "", NULL);
}

static void
imap__refuses__to_be_logged_in_already(void **state)
{
	(void)state;
	start(preauth);
	watch(TLS_STARTTLS);
	expect_down("PREAUTH");
}

static void
no_tls(struct talk *t)
{
	send_text(t, "* OK this is no TLS\r\n");
	next_command(t);
}

static void
imap__says__that_the_port_speaks_no_tls(void **state)
{
	(void)state;
	start(no_tls);
	watch(TLS_IMPLICIT);
	expect_down("TLS failed while starting TLS");
}

static void
say_nothing(struct talk *t)
{
	/* takes what comes, up to the peer's end */
	while (fgetc(t->in) != EOF)
		continue;
}

static void
imap__answers_core__while_a_server_is_silent(void **state)
{
	int64_t began = clock_mono_ms();

	(void)state;
	start(say_nothing);
	watch(TLS_IMPLICIT);
	mailrole_send(r, FRAME_PING, 3);
	assert_true(mailrole_pong(r, 3, 3000));
	mailrole_send(r, FRAME_PING, 4);
	assert_true(mailrole_pong(r, 4, 3000));
	/* and gives it up in time */
	assert_non_null(strstr(mailrole_state(r, false, IMAP_CONNECT_MS +
	    SOON), "no answer in time"));
	assert_in_range(clock_mono_ms() - began, IMAP_CONNECT_MS - 100,
	    IMAP_CONNECT_MS + SOON);
}

static void
nobody(struct talk *t)
{
	(void)t;
	_exit(0);
}

static void
imap__says__that_nothing_listens(void **state)
{
	(void)state;
	start(nobody);
	kill(server, SIGKILL);
	waitpid(server, NULL, 0);
	server = fork();
	if (server == 0)
		_exit(0);
	watch(TLS_IMPLICIT);
	expect_down("connection refused");
}

/* --- too much ---------------------------------------------------------- */

/* Sends x for as long as somebody takes it. */
static void
send_without_end(struct talk *t)
{
	char piece[8192];

	memset(piece, 'x', sizeof(piece));
	while (fwrite(piece, 1, sizeof(piece), t->out) == sizeof(piece))
		continue;
}

static void
endless_greeting(struct talk *t)
{
	send_text(t, "* OK ");
	send_without_end(t);
}

static void
imap__stops__an_endless_greeting(void **state)
{
	(void)state;
	start(endless_greeting);
	watch(TLS_NONE);
	expect_down("more than was asked for");
	assert_memory_below(60000);
}

static bool
play_login(struct talk *t, const char *until)
{
	send_text(t, "* OK hello\r\n");
	/* LOGIN is the command: the password comes as it is, over loopback */
	while (next_command(t)) {
		if (strstr(t->line, " CAPABILITY") == NULL)
			break;
		send_text(t, "* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n");
		ok(t);
	}
	send_text(t, "+ \r\n");
	if (fgets(t->line, sizeof(t->line), t->in) == NULL)
		return false;
	ok(t);
	return play_until(t, "", until);
}

static void
endless_line(struct talk *t)
{
	if (play_login(t, " UID SEARCH")) {
		send_text(t, "* SEARCH ");
		send_without_end(t);
	}
}

static void
imap__stops__an_endless_line(void **state)
{
	(void)state;
	start(endless_line);
	watch(TLS_NONE);
	assert_non_null(mailrole_state(r, true, SOON));
	expect_down("more than was asked for");
	assert_memory_below(200000);
}

/* Says that the mail is 500 bytes, and sends 4,000,000,000. */
static void
giant_literal(struct talk *t)
{
	if (play_login(t, "BODY.PEEK[]")) {
		send_text(t, "* 1 FETCH (UID 1 BODY[] {4000000000}\r\n");
		send_without_end(t);
	}
}

static void
imap__stops__a_giant_literal(void **state)
{
	(void)state;
	start(giant_literal);
	watch(TLS_NONE);
	assert_non_null(mailrole_state(r, true, SOON));
	expect_down("more than was asked for");
	assert_memory_below(60000);
}

/* The whole mail always breaks off; its header can be had. */
static void
broken_mail(struct talk *t)
{
	if (!play_login(t, "BODY.PEEK["))
		return;
	if (strstr(t->line, "BODY.PEEK[]") != NULL) {
		send_text(t, "* 1 FETCH (UID 1 BODY[] nonsense)\r\n");
		ok(t);
		return;
	}
	send_text(t, "* 1 FETCH (UID 1 BODY[HEADER]<0> {13}\r\n"
	    "From: a@b\r\n\r\n)\r\n");
	ok(t);
	play_until(t, "", NULL);
}

static void
imap__takes__the_header_of_a_mail_that_breaks(void **state)
{
	const struct mailrole_got *g;

	(void)state;
	start(broken_mail);
	watch(TLS_NONE);
	g = mailrole_mail(r, 30000);
	assert_non_null(g);
	assert_true(g->mail.cut);
	assert_int_equal(g->mail.size, 500);
	assert_string_equal(g->bytes, "From: a@b\r\n\r\n");
	/* 21 Nov 2026 10:00 +0100 */
	assert_int_equal(g->mail.received, 1795251600);
}

static void
hopeless_mail(struct talk *t)
{
	if (play_login(t, "BODY.PEEK["))
		send_text(t, "* 1 FETCH (UID 1 BODY[] nonsense)\r\n");
}

static void
imap__tells__of_a_mail_that_cannot_be_had(void **state)
{
	const struct mailrole_got *g;

	(void)state;
	start(hopeless_mail);
	watch(TLS_NONE);
	g = mailrole_mail(r, 100000);
	assert_non_null(g);
	assert_true(g->mail.cut);
	assert_int_equal(g->n, 0);
	assert_string_equal(g->mail.key, "1");
}

/* --- other ways to log in ---------------------------------------------- */

static void
only_login(struct talk *t)
{
	send_text(t, "* OK hello\r\n");
	while (fgets(t->line, sizeof(t->line), t->in) != NULL) {
		snprintf(t->tag, sizeof(t->tag), "%.*s",
		    (int)strcspn(t->line, " \r\n"), t->line);
		if (strstr(t->line, " LOGIN ") != NULL) {
			if (strstr(t->line, "bob") == NULL ||
			    strstr(t->line, "\"" SECRET "\"") == NULL)
				_exit(98);
			break;
		}
		send_text(t, "* CAPABILITY IMAP4rev1\r\n");
		ok(t);
	}
	ok(t);
	play_until(t, "", NULL);
}

static void
imap__logs_in__by_the_login_command_alone(void **state)
{
	(void)state;
	start(only_login);
	watch(TLS_NONE);
	assert_non_null(mailrole_state(r, true, SOON));
}

static void
bye(struct talk *t)
{
	if (play_login(t, " UID SEARCH"))
		send_text(t, "* BYE going down\r\n");
}

static void
imap__survives__a_bye_instead_of_an_answer(void **state)
{
	(void)state;
	start(bye);
	watch(TLS_NONE);
	expect_down("UID SEARCH");
	assert_non_null(mailrole_state(r, true, SOON));
	expect_down("UID SEARCH");
}

#define T(f)	cmocka_unit_test_teardown(f, end)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(imap__refuses__data_injected_behind_starttls),
		T(imap__refuses__a_server_without_starttls),
		T(imap__stops__where_starttls_is_refused),
		T(imap__refuses__to_be_logged_in_already),
		T(imap__says__that_the_port_speaks_no_tls),
		T(imap__answers_core__while_a_server_is_silent),
		T(imap__says__that_nothing_listens),
		T(imap__stops__an_endless_greeting),
		T(imap__stops__an_endless_line),
		T(imap__stops__a_giant_literal),
		T(imap__takes__the_header_of_a_mail_that_breaks),
		T(imap__tells__of_a_mail_that_cannot_be_had),
		T(imap__logs_in__by_the_login_command_alone),
		T(imap__survives__a_bye_instead_of_an_answer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
