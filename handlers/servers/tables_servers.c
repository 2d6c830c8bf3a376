/* SPDX-License-Identifier: ISC */
/* The tables of server lists, exclusions and the register of exceptions. */
#include "handlers/handler.h"

static const struct migration changes[] = {
	{ 1,
	/* named by somebody for a night; what the inventory has for it beside
	 * stands in no table */
	"CREATE TABLE night_servers ("
	" deployment BIGINT NOT NULL,"
	" server_key TEXT NOT NULL,"	/* the name in lower case */
	" server TEXT NOT NULL,"
	" added BIGINT NOT NULL,"	/* 1: no word of the night has it */
	" said_by TEXT NOT NULL,"
	" said_at BIGINT NOT NULL,"
	" late BIGINT NOT NULL,"
	" PRIMARY KEY (deployment, server_key));"

	/* who handed in a list, last */
	"CREATE TABLE night_lists ("
	" deployment BIGINT NOT NULL,"
	" who TEXT NOT NULL,"		/* team, or a person without one */
	" said_by TEXT NOT NULL,"
	" said_at BIGINT NOT NULL,"
	" late BIGINT NOT NULL,"
	" named BIGINT NOT NULL,"	/* servers that were taken */
	" PRIMARY KEY (deployment, who));"

	/* tables that came by mail, until they are handed in, and after */
	"CREATE TABLE mailed_lists ("
	" id " STORE_ID ","
	" person TEXT NOT NULL,"
	" ref TEXT NOT NULL,"		/* the question it answers */
	" name TEXT,"			/* of the file */
	" wrong TEXT,"			/* why it was not read to its end */
	" at BIGINT NOT NULL,"
	" taken_at BIGINT NOT NULL DEFAULT 0);"
	"CREATE TABLE mailed_servers ("
	" list BIGINT NOT NULL,"
	" nth BIGINT NOT NULL,"
	" line BIGINT NOT NULL,"
	" server TEXT NOT NULL,"
	" until TEXT NOT NULL,"
	" reason TEXT NOT NULL,"
	" PRIMARY KEY (list, nth));"

	"CREATE TABLE exclusions ("
	" id " STORE_ID ","
	" server_key TEXT NOT NULL,"
	" server TEXT NOT NULL,"
	" environment TEXT NOT NULL,"	/* of the night, in lower case */
	" night TEXT NOT NULL,"		/* the deployment's name */
	" until_at BIGINT NOT NULL,"
	" reason TEXT NOT NULL,"
	" said_by TEXT NOT NULL,"
	" said_at BIGINT NOT NULL,"
	" state TEXT NOT NULL,"		/* open, back, included, replaced */
	" ended_at BIGINT NOT NULL DEFAULT 0,"
	" ended_by TEXT);"
	"CREATE INDEX exclusions_state ON exclusions (state, until_at);"

	"CREATE TABLE exceptions ("
	" id " STORE_ID ","
	" server_key TEXT NOT NULL,"
	" server TEXT NOT NULL,"
	" bulletin TEXT,"		/* NULL: all */
	" until_at BIGINT NOT NULL,"
	" reason TEXT NOT NULL,"
	" measure TEXT NOT NULL,"
	" said_by TEXT NOT NULL,"
	" said_at BIGINT NOT NULL,"
	" warned BIGINT NOT NULL DEFAULT 0,"	/* of this end: so often */
	" expired BIGINT NOT NULL DEFAULT 0,"	/* it was told */
	" lifted_at BIGINT NOT NULL DEFAULT 0);"
	"CREATE INDEX exceptions_lifted ON exceptions (lifted_at, until_at);"

	/* what became of each, for the questions afterwards */
	"CREATE TABLE exception_changes ("
	" id " STORE_ID ","
	" exception BIGINT NOT NULL,"
	" at BIGINT NOT NULL,"
	" kind TEXT NOT NULL,"	/* made renewed lifted warned expired */
	" person TEXT NOT NULL,"
	" until_at BIGINT NOT NULL,"
	" reason TEXT);"
	"CREATE INDEX exception_changes_of ON exception_changes (exception);"
	},
	{ 0, NULL },
};

const struct tables tables_servers = { "servers", changes };
