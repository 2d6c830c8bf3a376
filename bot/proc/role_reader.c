/* SPDX-License-Identifier: ISC */
/* The reader: takes mails apart; it knows no key and verifies nothing. */
#include "handlers/bulletin/select.h"
#include "proc/zygote.h"

static const struct read_hooks hooks = { bulletin_read, facts_pack, NULL };
static const struct zygote reader = { "reader", &hooks, NULL, NULL };

int
main(void)
{
	zygote_run(&reader);
}
