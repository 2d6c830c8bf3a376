/* SPDX-License-Identifier: ISC */
/* The scripted day; see day.h. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/fd.h"
#include "base/log.h"
#include "day.h"
#include "flow/flow.h"
#include "handlers/bulletin/facts.h"
#include "handlers/handler.h"
#include "store/journal.h"

#define START	1796029200	/* 2026-11-30 10:00 in Berlin */
#define MAILS	30

struct day *day;
static char dir[256];
static int64_t now;

/* Time never runs backwards, not over a death either. */
static int64_t
day_now(void)
{
	if (now > day->latest)
		day->latest = now;
	return day->latest;
}

/*
 * A call said -1: fine where a fault was put in, once, and it says what; the
 * caller repeats the event, as the world would.
 */
static void
failed(struct flow *f, const char *what, struct err *e)
{
	if (!day->fault)
		fail_msg("%s: %s", what, e->text);
	day->fault = false;
	if (e->code != ERR_FULL || e->text[0] == '\0')
		fail_msg("%s, call %ld: code %d, \"%s\"", what, day->calls,
		    e->code, e->text);
	if (f->store != NULL)
		store_rollback(f->store);
	flow_said(f, false);
	*e = (struct err){ 0 };
}

/* --- the world ----------------------------------------------------------- */

static void __attribute__((format(printf, 1, 2)))
saw(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	day->n += (size_t)vsnprintf(day->sent + day->n,
	    sizeof(day->sent) - day->n, fmt, ap);
	va_end(ap);
	assert_true(day->n < sizeof(day->sent));
}

/* What a recipient gets, ids left out: they may differ after an alert. */
static void
saw_mail(const struct outbox_row *o)
{
	struct span rest = o->body, line;
	size_t i;
	bool body = false;
	unsigned sum = 0;

	while (span_line(&rest, &line)) {
		body |= line.n == 0;
		for (i = 0; body && line.p[0] != '-' && i < line.n; i++)
			sum = sum * 31 + (unsigned char)line.p[i];
	}
	for (i = 0; i < o->recipients.n; i++)
		saw("mail %s: %s %08x\n", (char *)o->recipients.at[i],
		    o->subject, sum);
}

static void
post_one(struct flow *f, int64_t id)
{
	struct arena *a = arena_new();
	struct post_result r = { .row = id };
	struct outbox_row o;
	struct err e = { 0 };
	size_t i;
	bool go;

	while (outbox_get(f->store, a, id, &o, &e) != 1)
		failed(f, "outbox_get", &e);
	go = flow_sending(f, id, id, 1, &e);
	if (go)
		saw_mail(&o);
	else
		failed(f, "flow_sending", &e);
	/* a mail without the word is not sent, and comes back as "later" */
	for (i = 0; i < o.recipients.n; i++) {
		struct post_rcpt *p = arena_alloc(a, sizeof(*p));

		p->address = o.recipients.at[i];
		p->code = go ? 250 : 0;
		p->outcome = go ? POST_SENT : POST_LATER;
		list_add(&r.recipients, p);
	}
	flow_mail_result(f, &r);
	list_free(&r.recipients);
	arena_free(a);
}

static void
post_all(struct flow *f)
{
	int64_t ids[64];
	struct err e = { 0 };
	int n, i;

	while ((n = flow_lease_mail(f, ids, 64, &e)) != 0) {
		if (n == -1)
			failed(f, "flow_lease_mail", &e);
		for (i = 0; i < n; i++) {
			post_one(f, ids[i]);
			while (flow_flush(f, &e) == -1)
				failed(f, "flow_flush", &e);
		}
	}
}

static void
chat_all(struct flow *f)
{
	struct arena *a = arena_new();
	struct outbox_row o;
	struct err e = { 0 };
	int64_t ids[64];
	int n, i;

	while ((n = outbox_due(f->store, "chat", day_now(), ids, 64, &e)) !=
	    0) {
		if (n == -1)
			failed(f, "outbox_due", &e);
		for (i = 0; i < n; i++) {
			while (outbox_get(f->store, a, ids[i], &o, &e) != 1)
				failed(f, "outbox_get", &e);
			/* a repeat carries the same origin-id: seen once */
			if (strstr(day->sent, arena_printf(a, " %s\n",
			    o.unique_name)) == NULL)
				saw("chat %s: %.*s %s\n", o.target != NULL ?
				    o.target : "room", (int)o.body.n,
				    o.body.p, o.unique_name);
			flow_chat_result(f, ids[i], true, NULL);
		}
		while (flow_flush(f, &e) == -1)
			failed(f, "flow_flush", &e);
	}
	arena_free(a);
}

/* --- what arrives -------------------------------------------------------- */

/* A mail as prover and reader would describe it. */
static void
make_mail(struct arena *a, int i, struct evidence *ev, struct reading *r)
{
	static const char *const lines[] = { "bulletins", "status",
	    "affected LAMP-1 yes the old ones", "nonsense", "notices" };
	struct bulletin_facts *f;
	struct list *l;
	struct buf b = { 0 };

	*ev = (struct evidence){ .complete = true, .date = START + i };
	*r = (struct reading){ .subject = "s", .text = "t" };
	ev->message_id = arena_printf(a, "<m%d@example.net>", i);
	if (i % 6 == 5) {	/* a person's commands */
		ev->from = i % 12 == 5 ? "dan@example.com" :
		    "wanda@example.com";
		ev->dmarc.result = PROOF_PASS;
		ev->n = 1;
		ev->proofs[0] = (struct proof){ .method = "dkim", .result =
		    PROOF_PASS, .domain = "example.com",
		    .covered = COVERED_MESSAGE_ID };
		ev->subject = "commands";
		r->mail_class = CLASS_COMMAND;
		list_add(&r->commands, arena_str(a, lines[i / 6]));
		list_add(&r->commands, arena_str(a, "whoami"));
		return;
	}
	ev->from = i % 6 == 4 ? "sales@shop.example" :
	    "alerts@lamp.example.net";
	ev->subject = arena_printf(a, "LAMP-%d: lamp update", i / 2);
	if (i % 6 < 3) {
		ev->n = 1;
		ev->proofs[0] = (struct proof){ .method = "dkim", .result =
		    PROOF_PASS, .domain = "lamp.example.net", .bits = 2048,
		    .why = "fine" };
	}
	/* two mails each announce the same bulletin, some revised */
	f = arena_alloc(a, sizeof(*f));
	f->vendor = "any";
	f->id = f->base = arena_printf(a, "LAMP-%d", i / 2);
	f->title = i % 4 == 1 ? "lamp update, revised" : "lamp update";
	f->site_severity = SEVERITY_IMPORTANT;
	l = arena_alloc(a, sizeof(*l));
	list_add(l, f);
	facts_pack(&b, l);
	list_free(l);
	r->mail_class = CLASS_BULLETIN;
	r->claims = (struct span){ arena_strn(a, b.p, b.n), b.n };
	buf_free(&b);
}

static int
put_mail(struct flow *f, const struct mail_arrived *m, int64_t *inbox,
    int64_t *folder, struct err *e)
{
	if (store_begin(f->store, e) == -1 || flow_mail_in(f, m,
	    span_of("raw"), inbox, folder, e) == -1)
		return -1;
	return store_commit(f->store, e);
}

static int
take_mail(struct flow *f, int64_t inbox, const struct evidence *ev,
    const struct reading *r, struct err *e)
{
	int64_t folder;

	if (store_begin(f->store, e) == -1 || flow_mail_done(f, inbox, ev, r,
	    &folder, e) == -1 || store_commit(f->store, e) == -1)
		return -1;
	flow_said(f, true);
	return 0;
}

static void
mail_in(struct flow *f, int i)
{
	struct arena *a = arena_new();
	struct mail_arrived m = { .account = "vendors", .mailbox = "INBOX",
	    .uidvalidity = 7, .received = START + i };
	struct evidence ev;
	struct reading r;
	struct err e = { 0 };
	int64_t inbox, folder;

	m.key = arena_printf(a, "%d", i + 1);
	make_mail(a, i, &ev, &r);
	while (put_mail(f, &m, &inbox, &folder, &e) == -1)
		failed(f, "flow_mail_in", &e);
	while (folder == -1 && take_mail(f, inbox, &ev, &r, &e) == -1)
		failed(f, "flow_mail_done", &e);
	list_free(&r.commands);
	arena_free(a);
}

struct line {
	const char	*who, *text;
	bool		 room;
};

/* The night, with a few slips on the way. */
static const struct line night[] = {
	{ "carol", "plan shop production 2026-12-04 21:30 for 3h30m servers "
	    "db1 web1 systems shop tasks short", false },
	{ "dan", "status", false },
	{ "carol", "notices", false },
	{ "wanda", "plan x production 2026-12-04 21:30 for 1h", false },
	{ "carol", "preview scheduled shop", false },
	{ "stranger", "status", false },
	{ "carol", "move shop 2026-12-05 21:30 for 3h the hall is booked",
	    false },
	{ "carol", "stauts", true },
	{ "carol", "!bulletins 3", true },
	{ "ines", "quarantine", false },
	{ "ines", "discard 4 a test of ours", false },
	{ "ines", "release 10 confirmed by telephone", false },
	{ "ines", "release 10 once more", false },
	{ "dan", "bulletin LAMP-0", false },
	{ "dan", "affected LAMP-0 no", false },
	{ "ines", "raise LAMP-0 exposed the shop has it", false },
	{ "ines", "threat LAMP-0 exploited seen", false },
	{ "carol", "decide LAMP-0 go", false },
	{ "carol", "undo LAMP-0 decision too early", false },
	{ "dan", "due 30", false },
	{ "carol", "decide LAMP-0 done by hand", false },
	{ "carol", "servers shop set db1,db9", false },
	{ "carol", "exclude web1 from shop until 2026-12-20 it is sold out",
	    false },
	{ "ines", "except db9 until 2027-03-01 too old with a guard before it",
	    false },
	{ "carol", "open shop", false },
	{ "carol", "here", true },
	{ "dan", "here", true },
	{ "dan", "here", true },
	{ "dan", "tasks mine", false },
	{ "wanda", "!start shop", true },
	{ "carol", "!roll", true },
	{ "wanda", "here", true },
	{ "dan", "!start db", true },
	{ "dan", "!note the first node is slow", true },
	{ "carol", "!status", true },
	{ "carol", "!extend 30m the first node is slow", true },
	{ "dan", "!done db", true },
	{ "dan", "!done db", true },
	{ "wanda", "!start shop", true },
	{ "wanda", "!fail shop the disk is full", true },
	{ "wanda", "!start shop again", true },
	{ "wanda", "!done shop", true },
	{ "carol", "!log 5", true },
	{ "wanda", "away", true },
	{ "carol", "!complete all is well", true },
	{ "carol", "!close", true },
	{ "carol", "help done", false },
	{ "carol", "whoami", false },
	{ "dan", "good night", true },
};
#define LINES (sizeof(night) / sizeof(night[0]))

static void
chat_in(struct flow *f, size_t i)
{
	char jid[64], id[32];
	struct chat_event ev = { .kind = night[i].room ? CHAT_ROOM :
	    CHAT_DIRECT, .jid = jid, .nick = night[i].room ? night[i].who :
	    NULL, .body = night[i].text, .stanza_id = id, .stream = "s" };
	struct err e = { 0 };

	snprintf(jid, sizeof(jid), "%s@example.com/phone", night[i].who);
	snprintf(id, sizeof(id), "sid-%zu", i);
	while (flow_chat_in(f, &ev, &e) == -1)
		failed(f, night[i].text, &e);
}

/* --- one life ------------------------------------------------------------ */

static void
tick(struct flow *f)
{
	struct err e = { 0 };

	while (flow_tick(f, &e) == -1)
		failed(f, "flow_tick", &e);
	chat_all(f);
	post_all(f);
}

void
day_live(void)
{
	struct conf_report r = { .arena = arena_new() };
	struct config *c = config_load("tests/flow/day.conf", &r);
	struct flow f = { .config = c, .now = day_now };
	struct err e = { 0 };
	char path[300];
	size_t i;

	if (c == NULL)
		fail_msg("%s", r.lines.n ? (char *)r.lines.at[0] : "config");
	f.templates = templates_new(NULL);
	assert_int_equal(templates_load(f.templates, &e), 0);
	snprintf(path, sizeof(path), "%s/day.db", dir);
	now = START;
	while (store_open(&f.store, path, all_tables, &e) == -1)
		failed(&f, "store_open", &e);
	while (flow_recover(&f, &e) == -1)
		failed(&f, "flow_recover", &e);
	for (i = 0; i < MAILS; i++) {
		now = START + 60 * (int64_t)i;
		tick(&f);
		mail_in(&f, (int)i);
		tick(&f);
	}
	for (i = 0; i < LINES; i++) {
		now = START + HOUR + 60 * (int64_t)i;
		/* the night begins at its hour */
		if (i >= 15)
			now += 5 * DAY + 10 * HOUR;
		tick(&f);
		chat_in(&f, i);
		tick(&f);
	}
	now += 2 * DAY;
	tick(&f);
	store_close(f.store);
	templates_free(f.templates);
	config_free(c);
	flow_close(&f);
	arena_free(r.arena);
}

/* --- comparing ----------------------------------------------------------- */

static int
by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The world's messages in order of their text, ids cut from chat lines. */
char *
day_sent(struct arena *a)
{
	struct list l = { 0 };
	struct span rest = { day->sent, day->n }, line;
	struct buf b = { 0 };
	char *s;
	size_t i;

	while (span_line(&rest, &line)) {
		s = arena_strn(a, line.p, line.n);
		if (strstr(s, " pb-") != NULL)
			*strstr(s, " pb-") = '\0';
		list_add(&l, s);
	}
	qsort(l.at, l.n, sizeof(*l.at), by_text);
	for (i = 0; i < l.n; i++)
		buf_addf(&b, "%s\n", (char *)l.at[i]);
	list_free(&l);
	s = arena_strn(a, buf_str(&b), b.n);
	buf_free(&b);
	return s;
}

char *
day_state(struct arena *a)
{
	static const char *const queries[] = {
		"SELECT source || key || ' ' || state || ' ' || "
		"COALESCE(verdict, '') || folder FROM inbox "
		"ORDER BY source, key",
		"SELECT reference || title || revisions FROM bulletins "
		"ORDER BY reference",
		"SELECT name || state || start_at || end_at || opened_at || "
		"completed_at || closed_at FROM deployments "
		"ORDER BY name",
		"SELECT id || state || COALESCE(note, '') FROM tasks "
		"ORDER BY id",
		"SELECT person || here FROM presence ORDER BY person",
		"SELECT kind || due || state || sent_at || "
		"COALESCE(subject, '') FROM "
		"notices ORDER BY id",
		"SELECT job || argument || due || state FROM agenda "
		"ORDER BY job, argument, due",
		"SELECT inbox || ' ' || head || verdict || waits "
		"FROM quarantine_cases ORDER BY inbox",
		"SELECT source || month || ': ' || received || ' ' || believed "
		"|| ' ' || refused || ' ' || bulletins || ' ' || relevant || "
		"' ' || irrelevant FROM source_counts ORDER BY source, month",
		"SELECT source || ' ' || days || ' ' || told_at "
		"FROM source_seen ORDER BY source",
		"SELECT bulletin || ' ' || announced_at || ' ' || closed_at "
		"|| COALESCE(threat, '') FROM decide_bulletins "
		"ORDER BY bulletin",
		"SELECT bulletin || ' ' || n || ' ' || level "
		"FROM decide_levels ORDER BY bulletin, n",
		"SELECT id || verdict || evidence || undone_at "
		"FROM decide_decisions ORDER BY id",
		"SELECT bulletin || environment || how FROM decide_done "
		"ORDER BY bulletin",
		"SELECT server || added || said_by FROM night_servers "
		"ORDER BY server_key",
		"SELECT server || until_at || state FROM exclusions "
		"ORDER BY id",
		"SELECT e.server || e.until_at || c.kind FROM exceptions e "
		"JOIN exception_changes c ON c.exception = e.id "
		"ORDER BY c.id",
		"SELECT actor || ' ' || what FROM journal ORDER BY id",
	};
	struct store *s;
	struct err e = { 0 };
	struct buf b = { 0 };
	char path[300], head[65], *text;
	int64_t lines;
	size_t i;

	snprintf(path, sizeof(path), "%s/day.db", dir);
	assert_int_equal(store_open_reader(&s, path, &e), 0);
	for (i = 0; i < sizeof(queries) / sizeof(queries[0]); i++) {
		struct rows *r = store_query(s, queries[i], "");
		int rc;

		while ((rc = rows_next(r, &e)) == 1)
			buf_addf(&b, "%s\n", rows_text(r, 0));
		if (rc == -1)
			fail_msg("%s", e.text);
		rows_end(r);
	}
	if (journal_verify(s, &lines, head, &e) == -1)
		fail_msg("%s", e.text);
	store_close(s);
	text = arena_strn(a, buf_str(&b), b.n);
	buf_free(&b);
	return text;
}

void
day_fresh(void)
{
	static const char *const ends[] = { "", "-wal", "-shm", ".lock" };
	char path[320];
	size_t i;

	for (i = 0; i < 4; i++) {
		snprintf(path, sizeof(path), "%s/day.db%s", dir, ends[i]);
		unlink(path);
	}
	day->n = 0;
	day->latest = 0;
	day->sent[0] = '\0';
}

/* Every line of the first is in the second; both sorted; NULL or the line. */
static const char *
missing_line(struct arena *a, const char *small, const char *large)
{
	struct span rs = span_of(small), rl = span_of(large), ls, ll;

	while (span_line(&rs, &ls)) {
		do {
			if (!span_line(&rl, &ll))
				return arena_strn(a, ls.p, ls.n);
		} while (ls.n != ll.n || memcmp(ls.p, ll.p, ls.n) != 0);
	}
	return NULL;
}

/* Fails with the first line that one text has and the other lacks. */
void
day_must_equal(struct arena *a, long at, const char *what, const char *want,
    const char *got)
{
	const char *lost = missing_line(a, want, got);
	const char *more = missing_line(a, got, want);

	if (strcmp(want, got) != 0)
		fail_msg("after call %ld: other %s; missing \"%s\", "
		    "too much \"%s\"", at, what, lost != NULL ? lost : "",
		    more != NULL ? more : "");
}

const char *
day_path(void)
{
	static char path[300];

	snprintf(path, sizeof(path), "%s/day.db", dir);
	return path;
}

int
day_set_up(void **state)
{
	(void)state;
	day = mmap(NULL, sizeof(*day), PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	snprintf(dir, sizeof(dir), "/dev/shm/patchbot-day.XXXXXX");
	if (mkdtemp(dir) == NULL) {
		snprintf(dir, sizeof(dir), "/tmp/patchbot-day.XXXXXX");
		if (mkdtemp(dir) == NULL)
			return -1;
	}
	return day == MAP_FAILED ? -1 : 0;
}

int
day_tear_down(void **state)
{
	(void)state;
	day_fresh();
	return rmdir(dir);
}
