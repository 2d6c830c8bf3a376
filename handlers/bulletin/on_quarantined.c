/* SPDX-License-Identifier: ISC */
/* A mail that was not believed: information security is told, with evidence. */
#include "handlers/bulletin/facts.h"
#include "handlers/handler.h"

static void
set_why(struct work *w, struct model *m, const char *why)
{
	struct span rest = span_of(why), line;
	struct model *item;

	model_list(m, "why");
	while (span_line(&rest, &line)) {
		item = model_add(m, "why");
		model_set(item, "item", arena_strn(work_arena(w), line.p,
		    line.n));
	}
}

static void
set_claims(struct work *w, struct model *m, const struct mail_in *mail)
{
	struct list *all = mail->reading != NULL &&
	    mail->reading->claims.p != NULL ?
	    facts_unpack(work_arena(w), mail->reading->claims) : NULL;
	struct model *item;
	size_t i;

	model_list(m, "claims");
	for (i = 0; all != NULL && i < all->n && i < 20; i++) {
		const struct bulletin_facts *f = all->at[i];

		item = model_add(m, "claims");
		model_set(item, "reference", f->id);
		model_set(item, "title", f->title);
	}
	model_list(m, "attachments");
	for (i = 0; mail->reading != NULL &&
	    i < mail->reading->attachments.n && i < 20; i++) {
		const struct attachment *at = mail->reading->attachments.at[i];

		item = model_add(m, "attachments");
		model_set(item, "name", at->name != NULL ? at->name :
		    "(no name)");
		model_set(item, "type", at->type);
		model_set(item, "refused", at->refused);
	}
}

static int
tell(struct work *w, const struct mail_in *mail, struct err *e)
{
	struct model *m = work_model(w);
	struct letter l = { .to = &work_config(w)->infosec,
	    .template = "quarantine", .model = m };
	char t[CLOCK_TEXT];

	model_setf(m, "case", "%lld", (long long)mail->inbox);
	model_set(m, "verdict", mail->verdict);
	model_set(m, "sender", mail->sender != NULL ? mail->sender :
	    "(no single readable address)");
	model_set(m, "subject", mail->subject != NULL ? mail->subject :
	    "(none)");
	model_set(m, "message-id", mail->message_id);
	model_set(m, "vendor", mail->vendor_name);
	model_set(m, "received", clock_minute(mail->received, t));
	set_why(w, m, mail->why != NULL ? mail->why : "");
	set_claims(w, m, mail);
	l.thread = arena_printf(work_arena(w), "case-%lld",
	    (long long)mail->inbox);
	return work_mail(w, &l, NULL, e);
}

const struct mail_handler on_quarantined = {
	.event = MAIL_QUARANTINED,
	.run = tell,
};
