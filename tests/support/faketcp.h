/* SPDX-License-Identifier: ISC */
/*
 * A TCP server on loopback in a child process, for tests: one that follows a
 * script, and one that passes everything on until it is told to cut.
 */
#ifndef SUPPORT_FAKETCP_H
#define SUPPORT_FAKETCP_H

#include <stdbool.h>

/* Once what it was sent holds expect, it says answer.  After the last step
 * (expect NULL) it listens on in silence. */
struct faketcp_step {
	const char	*expect;
	const char	*answer;
};

struct faketcp;

/* Each connection starts the script anew. */
struct faketcp *faketcp_new(const struct faketcp_step *script);
struct faketcp *faketcp_proxy(int port);	/* to 127.0.0.1:port */
int	faketcp_port(const struct faketcp *f);
/*
 * From now on a proxy passes on nothing of what goes these ways, on all
 * connections that there are; what waits so is lost with the cut.
 */
#define HOLD_IN		1	/* to the server */
#define HOLD_OUT	2	/* from it */
void	faketcp_hold(struct faketcp *f, int ways);
/* Ends all connections of a proxy, hard; new ones are taken, and nothing of
 * them is held. */
void	faketcp_cut(struct faketcp *f);
/* Somebody has sent it that text (script only). */
bool	faketcp_saw(struct faketcp *f, const char *text);
void	faketcp_free(struct faketcp *f);

#endif
