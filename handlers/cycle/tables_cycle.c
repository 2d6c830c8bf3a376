/* SPDX-License-Identifier: ISC */
/* The tables of deployments, their notices, and running cycles. */
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
	{ 2,
	/* one run of a playbook */
	"CREATE TABLE cycles ("
	" id " STORE_ID ","
	" name TEXT NOT NULL,"
	" name_key TEXT NOT NULL UNIQUE,"	/* the name in lower case */
	" playbook TEXT NOT NULL,"
	" day0 BIGINT NOT NULL,"	/* days since 1970-01-01 */
	" declared BIGINT NOT NULL,"	/* 1: by a person */
	" state BIGINT NOT NULL,"	/* enum cycle_state */
	" reason TEXT,"			/* why it was declared */
	" opened_at BIGINT NOT NULL,"
	" opened_by TEXT NOT NULL,"
	" closed_at BIGINT NOT NULL DEFAULT 0,"
	" closed_by TEXT,"
	" note TEXT,"			/* why it was closed or cancelled */
	" told TEXT);"			/* what is wrong and was said: once */
	"CREATE INDEX cycles_state ON cycles (state, day0);"
	"CREATE INDEX cycles_playbook ON cycles (playbook, day0);"

	"CREATE TABLE cycle_steps ("
	" cycle BIGINT NOT NULL REFERENCES cycles (id),"
	" step TEXT NOT NULL,"
	" number BIGINT NOT NULL,"
	/* as the playbook had them last: it may lose the step */
	" kind TEXT NOT NULL,"
	" title TEXT NOT NULL,"
	" state BIGINT NOT NULL,"	/* enum step_state */
	" begin_at BIGINT NOT NULL DEFAULT 0,"	/* 0: none, as with all */
	" until_at BIGINT NOT NULL DEFAULT 0,"	/* its window's end */
	" due_at BIGINT NOT NULL DEFAULT 0,"
	" fixed_begin BIGINT NOT NULL DEFAULT 0,"	/* by a person */
	" fixed_due BIGINT NOT NULL DEFAULT 0,"
	" begun_at BIGINT NOT NULL DEFAULT 0,"
	" done_at BIGINT NOT NULL DEFAULT 0,"
	" done_by TEXT,"
	" done_for TEXT,"
	" note TEXT,"
	" held BIGINT NOT NULL DEFAULT 0,"	/* it waits for a gate */
	" idle BIGINT NOT NULL DEFAULT 0,"	/* skipped by its conditions */
	" change_id TEXT,"
	" deployment BIGINT NOT NULL DEFAULT 0,"
	" PRIMARY KEY (cycle, step));"
	"CREATE INDEX cycle_steps_deployment ON cycle_steps (deployment);"

	/* what the clock brings: a step's begin, reminders, due time, ... */
	"CREATE TABLE cycle_occasions ("
	" cycle BIGINT NOT NULL REFERENCES cycles (id),"
	" step TEXT NOT NULL,"
	" what TEXT NOT NULL,"
	" nth BIGINT NOT NULL,"		/* from 0, among those alike */
	" at BIGINT NOT NULL,"
	" until_at BIGINT NOT NULL,"
	" reason TEXT NOT NULL,"	/* how the date came about */
	" skips BIGINT NOT NULL,"	/* left out where it is late */
	" state TEXT NOT NULL,"	/* waiting done late skipped dropped */
	" done_at BIGINT NOT NULL DEFAULT 0,"
	" reported BIGINT NOT NULL DEFAULT 0,"	/* its being late */
	" PRIMARY KEY (cycle, step, what, nth));"

	/* what was asked of whom, and what the answer is now */
	"CREATE TABLE cycle_answers ("
	" cycle BIGINT NOT NULL REFERENCES cycles (id),"
	" step TEXT NOT NULL,"
	" who TEXT NOT NULL,"		/* team, or person, that was asked */
	" person TEXT,"			/* id, of who was written to */
	" asked_at BIGINT NOT NULL,"
	" answer TEXT,"			/* enum in ask.c, or NULL */
	" note TEXT,"
	" said_by TEXT,"		/* person's id; NULL: by silence */
	" said_at BIGINT NOT NULL DEFAULT 0,"
	" late BIGINT NOT NULL DEFAULT 0,"
	" channel TEXT,"
	" changed BIGINT NOT NULL DEFAULT 0,"	/* how often */
	" PRIMARY KEY (cycle, step, who));"

	"CREATE TABLE cycle_approvals ("
	" cycle BIGINT NOT NULL REFERENCES cycles (id),"
	" step TEXT NOT NULL,"
	" person TEXT NOT NULL,"
	" approves BIGINT NOT NULL,"	/* 1, or 0: rejects */
	" reason TEXT,"
	" at BIGINT NOT NULL,"
	" channel TEXT NOT NULL,"
	" assurance TEXT NOT NULL,"
	" PRIMARY KEY (cycle, step, person));"

	/* who was written to, so that a change reaches exactly them */
	"CREATE TABLE cycle_told ("
	" id " STORE_ID ","
	" cycle BIGINT NOT NULL REFERENCES cycles (id),"
	" step TEXT NOT NULL,"
	" what TEXT NOT NULL,"
	" address TEXT NOT NULL,"
	" outbox BIGINT NOT NULL,"
	" at BIGINT NOT NULL);"
	"CREATE INDEX cycle_told_of ON cycle_told (cycle, step);"

	/* the last release day of each playbook that was dealt with */
	"CREATE TABLE cycle_handled ("
	" playbook TEXT PRIMARY KEY,"
	" day0 BIGINT NOT NULL);"

	/* dates that a person set, for the questions afterwards */
	"CREATE TABLE cycle_changes ("
	" id " STORE_ID ","
	" cycle BIGINT NOT NULL REFERENCES cycles (id),"
	" step TEXT NOT NULL,"
	" at BIGINT NOT NULL,"
	" kind TEXT NOT NULL,"		/* moved extended configured */
	" person TEXT NOT NULL,"
	" reason TEXT,"
	" old_begin BIGINT NOT NULL,"
	" old_due BIGINT NOT NULL,"
	" new_begin BIGINT NOT NULL,"
	" new_due BIGINT NOT NULL);"
	"CREATE INDEX cycle_changes_of ON cycle_changes (cycle);"
	},
	{ 3,
	/* the first change that no change request was held against yet */
	"ALTER TABLE cycles ADD COLUMN changed_at BIGINT NOT NULL DEFAULT 0;"
	},
	{ 4,
	/* an officer's decision is no vote; his vote stands beside it */
	"CREATE TABLE cycle_decisions ("
	" cycle BIGINT NOT NULL REFERENCES cycles (id),"
	" step TEXT NOT NULL,"
	" person TEXT NOT NULL,"
	" now_on BIGINT NOT NULL,"	/* 1: it goes on now, 0: it waits */
	" reason TEXT,"
	" at BIGINT NOT NULL,"
	" channel TEXT NOT NULL,"
	" assurance TEXT NOT NULL,"
	" PRIMARY KEY (cycle, step));"
	/* it was a vote of the value 2; of several the last one counts */
	"INSERT INTO cycle_decisions (cycle, step, person, now_on, reason, "
	"at, channel, assurance) SELECT cycle, step, person, 1, reason, at, "
	"channel, assurance FROM cycle_approvals AS a WHERE approves = 2 AND "
	"NOT EXISTS (SELECT 1 FROM cycle_approvals AS b WHERE "
	"b.cycle = a.cycle AND b.step = a.step AND b.approves = 2 AND "
	"(b.at > a.at OR (b.at = a.at AND b.person > a.person)));"
	"DELETE FROM cycle_approvals WHERE approves = 2;"
	},
	{ 5,
	/* of the change request that was spoken of; 0: there was none, or it
	 * was not noted yet */
	"ALTER TABLE cycle_approvals ADD COLUMN version BIGINT NOT NULL "
	"DEFAULT 0;"
	},
	{ 0, NULL },
};

const struct tables tables_cycle = { "cycle", changes };
