/* SPDX-License-Identifier: ISC */
/* Who there is, what they may, and how sure we are that it is they. */
#ifndef FLOW_PEOPLE_H
#define FLOW_PEOPLE_H

#include <stdbool.h>

#include "base/list.h"
#include "text/conf.h"

/* Rights follow roles; a person may have several. */
enum people_role {
	ROLE_COORDINATOR = 0x01,
	ROLE_ALTERNATE	 = 0x02,	/* stands in for the coordinator */
	ROLE_INFOSEC	 = 0x04,
	ROLE_APPROVER	 = 0x08,
	ROLE_LEAD	 = 0x10,
	ROLE_MEMBER	 = 0x20,
	ROLE_HELPDESK	 = 0x40,
	ROLE_AUDITOR	 = 0x80,
	ROLE_OBSERVER	 = 0x100,
};
#define ROLES_ANY	0x1ff
#define ROLES_RUN	(ROLE_COORDINATOR | ROLE_ALTERNATE)
#define ROLES_WORK	(ROLES_RUN | ROLE_LEAD | ROLE_MEMBER)

/* How sure we are of a command's sender; each is worth more than the last. */
enum assurance {
	ASSURE_NONE,		/* the From line says so */
	ASSURE_DOMAIN,		/* DMARC-aligned */
	ASSURE_CHAT,		/* real JID on a trusted domain */
	ASSURE_CONFIRMED,	/* answered a token, or the local console */
	ASSURE_SIGNED,
};
const char *assurance_name(enum assurance a);

struct person {
	const char	*id;
	const char	*name;
	const char	*mail;		/* the first address */
	struct list	 mails;		/* char *, lower case: all of them */
	struct list	 jids;		/* char *, bare, lower case */
	const char	*phone;		/* or NULL */
	const char	*team;		/* id, or NULL */
	unsigned	 roles;
	struct list	 keys;		/* struct key_file * (text/keyring.h):
					 * OpenPGP keys of command mails */
};

struct team {
	const char	*id;
	const char	*name;
	const char	*lead;		/* person's id, or NULL */
	struct list	 watches;	/* char *: product words, lower case */
};

struct people {
	struct list	 persons;	/* struct person * */
	struct list	 teams;		/* struct team * */
};

extern const struct conf_rule person_rules[];
extern const struct conf_rule team_rules[];

int	people_read(struct arena *a, const struct conf_node *root,
	    struct people *p, struct conf_report *r);
const struct person *people_by_id(const struct people *p, const char *id);
/* By a mail address (any of theirs), ASCII case ignored. */
const struct person *people_by_mail(const struct people *p,
	    const char *address);
/* By the bare part of a JID. */
const struct person *people_by_jid(const struct people *p, const char *jid);
/* By id, name, address or JID, as people write them in commands. */
const struct person *people_find(const struct people *p, const char *word);
const struct team *people_team(const struct people *p, const char *id);
/* "coordinator, lead" */
void	people_role_names(unsigned roles, struct buf *out);

#endif
