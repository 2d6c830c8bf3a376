/* SPDX-License-Identifier: ISC */
/*
 * What leaves a rehearsal: counted as sent at once, by the way that the
 * postman's word takes (leased, sending, sent); see rehearse_run.h.
 */
#include <stdlib.h>

#include "cli/rehearse_run.h"

#define BATCH	64

static int
send_one(struct flow *f, int64_t id, struct err *e)
{
	struct arena *a = arena_new();
	struct post_result r = { .row = id };
	struct outbox_row row;
	struct post_rcpt *p;
	size_t i;
	int rc = outbox_get(f->store, a, id, &row, e);

	for (i = 0; rc == 1 && i < row.recipients.n; i++) {
		p = arena_alloc(a, sizeof(*p));
		*p = (struct post_rcpt){ .address = row.recipients.at[i],
		    .outcome = POST_SENT, .code = 250 };
		list_add_in(a, &r.recipients, p);
	}
	if (rc == 1)
		flow_mail_result(f, &r);
	arena_free(a);
	return rc == 1 ? 0 : -1;
}

static int
send_mails(struct flow *f, struct err *e)
{
	int64_t ids[BATCH];
	int n, i;

	while ((n = flow_lease_mail(f, ids, BATCH, e)) > 0) {
		if (!flow_sending(f, ids[0], ids[n - 1], (size_t)n, e))
			return -1;
		for (i = 0; i < n; i++)
			if (send_one(f, ids[i], e) == -1)
				return -1;
		if (flow_flush(f, e) == -1)
			return -1;
	}
	f->mail_waits = false;
	return n;
}

static int
send_chats(struct flow *f, struct err *e)
{
	int64_t ids[BATCH];
	int n, i;

	while ((n = outbox_due(f->store, "chat", f->now(), ids, BATCH, e)) >
	    0) {
		for (i = 0; i < n; i++)
			flow_chat_result(f, ids[i], true, NULL);
		if (flow_flush(f, e) == -1)
			return -1;
	}
	f->chat_waits = false;
	return n;
}

/* Nobody but the flow writes; where it says that nothing waits, none does. */
int
run_send(struct flow *f, struct err *e)
{
	bool chats = f->chat_waits || f->chat_ready.n > 0;
	size_t i;

	for (i = 0; i < f->chat_ready.n; i++)
		free(f->chat_ready.at[i]);
	f->chat_ready.n = 0;
	if (f->mail_waits && send_mails(f, e) == -1)
		return -1;
	return chats ? send_chats(f, e) : 0;
}
