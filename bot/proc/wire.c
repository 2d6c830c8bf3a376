/* SPDX-License-Identifier: ISC */
/*
 * What the frames of each role carry; see wire.h.  Each struct is a table of
 * its fields, so packing and unpacking cannot drift apart.
 */
#include "proc/wire.h"

#include "base/arena.h"

enum field_type {
	F_STR, F_BOOL, F_U32, F_I64,
	F_STRS,		/* struct list of char * */
	F_ITEMS,	/* struct list of structs, by item */
	F_END
};

struct fields;
struct field {
	enum field_type	 type;
	size_t		 at;
	const struct fields *item;
};
struct fields {
	size_t		 size;
	struct field	 f[20];
};

#define AT(t, type, s, m)	{ t, offsetof(struct s, m), NULL }
#define STR(s, m)	AT(F_STR, const char *, s, m)
#define BOOL(s, m)	AT(F_BOOL, bool, s, m)
#define U32(s, m)	AT(F_U32, uint32_t, s, m)
#define I64(s, m)	AT(F_I64, int64_t, s, m)
#define STRS(s, m)	AT(F_STRS, struct list, s, m)
#define ITEMS(s, m, i)	{ F_ITEMS, offsetof(struct s, m), &i##_fields }
#define END		{ F_END, 0, NULL }
#define FIELDS(s, ...)							\
	static const struct fields s##_fields = {			\
		sizeof(struct s), { __VA_ARGS__, END }			\
	}

FIELDS(role_state, STR(role_state, what), BOOL(role_state, up),
    STR(role_state, text));
FIELDS(job_done, BOOL(job_done, ok), STR(job_done, why));
FIELDS(mail_cursor, STR(mail_cursor, mailbox), I64(mail_cursor, uidvalidity),
    I64(mail_cursor, uid));
FIELDS(mail_account, STR(mail_account, name), BOOL(mail_account, maildir),
    STR(mail_account, path), STR(mail_account, host), U32(mail_account, port),
    U32(mail_account, tls), STR(mail_account, ca), STR(mail_account, user),
    STR(mail_account, secret), STR(mail_account, token_file),
    ITEMS(mail_account, mailboxes, mail_cursor), STR(mail_account, posted),
    STR(mail_account, quarantined), STR(mail_account, commands),
    U32(mail_account, poll));
FIELDS(mailbox_setup, ITEMS(mailbox_setup, accounts, mail_account),
    U32(mailbox_setup, max_size));
FIELDS(mail_arrived, STR(mail_arrived, account), STR(mail_arrived, mailbox),
    I64(mail_arrived, uidvalidity), STR(mail_arrived, key),
    I64(mail_arrived, received), I64(mail_arrived, size),
    BOOL(mail_arrived, cut));
FIELDS(mail_file, STR(mail_file, account), STR(mail_file, mailbox),
    I64(mail_file, uidvalidity), STR(mail_file, key), U32(mail_file, folder));
FIELDS(postman_setup, STR(postman_setup, maildir), STR(postman_setup, host),
    U32(postman_setup, port), U32(postman_setup, tls), STR(postman_setup, ca),
    STR(postman_setup, user), STR(postman_setup, secret),
    STR(postman_setup, helo));
FIELDS(post_job, U32(post_job, kind), I64(post_job, row), STR(post_job, name),
    STR(post_job, sender), STRS(post_job, recipients));
FIELDS(post_dot, I64(post_dot, row));
FIELDS(post_word, BOOL(post_word, go), I64(post_word, upto));
FIELDS(post_rcpt, STR(post_rcpt, address), U32(post_rcpt, outcome),
    U32(post_rcpt, code), STR(post_rcpt, text));
FIELDS(post_result, I64(post_result, row),
    ITEMS(post_result, recipients, post_rcpt));
FIELDS(chat_setup, STR(chat_setup, jid), STR(chat_setup, secret),
    STR(chat_setup, host), U32(chat_setup, port), U32(chat_setup, tls),
    STR(chat_setup, ca), STR(chat_setup, room), STR(chat_setup, nick),
    I64(chat_setup, missed_since));
FIELDS(chat_event, U32(chat_event, kind), STR(chat_event, jid),
    STR(chat_event, nick), STR(chat_event, body), STR(chat_event, stanza_id),
    STR(chat_event, id), STR(chat_event, stream), BOOL(chat_event, delayed),
    BOOL(chat_event, hidden), I64(chat_event, since));
FIELDS(chat_send, I64(chat_send, row), STR(chat_send, to),
    STR(chat_send, body), STR(chat_send, origin_id), I64(chat_send, since));
FIELDS(names_setup, STRS(names_setup, forwarders),
    STR(names_setup, trust_anchor), BOOL(names_setup, zone));
FIELDS(names_answer, U32(names_answer, status), BOOL(names_answer, nxdomain),
    BOOL(names_answer, secure), U32(names_answer, ttl),
    STRS(names_answer, texts), STR(names_answer, why));
FIELDS(read_job, STR(read_job, reader), BOOL(read_job, person),
    BOOL(read_job, proven), I64(read_job, when), STR(read_job, from),
    STRS(read_job, owners));

static void
pack_fields(struct buf *b, const struct fields *fs, const void *v)
{
	const struct field *f;
	const struct list *l;
	size_t i;

	for (f = fs->f; f->type != F_END; f++) {
		const char *at = (const char *)v + f->at;

		l = (const void *)at;
		if (f->type == F_STR)
			pack_str(b, *(const char *const *)(const void *)at);
		else if (f->type == F_BOOL)
			pack_u8(b, *(const bool *)at);
		else if (f->type == F_U32)
			pack_u32(b, *(const uint32_t *)(const void *)at);
		else if (f->type == F_I64)
			pack_i64(b, *(const int64_t *)(const void *)at);
		else
			pack_u32(b, (uint32_t)l->n);
		for (i = 0; f->type == F_STRS && i < l->n; i++)
			pack_str(b, l->at[i]);
		for (i = 0; f->type == F_ITEMS && i < l->n; i++)
			pack_fields(b, f->item, l->at[i]);
	}
}

static bool unpack_fields(struct unpack *, struct arena *,
    const struct fields *, void *);

/* The list's array lies in the arena too, so it needs no list_free(). */
static void
unpack_list(struct unpack *u, struct arena *a, const struct field *f,
    struct list *l)
{
	size_t i, n = unpack_count(u, WIRE_LIST_MAX);

	*l = (struct list){ 0 };
	l->at = arena_alloc(a, n * sizeof(*l->at));
	for (i = 0; i < n && !u->bad; i++) {
		if (f->type == F_STRS) {
			l->at[i] = unpack_str(u, a);
			u->bad |= l->at[i] == NULL;
		} else {
			l->at[i] = arena_alloc(a, f->item->size);
			unpack_fields(u, a, f->item, l->at[i]);
		}
	}
	l->n = u->bad ? 0 : n;
	l->cap = n;
}

static bool
unpack_fields(struct unpack *u, struct arena *a, const struct fields *fs,
    void *v)
{
	const struct field *f;

	for (f = fs->f; f->type != F_END; f++) {
		void *at = (char *)v + f->at;

		if (f->type == F_STR)
			*(const char **)at = unpack_str(u, a);
		else if (f->type == F_BOOL)
			*(bool *)at = unpack_u8(u) != 0;
		else if (f->type == F_U32)
			*(uint32_t *)at = unpack_u32(u);
		else if (f->type == F_I64)
			*(int64_t *)at = unpack_i64(u);
		else
			unpack_list(u, a, f, at);
	}
	return !u->bad;
}

#define CODEC(s)							\
	void								\
	s##_pack(struct buf *b, const struct s *v)			\
	{								\
		pack_fields(b, &s##_fields, v);				\
	}								\
	bool								\
	s##_unpack(struct unpack *u, struct arena *a, struct s *v)	\
	{								\
		return unpack_fields(u, a, &s##_fields, v) &&		\
		    unpack_done(u);					\
	}

CODEC(role_state)
CODEC(job_done)
CODEC(mailbox_setup)
CODEC(mail_arrived)
CODEC(mail_file)
CODEC(postman_setup)
CODEC(post_job)
CODEC(post_dot)
CODEC(post_word)
CODEC(post_result)
CODEC(chat_setup)
CODEC(chat_event)
CODEC(chat_send)
CODEC(names_setup)
CODEC(names_answer)
CODEC(read_job)
