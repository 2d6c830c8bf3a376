/* SPDX-License-Identifier: ISC */
/* Words of answering machines, ticket systems, list servers and challenges; see
 * machine_words.h. */
#include "text/machine_words_parts.h"

#include <string.h>

#define LEN(a) (sizeof(a) / sizeof((a)[0]))

/* Beginnings of subjects of answering machines. */
static const char *const auto_subjects[] = {
	"automatic reply", "automatic response", "automatic answer",
	"automatic e-mail reply", "automatic email reply", "automated reply",
	"automated response", "automated answer", "auto reply", "autoreply",
	"auto-reply", "auto response", "auto-response", "autoresponse",
	"auto responder", "autoresponder", "auto-responder", "auto respond",
	"auto:", "auto answer", "autoanswer", "out of office", "out-of-office",
	"out of the office", "out-of-the-office", "out of my office", "ooo:",
	"ooo re:", "i am out of the office", "i'm out of the office",
	"i am currently out of", "i'm currently out of",
	"vacation reply", "vacation message", "vacation notice",
	"vacation response", "away notice", "away message",
	"your message has been received", "your mail has been received",
	"your email has been received", "your e-mail has been received",
	"acknowledgement of receipt",
	/* list servers to those whose mail they took for commands */
	"majordomo results", "output of your job", "results of your commands",
	"the results of your email commands", "ezmlm response",
	"listserv command",
	/* German, Dutch, Scandinavian, Finnish */
	"automatische antwort", "automatische rückantwort", "autom. antwort",
	"automatische nachricht", "automatische eingangs",
	"automatische empfangs", "abwesenheits", "nicht im büro",
	"urlaubsbenachrichtigung", "urlaubsmeldung", "urlaubsnotiz",
	"außer haus", "ausser haus", "automatisch antwoord",
	"automatische reactie", "automatische beantwoording", "niet aanwezig",
	"automatiskt svar", "autosvar", "automatisk svar", "frånvaro", "fravær",
	"ikke på kontoret", "inte på kontoret", "automaattinen vastaus",
	"automaattivastaus",
	/* French, Spanish, Italian, Portuguese, Romanian */
	"réponse automatique", "reponse automatique", "réponse auto",
	"absence du bureau", "absent du bureau", "message d'absence",
	"absent(e)", "respuesta autom", "contestación autom", "auto-respuesta",
	"fuera de la oficina", "fuera de oficina", "mensaje autom",
	"risposta automatica", "risposta autom", "fuori ufficio", "fuori sede",
	"assente dall", "messaggio automatico", "resposta autom",
	"fora do escritório", "ausência", "ausencia", "răspuns automat",
	"raspuns automat",
	/* Polish, Czech, Slovak, Hungarian, Turkish, Greek */
	"automatyczna odpow", "odpowiedź automatyczna", "odpowiedz automat",
	"autoodpowied", "poza biurem", "nieobecno", "automatická odpověď",
	"automaticka odpoved", "automatická odpoveď", "mimo kancelář",
	"nepřítomnost", "automatikus válasz", "házon kívül", "otomatik yanıt",
	"otomatik cevap", "ofis dışında", "αυτόματη απάντηση",
	"Αυτόματη απάντηση", "εκτός γραφείου",
	/* Russian, Ukrainian, Hebrew, Arabic */
	"автоматический ответ", "Автоматический ответ", "автоответ",
	"Автоответ", "Автоматическое уведомление", "отсутствую", "Отсутствую",
	"Нет на работе", "в отпуске", "В отпуске", "автоматична відповідь",
	"Автоматична відповідь", "Автовідповідь", "תשובה אוטומטית",
	"מענה אוטומטי", "رد تلقائي",
	/* Japanese, Chinese, Korean */
	"自動応答", "自動返信", "自動回答", "不在通知", "不在のお知らせ",
	"自动答复", "自动回复", "自動回覆", "自動答覆", "自动应答", "外出通知",
	"자동 회신", "자동회신", "자동 응답", "자동응답", "부재중", "부재 중",
};

/* Such as people write too, about their own holidays and others'. */
static const char *const away_subjects[] = {
	"absent from", "absence", "i am away", "i'm away", "i am out",
	"i'm out", "on vacation", "on holiday", "on leave", "on annual leave",
	"on maternity leave", "on parental leave", "holiday message",
	"maternity leave", "annual leave", "away until", "away from",
	"office closed", "not in the office", "we have received your",
	"we received your", "abwesend", "bin abwesend", "ich bin nicht",
	"ich bin im urlaub", "ich bin derzeit", "ich bin zur zeit",
	"nicht im haus", "im urlaub", "en congé", "en vacances",
	"je suis absent", "ausente", "de vacaciones", "assenza", "in ferie",
	"em férias", "休暇", "poissa", "afwezig", "abwesenheit",
	"vacation:", "away:",
};

/* Said of its own answer by a machine, in somebody's name. */
static const char *const away_words[] = {
	"automatic", "automated", "automatisch", "automatique", "automático",
	"automática", "upon my return", "on my return", "when i return",
	"after my return", "when i am back", "limited access", "no access to",
	"nach meiner rückkehr", "wird nicht weitergeleitet",
	"nicht weitergeleitet", "à mon retour", "a mi regreso",
	"al mio rientro", "no longer with", "no longer works",
};

/* What ticket systems say of a mail that became a ticket, by how a subject
 * begins ... */
static const char *const ticket_subjects[] = {
	"request received", "ticket received", "ticket created",
	"ticket opened", "ticket#", "support ticket opened", "support ticket:",
	"new support ticket", "glpi #", "incident inc", "case created",
	"case received", "your request", "your ticket", "your incident",
	"your case", "ihre anfrage", "ihr ticket", "ihre e-mail ist bei uns",
	"eingangsbestätigung", "votre demande", "accusé de réception",
	"su solicitud", "acuse de recibo", "conferma di ricezione",
	"bevestiging ontvangst", "ontvangstbevestiging",
	"confirmation of receipt", "this mailbox is not monitored",
};
/* ... and in a text. */
static const char *const ticket_words[] = {
	"your request", "your ticket", "your incident", "ticket number",
	"ticket id", "a ticket has been", "creation of a trouble ticket",
	"got your request", "automatically generated in response",
	"ihre anfrage", "ticketnummer", "votre demande", "su solicitud",
	"sua richiesta",
};

/* A list server to one person, beside a sign of a machine. */
static const char *const list_subjects[] = {
	"awaits moderator approval", "request to mailing list",
	"mailing list memberships reminder", "returned post for",
	"welcome to the \"", "command confirmation request",
	"confirm subscribe to", "confirm unsubscribe from",
};

/* Anywhere in a subject, beside another sign of a machine. */
static const char *const auto_hints[] = {
	"automatic", "automated", "automatis", "automát", "auto-", "autoreply",
	"auto reply", "autorespon", "i am ", "currently", "out of the office",
	"out of office", "away", "vacation", "holiday", "absen", "leave",
	"thank you for", "thanks for", "received your", "receipt",
	"confirmation", "acknowledg", "response", "urlaub", "abwesen",
	"nicht im", "danke", "eingang", "ferie", "congé", "vacances",
	"vacaciones", "ausente", "ausencia", "assente", "assenza", "férias",
	"semester", "lomalla", "dovolen", "urlop", "szabadság", "izinde",
	"izinli", "yıllık izin", "отпуск", "отсутств", "不在", "休", "휴가",
};

/* Said of what is announced: no machine answers so. */
static const char *const announcing[] = {
	"vulnerab", "advisor", "security", "cve-", "bulletin", "icsa-",
	"icsma-", "patch", "update", "hotfix", "release",
};

static const char *const challenge_words[] = {
	"waitlisted", "my guest list", "approved sender", "allowed sender",
	"not pre-approved", "sender verification", "sender confirmation",
	"verify that you are", "verify you are", "verify your email so",
	"prove that you are", "prove you are", "are a real person",
	"are a human", "you are human", "not a robot", "one-time verification",
	"requires verification", "awaiting verification", "waiting for your",
	"being held until", "held until you", "held because", "on hold until",
	"placed on hold", "until you confirm", "confirm that you sent",
	"confirm that this message", "confirm your message",
	"confirm delivery of", "to confirm, simply", "to have your message",
	"to release your message", "to get your message",
	"in order for your message", "challenge-response",
	"challenge/response", "spam arrest", "spamarrest",
	"click the link below to be added", "have your address added",
	"um ihre nachricht zuzustellen", "pour que votre message",
};

static const char *const answer_marks[] = { "re:", "re :", "aw:", "antw:",
    "antwort:", "sv:", "vs:", "odp:", "res:", "rif:", "ré:", "ynt:", "回复:",
    "回复：", "答复:", "答复：", "回覆:", "回覆：" };

size_t
machine_answer_mark(const char *subject)
{
	size_t i, n;

	for (i = 0; i < LEN(answer_marks); i++)
		if (span_starts_nocase(span_of(subject), answer_marks[i]))
			return strlen(answer_marks[i]);
	if (!span_starts_nocase(span_of(subject), "re["))
		return 0;
	n = strcspn(subject, "]:");
	return n + strspn(subject + n, "]:");
}

/* Without one mark of an answer: machines put theirs before the rest too. */
static const char *
without_mark(const char *s)
{
	return s + machine_answer_mark(s);
}

bool
machine_auto_subject(const char *subject)
{
	static const char *const within[] = { "is out of the office",
	    "is out of office", "ist nicht im büro", "ist außer haus",
	    "ist abwesend", "est absent", "está ausente", "è assente",
	    "est absente du bureau", "(automatic response)",
	    "(automatic reply)", "(auto-reply)", "(autoreply)",
	    "(out of office)", "[auto-reply]", "[autoreply]",
	    "[auto reply]", "[out of office]" };

	if (subject == NULL)
		return false;
	if (machine_has(span_of(subject), within, LEN(within)))
		return true;
	return machine_begins(without_mark(subject), auto_subjects,
	    LEN(auto_subjects));
}

bool
machine_away_subject(const char *subject)
{
	return subject != NULL && machine_begins(without_mark(subject),
	    away_subjects, LEN(away_subjects));
}

bool
machine_says_away(struct span text)
{
	return machine_has(text, away_words, LEN(away_words));
}

bool
machine_ticket_subject(const char *subject)
{
	return subject != NULL && machine_begins(subject, ticket_subjects,
	    LEN(ticket_subjects));
}

bool
machine_says_ticket(struct span text)
{
	return machine_has(text, ticket_words, LEN(ticket_words));
}

bool
machine_list_subject(const char *subject)
{
	return subject != NULL && machine_has(span_of(subject), list_subjects,
	    LEN(list_subjects));
}

bool
machine_auto_hint(const char *subject)
{
	return subject != NULL && machine_has(span_of(subject), auto_hints,
	    LEN(auto_hints)) && !machine_has(span_of(subject), announcing,
	    LEN(announcing));
}

bool
machine_says_challenge(struct span text)
{
	if (text.n > 4096)
		text.n = 4096;
	/* a short word by itself: among the phrases, of ten bytes and more, it
	 * would halve their leaps */
	return span_find_nocase(text, "boxbe") != NULL ||
	    machine_has(text, challenge_words, LEN(challenge_words));
}
