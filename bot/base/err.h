/* SPDX-License-Identifier: ISC */
/*
 * Errors carried by value.  A function that can fail returns 0 or -1 (or a
 * pointer or NULL) and, where it failed, has filled the caller's struct err
 * with a sentence fit to be shown: where, what, and what to do.
 */
#ifndef BASE_ERR_H
#define BASE_ERR_H

enum err_code {
	ERR_NONE,
	ERR_INPUT,	/* what we were given is wrong: tell who gave it */
	ERR_CONFIG,	/* a wrong configuration: file:line is in the text */
	ERR_LIMIT,	/* a stated limit is exceeded */
	ERR_REFUSED,	/* not allowed */
	ERR_TEMPORARY,	/* may go well later: try again */
	ERR_FULL,	/* disk full or read-only: nothing was changed */
	ERR_CORRUPT,	/* stored data is damaged */
	ERR_SYSTEM,	/* the system said no */
};

struct err {
	enum err_code	code;
	char		text[480];	/* always UTF-8, cut where too long */
};

/* Each sets *e (which may be NULL) and returns -1, so "return err_set(...)". */
int	err_set(struct err *e, enum err_code code, const char *fmt, ...)
	    __attribute__((format(printf, 3, 4)));
/* The same, with ": " and strerror(errno) behind; code ERR_SYSTEM, ERR_FULL
 * for ENOSPC, EDQUOT and EROFS.  Keeps errno. */
int	err_sys(struct err *e, const char *fmt, ...)
	    __attribute__((format(printf, 2, 3)));
/* Puts "WHAT: " before the text that is already there. */
int	err_in(struct err *e, const char *fmt, ...)
	    __attribute__((format(printf, 2, 3)));
void	err_clear(struct err *e);

#endif
