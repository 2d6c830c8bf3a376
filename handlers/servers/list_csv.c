/* SPDX-License-Identifier: ISC */
/* A night's servers as a table, for spreadsheets; see night.h. */
#include "handlers/servers/night.h"
#include "text/csv.h"

static void
add_row(struct work *w, const struct night_server *s, bool queued,
    struct buf *out)
{
	const struct server *known = s->server;
	char until[CLOCK_TEXT] = "";
	const char *state = "in", *reason = "";

	if (s->out != NULL) {
		state = "left out";
		clock_date(s->out->until, until);
		reason = s->out->reason;
	} else if (s->excepted != NULL) {
		state = "exception";
		clock_date(s->excepted->until - 1, until);
		reason = s->excepted->reason;
	}
	csv_write(out, s->name, false);
	csv_write(out, known != NULL ? known->environment : "", false);
	csv_write(out, known != NULL ? known->tier : "", false);
	csv_write(out, known != NULL ? known->owner : "", false);
	csv_write(out, known != NULL ? known->application : "", false);
	csv_write(out, known != NULL ? known->cluster : "", false);
	csv_write(out, known != NULL ? known->half : "", false);
	csv_write(out, state, false);
	csv_write(out, until, false);
	csv_write(out, reason, false);
	csv_write(out, s->said_by != NULL ? cycle_person(w, s->said_by) : "",
	    !queued);
	if (queued)
		csv_write(out, queue_name(w, queue_of(w, known)), true);
}

void
night_csv(struct work *w, const struct night_list *l, struct buf *out)
{
	bool queued = queue_of(w, NULL) > 0;	/* there are any */
	size_t i;

	buf_adds(out, "server,environment,tier,owner,application,cluster,half,"
	    "state,until,reason,named by");
	buf_adds(out, queued ? ",queue\r\n" : "\r\n");
	for (i = 0; i < l->servers.n; i++)
		add_row(w, l->servers.at[i], queued, out);
}
