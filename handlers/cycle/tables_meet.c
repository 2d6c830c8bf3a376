/* SPDX-License-Identifier: ISC */
/* The tables of meetings, of who comes, and of action items. */
#include "handlers/handler.h"

static const struct migration changes[] = {
	{ 1,
	/* what calendars were told last of a step that is a meeting */
	"CREATE TABLE meetings ("
	" cycle BIGINT NOT NULL,"
	" step TEXT NOT NULL,"
	" uid TEXT NOT NULL UNIQUE,"
	" sequence BIGINT NOT NULL,"
	" begin_at BIGINT NOT NULL,"
	" until_at BIGINT NOT NULL,"
	" place TEXT,"
	" cancelled BIGINT NOT NULL DEFAULT 0,"
	" PRIMARY KEY (cycle, step));"

	/* who is invited, and what he said last */
	"CREATE TABLE meeting_guests ("
	" cycle BIGINT NOT NULL,"
	" step TEXT NOT NULL,"
	" who TEXT NOT NULL,"		/* person's id, else the address */
	" address TEXT,"		/* NULL: told by chat */
	" invited BIGINT NOT NULL,"	/* 0: he said it all the same */
	" answer TEXT,"			/* yes no maybe, or NULL */
	" note TEXT,"
	" said_by TEXT,"		/* person's id, or the address */
	" said_at BIGINT NOT NULL DEFAULT 0,"
	" channel TEXT,"
	" PRIMARY KEY (cycle, step, who));"
	},
	{ 2,
	"CREATE TABLE action_items ("
	" id " STORE_ID ","
	" owner TEXT NOT NULL,"		/* person's id, or team's */
	" due_at BIGINT NOT NULL,"
	" what TEXT NOT NULL,"
	" made_by TEXT NOT NULL,"
	" made_at BIGINT NOT NULL,"
	" chased BIGINT NOT NULL DEFAULT 0,"	/* so often when overdue */
	" done_at BIGINT NOT NULL DEFAULT 0,"
	" done_by TEXT,"
	" note TEXT);"
	"CREATE INDEX action_items_open ON action_items (done_at, due_at);"
	},
	{ 3,
	/* when the newest invitation was sent; 0: before this was kept */
	"ALTER TABLE meetings ADD COLUMN told_at BIGINT NOT NULL DEFAULT 0;"
	},
	{ 0, NULL },
};

const struct tables tables_meet = { "meet", changes };
