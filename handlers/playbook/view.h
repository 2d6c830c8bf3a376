/* SPDX-License-Identifier: ISC */
/* The months to come, gathered for those who print them; see
 * playbook_calendar(). */
#ifndef PLAYBOOK_VIEW_H
#define PLAYBOOK_VIEW_H

#include "handlers/playbook/calendar.h"
#include "handlers/playbook/parts.h"

/* One occasion of one cycle. */
struct entry {
	const struct playbook *playbook;
	const char	*cycle;		/* "2026-11"; with several playbooks
					 * "committee 2026-11" */
	const char	*id;		/* "committee.2026-11.dev.begin" */
	const struct step *step;
	const char	*what;		/* the occasion's name */
	int64_t		 at, until;
	const char	*reason;
	bool		 stage;		/* a window, and not a line */
};

struct view {
	const struct config *config;
	const struct calendar *calendar;
	struct arena	*arena;
	day_t		 first, last;	/* both belong to it */
	int64_t		 now;		/* when it was asked for */
	const struct list *cycles;	/* see struct calendar_wish */
	struct list	 entries;	/* struct entry *, by time */
	struct list	 blackouts;	/* struct blackout_hit *, by start */
};

/* "tells app-support", "is due", "reminds"; of a stage what it deploys. */
const char *view_does(struct arena *a, const struct entry *e);
/* "hard blackout", and whose it is. */
const char *view_blackout_words(const struct view *v,
	    const struct blackout_hit *h);
/* The first and last day of a stretch, the day on which it ends at midnight
 * left out. */
void	view_days(int64_t from, int64_t until, day_t *first, day_t *last);
/* It is of whole days. */
bool	view_is_days(const struct blackout_hit *h);

void	view_text(const struct view *v, struct buf *out);
void	view_ics(const struct view *v, struct buf *out);
void	view_svg(const struct view *v, struct buf *out);

#endif
