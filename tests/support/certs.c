/* SPDX-License-Identifier: ISC */
/* Certificates for tests; see certs.h. */
#include "certs.h"

#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

#define DAY_SECONDS	86400L
#define HERE	"DNS:localhost,DNS:conference.localhost,IP:127.0.0.1,IP:::1"

struct pair {
	EVP_PKEY	*key;
	X509		*cert;
};

/* What a certificate shall be; by is the index of its signer, -1 itself. */
struct wish {
	const char	*file;
	const char	*name;
	const char	*san;		/* NULL: a CA */
	int		 by;
	long		 from, until;	/* seconds from now */
	bool		 key;		/* its key is written too */
};

static const struct wish wishes[] = {
	{ "ca", "Test CA", NULL, -1,
	    -40 * DAY_SECONDS, 400 * DAY_SECONDS, false },
	{ "ca-other", "Other CA", NULL, -1,
	    -40 * DAY_SECONDS, 400 * DAY_SECONDS, false },
	{ "good", "localhost", HERE, 0,
	    -DAY_SECONDS, 300 * DAY_SECONDS, true },
	{ "wronghost", "mail.elsewhere.example", "DNS:mail.elsewhere.example",
	    0, -DAY_SECONDS, 300 * DAY_SECONDS, true },
	{ "wrongca", "localhost", HERE, 1,
	    -DAY_SECONDS, 300 * DAY_SECONDS, true },
	{ "expired", "localhost", HERE, 0,
	    -30 * DAY_SECONDS, -DAY_SECONDS, true },
	{ "selfsigned", "localhost", HERE, -1,
	    -DAY_SECONDS, 300 * DAY_SECONDS, true },
};
#define N_WISHES (sizeof(wishes) / sizeof(wishes[0]))

static bool
extend(X509 *cert, X509 *issuer, int nid, const char *value)
{
	X509V3_CTX ctx;
	X509_EXTENSION *x;
	bool ok;

	X509V3_set_ctx(&ctx, issuer, cert, NULL, NULL, 0);
	x = X509V3_EXT_conf_nid(NULL, &ctx, nid, value);
	ok = x != NULL && X509_add_ext(cert, x, -1) == 1;
	X509_EXTENSION_free(x);
	return ok;
}

static bool
name_it(X509 *cert, const char *name)
{
	X509_NAME *n = X509_get_subject_name(cert);
	unsigned char serial[8];
	BIGNUM *number;
	bool ok;

	if (RAND_bytes(serial, sizeof(serial)) != 1)
		return false;
	serial[0] &= 0x7f;
	number = BN_bin2bn(serial, sizeof(serial), NULL);
	ok = number != NULL && BN_to_ASN1_INTEGER(number,
	    X509_get_serialNumber(cert)) != NULL &&
	    X509_NAME_add_entry_by_txt(n, "CN", MBSTRING_UTF8,
	    (const unsigned char *)name, -1, -1, 0) == 1;
	BN_free(number);
	return ok;
}

static bool
make_one(const struct wish *w, struct pair *p, const struct pair *by)
{
	const struct pair *signer = by != NULL ? by : p;
	bool ca = w->san == NULL;

	p->key = EVP_EC_gen("P-256");
	p->cert = X509_new();
	if (p->key == NULL || p->cert == NULL)
		return false;
	return X509_set_version(p->cert, X509_VERSION_3) == 1 &&
	    name_it(p->cert, w->name) &&
	    X509_gmtime_adj(X509_getm_notBefore(p->cert), w->from) != NULL &&
	    X509_gmtime_adj(X509_getm_notAfter(p->cert), w->until) != NULL &&
	    X509_set_pubkey(p->cert, p->key) == 1 &&
	    X509_set_issuer_name(p->cert,
	    X509_get_subject_name(signer->cert)) == 1 &&
	    extend(p->cert, signer->cert, NID_basic_constraints,
	    ca ? "critical,CA:TRUE" : "critical,CA:FALSE") &&
	    extend(p->cert, signer->cert, NID_key_usage,
	    ca ? "critical,keyCertSign,cRLSign" :
	    "critical,digitalSignature") &&
	    (ca || extend(p->cert, signer->cert, NID_ext_key_usage,
	    "serverAuth")) &&
	    (ca || extend(p->cert, signer->cert, NID_subject_alt_name,
	    w->san)) &&
	    extend(p->cert, signer->cert, NID_subject_key_identifier,
	    "hash") &&
	    (by == NULL || extend(p->cert, by->cert,
	    NID_authority_key_identifier, "keyid:always")) &&
	    X509_sign(p->cert, signer->key, EVP_sha256()) > 0;
}

static FILE *
create(const char *dir, const char *name, const char *end, mode_t mode)
{
	char path[PATH_MAX];
	int fd;

	snprintf(path, sizeof(path), "%s/%s.%s", dir, name, end);
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
	if (fd == -1)
		perror(path);
	return fd == -1 ? NULL : fdopen(fd, "w");
}

static bool
write_one(const char *dir, const struct wish *w, const struct pair *p)
{
	FILE *f = create(dir, w->file, "pem", 0644);
	bool ok;

	if (f == NULL)
		return false;
	ok = PEM_write_X509(f, p->cert) == 1;
	ok &= fclose(f) == 0;
	if (!w->key)
		return ok;
	f = create(dir, w->file, "key", 0600);
	if (f == NULL)
		return false;
	ok &= PEM_write_PrivateKey(f, p->key, NULL, NULL, 0, NULL,
	    NULL) == 1;
	return (fclose(f) == 0) && ok;
}

int
certs_make(const char *dir)
{
	struct pair pairs[N_WISHES] = { { 0 } };
	bool ok = true;
	size_t i;

	for (i = 0; ok && i < N_WISHES; i++)
		ok = make_one(&wishes[i], &pairs[i], wishes[i].by == -1 ?
		    NULL : &pairs[wishes[i].by]) &&
		    write_one(dir, &wishes[i], &pairs[i]);
	if (!ok)
		fprintf(stderr, "certs: cannot make %s in %s\n",
		    wishes[i - 1].file, dir);
	for (i = 0; i < N_WISHES; i++) {
		EVP_PKEY_free(pairs[i].key);
		X509_free(pairs[i].cert);
	}
	return ok ? 0 : -1;
}
