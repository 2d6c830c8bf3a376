/* SPDX-License-Identifier: ISC */
/* What the files of mime.h share. */
#ifndef TEXT_MIME_PARTS_H
#define TEXT_MIME_PARTS_H

#include <stdbool.h>

#include "text/mime.h"

/* The file is one object of JSON, and no mail. */
bool	mime_is_bare(struct span file);
/* Into a *m that is empty; its part points into the file. */
void	mime_read_bare(struct arena *a, struct span file, struct mime_mail *m);

#endif
