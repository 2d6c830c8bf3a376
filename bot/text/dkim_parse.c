/* SPDX-License-Identifier: ISC */
/* The two tag lists of DKIM; see dkim_parse.h. */
#include "text/dkim_parse.h"

#include <string.h>

#include "base/arena.h"
#include "text/address.h"
#include "text/dkim.h"
#include "text/tags.h"

static const struct {
	const char	*name;
	enum dkim_algorithm alg;
} algorithms[] = {
	{ "rsa-sha256", DKIM_RSA_SHA256 },
	{ "ed25519-sha256", DKIM_ED25519 },
	{ "rsa-sha1", DKIM_RSA_SHA1 },
};

/* Base64 with white space anywhere; min and max are characters without it. */
static bool
is_base64(struct span s, size_t min, size_t max)
{
	size_t i, n = 0, pad = 0;

	for (i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (c == ' ' || c == '\t' || c == '\r' || c == '\n')
			continue;
		n++;
		if (c == '=') {
			pad++;
			continue;
		}
		if (pad > 0 || !((c >= 'A' && c <= 'Z') ||
		    (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
		    c == '+' || c == '/'))
			return false;
	}
	/* the padding may be left out */
	return n >= min && n <= max && (n - pad) % 4 != 1 && pad <= 2;
}

bool
dkim_is_number(struct span s, int64_t *out)
{
	size_t i;

	if (s.n == 0 || s.n > 12)
		return false;
	for (*out = 0, i = 0; i < s.n; i++) {
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
		*out = *out * 10 + (s.p[i] - '0');
	}
	return true;
}

static const char *
read_names(struct arena *a, const struct tags *t, struct dkim_signature *s)
{
	struct span v;
	size_t i;

	if (!tags_get(t, "d", &v) || !address_is_domain(v))
		return "it has no valid signing domain (d=)";
	s->domain = arena_lower(a, v);
	if (!tags_get(t, "s", &v) || !address_is_domain(v))
		return "it has no valid selector (s=)";
	s->selector = arena_lower(a, v);
	if (!tags_get(t, "a", &v))
		return "it names no algorithm (a=)";
	for (i = 0; i < sizeof(algorithms) / sizeof(algorithms[0]); i++)
		if (span_eq_nocase(v, algorithms[i].name)) {
			s->alg = algorithms[i].alg;
			s->algorithm = algorithms[i].name;
			return NULL;
		}
	s->algorithm = arena_strn(a, v.p, v.n < 40 ? v.n : 40);
	return "its algorithm (a=) is not known";
}

static const char *
read_data(struct arena *a, const struct tags *t, struct dkim_signature *s)
{
	struct span v;

	if (!tags_get(t, "b", &v) || !is_base64(v, 4, 2800))
		return "its signature data (b=) is missing or of the wrong "
		    "form";
	s->data = tags_squeeze(a, v);
	return NULL;
}

static const char *
read_body_hash(struct arena *a, const struct tags *t,
    struct dkim_signature *s)
{
	struct span v;
	size_t n = s->alg == DKIM_RSA_SHA1 ? 28 : 44;

	if (!tags_get(t, "bh", &v) || !is_base64(v, n, n))
		return "its body hash (bh=) is missing or of the wrong form";
	s->body_hash = tags_squeeze(a, v);
	return NULL;
}

static const char *
read_signed(const struct tags *t, struct dkim_signature *s)
{
	struct span item, rest;
	size_t n = 0, i;

	if (!tags_get(t, "h", &s->signed_list))
		return "it names no signed fields (h=)";
	for (rest = s->signed_list; tags_item(&rest, &item); n++) {
		for (i = 0; i < item.n; i++)
			if (item.p[i] <= ' ')
				break;
		if (item.n == 0 || i < item.n || n == DKIM_SIGNED_MAX)
			return "its list of signed fields (h=) is no valid "
			    "one";
	}
	if (dkim_signature_covers(s, "From") == 0)
		return "it does not sign From";
	return NULL;
}

static bool
canon_word(struct span v, bool *relaxed)
{
	*relaxed = span_eq(v, "relaxed");
	return *relaxed || span_eq(v, "simple");
}

/* "simple" or "relaxed", one or two of them */
static const char *
read_canon(const struct tags *t, struct dkim_signature *s)
{
	struct span v, body = { "simple", 6 };
	const char *slash;

	if (!tags_get(t, "c", &v))
		return NULL;
	if ((slash = memchr(v.p, '/', v.n)) != NULL) {
		body = (struct span){ slash + 1,
		    v.n - (size_t)(slash + 1 - v.p) };
		v.n = (size_t)(slash - v.p);
	}
	return canon_word(v, &s->relaxed_header) &&
	    canon_word(body, &s->relaxed_body) ? NULL :
	    "its canonical form (c=) is not known";
}

static const char *
read_manner(const struct tags *t, struct dkim_signature *s)
{
	struct span v, item;
	bool dns = false;

	const char *wrong = read_canon(t, s);

	if (wrong != NULL)
		return wrong;
	if (tags_get(t, "q", &v)) {
		while (tags_item(&v, &item))
			dns |= span_eq(item, "dns/txt");
		if (!dns)
			return "it wants its key from elsewhere than DNS "
			    "(q=)";
	}
	s->partial = tags_get(t, "l", &v);
	if (s->partial && !dkim_is_number(v, &s->length))
		return "its body length (l=) is no number";
	if (tags_get(t, "t", &v) && !dkim_is_number(v, &s->signed_at))
		return "its time (t=) is no number";
	if (tags_get(t, "x", &v) && !dkim_is_number(v, &s->expires))
		return "its expiry (x=) is no number";
	if (s->expires >= 0 && s->signed_at >= s->expires)
		return "it expires (x=) before it was made (t=)";
	if ((s->signed_at >= 0 && s->signed_at < DKIM_EPOCH) ||
	    (s->expires >= 0 && s->expires < DKIM_EPOCH))
		return "it is dated before DKIM existed";
	return NULL;
}

static int
hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* dkim-quoted-printable (2.11), in place; false for what is none. */
static bool
unquote(char *s)
{
	char *out = s;
	int hi, lo;

	for (; *s != '\0'; s++) {
		if (*s != '=') {
			*out++ = *s;
			continue;
		}
		if ((hi = hex(s[1])) < 0 || (lo = hex(s[2])) < 0 ||
		    hi < 2 || hi > 7)
			return false;
		*out++ = (char)(hi << 4 | lo);
		s += 2;
	}
	*out = '\0';
	return true;
}

/* i= is "[local]@domain"; its domain must be d= or lie below it. */
static const char *
read_identity(struct arena *a, const struct tags *t, struct dkim_signature *s)
{
	static const char *const bad =
	    "its identity (i=) is not of its domain (d=)";
	const char *at;
	char *p;
	struct span v, domain;
	size_t n = strlen(s->domain);

	if (!tags_get(t, "i", &v))
		return NULL;
	p = tags_squeeze(a, v);
	at = unquote(p) ? strrchr(p, '@') : NULL;
	if (at == NULL)
		return bad;
	domain = span_of(at + 1);
	if (!address_is_domain(domain) || domain.n < n ||
	    !str_ends_nocase(at + 1, s->domain) ||
	    (domain.n > n && at[domain.n - n] != '.'))
		return bad;
	s->identity = p;
	return NULL;
}

void
dkim_signature_read(struct arena *a, const struct mail_field *f,
    struct dkim_signature *s)
{
	struct tags t;
	struct span v;

	*s = (struct dkim_signature){ .field = f, .signed_at = -1,
	    .expires = -1 };
	if (f->raw.n > DKIM_FIELD_MAX) {
		s->wrong = "it is longer than 16384 bytes";
		return;
	}
	if ((s->wrong = tags_parse(f->value, &t)) != NULL) {
		s->wrong = arena_printf(a, "it %s", s->wrong);
		return;
	}
	s->wrong = read_names(a, &t, s);
	if (!tags_get(&t, "v", &v) || !span_eq(v, "1"))
		s->wrong = "it has no v=1";
	if (s->wrong == NULL)
		s->wrong = read_body_hash(a, &t, s);
	if (s->wrong == NULL)
		s->wrong = read_data(a, &t, s);
	if (s->wrong == NULL)
		s->wrong = read_signed(&t, s);
	if (s->wrong == NULL)
		s->wrong = read_manner(&t, s);
	if (s->wrong == NULL)
		s->wrong = read_identity(a, &t, s);
}

const char *
dkim_shared_read(struct arena *a, const struct tags *t,
    struct dkim_signature *s)
{
	const char *wrong = read_names(a, t, s);

	return wrong != NULL ? wrong : read_data(a, t, s);
}

const char *
dkim_body_read(struct arena *a, const struct tags *t,
    struct dkim_signature *s)
{
	const char *wrong = read_body_hash(a, t, s);

	return wrong != NULL ? wrong : read_canon(t, s);
}

unsigned
dkim_signature_covers(const struct dkim_signature *s, const char *name)
{
	struct span rest = s->signed_list, item;
	unsigned n = 0;

	while (tags_item(&rest, &item))
		n += span_eq_nocase(item, name);
	return n;
}

static bool
lists(struct span v, const char *word)
{
	struct span item;

	while (tags_item(&v, &item))
		if (span_eq_nocase(item, word))
			return true;
	return false;
}

/* t=s: i= must be of exactly d= */
static bool
is_exact(const struct dkim_signature *s)
{
	return s->identity == NULL ||
	    str_eq_nocase(strrchr(s->identity, '@') + 1, s->domain);
}

static const char *
read_key_data(struct arena *a, const struct tags *t, bool ed25519,
    struct dkim_key *k)
{
	struct span v;

	if (!tags_get(t, "p", &v))
		return "the key record has no key (p=)";
	if (span_trim(v).n == 0)
		return "the key was revoked (p= is empty)";
	if (v.n > DKIM_KEY_MAX)
		return "the key is larger than can be judged here";
	if (ed25519 ? !is_base64(v, 43, 44) : !is_base64(v, 40, DKIM_KEY_MAX))
		return "the key (p=) has the wrong length or form";
	k->ed25519 = ed25519;
	k->data = tags_squeeze(a, v);
	return NULL;
}

void
dkim_key_read(struct arena *a, const char *record,
    const struct dkim_signature *s, struct dkim_key *k)
{
	struct tags t;
	struct span v;
	bool ed25519 = s->alg == DKIM_ED25519;

	*k = (struct dkim_key){ 0 };
	if ((k->wrong = tags_parse(span_of(record), &t)) != NULL) {
		k->wrong = arena_printf(a, "the key record %s", k->wrong);
		return;
	}
	if (tags_get(&t, "v", &v) &&
	    (!span_eq(v, "DKIM1") || !span_eq(t.at[0].name, "v")))
		k->wrong = "the key record is not of DKIM's version 1 (v=)";
	else if (tags_get(&t, "k", &v) ? !span_eq_nocase(v,
	    ed25519 ? "ed25519" : "rsa") : ed25519)
		k->wrong = "the key (k=) is of another kind than the "
		    "signature (a=)";
	else if (tags_get(&t, "h", &v) && !lists(v,
	    s->alg == DKIM_RSA_SHA1 ? "sha1" : "sha256"))
		k->wrong = "the key does not allow this hash (h=)";
	else if (tags_get(&t, "s", &v) && !lists(v, "*") &&
	    !lists(v, "email"))
		k->wrong = "the key is not for mail (s=)";
	else if (tags_get(&t, "t", &v) && lists(v, "s") && !is_exact(s))
		k->wrong = "the key does not allow subdomains (t=s), and i= "
		    "names one";
	else
		k->wrong = read_key_data(a, &t, ed25519, k);
	k->testing = tags_get(&t, "t", &v) && lists(v, "y");
}
