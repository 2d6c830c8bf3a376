/* SPDX-License-Identifier: ISC */
/*
 * What one bulletin says, as its reader found it.  Nothing is invented: what
 * is not stated is NULL, 0 or RESTART_NOT_STATED.  Readers (from_VENDOR.c) run
 * in the sealed reader; the facts travel packed and are unpacked in core.
 */
#ifndef BULLETIN_FACTS_H
#define BULLETIN_FACTS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/list.h"
#include "base/pack.h"
#include "base/str.h"

struct arena;
struct reader_mail;

enum restart { RESTART_NOT_STATED, RESTART_YES, RESTART_NO };

/* The site's scale; each reader maps its vendor's words to it. */
enum site_severity { SEVERITY_NOT_STATED, SEVERITY_LOW, SEVERITY_MODERATE,
	SEVERITY_IMPORTANT, SEVERITY_CRITICAL };
const char *site_severity_name(enum site_severity s);	/* "critical", or
							 * "not stated" */

/* What may be stated or not; never guessed from silence. */
enum stated { STATED_NOTHING, STATED_YES, STATED_NO };
const char *stated_name(uint32_t s);		/* "yes", "not stated" */

/* What a bulletin is, in the words that vendors share. */
enum bulletin_kind { KIND_NOT_STATED, KIND_SECURITY_PATCH,
	KIND_CRITICAL_UPDATE, KIND_UPDATE, KIND_HOTFIX, KIND_ROLLUP,
	KIND_SERVICE_PACK, KIND_FEATURE_PACK, KIND_ADVANCE_NOTICE,
	KIND_REVISION, KIND_WITHDRAWAL, KINDS };
const char *bulletin_kind_name(uint32_t k);	/* "service pack" */

/* What can be told of a bulletin; the names are facts_field_name()'s. */
enum fact_field { FACT_REFERENCE, FACT_REVISION, FACT_TITLE, FACT_KIND,
	FACT_SECURITY, FACT_SEVERITY, FACT_CVES, FACT_CVE_SEVERITY, FACT_CVSS,
	FACT_EXPLOITED, FACT_PUBLIC, FACT_PRODUCTS, FACT_AFFECTED, FACT_FIXED,
	FACT_RESTART, FACT_PREREQUISITES, FACT_WORKAROUNDS, FACT_REMOVAL,
	FACT_PROBLEMS, FACT_SUPERSEDES, FACT_SUPERSEDED_BY, FACT_PUBLISHED,
	FACT_UPDATED, FACT_URLS, FACT_SUMMARY, FACT_REMARKS, FACT_FIELDS };
const char *facts_field_name(uint32_t field);	/* "known problems" */

/* Where in the mail a fact was read. */
enum fact_part { PART_NONE, PART_SUBJECT, PART_TEXT, PART_FILE };

struct fact_place {
	uint8_t		 field;		/* enum fact_field */
	uint8_t		 part;		/* enum fact_part */
	uint32_t	 line;		/* of that part, from 1; 0 unknown */
	const char	*words;		/* the line there, or its piece */
	const char	*at;		/* in the reader only: the byte */
};

#define FACTS_WORDS_MAX		80	/* bytes quoted of one place */
#define FACTS_FIELD_PLACES_MAX	40	/* places of one field */
#define FACTS_PLACES_MAX	300	/* places of one bulletin */

/* What is said of one CVE alone. */
struct cve_fact {
	const char	*id;		/* also in cves */
	const char	*severity;	/* in the vendor's word, or NULL */
	const char	*score;		/* CVSS base score, "9.8", or NULL */
	const char	*vector;	/* "CVSS:3.1/AV:N/...", or NULL */
	uint32_t	 exploited;	/* enum stated: already used */
	uint32_t	 known;		/* enum stated: public before */
};

#define FACTS_VECTOR_MAX	256	/* bytes of a CVSS vector */

/* A CVSS score "0.0" to "10.0" in tenths; -1 where it is none. */
int	cvss_tenths(const char *score);
bool	cvss_is_vector(const char *vector);

/* All lists lie in the arena of what made them, here and in unpacked ones. */
struct bulletin_facts {
	const char	*vendor;	/* reader's id */
	const char	*id;		/* its reference, "DSA-5611-1" */
	const char	*base;		/* the reference without its revision,
					 * "DSA-5611": of all its mails */
	const char	*revision;	/* "1", or NULL */
	const char	*title;
	const char	*severity;	/* in the vendor's word, or NULL */
	uint32_t	 site_severity;
	uint32_t	 restart;	/* enum restart */
	uint32_t	 kind;		/* enum bulletin_kind */
	uint32_t	 security;	/* enum stated: a matter of security */
	uint32_t	 exploited;	/* enum stated: attacks are seen */
	uint32_t	 known;		/* enum stated: public before */
	int64_t		 date;		/* of this mail's edition, 0 not stated:
					 * updated, else published */
	int64_t		 published;	/* first; 0 not stated */
	int64_t		 updated;	/* this edition; 0 not stated */
	struct list	 cves;		/* char *, sorted, each once */
	struct list	 cve_facts;	/* struct cve_fact *: those of which
					 * more than the id is stated */
	struct list	 products;	/* char *: names */
	struct list	 affected;	/* char *: "Editor 7.0 before 7.0.4" */
	struct list	 fixed;		/* char *: "glibc 2.36-9 (bookworm)" */
	struct list	 prerequisites;	/* char *: what must be there first,
					 * and in which order */
	struct list	 workarounds;	/* char *; mitigations too */
	struct list	 removal;	/* char *: how to take it out again */
	struct list	 problems;	/* char *: known problems of the fix */
	struct list	 supersedes;	/* char *: references it replaces */
	struct list	 superseded_by;	/* char *: references that replace it */
	struct list	 urls;		/* char *, in order, each once */
	const char	*summary;	/* a few sentences of it, or NULL */
	struct list	 remarks;	/* char *: what else a reader has to
					 * say: an attached document that is
					 * invalid, who may be told */
	struct list	 places;	/* struct fact_place *, as they were
					 * found; none in format 1 */
	const struct reader_mail *mail;	/* while it is being read, or NULL */
};

#define FACTS_BULLETINS_MAX	200	/* of one mail */
#define FACTS_LIST_MAX		2000	/* entries of one list */

/* What is said of that CVE alone, or NULL. */
struct cve_fact *facts_cve(const struct bulletin_facts *f, const char *id);
/* The list or text (const char *) of a field; NULL where it is not that. */
struct list *facts_list(struct bulletin_facts *f, uint32_t field);
const char **facts_text(struct bulletin_facts *f, uint32_t field);
/* May have many values, each with its place. */
bool	facts_field_is_many(uint32_t field);

/*
 * A list of struct bulletin_facts * to bytes and back; NULL: not facts.  What
 * comes back lies in the arena, its lists too: nothing is freed.  Written is
 * format 2; format 1 (before there were kinds, CVE facts and places; it began
 * with the count) is understood as well, as it lies in databases.
 */
#define FACTS_FORMAT	0x46414302u	/* more than FACTS_BULLETINS_MAX */
void	facts_pack(struct buf *b, const struct list *bulletins);
struct list *facts_unpack(struct arena *a, struct span bytes);

/* --- for the readers -------------------------------------------------- */

/* What a reader is given: the proven mail, already decoded. */
struct reader_mail {
	struct arena	*arena;
	const char	*from;		/* address, may be NULL */
	const char	*subject;	/* UTF-8, one line, list tags kept */
	const char	*list_id;	/* or NULL */
	const char	*in_reply_to;	/* or NULL: a reply is no bulletin */
	const char	*text;		/* UTF-8, LF; OpenPGP's armour lines
					 * around signed text removed */
	int64_t		 date;		/* Date:, or 0 */
	struct list	 files;		/* struct reader_file *: attached */
	enum stated	 is_reply;	/* once it was found out */
};

struct reader_file {
	const char	*name;		/* cleaned, or NULL */
	const char	*type;		/* media type, lower case */
	struct span	 bytes;		/* transfer encoding undone */
};

struct bulletin_reader {
	const char	*id;		/* "debian": as in vendors.conf */
	const char	*from_what;	/* the public description it follows */
	/* Adds the bulletins this mail announces to out; none: it announces
	 * none (a reply, a newsletter, another kind of mail). */
	void		(*read)(const struct reader_mail *m, struct list *out);
};

/* generated from the names of the from_*.c files; ends with NULL */
extern const struct bulletin_reader *const bulletin_readers[];

#endif
