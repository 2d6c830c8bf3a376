/* SPDX-License-Identifier: ISC */
/*
 * Which reader reads a mail: the one that is hinted at (by the vendor that
 * was proven), where there is a hint; else every specific one; then the readers
 * of whatever comes, "oss-security" and "any".
 */
#ifndef BULLETIN_SELECT_H
#define BULLETIN_SELECT_H

#include "handlers/bulletin/facts.h"

/*
 * Adds the bulletins of the mail to out.  A hinted reader that finds none is
 * not followed by another, but by "any".  Every bulletin that comes out has a
 * vendor, an id and a base.
 */
void	bulletin_read(const char *hint, const struct reader_mail *m,
	    struct list *out);

#endif
