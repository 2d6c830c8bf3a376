/* SPDX-License-Identifier: ISC */
/*
 * What a file is by its bytes: programs, scripts, installers, disk images,
 * documents that run something, archives that cannot be looked into.
 */
#ifndef TEXT_ATTACH_CONTENT_H
#define TEXT_ATTACH_CONTENT_H

#include <stddef.h>

#include "base/str.h"

#define CONTENT_SCRIPT_MAX	4096	/* bytes in which a script shows */

/* Why a file with this content is never passed on, or NULL; a PDF's packed
 * objects are looked into, within the budget (archive.h). */
const char *attach_refused_content(struct span s, size_t *budget);
/* Why an archive with such a file in it is: what makes it a package, or a
 * document with macros.  name: as the archive has it,
 * or NULL. */
const char *attach_refused_member(const char *name, struct span content);

#endif
