/* SPDX-License-Identifier: ISC */
/* The picture of a month, week by week; see view_svg.c. */
#ifndef PLAYBOOK_VIEW_SVG_H
#define PLAYBOOK_VIEW_SVG_H

#include "handlers/playbook/view.h"

#define SVG_WIDTH	1000
#define SVG_MARGIN	20
#define SVG_COLUMN	137		/* of a day; seven fit */

struct picture {
	const struct view *v;
	struct buf	*out;
	int		 y;		/* where the next thing goes */
	day_t		 first, last;	/* of the month at hand */
};

/* Text with < > & and quotes as XML has them, cut to about so many pixels; 0:
 * all of it. */
void	svg_text(struct buf *out, const char *s, int pixels);
/* The left edge of a day of the week, Monday first. */
int	svg_column(int of_week);
/* The row of the week that begins on this Monday. */
void	svg_week(struct picture *p, day_t monday);

#endif
