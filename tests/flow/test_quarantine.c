/* SPDX-License-Identifier: ISC */
/*
 * The quarantine: one mail a case, near-identical ones together, the evidence
 * in plain words, decisions about one and about many, and the warning of a
 * wave.  What the mails look like lies in tests/golden/quarantine;
 * GOLDEN_UPDATE=1 writes it anew.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "handlers/bulletin/facts.h"
#include "handlers/bulletin/quarantine.h"
#include "handlers/handler.h"
#include "tests/support/flowtest.h"

extern const struct tables tables_bulletin;

#define WITHIN	(6 * HOUR)	/* group-within of mail.conf: the default */

/* A mail in the vendor's name, by a domain that looks like its own. */
static int64_t
forged(const char *subject, const char *text)
{
	struct evidence ev = { .complete = true, .subject = subject,
	    .from = "alerts@1amp.example.net", .from_name = "Lamp Works" };
	struct reading r = { .mail_class = CLASS_OTHER, .text = text };
	int64_t id = ft_mail(&ev, &r, false);

	assert_int_equal(ft_mail_rc, 0);
	return id;
}

/* The vendor's bulletin, by its own address, proven or not. */
static int64_t
bulletin(const char *reference, const char *title, bool proven)
{
	struct evidence ev = { .complete = true,
	    .from = "alerts@lamp.example.net",
	    .signs = proven ? 0 : SIGN_RELAYED, .n = proven,
	    .subject = arena_printf(ft_arena, "%s: update", reference) };
	struct reading r = { .mail_class = CLASS_BULLETIN, .text = "t" };
	struct bulletin_facts f = { .vendor = "any", .id = reference,
	    .base = reference, .title = title };
	void *at[1] = { &f };
	struct list l = { .at = at, .n = 1, .cap = 1 };
	struct buf b = { 0 };
	int64_t id;

	ev.proofs[0] = (struct proof){ .method = "dkim", .result = PROOF_PASS,
	    .domain = "lamp.example.net", .bits = 2048, .why = "fine" };
	facts_pack(&b, &l);
	r.claims = (struct span){ b.p, b.n };
	id = ft_mail(&ev, &r, false);
	buf_free(&b);
	assert_int_equal(ft_mail_rc, 0);
	return id;
}

static int64_t
unverified(const char *reference)
{
	return bulletin(reference, "lamp update", false);
}

static int64_t
count(const char *text, const char *needle)
{
	int64_t n = 0;

	while ((text = strstr(text, needle)) != NULL) {
		text += strlen(needle);
		n++;
	}
	return n;
}

static const char *
say(const char *who, const char *line)
{
	ft_chat(who, false, line);
	return ft_said();
}

static const char *
with(const char *fmt, int64_t id)
{
	struct buf b = { 0 };
	char *s;
	const char *at = strstr(fmt, "ID");

	buf_addf(&b, "%.*s%lld%s", (int)(at - fmt), fmt, (long long)id,
	    at + 2);
	s = arena_str(ft_arena, b.p);
	buf_free(&b);
	return s;
}

/* --- groups ---------------------------------------------------------- */

static void
first__gets_a_mail__the_others_one_digest(void **state)
{
	const char *mails;
	int64_t first, i;

	(void)state;
	first = forged("Act now 1", "x");
	mails = ft_mails();
	assert_int_equal(count(mails, "infosec@example.com: "), 1);
	for (i = 2; i <= 25; i++) {
		ft_clock++;
		forged(arena_printf(ft_arena, "Act now %d", (int)i), "x");
	}
	mails = ft_mails();
	assert_int_equal(count(mails, "infosec@example.com: "), 0);
	/* a second before, and at the limit */
	ft_tick(FT_START + WITHIN - 1);
	assert_string_equal(ft_mails(), "");
	ft_tick(FT_START + WITHIN);
	mails = ft_mails();
	assert_int_equal(count(mails, "infosec@example.com: "), 1);
	ft_has(mails, arena_printf(ft_arena, "25 mails like case %lld",
	    (long long)first));
	ft_has(mails, "25 still wait");
	/* the first, twenty of the others, and the rest in a number */
	ft_has(mails, "and 4 more");
	assert_int_equal(count(mails, "\"Act now"), 21 + 2);
	ft_tick(FT_START + 3 * DAY);
	assert_string_equal(ft_mails(), "");
}

static void
group__closes__at_its_limit(void **state)
{
	(void)state;
	forged("Act now", "x");
	ft_clock = FT_START + WITHIN - 1;
	forged("Act now", "x");
	assert_int_equal(count(ft_mails(), "infosec@example.com: "), 1);
	ft_tick(FT_START + WITHIN);
	assert_int_equal(count(ft_mails(), "\nSubject: "
	    "[patchbot] 2 mails like case"), 1);
	/* from the first one on: a new group, a new mail */
	forged("Act now", "x");
	assert_int_equal(count(ft_mails(), "infosec@example.com: "), 1);
	assert_int_equal(ft_int("SELECT COUNT(DISTINCT head) FROM "
	    "quarantine_cases"), 2);
	/* the keys of the closed one are gone */
	assert_int_equal(ft_int("SELECT COUNT(DISTINCT head) FROM "
	    "quarantine_keys"), 1);
}

static void
one_alone__has_no_digest(void **state)
{
	(void)state;
	forged("Act now", "x");
	ft_mails();
	assert_int_equal(ft_int("SELECT COUNT(*) FROM agenda WHERE "
	    "job = 'digest'"), 0);
	/* another vendor's, or another kind: cases of their own */
	unverified("LAMP-1");
	unverified("LAMP-2");
	assert_int_equal(count(ft_mails(), "infosec@example.com: "), 2);
}

static void
digest__of_what_was_decided__is_not_sent(void **state)
{
	int64_t first = forged("Act now", "x"), second, third;

	(void)state;
	second = forged("Act now", "x");
	third = forged("Act now", "x");
	ft_mails();
	say("ines", with("discard ID junk", second));
	say("ines", with("discard ID junk", third));
	ft_tick(FT_START + WITHIN);
	assert_string_equal(ft_mails(), "");
	ft_has(say("ines", "quarantine"), with("ID forged", first));
}

static void
group__is_discarded__as_one(void **state)
{
	int64_t first = forged("Act now", "x"), second, other;
	const char *said;

	(void)state;
	second = forged("Act now", "x");
	other = unverified("LAMP-1");
	said = say("ines", "quarantine");
	ft_has(said, "claims to be Lamp Works");
	ft_has(said, "2 such mails wait");
	ft_has(say("dan", with("discard group ID no", second)),
	    "for these roles");
	ft_has(say("ines", with("discard group ID", second)), "Something "
	    "lacks behind");
	ft_has(say("ines", "discard group x y"), "no number of a case");
	ft_has(say("ines", "discard group 4711 y"), "No mail of the group");
	said = say("ines", with("discard group ID a phishing wave", second));
	ft_has(said, "The group of 2 is closed (cases: 2)");
	ft_has(say("ines", with("quarantine ID", first)),
	    "This case is closed");
	ft_has(ft_text("SELECT why FROM inbox WHERE state = 'done' AND "
	    "verdict = 'forged' ORDER BY id LIMIT 1"),
	    "discarded by Ines: a phishing wave");
	assert_int_equal(ft_int("SELECT COUNT(*) FROM journal WHERE what "
	    "LIKE 'discarded quarantined mail%'"), 2);
	ft_has(say("ines", with("discard group ID again", first)),
	    "No mail of the group");
	said = say("ines", "quarantine");
	ft_has(said, with("ID unverified", other));
	ft_lacks(said, "forged");
	/* one that comes now is of the same group, and waits */
	forged("Act now", "x");
	ft_has(say("ines", "quarantine"), "forged");
}

/* At most so many in one go; the rest at the next. */
static void
discard_group__in_portions(void **state)
{
	int i;
	int64_t first = forged("Act now", "x");

	(void)state;
	for (i = 0; i < QUARANTINE_TOGETHER; i++)
		forged("Act now", "x");
	ft_has(say("ines", with("discard group ID junk", first)),
	    "say it once more");
	assert_int_equal(ft_int("SELECT SUM(waits) FROM quarantine_cases"),
	    1);
	ft_lacks(say("ines", with("discard group ID junk", first)),
	    "say it once more");
	assert_int_equal(ft_int("SELECT SUM(waits) FROM quarantine_cases"),
	    0);
}

/* More groups than one answer lists. */
static void
quarantine__lists__thirty(void **state)
{
	const char *said;
	int i;

	(void)state;
	for (i = 1; i <= 30; i++)
		unverified(arena_printf(ft_arena, "LAMP-%d", i));
	said = say("ines", "quarantine");
	assert_int_equal(count(said, "unverified"), 30);
	ft_lacks(said, "older ones");
	unverified("LAMP-31");
	said = say("ines", "quarantine");
	assert_int_equal(count(said, "unverified"), 30);
	ft_has(said, "LAMP-31");
	ft_lacks(said, "LAMP-1:");
	ft_has(said, "older ones");
	ft_mails();
}

static void
release(int64_t id, const char *why)
{
	ft_has(say("ines", arena_printf(ft_arena, "release %lld %s",
	    (long long)id, why)), "is released");
}

/* --- words ----------------------------------------------------------- */

/* Without the line breaks that quoted-printable puts in. */
static const char *
unwrapped(const char *mail)
{
	char *out = arena_str(ft_arena, mail), *to = out;

	for (; *mail != '\0'; mail++)
		if (strncmp(mail, "=\r\n", 3) == 0)
			mail += 2;
		else
			*to++ = *mail;
	*to = '\0';
	return out;
}

/* Lines that a wrapped text was broken into, as one. */
static const char *
unfolded(const char *text)
{
	struct span rest = span_of(text), word;
	struct buf b = { 0 };
	char *out;

	while (span_word(&rest, &word))
		buf_addf(&b, SPAN_FMT " ", SPAN_ARG(word));
	out = arena_strn(ft_arena, buf_str(&b), b.n);
	buf_free(&b);
	return out;
}

#define SUBJECT "Reply to bob@evil.example\r\nor \"http://evil.example/x\"" \
	"\xe2\x80\xae now"

static void
strangers_words__are_quoted__everywhere(void **state)
{
	struct evidence ev = { .complete = true, .subject = SUBJECT,
	    .from = "alerts@1amp.example.net",
	    .from_name = "Lamp\nhttp://evil.example" };
	struct reading r = { .mail_class = CLASS_OTHER,
	    .text = "go to https://evil.example/pay?a=b now" };
	struct attachment at = { .name = "evil.example.pdf", .type = "a/b" };
	const char *said[4];
	int64_t id;
	size_t i;

	(void)state;
	list_add_in(ft_arena, &r.attachments, &at);
	id = ft_mail(&ev, &r, false);
	said[0] = unwrapped(ft_mails());
	said[1] = say("ines", "quarantine");
	said[2] = say("ines", with("quarantine ID", id));
	said[3] = say("ines", with("why ID", id));
	for (i = 0; i < 4; i++) {
		ft_lacks(said[i], "evil.example");
		ft_lacks(said[i], "http");
		ft_lacks(said[i], "@1amp");
		ft_lacks(said[i], "\xe2\x80\xae");
	}
	for (i = 1; i < 4; i++)
		ft_has(said[i], "\"Reply to bob[@]evil[.]example or "
		    "'hxxp://evil[.]example/x' now\"");
	ft_has(said[0], "\"Lamp hxxp://evil[.]example\"");
	ft_has(said[0], "hxxps://evil[.]example/pay?a=3Db");
	ft_has(said[2], "hxxps://evil[.]example/pay?a=b");
	ft_has(said[2], "\"evil[.]example[.]pdf\"");
	ft_has(said[2], "claims to be Lamp Works");
}

static void
why__tells__the_evidence(void **state)
{
	struct evidence ev = { .complete = false, .subject = "s",
	    .from = "alerts@lamp.example.net", .signs = SIGN_RELAYED,
	    .n = 2 };
	struct reading r = { .mail_class = CLASS_OTHER, .text = "t" };
	const char *said;
	int64_t id;

	(void)state;
	ev.proofs[0] = (struct proof){ .method = "dkim",
	    .result = PROOF_FAIL, .domain = "lamp.example.net",
	    .why = "the text was changed" };
	ev.proofs[1] = (struct proof){ .method = "dkim",
	    .result = PROOF_PASS, .domain = "list.example.org",
	    .why = "the signature holds" };
	ev.dmarc = (struct dmarc_evidence){ .result = PROOF_FAIL,
	    .domain = "lamp.example.net", .policy = "none",
	    .why = "nothing is aligned" };
	id = ft_mail(&ev, &r, false);
	ft_mails();
	said = say("ines", with("why ID", id));
	ft_has(said, "DKIM of lamp.example.net: does not hold; the text was "
	    "changed");
	ft_has(said, "DKIM of list[.]example[.]org: holds; the signature "
	    "holds");
	ft_has(said, "DMARC of lamp.example.net: does not hold");
	ft_has(said, "it is among: *@lamp.example.net");
	ft_has(said, "one of these:\n");
	ft_has(said, "by this domain or one below it: lamp.example.net\n");
	ft_has(said, "a question to DNS was not answered");
	ft_has(said, "a list or gateway stood in between");
	ft_has(said, "who changed what was signed");
	ft_has(said, with("release ID REASON", id));
	/* one that was believed */
	said = say("ines", with("why ID", bulletin("LAMP-1", "t", true)));
	ft_has(said, ": authentic, Lamp Works\n");
	ft_has(said, "DKIM of lamp.example.net: holds; fine");
	ft_has(said, "What was asked for:");
	ft_lacks(said, "closed");
	ft_lacks(said, "what it says");
	/* who may not, and what is not there */
	ft_has(say("dan", with("why ID", id)), "for these roles");
	ft_has(say("ines", "why 4711"), "There is no mail 4711");
	ft_has(say("ines", "why this"), "no number of a case");
	/* a person's mail is no case */
	ft_has(say("ines", "quarantine 4711"), "There is no mail 4711");
}

/* --- waves ----------------------------------------------------------- */

static int64_t
warnings(void)
{
	return count(ft_mails(), "committee@example.com: [patch warning]");
}

static void
wave__warns__once_a_day(void **state)
{
	const char *mails;

	(void)state;
	forged("Urgent: open https://evil.example", "x");
	forged("something else", "y");
	assert_int_equal(warnings(), 0);
	ft_clock = FT_START + 7 * HOUR;
	forged("a third", "z");
	mails = ft_mails();
	assert_int_equal(count(mails, "committee@example.com: "), 1);
	ft_has(mails, "Lamp Works");
	ft_has(mails, "hxxps://evil[.]example");
	ft_lacks(mails, "https://evil");
	ft_has(mails, "1amp[.]example[.]net");
	ft_has(mails, "helpdesk@example.com");
	forged("a fourth", "z");
	/* one second before the day is over, and after it */
	ft_clock = FT_START + 7 * HOUR + DAY - 1;
	forged("a fifth", "z");
	forged("a sixth", "z");
	assert_int_equal(warnings(), 0);
	ft_clock++;
	forged("a seventh", "z");
	assert_int_equal(warnings(), 1);
	assert_int_equal(ft_int("SELECT COUNT(*) FROM journal WHERE what "
	    "LIKE 'warned the committee%'"), 2);
}

static void
wave__counts__the_forged_of_one_day(void **state)
{
	(void)state;
	/* what may be true is no forgery */
	unverified("LAMP-1");
	unverified("LAMP-2");
	unverified("LAMP-3");
	forged("one", "x");
	forged("two", "x");
	assert_int_equal(warnings(), 0);
	/* exactly a day later the first two are too old */
	ft_clock = FT_START + DAY;
	forged("three", "x");
	forged("four", "x");
	assert_int_equal(warnings(), 0);
	ft_clock = FT_START + 2 * DAY - 1;
	forged("five", "x");
	assert_int_equal(warnings(), 1);
}

static void
wave__without__what_was_released(void **state)
{
	struct evidence ev = { .complete = true, .subject = "LAMP-9",
	    .from = "alerts@1amp.example.net" };
	struct reading r = { .mail_class = CLASS_BULLETIN, .text = "t" };
	struct bulletin_facts f = { .vendor = "any", .id = "LAMP-9",
	    .base = "LAMP-9", .title = "t" };
	void *at[1] = { &f };
	struct list l = { .at = at, .n = 1, .cap = 1 };
	struct buf b = { 0 };
	int64_t id;

	(void)state;
	facts_pack(&b, &l);
	r.claims = (struct span){ b.p, b.n };
	id = ft_mail(&ev, &r, false);
	buf_free(&b);
	forged("two", "x");
	release(id, "it is their new address");
	ft_mails();
	forged("three", "x");
	assert_int_equal(warnings(), 0);
	forged("four", "x");
	assert_int_equal(warnings(), 1);
}

/* --- released -------------------------------------------------------- */

/* Every way in which somebody reads of bulletin LAMP-9 tells this. */
static void
is_told_everywhere(const char *words)
{
	ft_has(say("dan", "bulletins"), words);
	ft_has(say("dan", "bulletin LAMP-9"), words);
	ft_has(say("dan", "affected LAMP-9 no"), words);
	ft_has(unfolded(say("carol", "preview scheduled shop")), words);
}

static void
released__is_told_wherever_it_is_mentioned(void **state)
{
	const char *mails, *words = "not proven; Ines released it: by phone";
	int64_t id = unverified("LAMP-9");

	(void)state;
	say("carol", "plan shop production 2026-12-04 21:30 for 1h bulletins "
	    "LAMP-9 LAMP-8");
	ft_mails();
	ft_chat("ines", false, arena_printf(ft_arena, "release %lld by phone",
	    (long long)id));
	ft_has(ft_said(), words);	/* the room */
	mails = ft_mails();
	ft_has(mails, "(Lamp Works), not proven");
	ft_has(mails, "Ines released it:\r\nby phone");
	is_told_everywhere(words);
	ft_lacks(say("carol", "preview scheduled shop"), "LAMP-8 (");
	/* the notice to the help desk, when its time comes */
	ft_tick(FT_START + 3 * DAY);
	ft_has(unfolded(unwrapped(ft_mails())), words);
	/* a second release of a revision by another reason */
	release(bulletin("LAMP-9", "lamp update, revised", false), "by fax");
	ft_has(ft_mails(), "Ines released it:\r\nby fax");
	is_told_everywhere("not proven; Ines released it: by fax");
}

static void
released__then_proven__tells_both(void **state)
{
	const char *mails;

	(void)state;
	say("carol", "plan shop production 2026-12-04 21:30 for 1h bulletins "
	    "LAMP-9");
	release(unverified("LAMP-9"), "by phone");
	ft_mails();
	/* the same, signed this time */
	ft_clock += HOUR;
	bulletin("LAMP-9", "lamp update", true);
	assert_string_equal(ft_mails(), "");
	is_told_everywhere("Ines released it before it was proven: by phone; "
	    "proven since 2026-11-30 11:00");
	/* once more: since the first */
	ft_clock += HOUR;
	bulletin("LAMP-9", "lamp update", true);
	is_told_everywhere("proven since 2026-11-30 11:00");
	/* a proven revision is told with who released it once */
	bulletin("LAMP-9", "lamp update, revised", true);
	mails = unwrapped(ft_mails());
	ft_has(mails, "Ines released this bulletin before it was proven:");
	ft_has(mails, "proven since 2026-11-30 11:00");
	ft_lacks(mails, ", not proven");
	/* what another mail says after that is not proven again */
	release(bulletin("LAMP-9", "lamp update, again", false), "by fax");
	is_told_everywhere("not proven; Ines released it: by fax");
	assert_int_equal(ft_int("SELECT COUNT(*) FROM journal WHERE what "
	    "LIKE 'a proven mail says the same%'"), 1);
}

static void
released__and_revised_by_proof__is_proven_since_then(void **state)
{
	(void)state;
	say("carol", "plan shop production 2026-12-04 21:30 for 1h bulletins "
	    "LAMP-9");
	release(unverified("LAMP-9"), "by phone");
	ft_clock += HOUR;
	bulletin("LAMP-9", "lamp update, revised", true);
	is_told_everywhere("proven since 2026-11-30 11:00");
	/* one that was proven from the start needs no word */
	bulletin("LAMP-10", "lamp update", true);
	ft_lacks(say("dan", "bulletin LAMP-10"), "proven");
}

/* --- the settings, the tables ---------------------------------------- */

static void
settings__have__their_limits(void **state)
{
	static const struct ft_case cases[] = {
		{ "quarantine { group-within 7d }", NULL },
		{ "quarantine { group-within 0m; wave 0 }", NULL },
		{ "quarantine { wave 2 }", NULL },
		{ "quarantine { wave 1000 }", NULL },
		{ "quarantine { }", NULL },
		{ "quarantine { group-within 7d1m }", ":2:27: error: found "
		    "\"7d1m\"; expected at most 7d" },
		{ "quarantine { group-within soon }", ":2:27: error:" },
		{ "quarantine { wave 1 }", ":2:19: error: found \"1\"; "
		    "expected a number from 2 to 1000, or 0" },
		{ "quarantine { wave 1001 }", "from 2 to 1000" },
		{ "quarantine { waves 3 }", "wave" },
	};

	(void)state;
	ft_configs("mail.conf", cases, sizeof(cases) / sizeof(cases[0]));
}

/* What was quarantined by a version without these tables is listed too. */
static void
migration__takes_the_old_cases_along(void **state)
{
	const struct tables now = tables_bulletin;
	struct migration first[2] = { now.migrations[0], { 0, NULL } };
	const struct tables old = { now.owner, first };
	const struct tables *const before[] = { &old, NULL };
	const struct tables *const after[] = { &now, NULL };
	char path[] = "/tmp/patchbot-migrate.XXXXXX";
	struct err e = { 0 };
	struct store *s;
	int64_t n = 0;

	(void)state;
	assert_non_null(mkdtemp(path));
	assert_int_equal(store_open(&s, arena_printf(ft_arena, "%s/db", path),
	    before, &e), 0);
	assert_int_equal(store_exec(s, &e, "INSERT INTO inbox (id, channel, "
	    "source, key, at, state, verdict, folder) VALUES "
	    "(7, 'mail', 's', 'a', 5, 'refused', 'forged', 2), "
	    "(8, 'mail', 's', 'b', 5, 'done', 'forged', 2), "
	    "(9, 'chat', 's', 'c', 5, 'refused', NULL, 0)", ""), 3);
	store_close(s);
	assert_int_equal(store_open(&s, arena_printf(ft_arena, "%s/db", path),
	    after, &e), 0);
	assert_int_equal(store_int(s, &e, &n, "SELECT SUM(inbox * 100 + head) "
	    "FROM quarantine_cases WHERE waits = 1", ""), 1);
	assert_int_equal(n, 707);
	store_close(s);
	unlink(arena_printf(ft_arena, "%s/db", path));
	unlink(arena_printf(ft_arena, "%s/db.lock", path));
	rmdir(path);
}

/* --- what the mails look like ---------------------------------------- */

static void
mails__look__like_this(void **state)
{
	int64_t id;

	(void)state;
	id = forged("URGENT: lamp patch 4711, install today", "Get it at "
	    "https://lamp.evil.example/patch.exe before it is too late.");
	ft_golden("quarantine/case.eml", ft_mails());
	forged("URGENT: lamp patch 4712, install today", "Get it at "
	    "https://lamp.evil.example/patch.exe before it is too late.");
	ft_clock += HOUR;
	forged("URGENT: lamp patch 4713, install today", "Get it at "
	    "https://lamp.evil.example/patch.exe before it is too late.");
	ft_golden("quarantine/wave.eml", ft_mails());
	ft_tick(FT_START + WITHIN);
	ft_golden("quarantine/digest.eml", ft_mails());
	ft_golden("quarantine/quarantine.txt", say("ines", "quarantine"));
	ft_golden("quarantine/quarantine-case.txt", say("ines",
	    with("quarantine ID", id)));
	ft_golden("quarantine/why.txt", say("ines", with("why ID", id)));
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, ft_open, ft_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(first__gets_a_mail__the_others_one_digest),
		TEST(group__closes__at_its_limit),
		TEST(one_alone__has_no_digest),
		TEST(digest__of_what_was_decided__is_not_sent),
		TEST(group__is_discarded__as_one),
		TEST(discard_group__in_portions),
		TEST(quarantine__lists__thirty),
		TEST(strangers_words__are_quoted__everywhere),
		TEST(why__tells__the_evidence),
		TEST(wave__warns__once_a_day),
		TEST(wave__counts__the_forged_of_one_day),
		TEST(wave__without__what_was_released),
		TEST(released__is_told_wherever_it_is_mentioned),
		TEST(released__then_proven__tells_both),
		TEST(released__and_revised_by_proof__is_proven_since_then),
		TEST(settings__have__their_limits),
		TEST(migration__takes_the_old_cases_along),
		TEST(mails__look__like_this),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
