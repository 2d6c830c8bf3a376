/* SPDX-License-Identifier: ISC */
/*
 * The passwords: read when a role wants them, wiped when it has them, and
 * looked at beforehand, so that "patchbot check" tells what would keep
 * somebody from logging in at night.
 */
#include "flow/config.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/fd.h"
#include "base/mem.h"

#define SECRET_MAX	4096	/* bytes of a password file */

static const char *
path_of(struct config *c, const struct conf_node *n, const char *name)
{
	const struct conf_node *d = conf_find(n, name);

	return d != NULL && d->n > 1 ? conf_path(c->arena, d, 1) : NULL;
}

/* --- before they are wanted ---------------------------------------------- */

/* Warnings only: who checks may be another user than who runs it. */
static void
look_at_file(struct config *c, const struct conf_node *n, const char *name,
    struct conf_report *r)
{
	const char *path = path_of(c, n, name);
	const struct conf_node *d = conf_find(n, name);
	struct stat st;

	if (path == NULL)
		return;
	if (stat(path, &st) == -1)
		conf_warn(r, d, 1, "%s: %s; nobody can log in without it",
		    path, strerror(errno));
	else if (!S_ISREG(st.st_mode))
		conf_warn(r, d, 1, "%s is no file", path);
	else if (st.st_size == 0)
		conf_warn(r, d, 1, "%s is empty", path);
	else if ((st.st_mode & (S_IROTH | S_IWOTH)) != 0)
		conf_warn(r, d, 1, "everybody on this machine can %s %s; say "
		    "chmod o= for it", st.st_mode & S_IWOTH ? "write to" :
		    "read", path);
}

static void
look_at_block(struct config *c, const struct conf_node *n, bool needed,
    struct conf_report *r)
{
	static const char *const names[] = { "password-file", "token-file",
	    "password-credential" };
	bool any = false;
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(*names); i++)
		any = any || conf_stood(n, names[i]);
	look_at_file(c, n, "password-file", r);
	look_at_file(c, n, "token-file", r);
	if (needed && !any)
		conf_warn(r, n, 0, "it has no password; add \"password-file "
		    "FILE\" or \"password-credential NAME\"");
}

void
config_look_at_secrets(struct config *c, struct conf_report *r)
{
	const struct conf_node *n;
	size_t i;

	for (i = 0; i < c->root->children.n; i++) {
		n = c->root->children.at[i];
		if (strcmp(n->words[0].text, "mailbox") == 0)
			look_at_block(c, n, conf_find(n, "imap") != NULL, r);
	}
	n = conf_find(c->root, "send");
	if (n != NULL)
		look_at_block(c, n, conf_find(n, "user") != NULL &&
		    conf_find(n, "smtp") != NULL, r);
	n = conf_find(c->root, "chat");
	if (n != NULL)
		look_at_block(c, n, true, r);
}

/* --- reading and wiping -------------------------------------------------- */

/* The first line of the file or credential that the block names. */
static int
read_secret(struct config *c, const struct conf_node *n, const char **out,
    struct err *e)
{
	const char *path = path_of(c, n, "password-file");
	const char *credential = conf_get(n, "password-credential", 1, NULL);
	const char *dir = getenv("CREDENTIALS_DIRECTORY");
	struct buf b = { 0 };
	int rc;

	*out = NULL;
	if (path == NULL && credential != NULL) {
		if (dir == NULL)
			return err_set(e, ERR_CONFIG, "%s:%d: the credential "
			    "\"%s\" is for a start by systemd "
			    "(LoadCredential=); use password-file otherwise",
			    n->file, n->words[0].line, credential);
		path = arena_printf(c->arena, "%s/%s", dir, credential);
	}
	if (path == NULL)
		return 0;
	rc = file_read_all(path, SECRET_MAX, &b, e);
	if (rc == 0)
		*out = arena_strn(c->arena, buf_str(&b),
		    strcspn(buf_str(&b), "\r\n"));
	mem_wipe(b.p, b.n);
	buf_free(&b);
	return rc;
}

int
config_secrets(struct config *c, struct err *e)
{
	const struct conf_node *n;
	size_t i, k = 0;

	for (i = 0; i < c->root->children.n; i++) {
		n = c->root->children.at[i];
		if (strcmp(n->words[0].text, "mailbox") == 0) {
			struct mail_account *a = c->mailbox.accounts.at[k++];

			if (read_secret(c, n, &a->secret, e) == -1)
				return -1;
		}
	}
	n = conf_find(c->root, "send");
	if (n != NULL && read_secret(c, n, &c->send.secret, e) == -1)
		return -1;
	n = conf_find(c->root, "chat");
	if (n != NULL && read_secret(c, n, &c->chat.secret, e) == -1)
		return -1;
	return 0;
}

static void
wipe_one(const char **secret)
{
	union { const char *in; char *out; } u = { .in = *secret };

	if (u.out != NULL)
		mem_wipe(u.out, strlen(u.out));
	*secret = NULL;
}

void
config_wipe(struct config *c)
{
	size_t i;

	for (i = 0; i < c->mailbox.accounts.n; i++) {
		struct mail_account *a = c->mailbox.accounts.at[i];

		wipe_one(&a->secret);
	}
	wipe_one(&c->send.secret);
	wipe_one(&c->chat.secret);
}
