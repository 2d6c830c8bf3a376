/* SPDX-License-Identifier: ISC */
/*
 * The keys that the site's configuration pins: files, whose they are, and what
 * they hold.  Core reads the files and checks them (keyring_look), sends them
 * to the verifier packed, and that takes from them what the library needs.
 */
#ifndef TEXT_KEYRING_H
#define TEXT_KEYRING_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/list.h"
#include "base/pack.h"

struct arena;
struct conf_node;

#define KEYRING_FILES_MAX	1000	/* of one configuration */
#define KEYRING_BYTES_MAX	(16 << 20)	/* of all of them */

enum key_kind { KEY_PGP, KEY_SMIME };

/* One key or certificate in a file. */
struct key_facts {
	const char	*id;		/* fingerprint, upper-case digits: of
					 * OpenPGP's primary key, or SHA-256 of
					 * a certificate */
	const char	*user;		/* user id or subject */
	const char	*algorithm;
	uint32_t	 bits;		/* 0 not known */
	int64_t		 made;
	int64_t		 expires;	/* 0 never */
	bool		 revoked, authority;
};

struct key_file {
	const char	*owner;		/* "vendor debian", "person ann" */
	uint32_t	 kind;		/* enum key_kind */
	const char	*path;
	struct span	 bytes;
	struct list	 keys;		/* struct key_facts *, by look */
	/* where the configuration names it; NULL behind a pipe */
	const struct conf_node *node;
	size_t		 word;
};

/* Adds the file that the node's word names, once, to files (in the arena);
 * owner is kept as it is. */
void	keyring_add(struct arena *a, struct list *files, const char *owner,
	    enum key_kind kind, const struct conf_node *node, size_t word);
/* Fills keys from bytes; -1 and *e where nothing in it can be used. */
int	keyring_look(struct arena *a, struct key_file *f, struct err *e);

/* A list of struct key_file * (owner, kind, path, bytes) to bytes and back;
 * NULL: not a keyring, or over a limit.  keys are not in it. */
void	keyring_pack(struct buf *b, const struct list *files);
struct list *keyring_unpack(struct arena *a, struct span bytes);
/* Is the file of one of these owners (char *)? */
bool	keyring_is_of(const struct key_file *f, const struct list *owners);

#endif
