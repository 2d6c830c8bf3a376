/* SPDX-License-Identifier: ISC */
/* The general reader, for vendors without one of their own; see general.h. */
#include "handlers/bulletin/general.h"

static void
read(const struct reader_mail *m, struct list *out)
{
	general_read(m, out, "any");
}

const struct bulletin_reader from_any = {
	.id = "any",
	.from_what = "labels, headings and forms of references that the "
	    "published advisories of some forty vendors share",
	.read = read,
};
