/* SPDX-License-Identifier: ISC */
/* What a rehearsal prints: a line for a person, or a JSON object. */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "cli/rehearse.h"

#define SHOWN_MAX	160	/* bytes of a text that a line shows */

/* The first line that is not empty, cut, and nothing in it that could play
 * with a terminal. */
static void
add_first_line(struct buf *out, const char *text)
{
	struct span rest = span_of(text != NULL ? text : ""), line, more;
	struct buf clean = { 0 };
	char *copy;
	bool goes_on = false;
	size_t n;

	line = (struct span){ "", 0 };
	while (line.n == 0 && span_line(&rest, &line))
		line = span_trim(line);
	while (!goes_on && span_line(&rest, &more))
		goes_on = span_trim(more).n > 0;
	utf8_add_clean(&clean, line.p, line.n);
	if (clean.n > 0) {
		copy = buf_steal(&clean);
		utf8_one_line(copy);
		n = utf8_cut(copy, SHOWN_MAX);
		buf_add(out, copy, n);
		goes_on |= copy[n] != '\0';
		free(copy);
	}
	if (goes_on)
		buf_adds(out, " ...");
}

static const char *
time_text(int64_t at, char t[CLOCK_TEXT])
{
	struct tm tm;

	clock_local(at, &tm);
	strftime(t, CLOCK_TEXT, "%Y-%m-%d %H:%M %Z", &tm);
	return t;
}

static void
add_came(struct buf *b, const struct said *s)
{
	add_first_line(b, s->subject);
	buf_addf(b, " (%s%s%s)", s->verdict != NULL ? s->verdict :
	    "not yet judged", s->vendor != NULL ? ", " : "",
	    s->vendor != NULL ? s->vendor : "");
}

void
said_print(FILE *out, const struct said *s)
{
	struct buf b = { 0 };
	char t[CLOCK_TEXT];

	buf_addf(&b, "%s  %-4s  ", time_text(s->at, t), s->kind);
	if (s->who != NULL) {
		add_first_line(&b, s->who);
		buf_adds(&b, "  ");
	}
	if (strcmp(s->kind, "came") == 0) {
		add_came(&b, s);
	} else if (strcmp(s->kind, "mail") == 0) {
		add_first_line(&b, s->subject);
	} else {
		if (strcmp(s->kind, "said") == 0 && strcmp(s->how, "chat") != 0)
			buf_addf(&b, "(%s) ", s->how);
		if (s->refused)
			buf_adds(&b, "(refused) ");
		if (strcmp(s->kind, "log") == 0 && s->subject != NULL)
			buf_addf(&b, "[%s] ", s->subject);
		add_first_line(&b, s->text != NULL ? s->text : s->subject);
	}
	buf_addc(&b, '\n');
	fwrite(b.p, 1, b.n, out);
	buf_free(&b);
}

/* --- JSON --------------------------------------------------------------- */

/* JSON is UTF-8; what a mail holds need not be.  Nothing is said of what is
 * not there. */
static void
set(json_t *j, const char *name, const char *s)
{
	struct buf b = { 0 };

	if (s == NULL)
		return;
	if (utf8_valid(s, strlen(s))) {
		json_object_set_new_nocheck(j, name, json_string_nocheck(s));
		return;
	}
	utf8_add_clean(&b, s, strlen(s));
	json_object_set_new_nocheck(j, name, json_string_nocheck(buf_str(&b)));
	buf_free(&b);
}

static void
set_times(json_t *j, int64_t at)
{
	char t[CLOCK_TEXT], offset[16];
	struct tm tm;
	size_t n;

	set(j, "time", clock_rfc3339(at, t));
	clock_local(at, &tm);
	n = strftime(t, sizeof(t), "%Y-%m-%dT%H:%M:%S", &tm);
	strftime(offset, sizeof(offset), "%z", &tm);
	snprintf(t + n, sizeof(t) - n, "%.3s:%s", offset, offset + 3);
	set(j, "local", t);
}

void
said_print_json(FILE *out, const struct said *s)
{
	json_t *j = json_object(), *to;
	char *line;
	size_t i;

	set_times(j, s->at);
	set(j, "kind", s->kind);
	if (s->to.n > 0) {
		to = json_array();
		for (i = 0; i < s->to.n; i++)
			json_array_append_new(to,
			    json_string_nocheck(s->to.at[i]));
		json_object_set_new(j, "to", to);
	} else {
		set(j, "who", s->who);
	}
	set(j, "how", s->how);
	if (strcmp(s->kind, "said") == 0 || strcmp(s->kind, "came") == 0)
		json_object_set_new(j, "refused", json_boolean(s->refused));
	set(j, "subject", s->subject);
	set(j, "verdict", s->verdict);
	set(j, "vendor", s->vendor);
	set(j, "text", s->text);
	set(j, "html", s->html);
	set(j, "message", s->message);
	if (s->cause != 0)
		json_object_set_new(j, "cause", json_integer(s->cause));
	line = json_dumps(j, JSON_COMPACT | JSON_PRESERVE_ORDER);
	if (line != NULL)
		fprintf(out, "%s\n", line);
	free(line);
	json_decref(j);
}
