/* SPDX-License-Identifier: ISC */
/*
 * mailsign KEY DOMAIN SELECTOR <mail >signed: signs a mail by RFC 6376 with a
 * private key in PEM (RSA or Ed25519), relaxed/relaxed.  Line ends become LF
 * again.  mailsign KEY alone prints the TXT record of its public key.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/fd.h"
#include "base/str.h"
#include "tests/support/sign.h"

#define KEY_MAX		65536
#define MAIL_MAX	(16 << 20)

/* From twice: so that nobody can add another one */
#define HEADERS "From:From:To:Subject:Date:Message-ID:MIME-Version:Content-Type"

static void
read_stdin(struct buf *b)
{
	char piece[4096];
	size_t n;

	while ((n = fread(piece, 1, sizeof(piece), stdin)) > 0 &&
	    b->n < MAIL_MAX)
		buf_add(b, piece, n);
}

static void
print_lf(const struct buf *b)
{
	size_t i;

	for (i = 0; i < b->n; i++)
		if (b->p[i] != '\r')
			putchar(b->p[i]);
}

int
main(int argc, char *argv[])
{
	struct buf pem = { 0 }, mail = { 0 }, out = { 0 };
	struct err e = { 0 };
	struct sign_key *key;

	if (argc != 2 && argc != 4) {
		fprintf(stderr, "usage: mailsign KEY [DOMAIN SELECTOR]\n");
		return 2;
	}
	if (file_read_all(argv[1], KEY_MAX, &pem, &e) == -1) {
		fprintf(stderr, "mailsign: %s\n", e.text);
		return 1;
	}
	key = sign_key_read(buf_str(&pem));
	if (argc == 2) {
		sign_key_record(key, &out);
		buf_addc(&out, '\n');
	} else {
		read_stdin(&mail);
		sign_dkim(key, argv[2], argv[3], HEADERS,
		    (struct span){ mail.p, mail.n }, &out);
	}
	print_lf(&out);
	sign_key_free(key);
	buf_free(&pem);
	buf_free(&mail);
	buf_free(&out);
	return fflush(stdout) == 0 ? 0 : 1;
}
