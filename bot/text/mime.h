/* SPDX-License-Identifier: ISC */
/*
 * A mail taken apart: the header fields, the text a person would read, the
 * attachments.  The parts are found by libetpan, whose parser recurses and
 * reads a byte past its input; so every mail is looked over first
 * (mime_check) and copied with room behind it.
 *
 * Only for the sealed reader child: this parses foreign bytes.
 */
#ifndef TEXT_MIME_H
#define TEXT_MIME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/list.h"
#include "base/str.h"

struct arena;

#define MIME_SIZE_MAX		(32 << 20)	/* bytes of a mail */
#define MIME_HEADER_MAX		(256 << 10)	/* bytes of its header */
#define MIME_BOUNDARIES_MAX	100	/* boundary parameters: so deep may
					 * multiparts nest */
#define MIME_MESSAGES_MAX	50	/* mails within the mail */
#define MIME_DASHES_MAX		50000	/* lines that begin with "--", each of
					 * which may begin a part */
#define MIME_PARENS_MAX		500	/* open comments in one paragraph */
#define MIME_PARTS_MAX		1000	/* parts in all */
#define MIME_DEPTH_MAX		30	/* levels that are walked */
#define MIME_NAMES_MAX		1000	/* header lines that are listed */

/* A header line that begins a field. */
struct mime_name {
	uint32_t	 hash;		/* of the name */
	uint32_t	 at;		/* in the header */
};

struct mime_part {
	const char	*type;		/* "text/plain", lower case */
	const char	*charset;	/* or NULL */
	const char	*name;		/* file name as sent, UTF-8; or NULL */
	const char	*alias;		/* another one, which some programs
					 * take; or NULL */
	bool		 odd;		/* its transfer encoding is none that
					 * is known, and not undone */
	bool		 attached;	/* Content-Disposition: attachment */
	bool		 flowed;	/* format=flowed (RFC 3676) */
	bool		 delsp;		/* and delsp=yes */
	struct span	 body;		/* transfer encoding undone; empty: HTML
					 * beside plain text, of no use */
};

struct mime_mail {
	struct span	 header;	/* without the empty line */
	struct span	 body;		/* all behind it, as it came */
	const char	*type;		/* of the whole, lower case */
	const char	*report_type;	/* of a multipart/report, or NULL */
	struct list	 parts;		/* struct mime_part *: the leaves, in
					 * order; a mail within is one leaf */
	const char	*text;		/* UTF-8, LF, at most
					 * READING_TEXT_MAX bytes; "" none */
	bool		 from_html;	/* there was no plain text */
	struct list	 attachments;	/* struct attachment * (reading.h) */
	/* of mime_list_fields(); NULL: the header is gone through instead */
	const struct mime_name *names;
	size_t		 names_n;
};

/*
 * Refuses a mail that is over a limit, before anything recurses over it:
 * ERR_LIMIT with a sentence.  A leading "From " line of an mbox is skipped by
 * mime_read, so bytes are what mime_check and mime_read both take.
 */
int	mime_check(struct span mail, struct err *e);
/* Takes the mail apart; NULL and *e where a limit is exceeded. */
struct mime_mail *mime_read(struct arena *a, struct span mail, struct err *e);
/*
 * The first field of that name: unfolded and raw (mime_field), or decoded to
 * one clean line (mime_header).  NULL where there is none.
 */
char	*mime_field(struct arena *a, const struct mime_mail *m,
	    const char *name);
char	*mime_header(struct arena *a, const struct mime_mail *m,
	    const char *name);
/* Notes where the fields of m->header begin, as dozens are asked for. */
void	mime_list_fields(struct arena *a, struct mime_mail *m);
/* The same for any block of header lines (a delivery status, an enclosed
 * mail's header).  *rest moves behind the field, so that all can be had. */
char	*mime_next_field(struct arena *a, struct span *rest, const char *name);
/* The address of a From-like value: what stands in <>, else the first word
 * with an @; lower-case domain; NULL where there is none. */
char	*mime_address(struct arena *a, const char *value);

#endif
