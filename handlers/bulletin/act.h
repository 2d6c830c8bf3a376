/* SPDX-License-Identifier: ISC */
/* How soon the site acts on a bulletin. */
#ifndef BULLETIN_ACT_H
#define BULLETIN_ACT_H

#include "handlers/bulletin/facts.h"
#include "handlers/handler.h"

struct act {
	int64_t	within[SEVERITY_CRITICAL + 1];	/* seconds, by site severity */
};

extern const struct settings settings_act;

/* The moment by which to act on a bulletin that arrived at from. */
int64_t	act_by(struct work *w, uint32_t severity, int64_t from);

#endif
