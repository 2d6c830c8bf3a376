/* SPDX-License-Identifier: ISC */
/*
 * What the kinds of steps read of their own (struct step, own), and the names
 * of their occasions:
 *
 *	all		begin due remind
 *	meet		invite agenda minutes
 *	stage		notice (each of them) freeze cutoff "early GROUP"
 */
#ifndef CYCLE_STEP_H
#define CYCLE_STEP_H

#include "handlers/cycle/cycle.h"
#include "handlers/playbook/playbook.h"

#define MEETING_MIN	(5 * MINUTE)
#define MEETING_MAX	(12 * HOUR)
#define APPROVAL_MAX	((int64_t)MOMENT_DAYS_MAX * DAY)
#define EARLY_MAX	10		/* groups of one stage */
#define STEP_EARLY	"early "	/* begins that occasion's name */

struct step_notify {
	const char	*text;		/* what the template says, or NULL */
};

struct step_expect {
	bool		 bulletin;	/* of a vendor, believed; else a mail */
	bool		 checked;	/* that bulletins, of which there is
					 * one, were compared elsewhere */
	struct list	 from;		/* char *: vendors' ids; of a mail also
					 * addresses and *@DOMAIN; empty: any */
	struct list	 alert;		/* char *: audience's words, where it
					 * has not come by "due" */
	const char	*template;	/* of that alert */
};

struct step_ask {
	const char	*question;	/* its name: "applicability" */
	const char	*text;		/* in a sentence, or NULL */
	const char	*pass;		/* the answer that all must give, as
					 * its scale has it; NULL: any */
};

struct step_approve {
	const struct quorum *quorum;
	int64_t		 expires;	/* seconds from the yes; 0 never */
	struct list	 rollback;	/* char *: lines of the way back */
	struct list	 renew;		/* char *: parts of the record whose
					 * change makes it asked for anew */
	const char	*officer;	/* who may say "now" in its place; an
					 * audience's word, or NULL */
};

struct step_meet {
	int64_t		 length;
	const char	*place;		/* or NULL */
};

struct step_publish {
	const char	*document;	/* its name */
	const char	*of;		/* the stage it is about, or NULL */
};

struct step_todo {
	const char	*what;		/* in words */
	const char	*keeps;		/* the document that what it is ticked
					 * off with is kept as, or NULL */
	const char	*closes;	/* the approval whose change it closes,
					 * or NULL */
};

struct stage_early {
	const char	*group;		/* an audience's word */
	struct moment	 when;
};

struct step_stage {
	int64_t		 length;
	struct list	 servers, systems;	/* char * */
	const char	*environment;
	const char	*tasks;		/* name of a task list, or NULL */
	struct list	 early;		/* struct stage_early * */
	struct list	 rollback;	/* char *: lines of the way back */
	const struct quorum *override;	/* who lets a change in behind the
					 * freeze; NULL: a coordinator */
	bool		 notices;	/* has its own; else the site's hold */
};

#endif
