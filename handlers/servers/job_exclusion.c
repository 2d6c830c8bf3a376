/* SPDX-License-Identifier: ISC */
/* The new date of a server that was left out has come: it is back, and its
 * owner and the coordinator hear in which night. */
#include "handlers/servers/night.h"

/* The first planned night that has it; *d stays NULL where there is none. */
static int
next_night(struct work *w, const struct exclusion *x,
    const struct deployment **d, struct err *e)
{
	struct list planned = { 0 };
	struct night_server *s;
	struct night_list *l;
	size_t i;

	*d = NULL;
	if (cycle_list(w, DEPLOYMENT_PLANNED, &planned, e) == -1)
		return -1;
	for (i = 0; i < planned.n && *d == NULL; i++) {
		const struct deployment *o = planned.at[i];

		if (!str_eq_nocase(o->environment, x->environment) ||
		    o->start < work_now(w))
			continue;
		if (servers_of_night(w, o, &l, e) == -1)
			return -1;
		s = night_server(l, x->server);
		if (s != NULL && night_is_in(s))
			*d = o;
	}
	return 0;
}

static int
run(struct work *w, const char *argument, struct err *e)
{
	const struct deployment *d;
	struct model *m = work_model(w);
	struct list to = { 0 };
	struct letter l = { .to = &to, .template = "servers-back", .model = m,
	    .each = true };
	struct exclusion *x;
	char t[CLOCK_TEXT];
	long long id;
	int rc;

	if (!str_number(argument, 1, INT64_MAX, &id))
		return err_set(e, ERR_INPUT, "\"%s\" is no exclusion",
		    argument);
	if ((rc = exclusion_load(w, id, &x, e)) != 1)
		return rc;
	if (exclusion_end(w, x, "back", e) == -1 ||
	    cycle_all_facts_changed(w, e) == -1 || next_night(w, x, &d,
	    e) == -1)
		return -1;
	exclusion_model(w, m, x);
	model_set(m, "next_night", d != NULL ? d->name : "");
	model_set(m, "next_when", d != NULL ? clock_long(d->start, t) : "");
	server_people(w, x->server, false, &to);
	if (work_mail(w, &l, NULL, e) == -1)
		return -1;
	return work_journal(w, e, x->night, "%s is back: it was left out "
	    "until today (%s)%s%s", x->server, x->reason, d != NULL ?
	    "; next night " : "; no night is planned for it", d != NULL ?
	    d->name : "");
}

const struct job job_exclusion = { .name = "exclusion", .run = run };
