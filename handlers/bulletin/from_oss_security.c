/* SPDX-License-Identifier: ISC */
/*
 * Posts of the oss-security list, where projects without a list of their own
 * announce.  Those of vendors that have a reader are theirs; what is left is
 * mostly one problem a mail, named by its CVE ("CVE-2025-1000: Sample: title",
 * as the Apache projects write it, with "Severity" and "Affected versions").
 * Discussions, requests and replies are none.  From real posts of 2016 to
 * 2026.
 */
#include <string.h>

#include "handlers/bulletin/general.h"

#define LIST	"oss-security.lists.openwall.com"

static bool
is_ours(const struct reader_mail *m)
{
	return (m->list_id != NULL && str_eq_nocase(m->list_id, LIST)) ||
	    span_starts_nocase(span_of(m->subject), "[oss-security] ");
}

/* "CVE-2025-1000: Apache Sample: title": the product is in the middle. */
static void
add_product(struct bulletin_facts *f, struct span subject)
{
	const char *p = span_find_nocase(subject, f->id), *colon;
	struct span s;

	if (f->products.n > 0 || p == NULL ||
	    !span_starts_nocase(span_of(f->id), "CVE-"))
		return;
	s = form_behind(subject, p + strlen(f->id));
	colon = s.n > 0 ? memmem(s.p, s.n, ": ", 2) : NULL;
	if (colon != NULL && colon - s.p < 60)
		extract_put(f->mail->arena, f, FACT_PRODUCTS, (struct span){
		    s.p, (size_t)(colon - s.p) });
}

static void
read(const struct reader_mail *m, struct list *out)
{
	if (!is_ours(m))
		return;
	general_read(m, out, "oss-security");
	if (out->n == 1)
		add_product(out->at[0], span_of(extract_subject(m)));
}

const struct bulletin_reader from_oss_security = {
	.id = "oss-security",
	.from_what = "posts of oss-security (lists.openwall.com), 2016 to 2026",
	.read = read,
};
