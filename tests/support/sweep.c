/* SPDX-License-Identifier: ISC */
/* Sweeps over each call to the store; see sweep.h. */
#include "tests/support/sweep.h"

#include <stdlib.h>
#include <time.h>

#include "base/clock.h"

long
sweep_stride(long usual)
{
	const char *env = getenv("DAY_STRIDE");

	return env != NULL && atol(env) > 0 ? atol(env) : usual;
}

long
sweep_first(long stride)
{
	return 1 + (time(NULL) / DAY) % stride;
}
