/* SPDX-License-Identifier: ISC */
/*
 * The verifier: a reader that holds the pinned keys as well, and shows of a
 * mail that nothing else proves only what one of them signed.  The libraries
 * are opened before the seal; the keys come from core, which alone reads files.
 */
#include "base/arena.h"
#include "base/clock.h"
#include "base/fd.h"
#include "base/log.h"
#include "handlers/bulletin/select.h"
#include "proc/zygote.h"
#include "text/keyring.h"
#include "text/verify.h"

static struct verifier *verifier;

static void
open_verifier(void)
{
	struct err e = { 0 };

	verifier = verifier_new(&e);
	if (verifier == NULL)
		log_fatalx("%s", e.text);
}

/* The body is the number of files, which travel beside it, and the present: a
 * key that has ended by then is worth nothing. */
static void
take_keys(const struct frame *f)
{
	struct arena *a = arena_new();
	struct buf b = { 0 };
	struct err e = { 0 };
	struct list *files = NULL;
	struct unpack body = f->body;
	int64_t now;

	if (f->fd != -1 && fd_read_all(f->fd, KEYRING_BYTES_MAX * 2, &b,
	    &e) == 0)
		files = keyring_unpack(a, (struct span){ buf_str(&b), b.n });
	if (files == NULL)
		log_fatalx("core sent keys that cannot be read");
	unpack_u32(&body);
	now = unpack_i64(&body);
	if (verifier_keys(verifier, files, body.bad ? clock_now() : now, &e) ==
	    -1)
		log_warnx("%s; it is left out", e.text);
	buf_free(&b);
	arena_free(a);
}

static void
verify(struct arena *a, struct span mail, const struct read_job *job,
    struct verify_answer *out)
{
	struct verify_question q = { job->from, job->when, job->owners };

	verify_mail(verifier, a, mail, &q, out);
}

static const struct read_hooks hooks = { bulletin_read, facts_pack, verify };
static const struct zygote kind = { "verifier", &hooks, open_verifier,
    take_keys };

int
main(void)
{
	zygote_run(&kind);
}
