/* SPDX-License-Identifier: ISC */
/* Core's side of its roles: what each is told when it starts, what it says, and
 * what is done when it ends. */
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/fd.h"
#include "base/log.h"
#include "base/mem.h"
#include "flow/keys.h"
#include "proc/core.h"
#include "text/keyring.h"

#define ZONE_MAX	(16 << 20)

static void
load_cursors(struct core *c)
{
	struct err e = { 0 };
	size_t i, k;

	for (i = 0; i < c->config->mailbox.accounts.n; i++) {
		struct mail_account *a = c->config->mailbox.accounts.at[i];

		for (k = 0; k < a->mailboxes.n; k++) {
			struct mail_cursor *m = a->mailboxes.at[k];
			struct buf name = { 0 };
			struct rows *r;

			buf_addf(&name, "%s/%s", a->name, m->mailbox);
			r = store_query(c->flow.store, "SELECT uidvalidity, "
			    "uid FROM cursors WHERE source = $1", "s", name.p);
			if (rows_next(r, &e) == 1) {
				m->uidvalidity = rows_int(r, 0);
				m->uid = rows_int(r, 1);
			}
			rows_end(r);
			buf_free(&name);
		}
	}
}

static int
zone_fd(struct core *c)
{
	struct buf b = { 0 };
	struct err e = { 0 };
	int fd = -1;

	if (c->config->zone_file == NULL)
		return -1;
	if (file_read_all(c->config->zone_file, ZONE_MAX, &b, &e) == -1 ||
	    (fd = fd_sealed((struct span){ buf_str(&b), b.n }, &e)) == -1)
		log_warnx("%s", e.text);
	buf_free(&b);
	return fd;
}

static int
keys_fd(struct core *c)
{
	struct buf b = { 0 };
	struct err e = { 0 };
	int fd;

	keyring_pack(&b, &c->config->keys);
	fd = fd_sealed((struct span){ buf_str(&b), b.n }, &e);
	if (fd == -1)
		log_warnx("%s", e.text);
	buf_free(&b);
	return fd;
}

void
core_set_up(struct core *c, enum role_kind k)
{
	struct buf b = { 0 };
	struct err e = { 0 };
	int fd = -1;

	if (k <= PROC_CHAT && config_secrets(c->config, &e) == -1)
		log_warnx("%s", e.text);
	if (k == PROC_MAILBOX) {
		arrive_forget();
		load_cursors(c);
		mailbox_setup_pack(&b, &c->config->mailbox);
	} else if (k == PROC_POSTMAN) {
		postman_setup_pack(&b, &c->config->send);
		c->flow.mail_waits = true;
	} else if (k == PROC_CHAT) {
		struct chat_setup chat = c->config->chat;

		chat.missed_since = c->chat_heard;
		chat_setup_pack(&b, &chat);
		c->flow.chat_waits = true;
	} else if (k == PROC_NAMES) {
		names_setup_pack(&b, &c->config->names);
		fd = zone_fd(c);
	} else if (k == PROC_PROVER) {
		authres_trust_pack(&b, &c->config->gateways);
	} else if (k == PROC_VERIFIER) {
		pack_u32(&b, (uint32_t)c->config->keys.n);
		pack_i64(&b, c->flow.now());
		fd = keys_fd(c);
	}
	if (k <= PROC_PROVER || k == PROC_VERIFIER)
		roles_send(c->roles, k, FRAME_SETUP, 0, &b, fd);
	if (fd != -1)
		close(fd);
	config_wipe(c->config);
	mem_wipe(b.p, b.n);
	buf_free(&b);
	log_debug("%s started (pid %lld)", roles_name(k),
	    (long long)roles_pid(c->roles, k));
}

void
core_role_started(void *arg, enum role_kind k)
{
	struct core *c = arg;

	if (k == PROC_CHAT)
		c->chat_began = c->flow.now();
	core_set_up(c, k);
	exams_started(c->exams, k);
}

/* A role that foreign bytes have captured may not fill the log. */
static bool
may_log(struct channel_state *s, enum role_kind k)
{
	int64_t now = clock_mono_ms();

	if (s->lines == 0 || now - s->minute >= 60000) {
		s->minute = now;
		s->lines = 0;
	}
	if (++s->lines == STATE_LINES + 1)
		log_warnx("%s says more than %d things a minute; the rest of "
		    "them is not logged", roles_name(k), STATE_LINES);
	return s->lines <= STATE_LINES;
}

static bool
take_state(struct core *c, enum role_kind k, struct frame *f)
{
	struct channel_state *s = &c->state[k];
	struct arena *a = arena_new();
	struct role_state st;
	bool ok = role_state_unpack(&f->body, a, &st);

	if (ok) {
		const char *text = st.text != NULL ? st.text : "";

		/* each word once, not at every try */
		if ((s->up != st.up || strcmp(s->text, text) != 0) &&
		    may_log(s, k))
			log_event(roles_name(k), "what", st.what, "state",
			    st.up ? "up" : "down", "text", text, NULL);
		if (k == PROC_MAILBOX && st.up)
			arrive_file_again();
		s->up = st.up;
		str_copy(s->text, sizeof(s->text), text);
	}
	arena_free(a);
	return ok;
}

void
core_hears(struct core *c, bool all)
{
	if (all)
		c->flow.deaf_since = 0;
	else if (c->flow.deaf_since == 0)
		c->flow.deaf_since = clock_now();
}

static bool
take_heard(struct core *c, enum role_kind k, struct frame *f)
{
	uint32_t heard = unpack_u32(&f->body);

	if (k != PROC_MAILBOX || !unpack_done(&f->body) || heard > 1)
		return false;
	core_hears(c, heard == 1);
	return true;
}

bool
core_role_frame(void *arg, enum role_kind k, struct frame *f)
{
	struct core *c = arg;
	bool ok = false;

	if (f->type == FRAME_STATE)
		ok = take_state(c, k, f);
	else if (f->type == FRAME_HEARD)
		ok = take_heard(c, k, f);
	else if (k == PROC_MAILBOX)
		ok = arrive_frame(c, f);
	else if (k == PROC_POSTMAN)
		ok = post_mail_frame(c, f);
	else if (k == PROC_CHAT)
		ok = post_chat_frame(c, f);
	else if (k == PROC_NAMES)
		ok = f->type == FRAME_RESULT && lookup_result(c->lookup, f);
	else
		ok = exams_frame(c->exams, k, f);
	if (f->fd != -1)
		close(f->fd);
	/* chat answers go out at once, not after the round */
	if (k == PROC_CHAT)
		post_pump(c);
	return ok;
}

void
core_role_ended(void *arg, enum role_kind k)
{
	struct core *c = arg;

	c->state[k].up = false;
	c->state[k].text[0] = '\0';
	if (k == PROC_MAILBOX) {
		core_hears(c, c->config->mailbox.accounts.n == 0);
		arrive_forget();
	} else if (k == PROC_POSTMAN) {
		post_mail_ended(c);
	} else if (k == PROC_CHAT) {
		/* one that was not wanted any more has missed nothing */
		c->chat_heard = c->config->chat_configured ?
		    roles_heard(c->roles, k) : 0;
		post_chat_ended(c);
	} else if (k == PROC_NAMES) {
		lookup_names_ended(c->lookup);
	} else {
		exams_ended(c->exams, k);
	}
}
