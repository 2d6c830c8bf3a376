/* SPDX-License-Identifier: ISC */
/*
 * The names role against a real name server (nsd) on loopback, and with a zone
 * file instead.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/fd.h"
#include "edge/dns.h"
#include "proc/frame.h"
#include "proc/wire.h"
#include "tests/support/proc.h"

#define ANSWER_MS	(DNS_TIMEOUT_MS + 15000)
#define X100 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx" \
	     "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"

static struct arena *arena;
static struct proc *nsd;	/* NULL: not running */
static int nsd_port;
static bool have_nsd;
static const char *signed_anchor; /* NULL: no zone could be signed */

/* The role under test. */
static int sock = -1;
static pid_t pid;
static uint32_t last_id;

/* --- the name server -------------------------------------------------- */

static const char zone_text[] =
    "$ORIGIN vendor.test.\n"
    "$TTL 300\n"
    "@ SOA ns hostmaster 1 3600 600 86400 60\n"
    "@ NS ns\n"
    "ns A 127.0.0.1\n"
    "one._domainkey TXT \"v=DKIM1; p=AAAA\"\n"
    "long._domainkey TXT ( \"v=DKIM1; p=\" \"" X100 "\" \"" X100 "\"\n"
    "	\"" X100 "\" \"end\" )\n"
    "many._domainkey TXT first\n"
    "many._domainkey TXT second\n"
    "many._domainkey TXT \"th\\\"ird\"\n"
    "address._domainkey A 127.0.0.1\n"
    "alias._domainkey CNAME one._domainkey\n"
    "nul._domainkey TXT \"a\\000b\"\n"
    "nul._domainkey TXT whole\n"
    "_dmarc 77 TXT \"v=DMARC1; p=reject\"\n";

static void
write_nsd_files(void)
{
	struct buf zone = { 0 };
	unsigned i;

	buf_adds(&zone, zone_text);
	/* more than a datagram holds: TCP */
	for (i = 0; i < 60; i++)
		buf_addf(&zone, "big._domainkey TXT \"%02u" X100 "\"\n", i);
	for (i = 0; i < DNS_FLIGHT_MAX; i++)
		buf_addf(&zone, "s%u._domainkey TXT \"key %u\"\n", i, i);
	proc_write("nsd/vendor.test.zone", "%s", buf_str(&zone));
	buf_free(&zone);
	proc_write("nsd/nsd.conf",
	    "server:\n"
	    "	ip-address: 127.0.0.1@%d\n"
	    "	username: \"\"\n"
	    "	chroot: \"\"\n"
	    "	zonesdir: \"%s\"\n"
	    "	database: \"\"\n"
	    "	zonelistfile: \"%s\"\n"
	    "	xfrdfile: \"%s\"\n"
	    "	xfrdir: \"%s\"\n"
	    "	pidfile: \"%s\"\n"
	    "	server-count: 1\n"
	    "remote-control:\n"
	    "	control-enable: no\n"
	    "zone:\n"
	    "	name: vendor.test\n"
	    "	zonefile: vendor.test.zone\n"
	    "%s",
	    nsd_port, proc_path("nsd"), proc_path("nsd/zone.list"),
	    proc_path("nsd/xfrd.state"), proc_path("nsd"),
	    proc_path("nsd/nsd.pid"), signed_anchor == NULL ? "" : "zone:\n"
	    "	name: signed.test\n	zonefile: signed.test.signed\n");
}

/* Runs a command in the shell; its first line of output, or NULL. */
static char *
output_of(const char *command)
{
	const char *argv[] = { "sh", "-c", command, NULL };
	struct buf out = { 0 };
	char *line = NULL;

	if (proc_run(argv, &out, PROC_MS) == 0 && out.n > 0) {
		line = strdup(buf_str(&out));
		assert_non_null(line);
		line[strcspn(line, "\n")] = '\0';
	}
	buf_free(&out);
	return line;
}

/* Makes a zone signed by ldns's tools, and its trust anchor. */
static void
sign_zone(void)
{
	struct buf command = { 0 };
	char *key;

	if (!proc_have("ldns-signzone"))
		return;
	proc_write("nsd/signed.test", "$ORIGIN signed.test.\n$TTL 300\n"
	    "@ SOA ns hostmaster 1 3600 600 86400 60\n@ NS ns\n"
	    "ns A 127.0.0.1\nx._domainkey TXT \"v=DKIM1; p=S\"\n");
	buf_addf(&command, "cd %s && key=$(ldns-keygen -a ECDSAP256SHA256 -k "
	    "signed.test) && ldns-signzone signed.test $key && echo $PWD/$key",
	    proc_path("nsd"));
	if ((key = output_of(buf_str(&command))) != NULL) {
		buf_cut(&command, 0);
		buf_addf(&command, "cat %s.ds", key);
		free(key);
		if ((key = output_of(buf_str(&command))) != NULL)
			signed_anchor = proc_write("signed.anchor", "%s\n",
			    key);
		free(key);
	}
	buf_free(&command);
}

static void
start_nsd(void)
{
	const char *argv[] = { "nsd", "-d", "-c", proc_path("nsd/nsd.conf"),
	    NULL };

	nsd = proc_start("nsd", argv);
	assert_true(proc_wait_port(nsd, nsd_port, PROC_MS));
}

static void
stop_nsd(void)
{
	proc_stop(nsd, SIGTERM, PROC_MS);
	nsd = NULL;
}

static int
group_setup(void **state)
{
	(void)state;
	have_nsd = proc_have("nsd");
	if (!have_nsd)
		return 0;
	nsd_port = proc_port();
	sign_zone();
	write_nsd_files();
	start_nsd();
	return 0;
}

static int
group_teardown(void **state)
{
	(void)state;
	if (nsd != NULL)
		stop_nsd();
	return 0;
}

static void
need_nsd(void)
{
	if (have_nsd)
		return;
	print_message("skipped: the name server nsd is not installed\n");
	skip();
}

/* --- the role --------------------------------------------------------- */

static int
setup(void **state)
{
	const char *build = getenv("PATCHBOT_BUILD");
	char path[4096];
	int pair[2];

	(void)state;
	arena = arena_new();
	last_id = 0;
	snprintf(path, sizeof(path), "%s/patchbot-names",
	    build != NULL ? build : "build");
	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0,
	    pair), 0);
	if ((pid = fork()) == 0) {
		if (pair[1] == ROLE_FD || dup2(pair[1], ROLE_FD) == -1)
			_exit(126);
		execl(path, path, (char *)NULL);
		_exit(127);
	}
	close(pair[1]);
	sock = pair[0];
	return 0;
}

/* Ends the role by closing its socket; it must end well. */
static int
teardown(void **state)
{
	int status;

	(void)state;
	close(sock);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	arena_free(arena);
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return 0;
	print_message("the role ended with status %d\n", status);
	return -1;
}

static void
send_frame(enum frame_type type, uint32_t id, const struct buf *b, int fd)
{
	struct err e = { 0 };

	if (frame_send(sock, type, id, b, fd, &e) != 0)
		fail_msg("%s", e.text);
}

static void
get_frame(struct frame *f)
{
	struct pollfd p = { .fd = sock, .events = POLLIN };
	struct err e = { 0 };

	if (poll(&p, 1, ANSWER_MS) != 1)
		fail_msg("the role says nothing");
	if (frame_recv(sock, FROM_ROLE, f, &e) != 1)
		fail_msg("the role is gone %s", e.text);
}

/* The next state that the role says. */
static struct role_state *
get_state(void)
{
	struct role_state *s = arena_alloc(arena, sizeof(*s));
	struct frame f;

	do
		get_frame(&f);
	while (f.type == FRAME_RESULT);
	assert_int_equal(f.type, FRAME_STATE);
	assert_true(role_state_unpack(&f.body, arena, s));
	return s;
}

/* forwarder: NULL for a zone file, whose text is zone. */
static void
send_setup(const char *forwarder, const char *anchor, const char *zone)
{
	char *copy = arena_str(arena, forwarder);
	struct names_setup s = { .trust_anchor = anchor, .zone = zone != NULL };
	struct buf b = { 0 };
	struct err e = { 0 };
	int fd = -1;

	if (copy != NULL)
		list_add(&s.forwarders, copy);
	if (zone != NULL && (fd = fd_sealed(span_of(zone), &e)) == -1)
		fail_msg("%s", e.text);
	names_setup_pack(&b, &s);
	send_frame(FRAME_SETUP, 0, &b, fd);
	if (fd != -1)
		close(fd);
	list_free(&s.forwarders);
	buf_free(&b);
}

static const char *
server(int port)
{
	return arena_printf(arena, "127.0.0.1@%d", port);
}

static void
use_nsd(void)
{
	const struct role_state *s;

	send_setup(server(nsd_port), NULL, NULL);
	s = get_state();
	assert_true(s->up);
	assert_string_equal(s->text, arena_printf(arena, "asks %s",
	    server(nsd_port)));
}

static uint32_t
send_job(const char *name)
{
	struct buf b = { 0 };

	pack_str(&b, name);
	send_frame(FRAME_JOB, ++last_id, &b, -1);
	buf_free(&b);
	return last_id;
}

static struct names_answer *
get_answer(uint32_t *id)
{
	struct names_answer *a = arena_alloc(arena, sizeof(*a));
	struct frame f;

	do
		get_frame(&f);
	while (f.type == FRAME_STATE);
	assert_int_equal(f.type, FRAME_RESULT);
	assert_true(names_answer_unpack(&f.body, arena, a));
	*id = f.id;
	return a;
}

static struct names_answer *
ask(const char *name)
{
	struct names_answer *a;
	uint32_t id;

	send_job(name);
	a = get_answer(&id);
	assert_int_equal(id, last_id);
	return a;
}

static void
expect_found(const char *name, size_t n, const char *text)
{
	const struct names_answer *a = ask(name);
	size_t i;

	if (a->status != NAMES_FOUND)
		fail_msg("%s: status %u %s", name, a->status,
		    a->why != NULL ? a->why : "");
	assert_int_equal(a->texts.n, n);
	for (i = 0; i < n; i++)
		if (strcmp(a->texts.at[i], text) == 0)
			return;
	fail_msg("%s: %s", name, (const char *)a->texts.at[0]);
}

static void
expect_failed(const char *name, const char *why)
{
	const struct names_answer *a = ask(name);

	assert_int_equal(a->status, NAMES_FAILED);
	assert_int_equal(a->texts.n, 0);
	if (strstr(a->why, why) == NULL)
		fail_msg("%s: %s", name, a->why);
}

/* --- with a name server ----------------------------------------------- */

static void
names__finds__records(void **state)
{
	const struct names_answer *a;

	(void)state;
	need_nsd();
	use_nsd();
	expect_found("one._domainkey.vendor.test", 1, "v=DKIM1; p=AAAA");
	expect_found("ONE._DomainKey.Vendor.Test.", 1, "v=DKIM1; p=AAAA");
	expect_found("long._domainkey.vendor.test", 1,
	    "v=DKIM1; p=" X100 X100 X100 "end");
	expect_found("many._domainkey.vendor.test", 3, "first");
	expect_found("many._domainkey.vendor.test", 3, "second");
	expect_found("many._domainkey.vendor.test", 3, "th\"ird");
	expect_found("alias._domainkey.vendor.test", 1, "v=DKIM1; p=AAAA");
	/* over TCP */
	expect_found("big._domainkey.vendor.test", 60, "59" X100);
	/* no key holds a NUL: that record is left out */
	expect_found("nul._domainkey.vendor.test", 1, "whole");
	a = ask("_dmarc.vendor.test");
	assert_int_equal(a->status, NAMES_FOUND);
	assert_false(a->secure);
	assert_in_range(a->ttl, 1, 77);
}

static void
names__tells__what_is_not_there(void **state)
{
	const struct names_answer *a;

	(void)state;
	need_nsd();
	use_nsd();
	a = ask("gone._domainkey.vendor.test");
	assert_int_equal(a->status, NAMES_NONE);
	assert_true(a->nxdomain);
	assert_in_range(a->ttl, 1, 60);
	a = ask("address._domainkey.vendor.test");
	assert_int_equal(a->status, NAMES_NONE);
	assert_false(a->nxdomain);
	assert_in_range(a->ttl, 1, 60);
}

static void
names__refuses__other_names(void **state)
{
	static const char *const names[] = {
		"vendor", "_dmarc.", "_dmarc",
		"x_dmarc.vendor.test", "_dmarcvendor.test",
		"_domainkey.vendor.test", "._domainkey.vendor.test",
		"x._domainkey.", "x._domainkey", "a..b._domainkey.vendor.test",
		"a b._domainkey.vendor.test", "a\tb._domainkey.vendor.test",
		"a\xc3\xbc._domainkey.vendor.test", "a/b._domainkey.x.test",
		"a\\032._domainkey.vendor.test", "", ".",
		/* a label of 64 */
		"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		"xxxx._domainkey.vendor.test",
		X100 "._domainkey.vendor.test",
	};
	size_t i;

	(void)state;
	send_setup(server(1), NULL, NULL);
	get_state();
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		expect_failed(names[i], i < 5 || i == 8 ? "nothing else is "
		    "asked for" : "\"");
}

static void
names__asks__many_at_once(void **state)
{
	static bool seen[DNS_FLIGHT_MAX + 1];
	const struct names_answer *a;
	uint32_t id, i;

	(void)state;
	need_nsd();
	use_nsd();
	for (i = 0; i < DNS_FLIGHT_MAX; i++)
		send_job(arena_printf(arena, "s%u._domainkey.vendor.test", i));
	for (i = 0; i < DNS_FLIGHT_MAX; i++) {
		a = get_answer(&id);
		assert_in_range(id, 1, DNS_FLIGHT_MAX);
		assert_false(seen[id]);
		seen[id] = true;
		if (a->status != NAMES_FOUND)
			fail_msg("%u: %s", id, a->why);
		assert_string_equal(a->texts.at[0],
		    arena_printf(arena, "key %u", id - 1));
	}
}

static void
names__fails__while_the_server_is_down(void **state)
{
	const struct names_answer *a;
	const struct role_state *s;
	int64_t end;

	(void)state;
	need_nsd();
	use_nsd();
	expect_found("one._domainkey.vendor.test", 1, "v=DKIM1; p=AAAA");
	stop_nsd();
	a = ask("s1._domainkey.vendor.test");
	assert_int_equal(a->status, NAMES_FAILED);
	assert_non_null(a->why);
	s = get_state();
	assert_false(s->up);
	assert_string_equal(s->what, "names");
	assert_string_equal(s->text, a->why);
	start_nsd();
	/* libunbound waits a while before it asks a dead server again */
	end = clock_mono_ms() + 60000;
	do
		a = ask("s2._domainkey.vendor.test");
	while (a->status == NAMES_FAILED && clock_mono_ms() < end &&
	    poll(NULL, 0, 100) == 0);
	if (a->status != NAMES_FOUND)
		fail_msg("still: %s", a->why);
	s = get_state();
	assert_true(s->up);
}

/* A port where datagrams vanish. */
static int
open_hole(int *port)
{
	struct sockaddr_in sin = { .sin_family = AF_INET,
	    .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t n = sizeof(sin);
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	assert_int_equal(bind(fd, (struct sockaddr *)&sin, n), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&sin, &n), 0);
	*port = ntohs(sin.sin_port);
	return fd;
}

static void
names__gives_up__after_five_seconds(void **state)
{
	const struct names_answer *a;
	int64_t start, took;
	uint32_t id, i;
	int port, hole = open_hole(&port);

	(void)state;
	send_setup(server(port), NULL, NULL);
	get_state();
	start = clock_mono_ms();
	for (i = 0; i < DNS_FLIGHT_MAX + 1; i++)
		send_job(arena_printf(arena, "s%u._domainkey.vendor.test", i));
	/* the one that is too many is refused at once */
	a = get_answer(&id);
	assert_int_equal(id, DNS_FLIGHT_MAX + 1);
	assert_int_equal(a->status, NAMES_FAILED);
	assert_string_equal(a->why, "more than 200 look-ups at once");
	for (i = 0; i < DNS_FLIGHT_MAX; i++) {
		a = get_answer(&id);
		assert_int_equal(a->status, NAMES_FAILED);
		assert_string_equal(a->why, "no answer within 5 seconds");
	}
	took = clock_mono_ms() - start;
	assert_true(took >= DNS_TIMEOUT_MS);
	print_message("%d look-ups given up after %lld ms\n", DNS_FLIGHT_MAX,
	    (long long)took);
	close(hole);
}

static void
names__refuses__what_should_be_signed(void **state)
{
	const char *other = proc_write("anchor", "vendor.test. IN DS 12345 8 "
	    "2 0123456789abcdef0123456789abcdef0123456789abcdef"
	    "0123456789abcdef\n");
	const struct role_state *s;

	(void)state;
	need_nsd();
	send_setup(server(nsd_port), other, NULL);
	s = get_state();
	assert_true(s->up);
	assert_non_null(strstr(s->text, "with DNSSEC"));
	/* nothing there is signed, though the anchor says it must be */
	expect_failed("one._domainkey.vendor.test", "DNSSEC");
}

static void
names__validates__with_a_trust_anchor(void **state)
{
	const struct names_answer *a;

	(void)state;
	need_nsd();
	if (signed_anchor == NULL) {
		print_message("skipped: ldnsutils is not installed\n");
		skip();
	}
	send_setup(server(nsd_port), signed_anchor, NULL);
	assert_true(get_state()->up);
	a = ask("x._domainkey.signed.test");
	if (a->status != NAMES_FOUND)
		fail_msg("%s", a->why);
	assert_true(a->secure);
	assert_string_equal(a->texts.at[0], "v=DKIM1; p=S");
	a = ask("y._domainkey.signed.test");
	assert_int_equal(a->status, NAMES_NONE);
	assert_true(a->secure);
	/* outside the anchor's zone nothing is promised */
	a = ask("one._domainkey.vendor.test");
	assert_int_equal(a->status, NAMES_FOUND);
	assert_false(a->secure);
}

/* --- settings --------------------------------------------------------- */

static void
names__answers__from_a_zone_file_alone(void **state)
{
	const struct names_answer *a;
	const struct role_state *s;

	(void)state;
	send_setup(NULL, NULL, "_dmarc.a.example. 9 TXT \"v=DMARC1; \" p=none\n"
	    "x._domainkey.a.example. TXT one\nx._domainkey.a.example. TXT two\n"
	    "y._domainkey.a.example. A 192.0.2.1\n");
	s = get_state();
	assert_true(s->up);
	assert_string_equal(s->text, "answers from a zone file of 3 names");
	expect_found("_DMARC.a.example", 1, "v=DMARC1; p=none");
	expect_found("x._domainkey.a.example", 2, "two");
	a = ask("y._domainkey.a.example");
	assert_int_equal(a->status, NAMES_NONE);
	assert_false(a->nxdomain);
	a = ask("z._domainkey.a.example");
	assert_int_equal(a->status, NAMES_NONE);
	assert_true(a->nxdomain);
	/* whether a host exists, for DMARC's np= */
	a = ask("a.example");
	assert_int_equal(a->status, NAMES_NONE);
	assert_false(a->nxdomain);
	a = ask("b.example");
	assert_int_equal(a->status, NAMES_NONE);
	assert_true(a->nxdomain);
	expect_failed("example", "nothing else is asked for");
	/* none of it is asked of a name server: there is none */
	a = ask("one._domainkey.vendor.test");
	assert_true(a->nxdomain);
}

static void
names__reloads__with_each_setup(void **state)
{
	const struct names_answer *a;
	const struct role_state *s;
	uint32_t id, open;
	int port, hole = open_hole(&port);

	(void)state;
	/* before any settings */
	expect_failed("x._domainkey.a.example", "no settings");
	send_setup(server(port), NULL, NULL);
	assert_true(get_state()->up);
	/* a question that is open when new settings come */
	open = send_job("x._domainkey.a.example");
	send_setup(NULL, NULL, "x._domainkey.a.example. TXT zone\n");
	a = get_answer(&id);
	assert_int_equal(id, open);
	assert_int_equal(a->status, NAMES_FAILED);
	assert_non_null(strstr(a->why, "settings changed"));
	expect_found("x._domainkey.a.example", 1, "zone");
	send_setup(NULL, NULL, "x._domainkey.a.example. TXT other\n");
	expect_found("x._domainkey.a.example", 1, "other");
	/* a wrong zone file, a wrong server: down, with the reason */
	send_setup(NULL, NULL, "\nx. TXT \"");
	do
		s = get_state();
	while (s->up);
	assert_non_null(strstr(s->text, "zone file:2: the quotation mark"));
	expect_failed("x._domainkey.a.example", "zone file:2:");
	send_setup("nonsense@x", NULL, NULL);
	s = get_state();
	assert_false(s->up);
	assert_non_null(strstr(s->text, "\"nonsense@x\""));
	expect_failed("x._domainkey.a.example", "nonsense@x");
	send_setup(server(port), "/nowhere/anchor", NULL);
	s = get_state();
	assert_false(s->up);
	assert_non_null(strstr(s->text, "/nowhere/anchor"));
	/* and well again */
	send_setup(NULL, NULL, "x._domainkey.a.example. TXT again\n");
	assert_true(get_state()->up);
	expect_found("x._domainkey.a.example", 1, "again");
	if (have_nsd) {
		use_nsd();
		expect_found("one._domainkey.vendor.test", 1,
		    "v=DKIM1; p=AAAA");
	}
	close(hole);
}

static void
names__answers__pings_and_stops(void **state)
{
	struct frame f;
	int status;

	(void)state;
	send_setup(NULL, NULL, "");
	get_state();
	send_frame(FRAME_PING, 7, NULL, -1);
	get_frame(&f);
	assert_int_equal(f.type, FRAME_PONG);
	assert_int_equal(f.id, 7);
	send_frame(FRAME_STOP, 0, NULL, -1);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	/* for the teardown, which ends one too */
	close(sock);
	arena_free(arena);
	setup(state);
}

#define T(f)	cmocka_unit_test_setup_teardown(f, setup, teardown)

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		T(names__finds__records),
		T(names__tells__what_is_not_there),
		T(names__refuses__other_names),
		T(names__asks__many_at_once),
		T(names__fails__while_the_server_is_down),
		T(names__gives_up__after_five_seconds),
		T(names__refuses__what_should_be_signed),
		T(names__validates__with_a_trust_anchor),
		T(names__answers__from_a_zone_file_alone),
		T(names__reloads__with_each_setup),
		T(names__answers__pings_and_stops),
	};

	proc_init();
	return proc_end(cmocka_run_group_tests(tests, group_setup,
	    group_teardown));
}
