/* SPDX-License-Identifier: ISC */
/*
 * Answers to the server's requests for acknowledgement (XEP-0198), a little
 * later.  A server may ask behind each stanza, and ask again once it is
 * answered (Prosody does); libstrophe answers at once.  So the server was at
 * work on answers while a person waited for ours.  Held for some ms, one
 * answer serves for all that came meanwhile; XEP-0198 allows to wait for a
 * time, and for nothing else.
 *
 * libstrophe has no say in this, so the file stands between it and OpenSSL:
 * SSL_write is defined here, and the linker prefers it.  That is for the chat
 * role alone, whose only TLS is libstrophe's; the Makefile links it there and
 * nowhere else.  With a libstrophe on another TLS library nothing is held.
 */
#ifndef EDGE_XMPP_ACKS_H
#define EDGE_XMPP_ACKS_H

#include <stdint.h>

/* When acks_send() wants to be called (clock_mono_ms), INT64_MAX: not. */
int64_t	acks_due(void);
/* Sends what is held, once it is due; or what was not said yet, at the end of
 * a stream.  handled: the stanzas that came, as libstrophe counts them. */
void	acks_send(int64_t now, uint32_t handled);
void	acks_send_last(uint32_t handled);
/* The connection is over, and with it what was held. */
void	acks_forget(void);

#endif
