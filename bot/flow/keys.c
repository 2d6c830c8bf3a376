/* SPDX-License-Identifier: ISC */
/* The pinned keys of a configuration; see keys.h. */
#include "flow/keys.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/fd.h"
#include "flow/flow.h"
#include "text/evidence.h"
#include "text/keyring.h"
#include "text/pgp_key.h"
#include "text/vendors.h"

struct loading {
	struct arena	*arena;
	struct list	*files;
	size_t		 bytes;		/* of all of them so far */
	int64_t		 now;
	struct conf_report *report;
};

static void
warn_of_end(struct loading *l, const struct key_file *f)
{
	const struct key_facts *k;
	char t[CLOCK_TEXT];
	size_t i;

	for (i = 0; i < f->keys.n; i++) {
		k = f->keys.at[i];
		if (k->revoked)
			conf_warn(l->report, f->node, f->word, "%s: the key %s "
			    "(%s) was revoked; what it signs is not believed",
			    f->path, k->id, k->user);
		else if (k->expires != 0 && k->expires <= l->now)
			conf_warn(l->report, f->node, f->word, "%s: the key %s "
			    "(%s) ended at %s; get a new one from its owner",
			    f->path, k->id, k->user,
			    clock_rfc3339(k->expires, t));
	}
}

static void
load_file(struct loading *l, struct key_file *f)
{
	struct buf b = { 0 };
	struct err e = { 0 };

	if (file_read_all(f->path, PGP_FILE_MAX, &b, &e) == -1) {
		conf_error(l->report, f->node, f->word, "%s (expected a file "
		    "with %s)", e.text, f->kind == KEY_PGP ? "OpenPGP public "
		    "keys" : "certificates");
		goto out;
	}
	f->bytes = (struct span){ arena_strn(l->arena, buf_str(&b), b.n),
	    b.n };
	l->bytes += b.n;
	if (l->bytes > KEYRING_BYTES_MAX ||
	    l->files->n >= KEYRING_FILES_MAX)
		conf_error(l->report, f->node, f->word, "found too many keys; "
		    "expected at most %d files and %d bytes of them in all",
		    KEYRING_FILES_MAX, KEYRING_BYTES_MAX);
	else if (keyring_look(l->arena, f, &e) == -1)
		conf_error(l->report, f->node, f->word, "%s: %s", f->path,
		    e.text);
	else
		warn_of_end(l, f);
	list_add_in(l->arena, l->files, f);
out:
	buf_free(&b);
}

static bool
holds_key(const struct list *files, const char *id)
{
	const struct key_file *f;
	const struct key_facts *k;
	size_t i, j;

	for (i = 0; i < files->n; i++) {
		f = files->at[i];
		for (j = 0; j < f->keys.n; j++) {
			k = f->keys.at[j];
			if (f->kind == KEY_PGP && strcmp(k->id, id) == 0)
				return true;
		}
	}
	return false;
}

/* Every "pgp FINGERPRINT" must be able to hold. */
static void
check_prove(struct loading *l, const struct vendor *v, const struct prove *p)
{
	size_t i;

	if (p->kind == PROVE_PGP && !holds_key(&v->keys, p->argument))
		conf_error(l->report, p->node, 1, "found the key %s; expected "
		    "one that a \"key FILE\" of %s holds", p->argument,
		    v->id);
	for (i = 0; i < p->children.n; i++)
		check_prove(l, v, p->children.at[i]);
}

int
keys_read(struct arena *a, const struct list *vendors,
    const struct people *people, int64_t now, struct list *files,
    struct conf_report *r)
{
	struct loading l = { a, files, 0, now, r };
	unsigned before = r->errors;
	const struct person *p;
	const struct vendor *v;
	size_t i, j;

	for (i = 0; i < vendors->n; i++) {
		v = vendors->at[i];
		for (j = 0; j < v->keys.n; j++)
			load_file(&l, v->keys.at[j]);
		if (v->prove != NULL)
			check_prove(&l, v, v->prove);
	}
	for (i = 0; people != NULL && i < people->persons.n; i++) {
		p = people->persons.at[i];
		for (j = 0; j < p->keys.n; j++)
			load_file(&l, p->keys.at[j]);
	}
	return r->errors == before ? 0 : -1;
}

static int
tell_one(struct flow *f, struct arena *a, const struct key_file *file,
    const struct key_facts *k, struct err *e)
{
	char t[CLOCK_TEXT];
	char *id = arena_printf(a, "%s %lld", k->id, (long long)k->expires);
	int64_t n = 0;

	if (store_int(f->store, e, &n, "SELECT COUNT(*) FROM keys_told "
	    "WHERE id = $1", "s", id) == -1)
		return -1;
	if (n != 0)
		return 0;
	if (store_exec(f->store, e, "INSERT INTO keys_told (id, at) "
	    "VALUES ($1, $2)", "si", id, f->now()) == -1)
		return -1;
	return flow_alert(f, arena_printf(a, "key-%.16s", k->id),
	    arena_printf(a, "A key that is pinned for %s %s %s: %s, %s.",
	    file->owner, k->expires <= f->now() ? "ended on" : "ends on",
	    clock_date(k->expires, t), k->id, k->user),
	    "Get the new one from its owner, compare the fingerprint by "
	    "another way, and pin it: \"patchbot keys import\" shows how. "
	    "Until then such mails come out as unverified.", e);
}

int
keys_tell(struct flow *f, struct err *e)
{
	const struct list *files = &f->config->keys;
	struct arena *a;
	const struct key_file *file;
	const struct key_facts *k;
	size_t i, j;
	int rc = 0;

	if (files->n == 0)
		return 0;
	if (store_begin(f->store, e) == -1)
		return -1;
	a = arena_new();
	for (i = 0; i < files->n; i++) {
		file = files->at[i];
		for (j = 0; j < file->keys.n && rc == 0; j++) {
			k = file->keys.at[j];
			if (k->expires != 0 && !k->revoked &&
			    k->expires <= f->now() + KEYS_SOON)
				rc = tell_one(f, a, file, k, e);
		}
	}
	arena_free(a);
	if (rc == -1) {
		store_rollback(f->store);
		return -1;
	}
	return store_commit(f->store, e);
}

bool
keys_signed_by(const struct evidence *ev, const struct person *p)
{
	const struct proof *f;
	uint32_t i;

	for (i = 0; i < ev->n; i++) {
		f = &ev->proofs[i];
		if (strcmp(f->method, "pgp") == 0 &&
		    f->result == PROOF_PASS && f->identity != NULL &&
		    holds_key(&p->keys, f->identity))
			return true;
	}
	return false;
}
