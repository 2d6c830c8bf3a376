/* SPDX-License-Identifier: ISC */
/* What of a mail is signed; see signed.h. */
#include "text/signed.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "text/decode.h"
#include "text/mime.h"
#include "text/pgp_packet.h"
#include "text/signed_parts.h"

struct finder {
	struct arena	*arena;
	struct signed_mail *out;
};

static void
refuse(struct finder *f, const char *why)
{
	if (f->out->refused == NULL)
		f->out->refused = why;
}

/* --- S/MIME and PGP/MIME ---------------------------------------------- */

static const struct {
	const char	*type;
	enum signed_kind kind;
} protocols[] = {
	{ "application/pgp-signature", SIGNED_PGP },
	{ "application/pkcs7-signature", SIGNED_SMIME },
	{ "application/x-pkcs7-signature", SIGNED_SMIME },
};

static int
protocol_of(const char *type)
{
	size_t i;

	for (i = 0; type != NULL && i < 3; i++)
		if (str_eq_nocase(protocols[i].type, type))
			return (int)protocols[i].kind;
	return -1;
}

static bool
add(struct finder *f, enum signed_kind kind, struct span content,
    struct span signature, const char *charset)
{
	struct signed_part *p = arena_alloc(f->arena, sizeof(*p));

	*p = (struct signed_part){ kind, content, signature, charset };
	if (f->out->parts.n >= SIGNED_PARTS_MAX) {
		refuse(f, "it has more signed texts than the limit");
		return false;
	}
	list_add_in(f->arena, &f->out->parts, p);
	return true;
}

/* Every line end as CR LF. */
static struct span
canonical(struct arena *a, struct span s)
{
	struct buf b = { 0 };
	struct span out;
	size_t i;

	for (i = 0; i < s.n; i++) {
		if (s.p[i] == '\n' && (i == 0 || s.p[i - 1] != '\r'))
			buf_addc(&b, '\r');
		buf_addc(&b, s.p[i]);
	}
	out = (struct span){ arena_strn(a, buf_str(&b), b.n), b.n };
	buf_free(&b);
	return out;
}

static void
find_detached(struct finder *f, const struct entity *e)
{
	struct span part[3], sig, armour;
	const char *protocol = entity_parameter(f->arena, e, "protocol");
	size_t n = entity_children(f->arena, e, part, 3);
	struct buf b = { 0 };
	struct entity second;
	int kind;
	bool ok;

	if (n != 2) {
		refuse(f, "a multipart/signed in it has not exactly two "
		    "parts");
		return;
	}
	entity_open(f->arena, part[1], &second);
	kind = protocol_of(second.type);
	if (kind == -1 || (protocol != NULL && protocol_of(protocol) != kind)) {
		refuse(f, "a multipart/signed in it names another kind of "
		    "signature than it carries, or none that is known");
		return;
	}
	sig = entity_decoded(f->arena, &second);
	armour = sig;
	ok = kind != SIGNED_PGP || pgp_armour(&b, &armour, "SIGNATURE");
	if (kind == SIGNED_PGP)
		sig = (struct span){ arena_strn(f->arena, buf_str(&b), b.n),
		    b.n };
	buf_free(&b);
	if (!ok || sig.n == 0 || sig.n > SIGNED_SIGNATURE_MAX)
		refuse(f, "the signature in it is damaged");
	else
		add(f, (enum signed_kind)kind, canonical(f->arena, part[0]),
		    sig, NULL);
}

static void
find_opaque(struct finder *f, const struct entity *e)
{
	const char *kind = entity_parameter(f->arena, e, "smime-type");
	struct span der;

	if (kind != NULL && (str_eq_nocase(kind, "enveloped-data") ||
	    str_eq_nocase(kind, "authEnveloped-data"))) {
		f->out->encrypted = "S/MIME";
		return;
	}
	if (kind != NULL && !str_eq_nocase(kind, "signed-data"))
		return;
	der = entity_decoded(f->arena, e);
	if (der.n == 0)
		refuse(f, "the signature in it is damaged");
	else
		add(f, SIGNED_SMIME_OPAQUE, (struct span){ NULL, 0 }, der,
		    NULL);
}

/* --- clear-signed text ------------------------------------------------- */

#define BEGIN_TEXT	"-----BEGIN PGP SIGNED MESSAGE-----"
#define BEGIN_SIGNATURE	"-----BEGIN PGP SIGNATURE-----"
#define BEGIN_MESSAGE	"-----BEGIN PGP MESSAGE-----"

/* RFC 9580, 7.2: blanks at the end of a line are not signed. */
static struct span
without_blanks(struct span line)
{
	while (line.n > 0 && strchr(" \t\r", line.p[line.n - 1]) != NULL &&
	    line.p[line.n - 1] != '\0')
		line.n--;
	return line;
}

/* The lines up to the signature, dash-escapes undone; NULL where they are not
 * in the form. */
static const char *
take_text(struct span *rest, struct buf *text)
{
	struct span line, before = *rest;
	bool first = true;

	while (span_line(rest, &line)) {
		line = without_blanks(line);
		if (span_eq(line, BEGIN_SIGNATURE)) {
			*rest = before;
			return NULL;
		}
		if (line.n > 0 && line.p[0] == '-') {
			if (line.n > 1 && line.p[1] != ' ')
				return "a signed text in it has a line that "
				    "must not stand in one";
			line.p += line.n > 1 ? 2 : 1;
			line.n -= line.n > 1 ? 2 : 1;
		}
		if (!first)
			buf_adds(text, "\r\n");
		buf_add(text, line.p, line.n);
		first = false;
		before = *rest;
	}
	return "a signed text in it has no signature";
}

/* Only names of hashes, with commas between: a word that is none would be
 * shown by some programs as if it were signed. */
static bool
is_hash_list(struct span list)
{
	const char *comma;
	struct span name;

	do {
		comma = list.n > 0 ? memchr(list.p, ',', list.n) : NULL;
		name = (struct span){ list.p, comma != NULL ?
		    (size_t)(comma - list.p) : list.n };
		if (!pgp_is_hash(span_trim(name)))
			return false;
		list.p += name.n + (comma != NULL);
		list.n -= name.n + (comma != NULL);
	} while (comma != NULL);
	return true;
}

/* "Hash: SHA512" and nothing else up to the empty line, for the same reason. */
static const char *
take_hashes(struct span *rest)
{
	struct span line;

	while (span_line(rest, &line)) {
		line = without_blanks(line);
		if (line.n == 0)
			return NULL;
		if (!span_starts_nocase(line, "Hash:") ||
		    !is_hash_list((struct span){ line.p + 5, line.n - 5 }))
			return "a signed text in it has a header that is not "
			    "signed";
	}
	return "a signed text in it has no signature";
}

static bool
take_block(struct finder *f, struct span *rest, const char *charset)
{
	struct buf text = { 0 }, sig = { 0 };
	struct span content, signature;
	const char *why;

	why = take_hashes(rest);
	if (why == NULL)
		why = take_text(rest, &text);
	if (why == NULL && (!pgp_armour(&sig, rest, "SIGNATURE") ||
	    sig.n > SIGNED_SIGNATURE_MAX))
		why = "the signature in it is damaged";
	content = (struct span){ arena_strn(f->arena, buf_str(&text), text.n),
	    text.n };
	signature = (struct span){ arena_strn(f->arena, buf_str(&sig), sig.n),
	    sig.n };
	buf_free(&text);
	buf_free(&sig);
	if (why != NULL)
		refuse(f, why);
	return why == NULL &&
	    add(f, SIGNED_CLEAR, content, signature, charset);
}

static void
find_clear(struct finder *f, const struct entity *e)
{
	struct span rest = entity_decoded(f->arena, e), line;
	const char *charset = entity_parameter(f->arena, e, "charset");

	while (span_line(&rest, &line)) {
		line = without_blanks(line);
		if (span_eq(line, BEGIN_TEXT)) {
			if (f->out->rest && f->out->parts.n == 0)
				refuse(f, SIGNED_NOT_FIRST);
			if (!take_block(f, &rest, charset))
				return;
		} else if (span_eq(line, BEGIN_MESSAGE)) {
			f->out->encrypted = "OpenPGP";
			f->out->rest = true;
		} else if (line.n > 0) {
			f->out->rest = true;
		}
	}
}

/* --- the walk ---------------------------------------------------------- */

static void find(struct finder *f, struct span bytes, unsigned depth);

/* Of several parts the first may be signed, where each is shown by itself
 * (mixed); what is signed anywhere else is told of and counts for nothing. */
static void
find_in_parts(struct finder *f, const struct entity *e, unsigned depth)
{
	bool mixed = strcmp(e->type, "multipart/mixed") == 0;
	struct span part[SIGNED_CHILDREN_MAX];
	size_t n = entity_children(f->arena, e, part, SIGNED_CHILDREN_MAX), i;
	struct signed_mail one;
	struct finder in = { f->arena, &one };

	for (i = 0; i < n && f->out->parts.n == 0; i++) {
		one = (struct signed_mail){ .rest = f->out->rest };
		find(&in, part[i], depth + 1);
		if (one.encrypted != NULL)
			f->out->encrypted = one.encrypted;
		if (one.refused != NULL)
			refuse(f, one.refused);
		if (one.parts.n > 0 && (!mixed || f->out->rest))
			refuse(f, mixed ? SIGNED_NOT_FIRST : "what is signed "
			    "in it is only one of several forms of the mail");
		else
			f->out->parts = one.parts;
		f->out->rest |= one.rest || (f->out->parts.n > 0 && i + 1 < n);
	}
}

static void
find(struct finder *f, struct span bytes, unsigned depth)
{
	struct entity e;

	if (!entity_open(f->arena, bytes, &e)) {
		refuse(f, "a part of it says in two ways what it is");
		f->out->rest = true;
	} else if (depth > SIGNED_DEPTH_MAX) {
		refuse(f, "its parts nest deeper than the limit");
		f->out->rest = true;
	} else if (strcmp(e.type, "multipart/signed") == 0) {
		if (e.attached || f->out->rest)
			refuse(f, SIGNED_NOT_FIRST);
		find_detached(f, &e);
	} else if (strcmp(e.type, "application/pkcs7-mime") == 0 ||
	    strcmp(e.type, "application/x-pkcs7-mime") == 0) {
		find_opaque(f, &e);
	} else if (strcmp(e.type, "multipart/encrypted") == 0) {
		f->out->encrypted = "OpenPGP";
		f->out->rest = true;
	} else if (strncmp(e.type, "multipart/", 10) == 0) {
		find_in_parts(f, &e, depth);
	} else if (strcmp(e.type, "text/plain") == 0 && !e.attached) {
		find_clear(f, &e);
	} else {
		f->out->rest = true;
	}
}

static struct span
without_from_line(struct span mail)
{
	struct span rest = mail, line;

	return mail.n > 5 && memcmp(mail.p, "From ", 5) == 0 &&
	    span_line(&rest, &line) ? rest : mail;
}

void
signed_find(struct arena *a, struct span mail, struct signed_mail *out)
{
	struct finder f = { a, out };

	*out = (struct signed_mail){ .rest = false };
	find(&f, without_from_line(mail), 0);
	if (out->refused != NULL)
		out->parts = (struct list){ 0 };
}

const char *
signed_badly_timed(struct arena *a, int64_t made, int64_t when)
{
	char t[CLOCK_TEXT];

	if (made == 0)
		return "it does not say when it was made";
	if (made > when + SIGNED_FUTURE_MAX)
		return arena_printf(a, "it was made at %s, after the mail",
		    clock_rfc3339(made, t));
	if (made < when - SIGNED_AGE_MAX)
		return arena_printf(a, "it was made at %s, more than %d days "
		    "before the mail: this may be an old message that somebody "
		    "sent again", clock_rfc3339(made, t),
		    (int)(SIGNED_AGE_MAX / 86400));
	return NULL;
}

/* --- the mail without the rest ----------------------------------------- */

/* Is it a field that says how the body is to be read? */
static bool
is_mime_field(struct span line)
{
	return span_starts_nocase(line, "Content-") ||
	    span_starts_nocase(line, "MIME-Version");
}

/*
 * The charset that the text is shown in is not signed.  One in which the same
 * bytes could be another text (UTF-7, UTF-16, ISO-2022) is not followed.
 */
static const char *
safe_charset(const char *charset)
{
	static const char *const fine[] = { "us-ascii", "iso-8859-1",
	    "iso-8859-2", "iso-8859-15", "windows-1250", "windows-1252" };
	size_t i;

	for (i = 0; charset != NULL && i < sizeof(fine) / sizeof(fine[0]); i++)
		if (str_eq_nocase(charset, fine[i]))
			return fine[i];
	return "utf-8";
}

struct span
signed_only(struct arena *a, struct span mail, enum signed_kind kind,
    const struct list *contents, const char *charset)
{
	struct span rest = without_from_line(mail), line;
	struct buf b = { 0 };
	const struct span *s;
	bool keep = true;
	struct span out;
	size_t i;

	while (span_line(&rest, &line) && line.n > 0) {
		if (line.p[0] != ' ' && line.p[0] != '\t')
			keep = !is_mime_field(line);
		if (!keep)
			continue;
		buf_add(&b, line.p, line.n);
		buf_adds(&b, "\r\n");
	}
	buf_adds(&b, "MIME-Version: 1.0\r\n");
	if (kind == SIGNED_CLEAR)
		buf_addf(&b, "Content-Type: text/plain; charset=\"%s\"\r\n"
		    "Content-Transfer-Encoding: 8bit\r\n\r\n",
		    safe_charset(charset));
	for (i = 0; i < contents->n; i++) {
		s = contents->at[i];
		buf_add(&b, s->p, s->n);
		if (kind == SIGNED_CLEAR)
			buf_adds(&b, "\r\n");
	}
	out = (struct span){ arena_strn(a, buf_str(&b), b.n), b.n };
	buf_free(&b);
	return out;
}
