/* SPDX-License-Identifier: ISC */
/* A mail's way through the gate: who is answered, who gets a token, what is
 * quarantined, released, thrown away, and who is never answered at all. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "handlers/bulletin/facts.h"
#include "handlers/handler.h"
#include "tests/support/flowtest.h"

static const char *again;	/* Message-ID that comes once more */

/* A person's mail with these commands, proven or not. */
static int64_t
commands_from(const char *from, bool proven, uint32_t signs,
    const char *one, const char *two)
{
	static unsigned mails;
	struct evidence ev = { .complete = true, .from = from,
	    .subject = "SECRET WORD", .message_id = again != NULL ? again :
	    arena_printf(ft_arena, "<m%u@example.net>", mails++),
	    .signs = signs, .date = FT_START };
	struct reading r = { .mail_class = CLASS_COMMAND,
	    .subject = "SECRET WORD", .text = "SECRET TEXT" };

	ev.dmarc.result = proven ? PROOF_PASS : PROOF_NONE;
	if (proven)
		ev.proofs[ev.n++] = (struct proof){ .method = "dkim",
		    .result = PROOF_PASS, .domain = strchr(from, '@') + 1,
		    .covered = COVERED_MESSAGE_ID };
	if (one != NULL)
		list_add_in(ft_arena, &r.commands, arena_str(ft_arena, one));
	if (two != NULL)
		list_add_in(ft_arena, &r.commands, arena_str(ft_arena, two));
	return ft_mail(&ev, &r, false);
}

#define PLAN "plan shop production 2026-12-04 21:30 for 1h"

static struct reading
titled(const char *id, const char *title)
{
	struct reading r = { .mail_class = CLASS_BULLETIN, .subject = "s",
	    .text = "t" };
	struct bulletin_facts *f = arena_alloc(ft_arena, sizeof(*f));
	struct list l = { 0 };
	struct buf b = { 0 };

	f->vendor = "any";
	f->id = f->base = id;
	f->title = title;
	list_add_in(ft_arena, &l, f);
	facts_pack(&b, &l);
	r.claims = (struct span){ arena_strn(ft_arena, b.p, b.n), b.n };
	buf_free(&b);
	return r;
}

static struct reading
bulletin(const char *id)
{
	return titled(id, "lamp update");
}

static struct evidence
from_vendor(const char *from, bool proven)
{
	struct evidence ev = { .complete = true, .from = from,
	    .subject = "lamp update", .date = FT_START };

	if (proven) {
		ev.n = 1;
		ev.proofs[0] = (struct proof){ .method = "dkim", .result =
		    PROOF_PASS, .domain = "lamp.example.net", .bits = 2048,
		    .why = "fine" };
	}
	return ev;
}

static const char *
row(int64_t id, const char *column)
{
	struct inbox_line { const char *name, *sql; } all[] = {
		{ "state", "SELECT state FROM inbox WHERE id = $1" },
		{ "why", "SELECT why FROM inbox WHERE id = $1" },
		{ "verdict", "SELECT verdict FROM inbox WHERE id = $1" },
	};
	struct err e = { 0 };
	char *text = NULL;
	size_t i;

	for (i = 0; i < 3; i++)
		if (strcmp(all[i].name, column) == 0 &&
		    store_text(ft.store, &e, ft_arena, &text, all[i].sql, "i",
		    id) == -1)
			fail_msg("%s", e.text);
	return text != NULL ? text : "";
}

/* --- tokens -------------------------------------------------------- */

static const char *
token(void)
{
	return ft_text("SELECT token FROM tokens ORDER BY made DESC, "
	    "inbox DESC LIMIT 1");
}

static void
unproven__that_changes__gets_a_token_at_the_registered_address(void **state)
{
	int64_t id = commands_from("Carol@Example.com", false, 0, PLAN,
	    "whoami");
	const char *mails = ft_mails();

	(void)state;
	ft_has(mails, "carol@example.com: ");
	ft_has(mails, token());
	/* which mail it is, and no word that its author chose */
	ft_has(mails, "It came   2026-11-30 10:00 (Europe/Berlin)");
	ft_has(mails, "It says   plan, whoami");
	ft_lacks(mails, "SECRET");
	ft_lacks(mails, "plan shop");
	ft_lacks(mails, "<m0@example.net>");
	assert_string_equal(row(id, "state"), "done");
	assert_int_equal(ft_int("SELECT COUNT(*) FROM deployments"), 0);
	/* confirmed by a mail that itself proves nothing */
	commands_from("carol@example.com", false, 0, arena_printf(ft_arena,
	    "confirm %s", token()), NULL);
	mails = ft_mails();
	ft_has(mails, "> plan shop");
	ft_has(mails, "> whoami");
	assert_int_equal(ft_int("SELECT COUNT(*) FROM deployments"), 1);
	/* once only */
	commands_from("carol@example.com", false, 0, arena_printf(ft_arena,
	    "confirm %s", token()), NULL);
	ft_has(ft_mails(), "not done");
	assert_int_equal(ft_int("SELECT COUNT(*) FROM deployments"), 1);
}

static void
token__by_chat__or_not_hers_or_too_old(void **state)
{
	const char *confirm;

	(void)state;
	commands_from("carol@example.com", false, 0, PLAN, NULL);
	confirm = arena_printf(ft_arena, "confirm %s", token());
	ft_chat("ines", false, confirm);
	ft_has(ft_said(), "no such token");
	ft_chat("stranger", false, confirm);
	ft_has(ft_said(), "do not know you");
	assert_int_equal(ft_int("SELECT COUNT(*) FROM deployments"), 0);
	ft_clock = ft_int("SELECT expires FROM tokens");
	ft_chat("carol", false, confirm);
	ft_has(ft_said(), "no such token");
	ft_clock--;
	ft_chat("carol", false, confirm);
	ft_has(ft_said(), "> plan shop");
	assert_int_equal(ft_int("SELECT COUNT(*) FROM deployments"), 1);
}

static void
tokens__five_an_hour__then_silence(void **state)
{
	int i;

	(void)state;
	for (i = 0; i < 7; i++)
		commands_from("carol@example.com", false, 0, PLAN, NULL);
	ft_mails();
	assert_int_equal(ft_int("SELECT COUNT(*) FROM tokens"), 5);
	assert_int_equal(ft_int("SELECT COUNT(*) FROM outbox"), 5);
	/* somebody else's are counted apart */
	commands_from("dan@example.com", false, 0, "affected LAMP-1 yes x",
	    NULL);
	assert_int_equal(ft_int("SELECT COUNT(*) FROM tokens"), 6);
	ft_clock += HOUR;
	commands_from("carol@example.com", false, 0, PLAN, NULL);
	assert_int_equal(ft_int("SELECT COUNT(*) FROM tokens"), 7);
}

/* Of mails that change nothing, too: who is told less than he asked for can
 * find out why. */
static void
unproven__ten_an_hour__then_silence_and_a_journal_line(void **state)
{
	int i;

	(void)state;
	for (i = 0; i < 12; i++)
		commands_from("carol@example.com", false, 0, "whoami", NULL);
	assert_int_equal(ft_int("SELECT COUNT(*) FROM outbox"), 10);
	assert_int_equal(ft_int("SELECT COUNT(*) FROM journal WHERE what LIKE "
	    "'no answer to a mail in the name of carol:%'"), 2);
	commands_from("carol@example.com", true, 0, "whoami", NULL);
	assert_int_equal(ft_int("SELECT COUNT(*) FROM outbox"), 11);
}

static void
proven__is_answered__what_changes_nothing_too(void **state)
{
	const char *mails;

	(void)state;
	commands_from("carol@example.com", true, 0, PLAN, "whoami");
	mails = ft_mails();
	ft_has(mails, "> plan shop");
	assert_int_equal(ft_int("SELECT COUNT(*) FROM tokens"), 0);
	assert_int_equal(ft_int("SELECT COUNT(*) FROM deployments"), 1);
	commands_from("carol@example.com", false, 0, "whoami", NULL);
	ft_has(ft_mails(), "carol@example.com: ");
	commands_from("carol@example.com", true, 0, NULL, NULL);
	ft_has(ft_mails(), "found no command");
}

/* Whoever writes in her name must not be able to have her flooded with
 * answers, nor to have us send her words of his. */
static void
unproven__answers__are_few_and_quote_nothing(void **state)
{
	const char *mails;
	int i;

	(void)state;
	commands_from("carol@example.com", false, 0, "visit evil.example now",
	    "whoami");
	mails = ft_mails();
	ft_lacks(mails, "evil.example");
	ft_lacks(mails, "SECRET");
	for (i = 0; i < 30; i++)
		commands_from("carol@example.com", false, 0, "whoami", NULL);
	assert_true(ft_int("SELECT COUNT(*) FROM outbox") <= 10);
	/* her own, proven, is answered all the same */
	ft_mails();
	commands_from("carol@example.com", true, 0, "whoami", NULL);
	ft_has(ft_mails(), "> whoami");
}

/* --- what could not be read ------------------------------------------ */

static int64_t
unread_from(const char *from, bool proven)
{
	struct evidence ev = { .complete = true, .from = from,
	    .subject = "lamp update", .message_id = "<u@example.net>",
	    .date = FT_START };
	struct reading r = { .failed = "its reader fell over" };

	ev.dmarc.result = proven ? PROOF_PASS : PROOF_NONE;
	if (proven)
		ev.proofs[ev.n++] = (struct proof){ .method = "dkim",
		    .result = PROOF_PASS, .domain = strchr(from, '@') + 1,
		    .covered = COVERED_MESSAGE_ID };
	return ft_mail(&ev, &r, false);
}

/* It may be an attack, in whoever's name: information security hears it. */
static void
unread__unproven__is_quarantined_and_told_why(void **state)
{
	static const char *const from[] = { "someone@elsewhere.example.net",
	    "alerts@lamp.example.net", "carol@example.com" };
	const char *mails;
	int64_t id;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(from) / sizeof(from[0]); i++) {
		id = unread_from(from[i], false);
		assert_string_equal(row(id, "state"), "refused");
		ft_has(row(id, "why"), "it could not be read: its reader "
		    "fell over");
		mails = ft_mails();
		ft_has(mails, "could not be read: its reader fell over");
		ft_has(mails, "not known, as it could not be read");
		ft_lacks(mails, "nothing that looks like a bulletin");
		ft_lacks(mails, "found no command");
	}
}

static void
unread__of_a_proven_person__is_answered_why(void **state)
{
	const char *mails;

	(void)state;
	unread_from("carol@example.com", true);
	mails = ft_mails();
	ft_has(mails, "carol@example.com: ");
	ft_has(mails, "could not be read");
	ft_has(mails, "read, and nothing that it says was done: its reader");
	ft_lacks(mails, "found no command");
}

/* A vendor's advisory is not lost because what was read of it is nonsense. */
static void
unread__claims_of_a_proven_vendor__are_no_newsletter(void **state)
{
	struct evidence ev = from_vendor("alerts@lamp.example.net", true);
	struct reading r = bulletin("LAMP-7");

	(void)state;
	r.claims = span_of("claims that are none");
	ft_mail(&ev, &r, false);
	assert_int_equal(ft_mail_rc, -1);
	/* of one that is not proven it is said */
	ev = from_vendor("alerts@lamp.example.net", false);
	ft_mail(&ev, &r, false);
	assert_int_equal(ft_mail_rc, 0);
	ft_has(ft_mails(), "not known, as it could not be read");
}

/* --- who is never answered ----------------------------------------- */

static void
machines__are_never_answered(void **state)
{
	static const uint32_t signs[] = { SIGN_LIST, SIGN_AUTO, SIGN_BULK,
	    SIGN_NULL_SENDER, SIGN_OURS, SIGN_OURS | SIGN_AUTO };
	struct evidence ev = { .complete = true, .from = "carol@example.com",
	    .subject = "s" };
	struct reading r = { .mail_class = CLASS_AUTO_REPLY };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(signs) / sizeof(signs[0]); i++) {
		int64_t id = commands_from("carol@example.com", true,
		    signs[i], "whoami", PLAN);

		assert_string_equal(row(id, "state"), "done");
		assert_true(row(id, "why")[0] != '\0');
	}
	ev.dmarc.result = PROOF_PASS;
	ft_mail(&ev, &r, false);
	assert_string_equal(ft_mails(), "");
	assert_int_equal(ft_int("SELECT COUNT(*) FROM deployments"), 0);
	assert_int_equal(ft_int("SELECT COUNT(*) FROM tokens"), 0);
}

static void
mail__of_machines__is_filed_and_never_answered(void **state)
{
	static const enum mail_class classes[] = { CLASS_AUTO_REPLY,
	    CLASS_BOUNCE, CLASS_REPORT };
	struct evidence ev = { .complete = true, .from = "dan@example.com" };
	struct evidence vendor = from_vendor("alerts@lamp.example.net", true);
	struct reading r = bulletin("LAMP-6");
	size_t i;

	(void)state;
	list_add_in(ft_arena, &r.commands, arena_str(ft_arena, "whoami"));
	ev.dmarc.result = PROOF_PASS;
	for (i = 0; i < sizeof(classes) / sizeof(classes[0]); i++) {
		r.mail_class = classes[i];
		assert_string_equal(row(ft_mail(&ev, &r, false), "state"),
		    "done");
		assert_string_equal(row(ft_mail(&vendor, &r, false), "state"),
		    "done");
	}
	assert_string_equal(ft_mails(), "");
	assert_int_equal(ft_int("SELECT COUNT(*) FROM bulletins"), 0);
}

/* --- vendors ------------------------------------------------------- */

static void
vendor__each_verdict__goes_its_way(void **state)
{
	static const struct {
		const char *from; bool proven; const char *policy;
		const char *verdict; const char *to;
	} cases[] = {
		{ "alerts@lamp.example.net", true, NULL, "authentic",
		    "committee@example.com: " },
		{ "alerts@lamp.example.net", false, NULL, "unverified",
		    "ines@example.com: " },
		{ "alerts@lamp.example.net", false, "reject", "forged",
		    "ines@example.com: " },
		{ "news@shop.example", false, NULL, "unknown",
		    "ines@example.com: " },
		{ NULL, false, NULL, "malformed", "ines@example.com: " },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct evidence ev = from_vendor(cases[i].from,
		    cases[i].proven);
		struct reading r = bulletin(arena_printf(ft_arena, "LAMP-%zu",
		    i));
		const char *mails;
		int64_t id;

		if (cases[i].from == NULL)
			ev.malformed = "two addresses in From";
		if (cases[i].policy != NULL) {
			ev.dmarc.result = PROOF_FAIL;
			ev.dmarc.policy = cases[i].policy;
			ev.dmarc.domain = "lamp.example.net";
		}
		id = ft_mail(&ev, &r, false);
		assert_int_equal(ft_mail_rc, 0);
		assert_string_equal(row(id, "verdict"), cases[i].verdict);
		mails = ft_mails();
		if (strcmp(cases[i].verdict, "authentic") == 0) {
			ft_has(mails, "committee@example.com: ");
			ft_lacks(mails, "infosec");
			continue;
		}
		assert_string_equal(row(id, "state"), "refused");
		ft_has(mails, "infosec@example.com: ");
		ft_lacks(mails, "committee@example.com: ");
	}
	assert_int_equal(ft_int("SELECT COUNT(*) FROM bulletins"), 1);
}

static void
vendor__that_mails_a_program__is_forged(void **state)
{
	struct evidence ev = from_vendor("alerts@lamp.example.net", true);
	struct reading r = bulletin("LAMP-7");
	struct attachment at = { .name = "fix.bin", .type = "x/y",
	    .refused = "it is a Windows program" };
	int64_t id;

	(void)state;
	list_add_in(ft_arena, &r.attachments, &at);
	id = ft_mail(&ev, &r, false);
	assert_int_equal(ft_mail_rc, 0);
	assert_string_equal(row(id, "verdict"), "forged");
	ft_has(row(id, "why"), "it carries an attachment (fix.bin)");
	ft_has(ft_mails(), "infosec@example.com: ");
	assert_int_equal(ft_int("SELECT COUNT(*) FROM bulletins"), 0);
}

static void
release__posts__once(void **state)
{
	struct evidence ev = from_vendor("alerts@lamp.example.net", false);
	struct reading r = bulletin("LAMP-9");
	int64_t id = ft_mail(&ev, &r, false);
	const char *release = arena_printf(ft_arena, "release %lld by phone",
	    (long long)id);

	(void)state;
	ft_mails();
	ft_chat("dan", false, release);
	ft_has(ft_said(), "for these roles");
	ft_chat("ines", false, release);
	ft_has(ft_said(), "LAMP-9");
	ft_has(ft_mails(), "committee@example.com: ");
	assert_string_equal(row(id, "state"), "done");
	ft_has(row(id, "why"), "released by Ines: by phone");
	ft_chat("ines", false, release);
	ft_lacks(ft_said(), "LAMP-9");
	ft_chat("ines", false, arena_printf(ft_arena, "discard %lld no",
	    (long long)id));
	ft_lacks(ft_said(), "Done");
	assert_string_equal(ft_mails(), "");
	ft_chat("ines", false, "release 4711 x");
	ft_has(ft_said(), "no mail 4711 in quarantine");
}

static void
summary__links__lead_nowhere_but_to_the_web(void **state)
{
	static const char *const urls[] = { "javascript:alert(1)",
	    "data:text/html,x", "file:///etc/passwd", "HTTPS://good.example/",
	    " http://indented.example/" };
	struct evidence ev = from_vendor("alerts@lamp.example.net", true);
	struct reading r = bulletin("LAMP-8");
	struct list *l = facts_unpack(ft_arena, r.claims);
	struct bulletin_facts *f = l->at[0];
	struct buf b = { 0 };
	const char *mails;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(urls) / sizeof(urls[0]); i++)
		list_add_in(ft_arena, &f->urls, arena_str(ft_arena, urls[i]));
	facts_pack(&b, l);
	r.claims = (struct span){ b.p, b.n };
	ft_mail(&ev, &r, false);
	mails = ft_mails();
	ft_has(mails, "HTTPS://good.example/");
	ft_lacks(mails, "javascript:");
	ft_lacks(mails, "data:text");
	ft_lacks(mails, "file:");
	ft_lacks(mails, "indented");
	buf_free(&b);
}

/* A vendor can write long titles; an answer is one message of chat. */
static void
bulletins__with_long_titles__are_answered_cut(void **state)
{
	struct evidence ev = from_vendor("alerts@lamp.example.net", true);
	char *title = arena_alloc(ft_arena, 4001);
	const char *said;
	size_t i;

	(void)state;
	memset(title, 'x', 3999);
	memcpy(title + 1000, "\xc3\xa4", 2);
	for (i = 0; i < 31; i++) {
		struct reading r = titled(arena_printf(ft_arena, "LAMP-%zu",
		    i), title);

		ft_mail(&ev, &r, false);
	}
	ft_mails();
	ft_said();
	ft_chat("ines", false, "bulletins 50");
	said = ft_said();
	ft_has(said, "the rest is left out");
	assert_true(strlen(said) > 60000 && strlen(said) < 61440);
}

/* Whoever may say something in one vendor's name, or was released by hand,
 * changes nothing that another vendor said. */
static void
bulletin__with_another_vendors_reference__is_its_own(void **state)
{
	struct evidence ev = from_vendor("alerts@lamp.example.net", true);
	struct reading r = bulletin("LAMP-7");
	int64_t id;

	(void)state;
	ft_mail(&ev, &r, false);
	ev = from_vendor("news@shop.example", false);
	r = bulletin("lamp-7");
	id = ft_mail(&ev, &r, false);
	ft_mails();
	ft_chat("ines", false, arena_printf(ft_arena, "release %lld by phone",
	    (long long)id));
	ft_has(ft_mails(), "lamp-7");
	assert_int_equal(ft_int("SELECT COUNT(*) FROM bulletins"), 2);
	assert_int_equal(ft_int("SELECT COUNT(*) FROM bulletins WHERE "
	    "released_by IS NULL AND shown = 'LAMP-7' AND revisions = 0"), 1);
}

static void
release__of_what_announces_nothing__is_refused_whole(void **state)
{
	struct evidence ev = from_vendor("alerts@lamp.example.net", false);
	struct reading r = { .mail_class = CLASS_OTHER, .subject = "s",
	    .text = "t" };
	int64_t id = ft_mail(&ev, &r, false), lines;

	(void)state;
	ft_mails();
	lines = ft_int("SELECT COUNT(*) FROM journal");
	ft_chat("ines", false, arena_printf(ft_arena, "release %lld x",
	    (long long)id));
	ft_has(ft_said(), "announces no bulletin");
	assert_string_equal(row(id, "state"), "refused");
	assert_int_equal(ft_int("SELECT COUNT(*) FROM journal"), lines);
	ft_chat("ines", false, arena_printf(ft_arena, "discard %lld a test",
	    (long long)id));
	ft_said();
	assert_string_equal(row(id, "state"), "done");
	ft_has(row(id, "why"), "discarded by Ines: a test");
	ft_chat("ines", false, arena_printf(ft_arena, "release %lld x",
	    (long long)id));
	/* by whom and why, and not once more what was found */
	ft_has(ft_said(), "already: discarded by Ines: a test\n");
	/* authentic, but a newsletter: nothing happens, nobody is told */
	ev = from_vendor("alerts@lamp.example.net", true);
	id = ft_mail(&ev, &r, false);
	assert_string_equal(row(id, "state"), "done");
	assert_string_equal(ft_mails(), "");
}

/* Only the header of a mail over the limit was kept: a person must look. */
static void
oversize__is_told_and_cannot_be_released(void **state)
{
	struct evidence ev = from_vendor("alerts@lamp.example.net", true);
	int64_t id = ft_mail(&ev, NULL, true);
	const char *mails = ft_mails();

	(void)state;
	assert_int_equal(ft_mail_rc, 0);
	assert_string_equal(row(id, "state"), "refused");
	assert_string_equal(row(id, "verdict"), "malformed");
	ft_has(mails, "carol@example.com: ");
	ft_has(mails, "infosec@example.com: ");
	ft_lacks(mails, "committee");
	ft_chat("ines", false, arena_printf(ft_arena, "release %lld x",
	    (long long)id));
	ft_has(ft_said(), "over the size limit");
	assert_string_equal(row(id, "state"), "refused");
}

/* Its mailbox was numbered anew, or somebody sends a proven mail again. */
static void
command__that_comes_again__is_not_done_again(void **state)
{
	int64_t id;

	(void)state;
	again = "<one@example.com>";
	commands_from("carol@example.com", true, 0, PLAN, NULL);
	ft_has(ft_mails(), "plan shop");
	id = commands_from("carol@example.com", true, 0, PLAN, NULL);
	assert_string_equal(ft_mails(), "");
	assert_string_equal(row(id, "state"), "done");
	ft_has(row(id, "why"), "came before");
	/* another's mail is another mail, whatever it is called */
	commands_from("dan@example.com", true, 0, "whoami", NULL);
	ft_has(ft_mails(), "whoami");
	again = NULL;
	assert_int_equal(ft_int("SELECT COUNT(*) FROM deployments"), 1);
}

/* Bob is registered with an address of the vendor's. */
static void
person__whose_from_is_a_vendors__commands_nothing(void **state)
{
	int64_t id = commands_from("bob@lamp.example.net", false, 0, "whoami",
	    NULL);

	(void)state;
	assert_string_equal(row(id, "state"), "refused");
	ft_lacks(ft_mails(), "To: bob@lamp");
	id = commands_from("bob@lamp.example.net", true, 0, PLAN, NULL);
	ft_lacks(ft_mails(), "To: bob@lamp");
	assert_int_equal(ft_int("SELECT COUNT(*) FROM deployments"), 0);
}

static void
reply__to_a_long_thread__is_sent(void **state)
{
	struct evidence ev = { .complete = true, .from = "carol@example.com",
	    .subject = "x\r\nBcc: evil@example.org" };
	struct reading r = { .mail_class = CLASS_COMMAND };
	struct buf refs = { 0 };
	char subject[4000];
	const char *mails;
	int i;

	(void)state;
	for (i = 0; i < 500; i++)
		buf_addf(&refs, "<%d.aaaaaaaaaaaaaaaaaaaa@example.com> ", i);
	ev.references = refs.p;
	ev.message_id = "<last@example.com>";
	ev.dmarc.result = PROOF_PASS;
	list_add_in(ft_arena, &r.commands, arena_str(ft_arena, "whoami"));
	ft_mail(&ev, &r, false);
	assert_int_equal(ft_mail_rc, 0);
	mails = ft_mails();
	ft_has(mails, "<last@example.com>");
	ft_lacks(mails, "\nBcc:");
	memset(subject, 'y', sizeof(subject) - 1);
	subject[sizeof(subject) - 1] = '\0';
	ev.subject = subject;
	ft_mail(&ev, &r, false);
	assert_int_equal(ft_mail_rc, 0);
	/* what its own header says of itself is anybody's */
	ev.subject = "s";
	ev.message_id = "no id at all\r\nBcc: evil@example.org";
	ev.references = "\x01<<<>>> x";
	ft_mail(&ev, &r, false);
	assert_int_equal(ft_mail_rc, 0);
	ft_lacks(ft_mails(), "\nBcc:");
	buf_free(&refs);
}

static void
failing__five_times__is_poison_and_told(void **state)
{
	struct evidence ev = from_vendor("alerts@lamp.example.net", true);
	struct reading r = bulletin("LAMP-1");
	int64_t id = ft_mail(&ev, &r, false);
	struct err e = { 0 };
	char longer[3000];
	int i;

	(void)state;
	ft_mails();
	memset(longer, 'z', sizeof(longer) - 1);
	longer[sizeof(longer) - 1] = '\0';
	for (i = 0; i < 4; i++)
		assert_int_equal(flow_mail_failed(&ft, id, longer, &e), 0);
	assert_string_equal(ft_mails(), "");
	assert_int_equal(flow_mail_failed(&ft, id, longer, &e), 0);
	ft_has(ft_mails(), "carol@example.com: ");
	assert_string_equal(row(id, "state"), "poison");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, ft_open, ft_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	TEST(unproven__that_changes__gets_a_token_at_the_registered_address),
		TEST(token__by_chat__or_not_hers_or_too_old),
		TEST(tokens__five_an_hour__then_silence),
		TEST(unproven__ten_an_hour__then_silence_and_a_journal_line),
		TEST(proven__is_answered__what_changes_nothing_too),
		TEST(unproven__answers__are_few_and_quote_nothing),
		TEST(unread__unproven__is_quarantined_and_told_why),
		TEST(unread__of_a_proven_person__is_answered_why),
		TEST(unread__claims_of_a_proven_vendor__are_no_newsletter),
		TEST(machines__are_never_answered),
		TEST(mail__of_machines__is_filed_and_never_answered),
		TEST(vendor__each_verdict__goes_its_way),
		TEST(vendor__that_mails_a_program__is_forged),
		TEST(release__posts__once),
		TEST(summary__links__lead_nowhere_but_to_the_web),
		TEST(bulletins__with_long_titles__are_answered_cut),
		TEST(bulletin__with_another_vendors_reference__is_its_own),
		TEST(release__of_what_announces_nothing__is_refused_whole),
		TEST(oversize__is_told_and_cannot_be_released),
		TEST(command__that_comes_again__is_not_done_again),
		TEST(person__whose_from_is_a_vendors__commands_nothing),
		TEST(reply__to_a_long_thread__is_sent),
		TEST(failing__five_times__is_poison_and_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
