/* SPDX-License-Identifier: ISC */
/* patchbot-mailbox against a real Dovecot. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "../support/dovecot.h"
#include "../support/mailrole.h"
#include "../support/proc.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/mem.h"
#include "edge/maildir.h"

#define HEADER	"From: vendor@example.com\r\nSubject: bulletin\r\n\r\n"
#define MAIL	HEADER "Fixed in 1.2.\r\n"
#define SOON	10000		/* ms: a deadline that only a bug misses */
/* The same after failures in a row: the role waits 8 s or more by the fourth,
 * and how many there are depends on how long the server takes to start. */
#define BACKED_OFF 60000
#define NEVER	1500		/* s between polls: only IDLE can be it */
#define IDLES	50

/* --- what every test needs --------------------------------------------- */

static struct dovecot *d;
static struct mailrole *r;
static struct mail_cursor inbox;
static struct mail_account bob;

static struct mail_account *
account(const struct dovecot *of, uint32_t tls)
{
	inbox = (struct mail_cursor){ .mailbox = "INBOX" };
	bob = (struct mail_account){ .name = "security", .host = "localhost",
	    .port = (uint32_t)(tls == TLS_IMPLICIT ? dovecot_imaps(of) :
	    dovecot_imap(of)), .tls = tls, .ca = dovecot_ca(),
	    .user = "bob", .secret = DOVECOT_SECRET, .poll = NEVER };
	list_add(&bob.mailboxes, &inbox);
	return &bob;
}

static void
send_setup(struct mail_account *a, uint32_t max_size)
{
	struct mailbox_setup s = { .max_size = max_size };

	list_add(&s.accounts, a);
	mailrole_setup(r, &s);
	list_free(&s.accounts);
}

static void
start(const char *name, const char *cert, const char *extra, uint32_t tls)
{
	if (!dovecot_have())
		skip();
	d = dovecot_start(name, cert, extra);
	r = mailrole_new();
	account(d, tls);
}

static void
watch(void)
{
	send_setup(&bob, 100000);
	assert_non_null(mailrole_state(r, true, SOON));
}

static int
end(void **state)
{
	(void)state;
	if (r != NULL)
		mailrole_free(r);
	r = NULL;
	dovecot_free(d);
	d = NULL;
	list_free(&bob.mailboxes);
	return 0;
}

static const struct mailrole_got *
expect_mail(const char *bytes)
{
	const struct mailrole_got *g = mailrole_mail(r, SOON);

	assert_non_null(g);
	assert_string_equal(g->mail.account, "security");
	assert_int_equal(g->n, strlen(bytes));
	assert_memory_equal(g->bytes, bytes, g->n);
	return g;
}

static void
expect_filed(const struct mail_arrived *m, enum mail_folder folder)
{
	const struct job_done *j = mailrole_done(r, mailrole_file(r, m,
	    folder), SOON);

	assert_non_null(j);
	if (!j->ok)
		print_message("refused: %s\n", j->why);
	assert_true(j->ok);
}

/* A file of bob's of this key; "" where there is none. */
static const char *
file_of(const char *folder, const char *key)
{
	static char name[600];
	const char *dir = dovecot_maildir(d, folder);
	char command[5000];
	FILE *f;

	snprintf(command, sizeof(command), "ls %s/cur %s/new 2>&1 | "
	    "grep '^%s' | head -n 1", dir, dir, key);
	f = popen(command, "r");
	if (fgets(name, sizeof(name), f) == NULL)
		name[0] = '\0';
	pclose(f);
	return name;
}

/* --- TLS --------------------------------------------------------------- */

static void
log_in_by(uint32_t tls)
{
	const struct mailrole_got *g;
	char name[20];

	snprintf(name, sizeof(name), "tls%u", tls);
	start(name, "good", NULL, tls);
	dovecot_deliver(d, NULL, "1.a", MAIL);
	watch();
	g = expect_mail(MAIL);
	assert_string_equal(g->mail.mailbox, "INBOX");
	assert_string_equal(g->mail.key, "1");
	assert_true(g->mail.uidvalidity > 0);
	assert_int_equal(g->mail.size, strlen(MAIL));
	assert_in_range(g->mail.received, clock_now() - 60, clock_now() + 2);
	assert_false(g->mail.cut);
	/* neither reading nor core's first answer marks it as seen */
	expect_filed(&g->mail, FOLDER_STAY);
	assert_null(strchr(file_of(NULL, "1.a"), 'S'));
	assert_int_equal(mailrole_end(r, false), 0);
}

static void
imap__reads__over_implicit_tls(void **state)
{
	(void)state;
	log_in_by(TLS_IMPLICIT);
	assert_int_equal(dovecot_logged(d, "Login: user=<bob>", " TLS,"),
	    1);
}

static void
imap__reads__over_starttls(void **state)
{
	(void)state;
	log_in_by(TLS_STARTTLS);
	assert_int_equal(dovecot_logged(d, "Login: user=<bob>", " TLS,"),
	    1);
}

static void
imap__reads__without_tls_on_loopback(void **state)
{
	(void)state;
	log_in_by(TLS_NONE);
	assert_int_equal(dovecot_logged(d, "Login: user=<bob>", " secured,"),
	    1);
}

static void
imap__accepts__an_address_that_the_certificate_names(void **state)
{
	(void)state;
	start("address", "good", NULL, TLS_IMPLICIT);
	bob.host = "127.0.0.1";
	watch();
}

static void
imap__refuses__certificates_before_any_password(void **state)
{
	static const struct {
		const char	*cert;
		const char	*says[2];
	} cases[] = {
		{ "wrongca", { "untrusted issuer", "Other CA" } },
		{ "wronghost", { "wrong host name",
		    "mail.elsewhere.example" } },
		{ "expired", { "expired at", "T" } },
		{ "selfsigned", { "self-signed", "" } },
	};
	const uint32_t modes[] = { TLS_IMPLICIT, TLS_STARTTLS };
	const char *text;
	char name[40];
	size_t i, k;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		for (k = 0; k < 2; k++) {
			snprintf(name, sizeof(name), "%s%zu", cases[i].cert, k);
			start(name, cases[i].cert, NULL, modes[k]);
			send_setup(&bob, 1000);
			text = mailrole_state(r, false, SOON);
			assert_non_null(text);
			assert_non_null(strstr(text, cases[i].says[0]));
			assert_non_null(strstr(text, cases[i].says[1]));
			mailrole_end(r, false);
			dovecot_stop(d, false);
			assert_int_equal(dovecot_logged(d, "user=<bob>",
			    NULL), 0);
			assert_int_equal(dovecot_logged(d, "Login: ",
			    NULL), 0);
			assert_int_equal(dovecot_logged(d,
			    "auth: Debug: client in", NULL), 0);
			end(state);
		}
	}
}

static void
imap__refuses__a_private_server_without_its_ca(void **state)
{
	const char *text;

	(void)state;
	start("system", "good", NULL, TLS_IMPLICIT);
	bob.ca = NULL;		/* the system's store knows nothing of it */
	send_setup(&bob, 1000);
	text = mailrole_state(r, false, SOON);
	assert_non_null(text);
	assert_non_null(strstr(text, "untrusted issuer"));
	assert_int_equal(dovecot_logged(d, "Login: ", NULL), 0);
}

static void
imap__refuses__to_speak_without_tls_beyond_loopback(void **state)
{
	const char *text;

	(void)state;
	start("far", "good", NULL, TLS_NONE);
	bob.host = "192.0.2.1";		/* RFC 5737: nobody is there */
	send_setup(&bob, 1000);
	text = mailrole_state(r, false, SOON);
	assert_non_null(text);
	assert_non_null(strstr(text, "not a loopback address"));
}

/* --- log-in ------------------------------------------------------------ */

static void
imap__says__that_the_password_is_wrong(void **state)
{
	const char *text;

	(void)state;
	start("password", "good", NULL, TLS_IMPLICIT);
	bob.secret = "not the right one";
	send_setup(&bob, 1000);
	text = mailrole_state(r, false, SOON);
	assert_non_null(text);
	assert_non_null(strstr(text, "log-in"));
	assert_non_null(strstr(text, "says no"));
	assert_null(strstr(text, bob.secret));
	/* another password in new settings is tried at once */
	bob.secret = DOVECOT_SECRET;
	send_setup(&bob, 1000);
	assert_non_null(mailrole_state(r, true, SOON));
	assert_int_equal(dovecot_logged(d, "Password mismatch", NULL), 1);
}

static char *
base64url(const void *p, size_t n)
{
	char *out = mem_alloc(n * 2 + 8), *c;

	EVP_EncodeBlock((unsigned char *)out, p, (int)n);
	for (c = out; *c != '\0'; c++)
		*c = *c == '+' ? '-' : *c == '/' ? '_' : *c;
	while (c > out && c[-1] == '=')
		*--c = '\0';
	return out;
}

/* A token (RFC 7519) for bob, signed with the key of make_oauth(). */
static char *
make_token(int64_t expires)
{
	static const char head[] = "{\"typ\":\"JWT\",\"alg\":\"HS256\"}";
	unsigned char mac[32];
	unsigned int n = sizeof(mac);
	char body[200], *a, *b, *c;
	struct buf t = { 0 };

	snprintf(body, sizeof(body), "{\"sub\":\"bob\",\"iat\":%lld,"
	    "\"exp\":%lld}", (long long)expires - 7200, (long long)expires);
	a = base64url(head, strlen(head));
	b = base64url(body, strlen(body));
	buf_addf(&t, "%s.%s", a, b);
	HMAC(EVP_sha256(), "0123456789abcdef0123456789abcdef", 32,
	    (const unsigned char *)t.p, t.n, mac, &n);
	c = base64url(mac, n);
	buf_addf(&t, ".%s\n", c);
	free(a);
	free(b);
	free(c);
	return buf_steal(&t);
}

/* Dovecot's own check of tokens, with no server to ask. */
static const char *
make_oauth(void)
{
	static char extra[5000];
	const char *conf;

	/* base64 of the key in make_token() */
	proc_write("keys/default/HS256/default",
	    "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=");
	conf = proc_write("oauth2.conf.ext", "introspection_mode = local\n"
	    "local_validation_key_dict = fs:posix:prefix=%s/\n"
	    "username_attribute = sub\n", proc_path("keys"));
	snprintf(extra, sizeof(extra),
	    "auth_mechanisms = plain login xoauth2 oauthbearer\n"
	    "passdb {\n\tdriver = oauth2\n\tmechanisms = xoauth2 oauthbearer\n"
	    "\targs = %s\n}\n", conf);
	return extra;
}

static void
imap__logs_in__by_xoauth2_with_a_fresh_token(void **state)
{
	char *old = make_token(clock_now() - 3600);
	char *good = make_token(clock_now() + 3600), *path;
	const char *text;

	(void)state;
	start("oauth", "good", make_oauth(), TLS_IMPLICIT);
	bob.secret = NULL;
	bob.token_file = path = mem_str(proc_write("token", "%s", old));
	send_setup(&bob, 1000);
	text = mailrole_state(r, false, SOON);
	assert_non_null(text);
	assert_non_null(strstr(text, "says no"));
	/* the file is read at each log-in; other settings log in at once */
	proc_write("token", "%s", good);
	bob.poll = NEVER - 1;
	watch();
	assert_int_equal(dovecot_logged(d, "Login: ", "method=XOAUTH2"), 1);
	bob.token_file = NULL;
	free(path);
	free(old);
	free(good);
}

static void
imap__says__that_the_token_is_missing(void **state)
{
	const char *text;

	(void)state;
	start("token", "good", make_oauth(), TLS_IMPLICIT);
	bob.token_file = "/nonexistent/token";
	send_setup(&bob, 1000);
	text = mailrole_state(r, false, SOON);
	assert_non_null(text);
	assert_non_null(strstr(text, "/nonexistent/token"));
}

/* --- arrival ----------------------------------------------------------- */

static void
imap__hears__of_new_mail_by_idle(void **state)
{
	(void)state;
	start("idle", "good", NULL, TLS_IMPLICIT);
	watch();
	r->answer = true;
	dovecot_deliver(d, NULL, "1.a", MAIL);
	expect_mail(MAIL);
	dovecot_deliver(d, NULL, "2.b", HEADER "second\r\n");
	expect_mail(HEADER "second\r\n");
}

/* Mail that comes just when IDLE begins lies in a buffer, not in poll(2). */
static void
imap__misses_nothing__that_comes_as_idle_begins(void **state)
{
	char name[20], text[100];
	int i;

	(void)state;
	start("idles", "good", NULL, TLS_IMPLICIT);
	watch();
	r->answer = true;
	for (i = 0; i < IDLES; i++) {
		snprintf(name, sizeof(name), "%d.x", i);
		snprintf(text, sizeof(text), HEADER "%d\r\n", i);
		dovecot_deliver(d, NULL, name, text);
		expect_mail(text);	/* and the next one at once */
	}
	assert_int_equal(mailrole_mails(r), 0);
}

static void
imap__polls__where_there_is_no_idle(void **state)
{
	(void)state;
	start("poll", "good", "imap_capability = IMAP4rev1 UIDPLUS",
	    TLS_IMPLICIT);
	bob.poll = 1;
	send_setup(&bob, 100000);
	assert_non_null(strstr(mailrole_state(r, true, SOON), "polling"));
	r->answer = true;
	dovecot_deliver(d, NULL, "1.a", MAIL);
	expect_mail(MAIL);
	dovecot_deliver(d, NULL, "2.b", HEADER "second\r\n");
	expect_mail(HEADER "second\r\n");
}

static void
imap__cuts__what_is_larger_than_the_limit(void **state)
{
	static const struct {
		int	size;
		bool	cut;
	} cases[] = { { 999, false }, { 1000, false }, { 1001, true },
	    { 60000, true } };
	const struct mailrole_got *g;
	char name[20], *text;
	size_t i;

	(void)state;
	start("large", "good", NULL, TLS_IMPLICIT);
	for (i = 0; i < 4; i++) {
		snprintf(name, sizeof(name), "%zu.x", i);
		text = mem_alloc((size_t)cases[i].size + 1);
		memset(text, 'x', (size_t)cases[i].size - 2);
		memcpy(text, HEADER, strlen(HEADER));
		memcpy(text + cases[i].size - 2, "\r\n", 3);
		dovecot_deliver(d, NULL, name, text);
		free(text);
	}
	send_setup(&bob, 1000);
	for (i = 0; i < 4; i++) {
		g = mailrole_mail(r, SOON);
		assert_non_null(g);
		assert_int_equal(g->mail.size, cases[i].size);
		assert_int_equal(g->mail.cut, cases[i].cut);
		assert_int_equal(g->n, cases[i].cut ? (int)strlen(HEADER) :
		    cases[i].size);
	}
}

static void
imap__holds__thirty_two_unanswered(void **state)
{
	const struct mailrole_got *g, *first = NULL;
	char name[20];
	int i;

	(void)state;
	start("flow", "good", NULL, TLS_IMPLICIT);
	for (i = 0; i < 70; i++) {
		snprintf(name, sizeof(name), "%02d.x", i);
		dovecot_deliver(d, NULL, name, MAIL);
	}
	watch();
	for (i = 1; i <= 32; i++) {
		g = expect_mail(MAIL);
		first = first == NULL ? g : first;
		assert_int_equal(atoi(g->mail.key), i);
	}
	/* the 33rd waits: the pong overtakes it */
	mailrole_send(r, FRAME_PING, 7);
	assert_true(mailrole_pong(r, 7, SOON));
	assert_int_equal(mailrole_mails(r), 0);
	expect_filed(&first->mail, FOLDER_STAY);
	g = expect_mail(MAIL);
	assert_int_equal(atoi(g->mail.key), 33);
	mailrole_send(r, FRAME_PING, 8);
	assert_true(mailrole_pong(r, 8, SOON));
	assert_int_equal(mailrole_mails(r), 0);
}

/* --- filing ------------------------------------------------------------ */

static void
file_all(void)
{
	static const struct {
		enum mail_folder folder;
		const char *where, *key;
	} cases[] = {
		{ FOLDER_POSTED, "patchbot.posted", "1.a" },
		{ FOLDER_QUARANTINED, "patchbot.quarantine", "2.b" },
		{ FOLDER_COMMANDS, NULL, "3.c" },	/* none configured */
		{ FOLDER_POSTED, "patchbot.posted", "4.d" },
	};
	const struct mailrole_got *g[4];
	size_t i;

	bob.posted = "patchbot/posted";
	bob.quarantined = "patchbot/quarantine";
	for (i = 0; i < 4; i++)
		dovecot_deliver(d, NULL, cases[i].key, MAIL);
	watch();
	for (i = 0; i < 4; i++) {
		g[i] = expect_mail(MAIL);
		expect_filed(&g[i]->mail, FOLDER_STAY);
	}
	for (i = 0; i < 4; i++) {
		expect_filed(&g[i]->mail, cases[i].folder);
		/* core may say it again after a crash */
		expect_filed(&g[i]->mail, cases[i].folder);
	}
	for (i = 0; i < 4; i++) {
		/* Dovecot gives a copied mail a new name: any will do */
		assert_non_null(strstr(file_of(cases[i].where,
		    cases[i].where == NULL ? cases[i].key : "[0-9]"), ":2,S"));
		if (cases[i].where != NULL)
			assert_string_equal(file_of(NULL, cases[i].key), "");
	}
	/* and mail is heard of as before */
	dovecot_deliver(d, NULL, "9.z", MAIL);
	expect_mail(MAIL);
}

static void
imap__files__by_move_and_makes_the_folders(void **state)
{
	(void)state;
	start("move", "good", NULL, TLS_IMPLICIT);
	file_all();
}

static void
imap__files__by_copy_where_there_is_no_move(void **state)
{
	(void)state;
	start("copy", "good", "imap_capability = IMAP4rev1 UIDPLUS",
	    TLS_IMPLICIT);
	bob.poll = 1;
	file_all();
}

static void
imap__files__expunging_nothing_of_others(void **state)
{
	const struct mailrole_got *g;

	(void)state;
	start("plain", "good", "imap_capability = IMAP4rev1", TLS_IMPLICIT);
	bob.poll = 1;
	bob.posted = "posted";
	dovecot_deliver(d, NULL, "1.a", MAIL);
	dovecot_deliver(d, NULL, "2.b", MAIL);
	dovecot_deliver(d, NULL, "3.c", MAIL);
	watch();
	r->answer = true;
	g = expect_mail(MAIL);
	expect_mail(MAIL);
	expect_filed(&g->mail, FOLDER_POSTED);
	assert_string_equal(file_of(NULL, "1.a"), "");
	/* somebody has marked another one: it must not vanish with ours */
	dovecot_command(d, "SELECT INBOX", "UID STORE 2 +FLAGS (\\Deleted)",
	    NULL);
	g = expect_mail(MAIL);
	expect_filed(&g->mail, FOLDER_POSTED);
	assert_string_not_equal(file_of(NULL, "2.b"), "");
	assert_string_not_equal(file_of("posted", "[0-9]"), "");
}

/* --- trouble ----------------------------------------------------------- */

static void
imap__loses_nothing__when_the_server_is_killed(void **state)
{
	const struct mailrole_got *g;
	const struct job_done *j;
	const char *text;
	int round;

	(void)state;
	start("killed", "good", NULL, TLS_IMPLICIT);
	bob.posted = "posted";
	dovecot_deliver(d, NULL, "0.a", MAIL);
	watch();
	for (round = 0; round < 2; round++) {
		g = expect_mail(MAIL);
		dovecot_stop(d, true);
		text = mailrole_state(r, false, SOON);
		assert_non_null(text);
		/* core asks while the server is away: it is told so */
		expect_filed(&g->mail, FOLDER_STAY);
		j = mailrole_done(r, mailrole_file(r, &g->mail,
		    FOLDER_POSTED), SOON);
		assert_non_null(j);
		assert_false(j->ok);
		assert_non_null(strstr(j->why, "not connected"));
		dovecot_deliver(d, NULL, round == 0 ? "1.b" : "2.c", MAIL);
		dovecot_again(d);
		assert_non_null(mailrole_state(r, true, BACKED_OFF));
		expect_filed(&g->mail, FOLDER_POSTED);
	}
	expect_mail(MAIL);
	assert_int_equal(mailrole_mails(r), 0);
}

static void
imap__starts_anew__when_uidvalidity_changes(void **state)
{
	const struct mailrole_got *g;
	struct mail_arrived old;

	(void)state;
	start("anew", "good", NULL, TLS_IMPLICIT);
	dovecot_command(d, "CREATE box", NULL);
	inbox.mailbox = "box";
	bob.posted = "posted";
	dovecot_deliver(d, "box", "1.a", MAIL);
	watch();
	g = expect_mail(MAIL);
	old = g->mail;
	expect_filed(&old, FOLDER_STAY);
	/* UIDVALIDITY is Dovecot's clock in seconds: let it move on */
	while (clock_now() <= old.uidvalidity)
		mailrole_turn(r, 50);
	dovecot_command(d, "DELETE box", "CREATE box", NULL);
	dovecot_deliver(d, "box", "2.b", HEADER "other\r\n");
	g = expect_mail(HEADER "other\r\n");
	assert_string_equal(g->mail.key, old.key);
	assert_int_not_equal(g->mail.uidvalidity, old.uidvalidity);
	/* the old mail's number means another one now: nothing is moved */
	expect_filed(&old, FOLDER_POSTED);
	assert_string_equal(file_of("posted", "[0-9]"), "");
	expect_filed(&g->mail, FOLDER_POSTED);
	assert_string_not_equal(file_of("posted", "[0-9]"), "");
}

static void
imap__goes_on__where_core_stopped(void **state)
{
	const struct mailrole_got *g = NULL;
	char name[20];
	int i;

	(void)state;
	start("again", "good", NULL, TLS_IMPLICIT);
	for (i = 1; i <= 10; i++) {
		snprintf(name, sizeof(name), "%02d.x", i);
		dovecot_deliver(d, NULL, name, MAIL);
	}
	watch();
	for (i = 1; i <= 10; i++) {
		g = expect_mail(MAIL);
		inbox.uid = i == 6 ? atoi(g->mail.key) : inbox.uid;
	}
	inbox.uidvalidity = g->mail.uidvalidity;
	/* killed when core had committed six of the ten */
	mailrole_free(r);
	r = mailrole_new();
	watch();
	for (i = 7; i <= 10; i++) {
		g = expect_mail(MAIL);
		assert_int_equal(atoi(g->mail.key), i);
	}
	mailrole_send(r, FRAME_PING, 1);
	assert_true(mailrole_pong(r, 1, SOON));
	assert_int_equal(mailrole_mails(r), 0);
}

static void
imap__watches__several_mailboxes_and_reloads_what_changed(void **state)
{
	struct mail_cursor box = { .mailbox = "box" };
	const struct mailrole_got *g;

	(void)state;
	start("several", "good", NULL, TLS_IMPLICIT);
	dovecot_command(d, "CREATE box", NULL);
	watch();
	list_add(&bob.mailboxes, &box);
	watch();		/* the new one comes up */
	assert_int_equal(dovecot_logged(d, "Login: ", NULL), 3);
	r->answer = true;
	dovecot_deliver(d, "box", "1.a", MAIL);
	g = expect_mail(MAIL);
	assert_string_equal(g->mail.mailbox, "box");
	dovecot_deliver(d, NULL, "1.a", MAIL);
	g = expect_mail(MAIL);
	assert_string_equal(g->mail.mailbox, "INBOX");
	/* what stayed as it was kept its connection */
	assert_int_equal(dovecot_logged(d, "Login: ", NULL), 3);
	bob.mailboxes.n = 1;
	send_setup(&bob, 100000);
	dovecot_deliver(d, "box", "2.b", MAIL);
	dovecot_deliver(d, NULL, "2.b", HEADER "last\r\n");
	g = expect_mail(HEADER "last\r\n");
	assert_string_equal(g->mail.mailbox, "INBOX");
	assert_int_equal(mailrole_mails(r), 0);
}

#define T(f)	cmocka_unit_test_teardown(f, end)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(imap__reads__over_implicit_tls),
		T(imap__reads__over_starttls),
		T(imap__reads__without_tls_on_loopback),
		T(imap__accepts__an_address_that_the_certificate_names),
		T(imap__refuses__certificates_before_any_password),
		T(imap__refuses__a_private_server_without_its_ca),
		T(imap__refuses__to_speak_without_tls_beyond_loopback),
		T(imap__says__that_the_password_is_wrong),
		T(imap__logs_in__by_xoauth2_with_a_fresh_token),
		T(imap__says__that_the_token_is_missing),
		T(imap__hears__of_new_mail_by_idle),
		T(imap__misses_nothing__that_comes_as_idle_begins),
		T(imap__polls__where_there_is_no_idle),
		T(imap__cuts__what_is_larger_than_the_limit),
		T(imap__holds__thirty_two_unanswered),
		T(imap__files__by_move_and_makes_the_folders),
		T(imap__files__by_copy_where_there_is_no_move),
		T(imap__files__expunging_nothing_of_others),
		T(imap__loses_nothing__when_the_server_is_killed),
		T(imap__starts_anew__when_uidvalidity_changes),
		T(imap__goes_on__where_core_stopped),
		T(imap__watches__several_mailboxes_and_reloads_what_changed),
	};

	proc_init();
	return proc_end(cmocka_run_group_tests(tests, NULL, NULL));
}
