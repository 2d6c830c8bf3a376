/* SPDX-License-Identifier: ISC */
/* Our verified stream as libetpan wants it; libetpan's own verify nothing. */
#ifndef EDGE_IMAP_STREAM_H
#define EDGE_IMAP_STREAM_H

#include <libetpan/mailstream.h>

struct tls;

/* Borrows t, which must be closed after the stream.  NULL: out of memory. */
mailstream *imap_stream_new(struct tls *t);

#endif
