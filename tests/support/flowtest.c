/* SPDX-License-Identifier: ISC */
/* A flow for tests; see flowtest.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fd.h"
#include "flowtest.h"
#include "handlers/handler.h"

struct flow ft;
const char *ft_file = "tests/flow/mail.conf";
int64_t ft_clock;
struct arena *ft_arena;
int ft_mail_rc;
int64_t ft_mail_age;

static struct config *config;
static struct conf_report report;
static char dir[64];
static int serial;

static int64_t
now(void)
{
	return ft_clock;
}

static void
check(int rc, const struct err *e)
{
	if (rc == -1)
		fail_msg("%s", e->text);
}

int
ft_open(void **state)
{
	struct err e = { 0 };
	char path[100];

	(void)state;
	ft_clock = FT_START;
	ft_mail_age = 0;
	ft_arena = arena_new();
	report = (struct conf_report){ .arena = arena_new() };
	config = config_load(ft_file, &report);
	if (config == NULL)
		fail_msg("%s", report.lines.n > 0 ?
		    (char *)report.lines.at[0] : ft_file);
	ft = (struct flow){ .config = config, .now = now,
	    .templates = templates_new(NULL) };
	check(templates_load(ft.templates, &e), &e);
	snprintf(dir, sizeof(dir), "/dev/shm/patchbot-ft.XXXXXX");
	if (mkdtemp(dir) == NULL) {
		snprintf(dir, sizeof(dir), "/tmp/patchbot-ft.XXXXXX");
		assert_non_null(mkdtemp(dir));
	}
	snprintf(path, sizeof(path), "%s/db", dir);
	check(store_open(&ft.store, path, all_tables, &e), &e);
	return 0;
}

int
ft_close(void **state)
{
	static const char *const names[] = { "db", "db-wal", "db-shm",
	    "db.lock" };
	char path[100];
	size_t i;

	(void)state;
	store_on_call(NULL);
	assert_false(store_in_transaction(ft.store));
	store_close(ft.store);
	templates_free(ft.templates);
	config_free(config);
	flow_said(&ft, false);
	flow_close(&ft);
	arena_free(report.arena);
	arena_free(ft_arena);
	for (i = 0; i < 4; i++) {
		snprintf(path, sizeof(path), "%s/%s", dir, names[i]);
		unlink(path);
	}
	return rmdir(dir);
}

void
ft_event(const struct chat_event *ev)
{
	struct err e = { 0 };

	check(flow_chat_in(&ft, ev, &e), &e);
}

void
ft_chat(const char *who, bool room, const char *text)
{
	struct chat_event ev = { .kind = room ? CHAT_ROOM : CHAT_DIRECT,
	    .jid = arena_printf(ft_arena, "%s@example.com/phone", who),
	    .nick = room ? who : NULL, .body = text, .stream = "s",
	    .stanza_id = arena_printf(ft_arena, "ft-%d", ++serial) };

	ft_event(&ev);
}

int64_t
ft_mail(const struct evidence *ev, const struct reading *r, bool cut)
{
	struct mail_arrived m = { .account = "a", .mailbox = "INBOX",
	    .uidvalidity = 7, .received = ft_clock - ft_mail_age,
	    .cut = cut,
	    .key = arena_printf(ft_arena, "%d", ++serial) };
	struct err e = { 0 };
	int64_t inbox, folder;

	check(store_begin(ft.store, &e), &e);
	check(flow_mail_in(&ft, &m, span_of("raw"), &inbox, &folder, &e), &e);
	check(store_commit(ft.store, &e), &e);
	check(store_begin(ft.store, &e), &e);
	ft_mail_rc = flow_mail_done(&ft, inbox, ev, r, &folder, &e);
	if (ft_mail_rc == -1) {
		print_message("# %s\n", e.text);
		store_rollback(ft.store);
	} else {
		check(store_commit(ft.store, &e), &e);
	}
	flow_said(&ft, ft_mail_rc == 0);
	return inbox;
}

void
ft_tick(int64_t t)
{
	struct err e = { 0 };

	ft_clock = t;
	check(flow_tick(&ft, &e), &e);
}

static void
run(const char *sql)
{
	struct err e = { 0 };

	check(store_exec(ft.store, &e, sql, "") == -1 ? -1 : 0, &e);
}

static const char *
taken(const char *sql)
{
	struct rows *r = store_query(ft.store, sql, "");
	struct err e = { 0 };
	struct buf b = { 0 };
	char *text;
	int rc;

	while ((rc = rows_next(r, &e)) == 1) {
		struct span body = rows_bytes(r, 1);

		buf_addf(&b, "%s: ", rows_text(r, 0));
		buf_add(&b, body.p, body.n);
		buf_addc(&b, '\n');
	}
	check(rc, &e);
	rows_end(r);
	text = arena_strn(ft_arena, buf_str(&b), b.n);
	buf_free(&b);
	return text;
}

const char *
ft_said(void)
{
	const char *text = taken("SELECT COALESCE(target, 'room'), body "
	    "FROM outbox JOIN outbox_body USING (id) "
	    "WHERE channel = 'chat' AND state = 'queued' "
	    "ORDER BY id");

	run("UPDATE outbox SET state = 'sent' WHERE channel = 'chat'");
	return text;
}

const char *
ft_mails(void)
{
	const char *text = taken("SELECT r.address || ': ' || o.subject, "
	    "b.body FROM outbox o JOIN recipients r ON o.id = r.outbox "
	    "JOIN outbox_body b ON b.id = o.id "
	    "WHERE o.channel = 'mail' AND o.state = 'queued' "
	    "ORDER BY o.id, r.address");

	run("UPDATE outbox SET state = 'sent' WHERE channel = 'mail'");
	return text;
}

const char *
ft_config(const char *file, const char *lines)
{
	char path[] = "tests/flow/.config.XXXXXX";
	struct conf_report r = { .arena = ft_arena };
	struct config *c;
	FILE *f;
	size_t i;
	int fd = mkstemp(path);

	assert_int_not_equal(fd, -1);
	assert_non_null(f = fdopen(fd, "w"));
	fprintf(f, "include %s\n%s\n", file, lines);
	assert_int_equal(fclose(f), 0);
	c = config_load(path, &r);
	unlink(path);
	config_free(c);
	for (i = 0; i < r.lines.n; i++)
		if (strstr(r.lines.at[i], "error") != NULL)
			return r.lines.at[i];
	assert_non_null(c);
	return NULL;
}

void
ft_configs(const char *file, const struct ft_case *cases, size_t n)
{
	for (; n > 0; cases++, n--) {
		const char *wrong = ft_config(file, cases->lines);

		if (cases->wrong != NULL)
			ft_has(wrong, cases->wrong);
		else if (wrong != NULL)
			fail_msg("%s: %s", cases->lines, wrong);
	}
}

/* The style is the same in all mails, and tested elsewhere. */
static char *
without_style(const char *text)
{
	const char *from = strstr(text, "<style>"), *to;

	to = from != NULL ? strstr(from, "</style>") : NULL;
	return to == NULL ? arena_str(ft_arena, text) : arena_printf(ft_arena,
	    "%.*s%s", (int)(from - text), text, to + 8);
}

void
ft_golden(const char *name, const char *text)
{
	char path[100];
	struct buf b = { 0 };
	struct err e = { 0 };
	FILE *f;

	text = without_style(text);
	snprintf(path, sizeof(path), "tests/golden/%s", name);
	if (getenv("GOLDEN_UPDATE") != NULL) {
		assert_non_null(f = fopen(path, "w"));
		fputs(text, f);
		fclose(f);
	}
	if (file_read_all(path, 1 << 20, &b, &e) == -1)
		fail_msg("%s (GOLDEN_UPDATE=1 writes it)", e.text);
	assert_string_equal(text, buf_str(&b));
	buf_free(&b);
}

/* Statements are found by their address: one text, one place. */
int64_t
ft_int(const char *sql)
{
	int64_t n = 0;
	struct err e = { 0 };

	check(store_int(ft.store, &e, &n, sql, ""), &e);
	return n;
}

const char *
ft_text(const char *sql)
{
	char *text;
	struct err e = { 0 };

	check(store_text(ft.store, &e, ft_arena, &text, sql, ""), &e);
	return text;
}

void
ft_has(const char *text, const char *needle)
{
	if (text == NULL || strstr(text, needle) == NULL)
		fail_msg("no \"%s\" in:\n%s", needle,
		    text != NULL ? text : "(nothing)");
}

void
ft_lacks(const char *text, const char *needle)
{
	if (text != NULL && strstr(text, needle) != NULL)
		fail_msg("\"%s\" in:\n%s", needle, text);
}

const char *
ft_flat(const char *text)
{
	char *copy = arena_str(ft_arena, text), *to = copy;

	for (; *text != '\0'; text++)
		if (strncmp(text, "=\r\n", 3) == 0)
			text += 2;
		else if (strchr(" \r\n", *text) == NULL)
			*to++ = *text;
		else if (to == copy || to[-1] != ' ')
			*to++ = ' ';
	*to = '\0';
	return copy;
}

const char *
ft_lf(struct span text)
{
	char *copy = arena_strn(ft_arena, text.p, text.n), *to = copy;
	const char *from;

	for (from = copy; *from != '\0'; from++)
		if (*from != '\r')
			*to++ = *from;
	*to = '\0';
	return copy;
}
