/* SPDX-License-Identifier: ISC */
/*
 * The verifier as a process: driven over a socket pair as core does it, sealed
 * as it is in life, with keys that come in a frame and can change.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/fd.h"
#include "handlers/bulletin/facts.h"
#include "proc/frame.h"
#include "proc/wire.h"
#include "tests/support/pgpmake.h"
#include "text/evidence.h"
#include "text/keyring.h"
#include "text/reading.h"

#define FROM	"ann@example.com"

static pid_t pid;
static int sock;
static struct arena *a;

/* The role that was built beside this program. */
static void
role_path(char path[512])
{
	ssize_t n = readlink("/proc/self/exe", path, 400);
	int i;

	assert_true(n > 0);
	path[n] = '\0';
	for (i = 0; i < 3; i++)
		*strrchr(path, '/') = '\0';
	assert_true(str_copy(path + strlen(path), 512 - strlen(path),
	    "/patchbot-verifier"));
}

static int
start_role(void **state)
{
	char path[512];
	int pair[2];

	(void)state;
	a = arena_new();
	role_path(path);
	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair), 0);
	pid = fork();
	assert_int_not_equal(pid, -1);
	if (pid == 0) {
		dup2(pair[1], ROLE_FD);
		if (pair[0] != ROLE_FD)
			close(pair[0]);
		/* a forbidden system call is named, not only fatal */
		setenv(ROLE_DEBUG, "1", 1);
		execl(path, "patchbot-verifier", (char *)NULL);
		_exit(127);
	}
	close(pair[1]);
	sock = pair[0];
	return 0;
}

static int
stop_role(void **state)
{
	struct err e = { 0 };
	int status = 0;

	(void)state;
	frame_send(sock, FRAME_STOP, 0, NULL, -1, &e);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
	close(sock);
	arena_free(a);
	return 0;
}

/* The keys of "vendor ann" from now on; either may be NULL. */
static void
send_keys(const struct pgpmake *k, const struct smimemake *s)
{
	struct buf pgp = { 0 }, cert = { 0 }, keys = { 0 }, b = { 0 };
	struct key_file f[2] = {
		{ .owner = "vendor ann", .kind = KEY_PGP, .path = "a" },
		{ .owner = "vendor ann", .kind = KEY_SMIME, .path = "b" },
	};
	struct list files = { 0 };
	struct err e = { 0 };
	int fd;

	if (k != NULL) {
		pgpmake_public(k, &pgp);
		f[0].bytes = (struct span){ pgp.p, pgp.n };
		list_add(&files, &f[0]);
	}
	if (s != NULL) {
		smimemake_cert(s, true, &cert);
		f[1].bytes = (struct span){ cert.p, cert.n };
		list_add(&files, &f[1]);
	}
	keyring_pack(&keys, &files);
	fd = fd_sealed((struct span){ keys.p, keys.n }, &e);
	assert_int_not_equal(fd, -1);
	pack_u32(&b, (uint32_t)files.n);
	assert_int_equal(frame_send(sock, FRAME_SETUP, 0, &b, fd, &e), 0);
	close(fd);
	list_free(&files);
	buf_free(&pgp);
	buf_free(&cert);
	buf_free(&keys);
	buf_free(&b);
}

static const struct reading *
read_mail_of(const char *mail, bool proven)
{
	char owner[] = "vendor ann";
	void *owners[1] = { owner };
	struct read_job job = { .reader = "any", .proven = proven,
	    .when = (int64_t)time(NULL), .from = FROM,
	    .owners = { owners, 1, 1 } };
	struct job_done d = { 0 };
	struct buf b = { 0 };
	struct err e = { 0 };
	struct reading *r;
	struct frame f;
	struct unpack u;
	int fd = fd_sealed(span_of(mail), &e);

	assert_int_not_equal(fd, -1);
	read_job_pack(&b, &job);
	assert_int_equal(frame_send(sock, FRAME_JOB, 1, &b, fd, &e), 0);
	close(fd);
	buf_free(&b);
	assert_int_equal(frame_recv(sock, FROM_ROLE, &f, &e), 1);
	assert_true(job_done_unpack(&f.body, a, &d));
	if (!d.ok)
		fail_msg("%s", d.why);
	assert_int_equal(fd_read_all(f.fd, 16 << 20, &b, &e), 0);
	close(f.fd);
	u = (struct unpack){ b.p, b.n, false };
	r = reading_unpack(a, &u);
	assert_non_null(r);
	buf_free(&b);
	return r;
}

static enum proof_result
first(const struct reading *r)
{
	assert_true(r->proofs.n > 0);
	return ((struct proof *)r->proofs.at[0])->result;
}

static struct pgpmake *
make_key(const char *algorithm)
{
	struct pgpmake_wish w = { .made = (int64_t)time(NULL) - 86400,
	    .algorithm = algorithm, .bits = algorithm != NULL ? 2048 : 0 };

	return pgpmake_new(&w);
}

static const char *
clear_mail(const struct pgpmake *k, const char *footer)
{
	struct buf b = { 0 };
	const char *out;

	buf_adds(&b, "From: " FROM "\nSubject: not signed\n\n");
	pgpmake_clear(k, "signed words\n", (int64_t)time(NULL), NULL, &b);
	buf_adds(&b, footer);
	out = arena_strn(a, b.p, b.n);
	buf_free(&b);
	return out;
}

static void
verifier__pgp__shows_only_what_was_signed(void **state)
{
	static const char *const algorithms[] = { NULL, "RSA" };
	const struct reading *r;
	struct pgpmake *k;
	size_t i;

	(void)state;
	for (i = 0; i < 2; i++) {
		k = make_key(algorithms[i]);
		send_keys(k, NULL);
		r = read_mail_of(clear_mail(k, "\nfooter\n"), false);
		assert_int_equal(first(r), PROOF_PASS);
		assert_true(r->signed_only);
		assert_non_null(r->signed_id);
		assert_non_null(strstr(r->text, "signed words"));
		assert_null(strstr(r->text, "footer"));
		/* proven by other means: all of it is read */
		r = read_mail_of(clear_mail(k, "\nfooter\n"), true);
		assert_int_equal(first(r), PROOF_PASS);
		assert_false(r->signed_only);
		assert_non_null(strstr(r->text, "footer"));
		pgpmake_free(k);
	}
}

static void
verifier__bulletin__is_named_by_what_was_signed(void **state)
{
	struct pgpmake *k = make_key(NULL);
	struct bulletin_facts *f;
	const struct reading *r;
	struct buf b = { 0 };
	struct list *l;

	(void)state;
	send_keys(k, NULL);
	buf_adds(&b, "From: " FROM "\nSubject: LAMP-2026-6666 security "
	    "update\n\n");
	pgpmake_clear(k, "--- --- ---\nLamp security advisory "
	    "LAMP-2026-0001\n\nCVE-2026-0001 is mended.\n",
	    (int64_t)time(NULL), NULL, &b);
	r = read_mail_of(buf_str(&b), false);
	assert_int_equal(r->mail_class, CLASS_BULLETIN);
	l = facts_unpack(a, r->claims);
	assert_non_null(l);
	assert_int_equal(l->n, 1);
	f = l->at[0];
	assert_string_equal(f->id, "LAMP-2026-0001");
	assert_non_null(strstr(f->title, "Lamp security advisory"));
	buf_free(&b);
	pgpmake_free(k);
}

static void
verifier__other_keys__take_the_place_of_the_old(void **state)
{
	struct pgpmake *k = make_key(NULL), *other = make_key(NULL);
	const char *mail = clear_mail(k, "");
	const struct reading *r;

	(void)state;
	send_keys(k, NULL);
	assert_int_equal(first(read_mail_of(mail, false)), PROOF_PASS);
	send_keys(other, NULL);
	r = read_mail_of(mail, false);
	assert_int_equal(first(r), PROOF_NEUTRAL);
	assert_false(r->signed_only);
	assert_non_null(strstr(r->text, "signed words"));
	pgpmake_free(k);
	pgpmake_free(other);
}

static void
verifier__smime__works_in_the_seal(void **state)
{
	int64_t now = (int64_t)time(NULL);
	struct smimemake *s = smimemake_new(FROM, now - 86400, now + 86400);
	const struct reading *r;
	struct buf b = { 0 };
	int opaque;

	(void)state;
	send_keys(NULL, s);
	for (opaque = 0; opaque < 2; opaque++) {
		buf_cut(&b, 0);
		buf_adds(&b, "From: " FROM "\r\n");
		smimemake_mail(s, "Content-Type: text/plain\r\n\r\nhello\r\n",
		    opaque, &b);
		r = read_mail_of(buf_str(&b), false);
		assert_int_equal(first(r), PROOF_PASS);
		assert_string_equal(r->text, "hello\n");
	}
	buf_free(&b);
	smimemake_free(s);
}

static void
verifier__encrypted_and_unsigned__are_told(void **state)
{
	struct pgpmake *k = make_key(NULL);
	const struct reading *r;

	(void)state;
	send_keys(k, NULL);
	r = read_mail_of("From: " FROM "\nContent-Type: multipart/encrypted; "
	    "boundary=x\n\n--x--\n", false);
	assert_int_equal(first(r), PROOF_NONE);
	assert_non_null(strstr(((struct proof *)r->proofs.at[0])->why,
	    "encrypted"));
	r = read_mail_of("From: " FROM "\n\nhello\n", false);
	assert_int_equal(r->proofs.n, 0);
	assert_string_equal(r->text, "hello\n");
	pgpmake_free(k);
}

/* How long a mail takes, for the log of whoever changes something here. */
static void
verifier__many__take_a_while(void **state)
{
	struct pgpmake *k = make_key(NULL);
	const char *mail = clear_mail(k, "");
	int64_t began = clock_mono_ms();
	int i;

	(void)state;
	send_keys(k, NULL);
	for (i = 0; i < 100; i++)
		assert_int_equal(first(read_mail_of(mail, false)),
		    PROOF_PASS);
	print_message("100 signed mails, one at a time: %.2f ms each\n",
	    (double)(clock_mono_ms() - began) / 100);
	pgpmake_free(k);
}

#define T(f) cmocka_unit_test_setup_teardown(f, start_role, stop_role)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(verifier__pgp__shows_only_what_was_signed),
		T(verifier__bulletin__is_named_by_what_was_signed),
		T(verifier__other_keys__take_the_place_of_the_old),
		T(verifier__smime__works_in_the_seal),
		T(verifier__encrypted_and_unsigned__are_told),
		T(verifier__many__take_a_while),
	};

	return cmocka_run_group_tests_name("role_verifier", tests, NULL,
	    NULL);
}
