/* SPDX-License-Identifier: ISC */
/* What proc.c and proc_user.c share. */
#ifndef SUPPORT_PROC_PARTS_H
#define SUPPORT_PROC_PARTS_H

/* where servers lie, beside PATH */
#define PROC_PATH	"/usr/local/sbin:/usr/sbin:/sbin:/usr/lib/dovecot"

/* Ends the test program with a sentence and errno's text. */
void	proc_fail(const char *fmt, ...)
	    __attribute__((format(printf, 1, 2), noreturn));

#endif
