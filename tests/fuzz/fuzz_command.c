/* SPDX-License-Identifier: ISC */
/*
 * The command line, to the very rows it writes: every line of the input is a
 * command, said one after another in one transaction that is undone at the
 * end.  A line's first letter says who speaks and where:
 *
 *	A-M	a person of the configuration, by direct chat
 *	N-Z	the same persons, in the room
 *	a-m	the same, at the console
 *	n-z	the same by mail, proven or not; lines in a row are one mail
 *	0-9	somebody unknown
 *	@	"@N": N minutes go by; any other letter: nobody heard it
 *
 * There is an open night, one to come, a bulletin, and a mail in quarantine.
 * Whatever is said, the machine must not fail, every command must be answered
 * in clean text, and a refused one must leave no trace.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "flow/work.h"
#include "handlers/bulletin/facts.h"

int	LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

#define LINES_MAX	16
#define START		1796155200	/* 2026-12-01 21:00 in Berlin */

static struct flow flow;
static int64_t now;

static void
need(int ok, const char *what, const char *detail)
{
	if (ok)
		return;
	fprintf(stderr, "fuzz_command: %s: %s\n", what, detail);
	abort();
}

static int64_t
fuzz_now(void)
{
	return now;
}

/* --- the store that all inputs start from ------------------------------- */

static void
bring_mail(int i, const char *from, const char *signer)
{
	struct arena *a = arena_new();
	struct mail_arrived m = { .account = "main", .mailbox = "INBOX",
	    .uidvalidity = 1, .key = i == 0 ? "1" : "2" };
	struct bulletin_facts f = { .vendor = "any", .id = "LAMP-1",
	    .base = "LAMP-1", .title = "lamp update",
	    .site_severity = SEVERITY_CRITICAL };
	struct evidence ev = { .complete = true, .from = from,
	    .subject = "LAMP-1: lamp update", .message_id = "<1@example.net>",
	    .n = 1 };
	struct reading r = { .mail_class = CLASS_BULLETIN, .subject = "s",
	    .text = "t" };
	struct list all = { 0 };
	struct buf b = { 0 };
	struct err e = { 0 };
	int64_t inbox, folder;

	ev.proofs[0] = (struct proof){ .method = "dkim", .bits = 2048,
	    .result = PROOF_PASS, .domain = signer, .why = "fine" };
	list_add(&all, &f);
	facts_pack(&b, &all);
	r.claims = (struct span){ b.p, b.n };
	need(store_begin(flow.store, &e) == 0 &&
	    flow_mail_in(&flow, &m, span_of("raw"), &inbox, &folder, &e) >= 0 &&
	    flow_mail_done(&flow, inbox, &ev, &r, &folder, &e) == 0 &&
	    store_commit(flow.store, &e) == 0, "mail", e.text);
	flow_said(&flow, true);
	list_free(&all);
	buf_free(&b);
	arena_free(a);
}

static void
console(const char *as, const char *line)
{
	struct buf answer = { 0 };
	struct err e = { 0 };
	bool accepted = false;

	need(flow_console_in(&flow, as, line, line, &answer, &accepted,
	    &e) == 0, line, e.text);
	need(accepted, line, buf_str(&answer));
	buf_free(&answer);
}

static void
open_store(void)
{
	static const char *const ends[] = { "", "-wal", "-shm", ".lock" };
	char dir[] = "/dev/shm/patchbot-fuzz.XXXXXX", path[80];
	struct err e = { 0 };
	size_t i;

	need(mkdtemp(dir) != NULL, "mkdtemp", dir);
	snprintf(path, sizeof(path), "%s/db", dir);
	need(store_open(&flow.store, path, all_tables, &e) == 0, path, e.text);
	/* it lives on as long as it is open, and nothing stays behind */
	for (i = 0; i < 4; i++) {
		snprintf(path, sizeof(path), "%s/db%s", dir, ends[i]);
		unlink(path);
	}
	need(rmdir(dir) == 0, "rmdir", dir);
}

static void
set_up(void)
{
	static struct conf_report r;
	struct err e = { 0 };

	log_init("fuzz_command", 0);
	r.arena = arena_new();
	flow.config = config_load("tests/fuzz/command.conf", &r);
	need(flow.config != NULL, "configuration",
	    r.lines.n > 0 ? (char *)r.lines.at[0] : "?");
	flow.now = fuzz_now;
	flow.templates = templates_new(NULL);
	need(templates_load(flow.templates, &e) == 0, "templates", e.text);
	open_store();
	now = START - 7 * DAY;
	bring_mail(0, "alerts@lamp.example.net", "lamp.example.net");
	bring_mail(1, "alerts@lamp.example.net", "other.example.net");
	console("carla", "plan shop production 2026-12-01 21:30 for 3h "
	    "servers db1 web1 systems shop bulletins LAMP-1 tasks short");
	console("carla", "plan next test 2026-12-08 21:30 for 2h");
	now = START;
	need(flow_tick(&flow, &e) >= 0, "clock", e.text);
	console("carla", "open shop");
	console("dan", "here");
	console("dan", "start db");
}

/* --- one input ---------------------------------------------------------- */

static int64_t
rows_written(void)
{
	int64_t n = 0;

	store_int(flow.store, NULL, &n, "SELECT (SELECT COUNT(*) FROM outbox) "
	    "+ (SELECT COUNT(*) FROM journal) + (SELECT COUNT(*) FROM agenda) "
	    "+ (SELECT COUNT(*) FROM notices) + (SELECT COUNT(*) FROM tasks)",
	    "");
	return n;
}

static void
speaker(struct work *w, char c)
{
	const struct people *all = &flow.config->people;
	size_t i = (size_t)(ascii_lower(c) - 'a') % 13;
	bool lower = c >= 'a' && c <= 'z';

	w->actor.channel = !lower ? (c < 'N' ? CHANNEL_CHAT : CHANNEL_ROOM) :
	    c < 'n' ? CHANNEL_CONSOLE : CHANNEL_MAIL;
	w->actor.name = "somebody";
	if (c >= '0' && c <= '9')
		return;
	w->actor.person = all->persons.at[i % all->persons.n];
	w->actor.name = w->actor.person->name;
	w->actor.roles = w->actor.person->roles;
	w->actor.assurance = !lower ? ASSURE_CHAT : c < 'n' ?
	    ASSURE_CONFIRMED : i >= all->persons.n ? ASSURE_DOMAIN :
	    ASSURE_NONE;
	w->row.actor = w->actor.person->id;
}

static void
one_command(struct work *w, const char *line)
{
	const char *name, *meant = line;
	struct words words;
	struct err e = { 0 };
	int64_t before;
	size_t i;
	int rc;

	if (command_split(w->arena, line, &name, &words)) {
		need(name != NULL && words.n <= WORDS_MAX, "split", line);
		for (i = 0; i < words.n; i++)
			need(words.rest[i] > line && words.rest[i] <
			    line + strlen(line), "rest", line);
	}
	if (w->actor.channel == CHANNEL_ROOM && !command_addressed(w,
	    flow.config->chat.nick, &meant))
		return;
	before = rows_written();
	rc = command_run(w, meant, &e);
	need(rc != -1, meant, e.text);
	need((rc == 1) == w->refused, "refused", meant);
	need(rc == 0 || w->answer.n > 0, "no answer", meant);
	need(rc == 0 || rows_written() == before, "left a trace", meant);
	need(utf8_valid(buf_str(&w->answer), w->answer.n), "UTF-8",
	    buf_str(&w->answer));
}

/* Lines of one mailer in a row, from i on; how many there were. */
static size_t
one_mail(struct work *w, char *const *lines, size_t n)
{
	struct list l = { 0 };
	struct err e = { 0 };
	size_t i;

	for (i = 0; i < n && lines[i][0] == lines[0][0]; i++)
		list_add(&l, lines[i] + 1);
	need(command_mail(w, &l, &e) == 0, "mail", e.text);
	need(utf8_valid(buf_str(&w->answer), w->answer.n), "UTF-8",
	    buf_str(&w->answer));
	list_free(&l);
	return i;
}

static size_t
say(char *const *lines, size_t n)
{
	struct arena *a;
	struct work w;
	long long minutes;
	size_t used = 1;
	char c = lines[0][0];

	if (c == '\0')
		return 1;
	if (c == '@' && str_number(lines[0] + 1, 0, 100000, &minutes))
		now += minutes * MINUTE;
	if (strchr("0123456789", c) == NULL &&
	    (ascii_lower(c) < 'a' || ascii_lower(c) > 'z'))
		return 1;
	a = arena_new();
	work_open(&w, &flow, a);
	speaker(&w, c);
	if (w.actor.channel == CHANNEL_MAIL)
		used = one_mail(&w, lines, n);
	else
		one_command(&w, lines[0] + 1);
	work_close(&w);
	arena_free(a);
	return used;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct span rest, line;
	struct buf clean = { 0 };
	struct arena *a = arena_new();
	char *lines[LINES_MAX];
	size_t count = 0, i = 0;
	struct err e = { 0 };

	if (flow.store == NULL)
		set_up();
	/* what the edges hand over is clean */
	utf8_add_clean(&clean, (const char *)data, n);
	rest = (struct span){ buf_str(&clean), clean.n };
	while (count < LINES_MAX && span_line(&rest, &line))
		lines[count++] = arena_strn(a, line.p, line.n);
	now = START;
	need(store_begin(flow.store, &e) == 0, "begin", e.text);
	while (i < count)
		i += say(lines + i, count - i);
	need(store_in_transaction(flow.store), "transaction", "lost");
	store_rollback(flow.store);
	flow_said(&flow, false);
	flow.mail_waits = flow.chat_waits = false;
	buf_free(&clean);
	arena_free(a);
	return 0;
}
