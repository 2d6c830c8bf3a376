/* SPDX-License-Identifier: ISC */
/* The tables of meetings and of who comes. */
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
	{ 0, NULL },
};

const struct tables tables_meet = { "meet", changes };
