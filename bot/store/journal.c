/* SPDX-License-Identifier: ISC */
/* The journal; see journal.h. */
#include "store/journal.h"

#include <openssl/evp.h>
#include <string.h>

#include "base/pack.h"

#define HASH_TEXT 65

static void
hash_line(const char *before, const struct journal_line *l,
    char out[HASH_TEXT])
{
	static const char digits[] = "0123456789abcdef";
	unsigned char md[EVP_MAX_MD_SIZE];
	struct buf b = { 0 };
	unsigned n = 0, i;

	pack_str(&b, before);
	pack_i64(&b, l->id);
	pack_i64(&b, l->at);
	pack_str(&b, l->actor);
	pack_str(&b, l->assurance);
	pack_str(&b, l->channel);
	pack_i64(&b, l->cause);
	pack_str(&b, l->subject != NULL ? l->subject : "");
	pack_str(&b, l->what);
	EVP_Digest(b.p, b.n, md, &n, EVP_sha256(), NULL);
	for (i = 0; i < 32; i++) {
		out[2 * i] = digits[md[i] >> 4];
		out[2 * i + 1] = digits[md[i] & 15];
	}
	out[2 * i] = '\0';
	buf_free(&b);
}

static int
last_hash(struct store *s, char out[HASH_TEXT], struct err *e)
{
	struct rows *r = store_query(s, "SELECT hash FROM journal "
	    "ORDER BY id DESC LIMIT 1", "");
	int rc = rows_next(r, e);

	out[0] = '\0';
	if (rc == 1)
		str_copy(out, HASH_TEXT, rows_text(r, 0));
	rows_end(r);
	return rc == -1 ? -1 : 0;
}

int
journal_add(struct store *s, struct journal_line *l, struct err *e)
{
	char before[HASH_TEXT], hash[HASH_TEXT];

	if (last_hash(s, before, e) == -1 ||
	    (l->id = store_new_id(s, "journal", e)) == -1)
		return -1;
	hash_line(before, l, hash);
	return store_exec(s, e, "INSERT INTO journal (id, at, actor, "
	    "assurance, channel, cause, subject, what, hash) "
	    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)", "iisssisss", l->id,
	    l->at, l->actor, l->assurance, l->channel, l->cause, l->subject,
	    l->what, hash) == -1 ? -1 : 0;
}

/* A chain does not show that its end was cut off; the count of numbers given
 * out does. */
static int
check_end(struct store *s, int64_t lines, struct err *e)
{
	int64_t next = 1;

	if (store_int(s, e, &next, "SELECT next FROM ids "
	    "WHERE kind = 'journal'", "") == -1)
		return -1;
	if (next - 1 == lines)
		return 0;
	return err_set(e, ERR_CORRUPT, "journal line %lld is missing, and all "
	    "behind it: %lld were written", (long long)lines + 1,
	    (long long)next - 1);
}

int
journal_verify(struct store *s, int64_t *lines, char *head, struct err *e)
{
	struct rows *r = store_query(s, "SELECT id, at, actor, assurance, "
	    "channel, cause, subject, what, hash FROM journal ORDER BY id", "");
	char want[HASH_TEXT];
	int rc;

	*lines = 0;
	head[0] = '\0';
	while ((rc = rows_next(r, e)) == 1) {
		struct journal_line l = {
			.id = rows_int(r, 0), .at = rows_int(r, 1),
			.actor = rows_text(r, 2), .assurance = rows_text(r, 3),
			.channel = rows_text(r, 4), .cause = rows_int(r, 5),
			.subject = rows_text(r, 6), .what = rows_text(r, 7),
		};

		hash_line(head, &l, want);
		if (l.id != ++*lines || strcmp(want, rows_text(r, 8)) != 0) {
			rc = err_set(e, ERR_CORRUPT, "journal line %lld does "
			    "not fit the one before it: it was changed, or "
			    "lines are missing", (long long)l.id);
			break;
		}
		memcpy(head, want, HASH_TEXT);
	}
	rows_end(r);
	return rc == 0 ? check_end(s, *lines, e) : rc;
}
