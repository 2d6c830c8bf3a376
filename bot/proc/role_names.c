/* SPDX-License-Identifier: ISC */
/*
 * The names role: answers core's TXT questions, from name servers or from a
 * zone file that came with its settings.  It holds no secret and asks for
 * nothing but keys and policies of mail (edge/dns.h).
 */
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/fd.h"
#include "base/log.h"
#include "edge/dns.h"
#include "proc/role.h"
#include "proc/sandbox.h"
#include "proc/wire.h"
#include "text/zone.h"

static struct {
	struct dns	*dns;		/* or: */
	struct zone	*zone;
	struct arena	*arena;		/* the zone lies there */
	struct err	 broken;	/* why there is neither */
	bool		 sealed;	/* in the sandbox */
	bool		 down;		/* the last look-up failed */
} names;

static void
answer(uint32_t id, const struct names_answer *a)
{
	struct buf b = { 0 };

	names_answer_pack(&b, a);
	role_send(FRAME_RESULT, id, &b, -1);
	buf_free(&b);
}

static void
answer_failed(uint32_t id, const char *why)
{
	struct names_answer a = { .status = NAMES_FAILED, .why = why };

	answer(id, &a);
}

/* An answer of the name servers; tells core when they go and come. */
static void
on_answer(uint32_t id, const struct names_answer *a)
{
	bool failed = a->status == NAMES_FAILED;

	answer(id, a);
	if (failed == names.down)
		return;
	names.down = failed;
	role_say_state("names", !failed, failed ? a->why :
	    "the name servers answer again");
}

static void
answer_from_zone(uint32_t id, const char *name)
{
	struct zone_answer z;
	struct names_answer a = { 0 };

	zone_find(names.zone, name, &z);
	a.status = z.status == ZONE_FOUND ? NAMES_FOUND : NAMES_NONE;
	a.nxdomain = z.status == ZONE_NXDOMAIN;
	a.ttl = z.ttl;
	a.texts = z.texts;
	answer(id, &a);
}

static void
on_job(struct frame *f)
{
	struct arena *a = arena_new();
	const char *name = unpack_str(&f->body, a);
	struct err e = { 0 };

	if (name == NULL || !unpack_done(&f->body))
		log_fatalx("core: a job that is no name");
	if (!dns_may_ask(name, &e))
		answer_failed(f->id, e.text);
	else if (names.zone != NULL)
		answer_from_zone(f->id, name);
	else if (names.dns == NULL)
		answer_failed(f->id, names.broken.text);
	else if (dns_ask(names.dns, f->id, name, clock_mono_ms(), &e) == -1)
		answer_failed(f->id, e.text);
	arena_free(a);
}

static void
forget_settings(void)
{
	dns_close(names.dns);
	arena_free(names.arena);
	names.dns = NULL;
	names.zone = NULL;
	names.arena = arena_new();
	names.down = false;
	err_clear(&names.broken);
}

static int
load_zone(int fd, struct err *e)
{
	struct buf text = { 0 };
	int rc = -1;

	if (fd == -1)
		return err_set(e, ERR_INPUT, "no zone file came with the "
		    "settings");
	if (fd_read_all(fd, ZONE_FILE_MAX, &text, e) == 0) {
		names.zone = zone_read(names.arena, "zone file",
		    (struct span){ text.p, text.n }, e);
		rc = names.zone != NULL ? 0 : -1;
	}
	buf_free(&text);
	return rc;
}

static void
seal(void)
{
	struct err e = { 0 };

	if (!names.sealed && sandbox_enter(SANDBOX_NAMES, &e) == -1)
		log_fatalx("%s", e.text);
	names.sealed = true;
}

static void
say_ready(const struct names_setup *s)
{
	struct buf b = { 0 };
	size_t i;

	if (names.zone != NULL)
		buf_addf(&b, "answers from a zone file of %zu names",
		    zone_count(names.zone));
	else {
		buf_adds(&b, "asks");
		for (i = 0; i < s->forwarders.n; i++)
			buf_addf(&b, " %s",
			    (const char *)s->forwarders.at[i]);
		if (s->forwarders.n == 0)
			buf_adds(&b, " the system's name servers");
		if (s->trust_anchor != NULL)
			buf_adds(&b, ", with DNSSEC");
	}
	role_say_state("names", true, buf_str(&b));
	buf_free(&b);
}

/* libunbound is set up before we seal ourselves, as it reads files; a zone
 * file, which is text to be parsed, after that. */
static void
on_setup(struct frame *f)
{
	struct arena *a = arena_new();
	struct names_setup s = { 0 };
	int rc = 0;

	if (!names_setup_unpack(&f->body, a, &s))
		log_fatalx("core: settings that cannot be read");
	forget_settings();
	if (!s.zone) {
		names.dns = dns_open(&s.forwarders, s.trust_anchor, on_answer,
		    &names.broken);
		rc = names.dns != NULL ? 0 : -1;
	}
	seal();
	if (s.zone)
		rc = load_zone(f->fd, &names.broken);
	if (rc == 0)
		say_ready(&s);
	else
		role_say_state("names", false, names.broken.text);
	arena_free(a);
}

static void
on_frame(struct frame *f)
{
	switch (f->type) {
	case FRAME_SETUP:
		on_setup(f);
		break;
	case FRAME_JOB:
		on_job(f);
		break;
	default:
		log_fatalx("core: a %s frame, which is not for us",
		    frame_name(f->type));
	}
	if (f->fd != -1)
		close(f->fd);
}

int
main(void)
{
	struct pollfd p[2] = { { .fd = ROLE_FD, .events = POLLIN } };
	struct frame f;
	int wait;

	role_init("names");
	err_set(&names.broken, ERR_TEMPORARY, "no settings came yet");
	for (;;) {
		p[1].fd = names.dns != NULL ? dns_fd(names.dns) : -1;
		p[1].events = POLLIN;
		wait = names.dns != NULL ?
		    dns_wait(names.dns, clock_mono_ms()) : -1;
		if (poll(p, 2, wait) == -1 && errno != EINTR)
			log_fatal("poll");
		if (p[1].fd != -1 && p[1].revents != 0)
			dns_run(names.dns);
		if (names.dns != NULL)
			dns_expire(names.dns, clock_mono_ms());
		if (p[0].revents != 0 && role_next(&f, 0))
			on_frame(&f);
	}
}
