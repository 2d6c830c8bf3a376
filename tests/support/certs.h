/* SPDX-License-Identifier: ISC */
/*
 * Certificates for tests, made anew by each test program: a CA and what a
 * server may show, right and wrong.  Keys are P-256, so all take some ms.
 */
#ifndef SUPPORT_CERTS_H
#define SUPPORT_CERTS_H

/*
 * Writes into the existing folder dir (PEM, keys with mode 0600):
 *
 *   ca.pem         the CA that a test trusts
 *   ca-other.pem   a CA that it does not trust
 *   good           by ca, for localhost, conference.localhost, 127.0.0.1, ::1
 *   wronghost      by ca, for mail.elsewhere.example only
 *   wrongca        by ca-other, for the names of good
 *   expired        by ca, for the names of good, ended yesterday
 *   selfsigned     by itself, for the names of good
 *
 * each of the last five as NAME.pem and NAME.key.  0, or -1 with a line on
 * standard error.
 */
int	certs_make(const char *dir);

#endif
