/* SPDX-License-Identifier: ISC */
/* The command lines of a mail; see reading_parts.h. */
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "text/reading_parts.h"

#define LEN(a) (sizeof(a) / sizeof((a)[0]))

/* Lines that introduce the quoted mail, whole or from their beginning. */
static const char *const quote_lines[] = {
	"-----Original Message-----", "----- Original Message -----",
	"-----Original Appointment-----", "---------- Forwarded message",
	"----- Forwarded message", "-----Urspr", "-----Message d'origine-----",
	"-----Mensaje original-----", "-----Messaggio originale-----",
	"Begin forwarded message:", "________________________________",
	"-----BEGIN PGP SIGNATURE-----",
	"Anfang der weitergeleiteten",
};

/* "On Tue, 3 Nov 2026, Ann wrote:" and its sisters: how it begins, a word in
 * it; a colon ends it. */
static const struct { const char *first, *word; } introductions[] = {
	{ "On ", "wrote" }, { "On ", "writes" }, { "Am ", "schrieb" },
	{ "Am ", "geschrieben" }, { "Le ", "crit" }, { "El ", "escribi" },
	{ "Il ", "scritto" }, { "Op ", "schreef" }, { "* ", "wrote" },
	{ "Quoting ", "Quoting" }, { "Den ", "skrev" },
};

/* Outlook's block of header lines: its first line and one that follows it. */
static const struct { const char *first, *then; } blocks[] = {
	{ "From:", "Sent:" }, { "From:", "Date:" }, { "Von:", "Gesendet:" },
	{ "Von:", "Datum:" }, { "Gesendet:", "Von:" }, { "Sent:", "From:" },
	{ "De :", "Envoy" }, { "De:", "Envoy" },
	{ "De:", "Enviado" }, { "Da:", "Inviato:" }, { "Van:", "Verzonden:" },
	{ "*From:*", "*Sent:*" }, { "*Von:*", "*Gesendet:*" },
	{ "*De :*", "*Envoy" },
};

static const char *const stop_words[] = {
	"quit", "stop", "thank you", "thanks", "--", "danke", "merci",
};

/* An introduction, which mailers fold over up to three lines. */
static bool
is_introduction(struct span line, struct span rest)
{
	struct span all, next;
	size_t i, lines;

	for (i = 0; i < LEN(introductions); i++) {
		if (line.n < strlen(introductions[i].first) ||
		    memcmp(line.p, introductions[i].first,
		    strlen(introductions[i].first)) != 0)
			continue;
		all = line;
		next = rest;
		for (lines = 0; lines < 3; lines++) {
			struct span more;

			if (all.p[all.n - 1] == ':' && span_find_nocase(all,
			    introductions[i].word) != NULL)
				return true;
			if (!span_line(&next, &more) || more.n == 0)
				break;
			more = span_trim(more);
			all.n = (size_t)(more.p + more.n - all.p);
		}
	}
	return false;
}

static bool
is_block(struct span line, struct span rest)
{
	struct span next;
	size_t i, lines;

	for (i = 0; i < LEN(blocks); i++) {
		struct span after = rest;

		if (!span_starts_nocase(line, blocks[i].first))
			continue;
		for (lines = 0; lines < 3 && span_line(&after, &next); lines++)
			if (span_starts_nocase(span_trim(next),
			    blocks[i].then))
				return true;
	}
	return false;
}

static bool
is_quotation(struct span line, struct span rest)
{
	size_t i;

	if (line.n > 0 && (line.p[0] == '>' || line.p[0] == '|'))
		return true;
	for (i = 0; i < LEN(quote_lines); i++)
		if (span_starts_nocase(line, quote_lines[i]))
			return true;
	return is_introduction(line, rest) || is_block(line, rest);
}

static bool
is_stop(struct span line)
{
	size_t i;

	while (line.n > 0 && strchr(".!,", line.p[line.n - 1]) != NULL)
		line.n--;
	for (i = 0; i < LEN(stop_words); i++)
		if (span_eq_nocase(line, stop_words[i]))
			return true;
	return false;
}

/* No-break spaces, which HTML mailers put everywhere, are spaces. */
static char *
plain_spaces(struct arena *a, struct span line)
{
	struct buf b = { 0 };
	size_t i;
	char *s;

	for (i = 0; i < line.n; i++) {
		if (i + 1 < line.n && memcmp(line.p + i, "\xc2\xa0", 2) == 0) {
			buf_addc(&b, ' ');
			i++;
		} else {
			buf_addc(&b, line.p[i] == '\t' ? ' ' : line.p[i]);
		}
	}
	line = span_trim((struct span){ buf_str(&b), b.n });
	s = arena_strn(a, line.p, line.n);
	buf_free(&b);
	return s;
}

void
reading_commands(struct arena *a, const char *text, struct list *out)
{
	char *clean = reading_without_armour(a, text), *command;
	struct span rest = span_of(clean), line;

	while (span_line(&rest, &line) && out->n < READING_COMMANDS_MAX) {
		/* the signature's "-- " and what has become of it */
		if (span_eq(line, "-- ") || span_eq(line, "--"))
			break;
		line = span_trim(line);
		if (is_quotation(line, rest) || is_stop(line))
			break;
		if (line.n == 0 || line.p[0] == '#')
			continue;
		if (line.n > COMMAND_LINE_MAX)
			line.n = COMMAND_LINE_MAX + 1;
		command = plain_spaces(a, line);
		if (is_stop(span_of(command)))
			break;
		if (command[0] != '\0')
			list_add(out, command);
	}
}

#define ARMOUR "-----BEGIN PGP SIGNED MESSAGE-----"
#define ARMOUR_END "-----BEGIN PGP SIGNATURE-----"

/* A line, with the quoted-printable and mailers' trailing blanks off. */
static bool
line_is(struct span line, const char *what)
{
	while (line.n > 0 && (line.p[line.n - 1] == ' ' ||
	    line.p[line.n - 1] == '\t'))
		line.n--;
	return span_eq(line, what);
}

char *
reading_without_armour(struct arena *a, const char *text)
{
	struct span rest = span_of(text), line;
	enum { OUTSIDE, HEADER, INSIDE } at = OUTSIDE;
	struct buf b = { 0 };
	bool signed_text = false;
	char *out;

	while (span_line(&rest, &line)) {
		if (at == OUTSIDE && line_is(line, ARMOUR)) {
			at = HEADER;	/* "Hash:" lines, then an empty one */
			signed_text = true;
		} else if (at == HEADER && span_trim(line).n == 0) {
			at = INSIDE;
		} else if (at == INSIDE && line_is(line, ARMOUR_END)) {
			at = OUTSIDE;
		} else if (at == INSIDE) {
			if (line.n >= 2 && memcmp(line.p, "- ", 2) == 0)
				line = (struct span){ line.p + 2, line.n - 2 };
			buf_add(&b, line.p, line.n);
			buf_addc(&b, '\n');
		}
	}
	out = signed_text ? arena_strn(a, buf_str(&b), b.n) :
	    arena_str(a, text);
	buf_free(&b);
	return out;
}
