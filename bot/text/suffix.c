/* SPDX-License-Identifier: ISC */
/* The public suffix list, through libpsl; see suffix.h. */
#include "text/suffix.h"

#include <libpsl.h>
#include <stdint.h>

/* A psl_ctx_t under our own name; the built-in one is never freed. */

static psl_ctx_t *
context(const struct suffix_list *l)
{
	return (psl_ctx_t *)(uintptr_t)l;
}

struct suffix_list *
suffix_open(const char *path, struct err *e)
{
	psl_ctx_t *ctx = psl_load_file(path != NULL ? path : SUFFIX_FILE);

	if (ctx == NULL && path != NULL) {
		err_set(e, ERR_CONFIG, "%s: no public suffix list can be read "
		    "there", path);
		return NULL;
	}
	if (ctx == NULL)
		ctx = (psl_ctx_t *)(uintptr_t)psl_builtin();
	if (ctx == NULL)
		err_set(e, ERR_SYSTEM, "there is no public suffix list: "
		    "install the package publicsuffix");
	return (struct suffix_list *)ctx;
}

void
suffix_close(struct suffix_list *l)
{
	if (l != NULL && context(l) != psl_builtin())
		psl_free(context(l));
}

const char *
suffix_organisation(const struct suffix_list *l, const char *domain)
{
	return psl_registrable_domain(context(l), domain);
}
