/* SPDX-License-Identifier: ISC */
/* What is kept of bulletins. */
#include "handlers/handler.h"

static const struct migration changes[] = {
	{ 1,
	/* a bulletin is known by its vendor and its reference without the
	 * revision; facts is the newest mail's, packed */
	"CREATE TABLE bulletins ("
	" id BIGINT PRIMARY KEY,"
	" vendor TEXT NOT NULL,"
	" reference TEXT NOT NULL,"
	" shown TEXT NOT NULL,"		/* with the revision, as written */
	" title TEXT NOT NULL,"
	" severity TEXT,"
	" site_severity BIGINT NOT NULL,"
	" facts " STORE_BYTES " NOT NULL,"
	" first_at BIGINT NOT NULL,"
	" last_at BIGINT NOT NULL,"
	" act_by BIGINT NOT NULL,"
	" revisions BIGINT NOT NULL DEFAULT 0,"
	" released_by TEXT,"
	" released_why TEXT,"
	" UNIQUE (vendor, reference));"
	"CREATE INDEX bulletins_last ON bulletins (last_at);"
	"CREATE INDEX bulletins_reference ON bulletins (LOWER(reference));"
	"CREATE INDEX bulletins_shown ON bulletins (LOWER(shown));"
	/* which mails told of it */
	"CREATE TABLE bulletin_mails ("
	" bulletin BIGINT NOT NULL REFERENCES bulletins (id),"
	" inbox BIGINT NOT NULL,"
	" PRIMARY KEY (bulletin, inbox));"
	/* who said whether it concerns them */
	"CREATE TABLE bulletin_answers ("
	" bulletin BIGINT NOT NULL REFERENCES bulletins (id),"
	" person TEXT NOT NULL,"
	" team TEXT,"
	" affected BIGINT NOT NULL,"
	" note TEXT,"
	" at BIGINT NOT NULL,"
	" PRIMARY KEY (bulletin, person));"
	},
	{ 0, NULL },
};

const struct tables tables_bulletin = { "bulletin", changes };
