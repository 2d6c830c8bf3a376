/* SPDX-License-Identifier: ISC */
/* CSAF documents: any bytes are either read or said to be wrong, in clean
 * words; and the forms of strings and CVSS vectors by themselves. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "handlers/bulletin/csaf_parts.h"
#include "handlers/bulletin/cvss.h"

int	LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void
must_be_clean(const char *s)
{
	if (s == NULL || !utf8_valid(s, strlen(s)) || strchr(s, '\n') != NULL)
		abort();
}

static void
document(struct span bytes)
{
	struct arena *a = arena_new();
	struct bulletin_facts f = { .vendor = "csaf" };
	struct list one = { 0 }, *back;
	struct buf packed = { 0 };
	struct csaf_report r;
	size_t i;

	csaf_read(a, bytes, &r, &f);
	if (r.faults.n > CSAF_FAULTS_MAX || (!r.is_csaf && f.id != NULL))
		abort();
	for (i = 0; i < r.faults.n; i++) {
		const struct csaf_fault *fault = r.faults.at[i];

		must_be_clean(fault->what);
		must_be_clean(fault->path);
	}
	must_be_clean(csaf_why(a, &r));
	if (r.is_csaf && r.faults.n == 0) {
		must_be_clean(f.title);
		list_add(&one, &f);
		facts_pack(&packed, &one);
		back = facts_unpack(a, (struct span){ packed.p, packed.n });
		if (back == NULL || back->n != 1)
			abort();
		list_free(&one);
		buf_free(&packed);
	}
	arena_free(a);
}

static void
forms(struct span s)
{
	static bool (*const all[])(struct span) = { csaf_is_category,
	    csaf_is_tracking_id, csaf_is_cve, csaf_is_cwe_id, csaf_is_cpe,
	    csaf_is_hash, csaf_is_uri, csaf_is_purl, csaf_is_purl_like,
	    csaf_is_date, csaf_is_version, csaf_is_language,
	    csaf_language_exists };
	struct cvss c;
	size_t i;

	for (i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		all[i](s);
	if (cvss_parse(s, &c, NULL) == 0 && (c.base < 0 || c.base > 100 ||
	    c.temporal < 0 || c.temporal > c.base + 1 ||
	    c.environmental < 0 || c.environmental > 100))
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	/* a copy, so that a read behind the end is seen */
	struct buf b = { 0 };

	buf_add(&b, data, n);
	document((struct span){ b.p, b.n });
	forms((struct span){ b.p, b.n });
	csaf_looks_so((struct span){ b.p, b.n });
	buf_free(&b);
	return 0;
}
