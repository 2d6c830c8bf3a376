/* SPDX-License-Identifier: ISC */
/* Reading the configuration; see config.h. */
#include "flow/config.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/fd.h"
#include "base/mem.h"
#include "flow/keys.h"

#define CONTROL_MAX	107	/* bytes of a socket's path, unix(7) */
#define CA_MAX		65536	/* bytes of a private CA's file: the settings
				 * of a role go in one frame */

/* A word of a sub-block, or its default. */
static const char *
word(const struct conf_node *n, const char *name, const char *def)
{
	return n != NULL ? conf_get(n, name, 1, def) : def;
}

static const char *
path_word(struct config *c, const struct conf_node *n, const char *name)
{
	const struct conf_node *d = n != NULL ? conf_find(n, name) : NULL;

	return d != NULL && d->n > 1 ? conf_path(c->arena, d, 1) : NULL;
}

static int64_t
span_word_of(const struct conf_node *n, const char *name, const char *def)
{
	int64_t s = 0;

	clock_parse_span(word(n, name, def), &s);
	return s;
}

static void
words_list(struct config *c, const struct conf_node *n, const char *name,
    struct list *out)
{
	const struct conf_node *d = n != NULL ? conf_find(n, name) : NULL;
	size_t i;

	for (i = 1; d != NULL && i < d->n; i++)
		list_add_in(c->arena, out,
		    arena_str(c->arena, d->words[i].text));
}

static uint32_t
port_of(const struct conf_node *n, const char *name, long long def)
{
	const char *w = n != NULL ? conf_get(n, name, 2, NULL) : NULL;

	if (w != NULL)
		str_number(w, 1, 65535, &def);
	return (uint32_t)def;
}

static uint32_t
tls_of(const struct conf_node *n, const char *def)
{
	const char *w = word(n, "tls", def);

	return strcmp(w, "implicit") == 0 ? TLS_IMPLICIT :
	    strcmp(w, "none") == 0 ? TLS_NONE : TLS_STARTTLS;
}

/* The file's text, kept by the configuration; NULL where there is none. */
static const char *
file_text(struct config *c, const struct conf_node *n, const char *name,
    struct conf_report *r)
{
	const char *path = path_word(c, n, name);
	struct buf b = { 0 };
	struct err e = { 0 };
	const char *text = NULL;

	if (path == NULL)
		return NULL;
	if (file_read_all(path, CA_MAX, &b, &e) == -1)
		conf_error(r, conf_find(n, name), 1, "%s (expected the "
		    "certificates of a private CA, at most %d bytes; without "
		    "\"ca\" the system's are used)", e.text, CA_MAX);
	else
		text = arena_strn(c->arena, buf_str(&b), b.n);
	buf_free(&b);
	return text;
}

static void
read_site(struct config *c, struct conf_report *r)
{
	const struct conf_node *n = conf_find(c->root, "site");
	const char *at;
	struct err e = { 0 };

	c->site = word(n, "name", "");
	c->zone = word(n, "zone", "UTC");
	if (clock_zone(c->zone, &e) == -1 && n != NULL)
		conf_error(r, conf_find(n, "zone"), 1, "%s", e.text);
	c->contact = word(n, "contact", "");
	c->address = word(n, "address", "patchbot@localhost");
	c->name = word(n, "sender-name", "patchbot");
	at = strrchr(c->address, '@');
	c->domain = at != NULL ? at + 1 : "localhost";
}

static void
read_mailbox(struct config *c, const struct conf_node *n,
    struct conf_report *r)
{
	struct mail_account *a = arena_alloc(c->arena, sizeof(*a));
	struct list folders = { 0 };
	size_t i;

	a->name = n->words[1].text;
	a->path = path_word(c, n, "maildir");
	a->maildir = a->path != NULL;
	a->host = word(n, "imap", NULL);
	if (a->maildir == (a->host != NULL) && n->dropped.n == 0)
		conf_error(r, n, 0, "a mailbox needs either \"maildir PATH\" "
		    "or \"imap HOST\"");
	a->tls = tls_of(n, "implicit");
	a->port = port_of(n, "imap", a->tls == TLS_IMPLICIT ? 993 : 143);
	a->ca = file_text(c, n, "ca", r);
	a->user = word(n, "user", NULL);
	a->token_file = path_word(c, n, "token-file");
	if (a->host != NULL && a->user == NULL && !conf_stood(n, "user"))
		conf_error(r, n, 0, "an IMAP mailbox needs \"user NAME\"");
	a->posted = word(n, "posted", NULL);
	a->quarantined = word(n, "quarantined", NULL);
	a->commands = word(n, "commands", NULL);
	a->poll = (uint32_t)span_word_of(n, "poll", "60s");
	if (a->poll == 0)
		conf_error(r, conf_find(n, "poll"), 1, "expected at least 1s");
	words_list(c, n, "folders", &folders);
	if (folders.n == 0)
		list_add_in(c->arena, &folders, arena_str(c->arena, "INBOX"));
	for (i = 0; i < folders.n; i++) {
		struct mail_cursor *m = arena_alloc(c->arena, sizeof(*m));

		m->mailbox = folders.at[i];
		list_add_in(c->arena, &a->mailboxes, m);
	}
	list_add_in(c->arena, &c->mailbox.accounts, a);
}

static void
read_mailboxes(struct config *c, struct conf_report *r)
{
	const struct conf_node *n;
	long long limit = 0;
	size_t i, j;

	str_number(conf_get(c->root, "mail-limit", 1, "10485760"), 1024,
	    256 << 20, &limit);
	c->mailbox.max_size = (uint32_t)limit;
	c->old_mail = span_word_of(c->root, "old-mail", "30d");
	if (c->old_mail != 0 && c->old_mail < DAY)
		conf_error(r, conf_find(c->root, "old-mail"), 1, "found "
		    "\"%s\"; expected 1d or more, or 0m", conf_get(c->root,
		    "old-mail", 1, ""));
	for (i = 0; i < c->root->children.n; i++) {
		n = c->root->children.at[i];
		if (strcmp(n->words[0].text, "mailbox") != 0)
			continue;
		for (j = 0; j < c->mailbox.accounts.n; j++) {
			struct mail_account *a = c->mailbox.accounts.at[j];

			if (strcmp(a->name, n->words[1].text) == 0)
				conf_error(r, n, 1, "mailbox \"%s\" is there "
				    "already", a->name);
		}
		read_mailbox(c, n, r);
	}
	if (c->mailbox.accounts.n == 0 && !r->gaps &&
	    !conf_stood(c->root, "mailbox"))
		conf_warn(r, c->root, 0, "there is no mailbox: patchbot will "
		    "read no mail; add \"mailbox NAME { ... }\"");
}

static void
read_send(struct config *c, struct conf_report *r)
{
	const struct conf_node *n = conf_find(c->root, "send");
	struct postman_setup *s = &c->send;

	c->send_configured = n != NULL;
	if (n == NULL && (r->gaps || conf_stood(c->root, "send")))
		return;
	if (n == NULL) {
		conf_warn(r, c->root, 0, "there is no \"send\": mail will wait "
		    "in the outbox");
		return;
	}
	s->maildir = path_word(c, n, "maildir");
	s->host = word(n, "smtp", NULL);
	if ((s->maildir != NULL) == (s->host != NULL) && n->dropped.n == 0)
		conf_error(r, n, 0, "\"send\" needs either \"maildir PATH\" or "
		    "\"smtp HOST\"");
	s->tls = tls_of(n, "starttls");
	s->port = port_of(n, "smtp", 587);
	s->ca = file_text(c, n, "ca", r);
	s->user = word(n, "user", NULL);
	s->helo = word(n, "helo", c->domain);
}

static void
read_chat(struct config *c, struct conf_report *r)
{
	const struct conf_node *n = conf_find(c->root, "chat");
	struct chat_setup *s = &c->chat;
	const char *at;

	c->chat_configured = n != NULL;
	if (n == NULL)
		return;
	s->jid = word(n, "jid", "");
	s->host = word(n, "server", NULL);
	s->tls = tls_of(n, "starttls");
	s->port = port_of(n, "server", 0);
	s->ca = path_word(c, n, "ca");
	if (s->ca != NULL && access(s->ca, R_OK) == -1)
		conf_error(r, conf_find(n, "ca"), 1, "%s cannot be read",
		    s->ca);
	s->room = word(n, "room", NULL);
	s->nick = word(n, "nick", "patchbot");
	words_list(c, n, "trust", &c->chat_trust);
	at = strchr(s->jid, '@');
	if (c->chat_trust.n == 0 && at != NULL)
		list_add_in(c->arena, &c->chat_trust,
		    arena_str(c->arena, at + 1));
	words_list(c, n, "room-services", &c->chat_rooms);
	at = s->room != NULL ? strchr(s->room, '@') : NULL;
	if (c->chat_rooms.n == 0 && at != NULL)
		list_add_in(c->arena, &c->chat_rooms,
		    arena_str(c->arena, at + 1));
}

static void
read_lists(struct config *c)
{
	const struct conf_node *n = conf_find(c->root, "lists");

	words_list(c, n, "committee", &c->committee);
	words_list(c, n, "helpdesk", &c->helpdesk);
	words_list(c, n, "infosec", &c->infosec);
	words_list(c, n, "coordinator", &c->coordinator);
}

static void
read_names(struct config *c, struct conf_report *r)
{
	const struct conf_node *n = conf_find(c->root, "names");

	words_list(c, n, "server", &c->names.forwarders);
	c->names.trust_anchor = path_word(c, n, "trust-anchor");
	if (c->names.trust_anchor != NULL &&
	    access(c->names.trust_anchor, R_OK) == -1)
		conf_warn(r, conf_find(n, "trust-anchor"), 1, "%s cannot be "
		    "read: without it no name can be looked up (Debian has "
		    "it in the package dns-root-data)",
		    c->names.trust_anchor);
	c->zone_file = path_word(c, n, "zone");
	c->names.zone = c->zone_file != NULL;
	if (c->zone_file != NULL && access(c->zone_file, R_OK) == -1)
		conf_error(r, conf_find(n, "zone"), 1, "%s cannot be read",
		    c->zone_file);
}

static void
lower_list(struct list *l)
{
	size_t i;
	char *p;

	for (i = 0; i < l->n; i++)
		for (p = l->at[i]; *p != '\0'; p++)
			*p = ascii_lower(*p);
}

static void
read_gateways(struct config *c)
{
	const struct conf_node *n = conf_find(c->root, "gateways");

	words_list(c, n, "authserv-id", &c->gateways.ids);
	words_list(c, n, "received-by", &c->gateways.hosts);
	lower_list(&c->gateways.ids);
	lower_list(&c->gateways.hosts);
}

bool
config_is_whole(const struct config *c, const struct conf_report *r)
{
	static const char *const who[] = { "person", "team", "audience",
	    "lists" };
	const struct list *all[] = { &c->root->children, &c->root->dropped };
	const struct conf_node *n;
	size_t i, k, j;

	for (k = 0; k < 2; k++)
		for (i = 0; i < all[k]->n; i++) {
			n = all[k]->at[i];
			for (j = 0; j < 4; j++)
				if (strcmp(n->words[0].text, who[j]) == 0 &&
				    (k == 1 || n->dropped.n > 0))
					return false;
		}
	return !r->gaps;
}

static void
read_commands(struct config *c, struct conf_report *r)
{
	const struct conf_node *n = conf_find(c->root, "commands");
	const char *w = word(n, "by-mail", "confirmed");
	size_t i;

	c->mail_commands = strcmp(w, "none") == 0 ? ASSURE_NONE :
	    strcmp(w, "domain") == 0 ? ASSURE_DOMAIN : ASSURE_CONFIRMED;
	c->token_life = span_word_of(n, "token-life", "24h");
	c->console_person = word(n, "console", NULL);
	for (i = 0; c->console_person == NULL && i < c->people.persons.n; i++) {
		const struct person *p = c->people.persons.at[i];

		if (p->roles & ROLES_RUN)
			c->console_person = p->id;
	}
	if (c->console_person != NULL &&
	    people_by_id(&c->people, c->console_person) == NULL &&
	    !conf_may_be(r, c->root, c->console_person))
		conf_error(r, conf_find(n, "console"), 1, "there is no person "
		    "\"%s\"", c->console_person);
	if (c->console_person == NULL && config_is_whole(c, r))
		conf_warn(r, c->root, 0, "nobody is coordinator: nobody may "
		    "plan or open a night; give a person \"roles "
		    "coordinator\"");
}

static int64_t
kept(const struct conf_node *n, const char *name, const char *def)
{
	return strcmp(word(n, name, def), "always") == 0 ? KEEP_ALWAYS :
	    span_word_of(n, name, def);
}

static void
read_keep(struct config *c)
{
	const struct conf_node *n = conf_find(c->root, "keep");

	c->keep_bodies = kept(n, "bodies", "400d");
	c->keep_tokens = kept(n, "tokens", "30d");
}

static void
read_parts(struct config *c, struct conf_report *r)
{
	size_t n = 0, i;

	while (all_settings[n] != NULL)
		n++;
	c->parts = arena_alloc(c->arena, (n + 1) * sizeof(*c->parts));
	for (i = 0; i < n; i++)
		c->parts[i] = all_settings[i]->read(c->arena, c, c->root, r);
}

void
config_prove(const struct config *c, int64_t now, struct conf_report *r)
{
	size_t i;

	for (i = 0; all_settings[i] != NULL; i++)
		if (all_settings[i]->prove != NULL)
			all_settings[i]->prove(c, now, r);
}

const void *
config_part(const struct config *c, const struct settings *s)
{
	size_t i;

	for (i = 0; c->parts != NULL && all_settings[i] != NULL; i++)
		if (all_settings[i] == s)
			return c->parts[i];
	return NULL;
}

/* Its path as the file has it, or the default. */
static const char *
control_of(struct arena *a, const struct conf_node *root)
{
	const struct conf_node *n = conf_find(root, "control");

	return n != NULL && n->n == 2 ? conf_path(a, n, 1) :
	    "/run/patchbot/control";
}

const char *
config_control(struct arena *a, const char *path, struct conf_report *r)
{
	struct conf_node *root = conf_read_most(a, path, r);

	/* it may stand where nothing could be read */
	if (root == NULL || (conf_find(root, "control") == NULL && r->gaps))
		return NULL;
	return control_of(a, root);
}

struct config *
config_load(const char *path, struct conf_report *r)
{
	struct config *c = mem_alloc(sizeof(*c));
	struct conf_node *root;

	c->arena = arena_new();
	c->file = arena_str(c->arena, path);
	root = conf_read_most(c->arena, c->file, r);
	if (root == NULL) {
		config_free(c);
		return NULL;
	}
	/* what is wrong is put away, so that the rest shows its errors, too */
	if (conf_check(root, config_rules(), r) == -1 || r->errors != 0)
		conf_prune(c->arena, root, config_rules());
	c->root = root;
	c->database = path_word(c, c->root, "database");
	if (c->database == NULL)
		c->database = "/var/lib/patchbot/patchbot.db";
	c->control = control_of(c->arena, c->root);
	if (strlen(c->control) > CONTROL_MAX)
		conf_error(r, conf_find(c->root, "control"), 1, "%s is too "
		    "long for a socket (at most %d bytes)", c->control,
		    CONTROL_MAX);
	c->templates = path_word(c, c->root, "templates");
	c->keys_folder = path_word(c, c->root, "keys");
	read_site(c, r);
	read_mailboxes(c, r);
	read_send(c, r);
	read_chat(c, r);
	read_names(c, r);
	read_gateways(c);
	read_lists(c);
	people_read(c->arena, c->root, &c->people, r);
	read_commands(c, r);
	read_keep(c);
	config_look_at_secrets(c, r);
	vendors_read(c->arena, c->root, &c->vendors, r);
	keys_read(c->arena, &c->vendors, &c->people, clock_now(), &c->keys, r);
	read_parts(c, r);
	if (r->errors != 0) {
		config_free(c);
		return NULL;
	}
	return c;
}

void
config_free(struct config *c)
{
	if (c == NULL)
		return;
	config_wipe(c);
	arena_free(c->arena);
	free(c);
}

const char *
config_find_file(void)
{
	static const char *const places[] = { "./conf/patchbot.conf",
	    SYSCONFDIR "/patchbot/patchbot.conf" };
	size_t i;

	for (i = 0; i < 2; i++)
		if (access(places[i], R_OK) == 0)
			return places[i];
	return NULL;
}
