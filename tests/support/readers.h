/* SPDX-License-Identifier: ISC */
/* For the tests of reading: one mail read, and what was found as text. */
#ifndef SUPPORT_READERS_H
#define SUPPORT_READERS_H

#include "proc/read_mail.h"

/* As the reader's child does it, without a process. */
void	readers_read(struct arena *a, struct span mail, const char *hint,
	    bool person, struct reading *r, struct list *bulletins);
/* The reading and its bulletins as lines "key: value", for golden files. */
void	readers_print(struct buf *out, const struct reading *r,
	    const struct list *bulletins);
/* The strings joined with commas. */
void	readers_join(struct buf *out, const struct list *l);
/* "../shared/corpus" or PATCHBOT_CORPUS. */
const char *readers_corpus(void);
void	readers_free(struct reading *r, struct list *bulletins);

#endif
