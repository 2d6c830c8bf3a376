/* SPDX-License-Identifier: ISC */
/*
 * TXT look-ups over libunbound.  Questions run beside each other in
 * libunbound's own thread; this side only polls a descriptor.  Each question
 * is answered once through its callback: by dns_run(), by dns_expire(), or by
 * dns_close().
 */
#ifndef EDGE_DNS_H
#define EDGE_DNS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/list.h"

struct names_answer;

#define DNS_TIMEOUT_MS	5000	/* a question that takes longer has failed */
#define DNS_FLIGHT_MAX	200	/* questions at once; more are refused */
#define DNS_NAME_MAX	253	/* bytes of a name, without the last dot */

struct dns;

/* The answer is good until the callback returns. */
typedef void dns_done(uint32_t id, const struct names_answer *answer);

/*
 * forwarders: char *, "IP" or "IP@port", or none for the system's resolvers.
 * trust_anchor: a file of DS or DNSKEY records that answers are validated
 * against, or NULL.  NULL and *e where these are wrong.
 */
struct dns *dns_open(const struct list *forwarders, const char *trust_anchor,
	    dns_done *done, struct err *e);
void	dns_close(struct dns *d);	/* NULL is fine; open questions fail */

/* May this name be asked?  Those of txt_may_ask(), in whichever case and with
 * or without the last dot; *e says why not. */
bool	dns_may_ask(const char *name, struct err *e);
/* Asks for the TXT records of name; -1 and *e where it could not be asked,
 * and then done is not called. */
int	dns_ask(struct dns *d, uint32_t id, const char *name, int64_t now_ms,
	    struct err *e);

int	dns_fd(const struct dns *d);	/* poll it for reading, */
void	dns_run(struct dns *d);		/* then call this */
/* Milliseconds until dns_expire() has something to do; -1: never. */
int	dns_wait(const struct dns *d, int64_t now_ms);
void	dns_expire(struct dns *d, int64_t now_ms);

#endif
