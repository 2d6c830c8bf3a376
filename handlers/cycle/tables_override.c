/* SPDX-License-Identifier: ISC */
/* The tables of overrides, and of what the watch has told. */
#include "handlers/handler.h"

static const struct migration changes[] = {
	{ 1,
	"CREATE TABLE overrides ("
	" id " STORE_ID ","
	" cycle BIGINT NOT NULL,"
	" step TEXT NOT NULL,"
	" whole BIGINT NOT NULL,"	/* 1: the stage moves */
	" servers TEXT NOT NULL,"	/* one a line, as is the next */
	" applications TEXT NOT NULL,"
	" until_at BIGINT NOT NULL,"
	" reason TEXT NOT NULL,"
	" asked_by TEXT NOT NULL,"
	" asked_at BIGINT NOT NULL,"
	" state TEXT NOT NULL,"		/* asked done over */
	" done_at BIGINT NOT NULL DEFAULT 0);"
	"CREATE INDEX overrides_of ON overrides (cycle, step);"

	"CREATE TABLE override_votes ("
	" override BIGINT NOT NULL REFERENCES overrides (id),"
	" person TEXT NOT NULL,"
	" approves BIGINT NOT NULL,"
	" reason TEXT,"
	" at BIGINT NOT NULL,"
	" channel TEXT NOT NULL,"
	" assurance TEXT NOT NULL,"
	" PRIMARY KEY (override, person));"

	/* what the coordinator was told of, so that it is told once */
	"CREATE TABLE watch_told ("
	" word TEXT PRIMARY KEY,"
	" at BIGINT NOT NULL);"
	},
	{ 2,
	/* of the stage's window then; 0: as it is */
	"ALTER TABLE overrides ADD COLUMN length BIGINT NOT NULL DEFAULT 0;"
	},
	{ 0, NULL },
};

const struct tables tables_override = { "override", changes };
