/* SPDX-License-Identifier: ISC */
/* What is kept of bulletins. */
#include "handlers/handler.h"

static const struct migration changes[] = {
	{ 1,
	/* a bulletin is known by its vendor and its reference without the
	 * revision; facts is the newest mail's, packed */
	"CREATE TABLE bulletins ("
	" id " STORE_ID ","
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
	{ 2,
	/* what was quarantined; head is the first of the near-identical
	 * ones, itself where it is like none before */
	"CREATE TABLE quarantine_cases ("
	" inbox BIGINT PRIMARY KEY,"
	" head BIGINT NOT NULL,"
	" vendor TEXT NOT NULL,"	/* that it claims; '' for none */
	" verdict TEXT NOT NULL,"	/* or 'released' */
	" at BIGINT NOT NULL,"
	" waits BIGINT NOT NULL);"	/* 1: nobody decided yet */
	"CREATE INDEX quarantine_cases_head ON quarantine_cases "
	"(head, waits, inbox);"
	"CREATE INDEX quarantine_cases_waiting ON quarantine_cases "
	"(head, inbox) WHERE waits = 1;"
	"CREATE INDEX quarantine_cases_wave ON quarantine_cases "
	"(vendor, verdict, at);"
	"INSERT INTO quarantine_cases (inbox, head, vendor, verdict, at, "
	"waits) SELECT id, id, COALESCE(vendor, ''), verdict, at, 1 "
	"FROM inbox WHERE state = 'refused' AND folder = 2 "
	"AND verdict IS NOT NULL;"
	/* by what another mail is known as one of an open group */
	"CREATE TABLE quarantine_keys ("
	" likeness TEXT NOT NULL,"
	" head BIGINT NOT NULL,"
	" closes_at BIGINT NOT NULL,"
	" PRIMARY KEY (likeness, head));"
	"CREATE INDEX quarantine_keys_closes ON quarantine_keys (closes_at);"
	/* when the committee was warned last */
	"CREATE TABLE quarantine_waves ("
	" vendor TEXT PRIMARY KEY,"
	" warned_at BIGINT NOT NULL);"
	},
	{ 3,
	/* of one that was released: since when the vendor's own mail proves
	 * what it says; 0: it is not proven */
	"ALTER TABLE bulletins ADD COLUMN proven_at BIGINT NOT NULL "
	"DEFAULT 0;"
	},
	{ 4,
	/* when the mail of these facts was written, by what proves it; 0:
	 * nothing covers that */
	"ALTER TABLE bulletins ADD COLUMN dated BIGINT NOT NULL DEFAULT 0;"
	},
	{ 5,
	/* what came of each source in each month (202611) */
	"CREATE TABLE source_counts ("
	" source TEXT NOT NULL,"	/* vendor's id; '-' claims none */
	" month BIGINT NOT NULL,"
	" received BIGINT NOT NULL,"	/* mails */
	" believed BIGINT NOT NULL,"
	" refused BIGINT NOT NULL,"
	" bulletins BIGINT NOT NULL,"
	" relevant BIGINT NOT NULL,"	/* of them: somebody is affected */
	" irrelevant BIGINT NOT NULL,"	/* answered with no only */
	" PRIMARY KEY (source, month));"
	"CREATE INDEX source_counts_month ON source_counts (month);"
	/* when a source was seen, and when somebody looked at it */
	"CREATE TABLE source_seen ("
	" source TEXT PRIMARY KEY,"
	" known_at BIGINT NOT NULL,"
	" seen_at BIGINT NOT NULL DEFAULT 0,"
	" days BIGINT NOT NULL DEFAULT 0,"
	" usual BIGINT NOT NULL DEFAULT 0,"
	" told_at BIGINT NOT NULL DEFAULT 0,"
	" checked_at BIGINT NOT NULL DEFAULT 0,"
	" checked_by TEXT,"
	" checked_note TEXT);"
	},
	{ 6,
	/* for the lists: when its vendor took it back, and that it is
	 * exploited (enum stated); and who proved it, in words */
	"ALTER TABLE bulletins ADD COLUMN withdrawn_at BIGINT;"
	"ALTER TABLE bulletins ADD COLUMN exploited BIGINT NOT NULL DEFAULT 0;"
	"ALTER TABLE bulletins ADD COLUMN proof TEXT;"
	},
	{ 7,
	/* due dates are worked out (handlers/deciding) */
	"ALTER TABLE bulletins DROP COLUMN act_by;"
	},
	{ 8,
	/* mail that was old when it was read: the coordinator is to be told */
	"CREATE TABLE old_mails ("
	" inbox BIGINT PRIMARY KEY,"
	" received_at BIGINT NOT NULL);"
	/* 1: its mail was old, so it was told to nobody */
	"ALTER TABLE bulletins ADD COLUMN recorded BIGINT NOT NULL DEFAULT 0;"
	},
	{ 0, NULL },
};

const struct tables tables_bulletin = { "bulletin", changes };
