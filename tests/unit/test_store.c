/* SPDX-License-Identifier: ISC */
/* The database: schema changes, rows and their states, the journal's chain,
 * and what happens where the disk or the file will not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/fd.h"
#include "base/log.h"
#include "store/agenda.h"
#include "store/inbox.h"
#include "store/journal.h"
#include "store/migrate.h"
#include "store/outbox.h"
#include "tests/support/proc.h"

static struct store *s;
static struct arena *arena;
static struct err e;
static char path[300];

static const struct migration first[] = {
	{ 1, "CREATE TABLE one (a TEXT);" }, { 0, NULL } };
static const struct migration second[] = {
	{ 1, "CREATE TABLE one (a TEXT);" },
	{ 2, "CREATE TABLE two (b TEXT); ALTER TABLE one ADD COLUMN c TEXT;" },
	{ 0, NULL } };
static const struct migration broken[] = {
	{ 1, "CREATE TABLE one (a TEXT);" },
	{ 2, "CREATE TABLE two (b TEXT); CREATE TABLE two (b TEXT);" },
	{ 0, NULL } };
static const struct tables at_first = { "t", first };
static const struct tables at_second = { "t", second };
static const struct tables at_broken = { "t", broken };

static int
open_with(const struct tables *t)
{
	const struct tables *all[] = { t, NULL };

	s = NULL;
	e = (struct err){ 0 };
	return store_open(&s, path, all, &e);
}

static void
reopen(void)
{
	store_close(s);
	if (open_with(NULL) == -1)
		fail_msg("%s", e.text);
}

static int
set_up(void **state)
{
	static int n;

	(void)state;
	arena = arena_new();
	snprintf(path, sizeof(path), "%s", proc_path("store-%d.db", ++n));
	return open_with(NULL);
}

static int
tear_down(void **state)
{
	(void)state;
	store_close(s);
	s = NULL;
	arena_free(arena);
	return 0;
}

static int64_t
number(const char *sql)
{
	int64_t n = -1;

	if (store_int(s, &e, &n, sql, "") == -1)
		fail_msg("%s: %s", sql, e.text);
	return n;
}

static void
run(const char *sql)
{
	if (store_script(s, sql, &e) == -1)
		fail_msg("%s: %s", sql, e.text);
}

static char *
text_of(const char *sql)
{
	char *t;

	if (store_text(s, &e, arena, &t, sql, "") == -1)
		fail_msg("%s: %s", sql, e.text);
	return t;
}

/* --- schema -------------------------------------------------------- */

/* Every table and index with its columns, as SQLite sees them. */
static char *
schema(void)
{
	struct buf b = { 0 };
	struct rows *r = store_query(s, "SELECT m.name, p.name, p.type, "
	    "p.\"notnull\", p.pk FROM sqlite_master m LEFT JOIN "
	    "pragma_table_info(m.name) p ORDER BY m.name, p.name", "");
	char *copy;

	while (rows_next(r, &e) == 1)
		buf_addf(&b, "%s.%s %s %lld %lld\n", rows_text(r, 0),
		    rows_text(r, 1) != NULL ? rows_text(r, 1) : "",
		    rows_text(r, 2) != NULL ? rows_text(r, 2) : "",
		    (long long)rows_int(r, 3), (long long)rows_int(r, 4));
	rows_end(r);
	copy = arena_str(arena, buf_str(&b));
	buf_free(&b);
	return copy;
}

static void
migrate__from_older__equals_fresh(void **state)
{
	char *fresh, *migrated;

	(void)state;
	store_close(s);
	assert_int_equal(open_with(&at_first), 0);
	run("INSERT INTO one (a) VALUES ('kept')");
	store_close(s);
	assert_int_equal(open_with(&at_second), 0);
	migrated = schema();
	assert_string_equal(text_of("SELECT a FROM one"), "kept");
	assert_int_equal(number("SELECT COUNT(*) FROM migrations "
	    "WHERE owner = 't'"), 2);
	store_close(s);
	unlink(path);
	assert_int_equal(open_with(&at_second), 0);
	fresh = schema();
	assert_string_equal(fresh, migrated);
	assert_non_null(strstr(fresh, "two.b"));
	/* once more is no change */
	store_close(s);
	assert_int_equal(open_with(&at_second), 0);
	assert_string_equal(schema(), fresh);
}

static void
migrate__newer_or_unknown__is_refused(void **state)
{
	(void)state;
	store_close(s);
	assert_int_equal(open_with(&at_second), 0);
	store_close(s);
	assert_int_equal(open_with(&at_first), -1);
	assert_int_equal(e.code, ERR_CONFIG);
	assert_non_null(strstr(e.text, "newer"));
	assert_non_null(strstr(e.text, "\"t\""));
	assert_null(s);
	assert_int_equal(open_with(NULL), -1);
	assert_int_equal(e.code, ERR_CONFIG);
	/* and nothing was changed by trying */
	assert_int_equal(open_with(&at_second), 0);
	assert_int_equal(number("SELECT MAX(number) FROM migrations WHERE "
	    "owner = 't'"), 2);
}

static void
migrate__that_fails__leaves_nothing_half_done(void **state)
{
	char *before;

	(void)state;
	store_close(s);
	assert_int_equal(open_with(&at_first), 0);
	before = schema();
	store_close(s);
	assert_int_equal(open_with(&at_broken), -1);
	assert_non_null(strstr(e.text, "schema of t, change 2"));
	assert_int_equal(open_with(&at_first), 0);
	assert_string_equal(schema(), before);
}

/* --- inbox and agenda ---------------------------------------------- */

static struct inbox_row
row_of(const char *source, const char *key)
{
	return (struct inbox_row){ .channel = "mail", .source = source,
	    .key = key, .at = 100, .raw = { "a\0b", 3 }, .cut = true };
}

static void
inbox__same_key__is_the_same_row(void **state)
{
	struct inbox_row a = row_of("m", "1"), again = row_of("m", "1"),
	    b = row_of("m", "2"), c = row_of("n", "1"), got;

	(void)state;
	assert_int_equal(inbox_add(s, &a, &e), 1);
	assert_int_equal(inbox_add(s, &again, &e), 0);
	assert_int_equal(again.id, a.id);
	assert_int_equal(inbox_add(s, &b, &e), 1);
	assert_int_equal(inbox_add(s, &c, &e), 1);
	assert_int_equal(number("SELECT COUNT(*) FROM inbox"), 3);
	assert_int_equal(inbox_get(s, arena, a.id, &got, &e), 1);
	assert_string_equal(got.state, "new");
	assert_int_equal(got.raw.n, 3);
	assert_memory_equal(got.raw.p, "a\0b", 3);
	assert_true(got.cut);
	assert_null(got.sender);
	assert_null(got.evidence.p);
	got.state = "done";
	got.verdict = "authentic";
	got.why = "";
	got.evidence = (struct span){ "x\0", 2 };
	got.folder = 2;
	assert_int_equal(inbox_update(s, &got, &e), 0);
	assert_int_equal(inbox_get(s, arena, a.id, &got, &e), 1);
	assert_string_equal(got.verdict, "authentic");
	assert_string_equal(got.why, "");
	assert_int_equal(got.evidence.n, 2);
	assert_int_equal(got.folder, 2);
	assert_int_equal(got.raw.n, 3);
	assert_int_equal(inbox_get(s, arena, 99, &got, &e), 0);
	assert_int_equal(inbox_get_bare(s, arena, a.id, &got, &e), 1);
	assert_string_equal(got.verdict, "authentic");
	assert_int_equal(got.evidence.n, 2);
	assert_int_equal(got.folder, 2);
	assert_null(got.raw.p);
	assert_int_equal(inbox_get_bare(s, arena, 99, &got, &e), 0);
}

static void
inbox__failing_row__is_poison_at_the_last_try(void **state)
{
	struct inbox_row row = row_of("m", "1"), got;
	int64_t ids[4], now = 1000;
	int i;

	(void)state;
	assert_int_equal(inbox_add(s, &row, &e), 1);
	for (i = 1; i < INBOX_TRIES; i++) {
		assert_int_equal(inbox_due(s, now, 0, ids, 4, &e), 1);
		assert_int_equal(inbox_failed(s, row.id, now, "no", &e), 0);
		assert_int_equal(inbox_due(s, now + inbox_backoff(i) - 1, 0,
		    ids, 4, &e), 0);
		now += inbox_backoff(i);
	}
	assert_int_equal(inbox_failed(s, row.id, now, "still no", &e), 1);
	assert_int_equal(inbox_get(s, arena, row.id, &got, &e), 1);
	assert_string_equal(got.state, "poison");
	assert_string_equal(got.why, "still no");
	assert_int_equal(got.raw.n, 3);
	assert_int_equal(inbox_due(s, now + 86400, 0, ids, 4, &e), 0);
	assert_int_equal(inbox_retry(s, row.id, &e), 1);
	assert_int_equal(inbox_retry(s, row.id, &e), 0);
	assert_int_equal(inbox_due(s, now, 0, ids, 4, &e), 1);
	assert_int_equal(inbox_due(s, now, row.id, ids, 4, &e), 0);
	assert_int_equal(inbox_backoff(0), 10);
	assert_int_equal(inbox_backoff(1), 20);
	assert_int_equal(inbox_backoff(8), 2560);
	assert_int_equal(inbox_backoff(9), 3600);
	assert_int_equal(inbox_backoff(1000000), 3600);
}

static void
agenda__planned_cancelled_planned_anew(void **state)
{
	int64_t due = 0;

	(void)state;
	assert_int_equal(agenda_next(s, &due, &e), 0);
	assert_int_equal(agenda_add(s, "j", "x", 50, &e), 0);
	assert_int_equal(agenda_add(s, "j", "x", 50, &e), 0);
	assert_int_equal(agenda_add(s, "j", "y", 40, &e), 0);
	assert_int_equal(agenda_add(s, "k", "x", 60, &e), 0);
	assert_int_equal(number("SELECT COUNT(*) FROM agenda"), 3);
	assert_int_equal(agenda_cancel(s, "j", "x", &e), 0);
	assert_int_equal(agenda_next(s, &due, &e), 1);
	assert_int_equal(due, 40);
	assert_int_equal(agenda_bring(s, 39, &e), 0);
	assert_int_equal(agenda_bring(s, 40, &e), 1);
	assert_int_equal(agenda_bring(s, 40, &e), 0);
	/* cancelled, then planned for the same time again */
	assert_int_equal(agenda_add(s, "j", "x", 50, &e), 0);
	assert_int_equal(agenda_bring(s, 100, &e), 2);
	assert_int_equal(number("SELECT COUNT(*) FROM inbox WHERE "
	    "source = 'clock'"), 3);
	/* what was brought is not brought twice */
	assert_int_equal(agenda_add(s, "j", "x", 50, &e), 0);
	assert_int_equal(agenda_bring(s, 100, &e), 0);
	assert_int_equal(agenda_add(s, "j", "x", 200, &e), 0);
	assert_int_equal(agenda_add(s, "j", "z", 200, &e), 0);
	assert_int_equal(agenda_cancel(s, "j", NULL, &e), 0);
	assert_int_equal(agenda_next(s, &due, &e), 0);
	assert_false(store_in_transaction(s));
}

/* --- outbox -------------------------------------------------------- */

static int64_t
mail_to(int n)
{
	static const char *const to[] = { "a@x", "b@x", "c@x", "a@x" };
	struct outbox_row row = { .channel = "mail", .sender = "me@x",
	    .at = 5, .unique_name = "<1@x>", .subject = "s",
	    .body = { "b\0y", 3 } };
	int i;

	row.id = store_new_id(s, "outbox", &e);
	for (i = 0; i < n; i++)
		list_add_in(arena, &row.recipients,
		    arena_str(arena, to[i]));
	assert_int_equal(outbox_add(s, &row, &e), 0);
	return row.id;
}

static const char *
state_of(int64_t id)
{
	struct outbox_row o;

	assert_int_equal(outbox_get(s, arena, id, &o, &e), 1);
	return o.state;
}

/* The outcomes of three recipients and what the message becomes. */
static void
outbox__outcomes__decide_the_state(void **state)
{
	static const struct {
		const char	*one[3], *want;
	} cases[] = {
		{ { "sent", "sent", "sent" }, "sent" },
		{ { "sent", "queued", "sent" }, "queued" },
		{ { "sent", "failed", "sent" }, "failed" },
		{ { "failed", "failed", "failed" }, "failed" },
		{ { "sent", "unknown", "sent" }, "unknown" },
		{ { "failed", "queued", "unknown" }, "queued" },
		{ { "unknown", "unknown", "failed" }, "unknown" },
	};
	static const char *const to[] = { "a@x", "b@x", "c@x" };
	struct outbox_row o;
	size_t i, k;
	int64_t id;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		id = mail_to(4);	/* the fourth is the first again */
		assert_int_equal(outbox_get(s, arena, id, &o, &e), 1);
		assert_int_equal(o.recipients.n, 3);
		assert_int_equal(o.body.n, 3);
		assert_int_equal(outbox_state(s, id, "leased", &e), 0);
		assert_int_equal(outbox_state(s, id, "sending", &e), 0);
		for (k = 0; k < 3; k++)
			assert_int_equal(outbox_outcome(s, id, to[k],
			    cases[i].one[k], 250, "r", &e), 0);
		assert_string_equal(outbox_settle(s, id, 1000, &e),
		    cases[i].want);
		assert_string_equal(state_of(id), cases[i].want);
	}
}

static void
outbox__queued_again__until_the_last_try(void **state)
{
	int64_t id = mail_to(2), ids[4], now = 1000;
	struct outbox_row o;
	int i;

	(void)state;
	assert_int_equal(outbox_outcome(s, id, "a@x", "sent", 250, "", &e), 0);
	for (i = 1; i < OUTBOX_TRIES; i++) {
		assert_int_equal(outbox_due(s, "mail", now, ids, 4, &e), 1);
		assert_int_equal(outbox_due(s, "chat", now, ids, 4, &e), 0);
		/* who has it is not asked for again */
		assert_int_equal(outbox_get(s, arena, id, &o, &e), 1);
		assert_int_equal(o.recipients.n, 1);
		assert_string_equal(o.recipients.at[0], "b@x");
		assert_int_equal(outbox_outcome(s, id, "b@x", "queued", 451,
		    "later", &e), 0);
		assert_string_equal(outbox_settle(s, id, now, &e), "queued");
		assert_int_equal(outbox_due(s, "mail", now, ids, 4, &e), 0);
		now += 3600;
	}
	outbox_outcome(s, id, "b@x", "queued", 451, "later", &e);
	assert_string_equal(outbox_settle(s, id, now, &e), "failed");
	assert_int_equal(outbox_retry(s, id, &e), 1);
	assert_string_equal(state_of(id), "queued");
	assert_int_equal(outbox_get(s, arena, id, &o, &e), 1);
	assert_int_equal(o.recipients.n, 1);
	assert_int_equal(outbox_retry(s, id, &e), 0);
	assert_int_equal(outbox_drop(s, id, now, &e), 1);
	assert_int_equal(outbox_drop(s, id, now, &e), 0);
	assert_string_equal(state_of(id), "dropped");
	assert_int_equal(outbox_retry(s, 999, &e), 0);
}

static void
outbox__after_a_crash__leased_again_sending_unknown(void **state)
{
	int64_t leased = mail_to(1), sending = mail_to(2), sent = mail_to(1),
	    unknown[4];
	struct outbox_row o;

	(void)state;
	outbox_state(s, leased, "leased", &e);
	outbox_state(s, sending, "sending", &e);
	outbox_outcome(s, sending, "a@x", "sent", 250, "", &e);
	outbox_outcome(s, sent, "a@x", "sent", 250, "", &e);
	assert_string_equal(outbox_settle(s, sent, 5, &e), "sent");
	reopen();
	assert_int_equal(outbox_recover(s, 9, unknown, 4, &e), 1);
	assert_int_equal(unknown[0], sending);
	assert_string_equal(state_of(leased), "queued");
	assert_string_equal(state_of(sending), "unknown");
	assert_string_equal(state_of(sent), "sent");
	assert_int_equal(outbox_retry(s, sent, &e), 0);
	assert_int_equal(outbox_recover(s, 9, unknown, 4, &e), 0);
	/* sent again on a person's word: to the one in doubt only */
	assert_int_equal(outbox_retry(s, sending, &e), 1);
	outbox_get(s, arena, sending, &o, &e);
	assert_int_equal(o.recipients.n, 1);
	assert_string_equal(o.recipients.at[0], "b@x");
}

/* More than one look's worth: all of them are told of, in the end. */
static void
outbox__many_in_doubt__none_is_forgotten(void **state)
{
	int64_t unknown[2];
	int i, n, told = 0;

	(void)state;
	for (i = 0; i < 5; i++)
		outbox_state(s, mail_to(1), "sending", &e);
	while ((n = outbox_recover(s, 9, unknown, 2, &e)) > 0)
		told += n;
	assert_int_equal(told, 5);
	assert_int_equal(number("SELECT COUNT(*) FROM outbox WHERE "
	    "state = 'unknown'"), 5);
}

/* --- journal ------------------------------------------------------- */

static void
write_journal(int n)
{
	struct journal_line l = { .at = 5, .actor = "a", .assurance = "chat",
	    .channel = "room", .what = "did it" };
	int i;

	for (i = 0; i < n; i++) {
		l.subject = i % 2 ? "x" : NULL;
		assert_int_equal(journal_add(s, &l, &e), 0);
	}
}

static void
journal__tampered__is_found(void **state)
{
	static const struct { const char *sql; const char *line; } cases[] = {
		{ "UPDATE journal SET what = 'did not' WHERE id = 3", "3" },
		{ "UPDATE journal SET actor = 'b' WHERE id = 1", "1" },
		{ "UPDATE journal SET at = 6 WHERE id = 5", "5" },
		{ "UPDATE journal SET subject = 'y' WHERE id = 2", "2" },
		{ "UPDATE journal SET assurance = 'none' WHERE id = 2", "2" },
		{ "UPDATE journal SET cause = 9 WHERE id = 4", "4" },
		{ "UPDATE journal SET hash = '' WHERE id = 4", "4" },
		{ "DELETE FROM journal WHERE id = 1", "2" },
		{ "DELETE FROM journal WHERE id = 3", "4" },
		{ "INSERT INTO journal SELECT 6, at, actor, assurance, "
		    "channel, cause, subject, what, hash FROM journal "
		    "WHERE id = 5", "6" },
		{ "UPDATE journal SET id = 9 WHERE id = 5", "9" },
		/* the end cut off: nothing behind it that would not fit */
		{ "DELETE FROM journal WHERE id = 5", "5" },
		{ "DELETE FROM journal WHERE id > 2", "3" },
		{ "DELETE FROM journal", "1" },
	};
	char head[65], want[40];
	int64_t n;
	size_t i;

	(void)state;
	assert_int_equal(journal_verify(s, &n, head, &e), 0);
	assert_int_equal(n, 0);
	write_journal(5);
	assert_int_equal(journal_verify(s, &n, head, &e), 0);
	assert_int_equal(n, 5);
	assert_int_equal(strlen(head), 64);
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(store_begin(s, &e), 0);
		run(cases[i].sql);
		e = (struct err){ 0 };
		if (journal_verify(s, &n, head, &e) != -1)
			fail_msg("not found: %s", cases[i].sql);
		assert_int_equal(e.code, ERR_CORRUPT);
		snprintf(want, sizeof(want), "line %s ", cases[i].line);
		if (strstr(e.text, want) == NULL)
			fail_msg("%s: %s", cases[i].sql, e.text);
		store_rollback(s);
	}
	assert_int_equal(journal_verify(s, &n, head, &e), 0);
	/* a line that was rolled back leaves no gap */
	store_begin(s, &e);
	write_journal(1);
	store_rollback(s);
	write_journal(1);
	assert_int_equal(journal_verify(s, &n, head, &e), 0);
	assert_int_equal(n, 6);
}

/* --- trouble ------------------------------------------------------- */

static void
open__second_daemon__is_refused(void **state)
{
	struct store *other = NULL;

	(void)state;
	assert_int_equal(store_open(&other, path, NULL, &e), -1);
	assert_int_equal(e.code, ERR_CONFIG);
	assert_non_null(strstr(e.text, "in use by another patchbot"));
	assert_ptr_equal(strstr(e.text, path), e.text);
	assert_null(strstr(e.text + 1, path));	/* named once is enough */
	assert_int_equal(store_open_reader(&other, path, &e), 0);
	store_close(other);
	reopen();
}

static void
write_file(const char *text, size_t n)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	assert_true(fd != -1);
	assert_int_equal(fd_write_all(fd, text, n, &e), 0);
	close(fd);
}

static void
open__not_a_database__is_corrupt(void **state)
{
	char junk[8192];
	struct store *reader = NULL;
	struct rows *r;

	(void)state;
	store_close(s);
	memset(junk, 'x', sizeof(junk));
	write_file(junk, sizeof(junk));
	assert_int_equal(open_with(NULL), -1);
	assert_int_equal(e.code, ERR_CORRUPT);
	assert_non_null(strstr(e.text, path));
	assert_non_null(strstr(e.text, "not a database"));
	/* a reader finds out at its first query */
	if (store_open_reader(&reader, path, &e) == 0) {
		r = store_query(reader, "SELECT id FROM inbox", "");
		e = (struct err){ 0 };
		assert_int_equal(rows_next(r, &e), -1);
		rows_end(r);
		store_close(reader);
	}
	assert_int_equal(e.code, ERR_CORRUPT);
	s = NULL;
}

static void
open__damaged_inside__is_corrupt(void **state)
{
	struct buf b = { 0 };
	struct inbox_row row = row_of("m", "1");
	int rc = 0, i;

	(void)state;
	for (i = 0; i < 200; i++) {
		row.key = arena_printf(arena, "%d", i);
		assert_int_equal(inbox_add(s, &row, &e), 1);
	}
	store_close(s);
	s = NULL;
	assert_int_equal(file_read_all(path, 1 << 24, &b, &e), 0);
	/* cut in the middle of what it holds */
	write_file(b.p, b.n / 2);
	rc = open_with(NULL);
	for (i = 0; rc == 0 && i < 200; i++)
		rc = inbox_get(s, arena, i, &row, &e) == -1 ? -1 : 0;
	assert_int_equal(rc, -1);
	assert_int_equal(e.code, ERR_CORRUPT);
	store_close(s);
	/* every page but the first overwritten */
	memset(b.p + 4096, 'x', b.n - 4096);
	write_file(b.p, b.n);
	assert_int_equal(open_with(NULL), -1);
	assert_int_equal(e.code, ERR_CORRUPT);
	assert_non_null(strstr(e.text, path));
	buf_free(&b);
}

static void
open__folder_read_only_or_missing__says_so(void **state)
{
	char dir[200];

	(void)state;
	store_close(s);
	snprintf(dir, sizeof(dir), "%s", proc_path("closed"));
	mkdir(dir, 0500);
	snprintf(path, sizeof(path), "%s/x.db", dir);
	assert_int_equal(open_with(NULL), -1);
	assert_int_equal(e.code, ERR_FULL);
	assert_non_null(strstr(e.text, "closed/x.db"));
	assert_non_null(strstr(e.text, "Permission denied"));
	/* the lock is there already, the folder cannot be written */
	chmod(dir, 0700);
	assert_int_equal(open_with(NULL), 0);
	store_close(s);
	chmod(dir, 0500);
	chmod(path, 0400);
	assert_int_equal(open_with(NULL), -1);
	assert_int_equal(e.code, ERR_FULL);
	chmod(dir, 0700);
	snprintf(path, sizeof(path), "%s", proc_path("nowhere/x.db"));
	assert_int_equal(open_with(NULL), -1);
	assert_non_null(strstr(e.text, "No such file"));
	s = NULL;
}

static void
limit_files(rlim_t n)
{
	struct rlimit l;

	getrlimit(RLIMIT_FSIZE, &l);
	l.rlim_cur = n != 0 ? n : l.rlim_max;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &l), 0);
}

static void
write__disk_full__changes_nothing_and_recovers(void **state)
{
	struct stat st;
	char big[50000], wal[320];
	struct inbox_row row = row_of("m", "1");
	int rc = 0, n = 0;

	(void)state;
	memset(big, 'x', sizeof(big));
	row.raw = (struct span){ big, sizeof(big) };
	signal(SIGXFSZ, SIG_IGN);
	snprintf(wal, sizeof(wal), "%s-wal", path);
	assert_int_equal(stat(wal, &st), 0);
	limit_files((rlim_t)st.st_size + 200000);
	for (; rc != -1 && n < 100; n++) {
		assert_int_equal(store_begin(s, &e), 0);
		row.key = arena_printf(arena, "%d", n);
		rc = inbox_add(s, &row, &e);
		if (rc == 1 && (rc = store_commit(s, &e)) == 0)
			continue;
		store_rollback(s);
	}
	assert_int_equal(rc, -1);
	assert_int_equal(e.code, ERR_FULL);
	assert_false(store_in_transaction(s));
	assert_int_equal(number("SELECT COUNT(*) FROM inbox"), n - 1);
	limit_files(0);
	assert_int_equal(store_begin(s, &e), 0);
	assert_int_equal(inbox_add(s, &row, &e), 1);
	assert_int_equal(store_commit(s, &e), 0);
	reopen();
	assert_int_equal(number("SELECT COUNT(*) FROM inbox"), n);
	assert_string_equal(text_of("PRAGMA integrity_check"), "ok");
}

static bool
always(const char *what)
{
	(void)what;
	return true;
}

static void
hook__that_fails_a_call__leaves_it_undone(void **state)
{
	int64_t n = 7;

	(void)state;
	store_on_call(always);
	assert_int_equal(store_begin(s, &e), -1);
	assert_int_equal(e.code, ERR_FULL);
	assert_int_equal(store_int(s, &e, &n, "SELECT 1", ""), -1);
	assert_int_equal(n, 7);
	assert_int_equal(store_new_id(s, "k", &e), -1);
	assert_int_equal(store_exec(s, &e, "DELETE FROM ids", ""), -1);
	store_on_call(NULL);
	assert_int_equal(store_new_id(s, "k", &e), 1);
	assert_int_equal(store_new_id(s, "k", &e), 2);
	assert_int_equal(store_new_id(s, "l", &e), 1);
}

/* $10 and above, in any order, and NULLs of every type. */
static void
bind__many_parameters__by_their_number(void **state)
{
	char *t;

	(void)state;
	assert_int_equal(store_text(s, &e, arena, &t, "SELECT $12 || $1 || $11 "
	    "|| $2 || $10 || $9 || $3 || $4 || $5 || $6 || $7 || $8",
	    "ssssssssssss", "a", "b", "c", "d", "e", "f", "g", "h", "i", "j",
	    "k", "l"), 1);
	assert_string_equal(t, "lakbjicdefgh");
	assert_int_equal(store_text(s, &e, arena, &t, "SELECT COALESCE($1, "
	    "$2, 'none')", "sb", NULL, NULL), 1);
	assert_string_equal(t, "none");
	assert_int_equal(store_text(s, &e, arena, &t, "SELECT NULL", ""), 0);
	assert_null(t);
	/* the same statement twice at once */
	{
		static const char sql[] = "SELECT 1 UNION SELECT 2";
		struct rows *a = store_query(s, sql, ""),
		    *b = store_query(s, sql, "");

		assert_ptr_not_equal(a, b);
		assert_int_equal(rows_next(a, &e), 1);
		assert_int_equal(rows_next(b, &e), 1);
		assert_int_equal(rows_next(a, &e), 1);
		assert_int_equal(rows_int(a, 0), 2);
		assert_int_equal(rows_int(b, 0), 1);
		rows_end(a);
		rows_end(b);
	}
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(migrate__from_older__equals_fresh),
		TEST(migrate__newer_or_unknown__is_refused),
		TEST(migrate__that_fails__leaves_nothing_half_done),
		TEST(inbox__same_key__is_the_same_row),
		TEST(inbox__failing_row__is_poison_at_the_last_try),
		TEST(agenda__planned_cancelled_planned_anew),
		TEST(outbox__outcomes__decide_the_state),
		TEST(outbox__queued_again__until_the_last_try),
		TEST(outbox__after_a_crash__leased_again_sending_unknown),
		TEST(outbox__many_in_doubt__none_is_forgotten),
		TEST(journal__tampered__is_found),
		TEST(open__second_daemon__is_refused),
		TEST(open__not_a_database__is_corrupt),
		TEST(open__damaged_inside__is_corrupt),
		TEST(open__folder_read_only_or_missing__says_so),
		TEST(write__disk_full__changes_nothing_and_recovers),
		TEST(hook__that_fails_a_call__leaves_it_undone),
		TEST(bind__many_parameters__by_their_number),
	};

	proc_init();
	return proc_end(cmocka_run_group_tests(tests, NULL, NULL));
}
