/* SPDX-License-Identifier: ISC */
/* except: a server is not patched, with what is done instead. */
#include <string.h>

#include "handlers/bulletin/bulletin.h"
#include "handlers/servers/night.h"

#define BULLETIN_MAX	100	/* bytes of a bulletin's reference */

static int
how(struct err *e)
{
	return err_set(e, ERR_INPUT, "Which server, until when, why, and what "
	    "is done instead? Write except fax1 for all until 2027-03-31 the "
	    "vendor is gone with its own network.");
}

/* "REASON with MEASURE": the last "with" parts them. */
static bool
split(struct work *w, const struct words *words, size_t i, const char **reason,
    const char **measure)
{
	size_t with = words->n, k;
	const char *text;

	for (k = i + 1; k + 1 < words->n; k++)
		if (str_eq_nocase(words->at[k], "with"))
			with = k;
	if (with >= words->n)
		return false;
	text = arena_strn(work_arena(w), words->rest[i],
	    (size_t)(words->rest[with] - words->rest[i]));
	*reason = cycle_text(work_arena(w), text);
	*measure = cycle_rest(w, words, with + 1);
	return (*reason)[0] != '\0' && *measure != NULL;
}

/* As it is called by everybody; -1 with the nearest one. */
static int
check_bulletin(struct work *w, struct exception *x, struct err *e)
{
	struct bulletin b;

	if (x->bulletin == NULL)
		return 0;
	if (strlen(x->bulletin) > BULLETIN_MAX)
		return err_set(e, ERR_INPUT, "A bulletin's reference has at "
		    "most %d bytes.", BULLETIN_MAX);
	if (bulletin_pick(w, x->bulletin, &b, e) == -1)
		return -1;
	x->bulletin = b.reference;
	return 0;
}

static int
check_known(struct work *w, struct exception *x, struct err *e)
{
	struct list old = { 0 };
	size_t i;

	if (name_known(w, x->server, true, &x->server, e) == -1 ||
	    check_bulletin(w, x, e) == -1 ||
	    servers_exceptions(w, x->server, &old, e) == -1)
		return -1;
	for (i = 0; i < old.n; i++) {
		const struct exception *o = old.at[i];

		if (x->bulletin == NULL ? o->bulletin == NULL :
		    str_eq_nocase(o->bulletin, x->bulletin))
			return err_set(e, ERR_INPUT, "%s has the exception "
			    "%lld for %s already. renew %lld until DATE "
			    "REASON puts its end off.", x->server,
			    (long long)o->id, x->bulletin != NULL ?
			    x->bulletin : "all", (long long)o->id);
	}
	return 0;
}

static int
insert(struct work *w, struct exception *x, struct err *e)
{
	x->id = store_new_id(work_store(w), "exception", e);
	x->said_by = cycle_actor(w);
	x->said_at = work_now(w);
	return x->id == -1 || store_exec(work_store(w), e, "INSERT INTO "
	    "exceptions (id, server_key, server, bulletin, until_at, reason, "
	    "measure, said_by, said_at) VALUES ($1, $2, $3, $4, $5, $6, $7, "
	    "$8, $9)", "isssisssi", x->id, cycle_lower(work_arena(w),
	    x->server), x->server, x->bulletin, x->until, x->reason,
	    x->measure, x->said_by, x->said_at) == -1 ||
	    exception_later(w, x, e) == -1 ? -1 : exception_changed(w, x,
	    "made", arena_printf(work_arena(w), "%s; instead: %s", x->reason,
	    x->measure), e);
}

static int
run(struct work *w, const struct words *words, struct err *e)
{
	struct exception *x = arena_alloc(work_arena(w), sizeof(*x));
	struct model *m = work_model(w);
	struct list names = { 0 };
	size_t i = 1;

	x->server = words->at[0];
	if (i + 1 < words->n && str_eq_nocase(words->at[i], "for")) {
		x->bulletin = str_eq_nocase(words->at[i + 1], "all") ? NULL :
		    words->at[i + 1];
		i += 2;
	}
	if (i + 2 >= words->n || !str_eq_nocase(words->at[i], "until"))
		return how(e);
	if (exception_until(w, words->at[i + 1], &x->until, e) == -1)
		return -1;
	if (!split(w, words, i + 2, &x->reason, &x->measure))
		return err_set(e, ERR_INPUT, "What is done instead? No "
		    "exception without it: add with and the measure, like "
		    "\"%.80s with its own network\".", words->rest[i + 2]);
	if (check_known(w, x, e) == -1 || insert(w, x, e) == -1)
		return -1;
	exception_model(w, m, x);
	model_set(m, "renewed", "");
	list_add_in(work_arena(w), &names, arena_str(work_arena(w),
	    x->server));
	return server_tell_owners(w, &names, "except", m, e) == -1 ? -1 :
	    work_answer(w, "except", m, e);
}

const struct command cmd_except = {
	.name = "except",
	.params = "SERVER [for BULLETIN|all] until DATE REASON with MEASURE",
	.help = "Enters into the register that a server is not patched, until "
	    "when, why, and what is done instead.",
	.example = "except fax1 for all until 2027-03-31 the vendor is gone "
	    "with its own network",
	.roles = ROLES_RUN | ROLE_INFOSEC,
	.least = ASSURE_DOMAIN,
	.changes = true,
	.min = 4,
	.max = WORDS_MAX,
	.run = run,
};
