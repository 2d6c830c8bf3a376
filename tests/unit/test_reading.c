/* SPDX-License-Identifier: ISC */
/* What a mail is: commands, classes, bounces, absences, packed readings. */
#include <dirent.h>
#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/fd.h"
#include "tests/support/readers.h"
#include "text/evidence.h"
#include "text/reading_parts.h"

/* The text of a mail, and its commands joined with commas. */
static const struct { const char *what, *text, *commands; } mails[] = {
	{ "lines", "status\nplan a b\n", "status,plan a b" },
	{ "comments and blank lines", "# no\n\n  status  \n   # no\n",
	    "status" },
	{ "a signature", "status\n-- \nAnn\nhelp\n", "status" },
	{ "a signature that lost its blank", "status\n--\nhelp\n", "status" },
	{ "stop words", "status\nQuit\nhelp\n", "status" },
	{ "thanks", "status\n\nThank you!\nhelp\n", "status" },
	{ "stop is no part of a word", "stopwatch\nstop\nhelp\n", "stopwatch" },
	{ "a quotation", "yes\n> no\nhelp\n", "yes" },
	{ "a quotation below its introduction",
	    "yes\n\nOn Tue, 3 Nov 2026 at 10:00, Ann <a@example.com> wrote:\n"
	    "no\n", "yes" },
	{ "an introduction over two lines",
	    "yes\nOn Tue, 3 Nov 2026 at 10:00, Ann Example\n"
	    "<ann@example.com> wrote:\nno\n", "yes" },
	{ "a command that begins like an introduction",
	    "On call: me\nstatus\n", "On call: me,status" },
	{ "German", "ja\nAm 3. November 2026 schrieb Ann:\nno\n", "ja" },
	{ "French", "oui\nLe 3 novembre 2026, Ann a \xc3\xa9" "crit :\nno\n",
	    "oui" },
	{ "Outlook", "yes\n-----Original Message-----\nno\n", "yes" },
	{ "Outlook's block",
	    "yes\nFrom: patchbot\nSent: Tuesday\nTo: Ann\nno\n", "yes" },
	{ "its German form", "ja\nVon: patchbot\nGesendet: Dienstag\nno\n",
	    "ja" },
	{ "the time before the sender",
	    "ja\nGesendet: Dienstag\nVon: patchbot\nAn: Ann\nno\n", "ja" },
	{ "its English form",
	    "yes\nSent: Tuesday\nFrom: patchbot\nTo: Ann\nno\n", "yes" },
	{ "its French form",
	    "oui\nDe : patchbot\nEnvoy\xc3\xa9 : mardi\nno\n", "oui" },
	{ "From alone is no block", "From: x\nstatus\n", "From: x,status" },
	{ "a rule of underscores",
	    "yes\n________________________________\nno\n", "yes" },
	{ "no-break spaces", "move\xc2\xa0night\n", "move night" },
	{ "armour", "no\n-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\n"
	    "status\n- -- dash\n-----BEGIN PGP SIGNATURE-----\nno\n",
	    "status,-- dash" },
	{ "nothing", "", "" },
};

static void
reading__finds_commands(void **state)
{
	struct arena *a = arena_new();
	struct buf b = { 0 };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(mails) / sizeof(mails[0]); i++) {
		struct list l = { 0 };

		print_message("%s\n", mails[i].what);
		buf_cut(&b, 0);
		reading_commands(a, mails[i].text, &l);
		readers_join(&b, &l);
		assert_string_equal(buf_str(&b), mails[i].commands);
		list_free(&l);
	}
	buf_free(&b);
	arena_free(a);
}

static size_t
commands_of(size_t lines, size_t length)
{
	struct arena *a = arena_new();
	struct buf b = { 0 };
	struct list l = { 0 };
	size_t i, n;

	for (i = 0; i < lines; i++) {
		for (n = 0; n < length; n++)
			buf_addc(&b, 'a');
		buf_addc(&b, '\n');
	}
	reading_commands(a, buf_str(&b), &l);
	n = l.n;
	list_free(&l);
	buf_free(&b);
	arena_free(a);
	return n;
}

static void
reading__holds_its_limits_of_commands(void **state)
{
	(void)state;
	assert_int_equal(commands_of(READING_COMMANDS_MAX - 1, 5),
	    READING_COMMANDS_MAX - 1);
	assert_int_equal(commands_of(READING_COMMANDS_MAX, 5),
	    READING_COMMANDS_MAX);
	assert_int_equal(commands_of(READING_COMMANDS_MAX + 1, 5),
	    READING_COMMANDS_MAX);
	assert_int_equal(commands_of(1, COMMAND_LINE_MAX - 1), 1);
	assert_int_equal(commands_of(1, COMMAND_LINE_MAX), 1);
	assert_int_equal(commands_of(1, COMMAND_LINE_MAX + 1), 1);
}

/* sent on 2026-11-20; "" = not stated */
static const struct { const char *subject, *text, *day; } absences[] = {
	{ "Away until Dec 5", "", "2026-12-05" },
	{ "", "I am away until 5 December.", "2026-12-05" },
	{ "", "back on Monday, January 4th, 2027.", "2027-01-04" },
	{ "", "I will return on January 4.", "2027-01-04" },
	{ "", "until 2026-11-30 inclusive", "2026-11-30" },
	{ "", "Ich bin bis zum 30.11.2026 abwesend.", "2026-11-30" },
	{ "", "bis 30.11. nicht im B\xc3\xbcro", "2026-11-30" },
	{ "", "jusqu'au 3 d\xc3\xa9" "cembre", "2026-12-03" },
	{ "", "until 30/11/2026", "2026-11-30" },
	{ "", "until 11/30/2026", "2026-11-30" },
	{ "", "until 05/07/2026", "" },		/* which is which? */
	{ "", "until I come back", "" },
	/* the day of return, the last day away, or the end of a range */
	{ "", "Ich bin ab dem 30. November 2026 wieder da.", "2026-11-30" },
	{ "", "ab dem 30. November 2026 bin ich im Urlaub.", "" },
	{ "", "ich bin am Montag, den 30.11.2026 zurück", "2026-11-30" },
	{ "", "bis zum 8. Jänner 2027", "2027-01-08" },
	{ "", "ab dem 23. November im Urlaub und ab dem 30. November wieder "
	    "da", "2026-11-30" },
	{ "", "I am away from 5 December and will be back soon.", "" },
	{ "", "jusqu’au 3 décembre 2026", "2026-12-03" },
	{ "", "en congés du 23 au 27 novembre. Retour le 30 novembre.",
	    "2026-11-30" },
	{ "", "absent du 23/11/2026 au 27/11/2026", "2026-11-27" },
	{ "", "hasta el 3 de enero de 2028", "2028-01-03" },
	{ "", "vuelvo el 3 de enero", "2027-01-03" },
	{ "", "assente dal 23 al 27 novembre e rientrerò il 30 novembre",
	    "2026-11-30" },
	{ "", "ausente até 3 de dezembro de 2026", "2026-12-03" },
	{ "", "afwezig tot en met 27 november", "2026-11-27" },
	{ "", "vanaf 30 november weer aanwezig", "2026-11-30" },
	{ "", "til og med den 3. desember. 30. november", "" },
	{ "", "Jestem nieobecny do 27 listopada 2026.", "2026-11-27" },
	{ "", "11月23日から11月27日まで不在です", "2026-11-27" },
	{ "", "2026年12月4日（金）まで休暇", "2026-12-04" },
	{ "", "我将于2026年11月23日至2026年11月27日休假", "2026-11-27" },
	{ "", "2026년 11월 27일까지 휴가입니다", "2026-11-27" },
	{ "", "11月23日です", "" },
	{ "", "away from November 23 to November 27, 2026.", "2026-11-27" },
	{ "", "I am away 23-27 November 2026.", "2026-11-27" },
	{ "", "23.11. - 27.11.", "2026-11-27" },
	{ "", "back at work on Nov 30.", "2026-11-30" },
	{ "", "I was here until 30 October 2026, and am away.", "" },
	{ "", "until further notice. Call 5 May Street", "" },
	{ "", "answers take 2 to 5 minutes in May", "" },
	{ "", "wait until everything is patched", "" },
	{ "", "until the 45th of May", "" },
	{ "", "", "" },
};

static void
reading__finds_the_end_of_an_absence(void **state)
{
	int64_t sent, t;
	char day[CLOCK_TEXT];
	struct err e;
	size_t i;

	(void)state;
	assert_int_equal(clock_zone("UTC", &e), 0);
	assert_true(clock_parse("2026-11-20 10:00", &sent));
	for (i = 0; i < sizeof(absences) / sizeof(absences[0]); i++) {
		print_message("%s%s\n", absences[i].subject, absences[i].text);
		t = reading_away_until(absences[i].subject, absences[i].text,
		    sent);
		assert_string_equal(t != 0 ? clock_date(t, day) : "",
		    absences[i].day);
	}
	assert_int_equal(reading_away_until("Away until May 5", "", 0), 0);
}

static const struct {
	const char *what, *header;
	bool person;
	enum mail_class want;
} classes[] = {
	{ "a person", "Subject: x\n", true, CLASS_COMMAND },
	{ "a stranger", "Subject: x\n", false, CLASS_OTHER },
	{ "an answer", "Subject: Re: x\n", true, CLASS_ANSWER },
	{ "a Polish answer", "Subject: Odp: x\n", true, CLASS_ANSWER },
	{ "a Chinese answer", "Subject: 回复：x\n", true, CLASS_ANSWER },
	{ "an old mailer's answer", "Subject: RE[2]: x\n", true, CLASS_ANSWER },
	{ "a word that begins so", "Subject: Results: x\n", true,
	    CLASS_COMMAND },
	{ "an answer by its header", "In-Reply-To: <a@b>\n", true,
	    CLASS_ANSWER },
	{ "RFC 3834", "Auto-Submitted: auto-replied\n", true,
	    CLASS_AUTO_REPLY },
	{ "with a comment", "Auto-Submitted: auto-replied (vacation)\n", true,
	    CLASS_AUTO_REPLY },
	{ "generated is no reply", "Auto-Submitted: auto-generated\n", false,
	    CLASS_OTHER },
	{ "not automatic", "Auto-Submitted: no\n", true, CLASS_COMMAND },
	{ "Exchange", "X-Auto-Response-Suppress: All\nIn-Reply-To: <a@b>\n",
	    true, CLASS_AUTO_REPLY },
	/* senders of bulletins set it as well */
	{ "not an answer", "X-Auto-Response-Suppress: All\n", false,
	    CLASS_OTHER },
	{ "its subject", "Subject: Automatic reply: x\n", true,
	    CLASS_AUTO_REPLY },
	{ "German", "Subject: Abwesenheitsnotiz: x\n", true,
	    CLASS_AUTO_REPLY },
	{ "French, encoded",
	    "Subject: =?utf-8?q?R=C3=A9ponse_automatique_=3A_x?=\n", true,
	    CLASS_AUTO_REPLY },
	{ "old responders", "Precedence: auto_reply\n", true,
	    CLASS_AUTO_REPLY },
	{ "a null sender", "Return-Path: <>\n", true, CLASS_AUTO_REPLY },
	{ "a list with a null sender",
	    "Return-Path: <>\nList-Id: <a.example.com>\n", false,
	    CLASS_OTHER },
	{ "an announcement with a null sender",
	    "Return-Path: <>\nAuto-Submitted: auto-generated\n", false,
	    CLASS_OTHER },
	{ "another", "Return-Path: <>\nList-Unsubscribe: <mailto:a@b>\n",
	    false, CLASS_OTHER },
	{ "a bounce without MIME", "From: MAILER-DAEMON@example.com\n"
	    "Subject: failure notice\n", false, CLASS_BOUNCE },
	{ "a person about a bounce", "From: ann@example.com\n"
	    "Subject: failure notice?\n", true, CLASS_COMMAND },
	/* the words of a challenge in every person's mouth */
	{ "an answer that waits", "In-Reply-To: <a@b>\nSubject: Re: we are "
	    "waiting for your list\n\nWe are waiting for your list.\n", true,
	    CLASS_ANSWER },
	{ "a challenge in a person's name", "Precedence: bulk\nIn-Reply-To: "
	    "<a@b>\n\nYour mail is waiting for your confirmation.\n", true,
	    CLASS_AUTO_REPLY },
	{ "a receipt", "MIME-Version: 1.0\nContent-Type: multipart/report; "
	    "report-type=disposition-notification; boundary=b\n", true,
	    CLASS_AUTO_REPLY },
};

static void
reading__classes_mails(void **state)
{
	struct arena *a = arena_new();
	struct list bulletins = { 0 };
	struct reading r;
	const char *mail;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(classes) / sizeof(classes[0]); i++) {
		mail = arena_printf(a, "%s\nstatus\n", classes[i].header);
		print_message("%s\n", classes[i].what);
		readers_read(a, span_of(mail), NULL, classes[i].person, &r,
		    &bulletins);
		assert_string_equal(mail_class_name(r.mail_class),
		    mail_class_name(classes[i].want));
		readers_free(&r, &bulletins);
		bulletins = (struct list){ 0 };
	}
	arena_free(a);
}

static void
reading__packs_and_unpacks(void **state)
{
	struct arena *a = arena_new();
	struct reading r = { .mail_class = CLASS_AUTO_REPLY, .subject =
	    "subject", .text = "text\n", .returned = "<1@example.com>",
	    .away_until = 1234567, .claims = { "claims\0x", 8 },
	    .signed_only = true, .signed_at = 77, .signed_id = "id" }, *back;
	struct bounce bounce = { "a@example.com", BOUNCE_DELAYED, "550 no" };
	struct proof proof = { .method = "pgp", .result = PROOF_PASS,
	    .identity = "ABCD", .bits = 255, .signed_at = 99 };
	struct attachment at = { NULL, "text/plain", 7, "why" }, *got;
	struct buf b = { 0 };
	struct unpack u;
	size_t i;

	(void)state;
	list_add(&r.commands, (char[]){ "status" });
	list_add(&r.attachments, &at);
	list_add(&r.bounces, &bounce);
	list_add(&r.proofs, &proof);
	reading_pack(&b, &r);
	u = (struct unpack){ b.p, b.n, false };
	back = reading_unpack(a, &u);
	assert_non_null(back);
	assert_int_equal(back->mail_class, CLASS_AUTO_REPLY);
	assert_true(back->signed_only);
	assert_int_equal(back->signed_at, 77);
	assert_string_equal(back->signed_id, "id");
	assert_int_equal(back->proofs.n, 1);
	assert_string_equal(((struct proof *)back->proofs.at[0])->identity,
	    "ABCD");
	assert_int_equal(((struct proof *)back->proofs.at[0])->signed_at, 99);
	assert_string_equal(back->subject, "subject");
	assert_string_equal(back->commands.at[0], "status");
	got = back->attachments.at[0];
	assert_null(got->name);
	assert_string_equal(got->refused, "why");
	assert_int_equal(got->size, 7);
	assert_string_equal(back->returned, "<1@example.com>");
	assert_int_equal(back->bounces.n, 1);
	bounce = *(struct bounce *)back->bounces.at[0];
	assert_string_equal(bounce.address, "a@example.com");
	assert_int_equal(bounce.kind, BOUNCE_DELAYED);
	assert_string_equal(bounce.reason, "550 no");
	assert_int_equal(back->away_until, 1234567);
	assert_int_equal(back->claims.n, 8);
	assert_memory_equal(back->claims.p, "claims\0x", 8);
	assert_null(back->failed);
	/* no part of it is a reading, and none with more behind it */
	for (i = 0; i < b.n; i++) {
		u = (struct unpack){ b.p, i, false };
		assert_null(reading_unpack(a, &u));
	}
	buf_addc(&b, 'x');
	u = (struct unpack){ b.p, b.n, false };
	assert_null(reading_unpack(a, &u));
	b.p[0] = CLASS_REPORT + 1;
	u = (struct unpack){ b.p, b.n - 1, false };
	assert_null(reading_unpack(a, &u));
	list_free(&r.commands);
	list_free(&r.attachments);
	list_free(&r.bounces);
	list_free(&r.proofs);
	buf_free(&b);
	arena_free(a);
}

/* --- the corpus ------------------------------------------------------- */

static struct tally {
	size_t	 files, classes[CLASS_REPORT + 1], bulletins, refused;
	int64_t	 longest;	/* ms */
	char	 slowest[256];
} tally;

static struct span
read_whole(const char *path, struct buf *b)
{
	struct err e = { 0 };

	if (file_read_all(path, 64 << 20, b, &e) == -1)
		fail_msg("%s", e.text);
	return (struct span){ buf_str(b), b->n };
}

static enum mail_class
read_file(const char *path, struct tally *t)
{
	struct arena *a = arena_new();
	struct list bulletins = { 0 };
	struct buf b = { 0 };
	struct reading r;
	int64_t start;

	read_whole(path, &b);
	start = clock_mono_ms();
	readers_read(a, (struct span){ buf_str(&b), b.n }, NULL, false, &r,
	    &bulletins);
	start = clock_mono_ms() - start;
	if (start > t->longest || t->files == 0) {
		t->longest = start;
		snprintf(t->slowest, sizeof(t->slowest), "%s", path);
	}
	t->files++;
	t->classes[r.mail_class]++;
	t->bulletins += bulletins.n;
	t->refused += r.failed != NULL;
	readers_free(&r, &bulletins);
	buf_free(&b);
	arena_free(a);
	return r.mail_class;
}

static int
hostile_file(const char *path, const struct stat *st, int type,
    struct FTW *ftw)
{
	(void)st;
	(void)ftw;
	if (type == FTW_F)
		read_file(path, &tally);
	return 0;
}

static void
reading__survives_the_hostile_corpus(void **state)
{
	struct rusage use;
	char path[400];

	(void)state;
	snprintf(path, sizeof(path), "%s/e_hostile", readers_corpus());
	if (access(path, R_OK) != 0) {
		print_message("skipped: no corpus at %s\n", readers_corpus());
		skip();
	}
	memset(&tally, 0, sizeof(tally));
	assert_int_equal(nftw(path, hostile_file, 10, FTW_PHYS), 0);
	getrusage(RUSAGE_SELF, &use);
	print_message("%zu files, %zu refused, longest %lld ms (%s), peak "
	    "%ld KB\n", tally.files, tally.refused, (long long)tally.longest,
	    tally.slowest, use.ru_maxrss);
	assert_true(tally.files > 100);
	assert_true(tally.longest < 5000);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reading__finds_commands),
		cmocka_unit_test(reading__holds_its_limits_of_commands),
		cmocka_unit_test(reading__finds_the_end_of_an_absence),
		cmocka_unit_test(reading__classes_mails),
		cmocka_unit_test(reading__packs_and_unpacks),
		cmocka_unit_test(reading__survives_the_hostile_corpus),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
