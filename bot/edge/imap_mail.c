/* SPDX-License-Identifier: ISC */
/* Fetching and filing mails in an IMAP session; see imap.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/fd.h"
#include "base/log.h"
#include "edge/imap_parts.h"
#include "edge/tls.h"

/* --- fetching ---------------------------------------------------------- */

static void
allow(struct imap *im, size_t bytes)
{
	tls_allow(im->tls, IMAP_COMMAND_MS + (int64_t)(bytes / 8), bytes);
}

static struct imap_mail *
mail_of(struct imap_mail *m, size_t n, uint32_t uid)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (m[i].uid == uid)
			return &m[i];
	return NULL;
}

static int64_t
moment(const struct mailimap_date_time *d)
{
	struct tm tm = { .tm_year = d->dt_year - 1900,
	    .tm_mon = d->dt_month - 1, .tm_mday = d->dt_day,
	    .tm_hour = d->dt_hour, .tm_min = d->dt_min,
	    .tm_sec = d->dt_sec };
	int zone = d->dt_zone, sign = zone < 0 ? -1 : 1;

	zone *= sign;
	return timegm(&tm) - sign * (zone / 100 * HOUR + zone % 100 * MINUTE);
}

/* What one FETCH answer says of a mail. */
struct answer {
	uint32_t	 uid;
	uint32_t	 size;
	bool		 has_size;
	int64_t		 received;
	const char	*bytes;
	size_t		 n;
};

static void
read_answer(const struct mailimap_msg_att *att, struct answer *a)
{
	const struct mailimap_msg_att_item *item;
	const struct mailimap_msg_att_static *s;
	clistiter *i;

	*a = (struct answer){ 0 };
	for (i = clist_begin(att->att_list); i != NULL; i = clist_next(i)) {
		item = clist_content(i);
		if (item->att_type != MAILIMAP_MSG_ATT_ITEM_STATIC)
			continue;
		s = item->att_data.att_static;
		if (s->att_type == MAILIMAP_MSG_ATT_UID) {
			a->uid = s->att_data.att_uid;
		} else if (s->att_type == MAILIMAP_MSG_ATT_RFC822_SIZE) {
			a->size = s->att_data.att_rfc822_size;
			a->has_size = true;
		} else if (s->att_type == MAILIMAP_MSG_ATT_INTERNALDATE) {
			a->received = moment(s->att_data.att_internal_date);
		} else if (s->att_type == MAILIMAP_MSG_ATT_BODY_SECTION &&
		    s->att_data.att_body_section->sec_body_part != NULL) {
			a->bytes = s->att_data.att_body_section->sec_body_part;
			a->n = s->att_data.att_body_section->sec_length;
		}
	}
}

static struct mailimap_set *
set_of(const struct imap_mail *m, size_t n)
{
	struct mailimap_set *set = mailimap_set_new_empty();
	size_t i;

	for (i = 0; set != NULL && i < n; i++)
		mailimap_set_add_single(set, m[i].uid);
	return set;
}

/* UID and the two attributes (b may be NULL), which it frees. */
static int
fetch(struct imap *im, const struct imap_mail *m, size_t n,
    struct mailimap_fetch_att *a, struct mailimap_fetch_att *b, clist **list)
{
	struct mailimap_fetch_type *type;
	struct mailimap_set *set = set_of(m, n);
	int rc;

	type = mailimap_fetch_type_new_fetch_att_list_empty();
	if (set == NULL || type == NULL || a == NULL)
		log_fatalx("out of memory");
	mailimap_fetch_type_new_fetch_att_list_add(type,
	    mailimap_fetch_att_new_uid());
	mailimap_fetch_type_new_fetch_att_list_add(type, a);
	if (b != NULL)
		mailimap_fetch_type_new_fetch_att_list_add(type, b);
	*list = NULL;
	rc = mailimap_uid_fetch(im->s, set, type, list);
	mailimap_fetch_type_free(type);
	mailimap_set_free(set);
	return rc;
}

int
imap_sizes(struct imap *im, struct imap_mail *m, size_t n, struct err *e)
{
	struct imap_mail *one;
	struct answer a;
	clist *list;
	clistiter *i;
	size_t k;
	int rc;

	for (k = 0; k < n; k++) {
		m[k].there = false;
		m[k].fd = -1;
	}
	imap_allow(im);
	rc = fetch(im, m, n, mailimap_fetch_att_new_rfc822_size(),
	    mailimap_fetch_att_new_internaldate(), &list);
	if (rc != MAILIMAP_NO_ERROR)
		return imap_failed(im, rc, "UID FETCH RFC822.SIZE", e);
	for (i = clist_begin(list); i != NULL; i = clist_next(i)) {
		read_answer(clist_content(i), &a);
		one = mail_of(m, n, a.uid);
		if (one == NULL || !a.has_size)
			continue;
		one->there = true;
		one->size = a.size;
		one->received = a.received;
	}
	mailimap_fetch_list_free(list);
	return 0;
}

/* The length of the header with the empty line behind it; n without one. */
static size_t
header_length(const char *p, size_t n)
{
	const char *end = memmem(p, n, "\r\n\r\n", 4);

	return end != NULL ? (size_t)(end - p) + 4 : n;
}

/* How many of the mails go into one FETCH, and how many bytes they are. */
static size_t
next_bulk(const struct imap_mail *m, size_t n, bool header, size_t *bytes)
{
	size_t k, one;

	*bytes = 0;
	for (k = 0; k < n; k++) {
		one = header ? IMAP_HEADER_MAX : (size_t)m[k].size;
		if (k > 0 && *bytes + one > IMAP_BULK)
			break;
		*bytes += one;
	}
	return k;
}

static struct mailimap_fetch_att *
body_wanted(bool header)
{
	if (header)
		return mailimap_fetch_att_new_body_peek_section_partial(
		    mailimap_section_new_header(), 0, IMAP_HEADER_MAX);
	return mailimap_fetch_att_new_body_peek_section(
	    mailimap_section_new(NULL));
}

static int
keep_bodies(clist *list, struct imap_mail *m, size_t n, size_t max,
    struct err *e)
{
	struct imap_mail *one;
	struct answer a;
	clistiter *i;

	for (i = clist_begin(list); i != NULL; i = clist_next(i)) {
		read_answer(clist_content(i), &a);
		one = mail_of(m, n, a.uid);
		if (one == NULL || a.bytes == NULL || one->fd != -1)
			continue;
		if (a.n > max)
			a.n = header_length(a.bytes, a.n);
		if (a.n > max)
			a.n = max;
		one->fd = fd_sealed((struct span){ a.bytes, a.n }, e);
		if (one->fd == -1)
			return -1;
	}
	return 0;
}

int
imap_bodies(struct imap *im, struct imap_mail *m, size_t n, bool header,
    size_t max, struct err *e)
{
	size_t k, bytes;
	clist *list;
	int rc;

	for (; n > 0; m += k, n -= k) {
		k = next_bulk(m, n, header, &bytes);
		/* some servers state sizes that are a little off */
		allow(im, bytes + bytes / 4 + IMAP_ANSWER_MAX);
		rc = fetch(im, m, k, body_wanted(header), NULL, &list);
		if (rc != MAILIMAP_NO_ERROR)
			return imap_failed(im, rc, "UID FETCH BODY.PEEK", e);
		rc = keep_bodies(list, m, k, max, e);
		mailimap_fetch_list_free(list);
		if (rc == -1)
			return -1;
	}
	return 0;
}

/* --- filing ------------------------------------------------------------ */

static int
add_flag(struct imap *im, uint32_t uid, struct mailimap_flag *flag)
{
	struct mailimap_set *set = mailimap_set_new_single(uid);
	struct mailimap_flag_list *flags = mailimap_flag_list_new_empty();
	struct mailimap_store_att_flags *store;
	int rc;

	if (set == NULL || flags == NULL || flag == NULL ||
	    mailimap_flag_list_add(flags, flag) != MAILIMAP_NO_ERROR)
		log_fatalx("out of memory");
	store = mailimap_store_att_flags_new_add_flags_silent(flags);
	if (store == NULL)
		log_fatalx("out of memory");
	imap_allow(im);
	rc = mailimap_uid_store(im->s, set, store);
	mailimap_store_att_flags_free(store);
	mailimap_set_free(set);
	return rc;
}

/* Is the mail there (or there and marked \Deleted)?  -1: libetpan's *rc. */
static int
is_there(struct imap *im, uint32_t uid, bool deleted, int *rc)
{
	clist *found;
	int n;

	*rc = imap_uids(im, uid, uid, deleted, &found);
	if (*rc != MAILIMAP_NO_ERROR)
		return -1;
	n = clist_count(found);
	mailimap_search_result_free(found);
	return n > 0;
}

/* Removes the one mail that is marked \Deleted, and no other. */
static int
expunge(struct imap *im, uint32_t uid)
{
	struct mailimap_set *set;
	clist *found;
	int n, rc;

	imap_allow(im);
	if (im->uidplus) {
		set = mailimap_set_new_single(uid);
		rc = mailimap_uid_expunge(im->s, set);
		mailimap_set_free(set);
		return rc;
	}
	rc = imap_uids(im, 1, 0, true, &found);
	if (rc != MAILIMAP_NO_ERROR)
		return rc;
	n = clist_count(found);
	mailimap_search_result_free(found);
	if (n == 1)
		return mailimap_expunge(im->s);
	log_warnx("mail %u is marked as deleted but stays: the server lacks "
	    "UIDPLUS, and %d other mails are marked too", uid, n - 1);
	return MAILIMAP_NO_ERROR;
}

static int
copy_away(struct imap *im, uint32_t uid, const char *folder)
{
	struct mailimap_set *set;
	int rc, marked = is_there(im, uid, true, &rc);

	if (marked == -1)
		return rc;
	if (!marked) {	/* else a try before this one has copied it */
		set = mailimap_set_new_single(uid);
		imap_allow(im);
		rc = mailimap_uid_copy(im->s, set, folder);
		mailimap_set_free(set);
		if (rc == MAILIMAP_NO_ERROR)
			rc = add_flag(im, uid, mailimap_flag_new_deleted());
	}
	return rc == MAILIMAP_NO_ERROR ? expunge(im, uid) : rc;
}

static int
move(struct imap *im, uint32_t uid, const char *folder)
{
	struct mailimap_set *set;
	int rc;

	if (!im->move)
		return copy_away(im, uid, folder);
	set = mailimap_set_new_single(uid);
	imap_allow(im);
	rc = mailimap_uid_move(im->s, set, folder);
	mailimap_set_free(set);
	return rc;
}

/* A refused move is tried again in a folder that was just made. */
static int
move_or_make(struct imap *im, uint32_t uid, const char *folder)
{
	int rc = move(im, uid, folder), gone;

	if (rc == MAILIMAP_NO_ERROR || imap_is_fatal(rc))
		return rc;
	imap_allow(im);
	rc = mailimap_create(im->s, folder);
	if (rc == MAILIMAP_NO_ERROR)
		rc = mailimap_subscribe(im->s, folder);
	if (imap_is_fatal(rc))
		return rc;
	rc = move(im, uid, folder);
	if (rc == MAILIMAP_NO_ERROR || imap_is_fatal(rc))
		return rc;
	return is_there(im, uid, false, &gone) == 0 ? MAILIMAP_NO_ERROR : rc;
}

int
imap_file(struct imap *im, uint32_t uid, const char *folder, struct err *e)
{
	struct buf name = { 0 };
	char doing[120];
	int rc = add_flag(im, uid, mailimap_flag_new_seen());

	/* a NO is a mailbox that takes no flags: that is no reason to stop */
	if (imap_is_fatal(rc))
		return imap_failed(im, rc, "UID STORE", e);
	if (folder == NULL)
		return 0;
	if (imap_name(&name, folder, e) == -1)
		return -1;
	rc = move_or_make(im, uid, buf_str(&name));
	buf_free(&name);
	snprintf(doing, sizeof(doing), "moving a mail to %s", folder);
	return rc == MAILIMAP_NO_ERROR ? 0 : imap_failed(im, rc, doing, e);
}
