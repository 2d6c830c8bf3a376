/* SPDX-License-Identifier: ISC */
/* S/MIME signatures by OpenSSL; see smime.h. */
#include "text/smime.h"

#include <limits.h>
#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <string.h>
#include <time.h>

#include "base/arena.h"
#include "base/buf.h"
#include "text/evidence.h"
#include "text/keyring.h"
#include "text/smime_cert.h"

/* RSA from 2048 bits, SHA-256 in the chain: X509_VERIFY_PARAM_set_auth_level */
#define STRENGTH	2
#define CHAIN_MAX	8	/* certificates above a signer's */

struct check {
	struct arena	*arena;
	const struct signed_part *part;
	CMS_ContentInfo	*cms;
	const char	*from;
	int64_t		 when;
	struct span	 content;	/* what was signed, once verified */
};

/* --- times and weakness -------------------------------------------------- */

/* signingTime (RFC 5652, 11.3), 0 where the signer does not say. */
static int64_t
signing_time(CMS_SignerInfo *si)
{
	int at = CMS_signed_get_attr_by_NID(si, NID_pkcs9_signingTime, -1);
	X509_ATTRIBUTE *attr;
	const ASN1_TYPE *v;
	struct tm tm = { 0 };

	if (at < 0 || (attr = CMS_signed_get_attr(si, at)) == NULL)
		return 0;
	v = X509_ATTRIBUTE_get0_type(attr, 0);
	if (v == NULL || (v->type != V_ASN1_UTCTIME &&
	    v->type != V_ASN1_GENERALIZEDTIME) ||
	    ASN1_TIME_to_tm(v->value.asn1_string, &tm) != 1)
		return 0;
	return (int64_t)timegm(&tm);
}

static int64_t
own_time(CMS_ContentInfo *cms)
{
	STACK_OF(CMS_SignerInfo) *all = CMS_get0_SignerInfos(cms);

	return all != NULL && sk_CMS_SignerInfo_num(all) > 0 ?
	    signing_time(sk_CMS_SignerInfo_value(all, 0)) : 0;
}

static int
digest_of(CMS_SignerInfo *si)
{
	X509_ALGOR *digest = NULL;
	const ASN1_OBJECT *oid = NULL;

	CMS_SignerInfo_get0_algs(si, NULL, NULL, &digest, NULL);
	if (digest != NULL)
		X509_ALGOR_get0(&oid, NULL, NULL, digest);
	return oid != NULL ? OBJ_obj2nid(oid) : NID_undef;
}

static bool
is_weak_digest(int nid)
{
	return nid != NID_sha224 && nid != NID_sha256 && nid != NID_sha384 &&
	    nid != NID_sha512 && nid != NID_sha3_256 && nid != NID_sha3_384 &&
	    nid != NID_sha3_512;
}

/* --- one anchor -------------------------------------------------------- */

static X509_STORE *
store_of(const struct key_file *f, int64_t when)
{
	X509_STORE *s = X509_STORE_new();
	BIO *b = BIO_new_mem_buf(f->bytes.p, (int)f->bytes.n);
	X509_VERIFY_PARAM *param;
	X509 *x;

	if (s == NULL || b == NULL)
		goto out;
	if (f->bytes.n > 0 && f->bytes.p[0] == 0x30) {
		if ((x = d2i_X509_bio(b, NULL)) != NULL)
			X509_STORE_add_cert(s, x);
		X509_free(x);
	} else {
		while ((x = PEM_read_bio_X509(b, NULL, NULL, NULL)) != NULL) {
			X509_STORE_add_cert(s, x);
			X509_free(x);
		}
	}
	param = X509_STORE_get0_param(s);
	/* what is pinned is enough, be it a signer's own certificate */
	X509_VERIFY_PARAM_set_flags(param, X509_V_FLAG_PARTIAL_CHAIN |
	    X509_V_FLAG_X509_STRICT);
	X509_VERIFY_PARAM_set_purpose(param, X509_PURPOSE_SMIME_SIGN);
	X509_VERIFY_PARAM_set_time(param, (time_t)when);
	X509_VERIFY_PARAM_set_auth_level(param, STRENGTH);
	X509_VERIFY_PARAM_set_depth(param, CHAIN_MAX);
out:
	BIO_free(b);
	ERR_clear_error();
	return s;
}

/* The chain's last error, as OpenSSL words it; or that there was none to
 * begin with. */
static int
chain_error(const char **text)
{
	unsigned long code;
	const char *data = NULL;
	int flags = 0, found = 0;

	while ((code = ERR_get_error_all(NULL, NULL, NULL, &data,
	    &flags)) != 0) {
		if (ERR_GET_LIB(code) != ERR_LIB_CMS)
			continue;
		if (ERR_GET_REASON(code) == CMS_R_CERTIFICATE_VERIFY_ERROR) {
			found = 1;
			*text = flags & ERR_TXT_STRING ? data : NULL;
		} else if (ERR_GET_REASON(code) ==
		    CMS_R_SIGNER_CERTIFICATE_NOT_FOUND) {
			found = 1;
			*text = "its signer's certificate is not in the mail";
		}
	}
	return found;
}

/*
 * 1 holds under this file's certificates; 0 they do not vouch for its signer,
 * so that OpenSSL has not even looked at the signature (*why); -1 they do, but
 * it does not fit.
 */
static int
holds_under(struct check *k, const struct key_file *f, const char **why)
{
	bool opaque = k->part->kind == SIGNED_SMIME_OPAQUE;
	X509_STORE *store = store_of(f, k->when);
	BIO *in = opaque ? NULL : BIO_new_mem_buf(k->part->content.p,
	    (int)k->part->content.n);
	BIO *out = BIO_new(BIO_s_mem());
	STACK_OF(X509) *pinned = NULL;
	const char *text = NULL;
	char *p = NULL;
	int rc = -1;
	long n;

	if (store == NULL || out == NULL || (!opaque && in == NULL))
		goto out;
	ERR_clear_error();
	/* a mail may leave out the certificate that is pinned here */
	pinned = X509_STORE_get1_all_certs(store);
	if (CMS_verify(k->cms, pinned, store, in, out, CMS_BINARY) == 1) {
		rc = 1;
		k->content = k->part->content;
		n = BIO_get_mem_data(out, &p);
		if (opaque && n >= 0)
			k->content = (struct span){ arena_strn(k->arena, p,
			    (size_t)n), (size_t)n };
	} else if (chain_error(&text)) {
		rc = 0;
		*why = arena_str(k->arena, text != NULL ? text :
		    "its certificate leads to none that is pinned");
	}
out:
	sk_X509_pop_free(pinned, X509_free);
	X509_STORE_free(store);
	BIO_free(in);
	BIO_free(out);
	ERR_clear_error();
	return rc;
}

/* --- the signers ------------------------------------------------------- */

static const char *
subject_of(struct arena *a, X509 *x)
{
	struct list one = { 0 };
	unsigned char *der = NULL;
	int n = i2d_X509(x, &der);
	struct err e = { 0 };
	const char *subject = "";

	if (n > 0 && smime_certs(a, (struct span){ (char *)der, (size_t)n },
	    &one, &e) == 0)
		subject = ((struct key_facts *)one.at[0])->user;
	OPENSSL_free(der);
	return subject;
}

/* Why one of the signers is refused, though its signature holds; NULL. */
static const char *
judge_signer(struct check *k, CMS_SignerInfo *si, struct proof *p)
{
	X509 *x = NULL;
	EVP_PKEY *key = NULL;
	const char *why;

	CMS_SignerInfo_get0_algs(si, &key, &x, NULL, NULL);
	if (x == NULL || key == NULL)
		return "its signer's certificate is missing";
	p->identity = subject_of(k->arena, x);
	p->bits = (uint32_t)EVP_PKEY_get_bits(key);
	p->algorithm = arena_printf(k->arena, "%s/%s",
	    EVP_PKEY_get0_type_name(key) != NULL ?
	    EVP_PKEY_get0_type_name(key) : "unknown",
	    OBJ_nid2sn(digest_of(si)) != NULL ? OBJ_nid2sn(digest_of(si)) :
	    "unknown");
	p->signed_at = signing_time(si);
	if (is_weak_digest(digest_of(si)))
		return arena_printf(k->arena, "its hash algorithm (%s) is too "
		    "weak", OBJ_nid2sn(digest_of(si)));
	if (EVP_PKEY_get_base_id(key) == EVP_PKEY_RSA &&
	    p->bits < SIGNED_RSA_MIN)
		return arena_printf(k->arena, "its key has %u bits; %d are "
		    "the least that count", p->bits, SIGNED_RSA_MIN);
	why = signed_badly_timed(k->arena, p->signed_at, k->when);
	if (why == NULL && (k->from == NULL || X509_check_email(x, k->from,
	    strlen(k->from), 0) != 1))
		why = arena_printf(k->arena, "the address %s is not in its "
		    "certificate", k->from != NULL ? k->from : "(none)");
	return why;
}

static const char *
judge_signers(struct check *k, struct proof *p)
{
	STACK_OF(CMS_SignerInfo) *all = CMS_get0_SignerInfos(k->cms);
	const char *why = NULL;
	int i, n = all != NULL ? sk_CMS_SignerInfo_num(all) : 0;

	if (n < 1)
		return "nobody signed it";
	if (n > SMIME_SIGNERS_MAX)
		return "it has more signers than the limit";
	for (i = 0; i < n && why == NULL; i++)
		why = judge_signer(k, sk_CMS_SignerInfo_value(all, i), p);
	return why;
}

static void
judge_holding(struct check *k, const struct key_file *f, struct proof *p)
{
	const char *no = judge_signers(k, p);

	p->key = f->path;
	if (no == NULL) {
		p->result = PROOF_PASS;
		p->domain = arena_str(k->arena, k->from);
		p->why = arena_printf(k->arena, "signed with the certificate "
		    "of %s, which %s vouches for", p->identity, f->path);
		return;
	}
	p->result = PROOF_POLICY;
	p->why = arena_printf(k->arena, "an S/MIME signature holds but is "
	    "refused: %s", no);
}

/* Each pinned file by itself, so that it is known which one vouched.  Where one
 * does, its word on the text counts, whatever came before it. */
static void
try_files(struct check *k, const struct list *files, struct proof *p)
{
	const struct key_file *f;
	const char *why = NULL;
	bool pinned = false;
	size_t i;
	int rc;

	for (i = 0; i < files->n; i++) {
		f = files->at[i];
		if (f->kind != KEY_SMIME)
			continue;
		rc = holds_under(k, f, &why);
		if (rc == 1) {
			judge_holding(k, f, p);
			return;
		}
		if (rc == -1) {
			p->result = PROOF_FAIL;
			p->why = "an S/MIME signature does not fit the text: "
			    "it was changed, or the signature is false";
			return;
		}
		pinned = true;
	}
	p->result = PROOF_NEUTRAL;
	p->why = !pinned ? "an S/MIME signature is there, but no certificate "
	    "is pinned for this sender" : arena_printf(k->arena, "an S/MIME "
	    "signature is there, but no pinned certificate vouches for it "
	    "(%s)", why);
}

void
smime_check(struct arena *a, const struct signed_part *part,
    const struct list *files, const char *from, int64_t when,
    struct list *proofs, struct span *content)
{
	const unsigned char *der = (const unsigned char *)part->signature.p;
	struct proof *p = arena_alloc(a, sizeof(*p));
	struct check k = { a, part, NULL, from, when, { NULL, 0 } };

	p->method = "smime";
	p->result = PROOF_PERMERROR;
	p->why = "an S/MIME signature is damaged";
	list_add_in(a, proofs, p);
	if (part->signature.n <= INT_MAX && part->content.n <= INT_MAX)
		k.cms = d2i_CMS_ContentInfo(NULL, &der,
		    (long)part->signature.n);
	if (k.cms != NULL && k.when == 0)
		k.when = own_time(k.cms);
	if (k.cms != NULL &&
	    OBJ_obj2nid(CMS_get0_type(k.cms)) == NID_pkcs7_signed)
		try_files(&k, files, p);
	else if (k.cms != NULL)
		p->why = "the mail is encrypted, or in a form of S/MIME that "
		    "is no signature";
	*content = k.content;
	CMS_ContentInfo_free(k.cms);
	ERR_clear_error();
}

void
smime_open(void)
{
	X509_STORE *s = X509_STORE_new();

	/* loads the algorithms and reads OpenSSL's own configuration */
	OPENSSL_init_crypto(OPENSSL_INIT_LOAD_CONFIG |
	    OPENSSL_INIT_LOAD_CRYPTO_STRINGS, NULL);
	EVP_MD_free(EVP_MD_fetch(NULL, "SHA256", NULL));
	X509_STORE_free(s);
}
