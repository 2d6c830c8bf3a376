/* SPDX-License-Identifier: ISC */
/* Which Authentication-Results count, and for what; see authres.h. */
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "text/address.h"
#include "text/authres.h"

/* --- words into evidence ------------------------------------------------ */

static enum proof_result
result_of(const char *word)
{
	static const struct {
		const char *word;
		enum proof_result result;
	} words[] = {
		{ "pass", PROOF_PASS }, { "fail", PROOF_FAIL },
		{ "softfail", PROOF_FAIL }, { "hardfail", PROOF_FAIL },
		{ "none", PROOF_NONE }, { "policy", PROOF_POLICY },
		{ "temperror", PROOF_TEMPERROR },
		{ "permerror", PROOF_PERMERROR },
	};
	size_t i;

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strcmp(word, words[i].word) == 0)
			return words[i].result;
	return PROOF_NEUTRAL;
}

/* What each method's result is said of: the first property that is there. */
static const struct {
	const char	*method;
	struct {
		const char	*type, *name;
	} about[3];
} methods[] = {
	{ "dkim", { { "header", "d" }, { "header", "i" } } },
	{ "dmarc", { { "header", "from" } } },
	/* smtp.mfrom was its name before RFC 7001 */
	{ "spf", { { "smtp", "mailfrom" }, { "smtp", "mfrom" } } },
};

/* The domain of "local@domain", "@domain" or "domain", lower case. */
static const char *
domain_of(struct arena *a, const char *value)
{
	const char *at;
	char *out;

	if (value == NULL)
		return NULL;
	at = strrchr(value, '@');
	out = arena_lower(a, span_of(at != NULL ? at + 1 : value));
	return address_is_domain(span_of(out)) ? out : NULL;
}

/* One line of a gateway's own words, for a person. */
static const char *
clean(struct arena *a, const char *text)
{
	struct buf b = { 0 };
	char *out, *p;

	utf8_add_clean(&b, text, strlen(text));
	out = arena_strn(a, buf_str(&b), b.n);
	for (p = out; *p != '\0'; p++)
		if (*p == '\n' || *p == '\t')
			*p = ' ';
	buf_free(&b);
	return out;
}

static void
add_word(struct arena *a, const struct authres_result *r, size_t method,
    const char *prefix, const char *by, struct evidence *ev)
{
	struct proof *p = &ev->proofs[ev->n++];
	const char *value = NULL, *more = r->reason != NULL ? r->reason :
	    r->comment;
	size_t i;

	for (i = 0; value == NULL && methods[method].about[i].type != NULL;
	    i++)
		value = authres_get(r, methods[method].about[i].type,
		    methods[method].about[i].name);
	*p = (struct proof){ .by = by, .result = result_of(r->result),
	    .domain = domain_of(a, value),
	    .method = arena_printf(a, "%s-%s", prefix,
		methods[method].method) };
	/* RFC 8301: not even a gateway can make that hold */
	if ((value = authres_get(r, "header", "a")) != NULL &&
	    p->result == PROOF_PASS && str_eq_nocase(value, "rsa-sha1"))
		p->result = PROOF_POLICY;
	p->why = arena_printf(a, "%s says %s=%s%s%s%s%s%s", by, r->method,
	    r->result, p->domain != NULL ? " of " : "",
	    p->domain != NULL ? p->domain : "", more != NULL ? " (" : "",
	    more != NULL ? clean(a, more) : "", more != NULL ? ")" : "");
}

void
authres_add(struct arena *a, const struct authres *r, const char *prefix,
    const char *by, size_t max, struct evidence *ev)
{
	size_t i, k;

	for (i = 0; i < r->n; i++)
		for (k = 0; k < sizeof(methods) / sizeof(methods[0]); k++) {
			if (strcmp(r->results[i].method,
			    methods[k].method) != 0 ||
			    r->results[i].version != 1)
				continue;
			if (max == 0 || ev->n == EVIDENCE_PROOFS_MAX)
				return;
			add_word(a, &r->results[i], k, prefix, by, ev);
			max--;
		}
}

/* --- the walk ----------------------------------------------------------- */

struct walk {
	struct arena	*arena;
	const struct authres_trust *trust;
	struct evidence	*ev;
	const char	*by;		/* of the last Received, or NULL */
	size_t		 left;		/* words that still fit */
	unsigned	 run;		/* fields that counted */
	bool		 over;		/* nothing counts any more */
	bool		 told;		/* of one out of place */
};

/* The next word of a Received, comments left out; false at its end. */
static bool
trace_word(struct span *rest, struct span *word)
{
	unsigned depth = 0;
	size_t i = 0, from;

	for (; i < rest->n; i++) {
		char c = rest->p[i];

		if (c == '(')
			depth++;
		else if (c == ')' && depth > 0)
			depth--;
		else if (depth == 0 && (unsigned char)c > ' ')
			break;
	}
	for (from = i; i < rest->n && (unsigned char)rest->p[i] > ' ' &&
	    rest->p[i] != '(' && rest->p[i] != ';'; i++)
		;
	*word = (struct span){ rest->p + from, i - from };
	rest->p += i;
	rest->n -= i;
	return word->n > 0;
}

/* "by HOST" of a Received in lower case, or NULL.  What stands behind "from"
 * is the client's word, be it "by". */
static const char *
received_by(struct arena *a, const struct mail_field *f)
{
	struct span rest = f->value, word;
	bool by = false;

	while (trace_word(&rest, &word)) {
		if (by)
			break;
		by = span_eq_nocase(word, "by");
		if (span_eq_nocase(word, "from") && !trace_word(&rest, &word))
			return NULL;
	}
	if (!by || word.n == 0)
		return NULL;
	return arena_lower(a, word);
}

static bool
is_host(const struct list *hosts, const char *name)
{
	const char *pattern;
	size_t i;

	for (i = 0; i < hosts->n; i++) {
		pattern = hosts->at[i];
		if (strcmp(pattern, name) == 0 ||
		    (strncmp(pattern, "*.", 2) == 0 &&
		    strlen(name) >= strlen(pattern) &&
		    str_ends_nocase(name, pattern + 1)))
			return true;
	}
	return false;
}

/* The trusted id that this one is, or NULL.  A copy: new settings may come
 * before the evidence is written out. */
static const char *
trusted_id(struct arena *a, const struct authres_trust *t, const char *id)
{
	size_t i;

	for (i = 0; id != NULL && i < t->ids.n; i++)
		if (str_eq_nocase(t->ids.at[i], id))
			return arena_str(a, t->ids.at[i]);
	return NULL;
}

static void
tell_misplaced(struct walk *w, const char *id)
{
	if (w->told || w->ev->n == EVIDENCE_PROOFS_MAX)
		return;
	w->told = true;
	w->ev->proofs[w->ev->n++] = (struct proof){ .method = "authres",
	    .result = PROOF_NEUTRAL, .by = id, .why = arena_printf(w->arena,
	    "a word of %s stands where its sender could have written it, and "
	    "counts for nothing", id) };
}

static void
take_field(struct walk *w, const struct mail_field *f)
{
	struct authres r;
	const char *id;

	authres_parse(w->arena, f->value, &r);
	id = trusted_id(w->arena, w->trust, r.id);
	if (id == NULL) {
		w->over = true;
	} else if (w->over) {
		tell_misplaced(w, id);
	} else {
		uint32_t before = w->ev->n;

		w->run++;
		authres_add(w->arena, &r, "authres", id, w->left, w->ev);
		w->left -= w->ev->n - before;
		w->over = w->by != NULL && str_eq_nocase(w->by, id);
	}
}

/* Fields that servers write above and between Authentication-Results. */
static bool
is_trace(const struct mail_field *f)
{
	static const char *const names[] = { "Received-SPF", "DKIM-Filter",
	    "DMARC-Filter", "OpenDMARC-Filter", "Delivered-To",
	    "X-Original-To", "Envelope-To", "Delivery-Date", "ARC-Seal",
	    "ARC-Message-Signature", "ARC-Authentication-Results" };
	size_t i;

	if (f->id == FIELD_RETURN_PATH || span_starts_nocase(f->name, "X-"))
		return true;
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (span_eq_nocase(f->name, names[i]))
			return true;
	return false;
}

void
authres_check(struct arena *a, const struct mail *m,
    const struct authres_trust *trust, struct evidence *ev)
{
	struct walk w = { .arena = a, .trust = trust, .ev = ev,
	    .left = AUTHRES_WORDS_MAX };
	const struct mail_field *f;
	size_t i;

	if (m->count[FIELD_AUTHRES] == 0 || trust == NULL ||
	    trust->ids.n == 0)
		return;
	for (i = 0; i < m->n && !w.told; i++) {
		f = &m->fields[i];
		if (f->id == FIELD_AUTHRES) {
			take_field(&w, f);
		} else if (f->id == FIELD_RECEIVED) {
			w.by = received_by(a, f);
			w.over |= w.run > 0 || w.by == NULL ||
			    !is_host(&trust->hosts, w.by);
		} else if (!is_trace(f)) {
			w.over = true;
		}
	}
}
