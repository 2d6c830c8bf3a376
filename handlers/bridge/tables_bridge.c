/* SPDX-License-Identifier: ISC */
/*
 * The tables of the night.  Its log is the journal, by the deployment's name.
 */
#include "handlers/handler.h"

static const struct migration changes[] = {
	{ 1,
	/* a deployment's own copy of its task list: the configuration may
	 * change between the plan and the night */
	"CREATE TABLE tasks ("
	" deployment BIGINT NOT NULL,"
	" id TEXT NOT NULL,"
	" title TEXT NOT NULL,"
	" team TEXT,"
	" owner TEXT,"
	" secondary TEXT,"
	" position BIGINT NOT NULL,"
	" minutes BIGINT NOT NULL,"
	" waits_for TEXT NOT NULL,"	/* ids with blanks between: a list is
					 * always read as a whole */
	" state BIGINT NOT NULL,"	/* enum task_state */
	" started_at BIGINT NOT NULL DEFAULT 0,"
	" started_by TEXT,"
	" ended_at BIGINT NOT NULL DEFAULT 0,"
	" ended_by TEXT,"
	" note TEXT,"
	" PRIMARY KEY (deployment, id));"

	/* who is here: one row per person, what was before is in the journal */
	"CREATE TABLE presence ("
	" person TEXT PRIMARY KEY,"
	" here BIGINT NOT NULL,"	/* 1 here, 0 away */
	" at BIGINT NOT NULL,"
	" said_by TEXT NOT NULL,"	/* who checked them in */
	" note TEXT);"
	},
	{ 2,
	/* of the site's queues of servers: of tasks of one position it says
	 * which stands first */
	"ALTER TABLE tasks ADD COLUMN queue TEXT;"
	},
	{ 3,
	/* when it could last begin, where somebody is called for that; 0 of
	 * what was called before this column was there */
	"ALTER TABLE tasks ADD COLUMN free_at BIGINT NOT NULL DEFAULT 0;"
	},
	{ 0, NULL },
};

const struct tables tables_bridge = { "bridge", changes };
