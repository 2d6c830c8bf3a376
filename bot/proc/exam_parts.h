/* SPDX-License-Identifier: ISC */
/* Mails under examination, between exam.c and exam_commit.c. */
#ifndef PROC_EXAM_PARTS_H
#define PROC_EXAM_PARTS_H

#include "proc/core.h"

enum stage { STAGE_PROVE, STAGE_READ, STAGE_DONE };

struct exam {
	int64_t		 inbox;
	uint32_t	 job;
	int		 fd;
	enum stage	 stage;
	enum role_kind	 by;		/* who reads it: reader or verifier */
	bool		 ready;		/* finished, and its turn */
	int64_t		 began;		/* clock_mono_ms */
	int64_t		 arrived;
	struct arena	*arena;
	struct evidence	*ev;
	struct reading	*reading;
	struct gate	 gate;
};

struct exams {
	struct core	*core;
	struct list	 open;		/* struct exam * */
	uint32_t	 next_job;
	int64_t		 last;		/* highest row taken from the inbox */
	bool		 more;		/* rows may wait in the inbox */
	int64_t		 since;		/* clock_mono_ms of the first finished
					 * one, 0 none */
};

/* It is over: takes it off the list and frees it. */
void	exam_close(struct exams *x, struct exam *m);

#endif
