/* SPDX-License-Identifier: ISC */
/* How an out-of-office's date is worked out; see reading_away.c. */
#ifndef TEXT_READING_AWAY_H
#define TEXT_READING_AWAY_H

#include <stdint.h>
#include <time.h>

#include "base/str.h"

struct away_sent {
	int64_t		 at;		/* Date: of the mail */
	struct tm	 tm;		/* the same, UTC */
};

/* Noon of that day; year 0: the next such day, 99 and less: of this century.
 * 0 where there is no such day, or it was before the mail. */
int64_t	away_moment(const struct away_sent *sent, int year, int month, int day);
/* A day that a text in Chinese, Japanese or Korean says its writer is away
 * until; 0 not stated. */
int64_t	away_east(struct span text, const struct away_sent *sent);

#endif
