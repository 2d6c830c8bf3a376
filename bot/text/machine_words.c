/* SPDX-License-Identifier: ISC */
/* Words of mail systems and answering machines; see machine_words.h. */
#include "text/machine_words.h"

#include <string.h>

#define LEN(a) (sizeof(a) / sizeof((a)[0]))

/* Case is ignored of ASCII letters only: other scripts as they are sent. */
static const char *const bounce_subjects[] = {
	"undeliver", "non-deliver", "nondeliver", "non deliver",
	"delivery failure", "delivery failed", "delivery has failed",
	"delivery status", "delivery notification", "delivery report",
	"delivery problem", "delivery error", "delivery delayed",
	"delivery incomplete", "delivery unsuccessful", "delivery attempt",
	"mail delivery failed", "mail delivery failure", "mail delivery status",
	"mail delivery problem", "mail delivery error", "mail delivery (fail",
	"mail delivery report", "mail system error", "mail failure",
	"mail delayed", "mail not delivered", "mail could not be",
	"mail undeliverable", "mail returned", "mail rejected",
	"mail transport error", "mailer error", "mail error",
	"message delivery has failed", "message delivery fail",
	"message delivery error", "message delivery delayed",
	"message delivery problem", "message not delivered",
	"message undeliverable", "message could not be", "message delayed",
	"message you sent blocked", "message notification", "message rejected",
	"message blocked", "message bounced", "message status - undeliver",
	"e-mail delivery fail", "email delivery fail", "e-mail undeliver",
	"email undeliver", "email bounce notification", "email delivery error",
	"postmaster] email delivery", "postmaster notify", "postmaster notif",
	"returned mail", "returned message", "returned to sender",
	"returned e-mail", "returned email", "return to sender",
	"returning mail", "rejected mail", "rejected message", "rejected email",
	"rejected e-mail", "failure notice", "failure delivery",
	"failed delivery", "failed mail", "failed message", "failed to deliver",
	"delayed mail", "delayed delivery", "delayed:", "not delivered:",
	"warning: message", "warning: could not send", "warning: mail delay",
	"warning: delivery", "warning - delayed", "warning. mail delayed",
	"there was an error sending your mail", "error sending your",
	"error delivering", "nondeliverable mail", "user unknown",
	"unknown user", "unknown recipient", "unknown address",
	"address not found", "recipient not found", "mailbox full",
	"mailbox is full", "over quota", "quota exceeded",
	"sorry, your message could not be delivered", "could not deliver",
	"couldn't deliver", "cannot deliver", "can't deliver",
	"unable to deliver", "unable to send", "your message could not be",
	"your message couldn't be", "your message wasn't delivered",
	"your message was not delivered", "your message was rejected",
	"your mail could not be", "your email could not be",
	"your e-mail could not be", "your mail was not", "your email was not",
	"notice: mail delivery", "notification of delivery",
	"notification: message delivery", "ndn:", "ndr:", "dsn:", "bounce:",
	"bounced mail", "bounced:", "bounce notification", "spam notification",
	"considered unsolicited bulk email", "virus found in", "virus (",
	"banned (", "banned contents from you", "blocked:", "host unknown",
	"no mailbox", "invalid recipient", "invalid address",
	/* German, Dutch, Scandinavian, Finnish */
	"unzustellbar", "nicht zustellbar", "nicht zugestellt",
	"zustellung fehlgeschlagen", "zustellung der", "zustellungs",
	"zustellbericht", "benachrichtigung zum übermittlungsstatus",
	"benachrichtung zum", "benachrichtigung zum zustell",
	"fehler beim versand", "fehler bei der zustellung",
	"ihre nachricht konnte nicht", "ihre e-mail konnte nicht",
	"ihre mail konnte nicht", "nachricht konnte nicht",
	"unzustellbare", "rückläufer", "onbestelbaar", "niet bezorgd",
	"niet te bezorgen", "niet afgeleverd", "bezorging mislukt",
	"kan niet worden bezorgd", "niet-bezorgd", "kan ikke leveres",
	"kunne ikke leveres", "uleverbar", "ikke levert", "ikke leveret",
	"kan inte levereras", "kunde inte levereras", "ej levererat",
	"olevererbar", "misslyckad leverans", "leveransfel", "toimitusvirhe",
	"ei voitu toimittaa", "toimitus epäonnistui", "perille toimittamaton",
	/* French, Spanish, Italian, Portuguese, Romanian */
	"non remis", "non distribu", "non délivr", "non livr",
	"échec de la remise", "échec de remise", "echec de la remise",
	"échec d'envoi", "échec de l'envoi", "échec de distribution",
	"notification d'état de remise", "notification de non",
	"courrier non", "message non remis", "message non distribu",
	"message non délivr", "retour à l'expéditeur", "rapport de non-remise",
	"no se puede entregar", "no se pudo entregar", "no se ha podido",
	"no entregado", "no entregable", "correo no entregado",
	"correo devuelto", "mensaje devuelto", "mensaje no entregado",
	"notificación de estado de", "error de entrega", "fallo de entrega",
	"fallo en la entrega", "devuelto al remitente", "mancato recapito",
	"mancata consegna", "non recapitabile", "non recapitato",
	"impossibile recapitare", "notifica sullo stato del recapito",
	"notifica di mancat", "messaggio non recapitat",
	"messaggio non consegnat", "avviso di mancata consegna",
	"não entregue", "não foi possível entregar", "falha na entrega",
	"falha de entrega", "mensagem devolvida", "mensagem não entregue",
	"notificação de status de", "notificação do estado de",
	"não é possível entregar", "nu se poate livra", "nelivrat",
	"nedistribuit",
	/* Polish, Czech, Slovak, Hungarian, Turkish, Greek */
	"niedostarczon", "niedoręczon", "nie można dostarczyć",
	"nie dostarczono", "niemożliwe do dostarczenia", "błąd dostar",
	"powiadomienie o stanie dor", "powiadomienie o statusie",
	"zwrot poczty",
	"zwrócona", "zwrocona", "nedoručiteln", "nedoručen", "nelze doručit",
	"oznámení o stavu doručení", "upozornění na stav doručení",
	"nedoručiteľn", "kézbesíthetetlen", "nem kézbesíthető",
	"kézbesítési", "sikertelen kézbesítés", "teslim edilemedi",
	"teslim edilemeyen", "iletilemedi", "iletilemeyen", "μη παραδόσιμ",
	"αποτυχία παράδοσης",
	/* Russian, Ukrainian */
	"недоставл", "Недоставл", "не доставл", "Не доставл",
	"Не удалось доставить", "Не удается доставить",
	"Не удаётся доставить", "Невозможно доставить",
	"Ошибка доставки", "Сообщение не доставл", "Ваше сообщение не достав",
	"Письмо не доставл", "Уведомление о доставке",
	"Уведомление о состоянии", "Возвращенное", "Возврат",
	"Не вдалося доставити", "Недоставлен", "Помилка достав",
	/* Japanese, Chinese, Korean */
	"メールエラー", "エラーメール", "メールを送信できません", "配信不能",
	"配信できま", "配信エラー", "配信失敗", "配達不能", "未配信", "配送エラー",
	"送信エラー", "送信できま", "送信失敗", "宛先不明", "不達", "返送",
	"メール配信", "系统退信", "系統退信", "退信", "退件", "被退回", "无法投递",
	"無法投遞", "无法传递", "無法傳遞", "无法送达", "未送达", "未送達",
	"投递失败", "投遞失敗", "发送失败", "傳送失敗", "传递状态通知",
	"傳遞狀態通知", "배달되지", "배달할 수 없", "배달 실패", "배달 상태",
	"반송", "전송 실패", "전송되지", "발송 실패", "메일 전송",
};

/* Anywhere in a subject, beside another sign of a mail system. */
static const char *const bounce_hints[] = {
	"undeliver", "not deliver", "not be deliver", "n't be deliver",
	"n't deliver", "deliver your", "delivery fail", "delivery status",
	"delivery problem", "delivery error", "mail delivery", "mail system",
	"returned", "return to sender", "rejected", "bounce", "blocked",
	"failure", "failed", "delayed", "deferred", "unknown", "not found",
	"does not exist", "non-existent", "quota", "full", "error", "expired",
	"refused", "spam", "virus", "quarantine", "zustell", "échec",
};

/* Said by a mail system beside an address. */
static const char *const bounce_words[] = {
	"could not be delivered", "could not deliver", "cannot be delivered",
	"can not be delivered", "couldn't be delivered", "can't be delivered",
	"could not be sent", "was not delivered", "wasn't delivered",
	"not been delivered", "were not delivered", "not delivered to",
	"delivery has failed", "delivery failed", "delivery failure",
	"delivery to the following", "delivery attempts", "failed to deliver",
	"user unknown", "unknown user", "unknown address", "unknown recipient",
	"address not found", "address unknown", "recipient unknown",
	"recipient not found", "recipient rejected", "address rejected",
	"user not found", "user doesn't exist", "user does not exist",
	"no such user", "no such person", "no mailbox here", "not a valid",
	"not listed in", "no longer valid", "no longer exists",
	"does not exist", "doesn't exist", "doesn't have a",
	"invalid recipient",
	"invalid address", "invalid mailbox", "bad destination",
	"mailbox is full", "mailbox full", "mailbox unavailable",
	"mailbox has exceeded", "over quota", "exceeded its quota",
	"quota exceeded", "exceeded storage", "account is disabled",
	"account has been disabled", "mailbox disabled", "unrouteable address",
	"unroutable address", "relaying denied", "relay not permitted",
	"host unknown", "host not found", "name service error",
	"undeliverable", "undelivered", "permanent error", "permanent failure",
	"permanent fatal errors", "permanent problem", "transient failure",
	"rcpt to:", "smtp; 5", "remote host said", "remote server returned",
	"returned message", "returned to sender", "returning message",
	"failure reasons", "was rejected", "been rejected", "rejected your",
	"rejected by", "message blocked", "was blocked by", "been blocked",
	"unable to deliver", "unable to be delivered", "unable to relay",
	"have trouble delivering", "had trouble delivering",
	"trouble sending your", "problem delivering", "error while sending",
	"not a member of this mailing list", "members only",
	"the following address", "the following recipient",
	"following destination address", "transcript of session follows",
	"i'm sorry to have to inform you", "was undeliverable",
	"i wasn't able to deliver", "has been refused", "mail refused",
	"message expired", "retry timeout exceeded", "too many hops",
	"mail loop", "maximum size", "size limit", "is too large",
	"verdict:", "listed at", "content filter", "unsolicited bulk",
	/* other languages */
	"konnte nicht zugestellt", "nicht zugestellt werden", "unzustellbar",
	"empfänger unbekannt", "unbekannter empfänger", "postfach ist voll",
	"kon niet worden", "niet worden bezorgd", "kunde inte levereras",
	"kunne ikke leveres", "n'a pas pu être", "n'a pu être remis",
	"pas été remis", "utilisateur inconnu", "boîte aux lettres",
	"no se pudo entregar", "no se ha podido entregar",
	"no ha podido ser entregado", "usuario desconocido",
	"impossibile consegnare", "non è stato possibile", "utente sconosciuto",
	"não pôde ser entregue", "não foi possível entregar",
	"usuário desconhecido", "nie można dostarczyć",
	"nie została dostarczona", "nelze doručit", "nebylo možné doručit",
	"nem kézbesíthető", "teslim edilemedi", "не доставлено",
	"не может быть доставлен", "не было доставлено", "не удалось доставить",
	"送信できませ", "配信できませ", "配送できませ", "お届けできませ",
	"一杯のため", "見つかりません", "无法投递", "无法发送", "未能送达",
	"無法傳遞", "被退回", "不存在", "배달할 수 없", "배달하지 못", "전달되지",
};

static const char *const delayed_words[] = {
	"delayed", "delivery status notification (delay)", "still trying",
	"still being retried", "will keep trying", "will continue to",
	"will be retried", "keep on trying", "will try again",
	"do not need to resend", "not need to resend", "no need to resend",
	"not required to resend", "this is a warning message only",
	"warning message only", "not yet been delivered",
	"has not yet been", "warning: could not send", "delivery incomplete",
	"still undelivered after", "temporary problem delivering",
	"verzögert", "wird weiter versucht", "zurückgestellt", "différé",
	"retardé", "retrasad", "retardad", "ritardat", "in ritardo", "atrasad",
	"vertraagd", "försenat", "fördröj", "forsinket", "opóźni", "zpožd",
	"задерж",
	"遅延", "遅れて", "延迟", "延遲", "지연",
};

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

static const char *const report_subjects[] = {
	"report domain:", "[preview] report domain:", "dmarc aggregate report",
	"dmarc report", "email feedback report", "e-mail feedback report",
	"feedback report", "email abuse report", "abuse report", "spam report",
	"spam complaint", "abuse complaint", "complaint about message from",
	"complaint about e-mail", "complaint about email",
	"client tos notification", "tls report", "spamcop (",
};

static bool
has_one(struct span text, const char *const *words, size_t n)
{
	struct phrases w;

	if (text.n > MACHINE_LOOK_MAX)
		text.n = MACHINE_LOOK_MAX;
	phrases_ready(&w, words, n);
	return phrases_in(&w, text);
}

/* Behind brackets, stars and the like that a system puts before its words. */
static bool
begins_with_one(const char *s, const char *const *words, size_t n)
{
	struct span text = span_of(s + strspn(s, " *[{<!(\"'-=#"));
	size_t i;

	for (i = 0; i < n; i++)
		if (span_starts_nocase(text, words[i]))
			return true;
	return false;
}

static const char *const reply_marks[] = { "re:", "aw:", "antw:", "sv:",
    "vs:", "odp:", "rif:", "ré:", "re :", "res:", "回复:", "答复:" };

/* Without one mark of an answer: machines put theirs before the rest too. */
static const char *
without_mark(const char *s)
{
	size_t i;

	for (i = 0; i < LEN(reply_marks); i++)
		if (span_starts_nocase(span_of(s), reply_marks[i]))
			return s + strlen(reply_marks[i]);
	return s;
}

bool
machine_bounce_subject(const char *subject)
{
	return subject != NULL && begins_with_one(subject, bounce_subjects,
	    LEN(bounce_subjects));
}

bool
machine_bounce_hint(const char *subject)
{
	return subject != NULL && (machine_bounce_subject(subject) ||
	    has_one(span_of(subject), bounce_hints, LEN(bounce_hints)));
}

/* "550 5.1.1" or "#5.1.1": codes that no person writes. */
static bool
has_code(struct span s)
{
	size_t i;

	if (s.n > MACHINE_LOOK_MAX)
		s.n = MACHINE_LOOK_MAX;
	for (i = 0; i + 9 <= s.n; i++)
		if ((s.p[i] == '5' || s.p[i] == '4') &&
		    s.p[i + 1] >= '0' && s.p[i + 1] <= '9' &&
		    s.p[i + 2] >= '0' && s.p[i + 2] <= '9' &&
		    (s.p[i + 3] == ' ' || s.p[i + 3] == '-') &&
		    (s.p[i + 4] == '#' ? s.p[i + 5] == s.p[i] :
		    s.p[i + 4] == s.p[i]) &&
		    (s.p[i + 5] == '.' || s.p[i + 6] == '.'))
			return true;
	return false;
}

bool
machine_says_bounce(struct span text)
{
	return has_one(text, bounce_words, LEN(bounce_words)) ||
	    has_code(text);
}

bool
machine_says_delayed(const char *subject, struct span text)
{
	if (text.n > 2048)	/* not what it brings back */
		text.n = 2048;
	return (subject != NULL && has_one(span_of(subject), delayed_words,
	    LEN(delayed_words))) ||
	    has_one(text, delayed_words, LEN(delayed_words));
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
	if (has_one(span_of(subject), within, LEN(within)))
		return true;
	return begins_with_one(without_mark(subject), auto_subjects,
	    LEN(auto_subjects));
}

bool
machine_away_subject(const char *subject)
{
	return subject != NULL && begins_with_one(without_mark(subject),
	    away_subjects, LEN(away_subjects));
}

bool
machine_says_away(struct span text)
{
	return has_one(text, away_words, LEN(away_words));
}

bool
machine_ticket_subject(const char *subject)
{
	return subject != NULL && begins_with_one(subject, ticket_subjects,
	    LEN(ticket_subjects));
}

bool
machine_says_ticket(struct span text)
{
	return has_one(text, ticket_words, LEN(ticket_words));
}

bool
machine_list_subject(const char *subject)
{
	return subject != NULL && has_one(span_of(subject), list_subjects,
	    LEN(list_subjects));
}

bool
machine_auto_hint(const char *subject)
{
	return subject != NULL && has_one(span_of(subject), auto_hints,
	    LEN(auto_hints)) && !has_one(span_of(subject), announcing,
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
	    has_one(text, challenge_words, LEN(challenge_words));
}

bool
machine_report_subject(const char *subject)
{
	return subject != NULL && begins_with_one(subject, report_subjects,
	    LEN(report_subjects));
}
