/* SPDX-License-Identifier: ISC */
/* What the files of the CSAF reader share, and nobody else needs. */
#ifndef BULLETIN_CSAF_PARTS_H
#define BULLETIN_CSAF_PARTS_H

#include "handlers/bulletin/csaf.h"
#include "handlers/bulletin/csaf_json.h"

/* A place in the document: a row of these on the stack, from the inside. */
struct csaf_at {
	const struct csaf_at *up;
	const char	*name;		/* of the member, or NULL: */
	size_t		 index;		/* in an array */
};

struct csaf_product {
	const char	*id;
	const char	*name;
	const struct jv	*full;		/* its full_product_name */
	const char	*vendor;	/* of the branches above it, or NULL */
	const char	*product;	/* likewise */
	const char	*version;
	const struct jv	*relation;	/* that makes it, or NULL */
	size_t		 seen;		/* a mark of the test that runs */
	unsigned char	 step;		/* likewise */
};

struct csaf_group {
	const char	*id;
	const struct jv	*products;	/* array of product ids */
	size_t		 seen;
};

struct csaf {
	struct arena	*arena;
	const struct jv	*root, *document, *tracking, *tree, *vulnerabilities;
	struct csaf_product *products;	/* sorted by id */
	size_t		 n_products;
	uint32_t	*index;		/* where by an id's hash, from 1 */
	size_t		 index_mask;
	struct csaf_group *groups;	/* sorted by id */
	size_t		 n_groups;
	size_t		 mark;		/* the last that was given out */
	size_t		 steps;		/* up to CSAF_STEPS_MAX */
	struct csaf_report *report;
};

/* csaf.c */
void	csaf_fault(struct csaf *c, const char *test, const struct csaf_at *at,
	    const char *fmt, ...) __attribute__((format(printf, 4, 5)));
/* No more of it needs to be known. */
bool	csaf_enough(const struct csaf *c);
/* Counts n looks; false (and a fault "limit") where they were too many. */
bool	csaf_step(struct csaf *c, size_t n);
/* A foreign string for a sentence: clean, in quotes, cut where long. */
const char *csaf_quote(struct csaf *c, const char *s);
char	*csaf_pointer(struct arena *a, const struct csaf_at *at);

/* csaf_schema.c: the structure; once it found no fault, the rest may rely on
 * types and required members. */
void	csaf_check_schema(struct csaf *c);

/* csaf_model.c: fills products and groups */
void	csaf_model(struct csaf *c);
struct csaf_product *csaf_product(struct csaf *c, const char *id);
struct csaf_group *csaf_group(const struct csaf *c, const char *id);
/*
 * Calls f for every product of product_ids and group_ids of an item; each
 * group's products once only where the mark of group->seen is kept.
 */
void	csaf_each_product(struct csaf *c, const struct jv *item,
	    size_t mark, void (*f)(struct csaf *c, struct csaf_product *p,
	    void *arg), void *arg);

/* csaf_test_*.c: the mandatory tests */
struct csaf_test {
	const char	*number;
	void		(*run)(struct csaf *c, const char *number);
};
extern const struct csaf_test csaf_tests_products[];
extern const struct csaf_test csaf_tests_vulnerabilities[];
extern const struct csaf_test csaf_tests_scores[];
extern const struct csaf_test csaf_tests_tracking[];
extern const struct csaf_test csaf_tests_document[];
extern const struct csaf_test csaf_tests_profiles[];

/* csaf_facts.c */
void	csaf_facts(struct csaf *c, struct bulletin_facts *f);
char	*csaf_clean(struct csaf *c, const char *s);
/* Sets a text or adds to a list; nothing where s is NULL. */
void	csaf_put(struct csaf *c, struct bulletin_facts *f,
	    enum fact_field field, const char *s, const struct csaf_at *at);
void	csaf_seen(struct csaf *c, struct bulletin_facts *f,
	    enum fact_field field, const struct csaf_at *at);
/* csaf_facts_more.c */
void	csaf_vulnerability_facts(struct csaf *c, struct bulletin_facts *f);

/* csaf_forms.c: forms of strings */
bool	csaf_is_category(struct span s);
bool	csaf_is_tracking_id(struct span s);
bool	csaf_is_cve(struct span s);
bool	csaf_is_cwe_id(struct span s);
bool	csaf_is_cpe(struct span s);
bool	csaf_is_hash(struct span s);
bool	csaf_is_uri(struct span s);		/* RFC 3986, with a scheme */
bool	csaf_is_purl_like(struct span s);	/* the schema's pattern */
bool	csaf_is_purl(struct span s);		/* as the purl specification */
bool	csaf_is_date(struct span s);		/* RFC 3339 */
bool	csaf_is_version(struct span s);
/* The letter at p (n bytes there) is white space or (dash) a dash: its
 * length, else 0. */
size_t	csaf_space(const char *p, size_t n);
size_t	csaf_dash(const char *p, size_t n);

struct csaf_moment {
	int64_t		 seconds;	/* UTC */
	long		 nanos;
};
bool	csaf_moment(struct span s, struct csaf_moment *m);
int	csaf_moment_compare(struct csaf_moment a, struct csaf_moment b);

/* A version number: "3", or 2.0.0 of Semantic Versioning. */
struct csaf_version {
	bool		 semantic;
	struct span	 number[3];	/* without leading zeros */
	struct span	 pre;		/* p NULL: none */
	struct span	 build;		/* p NULL: none */
};
bool	csaf_version(struct span s, struct csaf_version *v);
/* By precedence; build metadata does not count, nor does the pre-release
 * part where pre is false. */
int	csaf_version_compare(const struct csaf_version *a,
	    const struct csaf_version *b, bool pre);

/* csaf_language.c: BCP 47 */
bool	csaf_is_language(struct span s);	/* the schema's pattern */
bool	csaf_language_exists(struct span s);	/* in IANA's registry */

/* csaf_names.c: the tables that lie beside as texts */
bool	csaf_cwe_exists(unsigned long id);
bool	csaf_cwe_is(unsigned long id, struct span name);
bool	csaf_subtag(const char *kind, struct span tag);
extern const char names_cwe[], names_subtags[];

#endif
