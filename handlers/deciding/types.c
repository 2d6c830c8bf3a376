/* SPDX-License-Identifier: ISC */
/* What kind of patch a bulletin announces, and for what class of systems. */
#include "handlers/deciding/standing.h"

/* In commands and playbooks a word is one: "service-pack". */
const char *const deciding_types[] = { "security-patch", "critical-update",
	"update", "hotfix", "rollup", "service-pack",
	"integrated-service-pack", "feature-pack", NULL };
const char *const deciding_classes[] = { "server", "appliance",
	"workstation", "network", "database", "third-party", NULL };

/* The reader's kinds that are types, and what each is for. */
static const struct {
	uint32_t	 kind;		/* KINDS: no reader knows it */
	const char	*type, *shown, *nature;
} kinds[] = {
	{ KIND_SECURITY_PATCH, "security-patch", "security patch",
	    "security" },
	{ KIND_CRITICAL_UPDATE, "critical-update", "critical update",
	    "bug fix" },
	{ KIND_UPDATE, "update", "update", "bug fix" },
	{ KIND_HOTFIX, "hotfix", "hotfix", "bug fix" },
	{ KIND_ROLLUP, "rollup", "rollup", "bug fix" },
	{ KIND_SERVICE_PACK, "service-pack", "service pack", "bug fix" },
	{ KINDS, "integrated-service-pack", "integrated service pack",
	    "bug fix" },
	{ KIND_FEATURE_PACK, "feature-pack", "feature pack", "feature" },
};
#define TYPES (sizeof(kinds) / sizeof(kinds[0]))

/* Of the word, or with NULL of the reader's kind; TYPES: of neither. */
static size_t
type_at(const char *word, uint32_t kind)
{
	size_t i;

	for (i = 0; i < TYPES; i++)
		if (word != NULL ? str_eq_nocase(kinds[i].type, word) :
		    kinds[i].kind == kind)
			break;
	return i;
}

/* All that this vendor announces is for one class, where the site says so. */
static const char *
class_of_vendor(struct work *w, const char *vendor)
{
	const struct list *all = &decide_of(work_config(w))->classes;
	size_t i, k;

	for (i = 0; i < all->n; i++) {
		const struct site_class *c = all->at[i];

		for (k = 0; k < c->vendors.n; k++)
			if (str_eq_nocase(c->vendors.at[k], vendor))
				return c->class;
	}
	return NULL;
}

static int
stored(struct work *w, int64_t bulletin, char **type, char **class,
    struct err *e)
{
	struct rows *r = store_query(work_store(w), "SELECT type, class FROM "
	    "decide_bulletins WHERE bulletin = $1", "i", bulletin);
	int rc = rows_next(r, e);

	*type = rc == 1 ? rows_str(r, 0, work_arena(w)) : NULL;
	*class = rc == 1 ? rows_str(r, 1, work_arena(w)) : NULL;
	rows_end(r);
	return rc == -1 ? -1 : 0;
}

int
deciding_type(struct work *w, const struct bulletin *b, const char **type,
    const char **class, struct err *e)
{
	char *said, *of;
	size_t i;

	if (stored(w, b->id, &said, &of, e) == -1)
		return -1;
	i = type_at(said, b->facts->kind);
	*type = i < TYPES ? kinds[i].shown : NULL;
	*class = of != NULL ? of : class_of_vendor(w, b->vendor);
	return 0;
}

const char *
type_nature(const struct bulletin *b, const char *shown)
{
	size_t i;

	if (b->facts->security == STATED_YES)
		return "security";
	for (i = 0; shown != NULL && i < TYPES; i++)
		if (str_eq_nocase(kinds[i].shown, shown))
			return kinds[i].nature;
	return NULL;
}
