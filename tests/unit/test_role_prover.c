/* SPDX-License-Identifier: ISC */
/*
 * The prover as a process: this test is its core, over the same socket and
 * frames, with the sandbox on.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/fd.h"
#include "proc/frame.h"
#include "proc/wire.h"
#include "tests/support/sign.h"
#include "tests/support/txt_table.h"
#include "text/authres_trust.h"
#include "text/evidence.h"

#define WHEN	INT64_C(1795262400)

struct core {
	pid_t		 pid;
	int		 sock;
	struct arena	*arena;
	struct txt_table	 zone;
	struct buf	 mail;		/* signed by vendor.example */
};

static void
start_prover(struct core *c)
{
	const char *build = getenv("PATCHBOT_BUILD");
	char path[4096];
	int pair[2];

	snprintf(path, sizeof(path), "%s/patchbot-prover",
	    build != NULL ? build : "build");
	if (access(path, X_OK) == -1) {
		print_message("%s is not built\n", path);
		skip();
	}
	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair), 0);
	c->pid = fork();
	if (c->pid == 0) {
		if (pair[1] != ROLE_FD)
			dup2(pair[1], ROLE_FD);
		if (pair[0] != ROLE_FD)
			close(pair[0]);
		execl(path, path, (char *)NULL);
		_exit(127);
	}
	close(pair[1]);
	fcntl(pair[0], F_SETFD, FD_CLOEXEC);
	c->sock = pair[0];
}

static void
setup_mail(struct core *c)
{
	static const char text[] =
	    "From: Vendor <security@vendor.example>\r\n"
	    "Subject: An announcement\r\n"
	    "Date: Sat, 21 Nov 2026 12:00:00 +0000\r\n"
	    "\r\n"
	    "A text.\r\n";
	struct sign_key *k = sign_key_new(SIGN_ED25519, 0);
	struct buf record = { 0 };

	sign_key_record(k, &record);
	table_add(&c->zone, "s1._domainkey.vendor.example", buf_str(&record));
	table_add(&c->zone, "_dmarc.vendor.example", "v=DMARC1; p=reject");
	sign_dkim(k, "vendor.example", "s1", "From:Subject:Date",
	    span_of(text), &c->mail);
	buf_free(&record);
	sign_key_free(k);
}

static int
setup(void **state)
{
	struct core *c = calloc(1, sizeof(*c));

	c->arena = arena_new();
	c->sock = -1;
	setup_mail(c);
	*state = c;
	return 0;
}

static int
teardown(void **state)
{
	struct core *c = *state;

	if (c->sock != -1)
		close(c->sock);
	if (c->pid > 0)
		waitpid(c->pid, NULL, 0);
	table_free(&c->zone);
	buf_free(&c->mail);
	arena_free(c->arena);
	free(c);
	return 0;
}

static void
send_job(struct core *c, uint32_t id, struct span mail)
{
	struct buf b = { 0 };
	struct err e = { 0 };
	int fd = fd_sealed(mail, &e);

	assert_int_not_equal(fd, -1);
	pack_i64(&b, WHEN);
	assert_int_equal(frame_send(c->sock, FRAME_JOB, id, &b, fd, &e), 0);
	buf_free(&b);
	close(fd);
}

static void
answer(struct core *c, struct frame *f)
{
	struct names_answer n = { .ttl = 300 };
	struct txt_answer t = { 0 };
	struct buf b = { 0 };
	struct err e = { 0 };
	char *name = unpack_str(&f->body, c->arena);

	assert_true(unpack_done(&f->body));
	assert_non_null(name);
	table_txt(&c->zone, c->arena, name, &t);
	n.status = t.status == TXT_FOUND ? NAMES_FOUND :
	    t.status == TXT_FAILED ? NAMES_FAILED : NAMES_NONE;
	n.nxdomain = t.nxdomain;
	n.texts = t.texts;
	n.why = t.why;
	names_answer_pack(&b, &n);
	assert_int_equal(frame_send(c->sock, FRAME_REPLY, f->id, &b, -1, &e),
	    0);
	list_free(&t.texts);
	buf_free(&b);
}

/* Answers what is asked until the result is there. */
static struct evidence *
result(struct core *c, uint32_t id, bool *large)
{
	struct buf b = { 0 };
	struct err e = { 0 };
	struct evidence *ev;
	struct frame f;

	while (frame_recv(c->sock, FROM_ROLE, &f, &e) == 1 &&
	    f.type == FRAME_ASK)
		answer(c, &f);
	assert_string_equal(e.text, "");
	assert_int_equal(f.type, FRAME_RESULT);
	assert_int_equal(f.id, id);
	*large = f.fd != -1;
	if (f.fd == -1)
		return evidence_unpack(c->arena, &f.body);
	assert_int_equal(fd_read_all(f.fd, 1 << 24, &b, &e), 0);
	close(f.fd);
	f.body = (struct unpack){ .p = b.p, .n = b.n };
	ev = evidence_unpack(c->arena, &f.body);
	buf_free(&b);
	return ev;
}

static void
prover__proves__signed_mail_and_keeps_answers(void **state)
{
	struct core *c = *state;
	struct evidence *ev;
	unsigned asked;
	bool large;

	start_prover(c);
	send_job(c, 7, (struct span){ c->mail.p, c->mail.n });
	ev = result(c, 7, &large);
	assert_non_null(ev);
	assert_false(large);
	assert_string_equal(ev->from, "security@vendor.example");
	assert_int_equal(ev->n, 1);
	assert_int_equal(ev->proofs[0].result, PROOF_PASS);
	assert_int_equal(ev->dmarc.result, PROOF_PASS);
	assert_true(ev->complete);
	asked = c->zone.asked;
	assert_true(asked >= 2);
	/* the second mail needs nothing new */
	send_job(c, 8, (struct span){ c->mail.p, c->mail.n });
	ev = result(c, 8, &large);
	assert_int_equal(ev->proofs[0].result, PROOF_PASS);
	assert_non_null(ev->proofs[0].key);
	assert_int_equal(c->zone.asked, asked);
}

static void
prover__asks_again__after_a_failed_lookup(void **state)
{
	struct core *c = *state;
	struct evidence *ev;
	bool large;

	start_prover(c);
	table_free(&c->zone);
	table_add(&c->zone, "s1._domainkey.vendor.example", table_fails);
	send_job(c, 1, (struct span){ c->mail.p, c->mail.n });
	ev = result(c, 1, &large);
	assert_int_equal(ev->proofs[0].result, PROOF_TEMPERROR);
	assert_false(ev->complete);
	table_free(&c->zone);
	buf_free(&c->mail);
	setup_mail(c);
	send_job(c, 2, (struct span){ c->mail.p, c->mail.n });
	ev = result(c, 2, &large);
	assert_int_equal(ev->proofs[0].result, PROOF_PASS);
}

static void
send_trust(struct core *c, char *id)
{
	void *ids[] = { id };
	struct authres_trust t = { .ids = { ids, id != NULL, 1 } };
	struct buf b = { 0 };
	struct err e = { 0 };

	authres_trust_pack(&b, &t);
	assert_int_equal(frame_send(c->sock, FRAME_SETUP, 0, &b, -1, &e), 0);
	buf_free(&b);
}

static bool
has(const struct evidence *ev, const char *method, enum proof_result r)
{
	uint32_t i;

	for (i = 0; i < ev->n; i++)
		if (strcmp(ev->proofs[i].method, method) == 0 &&
		    ev->proofs[i].result == r)
			return true;
	return false;
}

/* A chain is checked inside the sandbox; whose word counts is core's to say,
 * at any time. */
static void
prover__reads__relayed_words(void **state)
{
	static char id[] = "mx.site.example";
	struct core *c = *state;
	struct sign_key *k = sign_key_new(SIGN_RSA, 2048);
	struct sign_arc how = { .key = k, .domain = "list.example",
	    .selector = "r", .headers = "From:Subject", .instance = 1,
	    .cv = "none", .results = "mx.list.example; dkim=pass "
	    "header.d=vendor.example" };
	struct buf sealed = { 0 }, b = { 0 };
	struct evidence *ev;
	bool large;

	sign_key_record(k, &b);
	table_add(&c->zone, "r._domainkey.list.example", buf_str(&b));
	sign_arc(&how, (struct span){ c->mail.p, c->mail.n }, &sealed);
	buf_cut(&b, 0);
	buf_adds(&b, "Authentication-Results: mx.site.example; dkim=pass "
	    "header.d=vendor.example\r\n");
	buf_add(&b, sealed.p, sealed.n);
	start_prover(c);
	send_job(c, 1, (struct span){ b.p, b.n });
	send_trust(c, id);
	send_job(c, 2, (struct span){ b.p, b.n });
	send_trust(c, NULL);
	send_job(c, 3, (struct span){ b.p, b.n });
	ev = result(c, 1, &large);
	assert_true(has(ev, "arc", PROOF_PASS));
	assert_true(has(ev, "arc-dkim", PROOF_PASS));
	assert_true(has(ev, "dkim", PROOF_PASS));
	ev = result(c, 2, &large);
	assert_true(has(ev, "arc", PROOF_PASS));
	result(c, 3, &large);
	/* settings hold for every mail behind them */
	send_trust(c, id);
	send_job(c, 4, (struct span){ b.p, b.n });
	ev = result(c, 4, &large);
	assert_true(has(ev, "authres-dkim", PROOF_PASS));
	send_trust(c, NULL);
	send_job(c, 5, (struct span){ b.p, b.n });
	ev = result(c, 5, &large);
	assert_false(has(ev, "authres-dkim", PROOF_PASS));
	assert_true(has(ev, "dkim", PROOF_PASS));
	buf_free(&sealed);
	buf_free(&b);
	sign_key_free(k);
}

static void
prover__survives__hostile_mails(void **state)
{
	static const char *const fields[] = { "Subject: ", "To: ",
	    "References: ", "Reply-To: " };
	struct core *c = *state;
	struct buf b = { 0 };
	struct evidence *ev;
	bool large;
	int i;

	start_prover(c);
	send_job(c, 1, (struct span){ "", 0 });
	ev = result(c, 1, &large);
	assert_non_null(ev->malformed);
	/* a result over the size of a frame */
	buf_adds(&b, "From: a@b.example\n");
	for (i = 0; i < 4 * 8000; i++) {
		if (i % 8000 == 0)
			buf_adds(&b, fields[i / 8000]);
		buf_addc(&b, i % 70 == 69 ? '\n' : '\xff');
		if (i % 70 == 69)
			buf_addc(&b, ' ');
		if (i % 8000 == 7999)
			buf_addc(&b, '\n');
	}
	for (i = 0; i < 10; i++)
		buf_addf(&b, "DKIM-Signature: v=1; a=rsa-sha256; bh=%043d=;"
		    " b=AAAA; d=b.example; h=from; s=k%d\n", 0, i);
	buf_adds(&b, "\ntext\n");
	for (i = 0; i < 10; i++) {
		char name[64], *text = malloc(4097);

		snprintf(name, sizeof(name), "k%d._domainkey.b.example", i);
		memset(text, 'x', 4096);
		text[4096] = '\0';
		table_add(&c->zone, name, text);
		free(text);
	}
	send_job(c, 2, (struct span){ b.p, b.n });
	ev = result(c, 2, &large);
	assert_non_null(ev);
	assert_true(large);
	assert_int_equal(ev->n, 10);
	assert_int_equal(ev->proofs[0].result, PROOF_PERMERROR);
	buf_free(&b);
}

static void
prover__ends__on_a_broken_core(void **state)
{
	struct core *c = *state;
	struct buf b = { 0 };
	struct err e = { 0 };
	struct frame f;
	int status;

	start_prover(c);
	send_job(c, 1, (struct span){ c->mail.p, c->mail.n });
	assert_int_equal(frame_recv(c->sock, FROM_ROLE, &f, &e), 1);
	assert_int_equal(f.type, FRAME_ASK);
	/* bytes that are no names_answer */
	pack_u8(&b, 0xff);
	frame_send(c->sock, FRAME_REPLY, f.id, &b, -1, &e);
	buf_free(&b);
	assert_int_equal(waitpid(c->pid, &status, 0), c->pid);
	c->pid = 0;
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 111);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
		    prover__proves__signed_mail_and_keeps_answers, setup,
		    teardown),
		cmocka_unit_test_setup_teardown(
		    prover__asks_again__after_a_failed_lookup, setup,
		    teardown),
		cmocka_unit_test_setup_teardown(
		    prover__reads__relayed_words, setup, teardown),
		cmocka_unit_test_setup_teardown(
		    prover__survives__hostile_mails, setup, teardown),
		cmocka_unit_test_setup_teardown(
		    prover__ends__on_a_broken_core, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
