/* SPDX-License-Identifier: ISC */
/*
 * The configuration in force: read from one file and what it includes, held
 * against one table of directives (config_rules), from which the manual and
 * "patchbot check -p" come too.
 */
#ifndef FLOW_CONFIG_H
#define FLOW_CONFIG_H

#include "flow/people.h"
#include "proc/wire.h"
#include "text/authres_trust.h"
#include "text/vendors.h"

struct arena;

/*
 * What a handler folder adds to the configuration: one top-level directive
 * with a block.  read() is called once, after people were read; what it
 * returns is found again with config_part().
 */
struct config;
struct settings {
	struct conf_rule rule;
	/* The rules of the block, where they are only known when the program
	 * runs (gathered from several files); else NULL. */
	const struct conf_rule *(*block)(void);
	void		*(*read)(struct arena *a, const struct config *c,
			    const struct conf_node *root,
			    struct conf_report *r);
	/* Its part of config_prove(); NULL: none. */
	void		(*prove)(const struct config *c, int64_t now,
			    struct conf_report *r);
};

#define KEEP_ALWAYS	(-1)

struct config {
	struct arena	*arena;		/* owns everything below */
	struct conf_node *root;
	const char	*file;

	const char	*site;		/* name of the organisation */
	const char	*zone;		/* IANA time zone */
	const char	*contact;	/* who to turn to, one line */
	const char	*address;	/* our own mail address */
	const char	*name;		/* the name people see: "patchbot" */
	const char	*domain;	/* of our Message-IDs */

	const char	*database;
	const char	*control;	/* socket's path */
	const char	*templates;	/* folder with own ones, or NULL */
	const char	*keys_folder;	/* "keys import" copies there; NULL */

	/* lists of addresses (char *) by purpose */
	struct list	 committee, helpdesk, infosec, coordinator;

	struct mailbox_setup mailbox;	/* secrets are not yet in */
	bool		 send_configured;
	struct postman_setup send;
	bool		 chat_configured;
	struct chat_setup chat;
	struct list	 chat_trust;	/* char *: domains whose JIDs count */
	struct list	 chat_rooms;	/* char *: room services believed */
	struct names_setup names;
	const char	*zone_file;	/* TXT look-ups from here, or NULL */
	struct authres_trust gateways;

	struct people	 people;
	struct list	 vendors;	/* struct vendor * */
	struct list	 keys;		/* struct key_file *: all that these
					 * two pin (flow/keys.h) */

	unsigned	 mail_commands;	/* least assurance without a token */
	int64_t		 token_life;	/* seconds */
	int64_t		 old_mail;	/* seconds; 0: none is too old */
	int64_t		 keep_bodies;	/* of what is done: seconds, or
					 * KEEP_ALWAYS */
	int64_t		 keep_tokens;	/* the same, behind a token's end */
	const char	*console_person;/* who the console is without --as */
	void		**parts;	/* of all_settings, in order */
};

/* generated from handlers' settings_*.c; ends with NULL */
extern const struct settings *const all_settings[];

/*
 * Reads and checks a file.  NULL where it has errors; what was found, errors
 * and warnings, is in the report either way.  The report's arena must outlive
 * the report.  Free with config_free.
 */
struct config *config_load(const char *path, struct conf_report *r);
void	config_free(struct config *c);
/*
 * The control socket's path alone, in arena a: known to who asks the running
 * daemon even while the rest of its file is being mended.  NULL where it is
 * not to be found out; why is in the report.
 */
const char *config_control(struct arena *a, const char *path,
	    struct conf_report *r);
/*
 * Adds to the report what only the time to come shows (dates, above all).
 * Errors of it hinder nobody to start: time goes on, and what was free of them
 * yesterday must come up again tonight.
 */
void	config_prove(const struct config *c, int64_t now,
	    struct conf_report *r);
/* For readers: whether all of people, audiences and lists could be read; else
 * their numbers say nothing. */
bool	config_is_whole(const struct config *c, const struct conf_report *r);
const void *config_part(const struct config *c, const struct settings *s);
/* Warns of what would keep them from being read, or others from not. */
void	config_look_at_secrets(struct config *c, struct conf_report *r);
/*
 * Fills in the passwords from their files or systemd credentials
 * ($CREDENTIALS_DIRECTORY).  -1 and where it went wrong; never their text.
 */
int	config_secrets(struct config *c, struct err *e);
/* Overwrites them again. */
void	config_wipe(struct config *c);
/* "./conf/patchbot.conf", else "/etc/patchbot/patchbot.conf" (or where
 * SYSCONFDIR was when it was built), else NULL. */
const char *config_find_file(void);
/* The whole table, handlers' parts included; built at the first call. */
const struct conf_rule *config_rules(void);

#endif
