/* SPDX-License-Identifier: ISC */
/* A reading in bytes; see reading.h. */
#include "text/reading.h"

#include "base/arena.h"
#include "base/buf.h"
#include "text/evidence.h"

/* Beside the class: replies and lists stand behind all else.  Without them a
 * reading's bytes are those of the time before there were any: some are
 * stored. */
#define HAS_REPLIES	0x80
#define HAS_LISTS	0x40

static const char *const class_names[] = {
	[CLASS_OTHER] = "other", [CLASS_BULLETIN] = "bulletin",
	[CLASS_COMMAND] = "command", [CLASS_ANSWER] = "answer",
	[CLASS_AUTO_REPLY] = "auto-reply", [CLASS_BOUNCE] = "bounce",
	[CLASS_REPORT] = "report",
};

const char *
mail_class_name(enum mail_class c)
{
	return c >= CLASS_OTHER && c <= CLASS_REPORT ? class_names[c] : "other";
}

static void
pack_lists(struct buf *b, const struct list *lists)
{
	size_t i, k;

	pack_u32(b, (uint32_t)lists->n);
	for (i = 0; i < lists->n; i++) {
		const struct server_list *l = lists->at[i];

		pack_str(b, l->name);
		pack_str(b, l->wrong);
		pack_u32(b, (uint32_t)l->servers.n);
		for (k = 0; k < l->servers.n; k++) {
			const struct listed_server *x = l->servers.at[k];

			pack_u32(b, x->line);
			pack_str(b, x->server);
			pack_str(b, x->until);
			pack_str(b, x->reason);
		}
	}
}

void
reading_pack(struct buf *b, const struct reading *r)
{
	const struct attachment *at;
	const struct bounce *bounce;
	size_t i;

	pack_u8(b, (uint8_t)(r->mail_class | (r->replies.n > 0 ? HAS_REPLIES :
	    0) | (r->lists.n > 0 ? HAS_LISTS : 0)));
	pack_str(b, r->subject);
	pack_str(b, r->text);
	pack_u32(b, (uint32_t)r->commands.n);
	for (i = 0; i < r->commands.n; i++)
		pack_str(b, r->commands.at[i]);
	pack_u32(b, (uint32_t)r->attachments.n);
	for (i = 0; i < r->attachments.n; i++) {
		at = r->attachments.at[i];
		pack_str(b, at->name);
		pack_str(b, at->type);
		pack_u32(b, at->size);
		pack_str(b, at->refused);
	}
	pack_u32(b, (uint32_t)r->bounces.n);
	for (i = 0; i < r->bounces.n; i++) {
		bounce = r->bounces.at[i];
		pack_str(b, bounce->address);
		pack_u8(b, (uint8_t)bounce->kind);
		pack_str(b, bounce->reason);
	}
	pack_str(b, r->returned);
	pack_i64(b, r->away_until);
	pack_span(b, r->claims);
	pack_str(b, r->failed);
	pack_u8(b, r->signed_only);
	pack_i64(b, r->signed_at);
	pack_str(b, r->signed_id);
	pack_u32(b, (uint32_t)r->proofs.n);
	for (i = 0; i < r->proofs.n; i++)
		proof_pack(b, r->proofs.at[i]);
	if (r->replies.n > 0)
		pack_u32(b, (uint32_t)r->replies.n);
	for (i = 0; i < r->replies.n; i++) {
		const struct calendar_reply *x = r->replies.at[i];

		pack_str(b, x->uid);
		pack_str(b, x->attendee);
		pack_u8(b, (uint8_t)x->says);
		pack_i64(b, x->sequence);
		pack_str(b, x->comment);
	}
	if (r->lists.n > 0)
		pack_lists(b, &r->lists);
}

/* NULL is no string here: the other end would follow it. */
static char *
needed_str(struct unpack *u, struct arena *a)
{
	char *s = unpack_line(u, a);

	if (s == NULL)
		u->bad = true;
	return s;
}

static void
unpack_bounces(struct arena *a, struct unpack *u, struct reading *r)
{
	struct bounce *b;
	uint32_t n;

	for (n = unpack_count(u, READING_BOUNCES_MAX); n > 0; n--) {
		b = arena_alloc(a, sizeof(*b));
		b->address = needed_str(u, a);
		b->kind = unpack_u8(u);
		if (b->kind > BOUNCE_DELIVERED)
			u->bad = true;
		b->reason = unpack_line(u, a);
		list_add_in(a, &r->bounces, b);
	}
}

static void
unpack_signed(struct unpack *u, struct arena *a, struct reading *r)
{
	struct proof *p;
	uint32_t n;

	r->signed_only = unpack_u8(u) != 0;
	r->signed_at = unpack_i64(u);
	r->signed_id = unpack_line(u, a);
	for (n = unpack_count(u, READING_PROOFS_MAX); n > 0 && !u->bad; n--) {
		p = arena_alloc(a, sizeof(*p));
		proof_unpack(u, a, p);
		list_add_in(a, &r->proofs, p);
	}
}

static void
unpack_replies(struct unpack *u, struct arena *a, struct reading *r)
{
	struct calendar_reply *x;
	uint32_t n;

	for (n = unpack_count(u, READING_REPLIES_MAX); n > 0; n--) {
		x = arena_alloc(a, sizeof(*x));
		x->uid = needed_str(u, a);
		x->attendee = needed_str(u, a);
		x->says = unpack_u8(u);
		if (x->says > REPLY_MAYBE)
			u->bad = true;
		x->sequence = unpack_i64(u);
		x->comment = unpack_line(u, a);
		list_add_in(a, &r->replies, x);
	}
}

static void
unpack_lists(struct unpack *u, struct arena *a, struct reading *r)
{
	struct listed_server *x;
	struct server_list *l;
	uint32_t n, k, left = READING_LISTED_MAX;

	for (n = unpack_count(u, READING_LISTS_TOLD); n > 0; n--) {
		l = arena_alloc(a, sizeof(*l));
		l->name = unpack_line(u, a);
		l->wrong = unpack_line(u, a);
		k = unpack_count(u, left);
		left -= k;
		for (; k > 0 && !u->bad; k--) {
			x = arena_alloc(a, sizeof(*x));
			x->line = unpack_u32(u);
			x->server = needed_str(u, a);
			x->until = needed_str(u, a);
			x->reason = needed_str(u, a);
			list_add_in(a, &l->servers, x);
		}
		list_add_in(a, &r->lists, l);
	}
}

struct reading *
reading_unpack(struct arena *a, struct unpack *u)
{
	struct reading *r = arena_alloc(a, sizeof(*r));
	struct attachment *at;
	bool replies, lists;
	uint32_t n;

	n = unpack_u8(u);
	replies = (n & HAS_REPLIES) != 0;
	lists = (n & HAS_LISTS) != 0;
	r->mail_class = n & ~(uint32_t)(HAS_REPLIES | HAS_LISTS);
	if (r->mail_class > CLASS_REPORT)
		u->bad = true;
	r->subject = unpack_line(u, a);
	r->text = unpack_str(u, a);
	for (n = unpack_count(u, READING_COMMANDS_MAX); n > 0; n--)
		list_add_in(a, &r->commands, needed_str(u, a));
	for (n = unpack_count(u, READING_ATTACHMENTS_MAX); n > 0; n--) {
		at = arena_alloc(a, sizeof(*at));
		at->name = unpack_line(u, a);
		at->type = needed_str(u, a);
		at->size = unpack_u32(u);
		at->refused = unpack_line(u, a);
		list_add_in(a, &r->attachments, at);
	}
	unpack_bounces(a, u, r);
	r->returned = unpack_line(u, a);
	r->away_until = unpack_i64(u);
	r->claims = unpack_span(u);
	if (r->claims.p != NULL)
		r->claims.p = arena_strn(a, r->claims.p, r->claims.n);
	r->failed = unpack_line(u, a);
	unpack_signed(u, a, r);
	if (replies)
		unpack_replies(u, a, r);
	if (lists)
		unpack_lists(u, a, r);
	return unpack_done(u) ? r : NULL;
}
