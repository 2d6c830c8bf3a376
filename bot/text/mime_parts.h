/* SPDX-License-Identifier: ISC */
/* What the files of mime.h share. */
#ifndef TEXT_MIME_PARTS_H
#define TEXT_MIME_PARTS_H

#include <stdbool.h>

#include "text/mime.h"

struct mailmime;	/* libetpan's */

/* What is common to a mail and the mails within it. */
struct mime_nest {
	struct arena	*arena;
	size_t		 budget;	/* bytes that may still be unpacked */
	int		 depth;
};

/* --- mime.c ----------------------------------------------------------- */

/* Takes one of them apart; NULL and *e where a limit is exceeded. */
struct mime_mail *mime_read_nested(struct mime_nest *n, struct span mail,
	    struct err *e);

/* --- mime_bare.c ------------------------------------------------------ */

/* The file is one object of JSON, and no mail. */
bool	mime_is_bare(struct span file);
/* Into a *m that is empty; its part points into the file. */
void	mime_read_bare(struct arena *a, struct span file, struct mime_mail *m);

/* --- mime_fields.c ---------------------------------------------------- */

/* Header lines up to the first empty one. */
struct span mime_header_of(struct span mail);

/* --- mime_part.c ------------------------------------------------------ */

/* The main type and the subtype of a part in one word. */
const char *mime_part_type(struct arena *a, const struct mailmime *mime);
/* A parameter of its Content-Type as it stands there, or NULL. */
const char *mime_part_parameter(const struct mailmime *mime,
	    const char *name);
/* Its bytes, transfer encoding undone; empty where it has none of its own. */
struct span mime_part_decoded(struct arena *a, const struct mailmime *mime);
/* All of it; the body of HTML that may be the mail's text is left empty. */
struct mime_part *mime_part_new(struct arena *a, const struct mailmime *mime);
/* Can a person be shown this part as the mail's text? */
bool	mime_part_is_shown(const struct mime_part *p, bool html);

/* --- mime_attach.c ---------------------------------------------------- */

/* Fills m->attachments from m->parts and m->text. */
void	mime_list_attachments(struct mime_nest *n, struct mime_mail *m);

#endif
