/* SPDX-License-Identifier: ISC */
/*
 * What people write: commands and answers of those who are registered, each
 * mail once only, and replies to invitations of guests who are not.
 */
#include "flow/work.h"

/*
 * Were these very words, of this very signature, in another mail?  A signature
 * holds in any envelope, so a Message-ID does not tell.
 */
static int
was_signed_before(struct work *w, struct err *e)
{
	int64_t first = 0;

	if (store_exec(w->flow->store, e, "INSERT INTO signed_mails (id, "
	    "inbox) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING", "si",
	    w->reading->signed_id, w->row.id) == -1 ||
	    store_int(w->flow->store, e, &first, "SELECT inbox FROM "
	    "signed_mails WHERE id = $1", "s", w->reading->signed_id) == -1)
		return -1;
	return first != w->row.id;
}

/*
 * Did this very mail come before?  A mailbox whose server numbers it anew, a
 * second copy by another way, and a proven mail that somebody else sends once
 * more must not do its commands again.
 */
int
mail_is_repeat(struct work *w, struct err *e)
{
	int64_t n = 0;
	int rc;

	if (w->reading->signed_id != NULL &&
	    (rc = was_signed_before(w, e)) != 0)
		return rc;
	if (w->row.message_id == NULL)
		return 0;
	return store_int(w->flow->store, e, &n, "SELECT COUNT(*) FROM inbox "
	    "WHERE message_id = $1 AND actor = $2 AND id <> $3", "ssi",
	    w->row.message_id, w->row.actor, w->row.id) == -1 ? -1 : n > 0;
}

void
work_instead(struct work *w, const char *line)
{
	w->instead.n = 0;
	list_add_in(w->arena, &w->instead, arena_str(w->arena, line));
}

void
work_instead_of(struct work *w, size_t i, const char *line)
{
	const struct list *all = &w->reading->commands;
	size_t k;

	for (k = w->instead.n; k < all->n; k++)
		list_add_in(w->arena, &w->instead, all->at[k]);
	w->instead.at[i] = arena_str(w->arena, line);
}

void
work_quiet(struct work *w)
{
	w->quiet = true;
}

void
work_settled(struct work *w)
{
	w->settled = true;
}

/* Its lines are commands, or the answer to something that was asked. */
static int
take_lines(struct work *w, struct err *e)
{
	static const struct list none;
	struct mail_in m;

	mail_of_row(w, &m);
	if (mail_handlers_run(w, MAIL_ANSWER, &m, e) == -1)
		return -1;
	/* a calendar's reply is answered by its handler, or by nobody */
	if (w->reading->replies.n > 0 && w->instead.n == 0)
		work_quiet(w);
	return command_mail(w, w->settled ? &none : w->instead.n > 0 ?
	    &w->instead : &w->reading->commands, e);
}

int
mail_take_command(struct work *w, const struct gate *g, struct err *e)
{
	int rc;

	if (g->assurance > ASSURE_NONE &&
	    bounce_forget(w, w->ev->from, e) == -1)
		return -1;
	w->actor = (struct actor){ .person = g->person,
	    .name = g->person->name, .roles = g->person->roles,
	    .assurance = g->assurance, .channel = CHANNEL_MAIL };
	/* only where nothing was read but what was signed */
	if (g->assurance == ASSURE_SIGNED && !w->reading->signed_only)
		w->actor.assurance = ASSURE_NONE;
	w->row.actor = g->person->id;
	w->row.folder = FOLDER_COMMANDS;
	w->row.state = "done";
	if ((rc = mail_is_repeat(w, e)) != 0) {
		w->row.why = "this mail came before, by its Message-ID or its "
		    "signature; its commands are not done again";
		return rc == 1 ? 0 : -1;
	}
	if (w->reading->failed != NULL)
		return work_reply(w, arena_printf(w->arena, "Your mail could "
		    "not be read, and nothing that it says was done: %s. Send "
		    "the commands once more, as plain text.\n",
		    w->reading->failed), e);
	if (take_lines(w, e) == -1)
		return -1;
	if (w->refused)
		w->row.state = "refused";
	return 0;
}

/* A calendar's reply of somebody invited whom nobody registered: he can
 * confirm nothing, so it counts only where it is proven. */
int
mail_take_guest(struct work *w, const struct gate *g, struct err *e)
{
	struct actor nobody = w->actor;
	struct mail_in m;

	if (w->reading->replies.n == 0 || g->judgement.vendor != NULL ||
	    g->judgement.verdict == VERDICT_MALFORMED ||
	    !judge_domain_proven(w->ev) || !judge_id_proven(w->ev))
		return 0;
	w->actor = (struct actor){ .name = w->ev->from,
	    .assurance = ASSURE_DOMAIN, .channel = CHANNEL_MAIL };
	mail_of_row(w, &m);
	if (mail_handlers_run(w, MAIL_REPLY, &m, e) == -1)
		return -1;
	if (!w->quiet)
		w->actor = nobody;
	return w->quiet;
}
