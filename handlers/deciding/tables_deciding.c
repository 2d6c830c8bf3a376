/* SPDX-License-Identifier: ISC */
/* What was said and decided about bulletins.  Dates are not here: they are
 * worked out (deadline.c). */
#include "handlers/handler.h"

static const struct migration changes[] = {
	{ 1,
	"CREATE TABLE decide_bulletins ("
	" bulletin BIGINT PRIMARY KEY,"
	" announced_at BIGINT NOT NULL,"
	" closed_at BIGINT NOT NULL DEFAULT 0,"	/* 0: it is open */
	" threat TEXT,"			/* as somebody, or its vendor, said */
	" threat_steps BIGINT NOT NULL DEFAULT 0,"
	" threat_to BIGINT NOT NULL DEFAULT 0,"
	" threat_why TEXT,"
	" threat_by TEXT,"		/* person's id; NULL: its vendor */
	" threat_at BIGINT NOT NULL DEFAULT 0,"
	" type TEXT,"			/* as somebody said, or NULL */
	" class TEXT,"
	" typed_by TEXT);"
	/* of a database that is older what is new enough to matter */
	"INSERT INTO decide_bulletins (bulletin, announced_at) "
	"SELECT id, first_at FROM bulletins WHERE COALESCE(withdrawn_at, 0) "
	"= 0 AND last_at > (SELECT MAX(last_at) FROM bulletins) - 7776000;"
	"CREATE INDEX decide_bulletins_open ON decide_bulletins "
	"(closed_at, announced_at);"

	/* each level that it has had, from when on */
	"CREATE TABLE decide_levels ("
	" bulletin BIGINT NOT NULL,"
	" n BIGINT NOT NULL,"		/* from 0 */
	" at BIGINT NOT NULL,"
	" level BIGINT NOT NULL,"	/* enum site_severity */
	" PRIMARY KEY (bulletin, n));"

	"CREATE TABLE decide_factors ("
	" bulletin BIGINT NOT NULL,"
	" factor TEXT NOT NULL,"
	" steps BIGINT NOT NULL,"	/* as the configuration had it */
	" reason TEXT,"
	" person TEXT NOT NULL,"
	" at BIGINT NOT NULL,"
	" PRIMARY KEY (bulletin, factor));"

	/* the newest one of an environment that was not taken back holds */
	"CREATE TABLE decide_decisions ("
	" id " STORE_ID ","
	" bulletin BIGINT NOT NULL,"
	" environment TEXT NOT NULL,"
	" verdict TEXT NOT NULL,"	/* go no-go defer workaround done */
	" until_at BIGINT NOT NULL,"	/* 0: none */
	" reason TEXT,"
	" person TEXT NOT NULL,"
	" at BIGINT NOT NULL,"
	" assurance TEXT NOT NULL,"
	" level BIGINT NOT NULL,"	/* the bulletin's, then */
	" evidence TEXT NOT NULL,"	/* what was known then, in words */
	" undone_at BIGINT NOT NULL DEFAULT 0);"
	"CREATE INDEX decide_decisions_of ON decide_decisions "
	"(bulletin, environment);"

	"CREATE TABLE decide_done ("
	" bulletin BIGINT NOT NULL,"
	" environment TEXT NOT NULL,"
	" at BIGINT NOT NULL,"
	" how TEXT NOT NULL,"		/* the last deployment, or a person */
	" PRIMARY KEY (bulletin, environment));"

	"CREATE TABLE decide_workarounds ("
	" id " STORE_ID ","
	" bulletin BIGINT NOT NULL,"
	" what TEXT NOT NULL,"
	" person TEXT NOT NULL,"
	" at BIGINT NOT NULL,"
	" undone_at BIGINT NOT NULL DEFAULT 0);"
	"CREATE INDEX decide_workarounds_of ON decide_workarounds "
	"(bulletin);"

	/* with which second source it was compared */
	"CREATE TABLE decide_checks ("
	" bulletin BIGINT NOT NULL,"
	" source TEXT NOT NULL,"
	" note TEXT,"
	" person TEXT NOT NULL,"
	" at BIGINT NOT NULL,"
	" PRIMARY KEY (bulletin, source));"

	/* what the coordinator was told of, so that it is once */
	"CREATE TABLE decide_told ("
	" bulletin BIGINT NOT NULL,"
	" environment TEXT NOT NULL,"
	" overdue BIGINT NOT NULL,"	/* 0: due soon */
	" due_at BIGINT NOT NULL,"
	" PRIMARY KEY (bulletin, environment, overdue));"
	},
	{ 2,
	/* the policy that was in force when it was last read */
	"CREATE TABLE decide_policy ("
	" one BIGINT PRIMARY KEY,"	/* 1: there is one row */
	" name TEXT NOT NULL,"
	" words TEXT NOT NULL);"
	},
	{ 3,
	/* deployed there on one night, and another one is to come */
	"CREATE TABLE decide_begun ("
	" bulletin BIGINT NOT NULL,"
	" environment TEXT NOT NULL,"
	" at BIGINT NOT NULL,"
	" deployment BIGINT NOT NULL,"	/* the last one */
	" PRIMARY KEY (bulletin, environment));"
	},
	{ 0, NULL },
};

const struct tables tables_deciding = { "deciding", changes };
