/* SPDX-License-Identifier: ISC */
/* Acknowledgements, a little later; see xmpp_acks.h. */
#include "edge/xmpp_acks.h"

#include <inttypes.h>
#include <openssl/ssl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"

#define HOLD	20	/* ms */
#define ANSWER	"<a "	/* libstrophe writes each stanza by itself */

static struct {
	SSL	*ssl;		/* of the connection; NULL none */
	bool	 asked;		/* the server wants any */
	bool	 held;		/* an answer, */
	int64_t	 until;		/* until then */
	uint32_t told;		/* what the last one said */
	char	 bytes[80];
	bool	 begun;		/* OpenSSL has them, and wants to be asked
				 * again before it takes anything else */
	bool	 busy;		/* so it is with a stanza */
} acks;

static bool
write_all(SSL *ssl, const void *p, size_t n)
{
	size_t done;

	return SSL_write_ex(ssl, p, n, &done) == 1;
}

static void
go_on(void)
{
	acks.begun = !write_all(acks.ssl, acks.bytes, strlen(acks.bytes));
}

static void
tell(uint32_t handled)
{
	snprintf(acks.bytes, sizeof(acks.bytes),
	    "<a xmlns='urn:xmpp:sm:3' h='%" PRIu32 "'/>", handled);
	acks.told = handled;
	acks.held = false;
	go_on();
}

/* In place of OpenSSL's, for libstrophe. */
int
SSL_write(SSL *ssl, const void *p, int n)
{
	size_t done;

	if (ssl != acks.ssl)
		acks_forget();
	acks.ssl = ssl;
	if (acks.begun)
		go_on();
	if (acks.begun)
		return -1;
	if (!acks.busy && n > (int)strlen(ANSWER) &&
	    memcmp(p, ANSWER, strlen(ANSWER)) == 0) {
		if (!acks.held)
			acks.until = clock_mono_ms() + HOLD;
		acks.held = acks.asked = true;
		return n;
	}
	acks.busy = n > 0 && SSL_write_ex(ssl, p, (size_t)n, &done) != 1;
	return acks.busy ? -1 : n > 0 ? (int)done : 0;
}

int64_t
acks_due(void)
{
	/* begun, busy: the socket's turn, not the clock's */
	return acks.held && !acks.begun && !acks.busy ? acks.until : INT64_MAX;
}

void
acks_send(int64_t now, uint32_t handled)
{
	if (acks.begun)
		go_on();
	if (now >= acks_due())
		tell(handled);
}

void
acks_send_last(uint32_t handled)
{
	if (acks.asked && !acks.begun && !acks.busy &&
	    (acks.held || acks.told != handled))
		tell(handled);
}

void
acks_forget(void)
{
	acks.ssl = NULL;
	acks.asked = acks.held = acks.begun = acks.busy = false;
	acks.told = 0;
}
