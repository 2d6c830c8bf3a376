/* SPDX-License-Identifier: ISC */
/* What both kinds of watched mailboxes share; see watch.h. */
#include "edge/watch.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

void
watch_init(struct watch *w, const struct watch_ops *ops,
    const struct mail_account *a, const char *mailbox, const char *what,
    const struct watch_host *host)
{
	w->ops = ops;
	w->host = host;
	w->account = a;
	w->mailbox = mem_str(mailbox);
	w->what = mem_str(what);
}

void
watch_say(struct watch *w, bool up, const char *fmt, ...)
{
	char text[sizeof(w->text)];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	if (w->said && w->up == up && strcmp(w->text, text) == 0)
		return;
	w->said = true;
	w->up = up;
	memcpy(w->text, text, sizeof(text));
	w->host->state(w->host->arg, w->what, up, text);
}

void
watch_step(struct watch *w)
{
	w->ops->step(w);
}

int64_t
watch_due(const struct watch *w)
{
	return w->ops->due(w);
}

struct pollfd
watch_wait(const struct watch *w)
{
	return w->ops->wait(w);
}

bool
watch_caught_up(const struct watch *w)
{
	return w->up && w->ops->caught_up(w);
}

int
watch_file(struct watch *w, const struct mail_file *f, struct err *e)
{
	const struct mail_account *a = w->account;
	const char *folder = NULL;

	if (f->folder == FOLDER_POSTED)
		folder = a->posted;
	else if (f->folder == FOLDER_QUARANTINED)
		folder = a->quarantined;
	else if (f->folder == FOLDER_COMMANDS)
		folder = a->commands;
	return w->ops->file(w, f, folder, e);
}

void
watch_free(struct watch *w)
{
	if (w == NULL)
		return;
	w->ops->end(w);
	free(w->mailbox);
	free(w->what);
	free(w);
}
