/* SPDX-License-Identifier: ISC */
/*
 * The machine's own tables.  What handlers keep stands in their own folders.
 * A change is a new entry at the end; an entry that has been released is
 * never edited.
 */
#include "store/migrate.h"

static const struct migration changes[] = {
	{ 1,
	"CREATE TABLE ids (kind TEXT PRIMARY KEY, next BIGINT NOT NULL) "
	STORE_BY_KEY ";"

	/* everything that arrives: mail, chat, console, clock */
	"CREATE TABLE inbox ("
	" id " STORE_ID ","
	" channel TEXT NOT NULL,"
	" source TEXT NOT NULL,"	/* account, room, ... */
	" key TEXT NOT NULL,"		/* unique within the source */
	" at BIGINT NOT NULL,"		/* when it arrived */
	" state TEXT NOT NULL,"		/* new done refused poison */
	" tries BIGINT NOT NULL DEFAULT 0,"
	" next_try BIGINT NOT NULL DEFAULT 0,"
	" sender TEXT,"			/* address or JID, as it says */
	" actor TEXT,"			/* person, where known */
	" subject TEXT,"
	" message_id TEXT,"
	" cut BIGINT NOT NULL DEFAULT 0,"	/* only the header was kept */
	" evidence " STORE_BYTES ","
	" verdict TEXT,"
	" vendor TEXT,"
	" mail_class TEXT,"
	" reading " STORE_BYTES ","	/* of quarantined mail, for a release */
	" why TEXT,"			/* reasons, one a line */
	" folder BIGINT NOT NULL DEFAULT 0,"	/* enum mail_folder */
	" filed BIGINT NOT NULL DEFAULT 0,"	/* the mailbox was told */
	" UNIQUE (source, key));"
	/* the mail, or the command's text: apart, as a change of a row writes
	 * all of it again */
	"CREATE TABLE inbox_raw ("
	" id " STORE_ID " REFERENCES inbox (id),"
	" raw " STORE_BYTES ");"
	"CREATE INDEX inbox_open ON inbox (next_try) "
	"WHERE state = 'new';"
	"CREATE INDEX inbox_unfiled ON inbox (source) WHERE filed = 0;"
	"CREATE INDEX inbox_message_id ON inbox (message_id);"

	/* everything that leaves: one message, frozen */
	"CREATE TABLE outbox ("
	" id " STORE_ID ","
	" channel TEXT NOT NULL,"	/* mail chat */
	" target TEXT,"			/* chat: a JID; NULL: the room */
	" sender TEXT,"			/* mail: the envelope's */
	" at BIGINT NOT NULL,"
	" state TEXT NOT NULL,"	/* queued leased sending sent failed unknown
				 * dropped */
	" tries BIGINT NOT NULL DEFAULT 0,"
	" next_try BIGINT NOT NULL DEFAULT 0,"
	" done_at BIGINT,"
	" unique_name TEXT NOT NULL,"	/* Message-ID, origin-id */
	" subject TEXT,"
	" cause BIGINT,"		/* the inbox row */
	" why TEXT);"
	"CREATE TABLE outbox_body ("
	" id " STORE_ID " REFERENCES outbox (id),"
	" body " STORE_BYTES " NOT NULL);"
	"CREATE INDEX outbox_open ON outbox (channel, next_try) "
	"WHERE state = 'queued';"
	"CREATE TABLE recipients ("
	" outbox BIGINT NOT NULL REFERENCES outbox (id),"
	" address TEXT NOT NULL,"
	" state TEXT NOT NULL,"		/* queued sent failed unknown */
	" code BIGINT NOT NULL DEFAULT 0,"
	" reply TEXT,"
	" PRIMARY KEY (outbox, address)) " STORE_BY_KEY ";"

	/* what the clock has to bring */
	"CREATE TABLE agenda ("
	" id " STORE_ID ","
	" job TEXT NOT NULL,"
	" argument TEXT NOT NULL,"
	" due BIGINT NOT NULL,"
	" state TEXT NOT NULL,"		/* waiting brought cancelled */
	" UNIQUE (job, argument, due));"
	"CREATE INDEX agenda_due ON agenda (due) WHERE state = 'waiting';"

	/* every change of state, each line hashing the one before */
	"CREATE TABLE journal ("
	" id " STORE_ID ","
	" at BIGINT NOT NULL,"
	" actor TEXT NOT NULL,"
	" assurance TEXT NOT NULL,"
	" channel TEXT NOT NULL,"
	" cause BIGINT,"
	" subject TEXT,"		/* what it is about: deployment, ... */
	" what TEXT NOT NULL,"
	" hash TEXT NOT NULL);"
	"CREATE INDEX journal_subject ON journal (subject, id);"

	/* what is known of people beyond the configuration */
	"CREATE TABLE people ("
	" id TEXT PRIMARY KEY,"
	" away_until BIGINT NOT NULL DEFAULT 0,"
	" bounced_at BIGINT NOT NULL DEFAULT 0,"
	" last_seen BIGINT NOT NULL DEFAULT 0);"

	/* commands that wait for their sender's confirmation */
	"CREATE TABLE tokens ("
	" token TEXT PRIMARY KEY,"
	" person TEXT NOT NULL,"
	" inbox BIGINT NOT NULL,"
	" commands TEXT NOT NULL,"
	" made BIGINT NOT NULL,"
	" expires BIGINT NOT NULL,"
	" used BIGINT NOT NULL DEFAULT 0);"

	/* how far each mailbox was read */
	"CREATE TABLE cursors ("
	" source TEXT PRIMARY KEY,"
	" uidvalidity BIGINT NOT NULL,"
	" uid BIGINT NOT NULL);"
	},
	{ 2,
	/* What is asked for every second must not touch what is done: a row
	 * of the inbox holds a whole mail in front of its last columns. */
	"DROP INDEX inbox_open;"
	"DROP INDEX inbox_unfiled;"
	"CREATE INDEX inbox_new ON inbox (id) WHERE state = 'new';"
	"CREATE INDEX inbox_poison ON inbox (id) WHERE state = 'poison';"
	"CREATE INDEX inbox_to_file ON inbox (id) "
	"WHERE filed = 0 AND folder > 0;"
	"CREATE INDEX inbox_quarantine ON inbox (id) "
	"WHERE state = 'refused' AND folder = 2;"
	"CREATE INDEX outbox_unique_name ON outbox (unique_name);"
	"CREATE INDEX recipients_address ON recipients (LOWER(address));"
	},
	{ 3,
	/* Addresses from which one of our mails came back for good; kept in
	 * lower case.  A mark is for people to look at: it stops no mail. */
	"CREATE TABLE bounced ("
	" address TEXT PRIMARY KEY,"
	" since BIGINT NOT NULL,"
	" last BIGINT NOT NULL,"
	" count BIGINT NOT NULL,"
	" reason TEXT,"			/* the last one's */
	" inbox BIGINT NOT NULL);"	/* the row of the last one */
	"ALTER TABLE people DROP COLUMN bounced_at;"
	},
	{ 4,
	/* signed command mails, by what was signed: done once */
	"CREATE TABLE signed_mails ("
	" id TEXT PRIMARY KEY,"
	" inbox BIGINT NOT NULL);"
	/* ends of pinned keys that the coordinator was told of */
	"CREATE TABLE keys_told ("
	" id TEXT PRIMARY KEY,"		/* fingerprint and end */
	" at BIGINT NOT NULL);"
	},
	{ 5,
	/* when its server received the mail; 0: not known */
	"ALTER TABLE inbox ADD COLUMN received_at BIGINT NOT NULL DEFAULT 0;"
	},
	{ 0, NULL },
};

const struct tables store_tables = { "store", changes };
