/* SPDX-License-Identifier: ISC */
/* The tables of deployments and their notices. */
#include "handlers/handler.h"

static const struct migration changes[] = {
	{ 1,
	"CREATE TABLE deployments ("
	" id " STORE_ID ","
	" name TEXT NOT NULL,"
	" name_key TEXT NOT NULL UNIQUE,"	/* the name in lower case */
	" environment TEXT NOT NULL,"
	" state BIGINT NOT NULL,"	/* enum deployment_state */
	" start_at BIGINT NOT NULL,"
	" end_at BIGINT NOT NULL,"	/* as expected now */
	" servers TEXT NOT NULL,"	/* one a line, as are the next two */
	" systems TEXT NOT NULL,"
	" bulletins TEXT NOT NULL,"
	" task_list TEXT,"
	" created_by TEXT NOT NULL,"
	" created_at BIGINT NOT NULL,"
	" opened_at BIGINT NOT NULL DEFAULT 0,"
	" completed_at BIGINT NOT NULL DEFAULT 0,"
	" closed_at BIGINT NOT NULL DEFAULT 0,"
	" note TEXT);"
	"CREATE INDEX deployments_state ON deployments (state, start_at);"

	/* every move and extension, for the questions afterwards */
	"CREATE TABLE deployment_changes ("
	" id " STORE_ID ","
	" deployment BIGINT NOT NULL REFERENCES deployments (id),"
	" at BIGINT NOT NULL,"
	" kind TEXT NOT NULL,"		/* moved extended */
	" person TEXT NOT NULL,"
	" reason TEXT,"
	" old_start BIGINT NOT NULL,"
	" old_end BIGINT NOT NULL,"
	" new_start BIGINT NOT NULL,"
	" new_end BIGINT NOT NULL);"
	"CREATE INDEX deployment_changes_of ON deployment_changes "
	"(deployment);"

	/* what the help desk is told: kept as it was sent */
	"CREATE TABLE notices ("
	" id " STORE_ID ","
	" deployment BIGINT NOT NULL REFERENCES deployments (id),"
	" kind TEXT NOT NULL,"	/* scheduled update completed cancelled moved */
	" due BIGINT NOT NULL,"
	" state TEXT NOT NULL,"	/* waiting sent dropped missed */
	" reason TEXT,"
	" old_start BIGINT NOT NULL DEFAULT 0,"
	" old_end BIGINT NOT NULL DEFAULT 0,"
	" stopped BIGINT NOT NULL DEFAULT 0,"	/* ended uncompleted */
	" recipients TEXT,"
	" subject TEXT,"
	" body_text TEXT,"
	" body_html TEXT,"
	" outbox BIGINT NOT NULL DEFAULT 0,"
	" sent_at BIGINT NOT NULL DEFAULT 0);"
	"CREATE INDEX notices_of ON notices (deployment, due);"
	},
	{ 0, NULL },
};

const struct tables tables_cycle = { "cycle", changes };
