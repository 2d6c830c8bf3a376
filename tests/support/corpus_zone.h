/* SPDX-License-Identifier: ISC */
/*
 * The key tables beside the corpus of mails (FAKE_DNS.dat, DNS.tsv, zone.tsv)
 * as zone files, as "patchbot examine -z" and the names role read them.
 */
#ifndef SUPPORT_CORPUS_ZONE_H
#define SUPPORT_CORPUS_ZONE_H

#include <stdbool.h>

struct buf;

/*
 * Adds the table's records to zone, absolute names and quoted strings.  What
 * a zone file cannot say (a time-out, SERVFAIL) is left out and counted in
 * *failing; what does not exist is left out.  false: there is no such file.
 */
bool	corpus_zone(const char *path, struct buf *zone, unsigned *failing);

#endif
