/* SPDX-License-Identifier: ISC */
/* The mails of a rehearsal, and what is proven of them; see rehearse.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/fd.h"
#include "base/mem.h"
#include "cli/examine.h"
#include "cli/mails.h"
#include "cli/rehearse.h"
#include "text/mail.h"

#define AHEAD		24		/* mails examined together */

/* --- the bag ------------------------------------------------------------ */

struct place {
	off_t		 at;
	size_t		 n;
	bool		 cut;
};

struct mailbag {
	size_t		 limit;
	FILE		*file;		/* has no name */
	struct place	*places;
	size_t		 n, cap;
	off_t		 end;
};

struct mailbag *
mailbag_new(size_t limit, struct err *e)
{
	struct mailbag *b = mem_alloc(sizeof(*b));

	b->limit = limit;
	if ((b->file = tmpfile()) != NULL)
		return b;
	err_sys(e, "a temporary file");
	free(b);
	return NULL;
}

void
mailbag_free(struct mailbag *b)
{
	if (b == NULL)
		return;
	fclose(b->file);
	free(b->places);
	free(b);
}

/* The header of a mail, its empty line included. */
static size_t
header_size(struct span mail)
{
	size_t most = mail.n < MAIL_HEADER_MAX ? mail.n : MAIL_HEADER_MAX;
	const char *crlf = memmem(mail.p, most, "\r\n\r\n", 4);
	const char *lf = memmem(mail.p, most, "\n\n", 2);

	if (crlf != NULL && (lf == NULL || crlf < lf))
		return (size_t)(crlf - mail.p) + 4;
	return lf != NULL ? (size_t)(lf - mail.p) + 2 : most;
}

int
mailbag_put(struct mailbag *b, struct span mail, size_t *place, struct err *e)
{
	bool cut = mail.n > b->limit;

	if (cut)
		mail.n = header_size(mail);
	if (fd_write_all(fileno(b->file), mail.p, mail.n, e) == -1)
		return -1;
	if (b->n == b->cap) {
		b->cap = b->cap == 0 ? 64 : 2 * b->cap;
		b->places = mem_grow(b->places, b->cap, sizeof(*b->places));
	}
	b->places[b->n] = (struct place){ b->end, mail.n, cut };
	b->end += (off_t)mail.n;
	*place = b->n++;
	return 0;
}

int
mailbag_get(const struct mailbag *b, size_t place, struct buf *out,
    bool *cut, struct err *e)
{
	const struct place *p = &b->places[place];
	char *bytes = mem_raw(p->n + 1);
	size_t done = 0;
	ssize_t n = 1;

	while (done < p->n && n > 0) {
		n = pread(fileno(b->file), bytes + done, p->n - done,
		    p->at + (off_t)done);
		done += n > 0 ? (size_t)n : 0;
	}
	if (done == p->n)
		buf_add(out, bytes, p->n);
	free(bytes);
	*cut = p->cut;
	return done == p->n ? 0 : err_sys(e, "a temporary file");
}

struct filling {
	struct mailbag	*bag;
	struct arena	*arena;
	int64_t		 from, until;
	struct list	*events;
	size_t		 nr;
	struct err	*e;
	bool		 failed;
};

static void
left_out(void *arg, const char *path, const char *why)
{
	(void)arg;
	fprintf(stderr, "patchbot: %s: left out, %s\n", path, why);
}

static void
fill_one(void *arg, const char *path, int64_t index, struct span bytes)
{
	struct filling *f = arg;
	struct arena *a = arena_new();
	struct event *ev;
	struct mail m;
	char t[CLOCK_TEXT];

	mail_scan(a, bytes, &m);
	f->nr++;
	if (f->failed)
		goto out;
	if (m.date == 0) {
		left_out(NULL, path, "it has no date that can be read");
	} else if (m.date < f->from || m.date > f->until) {
		left_out(NULL, path, arena_printf(a, "it is of %s",
		    clock_minute(m.date, t)));
	} else {
		ev = arena_alloc(f->arena, sizeof(*ev));
		*ev = (struct event){ .at = m.date, .act = ACT_MAIL,
		    .key = arena_printf(f->arena, "mail %zu", f->nr),
		    .text = index < 0 ? arena_str(f->arena, path) :
		    arena_printf(f->arena, "%s #%lld", path,
		    (long long)index) };
		f->failed = mailbag_put(f->bag, bytes, &ev->mail, f->e) == -1;
		list_add_in(f->arena, f->events, ev);
	}
out:
	arena_free(a);
}

int
mailbag_fill(struct mailbag *b, struct arena *a, const char *path,
    int64_t from, int64_t until, struct list *events, struct err *e)
{
	struct filling f = { b, a, from, until, events, 0, e, false };
	const struct mails m = { fill_one, left_out, &f };

	mails_each(&m, path);
	return f.failed ? -1 : 0;
}

/* --- the proofs ----------------------------------------------------------- */

/* One examined mail. */
struct proven {
	const struct event *ev;
	struct buf	 evidence, reading;
	char		*failed;	/* why it was not, or was not read */
	bool		 read;
};

struct proofs {
	struct examine_options o;
	struct examiner	*examiner;
	struct list	 asked;		/* const struct event *, in order */
	struct list	 ready;		/* struct proven * */
};

static void
keep(void *arg, struct arena *a, const struct examined *x)
{
	struct proofs *p = arg;
	struct proven *one = mem_alloc(sizeof(*one));

	(void)a;
	one->ev = p->asked.at[0];
	list_remove(&p->asked, 0);
	one->failed = mem_str(x->failed);
	if (x->ev != NULL)
		evidence_pack(&one->evidence, x->ev);
	if (x->reading != NULL && x->reading->failed == NULL) {
		reading_pack(&one->reading, x->reading);
		one->read = true;
	} else if (x->reading != NULL && one->failed == NULL) {
		one->failed = mem_str(x->reading->failed);
	}
	if (x->judgement.again)
		fprintf(stderr, "patchbot: %s: a name server did not answer; "
		    "judged without it\n", one->ev->text);
	list_add(&p->ready, one);
}

static void
proven_free(struct proven *one)
{
	buf_free(&one->evidence);
	buf_free(&one->reading);
	free(one->failed);
	free(one);
}

struct proofs *
proofs_new(const struct config *c, int64_t present)
{
	struct proofs *p = mem_alloc(sizeof(*p));

	p->o = (struct examine_options){ .vendors = &c->vendors,
	    .people = &c->people, .gateways = &c->gateways, .keys = &c->keys,
	    .names = c->names, .zone_file = c->zone_file,
	    .present = present, .out = keep, .arg = p };
	return p;
}

void
proofs_free(struct proofs *p)
{
	size_t i;

	if (p == NULL)
		return;
	examiner_free(p->examiner);
	for (i = 0; i < p->ready.n; i++)
		proven_free(p->ready.at[i]);
	list_free(&p->ready);
	list_free(&p->asked);
	free(p);
}

static int
open_examiner(struct proofs *p, struct err *e)
{
	if (p->examiner == NULL)
		p->examiner = examiner_new(&p->o, e);
	return p->examiner != NULL ? 0 : -1;
}

static void
ask(struct proofs *p, struct event *ev, struct span mail, int64_t at)
{
	list_add(&p->asked, ev);
	examiner_add(p->examiner, ev->text, -1, mail, at);
}

/* Its place among those that are ready; their number where it is not. */
static size_t
find(const struct proofs *p, const struct event *ev)
{
	size_t i;

	for (i = 0; i < p->ready.n; i++)
		if (((struct proven *)p->ready.at[i])->ev == ev)
			break;
	return i;
}

void
proofs_ahead(struct proofs *p, const struct mailbag *bag,
    const struct list *events, size_t next)
{
	struct err e = { 0 };
	struct buf mail = { 0 };
	bool cut;
	size_t n = 0;

	if (find(p, events->at[next]) < p->ready.n ||
	    open_examiner(p, &e) == -1)
		return;		/* proofs_of() meets it again, and says so */
	for (; next < events->n && n < AHEAD; next++) {
		struct event *ev = events->at[next];

		if (ev->act != ACT_MAIL || find(p, ev) < p->ready.n)
			continue;
		buf_cut(&mail, 0);
		if (mailbag_get(bag, ev->mail, &mail, &cut, &e) == -1)
			break;
		ask(p, ev, (struct span){ buf_str(&mail), mail.n }, ev->at);
		n++;
	}
	examiner_finish(p->examiner);
	buf_free(&mail);
}

static int
take(struct arena *a, const struct proven *one, struct evidence **evidence,
    struct reading **reading, struct err *e)
{
	struct unpack u = { one->evidence.p, one->evidence.n, false };
	struct unpack v = { one->reading.p, one->reading.n, false };

	*evidence = u.n > 0 ? evidence_unpack(a, &u) : NULL;
	if (*evidence == NULL) {
		err_set(e, ERR_INPUT, "%s", one->failed != NULL ? one->failed :
		    "the prover's answer made no sense");
		return 1;
	}
	*reading = one->read ? reading_unpack(a, &v) : NULL;
	if (*reading == NULL) {
		*reading = arena_alloc(a, sizeof(**reading));
		(*reading)->failed = one->failed != NULL ?
		    arena_str(a, one->failed) : "it could not be read";
	}
	return 0;
}

int
proofs_of(struct proofs *p, struct arena *a, const struct event *ev,
    struct span mail, int64_t at, struct evidence **evidence,
    struct reading **reading, struct err *e)
{
	struct event copy = *ev;
	struct proven *one;
	size_t i = find(p, ev);
	int rc;

	if (i == p->ready.n) {
		if (open_examiner(p, e) == -1)
			return -1;
		ask(p, &copy, mail, at);
		examiner_finish(p->examiner);
		i = find(p, &copy);
	}
	one = p->ready.at[i];
	rc = take(a, one, evidence, reading, e);
	proven_free(one);
	list_remove(&p->ready, i);
	return rc;
}
