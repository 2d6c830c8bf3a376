/* SPDX-License-Identifier: ISC */
/*
 * The quarantine: cases, groups of near-identical ones (likeness.h), and
 * waves of forgeries.  A case is known by the number of its inbox row, a
 * group by its first case's.
 */
#ifndef BULLETIN_QUARANTINE_H
#define BULLETIN_QUARANTINE_H

#include "handlers/bulletin/likeness.h"
#include "handlers/handler.h"

#define QUARANTINE_SHOWN	20	/* cases of a group, links, ... that
					 * one mail or answer lists */
#define QUARANTINE_TOGETHER	1000	/* cases discarded at once */

struct quarantine_rules {
	int64_t	within;		/* seconds that a group is open; 0: none is */
	int64_t	wave;		/* forgeries within a day that make one; 0:
				 * there is no warning */
};
#define QUARANTINE_WITHIN_MAX	(7 * DAY)
#define QUARANTINE_WAVE_MAX	1000

extern const struct settings settings_quarantine;
const struct quarantine_rules *quarantine_rules(const struct work *w);

/* --- cases and groups (quarantine.c) --------------------------------- */

struct filed {
	int64_t	head;		/* the group's first case: itself, where it is
				 * like none before */
	int64_t	nth;		/* 1 the first, 2 the second, 3 any further */
	int64_t	closes_at;	/* of the group; 0 for its first */
};
/* Files a new case. */
int	quarantine_add(struct work *w, const struct mail_in *m,
	    struct filed *f, struct err *e);
/* Files one that was old when it was read: it waits for nobody, and is no part
 * of a group or of a wave. */
int	quarantine_record(struct work *w, const struct mail_in *m,
	    struct err *e);
/* A person decided: it waits no more, and is no forgery where released. */
int	quarantine_decided(struct work *w, int64_t inbox, bool released,
	    struct err *e);

struct group {
	int64_t	head;
	int64_t	n, open;	/* cases that came, and that wait */
	int64_t	first_at, last_at;
};
/* The group of a case: 1, 0 there is no such case, -1. */
int	quarantine_group(struct work *w, int64_t inbox, struct group *g,
	    struct err *e);

/* --- what is said of them (case.c) ----------------------------------- */

/* Word i as the number of a case; -1 and how verb is said. */
int	case_number(const struct words *words, size_t i, const char *verb,
	    int64_t *id, struct err *e);

struct quarantined {
	int64_t		 inbox, at;
	const char	*sender, *subject, *verdict, *vendor, *why;
	bool		 open;		/* nobody decided yet */
	const struct evidence *evidence;	/* or NULL */
	const struct reading *reading;		/* or NULL */
};
/* One case: 1, 0 there is none of that number, -1.  deep: the evidence and
 * the reading too. */
int	case_get(struct work *w, int64_t inbox, bool deep,
	    struct quarantined *q, struct err *e);
/* Fills in case, verdict, vendor (its name), sender, name, subject, received,
 * and the list why; all of a stranger's words are quoted. */
void	case_model(struct work *w, const struct quarantined *q,
	    struct model *m);
/* And what it brings: the lists claims, links and attachments. */
void	case_contents(struct work *w, const struct quarantined *q,
	    struct model *m);
/* The vendor of this id, or NULL. */
const struct vendor *case_vendor(const struct work *w, const char *id);

/* --- the evidence in words (proofs.c) -------------------------------- */

/* Fills in the lists proofs (what was found), needed (what would have made it
 * authentic) and unknown (what nothing here can tell). */
void	case_proofs(struct work *w, const struct quarantined *q,
	    struct model *m);

/* --- waves (wave.c) -------------------------------------------------- */

/* A forged mail in a vendor's name was filed: warns the committee where it
 * makes a wave, once within a day. */
int	wave_check(struct work *w, const struct mail_in *m, struct err *e);

#endif
