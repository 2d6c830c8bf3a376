/* SPDX-License-Identifier: ISC */
/*
 * The real daemon with a reader and a verifier whose parser misbehaves when a
 * mail asks it to (tests/support/misbehave.h): it cannot open a file, a socket
 * or a program, cannot reach another process or another mail, and whatever it
 * does costs its own mail only, of which somebody is told why.  The mails
 * around it are read as ever, by processes that were never started anew.  (The
 * prover's parser can do as little; but it may end the prover.)
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/fd.h"
#include "base/str.h"
#include "handlers/handler.h"
#include "proc/sandbox_parts.h"
#include "tests/support/home.h"
#include "tests/support/pgpmake.h"

#define SECONDS	(SANDBOX_ASAN ? "10" : "4")	/* of a child, here */
#define PRECIOUS "precious"
#define TRIGGER	"X-Misbehave"

enum aim { NOTHING, AT_FILE, AT_NEW, AT_CORE, AT_READER, AT_PROVER, WORD };

#define SEALED	"did what its sandbox forbids"
#define REFUSED	"Permission denied"
#define LATE	"longer than"
/* with the longer wait of a sanitizer either limit may be first: on a quiet
 * machine that of the processor's time is */
#define SLOW	"reading this mail took "
#define NONSENSE "made no sense"
/* the address sanitizer has its own ways, and needs the log */
#define ANYHOW	""
#define UNTRIED	"no such deed"

/*
 * What each deed comes to: words of the reason why its mail was not read, and
 * with the address sanitizer built in (NULL: the same), which has to read
 * files and writes to the log.
 */
static const struct deed {
	const char	*name;
	enum aim	 aim;
	const char	*word;		/* for the deed */
	const char	*expect, *sanitized;
} deeds[] = {
	{ "open-read", AT_FILE, NULL, REFUSED, ANYHOW },
	{ "open-read", WORD, "/etc/passwd", REFUSED, ANYHOW },
	{ "open-read", WORD, "/proc/self/mem", REFUSED, ANYHOW },
	{ "open-read", WORD, "/dev/tty", REFUSED, ANYHOW },
	{ "open-write", AT_FILE, NULL, REFUSED, SEALED },
	{ "create", AT_NEW, NULL, REFUSED, SEALED },
	{ "open-anew", AT_FILE, NULL, "not implemented", NULL },
	{ "list", WORD, "/", REFUSED, ANYHOW },
	{ "delete", AT_FILE, NULL, SEALED, NULL },
	{ "rename", AT_FILE, NULL, SEALED, NULL },
	{ "cut", AT_FILE, NULL, SEALED, NULL },
	{ "chmod", AT_FILE, NULL, SEALED, NULL },
	{ "symlink", AT_NEW, NULL, SEALED, NULL },
	{ "mkdir", AT_NEW, NULL, SEALED, NULL },
	{ "mount", NOTHING, NULL, SEALED, NULL },
	{ "io-uring", NOTHING, NULL, SEALED, NULL },
	{ "memfd", NOTHING, NULL, SEALED, NULL },

	{ "inet", NOTHING, NULL, SEALED, NULL },
	{ "unix", NOTHING, NULL, SEALED, NULL },
	{ "netlink", NOTHING, NULL, SEALED, NULL },
	{ "socketpair", NOTHING, NULL, SEALED, NULL },
	{ "pipe", NOTHING, NULL, SEALED, NULL },
	{ "connect", NOTHING, NULL, SEALED, NULL },
	{ "send", NOTHING, NULL, "Bad file descriptor", NULL },

	{ "exec", NOTHING, NULL, SEALED, NULL },
	{ "exec-memory", NOTHING, NULL, SEALED, NULL },
	{ "fork", NOTHING, NULL, SEALED, NULL },
	{ "fork-anew", NOTHING, NULL, "not implemented", NULL },
	{ "fork-at-the-gate", NOTHING, NULL, "not permitted", NULL },
	{ "thread", NOTHING, NULL, SEALED, NULL },
	{ "map-code", NOTHING, NULL, SEALED, REFUSED },
	{ "make-code", NOTHING, NULL, SEALED, NULL },
	{ "bpf", NOTHING, NULL, SEALED, NULL },

	{ "ptrace", AT_READER, NULL, SEALED, NULL },
	{ "read-process", AT_READER, NULL, SEALED, NULL },
	{ "take-descriptor", AT_READER, NULL, SEALED, NULL },
	{ "kill", AT_READER, NULL, SEALED, NULL },
	{ "kill", AT_CORE, NULL, SEALED, NULL },
	{ "abort-other", AT_READER, NULL, "not permitted", NULL },
	{ "abort-other", AT_CORE, NULL, "not permitted", NULL },
	{ "abort-other", AT_PROVER, NULL, "not permitted", NULL },
	{ "stop-other", AT_READER, NULL, SEALED, NULL },
	{ "signal-all", NOTHING, NULL, SEALED, NULL },
	{ "limit-other", AT_READER, NULL, SEALED, NULL },
	{ "survive", NOTHING, NULL, SEALED, NULL },
	{ "lift-limit", NOTHING, NULL, SEALED, NULL },

	{ "count-descriptors", NOTHING, NULL, "No such file", ANYHOW },
	{ "write-log", NOTHING, NULL, "Bad file descriptor", UNTRIED },
	{ "cut-log", NOTHING, NULL, "Bad file descriptor", UNTRIED },
	{ "read-terminal", NOTHING, NULL, "Bad file descriptor", ANYHOW },

	{ "hang", NOTHING, NULL, LATE, NULL },
	{ "spin", NOTHING, NULL, LATE, SLOW },
	{ "eat-memory", NOTHING, NULL, "more memory than the limit", ANYHOW },
	{ "eat-descriptors", NOTHING, NULL, "Too many open files", NULL },
	{ "eat-disk", NOTHING, NULL, "failed", NULL },

	{ "crash", NOTHING, NULL, "crashed", ANYHOW },
	{ "abort", NOTHING, NULL, "crashed", ANYHOW },
	{ "deep", NOTHING, NULL, "crashed", ANYHOW },
	{ "exit", WORD, "0", NONSENSE, NULL },
	{ "exit", WORD, "7", "exit status 7", NULL },

	{ "answer-noise", WORD, "1", NONSENSE, NULL },
	{ "answer-noise", WORD, "2", NONSENSE, NULL },
	{ "answer-much", NOTHING, NULL, "larger than the limit", NULL },
	{ "answer-sealed", NOTHING, NULL, "failed", NULL },
};
#define DEEDS	(sizeof(deeds) / sizeof(deeds[0]))

static pid_t core, reader, verifier, prover;

/* --- mails ---------------------------------------------------------------- */

static const char *
aimed_at(const struct deed *d, size_t i, pid_t by)
{
	static char text[600];

	switch (d->aim) {
	case AT_FILE:
		return home_path("victim");
	case AT_NEW:
		snprintf(text, sizeof(text), "%s/new%zu", home_path(""), i);
		return text;
	case AT_CORE:
	case AT_READER:
	case AT_PROVER:
		snprintf(text, sizeof(text), "%d", d->aim == AT_CORE ? core :
		    d->aim == AT_READER ? by : prover);
		return text;
	default:
		return d->word != NULL ? d->word : "";
	}
}

/* A mail of NAME@DOMAIN with that deed for whoever reads it, or for BY. */
static void
deliver_for(const char *by, const char *name, const char *domain,
    const char *deed, const char *arg, const char *text)
{
	struct buf b = { 0 };

	buf_addf(&b, "From: %s@%s\nTo: security@example.com\nSubject: "
	    "[DEED-2026-1] %s: a security update\nDate: Tue, 10 Nov 2026 "
	    "09:14:02 +0000\nMessage-ID: <%s.%s@%s>\n" TRIGGER "%s: %s %s\n"
	    "\n%s\n", name, domain, name, name, deed, domain, by, deed, arg,
	    text);
	home_deliver(name, b.p, b.n);
	buf_free(&b);
}

static void
deliver_deed(const char *name, const char *domain, const char *deed,
    const char *arg, const char *text)
{
	deliver_for("", name, domain, deed, arg, text);
}

/* --- what came of them ---------------------------------------------------- */

/* The line of the log on that sender's mail; "" there is none. */
static const char *
logged(struct buf *log, const char *name)
{
	static char line[2000];
	struct err e = { 0 };
	struct span rest, one;
	char from[100];

	buf_cut(log, 0);
	assert_int_equal(file_read_all(proc_log(home_bot), 1 << 24, log, &e),
	    0);
	rest = (struct span){ buf_str(log), log->n };
	snprintf(from, sizeof(from), " from=%s@", name);
	while (span_line(&rest, &one)) {
		snprintf(line, sizeof(line), SPAN_FMT, SPAN_ARG(one));
		if (strstr(line, from) != NULL)
			return line;
	}
	return "";
}

/* Lines of quoted-printable that end where the text does not. */
static void
join_lines(struct buf *b)
{
	size_t from, to = 0;

	for (from = 0; from < b->n; from++)
		if (b->n - from > 2 && memcmp(b->p + from, "=\r\n", 3) == 0)
			from += 2;
		else
			b->p[to++] = b->p[from];
	buf_cut(b, to);
}

/* One mail that was sent and holds both; "" none. */
static const char *
sent_with(struct buf *b, const char *one, const char *two)
{
	DIR *d = opendir(home_path("sent/new"));
	const struct dirent *f;
	struct err e = { 0 };
	char path[300];
	bool found = false;

	while (!found && d != NULL && (f = readdir(d)) != NULL) {
		if (f->d_name[0] == '.')
			continue;
		snprintf(path, sizeof(path), "sent/new/%s", f->d_name);
		buf_cut(b, 0);
		file_read_all(home_path(path), 1 << 22, b, &e);
		join_lines(b);
		found = strstr(buf_str(b), one) != NULL &&
		    strstr(buf_str(b), two) != NULL;
	}
	if (d != NULL)
		closedir(d);
	return found ? b->p : "";
}

static const char *
wanted(const struct deed *d)
{
	return SANDBOX_ASAN && d->sanitized != NULL ? d->sanitized : d->expect;
}

static int
check_deed(const struct deed *d, const char *name)
{
	struct buf b = { 0 };
	const char *line = logged(&b, name), *want = wanted(d);
	char subject[100];
	int bad = 0;

	if (strstr(line, " unread=") == NULL || strstr(line, want) == NULL) {
		print_error("%s (%s): not \"%s\": %s\n", name, d->name, want,
		    line);
		bad = 1;
	}
	snprintf(subject, sizeof(subject), "%s: a security update", name);
	if (sent_with(&b, subject, "it could not be read")[0] == '\0') {
		print_error("%s (%s): nobody was told\n", name, d->name);
		bad = 1;
	}
	buf_free(&b);
	return bad;
}

/* Of the processes of that parent, those that are in this state; 0: any. */
static int
count_children(pid_t parent, char state)
{
	DIR *d = opendir("/proc");
	const struct dirent *f;
	char path[300], text[400], s;
	int n = 0, ppid;
	FILE *in;

	while ((f = readdir(d)) != NULL) {
		snprintf(path, sizeof(path), "/proc/%s/stat", f->d_name);
		if (f->d_name[0] < '0' || f->d_name[0] > '9' ||
		    (in = fopen(path, "r")) == NULL)
			continue;
		if (fgets(text, sizeof(text), in) != NULL &&
		    sscanf(strrchr(text, ')') + 1, " %c %d", &s, &ppid) == 2 &&
		    ppid == parent && (state == 0 || s == state))
			n++;
		fclose(in);
	}
	closedir(d);
	return n;
}

static bool
no_children(void *arg)
{
	(void)arg;
	return count_children(reader, 0) == 0 &&
	    (verifier == 0 || count_children(verifier, 0) == 0);
}

/* The same processes as before, nothing left over, nothing touched. */
static void
check_unharmed(void)
{
	struct buf b = { 0 };
	struct err e = { 0 };
	struct stat st;
	DIR *d = opendir(home_path(""));
	const struct dirent *f;

	assert_true(proc_running(home_bot));
	assert_int_equal(proc_pid(home_bot), core);
	assert_int_equal(proc_child(home_bot, "patchbot-reader"), reader);
	assert_int_equal(proc_child(home_bot, "patchbot-verifier"), verifier);
	assert_int_equal(proc_child(home_bot, "patchbot-prover"), prover);
	assert_int_equal(home_log_count(" ended ("), 0);
	assert_int_equal(home_log_count("a line that nobody wrote"), 0);
	assert_true(proc_wait_until(no_children, NULL, HOME_SOON));
	assert_int_equal(count_children(core, 'Z'), 0);
	assert_int_equal(file_read_all(home_path("victim"), 100, &b, &e), 0);
	assert_string_equal(buf_str(&b), PRECIOUS);
	assert_int_equal(stat(home_path("victim"), &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	while ((f = readdir(d)) != NULL)
		assert_true(strncmp(f->d_name, "new", 3) != 0);
	closedir(d);
	buf_free(&b);
}

/* The mails between are posted, or not believed, for what they are. */
static void
check_samples(void)
{
	static const char *const told[][2] = {
		{ "[important] NLSA-2026-014-1", "CVE-2026-900102" },
		{ "Revised: [critical] NLSA-2026-014-2", "CVE-2026-900101" },
		{ "[moderate] NLSA-2026-015-1", "linux security update" },
		{ "[critical] EXS-2026-11", "patch-committee@" },
		{ "not believed (forged)", "NLSA-2026-016-1" },
		{ "not believed (forged)", "KB-700399" },
		{ "not believed (unverified)", "NLSA-2026-017-1" },
		{ "not believed (unknown)", "bulbs before the frost" },
	};
	struct buf b = { 0 };
	size_t i;

	assert_int_equal(sizeof(told) / sizeof(told[0]), HOME_SAMPLES);
	for (i = 0; i < HOME_SAMPLES; i++)
		if (sent_with(&b, told[i][0], told[i][1])[0] == '\0')
			fail_msg("nothing was sent of %s, %s", told[i][0],
			    told[i][1]);
	buf_free(&b);
}

/* --- tests ---------------------------------------------------------------- */

static void
start(const char *more)
{
	struct buf b = { 0 };
	FILE *f;

	home_programs = "tests/misbehave";
	setenv("PATCHBOT_READ_SECONDS", SECONDS, 1);
	buf_addf(&b, HOME_MAIL_EACH "%s", more);
	home_new(b.p);
	buf_free(&b);
	f = fopen(home_path("victim"), "w");
	assert_non_null(f);
	fputs(PRECIOUS, f);
	fclose(f);
	chmod(home_path("victim"), 0600);
	home_start();
	core = proc_pid(home_bot);
	reader = proc_child(home_bot, "patchbot-reader");
	verifier = proc_child(home_bot, "patchbot-verifier");
	prover = proc_child(home_bot, "patchbot-prover");
	assert_true(reader > 0 && prover > 0);
}

/* All deeds, with ordinary mails before, between and behind them. */
static void
try_all(const char *domain, pid_t by)
{
	struct buf b = { 0 };
	char name[40];
	int bad = 0;
	size_t i;

	for (i = 0; i < DEEDS; i++) {
		if (i == DEEDS / 2)
			home_deliver_samples();
		snprintf(name, sizeof(name), "deed%02zu", i);
		deliver_deed(name, domain, strcmp(wanted(&deeds[i]),
		    UNTRIED) != 0 ? deeds[i].name : "none",
		    aimed_at(&deeds[i], i, by), "It is a deed.");
	}
	home_wait_sent((int)DEEDS + HOME_SAMPLES, &b);
	assert_true(proc_wait_until(home_settled, &b, HOME_SOON));
	assert_int_equal(home_count_sent(), DEEDS + HOME_SAMPLES);
	for (i = 0; i < DEEDS; i++) {
		snprintf(name, sizeof(name), "deed%02zu", i);
		bad += check_deed(&deeds[i], name);
	}
	assert_int_equal(bad, 0);
	check_samples();
	check_unharmed();
	buf_free(&b);
}

static void
reader__each_deed__costs_its_own_mail(void **state)
{
	(void)state;
	start("");
	try_all("deeds.example.net", reader);
}

/* --- another mail --------------------------------------------------------- */

#define SECRET_TEXT	"heron-in-the-reeds"
#define SECRET_NAME	"egret-on-the-roof"
/* what comes after it is shorter, and covers no more than the beginning */
#define SENDER		"longer-than-that-of-whoever-looks-" \
			SECRET_NAME

/* Not written out, so that who looks for it does not hold it. */
static const char *
backwards(const char *s)
{
	static char text[40];
	size_t n = strlen(s), i;

	for (i = 0; i < n; i++)
		text[i] = s[n - 1 - i];
	text[n] = '\0';
	return text;
}

static void
deliver_search(const char *name, const char *deed, const char *what,
    const char *text)
{
	char word[60];

	snprintf(word, sizeof(word), "%s", backwards(what));
	deliver_deed(name, "deeds.example.net", deed, word, text);
}

static void
check_search(const char *name, const char *want)
{
	struct buf b = { 0 };
	const char *line = logged(&b, name);

	if (strstr(line, want) == NULL)
		fail_msg("%s: not \"%s\": %s", name, want, line);
	buf_free(&b);
}

/* Mails were read before, and some are being read: no byte of them, and not
 * who sent them, can be found by the reader of another one. */
static void
reader__another_mail__is_out_of_reach(void **state)
{
	static const char *const deed[] = { "search-memory",
	    "search-descriptors" };
	static const char *const what[] = { SECRET_TEXT, SECRET_NAME };
	struct buf b = { 0 };
	char name[100];
	int i;

	(void)state;
	start("");
	for (i = 0; i < 12; i++) {
		snprintf(name, sizeof(name), SENDER "-%d", i);
		deliver_deed(name, "lake.example.net", "none", "",
		    SECRET_TEXT);
	}
	home_wait_sent(12, &b);
	/* the first two are still at their mails when the others look */
	deliver_deed(SENDER "-hangs", "lake.example.net", "hang", "",
	    SECRET_TEXT);
	deliver_deed(SENDER "-spins", "lake.example.net", "spin", "",
	    SECRET_TEXT);
	for (i = 0; i < 8; i++) {
		snprintf(name, sizeof(name), "search%d", i);
		deliver_search(name, deed[i % 2], what[i / 2 % 2], "");
	}
	/* who looks does find what he may see */
	deliver_search("itself", deed[0], SECRET_TEXT, SECRET_TEXT);
	home_wait_sent(12 + 2 + 8 + 1, &b);
	check_search("itself", ": done");
	for (i = 0; i < 8; i++) {
		snprintf(name, sizeof(name), "search%d", i);
		check_search(name, ": No such file or directory");
	}
	check_unharmed();
	buf_free(&b);
}

/* --- the verifier --------------------------------------------------------- */

/* A vendor whose key is pinned, so that the verifier reads what claims to be
 * from it. */
static void
start_with_key(void)
{
	struct pgpmake_wish wish = { .made = clock_now() - DAY };
	struct pgpmake *key = pgpmake_new(&wish);
	struct buf b = { 0 }, more = { 0 };

	pgpmake_public(key, &b);
	buf_addf(&more, "vendor seal {\n\tname \"Seal Works\"\n"
	    "\tfrom *@seal.example.net\n\treader any\n\tkey %s\n"
	    "\tprove any { pgp %s }\n}\n", proc_write("seal.asc", "%s", b.p),
	    pgpmake_fingerprint(key));
	start(more.p);
	assert_true(verifier > 0);
	pgpmake_free(key);
	buf_free(&b);
	buf_free(&more);
}

static void
verifier__each_deed__costs_its_own_mail(void **state)
{
	(void)state;
	start_with_key();
	try_all("seal.example.net", verifier);
}

/* --- a mail that is proven ------------------------------------------------ */

/* The first sample, with a line on top that its signature does not cover. */
static void
deliver_proven(const char *name, const char *deed)
{
	struct buf b = { 0 };
	struct err e = { 0 };

	buf_addf(&b, TRIGGER ": %s\n", deed);
	assert_int_equal(file_read_all("conf/samples/1-advisory.eml", 1 << 20,
	    &b, &e), 0);
	home_deliver(name, b.p, b.n);
	buf_free(&b);
}

/* The last try comes at once, where others come after minutes. */
static void
hurry(void)
{
	struct store *s;
	struct err e = { 0 };

	assert_int_equal(store_open(&s, home_path("db/patchbot.db"),
	    all_tables, &e), 0);
	assert_int_not_equal(store_exec(s, &e, "UPDATE inbox SET tries = 4, "
	    "next_try = 0 WHERE state = 'new'", ""), -1);
	store_close(s);
}

static void
proven__and_never_read__is_set_aside_and_told(void **state)
{
	struct buf b = { 0 };

	(void)state;
	start("");
	deliver_proven("proven", "exec");
	home_deliver_newsletters(3);
	home_wait_sent(3, &b);
	assert_true(proc_wait_log(home_bot, "a proven mail could not be read: "
	    "the mail's reader " SEALED, HOME_SOON));
	check_unharmed();
	home_stop(SIGTERM);
	hurry();
	home_start();
	home_wait_sent(4, &b);
	assert_non_null(strstr(sent_with(&b, "failed 5 times", SEALED),
	    "To: carol@example.com"));
	assert_true(proc_wait_until(home_settled, &b, HOME_SOON));
	assert_int_equal(home_count_sent(), 4);
	assert_int_equal(home_client(&b, "queue", "list", NULL), 0);
	assert_non_null(strstr(b.p, "poison"));
	buf_free(&b);
}

/* --- the prover ----------------------------------------------------------- */

static bool
ended_thrice(void *arg)
{
	(void)arg;
	return home_log_count("prover ended (") == 3;
}

/* It is one process for all mails, which are proven one by one: the others
 * wait for the next one, and what it died of is known. */
static void
prover__each_deed__costs_its_own_mail(void **state)
{
	static const char *const deadly[] = { "inet", "exec", "crash" };
	struct buf b = { 0 };
	char name[40];
	int i;

	(void)state;
	start("");
	deliver_for("-Prover", "quiet", "deeds.example.net", "fork-anew", "",
	    "It is a deed.");
	for (i = 0; i < 3; i++) {
		snprintf(name, sizeof(name), "deadly%d", i);
		deliver_for("-Prover", name, "deeds.example.net", deadly[i],
		    "", "It is a deed.");
	}
	home_deliver_samples();
	home_wait_sent(HOME_SAMPLES + 1, &b);
	check_samples();
	assert_string_not_equal(sent_with(&b, "quiet: a security update",
	    "misbehaved: fork-anew: Function not implemented"), "");
	assert_true(proc_wait_until(ended_thrice, NULL, HOME_SOON));
	assert_int_equal(home_log_count("reader ended ("), 0);
	home_stop(SIGTERM);
	hurry();
	home_start();
	home_wait_sent(HOME_SAMPLES + 1 + 3, &b);
	assert_string_not_equal(sent_with(&b, "failed 5 times",
	    "the prover ended while it was at this mail"), "");
	assert_true(proc_wait_until(home_settled, &b, HOME_SOON));
	assert_int_equal(home_count_sent(), HOME_SAMPLES + 1 + 3);
	buf_free(&b);
}

/* --- answers that lie ----------------------------------------------------- */

/* No header but those that are ours, and no line of SMTP's. */
static void
check_headers(void)
{
	DIR *d = opendir(home_path("sent/new"));
	const struct dirent *f;
	struct buf b = { 0 };
	struct err e = { 0 };
	struct span rest, line;
	char path[300];

	while ((f = readdir(d)) != NULL) {
		if (f->d_name[0] == '.')
			continue;
		snprintf(path, sizeof(path), "sent/new/%s", f->d_name);
		buf_cut(&b, 0);
		file_read_all(home_path(path), 1 << 22, &b, &e);
		rest = (struct span){ buf_str(&b), b.n };
		while (span_line(&rest, &line) && line.n > 0)
			assert_false(span_starts_nocase(line, "Bcc"));
	}
	closedir(d);
	buf_free(&b);
}

/* What a captured reader says of its own mail proves nothing, commands
 * nothing, and gets into no header. */
static void
reader__that_lies__is_not_believed(void **state)
{
	struct buf b = { 0 };

	(void)state;
	start("");
	deliver_deed("liar", "deeds.example.net", "answer-lies", "", "");
	deliver_deed("carla", "example.com", "answer-lies", "command", "");
	deliver_proven("proven", "answer-lies");
	deliver_proven("again", "answer-lies bytes");
	home_wait_sent(4, &b);
	assert_true(proc_wait_until(home_settled, &b, HOME_SOON));
	assert_int_equal(home_count_sent(), 4);
	/* not believed, though it says that a key proves it */
	assert_non_null(strstr(sent_with(&b, "liar: a security update",
	    "not believed (unknown)"), "To: infosec@example.com"));
	/* what it commands in Carla's name is not done, nor said to her */
	assert_non_null(strstr(sent_with(&b, "To: carla@example.com",
	    "not repeated here"), "One line was not done"));
	assert_string_equal(sent_with(&b, "To: carla@example.com",
	    "say a lie"), "");
	assert_non_null(strstr(sent_with(&b, "a lie Bcc",
	    "To: patch-committee@"), "LIE-2026-1"));
	check_headers();
	assert_int_equal(home_client(&b, "say", "bulletins", NULL), 0);
	assert_non_null(strstr(b.p, "LIE-2026-2"));
	assert_true(utf8_valid(b.p, b.n));
	assert_null(strpbrk(b.p, "\x1b\x07\r"));
	check_unharmed();
	buf_free(&b);
}

static void
reader__that_answers_nonsense__costs_its_own_mail(void **state)
{
	enum { MANY = 60 };
	struct buf b = { 0 };
	char name[40], seed[20];
	int i;

	(void)state;
	start("");
	for (i = 0; i < MANY; i++) {
		snprintf(name, sizeof(name), "altered%d", i);
		snprintf(seed, sizeof(seed), "%d", i);
		deliver_deed(name, "deeds.example.net", "answer-altered",
		    seed, "");
		if (i == MANY / 2)
			home_deliver_samples();
	}
	home_wait_sent(MANY + HOME_SAMPLES, &b);
	assert_true(proc_wait_until(home_settled, &b, HOME_SOON));
	assert_int_equal(home_count_sent(), MANY + HOME_SAMPLES);
	check_samples();
	check_unharmed();
	buf_free(&b);
}

/* --- what is shipped ------------------------------------------------------ */

static bool
knows_trigger(const char *folder, const char *program)
{
	const char *build = getenv("PATCHBOT_BUILD");
	struct buf b = { 0 };
	struct err e = { 0 };
	char path[300];
	bool found;

	snprintf(path, sizeof(path), "%s%s/%s", build != NULL ? build :
	    "build", folder, program);
	assert_int_equal(file_read_all(path, 1 << 28, &b, &e), 0);
	found = memmem(b.p, b.n, TRIGGER, strlen(TRIGGER)) != NULL;
	buf_free(&b);
	return found;
}

static void
shipped__knows_no_trigger(void **state)
{
	static const char *const roles[] = { "mailbox", "postman", "chat",
	    "names", "prover", "reader", "verifier" };
	char program[40];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(roles) / sizeof(roles[0]); i++) {
		snprintf(program, sizeof(program), "patchbot-%s", roles[i]);
		assert_false(knows_trigger("", program));
		/* so that it would be seen there */
		assert_int_equal(knows_trigger("/tests/misbehave", program),
		    i >= 4);
	}
	assert_false(knows_trigger("/tests/misbehave", "patchbot"));
}

#define TEST(f) cmocka_unit_test_teardown(f, home_end)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(reader__each_deed__costs_its_own_mail),
		TEST(reader__another_mail__is_out_of_reach),
		TEST(verifier__each_deed__costs_its_own_mail),
		TEST(proven__and_never_read__is_set_aside_and_told),
		TEST(prover__each_deed__costs_its_own_mail),
		TEST(reader__that_lies__is_not_believed),
		TEST(reader__that_answers_nonsense__costs_its_own_mail),
		TEST(shipped__knows_no_trigger),
	};

	proc_init();
	return proc_end(cmocka_run_group_tests(tests, NULL, NULL));
}
