/* SPDX-License-Identifier: ISC */
/* The tables of documents, and of what people know of a change. */
#include "handlers/handler.h"

static const struct migration changes[] = {
	{ 1,
	/* what was sent or published, each version as it was */
	"CREATE TABLE documents ("
	" cycle BIGINT NOT NULL,"
	" name TEXT NOT NULL,"
	" version BIGINT NOT NULL,"	/* from 1 */
	" at BIGINT NOT NULL,"
	" author TEXT NOT NULL,"
	" kind TEXT NOT NULL,"		/* made changed amended */
	" why TEXT,"			/* what is new */
	" subject TEXT,"		/* NULL, as the next two: it adds to */
	" body_text TEXT,"		/* the version before */
	" body_html TEXT,"
	" facts TEXT,"			/* the packed record */
	" PRIMARY KEY (cycle, name, version));"

	/* from then on amended */
	"CREATE TABLE document_signed ("
	" cycle BIGINT NOT NULL,"
	" name TEXT NOT NULL,"
	" version BIGINT NOT NULL,"
	" at BIGINT NOT NULL,"
	" person TEXT NOT NULL,"
	" PRIMARY KEY (cycle, name));"

	/* prerequisites, sequence and conflicts that people know of */
	"CREATE TABLE change_needs ("
	" id " STORE_ID ","
	" cycle BIGINT NOT NULL,"
	" kind TEXT NOT NULL,"		/* prerequisite sequence conflict */
	" what TEXT NOT NULL,"
	" person TEXT NOT NULL,"
	" at BIGINT NOT NULL);"
	"CREATE INDEX change_needs_of ON change_needs (cycle);"
	},
	{ 0, NULL },
};

const struct tables tables_change = { "change", changes };
