/* SPDX-License-Identifier: ISC */
/*
 * Rehearsed months on a database file, killed (SIGKILL) after each store call
 * in turn and begun anew: each must print the same transcript.  Only where a
 * mail was killed while "sending" one thing is added, the word to the
 * coordinator that it is in doubt.
 *
 * DAY_STRIDE=1 sweeps every call, as for test_day.
 */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/log.h"
#include "cli/rehearse.h"
#include "store/journal.h"
#include "tests/support/sweep.h"

/* The months that are rehearsed, of Berlin. */
static const struct month {
	const char	*site, *script;
	int64_t		 from, until;
	const char	*says[2];	/* so that it is the right one */
	bool		 any_order;	/* within a minute */
} october = { "tests/golden/rehearse/site.conf", "tests/flow/rehearse.script",
    1791151200, 1793487600, { "Completed: erp-october",
    "does not hear: is anybody here?" }, false },
  playbook = { "tests/flow/small.conf",
    "tests/golden/playbooks/small-late.script", 1793487600, 1795993200,
    { "applicable: over; 7 applicable, 1 not applicable",
    "cycle 2026-11 is closed" }, true };
static const struct month *month;

struct life {
	long	 calls;		/* store calls so far */
	long	 at;		/* the one after which it is killed; 0: none */
};
static struct life *life;
static char dir[64];

static const char *
in_dir(const char *name)
{
	static char path[100];

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	return path;
}

static bool
count_call(const char *what)
{
	(void)what;
	if (++life->calls == life->at)
		raise(SIGKILL);
	return false;
}

/* The script's mails into the bag. */
static int
fill_bag(struct rehearsal *r, struct err *e)
{
	struct buf mail = { 0 };
	int rc = 0;
	size_t i;

	r->bag = mailbag_new(1 << 20, e);
	for (i = 0; i < r->events.n && rc == 0; i++) {
		struct event *ev = r->events.at[i];

		if (ev->act != ACT_MAIL)
			continue;
		buf_cut(&mail, 0);
		rc = file_read_all(ev->text, 1 << 20, &mail, e);
		if (rc == 0)
			rc = mailbag_put(r->bag, (struct span){
			    buf_str(&mail), mail.n }, &ev->mail, e);
	}
	buf_free(&mail);
	return rc;
}

/* In a process of its own: 0 is the end. */
static int
live(void)
{
	struct conf_report report = { .arena = arena_new() };
	struct rehearsal r = { .from = month->from, .until = month->until,
	    .saying.print = said_print };
	struct list errors = { 0 };
	struct err e = { 0 };
	char database[100];
	int rc;

	str_copy(database, sizeof(database), in_dir("db"));
	r.database = database;
	r.config = config_load(month->site, &report);
	r.saying.out = fopen(in_dir("out"), "w");
	if (r.config == NULL || r.saying.out == NULL ||
	    script_read(report.arena, month->script, r.config, &r.events,
	    &errors) == -1 || fill_bag(&r, &e) == -1)
		return 2;
	store_on_call(count_call);
	rc = rehearse(&r, &e) == -1 ? 1 : 0;
	if (rc != 0)
		printf("# %s\n", e.text);
	if (fclose(r.saying.out) != 0)
		rc = 3;
	mailbag_free(r.bag);
	config_free(r.config);
	arena_free(report.arena);
	return rc;
}

/* Mails in doubt: their recipients, or 0 where there is no database yet. */
static int64_t
count_doubt(void)
{
	struct store *s;
	struct err e = { 0 };
	int64_t n = 0;

	if (store_open_reader(&s, in_dir("db"), &e) == -1)
		return 0;
	store_int(s, &e, &n, "SELECT COUNT(*) FROM outbox "
	    "WHERE state = 'sending'", "");
	store_close(s);
	return n;
}

static void
check_journal(void)
{
	struct store *s;
	struct err e = { 0 };
	int64_t lines;
	char head[65];

	assert_int_equal(store_open_reader(&s, in_dir("db"), &e), 0);
	if (journal_verify(s, &lines, head, &e) == -1)
		fail_msg("%s", e.text);
	assert_true(lines > 0);
	store_close(s);
}

static void
fresh(void)
{
	static const char *const names[] = { "db", "db-wal", "db-shm",
	    "db.lock", "out" };
	size_t i;

	for (i = 0; i < 5; i++)
		unlink(in_dir(names[i]));
}

/* Lives until one ends by itself: how many were killed, and mails in doubt. */
static int
run_month(long at, int64_t *doubt)
{
	int status, deaths = 0;
	pid_t pid;

	life->at = at;
	for (*doubt = 0;;) {
		life->calls = 0;
		fflush(NULL);
		pid = fork();
		assert_int_not_equal(pid, -1);
		if (pid == 0) {
			status = live();
			fflush(NULL);
			_exit(status);
		}
		assert_int_equal(waitpid(pid, &status, 0), pid);
		if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
			return deaths;
		if (!WIFSIGNALED(status) || WTERMSIG(status) != SIGKILL)
			fail_msg("killed after call %ld: a life ended with "
			    "status %d", at, status);
		deaths++;
		*doubt = count_doubt();
		life->at = 0;
	}
}

static int
by_line(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/*
 * Lines begin with their minute.  Where many things wait for the same one, as
 * after days in which patchbot was away, a kill lets those of the clock go
 * before the mails that wait beside them: as a rehearsal begins each moment.
 */
static char *
sorted(struct arena *a, char *text)
{
	struct list lines = { 0 };
	struct buf b = { 0 };
	char *line, *save = NULL;
	size_t i;

	for (line = strtok_r(text, "\n", &save); line != NULL;
	    line = strtok_r(NULL, "\n", &save))
		list_add(&lines, line);
	qsort(lines.at, lines.n, sizeof(lines.at[0]), by_line);
	for (i = 0; i < lines.n; i++)
		buf_addf(&b, "%s\n", (const char *)lines.at[i]);
	text = arena_str(a, buf_str(&b));
	list_free(&lines);
	buf_free(&b);
	return text;
}

static char *
transcript(struct arena *a)
{
	struct buf b = { 0 };
	struct err e = { 0 };
	char *text;

	if (file_read_all(in_dir("out"), 1 << 20, &b, &e) == -1)
		fail_msg("%s", e.text);
	text = arena_str(a, buf_str(&b));
	buf_free(&b);
	return month->any_order ? sorted(a, text) : text;
}

/* Line by line; the one word about what is in doubt may stand between. */
static void
must_equal(long at, int64_t doubt, const char *want, const char *got)
{
	static const char told[] = "needs a hand: patchbot ended while";
	struct span rw = span_of(want), rg = span_of(got), lw, lg;
	int64_t alerts = 0;

	while (span_line(&rg, &lg)) {
		if (span_find_nocase(lg, told) != NULL) {
			alerts++;
			continue;
		}
		if (!span_line(&rw, &lw))
			fail_msg("killed after call %ld: too much: %.*s", at,
			    (int)lg.n, lg.p);
		if (lw.n != lg.n || memcmp(lw.p, lg.p, lw.n) != 0)
			fail_msg("killed after call %ld: \"%.*s\", not "
			    "\"%.*s\"", at, (int)lg.n, lg.p, (int)lw.n, lw.p);
	}
	if (span_line(&rw, &lw))
		fail_msg("killed after call %ld: nothing said of: %.*s", at,
		    (int)lw.n, lw.p);
	assert_int_equal(alerts, doubt);
}

/* Every stride-th call, beginning with another one each day. */
static void
sweep(const struct month *which, long stride)
{
	long total, at, points = 0;
	int64_t doubt, doubts = 0;
	struct arena *a = arena_new(), *b;
	char *want;

	month = which;
	stride = sweep_stride(stride);
	fresh();
	assert_int_equal(run_month(0, &doubt), 0);
	total = life->calls;
	want = transcript(a);
	if (getenv("DAY_SHOW") != NULL)
		print_message("%s\n", want);
	assert_non_null(strstr(want, month->says[0]));
	assert_non_null(strstr(want, month->says[1]));
	at = getenv("DAY_AT") != NULL ? atol(getenv("DAY_AT")) :
	    sweep_first(stride);
	for (; at <= total; at += stride) {
		b = arena_new();
		fresh();
		assert_int_equal(run_month(at, &doubt), 1);
		must_equal(at, doubt, want, transcript(b));
		check_journal();
		doubts += doubt > 0;
		arena_free(b);
		points++;
	}
	print_message("# swept %ld of %ld store calls; at %lld of them mails "
	    "were in doubt, and told of\n", points, total,
	    (long long)doubts);
	arena_free(a);
}

static void
month__killed_after_each_call__says_the_same(void **state)
{
	(void)state;
	sweep(&october, 13);
}

static void
playbook__killed_after_each_call__says_the_same(void **state)
{
	(void)state;
	sweep(&playbook, 211);
}

static const char *const roles[] = { "prover", "reader", "names" };
static char links[3][600];

/* The roles are looked for beside the program that starts them. */
static int
link_roles(void)
{
	const char *build = getenv("PATCHBOT_BUILD");
	char self[500], role[1200], *real;
	ssize_t n = readlink("/proc/self/exe", self, sizeof(self) - 1);
	size_t i;

	if (n <= 0)
		return -1;
	self[n] = '\0';
	*strrchr(self, '/') = '\0';
	if ((real = realpath(build != NULL ? build : "build", NULL)) == NULL)
		return -1;
	for (i = 0; i < 3; i++) {
		snprintf(role, sizeof(role), "%s/patchbot-%s", real, roles[i]);
		snprintf(links[i], sizeof(links[i]), "%s/patchbot-%s", self,
		    roles[i]);
		unlink(links[i]);
		if (access(role, X_OK) == -1 || symlink(role, links[i]) == -1)
			fail_msg("%s: no such role; run make first", role);
	}
	free(real);
	return 0;
}

static int
set_up(void **state)
{
	(void)state;
	life = mmap(NULL, sizeof(*life), PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	snprintf(dir, sizeof(dir), "/dev/shm/patchbot-month.XXXXXX");
	if (mkdtemp(dir) == NULL) {
		snprintf(dir, sizeof(dir), "/tmp/patchbot-month.XXXXXX");
		if (mkdtemp(dir) == NULL)
			return -1;
	}
	return life == MAP_FAILED ? -1 : link_roles();
}

static int
tear_down(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < 3; i++)
		unlink(links[i]);
	fresh();
	return rmdir(dir);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(month__killed_after_each_call__says_the_same),
		cmocka_unit_test(
		    playbook__killed_after_each_call__says_the_same),
	};

	log_init("month", 0);
	log_events(false);
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
