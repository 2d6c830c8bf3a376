/* SPDX-License-Identifier: ISC */
/* Words of mail systems, of bounces and reports; see machine_words.h. */
#include "text/machine_words_parts.h"

#include <string.h>

#define LEN(a) (sizeof(a) / sizeof((a)[0]))

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

static const char *const report_subjects[] = {
	"report domain:", "[preview] report domain:", "dmarc aggregate report",
	"dmarc report", "email feedback report", "e-mail feedback report",
	"feedback report", "email abuse report", "abuse report", "spam report",
	"spam complaint", "abuse complaint", "complaint about message from",
	"complaint about e-mail", "complaint about email",
	"client tos notification", "tls report", "spamcop (",
};

bool
machine_has(struct span text, const char *const *words, size_t n)
{
	struct phrases w;

	if (text.n > MACHINE_LOOK_MAX)
		text.n = MACHINE_LOOK_MAX;
	phrases_ready(&w, words, n);
	return phrases_in(&w, text);
}

bool
machine_begins(const char *s, const char *const *words, size_t n)
{
	struct span text = span_of(s + strspn(s, " *[{<!(\"'-=#"));
	size_t i;

	for (i = 0; i < n; i++)
		if (span_starts_nocase(text, words[i]))
			return true;
	return false;
}

bool
machine_bounce_subject(const char *subject)
{
	return subject != NULL && machine_begins(subject, bounce_subjects,
	    LEN(bounce_subjects));
}

bool
machine_bounce_hint(const char *subject)
{
	return subject != NULL && (machine_bounce_subject(subject) ||
	    machine_has(span_of(subject), bounce_hints, LEN(bounce_hints)));
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
	return machine_has(text, bounce_words, LEN(bounce_words)) ||
	    has_code(text);
}

bool
machine_says_delayed(const char *subject, struct span text)
{
	if (text.n > 2048)	/* not what it brings back */
		text.n = 2048;
	return (subject != NULL && machine_has(span_of(subject), delayed_words,
	    LEN(delayed_words))) ||
	    machine_has(text, delayed_words, LEN(delayed_words));
}

bool
machine_report_subject(const char *subject)
{
	return subject != NULL && machine_begins(subject, report_subjects,
	    LEN(report_subjects));
}
