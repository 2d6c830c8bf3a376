/* SPDX-License-Identifier: ISC */
/* What is said of a mail's only DKIM signature. */
#ifndef SUPPORT_DKIMTEST_H
#define SUPPORT_DKIMTEST_H

#include <stdint.h>

#include "base/str.h"
#include "text/evidence.h"

/* Judged as of that time, where DNS has this record of that name and nothing
 * else; fails where there is not exactly one proof. */
enum proof_result dkim_said(const char *name, const char *record,
	    struct span mail, int64_t when);

#endif
