/* SPDX-License-Identifier: ISC */
/* Cycles in tests; see cycletest.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "handlers/bulletin/facts.h"
#include "tests/support/cycletest.h"

static struct config *loaded;	/* by ct_reload(); frees itself at the end */
static struct conf_report report;
static unsigned mails;
static int64_t arrived;		/* of the next mail; 0: now */
static const char *refers;	/* the next mail's References, or NULL */

static int64_t
moment(const char *when)
{
	int64_t t = 0;

	if (!clock_parse(when, &t))
		fail_msg("\"%s\" is no time", when);
	return t;
}

void
ct_start(const char *when)
{
	struct err e = { 0 };

	ft_clock = moment(when);
	if (flow_recover(&ft, &e) == -1)
		fail_msg("%s", e.text);
	ct_settle();
}

void
ct_settle(void)
{
	int i;

	for (i = 0; i < 20 && ft_int("SELECT COUNT(*) FROM agenda WHERE "
	    "state = 'waiting' AND due <= (SELECT MAX(at) FROM inbox)") > 0;
	    i++)
		ft_tick(ft_clock);
	for (i = 0; i < 3; i++)
		ft_tick(ft_clock);
}

void
ct_until(const char *when)
{
	int64_t t = moment(when), due;

	while ((due = ft_int("SELECT COALESCE(MIN(due), 0) FROM agenda WHERE "
	    "state = 'waiting'")) != 0 && due <= t)
		ft_tick(due > ft_clock ? due : ft_clock);
	ft_tick(t);
}

void
ct_sleep(const char *when)
{
	ft_clock = moment(when);
	ct_start(when);
	ct_until(when);
}

const char *
ct_say(const char *who, const char *line)
{
	ft_said();
	ft_chat(who, false, line);
	ct_settle();
	return ft_said();
}

void
ct_ask(const char *who, const char *line, const char *answer)
{
	ft_has(ct_say(who, line), answer);
}

void
ct_refused(const char *who, const char *line, const char *sentence)
{
	int64_t journal = ft_int("SELECT COUNT(*) FROM journal");

	ft_has(ct_say(who, line), sentence);
	assert_int_equal(ft_int("SELECT COUNT(*) FROM journal"), journal);
}

void
ct_arrived(const char *when)
{
	assert_true(clock_parse(when, &arrived));
}

void
ct_refers(const char *ids)
{
	refers = ids;
}

void
ct_mail(const char *who, bool proven, const char *lines,
    const char *reply_to, const char *subject)
{
	char *from = arena_printf(ft_arena, "%s@example.com", who);
	struct evidence ev = { .complete = true, .from = from,
	    .subject = subject, .in_reply_to = reply_to, .date = ft_clock,
	    .message_id = arena_printf(ft_arena, "<ct%u@example.com>",
	    mails++) };
	struct reading r = { .mail_class = CLASS_ANSWER, .subject = subject,
	    .text = lines };
	struct span rest = span_of(lines), line;

	ev.received = arrived;
	arrived = 0;
	ev.references = refers;
	refers = NULL;
	ev.dmarc.result = proven ? PROOF_PASS : PROOF_NONE;
	if (proven)
		ev.proofs[ev.n++] = (struct proof){ .method = "dkim",
		    .result = PROOF_PASS, .domain = "example.com",
		    .covered = COVERED_MESSAGE_ID };
	while (span_line(&rest, &line))
		list_add_in(ft_arena, &r.commands, arena_strn(ft_arena,
		    line.p, line.n));
	ft_mail(&ev, &r, false);
	ct_settle();
}

void
ct_bulletin(const char *reference, unsigned severity)
{
	struct bulletin_facts f = { .site_severity = severity };

	ct_facts(reference, &f);
}

void
ct_came(const char *when, const char *reference, unsigned severity)
{
	struct bulletin_facts f = { .site_severity = severity,
	    .severity = severity == SEVERITY_NOT_STATED ? NULL :
	    site_severity_name(severity) };

	ct_start(when);
	ct_facts(reference, &f);
	ft_said();
	ft_mails();
}

void
ct_facts(const char *reference, const struct bulletin_facts *more)
{
	struct evidence ev = { .complete = true, .subject = "s",
	    .from = "alerts@lamp.example.net", .date = ft_clock, .n = 1,
	    .proofs = { { .method = "dkim", .result = PROOF_PASS,
	    .domain = "lamp.example.net", .bits = 2048, .why = "fine" } } };
	struct reading r = { .mail_class = CLASS_BULLETIN, .subject = "s",
	    .text = "t" };
	struct bulletin_facts *f = arena_alloc(ft_arena, sizeof(*f));
	struct list l = { 0 };
	struct buf b = { 0 };

	*f = *more;
	f->vendor = "any";
	f->id = f->base = reference;
	f->title = "Lamps may burn";
	list_add_in(ft_arena, &l, f);
	facts_pack(&b, &l);
	r.claims = (struct span){ arena_strn(ft_arena, b.p, b.n), b.n };
	buf_free(&b);
	ft_mail(&ev, &r, false);
	assert_int_equal(ft_mail_rc, 0);
	ct_settle();
}

static void
forget(void)
{
	config_free(loaded);
	loaded = NULL;
	arena_free(report.arena);
	report = (struct conf_report){ 0 };
}

void
ct_reload(const char *file)
{
	struct err e = { 0 };

	forget();
	report.arena = arena_new();
	if ((loaded = config_load(file, &report)) == NULL)
		fail_msg("%s", report.lines.n > 0 ?
		    (char *)report.lines.at[0] : file);
	ft.config = loaded;
	if (flow_reloaded(&ft, &e) == -1)
		fail_msg("%s", e.text);
	ct_settle();
}

int
ct_close(void **state)
{
	int rc = ft_close(state);

	forget();
	return rc;
}

const char *
ct_step(const char *step)
{
	static const char *const names[] = { "waiting", "open", "done",
	    "skipped", "missed", "failed" };
	int64_t state = ft_int(arena_printf(ft_arena, "SELECT state FROM "
	    "cycle_steps WHERE step = '%s' ORDER BY cycle DESC LIMIT 1",
	    step));
	size_t i;

	for (i = 0; i < 6; i++)
		if (state == (int64_t)1 << i)
			return names[i];
	return "none";
}

void
ct_runs(const char *until)
{
	ct_start("2026-11-02 08:00");
	ct_until(until);
	ft_said();
	ft_mails();
}

int64_t
ct_count(const char *what)
{
	return ft_int(arena_printf(ft_arena, "SELECT COUNT(*) FROM %s",
	    what));
}
