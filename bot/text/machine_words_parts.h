/* SPDX-License-Identifier: ISC */
/* How the files machine_words*.c look for their words; private. */
#ifndef TEXT_MACHINE_WORDS_PARTS_H
#define TEXT_MACHINE_WORDS_PARTS_H

#include <stddef.h>

#include "text/machine_words.h"

/* Case is ignored of ASCII letters only: other scripts as they are sent. */

/* One of them stands in the first MACHINE_LOOK_MAX bytes. */
bool	machine_has(struct span text, const char *const *words, size_t n);
/* It begins with one, behind brackets, stars and the like that a system puts
 * before its words. */
bool	machine_begins(const char *s, const char *const *words, size_t n);

#endif
