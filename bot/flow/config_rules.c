/* SPDX-License-Identifier: ISC */
/* The one table of all directives; see config.h. */
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "flow/config.h"

static bool
is_zone(const char *w, size_t i, struct err *e)
{
	struct err why = { 0 };

	(void)i;
	if (clock_zone(w, &why) == 0)
		return true;
	err_set(e, ERR_CONFIG, "the IANA name of a time zone, such as "
	    "Europe/Berlin, that is installed here (package tzdata)");
	return false;
}

static bool
one_of(const char *w, const char *const *words, size_t n, struct err *e)
{
	struct buf all = { 0 };
	size_t i;

	for (i = 0; i < n; i++) {
		if (strcmp(w, words[i]) == 0) {
			buf_free(&all);
			return true;
		}
		buf_addf(&all, "%s\"%s\"", i > 0 ? " or " : "", words[i]);
	}
	err_set(e, ERR_CONFIG, "%s", all.p);
	buf_free(&all);
	return false;
}

static bool
is_tls(const char *w, size_t i, struct err *e)
{
	static const char *const words[] = { "implicit", "starttls", "none" };

	(void)i;
	return one_of(w, words, 3, e);
}

static bool
is_smtp_tls(const char *w, size_t i, struct err *e)
{
	static const char *const words[] = { "starttls", "none" };

	(void)i;
	if (strcmp(w, "implicit") == 0) {
		err_set(e, ERR_CONFIG, "\"starttls\": sending knows "
		    "no implicit TLS (port 465); use port 587 with starttls, "
		    "or a local relay");
		return false;
	}
	return one_of(w, words, 2, e);
}

static bool
is_chat_tls(const char *w, size_t i, struct err *e)
{
	static const char *const words[] = { "starttls", "implicit" };

	(void)i;
	return one_of(w, words, 2, e);
}

static bool
is_assurance(const char *w, size_t i, struct err *e)
{
	static const char *const words[] = { "none", "domain", "confirmed" };

	(void)i;
	return one_of(w, words, 3, e);
}

static bool
host_then_port(const char *w, size_t i, struct err *e)
{
	return i == 1 ? conf_is_host(w, i, e) : conf_is_port(w, i, e);
}

static bool
is_size(const char *w, size_t i, struct err *e)
{
	long long n;

	(void)i;
	if (str_number(w, 1024, 256 << 20, &n))
		return true;
	err_set(e, ERR_CONFIG, "a number of bytes from 1024 to "
	    "268435456");
	return false;
}

static const struct conf_rule site_rules[] = {
	{ .name = "name", .params = "NAME", .min = 1, .max = 1,
	    .flags = CONF_NEEDED, .help = "The organisation, as people read "
	    "it in every mail." },
	{ .name = "zone", .params = "ZONE", .min = 1, .max = 1,
	    .flags = CONF_NEEDED, .check = is_zone, .help = "The time zone of "
	    "all dates, an IANA name like Europe/Berlin." },
	{ .name = "contact", .params = "TEXT", .min = 1, .max = 1,
	    .flags = CONF_NEEDED, .help = "Whom to turn to with questions; "
	    "stands in every notice." },
	{ .name = "address", .params = "ADDRESS", .min = 1, .max = 1,
	    .flags = CONF_NEEDED, .check = conf_is_address,
	    .help = "patchbot's own mail address." },
	{ .name = "sender-name", .params = "NAME", .min = 1, .max = 1,
	    .def = "patchbot", .help = "The name beside that address." },
	{ .name = NULL },
};

static const struct conf_rule mailbox_rules[] = {
	{ .name = "maildir", .params = "PATH", .min = 1, .max = 1,
	    .help = "Read this Maildir." },
	{ .name = "imap", .params = "HOST [PORT]", .min = 1, .max = 2,
	    .check = host_then_port, .help = "Read from this IMAP server; "
	    "port 993 with implicit TLS, 143 with STARTTLS." },
	{ .name = "tls", .params = "implicit|starttls|none", .min = 1,
	    .max = 1, .def = "implicit", .check = is_tls, .help = "How the "
	    "connection is protected; none for loopback addresses only." },
	{ .name = "ca", .params = "FILE", .min = 1, .max = 1, .help = "A "
	    "private CA's certificates (PEM), in place of the system's." },
	{ .name = "user", .params = "NAME", .min = 1, .max = 1,
	    .help = "The account's name." },
	{ .name = "password-file", .params = "FILE", .min = 1, .max = 1,
	    .help = "The password is this file's first line." },
	{ .name = "password-credential", .params = "NAME", .min = 1, .max = 1,
	    .help = "The password is this systemd credential." },
	{ .name = "token-file", .params = "FILE", .min = 1, .max = 1,
	    .help = "Log in by XOAUTH2 with the access token in this file, "
	    "read anew each time." },
	{ .name = "folders", .params = "MAILBOX ...", .min = 1, .max = 20,
	    .def = "INBOX", .help = "The mailboxes to read." },
	{ .name = "posted", .params = "MAILBOX", .min = 1, .max = 1,
	    .help = "Where bulletins go that were posted." },
	{ .name = "quarantined", .params = "MAILBOX", .min = 1, .max = 1,
	    .help = "Where mail goes that was not believed." },
	{ .name = "commands", .params = "MAILBOX", .min = 1, .max = 1,
	    .help = "Where command mails and answers go." },
	{ .name = "poll", .params = "SPAN", .min = 1, .max = 1, .def = "60s",
	    .check = conf_is_span, .help = "How often to look where the server "
	    "has no IDLE." },
	{ .name = NULL },
};

static const struct conf_rule send_rules[] = {
	{ .name = "maildir", .params = "PATH", .min = 1, .max = 1,
	    .help = "Put what is sent into this Maildir." },
	{ .name = "smtp", .params = "HOST [PORT]", .min = 1, .max = 2,
	    .check = host_then_port, .help = "Send through this server; port "
	    "587 where none is given." },
	{ .name = "tls", .params = "starttls|none", .min = 1, .max = 1,
	    .def = "starttls", .check = is_smtp_tls, .help = "How the "
	    "connection is protected; none for loopback addresses only." },
	{ .name = "ca", .params = "FILE", .min = 1, .max = 1, .help = "A "
	    "private CA's certificates (PEM), in place of the system's." },
	{ .name = "user", .params = "NAME", .min = 1, .max = 1,
	    .help = "Log in with AUTH as this user." },
	{ .name = "password-file", .params = "FILE", .min = 1, .max = 1,
	    .help = "The password is this file's first line." },
	{ .name = "password-credential", .params = "NAME", .min = 1, .max = 1,
	    .help = "The password is this systemd credential." },
	{ .name = "helo", .params = "HOST", .min = 1, .max = 1,
	    .check = conf_is_host, .help = "The name given with EHLO; the "
	    "site's domain where missing." },
	{ .name = NULL },
};

static const struct conf_rule chat_rules[] = {
	{ .name = "jid", .params = "JID", .min = 1, .max = 1,
	    .flags = CONF_NEEDED, .check = conf_is_address,
	    .help = "patchbot's own account." },
	{ .name = "server", .params = "HOST [PORT]", .min = 1, .max = 2,
	    .check = host_then_port, .help = "The server, where DNS does not "
	    "tell it." },
	{ .name = "tls", .params = "starttls|implicit", .min = 1, .max = 1,
	    .def = "starttls", .check = is_chat_tls, .help = "How the "
	    "connection is protected (implicit is XEP-0368)." },
	{ .name = "ca", .params = "FILE", .min = 1, .max = 1, .help = "A "
	    "private CA's certificates (PEM), in place of the system's." },
	{ .name = "password-file", .params = "FILE", .min = 1, .max = 1,
	    .help = "The password is this file's first line." },
	{ .name = "password-credential", .params = "NAME", .min = 1, .max = 1,
	    .help = "The password is this systemd credential." },
	{ .name = "room", .params = "JID", .min = 1, .max = 1,
	    .check = conf_is_address, .help = "The room of the bridge." },
	{ .name = "nick", .params = "NAME", .min = 1, .max = 1,
	    .def = "patchbot", .help = "Our name in the room." },
	{ .name = "trust", .params = "DOMAIN ...", .min = 1, .max = 20,
	    .check = conf_is_host, .help = "Accounts of these domains are who "
	    "they say they are; the domain of jid where missing." },
	{ .name = "room-services", .params = "HOST ...", .min = 1, .max = 20,
	    .check = conf_is_host, .help = "Room services whose word on who "
	    "is who is believed; the room's own where missing." },
	{ .name = NULL },
};

static const struct conf_rule names_rules[] = {
	{ .name = "server", .params = "IP@PORT ...", .min = 1, .max = 8,
	    .help = "Ask these resolvers, not those of /etc/resolv.conf." },
	{ .name = "trust-anchor", .params = "FILE", .min = 1, .max = 1,
	    .help = "Validate DNSSEC with this root key." },
	{ .name = "zone", .params = "FILE", .min = 1, .max = 1,
	    .help = "Answer from this zone file only: for trying things "
	    "out." },
	{ .name = NULL },
};

/* RFC 8601, 2.2: an authserv-id, as far as it needs no quotes. */
static bool
is_authserv_id(const char *w, size_t i, struct err *e)
{
	const char *p = w;

	(void)i;
	while ((unsigned char)*p > ' ' && (unsigned char)*p < 0x7f &&
	    strchr("()<>@,;:\\\"/[]?=", *p) == NULL)
		p++;
	if (*w != '\0' && *p == '\0')
		return true;
	err_set(e, ERR_CONFIG, "an authserv-id as it stands in "
	    "Authentication-Results, such as mx.example.com");
	return false;
}

static bool
host_or_below(const char *w, size_t i, struct err *e)
{
	if (conf_is_host(strncmp(w, "*.", 2) == 0 ? w + 2 : w, i, e))
		return true;
	err_set(e, ERR_CONFIG, "a host (store.example.com), or all below a "
	    "domain (*.example.com)");
	return false;
}

static const struct conf_rule gateways_rules[] = {
	{ .name = "authserv-id", .params = "ID ...", .min = 1,
	    .max = AUTHRES_TRUST_MAX, .flags = CONF_NEEDED,
	    .check = is_authserv_id, .help = "The names by which they sign "
	    "their Authentication-Results." },
	{ .name = "received-by", .params = "HOST|*.DOMAIN ...", .min = 1,
	    .max = AUTHRES_TRUST_MAX, .check = host_or_below,
	    .help = "Servers between them and the mailbox, as they write "
	    "themselves behind \"by\" in Received: below the Received of any "
	    "other, no word counts." },
	{ .name = NULL },
};

static const struct conf_rule lists_rules[] = {
	{ .name = "committee", .params = "ADDRESS ...", .min = 1, .max = 50,
	    .flags = CONF_NEEDED, .check = conf_is_address, .help = "Summaries "
	    "of bulletins go here." },
	{ .name = "helpdesk", .params = "ADDRESS ...", .min = 1, .max = 1000,
	    .flags = CONF_NEEDED, .check = conf_is_address,
	    .help = "Notices of deployments go here." },
	{ .name = "infosec", .params = "ADDRESS ...", .min = 1, .max = 50,
	    .flags = CONF_NEEDED, .check = conf_is_address, .help = "Told of "
	    "what was quarantined." },
	{ .name = "coordinator", .params = "ADDRESS ...", .min = 1, .max = 50,
	    .flags = CONF_NEEDED, .check = conf_is_address, .help = "Told of "
	    "whatever needs a hand." },
	{ .name = NULL },
};

static bool
is_kept(const char *w, size_t i, struct err *e)
{
	int64_t s;

	(void)i;
	if (strcmp(w, "always") == 0 || (clock_parse_span(w, &s) &&
	    s >= 30 * DAY && s <= 3650 * DAY))
		return true;
	err_set(e, ERR_CONFIG, "a span from 30d to 3650d, or always");
	return false;
}

static const struct conf_rule keep_rules[] = {
	{ .name = "bodies", .params = "SPAN|always", .min = 1, .max = 1,
	    .def = "400d", .check = is_kept, .help = "How long the bytes of "
	    "mails and messages are kept that came and are done, and of those "
	    "that were sent." },
	{ .name = "tokens", .params = "SPAN|always", .min = 1, .max = 1,
	    .def = "30d", .check = is_kept, .help = "How long a token is "
	    "kept behind its end." },
	{ .name = NULL },
};

static const struct conf_rule commands_rules[] = {
	{ .name = "by-mail", .params = "none|domain|confirmed", .min = 1,
	    .max = 1, .def = "confirmed", .check = is_assurance,
	    .help = "How sure a command mail's sender must be before a "
	    "command that changes things runs; below it a token must be "
	    "answered." },
	{ .name = "token-life", .params = "SPAN", .min = 1, .max = 1,
	    .def = "24h", .check = conf_is_span, .help = "How long a token is "
	    "good." },
	{ .name = "console", .params = "PERSON", .min = 1, .max = 1,
	    .check = conf_is_name, .help = "Who speaks at the console where "
	    "--as is not given; the first coordinator where missing." },
	{ .name = NULL },
};

/* The vendors file's rules (vendor NAME) are copied behind these. */
static const struct conf_rule own_rules[] = {
	{ .name = "site", .block = site_rules,
	    .flags = CONF_NEEDED | CONF_LENIENT,
	    .help = "The organisation." },
	{ .name = "database", .params = "FILE", .min = 1, .max = 1,
	    .def = "/var/lib/patchbot/patchbot.db",
	    .help = "Where everything is kept." },
	{ .name = "control", .params = "SOCKET", .min = 1, .max = 1,
	    .def = "/run/patchbot/control", .help = "Where patchbot say and "
	    "console find the daemon." },
	{ .name = "templates", .params = "FOLDER", .min = 1, .max = 1,
	    .help = "Own templates that stand in for built-in ones of the "
	    "same name." },
	{ .name = "keys", .params = "FOLDER", .min = 1, .max = 1,
	    .help = "Where \"patchbot keys import -y\" copies key files to; "
	    "what is pinned stands with vendors and persons." },
	{ .name = "mailbox", .params = "NAME", .min = 1, .max = 1,
	    .block = mailbox_rules, .flags = CONF_MANY, .check = conf_is_name,
	    .help = "A mailbox that vendors and people write to." },
	{ .name = "mail-limit", .params = "BYTES", .min = 1, .max = 1,
	    .def = "10485760", .check = is_size, .help = "Of a larger mail "
	    "only the header is kept, and the coordinator is told." },
	{ .name = "old-mail", .params = "SPAN", .min = 1, .max = 1,
	    .def = "30d", .check = conf_is_span, .help = "Mail that its server "
	    "received longer ago than this when it is read, as in a mailbox "
	    "of years on the first day, is recorded, and nothing follows from "
	    "it; see Old mail in patchbot(8). At least 1d; 0m turns it off." },
	{ .name = "send", .block = send_rules, .help = "How mail leaves." },
	{ .name = "chat", .block = chat_rules, .help = "The XMPP account and "
	    "room; without it there is the console only." },
	{ .name = "names", .block = names_rules, .help = "How DNS is asked." },
	{ .name = "gateways", .block = gateways_rules, .help = "Mail "
	    "gateways whose word on DKIM, SPF and DMARC is believed, where "
	    "every mail comes through them; see Gateways above." },
	{ .name = "lists", .block = lists_rules,
	    .flags = CONF_NEEDED | CONF_LENIENT,
	    .help = "Who gets which mail." },
	{ .name = "commands", .block = commands_rules, .help = "Which "
	    "commands are believed." },
	{ .name = "keep", .block = keep_rules, .help = "How long what is done "
	    "is kept; see What is kept above." },
	{ .name = "team", .params = "NAME", .min = 1, .max = 1,
	    .block = team_rules, .flags = CONF_MANY, .check = conf_is_name,
	    .help = "A team." },
	{ .name = "person", .params = "NAME", .min = 1, .max = 1,
	    .block = person_rules, .flags = CONF_MANY, .check = conf_is_name,
	    .help = "Somebody who may give commands or is called." },
};
#define N_OWN (sizeof(own_rules) / sizeof(own_rules[0]))

const struct conf_rule *
config_rules(void)
{
	static struct conf_rule *all;
	size_t n = 0, i;

	if (all != NULL)
		return all;
	while (all_settings[n] != NULL)
		n++;
	for (i = 0; vendors_rules[i].name != NULL; i++)
		n++;
	all = mem_array(N_OWN + n + 1, sizeof(*all));
	memcpy(all, own_rules, sizeof(own_rules));
	n = N_OWN;
	for (i = 0; vendors_rules[i].name != NULL; i++)
		all[n++] = vendors_rules[i];
	for (i = 0; all_settings[i] != NULL; i++) {
		all[n] = all_settings[i]->rule;
		if (all_settings[i]->block != NULL)
			all[n].block = all_settings[i]->block();
		n++;
	}
	return all;
}
