/* SPDX-License-Identifier: ISC */
/*
 * What became of a message, put together from what libesmtp saw.  Its message
 * status alone may still be the answer to an earlier command (250 to a part
 * that is not the last, 354 to DATA) when a connection breaks; so a message
 * is sent only where the word for its end was given, an answer came after
 * that, and the answer says so.
 */
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"
#include "edge/smtp_parts.h"

static struct post_rcpt *
new_outcome(struct smtp_message *m)
{
	size_t i, n = m->recipients.n;

	m->outcome = arena_alloc(m->arena, (n + 1) * sizeof(*m->outcome));
	for (i = 0; i < n; i++)
		m->outcome[i].address = m->recipients.at[i];
	return m->outcome;
}

/* The answer as one clean line: "5.1.1 no such user". */
static void
take(struct smtp_message *m, struct post_rcpt *r, enum post_outcome outcome,
    const struct smtp_answer *a)
{
	struct buf b = { 0 };
	const char *text = a->text != NULL ? a->text : "";
	size_t i, n = strnlen(text, SMTP_TEXT_MAX);

	r->outcome = outcome;
	r->code = a->code > 0 ? (uint32_t)a->code : 0;
	if (a->enhanced[0] != 0)
		buf_addf(&b, "%d.%d.%d ", a->enhanced[0], a->enhanced[1],
		    a->enhanced[2]);
	utf8_add_clean(&b, text, n);
	for (i = 0; i < b.n; i++)
		if (b.p[i] == '\n')
			b.p[i] = ' ';
	while (b.n > 0 && b.p[b.n - 1] == ' ')
		buf_cut(&b, b.n - 1);
	r->text = arena_str(m->arena, buf_str(&b));
	buf_free(&b);
}

/* 503 (bad sequence) is no judgement on a message: it follows the temporary
 * failure of an earlier command. */
static enum post_outcome
by_code(int code)
{
	return code / 100 == 5 && code != 503 ? POST_REFUSED : POST_LATER;
}

static bool
is_refusal(int code)
{
	return code / 100 == 4 || code / 100 == 5;
}

/* For a recipient that the server did not refuse by itself. */
static enum post_outcome
by_message(const struct smtp_facts *f)
{
	int code = f->message.code;

	if (!f->answered)
		return f->word ? POST_UNKNOWN : POST_LATER;
	if (is_refusal(code))
		return by_code(code);
	if (!f->word)
		return POST_LATER;
	return code / 100 == 2 ? POST_SENT : POST_UNKNOWN;
}

void
smtp_judge(struct smtp_message *m, const struct smtp_facts *f)
{
	struct smtp_answer none = { .text = f->why };
	struct post_rcpt *r = new_outcome(m);
	const struct smtp_answer *one;
	size_t i;

	for (i = 0; i < m->recipients.n; i++) {
		one = &f->recipients[i];
		if (is_refusal(one->code))
			take(m, &r[i], by_code(one->code), one);
		else
			take(m, &r[i], by_message(f), f->answered ?
			    &f->message : &none);
	}
}

void
smtp_judge_all(struct smtp_message *m, enum post_outcome outcome,
    const struct smtp_answer *a)
{
	struct post_rcpt *r = new_outcome(m);
	size_t i;

	for (i = 0; i < m->recipients.n; i++)
		take(m, &r[i], outcome, a);
}

static bool
is_address(const char *a)
{
	const char *p;

	if (strlen(a) > SMTP_ADDRESS_MAX)
		return false;
	for (p = a; *p != '\0'; p++)
		if (*p <= ' ' || *p > '~' || *p == '<' || *p == '>')
			return false;
	return true;
}

const char *
smtp_unfit(const struct smtp_message *m)
{
	const char *a;
	size_t i;

	if (m->recipients.n == 0 || m->recipients.n > SMTP_RECIPIENTS_MAX)
		return "a message has between 1 and 100 recipients";
	if (m->bytes.n == 0 || m->bytes.n > SMTP_SESSION_BYTES)
		return "a message has between 1 byte and 64 MiB";
	if (m->sender == NULL || !is_address(m->sender))
		return "the sender's address cannot be used";
	for (i = 0; i < m->recipients.n; i++) {
		a = m->recipients.at[i];
		if (a[0] == '\0' || !is_address(a))
			return "a recipient's address cannot be used";
	}
	return NULL;
}
