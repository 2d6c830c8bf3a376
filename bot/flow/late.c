/* SPDX-License-Identifier: ISC */
/*
 * Chat that the database would not take: the server gives it once only, so it
 * is kept here until there is room.  What waited long is not acted on any
 * more; its sender is told to say it again.
 */
#include <stdlib.h>

#include "base/arena.h"
#include "base/log.h"
#include "base/mem.h"
#include "flow/flow.h"

struct late {
	struct arena	*arena;
	struct chat_event ev;
	int64_t		 at;
};
static struct list kept;	/* struct late *, the oldest first */

static void
keep(struct flow *f, const struct chat_event *ev)
{
	struct late *l;

	if (kept.n >= FLOW_LATE_MAX) {
		log_warnx("chat: more than %d messages wait for the database; "
		    "one of %s is lost", FLOW_LATE_MAX, ev->jid != NULL ?
		    ev->jid : "somebody hidden");
		return;
	}
	l = mem_alloc(sizeof(*l));
	l->arena = arena_new();
	l->ev = *ev;
	l->ev.jid = arena_str(l->arena, ev->jid);
	l->ev.nick = arena_str(l->arena, ev->nick);
	l->ev.body = arena_str(l->arena, ev->body);
	l->ev.stanza_id = arena_str(l->arena, ev->stanza_id);
	l->ev.id = arena_str(l->arena, ev->id);
	l->ev.stream = arena_str(l->arena, ev->stream);
	l->at = f->now();
	list_add(&kept, l);
}

static int
once_more(struct flow *f, struct late *l, struct err *e)
{
	if (f->now() - l->at > FLOW_LATE_SECONDS && !l->ev.delayed) {
		l->ev.delayed = true;
		if (l->ev.kind == CHAT_ROOM)
			log_warnx("chat: a line of %s in the room came while "
			    "nothing could be written; it is left alone",
			    l->ev.nick != NULL ? l->ev.nick : "somebody");
	}
	return flow_chat_in(f, &l->ev, e);
}

int
flow_chat_again(struct flow *f, struct err *e)
{
	while (kept.n > 0) {
		struct late *l = kept.at[0];

		if (once_more(f, l, e) == -1 && flow_no_room(e))
			return -1;
		list_remove(&kept, 0);
		arena_free(l->arena);
		free(l);
	}
	list_free(&kept);
	return 0;
}

int
flow_chat_take(struct flow *f, const struct chat_event *ev, struct err *e)
{
	/* what was said later must not be done sooner */
	if (flow_chat_again(f, e) == 0 && flow_chat_in(f, ev, e) == 0)
		return 0;
	if (flow_no_room(e))
		keep(f, ev);
	return -1;
}

bool
flow_no_room(const struct err *e)
{
	return e->code == ERR_FULL || e->code == ERR_CORRUPT ||
	    e->code == ERR_TEMPORARY;
}
