/* SPDX-License-Identifier: ISC */
/* Playbooks: what is read, what is wrong, and the dates that come of them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "handlers/cycle/step.h"
#include "tests/support/playbooks.h"

static const struct step *
one_step(const char *lines)
{
	const struct playbook *p = pb_playbook(arena_printf(pb_arena,
	    "playbook p { release every month 2nd tue; %s }", lines));

	return p->steps.at[0];
}

/* --- reading ------------------------------------------------------------- */

static void
playbook__reads__itself(void **state)
{
	const struct playbook *p = pb_playbook("playbook p {\n"
	    "title \"Every month\"; release every month 2nd tue; hour 17:30\n"
	    "step one { at day; notify committee }\n"
	    "stage two { at one +1; for 2h }\n"
	    "step three { by day +3; todo }\n}\n"
	    "playbook q { release declared; step a { by day; todo } }");

	(void)state;
	assert_int_equal(playbooks_of(pb_config)->all.n, 2);
	assert_non_null(playbook_find(playbooks_of(pb_config), "q"));
	assert_null(playbook_find(playbooks_of(pb_config), "r"));
	assert_string_equal(p->title, "Every month");
	assert_int_equal(p->hour, 17);
	assert_int_equal(p->minute, 30);
	assert_int_equal(p->steps.n, 3);
	assert_int_equal(playbook_step(p, "three")->number, 3);
	assert_string_equal(playbook_step(p, "two")->kind->name, "stage");
	assert_null(playbook_step(p, "four"));
	p = playbook_find(playbooks_of(pb_config), "q");
	assert_string_equal(p->title, "q");
	assert_int_equal(p->hour, 9);
}

static void
step__reads__the_common_directives(void **state)
{
	const struct playbook *p = pb_playbook("playbook p {\n"
	    "release every month 2nd tue\n"
	    "step s { title \"The step\"; at day; by +2d; owner dba; notify "
	    "committee; after t u; after v; when severity >= important; when "
	    "kind = service-pack; when vendor != lamp; months 1 apr October; "
	    "template ask; remind -24h -2h; escalate 2h secondary 1d "
	    "board; late skip }\n"
	    "step t { by day; todo }; step u { by day; todo }\n"
	    "step v { by day; todo }\n}");
	const struct step *s = p->steps.at[0];
	const struct escalation *x;
	const struct condition *w;

	(void)state;
	assert_string_equal(s->title, "The step");
	assert_string_equal(s->owner, "dba");
	assert_string_equal(s->template, "ask");
	assert_null(s->silence);
	assert_int_equal(s->late, LATE_SKIP);
	assert_int_equal(s->months, 1 << 1 | 1 << 4 | 1 << 10);
	assert_int_equal(s->after.n, 3);
	assert_string_equal(s->after.at[2], "v");
	assert_int_equal(s->conditions.n, 3);
	w = s->conditions.at[0];
	assert_string_equal(w->operator, ">=");
	assert_string_equal(w->value, "important");
	w = s->conditions.at[1];
	assert_string_equal(w->value, "service pack");
	assert_int_equal(s->escalate.n, 2);
	x = s->escalate.at[1];
	assert_int_equal(x->after, DAY);
	assert_string_equal(x->to, "board");
	assert_int_equal(s->occasions.n, 4);
	assert_string_equal(((struct occasion *)s->occasions.at[0])->what,
	    "begin");
	assert_int_equal(((struct occasion *)s->occasions.at[0])->late,
	    LATE_SKIP);
	assert_string_equal(((struct occasion *)s->occasions.at[1])->what,
	    "due");
	assert_string_equal(moment_words(pb_arena, &step_occasion(s,
	    "remind")->when), "24 hours before its due time");
}

static void
step__of_each_kind__has_its_own(void **state)
{
	const struct step_expect *x;
	const struct step_ask *q;
	const struct step_approve *v;
	const struct step_meet *m;
	const struct step_stage *g;
	const struct step_publish *d;
	const struct step_todo *t;
	const struct step *s;

	(void)state;
	s = one_step("step s { by day; expect mail from lamp "
	    "tam@example.net *@example.org; else alert coordinator dba "
	    "step-expect }");
	x = s->own;
	assert_false(x->bulletin);
	assert_int_equal(x->from.n, 3);
	assert_int_equal(x->alert.n, 2);
	assert_string_equal(x->template, "step-expect");
	s = one_step("step s { by day; expect bulletin }");
	x = s->own;
	assert_true(x->bulletin);
	assert_string_equal(x->alert.at[0], "coordinator");
	s = one_step("step s { at day; by +2; ask *teams dora; question "
	    "results; text \"Did it work?\" }");
	q = s->own;
	assert_string_equal(q->question, "results");
	assert_string_equal(q->text, "Did it work?");
	assert_string_equal(s->silence, "escalate");
	assert_int_equal(s->audience.n, 2);
	s = one_step("step s { at day; by +2; approve 2 of board; "
	    "expires 5d }");
	v = s->own;
	assert_int_equal(v->expires, 5 * DAY);
	assert_string_equal(quorum_words(pb_arena, v->quorum), "2 of board");
	s = one_step("step s { meet 2nd wed 14:00; for 90m; invite board; "
	    "place \"Room 5\"; agenda -2d; minutes +2d 12:00 }");
	m = s->own;
	assert_int_equal(m->length, 90 * MINUTE);
	assert_string_equal(m->place, "Room 5");
	assert_string_equal(((struct occasion *)s->occasions.at[0])->what,
	    "begin");
	assert_non_null(step_occasion(s, "agenda"));
	assert_string_equal(moment_words(pb_arena, &step_occasion(s,
	    "minutes")->when), "2 days after its beginning, 12:00");
	d = one_step("step s { at day; publish plan; to board }")->own;
	assert_string_equal(d->document, "plan");
	t = one_step("step s { by day; todo \"Look at it\" }")->own;
	assert_string_equal(t->what, "Look at it");
	s = one_step("stage prod { at day +2 21:30; for 3h30m; servers "
	    "env:prod db1; systems Shop \"The Books\"; cutoff 11:00; notice "
	    "-2d 18:00, -1d 18:00; tasks night; early dba 19:00; early qa "
	    "-1h }");
	g = s->own;
	assert_int_equal(s->kind->length(s), 210 * MINUTE);
	assert_int_equal(s->kind->servers(s)->n, 2);
	assert_int_equal(g->systems.n, 2);
	assert_string_equal(g->environment, "prod");
	assert_string_equal(g->tasks, "night");
	assert_int_equal(g->early.n, 2);
	assert_true(g->notices);
	assert_non_null(step_occasion(s, "early dba"));
	assert_int_equal(s->occasions.n, 6);
	g = one_step("stage s { at day; for 5m; environment test }")->own;
	assert_string_equal(g->environment, "test");
	assert_false(g->notices);
	assert_null(g->tasks);
}

/* What is no error, and hardly meant. */
static void
step__warns__of_slips(void **state)
{
	static const struct { const char *step, *warning; } cases[] = {
		{ "ask board; question resluts", "21:81: warning: the question "
		    "\"resluts\" is no known one, so it is answered by yes or "
		    "no; did you mean \"results\"?" },
		{ "ask board; question results-of-dev", "" },
		{ "ask board; question colour", "" },
		{ "publish plam; to board", "21:69: warning: there is no "
		    "letter \"plam\" to write it by: it will be a plain "
		    "notice, unless \"template NAME\" says by which" },
		{ "publish mmeo; to board", "21:69: warning: there is no "
		    "letter \"mmeo\" to write it by: it will be a plain "
		    "notice, unless \"template NAME\" says by which; did you "
		    "mean \"memo\"?" },
		{ "publish plam; template memo; to board", "" },
		{ "publish memo; to board", "" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		pb_playbook(arena_printf(pb_arena, "playbook p { release "
		    "declared;  step s { at day; by day +3; %s } }",
		    cases[i].step));
		if (cases[i].warning[0] == '\0')
			assert_null(strstr(pb_warnings(), "21:"));
		else if (strstr(pb_warnings(), cases[i].warning) == NULL)
			fail_msg("%s: %s", cases[i].step, pb_warnings());
	}
}

/* --- errors -------------------------------------------------------------- */

/*
 * Every error at once, whichever check finds it; and none that only follows
 * from another: what could not be read is there all the same.
 */
static void
playbook__says__every_error_at_once(void **state)
{
	static const struct pb_wrong cases[] = {
		{ "person pia { name Pia; mail pia@example.com; "
		    "roles leader }\n"
		    "playbook p { release declared\n"
		    "step s { at dya; notify pia bord }\n"
		    "step t { by day; todo; after s u }\n}",
		    "21:52: error: found \"leader\"; expected a role "
		    "(coordinator, alternate, infosec, approver, lead, member, "
		    "helpdesk, auditor or observer); did you mean \"lead\"?\n"
		    "23:29: error: nobody is called \"bord\"; expected a "
		    "person, a team, a role, an address, a list such as "
		    "committee, or an audience; did you mean \"board\"?\n"
		    "23:13: error: there is no step or stage \"dya\" in "
		    "\"p\"; did you mean \"day\"?\n"
		    "24:32: error: there is no step or stage \"u\" in \"p\"; "
		    "did you mean \"s\"?" },
		/* a person, a team and an audience of which nothing is left */
		{ "person pia { mail pia@ }\nteam x { laed dan; lead }\n"
		    "audience y { look sideways }\n"
		    "person pat { name Pat; mail pat@example.com; team x }\n"
		    "playbook p { release declared; step s { at day; by +1; "
		    "approve pia and y; officer x } }",
		    "21:19: error: found \"pia@\"; expected a mail address "
		    "such as ann@example.com\n"
		    "21:1: error: the directive \"name\" is missing in person "
		    "\"pia\"; expected name NAME\n"
		    "22:10: error: found the unknown word \"laed\" in \"team\""
		    "; did you mean \"lead\"?\n"
		    "22:20: error: found 0 words behind \"lead\"; expected 1: "
		    "lead PERSON\n"
		    "23:19: error: found \"sideways\"; expected team, "
		    "management, users, helpdesk or vendors\n"
		    "23:1: error: the directive \"to\" is missing in audience "
		    "\"y\"; expected to WHO ..." },
		/* a playbook, a step, a task list, a vendor */
		{ "tasks n { task a { title A; team qa; after b }\n"
		    "task b { titel B; team } }\n"
		    "tasks m { task c { team qa } }\n"
		    "vendor v { name V }\n"
		    "playbook p { relaese declared; step s { meeting 9:00 }\n"
		    "step t { by s +1d; expect bulletin from v; after s }\n"
		    "stage u { at t +1d; for 3h; tasks m; servers a/b } }",
		    "22:10: error: found the unknown word \"titel\" in "
		    "\"task\"; did you mean \"title\"?\n"
		    "22:19: error: found 0 words behind \"team\"; expected 1: "
		    "team TEAM\n"
		    "23:11: error: the directive \"title\" is missing in task "
		    "\"c\"; expected title TEXT\n"
		    "24:1: error: the directive \"from\" is missing in vendor "
		    "\"v\"; expected from ADDRESS|*@DOMAIN|*@*.DOMAIN ...\n"
		    "24:1: error: the directive \"prove\" is missing in vendor "
		    "\"v\"; expected prove any|all\n"
		    "25:14: error: found the unknown word \"relaese\" in "
		    "\"playbook\"; did you mean \"release\"?\n"
		    "25:41: error: found the unknown word \"meeting\" in "
		    "\"step\"; did you mean \"meet\"?\n"
		    "27:46: error: found \"a/b\"; expected a server or a group "
		    "of servers such as db1, env:prod or tier:erp" },
		/* a file that is not there may have held them */
		{ "include nowhere.conf\nplaybook p { release declared\n"
		    "step s { by day; todo; owner helga; escalate 2h olga }\n"
		    "step t { at day +2x; notify dora } }",
		    "21:9: error: cannot include /tmp/nowhere.conf: No such "
		    "file or directory\n"
		    "24:17: error: found \"+2x\"; expected an offset such as "
		    "+2d, -1w, +1fri, +3bd (business days), -4h or +30m" },
		/* nor do rings and the like follow */
		{ "playbook p { release declared\n"
		    "step s { at t; notify committee; after t }\n"
		    "step t { at s; notfy committee } }", "23:16: error: found "
		    "the unknown word \"notfy\" in \"step\"; did you mean "
		    "\"notify\"?" },
	};

	(void)state;
	PB_WRONG("%", cases);
}

static void
playbook__says__what_is_wrong(void **state)
{
	static const struct pb_wrong cases[] = {
		{ "playbook p { step s { by day; todo } }",
		    "21:1: error: the directive \"release\" is missing in "
		    "playbook \"p\"; expected release RULE" },
		{ "playbook p { release declared }", "21:10: error: the "
		    "playbook \"p\" has no step; expected \"step NAME { ... "
		    "}\" or \"stage NAME { ... }\"" },
		{ "playbook p { release declared; step s { by day; todo } }\n"
		    "playbook p { release declared; step s { by day; todo } }",
		    "22:10: error: the playbook \"p\" is there already" },
		{ "playbook p { release declared; step s { by day; todo }\n"
		    "stage s { at day; for 1h } }", "22:7: error: \"s\" is "
		    "there already, in line 21; expected another name" },
		{ "playbook p { release declared; hour 9; step s { by day; "
		    "todo } }", "21:37: error: found \"9\"; expected a time "
		    "of day from 00:00 to 23:59" },
		{ "playbook p { release declared; stpe s { } }", "21:32: "
		    "error: found the unknown word \"stpe\" in \"playbook\"; "
		    "did you mean \"step\"?" },
		{ "playbook p { release declared; step day { by day; todo } }",
		    "21:37: error: found \"day\"; expected another name: that "
		    "word belongs to moments" },
		{ "playbook p { release declared; step 2nd { by day; todo } }",
		    "21:37: error: found \"2nd\"; expected a name that begins "
		    "with a letter" },
	};

	(void)state;
	PB_WRONG("%", cases);
}

static void
step__says__what_is_wrong(void **state)
{
	/* the step's name stands in column 38, its first word in 42 */
	static const struct pb_wrong cases[] = {
		{ "at day", "21:38: error: the step \"s\" does nothing; "
		    "expected one of approve, ask, expect, meet, notify, "
		    "publish or todo in it" },
		{ "by day; todo\nask board", "22:1: error: found \"ask\" "
		    "beside \"todo\" (line 21); a step does one thing: make "
		    "two steps" },
		{ "at day; notify board; agenda -2d", "21:64: error: found "
		    "\"agenda\" in step \"s\"; it belongs to meet, not to "
		    "notify" },
		{ "by day; todo; for 1h", "21:56: error: found \"for\" in "
		    "step \"s\"; it belongs to meet and stage, not to todo" },
		{ "by day; todo; meeting 14:00", "21:56: error: found the "
		    "unknown word \"meeting\" in \"step\"; did you mean "
		    "\"meet\"?" },
		/* one error, though two look for it */
		{ "at day; ask board; escalate 2h lead", "21:38: error: \"s\" "
		    "lacks \"by MOMENT\": ask needs it" },
		{ "at day; ask board; remind -2h", "21:38: error: \"s\" lacks "
		    "\"by MOMENT\": ask needs it" },
		{ "by day; todo; escalate lead 2h", "21:65: error: found "
		    "\"lead\"; expected LENGTH WHO, as in 2h lead" },
		{ "by day; expect buletin", "21:57: error: found \"buletin\"; "
		    "expected \"bulletin\", \"mail\" or \"crosscheck\"; did "
		    "you mean \"bulletin\"?" },
		{ "by day; todo; agneda -2d", "21:56: error: found the "
		    "unknown word \"agneda\" in \"step\"; did you mean "
		    "\"agenda\"?" },
		{ "by day; by day; todo", "21:50: error: found \"by\" a "
		    "second time; expected it once (the first is at @:21)" },
		{ "notify board", "21:38: error: \"s\" lacks \"at MOMENT\": "
		    "notify needs it" },
		{ "at day; ask board", "21:38: error: \"s\" lacks \"by "
		    "MOMENT\": ask needs it" },
		{ "todo", "21:38: error: \"s\" lacks \"by MOMENT\": todo "
		    "needs it" },
		{ "at dya +1; notify board", "21:45: error: there is no step "
		    "or stage \"dya\" in \"p\"; did you mean \"day\"?" },
		{ "at end of t; notify board", "21:52: error: there is no "
		    "step or stage \"t\" in \"p\"; did you mean \"s\"?" },
		{ "by day; todo; after a b", "21:62: error: there is no step "
		    "or stage \"a\" in \"p\"; did you mean \"s\"?\n"
		    "21:64: error: there is no step or stage \"b\" in \"p\"; "
		    "did you mean \"s\"?" },
		{ "at day; notify bord", "21:57: error: nobody is called "
		    "\"bord\"; expected a person, a team, a role, an address, "
		    "a list such as committee, or an audience; did you mean "
		    "\"board\"?" },
	};

	(void)state;
	PB_WRONG("playbook p { release declared;  step s { % } }", cases);
}

static void
step__says__what_is_wrong_with_the_common_directives(void **state)
{
	static const struct pb_wrong cases[] = {
		{ "by day; todo; owner b@example.com", "21:62: error: "
		    "\"b@example.com\" is nobody who could do it: there is no "
		    "such person" },
		{ "by day; todo; when sevrity = low", "21:61: error: found "
		    "\"sevrity\"; expected severity, vendor, kind or class; "
		    "did you mean \"severity\"?" },
		{ "by day; todo; when severity > low", "21:70: error: found "
		    "\">\"; expected =, !=, >= or <=" },
		{ "by day; todo; when vendor >= lamp", "21:68: error: found "
		    "\">=\"; expected = or !=" },
		{ "by day; todo; when severity = hihg", "21:72: error: found "
		    "\"hihg\"; expected critical, important, moderate or low" },
		{ "by day; todo; when vendor = lmap", "21:70: error: found "
		    "\"lmap\"; expected a vendor of the vendors file; did you "
		    "mean \"lamp\"?" },
		{ "by day; todo; when kind = hotfx", "21:68: error: found "
		    "\"hotfx\"; expected a kind of bulletin such as hotfix or "
		    "service-pack; did you mean \"hotfix\"?" },
		{ "by day; todo; when class = sever", "21:69: error: found "
		    "\"sever\"; expected a class such as server or network; "
		    "did you mean \"server\"?" },
		{ "by day; todo; months 0 13 mai", "21:63: error: found "
		    "\"0\"; expected a month: 1 to 12, or jan to dec\n"
		    "21:65: error: found \"13\"; expected a month: 1 to 12, "
		    "or jan to dec\n"
		    "21:68: error: found \"mai\"; expected a month: 1 to 12, "
		    "or jan to dec" },
		{ "by day; todo; silence consent", "21:56: error: found "
		    "\"silence\" in step \"s\"; it belongs to ask, not to "
		    "todo" },
		{ "at day; by +1d; ask dba; silence consents", "21:75: error: "
		    "found "
		    "\"consents\"; expected consent, applies or escalate; did "
		    "you mean \"consent\"?" },
		{ "at day; by +1d; ask dba; question results; pass green",
		    "21:90: error: found \"green\"; expected ok or issues, the "
		    "answers to the question \"results\"" },
		{ "at day; by +1d; ask dba; question objections; pass no "
		    "object", "21:93: error: found \"no object\"; expected no "
		    "objection or objection, the answers to the question "
		    "\"objections\"" },
		{ "by day; todo; late never", "21:61: error: found "
		    "\"never\"; expected \"do\" or \"skip\"" },
		{ "by day; todo; escalate 2h", "21:65: error: found 1 word "
		    "behind \"escalate\"; expected at least 2: escalate "
		    "LENGTH WHO ..." },
		{ "by day; todo; escalate 2h lead 4h", "21:73: error: found "
		    "nobody behind \"4h\"; expected who is told then" },
		{ "by day; todo; escalate 2h lead 2h board", "21:73: error: "
		    "found \"2h\"; expected a length of at most 400 days, "
		    "longer than the one before" },
		{ "by day; todo; escalate 2h management", "21:68: error: "
		    "nobody is called \"management\"; expected a person, a "
		    "team, a role, an address, a list such as committee, or an "
		    "audience" },
		{ "at day; notify board; escalate 2h lead", "21:38: error: "
		    "\"s\" lacks \"by MOMENT\": notify needs it" },
		{ "at day; notify board; remind -2h", "21:64: error: "
		    "\"remind\" needs \"by\": when is \"s\" due?" },
	};

	(void)state;
	PB_WRONG("playbook p { release declared;  step s { % } }", cases);
}

static void
step__of_each_kind__says_what_is_wrong(void **state)
{
	static const struct pb_wrong cases[] = {
		{ "by day; expect something", "21:57: error: found "
		    "\"something\"; expected \"bulletin\", \"mail\" or "
		    "\"crosscheck\"" },
		{ "by day; expect mail form x", "21:62: error: found "
		    "\"form\"; expected \"from\"" },
		{ "by day; expect bulletin from lmap", "21:71: error: there is "
		    "no vendor \"lmap\"; did you mean \"lamp\"?" },
		{ "by day; expect bulletin from a@example.com", "21:71: error: "
		    "there is no vendor \"a@example.com\"" },
		{ "by day; expect mail from lmap", "21:67: error: there is no "
		    "vendor \"lmap\", and it is no address; did you mean "
		    "\"lamp\"?" },
		{ "by day; expect bulletin from", "21:66: error: nobody stands "
		    "behind \"from\"; expected a vendor" },
		{ "by day; expect mail; else tell dba x", "21:68: error: found "
		    "\"tell\"; expected \"alert\"" },
		{ "by day; expect mail; else alert dba", "21:74: error: found "
		    "2 words behind \"else\"; expected at least 3: else alert "
		    "WHO ... TEMPLATE" },
		{ "by day; expect mail; else alert dba A", "21:78: error: "
		    "found \"A\"; expected the template's name, a name of "
		    "a-z, 0-9, \".\", \"_\" and \"-\", at most 64 letters, "
		    "that begins with a letter or digit" },
		{ "at day; meet day; invite board", "21:42: error: a meeting "
		    "begins when \"meet\" says; take \"at\" away" },
		{ "meet day", "21:38: error: \"s\" lacks \"invite WHO ...\": "
		    "meet needs it" },
		{ "meet day; by day; invite board", "21:52: error: meet \"s\" "
		    "is over when its time is; take \"by\" away" },
		{ "meet day; for 4m; invite board", "21:56: error: found "
		    "\"4m\"; expected a length from 5m to 12h" },
		{ "meet day; for 13h; invite board", "21:56: error: found "
		    "\"13h\"; expected a length from 5m to 12h" },
		{ "at day; by +1; approve 2 of dan", "21:70: error: \"dan\" "
		    "means 1 person: 2 cannot approve" },
		{ "at day; by +1; approve dan; renew date", "21:76: error: "
		    "found \"date\"; expected a part of the change request "
		    "such as dates or servers, or any; did you mean "
		    "\"dates\"?" },
		{ "at day; by +1; approve dan; officer dam", "21:78: error: "
		    "nobody is called \"dam\"; expected a person, a team, a "
		    "role, an address, a list such as committee, or an "
		    "audience; did you mean \"dan\"?" },
		{ "at day; by +1; approve dan; rollback file", "21:79: error: "
		    "expected one file's name behind \"file\"" },
		{ "at day; notify board; template step-notfy", "21:73: error: "
		    "there is no template \"step-notfy\"; did you mean "
		    "\"step-notify\"?; expected the name of a letter, one of "
		    "templates/mail" },
		{ "by day; expect mail; else alert board step-alrt",
		    "21:80: error: there is no template \"step-alrt\"; "
		    "expected the name of a letter, one of templates/mail" },
		{ "by day; todo; closes chnge", "21:63: error: there is no "
		    "approval \"chnge\" in \"p\"" },
		/* it is there, and no approval: not what is meant */
		{ "by day; todo; closes s", "21:63: error: there is no "
		    "approval \"s\" in \"p\"" },
		{ "at day; publish memo; of dev", "21:67: error: there is no "
		    "stage \"dev\" in \"p\"" },
	};

	(void)state;
	PB_WRONG("playbook p { release declared;  step s { % } }", cases);
}

static void
stage__says__what_is_wrong(void **state)
{
	static const struct pb_wrong cases[] = {
		{ "at day", "21:38: error: \"x\" lacks \"for LENGTH\": stage "
		    "needs it" },
		{ "for 1h", "21:38: error: \"x\" lacks \"at MOMENT\": stage "
		    "needs it" },
		{ "at day; for 4m", "21:54: error: found \"4m\"; expected a "
		    "length from 5m to 7d" },
		{ "at day; for 8d", "21:54: error: found \"8d\"; expected a "
		    "length from 5m to 7d" },
		{ "at day; for 1h; override 9 of board", "21:72: error: "
		    "\"board\" means 3 persons: 9 cannot approve" },
		{ "at day; for 1h; freeze memo", "21:65: error: there is no "
		    "step or stage \"memo\" in \"p\"" },
		{ "at day; for 1h; notify board", "21:58: error: found "
		    "\"notify\" in the stage \"x\"; expected it in a step of "
		    "its own" },
		{ "at day; for 1h; agenda -2d", "21:58: error: found "
		    "\"agenda\" in stage \"x\"; it belongs to meet, not to "
		    "stage" },
		{ "at day; for 1h; servers env=prod", "21:66: error: found "
		    "\"env=prod\"; expected a server or a group of servers "
		    "such as db1, env:prod or tier:erp" },
		{ "at day; for 1h; tasks nihgt", "21:64: error: there is no "
		    "task list \"nihgt\"; did you mean \"night\"?" },
		{ "at day; for 1h; early dbb -1h", "21:64: error: nobody is "
		    "called \"dbb\"; expected a person, a team, a role, an "
		    "address, a list such as committee, or an audience; did "
		    "you mean \"dba\"?" },
		{ "at day; for 1h; cutoff 11", "21:65: error: found \"11\"; "
		    "expected an offset with its sign, such as +2d or -24h, or "
		    "a time of day such as 17:00" },
	};

	(void)state;
	PB_WRONG("playbook p { release declared; stage x { % } }", cases);
}

static void
playbook__rings__are_named(void **state)
{
	static const struct pb_wrong cases[] = {
		{ "step a { at a +1; notify board }", "21:44: error: the "
		    "dates of these hang on each other in a ring: a, a; give "
		    "one of them a date of its own" },
		{ "step a { at b +1; notify board }\nstep b { at c; notify "
		    "board }\nstep c { at a; notify board }", "21:44: error: "
		    "the dates of these hang on each other in a ring: a, b, c, "
		    "a; give one of them a date of its own" },
		/* by way of an end, and not all that lead there */
		{ "step x { at a; notify board }\nstage a { at end of b; for "
		    "1h }\nstage b { at end of a; for 1h }", "22:14: error: "
		    "the dates of these hang on each other in a ring: a, b, a; "
		    "give one of them a date of its own" },
		{ "step a { at b; by day; todo }\nstep b { by a -1; todo }",
		    "21:44: error: the dates of these hang on each other in a "
		    "ring: a, b, a; give one of them a date of its own" },
		{ "step a { by day; todo; after c }\nstep b { by day; todo; "
		    "after a }\nstep c { by day; todo; after b }", "21:55: "
		    "error: steps wait for each other in a ring, each for the "
		    "one before it: a, b, c, a; take one \"after\" away" },
		{ "step a { by day; todo; after a }", "21:55: error: steps "
		    "wait for each other in a ring, each for the one before "
		    "it: a, a; take one \"after\" away" },
	};

	(void)state;
	PB_WRONG("playbook p { release declared; %\n}", cases);
	/* these are none: a begins, b at its end, a is due after both */
	pb_playbook("playbook p { release declared; step a { at day; by b +1; "
	    "todo }; step b { at a +1; notify board; after a } }");
}

/* As many lines as the record shows, and one more. */
static void
rollback_file__has_1_to_40_lines(void **state)
{
	static const struct { int lines; const char *error; } cases[] = {
		{ 0, "it has 0 lines; expected 1 to 40" },
		{ 1, NULL }, { 40, NULL },
		{ 41, "it has 41 lines; expected 1 to 40" },
	};
	char path[] = "/tmp/patchbot-rollback.XXXXXX", text[300];
	int fd = mkstemp(path), k;
	FILE *f = fdopen(fd, "w");
	size_t i;

	(void)state;
	assert_non_null(f);
	snprintf(text, sizeof(text), "playbook p { release declared; step go { "
	    "at day; by +1; approve dan; rollback file \"%s\" } }", path);
	for (i = 0; i < 4; i++) {
		rewind(f);
		assert_int_equal(ftruncate(fd, 0), 0);
		for (k = 0; k < cases[i].lines; k++)
			fprintf(f, "%d. take it back\n\n", k + 1);
		fflush(f);
		if (cases[i].error == NULL)
			assert_non_null(pb_load(text));
		else
			assert_null(pb_load(text));
		if (cases[i].error != NULL)
			assert_non_null(strstr(pb_errors(), cases[i].error));
	}
	fclose(f);
	unlink(path);
	assert_null(pb_load(text));
	assert_non_null(strstr(pb_errors(), "expected a text of at most 16384 "
	    "bytes"));
}

/* Who approves a deployment has to know how it is taken back. */
static void
approval_without_rollback__is_warned_of(void **state)
{
	static const char form[] = "playbook p { release declared; "
	    "step go { at day; by +1; approve dan; %s }; "
	    "stage x { at day +2d; for 1h; after go; %s }; "
	    "step other { at day; by +1; approve dan } }";
	static const struct { const char *go, *stage; bool warned; } cases[] = {
		{ "", "", true },
		{ "rollback \"snapshots\"", "", false },
		{ "", "rollback \"snapshots\" \"and a restore\"", false },
	};
	char text[500];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		snprintf(text, sizeof(text), form, cases[i].go,
		    cases[i].stage);
		assert_non_null(pb_load(text));
		assert_true((strstr(pb_warnings(), "who approves \"go\" lets "
		    "the stage \"x\" begin, and neither says how it is taken "
		    "back") != NULL) == cases[i].warned);
	}
}

int
main(void)
{
#define TEST(t) cmocka_unit_test_setup_teardown(t, pb_setup, pb_teardown)
	const struct CMUnitTest tests[] = {
		TEST(playbook__reads__itself),
		TEST(step__reads__the_common_directives),
		TEST(step__of_each_kind__has_its_own),
		TEST(step__warns__of_slips),
		TEST(playbook__says__what_is_wrong),
		TEST(playbook__says__every_error_at_once),
		TEST(step__says__what_is_wrong),
		TEST(step__says__what_is_wrong_with_the_common_directives),
		TEST(step__of_each_kind__says_what_is_wrong),
		TEST(stage__says__what_is_wrong),
		TEST(rollback_file__has_1_to_40_lines),
		TEST(approval_without_rollback__is_warned_of),
		TEST(playbook__rings__are_named),
	};

	return cmocka_run_group_tests_name("playbook", tests, NULL, NULL);
}
