/* SPDX-License-Identifier: ISC */
/* What the frames carry: each struct there and back, cut, and at its limits. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "proc/wire.h"

static struct arena *arena;

static int
set_up(void **state)
{
	(void)state;
	arena = arena_new();
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

/* Packs v, unpacks it, packs that again: the same bytes; and no shorter, no
 * longer piece of them is taken. */
#define ROUND_TRIP(type, v) do {					\
	struct buf once = { 0 }, again = { 0 };				\
	struct type got;						\
	struct unpack u;						\
	char *cut;							\
	size_t i;							\
	memset(&got, 0x5a, sizeof(got));				\
	type##_pack(&once, v);						\
	u = (struct unpack){ once.p, once.n, false };			\
	assert_true(type##_unpack(&u, arena, &got));			\
	type##_pack(&again, &got);					\
	assert_int_equal(once.n, again.n);				\
	assert_memory_equal(once.p, again.p, once.n);			\
	for (i = 0; i < once.n; i++) {					\
		cut = malloc(i + 1);					\
		memcpy(cut, once.p, i);					\
		u = (struct unpack){ cut, i, false };			\
		assert_false(type##_unpack(&u, arena, &got));		\
		free(cut);						\
	}								\
	buf_addc(&once, 0);						\
	u = (struct unpack){ once.p, once.n, false };			\
	assert_false(type##_unpack(&u, arena, &got));			\
	buf_free(&once);						\
	buf_free(&again);						\
} while (0)

static struct list
strings(size_t n)
{
	struct list l = { 0 };
	size_t i;

	for (i = 0; i < n; i++)
		list_add_in(arena, &l, arena_printf(arena, "word %zu", i));
	return l;
}

static void
structs__full_and_empty__come_back_the_same(void **state)
{
	struct mail_cursor cursor = { "INBOX", INT64_MAX, -1 };
	struct mail_account account = { .name = "a", .maildir = true,
	    .path = "p", .host = "h", .port = 993, .tls = TLS_IMPLICIT,
	    .ca = "c", .user = "u", .secret = "s", .token_file = "t",
	    .posted = "P", .quarantined = "Q", .commands = "C", .poll = 60 };
	struct mail_account bare = { 0 };
	struct mailbox_setup mailbox = { .max_size = UINT32_MAX };
	struct post_rcpt rcpt = { "x@example.com", POST_UNKNOWN, 599, "no" };
	struct post_rcpt silent = { 0 };
	struct post_result result = { .row = INT64_MIN };

	(void)state;
	list_add_in(arena, &account.mailboxes, &cursor);
	list_add_in(arena, &account.mailboxes, &cursor);
	list_add_in(arena, &mailbox.accounts, &account);
	list_add_in(arena, &mailbox.accounts, &bare);
	list_add_in(arena, &result.recipients, &rcpt);
	list_add_in(arena, &result.recipients, &silent);
	ROUND_TRIP(mailbox_setup, &mailbox);
	ROUND_TRIP(mailbox_setup, (&(struct mailbox_setup){ 0 }));
	ROUND_TRIP(post_result, &result);
	ROUND_TRIP(post_result, (&(struct post_result){ 0 }));
	ROUND_TRIP(role_state, (&(struct role_state){ "w", true, "" }));
	ROUND_TRIP(role_state, (&(struct role_state){ 0 }));
	ROUND_TRIP(job_done, (&(struct job_done){ true, NULL }));
	ROUND_TRIP(job_done, (&(struct job_done){ false, "why" }));
	ROUND_TRIP(mail_arrived, (&(struct mail_arrived){ "a", "m", 7, "k",
	    1, 2, true }));
	ROUND_TRIP(mail_arrived, (&(struct mail_arrived){ 0 }));
	ROUND_TRIP(mail_file, (&(struct mail_file){ "a", "m", 7, "k",
	    FOLDER_COMMANDS }));
	ROUND_TRIP(postman_setup, (&(struct postman_setup){ "m", "h", 25,
	    TLS_STARTTLS, "ca", "u", "s", "helo" }));
	ROUND_TRIP(postman_setup, (&(struct postman_setup){ 0 }));
	ROUND_TRIP(post_job, (&(struct post_job){ POST_SEND, 9, "n", "",
	    strings(3) }));
	ROUND_TRIP(post_job, (&(struct post_job){ .kind = POST_GO }));
	ROUND_TRIP(post_dot, (&(struct post_dot){ INT64_MAX }));
	ROUND_TRIP(post_word, (&(struct post_word){ true, INT64_MAX }));
	ROUND_TRIP(chat_setup, (&(struct chat_setup){ "j", "s", "h", 5222,
	    TLS_IMPLICIT, "ca", "r", "n", INT64_MAX }));
	ROUND_TRIP(chat_setup, (&(struct chat_setup){ 0 }));
	ROUND_TRIP(chat_event, (&(struct chat_event){ CHAT_ROOM, "j", "n",
	    "b", "sid", "id", "st", true, true, INT64_MAX }));
	ROUND_TRIP(chat_event, (&(struct chat_event){ 0 }));
	ROUND_TRIP(chat_send, (&(struct chat_send){ 1, NULL, "b", "o",
	    1234567890123 }));
	ROUND_TRIP(names_setup, (&(struct names_setup){ strings(2), "ta",
	    true }));
	ROUND_TRIP(names_answer, (&(struct names_answer){ NAMES_FOUND, true,
	    true, 300, strings(4), "why" }));
	ROUND_TRIP(names_answer, (&(struct names_answer){ 0 }));
	ROUND_TRIP(read_job, (&(struct read_job){ "any", true, true, 12,
	    "a@example.com", strings(2) }));
	ROUND_TRIP(read_job, (&(struct read_job){ .person = true }));
}

static void
fields__each__keeps_its_value(void **state)
{
	struct chat_event in = { CHAT_GONE, "j", "n", "", "sid", NULL, "st",
	    false, true, 17 }, out;
	struct names_answer na = { NAMES_FAILED, false, true, 17,
	    strings(2), NULL }, nb;
	struct buf b = { 0 };
	struct unpack u;

	(void)state;
	chat_event_pack(&b, &in);
	u = (struct unpack){ b.p, b.n, false };
	assert_true(chat_event_unpack(&u, arena, &out));
	assert_int_equal(out.kind, CHAT_GONE);
	assert_string_equal(out.jid, "j");
	assert_string_equal(out.nick, "n");
	assert_string_equal(out.body, "");
	assert_string_equal(out.stanza_id, "sid");
	assert_null(out.id);
	assert_string_equal(out.stream, "st");
	assert_false(out.delayed);
	assert_true(out.hidden);
	assert_int_equal(out.since, 17);
	buf_cut(&b, 0);
	names_answer_pack(&b, &na);
	u = (struct unpack){ b.p, b.n, false };
	assert_true(names_answer_unpack(&u, arena, &nb));
	assert_int_equal(nb.status, NAMES_FAILED);
	assert_int_equal(nb.ttl, 17);
	assert_true(nb.secure && !nb.nxdomain);
	assert_int_equal(nb.texts.n, 2);
	assert_string_equal(nb.texts.at[1], "word 1");
	assert_null(nb.why);
	buf_free(&b);
}

static bool
takes(size_t n)
{
	struct names_setup in = { .forwarders = strings(n) }, out;
	struct buf b = { 0 };
	struct unpack u;
	bool ok;

	names_setup_pack(&b, &in);
	u = (struct unpack){ b.p, b.n, false };
	ok = names_setup_unpack(&u, arena, &out);
	assert_int_equal(out.forwarders.n, ok ? n : 0);
	buf_free(&b);
	return ok;
}

static void
lists__at_their_limit__are_taken__above_are_not(void **state)
{
	struct names_setup out;
	struct buf b = { 0 };
	struct unpack u;

	(void)state;
	assert_true(takes(WIRE_LIST_MAX - 1));
	assert_true(takes(WIRE_LIST_MAX));
	assert_false(takes(WIRE_LIST_MAX + 1));
	/* a NULL in a list of strings would be followed by somebody */
	pack_u32(&b, 1);
	pack_str(&b, NULL);
	pack_str(&b, NULL);
	pack_u8(&b, 0);
	u = (struct unpack){ b.p, b.n, false };
	assert_false(names_setup_unpack(&u, arena, &out));
	assert_int_equal(out.forwarders.n, 0);
	buf_free(&b);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(structs__full_and_empty__come_back_the_same),
		TEST(fields__each__keeps_its_value),
		TEST(lists__at_their_limit__are_taken__above_are_not),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
