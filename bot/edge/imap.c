/* SPDX-License-Identifier: ISC */
/*
 * IMAP sessions by libetpan: errors, opening, mailboxes, waiting; see imap.h.
 * IDLE is spoken by hand, as libetpan's throws away what the server says
 * before its "+".
 */
#include "edge/imap.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/log.h"
#include "base/mem.h"
#include "edge/imap_parts.h"
#include "edge/imap_stream.h"
#include "edge/tls.h"

/* --- errors ----------------------------------------------------------- */

/* The server's own words, on one line and not too many of them. */
static void
server_says(const struct imap *im, char *out, size_t cap)
{
	const char *p = im->s->imap_response;
	struct buf b = { 0 };
	size_t i;

	if (p != NULL)
		utf8_add_clean(&b, p, strnlen(p, 160));
	for (i = 0; i < b.n; i++)
		if (b.p[i] == '\n' || b.p[i] == '\t')
			b.p[i] = ' ';
	str_copy(out, cap, b.n > 0 ? buf_str(&b) : "no reason given");
	buf_free(&b);
}

int
imap_failed(struct imap *im, int rc, const char *doing, struct err *e)
{
	char words[200];

	switch (rc) {
	case MAILIMAP_ERROR_STREAM:
		im->dead = true;
		*e = *tls_why(im->tls);
		return err_in(e, "%s", doing);
	case MAILIMAP_ERROR_PARSE:
	case MAILIMAP_ERROR_PROTOCOL:
	case MAILIMAP_ERROR_FATAL:
	case MAILIMAP_ERROR_MEMORY:
	case MAILIMAP_ERROR_BAD_STATE:
		im->dead = true;
		if (tls_why(im->tls)->code != ERR_NONE) {
			*e = *tls_why(im->tls);
			return err_in(e, "%s", doing);
		}
		server_says(im, words, sizeof(words));
		return err_set(e, ERR_INPUT, "%s: the server's answer makes no "
		    "sense (%s)", doing, words);
	default:
		server_says(im, words, sizeof(words));
		return err_set(e, ERR_REFUSED, "%s: the server says no: %s",
		    doing, words);
	}
}

void
imap_allow(struct imap *im)
{
	tls_allow(im->tls, IMAP_COMMAND_MS, IMAP_ANSWER_MAX);
}

bool
imap_is_fatal(int rc)
{
	return rc == MAILIMAP_ERROR_STREAM || rc == MAILIMAP_ERROR_PARSE ||
	    rc == MAILIMAP_ERROR_PROTOCOL || rc == MAILIMAP_ERROR_FATAL;
}

/* --- opening ----------------------------------------------------------- */

/* Asked for anew after STARTTLS and after the log-in: either changes it. */
static int
capabilities(struct imap *im, struct err *e)
{
	struct mailimap_capability_data *data;
	int rc = mailimap_capability(im->s, &data);

	if (rc != MAILIMAP_NO_ERROR)
		return imap_failed(im, rc, "CAPABILITY", e);
	mailimap_capability_data_free(data);
	im->idle = mailimap_has_extension(im->s, "IDLE") != 0;
	im->move = mailimap_has_extension(im->s, "MOVE") != 0;
	im->uidplus = mailimap_has_extension(im->s, "UIDPLUS") != 0;
	return 0;
}

static int
start_tls(struct imap *im, const struct mail_account *a, struct err *e)
{
	int rc;

	if (capabilities(im, e) == -1)
		return -1;
	if (!mailimap_has_extension(im->s, "STARTTLS"))
		return err_set(e, ERR_REFUSED, "%s port %u does not offer "
		    "STARTTLS (or somebody on the way took it out): nothing "
		    "was sent", a->host, a->port);
	rc = mailimap_starttls(im->s);
	/*
	 * What came in the clear behind the answer would be read as if it had
	 * come over TLS: somebody on the way may have put it there.
	 */
	if (im->s->imap_stream->read_buffer_len != 0)
		return err_set(e, ERR_REFUSED, "%s port %u: data came in the "
		    "clear behind STARTTLS: somebody may be on the way",
		    a->host, a->port);
	if (rc != MAILIMAP_NO_ERROR)
		return imap_failed(im, rc, "STARTTLS", e);
	return tls_secure(im->tls, e);
}

static int
greet(struct imap *im, const struct mail_account *a, struct err *e)
{
	mailstream *stream = imap_stream_new(im->tls);
	int rc;

	im->s = mailimap_new(0, NULL);
	if (stream == NULL || im->s == NULL)
		log_fatalx("out of memory");
	rc = mailimap_connect(im->s, stream);
	if (rc == MAILIMAP_NO_ERROR_AUTHENTICATED)
		return err_set(e, ERR_REFUSED, "%s port %u greets us as logged "
		    "in already (PREAUTH), which cannot be right", a->host,
		    a->port);
	if (rc != MAILIMAP_NO_ERROR_NON_AUTHENTICATED)
		return imap_failed(im, rc, "greeting", e);
	if (a->tls == TLS_STARTTLS)
		return start_tls(im, a, e);
	return 0;
}

struct imap *
imap_open(const struct mail_account *a, const struct tls_side *side,
    bool *rejected, struct err *e)
{
	struct tls_peer peer = { a->host, a->port, a->tls, a->ca, side };
	struct imap *im = mem_alloc(sizeof(*im));

	*rejected = false;
	/* libetpan would put larger strings into files of /tmp */
	mmap_string_set_ceil(SIZE_MAX);
	im->tls = tls_open(&peer, IMAP_CONNECT_MS, e);
	if (im->tls == NULL)
		goto fail;
	if (greet(im, a, e) == -1)
		goto fail;
	imap_allow(im);
	if (capabilities(im, e) == -1 || imap_login(im, a, rejected, e) == -1 ||
	    capabilities(im, e) == -1)
		goto fail;
	return im;
fail:
	im->dead = true;
	imap_close(im);
	return NULL;
}

void
imap_close(struct imap *im)
{
	if (im == NULL)
		return;
	if (im->s != NULL && im->s->imap_stream != NULL) {
		if (im->dead || im->idling) {
			mailstream_close(im->s->imap_stream);
			im->s->imap_stream = NULL;
		} else {
			tls_allow(im->tls, 1000, IMAP_ANSWER_MAX);
			mailimap_logout(im->s);
		}
	}
	if (im->s != NULL)
		mailimap_free(im->s);
	tls_close(im->tls);
	free(im);
}

bool
imap_dead(const struct imap *im)
{
	return im->dead;
}

int
imap_fd(const struct imap *im)
{
	return tls_fd(im->tls);
}

bool
imap_can_idle(const struct imap *im)
{
	return im->idle;
}

/* --- mailboxes --------------------------------------------------------- */

int
imap_select(struct imap *im, const char *mailbox, int64_t *uidvalidity,
    struct err *e)
{
	struct buf name = { 0 };
	char doing[120];
	int rc;

	if (imap_name(&name, mailbox, e) == -1)
		return -1;
	imap_allow(im);
	snprintf(doing, sizeof(doing), "opening mailbox %s", mailbox);
	rc = mailimap_select(im->s, buf_str(&name));
	buf_free(&name);
	if (rc != MAILIMAP_NO_ERROR)
		return imap_failed(im, rc, doing, e);
	*uidvalidity = im->s->imap_selection_info->sel_uidvalidity;
	if (*uidvalidity == 0)
		return err_set(e, ERR_REFUSED, "%s: the server gives it no "
		    "UIDVALIDITY, so its mails cannot be told apart", doing);
	return 0;
}

static int
compare_uids(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return x < y ? -1 : x > y;
}

int
imap_uids(struct imap *im, uint32_t first, uint32_t last, bool deleted,
    clist **found)
{
	struct mailimap_search_key *key, *one;
	int rc;

	key = mailimap_search_key_new_multiple_empty();
	one = mailimap_search_key_new_uid(mailimap_set_new_interval(first,
	    last));
	if (key == NULL || one == NULL ||
	    mailimap_search_key_multiple_add(key, one) != MAILIMAP_NO_ERROR)
		log_fatalx("out of memory");
	if (deleted) {
		one = mailimap_search_key_new(MAILIMAP_SEARCH_KEY_DELETED,
		    NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
		    NULL, NULL, NULL, NULL, 0, NULL, NULL, NULL, NULL, NULL,
		    NULL, 0, NULL, NULL, NULL);
		mailimap_search_key_multiple_add(key, one);
	}
	tls_allow(im->tls, IMAP_COMMAND_MS, IMAP_SEARCH_MAX);
	rc = mailimap_uid_search(im->s, NULL, key, found);
	mailimap_search_key_free(key);
	return rc;
}

int
imap_search(struct imap *im, int64_t after, uint32_t **uids, size_t *n,
    struct err *e)
{
	clist *found;
	clistiter *i;
	uint32_t uid;
	int rc;

	*uids = NULL;
	*n = 0;
	if (after >= UINT32_MAX)
		return 0;
	im->news = false;
	im->s->imap_selection_info->sel_has_exists = 0;
	rc = imap_uids(im, (uint32_t)after + 1, 0, false, &found);
	if (rc != MAILIMAP_NO_ERROR)
		return imap_failed(im, rc, "UID SEARCH", e);
	*uids = mem_array((size_t)clist_count(found) + 1, sizeof(**uids));
	for (i = clist_begin(found); i != NULL; i = clist_next(i)) {
		/* "n:*" names the last mail too, where all are below n */
		uid = *(uint32_t *)clist_content(i);
		if (uid > after)
			(*uids)[(*n)++] = uid;
	}
	mailimap_search_result_free(found);
	qsort(*uids, *n, sizeof(**uids), compare_uids);
	return 0;
}

bool
imap_news(const struct imap *im)
{
	return im->news || im->s->imap_selection_info->sel_has_exists;
}

/* --- waiting ----------------------------------------------------------- */

int
imap_idle(struct imap *im, struct err *e)
{
	bool plus = false;
	int rc;

	imap_allow(im);
	rc = imap_say(im, 1, "IDLE", NULL);
	if (rc == MAILIMAP_NO_ERROR)
		rc = imap_await_plus(im, &plus);
	if (rc == MAILIMAP_NO_ERROR && !plus)
		rc = imap_finish(im, MAILIMAP_ERROR_EXTENSION);
	if (rc != MAILIMAP_NO_ERROR)
		return imap_failed(im, rc, "IDLE", e);
	if (!plus)
		return err_set(e, ERR_INPUT, "IDLE ended at once");
	im->idling = true;
	return imap_news(im) || imap_idle_news(im);
}

bool
imap_idle_news(const struct imap *im)
{
	return im->s->imap_stream->read_buffer_len > 0 || tls_pending(im->tls);
}

int
imap_idle_end(struct imap *im, struct err *e)
{
	int rc;

	if (!im->idling)
		return 0;
	imap_allow(im);
	im->idling = false;
	rc = mailimap_idle_done(im->s);
	return rc == MAILIMAP_NO_ERROR ? 0 : imap_failed(im, rc, "IDLE", e);
}

int
imap_noop(struct imap *im, struct err *e)
{
	int rc;

	imap_allow(im);
	rc = mailimap_noop(im->s);
	return rc == MAILIMAP_NO_ERROR ? 0 : imap_failed(im, rc, "NOOP", e);
}
