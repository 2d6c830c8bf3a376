/* SPDX-License-Identifier: ISC */
/*
 * The core process: start, reload, stop.  One thread, one loop: frames of the
 * roles, requests of the control socket, the clock; what is done after every
 * round of it stands in core_rounds.c.
 */
#include "proc/core.h"

#include <fcntl.h>
#include <malloc.h>
#include <signal.h>
#include <stdarg.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/fd.h"
#include "base/log.h"
#include "handlers/handler.h"
#include "proc/run.h"

#define STOP_MAX	20000	/* ms for the roles to finish */
#define HEAP_KEPT	(1 << 20)	/* bytes of free memory that are kept */

static struct core *the_core;	/* for the hooks that carry no argument */

void
core_say(struct core *c, const char *fmt, ...)
{
	struct buf b = { 0 };
	va_list ap;

	if (!c->loud)
		return;
	va_start(ap, fmt);
	buf_addv(&b, fmt, ap);
	va_end(ap);
	log_say("%s", b.p);
	buf_free(&b);
}

static void
on_room(const char *text)
{
	if (!control_room(the_core->control, text))
		core_say(the_core, "room: %s", text);
}

/* --- reload and stop ----------------------------------------------------- */

static void
print_report(const struct conf_report *r)
{
	size_t i;

	for (i = 0; i < r->lines.n; i++)
		log_warnx("%s", (const char *)r->lines.at[i]);
}

static struct config *
load(const char *path, struct err *e)
{
	struct conf_report r = { .arena = arena_new() };
	struct config *c = config_load(path, &r);

	if (c != NULL)
		config_prove(c, clock_now(), &r);
	print_report(&r);
	if (c == NULL)
		err_set(e, ERR_CONFIG, "%s: %u error%s", path, r.errors,
		    r.errors == 1 ? "" : "s");
	arena_free(r.arena);
	return c;
}

static void
start_roles(struct core *c)
{
	roles_start(c->roles, PROC_NAMES);
	roles_start(c->roles, PROC_PROVER);
	roles_start(c->roles, PROC_READER);
	if (c->config->keys.n > 0)
		roles_start(c->roles, PROC_VERIFIER);
	if (c->config->mailbox.accounts.n > 0)
		roles_start(c->roles, PROC_MAILBOX);
	if (c->config->send_configured)
		roles_start(c->roles, PROC_POSTMAN);
	if (c->config->chat_configured)
		roles_start(c->roles, PROC_CHAT);
}

/* Roles that run get the new settings; those that came in are started, those
 * that went out are stopped. */
static void
apply(struct core *c)
{
	bool want[PROC_ROLES] = { [PROC_NAMES] = true, [PROC_PROVER] = true,
	    [PROC_READER] = true,
	    [PROC_VERIFIER] = c->config->keys.n > 0,
	    [PROC_MAILBOX] = c->config->mailbox.accounts.n > 0,
	    [PROC_POSTMAN] = c->config->send_configured,
	    [PROC_CHAT] = c->config->chat_configured };
	int k;

	/* one that is only about to start has read nothing yet */
	if (!want[PROC_MAILBOX] || !roles_running(c->roles, PROC_MAILBOX))
		core_hears(c, !want[PROC_MAILBOX]);
	for (k = 0; k < PROC_ROLES; k++) {
		if (!want[k]) {
			roles_stop(c->roles, (enum role_kind)k);
			continue;
		}
		if (roles_running(c->roles, (enum role_kind)k))
			core_set_up(c, (enum role_kind)k);
		roles_start(c->roles, (enum role_kind)k);
	}
}

static int
on_reload(sd_event_source *s, const struct signalfd_siginfo *si, void *arg)
{
	struct core *c = arg;
	struct err e = { 0 };
	struct config *fresh, *old;
	struct templates *t;

	(void)s;
	(void)si;
	if (c->stopping)
		return 0;
	sd_notifyf(0, "RELOADING=1\nMONOTONIC_USEC=%llu",
	    (unsigned long long)clock_mono_ms() * 1000);
	fresh = load(c->config->file, &e);
	t = fresh != NULL ? templates_new(fresh->templates) : NULL;
	if (fresh == NULL || templates_load(t, &e) == -1) {
		log_warnx("not reloaded, the old configuration stays in "
		    "force: %s", e.text);
		templates_free(t);
		config_free(fresh);
		clock_zone(c->config->zone, &e);
	} else {
		templates_free(c->flow.templates);
		old = c->config;
		c->config = fresh;
		c->flow.config = fresh;
		c->flow.templates = t;
		c->keys_looked = 0;
		exams_reloaded(c->exams);
		config_free(old);
		lookup_forget(c->lookup);
		apply(c);
		if (flow_reloaded(&c->flow, &e) == -1)
			log_warnx("reload: %s", e.text);
		log_event("reload", "file", fresh->file, NULL);
	}
	sd_notify(0, "READY=1");
	return 0;
}

static int
give_up(sd_event_source *s, uint64_t usec, void *arg)
{
	struct core *c = arg;

	(void)s;
	(void)usec;
	log_warnx("a role did not finish in time and is ended");
	return sd_event_exit(c->loop, 0);
}

/* Ends the loop once the roles that hold something have finished. */
static int
stop_if_done(sd_event_source *s, void *arg)
{
	struct core *c = arg;
	struct err e = { 0 };

	(void)s;
	if (!c->stopping || roles_any(c->roles))
		return 0;
	arrive_commit(c);
	exams_commit(c->exams);
	flow_flush(&c->flow, &e);
	arrive_write_filed(c);
	return sd_event_exit(c->loop, 0);
}

static int
on_stop(sd_event_source *s, const struct signalfd_siginfo *si, void *arg)
{
	struct core *c = arg;
	uint64_t now;

	(void)s;
	(void)si;
	if (c->stopping)
		return sd_event_exit(c->loop, 0);
	c->stopping = true;
	sd_notify(0, "STOPPING=1\nSTATUS=finishing what was begun");
	log_event("stop", "mails", c->posted.n > 0 ? "being sent" : NULL,
	    NULL);
	roles_stop_all(c->roles);
	sd_event_now(c->loop, CLOCK_MONOTONIC, &now);
	return sd_event_add_time(c->loop, NULL, CLOCK_MONOTONIC,
	    now + STOP_MAX * 1000ULL, 0, give_up, c);
}

/* --- start --------------------------------------------------------------- */

static void
make_folders(const struct config *c)
{
	const char *paths[2] = { c->database, c->control };
	char dir[512], *p;
	size_t i;

	for (i = 0; i < 2; i++) {
		if (!str_copy(dir, sizeof(dir), paths[i]))
			continue;
		for (p = strchr(dir + 1, '/'); p != NULL;
		    p = strchr(p + 1, '/')) {
			*p = '\0';
			mkdir(dir, 0700);	/* there already: fine */
			*p = '/';
		}
	}
}

static int
open_flow(struct core *c, const char *path, struct err *e)
{
	if ((c->config = load(path, e)) == NULL)
		return -1;
	c->flow.config = c->config;
	c->flow.now = clock_now;
	c->flow.up_since = clock_now();
	core_hears(c, c->config->mailbox.accounts.n == 0);
	c->flow.on_room = on_room;
	c->flow.templates = templates_new(c->config->templates);
	if (templates_load(c->flow.templates, e) == -1)
		return -1;
	make_folders(c->config);
	if (store_open(&c->flow.store, c->config->database, all_tables,
	    e) == -1)
		return -1;
	return flow_recover(&c->flow, e);
}

static void
add_signals(struct core *c)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGHUP);
	sigaddset(&set, SIGCHLD);
	sigprocmask(SIG_BLOCK, &set, NULL);
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN);	/* a limit on files is a full disk */
	sd_event_add_signal(c->loop, NULL, SIGTERM, on_stop, c);
	sd_event_add_signal(c->loop, NULL, SIGINT, on_stop, c);
	sd_event_add_signal(c->loop, NULL, SIGHUP, on_reload, c);
}

static int
open_loop(struct core *c, struct err *e)
{
	struct role_hooks hooks = { core_role_started, core_role_frame,
	    core_role_ended, c };
	sd_event_source *stop = NULL;
	void *page;

	if (sd_event_default(&c->loop) < 0)
		return err_set(e, ERR_SYSTEM, "no event loop");
	sd_event_set_watchdog(c->loop, true);
	add_signals(c);
	if ((c->page_fd = fd_shared(sizeof(*c->page), &page, e)) == -1)
		return -1;
	c->page = page;
	c->roles = roles_new(c->loop, &hooks);
	c->exams = exams_new(c);
	c->lookup = lookup_new(c->roles, exams_answer, c->exams);
	if ((c->control = control_new(c, e)) == NULL)
		return -1;
	core_add_rounds(c);
	sd_event_add_post(c->loop, &stop, stop_if_done, c);
	sd_event_source_set_floating(stop, true);
	sd_event_source_unref(stop);
	return 0;
}

static void
close_core(struct core *c)
{
	control_free(c->control);
	roles_free(c->roles);
	lookup_free(c->lookup);
	exams_free(c->exams);
	sd_event_source_disable_unref(c->tick);
	sd_event_source_disable_unref(c->flush);
	sd_event_source_disable_unref(c->keeper);
	sd_event_unref(c->loop);
	store_close(c->flow.store);
	templates_free(c->flow.templates);
	flow_close(&c->flow);
	list_free(&c->posted);
	if (c->page != NULL) {
		munmap(c->page, sizeof(*c->page));
		close(c->page_fd);
	}
	config_free(c->config);
}

int
run_daemon(const char *config, bool loud, struct err *e)
{
	struct core c = { .loud = loud };
	int rc = -1;

	the_core = &c;
	/* the memory for one mail is that for the next: not given back and
	 * fetched again each time */
	mallopt(M_TRIM_THRESHOLD, HEAP_KEPT);
	umask(077);
	/* descriptors a role will not inherit must not sit at its number */
	while (fcntl(ROLE_FD, F_GETFD) == -1)
		if (open("/dev/null", O_RDONLY | O_CLOEXEC) == -1)
			break;
	if (open_flow(&c, config, e) == -1 || open_loop(&c, e) == -1)
		goto out;
	start_roles(&c);
	sd_notify(0, "READY=1\nSTATUS=running");
	log_event("ready", "version", VERSION, "config", config, "database",
	    c.config->database, NULL);
	store_make_room(c.flow.store);
	rc = sd_event_loop(c.loop) < 0 ? err_set(e, ERR_SYSTEM,
	    "the event loop failed") : 0;
out:
	close_core(&c);
	return rc;
}
