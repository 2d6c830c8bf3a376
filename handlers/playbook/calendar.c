/* SPDX-License-Identifier: ISC */
/* The calendar as it is without a "calendar" block: Saturdays and Sundays. */
#include "handlers/playbook/parts.h"

const struct calendar *
calendar_of(const struct config *c)
{
	(void)c;
	return NULL;
}

bool
calendar_is_business_day(const struct calendar *c, day_t d, const char **why)
{
	int w = day_weekday(d);

	(void)c;
	*why = w == 0 || w == 6 ? words_of_weekday(w) : NULL;
	return *why == NULL;
}

day_t
calendar_add_business(const struct calendar *c, day_t d, int n)
{
	const char *why;
	int step = n < 0 ? -1 : 1;

	for (; n != 0; n -= step)
		do
			d += step;
		while (!calendar_is_business_day(c, d, &why));
	return d;
}
